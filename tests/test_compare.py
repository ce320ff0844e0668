"""Whether two nets differ: the rule by hand on values of a few seeds, and beside the tests of scipy."""

import math

import fakes
import numpy as np
import pandas as pd
import pytest
from fakes import values
from scipy import stats as tests

from resexp import stats
from resexp.analysis import compare
from resexp.stats import NOMINAL, Noise

pytestmark = pytest.mark.usefixtures("frozen_home")

nan = float("nan")
KNOWN = Noise(1.0, 20, 10)
"""Of `values` of 400 iterations (fakes.NOISE); of 64,000 nothing is known."""


def two(**given):
    """The rows of labels a and b."""
    rows = compare.by_group(values(**given))
    return rows.loc["a"], rows.loc["b"]


def margin(sd, df, n, m, comparisons=1):
    """The rule as docs/statistics.md has it."""
    return tests.t.ppf(1 - 0.03 / comparisons / 2, df) * sd * math.sqrt(1 / n + 1 / m)


# --------------------------------------------------------------------------------------------------- how much seeds vary by


def test_groups_hold_their_seeds_with_failed_ones_as_infinite():
    one, other = two(a=(10.0, 12.0, nan), b=8.0)
    assert (one["median"], one["n"], one["failed"], one["values"]) == (12.0, 2, 1, (10.0, 12.0, math.inf))
    assert (other["median"], other["n"], other["failed"], other["values"]) == (8.0, 1, 0, (8.0,))


def test_noise_is_pooled_over_all_labels():
    rows = compare.by_group(values(a=(10.0, 12.0, nan), b=8.0, c=(1.0, 2.0, 3.0)))
    assert list(rows["noise"]) == [(pytest.approx(math.sqrt((2 + 2) / 3)), 3, 2)] * 3
    assert compare.by_group(values(a=(10.0, nan), b=8.0))["noise"].isna().all()  # of no net two seeds ended


def test_of_no_values_there_are_no_rows():
    assert compare.by_group(values(a=10.0)[:0]).empty and "noise" in compare.by_group(values(a=10.0)[:0])


def test_noise_that_was_measured_on_more_nets_of_the_recipe_counts():
    few, five = values(400, a=(10.0, 10.1), b=8.0), dict.fromkeys("abcd", (1.0, 2.0, 3.0, 4.0, 5.0))
    assert set(compare.by_group(few)["noise"]) == set(compare.by_group(values(400, a=10.0, b=8.0))["noise"]) == {KNOWN}
    assert set(compare.by_group(values(400, **five))["noise"]) == {KNOWN}  # 16 degrees of freedom of its own
    many = {**five, "e": (1.0, 2.0, 3.0, 4.0, 5.0, 6.0)}
    own = Noise(math.sqrt((4 * 10 + 17.5) / 21), 21, 5)
    assert list(compare.by_group(values(400, **many))["noise"]) == [pytest.approx(own)] * 5


@pytest.mark.parametrize(
    "other",
    [
        {"split": "train"},
        {"quantity": "loss"},
        {"intervention": "minus 3"},
        {"data": "cifar100"},
        {"train_images": 5_000},
        {"test_images": 5_000},
        {"batch": 64, "iterations": 401},
    ],
)
def test_noise_of_another_recipe_says_nothing(other):
    one = values(400, a=10.0, b=8.0)
    assert compare.by_group(one)["noise"].notna().all() and compare.by_group(one.assign(**other))["noise"].isna().all()
    assert compare.by_group(one[["label", "value"]])["noise"].isna().all()  # a recipe that is not told


def test_every_recipe_has_its_own_noise():
    both = pd.concat([values(400, a=10.0, b=(9.0, 9.2)), values(c=(10.0, 14.0), d=7.0), values(800, e=5.0)])
    noise = compare.by_group(both)["noise"]
    assert noise["a"] == noise["b"] == KNOWN and noise["c"] == noise["d"] == (pytest.approx(math.sqrt(8)), 1, 1)
    assert noise["e"] is None
    mixed = compare.by_group(pd.concat([values(400, a=(10.0, 11.0)), values(a=(9.0, 9.5), b=(8.0, 8.5))]))
    assert mixed["noise"]["a"] is None and mixed["noise"]["b"] == (pytest.approx(math.sqrt(0.125)), 2, 2)


