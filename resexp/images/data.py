"""CIFAR-10, CIFAR-100 and the procedural set as uint8 tensors on the device, cropped and flipped there by one indexing.

A batch is a function of (seed, step): which images, where they are cropped, which are flipped. He 2015, section 4.2.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from resexp import source
from resexp.errors import UserError
from resexp.images import synthetic
from resexp.images.torchvision_shim import torchvision
from resexp.rng import derive
from resexp.spec import TRAIN_IMAGES, Data

PAD = 4
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


@dataclass(frozen=True)
class Images:
    """Images on the device, (n, 32, 32, 3) uint8, and their labels, (n,) int64."""

    pixels: UInt8[Tensor, "n 32 32 3"]
    labels: Int[Tensor, " n"]

    def __len__(self) -> int:
        return len(self.labels)


ORDERS = 16
"""Epoch permutations that are kept in memory, since runs of several seeds may take turns."""


@dataclass(frozen=True)
class Draw:
    """The random choices of a training batch: image indices (b,), crop corners (b, 2) in 0..8, flips (b,)."""

    index: Int[Tensor, " b"]
    corner: Int[Tensor, "b 2"]
    flip: Tensor

    def parts(self) -> tuple[Tensor, Tensor, Tensor]:
        return self.index, self.corner, self.flip


class DataSet:
    """The data set of a Data spec: selected, split, normalised, augmented."""

    def __init__(self, spec: Data, device: torch.device | str = "cpu", root: Path | None = None) -> None:
        """Load into memory (and onto the device).

        Raises:
            UserError: files missing, truncated or altered; says which.
        """
        self.spec = spec
        self.device = torch.device(device)
        if spec.name == "synthetic":
            train, test = (
                synthetic.make_images("train", spec.images + spec.holdout),
                synthetic.make_images("test", spec.test_images),
            )
            chosen = np.arange(spec.images + spec.holdout)
        else:
            root = root or source.find_root(spec.name)
            if root is None:
                tried = ", ".join(str(place / source.FOLDERS[spec.name]) for place in source.roots())
                raise UserError(
                    f"{source.TITLES[spec.name]} not found (looked for {tried}); "
                    "`make data` downloads it, $RESEXP_DATA names its folder"
                )
            train, test = _read_cifar(spec.name, root)
            chosen = np.arange(TRAIN_IMAGES)
            if spec.images < TRAIN_IMAGES:
                chosen = np.random.Generator(np.random.PCG64(derive(0, "subset"))).permutation(TRAIN_IMAGES)
        held, used = np.sort(chosen[: spec.holdout]), np.sort(chosen[spec.holdout : spec.holdout + spec.images])
        self.train = self._on_device(train[0][used], train[1][used])
        self.holdout = self._on_device(train[0][held], train[1][held])
        self.test = self._on_device(test[0][: spec.test_images], test[1][: spec.test_images])
        self.mean, self.std = self._statistics()
        self._orders: dict[tuple[int, int], Tensor] = {}

    def _on_device(self, pixels: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> Images:
        return Images(torch.from_numpy(pixels).to(self.device), torch.from_numpy(labels).to(self.device))

    def _statistics(self) -> tuple[Tensor, Tensor]:
        """(mean, standard deviation) of pixels in [0, 1], to broadcast against (n, 32, 32, 3)."""
        if self.spec.normalise == "imagenet":
            mean, std = (torch.tensor(values) for values in IMAGENET)
        else:
            parts = self.train.pixels.split(1000)  # in pieces, since a sum of uint8 widens all of what it adds first
            total = torch.stack([part.sum(0, dtype=torch.int64) for part in parts]).sum(0)
            mean, std = total.double() / len(self.train) / 255, torch.ones(3)
            if self.spec.normalise == "channel":
                mean = mean.mean((0, 1))
                square = torch.stack([part.int().square().sum((0, 1, 2)) for part in parts]).sum(0)
                std = (square / (len(self.train) * 1024) / 255**2 - mean**2).sqrt()
        return mean.float().to(self.device), std.float().to(self.device)

    def normalise(self, pixels: UInt8[Tensor, "b 32 32 3"]) -> Float[Tensor, "b 32 32 3"]:
        """uint8 pixels as floats, normalised as the spec says."""
        return (pixels.float() / 255 - self.mean) / self.std

    def draw(self, seed: int, step: int, batch: int) -> Draw:
        """The random choices of a step, on the CPU: the same on every device and however often the process restarted.

        Every epoch is a fresh permutation; batches run on over its end.
        """
        n = len(self.train)
        first = step * batch
        parts = []
        while batch > 0:
            epoch, start = divmod(first, n)
            part = self._permutation(seed, epoch, n)[start : start + batch]
            parts.append(part)
            first, batch = first + len(part), batch - len(part)
        index = torch.cat(parts)
        generator = torch.Generator().manual_seed(derive(seed, "augment", step))
        corner = torch.randint(0, 2 * PAD + 1, (len(index), 2), generator=generator)
        flip = torch.rand(len(index), generator=generator) < 0.5
        return Draw(index, corner, flip)

    def _permutation(self, seed: int, epoch: int, n: int) -> Tensor:
        """The order of the n training images in an epoch."""
        if (seed, epoch) not in self._orders:
            generator = torch.Generator().manual_seed(derive(seed, "order", epoch))
            self._orders[seed, epoch] = torch.randperm(n, generator=generator)
            for old in list(self._orders)[:-ORDERS]:
                del self._orders[old]
        return self._orders[seed, epoch]

    def batch(self, draw: Draw) -> tuple[Float[Tensor, "b 3 32 32"], Int[Tensor, " b"]]:
        """(images, labels) of a training batch: normalised, augmented, in channels_last memory."""
        index = draw.index.to(self.device)
        x = self.normalise(self.train.pixels[index])
        if self.spec.augment == "crop flip":
            x = crop_flip(x, draw.corner.to(self.device), draw.flip.to(self.device))
        return x.permute(0, 3, 1, 2), self.train.labels[index]

    def split(self, name: str) -> Images:
        """The images of `train`, `holdout` or `test`; UserError if there are none."""
        images = {"train": self.train, "holdout": self.holdout, "test": self.test}[name]
        if not len(images):
            raise UserError(f"this run has no {name} images (data.holdout is 0)")
        return images

    def batches(
        self, name: str, size: int = 500, limit: int | None = None
    ) -> Iterator[tuple[Float[Tensor, "b 3 32 32"], Int[Tensor, " b"]]]:
        """Batches (images, labels) of a split in order, normalised, not augmented (single view, He 2015)."""
        images = self.split(name)
        n = min(len(images), limit or len(images))
        for start in range(0, n, size):
            part = slice(start, min(start + size, n))
            yield self.normalise(images.pixels[part]).permute(0, 3, 1, 2), images.labels[part]


def crop_flip(x: Float[Tensor, "b 32 32 3"], corner: Int[Tensor, "b 2"], flip: Tensor) -> Float[Tensor, "b 32 32 3"]:
    """Pad PAD zeros on each side, cut 32x32 at each image's corner (row, column), mirror where flip is set."""
    b, size = len(x), x.shape[1]
    padded = torch.nn.functional.pad(x, (0, 0, PAD, PAD, PAD, PAD))  # (b, 40, 40, 3)
    along = torch.arange(size, device=x.device)
    rows = corner[:, :1] + along  # (b, 32)
    columns = corner[:, 1:] + torch.where(flip[:, None], size - 1 - along, along)  # (b, 32)
    image = torch.arange(b, device=x.device)
    return padded[image[:, None, None], rows[:, :, None], columns[:, None, :]]


