"""resexp: see for yourself why residual networks work.

from resexp import load, rows, runs, zoo, Route
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

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
