"""experiments/gradients.py and responses.py: what they run and ask, figures and sentences from made-up measurements."""

import json
import math
import re
import shutil
from pathlib import Path

import fakes
import numpy as np
import pytest

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import along, captions, plots, render, style, table
from resexp.budget import Plan
from resexp.errors import UserError
from resexp.measure import Sheet
from resexp.spec import Run, make
from resexp.store import Store

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("gradients", "responses")


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A checkout with frozen budgets and these experiments."""
    folder = fakes.home(tmp_path_factory.mktemp("home"))
    for name in NAMES:
        shutil.copy(ROOT / "experiments" / f"{name}.py", folder / "experiments")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(folder))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield folder


@pytest.fixture(scope="module")
def gradients(home):
    return experiment.load("gradients")


@pytest.fixture(scope="module")
def responses(home):
    return experiment.load("responses")


# ------------------------------------------------------------------------------------------------------ made-up measurements

FACTORS = {"plain": 1.3, "plain without BN": 0.9, "resnet": 1.1, "preresnet": 1.05}


def factor_of(plan, factors=FACTORS):
    return factors.get(along.design(plan.label), 1.2) * (1 + 0.001 * plan.run.seed)


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
        exact = along.design(plan.label) == "preresnet"
        rows = []
        for unit in plan.run.net.unit_plans():
            why = "padded transition; shapes differ (a -> b): the least there can be" if unit.transition else ""
            why = why or ("" if exact else "relu after the addition")
            rows.append(row("train", n, f"unit.{unit.index}", "deviation", 0.5 if why else 3e-8, why))
            rows.append(row("train", n, f"unit.{unit.index}.input", "direct cosine", 0.1 * (1 + unit.index % 3)))
            rows.append(row("train", n, f"unit.{unit.index}.input", "direct ratio", 0.8))
            rows.append(row("train", n, f"unit.{unit.index}", "general deviation", 4e-8))
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
    base = {"plain": 1.2, "resnet": 1.0}.get(plan.label.split("-")[0], 1.0) / (1 + plan.run.net.depth / 500)
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


def fake(module, name, root, budget="quick", dataset="cifar10", failed=(), only=lambda plan: True, plans=None, **how):
    """(store, table) of a budget's runs, or of the plans given; of `failed` labels the weights are lost."""
    chosen = budgets.load(budget, dataset).replace(**how.pop("changes", {}))
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
    "smoke": {"budget": "smoke", "dataset": "synthetic"},
    "one failed": {"failed": ("plain-56",)},
    "only as initialised": {"only": lambda plan: not plan.run.train.iterations},
    "only trained": {"only": lambda plan: plan.run.train.iterations > 0},
    "imported": {"plans": imported},
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory, gradients, responses):
    """(experiment, case) -> (store, table, figures), each made once."""
    made = {}
    modules = {"gradients": gradients, "responses": responses}

    def case(name, which):
        if (name, which) not in made:
            how = {**CASES[which]}
            if "plans" in how:
                how["plans"] = how["plans"]()
            store, data = fake(modules[name], name, tmp_path_factory.mktemp("case"), **how)
            with style.house_style():
                made[name, which] = store, data, modules[name].figures(data)
        return made[name, which]

    return case


# ---------------------------------------------------------------------------------------------------------- runs and measures


@pytest.mark.parametrize("budget", ["smoke", "quick", "short", "paper"])
@pytest.mark.parametrize("name", NAMES)
def test_no_two_runs_share_a_name_and_those_as_initialised_have_three_seeds(name, budget):
    module = experiment.load(name)
    chosen = budgets.load(budget, "synthetic" if budget == "smoke" else "cifar10")
    plans = module.runs(chosen)
    names = [(plan.label, plan.run.seed) for plan in plans]
    assert len(set(names)) == len(names)
    untrained = [plan for plan in plans if not plan.run.train.iterations]
    assert all("at initialisation" in plan.label for plan in untrained)
    assert all("at initialisation" not in plan.label for plan in plans if plan.run.train.iterations)
    seeds = {plan.run.seed for plan in untrained}
    assert len(seeds) >= 3 and (budget != "paper" or seeds == set(range(5)))


def test_quick_trains_what_degradation_and_lesion_train(gradients, responses):
    budget = budgets.load("quick", "cifar10")
    known = {plan.run.key for name in ("degradation", "lesion") for plan in experiment.load(name).runs(budget)}
    for module in (gradients, responses):
        assert {plan.run.key for plan in module.runs(budget) if plan.run.train.iterations} <= known


