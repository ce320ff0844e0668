"""Begin where a solution exists: deepen a trained net by units that are the identity. Does SGD stay there?

Claim     A deeper net need not train worse: the shallower net, its added layers the identity, is a solution. If plain nets do
          train worse, solvers do not find such solutions; perhaps nonlinear layers approximate the identity with difficulty.
Source    He et al. 2015, sections 1 and 3.1. Deepening as Net2DeeperNet (Chen, Goodfellow & Shlens 2016, arXiv 1511.05641).
Command   make identity BUDGET=quick
Cost      quick: 18 runs of 64 iterations beside degradation's nets of 20 layers, five minutes on 2 CPU cores. short: 26
          runs of two epochs, four hours of one core.

Units are added at the end of each stage (nets/deepen.py): there the input is an output of ReLU, so that plain units can be the
identity exactly, and the parent's units keep theirs. Trained on for two epochs: with the budget's rate, and a hundredth of it;
from the exact point, and from noise on it, given as what each new unit adds to its input over that input. Beside them: the
parent trained on alike, and nets of 56 layers from random weights.

What each explanation predicts, written before any run was looked at:
  the identity is hard for plain layers   Plain nets leave the point, at both rates, the further the deeper, and their new units
                                          move away from the identity; they do not come back from noise. Residual nets do.
  it is hard to find from random weights  Started at it plain nets stay as residual nets do, at both rates, and come back from
                                          little noise. (The gradients of plain nets are shattered at random weights, and pass
                                          units that are the identity as they are.)
  steps are too long for deep plain nets  Plain nets leave it at the budget's rate, the further the deeper, and come back as the
                                          rate falls; at the small rate they stay.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp.analysis import frames, identity, style
from resexp.analysis.findings import Finding, Statement, pair
from resexp.analysis.identity import SMALL_RATE
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.errors import UserError
from resexp.measure import Measure

TITLE = "Identity: whether SGD keeps a solution that exists"
DEEPEST = 56
NOISE = (0.1, 0.5)
SMALL = 0.01
"""The small learning rate, as a part of the budget's."""

TAIL = 0.1
"""Part of a run, at its end, over which its training error is averaged."""


def runs(budget: Budget) -> list[Plan]:
    """Parents first; then what is trained from them, the deepest first, and for comparison from random weights."""
    base, *deeper = sorted(depth for depth in budget.depths if depth <= DEEPEST) or [0]
    if not deeper:
        raise UserError(f"identity deepens a net to up to {DEEPEST} layers: give two depths or more, as --depths 20,56")
    most = deeper[-1]
    ways = [(depth, 0.0, small) for depth in (most, base, *deeper[-2::-1]) for small in ("", SMALL_RATE)]
    ways += [(most, noise, small) for small in ("", SMALL_RATE) for noise in NOISE]
    plans = []
    for seed in budget.seeds_of("identity"):
        parents = {family: budget.plan(f"{family}-{base}", seed) for family in identity.FAMILIES}
        plans += parents.values()
        plans += [from_parent(budget, family, parent, *way) for way in ways for family, parent in parents.items()]
        plans += [
            trained(budget, f"{family}-{most}", seed, f"{family}-{most} from random weights") for family in identity.FAMILIES
        ]
    return plans


def from_parent(budget: Budget, family: str, parent: Plan, depth: int, noise: float, small: str) -> Plan:
    """A run that begins with the parent's weights, deepened; of the parent's depth: the parent trained on."""
    name = f"{parent.label} trained on" if depth == parent.run.net.depth else f"{family}-{depth} from {parent.label}"
    label = f"{name}{f', noise {noise:g}' if noise else ''}{small}"
    plan = trained(budget, f"{family}-{depth}", parent.run.seed, label, bool(small))
    return Plan(label, plan.run.replace(start={"parent": parent.run.key, "noise": noise}))


def trained(budget: Budget, net: str, seed: int, label: str, small: bool = False) -> Plan:
    """Two epochs (short) with the budget's schedule, or with a hundredth of its rate and no warm-up."""
    size = budget.size("identity")
    recipe = {name: size[name] for name in ("iterations", "warmup", "log_every")} | {"test_every": 10 * size["log_every"]}
    plan = budget.plan(net, seed, label, **recipe)
    train = {"lr": plan.run.train.lr * SMALL, "warmup": 0} if small else {}
    return Plan(label, plan.run.replace(train=train, data={"test_images": size["test_images"]}))


