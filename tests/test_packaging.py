"""A wheel, built from a copy and unpacked elsewhere, works from an empty folder without the checkout."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

import resexp

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Run Python with the wheel's content first on its path, from an empty folder: what was printed."""
    root = tmp_path_factory.mktemp("wheel")
    for name in ("resexp", "experiments"):
        shutil.copytree(ROOT / name, root / "copy" / name, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, root / "copy")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", root, root / "copy"]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    shutil.rmtree(root / "copy")
    (wheel,) = root.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(root / "site")
    (root / "empty").mkdir()
    ours = {name: value for name, value in os.environ.items() if not name.startswith("RESEXP_")}

    def run(*words, code=0):
        there = subprocess.run([sys.executable, *words], cwd=root / "empty", env=ours | {"PYTHONPATH": str(root / "site")},
                               capture_output=True, text=True, timeout=200)  # fmt: skip
        assert there.returncode == code, there.stderr
        return there.stdout + there.stderr

    run.root = root
    return run


def test_it_carries_experiments_budgets_templates_sums_and_types(installed):
    site = installed.root / "site" / "resexp"
    shipped = {path.name for path in (site / "shipped" / "experiments").iterdir()}
    assert shipped == {path.name for path in (ROOT / "experiments").glob("*.*")}
    for name in ("py.typed", "report.html.j2", "images/cifar10_sums.npz", "explorer/page.js", "explorer/bundle/engine.wasm"):
        assert (site / name).read_bytes() == (ROOT / "resexp" / name).read_bytes()
    where = installed("-c", "import resexp, resexp.source; print(resexp.__file__, resexp.source.home())").split()
    assert all(text.startswith(str(site)) for text in where)


def test_it_lists_trains_and_draws_from_an_empty_folder_and_nothing_is_written_where_it_is_installed(installed):
    before = {path for path in (installed.root / "site").rglob("*") if "__pycache__" not in path.parts}
    out = installed("-m", "resexp", "list")
    assert "degradation" in out and "quick" in out and "does not parse" not in out
    out = installed("-m", "resexp", "run", "degradation", "--budget", "smoke", "--depths", "8")
    results = installed.root / "empty" / "results"
    assert "results/smoke/figures/degradation" in out and list((results / "smoke" / "figures").glob("*.png"))
    page = (results / "smoke" / "report.html").read_text()
    assert "python -m resexp run degradation --budget smoke" in page and "make degradation" not in page
    (outcome,) = {re.search(r'"commit": "(.*)"', path.read_text())[1] for path in results.glob("runs/*/run.json")}
    assert outcome == ""  # not that of whatever repository the environment lies in
    assert before == {path for path in (installed.root / "site").rglob("*") if "__pycache__" not in path.parts}
    for words in (("run", "lesion", "--budget", "short", "--data", "cifar10"), ("explore",)):
        said = installed("-m", "resexp", *words, code=2)
        assert "python -m resexp " in said and "make " not in said
    assert "first: python -m resexp train resnet-20 --budget short" in installed(
        "-m", "resexp", "eval", "resnet-20@short", code=2
    )


def test_the_version_is_one_and_the_same(command):
    code, out, _ = command("--version")
    assert (code, out) == (0, f"resexp {resexp.__version__}\n")
    assert f'version = "{resexp.__version__}"' in (ROOT / "pyproject.toml").read_text()
    cite = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert cite["version"] == resexp.__version__ and cite["license"] == "MIT" and cite["cff-version"] == "1.2.0"
    arxiv = [one["identifiers"][0]["value"].split(":")[1] for one in cite["references"]]
    assert all(number in (ROOT / "README.md").read_text() for number in arxiv) and len(arxiv) == 3
    assert f"## {resexp.__version__}" in (ROOT / "CHANGELOG.md").read_text()
