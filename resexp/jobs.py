"""Training in jobs of their own, through submitit: on a Slurm cluster, or as processes of this machine.

A submission is a folder of results/jobs: runs.json has the runs, submission.json what was submitted, and submitit's files and
the log of each job lie beside them. Every job works through the same list; claims see to it that each run is trained by one of
them. A job is a process that starts `python -m resexp work` and passes on what the queue says: before its time is up, or when
it is preempted, the trainings write checkpoints and the job is queued again. No torch.
"""

from __future__ import annotations

import contextlib
import datetime
import getpass
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from resexp import locks
from resexp.budget import Plan
from resexp.errors import UserError, did_you_mean, join_words
from resexp.spec import run_from_json
from resexp.store import Store, write_atomic

if TYPE_CHECKING:
    import submitit

    from resexp.training.progress import Display

WATCH_SECONDS = 1.0
"""Seconds between two looks at the logs of the runs that others train."""

ASK_SECONDS = 10.0
"""Seconds between two questions to the queue about which jobs are left."""

SLURM = {"timeout_min": 120}
"""Options of Slurm that are set unless --slurm says otherwise; minutes of a job, which is then queued again."""

NO_LIMIT = 1_000_000
"""How often a job may be queued again, and how many minutes one on this machine may take."""

State = Literal["queued", "running", "done", "failed", "cancelled"]

On = Literal["slurm", "local"]


class Job(NamedTuple):
    """One job: its id (Slurm's, or the number of a process), what it is at, in the queue's words too, and its log."""

    id: str
    state: State
    detail: str
    log: Path


class Work:
    """What a job does: runs a command of resexp in a process of its own, and stops that when the queue says so."""

    def __init__(self, words: Sequence[str], environment: Mapping[str, str]) -> None:
        """words: behind `python -m resexp`. environment: variables of the process, beside those that the job has."""
        self.words, self.environment = list(words), dict(environment)
        self.process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> None:
        """Run the command to its end; RuntimeError if it fails, which submitit keeps as the job's result."""
        command = [sys.executable, "-m", "resexp", *self.words]
        self.process = subprocess.Popen(command, env={**os.environ, **self.environment})
        waiting = threading.Thread(target=self.process.wait)  # Popen.wait cannot be called again by the handler of a signal
        waiting.start()
        try:
            waiting.join()
        finally:
            self.stop()
        if code := self.process.returncode:
            raise RuntimeError(f"resexp {' '.join(self.words)} ended with {code}")

    def stop(self) -> None:
        """Let the command write its checkpoints and end, which takes seconds."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def checkpoint(self) -> submitit.helpers.DelayedSubmission:
        """submitit calls this before the job's time is up, and when it is preempted: what is to be queued in its place."""
        import submitit

        self.stop()
        return submitit.helpers.DelayedSubmission(Work(self.words, self.environment))


class Submission:
    """Jobs that were submitted together, as their folder describes them."""

    def __init__(self, folder: Path) -> None:
        """UserError if the folder is not one of a submission."""
        self.folder = folder
        try:
            self.facts: dict[str, Any] = json.loads((folder / "submission.json").read_text())
        except (OSError, ValueError):
            raise UserError(f"{folder} is no submission of jobs; `python -m resexp jobs` lists those that there are") from None

    @property
    def keys(self) -> set[str]:
        """Keys of its runs."""
        return set(self.facts["keys"])

    def jobs(self) -> list[Job]:
        """Its jobs; asks the queue."""
        alive = _queued(self.facts["jobs"]) if self.facts["on"] == "slurm" else _living(self.facts)
        return [self._job(str(name), alive.get(str(name))) for name in self.facts["jobs"]]

    def _job(self, name: str, said: str | None) -> Job:
        """A job of which the queue says this, nothing if it does not know it any more."""
        log = self.folder / f"{name}_0_log.out"
        if said is not None:
            return Job(name, "running" if said.startswith("RUNNING") else "queued", said, log)
        if self.facts.get("cancelled"):
            return Job(name, "cancelled", self.facts["cancelled"], log)
        if _ended_well(self.folder / f"{name}_0_result.pkl"):
            return Job(name, "done", "", log)
        return Job(name, "failed", last_words(log), log)

    def is_alive(self) -> bool:
        """Whether a job of it is queued or runs."""
        return any(job.state in ("queued", "running") for job in self.jobs())

    def cancel(self) -> int:
        """Take its jobs out of the queue; those that run write checkpoints first. Returns how many there were."""
        alive = [job.id for job in self.jobs() if job.state in ("queued", "running")]
        self.facts["cancelled"] = f"cancelled {_now()}"
        write_atomic(self.folder / "submission.json", json.dumps(self.facts, indent=1) + "\n")
        if alive and self.facts["on"] == "slurm":
            _ask("scancel", *alive)
        for job in alive if self.facts["on"] == "local" else ():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(job), signal.SIGINT)
        return len(alive)


