import pytest

from corpus.guide import Guide
from tests.corpus.reading import guide_of


def asked(text: str, path: str = "guide.md") -> list[str]:
    return [question.text for question in guide_of(text, path).questions]


def faqs(text: str) -> list[tuple[str, str]]:
    return [(question.text, question.answer) for question in guide_of(text).faqs]


def titles(guide: Guide) -> list[str]:
    return [section.title for section in guide.sections]


def test_a_table_gives_question_reason_answer_and_difficulty() -> None:
    guide = guide_of("""
        ## Interview questions
        | Question | Why asked | Strong answer | Difficulty |
        |---|---|---|---|
        | What is **an offset**? | Basics | A position. | Easy |
        """)
    (question,) = guide.questions
    assert (question.text, question.why_asked, question.answer, question.difficulty) == (
        "What is an offset?", "Basics", "A position.", "easy",
    )  # fmt: skip
    assert (question.anchor, question.topic, question.line) == (
        "q-what-is-an-offset", "Interview questions", 5,
    )  # fmt: skip
    assert guide.sections[0].tables == ()
    assert "offset" not in guide.sections[0].text


def test_rows_that_link_within_the_page_are_a_table_of_contents() -> None:
    guide = guide_of("""
        | No. | Questions |
        |---|---|
        | | **Core** |
        | 1 | [What is JSX?](#what-is-jsx) |
        | 2 | [What are hooks?](#what-are-hooks) |
        """)
    assert guide.questions == ()
    assert guide.sections == ()


def test_a_heading_that_asks_is_a_section_outside_question_pages() -> None:
    guide = guide_of("# Kafka\n## What is Kafka?\nA log.\n## Setup\nText\n## Usage\nText\n")
    assert guide.questions == ()
    assert titles(guide) == ["Kafka", "What is Kafka?", "Setup", "Usage"]


def test_where_most_headings_of_a_level_ask_they_are_questions_with_what_stands_below() -> None:
    guide = guide_of("""
        ## What is A?
        One.

        ### Detail
        Two.
        ## 2. How does A work?
        ```py
        code
        ```
        ## Why A?
        Three.
        ## About
        Text
        """)
    first, second, _ = guide.questions
    assert first.answer == "One.\nDetail\nTwo."
    assert (second.text, second.code) == ("How does A work?", "code")
    assert titles(guide) == ["About"]


def test_below_a_heading_that_announces_questions_tasks_are_questions_too() -> None:
    text = "# Redis\nText\n## Interview questions\n### Explain eviction\nA.\n### Describe TTL\nB.\n"
    assert asked(text) == ["Explain eviction", "Describe TTL"]


def test_a_heading_followed_by_an_answer_heading_is_a_question() -> None:
    guide = guide_of("# Bank\n### Batches\n#### Answer\nDivide.\n### Notes\nText\n")
    assert [(q.text, q.answer) for q in guide.questions] == [("Batches", "Divide.")]
    assert titles(guide) == ["Bank", "Notes"]


def test_headings_that_number_a_list_are_questions_and_those_in_their_answers_are_not() -> None:
    text = """
        # React Interview Questions
        1. ### What is JSX?

            A syntax.

            ### State
            Inner text.

        2. ### How do hooks work

            They do.
        """
    guide = guide_of(text)
    assert [(q.text, q.answer) for q in guide.questions] == [
        ("What is JSX?", "A syntax.\nState\nInner text."), ("How do hooks work", "They do."),
    ]  # fmt: skip


def test_a_list_under_a_title_that_announces_questions_is_questions() -> None:
    text = "---\ntitle: CSS Questions\n---\n* What is a float?\n* Describe z-index.\n* Explain BFC.\n"
    assert asked(text) == ["What is a float?", "Describe z-index.", "Explain BFC."]


def test_a_list_below_an_item_is_its_answer_or_asks_further() -> None:
    text = """
        # JS Questions
        * What is a closure?
          * A function with its scope.
        * Explain hoisting.
          * Does it hoist `let`?
        """
    guide = guide_of(text)
    assert [(q.text, q.answer) for q in guide.questions] == [
        ("What is a closure?", "A function with its scope."),
        ("Explain hoisting.", ""),
        ("Does it hoist let?", ""),
    ]


def test_a_checklist_that_asks_is_no_list_of_questions() -> None:
    text = "# Reviews\n## Checklist\n- Is it correct?\n- Is it clear?\n- Is it short?\n- Is it dated?\n"
    assert asked(text) == []
    assert "Is it clear?" in guide_of(text).sections[1].text