def test_a_file_of_noise_that_changes_is_read_again_and_one_that_is_missing_says_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    path, one = tmp_path / "experiments" / "seed_noise.csv", values(400, a=10.0)
    assert compare.noise_of_seeds(one) == KNOWN
    path.write_text(fakes.NOISE.replace("1.0,1.0,20,10", "1.0,2.5,30,15"))
    assert compare.noise_of_seeds(one) == Noise(2.5, 30, 15)
    path.unlink()
    assert compare.noise_of_seeds(one) is None


# ------------------------------------------------------------------------------------------------------- why it may be chance


def test_one_seed_each_is_judged_by_known_noise_alone():
    assert margin(1, 20, 1, 1) == pytest.approx(3.304, abs=1e-3)
    assert compare.why_undecided(*two(iterations=400, a=10.0, b=13.31)) == ""
    assert compare.why_undecided(*two(iterations=400, a=10.0, b=13.30)) == "seeds explain a difference of 3.3"
    assert compare.why_undecided(*two(a=10.0, b=90.0)) == "how much seeds vary is not known"
    one, other = two(iterations=400, a=10.0, b=(13.0, 12.6))  # two seeds of the other: sqrt(1 + 1/2) for sqrt(2)
    assert margin(1, 20, 1, 2) < 2.87 and compare.why_undecided(one, other) == "seeds explain a difference of 2.9"
    assert compare.why_undecided(*two(iterations=400, a=10.0, b=(13.0, 12.8))) == ""


def test_several_seeds_are_judged_by_the_noise_of_all_labels():
    near = {"a": (10.0, 10.1, 10.2), "b": (10.4, 10.5, 10.6)}
    assert margin(0.1, 4, 3, 3) == pytest.approx(0.2693, abs=1e-4)
    assert compare.why_undecided(*two(**near)) == ""
    assert compare.why_undecided(*two(a=near["a"], b=(10.26, 10.36, 10.46))) == "seeds explain a difference of 0.27"
    assert compare.why_undecided(*two(**near, c=(10.0, 12.0, 14.0))) == "seeds explain a difference of 2.7"  # c varies more
    quiet = compare.by_group(values(**near, c=10.0, d=10.2))  # one seed is judged by the noise of the others
    assert quiet["noise"]["c"].df == 4 and margin(0.1, 4, 1, 3) < 0.4 < margin(0.1, 4, 1, 1)
    assert compare.why_undecided(quiet.loc["c"], quiet.loc["b"]) == "" != compare.why_undecided(quiet.loc["c"], quiet.loc["d"])
    overlap = two(iterations=400, a=(10.0, 12.0, 14.0), b=(13.0, 15.0, 17.0))  # seeds may overlap and the means differ
    assert compare.why_undecided(*overlap) == "" and margin(1, 20, 3, 3) < 2


def test_many_comparisons_are_corrected_for():
    rows, least = two(iterations=400, a=10.0, b=14.1), [margin(1, 20, 1, 1, m) for m in (1, 2, 3, 4)]
    assert least == pytest.approx([3.304, 3.763, 4.024, 4.206], abs=1e-3)
    assert [compare.why_undecided(*rows, m) == "" for m in (1, 2, 3, 4)] == [True, True, True, False]
    assert compare.why_undecided(*rows, 11) == f"seeds explain a difference of {margin(1, 20, 1, 1, 11):.2g}"


def test_a_net_of_which_most_runs_diverged_differs_from_one_that_never_does():
    def why(a, b, **how):
        (one, other), back = two(a=a, b=b, **how), two(a=b, b=a, **how)
        assert compare.why_undecided(one, other) == compare.why_undecided(*back)
        return compare.why_undecided(one, other)

    assert why(10.0, nan) == why((nan, nan, nan), (50.0, 60.0, 70.0)) == why((10.0, nan, nan), (90.0, 91.0, 89.0)) == ""
    assert why((10.0, 10.1, nan), (90.0, 91.0, 89.0)) == "some seeds diverged"  # whatever the noise of the others
    assert why((10.0, nan), (9.0, 9.1)) == "some seeds diverged"  # half are not most
    assert why((nan, nan, 10.0), (9.0, 9.1, nan)) == "some seeds diverged"
    assert why((nan, nan), (nan, 9.0)) == "some seeds diverged"
    assert why(nan, nan) == why((nan, nan), nan, iterations=400) == "both diverged"


