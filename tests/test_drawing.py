"""Drawings of units: any that a spec accepts, nothing over anything else."""

import xml.etree.ElementTree as ElementTree

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from strategies import units

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
    assert "the shortcut sees the first activation too" in getattr(both, captions.HOW)
    assert "first activation" not in getattr(one, captions.HOW) and "units compared" in one.get_label()


@settings(max_examples=25)
@given(units(), st.sampled_from(["gate exclusive", "gate exclusive -6", "gate shortcut -6"]))
def test_a_line_leads_from_the_gate_to_all_that_it_multiplies(unit, gate):
    (ax,) = drawn([unit.replace(shortcut=gate).line()]).axes
    places = {text.get_text(): text.get_position() for text in ax.texts}
    assert (drawing.TIMES_G in places) is ("exclusive" in gate)
    for x, y in (places[word] for word in ("× (1 − g)", drawing.TIMES_G) if word in places):
        into = [line for line in ax.lines if line.get_xdata()[-1] == x - drawing.WIDE / 2]
        assert any(places["sigmoid"][0] in line.get_xdata() and abs(line.get_ydata()[-1] - y) < 0.01 for line in into)


def test_the_caption_of_a_drawing_speaks_of_no_run():
    table = pd.DataFrame(
        {"label": ["a"], "unit": ["conv | + | relu"], "run": ["r"], "data": ["synthetic"], "status": ["finished"]}
    )
    text = captions.caption(drawing.units(table), table)
    assert "units compared" in text and not any(word in text for word in ("Data", "test images", "Seed", "Budget", "CIFAR"))


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
