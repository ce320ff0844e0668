"""Drawings of units: any that a spec accepts, nothing over anything else."""

import xml.etree.ElementTree as ElementTree

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from test_spec import units

from resexp.analysis import captions, drawing, style
from resexp.spec import TOKENS, unit_from_line


def drawn(lines):
    with style.house_style():
        fig = drawing.units(pd.DataFrame({"label": [f"unit {i}" for i in range(len(lines))], "unit": lines}))
        FigureCanvasAgg(fig)
    return fig


@settings(max_examples=60)
@given(units())
def test_a_unit_read_back_from_its_line_is_the_same_but_for_what_is_not_in_it(unit):
    again = unit_from_line(unit.line())
    assert again.line() == unit.line()
    assert again == unit.replace(widen="pad", share="none", expansion=1)


@settings(max_examples=40)
@given(st.lists(units(), min_size=1, max_size=7))
def test_any_units_are_drawn_with_every_token_once(some):
    fig = drawn([unit.line() for unit in some])
    assert len(fig.axes) == len(some)
    for ax, unit in zip(fig.axes, some, strict=True):
        shown = [text.get_text() for text in ax.texts]
        words = f"{unit.branch} {unit.after}".split()
        extra = {"gate": ["conv1"], "conv": ["conv1"]}.get(unit.shortcut.split()[0], [])
        extra = extra + ["bn"] * (unit.shortcut == "conv bn")
        for token in TOKENS:
            assert shown.count(drawing.NAMES[token]) == [*words, *extra].count(token)


def test_a_caption_says_that_the_shortcut_may_see_the_first_activation_where_it_does():
    lines = ["conv | + | relu", "bn relu conv | + |"]
    table = pd.DataFrame({"label": ["a", "b"], "unit": lines, "options": ["", "share=first"]})
    both, one = (drawing.units(table, names) for names in (None, {"a": "a"}))
    assert "the shortcut sees the first activation too" in captions.explanation(both)
    assert "first activation" not in captions.explanation(one)


@settings(max_examples=25)
@given(units())
def test_no_box_or_word_lies_over_another_or_outside(unit):
    fig = drawn([unit.line()])
    (ax,) = fig.axes
    renderer = fig.canvas.get_renderer()
    frame = ax.get_window_extent(renderer).padded(1)
    boxes = [patch.get_window_extent(renderer) for patch in ax.patches if type(patch).__name__ == "FancyBboxPatch"]
    words = [text.get_window_extent(renderer) for text in ax.texts]
    for one in [*boxes, *words]:
        assert frame.x0 <= one.x0 and one.x1 <= frame.x1 and frame.y0 <= one.y0 and one.y1 <= frame.y1
    for some in (boxes, words):
        for place, one in enumerate(some):
            assert not any(one.overlaps(other) for other in some[place + 1 :])


@settings(max_examples=15)
@given(units())
def test_a_unit_alone_is_an_svg_that_parses_and_is_the_same_every_time(unit):
    text = drawing.svg(unit.line())
    assert ElementTree.fromstring(text).tag.endswith("svg")
    drawing.svg.cache_clear()
    assert drawing.svg(unit.line()) == text
