"""Where a finding of the editors' page leads, and the lines that it shows."""

from pathlib import Path

import pytest

from index.build import build
from web.editor.places import CONTEXT_LINES, MAX_EVIDENCE, MAX_LINE_LETTERS, Places
from web.settings import Settings

pytestmark = pytest.mark.server


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of a source that is three levels down in a repository."""
    source = tmp_path / "repository" / "site" / "content" / "guides"
    source.mkdir(parents=True)
    (tmp_path / "repository" / ".git").mkdir()
    lines = ["# Alpha", "", *(f"Line {number}." for number in range(3, 8)), "x" * 1000, "", "\tEnd."]
    (source / "a b#1.md").write_text("\n".join(lines), encoding="utf-8")
    build([source], tmp_path / "index")
    return tmp_path / "index"


def places(index: Path, file_url: str = "") -> Places:
    return Places(Settings(index=index, file_url=file_url))


NAME = "a b#1.md"


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("https://example.org/blob/main/{path}#L{line}",
         "https://example.org/blob/main/site/content/guides/a%20b%231.md#L4"),
        ("https://example.org/edit?file={path}", "https://example.org/edit?file=site/content/guides/a%20b%231.md"),
        ("vscode://file/{path}:{line}", "vscode://file{root}/a%20b%231.md:4"),
        ("idea://open?file={path}&line={line}", "idea://open?file={root}/a%20b%231.md&line=4"),
        ("", ""),
    ],
)  # fmt: skip
def test_the_address_has_the_path_in_the_repository_or_on_this_machine(index: Path, pattern: str, address: str) -> None:
    root = index.parent / "repository" / "site" / "content" / "guides"
    assert places(index, pattern).address(NAME, 4) == address.replace("{root}", str(root))


@pytest.mark.parametrize("path", ["", "gone.md", "../index/CURRENT", "/etc/passwd", "a\0b", "x" * 5000])
def test_what_is_no_file_of_the_sources_has_no_address_and_no_text(index: Path, path: str) -> None:
    shown = places(index, "vscode://file/{path}:{line}")
    assert shown.address(path, 1) == ""
    assert shown.context(path, 1) == ()


def test_the_lines_around_the_place_are_shown_without_empty_ones_at_the_ends(index: Path) -> None:
    context = places(index).context(NAME, 4)
    assert [(line.number, line.is_meant) for line in context] == [(3, False), (4, True), (5, False), (6, False)]
    assert len(places(index).context(NAME, 5)) == 2 * CONTEXT_LINES + 1


@pytest.mark.parametrize("line", [0, -1, 99, 10**9])
def test_a_line_that_the_file_does_not_have_shows_nothing(index: Path, line: int) -> None:
    assert places(index).context(NAME, line) == ()


def test_long_lines_are_cut_and_tabs_are_spaces(index: Path) -> None:
    texts = {line.number: line.text for line in places(index).context(NAME, 8)}
    assert (len(texts[8]), texts[8][-1], texts[10]) == (MAX_LINE_LETTERS, "…", "    End.")


def test_many_places_are_counted_and_the_first_are_listed(index: Path) -> None:
    evidence = [{"path": NAME, "line": 3, "text": f"text {number}"} for number in range(50)]
    shown = places(index).shown({"path": NAME, "line": 3, "evidence": evidence}, "")
    assert (len(shown.evidence), shown.n_evidence) == (MAX_EVIDENCE, 50)
    assert str(shown.place) == f"{NAME}:3"


def test_an_index_that_does_not_record_its_sources_shows_names_alone(tmp_path: Path) -> None:
    assert places(tmp_path / "none", "vscode://file/{path}").address(NAME, 1) == ""
