"""Seconds from SIGTERM to the end of a training command, which have to be under ten: a queue kills what is not gone in time.

The command is started, and stopped at a random moment after its first checkpoint, several times over; each time it has to leave
with 0 and a checkpoint, from which the next one goes on.

    python benchmarks/stopping.py [--times 5] [COMMAND ...]

COMMAND is what follows `python -m resexp`, by default: train resnet-110 --budget short. On a GPU also: run degradation
--budget paper --depths 110 --seeds 0,1, which trains four nets side by side. Writes results/benchmarks/stopping-DEVICE.json.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import resexp  # noqa: F401 - before torch, so that its threads leave the cores while they wait

# isort: split
import torch
from record import run_benchmark, save_result

from resexp.errors import UserError
from resexp.nets import hardware

DEFAULT = "train resnet-110 --budget short"
WAIT_SECONDS = 300.0


def seconds_to_stop(words: list[str], results: Path, pause: float) -> float:
    """Start the command, send SIGTERM `pause` seconds after its first checkpoint, and return the seconds until it is gone.

    Raises:
        UserError: it does not get as far, does not leave with 0, or leaves no checkpoint.
    """
    env = {**os.environ, "RESEXP_RESULTS": str(results), "RESEXP_CHECKPOINT_SECONDS": "3"}
    began = time.time()
    process = subprocess.Popen(
        [sys.executable, "-m", "resexp", *words], env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while not _checkpoints(results, began):
        if process.poll() is not None or time.time() - began > WAIT_SECONDS:
            process.kill()
            raise UserError(f"no checkpoint was written by {' '.join(words)}: {process.communicate()[0][-500:]}")
        time.sleep(0.05)
    time.sleep(pause)
    asked = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    said = process.communicate()[0]
    took = time.perf_counter() - asked
    if process.returncode or not _checkpoints(results, began) or "resume with" not in said:
        raise UserError(f"SIGTERM ended it with {process.returncode}: {said[-500:]}")
    return took


def _checkpoints(results: Path, since: float) -> list[Path]:
    """Checkpoints written after a moment."""
    return [path for path in results.glob("runs/*/checkpoint.safetensors") if path.stat().st_mtime > since]


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("words", metavar="COMMAND", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    words, chance, seconds = options.words or DEFAULT.split(), random.Random(0), list[float]()
    free = hardware.free_cores()
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(options.times):
            seconds.append(seconds_to_stop(words, Path(folder), 5 * chance.random()))
            print(f"{' '.join(words)}: {seconds[-1]:.1f} s", flush=True)
    device = hardware.choose_device()
    print(f"at most {max(seconds):.1f} s ({free:.1f} of {len(hardware.cores())} cores free, {torch.get_num_threads()} threads)")
    facts = {"command": words, "seconds": [round(value, 2) for value in seconds], "free cores": round(free, 1)}
    save_result("stopping", {**facts, **hardware.provenance(device)}, hardware.provenance(device)["device"])


if __name__ == "__main__":
    run_benchmark(main)
