"""Frames, plots and statements of lesions, from rows by hand (resexp/analysis/lesions.py)."""

import numpy as np
import pandas as pd
import pytest

from resexp.analysis import lesions, plots, style
from resexp.analysis.findings import Statement
from resexp.analysis.lesions import BN_RE_ESTIMATED, BRANCH, SHORTCUT

nan = float("nan")


def table(rows, label="resnet-20", run="a", **fields):
    """Rows of (intervention, at, value[, note]) as `table.read` gives them: errors of a residual net on all of CIFAR-10's test
    images, unless the fields say otherwise."""
    known = {"label": label, "run": run, "seed": ord(run) - ord("a"), "split": "test", "quantity": "error", "n": 10_000,
             "test_images": 10_000, "data": "cifar10", "depth": 20, "family": "resnet", "one_path": False, "batch_norm": True,
             "length_part": 1.0, "note": nan}  # fmt: skip
    names = ("intervention", "at", "value", "note")
    return pd.DataFrame([{**known, **fields, **dict(zip(names, row, strict=False))} for row in rows])


def single(values, whole=10.0, halves=(), **fields):
    """A net with one unit after another deleted."""
    rows = [("no lesion", nan, whole)]
    rows += [
        (f"drop {unit}", str(unit), value, "4x8x8 -> 8x4x4" if unit in halves else nan) for unit, value in enumerate(values)
    ]
    return table(rows, **fields)


def many(values, again="", **fields):
    """A net with units deleted: a draw for each list of errors, of the intact net, with 1 deleted, with 2 ...; draw d deletes
    the units d0, d1 ..., each of which alone costs what the draw's first does."""
    rows = [("no lesion" + again, "0", values[0][0], nan)]
    for draw, errors in enumerate(values):
        units = [f"{draw}{i}" for i in range(len(errors) - 1)]
        for k, value in enumerate(errors[1:], start=1):
            rows.append((f"drop {','.join(units[:k])}{again}", str(k), value, f"draws {draw}"))
        rows += [(f"drop {unit}{again}", "1", errors[1], nan) for unit in units[1:]]
    return table(rows, **fields)


def many_at(values, **fields):
    """As `many`, from errors of all draws for each number of units; the intact net's first."""
    (whole,), *rest = values
    return many([[whole, *line] for line in zip(*rest, strict=True)], **fields)


def reordered(pairs, label="resnet-20", run="a", again=""):
    """Orders by hand: (tau, error) each."""
    rows = [((f"order 0,{i}" if tau < 1 else "no lesion") + again, str(int(tau < 1)), tau, error)
            for i, (tau, error) in enumerate(pairs)]  # fmt: skip
    parts = [
        table([(text, at, values[which]) for text, at, *values in rows], label, run, quantity=("tau", "error")[which])
        for which in (0, 1)
    ]
    return pd.concat(parts, ignore_index=True)


def nets(**families):
    """A row for each label: its family, and what else differs."""
    return pd.concat([table([("full", nan, 1.0)], label, **fields) for label, fields in families.items()])


# ------------------------------------------------------------------------------------------------------------------ nets


def test_nets_stand_in_the_order_of_the_paper_and_have_the_colour_of_their_family():
    some = nets(
        bare={"family": "vgg", "batch_norm": False}, vgg={"family": "vgg"}, plain={"family": "plain"},
        early={"length_part": 0.25}, pre={"family": "preresnet"}, deep={"depth": 110}, shallow={"depth": 20},
    )  # fmt: skip
    assert lesions.ordered_labels(some) == ["shallow", "deep", "pre", "plain", "early", "vgg", "bare"]
    colours = {label: lesions.net_colour(some[some["label"] == label]) for label in some["label"]}
    assert {label: colours[label] for label in ("shallow", "deep", "pre", "plain")} == {
        "shallow": style.FAMILY["resnet"], "deep": style.FAMILY["resnet"], "pre": style.FAMILY["preresnet"],
        "plain": style.FAMILY["plain"],
    }  # fmt: skip
    assert len({*style.FAMILY.values(), colours["early"], colours["vgg"], colours["bare"]}) == 6


# -------------------------------------------------------------------------------------------------------- single lesions


