"""Anchors, as the generators of sites make them, and those that are missing."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from search.gaps import Finding, find_gaps
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, findings_of, page
from web.source_files import FilesOfSources


def broken_in(root: Path, guides_of: GuidesOf, files: Mapping[str, str]) -> tuple[Finding, ...]:
    """Return the broken links where the rule may read the files as they are written."""
    written = FilesOfSources([root])
    return find_gaps(guides_of(files), today=TODAY, rules=["broken-link"], files=written).findings


HEADINGS = """## Installing Node.js & npm

## Variáveis da Página

## 1. Set up

## ✏️ Exercises

### `list_categories(options)` {#lists .wide}

(my-label)=
## Labelled

<div id="inHtml"></div>

Text.[^1]

[^1]: A note.
"""


@pytest.mark.parametrize(
    "anchor",
    [
        "#installing-nodejs--npm",
        "#Installing-Node-js-amp-npm",
        "#installing-node-js-and-npm",
        "#installing_node.js_npm",
        "#Variaveis-da-Pagina",
        "#vari%C3%A1veis-da-p%C3%A1gina",
        "#set-up",
        "#1-set-up",
        "#set-up-1",
        "#exercises",
        "#-exercises",
        "#%EF%B8%8F-exercises",
        "#list-categories-options",
        "#lists",
        "#my-label",
        "#inhtml",
        "#fn:1",
        "#fnref:1",
        "#fnref1",
        "#footnote-1",
        "#user-content-fn-1",
        "#user-content-set-up",
        "#tab/linux",
        "#/route",
        "#top",
    ],
)
def test_an_anchor_that_a_generator_makes_is_there(tmp_path: Path, guides_of: GuidesOf, anchor: str) -> None:
    files = {"a.md": page("Alpha", body=f"[there](b.md{anchor})"), "b.md": page("Beta", body=HEADINGS)}
    assert not broken_in(tmp_path, guides_of, files)


@pytest.mark.parametrize("anchor", ["#installing-python", "#variables", "#sett-up", "#exercise-two", "#inhtml-two"])
def test_an_anchor_of_other_words_is_broken(guides_of: GuidesOf, anchor: str) -> None:
    files = {"a.md": page("Alpha", body=f"[there](b.md{anchor})"), "b.md": page("Beta", body=HEADINGS)}
    assert len(findings_of(guides_of, "broken-link", files)) == 1


@pytest.mark.parametrize("link", ["[x](my-label)", "[x](#my-label)"])
def test_a_label_of_sphinx_is_linked_from_every_page(tmp_path: Path, guides_of: GuidesOf, link: str) -> None:
    files = {"a.md": page("Alpha", body=link), "b.md": page("Beta", body=HEADINGS), "c.md": page("Gamma")}
    assert not broken_in(tmp_path, guides_of, files)


@pytest.mark.parametrize(
    "included",
    [
        '{% include "part.md" %}',
        "{{% include /part %}}",
        '{{< readfile file="x.md" >}}',
        "{{#include part.md}}",
        '--8<-- "part.md"',
        "```{include} part.md\n```",
        'import Part from "./_part.mdx"\n\n<Part />',
        "<!--@include: ./part.md-->",
    ],
)
def test_anchors_of_a_page_that_includes_others_cannot_be_known(
    tmp_path: Path, guides_of: GuidesOf, included: str
) -> None:
    files = {"a.md": page("Alpha", body="[there](b.md#far)"), "b.md": page("Beta", body=f"{included}\n\nText.")}
    assert not broken_in(tmp_path, guides_of, files)


def test_a_link_to_a_file_of_the_site_is_sound_and_one_to_a_draft_is_called_so(
    tmp_path: Path, guides_of: GuidesOf
) -> None:
    links = "[d](drafts/soon.md) [h](/hidden.md) [i](pics/map) [z](files/all.zip) [s](/demo.html) [o](../../up.md)"
    files = {
        "in/a.md": page("Alpha", body=links),
        "in/b.md": page("Beta"),
        "in/drafts/soon.md": page("Soon", "draft: true\n"),
        "in/hidden.md": page("Hidden", "search:\n  exclude: true\n"),
        "static/demo.html": "<p>demo",
        "in/pics/map": "image",
    }
    (finding,) = broken_in(tmp_path, guides_of, files)
    assert finding.message == "the link 'd' leads to a draft: in/drafts/soon.md"
    assert finding.fix == "publish it, or take the link away"


@pytest.mark.parametrize("tag", ["{{< param repo >}}", "{{ site.repository }}", "{% link_base %}", "{{{ repo }}}"])
def test_an_address_that_a_template_begins_is_not_known(tmp_path: Path, guides_of: GuidesOf, tag: str) -> None:
    others = "{{ a }}/blob {{ b }}/docs/y.md {{ c }}"
    files = {"a.md": page("Alpha", body=f"{others} [x]({tag}/blob/main/x.md)"), "b.md": page("Beta")}
    assert not broken_in(tmp_path, guides_of, files)


def test_an_address_that_no_template_begins_is_broken(tmp_path: Path, guides_of: GuidesOf) -> None:
    files = {"a.md": page("Alpha", body="{{ a }}/blob/other.md [x](/blob/main/x.md)"), "b.md": page("Beta")}
    assert len(broken_in(tmp_path, guides_of, files)) == 1


def test_an_anchor_of_a_translation_is_looked_for_in_the_language_of_the_reader(guides_of: GuidesOf) -> None:
    files = {
        "en/use.md": page("Use", body="## Limits\n\nText."),
        "es/use.md": page("Uso", body="## Límites\n\nTexto."),
        "es/more.md": page("Más", body="[los límites](/use#límites)"),
        "en/more.md": page("More", body="[the limits](/use#limits)"),
    }
    assert not findings_of(guides_of, "broken-link", files)


def test_one_broken_link_in_the_translations_of_a_page_is_one_finding(guides_of: GuidesOf) -> None:
    files = {f"{lang}/a.md": page("Alpha", body="[the end of it](b.md#the-end)") for lang in ("en", "es", "de", "fr")}
    files |= {f"{lang}/b.md": page("Beta", body="## Start\n\nText.") for lang in ("en", "es", "de", "fr")}
    assert len(findings_of(guides_of, "broken-link", files)) == 1


@pytest.mark.parametrize("anchor", ["#in-a-comment", "#of-a-component", "#system-message-2"])
def test_an_id_in_a_comment_or_of_a_component_is_there(tmp_path: Path, guides_of: GuidesOf, anchor: str) -> None:
    body = '#### Another title {/*in-a-comment*/}\n\nText.\n\n<Recipes titleText="Some" titleId="of-a-component">'
    files = {"a.md": page("Alpha", body=f"[there](b.md{anchor})"), "b.md": page("Beta", body=body)}
    assert not broken_in(tmp_path, guides_of, files)


@pytest.mark.parametrize(
    ("anchor", "heading", "proposed"),
    [
        ("options-api", "Usage with the Options API", "#usage-with-the-options-api"),
        ("plugins-and-build-time-secrets", "Build-time secrets", "#build-time-secrets"),
        ("api", "Usage with the Options API", "a place that it has"),
    ],
)
def test_an_anchor_that_ends_in_the_missing_one_is_proposed(
    guides_of: GuidesOf, anchor: str, heading: str, proposed: str
) -> None:
    files = {
        "a.md": page("Alpha", body=f"[it](b.md#{anchor})"),
        "b.md": page("Beta", body=f"## One\n\n## {heading}\n\nText."),
    }
    (finding,) = findings_of(guides_of, "broken-link", files)
    assert ("the nearest" in finding.fix) == proposed.startswith("#")
    assert proposed in finding.fix
