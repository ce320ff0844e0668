"""Read a net out after every unit: a residual net refines one answer, a plain net says it only at the end.

Claim     Successive units of a residual net estimate the same features, ever better, instead of computing new ones each time.
Source    Greff et al. 2017, abstract; Jastrzebski et al. 2018, abstract (higher layers refine). The linear probe is Alain and
          Bengio's (2016). Measured after every unit: the error of the net's own tail and head, and that of a linear classifier
          fitted to the pooled features there. What each explanation predicts:
          - one answer refined: the head reads the outputs long before the last, and each unit adds a little;
          - a new representation in every unit: the head is at chance until the last unit; a probe of its own is not, so that
            the answer is there, in features that the head does not know.
Command   make readout BUDGET=quick
          python -m resexp measure readout --run resnet-56@imported      any one net, imported weights included
Cost      one pass over some thousand images a net: quick: degradation's nets of 20 layers, a minute on 2 CPU cores. short: 56
          layers, a minute a net. paper: 110 layers (plain: 56).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.along import Net
from resexp.analysis.findings import Finding, Statement, all_below
from resexp.budget import Budget, Plan
from resexp.errors import UserError
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION, HEAD_AGREEMENT, HEAD_ERROR, PROBE_ERROR

TITLE = "Read-out: when does the answer appear?"
DEEPEST_PLAIN = 56
MOST = 0.5
"""Part of the lead over chance that one unit adds: less if a net refines its answer, more if it says it at once."""

BEFORE = {"lw": 1.4, "color": "#9A9A9A"}


def runs(budget: Budget) -> list[Plan]:
    """A residual and a plain net of one depth, and a pre-activation net, in one seed."""
    names = f"resnet-{budget.depth}", f"plain-{min(budget.depth, DEEPEST_PLAIN)}"
    plans = [budget.plan(name, seed) for seed in budget.seeds_of("readout") for name in names]
    return [*plans, budget.plan(f"preresnet-{budget.depth}", budget.seeds[0])]


def measures(budget: Budget) -> list[Measure]:
    """The net's own head and a linear probe before the first unit and after every one."""
    return [Measure("readout.along", budget.size("readout"))]


def stages(table: pd.DataFrame, net: Net) -> list[int]:
    """The units with which a stage begins, and the number of units; of a net that the zoo does not know 0 and that number."""
    known = table.loc[table["label"] == net.label, "net"].dropna()
    try:
        plans = zoo.net(str(known.iloc[0]) if len(known) else net.label).unit_plans()  # imported nets are called as the zoo's
    except UserError:
        return [0, int(along.profile(table, net.label, HEAD_ERROR).index.max())]
    return [plan.index for plan in plans if plan.transition] + [len(plans)]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: of the net's own head and of the probe, unit by unit."""
    return along.draw_measured(table, {"errors": (table, HEAD_ERROR, errors)})


def errors(table: pd.DataFrame) -> Figure:
    """A panel a net: the head's error, the probe's, and that of a probe on the net before its first step."""
    nets = along.nets(table, HEAD_ERROR)
    fig, axes = plots.new_figure(columns=len(nets), width=max(8.0, 4.9 * len(nets)), height=4.6)
    for ax, net in zip(axes, nets, strict=True):
        plots.panel_title(ax, net.name, net.colour)
        *begins, end = stages(table, net)
        for unit in begins:
            ax.axvline(unit, color="#B5B5B5", lw=1.0, zorder=1)
        ax.axhline(frames.chance(table), color=style.GREY, lw=1.0, ls=":")
        along.line(ax, along.profile(table, net.label, PROBE_ERROR, AT_INITIALISATION), BEFORE["color"], lw=BEFORE["lw"])
        along.line(ax, along.profile(table, net.label, PROBE_ERROR), "black", **style.DASHED)
        along.line(ax, along.profile(table, net.label, HEAD_ERROR), net.colour, lw=3.2, clip_on=False)
        ax.set_ylim(0, 100)
        along.axis(ax, 0, end, "units that have run")
    axes[0].set_ylabel("test error (%)")
    looks = [("the net's own head", {"lw": 3.2, "color": nets[0].colour}), ("linear probe", {**style.DASHED, "color": "black"})]
    before = frames.measured_rows(table)["intervention"].eq(AT_INITIALISATION).any()
    plots.legend(axes[0], [*looks, *([("probe, before training", BEFORE)] if before else [])], "lower left")
    see = "A residual net's own head reads the answer grow, unit by unit; a plain net's is at chance until the last unit."
    how = (
        "Head: on each unit's output, which the shortcuts of the units that are left carry to it (plain nets: subsampling and "
        "zero channels). Probe: ridge regression on pooled features, fitted to training images. Dotted: chance. Vertical: a "
        f"new stage. {along.images(table, HEAD_ERROR)}.{captions.seed_note(table)}"
    )
    captions.explain(fig, see if len(nets) > 1 else "When the answer appears.", how, frames.measured_rows(table))
    return fig


