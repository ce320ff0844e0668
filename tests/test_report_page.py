"""The page in a real browser: nothing fails, everything is seen and reached, at two widths and in both themes."""

import fakes
import pytest

from resexp import report, story

pytestmark = pytest.mark.browser
WAYS = [(width, theme) for width in (400, 1400) for theme in ("light", "dark")]


@pytest.fixture(scope="module")
def written(frozen_home, tmp_path_factory):
    """The page of made-up runs of two experiments, with something still to come."""
    root = tmp_path_factory.mktemp("page")
    store, _ = fakes.fake(root, "quick")
    fakes.fake_lesions(root, "lesion", "quick")
    return report.write_page(store, "quick", ["degradation", "lesion"], ["paths"])


@pytest.mark.parametrize(("width", "theme"), WAYS)
def test_figures_are_seen_whole_and_nothing_sticks_out(written, open_page, width, theme):
    page = open_page(written, width, theme)
    figures = page.locator("figure img, figure svg")
    assert figures.count() == 3 + 5
    for number in range(figures.count()):
        picture = figures.nth(number)
        picture.scroll_into_view_if_needed()
        box = picture.bounding_box()
        assert picture.is_visible() and picture.evaluate("it => it.tagName === 'svg' || it.complete && it.naturalWidth > 0")
        assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["width"] > 290
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "least"), [(400, 2), (1400, 3)])
def test_question_answer_and_drawings_are_seen_without_scrolling(written, open_page, width, least):
    page = open_page(written, width)
    ends = page.eval_on_selector_all("h1, .opening svg", "all => all.map(it => it.getBoundingClientRect().bottom)")
    assert page.get_by_role("heading", level=1).inner_text() == story.ANSWER and len(ends) == 4
    assert sum(end <= 900 for end in ends[1:]) >= least


def test_a_unit_is_deleted_by_key_or_pointer(written, open_page):
    page = open_page(written)
    slider, said = page.get_by_label("Unit to delete"), page.locator(".slide output")
    slider.press("Home")
    assert said.inner_text().startswith("Without unit 0: residual ") and page.locator("circle.on").count() == 2
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext").startswith("Without unit 1: ")
    page.locator("circle.resnet[data-unit='3']").hover()
    assert "Without unit 3: " in said.inner_text() and "plain cannot run" in said.inner_text() and slider.input_value() == "3"


def test_the_chapter_in_view_is_marked(written, open_page):
    page = open_page(written)
    for name in ("paths", "depth"):
        page.locator(f"#{name}").evaluate("it => it.scrollIntoView({behavior: 'instant'})")
        page.wait_for_selector(f"nav a[href='#{name}'][aria-current=true]")


def test_printed_pages_are_light_and_hold_what_is_folded_but_runs(written, open_page):
    page = open_page(written, theme="dark")
    page.evaluate("onbeforeprint()")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("nav:visible, .filter:visible, .slide:visible").count() == 0
    assert page.locator("figcaption details[open]").count() == 5 and page.get_by_role("region", name="runs").count() == 0
    page.evaluate("onafterprint()")
    assert page.locator("figcaption details[open]").count() == 0


@pytest.mark.parametrize(("width", "theme"), WAYS)
def test_axe_finds_no_fault(written, open_page, width, theme):
    from axe_playwright_python.sync_playwright import Axe

    page = open_page(written, width, theme)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    found = Axe().run(page)
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []
    assert "color-contrast" in {one["id"] for one in found.response["passes"]}


def test_links_lead_somewhere(written, open_page):
    page = open_page(written)
    targets = page.eval_on_selector_all("a", "links => links.map(link => link.getAttribute('href'))")
    assert len(targets) > 5 and all(page.locator(target).count() == 1 for target in targets)
    page.get_by_role("link", name="All claims").click()
    page.wait_for_function("document.querySelector('#claims').getBoundingClientRect().top < innerHeight")


def test_claims_are_filtered_by_state_and_paper(written, open_page):
    page = open_page(written)
    rows, status = page.locator(".claims tbody tr:visible"), page.locator("#shown")
    assert rows.count() == (number := 3 + 3) and status.inner_text() == f"{number} of {number} claims"
    for state in page.locator(".tally a").all():
        state.click()
        name, number = state.inner_text().split(" · ")
        assert rows.count() == int(number) and all(row.inner_text().startswith(name) for row in rows.all())
    page.locator("#state").select_option("")
    page.locator("#paper").select_option("He 2015")
    assert rows.count() == 3
    page.locator("#paper").select_option("Veit 2016")
    assert rows.count() == 3 and "3 of 6" in status.inner_text()


def test_a_figure_is_enlarged_and_closed_with_the_keyboard_alone(written, open_page):
    page, reached = open_page(written), []
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("(it => it.tagName + (it.className ? '.' + it.className : ''))(document.activeElement)"))
        if reached[-1] == "BUTTON.picture" and reached.count("BUTTON.picture") == 1:
            page.keyboard.press("Enter")
            shown = page.get_by_role("dialog").locator("img")
            assert shown.is_visible() and shown.get_attribute("alt") and shown.bounding_box()["width"] > 900
            page.keyboard.press("Escape")
            assert not shown.is_visible()
    wanted = page.locator("a, button.picture, summary, select, pre").filter(visible=True).count()
    assert "INPUT" in reached
    assert len([one for one in reached if one != "BODY" and not one.startswith("DIV")]) >= wanted
    assert {"A", "BUTTON.picture", "SUMMARY", "SELECT", "PRE"} <= set(reached)


def test_without_scripts_everything_is_there(written, open_page):
    page = open_page(written, java_script_enabled=False)
    assert page.locator("figure img:visible").count() == 5 and page.locator(".claims tbody tr:visible").count() == 6
    assert page.locator(".filter:visible, .slide:visible").count() == 0
