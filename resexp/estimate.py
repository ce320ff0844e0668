"""How long training takes here, from multiply-additions and the speeds that runs on this device have logged. No torch."""

from __future__ import annotations

import functools
import math
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from resexp.budget import Plan
from resexp.spec import Net, Run
from resexp.store import Store

GPUS = Path("/proc/driver/nvidia/gpus")
"""Where the driver of NVIDIA says which GPUs there are."""


@functools.lru_cache(maxsize=1024)
def _macs(net: Net) -> int:
    """Multiply-additions of a net for one image, counted once."""
    return net.macs()


class Speed(NamedTuple):
    """A net trained on this device: its run, and the images a second that the device trained (of all runs side by side)."""

    run: Run
    images_per_second: float


def device_name(device: str | None = None) -> str:
    """The name of the device that runs train on, as run.json has it: the one named, else the first GPU, else the processor."""
    models = [line.split(":", 1)[1].strip() for path in sorted(GPUS.glob("*/information")) for line in _lines(path)
              if line.startswith("Model:")]  # fmt: skip
    number = int((device or "cuda:0").partition(":")[2] or 0) if (device or "cuda").startswith("cuda") else len(models)
    return models[number] if number < len(models) and os.environ.get("CUDA_VISIBLE_DEVICES") != "" else cpu_name()


def _lines(path: Path) -> list[str]:
    """The lines of a file of the system; none if there is no such file."""
    try:
        return path.read_text().splitlines()
    except OSError:
        return []


def cpu_name() -> str:
    """The CPU's name and how many cores this process may use."""
    names = [line.split(":", 1)[1].strip() for line in _lines(Path("/proc/cpuinfo")) if line.startswith("model name")]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{[*names, platform.processor() or platform.machine()][0]}, {cores} cores"


def logged_speeds(store: Store, device: str) -> list[Speed]:
    """Speeds of the stored runs that were trained on a device."""
    found = []
    for key in store.stored_keys():
        outcome = store.outcome(key) or {}
        if outcome.get("device") == device and outcome.get("iterations"):
            run = store.spec(key)
            speed = store.with_speed(run, outcome).get("images_per_second")
            found += [Speed(run, speed * outcome.get("side_by_side", 1))] if speed else []
    return found


def seconds(run: Run, speeds: Sequence[Speed]) -> float:
    """Seconds that a run takes: at the median speed of the nets most like it (precision, unit, width, then size) that were
    trained here, scaled by multiply-additions. A test image costs about a third of a training image, and is taken in fp32."""

    def unlike(known: Run) -> tuple[bool, bool, bool, float]:
        alike = (
            known.train.precision == run.train.precision,
            known.net.unit == run.net.unit,
            known.net.widths == run.net.widths,
        )
        one, two, three = (not same for same in alike)
        return one, two, three, abs(math.log(_macs(known.net) / _macs(run.net)))

    nearest = min(unlike(speed.run) for speed in speeds)
    macs = [speed.images_per_second * _macs(speed.run.net) for speed in speeds if unlike(speed.run) == nearest]
    tests = run.train.iterations // run.train.test_every * run.train.interim_images + run.data.test_images
    images = run.train.iterations * run.train.batch + tests / 3 * (2 if run.train.precision == "bf16" else 1)
    return images * _macs(run.net) / statistics.median(macs)


def of_plans(plans: Iterable[Plan], store: Store, device: str) -> dict[str, float]:
    """Seconds of each run that is trained, by key; nothing if no run was trained on the device."""
    trained = {plan.run.key: plan.run for plan in plans if plan.run.train.iterations}
    speeds = logged_speeds(store, device) if trained else []
    return {key: seconds(run, speeds) for key, run in trained.items()} if speeds else {}


def describe(time: float) -> str:
    """'50 s', '12 min', '3 h 20 min', '2.5 days', '157 days'."""
    minutes = round(time / 60)
    if time < 100:
        return f"{time:.0f} s"
    if minutes < 100:
        return f"{minutes} min"
    if minutes < 36 * 60:
        return f"{minutes // 60} h {minutes % 60:02} min"
    days = time / 86_400
    return f"{days:.1f} days" if days < 20 else f"{days:,.0f} days"
