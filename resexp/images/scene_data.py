"""Images with a class for every pixel on the device, for training and tests: as `DataSet`, with labels (n, h, w).

A batch is a function of (seed, step): which images, which part of them at which size, which are mirrored (Zhao 2017,
section 4.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int, UInt8
from torch import Tensor

from resexp.images import pixelwise
from resexp.images.data import IMAGENET, DataSet, Draw
from resexp.spec import Data

IGNORED = -100
"""Label of pixels without one, in batches: cross-entropy leaves it out."""

ZOOM = 2.0
"""Images are enlarged by at most this factor, and shrunk by it (Zhao 2017: 0.5 to 2)."""

LEVELS = 1000
"""Steps in which factor and place of a part are drawn."""


@dataclass(frozen=True)
class PixelLabels:
    """Images, (n, h, w, 3) uint8, and their labels, (n, h, w) uint8."""

    pixels: UInt8[Tensor, "n h w 3"]
    labels: UInt8[Tensor, "n h w"]

    def __len__(self) -> int:
        return len(self.labels)


class SceneData(DataSet):
    """The data set of a Data spec whose pixels have classes: padded to multiples of 8, normalised, augmented."""

    train: PixelLabels  # type: ignore[assignment]
    test: PixelLabels  # type: ignore[assignment]
    part_numbers, part_steps = 3, LEVELS

    def __init__(self, spec: Data, device: torch.device | str = "cpu") -> None:
        """Load into memory (and onto the device).

        Raises:
            UserError: files missing or altered; says which.
        """
        self.spec, self.device = spec, torch.device(device)
        parts = [
            [torch.from_numpy(array).to(self.device) for array in pixelwise.read(spec, split)] for split in ("train", "test")
        ]
        self.train, self.test = (PixelLabels(*part) for part in parts)
        self.holdout = PixelLabels(self.train.pixels[:0], self.train.labels[:0])  # type: ignore[assignment]
        self.mean, self.std = (value.to(self.device) for value in channel_statistics(spec, self.train.pixels))
        self._orders: dict[tuple[int, int], Tensor] = {}

    def batch(self, draw: Draw) -> tuple[Float[Tensor, "b 3 h w"], Int[Tensor, "b h w"]]:
        """(images, labels) of a training batch, padded, normalised, augmented; labels are IGNORED where there are none."""
        index = draw.index.to(self.device)
        x, y = self._ready(self.train.pixels[index], self.train.labels[index])
        if self.spec.augment == "zoom flip":
            x, y = zoom(x, y, draw.part.to(self.device))
        if self.spec.augment != "none":
            flip = draw.flip.to(self.device)
            x = torch.where(flip[:, None, None, None], x.flip(3), x)
            y = torch.where(flip[:, None, None], y.flip(2), y)
        return x, y

    def batches(
        self, name: str, size: int = 500, limit: int | None = None
    ) -> Iterator[tuple[Float[Tensor, "b 3 h w"], Int[Tensor, "b h w"]]]:
        """Batches (images, labels) of a split in order, padded, normalised, not augmented (one view, at one size)."""
        images = self.split(name)
        n = min(len(images), limit or len(images))
        for start in range(0, n, size):
            part = slice(start, min(start + size, n))
            yield self._ready(images.pixels[part], images.labels[part])

    def _ready(self, pixels: Tensor, labels: Tensor) -> tuple[Tensor, Tensor]:
        """Normalised images (b, 3, h, w) and labels (b, h, w) int64, padded."""
        x = self.normalise(pixels).permute(0, 3, 1, 2)
        y = labels.long().masked_fill(labels == pixelwise.IGNORED, IGNORED)
        edges = padding(self.spec)
        return F.pad(x, edges), F.pad(y, edges, value=IGNORED)


def padding(spec: Data) -> tuple[int, int, int, int]:
    """How many columns on the left and right and rows above and below are added, so that both sides are multiples of 8."""
    (height, width), (high, wide) = spec.size, spec.padded
    left, top = ((wide - width) // 2, (high - height) // 2) if spec.pad == "both" else (0, 0)
    return left, wide - width - left, top, high - height - top


def zoom(
    x: Float[Tensor, "b 3 h w"], y: Int[Tensor, "b h w"], part: Int[Tensor, "b 3"]
) -> tuple[Float[Tensor, "b 3 h w"], Int[Tensor, "b h w"]]:
    """A part of each image, enlarged or shrunk by a factor of 1/ZOOM to ZOOM, at the size that the image had.

    Enlarged, a part of the image is seen; shrunk, all of it, at some place, with zeros around it that are not labelled. Labels
    are those of the nearest pixel.

    Args:
        x: images. y: their labels.
        part: factor, row and column, 0 to LEVELS: from the smallest to the largest, from one side to the other.
    """
    share = part.float() / LEVELS
    seen = ZOOM ** (1 - 2 * share[:, 0])  # of the image's side: the inverse of the factor
    middle = (2 * share[:, 1:] - 1) * (1 - seen[:, None]).abs()  # in -1..1, row and column
    zero = torch.zeros_like(seen)
    rows = torch.stack([torch.stack([seen, zero, middle[:, 1]], 1), torch.stack([zero, seen, middle[:, 0]], 1)], 1)
    grid = F.affine_grid(rows, list(x.shape), align_corners=False)
    labels = F.grid_sample((y + 1 - IGNORED)[:, None].float(), grid, "nearest", "zeros", align_corners=False)[:, 0].long()
    y = torch.where(labels == 0, IGNORED, labels - 1 + IGNORED)
    return F.grid_sample(x, grid, "bilinear", "zeros", align_corners=False), y


def channel_statistics(spec: Data, pixels: UInt8[Tensor, "n h w 3"]) -> tuple[Tensor, Tensor]:
    """(mean, standard deviation) of each channel of the training images' pixels in [0, 1]: three numbers each."""
    if spec.normalise == "imagenet":
        return torch.tensor(IMAGENET[0]), torch.tensor(IMAGENET[1])
    if spec.mean:
        return torch.tensor(spec.mean), torch.tensor(spec.std)
    sums = torch.zeros(2, 3, dtype=torch.float64)
    for some in pixels.split(100):  # in pieces: whole, the floats would take eight times the memory
        values = some.reshape(-1, 3).double().cpu() / 255
        sums += torch.stack([values.sum(0), values.square().sum(0)])
    mean, square = sums / (pixels.numel() // 3)
    return mean.float(), (square - mean**2).sqrt().float()


def load(spec: Data, device: torch.device | str = "cpu") -> DataSet:
    """The data set of a spec, of either kind.

    Raises:
        UserError: files missing, truncated or altered; says which.
    """
    return SceneData(spec, device) if spec.for_scenes else DataSet(spec, device)
