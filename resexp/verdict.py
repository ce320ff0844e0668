"""What was found, in plain sentences computed from a table, with what speaks against them. No torch."""

from __future__ import annotations

import pandas as pd

from resexp import published
from resexp.table import spread


def ends(values: pd.DataFrame, by: str = "depth") -> tuple[pd.Series, pd.Series] | None:
    """The lowest and the highest `by` that have a value, each as a row of `table.spread` with the images behind it.

    Args:
        values: `table.final`, of the runs to compare.
        by: a column of numbers.
    """
    images = values.groupby(by, as_index=False)["n"].sum()
    rows = spread(values, by).merge(images, on=by, suffixes=("", "_images"))
    rows = rows[rows["n"] > 0].sort_values(by)
    return (rows.iloc[0], rows.iloc[-1]) if len(rows) > 1 else None


def trend(values: pd.DataFrame, what: str, paper: str, unit: str = "layers", by: str = "depth", aside: str = "") -> str:
    """'Plain nets: training error rises from 61.2 % (20 layers) to 75.3 % (56), as in the paper.', or that it does not.

    Args:
        values: `table.final`, of the runs to compare.
        what: the beginning of the sentence, as 'Plain nets: training error'.
        paper: what it does in the paper: rises or falls.
        unit: of `by`.
        by: the column of numbers along which it rises or falls.
        aside: said where it is unlike in the paper, as 'not at this budget'.
    """
    found = ends(values, by)
    if found is None:
        return ""
    low, high = found
    move = "rises" if high["median"] > low["median"] else "falls"
    text = f"{what} {move} from {percent(low['median'])} ({low[by]:g} {unit}) to {percent(high['median'])} ({high[by]:g}), "
    if why := doubt(low, high):
        return f"{text}but {why}: undecided (in the paper it {paper})."
    if move == paper:
        return f"{text}as in the paper{' (one seed)' if min(low['n'], high['n']) == 1 else ''}."
    return f"{text}unlike in the paper, where it {paper}{': ' + aside if aside else ''}."


def percent(value: float) -> str:
    """'61.2 %', '0.05 %'."""
    return f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"


def doubt(one: pd.Series, other: pd.Series) -> str:
    """Why the difference of two medians may be chance; '' if nothing speaks for it.

    Args:
        one: a row of `table.spread`, with the images behind its values as `n_images`.
        other: another one.
    """
    if min(one["n"], other["n"]) > 1:
        overlap = one["min"] <= other["max"] and other["min"] <= one["max"]
        return "the seeds of the two overlap" if overlap else ""
    images = [row["n_images"] / row["n"] for row in (one, other)]
    variance = sum(row["median"] * (100 - row["median"]) / n for row, n in zip((one, other), images, strict=True))
    error = 2 * variance**0.5
    if abs(one["median"] - other["median"]) >= error:
        return ""
    return f"{min(images):,.0f} images leave an uncertainty of ±{error:.1f} points"


def failures(table: pd.DataFrame) -> list[str]:
    """A sentence for each net of which runs diverged."""
    runs = table.drop_duplicates("run")
    lost = runs[runs["status"] == "failed"].groupby("label", sort=False).size()
    of = runs.groupby("label").size()
    return [f"{label}: fail (the loss of {number} of {of[label]} runs was not finite)." for label, number in lost.items()]


SHOWS = "this shows the order of training difficulty, not the papers' final errors"


def caveats(table: pd.DataFrame, shows: str = SHOWS) -> list[str]:
    """What these runs cannot show: standing sentences for every experiment's verdict.

    Args:
        table: of the experiment.
        shows: what nets far from converged show.
    """
    lines, trained = [], table[table["iterations"] > 0]
    if (table["data"] == "synthetic").any():
        lines.append("Measured on the synthetic set, not on CIFAR: nothing here can be held against the papers' numbers.")
    if trained.empty:
        return lines
    if (trained["status"] == "imported").all():
        lines.append("Imported weights: one training each, done elsewhere, so there is no spread.")
    elif trained.groupby("label")["run"].nunique().max() == 1:
        lines.append("One seed a net: there is no spread, and small differences may be chance.")
    if trained["iterations"].min() < published.PAPER_ITERATIONS:
        lines.append(
            f"A net trained for {trained['epochs'].max():.1f} epochs is far from converged: {shows} "
            f"({published.PAPER_EPOCHS} epochs)."
        )
    return lines
