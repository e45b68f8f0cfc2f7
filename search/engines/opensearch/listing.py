"""Lists of documents, of which the cluster returns row and score alone."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.cluster.mapping import IMPACT_BITS
from search.engines.opensearch.steps import Dsl, Steps

LIST_ROWS: Mapping[str, Any] = {
    "init_script": "state.rows = new ArrayList()",
    # the row in the upper 32 bits, the score in the lower ones
    "map_script": "if (_score >= params.least) "
    "{ state.rows.add((doc['row'].value << 32) | Float.floatToIntBits((float) _score)) }",
    "combine_script": "return state.rows",
    "reduce_script": "List all = new ArrayList(); for (rows in states) { if (rows != null) { all.addAll(rows) } } "
    "return all",
}


LIST_TERMS: Mapping[str, Any] = {
    **LIST_ROWS,
    "init_script": "state.rows = new ArrayList(); state.places = new HashMap(); "
    "for (int i = 0; i < params.numbers.size(); i++) { state.places.put(((Number) params.numbers[i]).longValue(), i) }",
    # the row in the upper 32 bits, then the place of the term among those asked for, and its impact
    "map_script": "for (long term : doc['t']) { def place = state.places.get(term >> params.bits); "
    "if (place != null) { state.rows.add((doc['row'].value << 32) | ((long) place << params.bits) "
    "| (term & ((1L << params.bits) - 1))) } }",
}


class Listed(NamedTuple):
    """Documents and their scores, sums in 32-bit floats; arrays of one shape, in any order."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float64]


def listed(query: Dsl, least: float = 0.0) -> Steps[Listed]:
    """Find the documents that ``query`` matches with scores from ``least`` on."""
    # one aggregation: beside a second one, OpenSearch 3.6 gives many documents the score of another
    rows = {"scripted_metric": {**LIST_ROWS, "params": {"least": least}}}
    (answer,) = yield [{"size": 0, "query": query, "track_total_hits": False, "aggs": {"rows": rows}}]
    packed = np.array(answer["aggregations"]["rows"]["value"], np.int64)
    scores = (packed & 0xFFFFFFFF).astype(np.uint32).view(np.float32).astype(np.float64)
    return Listed((packed >> 32).astype(np.int32), scores)


def listed_best(query: Dsl, size: int) -> Steps[tuple[Listed, int]]:
    """Find the ``size`` documents that score most, best first, equal scores in order of row, and how many match."""
    sort = [{"_score": "desc"}, {"row": "asc"}]
    (answer,) = yield [
        {"size": size, "query": query, "sort": sort, "track_total_hits": True, "stored_fields": "_none_"}
    ]
    hits = [hit["sort"] for hit in answer["hits"]["hits"]]
    rows, scores = np.array([row for _, row in hits], np.int32), np.array([score for score, _ in hits], np.float64)
    return Listed(rows, scores), int(answer["hits"]["total"]["value"])


class ListedTerms(NamedTuple):
    """The impacts of terms in documents; arrays of one shape. ``places`` are those of the terms as asked for."""

    rows: NDArray[np.int32]
    places: NDArray[np.int64]
    impacts: NDArray[np.int64]


def listed_terms(rows: Sequence[int], numbers: Sequence[int]) -> Steps[ListedTerms]:
    """Find the impacts of the terms with these numbers of the vocabulary in ``rows``."""
    script = {**LIST_TERMS, "params": {"numbers": numbers, "bits": IMPACT_BITS}}
    query = {"bool": {"filter": [{"terms": {"row": rows}}]}}
    (answer,) = yield [
        {"size": 0, "query": query, "track_total_hits": False, "aggs": {"rows": {"scripted_metric": script}}}
    ]
    packed = np.array(answer["aggregations"]["rows"]["value"], np.int64)
    low = packed & 0xFFFFFFFF
    return ListedTerms((packed >> 32).astype(np.int32), low >> IMPACT_BITS, low & ((1 << IMPACT_BITS) - 1))
