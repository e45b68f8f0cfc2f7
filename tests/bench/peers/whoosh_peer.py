"""Whoosh: a search library in Python alone."""

import warnings
from pathlib import Path
from typing import Any, ClassVar

from tests.bench.peers.peer import Peer, query_words, read_flat

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # Whoosh 2.7.4 holds escapes that Python warns of
    from whoosh import fields, index, query
    from whoosh.analysis import StemmingAnalyzer

FIELDS = ("title", "text")


class WhooshPeer(Peer):
    """Two stemmed, stored fields and BM25F; queries are made of terms, since the parser reads ``?`` as a wildcard."""

    name: ClassVar[str] = "Whoosh"
    package: ClassVar[str] = "Whoosh"
    most_documents: ClassVar[int] = 50_000
    searcher: Any

    def __init__(self) -> None:
        self._analyzer = StemmingAnalyzer(minsize=1, stoplist=None, cachesize=-1)

    def build(self, source: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        analyzer = StemmingAnalyzer(cachesize=-1)
        text = {name: fields.TEXT(stored=True, analyzer=analyzer) for name in FIELDS}
        made = index.create_in(folder, fields.Schema(id=fields.ID(stored=True), **text))
        writer = made.writer(limitmb=256)
        for document in read_flat(source):
            writer.add_document(id=document.id, title=document.title, text=document.text)
        writer.commit()

    def open(self, folder: Path) -> None:
        self.searcher = index.open_dir(folder).searcher()

    def best(self, query: str, k: int) -> list[str]:
        return [hit["id"] for hit in self.searcher.search(self._any(query), limit=k)]

    def page(self, query: str) -> str:
        return "".join(hit.highlights("text") for hit in self.searcher.search(self._any(query), limit=10))

    def near(self, word: str) -> list[str] | None:
        either = query.Or([query.FuzzyTerm(name, word.lower(), prefixlength=1) for name in FIELDS])
        return [hit["id"] for hit in self.searcher.search(either, limit=10)]

    def begun(self, words: str) -> list[str] | None:
        *whole, last = words.lower().split()
        parts = [self._any(" ".join(whole))] if whole else []
        either = query.Or([*parts, *(query.Prefix(name, last) for name in FIELDS)])
        return [hit["id"] for hit in self.searcher.search(either, limit=10)]

    def _any(self, text: str) -> Any:
        stems = [token.text for token in self._analyzer(" ".join(query_words(text)))]
        boosts = {"title": self.boost, "text": 1.0}
        return query.Or([query.Term(name, stem, boost=boosts[name]) for stem in stems for name in FIELDS])
