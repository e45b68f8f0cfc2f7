"""Which versions of other pages a guide is compared with: those that its own readers see."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from corpus.guide import Guide
from index.matrix.ordered import look_up
from index.matrix.words import Numbering

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of all guides.

    Attributes:
        page: (n_guides,), the number of the page that each guide is a version of, in its language.
        version: (n_guides,), the number of that version, 0 for none.
        newest: (n_pages,), the guide that is the newest version of each page.
        keys, guides: (n_guides,), page and version of each guide as one number, in order, and the guide.
    """

    page: Ints
    version: Ints
    newest: Ints
    keys: Ints
    guides: Ints

    @property
    def has_several(self) -> bool:
        """Whether any page has more than one version."""
        return len(self.newest) < len(self.page)

    @property
    def is_newest(self) -> NDArray[np.bool_]:
        """Which guides are the newest version of their page, of shape (n_guides,)."""
        is_newest = np.zeros(len(self.page), np.bool_)
        is_newest[self.newest] = True
        return is_newest

    def seen_from(self, guides: NDArray[np.integer], others: NDArray[np.integer]) -> Ints:
        """Return for each of ``others`` the version of its page that readers of the one of ``guides`` see.

        That is the same version as the guide's, where the page has it, else the newest. Another version of the
        guide's own page becomes the guide itself.
        """
        page = self.page[others]
        wanted = self._keys_of(page, self.version[guides])
        place, is_there = look_up(self.keys, wanted)
        seen: Ints = self.newest[page]
        seen[is_there] = self.guides[place[is_there]]
        return seen

    def are_seen(self, guides: NDArray[np.integer], others: NDArray[np.integer]) -> NDArray[np.bool_]:
        """Return which of ``others`` readers of the one of ``guides`` see beside it.

        A page that has neither the guide's version nor none is of other readers.
        """
        version, other_version = self.version[guides], self.version[others]
        is_theirs = (version == other_version) | (version == 0) | (other_version == 0)
        are_seen: NDArray[np.bool_] = is_theirs & (self.seen_from(guides, others) == others)
        return are_seen

    def _keys_of(self, page: Ints, version: Ints) -> Ints:
        return page * (int(self.version.max(initial=0)) + 1) + version


def versions_of(documents: Sequence[Document], guides: Mapping[str, Guide]) -> Versions:
    """Return the versions of the guides of ``documents``; records have none.

    Args:
        documents: one of each guide.
        guides: those with files, by id.
    """
    found = [guides.get(document.guide) for document in documents]
    pages, version_names = Numbering(), Numbering({"": 0})
    names = [
        f"guide {guide.lang} {guide.page}" if guide else f"record {document.id}"
        for guide, document in zip(found, documents, strict=True)
    ]
    page = np.array([pages[name] for name in names], np.int64)
    version = np.array([version_names[guide.version if guide else ""] for guide in found], np.int64)
    # The last guide in this order is the newest of its page.
    n_newer = np.array([guide.n_newer if guide else 0 for guide in found], np.int64)
    newest = np.zeros(len(pages), np.int64)
    by_age = np.argsort(-n_newer, kind="stable")
    newest[page[by_age]] = by_age
    keys = page * len(version_names) + version
    order = np.argsort(keys, kind="stable")
    return Versions(page, version, newest, keys[order], order)
