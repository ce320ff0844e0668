"""Weights from files: the published ones give the published errors; whatever is wrong with a file is one line, nothing stored.

Where a test needs files that are not ours it has the marks `weights` and `cifar` and is skipped without them.
"""

import functools
import json
import math
import os
import pickle
import shutil
from pathlib import Path

import pytest
import safetensors.torch
import torch
import torch.nn.functional as F
from torch import nn

from resexp import cli, source, zoo
from resexp.errors import UserError
from resexp.images import data, synthetic
from resexp.images.data import DataSet
from resexp.nets import weights
from resexp.nets.inference import RouteScorer, Score, evaluate
from resexp.nets.net import Net
from resexp.route import Route
from resexp.spec import Data, Run
from resexp.store import Store

GIVEN = os.environ.get("RESEXP_WEIGHTS")
PUBLISHED = {
    net: next(Path(GIVEN).expanduser().resolve().glob(f"{net.replace('-', '')}-*.th"), None) if GIVEN else None
    for net in ("resnet-20", "resnet-32", "resnet-56")
}
CIFAR = source.find_root("cifar10")
CIFAR = CIFAR and CIFAR.resolve()


def published(test):
    """Mark a test that needs the published files."""
    skip = pytest.mark.skipif(None in PUBLISHED.values(), reason="no published weights under $RESEXP_WEIGHTS")
    return pytest.mark.weights(skip(test))


def cifar(test):
    """Mark a test that needs the real images."""
    skip = pytest.mark.skipif(CIFAR is None, reason="no CIFAR-10 under $RESEXP_DATA or ./data: `make data`")
    return pytest.mark.cifar(skip(test))


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    if CIFAR:
        monkeypatch.setenv("RESEXP_DATA", str(CIFAR))
    return Store()


# --- the published files -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def images():
    """Published nets take ImageNet's normalisation; the 10,000 test images."""
    return DataSet(Data(normalise="imagenet", images=1), root=CIFAR)


@pytest.mark.slow
@cifar
@published
@pytest.mark.parametrize(("net", "error"), [("resnet-20", 8.27), ("resnet-32", 7.37), ("resnet-56", 6.61)])
def test_published_weights_have_exactly_their_published_error(images, net, error):
    """The deeper ones by the judge, which needs less than half of the time for the same errors (tests/test_inference.py)."""
    run, model = weights.import_file(PUBLISHED[net], zoo.net(net))
    if net == "resnet-20":
        score = evaluate(model, images)
        found, n = score.error, score.n
    else:
        ((found, _),) = RouteScorer(model, images, n := 10_000)([Route.full(len(model.units))])
    assert (round(found, 4), n, len(images.test.labels)) == (error, 10_000, 10_000)
    assert run.data.normalise == "imagenet" and run.net.unit.widen == "pad both"


@published
def test_published_files_are_read_without_their_module_prefix_and_hold_the_papers_parameters():
    tensors = weights.read(PUBLISHED["resnet-20"])
    assert not any(name.startswith("module.") for name in tensors)
    run, model = weights.import_file(PUBLISHED["resnet-20"], zoo.net("resnet-20"))
    assert sum(p.numel() for p in model.parameters()) == run.net.parameters() == 269_722
    assert run.key != Run(net=run.net, data=run.data).key  # imported weights are a run of their own
    assert torch.equal(model.stem[0].weight, tensors["conv1.weight"])
    assert torch.equal(model.units[4].branch[3].weight, tensors["layer2.1.conv2.weight"])
    assert torch.equal(model.head.bias, tensors["linear.bias"])


