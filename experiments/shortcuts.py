"""Anything on the shortcut but the identity makes a deep net harder to train.

Claim     Scaled, gated, convolved or dropped out, a shortcut no longer passes signal and gradient on as they are: over many
          units the factors multiply. The identity, which has no parameters, has the lowest error.
Source    He et al. 2016, section 3, Fig. 2 and Table 1 (ResNet-110). Exclusive gates of bias 0 to -5 are one row there.
Command   make shortcuts BUDGET=quick
          make shortcuts BUDGET=quick ARGS='--seeds 0,1,2'
Cost      quick: 12 runs of 14 layers, three minutes on 2 CPU cores. short: 56 layers, 1 epoch of 3 seeds,
          three hours of one core. paper: 110 layers, 5 seeds (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, drawing, plots, published, style
from resexp.analysis.compare import percent, standing
from resexp.analysis.findings import Finding, is_best, rank_agreement, rows_that_fail
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
    return {"errors": errors(table), "curves": curves(table),
            "units": drawing.units(table, {label: label for label in nets(PAPER_DEPTH)}, 4)}  # fmt: skip


def errors(table: pd.DataFrame) -> Figure:
    """The last test error of every row, in the order of Table 1."""
    fig, (ax,) = plots.new_figure(width=9.5, height=5.6)
    order = list(nets(PAPER_DEPTH))
    colours = dict.fromkeys(order, style.FAMILY["resnet"]) | {ORIGINAL: "#222222"}
    how = plots.ranked_errors(ax, last_values(table), order, colours, numbers=numbers())
    see = "Test error with each shortcut of Table 1; black: the identity, the lowest in the paper."
    captions.explain(fig, see, f"{how} {captions.layers_note(table)}")
    return fig


def curves(table: pd.DataFrame) -> Figure:
    """Each kind of shortcut beside the original."""
    groups = {title: {ORIGINAL: "original", **{label: label.split(", ")[-1] if "gate" in label else label for label in group}}
              for title, group in ROWS.items()}  # fmt: skip
    colours = {ORIGINAL: "#222222"}
    for group in ROWS.values():
        colours |= style.cycle_colours(list(group))
    return plots.error_curves(table, groups, colours, "How nets learn with each kind of shortcut; black: the identity.")


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Table 1, each row with its unit."""
    return published.rows_of(table, numbers())


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2016, Table 1: where the identity stands, and how far the order is the paper's."""
    values = last_values(table)
    return [
        Finding(
            "Of all shortcuts the identity has the lowest test error.", "He 2016, Table 1",
            is_best(values, ORIGINAL, "identity"), values,
            "What other shortcuts cost grows with depth and length: 0.3 to 6 points, or failure, at 110 layers.",
            depth=PAPER_DEPTH,
            notes=[*lower(values), *rank_agreement(values, numbers()), *rows_that_fail(table, numbers())],
        ),
    ]  # fmt: skip


def lower(values: pd.DataFrame) -> list[str]:
    """Which shortcuts have a clearly lower error than the identity; nothing if none has."""
    found = standing(values, ORIGINAL)
    if found is None or not found.better:
        return []
    medians = found.rows["median"].loc[found.better].sort_values()
    return [f"Clearly lower: {', '.join(f'{label} ({percent(value)})' for label, value in medians.items())}."]
