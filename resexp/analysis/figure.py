"""The house style of every plot: colours, direct labels, seed bands, the caption, saving. Reads tables only; no torch.

    fig, (left, right) = new(columns=2)
    ends = curves(left, table, "test")          # median line, band over seeds, failed runs
    label_ends(left, ends)                      # names at the line ends instead of a legend
    save(fig, store, "quick", "name", caption(table))

Colours are Okabe and Ito's, told apart by colour-blind people too. No pyplot: nothing here has global state.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator
from matplotlib.transforms import Bbox, ScaledTranslation

from resexp import zoo
from resexp.analysis import published, render
from resexp.analysis.render import NOT_CIFAR
from resexp.analysis.table import final, worst
from resexp.errors import UserError, join
from resexp.source import TITLES
from resexp.store import Store, write_atomic

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
}
CYCLE = tuple(OKABE_ITO[name] for name in ("blue", "vermillion", "green", "purple", "orange", "sky", "black"))
"""Colours of things that have no order."""

FAMILY = {"plain": OKABE_ITO["vermillion"], "resnet": OKABE_ITO["blue"], "preresnet": OKABE_ITO["green"]}
"""Every figure of every experiment gives a family of nets the same colour."""

GREY = "#6B6B6B"
"""Of what is not measured here."""

FONT = 12.0
STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": FONT,
    "axes.titlesize": FONT + 2,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": FONT,
    "xtick.labelsize": FONT - 0.5,
    "ytick.labelsize": FONT - 0.5,
    "legend.fontsize": FONT - 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8A8A8A",
    "axes.labelcolor": "#222222",
    "xtick.color": "#8A8A8A",
    "ytick.color": "#8A8A8A",
    "xtick.labelcolor": "#222222",
    "ytick.labelcolor": "#222222",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "legend.frameon": False,
    "figure.dpi": 150,
    "savefig.dpi": 150,
    "svg.hashsalt": "resexp",
    "svg.fonttype": "path",
}

FAIL = "fail"


BOLD: dict[str, Any] = {"lw": 2.8}
DASHED: dict[str, Any] = {"lw": 1.4, "ls": (0, (4, 1.6))}
"""The two looks of `curves`: test error, training error."""


class End(NamedTuple):
    """Where a line ends and what stands there; x is not a number where there is no line, only a name."""

    x: float
    y: float
    text: str
    colour: str
    bold: bool = False


def style() -> AbstractContextManager[Any]:
    """The house style, for a `with`."""
    return matplotlib.rc_context(STYLE)


class House(ConstrainedLayoutEngine):
    """Constrained layout; then the labels at the line ends are moved apart, since only now it is known how high axes are."""

    def execute(self, fig: Any) -> None:
        super().execute(fig)
        for ax in fig.axes:
            _settle(ax)


def new(
    columns: int = 1, rows: int = 1, width: float = 12.0, height: float = 5.0, sharey: bool = True
) -> tuple[Figure, list[Axes]]:
    """A figure and its axes, row by row, in the house style; sizes in inches."""
    with style():
        fig = Figure(figsize=(width, height), layout=House(w_pad=0.1, h_pad=0.08, wspace=0.02, hspace=0.04))
        FigureCanvasAgg(fig)
        axes = list(fig.subplots(rows, columns, sharey=sharey, squeeze=False).flat)
    for ax in axes:  # ticks are made later, maybe outside the style
        ticks = {name: STYLE[f"xtick.{name}"] for name in ("labelsize", "labelcolor", "color")}
        ax.tick_params(grid_color=STYLE["grid.color"], grid_linewidth=STYLE["grid.linewidth"], **ticks)
    return fig, axes


# colours


def shade(colour: str, part: float) -> str:
    """A lighter (part < 0) or darker (part > 0) shade: -1 is white, 1 black."""
    towards = 0.0 if part > 0 else 1.0
    red, green, blue = ((1 - abs(part)) * channel + abs(part) * towards for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def shades(labels: Sequence[str], colour: str) -> dict[str, str]:
    """A colour for each label, from light to dark in the order given: deeper is darker."""
    parts = np.linspace(-0.42, 0.42, len(labels)) if len(labels) > 1 else [0.0]
    return {label: shade(colour, float(part)) for label, part in zip(labels, parts, strict=True)}


def cycle(labels: Sequence[str]) -> dict[str, str]:
    """A colour for each label; after seven they repeat, darker."""
    return {label: shade(CYCLE[i % len(CYCLE)], min(0.8, 0.4 * (i // len(CYCLE)))) for i, label in enumerate(labels)}


def ink(colour: str) -> str:
    """The colour, darkened until text in it can be read on white (contrast 4.5)."""
    part = 0.0
    while _contrast(shade(colour, part)) < 4.5:
        part += 0.05
    return shade(colour, part)


def _contrast(colour: str) -> float:
    """Against white, as WCAG 2 has it."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


