"""Test error and loss of a net, whole or on a route (Veit 2016, section 4; single view, as He 2015)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F

from resexp.errors import Stopped
from resexp.images.data import DataSet
from resexp.nets.inference import BATCH, folded
from resexp.nets.net import Net
from resexp.route import Route
from resexp.spec import Train


class Score(NamedTuple):
    """Error in percent, mean cross-entropy in nats, and the number of images they are of."""

    error: float
    loss: float
    n: int


@torch.inference_mode()
def evaluate(
    net: Net,
    data: DataSet,
    split: str = "test",
    limit: int | None = None,
    route: Route | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Score:
    """Error and loss on the first `limit` images of a split, with BN's running statistics.

    Raises:
        UserError: the net cannot run the route, or the split is empty.
        Stopped: `stop` said so.
    """
    n, sums = 0, torch.zeros(2, dtype=torch.float64, device=data.device)  # errors, loss: on the device until the end
    twin = folded(net)
    for x, y in data.batches(split, size=BATCH[data.device.type], limit=limit):
        if stop():
            raise Stopped("a test was given up")
        logits = twin(x, route=route)
        sums += torch.stack([(logits.argmax(1) != y).sum().double(), F.cross_entropy(logits, y, reduction="sum").double()])
        n += len(y)
    wrong, loss = sums.tolist()
    return Score(100 * wrong / n, loss / n, n)


AS_THEY_ARE, SCALED = "branches as they are", "branches times their survival"
"""Interventions of `factors`."""


def factors(
    net: Net, data: DataSet, seed: int, have: Callable[..., bool], *, images: int = 10_000
) -> Iterator[list[dict[str, Any]]]:
    """Error and loss of a net that was trained on random paths, its branches in full at test (Veit 2016, section 4.3), and each
    times the probability with which training ran it (Huang 2016, Eq. 5). Training does not depend on it.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: not used.
        have: rows that are there already.
        images: test images, the first ones.

    Yields:
        Rows of `error` (percent) and `loss` (nats); of a net that was trained whole only the first kind.
    """
    train = net.run.train if net.run else Train()
    before = [unit.kept for unit in net.units]
    for name, rescale in ((AS_THEY_ARE, False), (SCALED, True)):
        if have(intervention=name, quantity="loss") or (rescale and not train.paths):
            continue
        try:
            net.rescale(train.but(rescale=rescale))
            score = evaluate(net, data, limit=images)
        finally:
            for unit, kept in zip(net.units, before, strict=True):
                unit.kept = kept
        yield [
            {"split": "test", "n": score.n, "intervention": name, "at": "", "quantity": quantity, "value": value, "note": ""}
            for quantity, value in (("error", score.error), ("loss", score.loss))
        ]
