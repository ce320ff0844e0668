"""Deepen a trained net without changing what it computes.

He 2015, section 1, argues with this net: the layers of the shallower one, and added layers that are the identity. New units
stand behind the parent's in every stage: there they have the stage's shape, their input is an output of ReLU and hence not
negative, and the parent's units keep their input. In eval mode the logits are the parent's but for rounding:

    no shortcut   kernels that pass their input on (Dirac), and batch normalisation that undoes itself: scale sqrt(var + eps),
                  shift mean, of the images it was set up on (Net2DeeperNet: Chen, Goodfellow & Shlens 2016, arXiv 1511.05641).
                  ReLU leaves what is not negative. In training mode batches differ from these images, and so does the net.
    shortcut      the branch's weights as initialised, but scale and shift of its last batch normalisation are zero (Goyal et
                  al. 2017, arXiv 1706.02677, section 5.1, begin a training so). The branch is zero in training mode too.
"""

from __future__ import annotations

import copy

import torch
from jaxtyping import Float
from torch import Tensor, nn

from resexp.errors import UserError
from resexp.nets.net import Net
from resexp.nets.unit import ResidualUnit
from resexp.rng import derive
from resexp.spec import Net as NetSpec


@torch.no_grad()
def deepen(parent: Net, spec: NetSpec, images: Float[Tensor, "b 3 h w"], seed: int, noise: float = 0.0) -> Net:
    """The parent with more units, which are the identity but for noise; in eval mode, on the parent's device.

    Args:
        parent: a trained net; left as it is.
        spec: the same net with as many or more units in each stage; its units as `spec.Start` takes them.
        images: of which the statistics of the new units' batch normalisation are, the parent's being the batch's.
        seed: of branches behind shortcuts, and of the noise.
        noise: root mean square of what each new unit adds to its input, over the input's: without shortcut by normal noise on
            its kernels, with one by the scale of the branch's last batch normalisation.

    Raises:
        UserError: the parent is another net.
    """
    old = parent.spec
    if not spec.deepens(old):
        raise UserError(
            f"a net of {spec.blocks} units '{spec.unit.line()}', {spec.widths} channels, is not one of {old.blocks} units "
            f"'{old.unit.line()}', {old.widths} channels, with more units: all else must be the same"
        )
    ends = dict[str, Tensor]()  # the output of each of the parent's stages
    last_units = {f"unit.{sum(old.blocks[: stage + 1]) - 1}.output" for stage in range(len(old.blocks))}
    copy.deepcopy(parent).train()(images, tap=lambda name, value: ends.update({name: value} if name in last_units else {}))
    net = Net(spec, seed).to(images.device).eval()
    for name in ("stem", "tail", "head"):
        getattr(net, name).load_state_dict(getattr(parent, name).state_dict())
    generator = torch.Generator().manual_seed(derive(seed, "noise"))
    first = 0
    for stage, x in enumerate(ends.values()):
        begin = sum(spec.blocks[:stage])
        for place in range(spec.blocks[stage]):
            unit = net.units[begin + place]
            if place < old.blocks[stage]:
                unit.load_state_dict(parent.units[first + place].state_dict())
            else:
                x = _make_identity(unit, x, noise, generator)  # type: ignore[arg-type]
        first += old.blocks[stage]
    return net


def _make_identity(unit: ResidualUnit, x: Float[Tensor, "b c h w"], noise: float, generator: torch.Generator) -> Tensor:
    """Make a unit the identity on inputs that are not negative, but for noise; returns its output of x.

    Every batch normalisation takes its running statistics from x as it arrives there.
    """
    plain, y = unit.shortcut.kind == "none", x
    layers = list(unit.branch)
    convolutions = sum(isinstance(layer, nn.Conv2d) for layer in layers)
    for place, layer in enumerate(layers):
        if isinstance(layer, nn.Conv2d) and plain:
            spread = (
                noise / (convolutions * layer.weight[0].numel()) ** 0.5
            )  # adds noise / sqrt(convolutions) in the mean square
            shape = layer.weight.shape
            nn.init.dirac_(layer.weight)
            layer.weight += spread * torch.randn(shape, generator=generator).to(x.device)
        if isinstance(layer, nn.BatchNorm2d):
            variance, mean = torch.var_mean(y.double(), dim=(0, 2, 3), correction=0)
            layer.running_mean.copy_(mean)  # type: ignore[union-attr]
            layer.running_var.copy_(variance)  # type: ignore[union-attr]
            if plain:
                layer.weight.copy_((layer.running_var + layer.eps).sqrt())  # type: ignore[operator, union-attr]
                layer.bias.copy_(layer.running_mean)  # type: ignore[arg-type]
            elif place == len(layers) - 1:
                layer.weight.fill_(noise * float(x.double().square().mean().sqrt()))
                layer.bias.zero_()
        y = layer(y)
    return torch.relu(y if plain else x + y)
