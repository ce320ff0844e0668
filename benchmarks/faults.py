"""What faults do to results: kill -9, a full disk, damaged files, several processes on one folder, a clock that is set back.

One experiment (`run lesion_many` at the smoke budget: two nets, four measurements, a figure) is first run undisturbed, then
once for each fault: it is disturbed at a random moment, the same command is run again undisturbed, and everything is compared
with the undisturbed results: weights, logs, measured rows and tables byte for byte, but for times and speeds.

    kill       SIGKILL after a random time, or at a random one of the command's file operations: while it trains, measures,
               draws, releases, or downloads CIFAR-10 from a stand-in on this machine (only if CIFAR-10 is here to be served)
    full       results lie on a file system (tmpfs, needs root) that is full at a random size, and is enlarged afterwards
    damage     one file of an interrupted, a finished or a released folder is cut at a random place, or a byte of it changed.
               `runs --check` reads everything: what cannot be made again is one line that names the file, which is done
    together   two or four processes start on one folder, and one of them may be killed
    clock      after a kill every file's time is put a year ahead, and time.time() jumps about while the command runs again

Each command is a forked process that runs the command line's own main(), so that torch is imported once.

    python benchmarks/faults.py [--times 20] [--only kill] [--seed 0]

Prints a line for each fault that was not overcome, and counts; writes results/benchmarks/faults-DEVICE.json. --times is for
each of kill's five moments and each of the other kinds.
"""

from __future__ import annotations

import argparse
import collections
import csv
import itertools
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ |= {"RESEXP_CHECKPOINT_SECONDS": "0", "OMP_NUM_THREADS": "1"}  # a checkpoint after every step

import resexp  # noqa: F401 - before torch, so that its threads leave the cores while they wait

# isort: split
from record import run_benchmark, save_result

from resexp import cli, estimate, report, source  # noqa: F401 - what commands import, once
from resexp.errors import UserError
from resexp.images.data import FILES
from resexp.images.torchvision_shim import torchvision
from resexp.probe import lesion, runner  # noqa: F401
from resexp.training import train  # noqa: F401

RUN = ["run", "lesion_many", "--budget", "smoke", "--depths", "8", "--verbose"]
RELEASE = ["release", "--budget", "smoke", "--kept"]
PHASES = {
    "training": ("empty", RUN, "done"),
    "measuring": ("trained", RUN, "done"),
    "drawing": ("measured", RUN, "done"),
    "releasing": ("done", RELEASE, "released"),
}
"""The state in which a command begins, the command, the state after it."""

EVENTS = ("open", "os.rename", "os.remove", "os.mkdir", "os.truncate")
VARYING = {"seconds", "images_per_second", "ended", "resumed", "released", "sha256", "log_sha256", "commit"}
"""Fields of run.json and columns of tables that differ between two runs of the same bits."""

Before = Callable[[], object]
Outcome = tuple[int, str, str]


def start(words: list[str], results: Path, before: Before = lambda: None) -> int:
    """Start a command on a results folder as a process of its own, after `before` in it; its process id."""
    if pid := os.fork():
        return pid
    code = 70
    try:
        os.environ |= {"RESEXP_RESULTS": str(results), "RESEXP_DATA": str(results / "data")}
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{results.parent}/{name}.{os.getpid()}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.argv = ["resexp", *words]
        before()
        cli.main(words)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else 1
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def wait(pid: int, results: Path) -> Outcome:
    """(exit code, or minus the signal; stdout; stderr) of a command when it is over."""
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    files = [results.parent / f"{name}.{pid}" for name in ("out", "err")]
    texts = [path.read_text() if path.exists() else "" for path in files]
    for path in files:
        path.unlink(missing_ok=True)
    return code, texts[0], texts[1]


def at_operation(results: Path, number: int, act: Before) -> None:
    """Do `act` before this process's file operation of this number in the results folder; of number 0: before each."""
    count = itertools.count(1)

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in EVENTS and str(arguments[0]).startswith(str(results)) and number in (0, next(count)):
            act()

    sys.addaudithook(hook)


