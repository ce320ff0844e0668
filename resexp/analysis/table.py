"""Tidy tables: one value a row, and one row a run beside them; CSV on disk, pandas in memory. No torch.

results/<budget>/tables/<experiment>.csv        COLUMNS: what was measured
results/<budget>/tables/<experiment>.runs.csv   RUN_COLUMNS: the runs it was measured on, with budget and provenance
Figures see both joined on `run`, with derived columns (`read`, frames.DERIVED).
"""

from __future__ import annotations

import functools
import io
import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from resexp import zoo
from resexp.analysis.frames import with_derived
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.measure import Measure, Sheet
from resexp.spec import Net
from resexp.store import Store, with_speed, write_atomic

COLUMNS = ("run", "split", "n", "iteration", "intervention", "at", "quantity", "value", "note")
"""split: train, test or holdout; n: images behind the value; iteration: when it was measured; intervention: a Route's text,
`full` for what the log says, or what the measure calls it; at: the unit, layer or path length that the value belongs to,
empty for the whole net; quantity: error (percent), loss (nats) ...; note: why there is no value, or what kind it is."""

YOUNGER = ("at", "note", "options", "paths")
"""Columns that tables of older versions lack."""

RUN_COLUMNS = ("run", "label", "net", "depth", "parameters", "unit", "options", "seed", "budget", "data", "train_images",
               "test_images", "iterations", "epochs", "batch", "lr", "schedule", "warmup", "precision", "paths", "status",
               "seconds", "images_per_second", "device", "threads", "torch", "ended", "commit")  # fmt: skip
"""label: what figures call the run; unit: its line; options: what is not in the line, as widen=project,share=widths; paths: how
units sat out in training (spec.PATHS); status: finished or failed; seconds (training, at the median speed of the
log), device and what follows: provenance."""

RECIPE = ("data", "train_images", "test_images", "iterations", "batch", "lr", "schedule", "precision")
"""What the runs of one table have in common; warm-up is not part of it, since it depends on the depth."""

NAME = ("label", "seed")
"""What tells the runs of a table apart: a net whose spec has changed replaces the one it was."""

WHAT = ("label", "depth", "parameters", "unit", "options", "paths")
"""What is the same for all seeds of a label: where one of them has changed, all old runs of the label go."""

TEXT = ("run", "label", "net", "unit", "options", "budget", "data", "schedule", "precision", "paths", "status", "device",
        "torch", "ended", "commit", "split", "intervention", "at", "quantity", "note")  # fmt: skip
"""Columns that are text, even where a cell looks like a number."""


def run_row(plan: Plan, budget: str, outcome: dict[str, Any]) -> dict[str, Any]:
    """The line of a run that is over."""
    run = plan.run
    return {
        "run": run.key,
        "label": plan.label,
        **_columns_of_net(run.net),
        "seed": run.seed,
        "budget": budget,
        "data": run.data.name,
        "train_images": run.data.images,
        "test_images": run.data.test_images,
        "epochs": round(run.epochs, 2),
        **{name: getattr(run.train, name) for name in ("iterations", "batch", "lr", "schedule", "warmup", "precision")},
        "paths": run.train.paths + (" rescaled" if run.train.rescale else ""),
        **{name: outcome.get(name) for name in RUN_COLUMNS[RUN_COLUMNS.index("status") :]},
    }


@functools.lru_cache(maxsize=1024)
def _columns_of_net(net: Net) -> dict[str, Any]:
    """What a run's line says of its net: the same for all seeds, and counted once."""
    options = ",".join(f"{k}={v}" for k, v in net.unit.canonical().items() if k in ("widen", "share", "expansion"))
    return {"net": zoo.name_of(net), "depth": net.depth, "parameters": net.parameters(), "unit": net.unit.line(),
            "options": options}  # fmt: skip


def log_rows(log: Iterable[dict[str, float | None]], plan: Plan) -> list[dict[str, Any]]:
    """The lines of the run's log as tidy rows: train and test, error and loss, at every iteration they were taken."""
    run, rows, before = plan.run, [], 0.0
    for line in log:
        i = line["iteration"] or 0.0
        since = i - before if i else min(run.train.log_every, run.train.iterations)  # of line 0: Loop.add_first_batches
        seen = round(since * run.train.batch)
        before = i
        for split, n in (("train", seen), ("test", line["test_n"])):
            for quantity in ("error", "loss"):
                value = line[f"{split}_{quantity}"]
                if value is not None and n is not None:
                    rows.append({"run": run.key, "split": split, "n": int(n), "iteration": int(i), "intervention": "full",
                                 "at": "", "quantity": quantity, "value": value, "note": ""})  # fmt: skip
    return rows


