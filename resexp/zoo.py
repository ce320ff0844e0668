"""Nets by name: `plain-56`, `resnet-110`, `preresnet-164`, `vgg-15`. Depths are counted as in the papers."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Sequence

from resexp.errors import UserError, did_you_mean, join_words
from resexp.spec import Net, Unit

ORIGINAL = Unit()
PLAIN = Unit(shortcut="none")
PREACT = Unit(branch="bn relu conv bn relu conv", after="", share="first")
BOTTLENECK = Unit(branch="conv1 bn relu conv bn relu conv1 bn", expansion=4, widen="project bn")
PREACT_BOTTLENECK = BOTTLENECK.replace(
    branch="bn relu conv1 bn relu conv bn relu conv1", after="", widen="project", share="widths"
)

FAMILIES = {
    "plain": Net(unit=PLAIN),
    "resnet": Net(unit=ORIGINAL),
    "preresnet": Net(unit=PREACT, stem="conv", tail="bn relu"),
}
"""Basic units of two 3x3 convolutions, depth 6n+2 (He 2015, section 4.2; He 2016, Fig. 4e)."""

BOTTLENECKS = {
    "resnet": Net(unit=BOTTLENECK),
    "preresnet": Net(unit=PREACT_BOTTLENECK, stem="conv", tail="bn relu"),
}
"""Bottleneck units, depth 9n+2 (He 2016, section 4.1 and Table 3)."""

NAMED = {
    "vgg-15": Net(
        unit=PLAIN.replace(branch="conv bn relu", after=""),
        blocks=(4, 5, 4),
        widths=(128, 128, 128),
        down="pool",
        stem="conv bn relu",
    ),
    "vgg-15-nobn": Net(
        unit=PLAIN.replace(branch="conv relu", after=""),
        blocks=(4, 5, 4),
        widths=(128, 128, 128),
        down="pool",
        stem="conv relu",
    ),
}
"""Nets outside the families. VGG of 15 layers, all of 128 channels so that any of them can be deleted (Veit 2016, section 4.1):
a unit is one layer, pooling stands between the stages."""

BOTTLENECK_DEPTHS = (164, 1001)
"""At these depths `resnet-N` and `preresnet-N` mean the papers' bottleneck nets. The 10.2M parameters that He 2016 gives for
1001 layers are those of the convolutions and the linear layer; with BN's scale and shift they are 10.33M."""

DEEPEST = 1202

LAMBDAS = (0.5, 0.9, 0.99, 1.0, 1.01, 1.1)
"""Factors on the shortcut (He 2016, section 3.1)."""


@functools.lru_cache(maxsize=1024)
def net(name: str) -> Net:
    """The Net of a zoo name.

    Raises:
        UserError: no such family, or a depth its units cannot give; names the nearest that exist.
    """
    if name in NAMED:
        return NAMED[name]
    match = re.fullmatch(r"([a-z]+)-(\d{1,6})", name)
    if not match or match[1] not in FAMILIES:
        forms = [*NAMED] + [
            f"{family}-{depth}" for family in FAMILIES for depth in (8, 14, 20, 32, 44, 56, 110, 164, 1001, 1202)
        ]
        raise UserError(f"unknown net '{name}'{did_you_mean(name, forms)} (nets are {', '.join(f + '-N' for f in FAMILIES)})")
    family, depth = match[1], int(match[2])
    if depth in BOTTLENECK_DEPTHS and family in BOTTLENECKS:
        n = (depth - 2) // 9
        return BOTTLENECKS[family].replace(blocks=(n, n, n))
    n, rest = divmod(depth - 2, 6)
    if rest or not 1 <= n <= (DEEPEST - 2) // 6:
        below = min(max(n, 1), 200)
        above = min(below + 1, 200)
        near = " and ".join(f"{family}-{6 * n + 2}" for n in sorted({below, above}))
        raise UserError(f"{name}: the depth must be 6n+2, at most {DEEPEST}; nearest: {near}")
    return FAMILIES[family].replace(blocks=(n, n, n))


