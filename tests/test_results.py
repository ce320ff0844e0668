"""What is committed under results/: a released run that a table names has all that its experiment needs of it."""

import csv
import io
import json
import subprocess
import tarfile
from pathlib import Path

import fakes
import pytest

from resexp import budget as budgets
from resexp import experiment
from resexp.analysis import table
from resexp.budget import Plan
from resexp.measure import Sheet
from resexp.store import Store

ROOT = Path(__file__).resolve().parent.parent
TRAINED_BY_WHOEVER_WANTS_THEM = ("smoke", "quick")


def committed(folder):
    """A results folder with what the last commit has of tables and runs; of weights only the names."""
    git = ["git", "-c", "safe.directory=*", "-C", str(ROOT), "archive", "HEAD", "results"]
    try:
        archive = subprocess.run(git, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no git here, which alone knows what is committed")
    if archive.returncode:
        pytest.skip(f"git does not say what is committed: {archive.stderr.decode().strip()}")
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        for member in files:
            path = folder / member.name
            if member.isfile() and path.suffix in (".csv", ".json", ".safetensors"):
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(b"" if path.suffix == ".safetensors" else files.extractfile(member).read())
    return Store(folder / "results")


def lacking(store, budget):
    """(runs that the tables of a budget name, what these lack)."""
    found, lacks = set(), []
    for path in sorted(store.tables_folder(budget).glob("*.runs.csv")):
        name = path.name.removesuffix(".runs.csv")
        module = experiment.load(name)
        for row in csv.DictReader(io.StringIO(path.read_text())):
            found.add(row["run"])
            there = store.run_folder(row["run"]).is_dir()
            said = _of_run(store, module, row, budget) if there else ["is not released"]
            lacks += [f"{budget}, {name}: {row['run']} ({row['label']}) {what}" for what in said]
    return found, lacks


def _of_run(store, module, row, budget):
    """What one run lacks, of one table."""
    key = row["run"]
    gone = [f"has no {name}" for name in ("spec.json", "run.json") if not (store.run_folder(key) / name).is_file()]
    if gone:
        return gone
    run, outcome = store.spec(key), store.outcome(key)
    measures = module.measures(budgets.load_for(budget, run.data.name)) if outcome["status"] == "finished" else []
    sheets = [Sheet(store, key, measure) for measure in measures if measure.applies_to(Plan(row["label"], run))]
    trained = run.train.iterations > 0
    weights = outcome.get("weights") if trained and outcome["status"] == "finished" else "none"
    wrong = {
        "is not marked as released": "released" not in outcome,
        "has no log.csv": trained and not store.log_file(key).is_file(),
        "does not say whether it has weights": weights not in ("fp16", "none"),
        "has no weights.safetensors, though run.json says so": weights == "fp16" and not store.weights_file(key).is_file(),
        **{f"has no {sheet.name}.csv": not sheet.complete for sheet in sheets},
    }
    return [what for what, holds in wrong.items() if holds]


def test_released_runs_that_committed_tables_name_are_complete(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEXP_HOME", str(ROOT))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    store = committed(tmp_path)
    for budget in budgets.names():
        if budget not in TRAINED_BY_WHOEVER_WANTS_THEM:
            found, lacks = lacking(store, budget)
            assert not lacks, "\n".join(lacks)
            assert len(found) > 30 or budget != "short", "results/short names hardly any run: were its tables committed?"


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A store with released runs of an experiment that measures: most without weights, one failed, one as initialised."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    store, table = fakes.fake_lesions(tmp_path / "results", "lesion", "short", failed={("plain-56", 0): 0.5})
    initial = budgets.load("short").plan_untrained("resnet-20", 0)
    store.write_spec(initial.run)
    store.finish(initial.run.key, None, {"status": "finished"})
    with (store.tables_folder("short") / "lesion.runs.csv").open("a") as stream:
        stream.write(f"{initial.run.key},{initial.label}\n")
    for measure in experiment.load("lesion").measures(budgets.load("short")):
        (store.run_folder(initial.run.key) / f"{measure.name}.csv").write_text("measured\n")
    for key in store.stored_keys():
        outcome = store.outcome(key)
        weights = {"weights": "none"} if outcome["status"] == "finished" and key != initial.run.key else {}
        store.finish(key, None, outcome | weights | {"released": "2025-11-24"})
    key = table.set_index("label").loc["resnet-56", "run"].iloc[0]
    store.finish(key, b"", store.outcome(key) | {"weights": "fp16"})
    return store, key


def test_of_a_made_up_store_nothing_is_missing(made):
    store, _ = made
    found, lacks = lacking(store, "short")
    assert found == set(store.stored_keys()) and len(found) == 7 and lacks == []


@pytest.mark.parametrize(("name", "said"), [
    ("spec.json", "has no spec.json"),
    ("run.json", "has no run.json"),
    ("log.csv", "has no log.csv"),
    ("weights.safetensors", "has no weights.safetensors, though run.json says so"),
    ("lesion.single-*.csv", "has no lesion.single-"),
])  # fmt: skip
def test_a_file_that_was_forgotten_is_named_with_its_run(made, name, said):
    store, key = made
    path = sorted(store.run_folder(key).glob(name))[0]
    path.rename(path.with_name("something.part.csv"))
    (line,) = lacking(store, "short")[1]
    assert line.startswith(f"short, lesion: {key} (resnet-56) {said}")


def test_a_run_whose_folder_was_forgotten_is_named(made):
    store, key = made
    store.run_folder(key).rename(store.root / "elsewhere")
    assert lacking(store, "short")[1] == [f"short, lesion: {key} (resnet-56) is not released"]


@pytest.mark.parametrize(("field", "said"), [
    ("released", "is not marked as released"),
    ("weights", "does not say whether it has weights"),
])  # fmt: skip
def test_a_run_json_from_before_the_release_is_named(made, field, said):
    store, key = made
    outcome = store.outcome(key)
    outcome.pop(field)
    (store.run_folder(key) / "run.json").write_text(json.dumps(outcome))
    assert lacking(store, "short")[1] == [f"short, lesion: {key} (resnet-56) {said}"]


def test_panels_that_a_reader_compares_have_one_range():
    """The errors of basic units and of bottlenecks, and their curves: the same place in two panels is the same error."""
    store = Store(ROOT / "results")
    if not (store.tables_folder("short") / "activations.csv").is_file():
        pytest.skip("results/short is not in this checkout")
    figures = experiment.load("activations").figures(table.read(store, "short", "activations"))
    assert len({ax.get_xlim() for ax in figures["errors"].axes}) == 1
    assert [len({ax.get_ylim() for ax in figures["curves"].axes[row : row + 2]}) for row in (0, 2)] == [1, 1]
