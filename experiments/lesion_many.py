"""Delete more and more units of a trained residual net: its error rises smoothly.

Claim     The error grows smoothly with the number of deleted units, as that of an ensemble does that loses members one by one.
Source    Veit et al. 2016, section 4.2 and Fig. 5a (1 to 20 random units of 54 deleted).
          Beside it, as a control: the units that halve the feature map stay, since they alone are worth many others.
Command   make lesion_many BUDGET=quick
          python -m resexp measure lesion_many --run resnet-56@imported      any one net, imported weights included
Cost      quick: the residual nets of `make lesion`, 20 draws for each number of units, 250 test images a draw: 2 minutes on
          2 CPU cores. short: up to 10 of 27 units, as large a part as the paper's 20 of 54; 10 draws of all test images, 5 of
          the control: half an hour a net. paper: 20 draws (a GPU).
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import captions, claim, frames, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.spec import CLASSES

TITLE = "Many lesions: the error rises smoothly with their number"
FAMILIES = ("resnet", "preresnet")
IMAGES = {"smoke": 100, "quick": 250}
DRAWS = {"smoke": (3, 3), "short": (10, 5)}
"""For each number of units: of any, and of those that keep the shape. Elsewhere 20."""

MOST = {"short": 10}
KEPT = "transitions kept"
PAPERS_NET = "preresnet-110"
BAND = (0.1, 0.9)
STEP, RISING = 0.35, 0.5
"""A rise is smooth if no one more unit takes more of the lead over chance; it is one if the rank correlation is higher."""

SMOOTH = {
    True: "a smooth rise, as in the paper",
    False: "not the paper's smooth rise",
    None: "so few draws leave open whether it is the paper's smooth rise",
}


def runs(budget: Budget) -> list[Plan]:
    """Residual nets of one depth, original and pre-activation."""
    return [budget.plan(f"{family}-{budget.depth}", seed) for seed in budget.seeds for family in FAMILIES]


def measures(budget: Budget) -> list[Measure]:
    """Any units, and only those that keep the shape."""
    amount = {"images": IMAGES.get(budget.name, 10_000), "counts": MOST.get(budget.name, 20)}
    return [
        Measure("lesion.many", {**amount, "draws": sets, "transitions": transitions})
        for sets, transitions in zip(DRAWS.get(budget.name, (20, 20)), (True, False), strict=True)
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 5a."""
    return {"error": curves(table)}


def draws(table: pd.DataFrame, kept: bool | None = None) -> pd.DataFrame:
    """One row a draw: label, seed, k, value; k = 0 is the whole net.

    Args:
        table: of the experiment.
        kept: whether the units that halve the feature map stay in every draw; None: both kinds.
    """
    lesion = table["intervention"].fillna("").str.startswith(("drop", "no lesion"))
    rows = table[lesion & (table["quantity"] == "error") & table["value"].notna()]
    rows = rows.assign(k=rows["at"].astype(float).fillna(0).astype(int), kept=rows["note"].eq(KEPT))
    return rows if kept is None else rows[rows["kept"] == kept]


def chance(table: pd.DataFrame) -> float:
    """Of guessing, in percent."""
    return 100 * (1 - 1 / CLASSES[table["data"].iloc[0]])


