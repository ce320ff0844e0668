"""The whole way, from an experiment's file to its figures and the report: every experiment there is, at the smoke budget."""

import csv
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
import typer

from resexp import budget, cli, experiment, measure, report
from resexp.analysis import captions, style, table
from resexp.store import Store
from resexp.training import train

SMOKE = budget.load("smoke")
ROOT = budget.home().resolve()
NAMES = [name for name, path in experiment.files().items() if path.resolve().parent == ROOT / "experiments"]


def command(*words):
    """Run a command in this process; it must go well."""
    with pytest.raises(SystemExit) as left:
        cli.main(list(words))
    assert left.value.code == 0


@pytest.fixture(autouse=True)
def checkout(monkeypatch):
    """The experiments of the checkout, whatever the working folder is."""
    monkeypatch.setenv("RESEXP_HOME", str(ROOT))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)


@pytest.fixture(scope="module")
def flow(tmp_path_factory):
    """name -> the results folder after `run NAME --budget smoke`; each experiment runs once, and a net that several have is
    trained once, since their folders share the runs."""
    done, shared = {}, tmp_path_factory.mktemp("runs")

    def results(name):
        if name not in done:
            root = tmp_path_factory.mktemp(name) / "results"
            root.mkdir()
            (root / "runs").symlink_to(shared)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("RESEXP_RESULTS", str(root))
                command("run", name, "--budget", "smoke")
            done[name] = root
        return done[name]

    return results


def files(root, under=""):
    """Every file below and what is in it; locks hold nothing."""
    found = (path for path in sorted((root / under).rglob("*")) if path.is_file() and ".locks" not in path.parts)
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def copy_runs(store, name, folder):
    """Copy the runs of an experiment."""
    for row in rows(store.tables_folder("smoke") / f"{name}.runs.csv"):
        shutil.copytree(store.run_folder(row["run"]), folder / row["run"], dirs_exist_ok=True)


def rows(path):
    with path.open(newline="") as stream:
        return list(csv.DictReader(stream))


FIGURES = {
    "activations": {"errors", "curves", "units"},
    "alignment": {"alignment"},
    "degradation": {"curves", "depth"},
    "depth": {"errors", "curves", "units"},
    "direct_term": {"decomposition", "scaled"},
    "effective_paths": {"errors", "curves", "lesions"},
    "ensemble": {"coherence", "energy"},
    "gradients": {"norms", "growth", "weights", "training", "training_weights"},
    "identity": {"kept", "noise", "distance"},
    "identity_fit": {"depth", "steps", "mixed"},
    "lesion": {"error", "controls", "loss"},
    "length": {"error", "speed"},
    "lesion_many": {"error"},
    "paths": {"lengths", "single", "spectrum", "ranges"},
    "readout": {"errors"},
    "reorder": {"error"},
    "reset": {"errors"},
    "responses": {"std", "ratio"},
    "shattering": {"correlation"},
    "shortcuts": {"errors", "curves", "units"},
}
"""What each experiment draws at smoke: a quantity that probe and figure call by two names would lose one."""


def check_pictures(folder, name):
    """Every figure of the experiment, each as a PNG a person can read and as an SVG that parses."""
    pictures = sorted(folder.glob(f"{name}.*"))
    stems = {path.stem for path in pictures}
    assert stems == {f"{name}.{figure}" for figure in FIGURES[name]} if name in FIGURES else stems
    assert {path.name for path in pictures} == {f"{stem}.{kind}" for stem in stems for kind in ("png", "svg")}
    for path in pictures:
        if path.suffix == ".svg":
            assert ElementTree.parse(path).getroot().tag.endswith("svg")
        else:
            content = path.read_bytes()
            assert content[:8] == b"\x89PNG\r\n\x1a\n" and content[-8:-4] == b"IEND"
            width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
            assert width >= 600 and height >= 300


