"""What a net would answer after every unit: by its own tail and head, and by a linear classifier fitted to the features.

If units refine one answer (Greff 2017, arXiv 1612.07771: successive layers estimate the same features, ever better), the head
of the whole net can read their outputs long before the last. Whether a classifier of their own can (Alain & Bengio 2016, arXiv
1610.01644) says whether the features hold the answer at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor

from resexp.images.data import DataSet
from resexp.measure import CountedRows
from resexp.nets.inference import fold_bn
from resexp.nets.net import Net
from resexp.nets.shortcut import Pad
from resexp.probe.lesion import with_new_statistics
from resexp.route import Step
from resexp.words import AT_INITIALISATION, HEAD_AGREEMENT, HEAD_ERROR, HEAD_LOSS, INTACT, PROBE_ERROR

QUANTITIES = {
    HEAD_ERROR: "error of the net's own tail and head on this unit's output, percent",
    HEAD_LOSS: "its mean cross-entropy, nats",
    HEAD_AGREEMENT: "images whose answer is then the whole net's, percent",
    PROBE_ERROR: "error of a ridge regression on the pooled output, percent",
}
"""The quantities of the rows and what they mean. `at`: `unit.K.input`, what the net has before unit K, or the last output."""

RIDGES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)
"""Penalties to choose from, times the number of images; features have variance 1."""

HELD_OUT = 5
"""A fifth of the training images chooses the penalty."""

BATCH = 250

Row = dict[str, Any]
Have = Callable[..., bool]


def along(
    net: Net,
    data: DataSet,
    seed: int,
    have: Have,
    *,
    images: int = 10_000,
    train_images: int = 10_000,
    bn_images: int = 1_000,
) -> CountedRows:
    """Error of the net's own tail and head, and of a linear probe, before the first unit and after every one.

    The head takes the last stage's channels. From an earlier stage the transitions that are left carry an output to it, by
    their shortcuts alone: in a residual net this is the net with the branches of all later units deleted. A net without
    shortcuts gets those that option A would give it, which subsample and pad with zero channels.

    The probe is fitted to images of the training split, its penalty chosen on a fifth of them; the test set decides nothing.
    It sees the mean of each channel over the map. Where a net has an activation before its head, as pre-activation nets have,
    channels are normalised and rectified before the mean: what their layers and their head see too.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the run, for its initial weights, on which the probe is fitted as well; of the images for their BN statistics.
        have: rows that are there already.
        images: test images, the first ones.
        train_images: training images of the probe, the first ones, as they are (not augmented).
        bn_images: training images on which BN's statistics of the net before its first step are estimated.

    Returns:
        Lists of rows (QUANTITIES): of the trained net, and at initialisation those of the probe; of imported weights the
        former alone.
    """
    states: dict[str, Callable[[], Net]] = {INTACT: lambda: net}
    if not (net.run is not None and net.run.imported):
        states[AT_INITIALISATION] = lambda: with_new_statistics(Net(net.spec, seed).to(data.device), data, seed, bn_images)
    last = _places(net)[-1]
    todo = [state for state in states if not have(state, at=last, quantity=PROBE_ERROR)]

    def measured() -> Iterator[list[Row]]:
        for state in todo:
            rows = _rows(states[state](), data, images, train_images, heads=state == INTACT)
            yield [{**row, "intervention": state} for row in rows]

    return CountedRows(len(todo), measured())


def carried_on(net: Net, x: Float[Tensor, "b c h w"], unit: int) -> Float[Tensor, "b d u v"]:
    """A unit's input as the tail sees it if this unit and all later ones run their shortcut alone; in a net without shortcuts
    transitions subsample and pad with zero channels."""
    for k in range(unit, len(net.units)):
        plan: Any = net.units[k].plan
        bare = net.spec.unit.shortcut == "none" and plan.transition
        x = Pad(plan, both=False)(x) if bare else net.step(x, Step(k, "skip"))
    return x


class Ridge(NamedTuple):
    """A linear classifier: class scores are features @ weight + bias."""

    weight: Float[Tensor, "f classes"]
    bias: Float[Tensor, " classes"]

    def error(self, features: Float[Tensor, "n f"], labels: Int[Tensor, " n"]) -> float:
        """Percent of the images whose highest score is another class's."""
        return 100 * float(((features.double() @ self.weight + self.bias).argmax(1) != labels).double().mean())


