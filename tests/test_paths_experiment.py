"""experiments/paths.py: figures and sentences from made-up measurements, numbers by hand, rows from a small net."""

import json
import math
import re
import shutil
import subprocess
import sys
from pathlib import Path

import fakes
import numpy as np
import pytest
import torch
from matplotlib.text import Text

from resexp import budget as budgets
from resexp import experiment, zoo
from resexp.analysis import captions, render, style, table
from resexp.budget import Plan
from resexp.images.data import DataSet
from resexp.measure import Measure, Sheet
from resexp.nets.net import Net
from resexp.probe import paths as probe
from resexp.spec import Data, Run, make
from resexp.store import Store

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A checkout with frozen budgets and this experiment."""
    folder = fakes.home(tmp_path_factory.mktemp("home"))
    shutil.copy(ROOT / "experiments" / "paths.py", folder / "experiments")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(folder))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield folder


@pytest.fixture(scope="module")
def module(home):
    return experiment.load("paths")


# ------------------------------------------------------------------------------------------------------ made-up measurements


def rows_of(norms, share, intervention="full", deviation=4e-7, n=64, start=0):
    """What `spectrum` would say of these norms and shares, from length `start` on."""

    def row(at, quantity, value):
        return {"split": "test", "n": n, "intervention": intervention, "at": at, "quantity": quantity, "value": float(value)}

    rows = []
    for quantity, values in (
        ("path gradient norm", norms),
        ("path gradient norm share", np.asarray(norms) / np.sum(norms)),
        ("path gradient share", share),
    ):
        rows += [row(k, quantity, value) for k, value in enumerate(values, start)]
    rows.append(row(None, "path gradient deviation", deviation))
    for suffix, values in (("", share), (" by norm", norms)):
        first, last = probe.narrowest_range([float(value) for value in values], probe.CARRIED)
        rows += [row(None, f"path length from{suffix}", start + first), row(None, f"path length to{suffix}", start + last)]
    rows.append(row(None, "path length peak", start + int(np.argmax(norms))))
    return rows


def single_rows(n, ratio, draws=20, images=16):
    """What `lengths` would say of paths of which each unit multiplies the gradient by `ratio`."""
    rows = []
    for k in range(n + 1):
        middle = 1e-3 * ratio**k
        values = {"norm low": middle / 5, "norm high": 4 * middle, "norm mean": 1.5 * middle, "norm median": middle,
                  "norm total": 1.5 * middle * math.comb(n, k)}  # fmt: skip
        base = {"split": "test", "n": images, "intervention": "full", "at": k}
        rows += [{**base, "quantity": f"sampled path gradient {name}", "value": value} for name, value in values.items()]
        rows.append({**base, "quantity": "sampled paths", "value": float(min(draws, math.comb(n, k)))})
    return rows


def measured(net, ratio, before, cancels=0.0):
    """All rows of one net whose gradient falls like that, after training and before."""
    n = sum(net.blocks)
    rows = probe.path_counts(net)
    if net.unit.shortcut == "none":
        return rows + rows_of([1.0], [1.0], start=n) + rows_of([3.0], [1.0], "at initialisation", 2e-6, start=n)
    for intervention, factor, deviation in (("full", ratio, 4e-7), ("at initialisation", before, 2e-6)):
        norms = np.array([math.comb(n, k) * factor**k for k in range(n + 1)])
        share = norms / norms.sum()
        share[1] -= cancels
        share[2] += cancels
        rows += rows_of(norms, share, intervention, deviation)
    return rows + single_rows(n, ratio)


def put(store, plan, rows, measure, status="finished"):
    """A run that is over and measured."""
    store.write_spec(plan.run)
    depth = plan.run.net.depth
    if status != "imported":
        text = fakes.log(
            Plan(f"resnet-{depth}", plan.run), {"resnet": {depth: (5.0, 9.0)}}, 0.3 if status == "failed" else None
        )
        store.log_file(plan.run.key).write_text(text)
    outcome = {"status": status, "seconds": 61.5, "images_per_second": 1234.5, "device": fakes.DEVICE, "torch": "2.13.0",
               "name": plan.label, "final": {}}  # fmt: skip
    (store.run_folder(plan.run.key) / "run.json").write_text(json.dumps(outcome))
    if status != "failed":
        sheet = Sheet(store, plan.run.key, measure)
        sheet.add(rows)
        sheet.finish()


RATIOS = {"resnet": (0.35, 0.6), "preresnet": (0.5, 0.9), "scaled": (0.7, 0.9), "plain": (1.0, 1.0)}


def fake(module, root, name, dataset="cifar10", failed=(), **changes):
    """(store, table) of a budget's runs; of `failed` labels the weights are lost."""
    budget = budgets.load(name, dataset).replace(**changes)
    store, plans, (measure,) = Store(root), module.runs(budget), module.measures(budget)
    for plan in plans:
        kind = "scaled" if "×" in plan.label else plan.label.split("-")[0]
        ratio, before = (value * (1 + 0.1 * plan.run.seed) for value in RATIOS[kind])
        rows = measured(plan.run.net, ratio, before, cancels=0.02)
        put(store, plan, rows, measure, "failed" if plan.label in failed else "finished")
    table.save(store, name, "paths", *table.collect(store, plans, name, [measure]))
    return store, table.read(store, name, "paths")


