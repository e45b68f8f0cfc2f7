"""What a user would set up in place of a build: tantivy-py for search, scikit-learn for related lists."""

import json
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.bench.peers.peer import Flat, read_flat
from tests.bench.peers.tantivy_peer import Tantivy

N_RELATED = 10
"""Documents of a related list, as many as Guidedex keeps neighbours of a document."""

NEAR_DUPLICATE = 0.9
"""Cosine from which two documents are called near-duplicates."""

PROCESSES = 2
"""As many as Guidedex has in the benchmark; scikit-learn takes them as threads."""


def measure(source: Path, work: Path) -> dict[str, float]:
    """Return the seconds of both, imports left out, and the numbers of documents and of near-duplicates."""
    _import_all(work)
    searching = _seconds(lambda: Tantivy().build(source, work / "search"))
    found: list[int] = []
    relating = _seconds(lambda: found.append(relate(read_flat(source), work)))
    return {
        "seconds": round(searching + relating, 2),
        "search_seconds": searching,
        "related_seconds": relating,
        "near_duplicates": found[0],
    }


def relate(documents: Iterable[Flat], folder: Path) -> int:
    """Write the documents nearest to each one, and the near-duplicates among them, whose number is returned.

    This is scikit-learn as its user guide has it: TF-IDF over title and text, and the nearest by cosine, which compares
    every two documents.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.neighbors import NearestNeighbors

    ids, texts = [], []
    for document in documents:
        ids.append(document.id)
        texts.append(f"{document.title}\n{document.text}")
    vectors = TfidfVectorizer(stop_words="english").fit_transform(texts)
    n_related = min(N_RELATED, len(ids) - 1)
    neighbours = NearestNeighbors(n_neighbors=n_related, metric="cosine", n_jobs=PROCESSES).fit(vectors)
    distances, rows = neighbours.kneighbors()  # of each document, itself left out
    related = {id_: [ids[row] for row in of_id] for id_, of_id in zip(ids, rows.tolist(), strict=True)}
    (folder / "related.json").write_text(json.dumps(related))
    is_duplicate = distances <= 1 - NEAR_DUPLICATE
    pairs = {tuple(sorted((row, int(other)))) for row, other in zip(*_places(is_duplicate, rows), strict=True)}
    (folder / "duplicates.json").write_text(json.dumps([[ids[row], ids[other]] for row, other in sorted(pairs)]))
    return len(pairs)


def _places(is_duplicate: Any, rows: Any) -> tuple[list[int], list[int]]:
    """Return the row and the neighbour of each duplicate."""
    documents, places = is_duplicate.nonzero()
    return documents.tolist(), rows[documents, places].tolist()


def _import_all(work: Path) -> None:
    """Relate two documents, so that all modules are imported before the clock starts."""
    relate([Flat("a", "A cache", "keeps answers"), Flat("b", "A queue", "keeps work")], work)


def _seconds(work: Any) -> float:
    started = time.perf_counter()
    work()
    return round(time.perf_counter() - started, 2)


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
