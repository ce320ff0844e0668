"""Each claim of the papers beside what was measured: reproduced, partly, not, or undecided. No torch.

A claim is one or more statements (`Part`), of which each holds, does not hold, or is left open by the noise:

    reproduced                 all hold
    reproduced at this budget  all hold, so far: the runs are shorter than the papers' recipe, saw fewer images or others than
                               CIFAR (`published.incomparable`), or the nets are shallower than the paper's
    partly                     some hold, others do not or are open
    undecided                  all are open
    not at this budget         none holds and not all are open, so far
    not reproduced             the same at the papers' length, and where nothing is trained, so that no budget is an excuse

On other images than CIFAR nothing but an equation is reproduced: what holds there is `partly`. The noise is that of the
seeds, where there are several: an exact rank-sum test at 10 % tells two nets apart (`verdict.alike`), and what has a bound
must lie on one side of it with all seeds. With one seed it is two standard errors of what a value is an average of: test
images (`verdict.doubt`), layers, draws. Intervals are of 90 % where they are of seeds, else of 95 %. A net that diverged is
worse than any other. Bounds are ours, where the paper has only a figure; the claim's text says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from resexp.analysis import published, verdict
from resexp.errors import UserError
from resexp.source import TITLES

STATES = ("reproduced", "reproduced at this budget", "partly", "undecided", "not at this budget", "not reproduced")
REPRODUCED, REPRODUCED_HERE, PARTLY, UNDECIDED, NOT_HERE, NOT = STATES
MEANING = (
    "Reproduced: every statement of the claim holds, at the papers' length or where nothing is trained; reproduced at this "
    "budget: every one holds so far, in runs shorter than the papers' or nets shallower; partly: some do. Undecided: the "
    "noise is as large as what is asked: that of seeds (an exact rank-sum test at 10 %; intervals of 90 %), with one seed "
    "that of test images, layers or draws (two standard errors; 95 %). Not at this budget: it does not hold so far; not "
    "reproduced: it does not hold, and no budget is an excuse."
)
"""What the states say, for readers."""

DEEP = 56
"""Layers from which a net is held against Veit 2016, whose residual net has 110."""

WORDS = {True: "yes", False: "no", None: "undecided"}


class Claim(NamedTuple):
    """One claim and what became of it."""

    text: str
    """What the paper says, in a sentence."""

    source: str
    """Paper, and section, figure or table."""

    state: str
    """One of STATES."""

    finding: str
    """The numbers that say so, and what they are of."""

    longer: str = ""
    """What a longer budget is expected to change; '' if nothing, or if there is none."""


class Part(NamedTuple):
    """One statement of a claim."""

    holds: bool | None
    """None: the noise leaves it open."""

    text: str
    """A clause with the numbers."""


def judge(
    text: str,
    source: str,
    parts: Sequence[Part],
    rows: pd.DataFrame,
    longer: str = "",
    exact: bool = False,
    depth: int = 0,
) -> list[Claim]:
    """The claim, by the rules above; nothing if nothing was measured that speaks of it.

    Args:
        text: what the paper says.
        source: where.
        parts: the statements that it is made of.
        rows: of the table (or `table.final`), those with the values behind the statements.
        longer: what a longer budget is expected to change; left out at the papers' length.
        exact: an equation, which neither the budget nor the images change.
        depth: of the paper's shallowest net; with nets that are all shallower nothing is held against the paper.
    """
    if not parts:
        return []
    trained = bool((rows["iterations"] > 0).any()) and not exact
    short = bool(trained and (published.incomparable(rows) or rows["depth"].max() < depth))
    state = state_of([part.holds for part in parts], short)
    elsewhere = [TITLES.get(name, name) for name in rows["data"].unique() if not name.startswith("cifar")]
    if elsewhere and not exact and state in (REPRODUCED, REPRODUCED_HERE):
        state = PARTLY
    said = [f"{part.text}: {WORDS[part.holds]}" if len({part.holds for part in parts}) > 1 else part.text for part in parts]
    return [Claim(text, source, state, f"{sentence('; '.join(said))}. {basis(rows)}.", longer if short else "")]


def state_of(holds: Sequence[bool | None], short: bool) -> str:
    """One of STATES, of what the statements of a claim say and whether the runs are shorter than the papers'."""
    if all(holds):
        return REPRODUCED_HERE if short else REPRODUCED
    if any(holds):
        return PARTLY
    if all(one is None for one in holds):
        return UNDECIDED
    return NOT_HERE if short else NOT


def basis(rows: pd.DataFrame) -> str:
    """'One seed, 10,000 test images, 20 to 56 layers, 0.4 epochs': what the values are of."""
    imported, seeds = (rows["status"] == "imported").all(), rows.groupby("label")["seed"].nunique()
    words = ["imported weights" if imported else "one seed" if seeds.max() == 1 else f"{_range(seeds)} seeds"]
    split = {"train": "training", "holdout": "held-out"}.get(rows["split"].iloc[0] if "split" in rows else "", "test")
    images = rows.loc[rows["value"].notna(), "n"]
    words += [f"{_range(images)} {split} images"] if len(images) else []
    words.append(f"{_range(rows['depth'])} layers")
    epochs = rows.loc[rows["iterations"] > 0, "epochs"]
    words += ["before the first step"] if (rows["iterations"] == 0).any() else []
    words += [f"{_range(epochs, '.1f')} epochs"] if len(epochs) and not imported else []
    words += [TITLES.get(name, name) for name in rows["data"].unique() if name != "cifar10"]
    return sentence(", ".join(words))


