"""Deeper plain nets train worse; deeper ResNets do not.

Claim     With depth, a plain net's training error rises: it is harder to optimise, not overfitted. The same net with
          identity shortcuts, at no extra parameter, trains better the deeper it is.
Source    He et al. 2015, section 4.2, Fig. 6 (left: plain, middle: residual, right: 110 and 1202 layers) and Table 6.
Command   make degradation BUDGET=quick
Cost      quick: 4 runs, under 5 minutes on 2 CPU cores. short: 8 runs of 10 epochs. paper: 10 nets x 5 seeds x 64k iterations;
          `--depths 1202` adds the 1202-layer net.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import captions, frames, plots, published, style
from resexp.analysis.findings import Finding, changes_with_depth, pair
from resexp.analysis.labels import label_ends
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan

TITLE = "Degradation: error against depth, with and without shortcuts"
FAMILIES = {"plain": "Plain nets", "resnet": "Residual nets"}
SPLITS = {"train": "training error", "test": "test error"}
SOURCES = ("he2015", "nabla0001")
DEEPEST_PLAIN, DEEP = 110, 44
"""Layers of the deepest plain net that is trained; what claims call deep: at 20 layers plain nets do as well (He 2015)."""

TAIL = 0.1
"""Part of a run, at its end, over which its training error is averaged."""


def runs(budget: Budget) -> list[Plan]:
    """Plain and residual nets of every depth, shallow ones first."""
    return [
        budget.plan(f"{family}-{depth}", seed)
        for seed in budget.seeds
        for depth in budget.depths
        for family in FAMILIES
        if seed in budget.seeds_of(depth) and (family != "plain" or depth <= DEEPEST_PLAIN)
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """curves: He 2015, Fig. 6. depth: the last error against depth."""
    return {"curves": curves(table), "depth": depth(table)}


def curves(table: pd.DataFrame) -> Figure:
    """Training and test error over iterations: plain, residual, and the nets beyond 110 layers where there are any."""
    panels = [(family, title, nets(table, family)) for family, title in FAMILIES.items()]
    beyond = nets(table, "resnet", least=110, most=10_000)
    if len(beyond) and beyond["depth"].max() > 110:
        panels.append(("resnet", "Deepest residual nets", beyond))
    panels = [panel for panel in panels if len(panel[2])]
    smooth = frames.smoothing_window(table)
    fig, axes = plots.new_figure(columns=len(panels), width=6.2 if len(panels) == 1 else 12.0, height=5.2)
    inset = ""
    for ax, (family, title, part) in zip(axes, panels, strict=True):
        own = table[table["family"] == family].sort_values("depth")
        colours = style.depth_shades(list(own["label"].unique()), style.FAMILY[family])
        names = {label: f"{layers} layers" for label, layers in part[["label", "depth"]].drop_duplicates().to_numpy()}
        plots.panel_title(ax, title, style.FAMILY[family])
        ax.set_ylim(*plots.error_limits(table))
        plots.iterations_axis(ax, table)
        plots.curves(ax, part, "train", colours=colours, smooth=smooth)
        label_ends(ax, plots.curves(ax, part, "test", colours=colours, names=names))
        plots.mark_failures(ax, part, colours=colours, names=names)
        if family == "resnet":
            inset = plots.enlarge_end(ax, part, TAIL, colours, smooth) or inset
    axes[0].set_ylabel("error (%)")
    plots.legend(axes[0], plots.TEST_AND_TRAIN)
    see = "Deeper plain nets learn more slowly and end higher; deeper residual nets do not."
    captions.explain(fig, see, captions.curves_note(table, smooth) + f" Darker: deeper.{inset}")
    return fig


def depth(table: pd.DataFrame) -> Figure:
    """Error at the last iteration against depth, every seed a dot, beside the published numbers at the papers' length."""
    fig, axes = plots.new_figure(columns=2, width=12.0, height=4.8)
    limits = plots.last_limits(pd.concat([last(table, split) for split in SPLITS]))
    for ax, (split, title) in zip(axes, SPLITS.items(), strict=True):
        plots.panel_title(ax, title.capitalize())
        ax.set_ylim(*limits)
        plots.depth_axis(ax, sorted(table["depth"].unique()))
        ends = []
        for family, colour in style.FAMILY.items():
            values = last(table[table["family"] == family], split)
            places = dict(zip(values["label"], values["depth"].astype(float), strict=True))
            ends += plots.plot_last_values(ax, values, places, colour, "residual" if family == "resnet" else family)
        label_ends(ax, ends)
    axes[0].set_ylabel("error (%)")
    train = last(table, "train")
    dots = "single seeds; lines: their medians" if frames.several_seeds(table) else "single runs, one seed a net"
    captions.explain(
        fig,
        "Error rises with depth without shortcuts, and hardly changes with them.",
        f"Training error: of augmented batches, mean over the last {(train['n'] / train['batch']).max():,.0f} iterations. "
        f"Dots: {dots}. {papers_errors(axes[1], table)}",
    )
    return fig


