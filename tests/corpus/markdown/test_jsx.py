"""MDX, and JSX in Markdown: imports, components, expressions."""

import pytest

from corpus.markdown.generators import plain_markdown
from tests.corpus.reading import guide_of


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("import A from 'a.mdx'\n\nText", "\n\nText"),
        ("export const meta = {\n  a: 1,\n}\n\nText", "\n\n\n\nText"),
        ("import the module and run it", "import the module and run it"),
        ("<Note>\nText\n</Note>", "\nText\n"),
        ("<Sample />Text", "Text"),
        ('<Card title="Start" href="/start">\n  Text\n</Card>', "[Start](/start)\nText\n"),
        ('<Card title="One">text</Card>', "One text"),
        ("<Card title={`One`} description='Two' />", "One Two"),
        ('<Accordion title="Why?">\nSo.\n</Accordion>',
         "<!----><details><summary>Why?</summary>\nSo.\n<!----></details>"),
        ("## Since <Badge type=\"tip\" text=\"3.5+\" />", "## Since "),
        ("a {/* note */} b", "a  b"),
        ("## Caveats {/*cav*/}", "## Caveats {#cav}"),
        ("## Title {#own}", "## Title {#own}"),
        ("a{' '}b {\"c\"} {`d`}", "a b c d"),
        ("It is {props.x} and {list.map((x) => <li>{x}</li>)}.", "It is  and ."),
        ("$x_{1}$ and `{x}`", "$x_{1}$ and `{x}`"),
        ("<div style={{ color: 'red' }}>x</div>", "<div>x</div>"),
        ("`<Note>` is code", "`<Note>` is code"),
        ("a < b", "a < b"),
    ],
)  # fmt: skip
def test_components_are_dropped_and_what_they_show_is_kept(written: str, left: str) -> None:
    assert plain_markdown(written, mdx=True) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Text.\n\nimport A from './a.js';\n\nMore {x}.", "Text.\n\n\n\nMore ."),
        ("<Deep>\n#### Why?\n</Deep>", "\n#### Why?\n"),
        ("<Deep>\n\n## Why {/*why*/}\n\n</Deep>", "\n\n## Why {#why}\n\n"),
        ("It is {props.name} and {x}.", "It is  and {x}."),
        ("<A NAME='x'>a</A> <PATH> {x}", "<A NAME='x'>a</A> <PATH> {x}"),
        ("<script setup>\nimport X from './X.vue'\n</script>\n\nText {x}",
         "<script setup>\nimport X from './X.vue'\n</script>\n\nText {x}"),
        ("```js\nimport a from 'b'\n```\n{x}", "```js\nimport a from 'b'\n```\n{x}"),
        ("`{/* a */}` {x}", "`{/* a */}` {x}"),
    ],
)  # fmt: skip
def test_markdown_with_jsx_is_read_as_its_site_reads_it(written: str, left: str) -> None:
    assert plain_markdown(written) == left


@pytest.mark.parametrize(
    "body",
    [
        "<Tabs>\n    <Tab>\n    ```js\n    x = 1\n    ```\n    </Tab>\n</Tabs>",
        "<Tabs>\n    <Tab>\n\n        ```js\n        x = 1\n        ```\n\n    </Tab>\n</Tabs>",
        "<details>\n<summary>Show</summary>\n```js\nx = 1\n```\n</details>",
        "<details><summary>Show</summary>\n~~~\nx = 1\n~~~\n</details>",
        '<Tabs>\n  <Tab title="Show">\n    ```js\n    x = 1\n    ```\n  </Tab>\n</Tabs>',
        "<Steps>\n  <Step>\n    <Card>\n      ```js\n      x = 1\n      ```\n    </Card>\n  </Step>\n</Steps>",
    ],
)
@pytest.mark.parametrize("suffix", ["md", "mdx"])
def test_a_fence_in_a_component_or_under_tags_is_code(body: str, suffix: str) -> None:
    (section,) = guide_of(f"# A\n\n{body}\n\nAfter\n", f"a.{suffix}").sections
    assert section.code == "x = 1"
    assert section.text.removeprefix("Show\n") == "After"


def test_a_component_shows_its_title_above_indented_code() -> None:
    code = "    ```py\n    # one\n\n    # two\n    ```"
    body = f"# A\n\n<Tabs>\n  <Tab title='Python'>\n{code}\n  </Tab>\n  <Tab title='Go'>\n{code}\n  </Tab>\n</Tabs>\n"
    (section,) = guide_of(body, "a.mdx").sections
    assert (section.text, section.code) == ("Python\nGo", "# one\n\n# two\n# one\n\n# two")


def test_a_comment_of_many_lines_hides_the_code_in_it() -> None:
    body = "# A\n\nBefore {/* no\n```py\nx = 1\n```\n# B\n*/} after.\n\n```js\n{/*\ny = 1\n```\n\nEnd {/* open.\n"
    (section,) = guide_of(body, "a.mdx").sections
    assert (section.text, section.code) == ("Before\nafter.\nEnd {/* open.", "{/*\ny = 1")


def test_text_in_an_indented_component_is_no_code() -> None:
    (section,) = guide_of("# A\n\n<Tabs>\n    <Tab>\n        Some **text**\n    </Tab>\n</Tabs>\n").sections
    assert (section.text, section.code) == ("Some text", "")


def test_an_indented_component_in_a_list_stays_in_its_item() -> None:
    body = "1. one\n\n   <Note>\n\n       text\n\n   </Note>\n2. two\n"
    assert "2. two" in plain_markdown(body)
    assert "       text" in plain_markdown(body)


def test_code_is_never_touched() -> None:
    code = "```js\nimport A from 'a'\n<Note>{{< x >}}{% y %}</Note>\n```"
    assert plain_markdown(f"{code}\n{{% z %}}", mdx=True) == f"{code}\n"


def test_lines_stay_where_they_were() -> None:
    text = 'a\n<Card\n  title="T"\n>\n{{< x\ny >}}\nlast'
    assert plain_markdown(text, mdx=True).split("\n")[6] == "last"


def test_words_hidden_within_a_line_and_paragraphs_of_html_are_markdown() -> None:
    guide = guide_of(
        "# A\n\n- One\n\n    <p>\n      <Spoiler>Yes, `<h1>` **is**.</Spoiler>\n    </p>\n\n"
        "- <p>See [it](x.md) `<p>`.</p>\n",
        "a.mdx",
    )
    assert [section.title for section in guide.sections] == ["A"]
    assert guide.sections[0].text == "One\nYes, <h1> is.\nSee it <p>."
    assert [link.target for link in guide.links] == ["x.md"]
