"""docs/figures.md: every command in it is one, every picture is in the repository, every experiment is there, and so is every
figure and table of the papers on CIFAR, drawn or not."""

import re
from pathlib import Path

import pytest

from resexp import experiment

DOCS = Path(__file__).parent.parent / "docs"
DRAWN, NOT_DRAWN = (DOCS / "figures.md").read_text().split("## Not drawn here")
ROWS = [line.split(" | ") for line in DRAWN.splitlines() if line.startswith("| ")][1:]
PAPERS = {"He 2015": {"Fig": 7, "Table": 14}, "He 2016": {"Fig": 6, "Table": 5}, "Veit 2016": {"Fig": 6}}
"""How many figures and tables each paper has."""


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


@pytest.mark.parametrize("paper", PAPERS)
def test_every_figure_and_table_of_the_papers_on_cifar_is_named(paper):
    named = {kind: set() for kind in PAPERS[paper]}
    for line in (DRAWN + NOT_DRAWN).splitlines():
        if line.startswith(f"| {paper}, "):
            for kind, numbers in re.findall(r"(Fig|Table)s?\.? ((?:\d+[a-c]?(?:, | and | to )?)+)", line.split(" | ")[0]):
                for first, last in re.findall(r"(\d+)[a-c]?(?: to (\d+))?", numbers):
                    named[kind] |= set(range(int(first), int(last or first) + 1))
    assert named == {kind: set(range(1, count + 1)) for kind, count in PAPERS[paper].items()}


def test_links_into_a_page_meet_a_heading():
    """GitHub's names of headings: lower case, words joined by -, other marks left out."""

    def name(heading):
        return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")

    pages = {path.resolve(): path.read_text() for path in (DOCS.parent / "README.md", *DOCS.glob("*.md"))}
    headings = {path: {name(line) for line in re.findall(r"^#+ (.*)$", text, re.MULTILINE)} for path, text in pages.items()}
    for path, text in pages.items():
        for file, anchor in re.findall(r"\]\(([^)#\s]*)#([^)]+)\)", text):
            aim = (path.parent / file).resolve() if file else path
            assert aim not in headings or anchor in headings[aim], f"{path.name}: {file}#{anchor}"
