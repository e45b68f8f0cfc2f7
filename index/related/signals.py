"""Signals of relation between guides, and the score of all signals together.

The signals correlate weakly, so that each adds to the others: the cosine of the texts, corrected for hubs and for
length; mentions of the other guide's names; words of its title; labels of both; the guide's own lists and links; and
closeness in meaning, where documents are encoded.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from index.documents import Document
from index.links import Resolver
from index.matrix.candidates import CandidateCache
from index.matrix.counts import Counts
from index.matrix.neighbours import nearest
from index.matrix.ragged import divide_rows
from index.matrix.vectors import keep_entries, products_at, term_counts
from index.related.closeness import Meanings, close_guides
from index.related.mentions import MentionScores
from index.related.pairs import Pairs, Values, pairs_of, square_matrix
from index.related.references import label_matrix, references
from index.related.versions import Versions

MAX_CANDIDATES = 48
"""Nearest guides by cosine that are candidates for a list. By hand: with 100 the nDCG@10 of six sets is .2 % less."""

MAX_COMPARED = 64
"""Strongest terms of a guide by which candidates are found; all terms then decide. By hand."""

MAX_CLOSEST = 10
"""Nearest guides whose mean cosine tells a hub. By hand."""

WEIGHTS = {
    "cosine": 1.0,
    "mentioned": 0.4,
    "words": 0.2,
    "labels": 0.15,
    "listed": 0.6,
    "listed_back": 0.3,
    "linked": 0.1,
    "meaning": 0.15,
}
"""The weight of each signal. The first four by ``tests.relevance.fit_related``, in a flat region. Of listed and linked
guides by hand: they cannot be fitted, as the answers are removed from the text. Of meaning by hand, from a flat
region: more of it gains on four of five sets, and loses where links are the judgement."""

POWERS = {"length": 0.12, "closeness": -0.2}
"""Cosines are multiplied by these powers of two properties of the other guide: long pages are overviews, which editors
like to refer to; a guide near everything is near nothing in particular. By ``tests.relevance.fit_related``."""

TITLE_IDF = 2.0
"""Added to the idf of a title, so that "What is a Code?" is never wholly present. By hand: the words of a title that is
one rare word then count .7 of the most."""

MIN_CLOSENESS = 0.02
"""Least mean cosine for the correction of hubs: a guide without neighbours must not be divided by 0. By hand."""

DECIMALS = 6
"""Decimals to which scores are rounded, so that equal guides tie."""


def guide_signals(
    vectors: Any,
    lengths: Values,
    guide_documents: Sequence[Document],
    counts: Counts,
    documents: Sequence[Document],
    resolver: Resolver,
    mentions: MentionScores,
    versions: Versions,
    meanings: Meanings | None = None,
    cache: CandidateCache | None = None,
) -> tuple[Pairs, Mapping[str, Values]]:
    """Return the pairs of guides that have any signal, and each signal from the first of a pair to the second.

    Args:
        vectors: csr_array of shape (n_guides, n_columns), of ``guide_documents``.
        lengths: (n_guides,), words of each guide.
        documents: all documents.
        resolver: of the links and names in all guides.
        meanings: the vectors of ``guide_documents`` by meaning, None where they are not encoded.
        cache: of the nearest guides.
    """
    may_be_near = versions.are_seen if versions.has_several else None
    rows, cosines = nearest(vectors, MAX_CANDIDATES, MAX_COMPARED, may_be_near=may_be_near, cache=cache)
    guide_of = {document.guide: i for i, document in enumerate(guide_documents)}
    listed, linked = references(resolver, guide_of, versions)
    mentioned = mentions.weights()
    languages = [document.lang for document in guide_documents]
    near = square_matrix(rows, cosines)
    close = close_guides(meanings.vectors, meanings.unit, may_be_near) if meanings else None
    by_meaning = (close.candidates,) if close else ()
    pairs = pairs_of(languages, (near, mentioned, listed, listed.T.tocsr(), linked, *by_meaning))
    labels = label_matrix(guide_documents)
    closeness = np.maximum(cosines[:, :MAX_CLOSEST].mean(axis=1), MIN_CLOSENESS)
    return pairs, {
        "cosine": _cosines(pairs, vectors),
        "length": (lengths / max(np.median(lengths), 1) if len(lengths) else lengths)[pairs.column],
        "closeness": closeness[pairs.column],
        "mentioned": pairs.at(mentioned),
        "words": _title_words(pairs, vectors, guide_documents, documents, counts),
        "labels": products_at(labels, labels, pairs.row, pairs.column),
        "listed": pairs.at(listed),
        "listed_back": pairs.at(listed.T.tocsr()),
        "linked": pairs.at(linked),
        "meaning": pairs.at(close.closer) if close else np.zeros(len(pairs.row)),
    }


def combine(
    signals: Mapping[str, Values], weights: Mapping[str, float] = WEIGHTS, powers: Mapping[str, float] = POWERS
) -> Values:
    """Return the score of every pair, in 0..1.

    The sum ``x`` of the weighted signals is unbounded; ``x / (1 + x)`` has the same order and lies below 1.
    """
    corrected = signals["cosine"] * np.prod([signals[name] ** power for name, power in powers.items()], axis=0)
    total = sum(weight * (corrected if name == "cosine" else signals[name]) for name, weight in weights.items())
    return np.round(total / (1 + total), DECIMALS)


def _cosines(pairs: Pairs, vectors: Any) -> Values:
    """Return the cosine of the guides of each pair, which is multiplied once for both directions."""
    smaller, greater = np.minimum(pairs.row, pairs.column), np.maximum(pairs.row, pairs.column)
    either, place = np.unique(smaller * pairs.n_guides + greater, return_inverse=True)
    return products_at(vectors, vectors, *np.divmod(either, max(pairs.n_guides, 1)))[place]


def _title_words(
    pairs: Pairs, vectors: Any, guide_documents: Sequence[Document], documents: Sequence[Document], counts: Counts
) -> Values:
    """Return the share of the other title's words in the guide, weighted by idf; see ``TITLE_IDF``."""
    titles, _ = term_counts(counts, fields={"title": 1})
    row_of = {document.id: row for row, document in enumerate(documents)}
    weights = titles[[row_of[document.id] for document in guide_documents]]
    df = np.maximum(np.bincount(vectors.indices, minlength=vectors.shape[1]), 1)
    weights.data = np.log((1 + pairs.n_guides) / df[weights.indices])
    divide_rows(weights, np.asarray(weights.sum(axis=1)).ravel() + TITLE_IDF)
    # Of the words of guides, those of titles are few, and no others are compared.
    is_of_title = np.bincount(weights.indices, minlength=vectors.shape[1]) > 0
    occurs = keep_entries(vectors, is_of_title[vectors.indices])
    occurs.data = np.ones(occurs.nnz)
    return products_at(occurs, weights, pairs.row, pairs.column)
