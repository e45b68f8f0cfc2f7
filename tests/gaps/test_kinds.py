"""Kinds of pages, and what settings leave out of rules."""

import pytest

from corpus.problems import GuidedexError
from search.gaps import GapSettings, find_gaps
from search.gaps.pages.kinds import INDEX, NOTICE, PAGE, PART, POST, RELEASE, kinds_of
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, findings_of, page

KINDS = {
    "docs/install.md": PAGE,
    "docs/theme/index.md": PAGE,
    "docs/index.md": INDEX,
    "docs/usage/README.md": INDEX,
    "docs/usage.md": INDEX,
    "docs/usage/start.md": PAGE,
    "docs/version-control.md": PAGE,
    "docs/history-mode.md": PAGE,
    "docs/changelog.md": RELEASE,
    "CHANGELOG.md": RELEASE,
    "docs/release-notes/v1.2.md": RELEASE,
    "docs/upgrades/upgrade_3_1.md": RELEASE,
    "about/change-history.md": RELEASE,
    "blog/hello.md": POST,
    "_posts/2013-05-06-first.md": POST,
    "notes/2021/05/first.md": POST,
    "news/2021-05-first.md": POST,
    "_includes/top.html": PART,
    "docs/_partial.md": PART,
    "docs/snippets/code.md": PART,
    "requirements.txt": PART,
    "docs/overrides/main.html": PART,
    "LICENSE.md": NOTICE,
    "docs/code-of-conduct.md": NOTICE,
    "AGENTS.md": NOTICE,
    "docs/licensing-models.md": PAGE,
    "docs/templates/index.md": PAGE,
    "archive/old-lessons/node.md": POST,
    "docs/archived/setup.md": POST,
    "sheets_draft/oauth.md": POST,
    "drafts/oauth.md": POST,
    "legacy/store/index.md": POST,
    "docs/archiving.md": PAGE,
    "docs/drafting/first.md": PAGE,
    "lint/rule-1/tests/empty.md": PART,
    "tools/fixtures/a.md": PART,
    "docs/testing/first.md": PAGE,
    "layouts/shortcodes/docs/home.md": PART,
    "site/layouts/_default/list.md": PART,
    "docs/layouts/grid.md": PAGE,
    "docs/shortcodes/alert.md": PAGE,
}


def test_kinds_are_known_by_paths(guides_of: GuidesOf) -> None:
    files = {path: page(path, "draft: false\n") for path in KINDS}
    guides = guides_of(files)
    kinds = kinds_of(guides)
    assert {guide.path: kinds[guide.id] for guide in guides} == {guide.path: KINDS[guide.path] for guide in guides}
    assert len(guides) >= len(KINDS) - 1


@pytest.mark.parametrize(("n_html", "kind"), [(1, PART), (9, PART), (20, PAGE)])
def test_html_without_front_matter_is_a_part_where_pages_are_markdown(
    guides_of: GuidesOf, n_html: int, kind: str
) -> None:
    files = {f"{i}.md": page(f"Guide {i}") for i in range(12)}
    files |= {f"demo{i}.html": "<h1>Demo</h1><p>Text.</p>" for i in range(n_html)}
    guides = guides_of({**files, "page.html": page("Page")})
    kinds = {guide.path: kind for guide in guides for kind in [kinds_of(guides)[guide.id]]}
    assert (kinds["demo0.html"], kinds["page.html"]) == (kind, PAGE)


@pytest.mark.parametrize("name", ["old", "old/", "/old/x.md"[1:], "post", "legal"])
def test_settings_leave_folders_kinds_and_page_types_out_of_a_rule(guides_of: GuidesOf, name: str) -> None:
    path = {"post": "blog/x.md", "legal": "terms/x.md"}.get(name, "old/x.md")
    files = {path: page("Terms", body="TODO: more."), "a.md": page("Alpha"), "b.md": page("Beta")}
    files |= {f"blog/{i}.md": page(f"Post {i}") for i in range(3 if name == "post" else 0)}
    from search.gaps import PageType

    types = (PageType("legal", (), paths=("terms/",)),)
    assert findings_of(guides_of, "placeholder", files, page_types=types)
    for rule in ("all", "placeholder"):
        assert not findings_of(guides_of, "placeholder", files, page_types=types, leave_out={rule: (name,)})
    assert findings_of(guides_of, "placeholder", files, page_types=types, leave_out={"stale-guide": (name,)})


def test_a_rule_that_nobody_has_cannot_be_left_out_of(guides_of: GuidesOf) -> None:
    settings = GapSettings(leave_out={"stale-guides": ("old",)})
    with pytest.raises(GuidedexError, match="did you mean 'stale-guide'"):
        find_gaps(guides_of({"a.md": page("Alpha")}), settings=settings, today=TODAY)
