"""What a command is about to do, printed: runs to train, measurements to make, how long it takes."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING

from resexp.errors import UserError, join_words

if TYPE_CHECKING:
    from rich.console import Console

    from resexp.budget import Plan
    from resexp.measure import Measure
    from resexp.store import Store


def print_plans(plans: Sequence[Plan], store: Store, console: Console, verbose: bool = True) -> list[Plan]:
    """Print how much there is to train, and a line for each run, cached or not, if that is wanted; return the runs that are
    not over."""
    from resexp.training.sweep import unfinished

    todo = unfinished(plans, store)
    missing = {plan.run.key for plan in todo}
    for plan in {plan.run.key: plan for plan in plans if plan.run.train.iterations}.values() if verbose else ():
        line = f"  {plan.run.key}  {plan.label:<14} seed {plan.run.seed}  {_recipe(plan)}: {_state(plan, missing, store)}"
        console.print(line, highlight=False, soft_wrap=True)
    _print_sums(plans, todo, console)
    return todo


def _print_sums(plans: Sequence[Plan], todo: Sequence[Plan], console: Console) -> None:
    """Print how many runs and images there are to train."""
    untrained = len({plan.run.key for plan in plans if not plan.run.train.iterations})
    if untrained:
        console.print(f"  and {untrained} nets as initialised: nothing to train", highlight=False)
    missing = [plan.run.train for plan in todo if plan.run.train.iterations]
    images = sum(train.iterations * train.batch for train in missing)
    console.print(f"{len(missing)} runs to train, {images:,} images", highlight=False)


def _recipe(plan: Plan) -> str:
    """'12 iterations = 1.5 epochs of 256 synthetic images, fp32'."""
    run = plan.run
    images = f"{run.data.images} {run.data.name} images"
    return f"{run.train.iterations} iterations = {run.epochs:.1f} epochs of {images}, {run.train.precision}"


def _state(plan: Plan, missing: Container[str], store: Store) -> str:
    """'to train', 'finished (cached)'; missing: keys of the runs that are not over."""
    from resexp.training.progress import describe_cached

    if plan.run.key in missing:
        return "to train"
    outcome = store.outcome(plan.run.key) or {}
    return f"{outcome['status']} ({describe_cached(outcome)})"


def pending_measurements(
    plans: Mapping[str, Sequence[Plan]], measures: Mapping[str, Sequence[Measure]], store: Store
) -> list[tuple[Plan, Measure]]:
    """Measurements that the experiments still need, also on runs yet to be trained; shared ones are listed once."""
    from resexp import measure

    todo: dict[tuple[str, str], tuple[Plan, Measure]] = {}
    for name, some in plans.items():
        for plan, part in measure.unmeasured(some, measures[name], store, planned=True):
            todo.setdefault((plan.run.key, part.name), (plan, part))
    return list(todo.values())


def print_measures(todo: Sequence[tuple[Plan, Measure]], console: Console) -> None:
    """Print a line for each kind of measurement with its nets, and their number."""
    kinds: dict[str, tuple[Measure, dict[str, list[int]], list[Plan]]] = {}
    for plan, part in todo:
        _, trained, untrained = kinds.setdefault(part.name, (part, {}, []))
        if plan.run.train.iterations:
            trained.setdefault(plan.label, []).append(plan.run.seed)
        else:
            untrained.append(plan)
    for part, trained, untrained in kinds.values():
        nets = [f"{label} seed{'s' * (len(seeds) > 1)} {', '.join(map(str, seeds))}" for label, seeds in trained.items()]
        nets += [f"{len(untrained)} nets as initialised"] if untrained else []
        options = f" ({part.describe_options()})" if part.options else ""
        console.print(f"  {part.called}{options}: {'; '.join(nets)}", highlight=False, soft_wrap=True)
    time = " (their time is not estimated, and can be longer than that of the training)" if todo else ""
    console.print(f"{len(todo)} measurements to make{time}", highlight=False, soft_wrap=True)


def print_dry_run(
    plans: Sequence[Plan], store: Store, console: Console, device: str | None, calibrate: bool, apart: str = ""
) -> None:
    """Print each net once with its seeds: what is there, what is to be trained and how long that takes.

    Args:
        plans: what the command would train.
        store: what is there.
        console: where to print.
        device: as the user named it.
        calibrate: time a few steps of each kind of net, which takes minutes; else the speeds that runs here have logged.
        apart: what the sum leaves out.
    """
    from resexp import estimate
    from resexp.training.sweep import unfinished

    todo = unfinished(plans, store)
    missing = [plan for plan in todo if plan.run.train.iterations]
    seconds, how = (_timed if calibrate else _logged)(missing, store, device) if missing else ({}, "")
    nets: dict[tuple[str, str], list[Plan]] = {}
    keys = {plan.run.key for plan in todo}
    for plan in {plan.run.key: plan for plan in plans if plan.run.train.iterations}.values():
        nets.setdefault((plan.label, _recipe(plan)), []).append(plan)
    width = max((len(label) for label, _ in nets), default=0)
    for (label, recipe), some in nets.items():
        states: dict[str, list[int]] = {}
        for plan in some:
            time = f", about {estimate.describe(seconds[plan.run.key])}" if plan.run.key in seconds else ""
            states.setdefault(_state(plan, keys, store) + time, []).append(plan.run.seed)
        each = {state: f"{state}{' each' * (len(seeds) > 1 and ', about' in state)}" for state, seeds in states.items()}
        said = [text if len(states) == 1 else f"{_seeds(states[state])} {text}" for state, text in each.items()]
        line = f"  {label:<{width}}  {_seeds([plan.run.seed for plan in some])}  {recipe}: {'; '.join(said)}"
        console.print(line, highlight=False, soft_wrap=True)
    _print_sums(plans, todo, console)
    if seconds:
        how = f"about {estimate.describe(sum(seconds.values()))} in all, {how}{apart}"
    if how:
        console.print(how, highlight=False, soft_wrap=True)


def _seeds(seeds: Sequence[int]) -> str:
    """'seed 0', 'seeds 0 and 3', 'seeds 0 to 4'."""
    if len(seeds) > 2 and list(seeds) == list(range(seeds[0], seeds[-1] + 1)):
        return f"seeds {seeds[0]} to {seeds[-1]}"
    return f"seed{'s' * (len(seeds) > 1)} {join_words([str(seed) for seed in seeds])}"


def _logged(missing: Sequence[Plan], store: Store, device: str | None) -> tuple[dict[str, float], str]:
    """(seconds of each run, from what they are told); without seconds how they could be known."""
    from resexp import estimate

    name = estimate.device_name(device)
    speeds = estimate.logged_speeds(store, name)
    if not speeds:
        how = "--dry-run --calibrate times a few steps of each net (minutes); so does a first run of any net"
        return {}, f"how long it takes is not known: no run in {store.runs} was trained on {name}; {how}"
    seconds = {plan.run.key: estimate.seconds(plan.run, speeds) for plan in missing}
    known, asked = ({run.train.precision for run in runs} for runs in ([s.run for s in speeds], [p.run for p in missing]))
    other = f" (all of them in {' and '.join(sorted(known))})" if asked - known else ""
    return seconds, f"one after the other, from speeds that {len(speeds)} runs logged on {name}{other}"


def _timed(missing: Sequence[Plan], store: Store, device: str | None) -> tuple[dict[str, float], str]:
    """(seconds of each run, from what they are told); UserError if the images are not here."""
    from resexp import source
    from resexp.nets import hardware
    from resexp.training import sweep

    for name in {plan.run.data.name for plan in missing}:
        if name in source.FOLDERS and source.find_root(name) is None:
            raise UserError(f"--calibrate trains a few steps, and {source.TITLES[name]} is not here yet")
    seconds = sweep.estimate_seconds(missing, sweep.DataSetCache(hardware.choose_device(device)))
    return seconds, "one after the other, from a few steps of each net"
