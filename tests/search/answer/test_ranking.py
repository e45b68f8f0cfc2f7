"""From matches to an order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answer.ranking import MAX_PER_GUIDE, ordered, rank
from search.best_rows import best_rows
from search.engines.protocol import Matches

NOTHING_TITLED = (np.zeros(0, np.int32), np.zeros(0, np.int64))


def matches(scores: list[int], has_all_terms: list[int] | None = None) -> Matches:
    """Return matches; without ``has_all_terms``, all of them have all terms, as for a query of one term."""
    rows = np.flatnonzero(scores).astype(np.int32)
    has_all = np.ones(len(rows), np.bool_) if has_all_terms is None else np.isin(rows, has_all_terms)
    return Matches(rows, np.array(scores, np.float64)[rows], has_all)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=3000), st.integers(1, 40))
def test_the_best_are_those_of_a_stable_sort(scores: list[int], k: int) -> None:
    rows = best_rows(np.array(scores, np.int64), k).tolist()
    expected = sorted((row for row, score in enumerate(scores) if score), key=lambda row: (-scores[row], row))[:k]
    assert rows == expected


def test_documents_with_all_words_come_first_and_the_score_decides_among_equals() -> None:
    ranking = rank(matches([90, 50, 60, 0], [1, 2]), 2, None, NOTHING_TITLED)
    assert ordered(ranking, None, 10).tolist() == [2, 1, 0]


def test_beyond_four_words_the_score_alone_decides() -> None:
    ranking = rank(matches([90, 50, 60], [1, 2]), 5, None, NOTHING_TITLED)
    assert ordered(ranking, None, 10).tolist() == [0, 2, 1]


def test_the_answer_holds_every_complete_document_and_those_with_a_fifth_of_the_best() -> None:
    ranking = rank(matches([100, 20, 19, 1], [3]), 2, None, NOTHING_TITLED)
    assert ranking.answer.tolist() == [0, 1, 3]


def test_neighbours_lend_their_score() -> None:
    rows = np.array([[-1], [0], [-1]], np.int32)
    weights = np.array([[0], [1023], [0]], np.uint16)
    ranking = rank(matches([100, 50, 55]), 1, (rows, weights), NOTHING_TITLED)
    assert ordered(ranking, None, 3).tolist() == [0, 1, 2]
    assert ranking.supported.tolist() == [0, 2 * 100, 0]


def test_an_exact_title_comes_first_but_only_where_it_matched() -> None:
    titled = (np.array([1, 2], np.int32), np.array([2, 3]))
    ranking = rank(matches([100, 30, 0]), 1, None, titled)
    assert ordered(ranking, None, 3).tolist() == [1, 0]


@given(
    st.lists(st.tuples(st.integers(1, 30), st.integers(0, 4)), min_size=1, max_size=400),
    st.integers(1, 30),
    st.integers(0, 30),
)
def test_a_page_is_a_slice_of_the_whole_and_no_guide_takes_more_than_its_share(
    documents: list[tuple[int, int]], limit: int, offset: int
) -> None:
    ranking = rank(matches([score * 100 for score, _ in documents]), 1, None, NOTHING_TITLED)
    guides = np.array([guide for _, guide in documents], np.int32)
    whole = ordered(ranking, guides, len(documents))
    assert sorted(whole.tolist()) == ranking.answer.tolist()
    assert ordered(ranking, guides, offset + limit)[offset:].tolist() == whole[offset : offset + limit].tolist()
    seen: dict[int, int] = {}
    turns = []
    for guide in guides[whole].tolist():
        turns.append(seen.get(guide, 0) // MAX_PER_GUIDE)
        seen[guide] = seen.get(guide, 0) + 1
    assert turns == sorted(turns)


def test_nothing_matches_nothing() -> None:
    ranking = rank(matches([0, 0]), 1, None, NOTHING_TITLED)
    assert ordered(ranking, np.array([0, 0], np.int32), 5).tolist() == []


@pytest.mark.parametrize("n", [0, 1])
def test_tiny_corpora_are_ranked(n: int) -> None:
    ranking = rank(matches([5] * n), 1, None, NOTHING_TITLED)
    assert len(ordered(ranking, np.zeros(n, np.int32), 10)) == n


@pytest.mark.parametrize("pinned", [0, 1, 2, 3])
def test_what_is_pinned_comes_first_however_little_it_matches(pinned: int) -> None:
    ranking = rank(matches([1000, 0, 50, 900], []), 2, None, NOTHING_TITLED, pinned)
    rows = ranking.answer[ordered(ranking, None, 10)].tolist()
    assert rows == [pinned, *(row for row in (0, 3) if row != pinned)]
    assert ranking.scores.tolist()[ranking.pinned] == ranking.lead + 8 * [1000, 0, 50, 900][pinned]
