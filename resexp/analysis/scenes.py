"""Figures, claims and comparisons of nets that give every pixel a class. No torch.

Of tables alone, but for the pictures of `worst_figure`: their images and true labels are read from the data set again.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from PIL import Image

from resexp import words
from resexp.analysis import captions, plots, published, style
from resexp.analysis.findings import Finding, pair
from resexp.analysis.table import last_values, summarise_seeds
from resexp.errors import UserError
from resexp.images import pixelwise
from resexp.spec import Data, make

PALETTE = (
    "#C9BFA9",
    "#4C8BC4",
    "#404047",
    "#A9A9B8",
    "#D62728",
    "#FF9F1C",
    "#9B5DE5",
    "#74B35A",
    "#1F6B38",
    "#F5E050",
    "#00B5AD",
)
"""Colours of the labels 0, 1 ... in pictures; the 12th is the first again."""

STEP = 8
"""Pixels that a place of the map stands for: over so many a profile is averaged, which falls and rises from one to the next."""

CASES = ((words.IMAGE_MISMATCHED, "does not fit the scene"), (words.IMAGE_SPLIT, "taken for the other of its pair"),
         (words.IMAGE_MISSED, "small, not found"))  # fmt: skip
"""Rows that choose pictures, and what they count: pixels."""


def rows_at(table: pd.DataFrame, quantity: str, at: str = "") -> pd.DataFrame:
    """The rows of a quantity at a place; '' of the whole net."""
    where = table["at"].isna() if not at else table["at"] == at
    return table[(table["quantity"] == quantity) & where]


def values_of(table: pd.DataFrame, quantity: str, at: str = "") -> pd.DataFrame:
    """`last_values` of a quantity at a place, of the runs that have it or failed."""
    values = last_values(pd.concat([rows_at(table, quantity, at), table.drop_duplicates("run").assign(quantity="")]), quantity)
    return values[values["value"].notna() | (values["status"] == "failed")]


def measured(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of those runs whose failures were measured; while others are trained, figures are drawn already."""
    return table[table["run"].isin(rows_at(table, words.MEAN_IOU)["run"])]


def ordered(table: pd.DataFrame, labels: Sequence[str]) -> list[str]:
    """Those of the labels that the table has."""
    return [label for label in labels if label in set(table["label"])]


def dots(
    table: pd.DataFrame, labels: Sequence[str], colours: Mapping[str, str], panels: Mapping[str, str], see: str, how: str
) -> Figure:
    """A panel for each quantity, a row for each label, every seed a dot, the median a bar.

    Args:
        table: of the experiment.
        labels: from top to bottom.
        colours: of the labels.
        panels: what stands under a panel -> its quantity.
        see: the first line of the caption.
        how: what the quantities are.
    """
    there = ordered(table, labels)
    fig, axes = plots.new_figure(columns=len(panels), width=13.0, height=1.6 + 0.5 * len(there))
    for ax, (name, quantity) in zip(axes, panels.items(), strict=True):
        values = values_of(table, quantity)
        values = pd.concat([values[values["label"] == label] for label in there])
        plots.seed_dots(ax, values, colours)
        ax.set_xlabel(name)
    captions.explain(fig, see, f"{how} {captions.layers_note(table)} Every seed a dot, the bar their median.")
    return fig


def size_figure(table: pd.DataFrame, groups: Mapping[str, Sequence[str]], colours: Mapping[str, str]) -> Figure:
    """IoU of objects against their size, a panel for each data set: median over seeds, band from lowest to highest."""
    there = {name: ordered(table, labels) for name, labels in groups.items() if ordered(table, labels)}
    fig, axes = plots.new_figure(columns=len(there), width=6.6 * len(there) + 1.5, height=4.6)
    for ax, (name, labels) in zip(axes, there.items(), strict=True):
        plots.panel_title(ax, name)
        sizes = sizes_of(table[table["label"].isin(labels)])
        for label in labels:
            found = [values_of(table[table["label"] == label], words.OBJECT_IOU, size)["value"] for size in sizes]
            places = [place for place, some in enumerate(found) if len(some)]
            low, middle, high = ([float(of(found[place])) for place in places] for of in (min, np.median, max))
            ax.fill_between(places, low, high, color=colours[label], alpha=0.2, lw=0)
            ax.plot(places, middle, "o-", color=colours[label], lw=2.4, label=label.split(",")[0])
        ax.set_xticks(range(len(sizes)), [size.replace(" to ", "–").replace(" and more", "+") for size in sizes])
        ax.set_xlabel("pixels of the object")
        ax.set_ylim(0, 100)
        ax.legend(loc="upper left")
    axes[0].set_ylabel("IoU of objects (%)")
    captions.explain(
        fig, "IoU of objects against their size.",
        f"Connected objects of the test images; mean IoU of those of a size.{captions.seed_note(table)}",
    )  # fmt: skip
    return fig