def curves(table: pd.DataFrame) -> Figure:
    """Error against the number of deleted units: median and band over draws and seeds, a panel a net."""
    labels = sorted(table["label"].unique(), key=lambda label: ("preresnet" in label, label))
    fig, axes = plots.new_figure(columns=len(labels), width=9.5 if len(labels) == 1 else 13.0, height=5.4)
    several = table.groupby("label")["run"].nunique().max() > 1
    marks = ""
    for ax, label in zip(axes, labels, strict=True):
        part = table[table["label"] == label]
        tint = next((known for name, known in style.FAMILY.items() if label.startswith(name)), style.OKABE_ITO["blue"])
        plots.panel_title(ax, label, tint)
        ax.set_ylim(0, 100)
        ax.axhline(chance(table), color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)
        ends = [
            line(ax, draws(part, kept), style.shade(tint, shade), "", dashed=kept)
            for kept, shade in ((False, 0.15), (True, -0.3))
            if len(draws(part, kept))
        ]
        ax.set_xlim(0, max([1.0, *(end.x for end in ends)]))
        label_ends(ax, [End(ax.get_xlim()[1], chance(table), "chance", style.GREY)])
        names = [("any units", {**style.BOLD, "color": style.shade(tint, 0.15)})]
        names += [("those that halve the map kept", {**style.DASHED, "color": style.shade(tint, -0.3)})] * (len(ends) > 1)
        plots.legend(ax, names, "lower right")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlabel("deleted units" + (f" (of {int(ends[0].x)})" if ends and whole(part) else ""))
        words = marker(ax, part)
        marks = words if "Hollow" in words else marks or words
    axes[0].set_ylabel("test error (%)")
    n = draws(table)["n"].max()
    captions.explain(
        fig,
        f"Test error with k units deleted after training; nothing is trained again. Lines: medians over {count(table)} "
        f"random draws for each k{' and all seeds' if several else ''}; bands: "
        f"the middle {100 * (BAND[1] - BAND[0]):.0f} % of them. {f'Each on {captions.tested_on(table, n)}.' if n == n else ''}"
        f"{marks}",
        frames.measured_rows(table),
    )
    return fig


def whole(part: pd.DataFrame) -> bool:
    """Whether as many units as there are were deleted: then there is only one draw."""
    any_units = draws(part, False)
    last = any_units[any_units["k"] == any_units["k"].max()]
    return len(any_units) > 0 and last["intervention"].nunique() == 1 and any_units["k"].max() > 1


def count(table: pd.DataFrame) -> str:
    """'20', 'up to 20', '10 (dashed: 5)'."""
    words = []
    for kept in (False, True):
        found = draws(table, kept)
        per = found[found["k"] > 0].groupby(["run", "k"]).size()
        words += [] if per.empty else [f"{per.max()}" if per.min() == per.max() else f"up to {per.max()}"]
    return f"{words[0]} (dashed: {words[1]})" if len(set(words)) == 2 else "".join(words[:1])


def line(ax: Axes, rows: pd.DataFrame, tint: str, name: str, dashed: bool) -> End:
    """Median and band; the line's end."""
    by = rows.groupby("k")["value"]
    middle, low, high = by.median(), by.quantile(BAND[0]), by.quantile(BAND[1])
    ax.fill_between(middle.index, low, high, color=tint, alpha=0.16, lw=0, zorder=1.5)
    ax.plot(middle.index, middle, color=tint, lw=2.8, marker="o", ms=5, ls=(0, (4, 1.6)) if dashed else "-", zorder=3,
            clip_on=False)  # fmt: skip
    return End(float(middle.index[-1]), float(middle.iloc[-1]), name, tint, not dashed)


def marker(ax: Axes, part: pd.DataFrame) -> str:
    """The paper's number where this is the paper's net at the paper's length; what it is, in words, or why it is not there."""
    net = part["net"].iloc[0]
    why = published.incomparable(part) if net == PAPERS_NET else f"it is of {PAPERS_NET} (54 units)"
    if why:
        return f" Veit's 20 % with 10 units deleted (Fig. 5a) is left out: {why}."
    known = published.load().find(PAPERS_NET, ["veit2016"], intervention="delete 10 random units")
    plots.published_markers(ax, [(10, float(number.value), None) for number in known])
    return " Hollow, grey: Veit 2016, Fig. 5a, about." if known else ""


