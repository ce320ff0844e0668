"""The gradient at every layer on the way back through a net: what He 2016 predicts, and what is measured.

    rows = norms(net, x, y, statistics="batch")          # ||dE/dx_l|| and the gradient of every parameter
    rows += growth(rows, net.spec)                       # by which factor a unit multiplies it, with its interval
    rows += decomposition(net, x, y, statistics="batch")  # dE/dx_l = dE/dx_{l+1} + J_F^T dE/dx_{l+1}, and the share of the "1"

x_l is the input of unit l (in a net that pools, before the pooling), x_{l+1} its output, F its branch, E the cross-entropy.
Every function returns tidy rows and leaves the net as it was. A backward pass goes unit by unit: only the units' inputs
are kept, each unit is run once more when the gradient reaches it, and where even the inputs take more than KEEP bytes, some of
them are computed again too. So depth 1001 fits into a laptop, and every measurement sees input, output, both summands and both
gradients of a unit side by side.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from scipy import stats
from torch import Tensor, nn

from resexp.errors import UserError
from resexp.nets.net import Net
from resexp.nets.unit import Tap
from resexp.route import Route, Step
from resexp.spec import Net as NetSpec
from resexp.spec import Unit, UnitPlan, parse_shortcut
from resexp.words import (
    ALIGNMENT,
    BRANCH_RATIO,
    DEVIATION,
    DIRECT_COSINE,
    DIRECT_RATIO,
    FORWARD_DEVIATION,
    GENERAL_DEVIATION,
    GRADIENT_COSINE,
    GRADIENT_NORM,
    GROWTH,
    GROWTH_HIGH,
    GROWTH_LOW,
    PARAMETER_GRADIENT,
    PREDICTED_IN_STAGE,
    PREDICTED_NORM,
)

Row = dict[str, Any]
"""split, n (images), intervention, at (a place), quantity, value, note; the caller adds run and iteration."""

Statistics = Literal["batch", "running"]
"""What batch normalisation divides by: the batch's own statistics, as in training (at initialisation the running ones mean
nothing yet), or the running ones, as in a test."""

KEEP = 2 * 2**30
"""Bytes of unit inputs kept from the forward pass; beyond it, about the square root of the number of units are."""

# ------------------------------------------------------------------------------------------------------ the way back


@contextmanager
def frozen_net(net: Net, statistics: Statistics, parameters: bool = False) -> Iterator[None]:
    """Context in which the net runs on the given statistics; weights, running statistics, counters, modes and requires_grad are
    afterwards as before.

    Batch normalisation does not track, so its running statistics are not written. Everything else is in evaluation mode: a
    dropout shortcut passes x. Gradients are on, those of parameters only with `parameters`.
    """
    modes = [(module, module.training) for module in net.modules()]
    tracking = [(module, module.track_running_stats) for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
    required = [(parameter, parameter.requires_grad) for parameter in net.parameters()]
    try:
        for module, _ in modes:
            module.training = False
        for bn, _ in tracking:
            bn.training, bn.track_running_stats = statistics == "batch", statistics == "running"
        for parameter, _ in required:
            parameter.requires_grad_(parameters)
        with torch.enable_grad():
            yield
    finally:
        for module, mode in modes:
            module.training = mode
        for bn, track in tracking:
            bn.track_running_stats = track
        for parameter, before in required:
            parameter.requires_grad_(before)


@dataclass(frozen=True, eq=False)
class Visit:
    """One part of the net on the way back: `head` (with the tail), a unit, or `stem`."""

    name: str
    """head, unit.K or stem."""

    step: Step | None
    """The unit's step on the route; None for head and stem."""

    x: Tensor
    """Its input, (b, c, h, w)."""

    dx: Tensor
    """Gradient of the objective, summed over the batch, at the input: image i's part is image i's."""

    y: Tensor
    """Its output; the objective itself for the head."""

    dy: Tensor | None
    """Gradient at the output; None for the head."""

    places: dict[str, Tensor]
    """Tensors at `branch`, `shortcut` and `sum` of the unit."""

    dsum: Tensor | None
    """Gradient at the sum, before the tokens after the addition."""

    parameters: dict[str, Tensor]
    """Gradient of every parameter of this part, by its name in the net."""


