"""Residual branches answer weakly, and with batch normalisation the more weakly the deeper the net.

Claim     The layers of a ResNet change their signal less than those of a plain net, those of a deeper ResNet still less. At
          initialisation batch normalisation does it: a branch that ends with BN has a variance of 1 while the shortcut's grows
          with every unit, so that their ratio falls like 1 / depth; without BN the branch grows along.
Source    He et al. 2015, section 4.2 and Fig. 7 (standard deviation of the output of every 3x3 layer, after BN, before ReLU or
          addition, of trained nets). De & Smith 2020 (variance of branch and shortcut at initialisation).
Command   make responses BUDGET=quick
          python -m resexp measure responses --run resnet-56@imported      any one net, imported weights included
Cost      measures degradation's nets, no training of its own: quick 15 s on 2 CPU cores. What is measured at initialisation
          does not depend on how long a budget trains.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import along, captions, claim, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.errors import join_words
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION

TITLE = "Responses: how strongly each layer answers"
BESIDE = "Medians over the layers, or over the seeds; the papers' statements are qualitative."
DEPTHS = along.DEPTHS
IMAGES = {"smoke": 32, "quick": 500, "short": 2_000}
BATCH = {"smoke": 16}
STD, RATIO = "response std", "variance ratio"


def runs(budget: Budget) -> list[Plan]:
    """Of degradation's nets those of He 2015, Fig. 7; and residual nets as initialised, with BN and without."""
    depths = along.trained_depths(budget)
    plans = [
        budget.plan(f"{family}-{depth}", seed)
        for seed in budget.seeds
        for depth in depths
        for family in ("plain", "resnet")
        if family == "resnet" or depth < max(DEPTHS)
    ]
    deepest = max(DEPTHS) if max(budget.depths) >= min(DEPTHS) else max(budget.depths)
    for seed in along.initial_seeds(budget):
        for name in (f"resnet-{deepest}", f"preresnet-{deepest}"):
            plans.append(budget.plan_untrained(name, seed))
            plans.append(budget.plan_untrained(zoo.without_bn(zoo.net(name)), seed, f"{name}{along.NO_BN} {AT_INITIALISATION}"))
    return plans


def measures(budget: Budget) -> list[Measure]:
    """Fig. 7 of trained nets; variances of nets as initialised, and of a single trained one."""

    def trained(plan: Plan) -> bool:
        return plan.run.train.iterations > 0

    return [
        Measure("propagation.stds", {"images": IMAGES.get(budget.name, 10_000)}, trained),
        Measure("propagation.variances", {"images": BATCH.get(budget.name, 128)},
                lambda plan: plan.run.net.unit.shortcut != "none"),
    ]  # fmt: skip


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """std: He 2015, Fig. 7. ratio: De & Smith 2020."""
    first = along.before(table)
    parts = {"std": (std, along.after(table), STD), "ratio": (ratio, first if len(first) else table, RATIO)}
    drawn = {part: draw(rows) for part, (draw, rows, quantity) in parts.items() if along.labels(rows, quantity)}
    return drawn or plots.default_figures(table)


def std(table: pd.DataFrame) -> Figure:
    """Every layer's standard deviation, in layer order and sorted."""
    some = along.labels(table, STD)
    rows = table[table["quantity"] == STD]
    fig, axes = plots.new_figure(columns=2, width=12.5, height=5.0)
    shown = along.tints(some)
    for ax, at, words in zip(axes, ("layer.", "rank."), ("3x3 layer, from the image on", "3x3 layer, sorted"), strict=True):
        last = 2.0
        for label in some:
            values = along.profile(rows[rows["at"].str.startswith(at, na=False)], label, STD)
            last = max(last, along.line(ax, values, shown[label], lw=2.0)[0])
        along.axis(ax, 1, last, words)
    plots.legend(axes[1], [(label, {"lw": 2.0, "color": shown[label]}) for label in some], "upper right")
    axes[0].set_ylim(bottom=0)
    axes[0].set_ylabel("standard deviation")
    plots.panel_title(axes[0], "In layer order")
    plots.panel_title(axes[1], "By size")
    captions.explain(
        fig,
        f"Standard deviation of the output of every 3x3 layer, after BN and before ReLU or addition (of pre-activation nets: "
        f"of the convolution), over {along.images(rows, STD)}, their positions and channels, with running statistics (He 2015, "
        f"Fig. 7). At initialisation it is 1 behind every BN.{captions.seed_note(table)}",
        rows,
    )
    return fig


