"""Runs that begin with another's weights, their net deepened, and units that are fitted to the identity. No torch.

Labels are those of experiments/identity.py: 'plain-56 from plain-20, noise 0.1, small rate', 'plain-20 trained on',
'plain-56 from random weights'; the parents have the names of the zoo.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.compare import percent
from resexp.analysis.labels import End, label_ends
from resexp.words import ERROR, IDENTITY_DISTANCE, LOSS

FAMILIES = {"plain": "Plain nets", "resnet": "Residual nets"}
SMALL_RATE = ", small rate"
"""How the labels of runs with a small learning rate end."""

THIN: dict[str, Any] = {"color": style.GREY, "lw": 1.0}
"""The look of the line at the error of the exact point."""


def children(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of all runs but the parents'."""
    return table[table["label"].str.contains(" ")]


def new_units(rows: pd.DataFrame, base: int) -> pd.DataFrame:
    """Root mean square over the new units of their distance from the identity, a row for each run and iteration.

    base: layers of the parent.
    """
    rows = rows[(rows["quantity"] == IDENTITY_DISTANCE) & rows["at"].notna()]
    place = rows["at"].str.removeprefix("unit.").astype(int) % ((rows["depth"] - 2) // 6)
    rows = rows[place >= (base - 2) // 6]
    mean = rows.groupby(["run", "iteration"])["value"].mean() ** 0.5
    return rows.drop_duplicates(["run", "iteration"]).drop(columns="value").join(mean, on=["run", "iteration"])


def name(label: str, depths: bool = True) -> str:
    """'56 layers, noise 0.1' of 'plain-56 from plain-20, noise 0.1', at any rate; without depths 'noise 0.1' or 'exact'; random
    weights are named as such, since they are of the deepest nets only."""
    layers, _, rest = label.removesuffix(SMALL_RATE).partition("-")[2].partition(" ")
    if "random" in rest:
        return "random weights"
    what = rest.partition(", ")[2]
    return ", ".join([f"{layers} layers"] * depths + [what] * bool(what)) or "exact"


def panels(
    rows: pd.DataFrame,
    draw: Callable[..., list[End]],
    axis: str,
    see: str,
    how: str,
    looks: Sequence[tuple[str, dict[str, Any]]],
) -> Figure:
    """A panel for each family, with a line for each label (`draw`): shades in order of depth or noise, random weights grey.

    looks: for the legend.
    """
    families = {family: title for family, title in FAMILIES.items() if (rows["family"] == family).any()}
    fig, axes = plots.new_figure(columns=len(families), width=12.5 if len(families) > 1 else 7.5, height=4.9)
    several = rows["depth"].nunique() > 1
    for ax, (family, title) in zip(axes, families.items(), strict=True):
        part = rows[rows["family"] == family].sort_values(["depth", "label"], kind="stable")
        names = {label: name(label, several) for label in dict.fromkeys(part["label"])}
        shaded = [one for one in dict.fromkeys(names.values()) if "random" not in one]
        shades = style.depth_shades(shaded, style.FAMILY[family])
        plots.panel_title(ax, title, style.FAMILY[family])
        ends = draw(ax, part, names, {label: shades.get(one, style.GREY) for label, one in names.items()})
        label_ends(ax, [end for end in ends if end.bold], "" if draw is distances else " %")
    axes[0].set_ylabel(axis)
    plots.legend(axes[0], looks)
    captions.explain(fig, see, how + captions.seed_note(rows), rows)
    return fig


def courses(ax: Axes, rows: pd.DataFrame, names: Mapping[str, str], colours: Mapping[str, str]) -> list[End]:
    """Training error over iterations; a grey line at that of the exact point."""
    errors = rows[(rows["split"] == "train") & (rows["quantity"] == ERROR)]
    exact = ~errors["label"].str.contains("noise|random")
    begin = errors.loc[exact & (errors["iteration"] == 0), "value"].median()
    plots.iterations_axis(ax, rows)
    if begin == begin:
        ax.set_ylim(0, min(100.0, 4.5 * begin))
        ax.axhline(begin, **THIN)
    ends = []
    for label in names:
        own, bold = errors[errors["label"] == label], not label.endswith(SMALL_RATE)
        ends += plots.curves(ax, own, "train", colours=colours, names=names, bold=bold)
    return ends


def distances(ax: Axes, rows: pd.DataFrame, names: Mapping[str, str], colours: Mapping[str, str]) -> list[End]:
    """Distance of the new units from the identity over iterations (`new_units`)."""
    ax.set_xscale("symlog", linthresh=1)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.set_xlabel("iterations")
    ends = []
    for label, colour in colours.items():
        look = style.DASHED if label.endswith(SMALL_RATE) else style.BOLD
        x, y = along.line(ax, frames.pivot(rows[rows["label"] == label], "iteration"), colour, **look)
        ends.append(End(x, y, names[label], colour, look is style.BOLD))
    return ends


def before_first_step(rows: pd.DataFrame, split: str) -> pd.DataFrame:
    """Losses before the first step of runs that begin at the exact point, with the budget's rate."""
    here = (rows["iteration"] == 0) & (rows["split"] == split) & (rows["quantity"] == LOSS)
    return rows[here & ~rows["label"].str.contains("noise|small|random")]


def say_courses(head: str, rows: pd.DataFrame, values: pd.DataFrame, labels: Sequence[str]) -> str:
    """The training error of each label before its first step, at worst and at the end (medians over seeds), as a sentence.

    Args:
        head: how the sentence begins.
        rows: of the logs.
        values: `table.last_values` of the training error.
        labels: in this order; those that are not there are left out.
    """
    errors = rows[(rows["split"] == "train") & (rows["quantity"] == ERROR)]
    said = []
    for label in labels:
        course = errors[errors["label"] == label].groupby("iteration")["value"].median()
        if len(course):
            first = f"{percent(course.iloc[0])} before the first step, " if course.index[0] == 0 else ""
            last = percent(values.loc[values["label"] == label, "value"].median())
            said.append(f"{name(label)}: {first}{percent(course.max())} at worst, {last} at the end")
    return f"{head}, training error: {'; '.join(said)}."
