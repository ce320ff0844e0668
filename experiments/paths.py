"""Most paths through a ResNet are long, but the gradient comes from the short ones.

Claim     A net of n residual units is a sum over 2^n paths, which pass each unit through its branch or beside it. Their lengths
          are binomial, but the gradient of a single path falls exponentially with its length, so that nearly all of the
          gradient flows through paths far shorter than most.
Source    Veit et al. 2016, sections 4.1 and 4.2, Fig. 6: 95 % of the paths of ResNet-110 have 19 to 35 units, nearly all of
          its gradient comes from paths of 5 to 17, 0.45 % of them. Fig. 6 draws single paths at random; beside them stands
          here the exact spectrum, which is summed over all 2^n paths and adds up to autograd's gradient. It takes depth:
          the published ResNet-56 shows it (peak at 7 of 27 units), the published ResNet-20 does not (5 of 9).
Command   make paths BUDGET=quick; published weights: python -m resexp measure paths --run resnet-56@imported
Cost      quick: measures nets that degradation and lesion train, and trains one of 20 layers with scaled shortcuts: a minute on
          2 CPU cores. short: 56 layers, shortcuts not scaled. paper: 110 layers, as in the paper (plain: 56).
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullLocator

from resexp import zoo
from resexp.analysis import captions, claim, frames, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.errors import join_words
from resexp.measure import Measure

TITLE = "Paths: most are long, the gradient takes the short ones"
DEEPEST_PLAIN = 56
SCALE = 0.9
UNSCALED = ("short",)
"""Budgets at which no net with scaled shortcuts is trained: no other experiment needs it."""

INITIAL = "at initialisation"
SIZES = {
    "smoke": {"images": 4, "samples": 3, "sampled_images": 4},
    "quick": {"images": 64, "samples": 20, "sampled_images": 16},
    "short": {"images": 64, "samples": 100, "sampled_images": 8},
    "paper": {"images": 64, "samples": 1000, "sampled_images": 64},
}
"""By budget: images of the exact spectrum; paths drawn of each length, and images they are measured on."""

PAPERS_NET = "preresnet-110"
ON_A_PATH, NEARLY_ALL = "units on a path", "paths with nearly all of the gradient"
"""In published.yaml."""

SHARE, NORM = "path gradient share", "path gradient norm"
SINGLE = "sampled path gradient norm"
HELD = 0.95
FEW, STRAIGHT = 50.0, 0.9
"""Percent of all paths that are still few; what a line through logarithms explains if the fall is exponential."""

PATHS = "#C9C9C9"
"""Colour of the binomial."""


def runs(budget: Budget) -> list[Plan]:
    """An original, a pre-activation and a plain net, and one whose shortcuts are scaled unless it costs too much; original ones
    of both depths if there are two, since it takes depth."""
    layers, deepest = budget.depth, max(budget.depths) if len(budget.depths) <= 2 else budget.depth
    scaled = zoo.net(f"preresnet-{layers}").replace(unit={"shortcut": f"scale {SCALE:g}"})
    plans = []
    for seed in budget.seeds:
        plans += [budget.plan(f"resnet-{each}", seed) for each in sorted({layers, deepest})]
        plans.append(budget.plan(f"preresnet-{layers}", seed))
        if budget.name not in UNSCALED:
            plans.append(budget.plan(scaled, seed, f"preresnet-{layers}, shortcut × {SCALE:g}"))
        plans.append(budget.plan(f"plain-{min(deepest, DEEPEST_PLAIN)}", seed))
    return plans


def measures(budget: Budget) -> list[Measure]:
    """The binomial, the exact spectrum after training and before, and single paths."""
    return [Measure("paths.lengths", dict(SIZES.get(budget.name, SIZES["short"])))]


# what the table holds


def measured(table: pd.DataFrame) -> list[str]:
    """Labels that have a spectrum, original nets first, plain ones last; nets whose gradient is not finite have none."""
    found = table[(table["quantity"] == SHARE) & (table["intervention"] == "full") & np.isfinite(table["value"])]
    return sorted(
        dict.fromkeys(found["label"]), key=lambda label: (label in plain(table), not label.startswith("resnet"), "×" in label)
    )


def plain(table: pd.DataFrame) -> set[str]:
    """Labels of nets with a single path: no unit can be passed by."""
    counted = table[table["quantity"] == "path fraction"].groupby("label")["at"].nunique()
    return set(counted.index[counted == 1])


def nets(table: pd.DataFrame) -> list[str]:
    """Labels of nets with paths of several lengths."""
    return [label for label in measured(table) if label not in plain(table)]


def panelled(table: pd.DataFrame) -> list[str]:
    """The nets that get a panel of their own: all, or of more than three the original ones."""
    labels = nets(table)
    return labels if len(labels) <= 3 else [label for label in labels if label.startswith("resnet")]


def by_length(table: pd.DataFrame, label: str, quantity: str, intervention: str = "full") -> pd.DataFrame:
    """Path length x run."""
    chosen = (table["label"] == label) & (table["quantity"] == quantity) & (table["intervention"] == intervention)
    rows = table[chosen & table["at"].notna() & np.isfinite(table["value"])]
    rows = rows.assign(length=rows["at"].astype(int)).drop_duplicates(["run", "length"], keep="last")
    return rows.pivot(index="length", columns="run", values="value").sort_index()


def once(table: pd.DataFrame, label: str, quantity: str, intervention: str = "full") -> float:
    """What is of the whole net, median over seeds; nan if it was not measured."""
    chosen = (table["label"] == label) & (table["quantity"] == quantity) & (table["intervention"] == intervention)
    return float(table.loc[chosen & table["at"].isna(), "value"].median())


class Reach(NamedTuple):
    """Which lengths something has: the most frequent one, and the narrowest range that holds at least 95 %."""

    peak: float
    first: float
    last: float

    def text(self) -> str:
        """'4 to 10'."""
        return f"{self.first:g} to {self.last:g}"


def gradient(table: pd.DataFrame, label: str, intervention: str = "full") -> Reach:
    """Of the exact spectrum, medians over seeds; the range as it was measured, in whole lengths."""
    share = by_length(table, label, SHARE, intervention)
    first, last = (once(table, label, f"path length {end}", intervention) for end in ("from", "to"))
    return Reach(float(share.idxmax().median()), math.floor(first), math.ceil(last))


def sampled(table: pd.DataFrame, label: str) -> Reach | None:
    """As the paper measures it (Fig. 6c): of the mean norm of the sampled paths of a length times their number, medians over
    seeds. What cancels in the sum of all paths does not cancel here. None if no single paths were measured."""
    total = by_length(table, label, f"{SINGLE} total")
    part = (total / total.sum()).median(axis=1).fillna(0.0)
    if not part.sum():
        return None
    ends = [(last - first, -part.loc[first:last].sum(), first, last) for first in part.index for last in part.index]
    held = [end for end in ends if end[0] >= 0 and -end[1] >= HELD * part.sum()]
    return Reach(float(part.idxmax()), *min(held)[2:])


def paths(table: pd.DataFrame, label: str) -> Reach:
    """Of the binomial, whose range is symmetric; its peak lies between two lengths if the number of units is odd."""
    part = by_length(table, label, "path fraction").median(axis=1)
    n = int(part.index.max())
    last = next(k for k in range((n + 1) // 2, n + 1) if part.loc[n - k : k].sum() >= HELD)
    return Reach(n / 2, n - last, last)


def part_of_paths(table: pd.DataFrame, label: str, first: float, last: float) -> float:
    """Percent of all paths that have these lengths: the sum of the binomial."""
    return 100 * float(by_length(table, label, "path fraction").median(axis=1).loc[first:last].sum())


class Decay(NamedTuple):
    """What one more unit multiplies a single path's gradient by: of a straight line through the logarithms of the medians."""

    factor: float
    low: float
    high: float
    """Two standard errors of the slope to either side; nan of two lengths."""

    straight: float
    """Part of the logarithms' variance that the line explains."""