def fake_imported(root):
    """(store, table) of one imported ResNet-56, as `measure paths --run` leaves it."""
    store, measure = Store(root), Measure("paths.lengths", {"images": 64})
    run = make(Run, {"net": zoo.net("resnet-56"), "data": {"normalise": "imagenet"}, "imported": "5" * 64})
    plan = Plan("resnet-56", run)
    put(store, plan, measured(run.net, 0.35, 0.6), measure, "imported")
    table.save(store, "resnet-56-imported", "paths", *table.collect(store, [plan], "resnet-56-imported", [measure]))
    return store, table.read(store, "resnet-56-imported", "paths")


VARIANTS = ("resnet-56", "preresnet-56", "preresnet-56, shortcut × 0.9")
CASES = {
    "quick": {"name": "quick"},
    "short, two seeds": {"name": "short", "seeds": (0, 1)},
    "smoke": {"name": "smoke", "dataset": "synthetic"},
    "one failed": {"name": "quick", "failed": ("resnet-56",)},
    "all failed": {
        "name": "quick",
        "failed": ("resnet-20", "resnet-56", "preresnet-20", "preresnet-20, shortcut × 0.9", "plain-56"),
    },
    "imported": {},
}


@pytest.fixture(scope="module")
def cases(module, tmp_path_factory):
    """case -> (store, table, figures), each made once."""
    made = {}

    def case(name):
        if name not in made:
            root = tmp_path_factory.mktemp("case")
            store, data = fake(module, root, **CASES[name]) if CASES[name] else fake_imported(root)
            with style.house_style():
                made[name] = store, data, module.figures(data)
        return made[name]

    return case


def words(fig):
    return " ".join(text.get_text() for text in fig.findobj(Text) if text.get_text() and text.get_visible())


# ----------------------------------------------------------------------------------------------------------- what is trained


@pytest.mark.parametrize(
    ("name", "depths", "labels"),
    [
        ("smoke", None, ["resnet-8", "resnet-14", "preresnet-8", "preresnet-8, shortcut × 0.9", "plain-14"]),
        ("quick", None, ["resnet-20", "resnet-56", "preresnet-20", "preresnet-20, shortcut × 0.9", "plain-56"]),
        ("quick", (32,), ["resnet-32", "preresnet-32", "preresnet-32, shortcut × 0.9", "plain-32"]),
        ("short", None, ["resnet-56", "preresnet-56", "plain-56"]),
        ("paper", None, ["resnet-110", "preresnet-110", "preresnet-110, shortcut × 0.9", "plain-56"]),
        ("paper", (20, 32, 44), ["resnet-44", "preresnet-44", "preresnet-44, shortcut × 0.9", "plain-44"]),
    ],
)
def test_its_nets(module, name, depths, labels):
    budget = budgets.load(name, "cifar10")
    plans = module.runs(budget.replace(depths=depths or budget.depths, seeds=(0,)))
    assert [plan.label for plan in plans] == labels
    assert all(plan.run.net.unit.shortcut == "scale 0.9" for plan in plans if "×" in plan.label)


