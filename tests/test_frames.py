"""Derived columns and small frames that figures and findings ask for, by hand."""

import math

import pandas as pd
import pytest

from resexp import zoo
from resexp.analysis import frames, table
from resexp.spec import Unit


def of_units(*units, net="", iterations=100):
    """A row for each unit, with its derived columns."""
    lines = [unit if isinstance(unit, str) else unit.line() for unit in units]
    return frames.with_derived(pd.DataFrame({"unit": lines, "net": net, "iterations": iterations}))


def test_the_family_is_told_from_the_unit_not_from_a_label():
    units = (zoo.PLAIN, zoo.ORIGINAL, zoo.PREACT, zoo.BOTTLENECK, zoo.PREACT_BOTTLENECK)
    assert list(of_units(*units)["family"]) == ["plain", "resnet", "preresnet", "resnet", "preresnet"]
    assert list(of_units(*units)["one_path"]) == [True, False, False, False, False]
    vgg = of_units(Unit(branch="conv bn relu", shortcut="none", after=""), net="vgg-15")
    assert vgg["family"].item() == "vgg" and vgg["one_path"].item()


def test_batch_norm_is_what_stands_in_the_branch_or_after_the_addition():
    units = ("conv relu conv | + | relu", "conv bn relu conv | + | relu", "conv relu conv | + | bn relu")
    assert list(of_units(*units)["batch_norm"]) == [False, True, True]


def test_the_scale_of_a_shortcut():
    shortcuts = ("identity", "scale 0.9", "scale 0.5 0.25", "gate shortcut -6", "conv", "none")
    scales = list(of_units(*(Unit(shortcut=shortcut) for shortcut in shortcuts))["shortcut_scale"])
    assert scales[:3] == [1.0, 0.9, 0.5] and all(math.isnan(scale) for scale in scales[3:])


def test_the_part_of_a_whole_training():
    assert list(of_units(*[zoo.ORIGINAL] * 3, iterations=[400, 100, 0])["length_part"]) == [1.0, 0.25, 0.0]
    assert list(of_units(zoo.ORIGINAL, iterations=0)["length_part"]) == [0.0]


def test_derived_columns_are_computed_on_reading_and_never_written(cases):
    store, data = cases("quick")
    assert set(frames.DERIVED) <= set(data.columns) and not set(frames.DERIVED) & {*table.COLUMNS, *table.RUN_COLUMNS}
    for path in store.tables_folder("quick").glob("*.csv"):
        assert not set(frames.DERIVED) & set(pd.read_csv(path).columns)
    assert set(data.loc[data["label"] == "plain-20", "family"]) == {"plain"} and data["batch_norm"].all()


def test_chance_and_the_lead_over_it():
    known = {name: frames.chance(pd.DataFrame({"data": [name]})) for name in ("cifar10", "cifar100", "synthetic")}
    assert known == {"cifar10": 90.0, "cifar100": 99.0, "synthetic": 90.0}
    assert frames.chance(pd.DataFrame({"data": ["cifar10"]}), "loss") == pytest.approx(math.log(10))
    value, whole = pd.Series([10.0, 50.0, 90.0, 98.0]), pd.Series([10.0] * 4)
    assert list(frames.lead_lost(value, whole, 90.0)) == [0.0, 0.5, 1.0, 1.1]


def test_a_pivot_is_sorted_takes_the_last_row_and_leaves_out_what_is_not_finite():
    rows = pd.DataFrame([(2, "a", 5.0), (1, "a", 3.0), (1, "a", 4.0), (1, "b", math.inf), (None, "b", 7.0)],
                        columns=["at", "run", "value"])  # fmt: skip
    wide = frames.pivot(rows, "at")
    assert list(wide.index) == [1, 2] and list(wide["a"]) == [4.0, 5.0] and wide["b"].isna().all()


def test_rows_before_and_after_training_and_those_measured_on_trained_nets():
    rows = pd.DataFrame({"iterations": [0, 10, 10, 10], "intervention": ["full", "full", "drop 1", "full"],
                         "quantity": ["error", "error", "error", "tau"], "status": "finished"})  # fmt: skip
    assert list(frames.at_initialisation(rows).index) == [0] and list(frames.after_training(rows).index) == [1, 2, 3]
    assert list(frames.measured_rows(rows).index) == [2, 3]
    assert list(frames.measured_rows(rows.assign(status="failed")).index) == [0, 1, 2, 3]


def test_whether_a_label_has_several_seeds():
    assert not frames.several_seeds(pd.DataFrame({"label": ["a", "b", "a"], "run": ["1", "2", "1"]}))
    assert frames.several_seeds(pd.DataFrame({"label": ["a", "b", "a"], "run": ["1", "2", "3"]}))
