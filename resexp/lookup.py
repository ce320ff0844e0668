"""Find stored runs: the one a user names, those that tables name, and the command that trains one again. No torch."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from resexp import budget, experiment, zoo
from resexp.budget import Plan
from resexp.errors import UserError, did_you_mean
from resexp.spec import CLASSES
from resexp.store import Store


def resolve(text: str, store: Store) -> str:
    """The key of the run that a user names: by key, a unique prefix of one, NET@BUDGET[:SEED], or NET@imported.

    NET@BUDGET is looked for on the budget's data set; where that is `auto`, on CIFAR-10 and then the others.

    Raises:
        UserError: nothing like it is stored, or more than one is.
    """
    if "@" not in text:
        return store.find_key(text)
    net, _, rest = text.partition("@")
    name, _, seed = rest.partition(":")
    if seed and not (seed.isascii() and seed.isdigit()):
        raise UserError(f"'{text}': the seed must be a number, as in {net}@{name}:0")
    if name == "imported":
        return _imported_key(net, store)
    known = budget.load(name)
    tried = [known] if known.dataset != "auto" else [known.replace(dataset=data) for data in CLASSES]
    keys = [choice.plan(net, int(seed or 0)).run.key for choice in tried]
    for key in keys:
        if store.outcome(key) is not None:
            return key
    at, there = f" --seed {seed}" if seed else "", _trained_by_experiments(net, int(seed or 0), tried, store)
    raise UserError(
        f"{text} has not been trained (key {keys[0]}); {there}first: python -m resexp train {net} --budget {name}{at}"
    )


def _trained_by_experiments(net: str, seed: int, budgets: list[budget.Budget], store: Store) -> str:
    """'experiments have trained vgg-15 (32 channels): 68bde94a3af7; or ': finished runs whose label begins with it; or ''."""
    called = re.compile(rf"{re.escape(net)}(?![\w-])")
    found: dict[str, str] = {}
    for name in experiment.names():
        for chosen in budgets:
            with contextlib.suppress(UserError):  # one that does not import or fit has not trained any
                plans = experiment.load(name).runs(chosen.only(seeds=(seed,)))
                trained = [plan for plan in plans if plan.run.train.iterations and called.match(plan.label)]
                found |= {plan.run.key: plan.label for plan in trained if store.outcome(plan.run.key) is not None}
    return f"experiments have trained {', '.join(f'{label}: {key}' for key, label in found.items())}; or " if found else ""


def _imported_key(net: str, store: Store) -> str:
    """Key of the imported weights of a net; UserError if there are none, or several."""
    zoo.net(net)
    outcomes: dict[str, dict[str, Any]] = {key: store.outcome(key) or {} for key in store.stored_keys()}
    names = {key: str(outcome.get("name")) for key, outcome in outcomes.items() if outcome.get("status") == "imported"}
    found = [key for key, name in names.items() if name == net]
    if len(found) == 1:
        return found[0]
    if found:
        raise UserError(f"{net}@imported is ambiguous: {', '.join(found)}; give a key")
    hint = did_you_mean(net, set(names.values()))
    raise UserError(f"no imported weights of {net}{hint}; first: python -m resexp import-weights FILE --net {net}")


def check_released(store: Store, key: str) -> None:
    """UserError if the run was released without weights (release.py); says how to train it again."""
    if (store.outcome(key) or {}).get("weights") != "none" or store.weights_file(key).is_file():
        return
    how = f"run: {command}" if (command := retrain_command(store, key)) else "rerun the command that needs it"
    raise UserError(
        f"weights of run {key} were not released; to train it again delete its folder {store.run_folder(key)} and {how}"
    )


def check_parents(plans: Sequence[Plan], store: Store) -> None:
    """UserError unless every run that begins with another's weights (`spec.Start`) finds them on disk or in the plans, of a net
    that its own is a deepened one of."""
    planned = {plan.run.key: plan.run for plan in plans if store.outcome(plan.run.key) is None}
    for plan in plans:
        parent = plan.run.start.parent
        if not parent:
            continue
        begins = f"{plan.label} seed {plan.run.seed} begins with the weights of run {parent}"
        if parent not in planned and store.outcome(parent) is None:
            raise UserError(f"{begins}, which is not in {store.runs} or not over; train it first")
        net = (planned.get(parent) or store.spec(parent)).net
        if not plan.run.net.deepens(net):
            raise UserError(f"{begins}, whose net ({net.depth} layers) is not this one with fewer units")
        if parent not in planned:
            check_released(store, parent)
            if not store.weights_file(parent).is_file():
                raise UserError(f"{begins}, which has none")


def retrain_command(store: Store, key: str) -> str:
    """The command that trains a run again once its folder is deleted: 'python -m resexp run depth --budget short --seeds 2'.

    It is found by the tables that name the run; '' if none of their experiments has it with these options.
    """
    run = store.spec(key)
    for name, table, row in rows_of_tables(store):
        if row["run"] != key or table not in experiment.names():
            continue
        asked = budget.load(name)
        data = run.data.name if run.data.name in CLASSES else "synthetic"  # scenes: their experiments name the data themselves
        other = data == run.data.name and asked.dataset != data
        words = [f"--budget {name}", *([f"--data {data}"] * other), f"--seeds {run.seed}"]
        chosen = asked.replace(dataset=data).only(seeds=(run.seed,))
        for depths in ({}, {"depths": (run.net.depth,)}):
            words += [f"--depths {run.net.depth}"] * len(depths)
            with contextlib.suppress(UserError):  # an experiment that cannot be had at this depth
                if key in [plan.run.key for plan in experiment.load(table).runs(chosen.only(**depths))]:
                    return " ".join(["python -m resexp run", table, *words])
    return ""


def named_by_tables(store: Store) -> Iterator[tuple[str, str]]:
    """(budget, key) of every run that a table names, in the order of budgets.yaml."""
    return ((name, row["run"]) for name, _, row in rows_of_tables(store))


def rows_of_tables(store: Store) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(budget, experiment, line of the table) of every run that a table names, in the order of budgets.yaml."""
    for name in budget.names():
        for path in sorted(store.tables_folder(name).glob("*.runs.csv")):
            try:
                lines = list(csv.DictReader(io.StringIO(path.read_text())))
                if not all(line["run"] for line in lines):
                    raise ValueError("a line without a run")
            except (ValueError, KeyError, csv.Error):  # ValueError: not UTF-8 too
                raise UserError(f"{path} is damaged; delete it and run the experiment again (trained runs are kept)") from None
            yield from ((name, path.name.removesuffix(".runs.csv"), line) for line in lines)
