"""The other number of an English word by its ending, for words of which no document has the stem."""

from collections.abc import Iterator

from index.analysis import is_no_plural

_ENDINGS = (("ices", "ex"), ("ices", "ix"), ("ses", "sis"), ("ves", "f"), ("ves", "fe"), ("i", "us"), ("a", "um"))
"""Endings of plurals and their singulars. By hand."""

MIN_LETTERS = 4
"""Letters of a word of which an ending is replaced; by hand."""

MAX_ABBREVIATION = 5
"""Letters of an abbreviation; by hand."""


def other_numbers(word: str) -> Iterator[str]:
    """Yield the singulars and plurals that ``word`` may have by its ending.

    >>> [*other_numbers("oases")], [*other_numbers("terminus")], [*other_numbers("kafka")]
    (['oasis'], ['termini'], [])
    """
    if len(word) < MIN_LETTERS:
        return
    for plural, singular in _ENDINGS:
        if word.endswith(plural):
            yield word.removesuffix(plural) + singular
        elif word.endswith(singular):
            yield word.removesuffix(singular) + plural


def abbreviation(word: str) -> str:
    """Return the abbreviation of which ``word`` may be the plural: ``ci`` for ``cis``; ``""`` for other words.

    >>> abbreviation("cis"), abbreviation("aws"), abbreviation("process")
    ('ci', '', '')
    """
    is_plural = word.endswith("s") and 2 < len(word) <= MAX_ABBREVIATION + 1 and not is_no_plural(word)
    return word[:-1] if is_plural else ""
