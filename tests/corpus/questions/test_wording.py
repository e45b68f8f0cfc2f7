import pytest

from corpus.questions.wording import (
    asks,
    is_faq_title,
    is_question_or_task,
    is_questions_title,
    path_announces_questions,
    question_key,
    question_part,
    without_tail,
)


@pytest.mark.parametrize(
    "text",
    ["What is a Pod?", "What is it? Why does it matter", "为什么？", "ما هو؟", "Is it “safe”?)", "Why? ⭐"],
)
def test_a_question_mark_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["What is new", "Use a ? b : c in code", "Explain it.", "", "The ?. operator"])
def test_without_one_a_text_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text", ["Explain event delegation.", "12. How React works", "Q: Describe floats", "Whats JSX"]
)
def test_a_task_or_a_bare_question_seems_to_ask(text: str) -> None:
    assert is_question_or_task(text)


@pytest.mark.parametrize("text", ["Overview", "Core concepts", "Architecture of Kafka"])
def test_a_plain_heading_does_not_seem_to_ask(text: str) -> None:
    assert not is_question_or_task(text)


def test_titles_and_paths_announce_questions() -> None:
    assert is_questions_title("Network Questions")
    assert is_questions_title("Preguntas generales")
    assert not is_questions_title("Have you any questions?")
    assert is_faq_title("Frequently Asked Questions")
    assert path_announces_questions("quiz/questions/what-is-css/en-US.mdx")
    assert path_announces_questions("src/css-questions.md")
    assert not path_announces_questions("guides/kafka.md")


@pytest.mark.parametrize(
    ("text", "first_line", "lead", "parts"),
    [
        ("Why? Because.", "Why? Because.", "Why?", ("Why?", "Because.")),
        ("Why? Because.", "Why?", "", ("Why?", "Because.")),
        ("Why? And how?", "Why? And how?", "", ("Why? And how?", "")),
        ("Why? " + "It is so. " * 20, "", "", ("Why?", ("It is so. " * 20).strip())),
    ],
)
def test_a_paragraph_parts_into_question_and_answer(
    text: str, first_line: str, lead: str, parts: tuple[str, str]
) -> None:
    assert question_part(text, first_line or text, lead) == parts


def test_two_wordings_of_one_question_are_the_same() -> None:
    assert question_key("1. What is **C++**?") == question_key("what is  c++")
    assert question_key("What is C?") != question_key("What is C++?")


@pytest.mark.parametrize(
    ("text", "tail", "question"),
    [
        ("Explain closures Learn from here", "Learn from here", "Explain closures"),
        ("What is a Pod? [docs]", "docs]", "What is a Pod?"),
        ("Explain event delegation", "event delegation", "Explain event delegation"),
    ],
)
def test_a_link_to_the_answer_is_no_part_of_the_question(text: str, tail: str, question: str) -> None:
    assert without_tail(text, tail) == question
