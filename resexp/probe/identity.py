"""How far units are from the identity, and how well fresh units fit it (He 2015, sections 1 and 3.1).

Both are relative squared errors: the sum of (output - target)^2 over the sum of target^2, over images, channels and positions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import CountedRows, Have
from resexp.nets.net import Net
from resexp.nets.unit import ResidualUnit, initialise
from resexp.probe.gradient import Row, frozen_net
from resexp.rng import derive
from resexp.spec import Unit, UnitPlan
from resexp.words import BATCH_STATISTICS, FIT_ERROR, IDENTITY_DISTANCE, TARGET_DISTANCE

FORMS = {
    "plain": Unit(shortcut="none"),
    "residual": Unit(),
    "plain without BN": Unit(branch="conv relu conv", shortcut="none"),
    "residual without BN": Unit(branch="conv relu conv"),
}
"""Units that are fitted, by what rows call them."""

BATCH, LINES = 32, 25
"""Images in a step of a fit; steps of each that have a row."""


def distance(net: Net, data: DataSet, seed: int, have: Have, *, images: int = 128) -> Iterator[list[Row]]:
    """How far every unit that keeps its shape is from the identity: sum of (output - input)^2 over the sum of input^2.

    `iteration N`: the weights after N iterations, 0 for those with which the run began. BATCH_STATISTICS: the last weights.
    BN has the batch's statistics, as in a training step. Where weights were not kept a row without value says why.

    Args:
        net: of a run, loaded by `resexp.load`, which knows where the earlier weights are.
        data: its data.
        seed: not used.
        have: which rows are on disk already.
        images: training images, the first ones, not augmented, in one batch.
    """
    run, after = net.run, net.after
    assert run is not None and after is not None
    x, _ = next(data.batches("train", images, images))
    kept = () if run.imported else (0, *run.train.kept_iterations())
    steps = {f"iteration {iteration}": iteration for iteration in kept} | {BATCH_STATISTICS: None}
    for name, iteration in steps.items():
        if have(name, at="", quantity=IDENTITY_DISTANCE):
            continue
        row = {"split": "train", "n": len(x), "intervention": name, "quantity": IDENTITY_DISTANCE, "note": ""}
        try:
            then = net if iteration is None else after(iteration).to(x.device)
        except UserError as error:
            yield [{**row, "at": "", "value": None, "note": str(error)}]
            continue
        found = _distances(then, x)
        mean = sum(found.values()) / len(found) if found else None
        yield [{**row, "at": at, "value": value} for at, value in (*found.items(), ("", mean))]


def _distances(net: Net, x: Tensor) -> dict[str, float]:
    """unit.K -> its relative squared distance from the identity; units that change the shape are left out."""
    inputs, found = dict[str, Tensor](), dict[str, float]()

    def tap(name: str, value: Tensor) -> None:
        unit, _, place = name.rpartition(".")
        if place == "input":
            inputs[unit] = value
        elif place == "output" and unit in inputs and (before := inputs.pop(unit)).shape == value.shape:
            found[unit] = relative_error(value, before).item()

    with frozen_net(net, "batch"), torch.no_grad():
        net(x, tap=tap)
    return found


def relative_error(output: Tensor, target: Tensor) -> Tensor:
    """Sum of (output - target)^2 over the sum of target^2."""
    return (output - target).square().sum() / target.square().sum()


def fit(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    units: Sequence[int],
    forms: Sequence[str],
    parts: Sequence[float] = (0.0,),
    steps: int = 300,
    rates: Sequence[float] = (0.1,),
    images: int = 2_048,
    stage: int = 1,
) -> CountedRows:
    """Fit the identity, or a mixture of it and a random branch, by fresh units on features x of a trained net.

    The target is relu((1 - part) x + part g(x)), g the branch of a fixed random unit (conv relu conv) scaled to the size of x:
    the identity at part 0, the random branch alone at 1. Steps are SGD with momentum 0.9 on the relative squared error, with a
    rate that falls to zero; of several rates that with the lowest error at the end counts.

    `fit error` at units.K: mean over the last tenth of the steps, on the batches as they are trained on, and at units.K.step.S
    over so many steps before S; the note is the rate; a fit that diverged has inf. `target distance`: the target's from x.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the fresh units, the branch and the order of images.
        have: which rows are on disk already.
        units: how many units in a row.
        forms: of FORMS.
        parts: of the random branch in the target.
        steps: of SGD, on batches of BATCH images.
        rates: learning rates at the first step.
        images: training images, the first ones, not augmented.
        stage: whose features: its output in eval mode.
    """
    x = _features(net, data, stage, images)

    def found() -> Iterator[list[Row]]:
        for part in parts:
            target, apart = _target(x, part, seed), f", part {part:g}" if part else ""
            for form in forms:
                for count in units:
                    name = f"{form}{apart}"
                    if have(name, at=f"units.{count}", quantity=FIT_ERROR):
                        continue
                    rate, errors = _best_fit(FORMS[form], count, x, target, steps, rates, seed)
                    row = {"split": "train", "n": len(x), "intervention": name, "quantity": FIT_ERROR, "note": f"rate {rate:g}"}
                    means = {f"units.{count}.step.{at}": value for at, value in _means(errors, LINES).items()}
                    means[f"units.{count}"] = list(_means(errors, 10).values())[-1]
                    rows: list[Row] = [{**row, "at": at, "value": value} for at, value in means.items()]
                    far = relative_error(x, target).item()
                    yield [*rows, {**row, "at": f"units.{count}", "quantity": TARGET_DISTANCE, "value": far, "note": ""}]

    return CountedRows(len(units) * len(forms) * len(parts), found())


@torch.no_grad()
def _features(net: Net, data: DataSet, stage: int, images: int) -> Float[Tensor, "n c h w"]:
    """Output of a stage in eval mode."""
    last, parts = f"unit.{sum(net.spec.blocks[: stage + 1]) - 1}.output", list[Tensor]()
    with frozen_net(net, "running"), torch.no_grad():
        for x, _ in data.batches("train", 128, images):
            net(x, tap=lambda name, value: parts.append(value.detach()) if name == last else None)
    return torch.cat(parts)


def _stack(unit: Unit, count: int, x: Tensor, seed: int) -> nn.Sequential:
    """Fresh units in a row that map the shape of x to itself."""
    _, c, size, _ = x.shape
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(derive(seed, "fit", count))
        units = nn.Sequential(*(ResidualUnit(unit, UnitPlan(k, 0, c, c, c, size, size, False)) for k in range(count)))
        initialise(units, "fan_out")
    return units.to(x.device)


@torch.no_grad()
def _target(x: Tensor, part: float, seed: int) -> Tensor:
    """What is to be fitted, as `fit` says."""
    if not part:
        return x
    (unit,) = _stack(FORMS["plain without BN"], 1, x, derive(seed, "target") % 2**31)
    g = torch.cat([unit.branch(some) for some in x.split(128)])  # type: ignore[operator]
    g = g * (x.norm() / g.norm())
    return torch.relu((1 - part) * x + part * g)


def _best_fit(
    unit: Unit, count: int, x: Tensor, target: Tensor, steps: int, rates: Sequence[float], seed: int
) -> tuple[float, list[float]]:
    """(rate, error of every step) of the rate with the lowest error at the end."""
    fits = {rate: _errors(_stack(unit, count, x, seed), x, target, steps, rate, seed) for rate in rates}
    return min(fits.items(), key=lambda item: list(_means(item[1], 10).values())[-1])


def _errors(units: nn.Sequential, x: Tensor, target: Tensor, steps: int, rate: float, seed: int) -> list[float]:
    """The error of every step; inf from the one on at which it is not finite."""
    optimizer = torch.optim.SGD(units.parameters(), lr=rate, momentum=0.9)
    generator = torch.Generator().manual_seed(derive(seed, "fit order"))
    found = list[float]()
    for step in range(steps):
        some = torch.randint(len(x), (BATCH,), generator=generator).to(x.device)
        for group in optimizer.param_groups:
            group["lr"] = rate * (1 - step / steps)
        error = relative_error(units(x[some]), target[some])
        found.append(error.item())
        if not math.isfinite(found[-1]) or found[-1] > 1e6:
            return found[:-1] + [math.inf] * (steps - step)
        optimizer.zero_grad()
        error.backward()
        optimizer.step()
    return found


def _means(errors: list[float], count: int) -> dict[int, float]:
    """Step -> mean error over the steps since the one before, of about so many."""
    size = max(1, len(errors) // count)
    parts = [errors[at : at + size] for at in range(len(errors) % size, len(errors), size)]
    ends = range(len(errors) % size + size, len(errors) + 1, size)
    return {end: sum(part) / len(part) for end, part in zip(ends, parts, strict=True)}
