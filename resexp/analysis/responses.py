"""How strongly layers and branches answer: frames of the rows of propagation.stds and variances, and how they are drawn. No
torch."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp.analysis import along, captions, plots, style
from resexp.analysis.labels import End, label_ends
from resexp.plans import NO_BN
from resexp.words import RESPONSE_STD, VARIANCE_RATIO


def layers(table: pd.DataFrame, label: str) -> pd.DataFrame:
    """Layer x run: the standard deviation of every layer."""
    return along.profile(table[table["at"].str.startswith("layer.", na=False)], label, RESPONSE_STD)


def thirds(table: pd.DataFrame, label: str) -> tuple[float, float, int]:
    """Medians of the ratio over the first and the last third of the units, and how many units there are."""
    values = along.profile(table, label, VARIANCE_RATIO).median(axis=1)
    third = max(1, len(values) // 3)
    return float(values.iloc[:third].median()), float(values.iloc[-third:].median()), len(values)


def plot_stds(table: pd.DataFrame, see: str) -> Figure:
    """The standard deviation of every layer, in layer order and sorted."""
    nets, rows = along.nets(table, RESPONSE_STD), table[table["quantity"] == RESPONSE_STD]
    fig, axes = plots.new_figure(columns=2, width=12.5, height=5.0)
    shown = along.tints(nets)
    panels = (("layer.", "In layer order", "from the image on"), ("rank.", "By size", "sorted"))
    for ax, (at, title, words) in zip(axes, panels, strict=True):
        own = rows[rows["at"].str.startswith(at, na=False)]
        ends = [along.line(ax, along.profile(own, net.label, RESPONSE_STD), shown[net.label], lw=2.0) for net in nets]
        along.axis(ax, 1, max(2.0, *(x for x, _ in ends)), f"3x3 layer, {words}")
        plots.panel_title(ax, title)
    plots.legend(axes[1], [(net.label, {"lw": 2.0, "color": shown[net.label]}) for net in nets], "upper right")
    axes[0].set_ylim(bottom=0)
    axes[0].set_ylabel("standard deviation")
    captions.explain(
        fig,
        see,
        "Standard deviation of the output of every 3x3 layer, after BN and before ReLU or addition (of pre-activation nets: of "
        f"the convolution), over {along.images(rows, RESPONSE_STD)}, positions and channels, with running statistics. At "
        f"initialisation it is 1 behind every BN.{captions.seed_note(table)}",
        rows,
    )
    return fig


def plot_ratios(table: pd.DataFrame, see: str) -> Figure:
    """Branch over shortcut at every unit, with BN and without, and the prediction."""
    rows = table[table["quantity"] == VARIANCE_RATIO]
    panels = {title: part for title, batch_norm in (("With BN", True), ("Without BN", False))
              if len(part := rows[rows["batch_norm"].eq(batch_norm)])}  # fmt: skip
    fig, axes = plots.new_figure(columns=len(panels), width=12.5 if len(panels) > 1 else 8.0, height=5.0)
    for ax, (title, part) in zip(axes, panels.items(), strict=True):
        plots.panel_title(ax, title)
        along.log(ax, "var(branch) / var(shortcut)" if ax is axes[0] else "")
        values = {net: along.profile(part, net.label, VARIANCE_RATIO) for net in along.nets(part, VARIANCE_RATIO)}
        ends = []
        for net, some in values.items():
            end = along.line(ax, some.where(some > 0), net.colour, lw=2.0)
            ends.append(End(*end, net.name.removesuffix(NO_BN), net.colour, True))
        along.axis(ax, 0, max(end.x for end in ends))
        predicted = prediction(max(len(some) for some in values.values()))
        ax.plot(predicted.index, predicted if title == "With BN" else predicted * 0 + 1, color="black", **style.DASHED)
        label_ends(ax, ends, "")
    plots.legend(axes[0], [("predicted at initialisation", {**style.DASHED, "color": "black"})])
    statistics = "the batch's" if (table["iterations"] == 0).all() else "running"
    captions.explain(
        fig,
        see,
        f"Variances at the addition, per channel over {along.images(rows, VARIANCE_RATIO)} and their positions, mean over "
        f"channels, with {statistics} statistics. Dashed: with BN 1 / v; v "
        "grows from 1 by one a unit, since every branch adds the same variance, and is halved where half of the channels are "
        "padded with zeros; a ReLU after the addition is left out of it. Without BN 1: the branch grows with the shortcut."
        f"{captions.seed_note(table)}",
        rows,
    )
    return fig


def prediction(units: int) -> pd.Series:
    """1 / v by unit, in a net of three stages of equal length."""
    ratios, v = [], 1.0
    for unit in range(units):
        v = v / 2 if unit and units % 3 == 0 and unit % (units // 3) == 0 else v
        ratios.append(1 / v)
        v += 1
    return pd.Series(ratios)
