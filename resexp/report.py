"""From tables to pictures and a page: draws an experiment's figures, and writes one self-contained HTML page. No torch."""

from __future__ import annotations

import base64
import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resexp import budget as budgets
from resexp import experiment, zoo
from resexp.analysis import claim, drawing, figure, published, render, table
from resexp.analysis.claim import Claim
from resexp.budget import Budget
from resexp.errors import UserError
from resexp.source import TITLES
from resexp.store import Store, write_atomic

PROVENANCE = ("label", "seed", "status", "run", "seconds", "images_per_second", "device", "torch", "commit", "ended")
"""What the page says of each run."""


def draw(store: Store, budget: str, name: str) -> list[Path]:
    """Draw and save all figures of an experiment: figures/<experiment>.<figure>.png and .svg. Old ones go.

    Raises:
        UserError: unknown experiment, nothing measured, or results cannot be written.
    """
    module = experiment.load(name)
    measured = table.read(store, budget, name)
    paths: list[Path] = []
    with figure.style():
        figures = figure.check(
            experiment.call(module, "figures", measured) if hasattr(module, "figures") else figure.default(measured), name
        )
    for part, fig in figures.items():
        text = figure.caption(figure.drawn(fig, measured), figure.explanation(fig))
        paths += figure.save(fig, store, budget, f"{name}.{part}", text)
    for path in _drawn(store, budget, name, "png") + _drawn(store, budget, name, "svg"):
        if path not in paths:
            path.unlink(missing_ok=True)
    return paths


def verdict(store: Store, budget: str, name: str) -> list[str]:
    """What an experiment found, in sentences; nothing if it does not say."""
    return _verdict(experiment.load(name), table.read(store, budget, name))


def claims(store: Store, budget: str, name: str) -> list[Claim]:
    """What became of the claims of the papers that an experiment speaks of; nothing if it does not say."""
    return _claims(experiment.load(name), table.read(store, budget, name), name)


def claimed(store: Store, budget: str, names: Sequence[str]) -> list[tuple[str, Claim]]:
    """(experiment, claim) of several experiments, by paper; UserError if they speak of none."""
    found = claim.by_paper((name, one) for name in names for one in claims(store, budget, name))
    if not found:
        raise UserError(f"no claim of the papers can be judged by what was measured at {budget}: {', '.join(names)}")
    return found


def write(store: Store, budget: str, names: Sequence[str]) -> Path:
    """Write results/<budget>/report.html, tables/<experiment>.comparison.csv for experiments that compare, and claims.md, the
    page's table of claims where Markdown is shown, if there are any.

    Figures that are missing, or older than their table, are drawn first; experiments that were not measured are named.

    Raises:
        UserError: unknown experiment or budget, nothing measured at all, or results cannot be written.
    """
    about = budgets.load(budget).about if budget in budgets.names() else "one run, as it is"
    measured = [name for name in names if _table(store, budget, name).is_file()]
    if not measured:
        if not store.tables(budget).is_dir():
            budgets.load(budget)  # says so if there is no such budget
        raise UserError(f"nothing measured at {budget} in {store.root}; first: python -m resexp run all --budget {budget}")
    findings = [_finding(store, budget, name) for name in measured]
    others = experiment.names() if budget in budgets.names() else []
    missing = [(name, experiment.summary(name)) for name in others if name not in measured]
    data = sorted({data for finding in findings for data in finding["data"]})
    judged = claim.by_paper((finding["name"], one) for finding in findings for one in finding["claims"])
    page = _template().render(
        budget=budget,
        about=about,
        findings=findings,
        claims=judged,
        missing=missing,
        data=data,
        titles=TITLES,
        meaning=claim.MEANING,
    )
    path = store.report(budget)
    write_atomic(path, page)
    if judged:
        head = f"# What became of the papers' claims at `{budget}`\n\nWritten by `python -m resexp report --budget {budget}`."
        head += f" Figures, tables and runs: report.html beside this file.\n\n{claim.MEANING}"
        write_atomic(store.claims(budget), f"{head}\n\n{claim.markdown(one for _, one in judged)}\n")
    return path


def _finding(store: Store, budget: str, name: str) -> dict[str, Any]:
    """Everything that the page says of one experiment."""
    module = experiment.load(name)
    measured = table.read(store, budget, name)
    runs = measured.drop_duplicates("run")
    said = experiment.sections(module)
    return {
        "name": name,
        "title": _title(module, name, measured),
        "summary": experiment.summary(name),
        "claim": said.get("claim", ""),
        "source": said.get("source", ""),
        "verdict": _verdict(module, measured),
        "claims": _claims(module, measured, name),
        "figures": [_picture(path) for path in _figures(store, budget, name)],
        "beside": str(getattr(module, "BESIDE", "")),
        "incomparable": published.incomparable(measured),
        "comparison": _comparison(store, budget, name, module, measured),
        "runs": _records(runs, PROVENANCE),
        "data": sorted(runs["data"].unique()),
        "commands": _commands(budget, name, module, runs),
    }


