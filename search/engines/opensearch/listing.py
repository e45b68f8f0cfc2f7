"""Lists of documents, of which the cluster returns row and score alone."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

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
