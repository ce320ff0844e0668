"""Whether two nets differ, on values of a few seeds by hand."""

import math

import pytest
from fakes import values

from resexp.analysis import compare

nan = float("nan")


def two(**given):
    """The rows of labels a and b."""
    rows = compare.by_group(values(**given))
    return rows.loc["a"], rows.loc["b"]


def test_groups_hold_their_seeds_with_failed_ones_as_infinite():
    one, other = two(a=(10.0, 12.0, nan), b=8.0)
    assert (one["median"], one["n"], one["failed"], one["values"], one["n_images"]) == (
        12.0,
        2,
        1,
        (10.0, 12.0, math.inf),
        20_000,
    )
    assert (other["median"], other["n"], other["failed"], other["values"], other["n_images"]) == (8.0, 1, 0, (8.0,), 10_000)


def test_why_a_difference_may_be_chance():
    assert compare.why_undecided(*two(a=10.0, b=15.0)) == ""  # 5 points against 2 sqrt((10 90 + 15 85) / 10,000) = 0.93
    assert compare.why_undecided(*two(a=10.0, b=15.0, n=100)) == "100 images leave an uncertainty of ±9.3 points"
    assert compare.why_undecided(*two(a=(10.0, 10.1, 10.2), b=(10.3, 10.4, 10.5))) == ""
    assert compare.why_undecided(*two(a=(10.0, 10.1, 10.4), b=(10.3, 10.4, 10.5))) == "the seeds of the two overlap"
    assert compare.why_undecided(*two(a=10.0, b=nan)) == "" and compare.why_undecided(*two(a=nan, b=nan)) == "both diverged"
    assert compare.why_undecided(*two(a=(nan, nan, nan), b=(50.0, 60.0, 70.0))) == ""  # a failure is worse than any error


def test_the_shallowest_and_the_deepest():
    found = compare.shallowest_and_deepest(values(a20=10.0, b32=9.0, c56=8.0))
    assert [row["depth"] for row in found] == [20, 56]
    assert compare.describe_change(*found, "error") == ("falls", "error falls from 10.0 % (20 layers) to 8.0 % (56)")
    assert compare.shallowest_and_deepest(values(a20=10.0)) is None
    failing = values(a20=10.0, b32=9.0, c56=nan)
    assert [row["depth"] for row in compare.shallowest_and_deepest(failing)] == [20, 32]
    assert [row["depth"] for row in compare.shallowest_and_deepest(failing, failed=True)] == [20, 56]


def test_gains_by_hand():
    assert compare.gain(*two(a=(10.0, 11.0, 12.0), b=(8.0, 9.0, 9.5))) == (2.0, 0.5, 4.0)
    few = compare.gain(*two(a=(10.0, 11.0), b=(8.0, 9.0)))
    assert few == (2.0, -math.inf, math.inf) and few.text() == "+2.0"
    error = 2 * math.sqrt((10 * 90 + 8 * 92) / 10_000)
    assert compare.gain(*two(a=10.0, b=8.0)) == pytest.approx((2.0, 2.0 - error, 2.0 + error))
    assert compare.gain(*two(a=nan, b=8.0)) == (math.inf,) * 3 and math.isnan(compare.gain(*two(a=nan, b=nan)).value)


def test_where_a_label_stands():
    found = compare.standing(values(a=(10.0, 10.1, 10.2), b=(nan,) * 3, c=(12.0, 12.1, 12.2), d=(9.0, 11.0, 13.0)), "a")
    assert (found.worse, found.better, found.others) == (["b", "c"], [], ["b", "c", "d"])
    found = compare.standing(values(a=10.0, b=nan, c=8.0, d=10.3), "a")
    assert (found.worse, found.better) == (["b"], ["c"])
    assert compare.standing(values(b=10.0, c=11.0), "a") is compare.standing(values(a=10.0), "a") is None


def test_errors_in_words():
    assert [compare.percent(value) for value in (61.23, 1.0, 0.05, math.inf)] == ["61.2 %", "1.0 %", "0.05 %", "fail"]