def test_there_are_experiments():
    assert "degradation" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_experiment_leaves_runs_tables_figures_and_a_report(flow, name):
    store = Store(flow(name))
    plans = experiment.load(name).runs(SMOKE)
    assert plans
    for plan in plans:
        outcome = store.outcome(plan.run.key)
        assert outcome["status"] in ("finished", "failed")
        trained = plan.run.train.iterations > 0
        assert store.weights_file(plan.run.key).exists() == (outcome["status"] == "finished" and trained)
        assert not store.checkpoint_file(plan.run.key).exists()
    known = {row["run"]: row for row in rows(store.tables_folder("smoke") / f"{name}.runs.csv")}
    assert set(known) == {plan.run.key for plan in plans}
    data = "scenes" if experiment.load(name).own_data else "synthetic"
    assert {row["budget"] for row in known.values()} == {"smoke"} and {row["data"] for row in known.values()} == {data}
    for plan in plans:
        row = known[plan.run.key]
        assert (row["label"], int(row["seed"]), int(row["depth"])) == (plan.label, plan.run.seed, plan.run.net.depth)
        assert int(row["parameters"]) == plan.run.net.parameters()
    check_pictures(store.figures_folder("smoke"), name)
    page = store.report_file("smoke").read_text()
    assert experiment.load(name).module.TITLE in page.replace("&#39;", "'").replace("&amp;", "&")
    aloud = ("NOT CIFAR", "not CIFAR") if data == "synthetic" else ("not photographs",)
    assert any(said in page for said in aloud)  # the smoke budget trains on pictures that are made
    assert not re.search(r"""(?:src|href)=["']https?:""", re.sub(r"<a [^>]*>", "", page))  # one page, self-contained


@pytest.mark.parametrize("name", NAMES)
def test_the_tables_numbers_are_those_of_the_logs(flow, name):
    store = Store(flow(name))
    table = rows(store.tables_folder("smoke") / f"{name}.csv")
    plans = {plan.run.key: plan for plan in experiment.load(name).runs(SMOKE)}
    assert {row["run"] for row in table} <= set(plans)
    for key, plan in plans.items():
        if not plan.run.train.iterations:  # as initialised: no log
            assert not store.log_file(key).exists()
            continue
        measured = {
            (row["split"], int(row["iteration"]), row["quantity"]): float(row["value"])
            for row in table
            if row["run"] == key and row["intervention"] == "full" and row["quantity"] in ("error", "loss")
        }
        logged = {
            (split, int(line["iteration"]), quantity): float(line[f"{split}_{quantity}"])
            for line in rows(store.log_file(key))
            for split in ("train", "test")
            for quantity in ("error", "loss")
            if line[f"{split}_{quantity}"]
        }
        assert logged and {place: measured.get(place) for place in logged} == logged
        final = store.outcome(key)["final"]
        if store.outcome(key)["status"] == "finished":
            last = plan.run.train.iterations
            assert measured["test", last, "error"] == pytest.approx(final["test_error"], rel=1e-8)
            assert measured["train", last, "error"] == pytest.approx(final["train_error"], rel=1e-8)
            images = [
                int(row["n"])
                for row in table
                if (row["run"], row["split"], row["iteration"]) == (key, "test", str(last))
                and (row["intervention"], row["quantity"]) in (("full", "error"), ("full", "loss"))
            ]
            assert set(images) == {plan.run.data.test_images}


@pytest.mark.parametrize("name", NAMES)
def test_a_repeat_trains_nothing_and_changes_nothing(flow, monkeypatch, capsys, name):
    root = flow(name)
    before = files(root, "runs")
    tables = files(root, "smoke/tables")
    pictures = files(root, "smoke/figures")
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    monkeypatch.setattr(train, "train_stepwise", None)
    if name != "degradation":  # the next test draws the same tables of every experiment: the same pictures
        monkeypatch.setattr(report, "draw_figures", lambda *_: [])
    command("run", name, "--budget", "smoke")
    assert "0 runs to train, 0 images" in capsys.readouterr().out
    assert files(root, "runs") == before
    assert files(root, "smoke/tables") == tables
    assert files(root, "smoke/figures") == pictures


