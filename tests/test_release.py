"""Released runs: the same net within fp16's rounding, every command works on them, nothing else is touched or committed."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import fakes
import pytest
import safetensors.torch
import torch
from torch import nn

from resexp import api, budget, lookup, release, zoo
from resexp.analysis import table
from resexp.errors import UserError
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.net import Net
from resexp.store import LOG, Store
from resexp.training import train

SMOKE = budget.load("smoke")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A results folder: a finished run, a failed one, a net as initialised, one only begun, imported weights; {name: key}."""
    store = Store(tmp_path_factory.mktemp("trained") / "results")
    images = DataSet(SMOKE.plan("resnet-8", 0).run.data)
    plans = {"good": SMOKE.plan("resnet-8", 0), "failed": SMOKE.plan("plain-8", 1, lr=1e30, warmup=0),
             "initial": SMOKE.plan_untrained("resnet-8", 0)}  # fmt: skip
    for plan in plans.values():
        train.train(plan.run, store, images, plan.label)
    begun = SMOKE.plan("resnet-8", 7).run
    store.write_spec(begun)
    imported = begun.replace(imported="0" * 64)
    store.write_spec(imported)
    store.finish(imported.key, weights.write(Net(imported.net)), {"status": "imported", "name": "resnet-8", "final": {}})
    return store, {name: plan.run.key for name, plan in plans.items()} | {"begun": begun.key, "imported": imported.key}


@pytest.fixture
def here(trained, tmp_path, monkeypatch):
    """(store, keys): a copy of that folder which a test may change, and where the commands look."""
    store, keys = trained
    shutil.copytree(store.root, tmp_path / "results")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RESEXP_RESULTS", "results")
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path))
    return Store(), keys


def content(root):
    """Every file under a folder and what is in it; locks hold nothing."""
    return {path: path.read_bytes() for path in Path(root).rglob("*") if path.is_file() and ".locks" not in path.parts}


def added(out):
    """The files that the printed lines would commit."""
    return [Path(word) for line in re.findall(r"^git add -f (.+)$", out, re.MULTILINE) for word in line.split()]


def without_torch(*words):
    """What a command prints in a process of its own, which must not import torch."""
    script = f"import sys; from resexp import cli\ntry: cli.main({list(words)!r})\nfinally: print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout.endswith("False\n"), done.stdout + done.stderr
    return done.stdout.removesuffix("False\n")


# --- the weights -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["resnet-8", "plain-14", "preresnet-20", "vgg-15"])
def test_fp16_weights_give_the_same_logits_within_a_rounding_a_layer(tmp_path, name):
    """fp16 moves a weight by at most 2^-11 of itself, so that each layer's output is off by at most about as much of its size;
    over a net of so many layers the errors add up to depth * 2^-11 of the logits' size at most, if none is magnified."""
    spec = zoo.net(name).replace(widths=(8, 8, 8) if name == "vgg-15" else (8, 16, 32))
    net = Net(spec, 3)
    with torch.no_grad():
        for part in net.modules():  # as if it had been trained
            if isinstance(part, nn.BatchNorm2d):
                part.weight.uniform_(0.5, 1.5)
                part.bias.normal_(0, 0.3)
        x = torch.randn(16, 3, 32, 32, generator=torch.Generator().manual_seed(1))
        net.train()(x)
        path = tmp_path / "weights.safetensors"
        path.write_bytes(weights.write(net, half=True))
        twin = Net(spec, 4)
        weights.load_strictly(twin, weights.read(path), "the file")
        assert all(value.dtype == torch.float32 for value in twin.parameters())
        whole, rounded = net.eval()(x), twin.eval()(x)
    error = ((rounded - whole).norm() / whole.norm()).item()
    print(f"{name}: {error:.1e} of the logits")
    assert 0 < error < spec.depth * 2**-11


@pytest.mark.parametrize(("name", "width"), [("resnet-110", None), ("vgg-15", 128)])
def test_the_largest_nets_of_the_short_budget_may_be_released(name, width):
    spec = zoo.net(name)
    content = weights.write(Net(spec.replace(widths=(width,) * 3) if width else spec, seed=None), half=True)
    assert 3_000_000 < len(content) < release.LARGEST


