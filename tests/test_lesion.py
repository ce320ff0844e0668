"""Lesions: scores are those of `evaluate` on the same route, draws are what they say, and nothing of the net changes."""

import os
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from nets import linear, stirred

from resexp import source, zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.inference import evaluate
from resexp.nets.net import Net
from resexp.probe import lesion
from resexp.route import Route, kendall_tau
from resexp.spec import Data


@pytest.fixture(scope="module")
def data():
    return DataSet(Data(name="synthetic", images=200, test_images=60))


def none(**_):
    return False


def rows_of(measure, net, data, have=none, seed=0, **options):
    return [row for rows in measure(net, data, seed, have, images=60, **options) for row in rows]


def stepped(spec):
    return stirred(spec).float()


def state(net):
    return {name: value.clone() for name, value in net.state_dict().items()}


def unchanged(net, before):
    return all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def routes(rows, quantity="error"):
    return {row["intervention"]: row for row in rows if row["quantity"] == quantity}


SPECS = {
    "resnet": zoo.net("resnet-14").replace(widths=(4, 8, 16)),
    "preresnet": zoo.net("preresnet-14").replace(widths=(4, 8, 16)),
    "plain": zoo.net("plain-14").replace(widths=(4, 8, 16)),
    "vgg": zoo.net("vgg-15").replace(widths=(6, 6, 6)),
}


# ------------------------------------------------------------------------------------------------------------- one unit


@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("delete", ["branch", "shortcut"])
def test_scores_are_those_of_evaluate_on_the_same_route(data, name, delete):
    net = stepped(SPECS[name])
    before = state(net)
    rows = rows_of(lesion.single, net, data, delete=delete)
    assert unchanged(net, before)
    if delete == "shortcut" and name in ("plain", "vgg"):
        (row,) = rows
        assert (row["value"], row["at"], row["note"]) == (None, "", "this net has no shortcuts to delete")
        return
    full = Route.full(len(net.units))
    for unit, (error, loss) in enumerate(zip(rows_with(rows, "error"), rows_with(rows, "loss"), strict=True)):
        route = full.drop(unit) if delete == "branch" else full.branch_only(unit)
        assert error["at"] == unit and error["intervention"] == route.text() and error["n"] == 60
        if error["value"] is None:
            assert name == "plain" and net.spec.unit_plans()[unit].transition
            continue
        score = evaluate(net, data, route=route)
        assert error["value"] == score.error and loss["value"] == pytest.approx(score.loss, rel=1e-5)
        assert error["note"] == (net.spec.unit_plans()[unit].shapes() if net.spec.unit_plans()[unit].transition else "")
    assert routes(rows)["no lesion"]["value"] == evaluate(net, data).error


def rows_with(rows, quantity):
    return sorted((row for row in rows if row["quantity"] == quantity and row["at"] != ""), key=lambda row: row["at"])


def test_a_unit_whose_shapes_forbid_it_gets_a_row_that_says_so_and_the_sweep_goes_on(data):
    net = stepped(zoo.net("plain-20").replace(widths=(16, 32, 64)))
    rows = rows_with(rows_of(lesion.single, net, data), "error")
    assert [row["at"] for row in rows] == list(range(9))
    assert [row["at"] for row in rows if row["value"] is None] == [3, 6]
    assert rows[3]["note"].startswith("unit 3 is not deletable: 16x32x32 -> 32x16x16")
    assert rows[6]["note"].startswith("unit 6 is not deletable: 32x16x16 -> 64x8x8")


def test_deleting_a_branch_of_a_linear_net_divides_its_features(data):
    """y = x + x/4 in each unit: without one branch all features are 4/5, so the logits before the bias are 4/5."""
    net = linear(units=3, weight=0.25).float()
    x, _ = next(data.batches("test", 8, 8))
    bias = net.head.bias
    for unit in range(3):
        cut = net(x, route=Route.full(3).drop(unit))
        torch.testing.assert_close(cut - bias, (net(x) - bias) / 1.25, rtol=1e-4, atol=1e-5)
        alone = net(x, route=Route.full(3).branch_only(unit))
        torch.testing.assert_close(alone - bias, (net(x) - bias) / 5, rtol=1e-4, atol=1e-5)
    loss = {row["intervention"]: row["value"] for row in rows_of(lesion.single, net, data) if row["quantity"] == "loss"}
    assert loss["drop 0"] == pytest.approx(loss["drop 1"], rel=1e-5) == pytest.approx(loss["drop 2"], rel=1e-5)


