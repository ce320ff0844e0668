"""Tables 1 to 3 of He 2016 and the random paths of Veit 2016: every row is the paper's unit, and what is said of the rows."""

import re

import fakes
import pandas as pd
import pytest
import reference as ref
import torch
import yaml
from fakes import values
from nets import BLOCKS, WIDTHS, assert_same, images, stirred

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import drawing, published, table
from resexp.analysis.findings import IN_PART, NOT, NOT_SO_FAR, REPRODUCED, SO_FAR, UNDECIDED
from resexp.errors import UserError
from resexp.nets.net import Net
from resexp.spec import Unit
from resexp.store import Store

EXPERIMENTS = ("shortcuts", "activations", "depth", "effective_paths")
UNITS = {name: experiment.load(name).module for name in EXPERIMENTS[:3]}


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """Budgets that do not change."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path / "no data"))
    return tmp_path


# ---------------------------------------------------------------------------------------------- every row, by other people

PRE = {"stem": "", "tail": "bn relu"}
REFERENCES = {
    "shortcuts": {
        "original: identity": (ref.Original, {}),
        "scale (0, 1): plain": (ref.Plain, {}),
        "scale (0.5, 1)": (ref.ScaledShortcut, {}),
        "scale (0.5, 0.5)": (ref.ScaledHalf, {}),
        **{f"exclusive gate, bias {bias}": (ref.ExclusiveGate, {}) for bias in (0, -3, -6, -7)},
        **{f"shortcut gate, bias {bias}": (ref.ShortcutGate, {}) for bias in (0, -6)},
        "1×1 conv": (ref.ConvShortcut, {}),
        "dropout 0.5": (ref.DropoutShortcut, {}),
    },
    "activations": {
        "original, basic": (ref.Original, {}),
        "BN after addition, basic": (ref.BNAfterAddition, {}),
        "ReLU before addition, basic": (ref.ReLUBeforeAddition, {}),
        "ReLU-only pre-activation, basic": (ref.ReLUOnlySharedFirst, {"tail": "relu"}),
        "full pre-activation, basic": (ref.Preactivation, PRE),
        "original, bottleneck": (ref.Bottleneck, {"expansion": 4}),
        "BN after addition, bottleneck": (ref.BottleneckBNAfterAddition, {"expansion": 4}),
        "ReLU before addition, bottleneck": (ref.BottleneckReLUBeforeAddition, {"expansion": 4}),
        "ReLU-only pre-activation, bottleneck": (ref.BottleneckReLUOnlyPreactivation, {"expansion": 4, "tail": "relu"}),
        "full pre-activation, bottleneck": (ref.PreactivationBottleneck, {"expansion": 4, **PRE}),
    },
    "depth": {
        "one-layer units, original": (ref.OneLayer, {}),
        "one-layer units, pre-activation": (ref.OneLayerPreactivationShared, PRE),
        "basic units, original": (ref.Original, {}),
        "basic units, pre-activation": (ref.Preactivation, PRE),
        "bottlenecks, original": (ref.Bottleneck, {"expansion": 4}),
        "bottlenecks, pre-activation": (ref.PreactivationBottleneck, {"expansion": 4, **PRE}),
        "more bottlenecks, original": (ref.Bottleneck, {"expansion": 4}),
        "more bottlenecks, pre-activation": (ref.PreactivationBottleneck, {"expansion": 4, **PRE}),
    },
}
ROWS = [(name, label) for name, rows in REFERENCES.items() for label in rows]


@pytest.mark.parametrize("name", REFERENCES)
def test_every_row_has_a_reference(name):
    assert list(UNITS[name].nets(8)) == list(REFERENCES[name])


@pytest.mark.parametrize("mode", ["train", "eval"])
@pytest.mark.parametrize(("name", "label"), ROWS, ids=[label for _, label in ROWS])
def test_outputs_gradients_and_statistics_of_every_row_are_those_of_an_independent_implementation(name, label, mode):
    theirs, around = REFERENCES[name][label]
    ours = stirred(UNITS[name].nets(8)[label].replace(blocks=BLOCKS, widths=WIDTHS))
    other = ref.Reference(theirs, BLOCKS, WIDTHS, **around).double()
    ref.copy_weights(ours, other)
    ours.train(mode == "train")
    other.train(mode == "train")
    assert_same(ours, other, images())


def test_a_shortcut_scaled_by_zero_is_a_plain_net():
    plain, zero = (zoo.net_from_unit(zoo.ORIGINAL.replace(shortcut=shortcut), 14) for shortcut in ("none", "scale 0 1"))
    x = images(2, dtype=torch.float32)
    torch.testing.assert_close(Net(zero, 3)(x), Net(plain, 3)(x))


@pytest.mark.parametrize(
    ("name", "place", "count"), [("shortcuts", "Table 1", 12), ("activations", "Table 2", 10), ("depth", "Table 3", 12)]
)
def test_every_number_of_the_papers_table_has_its_row(name, place, count):
    found = UNITS[name].numbers()
    assert len(found) == count
    known = [number for number in published.load().numbers if number.place == place]
    assert sorted(number.text() for number in found.values()) == sorted(number.text() for number in known)


def test_the_rows_of_table_2_to_the_digit():
    numbers = UNITS["activations"].numbers()
    assert {label: number.value for label, number in numbers.items()} == {
        "original, basic": 6.61, "BN after addition, basic": 8.17, "ReLU before addition, basic": 7.84,
        "ReLU-only pre-activation, basic": 6.71, "full pre-activation, basic": 6.37,
        "original, bottleneck": 5.93, "BN after addition, bottleneck": 6.50, "ReLU before addition, bottleneck": 6.14,
        "ReLU-only pre-activation, bottleneck": 5.91, "full pre-activation, bottleneck": 5.46,
    }  # fmt: skip


def test_the_papers_depths_at_the_papers_budget(monkeypatch):
    paper = budgets.load("paper").replace(seeds=(0,))
    depths = {label: run.net.depth for label, run in experiment.load("depth").runs(paper)}
    assert depths == {
        "one-layer units, original": 110, "one-layer units, pre-activation": 110, "basic units, original": 110,
        "basic units, pre-activation": 110, "bottlenecks, original": 164, "bottlenecks, pre-activation": 164,
        "more bottlenecks, original": 1001, "more bottlenecks, pre-activation": 1001,
    }  # fmt: skip
    for name, most in (("shortcuts", 110), ("activations", 164)):
        plans = experiment.load(name).runs(paper)
        assert max(plan.run.net.depth for plan in plans) == most
        assert all(plan.run.train.warmup == 400 for plan in plans)  # all CIFAR runs of He 2016 warm up
    veit = {plan.label: plan.run.train for plan in experiment.load("effective_paths").runs(paper)}
    assert veit["preresnet-110, 23 random units of 54"].paths == "random 23"


def test_cifar_100_is_run_at_the_papers_budget_if_it_is_here_and_where_it_is_asked_for(tmp_path, monkeypatch):
    depth, paper = experiment.load("depth"), budgets.load("paper").replace(seeds=(0,))
    assert {plan.run.data.name for plan in depth.runs(paper)} == {"cifar10"}
    (tmp_path / "no data" / "cifar-100-python").mkdir(parents=True)
    labels = [plan.label for plan in depth.runs(paper) if plan.run.data.name == "cifar100"]
    assert len(labels) == 4 and all("bottlenecks" in label and label.endswith(", CIFAR-100") for label in labels)
    assert {plan.run.data.name for plan in depth.runs(budgets.load("short"))} == {"cifar10"}
    asked = depth.runs(budgets.load("short", "cifar100"))
    assert {plan.run.data.name for plan in asked} == {"cifar100"} and {plan.run.net.classes for plan in asked} == {100}


def test_experiments_share_their_runs():
    def keys(name, budget, dataset="cifar10"):
        return {plan.run.key for plan in experiment.load(name).runs(budgets.load(budget, dataset))}

    assert len(keys("shortcuts", "short") & keys("activations", "short")) == 3  # the original, three seeds
    assert len(keys("depth", "short") & keys("activations", "short")) == 12  # both designs, basic and bottleneck
    assert len(keys("shortcuts", "short") & keys("degradation", "short")) == 2  # resnet-20 and plain-20
    assert len(keys("effective_paths", "quick") & keys("lesion", "quick")) == 1  # preresnet-20


def test_depths_and_seeds_of_the_command_line_count_in_every_experiment():
    short = budgets.load("short")
    for name in ("shortcuts", "activations", "depth"):
        plans = experiment.load(name).runs(short.only(depths=(14,), seeds=(5, 6)))
        assert min(plan.run.net.depth for plan in plans) == 14 and {plan.run.seed for plan in plans} == {5, 6}
        assert {plan.run.seed for plan in experiment.load(name).runs(short)} == {0, 1, 2}


@pytest.mark.parametrize("bad", ["{dephts: [8]}", "{train: {iterations: 0}}", "{depths: deep}"])
def test_a_wrong_ablation_in_budgets_yaml_is_one_line(home, bad):
    path = home / "experiments" / "budgets.yaml"
    known = yaml.safe_load(path.read_text())
    path.write_text(yaml.safe_dump(known | {"paper": known["paper"] | {"ablation": yaml.safe_load(bad)}}))
    with pytest.raises(UserError, match=r"budgets\.yaml, paper: ") as caught:
        budgets.load("paper")
    assert "\n" not in str(caught.value)


# ------------------------------------------------------------------------------------------------------ tables, figures, words

FINALS = {  # label -> (training, test) error: as in the paper, `fail` as it looks there
    "shortcuts": dict(zip(REFERENCES["shortcuts"], [
        (0.1, 6.6), (60.0, 62.0), (30.0, 32.0), (4.0, 12.4), (40.0, 41.0), (38.0, 40.0), (1.0, 8.7), (1.5, 9.8), (4.0, 12.9),
        (0.2, 6.9), (3.0, 12.2), (30.0, 31.0)], strict=True)),
    "activations": dict(zip(REFERENCES["activations"], [
        (0.1, 6.6), (0.3, 8.2), (0.2, 7.8), (0.1, 6.7), (0.2, 6.4), (0.1, 5.9), (0.1, 6.5), (0.1, 6.1), (0.1, 5.9), (0.2, 5.5)
        ], strict=True)),
    "depth": dict(zip(REFERENCES["depth"], [
        (1.0, 9.9), (0.8, 8.9), (0.1, 6.6), (0.2, 6.4), (0.1, 5.9), (0.1, 5.5), (0.1, 7.6), (0.1, 4.9)], strict=True)),
    "effective_paths": {},
}  # fmt: skip
SOME_FAIL = {
    "shortcuts": {("scale (0, 1): plain", seed): 0.4 for seed in range(5)} | {("dropout 0.5", 1): 0.7},
    "activations": {("BN after addition, basic", 0): 0.3},
    "depth": {("more bottlenecks, original", 0): 0.2},
    "effective_paths": {("preresnet-20, stochastic depth, last 0.5", 0): 0.2},
}
CASES = {
    "as in the paper": {"budget": "paper", "seeds": (0, 1, 2)},
    "one seed, shallow": {"budget": "quick", "seeds": (0,)},
    "some fail": {"budget": "quick", "seeds": (0, 1)},
    "not CIFAR": {"budget": "smoke", "dataset": "synthetic"},
}


def made(root, name, case, **how):
    failed = SOME_FAIL[name] if case == "some fail" else None
    finals = {label: (a * 3 + 40, b * 3 + 40) if "paper" not in case else (a, b) for label, (a, b) in FINALS[name].items()}
    return fakes.fake_lesions(root, name, **CASES[case], failed=failed, finals=finals or None, **how)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_figures_tables_words_and_page_of_whatever_was_measured(tmp_path, name, case):
    store, data = made(tmp_path / "results", name, case)
    budget = CASES[case]["budget"]
    paths = report.draw_figures(store, budget, name)
    last = "lesions" if name == "effective_paths" else "units"
    assert {path.name.split(".")[1] for path in paths} == {"errors", "curves", last}
    assert any(one.judged or one.notes for one in report.read_findings(store, budget, name))
    frame = experiment.load(name).comparison(data)
    assert list(frame.columns) == list(published.ROWS) and set(frame["label"]) == set(data["label"])
    if case == "not CIFAR":
        assert set(frame["paper"]) == {""}
    page = report.write_page(store, budget, [name]).read_text()
    assert page.count('<img class="unit"') == len(frame)


def findings(name, data):
    """Those of an experiment that are held against a claim."""
    return [one for one in experiment.load(name).findings(data) if one.judged]


def states(name, data):
    return [one.state for one in findings(name, data)]


def test_the_order_of_table_1_where_it_is_the_papers(tmp_path):
    _, noisy = made(tmp_path / "noisy", "shortcuts", "as in the paper")  # the noise is that of all rows, whatever their error
    assert states("shortcuts", noisy) == [IN_PART] and "within the noise: undecided" in findings("shortcuts", noisy)[0].measured
    _, data = made(tmp_path / "results", "shortcuts", "as in the paper", jitter=0.001)
    (one,) = findings("shortcuts", data)
    assert one.state == REPRODUCED and "Identity 6.6 %, 11 of 11 others clearly higher" in one.measured
    said = " ".join(one.notes)
    assert "column: +0.9" in said and "n = 12 rows" in said and "none of 10,000 random orders does" in said
    assert "These are 5 of the 5 rows that fail in the paper." in said and "Clearly lower" not in said
    ours = experiment.load("shortcuts").comparison(data).set_index("label")
    assert ours["ours"]["1×1 conv"].startswith("median 12.")
    assert ours["ours"]["dropout 0.5"].startswith("fail (median ") and ours["paper"]["dropout 0.5"] == "fail"
    assert abs(ours["difference"]["1×1 conv"]) < 1 and ours["source"]["1×1 conv"] == "He 2016, Table 1 (110 layers)"


def test_short_and_shallow_nets_have_no_difference_and_no_fail(tmp_path):
    _, data = made(tmp_path / "results", "shortcuts", "one seed, shallow")
    frame = experiment.load("shortcuts").comparison(data)
    assert frame["difference"].isna().all() and not frame["ours"].str.contains("fail").any() and set(frame["layers"]) == {20}
    (one,) = findings("shortcuts", data)
    assert one.outlook and "Rank correlation" in one.notes[0] and "differ here beyond the noise of seeds" in one.notes[1]
    assert len(one.notes) == 2  # whether a row fails is not judged


BETTER = {"full pre-activation": 20, "original": 30, "BN after addition": 45, "pre-activation": 20}


def clear_states(root, name, budget, turned=False):
    """States where pre-activation (or the identity) wins clearly, or loses."""
    finals = {}
    for label in UNITS[name].nets(110):
        kind, *rest = label.split(", ")
        design = rest[0] if name == "depth" else kind
        error = 20 if label == "original: identity" else BETTER.get(design, 35)
        if name == "depth" and kind == "more bottlenecks":
            error = 60 if design == "original" else 15
        finals[label] = (error, 100 - error if turned else error)
    return states(name, fakes.fake_lesions(root, name, budget, finals=finals)[1])


def test_claims_of_tables_1_to_3(tmp_path):
    assert clear_states(tmp_path / "1", "shortcuts", "quick") == [SO_FAR]
    assert clear_states(tmp_path / "2", "shortcuts", "quick", turned=True) == [NOT_SO_FAR]
    assert clear_states(tmp_path / "3", "shortcuts", "paper", turned=True) == [NOT]
    assert clear_states(tmp_path / "4", "depth", "quick") == [SO_FAR] * 3
    assert clear_states(tmp_path / "5", "depth", "paper", turned=True) == [NOT] * 3
    assert clear_states(tmp_path / "6", "activations", "quick")[:2] == [SO_FAR] * 2
    one, _, loss = clear_states(tmp_path / "7", "activations", "quick", turned=True)
    assert one == NOT_SO_FAR and loss == UNDECIDED  # one seed says nothing of a loss
    assert clear_states(tmp_path / "8", "activations", "short")[2] == NOT_SO_FAR  # lower loss in three seeds
    assert clear_states(tmp_path / "9", "activations", "paper")[:2] == [REPRODUCED] * 2


def test_a_net_that_diverged_loses_its_pair_and_says_nothing_of_gains(tmp_path):
    _, data = made(tmp_path / "results", "depth", "some fail")
    (lower,) = findings("depth", data[data["seed"] == 0])  # more and turns need all four bottlenecks
    assert lower.statements[3] == (True, lower.statements[3].text) and "fail original" in lower.statements[3].text
    _, data = made(tmp_path / "all", "depth", "one seed, shallow")
    assert len(findings("depth", data)) == 3


def test_which_shortcuts_are_lower_than_the_identity_is_said():
    module, nan = UNITS["shortcuts"], float("nan")
    rows = {module.ORIGINAL: 10.0, "dropout 0.5": nan, "1×1 conv": 12.0, "scale (0.5, 1)": 4.0, "scale (0.5, 0.5)": 3.5}
    assert module.lower(values(400, **rows)) == ["Clearly lower: scale (0.5, 0.5) (3.5 %), scale (0.5, 1) (4.0 %)."]
    assert module.lower(values(**rows)) == []  # how much seeds vary is not known
    assert module.lower(values(400, **{module.ORIGINAL: 10.0, "1×1 conv": 8.0})) == []
    assert module.lower(values(400, **{"1×1 conv": 12.0})) == []


def test_the_loss_of_activations_is_undecided_with_one_seed_and_left_out_where_a_net_diverged(tmp_path):
    _, data = made(tmp_path / "results", "activations", "as in the paper")
    noisy = findings("activations", data)[2].statements
    assert [one.holds for one in noisy] == [None, None] and "but seeds explain a difference of 0.00" in noisy[0].text
    _, data = made(tmp_path / "quiet", "activations", "as in the paper", jitter=0.001)
    assert [one.holds for one in findings("activations", data)[2].statements] == [True, True]
    one_seed = findings("activations", data[data["seed"] == 0])[2].statements
    assert [one.holds for one in one_seed] == [None, None] and one_seed[0].text.endswith("vary is not known")
    lost = data.assign(status=data["status"].where(data["label"] != "original, basic", "failed"))
    assert [one.text.split()[0] for one in findings("activations", lost)[2].statements] == ["bottlenecks"]


def test_random_paths_do_no_harm_within_a_point():
    def of(whole, some, iterations=500, depth=20):
        labels = {"preresnet-20, all units": whole, "preresnet-20, 4 random units of 9": some}
        frame = values(iterations=iterations, **labels)
        paths = frame["label"].str.extract(r"(random)")[0].fillna("")
        frame = frame.assign(run=frame.index, quantity="error", split="test", intervention="full", iteration=iterations,
                             depth=depth, at="", note="", paths=paths)  # fmt: skip
        return states("effective_paths", frame)

    whole, nan = (10.0, 10.1, 10.2), float("nan")
    assert of(whole, (9.0, 9.05, 9.1)) == [SO_FAR]
    assert of(whole, (10.1, 10.3, 10.4)) == [SO_FAR]  # at worst 0.4 points
    assert of(whole, (10.3, 10.35, 10.4)) == [SO_FAR]  # clearly above, but by little
    assert of(whole, (10.1, 10.3, 11.4)) == [UNDECIDED]
    assert of((10.0, 10.2), (9.0, 9.1)) == [SO_FAR] and of((10.0, 10.4), (10.0, 10.1)) == [UNDECIDED]
    assert of(10.0, 5.0) == [UNDECIDED]  # one seed each, unless the noise is known: 3.3 points
    assert of(10.0, 7.6, 400) == [SO_FAR] and of(10.0, 7.8, 400) == [UNDECIDED] and of(10.0, 14.4, 400) == [NOT_SO_FAR]
    assert of(whole, (12.0, 12.05, 12.1)) == [NOT_SO_FAR]
    assert of(whole, (12.0, 12.05, 12.1), 64_000) == [NOT_SO_FAR]  # the paper's net has 110 layers
    assert of(whole, (12.0, 12.05, 12.1), 64_000, 110) == [NOT]
    assert of(10.0, nan) == [NOT_SO_FAR]
    assert of((nan, nan, nan), (nan, nan, nan)) == of(nan, nan) == [UNDECIDED]  # both diverged


def test_what_factors_change_and_how_nets_bear_lesions_is_said(tmp_path):
    _, data = made(tmp_path / "results", "effective_paths", "one seed, shallow")
    (one,) = findings("effective_paths", data)
    said = " ".join(one.notes)
    assert said.count("tested with all: ") == 5 and "branches times their survival" in said
    (*_, lost) = experiment.load("effective_paths").findings(data)
    assert not lost.judged and re.search(r"all units \d+ % without 1, \d+ % without 3, \d+ % without 4", lost.text)
    without = data[~data["intervention"].fillna("").str.startswith(("drop", "no lesion"))]
    assert len(experiment.load("effective_paths").findings(without)) == 1


def test_runs_at_another_depth_replace_all_of_a_label_whatever_their_seed(tmp_path):
    store = Store(tmp_path / "results")
    for depth, seeds in ((8, (0, 1)), (14, (0,))):
        chosen = budgets.load("quick", "cifar10").only(depths=(depth,), seeds=seeds)
        plans = experiment.load("shortcuts").runs(chosen)
        fakes.fill(store, plans)
        table.save(store, "quick", "shortcuts", *table.collect(store, plans, "quick"))
    assert set(table.read(store, "quick", "shortcuts")["depth"]) == {14}


def test_runs_on_random_paths_never_stand_beside_the_papers_whole_nets(tmp_path):
    _, data = fakes.fake_lesions(tmp_path / "results", "effective_paths", "paper", seeds=(0,))
    papers = {label: set(group["paper"]) for label, group in published.compare(data).groupby("label")}
    assert papers["preresnet-110, all units"] == {"6.37", "6.10"}
    assert papers["preresnet-110, 23 random units of 54"] == papers["preresnet-110, stochastic depth, last 0.5"] == {""}
    own = experiment.load("effective_paths").comparison(data).set_index("label")
    assert own["paper"]["preresnet-110, 23 random units of 54"] == "5.96" and own["paper"]["preresnet-110, all units"] == "6.10"


def test_tables_of_before_paths_and_options_are_read(tmp_path):
    store, _ = fakes.fake_lesions(tmp_path / "results", "shortcuts", "quick")
    path = store.tables_folder("quick") / "shortcuts.runs.csv"
    old = pd.read_csv(path).drop(columns=["paths", "options"])
    old.to_csv(path, index=False)
    data = table.read(store, "quick", "shortcuts")
    assert data["paths"].isna().all() and findings("shortcuts", data)
    assert len(published.compare(data)) >= 12


# ------------------------------------------------------------------------------------------------------------------ drawings


def texts(figure):
    return [text.get_text() for ax in figure.axes for text in ax.texts if text.get_text()]


def lines_of(name):
    return {label: net.unit.line() for label, net in UNITS[name].nets(8).items()}


@pytest.mark.parametrize("name", UNITS)
def test_the_drawings_of_a_tables_rows_show_every_token_and_name(name):
    lines = lines_of(name)
    fig = drawing.units(pd.DataFrame({"label": list(lines), "unit": list(lines.values())}))
    assert len(fig.axes) == len(lines)
    for ax, (label, line) in zip(fig.axes, lines.items(), strict=True):
        shown = [text.get_text() for text in ax.texts]
        assert " ".join(shown[0].split()) == label
        branch, _, after = line.split("|")
        boxes = [text for text in shown if text in drawing.NAMES.values()]
        for token in (*branch.split(), *after.split()):
            boxes.remove(drawing.NAMES[token])  # as many as there are tokens
    assert "units compared" in fig.get_label()


@pytest.mark.parametrize(
    ("shortcut", "words"),
    [
        ("identity", []),
        ("none", ["no\nshortcut"]),
        ("scale 0.5", ["× 0.5"]),
        ("scale 0.5 0.25", ["× 0.5", "× 0.25"]),
        ("gate exclusive -6", ["1×1 conv", "sigmoid", "bias −6", "× (1 − g)", "× g"]),
        ("gate shortcut", ["1×1 conv", "sigmoid", "bias 0", "× (1 − g)"]),
        ("conv", ["1×1 conv"]),
        ("conv bn", ["1×1 conv", "BN"]),
        ("dropout 0.5", ["dropout 0.5"]),
    ],
)
def test_what_stands_on_the_shortcut_is_drawn(shortcut, words):
    unit = Unit(branch="conv", after="", shortcut=shortcut)
    fig = drawing.units(pd.DataFrame({"label": ["x"], "unit": [unit.line()]}))
    shown = [text for text in texts(fig) if text not in ("x", "3×3 conv", "g")]
    assert sorted(shown) == sorted([*words, *([] if shortcut == "none" else ["+"])])
