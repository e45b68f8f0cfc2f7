"""The guides of the folders that a guide is in: ``swift`` above ``swift/arrays``."""

from collections import Counter
from collections.abc import Sequence

from corpus.guide import Guide

MAX_SHARE = 0.9
"""Share of a language's guides in a folder above which it is the whole site, and tells nothing apart; by hand."""

MAX_DEPTH = 8
"""Folders of a path that count; by hand: a path may have thousands."""


class Folders:
    """Finds the guides of folders by slug; a folder without a guide in the language of a guide in it has none."""

    def __init__(self, guides: Sequence[Guide]) -> None:
        self._by_place = {(guide.lang, guide.slug): guide for guide in guides}
        n_of_lang = Counter(guide.lang for guide in guides)
        n_below = Counter((guide.lang, slug) for guide in guides for slug in _slugs_above(guide.slug))
        self._homes = {place for place, n in n_below.items() if n > MAX_SHARE * n_of_lang[place[0]]}

    def above(self, guide: Guide) -> tuple[Guide, ...]:
        """Return the guides of the folders that ``guide`` is in, outermost first."""
        places = [(guide.lang, slug) for slug in _slugs_above(guide.slug)]
        return tuple(
            [self._by_place[place] for place in places if place in self._by_place and place not in self._homes]
        )


def _slugs_above(slug: str) -> list[str]:
    """Return the slugs of the folders that a slug is in, outermost first; of the first ``MAX_DEPTH`` alone."""
    parts = slug.split("/", MAX_DEPTH)
    return ["/".join(parts[:n]) for n in range(1, len(parts))]
