"""Names at the ends of lines and notes at the top of axes, moved apart when the layout is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.transforms import Bbox, ScaledTranslation

from resexp.analysis import style


class End(NamedTuple):
    """Where a line ends and what stands there; x is not a number where there is no line, only a name."""

    x: float
    y: float
    text: str
    colour: str
    bold: bool = False


class EndLabel(Text):
    """The name of a line at its end: right of the axes with a thin leader, or, if the line ends earlier, right beside it."""

    def __init__(self, ax: Axes, end: End, text: str, inside: bool | None = None) -> None:
        x = place_in_axes(ax, end)[0]
        self.end = end
        self.inside = x < 0.9 if inside is None else inside
        self.leader = Line2D([], [], color=end.colour, lw=1.0, transform=ax.transAxes, clip_on=False)
        self.leader.set_in_layout(False)
        left = self.inside and x > (0.85 if inside is None else 0.5)
        beside = ScaledTranslation((-LEADER if left else LEADER) / 72, 0, root(ax).dpi_scale_trans)
        look: dict[str, Any] = {
            "color": style.ink(end.colour),
            "size": style.FONT,
            "weight": "bold" if end.bold else "normal",
            "zorder": 7,
        }
        super().__init__(
            x if self.inside else 1, 0.5, text, va="center", ha="right" if left else "left", parse_math=False, **look
        )
        self.set_transform(ax.transAxes + beside)
        ax.add_line(self.leader)
        ax.add_artist(self)
        self.set_clip_on(False)
        if self.inside:
            self.set_bbox({"fc": "white", "ec": "none", "alpha": 0.75, "pad": 1})


LEADER = 16.0
"""Points between the axes, or a line that ends inside them, and the name."""


class TopNote(Text):
    """Words at the top of the axes over a place on the x axis, in the first line where they are over no others."""

    def __init__(self, ax: Axes, x: float, text: str, colour: str) -> None:
        look: dict[str, Any] = {"color": style.ink(colour), "size": style.FONT, "weight": "bold", "zorder": 7}
        super().__init__(x, 1, text, ha="center", va="top", transform=ax.get_xaxis_transform(), parse_math=False, **look)
        ax.add_artist(self)
        self.set_clip_on(False)


def place_in_axes(ax: Axes, end: End) -> tuple[float, float]:
    """A line's end in parts of the axes."""
    x = end.x if np.isfinite(end.x) else ax.get_xlim()[1]
    across, up = ax.transAxes.inverted().transform(ax.transData.transform((x, end.y)))
    return float(across), float(up)


def label_ends(ax: Axes, ends: Sequence[End], unit: str = " %") -> None:
    """Write the names of lines at their ends, right of the axes, never over each other, each joined to its line.

    A line that ends above the axes says its last value. Set the y limits first.
    """
    low, high = sorted(ax.get_ylim())
    for end in ends:
        text = f"{end.text}\n{end.y:.0f}{unit} ↑" if end.y > high else end.text
        EndLabel(ax, end._replace(y=min(max(end.y, low), high)), text)


def settle(ax: Axes) -> None:
    """Move apart what is written at the top and at the line ends, now that it is known how large the axes are."""
    dpi, box = root(ax).dpi, ax.get_window_extent()
    taken: list[Bbox] = []
    for note in (artist for artist in ax.get_children() if isinstance(artist, TopNote)):
        for line in range(20):
            note.set_y(1 - (2 + 1.4 * style.FONT * line) * dpi / 72 / box.height)
            extent = note.get_window_extent()
            if not any(extent.overlaps(other) for other in taken):
                break
        taken.append(extent)
    labels = [artist for artist in ax.get_children() if isinstance(artist, EndLabel)]
    for group in ([label for label in labels if not label.inside], [label for label in labels if label.inside]):
        ends = [place_in_axes(ax, label.end) for label in group]
        sizes = [style.FONT * 1.3 * (1 + label.get_text().count("\n")) * dpi / 72 / box.height for label in group]
        for label, (x, y), place in zip(group, ends, move_apart([y for _, y in ends], sizes, 1.0), strict=True):
            label.set_y(place)
            if not label.inside and np.isfinite(label.end.x):
                points = dpi / 72 / box.width
                label.leader.set_data([x + 4 * points, 1 + (LEADER - 3) * points], [y, place])


def root(ax: Axes) -> Any:
    return ax.get_figure(root=True)


def move_apart(wanted: Sequence[float], sizes: Sequence[float], high: float) -> list[float]:
    """Centres for things of these sizes between 0 and `high`: nearest to those wanted (least squares), in the same order,
    none over another. If they do not fit, all shrink.
    """
    shrink = min(1.0, high / max(sum(sizes), 1e-9))
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    below, filled = {}, 0.0  # what lies under each when all stand close
    for i in order:
        below[i] = filled + sizes[i] * shrink / 2
        filled += sizes[i] * shrink
    blocks: list[tuple[float, int]] = []  # (mean shift, how many): neighbours that would collide move as one
    for i in order:
        mean, count = wanted[i] - below[i], 1
        while blocks and blocks[-1][0] > mean:
            before, more = blocks.pop()
            mean, count = (before * more + mean * count) / (more + count), more + count
        blocks.append((mean, count))
    shifts = [min(max(mean, 0.0), high - filled) for mean, count in blocks for _ in range(count)]
    places = dict(zip(order, shifts, strict=True))
    return [places[i] + below[i] for i in range(len(wanted))]
