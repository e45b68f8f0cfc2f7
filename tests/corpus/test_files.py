import io
import os
from pathlib import Path

import pytest

from corpus.files import CACHE_SIGNATURE, SourceFile, bounded_lines, list_files, read_bounded
from corpus.problems import GuidedexError, Problem
from tests.corpus.reading import folder_of


def paths(folder: Path, *ignore: str, hidden: bool = False) -> list[str]:
    return [file.path for file in list_files([folder], ignore, hidden=hidden).files]


def test_only_accepted_files_are_listed_in_order_of_path(tmp_path: Path) -> None:
    folder_of(tmp_path, {"b.md": "", "a/c.MDX": "", "a/b.html": "", "x.py": "", "y.jsonl": "", "z.png": ""})
    assert paths(tmp_path) == ["a/b.html", "a/c.MDX", "b.md", "y.jsonl"]


def test_folders_tagged_as_caches_are_not_read(tmp_path: Path) -> None:
    tag = CACHE_SIGNATURE + b"\n# made by a tool\n"
    folder_of(tmp_path, {"a.md": "", "cache/b.md": "", "cache/CACHEDIR.TAG": tag, "c/d.md": "", "c/CACHEDIR.TAG": "?"})
    assert paths(tmp_path) == ["a.md", "c/d.md"]
    assert paths(tmp_path / "cache") == ["b.md"]


def test_a_missing_source_names_its_path(tmp_path: Path) -> None:
    with pytest.raises(GuidedexError, match="nowhere: there is no such file"):
        list_files([tmp_path / "nowhere"])


def test_an_empty_source_says_what_is_accepted(tmp_path: Path) -> None:
    with pytest.raises(GuidedexError, match=r"no guides found in .*; accepted are \.md \.markdown \.mdx"):
        list_files([tmp_path])


def test_a_source_may_be_a_file_of_any_name(tmp_path: Path) -> None:
    folder_of(tmp_path, {"page": "text"})
    assert [file.path for file in list_files([tmp_path / "page"]).files] == ["page"]


def test_names_with_a_dot_are_ignored_and_counted_unless_asked_for(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.md": "", ".b.md": "", ".c/d.md": "", ".git/e.md": ""})
    listing = list_files([tmp_path])
    assert ([file.path for file in listing.files], listing.ignored) == (["a.md"], 2)
    assert paths(tmp_path, hidden=True) == [".b.md", ".c/d.md", "a.md"]


def test_patterns_ignore_as_gitignore_does(tmp_path: Path) -> None:
    folder_of(tmp_path, {
        "a.md": "", "drafts/b.md": "", "x/drafts/c.md": "", "x/keep.md": "", "x/skip.md": "", "y/skip.md": "",
        ".gitignore": "drafts/\n", "x/.guidedexignore": "/skip.md\n",
    })  # fmt: skip
    listing = list_files([tmp_path], ["a.*"])
    assert [file.path for file in listing.files] == ["x/keep.md", "y/skip.md"]
    assert listing.ignored == 4


def test_links_that_leave_the_folder_are_refused(tmp_path: Path) -> None:
    outside = folder_of(tmp_path / "outside", {"secret.md": "", "more/x.md": ""})
    inside = folder_of(tmp_path / "inside", {"a.md": "", "sub/b.md": ""})
    (inside / "link.md").symlink_to(outside / "secret.md")
    (inside / "folder").symlink_to(outside / "more")
    (inside / "again.md").symlink_to(inside / "sub/b.md")
    (inside / "loop").symlink_to(inside)
    listing = list_files([inside])
    assert [file.path for file in listing.files] == ["a.md", "again.md", "sub/b.md"]
    assert [(p.path, p.rule) for p in listing.problems] == [
        ("folder", "outside-source"), ("link.md", "outside-source"),
    ]  # fmt: skip


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    folder_of(tmp_path, {"a.md": "x" * 11})
    file = SourceFile("a.md", 0, str(tmp_path / "a.md"))
    assert read_bounded(file, 11) == b"x" * 11
    problem = read_bounded(file, 10)
    assert isinstance(problem, Problem)
    assert problem.rule == "too-large"


def test_a_pipe_is_reported_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    problem = read_bounded(SourceFile("pipe.md", 0, str(tmp_path / "pipe.md")), 10)
    assert isinstance(problem, Problem)
    assert problem.rule == "not-a-file"


def test_a_file_that_cannot_be_opened_is_reported(tmp_path: Path) -> None:
    problem = read_bounded(SourceFile("gone.md", 0, str(tmp_path / "gone.md")), 10)
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.path) == ("unreadable", "gone.md")


def test_of_an_endless_line_only_the_beginning_is_kept() -> None:
    stream = io.BytesIO(b"a\n" + b"x" * 100 + b"\nb\n" + b"y" * 50)
    assert [len(line) for line in bounded_lines(stream, 10)] == [2, 11, 2, 11]
