"""What helps a deep net to learn? Its design changed in one place each, and trained: do related gradients at the start decide?

Claim     If shattered gradients are what makes deep nets slow, then whatever makes gradients of nearby images alike before
          training should make a net learn faster; if it is BN's scale of the branches, then small branches should be enough.
Source    Balduzzi et al. 2017; De & Smith 2020, section 3 (SkipInit: without BN, each branch times a trained number that begins
          at 0); Goyal et al. 2017, section 5.1 (the last BN's scale begins at 0); He et al. 2015, section 3.3 and Table 3
          (options A, B and C); He et al. 2016, section 3.1 (shortcuts times lambda, trained). What each explanation predicts:
          - shattering: the error after a short training falls with the cosine before it, over all designs;
          - small branches (De & Smith): SkipInit trains nets without BN as BN does; zero gamma does no harm;
          - a clean shortcut (He 2016): lambda under 1 costs more, the smaller it is, with BN too; option C hurts.
Command   make interventions BUDGET=quick ARGS='--seeds 0,1,2'
Cost      quick: 13 runs of 14 layers a seed, two minutes on 2 CPU cores. short: 56 layers, 1 epoch of 3 seeds, three hours of
          one core, two minutes of an H200. paper: 110 layers (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import captions, frames, plots, style
from resexp.analysis.compare import percent
from resexp.analysis.findings import Finding, pair
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.spec import Net
from resexp.stats import Rank, rank_correlation
from resexp.words import AT_INITIALISATION, GRADIENT_COSINE

TITLE = "Interventions: what makes a deep net learn?"
RESIDUAL, PLAIN = "residual: option A", "plain"
NO_BN, SKIP_INIT, ZERO_GAMMA = "residual without BN", "SkipInit, without BN", "zero gamma"
LAMBDAS = (0.5, 0.7, 0.9)
SMALL = (0.3, 0.1)
COLOURS = {PLAIN: style.FAMILY["plain"], RESIDUAL: "#222222"}
WITHOUT_BN = "without BN"


def colour(label: str) -> str:
    """Of a design: those without BN in one colour."""
    return style.OKABE_ITO["purple"] if WITHOUT_BN in label else COLOURS.get(label, style.FAMILY["resnet"])


def nets(depth: int) -> dict[str, Net]:
    """Label -> net. Nets without BN have their own stem."""
    unit = zoo.ORIGINAL
    bare = unit.replace(branch="conv relu conv")
    units = {
        PLAIN: unit.replace(shortcut="none"),
        "plain without BN": bare.replace(shortcut="none"),
        RESIDUAL: unit,
        "option B": unit.replace(widen="project bn"),
        "option C": unit.replace(shortcut="conv bn"),
        ZERO_GAMMA: unit.replace(branch="conv bn relu conv bn0"),
        **{f"shortcut × {factor:g}": unit.replace(shortcut=f"scale {factor:g}") for factor in LAMBDAS},
        NO_BN: bare,
        **{f"without BN, branch × {factor:g}": bare.replace(shortcut=f"scale 1 {factor:g}") for factor in SMALL},
        SKIP_INIT: bare.replace(branch="conv relu conv scalar"),
    }
    return {label: zoo.net_from_unit(one, depth) for label, one in units.items()}


def runs(budget: Budget) -> list[Plan]:
    """Every design, trained and as initialised."""
    chosen = budget.for_ablations()
    designs = nets(chosen.depth)
    trained = [chosen.plan(net, seed, label) for seed in chosen.seeds for label, net in designs.items()]
    initial = [
        chosen.plan_untrained(net, seed, f"{label}, {AT_INITIALISATION}")
        for seed in chosen.seeds for label, net in designs.items()
    ]  # fmt: skip
    return [*trained, *initial]


def measures(budget: Budget) -> list[Measure]:
    """Cosines of gradients at neighbouring points, before training."""
    return [Measure("propagation.correlation", budget.size("shattering"), lambda plan: not plan.run.train.iterations)]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: of every design, and against the cosine before training."""
    labels = [label for label in nets(56) if label in set(table["label"])]
    if not labels:
        return {}
    values = last_values(table)
    fig, axes = plots.new_figure(columns=2, width=13.5, height=1.4 + 0.42 * len(labels), sharey=False)
    ordered = pd.concat([values[values["label"] == label] for label in labels])
    plots.seed_dots(axes[0], ordered, {label: colour(label) for label in labels})
    axes[0].set_xlabel("test error (%)")
    against_cosine(axes[1], table)
    falls = cosine_and_error(with_bn(medians(table))).high < 0
    captions.explain(
        fig, "With BN (not purple) the error is lower where gradients of nearby images were alike before training." if falls
        else "Test error after a short training, and against how alike gradients of nearby images were before it.",
        "Left: every seed a dot, the bar their median. Right: a dot a design, medians; cosine of the gradients of a class "
        f"logit at two points one step apart, as in `shattering`. Purple: without BN. {captions.layers_note(table)}",
    )  # fmt: skip
    return {"errors": fig}