def suicide() -> None:
    """kill -9 of this process."""
    os.kill(os.getpid(), signal.SIGKILL)


def damage(path: Path, chance: random.Random) -> str:
    """Cut the file at a random place, or change one byte; what was done."""
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    if cut := chance.random() < 0.5:
        del content[at:]
    else:
        content[at] ^= chance.randrange(1, 256)
    path.write_bytes(content)
    return f"{path.name} {'cut' if cut else 'changed'} at byte {at}"


def comparable(path: Path) -> object:
    """What has to be the same in two results folders."""
    if path.name in ("run.json", "spec.json"):
        return {name: value for name, value in json.loads(path.read_text()).items() if name not in VARYING}
    if path.name == "log.csv" or path.name.endswith(".runs.csv"):
        with path.open(newline="") as stream:
            return [{name: cell for name, cell in row.items() if name not in VARYING} for row in csv.DictReader(stream)]
    return path.read_bytes() if path.suffix in (".csv", ".safetensors") else b""  # figures and pages: that they are there


def files_of(root: Path) -> dict[str, Path]:
    """Every file but locks and hidden ones, which nothing reads, by its place in the folder."""
    places = {str(path.relative_to(root)): path for path in sorted(root.rglob("*")) if path.is_file()}
    return {place: path for place, path in places.items() if not re.search(r"(^|/)\.", place)}


def differences(root: Path, right: Path) -> list[str]:
    """Places of files that are in one folder only, or differ."""
    ours, theirs = files_of(root), files_of(right)
    both = [place for place in ours if place in theirs]
    return sorted({*ours} ^ {*theirs}) + [place for place in both if comparable(ours[place]) != comparable(theirs[place])]


