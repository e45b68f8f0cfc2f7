import pytest

from corpus.markdown.shortcodes import without_components


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("Before {{< new-in 0.153.0 />}} after", "Before  after"),
        ("{{% note %}}Text stays.{{% /note %}}", "Text stays."),
        ("[a]({{< ref \"page.md\" >}})", "[a](page.md)"),
        ("{% include nav.html %}Text", "Text"),
        ('{{ youtube(id="x") }}Text', "Text"),
        ("{{ site.title }} stays", "{{ site.title }} stays"),
        ("`{{< shown >}}` is code", "`{{< shown >}}` is code"),
        ("{% comment %}gone{% endcomment %}kept", "kept"),
        ('{{< details "What is it?" >}}\nIt is.\n{{< /details >}}',
         "<!----><details><summary>What is it?</summary>\nIt is.\n<!----></details>"),
        ("{{< highlight go >}}\nx := 1\n{{< /highlight >}}", "```go\nx := 1\n```"),
    ],
)  # fmt: skip
def test_shortcodes_and_tags_are_dropped_and_their_text_is_kept(written: str, left: str) -> None:
    assert without_components(written) == left


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("import A from 'a.mdx'\n\nText", "\n\nText"),
        ("export const meta = {\n  a: 1,\n}\n\nText", "\n\n\n\nText"),
        ("<Note>\nText\n</Note>", "\nText\n"),
        ("<Sample />Text", "Text"),
        ('<Card title="Start" href="/start">\n  Text\n</Card>', "[Start](/start)\n  Text\n"),
        ('<Accordion title="Why?">\nSo.\n</Accordion>',
         "<!----><details><summary>Why?</summary>\nSo.\n<!----></details>"),
        ("a {/* note */} b", "a  b"),
        ("<div style={{ color: 'red' }}>x</div>", "<div>x</div>"),
        ("`<Note>` is code", "`<Note>` is code"),
        ("a < b and {x}", "a < b and {x}"),
    ],
)  # fmt: skip
def test_components_are_dropped_and_what_they_show_is_kept(written: str, left: str) -> None:
    assert without_components(written, mdx=True) == left


def test_code_is_never_touched() -> None:
    code = "```js\nimport A from 'a'\n<Note>{{< x >}}{% y %}</Note>\n```"
    assert without_components(f"{code}\n{{% z %}}", mdx=True) == f"{code}\n"


def test_lines_stay_where_they_were() -> None:
    text = 'a\n<Card\n  title="T"\n>\n{{< x\ny >}}\nlast'
    assert without_components(text, mdx=True).split("\n")[6] == "last"
