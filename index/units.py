"""Units, what can be related: guides (with all their parts) and questions, without the text that guides share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Guide
from index.boilerplate import find_boilerplate
from index.counts import RawStream
from index.documents import FIELDS, Document, field_texts
from index.vectors import sum_rows

UNIT_KINDS = ("guide", "question")
_TEXT = FIELDS.index("text")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a corpus: their document rows, and their term counts of shape (n_units, n_columns)."""

    rows: NDArray[np.int32]
    counts: Any
    columns: NDArray[np.int32]
    guides: NDArray[np.int64]
    """Which units are guides, in order."""


def own_words(documents: Sequence[Document], guides: Sequence[Guide], raw: RawStream) -> NDArray[np.bool_]:
    """Return which raw words of the stream belong to no text that several guides share."""
    own = np.ones(len(raw.stream), np.bool_)
    shared = find_boilerplate(guides).by_guide
    fields = np.concatenate([[0], np.cumsum(raw.lengths.ravel(), dtype=np.int64)])
    for row, document in enumerate(documents):
        texts = shared.get(document.guide)
        if not texts:
            continue
        first, last = fields[row * len(FIELDS) + _TEXT], fields[row * len(FIELDS) + _TEXT + 1]
        starts = raw.starts[first:last]
        for begin, end in _places(field_texts(document)[_TEXT], texts):
            own[first + np.searchsorted(starts, begin) : first + np.searchsorted(starts, end)] = False
    return own


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
