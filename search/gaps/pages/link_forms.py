"""Forms of links, and whether links of a form lead somewhere on this site.

Files do not tell what addresses a site makes of them, and what anchors of their headings. Its links do: where links of
a form usually lead to guides, one that does not is broken; where they do not, the site makes what they lead to, or that
was not read.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from corpus.guide import Guide, Link
from index.links import MISSING, PAGE_EXTENSIONS, Target, address_of_page

FILE_EXTENSIONS = (".md", ".markdown", ".mdx")

MAX_FORM_FOLDERS = 3
"""Folders of an address that are a form. By hand."""

_ANCHOR_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Trust:
    """What is expected of links of a form before any is counted, and of them all for one to be called broken.

    ``given`` more links are taken to lead somewhere than were seen to, and they must be ``odds`` times those that do
    not. Both by hand, from the links of forty sites.
    """

    given: int
    odds: int

    def is_justified(self, n_sound: int, n_broken: int) -> bool:
        """Tell whether links of a form usually lead somewhere.

        >>> ADDRESS.is_justified(150, 52), FILE.is_justified(0, 5), PART.is_justified(0, 3)
        (False, True, False)
        """
        return n_sound + self.given >= self.odds * n_broken


FILE = Trust(20, 4)
"""The path of a file in Markdown, or an anchor: pages are written so, and most sites leave both as they are."""
ADDRESS = Trust(0, 4)
"""An address without the ending of a file in Markdown: how the site makes it has to be shown by others."""
FOLDER = Trust(10, 1)
"""Anchors of the pages of one folder."""
PART = Trust(2, 1)
"""A form within another one: two that lead nowhere are no habit of the site."""


@dataclass(frozen=True, slots=True)
class Form:
    """What links have in common whose targets a site makes in one way.

    Links are one that are equal in what it ``counts``: a link counts once a page, an anchor of some first word once.
    """

    name: str
    trust: Trust
    counts: tuple[str, ...]


@dataclass(slots=True)
class FormCount:
    """The different links of one form: those that lead somewhere, and those that do not."""

    sound: set[tuple[str, ...]] = field(default_factory=set)
    broken: set[tuple[str, ...]] = field(default_factory=set)


class LinkForms:
    """The forms of the links of a site, with the number of links of each that lead somewhere.

    ``is_above`` tells whether a path names a guide from a folder above the one of the guide that links it, and
    ``is_patterned`` whether the settings tell which guide a path from the root means.
    """

    def __init__(self, is_above: Callable[[str, Guide], bool], is_patterned: Callable[[str], bool]) -> None:
        self._is_above = is_above
        self._is_patterned = is_patterned
        self._counts: dict[str, FormCount] = defaultdict(FormCount)

    def count(self, guide: Guide, link: Link, target: Target, *, leads: bool) -> None:
        """Count a link of a guide, which leads somewhere or does not."""
        for form in self._forms(guide, link, target, leads):
            count = self._counts[form.name]
            (count.sound if leads else count.broken).add(form.counts)

    def unproven(self, guide: Guide, link: Link, target: Target) -> str:
        """Return the widest form of a link that leads nowhere of which links usually do not; "" for none."""
        forms = self._forms(guide, link, target, leads=False)
        return next((form.name for form in forms if not self._is_justified(form)), "")

    def _is_justified(self, form: Form) -> bool:
        count = self._counts[form.name]
        return form.trust.is_justified(len(count.sound), len(count.broken))

    def _forms(self, guide: Guide, link: Link, target: Target, leads: bool) -> Iterator[Form]:
        """Yield the forms of a link, the widest first: those of its path where the page is there or is what is missing,
        and those of its anchor where the page is there."""
        try:
            parts = urlsplit(link.target.strip())
        except ValueError:
            return
        on_page = (guide.page, link.target)
        if parts.path and (leads or target.kind == MISSING):
            path = unquote(parts.path)
            yield from _forms_of_path(path, on_page, self._is_patterned(path))
            if not leads and self._is_above(path, guide):
                yield Form("the path from a folder above", PART, on_page)
        if target.fragment and target.guide is not None:
            yield from _forms_of_anchor(target.guide, target.fragment, on_page, is_own=not parts.path)


def _forms_of_path(path: str, on_page: tuple[str, str], is_patterned: bool) -> Iterator[Form]:
    ending = next((ending for ending in PAGE_EXTENSIONS if path.lower().endswith(ending)), "")
    begin = next((begin for begin in ("/", "@/", "../") if path.startswith(begin)), "folder/" if "/" in path else "")
    is_file = ending in FILE_EXTENSIONS
    yield Form(f"{begin}*{'.md' if is_file else ending}", FILE if is_file or is_patterned else ADDRESS, on_page)
    if begin in ("/", "@/"):
        folders = path.lstrip("@/").split("/")[:-1][:MAX_FORM_FOLDERS]
        names = (f"/{'/'.join(folders[: depth + 1])}/*" for depth in range(len(folders)))
        yield from (Form(name, PART, on_page) for name in names)


def _forms_of_anchor(guide: Guide, fragment: str, on_page: tuple[str, str], is_own: bool) -> Iterator[Form]:
    yield Form("#*" if is_own else "page#*", FILE, on_page)
    yield Form(f"#* in *.{guide.path.rpartition('.')[2]}", FILE, on_page)
    yield Form(f"#* in {address_of_page(guide.path).rpartition('/')[0]}/*", FOLDER, on_page)
    word = _ANCHOR_WORD.search(fragment)
    if word and word.end() < len(fragment):
        yield Form(f"#{fragment[: word.end()]}*", PART, (fragment,))
