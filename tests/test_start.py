"""Runs that begin with another's weights: the deepened net is the parent; keys, resuming, order, errors."""

import copy

import pytest
import safetensors.torch
import torch

from resexp import budget, lookup, zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets.deepen import deepen
from resexp.nets.inference import evaluate, fold_bn
from resexp.nets.net import Net
from resexp.spec import Run, Start, Unit, make, run_from_json
from resexp.store import Store, write_atomic
from resexp.training import sweep as sweeps
from resexp.training import train
from resexp.training.load import load_net
from resexp.training.progress import Display
from resexp.training.train import Stopped

SMOKE = budget.load("smoke")
FAMILIES = ("plain", "resnet")


@pytest.fixture(scope="module")
def data():
    return DataSet(SMOKE.plan("resnet-8", 0).run.data)


@pytest.fixture(scope="module")
def parents(tmp_path_factory, data):
    """A store with a trained net of 8 layers of each family."""
    store = Store(tmp_path_factory.mktemp("results"))
    for family in FAMILIES:
        train.train(SMOKE.plan(f"{family}-8", 0).run, store, data)
    return store


def child(family, depth=14, **start):
    """The spec of a run that begins with the trained net of 8 layers."""
    parent = SMOKE.plan(f"{family}-8", 0).run
    return SMOKE.plan(f"{family}-{depth}", 0).run.replace(start=Start(parent=parent.key, **start))


def deepened(store, data, family, noise=0.0, depth=20):
    parent = load_net(store, SMOKE.plan(f"{family}-8", 0).run.key)
    images, _ = data.batch(data.draw(0, 0, 128))
    n = (depth - 2) // 6
    return parent, deepen(parent, parent.spec.replace(blocks=(n, n, n)), images, 0, noise)


@pytest.mark.parametrize("family", FAMILIES)
def test_logits_of_the_deepened_net_are_the_parents_on_images_it_was_not_set_up_on(parents, data, family):
    parent, net = deepened(parents, data, family)
    assert len(net.units) == 9 and len(parent.units) == 3
    x, _ = next(data.batches("test", 64))
    for ours in (net, fold_bn(net)):
        torch.testing.assert_close(ours(x), parent(x), rtol=1e-5, atol=2e-6)
    fresh = Net(net.spec, 0).eval()
    assert (fresh(x) - parent(x)).abs().max() > 0.1  # else anything would pass
    assert net.state_dict()["units.4.branch.0.weight"].abs().sum() > 0


def test_in_training_mode_the_residual_net_is_the_parent_and_the_plain_one_nearly(parents, data):
    x, _ = data.batch(data.draw(0, 5, 128))
    apart = {}
    for family in FAMILIES:
        parent, net = (copy.deepcopy(net).train() for net in deepened(parents, data, family))
        z = parent(x)
        apart[family] = ((net(x) - z).norm() / z.norm()).item()
    assert apart["resnet"] == 0 and 1e-4 < apart["plain"] < 0.2