def papers_errors(ax: Axes, table: pd.DataFrame) -> str:
    """Draw the published test errors if these runs are as long as the papers', and say what stands there, or why not."""
    if why := published.incomparable(table):
        return f"The papers' errors are left out: {why}."
    numbers = published.load()
    looks = []
    for source, marker, shift in zip(SOURCES, "oD", (0.955, 1.047), strict=True):
        found = [number for number in numbers.find(sources=[source]) if number.spec.depth in set(table["depth"])]
        points = [(number.spec.depth * shift, number.value, number.sd) for number in found if isinstance(number.value, float)]
        looks.append((numbers.sources[source].short, plots.published_markers(ax, points, marker)))
    plots.legend(ax, looks)
    return "Hollow, grey: published (He 2015, Table 6; an independent rerun of five seeds, mean and standard deviation)."


def last(table: pd.DataFrame, split: str) -> pd.DataFrame:
    """The error a run ends with: on the test images after the last iteration, or while training on the last tenth."""
    return last_values(table, split=split, part=TAIL if split == "train" else 0.0).assign(split=split)


def nets(table: pd.DataFrame, family: str, least: int = 0, most: int = 110) -> pd.DataFrame:
    """Rows of one family's nets between two depths, shallow ones first; by default up to the 110 layers of Fig. 6, middle."""
    part = table[(table["family"] == family) & table["depth"].between(least, most)]
    return part.sort_values(["depth", "seed"], kind="stable")


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Test errors beside He 2015, Table 6, and the five-seed rerun."""
    return published.compare(table, SOURCES)


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2015, section 4.2: what depth does to each family, and what the shortcuts change at the greatest depth of both."""
    plain, residual = (nets(table, family) for family in FAMILIES)
    both = [layers for layers in {*plain["depth"]} & {*residual["depth"]} if layers >= DEEP]
    deepest = table[table["depth"] == max(both, default=0)]
    pairs = [statement for split, word in SPLITS.items()
             for statement in pair(last(deepest, split).assign(label=lambda rows: rows["family"]), "plain", "resnet", word,
                                   names=("plain", "residual"), comparisons=2)]  # fmt: skip
    return [
        Finding(
            "The training error of plain nets rises with their depth.", "He 2015, Fig. 6, left",
            changes_with_depth(last(plain, "train"), "training error", "rises"), last(plain, "train"),
            "Nets far from converged show how fast they learn; at full length the difference is of a few points, and stays.",
            notes=[f"Test error: {one.text}." for one in changes_with_depth(last(plain, "test"), "it", "rises")],
        ),
        Finding(
            "Both errors of residual nets fall with their depth.", "He 2015, Fig. 6, middle, and Table 6",
            [one for split, word in SPLITS.items() for one in changes_with_depth(last(residual, split), word, "falls", 2)],
            last(residual, "test"),
            "Depth costs speed first and pays later: at full length 8.75 % (20 layers) becomes 6.97 % (56).",
        ),
        Finding(
            "A deep residual net has lower errors than the plain net of its depth.", "He 2015, Fig. 6", pairs,
            last(deepest, "test"), "Both errors fall; the plain net's stays above.",
        ),
    ]  # fmt: skip
