"""Candidates taken from a cache against those that are found anew."""

from dataclasses import astuple

import numpy as np
import pytest

from index.matrix.candidates import CandidateCache, candidates
from index.matrix.neighbours import nearest
from index.matrix.vectors import in_steps, tfidf

scipy_sparse = pytest.importorskip("scipy.sparse")

N_COLUMNS = 80
NO_ROWS = np.zeros(0, np.int64)


def edited(rng: np.random.Generator, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ``counts`` with a few rows changed, dropped and added, and the row before of each row, -1 for none."""
    counts = counts.copy()
    counts[rng.integers(0, len(counts), 3)] = rng.poisson(0.1, (3, N_COLUMNS))
    before = np.delete(np.arange(len(counts)), rng.integers(0, len(counts), 2))
    counts = counts[before]
    for place in rng.integers(0, len(counts), 2).tolist():
        counts = np.insert(counts, place, rng.poisson(0.1, N_COLUMNS), axis=0)
        before = np.insert(before, place, -1)
    return counts, before


@pytest.mark.parametrize("seed", range(20))
def test_rows_that_have_not_changed_keep_what_a_whole_run_would_find(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n_rows, k, max_df = rng.integers(60, 400), int(rng.integers(1, 12)), int(rng.integers(5, 200))
    counts = rng.poisson(0.1, (n_rows, N_COLUMNS)).astype(np.float64)
    keys = rng.integers(1, 1 << 62, N_COLUMNS).astype(np.uint64)
    first, whole = (CandidateCache(keys, None, NO_ROWS) for _ in range(2))
    nearest(tfidf(scipy_sparse.csr_array(counts)), k, 10, max_df, cache=first)
    counts, before = edited(rng, counts)
    again = CandidateCache(keys, first.found, before)
    vectors = tfidf(scipy_sparse.csr_array(counts))
    results = [nearest(vectors, k, 10, max_df, cache=cache) for cache in (again, whole, None)]
    for rows, cosines in results[1:]:
        assert (rows == results[0][0]).all()
        assert (cosines == results[0][1]).all()
    assert again.found is not None
    assert whole.found is not None
    assert all((a == b).all() for a, b in zip(astuple(again.found), astuple(whole.found), strict=True))


def test_candidates_among_which_some_may_not_be_are_not_kept() -> None:
    matrix = scipy_sparse.csr_array(np.ones((3, 1)))
    cache = CandidateCache(np.ones(1, np.uint64), None, NO_ROWS)
    rows, _ = candidates(matrix, 2, lambda row, other: (row > 0) & (other > 0), cache)
    assert rows.tolist() == [[-1, -1], [2, -1], [1, -1]]
    again = CandidateCache(np.ones(1, np.uint64), cache.found, np.arange(3))
    assert candidates(matrix, 2, None, again)[0].tolist() == [[1, 2], [0, 2], [0, 1]]


def test_a_number_moves_in_steps_of_a_sixteenth_at_most() -> None:
    numbers = np.arange(1, 100_000)
    rounded = in_steps(numbers)
    assert (np.diff(rounded) >= 0).all()
    assert (rounded <= numbers).all()
    assert (numbers < rounded * (1 + 1 / 16) + 1e-9).all()
    assert len(set(rounded[1000:2000].tolist())) < 32
