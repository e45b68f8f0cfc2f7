"""WordPress and Grav shortcodes and notices, DocFX includes and rows."""

import pytest

from corpus.markdown.generators import plain_markdown


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ('[notice type="x"]Text[/notice]', "Text"),
        ('[gallery ids="1,2"]', ""),
        ('[caption id="a"]A picture[/caption]', "A picture"),
        ('[section name="a"]\nText\n[/section]', "\nText\n"),
        ("[center]Text[/center]", "Text"),
        ('[ui-tab title="First tab"]Text[/ui-tab]', "First tabText"),
        ("! A notice of Grav\n!! Another one", "> A notice of Grav\n> Another one"),
        ("! bang\n!important", "! bang\n!important"),
        ("See [ref], [a][b], [x](y) and [x y].", "See [ref], [a][b], [x](y) and [x y]."),
        ("[a]: b\n\n- [x] done\n- [ ] open", "[a]: b\n\n- [x] done\n- [ ] open"),
        ("a[href] and list[int]", "a[href] and list[int]"),
        ("`[gallery ids=\"1\"]`", "`[gallery ids=\"1\"]`"),
        ("[!INCLUDE [title](a.md)] Text", " Text"),
        ("[!INCLUDE[](a.md)]", ""),
        ("[!code-csharp[Main](Program.cs#L1-L2)]", ""),
        ("> [!div class=\"tab\"]\n> Text", "> \n> Text"),
        ("[!VIDEO https://example.org/x]", ""),
        ("Select [!UICONTROL Save as].", "Select Save as."),
        ("the mark [!NOTE] in a text", "the mark [!NOTE] in a text"),
        (":::row:::\n:::column span=\"2\":::\nText\n:::column-end:::\n:::row-end:::", "\n\nText\n\n"),
        (':::image type="content" source="a.png" alt-text="A graph":::', "**A graph**"),
        ('Press :::no-loc text="Win + X"::: now.', "Press Win + X now."),
        (':::code language="cs" source="a.cs":::', ""),
        ('::: moniker range=">=net-8"\nText\n::: moniker-end', "\nText\n"),
    ],
)  # fmt: skip
def test_codes_in_brackets_become_what_readers_see(written: str, left: str) -> None:
    assert plain_markdown(written) == left
