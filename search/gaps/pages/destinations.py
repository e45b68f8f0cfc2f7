"""Where links lead, as far as the files tell: to a guide or a place in one, a file, a draft, or nowhere."""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from itertools import islice

from corpus.guide import Guide, Link
from index.links import MISSING, PAGE_EXTENSIONS, Target, address_of_page
from search.gaps.links import NearbyPlaces
from search.gaps.pages.anchors import AnchorIndex
from search.gaps.pages.files import SourceFiles, file_at, is_draft, is_made
from search.gaps.pages.redirects import Redirects

MAX_TAGS = 10_000
"""Tags of a template in one file of which the text behind is known. By hand."""

MAX_COMPARED = 300
"""Characters of an address that are compared with the text behind a tag. By hand."""

MAX_FOLDERS_ABOVE = 8
"""Folders above a page from which a path is tried. By hand."""

NOWHERE = ""
"""The path of the draft that a link leads to where it leads to nothing."""

_TAG_END = re.compile(r"(?<=[}%>]\})")
"""The place behind a tag of a template: ``}}``, ``%}`` or ``>}}``."""

_CONTRIBUTION = re.compile(r"#[a-z1A-Z]{3,20}-[\w-]{1,60}")
"""What all-contributors links for a contribution that is no page: ``#design-name``."""

_REFERENCE = re.compile(r"""ref\s{1,9}(?:path=)?["'`]?([^"'`\s/{}<>]{1,200})""")
"""A name alone, which Hugo looks for in all folders: ``{{< relref "name" >}}``."""

_NAME = re.compile(r"[\w.+-]{1,200}")


class Destinations:
    """Where the links of guides lead.

    Args:
        written: returns the file of a guide as it is written.
        labels: the labels of places that any page may link by name, as Sphinx has them.
        translations: the newest version of each page by its name and language.
    """

    def __init__(
        self,
        written: Callable[[Guide], str],
        anchors: AnchorIndex,
        labels: frozenset[str],
        files: SourceFiles,
        addresses: NearbyPlaces,
        translations: Mapping[tuple[str, str], Guide],
        redirects: Redirects,
    ) -> None:
        self._written = written
        self._anchors = anchors
        self._labels = labels
        self._files = files
        self._addresses = addresses
        self._translations = translations
        self._redirects = redirects
        self._made: dict[str, _MadeAddresses] = {}

    def of(self, guide: Guide, link: Link, target: Target) -> str | None:
        """Return None for a link that leads somewhere, NOWHERE, or the path of the draft that it leads to."""
        if self._is_there(guide, link, target) or self._is_made(guide, link):
            return None
        if target.kind == MISSING and self._is_elsewhere(guide, link, target):
            return None
        if target.kind != MISSING or not (path := file_at(link, guide, self._files)):
            return NOWHERE
        return path if path.endswith(PAGE_EXTENSIONS) and is_draft(path, self._files.text(path)) else None

    def is_patterned(self, path: str) -> bool:
        """Tell whether a path from the root is an address that the settings make of a guide."""
        return self._addresses.is_patterned(path)

    def is_above(self, path: str, source: Guide) -> bool:
        """Tell whether a path in the file of a guide names another one from one of the folders above that file."""
        parts = source.path.split("/")[:-1][:MAX_FOLDERS_ABOVE]
        folders = ("/".join(parts[:depth]) for depth in range(len(parts)))
        return not path.startswith(("/", "@/", ".")) and any(
            address_of_page(f"{folder}/{path}") in self._addresses for folder in folders
        )

    def _is_there(self, guide: Guide, link: Link, target: Target) -> bool:
        """Tell whether a link leads to a place in a guide, or a place or object that Sphinx knows by a name: it reports
        those itself that it does not know."""
        names_object = bool(self._labels) and (
            "." in target.fragment if target.guide else bool(_NAME.fullmatch(link.target)) and not _is_file(link.target)
        )
        if target.guide is None:
            return names_object or link.target.lower() in self._labels
        # An address without a language leads to the translation of the page that the reader is on.
        translation = self._translations.get((target.guide.page, guide.lang), target.guide)
        is_there = any(self._anchors.has(page, target.fragment) for page in (target.guide, translation))
        return is_there or names_object or target.fragment.lower() in self._labels

    def _is_elsewhere(self, guide: Guide, link: Link, target: Target) -> bool:
        """Tell whether the settings of the site lead on from what is missing, or a build makes it."""
        return self._redirects.lead_on(target.address) or is_made(link, guide, self._files)

    def _is_made(self, guide: Guide, link: Link) -> bool:
        """Tell whether a template makes a part of an address (``docs//start`` of ``docs/{{ version }}/start``), Hugo
        finds the page by its name alone, or a tool wrote a table of contributors."""
        if guide.id not in self._made:
            self._made[guide.id] = _MadeAddresses(self._written(guide))
        made = self._made[guide.id]
        path = link.target.partition("#")[0]
        if made.has_tags and "//" in path[1:]:
            return True
        if made.has_contributors and _CONTRIBUTION.fullmatch(link.target):
            return True
        if link.target in made.references or path in made.references:
            return self._addresses.named(address_of_page(path), guide.lang) is not None
        return made.begins_with_tag(link.target)


def _is_file(path: str) -> bool:
    return path.lower().endswith(PAGE_EXTENSIONS)


class _MadeAddresses:
    """What templates and tools make of addresses in a file."""

    def __init__(self, written: str) -> None:
        ends = (match.end() for match in islice(_TAG_END.finditer(written), MAX_TAGS))
        self._texts = sorted({written[end : end + MAX_COMPARED] for end in ends})
        self.has_tags = "{{" in written or "{%" in written
        self.has_contributors = "ALL-CONTRIBUTORS-LIST" in written
        self.references = frozenset(_REFERENCE.findall(written) if self.has_tags else ())

    def begins_with_tag(self, address: str) -> bool:
        """Tell whether a tag of a template makes the beginning of an address: ``{{ site.repository }}/blob/main``."""
        begin = address[:MAX_COMPARED]
        at = bisect_left(self._texts, begin)
        return at < len(self._texts) and self._texts[at].startswith(begin)
