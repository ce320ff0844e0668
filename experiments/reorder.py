"""Swap units of a trained residual net: the error rises with the disorder.

Claim     Units can change places after training. The error grows smoothly with the disorder (Kendall's tau): the units are no
          strict sequence of steps, each on the output of the one before.
Source    Veit et al. 2016, section 4.3 and Fig. 5b (random swaps of units of equal shape).
          Ours: draws are nested (after 3 swaps: one more than after 2), the first unit stays in every net, since that of a
          pre-activation net cannot move; and the same with BN's statistics estimated again.
Command   make reorder BUDGET=quick
          python -m resexp measure reorder --run resnet-56@imported      any one net, imported weights included
Cost      quick: nets of short, first seed, 6 draws, 250 test images: a minute on 2 CPU cores. short: original and pre-
          activation nets of 56 layers, 30 draws of 2,000 test images, 10 with BN re-estimated: ten minutes a net.
          paper: of 110 layers, all test images (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp.analysis import captions, frames, lesions, plots
from resexp.analysis.findings import VEITS_DEPTH, Finding
from resexp.analysis.labels import label_ends
from resexp.budget import Budget, Plan
from resexp.measure import Measure

TITLE = "Reordering: the error rises with the disorder"
FAMILIES = ("resnet", "preresnet")
SHALLOWEST = 20
SWAPS = (1, 2, 3, 5, 8, 16)
RISING = 0.5
"""The error rises with the disorder if the interval of their rank correlation lies above this."""


def runs(budget: Budget) -> list[Plan]:
    """Residual nets, original and pre-activation; of two depths original ones of both: a shallow net has few orders."""
    if len(budget.depths) <= 2:
        depths = sorted({max(layers, SHALLOWEST) for layers in budget.depths})
        return [budget.plan(f"resnet-{layers}", seed) for seed in budget.seeds for layers in depths]
    return [budget.plan(f"{family}-{budget.depth}", seed) for seed in budget.seeds for family in FAMILIES]


def measures(budget: Budget) -> list[Measure]:
    """Orders after 1 to 16 swaps, with BN as training left it, and estimated again where the budget has draws for that."""
    size = budget.size("reorder")
    amount = {"images": size["images"], "counts": SWAPS}
    again = {"draws": size["re_estimated_draws"], "bn": "re-estimated", "bn_images": size["bn_images"]}
    stored = Measure("lesion.swaps", {**amount, "draws": size["draws"]})
    return [stored, *([Measure("lesion.swaps", {**amount, **again})] if size["re_estimated_draws"] else [])]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 5b."""
    return {"error": error(table)}


def error(table: pd.DataFrame) -> Figure:
    """Every order a dot, its error against Kendall's tau; the median of groups along tau a line; a panel a net."""
    labels, found, limit = lesions.ordered_labels(table), lesions.orders(table), frames.chance(table)
    fig, axes = plots.new_figure(columns=len(labels), width=9.5 if len(labels) == 1 else 13.0, height=5.4)
    for ax, label in zip(axes, labels, strict=True):
        part = table[table["label"] == label]
        colour = lesions.net_colour(part)
        plots.panel_title(ax, label, colour)
        lesions.error_axis(ax, limit)
        ax.set_xlim(1.01, min([0.8, *found["tau"]]) - 0.02)
        label_ends(ax, [*lesions.plot_orders(ax, part, colour), lesions.chance_end(ax, limit)])
        ax.set_xlabel("Kendall's tau of the order (1: as trained)")
    axes[0].set_ylabel("test error (%)")
    note = lesions.images_note(found.assign(value=found["error"]), table)
    captions.explain(
        fig,
        "The farther the order of the units is from the trained one (rightwards), the higher the error.",
        "Units of equal shape, but for the first, swapped at random after training; nothing is trained again. Dots: orders. "
        f"Lines: medians of groups along tau.{note}",
        frames.measured_rows(table),
    )
    return fig


def findings(table: pd.DataFrame) -> list[Finding]:
    """Veit 2016, Fig. 5b: by the rank correlation of error and tau over all orders, and its interval."""
    found, limit = lesions.orders(table), frames.chance(table)
    again, intact = lesions.orders(table, lesions.BN_RE_ESTIMATED), found[found["tau"] == 1].groupby("label")["error"].median()
    return [
        Finding(
            "The error rises with the disorder of the units, Kendall's tau (our bound: rank correlation over 0.5).",
            "Veit 2016, Fig. 5b", lesions.rises_with_disorder(found, limit, RISING), table[table["quantity"] == "tau"],
            "Few swaps should cost less, as of published weights (results/resnet-56-imported).", depth=VEITS_DEPTH,
            notes=[note for _, rows in found.groupby("label", sort=False) for note in medians(rows, again)],
        ),
        *lesions.nothing_to_lose(intact, limit, lesions.LEAD),
    ]  # fmt: skip


def medians(rows: pd.DataFrame, again: pd.DataFrame) -> list[str]:
    """'resnet-20: 51.9 % as trained; medians: 58.0 % after 1 swap (tau 0.92), 80.1 % after 16 (tau 0.61; BN re-estimated:
    60.2 %).'"""
    moved, label = rows[rows["tau"] < 1], rows["label"].iloc[0]
    if len(moved) < 3:
        return []
    by, new = moved.groupby("k")[["error", "tau"]].median(), again[again["label"] == label].groupby("k")["error"].median()
    beside = {k: f"; BN re-estimated: {new[k]:.1f} %" if k in new.index else "" for k in by.index}
    once, most = (
        f"{by['error'][k]:.1f} % after {k} swap{'s' * (k > 1)} (tau {by['tau'][k]:.2f}{beside[k]})" for k in by.index[[0, -1]]
    )
    return [f"{label}: {rows.loc[rows['tau'] == 1, 'error'].median():.1f} % as trained; medians: {once}, {most}."]
