"""CIFAR-10, CIFAR-100 and the procedural set as uint8 tensors on the device, cropped and flipped there by one indexing.

A batch is a function of (seed, step): which images, where they are cropped, which are flipped. He 2015, section 4.2.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
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
from resexp.errors import UserError, did_you_mean
from resexp.images import synthetic
from resexp.images.torchvision_shim import torchvision
from resexp.rng import derive
from resexp.spec import TRAIN_IMAGES, Data

PAD = 4
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))

FILES: dict[str, dict[str, dict[str, str]]] = {
    "cifar10": {
        "train": {
            "data_batch_1": "c99cafc152244af753f735de768cd75f",
            "data_batch_2": "d4bba439e000b95fd0a9bffe97cbabec",
            "data_batch_3": "54ebc095f3ab1f0389bbae665268c751",
            "data_batch_4": "634d18415352ddfa80567beed471001a",
            "data_batch_5": "482c414d41f54cd18b22e5b47cb7c3cb",
        },
        "test": {"test_batch": "40351d587109b95175f43aff81a1287e"},
        "names": {"batches.meta": "5ff9c542aee3614f3951f8cda6e48888"},
    },
    "cifar100": {
        "train": {"train": "16019d7e3df5f24257cddd939b257f8d"},
        "test": {"test": "f0ef6b0ae62326f3e7ffdfab6717acfc"},
        "names": {"meta": "7973b15100ade9c7d40fb424638fde48"},
    },
}
"""The files of each data set, and their md5."""

SUMS = Path(__file__).with_name("cifar10_sums.npz")
"""Of all training images of CIFAR-10: the sum of each pixel (32, 32, 3), and of the squares of each channel (3,). So their mean
is known without reading them."""

NORMALISATION = {
    "pixel": "pixels in [0, 1] minus the training images' mean of each pixel",
    "channel": "pixels in [0, 1] minus mean, over standard deviation of each channel of the training images",
    "imagenet": "pixels in [0, 1] minus mean, over standard deviation of each channel of ImageNet",
}
"""Data.normalise in words."""


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
    """The random choices of a training batch: image indices (b,), which part of each is seen (b, k), flips (b,).

    The part is a crop's corner, row and column in 0..8; of scenes factor, row and column (`scene_data.zoom`).
    """

    index: Int[Tensor, " b"]
    part: Int[Tensor, "b k"]
    flip: Tensor

    def pack(self) -> Int[Tensor, "b k+2"]:
        """All of it as one tensor, to be copied at once: index, part, flip."""
        return torch.cat([self.index[:, None], self.part, self.flip[:, None].long()], 1)

    @staticmethod
    def unpack(packed: Int[Tensor, "b k+2"]) -> Draw:
        """The draw of which `pack` made the tensor."""
        return Draw(packed[:, 0], packed[:, 1:-1], packed[:, -1].bool())


class DataSet:
    """The data set of a Data spec: selected, split, normalised, augmented."""

    part_numbers, part_steps = 2, 2 * PAD
    """How many numbers say which part of an image is seen (`Draw.part`), and the largest each can be."""

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
            train, test = _read_cifar(spec.name, root)
            chosen = np.arange(TRAIN_IMAGES)
            if spec.images < TRAIN_IMAGES:
                chosen = np.random.Generator(np.random.PCG64(derive(0, "subset"))).permutation(TRAIN_IMAGES)
        held, used = np.sort(chosen[: spec.holdout]), np.sort(chosen[spec.holdout : spec.holdout + spec.images])
        self.train = self._on_device(train[0][used], train[1][used])
        self.holdout = self._on_device(train[0][held], train[1][held])
        self.test = self._on_device(test[0][: spec.test_images], test[1][: spec.test_images])
        self.mean, self.std = (part.to(self.device) for part in _statistics(spec, self.train.pixels))
        self._orders: dict[tuple[int, int], Tensor] = {}

    def _on_device(self, pixels: np.ndarray[Any, Any], labels: np.ndarray[Any, Any]) -> Images:
        return Images(torch.from_numpy(pixels).to(self.device), torch.from_numpy(labels).to(self.device))

    def normalise(self, pixels: UInt8[Tensor, "b 32 32 3"]) -> Float[Tensor, "b 32 32 3"]:
        """uint8 pixels as floats, normalised as the spec says."""
        return (pixels.float() / 255 - self.mean) / self.std

    def draw(self, seed: int, step: int, batch: int) -> Draw:
        """The random choices of a step, on the CPU: the same on every device and however often the process restarted.

        Every epoch is a fresh permutation; batches run on over its end.
        """
        index = self.draw_images(seed, step, batch)
        generator = torch.Generator().manual_seed(derive(seed, "augment", step))
        part = torch.randint(0, self.part_steps + 1, (len(index), self.part_numbers), generator=generator)
        flip = torch.rand(len(index), generator=generator) < 0.5
        return Draw(index, part, flip)

    def draw_images(self, seed: int, step: int, batch: int) -> Int[Tensor, " b"]:
        """Which training images make the batch of a step."""
        n = len(self.train)
        first = step * batch
        parts = []
        while batch > 0:
            epoch, start = divmod(first, n)
            part = self._permutation(seed, epoch, n)[start : start + batch]
            parts.append(part)
            first, batch = first + len(part), batch - len(part)
        return torch.cat(parts)

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
            x = crop_flip(x, draw.part.to(self.device), draw.flip.to(self.device))
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


def _folder(name: str, root: Path | None = None) -> Path:
    """The folder of a CIFAR set's files; UserError if it is not here."""
    root = root or source.find_root(name)
    if root is None:
        tried = ", ".join(str(place / source.FOLDERS[name]) for place in source.roots())
        how = f"`{source.download_command(name)}` downloads it"
        raise UserError(f"{source.TITLES[name]} not found (looked for {tried}); {how}, $RESEXP_DATA names its folder")
    return root / source.FOLDERS[name]


