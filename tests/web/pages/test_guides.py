"""A guide's page shows all of its content as safe HTML, with the anchors that hits link to."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

import search.live
from corpus.guide import Section
from index.build import build
from tests.web.conftest import SmallSite
from tests.web.pages.test_search import page, texts
from web.app import create_app
from web.pages.guides import scrollable, table_of_contents, without_title


def test_a_guide_shows_where_it_stands_and_when_it_was_updated(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    assert texts(root, "nav.crumbs > *") == ["Guides", "Backend", "Rate Limiting"]
    assert texts(root, "time") == ["June 2026"]
    assert root.cssselect("time")[0].get("datetime") == "2026-06"


def test_every_hit_in_a_guide_leads_to_a_place_on_its_page(client: FlaskClient) -> None:
    hits = client.get("/api/v1/search?skill=Rate+Limiting&limit=100").get_json()["hits"]
    root = page(client, "/guides/rate-limiting")
    anchors = {hit["url"].partition("#")[2] for hit in hits} - {""}
    places = {element.get("id") for element in root.cssselect("[id]")}
    assert len(anchors) == 17
    assert anchors <= places


def test_the_table_of_contents_leads_to_headings(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    for link in root.cssselect(".contents a"):
        assert root.get_element_by_id(link.get("href").removeprefix("#")) is not None


def test_links_between_guides_lead_to_their_pages(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    assert "/guides/caching#eviction" in [a.get("href") for a in root.cssselect(".prose a")]
    assert "missing.md" not in [a.get("href") for a in root.cssselect("a")]


def test_a_wiki_link_leads_to_the_page_of_the_guide_and_its_heading(client: FlaskClient) -> None:
    root = page(client, "/guides/caching")
    assert "/guides/rate-limiting#token-bucket" in [a.get("href") for a in root.cssselect(".prose a")]


def test_markup_in_a_guide_is_text_or_harmless(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    assert "<script>alert(1)</script>" in root.cssselect(".prose")[0].text_content()
    assert not root.cssselect(".prose script, [onerror]")


def test_what_the_body_does_not_show_follows_it_once(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    assert texts(root, "details.asks summary") == ["Can rate limiting stop a flood?"]
    assert texts(root, ".projects strong") == ["Shared limiter"]


def test_related_skills_come_with_reasons(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    assert "Caching" in texts(root, ".related li > a")
    assert all(text.startswith("Why: ") for text in texts(root, ".related .why"))


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Rate%20Limiting", "/guides/rate-limiting"),
        ("throttling", "/guides/rate-limiting"),
        ("rate-limiting/", "/guides/rate-limiting"),
        ("rate-limiting%23token-bucket", "/guides/rate-limiting#token-bucket"),
    ],
)
def test_other_names_of_a_guide_lead_to_it(client: FlaskClient, name: str, place: str) -> None:
    answer = client.get(f"/guides/{name}")
    assert (answer.status_code, answer.headers["Location"]) == (302, place)


def test_slugs_with_a_slash_have_a_page(client: FlaskClient) -> None:
    assert texts(page(client, "/guides/apis/rest/related"), "h1") == ["Related Links in REST"]
    assert texts(page(client, "/guides/apis%2Frest"), "h1") == ["REST API"]


def test_a_record_shows_its_text_as_text(client: FlaskClient) -> None:
    root = page(client, "/guides/note-7")
    assert texts(root, ".prose p") == [
        "A first paragraph about leaky buckets.",
        "A second one, with <b>markup</b> that is text.",
    ]


def test_an_unknown_guide_is_a_404_that_names_the_nearest(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limitin", status=404)
    assert texts(root, ".chips a") == ["Rate Limiting"]


def test_the_data_of_a_guide_is_linked_and_says_what_the_page_says(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting")
    link = root.cssselect("link[type='application/ld+json']")[0].get("href")
    graph = client.get(link).get_json()["@graph"]
    kinds = {part["@type"]: part for part in graph}
    assert kinds["LearningResource"]["dateModified"] == "2026-06"
    assert kinds["LearningResource"]["url"] == "http://localhost/guides/rate-limiting"
    assert len(kinds["FAQPage"]["mainEntity"]) == 12
    assert kinds["BreadcrumbList"]["itemListElement"][1]["position"] == 2


def test_a_heading_that_repeats_the_title_is_left_out() -> None:
    assert without_title('<h1 id="go">Go &amp; <em>C</em></h1><p>x</p>', "Go & C") == "<p>x</p>"
    assert without_title("<h1>Other</h1>", "Go") == "<h1>Other</h1>"
    assert without_title("<p>x</p>", "Go") == "<p>x</p>"


def test_tables_and_code_scroll_by_themselves_and_can_be_reached() -> None:
    shown = "<div>" + scrollable("<table><tr><td>1</td></tr></table><pre>x</pre>") + "</div>"
    table, code = html.fromstring(shown)
    assert (table.tag, table.get("tabindex")) == ("div", "0")
    assert (code.tag, code.get("tabindex")) == ("pre", "0")


def test_contents_are_the_two_outermost_levels() -> None:
    sections = [Section(str(level), level, str(level), "", 1) for level in (1, 3, 4, 5)]
    assert [section.level for section in table_of_contents(sections)] == [3, 4]
    assert table_of_contents([]) == []


@pytest.mark.parametrize("swap_at", range(2, 9))
def test_a_build_during_a_request_leaves_no_page_of_another_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swap_at: int
) -> None:
    guide, index_folder = tmp_path / "guide.md", tmp_path / "index"

    def publish(text: str) -> None:
        guide.write_text(text)
        build([guide], index_folder)

    looks = 0
    current_mark = search.live.current_mark

    def mark_after_a_build(path: Path) -> tuple[int, int]:
        nonlocal looks
        looks += 1
        if looks == swap_at:
            publish("# Guide\n\nThe other text.")
        return current_mark(path)

    publish("# Guide\n\nThe first text.")
    client = create_app(SmallSite(index_folder)).test_client()
    with monkeypatch.context() as patched:
        patched.setattr(search.live, "current_mark", mark_after_a_build)
        client.get("/guides/guide")
    publish("# Guide\n\nThe first text.")
    assert "The first text." in client.get("/guides/guide").text
