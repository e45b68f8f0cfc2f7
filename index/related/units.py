"""Units, what can be related: guides (with all their parts) and questions, without the text that guides share."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import FIELDS, Document, field_texts
from index.matrix.vectors import sum_rows
from index.matrix.words import TokenStream

UNIT_KINDS = ("guide", "question")
MANY, MANY_GUIDES = 0.05, 10
"""A heading of more guides than this share of them, and than so many, is one of their template."""

_TITLE, _HEADINGS, _TEXT = (FIELDS.index(name) for name in ("title", "headings", "text"))


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a corpus: their document rows, and their term counts of shape (n_units, n_columns)."""

    rows: NDArray[np.int32]
    counts: Any
    columns: NDArray[np.int32]
    guides: NDArray[np.int64]
    """Which units are guides, in order."""

    @property
    def questions(self) -> NDArray[np.int64]:
        """Which units are questions, in order."""
        return np.setdiff1d(np.arange(len(self.rows)), self.guides)


def own_words(
    documents: Sequence[Document], shared: Mapping[str, frozenset[str]], raw: TokenStream
) -> NDArray[np.bool_]:
    """Return which raw words of the stream belong to no text, and no heading, of the template that guides share.

    Args:
        shared: the sentences and rows that each guide shares with others, by its id.
    """
    own = np.ones(len(raw.stream), np.bool_)
    headings = _template_headings(documents)
    fields = np.concatenate([[0], np.cumsum(raw.lengths.ravel(), dtype=np.int64)])
    for row, document in enumerate(documents):
        for field, texts in _not_own(document, shared.get(document.guide, frozenset()), headings):
            first, last = fields[row * len(FIELDS) + field], fields[row * len(FIELDS) + field + 1]
            starts = raw.starts[first:last]
            for begin, end in _places(field_texts(document)[field], texts):
                own[first + np.searchsorted(starts, begin) : first + np.searchsorted(starts, end)] = False
    return own


def _not_own(
    document: Document, shared: frozenset[str], headings: frozenset[str]
) -> Iterator[tuple[int, frozenset[str]]]:
    """Yield the fields of a document in which something stands that is not its own, and what."""
    if shared:
        yield _TEXT, shared
    if document.kind == "section" and document.title in headings:
        yield _TITLE, headings.intersection([document.title])
    elif document.kind == "guide" and not headings.isdisjoint(document.headings):
        yield _HEADINGS, headings.intersection(document.headings)


def _template_headings(documents: Sequence[Document]) -> frozenset[str]:
    """Return the headings that so many guides have that they are those of the template, not of a subject."""
    pairs = {(document.title, document.guide) for document in documents if document.kind == "section"}
    n_guides = Counter(heading for heading, _ in pairs)
    limit = max(MANY_GUIDES, MANY * len({guide for _, guide in pairs}))
    return frozenset(heading for heading, n in n_guides.items() if n > limit)


def _places(text: str, shared: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield where ``text`` says one of the ``shared`` sentences, or a cell of a shared row."""
    for piece in {piece for one in shared for piece in one.split(" | ")}:
        begin = text.find(piece)
        while begin >= 0 and piece:
            yield begin, begin + len(piece)
            begin = text.find(piece, begin + len(piece))


def make_units(matrix: Any, columns: NDArray[np.int32], documents: Sequence[Document]) -> Units:
    """Return guides and questions as rows, a guide's being the sum of its documents'."""
    rows = [i for i, document in enumerate(documents) if document.kind in UNIT_KINDS]
    unit_of_guide = {documents[row].guide: unit for unit, row in enumerate(rows) if documents[row].kind == "guide"}
    belongs = [(unit_of_guide.get(d.guide, -1), i) for i, d in enumerate(documents)]
    belongs += [(u, row) for u, row in enumerate(rows) if documents[row].kind != "guide"]
    belongs = [(unit, row) for unit, row in belongs if unit >= 0]
    gathered = matrix[[row for _, row in belongs]]
    summed = sum_rows(gathered, [unit for unit, _ in belongs], len(rows))
    return Units(
        np.array(rows, np.int32),
        summed,
        columns,
        np.array(sorted(unit_of_guide.values()), np.int64),
    )
