"""The processor or GPU that nets run on: which one, what it can do, and its name for the record."""

from __future__ import annotations

import contextlib
import functools
import os
import platform
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import torch

from resexp.errors import UserError
from resexp.estimate import cpu_name


def choose_device(name: str | None = None) -> torch.device:
    """The device to train on: the one named, else CUDA if there is one, else the CPU. A GPU becomes the current one.

    Raises:
        UserError: there is no such device here, it cannot compute, or no device is named and there is an NVIDIA GPU that
            PyTorch cannot use.
    """
    if name is None and not torch.cuda.is_available():
        _check_no_gpu_is_idle()
    wanted = name or ("cuda" if torch.cuda.is_available() else "cpu")
    try:
        found = torch.device(wanted)
        if found.type not in ("cpu", "cuda"):
            raise RuntimeError("only cpu and cuda")
        one = torch.ones(1, device=found)
        if one.device.type == "cuda":
            torch.cuda.set_device(one.device)
        (one + one).item()  # a kernel: a GPU that this PyTorch has no kernels for is found here
        use_deterministic_kernels(found)
    except (RuntimeError, AssertionError) as error:
        raise UserError(f"cannot use device '{wanted}': {_first_line(error)}") from None
    return found


def _check_no_gpu_is_idle() -> None:
    """UserError if PyTorch was built for CUDA and there is an NVIDIA GPU, but CUDA does not start: mostly an old driver.

    Without it a user would train for weeks on a CPU beside a GPU. Nothing is said where CUDA_VISIBLE_DEVICES hides the GPU.
    """
    hidden = os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in ("", "-1")
    if torch.version.cuda is None or hidden or not gpu_files():
        return
    raise UserError(
        f"there is an NVIDIA GPU here, but PyTorch {torch.__version__}, built for CUDA {torch.version.cuda}, cannot use it "
        f"with driver {driver_version() or '(unknown)'}: update the driver, install a PyTorch for an older one "
        "(README.md, On a GPU), or train on the processor with --device cpu"
    )


def gpu_files() -> list[Path]:
    """The device files of NVIDIA GPUs, on Linux; they are there whether or not CUDA can use them."""
    return sorted(Path("/dev").glob("nvidia[0-9]*"))


@functools.cache
def driver_version() -> str:
    """The version of NVIDIA's driver, as 550.54.14, from the kernel or nvidia-smi; '' where neither says it."""
    with contextlib.suppress(OSError):
        if found := re.search(r"\b\d{3,}\.\d+(\.\d+)?\b", Path("/proc/driver/nvidia/version").read_text()):
            return found[0]
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        return next(iter(answer.stdout.split()), "")
    return ""


def describe_failure(error: BaseException) -> str | None:
    """The failure of a GPU as one line that says how to go on; None for every other error."""
    again = "runs go on from their last checkpoints when the command is given again"
    if isinstance(error, torch.OutOfMemoryError):
        return f"out of GPU memory; try --side-by-side 1, or --device cpu; {again}"
    gpu = ("CUDA", "cuDNN", "CUBLAS", "NVML", "Failed to CUDA")  # what PyTorch's plain RuntimeErrors of a GPU begin with
    if isinstance(error, torch.AcceleratorError) or (isinstance(error, RuntimeError) and str(error).startswith(gpu)):
        return f"the GPU failed: {_first_line(error)}; {again}"
    return None


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def use_deterministic_kernels(on: torch.device) -> None:
    """Use kernels that give the same sum every time, which exact resume needs."""
    if on.type == "cuda":
        torch.backends.cudnn.deterministic = True
        torch.backends.cudnn.benchmark = False
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False


@functools.cache
def has_fast_bf16(on: torch.device) -> bool:
    """Whether bf16 arithmetic is known to be built in: GPUs since 2020, CPUs with AVX-512 bf16, AMX, or Arm's bf16 where Linux
    says so."""
    if on.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    try:
        with open("/proc/cpuinfo") as stream:
            return any("bf16" in line for line in stream if line.startswith(("flags", "Features")))
    except OSError:
        return False


def provenance(on: torch.device, precision: str = "") -> dict[str, Any]:
    """The machine and the versions, for run.json; of a GPU also those that its bits depend on, and of a run in a precision the
    memory format, unless it is channels_last."""
    found = {
        "device": torch.cuda.get_device_name(on) if on.type == "cuda" else cpu_name(),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }
    if on.type == "cuda":
        found |= {"cuda": torch.version.cuda, "cudnn": torch.backends.cudnn.version(), "driver": driver_version()}
    if precision and memory_format(on, precision) != torch.channels_last:
        found["memory_format"] = "contiguous"
    return found


def cores() -> list[int]:
    """Numbers of the cores that this process may use."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def gpus() -> list[str]:
    """Numbers of the GPUs that this process may use, as CUDA_VISIBLE_DEVICES has them."""
    named = [name for name in os.environ.get("CUDA_VISIBLE_DEVICES", "").split(",") if name]
    return named[: torch.cuda.device_count()] or [str(number) for number in range(torch.cuda.device_count())]


def memory_format(on: torch.device, precision: str) -> torch.memory_format:
    """In which order a net's weights and images lie in memory while it is trained: channels_last, but contiguous in fp32 on a
    GPU, where cuDNN is the faster for it (docs/performance.md). $RESEXP_MEMORY_FORMAT (channels_last, contiguous) wins."""
    usual = "contiguous" if on.type == "cuda" and precision == "fp32" else "channels_last"
    name = os.environ.get("RESEXP_MEMORY_FORMAT") or usual
    formats = {"channels_last": torch.channels_last, "contiguous": torch.contiguous_format}
    if name not in formats:
        raise UserError(f"RESEXP_MEMORY_FORMAT is channels_last or contiguous, not '{name}'")
    return formats[name]


# threads on a CPU


def free_cores(samples: int = 3, seconds: float = 0.4) -> float:
    """How many cores other programs leave free, in parts of cores; this process must rest meanwhile.

    The most of a few samples: what a program does for a moment only does not count.
    """
    found = []
    for _ in range(samples):
        busy = psutil.cpu_percent(seconds, percpu=True)
        found.append(sum(1 - busy[core] / 100 for core in cores() if core < len(busy)))
    return max(found)


def choose_threads() -> int:
    """Threads for a run that begins now: as many as PyTorch takes, but no more than there are cores free, and one at the least.

    Where threads outnumber free cores each step waits for the thread whose core is taken, and one thread is faster than two.
    A number that the user has set, OMP_NUM_THREADS or MKL_NUM_THREADS, stays.
    """
    most = torch.get_num_threads()
    if most == 1 or "OMP_NUM_THREADS" in os.environ or "MKL_NUM_THREADS" in os.environ:
        return most
    return max(1, min(most, _free_cores_of_minute(int(time.monotonic() // 60))))


@functools.lru_cache(maxsize=1)
def _free_cores_of_minute(_minute: int) -> int:
    """`free_cores`, to whole ones, measured once a minute, since runs of a sweep may be short."""
    return round(free_cores())


@contextlib.contextmanager
def use_threads(number: int) -> Iterator[None]:
    """Context in which PyTorch computes with so many threads."""
    before = torch.get_num_threads()
    if number == before:
        yield
        return
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)
