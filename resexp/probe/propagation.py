"""The measurements of gradients, direct_term, shattering, alignment and responses: the probes of gradient.py and response.py
on a run's net and its data.

A net as initialised (a run of 0 iterations) is measured with the batch's statistics of batch normalisation, as its first
training step is: its running ones mean nothing yet. A trained net is measured with its running ones, as in a test. Images are
the first ones of a split, not augmented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor

from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets.net import Net
from resexp.probe import gradient, response
from resexp.probe.gradient import Row, Statistics
from resexp.route import Route
from resexp.words import BATCH_STATISTICS, DIRECT_TERM, GRADIENT_NORM, PARAMETER_GRADIENT

Have = Callable[..., bool]
Probe = Callable[..., Iterator[list[Row]]]


def suitable_statistics(net: Net) -> Statistics:
    """Which statistics of BN a net is measured with: the batch's for a net as initialised, else the running ones."""
    return "batch" if net.run is not None and not net.run.train.iterations else "running"


def _channels_last(net: Net) -> Net:
    """The net in channels_last memory, which is faster."""
    return net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]


def _net_and_images(net: Net, data: DataSet, split: str, images: int) -> tuple[Net, Tensor, Tensor]:
    """(net, images, labels): the net in channels_last memory and the first images of a split."""
    x, y = next(data.batches(split, images, images))
    return _channels_last(net), x, y


def _as_measure(probe: Callable[..., list[Row]]) -> Probe:
    """A function for Measure from a probe that takes (net, x, y, statistics=, split=)."""

    def measure(
        net: Net, data: DataSet, seed: int, have: Have, *, images: int = 128, split: str = "train", **options: Any
    ) -> Iterator[list[Row]]:
        net, x, y = _net_and_images(net, data, split, images)
        yield probe(net, x, y, statistics=suitable_statistics(net), split=split, **options)

    return measure


decomposition = _as_measure(gradient.decomposition)
correlation = _as_measure(gradient.correlation)
alignment = _as_measure(gradient.alignment)


def norms(
    net: Net, data: DataSet, seed: int, have: Have, *, images: int = 128, split: str = "train", parameters: bool = False
) -> Iterator[list[Row]]:
    """Gradient norms at every unit, and by which factor a unit multiplies them (`gradient.norms`, `gradient.growth`).

    Args:
        net: of a run.
        data: its data.
        seed: not used.
        have: not used: all comes at once.
        images: how many.
        split: of which.
        parameters: whether to measure the gradient of every parameter too; the note is its shape.
    """
    yield _norm_rows(*_net_and_images(net, data, split, images), suitable_statistics(net), split, parameters)


def _norm_rows(net: Net, x: Tensor, y: Tensor, on: Statistics, split: str, parameters: bool = False) -> list[Row]:
    rows = gradient.norms(net, x, y, statistics=on, split=split, parameters=parameters)
    for row in rows:
        if row["quantity"] == PARAMETER_GRADIENT:
            row["note"] = "x".join(map(str, net.get_parameter(row["at"]).shape))
    return rows + [row for row in gradient.growth(rows, net.spec) if row["at"] in ("net", "stages")]


def training(net: Net, data: DataSet, seed: int, have: Have, *, images: int = 128, split: str = "train") -> Iterator[list[Row]]:
    """Gradient norms at every unit and of every parameter, from the initial weights to the last.

    `iteration N`: the weights after N iterations, 0 for the initial ones (of imported weights: drawn anew from seed 0), with
    the batch's statistics, as a training step has them. BATCH_STATISTICS: the same of the last weights. `full`: the last
    weights with running statistics. Where weights were not kept a row without value says why.

    Args as `norms`; net: loaded by `resexp.load`, which knows where the earlier weights are.
    """
    run, after = net.run, net.after
    assert run is not None and after is not None
    net, x, y = _net_and_images(net, data, split, images)
    last = f"unit.{len(net.units) - 1}.output"
    kept = () if run.imported else run.train.kept_iterations()
    for iteration in (0, *kept):
        text = f"iteration {iteration}"
        if have(text, at=last, quantity=GRADIENT_NORM):
            continue
        try:
            then = _channels_last(after(iteration).to(x.device))
        except UserError as error:
            row = {"split": split, "n": len(x), "intervention": text, "at": "", "quantity": GRADIENT_NORM}
            yield [{**row, "value": None, "note": str(error)}]
            continue
        yield [{**row, "intervention": text} for row in _norm_rows(then, x, y, "batch", split, parameters=True)]
    yield [{**row, "intervention": BATCH_STATISTICS} for row in _norm_rows(net, x, y, "batch", split, parameters=True)]
    yield _norm_rows(net, x, y, "running", split, parameters=True)


def scaled(net: Net, data: DataSet, seed: int, have: Have, *, images: int = 128, split: str = "train") -> Iterator[list[Row]]:
    """Gradient norms of a net with scaled shortcuts, their prediction, and the direct term alone (He 2016, Eq. 8).

    Args and errors as `norms` and `gradient.scaled`.
    """
    net, x, y = _net_and_images(net, data, split, images)
    on: Statistics = suitable_statistics(net)
    yield gradient.scaled(net, x, y, statistics=on, split=split)
    route = Route.full(len(net.units)).through("skip", *range(len(net.units)))
    rows = gradient.norms(net, x, y, statistics=on, split=split, route=route, parameters=False)
    yield [{**row, "intervention": DIRECT_TERM} for row in rows]


def variances(
    net: Net, data: DataSet, seed: int, have: Have, *, images: int = 128, split: str = "train"
) -> Iterator[list[Row]]:
    """The branches' variance against the shortcuts' (`response.variances`). Args as `norms`; all images are one batch."""
    net, x, y = _net_and_images(net, data, split, images)
    yield response.variances(net, [(x, y)], statistics=suitable_statistics(net), split=split)


def stds(
    net: Net, data: DataSet, seed: int, have: Have, *, images: int = 1_000, split: str = "test", size: int = 125
) -> Iterator[list[Row]]:
    """The standard deviation of every 3x3 layer's response (`response.stds`). Args as `norms`; size: of a batch."""
    yield response.stds(
        _channels_last(net), data.batches(split, size, images), statistics=suitable_statistics(net), split=split
    )
