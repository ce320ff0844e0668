"""The processor or GPU that nets run on: which one, what it can do, and its name for the record."""

from __future__ import annotations

import functools
import os
import platform
from typing import Any

import torch

from resexp.errors import UserError


def choose_device(name: str | None = None) -> torch.device:
    """The device to train on: the one named, else CUDA if there is one, else the CPU. A GPU becomes the current one.

    Raises:
        UserError: there is no such device here.
    """
    try:
        found = torch.device(name or ("cuda" if torch.cuda.is_available() else "cpu"))
        if found.type not in ("cpu", "cuda"):
            raise RuntimeError("only cpu and cuda")
        place = torch.empty(0, device=found).device
        if place.type == "cuda":
            torch.cuda.set_device(place)
        use_deterministic_kernels(found)
    except (RuntimeError, AssertionError) as error:
        raise UserError(f"cannot use device '{name}': {str(error).splitlines()[0]}") from None
    return found


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


def provenance(on: torch.device) -> dict[str, Any]:
    """The machine and the versions, for run.json."""
    return {
        "device": torch.cuda.get_device_name(on) if on.type == "cuda" else cpu_name(),
        "threads": torch.get_num_threads(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def cpu_name() -> str:
    """The CPU's name and how many cores this process may use."""
    name = platform.processor() or platform.machine()
    try:
        with open("/proc/cpuinfo") as stream:
            name = next((line.split(":", 1)[1].strip() for line in stream if line.startswith("model name")), name)
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{name}, {cores} cores"