Objective = Callable[[Tensor], Tensor]


def _visits_backward(
    net: Net, x: Tensor, objective: Objective, route: Route | None = None, parameters: bool = False
) -> Iterator[Visit]:
    """A Visit of every part of the net, from the head to the stem.

    objective: logits (b, classes) -> the scalar to differentiate.
    """
    route = route or Route.full(len(net.units))
    stride = _kept_every(net, x)
    kept, last = _kept_inputs(net, x, route, stride)
    visit = _visit(
        "head", lambda z, tap: objective(net.finish(z, tap)), last, None, _named_parameters(net, parameters, "tail", "head")
    )
    yield visit
    for start in reversed(range(0, len(route.steps), stride)):
        part = route.steps[start : start + stride]
        inputs = _inputs_again(net, kept.pop(), part)
        for step in reversed(part):
            name = f"unit.{step.unit}"
            visit = _visit(
                name,
                _step_function(net, step),
                inputs.pop(),
                visit.dx,
                _named_parameters(net, parameters, f"units.{step.unit}"),
                step,
            )
            yield visit
    yield _visit("stem", lambda z, _: net.stem(z), x, visit.dx, _named_parameters(net, parameters, "stem"))


def _step_function(net: Net, step: Step) -> Callable[[Tensor, Tap], Tensor]:
    return lambda z, tap: net.step(z, step, tap)


def _named_parameters(net: Net, wanted: bool, *parts: str) -> dict[str, Tensor]:
    """Parameters of some submodules by their names in the net; empty if not wanted."""
    if not wanted:
        return {}
    return {f"{part}.{name}": value for part in parts for name, value in net.get_submodule(part).named_parameters()}


def _kept_every(net: Net, x: Tensor) -> int:
    """Every how many units the forward pass keeps the input."""
    bytes_ = sum(len(x) * plan.c_in * plan.size_in**2 * x.element_size() for plan in net.spec.unit_plans())
    return 1 if bytes_ <= KEEP else math.isqrt(len(net.units)) + 1


@torch.no_grad()
def _kept_inputs(net: Net, x: Tensor, route: Route, stride: int) -> tuple[list[Tensor], Tensor]:
    """(inputs of every stride-th unit on the route, output of the last unit)."""
    kept: list[Tensor] = []
    count, last = 0, x

    def tap(name: str, value: Tensor) -> None:
        nonlocal count, last
        if name == "stem" or (name.startswith("unit.") and name.endswith(".output")):
            if count % stride == 0 and count < len(route.steps):
                kept.append(value)
            count, last = count + 1, value

    net(x, route=route, tap=tap)
    return kept, last


@torch.no_grad()
def _inputs_again(net: Net, x: Tensor, steps: Sequence[Step]) -> list[Tensor]:
    """The inputs of all these steps, computed again from that of the first."""
    inputs = [x]
    for step in steps[:-1]:
        inputs.append(net.step(inputs[-1], step))
    return inputs


def _visit(
    name: str,
    run: Callable[[Tensor, Tap], Tensor],
    x: Tensor,
    dy: Tensor | None,
    parameters: dict[str, Tensor],
    step: Step | None = None,
) -> Visit:
    """Run one part of the net from its input, and pull the gradient dy at its output back through it."""
    leaf = x.detach().requires_grad_()
    seen: dict[str, Tensor] = {}

    def tap(place: str, value: Tensor) -> None:
        end = place.removeprefix(f"{name}.")
        if end in ("branch", "shortcut", "sum"):
            seen[end] = value

    y = run(leaf, tap)
    sums = [seen["sum"]] if "sum" in seen and seen["sum"].requires_grad else []
    wanted = [leaf, *parameters.values(), *sums]
    if y.requires_grad:
        found = torch.autograd.grad(y, wanted, dy, allow_unused=True, materialize_grads=True)
    else:  # a route that sends the gradient through a summand which is not there
        found = tuple(torch.zeros_like(value) for value in wanted)
    return Visit(
        name,
        step,
        leaf.detach(),
        found[0],
        y.detach(),
        dy,
        {place: value.detach() for place, value in seen.items()},
        found[-1] if sums else None,
        dict(zip(parameters, found[1:], strict=False)),
    )