def test_links_to_other_pages_are_an_index_and_no_questions() -> None:
    assert asked("# Interview Questions\n- [What is A?](a.md)\n- [What is B?](b.md)\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "# DevOps\n<details>\n<summary>What is CI?</summary><br><b>\n\nMerging often.\n</b></details>\n",
        "# DevOps\n<details><summary><b>What is CI?</b></summary>\n\nMerging often.\n\n</details>\n",
        "# DevOps\n<details>\n<summary>What is CI?</summary>\nMerging often.\n</details>\n",
    ],
)
def test_details_whose_summary_asks_are_questions(text: str) -> None:
    assert [(q.text, q.answer) for q in guide_of(text).questions] == [("What is CI?", "Merging often.")]


def test_details_that_only_hide_the_answer_belong_to_the_question_above() -> None:
    guide = guide_of("""
        # JS Quiz
        ###### 1. What's the output of one?
        <details><summary><b>Answer</b></summary>
        <p>

        #### Answer: D

        It is undefined.

        </p>
        </details>

        ###### 2. What's the output of two?
        <details><summary><b>Answer</b></summary>

        It is null.

        </details>
        """)
    assert [(q.text, q.answer) for q in guide.questions] == [
        ("What's the output of one?", "It is undefined."),
        ("What's the output of two?", "It is null."),
    ]


def test_bold_questions_followed_by_text_are_questions() -> None:
    guide = guide_of("""
        # Regression
        **What is regression? Which models do you know? 👶**

        Predicting a number.

        **What is MSE?** The mean squared error.

        **Note:** this stays.
        """)
    assert [(q.text, q.answer) for q in guide.questions] == [
        ("What is regression? Which models do you know?", "Predicting a number."),
        ("What is MSE?", "The mean squared error.\nNote: this stays."),
    ]


def test_a_number_in_bold_opens_a_question() -> None:
    guide = guide_of("# OOP Interview Questions\n**1)** What is polymorphism?\n\nMany forms.\n")
    assert [(q.text, q.answer) for q in guide.questions] == [("What is polymorphism?", "Many forms.")]


def test_bold_items_are_questions_with_the_list_below_them() -> None:
    guide = guide_of("""
        # Java Interview Guide
        ## Questions
        - **1 . Why is Java so popular?**
          - It runs anywhere.
        - **2 . What is bytecode?**
          - What the JVM reads.
        """)
    assert [(q.text, q.answer) for q in guide.questions] == [
        ("Why is Java so popular?", "It runs anywhere."), ("What is bytecode?", "What the JVM reads."),
    ]  # fmt: skip


