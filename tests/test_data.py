"""Data: augmentation and normalisation against torchvision's own, batches as a function of (seed, step), files that are wrong.

Where a test needs the real files it has the mark `cifar` and is skipped without them.
"""

import collections
import hashlib
import os
import pickle
import shutil
import socket
from pathlib import Path
from urllib.error import URLError

import numpy as np
import pytest
import torch

from resexp import api, budget, source
from resexp.errors import UserError
from resexp.images import data, synthetic
from resexp.images.data import DataSet, Draw, Images, crop_flip
from resexp.images.torchvision_shim import torchvision
from resexp.spec import Data
from resexp.training.train import Loop

CIFAR = source.find_root("cifar10")
CIFAR = CIFAR and CIFAR.resolve()  # some tests change the working folder


def cifar(test):
    """Mark a test that needs the real files."""
    skip = pytest.mark.skipif(CIFAR is None, reason="no CIFAR-10 under $RESEXP_DATA or ./data: `make data`")
    return pytest.mark.cifar(skip(test))


@pytest.fixture(scope="module")
def small():
    """A hundred images: an epoch is over soon."""
    return DataSet(Data(name="synthetic", images=100, test_images=30))


@pytest.fixture(scope="module")
def real():
    return DataSet(Data(), root=CIFAR)


def transforms():
    return torchvision().transforms


def every_place():
    """All 81 corners, each unflipped and flipped: corner (162, 2), flip (162,)."""
    corner = torch.tensor([(row, column) for row in range(9) for column in range(9)]).repeat(2, 1)
    return corner, torch.arange(162) >= 81


# --- crop and flip ---------------------------------------------------------------------------------------------------------


def test_crop_and_flip_are_torchvisions_pad_crop_and_hflip_at_every_corner():
    functional = transforms().functional
    corner, flip = every_place()
    x = torch.randn(162, 32, 32, 3, generator=torch.Generator().manual_seed(0))
    ours = crop_flip(x, corner, flip).permute(0, 3, 1, 2)
    for i, ((row, column), mirrored) in enumerate(zip(corner.tolist(), flip.tolist(), strict=True)):
        image = functional.crop(functional.pad(x[i].permute(2, 0, 1), [4]), row, column, 32, 32)
        image = functional.hflip(image) if mirrored else image
        assert torch.equal(ours[i], image), (row, column, mirrored)


def test_a_batch_is_normalised_first_and_padded_with_zeros_after(small):
    functional = transforms().functional
    corner, flip = every_place()
    draw = Draw(torch.arange(162) % 100, corner, flip)
    x, y = small.batch(draw)
    assert x.shape == (162, 3, 32, 32)
    assert torch.equal(y, small.train.labels[draw.index])
    for i in (0, 8, 40, 72, 80, 81, 130, 161):
        normalised = small.normalise(small.train.pixels[draw.index[i : i + 1]])[0].permute(2, 0, 1)
        expected = functional.crop(functional.pad(normalised, [4]), *corner[i].tolist(), 32, 32)
        assert torch.equal(x[i], functional.hflip(expected) if flip[i] else expected)
    first = x[0]  # corner (0, 0): four rows above and four columns to the left lie outside
    assert not first[:, :4].any() and not first[:, :, :4].any()
    assert first[:, 4:, 4:].all(dim=0).any()
    assert small.mean.min() > 0.1  # so that a black padding would not be zero after normalisation


def test_without_augmentation_a_batch_is_the_normalised_images():
    plain = DataSet(Data(name="synthetic", images=100, test_images=10, augment="none"))
    draw = plain.draw(0, 3, 50)
    x, y = plain.batch(draw)
    assert torch.equal(x, plain.normalise(plain.train.pixels[draw.index]).permute(0, 3, 1, 2))
    assert torch.equal(y, plain.train.labels[draw.index])


def chi_square(counts):
    """How far counts are from uniform, in standard deviations of what chance does."""
    expected = counts.sum() / counts.size
    statistic = ((counts - expected) ** 2 / expected).sum()
    freedom = counts.size - 1
    return (statistic - freedom) / np.sqrt(2 * freedom)


