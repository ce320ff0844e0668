"""How many runs should train side by side on a GPU, in which memory format, and what a recorded step leaves idle.

1. ResNet-20 and ResNet-110 in fp32, one run and four, in both memory formats (RESEXP_MEMORY_FORMAT, docs/performance.md).
2. 1, 2, 4, 8 and 16 runs side by side in both precisions: all ResNet-20, and ResNets of 20, 32, 44 and 56 layers in turn.
3. 200 steps of ResNet-20 under PyTorch's profiler: kernels a step, the share of the time in which one runs, copies, host time.

Runs take turns as in training (resexp/training/sweep.py): the next step is begun of the run whose last but one is over.

    python benchmarks/side_by_side.py [--seconds 2] [--data cifar10|synthetic]

Writes results/benchmarks/side-by-side-DEVICE.json. Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Sequence
from typing import Any

import resexp  # noqa: F401 - before torch, so that its threads leave the cores while they wait

# isort: split
import torch
from record import run_benchmark, save_result

from resexp import source, zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets import hardware
from resexp.spec import Data, Run, Train
from resexp.training import engine, sweep
from resexp.training.train import Loop

BATCH = 128
PRECISIONS = ("fp32", "bf16")
FORMATS = ("channels_last", "contiguous")
MIXED = ("resnet-20", "resnet-32", "resnet-44", "resnet-56")
TRACED = 200


def make_turns(nets: Sequence[str], data: DataSet, precision: str) -> list[tuple[sweep.Lane, Loop]]:
    """A run of each net with its lane, warmed up until its steps are recorded."""
    turns = []
    for seed, net in enumerate(nets):
        run = Run(net=zoo.net(net), data=data.spec, train=Train(precision=precision), seed=seed)  # type: ignore[arg-type]
        lane = engine.make_lane(data.device)
        with lane():
            loop = Loop(run, data)
            for _ in range(engine.Replay.EAGER + 2):
                loop.step()
        turns.append((lane, loop))
    torch.cuda.synchronize()
    return turns


def images_per_second(nets: Sequence[str], data: DataSet, precision: str, seconds: float) -> dict[str, float]:
    """Images per second of all runs together, and steps per second of each depth, over the given time."""
    turns = make_turns(nets, data, precision)
    begun = [loop.iteration for _, loop in turns]
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        ready = [(lane, loop) for lane, loop in turns if loop.pace.is_ready()]
        if not ready:
            time.sleep(sweep.POLL_SECONDS)
        for lane, loop in ready:
            with lane():
                loop.step()
    torch.cuda.synchronize()
    took = time.perf_counter() - start
    steps = [loop.iteration - before for (_, loop), before in zip(turns, begun, strict=True)]
    found = {"images/s": round(sum(steps) * BATCH / took)}
    return found | {f"steps/s of one {net}": round(steps[nets.index(net)] / took, 1) for net in dict.fromkeys(nets)}


def trace(data: DataSet, precision: str) -> dict[str, float]:
    """What one ResNet-20 does in 200 steps, with the profiler and without."""
    (lane, loop), *_ = make_turns(["resnet-20"], data, precision)

    def steps() -> tuple[float, float]:
        start, computed = time.perf_counter(), time.process_time()
        with lane():
            for _ in range(TRACED):
                loop.step()
        torch.cuda.synchronize()
        return (time.perf_counter() - start) / TRACED, (time.process_time() - computed) / TRACED

    wall, host = steps()
    activities = [torch.profiler.ProfilerActivity.CUDA]
    with torch.profiler.profile(activities=activities, acc_events=True) as found:
        steps()
    events = [event for event in found.events() if event.device_type == torch.autograd.DeviceType.CUDA]
    spans = sorted((event.time_range.start, event.time_range.end) for event in events)
    busy, until = 0.0, 0.0
    for begin, end in spans:  # kernels of one stream rarely overlap, but graphs have branches
        busy, until = busy + max(0.0, end - max(begin, until)), max(until, end)
    copies = [event for event in events if "memcpy" in event.name.lower()]
    return {
        "ms a step": round(1e3 * wall, 3),
        "ms of the host's processor a step": round(1e3 * host, 3),
        "kernels and copies a step": round(len(events) / TRACED, 1),
        "copies a step": round(len(copies) / TRACED, 1),
        "part of the traced time in which the GPU computes": round(busy / max(spans[-1][1] - spans[0][0], 1e-9), 3),
        "ms of kernels a step": round(busy / 1e3 / TRACED, 3),
    }


def main() -> None:
    """Measure, print, write.

    Raises:
        UserError: there is no GPU.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--data", default="cifar10" if source.find_root("cifar10") else "synthetic")
    options = parser.parse_args()
    device = hardware.choose_device()
    if device.type != "cuda":
        raise UserError("runs train side by side on a GPU only; there is none here")
    data = DataSet(Data(name=options.data), device)
    result: dict[str, Any] = {"data": options.data, "batch": BATCH, **hardware.provenance(device)}

    def measure(part: str, key: str, nets: Sequence[str], precision: str) -> None:
        found = images_per_second(nets, data, precision, options.seconds)
        result.setdefault(part, {})[key] = found
        print(f"{part:<14} {key:<34} " + "   ".join(f"{value:g} {name}" for name, value in found.items()), flush=True)

    for name in FORMATS:
        os.environ["RESEXP_MEMORY_FORMAT"] = name
        for net in ("resnet-20", "resnet-110"):
            for count in (1, 4):
                measure("memory format", f"{net} fp32 {name} x {count}", [net] * count, "fp32")
    del os.environ["RESEXP_MEMORY_FORMAT"]
    for precision in PRECISIONS:
        for count in (1, 2, 4, 8, 16):
            measure("equal", f"resnet-20 {precision} x {count}", ["resnet-20"] * count, precision)
            if count >= len(MIXED):
                measure("mixed", f"20, 32, 44, 56 {precision} x {count}", MIXED * (count // len(MIXED)), precision)
    for precision in PRECISIONS:
        result.setdefault("trace", {})[precision] = found = trace(data, precision)
        print(f"trace {precision}: " + ", ".join(f"{value} {name}" for name, value in found.items()), flush=True)
    save_result("side-by-side", result, result["device"])


if __name__ == "__main__":
    run_benchmark(main)
