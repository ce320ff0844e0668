"""The gradient probes against nets whose gradients are known in closed form, and against plain autograd without replay."""

import copy
import itertools
import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from nets import linear, stirred

from resexp import zoo
from resexp.errors import UserError
from resexp.nets.net import Net
from resexp.probe import gradient
from resexp.probe.gradient import alignment, correlation, decomposition, growth, norms, scaled, why_eq5_need_not_hold
from resexp.route import Route
from resexp.spec import Net as Spec
from resexp.spec import Unit


def batch(count=4, seed=0, dtype=torch.float64):
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(count, 3, 32, 32, generator=generator, dtype=dtype)
    return x, torch.randint(0, 10, (count,), generator=generator)


def small(unit, blocks=(3, 2), widths=(4, 6), **fields):
    return Spec(unit=unit, blocks=blocks, widths=widths, **fields)


PRE = {"stem": "conv", "tail": "bn relu"}
SPECS = {
    "plain": small(zoo.PLAIN),
    "plain without BN": small(Unit(branch="conv relu conv", shortcut="none"), stem="conv relu"),
    "original": small(zoo.ORIGINAL),
    "original, projections": small(Unit(widen="project bn")),
    "BN after addition": small(Unit(branch="conv bn relu conv", after="bn relu")),
    "ReLU before addition": small(Unit(branch="conv bn relu conv bn relu", after="")),
    "pre-activation": small(zoo.PREACT, **PRE),
    "pre-activation, never shared": small(zoo.PREACT.replace(share="none"), **PRE),
    "pre-activation, shared in every stage": small(zoo.PREACT.replace(share="stage"), **PRE),
    "pre-activation bottleneck": small(zoo.PREACT_BOTTLENECK, **PRE),
    "pre-activation, scaled": small(zoo.PREACT.replace(shortcut="scale 0.5 0.75"), **PRE),
    "pre-activation, exclusive gate": small(zoo.PREACT.replace(shortcut="gate exclusive -1"), **PRE),
    "pre-activation, 1x1 convolution": small(zoo.PREACT.replace(shortcut="conv bn"), **PRE),
    "VGG": small(zoo.net("vgg-15").unit, (1, 1, 1), (4, 4, 4), down="pool"),
    "pre-activation, pooled": small(zoo.PREACT, (1, 2, 2), (4, 4, 4), down="pool", **PRE),
    "pre-activation, dropout": small(zoo.PREACT.replace(shortcut="dropout 0.5", share="none"), **PRE),
}


def values(rows, quantity):
    return {row["at"]: row["value"] for row in rows if row["quantity"] == quantity}


def notes(rows, quantity):
    return {row["at"]: row["note"] for row in rows if row["quantity"] == quantity}


def head_gradients(net, x, y):
    """Norm of every image's dE/dx_L in closed form, for a net that ends with pooling and the linear layer."""
    logits = net(x)
    error = logits.softmax(1) - F.one_hot(y, 10)  # (b, 10)
    positions = net.spec.unit_plans()[-1].size_out ** 2
    return (error @ net.head.weight).norm(dim=1) / math.sqrt(positions), error


# ------------------------------------------------------------------------------------------------------- closed forms


@pytest.mark.parametrize(
    ("shortcut", "factor"),
    [("identity", 1.25), ("none", 0.25), ("scale 0.5", 0.75), ("scale 1.1 2", 1.6), ("dropout 0.9", 1.25)],
)
def test_norms_of_a_linear_net_are_powers_of_one_factor(shortcut, factor):
    net, (x, y) = linear(shortcut), batch()
    rows = norms(net, x, y, statistics="running")
    end, error = head_gradients(net.eval(), x, y)
    measured = values(rows, "gradient norm")
    assert list(measured) == ["input", *(f"unit.{k}.input" for k in range(5)), "unit.4.output"]
    assert measured["unit.4.output"] == pytest.approx(end.mean().item(), rel=1e-12)
    for k in range(5):
        assert measured[f"unit.{k}.input"] == pytest.approx(factor ** (5 - k) * end.mean().item(), rel=1e-12)
    parameters = values(rows, "parameter gradient")
    assert set(parameters) == {name for name, _ in net.named_parameters()}
    assert parameters["head.bias"] == pytest.approx(error.mean(0).norm().item(), rel=1e-12)


