"""Norms of the gradient along a net, before training and on the way: frames of the rows, and how they are drawn. No torch.

A straight line through the logarithms, fitted by the probe, says by which factor one unit multiplies the gradient on its way to
the image.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp.analysis import along, captions, frames, plots, style
from resexp.errors import join_words
from resexp.words import (
    BATCH_STATISTICS,
    GRADIENT_NORM,
    GROWTH,
    GROWTH_HIGH,
    GROWTH_LOW,
    INTACT,
    PARAMETER_GRADIENT,
    SHORTCUT_VARIANCE,
)

FIT = "least squares through log ||∂E/∂x_l|| against l, of pre-activation nets from unit 1 on"
"""How factors are fitted, for captions."""


class Kind(NamedTuple):
    """A kind of gradient that is drawn along a net."""

    quantity: str
    values: Callable[[pd.DataFrame, str, str], pd.DataFrame]
    """(table, label, intervention) -> place x run."""

    x: str
    y: str
    words: str
    """What it is, for captions; {} are the images."""


AT_UNITS = Kind(
    GRADIENT_NORM, lambda table, label, step: along.profile(table, label, GRADIENT_NORM, step), along.UNITS, "norm of ∂E/∂x",
    "Norm of the gradient of the loss at every unit's input, mean over {}",
)  # fmt: skip
OF_WEIGHTS = Kind(
    PARAMETER_GRADIENT, along.convolutions, "convolution (1: the stem's)", "norm of ∂E/∂w",
    "Norm of the gradient of the mean loss of {} with respect to the weights of every convolution",
)  # fmt: skip


class Growth(NamedTuple):
    """By which factor a unit multiplies the gradient toward the image: the median over seeds, and the ends of all intervals."""

    value: float
    low: float
    high: float
    explained: float = math.nan
    """Part of the variance of the logarithms that the line explains, median over seeds."""

    @property
    def word(self) -> str:
        """growing or shrinking if the whole interval lies above or below 1, else flat. Whether a gradient vanishes over a net
        is measured (`first_over_last`), not told from this."""
        return "growing" if self.low > 1 else "shrinking" if self.high < 1 else "flat"

    def text(self) -> str:
        """'1.370 (1.360 to 1.380)'."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"

    def fits(self) -> str:
        """', the line explains 81.2 %'; '' where that is not known."""
        return f", the line explains {100 * self.explained:.1f} %" if self.explained == self.explained else ""


def fitted(table: pd.DataFrame, label: str, intervention: str = INTACT) -> Growth | None:
    """The factor of the whole net; None if there is no fit."""
    rows = table[(table["label"] == label) & (table["at"] == "net") & (table["intervention"] == intervention)]
    values, low, high = (rows.loc[rows["quantity"] == name, "value"] for name in (GROWTH, GROWTH_LOW, GROWTH_HIGH))
    if values.isna().all():
        return None
    return Growth(values.median(), low.min(), high.max(), _explained(table, label, intervention))


def _explained(table: pd.DataFrame, label: str, intervention: str) -> float:
    """Part of the variance of the logarithms of norms that a straight line explains, median over seeds; nan of no norms."""
    values = along.profile(table, label, GRADIENT_NORM, intervention)
    if len(values) < 3:
        return math.nan
    first = int(table.loc[table["label"] == label, "family"].iloc[0] == "preresnet")
    logs = np.log(values[values > 0].loc[first:])
    return float(logs.corrwith(pd.Series(logs.index, index=logs.index)).pow(2).median())


def steps(table: pd.DataFrame, label: str) -> dict[str, str]:
    """The measured iterations of a trained net in words -> their interventions, in order, with the batch's statistics; without
    those that are nearly the last."""
    rows = table[table["label"] == label]
    measured = rows[(rows["quantity"] == GRADIENT_NORM) & rows["value"].notna()].drop_duplicates("intervention")
    kept = measured[measured["intervention"].str.startswith("iteration ", na=False)].sort_values("iteration")
    kept = kept[kept["iteration"] < 0.8 * kept["iterations"]]
    found = {f"{int(iteration):,}": step for iteration, step in zip(kept["iteration"], kept["intervention"], strict=True)}
    last = "last" if (rows["status"] == "imported").all() else f"{int(rows['iterations'].max()):,}"
    return found | ({last: BATCH_STATISTICS} if (measured["intervention"] == BATCH_STATISTICS).any() else {})