def ratio(table: pd.DataFrame) -> Figure:
    """Branch over shortcut at every unit, and the prediction."""
    some = along.labels(table, RATIO)
    rows = table[table["quantity"] == RATIO]
    with_bn = [label for label in some if along.NO_BN not in label]
    panels = [
        (words, part) for words, part in (("With BN", with_bn), ("Without BN", [x for x in some if x not in with_bn])) if part
    ]
    fig, axes = plots.new_figure(columns=len(panels), width=12.5 if len(panels) > 1 else 8.0, height=5.0)
    for ax, (words, part) in zip(axes, panels, strict=True):
        plots.panel_title(ax, words)
        along.log(ax, "var(branch) / var(shortcut)" if ax is axes[0] else "")
        ends = []
        for label in part:
            values = along.profile(rows, label, RATIO)
            values = values.where(values > 0)
            end = along.line(ax, values, along.colour(label), lw=2.0)
            ends.append(End(*end, along.name(label).replace(along.NO_BN, ""), along.colour(label), True))
        along.axis(ax, 0, max(end.x for end in ends))
        predicted = prediction(max(len(along.profile(rows, label, RATIO)) for label in part))
        predicted = predicted if part == with_bn else predicted * 0 + 1
        ax.plot(predicted.index, predicted, color="black", **style.DASHED)
        label_ends(ax, ends, "")
    plots.legend(axes[0], [("predicted at initialisation", {**style.DASHED, "color": "black"})])
    statistics = "the batch's" if (table["iterations"] == 0).all() else "running"
    captions.explain(
        fig,
        f"Variance of the branch over that of the shortcut at the addition, per channel over {along.images(rows, RATIO)} and "
        f"their positions, mean over channels, with {statistics} statistics. De & Smith 2020: with BN every branch adds the "
        "same variance to the shortcut's, so that the ratio falls like 1 / depth. Dashed: 1 / v, where v grows from 1 by one a "
        "unit and is halved where half of the channels are padded with zeros; a ReLU after the addition is left out of it. "
        "Without BN the branch grows with the shortcut: 1."
        f"{captions.seed_note(table)}",
        rows,
    )
    return fig


