"""Deeper plain nets train worse; deeper ResNets do not.

Claim     With depth, a plain net's training error rises: it is harder to optimise, not overfitted. The same net with
          identity shortcuts, at no extra parameter, trains better the deeper it is.
Source    He et al. 2015, section 4.2, Fig. 6 (left: plain, middle: residual, right: 110 and 1202 layers) and Table 6.
Command   make degradation BUDGET=quick
Cost      quick: 4 runs, under 5 minutes on 2 CPU cores. short: 8 runs of 10 epochs. paper: 10 nets x 5 seeds x 64k iterations;
          `--depths 1202` adds the 1202-layer net.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import claim, figure, published
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.table import final, spread
from resexp.budget import Budget, Plan

TITLE = "Degradation: error against depth, with and without shortcuts"
FAMILIES = ("plain", "resnet")
DEEPEST_PLAIN, DEEP = 110, 44
"""Layers of the deepest plain net that is trained; what claims call deep: at 20 layers plain nets do as well (He 2015)."""

TAIL = 0.1
NAMES = {"plain": "plain", "resnet": "residual"}
TITLES = {"plain": "Plain nets", "resnet": "Residual nets"}
SOURCES = ("he2015", "nabla0001")
SPLITS = (("train", "training error"), ("test", "test error"))


def runs(budget: Budget) -> list[Plan]:
    """Plain and residual nets of every depth, shallow ones first."""
    return [
        budget.plan(f"{family}-{depth}", seed)
        for seed in budget.seeds
        for depth in budget.depths
        for family in FAMILIES
        if family != "plain" or depth <= DEEPEST_PLAIN
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """curves: He 2015, Fig. 6. depth: the last error against depth."""
    return {"curves": curves(table), "depth": depth(table)}


def curves(table: pd.DataFrame) -> Figure:
    """Training and test error over iterations: plain, residual, and the nets beyond 110 layers where there are any."""
    panels = [(family, TITLES[family], nets(table, family, most=110)) for family in FAMILIES]
    beyond = nets(table, "resnet", least=110)
    if len(beyond) and beyond["depth"].max() > 110:
        panels.append(("resnet", "Deepest residual nets", beyond))
    panels = [panel for panel in panels if len(panel[2])]
    smooth = figure.smoothing(table)
    fig, axes = figure.new(columns=len(panels), width=6.2 if len(panels) == 1 else 12.0, height=5.2)
    for ax, (family, title, part) in zip(axes, panels, strict=True):
        colours = palette(table, family)
        deep = dict(part[["label", "depth"]].drop_duplicates().itertuples(index=False))
        figure.title(ax, title, figure.FAMILY[family])
        ax.set_ylim(*figure.limits(table))
        figure.iterations_axis(ax, table)
        names = {label: f"{layers} layers" for label, layers in deep.items()}
        figure.curves(ax, part, "train", colours=colours, smooth=smooth)
        figure.label_ends(ax, figure.curves(ax, part, "test", colours=colours, names=names))
        figure.mark_failures(ax, part, colours=colours, names=names)
    axes[0].set_ylabel("error (%)")
    figure.key(axes[0], figure.TEST_AND_TRAIN)
    figure.explain(fig, figure.curves_words(table, smooth) + " Darker: deeper.")
    return fig


def depth(table: pd.DataFrame) -> Figure:
    """Error at the last iteration against depth, every seed a dot, beside the published numbers at the papers' length."""
    fig, axes = figure.new(columns=2, width=12.0, height=4.8)
    for ax, split, title in zip(axes, ("train", "test"), ("Training error", "Test error"), strict=True):
        figure.title(ax, title)
        ax.set_ylim(*figure.last_limits(pd.concat([last(table, split) for split in ("train", "test")])))
        figure.depth_axis(ax, sorted(table["depth"].unique()))
        ends = []
        for family in FAMILIES:
            values = last(nets(table, family), split)
            places = dict(zip(values["label"], values["depth"].astype(float), strict=True))
            ends += figure.finals(ax, values, places, figure.FAMILY[family], NAMES[family])
        figure.label_ends(ax, ends)
    axes[0].set_ylabel("error (%)")
    figure.explain(fig, f"{depth_words(table)} {published_markers(axes[1], table)}")
    return fig


def depth_words(table: pd.DataFrame) -> str:
    """What `depth` draws."""
    several = table.groupby("label")["run"].nunique().max() > 1
    train = last(table, "train")
    over = (train["n"] / train["batch"]).max()
    dots = "single seeds; lines: their medians" if several else "single runs, one seed a net"
    return (
        f"Training error: of augmented batches, mean over the last {over:,.0f} iterations. " if over > 0 else ""
    ) + f"Dots: {dots}."


def published_markers(ax: Axes, table: pd.DataFrame) -> str:
    """Draw the published test errors if these runs are as long as the papers', and say what stands there, or why not."""
    why = published.incomparable(table)
    if why:
        return f"The papers' errors are left out: {why}."
    numbers = published.load()
    looks = []
    for source, marker, shift in zip(SOURCES, "oD", (0.955, 1.047), strict=True):
        found = [number for number in numbers.find(sources=[source]) if number.spec.depth in set(table["depth"])]
        points = [(number.spec.depth * shift, number.value, number.sd) for number in found if isinstance(number.value, float)]
        looks.append((numbers.sources[source].short, figure.hollow(ax, points, marker)))
    figure.key(ax, looks)
    return "Hollow, grey: published (He 2015, Table 6; an independent rerun of five seeds, mean and standard deviation)."


