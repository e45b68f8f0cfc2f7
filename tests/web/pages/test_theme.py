"""A site's own colours and templates, and the style sheet of its colours."""

import re
from pathlib import Path

from flask.testing import FlaskClient

from tests.web.conftest import SmallSite
from tests.web.pages.test_search import page, texts
from web.app import create_app
from web.pages.theme import STATIC, style_sheet
from web.settings.colours import COLOURS

THEME = {"accent": ("#8a1c4a", "#ff9ec4"), "paper": ("#fff6fa", "#1a0f14")}


def test_a_site_without_colours_of_its_own_asks_for_one_sheet(client: FlaskClient) -> None:
    assert len(page(client, "/").cssselect("link[rel=stylesheet]")) == 1
    assert client.get("/theme.css").status_code == 404


def test_a_site_sets_colours_in_a_sheet_that_comes_after_ours(small_index: Path) -> None:
    client = create_app(SmallSite(small_index, theme=THEME)).test_client()
    root = page(client, "/search?q=limiter")
    sheets = [link.get("href") for link in root.cssselect("link[rel=stylesheet]")]
    assert [sheet.partition("?")[0] for sheet in sheets] == ["/static/site.css", "/theme.css"]
    answer = client.get(sheets[1])
    assert answer.mimetype == "text/css"
    assert "--accent: light-dark(#8a1c4a, #ff9ec4);" in answer.text
    colours = [meta.get("content") for meta in root.cssselect("meta[name=theme-color]")]
    assert colours == ["#fff6fa", "#1a0f14"]
    assert not root.cssselect("style, [style]")


def test_another_colour_gives_the_sheet_another_address(small_index: Path) -> None:
    def address(accent: str) -> str:
        site = SmallSite(small_index, theme={"accent": (accent, accent)})
        return page(create_app(site).test_client(), "/").cssselect("link[rel=stylesheet]")[1].get("href")

    assert address("#111") != address("#222")


def test_every_colour_that_may_be_set_is_one_that_pages_use() -> None:
    sheet = (STATIC / "site.css").read_text(encoding="utf-8")
    set_at_root = set(re.findall(r"--([\w-]+): light-dark\(", sheet))
    assert set_at_root == set(COLOURS)
    assert all(f"var(--{name})" in sheet for name in COLOURS)


def test_no_colour_stands_in_the_sheet_but_as_a_property_that_a_site_may_set() -> None:
    sheet = (STATIC / "site.css").read_text(encoding="utf-8")
    rules = sheet.partition("\n}\n")[2]
    assert re.findall(r"#(?:[0-9a-f]{3}){1,2}\b(?!\w)", rules) == []


def test_without_a_theme_there_is_no_sheet() -> None:
    assert style_sheet({}) == ""


def test_a_site_overrides_a_template_and_builds_on_ours(small_index: Path, tmp_path: Path) -> None:
    (tmp_path / "base.html").write_text(
        '{% extends "guidedex/base.html" %}{% block title %}Ours{% endblock %}', encoding="utf-8"
    )
    (tmp_path / "error.html").write_text(
        '{% extends "base.html" %}{% block content %}<h1>{{ heading }} & gone</h1>{% endblock %}', encoding="utf-8"
    )
    client = create_app(SmallSite(small_index, templates=tmp_path)).test_client()
    assert texts(page(client, "/"), "title") == ["Ours"]
    assert texts(page(client, "/nope", status=404), "h1") == ["There is no such page & gone"]
    assert client.get("/search?q=limiter").status_code == 200
