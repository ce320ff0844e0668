"""The command line: wrong input is one line, exit code 2, nothing written; what others script against; what needs no torch."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from resexp import budget, estimate, experiment, lookup, zoo
from resexp.errors import UserError
from resexp.images import data
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.store import Store
from resexp.training import train

pytestmark = pytest.mark.usefixtures("elsewhere")
SMOKE = budget.load("smoke")


@pytest.fixture(scope="module")
def bare_nets(tmp_path_factory):
    """A results folder with nets as they are built: a plain one of the papers' widths, a VGG; {name: key}."""
    store, keys = Store(tmp_path_factory.mktemp("nets") / "results"), {}
    for name, width in (("plain-20", 16), ("vgg-15", 1)):
        plan = SMOKE.replace(width=width).plan(name, 0)
        store.write_spec(plan.run)
        store.finish(plan.run.key, weights.write(Net(plan.run.net)), {"status": "finished", "name": name})
        keys[name] = plan.run.key
    return store.root, keys


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A results folder with finished runs, a failed one, one without weights and 20 that were only begun; {name: key}."""
    store = Store(tmp_path_factory.mktemp("made") / "results")
    images = DataSet(SMOKE.plan("resnet-8", 0).run.data)
    runs = {
        "good": SMOKE.plan("resnet-8", 0),
        "plain": SMOKE.plan("plain-8", 0),
        "deep": SMOKE.plan("resnet-14", 0),
        "failed": SMOKE.plan("plain-8", 1, lr=1e30, warmup=0),
        "bare": SMOKE.plan("plain-8", 2),
    }
    for plan in runs.values():
        train.train(plan.run, store, images, plan.label)
    store.weights_file(runs["bare"].run.key).unlink()
    begun = [SMOKE.plan("resnet-8", seed).run for seed in range(100, 120)]
    for run in begun:
        store.write_spec(run)
    keys = {name: plan.run.key for name, plan in runs.items()} | {"begun": begun[0].key}
    firsts = [key[0] for key in store.stored_keys()]
    keys["twice"] = next(first for first in firsts if firsts.count(first) > 1)
    good = keys["good"]
    keys["typo"] = good[:5] + ("0" if good[5] != "0" else "1") + good[6:]
    return store.root, keys


@pytest.fixture
def file(tmp_path):
    """A weights file that can be imported as resnet-8."""
    path = tmp_path / "weights.safetensors"
    path.write_bytes(weights.write(Net(zoo.net("resnet-8"), 0)))
    return path


def content(root):
    """Every file under a folder and what is in it; locks hold nothing."""
    return {path: path.read_bytes() for path in Path(root).rglob("*") if path.is_file() and ".locks" not in path.parts}


def refused(answer, words):
    """The answer of a command that was given something wrong: exit code 2, one line on stderr that says what."""
    code, out, err = answer
    assert code == 2, (out, err)
    assert err.startswith("resexp: ") and err.endswith("\n") and err.count("\n") == 1, err
    assert re.search(words, err), err
    assert "Traceback" not in out + err


# --- wrong input ------------------------------------------------------------------------------------------------------------

TRAIN = ("train", "resnet-8", "--budget", "smoke")
SET = (*TRAIN, "--set")

WRONG = [
    # names, with the nearest that there is
    (("trian", "resnet-8"), "trian.*train"),
    (("--versoin",), "--versoin"),
    ((*TRAIN, "--sed", "1"), "--sed.*--seed"),
    (("train", "resnt-20", "--budget", "smoke"), "unknown net 'resnt-20'; did you mean resnet-20"),
    (("train", "lenet", "--budget", "smoke"), "unknown net 'lenet'.*plain-N, resnet-N, preresnet-N"),
    (("train", "", "--budget", "smoke"), "unknown net ''"),
    (("train", "resnet-57", "--budget", "smoke"), r"resnet-57: the depth must be 6n\+2.*resnet-56 and resnet-62"),
    (("train", "resnet-2", "--budget", "smoke"), r"6n\+2.*resnet-8"),
    (("train", "resnet-1208", "--budget", "smoke"), "at most 1202.*resnet-1202"),
    (("train", "resnet-8", "--budget", "smok"), "unknown budget 'smok'; did you mean smoke"),
    (("run", "degredation", "--budget", "smoke"), "unknown experiment 'degredation'; did you mean degradation"),
    (("run", "all", "degradation", "--budget", "smoke"), "unknown experiment 'all'"),
    (("run", "degradation", "--budget", "quik"), "unknown budget 'quik'; did you mean quick"),
    (("run", "degradation", "--budget", "smoke", "--data", "cifar1"), "unknown data set 'cifar1'; did you mean cifar10"),
    (("run", "degradation", "--budget", "smoke", "--data", "mnist"), "unknown data set 'mnist'; there are: auto, cifar10"),
    ((*TRAIN, "--seed", "9", "--deadline", "soon"), "--deadline takes hours, minutes and seconds.*not 'soon'"),
    (("run", "degradation", "--budget", "smoke", "--deadline", ""), "--deadline takes"),
    ((*TRAIN, "--seed", "9", "--device", "tpu"), "cannot use device 'tpu'"),
    ((*TRAIN, "--seed", "9", "--device", "meta"), "cannot use device 'meta'.*cpu and cuda"),
    ((*TRAIN, "--seed", "9", "--device", "cuda:99"), "cannot use device 'cuda:99'"),
    (("figures", "degredation", "--budget", "smoke"), "did you mean degradation"),
    (("figures", "--budget", "smok"), "did you mean smoke"),
    (("report", "--budget", "smok"), "did you mean smoke"),
    (("claims", "--budget", "smok"), "did you mean smoke"),
    (("data", "cifar11"), "nothing to download for 'cifar11'; did you mean cifar10"),
    (("data", "synthetic"), "nothing to download for 'synthetic'"),
    # what is missing
    (("run", "--budget", "smoke"), "EXPERIMENT"),
    (("train",), "NET"),
    (("eval",), "RUN"),
    (("import-weights", "file.pt"), "--net"),
    ((*TRAIN, "--seed"), "--seed"),
    (("figures", "--budget", "smoke"), "nothing measured at smoke"),
    (("figures", "degradation", "--budget", "smoke"), "nothing measured"),
    (("report", "--budget", "smoke"), "nothing measured at smoke"),
    (("claims", "--budget", "smoke"), "nothing measured at smoke"),
    # numbers
    (("run", "degradation", "--budget", "smoke", "--seeds", "a"), "--seeds takes numbers.*'a'"),
    (("run", "degradation", "--budget", "smoke", "--seeds", "0,,1"), "--seeds takes numbers"),
    (("run", "degradation", "--budget", "smoke", "--seeds", "-1"), "--seeds takes numbers from 0"),
    (("run", "degradation", "--budget", "smoke", "--seeds", "1.5"), "--seeds takes numbers"),
    (("run", "degradation", "--budget", "smoke", "--seeds", "99999999999"), "seed: .*less than 2147483648"),
    (("run", "degradation", "--budget", "smoke", "--depths", "x"), "--depths takes numbers"),
    (("run", "degradation", "--budget", "smoke", "--depths", "21"), r"plain-21: the depth must be 6n\+2"),
    ((*TRAIN, "--seed", "x"), "--seed.*x"),
    ((*TRAIN, "--seed", "-1"), "seed: .*greater than or equal to 0"),
    # --set
    ((*SET, "train.lrr=1"), "train.lrr: no such field; did you mean lr"),
    ((*SET, "trane.lr=1"), "trane.lr: no such field; did you mean train"),
    ((*SET, "train.lr.x=1"), "train.lr.x: no such field"),
    ((*SET, "train.lr"), "FIELD=VALUE.*'train.lr'"),
    ((*SET, "=1"), "FIELD=VALUE"),
    ((*SET, "train.lr="), "train.lr: .*number"),
    ((*SET, "train.lr=fast"), "train.lr: .*valid number.*'fast'"),
    ((*SET, "train.lr=-1"), "train.lr: .*greater than 0"),
    ((*SET, "train.lr=.nan"), "train.lr: .*finite"),
    ((*SET, "train.lr=["), r"--set train\.lr.*\["),
    ((*SET, "train.lr={a: b: c}"), r"--set train\.lr"),
    ((*SET, "train.lr=!!python/object/apply:os.getcwd []"), r"--set train\.lr"),
    ((*SET, "train=1"), "train: .*1"),
    ((*SET, "train.iterations=1.5"), "train.iterations: .*integer"),
    ((*SET, "train.warmup=12"), "warm-up of 12 iterations leaves nothing of 12"),
    ((*SET, "train.batch=1000"), "a batch of 1000 is more than the 256 training images"),
    ((*SET, "train.schedule=cosine"), "train.schedule: .*'step', 'linear' or 'poly'.*cosine"),
    ((*SET, "net.unit.branch=conv bnn relu conv"), r"'bnn' \(word 2 of branch .* allowed: conv, conv1, bn, relu"),
    ((*SET, "net.unit.branch="), "no convolution"),
    ((*SET, "net.unit.shortcut=identiy"), "'identiy' is not a shortcut; allowed: identity"),
    ((*SET, "net.unit.after=conv"), "cannot stand after the addition"),
    ((*SET, "net.blocks=3"), "net.blocks"),
    ((*SET, "net.widths=[16, 32]"), "3 stages in blocks, 2 in widths"),
    ((*SET, "net.widths=[32, 16, 8]"), "unit 1 maps 32x32x32 -> 16x16x16.*cannot drop channels"),
    ((*SET, "net.classes=100"), "the net has 100 outputs, synthetic has 10 classes"),
    ((*SET, "data.name=cifar10"), "CIFAR-10 not found"),
    ((*SET, "data.holdout=50000"), "data.holdout"),
    # runs
    (("eval", "{typo}"), "no run '{typo}'.*did you mean {good}"),
    (("eval", "zzz"), "no run 'zzz'"),
    (("eval", ""), "RUN|run ''"),
    (("eval", "{twice}"), "'{twice}' is ambiguous: {twice}[0-9a-f]{{11}}, {twice}"),
    (("eval", "resnt-8@smoke"), "unknown net 'resnt-8'; did you mean resnet-8"),
    (("eval", "resnet-9@smoke"), r"6n\+2"),
    (("eval", "resnet-8@smok"), "unknown budget 'smok'; did you mean smoke"),
    (("eval", "resnet-8@"), "unknown budget ''"),
    (("eval", "@smoke"), "unknown net ''"),
    (("eval", "resnet-8@smoke:x"), "the seed must be a number"),
    (("eval", "resnet-8@smoke:²"), "the seed must be a number"),
    (("eval", "resnet-8@smoke:-1"), "the seed must be a number"),
    (("eval", "resnet-8@smoke:7"), r"has not been trained.*train resnet-8 --budget smoke --seed 7"),
    (("eval", "resnet-20@smoke"), "has not been trained.*train resnet-20 --budget smoke"),
    (("eval", "resnet-20@imported"), "no imported weights of resnet-20"),
    (("eval", "resnt-20@imported"), "unknown net 'resnt-20'"),
    (("eval", "{failed}"), "run {failed} failed.*not finite.*no weights"),
    (("eval", "{begun}"), "run {begun} is not over"),
    (("eval", "{bare}"), "there is no weights file"),
    # measurements
    (("measure", "lesion"), "--run"),
    (("measure", "leson", "--run", "{good}"), "unknown experiment 'leson'; did you mean lesion"),
    (("measure", "degradation", "--run", "{good}"), "degradation measures nothing on trained nets"),
    (("measure", "lesion", "--run", "{good}", "--budget", "smok"), "unknown budget 'smok'; did you mean smoke"),
    (("measure", "lesion", "--run", "zzz"), "no run 'zzz'"),
    (("measure", "lesion", "--run", "{typo}"), "no run '{typo}'.*did you mean {good}"),
    (("measure", "lesion", "--run", "{twice}"), "'{twice}' is ambiguous"),
    (("measure", "lesion", "--run", "resnt-8@smoke"), "unknown net 'resnt-8'; did you mean resnet-8"),
    (("measure", "lesion", "--run", "resnet-20@smoke"), "has not been trained.*train resnet-20 --budget smoke"),
    (("measure", "lesion", "--run", "resnet-20@imported"), "no imported weights of resnet-20.*import-weights"),
    (("measure", "lesion", "--run", "{failed}"), "run {failed} has no weights to measure .it failed"),
    (("measure", "lesion", "--run", "{begun}"), "run {begun} has no weights to measure .it is not over"),
    (("measure", "lesion", "--run", "{bare}", "--budget", "smoke"), "there is no weights file"),
    (("measure", "lesion", "--run", "{good}", "--device", "tpu"), "cannot use device 'tpu'"),
    (("measure", "reorder", "--run", "{good}", "--budget", "smoke"), "no two units of this net behind the first"),
    # interventions: resnet-8 has the units 0, 1, 2, each of another shape
    (("eval", "{good}", "--drop", "99"), "no unit 99.*numbered 0 to 2"),
    (("eval", "{good}", "--drop", "3"), "no unit 3.*numbered 0 to 2"),
    (("eval", "{good}", "--drop", "x"), "--drop takes numbers.*'x'"),
    (("eval", "{good}", "--drop", "-1"), "--drop takes numbers from 0"),
    (("eval", "{good}", "--drop", "0;1"), "--drop takes numbers"),
    (("eval", "{good}", "--branch-only", "3"), "no unit 3"),
    (("eval", "{good}", "--branch-only", "one"), "--branch-only takes numbers"),
    (("eval", "{good}", "--swap", "1"), "--swap takes two different units, as 4:6; not '1'"),
    (("eval", "{good}", "--swap", "0:0"), "--swap takes two different units"),
    (("eval", "{good}", "--swap", "0:1:2"), "--swap takes two different units"),
    (("eval", "{good}", "--swap", "a:b"), "--swap takes numbers"),
    (("eval", "{good}", "--swap", "0:9"), "no unit 9"),
    (("eval", "{good}", "--swap", "1:2"), "unit 2 .*cannot stand where it was moved.*equal shape"),
    (("eval", "{plain}", "--drop", "1"), "unit 1 is not deletable: 4x32x32 -> 8x16x16"),
    (("eval", "{good}", "--limit", "0"), "--limit"),
    (("eval", "{good}", "--limit", "-5"), "--limit"),
    (("eval", "{good}", "--limit", "x"), "--limit"),
    (("eval", "{good}", "--split", "tset"), "unknown split 'tset'; did you mean test"),
    (("eval", "{good}", "--split", "holdout"), "no holdout images"),
    (("eval", "{good}", "--device", "tpu"), "cannot use device 'tpu'"),
    # files
    (("import-weights", "nowhere.pt", "--net", "resnet-20"), "there is no weights file nowhere.pt"),
    (("import-weights", "nowhere.pt", "--net", "resnt-20"), "did you mean resnet-20"),
    (("import-weights", "{weights}", "--net", "resnet-8", "--normalise", "imagnet"), "normalise.*'imagenet'.*imagnet"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words) for words, _ in WRONG])
def test_wrong_input_is_one_line_and_exit_code_2_and_nothing_is_written(command, made, file, monkeypatch, words, said):
    root, keys = made
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    known = keys | {"weights": str(file)}
    before = content(root)
    answer = command(*(word.format(**known) if re.search(r"\{[a-z]+\}", word) else word for word in words))
    refused(answer, said.format(**known) if re.search(r"\{[a-z]+\}", said) else said)
    assert content(root) == before
    assert not list(Path().iterdir())  # nor in the working folder


OWN = '''"""Of the user."""

from resexp.measure import Measure

TITLE = "Own"


def runs(budget):
    return [budget.plan("resnet-8", 0)]


def measures(budget):
    return [Measure({measure})]
'''


@pytest.mark.parametrize(("measure", "said"), [
    ("'lesion.deletions', {'counts': [2, 4]}", "cannot delete 4 units: this net has 3"),
    ("'lesion.deletions', {'counts': [1], 'pictures': 4}", "lesion.deletions does not take these options"),
    ("'lesion.deletion', {}", "resexp.probe.lesion has no function deletion; did you mean deletions"),
    ("'leison.deletions', {}", "there is no resexp.probe.leison; did you mean lesion"),
    ("'lesion', {}", "module.function"),
])  # fmt: skip
def test_a_wrong_measure_of_the_users_is_one_line_that_says_what_is_wrong(command, made, tmp_path, monkeypatch, measure, said):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "own.py").write_text(OWN.replace("{measure}", measure))
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(folder))
    root, keys = made
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    before = content(root)
    refused(command("measure", "own", "--run", keys["good"], "--budget", "smoke"), said)
    assert content(root) == before


@pytest.mark.parametrize(("words", "said"), [
    (("run", "degradation", "--budget", "short"), "CIFAR-10 not found in .*no data, data; `make data`"),
    (("run", "degradation", "--budget", "paper"), "CIFAR-10 not found"),
    (("run", "degradation", "--budget", "paper", "--data", "cifar100"), "CIFAR-100 not found"),
    (("run", "degradation", "--budget", "paper", "--data", "auto"), "budget paper takes no --data auto"),
    (("run", "degradation", "--budget", "short", "--data", "auto"), "budget short takes no --data auto"),
    (("train", "resnet-20", "--budget", "short"), "CIFAR-10 not found"),
    (("train", "resnet-20", "--budget", "short", "--data", "auto"), "takes no --data auto"),
    (("train", "resnet-8", "--budget", "quick", "--data", "cifar10"), "CIFAR-10 not found"),
    (("eval", "{cifar}"), "CIFAR-10 not found"),
    (("import-weights", "{weights}", "--net", "resnet-8"), "CIFAR-10 not found"),
])  # fmt: skip
def test_without_cifar_the_budgets_that_need_it_say_so_and_write_nothing(command, file, words, said):
    store, plan = Store(), budget.load("short").plan("resnet-8", 0)
    store.write_spec(plan.run)
    store.finish(plan.run.key, file.read_bytes(), {"status": "finished", "name": "resnet-8"})
    before = content(store.root)
    known = {"cifar": plan.run.key, "weights": str(file)}
    refused(command(*(word.format(**known) for word in words)), said)
    assert content(store.root) == before


@pytest.mark.parametrize("place", ["a file", "a file/below"])
@pytest.mark.parametrize(
    "words",
    [TRAIN, ("run", "degradation", "--budget", "smoke"), ("import-weights", "{weights}", "--net", "resnet-8")],
    ids=" ".join,
)
def test_results_that_cannot_be_written_are_said_before_anything_is_trained(command, file, tmp_path, monkeypatch, place, words):
    (tmp_path / "a file").write_text("in the way")
    (tmp_path / "no data" / "cifar-10-batches-py").mkdir()  # of which nothing is read
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / place))
    monkeypatch.setattr(train, "train_stepwise", None)
    refused(command(*(word.format(weights=file) for word in words)), r"cannot write .*a file.*\$RESEXP_RESULTS")
    assert (tmp_path / "a file").read_text() == "in the way"


GOOD_BUDGET = "{about: x, dataset: synthetic, depths: [8], width: 4, train: {iterations: 2, warmup: 0, batch: 8}"


@pytest.mark.parametrize(("text", "said"), [
    ("smoke: [", "not YAML"),
    ("smoke: {a: b: c}", "not YAML"),
    (b"smoke: {about: \xff}", "budgets.yaml"),
    ("", "budgets.yaml"),
    ("- smoke", "budgets.yaml"),
    ("smoke: seconds", "budgets.yaml"),
    ("smoke:", "budgets.yaml"),
    ("smoke: {about: x}", "budgets.yaml.*depths"),
    (f"smoke: {GOOD_BUDGET}, sedes: [0]}}", "budgets.yaml.*sedes: no such field; did you mean seeds"),
    (f"smoke: {GOOD_BUDGET}, data: {{imagse: 3}}}}", "budgets.yaml.*imagse: no such field; did you mean images"),
    (f"smoke: {GOOD_BUDGET.replace('warmup: 0', 'warmup: 9')}}}", "budgets.yaml.*warm-up of 9"),
    (f"smoke: {GOOD_BUDGET}, data: 3}}", "budgets.yaml.*data"),
    (f"smoke: {GOOD_BUDGET.replace('[8]', 'eight')}}}", "budgets.yaml.*depths"),
])  # fmt: skip
def test_a_damaged_budgets_yaml_is_one_line_that_names_it(command, tmp_path, monkeypatch, text, said):
    path = tmp_path / "home" / "experiments" / "budgets.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.setenv("RESEXP_HOME", str(tmp_path / "home"))
    refused(command(*TRAIN), said)
    assert not content(tmp_path / "results")


@pytest.mark.parametrize("text", ["smoke: [", b"\xff", "", "- smoke", "smoke: seconds", "smoke: {depths: [8]}"])
def test_list_says_what_is_wrong_with_budgets_yaml_too(command, tmp_path, monkeypatch, text):
    path = tmp_path / "home" / "experiments" / "budgets.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    monkeypatch.setenv("RESEXP_HOME", str(tmp_path / "home"))
    refused(command("list"), "budgets.yaml")


def test_a_changed_byte_is_said_by_who_reads_it_and_by_check(command, made, tmp_path):
    root, keys = made
    folder = tmp_path / "results" / "runs" / keys["good"]
    shutil.copytree(Store(root).run_folder(keys["good"]), folder)
    assert command("runs", "--check")[0] == 0
    for name in ("weights.safetensors", "at-000003.safetensors"):
        content = bytearray((folder / name).read_bytes())
        content[-1000] ^= 1
        (folder / name).write_bytes(content)
    again = "git restore it, else delete the folder"
    refused(command("eval", keys["good"]), rf"weights\.safetensors is truncated or .*checksum .*{again}")
    refused(command("runs", "--check"), rf"weights\.safetensors is truncated .*{again}")
    shutil.copy(Store(root).weights_file(keys["good"]), folder)
    refused(command("runs", "--check"), rf"at-000003\.safetensors is truncated .*{again}")


@pytest.mark.parametrize(("file", "text", "said"), [
    ("run.json", b"{", "run.json is damaged"),
    ("run.json", b"[1]", "run.json is damaged"),
    ("run.json", b"\xff\xfe", "run.json is damaged"),
    ("spec.json", b"{", "spec.json cannot be used"),
    ("spec.json", b"[1]", "spec.json cannot be used"),
    ("spec.json", b"\xff\xfe", "spec.json cannot be used"),
    ("spec.json", b'{"seed":5,"numerics":1}', "does not belong there"),
    ("spec.json", b'{"numerics":99}', "NUMERICS 99"),
    ("weights.safetensors", b"short", "truncated"),
    ("weights.safetensors", None, "truncated"),
    ("weights.safetensors", "deep", "is not of this net"),
])  # fmt: skip
def test_a_damaged_run_is_one_line_that_names_the_file(command, made, tmp_path, file, text, said):
    root, keys = made
    key = keys["good"]
    folder = tmp_path / "results" / "runs" / key
    shutil.copytree(Store(root).run_folder(key), folder)
    whole = (folder / file).read_bytes()
    if text == "deep":
        text = Store(root).weights_file(keys["deep"]).read_bytes()
    (folder / file).write_bytes(whole[: len(whole) // 2] if text is None else text)
    refused(command("eval", key), said)


# --- what is right ----------------------------------------------------------------------------------------------------------


def test_a_run_is_named_by_key_prefix_net_at_budget_and_seed(command, made, monkeypatch):
    root, keys = made
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    store, key = Store(root), keys["good"]
    prefix = next(key[:n] for n in range(1, 13) if sum(other.startswith(key[:n]) for other in store.stored_keys()) == 1)
    answers = []
    for name in (key, prefix, "resnet-8@smoke", "resnet-8@smoke:0"):
        code, out, err = command("eval", name, "--json")
        assert (code, err) == (0, "")
        answers.append(json.loads(out))
        assert out.count("\n") == 1
    assert all(answer == answers[0] for answer in answers)
    log = store.read_log(key)
    assert answers[0]["run"] == key
    assert answers[0]["net"] == "resnet-8"
    assert answers[0]["n"] == SMOKE.data["test_images"]
    assert answers[0]["route"] == "full"
    assert answers[0]["test_error"] == pytest.approx(log[-1]["test_error"])


def test_a_prefix_that_two_runs_share_is_refused_until_it_is_long_enough(made):
    root, keys = made
    store = Store(root)
    with pytest.raises(UserError, match="ambiguous"):
        lookup.resolve(keys["twice"], store)
    assert lookup.resolve(keys["good"], store) == keys["good"]


def test_net_at_a_budget_that_leaves_the_data_open_finds_cifar10_first_and_then_the_others(tmp_path):
    store = Store(tmp_path / "results")
    quick = budget.load("quick")
    with pytest.raises(UserError, match="has not been trained"):
        lookup.resolve("resnet-8@quick", store)
    for name in ("synthetic", "cifar10"):
        run = quick.replace(dataset=name).plan("resnet-8", 0).run
        store.write_spec(run)
        store.finish(run.key, None, {"status": "finished"})
        assert lookup.resolve("resnet-8@quick", store) == run.key


def test_net_at_a_budget_that_is_there_in_another_form_only_is_told_the_key_of_that(command):
    store, found = Store(), {}
    for plan in experiment.load("lesion").runs(SMOKE.only(seeds=(0, 1))):
        if "vgg-15" in plan.label or "quarter" in plan.label:
            store.write_spec(plan.run)
            store.finish(plan.run.key, None, {"status": "finished"})
            found[plan.label, plan.run.seed] = plan.run.key
    vgg, quarter = "vgg-15 (8 channels)", "resnet-8, a quarter of the training"
    for asked, label, seed in (("vgg-15", vgg, 0), ("vgg-15", vgg, 1), ("resnet-8", quarter, 0)):
        there = re.escape(f"; experiments have trained {label}: {found[label, seed]}; or first: ")
        refused(command("eval", f"{asked}@smoke:{seed}"), f"has not been trained .*{there}.* train {asked} --budget smoke")
    for asked in ("vgg-15@smoke:2", "resnet-14@smoke"):
        refused(command("eval", asked), r"\(key \w{12}\); first: ")


def test_eval_prints_one_json_object_for_every_intervention(command, made, monkeypatch):
    monkeypatch.setenv("RESEXP_RESULTS", str(made[0]))

    def answer(*words):
        code, out, err = command("eval", *words, "--json")
        assert (code, err) == (0, "") and out.count("\n") == 1
        return json.loads(out)

    full = answer("resnet-14@smoke")
    assert {"run", "net", "test_error", "n", "route"} <= full.keys()
    assert answer("resnet-14@smoke", "--drop", "1,4")["route"] == "drop 1,4"
    assert answer("resnet-14@smoke", "--swap", "0:1")["route"] == "order 1,0,2,3,4,5"
    assert answer("resnet-14@smoke", "--swap", "0:1", "--swap", "1:0") == full
    assert answer("resnet-14@smoke", "--branch-only", "3")["route"] == "branch-only 3"
    assert answer("resnet-14@smoke", "--limit", "50")["n"] == 50
    train_error = answer("resnet-14@smoke", "--split", "train", "--limit", "100")
    assert train_error["train_error"] >= 0 and train_error["test_error"] is None
    assert answer("plain-8@smoke", "--drop", "0")["route"] == "drop 0"  # no transition: deletable in a plain net too
    code, out, _ = command("eval", "resnet-14@smoke", "--drop", "1")
    assert code == 0 and re.fullmatch(
        r"\w{12}  resnet-14: test error \d+\.\d\d % on 200 synthetic images, route: drop 1\n", out
    )


def test_train_prints_the_key_and_the_second_time_that_it_is_cached(command, monkeypatch):
    words = (
        *TRAIN,
        "--seed",
        "3",
        "--set",
        "train.iterations=6",
        "--set",
        "net.unit.branch=bn relu conv",
        "--set",
        "net.unit.after=",
    )
    code, out, err = command(*words)
    key = re.search(r"^run (\w{12})$", out, re.MULTILINE)[1]
    assert (code, err) == (0, "")
    run = Store().spec(key)
    assert (run.seed, run.train.iterations, run.net.unit.branch, run.net.unit.after) == (3, 6, "bn relu conv", "")
    assert Store().outcome(key)["status"] == "finished"
    monkeypatch.setattr(train, "train_stepwise", None)
    code, again, _ = command(*words)
    assert code == 0 and "(cached)" in again and f"run {key}" in again


def test_a_run_that_diverges_is_no_error_of_the_command(command):
    code, out, err = command("train", "plain-8", "--budget", "smoke", "--set", "train.lr=1e30", "--set", "train.warmup=0")
    assert (code, err) == (0, "")
    assert "fail" in out


def test_dry_run_prints_runs_images_and_time_trains_nothing_and_writes_nothing(command, tmp_path, monkeypatch):
    monkeypatch.setattr(train, "train_stepwise", None)
    code, out, err = command("run", "degradation", "--budget", "smoke", "--dry-run")
    assert (code, err) == (0, "")
    plans = experiment.load("degradation").runs(SMOKE)
    for plan in plans:
        assert re.search(rf"^  {plan.label} +seed 0  12 iterations.*: to train$", out, re.MULTILINE)
    images = len(plans) * 12 * 32
    assert f"{len(plans)} runs to train, {images:,} images" in out
    assert "how long it takes is not known" in out and "--dry-run --calibrate times a few steps" in out
    assert not (tmp_path / "results").exists()


def test_calibrate_times_a_few_steps_and_trains_nothing(command, tmp_path, monkeypatch):
    monkeypatch.setattr(train, "train_stepwise", None)
    code, out, err = command("run", "degradation", "--budget", "smoke", "--depths", "8", "--calibrate")
    assert (code, err) == (0, "")
    assert re.search(r"^  plain-8 +seed 0  12 iterations.*: to train, about \d+ s$", out, re.MULTILINE)
    assert re.search(r"^about \d+ s in all, one after the other, from a few steps of each net$", out, re.MULTILINE)
    assert not (tmp_path / "results").exists()


def test_dry_run_says_what_is_cached(command, made, monkeypatch):
    root = made[0]
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    before = content(root)
    code, out, _ = command("run", "degradation", "--budget", "smoke", "--dry-run")
    assert code == 0
    for name in ("resnet-8", "plain-8", "resnet-14"):
        assert re.search(rf"^  {name} +seed 0  .*: finished \(cached\)$", out, re.MULTILINE)
    assert re.search(r"^  plain-14 +seed 0  .*: to train, about \d+ s$", out, re.MULTILINE)
    assert re.search(
        r"^about \d+ s in all, one after the other, from speeds that 5 runs logged on .* cores$", out, re.MULTILINE
    )
    assert f"1 runs to train, {12 * 32} images" in out  # plain-14
    assert content(root) == before


def test_dry_run_says_what_is_to_be_measured_trained_or_not_and_each_only_once(command, tmp_path, monkeypatch):
    monkeypatch.setattr(estimate, "seconds", lambda *_: 60.0)
    monkeypatch.setattr(estimate, "logged_speeds", lambda *_: [estimate.Speed(SMOKE.plan("resnet-8", 0).run, 100.0)])
    words = ("run", "lesion_many", "effective_paths", "responses", "--budget", "smoke", "--dry-run")
    code, out, err = command(*words)
    assert (code, err) == (0, "")
    modules = [experiment.load(name) for name in words[1:4]]
    asked = [(plan, part) for module in modules for plan in module.runs(SMOKE) for part in module.measures(SMOKE)]
    asked = [(plan, part) for plan, part in asked if part.applies_to(plan)]
    pairs = {(plan.run.key, part.name): (plan, part) for plan, part in asked}
    assert len(pairs) < len(asked)  # effective_paths deletes units of a net of lesion_many's too
    assert re.search(rf"^{len(pairs)} measurements to make \(their time is not estimated", out, re.MULTILINE)
    assert re.search(r"about \d+ min in all, .*, measurements apart\n$", out)
    part = experiment.load("lesion_many").measures(SMOKE)[0]
    (line,) = [line for line in out.splitlines() if f"lesion.deletions ({part.describe_options()}): " in line]
    assert f"images {part.options['images']}" in line and "resnet-8 seed 0; " in line
    assert re.search(r"^  propagation.variances \(images \d+\): .*; \d+ nets as initialised$", out, re.MULTILINE)
    assert not (tmp_path / "results").exists()

    store = Store()
    for plan, part in pairs.values():  # all trained, all but one measured
        store.write_spec(plan.run)
        store.finish(plan.run.key, None, {"status": "finished"})
        (store.run_folder(plan.run.key) / f"{part.name}.csv").write_text("measured\n")
    plan, part = next(pair for pair in pairs.values() if pair[1].probe == "lesion.deletions" and pair[0].run.train.iterations)
    (store.run_folder(plan.run.key) / f"{part.name}.csv").unlink()
    code, out, err = command(*words)
    rest = f"  lesion.deletions ({part.describe_options()}): {plan.label} seed 0\n1 measurements to make ("
    assert (code, err) == (0, "") and rest in out and "0 runs to train, 0 images" in out and "in all" not in out
    store.finish(plan.run.key, None, {"status": "failed"})  # of which there are no weights
    assert command(*words)[1].startswith("0 measurements to make\n")


def test_dry_run_without_cifar_says_so_and_downloads_nothing(command, tmp_path, monkeypatch):
    monkeypatch.setattr(data, "download", None)
    code, out, _ = command("run", "degradation", "--budget", "short", "--dry-run")
    assert code == 0 and "16 runs to train" in out
    refused(
        command("run", "degradation", "--budget", "short", "--calibrate"), "--calibrate trains a few steps, and CIFAR-10 is not"
    )
    code, out, _ = command("run", "degradation", "--budget", "quick", "--dry-run", "--depths", "8")
    assert code == 0 and "SYNTHETIC" in out and "2 runs to train" in out
    assert not (tmp_path / "results").exists()


def test_depths_and_seeds_replace_the_budgets(command):
    words = ("run", "degradation", "--budget", "smoke", "--dry-run", "--depths", "8", "--seeds", "4,6")
    code, out, _ = command(*words)
    assert code == 0
    assert re.findall(r"(\w+-\d+) +seeds (\d) and (\d)", out) == [("plain-8", "4", "6"), ("resnet-8", "4", "6")]


def test_without_words_the_help_is_printed(command):
    code, out, _ = command()
    assert code == 2
    for name in ("list", "run", "train", "eval", "import-weights", "figures", "report"):
        assert f" {name} " in out


def test_list_names_experiments_nets_and_budgets(command):
    code, out, _ = command("list")
    assert code == 0
    for name in (*experiment.names(), "plain-20", "resnet-1202", "preresnet-1001", *budget.names()):
        assert re.search(rf"^  {name} ", out, re.MULTILINE), name


# --- what needs no torch ----------------------------------------------------------------------------------------------------


def imported(*words):
    """Modules that a command imports, its output, and the seconds that a processor worked for it: those that pass are more
    where others work too."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, "-X", "importtime", "-m", "resexp", *words], capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    modules = set(re.findall(r"^import time: .*\| +(\S+)$", done.stderr, re.MULTILINE))
    assert done.returncode == 0, done.stderr[-2000:]
    assert "typer" in modules  # so that the pattern finds what there is
    return modules, done.stdout, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.mark.parametrize("word", ["--help", "list"])