def _read_cifar(name: str, root: Path | None) -> tuple[tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]], ...]:
    """(train, test) as `_read_split` gives them, after checking every file's md5."""
    folder = _folder(name, root)
    for split in FILES[name]:
        _check_files(name, split, folder)
    return tuple(_read_split(name, split, folder) for split in ("train", "test"))


def _check_files(name: str, split: str, folder: Path) -> None:
    """UserError unless every file of a split is there, with its md5."""
    again = f"delete {folder} and run `{source.download_command(name)}`"
    for file, md5 in FILES[name][split].items():
        path = folder / file
        if not path.is_file():
            raise UserError(f"{path} is missing; {again}")
        if hashlib.md5(path.read_bytes(), usedforsecurity=False).hexdigest() != md5:
            raise UserError(f"{path} is truncated or altered (its md5 is not {md5}); {again}")


def _read_split(name: str, split: str, folder: Path) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """(pixels (n, 32, 32, 3) uint8, labels (n,) int64) of all images of a split, in the order of the files. The files are
    pickles, which could run code: only after `_check_files`."""
    parts = [pickle.loads((folder / file).read_bytes(), encoding="latin1") for file in FILES[name][split]]
    pixels = np.concatenate([part["data"] for part in parts]).reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)
    labels = np.concatenate([part["labels" if "labels" in part else "fine_labels"] for part in parts])
    return pixels, labels.astype(np.int64)


def _knows_sums(spec: Data) -> bool:
    """Whether SUMS is of the spec's training images."""
    return spec.name == "cifar10" and spec.images == TRAIN_IMAGES


def _sums(spec: Data, pixels: Tensor | None) -> tuple[Tensor, Tensor]:
    """(sum of each pixel (32, 32, 3), sum of the squares of each channel (3,)) of the training images, int64."""
    if _knows_sums(spec) or pixels is None:
        with np.load(SUMS) as known:
            return torch.from_numpy(known["pixels"]).long(), torch.from_numpy(known["squares"])
    parts = pixels.split(1000)  # in pieces, since a sum of uint8 widens all of what it adds first
    total = torch.stack([part.sum(0, dtype=torch.int64) for part in parts]).sum(0)
    squares = torch.stack([part.int().square().sum((0, 1, 2)) for part in parts]).sum(0)
    return total, squares


def _statistics(spec: Data, pixels: Tensor | None = None) -> tuple[Tensor, Tensor]:
    """(mean, standard deviation) of the training images' pixels in [0, 1], to broadcast against (n, 32, 32, 3).

    pixels: of the training images; not needed where the mean is known without them (ImageNet's, `_knows_sums`).
    """
    if spec.normalise == "imagenet":
        return torch.tensor(IMAGENET[0]), torch.tensor(IMAGENET[1])
    if spec.mean:
        return torch.tensor(spec.mean), torch.tensor(spec.std)
    total, squares = _sums(spec, pixels)
    mean, std = total.double() / spec.images / 255, torch.ones(3)
    if spec.normalise == "channel":
        mean = mean.mean((0, 1))
        std = (squares / (spec.images * 1024) / 255**2 - mean**2).sqrt()
    return mean.float(), std.float()


