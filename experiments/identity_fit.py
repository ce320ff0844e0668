"""Can fresh units learn to be the identity, and what if the target is not quite the identity?

Claim     Stacked nonlinear layers approximate the identity with difficulty; with shortcuts they need only drive their weights
          to zero. If the optimal function is closer to the identity than to zero, perturbations of the identity are easier to
          find than the function anew.
Source    He et al. 2015, section 3.1, which says so and does not test it.
Command   make identity_fit BUDGET=quick
Cost      degradation's net of 20 layers; quick: four minutes on 2 CPU cores; short: an hour of one core.

Features x of the middle stage of a trained plain net; fresh units of the same shape, with He's initialisation; SGD with
momentum on the relative squared error ||f(x) - target||^2 / ||target||^2, which is 1 for an answer of zero. Every form may
choose the best of four learning rates. Targets: x, and relu((1 - p) x + p g(x)), g a random branch as large as x.

What He 2015 predicts: residual units reach lower errors than plain ones at every depth, and the more units, the greater the
difference; on mixed targets they do as long as the target is nearer to x than to zero, and not beyond. Against it: residual
units begin as far from the identity as plain ones (their branches are as large as x), the further the more there are; without
BN the signal grows with every unit. (Rates were chosen after 60 steps towards x on this net; mixed targets were not looked at.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import along, captions, frames, plots, style
from resexp.analysis.findings import Finding, Statement, agreed
from resexp.analysis.labels import End, TopNote, label_ends
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import FIT_ERROR, TARGET_DISTANCE

TITLE = "Fitting the identity: fresh units, plain and residual"
UNITS = (1, 2, 6, 18)
PARTS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0)
MIXED_UNITS = 2
RATES = (1.0, 0.1, 0.01, 0.001)
FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    "plain": (style.FAMILY["plain"], style.BOLD),
    "residual": (style.FAMILY["resnet"], style.BOLD),
    "plain without BN": (style.FAMILY["plain"], style.DASHED),
    "residual without BN": (style.FAMILY["resnet"], style.DASHED),
}
"""Of resexp/probe/identity.py: colour and look."""

FLOOR, CLEARLY = 1e-8, 2.0
"""Lowest error that is drawn, since fp32 rounds; our bound: a form is better if its error is lower by this factor."""


def runs(budget: Budget) -> list[Plan]:
    """The shallowest plain net, whose features are fitted."""
    return [budget.plan(f"plain-{min(budget.depths)}", seed) for seed in budget.seeds_of("identity_fit")]


def measures(budget: Budget) -> list[Measure]:
    """Fits of the identity by all forms, and of mixed targets by two units with BN."""
    size = budget.size("identity_fit")
    shared = {"steps": size["steps"], "images": size["images"], "rates": RATES}
    units = [count for count in UNITS if count <= size["deepest"]]
    return [
        Measure("identity.fit", {"units": units, "forms": list(FORMS), **shared}),
        Measure("identity.fit", {"units": [MIXED_UNITS], "forms": list(FORMS)[:2], "parts": PARTS[1:], **shared}),
    ]


def fits(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of all fits with form, part, units, and step (missing at the end); what diverged is infinite."""
    rows = table[table["quantity"].isin([FIT_ERROR, TARGET_DISTANCE])]
    form, part = rows["intervention"].str.split(", part ", expand=True).reindex(columns=[0, 1]).to_numpy().T
    at = rows["at"].str.extract(r"units\.(\d+)(?:\.step\.(\d+))?").astype(float)
    part = pd.Series(part, rows.index, dtype=float).fillna(0.0)
    return rows.assign(form=form, part=part, units=at[0], step=at[1], value=rows["value"].fillna(np.inf))


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """depth: error against the number of units. steps: on the way. mixed: error against the target."""
    rows = fits(table)
    errors = rows[rows["quantity"] == FIT_ERROR]
    ends, ways = errors[errors["step"].isna()], errors[errors["step"].notna() & (errors["part"] == 0)]
    how = "Relative squared error, 1: an answer of zero; mean over the last tenth of the steps, the best of four rates."
    looks = "Bold: with BN; dashed: without."

    depth, (ax,) = plots.new_figure(width=9.5, height=4.6)
    plots.depth_axis(ax, sorted(ends["units"].unique()))
    draw(ax, ends[ends["part"] == 0], "units", "fresh units in a row")
    captions.explain(depth, "Fitting the identity: how near fresh units come to it.", f"{how} {looks}", ends)

    counts = sorted(ways["units"].unique())
    steps, axes = plots.new_figure(columns=len(counts), width=3.2 * len(counts) + 3, height=4.4)
    axes[0].set_ylim(FLOOR, 20)
    for ax, count in zip(axes, counts, strict=True):
        plots.panel_title(ax, units(count))
        draw(ax, ways[ways["units"] == count], "step", "steps", named=count == counts[-1])
        ax.set_ylabel("relative squared error" if count == counts[0] else "")
    captions.explain(
        steps, "Fitting the identity, step by step.", f"{how.split(';')[0]}; the best of four rates. {looks}", ways
    )

    mixed, (ax,) = plots.new_figure(width=9.5, height=4.6)
    chosen = ends[(ends["units"] == MIXED_UNITS) & ends["form"].isin(list(FORMS)[:2])]
    if (beyond := as_far_from_zero(rows)) is not None:
        ax.axvline(beyond, color=style.GREY, lw=1.0)
        TopNote(ax, beyond, "as near to zero", style.GREY)
    draw(ax, chosen, "part", "part p of the random branch in the target relu((1 − p) x + p g(x))")
    see = "Does the shortcut help if the target is not the identity? Left of the line it is nearer to x than to zero."
    captions.explain(mixed, see, f"{MIXED_UNITS} units with BN. {how}", chosen)
    return {"depth": depth, "steps": steps, "mixed": mixed}


