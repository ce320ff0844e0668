"""ensemble, readout, reset: what they run; what they find in made-up rows, and what their figures draw."""

import math

import fakes
import numpy as np
import pytest
from matplotlib.text import Text

from resexp import budget as budgets
from resexp import experiment
from resexp.analysis import style
from resexp.analysis.findings import IN_PART, NOT_SO_FAR, SO_FAR, UNDECIDED
from resexp.words import (
    AT_INITIALISATION,
    COHERENCE,
    COHERENCE_ERROR,
    ENERGY_APART,
    ENERGY_ERROR,
    ERROR,
    HEAD_AGREEMENT,
    HEAD_ERROR,
    HEAD_LOSS,
    INTACT,
    NO_LESION,
    PATH_ENERGY,
    PROBE_ERROR,
    RE_ESTIMATED,
    RESET,
)

NAMES = ("ensemble", "readout", "reset")


@pytest.fixture(scope="module", autouse=True)
def home(frozen_home):
    """Frozen budgets."""


def row(intervention, at, quantity, value, n=2000):
    return {"split": "test", "n": n, "intervention": intervention, "at": at, "quantity": quantity, "value": value, "note": ""}


def ensemble_rows(plan, agrees=1.5, before=1.0, error=0.02):
    """Coherence agrees^k of paths whose energy peaks at a fourth of the units; the error doubles with each unit from there."""
    units = sum(plan.run.net.blocks)
    rows, peak = [], units // 4
    for state, base in ((INTACT, agrees), (AT_INITIALISATION, before)):
        for k in range(units + 1):
            noise = 0.0 if k in (0, units) else error * 2.0 ** max(0, k - peak) if state == INTACT else 0.01
            energy, ratio = math.exp(-((k - peak) ** 2) / 4), 1.0 if k in (0, units) else base**k
            values = {PATH_ENERGY: energy, ENERGY_APART: energy / ratio, ENERGY_ERROR: noise, COHERENCE: ratio}
            rows += [row(state, k, name, value, 16) for name, value in {**values, COHERENCE_ERROR: noise * ratio}.items()]
        rows.append(row(state, "", COHERENCE, 10 * base, 16))
    return rows


def readout_rows(plan, last=20.0, sudden=None):
    """The head's error falls evenly through the last stage, or at once; the probe's everywhere; before training it rises."""
    units = sum(plan.run.net.blocks)
    sudden = plan.run.net.unit.shortcut == "none" if sudden is None else sudden
    first, rows = units - plan.run.net.blocks[-1], []
    for k in range(units + 1):
        at = f"unit.{k}.input" if k < units else f"unit.{units - 1}.output"
        part = float(k == units) if sudden else max(0.0, (k - first) / (units - first))
        values = {HEAD_ERROR: 90 - (90 - last) * part, HEAD_LOSS: 1.0, HEAD_AGREEMENT: 10 + 90 * part}
        values[PROBE_ERROR] = 70 - (70 - last) * k / units
        rows += [row(INTACT, at, name, value) for name, value in values.items()]
        rows.append(row(AT_INITIALISATION, at, PROBE_ERROR, 65 + 20 * k / units))
    return rows


