"""Delete more and more units of a trained residual net: its error rises.

Claim     The error grows smoothly with the number of deleted units, as that of an ensemble does that loses members one by one.
Source    Veit et al. 2016, section 4.2 and Fig. 5a (1 to 20 random units of 54 deleted).
          Beside it, not in the paper: draws are nested, so that a step of the line is a unit that matters and not another draw;
          what the units cost one by one, added up; and the same with BN's statistics estimated again.
Command   make lesion_many BUDGET=quick
          python -m resexp measure lesion_many --run resnet-56@imported      any one net, imported weights included
Cost      quick: nets of short, first seed, 8 draws, 250 test images: a minute on 2 CPU cores. short: up to 10 of 27
          units, as large a part as the paper's 20 of 54; 30 draws of 2,000 test images, 5 with BN re-estimated: ten minutes a
          net. What the fewer images change: benchmarks/lesion_images.py. paper: all test images (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import captions, frames, lesions, plots, published
from resexp.analysis.findings import VEITS_DEPTH, Finding
from resexp.budget import Budget, Plan
from resexp.measure import Measure

TITLE = "Many lesions: the error rises with their number"
FAMILIES = ("resnet", "preresnet")
PAPERS_NET = "preresnet-110"
STEP, RISING = 0.35, 0.5
"""A rise is smooth if no one more unit takes more of the lead over chance; it is one if the rank correlation is higher."""


def runs(budget: Budget) -> list[Plan]:
    """Residual nets of one depth, original and pre-activation."""
    return [budget.plan(f"{family}-{budget.depth}", seed) for seed in budget.seeds for family in FAMILIES]


def measures(budget: Budget) -> list[Measure]:
    """Random units deleted, with BN as training left it, and estimated again where the budget has draws for that."""
    size = budget.size("lesion_many")
    amount = {"images": size["images"], "counts": size["units"]}
    again = {"draws": size["re_estimated_draws"], "bn": "re-estimated", "bn_images": size["bn_images"]}
    stored = Measure("lesion.deletions", {**amount, "draws": size["draws"]})
    return [stored, *([Measure("lesion.deletions", {**amount, **again})] if size["re_estimated_draws"] else [])]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 5a."""
    return {"error": error(table)}


def error(table: pd.DataFrame) -> Figure:
    """Error against the number of deleted units: every draw, and medians, a panel a net."""
    labels, limit = lesions.ordered_labels(table), frames.chance(table)
    fig, axes = plots.new_figure(columns=len(labels), width=9.5 if len(labels) == 1 else 13.0, height=5.4)
    papers = []
    for ax, label in zip(axes, labels, strict=True):
        part = table[table["label"] == label]
        colour = lesions.net_colour(part)
        plots.panel_title(ax, label, colour)
        lesions.error_axis(ax, limit)
        rows = lesions.draws(part)
        lesions.counts_axis(ax, rows["k"].max(), limit, lesions.plot_each_draw(ax, part, colour) if len(rows) else ())
        papers.append(papers_error(ax, part))
    axes[0].set_ylabel("test error (%)")
    captions.explain(
        fig,
        "With more and more units deleted the error rises towards chance; with BN estimated again it rises less.",
        "Units deleted after training; nothing is trained again. Thin: draws, orange once unit 0 is deleted. Dotted: what "
        f"these units cost one by one, added up, at most chance. {lesions.draws_note(table)} "
        f"{next((said for said in papers if 'Hollow' in said), papers[0])}",
        frames.measured_rows(table),
    )
    return fig


def papers_error(ax: Axes, part: pd.DataFrame) -> str:
    """Draw the paper's number where this is its net at its length, and say what stands there, or why not."""
    own = part["net"].iloc[0] == PAPERS_NET
    if why := published.incomparable(part) if own else f"it is of {PAPERS_NET} (54 units)":
        return f"Veit's 20 % with 10 units deleted (Fig. 5a) is left out: {why}."
    known = published.load().find(PAPERS_NET, ["veit2016"], intervention="delete 10 random units")
    plots.published_markers(ax, [(10, float(number.value), None) for number in known])
    return "Hollow, grey: Veit 2016, Fig. 5a, about."


def findings(table: pd.DataFrame) -> list[Finding]:
    """Veit 2016, Fig. 5a: the error rises with the number of units, and by no large step; the noise is that of the draws."""
    limit, found = frames.chance(table), lesions.draws(table)
    intact = found[found["k"] == 0].groupby("label")["value"].median()
    return [
        Finding(
            "The error rises smoothly with the number of deleted units (our bounds: a rank correlation over 0.5, and no one "
            "more unit takes over 35 % of what there is to lose).", "Veit 2016, Fig. 5a",
            lesions.rises_smoothly(found, limit, RISING, STEP), found,
            "Nets that have learned more lose less with the first unit; more draws leave less noise of the steps.",
            depth=VEITS_DEPTH, notes=[medians(table[table["label"] == label]) for label in lesions.ordered_labels(found)],
        ),
        *lesions.nothing_to_lose(intact, limit, lesions.LEAD),
    ]  # fmt: skip


def medians(rows: pd.DataFrame) -> str:
    """'resnet-56: 13.8 % intact; medians: 16.9 % with 1 deleted, 44.4 % with 5 (one by one, added up: 42.1 %; BN re-estimated:
    30.2 %).'"""
    found, new = lesions.draws(rows), lesions.draws(rows, lesions.BN_RE_ESTIMATED)
    error, added, again = (some.groupby("k").median(numeric_only=True) for some in (found, found, new))
    parts = []
    for k in [k for k in (1, 2, 5, 10) if k in error.index]:
        beside = [f"one by one, added up: {added['singles'][k]:.1f} %"] if k > 1 and added["singles"].notna()[k] else []
        beside += [f"BN re-estimated: {again['value'][k]:.1f} %"] if k in again.index else []
        parts.append(f"{error['value'][k]:.1f} % with {k} deleted" + (f" ({'; '.join(beside)})" if beside else ""))
    return f"{rows['label'].iloc[0]}: {error['value'].iloc[0]:.1f} % intact; medians: {', '.join(parts)}."
