"""What becomes of the papers' claims: rules by hand, made-up tables for each state, the committed tables, page and command."""

import html
import itertools
import math
import re
import subprocess
import sys
from pathlib import Path

import fakes
import pandas as pd
import pytest
from resexp.analysis.claim import NOT, NOT_HERE, PARTLY, REPRODUCED, REPRODUCED_HERE, STATES, UNDECIDED, Claim, Part

from resexp import cli, experiment, report
from resexp.analysis import claim, verdict
from resexp.errors import UserError
from resexp.store import Store

RESULTS = Path(__file__).resolve().parent.parent / "results"
nan = float("nan")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A checkout with frozen budgets."""
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(tmp_path)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path / "no data"))
    return tmp_path


def values(iterations=64_000, data="cifar10", n=10_000, **given):
    """`table.final` of one run a label, or of as many as numbers are given; the number in a label is its depth."""
    rows = [
        {"label": label, "seed": seed, "value": value, "n": n if value == value else nan, "data": data, "batch": 128,
         "status": "finished" if value == value else "failed", "train_images": 50_000, "iterations": iterations,
         "epochs": iterations / 390.625, "depth": int(re.sub(r"\D", "", label) or 8)}
        for label, some in given.items()
        for seed, value in enumerate(some if isinstance(some, tuple) else (some,))
    ]  # fmt: skip
    return pd.DataFrame(rows)


# ------------------------------------------------------------------------------------------------------------ the rules


@pytest.mark.parametrize(
    ("holds", "state"),
    [
        ([True], REPRODUCED),
        ([True, True], REPRODUCED),
        ([True, False], PARTLY),
        ([True, None], PARTLY),
        ([None], UNDECIDED),
        ([None, None], UNDECIDED),
        ([False], NOT),
        ([False, None], NOT),  # one half is known to fail, nothing is known to hold
    ],
)
def test_the_state_of_a_claim_follows_from_its_statements(holds, state):
    assert claim.state_of(holds, False) == state
    assert claim.state_of(holds, True) == {NOT: NOT_HERE, REPRODUCED: REPRODUCED_HERE}.get(state, state)


def judged(holds, longer="more", exact=False, depth=0, **how):
    parts = [Part(one, f"part {i}") for i, one in enumerate(holds)]
    (one,) = claim.judge("It is so.", "A 2015", parts, values(**how), longer, exact, depth)
    return one


def test_nets_shallower_than_the_papers_are_not_held_against_it():
    assert judged([False], a20=10.0, depth=110)[2::2] == (NOT_HERE, "more")
    assert judged([True], a20=10.0, depth=110).state == REPRODUCED_HERE
    assert judged([False], a20=10.0, b110=9.0, depth=110).state == NOT
    assert judged([True], a110=10.0, depth=110).state == REPRODUCED


def test_only_a_short_run_has_the_budget_for_an_excuse_and_something_to_expect():
    assert judged([False], a20=10.0, iterations=63_999)[2:] == (
        NOT_HERE, "Part 0. One seed, 10,000 test images, 20 layers, 163.8 epochs.", "more",
    )  # fmt: skip
    assert judged([False], a20=10.0)[2::2] == (NOT, "")
    assert judged([True], a20=10.0)[2::2] == (REPRODUCED, "")
    assert judged([True], a20=10.0, iterations=100)[2::2] == (REPRODUCED_HERE, "more")
    untrained = judged([False], a20=10.0, iterations=0)
    assert untrained.state == NOT and "20 layers, before the first step." in untrained.finding
    assert judged([False], a20=10.0, iterations=100, exact=True)[2::2] == (NOT, "")


def test_nothing_is_reproduced_on_other_images_but_equations():
    assert judged([True], a20=10.0, data="synthetic", iterations=100).state == PARTLY
    one = judged([True], a20=10.0, data="synthetic")
    assert one.state == PARTLY and one.finding.endswith("the synthetic set (not CIFAR).")
    assert judged([None], a20=10.0, data="synthetic").state == UNDECIDED
    assert judged([True], a20=10.0, data="synthetic", exact=True).state == REPRODUCED
    assert judged([True], a20=10.0, data="cifar100").state == REPRODUCED


def test_the_finding_says_which_statement_holds_and_what_the_values_are_of():
    assert judged([True, False, None], a20=(9.0, nan), b56=(8.0, 9.0), iterations=400).finding == (
        "Part 0: yes; part 1: no; part 2: undecided. 2 seeds, 10,000 test images, 20 to 56 layers, 1.0 epochs."
    )
    assert judged([None, None], a20=9.0).finding.startswith("Part 0; part 1. One seed")
    assert claim.basis(values(a20=nan)) == "One seed, 20 layers, 163.8 epochs"
    assert claim.basis(values(a20=9.0).assign(status="imported", split="train")) == (
        "Imported weights, 10,000 training images, 20 layers"
    )
    assert claim.judge("It is so.", "A 2015", [], values(a20=1.0)) == []
    assert claim.sentence("resnet-20 50 %") == "resnet-20 50 %" and claim.sentence("one-layer units") == "One-layer units"


def test_a_trend_holds_unless_noise_or_failure():
    def of(paper="falls", **given):
        (part,) = claim.trend(values(**given), "test error", paper)
        return part

    assert of(a20=10.0, b56=5.0) == Part(True, "test error falls from 10.0 % (20 layers) to 5.0 % (56)")
    assert of("rises", a20=10.0, b56=5.0).holds is False
    assert of(a20=10.0, b56=9.5) == (
        None, "test error falls from 10.0 % (20 layers) to 9.5 % (56), but 10,000 images leave an uncertainty of ±0.8 points",
    )  # fmt: skip
    assert of(a20=(10.0, 8.0), b56=(9.0, 7.0)).holds is None
    assert of(a20=(10.0, 9.0), b56=(8.0, 7.0)) == (
        None, "test error falls from 9.5 % (20 layers) to 7.5 % (56), but 2 seeds are too few to tell",
    )  # fmt: skip
    assert of(a20=(10.0, 9.5, 9.0), b56=(8.0, 7.5, 7.0)).holds is True
    assert of(a20=10.0, b56=nan) == Part(False, "test error rises from 10.0 % (20 layers) to fail (56)")
    assert of("rises", a20=10.0, b56=nan).holds is True and of(a20=nan, b56=nan).holds is None
    assert claim.trend(values(a20=10.0), "test error", "falls") == []


def test_the_best_is_better_than_every_other_beyond_the_noise():
    def of(worst=False, **given):
        return claim.best(values(**given), "a", "", worst)

    assert of(a=10.0, b=12.0, c=13.0) == [Part(True, "a 10.0 %, 2 of 2 others clearly higher")]
    assert of(a=10.0, b=10.3, c=13.0) == [
        Part(True, "a 10.0 %, 1 of 2 others clearly higher"), Part(None, "1 of 2 others within the noise"),
    ]  # fmt: skip
    few = of(a=10.0, b=10.3, c=9.8, d=10.1, e=13.0, f=8.0)  # one of five is no more than chance
    assert [part.holds for part in few] == [None] * 3 and few[0].text == "a 10.0 %, 1 of 5 others clearly higher"
    assert [part.holds for part in of(a=10.0, b=7.0, c=8.0, d=13.0)] == [None, False]
    assert of(a=10.0, b=12.0, c=8.0) == [
        Part(True, "a 10.0 %, 1 of 2 others clearly higher"), Part(False, "1 of 2 others clearly lower"),
    ]  # fmt: skip
    assert of(a=(10.0, 12.0), b=(11.0, 13.0)) == [Part(None, "a 11.0 %, 1 of 1 others within the noise")]
    assert of(a=(10.0, 10.2, 10.5), b=(11.0, nan, nan)) == [Part(True, "a 10.2 %, 1 of 1 others clearly higher")]
    assert of(a=nan, b=50.0) == [Part(False, "a fail, 1 of 1 others clearly lower")] and of(a=10.0, b=nan)[0].holds is True
    assert of(True, a=13.0, b=10.0) == [Part(True, "a 13.0 %, 1 of 1 others clearly lower")]
    assert of(True, a=9.0, b=10.5)[0].holds is False and of(True, a=nan, b=10.0)[0].holds is True
    assert claim.best(values(b=10.0, c=11.0), "a") == claim.best(values(a=10.0), "a") == []


def test_bounds_seeds_and_ranks():
    series = pd.Series
    assert claim.under(series([0.1, 0.2]), 0.3) is True and claim.under(series([0.4, 0.5]), 0.3) is False
    assert claim.under(series([0.1, 0.4]), 0.3) is None and claim.under(series([0.2]), 0.3, 0.2) is None
    assert claim.agreed([True, True]) is True and claim.agreed([True, False]) is None and claim.agreed([None]) is None
    assert claim.pooled(True, True, None) is True and claim.pooled(False, None) is False and claim.pooled(None, True) is None
    assert claim.pooled(True, False, True) is claim.pooled(False, True) is None
    assert claim.every(True, None) is None and claim.every(None, False) is False and claim.every(True, True) is True
    perfect = claim.rank(series(range(30)), series(range(30)))
    assert perfect.above(0.5) is True and claim.rank(series(range(4)), series(range(4))).above(0.5) is None
    some = claim.rank(series([1, 2, 3, 4, 5, 6]), series([1, 2, 3, 5, 6, 4]))
    assert some.value == pytest.approx(1 - 6 * 6 / (6 * 35)) and some.low < 0.6 < some.high
    assert some.above(0.5) is None
    assert claim.rank(series([1, 2, 3, 4, 5]), series([1, 1, 1, 1, 1])).above(0.5) is None


def test_gains_by_hand():
    rows = verdict.groups(values(a=(10.0, 11.0, 12.0), b=(8.0, 9.0, 9.5)))
    assert verdict.gain(rows.loc["a"], rows.loc["b"]) == (2.0, 0.5, 4.0)
    four = {"a": (10.0, 11.0, 12.0, 13.0), "b": (8.0, 9.0, 9.5, 10.5)}
    rows = verdict.groups(values(**four))
    assert verdict.gain(rows.loc["a"], rows.loc["b"]) == (2.25, 0.5, 4.0)  # -0.5, 0.5, 0.5, 1 ... 3.5, 4, 4, 5: one aside
    rows = verdict.groups(values(a=(10.0, 11.0), b=(8.0, 9.0)))
    two = verdict.gain(rows.loc["a"], rows.loc["b"])
    assert two == (2.0, -math.inf, math.inf) and two.text() == "+2.0"
    rows = verdict.groups(values(a=10.0, b=8.0))
    error = 2 * math.sqrt((10 * 90 + 8 * 92) / 10_000)
    assert verdict.gain(rows.loc["a"], rows.loc["b"]) == pytest.approx((2.0, 2.0 - error, 2.0 + error))


@pytest.mark.parametrize(("n", "m"), [(3, 3), (3, 4), (4, 4), (3, 5), (5, 5), (2, 8)])
def test_nets_that_are_alike_are_told_apart_as_often_as_said(n, m):
    """Over all ways to deal n + m different values out to two nets, each as likely as any other if they are alike."""
    dealt = [(some, [i for i in range(n + m) if i not in some]) for some in itertools.combinations(range(n + m), n)]
    apart = [not verdict.alike(one, other) for one, other in dealt]
    assert 0 < sum(apart) <= verdict.CHANCE * len(apart)
    more = sum(min(rank, n * m - rank) <= 1 + verdict._spare(n, m) for rank in against(dealt))
    assert more > verdict.CHANCE * len(apart)  # one pair more against it would be too many


def against(dealt):
    return [sum(a > b for a in one for b in other) for one, other in dealt]


def test_seeds_that_fail_or_tie_or_are_few():
    inf = math.inf
    assert verdict.alike((1.0, 2.0), (3.0, 4.0)) == "2 seeds are too few to tell"
    assert verdict.alike((1.0,), (3.0, 4.0, 5.0)) == "1 and 3 seeds are too few to tell"
    assert verdict.alike((1.0, 2.0, 3.0), (3.0, 4.0, 5.0)) == "the seeds of the two overlap"  # a tie
    assert verdict.alike((1.0, 2.0, 3.0), (inf, inf, inf)) == "" != verdict.alike((inf, 2.0, 3.0), (inf, inf, inf))
    assert verdict.interval((inf, inf, inf), (inf, inf, inf)) == (0.0, 0.0)


# ----------------------------------------------------------------------------------------- made-up tables, by experiment


def states(name, data):
    """Of each claim, in order."""
    return [one.state for one in experiment.load(name).claims(data)]


AS_PAPER = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (58, 56), 56: (50, 48)}}
HALF = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (58, 50), 56: (50, 56)}}
NOT_YET = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (50, 48), 56: (58, 56)}}
OPPOSITE = {"plain": {20: (75, 74), 56: (60, 58)}, "resnet": {20: (50, 48), 56: (68, 66)}}
EQUAL = {"plain": {20: (60, 58), 56: (60, 58)}, "resnet": {20: (60, 58), 56: (60, 58)}}


@pytest.mark.parametrize(
    ("finals", "budget", "expected"),
    [
        (AS_PAPER, "quick", [REPRODUCED_HERE] * 3),
        (HALF, "quick", [REPRODUCED_HERE, PARTLY, REPRODUCED_HERE]),
        (NOT_YET, "quick", [REPRODUCED_HERE, NOT_HERE, REPRODUCED_HERE]),
        (OPPOSITE, "quick", [NOT_HERE] * 3),
        (OPPOSITE, "paper", [NOT] * 3),
        (AS_PAPER, "paper", [REPRODUCED] * 3),
    ],
)
def test_degradation(home, finals, budget, expected):
    _, data = fakes.fake(home / "results", budget, finals=finals, depths=(20, 56), seeds=(0, 1, 2), jitter=0.001)
    assert states("degradation", data) == expected
    assert all((one.longer == "") == (budget == "paper") for one in experiment.load("degradation").claims(data))


def test_degradation_that_noise_does_not_decide(home):
    _, data = fakes.fake(home / "one", "quick", finals=EQUAL, jitter=0)
    assert states("degradation", data)[2] == UNDECIDED
    _, data = fakes.fake(home / "three", "quick", finals=EQUAL, jitter=0.05, seeds=range(8))
    assert states("degradation", data) == [UNDECIDED] * 3
    _, data = fakes.fake(home / "failed", "quick", finals=AS_PAPER, failed={("resnet-56", 0): 0.5})
    assert states("degradation", data) == [REPRODUCED_HERE, NOT_HERE, NOT_HERE]
    assert "to fail (56)" in experiment.load("degradation").claims(data)[1].finding
    assert "plain, fail residual" in experiment.load("degradation").claims(data)[2].finding


BETTER = {"full pre-activation": 20, "original": 30, "BN after addition": 45, "pre-activation": 20}


def units(root, name, budget, turned=False, **choice):
    """States where pre-activation (or the identity) wins clearly, or loses."""
    module = experiment.load(name)
    finals = {}
    for label in module.nets(110):
        kind, *rest = label.split(", ")
        design = rest[0] if name == "depth" else kind
        error = 20 if label == "original: identity" else BETTER.get(design, 35)
        if name == "depth" and kind == "more bottlenecks":
            error = 60 if design == "original" else 15
        finals[label] = (error, 100 - error if turned else error)
    _, data = fakes.fake_lesions(root, name, budget, finals=finals, **choice)
    return states(name, data)


def test_tables_1_to_3(home):
    assert units(home / "1", "shortcuts", "quick") == [REPRODUCED_HERE]
    assert units(home / "2", "shortcuts", "quick", turned=True) == [NOT_HERE]
    assert units(home / "3", "shortcuts", "paper", turned=True) == [NOT]
    assert units(home / "4", "depth", "quick") == [REPRODUCED_HERE] * 3
    assert units(home / "5", "depth", "paper", turned=True) == [NOT] * 3
    assert units(home / "6", "activations", "quick")[:2] == [REPRODUCED_HERE] * 2
    one, _, loss = units(home / "7", "activations", "quick", turned=True)
    assert one == NOT_HERE and loss == UNDECIDED  # one seed says nothing of a loss
    assert units(home / "8", "activations", "short")[2] == NOT_HERE  # lower loss in three seeds


def test_lesions_and_orders(home):
    _, data = fakes.fake_lesions(home / "a", "lesion", "short")
    assert states("lesion", data)[0] == REPRODUCED_HERE  # fakes: most residual units cost 1 to 3 %
    worse = data.assign(value=data["value"].where(~data["intervention"].fillna("").str.startswith("drop"), 85.0))
    residual, plain, halving = experiment.load("lesion").claims(worse)
    assert residual.state == NOT_HERE and halving.state == UNDECIDED and plain.state == NOT_HERE
    _, data = fakes.fake_lesions(home / "b", "reorder", "short")
    assert states("reorder", data) == [REPRODUCED_HERE]
    errors = data["quantity"] == "error"
    falling = data.assign(value=data["value"].where(~errors, 70 - data["at"].fillna("0").astype(float)))
    assert states("reorder", falling) == [NOT_HERE]
    _, data = fakes.fake_lesions(home / "c", "lesion_many", "paper", seeds=(0, 1))
    assert states("lesion_many", data) == [REPRODUCED]
    jump = data.assign(value=data["value"].where(data["at"].fillna("0").astype(float) < 3, 89.0))
    assert states("lesion_many", jump) == [NOT]


def test_random_paths_do_no_harm_within_a_point(home):
    def state(whole, some, budget="quick"):
        label, other = "preresnet-20, all units", "preresnet-20, 4 random units of 9"
        frame = values(iterations=400 if budget == "quick" else 64_000, **{label: whole, other: some})
        frame = frame.assign(
            run=frame.index, quantity="error", split="test", intervention="full", iteration=frame["iterations"]
        )
        return states("effective_paths", frame)

    whole = (10.0, 10.1, 10.2)
    assert state(whole, (9.0, 9.05, 9.1)) == [REPRODUCED_HERE]
    assert state(whole, (10.1, 10.3, 10.4)) == [REPRODUCED_HERE]  # at worst 0.4 points
    assert state(whole, (10.3, 10.35, 10.4)) == [REPRODUCED_HERE]  # clearly above, but by little
    assert state(whole, (10.1, 10.3, 11.4)) == [UNDECIDED]
    assert state((10.0, 10.2), (9.0, 9.1)) == [UNDECIDED]
    assert state(whole, (12.0, 12.05, 12.1)) == [NOT_HERE]
    assert state(whole, (12.0, 12.05, 12.1), "paper") == [NOT]
    assert state(10.0, nan) == [NOT_HERE]
    assert state((nan, nan, nan), (nan, nan, nan)) == state(nan, nan) == [UNDECIDED]  # both diverged


CASES = {
    "smoke": {"budget": "smoke", "dataset": "synthetic"},
    "three seeds": {"budget": "short", "seeds": (0, 1, 2)},
    "paper": {"budget": "paper", "seeds": (0,)},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["shortcuts", "activations", "depth", "effective_paths", "lesion", "lesion_many", "reorder"])
def test_every_claim_is_whole_whatever_was_measured(home, name, case):
    _, data = fakes.fake_lesions(home / "results", name, **CASES[case])
    check(experiment.load(name).claims(data), name, case == "smoke")
    lost = {(label, 0): 0.5 for label in data["label"].unique()}
    _, data = fakes.fake_lesions(home / "failed", name, **{**CASES[case], "seeds": (0,)}, failed=lost)
    for one in claim.check(experiment.load(name).claims(data), name):
        assert one.state in (UNDECIDED, NOT, NOT_HERE), one  # nothing is reproduced by nets that all diverged


def check(claims, name, synthetic=False):
    """Every claim is a sentence with finite numbers and a state of the list."""
    assert claim.check(claims, name) and len({one.text for one in claims}) == len(claims)
    for one in claims:
        assert one.text.endswith((".", ")")) and one.finding.endswith((".", ")")) and re.search(r"\d", one.finding), one
        assert re.match(r"(He 2015|He 2016|Veit 2016), ", one.source) and one.longer[-1:] in ("", ".")
        assert not re.search(r"\b(nan|inf)\b", one.finding), one
        assert not synthetic or one.state not in (REPRODUCED, REPRODUCED_HERE), one


# ------------------------------------------------------------------------------------------------- the committed tables


@pytest.mark.parametrize("budget", ["quick", "resnet-56-imported"])
def test_the_committed_tables_have_something_to_say_of_every_claim(budget):
    store = Store(RESULTS)
    names = [name for name in experiment.names() if (store.tables_folder(budget) / f"{name}.csv").is_file()]
    assert names
    for name in names:
        claims = report.claims(store, budget, name)
        if budget == "quick" or claims:  # one residual net is nothing to compare
            check(claims, name)
            assert all(bool(one.longer) <= (budget == "quick") for one in claims)


# ------------------------------------------------------------------------------------------------- page and command


def test_the_page_and_the_command_show_the_same_claims(home, monkeypatch, capsys):
    store, _ = fakes.fake(home / "results", "quick", finals=NOT_YET)
    page = html.unescape(report.write_page(store, "quick", ["degradation"]).read_text()).replace("\u00a0", " ")
    section = page.split('<section id="claims">')[1].split("</section>")[0]
    claims = report.claims(store, "quick", "degradation")
    assert [one.state for one in claims] == [REPRODUCED_HERE, NOT_HERE, REPRODUCED_HERE]
    assert page.index('id="claims"') < page.index("<article") and section.count('<a href="#degradation">') == 3
    monkeypatch.setenv("RESEXP_RESULTS", str(store.root))
    with pytest.raises(SystemExit) as left:
        cli.main(["claims", "--budget", "quick"])
    lines = capsys.readouterr().out.splitlines()
    assert left.value.code == 0 and len(lines) == 2 + len(claims) and {line.count(" | ") for line in lines} == {4}
    assert store.claims_file("quick").read_text().splitlines()[-len(lines) :] == lines
    for one, line in zip(claims, lines[2:], strict=True):
        assert line == f"| **{one.state}** | {one.text} | {one.source} | {one.finding} | {one.longer} |"
        for word in (one.text, one.source, one.finding, one.longer):
            assert word in section
        assert f'<td class="state {one.state.replace(" ", "-")}">{one.state}</td>' in section


def test_claims_stand_in_the_order_of_the_papers():
    some = [("b", Claim("", "Veit 2016, Fig. 3", NOT, "")), ("a", Claim("", "He 2016, Eq. 5", NOT, "")),
            ("c", Claim("", "He 2015, Fig. 6", NOT, "")), ("b", Claim("", "He 2015, Fig. 7", NOT, ""))]  # fmt: skip
    assert [one.source for _, one in claim.by_paper(some)] == [
        "He 2015, Fig. 6", "He 2015, Fig. 7", "He 2016, Eq. 5", "Veit 2016, Fig. 3",
    ]  # fmt: skip
    assert r"a \| b" in claim.markdown([Claim("a | b", "", NOT, "")])


OWN = (
    "from resexp.analysis.claim import Claim\n"
    "def runs(budget):\n    return [budget.plan('resnet-8', 0)]\n"
    "def claims(table):\n    {}\n"
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 3", r"claims\(\) of mine must return a list of Claims, each with a state of: reproduced, reproduced at this"),
        ("return [Claim('a', 'b', 'proved', 'c')]", r"claims\(\) of mine must return a list"),
        ("return table['nothing']", r"mine\.py: claims\(\) does not work: line 5: KeyError: 'nothing'"),
    ],
)
def test_claims_of_ones_own_that_are_none_are_one_clear_line(home, monkeypatch, body, words):
    (home / "own").mkdir()
    (home / "own" / "mine.py").write_text(OWN.format(body))
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(home / "own"))
    store, _ = fakes.fake(home / "results", "smoke", "mine", dataset="synthetic")
    with pytest.raises(UserError, match=words) as caught:
        report.claims(store, "smoke", "mine")
    assert "\n" not in str(caught.value)


def test_an_experiment_without_claims_has_none_and_the_page_no_table(home, monkeypatch):
    (home / "own").mkdir()
    (home / "own" / "mine.py").write_text(OWN.split("def claims")[0])
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(home / "own"))
    store, _ = fakes.fake(home / "results", "smoke", "mine", dataset="synthetic")
    assert report.claims(store, "smoke", "mine") == []
    assert 'id="claims"' not in report.write_page(store, "smoke", ["mine"]).read_text()
    with pytest.raises(UserError, match="no claim of the papers can be judged by what was measured at smoke: mine"):
        report.claimed(store, "smoke", ["mine"])


def test_claims_need_no_torch():
    code = f"import sys, os; os.environ['RESEXP_RESULTS'] = {str(RESULTS)!r}\nfrom resexp import cli\n"
    code += "try: cli.main(['claims', '--budget', 'quick'])\nfinally: print('torch' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "False\n"
    assert {cell.split("**")[1] for cell in done.stdout.splitlines()[2:]} <= set(STATES)


def test_the_page_explains_and_colours_every_state():
    page = (Path(report.__file__).parent / "report.html.j2").read_text()
    assert "{{ meaning }}" in page
    for state in STATES:
        assert state in claim.MEANING.lower() and f"td.state.{state.replace(' ', '-')}" in page


def test_the_states_are_said_in_the_modules_own_words():
    assert all(re.search(rf"^    {state}  ", claim.__doc__, re.MULTILINE) for state in STATES)
