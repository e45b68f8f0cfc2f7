import pytest

from corpus.guide import Link
from corpus.markdown.blocks import CODE, HEADING, NOTE, SUMMARY, TABLE, TEXT, Block
from corpus.markdown.bounds import MAX_INLINE
from corpus.markdown.parser import read_blocks
from tests.corpus.reading import guide_of


def blocks(body: str, *, mdx: bool = False) -> list[Block]:
    return read_blocks(body, lambda line: line + 1, mdx=mdx)[0]


def links(body: str) -> list[Link]:
    return read_blocks(body, lambda line: line + 1)[1]


def kind_text_line(body: str) -> list[tuple[str, str, int]]:
    return [(block.kind, block.text, block.line) for block in blocks(body)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Some **bold** and *thin* and `code`.", "Some bold and thin and code."),
        ("A [link](https://ex.org) &amp; more", "A link & more"),
        ("![Alt text](a.png) beside", "Alt text beside"),
        ("one\ntwo  \nthree", "one two three"),
        ("a<br>b <kbd>Ctrl</kbd>", "a b Ctrl"),
        ("9.0.201<sup>1</sup> and <sup>2</sup>", "9.0.201 1 and 2"),
        ("10<sup>6</sup>, 1<sup>st</sup>, H<sub>2</sub>O", "10 6, 1st, H2O"),
        ("zero\u200bwidth and soft\u00adhyphen", "zerowidth and softhyphen"),
        ("no\u00a0break", "no break"),
        ("> [!NOTE]\n> Quoted", "Quoted"),
        ("- [x] done", "done"),
        ("~~old~~ new", "old new"),
        ("Text[^1]\n\n[^1]: The note itself.", "Text"),
        ("[ref][r]\n\n[r]: https://ex.org", "ref"),
        ("مرحبا بالعالم", "مرحبا بالعالم"),
    ],
)
def test_text_is_plain(body: str, text: str) -> None:
    assert blocks(body)[0].text == text


def test_the_text_of_footnotes_and_definitions_is_kept() -> None:
    assert [b.text for b in blocks("Text[^1]\n\n[^1]: The *note*.")] == ["Text", "The note."]
    assert [b.text for b in blocks("Term\n: What it is\n")] == ["Term", "What it is"]


def test_blocks_know_their_lines() -> None:
    body = "# Title\n\nText\n\n```py\nx = 1\n```\n\n- one\n- two\n"
    assert kind_text_line(body) == [
        (HEADING, "Title", 1), (TEXT, "Text", 3), (CODE, "x = 1", 5),
        (TEXT, "one", 9), (TEXT, "two", 10),
    ]  # fmt: skip


def test_a_fence_that_never_closes_takes_the_rest_as_code() -> None:
    assert kind_text_line("Text\n\n```\ncode\n# no heading") == [
        (TEXT, "Text", 1), (CODE, "code\n# no heading", 3),
    ]  # fmt: skip


def test_mdx_has_no_indented_code() -> None:
    assert blocks("<Note>\n\n    Text\n", mdx=True)[-1].text == "Text"
    assert blocks("    code\n")[0].kind == CODE


def test_a_heading_keeps_the_anchor_that_its_author_gave_it() -> None:
    assert [(b.text, b.anchor) for b in blocks("## Title {#own}\n\n<h2 id='raw'>Raw</h2>\n")] == [
        ("Title", "own"), ("Raw", "raw"),
    ]  # fmt: skip


def test_an_arrow_to_the_top_is_no_part_of_a_heading() -> None:
    assert blocks("#### [[⬆]](#toc) <a name='css'>CSS Questions:</a>")[0].text == "CSS Questions:"


def test_tables_have_rows_as_long_as_their_header_and_lines() -> None:
    table = blocks("| A | B |\n|---|---|\n| 1 | `x` |\n| 2 |\n")[0].table
    assert table is not None
    assert table.header == ("A", "B")
    assert table.rows == (("1", "x"), ("2", ""))
    assert table.lines == (3, 4)


