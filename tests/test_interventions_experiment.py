"""SkipInit, zero gamma and the experiment that trains them: what begins at 0 does, and what is said of made-up numbers."""

import pandas as pd
import pytest
import torch

from resexp import budget as budgets
from resexp import experiment, zoo
from resexp.nets.inference import fold_bn
from resexp.nets.net import Net
from resexp.spec import unit_from_line
from resexp.words import AT_INITIALISATION, GRADIENT_COSINE

MODULE = experiment.load("interventions").module
QUICK = budgets.load("quick", "cifar10")


@pytest.mark.parametrize("label", ["zero gamma", "SkipInit, without BN"])
def test_branches_that_begin_at_0_leave_the_net_to_its_shortcuts_and_learn(label):
    spec = MODULE.nets(14)[label].replace(widths=(4, 4, 4))
    net, x = Net(spec), torch.randn(8, 3, 32, 32)
    assert sum(one.numel() for one in net.parameters()) == spec.parameters()
    whole = net.eval()(x)
    for unit in net.units:
        assert not unit.branch(torch.randn(2, 4, 8, 8)).any()
    torch.nn.functional.cross_entropy(net.train()(x), torch.arange(8)).backward()
    last = [unit.branch[-1].weight for unit in net.units]
    assert all(one.grad.abs().max() > 0 for one in last)  # the number itself learns at once
    with torch.no_grad():
        for one in last:
            one -= 0.5 * one.grad.sign()
    assert not torch.allclose(net.eval()(x), whole)
    assert torch.allclose(fold_bn(net)(x), net(x), atol=1e-4)


def test_designs_differ_from_the_residual_net_in_one_place():
    designs = MODULE.nets(14)
    lines = {label: net.unit.line() for label, net in designs.items()}
    assert len(set(lines.values())) >= len(lines) - 1 and lines["residual: option A"] == "conv bn relu conv bn | + | relu"
    assert not any("bn" in lines[label] for label in lines if "without BN" in label)
    assert "bn" not in zoo.without_bn(designs["zero gamma"]).unit.branch
    assert unit_from_line("conv relu conv scalar | + | relu").branch == "conv relu conv scalar"
    plans = experiment.load("interventions").runs(QUICK)
    assert len(plans) == 2 * len(designs) and len({plan.run.key for plan in plans}) == len(plans)


def rows(errors, cosines):
    """One row of a last error for each seed and design, and one of a cosine before training."""
    found = []
    for label, values in errors.items():
        for seed, value in enumerate(values):
            same = {"seed": seed, "status": "finished", "data": "cifar10", "intervention": "full", "n": 1000, "batch": 64,
                    "train_images": 1000, "test_images": 1000}  # fmt: skip
            found.append({**same, "run": f"{label}{seed}", "label": label, "iterations": 128, "iteration": 128, "split": "test",
                          "quantity": "error", "value": value, "at": None})  # fmt: skip
            found.append({**same, "run": f"{label}{seed}i", "label": f"{label}, {AT_INITIALISATION}", "iterations": 0,
                          "iteration": 0, "split": "train", "quantity": GRADIENT_COSINE, "value": cosines[label],
                          "at": "lag.1"})  # fmt: skip
    return pd.DataFrame(found)


def test_what_is_said_follows_the_numbers():
    labels = list(MODULE.nets(14))
    errors = {label: [60.0 + k, 60.2 + k, 60.4 + k] for k, label in enumerate(labels)}
    cosines = {label: 1 - k / len(labels) for k, label in enumerate(labels)}
    found = MODULE.findings(rows(errors, cosines))
    holds = {one.text: [statement.holds for statement in one.statements] for one in found if one.statements}
    assert holds["SkipInit lets a residual net without BN learn better."] == [False]
    assert holds["Shortcuts times lambda under 1 raise the error."] == [True, True, True]
    assert "-1.00" in found[-1].text and "13 designs" in found[-1].text and "Lowest error: plain" in found[-1].text
