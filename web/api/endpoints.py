"""The endpoints of the HTTP API as data: parameters, bodies and results."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.document import KINDS
from search.facets import FACETS
from search.gaps.finding import SEVERITIES, Finding
from search.results import RelatedPage, ResultPage, Skill, Suggestion
from search.searcher import SORTS
from web.http.parameters import Parameter

MAX_QUERY = 1_000
"""Characters of a query. By hand."""

MAX_OFFSET = 1_000_000
"""By hand: the largest corpus that is measured has a million documents."""

RELATED_KINDS = ("skill", "question")

QUERY = Parameter(
    "q",
    'What to look for: words, "phrases", -not, OR, field:value, word*. Every string is a query.',
    default="",
    max_length=MAX_QUERY,
)
LIMIT = Parameter("limit", "Most hits to return.", "integer", 10, minimum=1, maximum=100)
OFFSET = Parameter("offset", "Hits to pass over.", "integer", 0, minimum=0, maximum=MAX_OFFSET)
KIND = Parameter("kind", "Kind of document.", many=True, choices=KINDS)
UPDATED = Parameter(
    "updated",
    "When the guide was last updated: a date, or a bound such as `>=2026-01`, or `>2025` for after 2025.",
    many=True,
    pattern=r"(>=|<=|>|<)?[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?",
    pattern_description="a date such as 2026, 2026-06 or 2026-06-30, also with >=, <=, > or < before it",
)
SORT = Parameter("sort", "Order of the hits.", default="score", choices=SORTS)
FACET_NAMES = Parameter("facets", "Count the answer by these.", many=True, choices=FACETS)
EXPLAIN = Parameter("explain", "Say how each score came about.", "boolean", False)
FLOOR = Parameter(
    "floor",
    "Least likeness that counts as related; without one, the index's own. 0 shows all.",
    "number",
    minimum=0,
    maximum=1,
)
RELATED_KIND = Parameter("kind", "What to return; without one, what is asked about.", choices=RELATED_KINDS)
RELATED_LIMIT = Parameter("limit", "Most hits to return.", "integer", 5, minimum=1, maximum=100)


def _filter(name: str, description: str) -> Parameter:
    return Parameter(name, description, many=True, max_length=200)


SKILL = _filter("skill", "Skill, as the facet names it.")
CATEGORY = _filter("category", "Category, as the facet names it.")
DIFFICULTY = _filter("difficulty", "Difficulty of a question, in lower case.")
TAG = _filter("tag", "Tag of the guide.")
LANG = _filter("lang", "Language of the guide, such as `en`.")
VERSION = _filter(
    "version", "Version of the page, such as `3.5`; `all` for every one. Without it: the newest of each page."
)
FILTERS = (KIND, SKILL, CATEGORY, DIFFICULTY, TAG, LANG, VERSION, UPDATED)
SEARCH = (QUERY, *FILTERS, LIMIT, OFFSET, FACET_NAMES, EXPLAIN, SORT)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation of the API; ``path`` is relative to ``/api/v1`` and may contain ``{name}``."""

    name: str
    path: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    method: str = "GET"
    body: tuple[Parameter, ...] = ()
    body_one_of: tuple[str, ...] = ()
    result: Any = dict
    """Type of the result: a dataclass of ``search.results``, or ``dict`` for the ``members`` alone."""
    members: tuple[tuple[str, Any], ...] = ()
    """(name, type) of the members that the API adds to those of ``result``."""
    media_type: str = "application/json"
    is_for_editors: bool = False


_NEXT_MEMBER = ("next", str | None)
_BUILD_MEMBER = ("build_id", str)

ENDPOINTS = (
    Endpoint(
        "search",
        "/search",
        "Guides, sections and questions that match, best first.",
        SEARCH,
        result=ResultPage,
        members=(_NEXT_MEMBER,),
    ),
    Endpoint(
        "suggest",
        "/suggest",
        "Titles that complete what was typed so far.",
        (QUERY, Parameter("limit", "Most titles.", "integer", 8, minimum=1, maximum=100)),
        members=(("query", str), ("suggestions", tuple[Suggestion, ...]), _BUILD_MEMBER),
    ),
    Endpoint(
        "skills",
        "/skills",
        "All skills that have a guide, in order of title.",
        (
            CATEGORY,
            LANG,
            Parameter("limit", "Most skills.", "integer", 100, minimum=1, maximum=100),
            OFFSET,
        ),
        members=(
            ("total", int),
            ("limit", int),
            ("offset", int),
            ("skills", tuple[Skill, ...]),
            _NEXT_MEMBER,
            _BUILD_MEMBER,
        ),
    ),
    Endpoint(
        "skill",
        "/skills/{slug}",
        "One skill, by slug, title or alias; `related` is what its guide lists itself.",
        result=Skill,
        members=(("related", tuple[str, ...]), _BUILD_MEMBER),
    ),
    Endpoint(
        "skill_related",
        "/skills/{slug}/related",
        "Skills or questions related to a skill, each with its reasons.",
        (RELATED_KIND, RELATED_LIMIT, FLOOR),
        result=RelatedPage,
    ),
    Endpoint(
        "skill_related_html",
        "/skills/{slug}/related.html",
        "The same as a list of links in HTML, to be put into a page; empty when nothing is related.",
        (RELATED_KIND, RELATED_LIMIT, FLOOR),
        media_type="text/html",
    ),
    Endpoint(
        "questions",
        "/questions",
        "Interview questions that match, with their answers.",
        (QUERY, *(f for f in FILTERS if f.name != "kind"), LIMIT, OFFSET, FACET_NAMES, SORT),
        result=ResultPage,
        members=(_NEXT_MEMBER,),
    ),
    Endpoint(
        "document_related",
        "/documents/{id}/related",
        "Documents related to a document, each with its reasons.",
        (RELATED_KIND, RELATED_LIMIT, FLOOR),
        result=RelatedPage,
    ),
    Endpoint(
        "related",
        "/related",
        "What is related to a text, a document, a skill or several skills at once.",
        method="POST",
        body=(
            Parameter("text", "Text of a page.", max_length=1_000_000),
            Parameter("skill", "Slug, title or alias.", max_length=500),
            Parameter("skills", "Slugs, titles or aliases.", many=True, max_length=500),
            Parameter("document", "Id of a document.", max_length=2_000),
            RELATED_KIND,
            RELATED_LIMIT,
            FLOOR,
        ),
        body_one_of=("text", "skill", "skills", "document"),
        result=RelatedPage,
    ),
    Endpoint(
        "gaps",
        "/gaps",
        "What the guides lack, most useful first; for editors, with their token as `Authorization: Bearer …`.",
        (
            Parameter("rules", "`all`, or names of rules; without it, the usual ones.", many=True, max_length=100),
            Parameter("severity", "The least severity.", default="info", choices=SEVERITIES),
            Parameter("limit", "Most findings.", "integer", 100, minimum=1, maximum=1_000),
            OFFSET,
        ),
        members=(
            ("total", int),
            ("findings", tuple[Finding, ...]),
            ("by_rule", Mapping[str, int]),
            ("rules", tuple[str, ...]),
            ("closed", tuple[str, ...]),
            _BUILD_MEMBER,
        ),
        is_for_editors=True,
    ),
    Endpoint("openapi", "/openapi.json", "This description, as OpenAPI 3.1."),
)
BY_NAME = {endpoint.name: endpoint for endpoint in ENDPOINTS}
