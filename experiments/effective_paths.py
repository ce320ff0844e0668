"""Trained on short random paths only, a residual net is as good with all of its units.

Claim     Paths as short as those that carry the gradient are enough to train on: with 23 random units of 54 in each batch,
          and all of them at test, the net is no worse than one that was trained whole. Lesions hurt it less.
Source    Veit et al. 2016, section 5 (5.96 % against 6.10 %, ResNet-110 of pre-activation units).
          Controls, on the same units and length: stochastic depth with linear decay (Huang et al. 2016, section 3); and at test
          each branch times the probability with which it was trained (Huang 2016, Eq. 5), beside branches as they are (Veit).
Command   make effective_paths BUDGET=quick
Cost      quick: 3 runs of 20 layers, one of them lesion's; two minutes on 2 CPU cores. short: 56 layers. paper: 110 (a GPU).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, frames, lesions, plots, published, style
from resexp.analysis.compare import by_group, gain, percent
from resexp.analysis.findings import Finding, Statement, pair
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import AS_THEY_ARE, RE_ESTIMATED, SCALED

TITLE = "Effective paths: short paths are enough to train on"
PAPER_DEPTH, OF_PAPER = 110, (23, 54)
LAST = 0.5
WHOLE = "all units"
HOW = {AS_THEY_ARE: "", SCALED: ", scaled at test", AS_THEY_ARE + RE_ESTIMATED: ", BN re-estimated"}
"""How a net is tested with all units, and its words in figures."""
NO_HARM = 1.0  # points of test error; a rise by less counts as no harm
COLOURS = {"": style.FAMILY["preresnet"], "random": style.OKABE_ITO["vermillion"], "decay": style.OKABE_ITO["purple"]}
"""By the first word of `spec.PATHS`: trained whole, on random units, with stochastic depth."""


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
        for seed in budget.seeds_of("effective_paths")
        for label, train in ways(units).items()
    ]


def measures(budget: Budget) -> list[Measure]:
    """Branches with and without their factors; many units deleted, as lesion_many does."""
    size = budget.size("lesion_many")
    many = {"images": size["images"], "counts": size["units"], "draws": size["draws"]}
    return [Measure("error.factors", budget.size("effective_paths")), Measure("lesion.deletions", many)]


def nets(table: pd.DataFrame) -> pd.DataFrame:
    """One row a net, by label: trained whole, on random units, with stochastic depth; with `way`, the key of COLOURS, its
    colour, and how it was trained in words (`name`)."""
    found = table.drop_duplicates("label").set_index("label", drop=False).rename_axis(None)
    way, name = found["paths"].fillna("").str.partition(" ")[0], found["label"].str.partition(", ")[2]
    found = found.assign(way=way, name=name, colour=way.map(COLOURS))
    return found.sort_values("way", key=lambda ways: ways.map(list(COLOURS).index), kind="stable")


def numbers(table: pd.DataFrame) -> dict[str, published.Number]:
    """Veit 2016, section 5: label -> the error of a net trained in this way."""
    some = "trained with {} random units of {} a batch, all of them at test".format(*OF_PAPER)
    words = nets(table)["way"].map({"": "", "random": some}).dropna()
    return {str(label): published.load().find("preresnet-110", ["veit2016"], intervention=of)[0] for label, of in words.items()}


def factors(table: pd.DataFrame) -> pd.DataFrame:
    """The test errors with all branches run: as they are, scaled, and with BN's statistics of that."""
    return table[table["intervention"].isin(HOW) & (table["quantity"] == "error")]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: section 5. curves: training. lesions: how each bears them."""
    found, see = nets(table), "How the net learns whole, on random units, and with stochastic depth."
    groups = {str(found["net"].iloc[0]): dict(found["name"])}
    curves = plots.error_curves(table, groups, dict(found["colour"]), see, columns=1)
    return {"errors": errors(table), "curves": curves, "lesions": many_lesions(table)}


def errors(table: pd.DataFrame) -> Figure:
    """Test error of each way to train, branches as they are and scaled."""
    found, rows = nets(table), factors(table)
    values = rows.assign(label=rows["label"].map(found["name"]) + rows["intervention"].map(HOW))
    colours = {net["name"] + how: net["colour"] for _, net in found.iterrows() for how in HOW.values()}
    known = {str(found["name"][label]): number for label, number in numbers(table).items()}
    fig, (ax,) = plots.new_figure(width=10.5, height=1.8 + 0.5 * max(1, values["label"].nunique()))
    how = plots.ranked_errors(ax, values, list(colours), colours, numbers=known) if len(values) else ""
    how = f"{captions.layers_note(table)} {how} Scaled: each branch times the probability with which training ran it. "
    how += "BN re-estimated: its statistics with all units, on training images; nothing is trained again."
    captions.explain(fig, "Test error with all units by how a net was trained; in the paper random paths do no harm.", how)
    return fig


def many_lesions(table: pd.DataFrame) -> Figure:
    """Test error against the number of deleted units, a line for each way to train."""
    fig, (ax,) = plots.new_figure(width=9.5, height=5.4)
    lesions.error_axis(ax, frames.chance(table))
    ends = [lesions.plot_median(ax, rows, net["colour"], net["name"]) for net, rows in draws_of(table)]
    lesions.counts_axis(ax, max((end.x for end in ends), default=1.0), frames.chance(table), ends)
    ax.set_ylabel("test error (%)")
    how = f"{captions.layers_note(table)} {lesions.draws_note(table)} Lines: medians; bands: the middle 80 %. With "
    how += "stochastic depth branches are scaled at test."
    captions.explain(fig, "How well each net bears it if random units are deleted after training.", how)
    return fig


def draws_of(table: pd.DataFrame) -> list[tuple[pd.Series, pd.DataFrame]]:
    """Each net with its draws of deleted units, where there are any."""
    found = [(net, lesions.draws(table[table["label"] == label])) for label, net in nets(table).iterrows()]
    return [(net, rows) for net, rows in found if len(rows)]


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Veit 2016, section 5."""
    return published.rows_of(table, numbers(table))


