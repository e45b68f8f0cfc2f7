import pytest

from corpus.guide import Question
from corpus.plain_text import plain
from tests.corpus.banks import FORMATS, LEVELS, POOL, asked_in, key, score
from tests.corpus.reading import guide_of


def found_in(name: str) -> dict[str, Question]:
    form = FORMATS[name]
    return {key(question.text): question for question in asked_in(guide_of(form.text().encode(), form.path))}


def first_word(answer: str) -> str:
    return plain(answer).split()[0]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_bank_in_this_format_is_read_whole(name: str) -> None:
    form, found = FORMATS[name], found_in(name)
    compared = score(form.questions(), [question.text for question in found.values()])
    assert (compared.missing, compared.extra) == ((), ())
    for number, asked in enumerate(form.questions(), 1):
        question = found[key(asked)]
        assert question.anchor
        if form.says_answer:
            assert question.answer.startswith(first_word(POOL[asked])), asked
        assert question.difficulty == (LEVELS[number % 3].lower() if form.says_level else question.difficulty)
        assert form.topic in (None, question.topic)


def test_a_comparison_names_what_differs() -> None:
    found = score(["What is A?", "What is `B`?"], ["what is b", "What is C?"])
    assert (found.recall, found.precision, found.missing, found.extra) == (0.5, 0.5, ("What is A?",), ("What is C?",))
