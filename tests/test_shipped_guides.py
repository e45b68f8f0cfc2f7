"""The shipped guides are complete, read without a problem, and not written from a template.

Sentences and cells are compared with all numbers and names of skills masked, since sentences of a template differ in
these alone.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from corpus.guide import Guide, Section
from corpus.reader import Reading, read

FOLDER = Path(__file__).parents[1] / "corpus" / "guides"

SKILLS = {
    "authentication-and-oauth-2": "Authentication and OAuth 2.0",
    "caching": "Caching",
    "ci-cd": "CI/CD",
    "cpp": "C++",
    "csharp": "C#",
    "distributed-systems": "Distributed Systems",
    "docker": "Docker",
    "dotnet": ".NET",
    "event-driven-architecture": "Event-Driven Architecture",
    "go": "Go",
    "graphql": "GraphQL",
    "high-availability": "High Availability",
    "java": "Java",
    "javascript": "JavaScript",
    "kafka": "Kafka",
    "kubernetes": "Kubernetes",
    "message-queues": "Message Queues",
    "microservices": "Microservices",
    "nodejs": "Node.js",
    "postgresql": "PostgreSQL",
    "python": "Python",
    "rag": "RAG",
    "rate-limiting": "Rate Limiting",
    "react": "React",
    "react-query": "React Query",
    "redis": "Redis",
    "rest-api": "REST API",
    "sql": "SQL",
    "terraform": "Terraform",
    "typescript": "TypeScript",
}

WITHOUT_GUIDE = {
    "Data Warehousing",
    "Rust",
    "Serverless",
    "Service Mesh",
    "Spring Boot",
    "Vector Databases",
    "WebAssembly",
    "Zero Trust",
}
"""Skills that guides list as related and that have no guide: the gaps of the shipped site."""

MIN_TEMPLATE_WORDS = 6
"""Words from which on a sentence or a cell in two guides counts as a template, not as chance; by hand."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n")
_WORD = re.compile(r"[a-z0-9_]+")


@cache
def shipped() -> Reading:
    """Return the reading of the shipped folder."""
    return read([FOLDER])


def guides() -> tuple[Guide, ...]:
    """Return the shipped guides, in order of slug."""
    return shipped().guides


def prose(section: Section) -> str:
    """Return the text of a section without the rows of its tables."""
    rows = {" ".join(row) for table in section.tables for row in (table.header, *table.rows)}
    return "\n".join(line for line in section.text.split("\n") if line not in rows)


def cells(guide: Guide) -> Iterator[str]:
    """Yield every cell below a table's header, those of questions and projects too."""
    for section in guide.sections:
        for table in section.tables:
            for row in table.rows:
                yield from row
    for question in guide.questions:
        yield from (question.text, question.why_asked, question.answer)
    for project in guide.projects:
        yield from (project.title, project.scope, project.signal)


def passages(guide: Guide) -> Iterator[str]:
    """Yield the sentences of prose, cells and FAQ, and each cell as a whole; code is left out."""
    faqs = [text for faq in guide.faqs for text in (faq.text, faq.answer)]
    for text in (guide.summary, *map(prose, guide.sections), *cells(guide), *faqs):
        yield from _SENTENCE_END.split(text)
    yield from cells(guide)


