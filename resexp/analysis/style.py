"""The house style of every plot: colours, type sizes, shades. Colours: Okabe and Ito's, for colour-blind people too."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import matplotlib
import numpy as np
from matplotlib.colors import to_hex, to_rgb

OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
}


CYCLE = tuple(OKABE_ITO[name] for name in ("blue", "vermillion", "green", "purple", "orange", "sky", "black"))
"""Colours of things that have no order."""


FAMILY = {"plain": OKABE_ITO["vermillion"], "resnet": OKABE_ITO["blue"], "preresnet": OKABE_ITO["green"]}
"""Every figure of every experiment gives a family of nets the same colour."""


GREY = "#6B6B6B"
"""Of what is not measured here."""


FONT = 12.0


STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": FONT,
    "axes.titlesize": FONT + 2,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlepad": 10,
    "axes.labelsize": FONT,
    "xtick.labelsize": FONT - 0.5,
    "ytick.labelsize": FONT - 0.5,
    "legend.fontsize": FONT - 0.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8A8A8A",
    "axes.labelcolor": "#222222",
    "xtick.color": "#8A8A8A",
    "ytick.color": "#8A8A8A",
    "xtick.labelcolor": "#222222",
    "ytick.labelcolor": "#222222",
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "grid.linewidth": 0.8,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "legend.frameon": False,
    "figure.dpi": 150,
    "savefig.dpi": 150,
    "svg.hashsalt": "resexp",
    "svg.fonttype": "path",
}


BOLD: dict[str, Any] = {"lw": 2.8}


DASHED: dict[str, Any] = {"lw": 1.4, "ls": (0, (4, 1.6))}
"""The two looks of `curves`: test error, training error."""


def house_style() -> AbstractContextManager[Any]:
    """The house style, for a `with`."""
    return matplotlib.rc_context(STYLE)


def shade(colour: str, part: float) -> str:
    """A lighter (part < 0) or darker (part > 0) shade: -1 is white, 1 black."""
    towards = 0.0 if part > 0 else 1.0
    red, green, blue = ((1 - abs(part)) * channel + abs(part) * towards for channel in to_rgb(colour))
    return to_hex((red, green, blue))


def depth_shades(labels: Sequence[str], colour: str) -> dict[str, str]:
    """A colour for each label, from light to dark in the order given: deeper is darker."""
    parts = np.linspace(-0.42, 0.42, len(labels)) if len(labels) > 1 else [0.0] * len(labels)
    return {label: shade(colour, float(part)) for label, part in zip(labels, parts, strict=True)}


def cycle_colours(labels: Sequence[str]) -> dict[str, str]:
    """A colour for each label; after seven they repeat, darker."""
    return {label: shade(CYCLE[i % len(CYCLE)], min(0.8, 0.4 * (i // len(CYCLE)))) for i, label in enumerate(labels)}


def ordered_colours(names: Sequence[str]) -> dict[str, str]:
    """A colour for each of a few steps, from light green to dark violet (viridis): ordered, and told apart by hue."""
    shades = matplotlib.colormaps["viridis_r"](np.linspace(0.12, 1.0, len(names)))
    return {name: to_hex(colour) for name, colour in zip(names, shades, strict=True)}


def ink(colour: str) -> str:
    """The colour, darkened until text in it can be read on white (contrast 4.5)."""
    part = 0.0
    while _contrast(shade(colour, part)) < 4.5:
        part += 0.05
    return shade(colour, part)


def _contrast(colour: str) -> float:
    """Against white, as WCAG 2 has it."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