def last(table: pd.DataFrame, split: str) -> pd.DataFrame:
    """The error a run ends with: on the test images after the last iteration, or while training on the last tenth."""
    return final(table, split=split, part=TAIL if split == "train" else 0.0).assign(split=split)


def nets(table: pd.DataFrame, family: str, least: int = 0, most: int = 10_000) -> pd.DataFrame:
    """The rows of one family's nets between two depths, shallow ones first."""
    labels = [label for label in table["label"].unique() if label.startswith(f"{family}-")]
    part = table[table["label"].isin(labels) & table["depth"].between(least, most)]
    return part.sort_values(["depth", "seed"], kind="stable")


def palette(table: pd.DataFrame, family: str) -> dict[str, str]:
    """Deeper is darker."""
    return figure.shades(list(nets(table, family)["label"].unique()), figure.FAMILY[family])


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Test errors beside He 2015, Table 6, and the five-seed rerun."""
    return published.compare(table, SOURCES)


def verdict(table: pd.DataFrame) -> list[str]:
    """What was found, in numbers, and what it does not show."""
    return [*trends(table), *gap(table), *verdicts.failures(table), *verdicts.caveats(table)]


def trends(table: pd.DataFrame) -> list[str]:
    """Where the errors of each family go with depth, up to the 110 layers of Fig. 6, middle."""
    aside = "not at this budget" if published.incomparable(table) else ""
    found = [
        verdicts.trend(last(nets(table, family, most=110), split), f"{TITLES[family]}: {word}", paper, aside=aside)
        for family, paper in (("plain", "rises"), ("resnet", "falls"))
        for split, word in SPLITS
    ]
    return [line for line in found if line]


def gap(table: pd.DataFrame) -> list[str]:
    """What depth costs each family, and what the shortcuts change at the greatest depth that both reached."""
    rows = [spread(last(nets(table, family), "test"), "depth") for family in FAMILIES]
    reached = [set(some.loc[np.isfinite(some["median"]), "depth"]) for some in rows]
    both = table[table["depth"].isin(reached[0] & reached[1])]
    found = [verdicts.ends(last(nets(both, family), split)) for split in ("train", "test") for family in FAMILIES]
    ends = [pair for pair in found if pair]
    if len(ends) < 4:
        return []
    (plain0, plain1), (res0, res1), (_, plain_test), (_, res_test) = ends
    plain, res = plain1["median"] - plain0["median"], res1["median"] - res0["median"]
    more = ": depth costs the plain nets more" if plain > max(res, 0) and not verdicts.doubt(plain0, plain1) else ""
    change = [verdicts.percent(row["median"]) for row in (plain1, res1, plain_test, res_test)]
    return [
        f"From {plain0['depth']:g} to {plain1['depth']:g} layers the training error of plain nets changes by {plain:+.1f} "
        f"points, that of residual nets by {res:+.1f}{more}.",
        f"At {plain1['depth']:g} layers the shortcuts change the training error from {change[0]} to {change[1]}, "
        f"the test error from {change[2]} to {change[3]}.",
    ]


def claims(table: pd.DataFrame) -> list[Claim]:
    """He 2015, section 4.2: what depth does to each family, and what the shortcuts change at the greatest depth of both."""
    plain, residual = (nets(table, family, most=110) for family in FAMILIES)
    falls = [part for split, word in SPLITS for part in claim.trend(last(residual, split), word, "falls")]
    both = sorted({*plain["depth"]} & {*residual["depth"]})
    deepest = table[table["depth"] == (both[-1] if both and both[-1] >= DEEP else 0)]
    beside = [Part(claim.lower(rows.iloc[1], rows.iloc[0]), f"{word} {verdicts.percent(rows.iloc[0]['median'])} plain, "
                   f"{verdicts.percent(rows.iloc[1]['median'])} residual")
              for split, word in SPLITS if len(rows := verdicts.groups(last(deepest, split)).sort_index()) == 2]  # fmt: skip
    return [
        *claim.judge(
            "The training error of plain nets rises with their depth.", "He 2015, Fig. 6, left",
            claim.trend(last(plain, "train"), "training error", "rises"), last(plain, "train"),
            "Nets far from converged show how fast they learn; at full length the difference is of a few points, and stays.",
        ),
        *claim.judge(
            "Both errors of residual nets fall with their depth.", "He 2015, Fig. 6, middle, and Table 6", falls,
            last(residual, "test"),
            "Depth costs speed first and pays later: at full length 8.75 % (20 layers) becomes 6.97 % (56).",
        ),
        *claim.judge(
            "A deep residual net has lower errors than the plain net of its depth.", "He 2015, Fig. 6", beside,
            last(deepest, "test"), "Both errors fall; the plain net's stays above.",
        ),
    ]  # fmt: skip
