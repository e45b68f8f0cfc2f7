"""The pages in a real browser: by keyboard alone, without a script, and under axe."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote_plus, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.serving import make_server

from search import open_index
from tests.web.conftest import SmallSite
from tests.web.queries import some_queries
from web.app import create_app

webdriver = pytest.importorskip("selenium.webdriver", reason="pip install selenium")

from selenium.common.exceptions import StaleElementReferenceException  # noqa: E402
from selenium.webdriver.chrome.service import Service  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402
from selenium.webdriver.remote.webelement import WebElement  # noqa: E402
from selenium.webdriver.support.wait import WebDriverWait  # noqa: E402

CHROMIUM, DRIVER = Path("/usr/bin/chromium"), Path("/usr/bin/chromedriver")
SCREENSHOTS = Path(__file__).parents[3] / "build" / "screenshots"
"""Screenshots of every page at every width, light and dark, of the last run."""

INSTALL = "apt-get install --yes chromium chromium-driver"
PAGES = ("/", "/search?q=token+bucket", "/search?q=zzyzx", "/questions", "/guides/rate-limiting")
MORE_PAGES = (
    "/search?q=limiter&kind=question",
    "/guides/note-7",
    "/guides/rate-limiting?q=token+bucket#token-bucket",
    "/practice?difficulty=hard",
    "/questions/rate-limiting/q-how-does-a-token-bucket-work",
    "/editor?rules=all",
    "/search?kind=question&page=2",
    "/search?q=evicton",
    "/questions?q=zzyzx",
    "/widgets",
    "/api/v1/docs",
)
ERROR_PAGES = ("/nowhere", "/guides/rate-limitin", "/search?page=0")
QUERIES = ("token bucket", "throttling", "copy OR limiter", "evicton", "how do you test", "cach")

pytestmark = pytest.mark.browser


class Browser:
    """Chromium on a running site."""

    def __init__(self, driver: "webdriver.Chrome", url: str) -> None:
        self.driver = driver
        self.url = url

    def open(self, path: str) -> None:
        self.driver.get(self.url + path)

    def keep_picture(self, folder: Path, path: str) -> None:
        """Save a screenshot under a name made of the page's address."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{quote_plus(path.strip('/')) or 'home'}.png").write_bytes(self.driver.get_screenshot_as_png())

    @property
    def path(self) -> str:
        parts = urlsplit(self.driver.current_url)
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def box(self) -> WebElement:
        return self.driver.find_element(By.ID, "q")

    def press(self, *keys: str) -> None:
        ActionChains(self.driver).send_keys(*keys).perform()

    def chord(self, modifier: str, key: str) -> None:
        ActionChains(self.driver).key_down(modifier).send_keys(key).key_up(modifier).perform()

    def texts(self, selector: str) -> list[str]:
        elements = self.driver.find_elements(By.CSS_SELECTOR, selector)
        return [element.get_attribute("textContent") for element in elements]

    def ids(self) -> list[str]:
        hits = self.driver.find_elements(By.CSS_SELECTOR, ".hit")
        return [hit.get_attribute("data-id") for hit in hits]

    def until(self, condition: Callable[[], object]) -> None:
        """Wait until ``condition()`` is true; the page may be changing meanwhile."""
        waiting = WebDriverWait(self.driver, 10, 0.02, [StaleElementReferenceException])
        waiting.until(lambda _: condition())

    def active(self) -> str:
        return self.driver.execute_script(
            "return document.getElementById(arguments[0])?.textContent ?? ''",
            self.box.get_attribute("aria-activedescendant") or "",
        )


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """Serve ``app`` at a free port and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    with running(app) as url:
        yield url


@pytest.fixture(scope="module")
def driver() -> "Iterator[webdriver.Chrome]":
    if not (CHROMIUM.exists() and DRIVER.exists()):
        pytest.skip(f"needs Chromium and its driver: {INSTALL}")
    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    chromium = webdriver.Chrome(options=options, service=Service(str(DRIVER)))
    yield chromium
    chromium.quit()


@pytest.fixture
def browser(driver: "webdriver.Chrome", site: str) -> Iterator[Browser]:
    """Return a new tab with empty storage; errors in its console fail the test."""
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": False},
    )
    driver.get(site + "/healthz")
    driver.execute_script("localStorage.clear()")
    driver.get_log("browser")
    yield Browser(driver, site)
    errors = [entry["message"] for entry in driver.get_log("browser")]
    driver.close()
    driver.switch_to.window(first)
    assert errors == []


def test_a_reader_finds_a_question_by_keyboard_alone(browser: Browser) -> None:
    browser.open("/")
    browser.chord(Keys.CONTROL, "k")
    browser.press("token b")
    browser.until(lambda: browser.path == "/search?q=token+b" and browser.ids())
    browser.until(lambda: browser.box.get_attribute("aria-expanded") == "true")
    browser.press(Keys.ARROW_DOWN)
    first = browser.active()
    browser.press(Keys.END)
    last = browser.active()
    browser.press(Keys.HOME)
    assert first == browser.active() != last
    assert browser.driver.switch_to.active_element == browser.box
    browser.press(Keys.ENTER)
    browser.until(lambda: browser.path.startswith("/guides/rate-limiting"))


def test_escape_closes_first_and_clears_second(browser: Browser) -> None:
    browser.open("/search")
    browser.box.send_keys("limiter")
    browser.until(lambda: browser.box.get_attribute("aria-expanded") == "true")
    browser.press(Keys.ESCAPE)
    assert browser.box.get_attribute("aria-expanded") == "false"
    assert browser.box.get_property("value") == "limiter"
    browser.press(Keys.ESCAPE)
    assert browser.box.get_property("value") == ""
    browser.until(lambda: browser.path == "/search")


def test_typing_replaces_the_address_submitting_adds_one_and_back_restores(
    browser: Browser,
) -> None:
    browser.open("/search?q=copy")
    before = browser.driver.execute_script("return history.length")
    browser.box.clear()
    browser.box.send_keys("limiter")
    browser.until(lambda: browser.path == "/search?q=limiter")
    assert browser.driver.execute_script("return history.length") == before
    ids = browser.ids()
    browser.press(Keys.ENTER)
    assert browser.driver.execute_script("return history.length") == before + 1
    browser.driver.back()
    browser.until(lambda: browser.path == "/search?q=copy" and browser.ids() != ids)
    assert browser.box.get_property("value") == "copy"
    browser.driver.forward()
    browser.until(lambda: browser.ids() == ids)
    assert browser.box.get_property("value") == "limiter"


def test_facets_change_the_list_in_place_and_keep_the_focus(browser: Browser) -> None:
    browser.open("/search?q=limiter")
    browser.driver.execute_script("window.same = true")
    browser.driver.find_element(By.CSS_SELECTOR, '[data-key="kind=question"]').send_keys(Keys.ENTER)
    browser.until(lambda: browser.path == "/search?q=limiter&kind=question")
    browser.until(lambda: browser.texts(".chosen a"))
    assert browser.driver.execute_script("return window.same")
    focused = browser.driver.switch_to.active_element
    assert focused.get_attribute("data-key") == "kind=question"
    assert focused.get_attribute("aria-current") == "true"
    browser.box.send_keys(" test")
    browser.until(lambda: browser.path == "/search?q=limiter+test&kind=question")


def test_back_after_a_filter_returns_to_what_was_typed_before_it(browser: Browser) -> None:
    browser.open("/search")
    browser.box.send_keys("limiter")
    browser.until(lambda: browser.path == "/search?q=limiter" and browser.ids())
    before = browser.ids()
    click = "document.querySelector(arguments[0]).click()"  # suggestions may lie above the filters
    browser.driver.execute_script(click, '[data-key="kind=question"]')
    browser.until(lambda: browser.path == "/search?q=limiter&kind=question" and browser.ids() != before)
    browser.driver.execute_script(click, '[data-key="difficulty=hard"]')
    browser.until(lambda: "difficulty=hard" in browser.path)
    for path in ("/search?q=limiter&kind=question", "/search?q=limiter", "/search"):
        browser.driver.back()
        browser.until(lambda path=path: browser.path == path)
    browser.driver.forward()
    browser.until(lambda: browser.ids() == before)
    assert browser.box.get_attribute("value") == "limiter"


def test_half_composed_text_is_neither_searched_nor_remembered(browser: Browser) -> None:
    browser.open("/search")
    compose = """
        const input = document.querySelector("#q");
        const [type, text, isComposing] = arguments;
        input.focus();
        input.value = text;
        input.dispatchEvent(type === "input" ? new InputEvent(type, { isComposing, bubbles: true })
            : new CompositionEvent(type, { data: text, bubbles: true }));
    """
    browser.driver.execute_script(compose, "compositionstart", "", True)
    for text in ("l", "li", "lim"):
        browser.driver.execute_script(compose, "input", text, True)
    asked = "return performance.getEntriesByType('resource').filter(({ name }) => /q=l/.test(name)).length"
    assert browser.driver.execute_script(asked) == 0
    browser.driver.execute_script(compose, "compositionend", "limiter", False)
    browser.until(lambda: browser.path == "/search?q=limiter" and browser.ids())
    browser.until(lambda: browser.driver.execute_script("return localStorage.getItem('guidedex.recent')"))
    assert browser.driver.execute_script("return localStorage.getItem('guidedex.recent')") == '["limiter"]'


def test_a_paste_beyond_the_limit_is_cut_with_a_word_about_it(browser: Browser) -> None:
    browser.open("/search")
    paste = """
        const input = document.querySelector("#q");
        input.value = arguments[0];
        input.dispatchEvent(new InputEvent("input", { inputType: "insertFromPaste", bubbles: true }));
    """
    browser.driver.execute_script(paste, "limiter " * 20_000)
    browser.until(browser.ids)
    assert len(browser.box.get_attribute("value")) == 1000
    assert browser.texts(".cut") == ["Only the first 1,000 of 160,000 characters are searched."]
    browser.driver.execute_script(paste, "limiter")
    browser.until(lambda: browser.path == "/search?q=limiter")
    assert browser.texts(".cut") == [""]


def test_the_number_of_results_is_announced_where_it_always_was(browser: Browser) -> None:
    browser.open("/")
    status = browser.driver.find_element(By.CSS_SELECTOR, "#status")
    browser.box.send_keys("eviction")
    browser.until(lambda: "for “eviction”" in status.get_attribute("textContent"))
    browser.press(Keys.BACKSPACE, "n")
    browser.until(lambda: "for “eviction”" in status.get_attribute("textContent"))


def test_the_slash_focuses_the_search_until_it_is_switched_off(browser: Browser) -> None:
    browser.open("/guides/caching")
    browser.press("/")
    assert browser.driver.switch_to.active_element == browser.box
    assert browser.box.get_property("value") == ""
    browser.driver.find_element(By.NAME, "slash").click()
    browser.open("/guides/caching")
    browser.press("/")
    assert browser.driver.switch_to.active_element != browser.box
    browser.chord(Keys.CONTROL, "k")
    assert browser.driver.switch_to.active_element == browser.box


def recent(browser: Browser) -> list[str]:
    return browser.texts("#suggestions [role=option] span:first-child")


def test_recent_searches_are_offered_in_this_browser_and_forgotten_when_asked(browser: Browser) -> None:
    newest = "return JSON.parse(localStorage.getItem('guidedex.recent') ?? '[]')[0]"
    for query in ("eviction", "token bucket", "Eviction"):
        browser.open("/search")
        browser.box.send_keys(query, Keys.ENTER)
        browser.until(lambda query=query: browser.driver.execute_script(newest) == query)
    browser.open("/")
    browser.chord(Keys.CONTROL, "k")
    assert recent(browser) == ["Eviction", "token bucket", "Forget these searches"]
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    browser.until(lambda: browser.path == "/search?q=token+bucket")
    browser.open("/")
    browser.box.click()
    assert recent(browser)[0] == "token bucket"
    browser.press(Keys.ARROW_UP)
    assert browser.active() == "Forget these searches"
    browser.press(Keys.ENTER)
    assert not browser.driver.execute_script("return localStorage.getItem('guidedex.recent')")
    assert browser.box.get_attribute("aria-expanded") == "false"


def test_searches_are_not_remembered_where_the_reader_switches_it_off(browser: Browser) -> None:
    browser.open("/search?q=eviction")
    assert browser.driver.execute_script("return localStorage.getItem('guidedex.recent')")
    browser.driver.find_element(By.NAME, "recent").click()
    assert not browser.driver.execute_script("return localStorage.getItem('guidedex.recent')")
    browser.open("/search?q=limiter")
    browser.open("/")
    browser.box.click()
    assert recent(browser) == []


def test_only_finished_searches_are_said_to_be_so(browser: Browser) -> None:
    browser.open("/search")
    browser.driver.execute_script(
        """document.querySelector("form.search").dataset.finished = "/search/finished";
        window.said = [];
        navigator.sendBeacon = (url) => window.said.push(url);"""
    )
    browser.box.send_keys("evic")
    browser.until(lambda: browser.path == "/search?q=evic")
    browser.box.send_keys("tion")
    browser.until(lambda: browser.path == "/search?q=eviction")
    browser.press(Keys.ENTER, Keys.ENTER)
    browser.box.send_keys(" copy")
    browser.until(lambda: browser.driver.execute_script("return said.length") == 2)
    expected = ["/search/finished?q=eviction", "/search/finished?q=eviction+copy"]
    assert browser.driver.execute_script("return said") == expected


def test_the_words_of_the_search_are_marked_where_a_hit_leads(browser: Browser) -> None:
    browser.open("/questions?q=sliding+windows")
    browser.driver.find_element(By.CSS_SELECTOR, ".hit h3 a").send_keys(Keys.ENTER)
    browser.until(lambda: browser.path == "/guides/rate-limiting?q=sliding+windows")
    assert "windows" in browser.texts(":target mark")


def test_a_search_that_fails_is_said_with_a_way_on(browser: Browser) -> None:
    browser.open("/search?q=limiter")
    browser.driver.execute_script("window.fetch = () => Promise.reject(new TypeError('down'))")
    browser.box.send_keys("s")
    browser.until(lambda: browser.driver.find_element(By.ID, "trouble").is_displayed())
    assert browser.driver.find_element(By.ID, "again").get_attribute("href").endswith("q=limiters")
    assert browser.ids()


def test_stale_answers_are_never_shown(browser: Browser) -> None:
    browser.open("/search")
    browser.driver.execute_script(
        """const real = fetch;
        window.fetch = async (url, ...rest) => {
          if (String(url).endsWith("q=c")) await new Promise((done) => setTimeout(done, 500));
          return real(url, ...rest);
        };"""
    )
    browser.box.send_keys("c")
    browser.until(lambda: browser.driver.execute_script("return true"))
    browser.box.send_keys("opy")
    browser.until(lambda: browser.path == "/search?q=copy")
    browser.driver.execute_async_script("setTimeout(arguments[0], 700)")
    assert browser.path == "/search?q=copy"
    assert browser.texts("#found")[0].endswith("“copy”")


def test_the_first_ten_are_the_same_typed_loaded_without_script_and_in_json(
    browser: Browser, shipped_index: Path
) -> None:
    app = create_app(SmallSite(shipped_index))
    queries = some_queries(open_index(shipped_index))[::20]
    with running(app) as url:
        browser.url = url
        for query in (*QUERIES, *queries):
            answer = app.test_client().get("/api/v1/search", query_string={"q": query}).get_json()
            expected = [hit["id"] for hit in answer["hits"]]
            browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
            browser.open(f"/search?{urlencode({'q': query})}")
            assert browser.ids() == expected, query
            browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
            browser.open("/")
            browser.box.send_keys(query)
            browser.until(lambda expected=expected: browser.ids() == expected)


def test_without_a_script_search_filters_and_pages_work(browser: Browser) -> None:
    browser.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    browser.open("/")
    browser.box.send_keys("limiter", Keys.ENTER)
    browser.until(lambda: browser.path == "/search?q=limiter")
    browser.driver.find_element(By.CSS_SELECTOR, '[data-key="kind=question"]').click()
    assert browser.path == "/search?q=limiter&kind=question"
    browser.open("/search?kind=question")
    browser.driver.find_element(By.CSS_SELECTOR, ".pager [rel=next]").click()
    assert browser.path == "/search?kind=question&page=2"
    assert browser.ids()


def test_filters_open_as_a_sheet_where_there_is_no_room(browser: Browser) -> None:
    browser.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True},
    )
    browser.open("/search?q=limiter")
    option = browser.driver.find_element(By.CSS_SELECTOR, '[data-key="kind=question"]')
    assert not option.is_displayed()
    browser.driver.find_element(By.CSS_SELECTOR, ".opener").click()
    assert option.is_displayed()
    option.click()
    browser.until(lambda: browser.path == "/search?q=limiter&kind=question")


def test_no_page_asks_another_host_for_anything(browser: Browser) -> None:
    browser.driver.get_log("performance")
    for path in PAGES:
        browser.open(path)
    browser.open("/search")
    browser.box.send_keys("limiter")
    browser.until(lambda: browser.ids())
    log = browser.driver.get_log("performance")
    requests = [entry["message"] for entry in log if 'Network.requestWillBeSent"' in entry["message"]]
    assert len(requests) > 10
    assert [message for message in requests if f'"url":"{browser.url}' not in message] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(browser: Browser, scheme: str, width: int) -> None:
    spec = find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.skip("needs axe-core: pip install --no-deps axe-playwright-python")
    axe = (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    for path in (*PAGES, *MORE_PAGES, *ERROR_PAGES):
        browser.open(path)
        if path in ERROR_PAGES:
            browser.driver.get_log("browser")  # Chromium takes the status of the page itself for an error of it
        browser.driver.execute_script(axe)
        violations = browser.driver.execute_async_script(
            "axe.run().then(({violations}) => arguments[0](violations.map("
            "({id, nodes}) => [id, nodes.map((node) => node.html)])))"
        )
        assert violations == [], path
        browser.keep_picture(SCREENSHOTS / f"{width}-{scheme}", path)
        # Not innerWidth: a phone widens it to what a page needs.
        widest = browser.driver.execute_script("return document.documentElement.scrollWidth")
        assert widest <= width, path


def test_nothing_shifts_while_a_page_loads_and_while_somebody_types(browser: Browser) -> None:
    observe = """window.shift = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
      }).observe({type: "layout-shift", buffered: true});"""
    for path in PAGES:
        browser.open(path)
        browser.driver.execute_script(observe)
        if path == "/":
            browser.box.send_keys("limiter")
            browser.until(lambda: browser.ids())
        browser.driver.execute_async_script("setTimeout(arguments[0], 100)")
        assert browser.driver.execute_script("return window.shift") == 0, path
