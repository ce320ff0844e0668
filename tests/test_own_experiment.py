"""A user's experiment without figures and findings: its order, equal seeds, true captions, the decision, how to repeat it."""

import os
import shutil
import subprocess
from pathlib import Path

import fakes
import numpy as np
import pandas as pd
import pytest

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import captions, plots, table
from resexp.errors import UserError
from resexp.store import Store

ROOT = Path(__file__).resolve().parent.parent
FILE = '''"""Own."""
from resexp import zoo

NETS = {
    "zebra": zoo.net("resnet-20"),
    "scaled": zoo.net("resnet-20").replace(unit={"shortcut": "scale 0.9"}),
    "apple": zoo.net("plain-20"),
}


def runs(budget):
    return [budget.plan(net, seed, label) for label, net in NETS.items() for seed in budget.seeds]
'''


@pytest.fixture
def own(tmp_path, monkeypatch, elsewhere):
    """The store with made-up runs of the experiment `own` in three seeds."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(tmp_path / "my experiments"))
    (tmp_path / "my experiments").mkdir()
    (tmp_path / "my experiments" / "own.py").write_text(FILE)
    store, short = Store(), budgets.load("short").only(seeds=(0, 1, 2))
    plans = experiment.load("own").runs(short)
    fakes.fill(store, plans, {"zebra": (10.0, 14.0), "scaled": (10.0, 14.1), "apple": (20.0, 25.0)})
    table.save(store, "short", "own", *table.collect(store, plans, "short"))
    return store


def test_the_default_figures_have_the_order_of_the_file(own, monkeypatch):
    drawn = {}
    monkeypatch.setattr(report.render, "save_figure", lambda fig, store, budget, name, text: drawn.update({name: fig}) or [])
    report.draw_figures(own, "short", "own")
    (ax,) = drawn["own.final"].axes
    assert [text.get_text() for text in ax.get_yticklabels()] == ["zebra", "scaled", "apple"]


def test_every_net_is_compared_with_the_first_and_the_noise_of_seeds_decides(own):
    same, higher = (one.text for one in report.read_findings(own, "short", "own")[:2])
    assert same.startswith("Test error: 14.") and "% scaled, but seeds explain a difference of 0." in same
    assert higher.startswith("Test error: 14.") and higher.endswith("% apple: apple is higher.")


def test_the_page_says_how_to_run_it_with_the_folder_of_the_file(own, tmp_path):
    page = report.write_page(own, "short", ["own"]).read_text().replace("&#39;", "'")
    where = f"RESEXP_EXPERIMENTS='{tmp_path / 'my experiments'}' "
    assert (
        f"{where}make own BUDGET=short ARGS='--seeds 0,1,2'" in page
        and f"{where}python -m resexp run own --budget short" in page
    )
    assert experiment.load("degradation").setting == ""


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not here")
def test_make_knows_experiments_of_the_users_folder(tmp_path):
    (tmp_path / "own.py").write_text(FILE)
    words = ["make", "--dry-run", "--silent", "-o", "setup", "own", "BUDGET=smoke"]
    known = subprocess.run(
        words, cwd=ROOT, env=os.environ | {"RESEXP_EXPERIMENTS": str(tmp_path)}, capture_output=True, text=True
    )
    assert known.returncode == 0 and "resexp run own --budget smoke" in known.stdout
    unset = {name: value for name, value in os.environ.items() if name != "RESEXP_EXPERIMENTS"}
    assert subprocess.run(words, cwd=ROOT, env=unset, capture_output=True, text=True).returncode == 2


def test_equal_seeds_are_dots_beside_each_other():
    values = pd.DataFrame({"label": ["a"] * 4 + ["b"], "value": [10.0, 10.0, 10.0, 12.0, 10.0]})
    _, (ax,) = plots.new_figure()
    plots.seed_dots(ax, values)
    dots = [line.get_xydata() for line in ax.lines if line.get_marker() == "o"]
    assert np.allclose(dots[0], [(10, -0.2), (10, 0), (10, 0.2), (12, 0)]) and np.allclose(dots[1], [(10, 1)])


@pytest.mark.parametrize(("width", "narrow"), [(4, True), (16, False)])
def test_a_caption_says_of_every_net_whether_it_is_narrower_than_the_papers(own, width, narrow):
    budget = budgets.load("short").replace(width=width)
    bottleneck = zoo.net("resnet-164").replace(unit={"shortcut": "scale 0.9"}, blocks=(1, 1, 1))
    nets = [
        *(budget.plan(net, 0, label) for label, net in experiment.load("own").module.NETS.items()),
        budget.plan(bottleneck, 0),
    ]
    rows = pd.DataFrame([table.run_row(plan, "short", {"status": "finished"}) for plan in nets])
    assert (", nets narrower than the papers'" in captions._budget_words(rows)) == narrow
    assert ("narrower" in captions._budget_words(rows)) == narrow


def test_a_run_in_place_of_a_plan_is_called_by_its_net(own, tmp_path):
    path = tmp_path / "my experiments" / "own.py"
    path.write_text(FILE.replace("budget.plan(net, seed, label) for", "budget.plan(net, seed, label).run for"))
    plans = experiment.load("own").runs(budgets.load("short"))
    assert [plan.label for plan in plans] == ["resnet-20", "conv bn relu conv bn | scale 0.9 + | relu", "plain-20"]


@pytest.mark.parametrize("wrong", ["'resnet-20'", "zoo.net('resnet-20')", "(label, net)"])
def test_what_is_no_plan_is_one_line(own, tmp_path, command, wrong):
    (tmp_path / "my experiments" / "own.py").write_text(FILE.replace("budget.plan(net, seed, label) for", f"{wrong} for"))
    with pytest.raises(UserError, match=r"own\.py: runs\(\) must return a list of budget\.plan\(net, seed, label\), not"):
        experiment.load("own").runs(budgets.load("short"))
    code, out, err = command("run", "own", "--budget", "smoke", "--dry-run")
    assert code == 2 and err.count("\n") == 1, (out, err)
