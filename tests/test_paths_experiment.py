"""experiments/paths.py: its runs, what it finds in made-up measurements, and what its figures say."""

import re
import subprocess
import sys

import fakes
import pytest
from matplotlib.text import Text

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import captions, render, style
from resexp.analysis.findings import IN_PART, NOT_SO_FAR, REPRODUCED, SO_FAR
from resexp.analysis.paths import NetPaths, Reach
from resexp.probe.paths import path_counts
from resexp.words import AT_INITIALISATION, BATCH_STATISTICS, SAMPLED_NORM


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A checkout with frozen budgets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield


@pytest.fixture(scope="module")
def module(home):
    return experiment.load("paths").module


EVERY = ("resnet-20", "resnet-56", "preresnet-20", "preresnet-20, shortcut × 0.9", "plain-56")
CASES = {
    "quick": lambda root: fakes.fake_paths(root, "quick"),
    "short, two seeds": lambda root: fakes.fake_paths(root, "short", seeds=(0, 1)),
    "smoke": lambda root: fakes.fake_paths(root, "smoke", "synthetic"),
    "one failed": lambda root: fakes.fake_paths(root, "quick", failed=("resnet-56",)),
    "paper": lambda root: fakes.fake_paths(root, "paper", seeds=(0,)),
    "all failed": lambda root: fakes.fake_paths(root, "quick", failed=EVERY),
    "imported": fakes.fake_imported_paths,
}
DRAWN = [case for case in CASES if case != "all failed"]


@pytest.fixture(scope="module")
def cases(module, tmp_path_factory):
    """case -> (table, figures), each made once."""
    made = {}

    def case(name):
        if name not in made:
            _, data = CASES[name](tmp_path_factory.mktemp("case"))
            with style.house_style():
                made[name] = data, module.figures(data)
        return made[name]

    return case


def words(fig):
    return " ".join(text.get_text() for text in fig.findobj(Text) if text.get_text() and text.get_visible())


# ----------------------------------------------------------------------------------------------------------- what is trained


@pytest.mark.parametrize(
    ("name", "depths", "labels"),
    [
        ("smoke", None, ["resnet-8", "resnet-14", "preresnet-8", "preresnet-8, shortcut × 0.9", "plain-14"]),
        ("quick", None, list(EVERY)),
        ("quick", (32,), ["resnet-32", "preresnet-32", "preresnet-32, shortcut × 0.9", "plain-32"]),
        ("short", None, ["resnet-56", "preresnet-56", "plain-56"]),
        ("paper", None, ["resnet-110", "preresnet-110", "preresnet-110, shortcut × 0.9", "plain-56"]),
        ("paper", (20, 32, 44), ["resnet-44", "preresnet-44", "preresnet-44, shortcut × 0.9", "plain-44"]),
    ],
)
def test_its_nets(module, name, depths, labels):
    budget = budgets.load(name, "cifar10")
    plans = module.runs(budget.replace(depths=depths or budget.depths, seeds=(0,)))
    assert [plan.label for plan in plans] == labels
    assert all((plan.run.net.unit.shortcut == "scale 0.9") is ("×" in plan.label) for plan in plans)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("smoke", {"images": 4, "samples": 3, "sampled_images": 4}),
        ("quick", {"images": 64, "samples": 20, "sampled_images": 16}),
        ("short", {"images": 64, "samples": 100, "sampled_images": 8}),
        ("paper", {"images": 64, "samples": 1000, "sampled_images": 64}),
    ],
)
def test_its_measure_has_the_options_that_name_files_on_disk(module, name, options):
    lengths, batch = module.measures(budgets.load(name, "cifar10"))
    assert (lengths.probe, lengths.options) == ("paths.lengths", options)
    assert (batch.probe, batch.options) == ("paths.batch_spectrum", {"images": options["images"]})


# ---------------------------------------------------------------------------------------------------------------- what is said