def _title(module: Any, name: str, measured: pd.DataFrame) -> str:
    if hasattr(module, "title"):
        return str(experiment.call(module, "title", measured))
    return str(getattr(module, "TITLE", "") or experiment.summary(name) or name)


def _verdict(module: Any, measured: pd.DataFrame) -> list[str]:
    found = experiment.call(module, "verdict", measured) if hasattr(module, "verdict") else []
    return [str(line) for line in ([found] if isinstance(found, str) else found)]


def _claims(module: Any, measured: pd.DataFrame, name: str) -> list[Claim]:
    return claim.check(experiment.call(module, "claims", measured), name) if hasattr(module, "claims") else []


def _comparison(store: Store, budget: str, name: str, module: Any, measured: pd.DataFrame) -> dict[str, Any] | None:
    """The table beside the papers, for the page; as CSV beside the other tables."""
    path = store.tables(budget) / f"{name}.comparison.csv"
    if not hasattr(module, "comparison"):
        path.unlink(missing_ok=True)
        return None
    frame: pd.DataFrame = experiment.call(module, "comparison", measured)
    write_atomic(path, frame.to_csv(index=False, float_format="%.6g", lineterminator="\n"))
    columns = [column for column in frame.columns if column != "failed" or frame["failed"].any()]
    rows = _records(frame, columns)
    for row in rows:
        if row.get("unit"):
            row["drawing"] = _data_of(drawing.svg(row["unit"]))
    return {"columns": columns, "rows": rows}


def _records(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows as the page prints them."""
    return [{column: _cell(column, row[column]) for column in columns} for _, row in frame.iterrows()]


def _cell(column: str, value: Any) -> str:
    """A value in words: '853,018', '+0.22', '' for what is missing."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    if column == "difference":
        return f"{value:+.2f}".replace("-", "−")
    if column == "ended":
        return str(value).replace("T", " ").removesuffix("+00:00")
    if isinstance(value, str):
        return value
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def _commands(budget: str, name: str, module: Any, runs: pd.DataFrame) -> list[str]:
    """How to run it again: with make, and without."""
    if hasattr(module, "commands"):
        return [str(line) for line in experiment.call(module, "commands", budget, runs)]
    if budget not in budgets.names():
        return [f"python -m resexp measure {name} --run {run}" for run in runs["run"]]
    known = budgets.load(budget)
    data = str(runs["data"].iloc[0])
    options = [] if data == known.dataset else [f"--data {data}"]
    precisions = set(runs.loc[runs["iterations"] > 0, "precision"])
    for precision in precisions - {known.precision} if len(precisions) == 1 else ():
        known = known.but(train={**known.train, "precision": precision})
        options.append(f"--precision {precision}")
    changes = _changes(known.but(dataset=data), module, runs)
    options += [f"--{what} {','.join(str(value) for value in values)}" for what, values in changes.items()]
    arguments = f" ARGS='{' '.join(options)}'" if options else ""
    return [f"make {name} BUDGET={budget}{arguments}", " ".join([f"python -m resexp run {name} --budget {budget}", *options])]


def _changes(budget: Budget, module: Any, runs: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """Which of --seeds and --depths it takes to get these runs: as few as do."""
    of_families = runs[~runs["net"].isin(list(zoo.NAMED))]
    seen = {"seeds": tuple(sorted(int(seed) for seed in runs["seed"].unique())),
            "depths": tuple(sorted(int(depth) for depth in of_families["depth"].unique()))}  # fmt: skip
    runs_of = {}
    for names in ((), ("seeds",), ("depths",), ("seeds", "depths")):
        changes = {name: seen[name] for name in names}
        runs_of[names] = {plan.run.key for plan in module.runs(budget.only(**changes))}
    wanted = set(runs["run"])
    exact = [names for names, keys in runs_of.items() if keys == wanted]
    enough = [names for names, keys in runs_of.items() if keys >= wanted]
    return {name: seen[name] for name in (exact or enough or [()])[0]}


def _table(store: Store, budget: str, name: str) -> Path:
    experiment.path_of(name)
    return store.tables(budget) / f"{name}.csv"


def _drawn(store: Store, budget: str, name: str, kind: str) -> list[Path]:
    """The figures of an experiment that are there, by name."""
    return sorted(store.figures(budget).glob(f"{name}.*.{kind}"))


def _figures(store: Store, budget: str, name: str) -> list[Path]:
    """The SVG figures of an experiment; drawn again if there are none, or some are older than the table."""
    there = _drawn(store, budget, name, "svg")
    if not there or min(path.stat().st_mtime for path in there) < _table(store, budget, name).stat().st_mtime:
        draw(store, budget, name)
    return _drawn(store, budget, name, "svg")


def _picture(path: Path) -> dict[str, str]:
    """A figure for the page: the picture inside the page itself, its caption as text."""
    svg, caption = render.bare(path.read_text(encoding="utf-8"))
    name = path.name.removesuffix(".svg")
    return {"name": name, "caption": caption, "data": _data_of(svg)}


def _data_of(svg: str) -> str:
    """A picture as an address that holds it."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@functools.cache
def _template() -> Any:
    """The page. Everything that is put into it is escaped."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    return environment.get_template("report.html.j2")
