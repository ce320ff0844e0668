"""gradients, direct_term, shattering, alignment, responses: what they run and ask; figures and findings from made-up rows."""

import json

import fakes
import numpy as np
import pytest

from resexp import budget as budgets
from resexp import experiment, plans, report, zoo
from resexp.analysis import captions, plots, render, style, table
from resexp.analysis.findings import IDENTITY, IN_PART, NOT, NOT_SO_FAR, REPRODUCED, SO_FAR
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.measure import Sheet
from resexp.spec import Run, make
from resexp.store import Store

NAMES = ("gradients", "direct_term", "shattering", "alignment", "responses")


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A checkout with frozen budgets."""
    folder = fakes.home(tmp_path_factory.mktemp("home"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(folder))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield folder


def budget_of(name, dataset=None):
    return budgets.load(name, dataset or ("synthetic" if name == "smoke" else "cifar10"))


# ------------------------------------------------------------------------------------------------------ made-up measurements

FACTORS = {"plain": 1.3, "plain without BN": 0.9, "resnet": 1.1, "preresnet": 1.05}


def family_of(plan):
    """plain, plain without BN, resnet, preresnet."""
    unit = plan.run.net.unit
    family = "plain" if unit.shortcut == "none" else "preresnet" if unit.leading else "resnet"
    return family + ("" if "bn" in unit.branch else " without BN")


def factor_of(plan, factors=FACTORS):
    return factors.get(family_of(plan), 1.2) * (1 + 0.001 * plan.run.seed)


def row(split, n, at, quantity, value, note="", intervention="full"):
    return {"split": split, "n": n, "intervention": intervention, "at": at, "quantity": quantity, "value": value, "note": note}


def norm_rows(plan, n, factor, intervention="full", error=0.01):
    """What `gradient.norms` and `growth` would say of a gradient that every unit multiplies by the factor."""
    units = sum(plan.run.net.blocks)
    places = [f"unit.{k}.input" for k in range(units)] + [f"unit.{units - 1}.output"]
    rows = [row("train", n, "input", "gradient norm", 1.0, "", intervention)]
    rows += [
        row("train", n, at, "gradient norm", 0.05 * factor ** (units - k), "", intervention) for k, at in enumerate(places)
    ]
    for quantity, value in (("", factor), (" low", factor * (1 - error)), (" high", factor * (1 + error))):
        rows.append(row("train", n, "net", f"growth{quantity}", value, "", intervention))
    return rows


def weight_rows(plan, n, intervention="full"):
    """What `gradient.norms` would say of the gradients of the weights."""
    shapes = [("stem.0.weight", "16x3x3x3"), ("stem.1.weight", "16")]
    shapes += [(f"units.{k}.branch.{b}.weight", "16x16x3x3") for k in range(sum(plan.run.net.blocks)) for b in (0, 3)]
    return [row("train", n, at, "parameter gradient", 0.1 / (k + 1), note, intervention) for k, (at, note) in enumerate(shapes)]


def measured(plan, measure, factors=FACTORS, lost=()):
    """Rows of one measure. lost: iterations whose weights were not kept."""
    probe, n = measure.probe.removeprefix("propagation."), measure.options["images"]
    factor, units = factor_of(plan, factors), sum(plan.run.net.blocks)
    draw = np.random.default_rng(plan.run.seed)
    if probe == "norms":
        return norm_rows(plan, n, factor) + (weight_rows(plan, n) if measure.options.get("parameters") else [])
    if probe == "training":
        rows = []
        for i in (0, *(() if plan.run.imported else plan.run.train.kept_iterations())):
            if i in lost:
                rows.append(row("train", n, "", "gradient norm", None, "weights not kept; train it again", f"iteration {i}"))
            else:
                rows += norm_rows(plan, n, factor * 0.99**i, f"iteration {i}") + weight_rows(plan, n, f"iteration {i}")
        for text, part in (("batch statistics", 0.98), ("full", 0.97)):
            rows += norm_rows(plan, n, part * factor, text) + weight_rows(plan, n, text)
        return rows
    if probe == "decomposition":
        exact = family_of(plan) == "preresnet"
        rows = []
        for unit in plan.run.net.unit_plans():
            why = "padded transition; shapes differ (a -> b): the least there can be" if unit.transition else ""
            why = why or ("" if exact else "relu after the addition")
            rows.append(row("train", n, f"unit.{unit.index}", "deviation", 0.5 if why else 3e-8, why))
            rows.append(row("train", n, f"unit.{unit.index}.input", "direct ratio", 0.8))
            rows.append(row("train", n, f"unit.{unit.index}", "general deviation", 4e-8))
            if not unit.transition:  # nothing to compare with where the shape changes
                rows.append(row("train", n, f"unit.{unit.index}.input", "direct cosine", 0.1 * (1 + unit.index % 3)))
                rows.append(row("train", n, f"unit.{unit.index}.input", "forward deviation", 0.4 if why else 5e-8, why))
        return rows
    if probe == "scaled":
        rows = []
        lam = float(plan.run.net.unit.shortcut.split()[1])
        for intervention, part in (("full", 1 / lam if "bn" in plan.run.net.unit.branch else 1.2 * lam), ("direct term", lam)):
            rows += [one for one in norm_rows(plan, n, part, intervention) if one["quantity"] == "gradient norm"]
        for quantity in ("predicted norm", "predicted norm in stage"):  # of three stages, the last
            rows += [row("train", n, f"unit.{k}.input", quantity, 0.05 * lam ** (units - k)) for k in range(units)]
        return rows
    if probe == "correlation":
        return [row("train", n, f"lag.{2**k}", "gradient cosine", 0.9 / 2**k / units) for k in range(2)]
    if probe == "alignment":
        rows = []
        for unit in plan.run.net.unit_plans():
            if not unit.transition:
                value = (0.01 if plan.run.train.iterations else 0.0001) * draw.normal(1, 1)
                rows.append(row("train", n, f"unit.{unit.index}", "alignment", value))
                rows.append(row("train", n, f"unit.{unit.index}", "branch ratio", 1 / (1 + unit.index)))
        return rows
    if probe == "variances":
        falls = "bn" in plan.run.net.unit.branch
        rows = []
        for k in range(units):
            rows.append(row("train", n, f"unit.{k}", "shortcut variance", 1.0 + k))
            rows.append(row("train", n, f"unit.{k}", "variance ratio", 1 / (1 + k) if falls else 0.9))
        return rows
    assert probe == "stds"
    base = {"plain": 1.2, "resnet": 1.0}.get(family_of(plan), 1.0) / (1 + plan.run.net.depth / 500)
    values = [base * (1 + 1 / k) for k in range(1, 2 * units + 2)]
    return [row("test", n, f"{at}.{k}", "response std", v) for at in ("layer", "rank") for k, v in enumerate(values, start=1)]


def put(store, plan, status="finished"):
    """A run that is over: with a log, or as initialised."""
    if status == "finished" and plan.run.train.iterations:
        fakes.fill(store, [plan])
        return
    store.write_spec(plan.run)
    outcome = {"status": status, "iterations": plan.run.train.iterations, "final": {}, "name": plan.label}
    (store.run_folder(plan.run.key) / "run.json").write_text(json.dumps(outcome))


def fake(name, root, budget="quick", failed=(), only=lambda plan: True, plans=None, **how):
    """(store, table) of a budget's runs, or of the plans given; of `failed` labels the weights are lost."""
    module, chosen = experiment.load(name), budget_of(budget).replace(**how.pop("changes", {}))
    store, measures = Store(root), module.measures(chosen)
    plans = [plan for plan in plans or module.runs(chosen) if only(plan)]
    for plan in plans:
        put(store, plan, "failed" if plan.label in failed else "imported" if plan.run.imported else "finished")
        for measure in measures:
            if measure.applies_to(plan) and plan.label not in failed:
                sheet = Sheet(store, plan.run.key, measure)
                sheet.add(measured(plan, measure, **how))
                sheet.finish()
    table.save(store, budget, name, *table.collect(store, plans, budget, measures))
    return store, table.read(store, budget, name)


