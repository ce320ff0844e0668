"""Measurements along a net: a value at every unit, layer or lag, from tables to lines. No torch.

for net in along.nets(table, "gradient norm"):                       # by design and depth
    values = along.profile(table, net.label, "gradient norm")        # unit x run
    along.line(ax, values, net.colour)                               # median over seeds, band from lowest to highest
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from resexp.analysis import frames, plots, style
from resexp.errors import join_words
from resexp.words import AT_INITIALISATION, INTACT, PARAMETER_GRADIENT

DESIGNS = {
    ("plain", True): ("plain, with BN", style.FAMILY["plain"]),
    ("plain", False): ("plain, without BN", style.OKABE_ITO["orange"]),
    ("resnet", True): ("residual, original", style.FAMILY["resnet"]),
    ("resnet", False): ("residual, original, without BN", style.OKABE_ITO["sky"]),
    ("preresnet", True): ("residual, pre-activation", style.FAMILY["preresnet"]),
    ("preresnet", False): ("residual, pre-activation, without BN", style.OKABE_ITO["purple"]),
}
"""(family, whether it has BN) -> name and colour of what is compared at several depths."""

UNITS = "unit (0: nearest to the image)"


class Net(NamedTuple):
    """A net of a table, as figures call and colour it."""

    label: str
    depth: int
    design: tuple[str, bool] | str
    """One of DESIGNS, or the label of a net that belongs to none: its shortcuts are no identity."""

    @property
    def name(self) -> str:
        """The label without 'at initialisation'."""
        return name_of(self.label)

    @property
    def title(self) -> str:
        """The design in words."""
        return DESIGNS[self.design][0] if isinstance(self.design, tuple) else self.name

    @property
    def colour(self) -> str:
        """Colour of the design."""
        return DESIGNS[self.design][1] if isinstance(self.design, tuple) else style.CYCLE[0]


def name_of(label: str) -> str:
    """A label without 'at initialisation'."""
    return label.removesuffix(AT_INITIALISATION).rstrip(", ")


# what a table holds


def design(row: Any) -> tuple[str, bool] | str:
    """The design of a row: a key of DESIGNS, or its label."""
    key = (row.family, bool(row.batch_norm))
    return key if key in DESIGNS and (row.one_path or row.shortcut_scale == 1) else str(row.label)


def nets(table: pd.DataFrame, quantity: str, intervention: str = "") -> list[Net]:
    """The nets that have a value of a quantity (at an intervention), by design and depth."""
    rows = table[(table["quantity"] == quantity) & np.isfinite(table["value"])]
    rows = rows[rows["intervention"] == intervention] if intervention else rows
    rows = rows.drop_duplicates("label").sort_values("depth", kind="stable")
    found = [Net(str(row.label), int(row.depth), design(row)) for row in rows.itertuples()]
    order: dict[object, int] = {key: place for place, key in enumerate(DESIGNS)}
    return sorted(found, key=lambda net: order.get(net.design, len(order)))


def by_design(some: Sequence[Net]) -> list[list[Net]]:
    """The nets of each design, in the order given."""
    groups: dict[tuple[str, bool] | str, list[Net]] = {}
    for net in some:
        groups.setdefault(net.design, []).append(net)
    return list(groups.values())


def deepest(table: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Rows of the deepest nets of each design among those that have a quantity."""
    groups = by_design(nets(table, quantity))
    return table[table["label"].isin([net.label for some in groups for net in some if net.depth == some[-1].depth])]


def tints(some: Sequence[Net]) -> dict[str, str]:
    """A colour for each label, that of the design; the deeper net is darker."""
    shades = [style.depth_shades([net.label for net in group], group[0].colour) for group in by_design(some)]
    return {label: tint for part in shades for label, tint in part.items()}


def images(table: pd.DataFrame, quantity: str) -> str:
    """'128 training images'."""
    rows = table[(table["quantity"] == quantity) & table["value"].notna()]
    words = {"train": "training images", "test": "test images", "holdout": "held-out images"}
    return f"{join_words([f'{int(n):,}' for n in sorted(rows['n'].unique())])} {words[rows['split'].iloc[0]]}"


def profile(table: pd.DataFrame, label: str, quantity: str, intervention: str = INTACT) -> pd.DataFrame:
    """Place x run, of what is measured at x_l or in unit l, at layers or lags; what is not finite is missing."""
    chosen = (table["label"] == label) & (table["quantity"] == quantity) & (table["intervention"] == intervention)
    rows = table[chosen].dropna(subset=["at", "value"])
    return frames.pivot(rows.assign(place=[place(at) for at in rows["at"]]), "place")


def place(at: str) -> float:
    """l of unit.l, unit.l.input and the last unit's unit.(l-1).output; K of lag.K, layer.K and rank.K; nan of others."""
    match = re.fullmatch(r"(?:unit|lag|layer|rank)\.(\d+)(\.input|\.output)?", at)
    return float(match[1]) + (match[2] == ".output") if match else float("nan")


def convolutions(table: pd.DataFrame, label: str, intervention: str = INTACT) -> pd.DataFrame:
    """Convolution x run, of the norm of the gradient of its weights (a tensor of four dimensions), from the stem on."""
    rows = table[(table["label"] == label) & (table["quantity"] == PARAMETER_GRADIENT)]
    rows = rows[(rows["intervention"] == intervention) & rows["note"].str.count("x").eq(3)]
    rows = rows[~rows["at"].str.contains("shortcut", na=False)]
    return frames.pivot(rows.assign(place=rows.groupby("run").cumcount() + 1.0), "place")