def _like_net(net: Net, x: Tensor) -> Tensor:
    """The images on the net's device and in its precision."""
    like = net.head.weight
    return x.to(device=like.device, dtype=like.dtype)


def _summed_loss(net: Net, y: Tensor) -> Objective:
    """The objective logits -> cross-entropy summed over the images."""
    labels = y.to(net.head.weight.device).long()
    return lambda logits: F.cross_entropy(logits, labels, reduction="sum")


def _norm(t: Tensor) -> Tensor:
    """Euclidean norm of every image's part, (b, ...) -> (b,), added up in double precision."""
    return torch.linalg.vector_norm(t.flatten(1), dim=1, dtype=torch.float64)


def _dot(s: Tensor, t: Tensor) -> Tensor:
    """Inner product of every image's parts, (b, ...), (b, ...) -> (b,), in double precision."""
    return (s.flatten(1).double() * t.flatten(1).double()).sum(1)


def _ratio(s: Tensor, t: Tensor) -> Tensor:
    """s / t, and 0 where s is 0."""
    return torch.where(s == 0, torch.zeros_like(s), s / t)


def _cosine(s: Tensor, t: Tensor) -> Tensor:
    """Cosine of every image's parts, (b,); 0 where one of them is 0."""
    product, norms_ = _dot(s, t), _norm(s) * _norm(t)
    return torch.where(norms_ == 0, torch.zeros_like(product), product / norms_)


class _Rows:
    """Collects rows of one split, number of images and intervention on the way back; gives them in order from the input."""

    def __init__(self, split: str, n: int, intervention: str = "full") -> None:
        self.same = {"split": split, "n": n, "intervention": intervention}
        self.visits: list[list[Row]] = [[]]

    def start_visit(self) -> None:
        """The next rows belong to a part nearer to the input, and come before the earlier ones."""
        self.visits.append([])

    def add(self, at: str, quantity: str, value: Tensor | float, note: str = "") -> None:
        self.visits[-1].append({**self.same, "at": at, "quantity": quantity, "value": float(value), "note": note})

    def in_order(self) -> list[Row]:
        return [row for rows in reversed(self.visits) for row in rows]


# ------------------------------------------------------------------------------------------------------------- norms


def norms(
    net: Net,
    x: Float[Tensor, "b 3 32 32"],
    y: Int[Tensor, " b"],
    *,
    statistics: Statistics,
    split: str = "",
    route: Route | None = None,
    parameters: bool = True,
) -> list[Row]:
    """Norm of the gradient at every unit, and of every parameter's (He 2015, section 4.1; He 2016, section 2).

    `gradient norm`, at `unit.K.input`, at the last unit's `unit.K.output` and at `input` (the image): the mean over images of
    ||dE_i/dx_l||, E_i the cross-entropy of image i in nats. It is the gradient of the sum of all E_i, of which image i's part
    is taken. With running statistics images do not touch each other and this is exactly the gradient of E_i. With batch
    statistics they do: then it says how the batch's total loss answers to image i's activations, E_i in the main, and the
    other images' losses through mean and variance.

    `parameter gradient`, at the parameter's name: the norm of dE/dw, E the mean over images, as in training.

    Args:
        net: any net; fp32 or fp64 as its weights are.
        x: (b, 3, 32, 32) normalised images.
        y: (b,) labels.
        statistics: of batch normalisation; see Statistics.
        split: what the rows say of the images: train, test or holdout; empty if nobody says.
        route: which units run, and through which summands the gradient goes; all by default. With
            `Route.full(n).through("skip", *range(n))` the direct term alone is measured.
        parameters: whether to measure these too; without them it takes about two thirds of the time.

    Raises:
        UserError: the net cannot run the route.
    """
    x = _like_net(net, x)
    rows = _Rows(split, len(x), route.text() if route else "full")
    last = (route.order if route else range(len(net.units)))[-1]
    with frozen_net(net, statistics, parameters):
        for visit in _visits_backward(net, x, _summed_loss(net, y), route, parameters):
            rows.start_visit()
            at = {"head": f"unit.{last}.output", "stem": "input"}.get(visit.name, f"{visit.name}.input")
            rows.add(at, GRADIENT_NORM, _norm(visit.dx).mean())
            for name, gradient in visit.parameters.items():
                rows.add(name, PARAMETER_GRADIENT, gradient.double().norm() / len(x))
    return rows.in_order()


