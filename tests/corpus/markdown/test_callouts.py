import pytest

from corpus.markdown.callouts import with_plain_callouts
from tests.corpus.reading import guide_of


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ('!!! note "Mind"\n\n    Text\n\n    ```py\n    a\n    ```\nAfter',
         "> **Mind**\n>\n> Text\n>\n> ```py\n> a\n> ```\nAfter"),
        ("??? tip\n    Text", "> \n> Text"),
        ('!!! info "Mind"\n\nText', "**Mind**\n\nText"),
        ("!!! note\n\nText", "\n\nText"),
        ("!!! Stop and read\n\nText", "!!! Stop and read\n\nText"),
        ("??? tip\n\nText", "??? tip\n\nText"),
        ("- a\n\n    !!! note\n        Text", "- a\n\n    > \n    > Text"),
        ('!!! a\n    !!! b "B"\n        Text', "> \n> > **B**\n> > Text"),
        ('=== "Python"\n\n    ```py\n    a\n    ```', "**Python**\n\n```py\na\n```"),
        ("!!! note\nText", "!!! note\nText"),
        ("Wow !!!", "Wow !!!"),
        (":::tip[Mind *this*]\n\nText\n:::", "**Mind *this***\n\nText\n"),
        ("::: details Why?\nSo.\n:::", "**Why?**\nSo.\n"),
        (':::note{title="Mind"}\nText\n:::', "**Mind**\nText\n"),
        ("> [!WARNING]\n> Text", "> \n> Text"),
        ("> [!faq]- Why?\n> So.", "> **Why?**\n> So."),
        ("```{note} Mind\n:class: tip\nText\n```", "**Mind**\n\nText\n"),
        ("```{toctree}\na\nb\n```", "\n\n\n"),
        ("```{r}\nsum(1)\n```", "```{r}\nsum(1)\n```"),
        ("```\n!!! note\n    Text\n```", "```\n!!! note\n    Text\n```"),
        (":::", ""),
    ],
)  # fmt: skip
def test_callouts_become_quotes_with_titles_in_bold(written: str, plain: str) -> None:
    assert with_plain_callouts(written) == plain
    assert plain.count("\n") == written.count("\n")


def test_what_stands_in_a_callout_is_text_and_not_code() -> None:
    guide = guide_of('# A\n\n!!! warning "Mind"\n\n    Keep **it** short.\n\nAfter\n')
    assert guide.sections[0].text == "Mind\nKeep it short.\nAfter"
    assert guide.sections[0].code == ""


def test_the_anchor_of_a_container_is_no_part_of_its_title() -> None:
    assert with_plain_callouts("::: tip Mind {#mind}\na\n:::") == "**Mind**\na\n"
    assert with_plain_callouts(":::note{.x}\na\n:::") == "\na\n"


@pytest.mark.parametrize("name", ["unknown", "code-block", "mermaid"])
def test_options_of_a_directive_that_is_code_are_none_of_its_code(name: str) -> None:
    options = ":name: x\n:line-numbers:\n"
    assert guide_of(f"# A\n\n```{{{name}}} js\n{options}\na: b\n```\n").sections[0].code == "a: b"
    assert guide_of(f"# A\n\n```{{{name}}}\n---\nname: x\n---\na: b\n```\n").sections[0].code == "a: b"
    assert guide_of("# A\n\n```js\n:name: x\n```\n").sections[0].code == ":name: x"
