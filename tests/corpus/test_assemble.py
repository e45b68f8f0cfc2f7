import pytest

from tests.corpus.reading import file_of, guide_of


def test_a_page_whose_title_asks_is_a_question_and_nothing_else() -> None:
    guide = guide_of("---\ntitle: What does a doctype do?\n---\nIt tells the mode.\n\n```html\n<x>\n```\n")
    assert guide.is_question
    (question,) = guide.questions
    assert (question.text, question.answer, question.code, question.anchor) == (
        "What does a doctype do?", "It tells the mode.", "<x>", "",
    )  # fmt: skip
    assert (guide.sections, guide.faqs, question.line) == ((), (), 2)


def test_a_page_that_is_one_heading_with_its_answer_is_a_question() -> None:
    guide = guide_of("### Create a function `pipe`.\n\n#### Answer\n\nReduce.\n\n#### Good to hear\n\n* x\n")
    assert guide.is_question
    assert guide.title == "Create a function pipe."
    assert guide.questions[0].answer == "Reduce.\nGood to hear\nx"


def test_a_task_is_a_page_question_only_among_questions() -> None:
    text = "---\ntitle: Describe floats.\n---\nText.\n"
    assert guide_of(text, "questions/floats/en-US.mdx").is_question
    assert not guide_of(text, "guides/floats.md").is_question


def test_a_long_page_whose_title_asks_stays_a_guide() -> None:
    sections = "".join(f"## Part {n}\nText\n" for n in range(5))
    guide = guide_of(f"---\ntitle: What is Kafka?\n---\n{sections}")
    assert not guide.is_question
    assert len(guide.sections) == 5


@pytest.mark.parametrize(
    ("text", "path", "title"),
    [
        ("---\ntitle: A\n---\n# B\n", "c.md", "A"),
        ("## B\ntext", "c.md", "B"),
        ("## B\n### C\ntext\n### D\ntext", "c.md", "B"),
        ("_Generated from code._\n\n## cast to-hex\ntext\n### Options\n", "cast/to-hex.md", "cast to-hex"),
        ("_Generated from code._\n\n## cast to-hex\n## Other\n", "cast/to-hex.md", "To hex"),
        ("Released today.\n\n## Fixed", "v1.md", "v1"),
        ("Released today.\n\n## Fixed\n- a\n## Added\n- b", "notes/v1.2.0.md", "v1.2.0"),
        ("```sh\nls\n```\n## Fixed", "k8s-tips.md", "k8s tips"),
        ("| a |\n|---|\n| b |\n\n## Fixed", "changes.md", "Changes"),
        ("> Old.\n\n### Fixed", "changes/index.md", "Changes"),
        ("- one\n\n## Fixed", "changes.md", "Changes"),
        ("## Fixed\n- a\n## Added\n- b", "v1.md", "v1"),
        ("## Fixed\n- a\n# Added\n- b", "v1.md", "Added"),
        ("## Shell scripting\ntext\n## Tests\ntext", "shell/README.md", "Shell scripting"),
        ("![logo](a.png)\n\n# B\ntext", "c.md", "B"),
        ("<!-- difficulty: easy -->\n\n## B\ntext", "c.md", "B"),
        ("<details>\n\n# B\n\n</details>", "c.md", "C"),
        ("text", "rate-limiting.md", "Rate limiting"),
        ("text", "topics/event_queue/index.md", "Event queue"),
        ("text", "C++.md", "C++"),
    ],
)
def test_without_a_title_the_first_heading_or_the_name_gives_one(text: str, path: str, title: str) -> None:
    reading = file_of(text, path)
    assert reading.guide is not None
    assert (reading.guide.title, reading.problems) == (title, ())


def test_a_summary_has_no_marks() -> None:
    page = '---\ndescription: "**Adds** `<ruby>`&nbsp;to [notes](notes.md), as `a-b --c` does"\n---\n# A\n'
    assert guide_of(page).summary == "Adds <ruby>\xa0to notes, as a-b --c does"


def test_sections_have_text_code_tables_path_and_anchor() -> None:
    guide = guide_of("""
        Opening *text*.

        # Guide
        ## Setup
        One
        two.

        - item

        | A | B |
        |---|---|
        | 1 | 2 |

        ```sh
        run
        ```
        ## Setup
        """)
    opening, _, setup, again = guide.sections
    assert (opening.level, opening.text, opening.anchor) == (0, "Opening text.", "")
    assert (setup.text, setup.code) == ("One two.\nitem\nA B\n1 2", "run")
    assert (setup.path, setup.anchor, setup.line) == (("Guide",), "setup", 5)
    assert setup.tables[0].rows == (("1", "2"),)
    assert again.anchor == "setup-1"


def test_projects_come_out_of_their_table() -> None:
    guide = guide_of("""
        ## Example projects
        | Project | Scope | Signal | Level |
        |---|---|---|---|
        | Build a log | Store bytes | Knows disks | Senior |
        """)
    (project,) = guide.projects
    assert (project.title, project.scope, project.signal, project.level, project.line) == (
        "Build a log", "Store bytes", "Knows disks", "Senior", 5,
    )  # fmt: skip
    assert (guide.sections[0].tables, guide.sections[0].text) == ((), "")


@pytest.mark.parametrize(
    "questions",
    [
        "questions:\n  - question: What is *A*?\n    why_asked: W\n    answer: B\n    difficulty: Hard\n",
        "questions:\n  - q: What is *A*?\n    whyAsked: W\n    a: B\n    level: Hard\n",
        "interview_questions:\n  What is *A*?:\n    why: W\n    strong_answer: B\n    difficulty: hard\n",
    ],
)
def test_questions_of_front_matter_have_many_shapes(questions: str) -> None:
    (question,) = guide_of(f"---\ntitle: T\n{questions}---\n## Text\n").questions
    assert (question.text, question.why_asked, question.answer, question.difficulty) == (
        "What is A?", "W", "B", "hard",
    )  # fmt: skip


@pytest.mark.parametrize(
    "faq",
    ["faq:\n  - question: Is it?\n    answer: It is.\n", "faqs:\n  Is it?: It is.\n",
     "faq:\n  - {q: Is it?, a: It is.}\n"],
)  # fmt: skip
def test_an_faq_of_front_matter_has_many_shapes(faq: str) -> None:
    (entry,) = guide_of(f"---\ntitle: T\n{faq}---\n## Text\n").faqs
    assert (entry.text, entry.answer, entry.anchor, entry.line) == ("Is it?", "It is.", "faq-is-it", 4)


def test_a_list_of_texts_is_a_list_of_questions() -> None:
    guide = guide_of("---\ntitle: T\nquestions:\n  - What is A?\n  - Explain B.\n---\n## Text\n")
    assert [(q.text, q.line) for q in guide.questions] == [("What is A?", 4), ("Explain B.", 5)]


def test_words_of_any_length_and_script_are_read() -> None:
    long = "x" * 5000
    assert long in guide_of(f"{long} 你好 {long}").sections[0].text
