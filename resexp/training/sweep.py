"""Train a list of runs. Finished runs are not trained again; a run that another process trains is waited for.

Torch is imported only when there is something to train.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resexp.budget import Plan
from resexp.errors import Stopped, UserError
from resexp.spec import Data
from resexp.store import Store

if TYPE_CHECKING:
    import torch

    from resexp.images.data import DataSet
    from resexp.training.progress import Display

WAIT_SECONDS = 1.0
"""Seconds between two looks at whether another process has finished a run."""

POLL_SECONDS = 0.0002
"""Seconds between two looks at whether the GPU is done with a step, of which none takes less than a millisecond."""


class DataSetCache:
    """Loads data sets by spec and keeps the last one, since runs of a sweep mostly share theirs."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.held: tuple[Data, DataSet] | None = None

    def __call__(self, spec: Data) -> DataSet:
        if self.held is None or self.held[0] != spec:
            from resexp.images.scene_data import load

            self.held = None  # before the next one is read: two would be twice the memory
            self.held = (spec, load(spec, self.device))
        return self.held[1]


def training_macs(plan: Plan) -> float:
    """Forward multiply-additions of a whole training."""
    return float(plan.run.net.macs() * plan.run.train.batch * plan.run.train.iterations)


def unfinished(plans: Sequence[Plan], store: Store) -> list[Plan]:
    """The plans whose runs are not over, each key once."""
    by_key = {plan.run.key: plan for plan in reversed(plans)}
    return [plan for plan in plans if by_key.get(plan.run.key) is plan and store.outcome(plan.run.key) is None]


Lane = Callable[[], contextlib.AbstractContextManager[Any]]
"""What engine.make_lane returns."""


@dataclass(eq=False)
class RunInTraining:
    """A run that is being trained: its claim, its lane, the generator of its steps, and whether the next can begin at once."""

    plan: Plan
    held: contextlib.ExitStack
    lane: Lane
    steps: Generator[Callable[[], bool], None, dict[str, Any]]
    is_ready: Callable[[], bool] = lambda: True


def _wait_for_ready(turns: Sequence[RunInTraining]) -> list[RunInTraining]:
    """The runs whose next step can begin at once, at least one: a shallow net does not wait for the step of a deep one."""
    while turns and not any(ready := [turn.is_ready() for turn in turns]):
        time.sleep(POLL_SECONDS)
    return [turn for turn, now in zip(turns, ready, strict=True) if now] if turns else []


def sweep(
    plans: Sequence[Plan],
    store: Store,
    data: DataSetCache,
    display: Display,
    stop: Callable[[], bool] = lambda: False,
    lanes: int | None = None,
    wait: bool = True,
) -> None:
    """Train all runs that are not over, in order; on a GPU several take turns, each on a stream of its own.

    What a run computes does not depend on which others take turns with it.

    Args:
        plans: the runs.
        store: where they are.
        data: their images, and the device.
        display: shows every iteration.
        stop: whether to stop.
        lanes: how many runs train side by side; engine.LANES by default.
        wait: for runs that other processes train; else return when there are only such left.

    Raises:
        Stopped: `stop` said so; the runs that were being trained are checkpointed.
        UserError: data cannot be read or results cannot be written.
    """
    import torch

    from resexp.training import engine

    lanes = lanes or engine.LANES[data.device.type]
    waiting, turns, stopped = unfinished(plans, store), list[RunInTraining](), list[str]()
    free = [engine.make_lane(data.device) for _ in range(lanes)]
    told: set[str] = set()
    ask = 0.0
    try:
        while turns or (waiting and not stopped):
            if not stopped and free and waiting and time.monotonic() >= ask:
                waiting = _start_runs(waiting, turns, free, store, data, display, stop)
                ask = time.monotonic() + WAIT_SECONDS
            if not turns and waiting:
                if not wait:
                    return
                for plan in waiting:
                    if plan.run.key not in told:
                        display.say(f"{_label_and_seed(plan)} is being trained by another process; waiting for it")
                        told.add(plan.run.key)
                if stop():
                    raise Stopped("waiting for another process")
                time.sleep(WAIT_SECONDS)
            for turn in _wait_for_ready(turns):
                try:
                    with turn.lane():
                        turn.is_ready = next(turn.steps)
                    continue
                except StopIteration as end:
                    display.finish_run(turn.plan.run.key, _label_and_seed(turn.plan), end.value)
                except Stopped as why:
                    stopped.append(str(why))
                except torch.OutOfMemoryError:
                    if len(turns) == 1:
                        raise
                    raise UserError(f"out of GPU memory with {len(turns)} runs side by side; use --side-by-side 1") from None
                turns.remove(turn)
                free.append(turn.lane)
                turn.held.close()
                ask = 0.0
        if stopped:
            raise Stopped("; ".join(stopped))
    finally:
        for turn in turns:
            turn.held.close()


def _start_runs(
    waiting: list[Plan],
    turns: list[RunInTraining],
    free: list[Lane],
    store: Store,
    data: DataSetCache,
    display: Display,
    stop: Callable[[], bool],
) -> list[Plan]:
    """Claim and begin runs until no lane is free; returns the plans that wait for a lane, for their parent, or are trained by
    another process."""
    from resexp.training.train import train, train_stepwise

    left, lanes = list[Plan](), len(turns) + len(free)
    for place, plan in enumerate(waiting):
        if not free:
            return left + waiting[place:]
        key = plan.run.key
        if plan.run.start.parent in {other.run.key for other in (*left, *waiting[place:], *(turn.plan for turn in turns))}:
            left.append(plan)  # its parent is not over
            continue
        with contextlib.ExitStack() as held:
            ours = held.enter_context(store.claim(key))
            outcome = store.outcome(key)  # asked under the claim: another process may just have finished it
            if outcome is None and ours and not plan.run.train.iterations:
                train(plan.run, store, data(plan.run.data), plan.label)
            elif outcome is None and ours:
                watch = display.start_run(key, _label_and_seed(plan), plan.run.train.iterations)
                run = train_stepwise(plan.run, store, data(plan.run.data), plan.label, watch, stop, lanes)
                turns.append(RunInTraining(plan, held.pop_all(), free.pop(), run))
            elif outcome is None:
                left.append(plan)
            else:
                display.work.pop(key, None)
    return left


def _label_and_seed(plan: Plan) -> str:
    return f"{plan.label} seed {plan.run.seed}"


def estimate_seconds(plans: Sequence[Plan], data: DataSetCache) -> dict[str, float]:
    """Seconds that each run would take here, from a few steps of the cheapest net of each kind, scaled by its size; nets as
    initialised are left out."""
    from resexp.training import engine
    from resexp.training.train import seconds_per_step

    seconds_a_mac: dict[Any, float] = {}
    seconds = {}
    for plan in sorted((plan for plan in plans if plan.run.train.iterations), key=training_macs):
        run = plan.run
        kind = (run.net.unit, run.net.widths, run.train.batch, run.train.precision)
        if kind not in seconds_a_mac:
            loaded = data(run.data)
            with engine.make_lane(loaded.device)():
                seconds_a_mac[kind] = seconds_per_step(run, loaded) / (run.train.batch * run.net.macs())
        tests = run.train.iterations // run.train.test_every * run.train.interim_images + run.data.test_images
        # a test image costs about a third of a training image, and is forwarded in fp32
        images = run.train.iterations * run.train.batch + tests / 3 * (2 if run.train.precision == "bf16" else 1)
        seconds[run.key] = seconds_a_mac[kind] * run.net.macs() * images
    return seconds
