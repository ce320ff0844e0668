"""Scenes with a class for every pixel: procedural ones, CamVid, folders; padding and augmentation."""

import zipfile

import numpy as np
import pytest
import torch
from PIL import Image

from resexp import source
from resexp.errors import UserError
from resexp.images import camvid, folder, pixelwise, scenes
from resexp.images.scene_data import IGNORED, LEVELS, SceneData, padding, zoom
from resexp.spec import Data, Scene, make

FEW = {"name": "scenes", "images": 6, "test_images": 4, "normalise": "channel", "augment": "flip"}


def patches(scene, split, count, radius):
    """Of each vehicle pixel that is drawn: the square around it, and which of the three vehicles it is of; and of the image."""
    images, labels = scenes.make_scenes(scene, split, count)
    rng, found, kinds, whole = np.random.default_rng(0), [], [], []
    for image, label in zip(images, labels, strict=True):
        rows, columns = np.nonzero((label >= 4) & (label <= 6))
        for at in rng.permutation(len(rows))[:4]:
            wide = np.pad(image, ((radius, radius), (radius, radius), (0, 0)), mode="reflect")
            found.append(wide[rows[at] : rows[at] + 2 * radius + 1, columns[at] : columns[at] + 2 * radius + 1])
            kinds.append(label[rows[at], columns[at]] - 4)
            whole.append(image)
    return np.array(found), np.array(kinds), np.array(whole)


