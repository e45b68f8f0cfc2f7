"""What exceeds a bound of Markdown is plain text in its place, and a problem with its line."""

import pytest

from corpus.markdown import bounds
from corpus.markdown.bounds import MESSAGES, Bound
from corpus.reader import FileReading, ReadOptions, read_file
from corpus.render import to_html


def reading_of(body: str) -> FileReading:
    return read_file(f"# Page\n\n{body}".encode(), "page.md", ReadOptions())


def reported(reading: FileReading) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in reading.problems]


def text_of(reading: FileReading) -> str:
    assert reading.guide is not None
    return "\n".join(f"{section.title}\n{section.text}" for section in reading.guide.sections)


def html_of(reading: FileReading) -> str:
    assert reading.guide is not None
    return to_html(reading.guide)


CASES = {
    Bound.LINES: ("x\n\n" * 10_000 + "# last *words*", 20_001),
    Bound.PARAGRAPH: ("*a* " * 5_001 + "last *words*", 3),
    Bound.MARKS: ("[a](b) " * 2_000 + "last *words*\n\n", 3),
    Bound.CELLS: ("|a" * 1_000 + "|\n" + "|-" * 1_000 + "|\n" + "|b\n" * 500 + "|last *words*", 3),
    Bound.HEADINGS: ("# a\n" * 4_999 + "# last *words*", 5_002),
    Bound.NESTING: ("> " * 60 + "last *words*", 3),
}


@pytest.mark.parametrize("bound", CASES)
def test_text_beyond_a_bound_stays_as_plain_text_and_is_reported(bound, monkeypatch):
    if bound is Bound.MARKS:
        monkeypatch.setattr(bounds, "MAX_WORK", 1_000_000)
    body, line = CASES[bound]
    reading = reading_of(body)
    assert reported(reading) == [(line, MESSAGES[bound])]
    # A table that is too large and a heading too many become paragraphs, and the marks in them are still parsed.
    is_parsed = bound in (Bound.CELLS, Bound.HEADINGS)
    words, marked = ("last words", "last <em>words") if is_parsed else ("last *words*", "last *words*")
    assert words in text_of(reading)
    assert marked in html_of(reading)


def test_every_bound_has_a_case():
    assert set(CASES) == set(Bound)


def test_a_page_within_the_bounds_has_no_problem():
    body = "- a\n" * 5_000 + "\n" + "| a | b |\n|---|---|\n" + "| c | d |\n" * 5_000
    assert reported(reading_of(body)) == []


def test_a_heading_of_a_thousand_characters_is_a_paragraph():
    reading = reading_of(f"## {'word ' * 400}\n")
    assert reading.guide is not None
    assert [section.title for section in reading.guide.sections] == ["Page"]
    assert "word word" in text_of(reading)


def test_tags_without_end_leave_their_text():
    html = html_of(reading_of("<div>" * 5_000 + "last words"))
    assert "last words" in html
    assert html.count("<div>") < 300


def test_marks_without_end_are_repeated_in_bounded_number():
    html = html_of(reading_of("".join(f"<b id=a{n}>" for n in range(100)) + "<p>a" * 100))
    assert html.count("<b>") <= 20 * 102


def test_a_tag_of_many_attributes_keeps_its_name_alone():
    reading = reading_of("<div" + "".join(f" a{n}=b" for n in range(5_000)) + ">\nlast words\n</div>\n")
    assert "last words" in html_of(reading)
