"""One kind of error for everything a user can get wrong: one line, exit code 2, no traceback."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UserError(Exception):
    """What is wrong and what to do, in one line. The command line prints it and exits with 2."""


def nearest(word: str, known: Iterable[str]) -> str:
    """'; did you mean X?' for the nearest known word, or the list of them when it is short, or nothing."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are: {', '.join(known)}" if known and len(known) <= 16 else ""
