"""The drawing with which the page begins: test error against depth, and with one unit deleted. Numbers and places, no torch.

The page draws it itself, so that it is readable on a phone and has the page's colours in both themes. Places are in units of a
drawing of WIDTH x HEIGHT.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import pandas as pd

from resexp.analysis import frames, lesions
from resexp.analysis.compare import centre, percent
from resexp.analysis.findings import basis, capitalise
from resexp.analysis.table import last_values, summarise_seeds
from resexp.errors import join_words

WIDTH, HEIGHT = 360, 250
LEFT, RIGHT, TOP, BOTTOM = 40, 250, 12, 214
"""Where the axes end; right of RIGHT is room for names, where lines have some."""

APART = 17
"""Least distance of two names."""

FAMILIES = {"plain": "plain", "resnet": "residual"}


class Point(NamedTuple):
    """A place, and what stands there."""

    x: float
    y: float
    text: str


def depth_panel(table: pd.DataFrame) -> dict[str, Any] | None:
    """Test error of plain and residual nets against depth, the mean over seeds; None where one of the two was not trained.

    Args:
        table: of degradation.
    """
    values = last_values(table)
    values = values[values["family"].isin(FAMILIES)]
    nets = summarise_seeds(values, ["family", "depth"]).sort_values("depth")
    nets = nets.assign(error=[centre(row) for _, row in nets.iterrows()])
    nets = nets[nets["error"].map(math.isfinite)]
    if nets["family"].nunique() < len(FAMILIES):
        return None
    depths, most = sorted(nets["depth"].unique()), _round_up(nets["error"].max())
    x = {depth: _place(math.log(depth / depths[0]), math.log(depths[-1] / depths[0])) for depth in depths}
    parts = dict(list(nets.groupby("family")))
    lines = {family: [Point(x[row.depth], _height(row.error, most), percent(row.error)) for row in part.itertuples()]
             for family, part in parts.items()}  # fmt: skip
    said = {family: join_words([f"{percent(row.error)} at {row.depth} layers" for row in part.itertuples()])
            for family, part in parts.items()}  # fmt: skip
    return {
        "lines": lines,
        "names": _apart([(family, points[-1], f"{FAMILIES[family]} {points[-1].text}") for family, points in lines.items()]),
        "x": [(x[depth], str(depth)) for depth in depths],
        "y": _ticks(most),
        "of": f"{basis(values)}.",
        "says": " ".join(f"{capitalise(FAMILIES[family])} nets: {text}." for family, text in said.items()),
    }


def deleted_panel(table: pd.DataFrame) -> dict[str, Any] | None:
    """Test error of the deepest plain and the deepest residual net with each of its units deleted, the median over seeds; None
    where nothing was deleted from either.

    Args:
        table: of lesion.
    """
    found = lesions.single_lesions(table)
    found = found[(found["kind"] == lesions.BRANCH) & (found["length_part"] == 1) & found["family"].isin(FAMILIES)]
    found = found[found["depth"] == found.groupby("family")["depth"].transform("max")]
    if found["value"].isna().all():
        return None
    last = int(found["unit"].max())
    errors = found.pivot_table(index="unit", columns="family", values="value", aggfunc="median").reindex(range(last + 1))
    whole, label = found.groupby("family")["whole"].median(), found.groupby("family")["label"].first()
    return {
        "dots": {family: [(unit, Point(_place(unit, last, WIDTH), _height(value, 100), f"{value:.1f} %"))
                          for unit, value in errors[family].dropna().items()] for family in errors},
        "texts": [_without(unit, errors.loc[unit]) for unit in range(last + 1)],
        "whole": {family: Point(WIDTH, _height(whole[family], 100), f"{label[family]} intact: {whole[family]:.1f} %")
                  for family in errors},
        "chance": _height(frames.chance(table), 100),
        "x": [(_place(unit, last, WIDTH), str(unit)) for unit in range(0, last + 1, 5 if last > 9 else 2)],
        "y": _ticks(100),
        "of": f"{basis(found)}.",
        "says": "With one unit deleted, the median over the units: " + "; ".join(
            f"{label[family]} {errors[family].median():.1f} % (intact {whole[family]:.1f} %)" for family in errors) + ".",
    }  # fmt: skip


def _without(unit: int, errors: pd.Series) -> str:
    """What becomes of the nets without a unit."""
    nets = [f"{FAMILIES[family]} {value:.1f} %" if value == value else f"{FAMILIES[family]} cannot run: the shape changes"
            for family, value in zip(errors.index[::-1].astype(str), errors[::-1], strict=True)]  # fmt: skip
    return f"Without unit {unit}: {', '.join(nets)}"


def _round_up(value: float) -> float:
    """10, 20, 50 or 100: the end of an axis of percentages."""
    return next(end for end in (10, 20, 30, 50, 75, 100) if value <= end)


def _ticks(most: float) -> list[tuple[float, str]]:
    step = 25 if most > 50 else 10 if most > 20 else 5
    return [(_height(value, most), f"{value} %") for value in range(0, int(most) + 1, step)]


def _height(value: float, most: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / most, 1)


def _place(part: float, whole: float, right: float = RIGHT) -> float:
    """From left to right; the middle if there is only one."""
    return round(LEFT + 12 + (right - LEFT - 20) * (part / whole if whole else 0.5), 1)


def _apart(names: list[tuple[str, Point, str]]) -> list[tuple[str, Point]]:
    """(family, place and words of its name), right of its line's end, none over another."""
    placed, free = [], -math.inf
    for family, end, name in sorted(names, key=lambda one: one[1].y):
        free = max(end.y, free + APART)
        placed.append((family, Point(end.x + 10, free, name)))
    return placed
