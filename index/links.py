"""Links and names in guides, and the guides that they mean: one answer for lists, pages, exports and the gap queue."""

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from urllib.parse import unquote, urlsplit

from corpus.guide import Guide
from corpus.markdown.dialects import WIKI
from corpus.slugs import heading_anchor, n_shared_folders
from index.analysis import name_key
from index.routes import learned_routes, routed

GUIDE, MISSING, FILE, OUTSIDE = "guide", "missing", "file", "outside"
"""Kinds of targets: a guide; an address that only a guide can have, and none has; a file or page of the site that is
no guide; another site, or what cannot be known, such as a template."""

OWN_PATTERN = "/guides/{slug}"
"""The path of Guidedex's own page of a guide, for a site that has no pattern of its own."""

PAGE_EXTENSIONS = (".md", ".markdown", ".mdx", ".html", ".htm")

PROJECT_FILES = ("CONTRIBUTING", "CONTRIBUTORS", "CHANGELOG", "LICENSE", "README", "SECURITY", "CODE_OF_CONDUCT")
"""Names of files that lie beside guides in many repositories and are no guides."""

MAX_DEPTH = 6
"""Folders of an address in which pages are counted. By hand."""

_INDEX_NAMES = ("index", "_index", "readme")
_TEMPLATE = re.compile(r"\{\{|\{%|<%|\$\{|<[^<>]*>")
_URL_FILTER = re.compile(r"""\{\{-?\s*(["'])([^"'{}]*)\1\s*\|\s*(?:relative|absolute)_url\s*-?\}\}""")
"""An address in Jekyll's ``{{ "/docs/" | relative_url }}``."""

_EXTENSION = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,7}$")

_NAMES: tuple[Callable[[Guide], Sequence[str]], ...] = (
    lambda guide: (guide.slug,),
    lambda guide: (guide.title,),
    lambda guide: (guide.skill,),
    lambda guide: guide.aliases,
    lambda guide: (last_segment(guide.slug),),
)
"""The names of a guide, those that win over the names of other guides first."""


