"""Measured rows lie on disk as they come: nothing is measured twice, nothing is lost, whatever interrupts."""

import hashlib
import io
import itertools
import json
import operator
import os
import re
import signal
import subprocess
import sys
import time

import fakes
import pytest
import torch
from rich.console import Console

from resexp import budget as budgets
from resexp import measure
from resexp.analysis import table
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import Measure, Sheet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.probe import lesion, paths, runner
from resexp.store import Store
from resexp.training import progress
from resexp.training.progress import Display
from resexp.training.sweep import DataSetCache

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
    store.write_spec(plan.run)
    store.finish(plan.run.key, weights.write(Net(plan.run.net)), {"status": "finished", "name": plan.label})
    return store


def go(plan, store, measures=(SINGLE,), stop=lambda: False, terminal=False, verbose=True):
    """What was said, line by line."""
    text = io.StringIO()
    console = Console(file=text, width=200, force_terminal=terminal)
    work = measure.work_by_measurement(measure.unmeasured([plan], list(measures), store))
    with Display(console, work, "all measurements", verbose) as display:
        runner.measure([plan], list(measures), store, DataSetCache(torch.device("cpu")), display, stop)
    return text.getvalue().splitlines()


def test_rows_come_back_as_they_were_written(plan, store):
    sheet = Sheet(store, plan.run.key, SINGLE)
    assert sheet.read() == [] and not sheet.complete
    sheet.add([ROW, {**ROW, "at": 1, "value": None, "note": 'because, it "can\'t"'}])
    sheet.add([{**ROW, "at": ""}])
    assert [row["value"] for row in sheet.read()] == ["0.333333333", "", "0.333333333"]
    assert sheet.read()[1]["note"] == 'because, it "can\'t"' and sheet.read()[2]["at"] == ""
    assert sheet.part.is_file() and not sheet.complete
    sheet.finish()
    assert sheet.complete and not sheet.part.exists() and len(sheet.read()) == 3


def test_a_last_line_that_an_older_version_did_not_write_whole_does_not_count(plan, store):
    sheet = Sheet(store, plan.run.key, SINGLE)
    sheet.add([ROW, {**ROW, "at": 1}])
    seal, _, whole = sheet.part.read_text().partition("\n")
    assert seal == f"# sha256 {hashlib.sha256(whole.encode()).hexdigest()}"
    for cut in range(1, len(whole.splitlines(keepends=True)[-1])):
        sheet.part.write_text(whole[:-cut])
        assert [row["at"] for row in sheet.read()] == ["0"]
    sheet.part.write_text("")
    assert sheet.read() == []


def test_a_measure_goes_on_after_a_torn_line(plan, store):
    go(plan, store)
    sheet = Sheet(store, plan.run.key, SINGLE)
    whole = sheet.read()
    sheet.part.write_text("".join(sheet.done.read_text().splitlines(keepends=True)[1:5]) + "test,20,dro")
    sheet.done.unlink()
    go(plan, store)
    assert sheet.complete and sorted(map(str, sheet.read())) == sorted(map(str, whole))


@pytest.mark.parametrize("sealed", [True, False])
def test_a_damaged_file_is_said_when_it_is_complete_and_measured_again_when_it_is_not(plan, store, sealed):
    sheet = Sheet(store, plan.run.key, SINGLE)
    sheet.add([ROW, {**ROW, "at": 1}])
    whole = sheet.part.read_text()
    damaged = [whole[:-1], whole.replace("0.3333", "0.3433", 1), whole[:40], whole[1:], "", whole + "\xff"]
    if not sealed:  # an older version's: only what is not whole lines is seen
        damaged = [text.partition("\n")[2] for text in damaged[:1]]
    for text in damaged:
        sheet.part.write_text(text, encoding="latin1")
        assert sheet.read() == [] or not sealed
        sheet.part.rename(sheet.done)
        with pytest.raises(UserError, match=f"{sheet.done} is damaged; .*git restore it, else delete it to measure again"):
            sheet.read()
        sheet.done.unlink()


