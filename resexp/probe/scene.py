"""What nets that give every pixel a class get wrong: IoU and accuracy, and the three kinds of failure of Zhao 2017, section
3.1, as numbers; and how much of the image a place of the map sees (Luo et al. 2016)."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
from PIL import Image
from scipy import ndimage

from resexp import words
from resexp.images.data import DataSet
from resexp.images.pixelwise import IGNORED, Kinds, class_names, kinds
from resexp.images.scene_data import padding
from resexp.nets.inference import BATCH, fold_bn
from resexp.nets.net import Net
from resexp.rng import derive
from resexp.words import INTACT

SIZES = (1, 16, 64, 256, 1024, 4096)
"""Objects are sorted by their pixels: 1 to 15, 16 to 63 ... 4096 and more."""

SPLIT_PART, SPLIT_LEAST = 0.1, 16
"""An object is split if each class of its pair has this part of it; objects of fewer pixels are left out."""

SMALL = 64
"""Objects of fewer pixels are small."""

WHOLE = np.ones((3, 3))
"""Pixels that touch at a corner belong to one object."""

CENTRE_PART = 1 - 0.9545
"""A pixel is in the effective receptive field if its gradient is at least this part of the largest (Luo 2016, section 3)."""


def failures(net: Net, data: DataSet, seed: int, have: Callable[..., bool], *, images: int) -> Iterator[list[dict[str, Any]]]:
    """Pixel accuracy, IoU, the confusion matrix and the three kinds of failure on the first test images.

    Args:
        net: a trained net for scenes.
        data: its data.
        seed: not used.
        have: which rows are on disk already.
        images: how many.

    Yields:
        Rows of `pixel accuracy`, `mean IoU` (over the classes that occur), `class IoU`, `confusion` (at TRUE>PREDICTED: part of
        the true class's pixels), `mismatched pixels`, `split objects`, `object IoU` and `object recall` (at their size in
        pixels), all in percent; `objects`, their number.
    """
    if have(quantity=words.PIXEL_ACCURACY):
        return
    found = _failures(net, data, images)
    names = class_names(data.spec)
    rows = [*scores(confusion(found.truth, found.predicted, data.spec.classes), names)]
    objects_predicted = (np.isin(found.predicted, found.kind.objects) & (found.truth != IGNORED)).sum()
    wrong = sum(mask.sum() for mask in found.mismatched)
    rows.append((words.MISMATCHED, "", 100 * wrong / objects_predicted if objects_predicted else None))
    rows += split_rows([one for some in found.parts for one in some], found.kind.pairs, names)
    rows += size_rows([one for some in found.objects for one in some])
    yield [_row(len(found.truth), *row) for row in rows]


def pictures(
    net: Net, data: DataSet, seed: int, have: Callable[..., bool], *, images: int, pictures: int
) -> Iterator[list[dict[str, Any]]]:
    """What is predicted of some test images, and how many pixels of each kind of failure they have.

    Args:
        net: a trained net for scenes.
        data: its data.
        seed: not used.
        have: which rows are on disk already.
        images: of the first so many test images.
        pictures: how many, spread evenly over these.

    Yields:
        Rows of each picture, at its place among the test images: `prediction`, a PNG of labels as base64 in the note, and the
        pixels of each kind of failure; `pictures of`, the data they are of as JSON in the note.
    """
    if have(quantity=words.PICTURES_OF):
        return
    found, rows = _failures(net, data, images), []
    count = len(found.truth)
    for place in sorted({int(i) for i in np.linspace(0, count - 1, min(pictures, count))}):
        missed = sum(one.area - one.hit for one in found.objects[place] if one.area < SMALL)
        rows += [
            (words.PREDICTION, str(place), None, as_png(found.predicted[place])),
            (words.IMAGE_MISMATCHED, str(place), float(found.mismatched[place].sum()), ""),
            (words.IMAGE_SPLIT, str(place), float(sum(pixels for _, is_split, pixels in found.parts[place] if is_split)), ""),
            (words.IMAGE_MISSED, str(place), float(missed), ""),
        ]
    rows.append((words.PICTURES_OF, "", None, json.dumps(data.spec.canonical(), sort_keys=True)))
    yield [_row(count, *row) for row in rows]


class Failures(NamedTuple):
    """Labels and predictions of images, uint8 (n, h, w), and of every image: where it is mismatched; of every object of a pair
    the pair, whether it is split and its pixels of the other class; its objects."""

    kind: Kinds
    truth: np.ndarray
    predicted: np.ndarray
    mismatched: list[np.ndarray]
    parts: list[list[tuple[tuple[int, int], bool, int]]]
    objects: list[list[Object]]


def _failures(net: Net, data: DataSet, images: int) -> Failures:
    """The failures of a net on the first test images."""
    truth, predicted = predictions(net, data, images)
    kind = kinds(data.spec)
    seen = co_occurrences(np.asarray(data.train.labels.cpu()), data.spec.classes)
    both = list(zip(truth, predicted, strict=True))
    return Failures(
        kind, truth, predicted, [mismatched(t, p, seen, kind) for t, p in both],
        [[(pair, *one) for pair in kind.pairs for one in split_objects(t, p, pair)] for t, p in both],
        [objects(t, p, kind.objects) for t, p in both],
    )  # fmt: skip


def _row(n: int, quantity: str, at: str, value: float | None, note: str = "") -> dict[str, Any]:
    return {"split": "test", "n": n, "intervention": INTACT, "at": at, "quantity": quantity, "value": value, "note": note}


def predictions(net: Net, data: DataSet, images: int) -> tuple[np.ndarray, np.ndarray]:
    """The labels of the first test images and what the net predicts, both uint8 (n, h, w), without what was padded."""
    twin, found = fold_bn(net), []
    left, right, top, bottom = padding(data.spec)
    with torch.inference_mode():
        for x, _ in data.batches("test", size=BATCH[data.device.type], limit=images):
            best = twin(x).argmax(1).byte()
            found.append(best[:, top : best.shape[1] - bottom, left : best.shape[2] - right].cpu().numpy())
    return data.test.labels[:images].cpu().numpy(), np.concatenate(found)


def confusion(truth: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """How many pixels of each true class (row) were predicted as each class (column); unlabelled pixels are left out."""
    known = truth != IGNORED
    pairs = truth[known].astype(np.int64) * classes + predicted[known]
    return np.bincount(pairs, minlength=classes**2).reshape(classes, classes)


def scores(counts: np.ndarray, names: Sequence[str]) -> Iterator[tuple[str, str, float | None]]:
    """(quantity, at, percent) of a confusion matrix: pixel accuracy, mean IoU, IoU of each class that occurs, the matrix."""
    right, either = np.diag(counts), counts.sum(0) + counts.sum(1) - np.diag(counts)
    there = counts.sum(1) > 0
    iou = 100 * right / np.maximum(either, 1)
    yield words.PIXEL_ACCURACY, "", float(100 * right.sum() / max(counts.sum(), 1))
    yield words.MEAN_IOU, "", float(iou[there].mean())
    for place in np.nonzero(there)[0].tolist():
        yield words.CLASS_IOU, names[place], float(iou[place])
        for other in range(len(names)):
            yield words.CONFUSION, f"{names[place]}>{names[other]}", float(100 * counts[place, other] / counts[place].sum())


def co_occurrences(labels: np.ndarray, classes: int) -> np.ndarray:
    """Whether two classes are ever in one image of these, (classes, classes)."""
    present = np.stack([np.bincount(image.ravel(), minlength=256)[:classes] > 0 for image in labels])
    return np.asarray((present[:, :, None] & present[:, None, :]).any(0))


def mismatched(truth: np.ndarray, predicted: np.ndarray, seen: np.ndarray, kind: Kinds) -> np.ndarray:
    """Where an object is predicted in a scene in which training never has it: with a true place that it never has beside it."""
    places = [place for place in kind.places if (truth == place).any()]
    wrong = [one for one in kind.objects if any(not seen[one, place] for place in places if place != one)]
    return np.asarray(np.isin(predicted, wrong) & (truth != IGNORED))


def split_objects(truth: np.ndarray, predicted: np.ndarray, pair: tuple[int, int]) -> Iterator[tuple[bool, int]]:
    """Of every connected object of either class of a pair: whether its prediction is split between the two, and the pixels of
    it that have the class which it is not."""
    for label, other in (pair, pair[::-1]):
        parts, count = ndimage.label(truth == label, WHOLE)
        for part in range(1, count + 1):
            inside = predicted[parts == part]
            if len(inside) >= SPLIT_LEAST:
                shares = [float((inside == one).mean()) for one in pair]
                yield min(shares) >= SPLIT_PART, int((inside == other).sum())


def split_rows(
    parts: Sequence[tuple[tuple[int, int], bool, int]], pairs: Sequence[tuple[int, int]], names: Sequence[str]
) -> Iterator[tuple[str, str, float | None]]:
    """Percent of objects that are split: of all pairs, and of each."""
    for at, some in [("", list(pairs)), *((f"{names[a]}/{names[b]}", [(a, b)]) for a, b in pairs)]:
        split = [is_split for pair, is_split, _ in parts if pair in some]
        if split:
            yield words.SPLIT_OBJECTS, at, 100 * sum(split) / len(split)


class Object(NamedTuple):
    """A connected object: its pixels, those that were found, and those of it or of what was predicted in its place."""

    area: int
    hit: int
    union: int


def objects(truth: np.ndarray, predicted: np.ndarray, labels: Iterable[int]) -> list[Object]:
    """The connected objects of these classes. What was predicted in an object's place are the connected regions of its class
    that touch it, without pixels that truly are of that class in another object."""
    found = []
    for label in labels:
        parts, count = ndimage.label(truth == label, WHOLE)
        if not count:
            continue
        guessed, _ = ndimage.label((predicted == label) & (truth != IGNORED), WHOLE)
        for part in range(1, count + 1):
            inside = parts == part
            touching = np.setdiff1d(guessed[inside], [0])
            beyond = np.isin(guessed, touching) & (parts == 0) if len(touching) else np.zeros_like(inside)
            hit = int((predicted[inside] == label).sum())
            found.append(Object(int(inside.sum()), hit, int(inside.sum() + beyond.sum())))
    return found


def size_rows(found: Sequence[Object]) -> Iterator[tuple[str, str, float | None]]:
    """Number, mean IoU and mean recall of the objects of each size, in percent."""
    for low, high in zip(SIZES, (*SIZES[1:], None), strict=True):
        some = [one for one in found if low <= one.area and (high is None or one.area < high)]
        at = f"{low} to {high - 1}" if high else f"{low} and more"
        if some:
            yield words.OBJECTS, at, float(len(some))
            yield words.OBJECT_IOU, at, float(np.mean([100 * one.hit / one.union for one in some]))
            yield words.OBJECT_RECALL, at, float(np.mean([100 * one.hit / one.area for one in some]))


def as_png(labels: np.ndarray) -> str:
    """Labels (h, w) as the base64 of a PNG."""
    stream = io.BytesIO()
    Image.fromarray(labels).save(stream, "png", optimize=True)
    return base64.b64encode(stream.getvalue()).decode()


def receptive_field(
    net: Net, data: DataSet, seed: int, have: Callable[..., bool], *, images: int
) -> Iterator[list[dict[str, Any]]]:
    """How much of the image the logits of the map's middle depend on (Luo et al. 2016, section 3): the gradient of a random
    combination of them at the image, its absolute value summed over colours, averaged over images.

    Args:
        net: a net for scenes.
        data: its data.
        seed: of the combinations.
        have: which rows are on disk already.
        images: how many test images, the first ones.

    Yields:
        Rows of `receptive field`, the side in pixels that the layers before the head allow; `effective receptive field`, the
        side of a square of as many pixels as have at least 4.55 % of the largest gradient; `receptive profile`, the mean
        gradient at so many pixels from the middle, relative to the largest mean.
    """
    if have(quantity=words.RECEPTIVE_FIELD):
        return
    x = torch.cat([x for x, _ in data.batches("test", size=8, limit=images)]).requires_grad_()
    seen: dict[str, torch.Tensor] = {}
    net.eval()(x, tap=lambda place, value: seen.update({place: value}) if place == "logits" else None)
    middle = seen["logits"][:, :, seen["logits"].shape[2] // 2, seen["logits"].shape[3] // 2]
    generator = torch.Generator().manual_seed(derive(seed, "receptive field"))
    (middle * torch.randn(middle.shape, generator=generator).to(middle.device)).sum().backward()
    assert x.grad is not None
    found = x.grad.abs().sum(1).mean(0).cpu().numpy()
    height, width = found.shape
    step = net.spec.output_stride
    centre = [(side // step // 2) * step + step // 2 for side in (height, width)]
    away = np.maximum(*(np.abs(part - at) for part, at in zip(np.mgrid[:height, :width], centre, strict=True)))
    profile = np.array([found[away == r].mean() for r in range(int(away.max()) + 1)])
    rows: list[tuple[str, str, float | None, str]] = [
        (words.RECEPTIVE_FIELD, "", float(net.spec.receptive_field()), ""),
        (words.EFFECTIVE_FIELD, "", float((found >= CENTRE_PART * found.max()).sum() ** 0.5), ""),
    ]
    rows += [(words.FIELD_PROFILE, str(r), float(value / profile.max()), "") for r, value in enumerate(profile)]
    yield [_row(len(x), *row) for row in rows]
