import json

import pytest

from corpus.document import Document
from corpus.formats.jsonl import read_records
from corpus.problems import Problem


def records(*lines: str | bytes, max_bytes: int = 1000) -> list[Document | Problem]:
    data = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return list(read_records(data, "docs.jsonl", max_bytes))


def test_a_record_is_exactly_one_document_as_it_stands() -> None:
    line = json.dumps({"id": 7, "title": "# *Not* parsed", "text": "## a\n| b |"})
    assert records(line) == [
        Document(id="7", kind="guide", guide="7", title="# *Not* parsed", text="## a\n| b |", line=1)
    ]


def test_a_record_may_give_any_field_of_a_document() -> None:
    line = json.dumps({
        "id": "a#q", "kind": "question", "guide": "a", "title": "Why?", "tags": "x, y", "aliases": ["z"],
        "difficulty": "Hard", "updated": "June 2026", "lang": "es", "answer": "So.", "author": "Nobody",
    })  # fmt: skip
    (document,) = records(line)
    assert document == Document(
        id="a#q", kind="question", guide="a", title="Why?", tags=("x", "y"), aliases=("z",),
        difficulty="hard", updated="2026-06", lang="es", answer="So.", line=1,
    )  # fmt: skip


def test_a_record_with_nothing_in_it_is_still_a_document() -> None:
    (document,) = records('{"id": "471", "title": "", "text": ""}')
    assert isinstance(document, Document)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{nope", "is not JSON"),
        ("[1]", "is a list, not an object"),
        ('{"title": "x"}', "has no id"),
        ('{"id": ["x"], "title": "x"}', "id is not text"),
        ('{"id": "x"}', "neither title nor text"),
        ('{"id": "x", "text": {"a": 1}}', "text is an object, not text"),
        ('{"id": "x", "text": "y", "kind": "essay"}', "accepted are guide, section"),
        (b'{"id": "\xff", "text": "y"}', "is not JSON"),
        ("[" * 100_000, "is longer than"),
        ("[" * 900, "is not JSON"),
    ],
)
def test_what_is_no_record_is_a_problem_at_its_line(line: str | bytes, says: str) -> None:
    good, bad = records('{"id": "a", "text": "b"}', line)
    assert isinstance(good, Document)
    assert isinstance(bad, Problem)
    assert says in bad.message
    assert (bad.path, bad.line) == ("docs.jsonl", 2)


def test_blank_lines_are_nothing_but_count() -> None:
    (document,) = records("\n", '{"id": "a", "text": "b"}\n', "  \n")
    assert isinstance(document, Document)
    assert document.line == 2
