"""What only a GPU can show: recorded steps and streams change no bit, and training there is as good as on a CPU."""

import itertools
import os
import subprocess
import sys
import time

import pytest
import torch
from rich.console import Console

from resexp import budget, zoo
from resexp.errors import Stopped
from resexp.images.data import DataSet, Draw
from resexp.nets import hardware
from resexp.nets.inference import RouteScorer, evaluate
from resexp.route import Route
from resexp.spec import Data, Run, Train
from resexp.store import Store
from resexp.training import engine
from resexp.training.progress import Display
from resexp.training.sweep import DataSetCache, sweep
from resexp.training.train import Loop, seconds_per_step

pytestmark = [
    pytest.mark.cuda,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no NVIDIA GPU"),
]
SMOKE = budget.load("smoke")
STEPS = 3 * engine.Replay.EAGER
REAL_STEPS = 300


@pytest.fixture(scope="module")
def data():
    return DataSet(SMOKE.plan("resnet-8", 0).run.data, hardware.choose_device("cuda"))


def state(loop):
    return loop.stepper.state() | {"sums": loop.sums.cpu()}


def same(one, other):
    return one.keys() == other.keys() and all(torch.equal(value, other[name]) for name, value in one.items())


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize(
    "net",
    [
        "resnet-8",
        "preresnet-8",
        "plain-8",
        zoo.net("resnet-8").replace(unit={"shortcut": "gate exclusive -2", "widen": "project bn"}),
        "vgg-15",
    ],
    ids=["original", "pre-activation", "plain", "gates", "vgg"],
)
def test_a_recorded_step_has_the_bits_of_one_that_was_not(data, net, precision):
    run = SMOKE.plan(net, 0, precision=precision).run
    recorded, eager = Loop(run, data), Loop(run, data)
    eager.replay = None
    with engine.make_lane(data.device)():
        for _ in range(STEPS):
            recorded.step()
            eager.step()
        torch.cuda.synchronize()
    assert recorded.replay.graph is not None
    assert same(state(recorded), state(eager))


def test_a_run_taken_up_from_a_checkpoint_has_the_bits_of_one_that_was_not_stopped(data, tmp_path):
    run = SMOKE.plan("resnet-8", 0, precision="bf16").run
    with engine.make_lane(data.device)():
        loops = [Loop(run, data) for _ in range(3)]
        for _ in range(STEPS):
            loops[0].step()
        for _ in range(5):
            loops[1].step()
        (tmp_path / "checkpoint").write_bytes(loops[1].checkpoint())
        assert loops[2].restore(tmp_path / "checkpoint")
        while loops[2].iteration < STEPS:
            loops[2].step()
        torch.cuda.synchronize()
    assert same(state(loops[0]), state(loops[2]))


def test_runs_side_by_side_have_the_bits_of_runs_alone(tmp_path):
    plans = [SMOKE.plan(net, seed) for net in ("resnet-8", "plain-14", "preresnet-8") for seed in (0, 1)]
    stores = [Store(tmp_path / name) for name in ("alone", "together")]
    for store, lanes in zip(stores, (1, 4), strict=True):
        with Display(Console(quiet=True), {}) as display:
            sweep(plans, store, DataSetCache(hardware.choose_device("cuda")), display, lanes=lanes)
    for plan in plans:
        one, other = (store.weights_file(plan.run.key).read_bytes() for store in stores)
        assert one == other


def test_dropout_draws_anew_at_every_step(data):
    """It is not recorded: a graph would need its generator's state as an input."""
    loop = Loop(SMOKE.plan(zoo.net("resnet-8").replace(unit={"shortcut": "dropout 0.5"}), 0).run, data)
    assert loop.replay is None
    x, _ = data.batch(Draw.unpack(loop.drawn))
    loop.net.train()
    found = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        with torch.no_grad():
            found.append(loop.net(x))
    assert torch.equal(found[0], found[1]) and not torch.equal(found[0], found[2])


def test_the_time_of_a_step_can_be_taken_outside_a_lane(data):
    assert seconds_per_step(SMOKE.plan("resnet-8", 0).run, data) > 0


@pytest.mark.skipif(torch.cuda.device_count() < 2, reason="one GPU")
def test_a_second_gpu_is_the_current_one_where_it_is_named():
    run = SMOKE.plan("resnet-8", 0).run
    try:
        on = hardware.choose_device("cuda:1")
        assert torch.cuda.current_device() == 1
        assert seconds_per_step(run, DataSet(run.data, on)) > 0
    finally:
        hardware.choose_device("cuda:0")


def test_stopping_and_going_on_side_by_side_changes_no_bit(tmp_path):
    plans = [SMOKE.plan("resnet-8", seed) for seed in (0, 1)]
    whole, stopped = (Store(tmp_path / name) for name in ("whole", "stopped"))
    asked = itertools.count()

    def go(store, stop=lambda: False):
        with Display(Console(quiet=True), {}) as display:
            sweep(plans, store, DataSetCache(hardware.choose_device("cuda")), display, stop=stop, lanes=2)

    go(whole)
    with pytest.raises(Stopped):
        go(stopped, lambda: next(asked) > 12)
    go(stopped)
    for plan in plans:
        assert whole.weights_file(plan.run.key).read_bytes() == stopped.weights_file(plan.run.key).read_bytes()


def test_the_judge_scores_routes_as_on_a_cpu(data):
    run = SMOKE.plan("resnet-8", 0).run
    loop = Loop(run, data)
    for _ in range(STEPS):
        loop.step()
    routes = [Route.full(3), Route.full(3).drop(1)]
    there = RouteScorer(loop.net, data, 100)(routes)
    here = RouteScorer(loop.net.cpu(), DataSet(run.data), 100)(routes)
    for (error, loss), (other, other_loss) in zip(there, here, strict=True):
        assert abs(error - other) <= 1.0
        assert loss == pytest.approx(other_loss, rel=2e-2)


