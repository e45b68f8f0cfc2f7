"""Nearest rows against dense cosines."""

import numpy as np
import pytest

from index.neighbours import MAX_WEIGHT, nearest, neighbour_shares
from index.vectors import strongest, sum_rows, tfidf

scipy_sparse = pytest.importorskip("scipy.sparse")


def random_counts(seed: int, shape: tuple[int, int] = (60, 40)) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.poisson(0.3, shape).astype(np.float64)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_nearest_are_those_of_dense_cosines(seed: int) -> None:
    vectors = tfidf(scipy_sparse.csr_array(random_counts(seed)))
    dense = np.round(vectors.toarray() @ vectors.toarray().T, 4)
    np.fill_diagonal(dense, 0)
    rows, cosines = nearest(vectors, 5, n_terms=40)
    for row in range(len(dense)):
        expected = [i for i in np.lexsort((np.arange(len(dense)), -dense[row]))[:5] if dense[row, i] > 0]
        assert [i for i in rows[row].tolist() if i >= 0] == expected
        assert np.allclose(cosines[row][: len(expected)], dense[row][expected], atol=2e-4)


def test_rows_are_of_length_one_or_empty() -> None:
    counts = random_counts(4)
    counts[3] = 0
    lengths = np.linalg.norm(tfidf(scipy_sparse.csr_array(counts)).toarray(), axis=1)
    assert lengths[3] == 0
    assert np.allclose(np.delete(lengths, 3), 1)


def test_the_strongest_terms_are_kept_ties_to_the_smaller_column() -> None:
    matrix = scipy_sparse.csr_array(np.array([[0.5, 0.7, 0.5, 0.1], [0, 0, 0, 0.2]]))
    assert strongest(matrix, 2).toarray().tolist() == [[0.5, 0.7, 0, 0], [0, 0, 0, 0.2]]


def test_groups_are_summed() -> None:
    matrix = scipy_sparse.csr_array(np.array([[1.0, 0], [0, 2], [3, 3]]))
    assert sum_rows(matrix, [0, 1, 0], 3).toarray().tolist() == [[4, 3], [0, 2], [0, 0]]


def test_shares_are_in_proportion_and_sum_to_at_most_one() -> None:
    vectors = tfidf(scipy_sparse.csr_array(random_counts(5)))
    rows, shares = neighbour_shares(vectors)
    assert (shares.sum(axis=1, dtype=np.int64) <= MAX_WEIGHT).all()
    assert ((shares > 0) <= (rows >= 0)).all()


def test_a_row_without_company_has_no_neighbour() -> None:
    vectors = tfidf(scipy_sparse.csr_array(np.eye(3)))
    rows, shares = neighbour_shares(vectors)
    assert (rows == -1).all()
    assert (shares == 0).all()
