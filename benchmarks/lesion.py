"""Seconds for all single deletions of a ResNet (Veit 2016, Fig. 3): each from the image on, and as `measure lesion` does it.

    python benchmarks/lesion.py [--net resnet-56] [--run RUN] [--images 2000] [--repeats 3]

each from the image on   net(x, route=...) in fp32, the usual batch of 500 and the best one found here
judge, fp32              BN folded, units before the deleted one run once for a group of deletions
judge                    the same, bf16 first where the processor has it, fp32 for images that bf16 leaves open

The first three alternate with the last and are repeated; ratios are of the values of one round, with the range. Without --run
the net has its initial weights, whose answers are close calls: then more images are taken twice than in a trained net. The
errors of all ways are compared and the largest difference is printed. Writes results/benchmarks/lesion-DEVICE.json.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from typing import Any

import resexp  # noqa: F401 - before torch, so that its threads leave the cores while they wait

# isort: split
import torch
from record import run_benchmark, save_result

from resexp import api, source, zoo
from resexp.images.data import DataSet
from resexp.nets import hardware
from resexp.nets.inference import BATCH, RouteScorer
from resexp.nets.net import Net
from resexp.probe.lesion import GROUP
from resexp.route import Route
from resexp.spec import Data


@torch.inference_mode()
def errors_from_the_image(net: Net, data: DataSet, routes: list[Route], images: int, batch: int) -> list[float]:
    """Errors in percent."""
    errors = []
    for route in routes:
        wrong = sum(int((net(x, route=route).argmax(1) != y).sum()) for x, y in data.batches("test", batch, images))
        errors.append(100 * wrong / images)
    return errors


def errors_by_scorer(net: Net, data: DataSet, routes: list[Route], images: int, exact: bool) -> list[float]:
    """Errors in percent."""
    judge = RouteScorer(net, data, images)
    judge.rough = None if exact else judge.rough
    return [error for start in range(0, len(routes), GROUP) for error, _ in judge(routes[start : start + GROUP])]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--net", default="resnet-56")
    parser.add_argument("--run")
    parser.add_argument("--images", type=int, default=2000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    device = hardware.choose_device()
    if options.run:
        net = api.load(options.run)
        assert net.run is not None  # load sets it
        spec = net.run.data
    else:
        net = Net(zoo.net(options.net)).eval()
        spec = Data(name="cifar10" if source.find_root("cifar10") else "synthetic")
    data, net = DataSet(spec, device), net.to(device)
    full = Route.full(len(net.units))
    routes = [full.drop(unit) for unit in range(len(net.units))]
    ways: dict[str, Callable[[], list[float]]] = {
        "each from the image on, 500": lambda: errors_from_the_image(net, data, routes, options.images, 500),
        f"each from the image on, {BATCH[device.type]}": lambda: errors_from_the_image(
            net, data, routes, options.images, BATCH[device.type]
        ),
        "judge, fp32": lambda: errors_by_scorer(net, data, routes, options.images, True),
        "judge": lambda: errors_by_scorer(net, data, routes, options.images, False),
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    errors: dict[str, list[float]] = {}
    for _ in range(options.repeats):
        for way, work in ways.items():
            start = time.perf_counter()
            errors[way] = work()
            seconds[way].append(time.perf_counter() - start)
    for way, values in seconds.items():
        ratios = [value / best for value, best in zip(values, seconds["judge"], strict=True)]
        off = max(abs(a - b) for a, b in zip(errors[way], errors["judge, fp32"], strict=True))
        times = f"{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
        print(f"{way:<30} {statistics.median(values):7.1f} s, {times} x the judge; errors within {off:.3f} points of fp32")
    result: dict[str, Any] = {"net": options.run or options.net, "images": options.images, "deletions": len(routes),
                              **hardware.provenance(device), "seconds": seconds, "errors": errors}  # fmt: skip
    save_result("lesion", result, result["device"])


if __name__ == "__main__":
    run_benchmark(main)
