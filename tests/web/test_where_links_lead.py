"""Every link of every hit, facet, suggestion, related list and sitemap leads to a page that answers."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from lxml import etree
from lxml.html import HtmlElement, fromstring

from index.build import BuildOptions, build
from index.options import SiteOptions
from search import open_index
from tests.corpora import write_pages
from tests.web.conftest import NOT_COUNTED
from web.app import create_app
from web.settings import Settings

SITES = (
    "aria_practices",
    "eleventy_docs",
    "hexo_docs",
    "jekyll_docs",
    "mkdocs_material_docs",
    "myst_docs",
    "swr_docs",
)
QUESTION_BANKS = ("h5bp_frontend", "thirty_seconds", "yangshun_frontend")

PAGES: Mapping[str, str] = {
    "index.md": "# Home\n\nAll languages.\n",
    "swift/index.md": "# Swift\n\nA language.\n\n## Arrays\n\nSee [arrays](arrays.md).\n",
    "swift/arrays.md": (
        "# Arrays\n\n## Content\n\n| Call | Does |\n|---|---|\n| append | adds one |\n| append | adds one |\n\n"
        "### Q\n\n<table><tr><td>map</td><td>changes each</td></tr>\n"
        "<tr><td>filter</td><td>keeps some</td></tr></table>\n\n"
        "## Practice\n\n## Related\n\n## Projects\n\n## Contents\n\n## Recent\n\n## Suggestions\n\nWords.\n"
    ),
    "questions/what-is-an-array.md": "# What is an array?\n\nA row of values that are counted from 0.\n",
    "questions/what-is-a-closure.md": "---\ntitle: What is a closure?\n---\n\nA function with its variables.\n",
    "moved.md": "---\ntitle: Moved\npermalink: /docs/elsewhere/\n---\n\n## Why\n\nIt moved.\n",
    "canonical.md": "---\ntitle: Canonical\ncanonical_url: https://example.org/canonical\n---\n\nIt has a twin.\n",
    "interview.md": (
        "# Interview questions\n\n- [What is a queue?](#what-is-a-queue)\n- [What is a stack?](#what-is-a-stack)\n\n"
        "## What is a queue?\n\nFirst in, first out.\n\n## What is a stack?\n\nLast in, first out.\n\n"
        "## What is a queue?\n\nAsked again.\n"
    ),
    "a b/C++ & C#.md": "# C++ & C#\n\n## Löwe & Bär\n\n| Größe | 1 |\n|---|---|\n| ö | 2 |\n",
}


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("links")
    return client_over(write_pages(folder / "guides", PAGES), folder / "index")


def client_over(source: Path, index: Path) -> FlaskClient:
    build([source], index, BuildOptions())
    return create_app(Settings(index=index, query_log=NOT_COUNTED)).test_client()


class Crawl:
    """Opens each page of a site once, and keeps what is wrong."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._pages: dict[str, HtmlElement | None] = {}
        self.wrong: dict[str, str] = {}

    def page(self, path: str) -> HtmlElement | None:
        if path not in self._pages:
            answer = self._client.get(path, follow_redirects=True)
            if answer.status_code != 200:
                self.wrong[path] = str(answer.status_code)
            is_page = answer.status_code == 200 and answer.mimetype == "text/html"
            self._pages[path] = fromstring(answer.data) if is_page else None
        return self._pages[path]

    def follow(self, link: str, needs_place: bool = False) -> HtmlElement | None:
        """Open the page of a link that stays on the site; with ``needs_place``, its fragment has to be there."""
        if not link.startswith("/"):
            self.wrong[link] = "leads away"
            return None
        path, _, fragment = link.partition("#")
        page = self.page(path)
        if page is not None and needs_place and fragment and unquote(fragment) not in page.xpath("//@id"):
            self.wrong[link] = "no such place"
        return page

    def follow_all(self, page: HtmlElement | None) -> None:
        for link in () if page is None else page.xpath("//a/@href"):
            if link.startswith("/"):
                self.follow(link)


def documents(client: FlaskClient) -> Iterator[Mapping]:
    """Yield every hit of the site, by the API."""
    link = "/api/v1/search?lang=all&limit=100"
    while link:
        answer = client.get(link).get_json()
        yield from answer["hits"]
        link = answer["next"]