def test_every_design_and_depth_is_measured_at_initialisation(gradients):
    budget = budgets.load("quick", "cifar10")
    plans, measures = gradients.runs(budget), gradients.measures(budget)
    asked = {plan.label: {m.probe.removeprefix("propagation.") for m in measures if m.of(plan)} for plan in plans[::-1]}
    for depth in (20, 56, 110):
        for label in (f"plain-{depth}", f"plain-{depth} without BN", f"resnet-{depth}", f"preresnet-{depth}"):
            assert {"norms", "correlation"} <= asked[f"{label} at initialisation"]
    assert asked["preresnet-1001 at initialisation"] == {"norms", "variances"}
    assert "decomposition" in asked["preresnet-56 at initialisation"]
    assert "decomposition" not in asked["preresnet-110 at initialisation"]
    assert asked["preresnet-56 without BN, shortcut × 0.9, at initialisation"] == {"scaled"}
    assert asked["resnet-56"] == {"training", "decomposition", "correlation", "alignment"}
    assert asked["plain-56"] == {"training", "decomposition", "correlation"}
    for plan in plans:  # one file each
        names = [m.name for m in measures if m.of(plan)]
        assert len(set(names)) == len(names) > 0, plan.label


def test_every_run_of_ones_own_is_asked_something(gradients, responses):
    run = imported()[0]
    for module in (gradients, responses):
        assert [m.probe for m in module.measures(budgets.load("short")) if m.of(run)]


# ------------------------------------------------------------------------------------------------------------------- figures

EXPECTED = {
    ("gradients", "quick"): {"norms", "growth", "weights", "deep", "training", "training_weights",
                             "decomposition", "scaled", "correlation",
                             "alignment"},
    ("gradients", "smoke"): {"norms", "growth", "weights", "training", "training_weights",
                             "decomposition", "scaled", "correlation", "alignment"},
    ("gradients", "only trained"): {"growth", "training", "training_weights", "decomposition", "correlation", "alignment"},
    ("gradients", "imported"): {"growth", "training", "training_weights", "decomposition", "correlation", "alignment"},
    ("responses", "quick"): {"std", "ratio"},
    ("responses", "only as initialised"): {"ratio"},
    ("responses", "imported"): {"std", "ratio"},
}  # fmt: skip


@pytest.mark.parametrize("which", CASES)
@pytest.mark.parametrize("name", NAMES)
def test_every_figure_is_drawn_and_says_what_it_is_of(cases, name, which):
    _, data, figures = cases(name, which)
    assert set(figures) == EXPECTED.get((name, which), set(figures))
    for part, fig in figures.items():
        drawn = captions.rows_drawn(fig, data)
        text = captions.caption(drawn, captions.explanation(fig))
        assert "nan" not in text and "CIFAR" in text and " images" in text, part
        assert ("length of training does not matter" in text) == bool((drawn["iterations"] == 0).any())
        assert ("Budget " in text) == bool(((drawn["iterations"] > 0) & (drawn["status"] != "imported")).any())
        assert "Test: last iteration" not in text  # nothing here is a test error
        assert render.render(fig, text, ["png"])["png"][:4] == b"\x89PNG"


def test_figures_at_initialisation_speak_of_no_training(cases):
    _, data, figures = cases("gradients", "quick")
    text = captions.caption(captions.rows_drawn(figures["norms"], data), captions.explanation(figures["norms"]))
    assert "128 training images" in text and "Seeds 0 to 2 (n = 3 runs a net)" in text
    assert "iterations of" not in text and "Trained on" not in text
    assert "16 training images" in captions.explanation(figures["deep"])
    text = captions.caption(captions.rows_drawn(figures["training"], data), "")
    assert "400 iterations of 64 images" in text and "at initialisation" not in text


def test_the_key_says_growing_or_vanishing_as_measured(cases):
    _, _, figures = cases("gradients", "quick")
    texts = {ax.get_title("left"): [t.get_text() for t in ax.get_legend().get_texts()] for ax in figures["norms"].axes}
    assert texts["plain, with BN"][0] == "110 layers: × 1.30 a unit, growing"
    assert texts["plain, without BN"][-1] == "20 layers: × 0.90 a unit, vanishing"
    keys = [t.get_text() for ax in figures["weights"].axes if ax.get_legend() for t in ax.get_legend().get_texts()]
    assert keys and not any("×" in text for text in keys)  # the factors are of other gradients