def test_every_budget_has_its_measure_and_a_new_one_that_of_short(module):
    for name in budgets.names():
        (measure,) = module.measures(budgets.load(name, "cifar10"))
        assert measure.probe == "paths.lengths" and measure.options == module.SIZES[name]
    assert module.measures(budgets.load("short").replace(name="mine"))[0].options == module.SIZES["short"]


# ---------------------------------------------------------------------------------------------------------- what is measured


@pytest.fixture(scope="module")
def small():
    """(net, data, rows of `lengths`): five units on the synthetic set."""
    spec = zoo.FAMILIES["preresnet"].replace(blocks=(2, 2, 1), widths=(4, 4, 4))
    data = DataSet(Data(name="synthetic", images=64, test_images=8))
    net = Net(spec, 3).eval()
    options = {"images": 4, "samples": 3, "sampled_images": 2}
    return net, data, options, list(probe.lengths(net, data, 3, lambda *_, **__: False, **options))


def test_lengths_gives_the_spectrum_after_and_before_training_and_bands_of_the_draws(small):
    net, data, _, found = small
    rows = [row for part in found for row in part]
    assert {row["quantity"] for row in rows} <= set(probe.QUANTITIES)
    x, y = next(data.batches("test", 4, 4))
    now, before = (
        {(row["at"], row["quantity"]): row["value"] for row in rows if row["intervention"] == text}
        for text in ("full", "at initialisation")
    )
    expected = {(row["at"], row["quantity"]): row["value"] for row in probe.spectrum(net, x, y, batch_statistics=True)}
    assert before == pytest.approx(expected)  # the net is as its seed draws it, so that the two are the same net
    assert before[None, "path gradient deviation"] < 1e-5
    norms = [
        row["value"]
        for row in probe.sampled_norms(net, x[:2], y[:2], [2], 3, 3, every=True)
        if row["quantity"] == "sampled path gradient norm"
    ]
    band = [now[2, f"sampled path gradient norm {end}"] for end in ("low", "high")]
    assert band == pytest.approx(torch.tensor(norms).double().quantile(torch.tensor([0.1, 0.9]).double()).tolist())
    assert now[2, "sampled path gradient norm median"] == pytest.approx(np.median(norms))
    assert {row["n"] for row in rows if row["quantity"] == "path gradient share"} == {4}
    assert {row["n"] for row in rows if row["quantity"] == "sampled paths"} == {2}
    assert len({(row["intervention"], row["at"], row["quantity"]) for row in rows}) == len(rows)


def test_rows_that_are_there_are_not_measured_again(small):
    net, data, options, found = small
    for stop in range(len(found) + 1):
        there = {(row["intervention"], row["at"], row["quantity"]) for part in found[:stop] for row in part}

        def have(intervention="full", at="", quantity="error", there=there):
            return (intervention, at, quantity) in there

        rest = list(probe.lengths(net, data, 3, have, **options))
        assert [[row["value"] for row in part] for part in rest] == [[row["value"] for row in part] for part in found[stop:]]


def test_most_and_no_samples_leave_lengths_out(small):
    net, data, *_ = small
    for options, sampled in (({"most": 1}, {0, 1}), ({"samples": 0}, set()), ({"most": 9}, set(range(6)))):
        rows = [row for part in probe.lengths(net, data, 0, lambda *_, **__: False, **{"images": 2, "samples": 2, **options})
                for row in part]  # fmt: skip
        assert {row["at"] for row in rows if row["quantity"] == "sampled paths"} == sampled