@pytest.mark.parametrize("factor", [0.5, 0.9, 0.99, 1, 1.01, 1.1])
def test_with_silent_branches_the_norm_is_lambda_to_the_number_of_units(factor):
    net, (x, y) = linear(f"scale {factor}", units=30, weight=0), batch()
    rows = scaled(net, x, y, statistics="running")
    measured, predicted = values(rows, "gradient norm"), values(rows, "predicted norm")
    for k in range(30):
        at = f"unit.{k}.input"
        assert measured[at] == pytest.approx(factor ** (30 - k) * measured["unit.29.output"], rel=1e-12)
        assert predicted[at] == pytest.approx(measured[at], rel=1e-12)


def test_the_prediction_within_a_stage_holds_between_transitions_only():
    net, (x, y) = linear("scale 0.9", weight=0, blocks=(3, 3), widths=(4, 6)), batch()
    rows = scaled(net, x, y, statistics="running")
    measured, whole = values(rows, "gradient norm"), values(rows, "predicted norm")
    stage = values(rows, "predicted norm in stage")
    for k in (0, 1, 2, 4, 5):
        assert stage[f"unit.{k}.input"] == pytest.approx(measured[f"unit.{k}.input"], rel=1e-12)
    assert measured["unit.3.input"] < 0.999 * stage["unit.3.input"]  # the padded channels' part has no way back
    assert measured["unit.0.input"] < 0.999 * whole["unit.0.input"]
    assert whole["unit.4.input"] == stage["unit.4.input"]


def test_the_direct_term_alone_is_what_the_prediction_says():
    # Branches at work, but the gradient sent through the shortcuts only: He 2016, Eq. 8, its first term.
    spec = zoo.FAMILIES["preresnet"].replace(unit={"shortcut": "scale 0.9", "share": "none"}, blocks=(6,), widths=(4,))
    net, (x, y) = Net(spec).double(), batch()
    route = Route.full(6).through("skip", *range(6))
    rows = norms(net, x, y, statistics="batch", route=route)
    direct, total = values(rows, "gradient norm"), values(scaled(net, x, y, statistics="batch"), "gradient norm")
    assert rows[0]["intervention"] == route.text()
    for k in range(6):
        assert direct[f"unit.{k}.input"] == pytest.approx(0.9 ** (6 - k) * direct["unit.5.output"], rel=1e-12)
    assert total["unit.0.input"] > 1.1 * direct["unit.0.input"]
    assert values(rows, "parameter gradient")["units.2.branch.2.weight"] == 0


def test_scaled_specs_change_the_shortcut_and_nothing_else():
    base = zoo.net("preresnet-20")
    specs = zoo.nets_by_lambda(base)
    assert [spec.unit.shortcut for spec in specs.values()] == [f"scale {f}" for f in ("0.5", "0.9", "0.99", "1", "1.01", "1.1")]
    assert all(spec.replace(unit={"shortcut": "identity"}) == base for spec in specs.values())
    for wrong in ("resnet-20", "plain-20"):
        with pytest.raises(UserError, match="lambda needs an identity shortcut"):
            zoo.nets_by_lambda(zoo.net(wrong))
    with pytest.raises(UserError, match="not scaled"):
        scaled(linear(), *batch(), statistics="running")


# ---------------------------------------------------------------------------------------------------- against autograd


def whole_graph(net, x, objective):
    """Gradients at every unit's input, at the last output and at the image, from one graph, without replay."""
    kept = {}
    x = x.clone().requires_grad_()

    def tap(name, value):
        if name.startswith("unit.") and name.endswith(("input", "output")):
            kept[name] = value

    loss = objective(net(x, tap=tap))
    last = f"unit.{len(net.units) - 1}.output"
    names = [*(f"unit.{k}.input" for k in range(len(net.units))), last]
    found = torch.autograd.grad(loss, [x, *(kept[name] for name in names)], retain_graph=True)
    return dict(zip(["input", *names], found, strict=True)), loss


def no_dropout(net):
    net = copy.deepcopy(net)
    for unit in net.units:
        unit.shortcut.training = False
    return net