def draw(ax: Axes, rows: pd.DataFrame, by: str, words: str, named: bool = True) -> None:
    """A line for each form; a note at the top where every seed diverged."""
    ends = []
    along.log(ax, "relative squared error", fine=by != "step" and rows["value"].min() > 0.02)
    ax.axhline(1, color=style.GREY, lw=1.0)
    for form, (colour, look) in FORMS.items():
        wide = frames.pivot(rows[rows["form"] == form], by).clip(lower=FLOOR)
        x, y = along.line(ax, wide, colour, **look, **({} if by == "step" else {"marker": "o", "ms": 6}))
        ends.append(End(x, y, form, colour, look is style.BOLD))
        for place in wide.index[wide.isna().all(axis=1)] if by != "step" else ():
            TopNote(ax, place, "diverged", colour)
    ax.set_xlabel(words)
    ax.set_ylim(*ax.get_ylim())
    if named:
        label_ends(ax, [end for end in ends if end.y == end.y], unit="")


def units(count: float) -> str:
    """'1 unit', '6 units'."""
    return f"{count:g} unit{'s' if count > 1 else ''}"


def as_far_from_zero(rows: pd.DataFrame) -> float | None:
    """The part from which on targets are nearer to zero than to x, interpolated; None if there is none."""
    far = rows[rows["quantity"] == TARGET_DISTANCE].groupby("part")["value"].mean()
    return float(np.interp(1, far, far.index)) if len(far) > 1 and far.is_monotonic_increasing and far.iloc[-1] > 1 else None


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2015, section 3.1: residual beside plain units, towards the identity and away from it."""
    rows = fits(table)
    ends = rows[(rows["quantity"] == FIT_ERROR) & rows["step"].isna()]
    same, source = ends[ends["part"] == 0], "He 2015, section 3.1"
    counts = sorted(same["units"].unique())
    depth, bare = ([compare(same[same["units"] == count], units(count), bn) for count in counts] for bn in ("", " without BN"))
    mixed, limit = ends[ends["units"] == MIXED_UNITS], as_far_from_zero(rows)
    parts = {part: compare(rows, f"p = {part:g}") for part, rows in mixed.groupby("part")}
    near = {part: limit is None or part < limit for part in parts}
    return [
        Finding(
            f"Residual units fit the identity better than plain ones (our bound: by a factor of {CLEARLY:g}).", source, depth,
            same,
            notes=[f"Without BN: {'; '.join(one.text for one in bare)}."],
        ),
        Finding(
            "Residual units fit a target better while it is nearer to the identity than to zero, and not beyond.", source,
            [Statement(one.holds if near[part] else not one.holds, one.text) for part, one in parts.items()], mixed,
            notes=[f"Targets are nearer to zero than to x from p = {limit:.2f} on."] if limit is not None else [],
        ),
    ]  # fmt: skip


def compare(rows: pd.DataFrame, head: str, bn: str = "") -> Statement:
    """Whether the residual form's error is lower by our bound in every seed; not if the plain one's is."""
    wide = rows[rows["form"].isin([f"plain{bn}", f"residual{bn}"])].pivot(index="run", columns="form", values="value")
    plain, residual = wide[f"plain{bn}"], wide[f"residual{bn}"]
    each = [True if CLEARLY * b < a else False if CLEARLY * a < b else None for a, b in zip(plain, residual, strict=True)]
    return Statement(agreed(each), f"{head}: plain {plain.median():.2g}, residual {residual.median():.2g}")
