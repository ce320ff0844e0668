"""How a training step runs: precision, memory format, optimizer, CUDA graphs and streams. What it computes, the spec says."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from resexp.errors import UserError
from resexp.nets import hardware
from resexp.route import Route
from resexp.spec import Train


def autocast(on: torch.device, precision: str) -> AbstractContextManager[Any]:
    """Context of a forward pass: bf16 autocast, with `Bf16Convolutions` on CPUs without bf16 instructions; nothing for fp32."""
    stack = ExitStack()
    stack.enter_context(torch.autocast(on.type, torch.bfloat16, enabled=precision == "bf16"))
    if precision == "bf16" and on.type == "cpu" and not hardware.has_fast_bf16(on):
        stack.enter_context(Bf16Convolutions())
    return stack


class Bf16Convolutions(TorchFunctionMode):
    """Mode in which convolutions of bf16 numbers are computed by the fp32 kernels.

    Inputs and weights are rounded to bf16 before, the result and all gradients after. bf16 kernels give the same up to the
    order of their sums, since they add up in fp32 as well; where oneDNN has to emulate bf16 this is two to three times as fast.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Replace convolutions, pass on everything else."""
        if func is not torch.conv2d:
            return func(*args, **(kwargs or {}))
        x, weight, bias, *rest = args
        with torch.autocast(x.device.type, enabled=False):
            rounded: Any = [None if part is None else part.bfloat16().float() for part in (x, weight, bias)]
            return func(*rounded, *rest, **(kwargs or {})).bfloat16()


LANES = {"cpu": 1, "cuda": 4}
"""Runs that train side by side on one device: a net of 16 channels fills the cores of a CPU, but not a GPU."""


def make_lane(on: torch.device) -> Callable[[], AbstractContextManager[Any]]:
    """Context of one of several concurrent runs: on a GPU a stream of its own, on a CPU nothing.

    Runs that are trained at the same time need a lane each. PyTorch hands out 32 streams in turn, and when a recorded step is
    deleted, the memory in which cuBLAS works is freed for every other one on the same stream (pytorch/pytorch#193402). So a
    sweep makes all its lanes once, and a run takes over the lane of one that is over.
    """
    if on.type != "cuda":
        return nullcontext
    stream = torch.cuda.Stream(on)

    def enter() -> AbstractContextManager[Any]:
        stream.wait_stream(torch.cuda.current_stream(on))  # work begun outside, such as copying images, is done
        return torch.cuda.stream(stream)

    return enter


def send(values: Tensor, place: Tensor) -> None:
    """Copy a tensor from the CPU into one on the device; on a GPU without waiting for what the device is at.

    That takes pinned memory: from any other the driver may wait for the device, or not, as it likes. The pinned copy is a new
    one each time, which PyTorch does not hand out again before the device has read it.
    """
    place.copy_(values.pin_memory() if place.is_cuda else values, non_blocking=True)


class Pace:
    """Keeps the host at most AHEAD steps in front of a GPU, so that little is left to do when a signal comes.

    `wait` comes before a step and `mark` after it, both in the run's lane. With two steps ahead one runs while the next waits
    for it; a larger number would only make stopping slower. On a CPU a step is over when its call returns: nothing to wait for.
    """

    AHEAD = 2

    def __init__(self, on: torch.device) -> None:
        self.device = on
        self.marks: deque[torch.cuda.Event] = deque()

    def is_ready(self) -> bool:
        """Whether the next step can begin without waiting."""
        return len(self.marks) < self.AHEAD or self.marks[0].query()

    def wait(self) -> None:
        """Wait until fewer than AHEAD steps are under way."""
        if len(self.marks) == self.AHEAD:
            self.marks[0].synchronize()

    def mark(self) -> None:
        """A step has been handed to the device."""
        if self.device.type == "cuda":
            event = self.marks.popleft() if len(self.marks) == self.AHEAD else torch.cuda.Event(blocking=True)
            event.record()
            self.marks.append(event)


class Replay:
    """Repeats work that is the same every time but for the content of the tensors it reads and writes: `replay(work)`.

    On a GPU the first EAGER calls run the work as it is (they count: nothing is run only to record it), then it is recorded as
    a CUDA graph and played back: one launch in place of a thousand. The kernels and hence the bits are the same. On a CPU, and
    with RESEXP_GRAPHS=0, every call runs the work.
    """

    EAGER = 3

    def __init__(self, on: torch.device) -> None:
        self.records = on.type == "cuda" and os.environ.get("RESEXP_GRAPHS") != "0"
        self.calls = 0
        self.graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, work: Callable[[], None]) -> None:
        """Do the work once; it must be the same at every call, not wait for the device, and make no tensors that outlive it."""
        self.calls += 1
        if self.graph is None and self.records and self.calls > self.EAGER:
            self.graph = _record_graph(work)
        if self.graph is None:
            work()
        else:
            self.graph.replay()


def _record_graph(work: Callable[[], None]) -> torch.cuda.CUDAGraph:
    """A CUDA graph of the work, which is recorded, not run. The default stream cannot record; another one does it then.

    Raises:
        UserError: the step cannot be recorded here.
    """
    graph, here = torch.cuda.CUDAGraph(), torch.cuda.current_stream()
    beside = torch.cuda.Stream() if here == torch.cuda.default_stream() else here
    beside.wait_stream(here)
    try:
        # thread_local: what another thread does meanwhile does not make the recording fail
        with _no_garbage_collection(), torch.cuda.graph(graph, stream=beside, capture_error_mode="thread_local"):
            work()
    except RuntimeError as error:
        torch.cuda.set_stream(here)  # torch.cuda.graph leaves its own behind if ending the recording fails,
        cause = error.__context__ or error  # which it does whenever the work failed, and hides that error
        if not isinstance(cause, RuntimeError) or isinstance(cause, torch.OutOfMemoryError):
            raise cause from None
        line = next(iter(str(cause).splitlines()), "")
        raise UserError(f"a step cannot be recorded as a CUDA graph ({line}); RESEXP_GRAPHS=0 trains without") from cause
    here.wait_stream(beside)
    return graph


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Context in which no dead net is found and freed, which is forbidden while a step is recorded; it is done before."""
    before = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def mean_loss(logits: Tensor, y: Tensor) -> Tensor:
    """Mean cross-entropy over the labels that are not negative: logits (b, classes) or (b, classes, h, w), y (b,) or (b, h, w).
    Of pixels it is taken one after the other, since torch's loss of maps adds in any order on a GPU."""
    if logits.dim() == 4:
        logits, y = logits.permute(0, 2, 3, 1).flatten(0, 2), y.flatten()
    return F.cross_entropy(logits.float(), y)


class Stepper:
    """Training steps of a net: forward, backward, SGD with momentum and weight decay (He 2015, section 4.2)."""

    def __init__(self, net: nn.Module, train: Train, on: torch.device) -> None:
        """The net is moved to the device, in the memory format that hardware.memory_format says."""
        self.memory_format = hardware.memory_format(on, train.precision)
        self.net = net.to(on).to(memory_format=self.memory_format)  # type: ignore[call-overload]
        self.norms = [module for module in net.modules() if isinstance(module, nn.BatchNorm2d)]
        self.precision, self.auxiliary = train.precision, train.auxiliary
        self.device = on
        self.parameters = list(net.parameters())
        # a tensor on a GPU, so that a recorded step reads the rate of the iteration
        self.lr = torch.tensor(train.lr, device=on) if on.type == "cuda" else None
        lr = train.lr if self.lr is None else self.lr
        recipe = {"lr": lr, "momentum": train.momentum, "weight_decay": train.weight_decay}
        self.optimizer = torch.optim.SGD(self.parameters, **recipe, fused=True)  # type: ignore[arg-type]

    def set_lr(self, lr: float) -> None:
        """Set the learning rate of the next steps."""
        if self.lr is not None:
            self.lr.fill_(lr)
            return
        for group in self.optimizer.param_groups:
            group["lr"] = lr

    def step(self, x: Tensor, y: Tensor, route: Route | None = None) -> tuple[Tensor, Tensor]:
        """One iteration; returns (mean loss, number of errors) of the batch before the update, still on the device. The loss of
        an auxiliary head is trained on, not told.

        Where the route leaves a branch out, the loss's gradient is zero; momentum and weight decay go on there.
        """
        self.net.train()
        x = x.contiguous(memory_format=self.memory_format)
        # on a route a unit's layers may be left out, and count for themselves
        with autocast(self.device, self.precision), _count_batches_at_once(self.norms if route is None else ()):
            out = self.net(x, route=route)
        logits, *others = out if isinstance(out, tuple) else (out,)
        own = loss = mean_loss(logits, y)
        for other in others:
            loss = loss + self.auxiliary * mean_loss(other, y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if route is not None:
            for parameter in self.parameters:
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
        self.optimizer.step()
        return own.detach(), ((logits.detach().argmax(1) != y) & (y >= 0)).sum()

    def state(self) -> dict[str, Tensor]:
        """Everything that the next step depends on, as named tensors on the CPU."""
        tensors = {f"net.{name}": value for name, value in self.net.state_dict().items()}
        for number, parameter in enumerate(self.parameters):
            momentum = self.optimizer.state[parameter].get("momentum_buffer")
            if momentum is not None:
                tensors[f"momentum.{number}"] = momentum
        return _copy_to_cpu(tensors)

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Go on from the tensors that `state` returned."""
        self.net.load_state_dict({name[4:]: value for name, value in tensors.items() if name.startswith("net.")})
        for number, parameter in enumerate(self.parameters):
            if f"momentum.{number}" in tensors:
                buffer = torch.empty_like(parameter)  # keeps the parameter's memory format
                buffer.copy_(tensors[f"momentum.{number}"])
                self.optimizer.state[parameter]["momentum_buffer"] = buffer


@contextmanager
def _count_batches_at_once(norms: Sequence[nn.BatchNorm2d]) -> Iterator[None]:
    """Context of one forward pass through all of these layers: one call raises all their counters of batches.

    Each layer would do so by a kernel of its own, a hundred a step in a net of 110 layers.
    """
    counts: list[Any] = [norm.num_batches_tracked for norm in norms]
    for norm in norms:
        norm.num_batches_tracked = None  # the layer counts nothing then
    try:
        yield
    finally:
        for norm, count in zip(norms, counts, strict=True):
            norm.num_batches_tracked = count
    if counts:
        torch._foreach_add_(counts, 1)


def _copy_to_cpu(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Copies on the CPU, made by one transfer for each type of number: a net of 110 layers has a thousand tensors, and each
    transfer waits for the device."""
    found: dict[str, Tensor] = {}
    for kind in dict.fromkeys(value.dtype for value in tensors.values()):
        some = {name: value.detach() for name, value in tensors.items() if value.dtype == kind}
        flat = torch.cat([value.reshape(-1) for value in some.values()]).cpu()
        parts = flat.split([value.numel() for value in some.values()])
        found |= {name: part.view(value.shape).clone() for (name, value), part in zip(some.items(), parts, strict=True)}
    return {name: found[name] for name in tensors}
