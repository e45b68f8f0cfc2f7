"""From the Markdown of a site generator to plain Markdown; what readers see stays.

The number of lines never changes, so that line numbers stay valid. The order of the steps matters: which text is code
is known first, and marks inside of tags are gone before marks between words are looked for.
"""

from collections.abc import Mapping

from corpus.markdown.bracket_codes import closed_names, without_bracket_codes
from corpus.markdown.callouts import is_myst, with_plain_callouts
from corpus.markdown.code_tags import unmasked, with_code_tags_as_fences
from corpus.markdown.dialects import (
    labels_of,
    with_named_references,
    without_dialect,
    without_myst_comments,
    without_unknown_labels,
)
from corpus.markdown.fences import outside_code
from corpus.markdown.heading_ids import with_ids_in_headings, with_spaces_in_headings
from corpus.markdown.jsx import is_mdx, without_jsx
from corpus.markdown.shortcodes import Shortcodes, is_templated


def plain_markdown(body: str, *, mdx: bool = False, values: Mapping[str, str] | None = None) -> str:
    """Return ``body`` as plain Markdown.

    ``mdx`` takes braces for expressions, which a body with imports does anyway; ``values`` are the front matter's, by
    name in lower case: variables of the page show them.
    """
    has_tags = "{{" in body or "{%" in body or "{#" in body
    shortcodes = Shortcodes(values or {}, templated=is_templated(body)) if has_tags else None
    plain = with_code_tags_as_fences(body)
    if mdx or "<" in plain or "{" in plain or "import" in plain:
        plain = without_jsx(plain, mdx=mdx or is_mdx(plain))
    if is_myst(plain):
        plain = outside_code(plain, without_myst_comments)
    plain = with_plain_callouts(plain)
    if shortcodes:  # what one shows may be fenced code
        plain = outside_code(plain, shortcodes.replaced)
    closed = closed_names(plain)
    labels = labels_of(plain)
    plain = outside_code(plain, lambda text: _without_marks(text, closed, labels))
    return unmasked(plain) if not plain.isascii() else plain


def _without_marks(text: str, closed: frozenset[str], labels: frozenset[str]) -> str:
    """Return ``text``, which contains no fenced code, without marks.

    ``closed`` are the bracket codes that end, ``labels`` those of the references that the page defines.
    """
    text = without_unknown_labels(with_named_references(without_bracket_codes(text, closed)), labels)
    return without_dialect(with_ids_in_headings(with_spaces_in_headings(text)))
