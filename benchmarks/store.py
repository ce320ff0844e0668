"""How long a command takes where many runs are stored: `run degradation` on 48, 200, 800 and 5,000 runs that are over.

Each store is filled with made-up finished runs of the short budget: plain and residual nets of 20 and 56 layers, as many seeds
as give the number of runs, each with the spec, the log (80 lines) and the run.json that a real one has. Then

    resexp run degradation --budget short --depths 20,56 --seeds 0,1,...

collects the tables, draws the figures, judges the claims and writes the page, in a process of its own, of which are taken: the
wall time, the processor's time (the one to compare where other programs run beside it) and the greatest memory. Nothing is
trained and no image is read.

    python benchmarks/store.py [--runs 48,200,800,5000] [--keep FOLDER]

Prints a table, and writes results/benchmarks/store-DEVICE.json. Five minutes on two cores.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from record import run_benchmark, save_result

from resexp import budget, estimate, experiment
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.store import LOG, Store, csv_value

DEPTHS = (20, 56)
LIMITS = {"processor_seconds": 60, "mebibytes": 2048}
"""What 5,000 runs may take: a quiet machine waits little for the disk."""


def plans_of(runs: int) -> list[Plan]:
    """So many runs of experiments/degradation.py at the short budget, all of its nets at DEPTHS for each seed."""
    a_seed = 2 * len(DEPTHS)
    if runs < a_seed or runs % a_seed:
        raise UserError(f"--runs takes multiples of {a_seed}, the nets of one seed; not {runs}")
    chosen = budget.load("short", "cifar10").only(seeds=tuple(range(runs // a_seed)), depths=DEPTHS)
    return experiment.load("degradation").runs(chosen)


def made_up_log(plan: Plan) -> list[dict[str, Any]]:
    """Lines of the form and number that training writes: errors fall from chance to about 15 %, with the noise of batches."""
    recipe = plan.run.train
    draw = np.random.default_rng([plan.run.seed, plan.run.net.depth, len(plan.label)])
    last = 12.0 + 3.0 * (plan.label.startswith("plain")) + draw.normal(0, 0.3)
    lines = []
    for i in sorted({*range(recipe.log_every, recipe.iterations + 1, recipe.log_every), recipe.iterations}):
        error = last + (88 - last) * float(np.exp(-6 * i / recipe.iterations))
        line = {"iteration": i, "lr": recipe.lr_at(i - 1), "train_error": error + draw.normal(0, 0.5), "train_loss": error / 35,
                "images_per_second": round(float(draw.uniform(150, 180)), 1)}  # fmt: skip
        if i % recipe.test_every == 0 or i == recipe.iterations:
            n = plan.run.data.test_images if i == recipe.iterations else recipe.interim_images
            line |= {"test_error": round(error + 2 + abs(draw.normal(0, 1)), 2), "test_loss": error / 30, "test_n": n}
        lines.append(line)
    return lines


def fill(store: Store, plans: list[Plan]) -> None:
    """Write each run's folder as a finished run leaves it, without weights; whole files, not synced to the disk."""
    for plan in plans:
        folder, lines = store.run_folder(plan.run.key), made_up_log(plan)
        folder.mkdir(parents=True, exist_ok=True)
        text = io.StringIO()
        text.write(",".join(LOG) + "\n")
        text.writelines(",".join(str(csv_value(line.get(name))) for name in LOG) + "\n" for line in lines)
        final = {name: lines[-1][name] for name in ("train_error", "train_loss", "test_error", "test_loss", "test_n")}
        outcome = {
            "status": "finished", "name": plan.label, "key": plan.run.key, "iterations": plan.run.train.iterations,
            "parameters": plan.run.net.parameters(), "final": final, "seconds": 3000.0, "images_per_second": 165.0,
            "device": "made up", "threads": 1, "torch": "2.13.0+cpu", "ended": "2026-01-01T00:00:00+00:00", "commit": "",
        }  # fmt: skip
        (folder / "spec.json").write_text(plan.run.json() + "\n")
        (folder / "log.csv").write_text(text.getvalue())
        (folder / "run.json").write_text(json.dumps(outcome, indent=1, sort_keys=True) + "\n")


def time_run(folder: Path, seeds: int) -> dict[str, float]:
    """What `run degradation` on the store in this folder takes: wall and processor's seconds, greatest resident memory in MiB.

    Raises:
        UserError: it fails.
    """
    (folder / "data" / "cifar-10-batches-py").mkdir(parents=True, exist_ok=True)  # looked for, never read
    command = [sys.executable, "-m", "resexp", "run", "degradation", "--budget", "short",
               "--depths", ",".join(map(str, DEPTHS)), "--seeds", ",".join(map(str, range(seeds)))]  # fmt: skip
    began = time.monotonic()
    environment = {**os.environ, "RESEXP_RESULTS": str(folder / "results"), "RESEXP_DATA": str(folder / "data")}
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=said)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        if process.returncode:
            raise UserError(f"{seeds} seeds: exit code {process.returncode}: {said.read().decode().strip()[-300:]}")
    busy = used.ru_utime + used.ru_stime
    return {"seconds": round(seconds, 1), "processor_seconds": round(busy, 1), "mebibytes": round(used.ru_maxrss / 1024)}


def main() -> None:
    """Fill, time, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", default="48,200,800,5000", help="how many runs are stored; multiples of four")
    parser.add_argument("--keep", type=Path, help="make the stores in this folder and keep them")
    given = parser.parse_args()
    result = {}
    print(f"{'runs':>6} {'seconds':>8} {'processor':>10} {'ms a run':>9} {'MiB':>6}")
    with tempfile.TemporaryDirectory() as temporary:
        for runs in map(int, given.runs.split(",")):
            folder = (given.keep or Path(temporary)) / str(runs)
            plans = plans_of(runs)
            fill(Store(folder / "results"), plans)
            result[str(runs)] = took = time_run(folder, runs // (2 * len(DEPTHS)))
            busy = took["processor_seconds"]
            print(f"{runs:>6} {took['seconds']:>8} {busy:>10} {1000 * busy / runs:>9.1f} {took['mebibytes']:>6}", flush=True)
            if runs >= 5000:
                over = [name for name, limit in LIMITS.items() if took[name] > limit]
                print(f"limits for {runs} runs {LIMITS}: {'exceeded: ' + ', '.join(over) if over else 'kept'}")
    save_result("store", result, estimate.cpu_name())


if __name__ == "__main__":
    run_benchmark(main)
