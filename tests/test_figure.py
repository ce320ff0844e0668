"""Figures: nothing cut off, nothing over anything else, captions that say what was measured, the same bytes every time."""

import hashlib
import io
import itertools
import re
import subprocess
import sys

import fakes
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from resexp import experiment
from resexp.analysis import captions, frames, plots, render, style, table
from resexp.analysis.labels import EndLabel, TopNote, move_apart
from resexp.errors import UserError
from resexp.store import Store

CASES = {
    "quick": {"budget": "quick"},
    "quick, one failed": {"budget": "quick", "failed": {("plain-56", 0): 0.3}},
    "short, three seeds": {"budget": "short", "seeds": (0, 1, 2)},
    "short, one seed": {"budget": "short", "seeds": (0,)},
    "paper": {"budget": "paper", "depths": (20, 56, 110), "seeds": (0, 1)},
    "paper, failed": {"budget": "paper", "depths": (20, 56, 110), "seeds": (0, 1),
                      "failed": {("plain-110", 0): 0.002, ("plain-110", 1): 0.004, ("plain-56", 1): 0.5}},
    "neighbours failed": {"budget": "paper", "depths": (20, 32, 44, 56), "seeds": (0, 1),
                          "failed": {(f"{family}-{depth}", 1): 0.3 for family in ("plain", "resnet") for depth in (44, 56)}},
    "1202 layers": {"budget": "paper", "depths": (20, 110, 1202), "seeds": (0,)},
    "smoke": {"budget": "smoke", "dataset": "synthetic"},
    "one depth": {"budget": "smoke", "dataset": "synthetic", "depths": (8,)},
    "all failed": {"budget": "smoke", "dataset": "synthetic",
                   "failed": {(f"{family}-{depth}", 0): 0 for family in ("plain", "resnet") for depth in (8, 14)}},
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A checkout with frozen budgets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield


@pytest.fixture(scope="module")
def cases(home, tmp_path_factory):
    """case -> (store, table), each made once."""
    made = {}

    def case(name):
        if name not in made:
            made[name] = fakes.fake(tmp_path_factory.mktemp("case"), **CASES[name])
        return made[name]

    return case


@pytest.fixture(scope="module")
def degradation(home):
    return experiment.load("degradation")


@pytest.fixture(scope="module")
def drawn(cases, degradation):
    """case -> the figures of degradation.py, each made once."""
    made = {}

    def figures(name):
        if name not in made:
            made[name] = degradation.figures(cases(name)[1])
        return made[name]

    return figures


def texts(fig):
    return [text for text in fig.findobj(Text) if text.get_text() and text.get_visible()]


def words(fig):
    return " ".join(text.get_text() for text in texts(fig))


# --------------------------------------------------------------------------------------------------------------- what is drawn


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
        content = render.render(fig, captions.caption(data, captions.explanation(fig)), ["png"])["png"]
        picture = np.asarray(Image.open(io.BytesIO(content)).convert("L"))
        for edge in (picture[:4], picture[-4:], picture[:, :4], picture[:, -4:]):
            assert edge.min() == 255  # nothing reaches the edge: nothing is cut


@pytest.mark.parametrize("case", ["quick, one failed", "paper, failed", "all failed"])
def test_failed_runs_say_fail_in_every_figure(cases, drawn, case):
    _, data = cases(case)
    for fig in [*drawn(case).values(), *plots.default_figures(data).values()]:
        assert "fail" in words(fig)
        assert "Failed: " in captions.caption(data)


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


def test_published_numbers_stand_only_beside_runs_of_the_papers_length(drawn):
    for case, there in (("paper", True), ("quick", False), ("smoke", False)):
        fig = drawn(case)["depth"]
        assert ("He 2015" in words(fig)) is there
        assert ("left out" in captions.explanation(fig)) is not there
        assert ("Hollow" in captions.explanation(fig)) is there


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


def test_smoothing_is_a_running_mean_and_is_said(cases, drawn):
    for case, points, words in (
        ("paper", 7, "running mean over 700"),
        ("quick", 5, "running mean over 50"),
        ("smoke", 1, "(mean over 2"),
    ):
        assert plots.smoothing_window(cases(case)[1]) == points
        assert f"{words} iterations" in captions.explanation(drawn(case)["curves"])


@given(st.lists(st.tuples(st.floats(-1, 2), st.floats(0.01, 0.3)), min_size=1, max_size=12))
def test_labels_moved_apart_keep_their_order_and_stay_inside(things):
    wanted, sizes = [y for y, _ in things], [size for _, size in things]
    places = move_apart(wanted, sizes, 1.0)
    shrink = min(1, 1 / sum(sizes))
    order = sorted(range(len(things)), key=lambda i: wanted[i])
    for below, above in itertools.pairwise(order):
        assert places[above] - places[below] >= shrink * (sizes[below] + sizes[above]) / 2 - 1e-9
    assert places[order[0]] >= shrink * sizes[order[0]] / 2 - 1e-9
    assert places[order[-1]] <= 1 - shrink * sizes[order[-1]] / 2 + 1e-9


def test_labels_with_room_stay_where_their_lines_end():
    assert move_apart([0.8, 0.2, 0.5], [0.1] * 3, 1.0) == pytest.approx([0.8, 0.2, 0.5])
    assert move_apart([0.5, 0.5], [0.1] * 2, 1.0) == pytest.approx([0.45, 0.55])
    assert move_apart([0.0, 5.0], [0.1] * 2, 1.0) == pytest.approx([0.05, 0.95])


def test_text_colours_can_be_read_on_white():
    for colour in [*style.depth_shades(["a", "b", "c", "d", "e"], style.FAMILY["plain"]).values(), *style.OKABE_ITO.values()]:
        assert style._contrast(style.ink(colour)) >= 4.5


# ------------------------------------------------------------------------------------------------------------------- captions


def test_a_caption_says_data_length_seeds_and_how_it_was_tested(cases):
    text = captions.caption(cases("quick")[1], "Drawn.")
    assert text == (
        "Drawn. Data: CIFAR-10, 50,000 training images. Test: last iteration, no selection, 10,000 test images; tests before "
        "the last: the first 1,000 of them. Budget quick: 400 iterations of 64 images = 0.5 epochs, linear schedule, bf16. "
        f"Seed 0 (n = 1 run a net: no spread known). Trained on {fakes.DEVICE}."
    )


def test_what_is_measured_on_trained_nets_is_not_said_to_be_tested_as_the_curves_are(cases):
    data = cases("quick")[1]
    lesions = data.assign(intervention="drop 1")
    text = captions.caption(frames.measured_rows(pd.concat([data, lesions])), "Drawn.")
    assert len(frames.measured_rows(data)) == 0 and "Drawn. Data: CIFAR-10, 50,000 training images. Budget quick:" in text
    assert (captions.tested_on(data, 10_000), captions.tested_on(data, 250)) == (
        "all 10,000 test images",
        "the first 250 test images",
    )


def test_a_caption_of_several_seeds_and_of_failed_runs(cases):
    text = captions.caption(cases("short, three seeds")[1])
    assert "Seeds 0 to 2 (n = 3 runs a net)." in text and "10.0 epochs" in text and "step" not in text
    text = captions.caption(cases("paper, failed")[1])
    assert "Seeds 0 and 1 (n = 2 runs a net). Failed: plain-56 (1 of 2) and plain-110 (2 of 2)." in text
    assert "tests before the last" not in text and "163.8 epochs, step schedule, fp32" in text


def test_synthetic_data_is_said_loudly(cases, drawn):
    data = cases("smoke")[1]
    text = captions.caption(data, "Drawn.")
    assert text.startswith("NOT CIFAR. Drawn. Data: the synthetic set (not CIFAR), 256 training images.")
    assert "nets narrower than the papers'" in text
    svgs = [render.render(fig, text, ["svg"])["svg"].decode() for fig in drawn("smoke").values()]
    assert all(svg.count("NOT CIFAR") >= 2 for svg in svgs)  # under the plot and over it


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=300), st.integers(1, 60))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    lines = render.wrap(text, lambda words: float(len(words)), width).split("\n")
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


