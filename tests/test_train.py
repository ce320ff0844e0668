"""The loop: exact numbers, exact resume, failure as a result, nothing trained twice."""

import contextlib
import gc
import hashlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest
import safetensors.torch
import torch

from resexp import api, budget, zoo
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.images.data import DataSet, Draw
from resexp.nets import hardware
from resexp.nets.inference import evaluate
from resexp.nets.net import Net
from resexp.probe.error import factors
from resexp.route import Route, draw_route
from resexp.spec import Data, Run, Train
from resexp.store import Store
from resexp.training import engine, train
from resexp.training.engine import Replay, Stepper
from resexp.training.progress import Display, describe_outcome
from resexp.training.sweep import DataSetCache, estimate_seconds, sweep, unfinished
from resexp.training.train import Loop, Stopped

SMOKE = budget.load("smoke")
PINNED_LOSSES = [2.4285569, 2.3473856, 2.3673162]


@pytest.fixture(scope="module")
def data():
    return DataSet(SMOKE.plan("resnet-8", 0).run.data)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "results")


def weights(store, key):
    return safetensors.torch.load_file(store.weights_file(key))


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)


def test_three_steps_compute_what_they_always_computed(data):
    """The pin behind NUMERICS: whoever makes this fail changed what a step computes and must raise spec.NUMERICS."""
    run = SMOKE.plan("resnet-8", 0, batch=32, precision="fp32").run
    loop = Loop(run, data)
    losses = []
    for _ in range(3):
        loop.step()
        losses.append(loop.mean_loss_and_error()[0])
        loop.reset_log_sums()
    assert losses == pytest.approx(PINNED_LOSSES, rel=2e-5)  # another processor rounds otherwise


def test_a_step_is_sgd_with_momentum_and_weight_decay_on_every_parameter():
    recipe = Train(iterations=10, warmup=0, momentum=0.9, weight_decay=0.01, batch=4)
    spec = zoo.net("resnet-8").replace(widths=(4, 4, 4))
    net, twin = Net(spec, 1), Net(spec, 1)
    stepper = Stepper(net, recipe, torch.device("cpu"))
    twin.to(memory_format=torch.channels_last)
    velocity = [torch.zeros_like(p) for p in twin.parameters()]
    generator = torch.Generator().manual_seed(0)
    for lr in (0.1, 0.1, 0.01):
        x = torch.randn(4, 3, 32, 32, generator=generator)
        y = torch.randint(0, 10, (4,), generator=generator)
        stepper.set_lr(lr)
        loss, errors = stepper.step(x, y)
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
    written = store.outcome(plan.run.key)
    assert written == outcome | {"log_sha256": hashlib.sha256(store.log_file(plan.run.key).read_bytes()).hexdigest()}
    assert outcome["status"] == "finished"
    assert outcome["final"]["test_error"] == log[-1]["test_error"]
    net = Net(plan.run.net, None)
    net.load_state_dict(weights(store, plan.run.key))
    from resexp.nets.inference import evaluate

    assert evaluate(net, data).error == log[-1]["test_error"]


def test_running_training_error_is_the_mean_over_the_batches_of_its_line(data):
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    seen = []
    inner = loop.stepper.step

    def spy(x, y, route):
        answer = inner(x, y, route)
        seen.append((float(answer[0]), int(answer[1]), len(y)))
        return answer

    loop.stepper.step = spy
    for _ in range(3):
        loop.step()
    loss, error = loop.mean_loss_and_error()
    assert loss == pytest.approx(sum(s[0] for s in seen) / 3)
    assert error == pytest.approx(100 * sum(s[1] for s in seen) / sum(s[2] for s in seen))
    loop.reset_log_sums()
    loop.step()
    assert loop.mean_loss_and_error()[0] == pytest.approx(seen[-1][0])


PATHS = [{"paths": "random 1"}, {"paths": "decay 0.5", "rescale": True}]


