"""How far units are from the identity, how fresh ones fit it, and what the experiments identity and identity_fit make of it."""

import math

import fakes
import pytest
import torch
from nets import stirred

from resexp import budget as budgets
from resexp import experiment
from resexp.analysis import identity as drawing
from resexp.analysis import table
from resexp.analysis.findings import IDENTITY, IN_PART, NOT_SO_FAR, SO_FAR, UNDECIDED
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import Sheet
from resexp.probe import identity
from resexp.spec import Data, Run, Train, Unit
from resexp.spec import Net as NetSpec
from resexp.store import Store
from resexp.words import BATCH_STATISTICS, FIT_ERROR, IDENTITY_DISTANCE, TARGET_DISTANCE

BEGUN, FIT = experiment.load("identity"), experiment.load("identity_fit")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Budgets that do not change."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)


@pytest.fixture(scope="module")
def data():
    return DataSet(Data(name="synthetic", images=64, test_images=10))


def nothing(*_, **__):
    return False


def trained(unit=None):
    """A net of widths 4 and 8, its weights stirred, as if loaded from a run of three iterations."""
    net = stirred(NetSpec(unit=unit or Unit(), blocks=(2, 2), widths=(4, 8))).float().eval()
    net.run = Run(net=net.spec, data=Data(name="synthetic"), train=Train(iterations=3, warmup=0))
    net.after = lambda iteration: net
    return net


def test_distance_is_what_a_unit_changes_over_its_input_of_units_that_keep_their_shape(data):
    net = trained()
    lists = list(identity.distance(net, data, 0, nothing, images=16))
    assert [rows[0]["intervention"] for rows in lists] == ["iteration 0", "iteration 1", BATCH_STATISTICS]
    found = {row["at"]: row["value"] for row in lists[-1]}
    net.train()
    x, apart = net.stem(next(data.batches("train", 16, 16))[0]), {}
    for k, unit in enumerate(net.units):
        y = unit(x)
        if y.shape == x.shape:
            apart[f"unit.{k}"] = ((y - x) ** 2).sum().item() / (x**2).sum().item()
        x = y
    assert list(apart) == ["unit.0", "unit.1", "unit.3"]
    assert found == pytest.approx(apart | {"": sum(apart.values()) / 3}, rel=1e-4)


def test_distance_of_a_zero_branch_is_none_and_lost_weights_are_said(data):
    net = trained()
    for unit in net.units:
        unit.branch[-1].weight.data.zero_()
        unit.branch[-1].bias.data.zero_()

    def after(_iteration):
        raise UserError("weights not kept")

    net.after = after
    *lost, last = identity.distance(net, data, 0, nothing, images=8)
    assert all(row["value"] == 0 for row in last)
    assert [(rows[0]["value"], rows[0]["note"]) for rows in lost] == [(None, "weights not kept")] * 2


def fit(data, have=nothing, **options):
    options = {"units": (1,), "forms": ("residual without BN",), "steps": 60, "rates": (0.3, 0.01), "images": 32, **options}
    rows = [row for some in identity.fit(trained(), data, 0, have, **options) for row in some]
    return {(row["intervention"], row["at"], row["quantity"]): row for row in rows}


def test_one_residual_unit_without_bn_finds_the_identity_and_the_same_seed_the_same_way(data):
    found = fit(data)
    last = found["residual without BN", "units.1", FIT_ERROR]
    assert last["value"] < 1e-3 and last["note"] == "rate 0.3"
    assert found["residual without BN", "units.1.step.2", FIT_ERROR]["value"] > 10 * last["value"]
    assert found["residual without BN", "units.1", TARGET_DISTANCE]["value"] == 0
    assert fit(data) == found


def test_of_the_rates_the_best_counts_and_what_diverges_is_infinite(data):
    found = fit(data, forms=("plain without BN",), rates=(1e6, 0.1))
    assert found["plain without BN", "units.1", FIT_ERROR]["note"] == "rate 0.1"
    (value,) = (row["value"] for key, row in fit(data, rates=(1e6,)).items() if key[1:] == ("units.1", FIT_ERROR))
    assert value == math.inf


