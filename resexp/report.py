"""Draw an experiment's figures from its tables, and write one self-contained HTML page. No torch."""

from __future__ import annotations

import base64
import contextlib
import functools
import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from resexp import budget as budgets
from resexp import experiment, story, zoo
from resexp.analysis import captions, drawing, opening, published, render, style, table
from resexp.analysis import measured as measurements
from resexp.analysis.findings import (
    MEANING,
    STATES,
    Finding,
    beside_first,
    by_paper,
    capitalise,
    caveats,
    check_findings,
    failures,
    markdown,
)
from resexp.budget import Budget
from resexp.errors import UserError
from resexp.experiment import Experiment
from resexp.source import TITLES, in_checkout, run_command
from resexp.store import Store, write_atomic

PROVENANCE = ("label", "seed", "status", "run", "seconds", "images_per_second", "device", "torch", "commit", "ended")
"""Columns that the page shows of each run."""


def draw_figures(store: Store, budget: str, name: str) -> list[Path]:
    """Draw and save all figures of an experiment: figures/<experiment>.<figure>.png and .svg. Old ones are deleted.

    Raises:
        UserError: unknown experiment, nothing measured, or results cannot be written.
    """
    loaded = experiment.load(name)
    measured = table.read(store, budget, name)
    paths: list[Path] = []
    with style.house_style():
        drawn = loaded.figures(measured)
        if drawn is None:
            drawn = measurements.default_figures(_in_order(measured, _labels_in_order(loaded, measured, budget)))
        drawn = render.check_figures(drawn, name)
    for part, fig in drawn.items():
        paths += render.save_figure(fig, store, budget, f"{name}.{part}", captions.caption(fig, measured))
    for path in _figure_files(store, budget, name, "png") + _figure_files(store, budget, name, "svg"):
        if path not in paths:
            path.unlink(missing_ok=True)
    return paths


def read_findings(store: Store, budget: str, name: str) -> list[Finding]:
    """What an experiment found, then its failures and what its runs cannot show."""
    return _all_findings(experiment.load(name), table.read(store, budget, name), budget)


def read_claims(store: Store, budget: str, names: Sequence[str]) -> list[tuple[str, Finding]]:
    """(experiment, finding) of the papers' claims; UserError if the experiments speak of none."""
    found = by_paper((name, one) for name in names for one in read_findings(store, budget, name))
    if not found:
        raise UserError(f"no claim of the papers can be judged by what was measured at {budget}: {', '.join(names)}")
    return found


def _labels_in_order(loaded: Experiment, measured: pd.DataFrame, budget: str) -> list[str]:
    """The labels of a table in the order of the experiment's runs(); those that it has no more, or of one run, as they come."""
    there, wanted = list(dict.fromkeys(measured["label"])), list[str]()
    if budgets.is_known(budget):
        with contextlib.suppress(UserError):  # it does not fit any more
            known = budgets.load(budget).replace(dataset=str(measured["data"].iloc[0]))
            wanted = [plan.label for plan in loaded.runs(known)]
    return sorted(there, key=lambda label: wanted.index(label) if label in wanted else len(wanted))


def _in_order(measured: pd.DataFrame, labels: Sequence[str]) -> pd.DataFrame:
    """The table with its labels in this order."""
    return pd.concat([measured[measured["label"] == label] for label in labels])


def _all_findings(loaded: Experiment, measured: pd.DataFrame, budget: str) -> list[Finding]:
    """Findings of the experiment, or each net beside the first, then failed runs, then what the runs cannot show."""
    own = loaded.findings(measured)
    if own is None:
        values = table.last_values(measured).dropna(subset=["label"])
        own = beside_first(values, _labels_in_order(loaded, measured, budget)) if len(values) else []
    found = check_findings(own, loaded.name)
    return [*found, *(Finding(line) for line in (*failures(measured), *caveats(measured)))]


