"""Test error and loss of a net, whole or on a route (Veit 2016, section 4; single view, as He 2015)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import torch
import torch.nn.functional as F

from resexp.data import DataSet
from resexp.errors import Stopped
from resexp.inference import BATCH, folded
from resexp.net import Net
from resexp.route import Route


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
    wrong, loss, n = 0, 0.0, 0
    twin = folded(net)
    for x, y in data.batches(split, size=BATCH[data.device.type], limit=limit):
        if stop():
            raise Stopped("a test was given up")
        logits = twin(x, route=route)
        wrong += int((logits.argmax(1) != y).sum())
        loss += float(F.cross_entropy(logits, y, reduction="sum").double())
        n += len(y)
    return Score(100 * wrong / n, loss / n, n)
