"""Delete more and more units of a trained residual net: its error rises.

Claim     The error grows smoothly with the number of deleted units, as that of an ensemble does that loses members one by one.
Source    Veit et al. 2016, section 4.2 and Fig. 5a (1 to 20 random units of 54 deleted).
          Beside it, as a control: the units that halve the feature map stay, since they alone are worth many others.
Command   make lesion_many BUDGET=quick
          python -m resexp measure lesion_many --run resnet-56@imported      any one net, imported weights included
Cost      quick: the residual nets of `make lesion`, 20 draws for each number of units, 250 test images a draw: 2 minutes on
          2 CPU cores. short: up to 10 of 27 units, as large a part as the paper's 20 of 54; 10 draws of all test images, 5 of
          the control: half an hour a net. paper: 20 draws (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import captions, frames, lesions, plots, published, style
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
    """Any units, and only those that keep the shape."""
    size = budget.size("lesion_many")
    amount = {"images": size["images"], "counts": size["units"]}
    return [
        Measure("lesion.many", {**amount, "draws": size["draws"], "transitions": True}),
        Measure("lesion.many", {**amount, "draws": size["draws_kept"], "transitions": False}),
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 5a."""
    return {"error": error(table)}


def error(table: pd.DataFrame) -> Figure:
    """Error against the number of deleted units: median and band over draws and seeds, a panel a net."""
    labels, limit = lesions.ordered_labels(table), frames.chance(table)
    fig, axes = plots.new_figure(columns=len(labels), width=9.5 if len(labels) == 1 else 13.0, height=5.4)
    papers = []
    for ax, label in zip(axes, labels, strict=True):
        part = table[table["label"] == label]
        colour = lesions.net_colour(part)
        lines = {"any units": (False, style.shade(colour, 0.15)),
                 "those that halve the map kept": (True, style.shade(colour, -0.3))}  # fmt: skip
        plots.panel_title(ax, label, colour)
        lesions.error_axis(ax, limit)
        ends, names = [], []
        for name, (kept, shade) in lines.items():
            if len(rows := lesions.draws(part, kept)):
                ends.append(lesions.plot_draws(ax, rows, shade, dashed=kept))
                names.append((name, lesions.draws_look(shade, dashed=kept)))
        lesions.counts_axis(ax, ends, limit)
        plots.legend(ax, names, "lower right")
        papers.append(papers_error(ax, part))
    axes[0].set_ylabel("test error (%)")
    captions.explain(
        fig,
        "With more and more units deleted the error rises towards chance.",
        f"Units drawn at random after training; nothing is trained again. {lesions.draws_note(table)} "
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
    limit, every = frames.chance(table), lesions.draws(table)
    found = every[~every["kept"]]
    intact = found[found["k"] == 0].groupby("label")["value"].median()
    return [
        Finding(
            "The error rises smoothly with the number of deleted units (our bounds: a rank correlation over 0.5, and no one "
            "more unit takes over 35 % of what there is to lose).", "Veit 2016, Fig. 5a",
            lesions.rises_smoothly(found, limit, RISING, STEP), found,
            "Nets that have learned more lose less with the first unit; more draws leave less noise of the steps.",
            depth=VEITS_DEPTH, notes=[medians(every[every["label"] == label]) for label in lesions.ordered_labels(found)],
        ),
        *lesions.nothing_to_lose(intact, limit, lesions.LEAD),
    ]  # fmt: skip


def medians(rows: pd.DataFrame) -> str:
    """'resnet-20: 51.9 % intact, 60.2 % with 1 deleted, 72.4 % with 5 (those that halve the map kept: 58.1 % with 1, ...).'"""
    free, kept = (rows[rows["kept"] == one].groupby("k")["value"].median() for one in (False, True))
    some = [k for k in (1, 2, 5, 10, int(free.index.max())) if k in free.index and k <= free.index.max()]
    said = ", ".join(f"{free[k]:.1f} % with {k}" for k in dict.fromkeys(some))
    control = ", ".join(f"{kept[k]:.1f} % with {k}" for k in dict.fromkeys(some) if k in kept.index)
    text = f"{rows['label'].iloc[0]}: {free.iloc[0]:.1f} % intact; {said} deleted (medians)"
    return f"{text}; those that halve the map kept, {control}." if control else f"{text}."
