"""What to measure on trained nets, and the files in which the rows are kept.

An experiment that measures has `measures(budget) -> list[Measure]`. A Measure names a function of resexp.probe as
`module.function`, and its options. The function is called with the net, its data, the run's seed, `have` and the options, and
gives lists of rows (ROW), as CountedRows where it knows how many are to come. The rows are kept with the run, in
results/runs/<key>/<measure>.csv (.part.csv until all are there), so that experiments share them; what has been measured is not
measured again (probe/runner.py measures). No torch.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from resexp.budget import Plan
from resexp.store import Store, cannot_write, csv_value

ROW = ("split", "n", "intervention", "at", "quantity", "value", "note")
"""Columns of a sheet. split, n, intervention, quantity, value: as in a table (table.py). at: the unit, layer or path length
that a value belongs to, empty if it belongs to the whole net. note: why there is no value, or what kind of value it is. Rows of
weights that were kept along training have the intervention `iteration N`, and N as their iteration in tables."""

Have = Callable[..., bool]
"""Whether a row is on disk already: have(intervention=..., at=..., quantity=...)."""


class CountedRows:
    """An iterator over lists of rows that knows how many lists there will be, for progress and the time left."""

    def __init__(self, total: int, rows: Iterable[list[dict[str, Any]]]) -> None:
        self.total, self.rows = total, iter(rows)

    def __iter__(self) -> CountedRows:
        return self

    def __next__(self) -> list[dict[str, Any]]:
        return next(self.rows)

    def __length_hint__(self) -> int:
        return self.total


class Measure(NamedTuple):
    """A function of resexp.probe and the options to call it with."""

    probe: str
    options: dict[str, Any]

    applies_to: Callable[[Plan], bool] = lambda plan: True
    """Filter on plans (default: all); not part of the file name."""

    @property
    def name(self) -> str:
        """Name of its file: the function, and a digest of the options."""
        text = json.dumps(self.options, sort_keys=True, default=list)
        return f"{self.probe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def describe_options(self) -> str:
        """The options as text: 'images 1000, delete branch'."""
        return ", ".join(f"{name} {value}" for name, value in self.options.items())


class Sheet:
    """The file with the rows of one measure of one run."""

    def __init__(self, store: Store, key: str, measure: Measure) -> None:
        self.store, self.key, self.name = store, key, measure.name
        self.done = store.run_folder(key) / f"{measure.name}.csv"
        self.part = store.run_folder(key) / f"{measure.name}.part.csv"

    @property
    def complete(self) -> bool:
        """Whether all rows are on disk."""
        return self.done.is_file()

    def read(self) -> list[dict[str, str]]:
        """The rows on disk, all or those so far; a last line that was not written whole is left out."""
        path = self.done if self.complete else self.part
        try:
            text = path.read_text()
        except FileNotFoundError:
            return []
        whole = text[: text.rfind("\n") + 1]
        rows = [row for row in csv.DictReader(io.StringIO(whole)) if None not in row.values() and None not in row]
        return list({(row["intervention"], row["at"], row["quantity"]): row for row in rows}.values())

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Append rows and flush them to disk."""
        text = io.StringIO()
        writer = csv.DictWriter(text, ROW, lineterminator="\n", restval="", extrasaction="raise")
        for row in rows:
            writer.writerow({name: csv_value(value) for name, value in row.items()})
        try:
            with self.part.open("a+") as stream:
                stream.seek(0)
                before = stream.read()
                stream.truncate(len(before[: before.rfind("\n") + 1].encode()))  # a torn last line goes
                stream.seek(0, os.SEEK_END)
                if stream.tell() == 0:
                    stream.write(",".join(ROW) + "\n")
                stream.write(text.getvalue())
                stream.flush()
                os.fsync(stream.fileno())
        except OSError as error:
            raise cannot_write(self.part, error) from None

    def finish(self) -> None:
        """Mark the file as complete: .part.csv becomes .csv."""
        os.replace(self.part, self.done)


def unmeasured(
    plans: Sequence[Plan], measures: Sequence[Measure], store: Store, planned: bool = False
) -> list[tuple[Plan, Measure]]:
    """The pairs (plan, measure) still to be measured on runs that have weights; planned: also on runs that are not over yet."""

    def counts(plan: Plan) -> bool:
        outcome = store.outcome(plan.run.key)
        return planned if outcome is None else outcome.get("status") in ("finished", "imported")

    pairs = [(plan, measure) for plan in plans if counts(plan) for measure in measures if measure.applies_to(plan)]
    return [(plan, measure) for plan, measure in pairs if not Sheet(store, plan.run.key, measure).complete]


def work_by_measurement(todo: Sequence[tuple[Plan, Measure]]) -> dict[str, float]:
    """Work of each measurement by its name, for a Display: multiply-additions of one image."""
    return {work_name(plan, part): float(plan.run.net.macs()) for plan, part in todo}


def work_name(plan: Plan, part: Measure) -> str:
    """Name of one measurement of one run, for claims and the Display."""
    return f"{plan.run.key}-{part.name}"