def sizes_of(table: pd.DataFrame) -> list[str]:
    """The sizes of objects in a table, smallest first."""
    return sorted(table.loc[table["quantity"] == words.OBJECT_IOU, "at"].unique(), key=lambda text: int(text.split()[0]))


def sizes_in_all(table: pd.DataFrame, least: int = 20) -> tuple[str, str]:
    """The smallest and the largest size of which there are so many objects; of all sizes where none has."""
    counts = table[table["quantity"] == words.OBJECTS].groupby("at")["value"].min()
    sizes = [size for size in sizes_of(table) if counts.get(size, 0) >= least] or sizes_of(table) or [""]
    return sizes[0], sizes[-1]


def field_figure(table: pd.DataFrame, groups: Mapping[str, Sequence[str]], colours: Mapping[str, str]) -> Figure:
    """How much logits depend on pixels at a distance, and how far the layers reach."""
    there = {name: ordered(table, labels) for name, labels in groups.items() if ordered(table, labels)}
    fig, axes = plots.new_figure(columns=len(there), width=6.6 * len(there) + 1.5, height=4.4)
    for ax, (name, labels) in zip(axes, there.items(), strict=True):
        plots.panel_title(ax, name)
        for label in labels:
            part = table[(table["label"] == label) & (table["quantity"] == words.FIELD_PROFILE)]
            wide = part.assign(at=part["at"].astype(int)).pivot(index="at", columns="run", values="value").sort_index()
            wide = wide.rolling(STEP, center=True, min_periods=1).mean()
            ax.plot(wide.index, wide.median(axis=1), color=colours[label], lw=2.4, label=_field_label(table, label))
        ax.set_yscale("log")
        ax.set_xlabel("pixels from the middle")
        ax.legend(loc="lower left")
    axes[0].set_ylabel("gradient, relative to the largest")
    captions.explain(
        fig, "How much the logits in the middle depend on pixels at a distance (Luo 2016).",
        "Gradient of a random sum of the logits at 16 test images, absolute values, means over rings 8 pixels wide; median "
        "over seeds. Reach: the side of the square that the layers before the head allow, counted exactly. "
        "Effective: that of one of as many pixels as have 4.55 % of the largest gradient.",
    )  # fmt: skip
    return fig


def _field_label(table: pd.DataFrame, label: str) -> str:
    """'FCN: reach 239, effective 41'."""
    part = table[table["label"] == label]
    reach, effective = (
        values_of(part, quantity)["value"].median() for quantity in (words.RECEPTIVE_FIELD, words.EFFECTIVE_FIELD)
    )
    return f"{label.split(',')[0]}: reach {reach:.0f}, effective {effective:.0f}"


