"""TF-IDF similarity of short texts: questions, and queries of readers.

NumPy and SciPy are imported on first use: commands that only read the settings of the rules do not wait for them.
"""

from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from index.analysis import STOP_WORDS, analyze, fold, stem, tokenize, whole_form
from index.matrix.ragged import divide_rows, to_unit_length

T = TypeVar("T", bound=Hashable)

ROWS_AT_ONCE = 512
"""Rows of a block of cosines: 512 rows by 10,000 texts are 61 MB at most. By hand."""

STOP_WEIGHT = 0.5
"""Weight of a stop word: "How do they work?" and "When are they used?" do not ask the same. By hand, on the pairs of
tests/gaps/labelled/questions.tsv."""

MIN_SHARED_WORDS = 2
"""Content words that two questions must share: one word is a subject. By hand, on the same pairs."""

NGRAM_LENGTHS = (3, 4, 5)
"""Lengths of the character n-grams that compare spellings: the usual range, by hand."""

Neighbours = tuple[tuple[float, int], ...]
"""The neighbours of one text as (cosine, number), the nearest first and equals by number."""


def neighbours(texts: Sequence[str], min_cosine: float, lang: str = "en") -> list[Neighbours]:
    """Return, for each text, the other texts whose TF-IDF cosine with it is at least ``min_cosine``."""
    return list(near_rows(tfidf_vectors(texts, lang), min_cosine)) if texts else []


def near_rows(rows: Any, min_cosine: float) -> Iterator[Neighbours]:
    """Yield, for each row of L2 norm 1, the other rows whose cosine with it is at least ``min_cosine``."""
    import numpy as np

    transposed, number = rows.T.tocsr(), 0
    for start in range(0, rows.shape[0], ROWS_AT_ONCE):
        block = (rows[start : start + ROWS_AT_ONCE] @ transposed).tocsr()
        is_near = block.data >= min_cosine
        for first, end in pairwise(block.indptr):
            kept = first + np.flatnonzero(
                is_near[first:end]
            )  # most rows share a word with thousands, and are near none
            pairs = zip(block.data[kept].tolist(), block.indices[kept].tolist(), strict=True)
            near = [(cosine, other) for cosine, other in pairs if other != number]
            yield tuple(sorted(near, key=lambda pair: (-pair[0], pair[1])))
            number += 1


def cosines(texts: Sequence[str], pairs: Sequence[tuple[int, int]], lang: str = "en") -> list[float]:
    """Return the TF-IDF cosine of each pair of texts; ``pairs`` holds their numbers."""
    if not pairs:
        return []
    rows = tfidf_vectors(texts, lang)
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    products = rows[left].multiply(rows[right]).sum(axis=1)
    return [float(cosine) for cosine in products]


def stems(text: str, lang: str = "en") -> list[tuple[str, bool]]:
    """Return the stems of a text in order, each with whether it is a stop word.

    A compound yields its joined form and its parts, so that ``Node.js`` is near ``NodeJS`` and ``node``.
    """
    surfaces = (s for match in tokenize(text) for s in analyze(match.group()).surfaces)
    return [(stem(s.term, lang), s.term in STOP_WORDS) for s in surfaces if not s.spelled]


def content_stems(text: str, lang: str = "en") -> frozenset[str]:
    """Return the stems of the words of a text without stop words; a compound is one word."""
    forms = (whole_form(match.group()) for match in tokenize(text))
    return frozenset(stem(form, lang) for form in forms if form and form not in STOP_WORDS)


def shares_enough_words(text: str, other: str, lang: str = "en") -> bool:
    """Tell whether two texts share MIN_SHARED_WORDS content words, counted from either side.

    A compound is one word that matches by any of its parts: ``Array.map()`` shares one word with "the map method".
    """
    words, others = set(_word_forms(text, lang)), set(_word_forms(other, lang))
    return all(_n_shared(*sides) >= MIN_SHARED_WORDS for sides in ((words, others), (others, words)))


def _n_shared(words: set[frozenset[str]], others: set[frozenset[str]]) -> int:
    """Return the number of ``words`` with a form among those of ``others``."""
    forms = frozenset().union(*others)
    return sum(not word.isdisjoint(forms) for word in words)


