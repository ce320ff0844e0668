"""The browser that the tests of pages use: it finds what is wrong with a page."""

import pytest

pytestmark = pytest.mark.browser


def test_a_page_is_opened_at_a_width_and_in_a_theme(open_page, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "<!doctype html><title>a page</title><style>@media (prefers-color-scheme: dark) { p { color: red } }</style><p>x"
    )
    for width, theme, colour in ((400, "dark", "rgb(255, 0, 0)"), (1400, "light", "rgb(0, 0, 0)")):
        page = open_page(path, width, theme)
        assert page.evaluate("innerWidth") == width
        assert page.evaluate("getComputedStyle(document.querySelector('p')).color") == colour


def test_errors_of_scripts_and_requests_are_found(browser, tmp_path):
    import conftest

    path = tmp_path / "page.html"
    for broken in (
        "<script>throw Error('no')</script>",
        "<script>console.error('no')</script>",
        "<img src='http://127.0.0.1:9/x.png'>",
    ):
        path.write_text(f"<!doctype html><title>a page</title>{broken}")
        opened = conftest.open_page.__wrapped__(browser)
        next(opened)(path).wait_for_timeout(100)
        with pytest.raises(AssertionError):
            next(opened, None)
