"""Text to terms: the one analyzer, for indexing and for queries.

A *token* is a word as it occurs in a text. A *surface* is a token with case and accents folded, which is matched
exactly. A *stem* is shared by several surfaces; it is kept in the same vocabulary behind ``STEM``, so that one matrix
holds both. Technical words are tokens: ``C++``, ``C#`` and ``.NET`` have one surface each, and a compound (``Node.js``,
``CI/CD``, ``std::vector``, ``snake_case``) has one as it is spelled, one joined (``nodejs``), and one for each part. So
has a token with the signs of code around it: ``--name`` and ``name()`` have the surface ``name`` as well. Operators are
tokens where they are alone (``::``, ``...``, ``>>>``) or join others (``=>``).
"""

from index.analysis.compounds import number_and_unit
from index.analysis.english import is_no_plural
from index.analysis.folding import fold
from index.analysis.forms import Surface, TokenForms, analyze, is_plain, whole_form
from index.analysis.limits import MAX_TERM
from index.analysis.money import CURRENCIES
from index.analysis.names import is_ornament, name_key, normal_title, without_zeroes
from index.analysis.scripts import is_unspaced
from index.analysis.stems import STEM, stem
from index.analysis.stop_words import GLUE, STOP_WORDS
from index.analysis.tokens import tokenize

__all__ = [
    "CURRENCIES", "GLUE", "MAX_TERM", "STEM", "STOP_WORDS", "VERSION", "Surface", "TokenForms", "analyze", "fold",
    "is_no_plural", "is_ornament", "is_plain", "is_unspaced", "name_key", "normal_title", "number_and_unit", "stem",
    "tokenize", "whole_form", "without_zeroes",
]  # fmt: skip

VERSION = "7"
"""Version of the analyzer, in the manifest of every index: to be raised when a text gives other terms than before."""
