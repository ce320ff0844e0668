"""Where BN and ReLU stand decides whether the shortcut is free: before the convolutions is best.

Claim     With BN and ReLU before each convolution (full pre-activation) nothing stands behind the addition, and the shortcut is
          free from end to end: the net ends with a lower test error, at a slightly higher training loss. BN behind the addition
          stands in the way of every path, and is the worst.
Source    He et al. 2016, section 4.1, Fig. 4, 6 and Table 2 (ResNet-110 of basic units, ResNet-164 of bottlenecks).
Command   make activations BUDGET=quick
Cost      quick: 10 runs of 14 and 20 layers, three to four minutes on 2 CPU cores. short: 56 and 83 layers, 1 epoch
          of 3 seeds, three hours of one core. paper: 110 and 164 layers, 5 seeds (a GPU).
Found     quick, three seeds (--seeds 0,1,2; 128 iterations of 64, 0.2 epochs; 5,000 test images, one thread): the rows do not
          stand in the paper's order. Rank correlation with Table 2: +0.40 (basic) and -0.50 (bottlenecks), n = 5 rows each; of
          the 12 of 20 pairs of rows that seeds tell apart 5 stand in it. Medians vary by 2.1 points against 1.3 of the seeds of
          a row (basic), 1.5 against 0.7 (bottlenecks). So early full pre-activation is behind the original (basic: 65.5 against
          61.4 %), where in the paper it is best; there, at 110 layers and full length, all lie within 2 points.
          short, three seeds (56 layers, 391 iterations of 128, 1 epoch; 10,000 test images, one thread), basic units: medians
          vary by 12.1 points against 1.7 of the seeds of a row; full pre-activation 43.3, original 48.8 %, as in the paper; 7
          of the 9 pairs that seeds tell apart stand in its order (rank correlation +0.60). The depth was chosen so: with 20
          layers, one seed, they are at 41.5 and 40.3 %.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, claim, drawing, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import label_ends
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.spec import Net

TITLE = "Activations: before the convolutions, not behind the addition"
PAPER_DEPTH = 110
TAIL = 0.1
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
KINDS = ("basic", "bottleneck")
TITLES = {"basic": "Basic units", "bottleneck": "Bottlenecks"}
COLOURS = {
    "original": style.FAMILY["resnet"],
    "BN after addition": style.OKABE_ITO["vermillion"],
    "ReLU before addition": style.OKABE_ITO["orange"],
    "ReLU-only pre-activation": style.OKABE_ITO["purple"],
    "full pre-activation": style.FAMILY["preresnet"],
}
PAIR = ("original", "full pre-activation")


def nets(depth: int) -> dict[str, Net]:
    """Label -> net: basic units of this depth, then as many bottlenecks."""
    deep = {"basic": depth, "bottleneck": (depth - 2) // 2 * 3 + 2}
    return {
        f"{design}, {kind}": zoo.net_from_unit(units[KINDS.index(kind)], deep[kind])
        for kind in KINDS
        for design, units in DESIGNS.items()
    }


def runs(budget: Budget) -> list[Plan]:
    """Every row of Table 2, in both columns."""
    chosen = budget.for_ablations()
    return [chosen.plan(net, seed, label) for seed in chosen.seeds for label, net in nets(chosen.depth).items()]


def numbers() -> dict[str, published.Number]:
    """Table 2."""
    return published.table_of("Table 2", nets(PAPER_DEPTH))


def of(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The rows of one column of Table 2."""
    return table[table["label"].str.endswith(f", {kind}")]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: Table 2. curves: as He 2016, Fig. 6. units: as Fig. 4."""
    order = list(nets(PAPER_DEPTH))
    return {"errors": errors(table), "curves": curves(table), "units": drawing.units(table, {k: k for k in order}, 5)}


def errors(table: pd.DataFrame) -> Figure:
    """The last test error of every design, a panel for each kind of unit."""
    kinds = [kind for kind in KINDS if len(of(table, kind))]
    fig, axes = plots.new_figure(columns=len(kinds), width=13.0 if len(kinds) > 1 else 9.0, height=3.9)
    text = ""
    for ax, kind in zip(axes, kinds, strict=True):
        part = of(table, kind)
        plots.panel_title(ax, f"{TITLES[kind]}, {part['depth'].iloc[0]} layers")
        order = [f"{design}, {kind}" for design in DESIGNS]
        colours = {f"{design}, {kind}": colour for design, colour in COLOURS.items()}
        text = plots.ranked_errors(
            ax, last_values(part), order, colours, {f"{design}, {kind}": design for design in DESIGNS}, numbers()
        )
    captions.explain(fig, text)
    return fig


def curves(table: pd.DataFrame) -> Figure:
    """Original against full pre-activation: training loss above, test error below."""
    kinds = [kind for kind in KINDS if of(table, kind)["label"].str.startswith(PAIR).any()]
    fig, axes = plots.new_figure(columns=len(kinds), rows=2, width=6.5 * len(kinds), height=7.6, sharey=False)
    smooth = plots.smoothing_window(table)
    for row, (split, quantity) in enumerate((("train", "loss"), ("test", "error"))):
        for ax, kind in zip(axes[row * len(kinds) :], kinds, strict=False):
            part = of(table, kind)
            part = part[part["label"].isin([f"{design}, {kind}" for design in PAIR])]
            colours = {f"{design}, {kind}": COLOURS[design] for design in PAIR}
            names = {f"{design}, {kind}": design for design in PAIR}
            ax.set_ylim(*plots.error_limits(part, quantity))
            plots.iterations_axis(ax, table)
            ends = plots.curves(ax, part, split, quantity, colours, names, smooth if split == "train" else 1, bold=True)
            label_ends(ax, ends, unit="" if quantity == "loss" else " %")
            plots.mark_failures(ax, part, quantity, colours, names)
            if not row:
                plots.panel_title(ax, f"{TITLES[kind]}, {part['depth'].iloc[0]} layers")
        axes[row * len(kinds)].set_ylabel("training loss" if split == "train" else "test error (%)")
    window = smooth * plots.log_window(table)
    captions.explain(
        fig,
        f"Above: training loss, of augmented batches (mean over {window:,} iterations); below: test error."
        f"{captions.seed_note(table)}",
    )
    return fig


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Table 2, each row with its unit."""
    return published.rows_of(table, numbers())