@pytest.mark.parametrize("design", SPECS)
def test_norms_are_those_of_a_loop_over_single_images(design):
    net, (x, y) = stirred(SPECS[design]), batch(3)
    rows = norms(net, x, y, statistics="running")
    net.eval()
    alone = [
        {at: g.norm() for at, g in whole_graph(net, x[i : i + 1], lambda z, i=i: F.cross_entropy(z, y[i : i + 1]))[0].items()}
        for i in range(3)
    ]
    measured = values(rows, "gradient norm")
    assert list(measured) == list(alone[0])
    for at, value in measured.items():
        assert value == pytest.approx(sum(image[at] for image in alone).item() / 3, rel=1e-9)
    F.cross_entropy(net(x), y).backward()
    for name, value in values(rows, "parameter gradient").items():
        assert value == pytest.approx(net.get_parameter(name).grad.norm().item(), rel=1e-9)


@pytest.mark.parametrize("keep", [gradient.KEEP, 0])
@pytest.mark.parametrize("design", SPECS)
def test_norms_with_batch_statistics_are_those_of_the_whole_graph(design, keep, monkeypatch):
    monkeypatch.setattr(gradient, "KEEP", keep)
    net, (x, y) = stirred(SPECS[design]), batch(4)
    rows = norms(net, x, y, statistics="batch")
    other = no_dropout(net.train())
    gradients, loss = whole_graph(other, x, lambda z: F.cross_entropy(z, y, reduction="sum"))
    for at, value in values(rows, "gradient norm").items():
        assert value == pytest.approx(gradients[at].flatten(1).norm(dim=1).mean().item(), rel=1e-9)
    (loss / 4).backward()
    parameters = values(rows, "parameter gradient")
    assert set(parameters) == {name for name, _ in net.named_parameters()}
    for name, value in parameters.items():
        assert value == pytest.approx(other.get_parameter(name).grad.norm().item(), rel=1e-9)


def test_a_deep_net_keeps_the_input_of_some_units_only(monkeypatch):
    net, (x, _) = linear(units=30), batch(2)
    route = Route.full(30)
    assert len(gradient._kept_inputs(net, x, route, gradient._kept_every(net, x))[0]) == 30
    monkeypatch.setattr(gradient, "KEEP", 30 * 2 * 4 * 32 * 32 * 8 - 1)  # a byte too few for all of them
    assert gradient._kept_every(net, x) == 6
    assert len(gradient._kept_inputs(net, x, route, 6)[0]) == 5


def test_a_route_is_followed():
    net, (x, y) = stirred(SPECS["original"]), batch(3)
    route = Route.full(5).drop(1).swap(1, 2)
    rows = norms(net, x, y, statistics="running", route=route, parameters=False)
    assert {row["intervention"] for row in rows} == {route.text()}
    net.eval()
    kept = {}
    leaf = x.clone().requires_grad_()
    logits = net(leaf, route=route, tap=lambda name, value: kept.__setitem__(name, value))
    at = [f"unit.{k}.input" for k in (0, 2, 1, 3, 4)]
    found = torch.autograd.grad(F.cross_entropy(logits, y, reduction="sum"), [leaf, *(kept[name] for name in at)])
    measured = values(rows, "gradient norm")
    assert list(measured) == ["input", *at, "unit.4.output"]
    for name, g in zip(["input", *at], found, strict=True):
        assert measured[name] == pytest.approx(g.flatten(1).norm(dim=1).mean().item(), rel=1e-9)
    with pytest.raises(UserError, match="cannot stand where it was moved"):
        norms(net, x, y, statistics="running", route=Route.full(5).swap(0, 4))


def test_a_gradient_sent_through_a_missing_shortcut_is_zero():
    net, (x, y) = stirred(SPECS["plain"]), batch(2)
    rows = norms(net, x, y, statistics="running", route=Route.full(5).through("skip", 2))
    measured = values(rows, "gradient norm")
    assert measured["unit.2.input"] == measured["input"] == 0 < measured["unit.3.input"]


# ------------------------------------------------------------------------------------------------------ nothing changes

PROBES = {
    "norms": norms,
    "decomposition": decomposition,
    "alignment": alignment,
    "correlation": lambda *given, **more: correlation(*given, **more, pairs=2, points=3),
}


