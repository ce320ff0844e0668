"""Training throughput of resexp against the loop that everybody writes and against the convolutions alone, in one run.

reference   CIFAR-10 as PIL images through torchvision's RandomCrop, RandomHorizontalFlip, ToTensor, Normalize in a DataLoader
            (the best of 0, half and all cores as workers), fp32, the default memory format, torch.optim.SGD.
resexp      its data and its step in each precision, the same object that `run` trains with. On a GPU recorded as a CUDA graph;
            `eager` is the same without recording, `x 4` four runs side by side, each on a stream of its own.
floor       nothing but the net's convolutions, forward and backward (to the images for none, as in training), channels last,
            on tensors that exist already. What is left to gain is the distance to it.

All of them alternate and are repeated; ratios are of the values of one round, with the range over rounds.

On a CPU also how the cores are shared: resexp's step in bf16, in a process of its own, with all threads (and with libgomp's own
way to wait), with one, with as many as resexp chooses, and in a process a core; quiet, and busy beside as many programs of one
thread as there are cores.

    python benchmarks/throughput.py [--nets resnet-20,resnet-56,resnet-110] [--repeats 5] [--seconds 4] [--quick | --sharing]

--quick takes ResNet-20 only, under six minutes on two cores; --sharing measures only how the cores are shared, with the first
net. Nothing else should run meanwhile: how many cores are free is printed and written. Writes
results/benchmarks/throughput-DEVICE.json, or throughput-DEVICE-quick.json, or throughput-DEVICE-sharing.json. Without CIFAR-10
($RESEXP_DATA or ./data) the reference's transforms are timed on the synthetic images (as PIL images, too).
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import resexp  # noqa: F401 - before torch, so that its threads leave the cores while they wait

# isort: split
import torch
import torch.nn.functional as F
from PIL import Image
from record import run_benchmark, save_result
from torch import nn

from resexp import source, zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.images.torchvision_shim import torchvision
from resexp.nets import hardware
from resexp.nets.net import Net
from resexp.spec import Data, Run, Train
from resexp.training import engine
from resexp.training.train import Loop

BATCH = 128
PRECISIONS = ("fp32", "bf16")


class Pictures(torch.utils.data.Dataset):  # type: ignore[type-arg]
    """Items as torchvision.datasets.CIFAR10 gives them: a PIL image through the transforms."""

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


def reference_loop(name: str, data: DataSet, workers: int) -> Iterator[int]:
    """The usual loop, with cuDNN as PyTorch sets it by default; yields the images of each step."""
    net = Net(zoo.net(name)).to(data.device)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)
    pinned, persistent = data.device.type == "cuda", workers > 0  # no new processes at every epoch
    loader = torch.utils.data.DataLoader(
        Pictures(data), batch_size=BATCH, shuffle=True, num_workers=workers, pin_memory=pinned, persistent_workers=persistent
    )
    while True:
        for x, y in loader:
            with torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=False, allow_tf32=True):
                x, y = x.to(data.device, non_blocking=True), y.to(data.device, non_blocking=True)
                loss = F.cross_entropy(net(x), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                loss.item()  # everybody prints it, or waits for it
            yield len(y)


def resexp_loop(name: str, data: DataSet, precision: str, lanes: int = 1, recorded: bool = True) -> Iterator[int]:
    """resexp's own step, of one run or of several that take turns; yields the images of each round."""
    run = Run(net=zoo.net(name), data=data.spec, train=Train(precision=precision))  # type: ignore[arg-type]
    loops = []
    for _ in range(lanes):
        lane = engine.make_lane(data.device)
        with lane():
            loops.append((lane, Loop(run, data)))
    for _, loop in loops:
        loop.replay = loop.replay if recorded else None
    for step in itertools.count(1):
        for lane, loop in loops:
            with lane():
                loop.step()
        wait_now_and_then(data.device, step)
        yield lanes * BATCH


def wait_now_and_then(on: torch.device, step: int) -> None:
    """Wait for a GPU now and then: its queue must not run ahead of the clock."""
    if on.type == "cuda" and (step % 20 == 0 or step <= engine.Replay.EAGER + 1):
        torch.cuda.synchronize()


