"""Swap units of a trained residual net: the error rises smoothly with the disorder.

Claim     Units can change places after training. The error grows smoothly with the disorder (Kendall's tau): the units are no
          strict sequence of steps, each on the output of the one before.
Source    Veit et al. 2016, section 4.3 and Fig. 5b (random swaps of units of equal shape).
Command   make reorder BUDGET=quick
          python -m resexp measure reorder --run resnet-56@imported      any one net, imported weights included
Cost      quick: degradation's ResNet-20 and 56, up to 96 orders, 250 test images each: a minute on 2 CPU cores.
          short, paper: original and pre-activation nets of 56 and 110 layers, all test images; 60 orders, most of an hour,
          and 120 (a GPU).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import captions, claim, frames, plots, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.spec import CLASSES

TITLE = "Reordering: the error rises smoothly with the disorder"
FAMILIES = ("resnet", "preresnet")
SHALLOWEST = 20
IMAGES = {"smoke": 100, "quick": 250}
DRAWS = {"smoke": 3, "quick": 16, "short": 10}
SWAPS = (1, 2, 3, 5, 8, 16)
BINS = 8
RISING = 0.5
"""The error rises with the disorder if the interval of their rank correlation lies above this."""

RISES = {
    True: "rises with the disorder, as in the paper",
    False: "hardly goes with the disorder, unlike in the paper",
    None: "may rise with the disorder, as in the paper: so few orders leave it undecided",
}


def runs(budget: Budget) -> list[Plan]:
    """Residual nets, original and pre-activation; of two depths original ones of both: a shallow net has few orders."""
    if len(budget.depths) <= 2:
        depths = sorted({max(layers, SHALLOWEST) for layers in budget.depths})
        return [budget.plan(f"resnet-{layers}", seed) for seed in budget.seeds for layers in depths]
    return [budget.plan(f"{family}-{budget.depth}", seed) for seed in budget.seeds for family in FAMILIES]


def measures(budget: Budget) -> list[Measure]:
    """Orders after 1 to 16 swaps; what changes the shape stays in its place."""
    amount = {"images": IMAGES.get(budget.name, 10_000), "draws": DRAWS.get(budget.name, 20), "swaps": SWAPS}
    return [Measure("lesion.reorder", amount)]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 5b."""
    return {"error": scatter(table)}


def orders(table: pd.DataFrame) -> pd.DataFrame:
    """One row an order: label, seed, k swaps, tau, error."""
    rows = table[table["quantity"].isin(["error", "tau"]) & (table["split"] == "test") & table["at"].notna()]
    names = ["label", "run", "seed", "at", "intervention", "n"]
    wide = rows.pivot_table(index=names, columns="quantity", values="value", sort=False).reset_index()
    wide = wide.reindex(columns=[*names, "error", "tau"])
    return wide.assign(k=wide["at"].astype(int)).dropna(subset=["error", "tau"])


def chance(table: pd.DataFrame) -> float:
    """Of guessing, in percent."""
    return 100 * (1 - 1 / CLASSES[table["data"].iloc[0]])