def reset_rows(plan, whole=15.0, cost=5.0):
    """A reset unit costs twice as much as a deleted one, less with later weights; the first unit is critical."""
    units, plain = sum(plan.run.net.blocks), plan.run.net.unit.shortcut == "none"
    rows = []
    for suffix in ("", RE_ESTIMATED):
        rows.append(row(f"{NO_LESION}{suffix}", "", ERROR, whole))
        for k in range(units):
            for place, iteration in enumerate((0,) if suffix else (0, 10, 100, 1000)):
                value = 89.5 if plain or k == 0 else whole + 2 * cost - place
                rows.append(row(RESET.format(iteration) + suffix, k, ERROR, value))
            deleted = None if plain and k in (units // 3, 2 * units // 3) else 89.0 if plain else whole + cost
            rows.append(row(f"drop {k}{suffix}", k, ERROR, deleted))
    return rows


MADE = {"ensemble": ensemble_rows, "readout": readout_rows, "reset": reset_rows}


def table_of(root, name, budget="short", dataset="cifar10", seeds=(0,), only=lambda plan: True, **made):
    """The table of an experiment with made-up rows."""
    module, chosen = experiment.load(name), budgets.load(budget, dataset).only(seeds=seeds)
    found = [(plan, MADE[name](plan, **made)) for plan in module.runs(chosen) if only(plan)]
    return fakes.table_of(root, name, budget, found, module.measures(chosen)[0])[1]


def claims(name, table):
    return [one for one in experiment.load(name).findings(table) if one.judged]


def draw(name, table):
    with style.house_style():
        return experiment.load(name).figures(table)


def words(fig):
    return " ".join(text.get_text() for text in fig.findobj(Text) if text.get_text() and text.get_visible())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seeds", [(0,), (0, 1)])
def test_pairs_of_a_depth_run_in_every_seed_and_the_pre_activation_net_in_the_first(name, seeds):
    plans = experiment.load(name).runs(budgets.load("short", "cifar10").only(seeds=seeds))
    found = sorted((plan.label, plan.run.seed) for plan in plans)
    plain = [] if name == "ensemble" else [("plain-56", seed) for seed in seeds]
    pre = [] if name == "reset" else [("preresnet-56", 0)]
    assert found == sorted([*plain, *pre, *(("resnet-56", seed) for seed in seeds)])
    assert all(plan.label in {other.label for other in fakes.plans("short", families=("plain", "resnet", "preresnet"))}
               for plan in plans)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_names_a_probe_and_takes_its_size_from_the_budget(name):
    for budget in ("smoke", "quick", "short", "paper"):
        chosen = budgets.load(budget, "cifar10")
        for measure in experiment.load(name).measures(chosen):
            assert measure.probe.split(".")[0] == name
            assert measure.options["images"] == chosen.size(name)["images"]


@pytest.mark.parametrize("name", NAMES)
def test_without_measurements_nothing_is_claimed_and_the_logs_are_drawn(tmp_path, name):
    module, chosen = experiment.load(name), budgets.load("short", "cifar10")
    found = [(plan, MADE[name](plan)) for plan in module.runs(chosen)]
    lost = {plan.label for plan, _ in found}
    _, table = fakes.table_of(tmp_path, name, "short", found, module.measures(chosen)[0], failed=lost)
    assert claims(name, table) == [] and set(draw(name, table)) == {"curves", "final"}


# -------------------------------------------------------------------------------------------------------------- ensemble


@pytest.mark.parametrize(("made", "states"), [
    ({}, [SO_FAR, NOT_SO_FAR]),
    ({"agrees": 1.0}, [SO_FAR, SO_FAR]),
    ({"before": 2.0}, [NOT_SO_FAR, NOT_SO_FAR]),
    ({"agrees": 2 ** (1 / 6)}, [SO_FAR, UNDECIDED]),  # just at the bound
])  # fmt: skip
def test_paths_are_independent_if_coherence_is_one_by_more_than_its_error(tmp_path, made, states):
    table = table_of(tmp_path, "ensemble", only=lambda plan: plan.label == "resnet-56", **made)
    assert [one.state for one in claims("ensemble", table)] == states


def test_nets_of_which_one_agrees_make_agreement_in_part(tmp_path):
    module, chosen = experiment.load("ensemble"), budgets.load("short", "cifar10")
    found = [(plan, ensemble_rows(plan, agrees=1.5 if plan.label == "resnet-56" else 1.0)) for plan in module.runs(chosen)]
    _, table = fakes.table_of(tmp_path, "ensemble", "short", found, module.measures(chosen)[0])
    assert [one.state for one in claims("ensemble", table)] == [SO_FAR, IN_PART]


def test_lengths_whose_error_is_too_large_in_any_seed_are_left_out(tmp_path):
    table = table_of(tmp_path, "ensemble", seeds=(0, 1), only=lambda plan: plan.label == "resnet-56")
    late = table["run"].eq(table["run"].unique()[1]) & table["quantity"].eq(ENERGY_ERROR) & table["at"].eq("7")
    assert late.sum() == 2
    table.loc[late, "value"] = 0.5
    ax = draw("ensemble", table)["coherence"].axes[0]
    drawn = [line.get_xdata() for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata()) > 1]
    assert [list(x) for x in drawn] == [[0, 1, 2, 3, 4, 5, 6, 8]]  # 0.1 is reached at 9; 7 is noisy in one seed


