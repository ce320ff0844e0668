"""Nets for tests of what a net computes."""

import torch

from resexp.nets.net import Net
from resexp.spec import Net as Spec
from resexp.spec import Unit

BLOCKS, WIDTHS = (1, 2, 1), (2, 4, 8)
"""Of a net small enough to be run hundreds of times. Unit 2 is no transition, units 1 and 3 are."""

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


def images(count=3, seed=0, dtype=torch.float64):
    return torch.randn(count, 3, 32, 32, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def outcome(net, x):
    """Output, gradient at the input, and the gradient of a loss that treats every logit differently."""
    torch.manual_seed(5)  # dropout
    x = x.clone().requires_grad_()
    y = net(x)
    net.zero_grad()
    (y * torch.linspace(-1, 1, y.numel(), dtype=y.dtype).view_as(y)).sum().backward()
    return y.detach(), x.grad


def assert_same(ours, other, x):
    """Outputs, gradients and running statistics are those of an independent net (reference.py)."""
    (y, gradient), (their_y, their_gradient) = outcome(ours, x), outcome(other, x)
    close = {"rtol": 1e-9, "atol": 1e-11}
    torch.testing.assert_close(y, their_y, **close)
    torch.testing.assert_close(gradient, their_gradient, **close)
    assert gradient.abs().max() > 1e-6
    for own, theirs in other.names.items():
        mine, yours = ours.get_submodule(theirs), other.get_submodule(own)
        for name, parameter in mine.named_parameters():
            torch.testing.assert_close(parameter.grad, yours.get_parameter(name).grad, **close, msg=f"{theirs}.{name}")
        for name, buffer in mine.named_buffers():
            torch.testing.assert_close(buffer, yours.get_buffer(name), **close)