def test_the_centre_is_the_mean_of_what_ended_unless_most_diverged():
    a, b = two(a=(10.0, 11.0, 15.0, nan), b=(10.0, nan, nan))
    assert (compare.centre(a), compare.centre(b)) == (12.0, math.inf)
    a, b = two(a=(10.0, nan), b=nan)
    assert (compare.centre(a), compare.centre(b)) == (10.0, math.inf)


def test_of_two_recipes_the_noise_counts_that_explains_more():
    rows = compare.by_group(pd.concat([values(400, a=10.0), values(b=(20.0, 20.5), c=(4.0, 4.5))]))
    assert rows["noise"]["b"] == (pytest.approx(math.sqrt(0.125)), 2, 2)  # quieter, but of 2 degrees of freedom only
    least = margin(1, 20, 1, 2), margin(math.sqrt(0.125), 2, 1, 2)
    assert least == pytest.approx((2.861, 2.443), abs=1e-3)
    apart = {gap: compare.why_undecided(rows.loc["a"], rows.loc["b"].replace({20.25: 10 + gap})) for gap in (2.5, 2.9)}
    assert apart == {2.5: "seeds explain a difference of 2.9", 2.9: ""}
    wide = rows.loc["b"].copy()
    wide["noise"] = Noise(0.9, 2, 2)  # smaller than 1.0, and explains more
    assert compare.gain(rows.loc["a"], wide).high == pytest.approx(-10.25 + margin(0.9, 2, 1, 2))


# -------------------------------------------------------------------------------------------------- beside the tests of scipy


@pytest.mark.parametrize(("n", "m"), [(2, 2), (3, 3), (3, 5), (1, 4)])
def test_two_nets_alone_are_told_apart_as_by_the_t_test_of_equal_variances(n, m):
    rng, decided = np.random.default_rng([n, m]), []
    for _ in range(60):
        one, other = tuple(rng.normal(10, 1, n)), tuple(rng.normal(12, 1, m))
        row, against = two(a=one, b=other)
        apart = compare.why_undecided(row, against) == ""
        assert apart == (tests.ttest_ind(one, other).pvalue < NOMINAL)
        found = tests.ttest_ind(one, other).confidence_interval(1 - NOMINAL)
        assert compare.gain(row, against)[1:] == pytest.approx((found.low, found.high))
        decided.append(apart)
    assert 0 < sum(decided) < 60


def test_the_correction_is_less_sharp_than_tukeys_and_dunnetts_by_little():
    noise, level = Noise(1.3, 20, 5), NOMINAL  # five nets of five seeds
    tukey = tests.studentized_range.isf(level, 5, 20) * 1.3 / math.sqrt(5)
    assert 1 < stats.critical_difference(noise, 5, 5, 10) / tukey < 1.05
    t = stats.critical_difference(noise, 5, 5, 4) / (1.3 * math.sqrt(2 / 5))
    together = tests.multivariate_t(shape=0.5 * (np.eye(4) + 1), df=20, seed=0)
    assert together.cdf([t] * 4, lower_limit=[-t] * 4) > 1 - level > together.cdf([0.96 * t] * 4, lower_limit=[-0.96 * t] * 4)
    rng, found = np.random.default_rng(0), []
    for shift in (1.5, 2.0, 2.5, 3.0) * 2:  # what the rule finds Tukey and Dunnett find too
        groups = [rng.normal(shift * (i == 1), 1.0, 5) for i in range(5)]
        rows = compare.by_group(values(**{name: tuple(group) for name, group in zip("abcde", groups, strict=True)}))
        found.append(not compare.why_undecided(rows.loc["a"], rows.loc["b"], 4))
        dunnett = tests.dunnett(*groups[1:], control=groups[0], random_state=0).pvalue[0] < level
        ours = not compare.why_undecided(rows.loc["a"], rows.loc["b"], 10)
        assert dunnett >= found[-1] and (tests.tukey_hsd(*groups).pvalue[0, 1] < level) >= ours
    assert 0 < sum(found) < 8


