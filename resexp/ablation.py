"""A unit of your own beside the original and the pre-activation unit, at the same depth and budget.

Claim     What the unit changes, all else equal: data, recipe, depth, seeds.
Command   python -m resexp ablate "bn relu conv bn relu conv" --shortcut "scale 0.9" --after "" --depth 20 --budget quick
"""

from __future__ import annotations

import hashlib
import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from resexp import budget as budgets
from resexp import zoo
from resexp.analysis import captions, drawing, plots, published, style
from resexp.analysis import table as tables
from resexp.analysis.findings import Finding, pair
from resexp.analysis.table import last_values
from resexp.budget import Budget, Plan
from resexp.errors import UserError
from resexp.experiment import ABLATION_PREFIX
from resexp.spec import Unit, make, unit_from_line
from resexp.store import Store

TITLE = "A unit of your own"
BASELINES = ("original", "pre-activation")
YOURS = "yours"
LONGEST = 80
"""Most characters of a file's name that stand for the unit."""

COLOURS = dict(zip(BASELINES, (style.FAMILY["resnet"], style.FAMILY["preresnet"]), strict=True))


def unit_from_options(
    branch: str, shortcut: str = "identity", after: str | None = None, expansion: int = 1, **options: str | None
) -> Unit:
    """The unit of these tokens. What is left out is as in the paper's unit that is most like it: the pre-activation unit if the
    branch begins with an activation, a bottleneck if it is wider outside than inside.

    Args:
        branch: tokens.
        shortcut: what stands on the other side of the addition.
        after: tokens behind the addition.
        expansion: width outside over width inside.
        options: widen, share.

    Raises:
        UserError: a word that is not allowed; says which are.
    """
    leading = make(Unit, {"branch": branch}).leading
    basic, bottleneck = (zoo.PREACT, zoo.PREACT_BOTTLENECK) if leading else (zoo.ORIGINAL, zoo.BOTTLENECK)
    given = {"after": after, **options}
    made: Unit = (bottleneck if expansion > 1 else basic).replace(
        branch=branch, shortcut=shortcut, expansion=expansion, **{k: v for k, v in given.items() if v is not None}
    )
    return made


def options_beyond_line(own: Unit) -> dict[str, str | int]:
    """The options that must be given beside the unit's line to get the unit again: those of widen, share, expansion that are
    not as `unit_from_options` fills them in."""
    filled = unit_from_options(own.branch, own.shortcut, own.after, own.expansion)
    options = {name: getattr(own, name) for name in ("widen", "share") if getattr(own, name) != getattr(filled, name)}
    return options | ({"expansion": own.expansion} if own.expansion > 1 else {})


def label_and_file_name(unit: Unit, depth: int, name: str = "") -> tuple[str, str]:
    """(the unit's label in figures, the name of its tables and figures).

    Without a name of its own, everything that tells two ablations of one budget apart is in the second: the unit,
    `options_beyond_line` and the depth; where that is longer than LONGEST, its end is replaced by a hash.

    Raises:
        UserError: the name cannot be part of a file's name, or is a baseline's.
    """
    if name and (not re.fullmatch(r"[A-Za-z0-9][\w .+-]{0,59}", name, re.ASCII) or name in BASELINES):
        raise UserError(f"--name '{name}': letters, digits, spaces and _.+-, at most 60, and not {' or '.join(BASELINES)}")
    shortcut = "" if unit.shortcut == "identity" else unit.shortcut
    parts = [
        unit.branch,
        shortcut,
        unit.after and f"after {unit.after}",
        *(f"{k} {v}" for k, v in options_beyond_line(unit).items()),
    ]
    words = (name or f"{' '.join(parts)} {depth} layers").replace(" -", " m")
    words = words.replace(".", "_")  # a point would make it a prefix of other names
    slug = re.sub(r"\W+", "-", words, flags=re.ASCII).strip("-")
    if len(slug) > LONGEST:
        slug = f"{slug[: LONGEST - 9]}-{hashlib.sha256(slug.encode()).hexdigest()[:8]}"
    return name or YOURS, ABLATION_PREFIX + slug


def describe_replaced(store: Store, budget: str, name: str, plans: Sequence[Plan]) -> str:
    """The unit that the tables and figures of this name show now, if these runs replace it; else ''.

    Raises:
        UserError: they are of another label ('a b' and 'a-b' have one file's name), or damaged.
    """
    if not (store.tables_folder(budget) / f"{name}.runs.csv").is_file():
        return ""
    old = tables.read(store, budget, name)
    new = next(tables.run_row(plan, budget, {}) for plan in plans if plan.label not in BASELINES)
    label = own_label(old)
    if label not in ("", new["label"]):
        raise UserError(f"--name '{new['label']}': its figures would replace those of '{label}'; choose another name")
    held = {_describe_row(row) for _, row in old[old["label"] == label].iterrows()} - {_describe_row(new)}
    return "; ".join(sorted(held))


