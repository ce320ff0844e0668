"""Released runs: trained here, committed with the repository, found by whoever runs an experiment as cached.

`release` makes the folder of a run that is over ready to be committed. The convolution and linear weights become fp16
(weights.write), so that a net of 1.9 million parameters fits into LARGEST; run.json gets `released`, the date, and
`weights`: fp16; the spec, the log and the measured rows stay as the run wrote them. Runs on which nothing is measured (those of
Tables 1 to 3) are released without weights unless they are named: run.json says `weights`: none, and the run is cached like
any other. Runs that failed and nets as initialised have no weights to release. `write_ledger` writes results/README.md: what is
released, where it was trained and in which time.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from resexp import budget as budgets
from resexp import experiment, zoo
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.lookup import named_by_tables, rows_of_tables
from resexp.spec import Run
from resexp.store import Store, write_atomic

LARGEST = 4_000_000
"""Released weights files are smaller than this, in bytes: clones carry every version of them for ever."""


def check_releasable(store: Store, key: str, kept: bool = False, loaded: bool = True) -> None:
    """Check that the run can be released; writes nothing.

    Raises:
        UserError: it is not over, its weights are imported (not ours to publish), missing, damaged, or too large.
    """
    _released_weights(store, key, _releasable_outcome(store, key), kept, loaded)


def release(store: Store, key: str, kept: bool = False, loaded: bool = True) -> list[Path]:
    """Rewrite the run's weights as fp16, mark the run as released, and return the files to commit.

    Releasing twice is the same as once. Every weights file is replaced whole or not at all, run.json last: a crash leaves the
    run as good as it was.

    Args:
        store: where it is.
        key: of the run.
        kept: also release the weights of earlier iterations; otherwise they stay as they are.
        loaded: whether anybody will load its weights; if not, they stay as they are and are not released, unless they were
            part of an earlier release.

    Raises:
        UserError: as `check_releasable`; or another process holds the run, or it cannot be written.
    """
    with store.claim(key) as ours:
        if not ours:
            raise UserError(f"run {key} is held by another process; try again when it is done")
        outcome = _releasable_outcome(store, key)
        files = _released_weights(store, key, outcome, kept, loaded)  # nothing is written before all of it can be
        for path, content in files.items():
            if not _has_tensors_of(path, content):
                write_atomic(path, content)
        today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        precision = {"weights": "fp16" if files else "none"} if _has_weights(store, key, outcome) else {}
        now = {**outcome, "released": outcome.get("released", today), **precision}
        if now != outcome:
            store.finish(key, None, now)
    folder = store.run_folder(key)
    sheets = [path for path in sorted(folder.glob("*.csv")) if not path.name.endswith(".part.csv")]  # log.csv is one of them
    return [folder / "spec.json", folder / "run.json", *files, *sheets]


def _has_tensors_of(path: Path, content: bytes) -> bool:
    """Whether a weights file has the tensors of this content: one that is committed is not written again for its metadata."""
    import safetensors.torch

    from resexp.nets import weights

    return weights.checksum(weights.unpack(path)[0]) == weights.checksum(safetensors.torch.load(content))


def _releasable_outcome(store: Store, key: str) -> dict[str, Any]:
    """run.json of a run that may be released; UserError if it is not over, or imported."""
    outcome = store.outcome(key)
    if outcome is None:
        raise UserError(f"run {key} is not over; run its command again to finish it, then release it")
    if outcome["status"] == "imported":
        raise UserError(f"run {key} is imported weights, which are not ours to publish")
    return outcome


def _has_weights(store: Store, key: str, outcome: dict[str, Any]) -> bool:
    """Whether the run ended with weights of its own: it did not fail, and was trained."""
    return outcome["status"] == "finished" and store.spec(key).train.iterations > 0


def _released_weights(store: Store, key: str, outcome: dict[str, Any], kept: bool, loaded: bool) -> dict[Path, bytes]:
    """New content of each of the run's weights files, those of the last iteration first; empty for a run without weights."""
    recipe, files = store.spec(key).train, dict[Path, bytes]()
    if not _has_weights(store, key, outcome) or not (loaded or outcome.get("weights") == "fp16"):
        return files
    from resexp.nets import weights
    from resexp.training.load import load_net

    earlier = [i for i in recipe.kept_iterations() if store.kept_file(key, i).is_file()] if kept else []
    for iteration in (None, *earlier):
        path = store.weights_file(key) if iteration is None else store.kept_file(key, iteration)
        files[path] = weights.write(load_net(store, key, iteration), half=True)
        if len(files[path]) >= LARGEST:
            size, most = f"{len(files[path]) / 1e6:.2f} MB in fp16", f"{LARGEST / 1e6:g} MB"
            raise UserError(f"{path} would be {size}: too large to release, which takes less than {most}")
    return files


