"""The words of a search on the page that a hit leads to."""

import re
from html import unescape
from urllib.parse import urlencode

from markupsafe import Markup

from search.query.query_terms import QueryTerms
from web.http.addresses import GUIDES

MAX_QUERY = 200
"""Characters of a query that links to its hits carry."""

_TAG_OR_TEXT = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+|<""")


def with_words(url: str, query: str) -> str:
    """Return the address of a hit so that its page marks the words of ``query``; other sites' as they are."""
    words = query.strip()
    if not words or not url.startswith(GUIDES):
        return url
    if len(words) > MAX_QUERY:
        words = words[:MAX_QUERY].rpartition(" ")[0] or words[:MAX_QUERY]
    path, mark, fragment = url.partition("#")
    return f"{path}?{urlencode({'q': words})}{mark}{fragment}"


def marked(text: str, words: QueryTerms) -> Markup:
    """Return plain text as HTML with the words asked for in ``<mark>``."""
    return Markup(words.marked(text))  # noqa: S704 - escaped there


def marked_html(html: str, words: QueryTerms) -> str:
    """Return sanitised HTML with the words asked for in ``<mark>``; tags and what they say stay as they are."""
    if not words:
        return html
    return "".join(
        piece if piece.startswith("<") else words.marked(unescape(piece)) for piece in _TAG_OR_TEXT.findall(html)
    )
