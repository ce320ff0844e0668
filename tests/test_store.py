"""results/: nothing half-written, nothing trained twice, a claim dies with its owner."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from resexp import store as store_module
from resexp.errors import UserError
from resexp.spec import Run, Train
from resexp.store import LOG, Store, write_atomic

RUN = Run(train=Train(iterations=10, warmup=0), seed=3)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "results")


def row(iteration):
    return {"iteration": iteration, "lr": 0.1, "train_loss": 2.0 / iteration, "train_error": 50.0, "images_per_second": 700.0}


def test_the_root_is_the_argument_then_the_environment_then_results(tmp_path, monkeypatch):
    monkeypatch.delenv("RESEXP_RESULTS", raising=False)
    assert str(Store().root) == "results"
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "env"))
    assert Store().root == tmp_path / "env"
    assert Store(tmp_path / "given").root == tmp_path / "given"


def test_a_failed_write_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "file"
    write_atomic(path, "old")

    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store_module.os, "fsync", full)
    with pytest.raises(UserError, match=r"no space to write .*file.*finished work is kept"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_an_interrupted_write_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    write_atomic(tmp_path / "file", "old")

    def signalled(_descriptor):
        raise KeyboardInterrupt

    monkeypatch.setattr(store_module.os, "fsync", signalled)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "file", "new")
    assert [entry.read_text() for entry in tmp_path.iterdir()] == ["old"]


def test_a_folder_that_cannot_be_written_is_said_before_any_work(tmp_path):
    (tmp_path / "results").write_text("a file where the folder should be")
    with pytest.raises(UserError, match=r"cannot write .*\$RESEXP_RESULTS"):
        Store(tmp_path / "results").check_writable()


def test_written_files_obey_the_umask(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "file", "x")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o640


def test_a_run_is_over_only_when_run_json_is_there_and_then_its_checkpoint_is_gone(store):
    store.write_spec(RUN)
    write_atomic(store.checkpoint_file(RUN.key), b"half way")
    assert store.outcome(RUN.key) is None
    store.finish(RUN.key, b"weights", {"status": "finished"})
    assert store.outcome(RUN.key) == {"status": "finished"}
    assert store.weights_file(RUN.key).read_bytes() == b"weights"
    assert not store.checkpoint_file(RUN.key).exists()


def test_weights_are_written_before_run_json(store, monkeypatch):
    store.write_spec(RUN)
    written = []
    monkeypatch.setattr(store_module, "write_atomic", lambda path, content: written.append(path.name))
    store.finish(RUN.key, b"weights", {"status": "finished"})
    assert written == ["weights.safetensors", "run.json"]


def test_the_spec_is_read_back_and_must_belong_to_its_folder(store):
    store.write_spec(RUN)
    assert store.spec(RUN.key) == RUN
    other = RUN.replace(seed=4)
    store.run_folder(other.key).mkdir()
    (store.run_folder(other.key) / "spec.json").write_text(RUN.json())
    with pytest.raises(UserError, match=f"does not belong there: its key is {RUN.key}"):
        store.spec(other.key)
    (store.run_folder(other.key) / "spec.json").write_text('{"seed": ')
    with pytest.raises(UserError, match="cannot be used: this is not the JSON"):
        store.spec(other.key)


def test_a_damaged_run_json_is_said_not_trained_over(store):
    store.write_spec(RUN)
    (store.run_folder(RUN.key) / "run.json").write_text("{")
    with pytest.raises(UserError, match=r"run\.json is damaged"):
        store.outcome(RUN.key)


def test_what_was_changed_in_a_run_that_is_over_is_said_and_what_older_versions_wrote_is_not(store):
    store.write_spec(RUN)
    store.append_log(RUN.key, row(2))
    store.finish(RUN.key, None, {"status": "finished", "seconds": 12.5})
    run_json, log = store.run_folder(RUN.key) / "run.json", store.log_file(RUN.key)
    for path, old, new in ((run_json, "12.5", "13.5"), (log, "700", "701"), (log, "2,0.1", "2,0.2")):
        whole = path.read_text()
        assert old in whole and len(store.read_log(RUN.key)) == 1
        path.write_text(whole.replace(old, new))
        with pytest.raises(UserError, match=rf"{path} is damaged; if it came with .*git restore it, else delete the folder"):
            store.read_log(RUN.key)
        path.write_text(whole)
    log.unlink()
    with pytest.raises(UserError, match=r"log\.csv is missing"):
        store.read_log(RUN.key)
    run_json.write_text('{"status": "finished"}')
    assert store.outcome(RUN.key) == {"status": "finished"} and store.read_log(RUN.key) == []


def test_what_killed_writes_left_behind_goes_when_the_run_is_over(store):
    store.write_spec(RUN)
    for name in (".checkpoint.safetensors.abc", ".run.json.abc"):
        (store.run_folder(RUN.key) / name).write_bytes(b"half")
    store.finish(RUN.key, b"weights", {"status": "finished"})
    assert sorted(path.name for path in store.run_folder(RUN.key).iterdir()) == ["run.json", "spec.json", "weights.safetensors"]


def test_the_log_is_cut_back_to_the_checkpoint_and_loses_a_torn_line(store):
    store.write_spec(RUN)
    for iteration in (2, 4, 6, 8):
        store.append_log(RUN.key, row(iteration))
    with store.log_file(RUN.key).open("ab") as stream:
        stream.write(b"\xff,,,,,,,\n10,0.1,0.2")  # damaged; killed in the middle of a line
    store.cut_log(RUN.key, 6)
    assert [line["iteration"] for line in store.read_log(RUN.key)] == [2, 4, 6]
    store.append_log(RUN.key, row(8))
    assert store.log_file(RUN.key).read_text().splitlines()[0] == ",".join(LOG)
    assert [line["train_loss"] for line in store.read_log(RUN.key)] == pytest.approx([1, 0.5, 1 / 3, 0.25])
    assert store.read_log(RUN.key)[0]["test_error"] is None
    store.cut_log(RUN.key, 0)
    store.append_log(RUN.key, row(2))
    assert len(store.read_log(RUN.key)) == 1


@pytest.mark.parametrize("text", [b"iteration,lr\n2,fast\n", b"iteration,lr\n2,0.1,3\n", b"iteration,lr\n2,\xff\n"])
def test_a_damaged_log_is_one_line_that_names_it(store, text):
    store.write_spec(RUN)
    store.log_file(RUN.key).write_bytes(text)
    with pytest.raises(UserError, match=r"log\.csv is damaged"):
        store.read_log(RUN.key)


def test_runs_are_found_by_unique_prefix(store):
    keys = []
    for seed in range(40):
        run = RUN.replace(seed=seed)
        store.write_spec(run)
        keys.append(run.key)
    for key in keys:
        assert store.find_key(key) == key
        assert store.find_key(key[:8]) == key
    first = next(a[0] for a in keys if sum(b[0] == a[0] for b in keys) > 1)
    with pytest.raises(UserError, match=f"'{first}' is ambiguous: {first}"):
        store.find_key(first)
    wrong = keys[0][:-1] + ("0" if keys[0][-1] != "0" else "1")
    with pytest.raises(UserError, match=f"no run '{wrong}'.*did you mean {keys[0]}"):
        store.find_key(wrong)


def test_only_one_claim_at_a_time_and_none_after_release(store):
    with store.claim(RUN.key) as first:
        assert first
        with Store(store.root).claim(RUN.key) as second:
            assert not second
    with store.claim(RUN.key) as third:
        assert third


def test_a_claim_left_by_a_killed_process_is_taken_over(store):
    script = f"""
        import time
        from resexp.store import Store
        with Store({str(store.root)!r}).claim({RUN.key!r}) as ours:
            print("held" if ours else "not held", flush=True)
            time.sleep(60)
    """
    other = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "held\n"
    with store.claim(RUN.key) as ours:
        assert not ours
    other.send_signal(signal.SIGKILL)
    other.wait()
    deadline = time.monotonic() + 5
    while True:
        with store.claim(RUN.key) as ours:
            if ours:
                break
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_run_json_is_plain_json(store):
    store.write_spec(RUN)
    store.finish(RUN.key, None, {"status": "failed", "final": {"test_error": None}})
    assert json.loads((store.run_folder(RUN.key) / "run.json").read_text())["status"] == "failed"
    assert not store.weights_file(RUN.key).exists()
