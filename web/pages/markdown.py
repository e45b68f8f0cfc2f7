"""Guides as Markdown and the lists of them that language models read."""

from flask import Blueprint, Response, request

from web.http.addresses import guide_address
from web.markdown.guides import guide_markdown
from web.markdown.llms import llms_full_text, llms_text
from web.site import ServedSite

MARKDOWN = "text/markdown"

MAX_LLMS_BYTES = "guidedex.llms_bytes"
"""The name under which an application keeps the bound of ``/llms-full.txt`` as an extension."""


def wants_markdown() -> bool:
    """Return whether the client prefers Markdown to HTML; browsers accept ``*/*`` and do not."""
    accepted = request.accept_mimetypes
    return accepted[MARKDOWN] > accepted["text/html"]


def varied_by_accept(response: Response) -> Response:
    """Return ``response`` with the header by which caches keep Markdown and HTML of one address apart."""
    response.vary.add("Accept")
    return response


def markdown_address(guide_id: str) -> str:
    """Return the path of a guide's Markdown on this site."""
    return f"{guide_address(guide_id)}.md"


class MarkdownPages:
    """Views of guides as Markdown, ``/llms.txt`` and ``/llms-full.txt``.

    ``max_bytes`` is the most that ``/llms-full.txt`` has.
    """

    def __init__(self, site: ServedSite, max_bytes: int) -> None:
        self._site = site
        self._max_bytes = max_bytes

    def guide(self, name: str) -> Response:
        """Return a guide as Markdown; a title or an alias finds it too."""
        guide = self._site.source.searcher().guide(name)
        return _text(guide_markdown(guide, self._site.absolute(guide_address(guide.id))), MARKDOWN)

    def llms(self) -> Response:
        """Return the list of all guides."""
        skills = self._site.source.searcher().skills()
        return _text(llms_text(self._site.title, skills, self._address), "text/plain")

    def llms_full(self) -> Response:
        """Return all guides in one text."""
        searcher = self._site.source.searcher()
        return _text(llms_full_text(self._site.title, searcher, self._address, self._max_bytes), "text/plain")

    def _address(self, guide_id: str) -> str:
        return self._site.absolute(markdown_address(guide_id))


def _text(text: str, media_type: str) -> Response:
    response = Response(text, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def markdown_blueprint(pages: MarkdownPages) -> Blueprint:
    """Return the routes of ``pages``."""
    blueprint = Blueprint("markdown", __name__)
    blueprint.add_url_rule("/guides/<path:name>.md", "guide", pages.guide)
    blueprint.add_url_rule("/llms.txt", "llms", pages.llms)
    blueprint.add_url_rule("/llms-full.txt", "llms_full", pages.llms_full)
    return blueprint
