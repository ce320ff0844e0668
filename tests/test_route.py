"""Routes: values that say which units run, in which order and how."""

from dataclasses import FrozenInstanceError
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau

from resexp import zoo
from resexp.errors import UserError
from resexp.route import Route, Step, draw_route, kendall_tau
from resexp.spec import Net, Train


@st.composite
def changes(draw, units):
    """A method of Route and its arguments, for routes of so many units."""
    some = draw(st.lists(st.integers(0, units - 1), max_size=units, unique=True))
    pair = (draw(st.integers(0, units - 1)), draw(st.integers(0, units - 1)))
    summand = draw(st.sampled_from(["both", "skip", "branch"]))
    return draw(
        st.sampled_from(
            [("drop", some), ("keep", some), ("branch_only", some), ("swap", pair), ("through", (summand, *some))],
        )
    )


@st.composite
def routes(draw, least=1):
    units = draw(st.integers(least, 9))
    route = Route.full(units)
    for method, arguments in draw(st.lists(changes(units), max_size=6)):
        route = getattr(route, method)(*arguments)
    return route


# -------------------------------------------------------------------------------------------------------------------- changes


def test_the_full_route_runs_every_unit_once_in_order():
    assert Route.full(3).steps == (Step(0, "full", "both"), Step(1, "full", "both"), Step(2, "full", "both"))
    assert Route.full(3).order == (0, 1, 2)


@given(routes())
def test_dropping_every_unit_leaves_shortcuts_only(route):
    dropped = route.drop(*range(len(route.steps)))
    assert [step.mode for step in dropped.steps] == ["skip"] * len(route.steps)
    assert dropped.order == route.order
    assert dropped == route.keep()


@given(routes(), st.data())
def test_drop_changes_the_units_named_and_no_other(route, data):
    units = data.draw(st.lists(st.sampled_from(route.order), unique=True))
    for method, mode in (("drop", "skip"), ("branch_only", "branch")):
        after = getattr(route, method)(*units)
        assert {step.unit for step in after.steps if step.mode == mode} >= set(units)
        assert [step for step in after.steps if step.unit not in units] == [s for s in route.steps if s.unit not in units]
        assert [step.backward for step in after.steps] == [step.backward for step in route.steps]


@given(routes(), st.data())
def test_keep_drops_all_others_and_leaves_the_kept_as_they_were(route, data):
    units = data.draw(st.lists(st.sampled_from(route.order), unique=True))
    kept = route.keep(*units)
    assert kept == route.drop(*(unit for unit in route.order if unit not in units))
    assert [step for step in kept.steps if step.unit in units] == [step for step in route.steps if step.unit in units]


@given(routes(least=2), st.data())
def test_swapping_twice_is_the_identity_and_swapping_once_exchanges_two_places(route, data):
    first, second = data.draw(st.tuples(st.sampled_from(route.order), st.sampled_from(route.order)))
    once = route.swap(first, second)
    assert once.swap(first, second) == route
    assert once == route.swap(second, first)
    assert set(once.steps) == set(route.steps)
    moved = [place for place, (a, b) in enumerate(zip(route.order, once.order, strict=True)) if a != b]
    assert moved == sorted({route.order.index(first), route.order.index(second)} if first != second else set())


@given(routes(), st.data())
def test_through_sets_the_way_of_the_gradient_and_nothing_else(route, data):
    units = data.draw(st.lists(st.sampled_from(route.order), unique=True))
    after = route.through("skip", *units)
    assert [step.backward for step in after.steps if step.unit in units] == ["skip"] * len(units)
    assert [(s.unit, s.mode) for s in after.steps] == [(s.unit, s.mode) for s in route.steps]
    assert after.through("both", *route.order) == route.through("both", *route.order)


@given(routes(), st.data())
def test_methods_never_change_the_route_they_are_called_on(route, data):
    before = repr(route), hash(route)
    steps = tuple(route.steps)
    method, arguments = data.draw(changes(len(route.steps)))
    getattr(route, method)(*arguments)
    assert (repr(route), hash(route)) == before
    assert all(now is then for now, then in zip(route.steps, steps, strict=True))


def test_routes_and_steps_cannot_be_written_to():
    route = Route.full(2)
    with pytest.raises(FrozenInstanceError):
        route.steps = ()
    with pytest.raises(FrozenInstanceError):
        route.steps[0].mode = "skip"


