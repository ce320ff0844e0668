"""The experiment on length: what it plans, iterations to a training error, and what it says of made-up nets."""

import fakes
import pytest

from resexp import budget as budgets
from resexp import experiment
from resexp.analysis import table
from resexp.analysis.findings import NOT_SO_FAR, SO_FAR, UNDECIDED
from resexp.store import Store

LENGTHS = {"": 3906, ", a quarter of the training": 976, ", three times the training": 11_718}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    return tmp_path


def made(root, plain_56=40.0, seeds=(0,)):
    """The tables of runs of which plain-56 ends at this error however long it was trained, all others at 20 %."""
    module, store = experiment.load("length"), Store(root / "results")
    chosen = module.runs(budgets.load("short", "cifar10").only(depths=(20, 56), seeds=seeds))
    ends = {plan.label: (plain_56 if plan.label.startswith("plain-56") else 20.0,) * 2 for plan in chosen}
    fakes.fill(store, chosen, ends, jitter=0.001)
    table.save(store, "short", "length", *table.collect(store, chosen, "short"))
    return module, table.read(store, "short", "length")


def test_it_trains_the_ends_for_a_quarter_and_three_times_and_takes_the_rest_from_degradation():
    module, short = experiment.load("length"), budgets.load("short")
    chosen, known = module.runs(short), {plan.run.key for plan in experiment.load("degradation").runs(short)}
    apart = [plan for plan in chosen if plan.run.key not in known]
    assert {plan.run.net.depth for plan in apart} == {20, 56} and len(apart) == 8
    for plan in chosen:
        words = plan.label.partition(",")
        assert plan.run.train.iterations == LENGTHS[words[1] + words[2]]
    quarter = next(plan for plan in chosen if plan.label == "resnet-56, a quarter of the training")
    assert quarter.run.train.warmup == 100
    assert quarter in experiment.load("lesion").runs(short)


def test_fewer_seeds_of_some_depths_and_experiments_unless_seeds_are_named():
    short = budgets.load("short").replace(seeds=(0, 1, 2), fewer_seeds={"44": 1, "reset": 2})
    assert short.seeds_of(20) == (0, 1, 2) and short.seeds_of(44) == (0,) and short.seeds_of("reset") == (0, 1)
    assert short.only(seeds=(4, 5)).seeds_of(44) == (4, 5)
    assert short.only(depths=(44,)).seeds_of(44) == (0,)
    seeds = {(plan.run.net.depth, plan.run.seed) for plan in experiment.load("degradation").runs(short)}
    assert {seed for depth, seed in seeds if depth == 44} == {0} and {seed for depth, seed in seeds if depth == 56} == {0, 1, 2}


def test_iterations_to_a_training_error_are_read_from_the_log(home):
    module, rows = made(home)
    found = module.module.iterations_to_goal(rows).set_index("label")
    assert list(found.index) == ["plain-20", "plain-56", "resnet-20", "resnet-56"]
    log = rows[(rows["label"] == "plain-56") & (rows["split"] == "train") & (rows["quantity"] == "error")].set_index(
        "iteration"
    )
    first = int(found.loc["plain-56", "value"])
    assert log.loc[first, "value"] <= 50 < log.loc[first - 50, "value"]


def test_what_it_says_of_a_gap_that_stays_and_of_one_that_closes(home):
    module, rows = made(home, seeds=(0, 1, 2))
    first, second = module.findings(rows)
    assert first.state == SO_FAR and second.judged
    assert "30 epochs +20." in first.notes[0] and "2.5 epochs +20." in first.notes[0]
    module, rows = made(home / "closed", plain_56=12.0, seeds=(0, 1, 2))
    assert module.findings(rows)[0].state == NOT_SO_FAR
    module, rows = made(home / "one")
    assert module.findings(rows)[0].state == UNDECIDED  # how much seeds vary at 30 epochs is not known


def test_speed_is_undecided_where_a_net_never_comes_down(home):
    module, rows = made(home, plain_56=60.0)
    plain, residual = module.findings(rows)[1].statements
    assert plain.holds is None and residual.holds is True