def net_from_unit(unit: Unit, depth: int) -> Net:
    """Three stages of this unit, `depth` layers in all; stem and tail as the unit needs them (He 2016, appendix).

    A branch that begins with an activation finds none behind the stem's convolution if it normalises by itself, and the same
    activation once more behind the last unit, unless `after` ends with one. `net_from_unit(PREACT, 110)` is preresnet-110.

    Raises:
        UserError: no number of such units gives this depth; names the nearest depths that there are.
    """
    step = 3 * unit.convolutions
    if depth < step + 2 or depth > DEEPEST or (depth - 2) % step:
        raise UserError(
            f"a net of units with {unit.convolutions} convolution{'s' if unit.convolutions > 1 else ''} has {step}n+2 layers, "
            f"not {depth}; nearest: {_nearest_depths(depth, step)}"
        )
    n = (depth - 2) // step
    words = f"{unit.branch} {unit.after}".split()
    stem = "conv" if "bn" in unit.leading else "conv bn relu" if "bn" in words else "conv relu"
    return Net(unit=unit, blocks=(n, n, n), stem=stem, tail="" if unit.after else " ".join(unit.leading))


def _nearest_depths(depth: int, step: int) -> str:
    """'20 and 26': the next smaller and the next greater depth that is 2 more than a multiple of `step`."""
    most = max(1, (DEEPEST - 2) // step)
    n = min(max((depth - 2) // step, 1), most)
    return join_words([str(step * near + 2) for near in sorted({n, min(n + 1, most)})])


def net_with_baselines(unit: Unit, depth: int) -> dict[str, Net]:
    """A unit's net (`yours`), and the original and the pre-activation net of the same depth to compare it with.

    The baselines are made of basic units, or of bottlenecks if the unit is wider outside than inside.

    Raises:
        UserError: the three have no net of this depth in common; names the nearest depths that they have.
    """
    original, preact = (BOTTLENECK, PREACT_BOTTLENECK) if unit.expansion > 1 else (ORIGINAL, PREACT)
    step = math.lcm(3 * unit.convolutions, 3 * original.convolutions)
    if step > 3 * unit.convolutions and (depth < step + 2 or depth > DEEPEST or (depth - 2) % step):
        near = _nearest_depths(depth, step)
        raise UserError(
            f"the depth must be {step}n+2, not {depth}: this unit makes nets of {3 * unit.convolutions}n+2 layers, the "
            f"original and the pre-activation net beside it have {3 * original.convolutions}n+2; nearest: {near}"
        )
    return {
        "original": net_from_unit(original, depth),
        "pre-activation": net_from_unit(preact, depth),
        "yours": net_from_unit(unit, depth),
    }


def name_of(spec: Net) -> str:
    """The zoo's name for a net (its width and classes aside), or '' if it has none."""
    for name, known in NAMED.items():
        if len(spec.widths) == len(known.widths) and known.replace(widths=spec.widths, classes=spec.classes) == spec:
            return name
    for families in (FAMILIES, BOTTLENECKS):
        for family, base in families.items():
            if spec.unit == base.unit and len(set(spec.blocks)) == 1 and len(spec.blocks) == 3:
                name = f"{family}-{spec.depth}"
                try:
                    known = net(name)
                except UserError:
                    continue
                if known.replace(widths=spec.widths, classes=spec.classes) == spec:
                    return name
    return ""


def names() -> list[str]:
    """Names of the nets in the papers, of every family."""
    he2015 = (20, 32, 44, 56, 110)
    depths = {"plain": he2015, "resnet": (*he2015, 164, 1001, 1202), "preresnet": (20, 56, 110, 164, 1001)}
    return [f"{family}-{depth}" for family, known in depths.items() for depth in known] + [*NAMED]


def nets_by_lambda(base: Net, lambdas: Sequence[float] = LAMBDAS) -> dict[float, Net]:
    """For each lambda the base net with its shortcuts multiplied by it (He 2016, section 3.1).

    Raises:
        UserError: the base has something after the addition or no identity shortcut, so that He 2016, Eq. 8 says nothing.
    """
    if base.unit.after or base.unit.shortcut != "identity":
        raise UserError(f"'{base.unit.line()}': lambda needs an identity shortcut and nothing after the addition (preresnet-N)")
    return {factor: base.replace(unit={"shortcut": f"scale {factor!r}"}) for factor in lambdas}


def without_bn(base: Net) -> Net:
    """The same net without batch normalisation: every `bn` is removed from its tokens."""

    def strike(text: str) -> str:
        return " ".join(word for word in text.split() if word not in ("bn", "bn0"))

    unit = base.unit
    changes = {"branch": strike(unit.branch), "after": strike(unit.after), "widen": unit.widen.removesuffix(" bn"),
               "shortcut": strike(unit.shortcut)}  # fmt: skip
    changed: Net = base.replace(unit=changes, stem=strike(base.stem), tail=strike(base.tail))
    return changed
