"""Deeper plain nets train worse; deeper ResNets do not.

Claim     With depth, a plain net's *training* error rises: it is harder to optimise, not overfitted. The same net with
          identity shortcuts, at no extra parameter, trains better the deeper it is.
Source    He et al. 2015, section 4.2, Fig. 6 (left: plain, middle: residual, right: 110 and 1202 layers) and Table 6.
Command   make degradation BUDGET=quick
Cost      quick: 4 runs, under 5 minutes on 2 CPU cores. short: 8 runs of 10 epochs. paper: 9 nets x 5 seeds x 64k iterations;
          `--depths 1202` adds the 1202-layer net.
"""

from __future__ import annotations

from resexp.budget import Budget, Plan

TITLE = "Degradation: depth hurts plain nets, not residual ones"
FAMILIES = ("plain", "resnet")
DEEPEST_PLAIN = 110


def runs(budget: Budget) -> list[Plan]:
    """Plain and residual nets of every depth, shallow ones first."""
    return [
        budget.plan(f"{family}-{depth}", seed)
        for seed in budget.seeds
        for depth in budget.depths
        for family in FAMILIES
        if family != "plain" or depth <= DEEPEST_PLAIN
    ]
