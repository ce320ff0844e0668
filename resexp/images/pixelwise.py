"""Data sets in which every pixel has a class: their images, the names of their classes, what the measures are of. No torch."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from resexp.images import camvid, folder, scenes
from resexp.spec import Data

Array = np.ndarray

IGNORED = 255
"""Label of pixels that are not labelled: they count neither in the loss nor in any measure."""


class Kinds(NamedTuple):
    """The labels that the measures of failures are of (probe/scene.py)."""

    objects: tuple[int, ...]
    """Things that stand in a scene."""

    places: tuple[int, ...]
    """What makes the scene: an object is mismatched with a place that training never has in one image with it."""

    pairs: tuple[tuple[int, int], ...]
    """Classes that are easily taken for each other."""


def read(spec: Data, split: str) -> tuple[Array, Array]:
    """The images of `train` or `test` that the spec uses, uint8 (n, h, w, 3), and their labels, uint8 (n, h, w).

    Raises:
        UserError: the data are not here, or altered.
    """
    count = spec.images if split == "train" else spec.test_images
    if spec.name == "scenes":
        return scenes.make_scenes(spec.scene, split, count)
    images, labels = camvid.read_part(split) if spec.name == "camvid" else folder.read(spec.folder, split)
    if spec.name == "camvid":
        labels = np.where(labels == camvid.UNLABELLED, IGNORED, labels).astype(np.uint8)
    return images[:count], labels[:count]


def class_names(spec: Data) -> tuple[str, ...]:
    """The names of the labels 0, 1 ..."""
    names = {"scenes": scenes.CLASSES, "camvid": camvid.CLASSES}
    return names[spec.name] if spec.name in names else folder.class_names(spec.folder)


def kinds(spec: Data) -> Kinds:
    """What the measures of failures are of. A user's folder says nothing of it: every class is an object and a place."""
    names = class_names(spec)

    def labels(text: str) -> tuple[int, ...]:
        return tuple(names.index(word) for word in text.split())

    if spec.name == "scenes":
        return Kinds(labels("boat car plane"), labels("lake road runway"), (labels("bush forest"),))  # type: ignore[arg-type]
    if spec.name == "camvid":
        pairs = (labels("road pavement"), labels("building fence"), labels("pedestrian bicyclist"))
        return Kinds(labels("pole sign car pedestrian bicyclist"), labels("sky building road pavement tree fence"), pairs)  # type: ignore[arg-type]
    every = tuple(range(spec.folder.classes))
    return Kinds(every, every, ())
