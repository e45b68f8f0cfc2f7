"""What ``guidedex gaps --fix`` mends, and what it leaves alone."""

import os
import resource
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.files import FileListing, list_files
from corpus.problems import GuidedexError
from corpus.reader import ReadOptions
from search.gaps import GapSettings
from search.gaps.finding import finding_id
from search.gaps.fixes import LINK, RELATED, Edit, edited, safe_edits
from search.gaps.site import Site
from tests.corpora import write_pages
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import page
from web.apply_fixes import ChangedFile, changed_files, replace_file
from web.cli.main import run

FILES = {
    "a.md": page("Alpha", "related:\n  - Kuberntes  # soon\n  - 'Kafka'\n", "See [Kafka](old/kafka.md#uses) first."),
    "b.md": page("Beta", "related: [Alpha]\n", "[Kafka](/guides/streams/kafka) and [nothing](gone.md)."),
    "messages/kafka.md": page("Kafka", "aliases: [/guides/streams/kafka]\n", "## Uses\n\nText."),
    "messages/kubernetes.md": page("Kubernetes"),
}

Fix = Callable[..., str]


def edits(guides_of: GuidesOf, files: Mapping[str, str] = FILES, left_alone: tuple[str, ...] = ()) -> set[Edit]:
    return set(safe_edits(Site(guides_of(files), GapSettings(), "2026-06-15"), left_alone))


