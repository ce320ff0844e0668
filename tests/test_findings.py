"""What becomes of the papers' claims: rules and statements by hand, page and command, the committed tables."""

import html
import re
import subprocess
import sys
from pathlib import Path

import fakes
import pandas as pd
import pytest
from fakes import values

from resexp import experiment, report
from resexp.analysis import findings, published
from resexp.analysis.findings import (
    IDENTITY,
    IN_PART,
    NOT,
    NOT_SO_FAR,
    REPRODUCED,
    SO_FAR,
    STATES,
    UNDECIDED,
    Finding,
    Statement,
)
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


# -------------------------------------------------------------------------------------------------- the state of a finding


def claim(holds, exact=False, depth=0, **how):
    """A finding with these statements on values by hand."""
    statements = [Statement(one, f"part {i}") for i, one in enumerate(holds)]
    return Finding("It is so.", "A 2015", statements, values(**how), "more", exact, depth)


@pytest.mark.parametrize(
    ("holds", "state"),
    [
        ([True], REPRODUCED),
        ([True, True], REPRODUCED),
        ([True, False], IN_PART),
        ([True, None], IN_PART),
        ([None], UNDECIDED),
        ([None, None], UNDECIDED),
        ([False], NOT),
        ([False, None], NOT),  # one half is known to fail, nothing is known to hold
    ],
)
def test_the_state_follows_from_the_statements(holds, state):
    assert claim(holds, a20=10.0).state == state
    assert claim(holds, a20=10.0, iterations=400).state == {NOT: NOT_SO_FAR, REPRODUCED: SO_FAR}.get(state, state)


def test_nets_shallower_than_the_papers_are_not_held_against_it():
    assert claim([False], a20=10.0, depth=110).state == NOT_SO_FAR and claim([False], a20=10.0, depth=110).outlook == "more"
    assert claim([True], a20=10.0, depth=110).state == SO_FAR
    assert claim([False], a20=10.0, b110=9.0, depth=110).state == NOT
    assert claim([True], a110=10.0, depth=110).state == REPRODUCED


def test_only_a_short_run_has_something_to_expect_of_a_longer_budget():
    almost = claim([False], a20=10.0, iterations=63_999)
    assert (almost.state, almost.outlook) == (NOT_SO_FAR, "more")
    assert almost.measured == "Part 0. One seed, 10,000 test images, 20 layers, 163.8 epochs."
    whole = claim([False], a20=10.0)
    assert (whole.state, whole.outlook) == (NOT, "")
    untrained = claim([False], a20=10.0, iterations=0)
    assert (untrained.state, untrained.outlook) == (NOT, "") and "20 layers, before the first step." in untrained.measured


def test_an_equation_holds_or_not_whatever_the_budget_and_the_images():
    for how in ({}, {"iterations": 100}, {"data": "synthetic"}):
        assert claim([True], exact=True, a20=10.0, **how).state == IDENTITY
        assert claim([False], exact=True, a20=10.0, **how).state == NOT
        assert claim([True], exact=True, a20=10.0, **how).outlook == ""


def test_nothing_is_reproduced_on_other_images_than_cifar():
    one = claim([True], a20=10.0, data="synthetic")
    assert one.state == SO_FAR and one.measured.endswith("the synthetic set (not CIFAR).")
    assert claim([True], a20=10.0, data="synthetic", iterations=100).state == SO_FAR
    assert claim([False], a20=10.0, data="synthetic").state == NOT_SO_FAR
    assert claim([None], a20=10.0, data="synthetic").state == UNDECIDED
    assert claim([True], a20=10.0, data="cifar100").state == REPRODUCED


def test_what_was_measured_says_which_statement_holds_and_what_values_are_of():
    assert claim([True, False, None], a20=(9.0, nan), b56=(8.0, 9.0), iterations=400).measured == (
        "Part 0: yes; part 1: no; part 2: undecided. 2 seeds, 10,000 test images, 20 to 56 layers, 1.0 epochs."
    )
    assert claim([None, None], a20=9.0).measured.startswith("Part 0; part 1. One seed")
    assert findings.basis(values(a20=nan)) == "One seed, 20 layers, 163.8 epochs"
    assert findings.basis(values(a20=9.0).assign(status="imported", split="train")) == (
        "Imported weights, 10,000 training images, 20 layers"
    )
    assert findings.capitalise("resnet-20 50 %") == "resnet-20 50 %"
    assert findings.capitalise("one-layer units") == "One-layer units" and findings.capitalise("") == ""


