"""The loop: exact numbers, exact resume, failure as a result, nothing trained twice."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import safetensors.torch
import torch

from resexp import api, budget, train, zoo
from resexp.budget import Plan
from resexp.data import DataSet
from resexp.engine import Stepper
from resexp.errors import UserError
from resexp.net import Net
from resexp.progress import Display, describe
from resexp.spec import Data, Run, Train
from resexp.store import Store
from resexp.sweep import Library, estimate, sweep, unfinished
from resexp.train import Loop, Stopped

SMOKE = budget.load("smoke")
PINNED_LOSSES = [2.4285569, 2.3473856, 2.3673162]


@pytest.fixture(scope="module")
def data():
    return DataSet(SMOKE.plan("resnet-8", 0).run.data)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "results")


def weights(store, key):
    return safetensors.torch.load_file(store.weights(key))


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def test_three_steps_compute_what_they_always_computed(data):
    """The pin behind NUMERICS: whoever makes this fail changed what a step computes and must raise spec.NUMERICS."""
    run = SMOKE.plan("resnet-8", 0, batch=32, precision="fp32").run
    loop = Loop(run, data)
    losses = []
    for _ in range(3):
        loop.step()
        losses.append(loop.running()[0])
    assert losses == pytest.approx(PINNED_LOSSES, rel=2e-5)  # another processor rounds otherwise


def test_a_step_is_sgd_with_momentum_and_weight_decay_on_every_parameter():
    recipe = Train(iterations=10, warmup=0, momentum=0.9, weight_decay=0.01, batch=4)
    spec = zoo.net("resnet-8").but(widths=(4, 4, 4))
    net, twin = Net(spec, 1), Net(spec, 1)
    stepper = Stepper(net, recipe, torch.device("cpu"))
    twin.to(memory_format=torch.channels_last)
    velocity = [torch.zeros_like(p) for p in twin.parameters()]
    generator = torch.Generator().manual_seed(0)
    for lr in (0.1, 0.1, 0.01):
        x = torch.randn(4, 3, 32, 32, generator=generator)
        y = torch.randint(0, 10, (4,), generator=generator)
        loss, errors = stepper.step(x, y, lr)
        logits = twin.train()(x)
        by_hand = torch.nn.functional.cross_entropy(logits, y)
        gradients = torch.autograd.grad(by_hand, list(twin.parameters()))
        with torch.no_grad():
            for p, v, g in zip(twin.parameters(), velocity, gradients, strict=True):
                v.mul_(0.9).add_(g + 0.01 * p)
                p.sub_(lr * v)
        assert float(loss) == pytest.approx(float(by_hand.detach()), rel=1e-5)
        assert int(errors) == int((logits.argmax(1) != y).sum())
    for (name, p), q in zip(net.named_parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-4, atol=1e-6, msg=name)


def test_a_run_writes_its_log_outcome_and_weights(store, data):
    plan = SMOKE.plan("resnet-8", 1)
    outcome = train.train(plan.run, store, data, plan.label)
    recipe = plan.run.train
    log = store.read_log(plan.run.key)
    assert [line["iteration"] for line in log] == list(range(2, recipe.iterations + 1, 2))
    assert [line["iteration"] for line in log if line["test_error"] is not None] == [6, 12]
    assert [line["test_n"] for line in log if line["test_n"]] == [recipe.interim_images, SMOKE.data["test_images"]]
    assert [line["lr"] for line in log] == pytest.approx([recipe.lr_at(i) for i in range(1, recipe.iterations, 2)])
    assert outcome == store.outcome(plan.run.key)
    assert outcome["status"] == "finished"
    assert outcome["final"]["test_error"] == log[-1]["test_error"]
    net = Net(plan.run.net, None)
    net.load_state_dict(weights(store, plan.run.key))
    from resexp.probe.error import evaluate

    assert evaluate(net, data).error == log[-1]["test_error"]


def test_running_training_error_is_the_mean_over_the_batches_of_its_line(data):
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    seen = []
    inner = loop.stepper.step

    def spy(x, y, lr):
        answer = inner(x, y, lr)
        seen.append((float(answer[0]), int(answer[1]), len(y)))
        return answer

    loop.stepper.step = spy
    for _ in range(3):
        loop.step()
    loss, error = loop.running()
    assert loss == pytest.approx(sum(s[0] for s in seen) / 3)
    assert error == pytest.approx(100 * sum(s[1] for s in seen) / sum(s[2] for s in seen))
    loop.step()
    assert loop.running()[0] == pytest.approx(seen[-1][0])


@pytest.mark.parametrize(
    "net", [zoo.net("preresnet-8"), zoo.net("resnet-8").but(unit={"shortcut": "dropout 0.5"})], ids=["preresnet", "dropout"]
)
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_stopping_anywhere_and_resuming_gives_the_same_bits(tmp_path, data, net, precision):
    run = SMOKE.plan(net, 0, precision=precision).run
    straight, broken = Store(tmp_path / "straight"), Store(tmp_path / "broken")
    train.train(run, straight, data)
    for stop_at in (1, 2, 5, 6, 11):
        with pytest.raises(Stopped):
            at = [0]

            def watch(iteration, _row, at=at):
                at[0] = iteration

            train.train(run, broken, data, watch=watch, stop=lambda at=at, stop_at=stop_at: at[0] == stop_at)
    train.train(run, broken, data)
    assert same(weights(straight, run.key), weights(broken, run.key))
    without_speed = [[{**line, "images_per_second": 0} for line in store.read_log(run.key)] for store in (straight, broken)]
    assert without_speed[0] == without_speed[1]
    assert broken.outcome(run.key)["resumed"]


def test_a_damaged_checkpoint_means_starting_over_with_the_same_end(tmp_path, data):
    run = SMOKE.plan("resnet-8", 0).run
    straight, broken = Store(tmp_path / "straight"), Store(tmp_path / "broken")
    train.train(run, straight, data)
    broken.start(run)
    broken.checkpoint(run.key).write_bytes(b"not a checkpoint")
    train.train(run, broken, data)
    assert same(weights(straight, run.key), weights(broken, run.key))


def test_seeds_differ_and_the_same_seed_does_not(data):
    def after_two(seed):
        loop = Loop(SMOKE.plan("resnet-8", seed).run, data)
        loop.step()
        loop.step()
        return loop.net.state_dict()

    assert same(after_two(0), after_two(0))
    assert not same(after_two(0), after_two(1))


def test_a_loss_that_is_not_finite_is_a_result(store, data):
    run = SMOKE.plan("plain-8", 0, lr=1e30, warmup=0).run
    outcome = train.train(run, store, data)
    assert outcome["status"] == "failed"
    assert outcome["iterations"] < run.train.iterations
    assert not store.weights(run.key).exists()
    assert unfinished([Plan("x", run)], store) == []
    json.loads((store.folder(run.key) / "run.json").read_text(), parse_constant=lambda word: pytest.fail(word))


def test_a_last_step_that_breaks_the_net_is_a_failure_too(store, data):
    run = SMOKE.plan("plain-8", 0, lr=1e38, warmup=0, iterations=1, log_every=1, test_every=1).run
    outcome = train.train(run, store, data)
    assert outcome["status"] == "failed"
    assert not store.weights(run.key).exists()


def test_asked_to_stop_while_another_process_trains_it_stops_and_says_so(store):
    plan = SMOKE.plan("resnet-8", 0)
    said = []
    display = Display(quiet(), {})
    display.say = said.append
    with Store(store.root).claim(plan.run.key), pytest.raises(Stopped, match="waiting for another process"):
        sweep([plan], store, Library(torch.device("cpu")), display, stop=lambda: bool(said))
    assert said == ["resnet-8 seed 0 is being trained by another process; waiting for it"]
    assert store.outcome(plan.run.key) is None


def test_what_another_process_finishes_meanwhile_is_taken_as_it_is(store, data, monkeypatch):
    plan = SMOKE.plan("resnet-8", 0)
    other = Store(store.root)
    hold = other.claim(plan.run.key)
    hold.__enter__()
    display = Display(quiet(), {})

    def finish(_text):
        train.train(plan.run, other, data)
        hold.__exit__(None, None, None)

    display.say = finish
    monkeypatch.setattr(display, "start", lambda *_: pytest.fail("trained twice"))
    sweep([plan], store, Library(torch.device("cpu")), display)
    assert store.outcome(plan.run.key)["status"] == "finished"


def test_seconds_add_up_over_the_processes_of_a_run(store, data, monkeypatch):
    run = SMOKE.plan("resnet-8", 0).run
    at = [0]
    clock = [0.0]
    monkeypatch.setattr(train.time, "monotonic", lambda: clock.__setitem__(0, clock[0] + 1.0) or clock[0])
    with pytest.raises(Stopped):
        train.train(run, store, data, watch=lambda i, _row: at.__setitem__(0, i), stop=lambda: at[0] == 6)
    half = clock[0]
    clock[0] += 10_000  # nobody was training
    outcome = train.train(run, store, data)
    assert half * 0.8 < outcome["seconds"] < 3 * half


def test_holdout_images_are_kept_back_and_measured(tmp_path):
    run = Run(net=SMOKE.plan("resnet-8", 0).run.net, data=Data(name="synthetic", images=256, holdout=64, test_images=100),
              train=Train(**SMOKE.train))  # fmt: skip
    outcome = train.train(run, Store(tmp_path), DataSet(run.data))
    assert outcome["final"]["holdout_n"] == 64
    assert outcome["final"]["test_n"] == 100


def quiet():
    from rich.console import Console

    return Console(file=open(os.devnull, "w"))


def test_a_finished_run_is_never_trained_again_and_a_key_only_once(store, monkeypatch):
    plans = [SMOKE.plan("resnet-8", 0), SMOKE.plan("plain-8", 0), SMOKE.plan("resnet-8", 0, label="the same again")]
    trained = []
    real = train.train

    def spy(run, *rest):
        trained.append(run.key)
        return real(run, *rest)

    monkeypatch.setattr(train, "train", spy)
    for _ in range(2):
        with Display(quiet(), {}) as display:
            sweep(plans, store, Library(torch.device("cpu")), display)
    assert trained == [plans[0].run.key, plans[1].run.key]


def test_the_estimate_covers_every_run_and_grows_with_depth():
    plans = [SMOKE.plan("resnet-8", 0), SMOKE.plan("resnet-50", 0)]
    seconds = estimate(plans, Library(torch.device("cpu")))
    assert 0 < seconds[plans[0].run.key] < seconds[plans[1].run.key]


def command(results, *words, **env):
    return subprocess.Popen(
        [sys.executable, "-m", "resexp", *words],
        env={**os.environ, "RESEXP_RESULTS": str(results), "OMP_NUM_THREADS": "2", **env},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


TRAIN = ("train", "resnet-8", "--budget", "smoke", "--precision", "bf16", "--set", "train.iterations=60")


@pytest.mark.slow
def test_killed_at_several_moments_and_finished_it_has_the_weights_of_an_uninterrupted_run(tmp_path):
    whole = command(tmp_path / "whole", *TRAIN)
    assert whole.wait() == 0, whole.stdout.read()
    chance = random.Random(0)
    killed = 0
    for _ in range(4):
        victim = command(tmp_path / "killed", *TRAIN, RESEXP_CHECKPOINT_SECONDS="0")
        runs = tmp_path / "killed" / "runs"
        before = _checkpoint(runs)
        deadline = time.monotonic() + 60
        while _checkpoint(runs) == before and victim.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.15)
        victim.send_signal(signal.SIGKILL)
        killed += victim.wait() == -signal.SIGKILL
    assert killed >= 2  # a fast machine may finish before the last ones
    end = command(tmp_path / "killed", *TRAIN)
    assert end.wait() == 0, end.stdout.read()
    stores = [Store(tmp_path / name) for name in ("whole", "killed")]
    keys = [store.stored() for store in stores]
    assert keys[0] == keys[1] and len(keys[0]) == 1
    assert same(*(weights(store, keys[0][0]) for store in stores))
    logs = [[{**line, "images_per_second": 0} for line in store.read_log(keys[0][0])] for store in stores]
    assert logs[0] == logs[1]


def _checkpoint(runs: Path):
    """The checkpoint's modification time: it changes when training has gone on."""
    try:
        return [path.stat().st_mtime_ns for path in runs.glob("*/checkpoint.safetensors")]
    except FileNotFoundError:
        return []