@pytest.mark.parametrize("statistics", ["batch", "running"])
@pytest.mark.parametrize("probe", PROBES)
def test_a_probe_leaves_the_net_and_the_random_numbers_as_they_were(probe, statistics):
    net, (x, y) = stirred(SPECS["pre-activation, dropout"]), batch()
    net.train()
    net.units[1].eval()
    net.units[1].branch[2].weight.requires_grad_(False)
    state = {name: value.clone() for name, value in net.state_dict().items()}
    modes = [module.training for module in net.modules()]
    tracking = [getattr(module, "track_running_stats", None) for module in net.modules()]
    wanted = [p.requires_grad for p in net.parameters()]
    random, image = torch.get_rng_state(), x.clone()
    with torch.no_grad():  # a caller's own mode neither matters nor changes
        rows = PROBES[probe](net, x, y, statistics=statistics, split="test")
        assert not torch.is_grad_enabled()
    assert rows == PROBES[probe](net, x, y, statistics=statistics, split="test")
    after = net.state_dict()
    assert all(bool((after[name] == value).all()) for name, value in state.items())
    assert modes == [module.training for module in net.modules()]
    assert tracking == [getattr(module, "track_running_stats", None) for module in net.modules()]
    assert wanted == [p.requires_grad for p in net.parameters()]
    assert all(p.grad is None for p in net.parameters())
    assert not any(module._forward_hooks or module._backward_hooks for module in net.modules())
    assert bool((torch.get_rng_state() == random).all()) and bool((image == x).all()) and not x.requires_grad
    assert all(set(row) == {"split", "n", "intervention", "at", "quantity", "value", "note"} for row in rows)
    assert {(row["split"], row["n"], row["intervention"]) for row in rows} == {("test", 4, "full")}
    assert len({(row["at"], row["quantity"]) for row in rows}) == len(rows)


def test_a_probe_that_fails_leaves_the_net_as_it_was():
    net, (x, y) = stirred(SPECS["original"]).train(), batch()
    with pytest.raises(IndexError):
        norms(net, x, y + 20, statistics="batch")
    assert all(module.training and getattr(module, "track_running_stats", True) for module in net.modules())
    assert all(p.requires_grad for p in net.parameters())


def test_statistics_are_what_was_asked_for_whatever_the_mode():
    net, (x, y) = stirred(SPECS["original"]), batch()
    found = {
        (statistics, mode): norms(net.train(mode), x, y, statistics=statistics)
        for statistics, mode in itertools.product(("batch", "running"), (True, False))
    }
    assert found["batch", True] == found["batch", False] != found["running", True] == found["running", False]


# ------------------------------------------------------------------------------------------------------- decomposition

HOLDS = ("pre-activation, never shared", "ReLU before addition", "pre-activation, dropout")


@pytest.mark.parametrize("statistics", ["batch", "running"])
@pytest.mark.parametrize("design", SPECS)
def test_the_gradient_is_the_direct_term_plus_the_branchs_exactly_where_nothing_stands_in_the_way(design, statistics):
    net, (x, y) = stirred(SPECS[design]), batch()
    rows = decomposition(net, x, y, statistics=statistics)
    deviation, why = values(rows, "deviation"), notes(rows, "deviation")
    assert list(deviation) == [f"unit.{k}" for k in range(len(net.units))]
    for at, value in deviation.items():
        if why[at].startswith("pooling before the unit; shapes differ"):
            assert value < 1e-12  # pooling leaves the gradient's norm as it is
        elif why[at]:
            assert value > 1e-3, why[at]
        else:
            assert value < 1e-12
    must = {at for at, reason in why.items() if not reason}
    if design in HOLDS:
        assert must == {"unit.0", "unit.1", "unit.2", "unit.4"}  # unit 3 changes the shape
    elif design in ("pre-activation", "pre-activation, shared in every stage"):
        assert must == {"unit.1", "unit.2", "unit.4"}
        assert why["unit.0"] == "shortcut behind the shared activation"
    elif design == "pre-activation bottleneck":
        assert must == {"unit.1", "unit.2", "unit.4"}
        assert "projected transition" in why["unit.0"]
    elif design == "pre-activation, pooled":
        assert must == {"unit.2", "unit.4"}
        assert why["unit.3"].startswith("pooling before the unit; shapes differ (4x16x16 -> 4x8x8)")
    else:
        assert must == set()
    assert all(value < 1e-12 for value in values(rows, "general deviation").values())


@pytest.mark.parametrize("name", ["preresnet-56", "preresnet-164"])
def test_in_single_precision_it_holds_to_a_hundred_thousandth(name):
    net, (x, y) = Net(zoo.net(name)), batch(4, dtype=torch.float32)
    rows = decomposition(net, x, y, statistics="batch")
    why = notes(rows, "deviation")
    assert sum(not reason for reason in why.values()) == len(net.units) - 3
    assert all(value < 1e-5 for at, value in values(rows, "deviation").items() if not why[at])
    assert all(value < 1e-5 for value in values(rows, "general deviation").values())
    reasons = notes(rows, "forward deviation")
    assert all(value < 1e-5 for at, value in values(rows, "forward deviation").items() if not reasons[at])