def _read_cifar(name: str, root: Path) -> tuple[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]], ...]:
    """(train, test), each (pixels (n, 32, 32, 3) uint8, labels (n,) int64), after checking every file's md5."""
    kind = {"cifar10": "CIFAR10", "cifar100": "CIFAR100"}[name]
    vision = getattr(torchvision().datasets, kind)
    folder = root / vision.base_folder
    for file, md5 in [*vision.train_list, *vision.test_list, (vision.meta["filename"], vision.meta["md5"])]:
        path = folder / file
        again = f"delete {folder} and run `make data`"
        if not path.is_file():
            raise UserError(f"{path} is missing; {again}")
        if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() != md5:
            raise UserError(f"{path} is truncated or altered (its md5 is not {md5}); {again}")
    # torchvision unpickles these files: only after the checksums above hold
    sets = [vision(str(root), train=train, download=False) for train in (True, False)]
    return tuple((part.data, np.asarray(part.targets, dtype=np.int64)) for part in sets)


def download(name: str) -> Path:
    """Fetch a CIFAR set to $RESEXP_DATA or ./data, with torchvision's progress bar and checksums.

    Raises:
        UserError: it cannot be had (no network, disk full, wrong checksum).
    """
    import socket

    from filelock import FileLock

    root = source.roots()[0]
    kind = {"cifar10": "CIFAR10", "cifar100": "CIFAR100"}[name]
    folder = root / source.FOLDERS[name]
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)  # a dead network should say so soon
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f".{name}.lock"):  # another process may be at it: wait, then only check what it fetched
            there = folder.exists()
            try:
                getattr(torchvision().datasets, kind)(str(root), download=True)
            except BaseException:  # an interruption too
                if not there:
                    shutil.rmtree(folder, ignore_errors=True)  # half unpacked, it would be taken for all of it
                raise
    except Exception as error:  # urllib, socket, tarfile, OSError and RuntimeError all mean the same to a user
        raise UserError(f"cannot download {source.TITLES[name]} to {os.fspath(root)}: {error}") from None
    finally:
        socket.setdefaulttimeout(before)
    return root
