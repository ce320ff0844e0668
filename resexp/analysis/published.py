"""The papers' numbers (experiments/published.yaml), and ours beside them. No torch."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import Field

from resexp import zoo
from resexp.analysis import table as tables
from resexp.budget import home
from resexp.errors import UserError
from resexp.spec import CLASSES, Net, Spec, make

PAPER_ITERATIONS = 64_000
PAPER_EPOCHS = 164

COMPARISON = ("label", "parameters", "paper", "source", "ours", "difference", "seeds", "failed", "epochs", "budget")
"""Columns of <experiment>.comparison.csv. paper and ours in percent, ours over seeds by the statistic of the paper's number (a
median beside He 2016, Tables 1 to 3; else a mean); difference: ours minus paper, in points."""

ROWS = ("label", "unit", "layers", *COMPARISON[1:])
"""The same, for experiments whose rows are units (`rows_of`); unit: as a line of tokens, layers: of our net."""

SAID = ("label", "quantity", "paper", "source", "ours")
"""The same, for experiments that stand beside what a paper says of a quantity."""

FAIL = 20.0
"""Percent of test error above which He 2016 calls a run `fail` (Table 1)."""


class Number(Spec):
    """One published number; the fields are explained at the top of published.yaml."""

    net: str
    unit: dict[str, Any] = Field(default={})
    data: Literal["cifar10", "cifar100"] = "cifar10"
    split: Literal["train", "test"] = "test"
    quantity: str = "error"
    intervention: str = ""
    value: float | str
    sd: float | None = None
    n: int | None = None
    statistic: Literal["single", "mean", "median", "best"] = "single"
    source: str
    place: str
    note: str = ""

    @property
    def spec(self) -> Net:
        """The net, its unit changed and its depth kept."""
        base = zoo.net(self.net)
        unit = base.unit.replace(**self.unit)
        blocks = tuple(count * base.unit.convolutions // unit.convolutions for count in base.blocks)
        net: Net = base.replace(unit=unit, blocks=blocks, classes=CLASSES[self.data])
        return net

    def text(self) -> str:
        """'7.40 ± 0.27', '8.75', 'fail', '> 60'."""
        return self.value if isinstance(self.value, str) else with_spread(self.value, self.sd)


class SceneNumber(Spec):
    """One published number of a net that gives every pixel a class; the fields are explained at the top of published.yaml."""

    head: str
    auxiliary: float
    depth: int
    data: str
    quantity: str
    value: float
    source: str
    place: str


class Source(Spec):
    """Where numbers come from."""

    title: str
    short: str


class Published(Spec):
    """All of published.yaml."""

    sources: dict[str, Source]
    numbers: tuple[Number, ...]
    scenes: tuple[SceneNumber, ...] = ()

    def cite(self, number: Number | SceneNumber) -> str:
        """'He 2015, Table 6'."""
        return f"{self.sources[number.source].short}, {number.place}"

    def find(
        self,
        net: str | None = None,
        sources: Iterable[str] | None = None,
        data: str = "cifar10",
        split: str = "test",
        quantity: str = "error",
        intervention: str = "",
    ) -> list[Number]:
        """The numbers that match, in the file's order; the best of several runs is never among them."""
        wanted = {"data": data, "split": split, "quantity": quantity, "intervention": intervention}
        chosen = set(self.sources if sources is None else sources)
        return [
            number
            for number in self.numbers
            if (net is None or (number.net == net and not number.unit))
            and number.source in chosen
            and number.statistic != "best"
            and all(getattr(number, name) == value for name, value in wanted.items())
        ]


def table_of(place: str, nets: Mapping[str, Net], data: str = "cifar10") -> dict[str, Number]:
    """The numbers of one table of He 2016 by label: those of nets of the same unit and depth.

    Args:
        place: as in published.yaml: 'Table 1'.
        nets: the paper's net of each label.
        data: the data set.
    """
    numbers = [number for number in load().find(None, ["he2016"], data) if number.place == place]
    found = {label: [n for n in numbers if (n.spec.unit.line(), n.spec.depth) == (net.unit.line(), net.depth)]
             for label, net in nets.items()}  # fmt: skip
    return {label: same[0] for label, same in found.items() if same}


