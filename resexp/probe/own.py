"""Measurements of the user's: functions of an experiment's file that take a net and images and give rows.

    def zeros(net, images, labels):
        ...
        yield {"quantity": "zeros", "value": 12.5, "at": "unit.3"}

A row needs `quantity` and `value`, a number. It may have `at`, the place that the value belongs to, `intervention`, if it is
not of the net as it is, and `note` (measure.ROW); split and n are those of the images.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import torch

from resexp.errors import UserError, did_you_mean
from resexp.experiment import failure
from resexp.images.data import DataSet
from resexp.measure import Measure
from resexp.nets.net import Net
from resexp.rng import derive
from resexp.words import ERROR, INTACT, LOSS

IMAGES, SPLIT = 500, "test"
"""What a user's function is given unless its options `images` and `split` say otherwise."""

WORDS = ("quantity", "value", "at", "intervention", "note")
"""What a row may have."""


def measure_own(measure: Measure, net: Net, data: DataSet, seed: int) -> list[dict[str, Any]]:
    """The rows of a user's function, called with the net in eval mode, images (n, 3, 32, 32) normalised for it, their labels
    (n,) and the options but for `images` (how many) and `split`, which choose the images.

    What the function draws with torch is a function of the run's seed.

    Raises:
        UserError: the function fails, takes no such arguments, or gives something else than rows.
    """
    function: Any = measure.probe
    path, options = Path(function.__code__.co_filename), dict(measure.options)
    number, split = options.pop("images", IMAGES), options.pop("split", SPLIT)
    if not isinstance(number, int) or number < 1 or split not in ("test", "train", "holdout"):
        raise UserError(f"{measure.called}: images is a number from 1, split test, train or holdout; not {number}, {split}")
    images, labels = next(data.batches(split, size=number, limit=number))
    try:
        with torch.random.fork_rng():
            torch.manual_seed(derive(seed, "own measurement"))
            given = function(net.to(data.device), images, labels, **options)
            found = list(given) if isinstance(given, Iterable) and not isinstance(given, Mapping | str) else None
    except UserError:
        raise
    except Exception as error:
        raise failure(error, path, function.__name__) from error
    try:
        if found is None:
            raise UserError(f"it gave {type(given).__name__}, not rows: yield {{'quantity': 'zeros', 'value': 12.5}}")
        return _complete(found, split, len(labels))
    except UserError as error:
        raise UserError(f"{path}: {function.__name__}(): {error}") from None


def _complete(found: list[Any], split: str, n: int) -> list[dict[str, Any]]:
    """Rows with every column of measure.ROW; UserError if one is no row, or if there are none, or two of the same value."""
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in found:
        full = _complete_row(row, split, n)
        name = tuple(str(full[column]) for column in ("intervention", "at", "quantity"))
        if name in rows:
            raise UserError(f"two rows are of the same quantity, at and intervention: {row}")
        rows[name] = full
    if not rows:
        raise UserError("it gave no rows")
    return list(rows.values())


def _complete_row(row: Any, split: str, n: int) -> dict[str, Any]:
    """A row with every column of measure.ROW, its value as a float; UserError if it is no row."""
    if not isinstance(row, Mapping):
        raise UserError(f"a row is a dict with quantity and value, not {type(row).__name__} {row!r:.60}")
    for word in row:
        if word not in WORDS:
            raise UserError(f"a row has no '{word}'{did_you_mean(str(word), WORDS)}")
    if not str(row.get("quantity", "")).strip() or "value" not in row:
        raise UserError(f"a row needs a quantity and a value: {dict(row)}")
    try:
        given = row["value"].detach() if isinstance(row["value"], torch.Tensor) else row["value"]
        value = None if given is None else float(given)
    except (TypeError, ValueError, RuntimeError):
        raise UserError(f"the value of {row['quantity']} is no number but {type(row['value']).__name__}") from None
    filled = {"split": split, "n": n, "intervention": INTACT, "at": "", "note": "", **row, "value": value}
    if filled["quantity"] in (ERROR, LOSS) and filled["intervention"] == INTACT:
        raise UserError(
            f"'{filled['quantity']}' of the whole net is in the log; give the quantity or intervention another name"
        )
    return filled