def test_reasons_are_read_off_the_spec():
    def reason(unit, index=1):
        return why_eq5_need_not_hold(unit, small(unit).unit_plans()[index])

    assert reason(Unit(after="")) == reason(Unit(after="", shortcut="scale 1 0.5")) == ""
    assert reason(zoo.ORIGINAL) == "relu after the addition"
    assert reason(zoo.PLAIN) == "no shortcut; relu after the addition"
    assert reason(Unit(after=""), 3) == "padded transition"
    assert reason(Unit(after="", widen="project bn"), 3) == "projected transition"
    assert reason(Unit(after="", shortcut="conv"), 3) == "1x1 convolution on the shortcut"
    assert reason(Unit(after="", shortcut="scale 0.5")) == "shortcut scaled by 0.5"
    assert reason(Unit(after="bn relu", shortcut="gate shortcut -6")) == "gated shortcut; bn relu after the addition"
    assert reason(zoo.PREACT, 0) == "shortcut behind the shared activation"


@pytest.mark.parametrize("design", ["original", "BN after addition", "plain"])
def test_the_deviation_is_of_the_gradients_at_both_ends_of_the_unit(design):
    net, (x, y) = stirred(SPECS[design]), batch()
    deviation = values(decomposition(net, x, y, statistics="running"), "deviation")
    kept = {}
    net.eval()(x, tap=lambda name, value: kept.__setitem__(name, value.detach()))
    g, _ = whole_graph(net, x, lambda z: F.cross_entropy(z, y, reduction="sum"))
    for k in (0, 1, 4):
        leaf = kept[f"unit.{k}.input"].clone().requires_grad_()
        before, behind = g[f"unit.{k}.input"], g["unit.4.output" if k == 4 else f"unit.{k + 1}.input"]
        pulled = torch.autograd.grad(net.units[k].branch(leaf), leaf, behind)[0]
        left = (before - behind - pulled).flatten(1).norm(dim=1) / before.flatten(1).norm(dim=1)
        assert deviation[f"unit.{k}"] == pytest.approx(left.max().item(), rel=1e-9)


def test_a_scaled_shortcut_deviates_by_what_it_takes_away():
    net, (x, y) = linear("scale 0.5"), batch()
    deviation = values(decomposition(net, x, y, statistics="running"), "deviation")
    # dE/dx_l = 0.75 g, g - 0.5 g is missing
    assert all(value == pytest.approx(0.5 / 0.75, rel=1e-12) for value in deviation.values())


def test_a_padded_transition_deviates_by_the_part_of_the_gradient_that_has_no_way_back():
    net, (x, y) = linear(weight=0, blocks=(2, 2), widths=(4, 6)), batch()
    rows = decomposition(net, x, y, statistics="running")
    gradients, _ = whole_graph(net.eval(), x, lambda z: F.cross_entropy(z, y, reduction="sum"))
    behind, before = (gradients[f"unit.{k}.input"].flatten(1).norm(dim=1) for k in (3, 2))
    assert values(rows, "deviation")["unit.2"] == pytest.approx(((behind - before) / before).max().item(), rel=1e-9)
    assert notes(rows, "deviation")["unit.2"].startswith("padded transition; shapes differ (4x32x32 -> 6x16x16)")


def test_the_share_of_the_direct_term_in_a_linear_net():
    net, (x, y) = linear(), batch()
    rows = decomposition(net, x, y, statistics="running")
    for k in range(5):
        assert values(rows, "direct ratio")[f"unit.{k}.input"] == pytest.approx(1.25 ** (k - 5), rel=1e-12)
        assert values(rows, "direct cosine")[f"unit.{k}.input"] == pytest.approx(1, rel=1e-12)


