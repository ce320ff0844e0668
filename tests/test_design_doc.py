"""The experiment in docs/design.md is short, and works as it stands."""

import re
from pathlib import Path

from resexp import report
from resexp.analysis.findings import STATES
from resexp.store import Store

DESIGN = Path(__file__).resolve().parent.parent / "docs" / "design.md"


def test_the_experiment_of_the_design_page_trains_draws_and_finds(tmp_path, monkeypatch, command):
    (text,) = re.findall(r"```python\n(.*?)```", DESIGN.read_text(), flags=re.DOTALL)
    assert len(text.splitlines()) <= 60
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "depth_or_width.py").write_text(text)
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(tmp_path / "own"))
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    code, out, _ = command("run", "depth_or_width", "--budget", "smoke", "--seeds", "0,1")
    store = Store()
    assert code == 0 and "depth_or_width.errors.png" in out
    assert [path.name for path in sorted(store.figures_folder("smoke").glob("*.png"))] == ["depth_or_width.errors.png"]
    found = [one for one in report.read_findings(store, "smoke", "depth_or_width") if one.judged]
    assert [one.source for one in found] == ["ours", "ours"] and all(one.state in STATES for one in found)
    assert found[0].text in out and "plain-56" in found[0].measured
    assert "A wider plain net" in store.report_file("smoke").read_text()
