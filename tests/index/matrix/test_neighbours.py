"""Nearest rows against dense cosines."""

import numpy as np
import pytest

from index.matrix.neighbours import MAX_WEIGHT, best_of_rows, nearest, neighbour_shares
from index.matrix.vectors import products_at, strongest, sum_rows, tfidf

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
    assert strongest(matrix, np.array([1, 2])).toarray().tolist() == [[0, 0.7, 0, 0], [0, 0, 0, 0.2]]


def test_groups_are_summed() -> None:
    matrix = scipy_sparse.csr_array(np.array([[1.0, 0], [0, 2], [3, 3]]))
    assert sum_rows(matrix, [0, 1, 0], 3).toarray().tolist() == [[4, 3], [0, 2], [0, 0]]


def test_shares_are_in_proportion_and_sum_to_at_most_one() -> None:
    vectors = tfidf(scipy_sparse.csr_array(random_counts(5)))
    rows, shares = neighbour_shares(vectors)
    assert (shares.sum(axis=1, dtype=np.int64) <= MAX_WEIGHT).all()
    assert ((shares > 0) <= (rows >= 0)).all()


def test_a_row_that_shares_no_term_has_no_neighbour() -> None:
    vectors = tfidf(scipy_sparse.csr_array(np.eye(3)))
    rows, shares = neighbour_shares(vectors)
    assert (rows == -1).all()
    assert (shares == 0).all()


def test_common_terms_find_no_candidates_and_count_in_their_cosines() -> None:
    vectors = tfidf(scipy_sparse.csr_array(random_counts(6)))
    df = np.bincount(vectors.indices, minlength=vectors.shape[1])
    dense = np.round(vectors.toarray() @ vectors.toarray().T, 4)
    rare = vectors.toarray()[:, df <= np.median(df)]
    rows, cosines = nearest(vectors, 60, n_terms=40, max_df=int(np.median(df)))
    for row in range(len(rows)):
        near = rows[row][rows[row] >= 0]
        assert set(near.tolist()) == set(np.flatnonzero(np.round(rare @ rare[row], 4)).tolist()) - {row}
        assert np.allclose(cosines[row][: len(near)], dense[row][near], atol=2e-4)


def test_products_at_pairs_are_those_of_the_whole_product(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.matrix.vectors.MAX_PRODUCT_ENTRIES", 100)
    left, right = random_counts(7), random_counts(8)
    row, column = np.nonzero(np.random.default_rng(9).random((60, 60)) < 0.2)
    products = products_at(scipy_sparse.csr_array(left), scipy_sparse.csr_array(right), row, column)
    assert products == pytest.approx((left @ right.T)[row, column])


def test_the_best_of_each_row_are_rounded_and_ties_go_to_the_smaller_column() -> None:
    row, column = np.array([0, 0, 0, 2, 2]), np.array([5, 3, 4, 1, 0])
    columns, values = best_of_rows(row, column, np.array([0.2, 0.9, 0.2000004, 0.0000001, 1.2]), 3, 2, decimals=6)
    assert columns.tolist() == [[3, 4], [-1, -1], [0, -1]]
    assert values.tolist() == [[0.9, 0.2], [0, 0], [1, 0]]
