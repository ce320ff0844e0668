"""Delete one unit of a trained residual net: little happens. Delete one of a plain net: little is left.

Claim     A residual net loses little when any one unit is deleted after training, but for the units that halve the feature map:
          the paths that do not pass it are still there. A plain net or a VGG has one path, and every unit is on it.
Source    Veit et al. 2016, section 4.1 and Fig. 3 (ResNet-110 of 54 pre-activation units; VGG of 15 layers).
          Controls that the paper does not have: the shortcut deleted instead of the branch; BN's statistics estimated again
          after the lesion; the same net trained for a quarter of the time; a VGG without BN (learning rate 0.01).
Command   make lesion BUDGET=quick
          python -m resexp measure lesion --run resnet-56@imported      any one net, imported weights included
Cost      quick: 4 runs beside degradation's, 1,000 test images a lesion. short: 56 layers, all test images.
          paper: 110 layers (plain: 56) x 5 seeds.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredOffsetbox, HPacker, TextArea
from matplotlib.ticker import FixedLocator, FuncFormatter, NullLocator

from resexp import zoo
from resexp.analysis import captions, claim, frames, plots, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.budget import names as budgets
from resexp.errors import join_words
from resexp.measure import Measure
from resexp.spec import CLASSES, Train

TITLE = "Lesions: deleting one unit hardly hurts a residual net"
DEEPEST_PLAIN = 56
QUARTER = ", a quarter of the training"
VGG = ("vgg-15", "vgg-15-nobn")
VGG_CHANNELS = {True: 128, False: 32}
NOBN_LR = 0.01
"""Of the VGG without BN: VGG's own (Simonyan & Zisserman 2015, section 3.1). At the other nets' 0.1 it stays at chance."""

IMAGES = {"quick": 1_000}
BN_IMAGES = {"smoke": 250, "quick": 1_000}
ORDER = ("resnet", "preresnet", "plain", QUARTER, *VGG)
COLOURS = {**style.FAMILY, "vgg-15-nobn": style.OKABE_ITO["orange"], "vgg": style.OKABE_ITO["purple"]}
KINDS = {
    "drop": ("● branch", "#222222", "o"),
    "branch-only": ("■ shortcut", style.OKABE_ITO["vermillion"], "s"),
    "re-estimated": ("▲ BN again", style.OKABE_ITO["blue"], "^"),
}
LITTLE, NEARLY_ALL = 0.1, 0.9
"""Parts of the lead over chance: a residual net loses less, a plain one more."""

TICKS = np.array([a * 10.0**b for b in range(-3, 5) for a in (1, 2, 5)])


def runs(budget: Budget) -> list[Plan]:
    """Residual, pre-activation and plain nets of one depth, two VGGs, and a residual net trained for a quarter of the time."""
    plans = []
    for seed in budget.seeds:
        plans += [budget.plan(f"{family}-{budget.depth}", seed) for family in ("resnet", "preresnet")]
        plans.append(budget.plan(f"plain-{min(budget.depth, DEEPEST_PLAIN)}", seed))
        plans += [vgg(budget, name, seed) for name in VGG]
        plans.append(early(budget, seed))
    return plans


def vgg(budget: Budget, name: str, seed: int) -> Plan:
    """All channels alike, 128 as in the paper; 32 where runs are short, since 128 cost twelve times a ResNet-20."""
    full = Train(**budget.train).iterations >= 30_000
    channels = VGG_CHANNELS[full]
    label = f"{name} ({channels * budget.width // 16} channels)"
    train = {"lr": NOBN_LR} if name.endswith("nobn") else {}
    return budget.plan(zoo.net(name).replace(widths=(channels,) * 3), seed, label, **train)


def early(budget: Budget, seed: int) -> Plan:
    """The residual net with a quarter of the iterations. Not a checkpoint of the other run: there the learning rate is still
    high, which would be a second difference; its own schedule comes to its end."""
    whole, name = Train(**budget.train), f"resnet-{budget.depth}"
    iterations = max(2, whole.iterations // 4)
    return budget.plan(name, seed, name + QUARTER, iterations=iterations, warmup=min(whole.warmup // 4, iterations - 1))


def measures(budget: Budget) -> list[Measure]:
    """The paper's lesion, and two controls; of the net that stopped early only the paper's."""
    images = {"images": IMAGES.get(budget.name, 10_000)}
    again = {"bn": "re-estimated", "bn_images": BN_IMAGES.get(budget.name, 2_000)}
    controls: list[dict[str, object]] = [{"delete": "shortcut"}, again]
    return [
        Measure("lesion.single", {**images, "delete": "branch"}),
        *(Measure("lesion.single", {**images, **change}, complete) for change in controls),
    ]


def complete(plan: Plan) -> bool:
    """Whether a run has all of the training."""
    return not plan.label.endswith(QUARTER)


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 3. controls: three kinds of lesion. loss: as error."""
    return {"error": units(table), "controls": controls(table), "loss": units(table, "loss")}


