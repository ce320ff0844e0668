"""Read and write weights: our own, and the published CIFAR ResNets in torchvision's naming. Files cannot run code."""

from __future__ import annotations

import hashlib
import pickle
import re
import warnings
from pathlib import Path

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor, nn

from resexp import zoo
from resexp.errors import UserError
from resexp.nets.net import Net
from resexp.spec import Data, Run, make
from resexp.spec import Net as NetSpec


def read(path: Path) -> dict[str, Tensor]:
    """The tensors of a .safetensors file, or of a PyTorch file (a state dict, or {"state_dict": ...}), `module.` stripped.

    PyTorch files go through its restricted unpickler (weights_only), which builds tensors and nothing else.

    Raises:
        UserError: missing, truncated, not a weights file, or a pickle with something other than tensors in it.
    """
    if not path.is_file():
        raise UserError(f"there is no weights file {path}")
    if path.suffix == ".safetensors":
        try:
            return _without_module_prefix(safetensors.torch.load_file(path))
        except (SafetensorError, OSError) as error:
            raise UserError(f"{path} is truncated or no safetensors file ({error})") from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what it then refuses
            content = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # zipfile, EOF, index, runtime: all of them mean a broken file
        objects = isinstance(error, pickle.UnpicklingError) and "GLOBAL" in str(error)
        broken = f"truncated or no PyTorch weights file ({type(error).__name__})"
        other = "no plain weights file: it holds objects other than tensors, which are not loaded"
        raise UserError(f"{path} is {other if objects else broken}") from None
    if isinstance(content, dict) and isinstance(content.get("state_dict"), dict):
        content = content["state_dict"]
    if not isinstance(content, dict) or not content or not all(isinstance(value, Tensor) for value in content.values()):
        raise UserError(f"{path} holds no state dict: a mapping from names to tensors is needed")
    return _without_module_prefix(content)