@pytest.mark.parametrize(
    "change",
    [
        lambda route: route.drop(3),
        lambda route: route.keep(3),
        lambda route: route.branch_only(0, 3),
        lambda route: route.swap(0, 3),
        lambda route: route.through("skip", 3),
    ],
)
def test_a_unit_that_is_not_there_is_named(change):
    with pytest.raises(UserError, match="there is no unit 3 on this route; units are numbered 0 to 2"):
        change(Route.full(3))


# ---------------------------------------------------------------------------------------------------------------------- check


def test_the_full_route_suits_every_net():
    for name in ("plain-20", "resnet-56", "preresnet-164"):
        net = zoo.net(name)
        Route.full(sum(net.blocks)).check(net)


@pytest.mark.parametrize("units", [1, 8, 10])
def test_a_route_of_another_length_is_refused(units):
    with pytest.raises(UserError, match=f"{units} steps, the net has 9 units"):
        Route.full(units).check(zoo.net("resnet-20"))


def test_a_route_that_takes_a_unit_twice_is_refused():
    steps = Route.full(9).steps
    with pytest.raises(UserError, match="each must come once"):
        Route((*steps[:-1], steps[0])).check(zoo.net("resnet-20"))


def test_units_of_equal_shape_may_change_places():
    net = zoo.net("resnet-20")
    for first, second in ((0, 1), (1, 2), (4, 5), (7, 8)):
        Route.full(9).swap(first, second).check(net)


@pytest.mark.parametrize(
    ("first", "second", "unit", "shapes", "there"),
    [
        (0, 4, 4, "32x16x16 -> 32x16x16", "16x32x32"),
        (2, 3, 2, "16x32x32 -> 16x32x32", "32x16x16"),
        (3, 4, 4, "32x16x16 -> 32x16x16", "16x32x32"),
        (5, 8, 8, "64x8x8 -> 64x8x8", "32x16x16"),
        (6, 3, 6, "32x16x16 -> 64x8x8", "16x32x32"),
    ],
)
def test_a_unit_moved_where_it_does_not_fit_is_named_with_both_shapes(first, second, unit, shapes, there):
    with pytest.raises(UserError) as caught:
        Route.full(9).swap(first, second).check(zoo.net("resnet-20"))
    assert f"unit {unit} ({shapes})" in str(caught.value)
    assert f"there the input is {there}" in str(caught.value)


def test_a_plain_nets_transition_cannot_be_dropped():
    net = zoo.net("plain-20")
    Route.full(9).drop(0, 1, 2, 4, 5, 7, 8).check(net)
    with pytest.raises(UserError, match="unit 3 is not deletable: 16x32x32 -> 32x16x16 and there is no shortcut"):
        Route.full(9).drop(3).check(net)
    with pytest.raises(UserError, match="unit 6 is not deletable: 32x16x16 -> 64x8x8"):
        Route.full(9).drop(1, 6).check(net)
    Route.full(9).drop(3, 6).check(zoo.net("resnet-20"))


@pytest.mark.parametrize("widths", [(16, 32, 64), (4, 4, 4)], ids=str)
def test_check_accepts_exactly_the_orders_in_which_channels_and_sizes_fit(widths):
    # blocks (2, 2, 1): units 0 and 1 may change places; 2 and 4 halve the size; 3 alone keeps the shape of the second stage
    net = Net(blocks=(2, 2, 1), widths=widths)
    for order in permutations(range(5)):
        route = Route(tuple(Step(unit) for unit in order))
        if order in {(0, 1, 2, 3, 4), (1, 0, 2, 3, 4)}:
            route.check(net)
        else:
            with pytest.raises(UserError, match="cannot stand where it was moved"):
                route.check(net)


# ----------------------------------------------------------------------------------------------------------------------- text


def test_text_says_what_differs_from_the_full_net():
    full = Route.full(6)
    assert full.text() == "full"
    assert full.drop(5, 3).text() == "drop 3,5"
    assert full.branch_only(2).text() == "branch-only 2"
    assert full.swap(1, 2).text() == "order 0,2,1,3,4,5"
    assert full.through("skip", 0, 1).through("branch", 2).text() == "backward through skip 0,1 backward through branch 2"
    assert full.drop(5, 3).swap(0, 1).branch_only(2).text() == "drop 3,5 branch-only 2 order 1,0,2,3,4,5"