def test_only_convolutions_and_the_linear_layer_are_fp16_gates_and_projections_too():
    spec = zoo.net("resnet-8").replace(unit={"shortcut": "gate exclusive -3", "widen": "project bn"})
    tensors = safetensors.torch.load(weights.write(Net(spec), half=True))
    small = {name for name, value in tensors.items() if value.dtype == torch.float16}
    assert {"stem.0.weight", "units.1.shortcut.match.0.weight", "units.0.shortcut.gate.bias", "head.bias"} <= small
    rest = {name for name in tensors if name not in small}
    assert {"stem.1.weight", "stem.1.running_var", "units.1.shortcut.match.1.bias"} <= rest
    assert all(re.search(r"\.(1|4)\.", name) for name in rest)  # the places of BN
    assert tensors["stem.1.num_batches_tracked"].dtype == torch.int64


@pytest.mark.parametrize("factor", [1e9, 1e-9, 0])
def test_a_tensor_out_of_fp16s_range_stays_fp32(factor):
    net = Net(zoo.net("resnet-8"))
    net.stem[0].weight.data.mul_(factor)
    tensors = safetensors.torch.load(weights.write(net, half=True))
    assert tensors["stem.0.weight"].dtype == (torch.float32 if factor else torch.float16)
    assert torch.equal(tensors["stem.0.weight"].float(), net.stem[0].weight)
    assert tensors["head.weight"].dtype == torch.float16


# --- what a release changes --------------------------------------------------------------------------------------------------


