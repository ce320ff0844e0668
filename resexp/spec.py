"""Specs of runs: frozen values, their canonical JSON, and the key that names a run.

A spec never imports torch. `resexp/nets/net.py` builds what `Net.unit_plans()` describes, `resexp/training/train.py` does what
`Train` says. Defaults are the papers' recipe and never change; a new field's default must be a no-op, so that old keys stay
valid (tests/test_spec.py pins some of them). Whoever changes what a training step computes raises NUMERICS.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from resexp.errors import UserError, did_you_mean

NUMERICS = 1
"""Version of what a training step computes; increased when the same spec gives other numbers. Part of every key."""

IMAGE = 32
"""Height and width of every image here (CIFAR)."""

TOKENS = {
    "conv": "3x3 convolution",
    "conv1": "1x1 convolution",
    "bn": "batch normalisation",
    "relu": "rectified linear unit",
    "bn0": "batch normalisation whose scale begins at 0 (Goyal 2017, section 5.1)",
    "scalar": "one trained number that begins at 0 times its input (SkipInit: De & Smith 2020, section 3)",
}
"""The tokens of a branch, a stem, a tail and of what follows the addition."""

SHORTCUTS = {
    "identity": "x",
    "none": "nothing: a plain net",
    "scale S [B]": "S x, and B F(x) if B is given (He 2016, section 3.1)",
    "gate exclusive [BIAS]": "(1 - g) x + g F(x), g = sigmoid(1x1 conv of x), initial gate bias BIAS (section 3.2)",
    "gate shortcut [BIAS]": "(1 - g) x + F(x) (section 3.2)",
    "conv [bn]": "1x1 convolution of x in every unit (section 3.3)",
    "dropout P": "dropout of x with probability P (section 3.4)",
}
"""Values of `Unit.shortcut`. Dropout is inverted: values kept in training are divided by 1 - P, so that the shortcut's expected
factor is 1 in training, and its factor is 1 in a test. He 2016, section 3.4, speaks of an expected factor of 0.5, which is that
of dropout without the division; the paper does not say which of the two was run."""

WIDENINGS = ("pad", "pad both", "project", "project bn")

PATHS = {
    "random K": "exactly K units, drawn for each batch, run their branch, the others not (Veit 2016, section 5)",
    "decay P": "unit l of L runs its branch with probability 1 - l/L (1 - P), drawn for each batch (Huang 2016, Eq. 4)",
}
"""Values of `Train.paths`."""

DEEPEN = {
    "stage ends": "every stage of the parent, then new units that are the identity until the stage is as long as the net's"
}
"""Values of `Start.deepen`."""

CLASSES = {"cifar10": 10, "cifar100": 100, "synthetic": 10}
"""Data sets of images with one class each, and how many classes they have."""

SCENES = {"scenes": 10, "camvid": 11}
"""Data sets in which every pixel has a class: procedural scenes, CamVid. A folder of the user's says its own number."""

CAMVID = {"train": 367, "test": 233}
"""Images of CamVid (its 101 validation images are not used)."""

CAMVID_SIZE = (180, 240)
"""Height and width of CamVid's images here, half of the public copy's."""

HEADS = {
    "classes": "global average pooling and a linear layer: one class an image (He 2015)",
    "fcn": "3x3 convolution, BN, ReLU, 1x1 convolution to classes, upsampled: one class a pixel (Zhao 2017's baseline)",
    "pyramid BINS [max] [unreduced]": "the map, and its average (or maximum) over BINS x BINS regions for each of BINS, as "
    "`pyramid 1 2 3 6`, each reduced by a 1x1 convolution to 1/N of the channels, upsampled, concatenated; then as fcn",
}
"""Values of `Net.head` (Zhao 2017, section 3.2)."""
TRAIN_IMAGES = 50_000
TEST_IMAGES = 10_000


def split_tokens(text: str, where: str, allowed: tuple[str, ...] = tuple(TOKENS)) -> tuple[str, ...]:
    """Split a token string into words.

    Raises:
        ValueError: a word is not allowed; says which, where and what is allowed.
    """
    words = tuple(text.split())
    for place, word in enumerate(words, start=1):
        if word not in allowed:
            raise ValueError(f"'{word}' (word {place} of {where} '{text}') is not a token; allowed: {', '.join(allowed)}")
    return words


class Spec(BaseModel):
    """Base of all specs: frozen, validated, with a canonical form that leaves defaults out."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @field_validator("*")
    @classmethod
    def _no_minus_zero(cls, value: Any) -> Any:
        return value + 0.0 if isinstance(value, float) else value  # -0.0 == 0.0, so it must not have a key of its own

    def canonical(self) -> dict[str, Any]:
        """The fields that differ from their defaults, as plain JSON values."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def replace(self, **changes: Any) -> Any:
        """A copy with some fields replaced, validated again. `unit` may be a dict of changes to the unit."""
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        for name, change in changes.items():
            if isinstance(change, dict) and isinstance(fields.get(name), Spec):
                changes[name] = {**fields[name].model_dump(), **change}
        return make(type(self), {**fields, **changes})


