"""Experiments as files, the published numbers, findings in both directions, and the page."""

import base64
import html
import io
import os
import re
import time

import fakes
import pandas as pd
import pytest
from PIL import Image

from resexp import budget as budgets
from resexp import experiment, report, zoo
from resexp.analysis import published, table
from resexp.analysis.findings import capitalise
from resexp.errors import UserError
from resexp.spec import Net
from resexp.store import Store


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """A checkout with frozen budgets and a folder of the user's own experiments."""
    root = tmp_path / "checkout"
    root.mkdir()
    monkeypatch.setenv("RESEXP_HOME", str(fakes.home(root)))
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    return root


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Write a file into the user's folder."""
    folder = tmp_path / "own"
    folder.mkdir()
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(folder))

    def write(name, text):
        (folder / f"{name}.py").write_text(text)
        return folder / f"{name}.py"

    return write


RUNS = "def runs(budget):\n    return [budget.plan('resnet-8', seed) for seed in budget.seeds]\n"


# -------------------------------------------------------------------------------------------------------- experiments are files


def test_experiments_are_found_in_the_checkout_and_in_the_users_folder(own):
    own("mine", f'"""Mine is better.\n\nClaim  More.\n"""\n{RUNS}')
    own("_helper", "")
    assert {"degradation", "mine"} <= set(experiment.names()) and "_helper" not in experiment.names()
    assert experiment.summary("mine") == "Mine is better." and experiment.load("mine").runs
    assert "Deeper plain nets train worse" in experiment.summary("degradation")


def test_a_summary_never_runs_the_file(own):
    own("loud", '"""Says nothing."""\nraise SystemExit("ran")\n')
    own("none", "x = 1\n")
    own("torn", '"""Half\n')
    assert experiment.summary("loud") == "Says nothing." and experiment.summary("none") == ""
    assert experiment.summary("torn").startswith("(does not parse: line 1")


def test_sections_of_a_docstring(own):
    own("mine", f'"""Mine.\n\nClaim     One\n          two.\nSource    A paper.\n\nmore\n"""\n{RUNS}')
    assert experiment.load("mine").sections == {"claim": "One two.", "source": "A paper."}
    said = experiment.load("degradation").sections
    assert said["claim"].endswith("trains better the deeper it is.") and said["source"].startswith("He et al. 2015")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("import nosuchmodule\n", r"mine.py does not import: line 1: ModuleNotFoundError: No module named 'nosuchmodule'"),
        ("x = 1\nif x\n", r"mine.py does not import: line 2: expected ':'"),
        ("\n\nx = 1 / 0\n", r"line 3: ZeroDivisionError: division by zero"),
        ("from resexp import zoo\nzoo.net('resnet-21')\n", r"line 2: resnet-21: the depth must be 6n\+2"),
        ("x = 1\n", r"mine.py has no function runs\(budget\)"),
        ("runs = 3\n", r"mine.py has no function runs\(budget\)"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_line_that_names_it(own, text, what):
    own("mine", text)
    with pytest.raises(UserError, match=what) as caught:
        experiment.load("mine")
    assert "\n" not in str(caught.value)


def test_unknown_experiments_get_the_nearest_name(own):
    for ask in (experiment.load, experiment.summary, experiment.path_of):
        with pytest.raises(UserError, match="unknown experiment 'degredation'; did you mean degradation"):
            ask("degredation")


def test_two_files_of_one_name_and_a_folder_that_is_none(own, home, monkeypatch):
    path = own("degradation", RUNS)
    with pytest.raises(UserError, match="two experiments are called degradation"):
        experiment.names()
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(path))
    with pytest.raises(UserError, match="is not a folder"):
        experiment.names()
    monkeypatch.setenv("RESEXP_EXPERIMENTS", str(home / "experiments"))
    assert "degradation" in experiment.names()


# ------------------------------------------------------------------------------------------------------ published numbers


