"""The predicted ratio of branch and shortcut, and medians over layers and units."""

import pandas as pd
import pytest

from resexp.analysis import responses


def test_the_predicted_ratio_by_hand():
    assert responses.prediction(6).tolist() == pytest.approx([1, 1 / 2, 1 / 1.5, 1 / 2.5, 1 / 1.75, 1 / 2.75])
    assert responses.prediction(5).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])  # stages unknown


def rows(quantity, at, values):
    base = {"label": "a", "quantity": quantity, "intervention": "full"}
    return pd.DataFrame([{**base, "run": run, "at": f"{at}.{k}", "value": value}
                         for run, some in values.items() for k, value in enumerate(some)])  # fmt: skip


def test_layers_are_those_in_layer_order():
    table = pd.concat([rows("response std", "layer", {"x": [3.0, 1.0]}), rows("response std", "rank", {"x": [9.0, 9.0, 9.0]})])
    assert responses.layers(table, "a")["x"].tolist() == [3.0, 1.0]


def test_thirds_are_medians_of_the_first_and_the_last_third_of_the_units():
    table = rows("variance ratio", "unit", {"x": [5, 3, 0, 0, 2, 1], "y": [7, 3, 0, 0, 4, 1]})
    assert responses.thirds(table, "a") == (4.5, 2.0, 6)
    assert responses.thirds(rows("variance ratio", "unit", {"x": [5, 1]}), "a") == (5.0, 1.0, 2)