class Unit(Spec):
    """One residual unit: y = after(shortcut(x) + branch(x)). Every design of He 2015 and 2016 is a value of this."""

    branch: str = "conv bn relu conv bn"
    """F, as tokens, in order. The first convolution takes the stride, the last gives the unit's output width."""

    shortcut: str = "identity"
    """The shortcut (SHORTCUTS). `none` makes the net plain."""

    after: str = "relu"
    """Tokens applied to the sum."""

    widen: Literal["pad", "pad both", "project", "project bn"] = "pad"
    """The shortcut where the shape changes. pad: subsample, zero channels at the end (option A, Torch); pad both: half of
    them on each side (the published PyTorch CIFAR weights); project: 1x1 convolution (option B); with BN or without."""

    share: Literal["none", "first", "widths", "stage"] = "none"
    """In which units the activation before the first convolution stands before the split, so that the shortcut sees it
    too (He 2016, section 4.1): never; the net's first unit; where the width changes; the first of each stage."""

    expansion: int = Field(default=1, ge=1, le=64)
    """Output width over inner width: 4 in a bottleneck."""

    @field_validator("branch", "after")
    @classmethod
    def _tokens(cls, text: str, info: Any) -> str:
        words = split_tokens(text, info.field_name)
        convolutions = [word for word in words if word.startswith("conv")]
        if info.field_name == "branch" and not convolutions:
            raise ValueError(f"the branch '{text}' has no convolution; allowed tokens: {', '.join(TOKENS)}")
        if info.field_name == "after" and convolutions:
            raise ValueError(f"'{convolutions[0]}' cannot stand after the addition; allowed there: bn, relu")
        return " ".join(words)

    @field_validator("shortcut")
    @classmethod
    def _shortcut(cls, text: str) -> str:
        name, *numbers = parse_shortcut(text)
        return " ".join([name, *(repr(number).removesuffix(".0") for number in numbers)])

    @model_validator(mode="after")
    def _consistent(self) -> Unit:
        if self.share != "none" and not self.leading:
            raise ValueError(f"share = {self.share} needs an activation before the first convolution of '{self.branch}'")
        if self.expansion > 1 and self.convolutions == 1:
            raise ValueError(f"expansion {self.expansion} needs two convolutions or more in the branch '{self.branch}'")
        return self

    @property
    def leading(self) -> tuple[str, ...]:
        """The tokens before the first convolution (the pre-activation)."""
        words = self.branch.split()
        return tuple(words[: next(i for i, word in enumerate(words) if word.startswith("conv"))])

    @property
    def convolutions(self) -> int:
        """Convolutions in the branch: what a unit adds to the depth."""
        return sum(word.startswith("conv") for word in self.branch.split())

    def line(self) -> str:
        """The unit as one line, `branch | shortcut + | after`, for tables and captions."""
        return f"{self.branch} | {'' if self.shortcut == 'identity' else self.shortcut + ' '}+ | {self.after}".rstrip()


def parse_shortcut(text: str) -> tuple[Any, ...]:
    """'scale 0.5 1' -> ('scale', 0.5, 1.0): the name and its numbers, defaults left out. ValueError says what is allowed."""
    allowed = f"'{text}' is not a shortcut; allowed: {', '.join(SHORTCUTS)} (where shapes change see `widen`)"
    words = text.split()
    if not words:
        raise ValueError(allowed)
    name = words[0]
    rest = words[1:]
    if name == "gate" and rest:
        name, rest = f"gate {rest[0]}", rest[1:]
    if name == "conv" and rest == ["bn"]:
        name, rest = "conv bn", []
    try:
        numbers = [float(word) + 0.0 for word in rest]
    except ValueError:
        raise ValueError(allowed) from None
    how_many = {"identity": (0, 0), "none": (0, 0), "scale": (1, 2), "gate exclusive": (0, 1), "gate shortcut": (0, 1),
                "conv": (0, 0), "conv bn": (0, 0), "dropout": (1, 1)}  # fmt: skip
    if name not in how_many or not how_many[name][0] <= len(numbers) <= how_many[name][1]:
        raise ValueError(allowed)
    if not all(abs(number) < 1e6 for number in numbers):  # also refuses nan
        raise ValueError(f"'{text}': the numbers of a shortcut must be finite")
    if name == "dropout" and not 0 <= numbers[0] < 1:
        raise ValueError(f"'{text}': the probability must be at least 0 and below 1")
    if (name == "scale" and numbers[1:] == [1.0]) or (name.startswith("gate") and numbers == [0.0]):
        numbers = numbers[:-1]
    return name, *numbers


def unit_from_line(line: str) -> Unit:
    """The unit that `Unit.line` wrote as this line; `widen`, `share` and `expansion`, which a line does not hold, are defaults.

    Raises:
        UserError: the line is not a unit.
    """
    parts = [" ".join(part.split()) for part in line.split("|")]
    if len(parts) != 3 or not parts[1].endswith("+"):
        raise UserError(f"'{line}' is not a unit; one is written as: branch | shortcut + | after")
    shortcut = parts[1].removesuffix("+").strip() or "identity"
    unit: Unit = make(Unit, {"branch": parts[0], "shortcut": shortcut, "after": parts[2]})
    return unit


