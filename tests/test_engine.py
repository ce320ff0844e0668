"""The engine without a GPU: what surrounds the calls to CUDA, with stand-ins for them. The calls themselves: test_cuda.py."""

import contextlib
import gc
import types

import pytest
import safetensors
import torch

from resexp import budget, zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets import hardware
from resexp.nets.inference import fold_bn
from resexp.nets.net import Net
from resexp.spec import Train
from resexp.store import Store
from resexp.training import engine, sweep, train
from resexp.training.engine import Pace, Replay, Stepper
from resexp.training.train import Loop, Stopped

SMOKE = budget.load("smoke")
GPU = torch.device("cuda")


@pytest.fixture(scope="module")
def data():
    return DataSet(SMOKE.plan("resnet-8", 0).run.data)


class Event:
    """An event that is over when a test says so, and tells when it is recorded and waited for."""

    did: list = []  # noqa: RUF012 - emptied by the fixture

    def __init__(self, blocking):
        assert blocking, "a host that spins takes a core from the other runs"
        self.name, self.over = chr(ord("a") + sum(word.startswith("new") for word in self.did)), False
        self.did.append(f"new {self.name}")

    def record(self):
        self.over = False
        self.did.append(f"record {self.name}")

    def query(self):
        return self.over

    def synchronize(self):
        self.over = True
        self.did.append(f"wait for {self.name}")


@pytest.fixture
def events(monkeypatch):
    Event.did.clear()
    monkeypatch.setattr(torch.cuda, "Event", Event)
    return Event.did


# how far the host runs ahead


def test_the_host_is_never_more_than_two_steps_ahead(events):
    pace = Pace(GPU)
    for _ in range(4):
        pace.wait()
        pace.mark()
    assert events == ["new a", "record a", "new b", "record b", "wait for a", "record a", "wait for b", "record b"]


def test_the_next_step_can_begin_when_the_last_but_one_is_over(events):
    pace, ready = Pace(GPU), []
    for _ in range(2):
        ready.append(pace.is_ready())
        pace.mark()
    ready.append(pace.is_ready())
    pace.marks[0].over = True
    assert [*ready, pace.is_ready()] == [True, True, False, True]


def test_on_a_cpu_no_event_is_made_and_every_step_can_begin(events):
    pace = Pace(torch.device("cpu"))
    for _ in range(9):
        pace.wait()
        pace.mark()
        assert pace.is_ready()
    assert not events


def test_a_step_waits_before_it_copies_and_is_marked_when_it_has_been_handed_over(data, monkeypatch):
    did = []
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    inner = loop.stepper.step
    monkeypatch.setattr(loop, "pace", types.SimpleNamespace(wait=lambda: did.append("wait"), mark=lambda: did.append("mark")))
    monkeypatch.setattr(engine, "send", lambda values, place: did.append("send") or place.copy_(values))
    monkeypatch.setattr(loop.stepper, "step", lambda *rest: did.append("step") or inner(*rest))
    loop.step()
    loop.step()
    assert did == ["wait", "send", "step", "mark"] * 2


def test_a_draw_is_sent_as_one_pinned_tensor_without_waiting():
    """A pageable one may make the driver wait for all that the lane has queued."""
    told = []
    place = types.SimpleNamespace(is_cuda=True, copy_=lambda values, non_blocking: told.append((values, non_blocking)))
    engine.send(types.SimpleNamespace(pin_memory=lambda: "pinned"), place)
    assert told == [("pinned", True)]
    on_cpu = torch.zeros(2)
    engine.send(torch.tensor([1.0, 2.0]), on_cpu)
    assert on_cpu.tolist() == [1, 2]


def test_random_numbers_are_seeded_only_for_steps_that_draw_some(data, monkeypatch):
    seeds = []
    monkeypatch.setattr(torch, "manual_seed", seeds.append)
    for shortcut, count in (("identity", 0), ("dropout 0.5", 2)):
        loop = Loop(SMOKE.plan(zoo.net("resnet-8").replace(unit={"shortcut": shortcut}), 0).run, data)
        seeds.clear()
        for _ in range(2):
            loop.step()
        assert len({*seeds}) == count


