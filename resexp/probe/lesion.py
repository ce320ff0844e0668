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
from resexp.words import NO_LESION, RE_ESTIMATED

Row = dict[str, Any]
Have = Callable[..., bool]
Scores = tuple[float, float]
"""Error in percent and mean cross-entropy in nats."""
Bn = Literal["stored", "re-estimated"]
"""BN's statistics after a lesion: as training left them, or estimated again with the lesion in place."""


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
    bn: Bn = "stored",
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
    if delete == "shortcut" and net.spec.unit.shortcut == "none":
        n = min(images, len(data.test))
        return CountedRows(1, [[_row(n, "delete shortcut", "", "error", None, "this net has no shortcuts to delete")]])
    routes: dict[Route, object] = {full: ""}
    notes = {}
    for plan in net.spec.unit_plans():
        route = full.drop(plan.index) if delete == "branch" else full.branch_only(plan.index)
        routes[route] = plan.index
        notes[route] = plan.shapes() if plan.transition else ""
    return _score_lesions(net, data, seed, have, routes, notes, images, bn, bn_images)


def deletions(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 2_000,
    counts: Sequence[int] | int = 20,
    draws: int = 30,
    bn: Bn = "stored",
    bn_images: int = 2_000,
) -> CountedRows:
    """Error and loss with k random units deleted (Veit 2016, section 4.2, Fig. 5a), and with each unit deleted alone.

    Draws are nested: a draw is a random order of all units, and its set of k units is the first k of them. So a line over k
    steps where a unit goes that matters, and not because the sets of one k happen to hold it and those of another do not. A
    draw depends on its number alone, so that those of more draws, or of other counts, hold those of fewer.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the draws.
        have: rows that are there already.
        images: test images, the first ones.
        counts: numbers of units to delete; or the largest: from 1 to it, or to all that there are.
        draws: number of random orders.
        bn: keep BN's statistics (the paper), or estimate them again on training images after the lesion.
        bn_images: number of these training images.

    Returns:
        Lists of rows of `error` (percent) and `loss` (nats), `at` k, `intervention` the set, `note` the draws that have it
        ("draws 0,3"), empty for a single unit that is first in none. Rows have no value where the net cannot run without the
        set; if it has no BN to estimate again, a single such row stands for the whole net.

    Raises:
        UserError: more units to delete than there are.
    """
    units = range(len(net.units))
    if isinstance(counts, int):
        counts = range(1, min(counts, len(units)) + 1)
    if wrong := [k for k in counts if not 1 <= k <= len(units)]:
        raise UserError(f"cannot delete {wrong[0]} units: this net has {len(units)}")
    full = Route.full(len(units))
    drawn: dict[tuple[int, Route], list[int]] = {(0, full): [], **{(1, full.drop(unit)): [] for unit in units}}
    for draw in range(draws):
        order = random.Random(derive(seed, "deletions", draw)).sample(units, len(units))
        for k in counts:
            drawn.setdefault((k, full.drop(*sorted(order[:k]))), []).append(draw)
    notes = {route: f"draws {','.join(map(str, some))}" for (_, route), some in drawn.items() if some}
    return _score_lesions(net, data, seed, have, {route: k for k, route in drawn}, notes, images, bn, bn_images)


def swaps(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 2_000,
    counts: Sequence[int] = (1, 2, 4, 8, 16),
    draws: int = 30,
    bn: Bn = "stored",
    bn_images: int = 2_000,
) -> CountedRows:
    """Error and loss after k random swaps of units of equal shape (Veit 2016, section 4.3, Fig. 5b).

    Draws are nested as those of `deletions`: a draw is a sequence of random swaps, and its order after k swaps is that after
    the first k of them. Units that change the shape stay where they are, and so does the first unit, in every net: that of a
    pre-activation net shares its first BN and ReLU with the shortcut and cannot move, and nets are compared. `tau` is Kendall's
    rank correlation of the order in which the units run with the trained one.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the draws.
        have: rows that are there already.
        images: test images, the first ones.
        counts: numbers of swaps.
        draws: number of random sequences.
        bn: keep BN's statistics (the paper), or estimate them again on training images after the swaps.
        bn_images: number of these training images.

    Returns:
        Lists of rows of `error`, `loss` and `tau`, `at` k, `intervention` the order. If the net has no BN to estimate again, a
        single row without a value stands for the whole net.

    Raises:
        UserError: no two units have equal shapes.
    """
    shapes: dict[str, list[int]] = {}
    for plan in net.spec.unit_plans()[1:]:
        if not plan.transition:
            shapes.setdefault(plan.shapes(), []).append(plan.index)
    pairs = [(a, b) for alike in shapes.values() for place, a in enumerate(alike) for b in alike[place + 1 :]]
    if not pairs:
        raise UserError("no two units of this net behind the first have equal shapes, so that none can be swapped")
    full = Route.full(len(net.units))
    routes: dict[Route, object] = {full: 0}
    for draw in range(draws):
        chance, route = random.Random(derive(seed, "swaps", draw)), full
        for k in range(1, max(counts) + 1):
            route = route.swap(*chance.choice(pairs))
            if k in counts:
                routes.setdefault(route, k)
    return _score_lesions(net, data, seed, have, routes, {}, images, bn, bn_images, tau=True)


def _score_lesions(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    routes: Mapping[Route, object],
    notes: Mapping[Route, str],
    images: int,
    bn: Bn,
    bn_images: int,
    tau: bool = False,
) -> CountedRows:
    """Rows of these routes, with BN's statistics as they are or estimated again; a row that says why there is nothing to do."""
    n = min(images, len(data.test))
    if bn == "stored":
        return _score_routes(net, data, have, _Lesions(routes, notes, tau=tau), n)
    if not any(isinstance(part, nn.BatchNorm2d) for part in net.modules()):
        why = "this net has no BN whose statistics could be estimated again"
        return CountedRows(1, [[_row(n, NO_LESION + RE_ESTIMATED, "", "error", None, why)]])
    lesions = _Lesions(routes, notes, RE_ESTIMATED, tau)
    return _score_routes(
        net, data, have, lesions, n, lambda route: _score_with_new_statistics(net, data, seed, route, n, bn_images)
    )


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
