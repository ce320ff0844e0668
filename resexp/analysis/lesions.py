"""Nets with units deleted or moved after training (Veit 2016, section 4): frames, plots and statements. No torch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredOffsetbox, HPacker, TextArea
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from resexp import stats
from resexp.analysis import captions, frames, plots, style
from resexp.analysis.compare import percent
from resexp.analysis.findings import Finding, Statement, all_below, all_hold, pooled_unless_contradicted
from resexp.analysis.labels import End, label_ends
from resexp.errors import join_words
from resexp.words import ERROR, NO_LESION, RE_ESTIMATED, TAU

# nets


def ordered_labels(table: pd.DataFrame) -> list[str]:
    """Labels: original nets, pre-activation nets, plain nets, those that stopped early, VGGs; those with BN first."""
    nets = table.drop_duplicates("label")
    place = nets["family"].map({"resnet": 0, "preresnet": 1, "plain": 2, "vgg": 4})
    place = place.mask((nets["length_part"] < 1) & (place < 3), 3)
    nets = nets.assign(place=place, bare=~nets["batch_norm"].astype(bool))
    return list(nets.sort_values(["place", "bare", "depth"])["label"])


def net_colour(rows: pd.DataFrame) -> str:
    """The colour of a net's family, lighter if its training stopped early; the VGG without BN has one of its own."""
    net = rows.iloc[0]
    vgg = style.OKABE_ITO["purple" if net["batch_norm"] else "orange"]
    colour = style.FAMILY.get(net["family"], vgg)
    return style.shade(colour, -0.35) if net["length_part"] < 1 else colour


# single lesions: frames

BRANCH, SHORTCUT, BN_RE_ESTIMATED = "branch", "shortcut", "BN re-estimated"
"""Kinds: the unit's branch deleted (the paper's lesion), its shortcut, or its branch and BN's statistics re-estimated after."""


def single_lesions(table: pd.DataFrame, quantity: str = ERROR) -> pd.DataFrame:
    """One row a lesion: label, run, seed, unit, kind (BRANCH ...), value (missing where the net cannot run without the unit).

    Also whole: the intact net's value on the same images; halves: whether the unit halves the feature map; lost: the fraction
    of the lead over chance that is lost.
    """
    rows = table[(table["quantity"] == quantity) & (table["split"] == "test") & table["at"].notna()]
    text = rows["intervention"].fillna("")
    kind = text.str.split().str[0].map({"drop": BRANCH, "branch-only": SHORTCUT})
    kind = kind.mask((kind == BRANCH) & text.str.endswith(RE_ESTIMATED), BN_RE_ESTIMATED)
    rows = rows.assign(kind=kind, whole=rows["run"].map(intact(table, quantity)))[kind.notna()]
    rows = rows.assign(unit=rows["at"].astype(int), halves=rows["value"].notna() & rows["note"].notna())
    rows = rows.assign(lost=frames.lead_lost(rows["value"], rows["whole"], frames.chance(table, quantity)))
    return rows.sort_values(["unit", "seed"])


def intact(table: pd.DataFrame, quantity: str = ERROR, re_estimated: bool = False) -> pd.Series:
    """The intact net's value by run, as measured beside lesions; with BN's statistics as trained, or re-estimated too."""
    found = table[(table["intervention"] == NO_LESION + RE_ESTIMATED * re_estimated) & (table["quantity"] == quantity)]
    return found.drop_duplicates("run").set_index("run")["value"]