def imported():
    run = make(Run, {"net": zoo.net("resnet-56"), "data": {"normalise": "imagenet"}, "imported": "5" * 64})
    return [Plan("resnet-56", run)]


CASES = {
    "quick": {},
    "three seeds": {"changes": {"seeds": (0, 1, 2)}, "budget": "short"},
    "smoke": {"budget": "smoke"},
    "one failed": {"failed": ("resnet-56",)},
    "only as initialised": {"only": lambda plan: not plan.run.train.iterations},
    "only trained": {"only": lambda plan: plan.run.train.iterations > 0},
    "imported": {"plans": imported},
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory):
    """(experiment, case) -> (store, table, figures), each made once."""
    made = {}

    def case(name, which):
        if (name, which) not in made:
            how = {**CASES[which]}
            if "plans" in how:
                how["plans"] = how["plans"]()
            store, data = fake(name, tmp_path_factory.mktemp("case"), **how)
            with style.house_style():
                made[name, which] = store, data, experiment.load(name).figures(data)
        return made[name, which]

    return case


# ---------------------------------------------------------------------------------------------------------- runs and measures


def asked(name, budget):
    """label -> the names of the probes that are put to it, of the first seed."""
    module, chosen = experiment.load(name), budget_of(budget)
    measures = module.measures(chosen)
    return {plan.label: [m.probe.removeprefix("propagation.") for m in measures if m.applies_to(plan)]
            for plan in module.runs(chosen)[::-1]}  # fmt: skip