def test_targets_go_from_the_features_to_a_branch_of_their_size(data):
    x = identity._features(trained(), data, 1, 32)
    assert x.shape == (32, 8, 16, 16) and (x >= 0).all()
    targets = {part: identity._target(x, part, 0) for part in (0.0, 0.5, 1.0)}
    assert torch.equal(targets[0.0], x)
    far = [identity.relative_error(x, target).item() for target in targets.values()]
    assert far[0] == 0 < far[1] < 1 < far[2]
    assert torch.equal(identity._target(x, 1.0, 0), targets[1.0]) and not torch.equal(identity._target(x, 1.0, 1), targets[1.0])


def test_what_is_on_disk_is_not_fitted_again(data):
    def have(intervention, at, quantity):
        return intervention == "plain" and at == "units.1" and quantity == FIT_ERROR

    assert {key[0] for key in fit(data, have, forms=("plain", "residual"), steps=10)} == {"residual"}


# -------------------------------------------------------------------------------------------------------------- the experiments


def begun(tmp_path, ends, apart=0.0, depths=(20, 32, 56)):
    """A table of identity: `ends`: label -> training error at the end; every run begins at 15 %; the test loss of deepened nets
    is `apart` from the parent's."""
    budget = budgets.load("short").replace(depths=depths, seeds=(0, 1), sizes={"identity": SIZES})
    store, plans = Store(tmp_path / "results"), BEGUN.runs(budget)
    fakes.fill(store, plans, {plan.label: (ends.get(plan.label, 20.0),) * 2 for plan in plans}, jitter=0.02)
    (measure,) = BEGUN.measures(budget)
    for plan in plans:
        if not plan.run.start.parent:
            continue
        path = store.log_file(plan.run.key)
        header, *lines = path.read_text().splitlines()
        loss = 0.5 + apart * (plan.run.net.depth > 20)
        path.write_text("\n".join([header, f"0,0.1,0.45,15,{loss},15,2000,", *lines]) + "\n")
        sheet = Sheet(store, plan.run.key, measure)
        row = {"split": "train", "n": 128, "quantity": IDENTITY_DISTANCE}
        sheet.add({**row, "intervention": when, "at": f"unit.{k}", "value": value}
                  for when, value in (("iteration 0", 0.01), ("iteration 10", 0.04), (BATCH_STATISTICS, 0.25))
                  for k in range(len(plan.run.net.unit_plans())))  # fmt: skip
        sheet.finish()
    table.save(store, "short", "identity", *table.collect(store, plans, "short", [measure]))
    return table.read(store, "short", "identity")


SIZES = {"iterations": 400, "warmup": 20, "log_every": 10, "test_images": 10_000, "images": 128}


def test_parents_come_first_and_every_run_names_its_parent():
    budget = budgets.load("short").replace(sizes={"identity": SIZES})
    plans = BEGUN.runs(budget)
    keys = {plan.label: plan.run.key for plan in plans}
    assert [plan.label for plan in plans[:2]] == ["plain-20", "resnet-20"]
    for plan in plans[2:]:
        family = plan.label.split("-")[0]
        assert plan.run.start.parent == ("" if "random" in plan.label else keys[f"{family}-20"])
        assert ("noise" in plan.label) == bool(plan.run.start.noise)
        assert plan.run.train.lr == (0.001 if "small" in plan.label else 0.1)
    assert len(set(keys.values())) == len(plans) == 2 + 2 * (8 + 4 + 1)
    with pytest.raises(UserError, match="two depths or more"):
        BEGUN.runs(budget.replace(depths=(56,)))


def test_findings_say_where_a_deepened_net_ends(tmp_path):
    ends = {
        "plain-20 trained on": 14.0,
        "plain-56 from plain-20": 30.0,
        "resnet-20 trained on": 13.0,
        "resnet-56 from resnet-20": 16.0,
    }
    exact, plain, residual = BEGUN.findings(begun(tmp_path, ends))
    assert (exact.state, plain.state, residual.state) == (IDENTITY, SO_FAR, NOT_SO_FAR)
    assert "Plain: test loss 0 apart at most" in exact.measured
    assert "20 layers: 15.0 % before the first step" in plain.notes[0] and "; random weights: " in plain.notes[0]
    assert "random weights" not in plain.notes[1]


