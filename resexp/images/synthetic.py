"""Ten shapes in clutter: procedural 32x32 colour images for when CIFAR-10 cannot be had, from numpy alone.

An image is a soft coloured background with a 1/f spectrum like a photograph's, small pieces of clutter, one large shape, pieces
that cover some of it, a change of exposure and pixel noise. Its class is the shape: disc, ring, square, frame, triangle, cross,
crescent, star, bars or tee. Size, place, tilt, stretch, thickness, colours, contrast and shading are drawn anew for every image
and mean nothing. All shapes cover the same area, so colours do not tell the class: a net has to put edges together over a large
field of view. A mirrored or shifted image keeps its class, so the augmentation made for CIFAR fits.

What the set is for: every experiment runs on any machine, without files or a network, on images that take some learning. Least
squares on the pixels of 4000 images is wrong on 88 % of the test images (chance: 90 %), a resnet-8 after four epochs of 8000
images on 48 %. At the quick budget (320 iterations of 64, seed 0) plain-20 ends at 67.4 % test error and plain-56 at 89.4 %
(`resexp train plain-56 --budget quick --data synthetic`): depth shows. What it is not: photographs, or a benchmark. An error
rate on it must not be compared with those of the papers, nor with any measured on CIFAR-10; nets compare with each other when
they were trained on the same of these images, and a finding here is a reason to look there, not evidence about it.

The images are a function of (split, position) alone: the first k are the same whatever count is asked. The labels are the same
everywhere; a pixel can differ by one level between processors or numpy versions, where the last bit of a float does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from resexp.rng import derive

LIMITS = {"train": 50_000, "test": 10_000}
"""Images in each split, as in CIFAR-10."""

BLOCK = 1000
"""Images that share a generator. Blocks are independent, so only those that are needed are made."""

CHUNK = 125
"""Images drawn at a time: few enough for the processor's cache. Part of the definition, as BLOCK is."""

SIDE = 32

Array = np.ndarray


