"""A fully convolutional net fails where it lacks the scene; pyramid pooling gives it that, and repairs some of the failures.

Claim     A dilated residual net with one class a pixel (FCN) has three kinds of failure that missing context explains: objects
          that do not fit the scene, pairs of classes taken for each other, small and very large objects. One path from a
          pyramid of pooled maps repairs them.
Source    Zhao et al. 2017, sections 3.1 and 3.2, Table 1. There the failures are looked at; here each is a number
          (probe/scene.py), on scenes made so that context decides (resexp/images/scenes.py), and on CamVid. In the procedural
          scenes what tells boat, car and plane apart lies farther away than the FCN's layers reach (a test asserts it); on
          CamVid its layers reach over the whole image.
Command   make scenes BUDGET=quick
          python -m resexp data camvid; make scenes BUDGET=short      procedural scenes and CamVid
Cost      quick: 6 runs of 15 layers on procedural scenes, minutes on 2 CPU cores. short: the same for longer, and 6 runs of 19
          layers on CamVid at 240 x 180, an hour of one core in all. paper: wider nets, 30,000 iterations (a GPU).
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import words, zoo
from resexp.analysis import scenes, style
from resexp.analysis.findings import Finding
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.scene_plans import scene_measures, scene_net, scene_plan, scene_seeds

TITLE = "Scenes: what pyramid pooling repairs of a fully convolutional net"
OWN_DATA = True
HEADS = {"FCN": "fcn", "pyramid": "pyramid 1 2 3 6"}
GROUPS = {"procedural scenes": ("FCN", "pyramid"), "CamVid": ("FCN, CamVid", "pyramid, CamVid")}
DATA = {"procedural scenes": "scenes", "CamVid": "camvid"}
COLOURS = {label: style.CYCLE[place] for pair in GROUPS.values() for place, label in enumerate(pair)}


def runs(budget: Budget) -> list[Plan]:
    """Both heads on the same backbone; on CamVid too where budgets.yaml says so."""
    size = budget.size("scenes")
    backbones = {"procedural scenes": (size["width"], size["units"], zoo.BOTTLENECK)}
    if size["camvid"]:
        backbones["CamVid"] = (size["camvid_width"], size["camvid_units"], zoo.ORIGINAL)
    return [
        scene_plan(budget, "scenes", scene_net(width, units, head, unit, auxiliary=True), seed, label, DATA[name])
        for name, (width, units, unit) in backbones.items()
        for seed in scene_seeds(budget, "scenes")
        for label, head in zip(GROUPS[name], HEADS.values(), strict=True)
    ]


def measures(budget: Budget) -> list[Measure]:
    """The failures, and what the nets see of the image."""
    return scene_measures(budget, "scenes", field=True)


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """failures: IoU and two kinds; sizes: IoU against size; field: receptive fields; of each data set confusion and worst."""
    table = scenes.measured(table)
    if table.empty:  # trained, not measured yet
        return {}
    found = {"failures": failures(table), "sizes": scenes.size_figure(table, GROUPS, COLOURS),
             "field": scenes.field_figure(table, GROUPS, COLOURS)}  # fmt: skip
    for name, labels in GROUPS.items():
        part = table[table["label"].isin(labels)]
        if len(part):
            found[f"confusion_{DATA[name]}"] = scenes.confusion_figure(part, labels)
            found[f"worst_{DATA[name]}"] = scenes.worst_figure(part, labels)
    return found


def failures(table: pd.DataFrame) -> Figure:
    """Mean IoU and the three kinds of failure, every seed a dot."""
    return scenes.dots(
        table, [label for pair in GROUPS.values() for label in pair], COLOURS,
        {"mean IoU (%)": words.MEAN_IOU, "mismatched pixels (%)": words.MISMATCHED, "split objects (%)": words.SPLIT_OBJECTS},
        "Mean IoU, higher is better, and two of the failures, lower is better (the third: IoU against size).",
        "Mismatched: of the pixels predicted as objects, those in a scene in which training never has the object. Split: of "
        "the objects of classes that are easily confused, those with a tenth or more of each class.",
    )  # fmt: skip


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """Beside the paper's numbers, which are of ADE20K and of a pre-trained net of 50 layers."""
    return scenes.beside_paper(
        table, {label: head for pair in GROUPS.values() for label, head in zip(pair, HEADS.values(), strict=True)}
    )


BESIDE = "Mean IoU in percent; the paper's is of ADE20K, 150 classes, with a ResNet-50 pre-trained on ImageNet: of other data."


def findings(table: pd.DataFrame) -> list[Finding]:
    """The gain, and each kind of failure, on each data set."""
    return [one for name, labels in GROUPS.items() for one in of_group(table[table["label"].isin(labels)], name, labels)]


def of_group(table: pd.DataFrame, name: str, labels: tuple[str, str]) -> list[Finding]:
    """Five claims on one data set, corrected for their number."""
    if table.empty:
        return []
    small, large = scenes.sizes_in_all(table)
    claims = (
        ("pyramid pooling has a higher mean IoU.", "Table 1", words.MEAN_IOU, "", "higher"),
        ("pyramid pooling repairs objects that do not fit the scene.", "section 3.1", words.MISMATCHED, "", "lower"),
        ("pyramid pooling splits fewer objects between two classes.", "section 3.1", words.SPLIT_OBJECTS, "", "lower"),
        ("pyramid pooling finds more of small objects.", "section 3.1", words.OBJECT_RECALL, small, "higher"),
        ("pyramid pooling finds more of large objects.", "section 3.1", words.OBJECT_RECALL, large, "higher"),
    )
    return [
        scenes.claim(table, labels, f"On {name} {text}", f"Zhao 2017, {source}", quantity, at, way, len(claims))
        for text, source, quantity, at, way in claims
    ]