def convolutions_loop(name: str, data: DataSet, precision: str) -> Iterator[int]:
    """The net's convolutions alone; yields the images of each step."""
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    net = Net(zoo.net(name)).to(data.device)
    shapes: list[tuple[nn.Conv2d, torch.Size]] = []
    hooks = [
        module.register_forward_pre_hook(lambda module, given: shapes.append((module, given[0].shape)))
        for module in net.modules()
        if isinstance(module, nn.Conv2d)
    ]
    with torch.no_grad():
        net(torch.zeros(1, 3, 32, 32, device=data.device))
    for hook in hooks:
        hook.remove()
    work = []
    for module, shape in shapes:
        x = torch.randn(BATCH, *shape[1:], device=data.device).to(kind).to(memory_format=torch.channels_last)
        w = module.weight.detach().to(kind).to(memory_format=torch.channels_last)
        stride, padding = list(module.stride), [int(p) for p in module.padding]
        y = F.conv2d(x, w, None, stride, padding)
        work.append((x, w, torch.randn_like(y), stride, padding, [shape[1] != 3, True, False]))

    def once() -> None:
        for x, w, _, stride, padding, _ in work:
            F.conv2d(x, w, None, stride, padding)
        for x, w, dy, stride, padding, wanted in reversed(work):
            torch.ops.aten.convolution_backward(dy, x, w, None, stride, padding, [1, 1], False, [0, 0], 1, wanted)

    replay, lane = engine.Replay(data.device), engine.make_lane(data.device)
    for step in itertools.count(1):
        with torch.no_grad(), lane():
            replay(once)
        wait_now_and_then(data.device, step)
        yield BATCH


def images_per_second(loop: Iterator[int], seconds: float, wait: Callable[[], None]) -> float:
    """Images per second after a warm-up, over at least three steps."""
    for _ in range(engine.Replay.EAGER + 2):
        next(loop)
    wait()
    images, steps, start = 0, 0, time.perf_counter()
    while steps < 3 or time.perf_counter() - start < seconds:
        images, steps = images + next(loop), steps + 1
    wait()
    return images / (time.perf_counter() - start)


