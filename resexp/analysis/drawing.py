"""A unit as the papers draw it, from its tokens: branch, shortcut with what stands on it, addition, what follows. No torch.

    units(table)          one drawing for each label of a table
    svg(unit)             one drawing alone, for the report page

The input comes from above. On the left the way of the shortcut, on the right the branch (He 2016, Fig. 2 and 4).
"""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Polygon

from resexp.analysis import captions, render, style
from resexp.spec import Unit, parse_shortcut, unit_from_line

NAMES = {
    "conv": "3×3 conv",
    "conv1": "1×1 conv",
    "bn": "BN",
    "bn0": "BN, from 0",
    "scalar": "× a, from 0",
    "relu": "ReLU",
    "sigmoid": "sigmoid",
}
"""What stands in a token's box."""

FILL = {
    "conv": "#CFE3F1",
    "conv1": "#CFE3F1",
    "bn": "#F6E7C1",
    "bn0": "#F6E7C1",
    "scalar": "#EADCEB",
    "relu": "#D3EBDF",
    "sigmoid": "#EADCEB",
}
OTHER = "#F3D3C4"
"""Colours of the boxes: weights, normalisation, activation; and of what is done to the shortcut."""

WAY = "#8A8A8A"
INK = "#222222"
STEP, BOX, WIDE = 0.36, 0.27, 0.86
"""Height of a row, of a box, width of a box; inches, as everything here."""

TRUNK, BRANCH, GATE = 0.0, 1.12, -1.12
"""Where shortcut, branch and gate run."""

TIMES_G = "× g"
"""What an exclusive gate does to the branch."""

SPLIT, GAP, RADIUS, LINE = 0.4, 0.13, 0.11, 0.18
"""From the top to where the ways part; between a bend and a box; of the addition; height of a line of the title."""


def units(table: pd.DataFrame, names: Mapping[str, str] | None = None, columns: int = 5) -> Figure:
    """A drawing for each label of a table, in its order.

    Args:
        table: rows and runs joined (`table.read`); its `unit` column is what is drawn.
        names: labels to draw, in this order, and their titles; by default all labels.
        columns: drawings side by side.
    """
    lines = dict(table.drop_duplicates("label")[["label", "unit"]].itertuples(index=False))
    titles = {label: label for label in lines} if names is None else {k: v for k, v in names.items() if k in lines}
    shown = [(title, unit_from_line(lines[label])) for label, title in titles.items()]
    columns = min(columns, len(shown))
    rows = [shown[at : at + columns] for at in range(0, len(shown), columns)]
    widths = [max(_width(row[column][1]) for row in rows if column < len(row)) + 0.35 for column in range(columns)]
    titled = [[_wrapped(title, width) for (title, _), width in zip(row, widths, strict=False)] for row in rows]
    lines_above = [max(text.count("\n") + 1 for text in texts) for texts in titled]
    heights = [LINE * (high + 0.5) + max(_height(unit) for _, unit in row) for row, high in zip(rows, lines_above, strict=True)]
    width = max(8.0, sum(widths))
    options = table.loc[table["label"].isin(titles), "options"] if "options" in table else pd.Series(dtype=object)
    sees = options.astype(str).str.contains("share=").any()  # not in a unit's line
    shared = "; in some units of pre-activation nets the shortcut sees the first activation too" if sees else ""
    fig = Figure(figsize=(width, sum(heights) + 0.2 * len(rows)))
    for number, row in enumerate(rows):
        above = sum(heights[: number + 1]) + 0.2 * number
        for column, (_, unit) in enumerate(row):
            left = (width - sum(widths)) / 2 + sum(widths[:column])
            ax = _axes(fig, left, above, widths[column], heights[number])
            draw(ax, unit, titled[number][column], LINE * (lines_above[number] + 0.5))
    captions.explain(
        fig,
        "The units compared: left the shortcut, right the branch, below the addition what follows it.",
        "The input comes from above. Drawn from the specs' tokens, in the manner of He 2016, Fig. 2 and 4. Not drawn: where "
        f"the shape changes, the shortcut is padded or projected{shared}.",
        table.iloc[:0],  # nothing that was trained or measured
    )
    return fig