def confusion_figure(table: pd.DataFrame, labels: Sequence[str]) -> Figure:
    """The confusion matrix of each label, mean over seeds, classes that are confused beside each other."""
    there = ordered(table, labels)
    matrices = {label: _matrix(table[table["label"] == label]) for label in there}
    order = confusion_order(matrices[there[0]])
    fig, axes = plots.new_figure(columns=len(there), width=7.2 * len(there), height=6.4)
    for ax, label in zip(axes, there, strict=True):
        wide = matrices[label].reindex(index=order, columns=order).fillna(0.0)
        ax.imshow(np.sqrt(wide / 100), cmap="Blues", vmin=0, vmax=1)
        for i, j in np.ndindex(wide.shape):
            if wide.iloc[i, j] >= 1:
                ax.text(
                    j,
                    i,
                    f"{wide.iloc[i, j]:.0f}",
                    ha="center",
                    va="center",
                    size=9,
                    color="white" if wide.iloc[i, j] > 35 else "black",
                )
        ax.set_xticks(range(len(order)), order, rotation=60, ha="right")
        ax.set_yticks(range(len(order)), order)
        ax.grid(False)
        plots.panel_title(ax, label)
        ax.set_xlabel("predicted")
    axes[0].set_ylabel("true class")
    captions.explain(
        fig, "Which classes are taken for which.",
        f"Percent of the pixels of a true class, a row; mean over seeds, below 1 % left out. In the order in which {there[0]} "
        "confuses them most.", table[table["quantity"] == words.CONFUSION],
    )  # fmt: skip
    return fig


def _matrix(part: pd.DataFrame) -> pd.DataFrame:
    """Percent, true class x predicted class, mean over the runs."""
    rows = part[part["quantity"] == words.CONFUSION]
    names = rows["at"].str.split(">", expand=True)
    return rows.assign(true=names[0], predicted=names[1]).pivot_table(index="true", columns="predicted", values="value")


def confusion_order(matrix: pd.DataFrame) -> list[str]:
    """The classes, beginning with the one that is found best, then always the one that the last is confused with most."""
    square = matrix.reindex(columns=matrix.index).fillna(0.0)
    both = square + square.T
    order, left = [str(square.index[int(np.argmax(np.diag(square)))])], list(square.index)
    left.remove(order[0])
    while left:
        order.append(max(left, key=lambda name: both.loc[order[-1], name]))
        left.remove(order[-1])
    return order


def worst_figure(table: pd.DataFrame, labels: Sequence[str], each: int = 2) -> Figure:
    """Image, truth and both predictions where the first label has most pixels of each kind of failure."""
    there = ordered(table, labels)
    pictured = table[table["quantity"] == words.PREDICTION]
    if pictured.empty:
        fig, (ax,) = plots.new_figure(width=7, height=1)
        ax.set_axis_off()
        captions.explain(fig, "No pictures were kept of these nets.", "", table.iloc[:0])
        return fig
    chosen = worst_cases(table, there[0], each)
    images, truth, names = _pictures(table)
    fig, axes = plots.new_figure(
        columns=2 + len(there), rows=len(chosen), width=12.0, height=2.0 + 2.5 * len(chosen), sharey=False
    )
    for row, (at, quantity, what) in enumerate(chosen):
        parts = [images[at] if images is not None else None, in_colours(truth[at]) if truth is not None else None]
        parts += [in_colours(_prediction(pictured, label, at)) for label in there]
        for column, (ax, part) in enumerate(zip(axes[row * len(parts) :], parts, strict=False)):
            show_picture(ax, part)
            if not row:
                plots.panel_title(ax, ("image", "truth", *there)[column])
            if column >= 2:
                ax.set_xlabel(f"{_count(table, there[column - 2], quantity, at):.0f} pixels")
        axes[row * len(parts)].set_ylabel(what, size=10)
    fig.legend(
        handles=[Patch(color=colour_of(place), label=name) for place, name in enumerate(names)],
        loc="outside upper center",
        ncols=6,
    )
    absent = " The images are not on this machine." if images is None else ""
    captions.explain(
        fig, f"Where {there[0]} is wrong most, in each of the ways that occur.",
        f"Chosen by the measure: of the pictured test images the {each} with most such pixels, first seed.{absent}",
        pictured,
    )  # fmt: skip
    return fig


