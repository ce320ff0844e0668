"""Measure runs that are over: what has been measured is not measured again, and every row is on disk before the next.

An experiment that measures has `measures(budget) -> list[Measure]`. A Measure names a function of resexp.probe,
`module.function`, and what to call it with. The function is given the net, its data, the run's seed and `have`, and gives
lists of rows (ROW), CountedRows where it knows how many are to come. They lie with the run they are of,
results/runs/<key>/<measure>.csv (.part.csv until all are there), so that experiments share them. No torch until there is
something to measure.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from resexp.budget import Plan
from resexp.store import Store, cannot_write, csv_value

if TYPE_CHECKING:
    pass

ROW = ("split", "n", "intervention", "at", "quantity", "value", "note")
"""split, n, intervention, quantity, value: as in a table (table.py). at: the unit, layer or path length that a value belongs
to, empty if it is of the whole net. note: why there is no value, or what kind of value it is. Rows of weights that were kept
along training have the intervention `iteration N`, and N as their iteration in tables."""

Have = Callable[..., bool]
"""Whether a row is there: have(intervention=..., at=..., quantity=...)."""


class CountedRows:
    """Lists of rows as a probe finds them, and how many there will be: what progress and the time left are told by."""

    def __init__(self, total: int, rows: Iterable[list[dict[str, Any]]]) -> None:
        self.total, self.rows = total, iter(rows)

    def __iter__(self) -> CountedRows:
        return self

    def __next__(self) -> list[dict[str, Any]]:
        return next(self.rows)

    def __length_hint__(self) -> int:
        return self.total


class Measure(NamedTuple):
    """A function of resexp.probe and its arguments."""

    probe: str
    options: dict[str, Any]

    applies_to: Callable[[Plan], bool] = lambda plan: True
    """Which plans it is put to; all by default. No part of its name."""

    @property
    def name(self) -> str:
        """Of its file: the function, and a digest of the arguments."""
        text = json.dumps(self.options, sort_keys=True, default=list)
        return f"{self.probe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def describe_options(self) -> str:
        """The arguments for a reader: 'images 1000, delete branch'."""
        return ", ".join(f"{name} {value}" for name, value in self.options.items())


class Sheet:
    """The rows of one measure of one run, on disk."""

    def __init__(self, store: Store, key: str, measure: Measure) -> None:
        self.store, self.key, self.name = store, key, measure.name
        self.done = store.run_folder(key) / f"{measure.name}.csv"
        self.part = store.run_folder(key) / f"{measure.name}.part.csv"

    @property
    def complete(self) -> bool:
        """Whether every row is there."""
        return self.done.is_file()

    def read(self) -> list[dict[str, str]]:
        """The rows, all or so far; a last line that was not written whole does not count."""
        path = self.done if self.complete else self.part
        try:
            text = path.read_text()
        except FileNotFoundError:
            return []
        whole = text[: text.rfind("\n") + 1]
        rows = [row for row in csv.DictReader(io.StringIO(whole)) if None not in row.values() and None not in row]
        return list({(row["intervention"], row["at"], row["quantity"]): row for row in rows}.values())

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Append rows and flush them to the disk."""
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
        """All rows are there."""
        os.replace(self.part, self.done)


def unmeasured(
    plans: Sequence[Plan], measures: Sequence[Measure], store: Store, planned: bool = False
) -> list[tuple[Plan, Measure]]:
    """What is still to be measured, of the runs that have weights; planned: also of those that are not over yet."""

    def counts(plan: Plan) -> bool:
        outcome = store.outcome(plan.run.key)
        return planned if outcome is None else outcome.get("status") in ("finished", "imported")

    pairs = [(plan, measure) for plan in plans if counts(plan) for measure in measures if measure.applies_to(plan)]
    return [(plan, measure) for plan, measure in pairs if not Sheet(store, plan.run.key, measure).complete]


def work_by_measurement(todo: Sequence[tuple[Plan, Measure]]) -> dict[str, float]:
    """What each measurement weighs in a Display: the size of its net."""
    return {work_name(plan, part): float(plan.run.net.macs()) for plan, part in todo}


def work_name(plan: Plan, part: Measure) -> str:
    return f"{plan.run.key}-{part.name}"