def test_shares_are_of_the_end_of_the_stage():
    net, (x, y) = stirred(SPECS["pre-activation"]), batch()
    rows = decomposition(net, x, y, statistics="batch")
    g, _ = whole_graph(net.train(), x, lambda z: F.cross_entropy(z, y, reduction="sum"))
    g = {at: value.flatten(1) for at, value in g.items()}
    for k, end in ((0, "unit.3.input"), (1, "unit.3.input"), (2, "unit.3.input"), (3, "unit.4.output"), (4, "unit.4.output")):
        at = f"unit.{k}.input"
        ratio = (g[end].norm(dim=1) / g[at].norm(dim=1)).mean().item()
        assert values(rows, "direct ratio")[at] == pytest.approx(ratio, rel=1e-9)
        if g[end].shape == g[at].shape:
            cosine = F.cosine_similarity(g[end], g[at], dim=1).mean().item()
            assert values(rows, "direct cosine")[at] == pytest.approx(cosine, rel=1e-9)
    assert set(values(rows, "direct cosine")) == {f"unit.{k}.input" for k in (0, 1, 2, 4)}


@pytest.mark.parametrize("design", SPECS)
def test_the_forward_twin_holds_where_every_unit_up_to_the_end_of_the_stage_is_identity_plus_branch(design):
    net, (x, y) = stirred(SPECS[design]), batch()
    rows = decomposition(net, x, y, statistics="batch")
    deviation, why = values(rows, "forward deviation"), notes(rows, "forward deviation")
    for at, value in deviation.items():
        assert value < 1e-12 if not why[at] else value > 1e-3, (at, why[at])
    if design in HOLDS:
        assert [at for at in deviation if not why[at]] == [f"unit.{k}.input" for k in (0, 1, 2, 4)]
    if design == "pre-activation":
        assert why == {
            "unit.0.input": "shortcut behind the shared activation", "unit.1.input": "", "unit.2.input": "", "unit.4.input": ""
        }  # fmt: skip


# -------------------------------------------------------------------------------------------------------------- growth

SPEC = Spec(blocks=(4, 4, 4), widths=(4, 6, 8))


def table(value):
    """Rows with value(l) at every x_l (l: the place), and what fits must pass over."""
    places = [f"unit.{k}.input" for k in range(12)] + ["unit.11.output"]
    same = {"split": "train", "n": 7, "intervention": "full", "note": ""}
    rows = [{**same, "at": at, "quantity": "gradient norm", "value": value(place)} for place, at in enumerate(places)]
    return [
        {**same, "at": "input", "quantity": "gradient norm", "value": 99.0},
        {**same, "at": "units.3.branch.0.weight", "quantity": "parameter gradient", "value": 99.0},
        *rows,
    ]


@pytest.mark.parametrize(
    ("factor", "word"), [(1.07, "growing toward the input"), (0.5, "vanishing toward the input"), (1.0, "flat")]
)
def test_growth_finds_an_exact_exponential(factor, word):
    rows = growth(table(lambda place: 3 * factor ** (12 - place)), SPEC)
    found = values(rows, "growth")
    assert list(found) == ["net", "stages", "stage.0", "stage.1", "stage.2"]
    assert all(value == pytest.approx(factor, rel=1e-9) for value in found.values())
    for quantity in ("growth low", "growth high"):
        assert all(value == pytest.approx(factor, rel=1e-6) for value in values(rows, quantity).values())
    if factor != 1:
        assert set(notes(rows, "growth").values()) == {word}
    assert {(row["split"], row["n"], row["intervention"]) for row in rows} == {("train", 7, "full")}


def test_steps_between_stages_do_not_count_as_growth_within_them():
    rows = growth(table(lambda place: 1.1 ** (12 - place) * 10.0 ** -(place > 4) * 10.0 ** -(place > 8)), SPEC)
    found = values(rows, "growth")
    assert found["net"] > 1.5
    assert all(found[at] == pytest.approx(1.1, rel=1e-9) for at in ("stages", "stage.0", "stage.1", "stage.2"))


def test_the_step_across_a_shared_first_activation_does_not_count():
    rows = table(lambda place: 1.1 ** (12 - place) * 10.0 ** (place == 0))
    shared = SPEC.replace(unit=zoo.PREACT, stem="conv", tail="bn relu")
    for at in ("net", "stages", "stage.0"):
        assert values(growth(rows, shared), "growth")[at] == pytest.approx(1.1, rel=1e-9)
        assert values(growth(rows, shared.replace(unit={"share": "none"})), "growth")[at] > 1.15


