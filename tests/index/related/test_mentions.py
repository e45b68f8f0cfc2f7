"""How much guides mention one another."""

import math

import numpy as np

from corpus.document import Document
from index.matrix.counts import count
from index.related.mentions import core_titles, find_mentions

TEXTS = {
    "Kafka": "A log. Kafka Streams reads Kafka; so does Node.js.",
    "Kafka Streams": "Built on Kafka and on Kafka.",
    "Node": "Nothing of Node.js or of others.",
    "Node.js": "C++ is fast, C is small.",
    "C": "See Kafka.",
    "C++": "Not the letter.",
}


def weights_of(texts: dict[str, str], own_tokens: np.ndarray | None = None) -> dict[tuple[str, str], float]:
    documents = [Document(id=t, kind="guide", guide=t, title=t, text=text) for t, text in texts.items()]
    matrix = find_mentions(documents, count(documents), documents, own_tokens).weights().tocoo()
    titles = list(texts)
    return {(titles[a], titles[b]): float(v) for a, b, v in zip(matrix.row, matrix.col, matrix.data, strict=True)}


def test_the_longest_title_at_a_place_is_the_one_mentioned() -> None:
    weights = weights_of(TEXTS)
    assert set(weights) == {
        ("Kafka", "Kafka Streams"),
        ("Kafka", "Node.js"),
        ("Kafka Streams", "Kafka"),
        ("Node", "Node.js"),
        ("Node.js", "C++"),
        ("Node.js", "C"),
        ("C", "Kafka"),
    }


def test_a_weight_grows_with_mentions_and_shrinks_with_the_guides_that_mention() -> None:
    weights = weights_of(TEXTS)
    rarity = math.log(7 / 3) / math.log(6)
    assert math.isclose(weights["Kafka Streams", "Kafka"], 2 / 3 * rarity)
    assert math.isclose(weights["C", "Kafka"], 1 / 2 * rarity)


def test_tokens_that_are_not_own_mention_nothing() -> None:
    documents = [Document(id=t, kind="guide", guide=t, title=t, text=text) for t, text in TEXTS.items()]
    assert not weights_of(TEXTS, np.zeros(len(count(documents).stream.numbers), np.bool_))


def test_a_title_is_about_its_words_before_a_dash_without_those_of_many_titles() -> None:
    titles = [f"Guide {i}" for i in range(30)] + ["Guide to Kafka: the log", "The"]
    assert core_titles(titles)[-2:] == [("to", "kafka"), ()]
    assert core_titles(["Rate limiting - what and why"]) == [("rate", "limiting")]


def test_without_guides_there_are_no_mentions() -> None:
    assert weights_of({}) == {}


def test_guides_with_the_same_name_are_everyday_words_together() -> None:
    texts = {"react/state": "State is kept.", "rust/state": "State.", "hooks": "A state, the state, no state: state."}
    documents = [
        Document(id=i, kind="guide", guide=i, title=i.split("/")[-1].title(), text=t) for i, t in texts.items()
    ]
    mentions = find_mentions(documents, count(documents), documents)
    assert mentions.is_everyday.tolist()[:2] == [True, True]