class Bench:
    """Undisturbed results in every state, and the faults that are tried on copies of them."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance, self.results = folder, chance, folder / "results"
        self.counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
        self.lasts: dict[str, tuple[float, int]] = {}
        for state in ("empty", "trained", "measured"):  # what later states are made of, then what they must become
            (folder / state).mkdir()
        for phase in ("training", "releasing", "measuring", "drawing"):
            begin, words, end = PHASES[phase]
            self.begin(begin)
            fd = os.open(folder / "operations", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            began = time.monotonic()
            code, _, err = wait(
                start(words, self.results, lambda fd=fd: at_operation(self.results, 0, lambda: os.write(fd, b"."))),
                self.results,
            )
            self.lasts[phase] = time.monotonic() - began, os.fstat(fd).st_size
            os.close(fd)
            if code or err:
                raise UserError(f"the undisturbed command {' '.join(words)} ended with {code}: {err[-500:]}")
            if phase in ("training", "releasing"):
                shutil.copytree(self.results, folder / end)
            if phase == "training":
                for state, gone in (("measured", ["smoke"]), ("trained", ["smoke", "runs/*/lesion.*"])):
                    shutil.copytree(self.results, folder / state, dirs_exist_ok=True)
                    for path in (path for pattern in gone for path in (folder / state).glob(pattern)):
                        shutil.rmtree(path) if path.is_dir() else path.unlink()

    def begin(self, state: str) -> None:
        """Set the results folder to a state."""
        shutil.rmtree(self.results, ignore_errors=True)
        shutil.copytree(self.folder / state, self.results)

    def killed(self, phase: str, words: list[str], before: Before = lambda: None) -> str:
        """Run a command and kill it at a random moment; which."""
        seconds, operations = self.lasts[phase]
        number, pause = self.chance.randint(1, operations), self.chance.uniform(0, seconds)
        if by_time := self.chance.random() < 0.5:
            pid = start(words, self.results, before)
            time.sleep(pause)
            os.kill(pid, signal.SIGKILL)
        else:
            pid = start(words, self.results, lambda: (before(), at_operation(self.results, number, suicide)))
        wait(pid, self.results)
        return f"killed after {pause:.2f} s" if by_time else f"killed at file operation {number}"

    def check(self, kind: str, what: str, words: list[str], end: str, before: Before = lambda: None) -> None:
        """Run the command again; count whether all is as it must be, and print what is not."""
        code, _, err = wait(start(words, self.results, before), self.results)
        wrong = differences(self.results, self.folder / end) if end else []
        self.note(kind, what, [f"exit code {code}: {err[-300:]}"] if code or "Traceback" in err else wrong)

    def note(self, kind: str, what: str, wrong: list[str]) -> None:
        """Count a fault, and print what is wrong after it."""
        count = self.counts[kind]
        count["faults"] += 1
        count["wrong"] += bool(wrong)
        count["hidden files left"] += sum(path.name.startswith(".") and path.is_file() for path in self.results.rglob("*"))
        if wrong:
            print(f"WRONG {kind}: {what}: {'; '.join(wrong[:4])}", flush=True)

    def kill(self, phase: str) -> None:
        """One kill -9 in a phase."""
        begin, words, end = PHASES[phase]
        self.begin(begin)
        self.check(f"kill, {phase}", self.killed(phase, words), words, end)

    def full(self) -> None:
        """One full disk."""
        begin, words, end = PHASES[self.chance.choice([*PHASES])]
        used, needed = (
            sum(-(-path.stat().st_size // 4096) for path in files_of(self.folder / state).values()) for state in (begin, end)
        )
        size = 4096 * self.chance.randint(used + 1, max(needed - 1, used + 8))
        shutil.rmtree(self.results, ignore_errors=True)
        self.results.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", self.results], check=True)
        try:
            shutil.copytree(self.folder / begin, self.results, dirs_exist_ok=True)
            code, _, err = wait(start(words, self.results), self.results)
            said = not code or (code == 2 and err.count("\n") == 1 and "no space" in err)
            self.counts["full"]["had no space"] += code != 0
            subprocess.run(["mount", "-o", "remount,size=64m", self.results], check=True)
            what = f"{size} bytes for {' '.join(words)}"
            if said:
                self.check("full", what, words, end)
            else:
                self.note("full", what, [f"exit code {code}: {err[-600:]}"])
        finally:
            subprocess.run(["umount", self.results], check=True)

    def damaged(self) -> None:
        """One damaged file."""
        state = self.chance.choice(["done", "released", "interrupted"])
        self.begin("empty" if state == "interrupted" else state)
        if state == "interrupted":
            self.killed("training", RUN)
        there = [path for place, path in files_of(self.results).items() if place.startswith("runs") and path.stat().st_size]
        if not there:
            return
        path = self.chance.choice(there)
        what, end = f"{state}: {damage(path, self.chance)}", "released" if state == "released" else "done"
        for words in (["runs", "--check"], RUN):
            code, _, err = wait(start(words, self.results), self.results)
            if not code:
                continue
            if code != 2 or err.count("\n") != 1 or path.name not in err or "git restore" not in err:
                return self.note("damage", what, [f"exit code {code}: {err[-600:]}"])
            self.counts["damage"]["said"] += 1
            if state == "released":  # git restore
                shutil.copy(self.folder / state / path.relative_to(self.results), path)
            else:
                shutil.rmtree(path.parent) if "delete the folder" in err else path.unlink()
        self.check("damage", what, RUN, end)

    def together(self) -> None:
        """Two or four processes, one of which may be killed."""
        number, kills = self.chance.choice([2, 4]), self.chance.random() < 0.5
        begin, words, end = PHASES[self.chance.choice(["training", "measuring"])]
        self.begin(begin)
        pids = [start(words, self.results) for _ in range(number)]
        if kills:
            time.sleep(self.chance.uniform(0, number / 2 * self.lasts["training"][0]))
            os.kill(pids[0], signal.SIGKILL)
        ended = [wait(pid, self.results) for pid in pids][int(kills) :]
        wrong = [f"exit code {code}: {err[-300:]}" for code, _, err in ended if code or err]
        lines = collections.Counter(
            re.findall(r"^(\S+ seed \d+: test error)", "".join(out for _, out, _ in ended), re.MULTILINE)
        )
        wrong += [f"{line} {count} times" for line, count in lines.items() if count > 1]
        wrong += [] if kills else differences(self.results, self.folder / end)
        what = f"{number} processes{', one killed' * kills}"
        self.note("together", what, wrong) if wrong else self.check("together", what, words, end)

    def clock(self) -> None:
        """One clock that was set back after a kill."""
        begin, words, end = PHASES[self.chance.choice([*PHASES])]
        self.begin(begin)
        what = self.killed(next(phase for phase, (_, _, to) in PHASES.items() if to == end), words)
        for path in self.results.rglob("*"):
            os.utime(path, (time.time() + 3e7,) * 2)
        real, chance = time.time, random.Random(self.chance.random())
        self.check("clock", what, words, end, lambda: setattr(time, "time", lambda: real() - chance.uniform(0, 1e7)))

    def download(self, url: str) -> None:
        """One kill -9 while CIFAR-10 is fetched and unpacked."""
        words = ["data", "cifar10"]

        def stand_in() -> None:
            vision = torchvision().datasets.CIFAR10
            vision.url, vision.tgz_md5 = url, None

        self.begin("empty")
        if "downloading" not in self.lasts:
            began = time.monotonic()
            self.check("kill, downloading", "nothing", words, "", stand_in)
            self.counts["kill, downloading"].clear()
            self.lasts["downloading"] = time.monotonic() - began, 30
            self.begin("empty")
        self.check("kill, downloading", self.killed("downloading", words, stand_in), words, "", stand_in)


def serve_cifar(folder: Path) -> tuple[subprocess.Popen[bytes], str] | None:
    """A server of CIFAR-10's archive on this machine, made of the files that are here; None if they are not."""
    root = source.find_root("cifar10")
    if root is None:
        return None
    (folder / "served").mkdir()
    with tarfile.open(folder / "served" / "cifar-10-python.tar.gz", "w:gz", compresslevel=1) as archive:
        for part in FILES["cifar10"].values():
            for name in part:
                archive.add(root / source.FOLDERS["cifar10"] / name, f"{source.FOLDERS['cifar10']}/{name}")
    words = [sys.executable, "-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", str(folder / "served")]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert server.stdout is not None
    port = server.stdout.readline().split()[5].decode()
    return server, f"http://127.0.0.1:{port}/cifar-10-python.tar.gz"