def test_the_speed_in_the_log_counts_the_time_in_which_the_host_waits_for_the_device(tmp_path, data, monkeypatch):
    """A GPU works while the host launches: what it still has to do when a line is written belongs to that line's steps."""
    run, clock = SMOKE.plan("resnet-8", 0).run, [0.0]
    monkeypatch.setattr(train.time, "monotonic", lambda: clock[0])
    read = Loop.mean_loss_and_error
    monkeypatch.setattr(Loop, "mean_loss_and_error", lambda loop: clock.__setitem__(0, clock[0] + 5.0) or read(loop))
    store = Store(tmp_path)
    train.train(run, store, data)
    speeds = [line["images_per_second"] for line in store.read_log(run.key)]
    assert speeds == [pytest.approx(run.train.log_every * run.train.batch / 5.0, abs=0.1)] * len(speeds)


# lanes


def test_the_lane_that_is_ready_takes_its_step_first(tmp_path, monkeypatch):
    """Of a shallow and a deep net side by side the shallow one takes four steps while the deep one takes one."""
    taken, tick = [], [0]
    plans = {"shallow": SMOKE.plan("resnet-8", 0), "deep": SMOKE.plan("resnet-8", 1)}

    def stepwise(run, *_rest):
        name = next(name for name, plan in plans.items() if plan.run == run)
        for _ in range({"shallow": 8, "deep": 2}[name]):
            taken.append(name)
            over = tick[0] + {"shallow": 1, "deep": 4}[name]
            yield lambda over=over: tick[0] >= over
        return {}

    monkeypatch.setattr(train, "train_stepwise", stepwise)
    monkeypatch.setattr(sweep.time, "sleep", lambda _: tick.__setitem__(0, tick[0] + 1))
    display = types.SimpleNamespace(start_run=lambda *_: None, finish_run=lambda *_: None, work={})
    sweep.sweep([*plans.values()], Store(tmp_path), sweep.DataSetCache(torch.device("cpu")), display, lanes=2)
    assert "".join(name[0] for name in taken) == "sdssssdsss", taken


def test_a_gpu_without_memory_for_all_lanes_says_so_and_one_run_alone_goes_to_the_command(tmp_path, monkeypatch):
    def stepwise(*_):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        yield

    monkeypatch.setattr(train, "train_stepwise", stepwise)
    display = types.SimpleNamespace(start_run=lambda *_: None, work={})
    plans = [SMOKE.plan("resnet-8", seed) for seed in (0, 1)]

    def go(some):
        sweep.sweep(some, Store(tmp_path), sweep.DataSetCache(torch.device("cpu")), display, lanes=2)

    with pytest.raises(UserError, match="2 runs side by side; use --side-by-side 1"):
        go(plans)
    with pytest.raises(torch.OutOfMemoryError):
        go(plans[:1])


def test_more_lanes_than_cuda_has_streams_are_refused(command):
    code, _, err = command("run", "degradation", "--budget", "smoke", "--side-by-side", "33")
    assert code == 2 and "--side-by-side" in err and "32" in err


# recording


@pytest.mark.parametrize(("value", "records"), [(None, True), ("1", True), ("0", False)])
def test_recording_can_be_switched_off(monkeypatch, value, records):
    monkeypatch.delenv("RESEXP_GRAPHS", raising=False)
    if value:
        monkeypatch.setenv("RESEXP_GRAPHS", value)
    assert Replay(GPU).records is records and not Replay(torch.device("cpu")).records


@contextlib.contextmanager
def failing_end(*_args, **_options):
    """torch.cuda.graph where the work fails: ending the recording fails too, and hides the first error."""
    try:
        yield
    finally:
        raise RuntimeError("CUDA error: operation failed due to a previous error during capture")


