"""What a search answers with: types only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a hit is there, in words for readers and as data.

    ``kind`` is one of ``exact``, ``alias``, ``stem``, ``prefix``, ``typo``, ``phrase``, ``title``,
    ``neighbours``, ``pin`` (search), or ``concepts``, ``link``, ``mention``, ``listed``, ``pin``, ``same``,
    ``guide``, ``difficulty`` (related content).
    """

    kind: str
    text: str
    field: str = ""
    terms: tuple[str, ...] = ()
    other: str = ""
    """The id of the document or guide that the reason names, if it names one."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A part of a hit's score; the contributions of a hit sum to its score."""

    source: str
    term: str
    value: float


@dataclass(frozen=True, slots=True)
class Crumb:
    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One document of an answer.

    ``snippet`` is escaped HTML whose only tags are ``<mark>``; ``title`` is plain text.
    """

    id: str
    kind: str
    guide: str
    skill: str
    title: str
    url: str
    snippet: str
    score: float
    reasons: tuple[Reason, ...] = ()
    difficulty: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    updated: str = ""
    lang: str = "en"
    breadcrumb: tuple[Crumb, ...] = ()
    """The guide, then the sections around the document, outermost first."""
    explanation: tuple[Contribution, ...] = ()
    """Filled when the search was asked to explain."""


@dataclass(slots=True)  # a page may have thousands: frozen ones take three times as long to make
class FacetCount:
    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How a query was widened because nothing, or too little, matched it as it stood.

    ``step`` is ``alias``, ``stem``, ``typo``, ``split``, ``joined``, ``phrase``, ``drop`` or ``browse``;
    ``original`` is a query that asks for exactly what was typed.
    """

    step: str
    text: str
    query: str
    original: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of an answer; ``total`` and ``facets`` count the whole answer."""

    query: str
    total: int
    limit: int
    offset: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetCount, ...]]
    relaxed: Relaxation | None
    suggestion: str | None
    notices: tuple[str, ...]
    build_id: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion of what was typed: a title, and where it leads."""

    text: str
    kind: str
    id: str
    url: str
    skill: str = ""


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """Related content, best first; empty with ``below_threshold`` when nothing is close enough."""

    hits: tuple[Hit, ...]
    below_threshold: bool
    floor: float
    build_id: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skill:
    """A guide as a list of skills shows it, with what it holds."""

    slug: str
    title: str
    skill: str
    category: str
    summary: str
    url: str
    updated: str
    lang: str
    aliases: tuple[str, ...]
    counts: Mapping[str, int] = field(default_factory=dict)
    """Documents of each kind."""


def to_json(value: Any) -> Any:
    """Return ``value`` (any of the types above, nested) as what ``json.dumps`` takes."""
    if hasattr(value, "__dataclass_fields__"):
        return {
            name: to_json(getattr(value, name))
            for name in value.__dataclass_fields__
            if not (name == "explanation" and not value.explanation)
        }
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [to_json(item) for item in value]
    return value
