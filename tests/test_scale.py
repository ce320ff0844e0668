"""Many runs: what a command does grows in proportion to their number. Calls are counted; benchmarks/store.py takes seconds."""

import cProfile
import pstats

import fakes
import pytest

from resexp import experiment, spec
from resexp.analysis import table
from resexp.store import Store

pytestmark = pytest.mark.usefixtures("frozen_home")
SEEDS = (5, 10, 20)


@pytest.fixture(scope="module")
def stores(frozen_home, tmp_path_factory):
    """Seeds -> a store of as many made-up runs of four nets each, and their plans; one of the last net's runs diverged."""
    made = {}
    for seeds in SEEDS:
        plans = fakes.plans("smoke", seeds=tuple(range(seeds)), dataset="synthetic")
        made[seeds] = Store(tmp_path_factory.mktemp("store")), plans
        fakes.fill(*made[seeds], failed={("plain-14", seed): 0.5 for seed in range(0, seeds, 5)})
    return made


def calls(function, *arguments):
    """How many Python and built-in functions a call of this function calls."""
    profile = cProfile.Profile()
    profile.runcall(function, *arguments)
    return pstats.Stats(profile).total_calls


def test_tables_figures_and_findings_take_calls_in_proportion_to_the_runs(stores):
    degradation = experiment.load("degradation")

    def write(store, plans):
        table.save(store, "smoke", "degradation", *table.collect(store, plans, "smoke"))

    def draw(store, _plans):
        measured = table.read(store, "smoke", "degradation")
        assert set(degradation.figures(measured)) == {"curves", "depth"}
        assert len(degradation.findings(measured)) == 3

    for step in (write, draw):
        for seeds in SEEDS:
            step(*stores[seeds])  # what is imported and cached once; the second time old tables are merged with new ones
        few, some, many = (calls(step, *stores[seeds]) for seeds in SEEDS)
        assert many - some < 1.2 * 2 * (some - few) + 500, step  # in proportion: twice as much more for twice as many more


def test_each_run_has_its_key_computed_and_its_log_read_once(stores, monkeypatch):
    store, plans = stores[SEEDS[-1]]
    fresh = [plan._replace(run=plan.run.replace(seed=plan.run.seed)) for plan in plans]
    counted = []
    for owner, name in ((spec.Run, "json"), (Store, "read_log"), (Store, "outcome")):
        real = getattr(owner, name)
        monkeypatch.setattr(owner, name, lambda *a, real=real, name=name: counted.append(name) or real(*a))
    rows, runs = table.collect(store, fresh, "smoke")
    assert len(runs) == len(plans) == runs["run"].nunique() and rows["run"].nunique() == len(plans)
    assert {name: counted.count(name) for name in counted} == dict.fromkeys(("json", "read_log", "outcome"), len(plans))


def test_a_key_that_was_computed_is_no_part_of_the_run():
    run, other = spec.Run(seed=3), spec.Run(seed=3)
    assert run.key == other.key and run == spec.Run(seed=3) and hash(run) == hash(spec.Run(seed=3))
    assert run.replace(seed=4).key == spec.Run(seed=4).key != run.key and "key" not in run.model_dump()
