"""In a notebook: a loaded net gives its images and predicts, wrong images are warned of, results are found from any folder; the
snippet in README.md and docs/tour.ipynb run as they stand."""

import copy
import pickle
import re
import warnings
from pathlib import Path

import nbformat
import pytest
import torch
from nbclient import NotebookClient

import resexp
from resexp import budget, source
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.inference import evaluate
from resexp.nets.net import Net
from resexp.route import Route
from resexp.store import Store

ROOT = Path(__file__).resolve().parent.parent
TOUR = ROOT / "docs" / "tour.ipynb"
LARGEST = 100_000
"""Bytes of the notebook with its outputs."""


def cifar(test):
    skip = pytest.mark.skipif(source.find_root("cifar10") is None, reason="no CIFAR-10 under $RESEXP_DATA or ./data")
    return pytest.mark.cifar(skip(test))


@pytest.fixture
def loaded(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    run = budget.load("smoke").plan("resnet-8", 0).run
    Store().write_spec(run)
    Store().finish(run.key, weights.write(Net(run.net)), {"status": "finished", "name": "resnet-8"})
    return resexp.load("resnet-8@smoke")


def test_a_loaded_net_gives_its_images_and_predicts_their_classes(loaded):
    images, labels = loaded.images("test", 50)
    data = DataSet(loaded.run.data)
    assert torch.equal(images, next(data.batches("test", 50))[0]) and labels.tolist() == data.test.labels[:50].tolist()
    for route in (None, Route.full(3).drop(1)):
        wrong = (loaded.predict(images, route) != labels).float().mean()
        assert 100 * wrong.item() == pytest.approx(evaluate(loaded, data, limit=50, route=route).error)
    loaded.train()
    found = loaded.predict(images)
    assert loaded.training and not found.requires_grad
    assert torch.equal(found, loaded.eval()(images).argmax(1))


@pytest.mark.parametrize(
    "images", [torch.zeros(2, 32, 32, 3), torch.zeros(2, 3, 32, 32, dtype=torch.uint8), torch.zeros(3, 32, 32)]
)
def test_what_cannot_be_images_is_one_line(loaded, images):
    with pytest.raises(UserError, match=r"images are \(b, 3, 32, 32\) normalised floats, as net.images gives; these are \("):
        loaded.predict(images)


def test_a_net_of_no_run_says_that_nothing_says_what_its_images_are():
    with pytest.raises(UserError, match=r"resexp\.load loads a trained one"):
        Net(budget.load("smoke").plan("resnet-8", 0).run.net).images()


def test_images_that_are_not_normalised_so_are_warned_of_once(loaded):
    images, _ = loaded.images("test", 8)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        loaded(images)
        copy.deepcopy(loaded)(images)
    other = resexp.load("resnet-8@smoke")
    unit = torch.randint(0, 256, (8, 3, 32, 32)) / 255
    with pytest.warns(
        UserWarning, match=r"not normalised as those that resnet-8@smoke.*minus the training images' mean.*net\.images"
    ):
        other.predict(unit)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        other.predict(unit)
    assert pickle.loads(pickle.dumps(loaded)).run == loaded.run


def test_released_runs_are_found_from_any_folder(tmp_path, monkeypatch):
    for name in ("RESEXP_RESULTS", "RESEXP_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert Store().root == source.home() / "results" and resexp.load("resnet-20@short").run.net.depth == 20
    (tmp_path / "results").mkdir()
    assert Store().root == Path("results")
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "mine"))
    assert Store().root == tmp_path / "mine"


def test_data_of_the_checkout_are_found_from_any_folder(tmp_path, monkeypatch):
    monkeypatch.delenv("RESEXP_DATA", raising=False)
    monkeypatch.setenv("RESEXP_HOME", str(tmp_path))
    (tmp_path / "data" / "cifar-10-batches-py").mkdir(parents=True)
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / "budgets.yaml").write_text("")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert source.find_root("cifar10") == tmp_path / "data"


@cifar
def test_the_snippet_in_the_readme_runs_as_it_stands(monkeypatch, capsys):
    monkeypatch.delenv("RESEXP_RESULTS", raising=False)
    (snippet,) = [
        text for text in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL) if "load(" in text
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        names = {}
        exec(snippet, names)
    assert names["images"].shape == (500, 3, 32, 32) and "plain-20" in capsys.readouterr().out
    whole = 100 * (names["net"].predict(names["images"]) != names["labels"]).float().mean().item()
    assert 5 < whole < 20  # released: 15.1 % on all test images


@cifar
def test_the_tour_runs_from_its_folder_and_its_outputs_are_there_and_small(tmp_path, monkeypatch):
    monkeypatch.delenv("RESEXP_RESULTS", raising=False)
    monkeypatch.setenv("RESEXP_DATA", str(source.find_root("cifar10").resolve()))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    tour = nbformat.read(TOUR, as_version=4)
    committed = [cell.outputs for cell in tour.cells if cell.cell_type == "code"]
    assert all(committed) and TOUR.stat().st_size < LARGEST
    NotebookClient(tour, timeout=200, resources={"metadata": {"path": str(TOUR.parent)}}).execute()
    for before, cell in zip(committed, (cell for cell in tour.cells if cell.cell_type == "code"), strict=True):
        assert [one.output_type for one in before] == [one.output_type for one in cell.outputs]
        assert all(one.get("name") != "stderr" for one in cell.outputs), cell.source  # no warning
