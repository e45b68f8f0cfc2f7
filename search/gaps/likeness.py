"""How alike short texts are: questions, and what readers searched.

SciPy and scikit-learn are loaded when something is compared: whoever only reads the rules' settings does
not wait for them.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from index.analysis import STOP_WORDS, expand, raw_words, stem, whole_form

ROWS_AT_ONCE = 512

STOP_WEIGHT = 0.5
"""What a stop word counts: "How do they work?" and "When are they used?" do not ask the same."""

SHARED_WORDS = 2

Near = tuple[tuple[float, int], ...]
"""The texts near one text, as (cosine, number), nearest first."""


def neighbours(texts: Sequence[str], floor: float, lang: str = "en") -> list[Near]:
    """Return, for each text, the others whose TF-IDF cosine with it is at least ``floor``."""
    found: list[Near] = []
    if not texts:
        return found
    for block in _cosines(vectors(texts, lang)):
        for row in range(block.shape[0]):
            start, end = block.indptr[row], block.indptr[row + 1]
            near = zip(block.data[start:end].tolist(), block.indices[start:end].tolist(), strict=True)
            me = len(found)
            kept = [(cosine, other) for cosine, other in near if cosine >= floor and other != me]
            found.append(tuple(sorted(kept, key=lambda pair: (-pair[0], pair[1]))))
    return found


def cosines(texts: Sequence[str], pairs: Sequence[tuple[int, int]], lang: str = "en") -> list[float]:
    """Return the TF-IDF cosine of each pair of texts, given by their numbers."""
    if not pairs:
        return []
    rows = vectors(texts, lang)
    left, right = ([pair[side] for pair in pairs] for side in (0, 1))
    products = rows[left].multiply(rows[right]).sum(axis=1)
    return [float(cosine) for cosine in products]


def terms(text: str, lang: str = "en") -> list[tuple[str, bool]]:
    """Return the stems of a text, each with whether it is a stop word.

    A compound counts joined and by its parts, so that ``Node.js`` is near ``NodeJS`` and ``node``.
    """
    surfaces = (s for match in raw_words(text) for s in expand(match.group()).surfaces)
    return [(stem(s.term, lang), s.term in STOP_WORDS) for s in surfaces if not s.spelled]


def telling(text: str, lang: str = "en") -> frozenset[str]:
    """Return the stems of the words of a text that are no stop words, compounds whole."""
    words = (whole_form(match.group()) for match in raw_words(text))
    return frozenset(stem(word, lang) for word in words if word and word not in STOP_WORDS)


def share_enough(text: str, other: str, lang: str = "en") -> bool:
    """Tell whether two texts share two telling words: one is a subject, not yet a question.

    ``Array.map()`` shares one word with "the map method", and "higher-order" is one word.
    """
    words, others = set(_word_forms(text, lang)), set(_word_forms(other, lang))
    return all(_n_shared(*both) >= SHARED_WORDS for both in ((words, others), (others, words)))


def _n_shared(words: set[frozenset[str]], others: set[frozenset[str]]) -> int:
    forms = frozenset().union(*others)
    return sum(not word.isdisjoint(forms) for word in words)


def _word_forms(text: str, lang: str) -> Iterator[frozenset[str]]:
    """Yield the stems of each telling word: joined, and of its parts."""
    for match in raw_words(text):
        surfaces = [s for s in expand(match.group()).surfaces if not s.spelled and s.term not in STOP_WORDS]
        if surfaces:
            yield frozenset(stem(s.term, lang) for s in surfaces)


def _cosines(rows: Any) -> Iterator[Any]:
    """Yield the cosines of some rows after others with all rows."""
    transposed = rows.T.tocsr()
    for start in range(0, rows.shape[0], ROWS_AT_ONCE):
        yield (rows[start : start + ROWS_AT_ONCE] @ transposed).tocsr()


def vectors(texts: Sequence[str], lang: str) -> Any:
    """Return TF-IDF rows of L2 norm 1, or 0, in which stop words count less.

    Returns: csr_array of shape (n_texts, n_stems), float64.
    """
    import numpy as np
    from scipy.sparse import csr_array, diags_array

    from index.vectors import tfidf

    columns: dict[tuple[str, bool], int] = {}
    rows = [[columns.setdefault(term, len(columns)) for term in terms(text, lang)] for text in texts]
    indices = [column for row in rows for column in row]
    indptr = np.cumsum([0, *(len(row) for row in rows)])
    counts = csr_array((np.ones(len(indices)), indices, indptr), shape=(len(texts), max(1, len(columns))))
    counts.sum_duplicates()
    if not columns:
        return counts
    weights = np.array([STOP_WEIGHT if is_stop else 1.0 for _, is_stop in columns])
    weighted = (tfidf(counts) @ diags_array(weights)).tocsr()
    norms = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return (diags_array(1 / np.where(norms > 0, norms, 1.0)) @ weighted).tocsr()