def test_all_runs_failed_is_fail(tmp_path, gradients):
    failed = ("plain-56", "resnet-56", "preresnet-20", "plain-20", "resnet-20")
    only = lambda plan: plan.run.train.iterations > 0  # noqa: E731
    _, data = fake(gradients, "gradients", tmp_path, failed=failed, only=only)
    with style.house_style():
        assert set(gradients.figures(data)) == {"curves", "final"}
    assert sum("fail" in line for line in gradients.verdict(data)) == 5


def test_weights_that_were_not_kept_are_said_and_leave_a_gap(tmp_path, gradients):
    _, data = fake(gradients, "gradients", tmp_path, only=lambda plan: plan.label == "resnet-56", lost=(1, 3, 10))
    with style.house_style():
        fig = gradients.figures(data)["training"]
    assert "Not measured on the way: resnet-56 (weights not kept; train it again)." in captions.explanation(fig)
    (ax,) = fig.axes
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["0", "32", "100", "316", "400", "running statistics"]


def test_a_single_run_is_drawn_beside_its_beginning(cases):
    _, _, figures = cases("gradients", "imported")
    (ax,) = figures["growth"].axes
    assert [t.get_text() for t in ax.get_yticklabels()] == ["resnet-56", "resnet-56, trained"]
    assert len(figures["correlation"].axes) == 1
    assert "drawn anew" in captions.explanation(figures["training"])


# --------------------------------------------------------------------------------------------------------------------- words


def test_growth_is_what_the_interval_says(tmp_path, gradients):
    factors = {"plain": 1.3, "plain without BN": 0.9, "resnet": 1.005, "preresnet": 1.05}
    _, data = fake(gradients, "gradients", tmp_path, only=lambda plan: not plan.run.train.iterations, factors=factors)
    said = gradients.verdict(data)
    at, toward = "at initialisation: the gradient is", "toward the image, by"
    assert said[:4] == [
        f"plain-110 {at} growing {toward} 1.301 (1.287 to 1.316) a unit (3 seeds): not vanishing, as in He 2015.",
        f"plain-110 without BN {at} vanishing {toward} 0.901 (0.891 to 0.911) a unit (3 seeds).",
        f"resnet-110 {at} flat {toward} 1.006 (0.995 to 1.017) a unit (3 seeds).",
        f"preresnet-110 {at} growing {toward} 1.051 (1.040 to 1.063) a unit (3 seeds).",
    ]
    assert not any("far from converged" in line for line in said)


def test_a_plain_net_whose_gradient_vanishes_is_unlike_the_paper_but_short_runs_prove_nothing(tmp_path, gradients):
    factors = {**FACTORS, "plain": 0.8}
    _, data = fake(gradients, "gradients", tmp_path / "a", factors=factors)
    said = gradients.verdict(data)
    assert any(line.startswith("plain-110 at init") and line.endswith(": vanishing, unlike in He 2015.") for line in said)
    assert any(line.startswith("plain-56 after") and "no evidence against it" in line for line in said)


def test_the_verdict_of_the_equations(cases, gradients):
    said = gradients.verdict(cases("gradients", "quick")[1])
    assert any(
        line.startswith("preresnet-56 at initialisation: where they must hold Eq. 5 does to 3e-08, Eq. 4 to 5e-08; where Eq. 5")
        and "(padded transition) it is off by up to 0.5; with its own shortcut, behind the addition, to 4e-08 in every "
        "unit; in the median of the units the direct term's norm is 0.80 of the gradient's and their cosine 0.20."
        in line
        for line in said
    )
    (bn,) = [line for line in said if line.startswith("preresnet-56, shortcuts × 0.5 to 1.1")]
    (without,) = [line for line in said if line.startswith("preresnet-56 without BN, shortcuts")]
    assert "opposite order (rank correlation with lambda -1.00)" in bn
    assert "prediction's order (rank correlation with lambda +1.00)" in without
    exact = float(re.search(r"lambda\^k to (\S+);", bn)[1])
    assert exact < 1e-7
    assert "nan" not in " ".join(said)