def gains(table: pd.DataFrame, net: Net) -> pd.DataFrame:
    """Unit x run: what the unit adds to the lead of the net's own head over chance, as a part of the whole net's lead."""
    error = along.profile(table, net.label, HEAD_ERROR)
    by_unit = -error.diff().iloc[1:] / (frames.chance(table) - error.iloc[-1])
    return by_unit.set_axis(by_unit.index - 1)


def findings(table: pd.DataFrame) -> list[Finding]:
    """The most that one unit adds to what the head reads; what the head and the probe have elsewhere."""
    nets, rows = along.nets(table, HEAD_ERROR), table[table["quantity"] == HEAD_ERROR]
    one_path = set(table.loc[table["one_path"].eq(True), "label"])
    residual, plain = ([net for net in nets if (net.label in one_path) == is_plain] for is_plain in (False, True))
    return [
        Finding("A residual net refines one answer step by step (our bound: no unit adds half of what its own head reads, the "
                "lead over chance).", "Greff 2017, abstract", [largest(table, net) for net in residual],
                rows[rows["label"].isin([net.label for net in residual])], notes=[described(table, net) for net in residual]),
        Finding("A plain net computes new features in every unit, and its head reads the last ones alone (our bound: the last "
                "unit adds more than half of the lead).", "ours", [last(table, net) for net in plain],
                rows[rows["label"].isin([net.label for net in plain])], notes=[described(table, net) for net in plain]),
    ]  # fmt: skip


def largest(table: pd.DataFrame, net: Net) -> Statement:
    """Whether no unit adds MOST of the lead, seed by seed."""
    added = gains(table, net)
    text = f"{net.name} at most {percents(added.max())} (unit {added.median(axis=1).idxmax():g})"
    return Statement(all_below(added.max(), MOST, noise(table, net)), text)


def last(table: pd.DataFrame, net: Net) -> Statement:
    """Whether the last unit adds more than MOST of the lead, seed by seed."""
    added = gains(table, net).iloc[-1]
    return Statement(all_below(-added, -MOST, noise(table, net)), f"{net.name} {percents(added)}")


def noise(table: pd.DataFrame, net: Net) -> pd.Series:
    """By run: two standard errors of the difference of two errors of the same test images, at most, as a part of the lead."""
    n = table.loc[(table["label"] == net.label) & (table["quantity"] == HEAD_ERROR), "n"].max()
    return 100 / n**0.5 / (frames.chance(table) - along.profile(table, net.label, HEAD_ERROR).iloc[-1])


def percents(parts: pd.Series) -> str:
    """The median of parts, in percent."""
    return f"{100 * parts.median():.0f} %"


def described(table: pd.DataFrame, net: Net) -> str:
    """The head's error and the probe's at the beginning of the last stage, before its last unit and after it."""
    *_, first, end = stages(table, net)
    head, probe, same = (along.profile(table, net.label, name).median(axis=1)
                         for name in (HEAD_ERROR, PROBE_ERROR, HEAD_AGREEMENT))  # fmt: skip
    before = along.profile(table, net.label, PROBE_ERROR, AT_INITIALISATION).median(axis=1)
    untrained = f" (before training {before[end]:.1f} %)" if len(before) else ""
    return (
        f"{net.name} at the beginning of the last stage, before the last unit and after it: own head {head[first]:.1f}, "
        f"{head[end - 1]:.1f} and {head[end]:.1f} %; linear probe {probe[first]:.1f}, {probe[end - 1]:.1f} and "
        f"{probe[end]:.1f} %{untrained}. Before the last unit {same[end - 1]:.0f} % of the images have their last answer."
    )
