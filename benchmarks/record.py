"""Shared by the benchmarks of this folder: run one, and save its result."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from resexp.errors import UserError
from resexp.store import Store, write_atomic


def save_result(name: str, result: dict[str, Any], device: str, suffix: str = "") -> Path:
    """Write results/benchmarks/NAME-DEVICE.json, print its path and return it."""
    place = re.sub(r"[^a-z0-9]+", "-", device.lower()).strip("-")
    path = Store().root / "benchmarks" / f"{name}-{place}{suffix}.json"
    write_atomic(path, json.dumps(result, indent=1) + "\n")
    print(path)
    return path


def run_benchmark(main: Callable[[], None]) -> None:
    """Run a benchmark; wrong input is one line and exit code 2."""
    try:
        main()
    except UserError as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        sys.exit(2)
