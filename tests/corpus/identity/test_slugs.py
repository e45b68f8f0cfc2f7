"""Slugs, ids and categories of pages on the sites of several generators."""

from pathlib import Path

import pytest

from tests.corpus.reading import read_folder

Files = dict[str, str | bytes]


def slugs(folder: Path, files: Files) -> dict[str, str]:
    reading = read_folder(folder, files)
    assert reading.problems == ()
    return {guide.path: guide.slug for guide in reading.guides}


def with_field(field: str, text: str = "Text.") -> str:
    return f"---\n{field}\ntitle: T\n---\n{text}\n"


def test_a_slug_that_two_folders_share_is_the_last_part_of_the_path(tmp_path: Path) -> None:
    files: Files = {
        "a/one.md": with_field("slug: overview"),
        "b/c/two.md": with_field("slug: overview"),
        "b/index.md": with_field("slug: start"),
        "b/three.md": with_field("slug: /whole/path"),
        "d.md": "# D",
    }
    assert slugs(tmp_path, files) == {
        "a/one.md": "a/overview", "b/c/two.md": "b/c/overview", "b/index.md": "b/start", "b/three.md": "whole/path",
        "d.md": "d",
    }  # fmt: skip


def test_a_slug_of_one_page_is_whole(tmp_path: Path) -> None:
    files: Files = {
        "a/one.md": with_field("slug: overview"),
        "es/a/one.md": with_field("slug: overview"),
        "b.md": "# B",
    }
    assert slugs(tmp_path, files) == {"a/one.md": "overview", "es/a/one.md": "overview", "b.md": "b"}


def test_two_pages_of_a_folder_with_one_slug_are_a_problem(tmp_path: Path) -> None:
    files: Files = {
        "a/one.md": with_field("slug: x"),
        "a/two.md": with_field("slug: x"),
        "b/c.md": with_field("slug: x"),
    }
    reading = read_folder(tmp_path, files)
    assert [guide.slug for guide in reading.guides] == ["a/x", "b/x"]
    assert [problem.rule for problem in reading.problems] == ["duplicate-id"]


@pytest.mark.parametrize(
    ("id_", "slug"),
    [("api", "docs/api"), ("getting-started", "docs/getting-started"), ("v2.0", "docs/v2.0"), ("12", "docs/jestapi"),
     ("8585d2d7f4", "docs/jestapi"), ("a b", "docs/jestapi"), ("6f1c3f60-8d5b-4b0e-9a53-1f1f2f3f4f5f", "docs/jestapi")],
)  # fmt: skip
def test_the_id_of_a_page_is_the_last_part_of_its_address(id_: str, slug: str, tmp_path: Path) -> None:
    files: Files = {"docs/JestApi.md": with_field(f"id: {id_}"), "b.md": "# B"}
    assert slugs(tmp_path, files)["docs/JestApi.md"] == slug


def test_an_id_gives_way_to_a_slug_and_to_another_page(tmp_path: Path) -> None:
    files: Files = {
        "docs/a.md": with_field("id: x\nslug: own"),
        "docs/b.md": with_field("id: same"),
        "docs/c.md": with_field("id: same"),
        "docs/index.md": with_field("id: home"),
        "d.md": "# D",
    }
    assert slugs(tmp_path, files) == {
        "docs/a.md": "own", "docs/b.md": "docs/b", "docs/c.md": "docs/c", "docs/index.md": "docs", "d.md": "d",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["01-basics/01-intro.md", "02-more/index.md"], ["basics/intro", "more"]),
        (["(2)guides/(0)intro.mdx", "(2)guides/routing.mdx", "api.mdx"], ["guides/intro", "guides/routing", "api"]),
        (["(group)/(1) setup.md", "b.md"], ["setup", "b"]),
        (["1-basics/1_intro.md", "2-more/2_setup.md"], ["basics/intro", "more/setup"]),
        (["1. Basics/2. Set up.md", "2. More/1. Intro.md"], ["basics/set-up", "more/intro"]),
        (["1.1-basics.md", "1.2-more.md"], ["basics", "more"]),
        (["00_intro.md", "setup.md"], ["intro", "setup"]),
        (["12-factor-apps.md", "setup.md", "kafka.md"], ["12-factor-apps", "setup", "kafka"]),
        (["3d.md", "404.md"], ["3d", "404"]),
        (["2-sat.md", "graphs.md", "trees.md"], ["2-sat", "graphs", "trees"]),
        (["01-intro.md", "02-intro.md"], ["01-intro", "02-intro"]),
        (["01-intro.md", "intro.md"], ["01-intro", "intro"]),
        (["2026-06-30-kafka.md", "2026-07-01-redis.md"], ["2026-06-30-kafka", "2026-07-01-redis"]),
        (["v1/01-intro.md", "en/x/01-intro.md"], ["v1/intro", "x/intro"]),
    ],
)
def test_numbers_that_keep_an_order_are_no_part_of_an_address(
    paths: list[str], expected: list[str], tmp_path: Path
) -> None:
    found = slugs(tmp_path, dict.fromkeys(paths, "# A"))
    assert [found[path] for path in paths] == expected


