"""The results folder: all file names and writes. A run lives in results/runs/<key>/:

    spec.json            the canonical spec; its sha256 is the folder's name
    log.csv              iteration, lr, running training loss and error, test loss and error, images/s
    run.json             the outcome and its provenance; there if and only if the run is over (finished, failed, imported)
    weights.safetensors  the weights after the last iteration, fp32; fp16 but for BN, or missing, if the run is released
                         (release.py; run.json says `weights`: fp16 or none)
    at-000032.safetensors    the weights after iteration 32, and so on (spec.Train.kept_iterations), each as large as the last
                         ones: ten of 7 MB for ResNet-110 and 64,000 iterations. They may be deleted; figures then have gaps
    checkpoint.safetensors   while it runs

Every file but the log is written whole or not at all (a temporary file, fsync, rename); the log is cut back to the
checkpoint when a run resumes. Files say what they were written as: run.json has the sha256 of its other fields and of the
log, weights and checkpoints that of their tensors, measurements that of their rows; whoever reads a damaged one says so. A
claim is a file lock, which the operating system releases when its owner dies.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import json
import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from resexp import locks, source
from resexp.errors import UserError, did_you_mean
from resexp.spec import Run, run_from_json

LOG = ("iteration", "lr", "train_loss", "train_error", "test_loss", "test_error", "test_n", "images_per_second")
"""Columns of log.csv. Errors in percent; train_* are means over the iterations since the line before."""


TRAIN_AGAIN = "if it came with the repository, git restore it, else delete the folder to train the run again"
"""What to do about a damaged file of a run that is over."""


def write_atomic(path: Path, content: bytes | str) -> None:
    """Write a file whole or not at all.

    Raises:
        UserError: the disk is full, or the folder cannot be written.
    """
    content = content.encode() if isinstance(content, str) else content
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
            temporary = Path(stream.name)
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException as error:  # an interruption too leaves nothing behind
        if temporary is not None:
            with contextlib.suppress(OSError):
                temporary.unlink()
        if isinstance(error, OSError):
            raise cannot_write(path, error) from None
        raise


def digest(content: bytes | str) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def cannot_write(path: Path, error: OSError) -> UserError:
    """The UserError for a write that failed."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError(
            f"no space to write {path} ({error.strerror}); finished work is kept; free space and rerun the command"
        )
    return UserError(f"cannot write {path} ({error.strerror or error}); choose another results folder with $RESEXP_RESULTS")


def _damaged(path: Path, how: str = "damaged") -> UserError:
    """The UserError for a file of a run that is not what was written."""
    return UserError(f"{path} is {how}; {TRAIN_AGAIN}")


def _json(outcome: dict[str, Any]) -> str:
    """As run.json has it."""
    return json.dumps(outcome, indent=1, sort_keys=True) + "\n"


