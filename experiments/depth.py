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
Found     quick, three seeds (--seeds 0,1,2; 128 iterations of 64, 0.2 epochs; 5,000 test images): at 38 layers pre-activation
          has the lower error, 66.3 against 72.0 %, beyond the noise of seeds, as in the paper; of basic units it is behind
          (14 layers: 65.5 against 61.4 %); one-layer units and bottlenecks of 20 layers are undecided. Rank correlation with
          Table 3: -0.21, n = 8 rows, since so early depth mostly costs; of the 15 pairs that
          seeds tell apart 7 stand in its order.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import source, zoo
from resexp.analysis import captions, claim, drawing, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.spec import Net, Unit

TITLE = "Depth: pre-activation goes on where the original stops"
PAPER_DEPTH = 110
DEEPER = {18: 111}
PAIR = ("original", "pre-activation")
UNITS = {  # name -> original, pre-activation; and the depth that the paper gives them
    "one-layer units": (Unit(branch="conv bn"), zoo.PREACT.replace(branch="bn relu conv")),
    "basic units": (zoo.ORIGINAL, zoo.PREACT),
    "bottlenecks": (zoo.BOTTLENECK, zoo.PREACT_BOTTLENECK),
    "more bottlenecks": (zoo.BOTTLENECK, zoo.PREACT_BOTTLENECK),
}
ON_100 = ("bottlenecks", "more bottlenecks")
BOTH_SETS = ("paper",)
SUFFIX = {"cifar10": "", "cifar100": ", CIFAR-100", "synthetic": ""}
COLOURS = dict(zip(PAIR, (style.FAMILY["resnet"], style.FAMILY["preresnet"]), strict=True))


def nets(depth: int) -> dict[str, Net]:
    """Label -> net. Bottlenecks are as many as basic units in a net of this depth; then 111 a stage as in the paper (where
    there are 18 else), or twice as many.
    """
    n = (depth - 2) // 6
    deep = dict(zip(UNITS, (depth, depth, 9 * n + 2, 9 * DEEPER.get(n, 2 * n) + 2), strict=True))
    return {
        f"{name}, {design}": zoo.net_from_unit(unit, deep[name])
        for name, units in UNITS.items()
        for design, unit in zip(PAIR, units, strict=True)
    }


def runs(budget: Budget) -> list[Plan]:
    """Every row of Table 3 on the budget's data; at `paper` those on CIFAR-100 too, if it is here."""
    chosen = budget.for_ablations()
    sets = [chosen]
    if budget.name in BOTH_SETS and chosen.dataset == "cifar10" and source.find_root("cifar100"):
        sets.append(chosen.replace(dataset="cifar100"))
    return [
        on.plan(net, seed, label + SUFFIX[on.dataset])
        for on in sets
        for seed in on.seeds
        for label, net in nets(on.depth).items()
        if on.dataset != "cifar100" or label.startswith(ON_100)
    ]


def numbers() -> dict[str, published.Number]:
    """Table 3, of both data sets."""
    found = published.table_of("Table 3", nets(PAPER_DEPTH))
    others = published.table_of("Table 3", nets(PAPER_DEPTH), "cifar100")
    return found | {label + SUFFIX["cifar100"]: number for label, number in others.items()}


def design(label: str) -> str:
    """original or pre-activation."""
    return label.removesuffix(SUFFIX["cifar100"]).split(", ")[1]


def kinds(table: pd.DataFrame) -> dict[str, dict[str, str]]:
    """What a pair of rows is called -> label -> design, in the order of Table 3."""
    there = dict(table[["label", "depth"]].drop_duplicates().itertuples(index=False))
    found: dict[str, dict[str, str]] = {}
    for suffix in dict.fromkeys(SUFFIX.values()):
        for name in UNITS:
            labels = [f"{name}, {which}{suffix}" for which in PAIR]
            labels = [label for label in labels if label in there]
            if labels:
                found[f"{name}, {there[labels[0]]} layers{suffix}"] = {label: design(label) for label in labels}
    return found


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: Table 3. curves: both designs at each depth, as He 2016, Fig. 1. units: what is compared."""
    colours = {label: COLOURS[design(label)] for label in table["label"].unique()}
    groups = kinds(table)
    drawn = {
        label: f"{name.split(', ')[0]}, {which}" for name, pair in list(groups.items())[:3] for label, which in pair.items()
    }
    return {"errors": errors(table, groups, colours), "curves": plots.error_curves(table, groups, colours),
            "units": drawing.units(table, drawn, 6)}  # fmt: skip


def errors(table: pd.DataFrame, groups: dict[str, dict[str, str]], colours: dict[str, str]) -> Figure:
    """The last test error of every row, both designs of a net under each other."""
    fig, (ax,) = plots.new_figure(width=10.5, height=1.6 + 0.45 * len(colours))
    order = {
        label: f"{name}: {which}" if which == PAIR[0] else which
        for name, pair in groups.items()
        for label, which in pair.items()
    }
    text = plots.ranked_errors(ax, last_values(table), list(order), colours, order, numbers())
    captions.explain(fig, text)
    return fig


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Table 3, each row with its unit."""
    return published.rows_of(table, numbers())


