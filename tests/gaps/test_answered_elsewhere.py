"""Open questions, and those that answer them in other words."""

from random import Random

import pytest

from search.gaps.text.answered_elsewhere import (
    MIN_ANSWERED,
    AnsweredPair,
    Margins,
    answered_elsewhere,
    candidates,
    is_answered,
)
from search.gaps.text.similarity import shares_enough_words
from tests.gaps.clean import question, sentence
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import findings_of, page, questions

TRAFFIC = "Is there any way to see where the traffic of a hosted project comes from?"
ANSWER = "Open the graphs of the project: they count visitors, and name the sites that sent them."
OPEN = "I would like statistics on the visitors of my hosted project and its traffic."


def crowd(n: int = MIN_ANSWERED) -> list[tuple[str, str]]:
    """Return questions with their answers, about nothing in particular."""
    rng = Random(3)
    return [(question(rng), sentence(rng)) for _ in range(n)]


def pairs(asked: list[tuple[str, str]]) -> list[tuple[int, int]]:
    texts, answers = zip(*asked, strict=True)
    return [(pair.open, pair.answered) for pair in answered_elsewhere(texts, answers)]


def test_an_open_question_finds_the_one_that_answers_it() -> None:
    asked = [(OPEN, ""), *crowd(), (TRAFFIC, ANSWER)]
    assert pairs(asked) == [(0, MIN_ANSWERED + 1)]


def test_nothing_stands_out_among_few() -> None:
    assert not pairs([(OPEN, ""), *crowd(MIN_ANSWERED - 2), (TRAFFIC, ANSWER)])


def test_a_rival_as_near_leaves_it_open_which_is_meant() -> None:
    near = ("What does a hosted project do with the traffic of its visitors?", ANSWER)
    alone = list(candidates(*zip(*[(OPEN, ""), *crowd(), (TRAFFIC, ANSWER)], strict=True)))
    beside = list(candidates(*zip(*[(OPEN, ""), *crowd(), (TRAFFIC, ANSWER), near], strict=True)))
    assert max(pair.probability for pair in beside) < max(pair.probability for pair in alone)


def test_one_word_in_common_is_a_subject_and_no_question() -> None:
    assert not pairs([("What role do you see yourself in?", ""), *crowd(), ("What are landmark roles?", ANSWER)])


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        ("How does the method Array.map() loop?", "What does the map method of an array do?", True),
        ("What is a higher-order function?", "What are higher-order components?", False),
        ("What are the rules?", "What are the rules?", False),
    ],
)
def test_parts_of_a_compound_are_shared_but_a_compound_is_one_word(one: str, other: str, enough: bool) -> None:
    assert shares_enough_words(one, other) is enough


def test_a_pair_that_stands_out_further_is_likelier() -> None:
    probabilities = [AnsweredPair(0, 1, Margins(m, m, m)).probability for m in (-0.5, 0.0, 0.1, 0.5)]
    assert probabilities == sorted(probabilities)
    assert 0 < probabilities[0] < probabilities[-1] < 1


def test_a_few_words_are_no_answer() -> None:
    assert not is_answered("See above.")
    assert is_answered(ANSWER)


def test_an_open_question_is_told_where_its_answer_is(guides_of: GuidesOf) -> None:
    rows = [(asked, answer, "Easy") for asked, answer in (*crowd(), (TRAFFIC, ANSWER))]
    files = {
        "hosting.md": page("Hosting", body=questions(*rows)),
        "notes.md": page("Notes", body=questions((OPEN, "", "Easy"))),
    }
    (finding,) = findings_of(guides_of, "duplicate-question", files)
    assert finding.fix == f"link the answer: hosting.md:{9 + MIN_ANSWERED}"
    assert finding.confidence < 1
