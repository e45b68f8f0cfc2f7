"""The journey of docs/keyboard.md step by step, and the announcements during a slow search."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("selenium.webdriver", reason="pip install selenium")

from selenium.webdriver.common.keys import Keys

from tests.web.conftest import SmallSite
from tests.web.pages.test_browser import Browser, driver, running, site  # noqa: F401
from tests.web.pages.test_browser import browser as on_small_site  # noqa: F401
from web.app import create_app

DOC = Path(__file__).parents[3] / "docs" / "keyboard.md"
MAX_TABS = 80

pytestmark = pytest.mark.browser


@pytest.fixture
def browser(on_small_site: Browser, shipped_index: Path) -> Iterator[Browser]:  # noqa: F811
    """Return a new tab on a site with the shipped guides."""
    with running(create_app(SmallSite(shipped_index))) as url:
        on_small_site.url = url
        on_small_site.open("/")
        yield on_small_site


def focused(browser: Browser) -> str:
    """Return the text of the focused element."""
    return str(browser.driver.execute_script("return document.activeElement.textContent.trim()"))


def tab_to(browser: Browser, begins: str, inside: str) -> None:
    """Press Tab until an element inside ``selector`` whose text begins with ``begins`` has the focus."""
    script = "return document.activeElement.matches(arguments[0] + ' *') && document.activeElement.textContent.trim()"
    for _ in range(MAX_TABS):
        browser.press(Keys.TAB)
        if str(browser.driver.execute_script(script, inside) or "\0").startswith(begins):
            return
    raise AssertionError(f"{MAX_TABS} times Tab do not lead to {begins!r}")


def search_box(browser: Browser) -> None:
    browser.open("/guides/caching")
    browser.chord(Keys.CONTROL, "k")
    assert browser.driver.switch_to.active_element == browser.box
    assert browser.box.get_attribute("role") == "combobox"
    assert browser.box.get_attribute("aria-controls") == "suggestions"
    browser.open("/")
    browser.press("/")
    assert browser.driver.switch_to.active_element == browser.box


def results_with_each_key(browser: Browser) -> None:
    browser.press("kuber")
    browser.until(lambda: browser.ids()[:1] == ["kubernetes"] and browser.path == "/search?q=kuber")
    browser.until(lambda: browser.box.get_attribute("aria-expanded") == "true")
    browser.until(lambda: "results for “kuber”" in browser.texts("#status")[0])


def first_suggestion(browser: Browser) -> None:
    browser.press(Keys.ARROW_DOWN)
    assert browser.active().startswith("Kubernetes")
    assert browser.texts("[role=option][aria-selected=true]") == [browser.active()]
    assert browser.driver.switch_to.active_element == browser.box


def last_first_and_none(browser: Browser) -> None:
    options = browser.texts("[role=option]")
    browser.press(Keys.END)
    assert browser.active() == options[-1]
    browser.press(Keys.HOME)
    assert browser.active() == options[0]
    browser.press(Keys.ARROW_UP)
    assert browser.active() == ""


def closed(browser: Browser) -> None:
    browser.press(Keys.ESCAPE)
    assert browser.box.get_attribute("aria-expanded") == "false"
    assert browser.box.get_property("value") == "kuber"


def emptied(browser: Browser) -> None:
    browser.press(Keys.ESCAPE)
    assert browser.box.get_property("value") == ""
    browser.until(lambda: browser.path == "/search")


def an_address(browser: Browser) -> None:
    browser.press("rate limiting", Keys.ENTER)
    browser.until(lambda: browser.path == "/search?q=rate+limiting" and browser.ids()[:1] == ["rate-limiting"])
    browser.until(lambda: not browser.driver.execute_script("return document.querySelector('[aria-busy]')"))


def narrowed(browser: Browser) -> None:
    tab_to(browser, "Question", ".groups")
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.path == "/search?q=rate+limiting&kind=question" and browser.texts(".chosen a"))
    assert focused(browser).startswith("Question")


def opened_at_the_answer(browser: Browser) -> None:
    tab_to(browser, browser.texts(".hit h3")[4].strip(), ".hit h3")
    browser.scrolled = browser.driver.execute_script("return scrollY")
    assert browser.scrolled > 0
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.path.startswith("/guides/"))
    assert browser.driver.execute_script("return document.querySelector(':target') !== null")
    assert browser.texts(".prose mark")


def restored(browser: Browser) -> None:
    browser.driver.back()
    browser.until(lambda: browser.path == "/search?q=rate+limiting&kind=question" and browser.ids())
    assert browser.box.get_property("value") == "rate limiting"
    browser.until(lambda: browser.driver.execute_script("return scrollY") == browser.scrolled)


def second_page(browser: Browser) -> None:
    first = browser.ids()
    tab_to(browser, "Next", ".pager")
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.path.endswith("&page=2") and browser.ids() not in ([], first))
    browser.until(lambda: focused(browser).endswith("results for “rate limiting”"))


def another_tab(browser: Browser) -> None:
    browser.chord(Keys.CONTROL, "k")
    browser.press("kafka")
    browser.until(lambda: browser.box.get_attribute("aria-expanded") == "true" and "q=kafka" in browser.path)
    browser.press(Keys.ARROW_DOWN)
    here, before = browser.path, set(browser.driver.window_handles)
    browser.chord(Keys.CONTROL, Keys.ENTER)
    browser.until(lambda: set(browser.driver.window_handles) - before)
    assert browser.path == here
    window = browser.driver.current_window_handle
    browser.driver.switch_to.window((set(browser.driver.window_handles) - before).pop())
    browser.until(lambda: browser.path == "/guides/kafka")
    browser.driver.close()
    browser.driver.switch_to.window(window)


STEPS: tuple[Callable[[Browser], None], ...] = (
    *(search_box, results_with_each_key, first_suggestion, last_first_and_none, closed, emptied),
    *(an_address, narrowed, opened_at_the_answer, restored, second_page, another_tab),
)


def test_every_step_that_is_written_down_holds(browser: Browser) -> None:
    written = re.findall(r"^\d+\. ", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(written) == len(STEPS)
    for step in STEPS:
        step(browser)


NEVER = """window.fetch = (url, {signal}) =>
  new Promise((_, fail) => signal.addEventListener("abort", () => fail(signal.reason)))"""


def test_a_slow_search_is_shown_and_said(browser: Browser) -> None:
    browser.open("/search?q=kafka")
    browser.driver.execute_script(NEVER)
    browser.box.send_keys("s")
    browser.until(lambda: browser.driver.execute_script("return document.querySelector('#results[aria-busy=true]')"))
    browser.until(lambda: browser.texts("#status") == ["Still searching…"])
    assert browser.ids()


def test_no_list_changes_while_a_button_of_the_mouse_is_down(browser: Browser) -> None:
    browser.open("/search?q=kafka")
    before = browser.ids()
    browser.driver.execute_script("dispatchEvent(new PointerEvent('pointerdown'))")
    browser.box.send_keys(" redis")
    browser.driver.execute_async_script("setTimeout(arguments[0], 500)")
    assert browser.ids() == before
    browser.driver.execute_script("dispatchEvent(new PointerEvent('pointerup'))")
    browser.until(lambda: browser.ids() != before)
    assert browser.path == "/search?q=kafka+redis"