def submissions(store: Store) -> list[Submission]:
    """All submissions of this results folder, in the order in which they were made."""
    folders = sorted((path.parent for path in folder_of_jobs(store).glob("*/submission.json")), key=lambda path: int(path.name))
    return [Submission(folder) for folder in folders]


def folder_of_jobs(store: Store) -> Path:
    """results/jobs."""
    return store.root / "jobs"


def read_runs(path: Path) -> list[Plan]:
    """The runs of a submission's runs.json; UserError if it cannot be read."""
    try:
        return [Plan(one["label"], run_from_json(json.dumps(one["spec"]))) for one in json.loads(path.read_text())]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{path} cannot be used: {error}") from None


def parse_options(text: str | None) -> dict[str, int | str]:
    """Options of Slurm: 'partition=gpu,timeout_min=120' -> {"partition": "gpu", "timeout_min": 120}.

    Raises:
        UserError: not written like this, or an option that submitit does not have.
    """
    found: dict[str, int | str] = {}
    for part in re.split(r",(?=\w+=)", text) if text else ():
        name, equals, value = part.partition("=")
        if not equals or not name or not value:
            raise UserError(f"--slurm takes OPTION=VALUE, separated by commas, as partition=gpu,timeout_min=120; not '{part}'")
        found[name] = int(value) if value.isdigit() else value
    executors = _submitit()
    known = {*executors.AutoExecutor._typed_parameters(), *executors.SlurmExecutor._valid_parameters()}
    for name in found:
        if name not in known:
            raise UserError(f"--slurm has no option '{name}'{did_you_mean(name, sorted(known))}")
    return found


def submit(
    store: Store, plans: Sequence[Plan], on: On, count: int, options: Mapping[str, int | str], words: Sequence[str]
) -> Submission:
    """Submit jobs that train these runs.

    Args:
        store: where the runs are; the jobs have to see the same folder.
        plans: the runs.
        on: slurm, or local.
        count: how many jobs.
        options: of Slurm.
        words: options of `work`, as --side-by-side 4.

    Raises:
        UserError: there is no Slurm here, or it refuses the options; nothing is left behind then.
    """
    if on == "slurm" and (why := locks.of_one_machine(store.root)):
        raise UserError(f"{why}: two machines could train one run; let $RESEXP_RESULTS name another folder")
    folder = _new_folder(store)
    try:
        runs = [{"label": plan.label, "spec": json.loads(plan.run.json())} for plan in plans]
        write_atomic(folder / "runs.json", json.dumps(runs) + "\n")
        work = ["work", str(folder / "runs.json"), *words]
        tasks = [Work(work, _share(number, count) if on == "local" else {}) for number in range(count)]
        jobs = [str(job.job_id) for job in _submit(folder, on, options, tasks)]
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    facts = {"on": on, "jobs": jobs, "keys": [plan.run.key for plan in plans], "options": dict(options), "began": _now(),
             "host": socket.gethostname(), "command": sys.argv[1:]}  # fmt: skip
    write_atomic(folder / "submission.json", json.dumps(facts, indent=1) + "\n")
    return Submission(folder)


def submit_after(submission: Submission, words: Sequence[str], options: Mapping[str, int | str]) -> None:
    """Submit a job that runs a command of resexp once those of a Slurm submission are over, whatever became of them."""
    first = submission.facts["jobs"][0].partition("_")[0]
    jobs = _submit(submission.folder, "slurm", options, [Work(words, {})], {"dependency": f"afterany:{first}"})
    submission.facts["jobs"] += [str(job.job_id) for job in jobs]
    write_atomic(submission.folder / "submission.json", json.dumps(submission.facts, indent=1) + "\n")