def test_other_options_have_another_file(plan):
    names = {Measure("lesion.single", options).name for options in ({}, {"images": 20}, {"images": 21}, {"draws": 20})}
    assert len(names) == 4 and all(name.startswith("lesion.single-") for name in names)
    assert Measure("lesion.single", {"a": 1, "b": (2, 3)}).name == Measure("lesion.single", {"b": [2, 3], "a": 1}).name


def test_nothing_is_measured_twice(plan, store, monkeypatch):
    said = go(plan, store)
    (line,) = said
    assert re.fullmatch(r"resnet-8 seed 0 lesion\.single \(images 20\): 8 rows, \d:\d\d", line)
    assert measure.unmeasured([plan], [SINGLE], store) == []
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
    assert len(before) == 4 and not sheet.complete
    evaluated, again = [], lesion._score_with_new_statistics
    monkeypatch.setattr(
        lesion,
        "_score_with_new_statistics",
        lambda net, data, seed, route, *rest: evaluated.append(route.text()) or again(net, data, seed, route, *rest),
    )
    go(plan, store, [asked])
    assert evaluated == ["drop 1", "drop 2"] and sheet.complete
    assert sheet.read()[:4] == before and len(sheet.read()) == 8


def test_runs_that_failed_or_have_not_run_are_left_out(plan, store):
    other = budgets.load("smoke").plan("resnet-8", 1)
    assert measure.unmeasured([other], [SINGLE], store) == []
    store.write_spec(other.run)
    (store.run_folder(other.run.key) / "run.json").write_text(json.dumps({"status": "failed"}))
    assert [one.run.seed for one, _ in measure.unmeasured([plan, other], [SINGLE], store)] == [0]


def test_wrong_measures_are_one_line(plan, store):
    with pytest.raises(UserError, match=r"lesion\.single does not take these options"):
        go(plan, store, [Measure("lesion.single", {"picture": 1})])
    with pytest.raises(UserError, match="cannot delete 9 units: this net has 3"):
        go(plan, store, [Measure("lesion.deletions", {"counts": [9]})])


# ------------------------------------------------------------------------------------------------------------- progress

AGAIN = Measure("lesion.single", {"images": 20, "bn": "re-estimated", "bn_images": 32})
"""Four lists of rows of a net of three units."""


def test_plain_lines_say_how_far_it_is_and_what_is_left(plan, store, monkeypatch):
    clock = iter(range(0, 40_000, 40))  # forty seconds pass whenever somebody looks
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    said = go(plan, store, [SINGLE, AGAIN])
    line = re.compile(r"resnet-8 seed 0 lesion\.single (\d)/4 \(measurement 2 of 2\): (\d+:\d\d) left, \d+:\d\d left in all")
    found = [line.fullmatch(text) for text in said]
    steps = [int(match[1]) for match in found if match]
    assert steps == sorted(set(steps)) and steps and steps[-1] == 4
    assert [match[2] for match in found if match][-1] == "0:00"
    assert len([text for text in said if "rows" in text]) == 2 and len(said) == len(steps) + 2 + ("1/1" in " ".join(said))


def test_lines_are_no_more_frequent_than_every_half_minute(plan, store, monkeypatch):
    clock = itertools.count(step=0.1)
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    assert len(go(plan, store, [SINGLE, AGAIN])) == 2  # one for each that is over


def test_a_terminal_gets_bars(plan, store):
    said = "\n".join(go(plan, store, [SINGLE, AGAIN], terminal=True))
    assert "all measurements" in said and "100 %" in said and "resnet-8 seed 0 lesion.single" in said


def test_a_terminal_gets_one_bar_where_no_more_is_wanted(plan, store):
    said = "\n".join(go(plan, store, [SINGLE, AGAIN], terminal=True, verbose=False))
    assert "100 %" in said and "resnet-8 seed 0 lesion.single" in said and "rows, " not in said
    assert all("all measurements" in line for line in said.splitlines() if " %" in line)