@pytest.mark.parametrize("budget", ["smoke", "quick", "short", "paper"])
@pytest.mark.parametrize("name", NAMES)
def test_no_two_runs_share_a_name_and_every_run_is_asked_something_once(name, budget):
    module, chosen = experiment.load(name), budget_of(budget)
    runs, measures = module.runs(chosen), module.measures(chosen)
    names = [(plan.label, plan.run.seed) for plan in runs]
    assert len(set(names)) == len(names) == len({plan.run.key for plan in runs})
    assert all(("at initialisation" in plan.label) == (not plan.run.train.iterations) for plan in runs)
    for plan in runs:
        files = [m.name for m in measures if m.applies_to(plan)]
        assert len(set(files)) == len(files) > 0, plan.label


@pytest.mark.parametrize("budget", ["smoke", "quick", "short", "paper"])
def test_nets_as_initialised_have_three_seeds_at_least_where_seeds_are_compared_and_else_one(budget):
    for name in NAMES:
        seeds = {plan.run.seed for plan in experiment.load(name).runs(budget_of(budget)) if not plan.run.train.iterations}
        several = set(range(5)) if budget == "paper" else {0, 1, 2}
        assert seeds == (several if name in ("gradients", "responses", "shattering") else {0}), name


@pytest.mark.parametrize("budget", ["quick", "paper"])
def test_the_same_label_is_the_same_run_in_every_experiment(budget):
    keys = {}
    for name in NAMES:
        for plan in experiment.load(name).runs(budget_of(budget)):
            keys.setdefault((plan.label, plan.run.seed), set()).add(plan.run.key)
    assert all(len(some) == 1 for some in keys.values())
    assert len(set.union(*keys.values())) == len(keys)


def test_nothing_is_trained_that_degradation_and_lesion_do_not_train():
    budget = budget_of("quick")
    known = {plan.run.key for name in ("degradation", "lesion") for plan in experiment.load(name).runs(budget)}
    for name in NAMES:
        assert {plan.run.key for plan in experiment.load(name).runs(budget) if plan.run.train.iterations} <= known


def test_what_each_net_is_asked():
    norms, terms, cosines, steps = (asked(name, "quick") for name in NAMES[:4])
    for depth in (20, 56, 110):
        for label in (f"plain-{depth}", f"plain-{depth} without BN", f"resnet-{depth}", f"preresnet-{depth}"):
            assert norms[f"{label} at initialisation"] == ["norms"] and cosines[f"{label} at initialisation"] == ["correlation"]
    assert norms["preresnet-1001 at initialisation"] == ["norms", "variances"]
    assert norms["plain-56"] == norms["preresnet-20"] == ["training"] and cosines["plain-56"] == ["correlation"]
    trained = {"plain-20", "plain-56", "resnet-20", "resnet-56", "preresnet-20"}
    first = {f"{family}-{depth} at initialisation" for family in ("plain", "resnet", "preresnet") for depth in (20, 56)}
    scaled = {
        f"preresnet-56{bn}, shortcut × {factor:g}, at initialisation" for bn in ("", " without BN") for factor in zoo.LAMBDAS
    }
    assert set(terms) == trained | first | scaled and {label for label, some in terms.items() if some == ["scaled"]} == scaled
    assert set(steps) == {label for label in trained | first if not label.startswith("plain")}
    assert set(map(tuple, steps.values())) == {("alignment",)}


