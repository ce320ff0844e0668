"""How much of degradation is only speed? The same nets, trained for a quarter, once and three times as long.

Claim     Deep plain nets may converge exponentially slowly in their depth; three times the iterations do not cure them.
Source    He et al. 2015, section 4.1 (ImageNet): the conjecture, and the footnote on three times the iterations. What each
          explanation predicts:
          - only slow: the deep plain net's training error comes down to the shallow one's once it is trained longer;
          - a bad solution, or none that SGD finds: the gap stays;
          - exponentially low rates: each layer more multiplies the iterations to a given training error by the same factor;
          - shortcuts mend the speed: residual nets need the same iterations whatever their depth.
Command   make length BUDGET=short
Cost      quick: 12 runs of 20 and 56 layers, ten minutes on 2 CPU cores. short: 2.5, 10 and 30 epochs, five hours of one core
          beside what degradation trains. paper: three times 64,000 iterations (a GPU).
"""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from resexp import plans
from resexp.analysis import captions, frames, plots, style
from resexp.analysis.compare import percent
from resexp.analysis.findings import Finding, Statement, agreed, pair
from resexp.analysis.labels import label_ends
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan

TITLE = "Length: how much of degradation is speed"
FAMILIES = {"plain": "plain", "resnet": "residual"}
DEEPEST = 56
TAIL = 0.1
"""Part of a run, at its end, over which its training error is averaged."""

GOAL = 50.0
"""Training error in percent; how many iterations it takes a net to come down to it is its speed."""
LITTLE = 1.5
"""Factor between the iterations of the deepest net and of the shallowest up to which we call them alike."""


def runs(budget: Budget) -> list[Plan]:
    """degradation's nets, and the shallowest and the deepest of them (up to 56 layers) with less and with more training."""
    depths = [depth for depth in budget.depths if depth <= DEEPEST]
    ends = sorted({min(depths), max(depths)})
    found = [budget.plan(f"{family}-{depth}", seed) for seed in budget.seeds for depth in depths for family in FAMILIES
             if seed in budget.seeds_of(depth)]  # fmt: skip
    return found + [plans.of_other_length(budget, f"{family}-{depth}", seed, part) for seed in budget.seeds_of("length")
                    for depth in ends for family in FAMILIES for part in plans.LENGTHS]  # fmt: skip


def usual(values: pd.DataFrame) -> pd.DataFrame:
    """Rows of the runs of the budget's own length."""
    return values[~values["label"].str.contains(",")]


def last(table: pd.DataFrame, split: str) -> pd.DataFrame:
    """The error a run ends with: on the test images after the last iteration, or while training on the last tenth."""
    return last_values(table, split=split, part=TAIL if split == "train" else 0.0).assign(split=split)