def verdict(table: pd.DataFrame) -> list[str]:
    """How the error rises, and how much of that the units that halve the map are."""
    lines = []
    for label, part in draws(table).groupby("label", sort=False):
        any_units, kept = (part[part["kept"] == which].groupby("k")["value"].median() for which in (False, True))
        if len(any_units) < 3:
            continue
        text = f"{label}: {any_units.iloc[0]:.1f} % whole; " + ", ".join(
            f"{any_units[k]:.1f} % with {k}" for k in sample(any_units.index)
        )
        lines.append(f"{text} units deleted at random (medians). {smooth(part[~part['kept']], chance(table))}")
        both = [k for k in sample(kept.index) if k in any_units.index]
        if both:
            rest = ", ".join(f"{kept[k]:.1f} % with {k}" for k in both)
            lines.append(f"{label}, the units that halve the feature map kept: {rest}.")
    about = "how a net that has learned little comes apart says little of a trained one"
    return [*lines, *verdicts.failures(table), *verdicts.caveats(table, about)]


def sample(counts: pd.Index) -> list[int]:
    """A few numbers of units to speak of."""
    most = int(counts.max())
    return sorted({1, *(k for k in (2, 5, 10) if k < most), most} & {int(k) for k in counts})


def smooth(rows: pd.DataFrame, limit: float) -> str:
    """Whether the error rises, and no one more unit takes much of what there is to lose."""
    found = rise(rows, limit)
    if found is None:
        return "The whole net is too near to chance to lose anything."
    return f"{claim.sentence(found.text)} over chance: {SMOOTH[found.holds]}."


def rise(rows: pd.DataFrame, limit: float) -> Part | None:
    """The statement of one label, by the draws of all of its seeds, unless one of these says otherwise; None if it has nothing
    to lose. The largest step is the largest of many noisy ones, which speaks against the paper if anything."""
    step, holds = largest(rows, limit), list[bool | None]()
    if step is None:
        return None
    for run in [rows, *(run for _, run in rows.groupby("run"))]:
        if one := largest(run, limit):
            smooth = claim.under(pd.Series([one.part]), STEP, one.error)
            holds.append(claim.every(claim.rank(run["k"], run["value"]).above(RISING), smooth))
    rank, units = claim.rank(rows["k"], rows["value"]), f"{step.k} unit{'' if step.k == 1 else 's'}"
    text = f"rank correlation of error and number {rank.text()}"
    return Part(claim.pooled(*holds), f"{text}; the largest step, to {units}, takes {step.text()} of its lead")


class Step(NamedTuple):
    """The one more unit that takes most of a net's lead over chance, and two standard errors of that part over the draws."""

    k: int
    part: float
    error: float

    def text(self) -> str:
        """'20 ± 5 %'."""
        return f"{100 * self.part:.0f} ± {100 * self.error:.0f} %"


def largest(rows: pd.DataFrame, limit: float) -> Step | None:
    """Of the draws of one net; None if there is nothing to lose or to compare."""
    by = rows.groupby("k")["value"]
    middle = by.median()
    room, steps = limit - middle.iloc[0], middle.diff().dropna()
    if len(middle) < 3 or room < 5:
        return None
    k = int(steps.idxmax())
    variance = (by.std() ** 2 / by.size()).fillna(0) * 1.2533**2  # of a median
    before = middle.index[middle.index.get_loc(k) - 1]
    return Step(k, float(steps.max()) / room, 2 * float(variance[k] + variance[before]) ** 0.5 / room)


def claims(table: pd.DataFrame) -> list[Claim]:
    """Veit 2016, Fig. 5a: the error rises with the number of units, and by no large step; the noise is that of the draws."""
    any_units = draws(table, False)
    found = {label: rise(rows, chance(table)) for label, rows in any_units.groupby("label", sort=False)}
    parts = [part._replace(text=f"{label}: {part.text}") for label, part in found.items() if part]
    return claim.judge(
        "The error rises smoothly with the number of deleted units (our bounds: a rank correlation over 0.5, and no one more "
        "unit takes over 35 % of what there is to lose).", "Veit 2016, Fig. 5a", parts, any_units,
        "Nets that have learned more lose less with the first unit; more draws leave less noise of the steps.",
        depth=claim.DEEP,
    )  # fmt: skip
