"""Random documents and queries without end: none raises.

Documents are pieces of the shipped guides and of the hostile kinds, cut, doubled and spliced. Each goes from its bytes
to documents and rendered HTML. Queries are the hostile strings, asked of search, suggestions and related content.

    python -m tests.faults.fuzz [SECONDS]
"""

import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import TypeVar

from corpus.reader import ReadOptions, read_file
from corpus.render import to_html
from index.build import build
from index.documents import documents_of, field_texts
from search import Searcher, open_index
from search.gaps import find_gaps
from tests.faults.documents import KINDS
from tests.hostile_strings import hostile_strings
from web.options import SHIPPED_GUIDES

SEED = 19
FULL_SECONDS = 1200.0
"""Time of documents and queries together in a run with ``--full``. By hand."""

MAX_PIECE = 400
"""Characters of a piece. By hand: some ten lines."""

ENDINGS = (".md", ".mdx", ".html", ".jsonl", ".txt")

MAX_DOCUMENTS, MAX_QUERIES = 10_000_000, 1_000_000
"""More than any run has time for."""

WORDS = ("cache", "kafka", "index", "sql", "what", "is", "c++", "node.js", "rate", "limiting", "kubernetes", "oauth")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Failure:
    """What raised, and with which input."""

    error: str
    made_of: str


def documents(seed: int = SEED) -> Iterator[tuple[str, bytes]]:
    """Yield names and contents of files, the same for the same seed."""
    generator = random.Random(seed)
    sources = [path.read_text() for path in sorted(SHIPPED_GUIDES.glob("*.md"))]
    sources += [kind.make(2_000) for kind in KINDS.values()]
    for number in count():
        pieces = [_piece(generator, generator.choice(sources)) for _ in range(generator.randint(1, 12))]
        data = "".join(pieces).encode("utf-8", "surrogatepass")
        for _ in range(generator.choice((0, 0, 1, 3))):
            place = generator.randrange(len(data) + 1)
            data = data[:place] + generator.randbytes(generator.randint(1, 4)) + data[place:]
        yield f"fuzzed-{number}{generator.choice(ENDINGS)}", data


def _piece(generator: random.Random, text: str) -> str:
    start = generator.choice((0, generator.randrange(len(text) + 1)))
    piece = text[start : start + generator.randint(1, MAX_PIECE)]
    return piece * generator.choice((1, 1, 1, 2, 5)) + generator.choice(("", "\n", "\n\n", "    ", "---\n"))


def read_whole(name: str, data: bytes) -> None:
    """Take one file to its documents, HTML and gaps."""
    guide = read_file(data, name, ReadOptions()).guide
    if guide:
        for document in documents_of([guide], ()):
            field_texts(document)
        to_html(guide)
        find_gaps([guide], today="2026-01-01", rules=["all"])


def ask(searcher: Searcher, query: str) -> None:
    """Ask everything that takes a text."""
    page = searcher.search(query, facets=("kind", "skill"), explain=True)
    assert page.total >= len(page.hits)
    searcher.suggest(query)
    searcher.related(text=query)


def failures(work: Callable[[T], object], inputs: Iterable[T], ends: float) -> tuple[int, list[Failure]]:
    """Do ``work`` with each of the inputs until the time ends; return how many were done, and what raised."""
    n_done, raised = 0, []
    for given in inputs:
        try:
            work(given)
        except Exception as error:
            raised.append(Failure("".join(traceback.format_exception(error)[-3:]), repr(given)))
        n_done += 1
        if time.monotonic() > ends:
            break
    return n_done, raised


def fuzzed_documents(ends: float, n_most: int = MAX_DOCUMENTS) -> tuple[int, list[Failure]]:
    """Read fuzzed documents until the time ends."""
    return failures(lambda file: read_whole(*file), islice(documents(), n_most), ends)


def fuzzed_queries(ends: float, n_most: int = MAX_QUERIES) -> tuple[int, list[Failure]]:
    """Ask hostile queries of the shipped guides until the time ends."""
    with tempfile.TemporaryDirectory() as folder:
        build([SHIPPED_GUIDES], Path(folder))
        searcher = open_index(folder)
        queries = hostile_strings(n_most, WORDS, SEED)
        return failures(lambda query: ask(searcher, query), queries, ends)


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of both for half the budget each, as rows of a table."""
    begin, rows = time.monotonic(), []
    for name, fuzz, share in (("documents", fuzzed_documents, 0.5), ("queries", fuzzed_queries, 1.0)):
        n_done, raised = fuzz(begin + share * budget_seconds)
        rows += [
            {"what": f"fuzzed {name}", "figure": n_done},
            {"what": f"fuzzed {name} that raise", "figure": len(raised), "which": [each.error for each in raised][:2]},
        ]
    return rows


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) if len(sys.argv) > 1 else 1200):
        print(row)