def measured_rows(store: Store, plan: Plan, measure: Measure) -> list[dict[str, Any]]:
    """What a measure has found of a run, so far."""
    rows = Sheet(store, plan.run.key, measure).read()
    return [
        {"run": plan.run.key, **row, "iteration": _iteration(row["intervention"], plan), "n": int(row["n"]),
         "value": float(row["value"]) if row["value"] else None}
        for row in rows
    ]  # fmt: skip


def _iteration(intervention: str, plan: Plan) -> int:
    """When a row was measured: at the end, unless it is of weights that were kept."""
    kept = re.fullmatch(r"iteration (\d+)", intervention)
    return int(kept[1]) if kept else plan.run.train.iterations


def collect(
    store: Store, plans: Iterable[Plan], budget: str, measures: Iterable[Measure] = ()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(rows, runs) of all plans whose runs are over: their logs, and what was measured on those of each measure."""
    rows: list[dict[str, Any]] = []
    runs: list[dict[str, Any]] = []
    seen: set[str] = set()
    every = {(plan.label, plan.run.key): plan for plan in plans}.values()
    sheets: dict[str, dict[str, Measure]] = {}  # of each run by name: two filters of one measurement have one file
    for measure in measures:
        for plan in filter(measure.applies_to, every):
            sheets.setdefault(plan.run.key, {})[measure.name] = measure
    for plan in every:
        outcome = store.outcome(plan.run.key)
        if outcome is not None:
            log = store.read_log(plan.run.key, outcome)
            if plan.run.key not in seen:  # one run may have two labels
                rows += log_rows(log, plan)
                for measure in sheets.get(plan.run.key, {}).values():
                    rows += measured_rows(store, plan, measure)
            seen.add(plan.run.key)
            runs.append(run_row(plan, budget, with_speed(plan.run, outcome, log)))
    return pd.DataFrame(rows, columns=list(COLUMNS)), pd.DataFrame(runs, columns=list(RUN_COLUMNS))


def save(store: Store, budget: str, experiment: str, rows: pd.DataFrame, runs: pd.DataFrame) -> list[str]:
    """Write both tables. Runs that are there already are replaced; other seeds and nets stay if data and recipe are the same.

    Nothing is written if no run is over. Returns the names of data sets whose rows had to go: a table speaks of one.
    """
    gone: list[str] = []
    folder = store.tables_folder(budget)
    if not len(runs):
        return gone
    if (folder / f"{experiment}.csv").exists() and (folder / f"{experiment}.runs.csv").exists():
        old_rows, old_runs = _read(folder / f"{experiment}.csv", COLUMNS), _read(folder / f"{experiment}.runs.csv", RUN_COLUMNS)
        stay = old_runs[_tuples(old_runs, RECIPE).isin(set(_tuples(runs, RECIPE)))]
        stay = stay[~stay["run"].isin(set(runs["run"])) & ~_tuples(stay, NAME).isin(set(_tuples(runs, NAME)))]
        changed = stay["label"].isin(set(runs["label"])) & ~_tuples(stay, WHAT).isin(set(_tuples(runs, WHAT)))
        stay = stay[~changed]
        gone = sorted(set(old_runs["data"]) - set(runs["data"]))
        rows = _together(old_rows[old_rows["run"].isin(set(stay["run"]))], rows)
        runs = _together(stay, runs)
    runs = runs.sort_values(["label", "seed", "run"], key=_natural, kind="stable")
    order = {run: place for place, run in enumerate(runs["run"])}
    rows = rows.sort_values("run", key=lambda column: column.map(order), kind="stable")
    write_atomic(folder / f"{experiment}.csv", _csv(rows, COLUMNS))
    write_atomic(folder / f"{experiment}.runs.csv", _csv(runs, RUN_COLUMNS))
    return gone


def _tuples(frame: pd.DataFrame, columns: Iterable[str]) -> pd.Series:
    """One text a row of what these columns say, the same whether they were read from a file or not."""
    rows = frame[list(columns)].itertuples(index=False)
    return pd.Series(["|".join(_word(value) for value in row) for row in rows], index=frame.index, dtype=object)


def _word(value: Any) -> str:
    """As the file has it."""
    if isinstance(value, str):
        return value
    return "" if pd.isna(value) else str(int(value)) if float(value).is_integer() else f"{value:.9g}"


def _together(*parts: pd.DataFrame) -> pd.DataFrame:
    filled = [part for part in parts if len(part)]
    return pd.concat(filled, ignore_index=True) if filled else parts[0]


def read(store: Store, budget: str, experiment: str) -> pd.DataFrame:
    """Rows and runs of an experiment joined; a failed run without rows is there once, its value missing.

    Raises:
        UserError: nothing has been measured yet.
    """
    folder = store.tables_folder(budget)
    try:
        rows, runs = _read(folder / f"{experiment}.csv", COLUMNS), _read(folder / f"{experiment}.runs.csv", RUN_COLUMNS)
    except FileNotFoundError:
        first = f"first: python -m resexp run {experiment} --budget {budget}"
        raise UserError(f"nothing measured for {experiment} at {budget} in {store.root}; {first}") from None
    numbers = dict.fromkeys(("n", "iteration", "value"), float)  # an empty file has no types
    return with_derived(runs.merge(rows.astype(numbers if rows.empty else {"value": float}), on="run", how="left"))


def folder_of_run(store: Store, name: str, key: str) -> str:
    """The folder of results of one run by itself: the name, with the key too if another run's results are there."""
    tables = sorted(store.tables_folder(name).glob("*.runs.csv"))
    return f"{name}-{key}" if any(set(_read(path, RUN_COLUMNS)["run"]) != {key} for path in tables) else name


def last_values(table: pd.DataFrame, quantity: str = "error", split: str = "test", part: float = 0.0) -> pd.DataFrame:
    """The last iteration of every run that was trained, one row each; failed runs have no value.

    Args:
        table: rows and runs joined.
        quantity: error or loss.
        split: train or test.
        part: of the run, at its end, over which to average (by images): a line of a short run's training log is of few.
    """
    chosen = table[(table["quantity"] == quantity) & (table["split"] == split) & (table["intervention"] == "full")]
    last = chosen[chosen["iteration"] == chosen["iterations"]]
    if part:
        late = chosen[(chosen["iteration"] > (1 - part) * chosen["iterations"]) & chosen["run"].isin(last["run"])]
        sums = late.assign(sum=late["value"] * late["n"]).groupby("run")[["sum", "n"]].sum()
        last = last.assign(n=last["run"].map(sums["n"]), value=last["run"].map(sums["sum"] / sums["n"]))
    trained = table[table["iterations"] > 0]
    runs = trained.drop_duplicates("run").drop(columns=[name for name in COLUMNS if name != "run" and name in table])
    values = runs.merge(last[["run", "n", "iteration", "value"]], on="run", how="left")
    values.loc[values["status"] == "failed", "value"] = float("nan")
    return values.assign(quantity=quantity, split=split, intervention="full")


def summarise_seeds(values: pd.DataFrame, by: str | list[str] = "label") -> pd.DataFrame:
    """Over seeds: mean and sd (n - 1; missing for one seed) of the n runs that ended; how many failed; median, min and max of
    all, where a failed run is infinitely bad: with four failures and one success the median is a failure. One row a group."""
    groups = values.groupby(by, sort=False)["value"]
    ended = groups.agg(["mean", "std", "count"]).rename(columns={"std": "sd", "count": "n"})
    every = (
        values.assign(value=failed_as_inf(values["value"]))
        .groupby(by, sort=False)["value"]
        .agg(["median", "min", "max", "size"])
    )
    out = ended.join(every)
    out["failed"] = out.pop("size") - out["n"]
    return out.reset_index()


def failed_as_inf(values: pd.Series) -> pd.Series:
    """Errors or losses (a column of `last_values`) with a failed run as inf: worse than every other."""
    return values.fillna(math.inf)


def _natural(column: pd.Series) -> pd.Series:
    """plain-20 before plain-110: numbers in labels sort as numbers."""
    if pd.api.types.is_numeric_dtype(column):
        return column
    return column.map(lambda text: re.sub(r"\d+", lambda match: match[0].zfill(8), str(text)))


def _read(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """A table as it was written; UserError if it was not written like that."""
    text = path.read_bytes()
    try:
        frame = pd.read_csv(io.BytesIO(text), dtype=dict.fromkeys(TEXT, str), keep_default_na=False, na_values=[""])
        if not text.endswith(b"\n"):
            raise ValueError("the last line is not whole")
        for name in YOUNGER:
            if name in columns and name not in frame:  # a table of an older version
                frame[name] = pd.NA
        return frame[list(columns)]
    except (ValueError, KeyError):  # pandas' own errors and UnicodeDecodeError are ValueErrors
        raise UserError(f"{path} is damaged; delete it and run the experiment again (trained runs are kept)") from None


def _csv(frame: pd.DataFrame, columns: Iterable[str]) -> str:
    text = io.StringIO()
    frame.to_csv(text, columns=list(columns), index=False, float_format="%.9g", lineterminator="\n")
    return text.getvalue()