def test_sentences_are_the_claim_with_its_state_or_the_observation_then_the_notes():
    (line,) = claim([True], a20=10.0).sentences()
    assert line == "It is so. Reproduced: Part 0. One seed, 10,000 test images, 20 layers, 163.8 epochs."
    seen = Finding("Seen.", notes=["More."])
    assert seen.sentences() == ["Seen.", "More."] and seen.state == "" and not seen.judged
    unmeasured = Finding("It is so.", "A 2015", notes=["More."])
    assert unmeasured.sentences() == ["More."]  # not as if it had been found


def test_a_claim_of_which_nothing_was_measured_is_left_out():
    seen, empty, noted = Finding("Seen."), Finding("It is so.", "A 2015"), Finding("It is so.", "A 2015", notes=["More."])
    assert findings.check_findings([seen, empty, noted], "mine") == [seen, noted]
    assert findings.check_findings((), "mine") == []
    for wrong in (None, "text", ["text"], [seen, 3]):
        with pytest.raises(UserError, match=r"findings\(\) of mine must return a list of Finding"):
            findings.check_findings(wrong, "mine")


def test_claims_stand_in_the_order_of_the_papers():
    def of(source):
        return Finding("It is so.", source, [Statement(True, "part")], values(a20=1.0))

    sources = ("Veit 2016, Fig. 3", "He 2016, Eq. 5", "He 2015, Fig. 6", "He 2015, Fig. 7")
    found = findings.by_paper([*((source[-1], of(source)) for source in sources), ("x", Finding("Seen."))])
    assert [one.source for _, one in found] == ["He 2015, Fig. 6", "He 2015, Fig. 7", "He 2016, Eq. 5", "Veit 2016, Fig. 3"]
    assert [name for name, _ in found] == ["6", "7", "5", "3"]


def test_a_table_of_claims_escapes_what_would_break_it():
    lines = findings.markdown([Finding("a | b.", "A 2015", [Statement(True, "part\n0")], values(a20=1.0))]).split("\n")
    assert len(lines) == 3 and r"a \| b." in lines[2] and "part 0" in lines[2].lower()
    assert {line.replace(r"\|", "").count("|") for line in lines} == {6} and lines[2].startswith("| **reproduced** | ")


def test_every_state_has_its_words_and_its_colour():
    page = (Path(report.__file__).parent / "report.html.j2").read_text()
    assert "{{ meaning }}" in page
    for state in STATES:
        coloured = f".{state.replace(',', '').replace(' ', '-')}" in page or state == "undecided"  # which is grey as all badges
        assert state in findings.MEANING.lower() and coloured
        assert re.search(rf"^    {state}  ", findings.__doc__, re.MULTILINE)


# ------------------------------------------------------------------------------------------------------------- decisions


def test_bounds_and_what_seeds_say_together():
    series = pd.Series
    assert findings.all_below(series([0.1, 0.2]), 0.3) is True and findings.all_below(series([0.4, 0.5]), 0.3) is False
    assert findings.all_below(series([0.1, 0.4]), 0.3) is None and findings.all_below(series([0.2]), 0.3, 0.2) is None
    assert findings.agreed([True, True]) is True and findings.agreed([True, False]) is None is findings.agreed([None])
    pooled = findings.pooled_unless_contradicted
    assert pooled(True, True, None) is True and pooled(False, None) is False and pooled(None, True) is None
    assert pooled(True, False, True) is pooled(False, True) is None
    assert findings.all_hold(True, None) is None and findings.all_hold(None, False) is False
    assert findings.all_hold(True, True) is True


def test_a_doubt_leaves_a_statement_open_and_is_said():
    assert findings.part_unless_doubtful("", True, "a") == (True, "a")
    assert findings.part_unless_doubtful("few seeds", True, "a") == (None, "a, but few seeds")


# ------------------------------------------------------------------------------------------------------------ statements


