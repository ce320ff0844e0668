"""Nets that give every pixel a class: heads, dilation, receptive field, training step, resume."""

import itertools

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from resexp import zoo
from resexp.errors import Stopped, UserError
from resexp.images.scene_data import IGNORED, SceneData
from resexp.nets.inference import evaluate
from resexp.nets.scene import Pyramid, build, resize
from resexp.spec import Net, Run, Train, Unit, make, parse_head, run_from_json
from resexp.store import Store
from resexp.training import engine
from resexp.training.load import load_net
from resexp.training.train import train

BASE = {"blocks": (1, 1, 1, 1), "widths": (4, 6, 8, 8), "stem_stride": 4, "dilated": 2, "image": (64, 64), "classes": 10,
        "head": "fcn"}  # fmt: skip
HEADS = ["fcn", "pyramid 1", "pyramid 1 2 3 6", "pyramid 1 2 3 6 max", "pyramid 1 2 3 6 unreduced", "pyramid 1 max unreduced"]
RECIPE = {"iterations": 8, "batch": 2, "lr": 0.02, "schedule": "poly", "warmup": 2, "log_every": 2, "test_every": 4}
DATA = {"name": "scenes", "images": 6, "test_images": 3, "normalise": "channel", "augment": "flip",
        "scene": {"size": 64, "far": 20, "largest": 6}}  # fmt: skip


def spec(**changes):
    return make(Net, {**BASE, **changes})


def run(**net):
    return make(Run, {"net": spec(**net), "data": DATA, "train": RECIPE})


def reference_pyramid(module, x, bins, largest):
    """Zhao 2017, Fig. 3c, written out bin by bin with the module's weights: (b, c, h, w) -> (b, d, h, w)."""
    b, c, h, w = x.shape
    parts = [x]
    for level, count in zip(module.levels, bins, strict=True):
        pooled = x.new_zeros(b, c, count, count)
        for i, j in itertools.product(range(count), repeat=2):
            top, bottom = (i * h) // count, -((-(i + 1) * h) // count)
            left, right = (j * w) // count, -((-(j + 1) * w) // count)
            region = x[:, :, top:bottom, left:right]
            pooled[:, :, i, j] = region.amax((2, 3)) if largest else region.mean((2, 3))
        if len(level):
            weight = level[0].weight[:, :, 0, 0]
            pooled = torch.einsum("oc,bchw->bohw", weight, pooled)
            norm = level[1]
            scale = norm.weight / (norm.running_var + norm.eps).sqrt()
            pooled = torch.relu((pooled - norm.running_mean[:, None, None]) * scale[:, None, None] + norm.bias[:, None, None])
        parts.append(F.interpolate(pooled, size=(h, w), mode="bilinear", align_corners=False))
    return torch.cat(parts, 1)


