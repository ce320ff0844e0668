"""resexp: see for yourself why residual networks work.

from resexp import load, rows, runs, zoo, Route
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

if "OMP_WAIT_POLICY" not in os.environ:
    # GNU's OpenMP, which PyTorch's Linux wheels use, reads it when torch is loaded, so that it is set before. Its threads then
    # wait for each other a thousand rounds, not 300,000, before they leave the core to other programs (docs/performance.md).
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")

__version__ = "0.1.0"

_HOMES = {"load": "api", "rows": "api", "runs": "api", "Route": "route", "UserError": "errors"}
__all__ = ["Route", "UserError", "load", "rows", "runs", "zoo"]


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that `resexp --help` does not wait for torch or pandas."""
    if name in _HOMES:
        return getattr(import_module(f"resexp.{_HOMES[name]}"), name)
    try:
        return import_module(f"resexp.{name}")
    except ModuleNotFoundError:
        raise AttributeError(f"module 'resexp' has no attribute '{name}'") from None