def test_a_release_rewrites_weights_and_marks_run_json_and_nothing_else(here, command):
    store, keys = here
    folder = store.run_folder(keys["good"])
    (folder / "error.whole-00000000.csv").write_text("measured\n")
    (folder / "error.whole-11111111.part.csv").write_text("half of it\n")
    before, was = content(folder), store.outcome(keys["good"])
    code, out, err = command("release", keys["good"][:8])
    assert (code, err) == (0, "")
    names = ["spec.json", "run.json", "weights.safetensors", "error.whole-00000000.csv", "log.csv"]
    assert added(out) == [Path("results/runs") / keys["good"] / name for name in names]
    assert "git add results/README.md\n" in out
    size = sum((folder / name).stat().st_size for name in names)
    assert f"{keys['good']}  resnet-8: {size / 1e6:.2f} MB, 5 files" in out
    after = content(folder)
    assert {path.name for path in before if before[path] != after[path]} == {"weights.safetensors", "run.json"}
    now = store.outcome(keys["good"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", now["released"]) and now["weights"] == "fp16"
    assert {name: value for name, value in now.items() if name not in ("released", "weights")} == was


def test_a_second_release_changes_nothing_not_even_the_date(here):
    store, keys = here
    release.release(store, keys["good"])
    outcome = store.outcome(keys["good"])
    store.finish(keys["good"], None, outcome | {"released": "2001-01-01"})
    before = content(store.root)
    release.release(store, keys["good"])
    assert content(store.root) == before


def test_earlier_weights_are_released_only_when_asked_for(here, command):
    store, keys = here
    key = keys["good"]
    kept = [store.kept_file(key, iteration) for iteration in store.spec(key).train.kept_iterations()]
    assert kept
    before = [path.read_bytes() for path in kept]
    code, out, _ = command("release", key)
    assert code == 0 and not set(added(out)) & set(kept) and [path.read_bytes() for path in kept] == before
    code, out, _ = command("release", key, "--kept")
    assert code == 0 and set(kept) <= set(added(out))
    for path, old in zip(kept, before, strict=True):
        iteration = int(path.stem.removeprefix("at-"))
        old_tensors, net = safetensors.torch.load(old), api.load(key, iteration=iteration)
        assert len(path.read_bytes()) < len(old)
        assert torch.equal(net.stem[0].weight, old_tensors["stem.0.weight"].half().float())
        assert torch.equal(net.stem[1].running_var, old_tensors["stem.1.running_var"])
    kept[0].unlink()
    with pytest.raises(UserError, match="released without those of earlier iterations"):
        api.load(key, iteration=store.spec(key).train.kept_iterations()[0])


@pytest.mark.parametrize("name", ["failed", "initial"])
def test_without_weights_the_rest_is_released(here, command, name):
    store, keys = here
    code, out, err = command("release", keys[name])
    assert (code, err) == (0, "")
    files = {path.name for path in added(out)}
    assert files == {"spec.json", "run.json"} | ({"log.csv"} if name == "failed" else set())
    assert "released" in store.outcome(keys[name]) and "weights" not in store.outcome(keys[name])


@pytest.mark.parametrize("after", range(5))
def test_a_crash_between_two_writes_leaves_a_run_that_loads_and_the_next_release_is_whole(here, monkeypatch, after):
    store, keys = here
    key, written, whole = keys["good"], [], release.write_atomic

    def crash(path, text):
        if len(written) == after:
            raise KeyboardInterrupt
        written.append(path.name)
        whole(path, text)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(release, "write_atomic", crash)
        patch.setattr("resexp.store.write_atomic", crash)
        release.release(store, key, kept=True)
    assert written == ["weights.safetensors", *(f"at-{i:06}.safetensors" for i in (1, 3, 10))][:after]  # run.json comes last
    assert "released" not in store.outcome(key)
    for iteration in (None, 1, 3, 10):
        api.load(key, iteration=iteration)
    release.release(store, key, kept=True)
    assert store.outcome(key)["weights"] == "fp16"
    assert safetensors.torch.load_file(store.weights_file(key))["stem.0.weight"].dtype == torch.float16


@pytest.mark.parametrize(("words", "said"), [
    (("zzz",), "no run 'zzz'"),
    (("resnet-14@smoke",), "has not been trained"),
    (("{begun}",), "run {begun} is not over"),
    (("{good}", "{begun}"), "run {begun} is not over"),
    (("{imported}",), "run {imported} is imported weights, which are not ours to publish"),
    (("--kept",), "--kept needs a RUN or --budget"),
    (("--budget", "smok"), "unknown budget 'smok'; did you mean smoke"),
    (("--budget", "quick"), "nothing measured at quick"),
    (("{good}", "--keep"), "--keep.*--kept"),
])  # fmt: skip
def test_what_cannot_be_released_is_one_line_and_nothing_is_written(here, command, words, said):
    store, keys = here
    before = content(store.root)
    code, out, err = command("release", *(word.format(**keys) for word in words))
    assert (code, out) == (2, "") and err.startswith("resexp: ") and err.count("\n") == 1
    assert re.search(said.format(**keys), err), err
    assert content(store.root) == before


def test_weights_that_are_too_large_missing_or_damaged_are_named_and_nothing_is_written(here, command, monkeypatch):
    store, keys = here
    before = content(store.root)
    with monkeypatch.context() as patch:
        patch.setattr(release, "LARGEST", 5_000)
        code, _, err = command("release", keys["initial"], keys["good"])
        assert code == 2 and re.search(r"weights\.safetensors would be 0\.0\d MB in fp16: too large.*less than 0\.005 MB", err)
    assert content(store.root) == before
    store.weights_file(keys["good"]).write_bytes(b"short")
    assert "truncated" in command("release", keys["good"])[2]
    store.weights_file(keys["good"]).unlink()
    assert "there is no weights file" in command("release", keys["good"])[2]
    assert "released" not in store.outcome(keys["good"])


def test_a_run_that_another_process_holds_is_not_touched(here):
    store, keys = here
    folder = store.run_folder(keys["good"])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with store.claim(keys["good"]), pytest.raises(UserError, match="held by another process"):
        release.release(store, keys["good"])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


# --- the whole way -----------------------------------------------------------------------------------------------------------

EXPERIMENT = '''"""Two nets."""

from resexp import zoo
from resexp.measure import Measure

TITLE = "Two"


def runs(budget):
    trained = [budget.plan(net, seed) for net in ("resnet-8", "plain-8") for seed in budget.seeds]
    return [*trained, budget.plan_untrained("resnet-8", 0)]


def measures(budget):
    return [Measure("propagation.training", {"images": 32}, lambda plan: plan.run.train.iterations > 0)]
'''


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """(folder, what `run two` said): an experiment of two nets, trained and measured at a `short` budget of seconds."""
    folder = tmp_path_factory.mktemp("two")
    (folder / "experiments").mkdir()
    smoke = (ROOT / "experiments" / "budgets.yaml").read_text().split("\n\n")[1].removeprefix("smoke:")
    budgets = {"smoke": smoke, "quick": smoke.replace("iterations: 12", "iterations: 6"), "short": smoke}
    (folder / "experiments" / "budgets.yaml").write_text("\n".join(f"{name}:{fields}" for name, fields in budgets.items()))
    (folder / "experiments" / "two.py").write_text(EXPERIMENT)
    return folder


@pytest.fixture
def checkout(two, monkeypatch):
    """Commands see that experiment, its results and no others."""
    monkeypatch.chdir(two)
    monkeypatch.setenv("RESEXP_HOME", str(two))
    monkeypatch.setenv("RESEXP_RESULTS", "results")
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    return Store()


def test_train_release_clone_eval_measure_run(checkout, command, undrawn, monkeypatch, tmp_path):
    """Trained and released in one folder, found in another that holds nothing but what the printed lines would commit."""
    code, _, err = command("run", "two", "--budget", "short")
    assert code == 0, err
    before = json.loads(command("eval", "resnet-8@short", "--json")[1])
    code, _, _ = command("run", "two")  # not released: quick, as ever
    assert code == 0 and (checkout.tables_folder("quick") / "two.csv").is_file()
    code, out, err = command("release", "--budget", "short")
    assert (code, err) == (0, "") and out.count("git add -f") == 3
    clone = tmp_path / "clone"
    for path in [*added(out), *checkout.tables_folder("short").iterdir(), checkout.ledger_file()]:
        (clone / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, clone / path)
    monkeypatch.setenv("RESEXP_RESULTS", str(clone / "results"))
    store = Store()
    assert len(store.stored_keys()) == 3
    runs = content(store.runs)
    monkeypatch.setattr(train, "train_stepwise", None)

    plan = budget.load("short", "synthetic").plan("resnet-8", 0)
    code, out, err = command("run", "two", "--budget", "short", "--verbose")
    assert code == 0, err
    outcome = store.outcome(plan.run.key)
    said = f": finished (cached: released, trained on {outcome['device']}, torch {outcome['torch']})\n"
    assert out.count(said) == 2 and "0 runs to train, 0 images" in out
    code, out, _ = command("train", "resnet-8", "--budget", "short")
    assert code == 0 and "(cached: released, trained on " in out
    assert content(store.runs) == runs  # neither trained nor measured again

    after = json.loads(command("eval", "resnet-8@short", "--json")[1])
    # of 200 images those may change sides whose two best logits are nearer than rounding moves them: hardly one
    assert after["run"] == before["run"] and abs(after["test_error"] - before["test_error"]) <= 100 / before["n"]
    assert after["loss"] == pytest.approx(before["loss"], rel=8 * 2**-11)
    assert command("eval", "resnet-8@short", "--drop", "0")[0] == 0

    shutil.rmtree(store.run_folder(plan.run.key))  # to train it again
    assert "1 runs to train" in command("run", "two", "--budget", "short", "--dry-run")[1]


def test_without_a_budget_released_nets_of_the_short_budget_are_used_and_named(checkout, command, tmp_path, monkeypatch):
    command("run", "two", "--budget", "short")
    command("release", "--budget", "short")
    assert without_torch("run", "two", "--verbose").count("(cached: released") == 2  # nor to draw and to write the page
    words = "results/runs holds released nets trained at the short budget: using them"
    code, out, err = command("run", "two", "--dry-run")
    assert code == 0 and words in out and "BUDGET=quick" in out and "0 runs to train" in out, err
    for given in (("--budget", "quick"), ("--seeds", "5"), ("--seeds", "0,1"), ("--precision", "bf16")):
        code, out, _ = command("run", "two", "--dry-run", *given)
        assert code == 0 and words not in out, given
    plan = budget.load("short").plan("plain-8", 0)
    checkout.run_folder(plan.run.key).rename(tmp_path / "away")
    code, out, _ = command("run", "two", "--dry-run")
    assert code == 0 and words not in out  # one is missing: no hours of training that nobody asked for
    assert out.count("short: 1 of 2 runs and 1 measurement are missing; taking quick (BUDGET=short, or") == 1
    code, out, _ = command("run", "two", "--dry-run", "--budget", "quick")
    assert code == 0 and "are missing" not in out
    (tmp_path / "away").rename(checkout.run_folder(plan.run.key))
    (sheet,) = checkout.run_folder(plan.run.key).glob("propagation*.csv")
    sheet.rename(tmp_path / "sheet")
    code, out, _ = command("run", "two", "--dry-run")
    assert code == 0 and words not in out  # one is not measured: no hours of that either
    assert "short: 1 measurement is missing; taking quick" in out
    code, out, _ = command("run", "two", "--dry-run", "--seeds", "0,1")
    assert code == 0 and "short: 2 of 4 runs and 3 measurements are missing; taking quick" in out
    code, out, _ = command("run", "two", "--dry-run", "--seeds", "5")
    assert code == 0 and "missing" not in out  # none of them is released but the net as initialised
    (tmp_path / "sheet").rename(sheet)


def test_measure_takes_a_released_run(here, command, undrawn):
    store, keys = here
    whole = content(store.run_folder(keys["good"]))
    assert command("measure", "lesion", "--run", keys["good"], "--budget", "smoke")[0] == 0
    sheets = [path for path in content(store.run_folder(keys["good"])) if path not in whole]
    before = [path.read_text() for path in sheets]
    command("release", keys["good"])
    assert [path.read_text() for path in sheets] == before
    for path in sheets:
        path.unlink()
    code, _, err = command("measure", "lesion", "--run", keys["good"], "--budget", "smoke")
    assert code == 0, err
    assert all(path.is_file() for path in sheets)


# --- runs on which nothing is measured --------------------------------------------------------------------------------------

LABELS = {"resnet-8": "resnet-8", "plain-8": "the other"}
BARE = f'''"""Two nets, of which one is only trained."""

from resexp.measure import Measure

TITLE = "Bare"
LABELS = {LABELS}


def runs(budget):
    return [budget.plan(net, seed, LABELS[net]) for net in LABELS for seed in budget.seeds]
'''
HALF = (
    BARE
    + """

def measures(budget):
    return [Measure("lesion.single", {"images": 20}, lambda plan: plan.label != "the other")]
"""
)


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """(store, keys): `bare` and `half` share nets at smoke; only `half` measures, and only on one of them; of another seed
    `half` has the one and `bare` the other. {net:seed: key}"""
    home = fakes.home(tmp_path)
    for path in (home / "experiments").glob("*.py"):
        path.unlink()
    for name, text in (("bare", BARE), ("half", HALF)):
        (home / "experiments" / f"{name}.py").write_text(text)
    for name, value in (("RESEXP_HOME", home), ("RESEXP_RESULTS", "results"), ("RESEXP_DATA", tmp_path)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    monkeypatch.chdir(tmp_path)
    store, smoke = Store(), budget.load("smoke")
    plans = [smoke.plan(net, seed, LABELS[net]) for net in LABELS for seed in (0, 5)]
    fakes.fill(store, plans)
    for plan in plans:
        outcome = store.outcome(plan.run.key) | {
            "name": plan.label,
            "iterations": 12,
            "final": {"test_error": 9.0, "test_n": 200, "train_error": 8.0},
        }
        store.finish(plan.run.key, weights.write(Net(plan.run.net)), outcome)
    table.save(store, "smoke", "bare", *table.collect(store, [plans[0], *plans[2:]], "smoke"))
    table.save(store, "smoke", "half", *table.collect(store, [plans[1]], "smoke"))
    nets = {label: net for net, label in LABELS.items()}
    return store, {f"{nets[plan.label]}:{plan.run.seed}": plan.run.key for plan in plans}


def test_by_budget_only_those_runs_have_weights_that_something_is_measured_on(bare, command):
    store, keys = bare
    assert release.measured_keys(store, "smoke") == {keys["resnet-8:0"], keys["resnet-8:5"]}
    before = store.weights_file(keys["plain-8:0"]).read_bytes()
    code, out, err = command("release", "--budget", "smoke")
    assert (code, err) == (0, "")
    assert {path for path in added(out) if path.name.startswith("weights")} == {
        store.weights_file(keys["resnet-8:0"]), store.weights_file(keys["resnet-8:5"])}  # fmt: skip
    assert out.count(", 3 files, without weights: nothing is measured on it\n") == 2
    assert {label: store.outcome(key)["weights"] for label, key in keys.items()} == {
        "resnet-8:0": "fp16", "resnet-8:5": "fp16", "plain-8:0": "none", "plain-8:5": "none"}  # fmt: skip
    assert {key: row["weights"] for key, row in shown(store)[0].items()} == {
        key: store.outcome(key)["weights"] for key in keys.values()}  # fmt: skip
    assert store.weights_file(keys["plain-8:0"]).read_bytes() == before
    api.load(keys["plain-8:0"])  # here they are
    again = content(store.root)
    assert command("release", "--budget", "smoke")[0] == 0 and content(store.root) == again


def test_whoever_names_a_run_gets_its_weights_and_a_release_by_budget_does_not_take_them_back(bare, command):
    store, keys = bare
    command("release", "--budget", "smoke")
    for words in ((keys["plain-8:0"],), ("--budget", "smoke")):
        code, out, _ = command("release", *words)
        assert code == 0 and store.weights_file(keys["plain-8:0"]) in added(out)
        assert store.outcome(keys["plain-8:0"])["weights"] == "fp16"
    assert store.outcome(keys["plain-8:5"])["weights"] == "none"
    assert store.weights_file(keys["plain-8:5"]) in added(command("release", "--budget", "smoke", keys["plain-8:5"])[1])


def test_released_without_weights_a_run_is_cached_and_who_wants_them_is_told_how(bare, command, undrawn, monkeypatch):
    store, keys = bare
    _, out, _ = command("release", "--budget", "smoke")
    for path in set(store.root.rglob("*.safetensors")) - set(added(out)):
        path.unlink()  # as a clone has it
    monkeypatch.setattr(train, "train_stepwise", None)
    code, out, err = command("run", "bare", "--budget", "smoke", "--seeds", "0,5", "--verbose")
    assert (code, err) == (0, "") and out.count("(cached: released, ") == 4 and "0 runs to train" in out
    code, out, _ = command("train", "plain-8", "--budget", "smoke")
    assert code == 0 and "(cached: released, " in out

    before, key = content(store.root), keys["plain-8:5"]
    said = f"resexp: weights of run {key} were not released; to train it again delete its folder results/runs/{key} and "
    line = f"{said}run: python -m resexp run bare --budget smoke --seeds 5\n"
    for words in (
        ("eval", key),
        ("eval", "plain-8@smoke:5", "--drop", "0"),
        ("measure", "half", "--run", key),
        ("release", key),
    ):
        asked = words if words[0] != "measure" else (*words, "--budget", "smoke")
        if words[0] == "measure":  # which asks of resnet-8 alone
            monkeypatch.setattr("resexp.zoo.name_of", lambda net: "resnet-8")
        assert command(*asked) == (2, "", line), words
    for iteration in (None, 10):
        with pytest.raises(UserError, match="were not released"):
            api.load(key, iteration=iteration)
    assert api.load(key, iteration=0).units  # as it began: drawn anew
    assert content(store.root) == before
    shutil.rmtree(store.tables_folder("smoke"))  # nothing names the run
    assert command("eval", key) == (2, "", f"{said}rerun the command that needs it\n")


def test_a_run_that_would_be_measured_without_weights_is_told_before_anything_is_trained(bare, command, monkeypatch):
    store, keys = bare
    key = keys["resnet-8:5"]
    release.release(store, key, loaded=False)
    store.weights_file(key).unlink()
    monkeypatch.setattr(train, "train_stepwise", None)
    code, _, err = command("run", "half", "--budget", "smoke", "--seeds", "5,6")
    assert code == 2 and f"weights of run {key} were not released" in err and err.count("\n") == 1
    assert "run half --budget smoke --seeds 5" in err and store.outcome(key)["weights"] == "none"


def test_the_command_that_trains_again_names_depth_and_data_where_they_are_not_the_budgets(bare):
    store, _ = bare
    (budget.home() / "experiments" / "deep.py").write_text(
        'TITLE = "Deep"\n\n\ndef runs(budget):\n    return [budget.plan(f"resnet-{depth}", 0) for depth in budget.depths]\n'
    )
    plan = budget.load("quick", "synthetic").plan("resnet-14", 0)
    fakes.fill(store, [plan])
    table.save(store, "quick", "deep", *table.collect(store, [plan], "quick"))
    words = "python -m resexp run deep --budget quick --data synthetic --seeds 0 --depths 14"
    assert lookup.retrain_command(store, plan.run.key) == words


# --- make --------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "env", "passed"), [
    (("lesion",), {}, "run lesion"),
    (("lesion", "ARGS=--dry-run"), {}, "run lesion --dry-run"),
    (("lesion", "BUDGET=quick"), {}, "run lesion --budget quick"),
    (("lesion",), {"BUDGET": "smoke"}, "run lesion --budget smoke"),
    (("degradation", "BUDGET=short"), {}, "run degradation --budget short"),
    (("quick",), {}, "run first-look --budget quick"),
    (("everything",), {}, "run all --budget quick"),
    (("short",), {}, "run all --budget short"),
    (("figures",), {}, "figures --budget quick"),
])  # fmt: skip
def test_make_passes_a_budget_on_where_the_user_names_one(words, env, passed):
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS", "BUDGET", "ARGS"))}
    make = ["make", "--dry-run", "--no-print-directory", "-C", str(ROOT), *words]
    done = subprocess.run(make, capture_output=True, text=True, env=outside | env)
    assert done.returncode == 0, done.stderr
    last = done.stdout.strip().splitlines()[-1]
    assert " ".join(last.split()).endswith(f"python -m resexp {passed}"), last


# --- the list ----------------------------------------------------------------------------------------------------------------


def test_the_list_names_every_released_run_with_what_its_run_json_says(here, command):
    store, keys = here
    code, out, _ = command("release")
    assert code == 0 and out == "git add results/README.md\n"
    assert "No trained run is released yet." in store.ledger_file().read_text()
    for name in ("good", "failed", "initial"):
        release.release(store, keys[name])
    tables = store.tables_folder("smoke")
    tables.mkdir(parents=True)
    (tables / "one.runs.csv").write_text(f"run,label\n{keys['good']},x\n")
    (store.root / "resnet-8-finished" / "tables").mkdir(parents=True)
    (store.root / "resnet-8-finished" / "tables" / "one.runs.csv").write_text(f"run,label\n{keys['good']},x\n")
    text = release.write_ledger(store).read_text()
    lines = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in text.splitlines() if line.startswith("|")]
    head, _, *runs = lines
    rows = {row[-1].strip("`"): dict(zip(head, row, strict=True)) for row in runs}
    assert list(rows) == [keys["failed"], keys["good"]]  # by name: plain-8 before resnet-8
    outcome, row = store.outcome(keys["good"]), rows[keys["good"]]
    assert (row["net"], row["seed"], row["budget"], row["iterations"], row["epochs"]) == ("resnet-8", "0", "smoke", "12", "1.5")
    assert row["test error, %"] == f"{outcome['final']['test_error']:.2f}"
    assert row["training error (last log line), %"] == f"{outcome['final']['train_error']:.2f}"
    assert (row["device"], row["threads"], row["torch"]) == (outcome["device"], str(outcome["threads"]), outcome["torch"])
    assert (row["date"], row["commit"]) == (outcome["ended"][:10], outcome["commit"])
    assert rows[keys["failed"]]["test error, %"] == "fail" and rows[keys["failed"]]["budget"] == ""
    assert f"- {outcome['device']}: 0.0 hours (runs: 2)\n" in text and "measured on them: 1.\n" in text
    assert "fp16" in text and "python -m resexp release" in text
    assert str(store.root.resolve()) not in text and "/tmp" not in text
    assert release.write_ledger(store).read_text() == text


