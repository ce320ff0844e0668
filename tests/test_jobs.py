"""Training in jobs: on this machine, on a real Slurm of one node with all that happens there, and wrong options."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import cluster
import psutil
import pytest

from resexp import budget as budgets
from resexp import cli_jobs, jobs
from resexp.errors import UserError
from resexp.store import Store

RUN = ["run", "degradation", "--budget", "smoke", "--data", "synthetic", "--depths", "8"]
LONG = [*RUN, "--set", "train.iterations=100"]
FOLDER = "smoke+train.iterations=100"
PATIENCE = 150.0


def start(results, *words, environment=None):
    """A command of resexp in a process of its own."""
    env = {
        **(environment or os.environ),
        "RESEXP_RESULTS": str(results),
        "RESEXP_CHECKPOINT_SECONDS": "0.3",
        "OMP_NUM_THREADS": "1",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "resexp", *words], env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def said(process, code=0):
    """What a process says until its end."""
    text = process.communicate(timeout=PATIENCE)[0]
    assert process.returncode == code, text
    return text


def until(holds, what):
    """Wait until it holds, and return that."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)
    return found


def trained(results):
    """Weights and log of every run: (bytes, iterations in the order of the lines)."""
    store, found = Store(results), {}
    for key in store.stored_keys():
        assert store.outcome(key), f"{key} is not over"
        with store.log_file(key).open() as stream:
            found[key] = store.weights_file(key).read_bytes(), [row["iteration"] for row in csv.DictReader(stream)]
    return found


def table(results, folder=FOLDER):
    """Rows of the table, without where and when they were trained."""
    return (results / folder / "tables" / "degradation.csv").read_text()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """Results of one process, without jobs."""
    results = tmp_path_factory.mktemp("alone")
    said(start(results, *LONG))
    return results


# on this machine


def test_two_jobs_of_this_machine_train_what_one_process_trains(tmp_path, alone):
    text = said(start(tmp_path, *LONG, "--on", "local", "--jobs", "2"))
    assert "2 jobs submitted" in text and "report.html" in text
    assert trained(tmp_path) == trained(alone) and table(tmp_path) == table(alone)
    assert [job.state for one in jobs.submissions(Store(tmp_path)) for job in one.jobs()] == ["done", "done"]


def test_jobs_of_this_machine_end_with_the_command_that_started_them(tmp_path, alone):
    process = start(tmp_path, *LONG, "--on", "local")
    until(lambda: list(tmp_path.glob("runs/*/checkpoint.safetensors")), "a checkpoint")
    process.send_signal(signal.SIGTERM)
    assert "the jobs end, too" in said(process)
    until(lambda: not any(one.is_alive() for one in jobs.submissions(Store(tmp_path))), "the end of the jobs")
    said(start(tmp_path, *LONG))
    assert trained(tmp_path) == trained(alone)


def test_jobs_that_do_nothing_are_an_error_with_their_last_words(tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "ASK_SECONDS", 0.2)
    monkeypatch.setattr(jobs, "WATCH_SECONDS", 0.1)
    store, plans = Store(tmp_path), [budgets.load("smoke").plan("resnet-8", 0)]

    class Quiet:
        def say(self, text):
            pass

    with pytest.raises(UserError, match=r"did nothing; their last words: No such option: --nonsense .*_log.out"):
        jobs.train(plans, store, Quiet(), lambda some: jobs.submit(store, some, "local", 1, {}, ["--nonsense"]), lambda: False)
    assert [job.state for one in jobs.submissions(store) for job in one.jobs()] == ["failed"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["--jobs", "2"], "--jobs goes with --on slurm or --on local"),
        (["--detach"], "--detach goes with --on"),
        (["--on", "slum"], "--on takes slurm or local, not 'slum'; did you mean slurm?"),
        (["--on", "local", "--slurm", "partition=gpu"], "--slurm goes with --on slurm"),
        (["--on", "local", "--detach"], "--detach goes with --on slurm"),
        (["--on", "slurm", "--slurm", "gpu"], "--slurm takes OPTION=VALUE, separated by commas"),
        (["--on", "slurm", "--slurm", "partitio=gpu"], "--slurm has no option 'partitio'; did you mean partition?"),
        (["--on", "slurm"], "there is no Slurm here"),
    ],
)
def test_wrong_options_are_one_line(tmp_path, command, monkeypatch, words, line):
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    monkeypatch.setenv("PATH", str(tmp_path))
    code, _, err = command(*RUN, *words)
    assert code == 2 and err.count("\n") == 1 and line in err
    assert not list(tmp_path.glob("results/runs/*/log.csv")) and not list(tmp_path.glob("results/jobs/*"))


def test_the_command_of_a_detached_job_is_that_of_the_user_without_jobs():
    words = ["run", "lesion", "--on", "slurm", "--jobs=8", "--slurm", "a=b", "--detach", "--seeds", "0"]
    assert cli_jobs.without_own(words) == ["run", "lesion", "--seeds", "0"]


def test_options_of_slurm_may_have_commas_in_their_values():
    found = jobs.parse_options("partition=gpu,exclude=node1,node2,timeout_min=30")
    assert found == {"partition": "gpu", "exclude": "node1,node2", "timeout_min": 30} and jobs.parse_options(None) == {}


def test_jobs_without_any_and_wrong_numbers(tmp_path, command, monkeypatch):
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path))
    assert "no jobs in" in command("jobs")[1]
    code, _, err = command("jobs", "3")
    assert code == 2 and "there is no submission 3" in err
    (tmp_path / "jobs" / "1").mkdir(parents=True)
    (tmp_path / "jobs" / "1" / "submission.json").write_text("{")
    code, _, err = command("jobs")
    assert code == 2 and "is no submission of jobs" in err


