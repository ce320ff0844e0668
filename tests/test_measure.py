"""Measured rows lie on disk as they come: nothing is measured twice, nothing is lost, whatever interrupts."""

import json

import fakes
import pytest
import torch

from resexp import budget as budgets
from resexp import measure, table, weights
from resexp.errors import UserError
from resexp.measure import Measure, Sheet
from resexp.net import Net
from resexp.store import Store
from resexp.sweep import Library

SINGLE = Measure("lesion.single", {"images": 20})
ROW = {"split": "test", "n": 20, "intervention": "drop 0", "at": 0, "quantity": "error", "value": 1 / 3, "note": ""}


@pytest.fixture
def plan(monkeypatch, tmp_path):
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    return budgets.load("smoke").plan("resnet-8", 0)


@pytest.fixture
def store(plan, tmp_path):
    """A run that is over, with its weights."""
    store = Store(tmp_path / "results")
    store.start(plan.run)
    store.finish(plan.run.key, weights.write(Net(plan.run.net)), {"status": "finished", "name": plan.label})
    return store


def go(plan, store, measures=(SINGLE,), stop=lambda: False):
    said = []
    measure.measure([plan], list(measures), store, Library(torch.device("cpu")), said.append, stop)
    return said


def test_rows_come_back_as_they_were_written(plan, store):
    sheet = Sheet(store, plan.run.key, SINGLE)
    assert sheet.read() == [] and not sheet.over
    sheet.add([ROW, {**ROW, "at": 1, "value": None, "note": 'because, it "can\'t"'}])
    sheet.add([{**ROW, "at": ""}])
    assert [row["value"] for row in sheet.read()] == ["0.333333333", "", "0.333333333"]
    assert sheet.read()[1]["note"] == 'because, it "can\'t"' and sheet.read()[2]["at"] == ""
    assert sheet.part.is_file() and not sheet.over
    sheet.finish()
    assert sheet.over and not sheet.part.exists() and len(sheet.read()) == 3


def test_a_last_line_that_was_not_written_whole_does_not_count(plan, store):
    sheet = Sheet(store, plan.run.key, SINGLE)
    sheet.add([ROW, {**ROW, "at": 1}])
    whole = sheet.part.read_text()
    for cut in range(1, len(whole.splitlines(keepends=True)[-1])):
        sheet.part.write_text(whole[:-cut])
        assert [row["at"] for row in sheet.read()] == ["0"]
    sheet.part.write_text("")
    assert sheet.read() == []


def test_a_measure_goes_on_after_a_torn_line(plan, store):
    go(plan, store)
    sheet = Sheet(store, plan.run.key, SINGLE)
    whole = sheet.read()
    sheet.part.write_text("".join(sheet.done.read_text().splitlines(keepends=True)[:4]) + "test,20,dro")
    sheet.done.unlink()
    go(plan, store)
    assert sheet.over and sorted(map(str, sheet.read())) == sorted(map(str, whole))


def test_other_options_have_another_file(plan):
    names = {Measure("lesion.single", options).name for options in ({}, {"images": 20}, {"images": 21}, {"draws": 20})}
    assert len(names) == 4 and all(name.startswith("lesion.single-") for name in names)
    assert Measure("lesion.single", {"a": 1, "b": (2, 3)}).name == Measure("lesion.single", {"b": [2, 3], "a": 1}).name


def test_nothing_is_measured_twice(plan, store, monkeypatch):
    said = go(plan, store)
    assert said == ["resnet-8 seed 0: lesion.single, 8 rows"]
    assert measure.missing([plan], [SINGLE], store) == []
    monkeypatch.setattr("resexp.probe.lesion.single", None)
    assert go(plan, store) == []
    rows = table.measured_rows(store, plan, SINGLE)
    assert len(rows) == 8 and {row["run"] for row in rows} == {plan.run.key} and {row["n"] for row in rows} == {20}


def test_an_interrupt_keeps_the_rows_measured_so_far(plan, store, monkeypatch):
    asked = Measure("lesion.single", {"images": 20, "bn": "re-estimated", "bn_images": 32})  # a group a unit
    answers = iter([False, True])
    with pytest.raises(KeyboardInterrupt):
        go(plan, store, [asked], lambda: next(answers))
    sheet = Sheet(store, plan.run.key, asked)
    before = sheet.read()
    assert len(before) == 4 and not sheet.over
    from resexp.probe import lesion

    evaluated, evaluate = [], lesion.evaluate
    monkeypatch.setattr(lesion, "evaluate", lambda *a, **k: evaluated.append(k["route"].text()) or evaluate(*a, **k))
    go(plan, store, [asked])
    assert evaluated == ["drop 1", "drop 2"] and sheet.over
    assert sheet.read()[:4] == before and len(sheet.read()) == 8


def test_runs_that_failed_or_have_not_run_are_left_out(plan, store):
    other = budgets.load("smoke").plan("resnet-8", 1)
    assert measure.missing([other], [SINGLE], store) == []
    store.start(other.run)
    (store.folder(other.run.key) / "run.json").write_text(json.dumps({"status": "failed"}))
    assert [one.run.seed for one, _ in measure.missing([plan, other], [SINGLE], store)] == [0]


def test_wrong_measures_are_one_line(plan, store):
    with pytest.raises(UserError, match=r"lesion\.single does not take these options"):
        go(plan, store, [Measure("lesion.single", {"picture": 1})])
    with pytest.raises(UserError, match="cannot delete 9 units: this net has 3"):
        go(plan, store, [Measure("lesion.many", {"counts": [9]})])


def test_a_measure_is_put_to_the_plans_it_is_of(plan, store):
    other = plan._replace(label="another")
    some = Measure("lesion.single", {"images": 20}, lambda plan: plan.label == "another")
    assert some.name == SINGLE.name
    assert measure.missing([plan, other], [some], store) == [(other, some)]
    assert measure.missing([plan], [some], store) == []


def test_rows_of_kept_weights_have_their_iteration(plan, store):
    some = Measure("propagation.training", {"images": 8})
    sheet = Sheet(store, plan.run.key, some)
    rows = [{**ROW, "intervention": text} for text in ("full", "iteration 3", "iteration 0", "batch statistics")]
    sheet.add(rows)
    last = plan.run.train.iterations
    assert [row["iteration"] for row in table.measured_rows(store, plan, some)] == [last, 3, 0, last]
