"""resexp/analysis/paths.py: ranges of lengths by hand, and how they are drawn."""

import math

import fakes
import numpy as np
import pytest
from matplotlib.text import Text

from resexp import zoo
from resexp.analysis import paths, style
from resexp.analysis.paths import Reach
from resexp.probe.paths import path_counts
from resexp.words import AT_INITIALISATION, PATH_NORM, PATH_SHARE, SAMPLED_NORM


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A checkout with frozen budgets."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)


def net_of(tmp_path, name, **options):
    """The only net of a made-up table."""
    (net,) = paths.measured(fakes.fake_net_paths(tmp_path / "results", name, **options)[1])
    return net


def by_hand(share, before=(0.1, 0.2, 0.5, 0.2)):
    """Rows of a net of three units with these shares; sampled norms fall by 1/4 a unit."""
    rows = fakes.spectrum_rows([1, 2, 1, 0.1], share) + fakes.spectrum_rows([1, 2, 3, 1], before, AT_INITIALISATION)
    return path_counts(zoo.net("resnet-8")) + rows + fakes.sampled_path_rows(3, 0.25)


def words(fig):
    return " ".join(text.get_text() for text in fig.findobj(Text) if text.get_text() and text.get_visible())


# ------------------------------------------------------------------------------------------------------------------- ranges


def test_ranges_by_hand(tmp_path):
    # Of 8 paths of 3 units 1, 3, 3, 1 have lengths 0 to 3: 0 and 1 are half of them. Sampled norms times the number of paths
    # are as 64, 48, 12 and 1: 0 and 1 hold 90 % of them, 0 to 2 more than 95.
    net = net_of(tmp_path, "resnet-8", rows=by_hand([0.36, 0.60, 0.05, -0.01]))
    assert net.all_paths() == (1.5, 0, 3) and net.units == 3
    assert net.gradient() == (1, 0, 1) and net.gradient(AT_INITIALISATION) == (2, 0, 3)
    assert net.sampled() == (0, 0, 2)
    assert net.sampled_share().tolist() == pytest.approx([64 / 125, 48 / 125, 12 / 125, 1 / 125])
    assert [net.percent_of_paths(reach) for reach in (net.gradient(), net.sampled())] == [50.0, 87.5]


def test_ranges_in_words():
    assert (Reach(7, 4, 10).text(), Reach(9, 9, 9).text()) == ("4 to 10", "9 alone")


def test_the_range_of_the_papers_net_is_that_of_its_binomial(tmp_path):
    net = net_of(tmp_path, "preresnet-110", ratio=0.25)
    assert net.all_paths() == (27, 20, 34)  # 95.9 %; Veit's 19 to 35 are 98.0 %
    assert net.percent_of_paths(Reach(27, 19, 35)) == pytest.approx(98.02, abs=0.005)
    first, last, units = paths.published_range()
    assert (first, last, units) == (5, 17, 54)
    assert net.percent_of_paths(Reach(11, first, last)) == pytest.approx(0.4537, abs=5e-5)


def test_the_fall_of_a_single_paths_gradient_is_fitted(tmp_path):
    fit = net_of(tmp_path, "resnet-20", ratio=0.35).decay()
    assert (fit.factor, fit.low, fit.high, fit.straight) == pytest.approx((0.35, 0.35, 0.35, 1.0))
    (_, table) = fakes.fake_net_paths(tmp_path / "bent", "resnet-20")
    bent = table.assign(
        value=table["value"].where(table["quantity"] != f"{SAMPLED_NORM} median", 2.0 ** -(table["at"].astype(float) ** 2))
    )
    (net,) = paths.measured(bent)
    assert net.decay().straight < 0.96 and net.decay().low < net.decay().factor < net.decay().high


def test_two_lengths_leave_no_error_and_one_no_fit(tmp_path):
    _, table = fakes.fake_net_paths(tmp_path / "results", "resnet-20")
    at = table["at"].fillna("0").astype(int)
    some = [
        paths.measured(table[~table["quantity"].str.startswith(SAMPLED_NORM, na=False) | (at < count)])[0] for count in (1, 2)
    ]
    assert some[0].decay() is None
    assert some[1].decay().factor == pytest.approx(0.35) and math.isnan(some[1].decay().low)


def test_without_single_paths_there_is_no_sampled_range(tmp_path):
    rows = [row for row in fakes.path_rows(zoo.net("resnet-20"), 0.35, 0.6) if "sampled" not in row["quantity"]]
    net = net_of(tmp_path, "resnet-20", rows=rows)
    assert net.sampled() is None and net.decay() is None and net.gradient().peak == 2


def test_several_seeds_give_medians(tmp_path):
    _, table = fakes.fake_paths(tmp_path / "results", "short", seeds=(0, 1, 2))
    for net in paths.with_many_paths(table):
        peaks = [seed.by_length(PATH_SHARE).iloc[:, 0].idxmax() for seed in net.seeds()]
        assert len(peaks) == 3 and net.gradient().peak == np.median(peaks)
        assert [seed.gradient().peak for seed in net.seeds()] == peaks
        norms = net.by_length(PATH_NORM)
        assert norms.shape == (28, 3) and net.median(PATH_NORM)[5] == norms.loc[5].sort_values().iloc[1]


