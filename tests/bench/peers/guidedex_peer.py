"""Guidedex itself, with its default settings."""

from pathlib import Path
from typing import ClassVar

from index.build import BuildOptions, build
from search import Searcher, open_index
from tests.bench.peers.peer import Peer

FACETS = ("kind", "skill", "difficulty")

SHOWN_VALUES = 24
"""Values of a facet that are links of the search page."""


class Guidedex(Peer):
    """Guidedex as ``guidedex build`` and ``open_index`` give it."""

    name: ClassVar[str] = "guidedex"
    package: ClassVar[str] = "guidedex"
    most_documents: ClassVar[int] = 1_000_000
    processes: ClassVar[int] = 2
    searcher: Searcher

    def build(self, source: Path, folder: Path) -> None:
        build([source], folder, BuildOptions(processes=self.processes))

    def open(self, folder: Path) -> None:
        self.searcher = open_index(folder)

    def best(self, query: str, k: int) -> list[str]:
        return list(self.searcher.best(query, limit=k))

    def page(self, query: str) -> str:
        page = self.searcher.search(query, limit=10, facets=FACETS)
        shown = [f"{count.value} {count.count}" for counts in page.facets.values() for count in counts[:SHOWN_VALUES]]
        return "".join([*shown, *(hit.snippet for hit in page.hits)])

    def near(self, word: str) -> list[str] | None:
        """Return the hits of a page, which says what was corrected: it is what a reader gets."""
        return [hit.id for hit in self.searcher.search(word, limit=10).hits]

    def begun(self, words: str) -> list[str] | None:
        return self.best(words, 10)

    def related(self, id_: str, kind: str) -> list[str] | None:
        return [hit.id for hit in self.searcher.related(document=id_, kind=kind).hits]
