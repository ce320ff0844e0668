"""What is stored: one true row for each run in any state; runs that are deleted, and those that stay."""

import json
import re

import fakes
import pytest

import resexp
from resexp import budget as budgets
from resexp import inventory
from resexp.spec import Run, make
from resexp.store import Store

pytestmark = pytest.mark.usefixtures("elsewhere")


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """A store with a run in every state but training; {state: key}."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    store, short = Store(), budgets.load("short")
    plans = {"finished": short.plan("resnet-20", 0), "released": short.plan("resnet-20", 1),
             "failed": short.plan("plain-20", 0), "interrupted": short.plan("resnet-56", 0),
             "as initialised": short.plan_untrained("resnet-20", 0)}  # fmt: skip
    fakes.fill(
        store, [plans[name] for name in ("finished", "released", "failed", "interrupted")], failed={("plain-20", 0): 0.5}
    )
    (store.run_folder(plans["interrupted"].run.key) / "run.json").unlink()
    store.cut_log(plans["interrupted"].run.key, 800)
    store.write_spec(plans["as initialised"].run)
    store.finish(plans["as initialised"].run.key, None, {"status": "finished", "iterations": 0, "final": {}, "seconds": 0.0})
    outcome = store.outcome(plans["released"].run.key)
    store.finish(plans["released"].run.key, b"x" * 200_000, outcome | {"released": "2026-01-01"})
    imported = make(Run, {"net": short.plan("resnet-20", 0).run.net, "imported": "a" * 64})
    store.write_spec(imported)
    final = {"test_error": 5.63, "test_n": 10_000}
    store.finish(
        imported.key, b"x", {"status": "imported", "name": "resnet-20", "final": final, "ended": "2026-01-02T03:04:05"}
    )
    return store, {name: plan.run.key for name, plan in plans.items()} | {"imported": imported.key}


def test_every_run_has_one_true_row(stored):
    store, keys = stored
    rows = {row["run"]: row for row in inventory.rows(store)}
    assert {name: rows[key]["state"] for name, key in keys.items()} == {name: name for name in keys}
    assert all(list(row) == list(inventory.COLUMNS) for row in rows.values())
    finished, interrupted, imported = (rows[keys[name]] for name in ("finished", "interrupted", "imported"))
    assert (finished["net"], finished["budget"], finished["data"], finished["seed"]) == ("resnet-20", "short", "cifar10", 0)
    log = store.read_log(keys["finished"])
    assert finished["error"] == log[-1]["test_error"] and finished["test_n"] == 10_000
    assert finished["images_per_second"] == 1234.5 and finished["hours"] == pytest.approx(3906 * 128 / 1234.5 / 3600)
    assert (interrupted["iteration"], interrupted["iterations"], interrupted["test_n"]) == (800, 3906, 2000)
    assert interrupted["net"] == "resnet-56" and interrupted["images_per_second"] == 1234.5 and interrupted["date"]
    assert (imported["error"], imported["iterations"], imported["epochs"], imported["hours"]) == (5.63, None, None, None)
    assert rows[keys["released"]]["bytes"] > 200_000 > rows[keys["finished"]]["bytes"] > 1000
    assert rows[keys["as initialised"]]["budget"] == ""


def test_a_run_that_a_process_holds_is_in_training(stored):
    store, keys = stored
    with store.claim(keys["interrupted"]):
        assert {row["run"]: row["state"] for row in inventory.rows(store)}[keys["interrupted"]] == "training"


def test_as_a_data_frame_with_the_specs_fields_and_nothing_that_nobody_knows(stored):
    keys = stored[1]
    frame = resexp.runs().set_index("run")
    assert len(frame) == 6 and frame.loc[keys["finished"], "train.lr"] == 0.1 and frame.loc[keys["finished"], "seed"] == 0
    assert frame.loc[keys["imported"], [name for name in frame if name.startswith("train.")]].isna().all()


def test_runs_lists_chooses_and_prints_json(stored, command):
    _, keys = stored
    code, out, _ = command("runs")
    assert code == 0 and out.splitlines()[0].split() == [
        "run", "net", "budget", "data", "seed", "iterations", "state", "error", "images/s", "hours", "date", "size"
    ]  # fmt: skip
    assert all(re.search(rf"^{key} .*{name}", out, re.MULTILINE) for name, key in keys.items())
    assert re.search(rf"^{keys['interrupted']} .* interrupted at 800 ", out, re.MULTILINE) and "6 of 6 runs" in out
    assert "0.2 MB" in out
    chosen = ((("--net", "resnet-20"), {"finished", "released", "as initialised", "imported"}),
              (("--budget", "short"), {"finished", "released", "failed", "interrupted"}),
              (("--status", "failed"), {"failed"}),
              (("--net", "resnet-20", "--status", "failed"), set()))  # fmt: skip
    for words, found in chosen:
        _, out, _ = command("runs", *words, "--json")
        assert {row["run"] for row in json.loads(out)} == {keys[name] for name in found}


@pytest.mark.parametrize(("words", "said"), [
    (("runs", "--net", "resnt-20"), "no stored run of 'resnt-20'; did you mean resnet-20"),
    (("runs", "--budget", "shrt"), "unknown budget 'shrt'; did you mean short"),
    (("runs", "--status", "finishd"), "unknown status 'finishd'; did you mean finished"),
    (("rm", "zzz"), "no run 'zzz'"),
    (("rm", "{released}"), "run {released} is released, it comes with the repository: rm --force"),
    (("rm", "{finished}", "{released}", "--yes"), "run {released} is released"),
])  # fmt: skip
def test_wrong_words_are_one_line_and_nothing_is_deleted(stored, command, words, said):
    store, keys = stored
    code, out, err = command(*(word.format(**keys) for word in words))
    assert code == 2 and err.count("\n") == 1 and said.format(**keys) in err, (out, err)
    assert len(store.stored_keys()) == 6


@pytest.mark.parametrize(("answer", "gone"), [("y", True), ("", False), ("n", False), (None, False)])
def test_rm_asks_and_deletes_only_if_told_so(stored, command, monkeypatch, answer, gone):
    store, keys = stored
    asked = []

    def say(question):
        asked.append(question)
        if answer is None:
            raise EOFError
        return answer

    monkeypatch.setattr("builtins.input", say)
    code, out, _ = command("rm", keys["finished"])
    assert code == 0 and f"delete {keys['finished']}  resnet-20  short" in asked[0]
    assert (keys["finished"] not in store.stored_keys()) == gone and ("deleted" if gone else "stays") in out
    assert len(store.stored_keys()) == 6 - gone


def test_rm_with_yes_asks_nothing_with_force_takes_released_ones_and_leaves_what_a_process_holds(stored, command, monkeypatch):
    store, keys = stored
    monkeypatch.setattr("builtins.input", None)
    with store.claim(keys["interrupted"]):
        code, _, err = command("rm", keys["interrupted"], "--yes")
        assert code == 2 and "is being trained by another process" in err
    code, out, _ = command("rm", keys["released"], keys["interrupted"], "--yes", "--force")
    assert code == 0 and out.count("deleted") == 2 and len(store.stored_keys()) == 4
    assert not store.run_folder(keys["released"]).exists()


def test_rm_says_which_tables_name_the_run(stored, command, monkeypatch):
    from resexp.analysis import table

    store, keys = stored
    plan = budgets.load("short").plan("resnet-20", 0)
    table.save(store, "short", "degradation", *table.collect(store, [plan], "short"))
    asked = []
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or "n")
    command("rm", keys["finished"])
    assert "named by the tables of short/degradation, which keep its numbers" in asked[0]


def test_du_adds_up(stored, command):
    store, _ = stored
    sizes = dict(inventory.disk_use(store))
    files = [path for path in store.root.rglob("*") if path.is_file() and ".locks" not in path.parts]
    assert sum(sizes.values()) == sum(path.stat().st_size for path in files)
    assert sizes["runs: weights"] == 200_001 and sizes["runs: other files"] == 0
    code, out, _ = command("du")
    assert code == 0 and "0.2 MB  runs: weights" in out and f"all of {store.root}" in out