@given(st.data())
def test_routes_of_one_length_have_the_same_text_only_if_they_are_equal(data):
    few = st.integers(2, 4).flatmap(lambda units: st.lists(changes(units), max_size=2).map(lambda made: (units, made)))
    units, made = data.draw(few)
    one, other = Route.full(units), Route.full(units)
    for method, arguments in made:
        one = getattr(one, method)(*arguments)
    for method, arguments in data.draw(st.permutations(made)):  # often the same route, made in another order
        other = getattr(other, method)(*arguments)
    assert (one.text() == other.text()) == (one == other)


# ---------------------------------------------------------------------------------------------------------------- Kendall tau


def brute_force(order):
    """(concordant - discordant) / pairs, as Kendall defined it."""
    signs = [1 if (order[i] < order[j]) == (i < j) else -1 for i, j in combinations(range(len(order)), 2)]
    return sum(signs) / len(signs)


def test_kendall_tau_of_known_orders():
    assert kendall_tau([0, 1, 2, 3]) == 1
    assert kendall_tau([3, 2, 1, 0]) == -1
    assert kendall_tau([1, 0]) == -1
    assert kendall_tau([1, 0, 2]) == pytest.approx(1 / 3)
    assert kendall_tau([2, 0, 1]) == pytest.approx(-1 / 3)
    assert kendall_tau([12, 2, 1, 0, 30]) == pytest.approx(-0.2)  # 6 of 10 pairs are inverted


@given(st.lists(st.integers(-50, 50), min_size=2, max_size=12, unique=True))
def test_kendall_tau_is_the_difference_of_concordant_and_discordant_pairs(order):
    assert kendall_tau(order) == pytest.approx(brute_force(order))
    assert kendall_tau(order) == pytest.approx(kendalltau(range(len(order)), order).statistic)
    assert kendall_tau(order[::-1]) == pytest.approx(-kendall_tau(order))


@given(st.permutations(range(10)), st.integers(0, 8))
def test_exchanging_two_neighbours_changes_kendall_tau_by_one_pair(order, place):
    other = list(order)
    other[place], other[place + 1] = other[place + 1], other[place]
    assert abs(kendall_tau(order) - kendall_tau(other)) == pytest.approx(2 / 45)


@pytest.mark.parametrize("order", [[], [0], [1, 1], [0, 1, 2, 1]])
def test_kendall_tau_needs_two_distinct_numbers(order):
    with pytest.raises(ValueError, match="two distinct"):
        kendall_tau(order)


# ------------------------------------------------------------------------------------------------------ routes of training


def kept(route):
    return [step.unit for step in route.steps if step.mode == "full"]


def test_exactly_k_units_run_and_every_unit_in_its_turn():
    train = Train(paths="random 4")
    sets = [kept(draw_route(train, 9, 7, i)) for i in range(2000)]
    assert {len(some) for some in sets} == {4}
    counts = [sum(unit in some for some in sets) for unit in range(9)]
    assert all(abs(count - 2000 * 4 / 9) < 5 * (2000 * 4 / 9 * 5 / 9) ** 0.5 for count in counts)
    assert all(step.mode in ("full", "skip") and step.backward == "both" for step in draw_route(train, 9, 7, 0).steps)


def test_units_survive_as_often_as_their_probability_says():
    train = Train(paths="decay 0.5")
    sets = [kept(draw_route(train, 6, 0, i)) for i in range(4000)]
    for unit, p in enumerate(train.survival_probabilities(6)):
        count = sum(unit in some for some in sets)
        assert abs(count - 4000 * p) < 5 * (4000 * p * (1 - p)) ** 0.5
    together = sum(4 in some and 5 in some for some in sets) / 4000
    assert together == pytest.approx(
        train.survival_probabilities(6)[4] * train.survival_probabilities(6)[5], abs=0.04
    )  # each by itself


def test_the_draw_is_a_function_of_seed_and_iteration():
    train = Train(paths="random 23")
    assert draw_route(train, 54, 1, 5) == draw_route(train, 54, 1, 5)
    assert len({draw_route(train, 54, seed, i) for seed in (1, 2) for i in range(5)}) == 10
    assert draw_route(Train(), 54, 1, 5) is None
    assert draw_route(Train(paths="random 9"), 9, 0, 0) == Route.full(9)
    assert draw_route(Train(paths="decay 1"), 9, 0, 0) == Route.full(9)
    assert kept(draw_route(Train(paths="random 4"), 9, 0, 0)) == [4, 6, 7, 8]  # pinned: other draws would be another run