def prediction(units: int) -> pd.Series:
    """1 / v by unit, in a net of three stages of equal length."""
    ratios, v = [], 1.0
    for unit in range(units):
        v = v / 2 if unit and units % 3 == 0 and unit % (units // 3) == 0 else v
        ratios.append(1 / v)
        v += 1
    return pd.Series(ratios)


def verdict(table: pd.DataFrame) -> list[str]:
    """What was found, in numbers, and what it does not show."""
    lines = [*std_lines(along.after(table)), *ratio_lines(along.before(table))]
    about = "responses change with training, so these are of its beginning"
    return [*lines, *verdicts.failures(table), *verdicts.caveats(table, about)]


def layers(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """The standard deviation of every layer of every seed."""
    return table[(table["label"] == label) & (table["quantity"] == STD) & table["at"].str.startswith("layer.", na=False)]


def middles(table: pd.DataFrame, label: str) -> pd.Series:
    """Of every seed the median over layers of the standard deviation."""
    return layers(table, label).groupby("run")["value"].median()


def compared(table: pd.DataFrame) -> list[tuple[str, str]]:
    """Which nets' responses are smaller than which others' in the paper: residual and plain of a depth, deepest and shallowest
    residual."""
    nets = {(along.design(label), along.depth(table, label)): label for label in along.labels(table, STD)}
    pairs = [(nets["resnet", depth], nets["plain", depth]) for family, depth in sorted(nets)
             if family == "plain" and ("resnet", depth) in nets]  # fmt: skip
    own = sorted(depth for family, depth in nets if family == "resnet")
    return pairs + ([(nets["resnet", own[-1]], nets["resnet", own[0]])] if len(own) > 1 else [])


def std_lines(table: pd.DataFrame) -> list[str]:
    """Residual against plain at each depth, deep against shallow."""
    found = {label: middles(table, label) for label in along.labels(table, STD)}
    if not found:
        return []
    medians = [f"{label} {values.median():.3g}" for label, values in found.items()]
    lines = [f"{join_words(medians)}: median standard deviation of the 3x3 layers."]
    for one, other in compared(table):
        word, depths = smaller(table, one, other), [along.depth(table, label) for label in (one, other)]
        if along.design(other) == "plain":
            lines.append(f"With {depths[0]} layers, the residual net's responses beside the plain net's: {word}.")
        else:
            lines.append(f"The responses of {depths[0]} residual layers beside those of {depths[1]}: {word}.")
    behind_bn = [values for label, values in found.items() if along.design(label) in ("plain", "resnet")]
    if behind_bn and published.incomparable(table):
        moved = (pd.concat(behind_bn) - 1).abs().max()
        lines.append(f"Every BN begins at 1, and so short a training has moved these medians by {moved:.2g} at most.")
    return lines


def doubt(table: pd.DataFrame, one: str, other: str) -> str:
    """Why the difference of two nets' medians may be chance: seeds that do not tell them apart, or with one seed the scatter
    of the layers (two standard errors of medians); '' if nothing speaks for it."""
    a, b = middles(table, one), middles(table, other)
    if min(len(a), len(b)) > 1:
        return verdicts.alike(tuple(a), tuple(b))
    quartiles = [layers(table, label).groupby("run")["value"].quantile([0.25, 0.75]).unstack() for label in (one, other)]
    counts = [len(layers(table, label)) / len(values) for label, values in ((one, a), (other, b))]
    errors = [1.2533 * (q[0.75] - q[0.25]).median() / 1.349 / n**0.5 for q, n in zip(quartiles, counts, strict=True)]
    error = 2 * (errors[0] ** 2 + errors[1] ** 2) ** 0.5
    return "" if abs(a.median() - b.median()) >= error else f"their layers leave an uncertainty of ±{error:.2g}"


def smaller(table: pd.DataFrame, one: str, other: str) -> str:
    """Whether one net's responses are smaller than the other's, as He 2015 has it, unless there is doubt."""
    if why := doubt(table, one, other):
        return f"undecided, {why} (in the paper they are smaller)"
    a, b = middles(table, one), middles(table, other)
    seed = " (one seed)" if min(len(a), len(b)) == 1 else ""
    return f"smaller{seed}, as in the paper" if a.median() < b.median() else f"not smaller{seed}, unlike in the paper"


def claims(table: pd.DataFrame) -> list[Claim]:
    """He 2015, Fig. 7."""
    rows = along.after(table)
    parts: dict[bool, list[Part]] = {True: [], False: []}
    for one, other in compared(rows):
        a, b = (middles(rows, label).median() for label in (one, other))
        text = f"{one} {a:.3g}, {other} {b:.3g} (median over the layers)"
        parts[along.design(other) == "plain"].append(claim.unless(doubt(rows, one, other), a < b, text))
    rows, longer = rows[rows["quantity"] == STD], "BN's scales begin at 1 and move slowly: with training the nets part further."
    return [
        *claim.judge("The layers of a residual net respond less than those of the plain net of its depth.", "He 2015, Fig. 7",
                     parts[True], rows, longer),
        *claim.judge("The deeper a residual net, the smaller its responses.", "He 2015, Fig. 7", parts[False], rows, longer),
    ]  # fmt: skip


def ends(table: pd.DataFrame, label: str) -> tuple[float, float, int]:
    """Medians of the ratio over the first and the last third of the units, and how many units there are."""
    values = along.profile(table, label, RATIO).median(axis=1)
    third = max(1, len(values) // 3)
    return float(values.iloc[:third].median()), float(values.iloc[-third:].median()), len(values)


def ratio_lines(table: pd.DataFrame) -> list[str]:
    """How far the ratio falls."""
    lines = []
    for label in along.labels(table, RATIO):
        first, last, units = ends(table, label)
        lines.append(
            f"{along.name(label)} at initialisation: the branch's variance is {first:.2g} times the shortcut's in the first "
            f"third of the {units} units, {last:.2g} times in the last."
        )
    return lines


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """What the papers say beside what was measured."""
    rows = []
    trained = along.after(table)
    for label in along.labels(trained, STD):
        paper = "smaller than the plain net's" if along.design(label) == "resnet" else "larger than the residual net's"
        rows.append(
            (
                label,
                "median standard deviation of a layer's response",
                paper,
                "He 2015, Fig. 7",
                f"{middles(trained, label).median():.3g}",
            )
        )
    first = along.before(table)
    for label in along.labels(first, RATIO):
        _, last, units = ends(first, label)
        paper, source = said(label, units)
        rows.append((along.name(label), "var(branch) / var(shortcut), last third of the units", paper, source, f"{last:.2g}"))
    return pd.DataFrame(rows, columns=["label", "quantity", "paper", "source", "ours"])


def said(label: str, units: int) -> tuple[str, str]:
    """What is to be expected of the ratio in the last third of the units, and by whom. Only pre-activation nets get a number:
    the model behind it has no ReLU after the addition."""
    if along.NO_BN in label:
        return "about 1", "De & Smith 2020"
    if along.design(label) == "preresnet":
        return f"about {prediction(units).iloc[-(units // 3) :].median():.2g}", "prediction 1/v, after De & Smith 2020"
    return "falls like 1/depth", "De & Smith 2020"
