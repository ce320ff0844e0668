"""Responses against plain PyTorch forward passes that keep everything, and against variances known in closed form."""

import math
import os
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from nets import stirred

from resexp import source, zoo
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.probe.response import Moments, response_places, stds, variances
from resexp.spec import Net as Spec
from resexp.spec import Unit


def images(count=5, seed=0, dtype=torch.float64):
    return torch.randn(count, 3, 32, 32, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def batches(x, *sizes):
    """x in batches of these sizes, labels that nobody looks at."""
    return [(part, torch.zeros(len(part), dtype=torch.int64)) for part in x.split(list(sizes or (len(x),)))]


def values(rows, quantity):
    return {row["at"]: row["value"] for row in rows if row["quantity"] == quantity}


BLOCKS = {"blocks": (2, 2), "widths": (4, 6)}
PRE = {"stem": "conv", "tail": "bn relu"}


# --------------------------------------------------------------------------------------------------- which layers, where


@pytest.mark.parametrize(
    ("unit", "around", "stem", "unit_0", "unit_1"),
    [
        (zoo.ORIGINAL, {}, "1.bn", ["branch.1.bn", "branch.4.bn"], ["branch.1.bn", "branch.4.bn"]),
        (zoo.PLAIN, {}, "1.bn", ["branch.1.bn", "branch.4.bn"], ["branch.1.bn", "branch.4.bn"]),
        # BN first: the convolution's output; in unit 0 the first two tokens are its lead
        (zoo.PREACT, PRE, "0.conv", ["branch.0.conv", "branch.3.conv"], ["branch.2.conv", "branch.5.conv"]),
        # pre-activation by ReLU alone: BN follows every convolution
        (Unit(branch="relu conv bn relu conv bn", after=""), {}, "1.bn", ["branch.2.bn", "branch.5.bn"],
         ["branch.2.bn", "branch.5.bn"]),
        # BN after the addition: the second layer's response goes into the addition as it is
        (Unit(branch="conv bn relu conv", after="bn relu"), {}, "1.bn", ["branch.1.bn", "branch.3.conv"],
         ["branch.1.bn", "branch.3.conv"]),
        (Unit(branch="conv relu conv"), {"stem": "conv relu"}, "0.conv", ["branch.0.conv", "branch.2.conv"],
         ["branch.0.conv", "branch.2.conv"]),
        # 1x1 convolutions do not count
        (zoo.BOTTLENECK, {}, "1.bn", ["branch.4.bn"], ["branch.4.bn"]),
    ],
)  # fmt: skip
def test_a_response_is_taken_after_bn_and_before_the_nonlinearity_or_the_addition(unit, around, stem, unit_0, unit_1):
    spec = Spec(unit=unit, **BLOCKS, **around)
    places = list(response_places(spec).values())
    assert places[0] == f"stem.{stem}"
    assert places[1 : 1 + len(unit_0)] == [f"unit.0.{place}" for place in unit_0]
    assert places[1 + len(unit_0) : 1 + 2 * len(unit_0)] == [f"unit.1.{place}" for place in unit_1]
    assert list(response_places(spec)) == [f"layer.{k + 1}" for k in range(len(places))]


def test_every_3x3_layer_of_the_papers_nets_has_a_response():
    for name in ("plain-20", "plain-56", "resnet-110", "preresnet-56"):
        assert len(response_places(zoo.net(name))) == zoo.net(name).depth - 1


def test_every_place_is_one_that_the_net_shows():
    for unit, around in ((zoo.ORIGINAL, {}), (zoo.PREACT, PRE), (zoo.PREACT.replace(share="stage"), PRE), (zoo.BOTTLENECK, {})):
        net = Net(Spec(unit=unit, **BLOCKS, **around))
        seen = []
        net(images(2, dtype=torch.float32), tap=lambda name, value, seen=seen: seen.append(name))
        assert set(response_places(net.spec).values()) <= set(seen)


# --------------------------------------------------------------------------------------------- against plain PyTorch


def normalise(bn, x, statistics):
    running = statistics == "running"
    mean, var = (bn.running_mean, bn.running_var) if running else (x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0))
    shape = (1, -1, 1, 1)
    return (x - mean.view(shape)) / (var.view(shape) + bn.eps).sqrt() * bn.weight.view(shape) + bn.bias.view(shape)