def growth(rows: Iterable[Row], spec: NetSpec, quantity: str = GRADIENT_NORM) -> list[Row]:
    """The factor by which one unit multiplies the gradient on its way to the input: a least-squares line through log norms.

    Norms at x_0 (input of unit 0) to x_L (output of the last) against l; rows of several seeds or batches are fitted together.
    Where unit 0 shares its first activation with the shortcut (pre-activation nets), the fit begins at x_1: the stem's raw
    output has a scale of its own, and the step across that activation is not one that further units repeat.
    Fitted over the whole net (at `net`), within each stage (`stage.K`: the x_l of that stage's shape), and with one slope
    but a level of its own for each stage (`stages`). Quantities: `growth` (exp of minus the slope), `growth low` and
    `growth high` (95 % interval, Student's t), `growth error` (standard error of the log factor). The note of `growth` says
    `growing toward the input` (the interval lies above 1), `vanishing toward the input` (below) or `flat` (it holds 1).
    The interval takes the scatter about the line as independent; neighbouring layers are not quite.

    Norms that are 0 or not finite (they do occur without batch normalisation) are left out; fits need three norms at two
    depths. No torch in here: it works on rows read back from a table.

    Args:
        rows: of `norms`.
        spec: of the net they were measured on.
        quantity: which rows to fit.
    """
    chosen = [row for row in rows if row["quantity"] == quantity]
    points = [(place, float(row["value"])) for row in chosen if (place := _place_index(row["at"], spec)) is not None]
    first = int(spec.unit_plans()[0].shares)
    points = [(place, value) for place, value in points if place >= first and 0 < value < math.inf]
    out = _Rows(*((chosen[0]["split"], chosen[0]["n"], chosen[0]["intervention"]) if chosen else ("", 0)))
    stages = {place: _stage_of_place(place, spec) for place, _ in points}
    fits: dict[str, list[tuple[int, float]]] = {"net": points, "stages": points}
    fits |= {f"stage.{k}": [p for p in points if stages[p[0]] == k] for k in range(len(spec.blocks))}
    for at, some in fits.items():
        levels = [stages[place] if at == "stages" else 0 for place, _ in some]
        fit = _fit_slope(np.array([place for place, _ in some]), np.log([value for _, value in some]), np.array(levels))
        if fit is not None:
            _growth_rows(out, at, *fit)
    return out.in_order()


def _growth_rows(rows: _Rows, at: str, slope: float, error: float, freedom: int) -> None:
    reach = float(stats.t.ppf(0.975, freedom)) * error
    low, high = math.exp(-slope - reach), math.exp(-slope + reach)
    word = "growing toward the input" if low > 1 else "vanishing toward the input" if high < 1 else "flat"
    rows.add(at, GROWTH, math.exp(-slope), word)
    rows.add(at, GROWTH_LOW, low)
    rows.add(at, GROWTH_HIGH, high)
    rows.add(at, "growth error", error)


def _place_index(at: str, spec: NetSpec) -> int | None:
    """l if the place is x_l (`unit.K.input`, or the last unit's `output`), else None."""
    name, _, end = at.rpartition(".")
    if not name.startswith("unit.") or end not in ("input", "output"):
        return None
    unit = int(name.removeprefix("unit."))
    if end == "input":
        return unit
    return unit + 1 if unit + 1 == sum(spec.blocks) else None


