"""Do the paths of a residual net agree? The energy of a path length beside what it would be if its paths were independent.

The gradient is a sum over paths, G_k that of the paths p of length k, one g_p each (probe/paths.py). Were the g_p orthogonal on
average, as gradients of unrelated nets are, ||G_k||^2 would be the sum of all ||g_p||^2. That sum has up to 10^7 terms, but it
is the mean of ||G_k(eps)||^2 over random signs eps, one for each unit, with which the backward signal of the unit's branch is
multiplied: g_p gets the product of the signs of its branches, and two different paths differ in a branch, so that their
products are uncorrelated (docs/ensemble.md). Each draw of signs is one exact sweep over all paths.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import CountedRows
from resexp.nets.net import Net
from resexp.probe.lesion import with_new_statistics
from resexp.probe.paths import gradients_by_length, units_passed
from resexp.rng import derive
from resexp.words import (
    AT_INITIALISATION,
    COHERENCE,
    COHERENCE_ERROR,
    ENERGY_APART,
    ENERGY_ERROR,
    INTACT,
    PATH_ENERGY,
)

QUANTITIES = {
    PATH_ENERGY: "||G_k||^2, of the gradient summed over all paths of this length; mean over images",
    ENERGY_APART: "sum of ||g_p||^2 over the same paths, by random signs: what ||G_k||^2 were if they were independent",
    ENERGY_ERROR: "standard error of that estimate over draws of signs, as a part of it",
    COHERENCE: "the first over the second: 1 if paths are independent, their number if all are alike, below 1 if they cancel",
    COHERENCE_ERROR: "its standard error over draws of signs",
}
"""The quantities of the rows and what they mean. Gradients are those of each image's cross-entropy (nats) with respect to the
normalised image; each is divided by the norm of the image's whole gradient, so that no image counts for more than another. `at`
is the length in units, missing for all paths of all lengths together. Errors leave out how images vary."""

Row = dict[str, Any]
Have = Callable[..., bool]


def coherence(
    net: Net, data: DataSet, seed: int, have: Have, *, images: int = 32, draws: int = 16, bn_images: int = 1_000
) -> CountedRows:
    """The energy of every path length, and what it would be of independent paths, after training and before.

    Both nets run on running statistics of BN, so that images do not touch each other; those of the net before its first step
    mean nothing yet and are estimated on training images.

    Args:
        net: a trained net, left as it is. One without shortcuts has one path: its coherence is 1.
        data: its data.
        seed: of the run, for its initial weights; of the signs, and of the images that BN's statistics are estimated on.
        have: rows that are there already.
        images: test images, the first ones.
        draws: of signs, for each image apart; two at least.
        bn_images: number of the training images that BN's statistics are estimated on.

    Returns:
        Lists of rows (QUANTITIES) at each length, and of all paths; `at initialisation` before training, which imported
        weights do not know.

    Raises:
        UserError: less than two draws.
    """
    if draws < 2:
        raise UserError(f"{draws} draws of signs: their spread needs at least two")
    x, y = next(data.batches("test", images, images))
    imported = net.run is not None and bool(net.run.imported)
    states = {INTACT: lambda: net}
    if not imported:
        states[AT_INITIALISATION] = lambda: with_new_statistics(Net(net.spec, seed).to(x.device), data, seed, bn_images)
    todo = [state for state in states if not have(state, quantity=COHERENCE)]

    def measured() -> Iterator[list[Row]]:
        for state in todo:
            yield [{**row, "intervention": state} for row in _rows(states[state](), x, y, draws, seed)]

    return CountedRows(len(todo), measured())


def energies(
    net: Net, x: Float[Tensor, "b 3 h w"], y: Int[Tensor, " b"], signs: Float[Tensor, "n b"] | None = None
) -> Float[Tensor, "k b"]:
    """||G_k||^2 at the image over that of the image's whole gradient, (lengths, b) in float64, of paths times these signs.

    An image whose gradient is zero gets nan.
    """
    terms, total = gradients_by_length(net, x, y, signs=signs)
    return terms.double().flatten(2).square().sum(2) / total.double().flatten(1).square().sum(1)


def draw_signs(units: int, images: int, seed: int, number: int) -> Float[Tensor, "n b"]:
    """The signs of a draw, +1 or -1, (units, images): each unit's and each image's on its own."""
    generator = torch.Generator().manual_seed(derive(seed, "signs", number))
    return torch.randint(0, 2, (units, images), generator=generator).float() * 2 - 1


def _rows(net: Net, x: Tensor, y: Tensor, draws: int, seed: int) -> list[Row]:
    """Rows of a net, by length and of all paths."""
    together = energies(net, x, y)
    there = together.isfinite().all(0)
    x, y, together = x[there], y[there], together[:, there].mean(1)
    signs = (draw_signs(len(net.units), len(x), seed, number).to(x.device) for number in range(draws))
    apart = torch.stack([energies(net, x, y, some).mean(1) for some in signs])  # (draws, lengths)
    lengths: list[int | None] = [*units_passed(net.spec)]
    rows = []
    for k, one, drawn in zip(lengths, together.tolist(), apart.unbind(1), strict=True):
        rows += _values(len(x), k, one, drawn)
    return rows + _values(len(x), None, 1.0, apart.sum(1))


def _values(n: int, k: int | None, together: float, drawn: Tensor) -> list[Row]:
    """Rows of one length from the energy of its paths, and from the energies with so many draws of signs."""
    mean = float(drawn.mean())
    error = float(drawn.std()) / math.sqrt(len(drawn)) / mean
    ratio = together / mean
    values = {PATH_ENERGY: together, ENERGY_APART: mean, ENERGY_ERROR: error}
    values |= {COHERENCE_ERROR: ratio * error, COHERENCE: ratio}
    return [{"split": "test", "n": n, "at": k, "quantity": name, "value": value} for name, value in values.items()]
