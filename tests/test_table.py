"""Tables: statistics on frames small enough to do by hand, the join, failed runs, and what a second save keeps."""

import math

import fakes
import pandas as pd
import pytest

from resexp.analysis import plots, style, table
from resexp.errors import UserError
from resexp.store import Store


@pytest.fixture(scope="module", autouse=True)
def home(tmp_path_factory):
    """A checkout with frozen budgets."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield


def frame(*lines, iterations=100, status="finished"):
    """(run, label, split, iteration, n, value) -> rows and runs joined."""
    return pd.DataFrame(
        [
            {"run": run, "label": label, "status": status, "iterations": iterations, "split": split, "iteration": iteration,
             "n": n, "intervention": "full", "quantity": "error", "value": value}
            for run, label, split, iteration, n, value in lines
        ]
    )  # fmt: skip


FIVE = frame(
    ("a", "x", "test", 50, 10, 90.0),
    ("a", "x", "test", 100, 20, 10.0),
    ("b", "x", "test", 100, 20, 14.0),
    ("c", "x", "test", 100, 20, 12.0),
    ("d", "y", "test", 100, 20, 30.0),
)


def test_final_takes_the_last_iteration_of_every_run():
    values = table.last_values(FIVE)
    assert list(values["run"]) == ["a", "b", "c", "d"]
    assert list(values["value"]) == [10.0, 14.0, 12.0, 30.0] and list(values["n"]) == [20] * 4


def test_spread_over_seeds():
    x, y = (row for _, row in table.summarise_seeds(table.last_values(FIVE)).iterrows())
    assert (x["label"], x["mean"], x["median"], x["min"], x["max"], x["n"], x["failed"]) == ("x", 12, 12, 10, 14, 3, 0)
    assert x["sd"] == pytest.approx(2.0)  # sqrt((4 + 4 + 0) / 2)
    assert (y["label"], y["mean"], y["n"]) == ("y", 30, 1) and math.isnan(y["sd"])


def test_a_run_that_never_reached_its_end_has_no_value():
    values = table.last_values(frame(("a", "x", "test", 50, 10, 90.0)))
    assert len(values) == 1 and math.isnan(values["value"].iloc[0])


def test_a_failed_run_counts_as_failed_whatever_its_last_line_says():
    values = pd.concat([table.last_values(FIVE), table.last_values(frame(("e", "x", "test", 100, 20, 11.0), status="failed"))])
    x = table.summarise_seeds(values).iloc[0]
    assert (x["mean"], x["n"], x["failed"]) == (12, 3, 1)
    assert (x["median"], x["min"], x["max"]) == (13, 10, math.inf)  # of 10, 12, 14 and a failure


def test_a_row_of_which_most_runs_failed_has_no_finite_median():
    ended, all_failed = [9.0, *[math.nan] * 4], [math.nan, math.nan]
    values = pd.DataFrame({"label": ["x"] * 5 + ["y"] * 2, "value": ended + all_failed})
    x, y = (row for _, row in table.summarise_seeds(values).iterrows())
    assert (x["median"], x["min"], x["mean"], x["n"], x["failed"]) == (math.inf, 9, 9, 1, 4)
    assert (y["median"], y["min"], y["n"], y["failed"]) == (math.inf, math.inf, 0, 2) and math.isnan(y["mean"])


def test_final_over_the_last_part_weighs_by_images():
    log = frame(
        ("a", "x", "train", 80, 10, 50.0),
        ("a", "x", "train", 90, 10, 40.0),  # not later than 0.9 of the run
        ("a", "x", "train", 95, 10, 30.0),
        ("a", "x", "train", 100, 30, 10.0),
        ("b", "x", "train", 95, 10, 30.0),  # this one did not reach the end
    )
    values = table.last_values(log, split="train", part=0.1).set_index("run")
    assert values.loc["a", "value"] == (30 * 10 + 10 * 30) / 40 and values.loc["a", "n"] == 40
    assert math.isnan(values.loc["b", "value"])
    assert table.last_values(log, split="train").set_index("run").loc["a", "value"] == 10


def test_other_quantities_splits_and_interventions_are_not_mixed_in():
    other = FIVE.assign(value=99.0)
    mixed = pd.concat([FIVE, other.assign(quantity="loss"), other.assign(split="train"), other.assign(intervention="drop 3")])
    assert list(table.last_values(mixed)["value"]) == [10.0, 14.0, 12.0, 30.0]


# --------------------------------------------------------------------------------------------------------- from logs to tables


def test_rows_are_those_of_the_log_joined_with_their_runs(tmp_path):
    store, read = fakes.fake(tmp_path, "smoke", dataset="synthetic", failed={("plain-14", 0): 0.4})
    plan = fakes.plans("smoke", dataset="synthetic")[0]
    mine = read[read["run"] == plan.run.key]
    log = store.read_log(plan.run.key)
    test = mine[(mine["split"] == "test") & (mine["quantity"] == "error")]
    assert list(test["value"]) == [line["test_error"] for line in log if line["test_error"] is not None]
    assert list(test["n"]) == [100, 200] and list(test["iteration"]) == [6, 12]
    train = mine[(mine["split"] == "train") & (mine["quantity"] == "error")]
    assert list(train["value"]) == [line["train_error"] for line in log] and set(train["n"]) == {2 * 32}
    assert set(mine["label"]) == {"plain-8"} and set(mine["depth"]) == {8} and set(mine["budget"]) == {"smoke"}
    assert set(mine["parameters"]) == {plan.run.net.parameters()} and set(mine["status"]) == {"finished"}


def test_a_failed_run_is_in_the_table_even_without_a_line_of_log(tmp_path):
    store, chosen = Store(tmp_path), fakes.plans("smoke", dataset="synthetic")[:1]
    fakes.fill(store, chosen, failed={("plain-8", 0): 0.0})
    store.log_file(chosen[0].run.key).unlink()
    table.save(store, "smoke", "x", *table.collect(store, chosen, "smoke"))
    table.save(store, "smoke", "x", *table.collect(store, chosen, "smoke"))
    read = table.read(store, "smoke", "x")
    assert len(read) == 1 and read["status"].iloc[0] == "failed" and math.isnan(read["value"].iloc[0])
    assert list(table.summarise_seeds(table.last_values(read))["failed"]) == [1]


def test_a_second_save_adds_seeds_and_replaces_what_was_there(tmp_path):
    store, first = fakes.fake(tmp_path, "smoke", dataset="synthetic", seeds=(0,))
    _, both = fakes.fake(tmp_path, "smoke", dataset="synthetic", seeds=(1, 0))
    assert sorted(both["seed"].unique()) == [0, 1] and len(both) == 2 * len(first)
    _, again = fakes.fake(tmp_path, "smoke", dataset="synthetic", seeds=(1,))
    pd.testing.assert_frame_equal(again, both)
    assert list(again["label"].unique()) == ["plain-8", "plain-14", "resnet-8", "resnet-14"]  # numbers sort as numbers
    assert store.tables_folder("smoke").joinpath("degradation.csv").read_text().startswith(",".join(table.COLUMNS))


def test_rows_of_another_data_set_go_and_are_named(tmp_path):
    store, _ = fakes.fake(tmp_path, "quick", dataset="synthetic")
    chosen = fakes.plans("quick", dataset="cifar10")
    fakes.fill(store, chosen)
    assert table.save(store, "quick", "degradation", *table.collect(store, chosen, "quick")) == ["synthetic"]
    assert set(table.read(store, "quick", "degradation")["data"]) == {"cifar10"}


def test_rows_of_another_recipe_under_the_same_budget_do_not_stay_beside_the_new_ones(tmp_path):
    """Somebody edits budgets.yaml: a figure must not show medians over runs of two lengths."""
    old = fakes.fake(tmp_path, "smoke", dataset="synthetic", seeds=(0, 1))[1]
    new = fakes.fake(tmp_path, "smoke", dataset="synthetic", seeds=(0,), images=128)[1]
    assert set(new["train_images"]) == {128} and set(new["seed"]) == {0} and not set(new["run"]) & set(old["run"])


def test_a_changed_spec_replaces_the_run_of_the_same_label_and_seed(tmp_path):
    store, old = fakes.fake(tmp_path, "smoke", dataset="synthetic")
    runs = old.drop_duplicates("run")[list(table.RUN_COLUMNS)].assign(run=lambda frame: "new" + frame["run"])
    table.save(store, "smoke", "degradation", pd.DataFrame(columns=list(table.COLUMNS)), runs)
    assert all(run.startswith("new") for run in table.read(store, "smoke", "degradation")["run"])


def test_saving_nothing_changes_nothing(tmp_path):
    store, before = fakes.fake(tmp_path, "smoke", dataset="synthetic")
    table.save(store, "smoke", "degradation", *table.collect(store, [], "smoke"))
    pd.testing.assert_frame_equal(table.read(store, "smoke", "degradation"), before)


def test_labels_that_look_like_numbers_or_like_nothing_stay_text(tmp_path):
    store, read = fakes.fake(tmp_path, "smoke", dataset="synthetic")
    runs = read.drop_duplicates("run")[list(table.RUN_COLUMNS)]
    for label in ("0.50", "None", "null", "NaN"):
        renamed = runs.assign(
            label=label, seed=range(len(runs)), run=[f"1e{i}" for i in range(len(runs))], commit="551700000000"
        )
        table.save(store, "smoke", "odd", pd.DataFrame(columns=list(table.COLUMNS)), renamed)
        back = table.read(store, "smoke", "odd")
        assert label in set(back["label"]) and "1e0" in set(back["run"]) and set(back["commit"]) == {"551700000000"}


def test_nothing_measured_and_damaged_tables_are_one_clear_line(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(UserError, match="nothing measured for degradation at quick"):
        table.read(store, "quick", "degradation")
    store, _ = fakes.fake(tmp_path, "smoke", dataset="synthetic")
    path = store.tables_folder("smoke") / "degradation.csv"
    for content in (b"", b"run,split\na,b\n", path.read_bytes()[:100], b"\xff\xfe\x00", b'run,"split\n'):
        path.write_bytes(content)
        with pytest.raises(UserError, match="damaged"):
            table.read(store, "smoke", "degradation")


def test_one_run_under_two_labels_is_there_under_both(tmp_path):
    from resexp import budget

    store = Store(tmp_path)
    smoke = budget.load("smoke")
    plans = [smoke.plan("resnet-8", 0), smoke.plan("resnet-8", 0, label="the same"), smoke.plan("resnet-8", 0)]
    run = plans[0].run
    store.write_spec(run)
    store.append_log(run.key, {"iteration": 12, "lr": 0.1, "train_loss": 1.0, "train_error": 50.0, "test_loss": 1.0,
                               "test_error": 40.0, "test_n": 200, "images_per_second": 1.0})  # fmt: skip
    store.finish(run.key, None, {"status": "finished"})
    table.save(store, "smoke", "twice", *table.collect(store, plans, "smoke"))
    read = table.read(store, "smoke", "twice")
    assert sorted(read["label"].unique()) == ["resnet-8", "the same"]
    assert list(table.last_values(read)["value"]) == [40.0, 40.0]
    assert len(read) == 2 * 4
    with style.house_style():
        plots.default_figures(read)


def test_a_table_of_an_older_version_is_read_and_added_to(tmp_path):
    from resexp import budget

    store = Store(tmp_path)
    plans = [budget.load("smoke").plan("resnet-8", seed) for seed in (0, 1)]
    for plan in plans:
        key = plan.run.key
        store.write_spec(plan.run)
        store.append_log(key, {"iteration": 12, "test_loss": 1.0, "test_error": 40.0, "test_n": 200})
        store.finish(key, None, {"status": "finished"})
    rows, runs = table.collect(store, plans[:1], "smoke")
    table.save(store, "smoke", "old", rows, runs)
    path = store.tables_folder("smoke") / "old.csv"
    pd.read_csv(path).drop(columns=["at", "note"]).to_csv(path, index=False)
    table.save(store, "smoke", "old", *table.collect(store, plans[1:], "smoke"))
    assert list(table.last_values(table.read(store, "smoke", "old"))["value"]) == [40.0, 40.0]
