"""What was found: statements with numbers, the claim of a paper that they are held against, and the state of that claim.

A `Finding` is written once by an experiment. The terminal, the page and claims.md all draw from it. No torch.

    agrees so far          every statement holds, in runs shorter than the papers', on other images, or in shallower nets
    disagrees so far       none holds and not all are open, in such runs
    reproduced             every statement holds, at the papers' length or where nothing is trained
    not reproduced         none holds and not all are open, at the papers' length or where nothing is trained
    agrees in part         some hold, others do not or are open
    undecided              all are open: the noise is as large as what is asked, or not known
    identity, checked      an equation that must hold was computed, and holds

Whether two nets differ is decided by one rule, `compare.why_undecided`, whose error rates are known (docs/statistics.md).
Lesions, orders and paths are held against bounds of ours with the noise of their draws or images. A run that diverged is worse
than any other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from resexp import stats
from resexp.analysis import published
from resexp.analysis.compare import by_group, centre, describe_change, percent, shallowest_and_deepest, standing, why_undecided
from resexp.analysis.table import last_values, summarise_seeds
from resexp.errors import UserError
from resexp.source import TITLES
from resexp.spec import CLASSES

STATES = (
    "reproduced",
    "agrees so far",
    "identity, checked",
    "agrees in part",
    "undecided",
    "disagrees so far",
    "not reproduced",
)
REPRODUCED, SO_FAR, IDENTITY, IN_PART, UNDECIDED, NOT_SO_FAR, NOT = STATES
MEANING = (
    "Reproduced, not reproduced: at the papers' length, or where nothing is trained. Agrees so far, disagrees so far: in runs "
    "shorter than the papers', on other images or in nets shallower (Veit: than 56 layers). Agrees in part: some statements "
    "hold. Undecided: the noise is as large as what is asked, or not known (docs/statistics.md). Identity, checked: an "
    "equation that must hold does."
)
"""What the states mean, for readers."""

VEITS_DEPTH = 56
"""Layers from which a net is held against Veit 2016, whose residual net has 110."""

ANSWERS = {True: "yes", False: "no", None: "undecided"}


class Statement(NamedTuple):
    """One statement of a claim: whether it holds (None: the noise leaves it open), and a clause with the numbers."""

    holds: bool | None
    text: str


@dataclass(frozen=True)
class Finding:
    """What was found. With statements it is held against a claim; without it is an observation: `text` and `notes` alone."""

    text: str
    """The claim, as the paper says it, with our bound where the paper has none; or an observation with its numbers."""

    source: str = ""
    """Paper, and section, figure or table."""

    statements: Sequence[Statement] = ()
    """What decides the state."""

    rows: pd.DataFrame | None = None
    """The rows with the values behind the statements: data, seeds, images and lengths are told from them."""

    longer: str = ""
    """What a longer budget is expected to change; not shown at the papers' length."""

    exact: bool = False
    """An equation that must hold, whatever the budget and the images."""

    depth: int = 0
    """Depth of the paper's shallowest net: with nets that are all shallower nothing is held against the paper."""

    notes: Sequence[str] = ()
    """More sentences with numbers, which decide nothing."""

    @property
    def judged(self) -> bool:
        """Whether it is held against a claim."""
        return bool(self.statements)

    @property
    def short(self) -> bool:
        """Whether the runs are shorter than the papers' or saw other images than CIFAR, or the nets are shallower."""
        if self.exact or self.rows is None:
            return False
        if not self.rows["data"].str.startswith("cifar").all():
            return True
        if not (self.rows["iterations"] > 0).any():
            return False
        return bool(published.incomparable(self.rows)) or bool(self.rows["depth"].max() < self.depth)

    @property
    def state(self) -> str:
        """One of STATES; '' of an observation."""
        if not self.judged:
            return ""
        holds = [statement.holds for statement in self.statements]
        if all(holds):
            return IDENTITY if self.exact else SO_FAR if self.short else REPRODUCED
        if any(holds):
            return IN_PART
        return UNDECIDED if all(one is None for one in holds) else NOT_SO_FAR if self.short else NOT

    @property
    def measured(self) -> str:
        """The statements with their answers where these differ, and what the numbers are of."""
        differ = len({statement.holds for statement in self.statements}) > 1
        return self._with_basis(one.text + (f": {ANSWERS[one.holds]}" if differ else "") for one in self.statements)

    @property
    def headline(self) -> str:
        """The claim, its state and the first statement, with what its numbers are of: one line where `measured` has many."""
        return f"{self.text} {capitalise(self.state)}: {self._with_basis(one.text for one in self.statements[:1])}"

    def _with_basis(self, said: Iterable[str]) -> str:
        """Statements as a sentence, and what their numbers are of."""
        return f"{capitalise('; '.join(said))}. {self.of}".rstrip()

    @property
    def of(self) -> str:
        """What the numbers are of: seeds, images, layers, length."""
        return "" if self.rows is None else f"{basis(self.rows)}."

    @property
    def outlook(self) -> str:
        """What a longer budget is expected to change; '' at the papers' length."""
        return self.longer if self.short else ""

    def sentences(self) -> list[str]:
        """For the terminal and the page: the claim, its state and numbers in one line, or the observation; then the notes. A
        claim of which nothing was measured is not repeated as if it had been found."""
        if self.judged:
            return [f"{self.text} {capitalise(self.state)}: {self.measured}", *self.notes]
        return [*self.notes] if self.source else [self.text, *self.notes]