def worst_cases(table: pd.DataFrame, label: str, each: int) -> list[tuple[int, str, str]]:
    """(image, quantity, what it counts) of the images with most pixels of each kind of failure, none twice."""
    chosen: list[tuple[int, str, str]] = []
    for quantity, what in CASES:
        rows = table[(table["label"] == label) & (table["quantity"] == quantity) & (table["value"] > 0)]
        rows = rows[~rows["at"].astype(int).isin([one[0] for one in chosen])].sort_values(
            "value", ascending=False, kind="stable"
        )
        chosen += [(int(row["at"]), quantity, what) for _, row in rows.head(each).iterrows()]
    if not chosen:  # a net without any of these failures
        first = int(table.loc[table["quantity"] == words.PREDICTION, "at"].iloc[0])
        chosen = [(first, CASES[0][0], CASES[0][1])]
    return chosen


def _count(table: pd.DataFrame, label: str, quantity: str, at: int) -> float:
    rows = rows_at(table[table["label"] == label], quantity, str(at))
    return float(rows["value"].iloc[0]) if len(rows) else float("nan")


def _prediction(pictured: pd.DataFrame, label: str, at: int) -> np.ndarray:
    note = rows_at(pictured[pictured["label"] == label], words.PREDICTION, str(at))["note"].iloc[0]
    return np.array(Image.open(io.BytesIO(base64.b64decode(note))))


def _pictures(table: pd.DataFrame) -> tuple[np.ndarray | None, np.ndarray | None, tuple[str, ...]]:
    """(test images, their labels, names of the classes); the first two are None where the data are not on this machine."""
    spec: Data = make(Data, json.loads(table.loc[table["quantity"] == words.PICTURES_OF, "note"].iloc[0]))
    try:
        return *pixelwise.read(spec, "test"), pixelwise.class_names(spec)
    except UserError:
        return None, None, pixelwise.class_names(spec)


def colour_of(label: int) -> str:
    """Colour of a label in pictures."""
    return PALETTE[label % len(PALETTE)]


def in_colours(labels: np.ndarray) -> np.ndarray:
    """Labels (h, w) in colours, (h, w, 3) floats; unlabelled pixels are black."""
    colours = np.zeros((256, 3))
    colours[:255] = [to_rgb(colour_of(label)) for label in range(255)]
    return np.asarray(colours[labels])


def show_picture(ax: Axes, picture: np.ndarray | None) -> None:
    """Show a picture without axes; nothing if there is none."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.grid(False)
    if picture is not None:
        ax.imshow(picture, interpolation="nearest")


def claim(
    table: pd.DataFrame, labels: Sequence[str], text: str, source: str, quantity: str, at: str, way: str, comparisons: int
) -> Finding:
    """A claim of the second label against the first: its quantity is higher or lower."""
    values = values_of(table, quantity, at)
    what = f"{quantity}{f' of objects of {at} pixels' if at else ''}"
    names = [label.split(",")[0] for label in labels]
    statements = pair(values, labels[0], labels[1], what, way, names, comparisons)
    return Finding(text, source, statements, values, "Wider and deeper nets see more by themselves; pre-trained ones most.")


def beside_paper(table: pd.DataFrame, heads: Mapping[str, str], auxiliary: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Our mean IoU beside the paper's row of the same head, a row for each label; published.SAID.

    Args:
        table: of the experiment.
        heads: of the labels, as `Net.head`.
        auxiliary: weight of the auxiliary loss of a label, where it is not the paper's 0.4.
    """
    known, rows = published.load(), []
    ours = summarise_seeds(values_of(table, words.MEAN_IOU)).set_index("label")
    for label in [label for label in heads if label in ours.index]:
        weight = (auxiliary or {}).get(label, 0.4)
        same = [
            one for one in known.scenes if (one.head, one.auxiliary, one.quantity) == (heads[label], weight, words.MEAN_IOU)
        ]
        paper = {"paper": f"{same[0].value:.2f}", "source": known.cite(same[0])} if same else {"paper": "", "source": ""}
        rows.append({"label": label, "quantity": words.MEAN_IOU, **paper, "ours": published.ours(ours.loc[label])})
    return pd.DataFrame(rows, columns=list(published.SAID))


def colours_of(labels: Sequence[str]) -> dict[str, str]:
    """One colour for each of many rows: the first black, the others the residual blue."""
    return {label: style.FAMILY["resnet"] if place else "#222222" for place, label in enumerate(labels)}
