"""What the experiments on lesions run, draw and find, from made-up tables."""

import re

import fakes
import pytest

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import captions, lesions, render, table
from resexp.analysis.findings import IN_PART, NOT, NOT_SO_FAR, REPRODUCED, SO_FAR, UNDECIDED
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
        "resnet-20", "resnet-56", "preresnet-20", "plain-20", "vgg-15 (32 channels)", "vgg-15-nobn (32 channels)",
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


def said(found):
    """All sentences of findings."""
    return " ".join(line for one in found for line in one.sentences())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("case", CASES)
def test_every_figure_draws_and_the_findings_are_sentences(tmp_path, name, case):
    store, data = fakes.fake_lesions(tmp_path, name, **CASES[case])
    for fig in experiment.load(name).figures(data).values():
        text = captions.caption(fig, data)
        assert render.render(fig, text, ["png"])["png"][:4] == b"\x89PNG"
        see, how = text.split("\n")
        assert see and len(see) <= 110 and "nan" not in text and "Budget" in how
    found = report.read_findings(store, CASES[case]["budget"], name)
    text = said(found)
    assert "nan" not in text and ("fail (" in text) == ("failed" in case)
    assert any(one.judged for one in found) == (case != "all failed")
    assert ("far from converged" in text) == (CASES[case]["budget"] == "quick")


@pytest.mark.parametrize("name", NAMES)
def test_imported_weights_are_not_said_to_be_trained_here(tmp_path, name):
    store, data = imported(tmp_path, name)
    for fig in experiment.load(name).figures(data).values():
        text = captions.caption(fig, data)
        assert "resnet-56: imported weights, a published net, not trained here." in text
        assert not any(word in text for word in ("iterations", "epoch", "Seed", "Trained on", "schedule", "Budget"))
    found = report.read_findings(store, "resnet-56-imported", name)
    text = said(found)
    assert "Imported weights" in text and "converged" not in text and "nan" not in text
    assert any(one.judged for one in found) and not any(one.outlook for one in found)
    page = report.write_page(store, "resnet-56-imported", [name]).read_text()
    assert f"python -m resexp measure {name} --run " in page and f"make {name}" not in page


# ------------------------------------------------------------------------------------------------------ one unit deleted


def test_lesions_are_read_from_the_table(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "lesion", "quick")
    found = lesions.single_lesions(data)
    plain = found[found["label"] == "plain-20"]
    assert list(plain.loc[plain["value"].isna() & (plain["kind"] == lesions.BRANCH), "unit"]) == [3, 6]
    assert set(found.loc[found["label"] == "resnet-20", "kind"]) == {lesions.BRANCH, lesions.SHORTCUT, lesions.BN_RE_ESTIMATED}
    assert set(found.loc[found["label"].str.startswith("vgg-15-nobn"), "kind"]) == {lesions.BRANCH}
    assert lesions.ordered_labels(data) == [
        "resnet-20", "preresnet-20", "plain-20", "resnet-20, a quarter of the training", "vgg-15 (32 channels)",
        "vgg-15-nobn (32 channels)",
    ]  # fmt: skip


def test_findings_of_single_lesions(tmp_path):
    module = experiment.load("lesion")
    _, data = fakes.fake_lesions(tmp_path, "lesion", "short")
    residual, plain, halving, shortcut, again = module.findings(data)
    assert residual.state == SO_FAR and [one.holds for one in residual.statements] == [True, True]  # fakes: 1 to 3 %
    assert len(plain.statements) == 3 and set(residual.rows["label"]) == {"resnet-56", "preresnet-56"}
    assert any("After a quarter of the training" in note for note in residual.notes)
    assert any("Not deletable, for their shapes: units 9 and 18" in note for note in plain.notes)
    assert len(halving.statements) == 4
    assert not shortcut.judged and not again.judged and "resnet-56" in shortcut.text
    whole = lesions.intact(data, re_estimated=True)[data.loc[data["label"] == "resnet-56", "run"].iloc[0]]
    assert f"intact, re-estimated too, {whole:.1f} %" in again.text and "plain" not in shortcut.text + again.text

    worse = data.assign(value=data["value"].where(~data["intervention"].fillna("").str.startswith("drop"), 85.0))
    residual, plain, halving, *_ = module.findings(worse)
    assert residual.state == NOT_SO_FAR and halving.state == UNDECIDED and plain.state == NOT_SO_FAR
    _, data = fakes.fake_lesions(tmp_path / "full", "lesion", "paper", seeds=(0,))
    assert module.findings(data)[0].state == REPRODUCED and not any(one.outlook for one in module.findings(data))


def test_a_net_that_stopped_early_decides_nothing(tmp_path):
    module = experiment.load("lesion")
    _, data = fakes.fake_lesions(tmp_path, "lesion", "short")
    early = data["label"].str.endswith(module.module.QUARTER) & data["intervention"].fillna("").str.startswith("drop")
    other = module.findings(data.assign(value=data["value"].where(~early, 89.0)))
    assert [one.statements for one in other] == [one.statements for one in module.findings(data)]
    assert other[0].notes != module.findings(data)[0].notes


def test_a_net_at_chance_is_said_to_have_nothing_to_lose(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "lesion", "quick")
    module, known = experiment.load("lesion"), data["value"].notna() & (data["quantity"] == "error")
    lost = data.assign(value=data["value"].where(~known | (data["label"] != "resnet-20"), 89.0))
    found = module.findings(lost)
    assert not any("resnet-20 " in one.text.replace("preresnet-20 ", "") for one in found[0].statements)
    assert any("Too near to chance" in one.text and "resnet-20 (89.0 %)" in one.text for one in found)
    assert not any("Too near to chance" in one.text for one in module.findings(data))


