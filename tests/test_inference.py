"""Folding changes nothing but the time; the judge's errors are those of the net as it stands, route by route."""

import copy
import os
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from nets import stirred

from resexp import source, zoo
from resexp.images.data import DataSet
from resexp.nets import inference, weights
from resexp.nets.inference import RouteScorer, evaluate, fold_bn, shared_start_order
from resexp.route import Route
from resexp.spec import Data

UNITS = {
    "original": {},
    "pre-activation": zoo.net("preresnet-20").unit.model_dump(),
    "plain": {"shortcut": "none"},
    "BN after addition": {"branch": "conv bn relu conv", "after": "bn relu"},
    "ReLU before addition": {"branch": "conv bn relu conv bn relu", "after": ""},
    "ReLU-only pre-activation": {"branch": "relu conv bn relu conv bn", "after": ""},
    "no BN": {"branch": "conv relu conv"},
    "gates": {"shortcut": "gate exclusive -2"},
    "projection": {"widen": "project bn"},
    "bottleneck": {"branch": "conv1 bn relu conv bn relu conv1 bn", "expansion": 4, "widen": "project bn"},
    "1x1 shortcut": {"shortcut": "conv bn"},
}


def spec(unit):
    tail = "bn relu" if UNITS[unit].get("share", "none") != "none" else ""
    return zoo.net("resnet-8").replace(unit=UNITS[unit], widths=(4, 6, 8), tail=tail)


@pytest.fixture(scope="module")
def data():
    return DataSet(Data(name="synthetic", images=200, test_images=120))


@pytest.mark.parametrize("unit", UNITS)
def test_a_folded_net_computes_the_same_and_leaves_the_net_alone(unit):
    net = stirred(spec(unit)).train()
    before = copy.deepcopy(net.state_dict())
    x = torch.randn(5, 3, 32, 32, dtype=torch.float64)
    twin = fold_bn(net)
    kept = x.clone()
    for route in (None, Route.full(3).branch_only(1)):
        got = twin(x, route=route)
        net.eval()
        torch.testing.assert_close(got, net(x, route=route), rtol=1e-10, atol=1e-10)
        net.train()
    assert torch.equal(x, kept)
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())
    assert not twin.training and not any(p.requires_grad for p in twin.parameters())


def test_folding_removes_every_bn_behind_a_convolution():
    assert not [part for part in fold_bn(stirred(zoo.net("resnet-8"))).modules() if isinstance(part, torch.nn.BatchNorm2d)]


@torch.no_grad()
def by_hand(net, data, route, n):
    x, y = next(data.batches("test", n))
    logits = net.eval()(x.to(net.head.weight.dtype), route=route)
    return 100 * int((logits.argmax(1) != y).sum()) / n, float(F.cross_entropy(logits, y))


ROUTES = [Route.full(3), Route.full(3).drop(0), Route.full(3).drop(1, 2), Route.full(3).drop(2), Route.full(3).branch_only(1)]


@pytest.mark.parametrize("unit", ["original", "pre-activation", "no BN"])
@pytest.mark.parametrize("rough", [False, True], ids=["fp32", "bf16 first"])
def test_the_judge_agrees_with_the_net_on_every_route(unit, rough, data, monkeypatch):
    monkeypatch.setattr(inference.hardware, "has_fast_bf16", lambda _: rough)
    monkeypatch.setattr(inference, "CHECKED", 30)
    net = stirred(spec(unit)).float()
    judge = RouteScorer(net, data, 120)
    assert (judge.rough is not None) == rough
    for route, (error, loss) in zip(ROUTES, judge(ROUTES), strict=True):
        want = by_hand(copy.deepcopy(net).double(), data, route, 120)
        assert error == want[0], route.text()
        assert loss == pytest.approx(want[1], rel=2e-2 if rough else 1e-5)


def test_images_that_bf16_leaves_open_are_taken_again_in_fp32(data, monkeypatch):
    """A head so small that bf16 cannot tell the classes apart: without the second look most answers would be wrong."""
    monkeypatch.setattr(inference.hardware, "has_fast_bf16", lambda _: True)
    monkeypatch.setattr(inference, "CHECKED", 20)
    net = stirred(spec("original")).float()
    with torch.no_grad():
        net.head.weight.mul_(1e-3)
        net.head.bias.fill_(100.0)
    routes = ROUTES[:2]
    errors = [error for error, _ in RouteScorer(net, data, 120)(routes)]
    assert errors == [by_hand(copy.deepcopy(net).double(), data, route, 120)[0] for route in routes]
    monkeypatch.setattr(inference, "SAFETY", 0.0)
    assert [error for error, _ in RouteScorer(net, data, 120)(routes)] != errors


def test_steps_with_which_routes_begin_run_once(data, monkeypatch):
    monkeypatch.setattr(inference.hardware, "has_fast_bf16", lambda _: False)
    judge = RouteScorer(stirred(spec("original")).float(), data, 40)
    ran = []
    step = judge.exact.step
    monkeypatch.setattr(judge.exact, "step", lambda x, what, *rest: ran.append(what) or step(x, what, *rest))
    full = Route.full(3)
    judge([full.drop(1), full.drop(0), full, full.drop(2), full.drop(0, 2), full.drop(1)])
    first, second = [(0, "full"), (0, "skip")], [(1, "full"), (1, "full"), (1, "skip")]
    third = [(2, "full"), (2, "full"), (2, "full"), (2, "skip"), (2, "skip")]
    assert sorted((one.unit, one.mode) for one in ran) == [*first, *second, *third]


def test_akin_routes_stand_together():
    full = Route.full(4)
    routes = [full, full.drop(2), full.drop(0, 3), full.swap(2, 3), full.drop(0, 1), full.drop(0), full.branch_only(2)]
    found = sorted(routes, key=shared_start_order)
    assert {route.text() for route in found[:3]} == {"drop 0", "drop 0,1", "drop 0,3"}
    assert found == sorted([*routes[3:], *routes[:3]], key=shared_start_order)


@pytest.mark.weights
@pytest.mark.slow
def test_published_resnet20_is_judged_as_in_fp32():
    file = next(Path(os.environ.get("RESEXP_WEIGHTS", "/nowhere")).glob("resnet20*"), None)
    if file is None or source.find_root("cifar10") is None:
        pytest.skip("no published weights under $RESEXP_WEIGHTS, or no CIFAR-10")
    run, net = weights.import_file(file, zoo.net("resnet-20"))
    data = DataSet(run.data)
    routes = [Route.full(9), *(Route.full(9).drop(unit) for unit in range(9))]
    assert [error for error, _ in RouteScorer(net, data, 500)(routes)] == [
        evaluate(net, data, limit=500, route=route).error for route in routes
    ]