def crawled(client: FlaskClient, queries: Iterable[str]) -> tuple[Crawl, int]:
    """Follow every link of a site; return the crawl and the number of its documents."""
    crawl, n_documents = Crawl(client), 0
    for hit in documents(client):
        n_documents += 1
        page = crawl.follow(hit["url"], needs_place=True)
        for crumb in hit["breadcrumb"]:
            crawl.follow(crumb["url"], needs_place=True)
        if hit["kind"] == "guide" or "#" not in hit["id"]:
            crawl.follow_all(page)
    for query in queries:
        for path in ("/search", "/questions", "/practice"):
            crawl.follow_all(crawl.page(f"{path}?q={quote(query)}"))
        for suggestion in client.get(f"/api/v1/suggest?q={quote(query)}").get_json()["suggestions"]:
            crawl.follow(suggestion["url"], needs_place=True)
    crawl.follow_all(crawl.page("/"))
    sitemap = etree.fromstring(client.get("/sitemap.xml").data)
    for address in sitemap.xpath("//*[local-name()='loc']/text()"):
        crawl.follow(urlsplit(address).path)
    return crawl, n_documents


def test_every_link_of_a_small_site_leads_to_its_place(small_site: FlaskClient) -> None:
    crawl, n_documents = crawled(small_site, ["arrays", "what is a queue", "", "c++", "moved", "append", "löwe"])
    assert crawl.wrong == {}
    assert n_documents > 20


def test_no_id_comes_twice_on_a_page(small_site: FlaskClient) -> None:
    n_ids = 0
    for hit in documents(small_site):
        ids = fromstring(small_site.get(hit["url"].partition("#")[0]).data).xpath("//@id")
        assert [name for name, n in Counter(ids).items() if n > 1] == [], hit["url"]
        n_ids += len(ids)
    assert n_ids > 100


def test_rows_and_breadcrumbs_lead_to_their_own_places(small_site: FlaskClient) -> None:
    hits = {hit["id"]: hit for hit in documents(small_site)}
    row = hits["swift/arrays#q-row-1"]
    assert row["url"] == "/guides/swift/arrays#q-row-1"
    assert [(crumb["title"], crumb["url"]) for crumb in row["breadcrumb"]] == [
        ("Swift", "/guides/swift"),
        ("Arrays", "/guides/swift/arrays"),
        ("Content", "/guides/swift/arrays#content"),
        ("Q", "/guides/swift/arrays#q"),
    ]
    page = fromstring(small_site.get("/guides/swift/arrays").data)
    assert page.xpath("//tr[@id='q-row-1']")[0].text_content() == "filterkeeps some"
    assert [len(page.xpath(f"//tr[@id='content-row-{number}']")) for number in (1, 2)] == [1, 1]


def test_a_question_that_a_page_lists_first_is_found_where_it_is_answered(small_site: FlaskClient) -> None:
    page = fromstring(small_site.get("/guides/interview").data)
    for question in ("what-is-a-queue", "what-is-a-stack", "what-is-a-queue-1"):
        assert [place.tag for place in page.xpath(f"//*[@id='q-{question}']")] == ["h2"]


@pytest.mark.parametrize(
    ("page", "base_url", "url"),
    [
        ("moved", "", "/guides/moved"),
        ("moved", "https://example.org", "https://example.org/docs/elsewhere/"),
        ("moved", "https://example.org/manual/", "https://example.org/manual/docs/elsewhere/"),
        ("canonical", "", "/guides/canonical"),
        ("canonical", "https://example.org", "https://example.org/canonical"),
        ("index", "https://example.org", "/guides/index"),
    ],
)
def test_an_address_in_front_matter_leads_away_only_where_a_site_is_configured(
    tmp_path: Path, page: str, base_url: str, url: str
) -> None:
    (tmp_path / "guides").mkdir()
    for name in ("moved.md", "canonical.md", "index.md"):
        (tmp_path / "guides" / name).write_text(PAGES[name], encoding="utf-8")
    build([tmp_path / "guides"], tmp_path / "index", BuildOptions(site=SiteOptions(base_url=base_url)))
    assert open_index(tmp_path / "index").document(page).url == url


@pytest.mark.slow
@pytest.mark.real_data
@pytest.mark.parametrize(
    "name", [*(f"sites/{site}" for site in SITES), *(f"questions/{bank}" for bank in QUESTION_BANKS)]
)
def test_every_link_of_a_foreign_site_answers(real_data: Path, tmp_path: Path, name: str) -> None:
    client = client_over(real_data / name, tmp_path)
    crawl, n_documents = crawled(client, ["", "install", "configuration file", "what is", "a"])
    # a section whose heading is an image, or a part of a component, has no place of its own on the page
    lost = {link for link, what in crawl.wrong.items() if what == "no such place"}
    assert {link: what for link, what in crawl.wrong.items() if link not in lost} == {}
    assert len(lost) <= n_documents // 100
