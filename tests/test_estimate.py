"""How long training takes, from speeds that runs have logged on the same device, without torch and at once."""

import subprocess
import sys

import fakes
import pytest
import torch

from resexp import budget as budgets
from resexp import estimate
from resexp.estimate import Speed
from resexp.store import Store


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))


def seconds_at(run, speed):
    """By hand: training images, and test images at a third (bf16: two thirds, since tests are in fp32)."""
    tests = run.train.iterations // run.train.test_every * run.train.interim_images + run.data.test_images
    return (run.train.iterations * run.train.batch + tests * (2 if run.train.precision == "bf16" else 1) / 3) / speed


def test_the_time_is_that_of_the_net_itself_or_of_the_nearest_by_multiply_additions():
    short = budgets.load("short")
    small, deep = short.plan("resnet-20", 0).run, short.plan("resnet-56", 0).run
    speeds = [Speed(small, 400.0), Speed(small, 420.0), Speed(small, 90.0), Speed(short.plan("plain-56", 0).run, 1.0)]
    assert estimate.seconds(small, speeds) == pytest.approx(seconds_at(small, 400.0))  # the median
    share = small.net.macs() / deep.net.macs()
    assert estimate.seconds(deep, speeds) == pytest.approx(seconds_at(deep, 400.0 * share))  # not the plain net's
    assert estimate.seconds(deep, [*speeds, Speed(deep, 150.0)]) == pytest.approx(seconds_at(deep, 150.0))
    fp32 = deep.replace(train={"precision": "fp32"})
    assert estimate.seconds(
        fp32, [Speed(deep, 1.0), Speed(small.replace(train={"precision": "fp32"}), 400.0)]
    ) == pytest.approx(seconds_at(fp32, 400.0 * share))


def test_only_runs_of_this_device_count_and_those_side_by_side_by_their_sum(tmp_path):
    store, plans = Store(tmp_path / "results"), [budgets.load("short").plan("resnet-20", seed) for seed in range(2)]
    fakes.fill(store, plans)
    assert estimate.logged_speeds(store, "another") == [] == estimate.logged_speeds(store, fakes.DEVICE)  # no iterations said
    for plan, more in zip(plans, ({}, {"side_by_side": 4}), strict=True):
        store.finish(plan.run.key, None, store.outcome(plan.run.key) | {"iterations": 3906, **more})
    assert sorted(speed.images_per_second for speed in estimate.logged_speeds(store, fakes.DEVICE)) == [1234.5, 4 * 1234.5]
    assert estimate.of_plans(plans, store, fakes.DEVICE)[plans[0].run.key] > 0 and estimate.of_plans(plans, store, "x") == {}


def test_the_device_is_called_as_run_json_calls_it(tmp_path, monkeypatch):
    monkeypatch.setattr(estimate, "GPUS", tmp_path)
    from resexp.nets import hardware

    assert estimate.device_name() == estimate.device_name("cpu") == hardware.provenance(torch.device("cpu"))["device"]
    for number, model in enumerate(("NVIDIA A100-SXM4-80GB", "NVIDIA T4")):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "information").write_text(f"Model: \t\t {model}\nIRQ: 1\n")
    assert [estimate.device_name(name) for name in (None, "cuda", "cuda:1")] == ["NVIDIA A100-SXM4-80GB"] * 2 + ["NVIDIA T4"]
    assert estimate.device_name("cpu") == estimate.cpu_name() == estimate.device_name("cuda:7")


@pytest.mark.parametrize(("seconds", "said"), [
    (5, "5 s"), (99, "99 s"), (101, "2 min"), (5940, "99 min"), (6060, "1 h 41 min"), (86_400, "24 h 00 min"),
    (130_000, "1.5 days"), (13_545_944, "157 days"),
])  # fmt: skip
def test_times_are_said_in_the_unit_of_their_size(seconds, said):
    assert estimate.describe(seconds) == said


@pytest.mark.parametrize("budget", ["quick", "short", "paper"])
def test_a_dry_run_of_everything_takes_less_than_three_seconds_of_the_processor(budget):
    """The released runs' speeds are of another machine in general: then it says so, as fast."""
    words = [sys.executable, "-c", "import resource, runpy, sys; sys.argv = ['resexp', *sys.argv[1:]]\n"
             "try:\n    runpy.run_module('resexp', run_name='__main__')\nexcept SystemExit: pass\n"
             "used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime, 'torch' in sys.modules)",
             "run", "all", "--dry-run", "--budget", budget, "--data", "cifar10"]  # fmt: skip
    *lines, last = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
    seconds, torch = last.split()
    assert float(seconds) < 3 and torch == "False"
    nets = [line.split(" seed")[0] + line.split("  ")[-1] for line in lines if " iterations = " in line]
    assert len(nets) == len(set(nets)) > 5