@functools.lru_cache(maxsize=256)
def svg(line: str) -> str:
    """One unit alone, given as a line of tokens (`Unit.line`), as SVG."""
    unit = unit_from_line(line)
    with style.house_style():
        fig = Figure(figsize=(_width(unit) + 0.1, _height(unit)))
        draw(_axes(fig, 0.0, _height(unit), _width(unit) + 0.1, _height(unit)), unit)
        return render.render(fig, kinds=("svg",))["svg"].decode()


def _axes(fig: Figure, left: float, bottom: float, width: float, height: float) -> Axes:
    """Axes whose units are inches: y from 0 down; the trunk stands so that gates have room where there are any."""
    whole, high = fig.get_size_inches()
    ax = fig.add_axes((left / whole, 1 - bottom / high, width / whole, height / high))
    ax.set_xlim(0, width)
    ax.set_ylim(-height, 0)
    ax.axis("off")
    return ax


def _parts(unit: Unit) -> tuple[list[str], list[str], list[str]]:
    """Boxes of the branch, of the gate, and of the shortcut, from top to bottom; tokens or words."""
    kind, *numbers = parse_shortcut(unit.shortcut)
    branch, gate, side = unit.branch.split(), [], []
    if kind == "scale":
        side = [f"× {numbers[0]:g}"]
        branch += [f"× {numbers[1]:g}"] if len(numbers) == 2 else []
    elif kind.startswith("gate"):
        gate = ["conv1", "sigmoid"]
        side = ["× (1 − g)"]
        branch += [TIMES_G] if kind == "gate exclusive" else []
    elif kind.startswith("conv"):
        side = ["conv1", *kind.split()[1:]]
    elif kind == "dropout":
        side = [f"dropout {numbers[0]:g}"]
    return branch, gate, side


def _width(unit: Unit) -> float:
    """How wide a drawing is."""
    return BRANCH - (GATE if _parts(unit)[1] else TRUNK) + WIDE


def _rows(unit: Unit) -> float:
    """Rows of boxes between where the ways part and the addition. `× (1 − g)` stands in the last one, `× g` in the one above,
    so that a line can pass from the gate to the branch."""
    branch, gate, side = _parts(unit)
    if TIMES_G in branch:
        return max(len(branch) + 1, len(gate) + 2)
    return max(len(branch), len(gate) + len(side) + (0.4 if gate else 0))


def _middle(unit: Unit) -> float:
    """From where the ways part to the addition."""
    return 2 * GAP + RADIUS + _rows(unit) * STEP


def _height(unit: Unit) -> float:
    """How high a drawing is."""
    return SPLIT + _middle(unit) + 2 * RADIUS + len(unit.after.split()) * STEP + 0.4


def _wrapped(title: str, width: float) -> str:
    return textwrap.fill(title, max(14, int(width * 8.5)), break_on_hyphens=False)


def draw(ax: Axes, unit: Unit, title: str = "", below: float = 0.0) -> None:
    """Draw the unit into axes whose units are inches, in the middle, from so far below their top down."""
    branch, gate, _ = _parts(unit)
    width = ax.get_xlim()[1]
    x = (width - _width(unit)) / 2 + WIDE / 2 - (GATE if gate else 0.0)
    y = -below
    _text(ax, width / 2, -0.02, title, va="top", weight="bold")
    split, plus = y - SPLIT, y - SPLIT - _middle(unit)
    _text(ax, x, y - 0.2, "x", style="italic")
    _line(ax, [(x, y - 0.22), (x, split)])
    plain = unit.shortcut == "none"
    _line(ax, [(x, split), (x + BRANCH, split), (x + BRANCH, plus), (x if plain else x + RADIUS, plus)], arrow=not plain)
    for place, word in enumerate(branch):
        row = _rows(unit) - 2 if word == TIMES_G else place
        _box(ax, x + BRANCH, split - GAP - STEP / 2 - row * STEP, word)
    if plain:
        ax.plot([x, x], [split - 0.08, plus + 0.08], color="#BDBDBD", lw=1.2, ls=(0, (1, 2)))
        _text(ax, x - 0.06, (split + plus) / 2, "no\nshortcut", ha="right", va="center", size=9, color=style.GREY)
    else:
        _shortcut(ax, x, split, plus, unit)
    after = unit.after.split()
    _line(ax, [(x, plus), (x, plus - RADIUS - len(after) * STEP - 0.34)], arrow=True)
    for place, word in enumerate(after):
        _box(ax, x, plus - RADIUS - 0.06 - STEP / 2 - place * STEP, word)
    if not plain:
        ax.add_patch(Circle((x, plus), RADIUS, fc="white", ec=INK, lw=1.3, zorder=4))
        _text(ax, x, plus - 0.005, "+", va="center_baseline", size=13, zorder=5)