# lines


def curves(
    ax: Axes,
    table: pd.DataFrame,
    split: str = "test",
    quantity: str = "error",
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    smooth: int = 1,
    bold: bool | None = None,
) -> list[End]:
    """A quantity over iterations, one line a label: median over seeds, band from lowest to highest, each failed run thin.

    Args:
        ax: where to draw; set its y limits first if curves may leave them.
        table: rows and runs joined (`table.read`), of the labels to draw.
        split: train or test.
        quantity: error or loss.
        colours: of the labels; by default Okabe and Ito's in turn.
        names: what the labels are called at the line ends; by default themselves.
        smooth: running mean over so many points of each finished run; say so in the caption if it is not 1.
        bold: a bold line (the default for test), else a thin dashed one.

    Returns:
        The line ends, for `label_ends`.
    """
    labels = list(dict.fromkeys(table["label"]))
    colours, names = colours or cycle(labels), names or {}
    bold = split == "test" if bold is None else bold
    ends = []
    for label, wide, good in _series(table, split, quantity, smooth):
        colour = colours[label]
        for run in wide.columns.difference(good):
            ax.plot(wide.index, wide[run], color=colour, lw=1.1, ls=(0, (1, 1)), zorder=2)
        shown = wide[good].dropna(how="all") if len(good) else wide.iloc[:0]
        if shown.empty:
            continue
        middle = shown.median(axis=1)
        if shown.shape[1] > 1:
            ax.fill_between(shown.index, shown.min(axis=1), shown.max(axis=1), color=colour, alpha=0.16, lw=0, zorder=1.5)
        ax.plot(middle.index, middle, color=colour, zorder=3 if bold else 2.5, **(BOLD if bold else DASHED))
        if bold and len(middle) <= 6:
            _dots(ax, middle.index, middle, ms=7, color=colour, zorder=3.5)
        ends.append(End(float(middle.index[-1]), float(middle.iloc[-1]), names.get(label, label), colour, bold))
    return ends