def test_labelled_paragraphs_are_questions_with_their_code() -> None:
    guide = guide_of("# T\nQuestion: What is `foo`?\n```js\nvar foo;\n```\n\nQ: Why?\n\nA: So.\n")
    assert [(q.text, q.answer, q.code) for q in guide.questions] == [
        ("What is foo?", "", "var foo;"), ("Why?", "So.", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "entries",
    [
        "### Is it free?\nYes.\n### Does it scale?\nIt does.\n",
        "**Is it free?**\n\nYes.\n\n**Does it scale?**\n\nIt does.\n",
        "**Is it free?**\nYes.\n\n**Does it scale?**\nIt does.\n",
        "<details><summary>Is it free?</summary>\n\nYes.\n\n</details>\n"
        "<details><summary>Does it scale?</summary>\n\nIt does.\n\n</details>\n",
        "- **Is it free?** Yes.\n- **Does it scale?** It does.\n",
        "Q: Is it free?\n\nA: Yes.\n\nQ: Does it scale?\n\nA: It does.\n",
    ],
)
def test_an_faq_is_read_whatever_its_entries_look_like(entries: str) -> None:
    expected = [("Is it free?", "Yes."), ("Does it scale?", "It does.")]
    assert faqs(f"# Kafka\nText\n## FAQ\n{entries}") == expected


def test_after_an_faq_headings_of_its_level_are_sections_again() -> None:
    guide = guide_of("# K\n## FAQ\n### Is it free?\nYes.\n## Further reading\nText\n")
    assert titles(guide) == ["K", "FAQ", "Further reading"]


def test_remarks_and_comments_tell_difficulty_and_reason() -> None:
    guide = guide_of("""
        # X Interview Questions
        ## Hard
        ### What is A?
        One.
        ## Other
        ### What is B? (Easy)
        Why asked: to see the basics.

        Two.
        ### What is C?
        Three.

        <!-- expertise: (2) -->
        ### What is D?
        Difficulty: Medium

        Four.
        """)
    assert [(q.text, q.difficulty, q.why_asked, q.answer) for q in guide.questions] == [
        ("What is A?", "hard", "", "One."),
        ("What is B?", "easy", "to see the basics.", "Two."),
        ("What is C?", "2", "", "Three."),
        ("What is D?", "medium", "", "Four."),
    ]


def test_the_same_question_twice_is_one_from_the_better_place() -> None:
    guide = guide_of("""
        # K
        ## FAQ
        ### What is Kafka?
        A log.
        ## Interview questions
        | Question | Difficulty |
        |---|---|
        | What is Kafka? | Easy |
        """)
    assert guide.faqs == ()
    (question,) = guide.questions
    assert (question.line, question.difficulty, question.answer) == (9, "easy", "A log.")


def test_a_question_that_is_asked_twice_with_two_answers_is_two_and_no_text_is_lost() -> None:
    guide = guide_of("""
        # Patterns: interview questions
        ## Why would I use it?
        It shares methods.
        ## How do I spot it?
        ```js
        Object.create(shared)
        ```
        ## Why would I use it?
        It is the fastest.
        ## How do I spot it?
        ```js
        new Shape()
        ```
        ## Why would I use it?
        It shares methods.
        """)
    assert [(q.anchor, q.answer or q.code) for q in guide.questions] == [
        ("q-why-would-i-use-it", "It shares methods."),
        ("q-how-do-i-spot-it", "Object.create(shared)"),
        ("q-why-would-i-use-it-1", "It is the fastest."),
        ("q-how-do-i-spot-it-1", "new Shape()"),
    ]


def test_a_question_of_two_sources_has_the_answers_code_and_reason_of_both() -> None:
    (question,) = guide_of("""
        ## Interview questions
        | Question | Strong answer |
        |---|---|
        | What is an offset? | A position. |
        ### What is an offset?
        A position in a partition, which a group commits.
        ```
        commitSync()
        ```
        ### What is an offset?
        """).questions
    assert question.answer == "A position.\nA position in a partition, which a group commits."
    assert question.code == "commitSync()"


def test_anchors_of_equal_beginnings_are_numbered() -> None:
    start = "Explain how a very long question that goes on and on is cut off at"
    text = f"# Interview Questions\n- {start} one?\n- {start} two?\n"
    first, second = guide_of(text).questions
    assert len(first.anchor) <= 62
    assert second.anchor == f"{first.anchor}-1"


def test_a_paragraph_that_asks_below_a_title_is_the_question_where_most_titles_have_one() -> None:
    guide = guide_of("""
        # Back-End Interview Questions
        ## Questions about design
        #### Globals
        Why are global objects evil? Show it with an example.
        #### Inversion
        What is inversion of control?

        A framework calls you.
        #### Null
        Is null a mistake?
        """)
    assert [(q.text, q.topic, q.answer) for q in guide.questions] == [
        ("Why are global objects evil? Show it with an example.", "Globals", ""),
        ("What is inversion of control?", "Inversion", "A framework calls you."),
        ("Is null a mistake?", "Null", ""),
    ]


def test_a_heading_that_is_only_a_number_has_its_question_below_it() -> None:
    guide = guide_of(
        "# Quiz\n## Question 1\nWhat is A?\n### Answer\nOne.\n## Question 2\nWhat is B?\n### Answer\nTwo.\n"
    )
    assert [(q.text, q.answer) for q in guide.questions] == [("What is A?", "One."), ("What is B?", "Two.")]


def test_a_table_of_contents_grades_the_questions_that_it_links_to() -> None:
    guide = guide_of("""
        # JS Interview Questions
        | No. | Questions | Level |
        |---|---|---|
        | 1 | [Explain hoisting](#explain-hoisting) | Easy |
        ### Explain hoisting
        Names are lifted.
        ### What is a closure?
        A scope.
        """)
    assert [(q.text, q.difficulty) for q in guide.questions] == [
        ("Explain hoisting", "easy"),
        ("What is a closure?", ""),
    ]


def test_a_way_back_to_the_top_is_no_part_of_an_answer() -> None:
    guide = guide_of("""
        # SQL Questions
        ## Q. What is a join?

        Rows side by side.

        <div align="right">
            <b><a href="#toc">↥ back to top</a></b>
        </div>

        ## Q. What is an index?

        A shortcut.

        **[⬆ Back to Top](#toc)**
        """)
    assert [q.answer for q in guide.questions] == ["Rows side by side.", "A shortcut."]


def test_summaries_that_set_a_task_are_questions_among_those_that_ask() -> None:
    details = "<details>\n<summary>{}</summary><br><b>\n\nAnswer text.\n</b></details>\n\n"
    texts = ("What is CI?", "What is CD?", "Why merge often?", "Explain trunk-based work")
    guide = guide_of("# DevOps exercises\n" + "".join(map(details.format, texts)))
    assert [q.text for q in guide.questions] == list(texts)


def test_bold_lines_of_an_essay_are_no_questions_because_some_of_them_ask() -> None:
    text = "# Access\n**So what is it?**\n\nText\n\n**Speak plainly**\n\nText\n\n**Mind colour**\n\nText\n\n"
    assert asked(text + "**Use labels**\n\nText\n\n**Why bother?**\n\nText\n") == []


@pytest.mark.parametrize("first", ["[What is A?](a.md)", "[What is *A*?](a.md)", "What is A?"])
def test_the_first_item_of_a_list_is_not_the_question_that_the_others_answer(first: str) -> None:
    topics = "".join(f"## Topic {n}\n- {first}\n- [How is B made?](b.md)\n\n" for n in range(4))
    guide = guide_of(f"# Interview questions\n{topics}", "README.md")
    assert all(not question.answer for question in guide.questions)
    assert guide.sections[1].text.endswith("How is B made?") or len(guide.questions) > 4


def test_an_author_who_asks_in_the_answers_below_headings_sets_no_questions() -> None:
    prose = "A queue sits between.\n\nBut why insert one?\n\nBecause callers wait.\n\nHow long?\n\nA day.\n\nWho reads?"
    prose_asks = ["But why insert one?", "How long?", "Who reads?"]
    assert asked(f"# Queues\n\n## Consumers\n{prose}\n", "queue-questions.md") == prose_asks
    text = f"# Queues\n\n## What is a queue?\nA list.\n\n## Consumers\n{prose}\n"
    assert asked(text, "queue-questions.md") == ["What is a queue?"]


def test_where_questions_are_announced_three_headings_ask_among_any_number_of_topics() -> None:
    topics = "".join(f"## Topic {n}\nText.\n\n" for n in range(9))
    text = f"# Queues\n\n{topics}## What is a queue?\nOne.\n\n## Who reads it?\nTwo.\n\n## {{last}}\nThree.\n"
    questions = ["What is a queue?", "Who reads it?", "How long?"]
    assert asked(text.format(last="How long?"), "queue-questions.md") == questions
    assert asked(text.format(last="How long?"), "queue.md") == []
    assert asked(text.format(last="How it ends"), "queue-questions.md") == []


@pytest.mark.parametrize(
    "titles",
    [
        ("Что такое кортеж", "Как устроен список", "Опишите работу словаря"),
        ("Qué es una tupla", "Cómo funciona una lista", "Explique los diccionarios"),
        ("Was ist ein Tupel", "Wie arbeitet eine Liste", "Erkläre den Unterschied zweier Listen"),
        ("Quelle est la taille d'un tuple", "Comment trier une liste", "Décrivez les dictionnaires"),
        ("O que é uma tupla?", "Como funciona uma lista", "Descreva os dicionários"),
        ("Co to jest krotka", "Jak działa lista", "Opisz słowniki"),
    ],
)
def test_questions_without_a_mark_are_known_by_their_first_word_in_other_languages(titles: tuple[str, ...]) -> None:
    text = "# Python\n\n" + "".join(f"## {title}\nText.\n\n" for title in titles)
    assert asked(text, "questions.md") == list(titles)
    assert asked("# Interview questions\n\n" + "".join(f"- {title}\n" for title in titles)) == list(titles)


@pytest.mark.parametrize("label", ["Issue", "Issue 2", "Problem", "Problem:", "Error message", "Symptoms", "Cause(s)"])
def test_the_label_of_a_trouble_above_its_solution_asks_nothing(label: str) -> None:
    guide = guide_of(f"# NU5101\n\n## {label}\n\nA file is there.\n\n## Solution\n\nMove the file.\n")
    assert not guide.questions
    assert [section.title for section in guide.sections] == ["NU5101", label, "Solution"]


@pytest.mark.parametrize("title", ["Two Sum", "Reverse a linked list", "Problem of the n queens"])
def test_a_task_above_its_solution_is_a_question(title: str) -> None:
    assert asked(f"# Tasks\n\n## {title}\n\nGiven is a list.\n\n## Solution\n\nSort it.\n") == [title]


def test_question_marks_of_patterns_ask_nothing() -> None:
    text = r"""
        # Matching

        - **Group what you need**. In `/href=.*?a-v?(\d+)(?:-src)?\.t/i` there is one group `(?:-src)?`.

        - **Limit the scope** (e.g. `/href=.*?a[._-]v?(\d+(?:\.\d+)+)\.zip/i`). It excludes unwanted matches.

        - **Avoid what matches all** in favour of `[^"' >]+?`.

        """
    assert asked(text) == []
    assert asked(text, "interview-questions.md") == []


def test_a_question_about_a_pattern_asks() -> None:
    text = r"""
        # Interview questions

        - What does `(?:a)?` match?

        - How does `.*?` differ from `.*`?

        - Why is `\d+?` lazy?

        """
    assert len(asked(text)) == 3