class Store:
    """The results folder."""

    def __init__(self, root: Path | str | None = None) -> None:
        """root: by default $RESEXP_RESULTS, ./results or the checkout's (source.results)."""
        self.root = Path(root).expanduser() if root else source.results()
        self.runs = self.root / "runs"

    # names

    def run_folder(self, key: str) -> Path:
        return self.runs / key

    def tables_folder(self, budget: str) -> Path:
        return self.root / budget / "tables"

    def figures_folder(self, budget: str) -> Path:
        return self.root / budget / "figures"

    def report_file(self, budget: str) -> Path:
        return self.root / budget / "report.html"

    def claims_file(self, budget: str) -> Path:
        """The Markdown page of what became of the papers' claims."""
        return self.root / budget / "claims.md"

    def ledger_file(self) -> Path:
        """The Markdown page that lists the released runs."""
        return self.root / "README.md"

    def checkpoint_file(self, key: str) -> Path:
        return self.run_folder(key) / "checkpoint.safetensors"

    def weights_file(self, key: str) -> Path:
        return self.run_folder(key) / "weights.safetensors"

    def kept_file(self, key: str, iteration: int) -> Path:
        """File of the weights after an iteration before the last."""
        return self.run_folder(key) / f"at-{iteration:06}.safetensors"

    def log_file(self, key: str) -> Path:
        return self.run_folder(key) / "log.csv"

    def check_writable(self) -> None:
        """UserError if results cannot be written; called before any work is done."""
        probe = self.runs / f".write-{os.getpid()}"
        write_atomic(probe, b"")
        probe.unlink(missing_ok=True)

    # claiming

    @contextlib.contextmanager
    def claim(self, key: str) -> Iterator[bool]:
        """Context that holds the run for this process; yields False at once if another living process holds it."""
        folder = self.runs / ".locks"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            locks.require(folder)
            lock = FileLock(folder / f"{key}.lock", timeout=0)
            lock.acquire()
        except Timeout:
            yield False
            return
        except OSError as error:
            raise cannot_write(folder, error) from None
        try:
            yield True
        finally:
            lock.release()

    def is_held(self, key: str) -> bool:
        """Whether a living process holds the run."""
        path = self.runs / ".locks" / f"{key}.lock"
        if not path.is_file():
            return False
        try:
            with FileLock(path, timeout=0):
                return False
        except (Timeout, OSError):
            return True

    @contextlib.contextmanager
    def lock_budget(self, budget: str) -> Iterator[None]:
        """Context that holds this budget's tables and figures; waits for other processes that write them."""
        folder = self.runs / ".locks"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with FileLock(folder / f"{budget}.lock"):
                yield
        except OSError as error:
            raise cannot_write(folder, error) from None

    # one run

    def outcome(self, key: str) -> dict[str, Any] | None:
        """Content of run.json if the run is over, else None; UserError if it is not what was written."""
        path = self.run_folder(key) / "run.json"
        try:
            text = path.read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        try:
            outcome = dict(json.loads(text))
            if outcome.pop("sha256", None) not in (None, digest(_json(outcome))):  # older versions wrote none
                raise ValueError("changed")
        except (ValueError, TypeError):
            raise _damaged(path) from None
        return outcome

    def write_spec(self, run: Run) -> None:
        """Write spec.json."""
        write_atomic(self.run_folder(run.key) / "spec.json", run.json() + "\n")

    def spec(self, key: str) -> Run:
        """The spec of a stored run; UserError if there is none, or its key is not the folder's name."""
        path = self.run_folder(key) / "spec.json"
        try:
            run = run_from_json(path.read_text())
        except FileNotFoundError:
            raise UserError(f"there is no run {key} in {self.runs}") from None
        except (UserError, UnicodeDecodeError) as error:
            raise UserError(f"{path} cannot be used: {error}; {TRAIN_AGAIN}") from None
        if run.key != key:
            raise UserError(f"{path} does not belong there: its key is {run.key}; {TRAIN_AGAIN}")
        return run

    def finish(self, key: str, weights: bytes | None, outcome: dict[str, Any]) -> None:
        """Record the end of a run: weights first, run.json after them, then the checkpoint goes, and what kills left behind."""
        if weights is not None:
            write_atomic(self.weights_file(key), weights)
        if "log_sha256" not in outcome and self.log_file(key).is_file():
            outcome = {**outcome, "log_sha256": digest(self.log_file(key).read_bytes())}
        write_atomic(self.run_folder(key) / "run.json", _json({**outcome, "sha256": digest(_json(outcome))}))
        self.checkpoint_file(key).unlink(missing_ok=True)
        for kind in ("*.safetensors", "run.json", "spec.json", "log.csv"):
            for path in self.run_folder(key).glob(f".{kind}.*"):
                path.unlink(missing_ok=True)

    def remove(self, key: str) -> int:
        """Delete the folder of a claimed run; returns the bytes that were in it."""
        folder = self.run_folder(key)
        try:
            size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            shutil.rmtree(folder)
        except OSError as error:
            raise UserError(f"cannot delete {folder} ({error.strerror or error})") from None
        return size

    # the log

    def append_log(self, key: str, row: dict[str, Any]) -> None:
        """Append one line to log.csv; missing values stay empty."""
        text = io.StringIO()
        writer = csv.DictWriter(text, LOG, lineterminator="\n")
        path = self.log_file(key)
        try:
            with path.open("a") as stream:
                if stream.tell() == 0:
                    writer.writeheader()
                writer.writerow({name: csv_value(row.get(name)) for name in LOG})
                stream.write(text.getvalue())
        except OSError as error:
            raise cannot_write(path, error) from None

    def cut_log(self, key: str, iteration: int) -> None:
        """Remove the lines after an iteration, a last line that was not written whole, and what is no line of a log."""
        if not self.log_file(key).exists():
            return
        header, *lines = self.log_content(key).decode(errors="replace").splitlines(keepends=True) or [""]
        kept = [line for line in lines if line.endswith("\n") and line.count(",") == len(LOG) - 1]
        kept = [line for line in kept if line.split(",")[0].isdecimal() and int(line.split(",")[0]) <= iteration]
        write_atomic(self.log_file(key), "".join([header, *kept]) if header == ",".join(LOG) + "\n" else "")

    def log_content(self, key: str) -> bytes:
        """log.csv as it is; empty if there is none."""
        try:
            return self.log_file(key).read_bytes()
        except FileNotFoundError:
            return b""

    def read_log(self, key: str, outcome: dict[str, Any] | None = None) -> list[dict[str, float | None]]:
        """The lines of log.csv, numbers as floats and what was not measured as None; UserError if it holds something else, or
        the run is over and the log is not what it was then. outcome: run.json's content, where it has been read."""
        outcome = outcome or self.outcome(key) or {}
        try:
            content = self.log_file(key).read_bytes()
            if outcome.get("log_sha256") not in (None, digest(content)):
                raise ValueError("changed")
            lines = list(csv.DictReader(io.StringIO(content.decode())))
            return [{name: float(value) if value else None for name, value in line.items()} for line in lines]
        except FileNotFoundError:
            if "log_sha256" in outcome:
                raise _damaged(self.log_file(key), "missing") from None
            return []
        except (ValueError, TypeError):  # not UTF-8, no number, or more cells than columns
            raise _damaged(self.log_file(key)) from None

    def with_speed(self, run: Run, outcome: dict[str, Any]) -> dict[str, Any]:
        """The outcome with the median images/s of the run's log, and the seconds that its images take at that speed.

        The wall time in run.json also holds what else the machine did. Without speeds in the log the outcome stays as it is.
        """
        return with_speed(run, outcome, self.read_log(run.key))

    # finding

    def stored_keys(self) -> list[str]:
        """Keys of all stored runs, over or not."""
        return sorted(path.parent.name for path in self.runs.glob("*/spec.json"))

    def find_key(self, prefix: str) -> str:
        """The key with this prefix; UserError if there is none or more than one."""
        keys = self.stored_keys()
        found = [key for key in keys if prefix and key.startswith(prefix)]
        if len(found) > 1 and prefix not in found:
            raise UserError(
                f"'{prefix}' is ambiguous: {', '.join(found[:6])}{' ...' if len(found) > 6 else ''}; give more digits"
            )
        if not found:
            raise UserError(f"no run '{prefix}' in {self.runs}{did_you_mean(prefix, keys)}")
        return prefix if prefix in found else found[0]


def with_speed(run: Run, outcome: dict[str, Any], log: Sequence[dict[str, float | None]]) -> dict[str, Any]:
    """As `Store.with_speed`, of a log that has been read."""
    speeds = [speed for line in log if (speed := line.get("images_per_second"))]
    if not speeds:
        return outcome
    speed, done = statistics.median(speeds), outcome.get("iterations", log[-1]["iteration"] or 0)
    return outcome | {"images_per_second": speed, "seconds": done * run.train.batch / speed}


def csv_value(value: Any) -> Any:
    """A value as written to CSV files: floats with nine significant digits, which tell all float32 apart; '' for None."""
    return "" if value is None else f"{value:.9g}" if isinstance(value, float) else value