@pytest.mark.usefixtures("home")
def test_an_error_changes_with_depth_unless_noise_or_failure():
    def of(paper="falls", comparisons=1, iterations=64_000, **given):
        (one,) = findings.changes_with_depth(values(iterations, **given), "test error", paper, comparisons)
        return one

    assert of(a20=10.0, b56=5.0, iterations=400) == (True, "test error falls from 10.0 % (20 layers) to 5.0 % (56)")
    assert of("rises", a20=10.0, b56=5.0, iterations=400).holds is False
    assert of(a20=10.0, b56=5.0, iterations=400, comparisons=20).holds is None  # 5.2 points
    assert of(a20=10.0, b56=9.5, iterations=400) == (
        None, "test error falls from 10.0 % (20 layers) to 9.5 % (56), but seeds explain a difference of 3.3",
    )  # fmt: skip
    assert of(a20=10.0, b56=1.0).text.endswith("to 1.0 % (56), but how much seeds vary is not known")
    assert of(a20=(10.0, 8.0), b56=(9.0, 7.0)).holds is None
    few = of(a20=(10.0, 9.0), b56=(8.0, 7.0))  # 2 points; of two degrees of freedom
    assert few.holds is None and few.text.endswith("but seeds explain a difference of 4")
    assert of(a20=(10.0, 9.0), b56=(8.0, 7.0), c32=(7.0, 7.1, 7.2, 7.3, 7.4, 7.5, 7.6, 7.7)).holds is True  # c varies little
    assert of(a20=(10.0, 9.5, 9.0), b56=(8.0, 7.5, 7.0)).holds is True
    assert of(a20=10.0, b56=nan) == (False, "test error rises from 10.0 % (20 layers) to fail (56)")
    assert of("rises", a20=10.0, b56=nan).holds is True and of(a20=nan, b56=nan).holds is None
    assert findings.changes_with_depth(values(a20=10.0), "test error", "falls") == []


@pytest.mark.usefixtures("home")
def test_a_pair_by_hand():
    def of(one, other, paper="lower", comparisons=1, **others):
        frame = values(400, a=one, b=other, **others)
        return findings.pair(frame, "a", "b", "Test error", paper, ("first", "second"), comparisons)

    assert of(50.0, 40.0) == [(True, "Test error: 50.0 % first, 40.0 % second")]
    assert [one.holds for one in (*of(40.0, 50.0), *of(40.0, 50.0, "higher"))] == [False, True]
    (open_,) = of(50.0, 49.5)
    assert open_.holds is None and open_.text.endswith("but seeds explain a difference of 3.3")
    assert of(50.0, 46.0)[0].holds is True and of(50.0, 46.0, comparisons=4)[0].text.endswith("a difference of 4.2")
    assert of((50.0, 51.0, 52.0), (40.0, 41.0, 42.0)) == [(True, "Test error: 51.0 % first, 41.0 % second")]
    assert of((50.0, 51.0), (48.5, 49.5))[0].text.endswith("but seeds explain a difference of 2.3")
    wild = {"c": tuple(range(0, 60, 2))}  # the noise is that of all labels, not of the pair alone
    assert of((50.0, 51.0), (40.0, 41.0))[0].holds is True and of((50.0, 51.0), (40.0, 41.0), **wild)[0].holds is None
    assert of(50.0, nan) == [(False, "Test error: 50.0 % first, fail second")] and of(nan, 50.0)[0].holds is True
    assert of(nan, nan)[0] == (None, "Test error: fail first, fail second, but both diverged")
    assert findings.pair(values(a=1.0), "a", "b", "Test error") == []
    unknown = "X: 50.0 % a, 40.0 % b, but how much seeds vary is not known"
    assert findings.pair(values(a=50.0, b=40.0), "a", "b", "X") == [(None, unknown)]