def test_a_net_that_is_not_its_parent_or_ends_alike_is_said(tmp_path):
    exact, plain, _ = BEGUN.findings(begun(tmp_path, {}, apart=0.01))
    assert exact.state != IDENTITY and plain.state == UNDECIDED


def test_figures_show_every_run_of_a_family(tmp_path):
    figures = BEGUN.figures(begun(tmp_path, {}))
    assert set(figures) == {"kept", "noise", "distance"}
    plain, _ = figures["distance"].axes
    ends = sorted({round(float(line.get_ydata()[-1]), 3) for line in plain.lines if len(line.get_ydata()) == 3})
    assert ends == [0.5]  # the square root of 0.25


def test_only_new_units_count(tmp_path):
    rows = drawing.children(begun(tmp_path, {}))
    rows = rows[(rows["label"] == "plain-56 from plain-20") & (rows["seed"] == 0)]
    new = rows["at"].isin([f"unit.{k}" for k in (*range(3, 9), *range(12, 18), *range(21, 27))])
    rows.loc[~new & (rows["quantity"] == IDENTITY_DISTANCE), "value"] = 1e9
    assert sorted(drawing.new_units(rows, 20)["value"].round(3)) == [0.1, 0.2, 0.5]


def test_labels_are_named_in_short():
    names = {"plain-56 from plain-20, noise 0.1, small rate": "56 layers, noise 0.1", "plain-20 trained on": "20 layers",
             "resnet-56 from random weights": "random weights"}  # fmt: skip
    assert {label: drawing.name(label) for label in names} == names
    assert drawing.name("plain-56 from plain-20, small rate", depths=False) == "exact"


def fitted(tmp_path, errors):
    """A table of identity_fit: `errors`: (form, units, part) -> error at the end, others 0.5."""
    budget = budgets.load("short").replace(seeds=(0,), sizes={"identity_fit": {"steps": 20, "images": 64, "deepest": 6}})
    store, plans = Store(tmp_path / "results"), FIT.runs(budget)
    fakes.fill(store, plans)
    for measure in FIT.measures(budget):
        options = measure.options
        sheet = Sheet(store, plans[0].run.key, measure)
        for part in options.get("parts", (0.0,)):
            for form in options["forms"]:
                for count in options["units"]:
                    value = errors.get((form, count, part), 0.5)
                    row = {
                        "split": "train",
                        "n": 64,
                        "intervention": f"{form}, part {part:g}" if part else form,
                        "quantity": FIT_ERROR,
                    }
                    steps = [{**row, "at": f"units.{count}.step.{s}", "value": value * 20 / s} for s in (10, 20)]
                    far = {**row, "at": f"units.{count}", "quantity": TARGET_DISTANCE, "value": 2 * part}
                    sheet.add([*steps, {**row, "at": f"units.{count}", "value": value}, far])
        sheet.finish()
    table.save(store, "short", "identity_fit", *table.collect(store, plans, "short", FIT.measures(budget)))
    return table.read(store, "short", "identity_fit")


def test_the_shortcut_helps_until_the_target_is_nearer_to_zero(tmp_path):
    near = {("residual", 2, part): 0.01 for part in (0.0, 0.1, 0.25)} | {("residual", 1, 0.0): 0.01, ("residual", 6, 0.0): 0.3}
    frame = fitted(tmp_path, near | {("plain", 2, 1.0): 0.01, ("residual without BN", 6, 0.0): math.inf})
    depth, mixed = FIT.findings(frame)
    assert depth.state == IN_PART and "6 units: plain 0.5, residual 0.3: undecided" in depth.measured
    assert "6 units: plain 0.5, residual inf" in depth.notes[0]
    assert [one.holds for one in mixed.statements] == [True, True, True, True, True, True] and "p = 0.50 on" in mixed.notes[0]
    figures = FIT.figures(frame)
    assert set(figures) == {"depth", "steps", "mixed"}
    assert any("diverged" in text.get_text() for text in figures["depth"].axes[0].texts)