@functools.lru_cache(maxsize=1)
def _whole(spec: Data) -> DataSet:
    """The data set in memory, for a notebook that asks again."""
    return DataSet(spec)


def first_images(spec: Data, split: str, n: int) -> tuple[Float[Tensor, "n 3 32 32"], Int[Tensor, " n"]]:
    """The first n images of a split (all, if there are fewer), normalised, and their labels: those of `DataSet.batches`. Of
    CIFAR-10's test images, and of training images if all are used, only the files of that split are read.

    Raises:
        UserError: there is no such split, or a file is missing or altered.
    """
    images = first_pixels(spec, split, n)
    mean, std = pixel_statistics(spec)
    return ((images.pixels.float() / 255 - mean) / std).permute(0, 3, 1, 2), images.labels


def first_pixels(spec: Data, split: str, n: int) -> Images:
    """The images of `first_images` before they are normalised."""
    if split not in ("train", "holdout", "test"):
        raise UserError(f"unknown split '{split}'{did_you_mean(split, ['train', 'holdout', 'test'])}")
    if not _knows_sums(spec) or split == "holdout":
        images = _whole(spec).split(split)
        return Images(images.pixels[:n], images.labels[:n])
    folder = _folder(spec.name)
    _check_files(spec.name, split, folder)
    pixels, labels = _read_split(spec.name, split, folder)
    n = min(n, spec.test_images if split == "test" else spec.images)
    return Images(torch.from_numpy(pixels[:n]), torch.from_numpy(labels[:n]))


def pixel_statistics(spec: Data) -> tuple[Tensor, Tensor]:
    """(mean, standard deviation) of the run's pixels in [0, 1], (32, 32, 3) or (3,), on the CPU. The training images are read
    only where that is needed: of CIFAR-10 they are known, and so are ImageNet's and those that the spec names."""
    if spec.normalise == "imagenet" or spec.mean or _knows_sums(spec):
        return _statistics(spec)
    return _whole(spec).mean, _whole(spec).std


def is_foreign(spec: Data, x: Float[Tensor, "b 3 32 32"]) -> bool:
    """Whether images cannot have been normalised as the spec says: they are 8-bit pixels normalised otherwise, or far outside
    of what pixels can be. Images that were normalised rightly and then changed pass, and so does what cannot be told."""
    x = x.detach()[:64].float().cpu().permute(0, 2, 3, 1)
    others = [spec.replace(normalise=way, mean=(), std=()) for way in NORMALISATION if way != spec.normalise]
    ways = {one.normalise: one for one in (spec, *others) if one.normalise == "imagenet" or one.mean or _knows_sums(one)}
    pixels = {way: 255 * (x * std + mean) for way, (mean, std) in ((way, _statistics(one)) for way, one in ways.items())}
    whole = {way for way, values in pixels.items() if ((values - values.round()).abs() < 0.02).float().mean() > 0.5}
    if spec.normalise in whole:
        return False
    few = all(len(channel.unique()) <= 256 for channel in x.reshape(-1, 3).T)  # one scale for all pixels of a channel
    own = pixels.get(spec.normalise)
    outside = own is not None and bool(((own < -64) | (own > 319)).float().mean() > 0.01)
    return bool(whole) or outside or (few and (spec.normalise == "pixel" or own is not None))


def download(name: str) -> Path:
    """Fetch a CIFAR set to $RESEXP_DATA or ./data, with torchvision's progress bar and checksums.

    Raises:
        UserError: it cannot be had (no network, disk full, wrong checksum).
    """
    import socket

    from filelock import FileLock

    root = source.roots()[0]
    kind = {"cifar10": "CIFAR10", "cifar100": "CIFAR100"}[name]
    folder, new = root / source.FOLDERS[name], root / f".{name}.new"  # half unpacked, it would be taken for all of it
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(20)  # a dead network should say so soon
    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f".{name}.lock"):  # another process may be at it: wait for what it fetches
            if not folder.exists():
                new.mkdir(exist_ok=True)  # what a killed download left in it is checked and used, or fetched again
                getattr(torchvision().datasets, kind)(str(new), download=True)
                (new / folder.name).rename(folder)
                shutil.rmtree(new)
    except Exception as error:  # urllib, socket, tarfile, OSError and RuntimeError all mean the same to a user
        raise UserError(f"cannot download {source.TITLES[name]} to {os.fspath(root)}: {error}") from None
    finally:
        socket.setdefaulttimeout(before)
    return root