def _shortcut(ax: Axes, x: float, split: float, plus: float, unit: Unit) -> None:
    """Straight down to the addition, through what stands on the way; a gate is computed on the left of it, and an exclusive one
    goes to the branch too."""
    branch, gate, side = _parts(unit)
    _line(ax, [(x, split), (x, plus + RADIUS)], arrow=True, heavy=True)
    low = plus + RADIUS + GAP + STEP / 2 if gate else (split + plus + RADIUS) / 2 + STEP * (len(side) - 1) / 2
    for place, word in enumerate(side):
        _box(ax, x, low - place * STEP, word)
    if gate:
        left = x + GATE
        _line(ax, [(x, split), (left, split), (left, low), (x - WIDE / 2, low)], arrow=True)
        for place, word in enumerate(gate):
            _box(ax, left, split - GAP - STEP / 2 - place * STEP, word)
        bias = [*parse_shortcut(unit.shortcut)[1:], 0][0]
        under = split - GAP - (len(gate) + 0.3) * STEP
        _text(ax, left - 0.05, under, f"bias {bias:g}".replace("-", "−"), ha="right", va="center", size=9)
        first = low + STEP if TIMES_G in branch else low
        _text(ax, left + 0.3, first + 0.03, "g", style="italic")
        if TIMES_G in branch:  # across the shortcut, which it does not touch, to the branch
            ax.plot([x - 0.1, x + 0.1], [first, first], color="white", lw=5, solid_capstyle="butt", zorder=2.2)
            ax.plot(left, first, "o", ms=4, color=INK, zorder=3)
            _line(ax, [(left, first), (x + BRANCH - WIDE / 2, first)], arrow=True)


def _line(ax: Axes, points: list[tuple[float, float]], arrow: bool = False, heavy: bool = False) -> None:
    """A way through these points; the arrow at its end."""
    xs, ys = zip(*points, strict=True)
    look: dict[str, Any] = {"color": WAY if heavy else INK, "lw": 3.2 if heavy else 1.2}
    if arrow and heavy:
        ys = (*ys[:-1], ys[-1] + 0.05)  # a thick line must not stick out beside the tip
    ax.plot(xs, ys, solid_capstyle="butt", solid_joinstyle="miter", zorder=2 if heavy else 2.5, **look)
    if arrow:
        (x0, y0), (x1, y1) = points[-2:]
        size = 0.11 if heavy else 0.085
        length = max(abs(x1 - x0), abs(y1 - y0))
        dx, dy = size * (x1 - x0) / length, size * (y1 - y0) / length
        tip = [(x1, y1), (x1 - dx + dy / 2, y1 - dy - dx / 2), (x1 - dx - dy / 2, y1 - dy + dx / 2)]
        ax.add_patch(Polygon(tip, closed=True, fc=look["color"], ec="none", zorder=3))


def _box(ax: Axes, x: float, y: float, word: str) -> None:
    """A rounded box with a token's name, or with the words given."""
    corner = (x - WIDE / 2, y - BOX / 2)
    look: dict[str, Any] = {"fc": FILL.get(word, OTHER), "ec": INK, "lw": 1.0, "zorder": 3.5}
    ax.add_patch(FancyBboxPatch(corner, WIDE, BOX, boxstyle="round,pad=0,rounding_size=0.05", **look))
    _text(ax, x, y - 0.005, NAMES.get(word, word), va="center", size=9.5, zorder=4)


def _text(ax: Axes, x: float, y: float, text: str, **look: Any) -> None:
    ax.text(x, y, text, **{"ha": "center", "va": "bottom", "size": 11, "color": INK, "parse_math": False, **look})
