"""Set one unit's weights back to its first ones: what did training make of the unit, and does the net need it?

Claim     Layers are robust or critical: some can be set back to their initial weights after training without harm, others not.
Source    Zhang, Bengio and Singer 2022 (Are all layers created equal?, JMLR 23; arXiv 1902.01996), abstract. Here a unit at a
          time, plain beside residual, beside the unit's deletion; nothing is trained. Weights are kernels, and BN's scales and
          shifts; BN's running statistics stay, or are estimated again (control). What each explanation predicts:
          - an ensemble of paths (Veit et al. 2016): a branch is in half of the paths; a wrong one costs a residual net little;
          - branches that step down the loss: one of random weights steps anywhere; it costs more than none, later ones less;
          - one path: in a plain net every later unit reads what the reset one writes; chance, until its weights have settled;
          - units that hardly change in training: their initial weights serve as well, once BN's statistics fit.
Command   make reset BUDGET=quick
Cost      quick: degradation's nets of 20 layers, two minutes on 2 CPU cores. short: released nets of 56 layers, in seed 1 with
          weights of iterations 10, 100 and 1,000 (ARGS='--seeds 0,1'): ten minutes a net. paper: 110 layers (plain: 56).
"""

from __future__ import annotations

import re

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import along, captions, frames, lesions, plots, style
from resexp.analysis.findings import Finding, Statement, agreed
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import ERROR, RE_ESTIMATED, RESET

TITLE = "Reset: a unit set back to its first weights"
DEEPEST_PLAIN = 56
ITERATIONS = (0, 10, 100, 1000)
DELETED = "deleted"
LITTLE, NEARLY_ALL = 0.1, 0.9
"""Parts of the lead over chance, as of a deleted unit (lesion.py): a robust unit takes less, a critical one more."""


def runs(budget: Budget) -> list[Plan]:
    """A residual and a plain net of one depth."""
    nets = f"resnet-{budget.depth}", f"plain-{min(budget.depth, DEEPEST_PLAIN)}"
    return [budget.plan(net, seed) for seed in budget.seeds_of("reset") for net in nets]


def measures(budget: Budget) -> list[Measure]:
    """Every unit reset and deleted; with BN's statistics estimated again only to the initial weights."""
    size = budget.size("reset")
    again = {"bn": "re-estimated", "bn_images": size["bn_images"]}
    return [
        Measure("reset.units", {"images": size["images"], "iterations": list(ITERATIONS)}),
        Measure("reset.units", {"images": size["images"], "iterations": [0], **again}),
    ]


def resets(table: pd.DataFrame, again: bool = False) -> pd.DataFrame:
    """One row a unit, run and kind, DELETED or the words of a reset: value, the error; whole, that of the intact net; lost, the
    fraction of its lead over chance; units that cannot be deleted are left out.

    again: those with BN's statistics estimated again.
    """
    text = table["intervention"].fillna("")
    kind = text.str.removesuffix(RE_ESTIMATED).str.replace(r"^drop .*", DELETED, regex=True)
    chosen = text.str.endswith(RE_ESTIMATED).eq(again) & (kind.eq(DELETED) | kind.isin([RESET.format(i) for i in ITERATIONS]))
    rows = table[chosen & (table["quantity"] == ERROR)].assign(kind=kind).dropna(subset=["at", "value"])
    rows = rows.assign(unit=rows["at"].astype(int), whole=rows["run"].map(lesions.intact(table, re_estimated=again)))
    return rows.assign(lost=frames.lead_lost(rows["value"], rows["whole"], frames.chance(table)))


def kinds(rows: pd.DataFrame) -> dict[str, str]:
    """Kind -> colour: resets by iteration, the later the darker; deletion is black."""
    found = sorted(set(rows["kind"]) - {DELETED}, key=lambda kind: int(re.sub(r"\D", "", kind)))
    return {**style.ordered_colours(found), DELETED: "black"}


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """errors: with every unit reset or deleted; below with BN's statistics estimated again."""
    return {"errors": errors(table)} if len(resets(table)) else plots.default_figures(table)


def errors(table: pd.DataFrame) -> Figure:
    """A column for each net, a row for BN's statistics as they are and estimated again."""
    labels, colours = lesions.ordered_labels(resets(table)), kinds(resets(table))
    fig, axes = plots.new_figure(columns=len(labels), rows=2, width=max(8.0, 6.2 * len(labels)), height=7.4)
    for place, ax in enumerate(axes):
        again, label = place >= len(labels), labels[place % len(labels)]
        rows = resets(table, again)
        rows = rows[rows["label"] == label]
        ax.set_visible(len(rows) > 0)  # a net without BN has nothing to estimate
        lines(ax, rows, colours, frames.chance(table))
        title = f"{label}, BN estimated again" if again else label
        plots.panel_title(ax, title, lesions.net_colour(table[table["label"] == label]))
        ax.set_ylabel("test error (%)" if place % len(labels) == 0 else "")
        ax.set_xlabel(along.UNITS if again else "")
    looks = [(kind, look(kind, colour)) for kind, colour in colours.items()]
    plots.legend(axes[len(labels) - 1], [*looks, ("intact", {"lw": 1.6, "color": style.GREY})], "upper left")
    axes[len(labels) - 1].get_legend().set_bbox_to_anchor((1.02, 1.0))
    captions.explain(
        fig, "What it costs to set one unit's weights back; once BN is estimated again (below), far less.",
        "Test error with one unit's weights set back, or the unit deleted; nothing is trained. Dotted: chance. "
        f"{along.images(resets(table), ERROR)}.{captions.seed_note(table)}", frames.measured_rows(table),
    )  # fmt: skip
    return fig


