"""Progress of a sweep or of measurements: on a terminal a bar for all work, and one for each run if that is wanted; else plain
lines."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn

PLAIN_SECONDS = 30.0
"""Seconds between two plain lines."""


class Display:
    """Progress of a list of runs or measurements; work is counted in multiply-additions, so that deep nets count for more."""

    def __init__(self, console: Console, work: dict[str, float], title: str = "all runs", verbose: bool = True) -> None:
        """work: what each run still costs, by key. title: of the bar for all. verbose: a bar for each run too, and a
        line for each measurement."""
        self.verbose = verbose
        self.console = console
        self.work = work
        self.done = 0.0
        self.parts: dict[str, float] = {}
        self.began = time.monotonic()
        self.said = self.began
        self.number, self.count = 0, len(work)
        self.live: Progress | None = None
        self.tasks: dict[str, TaskID] = {}
        self.labels: dict[str, str] = {}
        if console.is_terminal:
            self.live = Progress(
                TextColumn("{task.description:<24}", markup=False),
                BarColumn(None),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                TimeRemainingColumn(elapsed_when_finished=True),
                TextColumn("{task.fields[note]}", markup=False),
                console=console,
                speed_estimate_period=120,
            )
            self.tasks["all"] = self.live.add_task(title, total=sum(work.values()), note="")

    def __enter__(self) -> Display:
        if self.live:
            self.live.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.live:
            self.live.stop()

    def say(self, text: str) -> None:
        """Print a line above the bars."""
        self.console.print(text, highlight=False, soft_wrap=True, markup=False)

    def start_run(self, key: str, label: str, iterations: int) -> Watcher:
        """Begin a run; returns the callback to hand to `train`."""
        self._add_bar(key, label, iterations)
        return Watcher(self, key, label, iterations)

    def start_measurement(self, key: str, label: str, total: int | None) -> Counter:
        """Begin a measurement; returns the callback to call after every step. total: number of steps, None if unknown."""
        self._add_bar(key, label, total)
        return Counter(self, key, label, total)

    def _add_bar(self, key: str, label: str, total: int | None) -> None:
        self.number += 1
        self.labels[key] = label
        if self.live and self.verbose:
            self.tasks[key] = self.live.add_task(label, total=total, note="")

    def finish_run(self, key: str, label: str, outcome: dict[str, Any]) -> None:
        """End a run, and print its outcome."""
        self.finish(key, f"{label}: {describe_outcome(outcome)}")

    def finish(self, key: str, text: str) -> None:
        """End a run or a measurement, and print the text."""
        self.done += self.work.pop(key, 0.0)
        self.parts.pop(key, None)
        if self.live:
            if key in self.tasks:
                self.live.remove_task(self.tasks.pop(key))
            self.live.update(self.tasks["all"], completed=self.done)
        if text:
            self.say(text)

    def finish_measurement(self, key: str, text: str) -> None:
        """End a measurement, and print the text if that is wanted."""
        self.finish(key, text if self.verbose else "")

    def advance(self, key: str, step: int, part: float, note: str, line: str) -> None:
        """Move a run or a measurement on.

        Args:
            key: of the run or the measurement.
            step: position of its bar.
            part: fraction of its work that is done.
            note: text beside its bar.
            line: printed where there are no bars, at most every PLAIN_SECONDS; nothing if empty.
        """
        self.parts[key] = part  # several runs may be under way
        extra = sum(self.work.get(other, 0.0) * done for other, done in self.parts.items())
        if self.live:
            if key in self.tasks:
                self.live.update(self.tasks[key], completed=step, note=note)
            under_way = "" if self.verbose else ": ".join(filter(None, (self.labels[key], note)))
            self.live.update(self.tasks["all"], completed=self.done + extra, note=under_way)
        elif line and time.monotonic() - self.said > PLAIN_SECONDS:
            self.said = time.monotonic()
            self.say(f"{line}, {self.time_left(extra)} left in all")

    def time_left(self, extra: float) -> str:
        """Time left for all work as text, from the work done so far; extra: work done in parts that are not over."""
        done = self.done + extra
        if done <= 0:
            return "?"
        return format_seconds((time.monotonic() - self.began) * (sum(self.work.values()) - extra) / done)


class Watcher:
    """Callback of one run, called after every iteration."""

    def __init__(self, display: Display, key: str, label: str, iterations: int) -> None:
        self.display, self.key, self.label, self.iterations = display, key, label, iterations
        self.first: int | None = None
        self.note = ""

    def __call__(self, iteration: int, row: dict[str, Any] | None) -> None:
        self.first = iteration - 1 if self.first is None else self.first
        part = (iteration - self.first) / max(1, self.iterations - self.first)
        if row:
            tested = f", test {row['test_error']:.1f} %" if "test_error" in row else ""
            self.note = f"train {row['train_error']:.1f} %{tested}, {row['images_per_second']:.0f} images/s"
        line = f"{self.label} {iteration}/{self.iterations} (run {self.display.number}): {self.note}" if row else ""
        self.display.advance(self.key, iteration, part, self.note, line)


class Counter:
    """Callback of one measurement, called after every step."""

    def __init__(self, display: Display, key: str, label: str, total: int | None) -> None:
        self.display, self.key, self.label, self.total = display, key, label, total
        self.steps, self.began = 0, time.monotonic()

    def __call__(self) -> None:
        self.steps += 1
        where, left, part = f"step {self.steps}", "", 0.0
        if self.total:
            seconds = time.monotonic() - self.began
            where, part = f"{self.steps}/{self.total}", min(1.0, self.steps / self.total)
            left = f": {format_seconds(seconds * (1 / part - 1))} left"
        several = f" (measurement {self.display.number} of {self.display.count}){left}" if self.display.count > 1 else ""
        line = f"{self.label} {where}{several}"
        self.display.advance(self.key, self.steps, part, "", line)


def describe_outcome(outcome: dict[str, Any]) -> str:
    """The outcome of a run as text: errors, time, speed."""
    if outcome["status"] == "failed":
        return f"fail: the loss was not finite at iteration {outcome['iterations']}"
    final = outcome["final"]
    if not outcome.get("iterations", True):
        return "as initialised, nothing trained"
    return (
        f"test error {final['test_error']:.2f} % ({final['test_n']} images), training error {final['train_error']:.2f} %, "
        f"{format_seconds(outcome['seconds'])} at {outcome['images_per_second']:.0f} images/s"
    )


def describe_cached(outcome: dict[str, Any]) -> str:
    """'cached', for a run that was not trained now; for a released one (release.py) also where it was trained."""
    if "released" not in outcome:
        return "cached"
    return f"cached: released, trained on {outcome.get('device', '?')}, torch {outcome.get('torch', '?')}"


def format_seconds(seconds: float) -> str:
    """Seconds as '1:05' or '2:03:04'."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