def found(module, root, share, before=(0.1, 0.2, 0.5, 0.2)):
    """Findings of a net of three units with these shares, whose single paths' gradient falls by 1/4 a unit."""
    rows = fakes.spectrum_rows([1, 2, 1, 0.1], share) + fakes.spectrum_rows([1, 2, 3, 1], before, AT_INITIALISATION, 3e-6)
    rows += fakes.spectrum_rows([2, 3, 1, 0.1], [0.25, 0.5, 0.2, 0.05], BATCH_STATISTICS)
    rows += path_counts(zoo.net("resnet-8")) + fakes.sampled_path_rows(3, 0.25)
    return module.findings(fakes.fake_net_paths(root, "resnet-8", rows=rows)[1])


def test_findings_by_hand(module, tmp_path):
    # Of the paths of 3 units, which peak at 1.5, half have lengths 0 and 1. A peak at 1 is half a unit lower, too little; the
    # sampled norms peak at 0.
    gradient, single, exact = found(module, tmp_path, [0.36, 0.60, 0.05, -0.01])
    assert [one.holds for one in gradient.statements] == [False, False, True, False]
    short, few, sampled_short, sampled_few = (one.text for one in gradient.statements)
    assert "95 % of the squared norm in paths of 0 to 1 units, peak 1 (of all paths 1.5)" in short
    assert few == "these are 50.0 % of all paths (a length less or more: 12.5 % and 87.5 %)"
    assert "as in the paper, in paths of 0 to 2 units, peak 0" in sampled_short and "87.5 % of all paths" in sampled_few
    assert "resnet-8 0.33 (all paths: 0.50; the paper's 5 to 17 of 54 are centred at 0.20)" in gradient.notes[0]
    assert "resnet-8 0 to 3 before (peak 2), 0 to 2 after (peak 1)" in gradient.notes[1]
    assert [one.holds for one in single.statements] == [True]
    assert "× 0.25 a unit (0.25 to 0.25), the line explains 100.0 %" in single.statements[0].text
    assert not exact.judged and "On 64 test images" in exact.text and "4e-07" in exact.text and "3e-06" in exact.text


def test_a_gradient_of_long_paths_is_unlike_the_paper(module, tmp_path):
    gradient = found(module, tmp_path, [0.0, 0.1, 0.3, 0.6])[0]
    assert gradient.statements[0].holds is False and "1 to 3 units, peak 3" in gradient.statements[0].text
    assert gradient.statements[1].holds is False and "87.5 % of all paths" in gradient.statements[1].text


@pytest.mark.parametrize(("last", "holds"), [(8, True), (9, None), (10, None), (11, False), (13, False)])
def test_few_paths_are_a_tenth_of_all_at_most_unless_one_length_decides(module, tmp_path, last, holds):
    """Half of all, as it was, is not few: 2^27 paths of up to 8, 9, 10 and 11 units are 2.6, 6.1, 12.4 and 22.1 % of all."""
    rows = path_counts(zoo.net("resnet-56"))
    net = NetPaths("resnet-56", fakes.fake_net_paths(tmp_path, "resnet-56", rows=rows)[1])
    assert module.few(net, Reach(6, 3, last)) is holds
    assert module.few(net, None) is None


def test_states_of_the_claims(module, tmp_path):
    _, data = fakes.fake_paths(tmp_path / "a", "short")
    gradient, single, *rest = module.findings(data)
    assert (gradient.state, single.state) == (IN_PART, SO_FAR)
    assert [one.holds for one in gradient.statements] == [True, False] * 4  # short, but a third and more of all paths
    assert [one.judged for one in rest] == [False, False]
    rising = data["quantity"] == f"{SAMPLED_NORM} median"
    risen = data.assign(value=data["value"].where(~rising, 2.0 ** data["at"].astype(float)))
    assert module.findings(risen)[1].state == NOT_SO_FAR
    _, data = fakes.fake_imported_paths(tmp_path / "b")
    assert [one.state for one in module.findings(data)] == [IN_PART, REPRODUCED, ""]


def test_seeds_must_agree(module, tmp_path):
    _, data = fakes.fake_paths(tmp_path, "short", seeds=(0, 1))
    (second,) = data.loc[(data["label"] == "resnet-56") & (data["seed"] == 1), "run"].unique()
    rising = (data["run"] == second) & (data["quantity"] == f"{SAMPLED_NORM} median")
    mixed = data.assign(value=data["value"].where(~rising, 2.0 ** data["at"].astype(float)))
    assert [one.holds for one in module.findings(mixed)[1].statements] == [None, True]


