"""Links that lead nowhere: the anchors that a guide has, and the addresses and anchors that a link may mean."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.guide import Guide, Link
from corpus.nearest_names import MIN_MISSPELT, nearest_names
from corpus.slugs import heading_anchor
from index.analysis import name_key
from index.links import Resolver, address_of_page, last_segment

MIN_MISSPELT_LENGTH = 5
"""Letters of a last segment from which on it may be misspelt by one edit. By hand, as for names."""

MIN_ADDRESS_SIMILARITY = 0.85
MIN_WORD_SIMILARITY = 0.6
"""Normalised similarities (1 less the distance by the greater length) of a misspelt address, and of a word of an
anchor, to the intended one. By hand."""

MAX_ANCHOR_CANDIDATES = 5
"""Anchors that are compared with a missing one; by hand."""

_HTML_ID = re.compile(r"""<[a-z][^<>]{0,300}?\b(?:id|name)\s{0,9}=\s{0,9}["']?([^"'\s>]{1,300})""", re.IGNORECASE)
_HEADING_ID = re.compile(r"\{[^{}#\n]{0,300}#([\w.:-]{1,300})(?![\w.:-])[^{}\n]{0,300}\}[ \t]{0,300}$", re.MULTILINE)
_TERM = re.compile(r"^(\S.*)\n\n?:[ \t]", re.MULTILINE)


class NearbyPlaces:
    """The anchors of guides, and the guides and anchors nearest to those that do not exist."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._anchors: dict[str, frozenset[str]] = {}
        self._in_folder = Counter(address_of_page(guide.path).rpartition("/")[0] for guide in resolver.guides)

    def has_anchor(self, guide: Guide, fragment: str) -> bool:
        """Tell whether the guide has this anchor; every guide has "", ``top`` and text fragments (``:~:text=``)."""
        anchor = fragment.lower().removeprefix("user-content-")
        if anchor in ("", "top") or anchor.startswith(":~:"):
            return True
        return anchor in self._anchors_of(guide)

    def _anchors_of(self, guide: Guide) -> frozenset[str]:
        if guide.id not in self._anchors:
            self._anchors[guide.id] = frozenset(a.lower() for a in anchors(guide))
        return self._anchors[guide.id]

    def nearest_anchor(self, guide: Guide, fragment: str) -> str:
        """Return the anchor of the guide most similar to the fragment; "" when none is similar."""
        query, anchors = fragment.lower(), sorted(self._anchors_of(guide))
        close = nearest_names(query, anchors, MAX_ANCHOR_CANDIDATES, MIN_MISSPELT)
        return next((anchor for anchor in close if _shares_words(query, anchor)), "")

    def n_guides_in(self, folder: str) -> int:
        """Return the number of guides directly in a folder."""
        return self._in_folder[folder]

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


def anchors(guide: Guide) -> Iterator[str]:
    """Yield the anchors of a guide: of headings, questions, FAQ and projects, ids in its HTML, and the terms of its
    definition lists."""
    for section in guide.sections:
        yield section.anchor
    for question in (*guide.questions, *guide.faqs):
        yield question.anchor
        yield heading_anchor(question.text)
    yield from (project.anchor for project in guide.projects)
    yield from _HTML_ID.findall(guide.body)
    yield from _HEADING_ID.findall(guide.body)
    yield from (heading_anchor(term.replace("`", "")) for term in _TERM.findall(guide.body))


def names_address(text: str, address: str) -> bool:
    """Tell whether the text of a link is a name and equal to the last segment of the address."""
    is_name = (len(text) > 3 or text[:1].isupper()) and "/" not in text
    return is_name and name_key(text) == name_key(last_segment(address)) != ""


def host_and_address(link: Link) -> tuple[str, str] | None:
    """Return the host and the address of an HTTP link with a path; None for every other link."""
    try:
        parts = urlsplit(link.target.strip())
    except ValueError:
        return None
    address = address_of_page(unquote(parts.path))
    return (parts.netloc.lower(), address) if parts.scheme in ("http", "https") and address else None


def _shares_words(one: str, other: str) -> bool:
    """Tell whether more than half of the words of two anchors are similar: ``css-questions`` is not ``fun-questions``.

    Anchors of different numbers of words pass: a word was added or left out.
    """
    words, others = re.split("[-_]", one), re.split("[-_]", other)
    if len(words) != len(others):
        return True
    n_similar = sum(OSA.normalized_similarity(*pair) >= MIN_WORD_SIMILARITY for pair in zip(words, others, strict=True))
    return n_similar > len(words) / 2


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
