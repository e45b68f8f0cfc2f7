"""The widgets in a real browser, on a page of another origin with a strict Content-Security-Policy."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask import Flask

pytest.importorskip("selenium.webdriver", reason="pip install selenium")

from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from search.searcher import open_index
from tests.web.pages.test_browser import driver, running, site  # noqa: F401
from web.export import export_files

pytestmark = pytest.mark.browser

RELATED = '<guidedex-related skill="rate-limiting" kind="question"></guidedex-related>'
LINKS = '<a id="own" href="/own">Our own link</a>'
HOSTILE = """
* { color: rgb(255, 0, 0) !important; font-size: 40px !important; letter-spacing: 9px; text-transform: uppercase; }
ul, li, a, input { display: inline; background: rgb(255, 0, 0); border: 9px solid rgb(255, 0, 0); }
body { font-family: fantasy; line-height: 4; }
"""


class Foreign:
    """A site of another origin with one page that embeds the widgets."""

    def __init__(self, chromium: object, url: str, guidedex: str) -> None:
        self.driver = chromium
        self.url = url
        self.guidedex = guidedex
        self.page = ""
        self.policy = ""
        self.sheet = ""
        self.files: dict[str, bytes] = {}

    def show(self, body: str, *, script: str = "", head: str = "", policy: str = "") -> None:
        """Open a page with ``body`` under the policy that the documentation gives."""
        script = script or f"{self.guidedex}/widget.js"
        self.policy = policy or (
            f"default-src 'none'; style-src 'self'; script-src {self.guidedex}/widget.js; "
            f"connect-src {self.guidedex}/api/; require-trusted-types-for 'script'"
        )
        self.page = (
            f'<!doctype html><html lang="en"><title>Foreign</title><link rel="stylesheet" href="/sheet.css">{head}'
            f'<script type="module" src="{escape(script)}"></script>{body}'
        )
        self.driver.get_log("performance")
        self.driver.get_log("browser")
        self.driver.get(self.url)

    def api_requests(self) -> list[str]:
        """Return the URLs of the API that were requested since the page was opened."""
        log = [entry["message"] for entry in self.driver.get_log("performance")]
        sent = [message for message in log if '"Network.requestWillBeSent"' in message]
        return [message for message in sent if f'"url":"{self.guidedex}/api/' in message]

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def run(self, script: str, *arguments: object) -> object:
        return self.driver.execute_script(script, *arguments)

    def shadow(self, selector: str, of: str = "guidedex-related") -> list[str]:
        """Return the texts of the elements that match ``selector`` in the first widget."""
        return self.run(
            "return [...document.querySelector(arguments[0]).shadowRoot.querySelectorAll(arguments[1])]"
            ".map((element) => element.textContent)",
            of,
            selector,
        )

    def style(self, selector: str, name: str, of: str = "guidedex-related") -> str:
        return self.run(
            "const root = document.querySelector(arguments[0]).shadowRoot;"
            "return getComputedStyle(root.querySelector(arguments[1]))[arguments[2]]",
            of,
            selector,
            name,
        )

    def until(self, condition: Callable[[], object]) -> None:
        WebDriverWait(self.driver, 10, 0.02).until(lambda _: condition())


@contextmanager
def answering(foreign: Foreign) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_sheet = self.path == "/sheet.css"
            body = foreign.files.get(self.path[1:], (foreign.sheet if is_sheet else foreign.page).encode())
            kind = "text/javascript" if self.path.endswith(".js") else "text/html; charset=utf-8"
            self.send_response(200)
            self.send_header("Content-Type", "text/css" if is_sheet else kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("Content-Security-Policy", foreign.policy)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    foreign.url = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def foreign(driver: object, site: str) -> Iterator[Foreign]:  # noqa: F811
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    foreign = Foreign(driver, "", site)
    with answering(foreign):
        yield foreign
        driver.close()
        driver.switch_to.window(first)


def test_related_questions_are_listed_with_reasons_under_a_strict_policy(foreign: Foreign) -> None:
    foreign.show(RELATED)
    foreign.until(lambda: foreign.shadow("a"))
    assert foreign.shadow("[part=heading]") == ["Related questions"]
    assert len(foreign.shadow("a")) == len(foreign.shadow("[part=reason]")) > 1
    leads = foreign.run("return document.querySelector('guidedex-related').shadowRoot.querySelector('a').href")
    assert leads.startswith(f"{foreign.guidedex}/guides/")
    assert foreign.complaints() == []


def test_two_hundred_widgets_ask_once(foreign: Foreign) -> None:
    many = "".join(RELATED.replace("kind", f'limit="{1 + number % 5}" kind') for number in range(200))
    foreign.show(many)
    widgets = "[...document.querySelectorAll('guidedex-related')]"
    count = f"return {widgets}.map((widget) => widget.shadowRoot.querySelectorAll('a').length)"
    foreign.until(lambda: all(foreign.run(count)))
    assert foreign.run(count)[:5] == [1, 2, 3, 4, 5]
    assert len(foreign.api_requests()) == 1


def test_nothing_related_stays_hidden_even_where_the_page_says_otherwise(foreign: Foreign) -> None:
    foreign.sheet = "guidedex-related { display: block; padding: 20px }"
    foreign.show(f'<guidedex-related skill="caching" kind="question">{LINKS}</guidedex-related>')
    foreign.until(lambda: foreign.run("return document.querySelector('guidedex-related').hidden"))
    assert foreign.run("return document.querySelector('guidedex-related').offsetHeight") == 0


@pytest.mark.parametrize("skill", ["no-such-skill", "%00", "../x"])
def test_the_links_inside_are_shown_where_the_skill_is_unknown(foreign: Foreign, skill: str) -> None:
    foreign.show(f'<guidedex-related skill="{skill}">{LINKS}</guidedex-related>')
    foreign.until(lambda: any("guidedex-related" in message for message in foreign.complaints()))
    assert foreign.driver.find_element(By.ID, "own").is_displayed()


def test_the_links_inside_are_shown_where_the_script_cannot_be_had(foreign: Foreign) -> None:
    foreign.show(f"<guidedex-related skill='caching'>{LINKS}</guidedex-related>", script="http://127.0.0.1:1/widget.js")
    assert foreign.driver.find_element(By.ID, "own").is_displayed()


def test_the_links_inside_are_shown_when_the_server_goes_down(app: Flask, foreign: Foreign) -> None:
    body = f"<guidedex-related>{LINKS}</guidedex-related><guidedex-search>{LINKS}</guidedex-search>"
    with running(app) as url:
        foreign.guidedex = url
        foreign.show(body)
        foreign.until(lambda: foreign.shadow("input", "guidedex-search"))
    foreign.run("document.querySelector('guidedex-related').setAttribute('skill', 'caching')")
    foreign.until(lambda: any("guidedex-related" in message for message in foreign.complaints()))
    assert foreign.driver.find_element(By.ID, "own").is_displayed()
    foreign.run("document.querySelector('guidedex-search').input.focus()")
    foreign.driver.switch_to.active_element.send_keys("x")
    shown = "return document.querySelector('guidedex-search > a').checkVisibility()"
    foreign.until(lambda: foreign.run(shown))


def test_no_style_of_the_page_gets_in_and_none_gets_out(foreign: Foreign) -> None:
    looks = [("a", "color"), ("a", "fontSize"), ("a", "letterSpacing"), ("ul", "display"), ("nav", "lineHeight")]
    looks += [("a", "textTransform"), ("li", "borderTopWidth"), ("small", "fontFamily"), ("a", "backgroundColor")]
    styles = []
    for sheet in ("", HOSTILE):
        foreign.sheet = sheet
        foreign.show(f"<p><a href='/'>Outside</a></p>{RELATED}")
        outside = "const s = getComputedStyle(document.querySelector('p a')); return [s.color, s.listStyle, s.fontSize]"
        before = foreign.run(outside)
        foreign.until(lambda: foreign.shadow("a"))
        assert foreign.run(outside) == before
        styles.append([foreign.style(*look) for look in looks])
    assert styles[0] == styles[1]


@pytest.mark.parametrize(("scheme", "colour"), [("light", "rgb(11, 102, 83)"), ("dark", "rgb(116, 211, 185)")])
def test_colours_follow_a_page_that_follows_the_reader(foreign: Foreign, scheme: str, colour: str) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    foreign.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    foreign.show(RELATED, head='<meta name="color-scheme" content="light dark">')
    foreign.until(lambda: foreign.shadow("a"))
    assert foreign.style("a", "color") == colour


def test_the_text_in_an_empty_search_box_is_as_dark_or_light_as_other_small_text(foreign: Foreign) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    foreign.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    foreign.show("<guidedex-search></guidedex-search>", head='<meta name="color-scheme" content="light dark">')
    foreign.until(lambda: foreign.shadow("input", "guidedex-search"))
    box = "document.querySelector('guidedex-search').input"
    assert foreign.run(f"return getComputedStyle({box}, '::placeholder').color") == "rgb(161, 171, 180)"


def test_a_page_that_is_light_for_everybody_keeps_its_widgets_light(foreign: Foreign) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    foreign.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    foreign.show(RELATED)
    foreign.until(lambda: foreign.shadow("a"))
    assert foreign.style("a", "color") == "rgb(11, 102, 83)"


def test_custom_properties_and_parts_are_how_a_site_changes_the_look(foreign: Foreign) -> None:
    foreign.sheet = (
        "guidedex-related { --guidedex-accent: rgb(1, 2, 3) } guidedex-related::part(reason) { display: none }"
    )
    foreign.show(RELATED)
    foreign.until(lambda: foreign.shadow("a"))
    assert foreign.style("a", "color") == "rgb(1, 2, 3)"
    assert foreign.style("small", "display") == "none"


def test_the_search_lists_what_it_finds_by_keyboard_and_enter_leads_to_all_of_it(foreign: Foreign) -> None:
    foreign.show("<guidedex-search limit='3'></guidedex-search>")
    foreign.until(lambda: foreign.shadow("input", "guidedex-search"))
    foreign.run("document.querySelector('guidedex-search').input.focus()")
    box = foreign.driver.switch_to.active_element
    box.send_keys("token bucket")
    foreign.until(lambda: len(foreign.shadow("a", "guidedex-search")) == 3)
    assert foreign.shadow("[role=status]", "guidedex-search")[0].endswith(" results")
    focused = "return document.querySelector('guidedex-search').shadowRoot.activeElement.localName"
    box.send_keys(Keys.ARROW_DOWN)
    assert foreign.run(focused) == "a"
    foreign.driver.switch_to.active_element.send_keys(Keys.ARROW_UP)
    assert foreign.run(focused) == "input"
    box.send_keys(Keys.ARROW_DOWN)
    foreign.driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert foreign.shadow("a", "guidedex-search") == []
    assert foreign.run(focused) == "input"
    assert foreign.complaints() == []
    box.send_keys(Keys.ENTER)
    foreign.until(lambda: foreign.driver.current_url == f"{foreign.guidedex}/search?q=token+bucket")


def test_another_skill_is_shown_when_the_attribute_changes(foreign: Foreign) -> None:
    foreign.show(RELATED)
    foreign.until(lambda: foreign.shadow("a"))
    before = foreign.shadow("a")
    foreign.run("document.querySelector('guidedex-related').setAttribute('skill', 'note-7')")
    foreign.until(lambda: foreign.shadow("a") not in ([], before))


def test_a_site_without_a_server_lists_what_was_exported(foreign: Foreign, app: Flask, small_index: Path) -> None:
    foreign.files = dict(export_files(app, open_index(small_index), {}))
    related = '<guidedex-related skill="apis/rest" limit="2" static></guidedex-related>'
    search = f"<guidedex-search static>{LINKS}</guidedex-search>"
    policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'"
    foreign.show(related + search, script="/widget.js", policy=policy)
    foreign.until(lambda: foreign.shadow("a"))
    assert len(foreign.shadow("a")) == 2
    assert foreign.driver.find_element(By.ID, "own").is_displayed()
    assert foreign.complaints() == []
