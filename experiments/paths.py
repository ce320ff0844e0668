"""Most paths through a ResNet are long, but the gradient comes from the short ones.

Claim     A net of n residual units is a sum over 2^n paths, which pass each unit through its branch or beside it. Their lengths
          are binomial, but the gradient of a single path falls exponentially with its length, so that nearly all of the
          gradient flows through paths far shorter than most.
Source    Veit et al. 2016, section 5, Fig. 6: 95 % of the paths of ResNet-110 have 19 to 35 units, nearly all of its gradient
          comes from paths of 5 to 17, 0.45 % of them. Fig. 6 draws single paths at random; beside them stands here the exact
          spectrum, which is summed over all 2^n paths and adds up to autograd's gradient. It takes depth: the published
          ResNet-56 shows it (peak at 7 of 27 units), the published ResNet-20 does not (5 of 9).
Command   make paths BUDGET=quick; published weights: python -m resexp measure paths --run resnet-56@imported
Cost      quick: nets of short, first seed, 32 test images: a minute on 2 CPU cores. short: 56 layers, 64 images, trains nothing
          that lesion does not. paper: 110 layers, as in the paper (plain: 56), and one with scaled shortcuts.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, frames, paths, plots
from resexp.analysis.compare import percent
from resexp.analysis.findings import VEITS_DEPTH, Finding, Statement, agreed
from resexp.analysis.paths import NetPaths, Reach
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION, BATCH_STATISTICS, PATH_SHARE, SAMPLED_NORM, SAMPLED_PATHS

TITLE = "Paths: most are long, the gradient takes the short ones"
DEEPEST_PLAIN, SCALE, PANELS = 56, 0.9, 3
"""Layers of the deepest plain net; what stands on scaled shortcuts; most nets that have a panel each."""

FEW, STRAIGHT = 10.0, 0.9
"""Percent of all paths that are still few (the paper's range, scaled to 27 units, ends at 8 or 9: 2.6 to 6.1 %); what a line
through logarithms explains if the fall is exponential."""


def runs(budget: Budget) -> list[Plan]:
    """An original, a pre-activation and a plain net, and one whose shortcuts are scaled unless it costs too much; original ones
    of both depths if there are two, since it takes depth."""
    layers, deepest = budget.depth, max(budget.depths) if len(budget.depths) <= 2 else budget.depth
    scaled = zoo.net(f"preresnet-{layers}").replace(unit={"shortcut": f"scale {SCALE:g}"})
    plans = []
    for seed in budget.seeds:
        plans += [budget.plan(f"resnet-{each}", seed) for each in sorted({layers, deepest})]
        plans.append(budget.plan(f"preresnet-{layers}", seed))
        if budget.size("paths")["scaled"]:
            plans.append(budget.plan(scaled, seed, f"preresnet-{layers}, shortcut × {SCALE:g}"))
        plans.append(budget.plan(f"plain-{min(deepest, DEEPEST_PLAIN)}", seed))
    return plans


def measures(budget: Budget) -> list[Measure]:
    """The binomial, the exact spectrum after training and before, and single paths; and after training once more with the
    statistics of BN that a net has before."""
    size = budget.size("paths")
    names = ("images", "samples", "sampled_images")
    return [
        Measure("paths.lengths", {name: size[name] for name in names}),
        Measure("paths.batch_spectrum", {"images": size["images"]}),
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """lengths: Veit 2016, Fig. 6a, and the gradient. single: Fig. 6b and c. spectrum: the exact one, trained and not.
    ranges: the lengths that carry the gradient, of every net, trained and not."""
    every, nets = paths.measured(table), paths.with_many_paths(table, PANELS)
    if not every:
        return plots.default_figures(table)
    see = "Which path lengths carry 95 % of the gradient, before and after training; grey: those of 95 % of all paths."
    drawn = {"ranges": (see, *paths.reach_bars(every))}
    if nets:
        see = "How many paths have which length (grey), and how much of the gradient comes from them (colour)."
        drawn["lengths"] = see, *paths.length_bars(nets)
        see = "How much of the gradient the paths of each length carry, before and after training."
        drawn["spectrum"] = see, *paths.spectra(nets)
    if nets and (table["quantity"] == SAMPLED_PATHS).any():
        see = "The gradient of a single path against its length (left), and of all paths of a length together (right)."
        drawn["single"] = see, *paths.single_paths(nets)
    for see, fig, how in drawn.values():
        captions.explain(fig, see, f"{how} {paths.exactness(every)}", frames.measured_rows(table))
    return {name: fig for name, (_, fig, _) in drawn.items()}


def findings(table: pd.DataFrame) -> list[Finding]:
    """Veit 2016, Fig. 6; statements for each net, on which its seeds must agree. Scaled shortcuts are not the paper's."""
    every, nets = paths.measured(table), paths.with_many_paths(table)
    ours = [net for net in nets if not net.scaled]
    rows = table[table["label"].isin([net.label for net in ours])]
    return [
        Finding(
            "Nearly all of the gradient comes from paths that are shorter than most (our bound: by a unit at the peak), and "
            f"few (our bound: {FEW:g} % of all; 0.45 % in the paper's net of 54 units).", "Veit 2016, Fig. 6c",
            [one for net in ours for one in short_and_few(net)], rows[rows["quantity"] == PATH_SHARE],
            "Training shortens the paths that carry the gradient, and the same lengths are a far smaller part of 2^54 paths.",
            depth=VEITS_DEPTH, notes=peaks(nets) if nets else [],
        ),
        Finding(
            "The gradient of a single path falls exponentially with its length.", "Veit 2016, Fig. 6b",
            [one for net in ours for one in falls(net)], rows[rows["quantity"] == f"{SAMPLED_NORM} median"],
            "Training makes branches pass less gradient than shortcuts: the fall becomes steeper.",
            depth=VEITS_DEPTH, notes=[f"{one.text}." for net in nets if net.scaled for one in falls(net)],
        ),
        *(Finding(f"{net.label}: a single path, through all {net.units} units, carries all of the gradient.")
          for net in every if net.one_path),
        *([Finding(paths.exactness(every))] if every else []),
    ]  # fmt: skip


def short_and_few(net: NetPaths) -> list[Statement]:
    """Whether 95 % of the gradient lies in paths that are short, and few: exactly, and by the paper's sampling."""
    found = []
    for what, lengths_of in (("squared norm", NetPaths.gradient), ("sampled norms, as in the paper,", NetPaths.sampled)):
        if reach := lengths_of(net):
            ours = [(one, lengths_of(one)) for one in net.seeds()]
            text = f"{net.label}: 95 % of the {what} in paths of {reach.text()} units, peak {reach.peak:g}"
            short = [None if each is None else each.peak <= one.all_paths().peak - 1 for one, each in ours]
            found.append(Statement(agreed(short), f"{text} (of all paths {net.all_paths().peak:g})"))
            low, high = share(net, reach)
            text = f"these are {percent(net.percent_of_paths(reach))} of all paths"
            text = f"{text} (a length less or more: {percent(low)} and {percent(high)})"
            found.append(Statement(agreed([few(one, each) for one, each in ours]), text))
    return found


def share(net: NetPaths, reach: Reach) -> tuple[float, float]:
    """Percent of all paths in a range that ends a length earlier, and one later: lengths are whole, and one decides much."""
    low, high = (net.percent_of_paths(reach._replace(last=reach.last + step)) for step in (-1, 1))
    return low, high


def few(net: NetPaths, ours: Reach | None) -> bool | None:
    """Whether such paths of a net are few; None if they were not measured, or if a length less or more decides."""
    if ours is None:
        return None
    low, high = share(net, ours)
    return True if high <= FEW else False if low > FEW else None


def falls(net: NetPaths) -> list[Statement]:
    """By what each further unit multiplies the gradient of a single path, and whether the fall is exponential."""
    fits = [fit for fit in (one.decay() for one in net.seeds()) if fit]
    steep = [True if fit.high < 1 and fit.straight >= STRAIGHT else False if fit.low > 1 else None for fit in fits]
    if not (fit := net.decay()):
        return []
    text = f"{net.label}: × {fit.factor:.2f} a unit ({fit.low:.2f} to {fit.high:.2f})"
    return [Statement(agreed(steep), f"{text}, the line explains {100 * fit.straight:.1f} %")]


def peaks(nets: list[NetPaths]) -> list[str]:
    """Where the gradient peaks: as a part of the units, since percentages of all paths hang on whole lengths; and untrained."""
    first, last, units = paths.published_range()
    ours = ", ".join(f"{net.label} {net.gradient().peak / net.units:.2f}" for net in nets)
    said = "; ".join(f"{net.label} {changed(net)}" for net in nets if net.untrained and net.measured_alike)
    return [
        f"Peak over the number of units, which hangs less on whole lengths than percentages do: {ours} (all paths: 0.50; the "
        f"paper's {first} to {last} of {units} are centred at {(first + last) / 2 / units:.2f}).",
        *(
            [f"What training does to the lengths that carry 95 %, both with the batch's statistics of BN: {said}."]
            if said
            else []
        ),
    ]


def changed(net: NetPaths) -> str:
    """'9 to 18 before (peak 13), 3 to 11 after (peak 6)'."""
    before, after = (net.gradient(when) for when in (AT_INITIALISATION, BATCH_STATISTICS))
    return f"{before.text()} before (peak {before.peak:g}), {after.text()} after (peak {after.peak:g})"