def test_bn_estimated_again_leaves_the_net_and_changes_the_score(data):
    net = stepped(SPECS["resnet"])
    before = state(net)
    stored = rows_of(lesion.single, net, data)
    again = rows_of(lesion.single, net, data, bn="re-estimated", bn_images=100)
    assert unchanged(net, before)
    a, b = ([row["value"] for row in rows_with(rows, "loss")] for rows in (stored, again))
    assert all(one != other for one, other in zip(a, b, strict=True))
    assert all(row["intervention"].endswith(" (BN re-estimated)") for row in again)
    assert again == rows_of(lesion.single, net, data, bn="re-estimated", bn_images=100)
    bare = stepped(zoo.net("vgg-15-nobn").replace(widths=(4, 4, 4)))
    (row,) = rows_of(lesion.single, bare, data, bn="re-estimated")
    assert row["value"] is None and "no BN" in row["note"]


def test_rows_that_are_there_are_not_measured_again(data):
    net = stepped(SPECS["resnet"])
    rows = rows_of(lesion.single, net, data)
    there = {(row["intervention"], str(row["at"]), row["quantity"]) for row in rows if row["at"] in ("", 0, 3)}

    def have(intervention="full", at="", quantity="error"):
        return (intervention, str(at), quantity) in there

    rest = rows_of(lesion.single, net, data, have)
    assert rest == [row for row in rows if (row["intervention"], str(row["at"]), row["quantity"]) not in there]
    assert not rows_of(lesion.single, net, data, lambda **_: True)


# ------------------------------------------------------------------------------------------------------------ many units


def units_of(text):
    """The deleted units of an intervention."""
    return frozenset(text.removeprefix("drop ").split(",")) if text != "no lesion" else frozenset()


def sets_of(rows):
    """Draw -> its sets of deleted units, by their number."""
    found = {}
    for text, row in routes(rows).items():
        for draw in row["note"].removeprefix("draws ").split(",") if row["note"] else ():
            found.setdefault(draw, {})[row["at"]] = units_of(text)
    return found


def test_draws_of_deletions_are_nested_and_each_depends_on_its_number_alone(data):
    net = stepped(SPECS["resnet"])
    rows = rows_of(lesion.deletions, net, data, counts=4, draws=5)
    drawn = sets_of(rows)
    assert sorted(drawn) == ["0", "1", "2", "3", "4"]
    for sets in drawn.values():
        assert [len(sets[k]) for k in range(1, 5)] == [1, 2, 3, 4] and all(sets[k] < sets[k + 1] for k in range(1, 4))
    assert rows == rows_of(lesion.deletions, net, data, counts=4, draws=5)
    some = sets_of(rows_of(lesion.deletions, net, data, counts=(2, 4), draws=3))
    assert some == {draw: {k: drawn[draw][k] for k in (2, 4)} for draw in "012"}
    assert sets_of(rows_of(lesion.deletions, net, data, seed=1, counts=4, draws=5)) != drawn
    for text, row in routes(rows).items():
        assert row["at"] == len(units_of(text))
        route = Route.full(6).drop(*map(int, units_of(text))) if units_of(text) else None
        assert row["value"] == evaluate(net, data, route=route).error


def test_every_unit_is_deleted_alone_too_and_no_more_units_go_than_there_are(data):
    net = stepped(SPECS["resnet"])
    every = routes(rows_of(lesion.deletions, net, data, counts=20, draws=1))
    assert {row["at"] for row in every.values()} == set(range(7)) and "drop 0,1,2,3,4,5" in every
    alone = [text for text, row in every.items() if row["at"] == 1]
    assert len(alone) == 6 and sum(every[text]["note"] == "" for text in alone) == 5
    with pytest.raises(UserError, match="cannot delete 7 units: this net has 6"):
        rows_of(lesion.deletions, net, data, counts=(7,))


@pytest.mark.parametrize(("measure", "what"), [(lesion.deletions, {"counts": 2}), (lesion.swaps, {"counts": (1, 2)})])
def test_the_same_lesions_with_bn_estimated_again(data, measure, what):
    net = stepped(zoo.net("resnet-20").replace(widths=(4, 4, 4)))
    before = state(net)
    stored = routes(rows_of(measure, net, data, draws=2, **what), "loss")
    again = routes(rows_of(measure, net, data, draws=2, bn="re-estimated", bn_images=100, **what), "loss")
    assert unchanged(net, before) and {f"{text} (BN re-estimated)" for text in stored} == set(again)
    assert [row["value"] for row in stored.values()] != [row["value"] for row in again.values()]
    (row,) = rows_of(measure, stepped(zoo.net("vgg-15-nobn").replace(widths=(4, 4, 4))), data, bn="re-estimated", **what)
    assert row["value"] is None and "no BN" in row["note"]


# ---------------------------------------------------------------------------------------------------------------- swaps


@pytest.mark.parametrize("name", ["resnet", "preresnet", "vgg"])
def test_swaps_keep_transitions_and_the_first_unit_in_place_and_say_tau(data, name):
    spec = SPECS[name] if name == "vgg" else zoo.net(f"{name}-20").replace(widths=(4, 4, 8))
    net = stepped(spec)
    rows = rows_of(lesion.swaps, net, data, counts=(1, 3), draws=4)
    taus, fixed = routes(rows, "tau"), [0, *(plan.index for plan in spec.unit_plans() if plan.transition)]
    assert len(taus) > 3 and taus["no lesion"]["value"] == 1
    for text in taus.keys() - {"no lesion"}:
        order = [int(word) for word in text.removeprefix("order ").split(",")]
        assert sorted(order) == list(range(len(net.units))) and all(order[unit] == unit for unit in fixed)
        assert taus[text]["value"] == kendall_tau(order) < 1
        plans = spec.unit_plans()
        assert all(plans[unit].shapes() == plans[place].shapes() for place, unit in enumerate(order))


