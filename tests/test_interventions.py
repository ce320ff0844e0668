"""Routes and nets drawn by hypothesis: what interventions do, and that nothing they or the probes do stays in the net."""

import copy

import nets
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from resexp import zoo
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.probe import lesion, paths
from resexp.route import Route
from resexp.spec import Data
from resexp.spec import Net as Spec

DATA = DataSet(Data(name="synthetic", images=64, test_images=24))
SHORTCUTS = ("identity", "scale 0.5", "scale 0.5 0.25", "gate exclusive -1", "gate shortcut", "conv", "dropout 0.5")
SLOW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def residual(draw):
    """The spec of a small net with shortcuts."""
    base = zoo.FAMILIES[draw(st.sampled_from(["resnet", "preresnet"]))]
    blocks = tuple(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    widths = draw(st.sampled_from([(2, 2, 4), (2, 4, 6), (3, 3, 3)]))[: len(blocks)]
    unit = {"shortcut": draw(st.sampled_from(SHORTCUTS)), "widen": draw(st.sampled_from(["pad", "pad both", "project bn"]))}
    return base.replace(unit=base.unit.replace(**unit), blocks=blocks, widths=widths)


@st.composite
def any_net(draw):
    """With shortcuts, plain, or a VGG that pools."""
    blocks = tuple(draw(st.lists(st.integers(1, 3), min_size=3, max_size=3)))
    others = st.sampled_from([
        zoo.FAMILIES["plain"].replace(blocks=blocks, widths=(2, 4, 6)),
        zoo.NAMED["vgg-15"].replace(blocks=blocks, widths=(3, 3, 3)),
        zoo.NAMED["vgg-15-nobn"].replace(blocks=blocks, widths=(3, 3, 3)),
    ])  # fmt: skip
    return draw(st.one_of(residual(), others))


def units(spec: Spec):
    return st.integers(0, sum(spec.blocks) - 1)


@st.composite
def routes(draw, spec: Spec):
    """A route the net can run: units of equal shape swapped, branches and shortcuts deleted, gradients sent one way."""
    plans, route = spec.unit_plans(), Route.full(sum(spec.blocks))
    for _ in range(draw(st.integers(0, 4))):
        one, other = draw(units(spec)), draw(units(spec))
        change = draw(st.sampled_from(["swap", "drop", "branch_only", "through"]))
        if change == "swap" and (plans[one].shapes(), plans[one].shares) == (plans[other].shapes(), plans[other].shares):
            route = route.swap(one, other)
        elif change == "through":
            route = route.through(draw(st.sampled_from(["both", "branch"])), one)
        elif change != "swap":
            route = getattr(route, change)(one)
    try:
        route.check(spec)
    except UserError:  # a plain net's transition was dropped
        return Route.full(len(plans))
    return route


def images(count=2):
    return torch.randn(count, 3, 32, 32, generator=torch.Generator().manual_seed(count), dtype=torch.float64)


def shortcuts_alone(net, x):
    """Every unit's shortcut and what follows the addition, by the modules themselves."""
    x = net.stem(x)
    for unit in net.units:
        x = unit.after(unit.shortcut(unit.lead(x))[0])
    return net.head(net.tail(x).mean((2, 3)))


def everything(net):
    """State, modes, gradients, what is trained and what BN tracks: all that a measurement could leave behind."""
    return {
        "state": {name: value.clone() for name, value in net.state_dict().items()},
        "modes": [part.training for part in net.modules()],
        "tracks": [getattr(part, "track_running_stats", None) for part in net.modules()],
        "momentum": [getattr(part, "momentum", None) for part in net.modules()],
        "hooks": [len(part._forward_hooks) + len(part._forward_pre_hooks) for part in net.modules()],
        "gradients": [value.grad is None for value in net.parameters()],
        "trained": [value.requires_grad for value in net.parameters()],
    }


def same(one, other):
    state = one["state"].keys() == other["state"].keys() and all(
        torch.equal(value, other["state"][name]) for name, value in one["state"].items()
    )
    return state and {**one, "state": 0} == {**other, "state": 0}


@SLOW
@given(residual())
def test_all_dropped_leaves_the_shortcuts_alone(spec):
    net, x, n = nets.stirred(spec).eval(), images(), sum(spec.blocks)
    with torch.no_grad():
        expected = shortcuts_alone(net, x)
        for route in (Route.full(n).drop(*range(n)), Route.full(n).keep()):
            torch.testing.assert_close(net(x, route=route), expected, rtol=1e-12, atol=1e-12)


@SLOW
@given(any_net(), st.data())
def test_swapping_two_units_is_a_net_that_was_built_with_them_swapped(spec, data):
    net, x = nets.stirred(spec).eval(), images()
    one, other = sorted((data.draw(units(spec)), data.draw(units(spec))))
    route = Route.full(len(net.units)).swap(one, other)
    assert route.swap(one, other) == Route.full(len(net.units))
    try:
        route.check(spec)
    except UserError:
        assume(False)  # their shapes differ
    built = copy.deepcopy(net)
    built.units[one], built.units[other] = built.units[other], built.units[one]
    with torch.no_grad():
        torch.testing.assert_close(net(x, route=route), built(x), rtol=1e-12, atol=1e-12)


PROBES = {
    "delete one": lambda net, seed: lesion.single(net, DATA, seed, never, images=8),
    "delete a shortcut": lambda net, seed: lesion.single(net, DATA, seed, never, images=8, delete="shortcut"),
    "delete one, BN again": lambda net, seed: lesion.single(net, DATA, seed, never, images=8, bn="re-estimated", bn_images=8),
    "delete many": lambda net, seed: lesion.deletions(net, DATA, seed, never, images=8, counts=2, draws=2),
    "reorder": lambda net, seed: lesion.swaps(net, DATA, seed, never, images=8, counts=(1, 2), draws=2),
    "path lengths": lambda net, seed: paths.lengths(net, DATA, seed, never, images=4, samples=2, most=1),
}


def never(*_, **__):
    """Nothing is there yet."""
    return False


@settings(SLOW, max_examples=25)
@given(any_net(), st.data())
def test_the_net_is_the_same_after_any_sequence_of_measurements(spec, data):
    net, x = nets.stirred(spec).float().eval(), images().float()
    with torch.no_grad():
        output = net(x)
    net.train(data.draw(st.booleans(), label="training"))
    for unit in data.draw(st.sets(units(spec)), label="units in the other mode"):
        net.units[unit].train(not net.training)
    before = everything(net)
    for what in data.draw(st.lists(st.sampled_from(list(PROBES)), min_size=1, max_size=4), label="what"):
        try:
            assert list(PROBES[what](net, data.draw(st.integers(0, 9))))
        except UserError as error:
            assert what == "reorder" and "equal shapes" in str(error)
        assert same(everything(net), before), what
    with torch.no_grad():
        assert torch.equal(net.eval()(x), output)


@SLOW
@given(any_net(), st.data())
def test_no_route_leaves_anything_in_the_net_that_ran_it(spec, data):
    net, x = nets.stirred(spec).eval(), images()
    before = everything(net)
    with torch.no_grad():
        output = net(x)
        for _ in range(3):
            net(x, route=data.draw(routes(spec)), tap=lambda name, value: 2 * value if name.endswith("sum") else None)
        assert torch.equal(net(x), output) and same(everything(net), before)