# the shapes of the papers' runs: cuDNN and cuBLAS choose their kernels by shape


@pytest.fixture(scope="module")
def many():
    """Enough images for 300 steps of 128, and a test between them."""
    return DataSet(Data(name="synthetic", images=5000, test_images=2000), hardware.choose_device("cuda"))


def real_run(precision, seed=0, net="resnet-20", **changes):
    recipe = {"iterations": REAL_STEPS, "batch": 128, "lr": 0.05, "warmup": 20, "precision": precision, **changes}
    return Run(net=zoo.net(net), data=Data(name="synthetic", images=5000, test_images=2000), train=Train(**recipe), seed=seed)


def through(loop, lane, steps=REAL_STEPS, pause=None):
    """The loop after so many steps in its lane, with a pause in the middle; its state."""
    with lane():
        while loop.iteration < steps:
            loop.step()
            if pause is not None and loop.iteration == steps // 2:
                pause(loop)
        torch.cuda.synchronize()
    return state(loop)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("precision", "format"), [("fp32", "contiguous"), ("fp32", "channels_last"), ("bf16", "channels_last")]
)
def test_at_real_shapes_recorded_eager_and_four_lanes_have_the_same_bits(many, monkeypatch, precision, format):
    """With a test and a checkpoint between two replays, which use the memory beside that of the recorded step."""
    monkeypatch.setenv("RESEXP_MEMORY_FORMAT", format)
    lanes = [engine.make_lane(many.device) for _ in range(4)]

    def pause(loop):
        evaluate(loop.net, many)
        loop.checkpoint()

    recorded, eager = Loop(real_run(precision), many), Loop(real_run(precision), many)
    eager.replay = None
    alone = through(recorded, lanes[0], pause=pause)
    assert recorded.replay.graph is not None
    assert same(alone, through(eager, lanes[0]))
    others = [through(Loop(real_run(precision, seed), many), lanes[0]) for seed in (1, 2, 3)]
    del recorded, eager
    together = [Loop(real_run(precision, seed), many) for seed in range(4)]
    for step in range(REAL_STEPS):
        for lane, loop in zip(lanes, together, strict=True):
            with lane():
                loop.step()
                if step == REAL_STEPS // 2:
                    pause(loop)
    torch.cuda.synchronize()
    for loop, expected in zip(together, [alone, *others], strict=True):
        assert same(state(loop), expected)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["contiguous", "channels_last"])
def test_a_run_taken_up_at_real_shapes_has_the_bits_of_one_that_was_not_stopped(many, tmp_path, monkeypatch, name):
    monkeypatch.setenv("RESEXP_MEMORY_FORMAT", name)
    lane = engine.make_lane(many.device)
    whole = through(Loop(real_run("fp32"), many), lane)
    first, second = (Loop(real_run("fp32"), many) for _ in range(2))
    through(first, lane, REAL_STEPS // 3)
    (tmp_path / "checkpoint").write_bytes(first.checkpoint())
    assert second.restore(tmp_path / "checkpoint")
    assert same(whole, through(second, lane))


def test_the_host_is_at_most_two_steps_ahead(many):
    """Eight deep steps are handed over no faster than six of them are computed."""
    loop, lane, handed = Loop(real_run("fp32", net="resnet-110"), many), engine.make_lane(many.device), []
    through(loop, lane, 10)
    with lane():
        start = time.perf_counter()
        for _ in range(8):
            loop.step()
            handed.append(time.perf_counter() - start)
        assert len(loop.pace.marks) == engine.Pace.AHEAD
        torch.cuda.synchronize()
    assert handed[-1] > 0.5 * (time.perf_counter() - start) and loop.pace.is_ready()


READS_THE_DEVICE = """
from resexp import cli
from resexp.training import engine
inner = engine.Stepper.step
engine.Stepper.step = lambda self, x, *rest: (float(x.sum()), inner(self, x, *rest))[1]
cli.main(["train", "resnet-8", "--budget", "smoke", "--data", "synthetic"])
"""


@pytest.mark.parametrize(("graphs", "code"), [("1", 2), ("0", 0)])
def test_a_step_that_cannot_be_recorded_is_one_line_and_can_be_trained_without(tmp_path, graphs, code):
    """Reading a number from the device while a step is recorded is forbidden. A process of its own, since it may spoil more."""
    env = {**os.environ, "RESEXP_RESULTS": str(tmp_path), "RESEXP_GRAPHS": graphs}
    ended = subprocess.run([sys.executable, "-c", READS_THE_DEVICE], env=env, capture_output=True, text=True)
    assert ended.returncode == code, ended.stderr
    assert ("cannot be recorded" in ended.stderr and "RESEXP_GRAPHS=0 trains without" in ended.stderr) == (code == 2)


def test_recording_switched_off_changes_no_bit(data, monkeypatch):
    run, lane = SMOKE.plan("resnet-8", 0).run, engine.make_lane(data.device)
    recorded = through(Loop(run, data), lane, STEPS)
    monkeypatch.setenv("RESEXP_GRAPHS", "0")
    loop = Loop(run, data)
    assert same(recorded, through(loop, lane, STEPS)) and loop.replay.graph is None


def test_the_record_names_what_bits_depend_on(data):
    facts = hardware.provenance(data.device)
    assert facts["cuda"] == torch.version.cuda and facts["cudnn"] == torch.backends.cudnn.version() and facts["driver"]


def test_memory_that_is_not_there_is_a_failure_of_the_gpu():
    with pytest.raises(RuntimeError) as why:
        torch.empty(1 << 44, device="cuda")
    assert "out of GPU memory" in hardware.describe_failure(why.value)
