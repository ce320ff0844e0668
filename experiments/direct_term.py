"""Through identity shortcuts the error reaches every unit of a stage directly; scaled shortcuts break that.

Claim     x_L = x_l + sum F(x_i), so dE/dx_l = dE/dx_L (1 + d/dx_l sum F): with identity shortcuts, and nothing after the
          addition, the error behind a stage reaches each of its units directly; shortcuts scaled by lambda turn that direct
          term into lambda^(L-l).
Source    He et al. 2016, sections 2 and 3.1, Eq. 4, 5 and 8.
Command   make direct_term BUDGET=quick
          python -m resexp measure direct_term --run resnet-56@imported      any one net, imported weights included
Cost      at initialisation nothing is trained, whatever the budget: nets of 20 and 56 layers, and of one depth with scaled
          shortcuts, take half a minute on 2 CPU cores. After training: degradation's nets and a pre-activation net, 5 s more.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from resexp import plans, zoo
from resexp.analysis import along, frames, published, terms
from resexp.analysis.findings import Finding, Statement
from resexp.budget import Budget, Plan
from resexp.measure import Measure
from resexp.words import AT_INITIALISATION, DEVIATION, DIRECT_TERM, FORWARD_DEVIATION, PREDICTED_NORM

TITLE = "Direct term: through identity shortcuts the error reaches a unit as it is"
BESIDE = "What the equations say, and what was measured at initialisation; single numbers are medians over seeds."
ROUNDING = 1e-5
"""A relative deviation that is rounding, for claims."""


def runs(budget: Budget) -> list[Plan]:
    """Trained nets; designs with BN as initialised; and, of one depth, pre-activation nets with scaled shortcuts."""
    name = f"preresnet-{plans.middle_depth(budget)}"
    scaled = [
        budget.plan_untrained(net, plans.initial_seeds(budget)[0], f"{label}, shortcut × {factor:g}, {AT_INITIALISATION}")
        for base, label in ((zoo.net(name), name), (zoo.without_bn(zoo.net(name)), name + plans.NO_BN))
        for factor, net in zoo.nets_by_lambda(base).items()
    ]
    return [*plans.trained_nets(budget), *plans.initial_nets_with_bn(budget, ("plain", "resnet", "preresnet")), *scaled]


def measures(budget: Budget) -> list[Measure]:
    """The terms of Eq. 4 and 5; and those of Eq. 8 where shortcuts are scaled."""
    return [
        Measure("propagation.decomposition", budget.size("direct_term"), plans.trained_or_initial_with_bn(budget)),
        Measure("propagation.scaled", budget.size("direct_term"), lambda plan: plans.kind(plan) == "scaled"),
    ]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """decomposition: Eq. 4 and 5, before and after training. scaled: Eq. 8."""
    return along.draw_measured(table, {
        "decomposition": (table, DEVIATION, lambda rows: terms.plot_decomposition(rows,
            "Eq. 4 and 5 hold to rounding where a unit is identity plus branch; elsewhere they need not, and do not.")),
        "scaled": (table, PREDICTED_NORM, lambda rows: terms.plot_scaled(rows,
            "Shortcuts times λ turn the direct term into λ^k, but not the whole gradient, to which branches add.")),
    })  # fmt: skip


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """What the equations say beside what was measured at initialisation."""
    rows = []
    first = frames.at_initialisation(table)
    for net in along.nets(first, DEVIATION):
        own = first[first["label"] == net.label]
        for quantity, source in ((DEVIATION, "Eq. 5"), (FORWARD_DEVIATION, "Eq. 4")):
            if (most := terms.largest(own, quantity, must_hold=True)) == most:
                rows.append((net.name, f"{source}: largest relative deviation", "0", f"He 2016, {source}", f"{most:.0e}"))
    for name, predicted, ours in terms.stage_ends(table, batch_norm=True):
        rows.append((name, "direct term over the last stage", f"{predicted:.3g}", "He 2016, Eq. 8", f"{ours:.3g}"))
    return pd.DataFrame(rows, columns=list(published.SAID))


def findings(table: pd.DataFrame) -> list[Finding]:
    """He 2016, Eq. 5 and 8, which must hold; and how much of the gradient the direct term is."""
    units = table[(table["quantity"] == DEVIATION) & table["note"].isna()]
    return [
        Finding(
            "Where shortcuts are the identity and nothing follows the addition, a unit's gradient is that behind it plus what "
            "comes through the branch.", "He 2016, Eq. 5", identities(table), units, exact=True, notes=where_not(table),
        ),
        Finding("Shortcuts scaled by lambda turn the direct term of the gradient into lambda^k.", "He 2016, Eq. 8",
                powers(table), table[table["intervention"] == DIRECT_TERM], exact=True, notes=whole_gradient(table)),
        *direct_shares(table),
    ]  # fmt: skip


def identities(table: pd.DataFrame) -> list[Statement]:
    """Whether Eq. 5 holds to rounding in every unit where it must."""
    return [
        Statement(most < ROUNDING, f"{net.name} {when}: off by {most:.0e} at most")
        for when, net, rows in terms.nets_decomposed(table)
        if (most := terms.largest(rows, DEVIATION, must_hold=True)) == most
    ]


def where_not(table: pd.DataFrame) -> list[str]:
    """How far Eq. 5 is off where it need not hold, and that it holds everywhere with what the shortcut really is."""
    some = terms.nets_decomposed(table)
    found = [(f"{net.name} {when}", terms.largest(rows, DEVIATION, must_hold=False)) for when, net, rows in some]
    off = [f"{most:.2g} ({name})" for name, most in found if most == most]
    if not off:
        return []
    rows = pd.concat([rows for *_, rows in some])
    return [
        f"Where Eq. 5 need not hold ({terms.reasons(rows)}) it is off by up to {', '.join(off)}.",
        f"With each unit's own shortcut, behind the addition, it holds to {terms.general_deviation(rows):.0e}.",
    ]


def powers(table: pd.DataFrame) -> list[Statement]:
    """Whether the direct term of nets with scaled shortcuts is lambda^k over the last stage."""
    statements = []
    for batch_norm in (True, False):
        off = [abs(ours / predicted - 1) for _, predicted, ours in terms.stage_ends(table, batch_norm)]
        if len(off) > 1:
            text = f"{terms.scaled_name(table, batch_norm)}: lambda^k over the last stage, to {max(off):.0e}"
            statements.append(Statement(max(off) < ROUNDING, text))
    return statements


def whole_gradient(table: pd.DataFrame) -> list[str]:
    """What scaled shortcuts do to the whole gradient, which Eq. 8 does not predict."""
    lines = []
    for batch_norm in (True, False):
        grows = terms.whole_gradients(table, batch_norm)
        if len(grows) > 1:
            rank = grows.rank().corr(grows.index.to_series().rank())
            text = f"from the end to unit 1 the whole gradient grows by {grows.iloc[0]:.2g} to {grows.iloc[-1]:.2g}"
            lines.append(f"{terms.scaled_name(table, batch_norm)}: {text}, rank correlation with lambda {rank:+.2f}.")
    return lines


def direct_shares(table: pd.DataFrame) -> list[Finding]:
    """How much of a unit's gradient the direct term is, stage by stage: L is the end of a unit's own stage."""
    found: dict[str, list[str]] = {}
    for when, net, rows in terms.nets_decomposed(table):
        if share := terms.direct_share(rows, net.label):
            cosines = ", ".join(f"{round(cosine, 2) + 0:.2f}" for cosine in share.cosines)
            start = f"{round(share.last_starts, 2) + 0:.2f} where the last begins"
            found.setdefault(when, []).append(f"{net.name} {share.ratio:.2f}, and {cosines} ({start})")
    what = "Norm of the direct term over that of the gradient, and their cosine in each stage, medians over units"
    return [Finding(f"{what}, {when}: {'; '.join(said)}.") for when, said in found.items()]
