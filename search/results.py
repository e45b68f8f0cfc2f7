"""The result types of searches and related content, without behaviour."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, cast


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason why a hit is listed: a text for readers, and its parts as data.

    ``kind`` is one of ``exact``, ``alias``, ``stem``, ``prefix``, ``typo``, ``phrase``, ``title``,
    ``meaning``, ``neighbours``, ``pin`` (search), or ``concepts``, ``link``, ``mention``, ``listed``, ``pin``,
    ``same``, ``guide``, ``difficulty`` (related content).
    """

    kind: str
    text: str
    field: str = ""
    terms: tuple[str, ...] = ()
    other: str = ""
    """The id of the document or guide that the reason names, if it names one."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One summand of a hit's score; the contributions of a hit sum to its score (to 1e-6)."""

    source: str
    term: str
    value: float


@dataclass(frozen=True, slots=True)
class Crumb:
    """The title and the address of a place, such as a step of a breadcrumb."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class VersionLink:
    """Another version of a document: what the version is called, and its address."""

    label: str
    """``3.5``; ``newest`` for the version of a page outside the folders of versions."""
    url: str


@dataclass(frozen=True, slots=True)
class Hit:
    """One document of a result page.

    ``snippet`` is escaped HTML whose only tags are ``<mark>``; ``title`` is plain text. ``updated`` is an ISO date, as
    exact as its source. ``score`` compares the hits of one answer; its unit is a rare word in the best place, and a
    document called exactly what was typed has 64 times the others' best or more.
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
    version: str = ""
    """The version of the page, "" for none."""
    versions: tuple[VersionLink, ...] = ()
    """The other versions of the document, the newest first."""
    copies: tuple[Crumb, ...] = ()
    """The other pages that have the same document, each with its address there."""
    breadcrumb: tuple[Crumb, ...] = ()
    """The guides of the folders around the document, then its guide and the headings above it, outermost first."""
    explanation: tuple[Contribution, ...] = ()
    """Empty unless the search had ``explain=True``."""


@dataclass(slots=True)  # a page may have thousands: frozen ones take three times as long to make
class FacetCount:
    """A value of a facet and the number of results that selecting it gives, beside the values given already.

    Of a selected value it is the number of results that have it.
    """

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True, slots=True)
class Relaxation:
    """How a query was relaxed because nothing, or too little, matched it as typed.

    ``step`` is ``alias``, ``stem``, ``typo``, ``split``, ``joined``, ``phrase``, ``drop`` or ``browse``;
    ``text`` is the message for readers; ``original`` is a query for exactly the typed words.
    """

    step: str
    text: str
    query: str
    original: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One page of an answer; ``total`` and ``facets`` count all of the answer, not the page."""

    query: str
    total: int
    limit: int
    offset: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Sequence[FacetCount]]
    relaxed: Relaxation | None
    suggestion: str | None
    notices: tuple[str, ...]
    build_id: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title or alias that completes the typed text, and the document that it leads to."""

    text: str
    kind: str
    id: str
    url: str
    skill: str = ""
    within: str = ""
    """What tells the document from others of its title: its folders, else its category; of a part, its guide."""


@dataclass(frozen=True, slots=True)
class RelatedPage:
    """Related content, best first; ``below_threshold`` when ``hits`` are empty because none scores ``floor``."""

    hits: tuple[Hit, ...]
    below_threshold: bool
    floor: float
    build_id: str
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skill:
    """A guide in a list of skills, with the number of its documents."""

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
    """Documents by kind."""


def to_json(value: Any) -> Any:
    """Return a dataclass as ``default`` of ``json.dumps``, another mapping or sequence as a plain one.

    An empty ``explanation`` is left out.
    """
    if not hasattr(value, "__dataclass_fields__"):
        return dict(value) if isinstance(value, Mapping) else list(value)
    names, values_of = _members_of(value.__class__)
    members = dict(zip(names, values_of(value), strict=True))
    if not members.get("explanation", True):
        del members["explanation"]
    return members


@cache
def _members_of(type_: Hashable) -> tuple[tuple[str, ...], Callable[[Any], tuple[Any, ...]]]:
    """Return the names of a dataclass's fields, of which there are several, and what gets their values."""
    names = tuple(field.name for field in fields(cast(Any, type_)))
    return names, attrgetter(*names)