def with_lead(lesions: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Lesions of nets that are two points or more better than chance: the others have nothing to lose."""
    return lesions[lesions["whole"] < limit - 2]


# single lesions: figures

TICKS = np.array([a * 10.0**b for b in range(-3, 5) for a in (1, 2, 5)])
LOOKS = {
    BRANCH: ("● branch", "#222222", "o"),
    SHORTCUT: ("■ shortcut", style.OKABE_ITO["vermillion"], "s"),
    BN_RE_ESTIMATED: ("▲ BN re-estimated", style.OKABE_ITO["blue"], "^"),
}


def stem_figure(table: pd.DataFrame, quantity: str = ERROR) -> Figure:
    """Veit 2016, Fig. 3: a stem for each deleted unit, from the intact net's error or loss to what is left, a panel a net."""
    found, labels = single_lesions(table, quantity), ordered_labels(table)
    found = found[found["kind"] == BRANCH]
    fig, axes, columns = panels(len(labels), "deleted unit", "test error (%)" if quantity == ERROR else "test loss (nats)")
    for place, (ax, label) in enumerate(zip(axes, labels, strict=False)):
        rows, colour = found[found["label"] == label], net_colour(table[table["label"] == label])
        measured = rows.dropna(subset="value")
        units_axis(ax, rows)
        value_axis(ax, table, quantity)
        if measured.empty:
            heading(ax, label, colour, (plots.FAIL, style.GREY))
            continue
        stems(ax, rows, colour)
        whole = measured.groupby("run")["whole"].first().median()
        middle = measured.groupby("unit")["value"].median().median()
        shown = [f"{value:.1f} %" if quantity == ERROR else f"{value:.2f}" for value in (whole, middle)]
        heading(ax, label, colour, (f"— intact {shown[0]}", style.GREY), (f"● one deleted {shown[1]} (median)", colour))
        if place % columns == columns - 1 or place == len(labels) - 1:
            label_ends(ax, [chance_end(ax, frames.chance(table, quantity))])
    return fig


def stems_note(table: pd.DataFrame, quantity: str = ERROR) -> str:
    """What `stem_figure` draws, in words: of what is there."""
    found = single_lesions(table, quantity).query("kind == @BRANCH")
    text = f"Test {quantity}; nothing is trained again. Line: the intact net."
    text += " Diamonds: units that halve the feature map." if found["halves"].any() else ""
    text += " Crosses: units that cannot go, since shapes differ." if found["value"].isna().any() else ""
    text += " Thin bars: lowest to highest seed, at their median." if frames.several_seeds(table) else ""
    text += " Rounded to about 1 % where the processor has bf16." if quantity != ERROR else ""
    return text + images_note(found, table)


def stems(ax: Axes, rows: pd.DataFrame, colour: str) -> None:
    """Median over seeds a dot, lowest to highest seed a thin bar; units that cannot be deleted a cross at the bottom."""
    whole, size = float(rows["whole"].median()), 6 if rows["unit"].max() < 30 else 4.5
    ax.axhline(whole, color=colour, lw=1.6, zorder=2)
    for unit in sorted(rows["unit"].unique().tolist()):
        group = rows[rows["unit"] == unit]
        values = group["value"].dropna()
        if values.empty:
            ax.plot(unit, 0.02, "x", transform=ax.get_xaxis_transform(), ms=8, mew=2, color=style.GREY, clip_on=False, zorder=5)
            continue
        middle = float(values.median())
        ax.plot([unit, unit], [whole, middle], color=style.shade(colour, -0.25), lw=2.2, zorder=2.5)
        if len(values) > 1:
            ax.plot([unit, unit], [values.min(), values.max()], color=style.ink(colour), lw=0.9, zorder=2.6)
        marker, larger, darker = ("D", 2, 0.45) if group["halves"].any() else ("o", 0, 0)
        ax.plot(unit, middle, marker, ms=size + larger, color=style.shade(colour, darker), mec="white", mew=0.8, clip_on=False,
                zorder=4)  # fmt: skip


def nets_with_controls(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of the nets that have a control beside the paper's lesion; all rows if none has."""
    kinds = single_lesions(table).groupby("label")["kind"].nunique()
    chosen = table[table["label"].isin(kinds.index[kinds > 1])]
    return chosen if len(chosen) else table


def kind_figure(table: pd.DataFrame) -> Figure:
    """The paper's lesion beside its two controls, a line each over the units, a panel a net."""
    found, labels = single_lesions(table), ordered_labels(table)
    fig, axes, _ = panels(len(labels), "unit of the lesion", "test error (%)")
    again = intact(table, re_estimated=True)
    for ax, label in zip(axes, labels, strict=False):
        rows = found[found["label"] == label]
        units_axis(ax, rows)
        value_axis(ax, table)
        for unit in rows.loc[rows["halves"], "unit"].unique():
            ax.axvspan(unit - 0.5, unit + 0.5, color="#EFEFEF", lw=0, zorder=0.5)
        if rows["value"].notna().any():
            ax.axhline(rows["whole"].median(), color=style.GREY, lw=1.4, zorder=2)
        if (known := again[again.index.isin(rows["run"])]).notna().any():
            ax.axhline(known.median(), color=LOOKS[BN_RE_ESTIMATED][1], lw=2, ls=(0, (2, 2)), zorder=2.1)
        pieces = []
        for kind, (name, colour, marker) in LOOKS.items():
            middle = rows[rows["kind"] == kind].groupby("unit")["value"].median()
            if middle.notna().any():
                ax.plot(middle.index, middle, color=colour, lw=1.6, marker=marker, ms=6 if len(middle) < 30 else 4, mec="white",
                        mew=0.7, zorder=3, clip_on=False)  # fmt: skip
                pieces.append((f"{name} {middle.median():.1f}", colour))
        heading(ax, label, net_colour(table[table["label"] == label]), *(pieces or [(plots.FAIL, style.GREY)]))
    return fig


def kinds_note(table: pd.DataFrame) -> str:
    """What `kind_figure` draws, in words."""
    medians = "Medians over seeds; over" if frames.several_seeds(table) else "Over"
    return (
        "Deleted: a unit's branch (the paper's lesion), its shortcut instead, or its branch with BN's statistics re-estimated "
        "after it on training images. Grey line: the intact net; short dashes, blue: with BN re-estimated; long: chance; grey "
        f"columns: units that halve the feature map. {medians} each panel medians over units, in percent."
        f"{images_note(single_lesions(table), table)}"
    )


def panels(count: int, x: str, y: str) -> tuple[Figure, list[Axes], int]:
    """Axes for so many nets, two or three in a row, with names where they are not repeated; and how many are in a row."""
    columns = 2 if count == 4 else min(3, count)
    rows = -(-count // columns)
    width, height = 11.0 if columns == 1 else 13.0, 5.2 if rows == 1 else 1.0 + 3.9 * rows
    fig, axes = plots.new_figure(columns, rows, width=width, height=height)
    for place, ax in enumerate(axes):
        ax.set_visible(place < count)
        ax.set_xlabel(x if place + columns >= count else "")
        ax.set_ylabel(y if place % columns == 0 else "")
    return fig, axes, columns


def heading(ax: Axes, label: str, colour: str, *pieces: tuple[str, str]) -> None:
    """Name the net, and below it say a line of coloured pieces about it."""
    size = style.FONT + (2 if len(label) < 30 else 1)
    ax.set_title(label, loc="left", pad=27, size=size, weight="bold", color=style.ink(colour), parse_math=False)
    look = {"size": style.FONT - 1, "parse_math": False}
    words: list[Artist] = [TextArea(text, textprops={**look, "color": style.ink(tint)}) for text, tint in pieces]
    packed = HPacker(children=words, pad=0, sep=9)
    box = AnchoredOffsetbox("lower left", child=packed, pad=0, borderpad=0, frameon=False, bbox_to_anchor=(0, 1.035),
                            bbox_transform=ax.transAxes)  # fmt: skip
    box.set_in_layout(False)
    ax.add_artist(box)


def units_axis(ax: Axes, rows: pd.DataFrame) -> None:
    """An x axis of the units of a net."""
    count = int(rows["unit"].max()) + 1 if len(rows) else 10
    ax.set_xlim(-0.8, count - 0.2)
    ax.set_xticks(range(0, count, 1 if count <= 10 else 2 if count <= 20 else 3 if count <= 30 else 9))
    ax.grid(False, axis="x")


def value_axis(ax: Axes, table: pd.DataFrame, quantity: str = ERROR) -> None:
    """A y axis of errors up to 100 %, or a logarithmic one of losses, and the line of chance."""
    limit = frames.chance(table, quantity)
    chance_line(ax, limit)
    if quantity == ERROR:
        ax.set_ylim(0, 100)
        return
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(FixedLocator(TICKS.tolist()))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.yaxis.set_minor_locator(NullLocator())
    values = [*single_lesions(table, quantity)[["value", "whole"]].stack(), limit]
    ax.set_ylim(TICKS[min(values) > TICKS].max(initial=1e-3), TICKS[max(values) < TICKS].min(initial=1e5))


# single lesions: statements and notes


def lead_taken(lesions: pd.DataFrame, limit: float, most: float = 1.0, least: float = 0.0) -> list[Statement]:
    """Whether the median unit of each net takes less of its lead over chance than `most`, or more than `least`.

    Seed by seed; the noise is two standard errors of the test images.

    Args:
        lesions: `single_lesions` of one kind, those `with_lead`.
        limit: the error of chance.
        most: one bound,
        least: or the other.
    """
    said = []
    known = lesions.dropna(subset="value")
    for label in ordered_labels(known):
        by = known[known["label"] == label].groupby("run")[["lost", "value", "whole", "n"]].median()
        error = 2 * (by["value"] * (100 - by["value"]) / by["n"]) ** 0.5 / (limit - by["whole"])
        holds = all_below(-by["lost"], -least, error) if least else all_below(by["lost"], most, error)
        said.append(Statement(holds, f"{label} {100 * by['lost'].median():.0f} %"))
    return said


def halving_units_cost_most(lesions: pd.DataFrame) -> list[Statement]:
    """Whether each unit that halves the feature map is missed more than the worst of all others, for every net.

    Seed by seed, since both lesions are of the same net. The noise is that of the test images, as if each lesion had its own:
    they share them, so that it is less. Each unit is compared with each other one (Bonferroni).
    """
    said = []
    units = lesions.drop_duplicates(["label", "unit"]).groupby("label")["halves"].agg(["sum", "size"])
    errors = stats.standard_errors(int((units["sum"] * (units["size"] - units["sum"])).sum()))
    for label in ordered_labels(lesions):
        rows = lesions[lesions["label"] == label]
        wide = rows.pivot_table(index="run", columns="unit", values="value")
        variance = wide * (100 - wide).div(rows.groupby("run")["n"].max(), axis=0)
        halves = sorted(rows.loc[rows["halves"], "unit"].unique())
        others = wide.drop(columns=halves)
        worst = others.idxmax(axis=1)
        for unit in halves if len(others.columns) else ():
            noise = (variance[unit] + [variance.loc[run, other] for run, other in worst.items()]) ** 0.5
            holds = all_below(others.max(axis=1) - wide[unit], 0.0, errors * noise)
            other = int(others.median().idxmax())
            text = f"{label}: {percent(wide[unit].median())} without unit {unit}, "
            text += f"{percent(others[other].median())} without unit {other} (the worst other)"
            said.append(Statement(holds, text))
    return said


def lesion_notes(lesions: pd.DataFrame) -> list[str]:
    """'resnet-20: 51.9 % intact; one of 9 units deleted: median 60.2 %, from 52.0 to 80.1 % (unit 3).', for each net."""
    lines = []
    for label in ordered_labels(lesions):
        rows = lesions[lesions["label"] == label]
        known = rows.dropna(subset="value")
        if known.empty:
            continue
        middle = known.groupby("unit")["value"].median()
        worst, never = int(middle.idxmax()), sorted(set(rows["unit"]) - set(known["unit"]))
        halves = ", which halves the feature map" if known.loc[known["unit"] == worst, "halves"].any() else ""
        text = (
            f"{label}: {known.groupby('run')['whole'].first().median():.1f} % intact; one of {len(middle)} units deleted: "
            f"median {middle.median():.1f} %, from {middle.min():.1f} to {middle.max():.1f} % (unit {worst}{halves})."
        )
        units = f"unit{'s' if len(never) > 1 else ''} {join_words([str(unit) for unit in never])}"
        lines.append(text + (f" Not deletable, for their shapes: {units}." if never else ""))
    return lines


def nothing_to_lose(intact_errors: pd.Series, limit: float, margin: float) -> list[Finding]:
    """An observation that names nets too near to chance to lose anything, if there are any.

    Args:
        intact_errors: by label.
        limit: the error of chance.
        margin: points below it that a net needs.
    """
    near = intact_errors[intact_errors > limit - margin]
    named = join_words([f"{label} ({error:.1f} %)" for label, error in near.items()])
    return [Finding(f"Too near to chance to lose much: {named}.")] if len(near) else []


# draws of many lesions

BAND = (0.1, 0.9)
"""Quantiles of draws between which a band lies."""


def draws(table: pd.DataFrame, kind: str = BRANCH) -> pd.DataFrame:
    """One row for each draw and number of deleted units, of rows of lesion.deletions.

    Columns: label, run, seed, n; draw; k deleted units (0: the intact net); value; singles: the intact error and what each of
    these units costs alone, added up (percent, so that it may exceed 100); first_gone: whether the first unit is among them.

    Args:
        table: rows of nets of any labels.
        kind: BRANCH, or BN_RE_ESTIMATED after it.
    """
    text, again = table["intervention"].fillna(""), table["intervention"].fillna("").str.endswith(RE_ESTIMATED)
    lesion = text.str.startswith(("drop", NO_LESION)) & (again if kind == BN_RE_ESTIMATED else ~again) & table["at"].notna()
    rows = table[lesion & (table["quantity"] == ERROR) & table["value"].notna()]
    deleted = rows["intervention"].str.extract(r"drop ([\d,]+)")[0].fillna("").str.split(",")
    rows = rows.assign(k=rows["at"].astype(float).astype(int), first_gone=["0" in units for units in deleted])
    alone = {
        (run, *units): value for run, units, value in zip(rows["run"], deleted, rows["value"], strict=True) if len(units) == 1
    }
    rows = rows.assign(singles=[_added_up(alone, run, units) for run, units in zip(rows["run"], deleted, strict=True)])
    rows = rows.assign(draw=rows["note"].astype(str).str.extract(r"draws ([\d,]+)")[0].str.split(",")).explode("draw")
    drawn = rows.dropna(subset="draw")
    start = rows[rows["k"] == 0].drop(columns="draw").merge(drawn[["run", "draw"]].drop_duplicates(), on="run")
    return pd.concat([start, drawn]).sort_values(["run", "draw", "k"], kind="stable", ignore_index=True)


def _added_up(alone: dict[tuple[str, ...], float], run: str, units: Sequence[str]) -> float:
    """A run's intact error and the cost of each of these units alone; missing if one of them was not measured."""
    whole = alone.get((run, ""), np.nan)
    return whole + sum(alone.get((run, unit), np.nan) - whole for unit in units if unit)


def draw_counts(found: pd.DataFrame) -> str:
    """How many `draws` there are for each number of units: '20', or 'up to 20'."""
    per = found[found["k"] > 0].groupby(["run", "k"]).size()
    return "" if per.empty else f"{per.max()}" if per.min() == per.max() else f"up to {per.max()}"


def plot_median(ax: Axes, rows: pd.DataFrame, colour: str, name: str = "", band: bool = True) -> End:
    """Error against the number of deleted units: the median over draws and seeds, and a band. Returns the line's end.

    Args:
        ax: where to draw, after `error_axis`.
        rows: `draws` of one net, of one kind.
        colour: of the line.
        name: what stands at its end.
        band: whether to draw the band.
    """
    by = rows.groupby("k")["value"]
    middle, low, high = by.median(), by.quantile(BAND[0]), by.quantile(BAND[1])
    if band:
        ax.fill_between(middle.index, low, high, color=colour, alpha=0.16, lw=0, zorder=1.5)
    ax.plot(middle.index, middle, **style.BOLD, color=colour, marker="o", ms=5, zorder=3, clip_on=False)
    return End(float(middle.index[-1]), float(middle.iloc[-1]), name, colour, True)


FIRST_GONE = style.OKABE_ITO["vermillion"]
"""The colour of draws from where the first unit is among the deleted ones."""


def plot_each_draw(ax: Axes, table: pd.DataFrame, colour: str) -> list[End]:
    """Every draw of one net a thin line, coloured apart from where its first unit is deleted, and three medians over draws and
    seeds: of the error, of the error with BN re-estimated, and of what the deleted units cost one by one, added up, as far as
    chance. Returns the ends of the three.
    """
    rows, limit = draws(table), frames.chance(table)
    thin: dict[str, Any] = {"lw": 0.8, "alpha": 0.5}
    for _, line in rows.groupby(["run", "draw"]):
        gone = line["first_gone"]
        ax.plot(line["k"].where(~gone), line["value"], color=style.shade(colour, 0.15), zorder=2, **thin)
        ax.plot(line["k"].where(gone | gone.shift(-1, fill_value=False)), line["value"], color=FIRST_GONE, zorder=2.1, **thin)
    ends = [plot_median(ax, rows, colour, "median", band=False)]
    others: list[tuple[str, pd.Series, dict[str, Any]]] = [
        ("one by one,\nadded up", rows["singles"].clip(upper=limit).groupby(rows["k"]).median(),
         {"color": "#222222", "lw": 2, "ls": (0, (1, 1.5))}),
        ("BN re-estimated", draws(table, BN_RE_ESTIMATED).groupby("k")["value"].median(),
         {"color": colour, "lw": 1.6, "marker": "^", "ms": 6, "mfc": "white"}),
    ]  # fmt: skip
    for name, middle, look in others:
        if middle.notna().any():
            ax.plot(middle.index, middle, zorder=2.9, clip_on=False, **look)
            ends.append(End(float(middle.index[-1]), float(middle.iloc[-1]), name, look["color"]))
    return ends


def counts_axis(ax: Axes, most: float, limit: float, ends: Sequence[End] = ()) -> None:
    """The x axis of `plot_median`: up to so many deleted units; at the right the names of lines, and of chance."""
    ax.set_xlim(0, max(1.0, most if most == most else 0.0))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("deleted units")
    label_ends(ax, [*ends, chance_end(ax, limit)])


def draws_note(table: pd.DataFrame) -> str:
    """How the sets of deleted units were drawn, and how many, in words."""
    found = draws(table)
    seeds = " of each seed" if frames.several_seeds(table) else ""
    return (
        f"{draw_counts(found)} draws{seeds}: random orders of all units, of which the first 1, 2, 3 ... are deleted."
        f"{images_note(found, table)}"
    )


class Step(NamedTuple):
    """The one more unit that takes most of a net's lead over chance, and two standard errors of that part over the draws."""

    k: int
    part: float
    error: float

    def text(self) -> str:
        """'20 ± 5 %'."""
        return f"{100 * self.part:.0f} ± {100 * self.error:.0f} %"


def largest_step(rows: pd.DataFrame, limit: float) -> Step | None:
    """The largest mean rise from one number of units to the next, within each of the `draws` of one net.

    None if there is nothing to lose or to compare.
    """
    wide = rows.pivot_table(index=["run", "draw"], columns="k", values="value")
    steps = wide.diff(axis=1).iloc[:, 1:]
    room = limit - rows.loc[rows["k"] == 0, "value"].median()
    if wide.shape[1] < 3 or not room >= LEAD:
        return None
    middle = steps.mean()
    k = int(middle.idxmax())
    return Step(k, float(middle[k]) / room, 2 * float(steps[k].sem()) / room)


LEAD = 5.0
"""Points below chance that a net needs so that one can say how its error rises."""


def rises_smoothly(found: pd.DataFrame, limit: float, rising: float, most: float) -> list[Statement]:
    """Whether each net's error rises with the number of deleted units, and no one more unit takes more of its lead than `most`.

    By the draws of all seeds, unless one seed says otherwise. The largest step is the largest of many noisy ones, which speaks
    against the paper if anything. Nothing of nets that have nothing to lose.

    Args:
        found: `draws`.
        limit: the error of chance.
        rising: bound of the rank correlation.
        most: bound of the largest step, a fraction of the lead.
    """
    said = []
    for label in ordered_labels(found):
        rows = found[found["label"] == label]
        if not (step := largest_step(rows, limit)):
            continue
        holds = []
        for run in [rows, *(run for _, run in rows.groupby("run"))]:
            if one := largest_step(run, limit):
                smooth = all_below(pd.Series([one.part]), most, one.error)
                holds.append(all_hold(stats.rank_correlation(run["k"], run["value"], stats.NESTED).above(rising), smooth))
        rank = stats.rank_correlation(rows["k"], rows["value"], stats.NESTED)
        units = f"{step.k} unit{'' if step.k == 1 else 's'}"
        text = f"{label}: rank correlation of error and number {rank.text()}; the largest step, to {units}, takes "
        said.append(Statement(pooled_unless_contradicted(*holds), f"{text}{step.text()} of its lead"))
    return said


# orders


def orders(table: pd.DataFrame, kind: str = BRANCH) -> pd.DataFrame:
    """One row an order, of rows of lesion.swaps: label, run, seed, n, k swaps, tau, error.

    Args:
        table: rows of nets of any labels.
        kind: BN_RE_ESTIMATED, or anything else: BN as training left it.
    """
    rows = table[table["quantity"].isin([ERROR, TAU]) & (table["split"] == "test") & table["at"].notna()]
    again = rows["intervention"].astype(str).str.endswith(RE_ESTIMATED)
    rows = rows[again if kind == BN_RE_ESTIMATED else ~again]
    names = ["label", "run", "seed", "at", "intervention", "n"]
    wide = rows.pivot_table(index=names, columns="quantity", values="value", sort=False).reset_index()
    wide = wide.reindex(columns=[*names, "error", "tau"])
    wide = wide.assign(k=wide["at"].astype(float).astype(int)).dropna(subset=["error", "tau"])
    return wide.sort_values("label", key=lambda column: column.map(ordered_labels(table).index), kind="stable")


def medians_along_tau(rows: pd.DataFrame, bins: int = 8) -> pd.DataFrame:
    """Median tau and error of groups of equally many `orders` of like tau; the intact net is a group of its own."""
    moved = rows[rows["tau"] < 1]
    count = min(bins, max(1, len(moved) // 5))
    ranks = moved["tau"].rank(method="average", pct=True)  # equal tau, equal bin
    groups = np.ceil(ranks * count).clip(1, count).rename("group")
    out = moved.groupby(groups)[["tau", "error"]].median().sort_values("tau", ascending=False)
    return pd.concat([rows.loc[rows["tau"] == 1, ["tau", "error"]].median().to_frame().T, out], ignore_index=True)


def plot_orders(ax: Axes, table: pd.DataFrame, colour: str) -> list[End]:
    """Every order of one net a dot; medians of groups along tau a line, and those with BN re-estimated another. Returns their
    ends."""
    ends = []
    dot: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 6, "mec": "white", "mew": 0.5, "alpha": 0.55, "clip_on": False}
    looks: dict[str, tuple[str, dict[str, Any]]] = {
        BRANCH: ("median", {"marker": "D", "lw": 2.4}),
        BN_RE_ESTIMATED: ("BN re-estimated", {"marker": "^", "lw": 1.6, "mfc": "white"}),
    }
    for kind, (name, look) in looks.items():
        rows = orders(table, kind)
        if rows.empty:
            continue
        if kind == BRANCH:
            ax.plot(rows["tau"], rows["error"], color=colour, zorder=2.5, **dot)
        middle = medians_along_tau(rows)
        ax.plot(middle["tau"], middle["error"], color=style.ink(colour), ms=6, zorder=4, clip_on=False, **look)
        ends.append(End(float(middle["tau"].iloc[-1]), float(middle["error"].iloc[-1]), name, colour, kind == BRANCH))
    return ends


def rises_with_disorder(found: pd.DataFrame, limit: float, rising: float) -> list[Statement]:
    """Whether each net's error rises with the disorder: the rank correlation of error and tau, and its interval.

    By the orders of all seeds, unless one seed says otherwise. Nothing of nets that have nothing to lose or too few orders.

    Args:
        found: `orders`.
        limit: the error of chance.
        rising: bound of the rank correlation.
    """
    said = []
    for label, rows in found.groupby("label", sort=False):
        ranks = []
        for run in [rows, *(run for _, run in rows.groupby("run"))]:
            moved, whole = run[run["tau"] < 1], run.loc[run["tau"] == 1, "error"].median()
            if len(moved) >= 3 and moved["error"].nunique() > 1 and limit - whole >= LEAD:
                ranks.append(stats.rank_correlation(-moved["tau"], moved["error"], stats.NESTED))
        if ranks:
            text = f"{label}: rank correlation of error and disorder {ranks[0].text()}, {(rows['tau'] < 1).sum()} orders"
            said.append(Statement(pooled_unless_contradicted(*(rank.above(rising) for rank in ranks)), text))
    return said


# what all of them draw


def error_axis(ax: Axes, limit: float) -> None:
    """A y axis of errors up to 100 %, and the dashed line of chance."""
    ax.set_ylim(0, 100)
    chance_line(ax, limit)


def chance_line(ax: Axes, limit: float) -> None:
    """A dashed line where guessing stands."""
    ax.axhline(limit, color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)


def chance_end(ax: Axes, limit: float) -> End:
    """The name of `chance_line`, for `label_ends`; set the x limits first."""
    return End(ax.get_xlim()[1], limit, "chance", style.GREY)


def images_note(found: pd.DataFrame, table: pd.DataFrame) -> str:
    """' Each on the first 250 test images.', of what was measured."""
    n = found.loc[found["value"].notna(), "n"].max()
    return f" Each on {captions.tested_on(table, n)}." if n == n else ""
