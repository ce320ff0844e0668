"""Where the benchmarks of this folder leave their results."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from resexp.store import Store, write_atomic


def save(name: str, result: dict[str, Any], device: str, suffix: str = "") -> Path:
    """Write results/benchmarks/NAME-DEVICE.json and say where."""
    place = re.sub(r"[^a-z0-9]+", "-", device.lower()).strip("-")
    path = Store().root / "benchmarks" / f"{name}-{place}{suffix}.json"
    write_atomic(path, json.dumps(result, indent=1) + "\n")
    print(path)
    return path