@pytest.mark.parametrize("name", NAMES)
def test_figures_and_report_are_made_again_from_the_tables_alone(flow, tmp_path, monkeypatch, capsys, name):
    root = tmp_path / "results"
    shutil.copytree(flow(name) / "smoke" / "tables", root / "smoke" / "tables")  # no runs, no figures, no report
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    monkeypatch.chdir(tmp_path)
    command("figures", name, "--budget", "smoke")
    said = capsys.readouterr().out
    pictures = files(flow(name), "smoke/figures")
    assert files(root, "smoke/figures") == pictures
    assert all(Path(path).name in said for path in pictures)
    command("report", "--budget", "smoke")
    page = root / "smoke" / "report.html"
    assert str(page) in capsys.readouterr().out
    assert experiment.load(name).module.TITLE in page.read_text().replace("&#39;", "'").replace("&amp;", "&")
    assert not (root / "runs").exists()


@pytest.mark.parametrize("name", [name for name in NAMES if experiment.load(name).has("measures")])
def test_every_net_alone_is_drawn_and_said_as_measure_does(flow, name):
    module, data = experiment.load(name), table.read(Store(flow(name)), "smoke", name)
    for label in data["label"].unique():
        one = data[data["label"] == label]
        with style.house_style():
            drawn = module.figures(one)
        assert all(line for found in module.findings(one) or [] for line in found.sentences()), label
        for fig in (drawn or {}).values():
            captions.caption(fig, one)


def test_figures_without_a_name_draws_all_that_was_measured(flow, tmp_path, monkeypatch):
    root, some = tmp_path / "results", ("degradation", "responses")  # one without measurements, one with
    for name in some:
        shutil.copytree(flow(name) / "smoke" / "tables", root / "smoke" / "tables", dirs_exist_ok=True)
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    command("figures", "--budget", "smoke")
    for name in some:
        check_pictures(root / "smoke" / "figures", name)


def test_more_seeds_join_the_table_beside_those_that_are_there(flow, tmp_path, monkeypatch):
    root = tmp_path / "results"
    shutil.copytree(flow("degradation"), root)
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    path = root / "smoke" / "tables" / "degradation.runs.csv"
    before = [(row["label"], row["seed"]) for row in rows(path)]
    command("run", "degradation", "--budget", "smoke", "--seeds", "1", "--depths", "8")
    after = [(row["label"], row["seed"]) for row in rows(path)]
    assert sorted(after) == sorted([*before, ("plain-8", "1"), ("resnet-8", "1")])
    assert not [pair for pair in after if after.count(pair) > 1]


@pytest.mark.parametrize("lacking", ["runs", "a measurement"])
def test_what_is_over_is_drawn_before_the_rest_is_trained_or_measured(flow, tmp_path, monkeypatch, capsys, lacking):
    runs = tmp_path / "results" / "runs"
    copy_runs(Store(flow("degradation")), "degradation", runs)
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    if lacking == "a measurement":
        copy_runs(Store(flow("responses")), "responses", runs)
        next(runs.glob("*/propagation.*.csv")).unlink()

    def trained(plans, store, *_):
        if any(store.outcome(plan.run.key) is None for plan in plans):
            assert lacking == "runs"
            raise typer.Exit(0)  # as at the deadline

    def measured(plans, measures, store, *_):
        if measure.unmeasured(plans, measures, store):
            assert lacking == "a measurement"
            raise typer.Exit(0)

    monkeypatch.setattr(cli, "_train_missing", trained)
    monkeypatch.setattr(cli, "_measure_missing", measured)
    command("run", "responses", "degradation", "--budget", "smoke")
    store = Store()
    assert [path.name for path in store.tables_folder("smoke").glob("*.runs.csv")] == ["degradation.runs.csv"]
    check_pictures(store.figures_folder("smoke"), "degradation")
    assert store.report_file("smoke").is_file() and "degradation: " in capsys.readouterr().out


def test_a_dry_run_shows_nets_as_initialised_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    command("run", "responses", "--budget", "smoke", "--dry-run")
    said = capsys.readouterr().out
    assert "  and 12 nets as initialised: nothing to train\n4 runs to train" in said
    assert "at initialisation" not in said and not (tmp_path / "results").exists()