def test_a_net_whose_units_all_differ_cannot_be_reordered(data):
    with pytest.raises(UserError, match="no two units of this net behind the first have equal shapes"):
        rows_of(lesion.swaps, stepped(zoo.net("resnet-8").replace(widths=(4, 8, 16))), data)


def test_draws_of_swaps_are_nested(data):
    """After two swaps an order is one swap from that after one; fewer draws or counts are among more."""
    net = stepped(zoo.net("resnet-20").replace(widths=(4, 4, 4)))
    some = {text for text, row in routes(rows_of(lesion.swaps, net, data, counts=(2,), draws=2)).items() if row["at"]}
    every = routes(rows_of(lesion.swaps, net, data, counts=(1, 2), draws=4))
    assert some <= {text for text, row in every.items() if row["at"] == 2}
    orders = {k: [text.split()[1].split(",") for text, row in every.items() if row["at"] == k] for k in (1, 2)}
    for two in orders[2]:
        assert min(sum(a != b for a, b in zip(one, two, strict=True)) for one in orders[1]) <= 3


def test_units_that_commute_may_change_places(data):
    """Linear units of one factor commute: no order changes anything."""
    losses = {round(row["value"], 6) for row in rows_of(lesion.swaps, linear(units=4).float(), data)
              if row["quantity"] == "loss"}  # fmt: skip
    assert len(losses) == 1


# ------------------------------------------------------------------------------------------------------------------ VGG


@pytest.mark.parametrize("name", ["vgg-15", "vgg-15-nobn"])
def test_vgg_has_fifteen_layers_pools_between_stages_and_any_unit_can_go(name):
    spec = zoo.net(name)
    assert spec.depth == 15 and len(spec.unit_plans()) == 13 and zoo.name_of(spec.replace(widths=(8, 8, 8))) == name
    assert not any(plan.transition for plan in spec.unit_plans())
    assert [plan.size_in for plan in spec.unit_plans()] == [32] * 4 + [16] * 5 + [8] * 4
    small = Net(spec.replace(widths=(8, 8, 8)))
    assert sum(value.numel() for value in small.parameters()) == small.spec.parameters()
    shapes = {}
    x = torch.randn(2, 3, 32, 32)
    small.eval()(x, tap=lambda place, value: shapes.update({place: value.shape[-1]}))
    assert [shapes[f"unit.{unit}.input"] for unit in (3, 4, 8, 9)] == [32, 16, 16, 8]
    full = Route.full(13)
    for unit in range(13):
        full.drop(unit).check(small.spec)
        assert small(x, route=full.drop(unit)).isfinite().all()
    torch.testing.assert_close(small(x, route=full), small(x))
    everything = small(x, route=full.drop(*range(13)))  # stem, two poolings, head
    torch.testing.assert_close(everything, small.head(F.max_pool2d(small.stem(x), 4).mean((2, 3))))
    full.swap(5, 7).check(small.spec)
    with pytest.raises(UserError, match="cannot stand where it was moved"):
        full.swap(1, 5).check(small.spec)


def test_the_keys_of_nets_that_do_not_pool_stay():
    assert "down" not in zoo.net("resnet-20").canonical()


# -------------------------------------------------------------------------------------------------- the published weights

PUBLISHED = (22.55, 21.50, 37.90, 63.70, 22.15, 15.70, 61.00, 26.20, 39.50)
"""On the first 2,000 test images (all 10,000: 22.44 22.14 39.49 65.74 22.70 15.24 60.70 25.90 40.46): fp32, each deletion from
the image on, and the same again with the file's tensors in functions of PyTorch alone."""


@pytest.mark.weights
@pytest.mark.cifar
@pytest.mark.slow
def test_single_deletions_of_the_published_resnet_20():
    file = next(Path(os.environ.get("RESEXP_WEIGHTS", "/nowhere")).glob("resnet20*"), None)
    if file is None or source.find_root("cifar10") is None:
        pytest.skip("no published weights under $RESEXP_WEIGHTS, or no CIFAR-10")
    run, net = weights.import_file(file, zoo.net("resnet-20"))
    rows = [row for rows in lesion.single(net, DataSet(run.data), 0, none, images=2_000) for row in rows]
    assert routes(rows)["no lesion"]["value"] == pytest.approx(8.35, abs=0.11)
    assert [row["value"] for row in rows_with(rows, "error")] == pytest.approx(list(PUBLISHED), abs=0.11)  # two images