def test_raw_html_becomes_blocks_of_the_same_kinds() -> None:
    body = (
        "<div align='center'>\n<h1>Title</h1>\n<p>Text &lt;one&gt;</p>\n<script>no()</script>\n"
        "<style>.no{}</style></div>\n\n"
        "<table><tr><th>A</th><th>B</th></tr>\n<tr><td>1</td><td>2</td></tr></table>\n\n"
        "<pre><code>x = 1</code></pre>\n\n<!-- expertise: (2) -->\n"
    )
    assert [(b.kind, b.text) for b in blocks(body)] == [
        (HEADING, "Title"), (TEXT, "Text <one>"), (TABLE, ""), (CODE, "x = 1"),
        (NOTE, "expertise: (2)"),
    ]  # fmt: skip


def test_details_enclose_their_blocks_whatever_is_between_their_tags() -> None:
    body = "<details><summary>Why?</summary>\n\nBecause.\n\n</details>\n\nAfter\n"
    summary, answer, after = blocks(body)
    assert (summary.kind, summary.text) == (SUMMARY, "Why?")
    assert answer.inside == summary.inside
    assert after.inside == ()


def test_tags_that_never_close_lose_no_text() -> None:
    body = "<details><summary>Open\n\n<table><tr><td>cell\n\n<div>and **more**"
    text = " ".join(" ".join((block.text, *(block.table.header if block.table else ()))) for block in blocks(body))
    assert all(word in text for word in ("Open", "cell", "more"))


def test_links_know_text_target_and_line() -> None:
    body = "one\n[two](b.md) and\n[three][r] <a href='c.md'>four</a>\n\n[r]: #x\n"
    assert links(body) == [Link("two", "b.md", 2), Link("three", "#x", 3), Link("four", "c.md", 3)]


def test_a_block_of_links_says_where_they_lead() -> None:
    inner, outer, mixed = blocks("- [a](#a), [b](#b)\n- [c](c.md)\n- see [d](#d)\n")
    assert (inner.within_page, inner.is_link) == (True, True)
    assert (outer.within_page, outer.is_link) == (False, True)
    assert (mixed.within_page, mixed.is_link) == (False, False)


def test_an_endless_paragraph_is_taken_as_it_stands() -> None:
    body = "**a** " * MAX_INLINE
    assert blocks(body)[0].text.startswith("**a** **a**")


@pytest.mark.parametrize(
    ("info", "code", "shown"),
    [
        ("rust", "# fn main() {\n#[test]\n    # hidden\n#\nlet x = 1; # 2\n# }", "#[test]\nlet x = 1; # 2"),
        ("rust,ignore", "# use std;\na", "a"),
        ("python", "# a comment\nx = 1", "# a comment\nx = 1"),
        ("ts twoslash", "declare const a\n// ---cut---\nuse(a)\n", "use(a)"),
        ("ts twoslash title='a'", "a\n// ---cut---\nb\n// ---cut-before---\nc", "c"),
        ("ts", "a\n// ---cut---\nb", "a\n// ---cut---\nb"),
    ],
)
def test_lines_that_the_site_hides_are_no_code(info: str, code: str, shown: str) -> None:
    (section,) = guide_of(f"# A\n\n```{info}\n{code}\n```\n").sections
    assert section.code == shown


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<div>[Start](docs)</div>", "Start"),
        ('<p>**Note:** see `x` and [the log](/log "Log")</p>', "Note: see x and the log"),
        ("<p>![A picture](a.png)</p>", "A picture"),
        ("<p>2**8 and 4*2*2, f[i](x), `unclosed, **open</p>", "2**8 and 4*2*2, f[i](x), `unclosed, **open"),
        ("<pre>[Start](docs) **x**</pre>", "[Start](docs) **x**"),
        ("<p>이것은 `2.5rem`이지만</p>", "이것은 2.5rem이지만"),
    ],
)
def test_links_and_marks_that_shortcodes_and_mdx_leave_in_raw_html_are_text(html: str, text: str) -> None:
    (block,) = read_blocks(html, lambda line: line + 1)[0]
    assert block.text == text


def test_an_indented_cell_of_raw_html_is_no_code_and_empty_rows_are_left_out() -> None:
    cell = "<tr>\n  <td>\n\n      <p>one</p>\n\n  </td>\n</tr>"
    body = f"<table>\n<tr><th>A</th></tr>\n{cell}\n<tr></tr><tr><td></td></tr></table>"
    (block,) = read_blocks(body, lambda line: line + 1)[0]
    assert block.kind == TABLE
    assert block.table is not None
    assert (block.table.header, block.table.rows) == (("A",), (("one",),))
