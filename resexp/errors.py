"""One kind of error for everything a user can get wrong: one line, exit code 2, no traceback; and the words for it. One for
being asked to stop."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class UserError(Exception):
    """What is wrong and what to do, in one line. The command line prints it and exits with 2."""


class Stopped(Exception):
    """Asked to stop before all was done; what was being trained has been checkpointed. The message says where."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'; did you mean X?' for the nearest known word, or the list of them when it is short, or nothing."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are: {', '.join(known)}" if known and len(known) <= 16 else ""


def join_words(words: Sequence[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
