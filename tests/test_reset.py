"""Units set back to earlier weights: what is copied and what is not, and scores against `evaluate` on nets made by hand."""

import copy

import pytest
import torch
from nets import stirred

from resexp import zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets.inference import evaluate
from resexp.probe import reset
from resexp.probe.lesion import with_new_statistics
from resexp.route import Route
from resexp.spec import Data, Run, Train
from resexp.words import NO_LESION, RE_ESTIMATED

IMAGES = 60


@pytest.fixture(scope="module")
def data():
    return DataSet(Data(name="synthetic", images=200, test_images=IMAGES))


def trained(name="resnet", iterations=12, lost=(), imported=""):
    """A net as `load` gives it, with earlier nets that were stirred in another way; not those after the lost iterations."""
    spec = zoo.net(f"{name}-14").replace(widths=(4, 8, 16))
    net = stirred(spec, 0).float().eval()
    earlier = {i: stirred(spec, 10 + i).float().eval() for i in (0, 1, 3, 10)}

    def after(iteration):
        if iteration in lost:
            raise UserError(f"weights after {iteration} were not kept")
        return earlier[iteration]

    train = Train(iterations=iterations, warmup=0, batch=32)
    net.run, net.after = Run(net=spec, data=Data(name="synthetic"), train=train, imported=imported), after
    return net, earlier


def measure(net, data, have=lambda *_, **__: False, **options):
    return [row for rows in reset.units(net, data, 0, have, images=IMAGES, **options) for row in rows]


def values(rows, quantity="error"):
    return {(row["intervention"], row["at"]): row["value"] for row in rows if row["quantity"] == quantity}


def test_a_reset_unit_has_the_earlier_weights_and_all_else_stays():
    net, earlier = trained()
    before = copy.deepcopy(net.state_dict())
    twin, then = reset.with_unit_reset(net, earlier[3], 2).state_dict(), earlier[3].state_dict()
    for name, value in twin.items():
        weights = name.startswith("units.2.") and "running" not in name and "num_batches" not in name
        assert torch.equal(value, then[name] if weights else before[name]), name
    assert not torch.equal(twin["units.2.branch.0.weight"], before["units.2.branch.0.weight"])
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_scores_are_those_of_nets_made_by_hand(data):
    net, earlier = trained()
    rows = measure(net, data, iterations=(0, 10))
    found, losses = values(rows), values(rows, "loss")
    assert found[NO_LESION, ""] == pytest.approx(evaluate(net, data).error)
    for unit in range(6):
        for iteration in (0, 10):
            twin = copy.deepcopy(net)
            twin.units[unit].load_state_dict(
                {**twin.units[unit].state_dict(), **dict(earlier[iteration].units[unit].named_parameters())}
            )
            score = evaluate(twin, data)
            assert found[f"reset to iteration {iteration}", unit] == pytest.approx(score.error)
            assert losses[f"reset to iteration {iteration}", unit] == pytest.approx(score.loss, rel=0.02)  # bf16
        deleted = evaluate(net, data, route=Route.full(6).drop(unit))
        assert found[f"drop {unit}", unit] == pytest.approx(deleted.error)
    assert len(set(losses.values())) > 15  # the cases differ


def test_re_estimated_means_that_statistics_are_estimated_after_the_change(data):
    net, earlier = trained()
    found = values(measure(net, data, iterations=(0,), bn="re-estimated", bn_images=100))
    assert set(found) == {(f"{what}{RE_ESTIMATED}", at) for what, at in [
        (NO_LESION, ""), *((f"drop {u}", u) for u in range(6)), *(("reset to iteration 0", u) for u in range(6)),
    ]}  # fmt: skip
    twin = with_new_statistics(reset.with_unit_reset(net, earlier[0], 4), data, 0, 100)
    assert found[f"reset to iteration 0{RE_ESTIMATED}", 4] == pytest.approx(evaluate(twin, data).error)
    whole = evaluate(with_new_statistics(net, data, 0, 100), data)
    assert found[f"{NO_LESION}{RE_ESTIMATED}", ""] == pytest.approx(whole.error)


def test_iterations_that_this_length_does_not_keep_are_left_out_and_lost_weights_are_named(data):
    net, _ = trained(lost=(10,))
    rows = measure(net, data, iterations=(0, 10, 100))
    (lost,) = [row for row in rows if row["value"] is None]
    assert lost["intervention"] == "reset to iteration 10" and lost["note"] == "weights after 10 were not kept"
    assert {row["intervention"] for row in rows} == {
        NO_LESION, "reset to iteration 0", "reset to iteration 10", *(f"drop {u}" for u in range(6)),
    }  # fmt: skip


def test_imported_weights_do_not_know_their_first(data):
    rows = measure(trained(imported="0" * 64)[0], data, iterations=(0,))
    (note,) = [row["note"] for row in rows if row["value"] is None]
    assert note == "imported weights come without those of earlier iterations"
    assert len(values(rows)) == 1 + 1 + 6


def test_a_plain_net_cannot_run_without_its_transitions_but_can_reset_them(data):
    found = values(measure(trained("plain")[0], data, iterations=(0,)))
    assert {at for (text, at), value in found.items() if value is None} == {2, 4}
    assert all(found["reset to iteration 0", unit] is not None for unit in range(6))


def test_units_on_disk_are_not_measured_again(data):
    done = {(NO_LESION, ""), *((f"drop {u}", u) for u in range(4))}
    net, _ = trained()
    found = reset.units(net, data, 0, lambda text, at="", quantity="": (text, at) in done, images=IMAGES, iterations=(0,))
    assert found.__length_hint__() == 2
    assert {row["at"] for rows in found for row in rows} == {4, 5}
