"""The order in which the experiments are told: chapters of the page, and what a first look runs. No torch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

QUESTION = "Why do residual networks work?"
ANSWER = "Because every unit adds to what it is given, instead of replacing it."
THEREFORE = (
    "So signal and gradient pass a deep net along its shortcuts, no one unit is indispensable, and more layers do not make "
    "training harder."
)
"""The papers' answer, which the page holds against what was measured, and what follows from it."""


class Chapter(NamedTuple):
    """A heading, what it is about in two or three sentences, and its experiments in order."""

    name: str
    title: str
    lead: str
    experiments: tuple[str, ...]


CHAPTERS = (
    Chapter(
        "depth", "Depth: do more layers help?",
        "A deeper plain net could copy a shallower one and let its further layers pass the signal on, so it should never train "
        "worse. He et al. (2015) found that it does, and that shortcuts around every two layers cure it.",
        ("degradation",),
    ),
    Chapter(
        "why", "Why is depth hard?",
        "Perhaps plain layers cannot express the identity, or cannot find it, or the signal is lost on its way. Each "
        "explanation predicts something else.",
        ("identity", "identity_fit", "length", "shattering", "interventions", "alignment", "responses"),
    ),
    Chapter(
        "unit", "The unit: what may stand on the shortcut?",
        "He et al. (2016) tried everything that could be put on the shortcut, and every order of the layers beside it. What "
        "leaves the shortcut clean trained best.",
        ("shortcuts", "activations", "depth"),
    ),
    Chapter(
        "gradient", "The gradient: what reaches the first layers?",
        "Behind an identity shortcut a unit's gradient is the one behind it, plus what comes through the branch. That part "
        "of it cannot vanish, however deep the net is.",
        ("gradients", "direct_term", "branch_scale"),
    ),
    Chapter(
        "paths", "The ensemble: is a residual net many shallow ones?",
        "With n units, each passed through its branch or beside it, a net is a sum over 2ⁿ paths. Veit et al. (2016) deleted "
        "units, changed their order, and asked which of the paths matter.",
        ("lesion", "lesion_many", "reorder", "paths", "effective_paths"),
    ),
    Chapter(
        "scenes", "Scenes: a class for every pixel",
        "Does what holds for one label a picture hold where every pixel has its own?",
        ("scenes", "scene_depth", "pyramid"),
    ),
    Chapter(
        "ours", "What nobody asked before",
        "Do the paths agree with each other? Does a unit need what it learned? When does the answer appear?",
        ("ensemble", "reset", "readout"),
    ),
)  # fmt: skip
REST = Chapter("more", "More experiments", "", ())
"""The chapter of experiments that no other names, a user's own among them."""

LEADS = {
    "degradation": "depth",
    "responses": "std",
    "shortcuts": "errors",
    "activations": "errors",
    "gradients": "norms",
    "lesion": "error",
    "scenes": "failures",
}
"""The figure that an experiment shows first and large, where that is not the first by name."""

FIRST_LOOK = ("degradation", "shattering", "lesion", "lesion_many", "reorder", "paths")
"""What `run first-look` runs: what shows its finding in minutes, or is measured on nets that come with the repository."""


def chapters(names: Iterable[str]) -> list[tuple[Chapter, list[str]]]:
    """The chapters with those of their experiments that are among the names, without chapters that have none; then the rest."""
    names = list(names)
    told = [(chapter, [name for name in chapter.experiments if name in names]) for chapter in CHAPTERS]
    known = {name for chapter in CHAPTERS for name in chapter.experiments}
    told.append((REST, [name for name in names if name not in known]))
    return [(chapter, some) for chapter, some in told if some]


def in_order(names: Iterable[str]) -> list[str]:
    """The names in the order of the story."""
    return [name for _, some in chapters(names) for name in some]
