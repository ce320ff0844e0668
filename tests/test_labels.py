"""Names at the ends of lines: moved apart, in their order, inside the axes."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resexp.analysis.labels import move_apart


@given(st.lists(st.tuples(st.floats(-1, 2), st.floats(0.01, 0.3)), min_size=1, max_size=12))
def test_labels_moved_apart_keep_their_order_and_stay_inside(things):
    wanted, sizes = [y for y, _ in things], [size for _, size in things]
    places = move_apart(wanted, sizes, 1.0)
    shrink = min(1, 1 / sum(sizes))
    order = sorted(range(len(things)), key=lambda i: wanted[i])
    for below, above in itertools.pairwise(order):
        assert places[above] - places[below] >= shrink * (sizes[below] + sizes[above]) / 2 - 1e-9
    assert places[order[0]] >= shrink * sizes[order[0]] / 2 - 1e-9
    assert places[order[-1]] <= 1 - shrink * sizes[order[-1]] / 2 + 1e-9


def test_labels_with_room_stay_where_their_lines_end():
    assert move_apart([0.8, 0.2, 0.5], [0.1] * 3, 1.0) == pytest.approx([0.8, 0.2, 0.5])
    assert move_apart([0.5, 0.5], [0.1] * 2, 1.0) == pytest.approx([0.45, 0.55])
    assert move_apart([0.0, 5.0], [0.1] * 2, 1.0) == pytest.approx([0.05, 0.95])