def test_every_published_number_names_a_net_that_exists_and_a_source():
    known = published.load()
    assert len(known.numbers) > 50
    for number in known.numbers:
        assert isinstance(number.spec, Net) and number.spec.depth == zoo.net(number.net).depth
        assert number.source in known.sources and number.place and known.cite(number)
        assert isinstance(number.value, float) or number.value == "fail" or number.value[0] in "<>" or " to " in number.value


@pytest.mark.parametrize(
    ("net", "source", "values"),
    [
        ("resnet-20", "he2015", ["8.75"]),
        ("resnet-110", "he2015", ["6.61 ± 0.16"]),  # the best of the five is not a result
        ("resnet-1202", "he2015", ["7.93"]),
        ("plain-56", "nabla0001", ["12.95 ± 0.22"]),
        ("plain-110", "he2015", ["> 60"]),
        ("preresnet-164", "he2016", ["5.46", "5.46"]),  # in Tables 2 and 3
        ("preresnet-110", "veit2016", ["6.10"]),
    ],
)
def test_published_numbers_to_the_digit(net, source, values):
    assert [number.text() for number in published.load().find(net, [source])] == values


def test_table_1_of_he_2016_is_there_in_full():
    numbers = [number for number in published.load().numbers if number.place == "Table 1"]
    assert [number.text() for number in numbers] == [
        "6.61", "fail", "fail", "12.35", "fail", "fail", "8.70", "9.81", "12.86", "6.91", "12.22", "fail",
    ]  # fmt: skip


def test_a_wrong_line_in_published_yaml_is_one_clear_line(home):
    path = home / "experiments" / "published.yaml"
    text = path.read_text()
    for broken in (text.replace("value: 8.75", "valu: 8.75"), text.replace("source: he2016", "source: he2017"), "- ["):
        path.write_text(broken)
        with pytest.raises(UserError, match=r"published\.yaml") as caught:
            published.load()
        assert "\n" not in str(caught.value)
    path.unlink()
    with pytest.raises(UserError, match="is missing"):
        published.load()


def test_the_comparison_has_paper_ours_and_difference(tmp_path):
    _, data = fakes.fake(tmp_path, "paper", depths=(20, 110), seeds=(0, 1, 2), failed={("plain-20", 1): 0.5})
    rows = experiment.load("degradation").comparison(data)
    assert list(rows.columns) == list(published.COMPARISON)
    assert list(rows["label"]) == ["plain-20", "plain-110", "resnet-20", "resnet-20", "resnet-110", "resnet-110"]
    last = table.last_values(data)
    mean = last[last["label"] == "resnet-20"]["value"].mean()
    he = rows[rows["source"] == "He 2015, Table 6"].iloc[0]
    assert he["paper"] == "8.75" and he["difference"] == pytest.approx(mean - 8.75, abs=1e-3)
    assert re.fullmatch(r"\d\.\d\d ± \d\.\d\d", he["ours"]) and he["seeds"] == 3 and he["parameters"] == 269_722
    plain = rows.iloc[0]
    assert plain["ours"].endswith(" and 1 fail") and plain["seeds"] == 3 and plain["failed"] == 1
    assert rows.iloc[1]["paper"] == "> 60" and pd.isna(rows.iloc[1]["difference"])


def test_all_runs_failed_is_fail_and_one_seed_has_no_spread(tmp_path):
    _, data = fakes.fake(tmp_path, "quick", failed={("plain-56", 0): 0.2})
    ours = experiment.load("degradation").comparison(data).set_index("label")["ours"]
    assert ours["plain-56"] == "fail" and re.fullmatch(r"\d\d\.\d\d", ours["plain-20"])


