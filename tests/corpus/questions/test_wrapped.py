"""Questions that are wrapped over lines, options of quizzes, and what only looks like a question."""

import pytest

from tests.corpus.reading import guide_of

WRAPPED = "What is the difference between a process and a thread?"


def pairs(text: str) -> list[tuple[str, str]]:
    guide = guide_of(text)
    return [(question.text, question.answer) for question in (*guide.questions, *guide.faqs)]


@pytest.mark.parametrize(
    "text",
    [
        "# Questions\n- What is the difference between a process\n  and a thread?\n- Why?\n",
        "# Questions\n* What is the\n  difference between a process\n  and a thread?\n  A thread.\n* Why?\n",
        "# Questions\n1. What is the difference between a\n   process and a thread?\n2. Why?\n",
        "# Questions\n1. **What is the difference between a process\n   and a thread?**\n   A thread.\n2. Why?\n",
        "# Notes\n**What is the difference between a process\nand a thread?**\nA thread.\n\n**Why?**\n\nSo.\n",
        "# Notes\nQ: What is the difference between a process\nand a thread?\nA: A thread.\n\nQ: Why?\nA: So.\n",
        "# Notes\nQ1. What is the difference between\na process and a thread?\n\nA thread.\n\nQ2. Why?\n\nSo.\n",
        "# FAQ\n- **What is the difference between a process\n  and a thread?**\n  A thread.\n- **Why?**\n  So.\n",
        "# FAQ\n**Q: What is the difference between a process\nand a thread?**\n\nA thread.\n",
        "# FAQ\n<details><summary>What is the difference between a\nprocess and a thread?</summary>\nA thread.",
        "# Questions\n> What is the difference between a process\n> and a thread?\n\nA thread.\n\n> Why?\n\n> How?\n",
    ],
)  # fmt: skip
def test_a_line_end_inside_a_question_is_a_space(text: str) -> None:
    question, answer = pairs(text)[0]
    assert question == WRAPPED
    assert answer in ("", "A thread.")


def test_a_wrapped_task_is_whole() -> None:
    text = (
        "# Interview questions\n- Explain how a request travels\n  through a load balancer.\n- Describe TTL\n- Why?\n"
    )
    assert pairs(text)[0] == ("Explain how a request travels through a load balancer.", "")


@pytest.mark.parametrize("line_end", ["  \n  ", "\\\n  ", "<br>\n  "])
def test_a_hard_break_ends_a_task(line_end: str) -> None:
    text = f"# Interview questions\n- Explain closures{line_end}They remember variables.\n- Describe TTL\n- Why?\n"
    assert pairs(text)[0] == ("Explain closures", "They remember variables.")


@pytest.mark.parametrize("label", ["A:", "Answer:", "Ans.", "Strong answer:", "Ответ:", "回答："])
def test_a_label_on_the_next_line_ends_a_task(label: str) -> None:
    text = f"# Interview questions\n- Explain closures\n  {label} They remember.\n- Describe TTL\n- Why?\n"
    assert pairs(text)[0] == ("Explain closures", "They remember.")


def test_a_question_on_the_line_below_a_question_belongs_to_it() -> None:
    text = "# Interview questions\n- Why would you use a queue?\n  What does it cost?\n- Describe TTL\n- How?\n"
    assert pairs(text)[0] == ("Why would you use a queue? What does it cost?", "")


@pytest.mark.parametrize(
    "options",
    ["A. int a;\nB. int c;", "A) int a;\nB) int c;", "(A) int a;\n(B) int c;", "a) int a;\nb) int c;",
     "A. int a; B. int c;", "[A] int a;\n[B] int c;", "A: int a;\nB: int c;"],
)  # fmt: skip
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_the_options_of_a_quiz_keep_their_letters(options: str, gap: str) -> None:
    text = f"# Quiz\n## What is declared?\n\n{options}\n\n## What is next?{gap}{options}\n"
    assert [answer for _, answer in pairs(text)] == [" ".join(options.split("\n"))] * 2


def test_options_that_are_code_keep_their_letters() -> None:
    text = "# Quiz\n## Which?\n\nA:\n\n```c\nint a;\n```\n\nB:\n\n```c\nint c;\n```\n\n## Why?\nSo.\n"
    assert pairs(text)[0][1] == "A:\nB:"


def test_an_answer_that_begins_with_a_is_no_option() -> None:
    assert pairs("# Quiz\n**Q: Why?**\n\nA: Because of B.\n\n**Q: How?**\n\nA. So.\n") == [
        ("Why?", "Because of B."),
        ("How?", "So."),
    ]


@pytest.mark.parametrize(
    "label",
    ["Answer: A", "Răspuns: A", "答案：B", "答案", "답", "Ответ", "Відповідь: C", "الاجابة الصحيحة: أ", "Đáp án: B",
     "Respuesta correcta", "คำตอบ", "Odpowiedź", "Cevap: C", "Resposta: B", "Solution", "Answers: A, C"],
)  # fmt: skip
def test_the_heading_of_an_answer_is_no_topic(label: str) -> None:
    text = (
        f"# Quiz\n###### 1. What is `this`?\n- One\n- Two\n\n#### {label}\nIt is bound.\n\n###### 2. And `that`?\nNo.\n"
    )
    guide = guide_of(text)
    assert [(question.text, question.topic) for question in guide.questions] == [
        ("What is this?", "Quiz"),
        ("And that?", "Quiz"),
    ]
    assert "It is bound." in guide.questions[0].answer
    assert [section.title for section in guide.sections] == ["Quiz"]


