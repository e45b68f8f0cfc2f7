"""Names of guides in a text."""

import sys
from typing import Any

import pytest

from search.related.named_in_text import KnownGuideNames, named_in

ROWS = {"kafka": 0, "go": 1, "react": 2, "ratelimiting": 3, "messagequeues": 4, "c": 5, "c++": 6}
NAMES = KnownGuideNames(ROWS, proper={0, 1, 2, 5, 6}, everyday={1, 5})


def names_in(text: str, names: KnownGuideNames = NAMES) -> dict[int, str]:
    return {row: name.text for row, name in named_in(text, names).items()}


def test_the_longest_name_is_meant_as_it_first_stands_there() -> None:
    assert names_in("Message queues, rate-limiting and C++.") == {
        4: "Message queues",
        3: "rate-limiting",
        6: "C++",
    }


def test_who_writes_names_with_capitals_means_words_without() -> None:
    assert names_in("We use Kafka, go on call and react to alarms.") == {0: "Kafka"}
    assert names_in("Kafka and Go, limited by rate limiting") == {0: "Kafka", 1: "Go", 3: "rate limiting"}


def test_who_writes_no_capitals_means_names_that_are_no_everyday_words() -> None:
    assert names_in("we use kafka and react and go to work") == {0: "kafka", 2: "react"}


def test_stop_words_alone_name_nothing() -> None:
    names = KnownGuideNames({"when": 1, "if": 2, "promiseall": 3}, frozenset(), frozenset())
    assert names_in("When it rains, or if it snows, call promise all.", names) == {3: "promise all"}


def test_no_text_names_nothing() -> None:
    assert names_in("") == {}


def test_a_name_is_certain_with_a_capital_that_no_sentence_begins_with() -> None:
    named = named_in("Kafka is a log. Go on! React, or better: React. See C++, and Go.", NAMES)
    assert {row: (name.is_proper, name.is_certain) for row, name in named.items()} == {
        0: (True, False),
        1: (False, False),
        2: (True, False),
        6: (True, True),
    }
    assert named_in("Kafka keeps logs; we like Kafka.", NAMES)[0].is_certain
    assert named_in("- Kafka\n- React", NAMES)[2].is_certain
    assert not named_in("we use kafka", NAMES)[0].is_certain


def n_calls(text: str) -> int:
    """Return how many calls, of Python and of C, looking for names in ``text`` takes."""
    n = 0

    def count(*_: Any) -> None:
        nonlocal n
        n += 1

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        named_in(text, NAMES)
    finally:
        sys.setprofile(before)
    return n


@pytest.mark.parametrize("repeated", ["a/", "c#/.net/.", "a.", "Kafka ", "Go/", "C++ ", "node js "])
def test_looking_for_names_takes_time_in_proportion_to_the_text(repeated: str) -> None:
    n_repeated = 10_000 // len(repeated)
    assert n_calls(repeated * n_repeated * 4) < 5 * n_calls(repeated * n_repeated)
