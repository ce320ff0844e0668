"""Whether two nets differ: last values of seeds side by side, and what speaks against the difference. No torch."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd

from resexp import stats
from resexp.analysis.table import failed_as_inf, summarise_seeds


def by_group(values: pd.DataFrame, by: str = "label") -> pd.DataFrame:
    """Seeds of each group side by side: the rows that `why_undecided` takes.

    They are those of `table.summarise_seeds`, with all values (inf of a failed run) as a tuple in `values`, and the images
    behind them in `n_images`.

    Args:
        values: `table.last_values`, or other errors in percent with label, seed, n and value.
        by: a column; it is the index too.
    """
    images = values.groupby(by)["n"].sum().rename("n_images")
    seeds = values.assign(value=failed_as_inf(values["value"])).groupby(by)["value"].agg(tuple).rename("values")
    return summarise_seeds(values, by).set_index(by, drop=False).join(images).join(seeds).rename_axis(None)


def shallowest_and_deepest(values: pd.DataFrame, by: str = "depth", failed: bool = False) -> tuple[pd.Series, pd.Series] | None:
    """The lowest and the highest `by`, each as a row of `by_group`; None if there is only one.

    Args:
        values: `table.last_values`, of the runs to compare.
        by: a column of numbers.
        failed: take those too of which the median run diverged.
    """
    rows = by_group(values, by).sort_values(by)
    rows = rows if failed else rows[np.isfinite(rows["median"])]
    return (rows.iloc[0], rows.iloc[-1]) if len(rows) > 1 else None


def describe_change(low: pd.Series, high: pd.Series, what: str, unit: str = "layers", by: str = "depth") -> tuple[str, str]:
    """('rises', 'Plain nets: training error rises from 61.2 % (20 layers) to 75.3 % (56)') of two `shallowest_and_deepest`."""
    move = "rises" if high["median"] > low["median"] else "falls"
    return move, f"{what} {move} from {percent(low['median'])} ({low[by]:g} {unit}) to {percent(high['median'])} ({high[by]:g})"


def percent(value: float) -> str:
    """'61.2 %', '0.05 %'; 'fail' for what diverged."""
    return "fail" if value == math.inf else f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"


def why_undecided(one: pd.Series, other: pd.Series) -> str:
    """Why the difference of two medians may be chance; '' if nothing speaks for it. A failed run is worse than any other.

    Args:
        one: a row of `by_group`.
        other: another one.
    """
    if not any(math.isfinite(value) for row in (one, other) for value in row["values"]):
        return "both diverged"
    if min(row["n"] + row["failed"] for row in (one, other)) > 1:
        return stats.why_indistinguishable(one["values"], other["values"])
    if not math.isfinite(one["median"]) or not math.isfinite(other["median"]):
        return ""
    error = two_standard_errors(one, other)
    if abs(one["median"] - other["median"]) >= error:
        return ""
    images = min(row["n_images"] / row["n"] for row in (one, other))
    return f"{images:,.0f} images leave an uncertainty of ±{error:.1f} points"


def two_standard_errors(*rows: pd.Series) -> float:
    """Two standard errors of a sum or difference of error rates, in points, by the images that each was measured on.

    Args:
        rows: of `by_group`.
    """
    return 2.0 * float(sum(row["median"] * (100 - row["median"]) * row["n"] / row["n_images"] for row in rows)) ** 0.5


class Gain(NamedTuple):
    """By how many points one error is above another, and the least and the most that the noise leaves of it."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        """'+0.5 (+0.1 to +0.9)'; without the bounds where there are none."""
        return f"{self.value:+.1f}" + (f" ({self.low:+.1f} to {self.high:+.1f})" if math.isfinite(self.high - self.low) else "")


def gain(one: pd.Series, other: pd.Series) -> Gain:
    """How much lower the other's median is, with the interval that seeds leave, or with one seed two standard errors of the
    test images; infinite if one diverged, nan if both. Of two rows of `by_group`."""
    a, b = float(one["median"]), float(other["median"])
    if a == b == math.inf:
        return Gain(math.nan, math.nan, math.nan)
    if min(one["n"] + one["failed"], other["n"] + other["failed"]) > 1:
        return Gain(a - b, *stats.difference_interval(one["values"], other["values"]))
    error = two_standard_errors(one, other) if math.isfinite(a - b) else 0.0
    return Gain(a - b, a - b - error, a - b + error)


class Standing(NamedTuple):
    """Where one label stands among others: labels that are clearly worse, clearly better, and all."""

    rows: pd.DataFrame
    worse: list[str]
    better: list[str]
    others: list[str]


def standing(values: pd.DataFrame, label: str) -> Standing | None:
    """Which labels have a higher and which a lower error than this one, by `why_undecided`; None if it or any other is missing.
    A label that diverged is worse."""
    rows = by_group(values)
    if label not in rows.index or len(rows) < 2:
        return None
    others = [other for other in rows.index if other != label]
    clear = [other for other in others if not why_undecided(rows.loc[label], rows.loc[other])]
    worse = [other for other in clear if rows["median"][other] > rows["median"][label]]
    better = [other for other in clear if rows["median"][other] < rows["median"][label]]
    return Standing(rows, worse, better, others)