def _describe_row(row: Mapping[Any, Any]) -> str:
    """A row of a table of runs as text: 'conv bn relu conv bn | scale 0.9 + | relu (share=first, 8 layers, fp32)'."""
    options = row["options"].split(",") if isinstance(row["options"], str) and row["options"] else []
    words = [*options, f"{row['depth']} layers", row["precision"]]
    return f"{row['unit']} ({', '.join(words)})"


def runs(budget: Budget, unit: Unit, label: str, depth: int) -> list[Plan]:
    """The unit's net and both baselines, for every seed.

    Raises:
        UserError: the three have no net of this depth, or the unit is a baseline's.
    """
    nets = zoo.net_with_baselines(unit, depth)
    for name in BASELINES:
        if nets[name] == nets["yours"]:
            raise UserError(
                f"this is the unit of the {name} net itself; change a token, the shortcut or the tokens after the addition"
            )
    return [
        budget.plan(net, seed, label if name not in BASELINES else name) for seed in budget.seeds for name, net in nets.items()
    ]


def own_label(table: pd.DataFrame) -> str:
    """The label of the user's unit: the first that is not a baseline; '' if there is none."""
    return next((label for label in table["label"].unique() if label not in BASELINES), "")


def title(table: pd.DataFrame) -> str:
    """The experiment's heading on the page: the label and the unit."""
    own = own_label(table)
    return f"{TITLE}: {own} ({table.loc[table['label'] == own, 'unit'].iloc[0]})"


def labels_in_order(table: pd.DataFrame) -> list[str]:
    """The labels in the table: the baselines, then the user's."""
    there = set(table["label"])
    return [label for label in (*BASELINES, own_label(table)) if label in there]


def figures(table: pd.DataFrame) -> dict[str, Figure]:
    """curves: errors along training. errors: the last test error of every seed. units: drawings of the units compared."""
    labels = labels_in_order(table)
    colours = {label: COLOURS.get(label, style.OKABE_ITO["vermillion"]) for label in labels}
    fig, (ax,) = plots.new_figure(width=9.5, height=2.8)
    how = f"{plots.ranked_errors(ax, last_values(table), labels, colours)} {captions.layers_note(table)}"
    captions.explain(fig, f"Test error of {own_label(table)} beside the original and the pre-activation unit.", how)
    heading = f"{table['depth'].iloc[0]} layers"
    names = {label: label for label in labels}
    see = f"How {own_label(table)} learns beside the original and the pre-activation unit."
    curves = plots.error_curves(table, {heading: names}, colours, see, columns=1)
    return {"curves": curves, "errors": fig, "units": drawing.units(table, names)}


def comparison(table: pd.DataFrame) -> pd.DataFrame:
    """The three rows, each with its unit; the papers' numbers where a net is theirs."""
    labels = labels_in_order(table)
    known = published.load()
    rows = table.drop_duplicates("label").set_index("label")
    found = {label: known.find(str(rows["net"][label]), ["he2016", "he2015"], rows["data"][label]) for label in labels}
    return published.rows_of(table, {label: numbers[0] for label, numbers in found.items() if numbers})


def findings(table: pd.DataFrame) -> list[Finding]:
    """The unit against each baseline, on the test images."""
    values, own = last_values(table), own_label(table)
    what = f"Test error at {values['depth'].iloc[0]} layers"
    return [Finding(f"{one.text}{'' if one.holds is None else ': lower' if one.holds else ': higher'}.")
            for label in BASELINES for one in pair(values, label, own, what)]  # fmt: skip


def commands(budget: str, table: pd.DataFrame) -> list[str]:
    """The command that runs the ablation again."""
    own = own_label(table)
    row = table[table["label"] == own].iloc[0]
    unit: Unit = unit_from_line(str(row["unit"]))
    if isinstance(row["options"], str):
        unit = unit.replace(**dict(pair.split("=") for pair in row["options"].split(",")))
    known = budgets.load(budget)
    options = {
        "shortcut": unit.shortcut,
        "after": unit.after,
        "depth": row["depth"],
        "budget": known.name,
        **options_beyond_line(unit),
    }
    options["seeds"] = ",".join(str(seed) for seed in sorted(table["seed"].unique()))
    options |= {"name": own} if own != YOURS else {}
    options |= {"data": row["data"]} if known.dataset != row["data"] else {}
    options |= {"precision": row["precision"]} if known.precision != row["precision"] else {}
    words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    words += [word for change in known.changes for word in ("--set", change)]
    return [f"python -m resexp {shlex.join(['ablate', unit.branch, *words])}"]