def look(kind: str, colour: str) -> dict[str, object]:
    """Of a line."""
    return {"color": colour, **(style.DASHED if kind == DELETED else {"lw": 2.2}), "marker": "o", "ms": 3.5}


def lines(ax: Axes, rows: pd.DataFrame, colours: dict[str, str], limit: float) -> None:
    """A line for each kind, of one net."""
    ax.axhline(limit, color=style.GREY, lw=1.0, ls=":")
    ax.axhline(rows.drop_duplicates("run")["whole"].median(), color=style.GREY, lw=1.6)
    for kind, colour in colours.items():
        values = frames.pivot(rows[rows["kind"] == kind], "unit")
        if len(values):
            given = look(kind, colour)
            along.line(ax, along.with_gaps(values), str(given.pop("color")), **given)
    ax.set_ylim(0, 100)
    along.axis(ax, -0.5, float(rows["unit"].max() if len(rows) else 0) + 0.5, "")


def findings(table: pd.DataFrame) -> list[Finding]:
    """What the median unit takes if it is set back to its initial weights, with BN as it is and estimated again;
    which units are robust, which critical; beside it later weights and deletion."""
    limit, kept, again = frames.chance(table), resets(table), resets(table, again=True)
    ways = {"": initial(kept, limit), ", BN estimated again": initial(again, limit)}

    def taken(one_path: bool, **bound: float) -> list[Statement]:
        return [Statement(one.holds, one.text + way) for way, rows in ways.items()
                for one in lesions.lead_taken(rows[rows["one_path"].eq(one_path)], limit, **bound)]  # fmt: skip

    kinds_of_units = [both_kinds(rows, way) for way, first in ways.items() for rows in of_nets(first)]
    return [
        Finding("Set back to its initial weights one unit takes little from a residual net (our bound: a tenth of its lead "
                "over chance, in the median).", "ours", taken(False, most=LITTLE), ways[""]),
        Finding("Set back to its initial weights one unit takes nearly all from a plain net (our bound: nine tenths, in the "
                "median).", "ours", taken(True, least=NEARLY_ALL), ways[""]),
        Finding("Some layers are robust, others critical (our bounds: a reset unit takes less than a tenth of the lead, more "
                "than nine tenths).", "Zhang 2022, abstract", kinds_of_units, ways[""]),
        *[Finding(medians(rows)) for rows in of_nets(kept)],
        *[Finding(medians(rows, ", BN estimated again")) for rows in of_nets(again)],
    ]  # fmt: skip


def initial(rows: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Resets to the initial weights of nets that have something to lose."""
    return lesions.with_lead(rows[rows["kind"] == RESET.format(0)], limit)


def of_nets(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """The rows of each net."""
    return [rows[rows["label"] == label] for label in lesions.ordered_labels(rows)]


def both_kinds(rows: pd.DataFrame, way: str) -> Statement:
    """Whether a net has robust and critical units, seed by seed."""
    counts = [((one["lost"] < LITTLE).sum(), (one["lost"] > NEARLY_ALL).sum(), len(one)) for _, one in rows.groupby("run")]
    holds = agreed([bool(robust and critical) for robust, critical, _ in counts])
    said = " and ".join(f"{robust} robust, {critical} critical of {units}" for robust, critical, units in counts)
    return Statement(holds, f"{rows['label'].iloc[0]}{way} {said}")


def medians(rows: pd.DataFrame, way: str = "") -> str:
    """The median unit's error of each kind, and in how many units a reset to the initial weights is worse than deletion."""
    by = {kind: rows[rows["kind"] == kind] for kind in kinds(rows)}
    said = ", ".join(f"{kind} {one['value'].median():.1f} %" for kind, one in by.items() if len(one))
    pair = by[RESET.format(0)].merge(by[DELETED], on=["run", "unit"]) if RESET.format(0) in by else rows.iloc[:0]
    worse = int((pair["value_x"] > pair["value_y"]).sum()) if len(pair) else 0
    beside = f"; the initial weights are worse than none in {worse} of {len(pair)} cases" if len(pair) else ""
    return f"{rows['label'].iloc[0]}{way}, the median unit: {said} (intact {rows['whole'].median():.1f} %){beside}."
