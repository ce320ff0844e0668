"""Gradients of nearby inputs stay alike in deep residual nets; in deep plain nets they become unrelated.

Claim     With depth the gradients of a plain net at neighbouring inputs come to look like white noise: their correlation decays
          like 2^-depth, in residual nets with BN like 1 / sqrt(depth).
Source    Balduzzi et al. 2017, "The shattered gradients problem", Fig. 2 and Theorems 1 and 3.
Command   make shattering BUDGET=quick
          python -m resexp measure shattering --run resnet-56@imported      any one net, imported weights included
Cost      at initialisation nothing is trained, whatever the budget: 20, 56 and 110 layers take a minute on 2 CPU cores.
          After training: degradation's nets and a pre-activation net, 5 s more.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp import plans
from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.findings import Finding, Statement, all_below
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION, GRADIENT_COSINE

UNRELATED, RELATED = 0.1, 0.2
TITLE = "Shattering: are gradients of nearby inputs alike?"


def runs(budget: Budget) -> list[Plan]:
    """Trained nets; and four designs as initialised, at three depths."""
    initial = [
        plans.initial_net(budget, family, depth, seed, batch_norm)
        for seed in plans.initial_seeds(budget)
        for depth in plans.initial_depths(budget)
        for family, batch_norm in plans.DESIGNS
    ]
    return [*plans.trained_nets(budget), *initial]


def measures(budget: Budget) -> list[Measure]:
    """Cosines of gradients at points of lines between images."""
    return [Measure("propagation.correlation", budget.size("shattering"))]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """correlation: against depth and against distance."""
    return along.draw_measured(table, {"correlation": (table, GRADIENT_COSINE, correlation)})


def correlation(table: pd.DataFrame) -> Figure:
    """Cosines against depth, one step apart, and against distance; of nets of one depth against distance only."""
    rows = table[table["quantity"] == GRADIENT_COSINE]
    start, end = frames.at_initialisation(rows), frames.after_training(rows)
    single = rows["depth"].nunique() == 1
    fig, axes = plots.new_figure(columns=1 if single else 2, width=8.0 if single else 12.5, height=4.9)
    if not single:
        against_depth(axes[0], start, end)
    axes[0].set_ylim(-0.05, 1.05)
    axes[0].set_ylabel("cosine of two points' gradients")
    against_distance(axes[-1], deepest_shared(start if len(start) else end))
    see = "Before training, gradients of nearby images are related in deep residual nets, unrelated in deep plain nets."
    captions.explain(
        fig,
        "How alike the gradients of nearby images are." if single or start.empty else see,
        "Cosine of the gradients of a class logit at two points of a line from one image toward another, in 15 steps a quarter "
        f"of the way; mean over {int(rows['n'].max()) // 2} lines between training images. Against depth: points one step "
        "apart. After training: with running statistics.",
        rows,
    )
    return fig


def against_depth(ax: Axes, start: pd.DataFrame, end: pd.DataFrame) -> None:
    """One step apart: a line for each design, before and after training."""
    ends = []
    for part, marker, look in ((start, "o", style.BOLD), (end, "D", style.DASHED)):
        for nets in along.by_design(along.nets(part, GRADIENT_COSINE)):
            points = [(net.depth, by_lag(part, net.label).iloc[0]) for net in nets]
            ax.plot(*zip(*points, strict=True), color=nets[0].colour, marker=marker, ms=7, mec="white", **look)
            if part is start or start.empty:
                ends.append(End(*points[-1], nets[0].title, nets[0].colour, True))
    plots.panel_title(ax, "Against depth")
    plots.depth_axis(ax, sorted({*start["depth"], *end["depth"]}))
    label_ends(ax, ends, "")
    if len(end) and len(start):
        looks = [(AT_INITIALISATION, {**style.BOLD, "marker": "o"}), ("after training", {**style.DASHED, "marker": "D"})]
        plots.legend(ax, looks)


def against_distance(ax: Axes, rows: pd.DataFrame) -> None:
    """A line for each net."""
    for net in along.nets(rows, GRADIENT_COSINE):
        values = by_lag(rows, net.label)
        ax.plot(values.index, values, color=net.colour, marker="o", ms=5, **style.BOLD)
    plots.panel_title(ax, f"Against distance, {int(rows['depth'].max())} layers")
    ax.set_xscale("log", base=2)
    ax.set_xticks(list(values.index), [f"{lag:g}" for lag in values.index])
    ax.set_xlabel("distance (steps)")


def deepest_shared(rows: pd.DataFrame) -> pd.DataFrame:
    """The nets of the greatest depth that most designs have."""
    count = rows.drop_duplicates("label").groupby("depth")["label"].size()
    return rows[rows["depth"] == max(count.index[count == count.max()])]


def by_lag(rows: pd.DataFrame, label: str) -> pd.Series:
    """Median cosine over seeds by the number of steps between the two points."""
    lags = rows[rows["at"].str.startswith("lag.", na=False)]
    return along.profile(lags, label, GRADIENT_COSINE).median(axis=1)


def findings(table: pd.DataFrame) -> list[Finding]:
    """Balduzzi 2017, Fig. 2, of the deepest nets; and cosines one step apart of each design's shallowest and deepest net."""
    rows = table[table["quantity"] == GRADIENT_COSINE]
    first = along.deepest(frames.at_initialisation(rows), GRADIENT_COSINE)
    nets = along.nets(first, GRADIENT_COSINE)
    found = [
        shatter(first, [net for net in nets if net.design == ("plain", True)], True,
                "Before training gradients of nearby images are unrelated in a deep plain net (our bound: cosines under 0.1)."),
        shatter(first, [net for net in nets if net.design in (("resnet", True), ("preresnet", True))], False,
                "Before training gradients of nearby images are related in residual nets of that depth (our bound: 0.2)."),
    ]  # fmt: skip
    for when, part in ((AT_INITIALISATION, frames.at_initialisation(rows)), ("after training", frames.after_training(rows))):
        said = []
        for nets in along.by_design(along.nets(part, GRADIENT_COSINE)):
            ends = nets[:1] + nets[1:][-1:]
            cosines = " to ".join(f"{by_lag(part, net.label).iloc[0]:.2f} ({net.depth} layers)" for net in ends)
            said.append(f"{nets[0].title} {cosines}")
        if said:
            found.append(Finding(f"Cosine of gradients at neighbouring inputs, {when}: {'; '.join(said)}."))
    return found


def shatter(rows: pd.DataFrame, nets: list[along.Net], unrelated: bool, text: str) -> Finding:
    """Whether the cosine one step apart is below a bound in every seed of the nets, or above one."""
    statements = []
    for net in nets:
        cosines = along.profile(rows[rows["at"].str.startswith("lag.", na=False)], net.label, GRADIENT_COSINE).iloc[0]
        holds = all_below(cosines, UNRELATED) if unrelated else all_below(-cosines, -RELATED)
        statements.append(Statement(holds, f"{net.name} {cosines.median():.2f} ({cosines.min():.2f} to {cosines.max():.2f})"))
    return Finding(text, "Balduzzi 2017, Fig. 2", statements, rows[rows["label"].isin([net.label for net in nets])])
