"""The plots that experiments share. No pyplot: nothing here has global state."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from resexp.analysis import captions, frames, published, style
from resexp.analysis.compare import noise_of_seeds
from resexp.analysis.labels import End, EndLabel, TopNote, label_ends, settle
from resexp.analysis.table import failed_as_inf, last_values
from resexp.errors import UserError, join_words

FAIL = "fail"


class House(ConstrainedLayoutEngine):
    """Constrained layout; then the labels at the line ends are moved apart, since only now it is known how high axes are."""

    def execute(self, fig: Any) -> None:
        super().execute(fig)
        for ax in fig.axes:
            settle(ax)


def new_figure(
    columns: int = 1, rows: int = 1, width: float = 12.0, height: float = 5.0, sharey: bool | Literal["row"] = True
) -> tuple[Figure, list[Axes]]:
    """A figure and its axes, row by row, in the house style; sizes in inches."""
    with style.house_style():
        fig = Figure(figsize=(width, height), layout=House(w_pad=0.1, h_pad=0.08, wspace=0.02, hspace=0.04))
        FigureCanvasAgg(fig)
        axes = list(fig.subplots(rows, columns, sharey=sharey, squeeze=False).flat)
    for ax in axes:  # ticks are made later, maybe outside the style
        ticks = {name: style.STYLE[f"xtick.{name}"] for name in ("labelsize", "labelcolor", "color")}
        ax.tick_params(grid_color=style.STYLE["grid.color"], grid_linewidth=style.STYLE["grid.linewidth"], **ticks)
    return fig, axes


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
    colours, names = colours or style.cycle_colours(labels), names or {}
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
        ax.plot(middle.index, middle, color=colour, zorder=3 if bold else 2.5, **(style.BOLD if bold else style.DASHED))
        if bold and len(middle) <= 6:
            _dots(ax, middle.index, middle, ms=7, color=colour, zorder=3.5)
        ends.append(End(float(middle.index[-1]), float(middle.iloc[-1]), names.get(label, label), colour, bold))
    return ends


INSET = (0.47, 0.52, 0.52, 0.44)
"""Where an inset stands in its axes: left, bottom, width, height."""


def enlarge_end(ax: Axes, table: pd.DataFrame, part: float, colours: Mapping[str, str], smooth: int = 1) -> str:
    """Draw the last part of the iterations larger in the upper right of axes, where curves lie too close to tell their order.

    Args:
        ax: with `curves` of this table drawn.
        table: as for `curves`.
        part: of the iterations, from 0 to 1.
        colours: of the labels.
        smooth: as for `curves`.

    Returns:
        What the caption says of it; nothing if the curves are still in the way, and no inset is drawn.
    """
    end = float(table["iteration"].max())
    left, low = INSET[0] * end, INSET[1] * ax.get_ylim()[1]
    if not end > 0 or (_heights(ax, left) > low).any():
        return ""
    inset, start = ax.inset_axes(INSET), (1 - part) * end
    curves(inset, table, "train", colours=colours, smooth=smooth)
    curves(inset, table, "test", colours=colours)
    values = _heights(inset, start)
    margin = 0.5 + 0.05 * float(np.ptp(values))
    inset.set(xlim=(start, end), ylim=(values.min() - margin, values.max() + margin))
    inset.set_xticks([start, end], [f"{start:,.0f}", f"{end:,.0f}"])
    inset.tick_params(labelsize=style.FONT - 1)
    return f" Inset: the last {100 * part:.0f} % of the iterations."


def _heights(ax: Axes, start: float) -> np.ndarray:
    """All y of the lines of these axes, from an x on, that are finite."""
    points = np.concatenate([np.column_stack(line.get_data()).astype(float) for line in ax.lines])
    found = points[points[:, 0] >= start, 1]
    return found[np.isfinite(found)]


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
        rows = merge_short_last_line(rows[["run", "status", "iteration", "n", "value"]]) if split == "train" else rows
        wide = rows.pivot(index="iteration", columns="run", values="value").sort_index()
        good = pd.Index(rows.loc[rows["status"] != "failed", "run"].unique())
        if smooth > 1 and len(good):
            wide[good] = wide[good].rolling(smooth, center=True, min_periods=1).mean().where(wide[good].notna())
            step = smooth // 2 if len(wide) > 200 else 1
            wide = wide.iloc[(len(wide) - 1) % step :: step]  # neighbours say the same; the last one stays
        yield str(label), wide, good


def merge_short_last_line(rows: pd.DataFrame) -> pd.DataFrame:
    """The logs of runs, sorted by run and iteration, without the last line of a run where it stands for less than half of the
    others' images, a few batches that would draw their noise: it and the one before become one. Those of failed runs stay."""
    rows = rows.sort_values(["run", "iteration"])
    runs, run = rows.groupby("run"), rows["run"]
    short = (runs["n"].last() < runs["n"].median() / 2) & (runs.size() > 2) & (runs["status"].first() != "failed")
    place, of_short = runs.cumcount(ascending=False), run.map(short)  # 0: the last line of its run
    two = rows[(place < 2) & of_short]
    images = two.groupby("run")["n"].sum()
    value = (two["value"] * two["n"]).groupby(two["run"]).sum() / images
    last, kept = (place == 0) & of_short, (place != 1) | ~of_short
    return rows.assign(n=rows["n"].mask(last, run.map(images)), value=rows["value"].mask(last, run.map(value)))[kept]


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
    colours, names = colours or style.cycle_colours(labels), names or {}
    failed = runs[runs["status"] == "failed"]
    logs = dict(iter(table[table["status"] == "failed"].groupby("run")))
    low, high = sorted(ax.get_ylim())
    for label, group in failed.groupby("label", sort=False):
        stops = [_stop(logs[run], quantity) for run in group["run"]]
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


