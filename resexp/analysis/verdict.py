"""What was found, in plain sentences computed from a table, with what speaks against them. No torch."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from resexp.analysis import published
from resexp.analysis.table import final, spread, worst
from resexp.errors import join

CHANCE = 0.1
"""How often the seeds of two nets that are alike may be told apart: the level, two-sided, of the rank-sum test."""


def groups(values: pd.DataFrame, by: str = "label") -> pd.DataFrame:
    """`table.spread` by group, with all values (inf of a failed run) as a tuple, and the images behind them as n_images: the
    rows that `doubt` takes.

    Args:
        values: `table.final`, or other errors in percent with label, seed, n and value.
        by: a column; it is the index too.
    """
    images = values.groupby(by)["n"].sum().rename("n_images")
    seeds = values.assign(value=worst(values["value"])).groupby(by)["value"].agg(tuple).rename("values")
    return spread(values, by).set_index(by, drop=False).join(images).join(seeds).rename_axis(None)


def ends(values: pd.DataFrame, by: str = "depth", failed: bool = False) -> tuple[pd.Series, pd.Series] | None:
    """The lowest and the highest `by`, each as a row of `groups`; None if there is only one.

    Args:
        values: `table.final`, of the runs to compare.
        by: a column of numbers.
        failed: take those too of which the median run diverged.
    """
    rows = groups(values, by).sort_values(by)
    rows = rows if failed else rows[np.isfinite(rows["median"])]
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
    move, text = moved(low, high, what, unit, by)
    text += ", "
    if why := doubt(low, high):
        return f"{text}but {why}: undecided (in the paper it {paper})."
    if move == paper:
        return f"{text}as in the paper{' (one seed)' if min(low['n'], high['n']) == 1 else ''}."
    return f"{text}unlike in the paper, where it {paper}{': ' + aside if aside else ''}."


def moved(low: pd.Series, high: pd.Series, what: str, unit: str = "layers", by: str = "depth") -> tuple[str, str]:
    """('rises', 'Plain nets: training error rises from 61.2 % (20 layers) to 75.3 % (56)') of two `ends`."""
    move = "rises" if high["median"] > low["median"] else "falls"
    return move, f"{what} {move} from {percent(low['median'])} ({low[by]:g} {unit}) to {percent(high['median'])} ({high[by]:g})"


def percent(value: float) -> str:
    """'61.2 %', '0.05 %'; 'fail' for what diverged."""
    return "fail" if value == math.inf else f"{value:.1f} %" if value >= 1 else f"{value:.2f} %"


def doubt(one: pd.Series, other: pd.Series) -> str:
    """Why the difference of two medians may be chance; '' if nothing speaks for it. A failed run is worse than any other.

    Args:
        one: a row of `groups`.
        other: another one.
    """
    if not any(math.isfinite(value) for row in (one, other) for value in row["values"]):
        return "both diverged"
    if min(row["n"] + row["failed"] for row in (one, other)) > 1:
        return alike(one["values"], other["values"])
    if not math.isfinite(one["median"]) or not math.isfinite(other["median"]):
        return ""
    error = uncertainty(one, other)
    if abs(one["median"] - other["median"]) >= error:
        return ""
    images = min(row["n_images"] / row["n"] for row in (one, other))
    return f"{images:,.0f} images leave an uncertainty of ±{error:.1f} points"


def uncertainty(*rows: pd.Series) -> float:
    """Two standard errors of a sum or difference of error rates, in points, by the images that each was measured on.

    Args:
        rows: of `groups`.
    """
    return 2.0 * float(sum(row["median"] * (100 - row["median"]) * row["n"] / row["n_images"] for row in rows)) ** 0.5


def alike(one: Sequence[float], other: Sequence[float]) -> str:
    """Why the seeds of two nets do not tell them apart, '' if they do: the exact rank-sum test (Wilcoxon 1945; Mann & Whitney
    1947) at CHANCE. Of three seeds each none may overlap, of five 4 of the 25 pairs may; two seeds each are too few.

    Args:
        one: values of one net, one a seed; inf of a failed run.
        other: those of the other.
    """
    low, high = interval(one, other)
    if low > 0 or high < 0:
        return ""
    if _spare(len(one), len(other)) >= 0:
        return "the seeds of the two overlap"
    return f"{join(sorted({str(len(one)), str(len(other))}))} seeds are too few to tell"


def interval(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """The least and the most by which one net's values are above the other's, at CHANCE: what the rank-sum test leaves of the
    differences of all pairs (Hodges & Lehmann 1963). Without bounds where there are too few seeds."""
    spare = _spare(len(one), len(other))
    found = sorted(0.0 if a == b else a - b for a in one for b in other)
    return (found[spare], found[-1 - spare]) if spare >= 0 else (-math.inf, math.inf)


@functools.cache
def _spare(n: int, m: int) -> int:
    """How many pairs of n and m values may stand against an order that is no chance; -1 if chance cannot be excluded."""
    ways, total, found = 0, math.comb(n + m, n), -1
    while found + 1 <= n * m and 2 * (ways := ways + _ways(n, m, found + 1)) <= CHANCE * total + 1e-9:
        found += 1
    return found


@functools.cache
def _ways(n: int, m: int, against: int) -> int:
    """In how many orders of n and m values so many pairs stand the other way round (Mann & Whitney 1947)."""
    if against < 0 or min(n, m) == 0:
        return int(against == 0)
    return _ways(n - 1, m, against - m) + _ways(n, m - 1, against)


class Gain(NamedTuple):
    """By how many points one error is above another, and the least and the most that the noise leaves of it."""

    value: float
    low: float
    high: float

    def text(self) -> str:
        """'+0.5 (+0.1 to +0.9)'; without the bounds where there are none."""
        return f"{self.value:+.1f}" + (f" ({self.low:+.1f} to {self.high:+.1f})" if math.isfinite(self.high - self.low) else "")


def gain(one: pd.Series, other: pd.Series) -> Gain:
    """How much lower the other's median is, and the `interval` of it; with one seed two standard errors of the images. Of two
    rows of `groups`; infinite if one diverged, nan if both."""
    a, b = float(one["median"]), float(other["median"])
    if a == b == math.inf:
        return Gain(math.nan, math.nan, math.nan)
    if min(one["n"] + one["failed"], other["n"] + other["failed"]) > 1:
        return Gain(a - b, *interval(one["values"], other["values"]))
    error = uncertainty(one, other) if math.isfinite(a - b) else 0.0
    return Gain(a - b, a - b - error, a - b + error)


class Standing(NamedTuple):
    """Where one label stands among others: labels that are clearly worse, clearly better, and all."""

    rows: pd.DataFrame
    worse: list[str]
    better: list[str]
    others: list[str]

    @property
    def how(self) -> str:
        """What makes it clear."""
        one_seed = (self.rows["n"] + self.rows["failed"]).min() == 1
        return "by more than the noise of the test images (one seed)" if one_seed else "beyond the noise of seeds (each 10 %)"


def standing(values: pd.DataFrame, label: str) -> Standing | None:
    """Which labels have a higher and which a lower error than this one, the seeds or the images deciding (`doubt`); None if it
    or any other is not there. One that diverged is worse."""
    rows = groups(values)
    if label not in rows.index or len(rows) < 2:
        return None
    others = [other for other in rows.index if other != label]
    clear = [other for other in others if not doubt(rows.loc[label], rows.loc[other])]
    worse = [other for other in clear if rows["median"][other] > rows["median"][label]]
    better = [other for other in clear if rows["median"][other] < rows["median"][label]]
    return Standing(rows, worse, better, others)


def pair(values: pd.DataFrame, one: str, other: str, what: str, paper: str, names: tuple[str, str] = ("", "")) -> str:
    """'Basic units: 52.1 % original, 50.3 % pre-activation: lower, as in the paper.', or that it is not, or undecided.

    Args:
        values: `table.final`, of errors.
        one: a label.
        other: the label that the sentence speaks of.
        what: the beginning of the sentence.
        paper: what the other's error is in the paper: lower or higher; '' if the paper has none.
        names: of the two; by default the labels.
    """
    rows = groups(values[values["label"].isin([one, other])])
    if one not in rows.index or other not in rows.index or not np.isfinite(rows["median"]).all():
        return ""
    a, b = rows.loc[one], rows.loc[other]
    move = "lower" if b["median"] < a["median"] else "higher"
    text = f"{what}: {percent(a['median'])} {names[0] or one}, {percent(b['median'])} {names[1] or other}"
    if why := doubt(a, b):
        return f"{text}, but {why}: undecided{f' (in the paper it is {paper})' if paper else ''}."
    seed = " (one seed)" if min(a["n"], b["n"]) == 1 else ""
    if not paper:
        return f"{text}: {move}{seed}."
    return f"{text}: {move}{seed}, {'as' if move == paper else 'unlike'} in the paper."


def order(values: pd.DataFrame, numbers: Mapping[str, published.Number]) -> list[str]:
    """How far our rows stand in the order of a paper's table, and whether seeds leave anything of it. Sentences.

    Spearman's rank correlation of medians over seeds with the paper's column; rows that the paper calls `fail`, and ours of
    which the median run diverged, tie for the last place. What chance does is taken from random orders: all of them up to 7
    rows, else 10,000.

    Args:
        values: `table.final`, of the labels to rank; those on other data than the paper's are left out.
        numbers: the published number of each label.
    """
    known = values["label"].map({label: number.data for label, number in numbers.items()}) == values["data"]
    values = values[known]
    medians = spread(values).set_index("label")["median"]
    paper = pd.Series({label: _worst(numbers[label].value) for label in medians.index}, dtype=float)
    n, ties = len(medians), int((paper == math.inf).sum())
    if n < 3 or paper.nunique() < 2:
        return []
    rank = paper.rank().corr(medians.rank())
    if rank != rank:
        return [f"All {n} rows end alike here: there is no order to compare with the paper's."]
    chance = _as_good_by_chance(paper.rank().to_numpy(), medians.rank().to_numpy(), rank)
    random = f"{percent(100 * chance)} of random orders do" if chance else "none of 10,000 random orders does"
    tied = f" {ties} rows that the paper calls `fail` share the last rank." if ties > 1 else ""
    lines = [
        f"Rank correlation (Spearman) of our median errors with the paper's column: {rank:+.2f}, n = {n} rows; "
        f"{random} as well.{tied}"
    ]
    pairs = [(a, b) for a in paper.index for b in paper.index if paper[a] < paper[b]]
    kept = sum(medians[a] < medians[b] for a, b in pairs)
    text = f"Of {len(pairs)} pairs of rows that differ in the paper {kept} stand in its order"
    seeds = groups(values)["values"]
    if seeds.map(len).max() < 2:
        return [*lines, f"{text}; with one seed it is not known which of them are chance."]
    apart = [(a, b) for a, b in pairs if not alike(seeds[a], seeds[b])]
    right = sum(medians[a] < medians[b] for a, b in apart)
    lines.append(
        f"{text}; {len(apart)} of them the seeds tell apart (rank-sum test; of rows that are alike, at most "
        f"{100 * CHANCE:.0f} %), and {right} of these stand in its order."
    )
    between = float(medians[np.isfinite(medians)].std())
    within = float(values.dropna(subset="value").groupby("label")["value"].var().mean() ** 0.5)
    if math.isnan(between) or math.isnan(within):
        return lines
    word = "more" if between > 2 * within else "no more"
    return [
        *lines,
        f"The rows' medians vary by {between:.2f} points (standard deviation), the seeds of a row by {within:.2f}: rows "
        f"separate by {word} than twice the noise of seeds.",
    ]


def _worst(value: float | str) -> float:
    return value if isinstance(value, float) else math.inf


def _as_good_by_chance(one: np.ndarray, other: np.ndarray, rank: float) -> float:
    """The part of random orders whose correlation is as high."""
    if len(one) <= 7:
        orders = np.array(list(itertools.permutations(other)))
    else:
        orders = np.random.default_rng(0).permuted(np.tile(other, (10_000, 1)), axis=1)
    centred = one - one.mean()
    found = orders @ centred / (np.linalg.norm(centred) * np.linalg.norm(other - other.mean()))
    return float((found >= rank - 1e-9).mean())


def fails(table: pd.DataFrame, numbers: Mapping[str, published.Number]) -> list[str]:
    """Which rows `fail` as He 2016 has it, beside those that fail in the paper; or why that cannot be judged here."""
    limit = f"a test error above {published.FAIL:.0f} %"
    if published.incomparable(table):
        text = f"The paper's `fail` means {limit} at its full length: it cannot be judged here; "
        return [f"{text}only a loss that is not finite is called so."]
    medians = spread(final(table)).set_index("label")["median"]
    ours = [label for label in medians.index if medians[label] > published.FAIL]
    paper = [label for label in medians.index if label in numbers and numbers[label].value == "fail"]
    both = f"{len(set(ours) & set(paper))} of the {len(paper)} rows that fail in the paper"
    return [f"Fail ({limit}): {'; '.join(ours) or 'no row'}. These are {both}."]


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
        lines.append("One seed of each trained net: there is no spread, and small differences may be chance.")
    if trained["iterations"].min() < published.PAPER_ITERATIONS:
        lines.append(
            f"A net trained for {trained['epochs'].max():.1f} epochs is far from converged: {shows} "
            f"({published.PAPER_EPOCHS} epochs)."
        )
    return lines
