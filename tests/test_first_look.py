"""What a first look runs, in which order, on which nets, and what it prints."""

import re

import pytest

from resexp import budget as budgets
from resexp import cli, experiment, report, story

QUICK = budgets.load("quick", "cifar10")
RELEASED = ("shattering", "lesion", "lesion_many", "reorder", "paths")


def test_quick_measures_the_nets_of_short_where_only_long_training_shows_anything():
    short = budgets.load("short", "cifar10").only(seeds=(0,))
    assert set(QUICK.nets) == set(RELEASED) == set(story.FIRST_LOOK) - {"degradation"}
    for name in RELEASED:
        loaded = experiment.load(name)
        trained = {plan.run.key for plan in loaded.runs(QUICK)}
        assert trained == {plan.run.key for plan in loaded.runs(short)}
        assert loaded.measures(QUICK) != loaded.measures(short) or name == "shattering"
    own = {plan.run.train.iterations for plan in experiment.load("degradation").runs(QUICK)}
    assert own == {320}


@pytest.mark.parametrize("changed", [
    QUICK.only(seeds=(0, 1)), QUICK.only(depths=(20,)), QUICK.replace(dataset="synthetic"), QUICK.replace(nets={}),
])  # fmt: skip
def test_whoever_asks_for_other_nets_gets_nets_of_quick(changed):
    plans = experiment.load("lesion").runs(changed)
    assert max(plan.run.train.iterations for plan in plans) == 320
    assert QUICK.only() == QUICK


def test_nets_that_are_not_here_are_left_out_of_a_first_look_and_trained_where_they_are_asked_for(elsewhere, command):
    code, out, _ = command("run", "first-look", "--budget", "quick", "--data", "synthetic", "--dry-run")
    assert code == 0 and "lesion_many, reorder and paths: nets of short on CIFAR-10 are not here; left out" in out
    assert "lesion." not in out and "4 runs to train" in out
    code, out, _ = command("run", "lesion", "--budget", "quick", "--data", "synthetic", "--dry-run")
    assert code == 0 and "lesion: nets of short on CIFAR-10 are not here; taking nets of quick" in out
    assert "lesion.single (images 1000, delete branch)" in out and "6 runs to train" in out


@pytest.fixture
def steps(monkeypatch):
    """What is done after what, without doing it."""
    done = []
    monkeypatch.setattr(cli, "_train_missing", lambda plans, *rest: done.append(("train", len(plans))) or True)
    monkeypatch.setattr(cli, "_measure_missing", lambda plans, measures, *rest: done.append(("measure", len(measures))))
    monkeypatch.setattr(cli, "_write_results", lambda name, *rest: done.append(("draw", name)))
    monkeypatch.setattr(cli, "_measured_experiments", lambda *rest: [])
    monkeypatch.setattr(report, "write_page", lambda store, folder, names, coming: done.append(("page", tuple(coming))))
    return done


def test_each_experiment_is_drawn_as_soon_as_its_runs_are_there_and_the_page_says_what_is_to_come(elsewhere, command, steps):
    code, out, _ = command("run", "first-look", "--budget", "smoke")
    assert code == 0 and out.index("6 experiments: degradation, shattering, ") < out.index("\nopen ")
    first = steps[: steps.index(("draw", "shattering"))]
    shallow = ("train", 2), ("draw", "degradation"), ("page", story.FIRST_LOOK)
    rest = ("train", 4), ("measure", 0), ("draw", "degradation"), ("page", story.FIRST_LOOK[1:])
    assert tuple(first[:7]) == shallow + rest
    pages = [coming for what, coming in steps if what == "page"]
    assert pages[-1] == () and len(pages) >= len(story.FIRST_LOOK)
    assert list(dict.fromkeys(name for what, name in steps if what == "draw")) == list(story.FIRST_LOOK)


def test_piped_a_finished_experiment_is_one_line_and_verbose_has_the_rest(elsewhere, command, tmp_path):
    words = ("run", "degradation", "--budget", "smoke")
    code, out, _ = command(*words)
    lines = out.splitlines()
    assert code == 0 and len(lines) < 15 and "\r" not in out
    about = [line for line in lines if line.startswith("degradation: ")]
    assert len(about) == 1 and re.search(r"\. .*degradation\.depth\.png$", about[0])
    assert lines[-1] == f"open {tmp_path / 'results' / 'smoke' / 'report.html'}"
    code, more, _ = command(*words, "--verbose")
    assert code == 0 and "degradation.curves.png" in more and "(cached)" in more
    assert len(more.splitlines()) > len(about) + 5
