"""How much the test error of one net varies from seed to seed, for each length of training: experiments/seed_noise.csv.

    python benchmarks/seed_noise.py quick short      pool the nets of these budgets' tables, and of all stored runs

Nets on CIFAR count of which two seeds or more are there; scenes, whose nets differ a hundredfold in how much they vary, are
judged by their own tables. Recipes that are not there keep their line. One seed is judged by it (resexp/analysis/compare.py).
Run it again when runs are released: a test compares the file with the tables.
"""

from __future__ import annotations

import math
import sys

import numpy as np
import pandas as pd
from scipy import special

from resexp.analysis import table
from resexp.analysis.compare import RECIPE
from resexp.budget import Plan, home
from resexp.stats import pooled_noise
from resexp.store import Store, write_atomic


def last_errors(store: Store, budgets: list[str]) -> pd.DataFrame:
    """One row a run and a split: its recipe, epochs, which net it is of, and its error at the end (training: mean over the last
    tenth, as figures take it)."""
    tables = [table.read(store, budget, path.name.removesuffix(".runs.csv"))
              for budget in budgets for path in sorted(store.tables_folder(budget).glob("*.runs.csv"))]  # fmt: skip
    plans = [Plan(str((store.outcome(key) or {}).get("name")), store.spec(key)) for key in store.stored_keys()]
    rows, runs = table.collect(store, [plan for plan in plans if plan.run.train.iterations and not plan.run.imported], "")
    tables.append(table.with_derived(runs.merge(rows, on="run")))
    values = pd.concat([table.last_values(one, split=split, part=part).astype(object)
                        for one in tables for split, part in (("test", 0.0), ("train", 0.1))])  # fmt: skip
    values = values[values["data"].str.startswith("cifar")].drop_duplicates(["run", "split"]).dropna(subset="value")
    return values.fillna({"options": "", "paths": ""}).astype({"lr": float, "depth": int, "parameters": int, "value": float})


NET = ["depth", "parameters", "unit", "options", "precision", "lr", "paths"]
"""What tells the nets of a recipe apart."""


def pooled(values: pd.DataFrame) -> pd.DataFrame:
    """The lines of seed_noise.csv, one a recipe, of `last_errors`."""
    lines = []
    for recipe, group in values.groupby(list(RECIPE)):
        noise = pooled_noise([tuple(own["value"]) for _, own in group.groupby(NET)])
        if noise:
            lines.append([*recipe, round(float(group["epochs"].iloc[0]), 1), round(noise.sd, 3), noise.df, noise.nets])
    return pd.DataFrame(lines, columns=[*RECIPE, "epochs", "sd", "df", "nets"])


def spread(values: pd.DataFrame) -> float:
    """How unlike nets of one recipe are in how much they vary: the standard deviation of the logarithm of their own standard
    deviation. Half the root of what the variance of the logarithms of measured variances, of three seeds each, exceeds that of
    nets that are alike by (trigamma(1)); `last_errors` of one split."""
    squares, df = 0.0, 0
    for _, group in values.groupby(list(RECIPE)):
        own = group.groupby(NET)["value"].agg(["count", "var"])
        logs = np.log(own.loc[own["count"] == 3, "var"])
        squares, df = squares + len(logs) * logs.var(ddof=0) if len(logs) else squares, df + max(0, len(logs) - 1)
    return math.sqrt(max(0.0, squares / df - special.polygamma(1, 1))) / 2 if df else math.nan


def main(budgets: list[str]) -> None:
    """Measure, merge with what is there, write."""
    values = last_errors(Store(), budgets)
    new = pooled(values)
    path = home() / "experiments" / "seed_noise.csv"
    if path.is_file():
        new = pd.concat([pd.read_csv(path), new]).drop_duplicates(list(RECIPE), keep="last")
    write_atomic(path, new.sort_values(list(RECIPE)).to_csv(index=False, lineterminator="\n"))
    print(new.to_string(index=False))
    for split, some in values.groupby("split"):
        print(f"Standard deviations of nets of a recipe differ by a factor of e^{spread(some):.2f} ({split} error).")


if __name__ == "__main__":
    main(sys.argv[1:])