def test_the_letter_of_the_right_option_stays_with_the_options() -> None:
    text = "# Quiz\n## What is declared?\n- A: int a\n- B: int b\n\n**Answer: B**\n\n## Why?\nSo.\n"
    assert pairs(text)[0][1] == "A: int a\nB: int b\nAnswer: B"


@pytest.mark.parametrize("title", ["Solution overview", "Answering calls", "Answer key of 2024", "Vitamin: A"])
def test_a_heading_with_more_than_a_label_is_a_section(title: str) -> None:
    guide = guide_of(f"# Notes\n\nText.\n\n## {title}\n\nText.\n")
    assert title in [section.title for section in guide.sections]


@pytest.mark.parametrize(
    "details",
    [
        "<details>\n<summary>More</summary>\n\n## Inside\n\nText.\n\n</details>",
        "<details><summary>More</summary><h2>Inside</h2><p>Text.</p></details>",
        "<details>\n<summary>More</summary>\n\n# Inside\n\n<details>\n\n## Deeper\n\nText.\n\n</details>\n\n</details>",
    ],
)
def test_a_heading_inside_details_is_above_nothing_outside(details: str) -> None:
    guide = guide_of(f"# Page\n\n## Setup\n\nBefore.\n\n{details}\n\nAfter.\n\n### Below\n\nText.\n")
    sections = {section.title: section for section in guide.sections}
    assert sections["Setup"].text == "Before.\nMore\nAfter."
    assert sections["Below"].path == ("Page", "Setup")
    assert "Text." in sections["Inside"].text + sections.get("Deeper", sections["Inside"]).text


def test_a_question_below_details_has_the_topic_outside() -> None:
    text = "# Quiz\n\n## Core\n\n<details>\n\n### Notes\n\nText.\n\n</details>\n\n**Q: What is a pod?**\n\nA group.\n"
    assert guide_of(text).questions[0].topic == "Core"


def test_details_that_never_end_are_above_what_follows() -> None:
    guide = guide_of("# Page\n\n<details>\n\n## One\n\nText.\n\n<details>\n\n## Two\n\n## Three\n\nText.\n")
    assert [section.path for section in guide.sections] == [(), ("Page",), ("Page",), ("Page",)]


@pytest.mark.parametrize(
    "lead",
    ["obsidian://open?", "https://example.org/?", "int?", "foo.bar?", "/search?", "obsidian://new?"],
)
def test_an_address_or_a_name_with_a_mark_asks_nothing(lead: str) -> None:
    text = (
        f"# FAQ\n\n**{lead}** opens a note.\n\n**{lead}id=1** opens another.\n\n- **{lead}** opens\n- **{lead}** too\n"
    )
    assert pairs(text) == []


@pytest.mark.parametrize(
    "question",
    ["Why?", "Closures?", "SQL?", "为什么？", "What is TCP/IP?", "Have you seen https://example.org?", "What is int?",
     "When do you store files in the folder /assets?", "¿Qué?"],
)  # fmt: skip
def test_a_question_may_end_with_an_address_or_be_one_word(question: str) -> None:
    assert pairs(f"# FAQ\n\n**{question}**\n\nText.\n") == [(question, "Text.")]


@pytest.mark.parametrize(
    ("summary", "question"),
    [
        ("What is **it**?", "What is it?"),
        ("What does `git rebase` *do*?", "What does git rebase do?"),
        ("Is [Redux](https://redux.js.org) needed?", "Is Redux needed?"),
        ("What is `__init__` in `a_b`?", "What is __init__ in a_b?"),
        ("What is `&lt;div&gt;`?", "What is <div>?"),
        ("What is 2 * 3?", "What is 2 * 3?"),
    ],
)
def test_a_summary_has_no_marks(summary: str, question: str) -> None:
    text = f"# FAQ\n<details>\n<summary>{summary}</summary>\n\nText.\n\n</details>\n"
    assert pairs(text) == [(question, "Text.")]
    assert pairs(f"# FAQ\n<details><summary>\n{summary}\n</summary>Text.</details>\n") == [(question, "Text.")]


def test_details_that_hold_only_links_are_no_answer() -> None:
    text = "# Questions\n<details><summary>All 20 translations</summary>\n\n- [Deutsch](de.md)\n- [日本語](ja.md)\n"
    text += "\n</details>\n\n## 1. What is a pod?\nA group.\n## 2. Why?\nSo.\n"
    assert pairs(text) == [("What is a pod?", "A group."), ("Why?", "So.")]


@pytest.mark.parametrize("number", ["31.", "31. ", "31、", "(31) "])
def test_a_number_before_a_script_without_spaces_is_no_part_of_the_question(number: str) -> None:
    text = f"# 質問\n## {number}これは何ですか？\nログ。\n## {number}なぜ？\nはい。\n"
    assert pairs(text)[0] == ("これは何ですか？", "ログ。")