def timed(store, key, seconds, speeds, **more):
    """A run that took these seconds, released, with this speed in each line of its log."""
    lines = [f"{i + 1},0.1,1,50,,,,{'' if speed is None else speed}\n" for i, speed in enumerate(speeds)]
    store.log_file(key).write_text(",".join(LOG) + "\n" + "".join(lines))
    outcome = {name: value for name, value in store.outcome(key).items() if name != "log_sha256"}  # it is another log
    store.finish(key, None, outcome | {"seconds": seconds, "images_per_second": 7.0, **more})
    release.release(store, key)


def shown(store):
    """The list's rows by key, and its text."""
    text = release.write_ledger(store).read_text()
    head, _, *lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    return {line[-1].strip("`"): dict(zip(head, line, strict=True)) for line in lines}, text


def test_hours_of_runs_side_by_side_are_shared(here):
    store, keys = here
    for name, more in (("good", {"side_by_side": 4, "device": "H"}), ("failed", {"device": "E"})):
        timed(store, keys[name], 36_000.0, [None], **more)
    text = release.write_ledger(store).read_text()
    assert "- E: 10.0 hours (runs: 1)\n- H: 2.5 hours (runs: 1)\n" in text and "side by side" in text


def test_what_is_not_as_its_command_wrote_it_is_said_in_the_list(here):
    store, keys = here
    assert "Restored" not in release.write_ledger(store).read_text()
    for name in ("good", "failed"):
        store.finish(
            keys[name], None, store.outcome(keys[name]) | {"released": "2025-11-24", "restored": "the log from a table"}
        )
    text = release.write_ledger(store).read_text()
    (line,) = [line for line in text.splitlines() if line.startswith("Restored")]
    assert line.startswith("Restored, the log from a table: ") and all(f"`{keys[name]}`" in line for name in ("good", "failed"))


