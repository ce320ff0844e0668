"""Rows of a table that figures and findings ask for: derived columns, pivots, chance and the lead over it. No torch."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from resexp.spec import CLASSES, SCENES, unit_from_line

DERIVED = ("family", "one_path", "batch_norm", "shortcut_scale", "length_part")
"""Columns that `with_derived` adds; they are computed on reading, never written."""


def with_derived(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what figures ask of a net, told from its unit:

    family          plain, vgg (a zoo name that begins so), resnet, or preresnet (the branch begins with an activation)
    one_path        whether units have no shortcut, so that nothing can pass a unit by
    batch_norm      whether there is BN in the unit
    shortcut_scale  lambda of a shortcut that is scaled by a constant, 1 of the identity; nan of others
    length_part     iterations over those of the longest run of the table: 1 of a whole training, 0 of a net as initialised
    """
    facts = {line: _facts_of_unit(line) for line in table["unit"].dropna().unique()}
    table = table.assign(**{name: table["unit"].map({line: fact[name] for line, fact in facts.items()})
                            for name in ("family", "one_path", "batch_norm", "shortcut_scale")})  # fmt: skip
    vgg = table["net"].fillna("").str.startswith("vgg")
    longest = table["iterations"].max()
    return table.assign(family=table["family"].mask(vgg, "vgg"), length_part=table["iterations"] / longest if longest else 0.0)


def _facts_of_unit(line: str) -> dict[str, Any]:
    unit = unit_from_line(line)
    name, *numbers = unit.shortcut.split()
    plain = name == "none"
    scale = 1.0 if name == "identity" else float(numbers[0]) if name == "scale" else math.nan
    return {
        "family": "plain" if plain else "preresnet" if unit.leading else "resnet",
        "one_path": plain,
        "batch_norm": not {"bn", "bn0"}.isdisjoint(f"{unit.branch} {unit.after}".split()),
        "shortcut_scale": scale,
    }


def measured_rows(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that were measured on trained nets, without those of the logs. Runs that failed stay."""
    log = (table["intervention"] == "full") & table["quantity"].isin(["error", "loss"])
    return table[~log | (table["status"] == "failed")]


def at_initialisation(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of nets before their first step."""
    return table[table["iterations"] == 0]


def after_training(table: pd.DataFrame) -> pd.DataFrame:
    """Rows of trained and of imported nets."""
    return table[table["iterations"] > 0]


def pivot(rows: pd.DataFrame, index: str, columns: str = "run", values: str = "value") -> pd.DataFrame:
    """`index` x `columns`, sorted by index; values that are not finite are missing, the last of several rows counts."""
    rows = rows.dropna(subset=[index]).drop_duplicates([index, columns], keep="last")
    wide = rows.pivot(index=index, columns=columns, values=values).sort_index()
    return wide.where(np.isfinite(wide.astype(float)))


def chance(table: pd.DataFrame, quantity: str = "error") -> float:
    """What guessing gives on the table's data set: an error in percent, or a loss in nats."""
    classes = (CLASSES | SCENES)[table["data"].iloc[0]]
    return 100 * (1 - 1 / classes) if quantity == "error" else math.log(classes)


def lead_lost(value: pd.Series, whole: pd.Series, limit: float) -> pd.Series:
    """Fraction of the intact net's lead over chance that is lost: 0 none, 1 all.

    Args:
        value: errors after the intervention.
        whole: errors of the intact net on the same images.
        limit: `chance`.
    """
    return (value - whole) / (limit - whole)


def several_seeds(table: pd.DataFrame) -> bool:
    """Whether some label has more than one run."""
    return bool(table.groupby("label")["run"].nunique().max() > 1)


def smoothing_window(table: pd.DataFrame, images: int = 2500, most: int = 100) -> int:
    """Points of the training log in a running mean: so many that each stands for 2,500 images, and a curve has about 100.

    1 where the log is smooth as it is; odd otherwise.
    """
    rows = table[(table["split"] == "train") & (table["quantity"] == "error")]
    if rows.empty:
        return 1
    points = int(rows.groupby("run").size().max())
    wanted = max(points / most, images / max(1.0, float(rows["n"].median())))
    return min(round(wanted), points // 8) // 2 * 2 + 1


def log_window(table: pd.DataFrame) -> int:
    """Iterations between two lines of the training log."""
    rows = table[(table["split"] == "train") & (table["quantity"] == "error")]
    return round(float((rows["n"] / rows["batch"]).median())) if len(rows) else 0
