import pytest

from corpus.guide import Guide
from tests.corpus.reading import guide_of

PAGE = """← Back

Data · Skill guide

Kafka Skill Guide

How a log became the backbone of data platforms.

12 min read · Updated May 2026

A log that many readers follow at their own pace. Related skills: Redis, Java, Message Queues.

What is Kafka?

A log of records, split into partitions.

Core Concepts

Core concepts

  • Partitions keep the order of records.
  • Consumers commit offsets.

Architecture

LayerDutyKafka angle
BrokerStores segmentsReplicates partitions
ClientBatches, retriesIdempotent producers

Interview Questions

QuestionWhy askedStrong answerDifficulty
What is an offset?Checks the basicsA position of records in one partitionEasy
How would you replay a topic with GraphQL readers?Tests operationsReset the group offsets, then watch lagHard

Browse more of them in the hub.

Example Projects

ProjectScopeSignalLevel
Order pipelineProducer + consumer + retriesShows delivery semanticsMid
Log compaction demoNotes and READMEProves understandingJunior

FAQ

Short answers to what people ask.

Frequently Asked Questions

Is Kafka a queue?

It is a log; readers keep their place.

Does GraphQL matter here?

Not at all.

Create a profile

Upload your resume.
"""


def page() -> Guide:
    return guide_of(PAGE, "kafka.txt")


def test_the_first_lines_give_title_category_summary_date_and_related_skills() -> None:
    guide = page()
    assert (guide.title, guide.category, guide.updated) == ("Kafka", "Data", "2026-05")
    assert guide.summary == "How a log became the backbone of data platforms."
    assert guide.related == ("Redis", "Java", "Message Queues")
    assert dict(guide.fields)["related"] == 11


def test_lines_that_stand_alone_are_headings_and_a_repeated_one_is_not() -> None:
    assert [section.title for section in page().sections] == [
        "", "What is Kafka?", "Core Concepts", "Architecture", "Interview Questions",
        "Example Projects", "FAQ", "Frequently Asked Questions", "Create a profile",
    ]  # fmt: skip


def test_bullets_are_a_list() -> None:
    concepts = page().sections[2]
    assert concepts.text == "Partitions keep the order of records.\nConsumers commit offsets."
    assert concepts.line == 17


def test_squashed_rows_are_split_back_into_cells_with_their_lines() -> None:
    (table,) = page().sections[3].tables
    assert table.header == ("Layer", "Duty", "Kafka angle")
    assert table.rows[1] == ("Client", "Batches, retries", "Idempotent producers")
    assert table.lines == (27, 28)


def test_interview_questions_have_three_parts_and_a_difficulty() -> None:
    first, second = page().questions
    assert (first.text, first.why_asked, first.answer, first.difficulty, first.line) == (
        "What is an offset?", "Checks the basics", "A position of records in one partition", "easy", 33,
    )  # fmt: skip
    assert (second.why_asked, second.answer, second.difficulty) == (
        "Tests operations", "Reset the group offsets, then watch lag", "hard",
    )  # fmt: skip


@pytest.mark.parametrize("between", ["\n", "\n\n", "\t", "   "])
def test_cells_may_stand_apart_in_any_way(between: str) -> None:
    rows = [
        ("Question", "Difficulty", "Why asked", "Strong answer"),
        ("What is an offset?", "Easy", "Checks the basics", "A position"),
        ("How would you replay a topic?", "Hard", "Tests operations", "Reset the offsets"),
    ]
    start, rest = PAGE.index("QuestionWhy"), PAGE.index("Browse more")
    after = between if between.startswith("\n") else "\n"
    table = after.join(between.join(row) for row in rows)
    first, second = guide_of(f"{PAGE[:start]}{table}\n\n{PAGE[rest:]}", "kafka.txt").questions
    assert (first.text, first.difficulty, first.why_asked, first.answer) == (
        "What is an offset?", "easy", "Checks the basics", "A position",
    )  # fmt: skip
    assert (second.difficulty, second.answer) == ("hard", "Reset the offsets")


@pytest.mark.parametrize("skill", ["GraphQL", "gRPC", "iOS", "OAuth 2.0", "C++", "CI/CD", "Node.js"])
def test_a_skill_with_capitals_inside_is_one_word_of_a_squashed_row(skill: str) -> None:
    guide = guide_of(PAGE.replace("Kafka", skill), "page.txt")
    assert guide.title == skill
    assert guide.sections[3].tables[0].header == ("Layer", "Duty", f"{skill} angle")
    assert (len(guide.questions), len(guide.projects), len(guide.faqs)) == (2, 2, 2)


def test_projects_have_scope_signal_and_level() -> None:
    assert [(p.title, p.scope, p.signal, p.level) for p in page().projects] == [
        ("Order pipeline", "Producer + consumer + retries", "Shows delivery semantics", "Mid"),
        ("Log compaction demo", "Notes and README", "Proves understanding", "Junior"),
    ]


def test_lines_that_ask_below_an_faq_are_its_entries() -> None:
    assert [(q.text, q.answer) for q in page().faqs] == [
        ("Is Kafka a queue?", "It is a log; readers keep their place."),
        ("Does GraphQL matter here?", "Not at all."),
    ]


def test_a_text_with_markdown_in_it_is_markdown() -> None:
    guide = guide_of("---\ntitle: A\n---\n## B\n*text*\n", "a.txt")
    assert (guide.title, guide.sections[0].title, guide.sections[0].text) == ("A", "B", "text")


def test_a_text_without_any_shape_is_a_guide_with_its_words() -> None:
    guide = guide_of("just some words, in one line.\nand *another* # line", "notes.txt")
    assert guide.title == "Notes"
    assert guide.sections[0].text == "just some words, in one line. and *another* # line"
