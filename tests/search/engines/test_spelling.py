"""The look-up by spelling against the plain edit distance to every word."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.engines.spelling import Spelling, typo_distance

words = st.text(alphabet="abcde日é", min_size=1, max_size=9)


@given(st.lists(words, max_size=60), words, st.integers(1, 2))
def test_all_words_within_the_distance_are_found_and_no_others(vocabulary: list[str], word: str, distance: int) -> None:
    near = Spelling(vocabulary).near(word, distance)
    expected = [(other, OSA.distance(word, other)) for other in vocabulary if OSA.distance(word, other) <= distance]
    assert sorted(near) == sorted(expected)


def test_nothing_is_near_at_distance_zero_or_in_an_empty_vocabulary() -> None:
    assert Spelling([]).near("word", 2) == []
    assert Spelling(["word"]).near("word", 0) == []


def test_one_edit_from_four_letters_and_two_from_eight() -> None:
    assert [typo_distance(word) for word in ("abc", "abcd", "abcdefg", "abcdefgh")] == [0, 1, 1, 2]
