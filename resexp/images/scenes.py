"""Procedural scenes with a class for every pixel: what the authors of PSPNet could only observe is set here. numpy alone.

Zhao et al. 2017, section 3.1, name three kinds of failure of a fully convolutional net. A scene here holds one cause of each:

mismatched relationship  A strip along one side of the image is a lake, a road or a runway. It alone decides whether the
                         vehicles of the image are boats, cars or planes: hulls of one look, on ground of one look, whose every
                         pixel is at least `Scene.far` pixels away from the strip. Who sees less can only guess, one of three.
confusion categories     Bushes and forests have one look, blobs of leaves, and differ by extent (BUSH, FOREST). Inside both all
                         patches are alike.
inconspicuous classes    Vehicles from a few pixels to a large part of the image, their sizes spread evenly on a logarithmic
                         scale; lamps, poles two pixels wide; forests larger than what a place of the net's map sees well.

The images are a function of (Scene, split, position) alone: the first k are the same whatever count is asked. They are no
photographs: an error on them must not be compared with any on other data.
"""

from __future__ import annotations

import functools

import numpy as np

from resexp.rng import derive
from resexp.spec import Scene

Array = np.ndarray

CLASSES = ("ground", "lake", "road", "runway", "boat", "car", "plane", "bush", "forest", "lamp")
"""Names of the labels 0 to 9."""

GROUND, BUSH_LABEL, FOREST_LABEL, LAMP = (CLASSES.index(name) for name in ("ground", "bush", "forest", "lamp"))
KINDS = ("lake", "road", "runway")
"""What a scene can be; the strip is label 1 + kind, its vehicles label 4 + kind."""

BUSH, FOREST = (0.04, 0.09), (0.2, 0.32)
"""Radii of bushes and forests, as parts of the image's size."""

STRIP = (0.10, 0.16)
"""Width of the strip, as a part of the image's size."""

LOOKS = {
    "ground": (0.55, 0.50, 0.42),
    "lake": (0.25, 0.42, 0.62),
    "road": (0.28, 0.28, 0.30),
    "runway": (0.66, 0.66, 0.68),
    "leaves": (0.25, 0.42, 0.20),
    "lamp": (0.75, 0.70, 0.35),
}
"""Mean colours, red, green and blue in [0, 1]. Those of vehicles are random and mean nothing."""


def make_scenes(scene: Scene, split: str, count: int) -> tuple[Array, Array]:
    """The first `count` images of a split: uint8 (count, size, size, 3), and their labels, uint8 (count, size, size)."""
    made = [make_scene(scene, split, position) for position in range(count)]
    return np.stack([image for image, _ in made]), np.stack([labels for _, labels in made])


def make_scene(scene: Scene, split: str, position: int) -> tuple[Array, Array]:
    """One image, uint8 (size, size, 3), and its labels, uint8 (size, size)."""
    rng = np.random.Generator(np.random.PCG64(derive(scene.seed, f"scenes/{split}", position)))
    kind = int(rng.integers(len(KINDS)))
    upright = _strip_below(scene, kind, rng)
    turn, mirror = int(rng.integers(4)), bool(rng.integers(2))  # the strip may be on any side
    image, labels = (np.rot90(part[:, ::-1] if mirror else part, turn) for part in upright)
    return np.ascontiguousarray(image), np.ascontiguousarray(labels)