def names_of(guide: Guide) -> Iterator[str]:
    """Yield the names of a guide, its slug first; a name may come twice."""
    yield guide.slug
    yield last_segment(guide.slug)
    yield guide.title
    yield guide.skill
    yield from guide.aliases


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a link.

    ``kind`` is one of ``GUIDE`` (``guide`` is set), ``MISSING``, ``FILE`` and ``OUTSIDE``. ``address`` is the resolved
    path without the fragment, "" for a place in the same guide; ``is_former`` marks a former address of the guide.
    """

    kind: str
    address: str = ""
    fragment: str = ""
    guide: Guide | None = None
    is_former: bool = False


class Resolver:
    """The addresses of guides, on disk and on the site, and their names.

    Args:
        base_url: address of the site; links with this host lead to guides.
        pattern: path of a guide on the site, with ``{slug}``; "" for Guidedex's own pages.
        pages: addresses that exist without a guide, with ``*`` as in ``fnmatch``.
    """

    def __init__(
        self, guides: Sequence[Guide], base_url: str = "", pattern: str = "", pages: Sequence[str] = ()
    ) -> None:
        self.guides = tuple(guides)
        self._by_id = {guide.id: guide for guide in guides}
        self._base = urlsplit(base_url)
        self._pages = tuple(address_of_page(page) for page in pages)
        self._as_written = frozenset(pages)
        self._pattern = pattern if "{slug}" in pattern else "" if pattern else OWN_PATTERN
        self._prefix = _tidy(path_of(self._pattern.partition("{slug}")[0]))
        self._former: set[str] = set()
        self._folders: Counter[str] = Counter()
        ordered = sorted(guides, key=lambda guide: (guide.lang != "en", guide.id))
        self.by_address = self._guides_by_address(ordered)
        self.by_last_segment: dict[str, list[str]] = defaultdict(list)
        for address in sorted(self.by_address):
            self.by_last_segment[last_segment(address)].append(address)
        self.by_name = _guides_by_name(guides)

    def _guides_by_address(self, guides: Sequence[Guide]) -> dict[str, Guide]:
        by_address: dict[str, Guide] = {}
        for guide in guides:
            for address in self._addresses_of(guide):
                by_address.setdefault(address, guide)
            for address in (address_of_page(guide.path), _tidy(guide.slug)):
                parts = address.split("/")
                self._folders.update("/".join(parts[:depth]) for depth in range(len(parts)))
        # Former addresses come last: a guide that is there now has the address.
        for guide in guides:
            for address in (address_of_page(path_of(old)) for old in guide.old_addresses):
                if address not in by_address:
                    by_address[address] = guide
                    self._former.add(address)
        return by_address

    def _addresses_of(self, guide: Guide) -> Iterator[str]:
        yield address_of_page(guide.path)
        yield _tidy(guide.slug)
        if guide.url:
            yield address_of_page(path_of(guide.url))
        if self._pattern:
            yield address_of_page(path_of(self._pattern.replace("{slug}", guide.slug)))

    @cached_property
    def _by_file(self) -> Mapping[str, Guide]:
        """The guides by the names of their files, or of the folders of index pages, the first of each name."""
        return {name_key(last_segment(address_of_page(guide.path))): guide for guide in reversed(self.guides)}

    def named(self, name: str) -> tuple[Guide, ...]:
        """Return the guides with this slug, title, skill, alias or id, in any language, in order of their ids."""
        guides = self.by_name.get(name_key(name)) or {guide.id: guide for guide in self._with_id(name)}
        return tuple(guides[guide_id] for guide_id in sorted(guides))

    def guide_named(self, name: str, source: Guide) -> Guide | None:
        """Return the guide that ``source`` means by a name: in its language, else in English; None for none.

        Slugs come before titles, and titles before other names.
        """
        guides = self.by_name.get(name_key(name), {}).values()
        in_language = (guide for lang in (source.lang, "en") for guide in guides if guide.lang == lang)
        return next(in_language, next(self._with_id(name), None))

    def _with_id(self, name: str) -> Iterator[Guide]:
        if name in self._by_id:
            yield self._by_id[name]

    def target(self, link: str, source: Guide) -> Target:
        """Return the target of a link, as it is written in ``source``."""
        raw = _URL_FILTER.sub(r"\2", link.strip())
        if not raw or _TEMPLATE.search(unquote(raw)):
            return Target(OUTSIDE)
        try:
            parts = urlsplit(raw)
        except ValueError:  # ``http://[``
            return Target(OUTSIDE)
        # Browsers and DocFX read ``..\\guide.md`` as ``../guide.md``.
        path, fragment = unquote(parts.path).replace("\\", "/"), unquote(parts.fragment)
        if raw.startswith(WIKI):
            return self._of_wiki_link(path, fragment, source)
        if parts.scheme or parts.netloc:
            if not self._base.netloc or parts.netloc.lower() != self._base.netloc.lower():
                return Target(OUTSIDE)
            path = path or "/"
        if not path:
            return Target(GUIDE, "", fragment, source) if fragment else Target(OUTSIDE)
        return self._of_path(path, fragment, source)

    def _of_wiki_link(self, name: str, fragment: str, source: Guide) -> Target:
        """Return the target of a link with the path, file name or name of a guide, and the text of a heading.

        A name that no guide has is outside: ``wiki:`` also leads to encyclopedias.
        """
        heading = fragment.rpartition("#")[2]
        anchor = "" if heading.startswith("^") else heading_anchor(heading)
        if not name:
            return Target(GUIDE, "", anchor, source)
        guide = self.by_address.get(address_of_page(name)) or self._by_file.get(name_key(name))
        guide = guide or self.guide_named(name, source)
        return Target(GUIDE, address_of_page(guide.path), anchor, guide) if guide else Target(OUTSIDE)

    def _of_path(self, path: str, fragment: str, source: Guide) -> Target:
        candidates = list(self._candidates(path, source))
        for address in candidates:
            if address in self.by_address:
                return Target(GUIDE, address, fragment, self.by_address[address], address in self._former)
        address = candidates[0]
        if any(fnmatch(address, pattern) for pattern in self._pages) or path in self._as_written:
            return Target(FILE, address, fragment)
        rooted = self._rooted(path) if path.startswith(("/", "@/")) else []
        for routed_address in (other for end in rooted for other in routed(end, self._routes)):
            if routed_address in self.by_address:
                return Target(GUIDE, routed_address, fragment, self.by_address[routed_address])
        if other := next(filter(None, (self._ending_with(end, source) for end in rooted)), None):
            return Target(GUIDE, address, fragment, other)
        is_page = path.lower().endswith(PAGE_EXTENSIONS)
        # The site, or a code host, makes a page for each folder of guides.
        is_folder = not is_page and any(self._folders[other] for other in candidates if other)
        is_ours = self._is_ours(path, address) and not is_folder and not _leaves_sources(path, source)
        return Target(MISSING if is_ours else FILE, address, fragment)

    @cached_property
    def _routes(self) -> Mapping[str, str]:
        """What prefixes of the site's addresses stand for, learned from the links of all guides."""
        paths = (urlpath for guide in self.guides for link in guide.links if (urlpath := _rooted_path(link.target)))
        linked = (address for path in paths for address in self._rooted(path) if address not in self.by_address)
        splits = (address.split("/") for address in self.by_address)
        n_pages_in = Counter(
            "/".join(parts[:depth]) for parts in splits for depth in range(1, min(len(parts), MAX_DEPTH))
        )
        return learned_routes(linked, self.by_last_segment, n_pages_in)

    def _ending_with(self, address: str, source: Guide) -> Guide | None:
        """Return the guide whose address ends in ``address``, where the root of the site is a folder of the source.

        Of several, the guide with the longest common path with ``source``.
        """
        matches = [a for a in self.by_last_segment.get(last_segment(address), ()) if a.endswith(f"/{address}")]
        if not matches:
            return None
        nearest = max(matches, key=lambda a: (len(posixpath.commonprefix([a, source.path.lower()])), a))
        return self.by_address[nearest]

    def _candidates(self, path: str, source: Guide) -> Iterator[str]:
        """Yield the addresses that a path may mean, the likeliest first."""
        if path.startswith(("/", "@/")):
            rooted = self._rooted(path)
            yield from rooted
            top_folder, is_below, _ = _tidy(source.path).partition("/")
            if is_below:
                yield from (f"{top_folder}/{address}" for address in rooted)
            if self._prefix:
                prefix = self._prefix + "/"
                yield from (address.removeprefix(prefix) for address in rooted if address.startswith(prefix))
            return
        # A relative path is resolved as on disk, as on a site with one folder a page, one folder above, and from the
        # address that the guide has by its slug.
        folder = posixpath.dirname(source.path)
        slug_folder = posixpath.dirname(source.slug)
        starts = [folder, address_of_page(source.path), posixpath.dirname(folder), slug_folder]
        # Docusaurus also resolves the path of a file from the folder of all guides.
        if path.lower().endswith(PAGE_EXTENSIONS) and not path.startswith("."):
            starts.append(self._top_folder)
        for start in starts:
            yield address_of_page(posixpath.normpath(posixpath.join("/", start, path)))

    @cached_property
    def _top_folder(self) -> str:
        """The folder in which all guides are."""
        folders = [tuple(posixpath.dirname(guide.path).split("/")) for guide in self.guides]
        return "/".join(folders[0][: n_shared_folders(folders)]) if folders else ""

    def _rooted(self, path: str) -> list[str]:
        """Return the address of a path from the root, and the one without the path of the site's own address."""
        address, base = address_of_page(path.removeprefix("@")), _tidy(self._base.path) + "/"
        return [address, address.removeprefix(base)] if base != "/" and address.startswith(base) else [address]

    def is_patterned(self, path: str) -> bool:
        """Tell whether the pattern makes the address of a guide begin as a path from the root begins."""
        return bool(self._pattern) and path.startswith(f"/{self._prefix}/" if self._prefix else "/")

    def _is_ours(self, path: str, address: str) -> bool:
        """Tell whether a path without a guide is an address that only a guide can have."""
        name = last_segment(path.rstrip("/"))
        if name.split(".")[0].upper() in PROJECT_FILES:
            return False
        if name.lower().endswith((".md", ".markdown", ".mdx")):
            return True
        if _EXTENSION.search(name) and not name.lower().endswith((".html", ".htm")):
            return False
        if self._prefix and address.startswith(self._prefix + "/"):
            return "/" not in address.removeprefix(self._prefix + "/")
        folder = posixpath.dirname(address)
        return bool(folder) and self._folders[folder] > 1

    def with_last_segment(self, address: str, lang: str = "en") -> Guide | None:
        """Return the one guide whose address has the same last segment, in ``lang`` if possible; None for several."""
        return self.only(self.by_last_segment.get(last_segment(address), ()), lang)

    def only(self, addresses: Iterable[str], lang: str) -> Guide | None:
        """Return the guide of the addresses if all are of one slug, in ``lang`` if possible; None for several slugs."""
        guides = [self.by_address[address] for address in addresses]
        if len({guide.slug for guide in guides}) != 1:
            return None
        return min(guides, key=lambda guide: (guide.lang != lang, guide.lang != "en", guide.id))


