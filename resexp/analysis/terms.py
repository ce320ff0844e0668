"""Terms of a unit's gradient (He 2016, Eq. 4, 5 and 8): frames of the rows, and how they are drawn. No torch."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from resexp.analysis import along, captions, frames, plots, style
from resexp.errors import join_words
from resexp.plans import NO_BN
from resexp.words import (
    AT_INITIALISATION,
    DEVIATION,
    DIRECT_COSINE,
    DIRECT_RATIO,
    DIRECT_TERM,
    FORWARD_DEVIATION,
    GENERAL_DEVIATION,  # fmt: skip
    GRADIENT_NORM,
    INTACT,
    PREDICTED_IN_STAGE,
    PREDICTED_NORM,
)

SMALLEST = 2e-9
"""What a deviation of 0 is drawn as."""


# Eq. 4 and 5


def decomposed(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """'at initialisation', 'after training' -> rows of the deepest net of each design whose terms were measured."""
    both = {AT_INITIALISATION: frames.at_initialisation(table), "after training": frames.after_training(table)}
    return {when: rows for when, some in both.items() if len(rows := along.deepest(some, DEVIATION))}


def nets_decomposed(table: pd.DataFrame) -> list[tuple[str, along.Net, pd.DataFrame]]:
    """(when, net, its rows) of `decomposed`."""
    return [(when, net, rows[rows["label"] == net.label]) for when, rows in decomposed(table).items()
            for net in along.nets(rows, DEVIATION)]  # fmt: skip


def largest(rows: pd.DataFrame, quantity: str, must_hold: bool) -> float:
    """The largest deviation of units where the equation must hold (no reason against it), or of the others; nan if none."""
    return float(rows.loc[(rows["quantity"] == quantity) & (rows["note"].isna() == must_hold), "value"].max())


def reasons(rows: pd.DataFrame) -> str:
    """Why Eq. 5 need not hold: 'relu after the addition and padded transition'."""
    notes = rows.loc[(rows["quantity"] == DEVIATION) & rows["note"].notna(), "note"].unique()
    found = [reason for note in notes for reason in note.split("; ") if not reason.startswith("shapes differ")]
    return join_words(list(dict.fromkeys(found)))


def general_deviation(rows: pd.DataFrame) -> float:
    """The largest deviation from Eq. 5 with each unit's shortcut as it is and the gradient behind the addition."""
    return float(rows.loc[rows["quantity"] == GENERAL_DEVIATION, "value"].max())


class DirectShare(NamedTuple):
    """How much of the gradient the direct term is, medians over seeds."""

    ratio: float
    """Norm of the direct term over that of the gradient, median over units."""

    cosines: list[float]
    """Their cosine in each stage, median over its units."""

    last_starts: float
    """Their cosine at the first unit of the last stage that has one: where the most units lie between the two gradients."""


def direct_share(rows: pd.DataFrame, label: str) -> DirectShare | None:
    """The direct term of one net's units, stage by stage; None where it was not measured."""
    ratio, cosine = (along.profile(rows, label, quantity).median(axis=1) for quantity in (DIRECT_RATIO, DIRECT_COSINE))
    if cosine.empty:
        return None
    starts = ratio.index.difference(cosine.index)
    stage = pd.Series([int((starts < unit).sum()) for unit in cosine.index], cosine.index)
    return DirectShare(
        float(ratio.median()), cosine.groupby(stage).median().tolist(), float(cosine[stage == stage.max()].iloc[0])
    )