def _stage_of_place(place: int, spec: NetSpec) -> int | None:
    """The stage whose shape x_l has (l = place); None for the stem's output if the first unit changes the shape."""
    plans = spec.unit_plans()
    if place > 0:
        return plans[place - 1].stage
    return None if plans[0].transition else 0


def _fit_slope(depth: Any, log: Any, levels: Any) -> tuple[float, float, int] | None:
    """(slope, its standard error, degrees of freedom) of log against depth by least squares, with one slope and an intercept
    for each of `levels`; None if there are too few points."""
    groups = sorted(set(levels.tolist()), key=str)
    columns = [depth.astype(float), *((levels == group).astype(float) for group in groups)]
    a = np.stack(columns, axis=1) if len(depth) else np.zeros((0, 1))
    freedom = len(depth) - a.shape[1]
    if freedom < 1 or np.linalg.matrix_rank(a) < a.shape[1]:
        return None
    inverse = np.linalg.inv(a.T @ a)
    solution = inverse @ (a.T @ log)
    variance = float(((log - a @ solution) ** 2).sum()) / freedom
    return float(solution[0]), math.sqrt(variance * float(inverse[0, 0])), freedom


# ----------------------------------------------------------------------------------------------------- decomposition


def why_eq5_need_not_hold(unit: Unit, plan: UnitPlan, pooled: bool = False) -> str:
    """Why dE/dx_l = dE/dx_{l+1} + J_F^T dE/dx_{l+1} need not hold in this unit; '' where it must (He 2016, section 2).

    Args:
        unit: of the net's spec.
        plan: of this unit.
        pooled: whether the net pools before it.
    """
    kind, *numbers = parse_shortcut(unit.shortcut)
    reasons = ["pooling before the unit"] if pooled else []
    if kind == "none":
        reasons.append("no shortcut")
    elif kind.startswith("conv"):
        reasons.append("1x1 convolution on the shortcut")
    elif plan.transition:
        reasons.append("projected transition" if unit.widen.startswith("project") else "padded transition")
    if kind.startswith("gate"):
        reasons.append("gated shortcut")
    if kind == "scale" and numbers[0] != 1:
        reasons.append(f"shortcut scaled by {numbers[0]:g}")
    if plan.shares:
        reasons.append("shortcut behind the shared activation")
    if unit.after:
        reasons.append(f"{unit.after} after the addition")
    return "; ".join(reasons)


def decomposition(
    net: Net,
    x: Float[Tensor, "b 3 32 32"],
    y: Int[Tensor, " b"],
    *,
    statistics: Statistics,
    split: str = "",
) -> list[Row]:
    """He 2016, Eq. 4 and 5, unit by unit: does the gradient reach x_l as the sum of a direct term and a term of the branch?

    At `unit.K`, each the largest over the images, relative to ||dE/dx_l||:
    `deviation`: ||dE/dx_l - dE/dx_{l+1} - J_F^T dE/dx_{l+1}||, J_F^T by a backward pass of its own through the branch alone.
        Rounding where the note is empty; elsewhere the note says why the equation need not hold (`why_eq5_need_not_hold`).
        Where the unit changes the shape the two gradients cannot be subtracted: then the least that any matching of the
        two spaces leaves, | ||dE/dx_l - J_F^T dE/dx_{l+1}|| - ||dE/dx_{l+1}|| |.
    `general deviation`: ||dE/dx_l - J_S^T dE/ds - J_F^T dE/ds||, s the sum before the tokens after the addition and S the
        shortcut as it is: rounding in every net.

    At `unit.K.input`, means over images; L is the end of the unit's stage. How much of the gradient is the "1":
    `direct ratio`: ||dE/dx_L|| / ||dE/dx_l||.
    `direct cosine`: of dE/dx_L and dE/dx_l, where their shapes are equal.
    `forward deviation`: the largest over the images of ||x_L - x_l - sum of F(x_i)|| / ||x_L||, i = l .. L-1 (Eq. 4), with the
        reasons of all these units as its note.

    Args and errors as `norms`.
    """
    x = _like_net(net, x)
    plans = net.spec.unit_plans()
    rows = _Rows(split, len(x))
    with frozen_net(net, statistics):
        end = None
        for visit in _visits_backward(net, x, _summed_loss(net, y)):
            if visit.step is None:
                continue
            rows.start_visit()
            plan = plans[visit.step.unit]
            if end is None or plan.stage != plans[plan.index + 1].stage:
                end = _StageEnd(visit)
            why = why_eq5_need_not_hold(net.spec.unit, plan, visit.x.shape[-1] != plan.size_in)
            _add_deviations(rows, net, visit, why)
            _add_direct_shares(rows, visit, end)
            end.add_forward_deviation(rows, visit, why)
    return rows.in_order()