def test_the_files_of_measurements_keep_their_names():
    """What is on disk is found by these names, which hold the options."""

    def names(name, budget):
        return sorted(m.name.removeprefix("propagation.") for m in experiment.load(name).measures(budget_of(budget)))

    few, usual = "e97d2809", "7323dcec"  # 16 images, 128
    norms, rest = ["norms-13c8f247", f"norms-{usual}"], [f"training-{usual}"]
    assert names("gradients", "short") == [*norms, f"norms-{usual}", *rest, f"variances-{usual}"] == names("gradients", "paper")
    assert names("gradients", "quick") == [*norms, f"norms-{few}", *rest, f"variances-{few}"]
    for budget in ("quick", "short", "paper"):
        assert names("direct_term", budget) == [f"decomposition-{usual}", f"scaled-{usual}"]
        assert names("shattering", budget) == [f"correlation-{few}"]
        assert names("alignment", budget) == [f"alignment-{usual}"]
    assert names("shattering", "smoke") == ["correlation-88cf1dae"]
    assert names("responses", "short") == ["stds-fc273f72", f"variances-{usual}"]


@pytest.mark.parametrize("name", NAMES)
def test_a_run_of_ones_own_is_asked_something(name):
    run = imported()[0]
    assert [m.probe for m in experiment.load(name).measures(budgets.load("short")) if m.applies_to(run)]


# ------------------------------------------------------------------------------------------------------------------- figures

NORMS = {"norms", "weights", "growth", "deep", "training", "training_weights"}
TRAINED = {"growth", "training", "training_weights"}
FIGURES = {
    "gradients": {"smoke": NORMS - {"deep"}, "only as initialised": NORMS - {"training", "training_weights"},
                  "only trained": TRAINED, "imported": TRAINED},
    "direct_term": {"only trained": {"decomposition"}, "imported": {"decomposition"}},
    "shattering": {},
    "alignment": {},
    "responses": {"only as initialised": {"ratio"}},
}  # fmt: skip
ALL = {
    "gradients": NORMS,
    "direct_term": {"decomposition", "scaled"},
    "shattering": {"correlation"},
    "alignment": {"alignment"},
    "responses": {"std", "ratio"},
}


@pytest.mark.parametrize("which", CASES)
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_drawn_and_says_what_it_is_of(cases, name, which):
    _, data, figures = cases(name, which)
    assert set(figures) == FIGURES[name].get(which, ALL[name])
    for part, fig in figures.items():
        drawn, text = captions.rows_drawn(fig, data), captions.caption(fig, data)
        see, how = text.removeprefix("The synthetic set (not CIFAR). ").split("\n")
        assert 20 < len(see) < 120 and see.endswith(".") and "CIFAR" in text and " images" in how, part
        assert "nan" not in text and "Test: last iteration" not in how, part  # nothing here is a test error
        assert ("length of training does not matter" in how) == bool((drawn["iterations"] == 0).any())
        assert ("Budget " in how) == bool(((drawn["iterations"] > 0) & (drawn["status"] != "imported")).any())
        several = drawn.groupby("label")["run"].nunique().max() > 1
        assert several or "medians over seeds" not in how, part
        assert render.render(fig, text, ["png"])["png"][:4] == b"\x89PNG"


def test_figures_at_initialisation_speak_of_no_training(cases):
    _, data, figures = cases("gradients", "quick")
    text = captions.caption(figures["norms"], data)
    assert "128 training images" in text and "Seeds 0 to 2 (n = 3 runs a net)" in text
    assert "iterations of" not in text and "Trained on" not in text
    assert "16 training images" in captions.caption(figures["deep"], data)
    text = captions.caption(figures["training"], data)
    assert "400 iterations of 64 images" in text and "at initialisation" not in text


def test_the_key_says_growing_or_shrinking_as_measured(cases):
    _, _, figures = cases("gradients", "quick")
    texts = {ax.get_title("left"): [t.get_text() for t in ax.get_legend().get_texts()] for ax in figures["norms"].axes}
    assert texts["plain, with BN"][0] == "110 layers: × 1.30 a unit, growing"
    assert texts["plain, without BN"][-1] == "20 layers: × 0.90 a unit, shrinking"
    keys = [t.get_text() for ax in figures["weights"].axes if ax.get_legend() for t in ax.get_legend().get_texts()]
    assert keys and not any("×" in text for text in keys)  # the factors are of other gradients


