import pytest

from corpus.questions.labels import difficulty_of_title, is_answer_label, question_text, split_difficulty


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
        ("Q-7. What is X?", "What is X?"),
        ("Q.7 What is X?", "What is X?"),
        ("Q1 - What is X?", "What is X?"),
        ("1.16 What is X?", "What is X?"),
        ("🔹 3. What is X? ☆☆", "What is X?"),
        ("4) What is X? [src]", "What is X?"),
        ("What is the difference between C++ and C#", "What is the difference between C++ and C#"),
        ("What does the query SELECT * do? **", "What does the query SELECT * do?"),
        ("Is it arr[0]?", "Is it arr[0]?"),
    ],
)
def test_numbers_labels_and_decoration_are_no_part_of_the_question(written: str, text: str) -> None:
    assert question_text(written) == text


@pytest.mark.parametrize(
    "text", ["Answer", "Answer:", "Show answer", "Answer: D", "A:", "Ans.", "Sample Answer", "Solution"]
)
def test_an_answer_label_is_recognised(text: str) -> None:
    assert is_answer_label(text)


def test_a_heading_about_answers_is_no_label() -> None:
    assert not is_answer_label("How to answer behavioural questions")


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("What is X? [Hard]", ("What is X?", "hard")),
        ("[Easy] What is X?", ("What is X?", "easy")),
        ("3. (Level: medium) What is X?", ("What is X?", "medium")),
        ("Advanced: 3. What is X?", ("What is X?", "advanced")),
        ("What is X? Hard", ("What is X?", "hard")),
        ("What is X? - Easy 🟢", ("What is X?", "easy")),
        ("What is f(x)?", ("What is f(x)?", "")),
        ("Why is naming hard", ("Why is naming hard", "")),
        ("Easy ways to test?", ("Easy ways to test?", "")),
    ],
)
def test_a_difficulty_before_or_after_a_question_is_taken_off(written: str, parts: tuple[str, str]) -> None:
    assert split_difficulty(written) == parts


def test_a_title_names_the_difficulty_of_what_stands_below() -> None:
    assert difficulty_of_title("Junior level") == "junior"
    assert difficulty_of_title("🟢 Easy") == "easy"
    assert difficulty_of_title("From basic to advanced") == ""
    assert difficulty_of_title("Networking") == ""