def plot_decomposition(table: pd.DataFrame, see: str) -> Figure:
    """What Eq. 5 and 4 leave over, and how much of the gradient the direct term is; a row of panels for each `decomposed`."""
    parts = decomposed(table)
    drawn = pd.concat(parts.values())
    top = max(10.0, 3 * drawn.loc[drawn["quantity"].isin([DEVIATION, FORWARD_DEVIATION]), "value"].max())
    panels = {DEVIATION: "Eq. 5: what is left over", DIRECT_COSINE: "Direct term: cosine",
              DIRECT_RATIO: "Direct term: ratio of norms", FORWARD_DEVIATION: "Eq. 4: what is left over"}  # fmt: skip
    fig, axes = plots.new_figure(columns=4, rows=len(parts), width=18.0, height=0.6 + 4.1 * len(parts), sharey=False)
    for row, (when, rows) in enumerate(parts.items()):
        last = max(float(along.profile(rows, net.label, DEVIATION).index.max()) for net in along.nets(rows, DEVIATION))
        for ax, (quantity, words) in zip(axes[4 * row :], panels.items(), strict=False):
            plots.panel_title(ax, words if row == 0 else "")
            _scale(ax, quantity, f"{when}: " if quantity == DEVIATION else "", top)
            for net in along.nets(rows, quantity):
                values = along.profile(rows, net.label, quantity)
                if quantity in (DEVIATION, FORWARD_DEVIATION):
                    along.line(ax, values.clip(lower=SMALLEST), net.colour, marker="o", ms=4.5, lw=0)
                else:
                    along.line(ax, _cut_between_stages(rows, net.label, values), net.colour, marker="o", ms=3, lw=2.0)
            along.axis(ax, 0, last, along.UNITS if row == len(parts) - 1 else "")
        key = [(net.name, {"color": net.colour, "marker": "o", "ms": 4.5, "lw": 0}) for net in along.nets(rows, DEVIATION)]
        plots.legend(axes[4 * row], key, "center")
    captions.explain(fig, see, _decomposition_words(drawn), drawn[drawn["quantity"] == DEVIATION])
    return fig


def _cut_between_stages(rows: pd.DataFrame, label: str, values: pd.DataFrame) -> pd.DataFrame:
    """A profile with a gap before each unit that changes the shape: behind it the direct term is that of the next stage."""
    cosines, ratios = (along.profile(rows, label, quantity).index for quantity in (DIRECT_COSINE, DIRECT_RATIO))
    return values.reindex(values.index.union([unit - 0.5 for unit in ratios.difference(cosines)]))


def _scale(ax: Axes, quantity: str, when: str, top: float) -> None:
    """The y axis of a panel of `plot_decomposition`."""
    if quantity == DIRECT_COSINE:
        ax.set_ylim(-0.3, 1.05)
        ax.set_ylabel("cosine of ∂E/∂x_L and ∂E/∂x_l")
    elif quantity == DIRECT_RATIO:
        along.log(ax, "||∂E/∂x_L|| / ||∂E/∂x_l||")
    else:
        ax.set_ylim(1e-9, top)
        along.log(ax, f"{when}relative deviation")


def _decomposition_words(rows: pd.DataFrame) -> str:
    """What is drawn, and where the equations need not hold."""
    exact = [largest(rows, quantity, True) for quantity in (DEVIATION, FORWARD_DEVIATION)]
    at_most = f" (at most {exact[0]:.0e} and {exact[1]:.0e})" if exact[0] == exact[0] else ""
    return (
        f"On {along.images(rows, DEVIATION)}. Outer panels: largest ||∂E/∂x_l − ∂E/∂x_l+1 − J_F^T ∂E/∂x_l+1|| / ||∂E/∂x_l|| of "
        f"the images, J_F that of the branch, and ||x_L − x_l − ΣF|| / ||x_L|| ({SMALLEST:g} stands for 0). "
        'Between: ∂E/∂x_L, the "1" of Eq. 5, beside ∂E/∂x_l; L is the end of the unit\'s stage. Identity plus branch: rounding'
        f"{at_most}; what stands in the way elsewhere: {reasons(rows) or 'nothing here'}. With each unit's own shortcut, "
        f"behind the addition, Eq. 5 holds in all to {general_deviation(rows):.0e}."
    )


# Eq. 8


def scaled_nets(table: pd.DataFrame, batch_norm: bool) -> dict[float, str]:
    """lambda -> label of the nets with scaled shortcuts, with BN or without."""
    rows = table[(table["quantity"] == PREDICTED_NORM) & table["batch_norm"].eq(batch_norm)].drop_duplicates("label")
    rows = rows.sort_values("shortcut_scale")
    return dict(zip(rows["shortcut_scale"], rows["label"], strict=True))


def scaled_name(table: pd.DataFrame, batch_norm: bool) -> str:
    """'preresnet-56 without BN, shortcuts × 0.5 to 1.1'."""
    some = scaled_nets(table, batch_norm)
    row = table[table["label"].isin(some.values())].iloc[0]
    return f"{row['family']}-{row['depth']}{'' if batch_norm else NO_BN}, shortcuts × {min(some):g} to {max(some):g}"


