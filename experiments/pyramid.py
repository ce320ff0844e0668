"""Which part of pyramid pooling does it: the bins, average or maximum, fewer channels, or the auxiliary loss?

Claim     A map pooled to one value helps; four levels help more; the average is better than the maximum; fewer channels are
          better than all. The auxiliary loss helps the net without a pyramid too.
Source    Zhao et al. 2017, Tables 1 and 2 (ADE20K, ResNet-50 pre-trained). Here: procedural scenes, small nets, from scratch.
Command   make pyramid BUDGET=quick
Cost      quick: 11 runs of 15 layers, one seed, 4 minutes on 2 CPU cores. short: three seeds, 1,000 iterations, an hour
          and a half of one core. paper: wider nets, 30,000 iterations (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import words
from resexp.analysis import scenes
from resexp.analysis.findings import Finding, pair
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.scene_plans import scene_measures, scene_net, scene_plan, scene_seeds

TITLE = "Pyramid pooling, part by part"
OWN_DATA = True
BASELINE, BEST = "FCN", "1, 2, 3, 6: average, reduced"
HEADS = {  # the rows of Table 1
    BASELINE: "fcn",
    "1: maximum": "pyramid 1 max unreduced",
    "1: average": "pyramid 1 unreduced",
    "1, 2, 3, 6: maximum": "pyramid 1 2 3 6 max unreduced",
    "1, 2, 3, 6: average": "pyramid 1 2 3 6 unreduced",
    "1, 2, 3, 6: maximum, reduced": "pyramid 1 2 3 6 max",
    BEST: "pyramid 1 2 3 6",
}
WEIGHTS = {"FCN, no auxiliary loss": 0.0, **{f"FCN, auxiliary loss x {weight}": weight for weight in (0.3, 0.6, 0.9)}}
"""The rows of Table 2; in Table 1 it is 0.4 everywhere."""


def runs(budget: Budget) -> list[Plan]:
    """Every row of both tables on one backbone."""
    size = budget.size("pyramid")
    plans = []
    for seed in scene_seeds(budget, "pyramid"):
        for label, head in HEADS.items():
            net = scene_net(size["width"], size["units"], head, auxiliary=True)
            plans.append(scene_plan(budget, "pyramid", net, seed, label))
        for label, weight in WEIGHTS.items():
            net = scene_net(size["width"], size["units"], "fcn", auxiliary=weight > 0)
            change = {"auxiliary": weight} if weight else {}
            plans.append(scene_plan(budget, "pyramid", net, seed, label, **change))
    return plans


def measures(budget: Budget) -> list[Measure]:
    """IoU, accuracy and the failures of every net."""
    return scene_measures(budget, "pyramid")


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """heads: Table 1. auxiliary: Table 2."""
    panels = {
        "mean IoU (%)": words.MEAN_IOU,
        "mismatched pixels (%)": words.MISMATCHED,
        "split objects (%)": words.SPLIT_OBJECTS,
    }
    how = "Mismatched: pixels of objects in a scene in which training never has them. Split: objects between confused classes."
    auxiliary = [*list(WEIGHTS)[:1], BASELINE, *list(WEIGHTS)[1:]]
    see = (
        "What each part of pyramid pooling does; black: without.",
        "What the auxiliary loss does to the FCN; FCN alone: x 0.4.",
    )
    drawn = {"heads": (list(HEADS), see[0]), "auxiliary": (auxiliary, see[1])}
    return {
        name: scenes.dots(table, labels, scenes.colours_of(labels), panels, said, how)
        for name, (labels, said) in drawn.items()
        if scenes.ordered(table, labels)
    }


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside Tables 1 and 2."""
    return scenes.beside_paper(table, HEADS | dict.fromkeys(WEIGHTS, "fcn"), WEIGHTS)


BESIDE = "Mean IoU in percent; the paper's is of ADE20K, 150 classes, with a ResNet-50 pre-trained on ImageNet: of other data."


def findings(table: pd.DataFrame) -> list[Finding]:
    """The sentences of the paper on its two tables."""
    values = scenes.values_of(table, words.MEAN_IOU)
    four = "1, 2, 3, 6"
    rows = (("1", ""), (four, ""), (four, ", reduced"))
    maxima = [(f"{bins}: maximum{more}", f"{bins}: average{more}") for bins, more in rows]
    claims = (
        ("A map pooled to one value raises the mean IoU.", "Table 1", [(BASELINE, "1: average")]),
        ("Four levels are better than one.", "Table 1", [("1: average", f"{four}: average")]),
        ("The average is better than the maximum.", "Table 1", maxima),
        ("Fewer channels are better than all.", "Table 1", [(f"{four}: average", BEST)]),
        ("The auxiliary loss raises the mean IoU of the FCN.", "Table 2", [("FCN, no auxiliary loss", BASELINE)]),
    )
    return [
        Finding(
            text, f"Zhao 2017, {place}",
            [one for labels in pairs for one in pair(values, *labels, "mean IoU", "higher", comparisons=len(pairs))], values,
            "The paper trains a pre-trained net on photographs of 150 classes.",
        )
        for text, place, pairs in claims
    ]  # fmt: skip
