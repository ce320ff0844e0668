"""Lesions at test time: delete one unit, delete many, change their order (Veit 2016, section 4). Nothing is trained again.

Routes are scored in groups of GROUP; steps with which several routes of a group begin are run once, so routes that begin alike
are put into one group.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import torch
from torch import nn

from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import CountedRows
from resexp.nets.inference import RouteScorer, shared_start_order
from resexp.nets.net import Net
from resexp.rng import derive
from resexp.route import Route, kendall_tau
from resexp.words import NO_LESION, RE_ESTIMATED, TRANSITIONS_KEPT

Row = dict[str, Any]
Have = Callable[..., bool]
Scores = tuple[float, float]
"""Error in percent and mean cross-entropy in nats."""


GROUP = 14
"""Routes that are scored together: rows are written a group at a time, and a group shares the steps its routes begin with."""


def single(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 10_000,
    delete: Literal["branch", "shortcut"] = "branch",
    bn: Literal["stored", "re-estimated"] = "stored",
    bn_images: int = 2_000,
) -> CountedRows:
    """Error and loss with each unit deleted in turn, and of the whole net (Veit 2016, section 4.1, Fig. 3).

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the images that BN is re-estimated on.
        have: rows that are there already.
        images: test images, the first ones.
        delete: what of a unit is deleted: its branch (the paper), or its shortcut (a control: also half of all paths).
        bn: keep BN's statistics (the paper), or estimate them again on training images after the lesion.
        bn_images: number of these training images.

    Returns:
        Lists of rows of `error` (percent) and `loss` (nats), `at` the unit; `note` gives the shapes of a unit that changes
        them. Rows have no value, and the reason in `note`, where the net cannot run without the unit; if it has no shortcuts,
        or no BN, a single such row stands for the whole net.
    """
    full = Route.full(len(net.units))
    why = ""
    if delete == "shortcut" and net.spec.unit.shortcut == "none":
        why = "this net has no shortcuts to delete"
    elif bn == "re-estimated" and not any(isinstance(part, nn.BatchNorm2d) for part in net.modules()):
        why = "this net has no BN whose statistics could be estimated again"
    if why:
        text = f"delete {delete}" + (RE_ESTIMATED if bn == "re-estimated" else "")
        return CountedRows(1, [[_row(min(images, len(data.test)), text, "", "error", None, why)]])
    routes: dict[Route, object] = {full: ""}
    notes = {}
    for plan in net.spec.unit_plans():
        route = full.drop(plan.index) if delete == "branch" else full.branch_only(plan.index)
        routes[route] = plan.index
        notes[route] = plan.shapes() if plan.transition else ""
    n = min(images, len(data.test))
    if bn == "stored":
        return _score_routes(net, data, have, _Lesions(routes, notes), n)
    lesions = _Lesions(routes, notes, RE_ESTIMATED)
    return _score_routes(
        net, data, have, lesions, n, lambda route: _score_with_new_statistics(net, data, seed, route, n, bn_images)
    )


def many(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 10_000,
    counts: Sequence[int] | int = 20,
    draws: int = 20,
    transitions: bool = True,
) -> CountedRows:
    """Error and loss with k random units deleted, `draws` sets for each k (Veit 2016, section 4.2, Fig. 5a).

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the draws: the sets of one k do not depend on the other counts.
        have: rows that are there already.
        images: test images, the first ones.
        counts: numbers of units to delete; or the largest: from 1 to it, or to all that there are.
        draws: sets for each; fewer where there are not so many.
        transitions: whether the units that change the shape may be drawn; `note` says so where not.

    Returns:
        Lists of rows of `error` and `loss`, `at` k, `intervention` the set; no value where the net cannot run without it.

    Raises:
        UserError: more units to delete than there are.
    """
    units = [plan.index for plan in net.spec.unit_plans() if transitions or not plan.transition]
    if isinstance(counts, int):
        counts = range(1, min(counts, len(units)) + 1)
    full = Route.full(len(net.units))
    routes: dict[Route, object] = {full: 0}
    for k in counts:
        if not 1 <= k <= len(units):
            raise UserError(f"cannot delete {k} units: this net has {len(units)} that may be deleted")
        chance = random.Random(derive(seed, "delete", k))
        for _ in range(4 * draws):
            route = full.drop(*sorted(chance.sample(units, k)))
            routes.setdefault(route, k)
            if sum(count == k for count in routes.values()) >= draws:
                break
    notes = {} if transitions else dict.fromkeys(routes, TRANSITIONS_KEPT)
    return _score_routes(net, data, have, _Lesions(routes, notes), min(images, len(data.test)))


def reorder(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 10_000,
    swaps: Sequence[int] = (1, 2, 4, 8, 16),
    draws: int = 10,
) -> CountedRows:
    """Error and loss after k random swaps of units of equal shape (Veit 2016, section 4.3, Fig. 5b).

    Units that change the shape stay where they are. `tau` is Kendall's rank correlation of the order in which the units run
    with the trained one.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the draws.
        have: rows that are there already.
        images: test images, the first ones.
        swaps: numbers of swaps.
        draws: orders for each; fewer where there are not so many.

    Returns:
        Lists of rows of `error`, `loss` and `tau`, `at` k, `intervention` the order.

    Raises:
        UserError: no two units have equal shapes.
    """
    shapes: dict[str, list[int]] = {}
    for plan in net.spec.unit_plans():
        if not plan.transition and not plan.shares:
            shapes.setdefault(plan.shapes(), []).append(plan.index)
    pairs = [(a, b) for alike in shapes.values() for place, a in enumerate(alike) for b in alike[place + 1 :]]
    if not pairs:
        raise UserError("no two units of this net have equal shapes, so that none can be swapped")
    full = Route.full(len(net.units))
    routes: dict[Route, object] = {full: 0}
    for k in swaps:
        chance = random.Random(derive(seed, "swap", k))
        for _ in range(4 * draws):
            route = full
            for _ in range(k):
                route = route.swap(*chance.choice(pairs))
            routes.setdefault(route, k)
            if sum(count == k for count in routes.values()) >= draws:
                break
    return _score_routes(net, data, have, _Lesions(routes, tau=True), min(images, len(data.test)))


class _Lesions(NamedTuple):
    """Routes to score, and what their rows say beside error and loss."""

    routes: Mapping[Route, object]
    """Every route, and `at` of its rows."""

    notes: Mapping[Route, str] = {}
    suffix: str = ""
    """End of every intervention."""

    tau: bool = False
    """Whether rows of `tau` are written too."""

    def intervention(self, route: Route) -> str:
        """The route as tables have it: NO_LESION for the full one."""
        text = NO_LESION if route == Route.full(len(route.steps)) else route.text()
        return text + self.suffix

    def rows(self, route: Route, n: int, values: Mapping[str, float | None], note: str = "") -> list[Row]:
        """Rows of the values of one route."""
        intervention, at = self.intervention(route), self.routes[route]
        return [_row(n, intervention, at, quantity, value, note) for quantity, value in values.items()]


def _score_routes(
    net: Net, data: DataSet, have: Have, lesions: _Lesions, n: int, re_estimate: Callable[[Route], Scores] | None = None
) -> CountedRows:
    """Rows of every route that is not on disk yet, a group at a time; first those of routes that the net cannot run.

    n: test images. re_estimate: scores a route with new statistics of BN; by default routes are scored with the stored ones.
    """
    wanted: list[Route] = []
    forbidden: list[Row] = []
    for route, at in lesions.routes.items():
        last_written = "tau" if lesions.tau else "loss"
        if have(intervention=lesions.intervention(route), at=at, quantity=last_written):
            continue
        try:
            route.check(net.spec)
            wanted.append(route)
        except UserError as error:
            forbidden += lesions.rows(route, n, {"error": None, "loss": None}, str(error))
    wanted.sort(key=lambda route: (route != Route.full(len(route.steps)), shared_start_order(route)))
    size = 1 if re_estimate else GROUP
    groups = [wanted[start : start + size] for start in range(0, len(wanted), size)]

    def measured() -> Iterator[list[Row]]:
        if forbidden:
            yield forbidden
        scorer = RouteScorer(net, data, n) if groups and re_estimate is None else None
        for group in groups:
            scores = scorer(group) if scorer else [re_estimate(route) for route in group] if re_estimate else []
            rows = []
            for route, (wrong, loss) in zip(group, scores, strict=True):
                values = {"error": wrong, "loss": loss, **({"tau": kendall_tau(route.order)} if lesions.tau else {})}
                rows += lesions.rows(route, n, values, lesions.notes.get(route, ""))
            yield rows

    return CountedRows(len(groups) + bool(forbidden), measured())


def _row(n: int, intervention: str, at: object, quantity: str, value: float | None, note: str = "") -> Row:
    return {"split": "test", "n": n, "intervention": intervention, "at": at, "quantity": quantity, "value": value, "note": note}


def _score_with_new_statistics(net: Net, data: DataSet, seed: int, route: Route, n: int, bn_images: int) -> Scores:
    """(error, loss) after BN's statistics were estimated again on augmented training images, with the lesion in place."""
    ((error, loss),) = RouteScorer(with_new_statistics(net, data, seed, bn_images, route), data, n)([route])
    return error, loss


def with_new_statistics(net: Net, data: DataSet, seed: int, images: int, route: Route | None = None) -> Net:
    """A copy of the net in eval mode, BN's running statistics estimated again on so many augmented training images (batches of
    250, drawn from the seed), all of which take the route."""
    twin = copy.deepcopy(net).eval()
    for part in twin.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = None  # a plain mean over the batches
            part.train()
    size = min(250, len(data.train))
    with torch.no_grad():
        for step in range(max(1, images // size)):
            x, _ = data.batch(data.draw(seed, step, size))
            twin(x, route=route)
    return twin.eval()
