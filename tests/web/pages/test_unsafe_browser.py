"""Hostile guides and records in a real browser: on their own pages, and on a foreign page that embeds us."""

from collections.abc import Iterator

import pytest
from flask import Flask

pytest.importorskip("selenium.webdriver", reason="pip install selenium")

from selenium.common.exceptions import NoAlertPresentException

from tests.hostile_addresses import UNSAFE
from tests.web.conftest import SmallSite
from tests.web.hostile_site import hostile_index
from tests.web.pages.test_browser import driver, running  # noqa: F401
from tests.web.pages.test_widgets_browser import Foreign, answering
from web.app import create_app

pytestmark = pytest.mark.browser

CLICK_ALL = """
const roots = [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
const links = roots.flatMap((root) => [...root.querySelectorAll("a[href], img[src]")]);
const stay = (event) => event.target.closest?.("a")?.protocol.startsWith("http") && event.preventDefault();
for (const root of roots) root.addEventListener("click", stay);
for (const link of links) link.click();
return links.map((link) => link.href ?? link.src);
"""
"""Clicks on every link; only one that leads to a page of the web is kept from being followed."""

OPEN_POLICY = "script-src * 'unsafe-inline'; object-src 'none'; base-uri 'self'; form-action 'self'"
"""What a careless site has: an inline script runs."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return create_app(SmallSite(hostile_index(tmp_path_factory.mktemp("hostile")), host="127.0.0.1"))


@pytest.fixture
def foreign(driver: object, hostile: Flask) -> Iterator[Foreign]:  # noqa: F811
    first = driver.current_window_handle
    driver.switch_to.new_window("tab")
    with running(hostile) as site:
        foreign = Foreign(driver, "", site)
        with answering(foreign):
            yield foreign
            driver.close()
            driver.switch_to.window(first)


def has_alert(foreign: Foreign) -> bool:
    try:
        foreign.driver.switch_to.alert.dismiss()
    except NoAlertPresentException:
        return False
    return True


def test_our_partial_and_widget_run_nothing_on_a_careless_site(hostile: Flask, foreign: Foreign) -> None:
    kinds = ("skill", "question")
    client = hostile.test_client()
    path = "/api/v1/skills/kafka-0/related.html?limit=100&kind="
    partials = "".join(client.get(path + kind, base_url=foreign.guidedex).text for kind in kinds)
    widgets = "".join(
        f'<guidedex-related skill="kafka-0" kind="{kind}" limit="100"></guidedex-related>' for kind in kinds
    )
    foreign.show(partials + widgets, policy=OPEN_POLICY)
    foreign.until(lambda: foreign.shadow("a"))
    addresses = foreign.run(CLICK_ALL)
    assert not has_alert(foreign)
    assert len(addresses) > 10
    assert [address for address in addresses if not address.startswith(f"{foreign.guidedex}/guides/")] == []
    assert foreign.complaints() == []


def test_our_widget_breaks_no_strict_policy(foreign: Foreign) -> None:
    foreign.show('<guidedex-related skill="kafka-0" limit="100"></guidedex-related>')
    foreign.until(lambda: foreign.shadow("a"))
    foreign.run(CLICK_ALL)
    assert not has_alert(foreign)
    assert foreign.complaints() == []


@pytest.mark.parametrize("numbers", [range(0, len(UNSAFE), 2), range(1, len(UNSAFE), 2)])
def test_pages_of_hostile_guides_run_nothing(foreign: Foreign, numbers: range) -> None:
    foreign.driver.get_log("browser")
    for number in numbers:
        foreign.driver.get(f"{foreign.guidedex}/guides/kafka-{number}?q=table+img+alert")
        foreign.run(CLICK_ALL)
        assert not has_alert(foreign)
    assert foreign.complaints() == []


def test_the_body_of_a_hostile_guide_runs_nothing_without_a_policy(hostile: Flask, foreign: Foreign) -> None:
    client = hostile.test_client()
    for number in range(len(UNSAFE)):
        page = client.get(f"/guides/kafka-{number}?q=table+img+alert", base_url=foreign.guidedex).text
        body = page[page.index("<article") : page.index("</article>")]
        foreign.show(body, policy=OPEN_POLICY)
        foreign.run(CLICK_ALL)
        assert not has_alert(foreign)
    assert foreign.complaints() == []
