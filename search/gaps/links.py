"""The targets of links: a guide, a missing guide, or an address outside the guides."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import unquote, urlsplit

from rapidfuzz import process
from rapidfuzz.distance import OSA

from corpus.guide import Guide, Link
from corpus.nearest_names import MIN_MISSPELT, nearest_names
from corpus.slugs import heading_anchor
from search.gaps.names import name_key

PAGE_EXTENSIONS = (".md", ".markdown", ".mdx", ".html", ".htm")
MIN_MISSPELT_LENGTH = 5
"""Letters of a last segment from which on it may be misspelt by one edit. By hand, as for names."""

MIN_ADDRESS_SIMILARITY = 0.85
MIN_WORD_SIMILARITY = 0.6
"""Normalised similarities (1 less the distance by the greater length) of a misspelt address, and of a word of an
anchor, to the intended one. By hand."""

MAX_ANCHOR_CANDIDATES = 5

PROJECT_FILES = ("CONTRIBUTING", "CONTRIBUTORS", "CHANGELOG", "LICENSE", "README", "SECURITY", "CODE_OF_CONDUCT")
"""Names of files that lie beside guides in many repositories and are no guides."""

_INDEX_NAMES = ("index", "_index", "readme")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{|<[^>]*>")
_HTML_ID = re.compile(r"""<[a-z][^>]*?\b(?:id|name)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_HEADING_ID = re.compile(r"\{[^}\n]*#([\w.:-]+)[^}\n]*\}\s*$", re.MULTILINE)
_TERM = re.compile(r"^(\S.*)\n\n?:[ \t]", re.MULTILINE)
_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a link.

    ``kind`` is ``guide`` (``guide`` is set), ``missing`` (an address that only a guide can have, and none has), or
    ``elsewhere`` (another site, a file, or a page that is no guide). ``address`` is the resolved path without the
    fragment.
    """

    kind: str
    address: str = ""
    fragment: str = ""
    guide: Guide | None = None


ELSEWHERE = Target("elsewhere")


class Addresses:
    """The addresses of guides, on disk and on the site.

    Args:
        base_url: address of the site; links with this host lead to guides.
        pattern: path of a guide on the site, with ``{slug}``; "" where it is not known.
        pages: addresses that exist without a guide, with ``*`` as in ``fnmatch``.
    """

    def __init__(
        self, guides: Sequence[Guide], base_url: str = "", pattern: str = "", pages: Sequence[str] = ()
    ) -> None:
        self._base = urlsplit(base_url)
        self._pages = tuple(address_of_page(page) for page in pages)
        self._as_written = frozenset(pages)
        self._prefix = _tidy(pattern.split("{slug}")[0]) if "{slug}" in pattern else ""
        self._guides: dict[str, Guide] = {}
        self._former: set[str] = set()
        self._folders: dict[str, int] = defaultdict(int)
        self._anchors: dict[str, frozenset[str]] = {}
        ordered = sorted(guides, key=lambda g: (g.lang != "en", g.id))
        for guide in ordered:
            self._add(guide, pattern)
        for guide in ordered:
            self._add_former(guide)
        self._in_folder = Counter(address_of_page(guide.path).rpartition("/")[0] for guide in ordered)
        self._by_last_segment: dict[str, list[str]] = defaultdict(list)
        for address in sorted(self._guides):
            self._by_last_segment[_last_segment(address)].append(address)

    def _add(self, guide: Guide, pattern: str) -> None:
        for address in self._addresses(guide, pattern):
            self._guides.setdefault(address, guide)
        for address in (address_of_page(guide.path), _tidy(guide.slug)):
            parts = address.split("/")
            for depth in range(len(parts)):
                self._folders["/".join(parts[:depth])] += 1

    def _add_former(self, guide: Guide) -> None:
        """Add the former addresses of a guide that no guide has now."""
        for address in (address_of_page(urlsplit(old).path) for old in guide.old_addresses):
            if address not in self._guides:
                self._guides[address] = guide
                self._former.add(address)

    def _addresses(self, guide: Guide, pattern: str) -> Iterator[str]:
        yield address_of_page(guide.path)
        yield _tidy(guide.slug)
        if guide.url:
            yield address_of_page(urlsplit(guide.url).path)
        if "{slug}" in pattern:
            yield address_of_page(urlsplit(pattern.replace("{slug}", guide.slug)).path)

    def target(self, link: Link, guide: Guide) -> Target:
        """Return the target of a link of ``guide``."""
        raw = link.target.strip()
        if not raw or _TEMPLATE.search(raw):
            return ELSEWHERE
        try:
            parts = urlsplit(raw)
        except ValueError:
            return ELSEWHERE
        if parts.scheme or parts.netloc:
            if not self._base.netloc or parts.netloc.lower() != self._base.netloc.lower():
                return ELSEWHERE
            path = parts.path or "/"
        else:
            path = parts.path
        fragment = unquote(parts.fragment)
        if not path:
            return Target("guide", "", fragment, guide) if parts.fragment else ELSEWHERE
        return self._of_path(unquote(path), fragment, guide)

    def _of_path(self, path: str, fragment: str, guide: Guide) -> Target:
        candidates = list(self._candidates(path, guide))
        for address in candidates:
            if address in self._guides:
                return Target("guide", address, fragment, self._guides[address])
        if any(fnmatch(candidates[0], pattern) for pattern in self._pages) or path in self._as_written:
            return ELSEWHERE
        if path.startswith(("/", "@/")) and (other := self._ending_with(candidates[0], guide)):
            return Target("guide", candidates[0], fragment, other)
        if self._is_ours(path, candidates):
            return Target("missing", candidates[0], fragment)
        return ELSEWHERE

    def _ending_with(self, address: str, guide: Guide) -> Guide | None:
        """Return the guide whose address ends in ``address``, where the root of the site is a folder of the source.

        Of several, the guide with the longest common path with ``guide``.
        """
        matches = [a for a in self._by_last_segment.get(_last_segment(address), ()) if a.endswith(f"/{address}")]
        if not matches:
            return None
        nearest = max(matches, key=lambda a: (len(posixpath.commonprefix([a, guide.path.lower()])), a))
        return self._guides[nearest]

    def _candidates(self, path: str, guide: Guide) -> Iterator[str]:
        """Yield the addresses that a path may stand for, the likeliest first."""
        if path.startswith(("/", "@/")):
            rooted = address_of_page(path.removeprefix("@"))
            yield rooted
            base = _tidy(self._base.path)
            if base and rooted.startswith(base + "/"):
                yield rooted.removeprefix(base + "/")
            top_folder = _tidy(guide.path).split("/")[0]
            if "/" in guide.path:
                yield f"{top_folder}/{rooted}"
            if self._prefix and rooted.startswith(self._prefix + "/"):
                yield rooted.removeprefix(self._prefix + "/")
            return
        # A relative path is resolved as on disk, as on a site with one folder a page, and one folder above.
        folder = posixpath.dirname(guide.path)
        for start in (folder, address_of_page(guide.path), posixpath.dirname(folder)):
            yield address_of_page(posixpath.normpath(posixpath.join("/", start, path)))

    def _is_ours(self, path: str, candidates: Sequence[str]) -> bool:
        """Tell whether a path without a guide is an address that only a guide can have."""
        name = path.rstrip("/").rsplit("/", 1)[-1]
        if name.split(".")[0].upper() in PROJECT_FILES:
            return False
        if name.lower().endswith((".md", ".markdown", ".mdx")):
            return not path.rstrip("/").startswith("../../../..")
        if _EXTENSION.search(name) and not name.lower().endswith((".html", ".htm")):
            return False
        if self._prefix and candidates[0].startswith(self._prefix + "/"):
            return "/" not in candidates[0].removeprefix(self._prefix + "/")
        folder = posixpath.dirname(candidates[0])
        return bool(folder) and self._folders.get(folder, 0) > 1

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

    def is_former(self, target: Target) -> bool:
        """Tell whether the target is a former address of its guide."""
        return target.address in self._former

    def with_last_segment(self, address: str, lang: str = "en") -> Guide | None:
        """Return the one guide whose address has the same last segment, in ``lang`` if possible; None for several."""
        return self._only(self._by_last_segment.get(_last_segment(address), ()), lang)

    def nearest(self, address: str, lang: str = "en") -> Guide | None:
        """Return the guide that an address nearly names: with the same last segment, or a misspelt address."""
        if same := self.with_last_segment(address, lang):
            return same
        near = process.extractOne(
            address, self._guides.keys(), scorer=OSA.normalized_similarity, score_cutoff=MIN_ADDRESS_SIMILARITY
        )
        if near is not None and _digits(near[0]) == _digits(address):
            return self._guides[near[0]]
        return self._with_misspelt_segment(_last_segment(address), lang)

    def _with_misspelt_segment(self, segment: str, lang: str) -> Guide | None:
        """Return the one guide whose last segment is one edit away; None for several."""
        if len(segment) < MIN_MISSPELT_LENGTH:
            return None
        close = process.extract(segment, self._by_last_segment.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
        return self._only([address for near, _, _ in close for address in self._by_last_segment[near]], lang)

    def _only(self, addresses: Iterable[str], lang: str) -> Guide | None:
        """Return the guide of the addresses if all are of one slug, in ``lang`` if possible; None for several slugs."""
        guides = [self._guides[address] for address in addresses]
        if len({guide.slug for guide in guides}) != 1:
            return None
        return min(guides, key=lambda guide: (guide.lang != lang, guide.lang != "en", guide.id))


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
    return is_name and name_key(text) == name_key(_last_segment(address)) != ""


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


def _tidy(path: str) -> str:
    return path.strip("/").lower()


def address_of_page(path: str) -> str:
    """Return the address of a page: its path without extension, or its folder for an index page."""
    address = _tidy(path)
    for extension in PAGE_EXTENSIONS:
        address = address.removesuffix(extension)
    folder, _, name = address.rpartition("/")
    return folder if name in _INDEX_NAMES else address


def _last_segment(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