def findings(table: pd.DataFrame) -> list[Finding]:
    """Veit 2016, section 5: what random paths cost; beside it what factors change, and how each net bears lesions."""
    found, values = nets(table), last_values(table)
    names, rows, tested = dict(found["name"]), by_group(values), factors(table)
    whole, random, decay = (list(found.index[found["way"] == way]) for way in COLOURS)
    notes = [pair(values, first, label, "Test error", names=(WHOLE, names[label])) for first in whole for label in decay]
    notes += [pair(part.assign(label=part["intervention"]), AS_THEY_ARE, how, f"Trained on {names[label]}, tested with all")
              for label, part in tested.groupby("label") for how in list(HOW)[1:]]  # fmt: skip
    return [
        Finding(
            "Trained on random short paths only, and tested with all units, a net is no worse than one trained whole (our "
            f"bound: by less than {NO_HARM:g} point).", "Veit 2016, section 5",
            [harm(rows.loc[first], rows.loc[label], names[label], len(random)) for first in whole for label in random], values,
            "Fewer units learn from each batch, so random paths take longer: at full length 5.96 % against 6.10 %.",
            depth=PAPER_DEPTH, notes=[f"{one.text}." for some in notes for one in some],
        ),
        *leads_lost(table),
    ]  # fmt: skip


def harm(whole: pd.Series, some: pd.Series, name: str, comparisons: int) -> Statement:
    """Whether training on random paths costs less than NO_HARM points, the noise included; one of several comparisons."""
    cost = gain(some, whole, comparisons)
    text = f"{percent(whole['median'])} trained whole, {percent(some['median'])} on {name}"
    text += f", {cost.text()} points" if np.isfinite(cost.value) else ""
    return Statement(True if cost.high < NO_HARM else False if cost.low > NO_HARM else None, text)


def leads_lost(table: pd.DataFrame) -> list[Finding]:
    """How much of its lead over chance each net that has one loses without one unit, a third of them, and half."""
    limit, said = frames.chance(table), []
    for net, rows in draws_of(table):
        errors = rows.groupby("k")["value"].median()
        if errors.get(0, limit) < limit - 5:
            lost, most = 100 * frames.lead_lost(errors, errors[0], limit), int(errors.index.max())
            parts = [f"{lost[k]:.0f} % without {k}" for k in sorted({1, max(1, most // 3), max(1, most // 2)})]
            said.append(f"{net['name']} {', '.join(parts)}")
    return [Finding(f"Of its lead over chance a net loses without so many units (medians): {'; '.join(said)}.")] if said else []
