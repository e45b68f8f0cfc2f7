"""Anchors are made as each generator makes them; expectations from the generators' own tests and rendered pages."""

import os
from pathlib import Path

import pytest

from corpus.guide import Guide
from corpus.heading_slugs import STYLES
from corpus.identity.generators import heading_style
from corpus.render import to_html
from tests.corpus.reading import read_folder

SLUGS = {
    "github": {
        "C++ & Java": "c--java", "Qué es `REST`?": "qué-es-rest", "1. Setup": "1-setup", "日本語": "日本語",
        "✨ New": "-new", ":rocket: Go": "rocket-go", "a_b-c": "a_b-c", "worker.format": "workerformat",
        "???": "section",
    },
    "hugo": {"C++ & Java": "c--java", "Qué es": "qué-es", "1. Setup": "1-setup", "日本語": "日本語", "✨": "heading"},
    "hugo-ascii": {"Qué es": "que-es", "C++ & Java": "c--java"},
    "mkdocs": {
        ":rocket: Go": "go", "C++ & Java": "c-java", "Qué es": "que-es", "1. Setup": "1-setup", "日本語": "_1",
        "a_b - c": "a_b-c",
    },
    "mkdocs-unicode": {"Qué es": "qué-es", "日本語": "日本語", "C++ & Java": "c-java"},
    "pymdown": {"C++ & Java": "c--java", "Qué Es": "qué-es"},
    "pymdown-cased": {"Qué Es": "Qué-Es"},
    "vitepress": {
        "worker.rollupOptions": "worker-rollupoptions", "1.2 Notes": "_1-2-notes", "Qué es?": "que-es",
        "`vite.config.js` & co": "vite-config-js-co", "日本語": "日本語", "What’s new": "what-s-new",
    },
    "hexo": {"Getting Started": "Getting-Started", "C++ & Java!": "C-Java", "Qué es": "Que-es", "日本語": "日本語"},
    "docsify": {"1. Setup": "_1-setup", "C++ & Java": "c-java", "Qué es": "qué-es"},
    "mdbook": {"What's `new`?": "whats-new", "C++ & Java": "c--java", "Éa": "Éa", "a_b": "a_b"},
    "zola": {"C++ & Java": "c-java", "Qué es": "que-es", "a_b": "a-b", "What’s new—today": "what-s-new-today"},
    "kramdown": {"1. Setup": "setup", "Qué es": "qu-es", "a_b": "ab", "日本語": "section"},
    "sphinx": {"1. Setup": "setup", "C++ & Java": "c-java", "Qué es": "que-es", "a_b.c": "a-b-c"},
    "pandoc": {"1. Setup": "setup", "Styling & so on": "styling-so-on", "a.b_c": "a.b_c", "???": "section"},
    "docc": {
        "Adding Members": "Adding-Members", "What's `inout`?": "Whats-inout", "Read–Eval  - 2": "Read-Eval-2",
        "日本語": "日本語",
    },
    "documenter": {"Heading level 4": "Heading-level-4", "A & B": "A-and-B", "`@docs` block": "@docs-block"},
}  # fmt: skip
REPEATED = {
    "mkdocs": ["usage", "usage_1", "usage_2"],
    "sphinx": ["usage", "id1", "id2"],
    "documenter": ["Usage", "Usage-2", "Usage-3"],
    "hexo": ["Usage", "Usage-1", "Usage-2"],
}

CONFIGURATIONS = [
    ("mkdocs.yml", "site_name: x\n", "mkdocs"),
    (
        "mkdocs.yml",
        "- toc:\n    slugify: !!python/object/apply:pymdownx.slugs.slugify {kwds: {case: lower}}\n",
        "pymdown",
    ),
    ("mkdocs.yml", "- toc:\n    slugify: !!python/name:pymdownx.slugs.uslugify\n", "pymdown"),
    ("mkdocs.yml", "- toc:\n    slugify: !!python/name:markdown.extensions.toc.slugify_unicode\n", "mkdocs-unicode"),
    ("zensical.toml", 'slugify.object = "pymdownx.slugs.slugify"\nslugify.kwds = {case = "lower"}\n', "pymdown"),
    (".vitepress/config.ts", "", "vitepress"),
    (".vuepress/config.js", "", "vitepress"),
    ("hugo.toml", "", "hugo"),
    ("hugo.yaml", "markup:\n  goldmark:\n    parser:\n      autoHeadingIDType: github-ascii\n", "hugo-ascii"),
    ("config/_default/hugo.toml", "", "hugo"),
    ("config.toml", 'baseURL = "/"\n', "hugo"),
    ("config.toml", 'base_url = "/"\n', "zola"),
    ("book.toml", "", "mdbook"),
    ("_quarto.yml", "", "pandoc"),
    ("_bookdown.yml", "", "pandoc"),
    ("conf.py", "", "sphinx"),
    ("myst.yml", "", "sphinx"),
    ("make.jl", "", "documenter"),
    ("Book.docc/Info.plist", "", "docc"),
    ("_config.yml", "title: x\ntheme: minima\n", "github"),
    ("_config.yml", "kramdown:\n  input: markdown\n", "kramdown"),
    ("_config.yml", "title: x\nsource_dir: source\n", "hexo"),
    ("_config.yml", "title: x\nexecute:\n  execute_notebooks: off\n", "sphinx"),
    ("docusaurus.config.js", "", "github"),
    ("astro.config.mjs", "", "github"),
    ("index.html", "<script src='//cdn.jsdelivr.net/npm/docsify@4'></script>", "docsify"),
]


