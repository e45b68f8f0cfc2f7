"""What the editors of the shipped guides listed as related, found again without being told."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus.guide import Guide
from corpus.reader import read
from index.build import BuildOptions, write_generation
from index.documents import documents_of
from index.links import Resolver
from index.storage.generations import writing
from search import open_index
from tests.relevance.pins import GUIDES

K = 5


def recalls(source: Path = GUIDES) -> dict[str, float]:
    """Return which share of what a guide lists is on its list of five, by guide.

    For each guide its ``related:`` is taken out, and its name out of those of all others; links in the text stay.
    """
    reading = read([source])
    found = {}
    for guide, wanted in _listed(reading.guides):
        guides = _without(reading.guides, guide)
        with tempfile.TemporaryDirectory() as folder:
            index = Path(folder) / "index"
            with writing(index) as writer:
                write_generation(writer, replace(reading, guides=guides), documents_of(guides), BuildOptions())
            shown = {hit.id for hit in open_index(index).related(document=guide.id, limit=K).hits}
        found[guide.id] = len(wanted & shown) / len(wanted)
    return found


def _listed(guides: Sequence[Guide]) -> Iterator[tuple[Guide, set[str]]]:
    resolver = Resolver(guides)
    for guide in guides:
        wanted = {id_ for name in guide.related if (id_ := resolver.named(name, guide))}
        if wanted:
            yield guide, wanted


def _without(guides: Sequence[Guide], held_out: Guide) -> tuple[Guide, ...]:
    resolver = Resolver(guides)

    def kept(guide: Guide) -> tuple[str, ...]:
        if guide.id == held_out.id:
            return ()
        return tuple(name for name in guide.related if resolver.named(name, guide) != held_out.id)

    return tuple(replace(guide, related=kept(guide)) for guide in guides)