def keys_of_budget(store: Store, budget: str) -> list[str]:
    """Keys of the finished runs that the tables of a budget name, in the order of the names of the tables.

    Raises:
        UserError: no such budget, or it has no tables.
    """
    budgets.load(budget)
    keys = [key for name, key in named_by_tables(store) if name == budget]
    if not keys:
        raise UserError(f"nothing measured at {budget} in {store.root}; first: python -m resexp run all --budget {budget}")
    return [key for key in dict.fromkeys(keys) if store.outcome(key) is not None]


def measured_keys(store: Store, budget: str) -> set[str]:
    """Keys of the runs on which some experiment measures something at a budget: those of its runs(budget), and those in its
    table, which has other seeds and depths too where they were asked for.

    Raises:
        UserError: no such budget, or an experiment or a table is damaged.
    """
    named: dict[str, dict[str, list[Plan]]] = {}  # by data set and experiment
    for _, table, row in (
        one for one in rows_of_tables(store) if one[0] == budget and store.outcome(one[2]["run"]) is not None
    ):
        plan = Plan(row.get("label") or "", store.spec(row["run"]))
        named.setdefault(plan.run.data.name, {}).setdefault(table, []).append(plan)
    found = set[str]()
    for data, tables in named.items():
        chosen = budgets.load_for(budget, data)
        for name in experiment.names():
            loaded = experiment.load(name)
            if measures := loaded.measures(chosen):
                plans = [*loaded.runs(chosen), *tables.get(name, ())]
                found |= {plan.run.key for plan in plans if any(part.applies_to(plan) for part in measures)}
    return found


# the list of what is released

ABOUT = """\
# What was run where

Runs that come with the repository, so that nobody has to train them again: `results/runs/<key>/`. Commands that need one find
it as cached. Weights are fp16 (those of batch normalisation fp32); runs on which nothing is measured come without. The rest of
each folder is what the run wrote: its spec, its log, the machine and the versions, and what was measured on it. Errors below,
and what was measured before the release, are of the weights before they were rounded; training errors are means over the last
line of each log. To train a run again, delete its folder.

images/s is the median over the lines of a run's log, hours are the images that it saw divided by that: the time of its
training steps. The `seconds` of run.json, taken only where a log has no speeds, are wall time: they also hold tests, and time
in which the process was stopped or the machine was busy with something else. Hours are of runs, summed, not of the clock: runs
that trained at the same time in several processes have each its own. A commit with `+` behind it had uncommitted changes.

`python -m resexp release` writes this page from each folder's `run.json`.
"""

COLUMNS: dict[str, Callable[[Run, dict[str, Any]], object]] = {
    "net": lambda run, done: _net_and_label(run, done),
    "seed": lambda run, done: run.seed,
    "data": lambda run, done: run.data.name,
    "iterations": lambda run, done: f"{done['iterations']:,}",
    "epochs": lambda run, done: f"{done['iterations'] * run.train.batch / run.data.images:.1f}",
    "training error (last log line), %": lambda run, done: _error_cell(done, "train_error"),
    "test error, %": lambda run, done: _error_cell(done, "test_error"),
    "hours": lambda run, done: f"{done['seconds'] / 3600:.2f}",
    "images/s": lambda run, done: f"{done['images_per_second']:.0f}",
    "device": lambda run, done: done.get("device", ""),
    "threads": lambda run, done: done.get("threads", ""),
    "torch": lambda run, done: done.get("torch", ""),
    "date": lambda run, done: str(done.get("ended", ""))[:10],
    "commit": lambda run, done: done.get("commit", ""),
    "weights": lambda run, done: done.get("weights", ""),
    "run": lambda run, done: f"`{run.key}`",
}
"""Columns of the table of trained runs: cell from a run's spec and its run.json. `budget` is put behind `seed`."""