def sections(guide: Guide) -> list[str]:
    return [section.anchor for section in guide.sections]


def test_each_style_has_expectations() -> None:
    assert set(SLUGS) == set(STYLES)


@pytest.mark.parametrize(
    ("style", "title", "anchor"), [(style, *pair) for style, slugs in SLUGS.items() for pair in slugs.items()]
)
def test_an_anchor_is_made_as_the_generator_makes_it(tmp_path: Path, style: str, title: str, anchor: str) -> None:
    guide = read_folder(tmp_path, {"a.md": f"Text.\n\n## {title}\n\nText.\n"}, anchors=style).guides[0]
    assert sections(guide)[-1] == anchor


@pytest.mark.parametrize(("style", "anchors"), REPEATED.items())
def test_repeated_headings_are_numbered_as_the_generator_numbers_them(
    tmp_path: Path, style: str, anchors: list[str]
) -> None:
    page = "Text.\n" + "\n## Usage\n\nText.\n" * 3
    guide = read_folder(tmp_path, {"a.md": page}, anchors=style).guides[0]
    assert sections(guide)[1:] == anchors


@pytest.mark.parametrize("style", sorted(STYLES))
def test_the_shown_page_has_the_anchors_of_its_sections(tmp_path: Path, style: str) -> None:
    page = "# A\n\n## Usage & C++\n\nText.\n\n### Usage & C++\n\nText.\n\n## Own {#own}\n\n## Why is it?\n\nSo.\n"
    guide = read_folder(tmp_path, {"a.md": page}, anchors=style).guides[0]
    html = to_html(guide)
    assert "own" in sections(guide)
    assert all(f'id="{anchor}"' in html for anchor in sections(guide))


@pytest.mark.parametrize(("name", "text", "style"), CONFIGURATIONS)
@pytest.mark.parametrize("place", ["source", "inside", "above"])
def test_the_configuration_of_a_site_tells_its_anchors(
    tmp_path: Path, name: str, text: str, style: str, place: str
) -> None:
    folder = {"source": tmp_path / "docs", "inside": tmp_path / "docs/site", "above": tmp_path}[place]
    config = folder / name
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text(text)
    guides = read_folder(tmp_path / "docs", {"guide.md": "# A\n\n## B\n"}).guides
    assert [guide.anchors for guide in guides if guide.path == "guide.md"] == ["" if style == "github" else style]


@pytest.mark.parametrize("name", ["conf.py", "mkdocs.yml", "a.md"])
def test_a_pipe_in_the_place_of_a_configuration_or_page_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    assert heading_style([tmp_path]) in STYLES


def test_a_configuration_above_the_repository_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "mkdocs.yml").write_text("")
    (tmp_path / "docs/.git").mkdir(parents=True)
    assert read_folder(tmp_path / "docs", {"a.md": "# A\n"}).guides[0].anchors == ""


LINKS = {
    "vitepress": "# A\n\n[a](#worker-format) [b](#_1-2) [c](#que-es)\n\n## worker.format\n\n## 1.2\n\n## Qué es\n",
    "hexo": "# A\n\n[a](#Getting-On) [b](#C-Java) [c](#Que-es)\n\n## Getting On\n\n## C & Java\n\n## Qué es\n",
    "": "# A\n\n[a](#getting-started) [b](#c--java) [c](#other)\n\n## Getting Started\n\n## C & Java\n",
}


@pytest.mark.parametrize(("style", "page"), LINKS.items())
def test_links_within_pages_tell_the_anchors_of_a_site_without_configuration(
    tmp_path: Path, style: str, page: str
) -> None:
    guides = read_folder(tmp_path, {f"{name}.md": page for name in "abc"}).guides
    assert {guide.anchors for guide in guides} == {style}


def test_links_to_anchors_of_authors_tell_nothing(tmp_path: Path) -> None:
    page = "# A\n\n[a](#Usage) [b](#own) [c](#other) [d](#third)\n\n## Usage\n\n## Own {#own}\n"
    assert {guide.anchors for guide in read_folder(tmp_path, {f"{n}.md": page for n in range(9)}).guides} == {""}


def test_links_in_capitals_tell_nothing_since_they_lead_to_the_heading_on_github(tmp_path: Path) -> None:
    page = (
        "# A\n\n[a](#What-is-a-Pod) [b](#C-and-C) [c](#Why-SQL)\n\n## What is a Pod?\n\n## C# and C++\n\n## Why SQL?\n"
    )
    guides = read_folder(tmp_path, {f"{name}.md": page for name in "abc"}).guides
    assert {guide.anchors for guide in guides} == {""}
    assert [section.anchor for section in guides[0].sections] == ["a", "what-is-a-pod", "c-and-c", "why-sql"]
