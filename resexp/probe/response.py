"""Standard deviations of layer responses (He 2015, Fig. 7), and variance of branches against shortcuts (De & Smith 2020).

    rows = stds(net, data.batches("test"), statistics="running")
    rows = variances(net, data.batches("train", 128, limit=128), statistics="batch")

Variances are exact over all images and positions: batches are merged in double precision (Chan 1979). Nets are not changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import torch
from torch import Tensor

from resexp.nets.net import Net
from resexp.probe.gradient import Row, Statistics, frozen_net
from resexp.spec import Net as NetSpec
from resexp.spec import UnitPlan
from resexp.words import RESPONSE_STD, VARIANCE_RATIO

Batches = Iterable[tuple[Tensor, Tensor]]
"""Images (b, 3, 32, 32) and labels, as `DataSet.batches` gives them; the labels are not looked at."""


class Moments:
    """Count, mean and sum of squared deviations of every channel, in double precision, over any number of batches."""

    def __init__(self) -> None:
        self.count = 0
        self.mean: Tensor | float = 0.0
        self.squares: Tensor | float = 0.0

    def add(self, x: Tensor) -> None:
        """Add a batch, (b, c, h, w)."""
        count = x.numel() // x.shape[1]
        variance, mean = torch.var_mean(x.double(), dim=(0, 2, 3), correction=0)  # (c,), (c,)
        total = self.count + count
        apart = mean - self.mean
        self.mean = self.mean + apart * (count / total)
        self.squares = self.squares + variance * count + apart**2 * (self.count * count / total)
        self.count = total

    def std(self) -> float:
        """Standard deviation of all values together, about their common mean."""
        within, between = torch.as_tensor(self.squares) / self.count, torch.as_tensor(self.mean).var(correction=0)
        return float((within.mean() + between).sqrt())

    def variance(self) -> float:
        """Mean over channels of each channel's variance over images and positions."""
        return float((torch.as_tensor(self.squares) / self.count).mean())


def response_places(spec: NetSpec) -> dict[str, str]:
    """The tapped place that is the response of each 3x3 layer, by `layer.1` (the stem's), `layer.2` ... in order.

    He 2015, Fig. 7 takes the output after BN and before the nonlinearity or the addition. That is the BN that stands directly
    behind the convolution, or the convolution itself if none does (no BN at all, or BN after the addition). In a pre-activation
    net whose branch begins with BN a layer is BN, ReLU, convolution: its BN lies before it, the next one belongs to the next
    layer, and the response is the convolution's output. 1x1 convolutions are passed over, as in the paper.
    """
    places = list(_places_in("stem", spec.stem.split(), leading=False))
    for plan in spec.unit_plans():
        words = spec.unit.branch.split()[_lead_length(spec, plan) :]
        places += _places_in(f"unit.{plan.index}.branch", words, leading="bn" in spec.unit.leading)
    return {f"layer.{number}": place for number, place in enumerate(places, start=1)}


def _lead_length(spec: NetSpec, plan: UnitPlan) -> int:
    """Number of the branch's tokens that stand before the split in this unit, and are tapped as its lead."""
    return len(spec.unit.leading) if plan.shares else 0


def _places_in(name: str, words: list[str], leading: bool) -> Iterator[str]:
    for k, word in enumerate(words):
        if word == "conv":
            behind = not leading and words[k + 1 : k + 2] == ["bn"]
            yield f"{name}.{k + 1}.bn" if behind else f"{name}.{k}.conv"


def _measure_moments(
    net: Net, batches: Batches, statistics: Statistics, places: Iterable[str]
) -> tuple[int, dict[str, Moments]]:
    """(number of images, moments at each of the places)."""
    moments = {place: Moments() for place in places}
    n = 0

    def tap(name: str, value: Tensor) -> None:
        if name in moments:
            moments[name].add(value)

    like = net.head.weight
    with frozen_net(net, statistics), torch.no_grad():
        for x, _ in batches:
            net(x.to(device=like.device, dtype=like.dtype), tap=tap)
            n += len(x)
    if not n:
        raise ValueError("there are no images to measure responses on")
    return n, moments


def _row(split: str, n: int, at: str, quantity: str, value: float, note: str = "") -> Row:
    return {"split": split, "n": n, "intervention": "full", "at": at, "quantity": quantity, "value": value, "note": note}


def stds(net: Net, batches: Batches, *, statistics: Statistics, split: str = "test") -> list[Row]:
    """He 2015, Fig. 7: the standard deviation of every 3x3 layer's response, over all images, positions and channels.

    `response std` at `layer.K` (1 is the stem's; `response_places` says which output is meant, and so does the note), and
    sorted from the largest on at `rank.K`.

    Args:
        net: any net; trained nets are measured with running statistics.
        batches: of normalised images.
        statistics: of batch normalisation.
        split: what the rows say.

    Raises:
        ValueError: there are no images.
    """
    places = response_places(net.spec)
    n, moments = _measure_moments(net, batches, statistics, places.values())
    values = {at: moments[place].std() for at, place in places.items()}
    rows = [_row(split, n, at, RESPONSE_STD, value, places[at]) for at, value in values.items()]
    ranked = sorted(values.items(), key=lambda item: -item[1])
    return rows + [_row(split, n, f"rank.{k}", RESPONSE_STD, value, at) for k, (at, value) in enumerate(ranked, start=1)]


def variances(net: Net, batches: Batches, *, statistics: Statistics, split: str = "train") -> list[Row]:
    """De & Smith 2020: the branch's variance against the shortcut's, which BN keeps near 1 / (units passed) at initialisation.

    At `unit.K`: `branch variance`, `shortcut variance` (of the two summands; a channel's variance over images and positions,
    mean over channels) and `variance ratio`, branch over shortcut. A padded shortcut's zero channels count. Plain units have no
    shortcut, hence neither of the latter two.

    Args and errors as `stds`; at initialisation take batch statistics.
    """
    plain = net.spec.unit.shortcut == "none"
    summands = ("branch",) if plain else ("branch", "shortcut")
    units = [f"unit.{plan.index}" for plan in net.spec.unit_plans()]
    n, moments = _measure_moments(net, batches, statistics, [f"{unit}.{summand}" for unit in units for summand in summands])
    rows = []
    for unit in units:
        values = {summand: moments[f"{unit}.{summand}"].variance() for summand in summands}
        rows += [_row(split, n, unit, f"{summand} variance", value) for summand, value in values.items()]
        if not plain:
            ratio = values["branch"] / values["shortcut"] if values["shortcut"] else float("inf")
            rows.append(_row(split, n, unit, VARIANCE_RATIO, ratio))
    return rows