def test_a_run_that_diverged_is_shown_as_fail(tmp_path, monkeypatch, capsys):
    """One net of two goes to infinity: the sweep goes on, figures and report are made and say `fail`."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "divergence.py").write_text('''"""One of two diverges."""

TITLE = "Divergence"


def runs(budget):
    return [budget.plan("resnet-8", 0, "calm"), budget.plan("plain-8", 0, "wild", lr=1e30, warmup=0)]
''')
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(folder))
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    command("run", "divergence", "--budget", "smoke")
    said = capsys.readouterr().out
    assert re.search(r"wild seed 0: fail", said) and re.search(r"calm seed 0: test error", said)
    store = Store(tmp_path / "results")
    assert {row["label"]: row["status"] for row in rows(store.tables_folder("smoke") / "divergence.runs.csv")} == {
        "calm": "finished", "wild": "failed",
    }  # fmt: skip
    check_pictures(store.figures_folder("smoke"), "divergence")
    assert "fail" in store.report_file("smoke").read_text()


# --- experiments of one's own ------------------------------------------------------------------------------------------------


def own(tmp_path, monkeypatch, name, text):
    """Put a file into a folder of the user's, run it at smoke, and give the store."""
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / f"{name}.py").write_text(text)
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(folder))
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    command("run", name, "--budget", "smoke")
    return Store(tmp_path / "results")


def test_a_file_of_the_users_own_runs_and_is_drawn_without_a_line_about_figures(tmp_path, monkeypatch, capsys):
    text = '''"""Half the shortcut."""

from resexp import zoo

TITLE = "Half the shortcut"


def runs(budget):
    half = zoo.net("resnet-8").replace(unit={"shortcut": "scale 0.5"})
    return [budget.plan("resnet-8", seed) for seed in budget.seeds] + [budget.plan(half, seed, "half") for seed in budget.seeds]
'''
    store = own(tmp_path, monkeypatch, "half_shortcut", text)
    assert [row["label"] for row in rows(store.tables_folder("smoke") / "half_shortcut.runs.csv")] == ["half", "resnet-8"]
    check_pictures(store.figures_folder("smoke"), "half_shortcut")
    assert "Half the shortcut" in store.report_file("smoke").read_text()
    capsys.readouterr()
    command("list")
    assert re.search(r"half_shortcut +Half the shortcut", capsys.readouterr().out)


# --- the README --------------------------------------------------------------------------------------------------------------


def block(words):
    """The first Python block of the README that holds these words."""
    text = (ROOT / "README.md").read_text()
    blocks = [found for found in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if words in found]
    assert blocks, f"README.md has no ```python block with '{words}'"
    return blocks[0]


def test_the_readmes_ablation_runs_as_it_stands(tmp_path, monkeypatch):
    text = block("def runs(")
    store = own(tmp_path, monkeypatch, "from_the_readme", text)
    runs = rows(store.tables_folder("smoke") / "from_the_readme.runs.csv")
    assert len({row["unit"] for row in runs}) > 1  # it compares something
    assert all(row["status"] == "finished" for row in runs)
    check_pictures(store.figures_folder("smoke"), "from_the_readme")
    assert experiment.load("from_the_readme").module.TITLE in store.report_file("smoke").read_text()


def test_every_command_that_the_readme_names_exists(monkeypatch, capsys):
    text = (ROOT / "README.md").read_text()
    named = set(re.findall(r"python -m resexp ([a-z][\w-]*)", text))
    assert {"list", "run", "train", "eval", "import-weights", "figures", "report"} <= named
    for name in named:
        command(name, "--help")
        help_text = capsys.readouterr().out
        for options in re.findall(rf"python -m resexp {name} (.*)", text):
            for option in re.findall(r"--[a-z][\w-]*", options):
                assert option in help_text, (name, option)


def test_every_file_and_target_that_the_readme_names_exists():
    text = (ROOT / "README.md").read_text()
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z][a-z -]*):", makefile, re.MULTILINE)) | {" ".join(NAMES)}
    targets = {word for line in targets for word in line.split()}
    for target in set(re.findall(r"\bmake ([a-z][\w-]*)", text)):
        assert target in targets or target == "setup", target
    for path in set(re.findall(r"\]\((?!https?:)([^)#]+)\)", text)):
        assert (ROOT / path).exists(), path
    for path in set(re.findall(r"`(experiments/\w+\.\w+)`", text)) - set(re.findall(r"one, `(experiments/\w+\.py)`", text)):
        assert (ROOT / path).exists(), path
