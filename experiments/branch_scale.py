"""However small its branches are, a residual net's gradient reaches its first unit; that of a plain net does not.

Claim     dE/dx_l = dE/dx_L (1 + d/dx_l sum F): the "1" does not depend on the weights, so the gradient does not vanish even if
          they are arbitrarily small.
Source    He et al. 2016, section 2, below Eq. 5. The intervention is ours: every branch of nets without BN times b, before
          training (BN would undo it). What each explanation predicts:
          - the shortcut carries the gradient: with shortcuts first over last goes to 1 as b goes to 0;
          - branches carry it: first over last falls with b in residual nets too;
          - without shortcuts n units multiply b^n to it, whatever else happens.
Command   make branch_scale BUDGET=quick
Cost      nothing is trained, whatever the budget: 24 nets take a minute on 2 CPU cores.
"""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp import plans, zoo
from resexp.analysis import along, captions, gradients, plots, style
from resexp.analysis.findings import Finding, Statement, all_below
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION, GRADIENT_NORM

TITLE = "Branch scale: what small branches do to the gradient"
SCALES = (1.0, 0.3, 0.1, 0.01)
"""Factors of every branch."""

SHORTCUTS = {"residual": 1, "plain": 0}
"""Name -> factor of the shortcut: the same branches, beside an identity or beside nothing."""

COLOURS = {"residual": style.FAMILY["preresnet"], "plain": style.FAMILY["plain"]}
LEFT = 0.1
"""Part of the gradient behind the last unit; with less of it at the first we say that it vanishes, as in `gradients`."""


def runs(budget: Budget) -> list[Plan]:
    """Pre-activation nets without BN as initialised, every branch times b, with and without shortcuts."""
    depth = plans.middle_depth(budget)
    base = zoo.without_bn(zoo.net(f"preresnet-{depth}"))
    return [
        budget.plan_untrained(
            base.replace(unit={"shortcut": f"scale {shortcut} {scale:g}"}), seed,
            f"{name}-{depth}{plans.NO_BN}, branch × {scale:g}, {AT_INITIALISATION}",
        )
        for seed in plans.initial_seeds(budget) for name, shortcut in SHORTCUTS.items() for scale in SCALES
    ]  # fmt: skip


def measures(budget: Budget) -> list[Measure]:
    """Norms of the gradient at every unit."""
    return [Measure("propagation.norms", budget.size("branch_scale"))]


def parts(table: pd.DataFrame) -> dict[tuple[str, float], str]:
    """(residual or plain, factor of the branches) -> label, of the nets that were measured."""
    labels = table.loc[table["quantity"] == GRADIENT_NORM, "label"].unique()
    found = [(re.fullmatch(r"(\w+)-\d+.*, branch × ([\d.]+), .*", label), label) for label in labels]
    every = {(match[1], float(match[2])): str(label) for match, label in found if match}
    return {key: every[key] for name in SHORTCUTS for scale in SCALES if (key := (name, scale)) in every}


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """gradient: along the units, and what reaches the first, against the factor."""
    return {"gradient": gradient(table)} if parts(table) else {}


def gradient(table: pd.DataFrame) -> Figure:
    """Left the norm at every unit, a line a net; right first over last against the factor of the branches."""
    fig, axes = plots.new_figure(columns=2, width=12.5, height=4.9, sharey=False)
    ends, last = [], 1.0
    for (name, scale), label in parts(table).items():
        values = along.profile(table, label, GRADIENT_NORM)
        values = values / values.iloc[-1]
        colour = style.shade(COLOURS[name], -0.18 * SCALES.index(scale))
        along.line(axes[0], values, colour, **style.BOLD)
        ends.append((float(values.index[0]), float(values.median(axis=1).iloc[0]), f"{name} × {scale:g}", colour))
        last = max(last, float(values.index.max()))
    plots.panel_title(axes[0], "Along the net")
    axes[0].set_ylabel("gradient norm over that behind the last unit")
    along.axis(axes[0], 0, last)
    along.log(axes[0])
    plots.legend(axes[0], [(name, {"color": colour, **style.BOLD}) for _, _, name, colour in ends], "lower right")
    against_scale(axes[1], table)
    captions.explain(
        fig, "With shortcuts the gradient reaches the first unit however small the branches are; without them it does not.",
        f"Every branch of nets without BN times b, before training; {along.images(table, GRADIENT_NORM)}. Median over seeds; "
        "band and bars from the lowest to the highest. Of plain × 0.01 nothing is left that fp32 holds.",
        table[table["quantity"] == GRADIENT_NORM],
    )  # fmt: skip
    return fig


def against_scale(ax: Axes, table: pd.DataFrame) -> None:
    """What reaches the first unit against the factor, a line with shortcuts and one without."""
    ends = []
    for name in SHORTCUTS:
        found = {
            scale: gradients.first_over_last(table, label) for (which, scale), label in parts(table).items() if which == name
        }
        if not found:
            continue
        middle = [float(some.median()) for some in found.values()]
        off = [[m - some.min() for m, some in zip(middle, found.values(), strict=True)],
               [some.max() - m for m, some in zip(middle, found.values(), strict=True)]]  # fmt: skip
        ax.errorbar([*found], middle, yerr=off, color=COLOURS[name], marker="o", **style.BOLD)
        ends.append(End(max(found), middle[0], name, COLOURS[name], True))
    ax.axhline(LEFT, color="#8A8A8A", lw=0.8)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlabel("factor of every branch")
    ax.set_ylabel("at the first unit, over behind the last")
    plots.panel_title(ax, "What reaches the first unit")
    label_ends(ax, ends, "")


def findings(table: pd.DataFrame) -> list[Finding]:
    """Whether a tenth reaches the first unit, with shortcuts for every factor under 1, and without them for none."""
    rows = table[table["quantity"] == GRADIENT_NORM]
    reaches = "However small the branches are, the gradient reaches a residual net's first unit (our bound: a tenth of it)."
    vanishes = "Without shortcuts it vanishes with the branches (our bound: less than a tenth of it)."
    return [
        Finding(text, "He 2016, section 2, below Eq. 5", statements(table, name, name == "plain"), rows)
        for name, text in (("residual", reaches), ("plain", vanishes))
    ]


def statements(table: pd.DataFrame, name: str, vanishes: bool) -> list[Statement]:
    """One for each factor under 1: whether less than a tenth is left in every seed, or more."""
    found = []
    for scale in (scale for which, scale in parts(table) if which == name and scale < 1):
        left = gradients.first_over_last(table, parts(table)[name, scale]).fillna(0.0)  # less than fp32 holds
        holds = all_below(left, LEFT) if vanishes else all_below(-left, -LEFT)
        found.append(Statement(holds, f"branch × {scale:g}: × {left.median():.2g}"))
    return found
