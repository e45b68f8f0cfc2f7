"""Damaged files of an index: found, never searched, and replaced by a sound build where there is one."""

import logging
import os
import random
import shutil
from pathlib import Path

import pytest

from index.build import build, check
from index.sources import SOURCES
from index.storage.generations import CURRENT, IndexDamaged, current_build
from search import Searcher, open_index
from tests.faults.flips import flipped
from web.index_source import IndexSource

pytestmark = pytest.mark.contract

GUIDE = "---\ntitle: {0}\n---\nAll about {0}.\n"


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """Return an index of two builds: Okapi is live, Zebra the one before."""
    for title in ("Zebra", "Okapi"):
        published(tmp_path / "index", title)
    return tmp_path / "index"


def published(index: Path, title: str) -> str:
    guides = index.with_name("guides")
    guides.mkdir(exist_ok=True)
    (guides / "guide.md").write_text(GUIDE.format(title))
    return build([guides], index).build_id


def flip(path: Path, seed: int = 1) -> None:
    path.write_bytes(flipped(path.read_bytes(), random.Random(seed)))


def large_files_are_not_verified_at_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.storage.generations.MAX_VERIFIED_AT_OPEN", 0)


def found(searcher: Searcher) -> str:
    return searcher.search("about").hits[0].title


def test_damage_found_later_is_logged_and_the_build_before_is_searched(
    index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    large_files_are_not_verified_at_open(monkeypatch)
    flip(index / current_build(index) / "documents.txt")
    searcher = open_index(index, falls_back=True)
    with caplog.at_level(logging.ERROR, "guidedex.index"):
        assert not searcher.verify()
    assert found(searcher) == "Zebra"
    assert "documents.txt is not as it was written" in searcher.damage
    assert "searches answer from build" in caplog.text


def test_without_a_sound_build_nothing_is_searched_until_one_is_built(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in index.glob("*/documents.txt"):
        flip(path)
    large_files_are_not_verified_at_open(monkeypatch)
    searcher = open_index(index, falls_back=True)
    assert not searcher.verify()
    with pytest.raises(IndexDamaged, match="guidedex build"):
        searcher.search("about")
    published(index, "Okapi")
    assert found(searcher) == "Okapi"
    assert searcher.damage == ""


def test_damage_found_at_open_is_an_error_in_a_command_and_another_build_in_a_server(index: Path) -> None:
    flip(index / current_build(index) / "ids.txt")
    with pytest.raises(IndexDamaged, match="ids"):
        open_index(index)
    assert found(open_index(index, falls_back=True)) == "Zebra"


def test_a_current_that_names_no_build_is_damage(index: Path) -> None:
    (index / CURRENT).write_bytes(b"\xff../../x")
    with pytest.raises(IndexDamaged, match="CURRENT"):
        open_index(index)
    assert found(open_index(index, falls_back=True)) == "Okapi"
    assert check(index).status == 2


def test_an_error_that_damaged_bytes_cause_says_that_the_index_is_damaged(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large_files_are_not_verified_at_open(monkeypatch)
    path = index / current_build(index) / "documents.txt"
    path.write_bytes(b"\xff" * path.stat().st_size)
    with pytest.raises(IndexDamaged, match=r"documents\.txt is not as it was written"):
        open_index(index).search("about")


def test_an_error_in_a_sound_index_stays_the_error_that_it_is(index: Path) -> None:
    with pytest.raises(TypeError):
        open_index(index).suggest("a", limit=None)  # type: ignore[arg-type]


def test_a_repaired_twin_of_a_damaged_build_is_opened(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        large_files_are_not_verified_at_open(patch)
        path = index / current_build(index) / "documents.txt"
        path.write_bytes(path.read_bytes().replace(b"Okapi", b"Osapi"))
        searcher = open_index(index)
        assert found(searcher) == "Osapi"
    assert published(index, "Okapi") == searcher.build_id
    assert found(searcher) == "Okapi"


def test_cached_answers_end_when_another_build_is_searched(index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large_files_are_not_verified_at_open(monkeypatch)
    flip(index / current_build(index) / "documents.txt")
    source = IndexSource(index)
    source.searcher()
    before = source.generation()
    assert not source.verify()
    assert source.generation() != before


@pytest.mark.parametrize("name", [SOURCES, "readings.cache", "CACHEDIR.TAG"])
@pytest.mark.parametrize("seed", range(3))
def test_a_flipped_bit_beside_the_builds_is_found_by_check_and_mended_by_build(
    index: Path, name: str, seed: int
) -> None:
    sound = (index / name).read_bytes()
    flip(index / name, seed)
    assert check(index).status == 2
    assert any(name in message for message in check(index).messages)
    published(index, "Okapi")
    assert (check(index).status, (index / name).read_bytes() == sound or name == SOURCES) == (0, True)


def put_odd(path: Path, kind: str) -> None:
    """Put something else in place of a file: half of it, nothing, a folder, a pipe, or a link that leads to itself."""
    whole = path.read_bytes()
    path.unlink()
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a circle of links":
        path.symlink_to(path.name)
    elif kind == "a link to nothing":
        path.symlink_to("nowhere")
    else:
        lines = whole.splitlines(keepends=True)
        kept = {"nothing": lines[:0], "the first line": lines[:1], "all lines but the last": lines[:-1]}[kind]
        path.write_bytes(b"".join(kept))


@pytest.mark.parametrize("name", [SOURCES, "readings.cache", "CACHEDIR.TAG"])
@pytest.mark.parametrize(
    "kind",
    [
        "a folder",
        "a pipe",
        "a circle of links",
        "a link to nothing",
        "nothing",
        "the first line",
        "all lines but the last",
    ],
)
def test_anything_else_than_a_whole_file_beside_the_builds_is_found_by_check_and_mended_by_build(
    index: Path, name: str, kind: str
) -> None:
    put_odd(index / name, kind)
    report = check(index)
    assert (report.status, name in report.messages[0]) == (2, True)
    published(index, "Okapi")
    assert check(index).status == 0


def test_a_cache_of_readings_that_an_earlier_version_wrote_is_sound(index: Path) -> None:
    path = index / "readings.cache"
    seal, _, lines = path.read_bytes().partition(b"\n")
    assert seal.startswith(b"readings ")
    path.write_bytes(lines)
    assert check(index).status == 0
    path.unlink()
    assert check(index).status == 0


def test_a_damaged_build_before_the_live_one_is_found_by_check_and_removed_by_build(index: Path) -> None:
    [before] = [path.parent for path in index.glob("*/ids.txt") if path.parent.name != current_build(index)]
    flip(before / "ids.txt")
    assert (check(index).status, before.name in check(index).messages[0]) == (2, True)
    published(index, "Okapi")
    assert (check(index).status, before.exists()) == (0, False)


def test_a_file_that_is_no_part_of_an_index_is_named_and_no_error(index: Path) -> None:
    (index / "notes.txt").write_text("mine")
    shutil.copytree(index / current_build(index), index / "copy")
    report = check(index)
    assert report.status == 0
    assert [message.split()[0] for message in report.messages] == ["copy", "notes.txt"]