def parse_paths(text: str) -> tuple[Any, ...]:
    """'random 23' -> ('random', 23), 'decay 0.5' -> ('decay', 0.5), '' -> (). ValueError says what is allowed."""
    words = text.split()
    if not words:
        return ()
    allowed = f"'{text}' is not a way to draw paths; allowed: {', '.join(PATHS)}, or nothing"
    if len(words) != 2 or words[0] not in ("random", "decay"):
        raise ValueError(allowed)
    name = words[0]
    try:
        number: int | float = int(words[1]) if name == "random" else float(words[1])
    except ValueError:
        raise ValueError(allowed) from None
    if name == "random" and number < 1:
        raise ValueError(f"'{text}': at least one unit must run its branch")
    if name == "decay" and not 0 < number <= 1:
        raise ValueError(f"'{text}': the probability must be above 0 and at most 1")
    return name, number


class Head(NamedTuple):
    """A parsed `Net.head`: classes, fcn or pyramid; of a pyramid its bins, max or average, and whether it reduces channels."""

    kind: str
    bins: tuple[int, ...] = ()
    pool: str = "average"
    reduce: bool = True

    def text(self) -> str:
        """As in the spec."""
        words = [self.kind, *map(str, self.bins)] + ["max"] * (self.pool == "max")
        return " ".join(words + ["unreduced"] * (not self.reduce))


def parse_head(text: str) -> Head:
    """'pyramid 1 2 3 6 max' -> ('pyramid', (1, 2, 3, 6), 'max', True). ValueError says what is allowed."""
    words = text.split()
    if words in (["classes"], ["fcn"]):
        return Head(words[0])
    numbers = [word for word in words[1:] if word.isdecimal()]
    options = words[1 + len(numbers) :]
    if words[:1] != ["pyramid"] or not numbers or options not in ([], ["max"], ["unreduced"], ["max", "unreduced"]):
        raise ValueError(f"'{text}' is not a head; allowed: {', '.join(HEADS)}")
    bins = tuple(map(int, numbers))
    if list(bins) != sorted(set(bins)) or not 1 <= bins[0] <= bins[-1] <= 64:
        raise ValueError(f"'{text}': the bins must rise and lie between 1 and 64")
    return Head("pyramid", bins, "max" if "max" in options else "average", "unreduced" not in options)


@dataclass(frozen=True)
class UnitPlan:
    """Place and shapes of one unit in a net: (c_in, size_in, size_in) -> (c_out, size_out, size_out). In a net for scenes the
    sizes are the heights for images of the spec's height; it takes any."""

    index: int
    stage: int
    c_in: int
    c_inner: int
    c_out: int
    size_in: int
    size_out: int
    shares: bool
    dilation: int = 1
    any_size: bool = False

    @property
    def stride(self) -> int:
        return self.size_in // self.size_out

    @property
    def transition(self) -> bool:
        """Whether the unit changes the shape, so that its shortcut is the one `Unit.widen` names."""
        return (self.c_in, self.size_in) != (self.c_out, self.size_out)

    def shapes(self) -> str:
        """Input and output shape as text: '16x32x32 -> 32x16x16'."""
        return f"{self.c_in}x{self.size_in}x{self.size_in} -> {self.c_out}x{self.size_out}x{self.size_out}"


