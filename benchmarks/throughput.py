"""Training throughput of resexp against the loop that everybody writes, on the same machine in the same run.

Reference: CIFAR-10 as PIL images through torchvision's RandomCrop, RandomHorizontalFlip, ToTensor, Normalize in a DataLoader
(the better of 0 and all cores as workers), fp32, the default memory format, torch.optim.SGD. Ours: resexp's data and engine at
each precision. The two alternate and are repeated; the ratio is of medians, with the range over repeats.

    python benchmarks/throughput.py [--nets resnet-20,resnet-56] [--repeats 3] [--seconds 4] [--quick]

Writes results/benchmarks/throughput-DEVICE.json. Needs CIFAR-10 ($RESEXP_DATA or ./data), or times the reference's transforms
on the synthetic images (as PIL images, too).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import torch
import torch.nn.functional as F
from PIL import Image

from resexp import engine, source, zoo
from resexp.data import DataSet
from resexp.net import Net
from resexp.spec import Data, Train
from resexp.store import Store, write_atomic
from resexp.torchvision_shim import torchvision

BATCH = 128


class Pictures(torch.utils.data.Dataset):  # type: ignore[type-arg]
    """What torchvision.datasets.CIFAR10 does for one item: a PIL image through the transforms."""

    def __init__(self, data: DataSet) -> None:
        t = torchvision().transforms
        self.pixels, self.labels = data.train.pixels.cpu().numpy(), data.train.labels.cpu().numpy()
        self.transform = t.Compose([
            t.RandomCrop(32, padding=4), t.RandomHorizontalFlip(), t.ToTensor(),
            t.Normalize((0.4914, 0.4822, 0.4465), (0.247, 0.243, 0.261)),
        ])  # fmt: skip

    def __len__(self) -> int:
        return len(self.labels)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        return self.transform(Image.fromarray(self.pixels[index])), int(self.labels[index])


def reference(name: str, data: DataSet, workers: int) -> Iterator[int]:
    """The usual loop; yields the images of each step."""
    net = Net(zoo.net(name)).to(data.device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    loader = torch.utils.data.DataLoader(
        Pictures(data), batch_size=BATCH, shuffle=True, num_workers=workers, pin_memory=data.device.type == "cuda"
    )
    while True:
        for x, y in loader:
            x, y = x.to(data.device, non_blocking=True), y.to(data.device, non_blocking=True)
            loss = F.cross_entropy(net(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()  # everybody prints it, or waits for it
            yield len(y)


def ours(name: str, data: DataSet, precision: str) -> Iterator[int]:
    """resexp's own step; yields the images of each step."""
    stepper = engine.Stepper(Net(zoo.net(name)), Train(precision=precision), data.device)  # type: ignore[arg-type]
    step = 0
    while True:
        x, y = data.batch(data.draw(0, step, BATCH))
        loss, _ = stepper.step(x, y, 0.01)
        if data.device.type == "cuda":
            loss.item()
        step += 1
        yield len(y)


def speed(loop: Iterator[int], seconds: float) -> float:
    """Images per second after two steps of warm-up, over at least three steps."""
    next(loop), next(loop)
    images, steps, start = 0, 0, time.perf_counter()
    while steps < 3 or time.perf_counter() - start < seconds:
        images, steps = images + next(loop), steps + 1
    return images / (time.perf_counter() - start)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nets", default="resnet-20,resnet-56")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--quick", action="store_true", help="resnet-20 only, under two minutes")
    options = parser.parse_args()
    nets = ["resnet-20"] if options.quick else options.nets.split(",")
    device = engine.device()
    name = "cifar10" if source.find("cifar10") else "synthetic"
    data = DataSet(Data(name=name), device)  # type: ignore[arg-type]
    result: dict[str, Any] = {"data": name, "batch": BATCH, **engine.provenance(device), "nets": {}}
    for net in nets:
        kinds: dict[str, Callable[[], Iterator[int]]] = {
            "reference, 0 workers": lambda net=net: reference(net, data, 0),
            f"reference, {os.cpu_count()} workers": lambda net=net: reference(net, data, os.cpu_count() or 1),
            "resexp fp32": lambda net=net: ours(net, data, "fp32"),
            "resexp bf16": lambda net=net: ours(net, data, "bf16"),
        }
        speeds: dict[str, list[float]] = {kind: [] for kind in kinds}
        for _ in range(options.repeats):
            for kind, make in kinds.items():
                speeds[kind].append(speed(make(), options.seconds))
        best = max((kind for kind in speeds if kind.startswith("reference")), key=lambda kind: statistics.median(speeds[kind]))
        result["nets"][net] = {"speeds": speeds, "best reference": best}
        for kind, values in speeds.items():
            ratios = [value / other for value, other in zip(values, speeds[best], strict=True)]
            times = statistics.median(values) / statistics.median(speeds[best])
            print(
                f"{net:<10} {kind:<22} {statistics.median(values):8.0f} images/s ({min(values):.0f}-{max(values):.0f}), "
                f"{times:.2f} x the usual loop ({min(ratios):.2f}-{max(ratios):.2f})",
                flush=True,
            )
    place = re.sub(r"[^a-z0-9]+", "-", result["device"].lower()).strip("-")
    path = Store().root / "benchmarks" / f"throughput-{place}.json"
    write_atomic(path, json.dumps(result, indent=1) + "\n")
    print(path)


if __name__ == "__main__":
    main()