def draws(dataset, steps=40, batch=500):
    """(row, column, flip) of many draws, in the order in which they are used: (n, 3)."""
    some = [dataset.draw(5, step, batch) for step in range(steps)]
    parts = [torch.cat([draw.part, draw.flip[:, None].long()], dim=1) for draw in some]
    return torch.cat(parts).numpy()


def test_corners_are_uniform_flips_are_every_second_and_all_are_independent(small):
    drawn = draws(small)
    assert drawn.min(0).tolist() == [0, 0, 0] and drawn.max(0).tolist() == [8, 8, 1]
    counts = np.zeros((9, 9, 2))
    np.add.at(counts, tuple(drawn.T), 1)
    assert chi_square(counts) < 4  # jointly: row, column and flip do not know of each other
    assert chi_square(counts.sum((1, 2))) < 4
    assert chi_square(counts.sum((0, 2))) < 4
    assert abs(drawn[:, 2].mean() - 0.5) < 4 * 0.5 / np.sqrt(len(drawn))


@pytest.mark.parametrize("apart", [1, 500], ids=["next image", "next step"])
def test_an_images_draw_says_nothing_about_the_next_one(small, apart):
    drawn = draws(small)
    for column, size in ((0, 9), (1, 9), (2, 2)):
        counts = np.zeros((size, size))
        np.add.at(counts, (drawn[:-apart, column], drawn[apart:, column]), 1)
        assert chi_square(counts) < 4, column


