"""SQLite's full-text search, FTS5."""

import sqlite3
from pathlib import Path
from typing import ClassVar

from tests.bench.peers.peer import Peer, query_words, read_flat

TABLE = (
    "CREATE VIRTUAL TABLE documents USING fts5("
    "id UNINDEXED, title, text, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3')"
)
BEST = "SELECT id FROM documents WHERE documents MATCH ? ORDER BY bm25(documents, 0, ?, 1) LIMIT ?"
PAGE = (
    "SELECT snippet(documents, 2, '<mark>', '</mark>', '…', 32) FROM documents "
    "WHERE documents MATCH ? ORDER BY bm25(documents, 0, ?, 1) LIMIT 10"
)


class Fts5(Peer):
    """Porter's stemmer, the words of the query joined by OR, bm25() with the title boosted."""

    name: ClassVar[str] = "FTS5"
    package: ClassVar[str] = ""
    most_documents: ClassVar[int] = 200_000
    connection: sqlite3.Connection

    def build(self, source: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        connection = sqlite3.connect(folder / "documents.sqlite")
        connection.execute(TABLE)
        connection.executemany("INSERT INTO documents VALUES (?, ?, ?)", read_flat(source))
        connection.commit()
        connection.execute("INSERT INTO documents(documents) VALUES ('optimize')")
        connection.commit()
        connection.close()

    def open(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "documents.sqlite")

    def best(self, query: str, k: int) -> list[str]:
        return self._ids(_any(query_words(query)), k)

    def page(self, query: str) -> str:
        match = _any(query_words(query))
        return "".join(row[0] for row in self.connection.execute(PAGE, (match, self.boost))) if match else ""

    def begun(self, words: str) -> list[str] | None:
        return self._ids(_any(words.lower().split()) + "*", 10)

    def _ids(self, match: str, k: int) -> list[str]:
        return [row[0] for row in self.connection.execute(BEST, (match, self.boost, k))] if match else []


def _any(words: list[str]) -> str:
    return " OR ".join('"' + word.replace('"', "") + '"' for word in words)