def binned(rows: pd.DataFrame) -> pd.DataFrame:
    """Median error in bins of tau that hold equally many orders; the whole net is a bin of its own."""
    moved = rows[rows["tau"] < 1]
    count = min(BINS, max(1, len(moved) // 5))
    ranks = moved["tau"].rank(method="average", pct=True)  # equal tau, equal bin
    bins = np.ceil(ranks * count).clip(1, count).rename("bin")
    out = moved.groupby(bins)[["tau", "error"]].median().sort_values("tau", ascending=False)
    return pd.concat([rows.loc[rows["tau"] == 1, ["tau", "error"]].median().to_frame().T, out], ignore_index=True)


def scatter(table: pd.DataFrame) -> Figure:
    """Every order a dot, darker with more swaps; the median of bins a line."""
    labels = sorted(table["label"].unique(), key=lambda label: ("preresnet" in label, label))
    found = orders(table)
    fig, axes = plots.new_figure(columns=len(labels), width=9.5 if len(labels) == 1 else 13.0, height=5.4)
    low = min([0.8, *found["tau"]])
    for ax, label in zip(axes, labels, strict=True):
        rows = found[found["label"] == label]
        tint = next((known for name, known in style.FAMILY.items() if label.startswith(name)), style.OKABE_ITO["blue"])
        plots.panel_title(ax, label, tint)
        ax.set_ylim(0, 100)
        ax.set_xlim(1.01, low - 0.02)
        ax.axhline(chance(table), color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)
        ends = [End(ax.get_xlim()[1], chance(table), "chance", style.GREY)]
        if len(rows):
            cloud(ax, rows, tint)
        label_ends(ax, ends)
        ax.set_xlabel("Kendall's tau of the order (1: as trained)")
    axes[0].set_ylabel("test error (%)")
    n = found["n"].max()
    captions.explain(
        fig,
        "Test error with units of equal shape swapped at random after training; nothing is trained again. Dots: orders, "
        "darker with more swaps; line: the median of groups along tau. "
        f"{f'Each on {captions.tested_on(table, n)}.' if n == n else ''}",
        frames.measured_rows(table),
    )
    return fig


def cloud(ax: Axes, rows: pd.DataFrame, tint: str) -> None:
    """Dots, the line through the bins, the whole net."""
    swaps = sorted(rows.loc[rows["k"] > 0, "k"].unique())
    looks = []
    for k, shade in style.depth_shades([str(k) for k in swaps], tint).items():
        some = rows[(rows["k"] == int(k)) & (rows["tau"] < 1)]
        look = {"marker": "o", "ls": "none", "ms": 6, "color": shade, "alpha": 0.7, "mec": "white", "mew": 0.5}
        ax.plot(some["tau"], some["error"], zorder=2.5, clip_on=False, **look)
        looks.append((f"{k} swap{'' if k == '1' else 's'}", look))
    middle = binned(rows)
    ax.plot(middle["tau"], middle["error"], color="#222222", lw=2.4, marker="D", ms=5, zorder=4, clip_on=False)
    plots.legend(ax, [*looks, ("median", {"color": "#222222", "lw": 2.4, "marker": "D", "ms": 5})], loc="lower right")


def verdict(table: pd.DataFrame) -> list[str]:
    """How error and tau go together."""
    lines = []
    for label, rows in orders(table).groupby("label", sort=False):
        moved = rows[rows["tau"] < 1]
        if len(moved) < 3:
            continue
        whole = rows.loc[rows["tau"] == 1, "error"].median()
        once, most = moved[moved["k"] == moved["k"].min()], moved[moved["k"] == moved["k"].max()]
        if (found := rise(rows, chance(table))) is None:
            lines.append(f"{label}: {whole:.1f} % as trained, too near to chance to lose anything by a new order.")
            continue
        lines.append(
            f"{label}: {whole:.1f} % as trained; {once['error'].median():.1f} % after {once['k'].iloc[0]} swap "
            f"(tau {once['tau'].median():.2f}), {most['error'].median():.1f} % after {most['k'].iloc[0]} "
            f"(tau {most['tau'].median():.2f}), medians. The error {RISES[found.holds]} ({found.text})."
        )
    about = "what new orders do to a net that has learned little says little of a trained one"
    return [*lines, *verdicts.failures(table), *verdicts.caveats(table, about)]


def rise(rows: pd.DataFrame, limit: float) -> Part | None:
    """Whether the error of one label rises with the disorder, by the orders of all of its seeds, unless one of these says
    otherwise; None if there is nothing to lose or to compare."""
    ranks, count = list[claim.Rank](), (rows["tau"] < 1).sum()
    for run in [rows, *(run for _, run in rows.groupby("run"))]:
        moved, whole = run[run["tau"] < 1], run.loc[run["tau"] == 1, "error"].median()
        if len(moved) >= 3 and moved["error"].nunique() > 1 and limit - whole >= 5:
            ranks.append(claim.rank(-moved["tau"], moved["error"]))
    if not ranks:
        return None
    text = f"rank correlation of error and disorder {ranks[0].text()}, {count} orders"
    return Part(claim.pooled(*(rank.above(RISING) for rank in ranks)), text)


def claims(table: pd.DataFrame) -> list[Claim]:
    """Veit 2016, Fig. 5b: by the rank correlation of error and tau over all orders, and its interval."""
    parts = list[Part]()
    for label, rows in orders(table).groupby("label", sort=False):
        if found := rise(rows, chance(table)):
            parts.append(found._replace(text=f"{label}: {found.text}"))
    return claim.judge(
        "The error rises with the disorder of the units, Kendall's tau (our bound: rank correlation over 0.5).",
        "Veit 2016, Fig. 5b", parts,
        table[table["quantity"] == "tau"], "Few swaps should cost less, as of published weights (results/resnet-56-imported).",
        depth=claim.DEEP,
    )  # fmt: skip
