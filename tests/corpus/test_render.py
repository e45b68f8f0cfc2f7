import pytest
from lxml import html as lxml_html

from corpus.render import TAGS, to_html
from tests.corpus.reading import guide_of
from tests.hostile_addresses import UNSAFE


def html(text: str, path: str = "guide.md") -> str:
    known = {"docker.md": "/guides/docker"}
    return to_html(guide_of(text, path), known.get).strip()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "<a href='JaVaScRiPt:alert(1)'>x</a>",
        "<iframe src='https://ex.org'></iframe>",
        "<div style='background:url(javascript:alert(1))'>x</div>",
        "<form action='https://ex.org'><input name=q></form>",
        "<svg><script>alert(1)</script></svg>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>",
        "![x](data:text/html;base64,PHNjcmlwdD4=)",
        "<h2 onclick='alert(1)' id='x'>x</h2>",
    ],
)
def test_nothing_that_runs_or_loads_gets_through(text: str) -> None:
    shown = lxml_html.fragment_fromstring(html(text), create_parent="div")
    for element in shown.iter():
        assert element.tag in {*TAGS, "div"}
        assert not [name for name in element.attrib if name.startswith("on") or name == "style"]
        values = "".join(element.attrib.values()).lower()
        assert "javascript:" not in values
        assert "data:" not in values
    assert "<script" not in html(text)


MARKUP = ("[x]({})", "![x]({})", "<{}>", "<a href='{}'>x</a>", '<img src="{}">', "[x][y]\n\n[y]: {}")
"""Links and images; a file with a NUL is not read."""


@pytest.mark.parametrize("address", [address for address in UNSAFE if "\0" not in address])
@pytest.mark.parametrize("markup", MARKUP)
def test_no_link_or_image_has_an_unsafe_address(markup: str, address: str) -> None:
    shown = lxml_html.fragment_fromstring(html(markup.format(address)), create_parent="div")
    assert not shown.xpath(".//@href | .//@src")


@pytest.mark.parametrize("address", UNSAFE)
def test_what_a_link_resolves_to_is_safe_too(address: str) -> None:
    assert to_html(guide_of("[x](kafka.md)"), lambda target: address).strip() == "<p>x</p>"


def test_text_of_an_attribute_that_looks_like_markup_stays_text() -> None:
    shown = lxml_html.fromstring(html("<div>\n<img src='https://ex.org/a' title='<a>b</a><table><pre>'>\n</div>"))
    assert shown.xpath(".//@title") == ["<a>b</a><table><pre>"]


def test_what_arranges_the_body_cannot_add_what_runs() -> None:
    shown = to_html(guide_of("Text."), arrange=lambda body: body + "<script>alert(1)</script><b onclick=alert(1)>x</b>")
    assert shown == "<p>Text.</p>\n<b>x</b>"


def test_headings_have_the_anchors_of_their_sections() -> None:
    guide = guide_of("# A\n## B\n## B\n## C {#own}\n\n<h3>Raw *one*</h3>\n")
    shown = to_html(guide)
    assert all(f'id="{section.anchor}"' in shown for section in guide.sections)
    assert [section.anchor for section in guide.sections] == ["a", "b", "b-1", "own", "raw-one"]
    assert "{#own}" not in shown


@pytest.mark.parametrize(
    "heading",
    [
        '<h2><img src="logo.png" alt="A fox">\n<br>\nTanuki</h2>',
        "<h2>Two<br>lines</h2>",
        '<h3><a href="#x"><img src="x.png" alt="Icon"></a></h3>',
        "<h2>Own {#name}</h2>",
    ],
)
def test_a_raw_heading_has_its_anchor_whatever_is_in_it(heading: str) -> None:
    guide = guide_of(f"# A\n\n<div>\n\n{heading}\n\nText.\n\n</div>\n")
    (section,) = [section for section in guide.sections if section.anchor and section.title != "A"]
    assert f'id="{section.anchor}"' in to_html(guide)


def test_questions_have_their_anchors_wherever_they_stand() -> None:
    guide = guide_of("""
        # JS Interview Questions
        | Question | Difficulty |
        |---|---|
        | What is A? | Easy |

        ## List
        - What is B?
        - What is C?

        ## Other
        **What is D?**

        It is.

        <details><summary>What is E?</summary>

        It is.

        </details>

        ## FAQ
        ### What is F?
        It is.
        """)
    shown = to_html(guide)
    anchors = [question.anchor for question in (*guide.questions, *guide.faqs)]
    assert len(anchors) == 6
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in shown] == []
    assert '<tr id="q-what-is-a">' in shown
    assert '<span id="what-is-f"></span>' in shown


def test_an_id_of_the_author_cannot_take_the_place_of_ours() -> None:
    assert html("<div id='login'>x</div>") == "<div>x</div>"


def test_links_between_guides_are_resolved_and_unknown_ones_keep_their_text() -> None:
    assert html("[Docker](docker.md)") == '<p><a href="/guides/docker">Docker</a></p>'
    assert html("[Gone](gone.md)") == "<p>Gone</p>"
    assert html("[Here](#there)") == '<p><a href="#there">Here</a></p>'


def test_links_to_other_sites_are_not_followed_by_robots_nor_given_the_opener() -> None:
    assert html("<https://ex.org>") == ('<p><a href="https://ex.org" rel="noopener nofollow">https://ex.org</a></p>')


def test_code_names_its_language_and_is_escaped() -> None:
    assert html("```html\n<b>\n```") == '<pre><code class="language-html">&lt;b&gt;\n</code></pre>'


def test_mdx_shows_the_text_of_its_components() -> None:
    shown = html("import A from 'a'\n\n<Note>\nText\n</Note>\n", "guide.mdx")
    assert shown == "<p>Text</p>"
