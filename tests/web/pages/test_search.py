"""The home page, the search page and the question hub without JavaScript."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import html
from lxml.html import HtmlElement

from tests.web.conftest import SmallSite
from web.app import create_app

PAGES = ("/", "/search?q=token+bucket", "/search?q=zzzz", "/questions", "/guides/rate-limiting")


def page(client: FlaskClient, path: str, status: int = 200) -> HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.content_type == "text/html; charset=utf-8"
    return html.fromstring(answer.text)


def texts(root: HtmlElement, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in root.cssselect(selector)]


def ids(root: HtmlElement) -> list[str]:
    return [element.get("data-id") for element in root.cssselect(".hit")]


@pytest.mark.parametrize("path", [*PAGES, "/nope", "/search?page=x"])
def test_no_page_has_a_byte_of_inline_script_or_style(client: FlaskClient, path: str) -> None:
    root = html.fromstring(client.get(path).text)
    assert not root.cssselect("style, [style]")
    assert all(script.get("src") and not script.text for script in root.cssselect("script"))
    names = {name for element in root.iter() for name in getattr(element, "attrib", ())}
    assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_of_level_1_one_main_and_one_search(client: FlaskClient, path: str) -> None:
    root = page(client, path)
    for selector in ("h1", "main", "form[role=search]", "title"):
        assert len(root.cssselect(selector)) == 1, selector
    identities = [element.get("id") for element in root.cssselect("[id]")]
    assert len(identities) == len(set(identities))
    assert root.get("lang") == "en"


@pytest.mark.parametrize("path", PAGES)
def test_every_address_on_a_page_is_of_this_site_and_answers(client: FlaskClient, path: str) -> None:
    root = page(client, path)
    addresses = {element.get("href") for element in root.cssselect("[href]:not([rel=canonical])")}
    addresses |= {element.get("src") for element in root.cssselect("[src]")}
    paths = {urlsplit(address)._replace(fragment="").geturl() for address in addresses} - {""}
    assert len(paths) > 5
    for path in paths:
        assert path.startswith("/"), path
        assert client.get(path, buffered=True).status_code == 200, path


def test_the_search_page_shows_the_same_hits_as_the_api(client: FlaskClient) -> None:
    for query in ("token bucket", "limit", "how do you test a limiter", "cachng", ""):
        answer = client.get("/api/v1/search", query_string={"q": query}).get_json()
        root = html.fromstring(client.get("/search", query_string={"q": query}).text)
        assert ids(root) == [hit["id"] for hit in answer["hits"]]


def test_hits_show_kind_place_snippet_and_reasons(client: FlaskClient) -> None:
    root = page(client, "/search?q=eviction")
    first = root.cssselect(".hit")[0]
    assert texts(first, ".kind") == ["Section"]
    assert texts(first, ".crumbs a") == ["Caching"]
    assert first.cssselect("h3 a")[0].get("href") == "/guides/caching?q=eviction#eviction"
    assert texts(first, ".why")[0].startswith("Why: ")
    assert "copy" in texts(page(client, "/search?q=copy"), ".snippet mark")


def test_what_was_typed_is_shown_escaped(client: FlaskClient) -> None:
    attack = '"><script>alert(1)</script>'
    answer = client.get("/search", query_string={"q": attack})
    assert "<script>alert" not in answer.text
    root = html.fromstring(answer.text)
    assert root.cssselect("#q")[0].get("value") == attack


def test_a_facet_is_a_link_that_adds_and_takes_away_its_value(client: FlaskClient) -> None:
    root = page(client, "/search?q=limiter")
    option = root.cssselect('[data-key="kind=question"]')[0]
    count = int(option.cssselect(".count")[0].text_content())
    narrowed = page(client, option.get("href"))
    assert narrowed.cssselect("#found")[0].text_content().startswith(f"{count} results")
    again = narrowed.cssselect('[data-key="kind=question"]')[0]
    assert again.get("aria-current") == "true"
    assert again.get("href") == "/search?q=limiter"
    assert texts(narrowed, ".chosen a")[-1] == "Clear all"


def test_a_value_that_would_give_nothing_is_shown_in_a_small_facet_and_is_no_link(client: FlaskClient) -> None:
    root = page(client, "/search?q=leaky+bucket")
    counts = client.get("/api/v1/search?q=leaky+bucket&facets=difficulty").get_json()["facets"]["difficulty"]
    assert [count["value"] for count in counts] == ["easy", "medium"]
    assert texts(root, "[aria-labelledby=by-difficulty] a[href]") == ["Easy 1", "Medium 1"]
    assert texts(root, "[aria-labelledby=by-difficulty] [aria-disabled=true]") == ["Hard 0"]
    assert not [option for option in root.cssselect("[aria-disabled=true]") if option.get("href")]
    chosen = page(client, "/search?q=leaky+bucket&difficulty=hard")
    assert texts(chosen, "[aria-labelledby=by-difficulty] a[href]") == ["Hard", "Easy 1", "Medium 1"]


def test_a_facet_of_many_values_lists_only_those_that_would_give_something(shipped_index: Path) -> None:
    root = page(create_app(SmallSite(shipped_index)).test_client(), "/search?q=leaky+bucket")
    assert len(root.cssselect("[aria-labelledby=by-skill] a")) > 1
    assert not root.cssselect("[aria-labelledby=by-skill] [aria-disabled]")


def test_the_form_hands_on_filters_and_order(client: FlaskClient) -> None:
    root = page(client, "/search?q=a&kind=question&kind=faq&sort=updated&page=1")
    hidden_fields = [(e.get("name"), e.get("value")) for e in root.cssselect("#kept input")]
    assert hidden_fields == [("kind", "question"), ("kind", "faq"), ("sort", "updated")]


def test_pages_have_addresses_and_together_show_everything(client: FlaskClient) -> None:
    path, seen = "/search?kind=question&kind=section", []
    while path:
        root = page(client, path)
        seen += ids(root)
        path = next((a.get("href") for a in root.cssselect(".pager [rel=next]")), "")
    total = client.get("/api/v1/search?kind=question&kind=section").get_json()["total"]
    assert len(seen) == len(set(seen)) == total > 10


def test_a_page_past_the_end_says_so_and_leads_to_the_last(client: FlaskClient) -> None:
    root = page(client, "/search?kind=question&page=99")
    assert "There is no page 99" in texts(root, ".banner")[0]
    assert root.cssselect(".banner a")[0].get("href") == "/search?kind=question&page=2"


def test_a_typo_is_searched_as_what_was_meant_and_the_page_says_so(client: FlaskClient) -> None:
    root = page(client, "/search?q=evicton")
    assert "eviction" in texts(root, ".banner")[0]
    exact = root.cssselect(".banner a")[0].get("href")
    assert "evicton" in exact
    assert client.get(exact).status_code == 200


def test_nothing_found_offers_ways_on_that_do_not_look_like_results(client: FlaskClient) -> None:
    root = page(client, "/search?q=zzyzx&kind=question")
    assert not root.cssselect(".hit")
    assert root.cssselect("#q")[0].get("value") == "zzyzx"
    assert "without the filters" in root.cssselect(".nothing")[0].text_content()
    assert texts(root, ".ways h3") == ["These are not results, but ways on"]
    ways = [a.get("href") for a in root.cssselect(".ways a")]
    assert "/search?kind=guide&category=Backend" in ways
    assert "/questions" in ways
    assert all(client.get(way).status_code == 200 for way in ways)


def test_a_name_that_hardly_differs_from_a_skill_leads_to_it_where_nothing_is_found(client: FlaskClient) -> None:
    root = page(client, "/search?q=Caxixg&kind=faq")
    assert texts(root, ".ways .chips a")[0] == "Caching"


def test_a_query_that_is_too_long_is_cut_and_the_page_says_so(client: FlaskClient) -> None:
    root = page(client, f"/search?q={'limit+' * 300}")
    assert "Only the first 1,000 of 1,800 characters" in " ".join(texts(root, ".banner"))


def test_names_that_other_sites_add_to_links_do_no_harm(client: FlaskClient) -> None:
    assert ids(page(client, "/search?q=eviction&utm_source=letter")) == ids(page(client, "/search?q=eviction"))


@pytest.mark.parametrize("query", ["page=0", "page=x", "kind=gide", "sort=x", "q=%ff", "q=a&q=b"])
def test_values_that_no_list_has_are_refused_in_words(client: FlaskClient, query: str) -> None:
    root = page(client, f"/search?{query}", status=400)
    assert "accepted is" in root.cssselect("main p")[0].text_content()


def test_the_first_page_lists_skills_by_category_and_answers_queries(client: FlaskClient) -> None:
    root = page(client, "/")
    assert {"Backend", "Interfaces"} <= set(texts(root, "section h2"))
    assert texts(root, ".hub strong") == ["11 interview questions"]
    assert ids(page(client, "/?q=eviction")) == ids(page(client, "/search?q=eviction"))


def test_the_hub_lists_questions_alone_with_answers_to_unfold(client: FlaskClient) -> None:
    root = page(client, "/questions?difficulty=hard")
    assert texts(root, "#found") == ["4 questions"]
    assert all("#q-" in identity for identity in ids(root))
    details = root.cssselect(".hit details")
    assert len(details) == 4
    assert not [element for element in details if element.get("open") is not None]
    assert "Tests distributed thinking" in root.text_content()


def test_the_hub_can_be_searched_and_narrowed_by_skill_and_difficulty(client: FlaskClient) -> None:
    root = page(client, "/questions?q=token+bucket")
    assert texts(root, ".hit h3")[0] == "How does a token bucket work?"
    assert root.cssselect('[data-key="difficulty=easy"]')
    assert root.cssselect("form.search")[0].get("action") == "/questions"


def test_each_question_of_the_hub_has_an_address_that_shows_it(client: FlaskClient) -> None:
    link = page(client, "/questions").cssselect(".hit h3 a")[0].get("href")
    path, _, anchor = link.partition("#")
    assert page(client, path).get_element_by_id(unescape(anchor)) is not None


def test_the_hub_says_the_same_to_machines(client: FlaskClient) -> None:
    link = page(client, "/questions?difficulty=hard").cssselect("link[type='application/ld+json']")
    data = client.get(link[0].get("href"))
    assert data.content_type == "application/ld+json; charset=utf-8"
    graph = data.get_json()
    assert graph["@type"] == "FAQPage"
    assert len(graph["mainEntity"]) == 4
    for question in graph["mainEntity"]:
        assert question["@type"] == "Question"
        assert question["acceptedAnswer"]["text"]
        assert re.match(r"http://localhost/guides/rate-limiting#q-", question["url"])


def test_pages_are_asked_for_again_but_sent_once(client: FlaskClient) -> None:
    first = client.get("/search?q=eviction")
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get("/search?q=eviction", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_page_and_what_it_needs_are_small(client: FlaskClient) -> None:
    packing = {"Accept-Encoding": "gzip"}
    paths = ["/search?q=limiter"]
    root = html.fromstring(client.get(paths[0]).text)
    paths += [element.get("href") for element in root.cssselect("link[rel=stylesheet]")]
    paths += [element.get("src") for element in root.cssselect("[src]")]
    sizes = [len(client.get(path, headers=packing, buffered=True).data) for path in paths]
    assert len(sizes) >= 4
    assert sum(sizes) < 40_000


def test_below_another_root_every_address_stays_below_it(client: FlaskClient) -> None:
    for path in PAGES:
        answer = client.get(path, environ_overrides={"SCRIPT_NAME": "/docs"})
        root = html.fromstring(answer.text)
        links = [e.get("href") for e in root.cssselect("[href]:not([rel=canonical])")] + [
            e.get("src") for e in root.cssselect("[src]")
        ]
        assert [link for link in links if not link.startswith(("/docs/", "#"))] == []


def test_without_an_index_pages_say_what_to_run(client_without_index: FlaskClient) -> None:
    for path in ("/", "/search?q=a", "/questions", "/guides/a"):
        root = page(client_without_index, path, status=503)
        assert texts(root, "h1") == ["Search is unavailable"]
        assert "guidedex build" in root.text_content()