@pytest.mark.parametrize(
    ("error", "raised", "text"),
    [
        (RuntimeError("CUDA error: operation not permitted\nmore"), UserError,
         r"cannot be recorded .*\(CUDA error: operation not permitted\); RESEXP_GRAPHS=0 trains without"),
        (torch.OutOfMemoryError("CUDA out of memory"), torch.OutOfMemoryError, "^CUDA out of memory$"),
        (KeyboardInterrupt(15), KeyboardInterrupt, "15"),
    ],
    ids=["capture", "memory", "signal"],
)  # fmt: skip
def test_a_recording_that_fails_says_what_failed_first_and_how_to_go_round_it(monkeypatch, error, raised, text):
    back = []
    monkeypatch.setattr(torch.cuda, "CUDAGraph", object)
    monkeypatch.setattr(torch.cuda, "current_stream", lambda: types.SimpleNamespace(wait_stream=lambda _: None))
    monkeypatch.setattr(torch.cuda, "default_stream", lambda: None)
    monkeypatch.setattr(torch.cuda, "set_stream", back.append)
    monkeypatch.setattr(torch.cuda, "graph", failing_end)

    def work():
        raise error

    play = Replay(GPU)
    play.calls = Replay.EAGER
    with pytest.raises(raised, match=text):
        play(work)
    assert len(back) == 1 and gc.isenabled()


# what a step does beside the mathematics


@pytest.mark.parametrize("net", ["resnet-8", "preresnet-8", "plain-8", "vgg-15"])
def test_batches_are_counted_by_one_call_as_every_layer_would_count_them(net):
    x, y = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(0)), torch.arange(4)
    ours, theirs = Net(zoo.net(net), 1), Net(zoo.net(net), 1).train()
    stepper = Stepper(ours, Train(batch=4), torch.device("cpu"))
    for _ in range(2):
        stepper.step(x, y)
        theirs(x)
    counts = [
        {name: int(value) for name, value in one.state_dict().items() if name.endswith("batches_tracked")}
        for one in (ours, theirs)
    ]
    assert counts[0] == counts[1] and {*counts[0].values()} == {2}


def test_a_forward_pass_that_fails_leaves_the_counters_where_they_were():
    net = Net(zoo.net("resnet-8"), 1)
    stepper = Stepper(net, Train(), torch.device("cpu"))
    net.tail.register_forward_hook(lambda *_: {}["no such place"])
    with pytest.raises(KeyError):
        stepper.step(torch.zeros(2, 3, 32, 32), torch.zeros(2, dtype=torch.long))
    assert {int(value) for name, value in net.state_dict().items() if name.endswith("batches_tracked")} == {0}


def test_copies_to_the_cpu_are_the_tensors_whatever_their_type_and_memory_format():
    generator = torch.Generator().manual_seed(0)
    tensors = {
        "kernel": torch.randn(4, 3, 2, 2, generator=generator).to(memory_format=torch.channels_last),
        "count": torch.tensor(7),
        "empty": torch.zeros(0, 3),
        "vector": torch.randn(5, generator=generator, requires_grad=True),
        "sums": torch.randn(3, generator=generator).double(),
    }
    copies = engine._copy_to_cpu(tensors)
    assert list(copies) == list(tensors)
    for name, value in tensors.items():
        copy = copies[name]
        assert torch.equal(copy, value) and copy.dtype == value.dtype and copy.is_contiguous() and not copy.requires_grad
        assert not value.numel() or copy.untyped_storage().data_ptr() != value.untyped_storage().data_ptr()


def test_a_net_is_tested_on_a_copy_that_holds_no_gradients(data):
    """So that a test on a GPU takes the memory of the weights, once."""
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    loop.step()
    assert all(parameter.grad is not None for parameter in loop.net.parameters())
    assert all(parameter.grad is None for parameter in fold_bn(loop.net).parameters())


