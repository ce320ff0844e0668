"""The gradient of plain nets with BN does not vanish: at first it grows toward the image, far more than in residual nets.

Claim     Plain nets with batch normalisation have healthy gradients: vanishing gradients are not why they are hard to train.
Source    He et al. 2015, section 4.1.
Command   make gradients BUDGET=quick
          python -m resexp measure gradients --run resnet-56@imported      any one net, imported weights included
Cost      at initialisation nothing is trained, whatever the budget: 20, 56 and 110 layers in three seeds take a minute on 2 CPU
          cores, 1001 layers 15 s on 16 images (quick) or two minutes on 128. After training: degradation's nets and a
          pre-activation net, 10 s at quick; iterations between from kept weights.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import plans
from resexp.analysis import along, frames, gradients, published
from resexp.analysis.findings import Finding, Statement, all_below
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import GRADIENT_NORM, GROWTH, INTACT, PARAMETER_GRADIENT

TITLE = "Gradients: whether the error reaches the first layers"
BESIDE = "What the paper says, and the median over seeds of the factor by which a unit multiplies the gradient."
DEEPEST = 1001
LEFT = 0.1
"""Healthy norms: from this to its inverse, at the first unit over those behind the last."""


def runs(budget: Budget) -> list[Plan]:
    """Trained nets; four designs as initialised, at three depths and in three seeds at least; and one net of 1001 layers."""
    depths, seeds = plans.initial_depths(budget), plans.initial_seeds(budget)
    initial = [
        plans.initial_net(budget, family, depth, seed, bn) for seed in seeds for depth in depths for family, bn in plans.DESIGNS
    ]
    deep = [budget.plan_untrained(f"preresnet-{DEEPEST}", seeds[0])] if depths == plans.DEPTHS else []
    return [*plans.trained_nets(budget), *initial, *deep]


def measures(budget: Budget) -> list[Measure]:
    """Norms at every unit, in one seed of the weights' gradients too; of trained nets also on the way."""
    first, size = plans.of_first_seed(budget), budget.size("gradients")
    images, deep = {"images": size["images"]}, {"images": size["deep_images"]}
    return [
        Measure("propagation.norms", {**images, "parameters": True}, first),
        Measure("propagation.norms", images, lambda plan: plans.kind(plan) == "initial" and not first(plan)),
        Measure("propagation.training", images, lambda plan: plans.kind(plan) == "trained"),
        Measure("propagation.norms", deep, lambda plan: plans.kind(plan) == "deep"),
        Measure("propagation.variances", deep, lambda plan: plans.kind(plan) == "deep"),
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """norms, weights: at every depth, before training. growth: fitted factors. deep: 1001 layers. training, training_weights:
    the deepest nets, after so many iterations."""
    first, beyond, trained = initial(table), initial(table, deep=True), frames.after_training(table)
    units, weights = gradients.AT_UNITS, gradients.OF_WEIGHTS
    return along.draw_measured(table, {
        "norms": (first, GRADIENT_NORM, lambda rows: gradients.plot_before_training(rows, units,
            "Before training: with BN the gradient grows toward the image, fast in plain nets; without BN it shrinks.")),
        "weights": (first, PARAMETER_GRADIENT, lambda rows: gradients.plot_before_training(rows, weights,
            "Before training: gradients of the weights depend on depth in plain nets, far less in residual nets.")),
        "growth": (table, GROWTH, lambda rows: gradients.plot_factors(rows,
            "Before training, whether the gradient grows toward the image (right of 1) or shrinks (left of 1).")),
        "deep": (beyond, GRADIENT_NORM, lambda rows: gradients.plot_both_ways(rows,
            "Before training, signal and gradient pass 1001 layers: neither is lost on the way.")),
        "training": (along.deepest(trained, GRADIENT_NORM), GRADIENT_NORM, lambda rows: gradients.plot_in_training(rows, units,
            "How the gradient along the net changes in training: the darker the line, the later.")),
        "training_weights": (along.deepest(trained, PARAMETER_GRADIENT), PARAMETER_GRADIENT,
            lambda rows: gradients.plot_in_training(rows, weights,
            "How the gradients of the weights change in training: the darker the line, the later.")),
    })  # fmt: skip


def initial(table: pd.DataFrame, deep: bool = False) -> pd.DataFrame:
    """Rows of nets as initialised: up to 110 layers, or beyond."""
    rows = frames.at_initialisation(table)
    return rows[(rows["depth"] > plans.MOST_LAYERS) == deep]


def plain(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of plain nets with BN."""
    return table[table["family"].eq("plain") & table["batch_norm"].eq(True)]


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """What He 2015 says of the deepest plain net before training, beside the fitted factor."""
    rows = along.deepest(initial(table), GROWTH)
    found = [(net.name, gradients.fitted(rows, net.label)) for net in along.nets(plain(rows), GROWTH)]
    what = ("factor of the gradient a unit, toward the image", "not vanishing", "He 2015, section 4.1")
    return pd.DataFrame([(name, *what, one.text()) for name, one in found if one], columns=list(published.SAID))


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2015, section 4.1, of the deepest plain net, before and in training; and the other designs beside it."""
    first, trained = along.deepest(initial(table), GROWTH), along.deepest(frames.after_training(table), GRADIENT_NORM)
    beyond = along.deepest(initial(table, deep=True), GROWTH)
    return [
        healthy_norms(plain(first), "before training"),
        healthy_norms(plain(trained), "in training", "A longer schedule begins with the same steps."),
        *other_designs(pd.concat([first, beyond])),
        *residual_in_training(trained),
    ]


def healthy_norms(table: pd.DataFrame, when: str, longer: str = "") -> Finding:
    """Whether from a tenth to ten times the gradient behind the last unit of plain nets reaches the first, as
    measured: before training, or at every iteration whose weights were kept."""
    statements, notes = [], []
    for net in along.nets(table, GRADIENT_NORM):
        when_measured = gradients.steps(table, net.label) if longer else {"": INTACT}
        ratios = {text: gradients.first_over_last(table, net.label, step) for text, step in when_measured.items()}
        least, most = (pick(ratios, key=lambda text: ratios[text].median()) for pick in (min, max))
        low, high = ratios[least], ratios[most]
        said = f"{net.name}: × {low.median():.2g}{gradients.after(least)}, at least × 0.1"
        statements.append(Statement(all_below(-low, -LEFT), said))
        statements.append(Statement(all_below(high, 1 / LEFT), f"× {high.median():.2g}{gradients.after(most)}, at most × 10"))
        ratio = gradients.measured_in_training(table, net.label) if longer else gradients.measured(table, net.label).text()
        by = ", by iteration" if longer else ""
        notes.append(f"{net.name}, norm at the first unit over that behind the last{by}: {ratio}.")
    text = f"In plain nets with BN the gradient has healthy norms ({when}; our bounds: × 0.1 to × 10 over the net)."
    return Finding(text, "He 2015, section 4.1", statements, table[table["quantity"] == GRADIENT_NORM], longer, notes=notes)


def other_designs(table: pd.DataFrame) -> list[Finding]:
    """The fitted factors of the other designs before training, and how well a straight line fits."""
    nets = [net for net in along.nets(table, GROWTH) if net.design != ("plain", True)]
    found = [f"{net.name} {fit.text()}, {fit.word}{fit.fits()}" for net in nets if (fit := gradients.fitted(table, net.label))]
    return (
        [Finding(f"At initialisation a unit multiplies the gradient toward the image by: {'; '.join(found)}.")] if found else []
    )


def residual_in_training(table: pd.DataFrame) -> list[Finding]:
    """What reaches the first unit of nets with shortcuts, as measured, by iteration."""
    nets = [net for net in along.nets(table, GRADIENT_NORM) if net.design != ("plain", True)]
    return [Finding(f"{net.name}, norm at the first unit over that behind the last, by iteration: "
                    f"{gradients.measured_in_training(table, net.label)}.") for net in nets]  # fmt: skip