def accuracy(train, kinds, test, truth):
    """Of a linear classifier with least squares on colours of a grid, their squares, and mean and spread of the whole."""

    def features(some):
        some = some.astype(np.float64) / 255
        step = max(1, some.shape[1] // 5)
        grid = some[:, ::step, ::step].reshape(len(some), -1)
        spread = np.concatenate(
            [np.quantile(some.reshape(len(some), -1, 3), q, axis=1) for q in (0, 0.02, 0.1, 0.5, 0.9, 1)], 1
        )
        return np.concatenate([grid, spread, spread**2, np.ones((len(some), 1))], 1)

    x, t = features(train), np.eye(3)[kinds]
    weights = np.linalg.solve(x.T @ x + 0.3 * np.eye(x.shape[1]), x.T @ t)
    return float((np.argmax(features(test) @ weights, 1) == truth).mean())


def test_what_a_vehicle_is_cannot_be_told_from_a_patch_but_from_the_whole_image():
    """What a procedural scene is for: a patch that ends before the strip leaves chance, one of three; the image does not."""
    scene = Scene(size=64, far=20, largest=6)
    near = scene.far - 1  # the farthest pixel of the patch, in rows and in columns
    train, kinds, whole = patches(scene, "train", 160, near)
    test, truth, images = patches(scene, "test", 120, near)
    chance, noise = 1 / 3, 3 * (2 / 9 / (len(truth) / 4)) ** 0.5  # the pixels of one image are one draw
    assert len(truth) > 300 and abs(accuracy(train, kinds, test, truth) - chance) < noise
    assert accuracy(whole, kinds, images, truth) > 0.8


def test_vehicles_are_as_far_from_the_strip_as_the_spec_says_and_of_its_kind():
    scene = Scene(size=96, far=30, smallest=1.5, largest=9)
    sizes = []
    for labels in scenes.make_scenes(scene, "train", 40)[1]:
        strip, vehicle = np.argwhere((labels >= 1) & (labels <= 3)), np.argwhere((labels >= 4) & (labels <= 6))
        assert len(set(labels[tuple(strip.T)])) == 1 and len(strip)
        if len(vehicle):
            assert set(labels[tuple(vehicle.T)] - 3) == set(labels[tuple(strip.T)])
            assert np.abs(vehicle[:, None] - strip[None]).max(2).min() >= scene.far
            sizes.append(len(vehicle))
    assert min(sizes) < 60 < 250 < max(sizes)


def test_bushes_and_forests_have_one_look_and_differ_by_extent():
    images, labels = scenes.make_scenes(Scene(), "train", 60)
    bush, forest = (images[labels == label].mean(0) for label in (scenes.BUSH_LABEL, scenes.FOREST_LABEL))
    assert np.abs(bush - forest).max() < 12
    radii = [[(mask.sum() / np.pi) ** 0.5 for mask in labels == label if mask.any()] for label in (7, 8)]
    assert np.median(radii[0]) * 2 < np.median(radii[1])


def test_images_are_a_function_of_scene_split_and_position():
    few, more = (scenes.make_scenes(Scene(), "test", count) for count in (2, 3))
    assert np.array_equal(few[0], more[0][:2]) and np.array_equal(few[1], more[1][:2])
    assert not np.array_equal(few[0], scenes.make_scenes(Scene(), "train", 2)[0])
    assert not np.array_equal(few[0], scenes.make_scenes(Scene(seed=1), "test", 2)[0])
    assert few[0].shape == (2, 96, 96, 3) and few[1].dtype == np.uint8


def test_a_batch_is_a_function_of_seed_and_step_and_mirrors_images_with_their_labels():
    data = SceneData(make(Data, FEW))
    x, y = data.batch(data.draw(0, 3, 4))
    again = data.batch(type(data.draw(0, 3, 4)).unpack(data.draw(0, 3, 4).pack()))
    assert torch.equal(x, again[0]) and torch.equal(y, again[1])
    draw = data.draw(0, 3, 4)
    for place, (index, flip) in enumerate(zip(draw.index, draw.flip, strict=True)):
        image, labels = data.normalise(data.train.pixels[index]), data.train.labels[index].long()
        want = (image.flip(1), labels.flip(1)) if flip else (image, labels)
        assert torch.equal(x[place].permute(1, 2, 0), want[0]) and torch.equal(y[place], want[1])
    assert draw.flip.any() and not draw.flip.all()


def test_normalised_pixels_have_mean_0_and_variance_1():
    data = SceneData(make(Data, FEW))
    x = data.normalise(data.train.pixels).reshape(-1, 3)
    assert x.mean(0).abs().max() < 1e-4 and (x.std(0) - 1).abs().max() < 1e-3


def test_zoom_shows_a_part_enlarged_or_the_whole_shrunk_and_labels_nothing_around_it():
    x = torch.arange(64.0).reshape(1, 1, 8, 8).repeat(1, 3, 1, 1)
    y = torch.arange(64).reshape(1, 8, 8)
    half = torch.tensor([[LEVELS // 2, 0, 0]])
    same, labels = zoom(x, y, half)
    assert torch.allclose(same, x, atol=1e-3) and torch.equal(labels, y)
    _, large = zoom(x, y, torch.tensor([[LEVELS, 0, LEVELS]]))  # twice as large, top right corner
    assert torch.equal(large[0, ::2, ::2], y[0, :4, 4:]) and torch.equal(large[0, 1::2, 1::2], y[0, :4, 4:])
    _, small = zoom(x, y, torch.tensor([[0, LEVELS, 0]]))  # half as large, at the top right
    inside = torch.zeros(8, 8, dtype=torch.bool)
    inside[:4, 4:] = True
    assert (small[0][~inside] == IGNORED).all() and torch.equal(small[0][inside].view(4, 4), y[0, ::2, ::2])


@pytest.mark.parametrize(("pad", "edges"), [("end", (0, 0, 0, 4)), ("both", (0, 0, 2, 2))])
def test_180_rows_are_padded_to_184_as_the_spec_says(pad, edges):
    spec = make(Data, {"name": "camvid", "images": 367, "test_images": 233, "normalise": "channel", "augment": "zoom flip",
                       "pad": pad})  # fmt: skip
    assert padding(spec) == edges and spec.padded == (184, 240)


# CamVid


def stand_in(path):
    """An archive as the public copy is, of two images a part, 8 x 6; returns what its parts are at half the size."""
    rng, halves = np.random.default_rng(0), {}
    with zipfile.ZipFile(path, "w") as archive:
        for part in ("train", "val", "test"):
            for name in ("b.png", "a.png"):
                image = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
                labels = rng.integers(0, 12, (6, 8), dtype=np.uint8)
                for kind, array in ((part, image), (f"{part}annot", labels)):
                    with archive.open(f"Tutorial-abc/CamVid/{kind}/{name}", "w") as stream:
                        Image.fromarray(array).save(stream, "png")
                mean = image.reshape(3, 2, 4, 2, 3).astype(int).sum((1, 3))
                halves.setdefault(part, {})[name] = ((mean + 2) // 4, labels[::2, ::2])
    return halves


def test_camvid_is_fetched_halved_checked_and_read(tmp_path, monkeypatch, elsewhere):
    halves = stand_in(tmp_path / "copy.zip")
    url = (tmp_path / "copy.zip").as_uri()
    sums = {part: camvid.checksum([(one[0].astype(np.uint8), one[1]) for _, one in sorted(files.items())])
            for part, files in halves.items()}  # fmt: skip
    with pytest.raises(UserError, match="not what it was"):
        camvid.download(url, {**sums, "test": "0" * 64})
    assert source.find_root("camvid") is None  # nothing half done is left
    camvid.download(url, sums)
    monkeypatch.setattr(camvid, "SUMS", sums)
    monkeypatch.setattr(camvid, "COUNTS", dict.fromkeys(sums, 2))
    images, labels = camvid.read_part("val")
    assert np.array_equal(images, np.stack([halves["val"][name][0] for name in ("a.png", "b.png")]))
    assert np.array_equal(labels, np.stack([halves["val"][name][1] for name in ("a.png", "b.png")]))
    Image.fromarray(255 - images[0]).save(source.find_root("camvid") / "camvid" / "val" / "a.png")
    camvid._read.cache_clear()
    with pytest.raises(UserError, match="altered"):
        camvid.read_part("val")


def test_without_camvid_one_line_says_how_to_get_it(elsewhere, command, monkeypatch):
    with pytest.raises(UserError, match="data camvid"):
        camvid.read_part("train")
    monkeypatch.setattr(camvid.urllib.request, "urlopen", lambda *_, **__: (_ for _ in ()).throw(OSError("no network")))
    code, _, error = command("data", "camvid")
    assert code == 2 and "cannot get CamVid" in error and error.count("\n") == 1


@pytest.mark.skipif(source.find_root("camvid") is None, reason="needs CamVid under $RESEXP_DATA or ./data")
def test_camvid_is_what_its_checksums_say_and_unlabelled_pixels_are_ignored():
    spec = make(Data, {"name": "camvid", "images": 367, "test_images": 20, "normalise": "channel", "augment": "flip"})
    images, labels = pixelwise.read(spec, "test")
    assert images.shape == (20, 180, 240, 3) and set(np.unique(labels)) <= {*range(11), pixelwise.IGNORED}


# folders


@pytest.fixture
def city(tmp_path, monkeypatch):
    """A folder of the user's with three images a split; returns its path."""
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path))
    rng = np.random.default_rng(0)
    for split in ("train", "test"):
        for kind in ("images", "labels"):
            (tmp_path / "city" / split / kind).mkdir(parents=True)
        for number in range(3):
            Image.fromarray(rng.integers(0, 256, (20, 28, 3), dtype=np.uint8)).save(
                tmp_path / "city" / split / "images" / f"{number}.png"
            )
            labels = rng.integers(0, 4, (20, 28), dtype=np.uint8)
            labels[0] = 255
            Image.fromarray(labels).save(tmp_path / "city" / split / "labels" / f"{number}.png")
    return tmp_path / "city"


def test_a_folder_is_read_with_its_classes_and_its_content_is_part_of_the_spec(city):
    spec = folder.data("city")
    assert (spec.images, spec.test_images, spec.classes, spec.size, spec.padded) == (3, 3, 4, (20, 28), (24, 32))
    data = SceneData(spec)
    x, y = next(iter(data.batches("test")))
    assert x.shape == (3, 3, 24, 32) and (y[:, 0] == IGNORED).all() and (y[:, 20:] == IGNORED).all() and y.max() == 3
    assert pixelwise.class_names(spec)[3] == "class 3"
    Image.fromarray(np.zeros((20, 28), np.uint8)).save(city / "train" / "labels" / "0.png")
    assert folder.data("city").folder.sha256 != spec.folder.sha256
    with pytest.raises(UserError, match="has changed"):
        SceneData(spec)


def spoil_range(city):
    (city / "classes.txt").write_text("a\nb\nc\n")


def spoil_size(city):
    Image.fromarray(np.zeros((20, 27), np.uint8)).save(city / "test" / "labels" / "1.png")


def spoil_empty(city):
    for path in (city / "train" / "images").glob("*"):
        path.unlink()


def spoil_missing(city):
    (city / "train" / "labels" / "2.png").unlink()


def spoil_file(city):
    (city / "train" / "images" / "2.png").write_text("no picture")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [(spoil_range, "has the label 3; there are 3 classes"), (spoil_size, "is 20 x 27, its image 20 x 28"),
     (spoil_empty, "holds no images"), (spoil_missing, "has no labels"), (spoil_file, "cannot be read")],
)  # fmt: skip
def test_a_folder_that_is_wrong_is_one_line(city, spoil, says):
    spoil(city)
    with pytest.raises(UserError, match=says) as error:
        folder.data("city")
    assert "\n" not in str(error.value)


def test_a_folder_that_is_not_there_is_one_line(elsewhere):
    with pytest.raises(UserError, match="RESEXP_DATA"):
        folder.data("nowhere")


@pytest.mark.parametrize(
    ("fields", "says"),
    [({"augment": "crop flip"}, "augment none, flip"), ({"normalise": "pixel"}, "normalise channel"),
     ({"holdout": 5}, "holdout"), ({"name": "camvid", "images": 400}, "367 training"), ({"name": "cifar10"}, "is for scenes"),
     ({"scene": {"size": 64, "far": 60}}, "larger size"), ({"scene": {"smallest": 20}}, "larger than the largest"),
     ({"name": "folder"}, "needs a name")],
)  # fmt: skip
def test_wrong_specs_of_scenes(fields, says):
    with pytest.raises(UserError, match=says):
        make(Data, {**FEW, **fields})
