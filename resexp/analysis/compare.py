"""Whether two nets differ: last values of seeds side by side, and what speaks against the difference. No torch.

One rule decides every "differs" (docs/statistics.md): a t test of the means, with a standard deviation of seeds that is pooled
over all nets of the recipe.
"""

from __future__ import annotations

import functools
import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from resexp.analysis.table import failed_as_inf, summarise_seeds
from resexp.budget import home
from resexp.stats import Noise, critical_difference, pooled_noise

RECIPE = ("data", "train_images", "test_images", "iterations", "batch", "split")
"""What runs have in common of which the noise of seeds is pooled; split: train or test, of the error that is compared."""


def by_group(values: pd.DataFrame, by: str = "label") -> pd.DataFrame:
    """Seeds of each group side by side: the rows that `why_undecided` takes.

    They are those of `table.summarise_seeds`, with all values (inf of a failed run) as a tuple in `values`, and in `noise` how
    much seeds vary by (stats.Noise, None if that is not known). The noise is pooled over all nets that are given.

    Args:
        values: `table.last_values`, or other values with label, seed and value.
        by: a column; it is the index too.
    """
    seeds = values.assign(value=failed_as_inf(values["value"])).groupby(by)["value"].agg(tuple).rename("values")
    rows = summarise_seeds(values, by).set_index(by, drop=False).join(seeds).rename_axis(None)
    told = values[[name for name in RECIPE if name in values]].astype(str).itertuples(index=False)
    recipe = pd.Series(["|".join(row) for row in told], index=values.index, dtype=object)
    noises = {name: noise_of_seeds(group) for name, group in values.groupby(recipe)}
    own = {group: set(recipe[values[by] == group]) for group in rows.index}
    noise = [noises[min(names)] if len(names) == 1 else None for names in own.values()]
    return rows.assign(noise=pd.Series(noise, index=rows.index, dtype=object))


def noise_of_seeds(values: pd.DataFrame) -> Noise | None:
    """How much seeds vary by in runs of one recipe: in these nets themselves, or as measured on other nets of the recipe
    (experiments/seed_noise.csv), whichever has more degrees of freedom; None if neither is known.

    Args:
        values: one row a run, with label and value; `table.last_values` also says the recipe.
    """
    own = pooled_noise(tuple(group) for _, group in values.groupby("label")["value"])
    known = _measured_noise(values.iloc[0]) if set(RECIPE) <= set(values) and len(values) else None
    return max((noise for noise in (own, known) if noise is not None), key=lambda noise: noise.df, default=None)


def _measured_noise(row: pd.Series) -> Noise | None:
    """The line of experiments/seed_noise.csv of a run's recipe; None for anything but the error at the end of a training."""
    if (row.get("quantity"), row.get("intervention")) != ("error", "full"):
        return None
    path = home() / "experiments" / "seed_noise.csv"
    if not path.is_file():
        return None
    lines = _read_noise(str(path), path.stat().st_mtime_ns)
    same = lines[(lines[list(RECIPE)] == row[list(RECIPE)].to_numpy()).all(axis=1)]
    return Noise(float(same["sd"].iloc[0]), int(same["df"].iloc[0]), int(same["nets"].iloc[0])) if len(same) else None


@functools.lru_cache(maxsize=4)
def _read_noise(path: str, changed: int) -> pd.DataFrame:
    """`changed` makes an edited file be read again."""
    return pd.read_csv(path)


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
    move = "rises" if centre(high) > centre(low) else "falls"
    return move, f"{what} {move} from {percent(centre(low))} ({low[by]:g} {unit}) to {percent(centre(high))} ({high[by]:g})"


def percent(value: float) -> str:
    """'61.2 %', '0.05 %'; 'fail' for what diverged."""
    return "fail" if value == math.inf else f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"


def centre(row: Any) -> float:
    """The mean over the seeds that ended, inf if most diverged: what is compared. Of a row of `by_group`."""
    return math.inf if row["failed"] > row["n"] else float(row["mean"])


def why_undecided(one: pd.Series, other: pd.Series, comparisons: int = 1) -> str:
    """Why the difference of two nets may be chance; '' if it counts.

    Args:
        one: a row of `by_group`.
        other: another one of the same call.
        comparisons: how many of them a claim makes.
    """
    if not any(math.isfinite(value) for row in (one, other) for value in row["values"]):
        return "both diverged"
    if one["failed"] or other["failed"]:
        apart = math.isfinite(centre(one)) != math.isfinite(centre(other)) and min(one["failed"], other["failed"]) == 0
        return "" if apart else "some seeds diverged"
    margin = _margin(one, other, comparisons)
    if math.isinf(margin):
        return "how much seeds vary is not known"
    if abs(centre(one) - centre(other)) > margin:
        return ""
    return f"seeds explain a difference of {margin:.2g}"


def _margin(one: pd.Series, other: pd.Series, comparisons: int) -> float:
    """The difference that seeds explain; inf if their noise is not known. Of two recipes the one that explains more counts."""
    noises = [row["noise"] for row in (one, other)]
    if None in noises:
        return math.inf
    return max(critical_difference(noise, one["n"], other["n"], comparisons) for noise in noises)


class Gain(NamedTuple):
    """By how many points one error is above another, and the least and the most that the noise leaves of it."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        """'+0.5 (+0.1 to +0.9)'; without the bounds where there are none."""
        return f"{self.value:+.1f}" + (f" ({self.low:+.1f} to {self.high:+.1f})" if math.isfinite(self.high - self.low) else "")


def gain(one: pd.Series, other: pd.Series, comparisons: int = 1) -> Gain:
    """How much lower the other's error is, with what the noise of seeds leaves of it (without bounds if that is not known);
    infinite if one diverged, nan if both. Of two rows of `by_group`."""
    a, b = centre(one), centre(other)
    if a == b == math.inf:
        return Gain(math.nan, math.nan, math.nan)
    if not math.isfinite(a - b):
        return Gain(a - b, a - b, a - b)
    margin = _margin(one, other, comparisons)
    return Gain(a - b, a - b - margin, a - b + margin)


class Standing(NamedTuple):
    """Where one label stands among others: labels that are clearly worse, clearly better, and all."""

    rows: pd.DataFrame
    worse: list[str]
    better: list[str]
    others: list[str]


def standing(values: pd.DataFrame, label: str, times: int = 1) -> Standing | None:
    """Which labels have a higher and which a lower error than this one, by `why_undecided`, corrected for their number, `times`
    if a claim asks so often; None if it or any other is missing. A label that diverged is worse."""
    rows = by_group(values)
    if label not in rows.index or len(rows) < 2:
        return None
    others = [other for other in rows.index if other != label]
    clear = [other for other in others if not why_undecided(rows.loc[label], rows.loc[other], times * len(others))]
    worse = [other for other in clear if centre(rows.loc[other]) > centre(rows.loc[label])]
    better = [other for other in clear if centre(rows.loc[other]) < centre(rows.loc[label])]
    return Standing(rows, worse, better, others)