def test_all_runs_failed_is_fail(tmp_path):
    failed = ("plain-56", "resnet-56", "preresnet-20", "plain-20", "resnet-20")
    for name in NAMES:
        store, data = fake(name, tmp_path / name, failed=failed, only=lambda plan: plan.run.train.iterations > 0)
        with style.house_style():
            assert set(experiment.load(name).figures(data)) == {"curves", "final"}
        found = report.read_findings(store, "quick", name)
        assert sum(one.text.endswith("was not finite).") for one in found) == data["label"].nunique()
        assert not any(one.judged for one in found)


def test_weights_that_were_not_kept_are_said_and_leave_a_gap(tmp_path):
    _, data = fake("gradients", tmp_path, only=lambda plan: plan.label == "resnet-56", lost=(1, 3, 10))
    with style.house_style():
        fig = experiment.load("gradients").figures(data)["training"]
    assert "Not measured on the way: resnet-56 (weights not kept; train it again)." in captions.caption(fig, data)
    (ax,) = fig.axes
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["0", "32", "100", "316", "400", "running statistics"]
    assert len(ax.lines) == 2 * 6  # and those of the key


def test_a_single_run_is_drawn_beside_its_beginning(cases):
    _, data, figures = cases("gradients", "imported")
    (ax,) = figures["growth"].axes
    assert [t.get_text() for t in ax.get_yticklabels()] == ["resnet-56"]
    assert len(cases("shattering", "imported")[2]["correlation"].axes) == 1
    assert "drawn anew" in captions.caption(figures["training"], data)


def test_the_prediction_of_eq_8_is_drawn_for_the_direct_term_alone(cases):
    fig = cases("direct_term", "quick")[2]["scaled"]
    dashed = [sum(line.get_linestyle() == "--" and len(line.get_xdata()) > 0 for line in ax.lines) for ax in fig.axes]
    assert [ax.get_title("left").split(",")[0] for ax in fig.axes] == ["Direct term alone", "Whole gradient", "Whole gradient"]
    drawn = [f"λ = {factor:g}" for factor in sorted(zoo.LAMBDAS) if factor not in (0.99, 1.01)]  # these lie on that of 1
    assert dashed == [len(drawn), 0, 0] and len(drawn) == len(zoo.LAMBDAS) - 2
    assert [text.get_text() for text in fig.axes[-1].get_legend().get_texts()] == drawn
    assert "Left out, since they lie on λ = 1: 0.99 and 1.01." in captions.caption(fig, cases("direct_term", "quick")[1])


def test_lines_of_the_direct_term_end_with_their_stage(cases):
    _, cosine, ratio, _ = cases("direct_term", "quick")[2]["decomposition"].axes[:4]
    for ax in (cosine, ratio):
        x, y = ax.lines[0].get_data()
        assert list(x[np.isnan(y)]) == [8.5, 17.5] and (9 in x) == (ax is ratio)  # units 9 and 18 of 27 change the shape


# ------------------------------------------------------------------------------------------------------------------ findings


def findings(name, data):
    return experiment.load(name).findings(data)


def states(name, data):
    """Of each claim, in order."""
    return [one.state for one in findings(name, data) if one.judged]


def norm_at(table, label, intervention, place):
    """The rows of a norm at one unit."""
    at = table["label"].eq(label) & table["intervention"].eq(intervention) & table["at"].eq(place)
    return at & table["quantity"].eq("gradient norm")


def test_healthy_norms_are_measured_at_the_first_unit_and_bounded_on_both_sides(tmp_path, cases):
    data = cases("gradients", "quick")[1]
    assert states("gradients", data) == [IN_PART, NOT_SO_FAR]  # made up: it grows by 1.3 a unit, and vanishes on the way
    before, on_the_way, *others = findings("gradients", data)
    assert [[one.holds for one in claim.statements] for claim in (before, on_the_way)] == [[True, False], [False, False]]
    assert f"plain-110: × {1.3013**54:.2g}" in before.statements[0].text
    assert before.source == on_the_way.source == "He 2015, section 4.1" and not any(one.judged for one in others)
    _, vanishing = fake("gradients", tmp_path, factors={**FACTORS, "plain": 0.8})
    assert [[one.holds for one in claim.statements] for claim in findings("gradients", vanishing)[:2]] == [[False, True]] * 2
    data = data[~data["intervention"].isin(["iteration 100", "iteration 316"])]  # there it has vanished anyway
    first, last = (norm_at(data, "plain-56", "iteration 32", place) for place in ("unit.0.input", "unit.26.output"))
    for factor, holds in ((0.09, False), (0.11, True)):  # what counts is what was measured, not a line through it
        changed = data.assign(value=data["value"].where(~first, factor * data.loc[last, "value"].iloc[0]))
        low = findings("gradients", changed)[1].statements[0]
        assert low.holds is holds and f"× {factor:.2g} after 32 iterations" in low.text