def _strip_below(scene: Scene, kind: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """A scene with its strip at the bottom."""
    size = scene.size
    y, x = np.mgrid[:size, :size].astype(np.float32)
    image = _textured("ground", size, rng)
    labels = np.zeros((size, size), np.uint8)
    edge = size - round(size * rng.uniform(*STRIP))  # first row of the strip
    blobs, leaves = list[tuple[float, float, float]](), _textured("leaves", size, rng)
    for label, (low, high), most in ((FOREST_LABEL, FOREST, 1), (BUSH_LABEL, BUSH, 3)):
        for _ in range(int(rng.integers(most + 1))):
            radius = size * rng.uniform(low, high)
            spot = _free_spot(blobs, radius, (0, size), (0, edge), rng)
            if spot is not None:
                blobs.append((*spot, radius))
                inside = _blob(x - spot[0], y - spot[1], radius, rng)
                image[inside], labels[inside] = leaves[inside], label
    _strip(image, labels, edge, kind, rng)
    vehicles: list[tuple[float, float, float]] = []
    for _ in range(int(rng.integers(2, 5))):
        radius = float(np.exp(rng.uniform(np.log(scene.smallest), np.log(scene.largest))))
        spot = _free_spot(vehicles, radius, (radius, size - 1 - radius), (radius, edge - scene.far - radius - 1), rng)
        if spot is not None:
            vehicles.append((*spot, radius))
            _vehicle(image, labels, x - spot[0], y - spot[1], radius, kind, rng)
    for _ in range(int(rng.integers(1, 4))):
        left, top = int(rng.integers(2, size - 4)), int(rng.integers(2, edge - size // 6))
        pole = np.s_[top : top + int(rng.integers(size // 12, size // 6)), left : left + 2]
        free = ~np.isin(labels[pole], [4, 5, 6])  # a pole stands behind vehicles
        image[pole][free], labels[pole][free] = LOOKS["lamp"], LAMP
    image += rng.uniform(0.02, 0.06) * rng.standard_normal(image.shape, np.float32)
    image = (image - 0.5) * rng.uniform(0.8, 1.15) + 0.5 + rng.uniform(-0.06, 0.06)  # exposure
    return np.clip(255 * image + 0.5, 0, 255).astype(np.uint8), labels


def _free_spot(
    taken: list[tuple[float, float, float]], radius: float, across: tuple[float, float], down: tuple[float, float],
    rng: np.random.Generator,
) -> tuple[float, float] | None:  # fmt: skip
    """A place (x, y) in these ranges where a circle touches none of those that are there; None if ten draws find none."""
    for _ in range(10):
        x, y = rng.uniform(*across), rng.uniform(*down)
        if all(np.hypot(x - a, y - b) > 1.3 * (radius + other) + 2 for a, b, other in taken):
            return float(x), float(y)
    return None


def _textured(look: str, size: int, rng: np.random.Generator) -> Array:
    """A surface of this look: (size, size, 3) floats, its colour with smooth and rough brightness."""
    weights = _tents(size)
    smooth = weights @ rng.standard_normal((weights.shape[1],) * 2, np.float32) @ weights.T
    rough = rng.standard_normal((size, size), np.float32) * (0.07 if look == "leaves" else 0.02)
    return np.array(LOOKS[look], np.float32) + (0.04 * smooth + rough)[:, :, None]


@functools.lru_cache(maxsize=4)
def _tents(size: int) -> Array:
    """Weights (size, size // 8 + 1) that interpolate linearly between values 8 pixels apart."""
    away = np.abs(np.arange(size)[:, None] / 8 - np.arange(size // 8 + 1)[None, :])
    return np.maximum(0, 1 - away).astype(np.float32)


def _blob(x: Array, y: Array, radius: float, rng: np.random.Generator) -> Array:
    """Where a blob of wavy outline around (0, 0) is; the waves are as long on large blobs as on small ones, so that a piece of
    the outline does not tell the extent."""
    angle, waves = np.arctan2(y, x), max(2, round(radius / 2.5))
    outline = 1.6 * (np.sin(waves * angle + rng.uniform(0, 6.3)) + 0.6 * np.sin((waves + 1) * angle + rng.uniform(0, 6.3)))
    return np.hypot(x, y) < radius + outline


def _strip(image: Array, labels: Array, edge: int, kind: int, rng: np.random.Generator) -> None:
    """Paint the strip from the row `edge` down: waves on a lake, a broken line on a road, bars on a runway."""
    size = len(image)
    part = _textured(KINDS[kind], size, rng)[edge:]
    rows, columns = np.mgrid[: size - edge, :size]
    middle = np.abs(rows - (size - edge) // 2)
    marks = ((rows + columns // 6) % 4 == 0, (middle == 0) & (columns % 10 < 6), (middle < 3) & (columns % 8 < 2))[kind]
    part[marks] += (0.12, 0.5, -0.4)[kind]
    image[edge:], labels[edge:] = part, 1 + kind


def _vehicle(image: Array, labels: Array, x: Array, y: Array, radius: float, kind: int, rng: np.random.Generator) -> None:
    """Paint a hull, an ellipse with a lighter cabin, of a random colour and direction; its look does not depend on the kind."""
    turn, slim = rng.uniform(0, np.pi), rng.uniform(0.5, 0.75)
    along, beside = np.cos(turn) * x + np.sin(turn) * y, np.cos(turn) * y - np.sin(turn) * x
    hull = np.hypot(along, beside / slim) <= radius
    cabin = np.hypot(along, beside / slim) <= 0.45 * radius
    colour = np.array([0.72, 0.22, 0.25]) + rng.uniform(-0.12, 0.12, 3)
    image[hull], image[cabin] = colour, np.clip(colour + 0.25, 0, 1)
    labels[hull] = 4 + kind
