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


def test_a_picture_for_the_web_is_without_the_printed_caption_and_small():
    fig, _ = plots.new_figure(width=12, height=3)
    text = "a < b & c > d: ‘quoted’ " + "words " * 60
    made = render.render(fig, text)
    caption, height = render.caption_and_height(made["svg"].decode())
    assert caption.strip() == text.strip() and height == pytest.approx(3 * 72, abs=1)
    for most, widths in ((75_000, {1600}), (4_000, {800, 1000, 1200, 1400})):
        picture, *size = render.for_web(made["png"], height, most)
        assert list(Image.open(io.BytesIO(picture)).size) == size and size[0] in widths
        assert size[1] / size[0] == pytest.approx(3 / 12, abs=0.01) and (len(picture) <= most or size[0] == 800)
    assert render.caption_and_height("<svg></svg>") == ("", 0.0)
    whole = Image.open(io.BytesIO(made["png"]))
    assert render.for_web(made["png"], 0)[2] == round(whole.height * 1600 / whole.width)


def test_figures_that_are_none_are_one_clear_line():
    for wrong in (None, Figure(), [Figure()], {"a": 1}, {1: Figure()}):
        with pytest.raises(UserError, match=r"figures\(\) of mine must return a dict"):
            render.check_figures(wrong, "mine")