def check_findings(found: object, name: str) -> list[Finding]:
    """What findings() of an experiment returned, without claims of which nothing was measured; UserError that names it if it is
    not a list of Findings."""
    if not isinstance(found, list | tuple) or not all(isinstance(one, Finding) for one in found):
        raise UserError(f"findings() of {name} must return a list of Finding (resexp.analysis.findings)")
    return [one for one in found if one.judged or one.notes or not one.source]


def by_paper(found: Iterable[tuple[str, Finding]]) -> list[tuple[str, Finding]]:
    """(experiment, finding) of those that are held against a claim: He 2015, He 2016, Veit 2016, Zhao 2017."""
    return sorted((pair for pair in found if pair[1].judged), key=lambda pair: pair[1].source.split(",")[0])


def markdown(found: Iterable[Finding]) -> str:
    """The table of claims.md."""
    head = ("state", "claim", "source", "what was measured", "what a longer budget is expected to change")
    rows = [(f"**{one.state}**", one.text, one.source, one.measured, one.outlook) for one in found]
    lines = [" | ".join(" ".join(cell.split()).replace("|", r"\|") for cell in row) for row in (head, ("---",) * 5, *rows)]
    return "\n".join(f"| {line} |" for line in lines)


def basis(rows: pd.DataFrame) -> str:
    """'One seed, 10,000 test images, 20 to 56 layers, 0.4 epochs': what values are of."""
    imported, seeds = (rows["status"] == "imported").all(), rows.groupby("label")["seed"].nunique()
    words = ["imported weights" if imported else "one seed" if seeds.max() == 1 else f"{_range(seeds)} seeds"]
    split = {"train": "training", "holdout": "held-out"}.get(rows["split"].iloc[0] if "split" in rows else "", "test")
    images = rows.loc[rows["value"].notna(), "n"].dropna()
    words += [f"{_range(images)} {split} images"] if len(images) else []
    words.append(f"{_range(rows['depth'])} layers")
    epochs = rows.loc[rows["iterations"] > 0, "epochs"]
    words += ["before the first step"] if (rows["iterations"] == 0).any() else []
    words += [f"{_range(epochs, '.1f')} epochs"] if len(epochs) and not imported else []
    words += [TITLES.get(name, name) for name in rows["data"].unique() if name != "cifar10"]
    return capitalise(", ".join(words))


def capitalise(text: str) -> str:
    """With a capital, unless it begins with the name of a net."""
    return text if not text or re.match(r"[a-z]+-\d", text) else text[0].upper() + text[1:]


def _range(values: pd.Series, form: str = ",.0f") -> str:
    """'20', '20 to 56'."""
    low, high = f"{values.min():{form}}", f"{values.max():{form}}"
    return low if low == high else f"{low} to {high}"


# decisions


def part_unless_doubtful(why: str, holds: bool, text: str) -> Statement:
    """A statement that holds or not, unless there is a doubt, which it then says."""
    return Statement(None, f"{text}, but {why}") if why else Statement(bool(holds), text)


def all_below(values: pd.Series, bound: float, error: float | pd.Series = 0.0) -> bool | None:
    """Whether all values, one a seed, lie below the bound by more than their error (False: all above it); None if neither."""
    if (values + error < bound).all():
        return True
    return False if (values - error > bound).all() else None


