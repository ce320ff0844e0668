"""The gradient by path length (Veit 2016, section 5): ranges of lengths, told from tables, and how they are drawn. No torch.

for net in paths.measured(table):
    net.by_length(PATH_SHARE)        # length x run
    net.gradient().text()            # '3 to 10': the lengths that carry 95 % of the gradient
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from resexp.analysis import frames, plots, published, style
from resexp.analysis.labels import End, label_ends
from resexp.errors import join_words
from resexp.words import (
    AT_INITIALISATION,
    BATCH_STATISTICS,
    INTACT,
    PATH_DEVIATION,
    PATH_FRACTION,
    PATH_NORM,
    PATH_SHARE,
    SAMPLED_NORM,
    SAMPLED_PATHS,
)

HELD = 0.95
"""What a range of lengths holds, of all paths or of the gradient."""

VEITS_NET = "preresnet-110"
EDGE = "#8A8A8A"
LENGTH = "path length (units passed through their branch)"


class Reach(NamedTuple):
    """Which lengths something has: the most frequent one, and the narrowest range that holds at least 95 %."""

    peak: float
    first: float
    last: float

    def text(self) -> str:
        """'4 to 10', '9 alone'."""
        return f"{self.first:g} to {self.last:g}" if self.last > self.first else f"{self.first:g} alone"


class Decay(NamedTuple):
    """What one more unit multiplies a single path's gradient by: of a straight line through the logarithms of the medians."""

    factor: float
    low: float
    high: float
    """Two standard errors of the slope to either side; nan of two lengths."""

    straight: float
    """Part of the logarithms' variance that the line explains."""