@pytest.mark.parametrize("head", HEADS[1:])
@pytest.mark.parametrize("size", [(12, 12), (23, 30), (4, 5)])
def test_the_pyramid_is_that_of_the_paper(head, size):
    torch.manual_seed(0)
    parsed = parse_head(head)
    module = Pyramid(8, parsed).eval()
    for norm in [part for part in module.modules() if isinstance(part, nn.BatchNorm2d)]:
        norm.running_mean.normal_(), norm.running_var.uniform_(0.5, 2), norm.weight.data.normal_(), norm.bias.data.normal_()
    x = torch.randn(2, 8, *size)
    want = reference_pyramid(module, x, parsed.bins, parsed.pool == "max")
    assert torch.allclose(module(x), want, atol=1e-5)
    assert module.c_out == want.shape[1] == 8 + (8 // len(parsed.bins) if parsed.reduce else 8) * len(parsed.bins)


@pytest.mark.parametrize(("old", "new"), [((12, 12), (96, 96)), ((23, 30), (184, 240)), ((6, 6), (4, 5))])
def test_resize_is_bilinear_interpolation(old, new):
    x = torch.randn(2, 3, *old)
    assert torch.allclose(resize(x, new), F.interpolate(x, size=new, mode="bilinear", align_corners=False), atol=1e-5)


def test_a_net_that_has_predicted_can_be_trained():
    """What prediction keeps for later must not be of inference mode."""
    net = build(spec(head="pyramid 1 2 5", image=(72, 88)))
    with torch.inference_mode():
        net.eval()(torch.randn(1, 3, 72, 88))
    net.train()(torch.randn(2, 3, 72, 88)).sum().backward()


@pytest.mark.parametrize("auxiliary", [False, True])
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("unit", [zoo.PLAIN, zoo.ORIGINAL, zoo.PREACT])
def test_gradient_reaches_every_parameter_and_the_spec_counts_them(head, unit, auxiliary):
    tail = "bn relu" if unit == zoo.PREACT else ""
    net = build(spec(head=head, unit=unit.model_dump(), auxiliary=auxiliary, tail=tail))
    out = net.train()(torch.randn(4, 3, 64, 64))
    logits = out if auxiliary else (out,)
    assert [tuple(one.shape) for one in logits] == [(4, 10, 64, 64)] * (1 + auxiliary)
    sum(one.square().sum() for one in logits).backward()
    dead = [name for name, parameter in net.named_parameters() if parameter.grad is None or not parameter.grad.abs().max() > 0]
    assert not dead
    assert net.spec.parameters() == sum(parameter.numel() for parameter in net.parameters())


@pytest.mark.parametrize("head", ["fcn", "pyramid 1 2 3 6"])
@pytest.mark.parametrize("image", [(64, 64), (184, 240)])
def test_the_spec_counts_multiply_additions(head, image):
    net = build(spec(head=head, image=image, auxiliary=True)).train()
    counted = []
    for part in [part for part in net.modules() if isinstance(part, nn.Conv2d)]:
        part.register_forward_hook(lambda part, _, y: counted.append(part.weight.numel() * y.shape[2] * y.shape[3]))
    net(torch.randn(2, 3, *image))
    assert net.spec.macs() == pytest.approx(sum(counted), rel=2e-3 if image[0] != image[1] else 0)  # bins are square


@pytest.mark.parametrize("stem_stride", [1, 2, 4])
@pytest.mark.parametrize("dilated", [0, 1, 2])
@pytest.mark.parametrize("branch", ["conv bn relu conv bn", "conv1 bn relu conv bn relu conv1 bn", "bn relu conv"])
def test_the_receptive_field_is_where_the_gradient_is(stem_stride, dilated, branch, monkeypatch):
    """Counted layer by layer against a net of positive weights: no path through it can cancel another. The average stands for
    the maximum, which passes the gradient to one pixel only."""
    monkeypatch.setattr(F, "max_pool2d", F.avg_pool2d)
    one = spec(blocks=(1, 1, 1), widths=(2, 2, 2), unit={"branch": branch, "shortcut": "none"}, stem_stride=stem_stride,
               dilated=dilated, image=(256, 256))  # fmt: skip
    net = build(one).double().eval()
    for parameter in net.parameters():
        parameter.data.fill_(0.1)
    x = torch.ones(1, 3, 256, 256, dtype=torch.double, requires_grad=True)
    seen = {}
    net(x, tap=lambda place, value: seen.update({place: value}))
    last = seen["tail"]
    last[0, 0, last.shape[2] // 2, last.shape[3] // 2].backward()
    rows = x.grad[0].abs().amax((0, 2)).nonzero().flatten()
    assert int(rows.max() - rows.min() + 1) == one.receptive_field() < 256


def test_dilated_stages_keep_the_map_at_an_eighth():
    net = build(spec())
    shapes = {}
    net.eval()(torch.randn(1, 3, 128, 64), tap=lambda place, value: shapes.update({place: tuple(value.shape)}))
    assert (
        net.spec.output_stride == 8 and shapes["unit.3.output"] == (1, 8, 16, 8) and shapes["unit.0.output"] == (1, 4, 32, 16)
    )
    assert [plan.dilation for plan in net.spec.unit_plans()] == [1, 1, 2, 4]
    assert [unit.branch[0].dilation for unit in net.units] == [(1, 1), (1, 1), (2, 2), (4, 4)]


def test_unlabelled_pixels_count_in_neither_loss_nor_error():
    torch.manual_seed(0)
    logits, y = torch.randn(2, 5, 6, 7), torch.randint(0, 5, (2, 6, 7))
    y[0, :3] = IGNORED
    known = y >= 0
    want = F.cross_entropy(logits.permute(0, 2, 3, 1)[known], y[known])
    assert torch.allclose(engine.mean_loss(logits, y), want)


def test_the_auxiliary_loss_has_its_weight():
    grads = {}
    for weight in (0.0, 0.4):
        net = build(spec(auxiliary=True))
        step = engine.Stepper(net, Train(auxiliary=weight, lr=1e-9, weight_decay=0.0), torch.device("cpu"))
        torch.manual_seed(1)
        x, y = torch.randn(2, 3, 64, 64), torch.randint(0, 10, (2, 64, 64))
        loss, errors = step.step(x, y)
        grads[weight] = (float(loss), float(net.auxiliary[0].weight.grad.abs().sum()), int(errors))
    assert grads[0.0][1] == 0 < grads[0.4][1] and grads[0.0][0] == grads[0.4][0] and grads[0.0][2] == grads[0.4][2]


def test_poly_falls_to_zero_with_the_power_of_the_paper():
    recipe = Train(iterations=100, schedule="poly", warmup=10, lr=0.01, warmup_lr=0.001)
    assert recipe.lr_at(0) == 0.001 and recipe.lr_at(5) == pytest.approx(0.0055)
    assert recipe.lr_at(50) == pytest.approx(0.01 * 0.5**0.9) and 0 < recipe.lr_at(99) < 0.0002


def test_a_killed_run_ends_with_the_same_bits_and_loads(tmp_path):
    planned = run(head="pyramid 1 2 3 6", auxiliary=True)
    data, whole, parts = SceneData(planned.data), Store(tmp_path / "whole"), Store(tmp_path / "parts")
    outcome = train(planned, whole, data)
    stops = iter([False] * 3 + [True] + [False] * 4 + [True])
    for _ in range(2):
        with pytest.raises(Stopped):
            train(planned, parts, data, stop=lambda: next(stops, False))
    assert train(planned, parts, data)["final"] == outcome["final"]
    assert whole.weights_file(planned.key).read_bytes() == parts.weights_file(planned.key).read_bytes()
    score = evaluate(load_net(whole, planned.key), data)
    assert score.n == 3 and score.error == pytest.approx(outcome["final"]["test_error"], abs=1e-6)
    assert run_from_json(planned.json()) == planned


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"head": "pyramid"}, "not a head"), ({"head": "pyramid 3 1"}, "must rise"), ({"head": "pyramid 1 average"}, "not a head"),
     ({"image": (60, 64)}, "multiples of 8"), ({"dilated": 4}, "too few for dilated"), ({"head": "classes"}, "head for pixels"),
     ({"down": "pool"}, "by stride")],
)  # fmt: skip
def test_wrong_specs_of_nets(fields, says):
    with pytest.raises(UserError, match=says):
        spec(**fields)


def test_a_run_needs_a_net_and_data_of_one_kind_and_size():
    with pytest.raises(UserError, match="needs a net with the head fcn or pyramid"):
        make(Run, {"data": DATA, "train": RECIPE})
    with pytest.raises(UserError, match="needs a net with the head classes"):
        make(Run, {"net": spec()})
    with pytest.raises(UserError, match=r"images of \(96, 96\)"):
        run(image=(96, 96))


def test_the_same_unit_serves_both_kinds_of_net():
    assert build(Net()).state_dict().keys() == build(make(Net, {"unit": Unit()})).state_dict().keys()
    assert type(build(Net())).__name__ == "Net" and type(build(spec())).__name__ == "SceneNet"
