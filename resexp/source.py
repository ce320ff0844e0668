"""Where things are on this machine: experiments, data sets, results. No torch: a repeat with all cached never loads it."""

from __future__ import annotations

import os
from pathlib import Path

from resexp.errors import UserError, did_you_mean
from resexp.spec import CLASSES

FOLDERS = {"cifar10": "cifar-10-batches-py", "cifar100": "cifar-100-python", "camvid": "camvid"}
TITLES = {
    "cifar10": "CIFAR-10",
    "cifar100": "CIFAR-100",
    "synthetic": "the synthetic set (not CIFAR)",
    "scenes": "procedural scenes (not photographs)",
    "camvid": "CamVid at 240 x 180",
    "folder": "a folder of the user's",
}


PACKAGE = Path(__file__).resolve().parent


def in_checkout() -> bool:
    """Whether the package lies in a checkout, and not where pip has installed a wheel."""
    return (PACKAGE.parent / "experiments" / "budgets.yaml").is_file()


def download_command(data: str) -> str:
    """What the user types to get a data set: a target of the checkout's Makefile, or the command that a wheel has, too."""
    return "make data" if data == "cifar10" and in_checkout() else f"python -m resexp data {data}"


def run_command(name: str, budget: str) -> str:
    """What the user types to run an experiment: the checkout's `make`, or the command that a wheel has, too."""
    return f"make {name} BUDGET={budget}" if in_checkout() else f"python -m resexp run {name} --budget {budget}"


def home() -> Path:
    """The folder that holds experiments/: $RESEXP_HOME or the working folder if it has one, else this package's checkout, else
    what its wheel brought along."""
    here = Path(os.environ.get("RESEXP_HOME") or ".")
    if (here / "experiments" / "budgets.yaml").is_file():
        return here
    return PACKAGE.parent if in_checkout() else PACKAGE / "shipped"


def results() -> Path:
    """The results folder: $RESEXP_RESULTS, else ./results, else that of the checkout, so that its released runs are found from
    any folder."""
    given = os.environ.get("RESEXP_RESULTS")
    if given:
        return Path(given).expanduser()
    here, ours = Path("results"), home() / "results"
    return here if here.is_dir() or not ours.is_dir() else ours


def roots() -> list[Path]:
    """Folders that may hold the data sets: $RESEXP_DATA or the checkout's data if there is any, and ./data."""
    given, here, ours = os.environ.get("RESEXP_DATA"), Path("data"), home() / "data"
    if given:
        return [Path(given).expanduser(), here]
    return [here, ours] if ours.is_dir() and ours.resolve() != here.resolve() else [here]


def find_root(name: str) -> Path | None:
    """The root that holds a data set, or None."""
    return next((root for root in roots() if name in FOLDERS and (root / FOLDERS[name]).is_dir()), None)


def check_choice(choice: str) -> str:
    """The choice itself if it is `auto` or a data set's name; UserError otherwise."""
    if choice != "auto" and choice not in CLASSES:
        raise UserError(f"unknown data set '{choice}'{did_you_mean(choice, ['auto', *CLASSES])}")
    return choice
