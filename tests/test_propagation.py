"""The propagation probes put to runs: which statistics, which images, which weights; rows that can be read back."""

import fakes
import pytest
import torch
from nets import stirred
from rich.console import Console

from resexp import api, zoo
from resexp import budget as budgets
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.measure import Measure, Sheet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.probe import gradient, propagation, response
from resexp.probe.runner import measure
from resexp.spec import Net as Spec
from resexp.spec import Run, Unit
from resexp.store import Store
from resexp.training import train
from resexp.training.progress import Display
from resexp.training.sweep import DataSetCache


def display():
    """Progress that nobody sees."""
    return Display(Console(quiet=True), {})


@pytest.fixture(scope="module")
def budget(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        yield budgets.load("smoke")


@pytest.fixture(scope="module")
def data(budget):
    return DataSet(budget.plan("resnet-8", 0).run.data)


@pytest.fixture(scope="module")
def store(budget, data, tmp_path_factory):
    """A run that was trained, and one that was not."""
    store = Store(tmp_path_factory.mktemp("results"))
    for plan in (budget.plan("preresnet-8", 0), budget.plan_untrained("preresnet-8", 0)):
        train.train(plan.run, store, data, plan.label)
    return store


@pytest.fixture(scope="module")
def nets(budget, store):
    """(trained, as initialised)"""
    plans = budget.plan("preresnet-8", 0), budget.plan_untrained("preresnet-8", 0)
    return [api.load(plan.run.key, str(store.root)) for plan in plans]


def nothing(*_, **__):
    return False


def rows_of(probe, net, data, **options):
    return [row for part in probe(net, data, 0, nothing, **options) for row in part]


def values(rows, quantity, intervention="full"):
    return {row["at"]: row["value"] for row in rows if (row["quantity"], row["intervention"]) == (quantity, intervention)}


def test_a_net_as_initialised_is_measured_with_the_batchs_statistics_and_a_trained_one_with_its_own(nets, data):
    x, y = next(data.batches("train", 8, 8))
    for net, statistics in zip(nets, ("running", "batch"), strict=True):
        found = rows_of(propagation.norms, net, data, images=8)
        expected = gradient.norms(net, x, y, statistics=statistics, parameters=False)
        assert values(found, "gradient norm") == pytest.approx(values(expected, "gradient norm"), rel=1e-4)
        assert {row["n"] for row in found} == {8} and {row["split"] for row in found} == {"train"}
        factor = next(row for row in gradient.growth(expected, net.spec) if row["at"] == "net")
        assert values(found, "growth")["net"] == pytest.approx(factor["value"], rel=1e-4)


def test_parameters_carry_their_shapes(nets, data):
    rows = rows_of(propagation.norms, nets[1], data, images=4, parameters=True)
    shapes = {row["at"]: row["note"] for row in rows if row["quantity"] == "parameter gradient"}
    assert shapes == {name: "x".join(map(str, value.shape)) for name, value in nets[1].named_parameters()}
    assert shapes["stem.0.weight"] == "4x3x3x3"


@pytest.mark.parametrize("name", ["decomposition", "alignment"])
def test_probes_of_a_batch_are_what_they_are(nets, data, name):
    x, y = next(data.batches("train", 8, 8))
    found = rows_of(getattr(propagation, name), nets[1], data, images=8)
    expected = getattr(gradient, name)(nets[1], x, y, statistics="batch", split="train")
    assert [(row["at"], row["quantity"], row["note"]) for row in found] == [
        (row["at"], row["quantity"], row["note"]) for row in expected
    ]


def test_correlation_takes_its_options(nets, data):
    rows = rows_of(propagation.correlation, nets[1], data, images=4, pairs=2, points=4)
    assert {row["at"] for row in rows if row["at"].startswith("lag")} == {"lag.1", "lag.2"}


def test_training_goes_from_the_initial_weights_over_the_kept_ones_to_the_last(nets, store, data):
    net = nets[0]
    x, y = next(data.batches("train", 8, 8))
    rows = rows_of(propagation.training, net, data, images=8)
    kept = [f"iteration {i}" for i in (0, 1, 3, 10)]
    assert list(dict.fromkeys(row["intervention"] for row in rows)) == [*kept, "batch statistics", "full"]
    for text, then in [*((text, net.after(int(text.split()[1]))) for text in kept), ("batch statistics", net)]:
        expected = gradient.norms(then, x, y, statistics="batch", parameters=False)
        found = values(rows, "gradient norm", text)
        assert found == pytest.approx(values(expected, "gradient norm"), rel=1e-4)
    running = gradient.norms(net, x, y, statistics="running", parameters=False)
    assert values(rows, "gradient norm") == pytest.approx(values(running, "gradient norm"), rel=1e-4)
    assert set(values(rows, "parameter gradient")) == {name for name, _ in net.named_parameters()}
    assert len({(row["intervention"], row["at"], row["quantity"]) for row in rows}) == len(rows)


def test_training_does_not_measure_again_what_is_there(nets, data):
    last = f"unit.{len(nets[0].units) - 1}.output"
    there = [("iteration 0", last), ("iteration 3", last)]
    rows = [
        row
        for part in propagation.training(
            nets[0], data, 0, lambda intervention, at, quantity: (intervention, at) in there, images=4
        )
        for row in part
    ]
    assert {row["intervention"] for row in rows} == {"iteration 1", "iteration 10", "batch statistics", "full"}


def test_weights_that_were_not_kept_are_a_row_that_says_so(budget, tmp_path, data):
    store, plan = Store(tmp_path), budget.plan("plain-8", 0)
    train.train(plan.run, store, data)
    for i in plan.run.train.kept_iterations():
        store.kept_file(plan.run.key, i).unlink()
    asked = Measure("propagation.training", {"images": 4})
    measure([plan], [asked], store, DataSetCache(torch.device("cpu")), display())
    rows = Sheet(store, plan.run.key, asked).read()
    lost = [row for row in rows if not row["value"]]
    assert [row["intervention"] for row in lost] == ["iteration 1", "iteration 3", "iteration 10"]
    assert all("weights not kept" in row["note"] and "train it again" in row["note"] for row in lost)
    assert {row["intervention"] for row in rows if row["value"]} == {"iteration 0", "batch statistics", "full"}


def test_imported_weights_have_a_beginning_drawn_anew_and_an_end(budget, tmp_path, data):
    store = Store(tmp_path)
    run = budget.plan("resnet-8", 0).run
    run = Run(net=run.net, data=run.data, imported="0" * 64)
    store.write_spec(run)
    store.finish(run.key, weights.write(stirred(run.net).float()), {"status": "imported", "name": "resnet-8"})
    net = api.load(run.key, str(store.root))
    rows = rows_of(propagation.training, net, data, images=4)
    assert list(dict.fromkeys(row["intervention"] for row in rows)) == ["iteration 0", "batch statistics", "full"]
    with pytest.raises(UserError, match="imported weights come without"):
        net.after(32)


LINEAR = Unit(branch="conv1", shortcut="scale 0.5", after="")


def linear(budget, store, weight):
    """A run whose net is linear, F(x) = weight x, its shortcuts halved."""
    plan = budget.plan_untrained(Spec(unit=LINEAR, blocks=(4,), widths=(16,), stem="conv", tail=""), 0, "linear")
    store.write_spec(plan.run)
    store.finish(plan.run.key, None, {"status": "finished", "iterations": 0, "final": {}})
    net = api.load(plan.run.key, str(store.root))
    with torch.no_grad():
        for unit in net.units:
            unit.branch[0].weight.copy_(weight * torch.eye(4)[:, :, None, None])
    return net


def test_the_direct_term_of_a_linear_net_is_lambda_to_the_units_and_the_whole_that_of_both(budget, tmp_path, data):
    net = linear(budget, Store(tmp_path), 0.25)
    rows = rows_of(propagation.scaled, net, data, images=4)
    whole, direct = values(rows, "gradient norm"), values(rows, "gradient norm", "direct term")
    end = whole["unit.3.output"]
    for k in range(4):
        assert direct[f"unit.{k}.input"] == pytest.approx(0.5 ** (4 - k) * end, rel=1e-5)
        assert whole[f"unit.{k}.input"] == pytest.approx(0.75 ** (4 - k) * end, rel=1e-5)
        assert values(rows, "predicted norm")[f"unit.{k}.input"] == pytest.approx(0.5 ** (4 - k) * end, rel=1e-5)


def test_variances_and_stds_are_those_of_their_split(nets, data):
    batches = list(data.batches("train", 16, 16))
    found = rows_of(propagation.variances, nets[1], data, images=16)
    expected = response.variances(nets[1], batches, statistics="batch")
    assert values(found, "variance ratio") == pytest.approx(values(expected, "variance ratio"), rel=1e-4)
    found = rows_of(propagation.stds, nets[0], data, images=50, size=20)
    expected = response.stds(nets[0], data.batches("test", 50, 50), statistics="running")
    assert values(found, "response std") == pytest.approx(values(expected, "response std"), rel=1e-4)
    assert {row["n"] for row in found} == {50} and {row["split"] for row in found} == {"test"}


def test_wrong_options_are_one_line(budget, store):
    plan = budget.plan_untrained("preresnet-8", 0)
    with pytest.raises(UserError, match=r"propagation\.norms does not take these options"):
        measure([plan], [Measure("propagation.norms", {"pictures": 4})], store, DataSetCache(torch.device("cpu")), display())
    with pytest.raises(UserError, match="not scaled"):
        measure([plan], [Measure("propagation.scaled", {"images": 4})], store, DataSetCache(torch.device("cpu")), display())


def test_a_run_is_measured_as_a_plan_whatever_it_is_called(budget, store):
    asked = Measure("propagation.norms", {"images": 4}, lambda plan: not plan.run.train.iterations)
    plans = [Plan("a", budget.plan("preresnet-8", 0).run), Plan("b", budget.plan_untrained("preresnet-8", 0).run)]
    said = []
    shown = display()
    shown.say = said.append
    measure(plans, [asked], store, DataSetCache(torch.device("cpu")), shown)
    assert len(said) == 1 and said[0].startswith("b seed 0 propagation.norms")


def test_without_bn_nothing_else_changes():
    net = zoo.without_bn(zoo.net("preresnet-20"))
    assert net.unit.line() == "relu conv relu conv | + |" and net.stem == "conv" and net.tail == "relu"
    assert zoo.without_bn(zoo.net("plain-56")).unit.line() == "conv relu conv | none + | relu"
    assert zoo.without_bn(zoo.net("resnet-164")).unit.widen == "project"
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in Net(zoo.without_bn(zoo.net("resnet-164"))).modules())
