"""The hits of an answer: documents with snippets, reasons, and the contributions to their scores."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from corpus.document import Document
from search.answer.answer import Found
from search.answer.marks import Marker, Matched
from search.answer.passages import closest_passages
from search.answer.ranking import TENTHS, UNIT, Ranking
from search.answer.reasons import ReasonMaker
from search.answer.snippets import SnippetMaker
from search.engines.protocol import Engine
from search.generation import OpenGeneration
from search.hit import make_hit
from search.results import Contribution, Crumb, Hit, Reason, VersionLink
from search.versions import NEWEST

MARK = "<mark>"


def hits_of(rows: Sequence[int], found: Found, explain: bool, live: OpenGeneration) -> list[Hit]:
    """Return the documents ``rows``, which are in the answer, as hits; with explanations if asked."""
    if not rows:
        return []
    clauses, ranking = found.planned.plan.clauses, found.ranking
    documents = [live.documents.at(row) for row in rows]
    marker = Marker(live.stream, clauses)
    matched = marker.matches(rows)
    snippets = SnippetMaker(live.stream, marker, found.planned.plan).snippets(matched, documents)
    places = np.searchsorted(ranking.answer, rows).tolist()
    snippets = _with_passages(snippets, documents, places, ranking, live)
    scores = ranking.exact(np.array(places)).tolist()
    reasons = _reasons(found, places, matched, marker)
    hits = [
        placed(make_hit(document, snippet, score / UNIT, of_hit, live.breadcrumb(row)), row, live)
        for document, snippet, score, of_hit, row in zip(documents, snippets, scores, reasons, rows, strict=True)
    ]
    if not explain:
        return hits
    explanations = _explanations(found, np.array(rows, np.int32), places, live.engine)
    return [replace(hit, explanation=explanation) for hit, explanation in zip(hits, explanations, strict=True)]


def placed(hit: Hit, row: int, live: OpenGeneration) -> Hit:
    """Return the hit of the document at ``row`` with its other versions, the newest first, and its copies."""
    versions, copies = live.facets.versions.others(row), live.facets.copies.others(row)
    if not versions and not copies:
        return hit
    links = [VersionLink(document.version or NEWEST, document.url) for document in map(live.documents.at, versions)]
    crumbs = [Crumb(_page_of(document, hit.guide), document.url) for document in map(live.documents.at, copies)]
    return replace(hit, versions=tuple(links), copies=tuple(crumbs))


def _page_of(copy: Document, guide: str) -> str:
    """Return the page that has a copy; within ``guide``, the heading above it."""
    return (copy.headings[-1] if copy.guide == guide and copy.headings else copy.guide_title) or copy.guide


def _with_passages(
    snippets: Sequence[str],
    documents: Sequence[Document],
    places: Sequence[int],
    ranking: Ranking,
    live: OpenGeneration,
) -> list[str]:
    """Return ``snippets``, with the closest passage of each document that is close in meaning and has no match."""
    shown = list(snippets)
    if ranking.from_meaning and live.closeness:
        is_close = ranking.from_meaning.is_close[places].tolist()
        unmarked = [number for number, snippet in enumerate(shown) if is_close[number] and MARK not in snippet]
        passages = closest_passages([documents[i] for i in unmarked], ranking.from_meaning.vector, live.closeness)
        for number, passage in zip(unmarked, passages, strict=True):
            shown[number] = passage
    return shown


def _reasons(found: Found, places: Sequence[int], matched: Sequence[Matched], marker: Marker) -> Iterator[list[Reason]]:
    """Yield the reasons of each hit: pin, title, words and meaning; neighbours where there is none."""
    ranking, maker = found.ranking, ReasonMaker(found.planned.plan.clauses, marker)
    titled, has_neighbours = ranking.titled[places].tolist(), ranking.from_neighbours[places].tolist()
    is_close = ranking.from_meaning.is_close[places].tolist() if ranking.from_meaning else [False] * len(places)
    for number, place in enumerate(places):
        reasons = maker.reasons(matched[number])
        if titled[number]:
            reasons.insert(0, Reason("title", found.naming.reason, "title"))
        if is_close[number]:
            reasons.append(Reason("meaning", "close in meaning"))
        if not reasons and has_neighbours[number]:
            reasons.append(Reason("neighbours", "similar documents match too"))
        if place == ranking.pinned:
            reasons.insert(0, Reason("pin", "put first by the editors"))
        yield reasons


def _explanations(
    found: Found, rows: NDArray[np.int32], places: Sequence[int], engine: Engine
) -> list[tuple[Contribution, ...]]:
    """Return contributions that sum to the score: the best alternative of each clause, then what ranking added."""
    explanations: list[list[Contribution]] = [[] for _ in places]
    for clause in found.planned.plan.clauses:
        scores = engine.contributions(clause, rows)
        best = scores.argmax(axis=0)
        values = (scores.max(axis=0) * TENTHS / UNIT).tolist()
        for of_hit, number, value in zip(explanations, best.tolist(), values, strict=True):
            if value:
                alternative = clause.alternatives[number]
                if clause.quoted and of_hit and of_hit[-1].term == clause.quoted.text:
                    of_hit[-1] = replace(of_hit[-1], value=of_hit[-1].value + value)
                    continue
                shown = clause.quoted.text if clause.quoted else alternative.shown
                of_hit.append(Contribution(alternative.kind, shown, value))
    for of_hit, place in zip(explanations, places, strict=True):
        of_hit += _added(found.ranking, place)
    return [*map(tuple, explanations)]


def _added(ranking: Ranking, place: int) -> Iterator[Contribution]:
    """Yield what ranking added to the score of the hit at ``place``."""
    lead = ranking.lead if place == ranking.pinned else 0
    for source, value in (
        ("guide", int(ranking.from_guide[place])),
        ("neighbours", int(ranking.from_neighbours[place])),
        ("title", int(ranking.titled[place])),
        ("meaning", int(ranking.from_meaning.added[place]) if ranking.from_meaning else 0),
        ("pin", lead),
    ):
        if value:
            yield Contribution(source, "", value / UNIT)
