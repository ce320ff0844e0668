"""The energy of independent paths by random signs, against the paths themselves, each with a backward pass of its own."""

import math
from itertools import combinations, product

import nets
import pytest
import torch
import torch.nn.functional as F

from resexp import words
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets.net import Net
from resexp.probe import ensemble
from resexp.probe.paths import gradients_by_length
from resexp.route import Route
from resexp.spec import Data, Unit
from resexp.spec import Net as Spec

UNITS = {
    "original": Unit(),
    "pre-activation": Unit(branch="bn relu conv bn relu conv", after="", share="first"),
    "gated": Unit(branch="bn relu conv", after="", shortcut="gate exclusive -1"),
    "without shortcuts": Unit(shortcut="none"),
}


def small(unit, blocks=(2, 1, 1), dtype=torch.float64):
    return nets.stirred(Spec(unit=unit, blocks=blocks, widths=(2, 3, 4), classes=3), 1).to(dtype).eval()


def images(count=2, dtype=torch.float64):
    generator = torch.Generator().manual_seed(7)
    return torch.randn(count, 3, 32, 32, generator=generator, dtype=dtype), torch.arange(count) % 3


def path_gradients(net, x, y):
    """Length -> (paths, b, 3, 32, 32): every path by autograd through the whole net on its route."""
    n, found = len(net.units), {}
    plain = net.spec.unit.shortcut == "none"
    for k in [n] if plain else range(n + 1):
        for chosen in combinations(range(n), k):
            route = Route.full(n).through("branch", *chosen).through("skip", *(u for u in range(n) if u not in chosen))
            image = x.clone().requires_grad_()
            loss = F.cross_entropy(net(image, route=Route.full(n) if plain else route), y, reduction="sum")
            found.setdefault(k, []).append(torch.autograd.grad(loss, image)[0])
    return {k: torch.stack(some) for k, some in found.items()}


def energy(gradients):
    """(..., b, 3, 32, 32) -> (..., b)."""
    return gradients.flatten(-3).square().sum(-1)


def every_sign(n, images):
    """All 2^n choices of signs, the same for all images: (units, images) each."""
    return [torch.tensor(some, dtype=torch.float64)[:, None].expand(n, images) for some in product((-1, 1), repeat=n)]


@pytest.mark.parametrize("name", UNITS)
def test_the_mean_over_all_signs_is_the_sum_of_the_energies_of_all_paths(name):
    net, (x, y) = small(UNITS[name]), images()
    by_hand = path_gradients(net, x, y)
    whole = energy(gradients_by_length(net, x, y)[1])
    over_signs = torch.stack([ensemble.energies(net, x, y, signs) for signs in every_sign(len(net.units), len(x))]).mean(0)
    together = ensemble.energies(net, x, y)
    assert len(over_signs) == len(by_hand) == (1 if name == "without shortcuts" else 5)
    for place, gradients in enumerate(by_hand.values()):
        torch.testing.assert_close(over_signs[place], energy(gradients).sum(0) / whole, rtol=1e-9, atol=0)
        torch.testing.assert_close(together[place], energy(gradients.sum(0)) / whole, rtol=1e-9, atol=0)


def test_a_path_gets_the_product_of_the_signs_of_its_branches_and_each_image_its_own():
    net, (x, y) = small(UNITS["original"]), images()
    signs = torch.tensor([[1, -1], [-1, -1], [-1, 1], [1, -1]], dtype=torch.float64)
    terms, _ = gradients_by_length(net, x, y, signs=signs)
    for k, gradients in path_gradients(net, x, y).items():
        products = torch.stack([signs[list(chosen)].prod(0) for chosen in combinations(range(4), k)])  # (paths, b)
        expected = (products[:, :, None, None, None] * gradients).sum(0)
        torch.testing.assert_close(terms[k], expected, rtol=1e-9, atol=1e-12 * float(expected.abs().max()))


def test_more_images_than_go_through_the_net_together_keep_their_signs():
    net, (x, y) = small(UNITS["pre-activation"], blocks=(1, 1, 1)), images(35)
    signs = ensemble.draw_signs(3, 35, seed=0, number=0).double()
    assert set(signs.flatten().tolist()) == {-1, 1} and not (signs == signs[:, :1]).all()
    one_by_one = [ensemble.energies(net, x[i : i + 1], y[i : i + 1], signs[:, i : i + 1]) for i in range(35)]
    torch.testing.assert_close(ensemble.energies(net, x, y, signs), torch.cat(one_by_one, dim=1), rtol=1e-9, atol=0)