def test_scaled_shortcuts_decide_nothing_and_are_in_the_notes(module, cases):
    gradient, single, *_ = module.findings(cases("quick")[0])
    assert not any("×" in one.text.split(":")[0] for one in (*gradient.statements, *single.statements))
    assert gradient.rows["shortcut_scale"].eq(1).all()
    assert "shortcut × 0.9 " in gradient.notes[0] and single.notes[0].startswith("preresnet-20, shortcut × 0.9: × 0.7")


def test_a_plain_net_alone_has_its_range_and_an_observation(module, tmp_path):
    _, data = fakes.fake_net_paths(tmp_path, "plain-20", "plain-20-finished", ratio=1.0)
    figures = module.figures(data)
    assert list(figures) == ["ranges"] and "trained: 9 alone" in words(figures["ranges"])
    said = [one for one in module.findings(data) if one.sentences()]
    assert said[0].text.startswith("plain-20: a single path, through all 9 units") and not any(one.judged for one in said)


def test_failed_runs_are_said_and_the_others_drawn(module, cases, tmp_path):
    data, figures = cases("one failed")
    assert "resnet-56" not in words(figures["lengths"]) and "Failed: resnet-56" in captions.caption(figures["lengths"], data)
    assert any("resnet-20" in one.text for one in module.findings(data)[0].statements)
    store, _ = CASES["one failed"](tmp_path)
    assert any(one.text.startswith("resnet-56: fail") for one in report.read_findings(store, "quick", "paths"))
    data, figures = cases("all failed")
    assert "fail" in words(figures["final"])
    assert not any(one.sentences() for one in module.findings(data))


# ---------------------------------------------------------------------------------------------------------------- what is drawn


@pytest.mark.parametrize("case", DRAWN)
def test_captions_say_what_to_see_first_then_how_exact_and_what_is_sampled(cases, case):
    data, figures = cases(case)
    assert set(figures) == {"lengths", "single", "spectrum", "ranges"}
    for name, fig in figures.items():
        see, how = captions.caption(fig, data).split("\n")
        assert 30 < len(see.removeprefix("NOT CIFAR. ")) <= 115
        assert re.search(
            r"On 64 test images .* sums to autograd's gradient to 4e-07 of its norm, at initialisation to 2e-06", how
        )
        assert ("paths of a length, line: their median" in how) is (name == "single")
        assert ("drawn anew" in how) is (name in ("spectrum", "ranges") and case == "imported")
        assert ("Veit's range, 5 to 17 units, is left out" in how) is (name in ("lengths", "ranges") and case != "paper")
        assert ("Medians over seeds" in how) is (case == "short, two seeds")
        bands = len(figures["single"].axes[1].collections)  # of the exact sum and of the sampled one, of two nets or more
        assert bands >= 4 if case == "short, two seeds" else bands == 0
        assert ("test images; tests before the last" in how) is (case == "one failed")  # test errors are not drawn


@pytest.mark.parametrize("case", DRAWN)
def test_pictures_are_whole_and_nothing_lies_over_anything(cases, case):
    _, figures = cases(case)
    for fig in figures.values():
        with style.house_style(), render._laid_out(fig) as renderer:
            for ax in fig.axes:
                notes = [text for text in ax.texts if text.get_text()]
                boxes = [text.get_window_extent(renderer) for text in notes]
                for i, one in enumerate(boxes):
                    assert fig.bbox.x0 <= one.x0 and one.x1 <= fig.bbox.x1 and one.y1 <= fig.bbox.y1
                    assert not any(one.overlaps(other) for other in boxes[i + 1 :]), [text.get_text() for text in notes]
                    assert len(fig.axes) == 1 or not any(
                        one.overlaps(ax2.get_window_extent(renderer)) for ax2 in fig.axes if ax2 is not ax
                    )
        assert render.render(fig, "A caption.", ["png"])["png"][:4] == b"\x89PNG"


def test_the_papers_range_stands_beside_the_papers_net_at_the_papers_length(cases):
    _, figures = cases("paper")
    assert "Veit 2016" in words(figures["ranges"])


def test_it_imports_no_torch():
    code = "import sys; from resexp import experiment; experiment.load('paths'); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