def make_images(split: str, count: int) -> tuple[Array, Array]:
    """The first `count` images and labels of a split.

    Args:
        split: "train" (at most 50,000 images) or "test" (at most 10,000).
        count: how many; every ten consecutive images hold each class once.

    Returns:
        Images, uint8 (count, 32, 32, 3), and labels, int64 (count,): positions in CLASSES.

    Raises:
        ValueError: no such split, or it does not have that many images.
    """
    if split not in LIMITS:
        raise ValueError(f"unknown split '{split}' of the synthetic set; there are: {', '.join(LIMITS)}")
    if not 1 <= count <= LIMITS[split]:
        raise ValueError(f"the synthetic set's {split} split has 1 to {LIMITS[split]} images, not {count}")
    parts = [make_block(split, start // BLOCK, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
    return np.concatenate([images for images, _ in parts]), np.concatenate([labels for _, labels in parts])


def make_block(split: str, number: int, count: int) -> tuple[Array, Array]:
    """The first `count` images and labels of a block: uint8 (count, 32, 32, 3), int64 (count,)."""
    rng = np.random.Generator(np.random.PCG64(derive(0, f"synthetic/{split}", number)))
    labels = rng.random((BLOCK // 10, 10)).argsort(axis=1).reshape(BLOCK)  # permutations of the ten classes
    images = [paint_images(labels[start : start + CHUNK], rng) for start in range(0, count, CHUNK)]
    return np.concatenate(images)[:count], labels[:count].astype(np.int64)


def paint_images(labels: Array, rng: np.random.Generator) -> Array:
    """One image of each label: labels (n,) -> uint8 (n, 32, 32, 3)."""
    n = len(labels)
    soft = uniform(rng, n, 0.7, 1.6)  # how wide an edge is, in pixels: blur
    scene = background(rng, n)  # (n, 3, 1024), 0..1
    for _ in range(3):
        add_clutter(scene, uniform(rng, n, -16, 16, 2), uniform(rng, n, 1.5, 5), soft, rng, chance=0.6)

    radius = uniform(rng, n, 5, 8.2)
    spot = uniform(rng, n, -1, 1, 2) * (15 - 1.4 * radius)  # most of the shape is in the image, also after a crop
    distance = shape_distance(labels, spot, radius, rng)
    cover_with(scene, distance, soft, contrasting_colour(scene, distance, rng) + texture(rng, n, 0.05))

    for _ in range(3):
        turn = uniform(rng, n, 0, 2 * np.pi)
        rim = spot + 1.1 * radius * np.concatenate([np.cos(turn), np.sin(turn)], axis=1)
        add_clutter(scene, rim, uniform(rng, n, 1.5, 3.8), soft, rng, chance=0.45)

    scene += uniform(rng, n, 0.01, 0.06)[:, None] * rng.standard_normal(scene.shape, np.float32)
    gain = 255 * uniform(rng, n, 0.75, 1.15)[:, None]  # exposure
    scene *= gain
    scene += 128 - gain / 2  # mid grey stays, and half a level more makes the cut below a rounding
    levels = np.clip(scene, 0, 255, out=scene).astype(np.uint8)
    return np.ascontiguousarray(levels.reshape(n, 3, SIDE, SIDE).transpose(0, 2, 3, 1))


# --- colours and light ------------------------------------------------------------------------------------------------------


OPPONENT = np.array([[1, 1, 1], [1, 0, -1], [0.6, -1.2, 0.6]], np.float32)
"""Rows: brightness, red against blue, magenta against green. Photographs vary most along the first."""

MEAN = np.array([0.49, 0.48, 0.45], np.float32)


def uniform(rng: np.random.Generator, n: int, low: float, high: float, k: int = 1) -> Array:
    """k numbers between low and high for each image: float32 (n, k)."""
    return low + (high - low) * rng.random((n, k), np.float32)


def random_colour(rng: np.random.Generator, n: int) -> Array:
    """A random colour for each image, more often bright or dark than vivid: (n, 3, 1)."""
    axes = rng.standard_normal((n, 3), np.float32) * np.array([0.2, 0.08, 0.06], np.float32)
    return np.clip(MEAN + axes @ OPPONENT, 0, 1)[:, :, None]


FREQUENCY = np.arange(SIDE, dtype=np.float32)
COSINES = np.cos(np.pi / SIDE * FREQUENCY[:, None] * (np.arange(SIDE, dtype=np.float32) + 0.5))  # (frequency, pixel)


def texture(rng: np.random.Generator, n: int, strength: float, channels: int = 1, highest: int = 16) -> Array:
    """Noise whose amplitude falls with its frequency, as in photographs: (n, channels, 1024)."""
    radial = np.hypot(FREQUENCY[:highest, None], FREQUENCY[None, :highest])
    radial[0, 0] = np.inf  # no constant part: the mean colour is drawn elsewhere
    slope = uniform(rng, n, 1.2, 2.2)[:, :, None]
    waves = rng.standard_normal((n, channels, highest, highest), np.float32) * (radial**-slope)[:, None]
    return (strength * (COSINES[:highest].T @ waves @ COSINES[:highest])).reshape(n, channels, SIDE * SIDE).astype(np.float32)


def background(rng: np.random.Generator, n: int) -> Array:
    """Smooth coloured light with some grain: (n, 3, 1024)."""
    axes = texture(rng, n, 0.13, channels=3) * np.array([1, 0.4, 0.3], np.float32)[:, None]
    return np.clip(random_colour(rng, n) + OPPONENT.T @ axes, 0, 1)


def contrasting_colour(scene: Array, distance: Array, rng: np.random.Generator) -> Array:
    """A random colour that differs from what lies under the shape: (n, 3, 1)."""
    inside = np.clip(0.5 - distance, 0, 1)[:, None]  # (n, 1, 1024)
    under = (scene * inside).sum(2, keepdims=True) / (inside.sum(2, keepdims=True) + 1)
    n = len(scene)
    axes = rng.standard_normal((n, 3), np.float32) * np.array([1, 0.6, 0.5], np.float32)
    step = axes @ OPPONENT
    step *= uniform(rng, n, 0.2, 0.8) / np.abs(step).max(1, keepdims=True)
    step = step[:, :, None]
    room = np.abs(under + step - 0.5).max(1, keepdims=True) > np.abs(under - step - 0.5).max(1, keepdims=True)
    return under + np.where(room, -step, step)


def cover_with(scene: Array, distance: Array, soft: Array, ink: Array) -> None:
    """Lay ink (n, 3, 1) or (n, 3, 1024) over the scene, in place, where the signed distance (n, 1024) is negative."""
    alpha = np.clip(0.5 - distance / soft, 0, 1)
    change = ink - scene
    change *= alpha[:, None]
    scene += change


def add_clutter(scene: Array, spot: Array, size: Array, soft: Array, rng: np.random.Generator, chance: float) -> None:
    """Put a small piece of a random colour at a spot (n, 2) into some of the images, in place."""
    some = np.flatnonzero(rng.random(len(scene)) < chance)
    part = scene[some]
    cover_with(part, clutter_distance(spot[some], size[some], rng), soft[some], random_colour(rng, len(some)))
    scene[some] = part


# --- shapes: signed distances, negative inside ------------------------------------------------------------------------------


GRID = (np.mgrid[:SIDE, :SIDE][::-1].reshape(2, -1) - (SIDE - 1) / 2).astype(np.float32)
"""Coordinates of the pixels: rows x (to the right) and y (down), the image's centre at 0: (2, 1024)."""


def rotation_matrix(angle: Array) -> Array:
    """Rotation matrices for angles in radians: (n, 1) -> (n, 2, 2)."""
    c, s = np.cos(angle), np.sin(angle)
    return np.concatenate([c, s, -s, c], axis=1).reshape(-1, 2, 2)


def seen_from(spot: Array, size: Array, rng: np.random.Generator, tilt: float, stretch: float = 0.0) -> Array:
    """Coordinates of the pixels in the frame of a shape at a spot (n, 2) of a size (n, 1): (n, 2, 1024).

    The shape is tilted by at most `tilt`, stretched in any direction (its area stays) and mirrored in half of the images.
    """
    n = len(size)
    along = uniform(rng, n, 0, 2 * np.pi)
    ratio = np.exp(uniform(rng, n, 0, stretch))
    squeeze = np.concatenate([1 / ratio, ratio], axis=1)[:, None]
    matrix = (
        rotation_matrix(uniform(rng, n, -tilt, tilt) - along) * squeeze @ rotation_matrix(along) / size[:, :, None]
    )  # (n, 2, 2)
    matrix[:, 0] *= np.where(rng.random((n, 1)) < 0.5, 1, -1)
    return (matrix.reshape(-1, 2) @ GRID).reshape(n, 2, -1) - matrix @ spot[:, :, None]


def clutter_distance(spot: Array, size: Array, rng: np.random.Generator) -> Array:
    """Signed distance in pixels to a small bar, blob or block, which is none of the classes: (n, 1024)."""
    n = len(size)
    places = np.abs(seen_from(spot, size, rng, tilt=np.pi))
    sides = np.concatenate([uniform(rng, n, 0.2, 1.6), uniform(rng, n, 0.05, 0.5)], axis=1)[:, :, None]
    x, y = np.maximum(places - sides, 0).swapaxes(0, 1)
    return (np.sqrt(x * x + y * y) - uniform(rng, n, 0.1, 0.4)) * size


def shape_distance(labels: Array, spot: Array, radius: Array, rng: np.random.Generator) -> Array:
    """Signed distance in pixels to each label's shape, whose area is that of a disc of the radius: (n, 1024)."""
    n = len(labels)
    places = seen_from(spot, radius, rng, tilt=0.5, stretch=0.2)
    places += texture(rng, n, 0.08, channels=2, highest=4)  # bent a little
    x, y, vary = places[:, 0], places[:, 1], uniform(rng, n, 0, 1)
    distance = np.empty_like(x)
    for label, shape in enumerate(CLASSES.values()):
        mine = labels == label
        distance[mine] = shape(x[mine], y[mine], vary[mine])
    return distance * radius


def box(x: Array, y: Array, a: Array | float, b: Array | float) -> Array:
    """Signed distance to a rectangle of half sides a and b."""
    return np.maximum(np.abs(x) - a, np.abs(y) - b)


# The ten classes: distance (k, 1024) at places x, y (k, 1024) for a variation v (k, 1) in 0..1. Area pi, centre of gravity 0.


def disc(x: Array, y: Array, v: Array) -> Array:
    """A disc."""
    return np.hypot(x, y) - 1


def ring(x: Array, y: Array, v: Array) -> Array:
    """A disc with a round hole, half to 0.7 as wide."""
    inner = 0.5 + 0.2 * v
    outer = 1 / np.sqrt(1 - inner**2)
    r = np.hypot(x, y)
    return np.maximum(r - outer, inner * outer - r)


def square(x: Array, y: Array, v: Array) -> Array:
    """A filled square."""
    return box(x, y, 0.886, 0.886)


def frame(x: Array, y: Array, v: Array) -> Array:
    """A square with a square hole, half to 0.7 as wide."""
    inner = 0.5 + 0.2 * v
    outer = 0.886 / np.sqrt(1 - inner**2)
    r = np.maximum(np.abs(x), np.abs(y))
    return np.maximum(r - outer, inner * outer - r)


def triangle(x: Array, y: Array, v: Array) -> Array:
    """An equilateral triangle on its tip."""
    return np.maximum(-y, 0.866 * np.abs(x) + 0.5 * y) - 0.778


def cross(x: Array, y: Array, v: Array) -> Array:
    """Two equal bars across each other."""
    t = 0.2 + 0.12 * v
    arm = np.sqrt(np.pi / (8 * t - 4 * t**2))
    return np.minimum(box(x, y, arm, t * arm), box(x, y, t * arm, arm))


def crescent(x: Array, y: Array, v: Array) -> Array:
    """A disc without its part in an equal disc, 0.6 to 1 radii aside."""
    shift = 0.6 + 0.4 * v  # between two equal circles, in their radii
    lens = 2 * np.arccos(shift / 2) - shift / 2 * np.sqrt(4 - shift**2)
    r = np.sqrt(np.pi / (np.pi - lens))
    x = x - 0.5 * r * lens * shift / (np.pi - lens)  # its centre of gravity
    return np.maximum(np.hypot(x, y) - r, r - np.hypot(x - shift * r, y))


def star(x: Array, y: Array, v: Array) -> Array:
    """Five tips; the corners between them at 0.36 to 0.48 of their distance."""
    inner = 0.36 + 0.12 * v
    tip = np.sqrt(np.pi / (5 * np.sin(np.pi / 5) * inner))
    angle = np.abs(np.arctan2(y, x) % (2 * np.pi / 5) - np.pi / 5)  # 0 at an inner corner, pi/5 at a tip
    r = np.hypot(x, y)
    u, w = r * np.cos(angle) - inner * tip, r * np.sin(angle)
    du, dw = tip * (np.cos(np.pi / 5) - inner), tip * np.sin(np.pi / 5)  # along the edge, from corner to tip
    return (u * dw - w * du) / np.hypot(du, dw)


def bars(x: Array, y: Array, v: Array) -> Array:
    """Two parallel bars."""
    half = 1.1 + 0.25 * v
    thick = np.pi / (8 * half)
    return box(x, np.abs(y) - thick - 0.32, half, thick)


def tee(x: Array, y: Array, v: Array) -> Array:
    """A T: a bar with a stem at its middle."""
    t = 0.22 + 0.08 * v
    half = np.sqrt(np.pi / (4 * t + 3.2 * t))  # the stem is 1.6 half bars long
    y = y + 0.45 * half
    return np.minimum(box(x, y, half, t * half), box(x, y - (t + 0.8) * half, t * half, 0.8 * half))


CLASSES: dict[str, Callable[[Array, Array, Array], Array]] = {
    "disc": disc,
    "ring": ring,
    "square": square,
    "frame": frame,
    "triangle": triangle,
    "cross": cross,
    "crescent": crescent,
    "star": star,
    "bars": bars,
    "tee": tee,
}
"""Name -> signed distance; a label is a position here. None is another's mirror image, each is its own."""
