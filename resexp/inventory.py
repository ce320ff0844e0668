"""What is stored: a row for each run, and how much room it takes. No torch, no pandas."""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from resexp import budget as budgets
from resexp import zoo
from resexp.errors import UserError
from resexp.lookup import named_by_tables
from resexp.spec import Data, Run, Train, make
from resexp.store import Store

STATES = ("finished", "released", "as initialised", "imported", "failed", "interrupted", "training")
"""released: finished, and comes with the repository. interrupted: not over, and no process trains it."""

COLUMNS = ("run", "net", "budget", "data", "seed", "state", "error", "images_per_second", "hours", "date", "bytes", "iteration",
           "iterations", "test_n", "epochs", "parameters", "name", "released")  # fmt: skip
"""Of a run: key; zoo name of the net, or what its run called it; the budget whose recipe it has, or whose tables name it; last
test error in percent, of test_n images after `iteration`; median speed of training, and hours at that speed; when it ended, or
was last written to."""

KINDS = {
    "weights": ("weights.safetensors",),
    "weights on the way": ("at-*.safetensors",),
    "checkpoints": ("checkpoint.safetensors",),
    "measurements": ("*.*-*.csv",),
    "specs and logs": ("spec.json", "run.json", "log.csv"),
}
"""Files of a run by what they are for. Those on the way may be deleted; figures then have gaps."""


def rows(store: Store) -> list[dict[str, Any]]:
    """Every stored run, COLUMNS, by budget, net and seed. What nobody knows (the recipe of imported weights) is None."""
    named = {key: name for name, key in reversed([*named_by_tables(store)])}
    recipes = _recipes()
    found = [_row(store, key, recipes, named.get(key, "")) for key in store.stored_keys()]
    order = [*budgets.names(), ""]
    return sorted(found, key=lambda row: (order.index(row["budget"]), row["net"].split("-")[0], row["parameters"], row["seed"]))


Recipes = Sequence[tuple[str, Data, Train]]
"""(budget, images, recipe) of all budgets, those of tables of units too."""


def _row(store: Store, key: str, recipes: Recipes, named: str) -> dict[str, Any]:
    """The row of one run; named: the first budget whose tables name it, or ''."""
    run, outcome, folder = store.spec(key), store.outcome(key), store.run_folder(key)
    known = store.with_speed(run, outcome or {})
    tests = [line for line in store.read_log(key) if line.get("test_error") is not None]
    last = tests[-1] if tests else {}
    final = known.get("final") or {}
    state = state_of(store, run, outcome)
    trained = state != "imported"
    log = store.log_file(key)
    changed = (log if log.is_file() else folder / "spec.json").stat().st_mtime
    return {
        "run": key,
        "net": zoo.name_of(run.net) or str(known.get("name") or run.net.unit.line()),
        "budget": _budget_of(run, recipes) or named,
        "data": run.data.name,
        "seed": run.seed,
        "state": state,
        "error": final.get("test_error", last.get("test_error")),
        "images_per_second": known.get("images_per_second"),
        "hours": known["seconds"] / 3600 if known.get("seconds") else None,
        "date": known.get("ended")
        or datetime.datetime.fromtimestamp(changed, datetime.timezone.utc).isoformat(timespec="seconds"),
        "bytes": sum(path.stat().st_size for path in folder.iterdir() if path.is_file()),
        "iteration": (known.get("iterations", _last_iteration(store, key)) if trained else None),
        "iterations": run.train.iterations if trained else None,
        "test_n": final.get("test_n", last.get("test_n")),
        "epochs": round(run.epochs, 2) if trained else None,
        "parameters": run.net.parameters(),
        "name": known.get("name"),
        "released": known.get("released"),
    }


def _last_iteration(store: Store, key: str) -> int:
    """The last iteration in the log; 0 if there is none."""
    log = store.read_log(key)
    return int(log[-1]["iteration"] or 0) if log else 0


def state_of(store: Store, run: Run, outcome: dict[str, Any] | None) -> str:
    """One of STATES."""
    if outcome is None:
        return "training" if store.is_held(run.key) else "interrupted"
    if outcome["status"] != "finished":
        return str(outcome["status"])
    if not run.train.iterations:
        return "as initialised"
    return "released" if "released" in outcome else "finished"


def _budget_of(run: Run, recipes: Recipes) -> str:
    """The budget whose images and recipe are the run's; '' if none is, or nothing was trained here."""
    if run.imported or not run.train.iterations:
        return ""
    for name, data, train in recipes:
        if run.data == data.replace(name=run.data.name) and run.train in (train, train.replace(warmup=0)):
            return name
    return ""


def _recipes() -> Recipes:
    known = {name: budgets.load(name) for name in budgets.names()}
    both = [(name, one) for name, budget in known.items() for one in (budget, budget.for_ablations())]
    return [(name, make(Data, one.data), make(Train, one.train)) for name, one in both]


def remove(store: Store, key: str, force: bool = False) -> int:
    """Delete a stored run with all that was measured on it; returns the bytes freed.

    Raises:
        UserError: it is released (unless force), or another process trains or measures it.
    """
    if "released" in (store.outcome(key) or {}) and not force:
        raise UserError(f"run {key} is released, it comes with the repository: rm --force deletes it all the same")
    with store.claim(key) as ours:
        if not ours:
            raise UserError(f"run {key} is held by another process; stop that first")
        return store.remove(key)


def disk_use(store: Store) -> Iterator[tuple[str, int]]:
    """(what, bytes): the files of runs by kind, then each other folder of results."""
    files = [path for path in store.runs.glob("*/*") if path.is_file() and path.parent.name != ".locks"]
    for kind, patterns in KINDS.items():
        own = [path for path in files if any(path.match(pattern) for pattern in patterns)]
        yield f"runs: {kind}", _bytes(own)
        files = [path for path in files if path not in own]
    yield "runs: other files", _bytes(files)
    for folder in sorted(path for path in store.root.glob("*") if path.is_dir() and path != store.runs):
        yield folder.name, _bytes(path for path in folder.rglob("*") if path.is_file())


def _bytes(files: Any) -> int:
    total = 0
    for path in files:
        with contextlib.suppress(OSError):  # another process may have deleted it
            total += Path(path).stat().st_size
    return total