def train(
    plans: Sequence[Plan],
    store: Store,
    display: Display,
    send: Callable[[Sequence[Plan]], Submission],
    stop: Callable[[], bool],
) -> None:
    """Have runs trained in jobs, show how they get on, and return when all of them are over.

    Jobs that were submitted earlier for these runs, and are still queued or running, are waited for. If jobs end before the
    runs do, by a crash say, the rest is submitted again, as long as that gets any further.

    Args:
        plans: runs that are not over.
        store: where they are.
        display: shows them as if they were trained here.
        send: submits runs.
        stop: whether to stop watching; the jobs go on.

    Raises:
        Stopped: `stop` said so.
        UserError: the jobs are over and have done nothing, or the queue cannot be asked.
    """
    from resexp.errors import Stopped

    left, seen = {plan.run.key: plan for plan in plans}, Watched(store, display)
    current = next((one for one in reversed(submissions(store)) if set(left) <= one.keys and one.is_alive()), None)
    if current is not None:
        display.say(f"these runs are in the queue already: {current.folder}")
    progress, asked, log = -1.0, time.monotonic(), Path()
    while left:
        if current is None:
            newest = _progress(store, left)
            if newest <= progress:
                said = f"their last words: {last_words(log)} ({log})"
                raise UserError(f"the jobs ended before {len(left)} runs were over, and did nothing; {said}")
            progress, current = newest, send(list(left.values()))
            asked = time.monotonic()
            display.say(f"{len(current.facts['jobs'])} jobs submitted: {join_words(current.facts['jobs'])}; {current.folder}")
        for key in [key for key, plan in left.items() if seen.is_over(plan)]:
            del left[key]
        if left and time.monotonic() - asked > ASK_SECONDS:
            jobs, asked = current.jobs(), time.monotonic()
            if not any(job.state in ("queued", "running") for job in jobs):
                log = jobs[0].log
                if Submission(current.folder).facts.get("cancelled"):  # by another command, meanwhile
                    raise UserError(f"the jobs were cancelled; {len(left)} runs are not over")
                current = None
                left = {key: plan for key, plan in left.items() if not seen.is_over(plan)}
        if stop():
            raise Stopped(_leave(current))
        if left:
            time.sleep(WATCH_SECONDS)


def _leave(submission: Submission | None) -> str:
    """What becomes of jobs whose watcher is stopped, as text: those of this machine end, after a checkpoint."""
    if submission is None:
        return "no job is under way"
    if submission.facts["on"] == "slurm":
        return f"the jobs go on; `python -m resexp jobs --cancel {submission.folder.name}` ends them"
    submission.cancel()
    return "the jobs end, too, with checkpoints"


class Watched:
    """Runs that others train, as their logs tell."""

    def __init__(self, store: Store, display: Display) -> None:
        self.store, self.display = store, display
        self.watchers: dict[str, Any] = {}
        self.read: dict[str, float] = {}

    def is_over(self, plan: Plan) -> bool:
        """Look at one run: whether it is over; shows what its log has gained."""
        key, label = plan.run.key, f"{plan.label} seed {plan.run.seed}"
        outcome = self.store.outcome(key)
        if outcome is not None:
            self.display.finish_run(key, label, outcome)
            return True
        with contextlib.suppress(OSError):
            changed = self.store.log_file(key).stat().st_mtime
            if changed != self.read.get(key):
                self.read[key] = changed
                rows = self.store.read_log(key)
                if rows:
                    if key not in self.watchers:
                        self.watchers[key] = self.display.start_run(key, label, plan.run.train.iterations)
                    known = {name: value for name, value in rows[-1].items() if value is not None}
                    self.watchers[key](int(known["iteration"]), {"images_per_second": 0.0, **known})
        return False


def _progress(store: Store, keys: Iterable[str]) -> float:
    """A number that grows when one of these runs gets further: of what is logged, checkpointed and over."""
    files = [path for key in keys for path in (store.log_file(key), store.checkpoint_file(key))]
    over = sum(store.outcome(key) is not None for key in keys)
    return over + sum(path.stat().st_mtime for path in files if path.is_file())


def last_words(log: Path) -> str:
    """The last line of a job's log, or the last error in it."""
    try:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    except OSError:
        return "no log"
    said = next((line for line in reversed(lines) if line.startswith("resexp: ")), lines[-1] if lines else "an empty log")
    return said.removeprefix("resexp: ")