def test_a_plain_net_has_a_single_path_with_all_of_the_gradient(small):
    plain = Net(zoo.net("plain-8").replace(widths=(4, 4, 4)), 0)
    found = [row for part in probe.lengths(plain, small[1], 0, lambda *_, **__: False, images=2) for row in part]
    values = {(row["intervention"], row["at"], row["quantity"]): row["value"] for row in found}
    for when in ("full", "at initialisation"):
        assert values[when, 3, "path gradient share"] == pytest.approx(1, abs=1e-5)
        assert values[when, None, "path length from"] == values[when, None, "path length to"] == 3
    assert {row["at"] for row in found} == {3, None} and values["full", 3, "sampled paths"] == 1
    norms = [values["full", 3, name] for name in ("path gradient norm", "sampled path gradient norm total")]
    assert norms[0] == pytest.approx(norms[1], rel=1e-5)


# ---------------------------------------------------------------------------------------------------------------- what is said


def by_hand(module, tmp_path, share, before):
    """The verdict of a net of three units with these shares."""
    budget = budgets.load("smoke", "synthetic")
    store, (measure,) = Store(tmp_path), module.measures(budget)
    plan = module.runs(budget)[0]  # resnet-8
    rows = (
        probe.path_counts(plan.run.net)
        + rows_of([1, 2, 1, 0.1], share)
        + rows_of([1, 2, 3, 1], before, "at initialisation", 3e-6)
    )
    put(store, plan, rows + single_rows(3, 0.25), measure)
    table.save(store, "smoke", "paths", *table.collect(store, [plan], "smoke", [measure]))
    return module.verdict(table.read(store, "smoke", "paths"))


def test_the_verdicts_numbers_by_hand(module, tmp_path):
    # Of 8 paths of 3 units 1, 3, 3, 1 have lengths 0 to 3: 0 and 1 are half of them. Sampled norms fall by 1/4 a unit; times
    # the number of paths they are as 64, 48, 12 and 1: 0 and 1 hold 90 % of them, 0 to 2 more than 95.
    said = by_hand(module, tmp_path, [0.36, 0.60, 0.05, -0.01], [0.0, 0.2, 0.5, 0.3])
    assert said[:5] == [
        "resnet-8: path lengths peak at 1.5 units (95 %: 0 to 3); the gradient peaks at paths of 1, and 95 % of it comes from "
        "paths of 0 to 1, 50.0 % of all: not shorter than most, unlike in the paper (54 units; this net has 3).",
        "resnet-8: at initialisation the gradient peaks at paths of 2 (95 %: 1 to 3); training moves the peak to shorter "
        "paths.",
        "resnet-8: by the paper's measure, the mean norm of sampled paths times their number, 95 % lies in paths of 0 to 2, "
        "87.5 % of all: norms do not cancel, as the paths of a length do in part.",
        "resnet-8: each further unit multiplies the gradient of a single path by 0.25 (sampled, medians).",
        "On 64 test images the spectrum, taken over all 2^n paths, sums to autograd's gradient to 4e-07 relative and 3e-06 "
        "relative (at initialisation): rounding alone.",
    ]
    assert any("synthetic set, not on CIFAR" in line for line in said)


def test_the_comparison_with_the_paper_knows_when_it_says_little(module):
    def said(peak, part):
        return module.beside_the_paper(module.Reach(peak, 0, 9), module.Reach(4.5, 2, 7), part)

    assert said(3.5, 12.34) == "12.3 % of all: shorter than most, as in the paper."
    assert said(4, 12.34) == "12.3 % of all: not shorter than most, unlike in the paper (54 units; this net has 9)."
    assert said(3, 0.45) == "0.45 % of all: shorter than most, as in the paper."
    assert said(3, 75.0).endswith("as in the paper, but these paths are not few, as they are in the paper's 54 units.")