def decay(table: pd.DataFrame, label: str) -> Decay | None:
    """The fit; None if fewer than two lengths were measured."""
    norm = by_length(table, label, f"{SINGLE} median").median(axis=1)
    norm = norm[norm > 0]
    if len(norm) < 2:
        return None
    x, y = norm.index.to_numpy(float), np.log(norm.to_numpy())
    slope, start = np.polyfit(x, y, 1)
    left = float(((y - start - slope * x) ** 2).sum())
    error = 2 * math.sqrt(left / (len(x) - 2) / ((x - x.mean()) ** 2).sum()) if len(x) > 2 else math.nan
    straight = 1 - left / float(((y - y.mean()) ** 2).sum()) if np.ptp(y) else 0.0
    return Decay(*(float(np.exp(slope + shift)) for shift in (0.0, -error, error)), straight)


# figures


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """lengths: Veit 2016, Fig. 6a, and the gradient. single: Fig. 6b and c. spectrum: the exact one, trained and not.
    ranges: the lengths that carry the gradient, of every net, trained and not."""
    if not measured(table):
        return plots.default_figures(table)
    drawn = {"ranges": ranges(table)}
    if not nets(table):
        return drawn
    drawn |= {"lengths": lengths(table), "spectrum": spectrum(table)}
    return drawn | ({"single": single(table)} if (table["quantity"] == f"{SINGLE} median").any() else {})