@pytest.mark.parametrize("paths", PATHS, ids=lambda fields: fields["paths"])
@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_training_on_random_paths_resumes_bit_for_bit(tmp_path, data, paths, precision):
    run = SMOKE.plan("preresnet-8", 0, precision=precision, **paths).run
    straight, broken = Store(tmp_path / "straight"), Store(tmp_path / "broken")
    train.train(run, straight, data)
    for stop_at in (1, 4, 7):
        at = [0]
        with pytest.raises(Stopped):
            train.train(run, broken, data, watch=lambda i, _row, at=at: at.__setitem__(0, i),
                        stop=lambda at=at, stop_at=stop_at: at[0] == stop_at)  # fmt: skip
    train.train(run, broken, data)
    assert same(weights(straight, run.key), weights(broken, run.key))
    assert straight.outcome(run.key)["final"] == broken.outcome(run.key)["final"]


def test_a_step_on_a_route_is_sgd_on_the_loss_of_that_route_for_every_parameter():
    """A unit that sits out is not computed: its BN keeps its statistics; its parameters decay and keep their momentum."""
    recipe = Train(iterations=10, warmup=0, momentum=0.9, weight_decay=0.01, batch=4)
    spec = zoo.net("preresnet-8").replace(widths=(4, 4, 4))
    net, twin = Net(spec, 1), Net(spec, 1)
    stepper = Stepper(net, recipe, torch.device("cpu"))
    twin.to(memory_format=torch.channels_last)
    velocity = [torch.zeros_like(p) for p in twin.parameters()]
    generator = torch.Generator().manual_seed(0)
    for kept in ((0, 2), (1,), (2,)):
        x = torch.randn(4, 3, 32, 32, generator=generator)
        y = torch.randint(0, 10, (4,), generator=generator)
        before = {name: value.clone() for name, value in net.named_buffers()}
        route = Route.full(3).keep(*kept)
        stepper.set_lr(0.1)
        loss, _ = stepper.step(x, y, route)
        by_hand = torch.nn.functional.cross_entropy(twin.train()(x, route=route), y)
        gradients = torch.autograd.grad(by_hand, list(twin.parameters()), allow_unused=True)
        assert any(g is None for g in gradients)
        with torch.no_grad():
            for p, v, g in zip(twin.parameters(), velocity, gradients, strict=True):
                v.mul_(0.9).add_((0 if g is None else g) + 0.01 * p)
                p.sub_(0.1 * v)
        assert float(loss) == pytest.approx(float(by_hand.detach()), rel=1e-5)
        for name, value in net.named_buffers():
            unit = next((k for k in range(3) if name.startswith(f"units.{k}.branch")), None)
            assert torch.equal(value, before[name]) == (unit is not None and unit not in kept), name
    for (name, p), q in zip(net.named_parameters(), twin.parameters(), strict=True):
        torch.testing.assert_close(p, q, rtol=1e-4, atol=1e-6, msg=name)


def test_the_loop_trains_on_the_drawn_routes_and_computes_no_branch_that_sits_out(data):
    run = SMOKE.plan("preresnet-8", 3, paths="random 2").run
    loop = Loop(run, data)
    ran = []
    for k, unit in enumerate(loop.net.units):
        unit.branch.register_forward_hook(lambda *_args, k=k: ran.append(k))
    for i in range(6):
        ran.clear()
        loop.step()
        assert ran == [step.unit for step in draw_route(run.train, 3, 3, i).steps if step.mode == "full"] and len(ran) == 2


