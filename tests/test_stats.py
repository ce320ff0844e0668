"""Pooled noise by hand, what the t test finds by simulation; rank correlations by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats as tests

from resexp import stats


def test_noise_is_pooled_over_nets_of_several_seeds():
    found = stats.pooled_noise([(1.0, 3.0), (10.0, 11.0, 12.0), (5.0,), ()])  # sums of squares 2 of 1 and 2 of 2
    assert found == (pytest.approx(math.sqrt(4 / 3)), 3, 2)
    assert stats.pooled_noise([(1.0, 3.0, math.inf), (math.nan, 5.0)]) == (pytest.approx(math.sqrt(2)), 1, 1)
    assert stats.pooled_noise([(2.0, 2.0)]) == (0.0, 1, 1)
    assert stats.pooled_noise([(1.0,), (2.0, math.nan), ()]) is stats.pooled_noise([]) is None
    groups = np.random.default_rng(0).normal(0, 2, (5, 3)) + np.arange(5.0)[:, None]
    assert stats.pooled_noise([tuple(group) for group in groups]).sd == pytest.approx(groups.var(1, ddof=1).mean() ** 0.5)
    assert stats.pooled_noise(group for group in groups.tolist()).df == 10  # of what can be read once only


def test_the_least_difference_that_counts():
    noise = stats.Noise(1.5, 20, 10)
    assert stats.critical_difference(noise, 1, 1) == pytest.approx(2.3360 * 1.5 * math.sqrt(2), abs=1e-3)  # t of 20, 1.5 %
    assert stats.critical_difference(noise, 3, 3) == pytest.approx(stats.critical_difference(noise, 1, 1) / math.sqrt(3))
    assert stats.critical_difference(noise, 2, 5) == stats.critical_difference(noise, 5, 2)
    assert stats.critical_difference(noise, 1, 1, 3) == pytest.approx(2.8453 * 1.5 * math.sqrt(2), abs=1e-3)  # 0.5 %
    assert stats.critical_difference(stats.Noise(1.5, 2, 1), 1, 1) > 1.7 * stats.critical_difference(noise, 1, 1)
    assert 0 < stats.NOMINAL < stats.PROMISED


@pytest.mark.parametrize(("df", "n", "m", "comparisons"), [(20, 1, 1, 1), (6, 3, 3, 1), (20, 3, 3, 11), (2, 5, 2, 2)])
def test_what_is_found_nine_times_in_ten_is(df, n, m, comparisons):
    noise, rng, draws = stats.Noise(1.7, df, 1), np.random.default_rng([df, n, m]), 20_000
    true = stats.found_nine_times_in_ten(noise, n, m, comparisons)
    differences = rng.normal(true, 1.7, (draws, n)).mean(1) - rng.normal(0, 1.7, (draws, m)).mean(1)
    estimates = np.sqrt(rng.chisquare(df, draws) / df)  # of the noise, over what it is
    found = np.abs(differences) > estimates * stats.critical_difference(noise, n, m, comparisons)
    assert found.mean() == pytest.approx(0.9, abs=3 * math.sqrt(0.9 * 0.1 / draws))
    assert stats.found_nine_times_in_ten(noise, n, m, comparisons, power=0.5) < true


def test_rank_correlations_are_those_of_scipy():
    one, other = (pd.Series(np.random.default_rng(seed).integers(0, 9, 30)) for seed in (0, 1))  # with ties
    assert stats.rank_correlation(one, other).value == pytest.approx(tests.spearmanr(one, other).statistic)


def test_rank_correlations_and_their_intervals():
    numbers = pd.Series(range(30))
    assert stats.rank_correlation(numbers, numbers).above(0.5) is True
    assert stats.rank_correlation(numbers, -numbers).above(0.5) is False
    assert stats.rank_correlation(numbers[:4], numbers[:4]).above(0.5) is None  # too few
    some = stats.rank_correlation(pd.Series([1, 2, 3, 4, 5, 6]), pd.Series([1, 2, 3, 5, 6, 4]))
    assert some.value == pytest.approx(1 - 6 * 6 / (6 * 35)) and some.low < 0.6 < some.high and some.above(0.5) is None
    assert stats.rank_correlation(pd.Series([1, 2, 3, 4, 5]), pd.Series([1] * 5)).above(0.5) is None  # one does not vary
    four, once = (
        stats.rank_correlation(pd.concat([numbers] * 4), pd.concat([-numbers] * 4), 4),
        stats.rank_correlation(numbers, -numbers),
    )
    assert four == pytest.approx(once) and stats.rank_correlation(numbers[:19], numbers[:19], 4).above(0.5) is None


def test_how_many_random_orders_are_as_good():
    order = np.array([1.0, 2.0, 3.0, 4.0])
    assert stats.part_of_random_orders(order, order, 1.0) == pytest.approx(1 / 24)
    assert stats.part_of_random_orders(order, order[::-1], -1.0) == 1.0
    many = np.arange(10.0)  # 10,000 of 3.6 million orders
    assert stats.part_of_random_orders(many, many, 0.0) == pytest.approx(0.5, abs=0.02)