@pytest.mark.usefixtures("home")
def test_the_best_is_better_than_every_other_beyond_the_noise():
    def of(worst=False, times=1, **given):
        return findings.is_best(values(400, **given), "a", "", worst, times)

    assert of(a=10.0, b=15.0, c=16.0) == [(True, "a 10.0 %, 2 of 2 others clearly higher")]
    assert of(a=10.0, b=10.3, c=16.0) == [
        (True, "a 10.0 %, 1 of 2 others clearly higher"), (None, "1 of 2 others within the noise"),
    ]  # fmt: skip
    few = of(a=10.0, b=10.3, c=9.8, d=10.1, e=16.0, f=4.0)  # one of five is more than chance: corrected for their number
    assert [one.holds for one in few] == [True, False, None] and few[0].text == "a 10.0 %, 1 of 5 others clearly higher"
    assert of(a=10.0, b=13.6)[0].holds is True and of(a=10.0, b=13.6, c=10.0) == [
        (None, "a 10.0 %, 2 of 2 others within the noise")
    ]
    assert of(a=10.0, b=13.6, times=2) == [(None, "a 10.0 %, 1 of 1 others within the noise")]
    assert [one.holds for one in of(a=10.0, b=5.0, c=4.0, d=15.0)] == [True, False]
    assert of(a=10.0, b=15.0, c=5.0) == [
        (True, "a 10.0 %, 1 of 2 others clearly higher"), (False, "1 of 2 others clearly lower"),
    ]  # fmt: skip
    assert of(a=(10.0, 12.0), b=(11.0, 13.0)) == [(None, "a 11.0 %, 1 of 1 others within the noise")]
    assert of(a=(10.0, 10.2, 10.4), b=(11.0, nan, nan)) == [(True, "a 10.2 %, 1 of 1 others clearly higher")]
    assert of(a=(10.0, 10.2, 10.4), b=(90.0, 91.0, nan)) == [(None, "a 10.2 %, 1 of 1 others within the noise")]
    assert of(a=nan, b=50.0) == [(False, "a fail, 1 of 1 others clearly lower")] and of(a=10.0, b=nan)[0].holds is True
    assert of(True, a=14.0, b=10.0) == [(True, "a 14.0 %, 1 of 1 others clearly lower")]
    assert of(True, a=9.0, b=12.5)[0].holds is False and of(True, a=nan, b=10.0)[0].holds is True
    assert findings.is_best(values(b=10.0, c=11.0), "a") == findings.is_best(values(a=10.0), "a") == []
    assert findings.is_best(values(a=10.0, b=90.0), "a")[0].holds is None  # nothing is known of the noise


# ----------------------------------------------------------------------------------------------- the order of a paper's table


def numbers(**paper):
    """Published numbers of these labels."""
    base = published.load().find("resnet-110", ["he2016"])[0]
    return {label: base.replace(value=value) for label, value in paper.items()}


def test_ranks_by_hand():
    paper = numbers(a=5.0, b=6.0, c=7.0, d="fail", e="fail")
    perfect, _ = findings.rank_agreement(values(a=10.0, b=11.0, c=12.0, d=30.0, e=nan), paper)
    assert "+0.97, n = 5 rows; 1.7 % of random orders do as well" in perfect  # ties of the paper only; 2 of 120
    turned, pairs = findings.rank_agreement(values(a=14.0, b=13.0, c=12.0, d=11.0, e=10.0), paper)
    assert "-0.97" in turned and "100.0 % of random" in turned
    assert pairs.startswith("Of 9 pairs of rows that differ in the paper 0 differ here beyond the noise")  # one seed, no noise
    assert findings.rank_agreement(values(a=10.0, b=11.0), paper) == []
    (same,) = findings.rank_agreement(values(a=10.0, b=10.0, c=10.0), paper)
    assert same.startswith("All 3 rows end alike here")
    assert findings.rank_agreement(values(a=10.0, b=11.0, c=12.0, data="synthetic"), paper) == []


def test_ranks_agree_with_pandas_on_many_rows():
    paper = numbers(**{name: float(place) for place, name in enumerate("abcdefghij")})
    ours = {name: float((7 * place) % 10) for place, name in enumerate("abcdefghij")}
    expected = pd.Series(list(ours.values())).rank().corr(pd.Series(range(10)).rank())
    assert f"column: {expected:+.2f}, n = 10 rows" in findings.rank_agreement(values(**ours), paper)[0]


