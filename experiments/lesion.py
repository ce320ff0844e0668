"""Delete one unit of a trained residual net: little happens. Delete one of a plain net: little is left.

Claim     A residual net loses little when any one unit is deleted after training, but for the units that halve the feature map:
          the paths that do not pass it are still there. A plain net or a VGG has one path, and every unit is on it.
Source    Veit et al. 2016, section 4.1 and Fig. 3 (ResNet-110 of 54 pre-activation units; VGG of 15 layers).
          Controls that the paper does not have: the shortcut deleted instead of the branch; BN's statistics estimated again
          after the lesion; the same net trained for a quarter of the time; a VGG without BN (learning rate 0.01).
Command   make lesion BUDGET=quick
          python -m resexp measure lesion --run resnet-56@imported      any one net, imported weights included
Cost      quick: nets of short, first seed, 500 test images a lesion, no controls: a minute on 2 CPU cores. short: 56 layers,
          all test images. paper: 110 layers (plain: 56) x 5 seeds.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import plans, zoo
from resexp.analysis import captions, frames, lesions
from resexp.analysis.findings import VEITS_DEPTH, Finding
from resexp.analysis.lesions import BN_RE_ESTIMATED, BRANCH, SHORTCUT
from resexp.budget import Budget, Plan
from resexp.measure import Measure

TITLE = "Lesions: deleting one unit hardly hurts a residual net"
DEEPEST_PLAIN = 56
QUARTER = plans.LENGTHS[0.25]
VGG = ("vgg-15", "vgg-15-nobn")
NOBN_LR = 0.01
"""Of the VGG without BN: VGG's own (Simonyan & Zisserman 2015, section 3.1). At the other nets' 0.1 it stays at chance."""

LITTLE, NEARLY_ALL = 0.1, 0.9
"""Parts of the lead over chance: a residual net loses less, a plain one more."""


def runs(budget: Budget) -> list[Plan]:
    """Residual, pre-activation and plain nets of one depth, two VGGs, and a residual net trained for a quarter of the time."""
    nets = [f"resnet-{budget.depth}", f"preresnet-{budget.depth}", f"plain-{min(budget.depth, DEEPEST_PLAIN)}"]
    return [
        plan
        for seed in budget.seeds
        for plan in (
            *(budget.plan(net, seed) for net in nets),
            *(vgg(budget, name, seed) for name in VGG),
            plans.of_other_length(budget, nets[0], seed, 0.25),
        )
    ]


def vgg(budget: Budget, name: str, seed: int) -> Plan:
    """All channels alike, 128 as in the paper; 32 where runs are short, since 128 cost twelve times a ResNet-20."""
    channels = budget.size("lesion")["vgg_channels"]
    net, label = zoo.net(name).replace(widths=(channels,) * 3), f"{name} ({channels * budget.width // 16} channels)"
    return budget.plan(net, seed, label, **({} if name == VGG[0] else {"lr": NOBN_LR}))


def measures(budget: Budget) -> list[Measure]:
    """The paper's lesion, and, where the budget has images for BN, two controls; of the net that stopped early the first."""
    size = budget.size("lesion")
    images = {"images": size["images"]}
    controls = [
        Measure("lesion.single", {**images, "delete": "shortcut"}, trained_fully),
        Measure("lesion.single", {**images, "bn": "re-estimated", "bn_images": size["bn_images"]}, trained_fully),
    ]
    return [Measure("lesion.single", {**images, "delete": "branch"}), *(controls if size["bn_images"] else [])]


def trained_fully(plan: Plan) -> bool:
    """Whether a run has all of the training."""
    return not plan.label.endswith(QUARTER)


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """error: Veit 2016, Fig. 3. controls: three kinds of lesion. loss: as error."""
    drawn, controlled = frames.measured_rows(table), lesions.nets_with_controls(table)
    error, loss = lesions.stem_figure(table), lesions.stem_figure(table, "loss")
    see = "With one unit deleted, plain nets and VGGs are near chance; residual nets lose less."
    captions.explain(error, see, lesions.stems_note(table), drawn)
    see = "Single lesions by the loss: how far one deleted unit lifts it, towards that of guessing or beyond."
    captions.explain(loss, see, lesions.stems_note(table, "loss"), drawn)
    if (lesions.single_lesions(table)["kind"] == lesions.BRANCH).all():
        return {"error": error, "loss": loss}
    kinds = lesions.kind_figure(controlled)
    see = "In residual nets a shortcut is missed more than a branch; BN re-estimated mends a part of the worst losses."
    captions.explain(kinds, see, lesions.kinds_note(controlled), frames.measured_rows(controlled))
    return {"error": error, "controls": kinds, "loss": loss}