def test_single_lesions_have_their_kind_and_what_they_take_of_the_lead():
    rows = table([
        ("no lesion", nan, 10.0), ("drop 0", "0", 50.0), ("drop 1", "1", 30.0, "halves"), ("drop 2", "2", nan, "cannot go"),
        ("branch-only 1", "1", 90.0, "halves"), ("no lesion (BN re-estimated)", nan, 12.0),
        ("drop 0 (BN re-estimated)", "0", 20.0), ("full", nan, 99.0), ("delete shortcut", nan, nan, "has none"),
    ])  # fmt: skip
    found = lesions.single_lesions(rows).set_index(["kind", "unit"])
    assert set(found.index) == {(BRANCH, 0), (BRANCH, 1), (BRANCH, 2), (SHORTCUT, 1), (BN_RE_ESTIMATED, 0)}
    assert set(found["whole"]) == {10.0}
    assert found["lost"][BRANCH, 0] == pytest.approx(0.5) and found["lost"][SHORTCUT, 1] == pytest.approx(1.0)
    assert found["lost"][BN_RE_ESTIMATED, 0] == pytest.approx(0.125)
    assert list(found.index[found["halves"]]) == [(BRANCH, 1), (SHORTCUT, 1)]  # not the one that cannot go
    assert dict(lesions.intact(rows)) == {"a": 10.0} and dict(lesions.intact(rows, re_estimated=True)) == {"a": 12.0}
    loss = lesions.single_lesions(rows.assign(quantity="loss", value=rows["value"] / 50), "loss").set_index(["kind", "unit"])
    assert loss["lost"][BRANCH, 0] == pytest.approx(0.8 / (np.log(10) - 0.2)) and lesions.single_lesions(rows, "loss").empty


def test_nets_near_chance_have_nothing_to_lose():
    found = pd.concat([lesions.single_lesions(single([89.5], whole, label=f"net-{whole:g}")) for whole in (87.9, 88.1)])
    assert set(lesions.with_lead(found, 90.0)["label"]) == {"net-87.9"}
    (one,) = lesions.nothing_to_lose(pd.Series({"a": 87.9, "b": 88.1, "c": nan}), 90.0, 2)
    assert not one.judged and "b (88.1 %)" in one.text and "a (" not in one.text and "c" not in one.text.split(": ")[1]
    assert lesions.nothing_to_lose(pd.Series({"a": 87.9}), 90.0, 2) == []


def taken(*values, **bound):
    """The statements of one net, each list of values a seed's."""
    runs = [single(some, run=chr(ord("a") + seed)) for seed, some in enumerate(values)]
    return lesions.lead_taken(lesions.single_lesions(pd.concat(runs)), 90.0, **bound)


@pytest.mark.parametrize(
    ("seeds", "bound", "holds"),
    [
        ([[12, 13, 50]], {"most": 0.1}, True),  # the median unit, not the worst
        ([[30, 34, 12]], {"most": 0.1}, False),
        ([[18, 18, 18]], {"most": 0.1}, None),  # 10 % of the lead, on 10,000 images
        ([[12, 12], [13, 13]], {"most": 0.1}, True),
        ([[12, 12], [30, 30]], {"most": 0.1}, None),  # seeds differ
        ([[88, 89, nan]], {"least": 0.9}, True),  # a unit that cannot go does not count
        ([[60, 50, 88]], {"least": 0.9}, False),
        ([[82, 82, 82]], {"least": 0.9}, None),
    ],
)
def test_what_the_median_unit_takes_is_held_against_a_bound(seeds, bound, holds):
    (one,) = taken(*seeds, **bound)
    assert one.holds is holds and one.text.startswith("resnet-20 ")


def test_the_noise_of_the_images_decides_how_near_to_the_bound_is_too_near():
    found = lesions.single_lesions(single([17.0] * 3))  # 8.75 % of the lead
    assert [one.holds for one in lesions.lead_taken(found, 90.0, most=0.1)] == [True]
    assert [one.holds for one in lesions.lead_taken(found.assign(n=1_000), 90.0, most=0.1)] == [None]
    assert lesions.lead_taken(found.assign(value=nan), 90.0, most=0.1) == []


