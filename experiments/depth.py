"""With pre-activation units depth goes on paying, up to a thousand layers.

Claim     The deeper the net, the more the free shortcut of pre-activation units gains over the original: at 1001 layers, where
          the original is worse than at 164, the pre-activation net is at its best.
Source    He et al. 2016, section 4.2 and Table 3: units of one layer (110), basic units (110), bottlenecks (164 and 1001), on
          CIFAR-10; bottlenecks on CIFAR-100.
Command   make depth BUDGET=quick
          python -m resexp run depth --budget short --data cifar100      the other half of Table 3
Cost      quick: 8 runs of 14 to 38 layers, two to three minutes on 2 CPU cores. short: 56 to 164 layers, 1 epoch of 3 seeds,
          two hours of one core beside what activations trains. paper: the paper's nets, CIFAR-100 too if it is here, 5 seeds:
          days of one GPU; 1001 layers train at a memory of tens of gigabytes.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import source, zoo
from resexp.analysis import captions, drawing, plots, published, style
from resexp.analysis.compare import by_group, centre, gain, percent, why_undecided
from resexp.analysis.findings import Finding, Statement, pair, part_unless_doubtful, rank_agreement
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.spec import Net, Unit

TITLE = "Depth: pre-activation goes on where the original stops"
PAPER_DEPTH = 110
DEEPER = {18: 111}
PAIR = ("original", "pre-activation")
UNITS = {  # name -> original, pre-activation
    "one-layer units": (Unit(branch="conv bn"), zoo.PREACT.replace(branch="bn relu conv")),
    "basic units": (zoo.ORIGINAL, zoo.PREACT),
    "bottlenecks": (zoo.BOTTLENECK, zoo.PREACT_BOTTLENECK),
    "more bottlenecks": (zoo.BOTTLENECK, zoo.PREACT_BOTTLENECK),
}
BOTTLENECKS = ("bottlenecks", "more bottlenecks")
"""What Table 3 has on CIFAR-100 too."""

ON_100 = ", CIFAR-100"
"""How labels end there; those of other data end with the design: 'bottlenecks, original'."""


def nets(depth: int) -> dict[str, Net]:
    """Label -> net. Bottlenecks are as many as basic units in a net of this depth; then 111 a stage as in the paper (where
    there are 18 else), or twice as many.
    """
    n = (depth - 2) // 6
    deep = dict(zip(UNITS, (depth, depth, 9 * n + 2, 9 * DEEPER.get(n, 2 * n) + 2), strict=True))
    return {f"{name}, {design}": zoo.net_from_unit(unit, deep[name])
            for name, units in UNITS.items() for design, unit in zip(PAIR, units, strict=True)}  # fmt: skip


def runs(budget: Budget) -> list[Plan]:
    """Every row of Table 3 on the budget's data; those on CIFAR-100 too where the budget says so and it is here."""
    chosen = budget.for_ablations()
    both = budget.sizes.get("depth", {}).get("cifar100") and chosen.dataset == "cifar10" and source.find_root("cifar100")
    return [
        on.plan(net, seed, label + (ON_100 if on.dataset == "cifar100" else ""))
        for on in (chosen, *([chosen.replace(dataset="cifar100")] if both else []))
        for seed in on.seeds
        for label, net in nets(on.depth).items()
        if on.dataset != "cifar100" or label.startswith(BOTTLENECKS)
    ]


def numbers() -> dict[str, published.Number]:
    """Table 3, of both data sets."""
    ten, hundred = (published.table_of("Table 3", nets(PAPER_DEPTH), data) for data in ("cifar10", "cifar100"))
    return ten | {label + ON_100: number for label, number in hundred.items()}


