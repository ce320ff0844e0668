"""Where the data sets are on this machine. No torch: a repeat with everything cached never loads it."""

from __future__ import annotations

import os
from pathlib import Path

from resexp.errors import UserError, did_you_mean
from resexp.spec import CLASSES

FOLDERS = {"cifar10": "cifar-10-batches-py", "cifar100": "cifar-100-python"}
TITLES = {"cifar10": "CIFAR-10", "cifar100": "CIFAR-100", "synthetic": "the synthetic set (not CIFAR)"}


def roots() -> list[Path]:
    """Folders that may hold the data sets: $RESEXP_DATA, then ./data."""
    given = os.environ.get("RESEXP_DATA")
    return [*([Path(given).expanduser()] if given else []), Path("data")]


def find_root(name: str) -> Path | None:
    """The root that holds a data set, or None."""
    return next((root for root in roots() if name in FOLDERS and (root / FOLDERS[name]).is_dir()), None)


def check_choice(choice: str) -> str:
    """The choice itself if it is `auto` or a data set's name; UserError otherwise."""
    if choice != "auto" and choice not in CLASSES:
        raise UserError(f"unknown data set '{choice}'{did_you_mean(choice, ['auto', *CLASSES])}")
    return choice
