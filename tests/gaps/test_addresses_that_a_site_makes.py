"""Links to addresses that are made outside of the files: by templates, generators, tools and the site's own parts."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from search.gaps import Finding, find_gaps
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, page
from web.source_files import FilesOfSources

Broken = Callable[[Mapping[str, str]], tuple[Finding, ...]]


@pytest.fixture
def broken(guides_of: GuidesOf, tmp_path: Path) -> Broken:
    """Return a function that returns the broken links of files that lie in a folder."""

    def call(files: Mapping[str, str]) -> tuple[Finding, ...]:
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text, encoding="utf-8")
        sources = FilesOfSources([tmp_path])
        return find_gaps(guides_of(files), today=TODAY, rules=["broken-link"], files=sources).findings

    return call


PAGES = {f"docs/{name}.md": page(name.title()) for name in ("start", "install", "upgrade")}


@pytest.mark.parametrize(
    "link",
    [
        '<a href="docs/{{% param latest %}}/start/">Start</a>',
        "[Start](</docs/{{< version >}}/start/>)",
        "[Start][s]\n\n[s]: docs/{{ site.version }}/start.html",
    ],
)
def test_an_address_of_which_a_template_makes_a_part_is_not_known(broken: Broken, link: str) -> None:
    assert not broken({**PAGES, "docs/home.md": page("Home", body=link)})


def test_a_double_slash_that_no_template_made_is_broken(broken: Broken) -> None:
    assert broken({**PAGES, "docs/home.md": page("Home", body="[Start](gone//nowhere.md)")})


@pytest.mark.parametrize("tag", ['{% page "/docs/start/" %}', "{% page '/docs/install/' %}"])
def test_a_tag_with_an_address_is_the_target_of_a_link(broken: Broken, tag: str) -> None:
    body = f"[One][one] and [two]({tag}).\n\n[one]: {tag}\n[two]: {tag}\n"
    assert not broken({**PAGES, "docs/home.md": page("Home", body=body)})


@pytest.mark.parametrize("name", ['"install"', '"install.md"', '"install#setup"', "install", "'install'"])
def test_a_page_that_hugo_finds_by_its_name_alone_is_there(broken: Broken, name: str) -> None:
    files = {"guides/deep/install.md": page("Install"), "news/a.md": page("A"), "news/b.md": page("B")}
    home = page("Home", body=f"See [it]({{{{< relref {name} >}}}}).")
    assert not broken({**files, "news/home.md": home})
    assert broken({**files, "news/home.md": page("Home", body="See [it](gone.md).")})


@pytest.mark.parametrize("link", ["/docs/sets/", "/docs/sets", "sets/", "./sets"])
def test_a_folder_of_guides_is_a_page_that_the_site_makes(broken: Broken, link: str) -> None:
    sets = {f"docs/sets/{name}.md": page(name.title()) for name in ("first", "second")}
    assert not broken({**PAGES, **sets, "docs/home.md": page("Home", body=f"All [sets]({link}).")})


@pytest.mark.parametrize("kind", ["question", "talk", "ideas", "infra"])
def test_a_table_of_contributors_links_what_is_no_place(broken: Broken, kind: str) -> None:
    links = f"[💬](#{kind}-ann) [📢](#{kind}-bob-smith)"
    table = f"<!-- ALL-CONTRIBUTORS-LIST:START -->\n{links}\n<!-- ALL-CONTRIBUTORS-LIST:END -->"
    assert not broken({**PAGES, "docs/home.md": page("Home", body=table)})
    assert broken({**PAGES, "docs/home.md": page("Home", body=links)})


@pytest.mark.parametrize(
    ("target", "is_there"),
    [
        ("import Rights from '@components/Rights.astro';\n\n## Setup\n\n<Rights plugin={x} />", True),
        ("import Rights from '../parts/Rights.vue'\n\n## Setup\n\n<Rights />", True),
        ("import { Tabs } from '@astrojs/starlight/components';\n\n## Setup\n\n<Tabs />", False),
        ("import Rights from '../parts/Rights.vue'\n\n## Setup\n\nText <Rights /> in a line.", False),
        ("## Setup\n\nText.", False),
    ],
)
def test_a_component_of_the_site_may_make_headings(broken: Broken, target: str, is_there: bool) -> None:
    files = {"docs/files.mdx": page("Files", body=target), "docs/home.md": page("Home", body="[x](files.mdx#rights)")}
    assert bool(broken(files)) == (not is_there)


def test_a_field_of_front_matter_may_be_shown_under_its_name(broken: Broken) -> None:
    files = {
        "docs/team.md": page("Team", "questions: [team-chat]\n"),
        "docs/home.md": page("Home", body="[x](team.md#questions)"),
    }
    assert not broken(files)
    assert broken({**files, "docs/home.md": page("Home", body="[x](team.md#answers)")})


@pytest.mark.parametrize("file", ["docs/about.md.tmpl", "docs/about.astro", "docs/about/index.html.erb"])
@pytest.mark.parametrize("link", ["about.md", "/docs/about.md", "./about.md"])
def test_a_page_that_a_template_makes_is_there(broken: Broken, file: str, link: str) -> None:
    assert not broken({**PAGES, "docs/home.md": page("Home", body=f"[About]({link})"), file: "Text."})


@pytest.mark.parametrize("file", ["docs/about.png", "docs/about-us.md.tmpl", "docs/other/about.md.tmpl"])
def test_a_file_that_no_page_is_made_of_is_none(broken: Broken, file: str) -> None:
    assert broken({**PAGES, "docs/home.md": page("Home", body="[About](about.md)"), file: "Text."})


@pytest.mark.parametrize(
    ("ignore", "patterns", "is_made"),
    [
        (".gitignore", "docs/reference/plugins/\n", True),
        (".gitignore", "/docs/reference\n", True),
        ("docs/.gitignore", "reference/plugins/*.md\n", True),
        (".gitignore", "public/\nnode_modules\n", False),
        ("docs/other/.gitignore", "reference/\n", False),
    ],
)
@pytest.mark.parametrize("link", ["reference/plugins/lint.md", "/docs/reference/plugins/lint.md"])
def test_a_page_that_git_ignores_is_made_by_a_build(
    broken: Broken, tmp_path: Path, ignore: str, patterns: str, is_made: bool, link: str
) -> None:
    (tmp_path / ignore).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / ignore).write_text(patterns, encoding="utf-8")
    assert bool(broken({**PAGES, "docs/home.md": page("Home", body=f"See [it]({link}).")})) != is_made
