"""tantivy-py: the Rust library tantivy from Python."""

from pathlib import Path
from typing import Any, ClassVar

import tantivy

from tests.bench.peers.peer import Peer, query_words, read_flat

FIELDS = ["title", "text"]
HEAP = 256 * 1024 * 1024
THREADS = 2


class Tantivy(Peer):
    """Two stemmed, stored fields; the query parser with the title boosted."""

    name: ClassVar[str] = "tantivy-py"
    package: ClassVar[str] = "tantivy"
    most_documents: ClassVar[int] = 1_000_000
    index: Any
    searcher: Any

    def build(self, source: Path, folder: Path) -> None:
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        writer = index.writer(HEAP, THREADS)
        for document in read_flat(source):
            writer.add_document(tantivy.Document(id=document.id, title=document.title, text=document.text))
        writer.commit()
        writer.wait_merging_threads()

    def open(self, folder: Path) -> None:
        self.index = tantivy.Index.open(str(folder))
        self.searcher = self.index.searcher()

    def best(self, query: str, k: int) -> list[str]:
        return self._ids(self._parsed(query), k)

    def page(self, query: str) -> str:
        parsed = self._parsed(query)
        hits = self.searcher.search(parsed, 10).hits
        maker = tantivy.SnippetGenerator.create(self.searcher, parsed, self.index.schema, "text")
        return "".join(maker.snippet_from_doc(self.searcher.doc(address)).to_html() for _, address in hits)

    def near(self, word: str) -> list[str] | None:
        return self._ids(self._either(lambda name: self._fuzzy(name, word.lower(), 1, False)), 10)

    def begun(self, words: str) -> list[str] | None:
        *whole, last = words.lower().split()
        parts = [self._parsed(word) for word in whole]
        parts.append(self._either(lambda name: self._fuzzy(name, last, 0, True)))
        return self._ids(_any(parts), 10)

    def _parsed(self, query: str) -> Any:
        words = " ".join(query_words(query))
        return self.index.parse_query_lenient(words, FIELDS, field_boosts={"title": self.boost})[0]

    def _ids(self, query: Any, k: int) -> list[str]:
        return [self.searcher.doc(address)["id"][0] for _, address in self.searcher.search(query, k).hits]

    def _fuzzy(self, field: str, word: str, distance: int, prefix: bool) -> Any:
        return tantivy.Query.fuzzy_term_query(self.index.schema, field, word, distance, prefix=prefix)

    def _either(self, make: Any) -> Any:
        return _any([make(name) for name in FIELDS])


def _any(queries: list[Any]) -> Any:
    return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw")
    for name in FIELDS:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    return builder.build()
