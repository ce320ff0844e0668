"""What holds for every test: checked shapes, few threads, reproducible examples; fixtures of several files."""

import os
import shutil

# Read by torch when a test first imports it, and by the subprocesses that tests start: nothing here imports torch.
# Side by side (pytest -n) each worker has one thread: two processes of two threads on two cores wait for each other in
# OpenMP, ten times as long as they compute. A worker finds what the process that started it had set, so it sets its own.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ["OMP_NUM_THREADS"] = "1"
os.environ.setdefault("OMP_NUM_THREADS", "2")

import pytest
from hypothesis import settings
from jaxtyping import install_import_hook

# Checks the signatures of what handles tensors, shapes included. It must come before the first import of resexp.
install_import_hook(["resexp.nets.unit", "resexp.nets.net", "resexp.nets.shortcut", "resexp.probe"], "beartype.beartype")

import resexp  # noqa: E402, F401 - before torch, which then does not let threads spin where cores are taken

settings.register_profile("resexp", deadline=None, derandomize=True, database=None)
settings.load_profile("resexp")

LONG = ("test_flow", "test_train", "test_notebook", "test_propagation_experiments", "test_weights", "test_identity")
"""The files that take longest: first, so that workers which take a file each end together."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A working folder without experiments or data, no CIFAR anywhere, no results: what a wrong command must leave so."""
    for name in ("work", "no data"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("RESEXP_DATA", str(tmp_path / "no data"))
    monkeypatch.setenv("RESEXP_RESULTS", str(tmp_path / "results"))
    for name in ("RESEXP_HOME", "RESEXP_EXPERIMENTS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def command(capsys):
    """Run a command in this process: (exit code, stdout, stderr)."""
    from resexp import cli

    def run(*words):
        with pytest.raises(SystemExit) as left:
            cli.main(list(words))
        return left.value.code, *capsys.readouterr()

    return run


@pytest.fixture
def undrawn(monkeypatch):
    """No figures, which take longest of all: for tests that are about something else."""
    from resexp import report

    monkeypatch.setattr(report, "draw_figures", lambda *_: [])


@pytest.fixture(scope="module")
def frozen_home(tmp_path_factory):
    """A checkout with frozen budgets, for a whole file."""
    import fakes

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RESEXP_HOME", str(fakes.home(tmp_path_factory.mktemp("home"))))
        patch.delenv("RESEXP_EXPERIMENTS", raising=False)
        yield


@pytest.fixture(scope="module")
def cases(frozen_home, tmp_path_factory):
    """case of fakes.CASES -> (store, table) of degradation, each made once."""
    import fakes

    made = {}

    def case(name):
        if name not in made:
            made[name] = fakes.fake(tmp_path_factory.mktemp("case"), **fakes.CASES[name])
        return made[name]

    return case


@pytest.fixture(scope="module")
def drawn(cases):
    """case -> the figures of degradation.py, each made once."""
    from resexp import experiment

    made = {}

    def figures(name):
        if name not in made:
            made[name] = experiment.load("degradation").figures(cases(name)[1])
        return made[name]

    return figures


@pytest.fixture(scope="module")
def browser():
    """The system's chromium without a window, with an empty profile of its own; skips where there is none."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium here (on Debian: apt install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api")
    quiet = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
             "disable-component-update", "disable-sync"]  # fmt: skip
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=[f"--{flag}" for flag in quiet])
        yield started
        started.close()


@pytest.fixture
def open_page(browser):
    """open_page(file, width=1400, theme="light", **options of a playwright context) -> its playwright Page. After the test:
    no error was logged in any of them, and none asked for anything but files and data of its own."""
    contexts, wrong = [], []

    def open_(path, width=1400, theme="light", **options):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme, **options))
        page = contexts[-1].new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("request", lambda sent: None if sent.url.startswith(("file:", "data:", "blob:")) else wrong.append(sent.url))
        page.goto(path.as_uri())
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not wrong
