"""A heading has the anchor that its site gives it, and a title without its marks."""

import pytest

from tests.corpus.reading import guide_of


@pytest.mark.parametrize(
    ("body", "title", "anchor"),
    [
        ("## Fetch [#fetch-it]", "Fetch", "fetch-it"),
        ("## Caveats {/*cav*/}", "Caveats", "cav"),
        ("## Path { id=nav }", "Path", "nav"),
        ('## Path {: id="nav" .wide}', "Path", "nav"),
        ("## 1.0\n{: #v1}", "1.0", "v1"),
        ("## 1.0\n{:.lead #v1 }", "1.0", "v1"),
        ("## Path {% #my-id %}", "Path", "my-id"),
        ("## Path {% id=\"my-id\" %}", "Path", "my-id"),
        ("(target)=\n## Path", "Path", "target"),
        ("(my_tar/get)=\n\n## Path", "Path", "my-tar-get"),
        ("{#above}\n## Path", "Path", "above"),
        ("Path {#own}\n====", "Path", "own"),
        ("(target)=\nPath\n----", "Path", "target"),
        ("## Path :id=docs", "Path", "docs"),
        ("## Path {#sec-x .unnumbered}", "Path", "sec-x"),
        ("## Path { .lead }", "Path", "path"),
        ('## Path { data-toc-label="P" }', "Path", "path"),
        ('<a name="old"></a>\n\n## Path', "Path", "old"),
        ('<a id="old"></a>\n## Path', "Path", "old"),
        ('## <a name="in"></a>Path', "Path", "in"),
        ('## Path <a id="in"></a>', "Path", "in"),
        ('## <span id="in">Path</span>', "Path", "in"),
        ('<section id="sec">\n<h2>Path</h2>\n</section>', "Path", "sec"),
        ('<section id="sec">\n\n## Path\n\n</section>', "Path", "sec"),
        ('<h2 id="own">Path</h2>', "Path", "own"),
        ('<h2><a name="in">Path</a></h2>', "Path", "in"),
        ('<dl><dt id="term">Path</dt><dd>It is.</dd></dl>', "Path", "term"),
        ("## Path [draft]", "Path [draft]", "path-draft"),
        ("## Path {x}", "Path {x}", "path-x"),
        ('<a name="old"></a>Text.\n\n## Path', "Path", "path"),
        ('<div id="app">\n\n## Path\n\n</div>', "Path", "path"),
    ],
)  # fmt: skip
def test_anchor_and_title_of_a_markdown_heading(body: str, title: str, anchor: str) -> None:
    section = guide_of(f"# Page\n\n{body}\n\nText\n").sections[-1]
    assert (section.title, section.anchor) == (title, anchor)


@pytest.mark.parametrize(
    ("html", "anchor"),
    [
        ('<section id="keys_x"><h2>Keys</h2><p>Text</p></section>', "keys_x"),
        ('<section id="keys"><span id="label"></span><h2>Keys</h2></section>', "keys"),
        ('<div class="section" id="keys"><h2>Keys</h2></div>', "keys"),
        ('<a name="keys"></a><h2>Keys</h2>', "keys"),
        ('<h2><a id="keys"></a>Keys</h2>', "keys"),
        ('<h2><span id="keys"></span>Keys</h2>', "keys"),
        ('<h2><span id="keys">Keys</span></h2>', "keys"),
        ('<h2 id="keys"><a name="other"></a>Keys</h2>', "keys"),
        ('<section id="sec"><p>Text</p><h2>Keys</h2></section>', "keys"),
        ('<a name="far"></a>Text <h2>Keys</h2>', "keys"),
        ('<dl class="py"><dt class="sig" id="a.Keys">Keys</dt><dd><p>Text</p></dd></dl>', "a.Keys"),
    ],
)
def test_anchor_of_a_heading_of_a_rendered_page(html: str, anchor: str) -> None:
    guide = guide_of(f"<html><body><main><h1>Page</h1><p>Text</p>{html}</main></body></html>", "a.html")
    assert (guide.sections[-1].title, guide.sections[-1].anchor) == ("Keys", anchor)


def test_methods_of_an_api_are_sections_below_their_heading() -> None:
    html = '<h2>API</h2><dl><dt id="f">f()</dt><dd>One.</dd><dt id="g">g()</dt><dd>Two.</dd></dl>'
    guide = guide_of(f"<main><h1>Page</h1>{html}<h2>Next</h2></main>", "a.html")
    assert [(s.title, s.level, s.text) for s in guide.sections[1:]] == [
        ("API", 2, ""), ("f()", 3, "One."), ("g()", 3, "Two."), ("Next", 2, ""),
    ]  # fmt: skip


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\u2003", "\u00a0 "])
def test_an_unbreakable_or_wide_space_makes_a_heading_too(space: str) -> None:
    guide = guide_of(f"# A\n\n##{space}Breaking changes\n\nText\n\n```\n##{space}no heading\n```\n")
    assert [(section.title, section.anchor) for section in guide.sections][1:] == [
        ("Breaking changes", "breaking-changes")
    ]