def test_signs_are_a_function_of_seed_and_draw():
    assert torch.equal(ensemble.draw_signs(9, 8, 0, 3), ensemble.draw_signs(9, 8, 0, 3))
    assert not torch.equal(ensemble.draw_signs(9, 8, 0, 3), ensemble.draw_signs(9, 8, 0, 4))
    assert not torch.equal(ensemble.draw_signs(9, 8, 0, 3), ensemble.draw_signs(9, 8, 1, 3))
    assert abs(float(ensemble.draw_signs(100, 100, 0, 0).mean())) < 0.05


@pytest.fixture(scope="module")
def measured():
    """(rows by intervention, net, data) of a small net of float32, with many draws."""
    data = DataSet(Data(name="synthetic", images=64, test_images=4))
    net = nets.stirred(Spec(unit=UNITS["pre-activation"], blocks=(2, 1, 1), widths=(2, 3, 4), classes=10), 1).float().eval()
    found = list(ensemble.coherence(net, data, 0, lambda *_, **__: False, images=4, draws=120, bn_images=32))
    return {rows[0]["intervention"]: rows for rows in found}, net, data


def value(rows, quantity, at):
    (row,) = [row for row in rows if row["quantity"] == quantity and row["at"] == at]
    return row["value"]


@pytest.mark.parametrize("k", [*range(5), None])
def test_rows_lie_within_their_errors_of_the_paths_themselves(measured, k):
    rows, net, data = measured
    rows, (x, y) = rows[words.INTACT], next(data.batches("test", 4, 4))
    by_hand = path_gradients(net, x, y)
    whole = energy(gradients_by_length(net, x, y)[1])
    apart = sum(float((energy(by_hand[one]).sum(0) / whole).mean()) for one in ([k] if k is not None else by_hand))
    together = float((energy(by_hand[k].sum(0)) / whole).mean()) if k is not None else 1.0
    error = value(rows, "path energy error", k)
    assert error < 0.12 and (error < 1e-6) == (k in (0, 4))  # one path alone: signs change nothing
    assert value(rows, "path energy", k) == pytest.approx(together, rel=1e-4)
    assert value(rows, "path energy if independent", k) == pytest.approx(apart, rel=4 * error + 1e-4)
    assert value(rows, "path coherence", k) == pytest.approx(together / apart, rel=4 * error + 1e-4)
    coherence = value(rows, "path coherence", k)
    assert value(rows, "path coherence error", k) == pytest.approx(error * coherence, rel=1e-6, abs=1e-12)
    assert 0 <= coherence <= (math.comb(4, k) if k is not None else 16) * (1 + 4 * error + 1e-9)


def test_both_states_have_every_quantity_at_every_length_and_of_all_paths(measured):
    for state in (words.INTACT, words.AT_INITIALISATION):
        places = {(row["at"], row["quantity"]) for row in measured[0][state]}
        assert places == {(k, name) for k in (*range(5), None) for name in ensemble.QUANTITIES}


def test_what_is_on_disk_is_not_measured_again(measured):
    _, net, data = measured
    left = ensemble.coherence(net, data, 0, lambda state, **_: state == words.INTACT, images=2, draws=2, bn_images=32)
    (rows,) = list(left)
    assert {row["intervention"] for row in rows} == {words.AT_INITIALISATION}


def test_an_image_without_a_gradient_is_left_out():
    net, (x, y) = small(UNITS["original"], dtype=torch.float32), images(dtype=torch.float32)
    with torch.no_grad():
        net.head.weight.zero_()
        net.head.bias.copy_(torch.tensor([200.0, 0.0, 0.0]))  # class 0 is certain: its loss has no gradient, nor has class 1's
    assert ensemble.energies(net, x, y).isnan().all()


def test_less_than_two_draws_have_no_spread():
    data = DataSet(Data(name="synthetic", images=64, test_images=4))
    with pytest.raises(UserError, match="at least two"):
        ensemble.coherence(Net(Spec(blocks=(1, 1, 1))), data, 0, lambda *_, **__: False, draws=1)
