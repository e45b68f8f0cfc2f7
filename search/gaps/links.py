"""Links that lead nowhere, and the addresses that they may mean."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.guide import Guide
from index.analysis import name_key
from index.links import Resolver, address_of_page, last_segment
from search.gaps.pages.anchors import anchor_key

MIN_MISSPELT_LENGTH = 5
"""Letters of a last segment from which on it may be misspelt by one edit. By hand, as for names."""

MIN_ADDRESS_SIMILARITY = 0.85
"""Normalised similarity (1 less the distance by the greater length) of a misspelt address to the intended one. By
hand."""


class NearbyPlaces:
    """The guides nearest to addresses that do not exist."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._in_folder = Counter(address_of_page(guide.path).rpartition("/")[0] for guide in resolver.guides)

    def __contains__(self, address: str) -> bool:
        return address in self._resolver.by_address

    def is_patterned(self, path: str) -> bool:
        """Tell whether a path from the root is an address that the settings make of a guide."""
        return self._resolver.is_patterned(path)

    def n_guides_in(self, folder: str) -> int:
        """Return the number of guides directly in a folder."""
        return self._in_folder[folder]

    def named(self, address: str, lang: str = "en") -> Guide | None:
        """Return the one guide whose last segment, else whose title, has the letters and digits of the last segment of
        an address, None for none."""
        if same := self._resolver.with_last_segment(address, lang):
            return same
        letters = _letters(last_segment(address))
        by_segment = self._resolver.only(self._by_letters.get(letters, ()), lang)
        return by_segment or self._resolver.only(self._by_title.get(letters, ()), lang)

    @cached_property
    def _by_title(self) -> Mapping[str, list[str]]:
        """The addresses of guides by the letters and digits of their titles, of which a site may make addresses."""
        addresses: dict[str, list[str]] = defaultdict(list)
        for guide in self._resolver.guides:
            addresses[_letters(guide.title)].append(address_of_page(guide.path))
        return addresses

    @cached_property
    def _by_letters(self) -> Mapping[str, list[str]]:
        """The addresses of guides by the letters and digits of their last segments, the number before a name left out:
        ``TutorialReact`` is ``tutorial-react``, and ``(2)routing`` is ``routing``."""
        addresses: dict[str, list[str]] = defaultdict(list)
        for segment, same in self._resolver.by_last_segment.items():
            addresses[_letters(segment)] += same
        return addresses

    def nearest(self, address: str, lang: str = "en") -> Guide | None:
        """Return the guide that an address nearly names: with the same last segment, or a misspelt address."""
        if same := self._resolver.with_last_segment(address, lang):
            return same
        near = process.extractOne(
            address,
            self._resolver.by_address.keys(),
            scorer=OSA.normalized_similarity,
            score_cutoff=MIN_ADDRESS_SIMILARITY,
        )
        if near is not None and _digits(near[0]) == _digits(address):
            return self._resolver.by_address[near[0]]
        return self._with_misspelt_segment(last_segment(address), lang)

    def _with_misspelt_segment(self, segment: str, lang: str) -> Guide | None:
        """Return the one guide whose last segment is one edit away; None for several."""
        if len(segment) < MIN_MISSPELT_LENGTH:
            return None
        segments = self._resolver.by_last_segment
        close = process.extract(segment, segments.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        return self._resolver.only([address for near, _, _ in close for address in segments[near]], lang)


def _letters(segment: str) -> str:
    key = anchor_key(segment)
    return key.lstrip("0123456789") or key


def names_address(text: str, address: str) -> bool:
    """Tell whether the text of a link is a name and equal to the last segment of the address."""
    is_name = (len(text) > 3 or text[:1].isupper()) and "/" not in text
    return is_name and name_key(text) == name_key(last_segment(address)) != ""


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