@pytest.mark.slow
@cifar
@published
def test_the_command_line_imports_tests_and_takes_apart_published_weights(store, command, monkeypatch):
    monkeypatch.setattr(data, "_read_cifar", functools.cache(data._read_cifar))  # the files are read once
    file = str(PUBLISHED["resnet-20"])
    code, out, err = command("import-weights", file, "--net", "resnet-20", "--json", "--limit", "500")
    assert (code, err) == (0, "")
    first = json.loads(out)
    assert {"run", "net", "test_error", "n", "route"} <= first.keys()
    assert (first["net"], first["n"], first["route"]) == ("resnet-20", 500, "full")
    assert 5 < first["test_error"] < 12
    assert first["run"] in store.stored_keys()

    def measured(run, *options):
        code, out, err = command("eval", run, "--json", "--limit", "500", *options)
        assert (code, err) == (0, "")
        answer = json.loads(out)
        assert answer["run"] == first["run"] and answer["n"] == 500
        return answer

    for name in ("resnet-20@imported", first["run"]):
        assert measured(name)["test_error"] == first["test_error"]
    dropped = measured(first["run"][:6], "--drop", "1")
    assert dropped["route"] == "drop 1"
    assert first["test_error"] < dropped["test_error"] < 85
    worse = measured("resnet-20@imported", "--drop", "3")  # a transition: Veit 2016, Fig. 3, the peaks
    assert worse["test_error"] > dropped["test_error"]
    several = measured("resnet-20@imported", "--drop", "1,4,7", "--swap", "1:2", "--branch-only", "8")
    assert several["route"] == "drop 1,4,7 branch-only 8 order 0,2,1,3,4,5,6,7,8"

    def files():
        return {path: path.stat().st_mtime_ns for path in store.run_folder(first["run"]).iterdir()}

    before = files()
    code, out, _ = command("import-weights", file, "--net", "resnet-20", "--json", "--limit", "500")
    assert (code, json.loads(out)) == (0, first)  # again: nothing is written twice
    assert files() == before


# --- files made here ---------------------------------------------------------------------------------------------------------


class Block(nn.Module):
    """A basic block as torchvision writes it, option B."""

    def __init__(self, c_in, c_out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(c_out)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(c_out)
        self.downsample = None
        if stride != 1 or c_in != c_out:
            self.downsample = nn.Sequential(nn.Conv2d(c_in, c_out, 1, stride, bias=False), nn.BatchNorm2d(c_out))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class Reference(nn.Module):
    """torchvision's ResNet with CIFAR's stem: 3x3, no pooling; stages of 16, 32, 64."""

    def __init__(self, n, classes=10):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        for stage, (c_in, c_out) in enumerate(((16, 16), (16, 32), (32, 64)), start=1):
            first = Block(c_in, c_out, 1 if stage == 1 else 2)
            self.add_module(f"layer{stage}", nn.Sequential(first, *(Block(c_out, c_out, 1) for _ in range(n - 1))))
        self.fc = nn.Linear(64, classes)
        with torch.no_grad():
            for part in self.modules():  # every number its own, so that no two can change places unseen
                if isinstance(part, nn.BatchNorm2d):
                    for tensor in (part.weight, part.running_var):
                        tensor.uniform_(0.5, 1.5)
                    for tensor in (part.bias, part.running_mean):
                        tensor.normal_(0, 0.3)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        return self.fc(self.layer3(self.layer2(self.layer1(x))).mean((2, 3)))


def reference(n=2, classes=10):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return Reference(n, classes).eval()


def close(model, theirs):
    x = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(1))
    with torch.inference_mode():
        torch.testing.assert_close(model.eval()(x), theirs(x), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("names", ["fc and downsample", "linear and shortcut"])
@pytest.mark.parametrize("wrapped", [False, True], ids=["a state dict", "module. in state_dict"])
def test_weights_in_torchvisions_naming_give_the_same_logits(tmp_path, names, wrapped):
    theirs = reference()
    state = theirs.state_dict()
    if names == "linear and shortcut":
        state = {name.replace("fc.", "linear.").replace("downsample", "shortcut"): value for name, value in state.items()}
    if wrapped:
        state = {"state_dict": {f"module.{name}": value for name, value in state.items()}, "best_prec1": 12.5}
    torch.save(state, tmp_path / "file.pt")
    run, model = weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"))
    assert run.net.unit.widen == "project bn"
    close(model, theirs)


def test_without_projections_shortcuts_are_padded_half_on_each_side(tmp_path):
    theirs = reference()
    state = {name: value for name, value in theirs.state_dict().items() if "downsample" not in name}
    torch.save(state, tmp_path / "file.th")

    def pad(x):
        c = x.shape[1] // 2
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, c, c))

    theirs.layer2[0].downsample = theirs.layer3[0].downsample = pad_module(pad)
    run, model = weights.import_file(tmp_path / "file.th", zoo.net("resnet-14"))
    assert run.net.unit.widen == "pad both"
    close(model, theirs)