def verdict(table: pd.DataFrame) -> list[str]:
    """Original against full pre-activation; how far the order of each column is the paper's."""
    lines = []
    for kind in KINDS:
        values = last_values(of(table, kind))
        if values.empty:
            continue
        one, other = (f"{design}, {kind}" for design in PAIR)
        name = f"{TITLES[kind]} ({values['depth'].iloc[0]} layers)"
        lines += [
            verdicts.pair(values, one, other, f"{name}, test error", "lower", PAIR),
            losses(of(table, kind), one, other, name),
        ]
        lines += [f"{TITLES[kind]}. {line}" for line in verdicts.order(values, numbers())]
    return [*(line for line in lines if line), *verdicts.failures(table), *verdicts.caveats(table)]


def losses(table: pd.DataFrame, one: str, other: str, name: str) -> str:
    """The training loss at the end, of both."""
    rows = ended(table)
    middle, runs = rows["median"], rows["n"] + rows["failed"]
    if not {one, other} <= set(rows.index[np.isfinite(middle)]):
        return ""
    move = "higher" if middle[other] > middle[one] else "lower"
    text = f"{name}, training loss: {middle[one]:.3f} {PAIR[0]}, {middle[other]:.3f} {PAIR[1]}"
    if runs.min() > 1 and (why := verdicts.alike(rows["values"][one], rows["values"][other])):
        return f"{text}, but {why}: undecided (in the paper it is slightly higher at full length)."
    seed = " (one seed)" if runs.min() == 1 else ""
    return f"{text}: {move}{seed}{', as' if move == 'higher' else '; unlike'} in the paper at full length."


def ended(table: pd.DataFrame) -> pd.DataFrame:
    """`verdict.groups` of the training losses at the end, by label."""
    return verdicts.groups(last_values(table, "loss", "train", TAIL))


def claims(table: pd.DataFrame) -> list[Claim]:
    """He 2016, Table 2 and Fig. 6; a statement for each kind of unit."""
    lowest, highest, higher = list[Part](), list[Part](), list[Part]()
    for kind in (kind for kind in KINDS if len(of(table, kind))):
        values, rows = last_values(of(table, kind)), ended(of(table, kind))
        lowest += claim.best(values, f"{PAIR[1]}, {kind}", TITLES[kind].lower())
        highest += claim.best(values, f"BN after addition, {kind}", TITLES[kind].lower(), worst=True)
        one, other = (rows.reindex([f"{design}, {kind}"]).iloc[0] for design in PAIR)
        if np.isfinite([one["median"], other["median"]]).all():
            why = verdicts.alike(one["values"], other["values"])
            if min(one["n"] + one["failed"], other["n"] + other["failed"]) == 1:
                why = "one seed says nothing of the noise of a loss"
            text = f"{TITLES[kind].lower()} {one['median']:.3f} {PAIR[0]}, {other['median']:.3f} {PAIR[1]}"
            higher.append(claim.unless(why, other["median"] > one["median"], text))
    values, trained = last_values(table), last_values(table, "loss", "train", TAIL).assign(split="train")
    return [
        *claim.judge("Full pre-activation has the lowest test error of five designs.", "He 2016, Table 2", lowest, values,
                     "It takes depth, length and seeds: in the paper the designs are a few tenths of a point apart.",
                     depth=PAPER_DEPTH),
        *claim.judge("BN after the addition has the highest test error.", "He 2016, Table 2", highest, values,
                     "The difference should stand out: in the paper it is half a point (164 layers) to 1.6 points (110).",
                     depth=PAPER_DEPTH),
        *claim.judge("The training loss of full pre-activation ends above the original's.", "He 2016, Fig. 6", higher, trained,
                     "The paper speaks of the end of its full schedule: before it, a loss says who learns faster.",
                     depth=PAPER_DEPTH),
    ]  # fmt: skip