def test_hours_and_speed_are_of_the_logs_median_line_not_of_a_stop(here):
    store, keys = here
    images = store.outcome(keys["good"])["iterations"] * store.spec(keys["good"]).train.batch
    slow = images / 3 / 3600  # images/s: three hours
    timed(store, keys["good"], 999_999.0, [slow / 100, slow, None, 0, slow * 1.1])  # it was stopped during the first line
    timed(store, keys["failed"], 7_200.0, [None, None])  # no speeds: as run.json says
    rows, text = shown(store)
    assert (rows[keys["good"]]["hours"], rows[keys["good"]]["images/s"]) == ("3.00", f"{slow:.0f}")
    assert (rows[keys["failed"]]["hours"], rows[keys["failed"]]["images/s"]) == ("2.00", "7")
    assert ": 5.0 hours (runs: 2)\n" in text
    assert store.outcome(keys["good"])["seconds"] == 999_999.0  # run.json says what it said
    about = " ".join(release.ABOUT.split())
    for words in ("images/s is the median", "wall time", "of runs, summed", "commit with `+`", "several processes"):
        assert words in about, words
    store.log_file(keys["good"]).write_text("iteration,images_per_second\n1,fast\n")
    with pytest.raises(UserError, match=r"log\.csv is damaged"):
        release.write_ledger(store)