def plot_last_values(ax: Axes, values: pd.DataFrame, places: Mapping[str, float], colour: str, name: str = "") -> list[End]:
    """Last values against a number: a dot for each seed, a line through the medians, where less than half of the runs failed;
    at the top `fail` where every run failed, `1 fail` where one of several did.

    Args:
        ax: where to draw; set its y limits first: what lies above them is written at the top.
        values: `table.last_values`, of the labels that one line connects.
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
        median = float(failed_as_inf(group["value"]).median())
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


def published_markers(ax: Axes, points: Sequence[tuple[float, float, float | None]], marker: str = "o") -> dict[str, Any]:
    """Published numbers: hollow grey markers at (x, y) with a standard deviation or None. Returns their look, for `legend`."""
    look: dict[str, Any] = {"ls": "none", "marker": marker, "ms": 8, "mfc": "none", "mew": 1.6, "color": style.GREY}
    for x, y, sd in points:
        ax.errorbar(x, y, sd, elinewidth=1.4, zorder=2, clip_on=False, **look)
    return look


def seed_dots(ax: Axes, values: pd.DataFrame, colours: Mapping[str, str] | None = None) -> None:
    """Last values, a row for each label: every seed a dot (equal ones beside each other), the median a bar (none where half of
    the runs failed), and right of the axes how many failed."""
    labels = list(dict.fromkeys(values["label"]))
    colours = colours or style.cycle_colours(labels)
    for place, label in enumerate(labels):
        group = values[values["label"] == label]
        known = group["value"].dropna()
        equal = known.groupby(known)
        beside = 0.2 * (equal.cumcount() - (equal.transform("size") - 1) / 2)
        ax.plot(known, place + beside, "o", ms=9, color=colours[label], alpha=0.75, mec="white", zorder=3)
        median = float(failed_as_inf(group["value"]).median())
        if math.isfinite(median):
            ax.plot(median, place, "|", ms=26, mew=3, color=colours[label], zorder=4)
        failed = len(group) - len(known)
        if failed:
            look: dict[str, Any] = {
                "ha": "left",
                "va": "center",
                "color": style.ink(colours[label]),
                "size": style.FONT,
                "weight": "bold",
            }
            where: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
            ax.annotate(_failed(failed, len(group)), (1, place), (8, 0), annotation_clip=False, **where, **look)
    ax.set_yticks(range(len(labels)), labels, parse_math=False)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    ax.grid(False, axis="y")


def ranked_errors(
    ax: Axes,
    values: pd.DataFrame,
    order: Sequence[str],
    colours: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    numbers: Mapping[str, published.Number] | None = None,
) -> str:
    """Test error after the last iteration, a row for each label (`seed_dots`), the paper's beside it where it may stand there.

    A label with one seed has a whisker: how much seeds vary by, where that is known.

    Args:
        ax: where to draw.
        values: `table.last_values`.
        order: labels from top to bottom; those that are not there are left out.
        colours: of the labels.
        names: what the labels are called.
        numbers: the published number of a label.

    Returns:
        What is drawn, for `explain`.
    """
    labels = [label for label in order if label in set(values["label"])]
    values = pd.concat([values[values["label"] == label] for label in labels])
    seed_dots(ax, values, colours)
    ax.set_yticks(range(len(labels)), [(names or {}).get(label, label) for label in labels], parse_math=False)
    ax.set_xlabel("test error (%)")
    text = captions.last_errors_note(values)
    alone = values.dropna(subset="value").groupby("label").filter(lambda group: len(group) == 1)
    if len(alone) and (noise := noise_of_seeds(values)):
        for _, row in alone.iterrows():
            ends = [max(0.0, row["value"] - 2 * noise.sd), min(100.0, row["value"] + 2 * noise.sd)]
            ax.plot(ends, [labels.index(row["label"])] * 2, color=colours[row["label"]], lw=1.6, zorder=2.5)
        text += f" Whiskers, of one seed: two standard deviations of seeds, {2 * noise.sd:.2g} points (of {noise.nets} nets)."
    depths, why = dict(values[["label", "depth"]].itertuples(index=False)), published.incomparable(values)
    deep = {label: number.spec.depth for label, number in (numbers or {}).items() if label in labels}
    if not deep:
        return text
    shallow = sorted({depth for label, depth in deep.items() if depth != depths[label]})
    why = why or (f"they are of nets of {join_words([str(depth) for depth in shallow])} layers" if shallow else "")
    if why:
        return f"{text} The paper's errors are left out: {why}."
    paper = {label: numbers[label].value for label in deep} if numbers else {}
    published_markers(ax, [(x, labels.index(label) + 0.3, None) for label, x in paper.items() if isinstance(x, float)], "D")
    fail = f"; none where it has `fail`, above {published.FAIL:.0f} %" if "fail" in paper.values() else ""
    return f"{text} Hollow, grey: the paper's{fail}."


def error_curves(
    table: pd.DataFrame, groups: Mapping[str, Mapping[str, str]], colours: Mapping[str, str], see: str, columns: int = 2
) -> Figure:
    """Training and test error over iterations, a panel for each group of labels.

    Args:
        table: of the experiment.
        groups: title -> label -> what it is called at its line.
        colours: of the labels.
        see: the first line of the caption.
        columns: panels side by side.
    """
    there = {title: {k: v for k, v in names.items() if k in set(table["label"])} for title, names in groups.items()}
    there = {title: names for title, names in there.items() if names}
    rows = -(-len(there) // columns)
    smooth = frames.smoothing_window(table)
    fig, axes = new_figure(columns=columns, rows=rows, width=9.5 if columns == 1 else 6.6 * columns, height=4.2 * rows + 0.3)
    for ax, (heading, names) in zip(axes, there.items(), strict=False):
        part = pd.concat([table[table["label"] == label] for label in names])
        panel_title(ax, heading)
        ax.set_ylim(*error_limits(table))
        iterations_axis(ax, table)
        curves(ax, part, "train", colours=colours, smooth=smooth)
        label_ends(ax, curves(ax, part, "test", colours=colours, names=names))
        mark_failures(ax, part, colours=colours, names=names)
    for ax in axes[len(there) :]:
        ax.set_axis_off()
    for ax in axes[::columns]:
        ax.set_ylabel("error (%)")
    legend(axes[0], TEST_AND_TRAIN)
    captions.explain(fig, see, f"{captions.layers_note(table)} {captions.curves_note(table, smooth)}")
    return fig


def error_limits(table: pd.DataFrame, quantity: str = "error") -> tuple[float, float]:
    """A y range for curves that shows where they end: the first iterations, and nets three times worse than usual, may
    lie above it.
    """
    chosen = table[(table["quantity"] == quantity) & (table["intervention"] == "full") & np.isfinite(table["value"])]
    last = pd.concat([last_values(table, quantity, split) for split in ("train", "test")])
    usual = _usual(last)
    if chosen.empty or not usual:
        return 0.0, 1.05 * float(chosen["value"].max()) if len(chosen) else 100.0
    values = chosen.loc[chosen["label"].isin(usual), "value"]
    top = 2.2 * float(last.loc[last["label"].isin(usual), "value"].max())
    return _range_of(float(values.quantile(0.01)), min(float(values.max()), top))  # one line of a log may be a lucky one


def last_limits(values: pd.DataFrame) -> tuple[float, float]:
    """A y range for last values (`table.last_values`), with room at the top for what is written there (`plot_last_values`)."""
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
    ax.set_xlabel(f"iterations ({length:,} = {captions.epochs_text(epochs)})")


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


def panel_title(ax: Axes, text: str, colour: str = "black") -> None:
    """Name a panel, in the colour of what it shows."""
    ax.set_title(text, loc="left", size=style.FONT + 2, weight="bold", color=style.ink(colour), parse_math=False)


def legend(ax: Axes, looks: Sequence[tuple[str, dict[str, Any]]], loc: str = "best") -> None:
    """A small key of line and marker styles (not of nets: those are named at their lines)."""
    lines = [ax.plot([], [], **{"color": style.GREY, "label": text, **look})[0] for text, look in looks]
    legend: Any = ax.legend
    look = {"handlelength": 2.4, "labelcolor": "#333333", "borderaxespad": 0.2, "fontsize": style.FONT - 0.5}
    legend(handles=lines, loc=loc, frameon=True, edgecolor="none", framealpha=0.8, **look)


TEST_AND_TRAIN: list[tuple[str, dict[str, Any]]] = [("test error", style.BOLD), ("training error", style.DASHED)]
"""For `legend`."""


def default_figures(table: pd.DataFrame) -> dict[str, Figure]:
    """For experiments that draw nothing themselves: curves of training and test error, and the last test error by label.

    Nets as initialised have neither and are left out.

    Raises:
        UserError: there are no others.
    """
    table = table[table["iterations"] > 0]
    if table.empty:
        raise UserError("nothing was trained, so there are no curves to draw; give the experiment figures(table)")
    labels = list(dict.fromkeys(table["label"]))
    colours = style.cycle_colours(labels)
    smooth = frames.smoothing_window(table)
    with style.house_style():
        over, (ax,) = new_figure(width=9)
        ax.set_ylim(*error_limits(table))
        iterations_axis(ax, table)
        curves(ax, table, "train", colours=colours, smooth=smooth, bold=False)
        label_ends(ax, curves(ax, table, "test", colours=colours))
        mark_failures(ax, table, colours=colours)
        legend(ax, TEST_AND_TRAIN)
        ax.set_ylabel("error (%)")
        captions.explain(over, "Training and test error over iterations.", captions.curves_note(table, smooth))

        last, (ax,) = new_figure(width=9, height=1.6 + 0.5 * len(labels))
        values = last_values(table)
        seed_dots(ax, values, colours)
        ax.set_xlabel("test error (%)")
        captions.explain(last, "Test error after the last iteration.", captions.last_errors_note(values))
    return {"curves": over, "final": last}