def _add_deviations(rows: _Rows, net: Net, visit: Visit, why: str) -> None:
    """Add the rows `deviation` and `general deviation` of one unit."""
    assert visit.dy is not None
    dsum = visit.dy if visit.dsum is None else visit.dsum
    same = not net.spec.unit.after
    pulled = _pull_through_summand(net, visit, "branch", [visit.dy] if same else [visit.dy, dsum])
    rest = visit.dx - pulled[0]
    if visit.dx.shape != visit.dy.shape:
        shapes = " -> ".join("x".join(map(str, g.shape[1:])) for g in (visit.dx, visit.dy))
        left, why = (_norm(rest) - _norm(visit.dy)).abs(), f"{why}; shapes differ ({shapes}): the least there can be"
    else:
        left = _norm(rest - visit.dy)
    rows.add(visit.name, DEVIATION, _ratio(left, _norm(visit.dx)).max(), why)
    general = visit.dx - pulled[-1] - _pull_through_summand(net, visit, "shortcut", [dsum])[0]
    rows.add(visit.name, GENERAL_DEVIATION, _ratio(_norm(general), _norm(visit.dx)).max())


def _pull_through_summand(
    net: Net, visit: Visit, summand: Literal["branch", "shortcut"], vectors: list[Tensor]
) -> list[Tensor]:
    """J^T v of one summand alone, for each v; the unit is run again without the other summand."""
    assert visit.step is not None
    leaf = visit.x.detach().requires_grad_()
    seen: dict[str, Tensor] = {}
    only = Step(visit.step.unit, "branch" if summand == "branch" else "skip")
    net.step(leaf, only, lambda place, value: seen.__setitem__(place, value))
    value = seen.get(f"{visit.name}.{summand}")
    if value is None:  # a plain net's shortcut
        return [torch.zeros_like(leaf) for _ in vectors]
    return [torch.autograd.grad(value, leaf, v, retain_graph=k + 1 < len(vectors))[0] for k, v in enumerate(vectors)]


def _add_direct_shares(rows: _Rows, visit: Visit, end: _StageEnd) -> None:
    """Add the rows `direct ratio` and `direct cosine` of one unit."""
    at = f"{visit.name}.input"
    rows.add(at, DIRECT_RATIO, _ratio(_norm(end.dx), _norm(visit.dx)).mean())
    if visit.dx.shape == end.dx.shape:
        rows.add(at, DIRECT_COSINE, _cosine(end.dx, visit.dx).mean())


class _StageEnd:
    """x_L and dE/dx_L at the end of a stage, and the sum of the branches from there to the current unit."""

    def __init__(self, visit: Visit) -> None:
        assert visit.dy is not None
        self.x, self.dx = visit.y, visit.dy
        self.total = torch.zeros_like(visit.y, dtype=torch.float64)
        self.reasons: dict[str, None] = {}

    def add_forward_deviation(self, rows: _Rows, visit: Visit, why: str) -> None:
        """Add the row `forward deviation`, if x_l and x_L have the same shape."""
        self.total += visit.places["branch"]
        self.reasons |= dict.fromkeys(reason for reason in why.split("; ") if reason)
        if visit.x.shape == self.x.shape:
            left = _norm(self.x.double() - visit.x.double() - self.total)
            note = "; ".join(self.reasons)
            rows.add(f"{visit.name}.input", FORWARD_DEVIATION, _ratio(left, _norm(self.x)).max(), note)


