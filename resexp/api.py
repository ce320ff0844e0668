"""The functions for notebooks: `load` a trained net, `rows` and `runs` as pandas."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from resexp import inventory, lookup, source
from resexp.analysis import table
from resexp.errors import UserError
from resexp.store import Store

if TYPE_CHECKING:
    from resexp.nets.net import Net


def load(run: str, results: str | None = None, iteration: int | None = None) -> Net:
    """The trained net of a RUN, in eval mode on the CPU; `net.run` is its spec, `net.after(32)` the net after iteration 32.

    `net.images("test", 500)` gives images normalised for it, and their labels; in its first calls the net warns, once, of
    images that cannot be normalised so.

    Args:
        run: a key, a unique prefix, NET@BUDGET[:SEED] or NET@imported.
        results: the results folder; by default $RESEXP_RESULTS, ./results or the checkout's.
        iteration: the weights after this iteration instead of the last: one of `net.run.train.kept_iterations()`, or 0 for
            the net as initialised (imported weights do not say with what they began: then it is drawn anew).

    Raises:
        UserError: no such run, or it has no weights (it failed, is not over, or its weights are truncated, of another net, or
            were not released), or none after this iteration.
    """
    from resexp.training.load import load_net

    store = Store(results)
    net = load_net(store, lookup.resolve(run, store), iteration)
    net.register_forward_pre_hook(_ForeignImages(run))
    return net


class _ForeignImages:
    """A hook of a loaded net: at its first CALLS calls it looks whether the images can be normalised as the run's were, and
    warns, once, if they cannot. Each look takes ten milliseconds."""

    CALLS = 10

    def __init__(self, run: str) -> None:
        """run: as the user named it."""
        self.run, self.left = run, self.CALLS

    def __call__(self, net: Any, arguments: tuple[Any, ...]) -> None:
        if not self.left or not arguments or net.run is None:
            return
        self.left -= 1
        from resexp.images.data import NORMALISATION, is_foreign

        if is_foreign(net.run.data, arguments[0]):
            self.left = 0
            what = f"these images are not normalised as those that {self.run} was trained on"
            how = f"{NORMALISATION[net.run.data.normalise]}; net.images('test', 500) gives such images"
            warnings.warn(f"{what}: {how}", stacklevel=4)


def rows(experiment: str, budget: str = "quick", results: str | None = None) -> pd.DataFrame:
    """An experiment's measurements joined with its runs, one value a row (table.COLUMNS, table.RUN_COLUMNS)."""
    return table.read(Store(results), budget, experiment)


def runs(results: str | None = None) -> pd.DataFrame:
    """Every stored run, one a row: inventory.COLUMNS (`python -m resexp runs` prints them), then the spec's fields (net.blocks,
    train.lr ...); what nobody knows of imported weights is missing."""
    store = Store(results)
    lines: list[dict[str, Any]] = []
    for row in inventory.rows(store):
        spec = store.spec(row["run"]).model_dump(mode="json", exclude={"train"} if row["state"] == "imported" else None)
        lines.append(row | pd.json_normalize(spec).iloc[0].drop("seed").to_dict())
    return pd.DataFrame(lines) if lines else pd.DataFrame(columns=list(inventory.COLUMNS))


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