def test_the_least_gradient_of_all_units_is_said_by_iteration(cases):
    data = cases("gradients", "quick")[1]
    lower = norm_at(data, "plain-56", "iteration 32", "unit.4.input")
    note = findings("gradients", data.assign(value=data["value"].where(~lower, 0.0001)))[1].notes[0]
    assert f"; 10: {(1.3 * 0.99**10) ** 27:.2g}; 32: {(1.3 * 0.99**32) ** 27:.2g} (least 0.002, unit 4); " in note
    assert note.startswith("plain-56, ") and findings("gradients", data)[1].notes[0] != note


def test_the_factors_of_other_designs_are_said_before_training_and_what_was_measured_in_it(cases):
    _, _, first, *trained = findings("gradients", cases("gradients", "quick")[1])
    for text in (
        "plain-110 without BN 0.901 (0.891 to 0.911), shrinking, the line explains ",
        "resnet-110 1.101",
        "preresnet-1001 1.050",
    ):
        assert text in first.text
    assert "plain-110 1" not in first.text
    assert [one.text.split(", ")[0] for one in trained] == ["resnet-56", "preresnet-20"] and "by iteration: 0: " in trained[
        0
    ].text


def test_the_equations_are_identities_that_were_checked(cases):
    data = cases("direct_term", "quick")[1]
    assert states("direct_term", data) == [IDENTITY, IDENTITY]
    eq5, eq8, *shares = findings("direct_term", data)
    assert [one.text for one in eq5.statements] == [
        "preresnet-56 at initialisation: off by 3e-08 at most", "preresnet-20 after training: off by 3e-08 at most",
    ]  # fmt: skip
    assert (
        "0.5 (plain-56 at initialisation)" in eq5.notes[0] and "padded transition" in eq5.notes[0] and "4e-08" in eq5.notes[1]
    )
    assert [one.text.split(": ")[0] for one in eq8.statements] == [
        "preresnet-56, shortcuts × 0.5 to 1.1", "preresnet-56 without BN, shortcuts × 0.5 to 1.1",
    ]  # fmt: skip
    assert "rank correlation with lambda -1.00" in eq8.notes[0] and "rank correlation with lambda +1.00" in eq8.notes[1]
    assert (
        all(
            "preresnet-" in one.text and " 0.80, and 0.20, 0.20, 0.20 (0.20 where the last begins)" in one.text
            for one in shares
        )
        and len(shares) == 2
    )


def test_an_equation_that_does_not_hold_is_not_reproduced_whatever_the_budget(cases):
    data = cases("direct_term", "quick")[1]
    broken = data.assign(value=data["value"].where(data["quantity"] != "deviation", 0.1))
    assert states("direct_term", broken) == [NOT, IDENTITY]
    direct = data["intervention"].eq("direct term") & data["at"].eq("unit.19.input") & data["batch_norm"]
    assert states("direct_term", data.assign(value=data["value"].where(~direct, 1.0))) == [IDENTITY, IN_PART]


def test_one_seed_does_not_say_whether_responses_are_smaller(cases):
    less, deeper, *_ = findings("responses", cases("responses", "quick")[1])
    assert [one.text.split(" (")[0] for one in less.statements] == [
        "resnet-20 1.06, plain-20 1.27",
        "resnet-56 0.931, plain-56 1.12",
    ]
    assert {one.holds for one in (*less.statements, *deeper.statements)} == {None}
    assert "not known" in less.statements[0].text


def test_responses_differ_beyond_the_noise_of_seeds(cases):
    data = cases("responses", "three seeds")[1]
    assert states("responses", data) == [SO_FAR, SO_FAR]
    one = data["label"].eq("plain-20") & data["run"].eq(data.loc[data["label"].eq("plain-20"), "run"].iloc[0])
    less = findings("responses", data.assign(value=data["value"].where(~one, 0.1 * data["value"])))[0]
    assert {one.holds for one in less.statements} == {None}  # the noise is that of all nets
    assert "seeds explain" in less.statements[0].text


