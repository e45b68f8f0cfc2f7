"""How alike short texts are: questions, and what readers searched.

SciPy and scikit-learn are loaded when something is compared: whoever only reads the rules' settings does
not wait for them.
"""

from collections.abc import Hashable, Iterator, Sequence
from typing import Any, TypeVar

from index.analysis import STOP_WORDS, analyze, fold, stem, tokenize, whole_form

T = TypeVar("T", bound=Hashable)

ROWS_AT_ONCE = 512

STOP_WEIGHT = 0.5
"""What a stop word counts: "How do they work?" and "When are they used?" do not ask the same."""

SHARED_WORDS = 2

RUNS = (3, 4, 5)
"""Letters of the runs by which spellings are compared."""

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
    surfaces = (s for match in tokenize(text) for s in analyze(match.group()).surfaces)
    return [(stem(s.term, lang), s.term in STOP_WORDS) for s in surfaces if not s.spelled]


def telling(text: str, lang: str = "en") -> frozenset[str]:
    """Return the stems of the words of a text that are no stop words, compounds whole."""
    words = (whole_form(match.group()) for match in tokenize(text))
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
    for match in tokenize(text):
        surfaces = [s for s in analyze(match.group()).surfaces if not s.spelled and s.term not in STOP_WORDS]
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
    from scipy.sparse import diags_array

    counts, columns = _counts([terms(text, lang) for text in texts])
    if not columns:
        return counts
    weights = np.array([STOP_WEIGHT if is_stop else 1.0 for _, is_stop in columns])
    return _normalised((_tfidf(counts) @ diags_array(weights)).tocsr())


def spelling_vectors(texts: Sequence[str]) -> Any:
    """Return TF-IDF rows of the runs of letters in words, of L2 norm 1, or 0; shape (n_texts, n_runs)."""
    counts, columns = _counts([list(_letters(text)) for text in texts])
    return _tfidf(counts) if columns else counts


def coverage(texts: Sequence[str], others: Sequence[str], lang: str) -> tuple[Any, Any]:
    """Return two factors whose product tells what part of each text's telling words, by their idf, each other has.

    Returns: csr_arrays of shape (n_texts, n_stems) and (n_others, n_stems); rows of the first sum to 1, or 0.
    """
    import numpy as np
    from scipy.sparse import diags_array

    telling_ones = [[term for term, is_stop in terms(text, lang) if not is_stop] for text in (*texts, *others)]
    counts, _ = _counts(telling_ones)
    counts.data[:] = 1.0
    df = np.asarray(counts.sum(axis=0)).ravel()
    weighted = (counts @ diags_array(np.log((1 + counts.shape[0]) / (1 + df)) + 1)).tocsr()[: len(texts)]
    sums = np.asarray(weighted.sum(axis=1)).ravel()
    return (diags_array(1 / np.where(sums > 0, sums, 1.0)) @ weighted).tocsr(), counts[len(texts) :]


def _letters(text: str) -> Iterator[str]:
    """Yield the runs of letters of each word, blanks at its ends among them: `` de``, ``dep`` …"""
    for match in tokenize(text):
        word = f" {fold(match.group())} "
        for length in RUNS:
            yield from (word[i : i + length] for i in range(max(1, len(word) - length + 1)))


def _counts(rows: Sequence[Sequence[T]]) -> tuple[Any, dict[T, int]]:
    """Return how often each row has each value, and the values with their columns."""
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


def _normalised(rows: Any) -> Any:
    """Return rows of L2 norm 1; rows of 0 stay as they are."""
    import numpy as np
    from scipy.sparse import diags_array

    norms = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (diags_array(1 / np.where(norms > 0, norms, 1.0)) @ rows).tocsr()
