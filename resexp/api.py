"""The functions for notebooks: `load` a trained net, `rows` and `runs` as pandas."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from resexp import lookup, source
from resexp.analysis import table
from resexp.errors import UserError
from resexp.store import Store

if TYPE_CHECKING:
    from resexp.nets.net import Net


def load(run: str, results: str | None = None, iteration: int | None = None) -> Net:
    """The trained net of a RUN, in eval mode on the CPU; `net.run` is its spec, `net.after(32)` the net after iteration 32.

    Args:
        run: a key, a unique prefix, NET@BUDGET[:SEED] or NET@imported.
        results: the results folder; by default $RESEXP_RESULTS or ./results.
        iteration: the weights after this iteration instead of the last: one of `net.run.train.kept_iterations()`, or 0 for
            the net as initialised (imported weights do not say with what they began: then it is drawn anew).

    Raises:
        UserError: no such run, or it has no weights (it failed, is not over, or its weights are truncated, of another net, or
            were not released), or none after this iteration.
    """
    from resexp.training.load import load_net

    store = Store(results)
    return load_net(store, lookup.resolve(run, store), iteration)


def rows(experiment: str, budget: str = "quick", results: str | None = None) -> pd.DataFrame:
    """An experiment's measurements joined with its runs, one value a row (table.COLUMNS, table.RUN_COLUMNS)."""
    return table.read(Store(results), budget, experiment)


def runs(results: str | None = None) -> pd.DataFrame:
    """Every stored run, one a row: key, status, spec fields (net.blocks, train.lr ...) and final errors."""
    store = Store(results)
    lines: list[pd.DataFrame] = []
    for key in store.stored_keys():
        outcome = store.outcome(key) or {"status": "running"}
        final = {f"final.{name}": value for name, value in (outcome.get("final") or {}).items()}
        head = {"run": key, "name": outcome.get("name"), "status": outcome["status"], **final}
        lines.append(pd.concat([pd.DataFrame([head]), pd.json_normalize(store.spec(key).model_dump(mode="json"))], axis=1))
    return pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=["run", "name", "status"])


def choose_data(choice: str, say: Callable[..., object], fetch: bool = True) -> str:
    """The data set that `auto` means here: CIFAR-10 if it is there or can be downloaded, else the synthetic set; says which."""
    if choice != "auto":
        return choice
    if root := source.find_root("cifar10"):
        say(f"data: CIFAR-10 from {root}")
        return "cifar10"
    if fetch:
        from resexp.images.data import download

        try:
            say(f"data: CIFAR-10 is not here; downloading it to {source.roots()[0]} (170 MB)")
            download("cifar10")
            return "cifar10"
        except UserError as error:
            say(str(error), "bold yellow")
    say("data: the SYNTHETIC set, not CIFAR-10: good to see the code run, not to compare with the papers", "bold yellow")
    return "synthetic"