def test_the_controls_of_nets_that_have_them_alone_are_drawn(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "lesion", "quick")
    fig = experiment.load("lesion").figures(data)["controls"]
    labels = set(captions.rows_drawn(fig, data)["label"])
    assert labels == {"resnet-20", "preresnet-20", "plain-20", "vgg-15 (32 channels)"}
    assert {ax.get_title(loc="left") for ax in fig.axes} == labels


# ------------------------------------------------------------------------------------------------------ many, and orders


def test_findings_of_many_lesions(tmp_path):
    module = experiment.load("lesion_many")
    _, data = fakes.fake_lesions(tmp_path, "lesion_many", "paper", seeds=(0, 1))
    (found,) = module.findings(data)
    assert found.state == REPRODUCED and [one.text.split(":")[0] for one in found.statements] == ["resnet-110", "preresnet-110"]
    assert len(found.notes) == 2
    assert all(re.search(r"with 5 deleted \(one by one, added up: .* %; BN re-estimated: .* %\)", note) for note in found.notes)
    jump = data.assign(value=data["value"].where(data["at"].fillna("0").astype(float) < 3, 89.0))
    assert module.findings(jump)[0].state == NOT
    only = data.assign(
        value=data["value"].where((data["label"] == "resnet-110") | (data["at"].fillna("0").astype(float) < 3), 89.0)
    )
    assert module.findings(only)[0].state == IN_PART
    chance = data.assign(value=data["value"].where(data["quantity"] != "error", 89.0))
    assert not any(one.judged for one in module.findings(chance)) and "Too near to chance" in module.findings(chance)[-1].text


def test_findings_of_orders(tmp_path):
    module = experiment.load("reorder")
    _, data = fakes.fake_lesions(tmp_path, "reorder", "short")
    (found,) = module.findings(data)
    assert found.state == SO_FAR and len(found.statements) == 2
    whole = lesions.orders(data).query("label == 'resnet-56' and tau == 1")["error"].median()
    assert any(note.startswith(f"resnet-56: {whole:.1f} % as trained; ") and "after 16 swaps" in note for note in found.notes)
    errors = data["quantity"] == "error"
    falling = data.assign(value=data["value"].where(~errors, 70 - data["at"].fillna("0").astype(float)))
    assert module.findings(falling)[0].state == NOT_SO_FAR
    chance = data.assign(value=data["value"].where(~errors, 89.0))
    assert not any(one.judged for one in module.findings(chance)) and "Too near to chance" in module.findings(chance)[-1].text


def test_the_papers_number_stands_beside_the_papers_net_at_the_papers_length(tmp_path):
    module = experiment.load("lesion_many")
    for case, there in (("paper", True), ("quick", False)):
        _, data = fakes.fake_lesions(tmp_path / case, "lesion_many", **CASES[case])
        (fig,) = module.figures(data).values()
        text = captions.caption(fig, data)
        assert ("Hollow, grey: Veit 2016, Fig. 5a" in text) == there and ("is left out: " in text) != there
        marks = [line for ax in fig.axes for line in ax.lines if list(line.get_xdata()) == [10] and line.get_ls() == "None"]
        assert len(marks) == there  # at ten deleted units of preresnet-110


def test_the_order_with_most_swaps_has_the_lowest_tau(tmp_path):
    _, data = fakes.fake_lesions(tmp_path, "reorder", "paper", seeds=(0,))
    rows = lesions.orders(data)
    middle = rows.groupby("k")["tau"].median()
    assert middle.is_monotonic_decreasing and middle.iloc[0] == 1
    groups = lesions.medians_along_tau(rows[rows["label"] == "resnet-110"])
    assert groups["tau"].is_monotonic_decreasing and 4 <= len(groups) <= 9


# --------------------------------------------------------------------------------------------- what is run and measured


def test_at_short_as_large_a_part_of_the_units_goes_as_in_the_paper_in_thirty_draws():
    module = experiment.load("lesion_many")
    found = {name: [measure.options for measure in module.measures(budgets.load(name))] for name in ("short", "paper")}
    units = len(zoo.net("resnet-56").unit_plans())
    assert {each["counts"] for each in found["short"]} == {round(20 / 54 * units)} and found["paper"][0]["counts"] == 20
    assert all(each[0]["draws"] == 30 and each[1]["bn"] == "re-estimated" for each in found.values())


def test_the_net_that_stopped_early_is_compared_by_the_papers_lesion_alone():
    module, short = experiment.load("lesion"), budgets.load("short")
    early = [plan for plan in module.runs(short) if plan.label.endswith(module.module.QUARTER)]
    asked = [measure.options for measure in module.measures(short) if measure.applies_to(early[0])]
    assert len(early) == 1 and asked == [{"images": 10_000, "delete": "branch"}]
    assert all(
        measure.applies_to(plan) for measure in module.measures(short) for plan in module.runs(short) if plan not in early
    )


def test_the_vgg_without_bn_learns_at_its_own_rate():
    rates = {plan.label: plan.run.train.lr for plan in experiment.load("lesion").runs(budgets.load("paper"))}
    assert rates["vgg-15-nobn (128 channels)"] == 0.01 and rates["vgg-15 (128 channels)"] == rates["plain-56"] == 0.1
