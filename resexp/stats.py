"""Tests and intervals that need no table: the t test with a pooled noise, rank correlation. No torch."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

PROMISED = 0.05
"""How often at most two nets that are equal are called different, or any of a claim's comparisons of equal nets."""

NOMINAL = 0.03
"""Level of the t test that keeps PROMISED although some nets vary more from seed to seed than others: docs/statistics.md."""


class Rank(NamedTuple):
    """Spearman's rank correlation and its 95 % interval."""

    value: float
    low: float
    high: float

    def above(self, bound: float) -> bool | None:
        """Whether the interval lies above the bound, or below it; None if it holds it."""
        return True if self.low > bound else False if self.high < bound else None

    def text(self) -> str:
        """'+0.82 (+0.74 to +0.88)'."""
        return f"{self.value:+.2f} ({self.low:+.2f} to {self.high:+.2f})"


NESTED = 4
"""Values of nested draws are as good as a fourth as many independent ones: intervals of a rank correlation by resampling whole
draws of our nets are about twice as wide as those by single values (docs/statistics.md)."""


def rank_correlation(x: pd.Series, y: pd.Series, alike: float = 1.0) -> Rank:
    """Of values in pairs; the interval by Fisher's transformation (-1 to 1 of fewer than five), nan where one does not vary.

    Args:
        x: one value of each pair,
        y: and the other.
        alike: how many pairs say as much as one that is independent of all others; NESTED of nested draws.
    """
    value, n = float(x.rank().corr(y.rank())), len(x) / alike
    if n < 5 or math.isnan(value):
        return Rank(value, -1.0, 1.0)
    middle, error = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, value))), 1.96 * 1.03 / math.sqrt(n - 3)
    return Rank(value, math.tanh(middle - error), math.tanh(middle + error))


def part_of_random_orders(one: np.ndarray, other: np.ndarray, rank: float) -> float:
    """The part of random orders whose correlation is as high."""
    if len(one) <= 7:
        orders = np.array(list(itertools.permutations(other)))
    else:
        orders = np.random.default_rng(0).permuted(np.tile(other, (10_000, 1)), axis=1)
    centred = one - one.mean()
    found = orders @ centred / (np.linalg.norm(centred) * np.linalg.norm(other - other.mean()))
    return float((found >= rank - 1e-9).mean())


class Noise(NamedTuple):
    """How much the result of one net varies from seed to seed: a standard deviation pooled over nets of the same recipe."""

    sd: float
    df: int
    nets: int


def pooled_noise(groups: Iterable[Sequence[float]]) -> Noise | None:
    """Pool the variances of groups of seeds; None if no group has two values that are finite.

    Args:
        groups: values of one net each, one a seed; values that are not finite are left out.
    """
    finite = [[value for value in group if math.isfinite(value)] for group in groups]
    several = [np.var(group, ddof=1) * (len(group) - 1) for group in finite if len(group) > 1]
    df = sum(len(group) - 1 for group in finite if len(group) > 1)
    return Noise(math.sqrt(sum(several) / df), df, len(several)) if several else None


def standard_errors(comparisons: int = 1) -> float:
    """How many standard errors a difference must have that counts, of one or of several comparisons (Bonferroni), where the
    noise is known: that of the test images."""
    from scipy import stats

    return float(stats.norm.isf(PROMISED / max(1, comparisons) / 2))


def critical_difference(noise: Noise, n: int, m: int, comparisons: int = 1) -> float:
    """The least difference of two means of n and m seeds that counts, of one or of several comparisons (Bonferroni)."""
    from scipy import stats

    quantile = float(stats.t.isf(NOMINAL / comparisons / 2, noise.df))
    return quantile * noise.sd * math.sqrt(1 / n + 1 / m)


def found_nine_times_in_ten(noise: Noise, n: int, m: int, comparisons: int = 1, power: float = 0.9) -> float:
    """The true difference of two means of n and m seeds that exceeds `critical_difference` with this probability."""
    from scipy import optimize, stats

    quantile, scale = float(stats.t.isf(NOMINAL / comparisons / 2, noise.df)), noise.sd * math.sqrt(1 / n + 1 / m)

    def missing(shift: float) -> float:
        return float(stats.nct.sf(quantile, noise.df, shift)) - power

    return float(optimize.brentq(missing, 0.0, 3 * quantile + 10)) * scale