@cache
def names() -> re.Pattern[str]:
    """Return a pattern that matches the name of any skill, the longest one first."""
    lower = {name.lower() for guide in guides() for name in (guide.title, guide.skill, *guide.aliases)}
    lower |= {name.lower() for name in WITHOUT_GUIDE}
    longest_first = sorted(lower, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")


def masked(text: str) -> tuple[str, ...]:
    """Return the words of ``text``, with one placeholder word for each name of a skill and each number."""
    without_names = names().sub(" name_ ", text.lower())
    return tuple(_WORD.findall(re.sub(r"\d[\d.,]*", " number_ ", without_names)))


def shared(pages: Iterable[Guide], least: int) -> list[tuple[str, set[str]]]:
    """Return each passage of at least ``least`` words that several guides contain, with their slugs."""
    holders: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for guide in pages:
        for passage in passages(guide):
            holders[masked(passage)].add(guide.slug)
    return [(" ".join(words), slugs) for words, slugs in holders.items() if len(words) >= least and len(slugs) > 1]


def test_the_list_is_exactly_the_thirty_skills() -> None:
    assert len(SKILLS) == 30
    assert {guide.slug: guide.skill for guide in guides()} == SKILLS
    assert {guide.slug: guide.title for guide in guides()} == SKILLS


def test_reading_them_reports_no_problem_and_leaves_nothing_out() -> None:
    assert shipped().problems == ()
    assert (shipped().files, shipped().ignored, shipped().records) == (30, 0, ())


def test_related_names_three_to_five_skills_other_than_itself() -> None:
    for guide in guides():
        assert 3 <= len(guide.related) <= 5, guide.slug
        assert len({*guide.related, guide.skill}) == len(guide.related) + 1, guide.slug


def test_only_the_intended_skills_are_related_to_and_have_no_guide() -> None:
    assert {name for guide in guides() for name in guide.related} - set(SKILLS.values()) == WITHOUT_GUIDE


def test_no_sentence_and_no_cell_stands_in_two_guides() -> None:
    assert len(guides()) == 30
    assert sum(1 for guide in guides() for _ in passages(guide)) > 5000
    assert shared(guides(), MIN_TEMPLATE_WORDS) == []


@pytest.mark.parametrize("place", ["prose", "faq", "project"])
def test_a_sentence_that_differs_in_name_and_number_alone_is_found(place: str) -> None:
    pages = [planted(guide, place) for guide in guides()[:2]]
    assert shared(pages, MIN_TEMPLATE_WORDS) == [
        ("name_ is a must for teams of number_ and more", {guide.slug for guide in pages}),
    ]


def planted(guide: Guide, place: str) -> Guide:
    """Return ``guide`` with one line of a template inserted at ``place``."""
    line = f"{guide.title} is a must for teams of {len(guide.body):,} and more."
    if place == "prose":
        first, *others = guide.sections
        return replace(guide, sections=(replace(first, text=f"{first.text} {line}"), *others))
    if place == "faq":
        first_faq, *other_faqs = guide.faqs
        return replace(guide, faqs=(replace(first_faq, answer=f"{first_faq.answer} {line}"), *other_faqs))
    first_project, *other_projects = guide.projects
    return replace(guide, projects=(replace(first_project, signal=line), *other_projects))


def test_words_of_tables_and_code_are_not_prose() -> None:
    section = next(section for section in guides()[0].sections if section.tables)
    row = " ".join(section.tables[0].rows[0])
    assert row in section.text.split("\n")
    assert row not in prose(section).split("\n")
    assert all(section.code not in prose(section) for guide in guides() for section in guide.sections if section.code)


@pytest.mark.parametrize("slug", sorted(SKILLS))
def test_a_guide_holds_enough_prose_questions_and_answers(slug: str) -> None:
    guide = next(guide for guide in guides() if guide.slug == slug)
    assert sum(len(prose(section).split()) for section in guide.sections) >= 1000
    assert len(guide.questions) >= 8
    assert len(guide.faqs) >= 5
    assert all(faq.answer for faq in guide.faqs)
    assert 3 <= len(guide.projects) <= 4


@pytest.mark.parametrize("slug", sorted(SKILLS))
def test_each_question_has_why_asked_an_answer_and_a_difficulty_and_all_three_are_there(slug: str) -> None:
    questions = next(guide for guide in guides() if guide.slug == slug).questions
    assert all(question.why_asked and question.answer for question in questions)
    assert {question.difficulty for question in questions} == {"easy", "medium", "hard"}
