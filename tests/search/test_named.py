"""Names of guides in a text."""

from search.named import Names, named_in

ROWS = {"kafka": 0, "go": 1, "react": 2, "ratelimiting": 3, "messagequeues": 4, "c": 5, "c++": 6}
NAMES = Names(ROWS, proper={0, 1, 2, 5, 6}, everyday={1, 5})


def test_the_longest_name_is_meant_as_it_first_stands_there() -> None:
    assert named_in("Message queues, rate-limiting and C++.", NAMES) == {
        4: "Message queues",
        3: "rate-limiting",
        6: "C++",
    }


def test_who_writes_names_with_capitals_means_words_without() -> None:
    assert named_in("We use Kafka, go on call and react to alarms.", NAMES) == {0: "Kafka"}
    assert named_in("Kafka and Go, limited by rate limiting", NAMES) == {0: "Kafka", 1: "Go", 3: "rate limiting"}


def test_who_writes_no_capitals_means_names_that_are_no_everyday_words() -> None:
    assert named_in("we use kafka and react and go to work", NAMES) == {0: "kafka", 2: "react"}


def test_stop_words_alone_name_nothing() -> None:
    names = Names({"when": 1, "if": 2, "promiseall": 3}, frozenset(), frozenset())
    assert named_in("When it rains, or if it snows, call promise all.", names) == {3: "promise all"}


def test_no_text_names_nothing() -> None:
    assert named_in("", NAMES) == {}