def test_ours_is_the_statistic_that_the_paper_gives(tmp_path):
    nan = float("nan")

    def row(*values):
        return table.summarise_seeds(pd.DataFrame({"label": "x", "value": values})).iloc[0]

    skewed = row(6.0, 6.1, 6.2, 6.3, 9.4)  # mean 6.8
    he = next(number for number in published.load().find("resnet-110", ["he2016"]) if number.place == "Table 1")
    assert he.statistic == "median" and he.value == 6.61
    assert published._paper(published.load(), he, skewed)["difference"] == pytest.approx(6.2 - 6.61)
    single = he.replace(statistic="single")
    assert published._paper(published.load(), single, skewed)["difference"] == pytest.approx(6.8 - 6.61)
    assert published.ours(skewed, "median") == "median 6.20 (6.00 to 9.40)" and published.ours(skewed) == "6.80 ± 1.46"
    assert published.ours(row(6.0), "median") == published.ours(row(6.0)) == "6.00"
    assert published.ours(row(6.0, 6.4, nan), "median") == "median 6.40 (6.00 to fail) and 1 fail"
    assert published.ours(row(9.0, nan, nan, nan, nan), "median") == "fail (4 of 5), else 9.00"
    assert pd.isna(published._paper(published.load(), he, row(9.0, nan, nan, nan, nan))["difference"])
    assert published.ours(row(nan, nan), "median") == "fail"


