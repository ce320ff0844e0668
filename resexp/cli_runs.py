"""The commands on what is stored: runs | rm | du. cli.py adds them to the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from resexp.errors import UserError, did_you_mean

if TYPE_CHECKING:
    from resexp.store import Store


def runs(
    net: Annotated[str | None, typer.Option("--net", help="Only this net, as resnet-20.")] = None,
    budget: Annotated[str | None, typer.Option("--budget", help="Only runs of this budget.")] = None,
    state: Annotated[
        str | None,
        typer.Option("--status", help="Only: finished, released, 'as initialised', imported, failed, interrupted, training."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON list, with more columns, and nothing else.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="First read every file of every run, and say which are damaged.")
    ] = False,
) -> None:
    """List the stored runs: key, net, budget, data, seed, iterations, state, test error, images/s, hours, date, size."""
    from resexp import budget as budgets
    from resexp import inventory
    from resexp.store import Store

    if budget is not None:
        budgets.load(budget)
    if state is not None and state not in inventory.STATES:
        raise UserError(f"unknown status '{state}'{did_you_mean(state, inventory.STATES)}")
    store = Store()
    if check:
        _check_files(store)
    every = inventory.rows(store)
    if net is not None and net not in {row["net"] for row in every}:
        raise UserError(f"no stored run of '{net}'{did_you_mean(net, {row['net'] for row in every})}")
    wanted = {"net": net, "budget": budget, "state": state}
    found = [row for row in every if all(value in (None, row[name]) for name, value in wanted.items())]
    if as_json:
        print(json.dumps(found, indent=1))
        return
    head = ("run", "net", "budget", "data", "seed", "iterations", "state", "error", "images/s", "hours", "date", "size")
    lines = [head, *(_line(row) for row in found)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    print(f"{len(found)} of {len(every)} runs in {store.runs}, {_size(sum(row['bytes'] for row in found))}")


def _check_files(store: Store) -> None:
    """Read all that the store holds of each run.

    Raises:
        UserError: files are damaged; names them.
    """
    from resexp import measure
    from resexp.training import load

    damaged = []
    for key in store.stored_keys():
        try:
            store.read_log(key)
            measure.check_sheets(store, key)
            load.check_weights(store, key)
        except UserError as error:
            damaged.append(str(error))
    if damaged:
        raise UserError("; also: ".join(damaged))


def _line(row: dict[str, object]) -> tuple[str, ...]:
    """A run as the table prints it."""
    state = str(row["state"])
    if state in ("interrupted", "training"):
        state += f" at {row['iteration']:,}"
    numbers = (("error", ".2f"), ("images_per_second", ".0f"), ("hours", ".2f"))
    said = [f"{row[name]:{form}}" if row[name] is not None else "" for name, form in numbers]
    texts = [str(row[name]) for name in ("run", "net", "budget", "data", "seed")]
    texts.append("" if row["iterations"] is None else f"{row['iterations']:,}")
    return (*texts, state, *said, str(row["date"])[:16].replace("T", " "), _size(row["bytes"]))


def _size(number: object) -> str:
    """'1.8 MB', '12 kB'."""
    size = float(str(number))
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"


def rm(
    names: Annotated[list[str], typer.Argument(metavar="RUN...", help="As for eval.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Delete runs that come with the repository too.")] = False,
) -> None:
    """Delete stored runs with their weights and all that was measured on them; asks first."""
    from resexp import inventory, lookup
    from resexp.store import Store

    store = Store()
    keys = list(dict.fromkeys(lookup.resolve(name, store) for name in names))
    every = {row["run"]: row for row in inventory.rows(store)}
    for key in keys:
        if every[key]["state"] == "training":
            raise UserError(f"run {key} is being trained by another process; stop that first")
        if every[key]["released"] and not force:
            raise UserError(f"run {key} is released, it comes with the repository: rm --force deletes it all the same")
    for key in keys:
        line = _line(every[key])
        tables = [f"{name}/{table}" for name, table, row in lookup.rows_of_tables(store) if row["run"] == key]
        named = f"; named by the tables of {', '.join(tables)}, which keep its numbers" if tables else ""
        if not yes and not _confirmed(f"delete {'  '.join(cell for cell in line if cell)}{named}? [y/N] "):
            print(f"{key} stays")
            continue
        print(f"{key} deleted, {_size(inventory.remove(store, key, force))}")


def _confirmed(question: str) -> bool:
    """Whether the user says yes; no if nobody is there to say so."""
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        print()
        return False


def du() -> None:
    """How much room results take: runs by kind of file, and each folder of tables and figures."""
    from resexp import inventory
    from resexp.store import Store

    store = Store()
    parts = [part for part in inventory.disk_use(store) if part[1]]
    for name, size in [*parts, (f"all of {store.root}", sum(size for _, size in parts))]:
        print(f"{_size(size):>12}  {name}")
