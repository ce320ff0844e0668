"""Fitted factors, and what was measured of the gradient, before and in training."""

import math

import pandas as pd
import pytest

from resexp.analysis import gradients
from resexp.analysis.gradients import Growth, Measured


def norms(values, intervention="full", label="plain-20", run="a", **more):
    """Norms at the units' inputs, and behind the last unit."""
    places = [f"unit.{k}.input" for k in range(len(values) - 1)] + [f"unit.{len(values) - 2}.output"]
    base = {"label": label, "run": run, "quantity": "gradient norm", "intervention": intervention, "iterations": 400,
            "iteration": 400, "status": "finished", "note": pd.NA}  # fmt: skip
    return pd.DataFrame([{**base, "at": at, "value": value, **more} for at, value in zip(places, values, strict=True)])


def fits(value, low, high, intervention="full", run="a"):
    """The rows of a fit, as the probe writes them: of the whole net, and of a stage."""
    values = {"growth": value, "growth low": low, "growth high": high}
    base = {"label": "plain-20", "run": run, "intervention": intervention}
    return pd.DataFrame([{**base, "at": at, "quantity": quantity, "value": number if at == "net" else 99.0}
                         for at in ("net", "stage.0") for quantity, number in values.items()])  # fmt: skip


def test_a_gradient_grows_or_shrinks_only_if_the_whole_interval_says_so():
    words = [Growth(1.1, *ends).word for ends in ((1.01, 1.2), (0.8, 0.99), (0.9, 1.2), (1.0, 1.2), (0.8, 1.0))]
    assert words == ["growing", "shrinking", "flat", "flat", "flat"]
    assert Growth(1.37, 1.36, 1.3851).text() == "1.370 (1.360 to 1.385)"


def test_the_factor_of_several_seeds_is_their_median_with_the_outermost_ends():
    table = pd.concat(
        [fits(1.1, 1.0, 1.2), fits(1.3, 1.1, 1.5, run="b"), fits(1.2, 0.9, 1.3, run="c"), fits(2.0, 2.0, 2.0, "iteration 3")]
    )
    assert gradients.fitted(table, "plain-20") == Growth(1.2, 0.9, 1.5)
    assert gradients.fitted(table, "plain-20", "iteration 3") == Growth(2.0, 2.0, 2.0)
    assert gradients.fitted(table, "plain-56") is None and gradients.fitted(fits(math.nan, 1, 1), "plain-20") is None


@pytest.mark.parametrize(
    ("family", "values", "part"),
    [
        ("plain", [8.0, 4.0, 2.0, 1.0], 1.0),
        ("plain", [2.0, 2.0, 1.0, 1.0], 0.8),  # a step, not a slope
        ("preresnet", [100.0, 8.0, 4.0, 2.0, 1.0], 1.0),  # fitted from unit 1 on
    ],
)
def test_a_fit_says_what_it_leaves_unexplained(family, values, part):
    table = pd.concat([fits(1.1, 1.0, 1.2), norms(values)]).assign(family=family)
    found = gradients.fitted(table, "plain-20")
    assert found.explained == pytest.approx(part) and found.fits() == f", the line explains {100 * part:.1f} %"
    assert gradients.fitted(fits(1.1, 1.0, 1.2), "plain-20").fits() == ""


def test_the_measured_ratio_is_of_the_first_unit_to_behind_the_last_and_the_least_of_all():
    """The case that a straight line gets wrong: a step, not a slope."""
    found = gradients.measured(norms([0.705, 0.4, 0.186, 0.9, 4.0, 1.0]), "plain-20")
    assert found == pytest.approx(Measured(0.705, 0.186, 2)) and found.text() == "0.7 (least 0.19, unit 2)"
    assert gradients.measured(norms([8.0, 4.0, 2.0]), "plain-20").text() == "4"
    assert gradients.measured(norms([0.5, 1.0, 2.0]), "plain-20") == (0.25, 0.25, 0)
    assert gradients.measured(norms([0.5, 1.0, 2.0]), "plain-20").text() == "0.25"  # the first is the least
    seeds = pd.concat([norms([1.0, 1.0]), norms([3.0, 1.0], run="b"), norms([9.0, 1.0], run="c")])
    assert gradients.measured(seeds, "plain-20").first == 3.0


def test_steps_are_those_with_weights_kept_up_to_the_last_with_the_batchs_statistics():
    def kept(i, value=1.0):
        return norms([value, 1.0], f"iteration {i}", iteration=i)

    table = pd.concat([kept(32), kept(0), kept(316), kept(360), kept(10, math.nan).assign(value=math.nan),
                       norms([2.0, 1.0], "batch statistics"), norms([7.0, 1.0])])  # fmt: skip
    assert gradients.steps(table, "plain-20") == {
        "0": "iteration 0", "32": "iteration 32", "316": "iteration 316", "400": "batch statistics",
    }  # fmt: skip
    assert gradients.measured_in_training(table, "plain-20") == "0: 1; 32: 1; 316: 1; 400: 2"
    assert list(gradients.steps(table.assign(status="imported"), "plain-20"))[-1] == "last"
    assert gradients.steps(norms([7.0, 1.0]), "plain-20") == {}


def test_words_of_steps():
    assert [gradients.after(step) for step in ("32", "3,906", "last", "")] == [
        " after 32 iterations", " after 3,906 iterations", " at the end", "",
    ]  # fmt: skip
