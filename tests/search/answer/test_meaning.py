"""What meaning adds to an order: values in, values out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.answer.meaning import ALL_WORDS, MIN_COSINE, from_meaning
from search.answer.ranking import UNIT, FromMeaning, Ranking, ordered

VECTOR = np.ones(4, np.int8)


def ranking(
    scores: list[int], has_all: list[bool] | None = None, titled: list[int] | None = None, pinned: int = -1
) -> Ranking:
    n_answer = len(scores)
    nothing = np.zeros(n_answer, np.int64)
    lead = max(scores) + 1 if pinned >= 0 else 0
    values = np.array(scores, np.int64)
    values[pinned] += lead
    return Ranking(
        np.arange(0, 2 * n_answer, 2, dtype=np.int32),
        values,
        nothing,
        nothing.copy(),
        np.array(titled or nothing, np.int64),
        np.array(has_all or [False] * n_answer),
        pinned,
        lead,
    )


def meant(of: Ranking, cosines: list[float], weight: float = 2.0, are_words_known: bool = True) -> Ranking:
    return of.with_meaning(from_meaning(of, of.answer, VECTOR, np.array(cosines), weight, are_words_known))


def test_a_cosine_of_one_adds_the_weight_times_the_best_score():
    assert meant(ranking([100, 50]), [0.0, 1.0]).scores.tolist() == [100, 250]


def test_what_is_opposite_in_meaning_loses_nothing():
    assert meant(ranking([100, 50]), [-0.5, 0.25]).scores.tolist() == [100, 100]


def test_a_document_with_every_word_is_taken_for_closer():
    found = meant(ranking([100, 90], has_all=[True, False]), [0.1, 0.5])

    assert found.scores.tolist() == [100 + 200 * (0.1 + ALL_WORDS * 0.4), 190]


def test_no_document_has_every_word_of_a_query_with_an_unknown_one():
    found = meant(ranking([100, 90], has_all=[True, False]), [0.1, 0.5], are_words_known=False)

    assert found.scores.tolist() == [120, 190]


def test_without_a_match_of_words_cosines_alone_order():
    found = meant(ranking([0, 0, 0]), [0.3, 0.6, 0.4])

    assert found.scores.tolist() == [int(2 * UNIT * 0.3), int(2 * UNIT * 0.6), int(2 * UNIT * 0.4)]
    assert ordered(found, 3).tolist() == [1, 2, 0]


def test_a_name_counts_as_before_and_does_not_raise_what_meaning_adds():
    found = meant(ranking([6500, 90], titled=[6400, 0]), [0.1, 0.9])

    assert found.scores.tolist() == [6520, 270]


def test_what_is_pinned_stays_first():
    found = meant(ranking([100, 10, 50], pinned=1), [0.9, 0.0, 1.0])

    assert ordered(found, 3).tolist() == [1, 0, 2]
    assert found.scores[1] == 10 + found.lead
    assert found.only(np.arange(6) != 2).scores.tolist() == [280, 250]


def test_close_are_those_over_the_least_cosine_that_lack_a_word():
    found = meant(ranking([100, 90, 80], has_all=[True, False, False]), [0.9, MIN_COSINE, MIN_COSINE - 0.01])

    assert found.from_meaning is not None
    assert found.from_meaning.is_close.tolist() == [False, True, False]


def test_rows_that_meaning_found_join_in_order_at_a_score_of_zero():
    found = ranking([100, 50], has_all=[True, False], pinned=1).with_rows(np.array([1, 2, 7], np.int32))

    assert found.answer.tolist() == [0, 1, 2, 7]
    assert found.scores.tolist() == [100, 0, 151, 0]
    assert found.has_all_terms.tolist() == [True, False, False, False]
    assert (found.pinned, found.lead) == (2, 101)


@pytest.mark.parametrize("pinned", [-1, 0])
@given(
    scored=st.lists(st.tuples(st.integers(0, 1000), st.booleans(), st.floats(-1, 1)), min_size=1, max_size=8),
    weight=st.floats(0, 8),
)
def test_what_words_and_meaning_gave_sums_to_the_score(
    pinned: int, scored: list[tuple[int, bool, float]], weight: float
):
    before = ranking([score for score, _, _ in scored], [has_all for _, has_all, _ in scored], pinned=pinned)
    found = meant(before, [cosine for _, _, cosine in scored], weight)

    assert isinstance(found.from_meaning, FromMeaning)
    assert (found.by_words == before.by_words).all()
    lead = np.zeros(len(scored), np.int64)
    if pinned >= 0:
        lead[pinned] = found.lead
        assert ordered(found, 1).tolist() == [pinned]
    assert (found.scores == found.by_words + found.titled + found.from_meaning.added + lead).all()
    assert (found.from_meaning.added >= 0).all()
