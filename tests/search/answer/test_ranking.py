"""From matches to an order."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.weights import WEIGHTS
from search.answer.ranking import Ranking, ordered, rank
from search.answer.support import Supporters
from search.best_rows import best_rows
from search.engines.protocol import Alternative, Clause, Engine, Matches, TermQuery

NOTHING_TITLED = (np.zeros(0, np.int32), np.zeros(0, np.int64))
NO_NEIGHBOURS = (np.full((8, 1), -1, np.int32), np.zeros((8, 1), np.uint16))


def matches(scores: Sequence[int], has_all_terms: Sequence[int] | None = None) -> Matches:
    """Return matches; without ``has_all_terms``, all of them have all terms, as for a query of one term."""
    rows = np.flatnonzero(scores).astype(np.int32)
    has_all = np.ones(len(rows), np.bool_) if has_all_terms is None else np.isin(rows, has_all_terms)
    return Matches(rows, np.array(scores, np.float64)[rows], has_all)


class Scored:
    """An engine whose clauses score what they are said to: ``by_clause`` has the scores of each, by row."""

    def __init__(self, by_clause: Sequence[Sequence[int]]) -> None:
        self.by_clause = by_clause

    def scores(self, clauses: Sequence[Clause], rows: NDArray[np.int32]) -> NDArray[np.float64]:
        return np.array([self.by_clause[int(clause.shown)] for clause in clauses], np.float64)[:, rows]


def supporters(
    by_clause: Sequence[Sequence[int]] = ((0,),),
    guides: Sequence[int] = range(8),
    neighbours: tuple[NDArray[np.int32], NDArray[np.uint16]] = NO_NEIGHBOURS,
    pages: Sequence[int] = (),
) -> Supporters:
    """Return what supports documents: none of them where there is one clause, which is what there is by default."""
    clauses = [
        Clause(str(n), (Alternative(TermQuery(str(n), str(n)), 100, "exact", str(n)),)) for n in range(len(by_clause))
    ]
    engine = cast(Engine, Scored(by_clause))
    is_page = np.isin(np.arange(len(guides)), pages)
    codes = np.array(guides, np.int32)
    return Supporters(clauses, engine, neighbours, codes, np.bincount(codes), is_page)


def ranked(by_clause: Sequence[Sequence[int]], guides: Sequence[int], pages: Sequence[int] = ()) -> Ranking:
    """Return the ranking of documents that score what ``by_clause`` says, by clause and row."""
    scores = np.sum(by_clause, axis=0).tolist()
    has_all = [row for row in range(len(scores)) if all(of_clause[row] for of_clause in by_clause)]
    return rank(matches(scores, has_all), supporters(by_clause, guides, pages=pages), NOTHING_TITLED)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=3000), st.integers(0, 40))
def test_the_best_are_those_of_a_stable_sort(scores: list[int], k: int) -> None:
    rows = best_rows(np.array(scores, np.int64), k).tolist()
    expected = sorted((row for row, score in enumerate(scores) if score), key=lambda row: (-scores[row], row))[:k]
    assert rows == expected


def test_the_score_decides_and_not_the_number_of_words() -> None:
    ranking = rank(matches([90, 50, 60, 0], [1, 2]), supporters(), NOTHING_TITLED)
    assert ordered(ranking, 10).tolist() == [0, 2, 1]


def test_the_answer_holds_every_complete_document_and_those_with_a_fifth_of_the_best() -> None:
    ranking = rank(matches([100, 20, 19, 1], [3]), supporters(), NOTHING_TITLED)
    assert ranking.answer.tolist() == [0, 1, 3]


def test_neighbours_lend_their_score() -> None:
    rows = np.array([[-1], [0], [-1]], np.int32)
    weights = np.array([[0], [1023], [0]], np.uint16)
    two_clauses = supporters([[50, 25, 30], [50, 25, 30]], (0, 1, 2), (rows, weights))
    ranking = rank(matches([100, 50, 60]), two_clauses, NOTHING_TITLED)
    assert ordered(ranking, 3).tolist() == [0, 1, 2]
    assert ranking.from_neighbours.tolist() == [0, WEIGHTS.neighbour_tenths * 100, 0]


def test_a_part_is_given_some_of_what_its_guide_scores_more_for_a_word() -> None:
    # two guides: the parts of the first have one word each, of the second one part has a little of the other word
    ranking = ranked([[80, 0, 0, 0], [0, 60, 65, 0]], guides=(0, 0, 1, 1))
    assert ranking.from_guide.tolist() == [60 * WEIGHTS.guide_tenths, 80 * WEIGHTS.guide_tenths, 0]
    assert ranking.answer[ordered(ranking, 3)].tolist() == [0, 1, 2]


@pytest.mark.parametrize(("n_parts", "divisor"), [(2, 1), (WEIGHTS.n_focused, 1), (3 * WEIGHTS.n_focused, 3)])
def test_a_part_of_a_guide_about_many_things_is_given_less(n_parts: int, divisor: int) -> None:
    nothing = [0] * (n_parts - 2)
    ranking = ranked([[90, 0, *nothing], [0, 60, *nothing]], guides=[0] * n_parts)
    assert ranking.from_guide.tolist() == [n * WEIGHTS.guide_tenths // divisor for n in (60, 90)]


def test_the_best_part_of_a_guide_for_every_word_is_given_nothing() -> None:
    ranking = ranked([[80, 10], [70, 60]], guides=(0, 0))
    assert ranking.from_guide.tolist() == [0, (70 + 10) * WEIGHTS.guide_tenths]


def test_a_page_lends_to_its_parts_and_is_given_nothing() -> None:
    ranking = ranked([[80, 0], [0, 70]], guides=(0, 0), pages=[0])
    assert ranking.from_guide.tolist() == [0, 80 * WEIGHTS.guide_tenths]
    assert ranking.answer[ordered(ranking, 2)].tolist() == [1, 0]


def test_guides_support_nothing_where_one_word_is_asked() -> None:
    assert not ranked([[80, 10, 20]], guides=(0, 0, 0)).from_guide.any()


def test_an_exact_title_comes_first_but_only_where_it_matched() -> None:
    titled = (np.array([1, 2], np.int32), np.array([2, 3]))
    ranking = rank(matches([100, 30, 0]), supporters(), titled)
    assert ordered(ranking, 3).tolist() == [1, 0]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 4)), min_size=1, max_size=400),
    st.integers(1, 30),
    st.integers(0, 30),
)
def test_a_page_is_a_slice_of_the_whole_whose_scores_fall(
    documents: list[tuple[int, int, int]], limit: int, offset: int
) -> None:
    by_clause = [[100 * first for first, _, _ in documents], [100 * second for _, second, _ in documents]]
    scores = np.sum(by_clause, axis=0).tolist()
    neighbours = (np.full((len(documents), 1), -1, np.int32), np.zeros((len(documents), 1), np.uint16))
    guides = [guide for _, _, guide in documents]
    ranking = rank(matches(scores), supporters(by_clause, guides, neighbours), NOTHING_TITLED)
    whole = ordered(ranking, len(documents))
    assert sorted(ranking.answer[whole].tolist()) == ranking.answer.tolist()
    assert ordered(ranking, offset + limit)[offset:].tolist() == whole[offset : offset + limit].tolist()
    assert (np.diff(ranking.scores[whole]) <= 0).all()
    assert (ranking.from_guide >= 0).all()


def test_nothing_matches_nothing() -> None:
    ranking = rank(matches([0, 0]), supporters(), NOTHING_TITLED)
    assert ordered(ranking, 5).tolist() == []


@pytest.mark.parametrize("n", [0, 1])
def test_tiny_corpora_are_ranked(n: int) -> None:
    ranking = rank(matches([5] * n), supporters(), NOTHING_TITLED)
    assert len(ordered(ranking, 10)) == n


@pytest.mark.parametrize("pinned", [0, 1, 2, 3])
def test_what_is_pinned_comes_first_however_little_it_matches(pinned: int) -> None:
    ranking = rank(matches([1000, 0, 50, 900], []), supporters(), NOTHING_TITLED, pinned)
    rows = ranking.answer[ordered(ranking, 10)].tolist()
    assert rows == [pinned, *(row for row in (0, 3) if row != pinned)]
    assert ranking.scores.tolist()[ranking.pinned] == ranking.lead + 10 * [1000, 0, 50, 900][pinned]
