"""Profiles along a net: places, nets by design and depth, gaps where units were left out."""

import math

import numpy as np
import pandas as pd
import pytest

from resexp.analysis import along, style
from resexp.analysis.plots import new_figure

PREACT = {"family": "preresnet", "one_path": False, "batch_norm": True, "shortcut_scale": 1.0}
RESNET = {**PREACT, "family": "resnet"}
PLAIN = {**PREACT, "family": "plain", "one_path": True, "shortcut_scale": math.nan}


def rows(label, depth=20, values=(1.0, 2.0), run="a", quantity="gradient norm", intervention="full", facts=PLAIN, **more):
    """What was measured at the units of a net."""
    base = {"label": label, "depth": depth, "run": run, "quantity": quantity, "intervention": intervention, "n": 128,
            "split": "train", "note": pd.NA, **facts}  # fmt: skip
    return pd.DataFrame([{**base, "at": f"unit.{k}.input", "value": value, **more} for k, value in enumerate(values)])


def test_places():
    places = [along.place(at) for at in ("unit.3", "unit.3.input", "unit.26.output", "lag.4", "layer.7", "rank.12")]
    assert places == [3, 3, 27, 4, 7, 12]
    assert all(math.isnan(along.place(at)) for at in ("stem.0.weight", "net", "input", "unit.x"))


def test_a_profile_is_place_by_run_and_leaves_out_what_is_not_finite():
    table = pd.concat([
        rows("plain-20", values=(1.0, math.inf, 3.0)), rows("plain-20", values=(4.0, 5.0), run="b"),
        rows("plain-20", values=(9.0,), run="b", at="net"), rows("plain-56", values=(7.0,)),
        rows("plain-20", values=(8.0,), intervention="iteration 3"), rows("plain-20", values=(6.0,), quantity="growth"),
    ])  # fmt: skip
    wide = along.profile(table, "plain-20", "gradient norm")
    assert list(wide.index) == [0, 1, 2] and list(wide.columns) == ["a", "b"]
    assert wide["b"].tolist()[:2] == [4.0, 5.0] and np.isnan(wide.loc[2, "b"]) and np.isnan(wide.loc[1, "a"])
    assert along.profile(table, "plain-20", "gradient norm", "iteration 3")["a"].tolist() == [8.0]
    assert along.profile(table, "plain-20", "alignment").empty


def test_nets_stand_in_the_order_of_designs_and_depths_whatever_they_are_called():
    table = pd.concat([
        rows("deep", 110, facts=RESNET), rows("preresnet-20 at initialisation", facts=PREACT), rows("shallow", facts=RESNET),
        rows("plain-20 without BN", 20, facts={**PLAIN, "batch_norm": False}), rows("plain-20", 20),
        rows("halved", 56, facts={**PREACT, "shortcut_scale": 0.5}),
        rows("gated", 56, facts={**RESNET, "shortcut_scale": math.nan}),
        rows("nothing", 56, values=(math.nan,)), rows("other", 56, quantity="growth"),
    ])  # fmt: skip
    nets = along.nets(table, "gradient norm")
    assert [net.label for net in nets] == [
        "plain-20", "plain-20 without BN", "shallow", "deep", "preresnet-20 at initialisation", "halved", "gated",
    ]  # fmt: skip
    assert [net.design for net in nets][-2:] == ["halved", "gated"]  # of no design: their shortcuts are no identity
    assert nets[4].name == "preresnet-20" and nets[4].title == "residual, pre-activation" and nets[5].title == "halved"
    assert nets[2].colour == style.FAMILY["resnet"] and nets[4].colour == style.FAMILY["preresnet"]
    assert [[net.label for net in group] for group in along.by_design(nets)][2] == ["shallow", "deep"]
    shades = along.tints(nets)
    assert sum(int(shades["deep"][k : k + 2], 16) for k in (1, 3, 5)) < sum(
        int(shades["shallow"][k : k + 2], 16) for k in (1, 3, 5)
    )
    assert along.nets(table, "gradient norm", "iteration 0") == []


def test_the_deepest_of_each_design():
    table = pd.concat(
        [rows("plain-20"), rows("plain-56", 56), rows("resnet-20", facts=RESNET), rows("plain-110", 110, quantity="growth")]
    )
    assert set(along.deepest(table, "gradient norm")["label"]) == {"plain-56", "resnet-20"}


def test_names_without_at_initialisation():
    assert along.name_of("plain-20 without BN at initialisation") == "plain-20 without BN"
    assert along.name_of("preresnet-56, shortcut × 0.5, at initialisation") == "preresnet-56, shortcut × 0.5"
    assert along.name_of("resnet-56") == "resnet-56"


def test_images_are_those_of_rows_with_a_value():
    table = pd.concat([rows("a"), rows("b", n=16), rows("c", n=4, values=(math.nan,)), rows("d", n=7, quantity="growth")])
    assert along.images(table, "gradient norm") == "16 and 128 training images"


def test_convolutions_are_tensors_of_four_dimensions_from_the_stem_on():
    shapes = {"stem.0.weight": "16x3x3x3", "stem.1.weight": "16", "units.0.branch.0.weight": "16x16x3x3",
              "units.0.shortcut.weight": "32x16x1x1", "units.0.branch.3.weight": "32x16x3x3", "head.w": "10x64"}  # fmt: skip
    some = [
        rows("a", values=(k,), quantity="parameter gradient", at=at, note=shape) for k, (at, shape) in enumerate(shapes.items())
    ]
    table = pd.concat(some)
    assert along.convolutions(table, "a")["a"].to_dict() == {1.0: 0, 2.0: 2, 3.0: 4}


def test_a_line_has_gaps_where_units_were_left_out_and_says_where_it_ends():
    _, (ax,) = new_figure()
    values = pd.DataFrame({"a": [1.0, 3.0, 5.0], "b": [3.0, 5.0, math.nan]}, index=[0.0, 1.0, 3.0])
    assert along.line(ax, along.with_gaps(values), "#000000") == (3.0, 5.0)
    x, y = ax.lines[0].get_data()
    assert list(x) == [0, 1, 2, 3] and list(y)[:2] == [2.0, 4.0] and np.isnan(y[2]) and y[3] == 5.0
    assert along.line(ax, values * math.nan, "#000000") == pytest.approx((math.nan, math.nan), nan_ok=True)


def test_without_anything_measured_the_curves_of_the_logs_are_drawn(cases):
    data = cases("quick")[1]
    drawn = along.draw_measured(data, {"mine": (data, "gradient norm", lambda rows: pytest.fail("there is nothing to draw"))})
    assert set(drawn) == {"curves", "final"}
    fig, _ = new_figure()
    assert along.draw_measured(data, {"mine": (data, "error", lambda rows: fig)}) == {"mine": fig}