def test_help_and_list_answer_at_once_without_torch_or_pandas(word):
    modules, out, seconds = imported(word)
    assert not modules & {"torch", "pandas", "matplotlib", "torchvision"}
    assert "degradation" in out or "Usage" in out
    print(f"resexp {word}: {seconds:.2f} s")
    assert seconds < 2  # half a second on an idle machine


WITHOUT_TORCH = """
import importlib, sys

def check(what):
    assert "torch" not in sys.modules, f"{what} imports torch"

for name in ("resexp", *("resexp." + part for part in (
    "errors", "rng", "source", "spec", "zoo", "route", "budget", "store", "measure", "experiment", "images.synthetic",
    "training.progress", "training.sweep", "training.interrupt", "analysis.table", "analysis.published", "analysis.plots",
    "analysis.findings", "report", "api", "cli",
))):
    importlib.import_module(name)
    check(name)
from resexp import Route, UserError, experiment, load, rows, runs, zoo
check("the names of resexp")
for name in experiment.names():
    experiment.load(name)
    check("experiments/" + name + ".py")
print("none")
"""


def test_specs_tables_figures_report_and_experiments_import_no_torch():
    done = subprocess.run([sys.executable, "-c", WITHOUT_TORCH], capture_output=True, text=True)
    assert done.stdout == "none\n", done.stderr