# the table


def lesions(table: pd.DataFrame, quantity: str = "error") -> pd.DataFrame:
    """One row a lesion: label, seed, kind (KINDS), unit, value, note, and the whole net's value on the same images."""
    rows = table[(table["quantity"] == quantity) & (table["split"] == "test")]
    again = rows["intervention"].fillna("").str.endswith("re-estimated)")
    word = rows["intervention"].fillna("").str.split().str[0]
    rows = rows.assign(kind=word.mask(word.eq("drop") & again, "re-estimated"))
    base = rows[rows["intervention"] == "no lesion"].drop_duplicates("run").set_index("run")["value"]
    rows = rows[rows["kind"].isin(list(KINDS)) & rows["at"].notna()]
    return rows.assign(unit=rows["at"].astype(int), whole=rows["run"].map(base)).sort_values(["unit", "seed"])


def chance(table: pd.DataFrame, quantity: str = "error") -> float:
    """Of guessing."""
    classes = CLASSES[table["data"].iloc[0]]
    return 100 * (1 - 1 / classes) if quantity == "error" else math.log(classes)


def ordered(table: pd.DataFrame) -> list[str]:
    """Labels: residual nets, plain ones, the one that stopped early, VGGs; others last."""

    def place(label: str) -> int:
        family = QUARTER if label.endswith(QUARTER) else label.split(" ")[0] if "vgg" in label else label.rsplit("-", 1)[0]
        return ORDER.index(family) if family in ORDER else len(ORDER)

    return sorted(table["label"].unique(), key=place)


def colour(label: str) -> str:
    """Of its family."""
    found = next((known for name, known in COLOURS.items() if label.startswith(name)), style.OKABE_ITO["blue"])
    return style.shade(found, -0.35) if label.endswith(QUARTER) else found


def lost(rows: pd.DataFrame, limit: float) -> pd.Series:
    """Which part of what the whole net knows beyond guessing is lost: 0 none, 1 all."""
    return (rows["value"] - rows["whole"]) / (limit - rows["whole"])


# the figures


