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

from resexp import plans
from resexp.analysis import along, frames, published, responses
from resexp.analysis.compare import by_group, centre, why_undecided
from resexp.analysis.findings import Finding, Statement, part_unless_doubtful
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import RESPONSE_STD, VARIANCE_RATIO

TITLE = "Responses: how strongly each layer answers"
BESIDE = "Medians over the layers, or over the seeds; the papers' statements are qualitative."
PLAIN, RESNET, PRERESNET = ("plain", True), ("resnet", True), ("preresnet", True)


def runs(budget: Budget) -> list[Plan]:
    """Those of degradation's nets that He 2015, Fig. 7, has; and deep residual nets as initialised, with BN and without."""
    trained = [budget.plan(f"{family}-{depth}", seed) for seed in budget.seeds for depth in plans.trained_depths(budget)
               for family in ("plain", "resnet") if family == "resnet" or depth < plans.MOST_LAYERS]  # fmt: skip
    deepest = max(plans.initial_depths(budget))
    initial = [plans.initial_net(budget, family, deepest, seed, batch_norm) for seed in plans.initial_seeds(budget)
               for family in ("resnet", "preresnet") for batch_norm in (True, False)]  # fmt: skip
    return [*trained, *initial]


def measures(budget: Budget) -> list[Measure]:
    """Fig. 7 of trained nets; variances of nets with shortcuts."""
    size = budget.size("responses")
    return [
        Measure("propagation.stds", {"images": size["images"]}, lambda plan: plan.run.train.iterations > 0),
        Measure("propagation.variances", {"images": size["batch"]}, lambda plan: plan.run.net.unit.shortcut != "none"),
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """std: He 2015, Fig. 7. ratio: De & Smith 2020."""
    first, trained = frames.at_initialisation(table), frames.after_training(table)
    shown, see = (first, "With BN a stage's branches weaken beside the shortcut from unit to unit; without BN they do not.")
    if first.empty:
        shown, see = (table, "How strong each branch is beside its shortcut.")
    return along.draw_measured(table, {
        "std": (trained, RESPONSE_STD, lambda rows: responses.plot_stds(rows,
            "How strongly each layer answers: residual nets beside plain ones, deep nets beside shallow ones.")),
        "ratio": (shown, VARIANCE_RATIO, lambda rows: responses.plot_ratios(rows, see)),
    })  # fmt: skip


def smaller(table: pd.DataFrame, one: along.Net, other: along.Net, comparisons: int = 1) -> Statement:
    """Whether one net's responses, median over its layers, are smaller than another's, beyond the noise of seeds; one of the
    claim's comparisons."""
    medians = [responses.layers(table, net.label).median().rename("value").to_frame().assign(label=net.label)
               for net in along.nets(table, RESPONSE_STD)]  # fmt: skip
    rows = by_group(pd.concat(medians))
    low, high = (rows.loc[net.label] for net in (one, other))
    text = f"{one.label} {centre(low):.3g}, {other.label} {centre(high):.3g} (median over the layers)"
    return part_unless_doubtful(why_undecided(low, high, comparisons), centre(low) < centre(high), text)


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2015, Fig. 7, of trained nets; De & Smith 2020 at initialisation."""
    trained, first = frames.after_training(table), frames.at_initialisation(table)
    rows = trained[trained["quantity"] == RESPONSE_STD]
    nets = {(net.design, net.depth): net for net in along.nets(trained, RESPONSE_STD)}
    plain = [(nets[RESNET, depth], net) for (design, depth), net in nets.items() if design == PLAIN and (RESNET, depth) in nets]
    residual = [net for net in nets.values() if net.design == RESNET]
    deep = [(residual[-1], residual[0])] if len(residual) > 1 else []
    longer = "BN's scales begin at 1 and move slowly: with training the nets part further."
    return [
        Finding("The layers of a residual net respond less than those of the plain net of its depth.", "He 2015, Fig. 7",
                [smaller(trained, *pair, len(plain)) for pair in plain], rows, longer),
        Finding("The deeper a residual net, the smaller its responses.", "He 2015, Fig. 7",
                [smaller(trained, *pair) for pair in deep], rows, longer),
        *moved(trained), *ratios(first),
    ]  # fmt: skip


def moved(trained: pd.DataFrame) -> list[Finding]:
    """How far training has moved the nets' medians from the 1 at which every BN begins."""
    nets = [net for net in along.nets(trained, RESPONSE_STD) if net.design in (PLAIN, RESNET)]
    most = [(responses.layers(trained, net.label).median() - 1).abs().max() for net in nets]
    return [Finding(f"Every BN begins at a standard deviation of 1; training has moved the nets' medians by {max(most):.2g} at "
                    "most.")] if most else []  # fmt: skip


def ratios(first: pd.DataFrame) -> list[Finding]:
    """How the branch's variance stands beside the shortcut's near the image, and near the end."""
    nets = along.nets(first, VARIANCE_RATIO)
    said = [f"{net.name} {near:.2g} and {far:.2g}" for net in nets for near, far, _ in [responses.thirds(first, net.label)]]
    text = "Variance of the branch over the shortcut's at initialisation, in the first and the last third of the units"
    return [Finding(f"{text}: {'; '.join(said)}.")] if said else []


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """What the papers say beside what was measured."""
    trained, first = frames.after_training(table), frames.at_initialisation(table)
    rows = []
    for net in along.nets(trained, RESPONSE_STD):
        paper = "smaller than the plain net's" if net.design == RESNET else "larger than the residual net's"
        what = "median standard deviation of a layer's response"
        rows.append(
            (net.label, what, paper, "He 2015, Fig. 7", f"{responses.layers(trained, net.label).median().median():.3g}")
        )
    for net in along.nets(first, VARIANCE_RATIO):
        _, last, units = responses.thirds(first, net.label)
        rows.append((net.name, "var(branch) / var(shortcut), last third of the units", *expected(net, units), f"{last:.2g}"))
    return pd.DataFrame(rows, columns=list(published.SAID))


def expected(net: along.Net, units: int) -> tuple[str, str]:
    """What the ratio in the last third of the units should be, and who says so. Only pre-activation nets get a number: the
    model behind it has no ReLU after the addition."""
    if net.design == PRERESNET:
        return (
            f"about {responses.prediction(units).iloc[-(units // 3) :].median():.2g}",
            "prediction 1/v, after De & Smith 2020",
        )
    return ("falls like 1/depth" if net.design == RESNET else "about 1"), "De & Smith 2020"
