"""bm25s: every score worked out in advance, in SciPy's sparse matrices."""

import json
from pathlib import Path
from typing import Any, ClassVar

import bm25s
import Stemmer

from tests.bench.peers.peer import Peer, query_words, read_flat

IDS = "ids.json"


class Bm25s(Peer):
    """One field, the title said as often as it counts; English stemmer and stop words."""

    name: ClassVar[str] = "bm25s"
    package: ClassVar[str] = "bm25s"
    most_documents: ClassVar[int] = 200_000
    retriever: Any
    ids: list[str]

    def __init__(self) -> None:
        self._stemmer = Stemmer.Stemmer("english")

    def build(self, source: Path, folder: Path) -> None:
        documents = list(read_flat(source))
        texts = [" ".join([document.title] * round(self.boost)) + "\n" + document.text for document in documents]
        tokens = bm25s.tokenize(texts, stopwords="en", stemmer=self._stemmer, show_progress=False)
        retriever = bm25s.BM25()
        retriever.index(tokens, show_progress=False)
        retriever.save(str(folder))
        (folder / IDS).write_text(json.dumps([document.id for document in documents]))

    def open(self, folder: Path) -> None:
        self.retriever = bm25s.BM25.load(str(folder), mmap=True)
        self.ids = json.loads((folder / IDS).read_text())

    def best(self, query: str, k: int) -> list[str]:
        words = [word for word in query_words(query) if len(word) > 1]
        stems = self._stemmer.stemWords(words)
        known = [stem for stem in stems if stem in self.retriever.vocab_dict]
        if not known:
            return []
        rows, scores = self.retriever.retrieve([known], k=min(k, len(self.ids)), show_progress=False, n_threads=0)
        return [self.ids[row] for row, score in zip(rows[0].tolist(), scores[0].tolist(), strict=True) if score > 0]

    def page(self, query: str) -> str:
        """Return the best ten alone: bm25s has no snippets."""
        return "".join(self.best(query, 10))
