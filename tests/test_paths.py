"""The gradient by path length against all 2^n paths: as products of matrices in linear nets, as routes in any other."""

import copy
import math
import os
import statistics
from itertools import combinations, pairwise
from pathlib import Path

import nets
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from resexp import source, zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.probe import paths
from resexp.probe.paths import (
    QUANTITIES,
    fraction_of_paths,
    gradients_by_length,
    narrowest_range,
    path_counts,
    sampled_norms,
    spectrum,
)
from resexp.route import Route
from resexp.spec import Data, Unit
from resexp.spec import Net as Spec

PRE = {"stem": "conv", "tail": "bn relu"}


def stirred(spec, seed=0, dtype=torch.float64):
    """`nets.stirred` in evaluation mode."""
    return nets.stirred(spec, seed).to(dtype).eval()


def images(count=3, classes=10, dtype=torch.float64):
    generator = torch.Generator().manual_seed(count)
    x = torch.randn(count, 3, 32, 32, generator=generator, dtype=torch.float64).to(dtype)
    return x, torch.arange(count) % classes


def gradient(net, x, y, route=None):
    """At the image, of the sum of the losses: by autograd through the whole net."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(net(x, route=route), y, reduction="sum"), x)[0]


def route_of(n, chosen):
    return Route.full(n).through("branch", *chosen).through("skip", *(k for k in range(n) if k not in chosen))


def all_paths(net, x, y):
    """Length -> the gradients of all its paths, each by a backward pass of its own: net(x, route=...)."""
    n = len(net.units)
    return {k: [gradient(net, x, y, route_of(n, chosen)) for chosen in combinations(range(n), k)] for k in range(n + 1)}


def norms(value):
    return value.flatten(1).norm(dim=1)


def value_of(rows, quantity, at=None):
    (row,) = [row for row in rows if row["quantity"] == quantity and row["at"] == at]
    return row["value"]


def column(rows, quantity):
    return {row["at"]: row["value"] for row in rows if row["quantity"] == quantity}


def assert_close(one, other, tolerance=1e-10):
    """Equal to the tolerance, in parts of the largest value."""
    assert one.shape == other.shape
    assert (one - other).abs().max() <= tolerance * other.abs().max()
    assert other.abs().max() > 0


# --------------------------------------------------------------------------------------- (a) linear nets, in closed form

LINEAR = {
    "identity": Unit(branch="conv1", after=""),
    "identity, padded on both sides": Unit(branch="conv1", after="", widen="pad both"),
    "identity, projected": Unit(branch="conv1", after="", widen="project"),
    "both scaled": Unit(branch="conv1", after="", shortcut="scale 0.5 2"),
    "1x1 convolution": Unit(branch="conv1", after="", shortcut="conv"),
    "two layers": Unit(branch="conv1 conv1", after=""),
}


def linear(unit, blocks=(2, 2, 1), widths=(2, 3, 5), **fields):
    """A net of linear units that look at one pixel at a time."""
    return stirred(Spec(unit=unit, blocks=blocks, widths=widths, stem="conv", **fields))


def matrices(unit):
    """(S, J) of a linear unit, (c_out, c_in) each, of the pixels that its stride leaves."""
    j = torch.eye(unit.plan.c_in, dtype=torch.float64)
    for layer in unit.branch:
        j = layer.weight[:, :, 0, 0] @ j
    match = unit.shortcut.match
    if isinstance(match, nn.Conv2d):
        s = match.weight[:, :, 0, 0]
    else:
        s = torch.zeros(unit.plan.c_out, unit.plan.c_in, dtype=torch.float64)
        before = getattr(match, "before", 0)
        s[before : before + unit.plan.c_in] = torch.eye(unit.plan.c_in, dtype=torch.float64)
    scales = (*unit.shortcut.numbers, 1.0, 1.0)
    return s * scales[0], j * scales[1]


@torch.no_grad()
def in_closed_form(net, x, y):
    """Length -> the gradients of its paths, by multiplying out the product of all S + J. Every pixel that the strides leave
    gets the same from average pooling; the others get nothing."""
    n, plan = len(net.units), net.units[-1].plan
    stride = 32 // plan.size_out
    error = torch.softmax(net(x), 1) - F.one_hot(y, net.spec.classes)
    out = {}
    for k in range(n + 1):
        out[k] = []
        for chosen in combinations(range(n), k):
            g = error @ net.head.weight / plan.size_out**2  # (b, c_out)
            for place in reversed(range(n)):
                g = g @ matrices(net.units[place])[place in chosen]
            at_stem = torch.zeros(len(x), g.shape[1], 32, 32, dtype=g.dtype)
            at_stem[:, :, ::stride, ::stride] = g[:, :, None, None]
            out[k].append(F.conv_transpose2d(at_stem, net.stem[0].weight, padding=1))
    return out


@pytest.mark.parametrize("design", LINEAR)
def test_a_linear_net_has_the_spectrum_that_its_matrices_give(design):
    net, (x, y) = linear(LINEAR[design]), images()
    expected = in_closed_form(net, x, y)
    terms, total = gradients_by_length(net, x, y)
    assert terms.shape == (6, 3, 3, 32, 32)
    for k, paths_of_k in expected.items():
        assert_close(terms[k], sum(paths_of_k), 1e-12)
    assert_close(total, gradient(net, x, y), 1e-12)
    rows = spectrum(net, x, y)
    whole = gradient(net, x, y)
    for k, paths_of_k in expected.items():
        term = sum(paths_of_k)
        assert value_of(rows, "path gradient norm", k) == pytest.approx(norms(term).mean().item(), rel=1e-10)
        share = (term * whole).sum() / whole.square().sum()
        assert value_of(rows, "path gradient share", k) == pytest.approx(share.item(), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("design", LINEAR)
def test_in_a_linear_net_every_path_drawn_has_the_norm_that_its_matrices_give(design):
    net, (x, y) = linear(LINEAR[design]), images()
    expected = in_closed_form(net, x, y)
    rows = sampled_norms(net, x, y, range(6), samples=10, seed=0, every=True)  # 10 is the most that a length has
    for k, paths_of_k in expected.items():
        values = sorted(norms(path).mean().item() for path in paths_of_k)
        drawn = sorted(row["value"] for row in rows if row["quantity"] == "sampled path gradient norm" and row["at"] == k)
        assert drawn == pytest.approx(values, rel=1e-10)
        assert value_of(rows, "sampled paths", k) == math.comb(5, k)
        assert value_of(rows, "sampled path gradient norm mean", k) == pytest.approx(sum(values) / len(values), rel=1e-10)
        assert value_of(rows, "sampled path gradient norm total", k) == pytest.approx(sum(values), rel=1e-10)
        middle = (values[len(values) // 2] + values[(len(values) - 1) // 2]) / 2
        assert value_of(rows, "sampled path gradient norm median", k) == pytest.approx(middle, rel=1e-10)


def test_scaled_shortcuts_weaken_every_path_by_a_factor_for_each_shortcut_it_takes():
    # He 2016, section 3.1 and Eq. 8. With two classes the loss changes only the gradient's length, not its direction, so
    # that in the ratio to the path of all branches nothing but the scales is left.
    nets = [
        linear(LINEAR["identity"].replace(shortcut=name), widths=(2, 2, 2), classes=2) for name in ("identity", "scale 0.5")
    ]
    x, y = images(classes=2)
    (plain, _), (scaled, _) = (gradients_by_length(net, x, y) for net in nets)
    for k in range(6):
        expected = 0.5 ** (5 - k) * norms(plain[k]) / norms(plain[5])
        assert_close(norms(scaled[k]) / norms(scaled[5]), expected)


def test_what_stands_after_a_linear_units_addition_is_on_every_path():
    # A BN after the addition is a diagonal matrix M: halving its scale in every unit takes a factor of 2 from each of n units.
    net, (x, y) = stirred(Spec(unit=Unit(branch="conv1", after="bn"), blocks=(3,), widths=(3,), stem="conv")), images()
    with torch.no_grad():
        net.head.bias.zero_()
        for unit in net.units:
            unit.after[0].running_mean.zero_()
            unit.after[0].bias.zero_()
    halved = copy.deepcopy(net)
    with torch.no_grad():
        for unit in halved.units:
            unit.after[0].weight /= 2
        halved.head.weight *= 8  # the same logits, thus the same gradient at them
    one, other = gradients_by_length(net, x, y)[0], gradients_by_length(halved, x, y)[0]
    for k in range(4):
        assert_close(one[k], other[k], 1e-12)


# --------------------------------------------------------------------------- (b) any net, against a pass for every path

NONLINEAR = {
    "original": Spec(),
    "original, projected with BN": Spec(unit=Unit(widen="project bn")),
    "pre-activation": zoo.FAMILIES["preresnet"],
    "pre-activation, shared in every stage": zoo.FAMILIES["preresnet"].replace(unit={"share": "stage", "widen": "project"}),
    "bottleneck": zoo.BOTTLENECKS["resnet"],
    "pre-activation bottleneck": zoo.BOTTLENECKS["preresnet"],
    "BN after addition": Spec(unit=Unit(branch="conv bn relu conv", after="bn relu")),
    "no BN": Spec(unit=Unit(branch="conv relu conv"), stem="conv relu"),
    "scaled": Spec(unit=Unit(shortcut="scale 0.5 0.75")),
    "exclusive gate": Spec(unit=Unit(shortcut="gate exclusive -1")),
    "exclusive gate behind a shared activation": zoo.FAMILIES["preresnet"].replace(
        unit={"share": "stage", "shortcut": "gate exclusive"}
    ),
    "shortcut-only gate": Spec(unit=Unit(shortcut="gate shortcut")),
    "convolution": Spec(unit=Unit(shortcut="conv bn")),
    "dropout": Spec(unit=Unit(shortcut="dropout 0.5")),
}


def small(design):
    return stirred(NONLINEAR[design].replace(blocks=(1, 2, 1), widths=(2, 4, 6)))


@pytest.mark.parametrize("design", NONLINEAR)
def test_the_spectrum_is_the_sum_over_all_routes_of_a_length(design):
    net, (x, y) = small(design), images()
    terms, _ = gradients_by_length(net, x, y)
    for k, paths_of_k in all_paths(net, x, y).items():
        assert_close(terms[k], sum(paths_of_k))


@pytest.mark.parametrize("design", ["original", "pre-activation", "pre-activation bottleneck", "BN after addition"])
def test_with_batch_statistics_too_the_spectrum_is_the_sum_over_all_routes(design):
    net, (x, y) = small(design), images()
    twin = copy.deepcopy(net).train()
    terms, total = gradients_by_length(net, x, y, batch_statistics=True)
    for k, paths_of_k in all_paths(twin, x, y).items():
        assert_close(terms[k], sum(paths_of_k))
    assert_close(total, gradient(twin, x, y))
    assert (gradients_by_length(net, x, y)[1] - total).abs().max() > 1e-3 * total.abs().max()


@pytest.mark.parametrize("design", NONLINEAR)
def test_a_path_drawn_is_a_pass_back_along_its_route(design):
    net, (x, y) = small(design), images()
    expected = {
        route_of(4, chosen).text(): norms(gradient(net, x, y, route_of(4, chosen))).mean().item()
        for k in range(5)
        for chosen in combinations(range(4), k)
    }
    rows = sampled_norms(net, x, y, range(5), samples=6, seed=0, every=True)
    drawn = {row["intervention"]: row["value"] for row in rows if row["quantity"] == "sampled path gradient norm"}
    assert drawn == pytest.approx(expected, rel=1e-9)
    bounds, exact = column(rows, "sampled path gradient norm total"), column(spectrum(net, x, y), "path gradient norm")
    assert all(exact[k] <= bounds[k] * (1 + 1e-9) for k in range(5))  # the norm of a sum, the sum of norms


# --------------------------------------------------------------------------- (c) the spectrum sums to autograd's gradient

FAMILIES = {**zoo.FAMILIES, **{f"{family} bottleneck": net for family, net in zoo.BOTTLENECKS.items()}}
SHORTCUTS = ("identity", "none", "scale 0.5", "scale 0.5 0.5", "gate exclusive", "gate exclusive -6", "gate shortcut",
             "gate shortcut -6", "conv", "conv bn", "dropout 0.5")  # fmt: skip


@pytest.mark.parametrize("batch_statistics", [False, True], ids=["running", "batch"])
@pytest.mark.parametrize("shortcut", SHORTCUTS)
@pytest.mark.parametrize("family", FAMILIES)
def test_the_spectrum_of_every_net_sums_to_the_gradient_of_autograd(family, shortcut, batch_statistics):
    base = FAMILIES[family]
    spec = base.replace(unit=base.unit.replace(shortcut=shortcut), blocks=(1, 2, 1), widths=(2, 4, 6))
    for dtype, tolerance in ((torch.float64, 1e-10), (torch.float32, 1e-5)):
        net, (x, y) = stirred(spec, dtype=dtype), images(4, dtype=dtype)
        rows = spectrum(net, x, y, batch_statistics=batch_statistics, stem=True)
        for place in ("", " at stem"):
            assert value_of(rows, f"path gradient deviation{place}") < tolerance
            for share in ("path gradient share", "path gradient norm share"):
                assert sum(column(rows, share + place).values()) == pytest.approx(1, abs=tolerance)
    net, (x, y) = stirred(spec), images(4)
    terms, total = gradients_by_length(net, x, y, batch_statistics=batch_statistics)
    if batch_statistics:
        for part in net.modules():
            part.train(isinstance(part, nn.BatchNorm2d))  # a training step, but for dropout
    assert_close(total, gradient(net, x, y))
    assert_close(terms.sum(0), total)


@pytest.mark.parametrize("widen", ["pad", "pad both", "project", "project bn"])
@pytest.mark.parametrize("share", ["none", "first", "widths", "stage"])
def test_the_spectrum_sums_to_the_gradient_whatever_the_transitions_are(share, widen):
    spec = zoo.FAMILIES["preresnet"].replace(unit={"share": share, "widen": widen}, blocks=(1, 2, 1), widths=(2, 4, 6))
    net, (x, y) = stirred(spec), images()
    assert value_of(spectrum(net, x, y), "path gradient deviation") < 1e-10


@pytest.mark.parametrize("name", zoo.NAMED)
@pytest.mark.parametrize("shortcut", ["none", "identity"])
def test_the_spectrum_of_a_net_that_pools_between_stages_sums_to_the_gradient(name, shortcut):
    base = zoo.NAMED[name]
    net = stirred(base.replace(unit=base.unit.replace(shortcut=shortcut), blocks=(1, 2, 1), widths=(4, 4, 4)))
    x, y = images()
    rows = spectrum(net, x, y, stem=True)
    for place in ("", " at stem"):
        assert value_of(rows, f"path gradient deviation{place}") < 1e-10
    if shortcut == "none":
        assert column(rows, "path gradient share") == {4: pytest.approx(1)}
        return
    expected = {path: norms(gradient(net, x, y, route_of(4, path))).mean().item() for path in combinations(range(4), 2)}
    drawn = [
        row["value"]
        for row in sampled_norms(net, x, y, [2], 6, 0, every=True)
        if row["quantity"] == "sampled path gradient norm"
    ]
    assert sorted(drawn) == pytest.approx(sorted(expected.values()), rel=1e-9)


def test_at_the_stem_the_gradient_is_the_one_at_the_stems_output():
    net, (x, y) = small("pre-activation"), images()
    kept = {}
    loss = F.cross_entropy(net(x, tap=lambda name, value: kept.update({name: value})), y, reduction="sum")
    whole = torch.autograd.grad(loss, kept["stem"])[0]
    rows = spectrum(net, x, y, stem=True)
    lengths = column(rows, "path gradient norm at stem")
    assert sorted(lengths) == [0, 1, 2, 3, 4]
    assert norms(whole).mean().item() <= sum(lengths.values()) * (1 + 1e-9)
    assert not any(row["quantity"].endswith("at stem") for row in spectrum(net, x, y))


def test_rows_are_tidy_and_every_quantity_is_explained():
    net, (x, y) = small("original"), images()
    rows = spectrum(net, x, y, split="train", stem=True)
    rows += sampled_norms(net, x, y, [1], 2, 0, split="train", every=True)
    for row in rows:
        assert list(row) == ["split", "n", "intervention", "at", "quantity", "value"]
        assert (row["split"], row["n"]) == ("train", 3)
        assert isinstance(row["value"], float)
    assert {row["quantity"].removesuffix(" at stem") for row in rows + path_counts(net.spec)} == set(QUANTITIES)
    keys = [(row["intervention"], row["at"], row["quantity"]) for row in rows]
    assert len(keys) == len(set(keys))


def test_the_range_and_the_peak_are_those_of_the_shares():
    net, (x, y) = small("pre-activation"), images()
    rows = spectrum(net, x, y)
    by_norm, share = (list(column(rows, f"path gradient {name}").values()) for name in ("norm share", "share"))
    assert value_of(rows, "path length peak") == by_norm.index(max(by_norm))
    for suffix, values in (("", share), (" by norm", by_norm)):
        first, last = (int(value_of(rows, f"path length {end}{suffix}")) for end in ("from", "to"))
        assert sum(values[first : last + 1]) >= 0.95 * (1 - 1e-9)


# ----------------------------------------------------------------------------------------- plain nets, parts, extremes


def test_a_plain_net_is_one_path_of_all_units():
    spec = zoo.FAMILIES["plain"].replace(blocks=(1, 2, 1), widths=(2, 4, 6))
    net, (x, y) = stirred(spec), images()
    terms, total = gradients_by_length(net, x, y)
    assert terms.shape == (1, 3, 3, 32, 32)
    assert_close(terms[0], gradient(net, x, y))
    rows = spectrum(net, x, y)
    assert column(rows, "path gradient share") == {4: pytest.approx(1)}
    assert {value_of(rows, f"path length {name}") for name in ("peak", "from", "to")} == {4}
    drawn = sampled_norms(net, x, y, [4], samples=5, seed=0)
    assert value_of(drawn, "sampled path gradient norm total", 4) == pytest.approx(norms(total).mean().item())
    assert value_of(drawn, "sampled paths", 4) == 1
    assert column(path_counts(spec), "path fraction") == {4: 1.0}


def test_neither_parts_of_images_nor_stacks_of_paths_change_what_is_measured(monkeypatch):
    net, (x, y) = small("pre-activation"), images(5)
    once = spectrum(net, x, y, stem=True) + sampled_norms(net, x, y, [1, 2], 6, 0, every=True)
    monkeypatch.setattr(paths, "PART", 2)
    monkeypatch.setattr(paths, "STACK", 3 * 2 * x[0].numel() * x.element_size())
    parted = spectrum(net, x, y, stem=True) + sampled_norms(net, x, y, [1, 2], 6, 0, every=True)
    for one, other in zip(once, parted, strict=True):
        assert {**one, "value": 0} == {**other, "value": 0}
        if not one["quantity"].startswith("path gradient deviation"):
            assert one["value"] == pytest.approx(other["value"], rel=1e-9)
    assert gradients_by_length(net, x, y)[0].shape == (5, 5, 3, 32, 32)


def test_with_batch_statistics_all_images_are_one_batch(monkeypatch):
    net, (x, y) = small("pre-activation"), images(5)
    once = spectrum(net, x, y, batch_statistics=True)
    monkeypatch.setattr(paths, "PART", 2)
    assert spectrum(net, x, y, batch_statistics=True) == once


@pytest.mark.parametrize("weight", [0.0, math.nan])
def test_a_gradient_that_is_zero_or_not_finite_has_no_shares_and_no_range(weight):
    net, (x, y) = small("original"), images()
    with torch.no_grad():
        net.head.weight.fill_(weight)
    rows = spectrum(net, x, y)
    assert all(math.isnan(value) for value in column(rows, "path gradient share").values())
    assert not any(row["quantity"].startswith("path length") for row in rows)
    drawn = sampled_norms(net, x, y, [2], 3, 0)
    total = value_of(drawn, "sampled path gradient norm total", 2)
    assert total == 0 if weight == 0 else math.isnan(total)


def test_a_closed_shortcut_leaves_the_path_of_all_branches_alone():
    net, (x, y) = stirred(Spec(unit=Unit(shortcut="scale 0"), blocks=(1, 2, 1), widths=(2, 4, 6))), images()
    share = column(spectrum(net, x, y), "path gradient share")
    assert share == {0: 0, 1: 0, 2: 0, 3: 0, 4: pytest.approx(1)}


def test_the_total_of_a_very_deep_net_does_not_overflow_on_its_way():
    assert paths._norm_times_count(1e-200, math.comb(1023, 511)) == pytest.approx(1e-200 * math.comb(1023, 511))
    assert paths._norm_times_count(1e-300, math.comb(1100, 550)) == pytest.approx(math.comb(1100, 550) // 10**300, rel=1e-9)
    assert paths._norm_times_count(1.0, math.comb(5000, 2500)) == math.inf
    assert paths._norm_times_count(0.0, 7) == 0


# --------------------------------------------------------------------------------------------------- draws by their seed


def drawn(net, x, y, *arguments, **options):
    rows = sampled_norms(net, x, y, *arguments, every=True, **options)
    return [(row["at"], row["intervention"]) for row in rows if row["quantity"] == "sampled path gradient norm"]


def test_draws_are_a_function_of_the_seed():
    spec = zoo.FAMILIES["preresnet"].replace(blocks=(3, 3, 3), widths=(2, 2, 2))
    net, (x, y) = stirred(spec), images(1)
    rows = sampled_norms(net, x, y, [4, 5], 7, 3)
    torch.manual_seed(1)
    before = torch.get_rng_state()
    assert sampled_norms(net, x, y, [4, 5], 7, 3) == rows
    assert bool((torch.get_rng_state() == before).all())
    first = drawn(net, x, y, [4, 5], 7, 3)
    assert len(set(first)) == 14
    assert drawn(net, x, y, [4], 9, 3)[:7] == first[:7]
    assert drawn(net, x, y, [5], 7, 3) == first[7:]
    assert drawn(net, x, y, [4, 5], 7, 4) != first
    assert {text for at, text in first if at == 4} <= {route_of(9, chosen).text() for chosen in combinations(range(9), 4)}


def test_draws_of_different_lengths_are_independent():
    net, (x, y) = stirred(Spec(blocks=(9,), widths=(1,))), images(1)
    units = [set(map(int, text.rsplit(" ", 1)[1].split(","))) for _, text in drawn(net, x, y, [4, 5], 9, 0)]
    assert not all(four < five for four, five in zip(units[:9], units[9:], strict=True))


def test_a_length_asked_for_twice_is_measured_once():
    net, (x, y) = small("original"), images(1)
    assert sampled_norms(net, x, y, [2, 2], 3, 0) == sampled_norms(net, x, y, [2], 3, 0)


def test_draws_approach_the_mean_over_all_paths():
    net, (x, y) = linear(LINEAR["identity"], blocks=(4, 4, 3), widths=(2, 2, 2)), images(1)
    every, some = (value_of(sampled_norms(net, x, y, [4], n, 0), "sampled path gradient norm mean", 4) for n in (330, 150))
    assert some == pytest.approx(every, rel=0.2)
    assert some != every


# ------------------------------------------------------------------------------------------------ nothing of the net changes


def snapshot(net):
    return {
        "state": {name: value.clone() for name, value in net.state_dict().items()},
        "asks": [p.requires_grad for p in net.parameters()],
        "grads": [p.grad for p in net.parameters()],
        "modes": [module.training for module in net.modules()],
        "tracking": [getattr(module, "track_running_stats", None) for module in net.modules()],
    }


def assert_untouched(net, before):
    after = snapshot(net)
    assert list(after["state"]) == list(before["state"])
    assert all(torch.equal(value, before["state"][name]) for name, value in after["state"].items())
    assert {**after, "state": 0} == {**before, "state": 0}
    assert after["grads"] == [None] * len(after["grads"])


@pytest.mark.parametrize("training", [False, True, "in part"])
def test_the_net_and_the_images_are_left_as_they_were(training):
    net, (x, y) = small("original, projected with BN"), images()
    net.train(bool(training))
    if training == "in part":
        net.units[1].eval()
    net.head.weight.requires_grad_(False)
    before, x_before = snapshot(net), x.clone()
    spectrum(net, x, y, stem=True)
    spectrum(net, x, y, batch_statistics=True)
    gradients_by_length(net, x, y)
    sampled_norms(net, x, y, [1, 2], 3, 0)
    assert_untouched(net, before)
    assert torch.equal(x, x_before) and not x.requires_grad and x.grad is None


def test_the_net_is_left_as_it_was_when_the_measurement_fails(monkeypatch):
    net, (x, y) = small("original").train(), images()
    before = snapshot(net)
    with pytest.raises(ValueError, match="unit 0 maps"):
        spectrum(net, x[:, :, :16, :16], y, batch_statistics=True)
    assert_untouched(net, before)


def test_the_mode_of_the_net_and_of_autograd_does_not_matter():
    net, (x, y) = small("dropout"), images()
    rows = spectrum(net, x, y) + sampled_norms(net, x, y, [1], 2, 0)
    with torch.no_grad():
        assert spectrum(net.train(), x, y) + sampled_norms(net, x, y, [1], 2, 0) == rows


def test_a_net_in_channels_last_memory_gives_the_same():
    net, (x, y) = small("pre-activation"), images()
    terms = gradients_by_length(net, x, y)[0]
    last = net.to(memory_format=torch.channels_last)
    assert_close(gradients_by_length(last, x.to(memory_format=torch.channels_last), y)[0], terms, 1e-12)
    assert last.units[0].branch[0].weight.is_contiguous(memory_format=torch.channels_last)


@pytest.mark.cuda
def test_on_a_gpu_it_is_the_same():
    if not torch.cuda.is_available():
        pytest.skip("no NVIDIA GPU")
    net, (x, y) = small("original"), images()
    rows = spectrum(net, x, y) + sampled_norms(net, x, y, [1, 2], 4, 0)
    net, x, y = net.cuda(), x.cuda(), y.cuda()
    for one, other in zip(rows, spectrum(net, x, y) + sampled_norms(net, x, y, [1, 2], 4, 0), strict=True):
        assert {**one, "value": 0} == {**other, "value": 0}
        assert one["value"] == pytest.approx(other["value"], rel=1e-6, abs=1e-9)


# ----------------------------------------------------------------------------------------------- counting paths, errors


def test_path_lengths_are_binomial_as_in_the_paper():
    # Veit 2016, section 4.2: of 54 modules; the paper says "95 %" and "0.45 %".
    assert fraction_of_paths(54, 19, 35) == pytest.approx(0.9802, abs=5e-5)
    assert fraction_of_paths(54, 5, 17) == pytest.approx(0.004537, abs=5e-7)
    assert fraction_of_paths(54, 0, 54) == 1
    rows = path_counts(zoo.net("preresnet-110"))
    fraction, count = column(rows, "path fraction"), column(rows, "log10 paths")
    assert list(fraction) == list(range(55))
    assert sum(fraction.values()) == pytest.approx(1, rel=1e-12)
    assert fraction[27] == max(fraction.values()) == fraction_of_paths(54, 27, 27)
    assert [10 ** count[k] for k in range(4)] == pytest.approx([1, 54, 1431, 24804])
    assert {row["split"] for row in rows} == {"none"}


def test_very_many_paths_can_be_counted():
    rows = path_counts(Spec(blocks=(1200,), widths=(4,)))
    assert sum(column(rows, "path fraction").values()) == pytest.approx(1, rel=1e-9)
    assert column(rows, "log10 paths")[600] == pytest.approx(1200 * math.log10(2) - 0.5 * math.log10(math.pi * 600), abs=1e-3)


@given(
    st.lists(st.integers(0, 100).map(float), min_size=1, max_size=8).filter(any),
    st.floats(0.05, 1),
)
def test_the_narrowest_range_is_the_narrowest_of_all(share, part):
    first, last = narrowest_range(share, part)
    held = sum(share[first : last + 1])
    assert held >= part * sum(share) * (1 - 1e-9)
    for i, j in combinations(range(len(share) + 1), 2):
        other = sum(share[i:j])
        assert j - i > last - first or other < part * sum(share) * (1 + 1e-9)
        if j - i == last - first + 1:
            assert other <= held


def test_the_narrowest_range_bears_negative_shares():
    assert narrowest_range([-0.1, 0.3, 0.6, 0.3, -0.1], 0.95) == (1, 3)
    assert narrowest_range([1.5, -1.0, 0.5], 0.95) == (0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda net, x, y: sampled_norms(net, x, y, [1, 5], 3, 0), "no path has length 5: this net's paths have 0 to 4 units"),
        (lambda net, x, y: sampled_norms(net, x, y, [-1], 3, 0), "no path has length -1"),
        (lambda net, x, y: sampled_norms(net, x, y, [1], 0, 0), "0 samples: at least one path"),
        (lambda net, x, y: sampled_norms(net, x[:0], y[:0], [1], 3, 0), "0 images and 0 classes"),
        (lambda net, x, y: spectrum(net, x[:0], y[:0]), "0 images and 0 classes"),
        (lambda net, x, y: spectrum(net, x, y + 9), "classes from 9 to 11, but the net has outputs 0 to 9"),
        (lambda net, x, y: gradients_by_length(net, x, y - 1), "classes from -1 to 1"),
        (
            lambda net, x, y: fraction_of_paths(54, 5, 55),
            "lengths 5 to 55 are no range of path lengths; paths through 54 units",
        ),
        (lambda net, x, y: fraction_of_paths(54, 6, 5), "lengths 6 to 5 are no range"),
        (lambda net, x, y: fraction_of_paths(4, -1, 2), "lengths -1 to 2 are no range"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(call, message):
    net, (x, y) = small("original"), images()
    with pytest.raises(UserError) as error:
        call(net, x, y)
    assert message in str(error.value) and "\n" not in str(error.value)


def test_a_plain_net_has_no_shorter_paths_to_draw():
    net, (x, y) = stirred(zoo.FAMILIES["plain"].replace(blocks=(2,), widths=(2,))), images()
    with pytest.raises(UserError, match="no path has length 1: this net's paths have exactly 2 units; without shortcuts"):
        sampled_norms(net, x, y, [1], 3, 0)


# --------------------------------------------------------------------------------------- all that experiments/paths.py asks for


@pytest.fixture(scope="module")
def five_units():
    """(net, data, rows of `lengths`): five units on the synthetic set."""
    spec = zoo.FAMILIES["preresnet"].replace(blocks=(2, 2, 1), widths=(4, 4, 4))
    data = DataSet(Data(name="synthetic", images=64, test_images=8))
    net = Net(spec, 3).eval()
    options = {"images": 4, "samples": 3, "sampled_images": 2}
    return net, data, options, list(paths.lengths(net, data, 3, lambda *_, **__: False, **options))


def test_lengths_gives_the_spectrum_after_and_before_training_and_bands_of_the_draws(five_units):
    net, data, _, found = five_units
    rows = [row for part in found for row in part]
    assert {row["quantity"] for row in rows} <= set(QUANTITIES)
    x, y = next(data.batches("test", 4, 4))
    now, before = (
        {(row["at"], row["quantity"]): row["value"] for row in rows if row["intervention"] == text}
        for text in ("full", "at initialisation")
    )
    expected = {(row["at"], row["quantity"]): row["value"] for row in spectrum(net, x, y, batch_statistics=True)}
    assert before == pytest.approx(expected)  # the net is as its seed draws it, so that the two are the same net
    assert before[None, "path gradient deviation"] < 1e-5
    norms = [
        row["value"]
        for row in sampled_norms(net, x[:2], y[:2], [2], 3, 3, every=True)
        if row["quantity"] == "sampled path gradient norm"
    ]
    band = [now[2, f"sampled path gradient norm {end}"] for end in ("low", "high")]
    assert band == pytest.approx(torch.tensor(norms).double().quantile(torch.tensor([0.1, 0.9]).double()).tolist())
    assert now[2, "sampled path gradient norm median"] == pytest.approx(statistics.median(norms))
    assert {row["n"] for row in rows if row["quantity"] == "path gradient share"} == {4}
    assert {row["n"] for row in rows if row["quantity"] == "sampled paths"} == {2}
    assert len({(row["intervention"], row["at"], row["quantity"]) for row in rows}) == len(rows)


def test_rows_that_are_there_are_not_measured_again(five_units):
    net, data, options, found = five_units
    for stop in range(len(found) + 1):
        there = {(row["intervention"], row["at"], row["quantity"]) for part in found[:stop] for row in part}

        def have(intervention="full", at="", quantity="error", there=there):
            return (intervention, at, quantity) in there

        rest = list(paths.lengths(net, data, 3, have, **options))
        assert [[row["value"] for row in part] for part in rest] == [[row["value"] for row in part] for part in found[stop:]]


def test_most_and_no_samples_leave_lengths_out(five_units):
    net, data, *_ = five_units
    for options, sampled in (({"most": 1}, {0, 1}), ({"samples": 0}, set()), ({"most": 9}, set(range(6)))):
        rows = [row for part in paths.lengths(net, data, 0, lambda *_, **__: False, **{"images": 2, "samples": 2, **options})
                for row in part]  # fmt: skip
        assert {row["at"] for row in rows if row["quantity"] == "sampled paths"} == sampled


def test_a_plain_net_has_a_single_path_with_all_of_the_gradient(five_units):
    plain = Net(zoo.net("plain-8").replace(widths=(4, 4, 4)), 0)
    found = [row for part in paths.lengths(plain, five_units[1], 0, lambda *_, **__: False, images=2) for row in part]
    values = {(row["intervention"], row["at"], row["quantity"]): row["value"] for row in found}
    for when in ("full", "at initialisation"):
        assert values[when, 3, "path gradient share"] == pytest.approx(1, abs=1e-5)
        assert values[when, None, "path length from"] == values[when, None, "path length to"] == 3
    assert {row["at"] for row in found} == {3, None} and values["full", 3, "sampled paths"] == 1
    norms = [values["full", 3, name] for name in ("path gradient norm", "sampled path gradient norm total")]
    assert norms[0] == pytest.approx(norms[1], rel=1e-5)


# ------------------------------------------------------------------------------------------------- the published ResNet-56


@pytest.mark.weights
@pytest.mark.cifar
def test_the_published_resnet_56_gets_its_gradient_from_short_paths():
    # Veit 2016, Fig. 6c, on a net that others trained: the binomial peaks at 13.5 of 27 units, the gradient far below.
    file = next(Path(os.environ.get("RESEXP_WEIGHTS", "/nowhere")).glob("resnet56*"), None)
    if file is None or source.find_root("cifar10") is None:
        pytest.skip("no published weights under $RESEXP_WEIGHTS, or no CIFAR-10")
    _, net = weights.import_file(file, zoo.net("resnet-56"))
    x, y = next(DataSet(Data(normalise="imagenet", images=100, test_images=32)).batches("test", size=32))
    rows = spectrum(net, x, y)
    assert value_of(rows, "path gradient deviation") < 2e-6
    assert value_of(rows, "path length peak") in (6, 7)
    assert value_of(rows, "path length to") < 13.5
    norm = list(column(sampled_norms(net, x[:4], y[:4], range(1, 28, 5), 4, 0), "sampled path gradient norm mean").values())
    assert all(longer < shorter for shorter, longer in pairwise(norm))