def after(step: str) -> str:
    """' after 32 iterations' of one of `steps`; '' of a net as initialised."""
    if step in ("", "0"):
        return " before the first" if step else ""
    return f" after {step} iteration{'s' * (step != '1')}" if step[:1].isdigit() else " at the end"


class Measured(NamedTuple):
    """Norms over that behind the last unit, medians over seeds: at the first unit, and the least of all with its unit."""

    first: float
    least: float
    unit: int

    def text(self) -> str:
        """'0.7 (least 0.19, unit 4)'; '1.6' where the norm is nowhere below that behind the last unit."""
        return f"{self.first:.2g}" + (
            f" (least {self.least:.2g}, unit {self.unit})" if self.least < min(1.0, self.first) else ""
        )


def first_over_last(table: pd.DataFrame, label: str, intervention: str = INTACT) -> pd.Series:
    """Norm of the gradient at the first unit over that behind the last, as measured, by run."""
    values = along.profile(table, label, GRADIENT_NORM, intervention)
    return values.iloc[0] / values.iloc[-1]


def measured(table: pd.DataFrame, label: str, intervention: str = INTACT) -> Measured:
    """What is left of the gradient behind the last unit, as it was measured, without a fit."""
    values = along.profile(table, label, GRADIENT_NORM, intervention)
    ratios = (values / values.iloc[-1]).median(axis=1)
    return Measured(float(ratios.iloc[0]), float(ratios.min()), int(ratios.idxmin()))


def measured_in_training(table: pd.DataFrame, label: str) -> str:
    """'0: 5.1e+03; 32: 0.7 (least 0.19, unit 4)': `measured` after each of `steps`."""
    return "; ".join(f"{text}: {measured(table, label, step).text()}" for text, step in steps(table, label).items())


# figures


def plot_before_training(table: pd.DataFrame, kind: Kind, see: str) -> Figure:
    """A panel for each design, a line for each depth; norms at units with their fitted factors in the key."""
    nets = along.nets(table, kind.quantity)
    found = {net.label: fitted(table, net.label) for net in nets} if kind is AT_UNITS else {}
    names = {label: f": × {one.value:.2f} a unit, {one.word}" for label, one in found.items() if one}
    values = {net.label: kind.values(table, net.label, INTACT) for net in nets}
    fig = along.panels_by_design(nets, values, kind.x, kind.y, names)
    fit = f" Factors: {FIT}." if names else " Steps lie where the width changes."
    rows = table[table["quantity"] == kind.quantity]
    how = f"{kind.words.format(along.images(rows, kind.quantity))}, with the batch's statistics.{fit}{captions.seed_note(rows)}"
    captions.explain(fig, see, how, rows)
    return fig


def plot_in_training(table: pd.DataFrame, kind: Kind, see: str) -> Figure:
    """A panel for each net, a line for each iteration whose weights were kept."""
    nets = along.nets(table, GRADIENT_NORM, INTACT)
    lines = {net.label: steps(table, net.label) | {"running statistics": INTACT} for net in nets}
    fig = along.panels_by_step(nets, lines, lambda label, step: kind.values(table, label, step), kind.x, kind.y)
    shallow = [net.label for net in nets if net.depth < max(net.depth for net in nets)]
    unlike = f" {join_words(shallow)}: not as deep as the others at this budget, so not like with like." if shallow else ""
    how = (
        f"{kind.words.format(along.images(table, kind.quantity))}, with the batch's statistics; dashed: with running ones, "
        f"after the last iteration.{unlike}{_not_kept(table)}{captions.seed_note(table)}"
    )
    captions.explain(fig, see, how, table[(table["quantity"] == kind.quantity) & table["value"].notna()])
    return fig


