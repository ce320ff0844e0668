"""What a notebook needs: `load` a trained net, `rows` and `runs` as pandas; and how the command line finds a RUN."""

from __future__ import annotations

import contextlib
import functools
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from resexp import budget, experiment, source, zoo
from resexp.analysis import table
from resexp.errors import UserError, nearest
from resexp.spec import CLASSES, Run
from resexp.store import Store

if TYPE_CHECKING:
    from resexp.nets.net import Net


def resolve(text: str, store: Store) -> str:
    """The key that RUN means: a key, a unique prefix of one, NET@BUDGET[:SEED], or NET@imported.

    NET@BUDGET looks on the budget's data set; where that is open (`auto`), on CIFAR-10 and then the others.

    Raises:
        UserError: nothing like it is stored, or more than one is.
    """
    if "@" not in text:
        return store.find(text)
    net, _, rest = text.partition("@")
    name, _, seed = rest.partition(":")
    if seed and not (seed.isascii() and seed.isdigit()):
        raise UserError(f"'{text}': the seed must be a number, as in {net}@{name}:0")
    if name == "imported":
        return _imported(net, store)
    known = budget.load(name)
    tried = [known] if known.dataset != "auto" else [known.but(dataset=data) for data in CLASSES]
    keys = [choice.plan(net, int(seed or 0)).run.key for choice in tried]
    for key in keys:
        if store.outcome(key) is not None:
            return key
    at, there = f" --seed {seed}" if seed else "", _alike(net, int(seed or 0), tried, store)
    raise UserError(
        f"{text} has not been trained (key {keys[0]}); {there}first: python -m resexp train {net} --budget {name}{at}"
    )


def _alike(net: str, seed: int, budgets: list[budget.Budget], store: Store) -> str:
    """'experiments have trained vgg-15 (32 channels): 68bde94a3af7; or ': runs that are over and called NET, something."""
    called = re.compile(rf"{re.escape(net)}(?![\w-])")
    found: dict[str, str] = {}
    for name in experiment.names():
        for chosen in budgets:
            with contextlib.suppress(UserError):  # one that does not import or fit has not trained any
                plans = experiment.call(experiment.load(name), "runs", chosen.only(seeds=(seed,)))
                trained = [plan for plan in plans if plan.run.train.iterations and called.match(plan.label)]
                found |= {plan.run.key: plan.label for plan in trained if store.outcome(plan.run.key) is not None}
    return f"experiments have trained {', '.join(f'{label}: {key}' for key, label in found.items())}; or " if found else ""


def _imported(net: str, store: Store) -> str:
    zoo.net(net)
    outcomes: dict[str, dict[str, Any]] = {key: store.outcome(key) or {} for key in store.stored()}
    names = {key: str(outcome.get("name")) for key, outcome in outcomes.items() if outcome.get("status") == "imported"}
    found = [key for key, name in names.items() if name == net]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"{net}@imported is ambiguous: {', '.join(found)}; give a key")
    hint = nearest(net, set(names.values()))
    raise UserError(f"no imported weights of {net}{hint}; first: python -m resexp import-weights FILE --net {net}")


def load(run: str, results: str | None = None, iteration: int | None = None) -> Net:
    """The trained net of a RUN, in eval mode on the CPU; `net.run` is its spec, `net.after(32)` the net after iteration 32.

    Args:
        run: a key, a unique prefix, NET@BUDGET[:SEED] or NET@imported.
        results: the results folder; by default $RESEXP_RESULTS or ./results.
        iteration: the weights after this iteration instead of the last: one of `net.run.train.kept()`, or 0 for the net as
            initialised (imported weights do not say with what they began: then it is drawn anew).

    Raises:
        UserError: no such run, or it has no weights (it failed, is not over, or its weights are truncated, of another net, or
            were not released), or none after this iteration.
    """
    from resexp.nets.net import Net
    from resexp.nets.weights import read, strict

    store = Store(results)
    key = resolve(run, store)
    spec = store.spec(key)
    outcome = store.outcome(key)
    if outcome is None:
        raise UserError(f"run {key} is not over; run its command again to finish it")
    if outcome["status"] == "failed":
        raise UserError(f"run {key} failed (its loss was not finite at iteration {outcome['iterations']}): it has no weights")
    if (spec.train.iterations if iteration is None else iteration) == 0:
        net = Net(spec.net, spec.seed)
    else:
        path = _weights(store, spec, outcome, iteration)
        net = Net(spec.net, seed=None)
        strict(net, read(path), str(path))
    net.rescale(spec.train)
    net.run, net.after = spec, functools.partial(load, key, str(store.root))
    return net.eval()


def check_released(store: Store, key: str) -> None:
    """UserError if the run came without its weights (release.py), with how to get them."""
    if (store.outcome(key) or {}).get("weights") != "none" or store.weights(key).is_file():
        return
    from resexp import release

    how = f"run: {command}" if (command := release.again(store, key)) else "say the command that needs it"
    raise UserError(
        f"weights of run {key} were not released; to train it again delete its folder {store.folder(key)} and {how}"
    )


def _weights(store: Store, spec: Run, outcome: dict[str, Any], iteration: int | None) -> Path:
    """The file with a run's weights after an iteration, by default the last; UserError if there is none."""
    check_released(store, spec.key)
    imported = outcome["status"] == "imported"
    if iteration is None or (iteration == spec.train.iterations and not imported):
        return store.weights(spec.key)
    path = store.kept(spec.key, iteration)
    if path.is_file():
        return path
    if imported:
        raise UserError("imported weights come without those of earlier iterations")
    if iteration in spec.train.kept():
        why = "released without those of earlier iterations" if "released" in outcome else "an older version trained this run"
        raise UserError(f"weights not kept ({why}); delete the run's folder to train it again")
    known = [i for i in spec.train.kept() if store.kept(spec.key, i).is_file()]
    has = f"it has those after {', '.join(map(str, known))}" if known else "it has only the last"
    raise UserError(f"run {spec.key} has no weights after iteration {iteration}; {has}")


def rows(experiment: str, budget: str = "quick", results: str | None = None) -> pd.DataFrame:
    """What was measured for an experiment, joined with its runs: one value a row (table.COLUMNS, table.RUN_COLUMNS)."""
    return table.read(Store(results), budget, experiment)


def runs(results: str | None = None) -> pd.DataFrame:
    """Every stored run, one a row: key, status, spec fields (net.blocks, train.lr ...) and final errors."""
    store = Store(results)
    lines: list[pd.DataFrame] = []
    for key in store.stored():
        outcome = store.outcome(key) or {"status": "running"}
        final = {f"final.{name}": value for name, value in (outcome.get("final") or {}).items()}
        head = {"run": key, "name": outcome.get("name"), "status": outcome["status"], **final}
        lines.append(pd.concat([pd.DataFrame([head]), pd.json_normalize(store.spec(key).model_dump(mode="json"))], axis=1))
    return pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=["run", "name", "status"])


def choose_data(choice: str, say: Callable[..., object], fetch: bool = True) -> str:
    """What `auto` comes to: CIFAR-10 where it lies or can be downloaded, else the synthetic set; says aloud which."""
    if choice != "auto":
        return choice
    if root := source.find("cifar10"):
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
