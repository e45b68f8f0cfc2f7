"""The judged sets on which the order of hits is measured: their queries, and an index of each, built once and kept."""

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.build import BuildOptions, build
from search import Searcher, open_index
from search.evaluate import JudgedQuery, read_qrels, read_queries
from tests.relevance.pins import GUIDES

JUDGED = ("cacm", "cranfield", "stackfaq", "se_quantumcomputing", "wikiqa", "cosqa")
"""Records with the queries of others: abstracts, questions and answers, code."""

READER_SOURCES = {
    "shipped": "",
    "java_design_patterns": "java_design_patterns/raw",
    "freecodecamp_guide": "freecodecamp_guide/raw/english",
    "meilisearch_docs": "meilisearch_docs/raw",
    "hugo_docs": "hugo_docs/raw",
}
"""Guides with the searches of readers: folders of ``guides``; the first is the guides that ship."""

NOT_READ = {"java_design_patterns": "localization"}
"""Folders that are left out: translations, which the searches do not ask for."""

KNOWN = "github_explore_topics"
"""Topics that are looked for by name, alias and description."""

MAX_QUERIES = 500
"""Queries of a set that are measured, drawn at random: the mean of all sets counts each the same. By hand."""

SEED = 20261130


@dataclass(frozen=True, slots=True)
class SearchSet:
    """A set of judged queries, and the folder of its index, which is built with ``options``."""

    name: str
    source: Path
    index: Path
    queries: Sequence[JudgedQuery]
    options: BuildOptions | None = None

    def open(self) -> Searcher:
        """Open the index, which is built first where there is none."""
        if not self.index.exists():
            with tempfile.TemporaryDirectory() as folder:
                build([self._copied(Path(folder))], self.index, self.options)
        return open_index(self.index)

    def _copied(self, folder: Path) -> Path:
        """Return a copy of the source: next to the original, settings and ignored files would be read too."""
        if self.source.is_file():
            return Path(shutil.copy(self.source, folder))
        ignored = shutil.ignore_patterns(*([NOT_READ[self.name]] if self.name in NOT_READ else []))
        return Path(shutil.copytree(self.source, folder / "guides", ignore=ignored))


def search_sets(data: Path, folder: Path, options: BuildOptions | None = None) -> Iterator[SearchSet]:
    """Yield the sets: searches of readers, then those of others, then known items; indexes are kept in ``folder``."""
    for name, source in READER_SOURCES.items():
        guides = data / "guides" / source if source else GUIDES
        yield SearchSet(name, guides, folder / name, queries_in(data / "reader_searches" / name), options)
    for name in JUDGED:
        records = data / "search" / name
        yield SearchSet(name, records / "docs.jsonl", folder / name, _drawn(queries_in(records)), options)
    topics = data / "guides" / KNOWN
    yield SearchSet(KNOWN, topics / "raw", folder / KNOWN, _drawn(queries_in(topics)), options)


def queries_in(folder: Path) -> list[JudgedQuery]:
    """Return the queries of a folder that have judgements."""
    qrels = read_qrels(folder / "qrels.tsv")
    return [query for query in read_queries(folder / "queries.jsonl", qrels) if query.grades]


def _drawn(queries: Sequence[JudgedQuery]) -> Sequence[JudgedQuery]:
    return queries if len(queries) <= MAX_QUERIES else random.Random(SEED).sample(queries, MAX_QUERIES)
