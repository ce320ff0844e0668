"""The procedural set: the same images every time, and nothing in them but the shape that tells the class."""

from __future__ import annotations

import numpy as np
import pytest

from resexp.images import synthetic

TRAIN = synthetic.make_images("train", 4000)
TEST = synthetic.make_images("test", 1000)


def linear_error(train: np.ndarray, labels: np.ndarray, test: np.ndarray, answers: np.ndarray, ridge: float) -> float:
    """Test error of least squares onto one-hot labels: features (n, d), (n,), (m, d), (m,)."""
    mean, std = train.mean(0), train.std(0) + 1e-6
    train, test = (train - mean) / std, (test - mean) / std
    gram = train.T @ train + ridge * len(train) * np.eye(train.shape[1], dtype=train.dtype)
    weights = np.linalg.solve(gram, train.T @ (np.eye(10, dtype=train.dtype)[labels] - 0.1))
    return float(((test @ weights).argmax(1) != answers).mean())


@pytest.mark.parametrize(("split", "count"), [("train", 1), ("test", 130), ("train", 1010)])
def test_shapes_types_balance(split: str, count: int) -> None:
    images, labels = synthetic.make_images(split, count)
    assert images.shape == (count, 32, 32, 3) and images.dtype == np.uint8
    assert images.flags.c_contiguous
    assert labels.shape == (count,) and labels.dtype == np.int64
    counts = np.bincount(labels, minlength=10)
    assert counts.sum() == count and counts.max() - counts.min() <= 1


def test_the_same_on_every_call_and_for_every_count() -> None:
    for count in (1, 124, 126, 1001, 2000):
        images, labels = synthetic.make_images("train", count)
        assert np.array_equal(images, TRAIN[0][:count]) and np.array_equal(labels, TRAIN[1][:count])


def test_calling_does_not_touch_the_global_generator() -> None:
    np.random.seed(0)
    before = np.random.get_state()[1].copy()
    synthetic.make_images("test", 10)
    assert np.array_equal(before, np.random.get_state()[1])


def test_labels_are_pinned() -> None:
    """Results name only the split and a count, so the labels must never change. (Pixels may, in a last bit.)"""
    assert "".join(map(str, TRAIN[1][:30])) == "219537064831709682454518720963"
    assert "".join(map(str, TEST[1][:30])) == "279301548606213875949046823517"


def test_no_image_comes_twice() -> None:
    everything = np.concatenate([TRAIN[0], TEST[0]]).reshape(5000, -1)
    assert len({image.tobytes() for image in everything}) == 5000
    tiny = np.concatenate([TRAIN[0], TEST[0]])[:, ::8, ::8].reshape(5000, -1)  # nor one with other noise
    assert len({(image // 32).tobytes() for image in tiny}) == 5000


def test_statistics_are_like_those_of_photographs() -> None:
    images = TRAIN[0][:1000].astype(np.float32) / 255
    pixels = images.reshape(-1, 3)
    assert np.all(np.abs(pixels.mean(0) - (0.49, 0.48, 0.46)) < 0.03)
    assert np.all((pixels.std(0) > 0.2) & (pixels.std(0) < 0.28))
    within = images.std(axis=(1, 2)).mean()
    steps = np.abs(np.diff(images, axis=2)).mean()
    assert within > 0.1 and steps < 0.5 * within  # much contrast, but neighbours look alike


def test_colour_does_not_tell_the_class() -> None:
    train, test = TRAIN[0].mean((1, 2)), TEST[0].mean((1, 2))
    means = np.stack([train[TRAIN[1] == label].mean(0) for label in range(10)])
    assert np.ptp(means, axis=0).max() < 12  # of 255 levels
    nearest = ((test[:, None] - means) ** 2).sum(2).argmin(1)
    assert (nearest != TEST[1]).mean() > 0.8


def test_moments_hardly_tell_the_class() -> None:
    def moments(images: np.ndarray) -> np.ndarray:
        pixels = images.reshape(len(images), -1, 3).swapaxes(1, 2).astype(np.float32) / 255  # (n, 3, 1024)
        mean = pixels.mean(2)
        centred = pixels - mean[:, :, None]
        square = centred * centred
        covariance = (centred @ centred.swapaxes(1, 2)).reshape(len(images), 9)
        return np.concatenate([mean, covariance, (square * centred).mean(2), (square * square).mean(2)], axis=1)

    assert linear_error(moments(TRAIN[0]), TRAIN[1], moments(TEST[0]), TEST[1], ridge=1e-3) > 0.75


def test_a_linear_classifier_on_pixels_fails() -> None:
    train, test = (images.reshape(len(images), -1).astype(np.float32) / 255 for images in (TRAIN[0], TEST[0]))
    assert linear_error(train, TRAIN[1], test, TEST[1], ridge=1.0) > 0.75


@pytest.mark.parametrize("name", synthetic.CLASSES)
@pytest.mark.parametrize("vary", [0.0, 1.0])
def test_every_shape_has_the_area_of_the_unit_disc_and_its_centre(name: str, vary: float) -> None:
    y, x = np.mgrid[-2:2:400j, -2:2:400j].reshape(2, 1, -1).astype(np.float32)
    inside = synthetic.CLASSES[name](x, y, np.full((1, 1), vary, np.float32)) < 0
    assert inside.shape == x.shape
    assert inside.mean() * 16 == pytest.approx(np.pi, rel=0.03)
    assert abs(x[inside].mean()) < 0.1 and abs(y[inside].mean()) < 0.1


@pytest.mark.parametrize("name", synthetic.CLASSES)
def test_every_shape_is_its_own_mirror_image(name: str) -> None:
    """In one of the two axes; so a flipped image shows the same shape, tilted another way."""
    y, x = np.mgrid[-2:2:50j, -2:2:50j].reshape(2, 1, -1).astype(np.float32)
    shape = synthetic.CLASSES[name]
    vary = np.full((1, 1), 0.5, np.float32)
    inside = shape(x, y, vary) < 0
    assert np.array_equal(inside, shape(-x, y, vary) < 0) or np.array_equal(inside, shape(x, -y, vary) < 0)


def test_bad_requests_say_what_is_there() -> None:
    with pytest.raises(ValueError, match=r"unknown split 'val'.*train, test"):
        synthetic.make_images("val", 10)
    for split, count, most in (("train", 0, 50000), ("train", 50001, 50000), ("test", 10001, 10000), ("test", -1, 10000)):
        with pytest.raises(ValueError, match=rf"{split} split has 1 to {most} images, not {count}"):
            synthetic.make_images(split, count)