def _without_module_prefix(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors without the `module.` that torch.nn.DataParallel puts before every name."""
    return {str(name).removeprefix("module."): value for name, value in tensors.items()}


def write(net: Net, half: bool = False) -> bytes:
    """The net's tensors as the content of a .safetensors file.

    half: weights and biases of convolutions and of the linear layer as fp16, which moves each above 6e-5 by at most 2^-11
    of itself; a tensor that fp16 does not hold so well stays as it is. Parameters and statistics of BN stay fp32: they are
    few, a running variance can leave the range of fp16 at either end, and an error in them shifts or scales a whole
    channel, where the rounding errors of the hundreds of products in a convolution mostly cancel.
    """
    kinds = (nn.Conv2d, nn.Linear) if half else ()
    layers = {name: part for name, part in net.named_modules() if isinstance(part, kinds)}
    small = {f"{name}.{tensor}" for name, part in layers.items() for tensor, _ in part.named_parameters(recurse=False)}
    tensors = {name: value.detach().contiguous().cpu() for name, value in net.state_dict().items()}
    return safetensors.torch.save({name: _as_fp16(value) if name in small else value for name, value in tensors.items()})


def _as_fp16(value: Tensor) -> Tensor:
    """The tensor as fp16, or unchanged if that loses more than rounding: above 65504 is infinite, below 6e-8 zero."""
    rounded = value.half()
    return rounded if (rounded.float() - value).norm() <= 2**-10 * value.norm() else value


def load_strictly(net: Net, tensors: dict[str, Tensor], source: str) -> None:
    """Load tensors whose names and shapes must be the net's own. fp16 tensors, as released runs have, become fp32.

    Raises:
        UserError: a tensor is missing, foreign, of another shape or not finite; nothing is loaded.
    """
    own = net.state_dict()
    optional = {name for name in own if name.endswith("num_batches_tracked")}  # older files lack them; nothing reads them
    missing = [name for name in own if name not in tensors and name not in optional]
    foreign = [name for name in tensors if name not in own]
    shapes = [
        f"{name} is {tuple(tensors[name].shape)}, not {tuple(own[name].shape)}"
        for name in own
        if name in tensors and tensors[name].shape != own[name].shape
    ]
    for what, names in (("lacks", missing), ("also has", foreign), ("does not fit:", shapes)):
        if names:
            more = f" and {len(names) - 2} more" if len(names) > 2 else ""
            raise UserError(f"{source} is not of this net: it {what} {', '.join(names[:2])}{more}")
    broken = [name for name, value in tensors.items() if not torch.isfinite(value.float()).all()]
    if broken:
        raise UserError(f"{source}: {broken[0]} is not finite")
    net.load_state_dict({**{name: own[name] for name in optional}, **tensors})


def to_our_names(tensors: dict[str, Tensor], spec: NetSpec) -> dict[str, Tensor]:
    """Tensors in torchvision's naming (conv1, bn1, layer1.0.conv1 ..., linear or fc) by our names; ours stay as they are."""
    if any(name.startswith("stem.") for name in tensors):
        return tensors
    starts = [sum(spec.blocks[:stage]) for stage in range(len(spec.blocks))]
    layers = {"conv1": "branch.0", "bn1": "branch.1", "conv2": "branch.3", "bn2": "branch.4"}
    out: dict[str, Tensor] = {}
    for name, value in tensors.items():
        if match := re.fullmatch(r"(conv1|bn1)\.(\w+)", name):
            out[f"stem.{('conv1', 'bn1').index(match[1])}.{match[2]}"] = value
        elif match := re.fullmatch(r"(?:linear|fc)\.(\w+)", name):
            out[f"head.{match[1]}"] = value
        elif match := re.fullmatch(
            r"layer(\d+)\.(\d+)\.(?:(conv1|bn1|conv2|bn2)|(?:downsample|shortcut)\.([01]))\.(\w+)", name
        ):
            stage, block = int(match[1]) - 1, int(match[2])
            if not (0 <= stage < len(starts) and block < spec.blocks[stage]):
                raise UserError(f"the file has {name}, but the net has stages of {', '.join(map(str, spec.blocks))} units")
            place = layers[match[3]] if match[3] else f"shortcut.match.{match[4]}"
            out[f"units.{starts[stage] + block}.{place}.{match[5]}"] = value
        else:
            raise UserError(f"the file has '{name}', which no CIFAR ResNet of basic units has")
    return out


def import_file(path: Path, spec: NetSpec, normalise: str = "imagenet") -> tuple[Run, Net]:
    """(run, net) of a published weights file of the original basic ResNet (He 2015, section 4.2).

    The kind of shortcut is read from the file: with `downsample` or `shortcut` weights they are projections with BN (option B),
    without them zero channels are padded, half on each side.

    Args:
        path: the file.
        spec: the net it is meant to be, e.g. zoo.net("resnet-56").
        normalise: how its inputs are normalised (`Data.normalise`).

    Raises:
        UserError: truncated, or not of this net.
    """
    tensors = read(path)
    own = any(name.startswith("stem.") for name in tensors)
    if not own:
        if spec.unit != zoo.ORIGINAL:
            raise UserError(f"{path} is of a net of original basic units, not of '{spec.unit.line()}'")
        projected = any(re.search(r"\.(downsample|shortcut)\.[01]\.", name) for name in tensors)
        spec = spec.replace(unit=spec.unit.replace(widen="project bn" if projected else "pad both"))
    classes = next(
        (len(value) for name, value in tensors.items() if re.fullmatch(r"(linear|fc|head)\.bias", name)), spec.classes
    )
    if classes not in (10, 100):
        raise UserError(f"{path} has {classes} outputs: neither CIFAR-10 nor CIFAR-100")
    spec = spec.replace(classes=classes)
    net = Net(spec, seed=None)
    load_strictly(net, to_our_names(tensors, spec), str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    data = make(Data, {"name": "cifar10" if classes == 10 else "cifar100", "normalise": normalise})
    run: Run = make(Run, {"net": spec, "data": data, "imported": digest})
    return run, net