def sentence(text: str) -> str:
    """With a capital, unless it begins with the name of a net."""
    return text if re.match(r"[a-z]+-\d", text) else text[0].upper() + text[1:]


def _range(values: pd.Series, form: str = ",.0f") -> str:
    """'20', '20 to 56'."""
    low, high = f"{values.min():{form}}", f"{values.max():{form}}"
    return low if low == high else f"{low} to {high}"


# statements


def unless(why: str, holds: bool, text: str) -> Part:
    """A statement that holds or not, unless there is a doubt, which it then says."""
    return Part(None, f"{text}, but {why}") if why else Part(bool(holds), text)


def lower(one: pd.Series, other: pd.Series) -> bool | None:
    """Whether one error is below the other, of two rows of `verdict.groups`; None where that may be chance."""
    return None if verdict.doubt(one, other) else bool(one["median"] < other["median"])


def under(values: pd.Series, bound: float, error: float | pd.Series = 0.0) -> bool | None:
    """Whether all values, one a seed, lie below the bound by more than their error, or all above it; None if neither."""
    if (values + error < bound).all():
        return True
    return False if (values - error > bound).all() else None


def agreed(holds: Sequence[bool | None]) -> bool | None:
    """What all seeds say; None if one is open or they differ."""
    return holds[0] if len(set(holds)) == 1 else None


def pooled(all_seeds: bool | None, *each: bool | None) -> bool | None:
    """What all seeds say together; None where one of them says the contrary."""
    return None if (not all_seeds) in [one for one in each if one is not None] else all_seeds


def every(*holds: bool | None) -> bool | None:
    """Whether all hold: not if one does not, else open if one is open."""
    return False if False in holds else None if None in holds else True


class Rank(NamedTuple):
    """Spearman's rank correlation and its 95 % interval."""

    value: float
    low: float
    high: float

    def above(self, bound: float) -> bool | None:
        """Whether the interval lies above the bound, or below it; None if it holds it."""
        return True if self.low > bound else False if self.high < bound else None

    def text(self) -> str:
        """'+0.82 (+0.74 to +0.88)'."""
        return f"{self.value:+.2f} ({self.low:+.2f} to {self.high:+.2f})"


def rank(x: pd.Series, y: pd.Series) -> Rank:
    """Of values in pairs, independent of each other; the interval by Fisher's transformation (-1 to 1 of fewer than five), nan
    where one does not vary."""
    value = float(x.rank().corr(y.rank()))
    if len(x) < 5 or math.isnan(value):
        return Rank(value, -1.0, 1.0)
    middle, error = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, value))), 1.96 * 1.03 / math.sqrt(len(x) - 3)
    return Rank(value, math.tanh(middle - error), math.tanh(middle + error))


def trend(values: pd.DataFrame, what: str, paper: str) -> list[Part]:
    """Whether an error rises or falls with depth as in the paper, as `verdict.trend` says it; nothing of less than two depths.

    Args:
        values: `table.final`, of the runs to compare.
        what: the beginning of the clause, as 'training error'.
        paper: rises or falls.
    """
    found = verdict.ends(values, failed=True)
    if found is None:
        return []
    move, text = verdict.moved(*found, what)
    return [unless(verdict.doubt(*found), move == paper, text)]


def best(values: pd.DataFrame, label: str, name: str = "", worst: bool = False) -> list[Part]:
    """Whether a label clearly has the lowest error of all, or the highest: a statement for the others of which it is so, one
    for those of which it is not, one for those that noise leaves open; nothing if it or any other is not there.

    Of many others some differ by chance, each at `verdict.CHANCE`. Fewer than half therefore say nothing: of nets that are all
    alike, three seeds each, half or more of four others would be clearly higher in 4 % of all cases, of eleven in 1 %.
    """
    found = verdict.standing(values, label)
    if found is None:
        return []
    good, bad = (found.better, found.worse) if worst else (found.worse, found.better)
    ways, count = ("lower", "higher") if worst else ("higher", "lower"), len(found.others)
    rest = [other for other in found.others if other not in (*good, *bad)]
    ahead, behind = 2 * len(good) >= count, 2 * len(bad) >= count
    said = [(ahead or None, good, f"of {count} others clearly {ways[0]}"),
            (False if ahead or behind else None, bad, f"of {count} others clearly {ways[1]}"),
            (None, rest, f"of {count} others within the noise")]  # fmt: skip
    text = f"{name or label} {verdict.percent(found.rows['median'][label])}, "
    return [Part(holds, f"{text if not i else ''}{len(some)} {words}")
            for i, (holds, some, words) in enumerate(part for part in said if part[1])]  # fmt: skip


# of a whole table


def check(found: object, name: str) -> list[Claim]:
    """What an experiment's claims() returned, or UserError that names it."""
    if isinstance(found, list) and all(isinstance(one, Claim) and one.state in STATES for one in found):
        return found
    raise UserError(f"claims() of {name} must return a list of Claims, each with a state of: {', '.join(STATES)}")


def by_paper(claims: Iterable[tuple[str, Claim]]) -> list[tuple[str, Claim]]:
    """Claims with the experiments they are of: He 2015, He 2016, Veit 2016."""
    return sorted(claims, key=lambda pair: pair[1].source.split(",")[0])


def markdown(claims: Iterable[Claim]) -> str:
    """A table for a README."""
    head = ("state", "claim", "source", "what was measured", "what a longer budget is expected to change")
    rows = [(f"**{claim.state}**", claim.text, claim.source, claim.finding, claim.longer) for claim in claims]
    lines = [" | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in row) for row in (head, ("---",) * 5, *rows)]
    return "\n".join(f"| {line} |" for line in lines)