def test_a_net_with_factors_is_tested_and_loaded_with_them(store, data):
    plain = SMOKE.plan("preresnet-8", 0, paths="decay 0.5").run
    scaled = SMOKE.plan("preresnet-8", 0, paths="decay 0.5", rescale=True).run
    outcomes = [train.train(run, store, data) for run in (plain, scaled)]
    assert same(weights(store, plain.key), weights(store, scaled.key))  # training does not depend on it
    assert outcomes[0]["final"]["train_loss"] == outcomes[1]["final"]["train_loss"]
    assert outcomes[0]["final"]["test_loss"] != outcomes[1]["final"]["test_loss"]
    nets = [api.load(run.key, str(store.root)) for run in (plain, scaled)]
    assert [unit.survival for unit in nets[0].units] == [1, 1, 1]
    assert [unit.survival for unit in nets[1].units] == pytest.approx([5 / 6, 4 / 6, 1 / 2])
    for net, outcome in zip(nets, outcomes, strict=True):
        assert evaluate(net, data).loss == pytest.approx(outcome["final"]["test_loss"], rel=1e-6)
    found = {}
    for key, net in (("plain", nets[0]), ("scaled", nets[1])):
        rows = [row for rows in factors(net, data, 0, lambda **_: False, images=200) for row in rows]
        found[key] = {row["intervention"]: row["value"] for row in rows if row["quantity"] == "loss"}
    assert found["plain"] == found["scaled"] and list(found["plain"]) == [
        "branches as they are",
        "branches times their survival",
    ]
    assert list(found["plain"].values()) == pytest.approx([outcome["final"]["test_loss"] for outcome in outcomes], rel=1e-6)
    assert nets[1].units[2].survival == 0.5  # left as it was
    again = [
        row["intervention"] for rows in factors(nets[0], data, 0, lambda **_: False, images=200, bn_images=50) for row in rows
    ]
    assert again[4:] == ["branches as they are (BN re-estimated)"] * 2
    assert evaluate(nets[0], data).loss == pytest.approx(outcomes[0]["final"]["test_loss"], rel=1e-6)  # its own BN is as it was


