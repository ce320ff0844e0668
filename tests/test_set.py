"""--set changes every run of a command, and its results stand beside those without it; `measure` keeps runs apart too."""

import shlex

import fakes
import pytest

from resexp import budget as budgets
from resexp import lookup, report
from resexp.analysis import table
from resexp.errors import UserError
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.store import Store

SMOKE = ("--budget", "smoke", "--depths", "8")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch, elsewhere):
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))


def test_the_folder_names_the_changes_and_can_be_read_back():
    smoke = budgets.load("smoke")
    assert smoke.folder == "smoke" and budgets.load(smoke.folder) == smoke
    for changes in (("train.lr=0.05",), ("net.unit.shortcut=scale 0.9", "train.lr=1e+0"), ("data.name=a/b",)):
        changed = smoke.replace(changes=changes)
        assert "/" not in changed.folder and changed.folder.startswith("smoke+")
        assert budgets.load(changed.folder) == changed and budgets.is_known(changed.folder)
    assert smoke.replace(changes=("train.lr=0.05",)).folder == "smoke+train.lr=0.05"
    assert not budgets.is_known("resnet-8-finished")
    with pytest.raises(UserError, match="unknown budget 'smok'; did you mean smoke"):
        budgets.load("smok+train.lr=0.05")


def test_every_run_is_changed_but_recipes_change_no_net_as_initialised():
    smoke = budgets.load("smoke")
    changed = smoke.replace(changes=("train.lr=0.02", "data.images=128"))
    run = changed.plan("resnet-8", 0).run
    assert (run.train.lr, run.data.images) == (0.02, 128) and changed.for_ablations().plan("resnet-8", 0).run.train.lr == 0.02
    recipe = smoke.replace(changes=("train.lr=0.02",))
    assert recipe.plan_untrained("resnet-8", 0) == smoke.plan_untrained("resnet-8", 0)
    assert smoke.plan("resnet-8", 0).run.key == smoke.replace(changes=("train.lr=0.05",)).plan("resnet-8", 0).run.key


def test_run_with_set_trains_other_runs_and_leaves_the_results_without_it(command, undrawn):
    assert command("run", "degradation", *SMOKE)[0] == 0
    store = Store()
    before = {path: path.read_bytes() for path in (store.root / "smoke").rglob("*") if path.is_file()}
    code, out, err = command("run", "degradation", *SMOKE, "--set", "train.lr=0.02")
    assert code == 0, err
    assert "smoke+train.lr=0.02/report.html" in out
    assert before == {path: path.read_bytes() for path in (store.root / "smoke").rglob("*") if path.is_file()}
    read = table.read(store, "smoke+train.lr=0.02", "degradation")
    assert set(read["lr"]) == {0.02} and set(table.read(store, "smoke", "degradation")["lr"]) == {0.05}
    assert set(read["budget"]) == {"smoke+train.lr=0.02"}  # so captions say it
    page = store.report_file("smoke+train.lr=0.02").read_text()
    assert "changed: train.lr=0.02" in page
    again = "python -m resexp run degradation --budget smoke --depths 8 --set train.lr=0.02"
    assert again in page and f"make degradation BUDGET=smoke ARGS=&#39;{again.split('smoke ')[1]}&#39;" in page
    code, out, _ = command(*shlex.split(again)[3:])
    assert code == 0 and "0 runs to train" in out
    assert lookup.resolve("resnet-8@smoke+train.lr=0.02", store) in set(read["run"])


def test_ablate_with_set_and_the_command_on_its_page(command, undrawn):
    words = ("ablate", "conv relu conv", "--depth", "8", "--budget", "smoke", "--set", "train.lr=0.02")
    code, _, err = command(*words, "--set", "train.iterations=8")
    assert code == 0, err
    folder = "smoke+train.iterations=8+train.lr=0.02"
    (page,) = (Store().root / folder).glob("report.html")
    assert "--set train.iterations=8 --set train.lr=0.02" in page.read_text() and "--budget smoke " in page.read_text()
    assert not (Store().root / "smoke").exists()


@pytest.mark.parametrize("words", [("run", "degradation", *SMOKE), ("ablate", "conv relu conv", "--budget", "smoke")])
@pytest.mark.parametrize(("change", "said"), [
    ("train.lrr=1", "train.lrr: no such field; did you mean lr"),
    ("train.lr=fast", "train.lr: .*valid number"),
    ("seed=3", "use --seed or --seeds"),
    ("train.lr", "FIELD=VALUE"),
])  # fmt: skip
def test_a_wrong_change_is_one_line_and_nothing_is_written(command, words, change, said):
    code, _, err = command(*words, "--set", change)
    assert code == 2 and err.count("\n") == 1
    assert all(word in err for word in said.split(".*"))
    assert not Store().root.exists()


def test_measure_never_overwrites_another_runs_results(command, undrawn):
    store, smoke = Store(), budgets.load("smoke")
    keys = []
    for changes in ((), ("train.iterations=8",)):
        run = smoke.replace(changes=changes).plan("resnet-8", 0).run
        store.write_spec(run)
        store.finish(run.key, weights.write(Net(run.net)), {"status": "finished", "name": "resnet-8"})
        keys.append(run.key)
    for key in (*keys, keys[0]):
        assert command("measure", "lesion", "--run", key, "--budget", "smoke")[0] == 0
    first, second = "resnet-8-finished", f"resnet-8-finished-{keys[1]}"
    for folder, key in ((first, keys[0]), (second, keys[1])):
        assert set(table.read(store, folder, "lesion")["run"]) == {key}
    assert command("measure", "reorder", "--run", keys[1], "--budget", "smoke")[0] == 2  # no equal shapes
    assert command("measure", "gradients", "--run", keys[1], "--budget", "smoke")[0] == 0
    assert [path.name for path in sorted(store.tables_folder(second).glob("*.runs.csv"))] == [
        "gradients.runs.csv", "lesion.runs.csv"
    ]  # fmt: skip
    assert f"measure lesion --run {keys[1]}" in report.write_page(store, second, ["lesion"]).read_text()
