"""Input methods as Chromium has them, and pastes: what is half composed is neither searched nor remembered."""

import pytest

from tests.web.pages.test_browser import Browser, browser, driver, site  # noqa: F401 - fixtures

pytestmark = pytest.mark.browser

ASKED = "return performance.getEntriesByType('resource').filter(({ name }) => /[?&]q=/.test(name)).length"
RECENT = "return JSON.parse(localStorage.getItem('guidedex.recent') ?? '[]')"
PAUSE = "setTimeout(arguments[0], 1500)"
"""Longer than typing pauses when a search is finished, by the clock of the page."""


def compose(browser: Browser, *texts: str) -> None:  # noqa: F811
    """Type with an input method, which shows each of ``texts`` in turn."""
    for text in texts:
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        browser.driver.execute_cdp_cmd("Input.imeSetComposition", {"text": text, **place})


def insert(browser: Browser, text: str) -> None:  # noqa: F811
    """Put ``text`` in place of what is composed, or at the caret."""
    browser.driver.execute_cdp_cmd("Input.insertText", {"text": text})


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (("ㅋ", "캐", "캐ㅅ", "캐시"), "캐시"),
        (("k", "きゃ", "きゃっしゅ", "キャッシュ"), "キャッシュ"),
        (("h", "huan", "huan'cun", "缓存"), "缓存"),
        (("´",), "é"),
        (("l", "lim", "limit"), "limiter"),
    ],
)
def test_only_what_is_composed_is_searched_and_remembered(
    browser: Browser,  # noqa: F811
    steps: tuple[str, ...],
    text: str,
) -> None:
    browser.open("/search")
    browser.box.click()
    compose(browser, *steps)
    browser.driver.execute_async_script(PAUSE)
    assert browser.driver.execute_script(ASKED) == 0
    assert browser.driver.execute_script(RECENT) == []
    insert(browser, text)
    browser.until(lambda: browser.driver.execute_script(RECENT) == [text])


def test_a_composition_that_is_given_up_leaves_the_search(browser: Browser) -> None:  # noqa: F811
    browser.open("/search?q=eviction")
    browser.box.click()
    compose(browser, "k", "か", "")
    browser.driver.execute_async_script(PAUSE)
    assert browser.path == "/search?q=eviction"
    assert browser.driver.execute_script(RECENT) == ["eviction"]


def test_a_word_typed_before_a_composition_is_not_remembered_without_it(browser: Browser) -> None:  # noqa: F811
    browser.open("/search")
    browser.box.send_keys("lim")
    compose(browser, "k", "か")
    browser.driver.execute_async_script(PAUSE)
    assert browser.driver.execute_script(RECENT) == []
    insert(browser, "iter")
    browser.until(lambda: browser.driver.execute_script(RECENT) == ["limiter"])


@pytest.mark.parametrize(
    "text",
    ["limiter " * 12_500, "x" * 100_000, "限流" * 50_000, "a\nb\tc " * 17_000, "\U0001f469\u200d\U0001f4bb" * 34_000],
)
def test_a_paste_of_100_kb_is_cut_with_a_word_about_it(browser: Browser, text: str) -> None:  # noqa: F811
    browser.open("/search")
    browser.box.click()
    insert(browser, text)
    browser.until(lambda: any(browser.texts(".cut")))
    assert len(browser.box.get_attribute("value")) == 1000
    assert browser.texts(".cut") == [f"Only the first 1,000 of {len(text):,} characters are searched."]
    browser.until(lambda: browser.path.startswith("/search?q="))