def test_beside_the_papers(cases, gradients, responses):
    frame = gradients.comparison(cases("gradients", "quick")[1])
    assert list(frame.columns) == ["label", "quantity", "paper", "source", "ours"]
    eq5 = frame[(frame["label"] == "preresnet-56") & frame["quantity"].str.startswith("Eq. 5")].iloc[0]
    assert (eq5["paper"], eq5["ours"]) == ("0", "3e-08")
    half = frame[frame["label"] == "preresnet-56, shortcut × 0.5"].iloc[0]
    assert half["paper"] == half["ours"] == f"{0.5**8:.3g}"
    frame = responses.comparison(cases("responses", "quick")[1])
    about = frame[~frame["source"].str.startswith("He")].set_index("label")[["paper", "source"]].apply(tuple, axis=1)
    assert about["preresnet-110"] == ("about 0.045", "prediction 1/v, after De & Smith 2020")
    assert about["resnet-110"] == ("falls like 1/depth", "De & Smith 2020")
    assert about["resnet-110 without BN"] == about["preresnet-110 without BN"] == ("about 1", "De & Smith 2020")


@pytest.mark.parametrize("which", ["quick", "imported", "one failed", "smoke"])
@pytest.mark.parametrize("name", NAMES)
def test_verdict_and_comparison_speak_of_every_case(cases, name, which):
    _, data, _ = cases(name, which)
    module = experiment.load(name)
    said = " ".join(module.verdict(data))
    assert said and "nan" not in said
    assert ("fail" in said) == (which == "one failed")
    assert len(module.comparison(data)) or which == "imported"


def test_smaller_responses_are_said_to_be_as_in_the_paper_unless_seeds_overlap(cases, responses):
    said = responses.verdict(cases("responses", "quick")[1])
    beside = "With 20 layers, the residual net's responses beside the plain net's:"
    assert f"{beside} smaller (one seed), as in the paper." in said
    assert "The responses of 56 residual layers beside those of 20: smaller (one seed), as in the paper." in said
    assert any(line.startswith("Every BN begins at 1, and so short a training has moved") for line in said)
    _, data, _ = cases("responses", "three seeds")
    assert f"{beside} smaller, as in the paper." in responses.verdict(data)
    one = data["label"].eq("plain-20") & data["run"].eq(data.loc[data["label"].eq("plain-20"), "run"].iloc[0])
    data = data.assign(value=data["value"].where(~one, 0.1 * data["value"]))
    overlap = "undecided, the seeds of the two overlap (in the paper they are smaller)"
    assert f"{beside} {overlap}." in responses.verdict(data)
    first = next(line for line in said if line.startswith("resnet-110 without BN at"))
    assert "0.9 times the shortcut's in the first third of the 54 units, 0.9 times in the last" in first


def test_the_predicted_ratio_by_hand(responses):
    assert responses.prediction(6).tolist() == pytest.approx([1, 1 / 2, 1 / 1.5, 1 / 2.5, 1 / 1.75, 1 / 2.75])
    assert responses.prediction(5).tolist() == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5])  # stages unknown


def test_places(gradients):
    assert [along.place(at) for at in ("unit.3", "unit.3.input", "unit.26.output", "lag.4", "layer.7")] == [3, 3, 27, 4, 7]
    assert math.isnan(along.place("stem.0.weight")) and math.isnan(along.place("net"))


def test_without_figures_of_its_own_an_experiment_leaves_untrained_nets_out(tmp_path):
    budget = budgets.load("quick", "cifar10")
    store, plans = Store(tmp_path), [budget.plan("resnet-20", 0), budget.plan_untrained("resnet-20", 0)]
    for plan in plans:
        put(store, plan)
    table.save(store, "quick", "mine", *table.collect(store, plans, "quick"))
    data = table.read(store, "quick", "mine")
    with style.house_style():
        drawn = plots.default_figures(data)
        assert [t.get_text() for t in drawn["final"].axes[0].get_yticklabels()] == ["resnet-20"]
        with pytest.raises(UserError, match="nothing was trained"):
            plots.default_figures(data[data["iterations"] == 0])


def test_the_page_says_what_the_comparison_is_of(tmp_path, gradients):
    store, _ = fake(gradients, "gradients", tmp_path, only=lambda plan: "shortcut ×" in plan.label)  # one figure is enough
    page = report.write_page(store, "quick", ["gradients"]).read_text()
    assert gradients.BESIDE.replace("'", "&#39;") in page and "Error in percent" not in page
