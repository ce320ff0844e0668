"""Trained on short random paths only, a residual net is as good with all of its units.

Claim     Paths as short as those that carry the gradient are enough to train on: with 23 random units of 54 in each batch,
          and all of them at test, the net is no worse than one that was trained whole. Lesions hurt it less.
Source    Veit et al. 2016, section 4.3 (5.96 % against 6.10 %, ResNet-110 of pre-activation units). Stochastic depth with
          linear decay: Huang et al. 2016, section 3 (here of the same units and length as the others, unlike in their paper).
          Beside it, as a control: at test each branch times the probability with which it was trained (Huang 2016, Eq. 5),
          and not (Veit 2016). Training does not depend on it, so both are measured on the same nets.
Command   make effective_paths BUDGET=quick
Cost      quick: 3 runs of 20 layers, one of them lesion's; about two minutes on 2 CPU cores. short: 56 layers.
          paper: 110 layers, 5 seeds (a GPU).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import experiment, zoo
from resexp.analysis import captions, claim, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.errors import join_words
from resexp.measure import Measure

TITLE = "Effective paths: short paths are enough to train on"
OF_PAPER = (23, 54)
LAST = 0.5
WHOLE = "all units"
IMAGES = {"quick": 2_500}
HARM = 1.0
"""Points of test error that count as no harm."""

FACTORS = {"as they are": "branches as they are", "scaled": "branches times their survival"}
COLOURS = (style.FAMILY["preresnet"], style.OKABE_ITO["vermillion"], style.OKABE_ITO["purple"])


def ways(units: int) -> dict[str, dict[str, object]]:
    """Label -> how it trains: whole, with as large a part of the units as in the paper, with linear decay."""
    some = max(1, round(OF_PAPER[0] * units / OF_PAPER[1]))
    return {
        WHOLE: {},
        f"{some} random unit{'' if some == 1 else 's'} of {units}": {"paths": f"random {some}"},
        f"stochastic depth, last {LAST:g}": {"paths": f"decay {LAST:g}", "rescale": True},
    }


def runs(budget: Budget) -> list[Plan]:
    """Pre-activation nets of one depth, trained in three ways."""
    name = f"preresnet-{budget.depth}"
    units = len(zoo.net(name).unit_plans())
    return [
        budget.plan(name, seed, f"{name}, {label}", **train)  # type: ignore[arg-type]
        for seed in budget.seeds
        for label, train in ways(units).items()
    ]


def measures(budget: Budget) -> list[Measure]:
    """Branches with and without their factors; many units deleted, as `lesion_many` does."""
    images = {"images": IMAGES.get(budget.name, 10_000)}
    return [Measure("error.factors", images), experiment.load("lesion_many").measures(budget)[0]]


def ordered(table: pd.DataFrame) -> list[str]:
    """Labels: trained whole, on k random units, with stochastic depth."""
    return sorted(table["label"].unique(), key=lambda label: ("stochastic" in label, "random" in label, label))


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: section 4.3. curves: training. lesions: how each bears them."""
    labels = ordered(table)
    colours = dict(zip(labels, COLOURS, strict=False))
    names = {label: label.split(", ", 1)[1] for label in labels}
    return {
        "errors": errors(table, labels, colours, names),
        "curves": plots.error_curves(table, {labels[0].split(",")[0]: names}, colours, columns=1),
        "lesions": lesions(table, labels, colours, names),
    }


def factors(table: pd.DataFrame) -> pd.DataFrame:
    """One row a run and a way to test it: label, seed, way, value."""
    rows = table[table["intervention"].isin(list(FACTORS.values())) & (table["quantity"] == "error")]
    return rows.assign(way=rows["intervention"])


def errors(table: pd.DataFrame, labels: list[str], colours: dict[str, str], names: dict[str, str]) -> Figure:
    """Test error of each way to train, branches as they are and scaled."""
    rows = factors(table)
    shown = [(label, way) for label in labels for way in FACTORS.values() if len(at(rows, label, way))]
    fig, (ax,) = plots.new_figure(width=10.5, height=1.8 + 0.5 * max(1, len(shown)))
    called = {pair: names[pair[0]] + (", scaled at test" if pair[1] == FACTORS["scaled"] else "") for pair in shown}
    values = pd.concat([at(rows, *pair).assign(label=name) for pair, name in called.items()] or [rows])
    tints = {name: colours[label] for (label, _), name in called.items()}
    numbers = {called[label, way]: number for label, way in shown if way == FACTORS["as they are"] for number in paper(label)}
    text = plots.ranked_errors(ax, values, list(called.values()), tints, numbers=numbers) if shown else ""
    captions.explain(
        fig,
        f"Nets of {table['depth'].max()} layers, by how they were trained; at test all units run. {text} Scaled: each branch "
        "times the probability with which training ran it.",
    )
    return fig


def at(rows: pd.DataFrame, label: str, way: str) -> pd.DataFrame:
    """Of one net, tested in one way."""
    return rows[(rows["label"] == label) & (rows["way"] == way)]