def write_page(store: Store, budget: str, names: Sequence[str], coming: Sequence[str] = ()) -> Path:
    """Write results/<budget>/report.html, tables/<experiment>.comparison.csv for experiments that compare, and claims.md, the
    page's table of claims where Markdown is shown, if there are any.

    Figures that are missing, or older than their table, are drawn first. Of an experiment that was not measured its chapter
    says which command measures it.

    Args:
        store: where results are.
        budget: the folder of results.
        names: the experiments to show, if they were measured.
        coming: the experiments that the command under way has still to finish, which the page names.

    Raises:
        UserError: unknown experiment or budget, nothing measured at all, or results cannot be written.
    """
    about = "one run, as it is"
    if budgets.is_known(budget):
        known = budgets.load(budget)
        about = "; ".join([known.about, *(f"changed: {change}" for change in known.changes)])
    measured = [name for name in names if _table_file(store, budget, name).is_file()]
    if not measured:
        if not store.tables_folder(budget).is_dir():
            budgets.load(budget)  # says so if there is no such budget
        raise UserError(f"nothing measured at {budget} in {store.root}; first: python -m resexp run all --budget {budget}")
    others = experiment.names() if budget in budgets.names() else []
    chapters = [
        (
            chapter,
            [_section(store, budget, name) for name in some if name in measured],
            [(experiment.summary(name) or name, run_command(name, budget)) for name in some if name not in measured],
        )
        for chapter, some in story.chapters(dict.fromkeys([*measured, *others]))
    ]
    sections = [section for _, some, _ in chapters for section in some]
    judged = by_paper((section["name"], one) for section in sections for one in section["findings"])
    states = [one.state for _, one in judged]
    page = _page_template().render(
        question=story.QUESTION,
        answer=story.ANSWER,
        therefore=story.THEREFORE,
        budget=budget,
        about=about,
        opening=_opening(store, budget, measured),
        chapters=chapters,
        claims=judged,
        tally={state: states.count(state) for state in STATES if state in states},
        papers=list(dict.fromkeys(_paper(one) for _, one in judged)),
        coming=[experiment.summary(name) or name for name in coming],
        data=sorted({data for section in sections for data in section["data"]}),
        titles=TITLES,
        meaning=MEANING,
    )
    path = store.report_file(budget)
    write_atomic(path, page)
    if judged:
        head = f"# What became of the papers' claims at `{budget}`\n\nWritten by `python -m resexp report --budget {budget}`."
        head += f" It writes report.html too: figures, tables, runs.\n\n{MEANING}"
        write_atomic(store.claims_file(budget), f"{head}\n\n{markdown(one for _, one in judged)}\n")
    return path


def _paper(finding: Finding) -> str:
    """'He 2015': the paper of a claim."""
    return finding.source.split(",")[0]


def _opening(store: Store, budget: str, measured: Sequence[str]) -> dict[str, Any]:
    """The panels of the first drawing for which something was measured."""
    panels = {"degradation": opening.depth_panel, "lesion": opening.deleted_panel}
    return {name: panel(table.read(store, budget, name)) if name in measured else None for name, panel in panels.items()}


def _section(store: Store, budget: str, name: str) -> dict[str, Any]:
    """Everything that the page shows of one experiment, for the template."""
    loaded = experiment.load(name)
    measured = table.read(store, budget, name)
    runs = measured.drop_duplicates("run")
    found = _all_findings(loaded, measured, budget)
    comparison = _write_comparison(store, budget, loaded, measured)
    return {
        "name": name,
        "title": loaded.title(measured),
        "summary": loaded.summary,
        "claim": loaded.sections.get("claim", ""),
        "source": loaded.sections.get("source", ""),
        "findings": found,
        "judged": [one for one in found if one.judged],
        "observed": [line for one in found for line in (one.notes if one.judged else one.sentences())],
        "figures": [_embedded_figure(path) for path in _lead_first(name, _up_to_date_figures(store, budget, name))],
        "beside": loaded.beside,
        "incomparable": published.incomparable(measured),
        "comparison": comparison,
        "chart": _chart(comparison["rows"]) if comparison else [],
        "runs": _printed_rows(runs, PROVENANCE),
        "data": sorted(runs["data"].unique()),
        "commands": _commands_to_repeat(budget, loaded, runs),
    }


