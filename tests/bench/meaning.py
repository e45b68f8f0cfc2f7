"""Costs of search by meaning: building, searching with and without it, disk and memory.

The guides are encoded at 1,000 documents. At the larger size vectors are drawn at random: their cost is the same.
"""

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import numpy as np

from corpus.document import Document
from index.build import BuildOptions, build
from index.meaning import vectors
from index.meaning.encoder import encoder_of
from index.meaning.models import Model, model_of
from index.meaning.vectors import NO_KEY, DocumentVectors, coded, document_vectors, meaning_text
from search import Searcher, open_index

N_ENCODED = 1000
SEED = 20261130

ENCODED = (
    "two people change the same thing and one of them loses",
    "everything is slow for a while after we restart it",
    "how can we try the new version on a few visitors first",
    "somebody guesses the passwords of our customers one after the other",
    "why does the same order show up twice in the shop",
    "how long should we keep what our customers told us",
    "what happens when the other side never answers",
    "the page shows what was true yesterday",
)
"""Searches in everyday words, which are encoded."""

SCANNED = ("zyzzyva quokka xylitol", "quidnunc borborygmus", "flibbertigibbet zorkmid cwtch")
"""Searches without a known word, for which all documents are compared."""

NOT_ENCODED = ("cache", "docker compose", '"a cache"', "kubern*", "database -mysql", "index OR search", "docker image")
"""Searches whose words say all."""

N_ROUNDS = 15


def measure(source: Path, work: Path) -> dict[str, Any]:
    """Return the figures for the documents of ``source``, a file of records."""
    documents = [Document(**json.loads(line)) for line in source.read_text(encoding="utf-8").splitlines()]
    figures = {"encoding_1000_cpu_seconds": _encoding_seconds(documents)}
    with patch.object(vectors, "document_vectors", _at_random):
        build([source], work / "on", BuildOptions(meaning="on", processes=2))
    build([source], work / "off", BuildOptions(processes=2))
    figures["mb_on_disk"] = round((_bytes(work / "on") - _bytes(work / "off")) / 1e6, 1)
    figures |= _times(open_index(work / "on"), open_index(work / "off"))
    figures["mb_in_memory"] = round(_held_mb(work / "on") - _held_mb(work / "off"), 1)
    return figures


def _encoding_seconds(documents: Sequence[Document]) -> float:
    """Return the processor time of encoding a thousand of the documents, drawn at random, on one core."""
    model = model_of("on")
    encoder_of(model)
    drawn = np.random.default_rng(SEED).choice(len(documents), min(N_ENCODED, len(documents)), replace=False)
    began = time.process_time()
    document_vectors([documents[row] for row in drawn.tolist()], model)
    return round((time.process_time() - began) * N_ENCODED / len(drawn), 1)


def _times(on: Searcher, words: Searcher) -> dict[str, float]:
    """Return the medians of searches, each asked for the first time; without meaning, both kinds."""
    rounds = range(N_ROUNDS)
    encoded = [_milliseconds(on, f"{query} {number}") for number in rounds for query in ENCODED]
    scanned = [_milliseconds(on, f"{query} {number}") for number in rounds for query in SCANNED]
    times: dict[Searcher, list[float]] = {on: [], words: []}
    for number, query in enumerate(NOT_ENCODED * (2 * N_ROUNDS)):
        for index in (on, words)[:: 1 if number % 2 else -1]:  # each is the first one in turn
            times[index].append(_milliseconds(index, query))
    return {
        "encoded_search_ms": round(median(encoded), 2),
        "scanned_search_ms": round(median(scanned), 2),
        "other_search_ms": round(median(times[on]), 3),
        "other_search_without_ms": round(median(times[words]), 3),
    }


def _milliseconds(index: Searcher, query: str) -> float:
    """Return the processor time of a search: other processes may run beside it."""
    began = time.process_time()
    index.search(query)
    return (time.process_time() - began) * 1e3


def _at_random(documents: Sequence[Document], model: Model, *_: object) -> DocumentVectors:
    """Return vectors drawn at random, in place of those of ``documents``."""
    drawn = np.random.default_rng(SEED).standard_normal((len(documents), encoder_of(model).n_dimensions), np.float32)
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    keys = [vectors._key(meaning_text(document), model) if document.text else NO_KEY for document in documents]
    return DocumentVectors(coded(drawn), np.array(keys, np.uint64).reshape(-1, 2))


def _bytes(index: Path) -> int:
    return sum(path.stat().st_size for path in index.rglob("*") if path.is_file())


def _held_mb(index: Path) -> float:
    """Return the memory of its own, shared with no file, of a process that has searched ``index``."""
    script = (
        f"from search import open_index; index = open_index({str(index)!r}); "
        f"[index.search(query) for query in {(*ENCODED, *SCANNED, *NOT_ENCODED)!r}]; "
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('RssAnon')))"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return int(found.stdout) / 1024


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]), Path(sys.argv[2]))))
