"""The error reaches every unit of a residual net directly; what depth does to it is measured, not assumed.

Claim     x_L = x_l + sum F(x_i), so dE/dx_l = dE/dx_L (1 + d/dx_l sum F): with identity shortcuts the error reaches every unit
          directly, and a shortcut scaled by lambda turns the direct term into lambda^(L-l). Plain nets with BN do not have
          vanishing gradients either: that is not why they are hard to train.
Source    He et al. 2015, section 4.1; He et al. 2016, section 2 and 3.1, Eq. 4, 5 and 8. Beyond them: Balduzzi et al. 2017
          (gradients of nearby inputs), Jastrzebski et al. 2018 (does a unit step down the loss?).
Command   make gradients BUDGET=quick
          python -m resexp measure gradients --run resnet-56@imported      any one net, imported weights included
Cost      at initialisation nothing is trained, whatever the budget: 20, 56 and 110 layers in three seeds
          take a minute and a half on 2 CPU cores, 1001 layers 15 s on 16 images (quick) or two minutes on 128.
          After training: degradation's nets and a pre-activation net, 20 s at quick; iterations between from kept weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import along, captions, claim, plots, published, style
from resexp.analysis import verdict as verdicts
from resexp.analysis.claim import Claim, Part
from resexp.analysis.labels import End, label_ends
from resexp.budget import Budget, Plan
from resexp.errors import join_words
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION

TITLE = "Gradients: how the error reaches the first layers"
BESIDE = "What the papers' argument says, and what was measured at initialisation; single numbers are medians over seeds."
DEPTHS = along.DEPTHS
DEEPEST = 1001
IMAGES = {"smoke": 16}
DEEP_IMAGES = {"quick": 16}
ROUNDING, LEFT = 1e-5, 0.1
"""A relative deviation that is rounding; what part of the gradient must reach the first unit, for claims."""

SMALLEST = 2e-9
"""What a deviation of 0 is drawn as."""
FROM = " (of pre-activation nets from the input of unit 1 on: unit 0 shares its first activation with the shortcut)"
"""Where fits begin, for captions."""
RUNNING, AGAIN = "running statistics", "batch statistics"
NORM, WEIGHT = "gradient norm", "parameter gradient"


# what is run and measured


def runs(budget: Budget) -> list[Plan]:
    """Degradation's nets and a pre-activation net, trained; and nets as initialised, which cost no training."""
    return [*trained(budget), *initial(budget)]


def trained(budget: Budget) -> list[Plan]:
    """Of the budget's depths those that are drawn at initialisation too, or all if none is.

    The pre-activation net has the one depth at which the budget trains it for the other experiments, which at quick is not the
    deepest of the others; plain nets without BN are not trained: what they lack they lack at initialisation.
    """
    depths = along.trained_depths(budget)
    plans = []
    for seed in budget.seeds:
        plans += [budget.plan(f"{family}-{depth}", seed) for depth in depths for family in ("plain", "resnet")]
        plans.append(budget.plan(f"preresnet-{budget.depth}", seed))
    return plans


def initial(budget: Budget) -> list[Plan]:
    """Four designs in three depths and seeds; of one depth nets with scaled shortcuts; and one of 1001 layers."""
    depths, seeds = initial_depths(budget), along.initial_seeds(budget)
    plans = []
    for seed in seeds:
        for depth in depths:
            plain = zoo.without_bn(zoo.net(f"plain-{depth}"))
            plans += [budget.plan_untrained(f"{family}-{depth}", seed) for family in ("plain", "resnet", "preresnet")]
            plans.append(budget.plan_untrained(plain, seed, f"plain-{depth}{along.NO_BN} {AT_INITIALISATION}"))
    name = f"preresnet-{middle(depths)}"
    for base, label in ((zoo.net(name), name), (zoo.without_bn(zoo.net(name)), name + along.NO_BN)):
        for factor, net in zoo.nets_by_lambda(base).items():
            plans.append(budget.plan_untrained(net, seeds[0], f"{label}, shortcut × {factor:g}, {AT_INITIALISATION}"))
    if depths == DEPTHS:
        plans.append(budget.plan_untrained(f"preresnet-{DEEPEST}", seeds[0]))
    return plans


def initial_depths(budget: Budget) -> tuple[int, ...]:
    """The papers', unless the budget's are all less."""
    return DEPTHS if max(budget.depths) >= min(DEPTHS) else budget.depths


