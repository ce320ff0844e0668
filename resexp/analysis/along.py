"""Measurements along a net: a value at every unit, layer or lag, from tables to lines. No torch.

values = along.profile(table, "resnet-56", "gradient norm")      # l x run
along.line(ax, values, colour)                                   # median over seeds, band from lowest to highest
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from resexp.analysis import style
from resexp.budget import Budget
from resexp.errors import join_words
from resexp.words import AT_INITIALISATION

NO_BN = " without BN"
"""In the labels of nets from which BN was struck out (`zoo.without_bn`)."""

DESIGNS = {
    "plain": ("plain, with BN", style.FAMILY["plain"]),
    f"plain{NO_BN}": ("plain, without BN", style.OKABE_ITO["orange"]),
    "resnet": ("residual, original", style.FAMILY["resnet"]),
    f"resnet{NO_BN}": ("residual, original, without BN", style.OKABE_ITO["sky"]),
    "preresnet": ("residual, pre-activation", style.FAMILY["preresnet"]),
    f"preresnet{NO_BN}": ("residual, pre-activation, without BN", style.OKABE_ITO["purple"]),
}
"""Name and colour of what is compared at several depths."""

DEPTHS = (20, 56, 110)
SEEDS, MOST_SEEDS = 3, 5
"""Depths of He 2015 that are compared, and seeds of nets as initialised: at least and at most."""

UNITS = "unit (0: nearest to the image)"


def design(label: str) -> str:
    """'plain', 'plain without BN', 'resnet' ...; of other nets the label."""
    family = label.split("-")[0] + (NO_BN if NO_BN in label else "")
    return family if family in DESIGNS and "×" not in label else label


def title(label: str) -> str:
    """The design in words; of other nets their name."""
    return DESIGNS[design(label)][0] if design(label) in DESIGNS else name(label)


def name(label: str) -> str:
    """Without 'at initialisation'."""
    return label.removesuffix(AT_INITIALISATION).rstrip(", ")


def colour(label: str) -> str:
    """Of the design."""
    return DESIGNS[design(label)][1] if design(label) in DESIGNS else style.CYCLE[0]


def families(some: list[str]) -> dict[str, list[str]]:
    """Labels by design, in the order given."""
    groups: dict[str, list[str]] = {}
    for label in some:
        groups.setdefault(design(label), []).append(label)
    return groups


def tints(some: list[str]) -> dict[str, str]:
    """Colours of the designs; of several depths of one the deeper is darker."""
    return {
        label: tint for group in families(some).values() for label, tint in style.depth_shades(group, colour(group[0])).items()
    }


def trained_depths(budget: Budget) -> list[int]:
    """Of the budget's depths those of DEPTHS, or all if none is."""
    return [depth for depth in budget.depths if depth in DEPTHS] or list(budget.depths)


def initial_seeds(budget: Budget) -> tuple[int, ...]:
    """Of nets as initialised: three at least, since they cost no training."""
    return budget.seeds[:MOST_SEEDS] if len(budget.seeds) >= SEEDS else tuple(range(SEEDS))


# what a table holds


def labels(table: pd.DataFrame, quantity: str) -> list[str]:
    """Labels that have a quantity with a value, by design and depth."""
    found = table[(table["quantity"] == quantity) & np.isfinite(table["value"])]
    order = found.drop_duplicates("label").sort_values("depth", kind="stable")["label"]
    known = list(DESIGNS)
    return sorted(order, key=lambda label: known.index(design(label)) if design(label) in known else len(known))


def before(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of nets as initialised."""
    return table[table["iterations"] == 0]


def after(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of trained nets."""
    return table[table["iterations"] > 0]


def deepest(table: pd.DataFrame, quantity: str) -> pd.DataFrame:
    """Rows of the deepest nets of each design among those that have a quantity."""
    table = table[table["label"].isin(labels(table, quantity))]
    return table[table["depth"] == table.groupby(table["label"].map(design))["depth"].transform("max")]


def depth(table: pd.DataFrame, label: str) -> int:
    """Layers."""
    return int(table.loc[table["label"] == label, "depth"].iloc[0])


def images(table: pd.DataFrame, quantity: str) -> str:
    """'128 training images'."""
    rows = table[(table["quantity"] == quantity) & table["value"].notna()]
    words = {"train": "training images", "test": "test images", "holdout": "held-out images"}
    return f"{join_words([f'{int(n):,}' for n in sorted(rows['n'].unique())])} {words[rows['split'].iloc[0]]}"


def profile(table: pd.DataFrame, label: str, quantity: str, intervention: str = "full") -> pd.DataFrame:
    """Place x run, of what is measured at x_l or in unit l, at layers or lags; what is not finite is missing."""
    chosen = (table["label"] == label) & (table["quantity"] == quantity) & (table["intervention"] == intervention)
    rows = table[chosen].dropna(subset=["at", "value"])
    rows = rows.assign(place=[place(at) for at in rows["at"]]).dropna(subset="place")
    wide = rows.drop_duplicates(["run", "place"]).pivot(index="place", columns="run", values="value").sort_index()
    return wide.where(np.isfinite(wide))


def place(at: str) -> float:
    """l of unit.l, unit.l.input and the last unit's unit.(l-1).output; K of lag.K, layer.K and rank.K; nan of others."""
    match = re.fullmatch(r"(?:unit|lag|layer|rank)\.(\d+)(\.input|\.output)?", at)
    return float(match[1]) + (match[2] == ".output") if match else float("nan")


# lines and axes


def line(ax: Axes, values: pd.DataFrame, tint: str, **look: Any) -> tuple[float, float]:
    """The median over seeds, and a band from the lowest to the highest; returns where the line ends."""
    middle = values.median(axis=1).dropna()
    if values.shape[1] > 1:
        ax.fill_between(values.index, values.min(axis=1), values.max(axis=1), color=tint, alpha=0.18, lw=0)
    ax.plot(middle.index, middle, color=tint, **{**style.BOLD, **look})
    return (float(middle.index[-1]), float(middle.iloc[-1])) if len(middle) else (float("nan"), float("nan"))


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