def test_batch_normalisation_of_plain_units_undoes_itself_with_its_eps(parents, data):
    _, net = deepened(parents, data, "plain")
    layer = net.units[1].branch[1]
    torch.testing.assert_close(layer.weight**2, layer.running_var + layer.eps)
    torch.testing.assert_close(layer.bias, layer.running_mean)
    small = copy.deepcopy(net.units[1])
    for part in small.branch:  # a channel that hardly varies: without eps in the scale it would shrink
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_var.fill_(1e-6)
            part.weight.data = (part.running_var + part.eps).sqrt()
    x = torch.rand(2, 4, 32, 32) + 0.1
    torch.testing.assert_close(small(x), x, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("family", FAMILIES)
def test_parents_units_begin_each_stage_and_keep_their_weights(parents, data, family):
    parent, net = deepened(parents, data, family)
    for old, new in ((0, 0), (1, 3), (2, 6)):
        for name, value in parent.units[old].state_dict().items():
            assert torch.equal(net.units[new].state_dict()[name], value)


@pytest.mark.parametrize("family", FAMILIES)
def test_noise_is_what_a_new_unit_adds_over_its_input(parents, data, family):
    _, net = deepened(parents, data, family, noise=0.1, depth=38)
    net.train()  # running statistics are not worth much after the parent's twelve steps
    added = {}

    def tap(name, value):
        if name.endswith((".input", ".sum")):
            added[name] = value.detach().double()

    net(data.batch(data.draw(0, 0, 128))[0], tap=tap)
    new = [k for k, unit in enumerate(net.units) if k % 6]
    sizes = [float((added[f"unit.{k}.sum"] - added[f"unit.{k}.input"]).norm() / added[f"unit.{k}.input"].norm()) for k in new]
    assert sum(sizes) / len(sizes) == pytest.approx(0.1, rel=0.25)


def test_another_net_cannot_be_deepened(parents, data):
    parent, images = load_net(parents, SMOKE.plan("plain-8", 0).run.key), data.batch(data.draw(0, 0, 8))[0]
    for spec in (parent.spec.replace(widths=(8, 8, 16)), parent.spec.replace(unit=Unit()), zoo.net("plain-14")):
        with pytest.raises(UserError, match="with more units: all else must be the same"):
            deepen(parent, spec, images, 0)
    longer = parent.spec.replace(blocks=(2, 2, 2))
    with pytest.raises(UserError, match="with more units: all else must be the same"):
        deepen(Net(longer), parent.spec, images, 0)


# ------------------------------------------------------------------------------------------------------------------- specs


def test_the_key_of_a_run_that_begins_with_random_weights_does_not_know_of_parents():
    assert "start" not in Run(start=Start()).json() and Run(start=Start()).key == Run().key == "0b00c4344247"


def test_the_spec_names_parent_way_and_noise_and_survives_json():
    run = child("plain", noise=0.5)
    assert run_from_json(run.json()) == run and run.start.deepen == "stage ends"
    assert len({child("plain").key, run.key, child("resnet").key, SMOKE.plan("plain-14", 0).run.key}) == 4


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"start": {"noise": 0.1}}, "noise 0.1 needs a parent"),
        ({"start": {"parent": "xyz"}}, "start.parent: String should match"),
        ({"start": {"parent": "0" * 12, "noise": -1}}, "start.noise: "),
        ({"start": {"parnt": "0" * 12}}, "start.parnt: no such field; did you mean parent?"),
        ({"start": {"parent": "0" * 12}, "net": zoo.net("preresnet-20").model_dump()}, "are not made the identity"),
        ({"start": {"parent": "0" * 12}, "net": zoo.net("resnet-164").model_dump()}, "are not made the identity"),
        ({"start": {"parent": "0" * 12}, "train": {"iterations": 0, "warmup": 0}}, "only a run that is trained"),
    ],
)
def test_a_wrong_start_is_one_line(fields, message):
    with pytest.raises(UserError) as error:
        make(Run, fields)
    assert message in str(error.value) and "\n" not in str(error.value)


# ------------------------------------------------------------------------------------------------------------------- training


@pytest.fixture
def store(tmp_path, parents):
    """A store of its own, with the two parents."""
    new = Store(tmp_path / "results")
    for family in FAMILIES:
        key = SMOKE.plan(f"{family}-8", 0).run.key
        for path in parents.run_folder(key).iterdir():
            write_atomic(new.run_folder(key) / path.name, path.read_bytes())
    return new