@pytest.mark.slow
def test_two_processes_on_one_folder_train_each_run_once(tmp_path):
    both = [command(tmp_path, "run", "degradation", "--budget", "smoke") for _ in range(2)]
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    text = "".join(said)
    for net in ("plain-8", "plain-14", "resnet-8", "resnet-14"):
        assert text.count(f"{net} seed 0: test error") == 1, text
    store = Store(tmp_path)
    for key in store.stored():
        iterations = [line["iteration"] for line in store.read_log(key)]
        assert iterations == sorted(set(iterations))
        assert store.outcome(key)["status"] == "finished"


@pytest.mark.slow
def test_sigterm_checkpoints_and_leaves_with_zero_and_the_same_command_goes_on(tmp_path):
    long = (*TRAIN[:-1], "train.iterations=4000")
    process = command(tmp_path, *long)
    deadline = time.monotonic() + 60
    while not list((tmp_path / "runs").glob("*/log.csv")) and time.monotonic() < deadline:
        time.sleep(0.05)
    asked = time.monotonic()
    process.send_signal(signal.SIGTERM)
    text = process.communicate()[0]
    assert process.returncode == 0, text
    assert time.monotonic() - asked < 10
    assert "resume with: python -m resexp train resnet-8" in text
    assert list((tmp_path / "runs").glob("*/checkpoint.safetensors"))


