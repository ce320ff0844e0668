"""The drawing with which the page begins: its numbers are those of the tables, its places lie in the drawing."""

import re

import fakes
import pytest

from resexp.analysis import lesions, opening
from resexp.analysis.table import last_values

pytestmark = pytest.mark.usefixtures("frozen_home")


def test_error_against_depth_is_the_mean_over_seeds(tmp_path):
    _, data = fakes.fake(tmp_path, "short", depths=(20, 32, 56), seeds=(0, 1, 2))
    panel = opening.depth_panel(data)
    values = last_values(data)
    for family, points in panel["lines"].items():
        means = values[values["family"] == family].groupby("depth")["value"].mean()
        assert [point.text for point in points] == [f"{mean:.1f} %" for mean in means]
        assert all(f"{mean:.1f} % at {depth} layers" in panel["says"] for depth, mean in means.items())
        assert sorted(points) == points and all(opening.TOP <= point.y <= opening.BOTTOM for point in points)
        heights = [round(opening.BOTTOM - point.y, 1) / mean for point, mean in zip(points, means, strict=True)]
        assert max(heights) == pytest.approx(min(heights), abs=0.05)  # one scale, from 0
    assert [text for _, text in panel["x"]] == ["20", "32", "56"] and panel["of"].startswith("3 seeds, 10,000 test images")


def test_nets_that_fail_or_of_one_depth_are_drawn_as_far_as_they_go(tmp_path):
    _, data = fakes.fake(tmp_path / "one", "quick", depths=(20,))
    assert {len(points) for points in opening.depth_panel(data)["lines"].values()} == {1}
    _, data = fakes.fake(tmp_path / "fails", "quick", failed={("plain-56", 0): 0.2})
    assert [len(opening.depth_panel(data)["lines"][family]) for family in ("plain", "resnet")] == [1, 2]
    assert opening.depth_panel(data[data["family"] == "resnet"]) is None


def test_names_never_stand_over_each_other(tmp_path):
    equal = {family: {20: (50, 50), 56: (50, 50)} for family in ("plain", "resnet")}
    _, data = fakes.fake(tmp_path, "quick", finals=equal, jitter=0)
    (_, upper), (_, lower) = opening.depth_panel(data)["names"]
    assert lower.y - upper.y >= opening.APART


def test_one_unit_deleted_is_the_median_over_seeds_and_units_that_cannot_go_are_said(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "lesion", "quick")
    panel = opening.deleted_panel(data)
    found = lesions.single_lesions(data)
    found = found[(found["kind"] == lesions.BRANCH) & (found["label"] == "resnet-20")]
    medians = found.groupby("unit")["value"].median()
    assert [(unit, point.text) for unit, point in panel["dots"]["resnet"]] == [(u, f"{v:.1f} %") for u, v in medians.items()]
    assert set(range(len(panel["texts"]))) - {unit for unit, _ in panel["dots"]["plain"]} == {3, 6}
    assert "plain cannot run: the shape changes" in panel["texts"][3] and re.search(
        r"residual \d+\.\d %, plain \d", panel["texts"][0]
    )
    assert f"{medians.median():.1f} % (intact {found['whole'].median():.1f} %)" in panel["says"]
    assert opening.deleted_panel(data[data["family"] == "vgg"]) is None
    assert set(opening.deleted_panel(data[data["family"] == "resnet"])["dots"]) == {"resnet"}