def panels(table: pd.DataFrame, rows: int = 1, height: float = 4.9) -> tuple[Figure, list[Axes], list[str]]:
    """A column for each net."""
    labels = panelled(table)
    width = {1: 7.6, 2: 12.0}.get(len(labels), 4.8 * len(labels))
    fig, axes = plots.new_figure(columns=len(labels), rows=rows, width=width, height=height, sharey=False)
    for ax, label in zip(axes, labels, strict=False):
        plots.panel_title(ax, f"{label} ({by_length(table, label, SHARE).index.max()} units)", colour(label))
    for ax in axes[-len(labels) :]:
        ax.set_xlabel("path length (units passed through their branch)")
    for row in range(rows):
        for ax in axes[row * len(labels) + 1 : (row + 1) * len(labels)]:
            ax.sharey(axes[row * len(labels)])
            ax.tick_params(labelleft=False)
    return fig, axes, labels


def length_axis(ax: Axes, longest: int, room: float = 0.7) -> None:
    """Whole numbers from 0."""
    ax.set_xlim(-room, longest + room)
    ax.xaxis.set_major_locator(MaxNLocator(9, integer=True))


def colour(label: str) -> str:
    """Of the net's family; a variant has its own."""
    return style.OKABE_ITO["orange"] if "×" in label else style.FAMILY.get(label.split("-")[0], style.CYCLE[0])


def lengths(table: pd.DataFrame) -> Figure:
    """How many paths have which length, and how much of the gradient comes from them."""
    fig, axes, labels = panels(table)
    top = 0.0
    for ax, label in zip(axes, labels, strict=True):
        count = 100 * by_length(table, label, "path fraction").median(axis=1)
        share = 100 * by_length(table, label, SHARE)
        ax.bar(count.index, count, 0.92, color=PATHS)
        ax.bar(share.index, share.median(axis=1), 0.56, color=colour(label))
        if share.shape[1] > 1:
            ax.vlines(share.index, share.min(axis=1), share.max(axis=1), color="black", lw=1.2)
        top = max(top, count.max(), share.max().max())
        length_axis(ax, int(count.index.max()))
        ax.grid(False, axis="x")
    for ax, label in zip(axes, labels, strict=True):
        inches = fig.get_figwidth() / len(labels) - 0.7
        bracket(ax, gradient(table, label), 1.30 * top, "gradient", colour(label), inches)
        bracket(ax, paths(table, label), 1.10 * top, "paths", style.GREY, inches)
        ax.axhline(0, color="#8A8A8A", lw=0.8)
    low = min(0.0, *(100 * by_length(table, label, SHARE).min().min() for label in labels))
    axes[0].set_ylim(1.08 * low if low < -0.01 * top else 0, 1.46 * top)
    axes[0].set_yticks(
        [tick for tick in MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(low, top) if 1.08 * low <= tick <= 1.04 * top]
    )
    axes[0].set_ylabel("% of paths, % of the gradient")
    theirs = [papers_mark(ax, table, label, 1.30 * top) for ax, label in zip(axes, labels, strict=True)]
    captions.explain(
        fig,
        f"Grey: all 2^n paths of n units, counted (binomial). Colour: {SPECTRUM_WORDS} Brackets: the narrowest range of "
        f"lengths that holds at least 95 % (symmetric for the paths); triangles: peaks. {held_words(table)}"
        f"{seed_words(table, 'black lines')} {exact_words(table)} {next(filter(None, theirs), not_beside(table))}",
        frames.measured_rows(table),
    )
    return fig