def _not_kept(table: pd.DataFrame) -> str:
    """Which nets lack weights on the way, and why; '' if none do."""
    lost = table[(table["quantity"] == GRADIENT_NORM) & table["value"].isna() & table["note"].notna()]
    anew = " Imported weights do not say how they began: 0 is drawn anew." if (table["status"] == "imported").any() else ""
    if lost.empty:
        return anew
    return f"{anew} Not measured on the way: {join_words(list(lost['label'].unique()))} ({lost['note'].iloc[0]})."


def plot_factors(table: pd.DataFrame, see: str) -> Figure:
    """The fitted factor of every net before training, with its interval and its word; of a single run, of its own beginning."""
    first = frames.at_initialisation(table)
    start, step = (first, INTACT) if along.nets(first, GROWTH) else (frames.after_training(table), "iteration 0")
    rows = [(net.name, net.colour, found) for net in along.nets(start, GROWTH) if (found := fitted(start, net.label, step))]
    fig, (ax,) = plots.new_figure(width=11.0, height=1.5 + 0.36 * len(rows))
    look: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center",
                            "weight": "bold", "size": style.FONT, "annotation_clip": False}  # fmt: skip
    for y, (_, tint, found) in enumerate(rows):
        ax.plot([found.low, found.high], [y, y], color=tint, lw=3.0, alpha=0.5, solid_capstyle="butt")
        ax.plot(found.value, y, "o", ms=8, color=tint, mec="white", mew=0.8, zorder=4)
        part = f", {100 * found.explained:.1f} %" if found.explained == found.explained else ""
        ax.annotate(f"{found.value:.3f}  {found.word}{part}", (1, y), (10, 0), color=style.ink(tint), **look)
    ax.axvline(1, color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)
    ax.set_yticks(range(len(rows)), [name for name, *_ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(False, axis="y")
    ax.set_xlabel("factor by which one unit multiplies the gradient toward the image")
    how = (
        f"At initialisation, on {along.images(table, GROWTH)}, with the batch's statistics. Factors: {FIT}. Percent: what the "
        "line explains of the logarithms' variance; norms jump where feature maps are halved. Bars: 95 % intervals (of several "
        "seeds from the lowest to the highest end), too narrow, since they take neighbouring units as independent; flat: the "
        "bar holds 1. Units of 1001 layers have three layers, others two."
    )
    captions.explain(fig, see, how, start[start["quantity"] == GROWTH])
    return fig


def plot_both_ways(table: pd.DataFrame, see: str) -> Figure:
    """The deepest net as initialised: variance of the signal, and norm of the gradient."""
    fig, axes = plots.new_figure(columns=2, width=12.5, height=4.6, sharey=False)
    net = along.nets(table, GRADIENT_NORM)[-1]
    panels = ((SHORTCUT_VARIANCE, "variance of x"), (GRADIENT_NORM, "mean norm of ∂E/∂x"))
    for ax, (quantity, words) in zip(axes, panels, strict=True):
        values = along.profile(table, net.label, quantity)
        along.line(ax, values, net.colour)
        along.axis(ax, 0, float(values.index.max()))
        ax.set_ylabel(words)
    along.log(axes[1])
    axes[0].set_ylim(bottom=0)
    plots.panel_title(axes[0], f"{net.name}: forward", net.colour)
    plots.panel_title(axes[1], "backward", net.colour)
    how = (
        f"On {along.images(table, GRADIENT_NORM)}, with their statistics (how many is all that the budget changes here). Left: "
        "variance of what passes a unit beside its branch, mean over channels. Right: norm of the gradient of the loss, mean "
        "over images. Jumps: where the feature map is halved."
    )
    captions.explain(fig, see, how, table[table["quantity"] == GRADIENT_NORM])
    return fig
