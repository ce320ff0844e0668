"""docs/figures.md: every command in it is one, every picture is in the repository, and every experiment is there."""

import re
from pathlib import Path

from resexp import experiment

DOCS = Path(__file__).parent.parent / "docs"
ROWS = [line.split(" | ") for line in (DOCS / "figures.md").read_text().splitlines() if line.startswith("| ")][1:]


def test_each_row_has_a_command_of_an_experiment_and_pictures_that_are_there(monkeypatch):
    monkeypatch.delenv("RESEXP_EXPERIMENTS", raising=False)
    named = set()
    for _, _, command, pictures in ROWS:
        words = re.fullmatch(r"`(?:make|python -m resexp run) ([a-z_ ]+?) (?:BUDGET=short|--budget paper [^`]*)`.*", command)
        assert words, command
        named |= (mine := set(words[1].split()))
        for path in re.findall(r"\]\(([^)]+)\)", pictures):
            assert (DOCS / path).is_file() and Path(path).name.split(".")[0] in mine, path
    assert named == set(experiment.names())


def test_a_picture_that_was_drawn_at_short_is_linked():
    drawn = {path.name for path in (DOCS.parent / "results" / "short" / "figures").glob("*.png")}
    for _, what, command, pictures in ROWS:
        if "](" not in pictures and "--budget" not in command:
            names = re.search(r"make ([a-z_ ]+) BUDGET", command)[1].split()
            assert not [name for name in drawn if name.split(".")[0] in names], what
