"""Measure runs that are over: what has been measured is not measured again, and every row is on disk before the next.

An experiment that measures has `measures(budget) -> list[Measure]`. A Measure names a function of resexp.probe,
`module.function`, and what to call it with. The function is given the net, its data, the run's seed and `have`, and gives
lists of rows (ROW), Counted where it knows how many are to come. They lie with the run they are of,
results/runs/<key>/<measure>.csv (.part.csv until all are there), so that experiments share them. No torch until there is
something to measure.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import inspect
import io
import json
import operator
import os
import pkgutil
import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from resexp.budget import Plan
from resexp.errors import UserError, nearest
from resexp.store import Store, cannot_write, short

if TYPE_CHECKING:
    from resexp.training.progress import Display
    from resexp.training.sweep import Library

ROW = ("split", "n", "intervention", "at", "quantity", "value", "note")
"""split, n, intervention, quantity, value: as in a table (table.py). at: the unit, layer or path length that a value belongs
to, empty if it is of the whole net. note: why there is no value, or what kind of value it is. Rows of weights that were kept
along training have the intervention `iteration N`, and N as their iteration in tables."""

Have = Callable[..., bool]
"""Whether a row is there: have(intervention=..., at=..., quantity=...)."""


class Counted:
    """Lists of rows as a probe finds them, and how many there will be: what progress and the time left are told by."""

    def __init__(self, total: int, rows: Iterable[list[dict[str, Any]]]) -> None:
        self.total, self.rows = total, iter(rows)

    def __iter__(self) -> Counted:
        return self

    def __next__(self) -> list[dict[str, Any]]:
        return next(self.rows)

    def __length_hint__(self) -> int:
        return self.total


class Measure(NamedTuple):
    """A function of resexp.probe and its arguments."""

    probe: str
    options: dict[str, Any]

    of: Callable[[Plan], bool] = lambda plan: True
    """Which plans it is put to; all by default. No part of its name."""

    @property
    def name(self) -> str:
        """Of its file: the function, and a digest of the arguments."""
        text = json.dumps(self.options, sort_keys=True, default=list)
        return f"{self.probe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    def words(self) -> str:
        """The arguments for a reader: 'images 1000, delete branch'."""
        return ", ".join(f"{name} {value}" for name, value in self.options.items())


class Sheet:
    """The rows of one measure of one run, on disk."""

    def __init__(self, store: Store, key: str, measure: Measure) -> None:
        self.store, self.key, self.name = store, key, measure.name
        self.done = store.folder(key) / f"{measure.name}.csv"
        self.part = store.folder(key) / f"{measure.name}.part.csv"

    @property
    def over(self) -> bool:
        """Whether every row is there."""
        return self.done.is_file()

    def read(self) -> list[dict[str, str]]:
        """The rows, all or so far; a last line that was not written whole does not count."""
        path = self.done if self.over else self.part
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
            writer.writerow({name: short(value) for name, value in row.items()})
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


def missing(
    plans: Sequence[Plan], measures: Sequence[Measure], store: Store, planned: bool = False
) -> list[tuple[Plan, Measure]]:
    """What is still to be measured, of the runs that have weights; planned: also of those that are not over yet."""

    def counts(plan: Plan) -> bool:
        outcome = store.outcome(plan.run.key)
        return planned if outcome is None else outcome.get("status") in ("finished", "imported")

    pairs = [(plan, measure) for plan in plans if counts(plan) for measure in measures if measure.of(plan)]
    return [(plan, measure) for plan, measure in pairs if not Sheet(store, plan.run.key, measure).over]


def work(todo: Sequence[tuple[Plan, Measure]]) -> dict[str, float]:
    """What each measurement weighs in a Display: the size of its net."""
    return {_name(plan, part): float(plan.run.net.macs()) for plan, part in todo}


def _name(plan: Plan, part: Measure) -> str:
    return f"{plan.run.key}-{part.name}"


def measure(
    plans: Sequence[Plan],
    measures: Sequence[Measure],
    store: Store,
    data: Library,
    display: Display,
    stop: Callable[[], bool] = lambda: False,
) -> None:
    """Measure what is missing, one run after the other.

    Raises:
        UserError: weights are missing or damaged, a measure does not fit the net, or results cannot be written.
        KeyboardInterrupt: `stop` said so; the rows measured so far stay, as they do whatever else ends it.
    """
    from resexp.training.progress import clock

    for plan, part in missing(plans, measures, store):
        name, label = _name(plan, part), f"{plan.label} seed {plan.run.seed} {part.probe}"
        with store.claim(name) as ours:
            if not ours:
                display.say(f"{label} is being measured by another process")
                continue
            sheet = Sheet(store, plan.run.key, part)
            if sheet.over:
                continue
            began, found = time.monotonic(), _rows(plan, part, sheet, store, data)
            step = display.count_off(name, label, operator.length_hint(found) or None)
            for rows in found:
                sheet.add(rows)
                step()
                if stop():
                    raise KeyboardInterrupt
            sheet.finish()
        display.close(name, f"{label} ({part.words()}): {len(sheet.read())} rows, {clock(time.monotonic() - began)}")


def _rows(plan: Plan, part: Measure, sheet: Sheet, store: Store, data: Library) -> Iterable[list[dict[str, Any]]]:
    """Ask the probe for the rows that are not there yet."""
    from resexp import api

    probe = _probe(part.probe)
    there = {(row["intervention"], row["at"], row["quantity"]) for row in sheet.read()}

    def have(intervention: str = "full", at: object = "", quantity: str = "error") -> bool:
        return (intervention, str(at), quantity) in there

    net = api.load(plan.run.key, str(store.root))
    held = data(plan.run.data)
    try:
        inspect.signature(probe).bind(net, held, plan.run.seed, have, **part.options)
    except TypeError as error:
        raise UserError(f"{part.probe} does not take these options: {error}") from None
    found: Iterable[list[dict[str, Any]]] = probe(net.to(held.device), held, plan.run.seed, have, **part.options)
    return found


def _probe(name: str) -> Callable[..., Iterable[list[dict[str, Any]]]]:
    """The function of resexp.probe that `module.function` names."""
    from resexp import probe

    module, dot, function = name.partition(".")
    if not dot or not function.isidentifier():
        raise UserError(f"a Measure names a function of resexp.probe as module.function, not '{name}'")
    known = sorted(entry.name for entry in pkgutil.iter_modules(probe.__path__))
    if module not in known:
        raise UserError(f"there is no resexp.probe.{module}{nearest(module, known)}")
    there = vars(importlib.import_module(f"resexp.probe.{module}"))
    if not callable(there.get(function)):
        public = [word for word in there if word.islower() and not word.startswith("_") and callable(there[word])]
        raise UserError(f"resexp.probe.{module} has no function {function}{nearest(function, public)}")
    found: Callable[..., Iterable[list[dict[str, Any]]]] = there[function]
    return found
