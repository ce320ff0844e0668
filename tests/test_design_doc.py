"""The experiment and the measurement in docs/design.md are short, and work as they stand."""

import re
from pathlib import Path

import pytest

from resexp import report
from resexp.analysis import table
from resexp.analysis.findings import STATES
from resexp.store import Store

DESIGN = Path(__file__).resolve().parent.parent / "docs" / "design.md"


EXPERIMENT, MEASUREMENT = re.findall(r"```python\n(.*?)```", DESIGN.read_text(), flags=re.DOTALL)


@pytest.fixture
def run(tmp_path, monkeypatch, command):
    """Run an experiment from its text: what was printed."""

    def run(name, text):
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / f"{name}.py").write_text(text)
        monkeypatch.setenv("RESEXP_EXPERIMENTS", str(tmp_path / "own"))
        monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
        code, out, err = command("run", name, "--budget", "smoke", "--seeds", "0,1")
        assert code == 0, err
        return out

    return run


def figures(store):
    return [path.name for path in sorted(store.figures_folder("smoke").glob("*.png"))]


def test_the_experiment_of_the_design_page_trains_draws_and_finds(run):
    assert len(EXPERIMENT.splitlines()) <= 60
    out, store = run("depth_or_width", EXPERIMENT), Store()
    assert "depth_or_width.errors.png" in out and figures(store) == ["depth_or_width.errors.png"]
    found = [one for one in report.read_findings(store, "smoke", "depth_or_width") if one.judged]
    assert [one.source for one in found] == ["ours", "ours"] and all(one.state in STATES for one in found)
    assert found[0].text in out and "plain-56" in found[0].measured
    assert "A wider plain net" in store.report_file("smoke").read_text()


def test_the_measurement_of_the_design_page_has_rows_a_figure_and_the_finding_that_is_told_beside_it(run):
    assert len([line for line in MEASUREMENT.splitlines() if line]) < 15
    (finding,) = re.findall(r"rows = .*?`,\s+`(pair\(.*?\))`", DESIGN.read_text(), flags=re.DOTALL)
    finding = finding.replace("last_values(rows,", "last_values(table[table['at'] == 'unit.8.output'],")
    text = (
        f"{MEASUREMENT}\n\ndef findings(table):\n"
        "    from resexp.analysis.findings import Finding, pair\n    from resexp.analysis.table import last_values\n\n"
        f"    return [Finding('Zeros.', 'ours', {finding})]\n"
    )
    out, store = run("zeros", text), Store()
    rows = table.read(store, "smoke", "zeros").query("quantity == 'zeros (%)'")
    assert len(rows) == 2 * 2 * 9 and rows["value"].between(0, 100).all() and set(rows["n"]) == {200}
    assert figures(store) == ["zeros.curves.png", "zeros.final.png", "zeros.zeros.png"]
    last = rows[(rows["at"] == "unit.8.output") & (rows["label"] == "plain-20")]["value"].mean()
    assert f"{last:.1f} % plain-20" in out