# --------------------------------------------------------------------------------------------------------------------- saving


def test_save_writes_png_and_svg_and_the_same_bytes_every_time(cases, degradation, tmp_path):
    _, data = cases("quick")
    store, sums = Store(tmp_path), []
    for _ in range(2):
        for name, fig in degradation.figures(data).items():
            png, svg = render.save_figure(fig, store, "quick", name, "A caption.")
            assert (png.name, svg.name) == (f"{name}.png", f"{name}.svg") and png.parent == store.figures_folder("quick")
            sums.append((name, hashlib.sha256(png.read_bytes()).hexdigest(), hashlib.sha256(svg.read_bytes()).hexdigest()))
    assert len(set(sums)) == 2
    assert png.read_bytes()[:4] == b"\x89PNG" and "<svg" in svg.read_text()
    assert not re.search(r"20\d\d-\d\d-\d\d|matplotlib v", svg.read_text())  # no date and no version to differ


def test_a_caption_of_any_length_makes_room_for_itself(tmp_path):
    fig, _ = plots.new_figure(width=5, height=3)
    sizes = [Image.open(io.BytesIO(render.render(fig, "word " * n, ["png"])["png"])).size for n in (0, 10, 200)]
    assert {width for width, _ in sizes} == {sizes[0][0]} and sizes[0][1] < sizes[1][1] < sizes[2][1]
    assert not fig.texts  # and is gone from the figure afterwards


