"""Figures: nothing over anything else, every seed and every failure shown, and default figures for files that draw none."""

import io
import re

import numpy as np
import pandas as pd
import pytest
from fakes import CASES
from matplotlib.text import Text
from PIL import Image

from resexp.analysis import captions, frames, plots, render, style, table
from resexp.analysis.labels import EndLabel, TopNote


def texts(fig):
    return [text for text in fig.findobj(Text) if text.get_text() and text.get_visible()]


def words(fig):
    return " ".join(text.get_text() for text in texts(fig))


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_lies_over_another(drawn, case):
    for fig in drawn(case).values():
        with style.house_style(), render._laid_out(fig) as renderer:
            canvas = fig.bbox
            for ax in fig.axes:
                names = [text for text in ax.get_children() if isinstance(text, (EndLabel, TopNote))]
                boxes = [text.get_window_extent(renderer) for text in names]
                assert all(np.isfinite(box.extents).all() for box in boxes)
                for box in [*boxes, ax.title.get_window_extent(renderer), ax.xaxis.label.get_window_extent(renderer)]:
                    assert canvas.x0 <= box.x0 and box.x1 <= canvas.x1 and canvas.y0 <= box.y0 and box.y1 <= canvas.y1
                for i, one in enumerate(boxes):
                    for other in boxes[i + 1 :]:
                        over = min(one.x1, other.x1) - max(one.x0, other.x0), min(one.y1, other.y1) - max(one.y0, other.y0)
                        assert min(over) < 2, [text.get_text() for text in names]


@pytest.mark.parametrize("case", CASES)
def test_pictures_have_a_white_rim_and_readable_letters(cases, drawn, case):
    _, data = cases(case)
    for fig in drawn(case).values():
        assert min(text.get_fontsize() for text in texts(fig)) >= 11
        content = render.render(fig, captions.caption(fig, data), ["png"])["png"]
        picture = np.asarray(Image.open(io.BytesIO(content)).convert("L"))
        for edge in (picture[:4], picture[-4:], picture[:, :4], picture[:, -4:]):
            assert edge.min() == 255  # nothing reaches the edge: nothing is cut


@pytest.mark.parametrize("case", ["quick, one failed", "paper, failed", "all failed"])
def test_failed_runs_say_fail_in_every_figure(cases, drawn, case):
    _, data = cases(case)
    for fig in [*drawn(case).values(), *plots.default_figures(data).values()]:
        assert "fail" in words(fig)
        assert "Failed: " in captions.caption(fig, data)


def test_some_failed_seeds_are_counted(drawn):
    figures = drawn("paper, failed")
    assert "110 layers: fail (2 of 2)" in words(figures["curves"]) and "56 layers: fail (1 of 2)" in words(figures["curves"])
    assert {"fail", "1 fail"} <= {text.get_text() for text in texts(figures["depth"])}


def test_a_net_far_above_the_others_is_named_where_it_leaves_the_figure(drawn):
    figures = drawn("paper")
    assert re.search(r"110 layers\n6\d % ↑", words(figures["curves"])) and re.search(r"6\d % ↑", words(figures["depth"]))


def test_panels_are_those_of_the_papers_figure(drawn):
    cases = ("quick", "paper", "1202 layers")
    titles = {case: [ax.get_title("left") for ax in drawn(case)["curves"].axes] for case in cases}
    assert titles["quick"] == titles["paper"] == ["Plain nets", "Residual nets"]
    assert titles["1202 layers"] == ["Plain nets", "Residual nets", "Deepest residual nets"]


def test_published_numbers_stand_only_beside_runs_of_the_papers_length(cases, drawn):
    for case, there in (("paper", True), ("quick", False), ("smoke", False)):
        fig = drawn(case)["depth"]
        assert ("He 2015" in words(fig)) is there
        text = captions.caption(fig, cases(case)[1])
        assert ("left out" in text) is not there and ("Hollow" in text) is there


def test_every_seed_is_a_dot(cases, drawn):
    lines = drawn("short, three seeds")["depth"].axes[1].lines
    assert sum(len(line.get_xdata()) for line in lines if line.get_marker() == "o") == 24
    assert cases("short, three seeds")[1]["run"].nunique() == 24


