"""Nets for tests of what a net computes."""

import torch

from resexp.nets.net import Net
from resexp.spec import Net as Spec
from resexp.spec import Unit

LINEAR = Unit(branch="conv1", after="")


def stirred(spec, seed=0):
    """The built net in float64, with every parameter and running statistic moved off its initial value: scales that are all 1
    and means that are all 0 would hide mistakes."""
    net = Net(spec, seed).double()
    generator = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for value in net.parameters():
            value += 0.1 * torch.randn(value.shape, generator=generator, dtype=torch.float64)
        for name, value in net.named_buffers():
            if name.endswith("running_mean"):
                value += 0.1 * torch.randn(value.shape, generator=generator, dtype=torch.float64)
            if name.endswith("running_var"):
                value += torch.rand(value.shape, generator=generator, dtype=torch.float64)
    return net


def linear(shortcut="identity", units=5, weight=0.25, blocks=None, widths=None):
    """A net without any nonlinearity: F(x) = weight * x."""
    unit = LINEAR.replace(shortcut=shortcut)
    net = Net(Spec(unit=unit, blocks=blocks or (units,), widths=widths or (4,), stem="conv", tail="")).double()
    with torch.no_grad():
        for part in net.units:
            w = part.branch[0].weight
            w.zero_()
            w[: w.shape[1], :, 0, 0] = weight * torch.eye(w.shape[1], dtype=w.dtype)
    return net