def _new_folder(store: Store) -> Path:
    """A folder for a submission, the next number."""
    root = folder_of_jobs(store)
    root.mkdir(parents=True, exist_ok=True)
    number = max((int(path.name) for path in root.iterdir() if path.name.isdigit()), default=0)
    while True:
        number += 1
        with contextlib.suppress(FileExistsError):
            (root / str(number)).mkdir()
            return root / str(number)


def _submitit() -> Any:
    """The library, or UserError if it is not installed."""
    try:
        import submitit
    except ModuleNotFoundError:
        raise UserError("--on needs submitit: pip install 'resexp[slurm]' (in a checkout: pip install -e '.[slurm]')") from None
    return submitit


def _submit(
    folder: Path, on: On, options: Mapping[str, int | str], tasks: Sequence[Work], more: Mapping[str, str] | None = None
) -> list[Any]:
    """submitit's jobs, one for each task, in one array on Slurm."""
    library = _submitit()
    if on == "slurm" and shutil.which("sbatch") is None:
        raise UserError("there is no Slurm here: `sbatch` is not found; `--on local` trains on this machine")
    executor = library.AutoExecutor(folder, cluster=on, slurm_max_num_timeout=NO_LIMIT)
    if on == "slurm":
        generic = library.AutoExecutor._typed_parameters()
        named: dict[str, Any] = {
            name if name in generic else f"slurm_{name}": value for name, value in {**SLURM, **options}.items()
        }
        named["slurm_additional_parameters"] = {"requeue": True, **(more or {})}
    else:
        named = {"timeout_min": NO_LIMIT}
    try:
        executor.update_parameters(name="resexp", stderr_to_stdout=True, **named)
        with executor.batch():
            jobs = [executor.submit(task) for task in tasks]
        return jobs
    except (library.core.utils.FailedJobError, subprocess.CalledProcessError, AssertionError, NameError, ValueError) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        said = next((line for line in reversed(lines) if "error" in line.lower()), lines[-1] if lines else "no reason given")
        raise UserError(f"Slurm took no jobs: {said}") from None


def _share(number: int, count: int) -> dict[str, str]:
    """Variables of one of several jobs on this machine: a GPU of its own if there are any, else its share of the cores."""
    from resexp.nets import hardware

    gpus = hardware.gpus()
    if gpus:
        return {"CUDA_VISIBLE_DEVICES": gpus[number % len(gpus)]}
    return {} if "OMP_NUM_THREADS" in os.environ else {"OMP_NUM_THREADS": str(max(1, len(hardware.cores()) // count))}


def _queued(names: Sequence[str]) -> dict[str, str]:
    """Those of these jobs that Slurm has in its queue, with what it says of them: 'RUNNING 1:02 node1'."""
    said = _ask("squeue", "--noheader", "--array", "--user", getpass.getuser(), "--format", "%i|%T %M %R")
    found = dict(line.split("|", 1) for line in said.splitlines() if "|" in line)
    return {name: found[name] for name in names if name in found}


def _ask(*command: str) -> str:
    """What a command of Slurm prints; UserError if it fails."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    except FileNotFoundError:
        raise UserError(f"there is no Slurm here: `{command[0]}` is not found") from None
    except subprocess.TimeoutExpired:
        raise UserError(f"Slurm did not answer `{command[0]}` within a minute") from None
    except subprocess.CalledProcessError as error:
        raise UserError(f"`{command[0]}` failed: {error.stderr.strip()}") from None


def _living(facts: Mapping[str, Any]) -> dict[str, str]:
    """Those jobs on a machine that are running; of another machine nothing is known, so that they count as over."""
    import psutil

    found = {}
    for name in facts["jobs"] if facts["host"] == socket.gethostname() else ():
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(int(name))
            if process.status() != psutil.STATUS_ZOMBIE and "submitit" in " ".join(process.cmdline()):
                found[name] = f"RUNNING on {facts['host']}"
    return found


def _ended_well(result: Path) -> bool:
    """Whether a job's result, a pickle of ("success", None) or of an error's text, is a success. It is not unpickled, since
    that runs whatever code is in it; without a file the job was killed, or its machine failed."""
    try:
        return b"success" in result.read_bytes()[:40]
    except OSError:
        return False


def _now() -> str:
    """This moment, in UTC, to the second."""
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
