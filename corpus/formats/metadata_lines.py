"""Metadata in the visible lines of a page: "Related skills: …", "Updated June 2026"."""

import re

from corpus.dates import iso_date
from corpus.page import Value
from corpus.plain_text import plain

MAX_LINES = 40
"""Lines from the top of a page that are searched for metadata; by hand."""

_RELATED = re.compile(
    r"(?:^|(?<=[.!?]) )related (?:skills|guides|topics|pages)\s*:\s*(?P<names>[^:]{2,500}?)\.?\s*$",
    re.IGNORECASE,
)
_UPDATED = re.compile(
    r"\b(?:last )?(?:updated?|modified|reviewed)(?: on)?\s*:?\s+(?P<date>[\w ,./-]{4,30})", re.IGNORECASE
)
_EYEBROW = re.compile(r"(?P<category>[^·|•:.]{2,40}?)\s*[·|•]\s*(?P<kind>[\w ]{0,20}guide)\s*$", re.IGNORECASE)
_MARKUP = re.compile(r"\]\([^)]*\)|[\\\[\]*_`#]")


def stated_fields(body: str) -> dict[str, Value]:
    """Return the metadata in the first ``MAX_LINES`` lines of a body under front-matter names; the first line wins."""
    fields: dict[str, Value] = {}
    lines = [line for line in body.split("\n", MAX_LINES * 4) if line.strip()][:MAX_LINES]
    for line in lines:
        for name, value in fields_in_line(line).items():
            fields.setdefault(name, value)
    return fields


def fields_in_line(line: str) -> dict[str, Value]:
    """Return the metadata in one line under front-matter names.

    >>> fields_in_line("20 min read · Updated June 2026")
    {'updated': '2026-06'}
    """
    line = plain(_MARKUP.sub("", line[:1000]))
    fields: dict[str, Value] = {}
    if related := _RELATED.search(line):
        fields["related"] = related_names(related.group("names"))
    if updated := _UPDATED.search(line):
        date = _leading_date(updated.group("date"))
        if date:
            fields["updated"] = date
    # "Data · Skill guide": the category and the kind of page, above the title.
    if eyebrow := _EYEBROW.match(line):
        fields["category"] = eyebrow.group("category").strip()
        fields["kind"] = eyebrow.group("kind").strip()
    return fields


def without_kind(title: str, kind: Value) -> str:
    """Return a title without the kind of page at its end.

    >>> without_kind("Kafka Skill Guide", "Skill guide")
    'Kafka'
    """
    if isinstance(kind, str) and kind and title.lower().endswith(kind.lower()):
        return title[: -len(kind)].strip() or title
    return title


def related_names(text: str) -> list[Value]:
    """Return the names of an enumeration without the "and" before the last.

    >>> related_names("REST API, GraphQL, and Kafka")
    ['REST API', 'GraphQL', 'Kafka']
    """
    names = (name.strip().removeprefix("and ").strip() for name in text.split(","))
    return [name for name in names if name]


def _leading_date(text: str) -> str:
    """Return the date at the beginning of ``text`` as an ISO date, the longest that parses; "" for none."""
    words = text.split()
    for count in range(min(3, len(words)), 0, -1):
        if date := iso_date(" ".join(words[:count]).rstrip(".,")):
            return date
    return ""
