"""Read and write weights: our own, and the published CIFAR ResNets in torchvision's naming. Files cannot run code."""

from __future__ import annotations

import hashlib
import pickle
import re
import warnings
from collections.abc import Mapping, Sequence
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

WRAPPERS = ("state_dict", "model", "model_state_dict", "net", "weights")
"""Keys under which training scripts save a state dict."""

PREFIXES = ("module.", "_orig_mod.", "model.", "net.")
"""What DataParallel, torch.compile and training frameworks put before every name."""


SUM = "resexp.sha256"
"""Name under which a .safetensors file that we wrote has the checksum of its tensors and its other metadata."""


def checksum(tensors: Mapping[str, Tensor], facts: Mapping[str, str] = {}) -> str:
    """sha256 of tensors with their names, types and shapes, and of the file's metadata but the checksum itself."""
    sha = hashlib.sha256(repr(sorted((name, fact) for name, fact in facts.items() if name != SUM)).encode())
    for name in sorted(tensors):
        value = tensors[name].detach().cpu().contiguous()
        sha.update(f"{name} {value.dtype} {tuple(value.shape)}".encode())
        sha.update(value.reshape(-1).view(torch.uint8).numpy().tobytes())
    return sha.hexdigest()


def pack(tensors: dict[str, Tensor], facts: Mapping[str, str] = {}) -> bytes:
    """Tensors and metadata as the content of a .safetensors file with its checksum."""
    return safetensors.torch.save(tensors, {**facts, SUM: checksum(tensors, facts)})


def unpack(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """(tensors, metadata) of a .safetensors file.

    Raises:
        OSError: it cannot be read.
        SafetensorError: it is truncated or no such file, or has the checksum of other content.
    """
    with safetensors.safe_open(str(path), "pt") as stream:
        tensors, facts = {name: stream.get_tensor(name) for name in stream.keys()}, stream.metadata() or {}  # noqa: SIM118
    if facts.get(SUM) not in (None, checksum(tensors, facts)):
        raise SafetensorError("its checksum is that of other content")
    return tensors, facts


def read(path: Path) -> dict[str, Tensor]:
    """The tensors of a .safetensors file, or of a PyTorch file (a state dict, alone or in one of WRAPPERS), without PREFIXES.

    PyTorch files go through its restricted unpickler (weights_only), which builds tensors and nothing else.

    Raises:
        UserError: missing, truncated, not a weights file, or a pickle with something other than tensors in it.
    """
    if not path.is_file():
        raise UserError(f"there is no weights file {path}")
    if path.suffix == ".safetensors":
        try:
            return _without_prefix(unpack(path)[0])
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
    found = next(
        (content[key] for key in WRAPPERS if isinstance(content, dict) and isinstance(content.get(key), dict)), content
    )
    if not isinstance(found, dict) or not found or not all(isinstance(value, Tensor) for value in found.values()):
        keys = (
            f"; its keys are {', '.join(str(key) for key in [*content][:8])}" if isinstance(content, dict) and content else ""
        )
        need = f"names and tensors are needed, alone or under {', '.join(WRAPPERS)}"
        raise UserError(f"{path} holds no state dict: {need}{keys}")
    return _without_prefix(found)


def _without_prefix(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tensors without what wrappers put before every name (PREFIXES)."""
    for prefix in PREFIXES * 2:
        if all(str(name).startswith(prefix) for name in tensors):
            tensors = {str(name).removeprefix(prefix): value for name, value in tensors.items()}
    return {str(name): value for name, value in tensors.items()}


def renamed(tensors: dict[str, Tensor], changes: Sequence[str]) -> dict[str, Tensor]:
    """The tensors with each `old=new` put into their names, in order: `--map block=layer`.

    Raises:
        UserError: a change has no `=`, is in no name, or gives two tensors one name.
    """
    for change in changes:
        old, equals, new = change.partition("=")
        if not old or not equals:
            raise UserError(f"--map takes OLD=NEW, as blocks.=layer; not '{change}'")
        if not any(old in name for name in tensors):
            raise UserError(f"--map {change}: no name in the file has '{old}'; names are {', '.join([*tensors][:4])} ...")
        if len({name.replace(old, new) for name in tensors}) < len(tensors):
            raise UserError(f"--map {change}: two tensors would have the same name")
        tensors = {name.replace(old, new): value for name, value in tensors.items()}
    return tensors


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
    return pack({name: _as_fp16(value) if name in small else value for name, value in tensors.items()})


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


def _check_depth(path: Path, tensors: dict[str, Tensor], spec: NetSpec) -> None:
    """UserError if the file has another number of units than the net; says which net it looks like."""
    places = {match[1] for name in tensors if (match := re.match(r"(units\.\d+|layer\d+\.\d+)\.", name))}
    units, wanted = len(places), len(spec.unit_plans())
    if not places or units == wanted:
        return
    depth = units * spec.unit.convolutions + 2
    like = zoo.name_of(spec.replace(blocks=(units // 3,) * 3)) if units % 3 == 0 else ""
    looks = f"looks like {like} (--net {like})" if like else f"has {depth} layers"
    raise UserError(f"{path} has {units} units, {zoo.name_of(spec) or 'the net'} has {wanted}: it {looks}")


def import_file(
    path: Path,
    spec: NetSpec,
    normalise: str = "imagenet",
    names: Sequence[str] = (),
    mean: Sequence[float] = (),
    std: Sequence[float] = (),
) -> tuple[Run, Net]:
    """(run, net) of a published weights file of the original basic ResNet (He 2015, section 4.2).

    The kind of shortcut is read from the file: with `downsample` or `shortcut` weights they are projections with BN (option B),
    without them zero channels are padded, half on each side.

    Args:
        path: the file.
        spec: the net it is meant to be, e.g. zoo.net("resnet-56").
        normalise: how its inputs are normalised (`Data.normalise`).
        names: `old=new` changes to the file's names (`renamed`).
        mean: of each channel of its inputs, with std, instead of normalise.
        std: the standard deviations that go with it.

    Raises:
        UserError: truncated, or not of this net.
    """
    tensors, asked = renamed(read(path), names), spec
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
    _check_depth(path, tensors, asked)
    net = Net(spec, seed=None)
    load_strictly(net, to_our_names(tensors, spec), str(path))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    way = {"normalise": "channel", "mean": tuple(mean), "std": tuple(std)} if mean or std else {"normalise": normalise}
    data = make(Data, {"name": "cifar10" if classes == 10 else "cifar100", **way})
    run: Run = make(Run, {"net": spec, "data": data, "imported": digest})
    return run, net