def test_the_energy_of_a_length_is_drawn_beside_that_of_independent_paths(tmp_path):
    table = table_of(tmp_path, "ensemble", only=lambda plan: plan.label == "resnet-56")
    (ax,) = draw("ensemble", table)["energy"].axes
    real, apart = ({round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in some} for some in ax.containers)
    assert real[6] == pytest.approx(100) and apart[6] == pytest.approx(100 / 1.5**6)
    assert max(real) == 27 and sorted(apart) == [*range(9), 27]


# --------------------------------------------------------------------------------------------------------------- readout


@pytest.mark.parametrize(("made", "states"), [
    ({}, [SO_FAR, SO_FAR]),
    ({"sudden": True}, [NOT_SO_FAR, SO_FAR]),
    ({"sudden": False}, [SO_FAR, NOT_SO_FAR]),
])  # fmt: skip
def test_a_net_refines_if_no_unit_adds_half_of_the_lead(tmp_path, made, states):
    table = table_of(tmp_path, "readout", **made)
    assert [one.state for one in claims("readout", table)] == states


def test_what_the_head_and_the_probe_read_is_said_in_numbers(tmp_path):
    table = table_of(tmp_path, "readout", last=18.0)
    said = {one.source: one for one in claims("readout", table)}
    assert "resnet-56 at most 11 %" in said["Greff 2017, abstract"].measured  # one of nine units
    assert "plain-56 100 %" in said["ours"].measured
    (plain,) = said["ours"].notes
    assert "own head 90.0, 90.0 and 18.0 %" in plain and "(before training 85.0 %)" in plain


def test_every_net_has_a_panel_with_its_head_and_probes(tmp_path):
    fig = draw("readout", table_of(tmp_path, "readout"))["errors"]
    assert [ax.get_title(loc="left") for ax in fig.axes] == ["plain-56", "resnet-56", "preresnet-56"]
    for ax in fig.axes:
        curves = [line.get_ydata() for line in ax.lines if len(line.get_ydata()) == 28]
        assert [curve[-1] for curve in curves] == [85, 20, 20]  # before training, probe, head
        assert sorted(line.get_xdata()[0] for line in ax.lines if len(set(line.get_xdata())) == 1)[-2:] == [9, 18]
    assert "probe, before training" in words(fig)


def test_a_net_that_the_zoo_does_not_know_is_drawn_without_stages(tmp_path):
    table = table_of(tmp_path, "readout", only=lambda plan: plan.label == "resnet-56")
    fig = draw("readout", table.assign(net=float("nan"), label="some net"))["errors"]
    assert len(fig.axes) == 1 and len(claims("readout", table.assign(net=float("nan"), label="some net"))) == 1


# ----------------------------------------------------------------------------------------------------------------- reset


@pytest.mark.parametrize(("made", "states"), [
    ({"cost": 2.0}, [SO_FAR, SO_FAR, IN_PART]),
    ({"cost": 12.0}, [NOT_SO_FAR, SO_FAR, NOT_SO_FAR]),
])  # fmt: skip
def test_a_reset_unit_is_judged_by_the_lead_that_the_median_unit_takes(tmp_path, made, states):
    assert [one.state for one in claims("reset", table_of(tmp_path, "reset", **made))] == states


def test_deletion_and_later_weights_stand_beside_the_reset(tmp_path):
    found = experiment.load("reset").findings(table_of(tmp_path, "reset"))
    said = [one.text for one in found if not one.judged]
    assert len(said) == 4  # two nets, BN as it is and estimated again
    assert "reset to iteration 0 25.0 %, reset to iteration 10 24.0 %" in said[0] and "deleted 20.0 %" in said[0]
    assert "worse than none in 27 of 27 cases" in said[0] and "of 25 cases" in said[1] and "BN estimated again" in said[2]


def test_the_figure_has_a_column_a_net_and_a_row_for_each_kind_of_statistics(tmp_path):
    fig = draw("reset", table_of(tmp_path, "reset"))["errors"]
    assert [ax.get_title(loc="left") for ax in fig.axes] == [
        "resnet-56", "plain-56", "resnet-56, BN estimated again", "plain-56, BN estimated again",
    ]  # fmt: skip
    lines = [[line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata()) > 1] for ax in fig.axes]
    assert [len(some) for some in lines] == [5, 5, 2, 2]
    deleted = lines[1][-1].get_ydata()
    assert np.flatnonzero(np.isnan(deleted)).tolist() == [9, 18]  # a plain net cannot run without these
