"""Measures of ranking quality on judged queries: nDCG, MAP, MRR, recall."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from search.results import Hit
from search.searcher import Searcher

RECALL_DEPTH = 100
"""The k of recall@k."""

Grades = Mapping[str, float]
"""The grade of each judged document by its id; a document is relevant above 0."""


@dataclass(frozen=True, slots=True)
class JudgedQuery:
    """A query with its judgements; ids in ``exclude`` are removed from its ranking."""

    id: str
    text: str
    grades: Grades
    exclude: frozenset[str] = frozenset()


def ndcg(ranked: Sequence[str], grades: Grades, k: int) -> float:
    """Return the discounted cumulative gain of the first ``k``, divided by that of the best order.

    Linear gain: a grade counts as it is, divided by ``log2(rank + 1)``. 0 without a relevant document.
    Source: Järvelin & Kekäläinen, Cumulated gain-based evaluation of IR techniques (2002).

    >>> round(ndcg(["b", "a"], {"a": 3, "b": 1}, 10), 3)
    0.797
    """
    gains = [grades.get(id_, 0.0) for id_ in ranked[:k]]
    ideal = sorted((grade for grade in grades.values() if grade > 0), reverse=True)[:k]
    ideal_gain = _discounted(ideal)
    return _discounted(gains) / ideal_gain if ideal_gain else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))


def average_precision(ranked: Sequence[str], grades: Grades) -> float:
    """Return the mean precision at the ranks of the relevant documents; unranked ones count 0, as does having none.

    >>> average_precision(["a", "x", "b"], {"a": 1, "b": 1})
    0.8333333333333333
    """
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    n_found, total = 0, 0.0
    for rank, id_ in enumerate(ranked, 1):
        if id_ in relevant:
            n_found += 1
            total += n_found / rank
    return total / len(relevant) if relevant else 0.0


def reciprocal_rank(ranked: Sequence[str], grades: Grades, k: int) -> float:
    """Return 1 / rank of the first relevant document among the first ``k``; 0 when there is none.

    >>> reciprocal_rank(["x", "a"], {"a": 1}, 10)
    0.5
    """
    for rank, id_ in enumerate(ranked[:k], 1):
        if grades.get(id_, 0) > 0:
            return 1 / rank
    return 0.0


def recall(ranked: Sequence[str], grades: Grades, k: int) -> float:
    """Return the share of the relevant documents among the first ``k``; 0 when none is relevant.

    >>> recall(["a", "x"], {"a": 1, "b": 1}, 2)
    0.5
    """
    relevant = {id_ for id_, grade in grades.items() if grade > 0}
    return len(relevant & set(ranked[:k])) / len(relevant) if relevant else 0.0


def measure(
    queries: Sequence[JudgedQuery], ranked_for: Callable[[JudgedQuery], Sequence[str]], k: int = 10
) -> dict[str, float]:
    """Return the mean of each measure over ``queries``, rounded to six digits; a query without results counts 0.

    ``ranked_for`` returns the ids for a query, best first, at least ``RECALL_DEPTH`` deep.
    """
    sums = {f"ndcg@{k}": 0.0, "map": 0.0, f"mrr@{k}": 0.0, f"recall@{RECALL_DEPTH}": 0.0}
    for query in queries:
        ranked = [id_ for id_ in ranked_for(query) if id_ not in query.exclude]
        sums[f"ndcg@{k}"] += ndcg(ranked, query.grades, k)
        sums["map"] += average_precision(ranked, query.grades)
        sums[f"mrr@{k}"] += reciprocal_rank(ranked, query.grades, k)
        sums[f"recall@{RECALL_DEPTH}"] += recall(ranked, query.grades, RECALL_DEPTH)
    n_queries = len(queries)
    means = {name: round(total / n_queries, 6) if n_queries else 0.0 for name, total in sums.items()}
    return {"queries": n_queries, **means}


def evaluate_queries(searcher: Searcher, queries_path: Path, qrels_path: Path, k: int = 10) -> dict[str, float]:
    """Return the measures of ``searcher`` on judged queries, searched in all languages and versions.

    Queries without judgements are left out. Raises: GuidedexError for a missing or malformed file, with its line.
    """
    qrels = read_qrels(qrels_path)
    queries = [query for query in read_queries(queries_path, qrels) if query.grades]
    depth = max(k, RECALL_DEPTH)

    def ranked_for(query: JudgedQuery) -> list[str]:
        page = searcher.search(query.text, {"lang": ["all"], "version": ["all"]}, limit=depth + len(query.exclude))
        return judged_ids(page.hits, query.grades)

    return measure(queries, ranked_for, k)


def evaluate_related(searcher: Searcher, path: Path, k: int = 10) -> dict[str, float]:
    """Return the measures of related content on judgements ``doc_id<TAB>related_id``, with floor 0.

    Raises: GuidedexError for a missing or malformed file, with its line.
    """
    judged: dict[str, dict[str, float]] = {}
    for _, (document, related, *_rest) in _rows(path, 2):
        judged.setdefault(document, {})[related] = 1.0
    queries = [JudgedQuery(id_, id_, grades) for id_, grades in judged.items()]

    def ranked_for(query: JudgedQuery) -> list[str]:
        page = searcher.related(document=query.id, limit=RECALL_DEPTH, floor=0.0)
        return judged_ids(page.hits, query.grades)

    return measure(queries, ranked_for, k)


def judged_ids(hits: Sequence[Hit], grades: Grades) -> list[str]:
    """Return the distinct ids of ``hits``, in order; an unjudged hit of a judged guide counts as that guide."""
    ranked: list[str] = []
    for hit in hits:
        id_ = hit.id if hit.id in grades or hit.guide not in grades else hit.guide
        if id_ not in ranked:
            ranked.append(id_)
    return ranked


def read_queries(path: Path, qrels: Mapping[str, Grades]) -> list[JudgedQuery]:
    """Return the judged queries of a JSON Lines file of ``{"id", "text"}`` and optionally ``exclude``.

    Blank lines are skipped. Raises: GuidedexError with file and line.
    """
    queries = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            record: Any = json.loads(line)
            id_, text = str(record["id"]), str(record["text"])
        except (ValueError, KeyError, TypeError) as error:
            raise GuidedexError(f'{path}:{number}: expected {{"id": …, "text": …}}, found {line[:60]!r}') from error
        exclude = frozenset(str(other) for other in record.get("exclude", ()))
        queries.append(JudgedQuery(id_, text, qrels.get(id_, {}), exclude))
    return queries


def read_qrels(path: Path) -> dict[str, dict[str, float]]:
    """Return the grades by query and document from lines ``query_id<TAB>doc_id<TAB>grade`` below a header line.

    Raises: GuidedexError with file and line.
    """
    qrels: dict[str, dict[str, float]] = {}
    for number, (query, document, grade, *_rest) in _rows(path, 3):
        try:
            qrels.setdefault(query, {})[document] = float(grade)
        except ValueError as error:
            raise GuidedexError(f"{path}:{number}: expected a number, found {grade!r}") from error
    return qrels


def _rows(path: Path, n_columns: int) -> list[tuple[int, list[str]]]:
    """Return the line number and cells of each row of a tab-separated file, without the header and blank lines."""
    rows = []
    for number, line in enumerate(_lines(path), 1):
        cells = line.split("\t")
        if number > 1 and line.strip():
            if len(cells) < n_columns:
                raise GuidedexError(f"{path}:{number}: expected {n_columns} columns between tabs, found {len(cells)}")
            rows.append((number, cells))
    return rows


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GuidedexError(f"cannot read {path}: {error}") from error