def test_every_probe_knows_how_many_lists_of_rows_are_to_come(plan, store):
    net, data = Net(plan.run.net).eval(), DataSet(plan.run.data)
    twenty = Net(budgets.load("smoke").plan("resnet-20", 0).run.net).eval()
    plain = Net(budgets.load("smoke").plan("plain-8", 0).run.net).eval()
    some = {"images": 8}
    for probe, built, options in (
        (lesion.single, net, some),
        (lesion.single, plain, some),
        (lesion.single, plain, {**some, "delete": "shortcut"}),
        (lesion.single, net, {**some, "bn": "re-estimated", "bn_images": 8}),
        (lesion.deletions, twenty, {**some, "draws": 5}),
        (lesion.swaps, twenty, {**some, "draws": 2}),
        (paths.lengths, net, {**some, "samples": 2}),
        (paths.lengths, plain, {**some, "samples": 2}),
    ):
        found = probe(built, data, 0, lambda *_, **__: False, **options)
        assert operator.length_hint(found) == len(list(found)) > 0
        there = probe(built, data, 0, lambda *_, **__: True, **options)
        assert operator.length_hint(there) == len(list(there)) == (1 if options.get("delete") == "shortcut" else 0)


def test_a_probe_that_does_not_know_is_shown_without_time(plan, store, monkeypatch):
    def some(net, data, seed, have):
        yield [ROW]
        yield [{**ROW, "at": 1}]

    clock = iter(range(0, 10_000, 20))
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(lesion, "some", some, raising=False)
    said = go(plan, store, [Measure("lesion.some", {})])
    assert said[0].startswith("resnet-8 seed 0 lesion.some step 1, ") and "2 rows" in said[-1]


# ------------------------------------------------------------------------------------------------------------ interrupts

SLOW = '''"""Slow."""

from resexp.measure import Measure

TITLE = "Slow"


def runs(budget):
    return [budget.plan("resnet-8", seed) for seed in budget.seeds]


def measures(budget):
    return [Measure("lesion.single", {"images": 200, "bn": "re-estimated", "bn_images": 10_000})]
'''


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGUSR1, 0)])
def test_a_signal_keeps_the_rows_and_says_how_to_go_on(plan, store, tmp_path, number, code):
    """The signal comes while a unit is being measured (bn_images: 40 batches): it does not wait for its end."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "slow.py").write_text(SLOW)
    key = plan.run.key
    environment = {**os.environ, "RESEXP_RESULTS": str(store.root), "RESEXP_EXPERIMENTS": str(tmp_path / "own")}
    words = [sys.executable, "-m", "resexp", "measure", "slow", "--run", key, "--budget", "smoke"]
    running = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    part = store.run_folder(key)

    def lines() -> int:  # the file is there a moment before its first row is
        return sum(len(path.read_text().splitlines()) for path in part.glob("*.part.csv"))

    deadline = time.monotonic() + 300
    while running.poll() is None and lines() < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    sent = time.monotonic()
    running.send_signal(number)
    out, err = running.communicate(timeout=300)
    assert running.returncode == code, (out, err)
    assert time.monotonic() - sent < 60 and not err
    again = f"resume with: python -m resexp measure slow --run {key} --budget smoke"
    assert f"stopped; rows measured so far are kept. {again}" in out
    (sheet,) = part.glob("*.part.csv")
    assert len(sheet.read_text().splitlines()) >= 3 and not list(part.glob("lesion*[0-9a-f].csv"))
    assert not (store.root / "resnet-8-finished").exists()  # no half figure


def test_a_measure_is_put_to_the_plans_it_is_of(plan, store):
    other = plan._replace(label="another")
    some = Measure("lesion.single", {"images": 20}, lambda plan: plan.label == "another")
    assert some.name == SINGLE.name
    assert measure.unmeasured([plan, other], [some], store) == [(other, some)]
    assert measure.unmeasured([plan], [some], store) == []


def test_rows_of_kept_weights_have_their_iteration(plan, store):
    some = Measure("propagation.training", {"images": 8})
    sheet = Sheet(store, plan.run.key, some)
    rows = [{**ROW, "intervention": text} for text in ("full", "iteration 3", "iteration 0", "batch statistics")]
    sheet.add(rows)
    last = plan.run.train.iterations
    assert [row["iteration"] for row in table.measured_rows(store, plan, some)] == [last, 3, 0, last]