def iterations_to_goal(table: pd.DataFrame) -> pd.DataFrame:
    """One row a run of the usual length: value, the iteration of the first line of its log at a training error of GOAL or less;
    missing where none is. A line is the mean over the iterations since the line before."""
    log = usual(table[(table["split"] == "train") & (table["quantity"] == "error") & (table["iteration"] > 0)])
    first = log[log["value"] <= GOAL].groupby("run")["iteration"].min()
    runs = log.drop_duplicates("run").sort_values(["family", "depth", "seed"])
    return runs.assign(value=runs["run"].map(first), split="train", quantity="iterations", n=float("nan"))


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: last errors against the length of training. speed: iterations to the goal against depth."""
    return {"error": error(table), "speed": speed(table)}


def error(table: pd.DataFrame) -> Figure:
    """Training and test error at the end, against the epochs of a run, each with its own whole schedule."""
    fig, axes = plots.new_figure(columns=2, width=12.0, height=4.8)
    drawn = {split: with_all_lengths(last(table, split)) for split in ("train", "test")}
    most = pd.concat(drawn.values())["value"].max()  # a short training's error is no outlier here
    for ax, (split, values) in zip(axes, drawn.items(), strict=True):
        plots.panel_title(ax, "Training error" if split == "train" else "Test error")
        ax.set_ylim(0.0, 1.06 * most if most > 0 else 100.0)
        ax.set_xscale("log")
        ax.set_xticks(epochs := sorted(values["epochs"].unique()), [f"{value:g}" for value in epochs], minor=False)
        ax.minorticks_off()
        ax.set_xlabel("epochs of training (each point a run of its own)")
        ends = []
        for family, name in FAMILIES.items():
            nets = list(values[values["family"] == family].groupby("depth"))
            shades = style.depth_shades([str(depth) for depth, _ in nets], style.FAMILY[family])
            for depth, rows in nets:
                places = dict(zip(rows["label"], rows["epochs"].astype(float), strict=True))
                ends += plots.plot_last_values(ax, rows, places, shades[str(depth)], f"{name}, {depth} layers")
        label_ends(ax, ends)
    axes[0].set_ylabel("error (%)")
    how = "Dots: single seeds; lines: medians. Training error: of augmented batches, over the last tenth of a run."
    captions.explain(fig, "Last errors against the length of training: does it close the gap?", how, pd.concat(drawn.values()))
    return fig


def with_all_lengths(values: pd.DataFrame) -> pd.DataFrame:
    """Rows of the depths that were trained for several lengths."""
    return values[values.groupby(["family", "depth"])["iterations"].transform("nunique") > 1]


def speed(table: pd.DataFrame) -> Figure:
    """How many iterations each net needs to come down to the goal."""
    fig, (ax,) = plots.new_figure(width=7.5, height=4.8)
    all_runs, ends = iterations_to_goal(table), []
    values = all_runs.dropna(subset="value")
    ax.set_yscale("log")
    if len(values):
        ax.set_ylim(values["value"].min() / 1.5, values["value"].max() * 1.5)
    plots.depth_axis(ax, sorted(all_runs["depth"].unique()))
    for family, name in FAMILIES.items():
        rows = values[values["family"] == family]
        places = dict(zip(rows["label"], rows["depth"].astype(float), strict=True))
        ends += plots.plot_last_values(ax, rows, places, style.FAMILY[family], name)
    label_ends(ax, ends)
    ax.set_ylabel(f"iterations to {GOAL:.0f} % training error")
    never = sorted(set(all_runs["label"]) - set(values["label"]))
    how = f"Dots: single seeds; lines: medians. The log has a line every {frames.log_window(table)} iterations."
    how += f" Not reached: {', '.join(never)}." if never else ""
    captions.explain(fig, "How many iterations each net takes, against its depth.", how, usual(table))
    return fig


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2015, section 4.1."""
    return [longer(with_all_lengths(last(table, "train"))), slower(iterations_to_goal(table))]


def longer(values: pd.DataFrame) -> Finding:
    """Whether the deeper plain net still has the higher training error after the longest training; the gaps as notes."""
    plain = values[values["family"] == "plain"]
    gaps = {float(epochs): rows.groupby("depth")["value"].mean() for epochs, rows in plain.groupby("epochs")}
    said = [f"{epochs:g} epochs {gap.iloc[-1] - gap.iloc[0]:+.1f} ({percent(gap.iloc[0])}, {percent(gap.iloc[-1])})"
            for epochs, gap in sorted(gaps.items()) if len(gap) > 1]  # fmt: skip
    longest = plain[plain["iterations"] == plain["iterations"].max()].sort_values("depth")
    ends = list(dict.fromkeys(longest["label"]))
    names = [f"with {depth} layers" for depth in longest["depth"].unique()]
    stated = pair(longest, ends[0], ends[-1], "Training error", "higher", names) if len(ends) > 1 else []
    return Finding(
        "Three times the iterations do not cure degradation: the deeper plain net's training error stays higher.",
        "He 2015, section 4.1, footnote 3", stated, longest, "At the papers' length a gap of a few points is expected to stay.",
        notes=[f"Training error of the deeper plain net above the shallower's, in points: {'; '.join(said)}."] if said else [],
    )  # fmt: skip


def slower(values: pd.DataFrame) -> Finding:
    """Whether plain nets need more iterations the deeper they are, and residual nets about as many."""
    stated, notes = [], []
    for family, name in FAMILIES.items():
        rows = values[values["family"] == family]
        means = rows.groupby("depth")["value"].mean()
        if len(means) < 2:
            continue
        words = [f"{f'{value:,.0f}' if value == value else 'not reached'} ({depth} layers)" for depth, value in means.items()]
        low, high = (rows.loc[rows["depth"] == depth, "value"] for depth in (means.index[0], means.index[-1]))
        more = [bool(times > LITTLE) for times in (high.min() / low.max(), high.max() / low.min())]
        times = [one == (family == "plain") for one in more]
        stated.append(Statement(None if means.isna().any() else agreed(times), f"{name}: {', '.join(words)} iterations"))
        steps = [f"{b / a:.2f}" for a, b in zip(means, means.iloc[1:], strict=False) if math.isfinite(b / a)]
        notes.append(f"Iterations of the {name} nets from one depth to the next: times {', '.join(steps)}.")
    return Finding(
        f"Plain nets need more iterations to {GOAL:.0f} % training error the deeper they are (our bound: {LITTLE} times from "
        "the shallowest to the deepest), residual nets about as many.",
        "He 2015, section 4.1", stated, values, notes=notes,
    )  # fmt: skip
