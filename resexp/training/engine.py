"""How a step runs, never what it computes: precision, memory format, CUDA graphs and streams, optimizer, determinism."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from resexp.nets import hardware
from resexp.route import Route
from resexp.spec import Train


def autocast(on: torch.device, precision: str) -> AbstractContextManager[Any]:
    """bf16 autocast around a forward pass, or nothing; on a CPU without bf16 instructions with `Bf16Convolutions`."""
    stack = ExitStack()
    stack.enter_context(torch.autocast(on.type, torch.bfloat16, enabled=precision == "bf16"))
    if precision == "bf16" and on.type == "cpu" and not hardware.has_fast_bf16(on):
        stack.enter_context(Bf16Convolutions())
    return stack


class Bf16Convolutions(TorchFunctionMode):
    """Convolutions of bf16 numbers, computed by the fp32 kernels: inputs and weights are rounded to bf16 before, the result and
    all gradients after. That is what bf16 kernels give up to the order of their sums, since they add up in fp32 as well; where
    oneDNN has to emulate bf16 it is two to three times as fast."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Replace convolutions, pass everything else on."""
        if func is not torch.conv2d:
            return func(*args, **(kwargs or {}))
        x, weight, bias, *rest = args
        with torch.autocast(x.device.type, enabled=False):
            rounded: Any = [None if part is None else part.bfloat16().float() for part in (x, weight, bias)]
            return func(*rounded, *rest, **(kwargs or {})).bfloat16()


LANES = {"cpu": 1, "cuda": 4}
"""Runs that train side by side on one device: a net of 16 channels fills the cores of a CPU, but not a GPU."""


def make_lane(on: torch.device) -> Callable[[], AbstractContextManager[Any]]:
    """What one of several runs does, it does inside this: on a GPU a stream of its own, on a CPU nothing.

    Runs that live at the same time need a lane each. PyTorch hands out 32 streams in turn, and with a recorded step that goes
    goes the memory in which cuBLAS works for every other one of the same stream (pytorch/pytorch#193402): so a sweep makes as
    many lanes as it has, once, and the next run takes that of one that is over.
    """
    if on.type != "cuda":
        return nullcontext
    stream = torch.cuda.Stream(on)

    def enter() -> AbstractContextManager[Any]:
        stream.wait_stream(torch.cuda.current_stream(on))  # what was begun outside, as the images, is there
        return torch.cuda.stream(stream)

    return enter


class Replay:
    """Work that is the same every time but for the content of the tensors it reads and writes: `replay(work)` does it once.

    On a GPU it runs as it stands EAGER times (they count: nothing is run for the sake of recording), is then recorded as a
    CUDA graph, and from there on played back: one launch in place of a thousand. The kernels are the same, hence the bits.
    Elsewhere the work is called, no more.
    """

    EAGER = 3

    def __init__(self, on: torch.device) -> None:
        self.records = on.type == "cuda"
        self.calls = 0
        self.graph: torch.cuda.CUDAGraph | None = None

    def __call__(self, work: Callable[[], None]) -> None:
        """Do the work once, the same each time. It must not wait for the device, nor make tensors that outlive it."""
        self.calls += 1
        if self.graph is None and self.records and self.calls > self.EAGER:
            self.graph = _record_graph(work)
        if self.graph is None:
            work()
        else:
            self.graph.replay()


def _record_graph(work: Callable[[], None]) -> torch.cuda.CUDAGraph:
    """A CUDA graph of the work, which is not done. The default stream cannot record: there a stream beside it does."""
    graph, here = torch.cuda.CUDAGraph(), torch.cuda.current_stream()
    beside = torch.cuda.Stream() if here == torch.cuda.default_stream() else here
    beside.wait_stream(here)
    with torch.cuda.graph(graph, stream=beside):
        work()
    here.wait_stream(beside)
    return graph


class Stepper:
    """One training step after the other: forward, backward, SGD with momentum and weight decay (He 2015, section 4.2)."""

    def __init__(self, net: nn.Module, train: Train, on: torch.device) -> None:
        """Moves the net to the device, in channels_last memory (docs/performance.md)."""
        self.net = net.to(on).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.precision = train.precision
        self.device = on
        self.parameters = list(net.parameters())
        # a tensor on a GPU, so that a recorded step reads what stands in it then
        self.lr = torch.tensor(train.lr, device=on) if on.type == "cuda" else None
        lr = train.lr if self.lr is None else self.lr
        recipe = {"lr": lr, "momentum": train.momentum, "weight_decay": train.weight_decay}
        self.optimizer = torch.optim.SGD(self.parameters, **recipe, fused=True)  # type: ignore[arg-type]

    def set_lr(self, lr: float) -> None:
        """The learning rate of the next steps."""
        if self.lr is not None:
            self.lr.fill_(lr)
            return
        for group in self.optimizer.param_groups:
            group["lr"] = lr

    def step(self, x: Tensor, y: Tensor, route: Route | None = None) -> tuple[Tensor, Tensor]:
        """One iteration; (mean loss, number of errors) of the batch before the update, still on the device.

        Where a route passes a unit by, the loss's gradient is zero: SGD with momentum and weight decay goes on there.
        """
        self.net.train()
        with autocast(self.device, self.precision):
            logits = self.net(x, route=route)
        loss = F.cross_entropy(logits.float(), y)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        if route is not None:
            for parameter in self.parameters:
                if parameter.grad is None:
                    parameter.grad = torch.zeros_like(parameter)
        self.optimizer.step()
        return loss.detach(), (logits.detach().argmax(1) != y).sum()

    def state(self) -> dict[str, Tensor]:
        """Everything the next step depends on, as named tensors."""
        tensors = {f"net.{name}": value for name, value in self.net.state_dict().items()}
        for number, parameter in enumerate(self.parameters):
            momentum = self.optimizer.state[parameter].get("momentum_buffer")
            if momentum is not None:
                tensors[f"momentum.{number}"] = momentum
        return {name: value.detach().contiguous().cpu() for name, value in tensors.items()}

    def restore(self, tensors: dict[str, Tensor]) -> None:
        """Take up where `state` was asked."""
        self.net.load_state_dict({name[4:]: value for name, value in tensors.items() if name.startswith("net.")})
        for number, parameter in enumerate(self.parameters):
            if f"momentum.{number}" in tensors:
                buffer = torch.empty_like(parameter)  # keeps the parameter's memory format
                buffer.copy_(tensors[f"momentum.{number}"])
                self.optimizer.state[parameter]["momentum_buffer"] = buffer
