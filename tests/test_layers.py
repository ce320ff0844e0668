"""What may import what, where import-linter (make lint) does not see it: experiments, which are no package, and tests."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXPERIMENTS = sorted((ROOT / "experiments").glob("*.py"))
TESTS = sorted((ROOT / "tests").glob("*.py"))
HEAVY = ("torch", "torchvision", "resexp.probe", "resexp.training", "resexp.nets", "resexp.images", "matplotlib.pyplot")
LOADERS = ("resexp.experiment", "importlib", "runpy")
MOST_LINES = 170


def imported(path):
    """Modules that a file imports, at its top or in a function; of `from a import b` both a and a.b."""
    names = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            names |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def inside(names, modules):
    return {name for name in names for module in modules if name == module or name.startswith(f"{module}.")}


@pytest.mark.parametrize("path", EXPERIMENTS, ids=lambda path: path.stem)
def test_an_experiment_is_short_and_imports_neither_torch_nor_another_experiment(path):
    names = imported(path)
    assert not inside(names, HEAVY), path
    assert not inside(names, LOADERS) and not names & {other.stem for other in EXPERIMENTS}, path  # shared code: analysis/
    assert len(path.read_text().splitlines()) <= MOST_LINES, path


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_no_test_module_imports_another(path):
    others = {other.stem for other in TESTS if other.stem.startswith("test_")}
    assert not imported(path) & others, path  # what they share: fakes, nets, reference, strategies, conftest


def test_imports_inside_functions_and_from_packages_are_seen(tmp_path):
    path = tmp_path / "some.py"
    path.write_text("from resexp import probe\ndef f():\n    import torch.nn\n    from test_net import images\n")
    assert inside(imported(path), HEAVY) == {"resexp.probe", "torch.nn"} and "test_net" in imported(path)


def test_experiments_reports_and_tables_import_neither_torch_nor_pyplot():
    analysis = ", ".join(sorted(path.stem for path in (ROOT / "resexp" / "analysis").glob("[!_]*.py")))
    code = f"import sys, resexp.report, resexp.ablation; from resexp.analysis import {analysis};"
    code += "from resexp import experiment; [experiment.load(name) for name in experiment.names()];"
    code += "print([name for name in ('torch', 'torchvision', 'matplotlib.pyplot') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
