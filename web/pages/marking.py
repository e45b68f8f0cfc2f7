"""Marking the words of a query on the page that a hit links to."""

import re
from html import unescape
from urllib.parse import urlencode

from markupsafe import Markup

from search.query.query_terms import QueryTerms
from web.http.addresses import GUIDES_PATH

MAX_LINKED_QUERY = 200  # by hand
"""Characters of the query in a link from a hit to its page."""

_TAG_OR_TEXT = re.compile(r"""<(?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+|<""")


def with_words(url: str, query: str) -> str:
    """Return the URL of a hit with ``query`` as ``?q=``, so that its page marks the words.

    The URL is unchanged for an empty query and for pages of other sites. A long query is cut at a blank.
    """
    text = query.strip()
    if not text or not url.startswith(GUIDES_PATH):
        return url
    if len(text) > MAX_LINKED_QUERY:
        text = text[:MAX_LINKED_QUERY].rpartition(" ")[0] or text[:MAX_LINKED_QUERY]
    path, mark, fragment = url.partition("#")
    return f"{path}?{urlencode({'q': text})}{mark}{fragment}"


def marked(text: str, words: QueryTerms) -> Markup:
    """Return plain text as escaped HTML with the words of the query in ``<mark>``."""
    return Markup(words.marked(text))  # noqa: S704 - escaped there


def marked_html(html: str, words: QueryTerms) -> str:
    """Return sanitised HTML with the words of the query in ``<mark>``; tags and attributes are unchanged."""
    if not words:
        return html
    return "".join(
        piece if piece.startswith("<") else words.marked(unescape(piece)) for piece in _TAG_OR_TEXT.findall(html)
    )
