"""A trained net as what the page's engine runs: its layers as JSON and its numbers as one block of bytes.

Numbers stand as they are: fp16 where that holds every one of an array exactly, as in released runs, else fp32. Batch
normalisation becomes a factor and a summand for each channel, which the engine puts into the convolution before it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from resexp.errors import UserError
from resexp.nets.net import Net
from resexp.nets.shortcut import Pad, Shortcut
from resexp.nets.unit import ResidualUnit, Scalar

Array = np.ndarray[Any, Any]


class Arrays:
    """Collects arrays in one block of bytes; `index` says where each one is."""

    def __init__(self) -> None:
        self.index: list[dict[str, Any]] = []
        self.block = bytearray()

    def add(self, values: Tensor) -> int:
        """Add an array and return its number."""
        exact = values.detach().double().cpu().numpy()
        half = bool((exact.astype(np.float16) == exact).all())
        self.index.append({"at": len(self.block), "shape": list(exact.shape), "half": half})
        self.block += exact.astype("<f2" if half else "<f4").tobytes()
        self.block += bytes(-len(self.block) % 4)
        return len(self.index) - 1


def describe(net: Net, mean: Tensor, std: Tensor) -> tuple[dict[str, Any], bytes]:
    """(the net's layers as a JSON value, the block with its numbers), for `load` in web/engine.js.

    Args:
        net: with one class an image.
        mean: subtracted from pixels in [0, 1], (3,) or (32, 32, 3).
        std: by which they are then divided, alike.

    Raises:
        UserError: the net has a layer that the engine does not run.
    """
    arrays = Arrays()
    head = {"weight": arrays.add(net.head.weight.T), "bias": arrays.add(net.head.bias)}
    described = {
        "pools": net.pools,
        "mean": arrays.add(mean.flatten()),
        "std": arrays.add(std.flatten()),
        "stem": _layers(net.stem, arrays),
        "units": [_unit(unit, arrays) for unit in net.units if isinstance(unit, ResidualUnit)],
        "tail": _layers(net.tail, arrays),
        "head": head,
    }
    return {**described, "arrays": arrays.index}, bytes(arrays.block)


def _unit(unit: ResidualUnit, arrays: Arrays) -> dict[str, Any]:
    """A unit: its layers, its shortcut (None in a plain net), the factor on its branch, its shapes."""
    shortcut, factor = _shortcut(unit.shortcut, arrays)
    return {
        "lead": _layers(unit.lead, arrays),
        "branch": _layers(unit.branch, arrays),
        "after": _layers(unit.after, arrays),
        "shortcut": shortcut,
        "branch_factor": factor * unit.survival,
        **{name: getattr(unit.plan, name) for name in ("stage", "c_in", "c_out", "size_in", "size_out")},
    }


def _shortcut(shortcut: Shortcut, arrays: Arrays) -> tuple[dict[str, Any] | None, float]:
    """(the shortcut, or None where there is none; its factor on the branch)."""
    if shortcut.kind.startswith("gate"):
        raise UserError(f"the page cannot run shortcuts of kind '{shortcut.kind}'")
    if shortcut.kind == "none":
        return None, 1.0
    factors = shortcut.numbers if shortcut.kind == "scale" else ()
    own, on_branch = (*factors, 1.0, 1.0)[:2] if len(factors) != 1 else (factors[0], 1.0)
    match, padding = shortcut.match, None
    if isinstance(match, Pad):
        padding = {"stride": match.stride, "before": match.before, "behind": match.behind}
    layers = match if isinstance(match, nn.Sequential) else nn.Sequential(match)
    return {"layers": [] if padding else _layers(layers, arrays), "padding": padding, "factor": own}, on_branch


def _layers(layers: nn.Sequential, arrays: Arrays) -> list[dict[str, Any]]:
    """Layers in order: convolutions (weights height, width, in, out), affine maps of channels, ReLUs."""
    found: list[dict[str, Any]] = []
    for layer in layers:
        if isinstance(layer, nn.Conv2d):
            shape = {"stride": layer.stride[0], "padding": layer.padding[0], "dilation": layer.dilation[0]}
            found.append({"op": "conv", "weight": arrays.add(layer.weight.permute(2, 3, 1, 0)), **shape})
        elif isinstance(layer, nn.BatchNorm2d):
            scale, shift = _affine(layer)
            found.append({"op": "affine", "scale": arrays.add(scale), "shift": arrays.add(shift)})
        elif isinstance(layer, Scalar):  # the same for all channels
            factor = layer.weight.detach().reshape(1)
            found.append({"op": "affine", "scale": arrays.add(factor), "shift": arrays.add(torch.zeros(1))})
        elif isinstance(layer, nn.ReLU):
            found.append({"op": "relu"})
        elif not isinstance(layer, nn.Identity):
            raise UserError(f"the page cannot run a layer of kind {type(layer).__name__}")
    return found


def _affine(layer: nn.BatchNorm2d) -> tuple[Tensor, Tensor]:
    """(factor, summand) of each channel: batch normalisation with its running statistics, in fp32."""
    parts = (layer.weight, layer.bias, layer.running_mean, layer.running_var)
    weight, bias, mean, variance = (part.detach().double() for part in parts if part is not None)
    scale = weight / torch.sqrt(variance + layer.eps)
    return scale.float(), (bias - mean * scale).float()
