"""The constants that order hits, in one value: `python -m tests.relevance.fit_ranking` measures others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

FIELD_BOOSTS: Mapping[str, float] = MappingProxyType(
    {"title": 2.0, "aliases": 2.0, "headings": 0.5, "text": 1.0, "code": 0.3, "guide": 2.0}
)
"""What a word counts in each field of a document in BM25F.

``guide`` has the names around a part: title and skill of its guide, and the headings above it. ``headings`` are those
of all parts of a guide, on the guide's own page: each part has its own as a title, and is the better hit for it.
"""


@dataclass(frozen=True, slots=True)
class Weights:
    """The constants of the order. All of them were chosen by ``tests.relevance.fit_ranking``, in flat regions.

    Attributes:
        boosts: what a word counts in each field.
        k1: saturation of the term frequency in BM25F.
        b: length normalisation of every field: 0 ignores the length, 1 divides by it.
        title_share: share of the title's own BM25 score that is added to that of all fields: long texts must not
            outweigh a title.
        row_share: what a row of a table counts beside other documents: it is short because it is cut out of a table,
            not because it is about little.
        exact_percent: percent of the surface's own score that an exact match adds to its stem's.
        guide_tenths: tenths of what the best parts of a guide score more, clause by clause, that are added to each of
            the guide's documents.
        n_focused: documents of a guide that is still about one subject. Of the parts of a larger one, such as a change
            log, each is given less, in proportion: what they have in common is the page.
        neighbour_tenths: tenths of the neighbours' scores that are added.
        n_supported: how many documents, the best by their own scores, take part in the last two.
        meaning: times the best score that a document gains which means the same as the query, where meaning is on;
            chosen by ``tests.relevance.fit_meaning``.
    """

    boosts: Mapping[str, float] = field(default_factory=lambda: FIELD_BOOSTS)
    k1: float = 1.0
    b: float = 0.65
    title_share: float = 0.3
    row_share: float = 0.85
    exact_percent: int = 20
    guide_tenths: int = 2
    n_focused: int = 50
    neighbour_tenths: int = 3
    n_supported: int = 100
    meaning: float = 2.0


WEIGHTS = Weights()