# lines, axes and panels


def line(ax: Axes, values: pd.DataFrame, tint: str, **look: Any) -> tuple[float, float]:
    """The median over seeds, with gaps where there is none, and a band from the lowest to the highest; returns its end."""
    middle = values.median(axis=1)
    if values.shape[1] > 1:
        ax.fill_between(values.index, values.min(axis=1), values.max(axis=1), color=tint, alpha=0.18, lw=0)
    ax.plot(middle.index, middle, color=tint, **{**style.BOLD, **look})
    middle = middle.dropna()
    return (float(middle.index[-1]), float(middle.iloc[-1])) if len(middle) else (float("nan"), float("nan"))


def with_gaps(values: pd.DataFrame) -> pd.DataFrame:
    """A profile with every whole place up to its last, so that no line crosses a unit that was left out."""
    return values.reindex(np.arange(float(values.index.max()) + 1))


def log(ax: Axes, words: str = "", fine: bool = False) -> None:
    """A logarithmic y axis with few ticks; fine: 1, 2 and 5 of every decade, for values that span one or two."""
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(10, (1, 2, 5) if fine else (1,), numticks=8))
    ax.yaxis.set_minor_locator(NullLocator())
    if fine:
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    if words:
        ax.set_ylabel(words)


def axis(ax: Axes, first: float, last: float, words: str = UNITS) -> None:
    """An x axis of whole numbers."""
    ax.set_xlim(first, last)
    ax.xaxis.set_major_locator(MaxNLocator(7, integer=True))
    ax.set_xlabel(words)


def draw_measured(
    table: pd.DataFrame, parts: Mapping[str, tuple[pd.DataFrame, str, Callable[[pd.DataFrame], Figure]]]
) -> dict[str, Figure]:
    """The figures of which something was measured; of a table without any, the curves of its logs.

    Args:
        table: of the experiment.
        parts: name of a figure -> (its rows, the quantity that they must have, what draws them).
    """
    drawn = {name: draw(rows) for name, (rows, quantity, draw) in parts.items() if nets(rows, quantity)}
    return drawn or plots.default_figures(table)


def panels_by_design(
    some: Sequence[Net], values: Mapping[str, pd.DataFrame], x: str, y: str, names: Mapping[str, str] | None = None
) -> Figure:
    """A panel for each design, a line for each of its nets, logarithmic.

    Args:
        some: the nets.
        values: of each label, place x run.
        x: what the places are.
        y: what the values are.
        names: what stands behind the depth of a label in the key.
    """
    groups = by_design(some)
    columns = min(2, len(groups))
    rows = -(-len(groups) // columns)
    fig, axes = plots.new_figure(columns=columns, rows=rows, width=12.5 if columns == 2 else 8.0, height=0.6 + 4.0 * rows)
    for ax in axes[len(groups) :]:
        ax.set_visible(False)
    shown, last = tints(some), max(frame.index.max() for frame in values.values())
    for number, (ax, group) in enumerate(zip(axes, groups, strict=False)):
        plots.panel_title(ax, group[0].title, group[0].colour)
        log(ax, y if number % columns == 0 else "")
        axis(ax, 0, last, x if number >= len(groups) - columns else "")
        for net in group:
            line(ax, values[net.label].where(values[net.label] > 0), shown[net.label])
        looks = [(f"{net.depth} layers{(names or {}).get(net.label, '')}", {**style.BOLD, "color": shown[net.label]})
                 for net in group[::-1]]  # fmt: skip
        plots.legend(ax, looks, "upper right")
    return fig


def panels_by_step(
    some: Sequence[Net], steps: Mapping[str, Mapping[str, str]], values: Callable[[str, str], pd.DataFrame], x: str, y: str
) -> Figure:
    """A panel for each net, a line for each intervention, darker the later, logarithmic; the intact net is dashed.

    Args:
        some: the nets.
        steps: label -> what a line is called -> its intervention, in order.
        values: (label, intervention) -> place x run.
        x: what the places are.
        y: what the values are.
    """
    fig, axes = plots.new_figure(columns=len(some), width=9.5 if len(some) == 1 else 1.5 + 4.6 * len(some), height=4.8)
    looks: dict[str, dict[str, Any]] = {}
    for ax, net in zip(axes, some, strict=True):
        plots.panel_title(ax, net.name, net.colour)
        log(ax, y if ax is axes[0] else "")
        own, last = steps[net.label], 1.0
        shades = mpl.colormaps["viridis_r"](np.linspace(0.12, 1.0, sum(step != INTACT for step in own.values())))
        for number, (text, step) in enumerate(sorted(own.items(), key=lambda item: item[1] == INTACT)):
            look: dict[str, Any] = (
                {**style.DASHED, "color": "black"} if step == INTACT else {"lw": 2.0, "color": shades[number]}
            )
            shown = values(net.label, step)
            if len(shown):
                line(ax, shown.where(shown > 0), look.pop("color"), **look)
                looks[text] = {**look, "color": ax.lines[-1].get_color(), "zorder": 3 if step == INTACT else 2}
                last = max(last, float(shown.index.max()))
        axis(ax, 0, last, x)
    plots.legend(axes[-1], sorted(looks.items(), key=lambda item: item[1]["zorder"]), "center left")
    legend: Any = axes[-1].get_legend()
    legend.set_bbox_to_anchor((1.02, 0.5))
    legend.set_title("iteration")
    return fig