def test_a_gradient_of_long_paths_is_said_to_be_unlike_the_paper(module, tmp_path):
    said = by_hand(module, tmp_path, [0.0, 0.1, 0.3, 0.6], [0.0, 0.0, 0.5, 0.5])
    assert "peaks at paths of 3, and 95 % of it comes from paths of 1 to 3, 87.5 % of all: not shorter" in said[0]
    assert "unlike in the paper" in said[0] and "to longer paths" in said[1]


def test_the_range_of_the_papers_net_is_that_of_its_binomial(module, tmp_path):
    store, measure = Store(tmp_path), Measure("paths.lengths", {})
    plan = Plan("preresnet-110", make(Run, {"net": zoo.net("preresnet-110")}))
    put(store, plan, measured(plan.run.net, 0.25, 0.5), measure)
    table.save(store, "paper", "paths", *table.collect(store, [plan], "paper", [measure]))
    data = table.read(store, "paper", "paths")
    assert module.paths(data, "preresnet-110") == (27, 20, 34)  # 95.9 %; Veit's 19 to 35 are 98.0 %
    assert module.part_of_paths(data, "preresnet-110", 19, 35) == pytest.approx(98.02, abs=0.005)
    assert module.part_of_paths(data, "preresnet-110", 5, 17) == pytest.approx(0.4537, abs=5e-5)


@pytest.mark.parametrize(("last", "holds"), [(12, True), (13, None), (14, None), (15, False)])
def test_by_the_papers_measure_paths_are_few_unless_one_unit_decides(module, monkeypatch, tmp_path, last, holds):
    store, measure = Store(tmp_path), Measure("paths.lengths", {})
    plan = Plan("resnet-56", make(Run, {"net": zoo.net("resnet-56")}))
    put(store, plan, probe.path_counts(plan.run.net), measure)
    table.save(store, "paper", "paths", *table.collect(store, [plan], "paper", [measure]))
    data = table.read(store, "paper", "paths")  # half of 2^27 paths have up to 13 units
    monkeypatch.setattr(module, "sampled", lambda *_: module.Reach(6, 3, last))
    assert module.few_sampled(data, "resnet-56") is holds
    monkeypatch.setattr(module, "sampled", lambda *_: module.Reach(13, 3, last))
    assert module.few_sampled(data, "resnet-56") is False


def test_several_seeds_give_medians(cases, module):
    _, data, _ = cases("short, two seeds")
    for label in module.nets(data):
        values = [
            module.by_length(data, label, "path gradient share")[run].idxmax()
            for run in data.loc[data["label"] == label, "run"].unique()
        ]
        assert module.gradient(data, label).peak == np.median(values)


def test_failed_runs_are_said_and_the_others_drawn(cases, module):
    _, data, figures = cases("one failed")
    said = module.verdict(data)
    assert any(line.startswith("resnet-56: fail") for line in said) and any(line.startswith("resnet-20: path") for line in said)
    assert "resnet-56" not in words(figures["lengths"]) and "Failed: resnet-56" in captions.caption(data)
    _, data, figures = cases("all failed")
    assert "fail" in words(figures["final"])
    assert not any("spectrum" in line for line in module.verdict(data))


# ---------------------------------------------------------------------------------------------------------------- what is drawn


@pytest.mark.parametrize("case", [case for case in CASES if case != "all failed"])
def test_captions_say_what_is_exact_and_what_is_sampled(cases, case):
    _, data, figures = cases(case)
    assert set(figures) == {"lengths", "single", "spectrum", "ranges"}
    for name, fig in figures.items():
        text = captions.caption(data, captions.explanation(fig))
        assert re.search(r"On 64 test images .* sums to autograd's gradient to 4e-07 relative", text)
        assert "exact" in text and ("(at initialisation)" in text) is (name in ("spectrum", "ranges"))
        assert ("sampled" in text) is (name == "single")
        assert ("drawn anew" in text) is (name in ("spectrum", "ranges") and case == "imported")
        assert ("Veit's range, 5 to 17 units, is left out" in text) is (name in ("lengths", "ranges"))
    assert "16 test images; up to 20 distinct paths" in captions.explanation(figures["single"])
    seeds = case == "short, two seeds"
    assert all(("Medians over seeds" in captions.explanation(fig)) is seeds for fig in figures.values())


