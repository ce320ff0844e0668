"""Fast evaluation: batch normalisation folded into the convolutions, and bf16 where it cannot change an answer.

`fold_bn(net)` computes what the net computes, to rounding, in about two thirds of the time. `RouteScorer` scores a set of
routes and runs the steps with which several of them begin only once. On a processor with bf16 arithmetic it takes every image
through in bf16 first, and again in fp32 if its two best classes lie so close that rounding might have exchanged them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from resexp.errors import Stopped
from resexp.images.data import DataSet
from resexp.nets import hardware
from resexp.nets.net import Net
from resexp.route import Route, Step

BATCH = {"cpu": 50, "cuda": 2000}
"""Images in a batch: on a CPU few enough that activations stay in the cache."""

CHECKED = 100
"""Images that every route takes in both precisions, to measure the error of bf16."""

SAFETY = 3.0
"""An image is taken again in fp32 if the margin of its answer is below this many times the largest error of a margin seen."""


@torch.no_grad()
def fold_bn(net: Net) -> Net:
    """A copy in eval mode whose convolutions hold the batch normalisation right behind them; the net stays as it was.

    Every place of the net keeps its name and index (an identity stands where batch normalisation stood), so that routes and
    taps mean the same.
    """
    twin = copy.deepcopy(net).eval()
    for part in [module for module in twin.modules() if isinstance(module, nn.Sequential)]:
        for place in range(len(part) - 1):
            first, second = part[place], part[place + 1]
            if isinstance(first, nn.Conv2d) and isinstance(second, nn.BatchNorm2d):
                part[place], part[place + 1] = fuse_conv_bn_eval(first, second), nn.Identity()
        for place in range(1, len(part)):
            if isinstance(part[place], nn.ReLU):
                part[place] = nn.ReLU(inplace=_owns_its_input(part, place))
    return twin.to(memory_format=torch.channels_last).requires_grad_(False)  # type: ignore[call-overload]


def _owns_its_input(part: nn.Sequential, place: int) -> bool:
    """Whether a layer of the same sequence made this layer's input, so that it may be overwritten."""
    return any(isinstance(before, nn.Conv2d | nn.BatchNorm2d) for before in list(part)[:place])


class Score(NamedTuple):
    """Error in percent, mean cross-entropy in nats, and the number of images; of scenes per labelled pixel."""

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
    n, sums = 0, torch.zeros(3, dtype=torch.float64, device=data.device)  # errors, loss, labels: on the device until the end
    twin = fold_bn(net)
    for x, y in data.batches(split, size=BATCH[data.device.type], limit=limit):
        if stop():
            raise Stopped("a test was given up")
        logits = twin(x, route=route)
        wrong, labelled = (logits.argmax(1) != y) & (y >= 0), (y >= 0).sum().double()
        sums += torch.stack([wrong.sum().double(), F.cross_entropy(logits, y, reduction="sum").double(), labelled])
        n += len(y)
    errors, loss, labels = sums.tolist()
    return Score(100 * errors / labels, loss / labels, n)


class RouteScorer:
    """Computes error and loss of a net on many routes; steps with which several routes begin are run once."""

    def __init__(self, net: Net, data: DataSet, n: int) -> None:
        """Routes are scored on the first n test images of `data`."""
        self.data, self.n = data, n
        self.exact = fold_bn(net)
        cpu = data.device.type == "cpu"
        self.rough = copy.deepcopy(self.exact).bfloat16() if cpu and hardware.has_fast_bf16(data.device) else None

    @torch.inference_mode()
    def __call__(self, routes: Sequence[Route]) -> list[tuple[float, float]]:
        """(error in percent, mean cross-entropy in nats) of each route.

        The error is that of fp32, except for images whose margin bf16 changed by more than SAFETY times the largest change
        among CHECKED images; the loss has bf16's rounding on the images that are surely right or wrong.
        """
        if self.rough is None:
            logits = self._logits(self.exact, routes, self.n)
        else:
            logits = self._logits(self.rough, routes, self.n)
            checks = self._logits(self.exact, routes, min(CHECKED, self.n))
            for route, rough, exact in zip(routes, logits, checks, strict=True):
                near = _margin(rough) < SAFETY * _margin_error(rough[: len(exact)], exact)
                near[: len(exact)] = False
                rough[: len(exact)] = exact
                for some in near.nonzero().flatten().split(BATCH["cpu"]):
                    rough[some] = self.exact(self._images(some), route=route)
        labels = self.data.test.labels[: self.n]
        wrong = [int((some.argmax(1) != labels).sum()) for some in logits]
        losses = [float(F.cross_entropy(some.double(), labels)) for some in logits]
        return [(100 * count / self.n, loss) for count, loss in zip(wrong, losses, strict=True)]

    def _images(self, index: Int[Tensor, " b"]) -> Float[Tensor, "b 3 32 32"]:
        return self.data.normalise(self.data.test.pixels[index]).permute(0, 3, 1, 2)

    def _logits(self, net: Net, routes: Sequence[Route], n: int) -> list[Float[Tensor, "n classes"]]:
        """Logits of every route on the first n images, each (n, classes) in fp32."""
        found: list[list[Tensor]] = [[] for _ in routes]
        for part in torch.arange(n).split(BATCH[self.data.device.type]):
            x = net.stem(self._images(part).to(net.head.weight.dtype))
            for place, logits in _logits_of_routes(net, x, dict(enumerate(routes)), 0):
                found[place].append(logits.float())
        return [torch.cat(parts) for parts in found]


def _logits_of_routes(net: Net, x: Tensor, routes: Mapping[int, Route], start: int) -> Iterator[tuple[int, Tensor]]:
    """(number, logits) of each of these routes, which agree before step `start`; x: the input of that step."""
    for at in range(start, len(next(iter(routes.values())).steps)):
        ways: dict[Step, dict[int, Route]] = {}
        for place, route in routes.items():
            ways.setdefault(route.steps[at], {})[place] = route
        *others, step = ways
        for other in others:
            yield from _logits_of_routes(net, net.step(x, other), ways[other], at + 1)
        x, routes = net.step(x, step), ways[step]
    logits = net.finish(x)
    yield from ((place, logits) for place in routes)


def shared_start_order(route: Route) -> tuple[object, ...]:
    """A sort key that puts routes beside those with which they share their first steps."""
    return tuple((step.mode == "full", step.unit, step.mode, step.backward) for step in route.steps)


def _margin(logits: Tensor) -> Tensor:
    """By how much the best class leads, (n, classes) -> (n,)."""
    best = logits.topk(2, dim=1).values
    return best[:, 0] - best[:, 1]


def _margin_error(rough: Tensor, exact: Tensor) -> float:
    """Largest error, over images, of the difference of two logits of an image."""
    error = rough - exact
    return float((error.amax(1) - error.amin(1)).max())