def test_tables_runs_that_are_not_here_are_passed_over_and_those_too_large_are_named(here, command, monkeypatch):
    store, keys = here
    tables = store.tables_folder("smoke")
    tables.mkdir(parents=True)
    lines = "".join(f"{key},x\n" for key in (keys["good"], keys["begun"], "0" * 12, keys["failed"], keys["good"]))
    (tables / "one.runs.csv").write_text("run,label\n" + lines)
    monkeypatch.setattr(release, "LARGEST", 5_000)
    code, out, err = command("release", "--budget", "smoke")
    assert (code, err) == (0, "")
    assert {path.parent.name for path in added(out)} == {keys["failed"]}
    assert re.search(rf"^left out: .*{keys['good']}.* MB in fp16", out, re.MULTILINE)
    assert "released" not in store.outcome(keys["good"])


def test_the_list_is_written_without_torch(here):
    store, keys = here
    release.release(store, keys["good"])
    store.ledger_file().unlink(missing_ok=True)
    assert without_torch("release") == "git add results/README.md\n" and store.ledger_file().is_file()


def test_a_damaged_table_is_one_line_that_names_it(here, command):
    store, _ = here
    store.tables_folder("smoke").mkdir(parents=True)
    (store.tables_folder("smoke") / "one.runs.csv").write_bytes(b"label\n\xff\n")
    code, _, err = command("release", "--budget", "smoke")
    assert code == 2 and "one.runs.csv is damaged" in err and err.count("\n") == 1
