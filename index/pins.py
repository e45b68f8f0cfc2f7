"""What editors pinned to a query, held against what is there."""

from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process

from corpus.problems import Problem
from index.documents import Document

SETTINGS = "guidedex.yaml"
LEAST_LIKE = 50
"""Percent of likeness from which an id is named as the nearest."""


def pin_problems(pins: Mapping[str, str], documents: Sequence[Document]) -> Iterable[Problem]:
    """Yield a problem for each pin to a document that is not there, with the nearest id as its fix."""
    ids = {document.id for document in documents}
    for query, id_ in sorted(pins.items()):
        if id_ not in ids:
            near = process.extractOne(id_, sorted(ids), score_cutoff=LEAST_LIKE)
            hint = f"; nearest: {near[0]}" if near else ""
            message = f'the pin of "{query}" names {id_}, which is no document'
            yield Problem(SETTINGS, 0, "unknown-pin", message, f"name a document that is there{hint}")
