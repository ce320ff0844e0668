"""The one residual unit, y = after(shortcut(x) + branch(x)), built from its spec (He 2015, Eq. 1; He 2016, Eq. 1-2)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor, nn

from resexp.nets.shortcut import Shortcut
from resexp.route import Step
from resexp.spec import Unit, UnitPlan

Tap = Callable[[str, Tensor], Tensor | None]
"""Called with the name of a place and the tensor there; a tensor that it returns replaces that one."""


def layers_from_tokens(
    words: tuple[str, ...], c_in: int, widths: tuple[int, ...], stride: int = 1, dilation: int = 1
) -> nn.Sequential:
    """Modules for tokens; `widths`: output widths of the convolutions in order, of which the first takes the stride and
    those of 3x3 the dilation."""
    modules: list[nn.Module] = []
    left = list(widths)
    for word in words:
        if word.startswith("conv"):
            kernel = 1 if word == "conv1" else 3
            spread = dilation if kernel == 3 else 1
            modules.append(nn.Conv2d(c_in, left[0], kernel, stride, kernel // 2 * spread, spread, bias=False))
            c_in, stride = left.pop(0), 1
        else:
            modules.append(_without_convolution(word, c_in))
    return nn.Sequential(*modules)


def _without_convolution(word: str, channels: int) -> nn.Module:
    """The module of a token that keeps shapes."""
    if word == "scalar":
        return Scalar()
    if word == "relu":
        return nn.ReLU()
    norm = nn.BatchNorm2d(channels)
    if word == "bn0":
        nn.init.zeros_(norm.weight)
    return norm


class Scalar(nn.Module):
    """Its input times one trained number that begins at 0: (...) -> (...) (De & Smith 2020, section 3)."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        return x * self.weight


def apply_layers(modules: nn.Sequential, x: Tensor, name: str, words: tuple[str, ...], tap: Tap | None) -> Tensor:
    """Apply modules in order, showing each output to the tap as `name.PLACE.TOKEN`."""
    if tap is None:
        return modules(x)
    for place, (word, module) in enumerate(zip(words, modules, strict=True)):
        x = show_to_tap(tap, f"{name}.{place}.{word}", module(x))
    return x


def show_to_tap(tap: Tap | None, name: str, x: Tensor) -> Tensor:
    """Show x to the tap; returns the tap's replacement, or x."""
    if tap is None:
        return x
    answer = tap(name, x)
    return x if answer is None else answer


class ResidualUnit(nn.Module):
    """A residual unit with the shapes of `plan`: (b, c_in, h, w) -> (b, c_out, h/s, w/s)."""

    def __init__(self, unit: Unit, plan: UnitPlan) -> None:
        super().__init__()
        self.plan = plan
        words = tuple(unit.branch.split())
        lead = len(unit.leading) if plan.shares else 0
        self.words = {"lead": words[:lead], "branch": words[lead:], "after": tuple(unit.after.split())}
        widths = (plan.c_inner,) * (unit.convolutions - 1) + (plan.c_out,)
        self.lead = layers_from_tokens(self.words["lead"], plan.c_in, ())
        self.branch = layers_from_tokens(self.words["branch"], plan.c_in, widths, plan.stride, plan.dilation)
        self.shortcut = Shortcut(unit, plan)
        self.after = layers_from_tokens(self.words["after"], plan.c_out, ())
        self.survival = 1.0  # probability with which training ran the branch: its factor in eval mode (Net.rescale)

    def forward(
        self, x: Float[Tensor, "b c h w"], step: Step | None = None, tap: Tap | None = None
    ) -> Float[Tensor, "b d u v"]:
        """Run the unit. Places shown to the tap, all prefixed `unit.K.`: input, shortcut, branch, sum, output, and every
        token's output as lead.PLACE.TOKEN, branch.PLACE.TOKEN, after.PLACE.TOKEN.

        Raises:
            ValueError: the input's shape is not the plan's.
        """
        step = step or Step(self.plan.index)
        name = f"unit.{self.plan.index}"
        size = tuple(x.shape[2:]) if self.plan.any_size else (self.plan.size_in, self.plan.size_in)
        if tuple(x.shape[1:]) != (self.plan.c_in, *size):
            raise ValueError(f"unit {self.plan.index} maps {self.plan.shapes()}, but was given {tuple(x.shape[1:])}")
        x = show_to_tap(tap, f"{name}.input", x)
        if step.mode == "skip" and self.shortcut.kind == "none":
            return show_to_tap(tap, f"{name}.output", x)
        x = apply_layers(self.lead, x, f"{name}.lead", self.words["lead"], tap)
        s, factor = self.shortcut(x)
        if step.mode == "branch":
            s = None
        f = None
        if step.mode != "skip":
            f = apply_layers(self.branch, x, f"{name}.branch", self.words["branch"], tap)
            f = f if factor is None else f * factor
            f = f if self.training or self.survival == 1 else f * self.survival
            f = show_to_tap(tap, f"{name}.branch", f.detach() if step.backward == "skip" else f)
        if s is not None:
            s = show_to_tap(tap, f"{name}.shortcut", s.detach() if step.backward == "branch" else s)
        y = show_to_tap(tap, f"{name}.sum", _add_summands(s, f))
        return show_to_tap(tap, f"{name}.output", apply_layers(self.after, y, f"{name}.after", self.words["after"], tap))


def _add_summands(s: Tensor | None, f: Tensor | None) -> Tensor:
    """The sum of shortcut and branch, or the one that is there."""
    if s is None or f is None:
        present = s if f is None else f
        assert present is not None  # a unit has a shortcut, a branch or both
        return present
    return s + f


@torch.no_grad()
def initialise(module: nn.Module, init: str) -> None:
    """He initialisation of convolutions (variance 2/fan), zero biases, gates at their bias; batch normalisation at (1, 0)."""
    for part in module.modules():
        if isinstance(part, nn.Conv2d):
            nn.init.kaiming_normal_(part.weight, mode="fan_out" if init == "fan_out" else "fan_in", nonlinearity="relu")
            if part.bias is not None:
                nn.init.zeros_(part.bias)
        elif isinstance(part, nn.Linear):
            nn.init.zeros_(part.bias)
    for part in module.modules():
        if isinstance(part, Shortcut) and part.kind.startswith("gate"):
            part.gate.bias.fill_(part.bias)  # type: ignore[union-attr]
