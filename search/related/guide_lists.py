"""The lists of related guides that the build made."""

from collections.abc import Iterator, Sequence
from functools import partial

from corpus.document import Document
from index.analysis import name_key
from index.storage.generations import Generation
from search.documents import Documents
from search.names import Names
from search.related.candidate import Candidate
from search.related.units import UnitVectors
from search.results import Reason


class GuideLists:
    """The list of each guide, with reasons, as the guide's front matter changes it.

    ``guides`` are the rows of the guides that have a list, ascending. The arrays of lists have the shape
    (n_guides, n_listed), a line in the place of its guide in ``guides``.
    """

    def __init__(self, generation: Generation, documents: Documents, names: Names, units: UnitVectors) -> None:
        self._documents = documents
        self._names = names
        self._units = units
        self.guides = generation.array("related_of")
        self._rows = generation.array("related_rows")
        self._scores = generation.array("related_scores")
        self._shown = generation.array("related_shown")
        self._listed = generation.array("related_listed")
        self._listed_back = generation.array("related_listed_back")
        self._linked = generation.array("related_linked")
        self._mentioned = generation.array("related_mentioned")

    def candidates(self, row: int) -> list[Candidate]:
        """Return the list that the build made for a guide, after the guides that its front matter pins."""
        place = int(self.guides.searchsorted(row))
        pinned, excluded = self._editors(self._documents.at(row))
        pin = Reason("pin", "put here by the editors")
        candidates = [Candidate(other, 1.0, lambda: (pin,), True) for other in pinned]
        left_out = {*pinned, *excluded}
        of_place = (values[place].tolist() for values in (self._rows, self._scores, self._shown))
        for column, (other, score, is_shown) in enumerate(zip(*of_place, strict=True)):
            if other >= 0 and other not in left_out:  # short lists are filled up with -1
                reasons = partial(self._reasons, row, other, place, column)
                candidates.append(Candidate(other, score, reasons, True, has_weak_overlap=not is_shown))
        return candidates

    def _editors(self, document: Document) -> tuple[Sequence[int], Sequence[int]]:
        """Return the rows that the guide's front matter pins, and those that it excludes."""
        guide = self._documents.guide(document.id)
        return (self._rows_of(guide.related_pin), self._rows_of(guide.related_exclude)) if guide else ((), ())

    def _rows_of(self, names: Sequence[str]) -> list[int]:
        rows = map(self._names.guide_rows.get, map(name_key, names))
        return [row for row in rows if row is not None]

    def _reasons(self, row: int, other_row: int, place: int, column: int) -> Iterator[Reason]:
        """Yield the reasons of a guide on a list.

        Args:
            row: of the guide that has the list; ``other_row``: of the one on it.
            place, column: of the latter in the arrays of lists.
        """
        document, other = self._documents.at(row), self._documents.at(other_row)
        is_listed, name = self._listed[place, column], int(self._mentioned[place, column])
        if is_listed:
            yield Reason("listed", f"{document.title} lists it as related", other=other.id)
        if self._linked[place, column]:
            yield Reason("link", f"{document.title} links to it", other=other.id)
        elif name:  # 0 for no mention, else 1 + the number of the name that is mentioned
            mentioned = (other.title, *other.aliases)[name - 1]
            yield Reason("mention", f"{document.title} mentions {mentioned}", terms=(mentioned,), other=other.id)
        if self._listed_back[place, column] and not is_listed:
            yield Reason("listed", f"{other.title} lists {document.title} as related", other=other.id)
        yield from self._units.shared(self._units.vector(row), other_row)
