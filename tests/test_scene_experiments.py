"""Experiments on scenes from training to page at the smoke budget, their comparisons and claims, and pictures parsed."""

import json

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from resexp import budget, experiment, words, zoo
from resexp.analysis import published, scenes, table
from resexp.scene_plans import scene_net, scene_plan, scene_seeds
from resexp.store import Store

NAMES = ("pyramid", "scene_depth", "scenes")


@pytest.fixture(scope="module")
def smoke(tmp_path_factory):
    """All three experiments, trained and measured in a place without data; returns the store."""
    from resexp import cli

    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("scenes")
        patch.chdir(folder)
        patch.setenv("RESEXP_RESULTS", str(folder / "results"))
        patch.setenv("RESEXP_DATA", str(folder / "none"))
        with pytest.raises(SystemExit) as left:
            cli.main(["run", *NAMES, "--budget", "smoke"])
        assert left.value.code == 0
        yield Store(folder / "results")


def test_every_figure_is_drawn_and_the_page_has_the_papers_numbers_as_of_other_data(smoke):
    drawn = {path.stem for path in (smoke.root / "smoke" / "figures").glob("*.png")}
    assert drawn == {"scenes.failures", "scenes.sizes", "scenes.field", "scenes.confusion_scenes", "scenes.worst_scenes",
                     "pyramid.heads", "pyramid.auxiliary", "scene_depth.depth"}  # fmt: skip
    page = (smoke.root / "smoke" / "report.html").read_text()
    assert "of other data" in page and "41.68" in page and "procedural scenes (not photographs)" in page
    assert "make scenes BUDGET=smoke" in page and "--data" not in page


def test_runs_that_are_trained_and_not_measured_yet_stop_no_figure(smoke):
    rows = table.read(smoke, "smoke", "scenes")
    loaded = experiment.load("scenes")
    assert loaded.figures(rows[rows["quantity"] == "error"]) == {}
    assert {one.state for one in loaded.findings(rows[rows["quantity"] == "error"]) if one.judged} <= {"undecided"}
    part = loaded.figures(rows[(rows["quantity"] == "error") | (rows["label"] == "FCN")])
    assert {"failures", "worst_scenes"} <= set(part)


def test_rows_beside_the_paper_are_those_of_the_same_head_and_auxiliary_loss(smoke):
    loaded = experiment.load("pyramid")
    frame = loaded.comparison(table.read(smoke, "smoke", "pyramid")).set_index("label")
    assert frame.loc["FCN", "paper"] == "37.23" and frame.loc["FCN, no auxiliary loss", "paper"] == "35.82"
    assert frame.loc["1, 2, 3, 6: average, reduced", "paper"] == "41.68" and frame.loc["1: average", "paper"] == "40.07"
    assert frame.loc["1: maximum", "paper"] == "39.94" and frame.loc["FCN, auxiliary loss x 0.9", "paper"] == "36.99"
    assert len(frame) == 11 and not (frame["paper"] == "").any()
    assert all(number.data == "ADE20K" for number in published.load().scenes)


def test_one_seed_leaves_every_claim_undecided(smoke):
    for name in NAMES:
        found = experiment.load(name).findings(table.read(smoke, "smoke", name))
        assert found and {one.state for one in found if one.judged} == {"undecided"}


def test_claims_follow_the_numbers(smoke):
    """Three seeds a net, the pyramid clearly better in one quantity and clearly worse in another."""
    rows = table.read(smoke, "smoke", "scenes")
    chosen = rows[rows["quantity"].isin([words.MEAN_IOU, words.MISMATCHED]) & rows["at"].isna()]
    copies = []
    for seed in range(3):
        for label, values in (
            ("FCN", {words.MEAN_IOU: 40, words.MISMATCHED: 30}),
            ("pyramid", {words.MEAN_IOU: 50, words.MISMATCHED: 60}),
        ):
            part = chosen[chosen["label"] == label].copy()
            part["value"] = part["quantity"].map(values) + 0.1 * seed
            copies.append(part.assign(seed=seed, run=f"{label}{seed}"))
    found = experiment.load("scenes").findings(pd.concat(copies))
    by = {one.text: one.state for one in found if one.judged}
    assert by == {"On procedural scenes pyramid pooling has a higher mean IoU.": "agrees so far",
                  "On procedural scenes pyramid pooling repairs objects that do not fit the scene.":
                  "disagrees so far"}  # fmt: skip


def test_the_worst_cases_are_those_with_most_pixels_and_no_image_is_shown_twice():
    rows = [("FCN", quantity, str(at), value) for quantity, values in (
        (words.IMAGE_MISMATCHED, {0: 5, 3: 9, 7: 1}), (words.IMAGE_SPLIT, {3: 8, 7: 2}), (words.IMAGE_MISSED, {0: 4, 7: 0}),
    ) for at, value in values.items()]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["label", "quantity", "at", "value"])
    chosen = [(at, quantity) for at, quantity, _ in scenes.worst_cases(frame, "FCN", 1)]
    assert chosen == [(3, words.IMAGE_MISMATCHED), (7, words.IMAGE_SPLIT), (0, words.IMAGE_MISSED)]