def test_the_interval_is_that_of_the_textbook():
    noise = np.random.default_rng(0).normal(0, 0.2, 13)
    rows = growth(table(lambda place: math.exp(-0.1 * place + noise[place])), SPEC)
    (slope, _), covariance = np.polyfit(range(13), -0.1 * np.arange(13) + noise, 1, cov=True)
    assert values(rows, "growth")["net"] == pytest.approx(math.exp(-slope), rel=1e-9)
    assert values(rows, "growth error")["net"] == pytest.approx(math.sqrt(covariance[0, 0]), rel=1e-9)
    reach = 2.20099 * math.sqrt(covariance[0, 0])  # t with 11 degrees of freedom
    assert values(rows, "growth low")["net"] == pytest.approx(math.exp(-slope - reach), rel=1e-4)
    assert values(rows, "growth high")["net"] == pytest.approx(math.exp(-slope + reach), rel=1e-4)


def test_noise_about_a_constant_is_flat():
    noise = np.random.default_rng(1).normal(0, 0.2, 13)
    rows = growth(table(lambda place: math.exp(noise[place])), SPEC)
    low, high = values(rows, "growth low")["net"], values(rows, "growth high")["net"]
    assert low < 1 < high
    assert notes(rows, "growth")["net"] == "flat"


def test_several_seeds_are_fitted_together_and_norms_that_are_no_numbers_left_out():
    first, second = table(lambda place: 2 * 1.2 ** (12 - place)), table(lambda place: 8 * 1.2 ** (12 - place))
    found = growth(first + second, SPEC)
    assert values(found, "growth")["net"] == pytest.approx(1.2, rel=1e-9)
    assert values(found, "growth error")["net"] > 0.01  # the seeds' levels differ
    lost = table(lambda place: {0: 0.0, 1: math.inf, 2: math.nan}.get(place, 1.2 ** (12 - place)))
    assert values(growth(lost, SPEC), "growth")["net"] == pytest.approx(1.2, rel=1e-9)


def test_too_few_norms_give_no_fit():
    assert growth([], SPEC) == []
    assert growth(table(lambda place: 0.0 if place > 1 else 1.0), SPEC) == []
    one = SPEC.replace(blocks=(1, 1, 1))
    rows = [row for row in table(lambda place: 2.0**place) if row["at"] in ("unit.0.input", "unit.1.input", "unit.2.input")]
    assert set(values(growth(rows, one), "growth")) == {"net"}


def test_in_a_plain_net_with_bn_the_gradient_grows_toward_the_input():
    # He 2015, section 4.1: "healthy"; in truth about 1.14 a layer at initialisation. Not a vanishing gradient.
    net, (x, y) = Net(zoo.net("plain-56")), batch(8, dtype=torch.float32)
    rows = norms(net, x, y, statistics="batch", parameters=False)
    fit = growth(rows, net.spec)
    assert notes(fit, "growth")["net"] == "growing toward the input"
    assert 1.1 < values(fit, "growth low")["net"] < values(fit, "growth high")["net"] < 1.6


# -------------------------------------------------------------------------------------------- shattering and alignment


def test_correlation_is_that_of_a_loop_over_single_points():
    net, (x, y) = stirred(SPECS["original"]), batch(5)
    rows = correlation(net, x, y, statistics="running", pairs=2, points=4, reach=0.5)
    net.eval()
    lags, middle, distances = {1: [], 2: []}, [], {1: [], 2: []}
    acf = {1: [], 2: []}
    for i in range(2):
        points = [x[2 * i] + 0.5 * t / 3 * (x[2 * i + 1] - x[2 * i]) for t in range(4)]
        found = [whole_graph(net, z[None], lambda logits, i=i: logits[0, y[2 * i]])[0] for z in points]
        g = torch.stack([f["input"].flatten() for f in found])
        inner = torch.stack([f["unit.3.input"].flatten() for f in found])
        z = g - g.mean(0)
        for lag in (1, 2):
            lags[lag] += [F.cosine_similarity(g[t], g[t + lag], dim=0).item() for t in range(4 - lag)]
            acf[lag].append((sum(z[t] @ z[t + lag] for t in range(4 - lag)) / z.square().sum()).item())
            distances[lag].append((points[lag] - points[0]).norm().item())
        middle += [F.cosine_similarity(inner[t], inner[t + 1], dim=0).item() for t in range(3)]
    cosine = values(rows, "gradient cosine")
    assert set(cosine) == {"lag.1", "lag.2", *(f"unit.{k}.input" for k in range(5))}
    for lag in (1, 2):
        assert cosine[f"lag.{lag}"] == pytest.approx(np.mean(lags[lag]), rel=1e-9)
        assert values(rows, "gradient autocorrelation")[f"lag.{lag}"] == pytest.approx(np.mean(acf[lag]), rel=1e-9)
        assert values(rows, "distance")[f"lag.{lag}"] == pytest.approx(np.mean(distances[lag]), rel=1e-9)
    assert cosine["unit.3.input"] == pytest.approx(np.mean(middle), rel=1e-9)
    assert {row["n"] for row in rows} == {4}


