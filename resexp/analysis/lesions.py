"""Nets with units deleted or moved after training (Veit 2016, section 4): frames of the rows, and how they are drawn. No torch."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from resexp.analysis import captions, frames, style
from resexp.analysis.labels import End, label_ends
from resexp.words import NO_LESION, TRANSITIONS_KEPT

BAND = (0.1, 0.9)
"""Quantiles of draws between which a band lies."""


# draws of many lesions


def draws(table: pd.DataFrame, kept: bool | None = None) -> pd.DataFrame:
    """One row a draw: label, run, seed, value, k deleted units (0: the intact net), and whether those that halve the feature map
    were kept in every draw.

    Args:
        table: with rows of lesion.many.
        kept: draws of this kind only; None: of both.
    """
    lesion = table["intervention"].fillna("").str.startswith(("drop", NO_LESION))
    rows = table[lesion & (table["quantity"] == "error") & table["value"].notna()]
    rows = rows.assign(k=rows["at"].astype(float).fillna(0).astype(int), kept=rows["note"].eq(TRANSITIONS_KEPT))
    return rows if kept is None else rows[rows["kept"] == kept]


def draw_counts(table: pd.DataFrame) -> str:
    """How many draws there are for each number of units: '20', 'up to 20', '10 (dashed: 5)'."""
    words = []
    for kept in (False, True):
        found = draws(table, kept)
        per = found[found["k"] > 0].groupby(["run", "k"]).size()
        words += [] if per.empty else [f"{per.max()}" if per.min() == per.max() else f"up to {per.max()}"]
    return f"{words[0]} (dashed: {words[1]})" if len(set(words)) == 2 else "".join(words[:1])


def plot_draws(ax: Axes, rows: pd.DataFrame, colour: str, name: str = "", dashed: bool = False) -> End:
    """Error against the number of deleted units: the median over draws and seeds, and a band. Returns the line's end.

    Args:
        ax: where to draw, after `error_axis`.
        rows: `draws` of one net, of one kind.
        colour: of the line.
        name: what stands at its end.
        dashed: how the control is drawn.
    """
    by = rows.groupby("k")["value"]
    middle, low, high = by.median(), by.quantile(BAND[0]), by.quantile(BAND[1])
    ax.fill_between(middle.index, low, high, color=colour, alpha=0.16, lw=0, zorder=1.5)
    ax.plot(middle.index, middle, color=colour, lw=2.8, marker="o", ms=5, ls=(0, (4, 1.6)) if dashed else "-", zorder=3,
            clip_on=False)  # fmt: skip
    return End(float(middle.index[-1]), float(middle.iloc[-1]), name, colour, not dashed)


def counts_axis(ax: Axes, ends: list[End], limit: float) -> None:
    """The x axis of `plot_draws`, as far as its lines go, and at their ends the names of those that have one, and of chance."""
    ax.set_xlim(0, max([1.0, *(end.x for end in ends)]))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("deleted units")
    label_ends(ax, [*(end for end in ends if end.text), chance_end(ax, limit)])


def draws_note(table: pd.DataFrame) -> str:
    """What `plot_draws` draws, in words."""
    seeds, found = " and all seeds" if frames.several_seeds(table) else "", draws(table)
    return (
        f"Lines: medians over {draw_counts(table)} random draws for each number{seeds}; bands: the middle "
        f"{100 * (BAND[1] - BAND[0]):.0f} %.{images_note(found, table)}"
    )


# what all of them draw


def error_axis(ax: Axes, limit: float) -> None:
    """A y axis of errors up to 100 %, and the dashed line of chance."""
    ax.set_ylim(0, 100)
    chance_line(ax, limit)


def chance_line(ax: Axes, limit: float) -> None:
    """A dashed line where guessing stands."""
    ax.axhline(limit, color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)


def chance_end(ax: Axes, limit: float) -> End:
    """The name of `chance_line`, for `label_ends`; set the x limits first."""
    return End(ax.get_xlim()[1], limit, "chance", style.GREY)


def images_note(found: pd.DataFrame, table: pd.DataFrame) -> str:
    """' Each on the first 250 test images.', of what was measured."""
    n = found.loc[found["value"].notna(), "n"].max()
    return f" Each on {captions.tested_on(table, n)}." if n == n else ""