@pytest.mark.parametrize(
    "net", [zoo.net("preresnet-8"), zoo.net("resnet-8").replace(unit={"shortcut": "dropout 0.5"})], ids=["preresnet", "dropout"]
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
    broken.write_spec(run)
    broken.checkpoint_file(run.key).write_bytes(b"not a checkpoint")
    train.train(run, broken, data)
    assert same(weights(straight, run.key), weights(broken, run.key))


@pytest.mark.parametrize("file", ["checkpoint.safetensors", "log.csv"])
def test_a_changed_byte_in_checkpoint_or_log_means_starting_over_with_the_same_end(tmp_path, data, file):
    run, at = SMOKE.plan("resnet-8", 0).run, [0]
    straight, broken = Store(tmp_path / "straight"), Store(tmp_path / "broken")
    train.train(run, straight, data)
    with pytest.raises(Stopped):
        train.train(run, broken, data, watch=lambda i, _: at.__setitem__(0, i), stop=lambda: at[0] == 7)
    path = broken.run_folder(run.key) / file
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1  # in the midst of the weights, of an earlier line
    path.write_bytes(content)
    assert not train.train(run, broken, data)["resumed"]
    assert same(weights(straight, run.key), weights(broken, run.key))
    logs = [[{**line, "images_per_second": 0} for line in store.read_log(run.key)] for store in (straight, broken)]
    assert logs[0] == logs[1]


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
    assert not store.weights_file(run.key).exists()
    assert unfinished([Plan("x", run)], store) == []
    json.loads((store.run_folder(run.key) / "run.json").read_text(), parse_constant=lambda word: pytest.fail(word))


def test_a_last_step_that_breaks_the_net_is_a_failure_too(store, data):
    run = SMOKE.plan("plain-8", 0, lr=1e38, warmup=0, iterations=1, log_every=1, test_every=1).run
    outcome = train.train(run, store, data)
    assert outcome["status"] == "failed"
    assert not store.weights_file(run.key).exists()


def test_asked_to_stop_while_another_process_trains_it_stops_and_says_so(store):
    plan = SMOKE.plan("resnet-8", 0)
    said = []
    display = Display(quiet(), {})
    display.say = said.append
    with Store(store.root).claim(plan.run.key), pytest.raises(Stopped, match="waiting for another process"):
        sweep([plan], store, DataSetCache(torch.device("cpu")), display, stop=lambda: bool(said))
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
    monkeypatch.setattr(display, "start_run", lambda *_: pytest.fail("trained twice"))
    sweep([plan], store, DataSetCache(torch.device("cpu")), display)
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
    real = train.train_stepwise

    def spy(run, *rest):
        trained.append(run.key)
        return real(run, *rest)

    monkeypatch.setattr(train, "train_stepwise", spy)
    for _ in range(2):
        with Display(quiet(), {}) as display:
            sweep(plans, store, DataSetCache(torch.device("cpu")), display)
    assert trained == [plans[0].run.key, plans[1].run.key]


@pytest.mark.parametrize("lanes", [2, 5])
def test_runs_that_take_turns_compute_what_they_compute_alone(tmp_path, lanes):
    plans = [SMOKE.plan(net, seed) for net in ("resnet-8", "plain-8") for seed in (0, 1)]
    plans.append(SMOKE.plan(zoo.net("resnet-8").replace(unit={"shortcut": "dropout 0.5"}), 0))
    alone, together = Store(tmp_path / "alone"), Store(tmp_path / "together")
    for store, count in ((alone, 1), (together, lanes)):
        with Display(quiet(), {}) as display:
            sweep(plans, store, DataSetCache(torch.device("cpu")), display, lanes=count)
    for plan in plans:
        ours, theirs = (weights(store, plan.run.key) for store in (alone, together))
        assert all(torch.equal(value, theirs[name]) for name, value in ours.items())
        assert untimed(alone.read_log(plan.run.key)) == untimed(together.read_log(plan.run.key))


def test_a_lane_is_one_runs_at_a_time_and_serves_the_next(store, monkeypatch, lanes=2):
    """Recorded steps on one stream share memory of cuBLAS, which is lost to all when one of them goes."""
    made, now, seen = [], [None], []

    def lane(_device):
        made.append(len(made))

        @contextlib.contextmanager
        def enter(number=made[-1]):
            now[0] = number
            yield
            now[0] = None

        return enter

    monkeypatch.setattr(engine, "make_lane", lane)
    plans = [SMOKE.plan("resnet-8", seed, iterations=n, warmup=0) for seed, n in enumerate((6, 2, 3, 2, 1))]
    display = Display(quiet(), {})
    display.start_run = lambda key, *_: lambda *_: seen.append((now[0], key))
    display.finish_run = lambda *_: None
    sweep(plans, store, DataSetCache(torch.device("cpu")), display, lanes=lanes)
    assert made == list(range(lanes))
    for number in made:
        keys = [key for lane, key in seen if lane == number]
        assert len(list(itertools.groupby(keys))) == len({*keys})  # one after the other
    assert len({*seen}) == len(plans)  # and each in one lane


def untimed(log):
    return [{name: value for name, value in row.items() if name != "images_per_second"} for row in log]


@pytest.mark.parametrize("count", [2, 3])
def test_stopping_checkpoints_every_run_that_takes_turns(store, count):
    plans = [SMOKE.plan("resnet-8", seed) for seed in range(count)]
    steps = []
    display = Display(quiet(), {})
    display.start_run = lambda *_: lambda i, _row: steps.append(i)
    with pytest.raises(Stopped) as why:
        sweep(plans, store, DataSetCache(torch.device("cpu")), display, stop=lambda: len(steps) > 7, lanes=2)
    assert [plan.run.key in str(why.value) for plan in plans] == [True, True, False][:count]
    assert [store.checkpoint_file(plan.run.key).exists() for plan in plans] == [True, True, False][:count]
    with Store(store.root).claim(plans[0].run.key) as free:
        assert free


def test_a_step_through_fixed_tensors_and_replay_is_the_step(data, monkeypatch):
    """What a CUDA graph would record, called in its place: the same bits as a step without it."""
    run = SMOKE.plan("preresnet-8", 0).run
    loops = [Loop(run, data), Loop(run, data)]
    loops[1].replay = None
    for loop in loops:
        for _ in range(6):
            loop.step()
    assert loops[0].replay.calls == 6
    one, other = (loop.stepper.state() for loop in loops)
    assert all(torch.equal(value, other[name]) for name, value in one.items())


def test_the_fixed_tensors_hold_a_draw_before_the_first_step_and_are_no_part_of_the_data(data):
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    first = data.draw(0, 0, loop.run.train.batch)
    there = Draw.unpack(loop.drawn)
    for name in ("index", "part", "flip"):
        assert (
            torch.equal(getattr(there, name), getattr(first, name)) and getattr(there, name).dtype == getattr(first, name).dtype
        )
    loop.drawn.zero_()
    again = data.draw(0, 0, loop.run.train.batch)
    assert torch.equal(again.pack(), first.pack()) and again.pack().any()


@pytest.mark.parametrize("here", ["default", "lane"])
def test_replay_runs_as_it_stands_first_then_records_once_and_plays_back(monkeypatch, here):
    """The order of calls to CUDA, with stand-ins for them; the default stream must not record."""
    did = []

    class Stream(str):
        def wait_stream(self, other):
            did.append(f"{self} waits for {other}") if self != other else None

    class Graph:
        def replay(self):
            did.append("replay")

    def graph(_graph, stream, capture_error_mode):
        assert stream != "default" and capture_error_mode == "thread_local" and not gc.isenabled()
        did.append(f"record on {stream}")
        return contextlib.nullcontext()

    monkeypatch.setattr(torch.cuda, "CUDAGraph", Graph)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda: Stream(here))
    monkeypatch.setattr(torch.cuda, "default_stream", lambda: Stream("default"))
    monkeypatch.setattr(torch.cuda, "Stream", lambda: Stream("beside"))
    monkeypatch.setattr(torch.cuda, "graph", graph)
    play = Replay(torch.device("cuda"))
    for _ in range(Replay.EAGER + 3):
        play(lambda: did.append("work"))
    record = ["record on lane", "work"]
    if here == "default":
        record = ["beside waits for default", "record on beside", "work", "default waits for beside"]
    assert did == ["work"] * Replay.EAGER + record + ["replay"] * 3 and gc.isenabled()