def _guides_by_name(guides: Sequence[Guide]) -> Mapping[str, Mapping[str, Guide]]:
    """Return the guides of each name by their ids: under the key of the name, those with the stronger name first."""
    by_name: dict[str, dict[str, Guide]] = defaultdict(dict)
    for names in _NAMES:
        for guide in guides:
            for name in names(guide):
                by_name[name_key(name)].setdefault(guide.id, guide)
    by_name.pop("", None)
    return dict(by_name)


def address_of_page(path: str) -> str:
    """Return the address of a page: its path without extension, or its folder for an index page."""
    address = _tidy(path)
    for extension in PAGE_EXTENSIONS:
        address = address.removesuffix(extension)
    folder, _, name = address.rpartition("/")
    return folder if name in _INDEX_NAMES else address


def _leaves_sources(path: str, source: Guide) -> bool:
    """Tell whether the path of a file leads out of the folder of all sources: what is there cannot be known."""
    is_file = path.lower().endswith((".md", ".markdown", ".mdx")) and not path.startswith(("/", "@"))
    return is_file and posixpath.normpath(posixpath.join(posixpath.dirname(source.path), path)).startswith("../")


def _rooted_path(link: str) -> str:
    """Return the path of a link from the root of its site, "" for every other link."""
    return unquote(path_of(link)) if link.startswith("/") and not link.startswith("//") else ""


def path_of(url: str) -> str:
    """Return the path of a URL; what is no URL is all path."""
    try:
        return urlsplit(url).path
    except ValueError:
        return url


def last_segment(address: str) -> str:
    return address.rsplit("/", 1)[-1]


def _tidy(path: str) -> str:
    return path.strip("/").lower()
