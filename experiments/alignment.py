"""Residual units refine their features step by step: after training a branch moves its input down the loss.

Claim     With identity shortcuts a net refines its features iteratively: a unit's branch F(x) points along the negative
          gradient of the loss at its input.
Source    Jastrzebski et al. 2018, "Residual connections encourage iterative inference", section 4.
Command   make alignment BUDGET=quick
          python -m resexp measure alignment --run resnet-56@imported      any one residual net, imported weights included
Cost      at initialisation nothing is trained, whatever the budget: nets of 20 and 56 layers take 10 s on 2 CPU cores. After
          training: degradation's residual nets and a pre-activation net, 5 s more.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from resexp import plans
from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.compare import percent
from resexp.analysis.findings import Finding, Statement, all_below
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import ALIGNMENT, AT_INITIALISATION, BRANCH_RATIO

MOST = 0.75
TITLE = "Alignment: does a unit step down the loss?"
PANELS = {ALIGNMENT: ("Does a unit step down the loss?", "cos(F(x), −∂E/∂x)"), BRANCH_RATIO: ("How far?", "||F(x)|| / ||x||")}


def runs(budget: Budget) -> list[Plan]:
    """Residual nets, trained and as initialised."""
    return [*plans.trained_nets(budget, ("resnet",)), *plans.initial_nets_with_bn(budget, ("resnet", "preresnet"))]


def measures(budget: Budget) -> list[Measure]:
    """The cosine of branch and negative gradient at every unit of nets with shortcuts, and the length of its step."""
    chosen = plans.trained_or_initial_with_bn(budget)

    def applies(plan: Plan) -> bool:
        return chosen(plan) and plan.run.net.unit.shortcut != "none"

    return [Measure("propagation.alignment", budget.size("alignment"), applies)]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """alignment: unit by unit, before and after training."""
    return along.draw_measured(table, {"alignment": (table, ALIGNMENT, alignment)})


def alignment(table: pd.DataFrame) -> Figure:
    """Direction and length of every unit's step, of the deepest nets."""
    both = (frames.at_initialisation(table), frames.after_training(table))
    rows = pd.concat([along.deepest(part, ALIGNMENT) for part in both])
    started = set(both[0]["label"])
    fig, axes = plots.new_figure(columns=2, width=12.5, height=4.9, sharey=False)
    for ax, (quantity, (title, words)) in zip(axes, PANELS.items(), strict=True):
        looks: list[tuple[str, dict[str, Any]]] = []
        last = 1.0
        for net in along.nets(rows, quantity):
            look: dict[str, Any] = {**style.BOLD, "marker": "o", "ms": 4, "color": net.colour}
            if net.label in started:
                look = {**style.DASHED, "color": style.shade(net.colour, -0.35)}
            values = along.profile(rows, net.label, quantity)
            along.line(ax, along.with_gaps(values), look["color"], **{name: look[name] for name in look if name != "color"})
            looks.append((net.label, look))
            last = max(last, float(values.index.max()))
        plots.panel_title(ax, title)
        ax.set_ylabel(words)
        along.axis(ax, 0, last)
    axes[0].axhline(0, color="#8A8A8A", lw=0.8)
    along.log(axes[1], fine=True)
    plots.legend(axes[1], looks, "upper right")
    captions.explain(
        fig,
        "Whether each branch moves its input down the loss (above 0), and how far, before and after training.",
        f"Left: cosine of the branch F(x) and the negative gradient at its input, mean over {along.images(rows, ALIGNMENT)}. "
        "Running statistics after training, the batch's before it. Units that change the shape are left out.",
        rows[rows["quantity"] == ALIGNMENT],
    )
    return fig


def findings(table: pd.DataFrame) -> list[Finding]:
    """Jastrzebski 2018, section 4, of the deepest nets; and how many branches of each net step down the loss."""
    rows = along.deepest(frames.after_training(table), ALIGNMENT)
    statements = []
    for net in along.nets(rows, ALIGNMENT):
        values = along.profile(rows, net.label, ALIGNMENT)
        down = (values > 0).sum() / values.notna().sum()
        holds = all_below(-down, -MOST)
        statements.append(
            Statement(holds, f"{net.name} {percent(100 * down.min())} to {percent(100 * down.max())} of the units")
        )
    text = f"After training most branches step down the loss (our bound: {100 * MOST:.0f} % of the units)."
    found = [Finding(text, "Jastrzebski 2018, section 4", statements, rows[rows["quantity"] == ALIGNMENT])]
    for when, rows in ((AT_INITIALISATION, frames.at_initialisation(table)), ("after training", frames.after_training(table))):
        said = []
        for net in along.nets(rows, ALIGNMENT):
            values = along.profile(rows, net.label, ALIGNMENT).median(axis=1)
            said.append(f"{int((values > 0).sum())} of {len(values)} in {net.name} (median cosine {values.median():+.3f})")
        if said:
            found.append(Finding(f"Branches that step down the loss, {when}: {'; '.join(said)}."))
    return found