def test_units_that_halve_the_map_are_held_against_the_worst_other():
    def of(*moved):
        """A run for each of these, which all its errors are moved by."""
        runs = [single([some + by for some in (20.0, 60.0, 30.0, 31.7, 22.0)], halves=(1, 3, 4), run="abc"[i])
                for i, by in enumerate(moved)]  # fmt: skip
        return lesions.halving_units_cost_most(lesions.single_lesions(pd.concat(runs)))

    first, close, low = of(-0.5, 0.0, 0.5)
    assert first == Statement(True, "resnet-20: 60.0 % without unit 1, 30.0 % without unit 2 (the worst other)")
    assert close.holds is None and low.holds is False
    # 1.7 points on 10,000 images are 2.6 standard errors: one comparison of six, alone it would differ
    assert [one.holds for one in of(0.0)] == [True, None, False]
    few = single([20.0, 60.0, 30.0, 31.7, 22.0], halves=(1, 3, 4)).assign(n=100)
    assert [one.holds for one in lesions.halving_units_cost_most(lesions.single_lesions(few))] == [True, None, None]
    other = single([50.0, 31.0, 30.0], halves=(1,), run="b")
    both = pd.concat([single([20.0, 60.0, 30.0], halves=(1,)), other])
    (split,) = lesions.halving_units_cost_most(lesions.single_lesions(both))
    assert split.holds is None  # seeds differ


def test_notes_say_the_worst_unit_and_those_that_cannot_go():
    plain = {"label": "plain-20", "family": "plain", "one_path": True}
    found = pd.concat([single([20.0, 60.0, 30.0], halves=(1,)), single([80.0, nan, 85.0, nan], 30.0, **plain, run="b")])
    residual, other = lesions.lesion_notes(lesions.single_lesions(found))
    assert "10.0 % intact" in residual and "one of 3 units" in residual and "median 30.0 %" in residual
    assert "60.0 % (unit 1, which halves the feature map)" in residual and "Not deletable" not in residual
    assert "one of 2 units" in other and other.endswith("Not deletable, for their shapes: units 1 and 3.")
    assert lesions.lesion_notes(lesions.single_lesions(found).assign(value=nan)) == []


def controlled():
    """A net with both controls, and one without."""
    rows = [("no lesion", nan, 10.0), ("no lesion (BN re-estimated)", nan, 13.5)]
    rows += [(text.format(unit), str(unit), value) for unit in range(3)
             for text, value in (("drop {}", 20.0), ("branch-only {}", 85.0), ("drop {} (BN re-estimated)", 15.0))]  # fmt: skip
    return pd.concat([table(rows), single([40.0, 50.0], label="other", run="b")])


def heights(ax):
    """Where horizontal lines stand."""
    return [float(line.get_ydata()[0]) for line in ax.lines if len(set(line.get_ydata())) == 1 and len(line.get_ydata()) == 2]


def test_controls_are_drawn_with_the_intact_net_both_ways():
    both = lesions.nets_with_controls(controlled())
    assert set(both["label"]) == {"resnet-20"}
    fig = lesions.kind_figure(both)
    (ax,) = fig.axes
    assert {10.0, 13.5, 90.0} <= set(heights(ax)) and len([line for line in ax.lines if len(line.get_ydata()) == 3]) == 3
    alone = single([40.0])
    assert len(lesions.nets_with_controls(alone)) == len(alone)  # a figure without controls is better than none
    assert 13.5 not in heights(lesions.kind_figure(alone).axes[0])


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (2, 2), (3, 3), (4, 2), (6, 3)])
def test_panels_name_their_axes_where_they_are_not_repeated(count, columns):
    _, axes, across = lesions.panels(count, "unit", "error")
    assert across == columns and sum(ax.get_visible() for ax in axes) == count
    assert [bool(ax.get_ylabel()) for ax in axes] == [place % columns == 0 for place in range(len(axes))]
    assert [bool(ax.get_xlabel()) for ax in axes[:count]] == [place + columns >= count for place in range(count)]


# ------------------------------------------------------------------------------------------------ draws of many lesions


def test_a_draw_begins_with_the_intact_net_and_shares_the_sets_of_others():
    rows = table([("no lesion", "0", 10.0, nan), ("drop 0", "1", 30.0, "draws 1"), ("drop 5", "1", 12.0, "draws 0"),
                  ("drop 7", "1", 13.0, nan), ("drop 0,5", "2", 40.0, "draws 0,1"), ("full", nan, 9.0, nan),
                  ("drop 5 (BN re-estimated)", "1", 11.0, "draws 0")])  # fmt: skip
    found = lesions.draws(rows)
    columns = ["draw", "k", "value", "singles", "first_gone"]
    assert [tuple(row) for row in found[columns].to_numpy()] == [
        ("0", 0, 10.0, 10.0, False), ("0", 1, 12.0, 12.0, False), ("0", 2, 40.0, 32.0, True),
        ("1", 0, 10.0, 10.0, False), ("1", 1, 30.0, 30.0, True), ("1", 2, 40.0, 32.0, True),
    ]  # fmt: skip
    assert list(lesions.draws(rows, lesions.BN_RE_ESTIMATED)["value"]) == [11.0]
    assert lesions.draws(rows[rows["intervention"] == "full"]).empty