def panels(table: pd.DataFrame, labels: list[str]) -> tuple[Figure, list[Axes]]:
    """An axes for each label, three in a row."""
    columns = min(3, len(labels))
    rows = -(-len(labels) // columns)
    fig, axes = plots.new_figure(
        columns, rows, width=11.0 if columns == 1 else 13.0, height=5.2 if rows == 1 else 1.0 + 3.9 * rows
    )
    for ax in axes[len(labels) :]:
        ax.set_visible(False)
    return fig, axes


def heading(ax: Axes, label: str, *pieces: tuple[str, str]) -> None:
    """The net, and a line of coloured pieces about it."""
    name = label.replace(QUARTER, ", 1/4 of the training")
    ax.set_title(name, loc="left", pad=27, size=style.FONT + 2, weight="bold", color=style.ink(colour(label)))
    look = {"size": style.FONT - 1}
    words = [TextArea(text, textprops={**look, "color": style.ink(tint), "parse_math": False}) for text, tint in pieces]
    packed = HPacker(children=words, pad=0, sep=9)
    box = AnchoredOffsetbox("lower left", child=packed, pad=0, borderpad=0, frameon=False, bbox_to_anchor=(0, 1.035),
                            bbox_transform=ax.transAxes)  # fmt: skip
    box.set_in_layout(False)
    ax.add_artist(box)


def scale(ax: Axes, table: pd.DataFrame, count: int, quantity: str) -> None:
    """Axes, and the line of chance."""
    if quantity == "error":
        ax.set_ylim(0, 100)
    else:
        ax.set_yscale("log")
        ax.yaxis.set_major_locator(FixedLocator(TICKS))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
        ax.yaxis.set_minor_locator(NullLocator())
        values = [*lesions(table, quantity)[["value", "whole"]].stack(), chance(table, quantity)]
        low, high, ticks = min(values), max(values), TICKS
        ax.set_ylim(ticks[ticks < low].max(initial=1e-3), ticks[ticks > high].min(initial=1e5))
    ax.set_xlim(-0.8, count - 0.2)
    ax.set_xticks(range(0, count, 1 if count <= 10 else 2 if count <= 20 else 3 if count <= 30 else 9))
    ax.grid(False, axis="x")
    ax.axhline(chance(table, quantity), color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)


def units(table: pd.DataFrame, quantity: str = "error") -> Figure:
    """A stem for each deleted unit: from the whole net's error, where it is little longer than its dot, to the error left."""
    found = lesions(table, quantity)
    found, labels = found[found["kind"] == "drop"], ordered(table)
    fig, axes = panels(table, labels)
    for place, (ax, label) in enumerate(zip(axes, labels, strict=False)):
        rows = found[found["label"] == label]
        measured = rows.dropna(subset="value")
        scale(ax, table, int(rows["unit"].max()) + 1 if len(rows) else 10, quantity)
        if measured.empty:
            heading(ax, label, (plots.FAIL, style.GREY))
            continue
        stems(ax, rows, colour(label))
        whole, middle = measured.groupby("run")["whole"].first().median(), measured["value"].median()
        shown = [f"{value:.1f} %" if quantity == "error" else f"{value:.2f}" for value in (whole, middle)]
        heading(ax, label, (f"— whole {shown[0]}", style.GREY), (f"● one deleted {shown[1]} (median)", colour(label)))
        if place % 3 == 2 or place == len(labels) - 1:
            right = ax.get_xlim()[1]
            label_ends(ax, [End(right, chance(table, quantity), "chance", style.GREY)])
    finish(fig, axes, labels, "test error (%)" if quantity == "error" else "test loss (nats)", "deleted unit")
    rounded = "" if quantity == "error" else "Losses are rounded (about 1 %) where the processor has bf16. "
    text = f"Test {quantity} with one unit deleted after training; nothing is trained again. {marks(found)}{rounded}"
    text += words(table, found, "; thin bars: lowest to highest seed")
    captions.explain(fig, text, frames.measured_rows(table))
    return fig


def marks(found: pd.DataFrame) -> str:
    """What stands for what, of what is there."""
    known, noted = found["value"].notna(), found["note"].notna()
    text = "Line: the whole net. "
    text += "Diamonds: units that halve the feature map. " if (known & noted).any() else ""
    return text + (
        "Crosses: units that cannot be deleted, since shapes differ and there is no shortcut. " if (~known).any() else ""
    )


def stems(ax: Axes, rows: pd.DataFrame, tint: str) -> None:
    """Median over seeds a dot, lowest to highest seed a thin bar; units that cannot be deleted a cross at the bottom."""
    whole = float(rows["whole"].median())
    ax.axhline(whole, color=tint, lw=1.6, zorder=2)
    for unit, group in rows.groupby("unit"):
        values = group["value"].dropna()
        if values.empty:
            ax.plot(unit, 0.02, "x", transform=ax.get_xaxis_transform(), ms=8, mew=2, color=style.GREY, clip_on=False, zorder=5)
            continue
        halves = bool(group["note"].notna().any())
        middle = float(values.median())
        ax.plot([unit, unit], [whole, middle], color=style.shade(tint, -0.25), lw=2.2, zorder=2.5)
        if len(values) > 1:
            ax.plot([unit, unit], [values.min(), values.max()], color=style.ink(tint), lw=0.9, zorder=2.6)
        small = 6 if rows["unit"].max() < 30 else 4.5
        look = {"marker": "D", "ms": small + 2, "color": style.shade(tint, 0.45)} if halves else {"marker": "o", "ms": small,
                "color": tint}  # fmt: skip
        ax.plot(unit, middle, mec="white", mew=0.8, clip_on=False, zorder=4, **look)


def controls(table: pd.DataFrame) -> Figure:
    """The paper's lesion beside its two controls, a line each over the units."""
    found = lesions(table)
    labels = [label for label in ordered(table) if found.loc[found["label"] == label, "kind"].nunique() > 1] or ordered(table)
    fig, axes = panels(table, labels)
    for ax, label in zip(axes, labels, strict=False):
        rows = found[found["label"] == label]
        scale(ax, table, int(rows["unit"].max()) + 1 if len(rows) else 10, "error")
        if rows["value"].notna().any():
            ax.axhline(rows["whole"].median(), color=style.GREY, lw=1.4, zorder=2)
        for unit in rows.loc[rows["note"].notna() & rows["value"].notna(), "unit"].unique():
            ax.axvspan(unit - 0.5, unit + 0.5, color="#EFEFEF", lw=0, zorder=0.5)
        parts = []
        for kind, (name, tint, marker) in KINDS.items():
            middle = rows[rows["kind"] == kind].groupby("unit")["value"].median()
            if middle.notna().any():
                ax.plot(
                    middle.index,
                    middle,
                    color=tint,
                    lw=1.6,
                    marker=marker,
                    ms=6 if rows["unit"].max() < 30 else 4,
                    mec="white",
                    mew=0.7,
                    zorder=3,
                    clip_on=False,
                )
                parts.append((f"{name} {middle.median():.1f}", tint))
        heading(ax, label, *(parts or [(plots.FAIL, style.GREY)]))
    finish(fig, axes, labels, "test error (%)", "unit of the lesion")
    budget = table["budget"].iloc[0]  # of imported weights it does not say how much was measured
    again = f" {BN_IMAGES.get(budget, 2_000):,}" if budget in budgets() else ""
    captions.explain(
        fig,
        "Test error with one unit's branch deleted (the paper's lesion), its shortcut deleted instead, or its branch deleted "
        f"and BN's statistics estimated again on{again} training images; over each panel the medians in percent. Grey line: "
        f"the whole net; dashed: chance; grey columns: units that halve the feature map. {words(table, found)}",
        frames.measured_rows(table[table["label"].isin(labels)]),
    )
    return fig


def finish(fig: Figure, axes: list[Axes], labels: list[str], y: str, x: str) -> None:
    """Names of the axes, where they are not repeated."""
    for place, ax in enumerate(axes[: len(labels)]):
        ax.set_xlabel(x if place + 3 >= len(labels) else "")
        if place % 3 == 0:
            ax.set_ylabel(y)


def words(table: pd.DataFrame, found: pd.DataFrame, drawn: str = "") -> str:
    """Which images, and what the seeds are."""
    n = found.loc[found["value"].notna(), "n"].max()
    text = f"Lesions: {captions.tested_on(table, n)}." if n == n else ""
    several = table.groupby("label")["run"].nunique().max() > 1
    return text + (f" Medians over seeds{drawn}." if several else "")


# the finding


def verdict(table: pd.DataFrame) -> list[str]:
    """What each net loses with one unit, and what speaks against the paper's reading."""
    found, limit = lesions(table), chance(table)
    cut = found[found["kind"] == "drop"]
    lines = [one for label in ordered(table) if (one := sentence(cut[cut["label"] == label], label, limit))]
    return [
        *lines,
        *contrast(cut, limit),
        *under_trained(cut, limit),
        *control(table),
        *verdicts.failures(table),
        *verdicts.caveats(
            table[~table["label"].str.endswith(QUARTER)],
            "what a lesion does to a net that has learned little says little of a trained one",
        ),
    ]


def sentence(rows: pd.DataFrame, label: str, limit: float) -> str:
    """'resnet-20: 51.9 % whole; with one of 9 units deleted 60.2 % in the median, at worst 80.1 % (unit 3, ...).'"""
    known = rows.dropna(subset="value")
    if known.empty:
        return ""
    middle = known.groupby("unit")["value"].median()
    worst = int(middle.idxmax())
    halves = known.loc[known["unit"] == worst, "note"].notna().any()
    never = sorted(set(rows["unit"]) - set(known["unit"]))
    text = (
        f"{label}: {known.groupby('run')['whole'].first().median():.1f} % whole; with one of {len(middle)} units deleted "
        f"{middle.median():.1f} % in the median, from {middle.min():.1f} % to {middle.max():.1f} % "
        f"(unit {worst}{', which halves the feature map' if halves else ''})."
    )
    if never:
        units = join_words([str(unit) for unit in never])
        text += f" Not deletable, for their shapes: {'unit' if len(never) == 1 else 'units'} {units}."
    return text


def losses(cut: pd.DataFrame, limit: float) -> pd.Series:
    """For each label the median part of its lead over chance that one unit takes."""
    return losing(cut, limit).groupby("label")["lost"].median()


def losing(cut: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Lesions of nets that have something to lose, and which part of their lead over chance each takes."""
    known = cut.dropna(subset="value")
    known = known[known["whole"] < limit - 2]
    return known.assign(lost=lost(known, limit))


def contrast(cut: pd.DataFrame, limit: float) -> list[str]:
    """Residual nets against those with one path, in parts of their lead over chance."""
    parts = losses(cut, limit)
    parts = parts[~parts.index.str.endswith(QUARTER)]
    residual = parts[~parts.index.str.startswith(("plain", "vgg"))]
    other = parts[parts.index.str.startswith(("plain", "vgg"))]
    if residual.empty or other.empty:
        return []
    listed = [join_words([f"{label} {100 * part:.0f} %" for label, part in some.items()]) for some in (residual, other)]
    known = losing(cut, limit)
    clear = all(takes(known[known["label"] == label], limit).holds for label in parts.index)
    end = "as in the paper" if clear else "less clear than in the paper"
    if residual.min() >= other.max():
        end = "unlike in the paper"
    return [f"Of its lead over chance one unit takes, in the median, from {listed[0]}; from {listed[1]}: {end}."]


def takes(rows: pd.DataFrame, limit: float) -> Part:
    """Whether the median unit of a label takes little of its lead over chance, or nearly all of it of a net with one path; seed
    by seed, the noise being that of the images. Of rows of `losing`."""
    by = rows.groupby("run")[["lost", "value", "whole", "n"]].median()
    error = 2 * (by["value"] * (100 - by["value"]) / by["n"]) ** 0.5 / (limit - by["whole"])
    label = rows["label"].iloc[0]
    few = not label.startswith(("plain", "vgg"))
    holds = claim.under(by["lost"], LITTLE, error) if few else claim.under(-by["lost"], -NEARLY_ALL, error)
    return Part(holds, f"{label} {100 * by['lost'].median():.0f} %")


def under_trained(cut: pd.DataFrame, limit: float) -> list[str]:
    """The same net after a quarter of the training."""
    parts, lines = losses(cut, limit), []
    for label in parts.index[parts.index.str.endswith(QUARTER)]:
        whole = label.removesuffix(QUARTER)
        if whole in parts:
            lines.append(
                f"After a quarter of the training one unit takes {100 * parts[label]:.1f} % of {whole}'s lead over "
                f"chance in the median, after all of it {100 * parts[whole]:.1f} %."
            )
    return lines


def control(table: pd.DataFrame) -> list[str]:
    """What the controls change, for residual nets."""
    found = lesions(table).dropna(subset="value")
    found = found[~found["label"].str.startswith(("plain", "vgg")) & ~found["label"].str.endswith(QUARTER)]
    again = table[(table["intervention"] == "no lesion (BN re-estimated)") & (table["quantity"] == "error")]
    lines = []
    for label, rows in found.groupby("label", sort=False):
        by = {str(kind): some.groupby("unit")["value"].median() for kind, some in rows.groupby("kind")}
        if {"drop", "branch-only"} <= set(by):
            cut = by["branch-only"]
            lines.append(
                f"{label}: with a unit's shortcut deleted instead of its branch the error is {cut.median():.1f} % in the "
                f"median, from {cut.min():.1f} % (unit {cut.idxmin()}) to {cut.max():.1f} % (unit {cut.idxmax()}); either "
                "lesion cuts half of all paths."
            )
        if {"drop", "re-estimated"} <= set(by):
            whole = again.loc[again["label"] == label, "value"].median()
            new, old = by["re-estimated"], by["drop"]
            lines.append(
                f"{label}: with BN's statistics estimated again after the lesion {new.median():.1f} % in the median, at worst "
                f"{new.max():.1f} % (with those of the training: {old.median():.1f} % and {old.max():.1f} %; the whole net "
                f"with statistics estimated again: {whole:.1f} %)."
            )
    return lines


def claims(table: pd.DataFrame) -> list[Claim]:
    """Veit 2016, Fig. 3: what the median unit takes of a net's lead over chance, seed by seed; and each unit that halves the
    feature map beside the worst of all others."""
    limit = chance(table)
    cut = losing(lesions(table).query("kind == 'drop'"), limit)
    cut = cut[~cut["label"].str.endswith(QUARTER)]
    one_path = cut["label"].str.startswith(("plain", "vgg"))
    residual, other, halving = list[Part](), list[Part](), list[Part]()
    for label, rows in cut.groupby("label", sort=False):
        if str(label).startswith(("plain", "vgg")):
            other.append(takes(rows, limit))
            continue
        residual.append(takes(rows, limit))
        units = verdicts.groups(rows.assign(label=rows["unit"]))
        halves = units["label"].isin(rows.loc[rows["note"].notna(), "unit"])
        worst = units[~halves].sort_values("median").tail(1).squeeze()
        for _, row in units[halves].iterrows():
            text = f"{label}: {verdicts.percent(row['median'])} without unit {int(row['label'])}, "
            text += f"{verdicts.percent(worst['median'])} without unit {int(worst['label'])} (the worst other)"
            halving.append(Part(claim.lower(worst, row), text))
    return [
        *claim.judge(
            "Deleting one unit takes little from a residual net (our bound: a tenth of its lead over chance, in the median).",
            "Veit 2016, Fig. 3", residual, cut[~one_path],
            "One unit should cost less still, as of published weights (results/resnet-56-imported).", depth=claim.DEEP,
        ),
        *claim.judge(
            "Deleting one layer of a plain net leaves it at chance (our bound: nine tenths of its lead, in the median).",
            "Veit 2016, Fig. 3", other, cut[one_path], "A lead that has grown makes clear how much of it is lost.",
        ),
        *claim.judge("The units that halve the feature map are missed most.", "Veit 2016, Fig. 3", halving, cut[~one_path],
                     "As the other units become dispensable, these should stand out.", depth=claim.DEEP),
    ]  # fmt: skip
