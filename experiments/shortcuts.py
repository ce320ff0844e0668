"""Anything on the shortcut but the identity makes a deep net harder to train.

Claim     Scaled, gated, convolved or dropped out, a shortcut no longer passes signal and gradient on as they are: over many
          units the factors multiply. The identity, which has no parameters, has the lowest error.
Source    He et al. 2016, section 3, Fig. 2 and Table 1 (ResNet-110). Exclusive gates of bias 0 to -5 are one row there.
Command   make shortcuts BUDGET=quick
          make shortcuts BUDGET=quick ARGS='--seeds 0,1,2'
Cost      quick: 12 runs of 14 layers, three minutes on 2 CPU cores. short: 56 layers, 1 epoch of 3 seeds,
          three hours of one core. paper: 110 layers, 5 seeds (a GPU).
Found     Three seeds, one thread, quick's recipe (batches of 64, 5,000 test images; --depths 8; iterations in budgets.yaml):
            layers, iterations                              8, 128        14, 128       14, 320
            others worse, better than the identity          8, 0 of 11    9, 0 of 11    7, 0 of 11
            medians vary by, the seeds of a row by          5.0, 1.0      7.0, 1.6      8.3, 1.7 points
            rank correlation with Table 1, n = 12 rows      +0.35         +0.48         +0.23
            random orders that do as well                   13 %          6.5 %         23 %
            pairs that seeds tell apart, in its order       40, 23        43, 29        38, 22
          8 layers are the cheapest setting found at which the rows separate; quick takes 14, nearer to the paper's order,
          though none is in it beyond chance. Furthest out (14, 128): exclusive gates of bias -6 and -7, 7 and 5 places too
          low, which let next to nothing of a branch through at first; and scale (0.5, 1), a failure at 110 layers, 5 too
          high.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, claim, drawing, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.spec import Net

TITLE = "Shortcuts: nothing beats the identity"
PAPER_DEPTH = 110
ORIGINAL = "original: identity"
ROWS = {  # as in Table 1: panel of the curves -> name -> shortcut
    "Constant scaling": {
        "scale (0, 1): plain": "none",
        "scale (0.5, 1)": "scale 0.5",
        "scale (0.5, 0.5)": "scale 0.5 0.5",
    },
    "Exclusive gating": {f"exclusive gate, bias {bias}": f"gate exclusive {bias}" for bias in (0, -3, -6, -7)},
    "Shortcut-only gating": {f"shortcut gate, bias {bias}": f"gate shortcut {bias}" for bias in (0, -6)},
    "1×1 convolution, dropout": {"1×1 conv": "conv", "dropout 0.5": "dropout 0.5"},
}


def nets(depth: int) -> dict[str, Net]:
    """Label -> net, in the order of Table 1; the first number of a scale is the shortcut's, the second the branch's."""
    rows = {ORIGINAL: "identity"} | {label: shortcut for group in ROWS.values() for label, shortcut in group.items()}
    return {label: zoo.net_from_unit(zoo.ORIGINAL.replace(shortcut=shortcut), depth) for label, shortcut in rows.items()}


def runs(budget: Budget) -> list[Plan]:
    """Every row of Table 1 at one depth."""
    chosen = budget.for_ablations()
    return [chosen.plan(net, seed, label) for seed in chosen.seeds for label, net in nets(chosen.depth).items()]


def numbers() -> dict[str, published.Number]:
    """Table 1."""
    return published.table_of("Table 1", nets(PAPER_DEPTH))


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: Table 1. curves: as He 2016, Fig. 3. units: as Fig. 2."""
    order = list(nets(PAPER_DEPTH))
    return {"errors": errors(table, order), "curves": curves(table), "units": drawing.units(table, {k: k for k in order}, 4)}


def errors(table: pd.DataFrame, order: list[str]) -> Figure:
    """The last test error of every row."""
    fig, (ax,) = plots.new_figure(width=9.5, height=5.6)
    colours = dict.fromkeys(order, style.FAMILY["resnet"]) | {ORIGINAL: "#222222"}
    text = plots.ranked_errors(ax, last_values(table), order, colours, numbers=numbers())
    captions.explain(fig, f"{text} {captions.layers_note(table)}")
    return fig


def curves(table: pd.DataFrame) -> Figure:
    """Each kind of shortcut beside the original."""
    groups = {title: {ORIGINAL: "original", **{k: k.split(", ")[-1] if "gate" in k else k for k in group}}
              for title, group in ROWS.items()}  # fmt: skip
    colours = {ORIGINAL: "#222222"}
    for group in ROWS.values():
        colours |= style.cycle_colours(list(group))
    return plots.error_curves(table, groups, colours)


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Table 1, each row with its unit."""
    return published.rows_of(table, numbers())


def verdict(table: pd.DataFrame) -> list[str]:
    """Where the identity stands, and how far the order is the paper's."""
    values = last_values(table)
    return [
        *identity(values),
        *verdicts.order(values, numbers()),
        *verdicts.fails(table, numbers()),
        *verdicts.failures(table),
        *verdicts.caveats(table),
    ]


def identity(values: pd.DataFrame) -> list[str]:
    """Which rows are below the original, and which above, the seeds or the images deciding; one that diverged is above."""
    found = verdicts.standing(values, ORIGINAL)
    if found is None or not np.isfinite(found.rows["median"][ORIGINAL]):
        return []
    medians, better = found.rows["median"], sorted(found.better, key=found.rows["median"].get)
    first = f"The identity shortcut ends at {verdicts.percent(medians[ORIGINAL])}"
    shown = [f"{label} ({verdicts.percent(medians[label])})" for label in better]
    text = f"{first}: {len(found.worse)} of {len(found.others)} other shortcuts are worse {found.how}, {len(better)} better"
    text += f": {', '.join(shown)}" if better else ""
    best = medians.idxmin()
    whose = "its own" if best == ORIGINAL else f"that of {best}, {verdicts.percent(medians[best])}"
    return [f"{text}. The lowest error is {whose}."]


def claims(table: pd.DataFrame) -> list[Claim]:
    """He 2016, Table 1."""
    values = last_values(table)
    return claim.judge(
        "Of all shortcuts the identity has the lowest test error.", "He 2016, Table 1",
        claim.best(values, ORIGINAL, "identity"), values,
        "What other shortcuts cost grows with depth and length: 0.3 to 6 points, or failure, at 110 layers.", depth=PAPER_DEPTH,
    )  # fmt: skip
