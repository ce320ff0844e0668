"""Plans that several experiments share: the designs that are compared along their depth, trained and as initialised. No torch.

The same net has the same label everywhere, so that it is trained and measured once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from resexp import zoo
from resexp.budget import Budget, Plan
from resexp.spec import Train
from resexp.words import AT_INITIALISATION

DEPTHS = (20, 56, 110)
"""Depths of He 2015 at which designs are compared."""

MOST_LAYERS = max(DEPTHS)
"""Nets of more layers are measured for themselves."""

LEAST_SEEDS, MOST_SEEDS = 3, 5
"""Seeds of nets as initialised, which cost no training."""

NO_BN = " without BN"
"""In the labels of nets from which BN was struck out."""

LENGTHS = {0.25: ", a quarter of the training", 3.0: ", three times the training"}
"""In the labels of nets that are trained for a part of the budget's iterations, or for more."""

DESIGNS = (("plain", True), ("resnet", True), ("preresnet", True), ("plain", False))
"""(family, whether it has BN) of the designs that are compared at initialisation."""


def trained_depths(budget: Budget) -> list[int]:
    """Those of the budget's depths that are in DEPTHS, or all if none is."""
    return [depth for depth in budget.depths if depth in DEPTHS] or list(budget.depths)


def initial_depths(budget: Budget) -> tuple[int, ...]:
    """DEPTHS, unless the budget's depths are all less."""
    return DEPTHS if max(budget.depths) >= min(DEPTHS) else budget.depths


def middle_depth(budget: Budget) -> int:
    """The depth of nets as initialised at which is measured what is measured at one depth only."""
    depths = initial_depths(budget)
    return depths[len(depths) // 2]


def initial_seeds(budget: Budget) -> tuple[int, ...]:
    """The budget's seeds, but three at least and five at most."""
    return budget.seeds[:MOST_SEEDS] if len(budget.seeds) >= LEAST_SEEDS else tuple(range(LEAST_SEEDS))


def trained_nets(budget: Budget, families: Sequence[str] = ("plain", "resnet")) -> list[Plan]:
    """Nets of these families at `trained_depths`, and the pre-activation net at the one depth at which the budget trains it:
    degradation's and lesion's nets, so that they are trained once."""
    plans = []
    for seed in budget.seeds:
        plans += [budget.plan(f"{family}-{depth}", seed) for depth in trained_depths(budget) for family in families]
        plans.append(budget.plan(f"preresnet-{budget.depth}", seed))
    return plans


def of_other_length(budget: Budget, net: str, seed: int, part: float) -> Plan:
    """A net that is trained for one of LENGTHS: the iterations and the warm-up of the budget, times that part. Not a
    checkpoint of the usual run, whose learning rate is still high: the schedule comes to its end."""
    whole = Train(**budget.train)
    iterations = max(2, int(part * whole.iterations))
    warmup = min(int(part * whole.warmup), iterations - 1)
    return budget.plan(net, seed, net + LENGTHS[part], iterations=iterations, warmup=warmup)


def initial_net(budget: Budget, family: str, depth: int, seed: int, batch_norm: bool = True) -> Plan:
    """A net of a family as initialised, with BN or without."""
    name = f"{family}-{depth}"
    if batch_norm:
        return budget.plan_untrained(name, seed)
    return budget.plan_untrained(zoo.without_bn(zoo.net(name)), seed, f"{name}{NO_BN} {AT_INITIALISATION}")


def kind(plan: Plan) -> str:
    """trained, imported weights too; of nets as initialised scaled (shortcuts times a constant), deep (over 110 layers) or
    initial."""
    if plan.run.train.iterations:
        return "trained"
    if plan.run.net.unit.shortcut.startswith("scale"):
        return "scaled"
    return "deep" if plan.run.net.depth > MOST_LAYERS else "initial"


def of_first_seed(budget: Budget) -> Callable[[Plan], bool]:
    """A filter: nets as initialised of one seed, for what is measured once."""
    first = initial_seeds(budget)[0]
    return lambda plan: kind(plan) == "initial" and plan.run.seed == first


def trained_or_initial_with_bn(budget: Budget) -> Callable[[Plan], bool]:
    """A filter: trained nets, and as initialised those with BN of one seed, up to the middle depth."""
    once, most = of_first_seed(budget), middle_depth(budget)
    return lambda plan: (
        kind(plan) == "trained" or (once(plan) and plan.run.net.depth <= most and "bn" in plan.run.net.unit.branch)
    )


def initial_nets_with_bn(budget: Budget, families: Sequence[str]) -> list[Plan]:
    """The nets as initialised that `trained_or_initial_with_bn` lets pass."""
    depths = [depth for depth in initial_depths(budget) if depth <= middle_depth(budget)]
    return [initial_net(budget, family, depth, initial_seeds(budget)[0]) for depth in depths for family in families]