def test_augmentation_has_the_distribution_of_torchvisions_random_crop_and_flip(small):
    n = 5000
    image = torch.empty(3, 32, 32)
    image[0] = 1  # which places of the result come from the image, not the padding
    image[1] = torch.arange(1.0, 33).repeat(32, 1)  # from which column
    image[2] = torch.arange(1.0, 33)[:, None]  # from which row
    drawn = [small.draw(9, step, 500) for step in range(n // 500)]
    corner, flip = torch.cat([draw.part for draw in drawn]), torch.cat([draw.flip for draw in drawn])
    ours = crop_flip(image.permute(1, 2, 0).expand(n, -1, -1, -1), corner, flip).permute(0, 3, 1, 2)

    vision = transforms()
    reference = vision.Compose([vision.RandomCrop(32, padding=4), vision.RandomHorizontalFlip()])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        theirs = torch.stack([reference(image) for _ in range(n)])

    # the mean image and how often each place is padding
    difference = ours.mean(0) - theirs.mean(0)
    error = ((ours.var(0) + theirs.var(0)) / n).sqrt()
    assert (difference.abs() <= 5 * error + 1e-6).all()
    assert (error[0, 8:24, 8:24] == 0).all() and (ours[:, 0, 8:24, 8:24] == 1).all()  # the middle is never padding

    # the same 162 outcomes, equally often
    outcomes = [collections.Counter(x.numpy().tobytes() for x in images) for images in (ours, theirs)]
    assert outcomes[0].keys() == outcomes[1].keys() and len(outcomes[0]) == 162
    statistic = sum((outcomes[0][k] - outcomes[1][k]) ** 2 / (outcomes[0][k] + outcomes[1][k]) for k in outcomes[0])
    assert abs(statistic - 161) < 4 * np.sqrt(2 * 161)


# --- batches ---------------------------------------------------------------------------------------------------------------


def equal(a, b):
    return all(torch.equal(p, q) for p, q in zip(vars(a).values(), vars(b).values(), strict=True))


def test_a_batch_is_a_function_of_seed_and_step_whatever_came_before(small):
    steps = range(12)
    torch.manual_seed(1)
    in_order = [small.draw(3, step, 32) for step in steps]
    restarted = DataSet(small.spec)
    torch.manual_seed(2)
    before = torch.get_rng_state()
    for step in (7, 0, 11, 5, 5, 1, 2, 10, 9, 3, 4, 8, 6):
        restarted.draw(4, step, 32)  # another run's batches in between
        assert equal(restarted.draw(3, step, 32), in_order[step])
    assert torch.equal(torch.get_rng_state(), before)  # nobody's random numbers are used up


def test_every_epoch_is_another_permutation_and_batches_run_on_over_its_end_full(small):
    batches = [small.draw(0, step, 32) for step in range(50)]
    assert all(len(draw.index) == len(draw.part) == len(draw.flip) == 32 for draw in batches)
    epochs = torch.cat([draw.index for draw in batches]).reshape(16, 100)
    assert torch.equal(epochs.sort(dim=1).values, torch.arange(100).expand(16, -1))
    assert len({tuple(epoch.tolist()) for epoch in epochs}) == 16
    assert not any(torch.equal(epoch, torch.arange(100)) for epoch in epochs)


def test_a_batch_of_every_size_up_to_all_images_sees_each_image_once_an_epoch(small):
    for batch in (1, 7, 99, 100):
        steps = -(-300 // batch)
        order = torch.cat([small.draw(0, step, batch).index for step in range(steps)])[:300]
        assert torch.equal(order.reshape(3, 100).sort(dim=1).values, torch.arange(100).expand(3, -1))


def test_seeds_shuffle_crop_and_flip_differently(small):
    a, b = small.draw(0, 0, 100), small.draw(1, 0, 100)
    assert not torch.equal(a.index, b.index) and not torch.equal(a.part, b.part) and not torch.equal(a.flip, b.flip)


def test_images_stay_bytes_in_memory_and_batches_are_channels_last_floats(small):
    assert small.train.pixels.dtype == torch.uint8 and small.train.labels.dtype == torch.int64
    x, _ = small.batch(small.draw(0, 0, 8))
    assert x.dtype == torch.float32 and x.is_contiguous(memory_format=torch.channels_last)


def test_a_split_comes_in_order_without_augmentation_whatever_the_batch_size(small):
    whole = small.normalise(small.test.pixels).permute(0, 3, 1, 2)
    for size in (7, 30, 500):
        parts = list(small.batches("test", size))
        assert torch.equal(torch.cat([x for x, _ in parts]), whole)
        assert torch.equal(torch.cat([y for _, y in parts]), small.test.labels)
    assert [len(y) for _, y in small.batches("test", 7, limit=16)] == [7, 7, 2]
    assert sum(len(y) for _, y in small.batches("test", 7, limit=1000)) == 30


def test_a_split_that_is_empty_is_said(small):
    with pytest.raises(UserError, match="no holdout images"):
        list(small.batches("holdout"))


# --- normalisation ---------------------------------------------------------------------------------------------------------


def with_normalisation(kind, **fields):
    return DataSet(Data(**{"name": "synthetic", "images": 300, "test_images": 50, **fields, "normalise": kind}))


def test_pixel_normalisation_makes_the_mean_training_image_zero_and_scales_nothing():
    some = with_normalisation("pixel")
    x = some.normalise(some.train.pixels).double()
    assert x.mean(0).abs().max() < 1e-6
    scaled = some.train.pixels.double() / 255
    torch.testing.assert_close(x, scaled - scaled.mean(0), rtol=0, atol=1e-6)
    test = some.test.pixels.double() / 255
    torch.testing.assert_close(some.normalise(some.test.pixels).double(), test - scaled.mean(0), rtol=0, atol=1e-6)


def test_channel_normalisation_gives_every_channel_mean_zero_and_deviation_one():
    some = with_normalisation("channel", images=2300)  # more than one piece of the sum
    x = some.normalise(some.train.pixels).double()
    torch.testing.assert_close(x.mean((0, 1, 2)), torch.zeros(3, dtype=torch.float64), rtol=0, atol=1e-5)
    torch.testing.assert_close(x.std((0, 1, 2), correction=0), torch.ones(3, dtype=torch.float64), rtol=0, atol=1e-5)


def test_imagenet_normalisation_is_torchvisions_with_imagenets_numbers():
    some = with_normalisation("imagenet")
    vision = transforms()
    reference = vision.Compose([vision.ToTensor(), vision.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])
    x = some.normalise(some.train.pixels[:20])
    for i in range(20):
        expected = reference(some.train.pixels[i].numpy())
        torch.testing.assert_close(x[i].permute(2, 0, 1), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("kind", ["pixel", "channel"])
def test_statistics_are_of_the_training_images_alone(kind):
    some = with_normalisation(kind, images=60, holdout=40)
    over = (0,) if kind == "pixel" else (0, 1, 2)
    mean = (some.train.pixels.double() / 255).mean(over)
    torch.testing.assert_close(some.mean.double(), mean, rtol=0, atol=1e-6)
    everything = torch.cat([some.train.pixels, some.holdout.pixels]).double() / 255
    assert (everything.mean(over) - mean).abs().max() > 1e-4


# --- which images ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def numbered(monkeypatch):
    """A CIFAR-10 of black images whose labels are their places in the files."""
    black = np.zeros((50_000, 32, 32, 3), np.uint8)
    sets = ((black, np.arange(50_000)), (black[:10_000], np.arange(10_000)))
    monkeypatch.setattr(data, "_read_cifar", lambda name, root: sets)

    def places(**fields):
        some = DataSet(Data(**fields), root=Path("anywhere"))
        return tuple(images.labels.tolist() for images in (some.train, some.holdout, some.test))

    return places


def test_fewer_images_are_the_first_of_one_fixed_shuffle_so_that_they_nest(numbered):
    small, medium, large = (numbered(images=n, test_images=10)[0] for n in (100, 400, 1600))
    assert len(small) == len(set(small)) == 100
    assert set(small) < set(medium) < set(large)
    assert numbered(images=100, test_images=10)[0] == small
    assert max(large) > 40_000  # not the files' first images
    assert small[:6] == [480, 1097, 2159, 3225, 3367, 3531]  # pinned: other images under the same key would be another run


def test_held_out_images_are_never_trained_on(numbered):
    train, holdout, test = numbered(images=300, holdout=200, test_images=10)
    assert (len(train), len(holdout), len(test)) == (300, 200, 10)
    assert not set(train) & set(holdout)
    assert numbered(images=600, holdout=200, test_images=10)[1] == holdout  # whatever is trained on beside them
    assert set(train) < set(numbered(images=600, holdout=200, test_images=10)[0])


def test_the_papers_split_uses_every_image_once(numbered):
    train, holdout, _ = numbered(images=45_000, holdout=5_000, test_images=10)
    assert (len(train), len(holdout)) == (45_000, 5_000)
    assert sorted(train + holdout) == list(range(50_000))
    assert abs(np.mean(holdout) - 25_000) < 1000  # from all files, not from one


def test_all_images_keep_the_files_order_and_test_images_are_the_first(numbered):
    train, holdout, test = numbered(test_images=50)
    assert train == list(range(50_000)) and not holdout and test == list(range(50))


def test_synthetic_images_nest_and_held_out_ones_are_others():
    small, large = (DataSet(Data(name="synthetic", images=n, test_images=10)) for n in (50, 120))
    assert torch.equal(small.train.pixels, large.train.pixels[:50])
    split = DataSet(Data(name="synthetic", images=90, holdout=30, test_images=10))
    pixels, labels = synthetic.make_images("train", 120)
    assert torch.equal(torch.cat([split.holdout.pixels, split.train.pixels]), torch.from_numpy(pixels))
    assert torch.equal(torch.cat([split.holdout.labels, split.train.labels]), torch.from_numpy(labels))


# --- CIFAR-10 --------------------------------------------------------------------------------------------------------------


@cifar
def test_cifar10_is_what_everybody_says_it_is(real):
    assert (len(real.train), len(real.holdout), len(real.test)) == (50_000, 0, 10_000)
    assert real.train.labels.bincount().tolist() == [5_000] * 10
    assert real.test.labels.bincount().tolist() == [1_000] * 10
    assert real.test.labels[:8].tolist() == [3, 8, 8, 0, 6, 6, 1, 6]  # cat, ship, ship, plane, frog, frog, car, frog
    mean = real.mean.double().mean((0, 1))
    torch.testing.assert_close(mean, torch.tensor([0.4914, 0.4822, 0.4465]).double(), rtol=0, atol=5e-5)
    square = sum(part.double().square().sum((0, 1, 2)) for part in (real.train.pixels.split(1000)))
    deviation = (square / (50_000 * 1024) / 255**2 - mean**2).sqrt()
    torch.testing.assert_close(deviation, torch.tensor([0.2470, 0.2435, 0.2616]).double(), rtol=0, atol=5e-5)


@cifar
def test_images_and_labels_are_torchvisions(real):
    theirs = torchvision().datasets.CIFAR10(str(CIFAR), train=False)
    assert torch.equal(real.test.pixels, torch.from_numpy(theirs.data))
    assert real.test.labels.tolist() == theirs.targets


@pytest.mark.parametrize("name", ["cifar10", "cifar100"])
def test_files_and_checksums_are_torchvisions(name):
    theirs = getattr(torchvision().datasets, name.upper())
    assert theirs.base_folder == source.FOLDERS[name]
    assert data.FILES[name] == {"train": dict(theirs.train_list), "test": dict(theirs.test_list),
                                "names": {theirs.meta["filename"]: theirs.meta["md5"]}}  # fmt: skip


@cifar
def test_the_sums_that_come_with_resexp_are_those_of_the_training_images(real):
    with np.load(data.SUMS) as known:
        parts = real.train.pixels.split(1000)
        assert torch.equal(sum(part.sum(0) for part in parts), torch.from_numpy(known["pixels"]).long())
        assert torch.equal(sum(part.long().square().sum((0, 1, 2)) for part in parts), torch.from_numpy(known["squares"]))


@cifar
@pytest.mark.parametrize("spec", [Data(), Data(normalise="channel"), Data(normalise="imagenet"), Data(test_images=100)])
@pytest.mark.parametrize("split", ["test", "train"])
def test_the_first_images_are_those_of_the_data_set_without_reading_the_other_split(real, monkeypatch, spec, split):
    monkeypatch.setenv("RESEXP_DATA", str(CIFAR))
    read, there = [], data._read_split
    monkeypatch.setattr(data, "_read_split", lambda name, split, folder: read.append(split) or there(name, split, folder))
    x, y = data.first_images(spec, split, 120)
    assert read == [split]
    images = Images(getattr(real, split).pixels[: spec.test_images if split == "test" else None], getattr(real, split).labels)
    mean, std = data._statistics(spec, real.train.pixels)
    assert torch.equal(x, ((images.pixels[:120].float() / 255 - mean) / std).permute(0, 3, 1, 2))
    assert torch.equal(y, images.labels[: len(x)]) and len(x) == min(120, len(images.pixels))


def test_the_first_images_of_other_data_are_those_of_the_data_set_too():
    spec = Data(name="synthetic", images=64, holdout=32, test_images=50)
    for split in ("test", "train", "holdout"):
        (expected,) = DataSet(spec).batches(split, 20, 20)
        assert all(torch.equal(one, other) for one, other in zip(data.first_images(spec, split, 20), expected, strict=True))
    assert len(data.first_images(spec, "test", 500)[1]) == 50
    with pytest.raises(UserError, match="unknown split 'tset'; did you mean test"):
        data.first_images(spec, "tset", 20)


USUAL = ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616))


def test_images_that_cannot_have_been_normalised_so_are_told():
    pixels = synthetic.make_images("test", 64)[0]
    scaled = torch.from_numpy(pixels).float() / 255

    def as_(way):
        mean, std = data._statistics(Data(normalise=way))
        return ((scaled - mean) / std).permute(0, 3, 1, 2)

    mean, std = map(torch.tensor, USUAL)
    usual, unit = ((scaled - mean) / std).permute(0, 3, 1, 2), scaled.permute(0, 3, 1, 2)
    whole = 255 * unit
    only_mean = (scaled - data._statistics(Data())[0].mean((0, 1))).permute(0, 3, 1, 2)
    for way in data.NORMALISATION:
        own, spec = as_(way), Data(normalise=way)
        assert not data.is_foreign(spec, own)
        others = [as_(other) for other in data.NORMALISATION if other != way]
        others += [unit, whole, only_mean, 3 * torch.randn(unit.shape), *([usual] if way != "channel" else [])]
        assert all(data.is_foreign(spec, other) for other in others)
        noisy = own + 0.05 * torch.randn(own.shape, generator=torch.Generator().manual_seed(0))
        assert not data.is_foreign(spec, noisy)  # changed on purpose
        assert not data.is_foreign(spec, own[3:4])
    assert data.is_foreign(Data(name="synthetic", images=64), unit)  # its mean is not known, but that it is one for each pixel
    assert not data.is_foreign(Data(name="synthetic", images=64), as_("pixel"))


@cifar
def test_the_split_of_cifar10_shares_no_image():
    split = DataSet(Data(images=45_000, holdout=5_000, normalise="channel"), root=CIFAR)
    assert (len(split.train), len(split.holdout)) == (45_000, 5_000)
    held = {image.tobytes() for image in split.holdout.pixels.numpy()}
    assert len(held) == 5_000
    assert not any(image.tobytes() in held for image in split.train.pixels.numpy())
    assert split.holdout.labels.bincount().min() > 400
    torch.testing.assert_close(split.mean, torch.tensor([0.4914, 0.4822, 0.4465]), rtol=0, atol=1e-3)
    torch.testing.assert_close(split.std, torch.tensor([0.2470, 0.2435, 0.2616]), rtol=0, atol=1e-3)


def remove(path):
    path.unlink()


def truncate(path):
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content[: len(content) // 2])


def flip_a_bit(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.unlink()
    path.write_bytes(content)


def empty(path):
    path.unlink()
    path.touch()


@cifar
@pytest.mark.parametrize(
    ("file", "harm", "words"),
    [
        ("data_batch_1", remove, "missing"),
        ("data_batch_3", truncate, "truncated or altered"),
        ("data_batch_5", flip_a_bit, "truncated or altered"),
        ("test_batch", flip_a_bit, "truncated or altered"),
        ("batches.meta", empty, "truncated or altered"),
        ("batches.meta", remove, "missing"),
    ],
)
def test_a_file_that_is_missing_truncated_or_altered_is_named(tmp_path, file, harm, words):
    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for path in (CIFAR / folder.name).iterdir():
        (folder / path.name).symlink_to(path)
    harm(folder / file)
    with pytest.raises(UserError, match=f"{folder / file} is {words}") as caught:
        DataSet(Data(images=10, test_images=10), root=tmp_path)
    assert "\n" not in str(caught.value) and "make data" in str(caught.value)


def test_no_altered_file_is_ever_unpickled(tmp_path, monkeypatch):
    """The files are pickles: one that is not the right one must be refused before it is read."""
    marker = tmp_path / "ran"

    class Bomb:
        def __reduce__(self):
            return os.mkdir, (str(marker),)

    folder = tmp_path / "cifar-10-batches-py"
    folder.mkdir()
    for file in [file for files in data.FILES["cifar10"].values() for file in files]:
        (folder / file).write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(UserError, match="truncated or altered"):
        DataSet(Data(), root=tmp_path)
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path))
    with pytest.raises(UserError, match="test_batch is truncated or altered"):
        data.first_images(Data(), "test", 5)
    assert not marker.exists()


def test_data_sets_are_looked_for_in_resexp_data_and_then_in_data(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    here, given = Path("data"), tmp_path / "given"
    monkeypatch.delenv("RESEXP_DATA", raising=False)
    assert source.find_root("cifar10") is None
    (here / "cifar-10-batches-py").mkdir(parents=True)
    assert source.find_root("cifar10") == here
    monkeypatch.setenv("RESEXP_DATA", str(given))
    assert source.find_root("cifar10") == here  # the folder named does not hold it
    (given / "cifar-10-batches-py").mkdir(parents=True)
    assert source.find_root("cifar10") == given
    assert source.find_root("cifar100") is None
    (here / "cifar-100-python").mkdir()
    assert source.find_root("cifar100") == here
    assert source.find_root("synthetic") is None
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("RESEXP_DATA", "~/given")
    assert source.find_root("cifar10") == given


def test_a_data_set_that_is_nowhere_says_where_it_was_looked_for(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path / "given"))
    with pytest.raises(UserError) as caught:
        DataSet(Data())
    for words in (
        "CIFAR-10 not found",
        str(tmp_path / "given" / "cifar-10-batches-py"),
        "data/cifar-10-batches-py",
        "make data",
    ):
        assert words in str(caught.value)


# --- CIFAR-100, whose files cannot be had here: small ones of the same format ------------------------------------------------


@pytest.fixture
def hundred(tmp_path, monkeypatch):
    """A CIFAR-100 of 200 and 50 images in the original format, under a root, and its checksums."""
    folder = tmp_path / "cifar-100-python"
    folder.mkdir()
    rng = np.random.default_rng(0)
    written = {}

    def write(file, content):
        text = pickle.dumps(content, protocol=2)
        (folder / file).write_bytes(text)
        return {file: hashlib.md5(text, usedforsecurity=False).hexdigest()}

    def entry(split, n):
        pixels = rng.integers(0, 256, (n, 3072), dtype=np.uint8)  # rows: 1024 red, 1024 green, 1024 blue
        fine = rng.permutation(n) % 100
        written[split] = (pixels, fine)
        names = [f"{i}.png" for i in range(n)]
        return {"data": pixels, "fine_labels": fine.tolist(), "coarse_labels": [0] * n, "filenames": names,
                "batch_label": split}  # fmt: skip

    names = {"fine_label_names": [f"fine {i}" for i in range(100)], "coarse_label_names": ["coarse"] * 20}
    files = {"train": write("train", entry("train", 200)), "test": write("test", entry("test", 50))}
    monkeypatch.setitem(data.FILES, "cifar100", {**files, "names": write("meta", names)})
    monkeypatch.setattr(data, "TRAIN_IMAGES", 200)
    return tmp_path, written


def test_cifar100_is_read_with_its_hundred_fine_labels(hundred):
    root, written = hundred
    some = DataSet(Data(name="cifar100", images=200, test_images=50), root=root)
    for images, (pixels, fine) in ((some.train, written["train"]), (some.test, written["test"])):
        assert np.array_equal(images.pixels.numpy(), pixels.reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1))
        assert images.labels.tolist() == fine.tolist()
    assert sorted(some.train.labels.unique().tolist()) == list(range(100))


def test_a_net_of_a_hundred_classes_trains_on_cifar100(hundred):
    run = budget.load("smoke", "cifar100").plan("resnet-8", 0).run
    run = run.replace(data={"images": 200, "test_images": 50})
    assert run.net.classes == 100
    loop = Loop(run, DataSet(run.data, root=hundred[0]))
    loop.step()
    loss, error = loop.mean_loss_and_error()
    assert 3.5 < loss < 7 and error > 80  # chance: ln 100 = 4.6


@pytest.mark.parametrize(
    ("file", "harm", "words"), [("train", flip_a_bit, "truncated or altered"), ("test", truncate, "truncated or altered"),
                                ("meta", remove, "missing")]
)  # fmt: skip
def test_a_damaged_file_of_cifar100_is_named(hundred, file, harm, words):
    path = hundred[0] / "cifar-100-python" / file
    harm(path)
    with pytest.raises(UserError, match=f"{path} is {words}"):
        DataSet(Data(name="cifar100", images=200, test_images=50), root=hundred[0])


# --- downloading -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """No data set to be found: $RESEXP_DATA is an empty folder, the working folder another one."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path / "given"))
    return tmp_path / "given"


def stand_in(monkeypatch, name, act):
    """Let torchvision's class do `act(root)` when it is asked to download."""

    def vision(root, train=True, download=False):
        assert download and socket.getdefaulttimeout()
        act(Path(root))

    monkeypatch.setattr(torchvision().datasets, name, vision)


def no_network(root):
    raise URLError("no route to host")


@pytest.mark.parametrize(("name", "title"), [("cifar10", "CIFAR-10"), ("cifar100", "CIFAR-100")])
def test_a_download_that_fails_is_one_line_with_the_cause(nowhere, monkeypatch, name, title):
    stand_in(monkeypatch, name.upper(), no_network)
    with pytest.raises(UserError, match=f"cannot download {title} to {nowhere}: .*no route to host") as caught:
        data.download(name)
    assert "\n" not in str(caught.value)
    assert socket.getdefaulttimeout() is None


@pytest.mark.parametrize("why", [KeyboardInterrupt, OSError])
def test_what_was_half_unpacked_when_a_download_ended_is_not_taken_for_the_data_set(nowhere, monkeypatch, why):
    def half(root):
        (root / "cifar-10-batches-py").mkdir()
        (root / "cifar-10-batches-py" / "data_batch_1").write_bytes(b"\0")
        raise why

    stand_in(monkeypatch, "CIFAR10", half)
    with pytest.raises((KeyboardInterrupt, UserError)):
        data.download("cifar10")
    assert source.find_root("cifar10") is None


def test_what_a_killed_download_left_is_used_by_the_next(nowhere, monkeypatch):
    (nowhere / ".cifar10.new" / "cifar-10-batches-py").mkdir(parents=True)
    (nowhere / ".cifar10.new" / "archive").touch()
    assert source.find_root("cifar10") is None
    stand_in(monkeypatch, "CIFAR10", lambda root: (root / "archive").unlink())
    data.download("cifar10")
    assert sorted(path.name for path in nowhere.iterdir()) in (
        ["cifar-10-batches-py"],
        [".cifar10.lock", "cifar-10-batches-py"],
    )
    data.download("cifar10")  # another process was faster: nothing is fetched


def test_a_download_that_works_goes_to_the_first_root_and_is_found_there(nowhere, monkeypatch):
    asked = []

    def fetch(root):
        asked.append(root)
        assert root.is_dir()
        (root / "cifar-10-batches-py").mkdir()

    stand_in(monkeypatch, "CIFAR10", fetch)
    assert data.download("cifar10") == nowhere
    assert asked == [nowhere / ".cifar10.new"] and not asked[0].exists()
    assert source.find_root("cifar10") == nowhere
    assert socket.getdefaulttimeout() is None
    monkeypatch.delenv("RESEXP_DATA")
    shutil.rmtree(nowhere)
    assert data.download("cifar10") == Path("data") and asked[1:] == [Path("data") / ".cifar10.new"]


def test_auto_takes_cifar10_where_it_lies_then_downloads_then_the_synthetic_set_and_always_says_which(nowhere, monkeypatch):
    said = []
    stand_in(monkeypatch, "CIFAR10", no_network)
    assert api.choose_data("auto", lambda text, style="": said.append(text)) == "synthetic"
    text = " ".join(said)
    assert "no route to host" in text and "SYNTHETIC" in text and "not CIFAR-10" in text

    said.clear()
    assert api.choose_data("auto", lambda text, style="": said.append(text), fetch=False) == "synthetic"
    assert "SYNTHETIC" in " ".join(said)

    said.clear()
    stand_in(monkeypatch, "CIFAR10", lambda root: (root / "cifar-10-batches-py").mkdir())
    assert api.choose_data("auto", lambda text, style="": said.append(text)) == "cifar10"
    assert "downloading" in " ".join(said)

    said.clear()
    stand_in(monkeypatch, "CIFAR10", no_network)  # it is there now: nothing is downloaded
    assert api.choose_data("auto", lambda text, style="": said.append(text)) == "cifar10"
    assert str(nowhere) in " ".join(said) and "SYNTHETIC" not in " ".join(said)

    said.clear()
    assert api.choose_data("synthetic", lambda text, style="": said.append(text)) == "synthetic" and not said