def test_a_loop_is_freed_when_nobody_holds_it(data):
    """A cycle would keep a net, its momentum and its recorded step on the GPU until the garbage collector runs."""
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    loop.step()
    gone = weakref.ref(loop)
    gc.disable()
    try:
        del loop
        assert gone() is None
    finally:
        gc.enable()


def test_steps_with_random_units_are_not_recorded(data):
    dropout = zoo.net("resnet-8").replace(unit={"shortcut": "dropout 0.5"})
    assert Loop(SMOKE.plan(dropout, 0).run, data).replay is None
    assert Loop(SMOKE.plan("resnet-8", 0, paths="random 1").run, data).replay is None


@pytest.mark.parametrize("when", [6, 12])
def test_stopped_in_the_middle_of_a_test_nothing_is_lost(tmp_path, data, monkeypatch, when):
    """The line of the log whose test was given up is written when the run goes on, with the numbers it would have had."""
    run = SMOKE.plan("resnet-8", 0).run
    straight, broken = Store(tmp_path / "straight"), Store(tmp_path / "broken")
    train.train(run, straight, data)
    at, asked = [0], [0]

    def watch(iteration, _row):
        at[0] = iteration

    def stop():  # asked once an iteration, and once a batch of a test
        asked[0] = asked[0] + 1 if at[0] == when - 1 else 0
        return asked[0] > 1

    with pytest.raises(Stopped, match=f"iteration {when}"):
        train.train(run, broken, data, watch=watch, stop=stop)
    assert broken.read_log(run.key)[-1]["iteration"] == when - 2
    train.train(run, broken, data)
    assert untimed(broken.read_log(run.key)) == untimed(straight.read_log(run.key))
    assert all(torch.equal(value, weights(straight, run.key)[name]) for name, value in weights(broken, run.key).items())


