"""The words of a site: what its guides speak of, and what none of them does."""

import re
from collections.abc import Iterable, Iterator

from corpus.guide import Guide
from index.analysis import GLUE, STOP_WORDS, fold, is_unspaced, stem, tokenize, whole_form

KIND_STEMS = frozenset(
    stem(word)
    for word in (
        *("command", "function", "keyword", "loop", "method", "operator", "option", "rule", "statement", "syntax"),
        *("basics", "docs", "documentation", "example", "explained", "guide", "introduction", "meaning", "reference"),
        *("tutorial", "usage"),
    )
)
"""Words that readers add to a name: for the kind of thing that has it, and for a kind of page. By hand."""

_SIGNS = re.compile(r"[\W_]+")
_HYPHENS = re.compile(r"[-_/]+")


class Vocabulary:
    """The words in the names, tags and texts of guides, code included."""

    def __init__(self, guides: Iterable[Guide]) -> None:
        tokens = {match.group() for guide in guides for text in _texts(guide) for match in tokenize(text)}
        self._forms = {form for token in tokens for form in (whole_form(token), *_stems(_SIGNS, token))}

    def unknown(self, query: str) -> tuple[str, ...]:
        """Return the words of a query that no guide has in any form, in order.

        Words of languages without spaces are left out: where they end cannot be told.
        """
        tokens = dict.fromkeys(match.group() for match in tokenize(query))
        return tuple(token for token in tokens if _tells(token) and not self._has(token))

    def _has(self, token: str) -> bool:
        """Tell whether some guide has a word: as it is spelled or joined, or the parts of one with hyphens."""
        return whole_form(token) in self._forms or self._forms.issuperset(_stems(_HYPHENS, token))


def _tells(token: str) -> bool:
    """Tell whether a word says what a query is about."""
    return fold(token) not in STOP_WORDS | GLUE and not is_unspaced(token)


def _texts(guide: Guide) -> Iterator[str]:
    yield from (guide.title, guide.skill, guide.category, guide.body, *guide.aliases, *guide.tags)


def _stems(separators: re.Pattern[str], token: str) -> Iterator[str]:
    return (stem(fold(part)) for part in separators.split(token) if part)