def paper(label: str) -> list[published.Number]:
    """Veit's number of a way to train."""
    known = published.load()
    if label.endswith(WHOLE):
        return known.find("preresnet-110", ["veit2016"])
    of = "trained with {} random units of {} a batch, all of them at test".format(*OF_PAPER)
    return known.find("preresnet-110", ["veit2016"], intervention=of) if "random" in label else []


def lesions(table: pd.DataFrame, labels: list[str], colours: dict[str, str], names: dict[str, str]) -> Figure:
    """Test error against the number of deleted units: medians over draws and seeds, and a band."""
    many = experiment.load("lesion_many")
    fig, (ax,) = plots.new_figure(width=9.5, height=5.4)
    ax.set_ylim(0, 100)
    ax.axhline(many.chance(table), color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)
    ends = []
    for label in labels:
        rows = many.draws(table[table["label"] == label], False)
        if len(rows):
            ends.append(many.line(ax, rows, colours[label], names[label], dashed=False)._replace(bold=True))
    ax.set_xlim(0, max([1.0, *(end.x for end in ends)]))
    label_ends(ax, [*ends, End(ax.get_xlim()[1], many.chance(table), "chance", style.GREY)])
    ax.xaxis.get_major_locator().set_params(integer=True)  # type: ignore[attr-defined]
    ax.set_xlabel("deleted units")
    ax.set_ylabel("test error (%)")
    drawn = many.draws(table, False)
    n = f" Each on the first {drawn['n'].max():,.0f} test images." if len(drawn) else ""
    captions.explain(
        fig,
        f"Test error with k random units deleted after training, in nets of {table['depth'].max()} layers; nothing is trained "
        f"again. Lines: medians over {many.count(table)} draws for each k and all seeds; bands: the middle 80 % of them.{n} "
        f"{scaled(table)}",
    )
    return fig


def scaled(table: pd.DataFrame) -> str:
    """Which nets have their branches scaled at test, in words."""
    labels = table.loc[table["paths"].fillna("").str.endswith("rescaled"), "label"].unique()
    return f"Branches scaled at test: {join_words([label.split(', ', 1)[1] for label in labels])}." if len(labels) else ""


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Veit 2016, section 4.3."""
    return published.rows_of(table, {label: number for label in ordered(table) for number in paper(label)})


def verdict(table: pd.DataFrame) -> list[str]:
    """What random paths cost, what factors change, and how each net bears lesions."""
    labels, values = ordered(table), last_values(table)
    names = {label: label.split(", ", 1)[1] for label in labels}
    lines = []
    for label in labels[1:]:
        expected = "lower" if "random" in label else ""
        lines.append(verdicts.pair(values, labels[0], label, "Test error", expected, (names[labels[0]], names[label])))
    rows = factors(table)
    for label in labels:
        by_way = rows[rows["label"] == label].assign(label=lambda frame: frame["way"])
        lines.append(verdicts.pair(by_way, *FACTORS.values(), f"Trained on {names[label]}, tested with all", ""))
    lines += bearing(table, labels, names)
    about = "how nets that have learned little bear lesions says little of trained ones"
    return [*(line for line in lines if line), *verdicts.failures(table), *verdicts.caveats(table, about)]


def bearing(table: pd.DataFrame, labels: list[str], names: dict[str, str]) -> list[str]:
    """Which part of its lead over chance each net keeps without one unit, a third of them, and half."""
    many = experiment.load("lesion_many")
    limit, parts = many.chance(table), []
    for label in labels:
        rows = many.draws(table[table["label"] == label], False)
        whole = rows.loc[rows["k"] == 0, "value"].median()
        if not whole < limit - 5:
            continue
        units = int(rows["k"].max())
        lost = []
        for k in sorted({1, max(1, units // 3), max(1, units // 2)}):
            part = (rows.loc[rows["k"] == k, "value"].median() - whole) / (limit - whole)
            lost.append(f"{100 * part:.0f} % without {k}{' unit' if k == 1 else ''}")
        parts.append(f"{names[label]} {', '.join(lost)}")
    return [f"Of its lead over chance each net loses (medians): {'; '.join(parts)}."] if parts else []


def claims(table: pd.DataFrame) -> list[Claim]:
    """Veit 2016, section 4.3: no harm is an error that is less than HARM points above the other, noise included."""
    labels, values, parts = ordered(table), last_values(table), list[Part]()
    rows = verdicts.groups(values)
    for label in (label for label in labels if "random" in label and label != labels[0]):
        one, other = rows.loc[labels[0]], rows.loc[label]
        gain = verdicts.gain(one, other)
        errors = [verdicts.percent(row["median"]) for row in (one, other)]
        text = f"{errors[0]} trained whole, {errors[1]} on {label.split(', ', 1)[1]}"
        harm = verdicts.Gain(-gain.value, -gain.high, -gain.low)
        text += f", {harm.text()} points" if np.isfinite(harm.value) else ""
        parts.append(Part(True if harm.high < HARM else False if harm.low > HARM else None, text))
    return claim.judge(
        "Trained on random short paths only, and tested with all units, a net is no worse than one trained whole (our bound: "
        f"by less than {HARM:g} point).",
        "Veit 2016, section 4.3", parts, values,
        "Fewer units learn from each batch, so random paths take longer: at full length 5.96 % against 6.10 %.", depth=110,
    )  # fmt: skip
