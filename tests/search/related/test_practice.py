"""Questions near a question, in the order in which one practises; and skills that have no guide."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from index.build import build
from search import Searcher, open_index
from search.unknown_names import UnknownSkill
from tests.corpora import searcher_over

QUESTIONS = {
    "Message Queues": (
        ("What is an idempotent consumer?", "A consumer that may see a message twice and changes state once.", "easy"),
        (
            "How do you build an idempotent consumer?",
            "A consumer that may see a message twice and changes state once.",
            "medium",
        ),
        ("When are priorities harmful?", "Low ones starve while a backlog lasts.", "hard"),
    ),
    "Kafka": (
        ("Explain what an idempotent consumer is.", "It reads a message twice and acts and answers once.", "easy"),
        ("How do idempotent producers work?", "The broker drops a repeated sequence number of a consumer.", "medium"),
        ("How do partitions give order?", "All records of a key go to one partition.", "easy"),
    ),
    "REST API": (
        ("Which methods are idempotent?", "GET, PUT and DELETE; a consumer may repeat them.", "easy"),
        ("How does pagination by key work?", "The next page begins after the last key.", "medium"),
    ),
}
BODIES: Mapping[str, str] = {
    "Message Queues": "Workers acknowledge messages. A dead letter holds what Serverless functions could not handle.",
    "Kafka": "A log of partitions with offsets.",
    "REST API": "Resources, methods and status codes over HTTP; a path is `..`.",
}


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("practice")
    (folder / "guides").mkdir()
    for title, questions in QUESTIONS.items():
        rows = "\n".join(f"| {question} | {answer} | {level} |" for question, answer, level in questions)
        table = f"| Question | Strong answer | Difficulty |\n|---|---|---|\n{rows}"
        listed = "[Data Warehousing]" if title == "Kafka" else "[]"
        text = f"---\ntitle: {title}\nrelated: {listed}\n---\n{BODIES[title]}\n\n## Interview questions\n\n{table}\n"
        (folder / "guides" / f"{title.lower().replace(' ', '-')}.md").write_text(text)
    build([folder / "guides"], folder / "index")
    return open_index(folder / "index")


def test_the_same_question_comes_before_the_concept_elsewhere_and_that_before_the_next_difficulty(
    searcher: Searcher,
) -> None:
    questions = searcher.related(skill="message-queues", kind="question", floor=0, limit=20).hits
    asked = next(hit.id for hit in questions if hit.title == "What is an idempotent consumer?")
    hits = searcher.related(document=asked, limit=4, floor=0).hits
    assert hits[0].title == "Explain what an idempotent consumer is."
    assert hits[0].reasons[0].text == "asks the same in other words"
    steps = [hit.reasons[0].kind for hit in hits if hit.reasons]
    order = ["same", "guide", "difficulty", "concepts"]
    assert [order.index(step) for step in steps] == sorted(order.index(step) for step in steps)
    harder = next(hit for hit in hits if hit.title == "How do you build an idempotent consumer?")
    assert "is the next difficulty, medium after easy" in [reason.text for reason in harder.reasons]
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_questions_of_a_skill_come_from_other_guides_too(searcher: Searcher) -> None:
    hits = searcher.related(skill="message-queues", kind="question", floor=0, limit=6).hits
    assert {hit.skill for hit in hits} > {"Message Queues"}


def test_a_skill_without_a_guide_works_from_its_mentions_and_says_so(searcher: Searcher) -> None:
    page = searcher.related(skill="serverless")
    assert page.hits[0].title == "Message Queues"
    assert page.hits[0].reasons[0].text == "Message Queues mentions serverless"
    assert page.notices == ("serverless has no guide; this is drawn from 1 guide that mentions it",)
    assert searcher.related(skill="serverless", kind="question", floor=0).hits


def test_a_skill_that_is_only_listed_works_from_the_guides_that_list_it(searcher: Searcher) -> None:
    page = searcher.related(skill="Data Warehousing")
    assert page.hits[0].reasons[0].text == "Kafka lists Data Warehousing as related"
    several = searcher.related(skills=["Data Warehousing", "message-queues"])
    assert several.notices == page.notices


@pytest.mark.parametrize("name", ["", "the", "nowhere", "?", "<serverless>", "../broker", "a", "..", "status\0codes"])
def test_what_nobody_mentions_is_unknown(searcher: Searcher, name: str) -> None:
    with pytest.raises(UnknownSkill):
        searcher.related(skill=name)


@pytest.mark.parametrize("text", ["", "?!", "zzz " * 300_000])
def test_a_text_that_says_nothing_known_has_an_empty_list(searcher: Searcher, text: str) -> None:
    page = searcher.related(text=text)
    assert (page.hits, page.below_threshold) == ((), True)


def test_a_megabyte_of_text_is_answered(searcher: Searcher) -> None:
    text = "Our team runs Kafka with partitions and offsets. " * 21_000
    assert searcher.related(text=text).hits[0].title == "Kafka"


def test_a_guide_without_words_has_an_empty_list(tmp_path: Path) -> None:
    (tmp_path / "guides").mkdir()
    (tmp_path / "guides" / "empty.md").write_text("---\ntitle: '?'\n---\n")
    (tmp_path / "guides" / "kafka.md").write_text("# Kafka\n\nA log of partitions.\n")
    build([tmp_path / "guides"], tmp_path / "index")
    page = open_index(tmp_path / "index").related(skill="empty")
    assert (page.hits, page.below_threshold) == ((), True)


@pytest.mark.parametrize(
    ("first", "again", "is_one"),
    [
        ("What is a dead letter queue?", "Explain dead letter queues.", True),
        ("What is a dead letter queue?", "What are dead letter queues, and why?", True),
        ("How does a dead letter queue grow?", "When do you replay a dead letter queue by hand?", False),
    ],
)
def test_a_list_never_holds_one_question_twice_in_other_words(
    first: str, again: str, is_one: bool, tmp_path: Path
) -> None:
    asked = ("Where do failed messages go?", "A dead letter queue keeps failed messages.", "easy")
    others = [(f"What is {word} in a stream?", f"{word} is a part of a stream.", "easy") for word in ("lag", "skew")]
    pages = {
        "a": (asked,),
        "b": ((first, "A dead letter queue keeps failed messages for a look.", "easy"), *others),
        "c": ((again, "Failed messages of a dead letter queue wait to be replayed.", "easy"), *others),
    }
    for name, questions in pages.items():
        rows = "\n".join(f"| {question} | {answer} | {level} |" for question, answer, level in questions)
        table = f"| Question | Strong answer | Difficulty |\n|---|---|---|\n{rows}"
        (tmp_path / f"{name}.md").write_text(f"# Guide {name}\n\n## Interview questions\n\n{table}\n")
    build([tmp_path], tmp_path / "index")
    site = open_index(tmp_path / "index")
    id_ = next(
        hit.id for hit in site.search("failed messages", filters={"kind": ["question"]}).hits if hit.guide == "a"
    )
    titles = [hit.title for hit in site.related(document=id_, limit=10, floor=0.0).hits]
    assert len({first, again} & set(titles)) == (1 if is_one else 2)
    assert len(titles) == len(set(titles))


def test_a_question_that_a_bank_has_twice_is_never_on_its_own_list(tmp_path: Path) -> None:
    questions = ("Describe event capturing.", "Describe event bubbling.", "Explain event delegation?")
    records = [
        {"id": f"{bank}{n}", "title": title, "text": "", "kind": "question", "guide": bank}
        for bank in ("all", "javascript")
        for n, title in enumerate(questions)
    ]
    searcher = searcher_over(tmp_path, records)
    for n, title in enumerate(questions):
        for bank in ("all", "javascript"):
            shown = [hit.title for hit in searcher.related(document=f"{bank}{n}", floor=0).hits]
            assert title not in shown
            assert len(shown) == len(set(shown)) == 2
