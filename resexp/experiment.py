"""Experiments are files: experiments/*.py of the checkout, and those of the folder $RESEXP_EXPERIMENTS.

A file holds

    a docstring                               its first line is the claim in one sentence; Claim, Source, Command, Cost
    TITLE                                     a heading
    runs(budget) -> list[Plan]                what to train
    measures(budget) -> list[Measure]         what to measure on the trained nets, with functions of resexp.probe or of this
                                              file (optional; resexp/measure.py)
    figures(table) -> dict[str, Figure]       the plots; without it curves, final errors and what was measured are drawn
    findings(table) -> list[Finding]          what was found, and what became of the papers' claims
                                              (resexp/analysis/findings.py); without it every net's error beside the first's
    comparison(table) -> DataFrame            beside the papers' numbers (optional)
    BESIDE                                    what its numbers are, where they are not errors in percent (optional)
    OWN_DATA                                  true if its runs name their data themselves, whatever --data (optional)
    title(table) -> str, commands(budget, table) -> list[str]
                                              in place of TITLE and `make NAME` (optional)
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import re
import shlex
import sys
import traceback
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from resexp import zoo
from resexp.budget import Budget, Plan, home
from resexp.errors import UserError, did_you_mean
from resexp.measure import Measure, check_measure
from resexp.spec import Run

if TYPE_CHECKING:
    import pandas as pd


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


ABLATION_PREFIX = "ablate-"
"""Prefix of the names of `ablate`'s tables and figures; resexp/ablation.py is the experiment of all of them."""

ABLATION = "resexp.ablation"
"""Its module, which imports this one: imported when it is asked for."""


def path_of(name: str) -> Path:
    """The file of an experiment; UserError with the nearest name if there is none."""
    if name.startswith(ABLATION_PREFIX):
        return Path(__file__).with_name("ablation.py")
    known = files()
    if name not in known:
        raise UserError(f"unknown experiment '{name}'{did_you_mean(name, known)}")
    return known[name]


def summary(name: str) -> str:
    """The docstring's first line, read without running the file; '(does not parse: ...)' if it does not."""
    try:
        text = ast.get_docstring(ast.parse(path_of(name).read_bytes())) or ""
    except (SyntaxError, ValueError) as error:
        return f"(does not parse: {_in_one_line(error)})"
    return text.strip().split("\n")[0]


def docstring_sections(module: ModuleType) -> dict[str, str]:
    """Text of the docstring under `Claim`, `Source`, `Command`, `Cost`: lines of a word, two or more spaces and text, with
    indented lines that go on."""
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


class Experiment:
    """An experiment's file: what it trains and measures, and what it makes of the table.

    Whatever goes wrong in the file becomes one line that names the file and the place.
    """

    def __init__(self, name: str, module: ModuleType) -> None:
        self.name, self.module = name, module
        self.summary = summary(name)
        self.sections = docstring_sections(module)
        self.beside = str(getattr(module, "BESIDE", ""))
        self.own_data = bool(getattr(module, "OWN_DATA", False))

    def runs(self, budget: Budget) -> list[Plan]:
        """The runs that it needs at a budget, or at that whose nets it measures (Budget.nets_for); a Run without a label is
        called as the zoo calls its net, or by its unit.

        Raises:
            UserError: the file's runs() fails, or gives something else.
        """
        plans = []
        for one in self._hook("runs", budget.nets_for(self.name)):
            plan = Plan(zoo.name_of(one.net) or one.net.unit.line(), one) if isinstance(one, Run) else one
            if not isinstance(plan, Plan):
                raise UserError(
                    f"{self.module.__file__}: runs() must return a list of budget.plan(net, seed, label), not {one!r:.60}"
                )
            plans.append(plan)
        return plans

    def measures(self, budget: Budget) -> list[Measure]:
        """The measurements on its nets; none if the file has no measures()."""
        if not self.has("measures"):
            return []
        try:
            return [check_measure(one) for one in self._hook("measures", budget)]
        except (UserError, TypeError) as error:
            raise UserError(f"{self.module.__file__}: {_in_one_line(error)}") from None

    def figures(self, table: pd.DataFrame) -> Any:
        """Its figures by name; None if the file draws nothing itself."""
        return self._hook("figures", table) if self.has("figures") else None

    def findings(self, table: pd.DataFrame) -> Any:
        """Its findings; None if the file has no findings()."""
        return self._hook("findings", table) if self.has("findings") else None

    def comparison(self, table: pd.DataFrame) -> pd.DataFrame | None:
        """Its numbers beside the papers'; None if the file does not compare."""
        return self._hook("comparison", table) if self.has("comparison") else None

    def title(self, table: pd.DataFrame) -> str:
        """Its heading: title(table) of the file, or TITLE, or the docstring's first line."""
        if self.has("title"):
            return str(self._hook("title", table))
        return str(getattr(self.module, "TITLE", "") or self.summary or self.name)

    def commands(self, budget: str, table: pd.DataFrame) -> list[str] | None:
        """The commands that run it again, where that is not `make NAME`; None if the file has no commands()."""
        return [str(line) for line in self._hook("commands", budget, table)] if self.has("commands") else None

    def has(self, hook: str) -> bool:
        """Whether the file has this function."""
        return callable(getattr(self.module, hook, None))

    @property
    def setting(self) -> str:
        """What stands before a command that runs it again: where its file is, if that is not the checkout; or ''."""
        folder = path_of(self.name).resolve().parent
        own = folder in ((home() / "experiments").resolve(), Path(__file__).resolve().parent)
        return "" if own else f"RESEXP_EXPERIMENTS={shlex.quote(str(folder))} "

    def _hook(self, function: str, *arguments: Any) -> Any:
        """Call a function of the file."""
        try:
            return getattr(self.module, function)(*arguments)
        except UserError:
            raise
        except Exception as error:
            raise failure(error, Path(str(self.module.__file__)), function) from error


def load(name: str) -> Experiment:
    """Import an experiment.

    Raises:
        UserError: there is none of this name, its file does not import, or it has no runs().
    """
    if name.startswith(ABLATION_PREFIX):
        return Experiment(name, importlib.import_module(ABLATION))
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
        raise UserError(f"{path} does not import: {_line_of(error, path)}{_in_one_line(error)}") from error
    for word in ("measures", "figures", "findings"):
        if hasattr(module, word.upper()) and not hasattr(module, word):
            raise UserError(f"{path}: {word.upper()} is not read; write a function {word}, as in experiments/lesion.py")
    if not callable(getattr(module, "runs", None)):
        raise UserError(f"{path} has no function runs(budget); see experiments/degradation.py for an example")
    return Experiment(name, module)


def failure(error: Exception, path: Path, function: str) -> UserError:
    """What to raise in place of an error in a function of a user's file: one line that names the file and the place."""
    return UserError(f"{path}: {function}() does not work: {_line_of(error, path)}{_in_one_line(error)}")


def _line_of(error: Exception, path: Path) -> str:
    """'line 7: ', the innermost line of the file in the error's traceback; '' if there is none."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"line {lines[-1]}: " if lines and not isinstance(error, SyntaxError) else ""


def _in_one_line(error: Exception) -> str:
    """An error as one line of text."""
    if isinstance(error, SyntaxError):
        return f"line {error.lineno}: {error.msg}"
    text = " ".join(str(error).split())
    return text if isinstance(error, UserError) else f"{type(error).__name__}: {text}"
