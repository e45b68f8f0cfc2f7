"""Recall of the related guides that editors listed in the shipped guides, with the lists removed."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.guide import Guide
from corpus.reader import read
from index.build import BuildOptions, write_generation
from index.documents import documents_of
from index.links import Resolver
from index.storage.writing import writing
from search import open_index
from tests.relevance.pins import GUIDES

K = 5


def recalls(source: Path = GUIDES) -> dict[str, float]:
    """Return recall@5 by id of guide.

    An index is built for each guide without its ``related:`` field and without its name in the fields of the others;
    links in the text stay.
    """
    reading = read([source])
    recall_by_guide = {}
    for guide, wanted in _listed(reading.guides):
        guides = _without(reading.guides, guide)
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder) / "index"
            with writing(index) as writer:
                write_generation(writer, replace(reading, guides=guides), documents_of(guides), BuildOptions())
            listed = {hit.id for hit in open_index(index).related(document=guide.id, limit=K).hits}
        recall_by_guide[guide.id] = len(wanted & listed) / len(wanted)
    return recall_by_guide


def _listed(guides: Sequence[Guide]) -> Iterator[tuple[Guide, set[str]]]:
    resolver = Resolver(guides)
    for guide in guides:
        wanted = {other.id for name in guide.related if (other := resolver.guide_named(name, guide))}
        if wanted:
            yield guide, wanted


def _without(guides: Sequence[Guide], held_out: Guide) -> tuple[Guide, ...]:
    resolver = Resolver(guides)

    def other_names(guide: Guide) -> tuple[str, ...]:
        if guide.id == held_out.id:
            return ()
        return tuple(name for name in guide.related if resolver.guide_named(name, guide) is not held_out)

    return tuple(replace(guide, related=other_names(guide)) for guide in guides)
