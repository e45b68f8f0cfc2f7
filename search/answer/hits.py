"""Documents as hits: with a snippet, reasons, and what their scores are made of."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.document import Document
from index.documents import text_of
from search.answer.inherited import Inherited
from search.answer.ranking import OWN_SHARE, UNIT, Ranking
from search.answer.reasons import reasons_of
from search.answer.snippets import Marker, Matched, WordStream, beginning
from search.engines.protocol import Clause, Engine
from search.results import Contribution, Crumb, Hit, Reason


class HitMaker:
    """Makes hits of documents of one answer."""

    def __init__(
        self,
        stream: WordStream,
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
        """Return ``documents``, which stand in the answer with these rows, as hits."""
        if not rows:
            return []
        marker = Marker(self._stream, self._clauses)
        matched = marker.matched(rows)
        snippets = marker.snippets(matched, documents)
        places = np.searchsorted(self._ranking.answer, rows).tolist()
        hits = []
        for match, document, snippet, place in zip(matched, documents, snippets, places, strict=True):
            score = int(self._ranking.scores[place]) / UNIT
            hits.append(make_hit(document, snippet, score, self._reasons(place, match, marker)))
        if not explain:
            return hits
        made = zip(hits, rows, places, strict=True)
        return [replace(hit, explanation=self._explanation(row, place)) for hit, row, place in made]

    def _reasons(self, place: int, matched: Matched, marker: Marker) -> list[Reason]:
        reasons = reasons_of(self._clauses, matched, marker)
        if self._ranking.titled[place]:
            reasons.insert(0, Reason("title", self._title_reason, "title"))
        if not reasons and self._ranking.supported[place]:
            reasons.append(Reason("neighbours", "similar documents match too"))
        if place == self._ranking.pinned:
            reasons.insert(0, Reason("pin", "put first by the editors"))
        return reasons

    def _explanation(self, row: int, place: int) -> tuple[Contribution, ...]:
        parts = []
        for clause in self._clauses:
            worth = self._engine.contributions(clause, row)
            alternative, value = max(worth, key=lambda pair: pair[1])
            if value:
                parts.append(Contribution(alternative.kind, alternative.shown, value * OWN_SHARE / UNIT))
        ranking = self._ranking
        lead = ranking.lead if place == ranking.pinned else 0
        for source, value in (
            ("guide", self._inherited.at(row) * OWN_SHARE),
            ("neighbours", int(ranking.supported[place])),
            ("title", int(ranking.titled[place])),
            ("pin", lead),
        ):
            if value:
                parts.append(Contribution(source, "", value / UNIT))
        return tuple(parts)


def make_hit(
    document: Document,
    snippet: str | None = None,
    score: float = 0.0,
    reasons: Sequence[Reason] = (),
) -> Hit:
    """Return ``document`` as a hit; without a ``snippet``, the beginning of its text is one."""
    return Hit(
        id=document.id,
        kind=document.kind,
        guide=document.guide,
        skill=document.skill,
        title=document.title,
        url=document.url,
        snippet=beginning(text_of(document) or document.code) if snippet is None else snippet,
        score=score,
        reasons=tuple(reasons),
        difficulty=document.difficulty,
        category=document.category,
        tags=document.tags,
        updated=document.updated,
        lang=document.lang,
        breadcrumb=_breadcrumb(document),
    )


def _breadcrumb(document: Document) -> tuple[Crumb, ...]:
    """Return the guide around a part, then the headings around it."""
    if document.kind == "guide":
        return ()
    page = document.url.split("#")[0]
    around = (document.guide_title or document.guide, *document.headings)
    return tuple([Crumb(title, page) for title in around])
