"""Where BN and ReLU stand decides whether the shortcut is free: before the convolutions is best.

Claim     With BN and ReLU before each convolution (full pre-activation) nothing stands behind the addition, and the shortcut is
          free from end to end: the net ends with a lower test error, at a slightly higher training loss. BN behind the addition
          stands in the way of every path, and is the worst.
Source    He et al. 2016, section 4.1, Fig. 4, 6 and Table 2 (ResNet-110 of basic units, ResNet-164 of bottlenecks).
Command   make activations BUDGET=quick
Cost      quick: 10 runs of 14 and 20 layers, three to four minutes on 2 CPU cores. short: 56 and 83 layers, 1 epoch
          of 3 seeds, three hours of one core. paper: 110 and 164 layers, 5 seeds (a GPU).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, drawing, frames, plots, published, style
from resexp.analysis.compare import by_group, centre, why_undecided
from resexp.analysis.findings import Finding, Statement, is_best, pair, part_unless_doubtful, rank_agreement
from resexp.analysis.labels import label_ends
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.spec import Net

TITLE = "Activations: before the convolutions, not behind the addition"
PAPER_DEPTH = 110
TAIL = 0.1
"""Part of a run, at its end, over which its training loss is averaged."""

DESIGNS = {  # name -> unit of two 3x3 convolutions, bottleneck
    "original": (zoo.ORIGINAL, zoo.BOTTLENECK),
    "BN after addition": (
        zoo.ORIGINAL.replace(branch="conv bn relu conv", after="bn relu"),
        zoo.BOTTLENECK.replace(branch="conv1 bn relu conv bn relu conv1", after="bn relu"),
    ),
    "ReLU before addition": (
        zoo.ORIGINAL.replace(branch="conv bn relu conv bn relu", after=""),
        zoo.BOTTLENECK.replace(branch="conv1 bn relu conv bn relu conv1 bn relu", after=""),
    ),
    "ReLU-only pre-activation": (
        zoo.ORIGINAL.replace(branch="relu conv bn relu conv bn", after="", share="first"),
        zoo.BOTTLENECK.replace(branch="relu conv1 bn relu conv bn relu conv1 bn", after="", share="widths"),
    ),
    "full pre-activation": (zoo.PREACT, zoo.PREACT_BOTTLENECK),
}
ORIGINAL, BN_AFTER, *_, FULL = DESIGNS
COLOURS = dict(zip(DESIGNS, (style.FAMILY["resnet"], *(style.OKABE_ITO[name] for name in ("vermillion", "orange", "purple")),
                             style.FAMILY["preresnet"]), strict=True))  # fmt: skip
KINDS = {"basic": "Basic units", "bottleneck": "Bottlenecks"}
"""The columns of Table 2. A label is 'original, basic'."""


def nets(depth: int) -> dict[str, Net]:
    """Label -> net: basic units of this depth, then as many bottlenecks."""
    deep = {"basic": depth, "bottleneck": (depth - 2) // 2 * 3 + 2}
    return {f"{design}, {kind}": zoo.net_from_unit(units[i], deep[kind])
            for i, kind in enumerate(KINDS) for design, units in DESIGNS.items()}  # fmt: skip


def runs(budget: Budget) -> list[Plan]:
    """Every row of Table 2, in both columns."""
    chosen = budget.for_ablations()
    return [chosen.plan(net, seed, label) for seed in chosen.seeds for label, net in nets(chosen.depth).items()]


def numbers(kind: str = "") -> dict[str, published.Number]:
    """Table 2; of one kind with the designs as labels."""
    found = published.table_of("Table 2", nets(PAPER_DEPTH))
    return {label.removesuffix(f", {kind}"): number for label, number in found.items() if label.endswith(kind)}


def columns(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Kind -> its column of Table 2 where it was trained, with the designs as labels."""
    found = {kind: table[table["label"].str.endswith(f", {kind}")] for kind in KINDS}
    return {kind: rows.assign(label=rows["label"].str.removesuffix(f", {kind}")) for kind, rows in found.items() if len(rows)}


