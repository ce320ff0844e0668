"""Measurements of a user's own file: rows, figures, what is measured again after an edit, and wrong ones in one line."""

import re
import subprocess
import sys

import fakes
import pandas as pd
import pytest

from resexp import budget as budgets
from resexp import experiment
from resexp.analysis import measured, table
from resexp.errors import UserError
from resexp.measure import Measure, Sheet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.store import Store

FILE = '''"""Own."""

from resexp.measure import Measure

FACTOR = 1  # what helpers use


def runs(budget):
    return [budget.plan("resnet-8", 0)]


def measures(budget):
    return [Measure(own, {options})]


def own(net, images, labels{more}):
    """What is measured."""
    {body}
'''


@pytest.fixture
def own(tmp_path, monkeypatch, elsewhere, command):
    """A finished resnet-8, and a function that writes an experiment with this body and measures the run with it."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    store, run = Store(), budgets.load("smoke").plan("resnet-8", 0).run
    store.write_spec(run)
    store.finish(run.key, weights.write(Net(run.net)), {"status": "finished", "name": "resnet-8"})

    def go(body, options="{'images': 20}", more="", change=lambda text: text):
        text = FILE.format(body=body.replace("\n", "\n    "), options=options, more=more)
        (tmp_path / "own" / "mine.py").write_text(change(text))
        return command("measure", "mine", "--run", run.key, "--budget", "smoke")

    go.store, go.key, go.folder = store, run.key, tmp_path / "own"
    return go


def sheets(own):
    return [path.name for path in sorted(own.store.run_folder(own.key).glob("mine.*"))]


def rows_of(own):
    (measure,) = experiment.load("mine").measures(budgets.load("smoke"))
    return Sheet(own.store, own.key, measure).read()


VALUE = "yield {'quantity': 'mean', 'value': images.mean(), 'at': 'stem'}"


def test_its_rows_have_the_columns_of_every_measurement(own, undrawn):
    code, out, err = own(f"assert images.shape == (20, 3, 32, 32) and len(labels) == 20 and not net.training\n{VALUE}")
    assert code == 0, err
    assert "mine.own (images 20): 1 rows" in out
    (row,) = rows_of(own)
    assert row | {"value": ""} == {
        "split": "test", "n": "20", "intervention": "full", "at": "stem", "quantity": "mean", "value": "", "note": ""
    }  # fmt: skip
    read = table.read(own.store, "resnet-8-finished", "mine")
    assert read.loc[read["quantity"] == "mean", "label"].tolist() == ["resnet-8"]


def test_options_are_handed_on_but_images_and_split_choose_the_images(own, undrawn):
    options = "{'split': 'train', 'images': 7, 'power': 3}"
    code, _, err = own("yield {'quantity': 'n', 'value': len(images) ** power}", options, ", power")
    assert code == 0, err
    (row,) = rows_of(own)
    assert (row["value"], row["split"], row["n"]) == ("343", "train", "7")


def test_what_it_draws_is_the_same_every_time_and_the_callers_random_numbers_stay(own, undrawn):
    body = "import torch\nyield {'quantity': 'draw', 'value': torch.rand(())}"
    values = []
    for comment in ("", "x = 1\n"):
        own(comment + body)
        values += [row["value"] for row in rows_of(own)]
    assert values[0] == values[1]


EDITS = {
    "the function": (lambda text: text.replace("images.mean()", "images.mean() + 1"), True),
    "a constant": (lambda text: text.replace("FACTOR = 1", "FACTOR = 2"), True),
    "a function beside it": (lambda text: f"{text}\n\ndef helper():\n    pass\n", True),
    "a comment and a docstring": (lambda text: text.replace("# what", "# that").replace("What is", "That is"), False),
    "white space": (lambda text: text.replace("FACTOR = 1", "FACTOR  =  1"), False),
    "figures": (lambda text: f"{text}\n\ndef findings(table):\n    return []\n", False),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_that_can_change_values_it_measures_again_and_says_so(own, undrawn, edit):
    own(VALUE)
    before, (sheet,) = rows_of(own), sheets(own)
    _, out, _ = own(VALUE)
    assert "mine.own" not in out and sheets(own) == [sheet]
    change, again = EDITS[edit]
    _, out, _ = own(VALUE, change=change)
    assert ("resnet-8 seed 0 mine.own: its file has changed since it was measured; measuring again" in out) == again
    assert len(sheets(own)) == 1 and (sheets(own) != [sheet]) == again
    assert (rows_of(own) != before) == (edit == "the function")


def test_an_edit_while_nets_are_trained_does_not_put_old_values_under_the_new_code(own):
    text = FILE.format(body=VALUE, options="{}", more="")
    (own.folder / "mine.py").write_text(text)
    (measure,) = experiment.load("mine").measures(budgets.load("smoke"))
    name = measure.name
    (own.folder / "mine.py").write_text(text.replace("images.mean()", "0"))
    assert measure.name == name
    (measure,) = experiment.load("mine").measures(budgets.load("smoke"))
    assert measure.name != name


def test_names_of_the_measurements_of_resexp_know_no_code():
    assert Measure("lesion.single", {"images": 20}).name == "lesion.single-" + Measure("x", {"images": 20}).name[-8:]
    assert (
        Measure("propagation.training", {"images": 128}).name == "propagation.training-7323dcec"
    )  # released sheets are so named


def test_importing_the_file_loads_no_torch(own):
    own("import torch\nyield {'quantity': 'n', 'value': torch.ones(())}")
    code = "import sys; from resexp import budget, experiment; experiment.load('mine').measures(budget.load('smoke')); "
    code += "print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


WRONG = {
    "return 3": r"own\(\): it gave int, not rows: yield \{'quantity'",
    "pass": r"own\(\): it gave NoneType, not rows",
    "return {'quantity': 'a', 'value': 1}": "it gave dict, not rows",
    "return []": "it gave no rows",
    "yield 3": "a row is a dict with quantity and value, not int 3",
    "yield {'value': 1}": "a row needs a quantity and a value",
    "yield {'quantity': 'a'}": "a row needs a quantity and a value",
    "yield {'quantity': 'a', 'vale': 1}": "a row has no 'vale'; did you mean value",
    "yield {'quantity': 'a', 'value': images}": "the value of a is no number but Tensor",
    "yield {'quantity': 'a', 'value': 'high'}": "the value of a is no number but str",
    "yield from [{'quantity': 'a', 'value': 1}, {'quantity': 'a', 'value': 2}]": "two rows are of the same quantity",
    "yield {'quantity': 'error', 'value': 1}": "'error' of the whole net is in the log",
    "yield {'quantity': 'a', 'value': 1 / 0}": r"mine\.py: own\(\) does not work: line 18: ZeroDivisionError",
    "net(images, nothing=1)": r"own\(\) does not work: line 18: TypeError",
}


@pytest.mark.parametrize("body", WRONG)
def test_a_wrong_answer_is_one_line_and_nothing_is_kept(own, body):
    code, out, err = own(body)
    assert code == 2 and err.count("\n") == 1 and re.search(WRONG[body], err), (out, err)
    assert str(own.folder / "mine.py") in err and sheets(own) == []


LIST = "[Measure(own, {'images': 20})]"


@pytest.mark.parametrize(("old", "new", "said"), [
    ("Measure(own", "Measure(lambda *_: []", "under a name of its own, not <function"),
    ("Measure(own", "Measure(print", "under a name of its own, not <built-in"),
    ("Measure(own", "Measure('mine.own'", r"Measure\(function, options\)"),
    (LIST, "[own]", "measures.. must return a list of Measure"),
    (LIST, "Measure(own)", "measures.. must return a list of Measure"),
    ("{'images': 20}", "{'images': 0}", "images is a number from 1"),
    ("{'images': 20}", "{'split': 'tset'}", "split test, train or holdout"),
    ("{'images': 20}", "{'power': 2}", r"called as own\(net, images, labels, power\): got an unexpected keyword argument"),
    ("own(net, images, labels)", "own(net, images)", r"called as own\(net, images, labels\): too many positional arguments"),
    ("{'images': 20}", "{'power': print}", "options are numbers, texts and lists"),
    ("def measures(budget):\n    return [Measure(own", "MEASURES = [('own'", "MEASURES is not read; write a function measures"),
])  # fmt: skip
def test_a_wrong_measure_is_one_line(own, old, new, said):
    code, out, err = own(VALUE, change=lambda text: text.replace(old, new))
    assert code == 2 and err.count("\n") == 1 and re.search(said, err), (out, err)
    assert sheets(own) == []


# ------------------------------------------------------------------------------------------------------------- figures


def read(rows, labels=("plain-20", "resnet-20"), seeds=(0, 1)):
    """A table with these rows for each run."""
    runs = [{"run": f"{label}{seed}", "label": label, "seed": seed} for label in labels for seed in seeds]
    head = {"split": "test", "n": 20.0, "intervention": "full", "note": "", "status": "finished", "iterations": 9,
            "data": "synthetic", "train_images": 256, "test_images": 200}  # fmt: skip
    return pd.DataFrame([{**head, **run, **row, "value": row["value"] + run["seed"]} for run in runs for row in rows])


def test_values_at_units_are_a_profile_and_others_dots():
    units = [{"quantity": "zeros (%)", "at": f"unit.{k}.output", "value": float(k)} for k in range(5)]
    drawn = measured.default_figures(read([*units, {"quantity": "confidence", "at": "", "value": 3.0}]))
    assert list(drawn) == ["zeros", "confidence"]
    (ax,) = drawn["zeros"].axes
    lines = [line for line in ax.lines if len(line.get_xdata()) == 5]
    assert [list(line.get_ydata()) for line in lines] == [[0.5, 1.5, 2.5, 3.5, 4.5]] * 2 and len(ax.collections) == 2
    assert ax.get_ylabel() == "zeros (%)" and drawn["zeros"].get_label() == "Zeros (%), as measured on 20 test images."
    (ax,) = drawn["confidence"].axes
    assert [sorted(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2] == [[3, 4], [3, 4]]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["plain-20", "resnet-20"]


def test_places_and_interventions_that_are_no_numbers_are_told_apart_by_name():
    rows = [{"quantity": "a", "at": at, "value": 1.0} for at in ("stem", "head")]
    lines = measured.with_lines(read([*rows, {**rows[0], "intervention": "drop 3"}], ["net"], [0]))["line"]
    assert lines.tolist() == ["net, stem", "net, head", "net, drop 3, stem"]
    inside = [{"quantity": "a", "at": f"unit.{k}.{part}", "value": 1.0} for k in range(2) for part in ("input", "output")]
    assert measured.with_lines(read(inside, ["net"], [0]))["line"].tolist() == ["net, input", "net, output"] * 2


def test_errors_after_lesions_are_not_drawn_by_default_and_nothing_measured_is_said():
    rows = [{"quantity": "error", "at": "1", "value": 1.0, "intervention": "drop 1"}]
    with pytest.raises(UserError, match="nothing was trained"):
        measured.default_figures(read(rows).assign(iterations=0))
