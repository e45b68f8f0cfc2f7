"""Units, the things that can be related: guides with all their parts, and questions, without shared text."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import FIELDS, Document, field_texts
from index.matrix.ragged import ragged_ranges, starts_of
from index.matrix.vectors import sum_rows
from index.matrix.words import TokenStream

UNIT_KINDS = ("guide", "question")

MAX_GUIDES_WITH_HEADING, MAX_SHARE_WITH_HEADING = 10, 0.05
"""A heading of more guides than both this number and this share of all belongs to their template. By hand."""

LEAD_TOKENS, LEAD_TIMES = 40, 3
"""The first so many tokens of a guide's text are counted so many times: a page begins with what it is about. By hand,
in a flat region: .6 % more nDCG@10 on the six sets of tests.relevance.fit_related, 1 % on eleven others."""

_TITLE, _HEADINGS, _TEXT = (FIELDS.index(name) for name in ("title", "headings", "text"))


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a corpus.

    Attributes:
        rows: (n_units,), the document row of each unit, ascending.
        counts: csr_array of shape (n_units, n_columns), how often each stem occurs in each unit.
        columns: (n_columns,), the term of each column.
        guides: the units that are guides, ascending.
    """

    rows: NDArray[np.int32]
    counts: Any
    columns: NDArray[np.int32]
    guides: NDArray[np.int64]

    @property
    def questions(self) -> NDArray[np.int64]:
        """The units that are questions, ascending."""
        return np.setdiff1d(np.arange(len(self.rows)), self.guides)


def own_tokens(
    documents: Sequence[Document], shared: Mapping[str, frozenset[str]], stream: TokenStream
) -> NDArray[np.bool_]:
    """Return which tokens of the stream are a guide's own: in no shared text and in no heading of the template.

    Args:
        shared: the sentences and rows that each guide shares with others, by its id.
    Returns: of shape (n_tokens,).
    """
    is_own = np.ones(len(stream.numbers), np.bool_)
    headings = _template_headings(documents)
    field_starts = starts_of(stream.lengths.ravel())
    for row, document in enumerate(documents):
        for field, texts in _shared_texts(document, shared.get(document.guide, frozenset()), headings):
            first, last = field_starts[row * len(FIELDS) + field], field_starts[row * len(FIELDS) + field + 1]
            starts = stream.starts[first:last]
            for begin, end in _spans(field_texts(document)[field], texts):
                is_own[first + np.searchsorted(starts, begin) : first + np.searchsorted(starts, end)] = False
    return is_own


def times_counted(documents: Sequence[Document], is_own: NDArray[np.bool_], stream: TokenStream) -> NDArray[np.int8]:
    """Return how often each token counts in the vectors of units: not at all unless it ``is_own``; see ``LEAD_TIMES``.

    Returns: of shape (n_tokens,).
    """
    field_starts = starts_of(stream.lengths.ravel())
    texts = np.array([row for row, document in enumerate(documents) if document.kind == "guide"], np.int64)
    texts = texts * len(FIELDS) + _TEXT
    n_own = starts_of(is_own)
    starts, ends = field_starts[texts], field_starts[texts + 1]
    ends_of_leads = np.searchsorted(n_own, n_own[starts] + LEAD_TOKENS)
    times = is_own.astype(np.int8)
    times[ragged_ranges(starts, np.minimum(ends_of_leads, ends) - starts)] *= LEAD_TIMES
    return times


def _shared_texts(
    document: Document, shared: frozenset[str], headings: frozenset[str]
) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield the fields of a document that may contain text of the template, and the texts to look for there."""
    if shared:
        yield _TEXT, shared
    if document.kind == "section" and document.title in headings:
        yield _TITLE, headings.intersection([document.title])
    elif document.kind == "guide" and not headings.isdisjoint(document.headings):
        yield _HEADINGS, headings.intersection(document.headings)


def _template_headings(documents: Sequence[Document]) -> frozenset[str]:
    """Return the headings of too many guides to be about the subject of one."""
    pairs = {(document.title, document.guide) for document in documents if document.kind == "section"}
    n_guides = Counter(heading for heading, _ in pairs)
    limit = max(MAX_GUIDES_WITH_HEADING, MAX_SHARE_WITH_HEADING * len({guide for _, guide in pairs}))
    return frozenset(heading for heading, n in n_guides.items() if n > limit)


def _spans(text: str, shared: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield the characters of ``text`` at which a shared sentence, or a cell of a shared row, begins and ends."""
    for piece in {piece for shared_text in shared for piece in shared_text.split(" | ")}:
        begin = text.find(piece)
        while begin >= 0 and piece:
            yield begin, begin + len(piece)
            begin = text.find(piece, begin + len(piece))


def make_units(matrix: Any, columns: NDArray[np.int32], documents: Sequence[Document]) -> Units:
    """Return the units of ``documents``; the counts of a guide are the sum of those of all its documents.

    Args:
        matrix, columns: as ``term_counts`` returns them.
    """
    rows = [row for row, document in enumerate(documents) if document.kind in UNIT_KINDS]
    unit_of_guide = {documents[row].guide: unit for unit, row in enumerate(rows) if documents[row].kind == "guide"}
    # Pairs (unit, document): every document counts for its guide, a question for itself as well.
    members = [(unit_of_guide.get(document.guide, -1), row) for row, document in enumerate(documents)]
    members += [(unit, row) for unit, row in enumerate(rows) if documents[row].kind != "guide"]
    members = [(unit, row) for unit, row in members if unit >= 0]
    counts = sum_rows(matrix[[row for _, row in members]], [unit for unit, _ in members], len(rows))
    return Units(
        np.array(rows, np.int32),
        counts,
        columns,
        np.array(sorted(unit_of_guide.values()), np.int64),
    )
