"""What to measure on trained nets, and the files in which the rows are kept.

An experiment that measures has `measures(budget) -> list[Measure]`. A Measure is one of two kinds of function, and its options:

    Measure("lesion.single", {...})   of resexp.probe, as `module.function`: called with the net, its data, the run's seed,
                                      `have` and the options, it gives lists of rows (ROW), as CountedRows where it knows how
                                      many are to come
    Measure(zeros, {...})             of the experiment's file itself or of any other: called with the net, images, labels and
                                      the options, it gives rows (probe/own.py)

The rows are kept with the run, in results/runs/<key>/<measure>.csv (.part.csv until all are there), so that experiments share
them; what has been measured is not measured again (probe/runner.py measures). The first line is a comment, the sha256 of the
lines below, by which a damaged file is seen; files of older versions have none. The name of a user's measurement also has a
hash of the code of its file: rows of other code are never taken for it. No torch.
"""

from __future__ import annotations

import ast
import csv
import functools
import inspect
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import FunctionType, MappingProxyType
from typing import Any, NamedTuple

from resexp.budget import Plan
from resexp.errors import UserError
from resexp.store import Store, csv_value, digest, write_atomic

ROW = ("split", "n", "intervention", "at", "quantity", "value", "note")
"""Columns of a sheet. split, n, intervention, quantity, value: as in a table (table.py). at: the unit, layer or path length
that a value belongs to, empty if it belongs to the whole net. note: why there is no value, or what kind of value it is. Rows of
weights that were kept along training have the intervention `iteration N`, and N as their iteration in tables."""

SEAL = "# sha256 "
"""How a sheet begins."""

NOT_MEASURING = ("runs", "measures", "figures", "findings", "comparison", "title", "commands")
"""Functions of an experiment's file that change no measured value."""

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
    """A function that measures, and the options to call it with."""

    probe: str | Callable[..., Iterable[dict[str, Any]]]
    """A function of resexp.probe as `module.function`, or a function of the user's."""

    options: Mapping[str, Any] = MappingProxyType({})

    applies_to: Callable[[Plan], bool] = lambda plan: True
    """Filter on plans (default: all); not part of the file name."""

    @property
    def called(self) -> str:
        """The function's file or module, and its name: 'lesion.single'."""
        return self.probe if isinstance(self.probe, str) else f"{_file_of(self.probe).stem}.{self.probe.__name__}"

    @property
    def stem(self) -> str:
        """What its files are called whatever the code: the function, and a digest of the options."""
        text = json.dumps(dict(self.options), sort_keys=True, default=list)
        return f"{self.called}-{_digest(text)}"

    @property
    def name(self) -> str:
        """Name of its file: the stem, and of a user's function a digest of the code of its file."""
        return self.stem if isinstance(self.probe, str) else f"{self.stem}-{_code_digest(self.probe)}"

    def describe_options(self) -> str:
        """The options as text: 'images 1000, delete branch'."""
        return ", ".join(f"{name} {value}" for name, value in self.options.items())


def check_measure(measure: object) -> Measure:
    """The measure itself.

    Raises:
        UserError: it is no Measure, or its function is not one that can be told again by its file and name.
    """
    if not isinstance(measure, Measure) or not isinstance(measure.options, Mapping):
        raise UserError(f"measures() must return a list of Measure(function, {{option: value}}), not {measure!r}")
    if not isinstance(measure.probe, str):
        name = getattr(measure.probe, "__qualname__", "")
        if not isinstance(measure.probe, FunctionType) or not name.isidentifier():
            raise UserError(f"Measure takes a function that stands in a file under a name of its own, not {measure.probe!r}")
        _code_digest(measure.probe)  # now: whoever edits the file while nets are trained changes what is called then
    try:
        measure.stem  # noqa: B018
    except TypeError:
        raise UserError(
            f"{measure.called}: options are numbers, texts and lists of them, not {dict(measure.options)}"
        ) from None
    if not isinstance(measure.probe, str):
        handed = {name: value for name, value in measure.options.items() if name not in ("images", "split")}
        try:
            inspect.signature(measure.probe).bind("net", "images", "labels", **handed)  # before hours of training
        except TypeError as error:
            wanted = f"{measure.probe.__name__}(net, images, labels{''.join(f', {option}' for option in handed)})"
            raise UserError(f"a measurement is called as {wanted}: {error}") from None
    return measure


