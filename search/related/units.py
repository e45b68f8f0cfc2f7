"""Units, which are the guides and questions of a generation: their vectors, and those near a vector."""

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from index.documents import field_texts
from index.related.scales import WEIGHT_SCALE
from index.storage.caching import cached
from index.storage.generations import Generation
from search.best_rows import best_rows
from search.documents import Documents
from search.facets import Facets
from search.related.candidate import Candidate
from search.related.concepts import Concepts, Vector
from search.results import Reason
from search.wording import enumerated

MAX_NEAR = 50
"""Units with the greatest cosines that are candidates; by hand."""


class UnitVectors:
    """Units by the row of their document."""

    def __init__(self, generation: Generation, documents: Documents, facets: Facets) -> None:
        self.concepts = Concepts(generation)
        self._documents = documents
        self._facets = facets
        self._rows = generation.array("unit_rows")
        self._is_newest = generation.array("unit_is_newest")

    def vector(self, row: int) -> Vector:
        """Return a document's vector as the build made it; of a section, FAQ or row, which is no unit, of its text."""
        unit = self._unit_of_row.get(row)
        if unit is not None:
            return self.concepts.of_unit(unit)
        document = self._documents.at(row)
        return self.concepts.of_text("\n".join(text for text in field_texts(document) if text), document.lang)

    def near(self, vector: Vector, kind: str, lang: str, without: Collection[int] = ()) -> list[Candidate]:
        """Return the units of a kind and language with the greatest cosines above 0, without the rows ``without``.

        Of a page with versions only the newest is near anything.
        """
        units = self._units_of(kind, lang)
        cosines = self.concepts.cosines(vector)[units]
        best = best_rows(cosines, MAX_NEAR + len(without))
        scores = np.minimum(np.round(cosines[best] / WEIGHT_SCALE**2, 6), 1.0).tolist()
        return [
            Candidate(row, score, partial(self.shared, vector, row))
            for row, score in zip(self._rows[units[best]].tolist(), scores, strict=True)
            if row not in without and score > 0
        ]

    def shared(self, vector: Vector, row: int) -> Sequence[Reason]:
        """Return the reason that a vector and a unit share concepts, nothing where they share none worth naming."""
        words = self.concepts.shared(vector, self.vector(row))
        return (Reason("concepts", f"both speak of {enumerated(words)}", terms=words),) if words else ()

    @cached(64)
    def _units_of(self, kind: str, lang: str) -> NDArray[np.int64]:
        facets, rows = self._facets, self._rows
        is_wanted = self._is_newest & (facets.codes("kind")[rows] == facets.code("kind", kind))
        return np.flatnonzero(is_wanted & (facets.codes("lang")[rows] == facets.code("lang", lang)))

    @cached_property
    def _unit_of_row(self) -> Mapping[int, int]:
        return {row: unit for unit, row in enumerate(self._rows.tolist())}