def test_rows_of_which_most_runs_failed_are_last_and_apart_from_those_that_did_not():
    paper = numbers(a=5.0, b=6.0, c="fail")
    ours = values(a=(10.0, 10.1, 10.2), b=(11.0, 11.1, 11.2), c=(9.0, nan, nan))
    rank, pairs, _ = findings.rank_agreement(ours, paper)
    assert "+1.00, n = 3 rows" in rank
    assert "Of 3 pairs" in pairs and "3 differ here beyond the noise of seeds; 3 of these stand" in pairs
    some = values(a=(10.0, 10.1, 10.2), b=(11.0, 11.1, 11.2), c=(90.0, 90.1, nan))
    assert "1 differ here beyond the noise of seeds; 1 of these" in findings.rank_agreement(some, paper)[1]
    unknown = findings.rank_agreement(values(a=10.0, b=(11.0, nan), c=nan), paper)  # a, c: a failure needs no noise
    assert len(unknown) == 2 and "1 differ here beyond the noise of seeds; 1 of these" in unknown[1]


@pytest.mark.usefixtures("home")
def test_what_seeds_leave_of_the_order():
    paper = numbers(a=5.0, b=6.0, c=7.0)
    clear = findings.rank_agreement(values(a=(10.0, 10.1, 10.2), b=(12.0, 12.1, 12.2), c=(11.0, 11.1, 11.2)), paper)
    assert "differ in the paper 3 differ here beyond the noise of seeds; 2 of these stand in its order." in clear[1]
    assert clear[2] == "Standard deviation: 1.00 points of the rows' medians, 0.10 of the seeds of a row."
    noisy = findings.rank_agreement(values(a=(10.0, 15.0), b=(11.0, 16.0), c=(12.0, 14.0)), paper)
    assert "0 differ here beyond the noise of seeds; 0 of these" in noisy[1]
    three = findings.rank_agreement(
        values(400, a=10.0, b=13.9, c=17.95), paper
    )  # 3.9, 4.05 and 7.95; 4.02 is the least of three
    assert "2 differ here beyond the noise of seeds; 2 of these" in three[1]


def test_which_rows_fail_is_said_at_the_papers_length_only():
    paper = numbers(a=5.0, b="fail", c="fail")

    def fail(iterations):
        ended = values(a=10.0, b=30.0, c=9.0, d=(50.0, nan, nan), iterations=iterations)
        return ended.assign(run=ended.index, quantity="error", split="test", intervention="full", iteration=iterations)

    (line,) = findings.rows_that_fail(fail(64_000), paper)
    assert "b; d." in line and line.endswith("These are 1 of the 2 rows that fail in the paper.")
    assert findings.rows_that_fail(fail(400), paper) == []


# ----------------------------------------------------------------------------------- what the report adds for every experiment


def test_failures_name_the_net_and_how_many_of_its_runs():
    runs = pd.DataFrame({"run": list("abcd"), "label": list("xxyy"), "status": ["finished", "failed", "finished", "finished"]})
    (line,) = findings.failures(runs)
    assert line.startswith("x: fail") and "1 of 2 runs" in line


def test_what_runs_cannot_show_is_said():
    def of(**given):
        table = values(**given)
        return findings.caveats(table.assign(run=table.index))

    one, short = of(a20=10.0, iterations=400)
    assert "no spread" in one and "1.0 epochs" in short
    assert of(a20=(10.0, 11.0, 12.0)) == []
    assert of(a20=10.0, iterations=0) == []  # nothing was trained
    assert any("synthetic" in line for line in of(a20=10.0, data="synthetic"))
    (imported,) = findings.caveats(values(a20=10.0).assign(run="a", status="imported"))
    assert imported.startswith("Imported weights")


# ----------------------------------------------------------------------------------------- made-up tables, by experiment


def states(name, data):
    """Of each claim, in order."""
    return [one.state for one in findings.check_findings(experiment.load(name).findings(data), name) if one.judged]


AS_PAPER = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (58, 56), 56: (50, 48)}}
HALF = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (58, 50), 56: (50, 56)}}
NOT_YET = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (50, 48), 56: (58, 56)}}
OPPOSITE = {"plain": {20: (75, 74), 56: (60, 58)}, "resnet": {20: (50, 48), 56: (68, 66)}}
EQUAL = {"plain": {20: (60, 58), 56: (60, 58)}, "resnet": {20: (60, 58), 56: (60, 58)}}


