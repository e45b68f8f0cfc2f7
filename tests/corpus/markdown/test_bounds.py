"""What exceeds a bound of Markdown is plain text in its place, and a problem with its line."""

import re

import nh3
import pytest
from markdown_it import MarkdownIt

from corpus.markdown import bounds
from corpus.markdown.bounds import MESSAGES, Bound
from corpus.markdown.html_bounds import MAX_AMPERSANDS, with_short_texts
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


AMPERSANDS = ("&a", "&amp;", "& ", "&&", "&copy", "&#65;", "&notit;", "x &\n", "&>", "a > &")


@pytest.mark.parametrize("text", AMPERSANDS)
@pytest.mark.parametrize("around", ["{}", "<p>{}</p>", "<pre>\n{}</pre>", "<b>x</b>{}", "<table>{}<tr><td>y"])
def test_a_text_of_many_ampersands_is_divided_and_shows_the_same(text: str, around: str) -> None:
    html = around.format(text * 3 * MAX_AMPERSANDS)
    divided = with_short_texts(html)
    assert nh3.clean(divided) == nh3.clean(html)
    assert max(part.count("&") for part in divided.split("<!---->")) <= MAX_AMPERSANDS
    assert "<!---->" in divided


@pytest.mark.parametrize(
    "html", ["<p>a &amp; b</p>" * 900, f'<a title="{"&" * 2_000}">b</a>', "a" * 5_000, "<b>" * 2_000]
)
def test_nothing_else_is_divided(html: str) -> None:
    assert with_short_texts(html) == html


@pytest.mark.parametrize("text", AMPERSANDS)
def test_a_guide_shows_each_of_its_ampersands(text: str) -> None:
    html = html_of(reading_of("*b* " + text * 2_500))
    assert re.sub("<[^>]*>", "", html).count("&amp;") in (text.count("&") * 2_500, 0)
    assert "<!--" not in html


@pytest.mark.parametrize(
    "line", ["---", "- - -", "***", " _ _\t_ ", "* * * *", "- - - a", "--", "-*-", "+++", "- - -\n- - a", "a\n---"]
)
def test_rules_are_what_markdown_takes_for_them(line: str) -> None:
    expected = MarkdownIt("commonmark").render(f"x\n\n{line}\n\n> {line}\n")
    assert html_of(reading_of(f"x\n\n{line}\n\n> {line}\n")).count("<hr") == expected.count("<hr")
