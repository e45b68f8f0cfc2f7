"""Files that the documentation names exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "tests" / "bench" / "NOTES.md"])
HISTORY = {"CHANGELOG.md"}
"""Pages that may name files that are gone."""

_PATH = re.compile(r"(?<![\w./-])(?:(?:corpus|index|search|web|tests|docs)/[\w./-]*[\w/])")
_GLOB = re.compile(r"[*{<]")


def named_paths(text: str) -> set[str]:
    """Return the paths below a folder of the project that ``text`` names in code spans."""
    spans = re.findall(r"`([^`\n]+)`", text)
    return {path for span in spans if not _GLOB.search(span) for path in _PATH.findall(span)}


def test_some_pages_name_files():
    paths = [path for page in PAGES for path in named_paths(page.read_text(encoding="utf-8"))]
    assert len(paths) > 50


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_names_only_files_that_exist(page):
    if page.name in HISTORY:
        pytest.skip("a page of history")
    missing = {path for path in named_paths(page.read_text(encoding="utf-8")) if not (ROOT / path).exists()}
    assert missing == set()


def test_rooms_of_the_architecture_are_all_of_them():
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([\w/]+\.py|[\w]+/)`", text))
    for package in ("corpus", "index", "search", "web"):
        rooms = {path.name + "/" for path in (ROOT / package).iterdir() if (path / "__init__.py").exists()}
        assert rooms - names == set(), package
