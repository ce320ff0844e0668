"""The training loop: what a run computes, its log, its checkpoints, its outcome. How a step runs: engine.py."""

from __future__ import annotations

import copy
import datetime
import functools
import math
import os
import subprocess
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, Protocol

import torch
import torch.nn.functional as F
from safetensors import SafetensorError

from resexp import __version__, source
from resexp.errors import Stopped
from resexp.images.data import DataSet
from resexp.nets import hardware, weights
from resexp.nets.inference import evaluate
from resexp.nets.net import Net
from resexp.nets.scene import build
from resexp.rng import derive
from resexp.route import Route, draw_route
from resexp.spec import NUMERICS, Run
from resexp.store import Store, digest, write_atomic
from resexp.training import engine
from resexp.training.load import net_before_training

CHECKPOINT_SECONDS = float(os.environ.get("RESEXP_CHECKPOINT_SECONDS", "30"))
"""Seconds of training between two checkpoints; where they fall changes nothing in the outcome."""

FINAL = ("train_loss", "train_error", "test_loss", "test_error", "test_n")
"""Columns of the log whose last values stand in the outcome."""


class Watch(Protocol):
    """Callback for a run's progress."""

    def __call__(self, iteration: int, row: dict[str, Any] | None) -> None:
        """Called after an iteration; `row` is its line of the log if it has one."""


def steps_are_alike(run: Run) -> bool:
    """Whether every step of the run is the same work on other images: not if units draw random numbers."""
    return not run.net.unit.shortcut.startswith("dropout") and not run.train.paths


class Loop:
    """State of a run between two iterations: net, optimizer, sums for the log, iteration."""

    def __init__(self, run: Run, data: DataSet, net: Net | None = None) -> None:
        """net: with which weights to begin; by default random ones."""
        self.run = run
        self.data = data
        self.net = (net or build(run.net, run.seed)).rescale(run.train)
        self.stepper = engine.Stepper(self.net, run.train, data.device)
        self.iteration = 0
        self.logged = 0  # the last iteration that has its line in the log
        self.began, self.before = time.monotonic(), 0.0
        self.sums = torch.zeros(3, dtype=torch.float64, device=data.device)  # loss, errors, images since the last line
        self.route: Route | None = None
        first = data.draw(run.seed, 0, run.train.batch)
        self.unpack, self.drawn = first.unpack, first.pack().to(data.device)  # a recorded step reads it
        self.replay = engine.Replay(data.device) if steps_are_alike(run) else None
        self.pace = engine.Pace(data.device)
        self.threads = torch.get_num_threads()  # the order of sums and hence the bits depend on it

    def step(self) -> None:
        """One iteration; on a GPU it has begun at the end of the call, not ended."""
        self.pace.wait()
        engine.send(self.data.draw(self.run.seed, self.iteration, self.run.train.batch).pack(), self.drawn)
        self.stepper.set_lr(self.run.train.lr_at(self.iteration))
        self.route = draw_route(self.run.train, len(self.net.units), self.run.seed, self.iteration)
        if self.replay is None:
            torch.manual_seed(derive(self.run.seed, "step", self.iteration))  # dropout
            self._compute()
        else:
            self.replay(self._compute)
        self.pace.mark()
        self.iteration += 1

    def _compute(self) -> None:
        """The part of a step that is the same work every time: augment, forward, backward, update, add to the sums."""
        x, y = self.data.batch(self.unpack(self.drawn))
        loss, errors = self.stepper.step(x, y, self.route)
        labelled = (y >= 0).sum().double()  # images, or pixels where every one has a class
        self.sums += torch.stack([loss.double() * labelled, errors.double(), labelled])

    @torch.no_grad()
    def add_first_batches(self) -> None:
        """Add to the sums, in training mode, loss and errors of the batches of the first line of the log, without training on
        them; the net stays as it is."""
        twin, recipe = copy.deepcopy(self.net).train(), self.run.train
        for step in range(min(recipe.log_every, recipe.iterations)):
            x, y = self.data.batch(self.data.draw(self.run.seed, step, recipe.batch))
            with engine.autocast(self.data.device, recipe.precision):
                logits = twin(x).float()
            loss, errors = F.cross_entropy(logits, y, reduction="sum"), (logits.argmax(1) != y).sum()
            self.sums += torch.stack([loss.double(), errors.double(), torch.full_like(loss, len(y)).double()])

    def mean_loss_and_error(self) -> tuple[float, float]:
        """Mean loss and error in percent since the last line of the log; waits for the device."""
        loss, errors, n = self.sums.tolist()
        return loss / n, 100 * errors / n

    def reset_log_sums(self) -> None:
        """Set the sums to zero after this iteration's line of the log has been written."""
        self.sums.zero_()
        self.logged = self.iteration

    def checkpoint(self, log: bytes = b"") -> bytes:
        """Everything that the rest of the run depends on, and the time so far, as a .safetensors file. It holds no random
        state: randomness is a function of the iteration. log: the content of the run's log, whose length and sha256 go in."""
        facts = {"iteration": str(self.iteration), "logged": str(self.logged), "seconds": f"{self.seconds():.1f}",
                 "threads": str(self.threads), "log": f"{len(log)} {digest(log)}"}  # fmt: skip
        return weights.pack({**self.stepper.state(), "sums": self.sums.clone().cpu()}, facts)

    def seconds(self) -> float:
        """Seconds that this run has taken in this process, and in earlier ones up to their last checkpoint."""
        return self.before + time.monotonic() - self.began

    def restore(self, path: Path, log: bytes = b"") -> bool:
        """Go on from a checkpoint; False if there is none, or it or the log up to it is damaged. log: the log's content."""
        try:
            tensors, facts = weights.unpack(path)
            iteration, before = int(facts["iteration"]), float(facts["seconds"])
            logged, threads = int(facts["logged"]), int(facts.get("threads", self.threads))  # older ones do not say
            length, _, sha256 = facts.get("log", "0 ").partition(" ")
        except (FileNotFoundError, SafetensorError, KeyError):
            return False
        if sha256 and digest(log[: int(length)]) != sha256:
            return False
        self.stepper.restore(tensors)
        self.sums.copy_(tensors["sums"])
        self.iteration, self.logged, self.before, self.threads = iteration, logged, before, threads
        return True


