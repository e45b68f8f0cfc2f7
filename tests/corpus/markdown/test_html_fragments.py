from corpus.markdown.html_fragments import attribute, html_tokens


def read(html: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in html_tokens(html)]


def test_text_tags_and_comments_come_in_order() -> None:
    assert read("a<b>c &lt; d</b><!-- e --><BR/>") == [
        ("text", "a"), ("open", "b"), ("text", "c < d"), ("close", "b"), ("comment", " e "), ("open", "br"),
    ]  # fmt: skip


def test_what_is_never_shown_is_left_out_with_its_text() -> None:
    assert read("<style>a{}</style>b<script>if (a < b) c()</script>") == [("text", "b")]


def test_attributes_are_read_with_any_quotes() -> None:
    (piece,) = html_tokens("<a HREF=x title='y z' alt=\"&amp;>\" open>")
    assert piece.attributes == {"href": "x", "title": "y z", "alt": "&>", "open": ""}
    assert attribute("<img alt=Logo>", "alt") == "Logo"
    assert attribute("no tag", "alt") == ""


def test_lines_are_counted_within_the_fragment() -> None:
    assert [piece.line for piece in html_tokens("a\n<b\nc='d'>\n</b>")] == [0, 1, 2, 3]
