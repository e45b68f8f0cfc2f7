import pytest

from corpus.asking import (
    asks,
    is_answer_label,
    is_faq_title,
    is_questions_title,
    path_says_questions,
    question_part,
    question_text,
    same_question,
    seems_to_ask,
    split_difficulty,
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
    assert seems_to_ask(text)


@pytest.mark.parametrize("text", ["Overview", "Core concepts", "Architecture of Kafka"])
def test_a_plain_heading_does_not_seem_to_ask(text: str) -> None:
    assert not seems_to_ask(text)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1. What is X?", "What is X?"),
        ("12) What is X?", "What is X?"),
        ("1 . What is X?", "What is X?"),
        ("Q1: What is X?", "What is X?"),
        ("Q. What is X?", "What is X?"),
        ("Question 3. What is X?", "What is X?"),
        ("Question: What is X?", "What is X?"),
        ("#4 - What is X? 👶", "What is X?"),
        ("3-tier architecture: what is it?", "3-tier architecture: what is it?"),
        ("3D graphics?", "3D graphics?"),
        ("Q-learning: what is it?", "Q-learning: what is it?"),
        ("2.5 or 3?", "2.5 or 3?"),
    ],
)
def test_numbers_labels_and_decoration_are_no_part_of_the_question(written: str, text: str) -> None:
    assert question_text(written) == text


@pytest.mark.parametrize("text", ["Answer", "Answer:", "Show answer", "Answer: D", "Sample Answer", "Solution"])
def test_an_answer_label_is_recognised(text: str) -> None:
    assert is_answer_label(text)


def test_a_heading_about_answers_is_no_label() -> None:
    assert not is_answer_label("How to answer behavioural questions")


def test_titles_and_paths_announce_questions() -> None:
    assert is_questions_title("Network Questions")
    assert is_questions_title("Preguntas generales")
    assert not is_questions_title("Have you any questions?")
    assert is_faq_title("Frequently Asked Questions")
    assert path_says_questions("quiz/questions/what-is-css/en-US.mdx")
    assert path_says_questions("src/css-questions.md")
    assert not path_says_questions("guides/kafka.md")


def test_a_difficulty_in_brackets_is_taken_off() -> None:
    assert split_difficulty("What is X? [Hard]") == ("What is X?", "hard")
    assert split_difficulty("What is f(x)?") == ("What is f(x)?", "")


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
    assert same_question("1. What is **C++**?") == same_question("what is  c++")
    assert same_question("What is C?") != same_question("What is C++?")
