"""What is related to each guide, worked out when the index is built; and the vectors for the rest.

A *unit* is a document that can be related: a guide (with all its parts), or a question. A guide's list
joins signals that agree badly with one another and therefore help each other: the cosine of the texts,
corrected for guides that are near everything; mentions of the other's title; words of its title;
what the neighbours are near to; and what the guide itself lists or links.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.guide import Guide
from index.analysis import STEM
from index.boilerplate import find_boilerplate
from index.counts import Counts, RawStream
from index.documents import FIELDS, Document, field_texts
from index.mentions import mention_weights
from index.neighbours import nearest
from index.references import Resolver
from index.storage import GenerationWriter
from index.vectors import strongest, sum_rows, term_counts, tfidf

UNIT_KINDS = ("guide", "question")
N_CONCEPTS = 64
"""Terms of a unit that are kept: the heaviest find nearly the same ten."""

N_CANDIDATES = 100
N_COMPARED = 64
N_LISTED = 30
"""Related guides kept for each guide."""

MENTIONED, TITLE_WORDS, TITLE_WORDS_BACK, SECOND_ORDER = 0.3, 0.2, 0.1, 0.3
LISTED, LINKED = 0.6, 0.1
HUB_POWER = 0.25
LEAST_NEARNESS = 0.02
LOWEST_FLOOR = 0.08

_TEXT = FIELDS.index("text")


@dataclass(frozen=True, slots=True)
class Units:
    """The units of a corpus: their document rows, and their term counts of shape (n_units, n_columns)."""

    rows: NDArray[np.int32]
    counts: Any
    columns: NDArray[np.int32]
    guides: NDArray[np.int64]
    """Which units are guides, in order."""


def write_related(
    writer: GenerationWriter, counts: Counts, documents: Sequence[Document], guides: Sequence[Guide]
) -> Any:
    """Write unit vectors and the guides' lists; return the documents' TF-IDF for the neighbour graph."""
    matrix, columns = term_counts(counts, own_words(documents, guides, counts.raw))
    units = make_units(matrix, columns, documents)
    vectors = tfidf(units.counts)
    _write_vectors(writer, units, vectors, counts)
    _write_lists(writer, units, vectors, counts, documents, guides)
    return tfidf(matrix)


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


def _write_vectors(writer: GenerationWriter, units: Units, vectors: Any, counts: Counts) -> None:
    kept = strongest(vectors, N_CONCEPTS)
    down = kept.T.tocsr()
    scale = 65535
    writer.write_array("unit_rows", units.rows)
    writer.write_array("unit_starts", kept.indptr.astype(np.int64))
    writer.write_array("unit_concepts", kept.indices.astype(np.int32))
    writer.write_array("unit_weights", np.round(kept.data * scale).astype(np.uint16))
    writer.write_array("concept_starts", down.indptr.astype(np.int64))
    writer.write_array("concept_units", down.indices.astype(np.int32))
    writer.write_array("concept_weights", np.round(down.data * scale).astype(np.uint16))
    df = np.bincount(units.counts.indices, minlength=units.counts.shape[1])
    idf = np.log((1 + units.counts.shape[0]) / (1 + df)) + 1
    writer.write_array("concept_idf", idf.astype(np.float32))
    stems = [counts.terms[column][len(STEM) :] for column in units.columns]
    writer.write_lines("concepts", stems, look_up=True)
    writer.write_lines("concept_words", _shown_words(stems, counts))


def _shown_words(stems: Sequence[str], counts: Counts) -> list[str]:
    """Return for each stem the shortest surface that begins with it, as readers know it."""
    from index.analysis import stem

    shown: dict[str, str] = {}
    df = np.bincount(counts.term, minlength=counts.n_terms)
    best: dict[str, int] = {}
    for number, term in enumerate(counts.terms):
        if term.startswith(STEM):
            continue
        key = stem(term)
        if df[number] > best.get(key, 0):
            best[key] = int(df[number])
            shown[key] = term
    return [shown.get(stemmed, stemmed) for stemmed in stems]


def _write_lists(
    writer: GenerationWriter,
    units: Units,
    vectors: Any,
    counts: Counts,
    documents: Sequence[Document],
    guides: Sequence[Guide],
) -> None:
    own = [documents[units.rows[unit]] for unit in units.guides]
    signals = guide_signals(vectors[units.guides], own, counts, documents, guides)
    scores = combine(signals)
    rows, values = _best_of(scores, N_LISTED)
    document_rows = units.rows[units.guides]
    writer.write_array("related_of", document_rows)
    writer.write_array("related_rows", np.where(rows >= 0, document_rows[rows], -1))
    writer.write_array("related_scores", values.astype(np.float32))
    for name in ("listed", "linked", "mentioned"):
        writer.write_array(f"related_{name}", _at_pairs(signals[name], rows))
    writer.write_array("related_floor", np.array([learned_floor(scores)], np.float32))


def guide_signals(
    vectors: Any,
    own: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    guides: Sequence[Guide],
) -> Mapping[str, Any]:
    """Return each signal between guides: csr_arrays of shape (n_guides, n_guides), from row to column."""
    n = len(own)
    guide_of = {document.guide: i for i, document in enumerate(own)}
    rows, cosines = nearest(vectors, N_CANDIDATES, N_COMPARED)
    cosine = _matrix(rows, cosines, n)
    nearness = np.maximum(cosines[:, :10].mean(axis=1) if n else np.zeros(0), LEAST_NEARNESS)
    corrected = cosine.copy()
    corrected.data = corrected.data / nearness[corrected.indices] ** HUB_POWER
    closest = _matrix(rows[:, :10], cosines[:, :10], n)
    totals = np.maximum(np.asarray(closest.sum(axis=1)).ravel(), 1e-9)
    closest.data = closest.data / np.repeat(totals, np.diff(closest.indptr))
    listed, linked = _references(guides, guide_of)
    mentioned = mention_weights(own, counts, documents, guide_of)
    words, words_back = _title_words(vectors, own, cosine, counts)
    return {
        "cosine": corrected,
        "second": (closest @ cosine).tocsr(),
        "mentioned": mentioned,
        "words": words,
        "words_back": words_back,
        "listed": listed,
        "linked": linked,
    }


def combine(signals: Mapping[str, Any]) -> Any:
    """Return the score of every pair that any signal but the second order names, in 0..1.

    The sum ``x`` of the weighted signals has no bound; ``x / (1 + x)`` orders alike and has.
    """
    known = signals["cosine"] + signals["mentioned"] + signals["listed"] + signals["linked"]
    second = signals["second"].multiply(known > 0)
    total = (
        signals["cosine"]
        + MENTIONED * signals["mentioned"]
        + TITLE_WORDS * signals["words"]
        + TITLE_WORDS_BACK * signals["words_back"]
        + SECOND_ORDER * second
        + LISTED * signals["listed"]
        + LINKED * signals["linked"]
    ).tocsr()
    total.setdiag(0)
    total.eliminate_zeros()
    total.data = np.round(total.data / (1 + total.data), 6)
    return total


def learned_floor(scores: Any) -> float:
    """Return the score of the middle pair of guides: what two guides of this corpus share anyway."""
    n = scores.shape[0]
    n_pairs = n * (n - 1)
    if not n_pairs:
        return LOWEST_FLOOR
    missing = n_pairs - scores.nnz
    values = np.sort(scores.data)
    middle = n_pairs // 2 - missing
    return float(max(LOWEST_FLOOR, values[middle] if middle >= 0 else 0.0))


def _matrix(rows: NDArray[np.int32], values: NDArray[np.float64], n: int) -> Any:
    from scipy.sparse import csr_array

    kept = rows >= 0
    own = np.broadcast_to(np.arange(len(rows))[:, None], rows.shape)
    return csr_array((values[kept], (own[kept], rows[kept])), shape=(n, n))


def _references(guides: Sequence[Guide], guide_of: Mapping[str, int]) -> tuple[Any, Any]:
    """Return what guides list as related, and what they link to, as matrices of 1."""
    from scipy.sparse import csr_array

    resolver = Resolver(guides)
    pairs: dict[str, set[tuple[int, int]]] = {"listed": set(), "linked": set()}
    for guide in guides:
        row = guide_of.get(guide.id)
        if row is None:
            continue
        for name in (*guide.related, *guide.related_pin):
            pairs["listed"].add((row, guide_of.get(resolver.named(name, guide), row)))
        for link in guide.links:
            pairs["linked"].add((row, guide_of.get(resolver.linked(link.target, guide), row)))
    n = len(guide_of)
    made = []
    for found in pairs.values():
        kept = sorted((a, b) for a, b in found if a != b)
        ones = np.ones(len(kept))
        made.append(csr_array((ones, ([a for a, _ in kept], [b for _, b in kept])), shape=(n, n)))
    return made[0], made[1]


def _title_words(vectors: Any, own: Sequence[Document], candidates: Any, counts: Counts) -> tuple[Any, Any]:
    """Return which share of the other's title is said here, and of this one's there, for candidate pairs.

    A title's words weigh by their idf; the matrices have the candidates' shape and pattern.
    """
    from scipy.sparse import csr_array

    from index.vectors import term_counts as count_terms

    n = len(own)
    titles = [" \n ".join((document.title,)) for document in own]
    title_counts = _title_matrix(titles, counts, count_terms)
    df = np.maximum(np.bincount(vectors.indices, minlength=vectors.shape[1]), 1)
    weights = title_counts.copy()
    weights.data = np.log((1 + n) / df[weights.indices])
    totals = np.maximum(np.asarray(weights.sum(axis=1)).ravel(), 1e-9)
    weights.data = weights.data / np.repeat(totals, np.diff(weights.indptr))
    said = csr_array((np.ones(vectors.nnz), vectors.indices, vectors.indptr), shape=vectors.shape)
    share = _product_at(said, weights, candidates)
    back = _product_at(weights, said, candidates)
    return share, back


def _title_matrix(titles: Sequence[str], counts: Counts, count_terms: Any) -> Any:
    """Return which columns' stems stand in each title, as a matrix of 1."""
    from scipy.sparse import csr_array

    from index.analysis import stem, tokenize

    _, columns = count_terms(counts)
    column_of = {counts.terms[number]: i for i, number in enumerate(columns)}
    pairs = {
        (row, column_of[STEM + stem(token.term)])
        for row, title in enumerate(titles)
        for token in tokenize(title)
        if STEM + stem(token.term) in column_of
    }
    ordered = sorted(pairs)
    ones = np.ones(len(ordered))
    shape = (len(titles), len(columns))
    return csr_array((ones, ([a for a, _ in ordered], [b for _, b in ordered])), shape=shape)


