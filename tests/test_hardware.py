"""The device, with stand-ins for CUDA, the kernel's files and the load of the machine."""

import os
import subprocess
import sys
import types

import pytest
import torch

from resexp import cli
from resexp.errors import UserError
from resexp.nets import hardware

CPU, GPU = torch.device("cpu"), torch.device("cuda")


@pytest.fixture
def old_driver(monkeypatch):
    """A CUDA build of PyTorch on a machine with an NVIDIA GPU whose driver is too old for it."""
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(hardware, "gpu_files", lambda: ["/dev/nvidia0"])
    monkeypatch.setattr(hardware, "driver_version", lambda: "470.82.01")
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)


def test_a_gpu_that_pytorch_cannot_use_is_an_error_not_a_month_on_the_cpu(old_driver):
    with pytest.raises(UserError, match=r"CUDA 13\.0, cannot use it with driver 470\.82\.01: .*--device cpu"):
        hardware.choose_device()
    assert hardware.choose_device("cpu") == CPU


@pytest.mark.parametrize("hidden", ["", "-1"])
def test_a_gpu_that_is_hidden_or_none_at_all_means_the_cpu(old_driver, monkeypatch, hidden):
    with monkeypatch.context() as patch:
        patch.setenv("CUDA_VISIBLE_DEVICES", hidden)
        assert hardware.choose_device() == CPU
    with monkeypatch.context() as patch:
        patch.setattr(torch.version, "cuda", None)  # a build for CPUs, chosen by the user
        assert hardware.choose_device() == CPU
    monkeypatch.setattr(hardware, "gpu_files", list)
    assert hardware.choose_device() == CPU


def test_a_gpu_without_kernels_of_this_pytorch_is_found_at_once_and_named(monkeypatch):
    class Tensor:
        device = torch.device("cuda", 0)

        def __add__(self, other):
            raise torch.AcceleratorError("CUDA error: no kernel image is available for execution on the device\nlong story")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "set_device", lambda _: None)
    monkeypatch.setattr(torch, "ones", lambda *_, **__: Tensor())
    with pytest.raises(UserError, match=r"^cannot use device 'cuda': CUDA error: no kernel image .* on the device$"):
        hardware.choose_device()


@pytest.mark.parametrize(
    ("kernel", "smi", "version"),
    [
        ("NVRM version: NVIDIA UNIX x86_64 Kernel Module  535.104.05  Sat Aug 19 01:15:15 UTC 2023\nGCC version:  12.2.0", None,
         "535.104.05"),
        ("NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.65  Release Build", None, "580.65"),
        (None, "550.54.14\n550.54.14\n", "550.54.14"),
        (None, None, ""),
    ],
)  # fmt: skip
def test_the_drivers_version_comes_from_the_kernel_or_nvidia_smi(monkeypatch, kernel, smi, version):
    def read(_path):
        if kernel is None:
            raise FileNotFoundError
        return kernel

    def ask(*_, **__):
        if smi is None:
            raise FileNotFoundError("nvidia-smi")
        return types.SimpleNamespace(stdout=smi)

    monkeypatch.setattr(hardware.Path, "read_text", read)
    monkeypatch.setattr(hardware.subprocess, "run", ask)
    assert hardware.driver_version.__wrapped__() == version


def test_of_a_gpu_the_versions_that_bits_depend_on_are_recorded(monkeypatch):
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "NVIDIA H100")
    monkeypatch.setattr(torch.version, "cuda", "13.0")
    monkeypatch.setattr(torch.backends.cudnn, "version", lambda: 91002)
    monkeypatch.setattr(hardware, "driver_version", lambda: "580.65")
    found = hardware.provenance(GPU)
    assert (found["device"], found["cuda"], found["cudnn"], found["driver"]) == ("NVIDIA H100", "13.0", 91002, "580.65")
    assert not {"cuda", "cudnn", "driver"} & {*hardware.provenance(CPU)}


