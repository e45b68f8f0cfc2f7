"""What related content keeps from one build to the next: the candidates of documents, and of guides."""

from collections.abc import Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.matrix.candidates import CandidateCache, Candidates
from index.storage.generations import Generation
from index.storage.writing import GenerationWriter

NEIGHBOURS, GUIDES = "neighbour", "near_guide"
"""What the names of the arrays of candidates begin with: of all documents, and of guides."""


def column_keys(stems: Sequence[str]) -> NDArray[np.uint64]:
    """Return a key of each stem, by which a column is known whatever its number."""
    digests = b"".join([blake2b(stemmed.encode(), digest_size=8).digest() for stemmed in stems])
    return np.frombuffer(digests, np.dtype("<u8")).astype(np.uint64)


def candidate_cache(name: str, ids: Sequence[str], keys: NDArray[np.uint64], last: Generation | None) -> CandidateCache:
    """Return the cache of the candidates ``name`` of the documents ``ids``, which are in order.

    Args:
        keys: of the columns.
        last: the generation from which candidates are taken.
    """
    if last is None:
        return CandidateCache(keys, None, np.zeros(0, np.int64))
    names = ("keys", "rows", "products")
    found = Candidates(*(last.array(f"{name}_{array}") for array in names))
    last_ids = list(last.lines("ids"))
    if name == GUIDES:
        last_ids = [last_ids[row] for row in last.array("related_of").tolist()]
    row_of = {id_: row for row, id_ in enumerate(last_ids)}
    return CandidateCache(keys, found, np.array([row_of.get(id_, -1) for id_ in ids], np.int64))


def write_candidates(writer: GenerationWriter, name: str, cache: CandidateCache) -> None:
    """Write the candidates that were found with ``cache``."""
    assert cache.found is not None
    writer.write_array(f"{name}_keys", cache.found.keys)
    writer.write_array(f"{name}_rows", cache.found.rows)
    writer.write_array(f"{name}_products", cache.found.products)
