"""Training in jobs on the command line: the options of `run` that say where, and the command `jobs`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, cast

import typer

from resexp.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from rich.console import Console

    from resexp.budget import Plan
    from resexp.jobs import Submission
    from resexp.store import Store

OnOption = Annotated[
    str | None, typer.Option("--on", help="Train in jobs: of a Slurm cluster (slurm), or of this machine (local).")
]
SlurmOption = Annotated[
    str | None,
    typer.Option("--slurm", metavar="OPTION=VALUE,...", help="Of sbatch, as partition=gpu,gpus_per_node=1,timeout_min=120."),
]
CountOption = Annotated[int | None, typer.Option("--jobs", min=1, max=1000, help="How many jobs; default: 1.")]
DetachOption = Annotated[bool, typer.Option("--detach", help="Do not wait; a last job measures and draws.")]

OWN = {"--on": 1, "--slurm": 1, "--jobs": 1, "--detach": 0}
"""The options of this file, and how many values each takes."""


class Queue(NamedTuple):
    """Where to train, in how many jobs, with which of Slurm's options, and whether to leave them alone."""

    on: Literal["slurm", "local"]
    job_count: int
    options: dict[str, int | str]
    detach: bool


def options(on: str | None, slurm: str | None, jobs: int | None, detach: bool) -> Queue | None:
    """What the options say; None to train in this process.

    Raises:
        UserError: they do not fit together.
    """
    if on is None:
        given = [name for name, value in (("--slurm", slurm), ("--jobs", jobs), ("--detach", detach)) if value]
        if given:
            raise UserError(f"{given[0]} goes with --on slurm or --on local")
        return None
    if on not in ("slurm", "local"):
        raise UserError(f"--on takes slurm or local, not '{on}'{did_you_mean(on, ['slurm', 'local'])}")
    if on == "local" and (slurm or detach):
        raise UserError(f"{'--slurm' if slurm else '--detach'} goes with --on slurm")
    from resexp import jobs as queue

    return Queue(cast(Literal["slurm", "local"], on), jobs or 1, queue.parse_options(slurm), detach)


def detach(
    missing: Sequence[Plan], store: Store, send: Callable[[Sequence[Plan]], Submission], queue: Queue, console: Console
) -> None:
    """Submit the runs, and behind them a job that gives this command again: it finds the runs trained, measures and draws."""
    from resexp import jobs

    if not missing:
        raise UserError("nothing is left to train; without --detach this command measures and draws")
    current = send(missing)
    jobs.submit_after(current, without_own(sys.argv[1:]), queue.options)
    lines = (
        f"{len(current.facts['jobs'])} jobs submitted, the last of which measures and draws; `python -m resexp jobs` shows them"
    )
    console.print(lines, highlight=False, soft_wrap=True)


def without_own(words: Sequence[str]) -> list[str]:
    """A command's words without the options of this file."""
    found, skip = list[str](), 0
    for word in words:
        name, equals, _ = word.partition("=")
        if skip:
            skip -= 1
        elif name in OWN:
            skip = 0 if equals else OWN[name]
        else:
            found.append(word)
    return found


def jobs(
    numbers: Annotated[list[str] | None, typer.Argument(metavar="[SUBMISSION]...", help="Their numbers; default: all.")] = None,
    cancel: Annotated[bool, typer.Option("--cancel", help="Take them out of the queue; trainings write checkpoints.")] = False,
) -> None:
    """List the jobs submitted with --on: what is queued, running, done, failed, with the log of each; or cancel them."""
    from resexp import jobs as queue
    from resexp.store import Store

    store = Store()
    every = {one.folder.name: one for one in queue.submissions(store)}
    for number in numbers or []:
        if number not in every:
            raise UserError(f"there is no submission {number}{did_you_mean(number, every)}")
    chosen = [every[number] for number in numbers or every]
    if not chosen:
        print(f"no jobs in {queue.folder_of_jobs(store)}; `python -m resexp run EXPERIMENT --on slurm` submits some")
    for one in chosen:
        if cancel:
            print(f"{one.folder.name}: {one.cancel()} jobs cancelled")
            continue
        over = sum(store.outcome(key) is not None for key in one.keys)
        print(
            f"{one.folder.name}: {' '.join(one.facts['command'])}  ({one.facts['began']}, {over} of {len(one.keys)} runs over)"
        )
        for job in one.jobs():
            print(f"  {job.id:<12} {job.state:<10} {job.detail:<40} {job.log}")