def test_stopped_in_the_middle_of_the_last_test_on_held_out_images_nothing_is_lost(tmp_path, monkeypatch):
    """A signal does not wait for their end; both tests are made again when the run goes on."""
    recipe = Train(**{**SMOKE.train, "iterations": 4, "warmup": 0})
    run = Run(net=SMOKE.plan("resnet-8", 0).run.net, data=Data(name="synthetic", images=256, holdout=64, test_images=100),
              train=recipe)  # fmt: skip
    data, inside = DataSet(run.data), [False]
    straight, broken = Store(tmp_path / "straight"), Store(tmp_path / "broken")
    train.train(run, straight, data)

    def spy(net, data, split="test", **rest):
        inside[0] = split == "holdout"
        return evaluate(net, data, split, **rest)

    monkeypatch.setattr(train, "evaluate", spy)
    with pytest.raises(Stopped, match="iteration 4"):
        train.train(run, broken, data, stop=lambda: inside[0])
    assert broken.checkpoint_file(run.key).exists() and broken.outcome(run.key) is None
    train.train(run, broken, data)
    assert straight.outcome(run.key)["final"] == broken.outcome(run.key)["final"]
    assert broken.outcome(run.key)["final"]["holdout_n"] == 64
    assert untimed(broken.read_log(run.key)) == untimed(straight.read_log(run.key))
    assert same(weights(straight, run.key), weights(broken, run.key))


def test_the_estimate_covers_every_run_and_grows_with_depth():
    plans = [SMOKE.plan("resnet-8", 0), SMOKE.plan("resnet-50", 0)]
    seconds = estimate_seconds(plans, DataSetCache(torch.device("cpu")))
    assert 0 < seconds[plans[0].run.key] < seconds[plans[1].run.key]


def test_steps_are_timed_where_runs_are_trained(monkeypatch):
    """On a GPU in a stream of their own: the default stream cannot record a step."""
    inside = []

    @contextlib.contextmanager
    def lane():
        inside.append(True)
        yield
        inside.pop()

    monkeypatch.setattr(engine, "make_lane", lambda _: lane)
    monkeypatch.setattr(train, "seconds_per_step", lambda *_: 1.0 if inside else pytest.fail("outside a lane"))
    plan = SMOKE.plan("resnet-8", 0)
    assert estimate_seconds([plan], DataSetCache(torch.device("cpu")))[plan.run.key] > 0 and not inside


class OnGpu:
    """A tensor on a GPU, as far as choose_device looks."""

    def __init__(self, device):
        self.device = torch.device("cuda", device.index or 0)

    def __add__(self, other):
        return torch.zeros(1)


@pytest.mark.parametrize(("name", "current"), [("cuda", "cuda:0"), ("cuda:1", "cuda:1")])
def test_the_gpu_that_is_named_becomes_the_current_one(monkeypatch, name, current):
    """Streams and graphs are made on the current one. With stand-ins for CUDA."""
    chosen = []
    monkeypatch.setattr(torch, "ones", lambda _, device: OnGpu(device))
    monkeypatch.setattr(torch.cuda, "set_device", chosen.append)
    monkeypatch.setattr(hardware, "use_deterministic_kernels", lambda _: None)
    assert hardware.choose_device(name) == torch.device(name) and chosen == [torch.device(current)]