@pytest.mark.parametrize("case", [case for case in CASES if case != "all failed"])
def test_pictures_are_whole_and_nothing_lies_over_anything(cases, case):
    _, _, figures = cases(case)
    for fig in figures.values():
        with style.house_style(), render._laid_out(fig) as renderer:
            for ax in fig.axes:
                notes = [text for text in ax.texts if text.get_text()]
                boxes = [text.get_window_extent(renderer) for text in notes]
                for i, one in enumerate(boxes):
                    assert fig.bbox.x0 <= one.x0 and one.x1 <= fig.bbox.x1 and one.y1 <= fig.bbox.y1
                    assert not any(one.overlaps(other) for other in boxes[i + 1 :]), [text.get_text() for text in notes]
                    assert len(fig.axes) == 1 or not any(
                        one.overlaps(ax2.get_window_extent(renderer)) for ax2 in fig.axes if ax2 is not ax
                    )
        assert render.render(fig, "A caption.", ["png"])["png"][:4] == b"\x89PNG"


def test_the_bars_are_the_binomial_and_the_gradient(cases):
    _, _, figures = cases("imported")
    (ax,) = figures["lengths"].axes
    grey, coloured = (np.array([bar.get_height() for bar in bars]) for bars in ax.containers[:2])
    assert grey.sum() == pytest.approx(100) and coloured.sum() == pytest.approx(100)
    assert (grey.argmax(), coloured.argmax()) == (13, 7)
    assert "gradient: 95 % in 3 to 11, peak 7" in words(figures["lengths"])
    assert "paths: 95 % in 8 to 19, peak 13.5" in words(figures["lengths"])


def test_a_plain_net_alone_has_its_range_and_a_sentence(module, tmp_path):
    store, measure = Store(tmp_path), Measure("paths.lengths", {})
    plan = Plan("plain-20", make(Run, {"net": zoo.net("plain-20")}))
    put(store, plan, measured(plan.run.net, 1.0, 1.0), measure)
    table.save(store, "plain-20-finished", "paths", *table.collect(store, [plan], "plain-20-finished", [measure]))
    data = table.read(store, "plain-20-finished", "paths")
    figures = module.figures(data)
    assert list(figures) == ["ranges"] and "after training: 9 alone" in words(figures["ranges"])
    assert module.verdict(data)[0].startswith("plain-20: a plain net is a single path, through all its 9 units")


def test_the_papers_range_stands_beside_the_papers_net_at_the_papers_length(module, tmp_path):
    _, data = fake(module, tmp_path, "paper", seeds=(0,))
    figures = module.figures(data)
    assert "Veit 2016: 5 to 17" in words(figures["ranges"])
    assert all("left out" not in captions.explanation(fig) for fig in figures.values())
    (line,) = [line for line in module.verdict(data) if "Veit 2016 says" in line]
    assert line.startswith("preresnet-110: 95 % of") and line.endswith("nearly all from 5 to 17 (0.45 %).")


def test_negative_shares_are_drawn(module, tmp_path):
    store, measure = Store(tmp_path), Measure("paths.lengths", {})
    plan = Plan("resnet-20", make(Run, {"net": zoo.net("resnet-20")}))
    put(store, plan, measured(plan.run.net, 0.9, 0.9, cancels=0.3), measure)
    table.save(store, "paper", "paths", *table.collect(store, [plan], "paper", [measure]))
    figures = module.figures(table.read(store, "paper", "paths"))
    assert figures["lengths"].axes[0].get_ylim()[0] < -20


def test_it_imports_no_torch():
    code = "import sys; from resexp import experiment; experiment.load('paths'); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