@pytest.mark.parametrize("family", FAMILIES)
def test_the_log_begins_with_the_net_before_its_first_step(store, data, family):
    run = child(family)
    parent = load_net(store, run.start.parent)
    train.train(run, store, data)
    first, second, *_ = store.read_log(run.key)
    assert first["iteration"] == 0 and second["iteration"] == 2 and first["images_per_second"] is None
    score = evaluate(parent, data, limit=run.train.interim_images)
    assert (first["test_error"], first["test_loss"]) == pytest.approx((score.error, score.loss), rel=1e-5)
    twin, losses = load_net(store, run.key, 0).train(), []
    for step in range(2):
        x, y = data.batch(data.draw(0, step, 32))
        losses.append(torch.nn.functional.cross_entropy(twin(x), y).item())
    assert first["train_loss"] == pytest.approx(sum(losses) / 2, rel=1e-5)


@pytest.mark.parametrize("stop_at", [0, 1, 7])
def test_stopping_and_resuming_gives_the_same_bits_and_one_line_zero(tmp_path, store, data, stop_at):
    run, straight = child("plain", noise=0.5), Store(tmp_path / "straight")
    for path in store.run_folder(run.start.parent).iterdir():
        write_atomic(straight.run_folder(run.start.parent) / path.name, path.read_bytes())
    train.train(run, straight, data)
    at = [0]
    with pytest.raises(Stopped):
        train.train(run, store, data, watch=lambda i, _: at.__setitem__(0, i), stop=lambda: at[0] == stop_at)
    train.train(run, store, data)
    one, other = (safetensors.torch.load_file(some.weights_file(run.key)) for some in (straight, store))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert [line["iteration"] for line in store.read_log(run.key)] == [0, 2, 4, 6, 8, 10, 12]


def test_a_run_of_the_parents_depth_trains_the_parent_on(store, data):
    run = child("resnet", depth=8)
    train.train(run, store, data)
    before, parent = load_net(store, run.key, 0).state_dict(), load_net(store, run.start.parent).state_dict()
    assert all(torch.equal(before[name], parent[name]) for name in before)
    assert any(not torch.equal(load_net(store, run.key).state_dict()[name], parent[name]) for name in before)


@pytest.mark.parametrize("lanes", [1, 3])
def test_a_sweep_trains_the_parent_before_the_child_even_side_by_side(tmp_path, lanes):
    from rich.console import Console

    plans = [SMOKE.plan("plain-14", 0)._replace(run=child("plain"), label="child"), SMOKE.plan("plain-8", 0)]
    store, display = Store(tmp_path), Display(Console(quiet=True), {})
    lookup.check_parents(plans, store)
    sweeps.sweep(plans, store, sweeps.DataSetCache(torch.device("cpu")), display, lanes=lanes)
    assert all(store.outcome(plan.run.key)["status"] == "finished" for plan in plans)


def test_a_parent_that_is_another_net_is_one_line_before_anything_is_written(store, command, monkeypatch):
    monkeypatch.setenv("RESEXP_RESULTS", str(store.root))
    key = SMOKE.plan("resnet-8", 0).run.key
    code, _, error = command("train", "plain-14", "--budget", "smoke", "--set", f"start.parent={key}")
    assert code == 2 and error.count("\n") == 1 and f"the weights of run {key}, whose net (8 layers) is not this one" in error
    assert len(store.stored_keys()) == 2


@pytest.mark.parametrize("gone", ["all", "weights", "unreleased"])
def test_a_parent_without_weights_is_one_line_before_anything_is_trained(store, data, gone):
    import json

    run = child("plain")
    folder = store.run_folder(run.start.parent)
    if gone == "unreleased":
        outcome = json.loads((folder / "run.json").read_text())
        (folder / "run.json").write_text(json.dumps(outcome | {"weights": "none"}))
    for path in list(folder.iterdir()):
        if gone == "all" or path.suffix == ".safetensors":
            path.unlink()
    for use in (lambda: lookup.check_parents([budget.Plan("child", run)], store), lambda: train.train(run, store, data)):
        with pytest.raises(UserError) as error:
            use()
        assert run.start.parent in str(error.value) and "\n" not in str(error.value)
    assert not store.log_file(run.key).exists() and not store.kept_file(run.key, 0).exists()
