"""Signals: whatever a command is at, it ends with the right code, says how to go on, and the same command does."""

import signal
import subprocess
import sys
import time

import pytest

from resexp import budget, report
from resexp.images import data
from resexp.nets import inference
from resexp.store import Store
from resexp.training import progress, sweep
from resexp.training.interrupt import interruptible, stop_after

pytestmark = pytest.mark.usefixtures("elsewhere")
CODES = [(signal.SIGINT, 130), (signal.SIGTERM, 0), (signal.SIGUSR1, 0), (signal.SIGUSR2, 0)]
RUN = ("run", "degradation", "--budget", "smoke", "--depths", "8")


@pytest.fixture
def say(command, monkeypatch):
    """Run a command as if it had been typed: (exit code, stdout, stderr)."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["resexp", *words])
        return command(*words)

    return run


def sends(number):
    """A function in whose place the signal comes."""
    return lambda *_args, **_options: signal.raise_signal(number)


@pytest.mark.parametrize(("number", "code"), CODES)
def test_a_training_is_checkpointed_and_goes_on(say, monkeypatch, number, code):
    words, run = ("train", "resnet-8", "--budget", "smoke"), budget.load("smoke").plan("resnet-8", 0).run
    with monkeypatch.context() as patch:
        patch.setattr(progress.Watcher, "__call__", lambda _, i, _row: signal.raise_signal(number) if i == 3 else None)
        left, out, err = say(*words)
    assert (left, err) == (code, "")
    again = f"resume with: python -m resexp {' '.join(words)}"
    assert f"stopped: run {run.key} is checkpointed at iteration 3. {again}\n" in out
    assert Store().checkpoint_file(run.key).is_file() and Store().outcome(run.key) is None
    left, out, err = say(*words)
    assert (left, err) == (0, "") and Store().outcome(run.key)["resumed"]


@pytest.mark.parametrize(("number", "code"), CODES)
def test_outside_training_it_stops_at_once(say, monkeypatch, number, code):
    monkeypatch.setattr(data, "download", sends(number))
    words = ("run", "degradation", "--budget", "quick")
    left, out, err = say(*words)
    assert left == code and "SYNTHETIC" not in out
    again = f"resume with: python -m resexp {' '.join(words)}"
    assert err == f"stopped; runs trained and rows measured so far are kept. {again}\n"
    assert not list(Store().root.rglob("*.json"))


def test_a_signal_while_figures_the_page_or_a_score_are_made(say, monkeypatch):
    for module, name in ((report, "draw_figures"), (report, "write_page")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, sends(signal.SIGTERM))
            left, out, err = say(*RUN)
        assert left == 0 and err.endswith(f"resume with: python -m resexp {' '.join(RUN)}\n")
        assert ("2 runs to train" in out) == (name == "draw_figures")
    assert not Store().report_file("smoke").exists()
    monkeypatch.setattr(report, "draw_figures", lambda *_: [])
    left, out, err = say(*RUN)
    assert (left, err) == (0, "") and "0 runs to train" in out and Store().report_file("smoke").is_file()
    monkeypatch.setattr(inference, "evaluate", sends(signal.SIGUSR1))
    left, out, err = say("eval", "resnet-8@smoke", "--json")
    assert (left, out) == (0, "") and "resume with: python -m resexp eval resnet-8@smoke --json" in err


def test_a_signal_after_the_last_step_is_not_forgotten(say, monkeypatch):
    monkeypatch.setattr(sweep, "sweep", sends(signal.SIGTERM))
    monkeypatch.setattr(report, "draw_figures", None)
    left, _, err = say(*RUN)
    assert left == 0 and "resume with" in err


def test_the_inner_of_two_blocks_is_asked_and_what_was_there_before_is_there_again():
    before = [signal.getsignal(number) for number, _ in CODES]
    with interruptible(at_once=True) as outer:
        with interruptible() as inner:
            signal.raise_signal(signal.SIGUSR1)
            signal.raise_signal(signal.SIGTERM)  # the first counts
            assert (inner(), outer()) == (signal.SIGUSR1, 0)
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt) as why:
            signal.raise_signal(signal.SIGTERM)
        assert why.value.args == (signal.SIGTERM,) and outer() == signal.SIGTERM
    assert [signal.getsignal(number) for number, _ in CODES] == before


def test_the_deadline_is_a_sigterm():
    with interruptible() as got:
        stop_after(0.01)
        until = time.monotonic() + 30
        while not got() and time.monotonic() < until:
            time.sleep(0.01)
        assert got() == signal.SIGTERM


def test_a_signal_while_the_interpreter_ends_changes_no_exit_code():
    code = "import atexit, os, runpy, signal, sys; sys.argv = ['resexp', 'list']\n"
    code += "atexit.register(os.kill, os.getpid(), signal.SIGTERM)\n"
    code += "runpy.run_module('resexp', run_name='__main__')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True).returncode == 0
