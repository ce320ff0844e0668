"""What stands under a figure: what it draws, then data, budget, seeds and device, from the table alone."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from resexp import zoo
from resexp.analysis import frames
from resexp.analysis.render import NOT_CIFAR
from resexp.errors import UserError, join_words
from resexp.source import TITLES
from resexp.spec import unit_from_line


def layers_note(table: pd.DataFrame) -> str:
    """How deep the nets are: 'Nets of 8 layers.', 'Nets of 8 and 11 layers.'"""
    return f"Nets of {join_words([str(depth) for depth in sorted(table['depth'].unique())])} layers."


DRAWN, HOW = "resexp_drawn", "resexp_how"
"""Attributes of a figure: the rows that it draws; how it draws them."""


def explain(fig: Figure, see: str, how: str = "", drawn: pd.DataFrame | None = None) -> None:
    """Say what a figure shows. Data, budget, seeds and device are added when it is saved.

    Args:
        fig: the figure.
        see: the first line of the caption: what a reader should see, in one short sentence.
        how: what stands for what, what was measured and how; printed below in small type.
        drawn: the rows of the table that it draws, if not all: the caption speaks of their runs only, and of no run if it is
            empty.
    """
    fig.set_label(see)
    setattr(fig, HOW, how)
    setattr(fig, DRAWN, drawn)


def caption(fig: Figure, table: pd.DataFrame) -> str:
    """The caption of a figure of this table: a line of what to see, then, on the next, how, and where the numbers are from."""
    drawn = rows_drawn(fig, table)
    loud = f"{NOT_CIFAR}. " if (drawn["data"] == "synthetic").any() else ""
    below = f"{getattr(fig, HOW, '')} {provenance(drawn)}".strip()
    return loud + "\n".join(part for part in (str(fig.get_label()), below) if part)


def rows_drawn(fig: Figure, table: pd.DataFrame) -> pd.DataFrame:
    """The rows that a figure of this table draws."""
    rows = getattr(fig, DRAWN, None)
    return table if rows is None else rows


def tested_on(table: pd.DataFrame, n: float) -> str:
    """'all 10,000 test images', 'the first 250 test images'."""
    return f"{'all' if n == table['test_images'].max() else 'the first'} {n:,.0f} test images"


def seed_note(table: pd.DataFrame, drawn: str = "Lines") -> str:
    """'Lines: medians over seeds; bands: lowest to highest seed.', if there is more than one seed."""
    several = table.groupby("label")["run"].nunique().max() > 1
    return f" {drawn}: medians over seeds; bands: lowest to highest seed." if several else ""


def provenance(table: pd.DataFrame) -> str:
    """Data, length, seeds and device of the runs of a table: from its columns alone. '' of a figure that draws none."""
    if table.empty:
        return ""
    runs = table.drop_duplicates("run")
    here = runs[(runs["status"] != "imported") & (runs["iterations"] > 0)]
    if len(here):
        parts = [_data_words(table, here), _budget_words(here), _seed_words(here), _device_words(here)]
    else:
        parts = [f"Data: {_titles(runs)}."]
    parts += [_untrained_words(runs[runs["iterations"] == 0]), _imported_words(runs[runs["status"] == "imported"])]
    return " ".join(part for part in parts if part)


def _data_words(table: pd.DataFrame, runs: pd.DataFrame) -> str:
    text = f"Data: {_titles(runs)}, {number_range(runs['train_images'])} training images."
    tests = table[(table["split"] == "test") & (table["intervention"] == "full") & table["quantity"].isin(["error", "loss"])]
    if tests.empty:
        return text
    text += f" Test: last iteration, no selection, {number_range(runs['test_images'])} test images"
    early = tests[tests["iteration"] < tests["iterations"]]
    fewer = early[early["n"] < early["test_images"]]
    return text + (f"; tests before the last: the first {number_range(fewer['n'])} of them." if len(fewer) else ".")


def _titles(runs: pd.DataFrame) -> str:
    return join_words([TITLES.get(name, str(name)) for name in runs["data"].unique()])


def _imported_words(runs: pd.DataFrame) -> str:
    """What is not known of weights that were trained elsewhere is not said."""
    labels = join_words([str(label) for label in runs["label"].unique()])
    return f"{labels}: imported weights, a published net, not trained here." if labels else ""


def _untrained_words(runs: pd.DataFrame) -> str:
    """Nothing that a budget spends goes into them."""
    if runs.empty:
        return ""
    budget = join_words([str(name) for name in runs["budget"].unique()])
    text = (
        f"Nets at initialisation: nothing is trained, so the length of training does not matter (here {budget}){_narrow(runs)}."
    )
    return f"{text} {_seed_words(runs)}"


def _narrow(runs: pd.DataFrame) -> str:
    one_each = runs.drop_duplicates("label", keep="last")
    narrow = {row["label"]: row["parameters"] < 0.8 * _parameters(row) for _, row in one_each.iterrows()}
    names = "nets" if all(narrow.values()) else join_words([str(label) for label, is_so in narrow.items() if is_so])
    return f", {names} narrower than the papers'" if any(narrow.values()) else ""


def _budget_words(runs: pd.DataFrame) -> str:
    budget = join_words([str(name) for name in runs["budget"].unique()])
    schedule = join_words([str(name) for name in sorted(runs["schedule"].unique())])
    epochs = (
        epochs_text(runs["epochs"].min())
        if runs["epochs"].nunique() == 1
        else f"{_number(runs['epochs'].min())} to {epochs_text(runs['epochs'].max())}"
    )
    text = (
        f"Budget {budget}: {number_range(runs['iterations'])} iterations of {number_range(runs['batch'])} images = {epochs}, "
        f"{schedule} schedule, {join_words(sorted(runs['precision'].unique()))}"
    )
    return f"{text}{_narrow(runs)}."


def _parameters(row: pd.Series) -> float:
    """Of the net of the papers' width with the run's units and depth; 0 if there is none."""
    if isinstance(row["net"], str) and row["net"]:
        return zoo.net(row["net"]).parameters()
    options = dict(pair.split("=") for pair in str(row["options"]).split(",") if "=" in pair)
    try:
        return zoo.net_from_unit(unit_from_line(row["unit"]).replace(**options), int(row["depth"])).parameters()
    except UserError:
        return 0.0


def _seed_words(runs: pd.DataFrame) -> str:
    seeds = sorted(runs["seed"].unique())
    counts = runs.groupby("label")["run"].size()
    n = f"n = {number_range(counts)} {'run' if counts.max() == 1 else 'runs'} a net"
    text = f"Seed{'s' if len(seeds) > 1 else ''} {number_list(seeds)} ({n}{': no spread known' if counts.max() == 1 else ''})."
    failed = runs[runs["status"] == "failed"].groupby("label", sort=False).size()
    return text + (
        f" Failed: {join_words([f'{label} ({number} of {counts[label]})' for label, number in failed.items()])}."
        if len(failed)
        else ""
    )


def _device_words(runs: pd.DataFrame) -> str:
    devices = [str(name) for name in runs["device"].dropna().unique()]
    return f"Trained on {join_words(devices)}." if devices else ""


def number_range(values: pd.Series) -> str:
    low, high = values.min(), values.max()
    return f"{int(low):,}" if low == high else f"{int(low):,} to {int(high):,}"


def number_list(numbers: Sequence[int]) -> str:
    """'0', '0 and 1', '0 to 4'."""
    run = len(numbers) > 2 and numbers[-1] - numbers[0] == len(numbers) - 1
    return f"{numbers[0]} to {numbers[-1]}" if run else join_words([str(number) for number in numbers])


def _number(value: float) -> str:
    return f"{value:.1f}"


def epochs_text(value: float) -> str:
    return f"{_number(value)} epoch{'' if _number(value) == '1.0' else 's'}"


def last_errors_note(values: pd.DataFrame) -> str:
    """What `plots.seed_dots` draws, in words."""
    failed = values["value"].isna().any() and not values["value"].isna().all()
    counts = " (a failed run counts as higher than all others; no bar where half of the runs failed)" if failed else ""
    return f"Test error after the last iteration: every seed a dot, the bar their median{counts}."


def curves_note(table: pd.DataFrame, smooth: int) -> str:
    """What `curves` of training and test error draws, in words."""
    window = frames.log_window(table)
    train = f" (running mean over {smooth * window:,} iterations)" if smooth > 1 else f" (mean over {window:,} iterations)"
    return (
        f"Bold: test error; dashed: training error, of augmented batches as they are trained on{train if window else ''}."
        f"{seed_note(table)}"
    )
