"""Links are judged by those of their form that lead somewhere: a site's own links show what it makes of its files."""

from collections.abc import Mapping

import pytest

from search.gaps import GapReport, find_gaps
from search.gaps.formats import render_html, render_text
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, page

TOPICS = [f"topic-{i}" for i in range(24)]


def report(guides_of: GuidesOf, files: Mapping[str, str], rule: str = "broken-link") -> GapReport:
    return find_gaps(guides_of(files), today=TODAY, rules=[rule])


def site(links: str, anchors: str = "", folder: str = "docs") -> dict[str, str]:
    """Return a site of 24 topics and a home page with these links; ``anchors`` are headings of each topic."""
    topics = {f"{folder}/{name}.md": page(name.title(), body=f"Text.\n\n{anchors}") for name in TOPICS}
    return {**topics, f"{folder}/home.md": page("Home", body=links)}


def links_to(form: str, names: list[str]) -> str:
    return " ".join(f"[see]({form.format(name)})" for name in names)


MADE = ["intro", "faq-page", "about-us", "starting", "learn-more"]
FORMS = ["/docs/{}", "/docs/{}.html", "./{}", "../docs/{}/", "{}.html", "/docs/{}/#start"]


@pytest.mark.parametrize("form", FORMS)
def test_a_link_of_a_form_that_usually_leads_somewhere_is_broken(guides_of: GuidesOf, form: str) -> None:
    links = links_to(form, [*TOPICS, "gone-away"])
    (finding,) = report(guides_of, site(links, "## Start\n\nText.")).findings
    assert "gone-away" in finding.message


@pytest.mark.parametrize("form", [*FORMS, "@/docs/{}"])
@pytest.mark.parametrize("n_sound", [0, 3])
def test_links_of_a_form_that_often_leads_nowhere_are_not_judged(guides_of: GuidesOf, form: str, n_sound: int) -> None:
    found = report(guides_of, site(links_to(form, [*TOPICS[:n_sound], *MADE]), "## Start\n\nText."))
    assert not found.findings
    assert sum(links.count for links in found.unjudged) == len(MADE)


def test_a_folder_whose_pages_the_site_makes_is_told_from_the_others(guides_of: GuidesOf) -> None:
    made = {f"docs/api/{name}.md": page(name.title()) for name in ("errors", "limits")}
    links = f"{links_to('/docs/{}', [*TOPICS, 'gone-away'])} {links_to('/docs/api/{}', MADE)}"
    found = report(guides_of, site(links) | made)
    assert [finding.subject for finding in found.findings] == ["/docs/gone-away"]
    assert [(links.form, links.count) for links in found.unjudged] == [("/docs/api/*", 5)]


@pytest.mark.parametrize("n", [1, 2, 5])
def test_paths_of_files_are_trusted_before_any_is_counted(guides_of: GuidesOf, n: int) -> None:
    found = report(guides_of, site(links_to("gone-{}.md", MADE[:n])))
    assert sum(len(finding.evidence) for finding in found.findings) == n


@pytest.mark.parametrize("form", ["{}.md", "/{}.md", "../made/{}.md"])
def test_paths_that_name_no_file_are_not_judged_where_most_do_not(guides_of: GuidesOf, form: str) -> None:
    found = report(guides_of, site(links_to(form, [f"made-{i}" for i in range(30)])))
    assert not found.findings
    assert sum(links.count for links in found.unjudged) == 30


def test_paths_from_a_folder_above_are_a_form_of_their_own(guides_of: GuidesOf) -> None:
    deep = {"news/a.md": page("News")}
    deep |= {f"docs/deep/er/{i}.md": page(f"Deep {i}", body=f"[x](topic-{i}.md) [y](0.md)") for i in range(5)}
    found = report(guides_of, site(links_to("{}.md", TOPICS)) | deep)
    assert not found.findings
    assert [links.form for links in found.unjudged] == ["the path from a folder above"]


@pytest.mark.parametrize("form", ["h-{}", "config.{}", "option-{}"])
def test_what_a_site_puts_before_its_anchors_is_learned(guides_of: GuidesOf, form: str) -> None:
    names = ["start", "over", "next"]
    headings = "\n\n".join(f"## {name}\n\nText." for name in names)
    form = f"topic-1.md#{form}"
    assert not report(guides_of, site(links_to(form, names), headings)).findings
    assert report(guides_of, site(links_to(form, names[:1]), headings)).findings


def test_chapters_of_one_page_link_anchors_of_each_other(guides_of: GuidesOf) -> None:
    links = links_to("#{}", [f"aims{i}" for i in range(8)])
    chapters = {f"{i}.Rmd": page(f"Chapter {i}", body=f"## Aims {{#aims{i}}}\n\n{links}") for i in range(8)}
    assert not report(guides_of, chapters).findings


def test_one_anchor_is_one_however_many_pages_link_it(guides_of: GuidesOf) -> None:
    langs = ("en", "es", "de", "fr")
    files = {f"{lang}/a.md": page("Alpha", body="[the end of it](b.md#the-end)") for lang in langs}
    files |= {f"{lang}/b.md": page("Beta", body="## Start\n\nText.") for lang in langs}
    assert len(report(guides_of, files).findings) == 1


def test_links_that_are_not_judged_are_reported_beside_the_findings(guides_of: GuidesOf) -> None:
    found = report(guides_of, site(links_to("/docs/{}", MADE)))
    for text in (render_text(found), render_html(found)):
        assert "5 links are not judged" in text
        assert "/*" in text
        assert "gaps: pages" in text


def test_a_guide_is_not_missing_where_the_site_makes_its_addresses(guides_of: GuidesOf) -> None:
    files = {f"docs/{i}.md": page(f"Guide {i}", body=" ".join(f"[{n}](/docs/{n})" for n in MADE)) for i in range(4)}
    assert not report(guides_of, files, "missing-guide").findings
