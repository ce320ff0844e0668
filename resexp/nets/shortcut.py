"""Shortcuts: identity, pad, project, scale, gates, 1x1 convolution, dropout, none.

A shortcut returns its own summand and the factor on the branch, so that exclusive gates and scales, which change both sides,
are not special cases.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from resexp.spec import Unit, UnitPlan, parse_shortcut


class Pad(nn.Module):
    """Option A of He 2015, section 4.1: subsample, then zero channels (B, c_in, H, W) -> (B, c_out, H/s, W/s)."""

    def __init__(self, plan: UnitPlan, both: bool) -> None:
        super().__init__()
        self.stride = plan.stride
        extra = plan.c_out - plan.c_in
        self.before = extra // 2 if both else 0
        self.behind = extra - self.before

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b d u v"]:
        x = x[:, :, :: self.stride, :: self.stride]
        return F.pad(x, (0, 0, 0, 0, self.before, self.behind))


def projection(plan: UnitPlan, bn: bool) -> nn.Module:
    """Option B of He 2015, section 4.1: a strided 1x1 convolution, with batch normalisation or without."""
    convolution = nn.Conv2d(plan.c_in, plan.c_out, 1, plan.stride, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(plan.c_out)) if bn else convolution


def widening(unit: Unit, plan: UnitPlan) -> nn.Module:
    """The part of a shortcut that changes the shape as `Unit.widen` says; identity where it stays."""
    if not plan.transition:
        return nn.Identity()
    if unit.widen.startswith("project"):
        return projection(plan, bn=unit.widen == "project bn")
    return Pad(plan, both=unit.widen == "pad both")


class Shortcut(nn.Module):
    """The shortcut's summand, and the factor on the branch.

    He 2016, section 3: scaling (3.1), gating (3.2), 1x1 convolution (3.3), dropout (3.4); identity and none.
    """

    def __init__(self, unit: Unit, plan: UnitPlan) -> None:
        super().__init__()
        self.kind, *numbers = parse_shortcut(unit.shortcut)
        self.numbers = tuple(numbers)
        if self.kind.startswith("conv"):
            self.match: nn.Module = projection(plan, bn=self.kind == "conv bn")
        elif self.kind == "none":
            self.match = nn.Identity()
        else:
            self.match = widening(unit, plan)
        if self.kind.startswith("gate"):
            self.gate = nn.Conv2d(plan.c_in, plan.c_out, 1, plan.stride)
            self.bias = self.numbers[0] if self.numbers else 0.0

    def forward(self, x: Float[Tensor, "b c h w"]) -> tuple[Float[Tensor, "b d u v"] | None, Tensor | float | None]:
        """(the shortcut's summand or None where there is none, the branch's factor or None for 1)."""
        if self.kind == "none":
            return None, None
        y = self.match(x)
        if self.kind == "scale":
            return y * self.numbers[0], self.numbers[1] if len(self.numbers) == 2 else None
        if self.kind == "dropout":
            return F.dropout(y, self.numbers[0], self.training), None
        if self.kind.startswith("gate"):
            g = torch.sigmoid(self.gate(x))  # (b, c_out, h/s, w/s)
            return (1 - g) * y, g if self.kind == "gate exclusive" else None
        return y, None