def test_a_full_disk_stops_the_run_with_one_line_and_keeps_what_was_finished(store, data, monkeypatch):
    import errno

    from resexp import store as store_module

    first, second = SMOKE.plan("resnet-8", 0).run, SMOKE.plan("plain-8", 0).run
    train.train(first, store, data)
    before = weights(store, first.key)
    real = os.fsync

    def full(descriptor):
        if Path(f"/proc/self/fd/{descriptor}").resolve().name.startswith(".weights"):
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(store_module.os, "fsync", full)
    with pytest.raises(UserError, match="no space"):
        train.train(second, store, data)
    monkeypatch.undo()
    assert store.outcome(second.key) is None
    assert same(before, weights(store, first.key))
    assert train.train(second, store, data)["status"] == "finished"


# --- weights on the way, and none at all -------------------------------------------------------------------------------------


def kept(store, key):
    return sorted(path.name for path in store.folder(key).glob("at-*"))


def test_weights_on_the_way_are_those_of_the_loop_and_change_nothing(store, data):
    run = SMOKE.plan("resnet-8", 0).run
    train.train(run, store, data)
    assert kept(store, run.key) == ["at-000001.safetensors", "at-000003.safetensors", "at-000010.safetensors"]
    loop = Loop(run, data)
    for i in range(1, run.train.iterations + 1):
        loop.step()
        if i in run.train.kept():
            assert same(loop.net.state_dict(), safetensors.torch.load_file(store.kept(run.key, i)))
    assert same(loop.net.state_dict(), weights(store, run.key))