@pytest.fixture
def fix(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Fix:
    """Return a function that builds an index of files under ``site`` and calls ``guidedex gaps --fix``."""

    def call(files: Mapping[str, str] = FILES, *options: str) -> str:
        write_pages(tmp_path / "site", files)
        index = str(tmp_path / "index")
        assert run(["build", str(tmp_path / "site"), "--index", index]) == 0
        capsys.readouterr()
        assert run(["gaps", "--index", index, "--fix", *options]) == 0
        return capsys.readouterr().out

    return call


def texts(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_bytes().decode() for p in folder.rglob("*") if p.is_file()}


def test_misspelt_names_and_links_to_moved_pages_are_mended(guides_of: GuidesOf) -> None:
    assert edits(guides_of) == {
        Edit("a.md", 3, RELATED, "Kuberntes", "Kubernetes"),
        Edit("a.md", 8, LINK, "old/kafka.md#uses", "messages/kafka.md#uses"),
        Edit("b.md", 6, LINK, "/guides/streams/kafka", "/guides/messages/kafka"),
    }


@pytest.mark.parametrize(
    "link",
    ["[see there](old/kafka.md)", "[Kafka](old/kafka.md#gone)", "[Kafka](https://example.org/old/kafka.md)",
     "[Kafka](old/kafka.md?x=1)", "`[Kafka](old/kafka.md)`", "[KAFKA](KAFKA.md)", "[Kafka](/old/kafka)"],
)  # fmt: skip
def test_what_is_not_sure_is_left_alone(guides_of: GuidesOf, link: str) -> None:
    assert not edits(guides_of, FILES | {"a.md": page("Alpha", body=link), "b.md": page("Beta")})


def test_a_name_is_mended_in_the_manner_that_it_was_written_in(guides_of: GuidesOf) -> None:
    files = {"a.md": page("Alpha", "related: [large-language-models]\n"), "x.md": page("Large Language Model")}
    (edit,) = edits(guides_of, files | {"llm/large-language-model.md": page("Large Language Model")})
    assert edit.new == "large-language-model"


def test_where_most_names_are_unknown_only_inflections_are_mended(guides_of: GuidesOf) -> None:
    tags = ", ".join(f"tag{word}" for word in "abcdefghijkl")
    files = {
        "a.md": page("Alpha", f"related: [GraphiQL, Kafkas, {tags}]\n"),
        "g.md": page("GraphQL"),
        "k.md": page("Kafka"),
    }
    assert {edit.old for edit in edits(guides_of, files)} == {"Kafkas"}


def test_two_pages_of_one_name_leave_it_open_which_is_meant(guides_of: GuidesOf) -> None:
    other = {"other/kafka.md": page("Kafka the writer"), "b.md": page("Beta")}
    assert {edit.kind for edit in edits(guides_of, FILES | other)} == {RELATED}


def test_known_and_waived_findings_are_left_alone(guides_of: GuidesOf) -> None:
    left_alone = (finding_id("broken-related", ("a", "Kuberntes")), finding_id("broken-link", ("old/kafka",)))
    assert {edit.path for edit in edits(guides_of, left_alone=left_alone)} == {"b.md"}


def test_only_the_front_matter_changes_for_a_name_and_only_the_target_for_a_link(fix: Fix, tmp_path: Path) -> None:
    before = texts(tmp_path / "site") or FILES
    fix(FILES, "--yes")
    after = texts(tmp_path / "site")
    assert after["a.md"] == before["a.md"].replace("  - Kuberntes", "  - Kubernetes").replace("old/", "messages/")
    assert after["b.md"] == before["b.md"].replace("/streams/kafka", "/messages/kafka")
    assert {name: text for name, text in after.items() if "/" in name} == {
        name: text for name, text in before.items() if "/" in name
    }


def test_nothing_is_written_unless_told(fix: Fix, tmp_path: Path) -> None:
    diff = fix()
    assert texts(tmp_path / "site") == FILES
    assert "-  - Kuberntes  # soon\n+  - Kubernetes  # soon\n" in diff


def test_the_patch_does_what_writing_does(fix: Fix, tmp_path: Path) -> None:
    files = FILES | {"a.md": FILES["a.md"].replace("\n", "\r\n").rstrip()}
    diff = fix(files)
    (tmp_path / "fix.patch").write_bytes(diff.encode("utf-8"))
    subprocess.run(["git", "init", "-q", "."], cwd=tmp_path / "site", check=True)
    subprocess.run(["git", "apply", str(tmp_path / "fix.patch")], cwd=tmp_path / "site", check=True)
    patched = texts(tmp_path / "site")
    fix(files, "--yes")
    written = texts(tmp_path / "site")
    assert {n: t for n, t in patched.items() if n in FILES} == {n: t for n, t in written.items() if n in FILES}
    assert written["a.md"].count("\r\n") == files["a.md"].count("\r\n")


def test_mending_again_finds_nothing(fix: Fix, tmp_path: Path) -> None:
    fix(FILES, "--yes")
    mended = {name: text for name, text in texts(tmp_path / "site").items() if name in FILES}
    assert fix(mended, "--yes") == ""


def test_a_name_that_stands_there_twice_is_left_alone() -> None:
    text = "---\ntitle: A\nrelated: [Kafkas, Kafkas]\n---\n"
    assert edited(text, [Edit("a.md", 3, RELATED, "Kafkas", "Kafka")]) == text


def test_a_name_inside_a_longer_one_is_left_alone() -> None:
    text = "---\nrelated: [Kafka Stream, Stream]\n---\n"
    assert edited(text, [Edit("a.md", 2, RELATED, "Stream", "Streams")]) == text.replace(", Stream]", ", Streams]")


def test_a_name_that_would_read_as_something_else_is_not_written(fix: Fix, tmp_path: Path) -> None:
    files = {"a.md": page("Alpha", "related: [Kafka; the log]\n"), "k.md": page("'Kafka: the log'")}
    assert fix(files, "--yes") == ""
    assert texts(tmp_path / "site") == files


def test_a_file_outside_of_the_sources_is_not_touched(fix: Fix, tmp_path: Path) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text(page("Outside", "related: [Kuberntes]\n"), encoding="utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "linked.md").symlink_to(outside)
    before = outside.read_text(encoding="utf-8")
    assert "linked" not in fix(FILES, "--yes")
    assert outside.read_text(encoding="utf-8") == before


def test_a_file_that_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"new")
    with pytest.raises(GuidedexError, match="changed meanwhile"):
        replace_file(ChangedFile("a.md", path, b"old", b"mended"))
    assert path.read_bytes() == b"new"


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o640)
    replace_file(ChangedFile("a.md", path, b"old", b"mended"))
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"mended", 0o640)
    assert os.listdir(tmp_path) == ["a.md"]


def test_yes_without_fix_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["gaps", "--yes"]) == 2
    assert "--yes is for --fix" in capsys.readouterr().err