def agreed(holds: Sequence[bool | None]) -> bool | None:
    """What all seeds say; None if one is open or they differ."""
    return holds[0] if len(set(holds)) == 1 else None


def pooled_unless_contradicted(all_seeds: bool | None, *each: bool | None) -> bool | None:
    """What all seeds say together; None where one of them says the contrary."""
    return None if (not all_seeds) in [one for one in each if one is not None] else all_seeds


def all_hold(*holds: bool | None) -> bool | None:
    """Whether all hold: not if one does not, else open if one is open."""
    return False if False in holds else None if None in holds else True


# statements and notes that several experiments make


def changes_with_depth(values: pd.DataFrame, what: str, paper: str, comparisons: int = 1) -> list[Statement]:
    """Whether an error rises or falls from the least depth to the greatest as in the paper; nothing of less than two depths.

    Args:
        values: `table.last_values`, of the runs to compare.
        what: the beginning of the clause, as 'training error'.
        paper: rises or falls.
        comparisons: how many a claim makes.
    """
    found = shallowest_and_deepest(values, failed=True)
    if found is None:
        return []
    move, text = describe_change(*found, what)
    return [part_unless_doubtful(why_undecided(*found, comparisons), move == paper, text)]


def pair(
    values: pd.DataFrame, one: str, other: str, what: str, paper: str = "lower", names: Sequence[str] = (),
    comparisons: int = 1, number: Callable[[float], str] = percent,
) -> list[Statement]:  # fmt: skip
    """Whether the other label's error is lower (or higher) than the one's, as in the paper; nothing where one is missing. One
    that diverged is higher.

    Args:
        values: `table.last_values`, of errors, losses or a quantity of your own.
        one: a label.
        other: the label that the statement speaks of.
        what: the beginning of the clause.
        paper: what the other's error is in the paper: lower or higher.
        names: of the two; by default the labels.
        comparisons: how many a claim makes.
        number: writes a value; `"{:.2f}".format` for what is no percentage.
    """
    rows = by_group(values)
    if not {one, other} <= set(rows.index):
        return []
    a, b = rows.loc[one], rows.loc[other]
    called = list(names) or [one, other]
    text = f"{what}: {number(centre(a))} {called[0]}, {number(centre(b))} {called[1]}"
    return [part_unless_doubtful(why_undecided(a, b, comparisons), (centre(b) < centre(a)) == (paper == "lower"), text)]


def beside_first(values: pd.DataFrame, labels: Sequence[str]) -> list[Finding]:
    """Every label's test error beside the first's, and whether they differ, corrected for their number: observations.

    Args:
        values: `table.last_values`.
        labels: in order; those that are not there are left out.
    """
    first, *others = [label for label in labels if label in set(values["label"])] or [""]
    said = [(one, other) for other in others for one in pair(values, first, other, "Test error", comparisons=len(others))]
    return [Finding(f"{one.text}{'' if one.holds is None else f': {other} is lower' if one.holds else f': {other} is higher'}.")
            for one, other in said]  # fmt: skip


def is_best(values: pd.DataFrame, label: str, name: str = "", worst: bool = False, times: int = 1) -> list[Statement]:
    """Whether a label clearly has the lowest error of all, or the highest: a statement for the others of which it is so, one
    for those of which it is not, one for those that noise leaves open; nothing if it or any other is not there.

    The comparisons are corrected for their number, `times` if a claim asks so often.
    """
    found = standing(values, label, times)
    if found is None:
        return []
    good, bad = (found.better, found.worse) if worst else (found.worse, found.better)
    ways, count = ("lower", "higher") if worst else ("higher", "lower"), len(found.others)
    rest = [other for other in found.others if other not in (*good, *bad)]
    said = [(True, good, f"of {count} others clearly {ways[0]}"),
            (False, bad, f"of {count} others clearly {ways[1]}"),
            (None, rest, f"of {count} others within the noise")]  # fmt: skip
    text = f"{name or label} {percent(centre(found.rows.loc[label]))}, "
    return [Statement(holds, f"{text if not i else ''}{len(some)} {words}")
            for i, (holds, some, words) in enumerate(part for part in said if part[1])]  # fmt: skip


