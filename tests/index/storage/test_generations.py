"""Generations on disk."""

import fcntl
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from corpus.files import CACHE_TAG
from corpus.problems import GuidedexError
from index.storage.fingerprints import MANIFEST
from index.storage.generations import (
    CURRENT,
    IndexDamaged,
    IndexFormat,
    IndexMissing,
    current_build,
    damage,
    open_generation,
)
from index.storage.writing import LOCK, MAX_GENERATIONS, IndexLocked, remove_leftovers, writing


def write(index: Path, words: list[str]) -> str:
    with writing(index) as writer:
        writer.write_lines("words", words)
        writer.write_array("stream_words", np.arange(20_000, dtype=np.int32))
        writer.write_json("site", {"title": "Test"})
        return writer.publish({"documents": len(words)})


def test_lines_and_arrays_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    write(tmp_path, ["", "a", "käse", "z"])
    generation = open_generation(tmp_path)
    lines = generation.lines("words")
    assert list(lines) == ["", "a", "käse", "z"]
    assert (lines.find("käse"), lines.find("b"), lines.insertion_row("b")) == (2, -1, 2)
    assert lines[-1] == "z"
    assert lines[1:3] == ["a", "käse"]
    assert generation.array("stream_words")[7] == 7


def test_the_same_content_has_the_same_build_id_and_bytes(tmp_path: Path) -> None:
    one, other = write(tmp_path / "one", ["a"]), write(tmp_path / "other", ["a"])
    assert one == other != write(tmp_path / "third", ["b"])
    for path in sorted((tmp_path / "one" / one).iterdir()):
        assert path.read_bytes() == (tmp_path / "other" / other / path.name).read_bytes()


def test_a_new_generation_replaces_the_live_one_and_old_ones_go(tmp_path: Path) -> None:
    builds = [write(tmp_path, [word]) for word in ("a", "b", "c", "d")]
    assert current_build(tmp_path) == builds[-1]
    generations = [path.name for path in tmp_path.iterdir() if (path / MANIFEST).is_file()]
    assert sorted(generations) == sorted(builds[-MAX_GENERATIONS:])


def test_the_live_generation_is_there_at_every_moment_when_the_same_is_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = write(tmp_path, ["a"])
    really_remove = shutil.rmtree
    opened: list[str] = []

    def remove(*arguments: Any, **options: Any) -> None:
        really_remove(*arguments, **options)
        opened.append(open_generation(tmp_path).build_id)

    monkeypatch.setattr(shutil, "rmtree", remove)
    assert write(tmp_path, ["a"]) == build
    assert set(opened) == {build}


def test_an_open_generation_goes_on_when_it_is_removed(tmp_path: Path) -> None:
    write(tmp_path, ["first"])
    lines = open_generation(tmp_path).lines("words")
    for word in ("b", "c", "d"):
        write(tmp_path, [word])
    assert list(lines) == ["first"]


def test_the_error_for_a_missing_index_has_the_command_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing, match=r"no index at .*nowhere; run `guidedex build"):
        open_generation(tmp_path / "nowhere")


def test_the_error_for_another_format_names_it(tmp_path: Path) -> None:
    build = write(tmp_path, ["a"])
    path = tmp_path / build / MANIFEST
    manifest = json.loads(path.read_bytes()) | {"format": 99}
    path.write_text(json.dumps(manifest))
    with pytest.raises(IndexFormat, match="format 99"):
        open_generation(tmp_path)


@pytest.mark.parametrize("name", ["words.txt", "stream_words.npy", MANIFEST])
def test_a_truncated_file_is_found_at_open(tmp_path: Path, name: str) -> None:
    path = tmp_path / write(tmp_path, ["a", "b"]) / name
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match=name.split(".")[0]):
        open_generation(tmp_path)


def test_a_flipped_bit_is_found_at_open_in_small_files_and_by_check_in_all(tmp_path: Path) -> None:
    folder = tmp_path / write(tmp_path, ["a", "b"])
    assert damage(tmp_path) == ()
    _flip(folder / "stream_words.npy")
    open_generation(tmp_path)
    assert "stream_words.npy" in damage(tmp_path)[0]
    _flip(folder / "words.txt")
    with pytest.raises(IndexDamaged, match=r"words\.txt"):
        open_generation(tmp_path)


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_a_current_without_its_generation_is_damage(tmp_path: Path) -> None:
    write(tmp_path, ["a"])
    (tmp_path / CURRENT).write_text("0000")
    with pytest.raises(IndexDamaged, match="0000"):
        open_generation(tmp_path)


def fail_half_way(index: Path) -> None:
    with writing(index) as writer:
        writer.write_lines("words", ["half"])
        raise RuntimeError("stop")


def test_a_build_that_fails_leaves_the_live_one_and_nothing_else(tmp_path: Path) -> None:
    build = write(tmp_path, ["a"])
    with pytest.raises(RuntimeError, match="stop"):
        fail_half_way(tmp_path)
    assert current_build(tmp_path) == build
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([build, CACHE_TAG, CURRENT, LOCK])


def killed_builds(index: Path) -> list[Path]:
    """Leave in ``index`` what builds that were killed at several instants leave; the user's own file is none of it."""
    write(index, ["a"])
    (index / ".building-1" / "words.txt").mkdir(parents=True)
    for name in (".CURRENT-1", ".sources.json-1", ".readings.cache-12", ".notes-1"):
        (index / name).write_text("half")
    return [index / name for name in (".building-1", ".CURRENT-1", ".sources.json-1", ".readings.cache-12")]


def test_files_of_killed_builds_are_removed_by_the_next_build(tmp_path: Path) -> None:
    left = killed_builds(tmp_path)
    write(tmp_path, ["a"])
    assert not any(path.exists() for path in left)
    assert (tmp_path / ".notes-1").exists()


def test_files_of_killed_builds_are_removed_when_a_server_starts(tmp_path: Path) -> None:
    left = killed_builds(tmp_path)
    remove_leftovers(tmp_path)
    assert not any(path.exists() for path in left)
    remove_leftovers(tmp_path / "no index")


def test_files_of_a_build_that_runs_stay_when_a_server_starts(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        remove_leftovers(tmp_path)
        assert writer.folder.is_dir()


def test_a_second_build_names_the_process_that_has_the_index(tmp_path: Path) -> None:
    write(tmp_path, ["a"])
    with (tmp_path / LOCK).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("123")
        lock.flush()
        with pytest.raises(IndexLocked, match=r"process \d+ is building it"), writing(tmp_path):
            pass


def test_a_disk_that_refuses_is_a_clear_error(tmp_path: Path) -> None:
    build = write(tmp_path, ["a"])
    with pytest.raises(GuidedexError, match="No space left on device"), writing(tmp_path):
        raise OSError(28, "No space left on device")
    assert current_build(tmp_path) == build
