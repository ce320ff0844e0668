"""Are the paths of a residual net independent? Before training they are; after it they agree.

Claim     If a residual net is an ensemble of unrelated paths, the gradients of its paths are orthogonal on average, and the
          energy of each length is the sum of those of its paths: a coherence of 1 (docs/ensemble.md).
Source    ours. What each explanation predicts:
          - an ensemble (Veit et al. 2016, abstract: paths that "do not strongly depend on each other"): 1, trained or not;
          - random weights: 1 before training, since two paths differ in a branch whose weights have mean 0;
          - one answer refined step by step (Greff et al. 2017, abstract; Jastrzebski et al. 2018, abstract: features move down
            the loss): after training above 1, the more the longer, up to the number of paths if they were alike;
          - branches that correct each other: below 1.
Command   make ensemble BUDGET=quick
          python -m resexp measure ensemble --run resnet-56@imported      any one residual net, imported weights included
Cost      a draw of signs costs what the exact spectrum of paths.py does. quick: paths' nets, a minute on 2 CPU cores. short:
          two minutes a net, before training and after. paper: 110 layers (a GPU).
"""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.along import Net
from resexp.analysis.findings import Finding, Statement, all_below, all_hold
from resexp.analysis.labels import End, label_ends
from resexp.analysis.paths import LENGTH
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION, COHERENCE, COHERENCE_ERROR, ENERGY_APART, ENERGY_ERROR, INTACT, PATH_ENERGY

TITLE = "Ensemble: training makes paths agree"
PRECISE = 0.1
"""Largest relative standard error, over draws of signs, of a length that is shown (docs/ensemble.md: heavy tails)."""

NEAR = 1.25, 2.0
"""Coherence that still counts as 1: before training from the inverse of the first to it; after training up to the second."""


def runs(budget: Budget) -> list[Plan]:
    """Original nets, of both depths if there are two; and a pre-activation net, in one seed."""
    depths = {budget.depth, max(budget.depths) if len(budget.depths) <= 2 else budget.depth}
    plans = [budget.plan(f"resnet-{depth}", seed) for seed in budget.seeds_of("ensemble") for depth in sorted(depths)]
    return [*plans, budget.plan(f"preresnet-{budget.depth}", budget.seeds[0])]


def measures(budget: Budget) -> list[Measure]:
    """The energy of every path length, and that of independent paths, after training and before."""
    return [Measure("ensemble.coherence", budget.size("ensemble"))]


def by_length(table: pd.DataFrame, net: Net, quantity: str, state: str = INTACT) -> pd.DataFrame:
    """Length x run; of what random signs estimate the lengths at which the error is at most PRECISE in every run."""
    rows = table[(table["label"] == net.label) & (table["intervention"] == state)].dropna(subset=["at"])
    rows = rows.assign(k=rows["at"].astype(float))
    values, error = (frames.pivot(rows[rows["quantity"] == name], "k") for name in (quantity, ENERGY_ERROR))
    return values if quantity == PATH_ENERGY else values[(error <= PRECISE).all(axis=1)]


def peak(table: pd.DataFrame, net: Net) -> float:
    """The length whose paths together have the most energy, after training."""
    return float(by_length(table, net, PATH_ENERGY).median(axis=1).idxmax())


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """coherence: against the length, before and after training. energy: as it is, and as it would be of independent paths."""
    return along.draw_measured(table, {
        "coherence": (table, COHERENCE, coherence), "energy": (along.deepest(table, COHERENCE), COHERENCE, energy),
    })  # fmt: skip


def explain(fig: Figure, see: str, how: str, table: pd.DataFrame) -> None:
    """Its caption."""
    rows = table[table["quantity"] == COHERENCE]
    how += f" By random signs, for each image apart; mean over {along.images(rows, COHERENCE)}. Left out: lengths whose"
    captions.explain(fig, see, f"{how} error over the draws exceeds {100 * PRECISE:.0f} %.{captions.seed_note(table)}", rows)


