"""Terms of He 2016, Eq. 4, 5 and 8: what must hold, why elsewhere it need not, and lambda^k."""

import math

import pandas as pd
import pytest

from resexp.analysis import terms


def deviations(quantity="deviation", **notes):
    """One row a unit: its deviation, and why it need not vanish."""
    return pd.DataFrame([{"label": "net", "quantity": quantity, "at": f"unit.{k}", "value": value, "note": note, "run": "a",
                          "intervention": "full"} for k, (value, note) in enumerate(notes.values())])  # fmt: skip


def test_the_largest_deviation_where_an_equation_must_hold_and_elsewhere():
    rows = deviations(a=(1e-8, pd.NA), b=(3e-8, pd.NA), c=(0.5, "relu after the addition"), d=(0.9, "padded transition"))
    rows = pd.concat([rows, deviations("general deviation", a=(4e-8, pd.NA))])
    assert terms.largest(rows, "deviation", must_hold=True) == 3e-8 and terms.largest(rows, "deviation", must_hold=False) == 0.9
    assert math.isnan(terms.largest(rows, "forward deviation", must_hold=True)) and terms.general_deviation(rows) == 4e-8


def test_reasons_are_said_once_without_shapes():
    relu = "relu after the addition"
    rows = deviations(
        a=(1, f"{relu}; padded transition; shapes differ (a -> b)"), b=(1, relu), c=(0, pd.NA), d=(1, "no shortcut")
    )
    assert terms.reasons(rows) == "relu after the addition, padded transition and no shortcut"


def scaled(factor, direct, units=9, bn=True):
    """Norms of a net with scaled shortcuts: the whole gradient as 2^k, the direct term as direct^k, from the end on."""
    places = [f"unit.{k}.input" for k in range(units)] + [f"unit.{units - 1}.output"]
    base = {"label": f"preresnet-20{'' if bn else ' without BN'}, shortcut × {factor:g}, at initialisation", "run": str(factor),
            "shortcut_scale": factor, "batch_norm": bn, "family": "preresnet", "depth": 20}  # fmt: skip
    rows = []
    for quantity, step, by in (("gradient norm", "full", 2.0), ("gradient norm", "direct term", direct),
                               ("predicted norm", "full", factor), ("predicted norm in stage", "full", factor)):  # fmt: skip
        rows += [{**base, "at": at, "quantity": quantity, "intervention": step, "value": by ** (units - k)}
                 for k, at in enumerate(places)]  # fmt: skip
    return pd.DataFrame(rows)


def test_nets_with_scaled_shortcuts_stand_by_lambda_and_not_by_label():
    table = pd.concat([scaled(1.1, 1.1), scaled(0.5, 0.5), scaled(0.99, 0.99), scaled(1.01, 1.01), scaled(0.9, 0.9, bn=False)])
    assert list(terms.scaled_nets(table, True)) == [0.5, 0.99, 1.01, 1.1] and list(terms.scaled_nets(table, False)) == [0.9]
    assert terms.scaled_name(table, True) == "preresnet-20, shortcuts × 0.5 to 1.1"
    assert terms.scaled_name(table, False) == "preresnet-20 without BN, shortcuts × 0.9 to 0.9"


def test_the_direct_term_over_the_last_stage_is_held_against_lambda_to_the_units_it_passes():
    """Of nine units the last stage has three, of which the first changes the shape: two are passed."""
    table = pd.concat([scaled(0.5, 0.5), scaled(0.9, 0.8)])
    (name, predicted, ours), (_, nine, eight) = terms.stage_ends(table, batch_norm=True)
    assert name == "preresnet-20, shortcut × 0.5" and predicted == ours == 0.25
    assert (nine, eight) == pytest.approx((0.81, 0.64))
    assert terms.stage_ends(scaled(0.5, 0.5, units=3), batch_norm=True) == []  # nothing between two changes of shape
    assert terms.stage_ends(table, batch_norm=False) == []
    assert terms.whole_gradients(table, True).to_dict() == {0.5: 2.0**8, 0.9: 2.0**8}


def test_the_direct_term_is_told_stage_by_stage_and_where_the_last_begins():
    """Units 2 and 4 change the shape: they have a ratio of norms and no cosine."""
    values = {"direct ratio": dict.fromkeys(range(6), 0.5), "direct cosine": {0: 0.2, 1: 0.4, 3: 0.7, 5: 0.1}}
    values["direct cosine"] |= {6: 0.3}
    values["direct ratio"] |= {6: 0.5}
    rows = pd.concat(
        deviations(quantity, **{f"u{k}": (value, pd.NA) for k, value in some.items()}).assign(at=[f"unit.{k}" for k in some])
        for quantity, some in values.items()
    )
    share = terms.direct_share(rows, "net")
    assert share.ratio == 0.5 and share.cosines == pytest.approx([0.3, 0.7, 0.2]) and share.last_starts == 0.1
    assert terms.direct_share(rows[rows["quantity"] == "direct ratio"], "net") is None
