"""Does a plain net get worse with depth in dense prediction too, and does a residual one not?

Claim     As on CIFAR: deeper plain backbones end with a higher pixel error on the training images, residual ones do not.
Source    He et al. 2015, section 4.1, asked of pixels; that deeper residual backbones are better: Zhao 2017, Table 3 (50 to 269
          layers, pre-trained: mean IoU 41.68 to 43.81 on ADE20K).
Command   make scene_depth BUDGET=quick
Cost      quick: 6 runs of 15 to 51 layers, one seed, 3 minutes on 2 CPU cores. short: 15 to 99 layers, three seeds, two hours
          of one core. paper: to 195 layers (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import words, zoo
from resexp.analysis import captions, plots, scenes, style
from resexp.analysis.findings import Finding, changes_with_depth
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.scene_plans import scene_measures, scene_net, scene_plan, scene_seeds

TITLE = "Depth of the backbone in dense prediction"
OWN_DATA = True
UNITS = {"plain": zoo.BOTTLENECK.replace(shortcut="none"), "resnet": zoo.BOTTLENECK}
LATE = 0.2
"""Of the run, at its end, over which the training error is averaged."""


def runs(budget: Budget) -> list[Plan]:
    """FCNs whose stages have 1, 2, 4 ... units, plain and residual."""
    size = budget.size("scene_depth")
    units = [2**k for k in range(size["deepest"].bit_length())]
    nets = {(family, n): scene_net(size["width"], n, "fcn", unit) for n in units for family, unit in UNITS.items()}
    return [
        scene_plan(budget, "scene_depth", net, seed, f"{family}-{net.depth}")
        for seed in scene_seeds(budget, "scene_depth")
        for (family, _), net in nets.items()
    ]


def measures(budget: Budget) -> list[Measure]:
    """IoU and the failures, and what the nets see of the image."""
    return scene_measures(budget, "scene_depth", field=True)


def quantities(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """What stands on the y axis of each panel -> its values."""
    return {
        "pixel error in training (%)": last_values(table, "error", "train", LATE),
        "mean IoU (%)": scenes.values_of(table, words.MEAN_IOU),
        "mismatched pixels (%)": scenes.values_of(table, words.MISMATCHED),
        "effective receptive field (pixels)": scenes.values_of(table, words.EFFECTIVE_FIELD),
    }


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """depth: errors, IoU, one failure and the receptive field against depth."""
    depths = dict(table[["label", "depth"]].itertuples(index=False))
    found = quantities(table)
    fig, axes = plots.new_figure(columns=2, rows=2, width=12.5, height=8.0, sharey=False)
    for ax, (name, values) in zip(axes, found.items(), strict=True):
        plots.depth_axis(ax, sorted(set(depths.values())))
        known = values["value"].dropna()
        ax.set_ylim(0, 1.15 * float(known.max()) if len(known) else 1.0)
        ends = []
        for family in UNITS:
            part = values[values["label"].str.startswith(f"{family}-")]
            ends += plots.plot_last_values(ax, part, depths, style.FAMILY[family], family)
        plots.label_ends(ax, ends)
        ax.set_ylabel(name)
    captions.explain(
        fig, "Plain and residual backbones of growing depth with the FCN head.",
        f"Pixel error: of augmented training images, mean over the last {100 * LATE:.0f} % of the iterations. Mismatched: "
        "pixels of objects in a scene in which training never has them. Every seed a dot, the line their median.",
    )  # fmt: skip
    return {"depth": fig}


def findings(table: pd.DataFrame) -> list[Finding]:
    """Training error and mean IoU from the least to the greatest depth."""
    return [*(of_family(table, family) for family in UNITS), deeper_is_better(table)]


def of_family(table: pd.DataFrame, family: str) -> Finding:
    """What depth does to the training error."""
    values = last_values(table, "error", "train", LATE)
    values = values[values["label"].str.startswith(f"{family}-")]
    way = {"plain": "rises", "resnet": "falls"}[family]
    text = {"plain": "Deeper plain backbones have a higher training error.",
            "resnet": "Deeper residual backbones have a lower training error."}[family]  # fmt: skip
    statements = changes_with_depth(values, f"{family}, pixel error in training", way)
    return Finding(
        text, "He 2015, section 4.1, asked of pixels", statements, values, "Degradation grows with depth and length."
    )


def deeper_is_better(table: pd.DataFrame) -> Finding:
    """What depth does to the mean IoU of residual backbones."""
    values = scenes.values_of(table[table["label"].str.startswith("resnet-")], words.MEAN_IOU)
    statements = changes_with_depth(values, "mean IoU", "rises")
    return Finding("Deeper residual backbones have a higher mean IoU.", "Zhao 2017, Table 3", statements, values,
                   "The paper's backbones are pre-trained.")  # fmt: skip