def fit_ridge(features: Float[Tensor, "n f"], labels: Int[Tensor, " n"], classes: int) -> Ridge:
    """Ridge regression on one-hot classes, in closed form and float64; the penalty (RIDGES) is the one with the least error on
    every fifth image when fitted to the others, the largest of several."""
    chosen = torch.arange(len(labels), device=labels.device) % HELD_OUT == 0
    parts = (features[~chosen], labels[~chosen], classes)
    errors = {ridge: _solve(*parts, ridge).error(features[chosen], labels[chosen]) for ridge in RIDGES[::-1]}
    return _solve(features, labels, classes, min(errors, key=lambda ridge: errors[ridge]))


def _solve(features: Tensor, labels: Tensor, classes: int, ridge: float) -> Ridge:
    """The classifier with this penalty; features are standardised first, and the classifier takes them as they are."""
    x, y = features.double(), F.one_hot(labels, classes).double()
    mean, scale = x.mean(0), 1 / x.std(0).clamp_min(1e-12)
    z = (x - mean) * scale
    identity = torch.eye(z.shape[1], dtype=z.dtype, device=z.device)
    weight = torch.linalg.solve(z.T @ z + ridge * len(z) * identity, z.T @ (y - y.mean(0))) * scale[:, None]
    return Ridge(weight, y.mean(0) - mean @ weight)


def _places(net: Net) -> list[str]:
    """Names of what is read, from the first unit's input to the last unit's output."""
    return [f"unit.{k}.input" for k in range(len(net.units))] + [f"unit.{len(net.units) - 1}.output"]


@torch.no_grad()
def _rows(net: Net, data: DataSet, images: int, train_images: int, heads: bool) -> list[Row]:
    """Rows of a net; heads: those of its own head too."""
    net = fold_bn(net)
    scales = _scales(net, next(data.batches("train", BATCH, BATCH))[0]) if net.spec.tail else None
    features, labels, _ = _read(net, data, "train", train_images, scales)
    tested, answers, logits = _read(net, data, "test", images, scales, heads)
    rows = []
    for number, place in enumerate(_places(net)):
        probe = fit_ridge(features[number], labels, net.spec.classes)
        values: dict[str, float] = {}
        if heads:
            said, last = logits[number], logits[-1].argmax(1)
            values[HEAD_ERROR] = 100 * float((said.argmax(1) != answers).double().mean())
            values[HEAD_LOSS] = float(F.cross_entropy(said.double(), answers))
            values[HEAD_AGREEMENT] = 100 * float((said.argmax(1) == last).double().mean())
        values[PROBE_ERROR] = probe.error(tested[number], answers)
        where = {"split": "test", "n": len(answers), "at": place}
        rows += [{**where, "quantity": name, "value": value} for name, value in values.items()]
    return rows


def _read(
    net: Net, data: DataSet, split: str, limit: int, scales: list[tuple[Tensor, Tensor]] | None, heads: bool = False
) -> tuple[list[Tensor], Tensor, list[Tensor]]:
    """(pooled features, labels, logits) of the images, features and logits at every place; logits only with `heads`."""
    features: list[list[Tensor]] = [[] for _ in _places(net)]
    logits: list[list[Tensor]] = [[] for _ in _places(net)]
    labels = []
    for x, y in data.batches(split, BATCH, limit):
        labels.append(y)
        for number, value in enumerate(_values_along(net, x)):
            if heads:
                logits[number].append(net.finish(carried_on(net, value, number)))
            if scales is not None:
                mean, scale = scales[number]
                value = ((value - mean) * scale).relu()
            features[number].append(value.mean((2, 3)))
    return [torch.cat(some) for some in features], torch.cat(labels), [torch.cat(some) for some in logits if some]


def _values_along(net: Net, x: Tensor) -> Iterator[Float[Tensor, "b c h w"]]:
    """The input of the first unit, and the output of every one."""
    x = net.stem(x.contiguous(memory_format=torch.channels_last))
    yield x
    for k in range(len(net.units)):
        x = net.step(x, Step(k))
        yield x


def _scales(net: Net, x: Tensor) -> list[tuple[Tensor, Tensor]]:
    """Each channel's mean and inverse standard deviation over these images, at every place, (1, c, 1, 1) each."""
    return [
        (value.mean((0, 2, 3), keepdim=True), 1 / value.std((0, 2, 3), keepdim=True).clamp_min(1e-12))
        for value in _values_along(net, x)
    ]