class Net(Spec):
    """A net: stem, stages of equal units, tail, global average pooling, one linear layer (He 2015, section 4.2)."""

    unit: Unit = Unit()
    """The unit of which the net is made."""

    blocks: tuple[int, ...] = (3, 3, 3)
    """Units in each stage; every stage after the first halves the feature map."""

    widths: tuple[int, ...] = (16, 32, 64)
    """Inner width of each stage; its output width is this times `unit.expansion`."""

    down: Literal["stride", "pool"] = "stride"
    """How the feature map is halved: by the stride of a stage's first unit, or by 2x2 max pooling before that unit, which
    then keeps its input's shape and can be deleted (VGG)."""

    stem: str = "conv bn relu"
    """Tokens before the first unit; its convolution gives widths[0] channels."""

    tail: str = ""
    """Tokens after the last unit: `bn relu` in pre-activation nets."""

    classes: int = Field(default=10, ge=2, le=100_000)
    """Outputs of the linear layer."""

    init: Literal["fan_out", "fan_in"] = "fan_out"
    """He initialisation of the convolutions, normal with variance 2/fan. fan_out as the authors' Torch code (k k c_out);
    fan_in as PyTorch's default mode. The linear layer has PyTorch's uniform initialisation and a bias of zero."""

    head: str = "classes"
    """What makes logits of the last map (HEADS): of the image, or of every pixel."""

    stem_stride: Literal[1, 2, 4] = 1
    """2: the stem's convolution halves the image; 4: it does, and so does a 3x3 max pooling behind the stem (nets for large
    images)."""

    dilated: int = Field(default=0, ge=0, le=5)
    """So many stages at the end do not halve the map: their 3x3 convolutions are dilated by 2, 4 ... instead (Yu and Koltun
    2016; Zhao 2017 has two, so that the map is an eighth of the image)."""

    auxiliary: bool = False
    """Whether a second fcn head, on the last stage but one, adds its loss in training (Zhao 2017, section 3.3)."""

    image: tuple[int, int] = (IMAGE, IMAGE)
    """Height and width of the images, padded; only a net with a head for pixels has others than CIFAR's."""

    @field_validator("head")
    @classmethod
    def _head(cls, text: str) -> str:
        return parse_head(text).text()

    @field_validator("stem", "tail")
    @classmethod
    def _tokens(cls, text: str, info: Any) -> str:
        words = split_tokens(text, info.field_name)
        convolutions = sum(word.startswith("conv") for word in words)
        if info.field_name == "stem" and (convolutions != 1 or not words[0].startswith("conv")):
            raise ValueError(f"the stem '{text}' must start with its only convolution")
        if info.field_name == "tail" and convolutions:
            raise ValueError(f"the tail '{text}' must have no convolution; allowed there: bn, relu")
        return " ".join(words)

    @model_validator(mode="after")
    def _pixels(self) -> Net:
        if not self.for_scenes:
            if (self.stem_stride, self.dilated, self.auxiliary, self.image) != (1, 0, False, (IMAGE, IMAGE)):
                raise ValueError("stem_stride, dilated, auxiliary and image are of nets with a head for pixels: fcn or pyramid")
            return self
        if self.down != "stride":
            raise ValueError("a net with a head for pixels halves its map by stride, not by pooling")
        if self.dilated >= max(len(self.blocks), 1) or (self.auxiliary and len(self.blocks) < 2):
            raise ValueError(
                f"{len(self.blocks)} stages are too few for dilated = {self.dilated}, auxiliary = {self.auxiliary}"
            )
        if any(side < 1 or side % self.output_stride or side > 4096 for side in self.image):
            raise ValueError(f"image {self.image}: height and width must be multiples of {self.output_stride}, at most 4096")
        return self

    @model_validator(mode="after")
    def _shapes(self) -> Net:
        if not self.blocks or len(self.blocks) != len(self.widths):
            raise ValueError(f"{len(self.blocks)} stages in blocks, {len(self.widths)} in widths: give one of each a stage")
        if len(self.blocks) > 6:
            raise ValueError(f"{len(self.blocks)} stages halve a {IMAGE}-pixel image too often; at most 6")
        if min(self.blocks) < 1 or min(self.widths) < 1 or max(self.widths) > 4096 or sum(self.blocks) > 10_000:
            raise ValueError(f"blocks {self.blocks} and widths {self.widths} must be positive (and of a buildable size)")
        kind = self.unit.shortcut
        if kind in ("none", "conv", "conv bn") or self.unit.widen.startswith("project"):
            return self
        for plan in self.unit_plans():
            if plan.c_out < plan.c_in:
                raise ValueError(
                    f"unit {plan.index} maps {plan.shapes()}: widen = '{self.unit.widen}' cannot drop channels; use project"
                )
        return self

    def unit_plans(self) -> tuple[UnitPlan, ...]:
        """The units in order, with the shapes they map."""
        plans: list[UnitPlan] = []
        c, size = self.widths[0], self.image[0] // self.stem_stride
        for stage, (count, width) in enumerate(zip(self.blocks, self.widths, strict=True)):
            for place in range(count):
                c_out = width * self.unit.expansion
                kept = max(0, stage + 1 - (len(self.blocks) - self.dilated))  # dilated stages so far, this one included
                size_out = (size + 1) // 2 if stage and not place and not kept else size
                size = size_out if self.down == "pool" else size
                shares = {"none": False, "first": not plans, "widths": c != c_out, "stage": not place}[self.unit.share]
                plans.append(UnitPlan(len(plans), stage, c, width, c_out, size, size_out, shares, 2**kept, self.for_scenes))
                c, size = c_out, size_out
        return tuple(plans)

    @property
    def for_scenes(self) -> bool:
        """Whether every pixel gets a class."""
        return self.head != "classes"

    @property
    def output_stride(self) -> int:
        """How many pixels of the image, in height and width, one place of the last map stands for."""
        return self.stem_stride * int(2 ** (len(self.blocks) - 1 - self.dilated))

    @property
    def depth(self) -> int:
        """Weighted layers on the longest way: stem, branches, linear layer (shortcuts do not count, as in the papers). A head
        for pixels has two (a pyramid's 1x1 convolutions do not count)."""
        return 2 + self.for_scenes + sum(self.blocks) * self.unit.convolutions

    def receptive_field(self) -> int:
        """Side in pixels of the square of the image on which a place of the last map, before the head, can depend: through
        the branches, which reach farthest, counted layer by layer (a pyramid sees the whole image)."""
        reach, step = 1, 1
        for word in self.stem.split():
            if word.startswith("conv"):
                reach += 2 * step * (word == "conv")
                step *= min(self.stem_stride, 2)
        if self.stem_stride == 4:
            reach, step = reach + 2 * step, 2 * step
        for plan in self.unit_plans():
            if self.down == "pool" and step * plan.size_in < self.image[0]:
                reach, step = reach + step, 2 * step
            stride = plan.stride
            for word in self.unit.branch.split():
                if word.startswith("conv"):
                    reach += 2 * step * plan.dilation * (word == "conv")
                    step, stride = step * stride, 1
        return reach

    def deepens(self, other: Net) -> bool:
        """Whether this is the other net with as many or more units in each stage."""
        same = len(self.blocks) == len(other.blocks) and self.replace(blocks=other.blocks) == other
        return same and all(more >= few for more, few in zip(self.blocks, other.blocks, strict=True))

    def layers(self) -> Iterator[Layer]:
        """Every layer of the built net in order; `parameters` and `macs` are sums over them."""
        c, width = 3, self.widths[0]
        for word in self.stem.split():
            yield Layer(word, c, width, self.image[0] // min(self.stem_stride, 2))
            c = width
        name = parse_shortcut(self.unit.shortcut)[0]
        for plan in self.unit_plans():
            c, left, size = plan.c_in, self.unit.convolutions, plan.size_in
            for word in self.unit.branch.split():
                if word.startswith("conv"):
                    left, size = left - 1, plan.size_out
                    yield Layer(word, c, plan.c_inner if left else plan.c_out, size)
                    c = plan.c_inner if left else plan.c_out
                else:
                    yield Layer(word, c, c, size)
            widened = plan.transition and name != "none" and not name.startswith("conv")
            if name.startswith("conv") or (widened and self.unit.widen.startswith("project")):
                yield Layer("conv1", plan.c_in, plan.c_out, size)
                if (self.unit.widen if widened else name).endswith("bn"):
                    yield Layer("bn", plan.c_out, plan.c_out, size)
            if name.startswith("gate"):
                yield Layer("gate", plan.c_in, plan.c_out, size)
            for word in self.unit.after.split():
                yield Layer(word, plan.c_out, plan.c_out, size)
        c, size = self.unit_plans()[-1].c_out, self.unit_plans()[-1].size_out
        for word in self.tail.split():
            yield Layer(word, c, c, size)
        if self.for_scenes:
            yield from self._head_layers(c, size)
        else:
            yield Layer("linear", c, self.classes, 1)

    def _head_layers(self, c: int, size: int) -> Iterator[Layer]:
        """The layers of a head for pixels behind c channels, and of the auxiliary one."""
        head, wide, inner = parse_head(self.head), c, self.widths[-1]
        for bins in head.bins:
            each = reduced_channels(c, head)
            if head.reduce:
                yield from (Layer("conv1", c, each, bins), Layer("bn", each, each, bins), Layer("relu", each, each, bins))
            wide += each
        heads = [(wide, inner, size)]
        if self.auxiliary:
            plan = next(plan for plan in reversed(self.unit_plans()) if plan.stage == len(self.blocks) - 2)
            heads.append((plan.c_out, plan.c_inner, plan.size_out))
        for before, within, side in heads:
            yield from (Layer("conv", before, within, side), Layer("bn", within, within, side))
            yield from (Layer("relu", within, within, side), Layer("linear", within, self.classes, side))

    def parameters(self) -> int:
        """Trainable parameters, counted from the spec; tests hold it equal to the built net's."""
        return sum(layer.parameters for layer in self.layers())

    def macs(self) -> int:
        """Multiply-additions of one image's forward pass, the papers' FLOPs; of a net for scenes with both heads, without the
        interpolations."""
        return sum(layer.macs for layer in self.layers()) * self.image[1] // self.image[0]  # sizes are heights


def reduced_channels(c: int, head: Head) -> int:
    """Channels that each level of a pyramid adds to a map of c: all of them, or 1/N, at least one, where it reduces."""
    return max(1, c // len(head.bins)) if head.reduce else c


@dataclass(frozen=True)
class Layer:
    """One layer: its token (or `gate`, `linear`), channels in and out, height and width of its output."""

    word: str
    c_in: int
    c_out: int
    size: int

    @property
    def weights(self) -> int:
        """Weights of a convolution or linear layer, without biases."""
        return {"conv": 9, "conv1": 1, "gate": 1, "linear": 1}.get(self.word, 0) * self.c_in * self.c_out

    @property
    def parameters(self) -> int:
        """Trainable parameters: weights, biases, BN's scale and shift."""
        return self.weights + {
            "gate": self.c_out,
            "linear": self.c_out,
            "bn": 2 * self.c_out,
            "bn0": 2 * self.c_out,
            "scalar": 1,
        }.get(self.word, 0)

    @property
    def macs(self) -> int:
        """Multiply-additions for one image."""
        return self.weights * self.size**2


class Scene(Spec):
    """What the procedural scenes are like (resexp/images/scenes.py)."""

    size: int = Field(default=96, ge=64, le=512, multiple_of=8)
    """Height and width."""

    far: int = Field(default=24, ge=4, le=256)
    """Pixels, at least, between the strip that tells what vehicles are and every pixel of every vehicle."""

    smallest: float = Field(default=2.0, ge=1)
    """Radius in pixels of the smallest vehicles."""

    largest: float = Field(default=11.0, le=128)
    """Radius of the largest vehicles; sizes are spread evenly on a logarithmic scale."""

    seed: int = Field(default=0, ge=0, lt=2**31)
    """Of the images: other scenes of the same kind."""

    @model_validator(mode="after")
    def _fits(self) -> Scene:
        if self.smallest > self.largest:
            raise ValueError(f"the smallest vehicle ({self.smallest:g}) is larger than the largest ({self.largest:g})")
        room = self.size - self.far - self.size // 6
        if 2 * self.largest + 2 > room:
            raise ValueError(f"vehicles of radius {self.largest:g} at {self.far} pixels from the strip need a larger size")
        return self


class Folder(Spec):
    """Images and label images of the user's (resexp/images/folder.py)."""

    name: str = ""
    """The folder, under $RESEXP_DATA or ./data; it holds train/images, train/labels, test/images and test/labels."""

    size: tuple[int, int] = (0, 0)
    """Height and width of its images."""

    classes: int = Field(default=0, ge=0, le=254)
    """Labels are 0 to classes - 1; 255 is not labelled."""

    sha256: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """Of all its images and labels: another content is another run."""


class Data(Spec):
    """The images: which set, how many, normalisation and augmentation."""

    name: Literal["cifar10", "cifar100", "synthetic", "scenes", "camvid", "folder"] = "cifar10"
    """CIFAR-10 and -100 (Krizhevsky 2009), or the procedural set that needs no files (resexp/images/synthetic.py). With a class
    for every pixel: procedural scenes (resexp/images/scenes.py), CamVid (Brostow 2009), a folder of the user's."""

    images: int = Field(default=TRAIN_IMAGES, ge=1, le=TRAIN_IMAGES)
    """Training images used: the first of a fixed shuffle of those not held out, the same for every seed."""

    holdout: int = Field(default=0, ge=0, lt=TRAIN_IMAGES)
    """Training images kept back for validation: 5,000 gives the papers' 45k/5k split (then set images = 45000)."""

    test_images: int = Field(default=TEST_IMAGES, ge=1, le=TEST_IMAGES)
    """Test images used, the first ones in file order."""

    normalise: Literal["pixel", "channel", "imagenet"] = "pixel"
    """What is done to images scaled to [0, 1]. pixel: subtract the training images' mean per pixel (the papers). channel:
    subtract mean and divide by standard deviation per channel. imagenet: the same with ImageNet's figures (the published
    PyTorch CIFAR weights)."""

    mean: tuple[float, ...] = ()
    """With normalise = channel, these means (red, green, blue) of pixels in [0, 1] instead of the training images'."""

    std: tuple[float, ...] = ()
    """The standard deviations that go with `mean`."""

    augment: Literal["crop flip", "none", "flip", "zoom flip"] = "crop flip"
    """Training images: pad 4 zeros on each side (after normalisation), crop 32x32 at random, flip every second one. Scenes:
    none; flip; or zoom flip: enlarged or shrunk by a factor of 0.5 to 2, uniform on a logarithmic scale, at a random place
    (Zhao 2017, section 4.1, which also rotates and blurs)."""

    scene: Scene = Scene()
    """What the procedural scenes are like."""

    folder: Folder = Folder()
    """Which folder of the user's."""

    pad: Literal["end", "both"] = "end"
    """Where images of scenes whose sides are no multiples of 8 get their zeros (after normalisation; not labelled): below and
    on the right, or on both sides."""

    @model_validator(mode="after")
    def _three_channels(self) -> Data:
        if (self.mean or self.std) and (len(self.mean), len(self.std), self.normalise) != (3, 3, "channel"):
            raise ValueError("mean and std are three numbers each, for normalise = channel")
        if any(not 0 <= value <= 1 for value in self.mean) or any(not value > 0 for value in self.std):
            raise ValueError(f"mean {self.mean} and std {self.std} are of pixels in [0, 1], and std is above 0")
        return self

    @model_validator(mode="after")
    def _pixels(self) -> Data:
        if not self.for_scenes:
            if self.augment in ("flip", "zoom flip"):
                raise ValueError(f"augment = {self.augment} is for scenes; {self.name} has crop flip or none")
            return self
        if self.augment == "crop flip" or self.normalise == "pixel" or self.holdout:
            raise ValueError(f"{self.name} has augment none, flip or zoom flip, normalise channel or imagenet, and no holdout")
        limits = CAMVID if self.name == "camvid" else {"train": TRAIN_IMAGES, "test": TEST_IMAGES}
        if self.images > limits["train"] or self.test_images > limits["test"]:
            raise ValueError(f"{self.name} has {limits['train']:,} training and {limits['test']:,} test images at most")
        if self.name == "folder" and (not self.folder.name or self.folder.classes < 2 or min(self.folder.size) < 8):
            raise ValueError("data.folder needs a name, a size and two classes or more; resexp.images.folder.data gives them")
        return self

    @model_validator(mode="after")
    def _enough(self) -> Data:
        if self.images + self.holdout > TRAIN_IMAGES:
            raise ValueError(f"{self.images} images + {self.holdout} held out are more than the {TRAIN_IMAGES} there are")
        return self

    @property
    def classes(self) -> int:
        return self.folder.classes if self.name == "folder" else (CLASSES | SCENES)[self.name]

    @property
    def for_scenes(self) -> bool:
        """Whether every pixel has a class."""
        return self.name not in CLASSES

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the images as they are."""
        sizes = {"scenes": (self.scene.size,) * 2, "camvid": CAMVID_SIZE, "folder": self.folder.size}
        return sizes.get(self.name, (IMAGE, IMAGE))

    @property
    def padded(self) -> tuple[int, int]:
        """Height and width as nets get them: multiples of 8."""
        height, width = self.size
        return (-(-height // 8) * 8, -(-width // 8) * 8)


class Train(Spec):
    """The recipe of He 2015, section 4.2, with the warm-up of He 2016. One iteration is one batch."""

    iterations: int = Field(default=64_000, ge=0)
    """Length of the run. A run of 0 iterations is the net as initialised: nothing is trained, no weights are stored."""

    batch: int = Field(default=128, ge=1, le=TRAIN_IMAGES)
    """Images in a batch. Batches run on from epoch to epoch, so every one is full."""

    lr: float = Field(default=0.1, gt=0)
    """Learning rate after the warm-up."""

    momentum: float = Field(default=0.9, ge=0, lt=1)
    """Momentum of stochastic gradient descent, without Nesterov's change."""

    weight_decay: float = Field(default=1e-4, ge=0)
    """L2 penalty on every parameter, those of batch normalisation too."""

    schedule: Literal["step", "linear", "poly"] = "step"
    """step: constant, divided by 10 at each of `drops` (the papers). linear: rising from `warmup_lr` to `lr` over the
    warm-up, then falling to zero; better at short budgets. poly: the same rise, then lr (1 - t/T)^0.9 (Zhao 2017)."""

    drops: tuple[float, ...] = (0.5, 0.75)
    """When `step` divides the learning rate by 10, as fractions of the run: 32k and 48k of 64k iterations."""

    warmup: int = Field(default=400, ge=0)
    """Iterations of warm-up: all CIFAR runs of He 2016; in He 2015 only the 110-layer net."""

    warmup_lr: float = Field(default=0.01, gt=0)
    """Learning rate during (step) or at the start of (linear) the warm-up."""

    precision: Literal["fp32", "bf16"] = "fp32"
    """fp32, or bf16 autocast around the forward pass with fp32 weights. Tests are measured in fp32 in either case."""

    log_every: int = Field(default=100, ge=1)
    """Iterations between two lines of log.csv."""

    test_every: int = Field(default=1000, ge=1)
    """Iterations between two tests, a multiple of log_every; the last iteration is always tested."""

    interim_images: int = Field(default=TEST_IMAGES, ge=1, le=TEST_IMAGES)
    """Test images of the tests before the last; the last one uses all of Data.test_images."""

    paths: str = ""
    """Which units run their branch in a training step (PATHS), drawn for each batch; empty: all of them. At test all run.
    A branch that is not drawn is not computed: its BN's running statistics stay, the loss's gradient is zero there, and weight
    decay and momentum go on."""

    auxiliary: float = Field(default=0.4, ge=0, le=100)
    """Weight of the auxiliary head's loss, where the net has one (Zhao 2017, section 3.3 and Table 2)."""

    rescale: bool = False
    """At test, multiply each branch by the probability with which training ran it (Huang 2016, Eq. 5). Veit 2016 does not."""

    @field_validator("paths")
    @classmethod
    def _paths(cls, text: str) -> str:
        words = parse_paths(text)
        return " ".join([*words[:1], *(repr(number).removesuffix(".0") for number in words[1:])])

    @model_validator(mode="after")
    def _consistent(self) -> Train:
        if self.test_every % self.log_every:
            raise ValueError(f"test_every ({self.test_every}) must be a multiple of log_every ({self.log_every})")
        if list(self.drops) != sorted(self.drops) or not all(0 < drop < 1 for drop in self.drops):
            raise ValueError(f"drops {self.drops} must rise and lie between 0 and 1: they are parts of the run")
        if self.warmup >= self.iterations and self.warmup:
            raise ValueError(f"a warm-up of {self.warmup} iterations leaves nothing of {self.iterations}")
        if self.rescale and not self.paths:
            raise ValueError(f"rescale needs paths ({', '.join(PATHS)}): without them every branch always runs")
        return self

    def survival_probabilities(self, units: int) -> tuple[float, ...]:
        """The probability with which each of so many units runs its branch in a training step."""
        kind, *numbers = parse_paths(self.paths) or ("all",)
        if kind == "random":
            return (numbers[0] / units,) * units
        last = numbers[0] if kind == "decay" else 1.0
        return tuple(1 - (unit + 1) / units * (1 - last) for unit in range(units))

    def kept_iterations(self) -> tuple[int, ...]:
        """Iterations after which the weights are kept beside the last ones, for measurements along training: 1, 3, 10, 32,
        100, 316 ... before the end. Not a field of the spec: every run does it, and it changes nothing in a step."""
        half_decades = (round(10 ** (k / 2)) for k in range(2 * len(str(self.iterations))))
        return tuple(i for i in half_decades if i < self.iterations)

    def lr_at(self, iteration: int) -> float:
        """Learning rate of the iteration (from 0)."""
        if iteration < self.warmup:
            if self.schedule == "step":
                return self.warmup_lr
            return self.warmup_lr + (self.lr - self.warmup_lr) * iteration / self.warmup
        if self.schedule == "step":
            return self.lr * 0.1 ** sum(iteration >= round(drop * self.iterations) for drop in self.drops)
        if self.schedule == "poly":
            return self.lr * (1 - iteration / self.iterations) ** 0.9
        return self.lr * (self.iterations - iteration) / (self.iterations - self.warmup)


class Start(Spec):
    """Weights with which a run begins: those of another run, its net deepened to compute the same (nets/deepen.py)."""

    parent: str = Field(default="", pattern=r"^([0-9a-f]{12})?$")
    """Key of the run whose last weights are taken; empty: the run begins with random weights."""

    deepen: Literal["stage ends"] = "stage ends"
    """Where the net has more units than its parent (DEEPEN). A net of the same depth is the parent itself, trained on."""

    noise: float = Field(default=0.0, ge=0, le=10)
    """How far the new units are from the identity: root mean square of what a unit adds to its input, over the input's."""

    @model_validator(mode="after")
    def _of_a_parent(self) -> Start:
        if self.noise and not self.parent:
            raise ValueError(f"noise {self.noise:g} needs a parent: it is added to units that a parent's net is deepened by")
        return self


class Run(Spec):
    """One training, or one set of imported weights: everything that decides its outcome."""

    net: Net = Net()
    data: Data = Data()
    train: Train = Train()
    start: Start = Start()

    seed: int = Field(default=0, ge=0, lt=2**31)
    """Seed of initialisation, order of images, augmentation, dropout and random paths."""

    imported: str = Field(default="", pattern=r"^([0-9a-f]{64})?$")
    """sha256 of the imported weights file; empty for runs trained here."""

    @model_validator(mode="after")
    def _fits(self) -> Run:
        if self.net.classes != self.data.classes:
            raise ValueError(f"the net has {self.net.classes} outputs, {self.data.name} has {self.data.classes} classes")
        if self.net.for_scenes != self.data.for_scenes:
            kinds = "fcn or pyramid" if self.data.for_scenes else "classes"
            raise ValueError(f"{self.data.name} needs a net with the head {kinds}, not {self.net.head}")
        if self.net.image != self.data.padded:
            raise ValueError(f"the net is for images of {self.net.image}, those of {self.data.name} are {self.data.padded}")
        if self.train.batch > self.data.images:
            raise ValueError(f"a batch of {self.train.batch} is more than the {self.data.images} training images")
        if self.train.paths:
            self._skippable()
        if self.start.parent:
            self._deepenable()
        return self

    def _deepenable(self) -> None:
        """ValueError if new units of this net cannot be the identity, or the run would not begin."""
        unit = self.net.unit
        if self.net.for_scenes:
            raise ValueError("start.parent: nets for scenes begin with random weights")
        kind, last = parse_shortcut(unit.shortcut)[0], unit.branch.split()[-1]
        if kind not in ("none", "identity") or unit.leading or last != "bn" or unit.after != "relu" or unit.expansion > 1:
            raise ValueError(
                f"start.parent: units of '{unit.line()}' are not made the identity; those with an identity shortcut or none, a "
                "branch that begins with a convolution and ends with bn, relu after the addition, and expansion 1 are"
            )
        if self.imported or not self.train.iterations:
            raise ValueError("start.parent: only a run that is trained begins with another's weights")

    def _skippable(self) -> None:
        """ValueError if the net has units without a branch to leave out as `Train.paths` says."""
        kind, number = parse_paths(self.train.paths)
        units = self.net.unit_plans()
        if kind == "random" and number > len(units):
            raise ValueError(f"paths = {self.train.paths}: this net has only {len(units)} units")
        fixed = [plan for plan in units if plan.transition] if self.net.unit.shortcut == "none" else []
        if fixed:
            raise ValueError(
                f"paths = {self.train.paths}: unit {fixed[0].index} ({fixed[0].shapes()}) has no shortcut to bypass it"
            )

    @functools.cached_property
    def key(self) -> str:
        """12 hex digits of the sha256 of the canonical JSON and NUMERICS: the run's name on disk."""
        return hashlib.sha256(self.json().encode()).hexdigest()[:12]

    def json(self) -> str:  # type: ignore[override]
        """Canonical JSON: no defaults, sorted, no spaces."""
        return json.dumps({**self.canonical(), "numerics": NUMERICS}, sort_keys=True, separators=(",", ":"))

    @property
    def epochs(self) -> float:
        return self.train.iterations * self.train.batch / self.data.images


def make(kind: type[Any], fields: dict[str, Any]) -> Any:
    """A spec of this kind from its fields, validated.

    Raises:
        UserError: a field is wrong; one line that names it and says why.
    """
    try:
        return kind.model_validate({k: v.model_dump() if isinstance(v, BaseModel) else v for k, v in fields.items()})
    except ValidationError as error:
        raise UserError(explain(error, kind)) from None


def explain(error: ValidationError, kind: type[Any] | None = None) -> str:
    """A validation error in one line: the first field that is wrong, and why."""
    kind = kind or {spec.__name__: spec for spec in (Unit, Net, Scene, Folder, Data, Train, Start, Run)}.get(error.title)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        owner: Any = kind
        for part in first["loc"][:-1]:
            owner = owner.model_fields[part].annotation
        return f"{place}: no such field{did_you_mean(str(first['loc'][-1]), owner.model_fields) if owner else ''}"
    message = first["msg"].removeprefix("Value error, ")
    given = f" (given: {first['input']!r})" if first["type"] not in ("value_error", "missing") else ""
    return " ".join(f"{place + ': ' if place else ''}{message}{given}".split())


def run_from_json(text: str) -> Run:
    """The run that `Run.json` wrote.

    Raises:
        UserError: not the JSON of a run, or of another NUMERICS: this version would compute something else.
    """
    try:
        fields = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(f"this is not the JSON of a run: {error}") from None
    if not isinstance(fields, dict):
        raise UserError("this is not the JSON of a run: it has no fields")
    numerics = fields.pop("numerics", None)
    if numerics != NUMERICS:
        raise UserError(f"this run was made with NUMERICS {numerics}; this version has {NUMERICS} and cannot continue it")
    return make(Run, fields)