# --------------------------------------------------------------------------------------------------- scaled shortcuts


def scaled(
    net: Net,
    x: Float[Tensor, "b 3 32 32"],
    y: Int[Tensor, " b"],
    *,
    statistics: Statistics,
    split: str = "",
) -> list[Row]:
    """Gradient norms of a net with scaled shortcuts beside He 2016's prediction for their direct term (Eq. 8).

    The rows `gradient norm` of `norms`, and at the same `unit.K.input`
    `predicted norm`: lambda^(L-l) ||dE/dx_L||, L the end of the net;
    `predicted norm in stage`: the same from the end of the unit's stage, free of the transitions in between.
    The prediction is the direct term's; what the branches add is the difference. The direct term itself, which it hits
    exactly between transitions, is `norms(net, ..., route=Route.full(n).through("skip", *range(n)))`.

    Args as `norms`; net: built from one of `zoo.nets_by_lambda`.

    Raises:
        UserError: the net's shortcuts are not scaled.
    """
    kind, *numbers = parse_shortcut(net.spec.unit.shortcut)
    if kind != "scale":
        raise UserError(f"the net's shortcut is '{net.spec.unit.shortcut}', not scaled")
    measured = norms(net, x, y, statistics=statistics, split=split, parameters=False)
    at = {place: float(row["value"]) for row in measured if (place := _place_index(row["at"], net.spec)) is not None}
    rows = _Rows(split, len(x))
    plans = net.spec.unit_plans()
    for plan in plans:
        ends = {PREDICTED_NORM: len(plans), PREDICTED_IN_STAGE: sum(net.spec.blocks[: plan.stage + 1])}
        for quantity, end in ends.items():
            value = numbers[0] ** (end - plan.index) * at[end]
            rows.add(f"unit.{plan.index}.input", quantity, value, f"lambda {numbers[0]:g}")
    return [*measured, *rows.in_order()]


# -------------------------------------------------------------------------------------------- shattering and alignment


def correlation(
    net: Net,
    x: Float[Tensor, "b 3 32 32"],
    y: Int[Tensor, " b"],
    *,
    statistics: Statistics,
    split: str = "",
    pairs: int = 8,
    points: int = 16,
    reach: float = 0.25,
) -> list[Row]:
    """Are gradients at nearby inputs alike? (Balduzzi 2017, "The shattered gradients problem", Fig. 2, Theorems 1 and 3.)

    The paper takes inputs from a one-dimensional grid and asks how the gradient of the output at one point correlates with the
    one k points on: at initialisation a plain net's falls like 2^-depth until the gradients are white noise, a residual net's
    like 1 / sqrt(depth). Here a grid is the straight line from image 2i, a, to image 2i + 1, b:
    z_t = a + reach t / (points - 1) (b - a), t = 0 .. points - 1, and g_t the gradient of a's class logit at z_t.
    All grids together are one batch, so batch statistics are those of many images; they couple the points as in `norms`.

    At `lag.K`, K = 1, 2, 4 ... up to half of the grid, means over grids and t:
    `gradient cosine`: of g_t and g_{t+K}. In 3,072 dimensions it estimates the paper's correlation over random weights.
    `gradient autocorrelation`: sum_t <g_t - m, g_{t+K} - m> / sum_t ||g_t - m||^2, m the grid's mean: the paper's Fig. 2. White
        noise gives about -1 / points, not 0.
    `distance`: ||z_{t+K} - z_t||, in units of the normalised image.
    At `unit.K.input`: `gradient cosine` at lag 1 of the gradients at x_K, so that one net shows the decay over its own depth.

    Args:
        net, x, y, statistics, split: as `norms`; the first 2 * pairs images are used.
        pairs: grids. The batch has pairs * points images.
        points: of a grid.
        reach: how much of the way from a to b a grid goes: smaller is nearer.

    Raises:
        ValueError: fewer than 2 * pairs images, or fewer than two points.
    """
    if len(x) < 2 * pairs or pairs < 1 or points < 2:
        raise ValueError(f"{pairs} pairs need {2 * pairs} images (there are {len(x)}), a grid two points (there are {points})")
    a, b = _like_net(net, x)[0 : 2 * pairs : 2], _like_net(net, x)[1 : 2 * pairs : 2]  # (pairs, 3, 32, 32)
    t = torch.linspace(0, reach, points, dtype=a.dtype, device=a.device).view(1, -1, 1, 1, 1)
    grid = (a[:, None] + t * (b - a)[:, None]).flatten(0, 1)  # (pairs * points, 3, 32, 32)
    labels = y[0 : 2 * pairs : 2].to(a.device).long().repeat_interleave(points)[:, None]
    rows = _Rows(split, 2 * pairs)
    with frozen_net(net, statistics):
        for visit in _visits_backward(net, grid, lambda logits: logits.gather(1, labels).sum()):
            rows.start_visit()
            g = visit.dx.flatten(1).double().unflatten(0, (pairs, points))  # (pairs, points, c h w)
            if visit.name == "stem":
                _add_lags(rows, g, (b - a).flatten(1).double().norm(dim=1).mean() * reach / (points - 1))
            elif visit.step is not None:
                rows.add(f"{visit.name}.input", GRADIENT_COSINE, _lag_cosine(g, 1))
    return rows.in_order()