def test_a_net_whose_gradient_is_not_finite_has_no_spectrum(tmp_path):
    _, table = fakes.fake_paths(tmp_path / "results", "short")
    lost = table["value"].mask((table["label"] == "resnet-56") & (table["quantity"] == PATH_SHARE), math.inf)
    assert [net.label for net in paths.measured(table.assign(value=lost))] == ["preresnet-56", "plain-56"]


def test_original_nets_come_first_plain_ones_last_and_of_many_nets_only_the_original_ones_have_panels(tmp_path):
    _, table = fakes.fake_paths(tmp_path / "results", "quick")
    nets = paths.measured(table)
    many = [net.label for net in nets[:-1]]
    assert many == ["resnet-20", "resnet-56", "preresnet-20", "preresnet-20, shortcut × 0.9"] and nets[-1].label == "plain-56"
    assert [net.label for net in paths.with_many_paths(table)] == many == [net.label for net in paths.with_many_paths(table, 4)]
    assert [net.label for net in paths.with_many_paths(table, 3)] == ["resnet-20", "resnet-56"]
    assert [net.scaled for net in nets] == [False, False, False, True, False]
    assert len({net.colour for net in nets}) == 4


# ------------------------------------------------------------------------------------------------------------------- figures


def test_the_bars_are_the_binomial_and_the_gradient(tmp_path):
    with style.house_style():
        fig, _ = paths.length_bars([net_of(tmp_path, "resnet-56")])
    (ax,) = fig.axes
    grey, coloured = (np.array([bar.get_height() for bar in bars]) for bars in ax.containers[:2])
    assert grey.sum() == pytest.approx(100) and coloured.sum() == pytest.approx(100)
    assert (grey.argmax(), coloured.argmax()) == (13, 7)
    assert "gradient: 95 % in 3 to 11, peak 7" in words(fig)
    assert "paths: 95 % in 8 to 19, peak 13.5" in words(fig)


def test_negative_shares_are_drawn(tmp_path):
    rows = fakes.path_rows(zoo.net("resnet-20"), 0.9, 0.9, cancels=0.3)
    with style.house_style():
        fig, _ = paths.length_bars([net_of(tmp_path, "resnet-20", rows=rows)])
    low, _ = fig.axes[0].get_ylim()
    assert low < -20 and min(fig.axes[0].get_yticks()) >= low


def test_black_lines_reach_from_seed_to_seed(tmp_path):
    _, table = fakes.fake_paths(tmp_path / "results", "short", seeds=(0, 1))
    nets = paths.with_many_paths(table)
    with style.house_style():
        fig, how = paths.length_bars(nets)
    share = 100 * nets[0].by_length(PATH_SHARE).loc[5]
    (lines,) = [lines for lines in fig.axes[0].collections if len(lines.get_segments()) == 28]
    assert lines.get_segments()[5][:, 1] == pytest.approx([share.min(), share.max()])
    assert "black lines: lowest to highest seed" in how


def test_norms_are_drawn_over_seven_decades_and_all_lines_with_a_peak_in_sight(tmp_path):
    with style.house_style():
        fig, _ = paths.spectra([net_of(tmp_path, "resnet-110")])
    low, high = fig.axes[0].get_ylim()
    assert high / low == pytest.approx(1e7) and fig.axes[0].get_yscale() == "log"
    assert max(line.get_ydata().max() for line in fig.axes[0].lines[:2]) < high


def test_several_depths_of_a_family_are_told_apart_by_shade(tmp_path):
    _, table = fakes.fake_paths(tmp_path / "results", "quick")
    with style.house_style():
        fig, how = paths.single_paths(paths.with_many_paths(table, 3))
    assert len({line.get_color() for line in fig.axes[0].lines}) == 2
    assert "mean over 16 test images; up to 20 distinct paths" in how
    assert "(64 test images)" in words(fig) and "(16 test images)" in words(fig)


def test_the_papers_range_is_marked_at_the_papers_net_as_long_as_the_papers_only(tmp_path):
    hows = {}
    for name, net, budget in (("papers", "preresnet-110", "paper"), ("other", "resnet-56", "paper")):
        with style.house_style():
            fig, hows[name] = paths.length_bars([net_of(tmp_path / name, net, budget=budget)])
        hollow = [line for line in fig.axes[0].lines if line.get_marker() == "o" and line.get_markerfacecolor() == "none"]
        assert sorted(line.get_xdata()[0] for line in hollow) == ([5, 17] if name == "papers" else [])
        assert ("Veit 2016" in hows[name]) is (name == "papers")
    assert "left out" not in hows["papers"] and "is left out: it is of 54 units" in hows["other"]


def test_a_short_training_of_the_papers_net_is_not_beside_the_paper(tmp_path):
    _, table = fakes.fake_paths(tmp_path / "results", "short", depths=(110,))
    with style.house_style():
        _, how = paths.length_bars(paths.with_many_paths(table))
    assert "is left out: " in how and "of 54 units" not in how