def _word_forms(text: str, lang: str) -> Iterator[frozenset[str]]:
    """Yield, for each content word, the stems of its joined form and of its parts."""
    for match in tokenize(text):
        surfaces = [s for s in analyze(match.group()).surfaces if not s.spelled and s.term not in STOP_WORDS]
        if surfaces:
            yield frozenset(stem(s.term, lang) for s in surfaces)


def tfidf_vectors(texts: Sequence[str], lang: str) -> Any:
    """Return TF-IDF rows with stop words at STOP_WEIGHT.

    Returns: csr_array of shape (n_texts, n_stems), float64; each row of L2 norm 1, or 0.
    """
    import numpy as np
    from scipy.sparse import diags_array

    counts, columns = count_matrix([stems(text, lang) for text in texts])
    if not columns:
        return counts
    # A stem is a column once as a stop word and once as another word, so weights are by column.
    weights = np.array([STOP_WEIGHT if is_stop else 1.0 for _, is_stop in columns])
    return to_unit_length((_tfidf(counts) @ diags_array(weights)).tocsr())


def content_vectors(texts: Sequence[str], lang: str, n_terms: int) -> Any:
    """Return TF-IDF rows of the ``n_terms`` strongest content terms of each text.

    Returns: csr_array of shape (n_texts, n_stems), float64; each row of L2 norm 1, or 0.
    """
    from index.matrix.ragged import to_unit_length
    from index.matrix.vectors import strongest

    counts, columns = count_matrix([[term for term, is_stop in stems(text, lang) if not is_stop] for text in texts])
    # Cutting to the strongest terms shortens the rows, so they are scaled to norm 1 again.
    return to_unit_length(strongest(_tfidf(counts), n_terms)) if columns else counts


def ngram_vectors(texts: Sequence[str]) -> Any:
    """Return TF-IDF rows of the character n-grams of words.

    Returns: csr_array of shape (n_texts, n_ngrams), float64; each row of L2 norm 1, or 0.
    """
    counts, columns = count_matrix([list(_ngrams(text)) for text in texts])
    return _tfidf(counts) if columns else counts


def coverage_factors(texts: Sequence[str], others: Sequence[str], lang: str) -> tuple[Any, Any]:
    """Return two factors; ``first @ second.T`` is the share of each text's content words that each other contains.

    A word counts by its idf, ``ln((1 + n) / (1 + df)) + 1``, over ``texts`` and ``others`` together.

    Returns: csr_arrays of shape (n_texts, n_stems) and (n_others, n_stems); rows of the first sum to 1, or 0.
    """
    import numpy as np
    from scipy.sparse import diags_array

    content = [[term for term, is_stop in stems(text, lang) if not is_stop] for text in (*texts, *others)]
    counts, _ = count_matrix(content)
    counts.data[:] = 1.0  # presence, not frequency
    df = np.asarray(counts.sum(axis=0)).ravel()
    weighted = (counts @ diags_array(np.log((1 + counts.shape[0]) / (1 + df)) + 1)).tocsr()[: len(texts)]
    return divide_rows(weighted, np.asarray(weighted.sum(axis=1)).ravel()), counts[len(texts) :]


def _ngrams(text: str) -> Iterator[str]:
    """Yield the character n-grams of each word between blanks: `` de``, ``dep`` …"""
    for match in tokenize(text):
        word = f" {fold(match.group())} "
        for length in NGRAM_LENGTHS:
            yield from (word[i : i + length] for i in range(max(1, len(word) - length + 1)))


def count_matrix(rows: Sequence[Sequence[T]]) -> tuple[Any, dict[T, int]]:
    """Return the counts of the values of each row, and the column of each value in order of first occurrence.

    Returns: csr_array of shape (n_rows, max(1, n_values)), float64.
    """
    import numpy as np
    from scipy.sparse import csr_array

    columns: dict[T, int] = {}
    indices = [columns.setdefault(value, len(columns)) for row in rows for value in row]
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    counts = csr_array((np.ones(len(indices)), indices, indptr), shape=(len(rows), max(1, len(columns))))
    counts.sum_duplicates()
    return counts, columns


def _tfidf(counts: Any) -> Any:
    from index.matrix.vectors import tfidf

    return tfidf(counts)
