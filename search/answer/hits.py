"""The hits of an answer: documents with snippets, reasons, and the contributions to their scores."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document
from search.answer.inherited import Inherited
from search.answer.marks import Marker, Matched
from search.answer.ranking import OWN_SHARE, UNIT, Ranking
from search.answer.reasons import reasons_of
from search.answer.snippets import SnippetMaker
from search.engines.protocol import Clause, Engine
from search.hit import make_hit
from search.results import Contribution, Hit, Reason
from search.stored_tokens import StoredTokens


class HitMaker:
    """Makes hits of documents of one answer."""

    def __init__(
        self,
        stream: StoredTokens,
        engine: Engine,
        clauses: Sequence[Clause],
        ranking: Ranking,
        inherited: Inherited,
        title_reason: str,
    ) -> None:
        self._stream = stream
        self._engine = engine
        self._clauses = clauses
        self._ranking = ranking
        self._inherited = inherited
        self._title_reason = title_reason

    def hits(self, rows: Sequence[int], documents: Sequence[Document], explain: bool) -> list[Hit]:
        """Return ``documents``, whose rows in the answer are ``rows``, as hits; with explanations if asked."""
        if not rows:
            return []
        marker = Marker(self._stream, self._clauses)
        matched = marker.matches(rows)
        snippets = SnippetMaker(self._stream, marker, self._clauses).snippets(matched, documents)
        places = np.searchsorted(self._ranking.answer, rows).tolist()
        hits = []
        for match, document, snippet, place in zip(matched, documents, snippets, places, strict=True):
            score = int(self._ranking.scores[place]) / UNIT
            hits.append(make_hit(document, snippet, score, self._reasons(place, match, marker)))
        if not explain:
            return hits
        located = zip(hits, rows, places, strict=True)
        return [replace(hit, explanation=self._explanation(row, place)) for hit, row, place in located]

    def _reasons(self, place: int, matched: Matched, marker: Marker) -> list[Reason]:
        """Return the reasons of the hit at ``place``: pin, title, then words; neighbours where there is none."""
        reasons = reasons_of(self._clauses, matched, marker)
        if self._ranking.titled[place]:
            reasons.insert(0, Reason("title", self._title_reason, "title"))
        if not reasons and self._ranking.supported[place]:
            reasons.append(Reason("neighbours", "similar documents match too"))
        if place == self._ranking.pinned:
            reasons.insert(0, Reason("pin", "put first by the editors"))
        return reasons

    def _explanation(self, row: int, place: int) -> tuple[Contribution, ...]:
        """Return contributions that sum to the score: the best alternative of each clause, then what ranking added."""
        contributions = []
        for clause in self._clauses:
            values = self._engine.contributions(clause, row)
            alternative, value = max(values, key=lambda pair: pair[1])
            if value:
                contributions.append(Contribution(alternative.kind, alternative.shown, value * OWN_SHARE / UNIT))
        ranking = self._ranking
        lead = ranking.lead if place == ranking.pinned else 0
        for source, value in (
            ("guide", self._inherited.at(row) * OWN_SHARE),
            ("neighbours", int(ranking.supported[place])),
            ("title", int(ranking.titled[place])),
            ("pin", lead),
        ):
            if value:
                contributions.append(Contribution(source, "", value / UNIT))
        return tuple(contributions)