def command(results, *words, **env):
    return subprocess.Popen(
        [sys.executable, "-m", "resexp", *words],
        env={**os.environ, "RESEXP_RESULTS": str(results), **env},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


TRAIN = ("train", "resnet-8", "--budget", "smoke", "--precision", "bf16", "--set", "train.iterations=60")


@pytest.mark.slow
def test_killed_at_several_moments_and_finished_it_has_the_weights_of_an_uninterrupted_run(tmp_path, data):
    run = SMOKE.plan("resnet-8", 0, precision="bf16", iterations=60).run  # what TRAIN says, as the folders' names show
    train.train(run, Store(tmp_path / "whole"), data)
    chance = random.Random(0)
    killed = 0
    for _ in range(3):
        victim = command(tmp_path / "killed", *TRAIN, "--device", "cpu", RESEXP_CHECKPOINT_SECONDS="0")
        runs = tmp_path / "killed" / "runs"
        before = _checkpoint(runs)
        deadline = time.monotonic() + 60
        while _checkpoint(runs) == before and victim.poll() is None and time.monotonic() < deadline:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.15)
        victim.send_signal(signal.SIGKILL)
        killed += victim.wait() == -signal.SIGKILL
    assert killed >= 2  # a fast machine may finish before the last one
    if Store(tmp_path / "killed").outcome(run.key) is None:
        train.train(run, Store(tmp_path / "killed"), data)
    stores = [Store(tmp_path / name) for name in ("whole", "killed")]
    keys = [store.stored_keys() for store in stores]
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
    words = ("run", "degradation", "--budget", "smoke")
    both = [command(tmp_path, *words, OMP_NUM_THREADS="1") for _ in range(2)]  # more would wait for each other's cores
    said = [process.communicate()[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    text = "".join(said)
    for net in ("plain-8", "plain-14", "resnet-8", "resnet-14"):
        assert text.count(f"{net} seed 0: test error") == 1, text
    store = Store(tmp_path)
    for key in store.stored_keys():
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


@pytest.mark.slow
def test_at_the_deadline_it_checkpoints_and_leaves_with_zero(tmp_path):
    began = time.monotonic()
    process = command(tmp_path, *TRAIN[:-1], "train.iterations=60000", "--deadline", "0h0m7s")
    text = process.communicate()[0]
    assert process.returncode == 0, text
    assert 7 < time.monotonic() - began < 7 + 30  # 10 s to leave, and what Python takes to start on a busy machine
    assert "resume with: python -m resexp train resnet-8" in text
    assert list((tmp_path / "runs").glob("*/checkpoint.safetensors"))


@pytest.mark.slow
def test_a_deadline_that_is_over_when_measuring_begins_says_how_to_go_on(tmp_path, data):
    run = SMOKE.plan("resnet-8", 0).run
    train.train(run, Store(tmp_path), data)
    process = command(tmp_path, "measure", "lesion", "--run", run.key, "--budget", "smoke", "--deadline", "0s")
    text = process.communicate()[0]
    assert process.returncode == 0, text
    assert "rows measured so far are kept" in text and "resume with: python -m resexp measure lesion" in text


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
    return sorted(path.name for path in store.run_folder(key).glob("at-*"))


def test_weights_on_the_way_are_those_of_the_loop_and_change_nothing(store, data):
    run = SMOKE.plan("resnet-8", 0).run
    train.train(run, store, data)
    assert kept(store, run.key) == ["at-000001.safetensors", "at-000003.safetensors", "at-000010.safetensors"]
    loop = Loop(run, data)
    for i in range(1, run.train.iterations + 1):
        loop.step()
        if i in run.train.kept_iterations():
            assert same(loop.net.state_dict(), safetensors.torch.load_file(store.kept_file(run.key, i)))
    assert same(loop.net.state_dict(), weights(store, run.key))


def test_a_resumed_run_keeps_what_is_there_and_adds_the_rest(store, data):
    run, at = SMOKE.plan("resnet-8", 0).run, [0]
    with pytest.raises(Stopped):
        train.train(run, store, data, watch=lambda i, _: at.__setitem__(0, i), stop=lambda: at[0] == 5)
    before = {i: store.kept_file(run.key, i).stat().st_mtime_ns for i in (1, 3)}
    assert not store.kept_file(run.key, 10).exists()
    train.train(run, store, data)
    assert {i: store.kept_file(run.key, i).stat().st_mtime_ns for i in (1, 3)} == before
    assert store.kept_file(run.key, 10).exists()


def test_a_run_of_no_iterations_is_over_at_once_and_loads_as_initialised(store, data):
    plan = SMOKE.plan_untrained("resnet-8", 3)
    assert plan.label == "resnet-8 at initialisation" and plan.run.train.iterations == 0
    outcome = train.train(plan.run, store, data, plan.label)
    assert (outcome["status"], outcome["iterations"], outcome["final"]) == ("finished", 0, {})
    assert outcome["parameters"] == plan.run.net.parameters()
    assert sorted(path.name for path in store.run_folder(plan.run.key).iterdir()) == ["run.json", "spec.json"]
    net = api.load(plan.run.key, str(store.root))
    assert same(net.state_dict(), Net(plan.run.net, 3).state_dict()) and not net.training
    assert net.run == plan.run


def test_no_recipe_changes_an_untrained_run_but_its_data_and_width_do():
    one = SMOKE.plan_untrained("resnet-8", 0).run
    assert (
        SMOKE.replace(train={**SMOKE.train, "lr": 1.0, "precision": "bf16", "iterations": 99}).plan_untrained("resnet-8", 0).run
        == one
    )
    assert SMOKE.replace(width=8).plan_untrained("resnet-8", 0).run.key != one.key
    assert (
        SMOKE.replace(data={"images": 64}).plan_untrained("resnet-8", 0).run.train.batch == 64
    )  # a batch is never more than all images


def test_a_sweep_of_untrained_runs_says_nothing_and_costs_nothing(store):
    plans = [SMOKE.plan_untrained("resnet-8", seed) for seed in range(3)]
    assert estimate_seconds(plans, DataSetCache(torch.device("cpu"))) == {}
    said = []
    with Display(quiet(), {}) as display:
        display.say = said.append
        sweep(plans, store, DataSetCache(torch.device("cpu")), display)
    assert said == [] and unfinished(plans, store) == []
    assert describe_outcome(store.outcome(plans[0].run.key)) == "as initialised, nothing trained"


def test_the_net_after_an_iteration(store, data):
    run = SMOKE.plan("resnet-8", 0).run
    train.train(run, store, data)

    def load(iteration=None):
        return api.load(run.key, str(store.root), iteration)

    last = load()
    assert same(load(0).state_dict(), Net(run.net, 0).state_dict())
    assert same(load(3).state_dict(), safetensors.torch.load_file(store.kept_file(run.key, 3)))
    assert same(load(run.train.iterations).state_dict(), last.state_dict())
    assert same(last.after(3).state_dict(), load(3).state_dict())
    with pytest.raises(UserError, match=r"no weights after iteration 7; it has those after 1, 3, 10$"):
        load(7)
    store.kept_file(run.key, 3).unlink()
    with pytest.raises(UserError, match=r"weights not kept .*delete the run's folder to train it again"):
        load(3)
    for i in (1, 10):
        store.kept_file(run.key, i).unlink()
    with pytest.raises(UserError, match="has no weights after iteration 7; it has only the last"):
        last.after(7)
    untrained = SMOKE.plan_untrained("resnet-8", 0).run
    train.train(untrained, store, data)
    with pytest.raises(UserError, match="has no weights after iteration 5"):
        api.load(untrained.key, str(store.root), 5)


@pytest.mark.parametrize("net", ["resnet-8", "plain-8"])
def test_without_bf16_instructions_fp32_kernels_give_what_bf16_kernels_give(monkeypatch, net):
    """Both round at the same places, so that they differ by the order of sums; the fp32 net differs by all roundings."""
    x, y = torch.randn(16, 3, 32, 32, generator=torch.Generator().manual_seed(0)), torch.arange(16) % 10

    def gradients(fast, precision="bf16"):
        monkeypatch.setattr(hardware, "has_fast_bf16", lambda _: fast)
        stepper = Stepper(Net(zoo.net(net), 1), Train(precision=precision), torch.device("cpu"))
        before = engine.Bf16Convolutions.__torch_function__
        calls = []
        monkeypatch.setattr(engine.Bf16Convolutions, "__torch_function__", lambda *a: calls.append(a) or before(*a))
        stepper.step(x, y)
        monkeypatch.setattr(engine.Bf16Convolutions, "__torch_function__", before)
        assert bool(calls) == (precision == "bf16" and not fast)
        return torch.cat([p.grad.flatten() for p in stepper.net.units.parameters()])

    native, emulated, exact = gradients(True), gradients(False), gradients(True, "fp32")
    off, rounding = ((other - native).norm() / native.norm() for other in (emulated, exact))
    assert off < rounding / 2 and rounding > 1e-3
