"""Pages of guides, and of records, which are documents without a guide."""

import re
from collections.abc import Callable, Sequence
from html import unescape
from typing import TypeVar
from urllib.parse import quote

from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from corpus.guide import Guide, Section
from corpus.markdown.html_bounds import TAG
from corpus.render import to_html
from index.links import Resolver
from index.storage.bounded_cache import BoundedCache, footprint
from search.hit import folders_of
from search.searcher import Searcher
from search.unknown_names import UnknownDocument, UnknownSkill
from web.http.addresses import guide_address, mounted
from web.http.responses import html_response, json_ld_response
from web.pages.listing import requested_query
from web.pages.markdown import MarkdownPages, varied_by_accept, wants_markdown
from web.pages.marking import marked_html, with_words
from web.pages.search_logging import SearchLogging
from web.pages.structured_data import guide_data
from web.site import ServedSite

MAX_RELATED = 6  # by hand
WORDS_PER_MINUTE = 220  # by hand; Brysbaert (2019) measured 238 for English non-fiction
MAX_BODY_BYTES = 16 * 1024 * 1024
"""Memory for guide bodies as HTML, by hand: making one takes ten times as long as the rest of its page."""

Body = tuple[str, frozenset[str], frozenset[str]]
"""A guide's text as HTML, the ids in it, and those of its title, which the page shows above it."""

_COMMENTS = re.compile(r"(?:\s+|<!--(?:(?!-->).)*+-->)*+", re.DOTALL)
K = TypeVar("K")
V = TypeVar("V")


class GuidePages:
    """Views of the pages of guides and records."""

    def __init__(self, site: ServedSite, searches: SearchLogging, markdown: MarkdownPages) -> None:
        self._site = site
        self._markdown = markdown
        self._searches = searches
        self._resolvers: dict[str, Resolver] = {}
        """By build id."""
        self._bodies: BoundedCache[tuple[str, str, str], Body] = BoundedCache(MAX_BODY_BYTES)
        """By build id, guide, and path that the site is mounted at, which links begin with."""

    def guide(self, name: str) -> Response:
        """Return the page of the guide with this id; a title, alias or slug redirects to the id."""
        searcher = self._site.source.searcher()
        id_or_alias = name.rstrip("/")
        try:
            guide = searcher.guide(id_or_alias)
        except UnknownSkill:
            record = self._record(searcher, id_or_alias)
            if record is None:
                raise
            return record
        if wants_markdown():
            return varied_by_accept(self._markdown.guide(guide.id))
        query = requested_query()
        if guide.id != name:
            return redirect(mounted(with_words(guide_address(guide.id), query)))
        self._searches.count_click(query)
        words = searcher.query_terms(query, guide.lang)
        # questions and projects whose anchor is in the body already are not listed a second time below it
        body, in_body, in_title = self._body(searcher, guide)
        placed = in_body | in_title
        kind = "question" if guide.is_question else "skill"
        page = html_response(
            "guide.html",
            guide=guide,
            query=query if words else "",
            words=words,
            canonical=self._site.absolute(guide_address(guide.id)),
            questions=[q for q in guide.questions if q.anchor and q.anchor not in placed],
            faqs=[q for q in guide.faqs if q.anchor not in placed],
            projects=[project for project in guide.projects if project.anchor not in placed],
            body=Markup(marked_html(body, words)),  # noqa: S704 - sanitised
            contents=table_of_contents(guide.sections),
            minutes=reading_minutes(guide),
            anchors=placed,
            title_anchors=sorted(in_title),
            folders=folders_of(searcher.document(guide.id)),
            related=searcher.related(document=guide.id, kind=kind, limit=MAX_RELATED).hits,
        )
        return varied_by_accept(page)

    def guide_data(self, name: str) -> Response:
        """Return the content of a guide's page as JSON-LD."""
        guide = self._site.source.searcher().guide(name)
        url = self._site.absolute(guide_address(guide.id))
        return json_ld_response(guide_data(guide, url, self._site.root + url_for("pages.home")))

    def _record(self, searcher: Searcher, document_id: str) -> Response | None:
        """Return the page of a record; the id of a guide's section or question redirects to its place in the guide.

        None where no document has this id.
        """
        try:
            document = searcher.document(document_id)
        except UnknownDocument:
            return None
        if document.guide != document.id:
            return redirect(mounted(document.url))
        query = requested_query()
        self._searches.count_click(query)
        words = searcher.query_terms(query, document.lang)
        related = searcher.related(document=document.id, limit=MAX_RELATED)
        paragraphs = [line for line in document.text.split("\n") if line.strip()]
        return html_response(
            "record.html",
            document=document,
            query=query if words else "",
            words=words,
            canonical=self._site.absolute(document.url),
            paragraphs=paragraphs,
            related=related.hits,
        )

    def _body(self, searcher: Searcher, guide: Guide) -> Body:
        key = (searcher.build_id, guide.id, request.script_root)
        body = self._bodies.get(key)
        if body is None:
            body = self._rendered(searcher, guide)
            self._bodies.put(key, body, footprint(key) + footprint(body))
        return body

    def _rendered(self, searcher: Searcher, guide: Guide) -> Body:
        titles: list[str] = []

        def arranged(html: str) -> str:
            body = without_title(html, guide.title)
            titles.append(html.removesuffix(body))
            return scrollable(body)

        body = to_html(guide, self._address_of(searcher, guide), arranged)
        return body, ids_in(body), ids_in(titles[0])

    def _address_of(self, searcher: Searcher, guide: Guide) -> Callable[[str], str | None]:
        """Return a function from a link target in ``guide`` to the address of the guide that it names, else None.

        The resolver is that of the gap rules, so that a page and the editors' queue agree on every link.
        """
        resolver = recent(self._resolvers, searcher.build_id, lambda: self._resolver_of(searcher), 2)

        def resolve(target: str) -> str | None:
            resolved = resolver.target(target, guide)
            if resolved.guide is None or target.startswith("#"):
                return None
            fragment = f"#{quote(resolved.fragment)}" if resolved.fragment else ""
            return mounted(searcher.document(resolved.guide.id).url) + fragment

        return resolve

    def _resolver_of(self, searcher: Searcher) -> Resolver:
        """Return the resolver of links among the guides."""
        pattern = str(searcher.site.get("url_pattern", ""))
        return Resolver(searcher.guides(), self._site.base_url, pattern)