def test_classes_that_are_confused_stand_beside_each_other():
    names = list("abcd")
    matrix = pd.DataFrame([[90, 0, 10, 0], [0, 60, 5, 35], [40, 0, 60, 0], [0, 50, 0, 50]], names, names)
    assert scenes.confusion_order(matrix) == ["a", "c", "b", "d"]


def test_plans_are_of_the_sizes_in_budgets_yaml_and_of_camvid_where_it_says_so():
    short = budget.load("short", "cifar10")
    plans = experiment.load("scenes").runs(short)
    assert {plan.run.data.name for plan in plans} == {"scenes", "camvid"} and len(plans) == 2 * 2 * 3
    camvid = next(plan.run for plan in plans if plan.run.data.name == "camvid")
    assert camvid.net.image == (184, 240) and camvid.net.classes == 11 and camvid.data.images == 367
    assert {plan.run.data.name for plan in experiment.load("scenes").runs(budget.load("quick", "synthetic"))} == {"scenes"}
    assert scene_seeds(short.only(seeds=(4, 5, 6)), "scenes") == (4, 5, 6)
    plain = scene_plan(short, "scenes", scene_net(8, 2, "fcn", zoo.PLAIN), 0, "x", lr=0.1).run
    assert plain.net.unit.shortcut == "none" and plain.train.lr == 0.1 and plain.net.depth == 19


@pytest.mark.parametrize("name", ["scenes", "pyramid"])
@pytest.mark.parametrize("amount", ["quick", "short", "paper"])
def test_what_a_vehicle_is_lies_beyond_the_fcns_sight_and_within_the_pyramids(name, amount):
    """The gradient of logits at pixels of one row, at the image: of the FCN's it ends before `far`, so that it can only guess;
    of the pyramid's it goes everywhere."""
    import torch

    from resexp.nets.scene import build

    plans = experiment.load(name).runs(budget.load(amount, "synthetic"))
    for head, whole in (("fcn", False), ("pyramid 1 2 3 6", True)):
        spec = next(plan.run for plan in plans if plan.run.net.head == head and plan.run.data.name == "scenes")
        far, side = spec.data.scene.far, spec.data.scene.size
        net = build(spec.net.replace(widths=(4, 4, 4, 4), unit={"expansion": 1}, auxiliary=False)).eval()
        x = torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(0)).requires_grad_()
        gradients = [torch.autograd.grad(net(x)[:, :, row].square().sum(), x)[0] for row in range(8)]  # a step of the map
        assert any(bool(one[0, :, row + far :].any()) for row, one in enumerate(gradients)) == whole
        assert all(one[0, :, row + far // 2].any() for row, one in enumerate(gradients))


def test_camvid_that_is_not_here_is_one_line_before_anything_is_trained(elsewhere, command, tmp_path):
    code, _, error = command("run", "scenes", "--budget", "short")
    assert code == 2 and "resexp data camvid" in error and error.count("\n") == 1
    assert not list((tmp_path / "results").rglob("*.safetensors"))


# pictures


@pytest.fixture
def pictured(smoke, monkeypatch, tmp_path):
    """A working folder with a picture, and the key of a net for it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESEXP_RESULTS", str(smoke.root))
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (50, 83, 3), dtype=np.uint8)).save("street.jpg")
    return table.read(smoke, "smoke", "scenes").query("label == 'pyramid'")["run"].iloc[0]


def test_a_picture_of_any_size_is_parsed_and_drawn(pictured, command):
    code, out, _ = command("parse", "street.jpg", "--run", pictured)
    assert code == 0 and "street.parsed.png" in out
    shares = [float(part.split()[-2]) for part in out.splitlines()[0].split(", ")]
    assert sum(shares) == pytest.approx(100, abs=1) and shares == sorted(shares, reverse=True)
    assert Image.open("street.parsed.png").width > 500


def test_labels_of_a_test_image_are_what_the_net_predicts_in_a_test(smoke, pictured):
    import torch

    from resexp import picture
    from resexp.images.scene_data import SceneData
    from resexp.training.load import load_net

    net, data = load_net(smoke, pictured), SceneData(smoke.spec(pictured).data)
    outcome = json.loads((smoke.run_folder(pictured) / "run.json").read_text())
    mean, std = torch.tensor(outcome["mean"]), torch.tensor(outcome["std"])
    image = Image.fromarray(data.test.pixels[1].numpy())
    with torch.no_grad():
        want = net(next(data.batches("test", 2))[0])[1].argmax(0).numpy()
    assert (picture.predict(net, image, mean, std, 64) == want).mean() > 0.999


@pytest.mark.parametrize("kind", ["missing", "text", "itself", "wide"])
def test_a_picture_that_cannot_be_parsed_is_one_line(pictured, command, kind, tmp_path):
    name, more = "street.jpg", ()
    if kind == "missing":
        name = "nowhere.png"
    if kind == "text":
        name = "text.png"
        (tmp_path / name).write_text("no picture")
    if kind == "itself":
        more = ("--out", "street.jpg")
    if kind == "wide":
        name = "wide.png"
        Image.new("RGB", (90_000, 1)).save(name)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    code, _, error = command("parse", name, "--run", pictured, *more)
    assert code == 2 and error.startswith("resexp: ") and error.count("\n") == 1
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before