def by_hand(net, x, statistics, plain):
    """Responses, branches and shortcuts of an original or plain net, one after the other."""
    responses, branches, shortcuts = [], [], []
    x = normalise(net.stem[1], F.conv2d(x, net.stem[0].weight, padding=1), statistics)
    responses.append(x)
    x = F.relu(x)
    for unit in net.units:
        conv, bn, _, conv2, bn2 = unit.branch
        stride = 2 if unit.plan.stride == 2 else 1
        z = normalise(bn, F.conv2d(x, conv.weight, stride=stride, padding=1), statistics)
        f = normalise(bn2, F.conv2d(F.relu(z), conv2.weight, padding=1), statistics)
        s = F.pad(x[:, :, ::stride, ::stride], (0, 0, 0, 0, 0, f.shape[1] - x.shape[1]))
        responses += [z, f]
        branches.append(f)
        shortcuts.append(s)
        x = F.relu(f if plain else f + s)
    return responses, branches, shortcuts


@pytest.mark.parametrize("statistics", ["running", "batch"])
@pytest.mark.parametrize("unit", [zoo.ORIGINAL, zoo.PLAIN], ids=["original", "plain"])
def test_stds_are_those_of_a_plain_forward_pass(unit, statistics):
    net, x = stirred(Spec(unit=unit, **BLOCKS)), images(6)
    sizes = (4, 1, 1) if statistics == "running" else (6,)
    rows = stds(net, batches(x, *sizes), statistics=statistics, split="holdout")
    with torch.no_grad():
        expected = [z.numpy().std() for z in by_hand(net, x, statistics, unit == zoo.PLAIN)[0]]
    measured = values(rows, "response std")
    assert [measured[f"layer.{k}"] for k in range(1, 10)] == pytest.approx(expected, rel=1e-10)
    assert [measured[f"rank.{k}"] for k in range(1, 10)] == pytest.approx(sorted(expected, reverse=True), rel=1e-10)
    assert {row["n"] for row in rows} == {6} and {row["split"] for row in rows} == {"holdout"}
    assert all(set(row) == {"split", "n", "intervention", "at", "quantity", "value", "note"} for row in rows)


def test_variances_are_those_of_a_plain_forward_pass():
    net, x = stirred(Spec(unit=zoo.ORIGINAL, **BLOCKS)), images(6)
    rows = variances(net, batches(x, 5, 1), statistics="running")
    with torch.no_grad():
        _, branches, shortcuts = by_hand(net, x, "running", False)
    for k in range(4):
        f, s = (z.numpy().var(axis=(0, 2, 3)).mean() for z in (branches[k], shortcuts[k]))
        assert values(rows, "branch variance")[f"unit.{k}"] == pytest.approx(f, rel=1e-10)
        assert values(rows, "shortcut variance")[f"unit.{k}"] == pytest.approx(s, rel=1e-10)
        assert values(rows, "variance ratio")[f"unit.{k}"] == pytest.approx(f / s, rel=1e-10)


def test_plain_units_have_a_branch_only():
    rows = variances(stirred(Spec(unit=zoo.PLAIN, **BLOCKS)), batches(images()), statistics="batch")
    assert {row["quantity"] for row in rows} == {"branch variance"}
    assert len(rows) == 4


# --------------------------------------------------------------------------------------------------------- known values


def test_a_branch_that_ends_with_bn_has_variance_one_at_initialisation():
    rows = variances(Net(Spec(**BLOCKS)), batches(images(8, dtype=torch.float32)), statistics="batch")
    assert all(value == pytest.approx(1, abs=1e-3) for value in values(rows, "branch variance").values())


@pytest.mark.parametrize("weight", [0.5, 2.0])
def test_in_a_linear_net_the_ratio_is_the_square_of_the_weight(weight):
    net = Net(Spec(unit=Unit(branch="conv1", after=""), blocks=(3,), widths=(4,), stem="conv", tail="")).double()
    with torch.no_grad():
        for unit in net.units:
            unit.branch[0].weight.copy_(weight * torch.eye(4)[:, :, None, None])
    ratio = values(variances(net, batches(images()), statistics="running"), "variance ratio")
    assert ratio == pytest.approx({f"unit.{k}": weight**2 for k in range(3)}, rel=1e-10)