def measures(budget: Budget) -> list[Measure]:
    """How far every unit is from the identity, along the training."""
    images = budget.size("identity")["images"]
    return [Measure("identity.distance", {"images": images}, lambda plan: " " in plan.label)]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """kept: training error from the exact point. noise: from noise on it. distance: of the new units from the identity."""
    rows = identity.children(table)
    base, most = rows["depth"].min(), rows["depth"].max()
    deepest = rows[rows["depth"] == most]
    looks = [("the budget's learning rate", style.BOLD), (f"{SMALL:g} of it", style.DASHED)]
    begin, errors = (
        ("the parent, before", identity.THIN),
        "Errors in training mode, at iteration 0 on the batches of the next point.",
    )
    drawn = {
        "kept": (rows[~rows["label"].str.contains("noise")], identity.courses, "training error (%)",
            "Deepened without changing what it computes, and trained on: does a net keep its training error?",
            errors, [*looks, begin]),
        "noise": (deepest[~deepest["label"].str.contains("random")], identity.courses, "training error (%)",
            "Does training come back to the solution from noise on it?",
            f"{most} layers. Noise: what each new unit adds to its input, over that input. {errors}", [*looks, begin]),
        "distance": (identity.new_units(deepest, base), identity.distances,
            "||u(x) − x|| / ||x|| of new units u", "How far the new units move away from the identity.",
            f"{most} layers; root mean square over the new units, BN with the batch's statistics.", looks),
    }  # fmt: skip
    return {name: identity.panels(*parts) for name, parts in drawn.items() if len(parts[0])}


def findings(table: pd.DataFrame) -> list[Finding]:
    """Whether the deepened net is its parent; what training makes of it, with shortcuts and without."""
    rows = identity.children(table)
    values = last_values(rows, split="train", part=TAIL).assign(split="train")
    families = [family for family in identity.FAMILIES if rows.loc[rows["family"] == family, "depth"].nunique() > 1]
    if not families:  # one net, put through the measurements
        return []
    return [
        Finding("A net deepened by units that are the identity computes what its parent computes.", "He 2015, section 1",
                [same_as_parent(rows, family) for family in families],
                identity.before_first_step(rows, "test"), exact=True),
        *(ends_beside_parent(rows, values, family) for family in families),
    ]  # fmt: skip


def same_as_parent(rows: pd.DataFrame, family: str) -> Statement:
    """Test loss before the first step, of every depth beside the parent's; and the loss in training mode."""
    apart = {}
    for split in ("test", "train"):
        wide = frames.pivot(identity.before_first_step(rows[rows["family"] == family], split), "depth", "seed")
        apart[split] = float((wide - wide.iloc[0]).abs().max().max())
    text = (
        f"{family}: test loss {apart['test']:.1g} apart at most, training loss, on the batch's statistics, {apart['train']:.1g}"
    )
    return Statement(apart["test"] < 1e-4, text)


def ends_beside_parent(rows: pd.DataFrame, values: pd.DataFrame, family: str) -> Finding:
    """The deepest net begun at the exact point beside the parent trained on alike; all courses as notes."""
    base, *deeper = sorted(rows["depth"].unique())
    way, paper = ("plain", "higher") if family == "plain" else ("residual", "lower")
    labels = [f"{family}-{base} trained on", *(f"{family}-{depth} from {family}-{base}" for depth in deeper)]
    every = [*labels, *(f"{labels[-1]}, noise {size:g}" for size in NOISE)]
    courses = {"the budget's rate": [*every, f"{family}-{deeper[-1]} from random weights"],
               f"{SMALL:g} of that rate": [f"{label}{SMALL_RATE}" for label in every]}  # fmt: skip
    return Finding(
        f"Begun as its parent, a {way} net of {deeper[-1]} layers ends with a {paper} training error than the parent.",
        "He 2015, sections 1 and 3.1", pair(values, labels[0], labels[-1], "training error", paper),
        values[values["label"].isin([labels[0], labels[-1]])], "The rate stays high for longer, and falls for longer.",
        notes=[identity.say_courses(f"{way.capitalize()} nets, {rate}", rows, values, some) for rate, some in courses.items()],
    )  # fmt: skip