def _file_of(function: Callable[..., Any]) -> Path:
    """The file in which a function stands."""
    return Path(function.__code__.co_filename)


@functools.lru_cache(maxsize=256)
def _code_digest(function: Callable[..., Any]) -> str:
    """Digest of the code of a function's file, without comments, docstrings and the functions that measure nothing: text and
    figures may be edited without measuring again. What the file imports is not seen."""
    path = _file_of(function)
    try:
        tree = ast.parse(path.read_bytes())
    except OSError:
        raise UserError(f"Measure takes a function of a file, and {path} cannot be read") from None
    tree.body = [part for part in tree.body if getattr(part, "name", "") not in NOT_MEASURING]
    for part in ast.walk(tree):
        if isinstance(part, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(part) is not None:
            part.body = part.body[1:] or [ast.Pass()]
    return _digest(ast.unparse(tree))


def _digest(text: str) -> str:
    return digest(text)[:8]


class Sheet:
    """The file with the rows of one measure of one run."""

    def __init__(self, store: Store, key: str, measure: Measure) -> None:
        self.store, self.key, self.name = store, key, measure.name
        self.done = store.run_folder(key) / f"{measure.name}.csv"
        self.part = store.run_folder(key) / f"{measure.name}.part.csv"
        self.stem = measure.stem

    @property
    def complete(self) -> bool:
        """Whether all rows are on disk."""
        return self.done.is_file()

    def read(self) -> list[dict[str, str]]:
        """The rows on disk, all or those so far; those so far are none if their file is damaged.

        Raises:
            UserError: the file is complete and damaged.
        """
        text = _whole_sheet(self.done) if self.complete else _rows_text(self.part) or ""
        rows = [row for row in csv.DictReader(io.StringIO(text)) if None not in row.values() and None not in row]
        return list({(row["intervention"], row["at"], row["quantity"]): row for row in rows}.values())

    def add(self, rows: Iterable[dict[str, Any]]) -> None:
        """Write the file again with these rows added."""
        text = io.StringIO()
        text.write(_rows_text(self.part) or ",".join(ROW) + "\n")
        text.seek(0, io.SEEK_END)
        writer = csv.DictWriter(text, ROW, lineterminator="\n", restval="", extrasaction="raise")
        for row in rows:
            writer.writerow({name: csv_value(value) for name, value in row.items()})
        write_atomic(self.part, f"{SEAL}{digest(text.getvalue())}\n{text.getvalue()}")

    def of_other_code(self) -> list[Path]:
        """Files of the same function and options, measured before the code of the user's file changed."""
        if self.name == self.stem:
            return []
        return [path for path in sorted(self.done.parent.glob(f"{self.stem}-*.csv")) if path not in (self.done, self.part)]

    def finish(self) -> None:
        """Mark the file as complete: .part.csv becomes .csv, and those of other code go."""
        os.replace(self.part, self.done)
        for path in self.of_other_code():
            path.unlink(missing_ok=True)


def _rows_text(path: Path) -> str | None:
    """The lines of a sheet below its sha256, the first of which names the columns; None if there is none or it is damaged."""
    try:
        first, newline, text = path.read_bytes().decode().partition("\n")
    except (FileNotFoundError, UnicodeDecodeError):
        return None
    if first == ",".join(ROW):  # of an older version, which appended to .part.csv: its last line may be torn
        lines = first + newline + text
        whole = lines[: lines.rfind("\n") + 1]
        return whole if whole == lines or path.name.endswith(".part.csv") else None
    return text if first == SEAL + digest(text) else None


def _whole_sheet(path: Path) -> str:
    """The lines of a complete sheet; UserError if it is damaged."""
    if (text := _rows_text(path)) is None:
        raise UserError(f"{path} is damaged; if it came with the repository, git restore it, else delete it to measure again")
    return text


def check_sheets(store: Store, key: str) -> None:
    """UserError if a complete sheet of a run is damaged."""
    for path in sorted(store.run_folder(key).glob("*.*-*.csv")):
        if not path.name.endswith(".part.csv"):
            _whole_sheet(path)


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
