"""Train a list of runs: what is finished is never trained again, what another process trains is waited for.

Torch is imported when there is something to train, not before.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from resexp.budget import Plan
from resexp.spec import Data
from resexp.store import Store

if TYPE_CHECKING:
    import torch

    from resexp.data import DataSet
    from resexp.progress import Display

WAIT_SECONDS = 1.0


class Library:
    """Data sets by spec; the last one loaded is kept, since runs of a sweep mostly share theirs."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.held: tuple[Data, DataSet] | None = None

    def __call__(self, spec: Data) -> DataSet:
        if self.held is None or self.held[0] != spec:
            from resexp.data import DataSet

            self.held = None  # before the next one is read: two would be twice the memory
            self.held = (spec, DataSet(spec, self.device))
        return self.held[1]


def cost(plan: Plan) -> float:
    """What a run costs, in forward multiply-additions."""
    return float(plan.run.net.macs() * plan.run.train.batch * plan.run.train.iterations)


def unfinished(plans: Sequence[Plan], store: Store) -> list[Plan]:
    """The runs that are not over, each key once."""
    by_key = {plan.run.key: plan for plan in reversed(plans)}
    return [plan for plan in plans if by_key.get(plan.run.key) is plan and store.outcome(plan.run.key) is None]


def sweep(
    plans: Sequence[Plan], store: Store, data: Library, display: Display, stop: Callable[[], bool] = lambda: False
) -> None:
    """Train all runs that are not over, in order.

    Raises:
        Stopped: `stop` said so; the run that was training is checkpointed.
        UserError: data cannot be read or results cannot be written.
    """
    from resexp.train import Stopped, train

    todo = unfinished(plans, store)
    told: set[str] = set()
    while todo:
        waiting = []
        for plan in todo:
            key = plan.run.key
            with store.claim(key) as ours:
                outcome = store.outcome(key)  # asked under the claim: another process may just have finished it
                if outcome is None and ours and not plan.run.train.iterations:
                    train(plan.run, store, data(plan.run.data), plan.label)
                elif outcome is None and ours:
                    watch = display.start(key, _name(plan), plan.run.train.iterations)
                    outcome = train(plan.run, store, data(plan.run.data), plan.label, watch, stop)
                    display.end(key, _name(plan), outcome)
                elif outcome is None:
                    waiting.append(plan)
                else:
                    display.work.pop(key, None)
        if waiting and len(waiting) == len(todo):
            for plan in waiting:
                if plan.run.key not in told:
                    display.say(f"{_name(plan)} is being trained by another process; waiting for it")
                    told.add(plan.run.key)
            if stop():
                raise Stopped("waiting for another process")
            time.sleep(WAIT_SECONDS)
        todo = waiting


def _name(plan: Plan) -> str:
    return f"{plan.label} seed {plan.run.seed}"


def estimate(plans: Sequence[Plan], data: Library) -> dict[str, float]:
    """Seconds that each run would take here, from a few steps of the cheapest net of each kind, scaled by its size; nets as
    initialised are left out."""
    from resexp.train import calibrate

    seconds_a_mac: dict[Any, float] = {}
    seconds = {}
    for plan in sorted((plan for plan in plans if plan.run.train.iterations), key=cost):
        run = plan.run
        kind = (run.net.unit, run.net.widths, run.train.batch, run.train.precision)
        if kind not in seconds_a_mac:
            seconds_a_mac[kind] = calibrate(run, data(run.data)) / (run.train.batch * run.net.macs())
        tests = run.train.iterations // run.train.test_every * run.train.interim_images + run.data.test_images
        # a test image costs about a third of a training image, and is forwarded in fp32
        images = run.train.iterations * run.train.batch + tests / 3 * (2 if run.train.precision == "bf16" else 1)
        seconds[run.key] = seconds_a_mac[kind] * run.net.macs() * images
    return seconds


@contextlib.contextmanager
def interruptible() -> Iterator[Callable[[], int]]:
    """While inside, Ctrl-C, SIGTERM and SIGUSR1 only raise a flag, so that a run can write its checkpoint.

    Yields a function that gives the signal's number, 0 before one came. A second Ctrl-C stops at once.
    """
    got = [0]

    def handle(number: int, _frame: object) -> None:
        if got[0] and number == signal.SIGINT:
            raise KeyboardInterrupt
        got[0] = number

    names = [name for name in ("SIGINT", "SIGTERM", "SIGUSR1") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), handle) for name in names}
    try:
        yield lambda: got[0]
    finally:
        for name, old in before.items():
            signal.signal(getattr(signal, name), old)
