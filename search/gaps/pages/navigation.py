"""Navigation beside the text: files and fields that list pages, which lead readers to them as links do."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from corpus.guide import Guide
from index.links import address_of_page
from search.gaps.pages.anchors import anchor_key

MAX_FRONT_MATTER = 4_000
"""Letters at the beginning of a file in which fields of a menu are looked for. By hand."""

_TOKEN = re.compile(r"[\w./@-]{2,200}")
_HREF = re.compile(r"""\b(?:href|to|link|src)\s{0,3}[=:]\s{0,3}[{"'`]{1,3}([^"'`\s{}#?]{1,300})""")
_TOCTREE_FENCE = re.compile(r"[ \t]*(`{3}|:{3})[`:]{0,9}\{toctree\}")
_FIELD = re.compile(
    r"^(?:weight|menus?|parent|nav_order|nav_title|order|position|linkTitle|eleventyNavigation|sidebar\w*)\s*[:=]|^\[menu",
    re.MULTILINE,
)
"""Fields by which Hugo, Zola, Just the Docs, Docusaurus, Starlight and Eleventy put a page into a menu."""


class Navigation:
    """What leads to pages beside the links in their text.

    Args:
        listing: the text of files that list pages, such as ``mkdocs.yml`` and ``SUMMARY.md``.
        pages: each guide with its file as it is written.
    """

    def __init__(self, listing: str, pages: Iterable[tuple[Guide, str]]) -> None:
        pages = list(pages)
        self._addresses = {_key(token) for token in _tokens(listing, (text for _, text in pages))} - {""}
        self._in_menu = frozenset(guide.id for guide, text in pages if _is_in_menu(text))
        folders = {posixpath.dirname(g.path) for g, _ in pages if posixpath.basename(g.path).startswith("_index.")}
        self._listed_folders = frozenset(folders)

    def leads_to(self, guide: Guide) -> bool:
        """Tell whether a menu, a file of navigation or the page of its section lists a guide."""
        if guide.id in self._in_menu or posixpath.dirname(address_of_page(guide.path)) in self._listed_folders:
            return True
        parts = _key(guide.path).split("/")
        return any("/".join(parts[at:]) in self._addresses for at in range(len(parts)))


def _is_in_menu(text: str) -> bool:
    return text[:3] in ("---", "+++") and bool(_FIELD.search(text[:MAX_FRONT_MATTER].partition(f"\n{text[:3]}")[0]))


def _tokens(listing: str, texts: Iterable[str]) -> Iterator[str]:
    """Yield what may be the path of a page in files that list pages, trees of contents and elements with an address."""
    yield from _TOKEN.findall(listing)
    for text in texts:
        yield from _HREF.findall(text)
        if "toctree" in text:
            for line in _toctree_lines(text):
                yield from _TOKEN.findall(line)


def _toctree_lines(text: str) -> Iterator[str]:
    """Yield the lines of the trees of contents in a page for Sphinx, as MyST or reStructuredText writes them."""
    fence, is_indented = "", False
    for line in text.split("\n"):
        if fence:
            if line.strip().startswith(fence):
                fence = ""
            else:
                yield line
        elif opening := _TOCTREE_FENCE.match(line):
            fence = opening[1]
        elif line.startswith(".. toctree::"):
            is_indented = True
        elif is_indented:
            is_indented = not line.strip() or line[0] in " \t"
            if is_indented:
                yield line


def _key(path: str) -> str:
    """Return the letters and digits of the address of a page, by segment: an id may be spelt unlike its file."""
    return "/".join(map(anchor_key, address_of_page(path.lstrip("./@")).split("/")))