def papers_range(table: pd.DataFrame, label: str) -> tuple[int, int] | None:
    """The lengths that carry nearly all of the gradient in the paper, where this is its net, trained as long; else None."""
    part = table[table["label"] == label]
    if part["net"].iloc[0] != PAPERS_NET or published.incomparable(part):
        return None
    (known,) = published.load().find(
        PAPERS_NET, ["veit2016"], quantity=ON_A_PATH, intervention="paths with nearly all of the gradient"
    )
    first, last = known.text().split(" to ")
    return int(first), int(last)


def papers_mark(ax: Axes, table: pd.DataFrame, label: str, y: float) -> str:
    """Hollow marks at both ends of the paper's range, a little under ours; what they are."""
    found = papers_range(table, label)
    if found is None:
        return ""
    plots.published_markers(ax, [(end, 0.965 * y, None) for end in found])
    return f"Hollow, grey: Veit 2016, nearly all of the gradient in {found[0]} to {found[1]} units."


def not_beside(table: pd.DataFrame) -> str:
    """Why the paper's range is not drawn."""
    there = PAPERS_NET in set(table["net"])
    why = published.incomparable(table[table["net"] == PAPERS_NET]) if there else f"it is of 54 units ({PAPERS_NET})"
    return f"Veit's range, 5 to 17 units, is left out: {why}." if why else ""


def ranges(table: pd.DataFrame) -> Figure:
    """For each net the lengths of most paths, and those that carry the gradient after training and before."""
    labels = measured(table)
    fig, (ax,) = plots.new_figure(width=12.0, height=1.6 + 0.95 * len(labels))
    longest = max(int(by_length(table, label, SHARE).index.max()) for label in labels)
    length_axis(ax, longest)
    theirs = ""
    for row, label in enumerate(labels):
        trained, reaches = gradient(table, label), []
        if label not in plain(table):
            reaches.append((-0.26, paths(table, label), style.GREY, "paths"))
        if len(by_length(table, label, SHARE, INITIAL)):
            reaches.append((0.0, gradient(table, label, INITIAL), style.shade(colour(label), -0.5), INITIAL))
        reaches.append((0.26, trained, colour(label), "after training"))
        for shift, reach, ink, _ in reaches:
            look: dict[str, Any] = {"color": ink, "lw": 5.5, "solid_capstyle": "butt", "zorder": 3}
            ax.plot([reach.first - 0.4, reach.last + 0.4], [row + shift] * 2, **look)
            ax.plot(reach.peak, row + shift, "v", ms=10, color=ink, mec="white", mew=1.2, zorder=4)
        if found := papers_range(table, label):
            ax.plot(found, [row + 0.44] * 2, color=style.GREY, lw=1.2, zorder=1.8)
            plots.published_markers(ax, [(end, row + 0.44, None) for end in found])
            ax.annotate(f"Veit 2016: {found[0]} to {found[1]}", (found[1], row + 0.44), (10, 0), textcoords="offset points",
                        color=style.GREY, va="center", size=style.FONT)  # fmt: skip
            theirs = "Hollow, grey: the lengths that carry nearly all of the gradient in Veit 2016."
        where: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points"}
        for shift, reach, ink, name in reaches:
            text = f"{name}: {reach.text()}" if reach.last > reach.first else f"{name}: {reach.first:g} alone"
            ax.annotate(text, (1.0, row + shift), (8, 0), color=style.ink(ink), va="center", size=style.FONT, **where)
    ax.set_ylim(len(labels) - 0.5, -0.5)
    units = {label: int(by_length(table, label, SHARE).index.max()) for label in labels}
    ax.set_yticks(range(len(labels)), [f"{label}\n({units[label]} units)".replace(", ", ",\n") for label in labels])
    for tick, label in zip(ax.get_yticklabels(), labels, strict=True):
        tick.set(color=style.ink(colour(label)), weight="bold")
    ax.grid(False, axis="y")
    ax.set_xlabel("path length (units passed through their branch)")
    captions.explain(
        fig,
        "Of each net: grey, the lengths of 95 % of its paths; pale, the narrowest range of lengths that carries 95 % of the "
        f"gradient {INITIAL}{drawn_anew(table)}, BN with the statistics of these images; full colour, after training. "
        f"Triangles: peaks. {single_path_words(table)}The gradient is exact: {SPECTRUM_WORDS.split(' (exact')[0]}, on "
        f"{images(spectra(table))}."
        f"{seed_words(table)} {exact_words(table, 'full', INITIAL)} {theirs or not_beside(table)}",
        frames.measured_rows(table),
    )
    return fig