def _dots(ax: Axes, x: Any, y: Any, **look: Any) -> None:
    """Dots that the edge of the axes does not cut in half; those above it are left out."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    inside = y <= max(ax.get_ylim())
    if inside.any():
        ax.plot(x[inside], y[inside], "o", clip_on=False, **look)


def _series(table: pd.DataFrame, split: str, quantity: str, smooth: int) -> Iterator[tuple[str, pd.DataFrame, pd.Index]]:
    """(label, iteration x run, the runs that finished), for every label."""
    chosen = table[(table["split"] == split) & (table["quantity"] == quantity) & (table["intervention"] == "full")]
    for label, rows in chosen.groupby("label", sort=False):
        rows = pd.concat([_whole(run) for _, run in rows.groupby("run", sort=False)]) if split == "train" else rows
        wide = rows.pivot(index="iteration", columns="run", values="value").sort_index()
        good = pd.Index(rows.loc[rows["status"] != "failed", "run"].unique())
        if smooth > 1 and len(good):
            wide[good] = wide[good].rolling(smooth, center=True, min_periods=1).mean().where(wide[good].notna())
            step = smooth // 2 if len(wide) > 200 else 1
            wide = wide.iloc[(len(wide) - 1) % step :: step]  # neighbours say the same; the last one stays
        yield str(label), wide, good


def _whole(rows: pd.DataFrame) -> pd.DataFrame:
    """One run's log without a last line that stands for less than half of the others' images, a few batches that would draw
    their noise: it and the one before become one."""
    rows = rows.sort_values("iteration")
    if len(rows) < 3 or rows["n"].iloc[-1] >= rows["n"].median() / 2 or rows["status"].iloc[0] == "failed":
        return rows
    last = rows.iloc[-2:]
    value = float((last["value"] * last["n"]).sum() / last["n"].sum())
    return pd.concat([rows.iloc[:-2], last.iloc[1:].assign(value=value, n=last["n"].sum())])


def mark_failures(
    ax: Axes,
    table: pd.DataFrame,
    quantity: str = "error",
    colours: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> None:
    """A cross where each failed run stopped, and beside it whose it was and the word `fail`."""
    runs = table.drop_duplicates("run")
    labels = list(dict.fromkeys(table["label"]))
    colours, names = colours or cycle(labels), names or {}
    failed = runs[runs["status"] == "failed"]
    low, high = sorted(ax.get_ylim())
    for label, group in failed.groupby("label", sort=False):
        stops = [_stop(table[table["run"] == run], quantity) for run in group["run"]]
        points = [(x, min(max(y, low), high)) for x, y in stops]
        colour = colours[label]
        ax.plot(*zip(*points, strict=True), ls="none", marker="X", ms=9, color=colour, mec="white", clip_on=False, zorder=6)
        total = int((runs["label"] == label).sum())
        text = f"{names.get(label, label)}: {_failed(len(group), total)}"
        EndLabel(ax, End(*max(points), text, colour, True), text, inside=True)


def _stop(rows: pd.DataFrame, quantity: str) -> tuple[float, float]:
    """The last place where a run was seen alive: (iteration, value); the top left corner if it never was."""
    known = rows[(rows["quantity"] == quantity) & np.isfinite(rows["value"])].sort_values(["iteration", "split"])
    if known.empty:
        return float(np.nanmax([0.0, rows["iteration"].max()])), np.inf
    return float(known["iteration"].iloc[-1]), float(known["value"].iloc[-1])


def finals(ax: Axes, values: pd.DataFrame, places: Mapping[str, float], colour: str, name: str = "") -> list[End]:
    """Last values against a number: a dot for each seed, a line through the medians, where less than half of the runs failed;
    at the top `fail` where every run failed, `1 fail` where one of several did.

    Args:
        ax: where to draw; set its y limits first: what lies above them is written at the top.
        values: `table.final`, of the labels that one line connects.
        places: where each label stands on the x axis.
        colour: of the dots and the line.
        name: what stands at the line's end.

    Returns:
        The line's end, for `label_ends`.
    """
    top = max(ax.get_ylim())
    middle = []
    for label, group in values.groupby("label", sort=False):
        x = places[str(label)]
        known = group["value"].dropna()
        _dots(ax, [x] * len(known), known, ms=8, color=colour, alpha=0.75, mec="white", mew=0.8, zorder=4)
        median = float(worst(group["value"]).median())
        if math.isfinite(median):
            middle.append((x, median))
        if len(known) < len(group):
            TopNote(ax, x, f"{len(group) - len(known)} {FAIL}" if len(known) else FAIL, colour)
        if (known > top).any():
            TopNote(ax, x, f"{known.median():.0f} % ↑", colour)
    shown = sorted((x, y) for x, y in middle if y <= top)
    if not shown:
        return [End(float("nan"), top, f"{name}: {'↑' if middle else FAIL}", colour, True)] if len(values) else []
    ax.plot(*zip(*shown, strict=True), color=colour, lw=2.4, zorder=3)
    return [End(*shown[-1], name, colour, True)]


def _failed(failed: int, of: int) -> str:
    """'fail', 'fail (1 of 5)'."""
    return f"{FAIL} ({failed} of {of})" if of > 1 else FAIL


def hollow(ax: Axes, points: Sequence[tuple[float, float, float | None]], marker: str = "o") -> dict[str, Any]:
    """Published numbers: hollow grey markers at (x, y) with a standard deviation or None. Returns their look, for `key`."""
    look: dict[str, Any] = {"ls": "none", "marker": marker, "ms": 8, "mfc": "none", "mew": 1.6, "color": GREY}
    for x, y, sd in points:
        ax.errorbar(x, y, sd, elinewidth=1.4, zorder=2, clip_on=False, **look)
    return look


def dots(ax: Axes, values: pd.DataFrame, colours: Mapping[str, str] | None = None) -> None:
    """Last values, a row for each label: every seed a dot, the median a bar (none where half of the runs failed), and right
    of the axes how many failed."""
    labels = list(dict.fromkeys(values["label"]))
    colours = colours or cycle(labels)
    for place, label in enumerate(labels):
        group = values[values["label"] == label]
        known = group["value"].dropna()
        ax.plot(known, [place] * len(known), "o", ms=9, color=colours[label], alpha=0.75, mec="white", zorder=3)
        median = float(worst(group["value"]).median())
        if math.isfinite(median):
            ax.plot(median, place, "|", ms=26, mew=3, color=colours[label], zorder=4)
        failed = len(group) - len(known)
        if failed:
            look: dict[str, Any] = {"ha": "left", "va": "center", "color": ink(colours[label]), "size": FONT, "weight": "bold"}
            where: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
            ax.annotate(_failed(failed, len(group)), (1, place), (8, 0), annotation_clip=False, **where, **look)
    ax.set_yticks(range(len(labels)), labels, parse_math=False)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.grid(False, axis="y")


def ranking(
    ax: Axes,
    values: pd.DataFrame,
    order: Sequence[str],
    colours: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    numbers: Mapping[str, published.Number] | None = None,
) -> str:
    """Test error after the last iteration, a row for each label (`dots`), the paper's beside it where it may stand there.

    A label with one seed has a whisker: two standard errors that so many test images leave.

    Args:
        ax: where to draw.
        values: `table.final`.
        order: labels from top to bottom; those that are not there are left out.
        colours: of the labels.
        names: what the labels are called.
        numbers: the published number of a label.

    Returns:
        What is drawn, for `explain`.
    """
    labels = [label for label in order if label in set(values["label"])]
    values = pd.concat([values[values["label"] == label] for label in labels])
    dots(ax, values, colours)
    ax.set_yticks(range(len(labels)), [(names or {}).get(label, label) for label in labels], parse_math=False)
    ax.set_xlabel("test error (%)")
    text = last_words(values)
    alone = values.dropna(subset="value").groupby("label").filter(lambda group: len(group) == 1)
    for _, row in alone.iterrows():
        reach = 2 * (row["value"] * (100 - row["value"]) / row["n"]) ** 0.5
        ends = [max(0.0, row["value"] - reach), min(100.0, row["value"] + reach)]
        ax.plot(ends, [labels.index(row["label"])] * 2, color=colours[row["label"]], lw=1.6, zorder=2.5)
    if len(alone):
        text += f" Whiskers where there is one seed: two standard errors of {_range(alone['n'])} test images."
    depths, why = dict(values[["label", "depth"]].itertuples(index=False)), published.incomparable(values)
    deep = {label: number.spec.depth for label, number in (numbers or {}).items() if label in labels}
    if not deep:
        return text
    shallow = sorted({depth for label, depth in deep.items() if depth != depths[label]})
    why = why or (f"they are of nets of {join([str(depth) for depth in shallow])} layers" if shallow else "")
    if why:
        return f"{text} The paper's errors are left out: {why}."
    paper = {label: numbers[label].value for label in deep} if numbers else {}
    hollow(ax, [(x, labels.index(label) + 0.3, None) for label, x in paper.items() if isinstance(x, float)], "D")
    fail = f"; none where it has `fail`, above {published.FAIL:.0f} %" if "fail" in paper.values() else ""
    return f"{text} Hollow, grey: the paper's{fail}."


def panels(
    table: pd.DataFrame, groups: Mapping[str, Mapping[str, str]], colours: Mapping[str, str], columns: int = 2
) -> Figure:
    """Training and test error over iterations, a panel for each group of labels.

    Args:
        table: of the experiment.
        groups: title -> label -> what it is called at its line.
        colours: of the labels.
        columns: panels side by side.
    """
    there = {title: {k: v for k, v in names.items() if k in set(table["label"])} for title, names in groups.items()}
    there = {title: names for title, names in there.items() if names}
    rows = -(-len(there) // columns)
    smooth = smoothing(table)
    fig, axes = new(columns=columns, rows=rows, width=9.5 if columns == 1 else 6.6 * columns, height=4.2 * rows + 0.3)
    for ax, (heading, names) in zip(axes, there.items(), strict=False):
        part = pd.concat([table[table["label"] == label] for label in names])
        title(ax, heading)
        ax.set_ylim(*limits(table))
        iterations_axis(ax, table)
        curves(ax, part, "train", colours=colours, smooth=smooth)
        label_ends(ax, curves(ax, part, "test", colours=colours, names=names))
        mark_failures(ax, part, colours=colours, names=names)
    for ax in axes[len(there) :]:
        ax.set_axis_off()
    for ax in axes[::columns]:
        ax.set_ylabel("error (%)")
    key(axes[0], TEST_AND_TRAIN)
    explain(fig, f"{layers(table)} {curves_words(table, smooth)}")
    return fig


def layers(table: pd.DataFrame) -> str:
    """How deep the nets are: 'Nets of 8 layers.', 'Nets of 8 and 11 layers.'"""
    return f"Nets of {join([str(depth) for depth in sorted(table['depth'].unique())])} layers."


# labels, limits, axes


class EndLabel(Text):
    """The name of a line at its end: right of the axes with a thin leader, or, if the line ends earlier, right beside it."""

    def __init__(self, ax: Axes, end: End, text: str, inside: bool | None = None) -> None:
        x = _place(ax, end)[0]
        self.end = end
        self.inside = x < 0.9 if inside is None else inside
        self.leader = Line2D([], [], color=end.colour, lw=1.0, transform=ax.transAxes, clip_on=False)
        self.leader.set_in_layout(False)
        left = self.inside and x > (0.85 if inside is None else 0.5)
        beside = ScaledTranslation((-LEADER if left else LEADER) / 72, 0, _root(ax).dpi_scale_trans)
        look: dict[str, Any] = {"color": ink(end.colour), "size": FONT, "weight": "bold" if end.bold else "normal", "zorder": 7}
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
        look: dict[str, Any] = {"color": ink(colour), "size": FONT, "weight": "bold", "zorder": 7}
        super().__init__(x, 1, text, ha="center", va="top", transform=ax.get_xaxis_transform(), parse_math=False, **look)
        ax.add_artist(self)
        self.set_clip_on(False)


def _place(ax: Axes, end: End) -> tuple[float, float]:
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


def _settle(ax: Axes) -> None:
    """Move apart what is written at the top and at the line ends, now that it is known how large the axes are."""
    dpi, box = _root(ax).dpi, ax.get_window_extent()
    taken: list[Bbox] = []
    for note in (artist for artist in ax.get_children() if isinstance(artist, TopNote)):
        for line in range(20):
            note.set_y(1 - (2 + 1.4 * FONT * line) * dpi / 72 / box.height)
            extent = note.get_window_extent()
            if not any(extent.overlaps(other) for other in taken):
                break
        taken.append(extent)
    labels = [artist for artist in ax.get_children() if isinstance(artist, EndLabel)]
    for group in ([label for label in labels if not label.inside], [label for label in labels if label.inside]):
        ends = [_place(ax, label.end) for label in group]
        sizes = [FONT * 1.3 * (1 + label.get_text().count("\n")) * dpi / 72 / box.height for label in group]
        for label, (x, y), place in zip(group, ends, move_apart([y for _, y in ends], sizes, 1.0), strict=True):
            label.set_y(place)
            if not label.inside and np.isfinite(label.end.x):
                points = dpi / 72 / box.width
                label.leader.set_data([x + 4 * points, 1 + (LEADER - 3) * points], [y, place])


def _root(ax: Axes) -> Any:
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


def limits(table: pd.DataFrame, quantity: str = "error") -> tuple[float, float]:
    """A y range for curves that shows where they end: the first iterations, and nets three times worse than usual, may
    lie above it.
    """
    chosen = table[(table["quantity"] == quantity) & (table["intervention"] == "full") & np.isfinite(table["value"])]
    last = pd.concat([final(table, quantity, split) for split in ("train", "test")])
    usual = _usual(last)
    if chosen.empty or not usual:
        return 0.0, 1.05 * float(chosen["value"].max()) if len(chosen) else 100.0
    values = chosen.loc[chosen["label"].isin(usual), "value"]
    top = 2.2 * float(last.loc[last["label"].isin(usual), "value"].max())
    return _range_of(float(values.quantile(0.01)), min(float(values.max()), top))  # one line of a log may be a lucky one


def last_limits(values: pd.DataFrame) -> tuple[float, float]:
    """A y range for last values (`table.final`), with room at the top for what is written there (`finals`)."""
    usual = _usual(values)
    known = values.loc[values["label"].isin(usual), "value"].dropna()
    noted = set(values.loc[values["value"].isna(), "label"]) | (set(values["label"]) - set(usual))
    room = 0.12 + 0.06 * min(len(noted), 4) if noted else 0.06
    return _range_of(float(known.min()), float(known.max()), room) if len(known) else (0.0, 100.0)


def _usual(values: pd.DataFrame) -> list[str]:
    """Labels whose last values are at most three times the median of all."""
    medians = values.dropna(subset="value").groupby("label")["value"].max()
    return list(medians.index[medians <= 3 * medians.median()])


def _range_of(low: float, high: float, room: float = 0.06) -> tuple[float, float]:
    """From zero, unless that would waste much; with room at the top."""
    low = 0.0 if low < 0.4 * high else low - 0.06 * (high - low)
    return low, high + room * max(high - low, 1e-3)


def iterations_axis(ax: Axes, table: pd.DataFrame) -> None:
    """An x axis of iterations that says how many epochs they are."""
    length = int(table["iterations"].max())
    epochs = table.loc[table["iterations"] == length, "epochs"].max()
    ax.set_xlim(0, length)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], integer=True))
    if length >= 2000:
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value / 1000:g}k" if value else "0"))
    ax.set_xlabel(f"iterations ({length:,} = {_epochs(epochs)})")


def depth_axis(ax: Axes, depths: Sequence[int]) -> None:
    """A logarithmic x axis of depths, each with its tick."""
    ax.set_xscale("log")
    ax.xaxis.set_major_locator(FixedLocator(list(depths)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    reach = max(depths) / min(depths)
    ax.set_xlim(min(depths) / max(reach, 1.2) ** 0.12, max(depths) * max(reach, 1.2) ** 0.04)
    ax.set_xlabel("layers")


def title(ax: Axes, text: str, colour: str = "black") -> None:
    """Name a panel, in the colour of what it shows."""
    ax.set_title(text, loc="left", size=FONT + 2, weight="bold", color=ink(colour), parse_math=False)


def key(ax: Axes, looks: Sequence[tuple[str, dict[str, Any]]], loc: str = "best") -> None:
    """A small key of line and marker styles (not of nets: those are named at their lines)."""
    lines = [ax.plot([], [], **{"color": GREY, "label": text, **look})[0] for text, look in looks]
    legend: Any = ax.legend
    look = {"handlelength": 2.4, "labelcolor": "#333333", "borderaxespad": 0.2, "fontsize": FONT - 0.5}
    legend(handles=lines, loc=loc, frameon=True, edgecolor="none", framealpha=0.8, **look)


TEST_AND_TRAIN: list[tuple[str, dict[str, Any]]] = [("test error", BOLD), ("training error", DASHED)]
"""For `key`."""


def smoothing(table: pd.DataFrame, images: int = 2500, most: int = 100) -> int:
    """Points of the training log in a running mean: so many that each stands for 2,500 images, and a curve has about 100.

    1 where the log is smooth as it is; odd otherwise.
    """
    rows = table[(table["split"] == "train") & (table["quantity"] == "error")]
    if rows.empty:
        return 1
    points = int(rows.groupby("run").size().max())
    wanted = max(points / most, images / max(1.0, float(rows["n"].median())))
    return min(round(wanted), points // 8) // 2 * 2 + 1


def log_window(table: pd.DataFrame) -> int:
    """Iterations between two lines of the training log."""
    rows = table[(table["split"] == "train") & (table["quantity"] == "error")]
    return round(float((rows["n"] / rows["batch"]).median())) if len(rows) else 0


# what is said


DRAWN = "resexp_drawn"
"""Attribute of a figure: the rows that it draws."""


def explain(fig: Figure, text: str, drawn: pd.DataFrame | None = None) -> None:
    """Say what a figure draws; the caption begins with it.

    Args:
        fig: the figure.
        text: what it draws.
        drawn: the rows of the table that it draws, if not all: the caption speaks of their runs only.
    """
    fig.set_label(text)
    setattr(fig, DRAWN, drawn)


def explanation(fig: Figure) -> str:
    """What `explain` said."""
    return str(fig.get_label())


def drawn(fig: Figure, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that a figure of this table draws."""
    rows = getattr(fig, DRAWN, None)
    return table if rows is None else rows