def test_a_linear_nets_gradient_is_the_same_everywhere():
    cosine = values(correlation(linear(), *batch(), statistics="running", pairs=2, points=8), "gradient cosine")
    assert set(cosine) == {"lag.1", "lag.2", "lag.4", *(f"unit.{k}.input" for k in range(5))}
    assert all(value == pytest.approx(1, rel=1e-12) for value in cosine.values())


def test_gradients_of_a_plain_net_shatter_and_of_a_residual_net_less():
    x, y = batch(4, dtype=torch.float32)
    found = {}
    for name in ("plain-20", "resnet-20", "preresnet-20"):
        rows = correlation(Net(zoo.net(name)), x, y, statistics="batch", pairs=2, points=8, reach=0.25)
        found[name] = values(rows, "gradient cosine")
    assert found["plain-20"]["lag.1"] < 0.2 < 0.4 < min(found[name]["lag.1"] for name in ("resnet-20", "preresnet-20"))
    assert found["plain-20"]["unit.8.input"] > found["plain-20"]["unit.4.input"] > found["plain-20"]["unit.0.input"]


def test_correlation_needs_enough_images_and_points():
    with pytest.raises(ValueError, match=r"2 pairs need 4 images \(there are 3\)"):
        correlation(linear(), *batch(3), statistics="running", pairs=2)
    with pytest.raises(ValueError, match="two points"):
        correlation(linear(), *batch(4), statistics="running", pairs=2, points=1)


@pytest.mark.parametrize("design", SPECS)
def test_alignment_is_the_cosine_of_branch_and_negative_gradient(design):
    net, (x, y) = stirred(SPECS[design]), batch(3)
    rows = alignment(net, x, y, statistics="running")
    net.eval()
    kept = {}
    net(x, tap=lambda name, value: kept.__setitem__(name, value.detach()))
    g, _ = whole_graph(net, x, lambda z: F.cross_entropy(z, y, reduction="sum"))
    measured = values(rows, "alignment")
    plans = net.spec.unit_plans()
    pooled = [k for k in range(1, len(plans)) if net.pools and plans[k].stage != plans[k - 1].stage]
    keeping = [k for k, plan in enumerate(plans) if not plan.transition and k not in pooled]
    assert list(measured) == [f"unit.{k}" for k in keeping]
    for k in keeping:
        f, h = kept[f"unit.{k}.branch"].flatten(1), kept[f"unit.{k}.input"].flatten(1)
        cosine = F.cosine_similarity(f, -g[f"unit.{k}.input"].flatten(1), dim=1).mean().item()
        assert measured[f"unit.{k}"] == pytest.approx(cosine, rel=1e-9, abs=1e-12)
        ratio = (f.norm(dim=1) / h.norm(dim=1)).mean().item()
        assert values(rows, "branch ratio")[f"unit.{k}"] == pytest.approx(ratio, rel=1e-9)
    assert set(notes(rows, "alignment").values()) == {"no shortcut" if SPECS[design].unit.shortcut == "none" else ""}


@pytest.mark.parametrize("weight", [0.25, -0.25])
def test_a_branch_that_only_scales_is_as_aligned_as_the_input_itself(weight):
    net, (x, y) = linear(weight=weight), batch(3)
    rows = alignment(net, x, y, statistics="running")
    g, _ = whole_graph(net.eval(), x, lambda z: F.cross_entropy(z, y, reduction="sum"))
    cosine = F.cosine_similarity(net.stem(x).flatten(1), g["unit.0.input"].flatten(1), dim=1).mean().item()
    for k in range(5):
        assert values(rows, "alignment")[f"unit.{k}"] == pytest.approx(-math.copysign(cosine, weight * cosine), rel=1e-9)
        assert values(rows, "branch ratio")[f"unit.{k}"] == pytest.approx(0.25, rel=1e-12)
