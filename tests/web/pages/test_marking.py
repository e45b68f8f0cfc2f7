"""The page of a hit marks the words of the query."""

import pytest
from flask.testing import FlaskClient
from lxml import html as lxml_html

from search.query.query_terms import QueryTerms
from tests.web.pages.test_search import page, texts
from web.pages.marking import MAX_LINKED_QUERY, marked, marked_html, with_words

TOKEN = QueryTerms(frozenset({"token"}))


def test_a_hit_leads_to_its_section_with_the_words_marked_there(client: FlaskClient) -> None:
    link = page(client, "/questions?q=sliding+windows").cssselect(".hit h3 a")[0].get("href")
    path, _, anchor = link.partition("#")
    place = page(client, path).get_element_by_id(anchor)
    assert {mark.text for mark in place.cssselect("mark")} == {"sliding", "window", "windows"}


def test_the_same_words_are_marked_as_in_the_snippet(client: FlaskClient) -> None:
    for query in ("limiters", "refll", "token bucket", "refil*", "how do you test"):
        hits = page(client, f"/search?q={query}").cssselect(".hit")
        shown = {mark.text.lower() for hit in hits for mark in hit.cssselect(".snippet mark")}
        links = [hit.cssselect("h3 a")[0].get("href") for hit in hits if hit.cssselect(".snippet mark")]
        assert links, query
        marked = {mark.lower() for link in set(links) for mark in texts(page(client, link), "article mark")}
        assert shown <= marked, query


def test_every_form_of_a_word_is_marked_and_nothing_that_is_left_out(client: FlaskClient) -> None:
    marked = {mark.lower() for mark in texts(page(client, "/guides/rate-limiting?q=limiters"), ".prose mark")}
    assert {"limiter", "limit"} <= marked
    marked = {mark.lower() for mark in texts(page(client, "/guides/rate-limiting?q=token+-limiter"), ".prose mark")}
    assert marked == {"token", "tokens"}


def test_what_is_marked_is_named_and_can_be_taken_away(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting?q=token")
    assert texts(root, ".marked mark") == ["token"]
    plain = page(client, root.cssselect(".marked a")[0].get("href"))
    assert not plain.cssselect("mark")


def test_the_page_is_one_page_whatever_is_marked_on_it(client: FlaskClient) -> None:
    for address in ("/guides/rate-limiting", "/guides/rate-limiting?q=token", "/guides/rate-limiting?q=x&utm_source=y"):
        canonical = page(client, address).cssselect("link[rel=canonical]")[0].get("href")
        assert canonical == "http://localhost/guides/rate-limiting"


def test_what_is_not_in_the_body_is_marked_too(client: FlaskClient) -> None:
    root = page(client, "/guides/rate-limiting?q=flood")
    assert texts(root, "details.asks summary mark") == ["flood"]
    assert texts(page(client, "/guides/note-7?q=leaky"), ".prose mark") == ["leaky"]


def test_marking_neither_breaks_a_page_nor_lets_anything_in(client: FlaskClient) -> None:
    plain = page(client, "/guides/rate-limiting").cssselect(".prose")[0]
    for query in ("a", "script", "img alert", "href id", "&amp; lt gt", "<script>alert(1)</script>", "%22%3E"):
        root = lxml_html.fromstring(client.get("/guides/rate-limiting", query_string={"q": query}).text)
        prose = root.cssselect(".prose")[0]
        assert prose.text_content() == plain.text_content(), query
        assert [e.get("href") for e in prose.cssselect("a")] == [e.get("href") for e in plain.cssselect("a")]
        assert not root.cssselect(".prose script, [onerror]")


def test_another_name_of_a_guide_keeps_the_words(client: FlaskClient) -> None:
    answer = client.get("/guides/throttling?q=token")
    assert answer.headers["Location"] == "/guides/rate-limiting?q=token"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a <b> & token", "a &lt;b&gt; &amp; <mark>token</mark>"),
        ("Tokens, token.", "Tokens, <mark>token</mark>."),
        ("", ""),
    ],
)
def test_text_is_escaped_around_the_marks(text: str, expected: str) -> None:
    assert marked(text, TOKEN) == expected


def test_tags_and_their_attributes_are_left_alone() -> None:
    html = '<a href="/token?a=1&amp;b" title="token > 1">token &lt;token&gt;</a>'
    expected = html.replace(">token &lt;token&gt;<", "><mark>token</mark> &lt;<mark>token</mark>&gt;<")
    assert marked_html(html, TOKEN) == expected
    assert marked_html(html, QueryTerms()) == html


def test_links_to_other_sites_are_left_alone_and_long_queries_are_cut() -> None:
    assert with_words("https://example.org/guides/a", "b") == "https://example.org/guides/a"
    assert with_words("/guides/a#b", "  ") == "/guides/a#b"
    assert with_words("/guides/a#b", "c++ & d") == "/guides/a?q=c%2B%2B+%26+d#b"
    assert len(with_words("/guides/a", "word " * 200)) <= len("/guides/a?q=") + MAX_LINKED_QUERY