@dataclass(frozen=True)
class NetPaths:
    """The paths of one net: what was measured of them."""

    label: str
    rows: pd.DataFrame
    """The rows of this label."""

    def by_length(self, quantity: str, when: str = INTACT) -> pd.DataFrame:
        """Path length x run, where the value is finite.

        Args:
            quantity: of words.py.
            when: after training (INTACT), after it with the batch's statistics (BATCH_STATISTICS), or AT_INITIALISATION.
        """
        rows = self._of(quantity, when).dropna(subset="at")
        return frames.pivot(rows.assign(length=rows["at"].astype(int)), "length")

    def median(self, quantity: str, when: str = INTACT) -> pd.Series:
        """The same, medians over seeds."""
        return self.by_length(quantity, when).median(axis=1)

    def _of(self, quantity: str, when: str) -> pd.DataFrame:
        rows = self.rows
        return rows[(rows["quantity"] == quantity) & (rows["intervention"] == when) & np.isfinite(rows["value"])]

    @property
    def one_path(self) -> bool:
        """Whether nothing can pass a unit by."""
        return bool(self.rows["one_path"].iloc[0])

    @property
    def scaled(self) -> bool:
        """Whether a constant other than 1 stands on the shortcuts."""
        return bool(self.rows["shortcut_scale"].fillna(1.0).iloc[0] != 1)

    @property
    def units(self) -> int:
        """Length of the longest path."""
        return int(self.by_length(PATH_FRACTION).index.max())

    @property
    def untrained(self) -> bool:
        """Whether it was measured at initialisation too."""
        return len(self._of(PATH_SHARE, AT_INITIALISATION)) > 0

    @property
    def measured_alike(self) -> bool:
        """Whether it was measured after training with the statistics of BN that it has at initialisation."""
        return len(self._of(PATH_SHARE, BATCH_STATISTICS)) > 0

    @property
    def colour(self) -> str:
        """That of the family; of scaled shortcuts its own."""
        return style.OKABE_ITO["orange"] if self.scaled else style.FAMILY.get(self.rows["family"].iloc[0], style.CYCLE[0])

    def seeds(self) -> list[NetPaths]:
        """Each run alone."""
        return [NetPaths(self.label, self.rows[self.rows["run"] == run]) for run in self.by_length(PATH_SHARE)]

    def gradient(self, when: str = INTACT) -> Reach:
        """Of the exact spectrum, medians over seeds; the range as it was measured, in whole lengths."""
        ends = [self._of(f"path length {end}", when)["value"].median() for end in ("from", "to")]
        return Reach(float(self.by_length(PATH_SHARE, when).idxmax().median()), math.floor(ends[0]), math.ceil(ends[1]))

    def sampled_shares(self) -> pd.DataFrame:
        """Part of each length in the sum over lengths of sampled paths' mean norm times their number (Fig. 6c of the paper):
        path length x run."""
        total = self.by_length(f"{SAMPLED_NORM} total")
        return (total / total.sum()).fillna(0.0)

    def sampled_share(self) -> pd.Series:
        """The same, medians over seeds."""
        return self.sampled_shares().median(axis=1)

    def sampled(self) -> Reach | None:
        """As the paper measures it, by `sampled_share`: nothing cancels there as it does in the sum of all paths. None if no
        single paths were measured."""
        part = self.sampled_share()
        if not part.sum():
            return None
        at = part.index.to_numpy()
        ranges = [(last - first, -part.loc[first:last].sum(), first, last) for first in at for last in at if first <= last]
        return Reach(float(at[part.argmax()]), *min(one for one in ranges if -one[1] >= HELD * part.sum())[2:])

    def all_paths(self) -> Reach:
        """Of their number, which is binomial: the range is symmetric, the peak between two lengths if the units are odd."""
        part, n = self.median(PATH_FRACTION), self.units
        last = next(k for k in range((n + 1) // 2, n + 1) if part.loc[n - k : k].sum() >= HELD)
        return Reach(n / 2, n - last, last)

    def percent_of_paths(self, reach: Reach) -> float:
        """Percent of all paths that have these lengths."""
        return 100 * float(self.median(PATH_FRACTION).loc[reach.first : reach.last].sum())

    def decay(self) -> Decay | None:
        """How a single path's gradient falls with its length; None if fewer than two lengths were sampled."""
        norm = self.median(f"{SAMPLED_NORM} median")
        norm = norm[norm > 0]
        if len(norm) < 2:
            return None
        x, y = norm.index.to_numpy(float), np.log(norm.to_numpy())
        slope, start = np.polyfit(x, y, 1)
        left = float(((y - start - slope * x) ** 2).sum())
        error = 2 * math.sqrt(left / (len(x) - 2) / ((x - x.mean()) ** 2).sum()) if len(x) > 2 else math.nan
        straight = 1 - left / float(((y - y.mean()) ** 2).sum()) if np.ptp(y) else 0.0
        factor, low, high = (float(np.exp(slope + shift)) for shift in (0.0, -error, error))
        return Decay(factor, low, high, straight)


def measured(table: pd.DataFrame) -> list[NetPaths]:
    """The nets that have a spectrum, original ones first, plain ones last; one whose gradient is not finite has none."""
    spectrum = table[(table["quantity"] == PATH_SHARE) & (table["intervention"] == INTACT) & np.isfinite(table["value"])]
    nets = [NetPaths(label, table[table["label"] == label]) for label in dict.fromkeys(spectrum["label"])]
    return sorted(nets, key=lambda net: (net.one_path, net.rows["family"].iloc[0] != "resnet", net.scaled))


def with_many_paths(table: pd.DataFrame, most: int = 0) -> list[NetPaths]:
    """Of `measured` those with paths of several lengths; of more than `most` the original ones."""
    nets = [net for net in measured(table) if not net.one_path]
    return [net for net in nets if net.rows["family"].iloc[0] == "resnet"] if 0 < most < len(nets) else nets


def published_range() -> tuple[int, int, int]:
    """Lengths from and to which paths carry nearly all of the gradient in the paper, and how many units its net has."""
    there = "paths with nearly all of the gradient"
    (known,) = published.load().find(VEITS_NET, ["veit2016"], quantity="units on a path", intervention=there)
    first, last = known.text().split(" to ")
    return int(first), int(last), sum(known.spec.blocks)


# figures: each returns its clause of the caption

ADDS = "what the paths of a length add to the squared norm of the whole gradient (with sign; sums to 100 %)."


def length_bars(nets: Sequence[NetPaths]) -> tuple[Figure, str]:
    """Percent of all paths, and of the gradient, at each length; above them the ranges that hold 95 %."""
    fig, (axes,) = _panels(nets)
    low, top = 0.0, 0.0
    for ax, net in zip(axes, nets, strict=True):
        count, share = 100 * net.median(PATH_FRACTION), 100 * net.by_length(PATH_SHARE)
        ax.bar(count.index, count, 0.92, color="#C9C9C9")
        ax.bar(share.index, share.median(axis=1), 0.56, color=net.colour)
        if share.shape[1] > 1:
            ax.vlines(share.index, share.min(axis=1), share.max(axis=1), color="black", lw=1.2)
        ax.axhline(0, color=EDGE, lw=0.8)
        ax.grid(False, axis="x")
        low, top = min(low, float(share.min().min())), max(top, float(count.max()), float(share.max().max()))
    for ax, net in zip(axes, nets, strict=True):
        for reach, y, name, colour in (
            (net.gradient(), 1.30 * top, "gradient", net.colour),
            (net.all_paths(), 1.10 * top, "paths", style.GREY),
        ):
            _bracket(ax, reach, y, name, colour, fig.get_figwidth() / len(nets) - 0.7)
    bottom = 1.08 * low if low < -0.01 * top else 0.0
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(bottom, top)
    axes[0].set_yticks([tick for tick in ticks if bottom <= tick <= 1.04 * top])
    axes[0].set_ylim(bottom, 1.46 * top)
    axes[0].set_ylabel("% of paths, % of the squared gradient")
    theirs = _mark_published([(ax, net, 1.255 * top) for ax, net in zip(axes, nets, strict=True)])
    how = f"Grey: all 2^n paths of n units. Colour: {ADDS} Brackets: the narrowest range that holds 95 %; triangles: peaks."
    return fig, f"{how}{_seeds_note(nets, 'black lines')} {theirs}"


def _bracket(ax: Axes, reach: Reach, y: float, name: str, colour: str, inches: float) -> None:
    """A range at this height with its name over it, inside axes about so wide, and a triangle where the peak is."""
    look: dict[str, Any] = {"color": colour, "lw": 2.2, "marker": "|", "ms": 9, "mew": 2.2, "solid_capstyle": "butt"}
    ax.plot([reach.first - 0.4, reach.last + 0.4], [y, y], **look)
    ax.plot(reach.peak, y, "v", ms=9, color=colour, mec="white", zorder=4)
    text = f"{name}: 95 % in {reach.text()}, peak {reach.peak:g}"
    low, high = ax.get_xlim()
    half = min(0.5, 0.34 * len(text) * style.FONT / 72 / inches) * (high - low)
    middle = min(max((reach.first + reach.last) / 2, low + half), high - half)
    words: dict[str, Any] = {"color": style.ink(colour), "weight": "bold", "size": style.FONT, "ha": "center", "va": "bottom"}
    ax.annotate(text, (middle, y), (0, 7), textcoords="offset points", **words)


def reach_bars(nets: Sequence[NetPaths]) -> tuple[Figure, str]:
    """A row for each net with bars from the first length to the last: of its paths, and of the gradient before training and
    after it, with the same statistics of BN and with its own; their names right of the axes."""
    fig, (ax,) = plots.new_figure(width=12.0, height=1.6 + 1.15 * len(nets))
    _length_axis(ax, nets)
    for row, net in enumerate(nets):
        reaches = [] if net.one_path else [("paths", net.all_paths(), style.GREY)]
        if net.untrained:
            reaches.append((AT_INITIALISATION, net.gradient(AT_INITIALISATION), style.shade(net.colour, -0.6)))
        if net.measured_alike and not net.one_path:
            reaches.append(("trained, same BN", net.gradient(BATCH_STATISTICS), style.shade(net.colour, -0.3)))
        reaches.append(("trained", net.gradient(), net.colour))
        for place, (name, reach, colour) in enumerate(reaches):
            y, ends = row + 0.21 * (place - (len(reaches) - 1) / 2), [reach.first - 0.4, reach.last + 0.4]
            ax.plot(ends, [y, y], color=colour, lw=5.5, solid_capstyle="butt", zorder=3)
            ax.plot(reach.peak, y, "v", ms=10, color=colour, mec="white", mew=1.2, zorder=4)
            where: dict[str, Any] = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "va": "center"}
            ax.annotate(f"{name}: {reach.text()}", (1.0, y), (8, 0), color=style.ink(colour), size=style.FONT, **where)
    ax.set_ylim(len(nets) - 0.5, -0.5)
    ax.set_yticks(range(len(nets)), [f"{net.label}\n({net.units} units)".replace(", ", ",\n") for net in nets])
    for tick, net in zip(ax.get_yticklabels(), nets, strict=True):
        tick.set(color=style.ink(net.colour), weight="bold")
    ax.grid(False, axis="y")
    theirs = _mark_published([(ax, net, row + 0.44) for row, net in enumerate(nets)], "Veit 2016")
    return fig, f"Triangles: peaks. Gradient: {ADDS} {_before_training(nets)}{_seeds_note(nets)} {theirs}"


def spectra(nets: Sequence[NetPaths]) -> tuple[Figure, str]:
    """The exact spectrum, dashed before training, thin after it with the same statistics of BN, bold with its own: the norm of
    each length, and its share of the whole gradient."""
    fig, (upper, lower) = _panels(nets, rows=2, height=7.6)
    looks: dict[str, dict[str, Any]] = {
        AT_INITIALISATION: {**style.DASHED, "ms": 4},
        BATCH_STATISTICS: {"lw": 1.2, "ms": 3},
        INTACT: {**style.BOLD, "ms": 5},
    }
    for above, below, net in zip(upper, lower, nets, strict=True):
        for when, look in looks.items():
            colour = style.GREY if when == AT_INITIALISATION else net.colour
            for ax, values in ((above, net.by_length(PATH_NORM, when)), (below, 100 * net.by_length(PATH_SHARE, when))):
                ax.plot(values.index, values.median(axis=1), marker="o", color=colour, **look)
                if values.shape[1] > 1:
                    ax.fill_between(values.index, values.min(axis=1), values.max(axis=1), color=colour, alpha=0.16, lw=0)
        below.axhline(0, color=EDGE, lw=0.8)
        below.axvline(net.all_paths().peak, color=style.GREY, lw=1.2, ls=":")
        where: dict[str, Any] = {"xycoords": below.get_xaxis_transform(), "textcoords": "offset points", "va": "top"}
        below.annotate("peak of all paths", (net.all_paths().peak, 0.97), (5, 0), color=style.GREY, size=style.FONT, **where)
    _log_norms(upper[0], decades=7)
    low, high = lower[0].get_ylim()
    lower[0].set_ylim(low, high + 0.12 * (high - low))  # room for the words at the dotted line
    lower[0].set_ylabel("% of the squared gradient")
    own = {"color": nets[0].colour}
    names = [("trained", {**style.BOLD, **own}), (AT_INITIALISATION, style.DASHED)]
    if any(net.measured_alike for net in nets):
        names.insert(1, ("trained, same BN as at initialisation", {"lw": 1.2, **own}))
    plots.legend(upper[0], names)
    how = (
        f"Above: norm of the gradient at the image, summed over all paths of a length, mean over {_images(nets)}. Below: {ADDS}"
    )
    return fig, f"{how} {_before_training(nets)}{_seeds_note(nets, 'bands')}"


def single_paths(nets: Sequence[NetPaths]) -> tuple[Figure, str]:
    """The paper's protocol: the gradient of single paths drawn at random; and their mean times their number beside the norm of
    the exact sum, both as part of the sum over lengths."""
    fig, (left, right) = plots.new_figure(columns=2, width=13.0, height=5.0, sharey=False)
    dashed: dict[str, Any] = {**style.DASHED, "marker": "o", "ms": 6, "mfc": "white"}
    few, ends = _images(nets, SAMPLED_PATHS), []
    for net, colour in _tints(nets):
        middle, low, high = (net.median(f"{SAMPLED_NORM} {part}") for part in ("median", "low", "high"))
        middle = middle[middle > 0]
        left.fill_between(low.index, low.where(low > 0), high, color=colour, alpha=0.16, lw=0)
        left.plot(middle.index, middle, color=colour, marker="o", ms=5, **style.BOLD)
        if len(middle):
            ends.append(End(float(middle.index[-1]), float(middle.iloc[-1]), net.label.replace(", ", ",\n"), colour, True))
        for values, look in ((net.by_length(f"{PATH_NORM} share"), style.BOLD), (net.sampled_shares(), dashed)):
            right.plot(values.index, 100 * values.median(axis=1), color=colour, **look)
            if values.shape[1] > 1:
                right.fill_between(
                    values.index, 100 * values.min(axis=1), 100 * values.max(axis=1), color=colour, alpha=0.12, lw=0
                )
    for ax, title in ((left, "A single path"), (right, "All paths of a length together")):
        plots.panel_title(ax, title)
        _length_axis(ax, nets)
    _log_norms(left)
    label_ends(left, ends, "")
    right.set_ylim(0, 1.35 * right.dataLim.y1)
    right.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    right.set_ylabel("% of the sum over lengths")
    looks = [(f"exact: norm of the sum ({_images(nets)})", style.BOLD), (f"sampled: mean norm × number ({few})", dashed)]
    plots.legend(right, looks, "upper right")
    draws = max(net.median(SAMPLED_PATHS).max() for net in nets)
    return fig, (
        "Left, as Veit 2016, Fig. 6b: forward through the whole net, backward through the branches of k random units and "
        f"beside all others; mean over {few}; up to {draws:,.0f} distinct paths of a length, line: their median, band: 10 % to "
        "90 % of them. Right, as Fig. 6c: their mean norm times their number, rough since rare paths with large gradients "
        f"carry the mean, and the norm of the sum, in which paths may cancel.{_seeds_note(nets, 'bands on the right')}"
    )


def _tints(nets: Sequence[NetPaths]) -> list[tuple[NetPaths, str]]:
    """Each net with its colour; of several depths of a family the deeper is darker."""
    alike = {
        colour: [net.label for net in nets if net.colour == colour] for colour in dict.fromkeys(net.colour for net in nets)
    }
    tints = {label: tint for colour, some in alike.items() for label, tint in style.depth_shades(some, colour).items()}
    return [(net, tints[net.label]) for net in nets]


def _panels(nets: Sequence[NetPaths], rows: int = 1, height: float = 4.9) -> tuple[Figure, list[list[Axes]]]:
    """A column for each net, with its name above; y axes are shared along a row. Returns the axes of each row."""
    width = {1: 7.6, 2: 12.0}.get(len(nets), 4.8 * len(nets))
    fig, axes = plots.new_figure(columns=len(nets), rows=rows, width=width, height=height, sharey="row")
    grid = [axes[start : start + len(nets)] for start in range(0, len(axes), len(nets))]
    for line in grid:
        for ax, net in zip(line, nets, strict=True):
            _length_axis(ax, [net], LENGTH if line is grid[-1] else "")
    for ax, net in zip(grid[0], nets, strict=True):
        plots.panel_title(ax, f"{net.label} ({net.units} units)", net.colour)
    return fig, grid


def _length_axis(ax: Axes, nets: Sequence[NetPaths], words: str = LENGTH) -> None:
    """Whole numbers from 0 to the longest path."""
    ax.set_xlim(-0.7, max(net.units for net in nets) + 0.7)
    ax.xaxis.set_major_locator(MaxNLocator(9, integer=True))
    ax.set_xlabel(words)


def _log_norms(ax: Axes, decades: float = math.inf) -> None:
    """A logarithmic y axis of norms, over so many decades at most."""
    ax.set_yscale("log")
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_ylabel("norm of the gradient (log)")
    low, high = ax.get_ylim()
    ax.set_ylim(max(low, high / 10**decades), high)


def _mark_published(places: Sequence[tuple[Axes, NetPaths, float]], name: str = "") -> str:
    """Mark the paper's range at a height where this is its net, trained as long; what is marked, or why nothing is."""
    first, last, units = published_range()
    why = f"it is of {units} units ({VEITS_NET})"
    for ax, net, y in places:
        if net.rows["net"].iloc[0] == VEITS_NET and not (why := published.incomparable(net.rows)):
            ax.plot([first, last], [y, y], color=style.GREY, lw=1.2, zorder=1.8)
            plots.published_markers(ax, [(first, y, None), (last, y, None)])
            ax.annotate(name, (last, y), (10, 0), textcoords="offset points", va="center", color=style.GREY, size=style.FONT)
    if why:
        return f"Veit's range, {first} to {last} units, is left out: {why}."
    return f"Hollow, grey: Veit 2016, nearly all of the gradient in {first} to {last} units."


# words of captions and findings


def exactness(nets: Sequence[NetPaths]) -> str:
    """'On 64 test images the spectrum, taken over all 2^n paths, sums to autograd's gradient to 5e-07 of its norm, at
    initialisation to 2e-06: rounding alone.'"""
    rows = pd.concat([net.rows[net.rows["quantity"] == PATH_DEVIATION] for net in nets])
    worst = rows.groupby("intervention")["value"].max()
    found = f"{worst[INTACT]:.0e} of its norm"
    found += f", {AT_INITIALISATION} to {worst[AT_INITIALISATION]:.0e}" if AT_INITIALISATION in worst else ""
    return f"On {_images(nets)} the spectrum, taken over all 2^n paths, sums to autograd's gradient to {found}: rounding alone."


def _images(nets: Sequence[NetPaths], quantity: str = PATH_SHARE) -> str:
    """'64 test images', on which a quantity was measured."""
    counts = sorted({int(n) for net in nets for n in net.rows.loc[net.rows["quantity"] == quantity, "n"]})
    return f"{join_words([str(n) for n in counts])} test images"


def _seeds_note(nets: Sequence[NetPaths], spread: str = "") -> str:
    """What is drawn of several seeds."""
    drawn = f"; {spread}: lowest to highest seed" if spread else ""
    return f" Medians over seeds{drawn}." if any(len(net.seeds()) > 1 for net in nets) else ""


def _before_training(nets: Sequence[NetPaths]) -> str:
    """With which statistics of BN, and which weights, nets before their first step are measured."""
    imported = any((net.rows["status"] == "imported").any() for net in nets)
    anew = ", weights drawn anew" if imported else ""
    return f"Before training: BN with the statistics of these images (same BN: after it too){anew}."
