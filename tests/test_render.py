"""Pictures: PNG and SVG with their caption, nothing cut off, the same bytes every time."""

import hashlib
import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from resexp import experiment
from resexp.analysis import plots, render
from resexp.errors import UserError
from resexp.store import Store


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=300), st.integers(1, 60))
def test_wrapped_lines_fit_and_lose_no_letter(text, width):
    lines = render.wrap(text, lambda words: float(len(words)), width).split("\n")
    assert all(len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == "".join(text.split())


def test_save_writes_png_and_svg_and_the_same_bytes_every_time(cases, tmp_path):
    _, data = cases("quick")
    store, sums = Store(tmp_path), []
    for _ in range(2):
        for name, fig in experiment.load("degradation").figures(data).items():
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


def test_figures_that_are_none_are_one_clear_line():
    for wrong in (None, Figure(), [Figure()], {"a": 1}, {1: Figure()}):
        with pytest.raises(UserError, match=r"figures\(\) of mine must return a dict"):
            render.check_figures(wrong, "mine")