def coherence(table: pd.DataFrame) -> Figure:
    """The energy of each length over that of independent paths."""
    fig, (ax,) = plots.new_figure(width=10.5, height=5.6)
    nets, ends = along.nets(table, COHERENCE), []
    tints, units = along.tints(nets), int(table.loc[table["quantity"] == COHERENCE, "at"].dropna().astype(int).max())
    for net in nets:
        tint, before = tints[net.label], by_length(table, net, COHERENCE, AT_INITIALISATION)
        trained, error = (by_length(table, net, name)[: 2 * peak(table, net)] for name in (COHERENCE, COHERENCE_ERROR))
        ends.append(End(*along.line(ax, trained, tint, marker="o", ms=5), net.name, tint, True))
        ax.errorbar(trained.index, trained.median(axis=1), 2 * error.max(axis=1), fmt="none", ecolor=tint, elinewidth=1.2)
        along.line(ax, before, tint, **style.DASHED)
    along.log(ax, "energy of a length\n/ that of independent paths")
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"× {value:,.4g}"))
    ax.set_ylim(0.5, 4 * max(end.y for end in ends))
    alike = [math.comb(units, k) for k in range(units // 2)]
    ax.plot(range(len(alike)), alike, color=style.GREY, lw=1.6, ls=":")
    ax.annotate(f"all paths alike, {units} units", (0.13, 0.94), xycoords="axes fraction", color=style.GREY, size=style.FONT)
    along.axis(ax, 0, units, LENGTH)
    label_ends(ax, ends, "")
    looks = [("after training", {**style.BOLD, "marker": "o"}), ("before training", style.DASHED)]
    both = bool((table["intervention"] == AT_INITIALISATION).any())  # imported weights do not know their first
    plots.legend(ax, looks if both else looks[:1], "upper right")
    explain(fig, f"{'Before training paths are independent (× 1); after it' if both else 'In a trained net'} they agree.",
            "||G_k||² over the sum of ||g_p||², up to twice the length that carries the most. Bars: two standard errors of the "
            "draws of signs.", table)  # fmt: skip
    return fig


def energy(table: pd.DataFrame) -> Figure:
    """What each length carries, and what it would carry if its paths were independent: a panel a net."""
    nets = along.nets(table, COHERENCE)
    fig, axes = plots.new_figure(columns=len(nets), width=max(8.0, 5.6 * len(nets)), height=4.4)
    for ax, net in zip(axes, nets, strict=True):
        looks = {"as it is": (PATH_ENERGY, net.colour, 0.8), "if paths were independent": (ENERGY_APART, "black", 0.45)}
        for name, colour, width in looks.values():
            values = 100 * by_length(table, net, name).median(axis=1)
            ax.bar(values.index, values, width, color=colour)
            ax.set_ylim(0, max(ax.get_ylim()[1], 1.35 * values.max()))
        plots.panel_title(ax, net.name, net.colour)
        along.axis(ax, -0.5, 2 * peak(table, net) + 0.5, LENGTH)
        plots.legend(ax, [(text, {"lw": 8, "color": colour}) for text, (_, colour, _) in looks.items()], "upper right")
    axes[0].set_ylabel("energy, % of the whole gradient's")
    explain(fig, "After training paths agree: the gradient has more energy than that of independent paths would have.",
            "Colour: ||G_k||² of all paths of a length; lengths do not add up to 100 %, since they agree too. Dark: the sum of "
            "||g_p||² of the same paths.", table)  # fmt: skip
    return fig


def findings(table: pd.DataFrame) -> list[Finding]:
    """Whether coherence is 1, before training at every length, and after it where the gradient peaks."""
    rows, nets = table[table["quantity"] == COHERENCE], along.nets(table, COHERENCE)
    return [
        Finding(f"Before training paths are independent (our bound: a coherence within × {NEAR[0]:g} of 1 at every length).",
                "ours", [said for net in nets for said in untrained(table, net)],
                rows[rows["intervention"] == AT_INITIALISATION]),
        Finding(f"After training paths are still independent (our bound: a coherence of {NEAR[1]:g} at most where they carry "
                "the most energy).", "ours", [one for net in nets for one in where_it_peaks(table, net)],
                rows[rows["intervention"] == INTACT], "Longer training has more time to make paths agree.",
                notes=[together(table, net) for net in nets]),
    ]  # fmt: skip


def untrained(table: pd.DataFrame, net: Net) -> list[Statement]:
    """The range of coherence over all lengths before training; nothing if it was not measured."""
    ratio, error = (by_length(table, net, name, AT_INITIALISATION) for name in (COHERENCE, COHERENCE_ERROR))
    low, high, noise = ratio.min(), ratio.max(), 2 * error.max()
    holds = all_hold(all_below(high, NEAR[0], noise), all_below(-low, -1 / NEAR[0], noise))
    text = f"{net.name} {low.min():.2f} to {high.max():.2f}, {len(ratio)} lengths"
    return [Statement(holds, text)] if len(ratio) else []


def where_it_peaks(table: pd.DataFrame, net: Net) -> list[Statement]:
    """Coherence at the length that carries the most energy after training; nothing if it is not known there."""
    k, ratio = peak(table, net), by_length(table, net, COHERENCE)
    if k not in ratio.index:
        return []
    holds = all_below(ratio.loc[k], NEAR[1], 2 * by_length(table, net, COHERENCE_ERROR).loc[k])
    return [Statement(holds, f"{net.name} {ratio.loc[k].median():.3g} at length {k:g}")]


def together(table: pd.DataFrame, net: Net) -> str:
    """Coherence of all paths of all lengths, and what that at the peak, or the longest length known, means for two paths."""
    ratio = by_length(table, net, COHERENCE).median(axis=1)[: peak(table, net)]
    rows = table[(table["label"] == net.label) & (table["quantity"] == COHERENCE) & (table["intervention"] == INTACT)]
    units, k = int(rows["at"].dropna().astype(int).max()), int(ratio.index.max())
    cosine = (ratio[k] - 1) / max(1, math.comb(units, k) - 1)
    return (
        f"{net.name}: all paths together have {rows.loc[rows['at'].isna(), 'value'].median():.3g} times the energy of "
        f"independent ones; those of {k} units {ratio[k]:.3g} times, a mean cosine of {cosine:.1g} of two of them."
    )