def test_a_repeat_with_everything_cached_imports_no_torch(command, tmp_path):
    words = ("run", "degradation", "--budget", "smoke", "--depths", "8")
    code, out, err = command(*words)
    assert code == 0, err
    page = tmp_path / "results" / "smoke" / "report.html"
    page.unlink()
    modules, out, seconds = imported(*words)
    print(f"repeat with everything cached: {seconds:.1f} s")
    assert "0 runs to train" in out
    assert "torch" not in modules
    assert page.is_file()
    assert seconds < 20


def test_dry_run_of_what_is_cached_and_eval_of_nothing_import_no_torch(made):
    env = {**os.environ, "RESEXP_RESULTS": str(made[0])}
    script = "import sys; from resexp import cli\ntry: cli.main(['eval', 'zzz'])\nfinally: print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=env)
    assert (done.returncode, done.stdout) == (2, "False\n"), done.stderr


def test_a_unit_that_cannot_be_deleted_has_a_row_that_says_so_and_the_others_are_measured(
    command, undrawn, bare_nets, monkeypatch
):
    root, keys = bare_nets
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    code, out, err = command("measure", "lesion", "--run", keys["plain-20"], "--budget", "smoke")
    assert code == 0 and not err and "Not deletable, for their shapes: units 3 and 6" in out
    measured = pd.read_csv(root / "plain-20-finished" / "tables" / "lesion.csv")
    cut = measured[measured["intervention"].str.match(r"drop \d+$") & (measured["quantity"] == "error")].set_index("at")
    assert sorted(cut.index) == list(range(9)) and list(cut.index[cut["value"].isna()].sort_values()) == [3, 6]
    assert "not deletable: 16x32x32 -> 32x16x16" in cut.loc[3, "note"]
    assert "not deletable: 32x16x16 -> 64x8x8" in cut.loc[6, "note"]


@pytest.mark.parametrize(("name", "said"), [
    ("lesion", "one of 13 units deleted"),  # a unit of a VGG is a layer
    ("lesion_many", r"medians: .* % with 1 deleted .* % with 10 deleted"),
    ("reorder", "Too near to chance|rank correlation"),
    ("paths", "a single path, through all 13 units"),
])  # fmt: skip
def test_a_vgg_goes_through_every_measurement(command, bare_nets, monkeypatch, name, said):
    root, keys = bare_nets
    monkeypatch.setenv("RESEXP_RESULTS", str(root))
    code, out, err = command("measure", name, "--run", keys["vgg-15"], "--budget", "smoke")
    assert code == 0 and not err and re.search(said, out), out
    assert list((root / "vgg-15-finished" / "figures").glob(f"{name}.*.png"))