def loops_to_compare(net: str, data: DataSet) -> dict[str, Callable[[], Iterator[int]]]:
    """The loops to compare, by their names in the result."""
    cores = len(hardware.cores())
    found: dict[str, Callable[[], Iterator[int]]] = {
        f"reference, {workers} workers": lambda workers=workers: reference_loop(net, data, workers)  # type: ignore[misc]
        for workers in sorted({0, (cores + 1) // 2, cores})
    }
    for precision in PRECISIONS:
        found[f"resexp {precision}"] = lambda precision=precision: resexp_loop(net, data, precision)  # type: ignore[misc]
        if data.device.type == "cuda":
            many = engine.LANES["cuda"]
            found[f"resexp {precision}, eager"] = lambda precision=precision: resexp_loop(net, data, precision, 1, False)  # type: ignore[misc]
            found[f"resexp {precision}, x {many}"] = lambda precision=precision, n=many: resexp_loop(net, data, precision, n)  # type: ignore[misc]
        found[f"floor {precision}"] = lambda precision=precision: convolutions_loop(net, data, precision)  # type: ignore[misc]
    return found


def median_and_range(values: list[float]) -> str:
    """'2.16 (1.77-2.23)'."""
    return f"{statistics.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"


def result_lines(speeds: dict[str, list[float]], best: str) -> Iterator[str]:
    """One line for each kind: images per second, times the reference, part of the floor."""
    for kind, values in speeds.items():
        text = f"{kind:<22} {statistics.median(values):9.0f} images/s ({min(values):.0f}-{max(values):.0f})"
        ratios = [value / other for value, other in zip(values, speeds[best], strict=True)]
        text += f"   {median_and_range(ratios)} x the usual loop"
        limit = f"floor {kind.split()[-1]}"  # of one run alone
        if kind.startswith("resexp") and limit in speeds:
            parts = [value / other for value, other in zip(values, speeds[limit], strict=True)]
            text += f"   {median_and_range(parts)} of the floor"
        yield text


# how cores are shared


def ways_to_share() -> dict[str, tuple[dict[str, str], int]]:
    """(environment, number of processes) of each way to train on all cores, by its name in the result."""
    cores = len(hardware.cores())
    spin = {"GOMP_SPINCOUNT": "300000"}  # libgomp's default
    return {
        f"{cores} threads, spinning": ({"OMP_NUM_THREADS": str(cores), **spin}, 1),
        f"{cores} threads": ({"OMP_NUM_THREADS": str(cores)}, 1),
        "1 thread": ({"OMP_NUM_THREADS": "1"}, 1),
        "as resexp chooses": ({}, 1),
        f"{cores} processes of 1 thread": ({"OMP_NUM_THREADS": "1"}, cores),
    }


def train_alone(net: str, data: str, seconds: float) -> None:
    """What a process of `shared_speed` does: get ready, wait for a line, train, print threads and images per second."""
    torch.set_num_threads(hardware.choose_threads())
    loop = resexp_loop(net, DataSet(Data(name=data)), "bf16")  # type: ignore[arg-type]
    for _ in range(2):
        next(loop)
    print("ready", flush=True)
    sys.stdin.readline()
    images, start = 0, time.perf_counter()
    while time.perf_counter() - start < seconds:
        images += next(loop)
    print(torch.get_num_threads(), images / (time.perf_counter() - start), flush=True)


def shared_speed(net: str, data: str, seconds: float, way: tuple[dict[str, str], int]) -> tuple[float, int]:
    """(images per second of all processes together, threads of one) when they train at the same time."""
    own = {name: value for name, value in os.environ.items() if name not in ("OMP_NUM_THREADS", "GOMP_SPINCOUNT")}
    command = [sys.executable, __file__, "--alone", net, data, str(seconds)]
    with contextlib.ExitStack() as running:
        processes = [
            running.enter_context(
                subprocess.Popen(command, env={**own, **way[0]}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
            for _ in range(way[1])
        ]
        for process in processes:
            if process.stdout.readline() != "ready\n":  # type: ignore[union-attr]
                raise UserError("a process that was to train ended before it began")
        for process in processes:
            process.stdin.write("go\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
        answers = [process.stdout.readline().split() for process in processes]  # type: ignore[union-attr]
    return sum(float(speed) for _, speed in answers), int(answers[0][0])


@contextlib.contextmanager
def other_programs(count: int) -> Iterator[None]:
    """Context in which so many programs compute, each with one thread."""
    code = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"  # it ends when the benchmark is killed
    others = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(count)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def measure_sharing(net: str, data: str, repeats: int, seconds: float) -> dict[str, Any]:
    """Images per second of each way to share the cores, quiet and busy, in alternation; prints a line each round."""
    found: dict[str, Any] = {state: {way: [] for way in ways_to_share()} for state in ("quiet", "busy")}
    threads: dict[str, dict[str, int]] = {state: {} for state in found}
    for _ in range(repeats):
        for state, programs in (("quiet", 0), ("busy", len(hardware.cores()))):
            with other_programs(programs):
                for name, way in ways_to_share().items():
                    speed, threads[state][name] = shared_speed(net, data, seconds, way)
                    found[state][name].append(round(speed, 1))
                    values, count = found[state][name], threads[state][name]
                    text = f"{statistics.median(values):9.0f} images/s ({min(values):.0f}-{max(values):.0f})"
                    print(f"{net:<10} {state:<6} {name:<24} {text}   {count} thread{'s' * (count > 1)}", flush=True)
    return {"net": net, "precision": "bf16", "speeds": found, "threads": threads}


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nets", default="resnet-20,resnet-56,resnet-110")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--quick", action="store_true", help="resnet-20 only, under six minutes on two cores")
    parser.add_argument("--sharing", action="store_true", help="only how the cores are shared, with the first of the nets")
    parser.add_argument("--alone", nargs=3, metavar=("NET", "DATA", "SECONDS"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        net, name, seconds = options.alone
        return train_alone(net, name, float(seconds))
    nets, repeats = (["resnet-20"], 3) if options.quick else (options.nets.split(","), options.repeats)
    device = hardware.choose_device()
    wait = torch.cuda.synchronize if device.type == "cuda" else lambda: None
    name = "cifar10" if source.find_root("cifar10") else "synthetic"
    data = DataSet(Data(name=name), device)  # type: ignore[arg-type]
    free = round(hardware.free_cores(), 2)
    print(f"{free} of {len(hardware.cores())} cores are free", flush=True)
    result: dict[str, Any] = {"data": name, "batch": BATCH, "free cores": free, **hardware.provenance(device), "nets": {}}
    for net in [] if options.sharing else nets:
        compared = loops_to_compare(net, data)
        speeds: dict[str, list[float]] = {kind: [] for kind in compared}
        for _ in range(repeats):
            for kind, make in compared.items():
                speeds[kind].append(images_per_second(make(), options.seconds, wait))
        best = max((kind for kind in speeds if kind.startswith("reference")), key=lambda kind: statistics.median(speeds[kind]))
        result["nets"][net] = {
            "speeds": {kind: [round(v, 1) for v in vs] for kind, vs in speeds.items()},
            "best reference": best,
        }
        for line in result_lines(speeds, best):
            print(f"{net:<10} {line}", flush=True)
    if device.type == "cpu":
        result["sharing"] = measure_sharing(nets[0], name, repeats, options.seconds)
    save_result("throughput", result, result["device"], "-quick" if options.quick else "-sharing" if options.sharing else "")


if __name__ == "__main__":
    run_benchmark(main)
