"""What the experiments on lesions draw and say, from made-up tables."""

import fakes
import pandas as pd
import pytest

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import captions, render, table
from resexp.budget import Plan
from resexp.measure import Sheet
from resexp.spec import Run
from resexp.store import Store

NAMES = ("lesion", "lesion_many", "reorder")
CASES = {
    "quick": {"budget": "quick"},
    "paper": {"budget": "paper", "seeds": (0, 1)},
    "one failed": {"budget": "quick", "failed": {("resnet-20", 0): 0.5}},
    "all failed": {"budget": "quick", "failed": {(label, 0): 0.5 for label in (
        "resnet-20", "preresnet-20", "plain-20", "vgg-15 (32 channels)", "vgg-15-nobn (32 channels)",
        "resnet-20, a quarter of the training")}},
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield


def imported(root, name):
    """The table that `measure NAME --run resnet-56@imported` leaves."""
    store, module = Store(root), experiment.load(name)
    spec = fakes.budgets.load("short").plan("resnet-56", 0).run
    plan = Plan("resnet-56", Run(net=spec.net, data=spec.data, imported="0" * 64))
    store.write_spec(plan.run)
    (store.run_folder(plan.run.key) / "run.json").write_text('{"status": "imported", "name": "resnet-56"}')
    measures = module.measures(fakes.budgets.load("quick", "cifar10"))
    for one in measures:
        sheet = Sheet(store, plan.run.key, one)
        sheet.add(fakes.lesion_rows(plan, one, whole=6.6))
        sheet.finish()
    table.save(store, "resnet-56-imported", name, *table.collect(store, [plan], "resnet-56-imported", measures))
    return store, table.read(store, "resnet-56-imported", name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES)
def test_every_figure_draws_and_the_verdict_speaks(tmp_path, name, case):
    _, data = fakes.fake_lesions(tmp_path, name, **CASES[case])
    module = experiment.load(name)
    for fig in module.figures(data).values():
        text = captions.caption(data, captions.explanation(fig))
        assert render.render(fig, text, ["png"])["png"][:4] == b"\x89PNG"
        assert "nan" not in text and "Budget" in text
    said = " ".join(module.verdict(data))
    assert "nan" not in said
    assert ("fail" in said) == ("failed" in case)
    assert ("far from converged" in said) == (CASES[case]["budget"] == "quick")


@pytest.mark.parametrize("name", NAMES)
def test_imported_weights_are_not_said_to_be_trained_here(tmp_path, name):
    store, data = imported(tmp_path, name)
    module = experiment.load(name)
    for fig in module.figures(data).values():
        text = captions.caption(data, captions.explanation(fig))
        assert "resnet-56: imported weights, a published net, not trained here." in text
        assert not any(word in text for word in ("iterations", "epoch", "Seed", "Trained on", "training images.", "schedule"))
    said = " ".join(module.verdict(data))
    assert "Imported weights" in said and "converged" not in said and "nan" not in said
    page = report.write_page(store, "resnet-56-imported", [name]).read_text()
    assert f"python -m resexp measure {name} --run " in page and f"make {name}" not in page


def test_lesions_are_read_from_the_table(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "lesion", "quick")
    module = experiment.load("lesion")
    found = module.lesions(data)
    plain = found[found["label"] == "plain-20"]
    assert list(plain.loc[plain["value"].isna() & (plain["kind"] == "drop"), "unit"]) == [3, 6]
    assert set(found.loc[found["label"] == "resnet-20", "kind"]) == {"drop", "branch-only", "re-estimated"}
    assert set(found.loc[found["label"].str.startswith("vgg-15-nobn"), "kind"]) == {"drop"}
    said = module.verdict(data)
    assert any("less clear than in the paper" in line for line in said)  # fakes: plain nets keep a part of their lead
    assert any("Not deletable, for their shapes: units 3 and 6" in line for line in said)


def test_the_papers_number_stands_beside_the_papers_net_at_the_papers_length(tmp_path):
    module = experiment.load("lesion_many")
    for case, there in (("paper", True), ("quick", False)):
        _, data = fakes.fake_lesions(tmp_path / case, "lesion_many", **CASES[case])
        (fig,) = module.figures(data).values()
        assert ("Veit 2016, Fig. 5a" in captions.explanation(fig)) == there


def test_the_order_with_most_swaps_has_the_lowest_tau(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "reorder", "paper", seeds=(0,))
    module = experiment.load("reorder")
    rows = module.orders(data)
    middle = rows.groupby("k")["tau"].median()
    assert middle.is_monotonic_decreasing and middle.iloc[0] == 1
    binned = module.binned(rows[rows["label"] == "resnet-110"])
    assert binned["tau"].is_monotonic_decreasing and 4 <= len(binned) <= module.BINS + 1


def test_at_short_as_large_a_part_of_the_units_goes_as_in_the_paper_and_the_control_has_fewer_draws():
    module = experiment.load("lesion_many")
    found = {name: [measure.options for measure in module.measures(budgets.load(name))] for name in ("short", "paper")}
    units = len(zoo.net("resnet-56").unit_plans())
    assert {each["counts"] for each in found["short"]} == {round(20 / 54 * units)} and found["paper"][0]["counts"] == 20
    assert [(each["draws"], each["transitions"], each["images"]) for each in found["short"]] == [
        (10, True, 10_000), (5, False, 10_000),
    ]  # fmt: skip
    assert [each["draws"] for each in found["paper"]] == [20, 20]


def test_the_caption_says_how_many_draws_the_control_has():
    rows = [(kept, k) for kept, draws in ((False, 3), (True, 2)) for k in (1, 2) for _ in range(draws)]
    sets = pd.DataFrame({"run": "a", "at": [str(k) for _, k in rows], "quantity": "error", "value": 50.0})
    sets = sets.assign(intervention="drop", note=["transitions kept" if kept else "" for kept, _ in rows])
    module = experiment.load("lesion_many")
    assert module.count(sets) == "3 (dashed: 2)" and module.count(sets[sets["note"] == ""]) == "3"


def test_the_net_that_stopped_early_is_compared_by_the_papers_lesion_alone():
    module, short = experiment.load("lesion"), budgets.load("short")
    early = [plan for plan in module.runs(short) if plan.label.endswith(module.QUARTER)]
    asked = [measure.options for measure in module.measures(short) if measure.applies_to(early[0])]
    assert len(early) == 1 and asked == [{"images": 10_000, "delete": "branch"}]
    assert all(
        measure.applies_to(plan) for measure in module.measures(short) for plan in module.runs(short) if plan not in early
    )


def test_the_vgg_without_bn_learns_at_its_own_rate():
    rates = {plan.label: plan.run.train.lr for plan in experiment.load("lesion").runs(budgets.load("paper"))}
    assert rates["vgg-15-nobn (128 channels)"] == 0.01 and rates["vgg-15 (128 channels)"] == rates["plain-56"] == 0.1