def panel_name(kind: str, rows: pd.DataFrame) -> str:
    """'Basic units, 56 layers'."""
    return f"{KINDS[kind]}, {rows['depth'].iloc[0]} layers"


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: Table 2. curves: as He 2016, Fig. 6. units: as Fig. 4."""
    return {"errors": errors(table), "curves": curves(table),
            "units": drawing.units(table, {label: label for label in nets(PAPER_DEPTH)}, 5)}  # fmt: skip


def errors(table: pd.DataFrame) -> Figure:
    """The last test error of every design, a panel for each kind of unit."""
    parts = columns(table)
    fig, axes = plots.new_figure(columns=len(parts), width=13.0 if len(parts) > 1 else 9.0, height=3.9)
    for ax, (kind, rows) in zip(axes, parts.items(), strict=True):
        plots.panel_title(ax, panel_name(kind, rows))
        how = plots.ranked_errors(ax, last_values(rows), list(DESIGNS), COLOURS, numbers=numbers(kind))
    low, high = zip(*(ax.get_xlim() for ax in axes), strict=True)
    for ax in axes:
        ax.set_xlim(min(low), max(high))
    captions.explain(fig, "Test error by where BN and ReLU stand; in the paper full pre-activation is lowest.", how)
    return fig


def curves(table: pd.DataFrame) -> Figure:
    """Original against full pre-activation: training loss above, test error below."""
    parts = {kind: rows[rows["label"].isin([ORIGINAL, FULL])] for kind, rows in columns(table).items()}
    fig, axes = plots.new_figure(columns=len(parts), rows=2, width=6.5 * len(parts), height=7.6, sharey="row")
    smooth = frames.smoothing_window(table)
    for row, (split, quantity) in enumerate((("train", "loss"), ("test", "error"))):
        limits = plots.error_limits(pd.concat(parts.values()), quantity)
        for ax, (kind, rows) in zip(axes[row * len(parts) :], parts.items(), strict=False):
            ax.set_ylim(*limits)
            plots.iterations_axis(ax, table)
            ends = plots.curves(ax, rows, split, quantity, COLOURS, smooth=1 if row else smooth, bold=True)
            label_ends(ax, ends, unit=" %" if row else "")
            plots.mark_failures(ax, rows, quantity, COLOURS)
            plots.panel_title(ax, "" if row else panel_name(kind, rows))
        axes[row * len(parts)].set_ylabel("test error (%)" if row else "training loss")
    captions.explain(
        fig,
        "Full pre-activation against the original; in the paper its training loss ends higher, its test error lower.",
        f"Above: training loss, of augmented batches (mean over {smooth * frames.log_window(table):,} iterations); below: test "
        f"error.{captions.seed_note(table)}",
    )
    return fig


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Table 2, each row with its unit."""
    return published.rows_of(table, numbers())


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2016, Table 2 and Fig. 6; a statement for each kind of unit."""
    lowest, highest, higher, notes = list[Statement](), list[Statement](), list[Statement](), list[str]()
    both = columns(table)
    for kind, rows in both.items():
        name, values = KINDS[kind], last_values(rows)
        lowest += is_best(values, FULL, name.lower(), times=len(both))
        highest += is_best(values, BN_AFTER, name.lower(), worst=True, times=len(both))
        higher += higher_loss(rows, name.lower())
        notes += [f"{one.text}." for one in pair(values, ORIGINAL, FULL, f"{panel_name(kind, rows)}, test error")]
        notes += [f"{name}. {' '.join(order)}" for order in [rank_agreement(values, numbers(kind))] if order]
    values, trained = last_values(table), last_values(table, "loss", "train", TAIL).assign(split="train")
    return [
        Finding("Full pre-activation has the lowest test error of five designs.", "He 2016, Table 2", lowest, values,
                "It takes depth, length and seeds: in the paper the designs are a few tenths of a point apart.",
                depth=PAPER_DEPTH, notes=notes),
        Finding("BN after the addition has the highest test error.", "He 2016, Table 2", highest, values,
                "The difference should stand out: in the paper it is half a point (164 layers) to 1.6 points (110).",
                depth=PAPER_DEPTH),
        Finding("The training loss of full pre-activation ends above the original's.", "He 2016, Fig. 6", higher, trained,
                "The paper speaks of the end of its full schedule: before it, a loss says who learns faster.",
                depth=PAPER_DEPTH),
    ]  # fmt: skip


def higher_loss(rows: pd.DataFrame, name: str) -> list[Statement]:
    """Whether full pre-activation ends with the higher training loss, beyond the noise of seeds; nothing where one diverged."""
    losses = by_group(last_values(rows, "loss", "train", TAIL)).reindex([ORIGINAL, FULL])
    if not np.isfinite(losses["median"].astype(float)).all():
        return []
    one, other = (losses.loc[label] for label in (ORIGINAL, FULL))
    text = f"{name} {centre(one):.3f} {ORIGINAL}, {centre(other):.3f} {FULL}"
    return [part_unless_doubtful(why_undecided(one, other, 2), centre(other) > centre(one), text)]