def recent(cache: dict[K, V], key: K, make: Callable[[], V], limit: int) -> V:
    """Return the value of ``key``, made unless it is in ``cache``, which keeps the ``limit`` values made last."""
    value = cache.get(key)
    if value is None:
        value = cache[key] = make()
        for old in list(cache)[:-limit]:
            cache.pop(old, None)  # another thread may have removed it
    return value


def ids_in(body: str) -> frozenset[str]:
    """Return the values of all ``id`` attributes in ``body``."""
    return frozenset(unescape(anchor) for anchor in re.findall(r'\bid="([^"]*)"', body))


def table_of_contents(sections: Sequence[Section]) -> list[Section]:
    """Return the sections that a table of contents lists: the two outermost levels below the title."""
    linkable = [section for section in sections if section.anchor and section.level > 1]
    outermost = min((section.level for section in linkable), default=0)
    return [section for section in linkable if section.level <= outermost + 1]


def reading_minutes(guide: Guide) -> int:
    """Return the time that reading a guide takes, in minutes, at least 1."""
    n_words = sum(len(section.text.split()) for section in guide.sections)
    n_words += sum(len(question.answer.split()) for question in (*guide.questions, *guide.faqs))
    return max(1, round(n_words / WORDS_PER_MINUTE))


def scrollable(html: str) -> str:
    """Return HTML in which wide tables and code blocks scroll sideways, by keyboard too."""
    return TAG.sub(_scrolling, html)


def _scrolling(match: re.Match[str]) -> str:
    tag, closing, name = match.group(), match.group(1), match.group(2).lower()
    if name == "pre":
        return tag if closing else '<pre tabindex="0">'
    if name == "table":
        return f"{tag}</div>" if closing else f'<div class="table" role="group" tabindex="0">{tag}'
    return tag


def without_title(html: str, title: str) -> str:
    """Return a body without its first heading where that repeats the page's title."""
    body = _COMMENTS.sub("", html, count=1)
    if not body.startswith("<h1"):
        return html
    heading, closing, rest = body.partition("</h1>")
    text = Markup(heading).striptags()  # noqa: S704 - read, not shown
    return rest if closing and text == " ".join(title.split()) else html


def guides_blueprint(pages: GuidePages) -> Blueprint:
    """Return the routes of guides and records."""
    blueprint = Blueprint("guides", __name__)
    blueprint.add_url_rule("/guides/<path:name>", "guide", pages.guide)
    blueprint.add_url_rule("/data/guides/<path:name>", "guide_data", pages.guide_data)
    return blueprint
