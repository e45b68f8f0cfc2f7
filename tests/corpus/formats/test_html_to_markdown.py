import pytest
from lxml import html

from corpus.formats.html_to_markdown import to_markdown
from corpus.markdown.parser import read_blocks


@pytest.mark.parametrize(
    ("written", "markdown"),
    [
        ("<p>a <b>b</b> <em>c</em> <code>d</code></p>", "a **b** *c* `d`"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<h3>T <a href='#t'>x</a></h3>", "### T [x](#t)"),
        ("<ul><li>a</li><li>b<p>c</p></li></ul>", "- a\n\n- b\n\n  c"),
        ("<ol><li>a</li></ol>", "1. a"),
        ("<blockquote><p>a</p></blockquote><p>b</p>", "> a\n\nb"),
        ("<pre class='lang-py'>x\n```</pre>", "````py\nx\n```\n````"),
        ("<table><tr><th>A</th><th>B</th></tr><tr><td>1</td></tr></table>",
         "| A | B |\n| --- | --- |\n| 1 |  |"),
        ("<img alt='A' src='a b.png'>", "![A](ab.png)"),
        ("a_b * c", "a\\_b \\* c"),
        ("<div><br>&lt;h2 id='x'&gt;T<br><br>b<br></div>", "\\<h2 id='x'\\>T\\\n\\\nb"),
        ("<p>&lt;section&gt;</p>", "\\<section\\>"),
    ],
)  # fmt: skip
def test_each_element_has_its_markdown(written: str, markdown: str) -> None:
    assert to_markdown(html.fragment_fromstring(written, create_parent="div"))[0].strip() == markdown


def test_each_line_knows_the_line_of_the_file() -> None:
    markdown, lines = to_markdown(html.fromstring("<div>\n<p>a</p>\n\n<p>b</p></div>"))
    assert len(lines) == len(markdown.split("\n"))
    assert lines[markdown.split("\n").index("b")] == 4


@pytest.mark.parametrize("text", ["<div x>", "*note", "[a]", "_x_", "# no", "> than", "a *", "C:\\", "`"])
def test_text_is_no_markup_at_the_beginning_and_the_end_of_a_run(text: str) -> None:
    written = f"<p><br>{text.replace('<', '&lt;')}<br> <br></p><p>{text.replace('<', '&lt;')}</p>"
    (markdown, _) = to_markdown(html.fragment_fromstring(written, create_parent="div"))
    assert [block.text for block in read_blocks(markdown, lambda line: line)[0]] == [text, text]
