"""Tests and intervals that need no table: rank-sum test, rank correlation. No torch."""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from resexp.errors import join_words

LEVEL = 0.1
"""Two-sided significance level of the rank-sum test."""


def why_indistinguishable(one: Sequence[float], other: Sequence[float]) -> str:
    """Why the seeds of two nets do not tell them apart, '' if they do: the exact rank-sum test (Wilcoxon 1945; Mann & Whitney
    1947) at LEVEL. Of three seeds each none may overlap, of five 4 of the 25 pairs may; two seeds each are too few.

    Args:
        one: values of one net, one a seed; inf of a failed run.
        other: those of the other.
    """
    low, high = difference_interval(one, other)
    if low > 0 or high < 0:
        return ""
    if critical_u(len(one), len(other)) >= 0:
        return "the seeds of the two overlap"
    return f"{join_words(sorted({str(len(one)), str(len(other))}))} seeds are too few to tell"


def difference_interval(one: Sequence[float], other: Sequence[float]) -> tuple[float, float]:
    """The least and the most by which one net's values are above the other's, at LEVEL: what the rank-sum test leaves of the
    differences of all pairs (Hodges & Lehmann 1963). Without bounds where there are too few seeds."""
    spare = critical_u(len(one), len(other))
    found = sorted(0.0 if a == b else a - b for a in one for b in other)
    return (found[spare], found[-1 - spare]) if spare >= 0 else (-math.inf, math.inf)


@functools.cache
def critical_u(n: int, m: int) -> int:
    """Largest U of n and m values that is still significant at LEVEL; -1 if none is."""
    ways, total, found = 0, math.comb(n + m, n), -1
    while found + 1 <= n * m and 2 * (ways := ways + _orders(n, m, found + 1)) <= LEVEL * total + 1e-9:
        found += 1
    return found


@functools.cache
def _orders(n: int, m: int, against: int) -> int:
    """In how many orders of n and m values so many pairs stand the other way round (Mann & Whitney 1947)."""
    if against < 0 or min(n, m) == 0:
        return int(against == 0)
    return _orders(n - 1, m, against - m) + _orders(n, m - 1, against)


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


def rank_correlation(x: pd.Series, y: pd.Series) -> Rank:
    """Of values in pairs, independent of each other; the interval by Fisher's transformation (-1 to 1 of fewer than five), nan
    where one does not vary."""
    value = float(x.rank().corr(y.rank()))
    if len(x) < 5 or math.isnan(value):
        return Rank(value, -1.0, 1.0)
    middle, error = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, value))), 1.96 * 1.03 / math.sqrt(len(x) - 3)
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