def single_path_words(table: pd.DataFrame) -> str:
    """What there is to say of nets without shortcuts."""
    found = [label for label in measured(table) if label in plain(table)]
    return f"{join_words(found)}: a single path, through all units. " if found else ""


def held_words(table: pd.DataFrame) -> str:
    """'95 % of the gradient comes from 12.4 % of all paths (resnet-56).'"""
    parts = []
    for label in panelled(table):
        reach = gradient(table, label)
        parts.append(f"{verdicts.percent(part_of_paths(table, label, reach.first, reach.last))} of all paths ({label})")
    return f"95 % of the gradient comes from {join_words(parts)}."


def bracket(ax: Axes, reach: Reach, y: float, name: str, ink: str, inches: float) -> None:
    """A range with its name over it, inside axes about so wide, and a triangle where the peak is."""
    ax.plot([reach.first - 0.4, reach.last + 0.4], [y, y], color=ink, lw=2.2, marker="|", ms=9, mew=2.2, solid_capstyle="butt")
    ax.plot(reach.peak, y, "v", ms=9, color=ink, mec="white", zorder=4)
    text = f"{name}: 95 % in {reach.text()}, peak {reach.peak:g}"
    low, high = ax.get_xlim()
    half = min(0.5, 0.34 * len(text) * style.FONT / 72 / inches) * (high - low)
    middle = min(max((reach.first + reach.last) / 2, low + half), high - half)
    look: dict[str, Any] = {"color": style.ink(ink), "weight": "bold", "size": style.FONT, "ha": "center", "va": "bottom"}
    ax.annotate(text, (middle, y), (0, 7), textcoords="offset points", **look)


def single(table: pd.DataFrame) -> Figure:
    """The paper's protocol: single paths drawn at random; and their mean times their number beside the exact sum."""
    fig, (left, right) = plots.new_figure(columns=2, width=13.0, height=5.0, sharey=False)
    ends, longest, top = [], 0, 0.0
    labels = panelled(table)
    alike = [label for label in labels if label.startswith("resnet")]  # of several depths the deeper is darker
    tints = {label: colour(label) for label in labels} | (style.depth_shades(alike, colour(alike[0])) if len(alike) > 1 else {})
    for label in labels:
        own = tints[label]
        middle, low, high = (by_length(table, label, f"{SINGLE} {part}").median(axis=1) for part in ("median", "low", "high"))
        middle = middle[middle > 0]
        if middle.empty:
            continue
        left.fill_between(low.index, low.where(low > 0), high, color=own, alpha=0.16, lw=0)
        left.plot(middle.index, middle, color=own, marker="o", ms=5, **style.BOLD)
        ends.append(End(float(middle.index[-1]), float(middle.iloc[-1]), label.replace(", ", ",\n"), own, True))
        exact = by_length(table, label, f"{NORM} share").median(axis=1)
        total = by_length(table, label, f"{SINGLE} total")
        drawn = (total / total.sum()).median(axis=1)
        right.plot(exact.index, 100 * exact, color=own, **style.BOLD)
        right.plot(drawn.index, 100 * drawn, color=own, marker="o", ms=6, mfc="white", **style.DASHED)
        longest, top = max(longest, int(exact.index.max())), max(top, 100 * exact.max(), 100 * drawn.max())
    plots.panel_title(left, "A single path")
    plots.panel_title(right, "All paths of a length together")
    left.set_yscale("log")
    left.yaxis.set_minor_locator(NullLocator())
    left.set_ylabel("norm of the gradient (log)")
    right.set_ylabel("% of the sum over lengths")
    right.set_ylim(0, 1.3 * top)
    right.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    for ax in (left, right):
        length_axis(ax, longest)
        ax.set_xlabel("path length (units passed through their branch)")
    label_ends(left, ends, "")
    looks: list[tuple[str, dict[str, Any]]] = [
        ("exact: norm of the sum", style.BOLD),
        ("sampled: mean norm × number of paths", {**style.DASHED, "marker": "o", "ms": 6, "mfc": "white"}),
    ]
    plots.legend(right, looks, "upper right")
    captions.explain(fig, single_words(table), frames.measured_rows(table))
    return fig