def train(
    run: Run,
    store: Store,
    data: DataSet,
    name: str = "",
    watch: Watch | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Train one claimed run to its end, from its checkpoint if it has one, and record its outcome.

    Returns the outcome, as in run.json. A loss that is not finite ends the run as `failed`: a result, not a crash
    (He 2016, Table 1 has such rows). On the way the weights are kept at half-decades (`Train.kept_iterations`): 4 bytes a
    parameter each, in all 35 MB for ResNet-56 and 64,000 iterations. A run of 0 iterations is over at once, without log and
    weights. The log of a run that begins with another's weights has a line 0: the test before the first step, and loss and
    error on the batches of the next line in training mode, before it trains on them.

    Raises:
        Stopped: `stop` said so; a checkpoint holds what was done.
        UserError: the results cannot be written.
    """
    turns = train_stepwise(run, store, data, name, watch, stop)
    while True:
        try:
            next(turns)
        except StopIteration as end:
            return dict(end.value)


def train_stepwise(
    run: Run, store: Store, data: DataSet, name: str, watch: Watch | None, stop: Callable[[], bool], lanes: int = 1
) -> Generator[Callable[[], bool], None, dict[str, Any]]:
    """As `train`, as a generator that yields after every iteration, so that several runs can take turns. It yields a function
    that says whether the next iteration can begin at once, which it cannot while the device is behind.

    lanes: how many runs take turns; run.json has it as `side_by_side` if it is not 1, since the wall time of each run then
    includes that of the others.
    """
    key, recipe = run.key, run.train
    store.write_spec(run)
    if not recipe.iterations:
        outcome = _outcome_facts(run, name, "finished", data) | {"iterations": 0, "final": {}, "seconds": 0.0}
        store.finish(key, None, outcome)
        return outcome
    loop, kept = Loop(run, data, net_before_training(run, store, data)), set(recipe.kept_iterations())
    resumed = loop.restore(store.checkpoint_file(key), store.log_content(key))
    if data.device.type == "cpu" and not resumed:
        loop.threads = hardware.choose_threads()
    store.cut_log(key, loop.logged if loop.iteration else -1)
    saved = logged = time.monotonic()
    logged_iteration = loop.iteration
    status, final = "finished", dict[str, Any]()

    def save_checkpoint() -> Stopped:
        write_atomic(store.checkpoint_file(key), loop.checkpoint(store.log_content(key)))
        return Stopped(f"run {key} is checkpointed at iteration {loop.iteration}")

    if run.start.parent and not loop.iteration:
        with hardware.use_threads(loop.threads):
            loop.add_first_batches()
            store.append_log(key, _log_line(loop, data, loop.mean_loss_and_error(), 0.0, stop)[0])
        loop.reset_log_sums()
    while True:
        with hardware.use_threads(loop.threads):
            i, row = loop.iteration, None
            last = i == recipe.iterations
            if i > loop.logged and (i % recipe.log_every == 0 or last):
                losses = loop.mean_loss_and_error()  # before the clock: it waits for the device, whose time counts
                took, did = (time.monotonic() - logged, i - logged_iteration) if i > logged_iteration else (loop.seconds(), i)
                try:
                    row, held = _log_line(loop, data, losses, did * recipe.batch / max(took, 1e-9), stop)
                except Stopped:
                    raise save_checkpoint() from None
                if not all(math.isfinite(row.get(name, 0.0)) for name in ("train_loss", "test_loss")):
                    status, held = "failed", {}
                store.append_log(key, row)
                final = {name: row.get(name) for name in FINAL} | held
                loop.reset_log_sums()
                logged, logged_iteration = time.monotonic(), i
            if watch is not None and i:
                watch(i, row)
            if status == "failed" or last:
                break
            if stop():
                raise save_checkpoint()
            if time.monotonic() - saved >= CHECKPOINT_SECONDS:
                save_checkpoint()
                saved = time.monotonic()
            loop.step()
            if loop.iteration in kept:
                write_atomic(store.kept_file(key, loop.iteration), weights.write(loop.net))
        yield loop.pace.is_ready
    seconds = loop.seconds()
    outcome = _outcome_facts(run, name, status, data) | {
        "iterations": loop.iteration,
        "threads": loop.threads,
        "final": {k: (v if v is None or math.isfinite(v) else None) for k, v in final.items()},
        "resumed": resumed,
        **({"side_by_side": lanes} if lanes > 1 else {}),
        "seconds": round(seconds, 1),
        "images_per_second": round(loop.iteration * recipe.batch / seconds, 1),
    }
    store.finish(key, weights.write(loop.net) if status == "finished" else None, outcome)
    return outcome


def _log_line(
    loop: Loop, data: DataSet, losses: tuple[float, float], images_per_second: float, stop: Callable[[], bool]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(line of the log after this iteration, error and loss on held-out images for the outcome); 0 images/s are not known.

    The net is tested after every `test_every` iterations and the last one, unless its training loss is not finite; on the
    held-out images after the last. losses: training loss and error since the line before.

    Raises:
        Stopped: `stop` said so during a test.
    """
    recipe, i = loop.run.train, loop.iteration
    last = i == recipe.iterations
    loss, error = losses
    row = {
        "iteration": i,
        "lr": recipe.lr_at(max(i - 1, 0)),
        "train_loss": loss,
        "train_error": error,
        "images_per_second": round(images_per_second, 1) or None,
    }
    held: dict[str, Any] = {}
    if math.isfinite(loss) and (i % recipe.test_every == 0 or last):
        score = evaluate(loop.net, data, limit=None if last else recipe.interim_images, stop=stop)
        if last and data.spec.holdout:
            over = evaluate(loop.net, data, "holdout", stop=stop)
            held = {"holdout_error": over.error, "holdout_loss": over.loss, "holdout_n": over.n}
        row |= {"test_loss": score.loss, "test_error": score.error, "test_n": score.n}
    return row, held


def _outcome_facts(run: Run, name: str, status: str, data: DataSet) -> dict[str, Any]:
    """The fields of run.json that every run has: status, name, size, and where and with which versions it was trained."""
    return {
        "status": status,
        "name": name,
        "key": run.key,
        "parameters": run.net.parameters(),
        **({"mean": data.mean.tolist(), "std": data.std.tolist()} if run.net.for_scenes else {}),
        "ended": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "numerics": NUMERICS,
        "resexp": __version__,
        "commit": git_commit(),
        **hardware.provenance(data.device, run.train.precision if run.train.iterations else ""),
    }


@functools.cache
def git_commit() -> str:
    """The checkout's commit at the first call, with + if files differ from it; '' outside a checkout."""
    folder = Path(__file__).resolve().parent
    if not source.in_checkout():  # else that of whatever repository the environment lies in
        return ""
    try:
        command = ["git", "describe", "--always", "--abbrev=12", "--dirty=+", "--exclude=*"]
        head = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return head.stdout.strip()


def seconds_per_step(run: Run, data: DataSet, steps: int = 6) -> float:
    """Seconds of one iteration of the run on this machine, the best of a few."""
    loop = Loop(run, data)
    best = math.inf
    for _ in range(steps):
        start = time.perf_counter()
        loop.step()
        loop.sums.tolist()  # waits for the device
        best = min(best, time.perf_counter() - start)
    return best
