"""A Slurm of one node, started for tests: munged, slurmctld and slurmd of Debian's packages, everything in one folder."""

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import psutil

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "srun", "scontrol")
SHORT = 60.0


def why_not():
    """Why no Slurm can be started here; '' if it can."""
    missing = [name for name in PROGRAMS if shutil.which(name) is None]
    if missing:
        return f"no {missing[0]} here (Debian: apt install slurm-wlm munge)"
    return "" if hasattr(os, "geteuid") and os.geteuid() == 0 else "slurmd starts jobs of other users: it needs root"


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Cluster:
    """One node with four processors, of which jobs take one each."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.daemons = folder, {}
        host, folder = socket.gethostname().partition(".")[0], str(folder)
        self.socket = f"{folder}/munge.sock"
        (self.folder / "key").write_bytes(os.urandom(1024))
        (self.folder / "key").chmod(0o600)
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        self.config = self.folder / "slurm.conf"
        settings = {
            "ClusterName": "test", "SlurmctldHost": f"{host}(127.0.0.1)", "SlurmUser": "root", "AuthType": "auth/munge",
            "AuthInfo": f"socket={self.socket}", "CredType": "cred/munge", "SlurmctldPort": free_port(),
            "SlurmdPort": free_port(), "StateSaveLocation": f"{folder}/state", "SlurmdSpoolDir": f"{folder}/spool",
            "SlurmctldPidFile": f"{folder}/slurmctld.pid", "SlurmdPidFile": f"{folder}/slurmd.pid",
            "SlurmctldLogFile": f"{folder}/slurmctld.log", "SlurmdLogFile": f"{folder}/slurmd.log",
            "ProctrackType": "proctrack/linuxproc", "TaskPlugin": "task/none", "SelectType": "select/cons_tres",
            "SelectTypeParameters": "CR_Core", "ReturnToService": 2, "MpiDefault": "none", "SwitchType": "switch/none",
            "SchedulerParameters": "batch_sched_delay=0,sched_interval=1", "JobCompType": "jobcomp/none", "KillWait": 15,
            "AccountingStorageType": "accounting_storage/none", "JobAcctGatherType": "jobacct_gather/none", "MinJobAge": 300,
            "SlurmdParameters": "config_overrides",  # the machine may have fewer processors
        }  # fmt: skip
        lines = [f"{name}={value}" for name, value in settings.items()]
        lines += [f"NodeName={host} NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN", f"PartitionName=short Nodes={host} Default=YES"]
        self.config.write_text("\n".join(lines) + "\n")
        self.environment = {**os.environ, "SLURM_CONF": str(self.config)}

    def __enter__(self):
        try:
            key, lock = self.folder / "key", f"--pid-file={self.folder}/munged.pid"
            self.start("munged", "--foreground", "--force", f"--socket={self.socket}", f"--key-file={key}", lock,
                       f"--log-file={self.folder}/munged.log", f"--seed-file={self.folder}/munged.seed")  # fmt: skip
            self.wait_for(lambda: Path(self.socket).exists(), "munged")
            self.start("slurmctld", "-D")
            self.start("slurmd", "-D")
            self.wait_for(lambda: "idle" in self.ask("sinfo", "-h", "-o", "%T"), "a node")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.ask("scancel", "--state=RUNNING,PENDING", "--user=root")
        until = time.monotonic() + 20
        while self.ask("squeue", "-h") and time.monotonic() < until:
            time.sleep(0.2)
        for name in ("slurmd", "slurmctld", "munged"):
            self.stop(name)
        for process in psutil.process_iter():  # steps and what they started outlive the daemons
            try:
                if process.environ().get("SLURM_CONF") == str(self.config) and process.pid != os.getpid():
                    process.kill()
            except psutil.Error:
                continue

    def start(self, name, *options):
        with (self.folder / f"{name}.out").open("ab") as out:
            self.daemons[name] = subprocess.Popen([name, *options], env=self.environment, stdout=out, stderr=out)

    def stop(self, name, number=signal.SIGTERM):
        daemon = self.daemons.pop(name, None)
        if daemon is not None:
            daemon.send_signal(number)
            try:
                daemon.wait(20)
            except subprocess.TimeoutExpired:
                daemon.kill()
                daemon.wait()

    def ask(self, *command):
        """What a command prints; '' if it fails."""
        try:
            return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=30).stdout
        except subprocess.TimeoutExpired:
            return ""

    def wait_for(self, holds, what, seconds=SHORT):
        """Wait until it holds; the daemons' logs if it never does."""
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                logs = "\n".join(
                    f"{path.name}: {path.read_text(errors='replace')[-800:]}" for path in self.folder.glob("*.log")
                )
                raise AssertionError(f"{what} did not come up within {seconds:.0f} s\n{logs}")
            time.sleep(0.1)
