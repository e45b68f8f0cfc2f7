"""The page of a guide, and of a record that has no guide."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import quote

from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from corpus.guide import Guide, Link, Section
from corpus.render import to_html
from search.gaps.links import Addresses
from search.library import UnknownDocument, UnknownSkill
from search.searcher import Searcher
from web.http.addresses import guide_address, here
from web.http.responses import linked_data, page
from web.pages.listing import asked_query
from web.pages.marking import marked_html, with_words
from web.pages.search_logging import SearchLogging
from web.pages.structured_data import guide_data
from web.site import ServedSite

N_RELATED = 6
WORDS_A_MINUTE = 220
BODIES = 128
"""Guides whose text is kept as HTML: parsing and sanitising one takes ten times as long as all the rest of its page."""


class GuidePages:
    """The pages of guides."""

    def __init__(self, site: ServedSite, searches: SearchLogging) -> None:
        self._site = site
        self._searches = searches
        self._addresses = lru_cache(maxsize=2)(self._addresses_of_build)
        self._body = lru_cache(maxsize=BODIES)(self._body_of_build)

    def guide(self, name: str) -> Response:
        """Answer with the guide of this id; other names of a guide lead to it."""
        searcher = self._site.source.searcher()
        asked = name.rstrip("/")
        try:
            guide = searcher.guide(asked)
        except UnknownSkill as error:
            return self._record(searcher, asked, error)
        query = asked_query()
        if guide.id != name:
            return redirect(here(with_words(guide_address(guide.id), query)))
        self._searches.followed(query)
        words = searcher.query_terms(query, guide.lang)
        body, placed = self._body(searcher.build_id, guide.id, request.script_root)
        return page(
            "guide.html",
            guide=guide,
            query=query if words else "",
            words=words,
            canonical=self._site.absolute(guide_address(guide.id)),
            questions=[q for q in guide.questions if q.anchor not in placed],
            faqs=[q for q in guide.faqs if q.anchor not in placed],
            projects=[project for project in guide.projects if project.anchor not in placed],
            body=Markup(marked_html(body, words)),  # noqa: S704 - sanitised
            contents=contents(guide.sections),
            minutes=minutes(guide),
            related=searcher.related(skill=guide.id, kind="skill", limit=N_RELATED).hits,
        )

    def guide_data(self, name: str) -> Response:
        """Answer with what a guide's page says, as JSON-LD."""
        guide = self._site.source.searcher().guide(name)
        url = self._site.absolute(guide_address(guide.id))
        return linked_data(guide_data(guide, url, self._site.root + url_for("pages.home")))

    def _record(self, searcher: Searcher, name: str, unknown: UnknownSkill) -> Response:
        """Answer with a record's text and what is related to it, where one has this id."""
        try:
            document = searcher.document(name)
        except UnknownDocument:
            raise unknown from None
        if document.guide != document.id:
            return redirect(here(document.url))
        query = asked_query()
        self._searches.followed(query)
        words = searcher.query_terms(query, document.lang)
        related = searcher.related(document=document.id, limit=N_RELATED)
        paragraphs = [part for part in document.text.split("\n") if part.strip()]
        return page(
            "record.html",
            document=document,
            query=query if words else "",
            words=words,
            canonical=self._site.absolute(document.url),
            paragraphs=paragraphs,
            related=related.hits,
        )

    def _body_of_build(self, build_id: str, guide_id: str, root: str) -> tuple[str, frozenset[str]]:
        """Return a guide's text as HTML and the places in it; ``build_id`` and ``root`` key the memory of it."""
        searcher = self._site.source.searcher()
        guide = searcher.guide(guide_id)
        body = to_html(guide, self._resolver(searcher, guide))
        return scrollable(without_title(body, guide.title)), anchors(body)

    def _resolver(self, searcher: Searcher, guide: Guide) -> Callable[[str], str | None]:
        """Return a function from a link target in ``guide`` to an address, None for no guide's.

        Links lead where the editors' queue takes them to lead.
        """
        addresses = self._addresses(searcher.build_id)

        def resolve(target: str) -> str | None:
            found = addresses.target(Link("", target, 0), guide)
            if found.guide is None or not found.address:
                return None
            fragment = f"#{quote(found.fragment)}" if found.fragment else ""
            return here(searcher.document(found.guide.id).url) + fragment

        return resolve

    def _addresses_of_build(self, build_id: str) -> Addresses:
        """Return where links may lead to; ``build_id`` keys the memory of it."""
        searcher = self._site.source.searcher()
        pattern = str(searcher.site.get("url_pattern", ""))
        return Addresses(searcher.guides(), self._site.base_url, pattern)


def anchors(body: str) -> frozenset[str]:
    """Return the places that a body names; what has one there is not shown a second time."""
    return frozenset(unescape(anchor) for anchor in re.findall(r'\bid="([^"]*)"', body))


def contents(sections: Sequence[Section]) -> list[Section]:
    """Return the sections that a table of contents lists: the two outermost levels."""
    named = [section for section in sections if section.anchor and section.level > 1]
    outermost = min((section.level for section in named), default=0)
    return [section for section in named if section.level <= outermost + 1]


def minutes(guide: Guide) -> int:
    """Return how long a guide takes to read, at least 1."""
    words = sum(len(section.text.split()) for section in guide.sections)
    words += sum(len(question.answer.split()) for question in (*guide.questions, *guide.faqs))
    return max(1, round(words / WORDS_A_MINUTE))


def scrollable(html: str) -> str:
    """Return sanitised HTML whose wide tables and code scroll by themselves, by keyboard too."""
    opened = html.replace("<table>", '<div class="table" role="group" tabindex="0"><table>')
    wrapped = opened.replace("</table>", "</table></div>")
    return wrapped.replace("<pre>", '<pre tabindex="0">')


def without_title(html: str, title: str) -> str:
    """Return a body without the heading that repeats the page's title."""
    start = html.lstrip()
    if not start.startswith("<h1"):
        return html
    heading, closing, rest = start.partition("</h1>")
    words = Markup(heading).striptags()  # noqa: S704 - read, not shown
    return rest if closing and words == " ".join(title.split()) else html


def guides_blueprint(pages: GuidePages) -> Blueprint:
    """Return the routes of guides."""
    blueprint = Blueprint("guides", __name__)
    blueprint.add_url_rule("/guides/<path:name>", "guide", pages.guide)
    blueprint.add_url_rule("/data/guides/<path:name>", "guide_data", pages.guide_data)
    return blueprint