@pytest.mark.parametrize("name", ["channels_last", "contiguous"])
def test_the_memory_format_is_a_switch(data, monkeypatch, name):
    monkeypatch.setenv("RESEXP_MEMORY_FORMAT", name)
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    seen = []
    loop.net.stem.register_forward_hook(lambda _module, given, _result: seen.append(given[0]))
    loop.step()
    kind = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}[name]
    kernels = [value for value in loop.net.parameters() if value.dim() == 4]
    assert all(value.is_contiguous(memory_format=kind) for value in [*seen, *kernels] if value.shape[-1] > 1)
    assert hardware.provenance(torch.device("cpu"), "fp32").get("memory_format") == (name if name == "contiguous" else None)
    monkeypatch.setenv("RESEXP_MEMORY_FORMAT", "nhwc")
    with pytest.raises(UserError, match="channels_last or contiguous, not 'nhwc'"):
        Loop(SMOKE.plan("resnet-8", 0).run, data)


def test_fp32_on_a_gpu_is_contiguous_and_all_else_channels_last(monkeypatch):
    monkeypatch.delenv("RESEXP_MEMORY_FORMAT", raising=False)
    chosen = {(on, precision): hardware.memory_format(torch.device(on), precision)
              for on in ("cpu", "cuda") for precision in ("fp32", "bf16")}  # fmt: skip
    assert chosen.pop(("cuda", "fp32")) == torch.contiguous_format
    assert set(chosen.values()) == {torch.channels_last}


# threads on a CPU


@pytest.fixture
def two_cores(monkeypatch):
    """PyTorch would take two threads, and the user has not chosen."""
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_a_run_that_begins_on_a_busy_machine_takes_fewer_threads_and_keeps_them(tmp_path, data, monkeypatch, two_cores):
    """Bits depend on the number of threads: a resumed run computes with the number it began with, however busy it is now."""
    run, store, at, seen = SMOKE.plan("resnet-8", 0).run, Store(tmp_path), [0], []

    def watch(iteration, _row):
        at[0] = iteration
        seen.append(torch.get_num_threads())

    monkeypatch.setattr(hardware, "choose_threads", lambda: 1)
    with pytest.raises(Stopped):
        train.train(run, store, data, watch=watch, stop=lambda: at[0] == 5)
    with safetensors.safe_open(str(store.checkpoint_file(run.key)), "pt") as file:
        assert file.metadata()["threads"] == "1"
    monkeypatch.setattr(hardware, "choose_threads", lambda: pytest.fail("chosen again"))
    assert train.train(run, store, data, watch=watch)["threads"] == 1
    assert {*seen} == {1} and torch.get_num_threads() == 2
    monkeypatch.setattr(hardware, "choose_threads", lambda: 2)
    assert train.train(SMOKE.plan("resnet-8", 1).run, store, data)["threads"] == 2


def test_a_checkpoint_that_does_not_say_its_threads_goes_on_with_the_present_number(tmp_path, data, two_cores):
    loop = Loop(SMOKE.plan("resnet-8", 0).run, data)
    (tmp_path / "checkpoint").write_bytes(loop.checkpoint())
    with safetensors.safe_open(str(tmp_path / "checkpoint"), "pt") as file:
        facts = {name: file.metadata()[name] for name in ("iteration", "logged", "seconds")}
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    (tmp_path / "old").write_bytes(safetensors.torch.save(tensors, facts))
    loop.threads = 7
    assert loop.restore(tmp_path / "old") and loop.threads == 7
    assert loop.restore(tmp_path / "checkpoint") and loop.threads == 2


def test_runs_that_take_turns_each_keep_their_threads(tmp_path, monkeypatch, two_cores):
    numbers, seen = iter((1, 2)), {}
    monkeypatch.setattr(hardware, "choose_threads", lambda: next(numbers))
    display = types.SimpleNamespace(finish_run=lambda *_: None, work={})
    display.start_run = lambda key, *_: lambda *_: seen.setdefault(key, set()).add(torch.get_num_threads())
    plans = [SMOKE.plan("resnet-8", seed) for seed in (0, 1)]
    sweep.sweep(plans, Store(tmp_path), sweep.DataSetCache(torch.device("cpu")), display, lanes=2)
    assert [seen[plan.run.key] for plan in plans] == [{1}, {2}] and torch.get_num_threads() == 2