def write_ledger(store: Store) -> Path:
    """Write results/README.md: every released run, and the hours of each device; its path. The same runs give the same text.

    Raises:
        UserError: a run is damaged, or results cannot be written.
    """
    done = {key: store.outcome(key) or {} for key in store.stored_keys()}
    runs = {key: store.spec(key) for key, outcome in done.items() if outcome.get("released")}
    done |= {key: store.with_speed(run, done[key]) for key, run in runs.items()}
    trained = [key for key, run in runs.items() if run.train.iterations]
    trained.sort(
        key=lambda key: (_natural_order(_net_and_label(runs[key], done[key])), runs[key].seed, done[key]["iterations"], key)
    )
    write_atomic(
        store.ledger_file(), "\n".join([ABOUT, *_table_lines(store, runs, done, trained), *_total_lines(runs, done, trained)])
    )
    return store.ledger_file()


def _table_lines(store: Store, runs: dict[str, Run], done: dict[str, dict[str, Any]], trained: list[str]) -> list[str]:
    """Lines of the Markdown table of trained runs."""
    if not trained:
        return ["No trained run is released yet.\n"]
    named: dict[str, dict[str, None]] = {}
    for name, key in named_by_tables(store):
        named.setdefault(key, {})[name] = None
    head = [*COLUMNS]
    head.insert(head.index("seed") + 1, "budget")
    lines = [head, ["---"] * len(head)]
    for key in trained:
        cells = {column: cell(runs[key], done[key]) for column, cell in COLUMNS.items()}
        cells["budget"] = ", ".join(named.get(key, ()))
        lines.append([str(cells[column]).replace("|", r"\|") for column in head])
    return [f"| {' | '.join(line)} |" for line in lines] + [""]


def _total_lines(runs: dict[str, Run], done: dict[str, dict[str, Any]], trained: list[str]) -> list[str]:
    """Lines below the table: hours of each device, the number of untrained nets, and runs that were restored (run.json:
    `restored`)."""
    hours: dict[str, list[float]] = {}
    for key in trained:
        outcome = done[key]
        part = outcome["seconds"] / 3600 / outcome.get("side_by_side", 1)  # the seconds of each hold those of all beside it
        hours.setdefault(str(outcome.get("device", "")), []).append(part)
    lines = [f"- {device}: {sum(each):.1f} hours (runs: {len(each)})" for device, each in sorted(hours.items())]
    beside = any("side_by_side" in done[key] for key in trained)
    lines += ["", "Of runs that trained side by side each has its part of the hours here; above it has all."] if beside else []
    untrained = len(runs) - len(trained)
    lines += ["", f"Nets as initialised, not in the table, with what was measured on them: {untrained}."] if untrained else []
    restored: dict[str, list[str]] = {}
    for key in trained:
        if text := done[key].get("restored"):
            restored.setdefault(str(text), []).append(f"`{key}`")
    lines += [line for text, keys in restored.items() for line in ("", f"Restored, {text}: {', '.join(keys)}.")]
    return [*lines, ""]


def _net_and_label(run: Run, outcome: dict[str, Any]) -> str:
    """'resnet-56', 'resnet-20: original', '20 layers: 1x1 conv': the net, and the label under which it was trained."""
    net, label = zoo.name_of(run.net) or f"{run.net.depth} layers", str(outcome.get("name") or run.net.unit.line())
    return label if net in label else f"{net}: {label}"


def _error_cell(outcome: dict[str, Any], quantity: str) -> str:
    """A final error in percent as text; 'fail' for a run that failed."""
    value = outcome["final"].get(quantity)
    return "fail" if outcome["status"] == "failed" else "" if value is None else f"{value:.2f}"


def _natural_order(text: str) -> str:
    """A sort key that puts plain-20 before plain-110: numbers padded with zeros."""
    return re.sub(r"\d+", lambda match: match[0].zfill(8), text)