def verdict(table: pd.DataFrame) -> list[str]:
    """What pre-activation changes at each depth, and how far the order is the paper's."""
    values = last_values(table)
    pairs = [verdicts.pair(values, *pair, f"{name[0].upper()}{name[1:]}, test error", "lower", PAIR)
             for name, pair in kinds(table).items() if len(pair) == 2]  # fmt: skip
    lines = [line for line in pairs if line]
    for data, on in values.groupby("data", sort=False):
        of = f"{source.TITLES.get(str(data), data)}. " if values["data"].nunique() > 1 else ""
        lines += [of + line for line in verdicts.order(on, numbers())]
    if "cifar100" not in set(table["data"]):
        lines.append(
            "CIFAR-100, the other half of Table 3, was not run here: --data cifar100 does, `paper` if its data is here."
        )
    return [*lines, *verdicts.failures(table), *verdicts.caveats(table)]


def claims(table: pd.DataFrame) -> list[Claim]:
    """He 2016, Table 3: a statement for each net; and for each data set one that compares its two depths of bottlenecks."""
    values, lower, more, turns = last_values(table), list[Part](), list[Part](), list[Part]()
    rows = verdicts.groups(values)
    for name, pair in ((name, pair) for name, pair in kinds(table).items() if len(pair) == 2):
        one, other = (rows.loc[label] for label in pair)
        text = f"{name}: {verdicts.percent(one['median'])} and {verdicts.percent(other['median'])}"
        lower.append(claim.unless(verdicts.doubt(one, other), other["median"] < one["median"], text))
    for suffix in dict.fromkeys(SUFFIX.values()):
        pairs = [[f"{kind}, {which}{suffix}" for which in PAIR] for kind in ON_100]
        if {*pairs[0], *pairs[1]} <= set(rows.index[np.isfinite(rows["median"])]):
            gains = [verdicts.gain(*(rows.loc[label] for label in pair)) for pair in pairs]
            layers = [values.loc[values["label"] == pair[0], "depth"].iloc[0] for pair in pairs]
            holds = True if gains[1].low > gains[0].high else False if gains[1].high < gains[0].low else None
            text = " and ".join(f"{gain.text()} at {depth}" for gain, depth in zip(gains, layers, strict=True))
            more.append(Part(holds, f"points gained by bottlenecks of so many layers{suffix}: {text}"))
            for design, few, most in ((PAIR[i], pairs[0][i], pairs[1][i]) for i in (0, 1)):
                one, other = rows.loc[few], rows.loc[most]
                text = f"{design}{suffix} {verdicts.percent(one['median'])} with {layers[0]} layers, "
                text += f"{verdicts.percent(other['median'])} with {layers[1]}"
                rises = design == PAIR[0]
                turns.append(claim.unless(verdicts.doubt(one, other), (other["median"] > one["median"]) == rises, text))
    return [
        *claim.judge(
            "Pre-activation has the lower test error in every pair of nets (original and pre-activation).", "He 2016, Table 3",
            lower, values, "The sign should turn: in the paper it gains 0.2 to 5 points, the most at 1001 layers.",
            depth=PAPER_DEPTH,
        ),
        *claim.judge(
            "The deeper the net, the more pre-activation gains.", "He 2016, Table 3", more, values,
            "So early this compares speeds of learning. In the paper 164 layers gain 0.5 points on CIFAR-10, 1001 gain 2.7.",
            depth=PAPER_DEPTH,
        ),
        *claim.judge(
            "With more bottlenecks the original's error rises, pre-activation's falls.", "He 2016, Table 3", turns, values,
            "Depth costs speed first: in the paper the original goes from 5.93 % (164 layers) to 7.61 % (1001), pre-activation "
            "from 5.46 to 4.92 %.", depth=PAPER_DEPTH,
        ),
    ]  # fmt: skip