def test_categories_and_titles_have_no_numbers_either(tmp_path: Path) -> None:
    files: Files = {"01-basics/01-first-steps.md": "Text.", "02-more/01-intro.md": "# Introduction", "es/index.md": "x"}
    guides = {guide.path: guide for guide in read_folder(tmp_path, files).guides}
    first = guides["01-basics/01-first-steps.md"]
    assert (first.category, first.title, first.skill) == ("basics", "First steps", "First steps")
    assert guides["02-more/01-intro.md"].category == "more"
    assert guides["es/index.md"].title == "Index"


def test_the_readme_of_a_repository_yields_to_the_page_for_readers(tmp_path: Path) -> None:
    files: Files = {
        "README.md": "# Repository",
        "en/README.md": "# Guide",
        "es/README.md": "# Guía",
        "a/README.md": "# A",
    }
    reading = read_folder(tmp_path, files)
    assert {guide.path: guide.id for guide in reading.guides} == {
        "README.md": "readme", "en/README.md": "index", "es/README.md": "es:index", "a/README.md": "a",
    }  # fmt: skip
    assert reading.problems == ()


def test_an_index_outside_the_folders_of_languages_yields_too(tmp_path: Path) -> None:
    files: Files = {
        "index.md": "# Choose",
        "en/index.md": "# Guide",
        "de/index.md": "# Anleitung",
        "de/README.md": "# R",
    }
    assert slugs(tmp_path, files) == {
        "index.md": "index/index", "en/index.md": "index", "de/index.md": "index", "de/README.md": "readme",
    }  # fmt: skip


@pytest.mark.parametrize("folder", ["_layouts", "_includes", "docs/_includes/nested", "_partials", "_shortcodes"])
def test_templates_and_pieces_of_pages_are_no_guides(folder: str, tmp_path: Path) -> None:
    files: Files = {"a.md": "# A", f"{folder}/b.md": with_field("layout: x", "# B"), "_posts/2026-01-01-c.md": "# C"}
    assert sorted(guide.path for guide in read_folder(tmp_path, files).guides) == ["_posts/2026-01-01-c.md", "a.md"]


def test_html_in_a_folder_of_layouts_is_a_template(tmp_path: Path) -> None:
    files: Files = {
        "docs/layouts/index.html": "<h1>{{ .Title }}</h1>",
        "docs/layouts/page.md": "# Page",
        "b.html": "<p>b",
    }
    assert sorted(guide.path for guide in read_folder(tmp_path, files).guides) == ["b.html", "docs/layouts/page.md"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("SUMMARY.md", "# Summary\n\n[Intro](a.md)\n\n# User guide\n\n- [A](a.md)\n  - [B](b.md)\n- [C](c.md)\n---\n"),
        ("summary.md", "# Contents\n- [A](a.md)\n- [Draft]()\n- [B](b.md)\n"),
        ("toc.md", "# [A](a.md)\n## [B](b.md)\n# [C](c.md)\n"),
        ("SUMMARY.md", "[A](a.md)\n[B](b.md)\n"),
    ],
)
def test_the_chapters_of_a_book_are_no_guide(name: str, text: str, tmp_path: Path) -> None:
    files: Files = {"a.md": "# A", name: text}
    reading = read_folder(tmp_path, files)
    assert ([guide.path for guide in reading.guides], reading.ignored) == (["a.md"], 1)


def test_a_summary_that_says_something_is_a_guide(tmp_path: Path) -> None:
    text = "# Summary\nWhat this book is about.\n\nSee [A](a.md).\n"
    assert len(read_folder(tmp_path, {"a.md": "# A", "SUMMARY.md": text}).guides) == 2


def test_the_folder_of_a_version_is_no_category(tmp_path: Path) -> None:
    names = ("guides/install.md", "guides/tune.md", "faq.md")
    files: Files = {f"{version}/{name}": f"# {name}" for version in ("v3.5", "v3.6") for name in names}
    guides = read_folder(tmp_path, files).guides
    assert {guide.path: guide.category for guide in guides} == {
        path: "guides" if "guides" in path else "" for path in files
    }