def _lag_cosine(g: Tensor, lag: int) -> Tensor:
    """Mean cosine of gradients a lag apart, (pairs, points, d) -> ()."""
    return _cosine(g[:, lag:].flatten(0, 1), g[:, :-lag].flatten(0, 1)).mean()


def _add_lags(rows: _Rows, g: Tensor, spacing: Tensor) -> None:
    """Add the rows at every `lag.K`; g: (pairs, points, d)."""
    z = g - g.mean(1, keepdim=True)
    for lag in (2**k for k in range(g.shape[1].bit_length()) if 2 * 2**k <= g.shape[1]):
        rows.add(f"lag.{lag}", GRADIENT_COSINE, _lag_cosine(g, lag))
        products = (z[:, lag:] * z[:, :-lag]).sum((1, 2))
        rows.add(f"lag.{lag}", "gradient autocorrelation", _ratio(products, z.square().sum((1, 2))).mean())
        rows.add(f"lag.{lag}", "distance", spacing * lag)


def alignment(
    net: Net,
    x: Float[Tensor, "b 3 32 32"],
    y: Int[Tensor, " b"],
    *,
    statistics: Statistics,
    split: str = "",
) -> list[Row]:
    """Does a unit step down the loss? cos(F(x_l), -dE/dx_l), mean over images (Jastrzebski 2018, section 4.1, with our sign).

    At `unit.K`, for units that keep the shape: `alignment`, positive if the branch moves x_l toward a smaller loss, 0 where one
    of the two vectors is 0; and `branch ratio`, the mean of ||F(x_l)|| / ||x_l|| (section 4.2: the Taylor expansion behind the
    argument wants it small). In a plain net, where F is not a step but the whole unit, the note says so.

    Args and errors as `norms`; after training take running statistics.
    """
    x = _like_net(net, x)
    rows = _Rows(split, len(x))
    note = "no shortcut" if net.spec.unit.shortcut == "none" else ""
    with frozen_net(net, statistics):
        for visit in _visits_backward(net, x, _summed_loss(net, y)):
            rows.start_visit()
            f = visit.places.get("branch")
            if f is not None and f.shape == visit.x.shape:
                rows.add(visit.name, ALIGNMENT, _cosine(f, -visit.dx).mean(), note)
                rows.add(visit.name, BRANCH_RATIO, _ratio(_norm(f), _norm(visit.x)).mean(), note)
    return rows.in_order()