def stage_ends(table: pd.DataFrame, batch_norm: bool) -> list[tuple[str, float, float]]:
    """(name, lambda^k, the direct term's measured change) over the units of the last stage but its first, which changes the
    shape; of every net with scaled shortcuts whose stages have more than one unit."""
    found = []
    for label in scaled_nets(table, batch_norm).values():
        values = along.profile(table, label, GRADIENT_NORM, DIRECT_TERM).median(axis=1)
        predicted = along.profile(table, label, PREDICTED_IN_STAGE).median(axis=1)
        units = len(values) - 1
        if (k := units // 3 - 1) > 0:
            end = values.iloc[-1]
            found.append((along.name_of(label), float(predicted.iloc[units - k] / end), float(values.iloc[units - k] / end)))
    return found


def whole_gradients(table: pd.DataFrame, batch_norm: bool) -> pd.Series:
    """By how much the whole gradient grows from the end of the net to unit 1, by lambda."""
    values = {factor: along.profile(table, label, GRADIENT_NORM).median(axis=1)
              for factor, label in scaled_nets(table, batch_norm).items()}  # fmt: skip
    return pd.Series({factor: some.iloc[1] / some.iloc[-1] for factor, some in values.items()}, dtype=float)


CLOSE = 0.05
"""Of shortcuts scaled by less than this beside 1 no line is drawn: it would lie on that of 1."""


def plot_scaled(table: pd.DataFrame, see: str) -> Figure:
    """The direct term with its prediction, and the whole gradient without BN and with it, a line for each lambda."""
    bn, without = (scaled_nets(table, batch_norm) for batch_norm in (True, False))
    panels = [
        ("Direct term alone, with BN", bn, DIRECT_TERM),
        ("Whole gradient, without BN", without, INTACT),
        ("Whole gradient, with BN", bn, INTACT),
    ]
    panels = [panel for panel in panels if panel[1]]
    fig, axes = plots.new_figure(columns=len(panels), width=15.0 if len(panels) > 2 else 12.0, height=5.4)
    every = sorted({*bn, *without})
    close = [factor for factor in every if 0 < abs(factor - 1) < CLOSE and 1 in every]
    shown = dict(zip([factor for factor in every if factor not in close], style.CYCLE, strict=False))
    for ax, (title, some, step) in zip(axes, panels, strict=True):
        plots.panel_title(ax, title)
        along.log(ax, "norm of ∂E/∂x_l, relative to ∂E/∂x_L" if ax is axes[0] else "")
        for factor in [factor for factor in some if factor in shown]:
            label = some[factor]
            values = along.profile(table, label, GRADIENT_NORM, step)
            along.line(ax, values.where(values > 0) / values.iloc[-1], shown[factor], lw=2.2)
            if step == DIRECT_TERM:
                predicted = along.profile(table, label, PREDICTED_NORM) / values.iloc[-1]
                ax.plot(predicted.index, predicted, color=shown[factor], **style.DASHED)
        along.axis(ax, 0, float(values.index.max()))
    if bn:
        plots.legend(axes[0], [("measured", {"lw": 2.2}), ("predicted: λ^(L−l)", style.DASHED)], "lower right")
    looks: list[tuple[str, dict[str, Any]]] = [
        (f"λ = {factor:g}", {"lw": 2.2, "color": tint}) for factor, tint in shown.items()
    ]
    plots.legend(axes[-1], looks, "lower right")
    depths = sorted(table.loc[table["label"].isin({*bn.values(), *without.values()}), "depth"].unique())
    how = (
        f"Pre-activation nets of {join_words([str(depth) for depth in depths])} layers before the first step, on "
        f"{along.images(table, PREDICTED_NORM)}. The direct term passes all shortcuts and no branch; it also changes where the "
        "feature map is halved, and in unit 0, which shares its first activation. A branch behind BN passes the more gradient "
        "the smaller its input is."
    )
    how += f" Left out, since they lie on λ = 1: {join_words([f'{factor:g}' for factor in close])}." if close else ""
    captions.explain(fig, see, how, table[table["quantity"] == PREDICTED_NORM])
    return fig