@pytest.mark.parametrize(
    ("finals", "budget", "expected"),
    [
        (AS_PAPER, "quick", [SO_FAR] * 3),
        (HALF, "quick", [SO_FAR, IN_PART, SO_FAR]),
        (NOT_YET, "quick", [SO_FAR, NOT_SO_FAR, SO_FAR]),
        (OPPOSITE, "quick", [NOT_SO_FAR] * 3),
        (OPPOSITE, "paper", [NOT] * 3),
        (AS_PAPER, "paper", [REPRODUCED] * 3),
    ],
)
def test_degradation(home, finals, budget, expected):
    _, data = fakes.fake(home / "results", budget, finals=finals, depths=(20, 56), seeds=(0, 1, 2), jitter=0.001)
    assert states("degradation", data) == expected
    assert all((one.outlook == "") == (budget == "paper") for one in experiment.load("degradation").findings(data))


def test_degradation_that_noise_does_not_decide(home):
    _, data = fakes.fake(home / "one", "quick", finals=EQUAL, jitter=0)
    assert states("degradation", data)[2] == UNDECIDED
    _, data = fakes.fake(home / "three", "quick", finals=EQUAL, jitter=0.05, seeds=range(12))  # more of its own than is known
    assert states("degradation", data) == [UNDECIDED] * 3


def test_degradation_of_which_a_net_diverged_or_is_missing(home):
    _, data = fakes.fake(home / "failed", "quick", finals=AS_PAPER, failed={("resnet-56", 0): 0.5})
    assert states("degradation", data) == [SO_FAR, NOT_SO_FAR, NOT_SO_FAR]
    assert "to fail (56)" in experiment.load("degradation").findings(data)[1].measured
    assert "% plain, fail residual" in experiment.load("degradation").findings(data)[2].measured
    assert states("degradation", data[data["depth"] == 20]) == []  # one depth changes nothing, and nothing is deep