def load() -> Published:
    """Read published.yaml; UserError if it is missing or says something impossible."""
    path = home() / "experiments" / "published.yaml"
    try:
        return _load(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise UserError(f"{path} is missing; run from the checkout, or set $RESEXP_HOME to it") from None


@functools.lru_cache(maxsize=4)
def _load(path: Path, changed: int) -> Published:
    """`changed` makes an edited file be read again."""
    try:
        fields = yaml.load(path.read_text(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        published: Published = make(Published, fields)
    except (yaml.YAMLError, UserError, AttributeError) as error:
        raise UserError(f"{path}: {str(error).splitlines()[0]}") from None
    named = [*(number.source for number in published.numbers), *(number.source for number in published.scenes)]
    unknown = set(named) - set(published.sources)
    if unknown:
        raise UserError(f"{path}: no such source: {', '.join(sorted(unknown))}")
    return published


def with_spread(mean: float, sd: float | None) -> str:
    """'7.40 ± 0.27', or '7.40' where there is no spread."""
    return f"{mean:.2f}" if sd is None or pd.isna(sd) else f"{mean:.2f} ± {sd:.2f}"


def ours(row: Any, statistic: str = "mean") -> str:
    """A row of `table.summarise_seeds` in words, by the statistic of the number beside it: '7.40 ± 0.27' (mean and sd);
    'median 6.71 (6.50 to 7.02)' (lowest and highest seed); '12.95 ± 0.20 and 1 fail'; 'fail'; 'fail (3 of 5), else 9.00' where
    the median run failed; '' if nothing was measured."""
    mean, runs = with_spread(row["mean"], row["sd"]), row["n"] + row["failed"]
    if not row["n"]:
        return "fail" if row["failed"] else ""
    if not math.isfinite(row["median"]):
        return f"fail ({row['failed']} of {runs}), else {mean}"
    if statistic == "median" and runs > 1:
        highest = "fail" if row["failed"] else f"{row['max']:.2f}"
        mean = f"median {row['median']:.2f} ({row['min']:.2f} to {highest})"
    return mean + (f" and {row['failed']} fail" if row["failed"] else "")


def compare(
    table: pd.DataFrame, sources: Iterable[str] | None = None, split: str = "test", quantity: str = "error"
) -> pd.DataFrame:
    """Our last iterations beside the published numbers of the same net and data set, one row each; COMPARISON.

    Nets are matched by depth, unit and data set, so a variant finds its row of a table whatever a figure calls it. A net
    without a published number, or trained on random paths, is there with `paper` empty. A failed run is counted in `failed`
    and is in no mean; in a median it is worse than every other.
    """
    published = load()

    def numbers(run: pd.Series) -> list[Number | None]:
        found = published.find(None, sources, run["data"], split, quantity)
        same = [number for number in found if _same(number.spec, run)] if pd.isna(run["paths"]) or not run["paths"] else []
        return [*same] or [None]

    rows = [
        _ours(row, run, number) | _paper(published, number, row)
        for row, run in _labels(tables.last_values(table, quantity, split))
        for number in numbers(run)
    ]
    return pd.DataFrame(rows, columns=list(COMPARISON))


def rows_of(table: pd.DataFrame, numbers: Mapping[str, Number]) -> pd.DataFrame:
    """Our last test errors beside the rows of a paper's table, each with its unit, in the order of `numbers`; ROWS.

    A shallower or a shorter trained net has its row too, without a difference. At the paper's length `fail` is what the paper
    calls so: an error above FAIL (He 2016, Table 1).

    Args:
        table: of the experiment.
        numbers: which published number belongs to which label; labels without one come last.
    """
    published, values = load(), tables.last_values(table)
    fail = None if incomparable(table) else FAIL
    rows = []
    for row, run in sorted(_labels(values), key=lambda pair: place(pair[0]["label"], numbers)):
        number = numbers.get(row["label"])
        number = number if number is not None and run["data"] == number.data else None
        like = number is not None and number.spec.depth == run["depth"] and fail is not None
        line = _paper(published, number, row if like else None)
        if number is not None:
            line["source"] += f" ({number.spec.depth} layers)"
        line |= {"unit": run["unit"], "layers": run["depth"]} | _ours(row, run, number)
        if fail is not None and fail < row["median"] < math.inf:
            line |= {"ours": f"fail ({line['ours']})", "difference": float("nan")}
        rows.append(line)
    return pd.DataFrame(rows, columns=list(ROWS))


def place(label: str, numbers: Mapping[str, Number]) -> int:
    """Of a label in the order of a paper's table; labels that are not in it come last."""
    return list(numbers).index(label) if label in numbers else len(numbers)


def _labels(values: pd.DataFrame) -> list[tuple[pd.Series, pd.Series]]:
    """For each label its row of `table.summarise_seeds`, and one of its runs."""
    spread = tables.summarise_seeds(values)
    return [(row, values[values["label"] == row["label"]].iloc[0]) for _, row in spread.iterrows()]


def _ours(row: pd.Series, run: pd.Series, number: Number | None) -> dict[str, Any]:
    return {
        "label": row["label"],
        "parameters": run["parameters"],
        "ours": ours(row, _statistic(number)),
        "seeds": row["n"] + row["failed"],
        "failed": row["failed"],
        "epochs": run["epochs"],
        "budget": run["budget"],
    }


def _statistic(number: Number | None) -> str:
    """What of our seeds stands beside a published number: their median beside a median, else their mean."""
    return "median" if number is not None and number.statistic == "median" else "mean"


def _paper(published: Published, number: Number | None, row: pd.Series | None) -> dict[str, Any]:
    """A published number (if there is one), its place, and how far ours is from it; no row: it is not to be compared."""
    if number is None:
        return {"paper": "", "source": "", "difference": float("nan")}
    difference = float("nan")
    if isinstance(number.value, float) and row is not None and math.isfinite(row["median"]):
        difference = round(row[_statistic(number)] - number.value, 4)
    return {"paper": number.text(), "source": published.cite(number), "difference": difference}


def _same(net: Net, run: pd.Series) -> bool:
    """Depth, unit and (by its parameters) width are the same."""
    alike = net.depth == run["depth"] and net.unit.line() == run["unit"]
    return alike and abs(net.parameters() / run["parameters"] - 1) < 0.02


def incomparable(table: pd.DataFrame) -> str:
    """Why the papers' final errors may not stand beside these runs' in a figure; '' if they may."""
    table = table[table["iterations"] > 0]
    if table.empty:
        return "nothing was trained"
    epochs = table["epochs"].max()
    if not table["data"].str.startswith("cifar").all():
        return "they are of CIFAR, these runs are not"
    if (table["iterations"] * table["batch"]).min() < PAPER_ITERATIONS * 128:
        return f"they are of {PAPER_EPOCHS} epochs, these runs of {epochs:.1f}"
    return "" if table["train_images"].min() >= 45_000 else "these runs saw fewer training images"