# on Slurm


@pytest.fixture(scope="module")
def slurm(tmp_path_factory):
    if why := cluster.why_not():
        pytest.skip(why)
    with cluster.Cluster(tmp_path_factory.mktemp("slurm")) as one:
        yield one


def state(slurm, job):
    return slurm.ask("squeue", "-h", "-j", job, "-o", "%T").strip()


def processes(job):
    """The processes of a job that train."""
    found = []
    for process in psutil.process_iter():
        try:
            words, env = process.cmdline(), process.environ()
        except psutil.Error:
            continue
        mine = f"{env.get('SLURM_ARRAY_JOB_ID')}_{env.get('SLURM_ARRAY_TASK_ID')}" == job or env.get("SLURM_JOB_ID") == job
        if mine and ("work" in words or "submitit.core._submit" in words):
            found.append(process)
    return found


def at_once(slurm, job):
    """Let a job that waits in the queue begin now: Slurm holds one that was queued again back for two minutes."""
    until(lambda: state(slurm, job) == "PENDING", "the queue")
    slurm.ask("scontrol", "update", f"JobId={job}", "StartTime=now")


def kill(job):
    for process in processes(job):
        process.kill()


def started(results, job):
    """Whether a job trains, and something is checkpointed."""
    return any("work" in one.cmdline() for one in processes(job)) and list(results.glob("runs/*/checkpoint.safetensors"))


@pytest.mark.slurm
@pytest.mark.slow
def test_nothing_is_lost_or_trained_twice_whatever_happens_to_jobs(tmp_path, slurm, alone):
    """Killed, queued again by an administrator, at the limit of its time, its machine's slurmd started again, the command that
    submitted killed: the same weights, logs and tables as of one process."""
    words = [*LONG, "--on", "slurm", "--jobs", "2", "--slurm", "timeout_min=30"]
    first = start(tmp_path, *words, environment=slurm.environment)
    submission = until(lambda: jobs.submissions(Store(tmp_path)), "the submission")[0]
    one, other = submission.facts["jobs"]
    until(lambda: started(tmp_path, one) and started(tmp_path, other), "both jobs")
    kill(one)
    slurm.ask("scontrol", "requeue", other)
    at_once(slurm, other)
    first.kill()
    first.communicate()
    until(lambda: state(slurm, one) not in ("RUNNING", "COMPLETING"), "the end of the killed job")
    second = start(tmp_path, *words, environment=slurm.environment)
    until(lambda: started(tmp_path, other), "the job that was queued again")
    slurm.stop("slurmd")
    slurm.start("slurmd", "-D")
    until(lambda: started(tmp_path, other) and "idle" not in slurm.ask("sinfo", "-h", "-o", "%T"), "slurmd")
    slurm.ask("scancel", "--signal=USR2", other)  # what Slurm sends before a job's time is up
    until(lambda: "Requeued job" in (submission.folder / f"{other}_0_log.out").read_text(), "the job's checkpoint")
    at_once(slurm, other)
    until(lambda: started(tmp_path, other), "the job after its time was up")
    kill(other)  # now nothing is left in the queue, and the command submits again
    text = said(second)
    assert "in the queue already" in text and "1 jobs submitted" in text.replace("2 jobs", "1 jobs")
    assert len(jobs.submissions(Store(tmp_path))) == 2
    assert trained(tmp_path) == trained(alone) and table(tmp_path) == table(alone)


@pytest.mark.slurm
@pytest.mark.slow
def test_cancelled_jobs_write_checkpoints_and_the_command_says_so(tmp_path, slurm, alone):
    process = start(tmp_path, *LONG, "--on", "slurm", environment=slurm.environment)
    submission = until(lambda: jobs.submissions(Store(tmp_path)), "the submission")[0]
    until(lambda: started(tmp_path, submission.facts["jobs"][0]), "the job")
    assert "1: 1 jobs cancelled" in said(start(tmp_path, "jobs", "--cancel", environment=slurm.environment))
    assert "the jobs were cancelled" in said(process, 2)
    listed = said(start(tmp_path, "jobs", environment=slurm.environment))
    assert "cancelled" in listed and "_log.out" in listed
    said(start(tmp_path, *LONG))
    assert trained(tmp_path) == trained(alone)


@pytest.mark.slurm
@pytest.mark.slow
def test_a_last_job_measures_and_draws_and_a_partition_that_is_not_there_is_one_line(tmp_path, slurm):
    detached = said(start(tmp_path, *RUN, "--on", "slurm", "--jobs", "2", "--detach", environment=slurm.environment))
    assert "3 jobs submitted, the last of which measures and draws" in detached
    wrong = start(
        tmp_path, *RUN, "--seeds", "5", "--on", "slurm", "--slurm", "partition=nowhere", environment=slurm.environment
    )
    text = said(wrong, 2)
    assert "resexp: Slurm took no jobs: sbatch: error" in text and "Traceback" not in text
    assert len(list((tmp_path / "jobs").iterdir())) == 1
    until(lambda: (tmp_path / "smoke" / "report.html").is_file(), "the report")
    facts = json.loads((tmp_path / "jobs" / "1" / "submission.json").read_text())
    until(lambda: not state(slurm, facts["jobs"][-1]), "the end of the last job")
    assert "3 jobs" in detached and len(facts["jobs"]) == 3


def test_a_skipped_cluster_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "slurmd" else f"/usr/sbin/{name}")
    assert cluster.why_not() == "no slurmd here (Debian: apt install slurm-wlm munge)"