def medians(table: pd.DataFrame) -> pd.DataFrame:
    """Design -> error after training and cosine before it, medians over seeds, of the designs that have both."""
    errors = last_values(table).groupby("label")["value"].median()
    first = frames.at_initialisation(table)
    rows = first[(first["quantity"] == GRADIENT_COSINE) & (first["at"] == "lag.1")]
    cosines = rows.groupby(rows["label"].str.removesuffix(f", {AT_INITIALISATION}"))["value"].median()
    return pd.DataFrame({"error": errors, "cosine": cosines}).dropna()


def against_cosine(ax: Axes, table: pd.DataFrame) -> None:
    """The error of every design against its cosine, with its name."""
    both = medians(table).sort_values("error")
    apart, last = 0.03 * (both["error"].max() - both["error"].min()), -1.0
    for label, row in both.iterrows():
        ax.plot(row["cosine"], row["error"], "o", color=colour(str(label)), ms=8, mec="white")
        last = max(row["error"], last + apart)  # names do not lie on each other
        ax.annotate(str(label), (row["cosine"], last), (-8, 0), textcoords="offset points", size=9, color=colour(str(label)),
                    ha="right", va="center")  # fmt: skip
    ax.set_xlim(min(0.3, both["cosine"].min() - 0.3) if len(both) else 0.0, 1.05)
    ax.set_xlabel("cosine of gradients at neighbouring points, before training")
    ax.set_ylabel("test error (%)")


def findings(table: pd.DataFrame) -> list[Finding]:
    """What De & Smith, Goyal and He say; and how error and cosine go together."""
    values = last_values(table)
    claims = (
        ("SkipInit lets a residual net without BN learn better.", "De & Smith 2020, section 3", [(NO_BN, SKIP_INIT)], "lower"),
        ("Shortcuts times lambda under 1 raise the error.", "He 2016, section 3.1, with BN",
         [(RESIDUAL, f"shortcut × {factor:g}") for factor in LAMBDAS], "higher"),
        ("Small branches let a residual net without BN learn better.", "De & Smith 2020, section 3",
         [(NO_BN, f"without BN, branch × {factor:g}") for factor in SMALL], "lower"),
        ("Zero gamma lowers the error.", "Goyal 2017, section 5.1", [(RESIDUAL, ZERO_GAMMA)], "lower"),
    )  # fmt: skip
    found = [
        Finding(text, source,
                [one for labels in pairs for one in pair(values, *labels, "Test error", way, comparisons=len(pairs))],
                values, "These runs are short: they show who learns fast.")
        for text, source, pairs, way in claims
    ]  # fmt: skip
    both = medians(table)
    if len(both) > 3:
        known = with_bn(both)
        said = f"error and cosine before training over {len(both)} designs: rank correlation {cosine_and_error(both).text()}"
        said += f"; over the {len(known)} with BN {cosine_and_error(known).text()}"
        found.append(Finding(f"If shattering decided, error would fall with the cosine; {said}. Lowest error: "
                             f"{both['error'].idxmin()} ({percent(both['error'].min())})."))  # fmt: skip
    return found


def with_bn(designs: pd.DataFrame) -> pd.DataFrame:
    """The rows of designs with BN."""
    return designs[~designs.index.str.contains(WITHOUT_BN)]


def cosine_and_error(designs: pd.DataFrame) -> Rank:
    """The rank correlation of the two over designs."""
    return rank_correlation(designs["cosine"], designs["error"])