def main() -> None:
    """Try every fault, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--only", choices=["kill", "download", "full", "damage", "together", "clock"])
    parser.add_argument("--seed", type=int, default=0)
    given, began = parser.parse_args(), time.monotonic()
    with tempfile.TemporaryDirectory() as temporary:
        bench = Bench(Path(temporary), random.Random(given.seed))
        faults: dict[str, list[Before]] = {
            "kill": [lambda phase=phase: bench.kill(phase) for phase in PHASES],
            "full": [bench.full] if hasattr(os, "geteuid") and os.geteuid() == 0 else [],
            "damage": [bench.damaged], "together": [bench.together], "clock": [bench.clock],
        }  # fmt: skip
        served = serve_cifar(bench.folder) if given.only in (None, "download") else None
        faults["download"] = [lambda: bench.download(served[1])] if served else []
        try:
            for kind, some in faults.items():
                for _, fault in itertools.product(range(given.times), some if given.only in (None, kind) else []):
                    fault()
        finally:
            if served:
                served[0].kill()
    for kind, count in bench.counts.items():
        print(f"{kind:<20} {', '.join(f'{name} {number}' for name, number in count.items())}")
    seconds = round(time.monotonic() - began)
    suffix = f"-{given.only}" if given.only else ""
    save_result("faults", {"seed": given.seed, "seconds": seconds, **bench.counts}, estimate.cpu_name(), suffix)


if __name__ == "__main__":
    run_benchmark(main)
