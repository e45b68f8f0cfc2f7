import pytest

from corpus.guide import Question
from corpus.plain_text import plain
from tests.corpus.banks import DIFFICULTIES, FORMATS, POOL, all_questions, key, score
from tests.corpus.reading import guide_of


def questions_by_key(name: str) -> dict[str, Question]:
    form = FORMATS[name]
    return {key(question.text): question for question in all_questions(guide_of(form.text().encode(), form.path))}


def first_word(answer: str) -> str:
    return plain(answer).split()[0]


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_a_bank_in_this_format_is_read_whole(name: str) -> None:
    form, found = FORMATS[name], questions_by_key(name)
    compared = score(form.questions(), [question.text for question in found.values()])
    assert (compared.missing, compared.extra) == ((), ())
    for number, asked in enumerate(form.questions(), 1):
        question = found[key(asked)]
        assert question.anchor
        if form.has_answer:
            assert question.answer.startswith(first_word(POOL[asked])), asked
        assert question.difficulty == (DIFFICULTIES[number % 3].lower() if form.has_difficulty else question.difficulty)
        assert form.topic in (None, question.topic)


def test_a_comparison_names_what_differs() -> None:
    found = score(["What is A?", "What is `B`?"], ["what is b", "What is C?"])
    assert (found.recall, found.precision, found.missing, found.extra) == (0.5, 0.5, ("What is A?",), ("What is C?",))
