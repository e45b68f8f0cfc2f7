from pathlib import Path

import pytest

from corpus.languages import languages_by_path
from corpus.markdown.dialects import with_named_references, without_dialect
from corpus.markdown.generators import plain_markdown
from index.links import Resolver
from tests.corpus.reading import guide_of, read_folder


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("See [[Kafka]] and [[Notes/Redis#AOF|Redis]].", "See [Kafka](wiki:Kafka) and [Redis](wiki:Notes/Redis#AOF)."),
        ("A ![[diagram.png]] B", "A  B"),
        ("if [[ -f x ]]; then", "if [[ -f x ]]; then"),
        ("[[menus.main]]\nname = 'x'", "[[menus.main]]\nname = 'x'"),
        ("[[src](https://example.org)]", "[[src](https://example.org)]"),
        ("`[[nodiscard]]`", "`[[nodiscard]]`"),
        ("* TOC\n{:toc}\nText", "\n\nText"),
        ("[TOC]\n[[toc]]", "\n"),
        ("A [link](x.md){:target=\"_blank\"}.{: .lead}", "A [link](x.md)."),
        ("[Go](x.md){ .md-button }", "[Go](x.md)"),
        ("## Name {#own}", "## Name {#own}"),
        ("## Name {.unnumbered}", "## Name "),
        ("(label)=\n# A", "\n# A"),
        ("{ref}`the page <page>` and {py:func}`f`", "the page and `f`"),
        ("==now== and a==b or c==d", "now and a==b or c==d"),
        ("r[items.fn.intro]\nText r[0]\nr[divergence]", "\nText r[0]\n"),
        ("__:octicons-goal-16: Goal__ std:rocket:x", "__Goal__ std:rocket:x"),
        ("the '==' and the '===' operator", "the '==' and the '===' operator"),
        ("++ctrl+c++, i++ and j++", "ctrl+c, i++ and j++"),
        ("{++new++}{--old--} text", "new text"),
        ("a %%note%% b ^a1b2c3", "a  b"),
        (":rocket: Fast :+1:, 10:30:15, std::vector, a:b:c", "Fast , 10:30:15, std::vector, a:b:c"),
        (":tada::tada::tada: 3+1 std::a::b:: x", "3+1 std::a::b:: x"),
        (":rocket: `a :rocket: b` :x: c", "`a :rocket: b` ✗ c"),
        ("| yes :heavy_check_mark: |", "| yes ✔ |"),
        ("{:a 1, :b 2}", "{:a 1, :b 2}"),
        ("--8<-- \"a.md\"\n<<< @/b.js\n*[HTML]: Markup", "\n\n"),
        ("](x) [a]({{ site.url }}/b.md)", "](x) [a](/b.md)"),
    ],
)  # fmt: skip
def test_what_one_generator_understands_becomes_plain_markdown(written: str, plain: str) -> None:
    assert without_dialect(written) == plain


def test_the_name_of_an_emoji_stays_in_the_anchor_of_its_heading() -> None:
    (section,) = guide_of("## :package: Install\nText\n").sections
    assert (section.title, section.anchor) == ("Install", "package-install")


def test_a_wiki_link_finds_its_page_wherever_it_lies(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {"a.md": "[[Event Log]] [[gone]]", "notes/Event Log.md": "# Kafka"})
    asking = next(guide for guide in reading.guides if guide.path == "a.md")
    guides = [Resolver(reading.guides).target(link.target, asking).guide for link in asking.links]
    assert [guide and guide.id for guide in guides] == ["notes/event-log", None]