def findings(table: pd.DataFrame) -> list[Finding]:
    """Veit 2016, Fig. 3: what the median unit takes of a net's lead over chance, seed by seed; and each unit that halves the
    feature map beside the worst of all others."""
    limit, found = frames.chance(table), lesions.single_lesions(table)
    cut = found[found["kind"] == BRANCH]
    trained = cut[cut["length_part"] == 1]
    residual, one_path = trained[~trained["one_path"]], trained[trained["one_path"]]
    leading, leading_one_path = lesions.with_lead(residual, limit), lesions.with_lead(one_path, limit)
    return [
        Finding(
            "Deleting one unit takes little from a residual net (our bound: a tenth of its lead over chance, in the median).",
            "Veit 2016, Fig. 3", lesions.lead_taken(leading, limit, most=LITTLE), leading,
            "One unit should cost less still, as of published weights (results/resnet-56-imported).", depth=VEITS_DEPTH,
            notes=[*lesions.lesion_notes(residual), *shorter_training(lesions.with_lead(cut, limit))],
        ),
        Finding(
            "Deleting one layer of a plain net leaves it at chance (our bound: nine tenths of its lead, in the median).",
            "Veit 2016, Fig. 3", lesions.lead_taken(leading_one_path, limit, least=NEARLY_ALL), leading_one_path,
            "A lead that has grown makes clear how much of it is lost.", notes=lesions.lesion_notes(one_path),
        ),
        Finding(
            "The units that halve the feature map are missed most.", "Veit 2016, Fig. 3",
            lesions.halving_units_cost_most(leading), leading,
            "As the other units become dispensable, these should stand out.", depth=VEITS_DEPTH,
        ),
        *controls(found[~found["one_path"] & (found["length_part"] == 1)], lesions.intact(table, re_estimated=True)),
        *lesions.nothing_to_lose(cut.groupby("label", sort=False)["whole"].median(), limit, margin=2),
    ]  # fmt: skip


def shorter_training(cut: pd.DataFrame) -> list[str]:
    """What one unit takes of the same net after a quarter of the training, and after all of it."""
    lost = [rows.groupby("label")["lost"].median() for rows in (cut[cut["length_part"] < 1], cut[cut["length_part"] == 1])]
    return [
        f"After a quarter of the training one unit takes {100 * part:.1f} % of {whole}'s lead in the median, after all of it "
        f"{100 * lost[1][whole]:.1f} %."
        for label, part in lost[0].items()
        if (whole := str(label).removesuffix(QUARTER)) in lost[1]
    ]


def controls(found: pd.DataFrame, intact: pd.Series) -> list[Finding]:
    """What the controls change for residual nets: observations, since the paper has none."""
    lines: dict[str, list[str]] = {SHORTCUT: [], BN_RE_ESTIMATED: []}
    for label in lesions.ordered_labels(found):
        rows = found[found["label"] == label]
        by = {kind: rows[rows["kind"] == kind].groupby("unit")["value"].median().dropna() for kind in (BRANCH, *lines)}
        old, cut, new = by.values()
        if len(cut):
            lines[SHORTCUT].append(f"{label} {cut.median():.1f} % in the median, from {cut.min():.1f} (unit {cut.idxmin()}) "
                                   f"to {cut.max():.1f} % (unit {cut.idxmax()})")  # fmt: skip
        if len(old) and len(new):
            whole = intact[intact.index.isin(rows["run"])].median()
            lines[BN_RE_ESTIMATED].append(
                f"{label} {new.median():.1f} % in the median and {new.max():.1f} % at worst (unit {new.idxmax()}), not "
                f"{old.median():.1f} and {old.max():.1f} %; intact, re-estimated too, {whole:.1f} %"
            )
    heads = ("Shortcut deleted instead of the branch, which cuts as many paths", "BN re-estimated after the lesion")
    return [Finding(f"{head}: {'; '.join(said)}.") for head, said in zip(heads, lines.values(), strict=True) if said]