def middle(depths: tuple[int, ...]) -> int:
    """The depth at which is measured what is measured at one depth only."""
    return depths[len(depths) // 2]


def kind(plan: Plan) -> str:
    """trained (imported ones too), scaled, deep (more layers than 110) or initial."""
    if plan.run.train.iterations:
        return "trained"
    if plan.run.net.unit.shortcut.startswith("scale"):
        return "scaled"
    return "deep" if plan.run.net.depth > max(DEPTHS) else "initial"


def measures(budget: Budget) -> list[Measure]:
    """What each kind of net is asked; what is not a norm, in one seed only."""
    first, most = along.initial_seeds(budget)[0], middle(initial_depths(budget))
    images = {"images": IMAGES.get(budget.name, 128)}
    deep = {"images": DEEP_IMAGES.get(budget.name, 128)}
    grid = {"images": 16, "pairs": 2, "points": 4} if budget.name == "smoke" else {"images": 16}

    def once(plan: Plan) -> bool:
        return kind(plan) == "initial" and plan.run.seed == first

    def studied(plan: Plan) -> bool:
        net = plan.run.net
        return kind(plan) == "trained" or (once(plan) and net.depth <= most and "bn" in net.unit.branch)

    def stepping(plan: Plan) -> bool:
        return studied(plan) and plan.run.net.unit.shortcut != "none"

    return [
        Measure("propagation.norms", {**images, "parameters": True}, once),
        Measure("propagation.norms", images, lambda plan: kind(plan) == "initial" and not once(plan)),
        Measure("propagation.training", images, lambda plan: kind(plan) == "trained"),
        Measure("propagation.decomposition", images, studied),
        Measure("propagation.scaled", images, lambda plan: kind(plan) == "scaled"),
        Measure("propagation.correlation", grid, lambda plan: once(plan) or kind(plan) == "trained"),
        Measure("propagation.alignment", images, stepping),
        Measure("propagation.norms", deep, lambda plan: kind(plan) == "deep"),
        Measure("propagation.variances", deep, lambda plan: kind(plan) == "deep"),
    ]


# what the table holds


def at_first(table: pd.DataFrame, deep: bool = False) -> pd.DataFrame:
    """Rows of nets as initialised whose shortcuts are not scaled: up to 110 layers, or beyond."""
    rows = along.before(table)
    return rows[~rows["label"].str.contains("×") & ((rows["depth"] > max(DEPTHS)) == deep)]


def shrunk(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of nets as initialised whose shortcuts are scaled."""
    return table[table["label"].str.contains("×") & (table["iterations"] == 0)]


def convolutions(table: pd.DataFrame, label: str, intervention: str = "full") -> pd.DataFrame:
    """Layer x run, of the gradient of every convolution's weights (a tensor of four dimensions), from the stem on."""
    rows = table[(table["label"] == label) & (table["quantity"] == WEIGHT) & (table["intervention"] == intervention)]
    rows = rows[rows["note"].str.count("x").eq(3) & ~rows["at"].str.contains("shortcut", na=False)]
    rows = rows.assign(place=rows.groupby("run").cumcount() + 1.0)
    wide = rows.pivot(index="place", columns="run", values="value")
    return wide.where(np.isfinite(wide))


class Growth(NamedTuple):
    """By which factor a unit multiplies the gradient on its way to the input: median over seeds of the fits, and the 95 %
    intervals of all seeds together."""

    value: float
    low: float
    high: float

    @property
    def word(self) -> str:
        """As measured."""
        return "growing" if self.low > 1 else "vanishing" if self.high < 1 else "flat"

    def text(self) -> str:
        """'1.37 (1.36 to 1.38)'."""
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def growth(table: pd.DataFrame, label: str, intervention: str = "full") -> Growth | None:
    """Of the whole net; None if there is no fit."""
    rows = table[(table["label"] == label) & (table["at"] == "net") & (table["intervention"] == intervention)]
    found = {quantity: rows.loc[rows["quantity"] == quantity, "value"] for quantity in ("growth", "growth low", "growth high")}
    if found["growth"].isna().all():
        return None
    return Growth(found["growth"].median(), found["growth low"].min(), found["growth high"].max())


# figures


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """norms, weights, growth, deep: at every depth. training,
    training_weights: on the way. decomposition: Eq. 4 and 5. scaled: Eq. 8.
    correlation: Balduzzi 2017. alignment: Jastrzebski 2018. Those of which something was measured."""
    first, end = at_first(table), along.after(table)
    drawn = {
        "norms": (norms, first, NORM),
        "growth": (growths, table, "growth"),
        "weights": (weights, first, WEIGHT),
        "deep": (deep, at_first(table, deep=True), NORM),
        "training": (training, along.deepest(end, NORM), NORM),
        "training_weights": (training_weights, along.deepest(end, WEIGHT), WEIGHT),
        "decomposition": (decomposition, table, "deviation"),
        "scaled": (scaled, shrunk(table), NORM),
        "correlation": (correlation, table, "gradient cosine"),
        "alignment": (alignment, table, "alignment"),
    }
    out = {part: draw(rows) for part, (draw, rows, quantity) in drawn.items() if along.labels(rows, quantity)}
    return out or plots.default_figures(table)


def norms(table: pd.DataFrame) -> Figure:
    """||dE/dx_l|| at every unit, a panel for each design, a line for each depth."""
    fig = by_design(
        table,
        {label: along.profile(table, label, NORM) for label in along.labels(table, NORM)},
        along.UNITS,
        "mean norm of ∂E/∂x",
        fits=True,
    )
    captions.explain(
        fig,
        f"Norm of the gradient of the loss at the input of every unit, mean over {along.images(table, NORM)} of each image's "
        f"norm, with the batch's statistics, as in the first step. In the key: by which factor a unit multiplies the gradient "
        f"toward the image (to the left), from a straight line through the logarithms{FROM}.{captions.seed_note(table)}",
        table[table["quantity"] == NORM],
    )
    return fig


def weights(table: pd.DataFrame) -> Figure:
    """||dE/dw|| of every convolution."""
    frames = {label: convolutions(table, label) for label in along.labels(table, WEIGHT)}
    fig = by_design(table, frames, "convolution (1: the stem's)", "norm of ∂E/∂w")
    captions.explain(
        fig,
        f"Norm of the gradient of the mean loss of {along.images(table, WEIGHT)} with respect to the weights of every "
        "convolution, before the first step. Steps lie where the width changes.",
        table[table["quantity"] == WEIGHT],
    )
    return fig


def by_design(table: pd.DataFrame, frames: dict[str, pd.DataFrame], x: str, y: str, fits: bool = False) -> Figure:
    """A panel for each design, a line for each label, logarithmic; fits: with the fitted factors of the norms in the key."""
    groups = along.families(list(frames))
    columns = min(2, len(groups))
    rows = -(-len(groups) // columns)
    fig, axes = plots.new_figure(columns=columns, rows=rows, width=12.5 if columns == 2 else 8.0, height=0.6 + 4.0 * rows)
    for ax in axes[len(groups) :]:
        ax.set_visible(False)
    shown = along.tints(list(frames))
    last = max(frame.index.max() for frame in frames.values())
    for number, (ax, some) in enumerate(zip(axes, groups.values(), strict=False)):
        plots.panel_title(ax, along.title(some[0]), along.colour(some[0]))
        along.log(ax, y if number % columns == 0 else "")
        along.axis(ax, 0, last, x if number >= len(groups) - columns else "")
        looks: list[tuple[str, dict[str, Any]]] = []
        for label in some:
            along.line(ax, frames[label].where(frames[label] > 0), shown[label])
            found = growth(table, label) if fits else None
            by = f": × {found.value:.2f} a unit, {found.word}" if found else ""
            looks.append((f"{along.depth(table, label)} layers{by}", {**style.BOLD, "color": shown[label]}))
        plots.legend(ax, looks[::-1], "upper right")
    return fig


def growths(table: pd.DataFrame) -> Figure:
    """The fitted factor of every net with its interval: at initialisation and after training."""
    parts = {True: pd.concat([at_first(table), at_first(table, deep=True)]), False: along.after(table)}
    found_in = {
        start: {label: growth(rows, label, "full" if start else AGAIN) for label in along.labels(rows, "growth")}
        for start, rows in parts.items()
    }
    if not found_in[True]:  # a single run: its own beginning
        found_in[True] = {label: growth(parts[False], label, "iteration 0") for label in found_in[False]}
    rows = [(label, found, start) for start, some in found_in.items() for label, found in some.items() if found]
    fig, (ax,) = plots.new_figure(width=11.0, height=1.5 + 0.36 * len(rows))
    for y, (label, found, start) in enumerate(rows):
        tint = along.colour(label)
        ax.plot([found.low, found.high], [y, y], color=tint, lw=3.0, alpha=0.5, solid_capstyle="butt")
        ax.plot(found.value, y, "o" if start else "D", ms=8, color=tint, mec="white", mew=0.8, zorder=4)
        look: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points", "va": "center"}
        ax.annotate(f"{found.value:.3f}  {found.word}", (1, y), (10, 0), color=style.ink(tint), weight="bold",
                    size=style.FONT, annotation_clip=False, **look)  # fmt: skip
    ax.axvline(1, color=style.GREY, lw=1.3, ls=(0, (4, 2)), zorder=1.6)
    ax.set_yticks(range(len(rows)), [along.name(label) + ("" if start else ", trained") for label, _, start in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(False, axis="y")
    split = sum(start for *_, start in rows)
    if 0 < split < len(rows):
        ax.axhline(split - 0.5, color="#8A8A8A", lw=0.8)
    ax.set_xlabel("factor by which one unit multiplies the gradient toward the image")
    captions.explain(
        fig,
        "Circles: at initialisation; diamonds: after training; both with the batch's statistics. A straight line "
        f"through log ||∂E/∂x_l|| against l, by least squares over the whole net{FROM}; bars: its 95 % interval, which takes "
        "the scatter about the line as independent, which neighbouring units are not (Student's t; of several seeds from the "
        "lowest to the highest end). growing, vanishing: the whole bar lies above, below 1; flat: it holds 1. Where norms jump "
        "(halved feature maps) a line is a rough picture. Units of 1001 layers have three layers, others two. On "
        f"{along.images(table, 'growth')}.",
        table[(table["quantity"] == "growth") & ~table["label"].str.contains("×")],
    )
    return fig


def deep(table: pd.DataFrame) -> Figure:
    """The deepest net: forward and backward."""
    fig, axes = plots.new_figure(columns=2, width=12.5, height=4.6, sharey=False)
    label = along.labels(table, NORM)[-1]
    for ax, quantity, words in zip(axes, ("shortcut variance", NORM), ("variance of x", "mean norm of ∂E/∂x"), strict=True):
        values = along.profile(table, label, quantity)
        along.line(ax, values, along.colour(label))
        along.axis(ax, 0, float(values.index.max()))
        ax.set_ylabel(words)
    along.log(axes[1])
    axes[0].set_ylim(bottom=0)
    plots.panel_title(axes[0], f"{along.name(label)}: forward", along.colour(label))
    plots.panel_title(axes[1], "backward", along.colour(label))
    captions.explain(
        fig,
        f"{along.name(label)} before the first step, with the batch's statistics, on {along.images(table, NORM)}. Left: "
        "variance of what passes a unit beside its branch, over images and positions, mean over channels. Right: norm of the "
        "gradient of the loss, mean over images. Jumps: where the feature map is halved. The statistics are those of so many "
        f"images; how many is all that the budget changes here ({DEEP_IMAGES['quick']} at quick, 128 at short and paper).",
        table[table["quantity"] == NORM],
    )
    return fig


def training(table: pd.DataFrame) -> Figure:
    """Norms on the way, from kept weights."""
    fig = way(table, lambda rows, step: along.profile(rows, rows["label"].iloc[0], NORM, step), along.UNITS, "∂E/∂x")
    captions.explain(
        fig,
        f"Norm of the gradient of the loss at every unit's input, mean over {along.images(table, NORM)}, after as many "
        "iterations as the key says, darker the later; with the batch's statistics, and after the last also with running "
        f"ones. {unlike(table)}{unkept(table)}{captions.seed_note(table)}",
        table[(table["quantity"] == NORM) & table["value"].notna()],
    )
    return fig


def training_weights(table: pd.DataFrame) -> Figure:
    """Gradients of the convolutions' weights on the way."""
    fig = way(table, lambda rows, step: convolutions(rows, rows["label"].iloc[0], step), "convolution (1: the stem's)", "∂E/∂w")
    captions.explain(
        fig,
        f"Norm of the gradient of the mean loss of {along.images(table, WEIGHT)} with respect to the weights of every "
        f"convolution, after as many iterations as the key says, darker the later; with the batch's statistics, and after the "
        f"last also with running ones. {unlike(table)}{unkept(table)}{captions.seed_note(table)}",
        table[(table["quantity"] == WEIGHT) & table["value"].notna()],
    )
    return fig


def way(table: pd.DataFrame, values: Callable[[pd.DataFrame, str], pd.DataFrame], x: str, of: str) -> Figure:
    """A panel for each net, a line for each iteration; values: rows of a net, intervention -> place x run."""
    some = along.labels(table[table["intervention"] == "full"], NORM)
    fig, axes = plots.new_figure(columns=len(some), width=9.5 if len(some) == 1 else 1.5 + 4.6 * len(some), height=4.8)
    looks: dict[str, dict[str, Any]] = {}
    for ax, label in zip(axes, some, strict=True):
        rows = table[table["label"] == label]
        plots.panel_title(ax, along.name(label), along.colour(label))
        along.log(ax, f"norm of {of}" if ax is axes[0] else "")
        steps = on_the_way(rows)
        tints = dict(zip(steps, mpl.colormaps["viridis_r"](np.linspace(0.12, 1.0, len(steps))), strict=True))
        last = 1.0
        for text, step in [*steps.items(), (RUNNING, "full")]:
            tint, look = ("black", style.DASHED) if step == "full" else (tints[text], {"lw": 2.0})
            line = values(rows, step)
            if len(line):
                along.line(ax, line.where(line > 0), tint, **look)
                looks[text] = {"color": tint, **look}
                last = max(last, float(line.index.max()))
        along.axis(ax, 0, last, x)
    ordered = sorted(looks.items(), key=lambda item: item[0] == RUNNING)
    plots.legend(axes[-1], ordered, "center left")
    axes[-1].get_legend().set_bbox_to_anchor((1.02, 0.5))
    axes[-1].get_legend().set_title("iteration")
    return fig


def unlike(table: pd.DataFrame) -> str:
    """What must not be read from panels side by side: nets of unlike depth."""
    depths = {label: along.depth(table, label) for label in along.labels(table[table["intervention"] == "full"], NORM)}
    shallow = [label for label, depth in depths.items() if depth < max(depths.values())]
    if not shallow:
        return ""
    return f"{join_words(shallow)}: not as deep as the others at this budget, so not like with like."


def on_the_way(rows: pd.DataFrame) -> dict[str, str]:
    """What a line is called, and its intervention, in order; iterations that are nearly the last are left out."""
    measured = rows.loc[(rows["quantity"] == NORM) & rows["value"].notna()].drop_duplicates("intervention")
    kept = measured[measured["intervention"].str.startswith("iteration ", na=False)].sort_values("iteration")
    kept = kept[kept["iteration"] < 0.8 * kept["iterations"]]
    last = "last" if (rows["status"] == "imported").all() else f"{int(rows['iterations'].max()):,}"
    steps = {f"{int(iteration):,}": text for iteration, text in zip(kept["iteration"], kept["intervention"], strict=True)}
    return steps | ({last: AGAIN} if (measured["intervention"] == AGAIN).any() else {})


def unkept(table: pd.DataFrame) -> str:
    """Which nets lack weights on the way, and why."""
    lost = table[(table["quantity"] == NORM) & table["value"].isna() & table["note"].notna()]
    anew = " Imported weights do not say how they began: 0 is drawn anew." if (table["status"] == "imported").any() else ""
    if lost.empty:
        return anew
    return f"{anew} Not measured on the way: {join_words(list(lost['label'].unique()))} ({lost['note'].iloc[0]})."


def decomposition(table: pd.DataFrame) -> Figure:
    """Deviation from Eq. 5, share of the direct term, deviation from Eq. 4: at initialisation and after training."""
    both = {AT_INITIALISATION: at_first(table), "after training": along.after(table)}
    parts = {title: found for title, rows in both.items() if len(found := along.deepest(rows, "deviation"))}
    panels = [("deviation", "Eq. 5: what is left over"), ("direct cosine", "Direct term: cosine"),
              ("direct ratio", "Direct term: ratio of norms"), ("forward deviation", "Eq. 4: what is left over")]  # fmt: skip
    fig, axes = plots.new_figure(columns=4, rows=len(parts), width=18.0, height=0.6 + 4.1 * len(parts), sharey=False)
    drawn = pd.concat(parts.values())
    top = max(10.0, 3 * drawn.loc[drawn["quantity"].isin(["deviation", "forward deviation"]), "value"].max())
    for row, (title, rows) in enumerate(parts.items()):
        some = along.labels(rows, "deviation")
        for column, (quantity, words) in enumerate(panels):
            ax, dots = axes[4 * row + column], "deviation" in quantity
            plots.panel_title(ax, words if row == 0 else "")
            if dots:
                ax.set_ylim(1e-9, top)
                along.log(ax, f"{title}: relative deviation" if column == 0 else "relative deviation")
            elif quantity == "direct cosine":
                ax.set_ylim(-0.3, 1.05)
                ax.set_ylabel("cosine of ∂E/∂x_L and ∂E/∂x_l")
            else:
                along.log(ax, "||∂E/∂x_L|| / ||∂E/∂x_l||")
            last = 0.0
            ends = []
            for label in some:
                values = along.profile(rows, label, quantity)
                if values.empty:
                    continue
                shown = values.clip(lower=SMALLEST) if dots else values
                look: dict[str, Any] = {"marker": "o", "ms": 4.5, "lw": 0} if dots else {"marker": "o", "ms": 3, "lw": 2.0}
                end = along.line(ax, shown, along.colour(label), **look)
                ends.append(End(*end, along.name(label), along.colour(label), True))
                last = max(last, float(values.index.max()))
            along.axis(ax, 0, last, along.UNITS if row == len(parts) - 1 else "")
            if column == 3:
                label_ends(ax, ends, "")
    captions.explain(fig, decomposition_words(drawn), drawn[drawn["quantity"] == "deviation"])
    return fig


def decomposition_words(rows: pd.DataFrame) -> str:
    """What is drawn, and where the equations need not hold."""
    exact = [worst(rows, quantity, True) for quantity in ("deviation", "forward deviation")]
    at_most = f" (at most {exact[0]:.0e} and {exact[1]:.0e})" if exact[0] == exact[0] else ""
    general = f" With each unit's own shortcut, behind the addition, Eq. 5 holds in all to {general_deviation(rows):.0e}."
    return (
        f"He 2016, on {along.images(rows, 'deviation')}. Left: the largest ||∂E/∂x_l − ∂E/∂x_l+1 − J_F^T ∂E/∂x_l+1|| / "
        f"||∂E/∂x_l|| of the images, J_F that of the branch ({SMALLEST:g} stands for 0). Between: how much of ∂E/∂x_l is the "
        'direct term ∂E/∂x_L, the "1" of Eq. 5, L the end of the unit\'s stage: their cosine, and the ratio of '
        "their norms. Right: the largest ||x_L − x_l − ΣF|| / ||x_L||. Where the net is "
        f"identity plus branch both are rounding{at_most}; where not, they need not vanish: {reasons_words(rows)}.{general}"
    )


def reasons_words(rows: pd.DataFrame, named: bool = True) -> str:
    """'relu after the addition (resnet-56) and padded transition (resnet-56 and preresnet-56)'; without nets if not named."""
    found: dict[str, list[str]] = {}
    noted = rows[(rows["quantity"] == "deviation") & rows["note"].notna()]
    for label, note in zip(noted["label"], noted["note"], strict=True):
        for reason in note.split("; "):
            if not reason.startswith("shapes differ") and along.name(label) not in found.setdefault(reason, []):
                found[reason].append(along.name(label))
    reasons = [f"{reason} ({join_words(some)})" if named else reason for reason, some in found.items()]
    return join_words(reasons) or "nowhere here"


def scaled(table: pd.DataFrame) -> Figure:
    """Measured and predicted norms with scaled shortcuts: with BN, without, and the direct term alone."""
    bn, no_bn = ([x for x in along.labels(table, NORM) if (along.NO_BN in x) == without] for without in (False, True))
    panels = [
        ("Direct term alone, with BN", bn, "direct term"),
        ("Whole gradient, without BN", no_bn, "full"),
        ("Whole gradient, with BN", bn, "full"),
    ]
    panels = [panel for panel in panels if panel[1]]
    fig, axes = plots.new_figure(columns=len(panels), width=15.0 if len(panels) > 2 else 12.0, height=5.4)
    for ax, (title, some, intervention) in zip(axes, panels, strict=True):
        some = sorted(some, key=factor)
        shown = dict(zip(some, style.CYCLE, strict=False))
        plots.panel_title(ax, title)
        along.log(ax, "norm of ∂E/∂x_l, relative to ∂E/∂x_L" if ax is axes[0] else "")
        for label in some:
            values = along.profile(table, label, NORM, intervention)
            predicted = along.profile(table, label, "predicted norm") / values.iloc[-1]
            values = values.where(values > 0) / values.iloc[-1]
            last = float(values.index.max())
            along.line(ax, values, shown[label], lw=2.2)
            ax.plot(predicted.index, predicted, color=shown[label], **style.DASHED)
        along.axis(ax, 0, last)
    plots.legend(axes[0], [("measured", {"lw": 2.2}), ("predicted: λ^(L−l)", style.DASHED)], "lower right")
    looks: list[tuple[str, dict[str, Any]]] = [(f"λ = {factor(label):g}", {"lw": 2.2, "color": shown[label]}) for label in some]
    plots.legend(axes[-1], looks, "lower right")
    captions.explain(fig, scaled_words(table, bn or no_bn), table[table["quantity"] == NORM])
    return fig


def factor(label: str) -> float:
    """Lambda."""
    return float(label.split("× ")[1].split(",")[0])


def scaled_words(table: pd.DataFrame, some: list[str]) -> str:
    """What `scaled` draws, and what the prediction is of."""
    return (
        f"{some[0].split(',')[0]}, shortcuts × λ, on {along.images(table, NORM)}, before the first step. He 2016, Eq. 8 "
        "predicts the direct term, which passes all shortcuts and no branch: λ^(L−l) (dashed; the measured one also changes "
        "where the feature map is halved, and in unit 0, which shares its first activation). The whole gradient is not what it "
        "predicts: branches add to it, and with BN it need not follow at all, since a branch behind BN passes the more "
        "gradient the smaller its input is."
    )


def correlation(table: pd.DataFrame) -> Figure:
    """Balduzzi 2017: gradients of nearby inputs, against depth and against distance."""
    rows = table[table["quantity"] == "gradient cosine"]
    start, end = at_first(rows), along.after(rows)
    single = rows["depth"].nunique() == 1
    fig, (left, *others) = plots.new_figure(columns=1 if single else 2, width=8.0 if single else 12.5, height=4.9)
    right = left if single else others[0]
    if not single:
        against_depth(left, start, end)
    left.set_ylim(-0.05, 1.05)
    left.set_ylabel("cosine of two points' gradients")
    chosen = deepest_shared(start if len(start) else end)
    against_distance(right, chosen)
    captions.explain(
        fig,
        f"Balduzzi 2017: cosine of the gradients of a class logit at two points of a line from one image toward another, in 15 "
        f"steps a quarter of the way; mean over {int(rows['n'].max()) // 2} lines between training images. Against depth: "
        "points one step apart. In the paper the correlation decays like 2^-depth in plain nets until gradients are white "
        "noise, in residual nets with BN like 1/sqrt(depth). After training: with running statistics.",
        rows,
    )
    return fig


def against_depth(ax: Axes, start: pd.DataFrame, end: pd.DataFrame) -> None:
    """One step apart: a line for each design at initialisation, and one after training."""
    ends = []
    for part, marker, look in ((start, "o", style.BOLD), (end, "D", style.DASHED)):
        for some in along.families(along.labels(part, "gradient cosine")).values():
            points = [(along.depth(part, label), lagged(part, label).iloc[0]) for label in some]
            ax.plot(*zip(*points, strict=True), color=along.colour(some[0]), marker=marker, ms=7, mec="white", **look)
            if part is start or start.empty:
                ends.append(End(*points[-1], along.title(some[0]), along.colour(some[0]), True))
    plots.panel_title(ax, "Against depth")
    plots.depth_axis(ax, sorted({*start["depth"], *end["depth"]}))
    label_ends(ax, ends, "")
    if len(end) and len(start):
        plots.legend(
            ax, [(AT_INITIALISATION, {**style.BOLD, "marker": "o"}), ("after training", {**style.DASHED, "marker": "D"})]
        )


def against_distance(ax: Axes, rows: pd.DataFrame) -> None:
    """A line for each net."""
    for label in along.labels(rows, "gradient cosine"):
        values = lagged(rows, label)
        ax.plot(values.index, values, color=along.colour(label), marker="o", ms=5, **style.BOLD)
    plots.panel_title(ax, f"Against distance, {int(rows['depth'].max())} layers")
    ax.set_xscale("log", base=2)
    ax.set_xticks(list(values.index), [f"{lag:g}" for lag in values.index])
    ax.set_xlabel("distance (steps)")


def deepest_shared(rows: pd.DataFrame) -> pd.DataFrame:
    """The nets of the greatest depth that most designs have."""
    count = rows.drop_duplicates("label").groupby("depth")["label"].size()
    return rows[rows["depth"] == max(count.index[count == count.max()])]


def lagged(rows: pd.DataFrame, label: str) -> pd.Series:
    """Median over seeds by lag."""
    own = rows[(rows["label"] == label) & rows["at"].str.startswith("lag.", na=False)]
    return along.profile(own, label, "gradient cosine").median(axis=1)


def alignment(table: pd.DataFrame) -> Figure:
    """Jastrzebski 2018: does a unit step down the loss, and how far?"""
    rows = pd.concat([along.deepest(part, "alignment") for part in (at_first(table), along.after(table))])
    fig, axes = plots.new_figure(columns=2, width=12.5, height=4.9, sharey=False)
    quantities = (("alignment", "cos(F(x), −∂E/∂x)"), ("branch ratio", "||F(x)|| / ||x||"))
    for ax, (quantity, words) in zip(axes, quantities, strict=True):
        looks, last = [], 1.0
        for label in along.labels(rows, quantity):
            look: dict[str, Any] = {**style.BOLD, "marker": "o", "ms": 4}
            tint = along.colour(label)
            if (rows.loc[rows["label"] == label, "iterations"] == 0).all():
                look, tint = dict(style.DASHED), style.shade(tint, -0.35)
            values = along.profile(rows, label, quantity)
            along.line(ax, values, tint, **look)
            looks.append((label, {**look, "color": tint}))
            last = max(last, float(values.index.max()))
        ax.set_ylabel(words)
        if quantity == "alignment":
            ax.axhline(0, color="#8A8A8A", lw=0.8)
        else:
            along.log(ax, fine=True)
        along.axis(ax, 0, last)
    plots.legend(axes[1], looks, "upper right")
    plots.panel_title(axes[0], "Does a unit step down the loss?")
    plots.panel_title(axes[1], "How far?")
    captions.explain(
        fig,
        f"Jastrzebski 2018, section 4: cosine of a unit's branch F(x) and the negative gradient at its input, mean over "
        f"{along.images(rows, 'alignment')}; positive: the branch moves x toward a smaller loss. Running statistics after "
        "training, the batch's before it. Units that change the shape are left out.",
        rows[rows["quantity"] == "alignment"],
    )
    return fig


# words


def verdict(table: pd.DataFrame) -> list[str]:
    """What was found, in numbers, and what it does not show."""
    lines = [*growth_lines(table), *decomposition_lines(table), *scaled_lines(table), *beyond_lines(table)]
    about = "what holds at initialisation needs no training; what training changes may go further with more of it"
    return [*lines, *verdicts.failures(table), *verdicts.caveats(table, about)]


def growth_lines(table: pd.DataFrame) -> list[str]:
    """Growing or vanishing, as measured."""
    lines = []
    for when, rows in (
        (AT_INITIALISATION, at_first(table)),
        (AT_INITIALISATION, at_first(table, deep=True)),
        ("after training", along.after(table)),
    ):
        for label in along.labels(along.deepest(rows, "growth"), "growth"):
            found = growth(rows, label, "full" if when == AT_INITIALISATION else AGAIN)
            if found:
                seeds = rows.loc[rows["label"] == label, "run"].nunique()
                lines.append(
                    f"{along.name(label)} {when}: the gradient is {found.word} toward the image, by {found.text()} a unit"
                    f"{f' ({seeds} seeds)' if seeds > 1 else ''}{beside_he2015(rows, label, found)}."
                )
    if lines:
        lines.append(
            "The intervals of these factors take the scatter about the line as independent; neighbouring units are not, so the "
            "intervals are too narrow."
        )
    return [*lines, *way_lines(along.deepest(along.after(table), "growth"))]


def way_lines(table: pd.DataFrame) -> list[str]:
    """How the factor changes from the first iteration to the last."""
    lines = []
    for label in along.labels(table, "growth"):
        found = fits(table, label)
        if len(found) > 1:
            low, high = (most(found, key=lambda text: found[text].value) for most in (min, max))
            lines.append(
                f"{label}, with the batch's statistics all the way: the factor is {found[high].value:.3f} at most (iteration: "
                f"{high}), {found[low].value:.3f} at least ({low})."
            )
    return lines


def fits(table: pd.DataFrame, label: str) -> dict[str, Growth]:
    """The factor after so many iterations, with the batch's statistics, the last one last."""
    steps = on_the_way(table[table["label"] == label])
    return {text: fit for text, step in steps.items() if (fit := growth(table, label, step))}


def beside_he2015(table: pd.DataFrame, label: str, found: Growth) -> str:
    """He 2015, section 4.1, says it of plain nets with BN; what a short training does is no evidence against it."""
    if along.design(label) != "plain":
        return ""
    if found.word == "vanishing" and len(along.after(table)) and published.incomparable(table):
        return ": vanishing, of which He 2015 saw nothing, but so short a training is no evidence against it"
    return ": vanishing, unlike in He 2015" if found.word == "vanishing" else ": not vanishing, as in He 2015"


def worst(rows: pd.DataFrame, quantity: str, must: bool) -> float:
    """The largest deviation of units where the equation must hold (no reason against it), or of the others; nan if none."""
    chosen = rows[(rows["quantity"] == quantity) & (rows["note"].isna() == must)]
    return float(chosen["value"].max())


def general_deviation(rows: pd.DataFrame) -> float:
    """The largest deviation with each unit's shortcut as it is and the gradient at the sum: rounding in every net."""
    return float(rows.loc[rows["quantity"] == "general deviation", "value"].max())


def decomposition_lines(table: pd.DataFrame) -> list[str]:
    """Eq. 5 and 4, and how much of the gradient is the direct term."""
    lines = []
    for when, part in ((AT_INITIALISATION, at_first(table)), ("after training", along.after(table))):
        some = along.deepest(part, "deviation")
        for label in along.labels(some, "deviation"):
            rows = some[some["label"] == label]
            exact = [worst(rows, quantity, True) for quantity in ("deviation", "forward deviation")]
            other = worst(rows, "deviation", False)
            text = f"{along.name(label)} {when}: "
            if exact[0] == exact[0]:
                text += f"where they must hold Eq. 5 does to {exact[0]:.0e}, Eq. 4 to {exact[1]:.0e}; "
            if other == other:
                text += f"where Eq. 5 need not hold ({reasons_words(rows, named=False)}) it is off by up to {other:.2g}; "
            off = general_deviation(rows)
            text += f"with its own shortcut, behind the addition, {f'to {off:.0e}' if off else 'exactly'} in every unit; "
            cosine, ratio = (along.profile(rows, label, f"direct {what}").median(axis=1) for what in ("cosine", "ratio"))
            if len(cosine):
                lines.append(
                    f"{text}in the median of the units the direct term's norm is {ratio.median():.2f} of the gradient's and "
                    f"their cosine {cosine.median():.2f}."
                )
    return lines


def scaled_lines(table: pd.DataFrame) -> list[str]:
    """The direct term against its prediction, and whether the whole gradient goes with lambda at all."""
    lines = []
    rows = shrunk(table)
    for name, part in alike(rows).items():
        profiles = [along.profile(rows, label, NORM).median(axis=1) for label in part]
        whole = pd.Series([values.iloc[1] / values.iloc[-1] for values in profiles])
        rank = whole.rank().corr(pd.Series([factor(label) for label in part]).rank())
        order = "in the prediction's order" if rank > 0.9 else "in the opposite order" if rank < -0.9 else "in another order"
        lines.append(
            f"{name}: over the last stage the direct term is lambda^k to {direct(rows, part):.0e}; from the end to unit 1 the "
            f"whole gradient grows by {whole.iloc[0]:.2g} to {whole.iloc[-1]:.2g}, {order} (rank correlation with lambda "
            f"{rank:+.2f})."
        )
    return lines


def beyond_lines(table: pd.DataFrame) -> list[str]:
    """Balduzzi 2017 and Jastrzebski 2018."""
    lines = []
    rows = at_first(table[table["quantity"] == "gradient cosine"])
    for some in along.families(along.labels(rows, "gradient cosine")).values():
        if len(some) > 1:
            first, last = (lagged(rows, label).iloc[0] for label in (some[0], some[-1]))
            lines.append(
                f"Gradients at neighbouring inputs, {along.title(some[0])}: cosine {first:.2f} with "
                f"{along.depth(rows, some[0])} layers, {last:.2f} with {along.depth(rows, some[-1])}."
            )
    for label in along.labels(along.after(table), "alignment"):
        values = along.profile(along.after(table), label, "alignment").median(axis=1)
        lines.append(
            f"{label} after training: {int((values > 0).sum())} of {len(values)} branches step down the loss "
            f"(median cosine {values.median():+.3f})."
        )
    return lines


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """What the argument says beside what was measured."""
    rows: list[dict[str, str]] = []

    def add(label: str, what: str, paper: str, source: str, ours: str) -> None:
        rows.append({"label": along.name(label), "quantity": what, "paper": paper, "source": source, "ours": ours})

    first = at_first(table)
    for label in along.labels(along.deepest(first, "growth"), "growth"):
        found = growth(first, label)
        if found and along.design(label) == "plain":
            add(label, "factor of the gradient a unit, toward the image", "not vanishing", "He 2015, section 4.1", found.text())
    some = first[first["label"].isin(along.labels(first, "deviation"))]
    for label in along.labels(some, "deviation"):
        own = some[some["label"] == label]
        for quantity, source in (("deviation", "Eq. 5"), ("forward deviation", "Eq. 4")):
            exact = worst(own, quantity, True)
            if exact == exact:
                add(label, f"{source}: largest relative deviation", "0", f"He 2016, {source}", f"{exact:.0e}")
    lam = shrunk(table)
    for label in sorted((x for x in along.labels(lam, NORM) if along.NO_BN not in x), key=factor):
        values = stage_end(lam, label)
        if values is not None:
            predicted, ours = values
            add(label, "direct term over the last stage", f"{predicted:.3g}", "He 2016, Eq. 8", f"{ours:.3g}")
    return pd.DataFrame(rows, columns=["label", "quantity", "paper", "source", "ours"])


def stage_end(table: pd.DataFrame, label: str) -> tuple[float, float] | None:
    """(lambda^k, the direct term's measured change) over the units of the last stage but its first, which changes the shape."""
    values = along.profile(table, label, NORM, "direct term").median(axis=1)
    units = len(values) - 1
    k = units // 3 - 1
    predicted = along.profile(table, label, "predicted norm in stage").median(axis=1)
    return (predicted.iloc[units - k] / values.iloc[-1], values.iloc[units - k] / values.iloc[-1]) if k > 0 else None


def alike(rows: pd.DataFrame) -> dict[str, list[str]]:
    """Nets with scaled shortcuts, with BN and without: 'preresnet-56, shortcuts × 0.5 to 1.1' -> labels by lambda."""
    found = {}
    for without in (False, True):
        part = sorted((x for x in along.labels(rows, NORM) if (along.NO_BN in x) == without), key=factor)
        if len(part) > 1:
            found[f"{part[0].split(',')[0]}, shortcuts × {factor(part[0]):g} to {factor(part[-1]):g}"] = part
    return found


def direct(rows: pd.DataFrame, part: list[str]) -> float:
    """The largest relative deviation of the direct term from lambda^k; nan if it was not measured."""
    pairs = [values for label in part if (values := stage_end(rows, label))]
    return max((abs(ours / predicted - 1) for predicted, ours in pairs), default=float("nan"))


def claims(table: pd.DataFrame) -> list[Claim]:
    """He 2015, section 4.1, of the deepest plain net; He 2016, Eq. 5 and 8."""
    units, rows, off = table[table["quantity"] == "deviation"], shrunk(table), list[Part]()
    for when, some in ((AT_INITIALISATION, at_first(table)), ("after training", along.after(table))):
        some = along.deepest(some, "deviation")
        for label in along.labels(some, "deviation"):
            if (exact := worst(some[some["label"] == label], "deviation", True)) == exact:
                off.append(Part(exact < ROUNDING, f"{along.name(label)} {when}: off by {exact:.0e} at most"))
    scales = [Part(exact < ROUNDING, f"{name}: lambda^k over the last stage, to {exact:.0e}")
              for name, part in alike(rows).items() if (exact := direct(rows, part)) == exact]  # fmt: skip
    return [
        *healthy(along.deepest(at_first(table), "growth"), "before training", ""),
        *healthy(along.deepest(along.after(table), "growth"), "in training", "A longer schedule begins with the same steps."),
        *claim.judge(
            "Where shortcuts are the identity and nothing follows the addition, a unit's gradient is that behind it plus what "
            "comes through the branch.", "He 2016, Eq. 5", off, units[units["note"].isna()], exact=True,
        ),
        *claim.judge("Shortcuts scaled by lambda turn the direct term of the gradient into lambda^k.", "He 2016, Eq. 8", scales,
                     rows[rows["intervention"] == "direct term"], exact=True),
    ]  # fmt: skip


def healthy(table: pd.DataFrame, when: str, longer: str) -> list[Claim]:
    """Whether the gradient of plain nets with BN reaches the first unit: the low end of the interval of the factor a unit
    leaves a tenth of it over the whole net; not if the high end leaves less. In training: at the end, and where the factor was
    least. One that grows a millionfold does not vanish, but is not what the paper calls healthy either: the number says it."""
    parts = list[Part]()
    for label in (label for label in along.labels(table, "growth") if along.design(label) == "plain"):
        count, first = len(along.profile(table, label, NORM)) - 1, growth(table, label)
        found = fits(table, label) if when == "in training" else {"": first} if first else {}
        least = min(found, key=lambda text: found[text].value, default="")
        for text, fit in ((text, fit) for text, fit in found.items() if text in (least, list(found)[-1])):
            holds = True if fit.low**count >= LEFT else False if fit.high**count < LEFT else None
            after = f" after {text} iterations" if text else ""
            parts.append(Part(holds, f"{along.name(label)}{after}: × {fit.text()} a unit toward the image, {fit.word}, "
                                     f"× {fit.value**count:.1g} over {count} units"))  # fmt: skip
    rows = table[(table["quantity"] == "growth") & (table["label"].map(along.design) == "plain")]
    text = f"In plain nets with BN the gradient does not vanish ({when}; our bound: a tenth of it reaches the first unit)."
    return claim.judge(text, "He 2015, section 4.1", parts, rows, longer)
