"""Interventions as values: which units run, in which order, through which summands. `net(x, route=route)` runs one.

    Route.full(27).drop(3, 5).swap(4, 6).branch_only(7)

A Route never changes: every method returns a new one. Lesions after Veit 2016, section 4.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from resexp.errors import UserError
from resexp.rng import derive
from resexp.spec import Net, Train, parse_paths

Mode = Literal["full", "skip", "branch"]
"""full: shortcut + branch. skip: the branch is deleted (in a plain net the whole unit). branch: the shortcut is deleted."""

Backward = Literal["both", "skip", "branch"]
"""Through which summand of a unit the gradient passes; the forward pass does not change (Veit 2016, section 5, Fig. 6b)."""


@dataclass(frozen=True)
class Step:
    """One unit on a route: how it runs, and through which summand its gradient passes."""

    unit: int
    mode: Mode = "full"
    backward: Backward = "both"


@dataclass(frozen=True)
class Route:
    """The steps a net takes between stem and tail, in order."""

    steps: tuple[Step, ...]

    @classmethod
    def full(cls, units: int) -> Route:
        """Every unit once, in order: the net as it was trained."""
        return cls(tuple(Step(unit) for unit in range(units)))

    def _change(self, units: Sequence[int], **changes: Any) -> Route:
        known = {step.unit for step in self.steps}
        for unit in units:
            if unit not in known:
                raise UserError(f"there is no unit {unit} on this route; units are numbered 0 to {max(known)}")
        return Route(tuple(replace(step, **changes) if step.unit in units else step for step in self.steps))

    def drop(self, *units: int) -> Route:
        """Delete the branch of these units: y = shortcut(x) (Veit 2016, section 4.1)."""
        return self._change(units, mode="skip")

    def keep(self, *units: int) -> Route:
        """Delete the branch of all units but these."""
        self._change(units)
        return self._change([step.unit for step in self.steps if step.unit not in units], mode="skip")

    def branch_only(self, *units: int) -> Route:
        """Delete the shortcut of these units: y = branch(x)."""
        return self._change(units, mode="branch")

    def swap(self, first: int, second: int) -> Route:
        """Exchange the places of two units (Veit 2016, section 4.3)."""
        self._change((first, second))
        places = {step.unit: place for place, step in enumerate(self.steps)}
        steps = list(self.steps)
        a, b = places[first], places[second]
        steps[a], steps[b] = steps[b], steps[a]
        return Route(tuple(steps))

    def through(self, backward: Backward, *units: int) -> Route:
        """Send the gradient of these units through one summand only."""
        return self._change(units, backward=backward)

    @property
    def order(self) -> tuple[int, ...]:
        """Units in the order in which they run."""
        return tuple(step.unit for step in self.steps)

    def check(self, net: Net) -> None:
        """Raise UserError, naming the unit and its shapes, if this net cannot run the route."""
        plans = net.unit_plans()
        if sorted(self.order) != list(range(len(plans))):
            raise UserError(f"the route has {len(self.steps)} steps, the net has {len(plans)} units: each must come once")
        c, size = plans[0].c_in, plans[0].size_in
        for step in self.steps:
            plan = plans[step.unit]
            size = plan.size_in if net.down == "pool" and size == 2 * plan.size_in else size
            if (plan.c_in, plan.size_in) != (c, size):
                raise UserError(
                    f"unit {step.unit} ({plan.shapes()}) cannot stand where it was moved: there the input is "
                    f"{c}x{size}x{size}; swap only units of equal shape"
                )
            if step.mode == "skip" and net.unit.shortcut == "none" and plan.transition:
                raise UserError(f"unit {step.unit} is not deletable: {plan.shapes()} and there is no shortcut")
            c, size = plan.c_out, plan.size_out

    def text(self) -> str:
        """How the route differs from the full one, as tables print it: 'full', or 'drop 3,5 order 0,2,1'."""
        words = []
        for mode, name in (("skip", "drop"), ("branch", "branch-only")):
            units = [str(step.unit) for step in sorted(self.steps, key=lambda step: step.unit) if step.mode == mode]
            words += [f"{name} {','.join(units)}"] if units else []
        if self.order != tuple(sorted(self.order)):
            words.append(f"order {','.join(map(str, self.order))}")
        for backward in ("skip", "branch"):
            units = [str(step.unit) for step in self.steps if step.backward == backward]
            words += [f"backward through {backward} {','.join(units)}"] if units else []
        return " ".join(words) or "full"


def draw_route(train: Train, units: int, seed: int, iteration: int) -> Route | None:
    """The route of a training step as `Train.paths` says, a function of (seed, iteration) alone; None if every unit runs.

    random K: exactly K units run their branch (Veit 2016, section 5). decay P: each independently (Huang 2016, Eq. 4).
    """
    if not train.paths:
        return None
    kind, number = parse_paths(train.paths)
    chance = random.Random(derive(seed, "paths", iteration))
    if kind == "random":
        kept = chance.sample(range(units), number)
    else:
        kept = [unit for unit, survives in enumerate(train.survival_probabilities(units)) if chance.random() < survives]
    return Route.full(units).keep(*kept)


def kendall_tau(order: Sequence[int]) -> float:
    """Kendall's rank correlation of an order of distinct numbers with the sorted one: 1 unchanged, -1 reversed.

    Veit 2016, section 4.3, measures reordering by it.

    Raises:
        ValueError: fewer than two numbers, or a number twice.
    """
    n = len(order)
    if n < 2 or len(set(order)) != n:
        raise ValueError("Kendall's tau needs two distinct numbers or more")
    inverted = sum(order[i] > order[j] for i in range(n) for j in range(i + 1, n))
    return 1 - 4 * inverted / (n * (n - 1))
