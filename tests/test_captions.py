"""Captions say in one line what to see, then how it was measured, on what, and by how much training."""

import fakes
import pandas as pd
import pytest

from resexp.analysis import captions, frames, plots, render, style


def caption(table, see="See this.", how="", drawn=None):
    """Of a figure of this table."""
    fig, _ = plots.new_figure()
    captions.explain(fig, see, how, drawn)
    return captions.caption(fig, table)


def test_a_caption_is_a_line_of_what_to_see_then_how_data_length_seeds_and_test(cases):
    assert caption(cases("quick")[1], how="Drawn so.") == (
        "See this.\n"
        "Drawn so. Data: CIFAR-10, 50,000 training images. Test: last iteration, no selection, 10,000 test images; tests "
        "before the last: the first 1,000 of them. Budget quick: 400 iterations of 64 images = 0.5 epochs, linear schedule, "
        "bf16. "
        f"Seed 0 (n = 1 run a net: no spread known). Trained on {fakes.DEVICE}."
    )


def test_a_figure_of_ones_own_without_words_has_the_provenance_alone(cases):
    fig, _ = plots.new_figure()
    assert captions.caption(fig, cases("quick")[1]).startswith("Data: CIFAR-10, 50,000 training images.")


def test_a_caption_speaks_of_the_rows_drawn_only(cases):
    data = cases("short, three seeds")[1]
    one = data[(data["seed"] == 1) & (data["label"] == "plain-20")]
    assert "Seeds 0 to 2" in caption(data) and "Seed 1 (n = 1 run a net: no spread known)." in caption(data, drawn=one)


def test_what_is_measured_on_trained_nets_is_not_said_to_be_tested_as_the_curves_are(cases):
    data = cases("quick")[1]
    lesions = pd.concat([data, data.assign(intervention="drop 1")])
    text = caption(lesions, how="Drawn so.", drawn=frames.measured_rows(lesions))
    assert len(frames.measured_rows(data)) == 0 and "Drawn so. Data: CIFAR-10, 50,000 training images. Budget quick:" in text
    assert captions.tested_on(data, 10_000) == "all 10,000 test images"
    assert captions.tested_on(data, 250) == "the first 250 test images"


def test_a_caption_of_several_seeds_and_of_failed_runs(cases):
    text = caption(cases("short, three seeds")[1])
    assert "Seeds 0 to 2 (n = 3 runs a net)." in text and "10.0 epochs" in text and "step" not in text
    text = caption(cases("paper, failed")[1])
    assert "Seeds 0 and 1 (n = 2 runs a net). Failed: plain-56 (1 of 2) and plain-110 (2 of 2)." in text
    assert "tests before the last" not in text and "163.8 epochs, step schedule, fp32" in text


def test_synthetic_data_is_said_loudly(cases, drawn):
    data = cases("smoke")[1]
    text = caption(data)
    assert text.startswith("NOT CIFAR. See this.\nData: the synthetic set (not CIFAR), 256 training images.")
    assert "nets narrower than the papers'" in text
    svgs = [render.render(fig, captions.caption(fig, data), ["svg"])["svg"].decode() for fig in drawn("smoke").values()]
    assert all(svg.count("NOT CIFAR") >= 2 for svg in svgs)  # under the plot and over it


@pytest.mark.parametrize("case", ["quick", "paper, failed", "smoke"])
def test_the_first_line_is_one_short_sentence_in_every_figure(cases, drawn, case):
    with style.house_style():
        figures = [*drawn(case).values(), *plots.default_figures(cases(case)[1]).values()]
    for fig in figures:
        see, how = captions.caption(fig, cases(case)[1]).removeprefix("NOT CIFAR. ").split("\n")
        assert len(see) <= 120 and see.endswith(".") and "Budget" in how


def test_numbers_in_words():
    assert captions.number_range(pd.Series([1000, 1000])) == "1,000"
    assert captions.number_range(pd.Series([9, 1000])) == "9 to 1,000"
    assert [captions.number_list(some) for some in ([0], [0, 1], [0, 1, 2], [0, 2, 3])] == [
        "0",
        "0 and 1",
        "0 to 2",
        "0, 2 and 3",
    ]
    assert [captions.epochs_text(value) for value in (0.41, 1.0, 10.0)] == ["0.4 epochs", "1.0 epoch", "10.0 epochs"]
