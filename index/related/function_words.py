"""Function words of languages other than English: what most guides in a language contain, and relates no two of them.

Stop words are a list of English ones. In a site of several languages ``de`` and ``und`` are rare, as few of all guides
contain them, and would join all guides in their language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.matrix.ragged import row_of_entries
from index.matrix.vectors import keep_entries, sum_rows
from index.matrix.words import Numbering

MIN_SHARE, MIN_GUIDES = 0.5, 5
"""A word in at least this share of the guides in a language, and in so many, is a function word. By hand: on a site in
twelve languages 53 % of the words in reasons were, nearly all of them articles, prepositions and auxiliary verbs, and
1 % are left. In English, whose stop words are a list, the same share took ``thread`` and ``retry`` from thirty guides.
"""


@dataclass(frozen=True, slots=True)
class FunctionWords:
    """The function words of the languages of some units.

    Attributes:
        language: (n_units,), the number of the language of each unit.
        are_words: (n_languages, n_columns), which columns are function words of which language.
    """

    language: NDArray[np.int64]
    are_words: NDArray[np.bool_]

    @property
    def has_several_languages(self) -> bool:
        return len(self.are_words) > 1

    @property
    def of_any_language(self) -> NDArray[np.bool_]:
        """Which columns are function words of some language, of shape (n_columns,)."""
        return np.asarray(self.are_words.any(axis=0), np.bool_)

    def without(self, counts: Any) -> Any:
        """Return ``counts``, of shape (n_units, n_columns), without the function words of each unit's language."""
        return keep_entries(counts, ~self.are_words[self.language[row_of_entries(counts.indptr)], counts.indices])


def function_words(counts: Any, languages: Sequence[str], guides: NDArray[np.int64]) -> FunctionWords:
    """Return the function words of each language, none of English.

    Args:
        counts: csr_array of shape (n_units, n_columns), how often each stem occurs in each unit.
        languages: of each unit.
        guides: the units that are guides.
    """
    numbers = Numbering()
    language = np.array([numbers[lang] for lang in languages], np.int64)
    of_guides = counts[guides]
    of_guides.data = np.ones(of_guides.nnz)
    n_guides = np.bincount(language[guides], minlength=len(numbers))
    n_with = sum_rows(of_guides, language[guides].tolist(), len(numbers))
    is_word = n_with.data >= np.maximum(MIN_SHARE * n_guides, MIN_GUIDES)[row_of_entries(n_with.indptr)]
    is_english = np.array([lang.startswith("en") for lang in numbers], np.bool_)
    is_word &= ~is_english[row_of_entries(n_with.indptr)]
    are_words = np.zeros(n_with.shape, np.bool_)
    are_words[row_of_entries(n_with.indptr)[is_word], n_with.indices[is_word]] = True
    return FunctionWords(language, are_words)