def test_curves_are_medians_and_bands_reach_from_the_lowest_to_the_highest_seed():
    lines = [("a", 1, 10.0), ("b", 1, 30.0), ("c", 1, 20.0), ("a", 2, 4.0), ("b", 2, 6.0), ("c", 2, 8.0)]
    data = pd.DataFrame(lines, columns=["run", "iteration", "value"]).assign(
        label="x", split="test", quantity="error", intervention="full", status="finished", seed=0
    )
    _, (ax,) = plots.new_figure()
    ax.set_ylim(0, 40)
    (end,) = plots.curves(ax, data)
    assert (end.x, end.y, end.text) == (2, 6.0, "x")
    assert list(ax.lines[0].get_ydata()) == [20.0, 6.0]
    band = ax.collections[0].get_paths()[0].vertices
    assert {(x, y) for x, y in band} >= {(1, 10), (1, 30), (2, 4), (2, 8)}


def test_the_end_is_drawn_larger_where_curves_have_come_down_and_left_room():
    def run(last):
        base = {"label": "a", "run": "r", "quantity": "error", "intervention": "full", "status": "finished", "n": 128}
        rows = [{**base, "iteration": i, "split": split, "value": 90 - (90 - last) * min(1, i / 40)}
                for i in range(0, 101, 10) for split in ("train", "test")]  # fmt: skip
        _, (ax,) = plots.new_figure()
        ax.set_ylim(0, 100)
        ends = {"a": "#000000"}
        for split in ("train", "test"):
            plots.curves(ax, pd.DataFrame(rows), split, colours=ends)
        return ax, plots.enlarge_end(ax, pd.DataFrame(rows), 0.1, ends)

    ax, said = run(10.0)
    (inset,) = ax.child_axes
    assert (
        said == " Inset: the last 10 % of the iterations." and inset.get_xlim() == (90, 100) and inset.get_ylim() == (9.5, 10.5)
    )
    ax, said = run(60.0)
    assert said == "" and not ax.child_axes


def test_smoothing_is_a_running_mean_and_is_said(cases, drawn):
    for case, points, words in (
        ("paper", 7, "running mean over 700"),
        ("quick", 5, "running mean over 50"),
        ("smoke", 1, "(mean over 2"),
    ):
        assert frames.smoothing_window(cases(case)[1]) == points
        assert f"{words} iterations" in captions.caption(drawn(case)["curves"], cases(case)[1])


def test_a_last_line_of_few_images_is_drawn_with_the_one_before():
    rows = pd.DataFrame(
        {"run": "a", "iteration": [50, 100, 106], "n": [6400, 6400, 640], "value": [50.0, 40.0, 29.0], "status": "finished"}
    )
    whole = plots.merge_short_last_line(rows)
    assert list(whole["iteration"]) == [50, 106] and list(whole["value"]) == [50.0, pytest.approx(39.0)]
    assert plots.merge_short_last_line(rows.assign(n=6400)).equals(rows.assign(n=6400))
    assert plots.merge_short_last_line(rows.assign(status="failed")).equals(rows.assign(status="failed"))
    assert plots.merge_short_last_line(rows.iloc[1:]).equals(rows.iloc[1:])


def test_text_colours_can_be_read_on_white():
    for colour in [*style.depth_shades(["a", "b", "c", "d", "e"], style.FAMILY["plain"]).values(), *style.OKABE_ITO.values()]:
        assert style._contrast(style.ink(colour)) >= 4.5


# ----------------------------------------------------------------------------------------------- for files without figures()


@pytest.mark.parametrize("case", ["quick", "short, three seeds", "paper, failed", "all failed"])
def test_the_default_figures_show_every_label_and_every_seed(cases, case):
    _, data = cases(case)
    figures = plots.default_figures(data)
    assert list(figures) == ["curves", "final"]
    for label in data["label"].unique():
        assert label in words(figures["final"])
    dots = sum(len(line.get_xdata()) for line in figures["final"].axes[0].lines if line.get_marker() == "o")
    assert dots == table.last_values(data)["value"].notna().sum()
