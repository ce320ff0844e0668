"""Time and memory of the exact spectrum of gradients by path length (resexp.probe.paths.spectrum).

Each net is measured in a process of its own, so that its peak memory (resident, PyTorch and the interpreter included) is its
own. Weights are as initialised and images are noise: neither changes what has to be computed. The goal: ResNet-110 with 64
images within 4 GiB and 60 s on 2 cores.

    python benchmarks/paths.py [--nets resnet-56,resnet-110,preresnet-110] [--images 64] [--threads 2] [--repeats 3]

Writes results/benchmarks/paths-DEVICE.json.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from typing import Any

from record import run_benchmark, save_result

from resexp.nets import hardware


def measure(name: str, images: int, threads: int, repeats: int) -> dict[str, Any]:
    """Seconds of each repeat, the process's peak memory in GiB, how far the sum over lengths is from the gradient."""
    import torch

    from resexp import zoo
    from resexp.nets.net import Net
    from resexp.probe.paths import spectrum

    torch.set_num_threads(threads)
    device = hardware.choose_device()
    net = Net(zoo.net(name)).to(device).eval()
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(images, 3, 32, 32, generator=generator).to(device)
    y = torch.randint(0, 10, (images,), generator=generator).to(device)
    seconds, values = [], {}
    for _ in range(repeats):
        start = time.perf_counter()
        values = {row["quantity"]: row["value"] for row in spectrum(net, x, y)}  # reads the values: the device is done
        seconds.append(time.perf_counter() - start)
    unit = 1 if sys.platform == "darwin" else 1024
    return {
        "images": images, "threads": threads, "seconds": seconds, "deviation": values["path gradient deviation"],
        "peak GiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 2**30,
        "device GiB": torch.cuda.max_memory_allocated() / 2**30 if device.type == "cuda" else None,
        **hardware.provenance(device),
    }  # fmt: skip


def main() -> None:
    """Measure each net in a process of its own; print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nets", default="resnet-56,resnet-110,preresnet-110")
    parser.add_argument("--images", type=int, default=64)
    parser.add_argument("--threads", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--alone", metavar="NET", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        print(json.dumps(measure(options.alone, options.images, options.threads, options.repeats)))
        return
    result: dict[str, Any] = {}
    sizes = [f"--{name}={getattr(options, name)}" for name in ("images", "threads", "repeats")]
    for name in options.nets.split(","):
        done = subprocess.run(
            [sys.executable, __file__, "--alone", name, *sizes], stdout=subprocess.PIPE, text=True, check=True
        )
        found = result[name] = json.loads(done.stdout.splitlines()[-1])
        seconds = found["seconds"]
        print(
            f"{name:<14} {options.images} images, {options.threads} threads: {statistics.median(seconds):6.1f} s "
            f"({min(seconds):.1f}-{max(seconds):.1f}), peak {found['peak GiB']:.2f} GiB, sums to the gradient to "
            f"{found['deviation']:.0e}",
            flush=True,
        )
    save_result("paths", result, next(iter(result.values()))["device"])


if __name__ == "__main__":
    run_benchmark(main)
