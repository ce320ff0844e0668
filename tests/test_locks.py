"""Claims on shared file systems: without locks, with locks of one machine only, owners that died, clocks that differ."""

import errno
import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from resexp import jobs, locks
from resexp.errors import UserError
from resexp.store import Store

MOUNTS = """\
/dev/sda1 / ext4 rw,relatime 0 0
server:/home /home nfs4 rw,vers=4.2,hard,local_lock=none 0 0
server:/scratch /home/scratch nfs rw,vers=3,nolock,local_lock=all 0 0
ost@o2ib:/lustre /work lustre rw,flock,lazystatfs 0 0
ost@o2ib:/fast /fast lustre rw,localflock 0 0
"""


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("/var/results", ""),
        ("/home/me/results", ""),
        ("/home/scratch/me", "/home/scratch (nfs) is mounted with local_lock=all"),
        ("/homework", ""),
        ("/work/me", ""),
        ("/fast/results", "/fast (lustre) is mounted with localflock"),
    ],
)
def test_mounts_whose_locks_hold_on_one_machine_are_told(folder, why):
    said = locks.of_one_machine(Path(folder), MOUNTS)
    assert said.startswith(why) and bool(said) == bool(why)


def test_slurm_is_refused_where_locks_hold_on_one_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(locks, "of_one_machine", lambda _: "/x (nfs) is mounted with nolock")
    with pytest.raises(UserError, match=r"nolock.*two machines could train one run"):
        jobs.submit(Store(tmp_path), [], "slurm", 1, {}, [])
    assert not (tmp_path / "jobs").exists()


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_file_system_without_locks_is_one_line_and_nothing_is_trained(tmp_path, monkeypatch, number, command):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    locks.require.cache_clear()
    monkeypatch.setattr(fcntl, "flock", refuse)
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path))
    code, _, err = command("train", "resnet-8", "--budget", "smoke", "--data", "synthetic")
    locks.require.cache_clear()
    assert code == 2 and err.count("\n") == 1 and "has no file locks" in err and "$RESEXP_RESULTS" in err
    assert not list(tmp_path.glob("runs/*/log.csv")) and not list((tmp_path / "runs" / ".locks").glob(".probe-*"))


HOLD = """
import socket, sys, time
socket.gethostname = lambda: sys.argv[2]
from resexp.store import Store
with Store(sys.argv[1]).claim("0123456789ab") as ours:
    print(ours, flush=True)
    time.sleep(60)
"""


def holder(results, host):
    """A process that claims a run, on a machine of another name."""
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(results), host], stdout=subprocess.PIPE, text=True)
    return process, process.stdout.readline().strip() == "True"


def test_one_owner_whatever_hosts_are_called_and_clocks_say_and_none_once_it_has_died(tmp_path):
    first, held = holder(tmp_path, "node1")
    second, also = holder(tmp_path, "node2")
    try:
        assert held and not also
        lock = tmp_path / "runs" / ".locks" / "0123456789ab.lock"
        for moment in (0, time.time() + 10**8):  # a clock that is far behind, one that is far ahead
            os.utime(lock, (moment, moment))
            with Store(tmp_path).claim("0123456789ab") as ours:
                assert not ours
        first.send_signal(signal.SIGKILL)
        first.wait()
        with Store(tmp_path).claim("0123456789ab") as ours:
            assert ours
    finally:
        for process in (first, second):
            process.kill()
            process.communicate()