def _product_at(one: Any, other: Any, pattern: Any, block: int = 1024) -> Any:
    """Return ``one @ other.T`` where ``pattern`` has entries, block by block."""
    from scipy.sparse import csr_array, vstack

    n = pattern.shape[0]
    if not n:
        return csr_array(pattern.shape)
    across = other.T.tocsr()
    places = pattern > 0
    blocks = [
        (one[first : first + block] @ across).multiply(places[first : first + block]) for first in range(0, n, block)
    ]
    return vstack(blocks, format="csr")


def _best_of(scores: Any, k: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    n = scores.shape[0]
    rows = np.full((n, k), -1, np.int64)
    values = np.zeros((n, k))
    lengths = np.diff(scores.indptr)
    own = np.repeat(np.arange(n), lengths)
    order = np.lexsort((scores.indices, -scores.data, own))
    place = np.arange(len(order)) - np.repeat(scores.indptr[:-1], lengths)
    chosen = place < k
    best, place = order[chosen], place[chosen]
    rows[own[best], place] = scores.indices[best]
    values[own[best], place] = scores.data[best]
    return rows, values


def _at_pairs(matrix: Any, columns: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the entries of ``matrix`` at (row, columns[row, i]); 0 where a column is -1."""
    n, k = columns.shape
    if not n:
        return np.zeros((n, k), np.float32)
    rows = np.repeat(np.arange(n), k)
    kept = columns.ravel() >= 0
    values = np.zeros(n * k, np.float32)
    values[kept] = np.asarray(matrix[rows[kept], columns.ravel()[kept]]).ravel()
    return values.reshape(n, k)