# ------------------------------------------------------------------------------------------------------- gains and standings


def test_gains_by_hand():
    found = compare.gain(*two(a=(10.0, 11.0, 12.0), b=(8.0, 9.0, 10.0)))
    assert found == pytest.approx((2.0, 2.0 - margin(1, 4, 3, 3), 2.0 + margin(1, 4, 3, 3))) and found.low < 0
    assert found.text() == "+2.0 (-0.7 to +4.7)"
    known = compare.gain(*two(iterations=400, a=10.0, b=15.0))
    assert known == pytest.approx((-5.0, -5.0 - margin(1, 20, 1, 1), -5.0 + margin(1, 20, 1, 1))) and known.high < 0
    assert compare.gain(*two(iterations=400, a=10.0, b=15.0), 4).high == pytest.approx(-5 + margin(1, 20, 1, 1, 4))
    unknown = compare.gain(*two(a=10.0, b=8.0))
    assert unknown == (2.0, -math.inf, math.inf) and unknown.text() == "+2.0"
    assert compare.gain(*two(a=nan, b=8.0)) == (math.inf,) * 3 and compare.gain(*two(a=8.0, b=nan)) == (-math.inf,) * 3
    assert math.isnan(compare.gain(*two(a=nan, b=nan)).value)


def test_a_gain_that_leaves_zero_out_is_a_difference():
    for b in np.linspace(4.0, 16.0, 25):
        rows = two(iterations=400, a=(9.5, 10.5), b=float(b))
        found = compare.gain(*rows, 3)
        assert (found.low > 0 or found.high < 0) == (compare.why_undecided(*rows, 3) == "")


def test_where_a_label_stands():
    found = compare.standing(values(400, a=10.0, b=nan, c=4.0, d=10.3, e=14.5), "a")
    assert (found.worse, found.better, found.others) == (["b", "e"], ["c"], ["b", "c", "d", "e"])
    assert margin(1, 20, 1, 1, 4) < 4.5 < margin(1, 20, 1, 1, 12)
    found = compare.standing(values(400, a=10.0, b=nan, c=4.0, d=10.3, e=14.5), "a", 3)  # three claims of four
    assert (found.worse, found.better) == (["b"], ["c"])
    seeds = {"a": (10.0, 10.1, 10.2), "b": (nan,) * 3, "c": (12.0, 12.1, 12.2), "d": (10.0, 10.2, nan)}
    assert compare.standing(values(**seeds), "a").worse == ["b", "c"]  # of d some diverged
    unknown = compare.standing(values(a=10.0, b=50.0), "a")
    assert (unknown.worse, unknown.better, unknown.others) == ([], [], ["b"])
    assert compare.standing(values(b=10.0, c=11.0), "a") is compare.standing(values(a=10.0), "a") is None


def test_the_shallowest_and_the_deepest():
    found = compare.shallowest_and_deepest(values(a20=10.0, b32=9.0, c56=8.0))
    assert [row["depth"] for row in found] == [20, 56]
    assert compare.describe_change(*found, "error") == ("falls", "error falls from 10.0 % (20 layers) to 8.0 % (56)")
    means = compare.shallowest_and_deepest(values(a20=(10.0, 10.0, 13.0), c56=(10.9, 10.9, 10.9)))
    assert compare.describe_change(*means, "error") == ("falls", "error falls from 11.0 % (20 layers) to 10.9 % (56)")
    assert compare.shallowest_and_deepest(values(a20=10.0)) is None
    failing = values(a20=10.0, b32=9.0, c56=nan)
    assert [row["depth"] for row in compare.shallowest_and_deepest(failing)] == [20, 32]
    assert [row["depth"] for row in compare.shallowest_and_deepest(failing, failed=True)] == [20, 56]


def test_errors_in_words():
    assert [compare.percent(value) for value in (61.23, 1.0, 0.05, math.inf)] == ["61.2 %", "1.0 %", "0.05 %", "fail"]