def pad_module(function):
    module = nn.Module()
    module.forward = function
    return module


def test_a_file_with_a_hundred_outputs_is_of_cifar100(tmp_path):
    theirs = reference(classes=100)
    torch.save(theirs.state_dict(), tmp_path / "file.pt")
    run, model = weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"))
    assert (run.net.classes, run.data.name) == (100, "cifar100")
    close(model, theirs)


def test_the_same_file_is_the_same_run_and_another_file_another(tmp_path):
    state = reference().state_dict()
    torch.save(state, tmp_path / "a.pt")
    shutil.copy(tmp_path / "a.pt", tmp_path / "b.pt")
    torch.save({**state, "fc.bias": state["fc.bias"] + 1}, tmp_path / "c.pt")
    a, b, c = (weights.import_file(tmp_path / f"{name}.pt", zoo.net("resnet-14"))[0] for name in "abc")
    assert a.key == b.key != c.key
    assert weights.import_file(tmp_path / "a.pt", zoo.net("resnet-14"), "channel")[0].key != a.key


@pytest.mark.parametrize("key", weights.WRAPPERS)
@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.module.", "model."])
def test_usual_wrappings_are_taken_off(tmp_path, key, prefix):
    theirs = reference()
    state = {prefix + name: value for name, value in theirs.state_dict().items()}
    torch.save({key: state, "epoch": 3, "best": 93.5}, tmp_path / "file.pt")
    close(weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"))[1], theirs)


def test_names_can_be_mapped(tmp_path, store, command):
    theirs = reference()
    state = {name.replace("layer", "stage_").replace("fc.", "head_."): value for name, value in theirs.state_dict().items()}
    torch.save(state, tmp_path / "file.pt")
    close(weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"), names=["stage_=layer", "head_=fc"])[1], theirs)
    words = ("import-weights", str(tmp_path / "file.pt"), "--net", "resnet-14")
    for change, said in (("stage_", "takes OLD=NEW"), ("stag=layer=", "has 'x"), ("x9=y", "no name in the file has 'x9'"),
                         ("conv1=conv2", "two tensors would have the same name")):  # fmt: skip
        code, _, err = command(*words, "--map", change)
        assert code == 2 and err.count("\n") == 1 and (said in err or change == "stag=layer="), err


def test_means_and_deviations_of_ones_own_are_part_of_the_run_and_of_no_other_key(tmp_path):
    torch.save(reference().state_dict(), tmp_path / "file.pt")
    mean, std = (0.4914, 0.4822, 0.4465), (0.2023, 0.1994, 0.2010)
    run, _ = weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"), mean=mean, std=std)
    assert (run.data.normalise, run.data.mean, run.data.std) == ("channel", mean, std)
    assert run.key != weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"), "channel")[0].key
    found = data._statistics(run.data)
    assert [part.tolist() for part in found] == [pytest.approx(mean), pytest.approx(std)]
    pixels = torch.from_numpy(synthetic.make_images("test", 8)[0]).float() / 255
    own, other = ((pixels - torch.tensor(m)) / torch.tensor(s) for m, s in ((mean, std), data.IMAGENET))
    assert not data.is_foreign(run.data, own.permute(0, 3, 1, 2)) and data.is_foreign(run.data, other.permute(0, 3, 1, 2))
    for wrong in ({"mean": mean}, {"mean": mean, "std": (0.2, 0.2)}, {"mean": (120.0, 1.0, 1.0), "std": std}):
        with pytest.raises(UserError, match="mean"):
            weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"), **wrong)


def test_the_same_file_twice_is_one_run(tmp_path, store, command, monkeypatch):
    monkeypatch.setattr(cli, "_require_dataset", lambda _: None)
    monkeypatch.setattr(cli, "_print_score", lambda *_: Score(10.0, 1.0, 100))
    torch.save(reference().state_dict(), tmp_path / "file.pt")
    words = ("import-weights", str(tmp_path / "file.pt"), "--net", "resnet-14")
    for _ in range(2):
        assert command(*words)[0] == 0
    (key,) = Store().stored_keys()
    for other in (("--normalise", "channel"), ("--mean", "0.5,0.5,0.5", "--std", "0.2,0.2,0.2"), ("--map", "layer=layer")):
        code, _, err = command(*words, *other)
        assert code == 2 and f"is stored already, as run {key} of resnet-14 (--normalise imagenet); first: rm {key}" in err
    assert Store().stored_keys() == [key] and Store().outcome(key)["final"]["test_n"] == 100


def test_weights_of_a_hundred_classes_say_so_where_cifar100_is_not_here(tmp_path, store, command, monkeypatch):
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    torch.save(reference(classes=100).state_dict(), tmp_path / "file.pt")
    code, _, err = command("import-weights", str(tmp_path / "file.pt"), "--net", "resnet-14")
    assert code == 2 and "these weights have 100 outputs, so they are of cifar100: CIFAR-100 not found" in err


def test_files_without_batch_counters_are_taken_too(tmp_path):
    theirs = reference()
    state = {name: value for name, value in theirs.state_dict().items() if not name.endswith("num_batches_tracked")}
    torch.save(state, tmp_path / "file.pt")
    close(weights.import_file(tmp_path / "file.pt", zoo.net("resnet-14"))[1], theirs)


@pytest.mark.parametrize("name", ["resnet-8", "plain-14", "preresnet-8", "preresnet-164"])
def test_our_own_files_go_round(tmp_path, name):
    net = Net(zoo.net(name), 7)
    path = tmp_path / "weights.safetensors"
    path.write_bytes(weights.write(net))
    twin = Net(zoo.net(name), 8)
    weights.load_strictly(twin, weights.read(path), "the file")
    ours, theirs = net.state_dict(), twin.state_dict()
    assert ours.keys() == theirs.keys() and all(torch.equal(ours[name], theirs[name]) for name in ours)


def test_our_own_files_can_be_imported_as_they_are(tmp_path):
    net = Net(zoo.net("resnet-8"), 7)
    (tmp_path / "ours.safetensors").write_bytes(weights.write(net))
    run, twin = weights.import_file(tmp_path / "ours.safetensors", zoo.net("resnet-8"), "pixel")
    assert run.net.unit.widen == "pad"
    assert all(torch.equal(value, twin.state_dict()[name]) for name, value in net.state_dict().items())


# --- what is wrong with a file -----------------------------------------------------------------------------------------------


def good():
    return {name: value.clone() for name, value in reference().state_dict().items()}


def changed(**changes):
    """A file like a good one, but for these tensors; None leaves one out. Dots are written __."""
    state = good()
    for name, value in changes.items():
        name = name.replace("__", ".")
        if value is None:
            del state[name]
        else:
            state[name] = value
    return lambda path: torch.save(state, path)


def not_finite(value):
    state = good()
    state["layer2.0.conv1.weight"][0, 0, 0, 0] = value
    return lambda path: torch.save(state, path)


def halved(part, **how):
    def write(path):
        torch.save(good(), path, **how)
        content = path.read_bytes()
        path.write_bytes(content[: int(len(content) * part)])

    return write


def halved_safetensors(path):
    content = safetensors.torch.save(good())
    path.write_bytes(content[: len(content) // 2])


OLD = {"_use_new_zipfile_serialization": False}
WRONG = {
    "a tensor missing": (changed(layer3__1__conv2__weight=None), "file.pt", r"lacks units\.5\.branch\.3\.weight"),
    "no linear layer": (changed(fc__weight=None, fc__bias=None), "file.pt", r"lacks head\.weight, head\.bias"),
    "a tensor too many": (changed(layer1__0__conv3__weight=torch.zeros(1)), "file.pt", r"'layer1\.0\.conv3\.weight'"),
    "a projection too many": (
        changed(layer1__1__downsample__0__weight=torch.zeros(16, 16, 1, 1)), "file.pt", r"also has units\.1\.shortcut"
    ),
    "a word too many": (changed(epoch=torch.zeros(1)), "file.pt", "'epoch'"),
    "a wrong shape": (changed(bn1__weight=torch.zeros(17)), "file.pt", r"stem\.1\.weight is \(17,\), not \(16,\)"),
    "outputs of another data set": (changed(fc__weight=torch.zeros(7, 64), fc__bias=torch.zeros(7)), "file.pt", "7 outputs"),
    "not a number": (not_finite(math.nan), "file.pt", r"units\.2\.branch\.0\.weight is not finite"),
    "infinite": (not_finite(math.inf), "file.pt", r"units\.2\.branch\.0\.weight is not finite"),
    "empty": (lambda path: path.touch(), "file.pt", "truncated or no PyTorch weights file"),
    "truncated": (halved(0.5), "file.pt", "truncated"),
    "truncated at its end": (halved(0.999), "file.pt", "truncated"),
    "truncated, the old format": (halved(0.5, **OLD), "file.th", "truncated"),
    "truncated early, the old format": (halved(0.01, **OLD), "file.th", "truncated"),
    "truncated at its end, the old format": (halved(0.999, **OLD), "file.th", "truncated"),
    "a folder": (lambda path: path.mkdir(), "file.pt", "there is no weights file"),
    "missing": (lambda path: None, "file.pt", "there is no weights file"),
    "text": (lambda path: path.write_text("weights\n" * 50), "file.pt", "no PyTorch weights file"),
    "not a mapping": (lambda path: torch.save([torch.zeros(2)], path), "file.pt", "holds no state dict"),
    "numbers": (lambda path: torch.save({"conv1.weight": 3}, path), "file.pt", "holds no state dict"),
    "no tensors": (lambda path: torch.save({"state_dict": {}}, path), "file.pt", "holds no state dict"),
    "an unknown wrapping": (lambda path: torch.save({"ema": good(), "epoch": 3}, path), "file.pt", "its keys are ema, epoch"),
    "another depth": (
        lambda path: torch.save({f"layer{1 + k}.{i}.conv1.weight": torch.zeros(1) for k in range(3) for i in range(9)}, path),
        "file.pt", r"has 27 units, resnet-14 has 6: it looks like resnet-56 \(--net resnet-56\)",
    ),
    "a truncated safetensors": (halved_safetensors, "file.safetensors", "truncated or no safetensors file"),
    "an empty safetensors": (lambda path: path.touch(), "file.safetensors", "truncated or no safetensors file"),
    "a text safetensors": (lambda path: path.write_text("x" * 99), "file.safetensors", "truncated or no safetensors file"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_file_is_one_line_that_says_what_is_wrong_and_nothing_is_stored(tmp_path, store, command, case):
    write, name, words = WRONG[case]
    write(tmp_path / name)
    with pytest.raises(UserError, match=words):
        weights.import_file(tmp_path / name, zoo.net("resnet-14"))
    code, out, err = command("import-weights", str(tmp_path / name), "--net", "resnet-14")
    assert (code, out) == (2, "")
    assert err.startswith("resexp: ") and err.count("\n") == 1
    assert not list(store.root.rglob("*"))


@published
@pytest.mark.parametrize(("file", "net", "words"), [
    ("resnet-32", "resnet-20", r"has 15 units, resnet-20 has 9: it looks like resnet-32 \(--net resnet-32\)"),
    ("resnet-20", "resnet-32", r"has 9 units, resnet-32 has 15: it looks like resnet-20"),
    ("resnet-20", "preresnet-20", "original basic units, not of .bn relu conv"),
    ("resnet-20", "resnet-164", "original basic units, not of .conv1 bn relu"),
])  # fmt: skip
def test_published_weights_of_another_net_are_refused(store, command, file, net, words):
    with pytest.raises(UserError, match=words):
        weights.import_file(PUBLISHED[file], zoo.net(net))
    code, _, err = command("import-weights", str(PUBLISHED[file]), "--net", net)
    assert code == 2 and err.count("\n") == 1
    assert not list(store.root.rglob("*"))


@published
@pytest.mark.parametrize("part", [0.0005, 0.1, 0.5, 0.9, 0.9999])
def test_a_published_file_cut_short_is_called_truncated(tmp_path, part):
    content = PUBLISHED["resnet-20"].read_bytes()
    path = tmp_path / "resnet20.th"
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(UserError, match=f"{path} is truncated"):
        weights.import_file(path, zoo.net("resnet-20"))


def test_a_net_that_has_no_such_weights_is_refused(tmp_path):
    """Without the shortcuts the same tensors would fit a plain net, and mean nothing there."""
    state = {name: value for name, value in good().items() if "downsample" not in name}
    torch.save(state, tmp_path / "file.pt")
    with pytest.raises(UserError, match=r"original basic units, not of .*none"):
        weights.import_file(tmp_path / "file.pt", zoo.net("plain-14"))


class Harm:
    """A pickle of this makes a folder when it is read by anything that runs what a pickle says."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


@pytest.mark.parametrize("name", ["file.pt", "file.th", "file.pkl", "file.safetensors"])
@pytest.mark.parametrize("kind", ["zip", "old", "plain pickle"])
def test_a_pickle_never_runs_code(tmp_path, store, command, recwarn, kind, name):
    folder = tmp_path / "made by the pickle"
    content = {"conv1.weight": torch.zeros(1), "surprise": Harm(folder)}
    if kind == "plain pickle":
        (tmp_path / name).write_bytes(pickle.dumps(Harm(folder)))
    else:
        torch.save(content, tmp_path / name, **(OLD if kind == "old" else {}))
    words = "safetensors" if name.endswith("safetensors") else "objects other than tensors|no PyTorch weights file"
    with pytest.raises(UserError, match=words):
        weights.read(tmp_path / name)
    code, _, err = command("import-weights", str(tmp_path / name), "--net", "resnet-14")
    assert code == 2 and err.count("\n") == 1 and not recwarn.list
    assert not folder.exists()
    assert not list(store.root.rglob("*"))


def test_the_harmful_pickle_would_run_code_elsewhere(tmp_path):
    """The test above means something: Python's own unpickler does run it."""
    pickle.loads(pickle.dumps(Harm(tmp_path / "made")))
    assert (tmp_path / "made").is_dir()


def test_strict_loads_nothing_if_anything_is_wrong():
    net = Net(zoo.net("resnet-8"), 0)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    other = Net(zoo.net("resnet-8"), 1).state_dict()
    other["head.bias"] = torch.full((10,), math.nan)
    with pytest.raises(UserError, match=r"elsewhere: head\.bias is not finite"):
        weights.load_strictly(net, other, "elsewhere")
    assert all(torch.equal(value, net.state_dict()[name]) for name, value in before.items())


def test_several_things_wrong_are_counted():
    net = Net(zoo.net("resnet-8"), 0)
    tensors = {name: value for name, value in net.state_dict().items() if not name.startswith("units.2")}
    with pytest.raises(UserError, match=r"lacks units\.2\.branch\.0\.weight, units\.2\.branch\.1\.weight and \d+ more"):
        weights.load_strictly(net, tensors, "file")


def test_the_module_prefix_goes_from_safetensors_too(tmp_path):
    net = Net(zoo.net("resnet-8"), 1)
    prefixed = {f"module.{name}": value.contiguous() for name, value in net.state_dict().items()}
    safetensors.torch.save_file(prefixed, tmp_path / "parallel.safetensors")
    _, twin = weights.import_file(tmp_path / "parallel.safetensors", zoo.net("resnet-8"), "pixel")
    assert all(torch.equal(value, twin.state_dict()[name]) for name, value in net.state_dict().items())
