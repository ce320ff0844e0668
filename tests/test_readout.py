"""Reading a net out after every unit: its own head on routes, a ridge regression against numpy, and what a probe may see."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from nets import stirred

from resexp import zoo
from resexp.images.data import DataSet
from resexp.probe import readout
from resexp.route import Route
from resexp.spec import Data
from resexp.words import AT_INITIALISATION, INTACT

SPECS = {name: zoo.net(f"{name}-14").replace(widths=(4, 8, 16)) for name in ("resnet", "preresnet", "plain")}


@pytest.fixture(scope="module")
def data():
    return DataSet(Data(name="synthetic", images=300, test_images=60))


def net_of(name):
    return stirred(SPECS[name]).float().eval()


def rows_of(net, data, have=lambda *_, **__: False):
    found = list(readout.along(net, data, 0, have, images=60, train_images=200, bn_images=64))
    return {rows[0]["intervention"]: rows for rows in found}


def column(rows, quantity):
    return {row["at"]: row["value"] for row in rows if row["quantity"] == quantity}


PLACES = [*(f"unit.{k}.input" for k in range(6)), "unit.5.output"]


@pytest.mark.parametrize("name", ["resnet", "preresnet"])
def test_the_head_after_a_unit_is_the_net_with_the_branches_of_all_later_units_deleted(data, name):
    net = net_of(name)
    rows = rows_of(net, data)[INTACT]
    x, y = next(data.batches("test", 60, 60))
    with torch.no_grad():
        whole = net(x).argmax(1)
        for k, place in enumerate(PLACES):
            logits = net(x, route=Route.full(6).drop(*range(k, 6)) if k < 6 else None)
            wrong = 100 * float((logits.argmax(1) != y).double().mean())
            agree = 100 * float((logits.argmax(1) == whole).double().mean())
            assert column(rows, "head error")[place] == pytest.approx(wrong)
            assert column(rows, "head loss")[place] == pytest.approx(float(F.cross_entropy(logits, y)), rel=1e-4)
            assert column(rows, "head agreement")[place] == pytest.approx(agree)


def test_in_a_plain_net_what_is_left_of_the_transitions_subsamples_and_pads(data):
    net = net_of("plain")
    x = torch.randn(2, 4, 32, 32)
    carried = readout.carried_on(net, x, 0)
    assert carried.shape == (2, 16, 8, 8)
    assert torch.equal(carried[:, :4], x[:, :, ::4, ::4]) and not carried[:, 4:].any()
    deep = torch.randn(2, 16, 8, 8)
    assert torch.equal(readout.carried_on(net, deep, 5), deep)
    rows = rows_of(net, data)[INTACT]
    assert column(rows, "head agreement")["unit.5.output"] == 100


def test_every_place_has_every_quantity_and_the_net_before_its_first_step_the_probe_alone(data):
    rows = rows_of(net_of("plain"), data)
    assert {(row["at"], row["quantity"]) for row in rows[INTACT]} == {(p, q) for p in PLACES for q in readout.QUANTITIES}
    assert {(row["at"], row["quantity"]) for row in rows[AT_INITIALISATION]} == {(p, "probe error") for p in PLACES}
    assert {row["n"] for some in rows.values() for row in some} == {60}


def test_what_is_on_disk_is_not_measured_again(data):
    assert set(rows_of(net_of("resnet"), data, lambda state, **_: state == INTACT)) == {AT_INITIALISATION}


def test_ridge_is_that_of_the_normal_equations():
    rng = np.random.default_rng(0)
    x, labels = rng.normal(3, 2, (90, 5)) * [1, 1, 1, 1, 100], rng.integers(0, 3, 90)
    ours = readout._solve(torch.from_numpy(x), torch.from_numpy(labels), 3, ridge=0.1)
    z = (x - x.mean(0)) / x.std(0, ddof=1)
    y = np.eye(3)[labels]
    weight = np.linalg.inv(z.T @ z + 0.1 * 90 * np.eye(5)) @ z.T @ (y - y.mean(0))
    scores = z @ weight + y.mean(0)
    np.testing.assert_allclose((torch.from_numpy(x) @ ours.weight + ours.bias).numpy(), scores, rtol=1e-9, atol=1e-12)
    wrong = 100 * float((scores.argmax(1) != labels).mean())
    assert ours.error(torch.from_numpy(x), torch.from_numpy(labels)) == pytest.approx(wrong)


def test_the_penalty_is_the_one_with_the_least_error_on_a_fifth_of_the_training_images(monkeypatch):
    torch.manual_seed(0)
    x, labels = torch.randn(500, 60), torch.arange(500) % 2
    x[:, 0] += labels * 1.5
    asked = []
    true = readout._solve

    def solve(x, y, classes, ridge):
        asked.append((len(x), ridge))
        return true(x, y, classes, ridge)

    monkeypatch.setattr(readout, "_solve", solve)
    readout.fit_ridge(x, labels, 2)
    assert sorted(asked[:-1]) == [(400, ridge) for ridge in readout.RIDGES]
    held = torch.arange(500) % 5 == 0
    errors = {r: true(x[~held], labels[~held], 2, r).error(x[held], labels[held]) for r in readout.RIDGES}
    n, chosen = asked[-1]
    assert n == 500 and errors[chosen] == min(errors.values())


def test_a_channel_without_variance_harms_nothing():
    x, labels = torch.randn(100, 3), torch.arange(100) % 2
    x[:, 1], x[:, 2] = 7.0, labels * 2.0
    assert readout.fit_ridge(x, labels, 2).error(x, labels) == 0


def test_pre_activation_features_are_rectified_before_the_mean_and_others_are_not(data):
    x = next(data.batches("test", 60, 60))[0]
    for name in ("resnet", "preresnet"):
        net = net_of(name)
        scales = readout._scales(net, x) if name == "preresnet" else None
        with torch.no_grad():
            features, _, _ = readout._read(net, data, "test", 60, scales)
            stem = net.stem(x)
        if name == "preresnet":
            stem = F.batch_norm(stem, None, None, training=True).relu()
        torch.testing.assert_close(features[0], stem.mean((2, 3)), rtol=1e-2, atol=1e-3)
