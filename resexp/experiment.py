"""Experiments are files: experiments/*.py of the checkout, and those of the folder $RESEXP_EXPERIMENTS.

A file holds

    a docstring                                  its first line is the claim in one sentence
    TITLE                                        a heading
    runs(budget) -> list[Plan]                   what to train
    MEASURES                                     what to measure on the trained nets (optional)
    figures(table) -> dict[str, Figure]          the plots; without it curves and final errors are drawn
    comparison(table) -> DataFrame               beside the papers' numbers (optional)
    BESIDE                                       what its numbers are, where they are not errors in percent (optional)
    verdict(table) -> list[str]                  the finding in plain sentences (optional)
    claims(table) -> list[Claim]                 what the papers say, and what became of it (optional; resexp/analysis/claim.py)
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from resexp.budget import Budget, home
from resexp.errors import UserError, nearest

if TYPE_CHECKING:
    from resexp.measure import Measure


def files() -> dict[str, Path]:
    """Every experiment and its file, by name.

    Raises:
        UserError: $RESEXP_EXPERIMENTS is no folder, or two files have the same name.
    """
    folders = [home() / "experiments"]
    given = os.environ.get("RESEXP_EXPERIMENTS")
    if given:
        folders.append(Path(given).expanduser())
        if not folders[-1].is_dir():
            raise UserError(f"$RESEXP_EXPERIMENTS is {given}, which is not a folder")
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob("[!_.]*.py")):
            if found.get(path.stem, path).resolve() != path.resolve():
                raise UserError(f"two experiments are called {path.stem}: {found[path.stem]} and {path}; rename one")
            found[path.stem] = path
    return found


def names() -> list[str]:
    """Names of all experiments, sorted."""
    return sorted(files())


ABLATION = "ablate-"
"""How the names of tables and figures begin that `ablate` writes; one module of the package stands behind all of them."""


def path_of(name: str) -> Path:
    """The file of an experiment; UserError with the nearest name if there is none."""
    if name.startswith(ABLATION):
        return Path(__file__).with_name("ablation.py")
    known = files()
    if name not in known:
        raise UserError(f"unknown experiment '{name}'{nearest(name, known)}")
    return known[name]


def summary(name: str) -> str:
    """The claim: the docstring's first line, read without running the file; what is wrong if it does not parse."""
    try:
        text = ast.get_docstring(ast.parse(path_of(name).read_bytes())) or ""
    except (SyntaxError, ValueError) as error:
        return f"(does not parse: {_what(error)})"
    return text.strip().split("\n")[0]


def sections(module: ModuleType) -> dict[str, str]:
    """What the docstring says under `Claim`, `Source`, `Command`, `Cost`: a word, two spaces or more, text, indented on."""
    found: dict[str, str] = {}
    current = ""
    for line in (module.__doc__ or "").splitlines():
        head = re.match(r"([A-Z][a-z]+) {2,}(\S.*)", line)
        if head:
            current = head[1].lower()
            found[current] = head[2]
        elif current and line.startswith(" ") and line.strip():
            found[current] += " " + line.strip()
        else:
            current = ""
    return found


def load(name: str) -> ModuleType:
    """Import an experiment.

    Raises:
        UserError: there is none of this name, its file does not import, or it has no runs().
    """
    path = path_of(name)
    module_name = "resexp_experiment_" + re.sub(r"\W", "_", name)
    spec = importlib.util.spec_from_file_location(module_name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[module_name] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[module_name]
        raise UserError(f"{path} does not import: {_place(error, path)}{_what(error)}") from error
    if not callable(getattr(module, "runs", None)):
        raise UserError(f"{path} has no function runs(budget); see experiments/degradation.py for an example")
    return module


def call(module: ModuleType, function: str, *arguments: Any) -> Any:
    """Call a function of an experiment's file; what goes wrong in it becomes one line that names the file and the place."""
    try:
        return getattr(module, function)(*arguments)
    except UserError:
        raise
    except Exception as error:
        path = Path(str(module.__file__))
        raise UserError(f"{path}: {function}() does not work: {_place(error, path)}{_what(error)}") from error


def measures(module: ModuleType, budget: Budget) -> list[Measure]:
    """What an experiment measures on trained nets at a budget; nothing if it does not say."""
    return list(call(module, "measures", budget)) if hasattr(module, "measures") else []


def _place(error: Exception, path: Path) -> str:
    """'line 7: ' for the last line of the file on the way to the error."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"line {lines[-1]}: " if lines and not isinstance(error, SyntaxError) else ""


def _what(error: Exception) -> str:
    """The error in one line."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    text = " ".join(str(error).split())
    return text if isinstance(error, UserError) else f"{type(error).__name__}: {text}"