def test_a_resumed_run_keeps_what_is_there_and_adds_the_rest(store, data):
    run, at = SMOKE.plan("resnet-8", 0).run, [0]
    with pytest.raises(Stopped):
        train.train(run, store, data, watch=lambda i, _: at.__setitem__(0, i), stop=lambda: at[0] == 5)
    before = {i: store.kept(run.key, i).stat().st_mtime_ns for i in (1, 3)}
    assert not store.kept(run.key, 10).exists()
    train.train(run, store, data)
    assert {i: store.kept(run.key, i).stat().st_mtime_ns for i in (1, 3)} == before
    assert store.kept(run.key, 10).exists()


def test_a_run_of_no_iterations_is_over_at_once_and_loads_as_initialised(store, data):
    plan = SMOKE.untrained("resnet-8", 3)
    assert plan.label == "resnet-8 at initialisation" and plan.run.train.iterations == 0
    outcome = train.train(plan.run, store, data, plan.label)
    assert (outcome["status"], outcome["iterations"], outcome["final"]) == ("finished", 0, {})
    assert outcome["parameters"] == plan.run.net.parameters()
    assert sorted(path.name for path in store.folder(plan.run.key).iterdir()) == ["run.json", "spec.json"]
    net = api.load(plan.run.key, str(store.root))
    assert same(net.state_dict(), Net(plan.run.net, 3).state_dict()) and not net.training
    assert net.run == plan.run


def test_no_recipe_changes_an_untrained_run_but_its_data_and_width_do():
    one = SMOKE.untrained("resnet-8", 0).run
    assert (
        SMOKE.but(train={**SMOKE.train, "lr": 1.0, "precision": "bf16", "iterations": 99}).untrained("resnet-8", 0).run == one
    )
    assert SMOKE.but(width=8).untrained("resnet-8", 0).run.key != one.key
    assert (
        SMOKE.but(data={"images": 64}).untrained("resnet-8", 0).run.train.batch == 64
    )  # a batch is never more than all images


def test_a_sweep_of_untrained_runs_says_nothing_and_costs_nothing(store):
    plans = [SMOKE.untrained("resnet-8", seed) for seed in range(3)]
    assert estimate(plans, Library(torch.device("cpu"))) == {}
    said = []
    with Display(quiet(), {}) as display:
        display.say = said.append
        sweep(plans, store, Library(torch.device("cpu")), display)
    assert said == [] and unfinished(plans, store) == []
    assert describe(store.outcome(plans[0].run.key)) == "as initialised, nothing trained"


def test_the_net_after_an_iteration(store, data):
    run = SMOKE.plan("resnet-8", 0).run
    train.train(run, store, data)

    def load(iteration=None):
        return api.load(run.key, str(store.root), iteration)

    last = load()
    assert same(load(0).state_dict(), Net(run.net, 0).state_dict())
    assert same(load(3).state_dict(), safetensors.torch.load_file(store.kept(run.key, 3)))
    assert same(load(run.train.iterations).state_dict(), last.state_dict())
    assert same(last.after(3).state_dict(), load(3).state_dict())
    with pytest.raises(UserError, match=r"no weights after iteration 7; it has those after 1, 3, 10$"):
        load(7)
    store.kept(run.key, 3).unlink()
    with pytest.raises(UserError, match=r"weights not kept .*delete the run's folder to train it again"):
        load(3)
    for i in (1, 10):
        store.kept(run.key, i).unlink()
    with pytest.raises(UserError, match="has no weights after iteration 7; it has only the last"):
        last.after(7)
    untrained = SMOKE.untrained("resnet-8", 0).run
    train.train(untrained, store, data)
    with pytest.raises(UserError, match="has no weights after iteration 5"):
        api.load(untrained.key, str(store.root), 5)