def test_bn_makes_the_branch_small_beside_the_shortcut_and_without_it_the_branch_keeps_up():
    # De & Smith 2020: with BN the ratio falls like 1 / (units passed); without, branch and shortcut grow together.
    x = batches(images(16, dtype=torch.float32))
    found = {}
    for name, branch in (("BN", "bn relu conv bn relu conv"), ("none", "relu conv relu conv")):
        spec = Spec(unit=Unit(branch=branch, after=""), blocks=(16,), widths=(16,), stem="conv")
        found[name] = values(variances(Net(spec), x, statistics="batch"), "variance ratio")
    assert found["BN"]["unit.15"] < 0.2 * found["BN"]["unit.1"]
    assert found["BN"]["unit.15"] == pytest.approx(1 / 16, rel=0.6)
    assert found["none"]["unit.15"] > 5 * found["BN"]["unit.15"]


# ----------------------------------------------------------------------------------------------------------- streaming


def test_moments_of_parts_are_those_of_the_whole():
    x = torch.randn(11, 3, 4, 5, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    x = x * torch.tensor([1.0, 10.0, 100.0]).view(1, 3, 1, 1) + torch.tensor([0.0, -50.0, 2.0]).view(1, 3, 1, 1)
    whole, parts = Moments(), Moments()
    whole.add(x)
    for part in x.split([1, 7, 3]):
        parts.add(part)
    for moments in (whole, parts):
        assert moments.std() == pytest.approx(x.numpy().std(), rel=1e-12)
        assert moments.variance() == pytest.approx(x.numpy().var(axis=(0, 2, 3)).mean(), rel=1e-12)


def test_a_large_mean_does_not_spoil_the_variance():
    x = 1e4 + torch.randn(64, 1, 8, 8, generator=torch.Generator().manual_seed(0))  # single precision
    moments = Moments()
    for part in x.split(5):
        moments.add(part)
    assert moments.std() == pytest.approx(x.double().numpy().std(), rel=1e-12)


def test_the_net_is_left_as_it_was():
    net = stirred(Spec(**BLOCKS)).train()
    net.units[1].eval()
    state = {name: value.clone() for name, value in net.state_dict().items()}
    modes = [module.training for module in net.modules()]
    for statistics in ("batch", "running"):
        stds(net, batches(images(), 3, 2), statistics=statistics)
        variances(net, batches(images(), 3, 2), statistics=statistics)
    assert all(bool((net.state_dict()[name] == value).all()) for name, value in state.items())
    assert modes == [module.training for module in net.modules()]
    assert all(p.requires_grad and p.grad is None for p in net.parameters())


def test_no_images_are_an_error():
    with pytest.raises(ValueError, match="no images"):
        stds(Net(Spec(**BLOCKS)), [], statistics="running")


# ------------------------------------------------------------------------------------------------------ published nets

GIVEN = os.environ.get("RESEXP_WEIGHTS")
FILES = {
    name: next(Path(GIVEN).expanduser().resolve().glob(f"{name.replace('-', '')}-*.th"), None) if GIVEN else None
    for name in ("resnet-20", "resnet-56")
}


@pytest.mark.weights
@pytest.mark.cifar
@pytest.mark.skipif(None in FILES.values() or source.find_root("cifar10") is None, reason="no published weights or no CIFAR-10")
def test_the_deeper_published_net_has_the_smaller_responses():
    # He 2015, Fig. 7
    medians = {}
    nets = {name: weights.import_file(path, zoo.net(name)) for name, path in FILES.items()}
    data = DataSet(nets["resnet-20"][0].data)
    for name, (_, net) in nets.items():
        rows = stds(net, data.batches("test", size=100, limit=200), statistics="running")
        found = [value for at, value in values(rows, "response std").items() if at.startswith("layer")]
        assert len(found) == net.spec.depth - 1 and all(math.isfinite(value) for value in found)
        medians[name] = float(np.median(found))
    assert medians["resnet-56"] < medians["resnet-20"]
