"""A unit of the user's from the command line: what it trains, draws and says, and what it refuses."""

import re
import shlex

import pytest

from resexp import ablation, cli, experiment, report, zoo
from resexp import budget as budgets
from resexp.errors import UserError
from resexp.spec import Unit
from resexp.store import Store
from resexp.training import train

pytestmark = pytest.mark.usefixtures("elsewhere")
SCALED = ("ablate", "bn relu conv bn relu conv", "--shortcut", "scale 0.9", "--after", "", "--depth", "8", "--budget", "smoke")
NAME = "ablate-bn-relu-conv-bn-relu-conv-scale-0_9-8-layers"


def test_a_unit_is_trained_beside_both_baselines_drawn_and_said(command, tmp_path, monkeypatch):
    code, out, err = command(*SCALED)
    assert code == 0 and err == "" and out.count("to train") == 4  # three runs and their sum
    store = Store(tmp_path / "results")
    pictures = {path.name for path in store.figures_folder("smoke").iterdir()}
    assert pictures == {f"{NAME}.{figure}.{kind}" for figure in ("curves", "errors", "units") for kind in ("png", "svg")}
    assert re.search(r"Test error at 8 layers: .* original, .* yours", out) and "pre-activation" in out
    runs = (store.tables_folder("smoke") / f"{NAME}.runs.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in runs[1:]] == ["original", "pre-activation", "yours"]
    keys = {plan.run.key for plan in (budgets.load("smoke").plan(name, 0) for name in ("resnet-8", "preresnet-8"))}
    assert keys < set(store.stored_keys())  # shared with every other experiment
    page = store.report_file("smoke").read_text()
    assert "A unit of your own: yours (bn relu conv bn relu conv | scale 0.9 + |)" in page and page.count('class="unit"') == 3

    again = re.search(r"python -m resexp (ablate [^<]*)", page.replace("&#39;", "'"))
    monkeypatch.setattr(train, "train_stepwise", None)
    code, out, _ = command(*shlex.split(again[1]))
    assert code == 0 and "0 runs to train" in out  # the page's command is this one

    monkeypatch.setattr(ablation, "runs", None)
    before = {path: path.read_bytes() for path in store.figures_folder("smoke").iterdir()}
    for path in before:
        path.unlink()
    assert command("figures", "--budget", "smoke")[0] == 0
    assert {path: path.read_bytes() for path in store.figures_folder("smoke").iterdir()} == before


def test_another_ablation_has_its_own_files_and_a_name(command, tmp_path):
    assert command(*SCALED)[0] == 0
    words = ["ablate", "conv bn relu conv bn", "--shortcut", "scale 0.9", "--depth", "8", "--budget", "smoke", "--seeds", "0,1"]
    code, out, _ = command(*words, "--name", "calmer 0.9")
    assert code == 0 and "calmer 0.9 seed 1" in out
    store = Store(tmp_path / "results")
    assert {path.name.split(".")[0] for path in store.figures_folder("smoke").iterdir()} == {NAME, "ablate-calmer-0_9"}
    page = store.report_file("smoke").read_text().replace("&#39;", "'")
    assert "calmer 0.9 (conv bn relu conv bn | scale 0.9 + | relu)" in page and "--name 'calmer 0.9'" in page
    assert "--seeds 0,1" in page


def test_a_name_used_again_says_what_it_replaces(command, undrawn, tmp_path):
    words = ["ablate", "bn relu conv bn relu conv", "--shortcut", "scale 0.9", "--depth", "8", "--budget", "smoke"]
    assert "replaces" not in command(*words, "--name", "mine 1")[1]
    assert "replaces" not in command(*words, "--name", "mine 1")[1]  # the same again
    code, out, _ = command(*words, "--name", "mine 1", "--share", "stage", "--precision", "bf16", "--dry-run")
    line = "bn relu conv bn relu conv | scale 0.9 + |"
    assert code == 0 and f"replaces ablate-mine-1: {line} (share=first, 8 layers, fp32) (those runs are kept)" in out
    code, _, err = command(*words, "--name", "mine-1")
    assert code == 2 and "--name 'mine-1': its figures would replace those of 'mine 1'" in err and err.count("\n") == 1


def test_a_deadline_leaves_with_zero_and_the_command_goes_on_side_by_side(command, undrawn, tmp_path, monkeypatch):
    armed = []
    monkeypatch.setattr(cli, "_start_deadline", armed.append)
    code, _, err = command(*SCALED, "--deadline", "25m", "--side-by-side", "2")
    assert code == 0 and err == "" and armed == ["25m"] and len(Store(tmp_path / "results").stored_keys()) == 3


def test_precision_and_an_option_that_is_specs_default_are_in_the_command_on_the_page(command, undrawn, tmp_path):
    assert command(*SCALED, "--share", "none", "--precision", "bf16")[0] == 0
    page = Store(tmp_path / "results").report_file("smoke").read_text().replace("&#39;", "'")
    said = re.search(r"python -m resexp (ablate [^<]*)", page)[1]
    assert "--share none" in said and "--precision bf16" in said
    code, out, _ = command(*shlex.split(said))
    assert code == 0 and "0 runs to train" in out


def test_options_that_the_line_does_not_hold_are_in_the_command_on_the_page(command, undrawn, tmp_path):
    words = [
        "ablate",
        "bn relu conv1 bn relu conv bn relu conv1",
        "--expansion",
        "4",
        "--widen",
        "project bn",
        "--share",
        "stage",
    ]
    assert command(*words, "--depth", "11", "--budget", "smoke")[0] == 0
    page = Store(tmp_path / "results").report_file("smoke").read_text().replace("&#39;", "'")
    said = re.search(r"python -m resexp (ablate [^<]*)", page)[1]
    assert "--widen 'project bn'" in said and "--share stage" in said and "--expansion 4" in said


def test_a_dry_run_trains_and_writes_nothing(command, tmp_path):
    code, out, _ = command(*SCALED, "--dry-run")
    assert code == 0 and "3 runs to train" in out and not (tmp_path / "results").exists()


BAD = [
    (("bn rleu conv",), "'rleu' (word 2 of branch 'bn rleu conv') is not a token; allowed: conv, conv1, bn, relu"),
    (("",), "no convolution; allowed tokens: conv, conv1, bn, relu"),
    (("conv", "--shortcut", "scal 0.9"), "'scal 0.9' is not a shortcut; allowed: identity, none, scale S [B]"),
    (("conv", "--after", "conv"), "'conv' cannot stand after the addition; allowed there: bn, relu"),
    (("conv", "--widen", "padd"), "'pad', 'pad both', 'project' or 'project bn'"),
    (("bn relu conv", "--share", "all"), "'none', 'first', 'widths' or 'stage'"),
    (("conv", "--share", "first"), "share = first needs an activation before the first convolution"),
    (("conv", "--expansion", "4"), "expansion 4 needs two convolutions or more"),
    (("conv bn relu conv", "--depth", "21"), "6n+2 layers, not 21; nearest: 20 and 26"),
    (("conv bn", "--depth", "11"), "must be 6n+2, not 11: this unit makes nets of 3n+2 layers"),
    (("conv bn relu conv bn",), "this is the unit of the original net itself"),
    (("bn relu conv bn relu conv",), "this is the unit of the pre-activation net itself"),
    (("conv", "--name", "../up"), "--name '../up': letters, digits"),
    (("conv", "--name", "original"), "not original or pre-activation"),
    (("conv", "--seeds", "a"), "--seeds takes numbers"),
    (("conv", "--budget", "quik"), "unknown budget 'quik'; did you mean quick?"),
    (("conv", "--deadline", "soon"), "--deadline takes hours, minutes and seconds"),
    (("conv", "--side-by-side", "0"), "--side-by-side"),
    (("conv", "--precision", "fp8"), "unknown precision 'fp8'"),
    (("conv", "--data", "mnist"), "unknown data set 'mnist'"),
    (("conv", "--device", "toaster"), "cannot use device 'toaster'"),
    (("conv bn relu conv", "--data", "cifar100"), "CIFAR-100 not found"),
]


@pytest.mark.parametrize(("words", "said"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else "")
def test_wrong_input_is_one_line_and_nothing_is_written(command, tmp_path, monkeypatch, words, said):
    monkeypatch.setattr(train, "train_stepwise", None)
    code, _, err = command("ablate", *words)
    assert code == 2 and said in err and err.count("\n") == 1, err
    assert not (tmp_path / "results").exists()


def test_what_is_left_out_is_as_in_the_papers_unit_that_is_most_like_it():
    assert ablation.unit_from_options("bn relu conv bn relu conv") == zoo.PREACT
    assert ablation.unit_from_options("conv bn relu conv bn") == zoo.ORIGINAL
    assert ablation.unit_from_options("conv1 bn relu conv bn relu conv1 bn", expansion=4) == zoo.BOTTLENECK
    assert ablation.unit_from_options("bn relu conv1 bn relu conv bn relu conv1", expansion=4) == zoo.PREACT_BOTTLENECK
    assert ablation.unit_from_options("relu conv bn", after="bn", share="none") == Unit(branch="relu conv bn", after="bn")


def test_names_of_files_tell_ablations_apart():
    units = [
        *(Unit(shortcut=text) for text in ("gate shortcut 6", "gate shortcut -6", "scale 0.9", "scale 9")),
        *(Unit(widen=text) for text in ("pad", "pad both", "project", "project bn")),
        *(Unit(branch="bn relu conv", share=text) for text in ("none", "first", "widths", "stage")),
        *(Unit(expansion=times) for times in (2, 4)),
        Unit(branch="conv bn relu conv", after="bn relu"),  # He 2016, Fig. 4b and 4c: the same words, elsewhere
        Unit(branch="conv bn relu conv bn relu", after=""),
        *(Unit(branch="conv bn relu " * 9 + text) for text in ("conv", "conv1", "conv bn")),
    ]
    names = {ablation.label_and_file_name(unit, depth)[1] for unit in units for depth in (20, 56)}
    assert len(names) == 2 * len(units)
    assert all(re.fullmatch(r"ablate-[\w-]{1,80}", name) for name in names)
    assert ablation.label_and_file_name(Unit(), 20, "Mine 2.0") == ("Mine 2.0", "ablate-Mine-2_0")
    assert experiment.path_of("ablate-x").name == "ablation.py" and experiment.load("ablate-x").module is ablation
    with pytest.raises(UserError, match="nothing measured for ablate-x"):
        report.draw_figures(Store(), "smoke", "ablate-x")