def pairs(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """What a pair of rows is called -> label -> design, in the order of Table 3."""
    depths = dict(table[["label", "depth"]].drop_duplicates().itertuples(index=False))
    found: dict[str, dict[str, str]] = {}
    for suffix in ("", ON_100):
        for name in UNITS:
            labels = {f"{name}, {design}{suffix}": design for design in PAIR if f"{name}, {design}{suffix}" in depths}
            found |= {f"{name}, {depths[label]} layers{suffix}": labels for label in list(labels)[:1]}
    return found


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: Table 3. curves: both designs at each depth, as He 2016, Fig. 1. units: what is compared."""
    groups = pairs(table)
    looks = dict(zip(PAIR, (style.FAMILY["resnet"], style.FAMILY["preresnet"]), strict=True))
    colours = {label: looks[design] for labels in groups.values() for label, design in labels.items()}
    drawn = {label: f"{name.split(', ')[0]}, {design}"
             for name, labels in list(groups.items())[:3] for label, design in labels.items()}  # fmt: skip
    see = "How both designs learn at each depth; in the paper pre-activation is ahead at the end."
    return {"errors": errors(table, groups, colours), "curves": plots.error_curves(table, groups, colours, see),
            "units": drawing.units(table, drawn, 6)}  # fmt: skip


def errors(table: pd.DataFrame, groups: dict[str, dict[str, str]], colours: dict[str, str]) -> Figure:
    """The last test error of every row, both designs of a net under each other."""
    fig, (ax,) = plots.new_figure(width=10.5, height=1.6 + 0.45 * len(colours))
    names = {label: f"{name}: {design}" if design == PAIR[0] else design
             for name, labels in groups.items() for label, design in labels.items()}  # fmt: skip
    how = plots.ranked_errors(ax, last_values(table), list(names), colours, names, numbers())
    captions.explain(fig, "Test error of both designs at each depth; in the paper pre-activation gains with depth.", how)
    return fig


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Table 3, each row with its unit."""
    return published.rows_of(table, numbers())


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2016, Table 3: a statement for each net; and for each data set what more bottlenecks change."""
    values, more, turns = last_values(table), list[Statement](), list[Statement]()
    rows = by_group(values).join(values.groupby("label")["depth"].first())
    both = {name: labels for name, labels in pairs(table).items() if len(labels) == 2}
    lower = [statement for name, labels in both.items()
             for statement in pair(values, *labels, name, names=PAIR, comparisons=len(both))]  # fmt: skip
    fours = {suffix: rows.reindex([f"{name}, {design}{suffix}" for name in BOTTLENECKS for design in PAIR])
             for suffix in ("", ON_100)}  # fmt: skip
    whole = {suffix: four for suffix, four in fours.items() if np.isfinite(four["median"].astype(float)).all()}
    for suffix, four in whole.items():
        more.append(gains_more(four, suffix))
        turns += [turn(four.iloc[i], four.iloc[i + 2], f"{PAIR[i]}{suffix}", i == 0, 2 * len(whole)) for i in (0, 1)]
    orders = {str(data): rank_agreement(on, numbers()) for data, on in values.groupby("data", sort=False)}
    return [
        Finding("Pre-activation has the lower test error in every pair of nets (original and pre-activation).",
                "He 2016, Table 3", lower, values,
                "The sign should turn: in the paper it gains 0.2 to 5 points, the most at 1001 layers.",
                depth=PAPER_DEPTH,
                notes=[f"{source.TITLES.get(data, data)}. {' '.join(order)}" for data, order in orders.items() if order]),
        Finding("The deeper the net, the more pre-activation gains.", "He 2016, Table 3", more, values,
                "So early this compares speeds of learning. In the paper (CIFAR-10) 164 layers gain 0.5 points, 1001 gain 2.7.",
                depth=PAPER_DEPTH),
        Finding("With more bottlenecks the original's error rises, pre-activation's falls.", "He 2016, Table 3", turns, values,
                "Depth costs speed first: in the paper the original goes from 5.93 % (164 layers) to 7.61 % (1001), "
                "pre-activation from 5.46 to 4.92 %.", depth=PAPER_DEPTH),
    ]  # fmt: skip


def gains_more(four: pd.DataFrame, suffix: str) -> Statement:
    """Whether pre-activation gains more with more bottlenecks, beyond the noise of both gains."""
    few, most = (gain(four.iloc[i], four.iloc[i + 1]) for i in (0, 2))
    text = f"{few.text()} at {four['depth'].iloc[0]:g} and {most.text()} at {four['depth'].iloc[2]:g}"
    holds = True if most.low > few.high else False if most.high < few.low else None
    return Statement(holds, f"points gained by bottlenecks of so many layers{suffix}: {text}")


def turn(few: pd.Series, most: pd.Series, name: str, rises: bool, comparisons: int) -> Statement:
    """Whether the error of a design rises, or falls, with more bottlenecks; one of several comparisons of the claim."""
    text = f"{name} {percent(centre(few))} with {few['depth']:g} layers, {percent(centre(most))} with {most['depth']:g}"
    return part_unless_doubtful(why_undecided(few, most, comparisons), (centre(most) > centre(few)) == rises, text)
