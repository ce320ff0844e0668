"""A folder of images and label images of the user's own. numpy and Pillow, no torch.

    FOLDER/train/images/a.jpg  FOLDER/train/labels/a.png  FOLDER/test/images/...  FOLDER/test/labels/...  FOLDER/classes.txt

FOLDER lies under $RESEXP_DATA or ./data. An image and its labels have the same name, but for the ending, and all have one size.
Labels are PNGs of one channel (or a palette) whose values are the classes from 0; 255 is not labelled. classes.txt, one name a
line, says how many classes there are; without it there are as many as the training labels have.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from resexp import source
from resexp.errors import UserError
from resexp.spec import Data, Folder, make

Array = np.ndarray
IGNORED = 255
"""Label of pixels that are not labelled."""

IMAGES = (".png", ".jpg", ".jpeg", ".bmp", ".webp")


def data(name: str, **fields: Any) -> Data:
    """The Data of a folder under $RESEXP_DATA or ./data: its images, classes, size and checksum.

    Args:
        name: of the folder.
        fields: others of Data, as augment.

    Raises:
        UserError: there is no such folder, or something in it is missing, of another size or out of range.
    """
    folder = _find(name)
    names = _names(folder)
    parts = {split: _read_split(folder, split) for split in ("train", "test")}
    labels = [part[1] for part in parts.values()]
    classes = len(names) or int(max(np.where(labels[0] == IGNORED, 0, labels[0]).max() + 1, 2))
    for split in parts:
        _check_range(folder, split, parts[split][1], classes)
    sizes = {part[0].shape[1:3] for part in parts.values()}
    if len(sizes) > 1:
        raise UserError(
            f"{folder}: training images are of {_size(parts['train'][0])}, test images of {_size(parts['test'][0])}"
        )
    about = Folder(name=name, size=sizes.pop(), classes=classes, sha256=_checksum(parts))
    counts = {"images": len(labels[0]), "test_images": len(labels[1])}
    made: Data = make(Data, {"name": "folder", "folder": about, **counts, "normalise": "channel", "augment": "flip", **fields})
    return made


def read(about: Folder, split: str) -> tuple[Array, Array]:
    """The images of a split, uint8 (n, h, w, 3), and their labels, uint8 (n, h, w).

    Raises:
        UserError: the folder is not here, or holds something else than when the spec was made.
    """
    folder = _find(about.name)
    parts = {one: _read_split(folder, one) for one in ("train", "test")}
    if _checksum(parts) != about.sha256:
        raise UserError(f"{folder} has changed since this run was planned: other images or labels are another run")
    return parts[split]


def class_names(about: Folder) -> tuple[str, ...]:
    """The lines of classes.txt, or `class 0`, `class 1` ... where the folder or the file is not here."""
    places = [root / about.name for root in source.roots() if (root / about.name / "classes.txt").is_file()]
    names = _names(places[0]) if places else ()
    return names if len(names) == about.classes else tuple(f"class {number}" for number in range(about.classes))


def _find(name: str) -> Path:
    for root in source.roots():
        if (root / name / "train").is_dir():
            return root / name
    tried = ", ".join(str(root / name) for root in source.roots())
    raise UserError(f"no folder {tried} with train and test in it; $RESEXP_DATA names the folder that holds it")


def _names(folder: Path) -> tuple[str, ...]:
    path = folder / "classes.txt"
    return tuple(line.strip() for line in path.read_text().splitlines() if line.strip()) if path.is_file() else ()


def _read_split(folder: Path, split: str) -> tuple[Array, Array]:
    """Images and labels in the order of their names; UserError if one is missing, does not open or has another size."""
    place = folder / split / "images"
    paths = sorted(path for path in place.glob("*") if path.suffix.lower() in IMAGES)
    if not paths:
        raise UserError(f"{place} holds no images ({', '.join(IMAGES)})")
    images, labels = [], []
    for path in paths:
        label = folder / split / "labels" / f"{path.stem}.png"
        if not label.is_file():
            raise UserError(f"{path} has no labels: {label} is missing")
        images.append(_open(path, "RGB"))
        labels.append(_open(label, ""))
        if labels[-1].shape != images[-1].shape[:2]:
            raise UserError(
                f"{label} is {_size(labels[-1][None])}, its image {_size(images[-1][None])}; labels are of one channel"
            )
        if images[-1].shape != images[0].shape:
            raise UserError(
                f"{path} is {_size(images[-1][None])}, {paths[0].name} {_size(images[0][None])}: images are of one size"
            )
    return np.stack(images), np.stack(labels)


def _open(path: Path, mode: str) -> Array:
    try:
        with Image.open(path) as image:
            return np.array(image.convert(mode) if mode else image).astype(np.uint8)
    except (OSError, UnidentifiedImageError) as error:
        raise UserError(f"{path} cannot be read: {error}") from None


def _check_range(folder: Path, split: str, labels: Array, classes: int) -> None:
    wrong = (labels >= classes) & (labels != IGNORED)
    if wrong.any():
        paths = sorted(path for path in (folder / split / "images").glob("*") if path.suffix.lower() in IMAGES)
        where = int(np.argwhere(wrong.any((1, 2)))[0, 0])
        value = int(labels[where][wrong[where]][0])
        place = folder / split / "labels" / f"{paths[where].stem}.png"
        raise UserError(
            f"{place} has the label {value}; there are {classes} classes, 0 to {classes - 1}, and 255 for unlabelled"
        )


def _checksum(parts: dict[str, tuple[Array, Array]]) -> str:
    digest = hashlib.sha256()
    for part in parts.values():
        for array in part:
            digest.update(str(array.shape).encode() + array.tobytes())
    return digest.hexdigest()


def _size(images: Array) -> str:
    return " x ".join(str(number) for number in images.shape[1:])