def test_observations_carry_their_numbers(cases):
    _, _, moved, ratios = findings("responses", cases("responses", "quick")[1])
    assert "by 0.27 at most" in moved.text and "resnet-110 without BN 0.9 and 0.9" in ratios.text
    _, _, first, trained = findings("shattering", cases("shattering", "quick")[1])
    assert "at initialisation" in first.text and "plain, without BN 0.10 (20 layers) to 0.02 (110 layers)" in first.text
    assert "residual, pre-activation 0.10 (20 layers)" in trained.text and "110" not in trained.text
    _, first, trained = findings("alignment", cases("alignment", "quick")[1])
    assert " of 25 in preresnet-56 (median cosine +0.000)" in first.text and "at initialisation" in first.text
    assert " of 7 in resnet-20 (median cosine +0.0" in trained.text and " of 25 in resnet-56" in trained.text


@pytest.mark.parametrize("which", CASES)
@pytest.mark.parametrize("name", NAMES)
def test_findings_are_whole_in_every_case(cases, name, which):
    store, _, _ = cases(name, which)
    found = report.read_findings(store, CASES[which].get("budget", "quick"), name)
    said = [line for one in found for line in one.sentences()]
    assert said and all(line.endswith((".", ")")) for line in said)
    assert not any(word in line for line in said for word in ("nan", "inf "))
    assert any("fail" in line for line in said) == (which == "one failed")
    if which == "smoke":
        assert not {one.state for one in found} & {REPRODUCED, NOT}  # on other images than CIFAR


# ---------------------------------------------------------------------------------------------------- comparison and page


def test_beside_the_papers(cases):
    def frame(name, which="quick"):
        found = experiment.load(name).comparison(cases(name, which)[1])
        assert list(found.columns) == ["label", "quantity", "paper", "source", "ours"]
        return found

    (row,) = frame("gradients").itertuples()
    assert (row.label, row.paper, row.ours) == ("plain-110", "not vanishing", "1.301 (1.287 to 1.316)")
    terms = frame("direct_term")
    eq5 = terms[(terms["label"] == "preresnet-56") & terms["quantity"].str.startswith("Eq. 5")].iloc[0]
    assert (eq5["paper"], eq5["ours"]) == ("0", "3e-08")
    half = terms[terms["label"] == "preresnet-56, shortcut × 0.5"].iloc[0]
    assert half["paper"] == half["ours"] == f"{0.5**8:.3g}"
    about = frame("responses")
    about = about[~about["source"].str.startswith("He")].set_index("label")[["paper", "source"]].apply(tuple, axis=1)
    assert about["preresnet-110"] == ("about 0.045", "prediction 1/v, after De & Smith 2020")
    assert about["resnet-110"] == ("falls like 1/depth", "De & Smith 2020")
    assert about["resnet-110 without BN"] == about["preresnet-110 without BN"] == ("about 1", "De & Smith 2020")
    assert frame("gradients", "imported").empty and len(frame("responses", "imported")) == 1


def test_without_figures_of_its_own_an_experiment_leaves_untrained_nets_out(tmp_path):
    budget = budget_of("quick")
    store, some = Store(tmp_path), [budget.plan("resnet-20", 0), budget.plan_untrained("resnet-20", 0)]
    for plan in some:
        put(store, plan)
    table.save(store, "quick", "mine", *table.collect(store, some, "quick"))
    data = table.read(store, "quick", "mine")
    with style.house_style():
        drawn = plots.default_figures(data)
        assert [t.get_text() for t in drawn["final"].axes[0].get_yticklabels()] == ["resnet-20"]
        with pytest.raises(UserError, match="nothing was trained"):
            plots.default_figures(data[data["iterations"] == 0])


def test_the_page_says_what_the_comparison_is_of(tmp_path):
    store, _ = fake("direct_term", tmp_path, only=lambda plan: plans.kind(plan) == "scaled")  # one figure is enough
    page = report.write_page(store, "quick", ["direct_term"]).read_text()
    assert experiment.load("direct_term").beside.replace("'", "&#39;") in page and "Error in percent" not in page
