"""Guides and documents as lines of JSON, and back."""

from pathlib import Path

import pytest

from corpus.document import Document
from corpus.guide import Guide, Link, Project, Question, Section, Table
from corpus.reader import read
from index.storage.codec import document_from_line, guide_from_line, to_line

FULL = Guide(
    slug="caching",
    title="Caching",
    skill="",
    path="caching.md",
    aliases=("cache",),
    sections=(
        Section("", 0, "", "Lead.", 0),
        Section("A", 2, "a", "", 3, ("B",), "x = 1", (Table((), (), ()), Table(("H",), (("c",), ("",)), (4, 5)))),
    ),
    questions=(Question("Why?", "q-why", "Because.", line=7),),
    projects=(Project("P", "project-p"),),
    links=(Link("", "#a", 9),),
    fields=(("title", 2),),
)


def test_a_guide_with_empty_parts_comes_back_as_it_was() -> None:
    assert guide_from_line(to_line(FULL)) == FULL


def test_a_document_comes_back_as_it_was() -> None:
    document = Document(id="a#b", kind="row", guide="a", tags=("x", "y"), headings=("H",), line=3)
    assert document_from_line(to_line(document)) == document
    assert b"\n" not in to_line(Document(id="a", kind="guide", guide="a", text="two\nlines"))


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["hugo_docs", "zola_docs", "java_design_patterns"])
def test_real_guides_come_back_as_they_were(real_data: Path, name: str) -> None:
    guides = read([real_data / "guides" / name / "raw"]).guides
    assert len(guides) > 100
    assert all(guide_from_line(to_line(guide)) == guide for guide in guides)
