"""Folders that hold versions of the same pages."""

from pathlib import Path

import pytest

from corpus.guide import Guide
from corpus.identity.versions import VersionedPath, age, versions_by_path
from corpus.reader import ReadOptions, read
from tests.corpora import write_pages


def versions(*paths: str, patterns: tuple[str, ...] | None = None) -> dict[str, tuple[str, str]]:
    """Return the versions of pages that are titled as their files are named."""
    pages = [(path, path.rpartition("/")[2]) for path in paths]
    found = versions_by_path(pages) if patterns is None else versions_by_path(pages, patterns)
    return {path: tuple(place) for path, place in found.items()}


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("v3.5", "v3.6"),
        ("v1", "v2"),
        ("1.11", "2.0"),
        ("3.x", "4.x"),
        ("version-1.0.0", "version-2.0.0"),
        ("v2", "latest"),
        ("next", "v2"),
        ("V1", "V2"),
    ],
)
def test_folders_with_the_same_pages_are_versions(older: str, newer: str) -> None:
    found = versions(f"docs/{older}/setup.md", f"docs/{newer}/setup.md", f"docs/{newer}/new.md", "docs/about.md")
    assert found == {
        f"docs/{older}/setup.md": (older, "docs/setup"),
        f"docs/{newer}/setup.md": (newer, "docs/setup"),
        f"docs/{newer}/new.md": (newer, "docs/new"),
        "docs/about.md": ("", "docs/about"),
    }
    assert sorted([older, newer], key=age) == [newer, older]


def test_pages_beside_the_folder_of_an_earlier_version_are_the_newest() -> None:
    pages = [("docs/setup.md", "Setup"), ("docs/v1/setup.mdx", "Setup"), ("docs/v1/index.md", "Docs")]
    assert versions_by_path(pages) == {
        "docs/setup.md": VersionedPath("", "docs/setup"),
        "docs/v1/setup.mdx": VersionedPath("v1", "docs/setup"),
        "docs/v1/index.md": VersionedPath("v1", "docs"),
    }


@pytest.mark.parametrize(("folder", "page"), [("versioned_docs", "docs/setup"), ("api_versioned_docs", "api/setup")])
def test_docusaurus_keeps_earlier_versions_of_a_folder_in_another(folder: str, page: str) -> None:
    found = versions(f"{page}.md", f"{folder}/version-1.2/setup.md")
    assert found[f"{folder}/version-1.2/setup.md"] == ("version-1.2", page)


@pytest.mark.parametrize(
    "paths",
    [
        ["topics/v8/index.md", "topics/index.md"],  # the page of a topic
        ["next/routing.md", "next/images.md", "react/hooks.md"],  # the guides of Next.js
        ["posts/2018/hello.md", "posts/2019/hello.md"],  # years
        ["week/1/exercise.md", "week/2/exercise.md"],  # chapters
        ["1.1/index.md", "1.2/index.md"],
        ["releases/v1.0.md", "releases/v1.1.md"],  # pages about versions
        ["v1/a.md", "v1/b.md", "v1/c.md", "v2/a.md", "v2/x.md", "v2/y.md"],  # most pages are others
    ],
)
def test_folders_with_other_pages_are_no_versions(paths: list[str]) -> None:
    assert {version for version, _ in versions(*paths).values()} == {""}


def test_pages_of_one_name_and_different_titles_are_no_versions() -> None:
    pages = [("1.1/lesson.md", "Variables"), ("1.2/lesson.md", "Functions")]
    assert {place.version for place in versions_by_path(pages).values()} == {""}


def test_the_order_is_that_of_the_patterns_and_then_of_the_numbers() -> None:
    newest_first = ["", "stable", "3.10.1", "3.10", "3.10-rc.1", "3.9", "main"]
    assert sorted(sorted(newest_first), key=age) == newest_first
    assert sorted(["bookworm", "trixie"], key=lambda v: age(v, ("trixie", "bookworm"))) == ["trixie", "bookworm"]


def write(folder: Path, **pages: str) -> tuple[Guide, ...]:
    return read([write_pages(folder, pages)]).guides


def test_versions_and_translations_of_a_page_know_each_other(tmp_path: Path) -> None:
    guides = write(
        tmp_path,
        **{
            "en/v1/setup.md": "# Setup\n",
            "en/v2/setup.md": "# Setup\n",
            "en/v2/deploy.md": "# Deploy\n",
            "es/v1/setup.md": "# Instalar\n",
            "en/about.md": "# About\n",
        },
    )
    assert {guide.id: (guide.version, guide.page, guide.n_newer) for guide in guides} == {
        "about": ("", "about", 0),
        "v1/setup": ("v1", "setup", 1),
        "v2/setup": ("v2", "setup", 0),
        "v2/deploy": ("v2", "deploy", 0),
        "es:v1/setup": ("v1", "setup", 0),
    }


def test_the_setting_names_the_folders(tmp_path: Path) -> None:
    pages = {f"{folder}/setup.md": "# Setup\n" for folder in ("trixie", "bookworm", "v1", "v2")}
    write(tmp_path, **pages)

    def found(versions: tuple[str, ...]) -> dict[str, tuple[str, int]]:
        guides = read([tmp_path], ReadOptions(versions=versions)).guides
        return {guide.id: (guide.version, guide.n_newer) for guide in guides if guide.version}

    assert found(("trixie", "bookworm")) == {"trixie/setup": ("trixie", 0), "bookworm/setup": ("bookworm", 1)}
    assert found(()) == {}


@pytest.mark.parametrize("folder", ["versioned_docs", "www/api_versioned_docs"])
def test_a_folder_that_docusaurus_has_for_versions_holds_versions_whatever_their_pages(folder: str) -> None:
    page = f"{folder}/version-9.x/setup.md"
    found = versions(page, f"{folder}/version-9.x/gone.md", "docs/new.md")
    assert found[page][0] == "version-9.x"


def test_a_slug_in_a_version_is_a_page_of_that_version(tmp_path: Path) -> None:
    stated = "---\ntitle: Setup\nslug: /client/setup\n---\n"
    pages = {
        "docs/setup.md": stated,
        "versioned_docs/version-9.x/setup.md": stated,
        "versioned_docs/version-10.x/old.md": stated,
        "versioned_docs/version-10.x/own.md": "---\nslug: version-10.x/mine\n---\n",
    }
    write_pages(tmp_path, pages)
    reading = read([tmp_path], ReadOptions())
    assert {guide.path: guide.slug for guide in reading.guides} == {
        "docs/setup.md": "client/setup",
        "versioned_docs/version-9.x/setup.md": "versioned_docs/version-9.x/client/setup",
        "versioned_docs/version-10.x/old.md": "versioned_docs/version-10.x/client/setup",
        "versioned_docs/version-10.x/own.md": "version-10.x/mine",
    }
    assert not reading.problems