def single_words(table: pd.DataFrame) -> str:
    """What `single` draws."""
    rows = table[table["quantity"] == "sampled paths"]
    return (
        f"Left, sampled as in Veit 2016, Fig. 6b: forward through the whole net, backward through the branches of k random "
        f"units alone and beside all others; gradient of the loss at the image, mean over {images(rows)}; up to "
        f"{rows['value'].max():,.0f} distinct paths of each length; line: their median, band: 10 % to 90 % of them. "
        f"Right: as in Fig. 6c, the paths' mean norm times their number (sampled; rare paths with large gradients carry the "
        f"mean, so it is rough), and the norm of the sum over all these paths, which may cancel (exact, "
        f"{images(spectra(table))}).{seed_words(table)} {exact_words(table)}"
    )


def spectrum(table: pd.DataFrame) -> Figure:
    """The exact spectrum after training and at initialisation: norm for each length, and share of the whole gradient."""
    fig, axes, labels = panels(table, rows=2, height=7.6)
    upper, lower = axes[: len(labels)], axes[len(labels) :]
    top, bottom, lowest = 0.0, math.inf, math.inf
    for above, below, label in zip(upper, lower, labels, strict=True):
        for intervention in (INITIAL, "full"):
            after = intervention == "full"
            look: dict[str, Any] = {
                **(style.BOLD if after else style.DASHED),
                "color": colour(label) if after else style.GREY,
            }
            for ax, quantity, unit in ((above, NORM, 1.0), (below, SHARE, 100.0)):
                values = unit * by_length(table, label, quantity, intervention)
                values = values.where(values > 0) if ax is above else values
                if values.empty:
                    continue
                ax.plot(values.index, values.median(axis=1), marker="o", ms=5 if after else 4, **look)
                if values.shape[1] > 1:
                    band: dict[str, Any] = {"color": look["color"], "alpha": 0.16, "lw": 0}
                    ax.fill_between(values.index, values.min(axis=1), values.max(axis=1), **band)
                if ax is above:
                    high = float(values.max().max())
                    top, lowest, bottom = max(top, high), min(lowest, high), min(bottom, float(values.min().min()))
        for ax in (above, below):
            length_axis(ax, int(by_length(table, label, SHARE).index.max()))
        below.axhline(0, color="#8A8A8A", lw=0.8)
        peak = paths(table, label).peak
        below.axvline(peak, color=style.GREY, lw=1.2, ls=":")
        where: dict[str, Any] = {"xycoords": below.get_xaxis_transform(), "textcoords": "offset points"}
        below.annotate("peak of all paths", (peak, 0.97), (5, 0), va="top", color=style.GREY, size=style.FONT, **where)
    upper[0].set_yscale("log")
    upper[0].set_ylim(max(1e-6 * lowest, 0.3 * bottom), 3 * top)
    upper[0].set_ylabel("norm of the gradient (log)")
    lower[0].set_ylabel("% of the gradient (sums to 100)")
    lower[0].yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    upper[0].yaxis.set_minor_locator(NullLocator())
    plots.legend(upper[0], [("after training", {**style.BOLD, "color": colour(labels[0])}), (INITIAL, style.DASHED)], "best")
    captions.explain(
        fig,
        f"Both exact. Above: norm of the gradient of the loss at the image, summed over all paths of a length, mean over "
        f"{images(spectra(table))}. Below: {SPECTRUM_WORDS} Dashed: the same nets before the first step, normalised by the "
        f"statistics of these images{drawn_anew(table)}. Dotted: where path lengths peak."
        f"{seed_words(table, 'bands')} {exact_words(table, 'full', INITIAL)}",
        frames.measured_rows(table),
    )
    return fig


