"""Figures for experiments that draw nothing themselves: the curves, and whatever was measured. No torch.

Values at units, layers or lags become a profile, a line for each net; others a dot for each run.
"""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.figure import Figure

from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.labels import End, label_ends
from resexp.words import ERROR, INTACT, LOSS


def default_figures(table: pd.DataFrame) -> dict[str, Figure]:
    """The curves and last errors of the nets that were trained (plots.default_figures), and a figure for each quantity that was
    measured; errors and losses after an intervention are left out: their names alone do not say how to draw them.

    Raises:
        UserError: nothing was trained or measured.
    """
    measured = frames.measured_rows(table).dropna(subset=["quantity", "value"])
    measured = measured[~measured["quantity"].isin([ERROR, LOSS])]
    logged = len(frames.measured_rows(table)) < len(table) or (table["status"] == "failed").any()
    drawn = plots.default_figures(table) if logged or measured.empty else {}
    for quantity, rows in measured.groupby("quantity", sort=False):
        name = re.sub(r"\W+", "_", str(quantity)).strip("_") or "measured"
        while name in drawn:
            name += "_"
        drawn[name] = quantity_figure(rows, str(quantity))
    return drawn


def quantity_figure(rows: pd.DataFrame, quantity: str) -> Figure:
    """One quantity: a line along the net for each label, or a dot for each run where there are no two places."""
    rows = with_lines(rows)
    profile = rows["place"].notna().all() and rows["place"].nunique() > 1
    colours = style.cycle_colours(list(dict.fromkeys(rows["line"])))
    if not profile:
        rows = rows.assign(label=rows["line"])
        fig, (ax,) = plots.new_figure(width=9, height=1.6 + 0.5 * len(colours))
        plots.seed_dots(ax, rows, colours)
        ax.set_xlabel(quantity)
        how = "Every seed a dot, the bar their median."
    else:
        fig, (ax,) = plots.new_figure(width=9)
        ends = []
        for line, group in rows.groupby("line", sort=False):
            x, y = along.line(ax, frames.pivot(group, "place"), colours[str(line)])
            ends.append(End(x, y, str(line), colours[str(line)], True))
        words = rows["word"].iloc[0]
        along.axis(ax, rows["place"].min(), rows["place"].max(), along.UNITS if words == "unit" else words)
        ax.set_ylabel(quantity)
        ax.set_ylim(*ax.get_ylim())
        label_ends(ax, [end for end in ends if end.y == end.y], unit="")
        how = captions.seed_note(rows).strip()
    of = along.images(rows, quantity)
    captions.explain(fig, f"{quantity[:1].upper()}{quantity[1:]}, as measured on {of}.", how, rows)
    return fig


def with_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with `place`, the number in `at` (nan if there is none), `word`, what it counts, and `line`: the label, and what
    tells its values apart that no place does."""
    at = rows["at"].fillna("").astype(str)
    parts = at.str.extract(r"^(?:([a-z]+)\.)?(\d+)(?:\.(.+))?$")
    rows = rows.assign(place=parts[1].astype(float), word=parts[0].fillna("unit"))
    placed = rows["place"].notna().all() and rows["place"].nunique() > 1
    inside = parts[2].fillna("") if placed else at
    changed = rows["intervention"].where(rows["intervention"] != INTACT, "")
    several = inside.nunique() > 1
    lines = [", ".join(filter(None, (label, how, where if several or not placed else "")))
             for label, how, where in zip(rows["label"], changed, inside, strict=True)]  # fmt: skip
    return rows.assign(line=lines)