def rank_agreement(values: pd.DataFrame, numbers: Mapping[str, published.Number]) -> list[str]:
    """How far our rows stand in the order of a paper's table, and whether seeds leave anything of it. Sentences.

    Spearman's rank correlation of medians over seeds with the paper's column; rows that the paper calls `fail`, and ours of
    which the median run diverged, tie for the last place.

    Args:
        values: `table.last_values`, of the labels to rank; those on other data than the paper's are left out.
        numbers: the published number of each label.
    """
    known = values["label"].map({label: number.data for label, number in numbers.items()}) == values["data"]
    values = values[known]
    medians = summarise_seeds(values).set_index("label")["median"]
    paper = pd.Series({label: _failed_as_inf(numbers[label].value) for label in medians.index}, dtype=float)
    if len(medians) < 3 or paper.nunique() < 2:
        return []
    rank = paper.rank().corr(medians.rank())
    if rank != rank:
        return [f"All {len(medians)} rows end alike here: there is no order to compare with the paper's."]
    chance = stats.part_of_random_orders(paper.rank().to_numpy(), medians.rank().to_numpy(), rank)
    random = f"{percent(100 * chance)} of random orders do" if chance else "none of 10,000 random orders does"
    lines = [
        f"Rank correlation (Spearman) of our median errors with the paper's column: {rank:+.2f}, n = {len(medians)} rows; "
        f"{random} as well."
    ]
    pairs = [(a, b) for a in paper.index for b in paper.index if paper[a] < paper[b]]
    rows = by_group(values)
    apart = [(a, b) for a, b in pairs if not why_undecided(rows.loc[a], rows.loc[b], len(pairs))]
    right = sum(medians[a] < medians[b] for a, b in apart)
    lines.append(f"Of {len(pairs)} pairs of rows that differ in the paper {len(apart)} differ here beyond the noise of seeds; "
                 f"{right} of these stand in its order.")  # fmt: skip
    between = float(medians[np.isfinite(medians)].std())
    within = float(values.dropna(subset="value").groupby("label")["value"].var().mean() ** 0.5)
    if math.isnan(between) or math.isnan(within):
        return lines
    return [*lines, f"Standard deviation: {between:.2f} points of the rows' medians, {within:.2f} of the seeds of a row."]


def _failed_as_inf(value: float | str) -> float:
    return value if isinstance(value, float) else math.inf


def rows_that_fail(table: pd.DataFrame, numbers: Mapping[str, published.Number]) -> list[str]:
    """Which rows `fail` as He 2016 has it (a test error above 20 %), beside those that fail in the paper. Nothing where runs
    are shorter than the paper's: there it cannot be judged."""
    if published.incomparable(table):
        return []
    medians = summarise_seeds(last_values(table)).set_index("label")["median"]
    ours = [label for label in medians.index if medians[label] > published.FAIL]
    paper = [label for label in medians.index if label in numbers and numbers[label].value == "fail"]
    both = f"{len(set(ours) & set(paper))} of the {len(paper)} rows that fail in the paper"
    return [f"Fail (a test error above {published.FAIL:.0f} %): {'; '.join(ours) or 'no row'}. These are {both}."]


# what the report adds for every experiment


def failures(table: pd.DataFrame) -> list[str]:
    """A sentence for each net of which runs diverged."""
    runs = table.drop_duplicates("run")
    lost = runs[runs["status"] == "failed"].groupby("label", sort=False).size()
    of = runs.groupby("label").size()
    return [f"{label}: fail (the loss of {number} of {of[label]} runs was not finite)." for label, number in lost.items()]


def caveats(table: pd.DataFrame) -> list[str]:
    """What these runs cannot show."""
    lines, trained = [], table[table["iterations"] > 0]
    if (table["data"] == "synthetic").any():
        lines.append("Measured on the synthetic set, not on CIFAR: nothing here can be held against the papers' numbers.")
    if trained.empty:
        return lines
    if (trained["status"] == "imported").all():
        lines.append("Imported weights: one training each, done elsewhere, so there is no spread.")
    elif trained.groupby("label")["run"].nunique().max() == 1:
        lines.append("One seed of each trained net: there is no spread, and small differences may be chance.")
    of_images = trained["data"].isin(CLASSES).all()  # with one class each, as in the papers with that length
    if of_images and trained["iterations"].max() < published.PAPER_ITERATIONS:  # a net may stop early on purpose
        lines.append(
            f"Trained for {trained['epochs'].max():.1f} epochs, in the papers {published.PAPER_EPOCHS}: far from converged."
        )
    return lines