SPECTRUM_WORDS = "what the paths of a length add to the squared norm of the whole gradient (exact, with sign; sums to 100 %)."


def drawn_anew(table: pd.DataFrame) -> str:
    """Imported weights come without those they began with."""
    return " (imported weights: drawn anew)" if (table["status"] == "imported").any() else ""


def spectra(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of the exact spectrum."""
    return table[table["quantity"] == SHARE]


def images(rows: pd.DataFrame) -> str:
    """'64 test images'."""
    counts = sorted({int(n) for n in rows["n"]})
    return f"{join_words([str(n) for n in counts])} test images"


def seed_words(table: pd.DataFrame, drawn: str = "") -> str:
    """What is drawn of several seeds."""
    several = table.groupby("label")["run"].nunique().max() > 1
    return f" Medians over seeds{drawn and f'; {drawn}: lowest to highest seed'}." if several else ""


def exact_words(table: pd.DataFrame, *interventions: str) -> str:
    """The identity, with the largest deviation that was measured (after training unless said)."""
    deviation = table[table["quantity"] == "path gradient deviation"]
    found = []
    for intervention in interventions or ("full",):
        worst = deviation.loc[deviation["intervention"] == intervention, "value"].max()
        found.append(f"{worst:.0e} relative" + ("" if intervention == "full" else f" ({intervention})"))
    return (
        f"On {images(spectra(table))} the spectrum, taken over all 2^n paths, sums to autograd's gradient to "
        f"{join_words(found)}: rounding alone."
    )


# words


def verdict(table: pd.DataFrame) -> list[str]:
    """What was found, in numbers, and what it does not show."""
    found = [line for label in nets(table) for line in sentences(table, label)]
    found += [
        f"{label}: a plain net is a single path, through all its {by_length(table, label, SHARE).index.max()} units, which "
        "carries all of the gradient: there is no shorter way."
        for label in measured(table)
        if label in plain(table)
    ]
    exact = [exact_words(table, "full", INITIAL)] if measured(table) else []
    return [*found, *beside(table), *exact, *verdicts.failures(table), *verdicts.caveats(table)]


def beside(table: pd.DataFrame) -> list[str]:
    """Ours and the paper's range, where they are of the same net, trained as long."""
    lines = []
    for label in nets(table):
        if theirs := papers_range(table, label):
            ours = gradient(table, label)
            parts = [verdicts.percent(part_of_paths(table, label, *ends)) for ends in ((ours.first, ours.last), theirs)]
            lines.append(
                f"{label}: 95 % of the gradient comes from paths of {ours.text()} units ({parts[0]} of all); Veit 2016 says "
                f"nearly all from {theirs[0]} to {theirs[1]} ({parts[1]})."
            )
    return lines


def sentences(table: pd.DataFrame, label: str) -> list[str]:
    """Of one net."""
    ours, every = gradient(table, label), paths(table, label)
    lines = [
        f"{label}: path lengths peak at {every.peak:g} units (95 %: {every.text()}); the gradient peaks at paths of "
        f"{ours.peak:g}, and 95 % of it comes from paths of {ours.text()}, "
        f"{beside_the_paper(ours, every, part_of_paths(table, label, ours.first, ours.last))}"
    ]
    if len(by_length(table, label, SHARE, INITIAL)):
        before = gradient(table, label, INITIAL)
        way = "shorter" if ours.peak < before.peak else "longer"
        moves = f"moves the peak to {way} paths" if ours.peak != before.peak else "does not move the peak"
        lines.append(
            f"{label}: at initialisation{drawn_anew(table)} the gradient peaks at paths of {before.peak:g} (95 %: "
            f"{before.text()}); training {moves}."
        )
    if rough := sampled(table, label):
        part = part_of_paths(table, label, rough.first, rough.last)
        lines.append(
            f"{label}: by the paper's measure, the mean norm of sampled paths times their number, 95 % lies in paths of "
            f"{rough.text()}, {verdicts.percent(part)} of all: norms do not cancel, as the paths of a length do in part."
        )
    if found := decay(table, label):
        lines.append(
            f"{label}: each further unit multiplies the gradient of a single path by {found.factor:.2g} (sampled, medians)."
        )
    return lines


def shorter(ours: Reach, every: Reach) -> bool:
    """Whether the gradient's paths are shorter than most: by a unit at least, at the peak."""
    return ours.peak <= every.peak - 1


def beside_the_paper(ours: Reach, every: Reach, part: float) -> str:
    """'12.4 % of all: shorter than most, as in the paper.', or what speaks against it."""
    text = f"{verdicts.percent(part)} of all: "
    if not shorter(ours, every):
        few = f" (54 units; this net has {2 * every.peak:g})" if 2 * every.peak < 54 else ""
        return f"{text}not shorter than most, unlike in the paper{few}."
    if part > FEW:
        return f"{text}shorter than most, as in the paper, but these paths are not few, as they are in the paper's 54 units."
    return f"{text}shorter than most, as in the paper."


def few_sampled(table: pd.DataFrame, label: str) -> bool | None:
    """Whether the paths that the paper's measure finds are shorter than most, and few; None if one unit more or less decides,
    as much as such samples may be off."""
    ours, every = sampled(table, label), paths(table, label)
    if ours is None:
        return None
    if not shorter(ours, every):
        return False
    less, more = (part_of_paths(table, label, ours.first, ours.last + step) for step in (-1, 1))
    return True if more <= FEW else False if less > FEW else None


def claims(table: pd.DataFrame) -> list[Claim]:
    """Veit 2016, Fig. 6; statements for each net, on which all of its seeds must agree."""
    short, falls = list[Part](), list[Part]()
    for label in (label for label in nets(table) if "×" not in label):
        few, steep = list[bool | None](), list[bool | None]()
        for run in by_length(table, label, SHARE):
            own = table[table["run"] == run]
            ours, fit = gradient(own, label), decay(own, label)
            few.append(shorter(ours, paths(own, label)) and part_of_paths(own, label, ours.first, ours.last) <= FEW)
            if fit:
                steep.append(True if fit.high < 1 and fit.straight >= STRAIGHT else False if fit.low > 1 else None)
        ours, fit = gradient(table, label), decay(table, label)
        text = f"{label}: 95 % of the squared norm in paths of {ours.text()} units (peak {ours.peak:g}), "
        text += f"{verdicts.percent(part_of_paths(table, label, ours.first, ours.last))} of all paths"
        short.append(Part(claim.agreed(few), f"{text} (peak {paths(table, label).peak:g})"))
        if rough := sampled(table, label):
            runs = [few_sampled(table[table["run"] == run], label) for run in by_length(table, label, SHARE)]
            text = f"{label}, sampled norms times the number of paths, as in the paper: {rough.text()} units, "
            text += f"{verdicts.percent(part_of_paths(table, label, rough.first, rough.last))} of all paths"
            short.append(Part(claim.agreed(runs), text))
        if fit:
            text = f"{label}: × {fit.factor:.2f} a unit ({fit.low:.2f} to {fit.high:.2f})"
            falls.append(Part(claim.agreed(steep), f"{text}, the line explains {100 * fit.straight:.1f} %"))
    own = table[table["label"].isin([label for label in nets(table) if "×" not in label])]
    rows, drawn = own[own["quantity"] == SHARE], own[own["quantity"] == f"{SINGLE} median"]
    return [
        *claim.judge(
            "Nearly all of the gradient comes from paths that are shorter than most, and few (our bound: under half of all; "
            "0.45 % in the paper's net of 54 units).",
            "Veit 2016, Fig. 6c", short, rows,
            "Training shortens the paths that carry the gradient, and the same lengths are a far smaller part of 2^54 paths.",
            depth=claim.DEEP,
        ),
        *claim.judge("The gradient of a single path falls exponentially with its length.", "Veit 2016, Fig. 6b", falls,
                     drawn, "Training makes branches pass less gradient than shortcuts: the fall becomes steeper.",
                     depth=claim.DEEP),
    ]  # fmt: skip