def test_the_caption_says_how_many_draws_there_are():
    three = many([[10.0, 20.0, 30.0]] * 3)
    assert lesions.draw_counts(lesions.draws(three)) == "3"
    assert lesions.draw_counts(lesions.draws(many([[10.0, 20.0, 30.0], [10.0, 20.0]]))) == "up to 2"
    assert "all 10,000 test images" in lesions.draws_note(three) and "each seed" not in lesions.draws_note(three)
    assert "3 draws of each seed" in lesions.draws_note(pd.concat([three, many([[11.0, 12.0]] * 3, run="b")]))


def test_the_line_of_draws_is_their_median_and_says_where_it_ends():
    _, (ax,) = plots.new_figure()
    end = lesions.plot_median(ax, lesions.draws(many([[10.0, 20.0], [10.0, 30.0], [10.0, 70.0]])), "#000000", "name")
    assert end == (1.0, 30.0, "name", "#000000", True) and list(ax.lines[0].get_ydata()) == [10.0, 30.0]
    lesions.error_axis(ax, 90.0)
    lesions.counts_axis(ax, 1, 90.0, [end])
    assert 90.0 in heights(ax) and {text.get_text() for text in ax.texts} >= {"name", "chance"} and ax.get_xlim() == (0, 1)


def test_each_draw_is_a_line_coloured_from_where_the_first_unit_goes():
    rows = pd.concat([many([[10.0, 20.0, 30.0]]), many([[10.0, 15.0, 20.0]], again=" (BN re-estimated)")])
    rows["intervention"] = rows["intervention"].str.replace("00,01", "0,7").str.replace(r"\b01\b", "0", regex=True)
    rows["intervention"] = rows["intervention"].str.replace(r"\b00\b", "7", regex=True)
    _, (ax,) = plots.new_figure()
    ends = lesions.plot_each_draw(ax, rows, "#0000ff")
    gone = [line for line in ax.lines if line.get_color() == lesions.FIRST_GONE and len(line.get_xdata()) == 3]
    assert [list(line.get_xdata())[1:] for line in gone] == [[1, 2]] and np.isnan(gone[0].get_xdata()[0])
    assert [(end.text, end.y) for end in ends] == [("median", 30.0), ("one by one,\nadded up", 30.0), ("BN re-estimated", 20.0)]
    (again,) = [line for line in ax.lines if line.get_marker() == "^" and len(line.get_xdata()) == 3]
    assert list(again.get_ydata()) == [10.0, 15.0, 20.0] and again.get_color() == "#0000ff"  # its net's, not another's


def test_the_largest_step_is_the_mean_rise_within_draws_by_hand():
    lines = [[10.0, 18.0, 58.0, 70.0], [10.0, 22.0, 66.0, 70.0]]  # steps to two units: 40 and 44
    step = lesions.largest_step(lesions.draws(many(lines)), 90.0)
    assert (step.k, step.part) == (2, pytest.approx(42 / 80)) and step.error == pytest.approx(2 * 2 / 80)
    assert step.text() == "52 ± 5 %"
    assert lesions.largest_step(lesions.draws(many([[86.0, 87.0, 88.0]] * 2)), 90.0) is None
    assert lesions.largest_step(lesions.draws(many([[10.0, 20.0]] * 2)), 90.0) is None


def smooth(*runs):
    """The statements, each list of draws a seed's."""
    found = pd.concat([many_at(values, run=chr(ord("a") + seed)) for seed, values in enumerate(runs)])
    return lesions.rises_smoothly(lesions.draws(found), 90.0, rising=0.5, most=0.35)


