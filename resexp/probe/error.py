"""Test error of a net that was trained on random paths, with its branches as they are and scaled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from resexp.images.data import DataSet
from resexp.nets.inference import evaluate
from resexp.nets.net import Net
from resexp.probe.lesion import with_new_statistics
from resexp.spec import Train
from resexp.words import AS_THEY_ARE, RE_ESTIMATED, SCALED


def factors(
    net: Net, data: DataSet, seed: int, have: Callable[..., bool], *, images: int = 10_000, bn_images: int = 0
) -> Iterator[list[dict[str, Any]]]:
    """Error and loss of a net that was trained on random paths: with its branches as they are (Veit 2016, section 5), and with
    each branch times the probability with which training ran it (Huang 2016, Eq. 5). Training ran some branches at a time, and
    BN's statistics are of that; so also with statistics of the whole net as it is, if they are asked for.

    Args:
        net: a trained net, left as it is.
        data: its data.
        seed: of the images that BN's statistics are estimated on.
        have: which rows are on disk already.
        images: test images, the first ones.
        bn_images: number of training images that BN's statistics are estimated on again; 0: they are not.

    Yields:
        Rows of `error` (percent) and `loss` (nats); for a net that was not trained on paths only as it is.
    """
    train = net.run.train if net.run else Train()
    before = [unit.survival for unit in net.units]
    for name, rescale in ((AS_THEY_ARE, False), (SCALED, True), (AS_THEY_ARE + RE_ESTIMATED, False)):
        again = RE_ESTIMATED in name
        if have(intervention=name, quantity="loss") or (rescale and not train.paths) or (again and not bn_images):
            continue
        try:
            net.rescale(train.replace(rescale=rescale))
            tested = with_new_statistics(net, data, seed, bn_images) if again else net
            score = evaluate(tested, data, limit=images)
        finally:
            for unit, kept in zip(net.units, before, strict=True):
                unit.survival = kept
        yield [
            {"split": "test", "n": score.n, "intervention": name, "at": "", "quantity": quantity, "value": value, "note": ""}
            for quantity, value in (("error", score.error), ("loss", score.loss))
        ]