def test_what_sticks_out_of_a_users_figure_widens_the_picture():
    fig = Figure(figsize=(4, 3))
    FigureCanvasAgg(fig)
    fig.subplots().text(1.3, 0.5, "far outside $x_1$ & <b>", fontsize=14)
    picture = np.asarray(Image.open(io.BytesIO(render.render(fig, "costs 5 $ and 7 $", ["png"])["png"])).convert("L"))
    assert picture.shape[1] > 4 * 150 and picture[:, -4:].min() == 255


def test_bare_takes_the_printed_caption_off_and_gives_it_back():
    fig, _ = plots.new_figure(width=5, height=3)
    text = "a < b & c > d: ‘quoted’ " + "words " * 60
    svg = render.render(fig, text, ["svg"])["svg"].decode()
    bare, caption = render.bare(svg)
    assert caption == text.strip() or caption == text
    assert 'id="caption-' in svg and 'id="caption-' not in bare and bare.count("<g") == bare.count("</g>")
    heights = [float(re.search(r'viewBox="0 0 [\d.]+ ([\d.]+)"', one)[1]) for one in (svg, bare)]
    assert heights[1] == pytest.approx(3 * 72, abs=1) and heights[0] > heights[1] + 40
    assert render.bare("<svg></svg>") == ("<svg></svg>", "")


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


def test_figures_that_are_none_are_one_clear_line():
    for wrong in (None, Figure(), [Figure()], {"a": 1}, {1: Figure()}):
        with pytest.raises(UserError, match=r"figures\(\) of mine must return a dict"):
            render.check_figures(wrong, "mine")


def test_figures_reports_and_tables_import_neither_torch_nor_pyplot():
    code = "import sys, resexp.report, resexp.experiment;"
    code += "from resexp.analysis import captions, figures, frames, labels, plots, published, style, table, verdict;"
    code += "from resexp import experiment; experiment.load('degradation');"
    code += "print([name for name in ('torch', 'torchvision', 'matplotlib.pyplot') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_last_line_of_few_images_is_drawn_with_the_one_before():
    rows = pd.DataFrame(
        {"iteration": [50, 100, 106], "n": [6400, 6400, 640], "value": [50.0, 40.0, 29.0], "status": "finished"}
    )
    whole = plots.merge_short_last_line(rows)
    assert list(whole["iteration"]) == [50, 106] and list(whole["value"]) == [50.0, pytest.approx(39.0)]
    assert plots.merge_short_last_line(rows.assign(n=6400)).equals(rows.assign(n=6400))
    assert plots.merge_short_last_line(rows.assign(status="failed")).equals(rows.assign(status="failed"))
    assert plots.merge_short_last_line(rows.iloc[1:]).equals(rows.iloc[1:])