@pytest.mark.parametrize(
    ("folder", "original"),
    [
        ("docs/current", "docs"),
        ("docs/version-2.x", "versioned_docs/version-2.x"),
        ("docs-community/current", "community"),
        ("docs-api/version-1", "api_versioned_docs/version-1"),
        ("blog", "blog"),
    ],
)
def test_docusaurus_translations_have_the_path_of_their_originals(folder: str, original: str) -> None:
    path = f"i18n/fr/docusaurus-plugin-content-{folder}/intro.md"
    assert languages_by_path([path, f"{original}/intro.md"])[path] == ("fr", f"{original}/intro.md")


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("<doc:Types#A-Member> in <doc:Types>", "[A Member](wiki:Types#A-Member) in [Types](wiki:Types)"),
        ("<doc:TheBasics> <doc:Macros#isCalled>", "[The Basics](wiki:TheBasics) [isCalled](wiki:Macros#isCalled)"),
        ("[its members](doc:Protocols)", "[its members](wiki:Protocols)"),
        ("<project:../intro.md#get-started>", "[get started](../intro.md#get-started)"),
        ("[Start](project:../intro.md) [all](<project:a/b.md>)", "[Start](../intro.md) [all](a/b.md)"),
        ("[](project:../get-started.md)", "[get started](../get-started.md)"),
        ("<project:#a-label> [the label](project:#a-label)", "a label the label"),
        ("[](inv:sphinx:std#index) <inv:#str.join> [meta](inv:sphinx#html-meta)", "index str.join meta"),
        ("(see <inv:sphinx#show_types>), (<doc:A>)", "(see show_types), ([A](wiki:A))"),
        ("<path:../data/list.csv>", "[list](../data/list.csv)"),
        ("As @fig-plot, @sec-joins and [-@tbl-x] show (@eq-1).", "As Figure, Section and Table show (Equation)."),
        ("`<doc:A>` `@fig-plot`", "`<doc:A>` `@fig-plot`"),
        ("me@fig-plot.org @figure npm i @sec-team/x", "me@fig-plot.org @figure npm i @sec-team/x"),
        ("[x](https://doc:8080/) <https://inv:1/>", "[x](https://doc:8080/) <https://inv:1/>"),
    ],
)  # fmt: skip
def test_a_reference_shows_the_words_of_its_target(written: str, plain: str) -> None:
    assert with_named_references(written) == plain


def test_a_reference_of_docc_finds_its_page_wherever_it_lies(tmp_path: Path) -> None:
    reading = read_folder(tmp_path, {"A.docc/Guide/One.md": "# One\n\n<doc:Two#More>", "A.docc/More/Two.md": "# Two"})
    asking = next(guide for guide in reading.guides if guide.title == "One")
    assert [Resolver(reading.guides).target(link.target, asking).guide for link in asking.links] == [reading.guides[1]]


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("See [the log][kafka.Log] and [`Log`][kafka::Log].", "See the log and `Log`."),
        ("[Meta][], ([#1037][]) and [pg][]", "Meta, (#1037) and pg"),
        ("は[並行][concurrency]の", "は並行の"),
        ("a text of\n[two\nlines][unknown]", "a text of\ntwo\nlines"),
        ("[Here][1], [there][A  Label] and [known][]", "[Here][1], [there][A  Label] and [known][]"),
        ("`[a][bcd]`, a[0][row], dp[i][j]", "`[a][bcd]`, a[0][row], dp[i][j]"),
        ("/^[_A-Za-z][_0-9A-Za-z]*$/ [a-z][0-9]", "/^[_A-Za-z][_0-9A-Za-z]*$/ [a-z][0-9]"),
        ("![picture][unknown] \\[a][bcd]", "![picture][unknown] \\[a][bcd]"),
    ],
)  # fmt: skip
def test_a_reference_to_a_label_of_the_whole_site_is_its_text(written: str, plain: str) -> None:
    defined = "\n\n[1]: /one\n> [a label]: /two\n[Known]: /three\n"
    assert plain_markdown(written + defined) == plain + defined


def test_a_label_may_be_defined_by_a_tag_of_the_template() -> None:
    guide = guide_of(
        "# A\n\n[Functions][hof] and [posts][all].\n\n[hof]: {% link _docs/hof.md %}\n[all]: {{ '/posts' | url }}\n"
    )
    assert guide.sections[0].text == "Functions and posts."
    assert [link.target for link in guide.links] == ["/_docs/hof.md", "/posts"]