def _chart(rows: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """The rows of a comparison that have a published number beside ours, with their places on one scale from 0: `at`, percent
    of its width. Empty if fewer than two are numbers."""
    both = [row for row in rows if row.get("paper") and row.get("ours")]
    numbers = [(_first_number(row["paper"]), _first_number(row["ours"])) for row in both]
    whole = [(row, pair) for row, pair in zip(both, numbers, strict=True) if None not in pair]
    longest = max((value for _, pair in whole for value in pair if value is not None), default=0.0)
    if len(whole) < 2 or longest < 0.01:
        return []
    return [{**row, "at": [round(100 * (value or 0.0) / longest, 1) for value in pair]} for row, pair in whole]


def _first_number(text: str) -> float | None:
    """48.78 of 'median 48.78 (46.45 to 51.34)'; None without a number, or of what is a bound or a word."""
    found = re.match(r"(?:median )?(\d+(?:\.\d+)?)(?![\d.]*e)", text)
    return float(found[1]) if found else None


def _write_comparison(store: Store, budget: str, loaded: Experiment, measured: pd.DataFrame) -> dict[str, Any] | None:
    """The comparison with the papers for the page, also written as CSV beside the other tables; None if there is none."""
    path = store.tables_folder(budget) / f"{loaded.name}.comparison.csv"
    frame = loaded.comparison(measured)
    if frame is None:
        path.unlink(missing_ok=True)
        return None
    write_atomic(path, frame.to_csv(index=False, float_format="%.6g", lineterminator="\n"))
    columns = [column for column in frame.columns if column != "failed" or frame["failed"].any()]
    rows = _printed_rows(frame, columns)
    for row in rows:
        if row.get("unit"):
            row["drawing"] = _svg_uri(drawing.svg(row["unit"]))
    return {"columns": columns, "rows": rows}


def _printed_rows(frame: pd.DataFrame, columns: Sequence[str]) -> list[dict[str, str]]:
    """Rows with their values as the page prints them."""
    return [{column: _printed_cell(column, row[column]) for column in columns} for _, row in frame.iterrows()]


def _printed_cell(column: str, value: Any) -> str:
    """A value as the page prints it: '853,018', '+0.22', '' if it is missing."""
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return ""
    if column == "difference":
        return f"{value:+.2f}".replace("-", "−")
    if column == "ended":
        return str(value).replace("T", " ").removesuffix("+00:00")
    if isinstance(value, str):
        return value
    return f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"


def _commands_to_repeat(budget: str, loaded: Experiment, runs: pd.DataFrame) -> list[str]:
    """The commands that run it again: with make, and without."""
    if (own := loaded.commands(budget, runs)) is not None:
        return own
    name = loaded.name
    if not budgets.is_known(budget):
        return [f"{loaded.setting}python -m resexp measure {name} --run {run}" for run in runs["run"]]
    known = budgets.load(budget)
    data = "synthetic" if loaded.own_data else str(runs["data"].iloc[0])
    options = [] if loaded.own_data or data == known.dataset else [f"--data {data}"]
    precisions = set(runs.loc[runs["iterations"] > 0, "precision"])
    for precision in precisions - {known.precision} if len(precisions) == 1 else ():
        known = known.replace(train={**known.train, "precision": precision})
        options.append(f"--precision {precision}")
    changes = _needed_options(known.replace(dataset=data), loaded, runs)
    options += [f"--{what} {','.join(str(value) for value in values)}" for what, values in changes.items()]
    options += [f"--set {shlex.quote(change)}" for change in known.changes]
    arguments = f" ARGS={shlex.quote(' '.join(options))}" if options else ""
    run = " ".join([f"python -m resexp run {name} --budget {known.name}", *options])
    make = [f"{loaded.setting}make {name} BUDGET={known.name}{arguments}"] if in_checkout() else []
    return [*make, f"{loaded.setting}{run}"]


def _needed_options(budget: Budget, loaded: Experiment, runs: pd.DataFrame) -> dict[str, tuple[int, ...]]:
    """The values of --seeds and --depths that give these runs; an option that is not needed is left out."""
    of_families = runs[~runs["net"].isin(list(zoo.NAMED))]
    seen = {"seeds": tuple(sorted(int(seed) for seed in runs["seed"].unique())),
            "depths": tuple(sorted(int(depth) for depth in of_families["depth"].unique()))}  # fmt: skip
    runs_of = {}
    for names in ((), ("seeds",), ("depths",), ("seeds", "depths")):
        changes = {name: seen[name] for name in names}
        with contextlib.suppress(UserError):  # an experiment that needs more depths than are there yet
            runs_of[names] = {plan.run.key for plan in loaded.runs(budget.only(**changes))}
    wanted = set(runs["run"])
    exact = [names for names, keys in runs_of.items() if keys == wanted]
    enough = [names for names, keys in runs_of.items() if keys >= wanted]
    return {name: seen[name] for name in (exact or enough or [()])[0]}


def _table_file(store: Store, budget: str, name: str) -> Path:
    """File of an experiment's table; UserError if there is no such experiment."""
    experiment.path_of(name)
    return store.tables_folder(budget) / f"{name}.csv"


def _figure_files(store: Store, budget: str, name: str, kind: str) -> list[Path]:
    """Files of the figures of an experiment, sorted by name."""
    return sorted(store.figures_folder(budget).glob(f"{name}.*.{kind}"))


def _up_to_date_figures(store: Store, budget: str, name: str) -> list[Path]:
    """SVG files of the figures of an experiment, drawn again if there are none or some are older than the table."""
    there = _figure_files(store, budget, name, "svg")
    if not there or min(path.stat().st_mtime for path in there) < _table_file(store, budget, name).stat().st_mtime:
        draw_figures(store, budget, name)
    return _figure_files(store, budget, name, "svg")


def _lead_first(name: str, paths: Sequence[Path]) -> list[Path]:
    """The figures of an experiment, that which it shows large first."""
    return sorted(paths, key=lambda path: path.stem != f"{name}.{story.LEADS.get(name)}")


def _embedded_figure(path: Path) -> dict[str, Any]:
    """A figure for the page: the picture as a data URI with its size, its caption as text."""
    caption, height = render.caption_and_height(path.read_text(encoding="utf-8"))
    see, _, how = caption.partition("\n")
    png = path.with_suffix(".png")
    data, *size = _web_picture(png, png.stat().st_mtime_ns, height)
    return {"name": path.name.removesuffix(".svg"), "see": see, "how": how, "data": data, "size": size}


@functools.lru_cache(maxsize=256)
def _web_picture(png: Path, changed: int, height: float) -> tuple[str, int, int]:
    """A saved figure as a data URI, its width and height; made once for each time `changed`, since a command writes the page
    again after each experiment."""
    picture, width, high = render.for_web(png.read_bytes(), height)
    return "data:image/webp;base64," + base64.b64encode(picture).decode(), width, high


def _svg_uri(svg: str) -> str:
    """An SVG picture as a data URI, so that the page is one file."""
    return "data:image/svg+xml;base64," + base64.b64encode(svg.encode()).decode()


@functools.cache
def _page_template() -> Any:
    """The page's template. Everything that is put into it is escaped."""
    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)
    filters: dict[str, Any] = {
        "unbroken": lambda text: str(text).replace(" %", "\u00a0%"),
        "slug": lambda state: str(state).replace(",", "").replace(" ", "-"),
        "paper": _paper,
        "capital": capitalise,
    }
    environment.filters |= filters
    return environment.get_template("report.html.j2")