def measured(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that were measured on trained nets, without those of the logs; for `explain`. Runs that failed stay."""
    log = (table["intervention"] == "full") & table["quantity"].isin(["error", "loss"])
    return table[~log | (table["status"] == "failed")]


def tested(table: pd.DataFrame, n: float) -> str:
    """'all 10,000 test images', 'the first 250 test images'."""
    return f"{'all' if n == table['test_images'].max() else 'the first'} {n:,.0f} test images"


def seeds_drawn(table: pd.DataFrame, drawn: str = "Lines") -> str:
    """'Lines: medians over seeds; bands: lowest to highest seed.', if there is more than one seed."""
    several = table.groupby("label")["run"].nunique().max() > 1
    return f" {drawn}: medians over seeds; bands: lowest to highest seed." if several else ""


def caption(table: pd.DataFrame, drawn: str = "") -> str:
    """What a figure shows, then data, length, seeds and device: from the table's columns alone."""
    runs = table.drop_duplicates("run")
    loud = f"{NOT_CIFAR}. " if (runs["data"] == "synthetic").any() else ""
    here = runs[(runs["status"] != "imported") & (runs["iterations"] > 0)]
    untrained = runs[runs["iterations"] == 0]
    parts = [drawn.strip()]
    if len(here):
        parts += [_data_words(table, here), _budget_words(here), _seed_words(here), _device_words(here)]
    else:
        parts.append(f"Data: {_titles(runs)}.")
    parts.append(_untrained_words(untrained))
    parts.append(_imported_words(runs[runs["status"] == "imported"]))
    return loud + " ".join(part for part in parts if part)


def _data_words(table: pd.DataFrame, runs: pd.DataFrame) -> str:
    text = f"Data: {_titles(runs)}, {_range(runs['train_images'])} training images."
    tests = table[(table["split"] == "test") & (table["intervention"] == "full") & table["quantity"].isin(["error", "loss"])]
    if tests.empty:
        return text
    text += f" Test: last iteration, no selection, {_range(runs['test_images'])} test images"
    early = tests[tests["iteration"] < tests["iterations"]]
    fewer = early[early["n"] < early["test_images"]]
    return text + (f"; tests before the last: the first {_range(fewer['n'])} of them." if len(fewer) else ".")


def _titles(runs: pd.DataFrame) -> str:
    return join([TITLES.get(name, str(name)) for name in runs["data"].unique()])


def _imported_words(runs: pd.DataFrame) -> str:
    """What is not known of weights that were trained elsewhere is not said."""
    labels = join([str(label) for label in runs["label"].unique()])
    return f"{labels}: imported weights, a published net, not trained here." if labels else ""


def _untrained_words(runs: pd.DataFrame) -> str:
    """Nothing that a budget spends goes into them."""
    if runs.empty:
        return ""
    budget = join([str(name) for name in runs["budget"].unique()])
    text = (
        f"Nets at initialisation: nothing is trained, so the length of training does not matter (here {budget}){_narrow(runs)}."
    )
    return f"{text} {_seed_words(runs)}"


def _narrow(runs: pd.DataFrame) -> str:
    narrow = {row["label"]: row["parameters"] < 0.8 * _parameters(row["net"]) for _, row in runs.iterrows()}
    names = "nets" if all(narrow.values()) else join([str(label) for label, is_so in narrow.items() if is_so])
    return f", {names} narrower than the papers'" if any(narrow.values()) else ""


def _budget_words(runs: pd.DataFrame) -> str:
    budget = join([str(name) for name in runs["budget"].unique()])
    schedule = join([str(name) for name in sorted(runs["schedule"].unique())])
    epochs = (
        _epochs(runs["epochs"].min())
        if runs["epochs"].nunique() == 1
        else f"{_number(runs['epochs'].min())} to {_epochs(runs['epochs'].max())}"
    )
    text = (
        f"Budget {budget}: {_range(runs['iterations'])} iterations of {_range(runs['batch'])} images = {epochs}, "
        f"{schedule} schedule, {join(sorted(runs['precision'].unique()))}"
    )
    return f"{text}{_narrow(runs)}."


def _parameters(net: object) -> float:
    """Of the zoo's net of this name; 0 if it has none."""
    return zoo.net(net).parameters() if isinstance(net, str) and net else 0.0


def _seed_words(runs: pd.DataFrame) -> str:
    seeds = sorted(runs["seed"].unique())
    counts = runs.groupby("label")["run"].size()
    n = f"n = {_range(counts)} {'run' if counts.max() == 1 else 'runs'} a net"
    text = f"Seed{'s' if len(seeds) > 1 else ''} {_list(seeds)} ({n}{': no spread known' if counts.max() == 1 else ''})."
    failed = runs[runs["status"] == "failed"].groupby("label", sort=False).size()
    return text + (
        f" Failed: {join([f'{label} ({number} of {counts[label]})' for label, number in failed.items()])}."
        if len(failed)
        else ""
    )


def _device_words(runs: pd.DataFrame) -> str:
    devices = [str(name) for name in runs["device"].dropna().unique()]
    return f"Trained on {join(devices)}." if devices else ""


def _range(values: pd.Series) -> str:
    low, high = values.min(), values.max()
    return f"{int(low):,}" if low == high else f"{int(low):,} to {int(high):,}"


def _list(numbers: Sequence[int]) -> str:
    """'0', '0 and 1', '0 to 4'."""
    run = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{numbers[0]} to {numbers[-1]}" if run else join([str(number) for number in numbers])


def _number(value: float) -> str:
    return f"{value:.1f}"


def _epochs(value: float) -> str:
    return f"{_number(value)} epoch{'' if _number(value) == '1.0' else 's'}"


# saving


def save(fig: Figure, store: Store, budget: str, name: str, text: str = "") -> list[Path]:
    """Write results/<budget>/figures/<name>.png and .svg with the caption under the plot; returns the two paths."""
    paths = []
    with style():
        pictures = render.render(fig, text)
    for kind, content in pictures.items():
        paths.append(store.figures(budget) / f"{name}.{kind}")
        write_atomic(paths[-1], content)
    return paths


def check(figures: object, name: str) -> dict[str, Figure]:
    """What an experiment's figures() returned; UserError unless it is figures by name."""
    if not isinstance(figures, dict) or not all(isinstance(k, str) and isinstance(v, Figure) for k, v in figures.items()):
        raise UserError(
            f"figures() of {name} must return a dict from names to matplotlib figures, not {type(figures).__name__}"
        )
    return figures


def default(table: pd.DataFrame) -> dict[str, Figure]:
    """For experiments that draw nothing themselves: curves of training and test error, and the last test error by label.

    Nets as initialised have neither and are left out.

    Raises:
        UserError: there are no others.
    """
    table = table[table["iterations"] > 0]
    if table.empty:
        raise UserError("nothing was trained, so there are no curves to draw; give the experiment figures(table)")
    labels = list(dict.fromkeys(table["label"]))
    colours = cycle(labels)
    smooth = smoothing(table)
    with style():
        over, (ax,) = new(width=9)
        ax.set_ylim(*limits(table))
        iterations_axis(ax, table)
        curves(ax, table, "train", colours=colours, smooth=smooth, bold=False)
        label_ends(ax, curves(ax, table, "test", colours=colours))
        mark_failures(ax, table, colours=colours)
        key(ax, TEST_AND_TRAIN)
        ax.set_ylabel("error (%)")
        explain(over, curves_words(table, smooth))

        last, (ax,) = new(width=9, height=1.6 + 0.5 * len(labels))
        values = final(table)
        dots(ax, values, colours)
        ax.set_xlabel("test error (%)")
        explain(last, last_words(values))
    return {"curves": over, "final": last}


def last_words(values: pd.DataFrame) -> str:
    """What `dots` draws, in words."""
    failed = values["value"].isna().any() and not values["value"].isna().all()
    counts = " (a failed run counts as higher than all others; no bar where half of the runs failed)" if failed else ""
    return f"Test error after the last iteration: every seed a dot, the bar their median{counts}."


def curves_words(table: pd.DataFrame, smooth: int) -> str:
    """What `curves` of training and test error draws, in words."""
    window = log_window(table)
    train = f" (running mean over {smooth * window:,} iterations)" if smooth > 1 else f" (mean over {window:,} iterations)"
    return (
        f"Bold: test error; dashed: training error, of augmented batches as they are trained on{train if window else ''}."
        f"{seeds_drawn(table)}"
    )
