"""Which files are read by their endings, and what is said about the others."""

from pathlib import Path

import pytest

from corpus.formats.endings import SKIPPED, advice
from corpus.problems import GuidedexError
from tests.corpus.reading import guide_of, read_folder


@pytest.mark.parametrize("ending", ["md", "markdown", "mkd", "mdown", "mkdn", "qmd", "Rmd", "RMD", "mdoc", "mdx"])
def test_markdown_is_read_under_its_many_endings(ending: str, tmp_path: Path) -> None:
    (guide,) = read_folder(tmp_path, {f"a.{ending}": "---\ntitle: A\n---\n\n## B {#own}\n\nText\n"}).guides
    assert (guide.title, guide.sections[0].anchor) == ("A", "own")


def test_documents_that_are_not_read_are_counted_by_ending(tmp_path: Path) -> None:
    names = ["a.adoc", "b.ADOC", "c/d.org", "e.wiki", "f.njk", "g.pdf", "h.png", "i.css", ".hidden.adoc", "no/j.adoc"]
    reading = read_folder(tmp_path, {"x.md": "# X", ".gitignore": "no/\n", **dict.fromkeys(names, "text")})
    assert reading.skipped == {".adoc": 2, ".njk": 1, ".org": 1, ".pdf": 1, ".wiki": 1}
    assert advice(reading.skipped)[0] == "2 .adoc: index the rendered HTML"
    assert set(reading.skipped) <= set(SKIPPED)


def test_a_source_of_other_documents_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        GuidedexError, match=r"no guides found in .*; 2 .adoc: index the rendered HTML; accepted are .md"
    ):
        read_folder(tmp_path, {"a.adoc": "= A", "b.adoc": "= B"})


def test_html_with_front_matter_is_the_page_of_a_template() -> None:
    guide = guide_of(
        """\
        ---
        title: Given
        tags: [a]
        ---
        {% include head.html %}
        <h1>{{ page.title }}</h1>
        <p>Text {{ site.x }} and {{ "more" | upcase }}{% comment %} gone {% endcomment %}</p>
        {% for post in posts %}
        <h2 id="two">Two</h2>
        {% endfor %}
        """,
        "a.html",
    )
    assert (guide.title, guide.tags) == ("Given", ("a",))
    assert [(s.title, s.text, s.anchor, s.line) for s in guide.sections] == [
        ("Given", "Text and more", "given", 6), ("Two", "", "two", 9),
    ]  # fmt: skip
