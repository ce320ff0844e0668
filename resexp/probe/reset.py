"""Set one unit's weights back to those it once had, and test: did training change what the unit does? Nothing is trained again.

Zhang, Bengio, Singer 2022 (arXiv 1902.01996) call a layer robust if the net bears this, and critical if it does not.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import torch

from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import CountedRows
from resexp.nets.inference import RouteScorer
from resexp.nets.net import Net
from resexp.probe.lesion import with_new_statistics
from resexp.route import Route
from resexp.words import ERROR, LOSS, NO_LESION, RE_ESTIMATED, RESET

Row = dict[str, Any]
Have = Callable[..., bool]


def units(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 1_000,
    iterations: Sequence[int] = (0, 10, 100, 1_000),
    bn: Literal["stored", "re-estimated"] = "stored",
    bn_images: int = 500,
) -> CountedRows:
    """Error and loss with each unit reset in turn, with it deleted instead, and of the whole net.

    What is set back are weights: kernels, and BN's scales and shifts. BN's running statistics are no weights. With `stored`
    they stay those of the trained net, which no longer fit from the reset unit on; with `re-estimated` those of the whole net
    are estimated again, on training images, so that they do.

    Args:
        net: loaded by `resexp.load`, which knows where the earlier weights are; left as it is.
        data: its data.
        seed: of the images that BN is re-estimated on.
        have: rows that are there already.
        images: test images, the first ones.
        iterations: after which to take a unit's weights; 0: before the first. Those that a run of this length does not keep are
            left out.
        bn: keep BN's statistics, or estimate them again after the change.
        bn_images: number of these training images.

    Returns:
        Lists of rows of `error` (percent) and `loss` (nats), `at` the unit: first of the whole net, then of every unit. Rows
        have no value, and the reason in `note`, where earlier weights are not there (one for the whole net) or the net cannot
        run without the unit.
    """
    n, suffix = min(images, len(data.test)), RE_ESTIMATED if bn == "re-estimated" else ""
    full = Route.full(len(net.units))
    earlier: dict[str, Net] = {}
    lost: list[Row] = []
    for iteration in _iterations_of(net, iterations):
        text = RESET.format(iteration) + suffix
        try:
            earlier[text] = _earlier(net, iteration).to(data.device)
        except UserError as error:
            lost.append(_row(n, text, "", ERROR, None, str(error)))

    def score(changed: Net, route: Route = full) -> tuple[float, float]:
        if bn == "re-estimated":
            changed = with_new_statistics(changed, data, seed, bn_images, route)
        return RouteScorer(changed, data, n)([route])[0]

    def of_unit(unit: int) -> Iterator[Row]:
        for text, then in earlier.items():
            yield from _scored(n, text, unit, score(with_unit_reset(net, then, unit)))
        route = full.drop(unit)
        try:
            route.check(net.spec)
        except UserError as error:
            yield from [_row(n, route.text() + suffix, unit, quantity, None, str(error)) for quantity in (ERROR, LOSS)]
        else:
            yield from _scored(n, route.text() + suffix, unit, score(net, route))

    whole = not have(NO_LESION + suffix, quantity=LOSS)
    left = [unit for unit in range(len(net.units)) if not have(full.drop(unit).text() + suffix, unit, LOSS)]

    def measured() -> Iterator[list[Row]]:
        if whole:
            yield [*_scored(n, NO_LESION + suffix, "", score(net)), *lost]
        for unit in left:
            yield list(of_unit(unit))

    return CountedRows(whole + len(left), measured())


def with_unit_reset(net: Net, earlier: Net, unit: int) -> Net:
    """A copy of the net in which one unit has the weights of another of its kind; BN's running statistics stay the net's."""
    twin = copy.deepcopy(net)
    with torch.no_grad():
        for parameter, then in zip(twin.units[unit].parameters(), earlier.units[unit].parameters(), strict=True):
            parameter.copy_(then)
    return twin


def _iterations_of(net: Net, iterations: Sequence[int]) -> list[int]:
    """Those after which a run of this length keeps its weights, and 0."""
    assert net.run is not None
    return [one for one in iterations if one == 0 or one in net.run.train.kept_iterations()]


def _earlier(net: Net, iteration: int) -> Net:
    """The net of the same run after an iteration; UserError if its weights are not there."""
    assert net.run is not None and net.after is not None
    if net.run.imported:
        raise UserError("imported weights come without those of earlier iterations")
    return net.after(iteration)


def _scored(n: int, intervention: str, at: object, scores: tuple[float, float]) -> list[Row]:
    return [_row(n, intervention, at, quantity, value) for quantity, value in zip((ERROR, LOSS), scores, strict=True)]


def _row(n: int, intervention: str, at: object, quantity: str, value: float | None, note: str = "") -> Row:
    return {"split": "test", "n": n, "intervention": intervention, "at": at, "quantity": quantity, "value": value, "note": note}