CASES = {
    "smoke": {"budget": "smoke", "dataset": "synthetic"},
    "three seeds": {"budget": "short", "seeds": (0, 1, 2)},
    "paper": {"budget": "paper", "seeds": (0,)},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("name", ["shortcuts", "activations", "depth", "effective_paths", "lesion", "lesion_many", "reorder"])
def test_every_claim_is_whole_whatever_was_measured(home, name, case):
    store, data = fakes.fake_lesions(home / "results", name, **CASES[case])
    assert check(report.read_findings(store, CASES[case]["budget"], name), case == "smoke")
    lost = {(label, 0): 0.5 for label in data["label"].unique()}
    _, data = fakes.fake_lesions(home / "failed", name, **{**CASES[case], "seeds": (0,)}, failed=lost)
    assert set(states(name, data)) <= {UNDECIDED, NOT, NOT_SO_FAR}  # nothing is reproduced by nets that all diverged


def check(found, synthetic=False):
    """The claims: each a sentence with finite numbers, a source and a state of the list; all lines are sentences."""
    claims = [one for one in found if one.judged]
    assert len({one.text for one in claims}) == len(claims)
    for one in claims:
        assert one.state in STATES and one.text.endswith((".", ")")) and re.search(r"\d", one.measured), one
        assert re.match(r"[A-Z][\w& ]+ 20\d\d, |ours$", one.source), one
        assert one.longer[-1:] in ("", "."), one
        assert one.exact or bool(one.outlook) == bool(one.short and one.longer)
        assert not synthetic or one.state not in (REPRODUCED, NOT), one
    for line in (line for one in found for line in one.sentences()):
        assert line.endswith((".", ")")) and not re.search(r"\b(nan|inf)\b", line), line
    return claims


# -------------------------------------------------------------------------------------------------- the committed tables


@pytest.mark.parametrize("budget", ["short", "resnet-56-imported"])
def test_the_committed_tables_have_something_to_say_of_every_claim(budget):
    store = Store(RESULTS)
    names = [name for name in experiment.names() if (store.tables_folder(budget) / f"{name}.csv").is_file()]
    assert len(names) > 4
    for name in names:
        claims = check(report.read_findings(store, budget, name))
        assert claims or budget != "short" or name in ("alignment", "shattering")  # one net alone is nothing to compare
        assert budget == "short" or not any(one.outlook for one in claims)


# ---------------------------------------------------------------------------------------------------- page and command


def test_the_page_the_command_and_the_file_show_the_same_claims(home, monkeypatch, command):
    store, _ = fakes.fake(home / "results", "quick", finals=NOT_YET)
    page = html.unescape(report.write_page(store, "quick", ["degradation"]).read_text()).replace("\u00a0", " ")
    section = page.split('id="claims" aria')[1].split("</section>")[0]
    claims = [one for one in report.read_findings(store, "quick", "degradation") if one.judged]
    assert [one.state for one in claims] == [SO_FAR, NOT_SO_FAR, SO_FAR]
    assert section.count('<a href="#experiment-degradation">') == 3
    monkeypatch.setenv("RESEXP_RESULTS", str(store.root))
    code, out, _ = command("claims", "--budget", "quick")
    lines = out.splitlines()
    assert code == 0 and len(lines) == 2 + len(claims) and {line.count(" | ") for line in lines} == {4}
    assert store.claims_file("quick").read_text().splitlines()[-len(lines) :] == lines
    for one, line in zip(claims, lines[2:], strict=True):
        assert line == f"| **{one.state}** | {one.text} | {one.source} | {one.measured} | {one.outlook} |"
        for word in (one.text, one.source, one.of, one.outlook, *(findings.capitalise(said.text) for said in one.statements)):
            assert word in section
        assert f'<td><span class="badge {one.state.replace(" ", "-")}">{one.state}</span></td>' in section


OWN = (
    "from resexp.analysis.findings import Finding, Statement\n"
    "def runs(budget):\n    return [budget.plan('resnet-8', 0)]\n"
    "def findings(table):\n    {}\n"
)


@pytest.fixture
def own(home, monkeypatch):
    """The store of an experiment of one's own with this findings(); None: without it."""

    def write(body):
        (home / "own").mkdir()
        (home / "own" / "mine.py").write_text(OWN.split("def findings")[0] if body is None else OWN.format(body))
        monkeypatch.setenv("RESEXP_EXPERIMENTS", str(home / "own"))
        return fakes.fake(home / "results", "smoke", "mine", dataset="synthetic")[0]

    return write


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return 3", r"findings\(\) of mine must return a list of Finding \(resexp\.analysis\.findings\)"),
        ("return ['proved']", r"findings\(\) of mine must return a list"),
        ("return table['nothing']", r"mine\.py: findings\(\) does not work: line 5: KeyError: 'nothing'"),
    ],
)
def test_findings_of_ones_own_that_are_none_are_one_clear_line(own, body, words):
    store = own(body)
    with pytest.raises(UserError, match=words) as caught:
        report.read_findings(store, "smoke", "mine")
    assert "\n" not in str(caught.value)


def test_findings_of_ones_own_are_on_the_page(own):
    body = "return [Finding('Mine is better.', 'ours', [Statement(True, '5 points')], table), Finding('Seen.')]"
    store = own(body)
    claim, seen, *added = report.read_findings(store, "smoke", "mine")
    assert claim.state == SO_FAR and seen.sentences() == ["Seen."] and all(not one.judged for one in added)
    page = report.write_page(store, "smoke", ["mine"]).read_text()
    assert "<li>Seen.</li>" in page and '<span class="badge agrees-so-far">' in page
    assert [(name, one.text) for name, one in report.read_claims(store, "smoke", ["mine"])] == [("mine", claim.text)]


def test_an_experiment_without_claims_has_none_and_the_page_no_table(own):
    store = own(None)
    assert not any(one.judged for one in report.read_findings(store, "smoke", "mine"))
    assert 'id="claims"' not in report.write_page(store, "smoke", ["mine"]).read_text()
    assert not store.claims_file("smoke").exists()
    with pytest.raises(UserError, match="no claim of the papers can be judged by what was measured at smoke: mine"):
        report.read_claims(store, "smoke", ["mine"])


def test_claims_need_no_torch():
    code = f"import sys, os; os.environ['RESEXP_RESULTS'] = {str(RESULTS)!r}\nfrom resexp import cli\n"
    code += "try: cli.main(['claims', '--budget', 'short'])\nfinally: print('torch' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "False\n"
    assert {line.split("**")[1] for line in done.stdout.splitlines()[2:]} <= set(STATES)