def test_numbers_of_cifar_are_never_set_beside_runs_on_other_data_or_narrower_nets(tmp_path):
    _, data = fakes.fake(tmp_path / "synthetic", "quick", dataset="synthetic")
    assert set(experiment.load("degradation").comparison(data)["paper"]) == {""}
    _, data = fakes.fake(tmp_path / "narrow", "quick")
    assert set(published.compare(data.assign(parameters=data["parameters"] // 4))["paper"]) == {""}


# --------------------------------------------------------------------------------------------------------------------- findings


def found(root, finals, seeds=(0,), budget="quick", **choice):
    """Claims, and the lines of all findings, of made-up runs."""
    store, _ = fakes.fake(root, budget, finals=finals, seeds=seeds, **choice)
    everything = report.read_findings(store, budget, "degradation")
    return [one for one in everything if one.judged], [line for one in everything for line in one.sentences()]


AS_PAPER = {"plain": {20: (60, 58), 56: (75, 74)}, "resnet": {20: (58, 56), 56: (50, 48)}}
OPPOSITE = {"plain": {20: (75, 74), 56: (60, 58)}, "resnet": {20: (50, 48), 56: (58, 56)}}
EQUAL = {"plain": {20: (60, 58), 56: (60, 58)}, "resnet": {20: (50, 48), 56: (50, 48)}}


def test_findings_that_are_as_in_the_paper(tmp_path):
    claims, lines = found(tmp_path, AS_PAPER)
    assert [one.state for one in claims] == ["agrees so far"] * 3
    plain, residual, both = ([one.text for one in claim.statements] for claim in claims)
    assert re.fullmatch(r"training error rises from 6\d\.\d % \(20 layers\) to 7\d\.\d % \(56\)", plain[0])
    assert re.fullmatch(r"test error falls from 5\d\.\d % \(20 layers\) to 4\d\.\d % \(56\)", residual[1])
    assert re.fullmatch(r"test error: 7\d\.\d % plain, 4\d\.\d % residual", both[1])
    assert "Agrees so far: Training error rises from 6" in lines[0] and lines[1].startswith("Test error: it rises from 5")
    assert "One seed of each trained net: there is no spread" in lines[-2]
    assert "0.5 epochs" in lines[-1] and "164" in lines[-1]


def test_findings_that_are_not_as_in_the_paper(tmp_path):
    claims, _ = found(tmp_path, OPPOSITE)
    assert [one.state for one in claims] == ["disagrees so far"] * 2 + ["agrees in part"]
    assert "training error falls from 7" in claims[0].measured.lower() and "test error rises from 4" in claims[1].measured


def test_findings_where_nothing_can_be_said(tmp_path):
    claims, _ = found(tmp_path / "one", EQUAL, jitter=0)
    test = claims[1].statements[1]  # test errors: no noise is made up for them
    assert test.holds is None and test.text.endswith("but seeds explain a difference of 3")
    claims, lines = found(tmp_path / "three", EQUAL, seeds=(0, 1, 2), jitter=0)
    assert claims[1].statements[1].holds is None and claims[1].statements[1].text.endswith("a difference of 1.7")
    assert not any("no spread" in line for line in lines)


def test_at_the_papers_length_no_excuse_is_made(tmp_path):
    claims, lines = found(tmp_path, None, seeds=(0, 1, 2), budget="paper", depths=(20, 56))
    assert [one.state for one in claims] == ["reproduced"] * 3 and not any(one.outlook for one in claims)
    assert not any("converged" in line or "budget" in line for line in lines)
    assert re.search(r"to 0\.\d\d % \(56\)", claims[1].measured)  # not 0.1 %


def test_failures_and_other_data_are_said(tmp_path):
    claims, lines = found(tmp_path, AS_PAPER, dataset="synthetic", failed={("plain-56", 0): 0.2})
    assert "plain-56: fail (the loss of 1 of 1 runs was not finite)." in lines
    assert any(line.startswith("Measured on the synthetic set, not on CIFAR") for line in lines)
    assert [one.state for one in claims] == ["agrees so far", "undecided", "agrees so far"]  # a net that diverged is worse
    assert "to fail (56)" in claims[0].measured and claims[0].statements[0].holds is True


# --------------------------------------------------------------------------------------------------------------------- the page


def page_of(store, budget="quick", names=("degradation",)):
    return report.write_page(store, budget, list(names)).read_text()


def test_the_page_holds_everything_and_loads_nothing(tmp_path):
    store, data = fakes.fake(tmp_path, "quick")
    paths = report.draw_figures(store, "quick", "degradation")
    assert [path.name for path in paths] == [
        "degradation.curves.png", "degradation.curves.svg", "degradation.depth.png", "degradation.depth.svg",
    ]  # fmt: skip
    page = page_of(store)
    text = html.unescape(page).replace("\u00a0", " ")
    assert (
        not re.search(r"""(src|href|url)\s*[=(]\s*["']?\s*(https?:)?//""", page)
        and "<script src" not in page
        and "@import" not in page
    )
    assert "Degradation: error against depth" in text and "He et al. 2015, section 4.2" in text
    assert "a plain net's training error rises" in text
    for one in report.read_findings(store, "quick", "degradation"):
        assert all(f"<li>{line}</li>" in text for line in (one.notes if one.judged else one.sentences()))
        assert not one.judged or (one.text in text and one.of in text and f">{one.state}</span>" in text)
        assert all(f": </span>{capitalise(said.text)}</li>" in text for said in one.statements)
    assert "Data: CIFAR-10, 50,000 training images." in text and "The papers' errors are left out" in text
    assert "make degradation BUDGET=quick ARGS='--data cifar10'" in text
    assert "python -m resexp run degradation --budget quick --data cifar10" in text
    for run in data["run"].unique():
        assert run in page
    for word in (fakes.DEVICE, "2.13.0+cpu", "551d5bf0c0de", "1,234.5", "12.95 ± 0.22", "five-seed rerun, README", "+4"):
        assert word in text
    assert "Not like with like: they are of 164 epochs, these runs of 0.5" in text
    assert "Not CIFAR" not in text
    csv = pd.read_csv(store.tables_folder("quick") / "degradation.comparison.csv")
    assert list(csv.columns) == list(published.COMPARISON) and len(csv) == 6


def test_pictures_in_the_page_are_whole_small_and_without_the_printed_caption(tmp_path):
    store, _ = fakes.fake(tmp_path, "quick")
    page = page_of(store)
    pictures = re.findall(r'src="data:image/webp;base64,([^"]+)" width="(\d+)" height="(\d+)" alt="([^"]+)"', page)
    assert len(pictures) == 2 and "Error rises with depth" in pictures[0][3]  # the figure that says it comes first
    for picture, *size, _ in pictures:
        shown = Image.open(io.BytesIO(base64.b64decode(picture)))
        assert len(picture) < 100_000 and list(shown.size) == [int(number) for number in size]
    png = Image.open(store.figures_folder("quick") / "degradation.depth.png")
    assert int(pictures[0][2]) / int(pictures[0][1]) < 0.9 * png.height / png.width
    captions = re.findall(r"<figcaption>([^<]+)<details><summary>[^<]+</summary>([^<]+)</details>", page)
    assert len(captions) == 2 and all(see.endswith(".") and len(see) < 120 for see, _ in captions)
    assert all("Budget quick: 400 iterations" in how for _, how in captions)


def test_the_page_says_what_is_still_to_come(tmp_path):
    store, _ = fakes.fake(tmp_path, "quick")
    page = report.write_page(store, "quick", ["degradation"], ["lesion"]).read_text()
    assert experiment.summary("lesion") in html.unescape(page.split("Still to come")[1].split("</div>")[0])
    parts = [part.split('"', 1) for part in page.split('<section class="chapter" id="')[1:]]
    chapters = {name: part.split('<div class="waiting">')[1] for name, part in parts if '<div class="waiting">' in part}
    assert (
        "Nothing of this chapter was measured" in chapters["paths"]
        and "<code>make lesion BUDGET=quick</code>" in chapters["paths"]
    )
    assert "depth" not in chapters and "Still to come" not in page_of(store)
    half = report.write_page(fakes.fake_lesions(tmp_path, "lesion", "quick")[0], "quick", ["lesion"]).read_text()
    assert "<code>make paths BUDGET=quick</code>" in half and "<code>make lesion BUDGET=quick</code>" not in half


def test_a_scale_stands_beside_numbers_only():
    rows = [{"paper": "9.78 ± 0.13", "ours": "17.35 ± 0.35"}, {"paper": "6.61", "ours": "median 40.97 (40.00 to 42.59)"}]
    rows += [
        {"paper": "> 60", "ours": "50.00"},
        {"paper": "", "ours": "3.00"},
        {"paper": "6.61", "ours": "fail"},
        {"paper": "0", "ours": "3e-08"},
    ]
    assert [row["at"] for row in report._chart(rows)] == [[23.9, 42.3], [16.1, 100.0]]
    assert report._chart(rows[1:]) == []


def test_synthetic_data_is_a_banner(tmp_path):
    store, _ = fakes.fake(tmp_path, "smoke", dataset="synthetic")
    page = page_of(store, "smoke")
    assert '<div class="banner" role="alert"><strong>Not CIFAR: synthetic data</strong>' in page
    assert page.count("<figcaption>NOT CIFAR. ") == 2


def test_everything_is_escaped(tmp_path, own):
    evil = "<script>alert(1)</script> & \"x\" 'y' $\\frac{1"
    own(
        "mine",
        f'"""{{}}."""\nfrom resexp.analysis.findings import Finding\nTITLE = {evil!r}\n{RUNS}\ndef findings(table):\n'
        f"    return [Finding({evil!r}, notes=[{evil!r}])]\n".replace("{}", "<b>bold</b>"),
    )
    store, data = fakes.fake(tmp_path, "smoke", experiment="mine", dataset="synthetic")
    runs = data.drop_duplicates("run")[list(table.RUN_COLUMNS)].assign(label=evil, device=evil)
    table.save(store, "smoke", "mine", data[list(table.COLUMNS)], runs.assign(seed=range(len(runs))))
    report.draw_figures(store, "smoke", "mine")
    page = page_of(store, "smoke", ["mine"])
    assert page.count("<script") == 1 and "<b>" not in page
    assert html.escape(evil, quote=False)[:40] in page.replace("&#34;", '"').replace("&#39;", "'")


def test_the_command_on_the_page_has_the_precision_if_it_is_not_the_budgets(tmp_path):
    quick = budgets.load("quick", "cifar10")
    for precision, said in (("fp32", True), ("bf16", False)):
        store, chosen = Store(tmp_path / precision), quick.replace(train={**quick.train, "precision": precision})
        plans = [chosen.plan(f"{family}-{depth}", 0) for depth in chosen.depths for family in ("plain", "resnet")]
        fakes.fill(store, plans)
        table.save(store, "quick", "degradation", *table.collect(store, plans, "quick"))
        text = page_of(store)
        assert ("run degradation --budget quick --data cifar10 --precision fp32" in text) == said
        assert "--seeds" not in text.split("run degradation")[1].split("<")[0]


def test_a_file_without_figures_or_findings_still_has_a_page(tmp_path, own):
    own("mine", RUNS)
    store, _ = fakes.fake(tmp_path, "smoke", experiment="mine", dataset="synthetic")
    assert experiment.load("mine").findings(None) is None
    assert all(not one.judged for one in report.read_findings(store, "smoke", "mine"))  # what the runs cannot show
    page = page_of(store, "smoke", ["mine"])
    assert ">mine</h3>" in page and ">More experiments</h2>" in page and page.count("<figure id=") == 2
    assert not (store.tables_folder("smoke") / "mine.comparison.csv").exists()
    assert "Nothing of this chapter was measured at this budget yet" in page and "make degradation BUDGET=smoke" in page


def test_how_to_run_it_again_says_seeds_and_depths_only_where_they_differ(tmp_path):
    cases = {
        (): {"budget": "short"},
        ("--seeds 0,1",): {"budget": "short", "seeds": (0, 1)},
        ("--depths 20,56",): {"budget": "short", "depths": (20, 56)},
        ("--seeds 3", "--depths 20"): {"budget": "short", "seeds": (3,), "depths": (20,)},
        ("--data cifar10",): {"budget": "quick"},
        ("--data synthetic", "--seeds 1"): {"budget": "quick", "dataset": "synthetic", "seeds": (1,)},
    }
    module = experiment.load("degradation")
    for i, (options, choice) in enumerate(cases.items()):
        _, data = fakes.fake(tmp_path / str(i), **choice)
        make, plain = report._commands_to_repeat(choice["budget"], module, data.drop_duplicates("run"))
        assert plain == " ".join([f"python -m resexp run degradation --budget {choice['budget']}", *options])
        assert make == f"make degradation BUDGET={choice['budget']}" + (f" ARGS='{' '.join(options)}'" if options else "")


def test_figures_are_drawn_again_only_when_the_table_is_newer(tmp_path):
    store, _ = fakes.fake(tmp_path, "quick")
    page_of(store)
    path = store.figures_folder("quick") / "degradation.depth.svg"
    first = path.stat().st_mtime_ns
    page_of(store)
    assert path.stat().st_mtime_ns == first
    os.utime(store.tables_folder("quick") / "degradation.csv", (time.time() + 5, time.time() + 5))
    page_of(store)
    assert path.stat().st_mtime_ns > first


def test_figures_that_are_no_longer_drawn_go_and_those_of_others_stay(tmp_path):
    store, _ = fakes.fake(tmp_path, "quick")
    folder = store.figures_folder("quick")
    folder.mkdir(parents=True)
    for name in ("degradation.old.svg", "degradation.old.png", "degradation_two.curves.svg", "degradation-3.x.png"):
        (folder / name).write_text("x")
    report.draw_figures(store, "quick", "degradation")
    assert sorted(path.name for path in folder.iterdir() if path.read_bytes() == b"x") == [
        "degradation-3.x.png",
        "degradation_two.curves.svg",
    ]


def test_the_same_tables_give_the_same_page(tmp_path):
    store, _ = fakes.fake(tmp_path, "quick")
    first = page_of(store)
    for path in store.figures_folder("quick").iterdir():
        path.unlink()
    assert page_of(store) == first


def test_nothing_measured_and_unknown_names_are_one_clear_line(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(UserError, match="nothing measured at quick"):
        report.write_page(store, "quick", ["degradation"])
    with pytest.raises(UserError, match="nothing measured for degradation at quick"):
        report.draw_figures(store, "quick", "degradation")
    with pytest.raises(UserError, match="did you mean degradation"):
        report.write_page(store, "quick", ["degradatio"])
    with pytest.raises(UserError, match="unknown budget 'quik'; did you mean quick"):
        report.write_page(store, "quik", ["degradation"])