def test_a_rise_is_smooth_unless_one_unit_takes_much_or_draws_leave_it_open():
    steady = [[10.0], *([20.0 + 10 * k + i for i in (-1, 0, 1)] for k in range(6))]
    jump = [[10.0], *([85.0 + i for i in (-1, 0, 1)] for _ in range(6))]
    flat = [[20.0], *([25.0 + i for i in (-10, 0, 10)] for _ in range(6))]  # by small steps, but it does not rise
    wide = [[10.0], *([20.0 + i for i in (-5, 0, 5)] for _ in range(2)), *([55.0 + i for i in (-40, 0, 20)] for _ in range(3))]
    ((good, text),) = smooth(steady)
    assert good is True and text.startswith("resnet-20: rank correlation of error and number +")
    assert "the largest step, to 1 unit, takes 12 ±" in text
    assert smooth(jump)[0].holds is False and smooth(wide)[0].holds is None
    assert smooth(flat)[0].holds is not True
    many_seeds = [steady] * 8
    assert smooth(*many_seeds)[0].holds is True and smooth(*many_seeds, jump)[0].holds is None  # one seed says otherwise
    assert smooth(*many_seeds, [[10.0], *([draw] * 3 for draw in (20.0, 30.0, 40.0))])[0].holds is True
    assert smooth([[88.0], [89.0], [90.0]]) == []


# ---------------------------------------------------------------------------------------------------------------- orders


def test_orders_know_their_tau_and_whether_bn_was_estimated_again():
    rows = pd.concat([reordered([(1.0, 10.0), (0.9, 20.0)]), reordered([(1.0, 11.0), (0.8, 30.0)], again=" (BN re-estimated)"),
                      table([("drop 1", "1", 50.0)])])  # fmt: skip
    found, new = (lesions.orders(rows, kind).sort_values("tau") for kind in (lesions.BRANCH, lesions.BN_RE_ESTIMATED))
    assert list(zip(found["tau"], found["error"], found["k"], strict=True)) == [(0.9, 20.0, 1), (1.0, 10.0, 0)]
    assert list(zip(new["tau"], new["error"], strict=True)) == [(0.8, 30.0), (1.0, 11.0)]


def test_groups_along_tau_hold_equally_many_orders_and_the_intact_net_is_one():
    rows = pd.DataFrame({"tau": [1.0, *np.linspace(0.99, 0.5, 40)], "error": [10.0, *np.linspace(11, 60, 40)]})
    middle = lesions.medians_along_tau(rows)
    assert len(middle) == 9 and tuple(middle.iloc[0]) == (1.0, 10.0)
    assert middle["tau"].is_monotonic_decreasing and middle["error"].is_monotonic_increasing
    assert len(lesions.medians_along_tau(rows.head(12))) == 3  # five or more a group
    tied = rows.assign(tau=[1.0, *[0.9] * 40])
    assert len(lesions.medians_along_tau(tied)) == 2  # equal tau, equal group


def rising(pairs, *more):
    frames = [reordered(some, run=chr(ord("a") + i)) for i, some in enumerate((pairs, *more))]
    return lesions.rises_with_disorder(lesions.orders(pd.concat(frames)), 90.0, rising=0.5)


def test_an_error_rises_with_the_disorder_unless_few_orders_leave_it_open():
    taus = np.linspace(0.99, 0.5, 30)
    up, down = ([(1.0, 10.0), *((tau, start + slope * tau) for tau in taus)] for start, slope in ((80, -60), (10, 60)))
    (one,) = rising(up)
    assert one.holds is True and one.text.startswith("resnet-20: rank correlation of error and disorder +1.00")
    assert one.text.endswith(", 30 orders")
    assert rising(down)[0].holds is False and rising(up[:5])[0].holds is None
    many_seeds = [up] * 8
    assert rising(*many_seeds)[0].holds is True and rising(*many_seeds, down)[0].holds is None  # one seed says otherwise
    assert rising(up[:3]) == []  # two orders
    assert rising([(tau, error + 80) for tau, error in up]) == []  # as bad as chance
    assert rising([(1.0, 10.0), *((tau, 20.0) for tau in taus)]) == []  # all alike


def test_every_order_is_a_dot_and_medians_are_lines():
    _, (ax,) = plots.new_figure()
    rows = pd.concat(
        [reordered([(1.0, 10.0), (0.9, 20.0), (0.8, 30.0)]), reordered([(1.0, 11.0), (0.7, 40.0)], again=" (BN re-estimated)")]
    )
    ends = lesions.plot_orders(ax, rows, "#0000ff")
    (dots,) = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata())]
    assert sorted(dots.get_xdata()) == [0.8, 0.9, 1.0]
    assert [(end.text, end.y) for end in ends] == [("median", 25.0), ("BN re-estimated", 40.0)]
    assert {end.colour for end in ends} == {"#0000ff"}  # both are of this net
