"""The exact rank-sum test and its intervals, against all ways to deal seeds out; rank correlations by hand."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from resexp import stats


@pytest.mark.parametrize(("n", "m"), [(3, 3), (3, 4), (4, 4), (3, 5), (5, 5), (2, 8)])
def test_nets_that_are_alike_are_told_apart_no_more_often_than_the_level_says(n, m):
    """Over all ways to deal n + m different values out to two nets, each as likely as any other if they are alike."""
    dealt = [(some, [i for i in range(n + m) if i not in some]) for some in itertools.combinations(range(n + m), n)]
    apart = [not stats.why_indistinguishable(one, other) for one, other in dealt]
    assert 0 < sum(apart) <= stats.LEVEL * len(apart)
    against = [sum(a > b for a in one for b in other) for one, other in dealt]
    more = sum(min(pairs, n * m - pairs) <= 1 + stats.critical_u(n, m) for pairs in against)
    assert more > stats.LEVEL * len(apart)  # one pair more against it would be too many


def test_seeds_that_fail_or_tie_or_are_few():
    why, inf = stats.why_indistinguishable, math.inf
    assert why((1.0, 2.0), (3.0, 4.0)) == "2 seeds are too few to tell"
    assert why((1.0,), (3.0, 4.0, 5.0)) == "1 and 3 seeds are too few to tell"
    assert why((1.0, 2.0, 3.0), (3.0, 4.0, 5.0)) == "the seeds of the two overlap"  # a tie
    assert why((1.0, 2.0, 3.0), (inf, inf, inf)) == "" != why((inf, 2.0, 3.0), (inf, inf, inf))
    assert stats.difference_interval((inf, inf, inf), (inf, inf, inf)) == (0.0, 0.0)


def test_intervals_of_differences_by_hand():
    assert stats.difference_interval((10.0, 11.0, 12.0), (8.0, 9.0, 9.5)) == (0.5, 4.0)
    four = (10.0, 11.0, 12.0, 13.0), (8.0, 9.0, 9.5, 10.5)
    assert stats.difference_interval(*four) == (0.5, 4.0)  # -0.5, 0.5, 0.5, 1 ... 3.5, 4, 4, 5: one aside at each end
    assert stats.difference_interval(*four[::-1]) == (-4.0, -0.5)
    assert stats.difference_interval((10.0, 11.0), (8.0, 9.0)) == (-math.inf, math.inf)


def test_rank_correlations_and_their_intervals():
    numbers = pd.Series(range(30))
    assert stats.rank_correlation(numbers, numbers).above(0.5) is True
    assert stats.rank_correlation(numbers, -numbers).above(0.5) is False
    assert stats.rank_correlation(numbers[:4], numbers[:4]).above(0.5) is None  # too few
    some = stats.rank_correlation(pd.Series([1, 2, 3, 4, 5, 6]), pd.Series([1, 2, 3, 5, 6, 4]))
    assert some.value == pytest.approx(1 - 6 * 6 / (6 * 35)) and some.low < 0.6 < some.high and some.above(0.5) is None
    assert stats.rank_correlation(pd.Series([1, 2, 3, 4, 5]), pd.Series([1] * 5)).above(0.5) is None  # one does not vary


def test_how_many_random_orders_are_as_good():
    order = np.array([1.0, 2.0, 3.0, 4.0])
    assert stats.part_of_random_orders(order, order, 1.0) == pytest.approx(1 / 24)
    assert stats.part_of_random_orders(order, order[::-1], -1.0) == 1.0
    many = np.arange(10.0)  # 10,000 of 3.6 million orders
    assert stats.part_of_random_orders(many, many, 0.0) == pytest.approx(0.5, abs=0.02)