FAILURES = [
    (torch.OutOfMemoryError("CUDA out of memory. Tried to allocate"), "out of GPU memory; try --side-by-side 1"),
    (torch.AcceleratorError("CUDA error: unspecified launch failure\nCompile with"), "GPU failed: CUDA error: unspecified"),
    (RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"), "the GPU failed: cuDNN error"),
    (RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"), "the GPU failed"),
]


@pytest.mark.parametrize(("error", "text"), FAILURES, ids=["memory", "launch", "cudnn", "cublas"])
def test_a_gpu_that_fails_anywhere_in_a_command_is_one_line(command, monkeypatch, error, text):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(cli, "app", fail)
    code, out, err = command("eval", "resnet-20@short")
    assert (code, out) == (2, "") and text in err and len(err.splitlines()) == 1 and "last checkpoints" in err


def test_every_other_error_keeps_its_traceback(monkeypatch):
    for error in (RuntimeError("shapes do not fit"), ValueError("CUDA"), KeyError()):
        assert hardware.describe_failure(error) is None

    def fail(*_, **__):
        raise RuntimeError("shapes do not fit")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(RuntimeError, match="shapes"):
        cli.main(["list"])


# how many threads


def busy(monkeypatch, *samples):
    """A machine of two cores, in percent busy in each sample."""
    found = iter(samples)
    monkeypatch.setattr(hardware, "cores", lambda: [0, 1])
    monkeypatch.setattr(hardware.psutil, "cpu_percent", lambda _seconds, percpu: list(next(found)))


@pytest.mark.parametrize(
    ("samples", "free"),
    [
        ([(0, 0)] * 3, 2.0),
        ([(100, 100)] * 3, 0.0),
        ([(100, 100), (20, 30), (100, 100)], 1.5),  # what is busy for a moment is free
        ([(50, 0)] * 3, 1.5),
    ],
)
def test_free_cores_are_those_that_nobody_uses_for_longer(monkeypatch, samples, free):
    busy(monkeypatch, *samples)
    assert hardware.free_cores() == pytest.approx(free)


def test_cores_that_this_process_may_not_use_do_not_count(monkeypatch):
    busy(monkeypatch, *[(0, 100, 0, 0)] * 3)
    assert hardware.free_cores() == pytest.approx(1.0)


@pytest.fixture
def threads(monkeypatch):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("MKL_NUM_THREADS", raising=False)
    hardware._free_cores_of_minute.cache_clear()
    yield lambda number: monkeypatch.setattr(torch, "get_num_threads", lambda: number)
    hardware._free_cores_of_minute.cache_clear()


@pytest.mark.parametrize(
    ("most", "free", "chosen"), [(2, 2.0, 2), (2, 1.1, 1), (2, 0.0, 1), (2, 1.6, 2), (8, 5.2, 5), (4, 12.0, 4)]
)
def test_a_run_takes_no_more_threads_than_there_are_free_cores(monkeypatch, threads, most, free, chosen):
    threads(most)
    monkeypatch.setattr(hardware, "free_cores", lambda: free)
    assert hardware.choose_threads() == chosen


@pytest.mark.parametrize("name", ["OMP_NUM_THREADS", "MKL_NUM_THREADS"])
def test_the_users_number_of_threads_stays(monkeypatch, threads, name):
    threads(4)
    monkeypatch.setenv(name, "4")
    monkeypatch.setattr(hardware, "free_cores", lambda: pytest.fail("asked"))
    assert hardware.choose_threads() == 4


def test_short_runs_of_a_sweep_ask_once_a_minute(monkeypatch, threads):
    threads(2)
    asked, now = [], [120.0]
    monkeypatch.setattr(hardware, "free_cores", lambda: asked.append(now[0]) or 2.0)
    monkeypatch.setattr(hardware.time, "monotonic", lambda: now[0])
    for now[0] in (120.0, 121.0, 179.0, 181.0):
        hardware.choose_threads()
    assert asked == [120.0, 181.0]


# how threads wait for each other


@pytest.mark.parametrize(
    ("given", "found"),
    [({}, "1000"), ({"GOMP_SPINCOUNT": "7"}, "7"), ({"OMP_WAIT_POLICY": "ACTIVE"}, "None")],
    ids=["nothing", "a number", "a policy"],
)
@pytest.mark.parametrize("how", ["import resexp", "import resexp.nets.net", "import runpy; runpy.run_module('resexp')"])
def test_threads_give_up_their_cores_soon_unless_the_user_says_otherwise(given, found, how):
    """libgomp reads the variable when torch is loaded: whatever of resexp comes first sets it before."""
    code = f"""import os, sys
class Finder:
    def find_spec(self, name, *_):
        if name == 'torch':
            print('torch', os.environ.get('GOMP_SPINCOUNT')); raise SystemExit
sys.meta_path.insert(0, Finder())
{how}
print('resexp', os.environ.get('GOMP_SPINCOUNT'))"""
    env = {name: value for name, value in os.environ.items() if name not in ("GOMP_SPINCOUNT", "OMP_WAIT_POLICY")}
    said = subprocess.run([sys.executable, "-c", code], env={**env, **given}, capture_output=True, text=True).stdout
    assert said.split() == ["torch" if "nets" in how else "resexp", found]
