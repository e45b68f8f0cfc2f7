"""The ``whoosh`` engine's part of a generation: an ordinary Whoosh index, beside the arrays.

``whoosh.index.open_dir`` opens the folder of the generation. The schema consists of Whoosh's own classes, so that tools
without Guidedex can read it:

- ``text``: the surfaces of all fields of a document, with positions;
- ``stem``: the stems;
- ``title``: the title by Whoosh's standard analyzer, for the ranking of other tools;
- ``id``, ``url`` and the facets, one value each; ``tag``, several. All are stored.

Whoosh scores fields separately and keeps their lengths in one byte, so that it cannot compute BM25F. The weight of a
posting of ``text`` or ``stem`` is therefore our impact, an integer that Whoosh's 32-bit floats represent exactly, and
both fields are declared not scorable, for which Whoosh takes the weight as the score. Searches multiply it by the idf.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.analysis import LowercaseFilter, RegexTokenizer, StandardAnalyzer
from whoosh.fields import ID, KEYWORD, STORED, TEXT, FieldType, Schema
from whoosh.formats import Existence, Positions
from whoosh.index import create_in

from index.analysis import STEM
from index.documents import Document
from index.lookups import SINGLE
from index.matrix.counts import Counts
from index.matrix.postings import Postings
from index.matrix.ragged import row_of_entries

_LOCK = "MAIN_WRITELOCK"

Posting = tuple[str, bytes, int, float, bytes]
"""Field, term, row, weight, and the positions as Whoosh encodes them."""


def write_whoosh(folder: Path, documents: Sequence[Document], counts: Counts, postings: Postings) -> None:
    """Write a Whoosh index of one segment into ``folder``: a document's number in it is its row."""
    index = create_in(folder, _schema())
    with index.writer() as writer:
        for document in documents:
            writer.add_document(**_fields(document))
        writer.add_postings_to_pool(_PostingsReader(counts, postings), 0, None)
    index.close()
    (folder / _LOCK).unlink(missing_ok=True)


def _schema() -> Any:
    words = RegexTokenizer(r"\S+") | LowercaseFilter()
    facets = {name: ID(stored=True) for name in SINGLE}
    return Schema(
        id=ID(stored=True, unique=True),
        title=TEXT(stored=True, analyzer=StandardAnalyzer(minsize=1, stoplist=None)),
        url=STORED(),
        tag=KEYWORD(stored=True, commas=True),
        text=FieldType(format=Positions(), analyzer=words, scorable=False),
        stem=FieldType(format=Existence(), analyzer=words, scorable=False),
        **facets,
    )


def _fields(document: Document) -> dict[str, str]:
    """Return the stored fields of a document; a field without a value is left out."""
    facets = {name: value_of(document) for name, value_of in SINGLE.items()}
    tags = ",".join(tag.replace(",", " ") for tag in document.tags)
    fields = {"id": document.id, "title": document.title, "url": document.url, "tag": tags, **facets}
    return {name: value for name, value in fields.items() if value}


class _PostingsReader:
    """Postings behind the interface through which a Whoosh writer copies them from another index."""

    def __init__(self, counts: Counts, postings: Postings) -> None:
        self._terms = counts.terms
        self._postings = postings
        self._doc_starts = counts.doc_starts

    def iter_postings(self) -> Iterator[Posting]:
        positions = self._encoded_positions()
        for number, term in enumerate(self._terms):
            span = slice(self._postings.starts[number], self._postings.starts[number + 1])
            rows = self._postings.doc[span].tolist()
            impacts = self._postings.impact[span].astype(float).tolist()
            is_stem = term.startswith(STEM)
            name, text = ("stem", term.removeprefix(STEM)) if is_stem else ("text", term)
            for row, impact in zip(rows, impacts, strict=True):
                yield name, text.encode(), row, impact, b"" if is_stem else next(positions)

    def _encoded_positions(self) -> Iterator[bytes]:
        """Yield for each posting of a surface, in order, its positions within the document as Whoosh encodes them."""
        encode = Positions().encode
        position = self._postings.position.astype(np.int64)
        rows = np.searchsorted(self._doc_starts, position, side="right") - 1
        in_document = (position - self._doc_starts[rows]).tolist()
        terms = row_of_entries(self._postings.position_starts)
        for first, last in pairwise(_bounds(terms, rows).tolist()):
            yield encode(in_document[first:last])


def _bounds(terms: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places at which term or row changes, with the first place and the end."""
    changes = np.flatnonzero((np.diff(terms) != 0) | (np.diff(rows) != 0)) + 1
    ends = [len(terms)] if len(terms) else []
    return np.concatenate([[0], changes, ends]).astype(np.int64)
