"""The two exceptions of the package, and helpers for their messages.

UserError is raised for everything a user can get wrong: the command line prints its one line and exits with 2, no traceback.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence


class UserError(Exception):
    """The user's mistake; the message says in one line what is wrong and what to do."""


class Stopped(Exception):
    """Work was stopped on request; runs in training have been checkpointed. The message says at which iteration."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message about an unknown word: '; did you mean X?', or '; there are: ...' if at most 16 are known, or ''."""
    known = sorted(known)
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.6)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; there are: {', '.join(known)}" if known and len(known) <= 16 else ""


def join_words(words: Sequence[str]) -> str:
    """Words as one phrase: 'a', 'a and b', 'a, b and c'."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else list(words))