OPTIONS = ReadOptions(today="2026-06-15", drafts=True)
BROKEN = page("Alpha", "related: [Kuberntes]\n")
EDIT = Edit("a.md", 3, RELATED, "Kuberntes", "Kubernetes")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return a source with one guide that EDIT mends."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.md").write_text(BROKEN, encoding="utf-8")
    return tmp_path / "site"


def after_listing(monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    """Change the source at the moment when its files are listed and not yet read."""

    def listed(*args: Any, **options: Any) -> FileListing:
        listing = list_files(*args, **options)
        change()
        return listing

    monkeypatch.setattr("web.apply_fixes.list_files", listed)


def mended(source: Path, *edits: Edit, options: ReadOptions = OPTIONS) -> list[str]:
    return [file.after.decode() for file in changed_files([source], options, edits or [EDIT])]


def test_a_guide_of_the_source_is_mended(source: Path) -> None:
    assert mended(source) == [BROKEN.replace("Kuberntes", "Kubernetes")]


def test_a_file_that_became_a_link_out_of_the_source_is_left_alone(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = source.parent / "outside.md"
    outside.write_text(BROKEN, encoding="utf-8")

    def swap() -> None:
        (source / "a.md").unlink()
        (source / "a.md").symlink_to(outside)

    after_listing(monkeypatch, swap)
    assert not mended(source)


def test_a_file_that_cannot_be_read_is_left_alone(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not mended(source, options=replace(OPTIONS, max_bytes=len(BROKEN) - 1))
    after_listing(monkeypatch, (source / "a.md").unlink)
    assert not mended(source)


def test_a_file_that_is_not_utf_8_is_left_alone(source: Path) -> None:
    (source / "a.md").write_bytes(f"{BROKEN}Un café.\n".encode("latin-1"))
    assert not mended(source)


def test_a_path_of_two_sources_is_left_alone(source: Path) -> None:
    other = source.parent / "other"
    other.mkdir()
    (other / "a.md").write_text(BROKEN, encoding="utf-8")
    assert not list(changed_files([source, other], OPTIONS, [EDIT]))


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        (
            page("Alpha", body="See [Kafka](old.md), called by ``get (old.md)``."),
            Edit("a.md", 5, LINK, "old.md", "k.md"),
        ),
        (page("Alpha", "related: [Log]\n"), Edit("a.md", 3, RELATED, "Log", "a: log")),
        (page("Alpha", "related:\n  - Log\nsummary: x\n"), Edit("a.md", 3, RELATED, "Log", "x]\ntitle: y")),
        (page("Log", "related: [Log\n  ]\n"), Edit("a.md", 2, RELATED, "Log", "Logs")),
    ],
    ids=["code beside a link", "a mapping in place of a name", "a second title", "another field"],
)
def test_an_edit_that_changes_more_than_it_says_is_not_written(source: Path, text: str, edit: Edit) -> None:
    (source / "a.md").write_text(text, encoding="utf-8")
    assert edited(text, [edit]) != text
    assert not mended(source, edit)


def test_a_file_keeps_its_content_when_the_disk_refuses_the_new_one(source: Path) -> None:
    path = source / "a.md"
    path.write_bytes(b"old" * 100)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            replace_file(ChangedFile("a.md", path, b"old" * 100, b"new" * 100))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"old" * 100
    assert os.listdir(source) == ["a.md"]


@pytest.mark.parametrize("call", ["os.replace", "shutil.copymode"])
def test_a_file_keeps_its_content_when_its_folder_refuses_the_new_one(
    source: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("refused")

    monkeypatch.setattr(call, refuse)
    with pytest.raises(PermissionError):
        replace_file(ChangedFile("a.md", source / "a.md", BROKEN.encode(), b"new"))
    assert (source / "a.md").read_text(encoding="utf-8") == BROKEN
    assert os.listdir(source) == ["a.md"]


def test_links_of_a_known_group_are_left_alone(guides_of: GuidesOf) -> None:
    links = "\n".join(f"[Kafka](old{i}/kafka.md)" for i in range(3))
    files = FILES | {"a.md": page("Alpha", body=links), "b.md": page("Beta")}
    assert len(edits(guides_of, files)) == 3
    assert not edits(guides_of, files, left_alone=(finding_id("broken-link", ("guide:", "a")),))
