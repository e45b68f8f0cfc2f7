"""Sources are built again when they change, whatever the disk tells of it."""

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpus.problems import GuidedexError
from index.storage.generations import open_generation
from search import open_index
from tests.corpora import write_pages
from tests.web.running import PATIENCE
from web import watching
from web.command import Process, result_of, start_build
from web.settings import load_settings
from web.watching import Failures, Watcher, snapshot


def test_a_snapshot_sees_files_that_readers_read_and_nothing_of_the_index(tmp_path: Path) -> None:
    for name in ("a.md", "b/c.md", ".git/x", ".gitignore", "b/.hidden.md", "build/index/y"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    seen = snapshot([tmp_path, tmp_path / "gone"], tmp_path / "build" / "index")
    assert sorted(Path(name).relative_to(tmp_path).as_posix() for name in seen) == [".gitignore", "a.md", "b/c.md"]
    (tmp_path / "a.md").write_text("longer")
    assert snapshot([tmp_path], tmp_path / "build" / "index") != seen


@pytest.fixture
def rebuilt(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Return what is released whenever a watcher builds, without a build."""
    built = threading.Semaphore(0)
    monkeypatch.setattr(Watcher, "_prepare", lambda _: None)
    monkeypatch.setattr(Watcher, "_rebuild", lambda _: built.release())
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.1)
    return built


def deaf(*_: object, **__: object) -> None:
    raise OSError("OS file watch limit reached")


@pytest.mark.parametrize("is_deaf", [False, True], ids=["told", "not told"])
def test_a_change_is_found_though_the_folder_is_another_one_and_nothing_may_listen(
    tmp_path: Path, rebuilt: threading.Semaphore, monkeypatch: pytest.MonkeyPatch, is_deaf: bool
) -> None:
    if is_deaf:
        monkeypatch.setattr("watchfiles.watch", deaf)
    guides = tmp_path / "guides"
    guides.mkdir()
    watcher = Watcher(load_settings(None, {}), [guides])
    watcher.start()
    try:
        (guides / "one.md").write_text("One.")
        assert rebuilt.acquire(timeout=PATIENCE)
        guides.rename(tmp_path / "before")
        assert rebuilt.acquire(timeout=PATIENCE)
        guides.mkdir()
        (guides / "two.md").write_text("Two.")
        assert rebuilt.acquire(timeout=PATIENCE)
    finally:
        watcher.stop()


def test_what_changes_while_the_first_build_runs_is_built_again(tmp_path: Path, rebuilt: threading.Semaphore) -> None:
    watcher = Watcher(load_settings(None, {}), [tmp_path])
    (tmp_path / "one.md").write_text("One.")
    watcher.start()
    try:
        assert rebuilt.acquire(timeout=PATIENCE)
    finally:
        watcher.stop()


def test_a_failed_build_is_tried_again_later_and_later(tmp_path: Path) -> None:
    failures = Failures()
    assert not failures.is_due(1e9)
    waits = [failures.note(100.0) for _ in range(8)]
    assert waits == [2, 4, 8, 16, 32, 60, 60, 60]
    assert (failures.is_due(159.9), failures.is_due(160.0)) == (False, True)


@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), GuidedexError("another build has it")])
def test_a_build_that_fails_is_tried_again_though_nothing_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], failure: Exception
) -> None:
    tries = iter([failure] * 4)  # each build is started while nothing has changed yet, and once more when it is due
    done = threading.Event()

    def start(*_: object) -> None:
        for error in tries:
            raise error
        done.set()

    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(watching, "MIN_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(watching, "start_build", start)
    monkeypatch.setattr(watching, "result_of", lambda _: {"problems": [], "guides": 1, "seconds": 0.1})
    watcher = Watcher(load_settings(None, {}), [tmp_path])
    watcher.start(failed=True)
    try:
        assert done.wait(PATIENCE)
    finally:
        watcher.stop()
    said = capsys.readouterr().err
    assert said.count("Not rebuilt:") == 2
    assert "trying again in" in said


def test_a_watch_survives_a_disk_that_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([OSError(5, "Input/output error")] * 3)
    built = threading.Event()

    def failing(*_: object) -> dict[str, tuple[int, int]]:
        for error in looks:
            raise error
        return {"a": (1, 1)}

    watcher = Watcher(load_settings(None, {}), [tmp_path])
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(watching, "snapshot", failing)
    monkeypatch.setattr(Watcher, "_prepare", lambda _: None)
    monkeypatch.setattr(Watcher, "_rebuild", lambda _: built.set())
    watcher.start()
    try:
        assert built.wait(PATIENCE)
    finally:
        watcher.stop()


def test_a_build_that_waits_reads_what_is_there_when_it_begins(tmp_path: Path) -> None:
    guides = tmp_path / "guides"
    guides.mkdir()
    (guides / "one.md").write_text("# Before")
    config = tmp_path / "guidedex.yaml"
    config.write_text("site: {title: Before}\n")
    process = start_build(replace(load_settings(config, {}), index=tmp_path / "index"), [guides])
    (guides / "one.md").write_text("# Now")
    config.write_text("site: {title: Now}\n")
    assert result_of(process)["guides"] == 1
    assert [guide.title for guide in open_index(tmp_path / "index").guides()] == ["Now"]
    assert open_generation(tmp_path / "index").site["title"] == "Now"


def test_a_build_that_waits_ends_with_the_watcher_and_is_replaced_where_it_was_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Process] = []

    def start(*arguments: Any) -> Process:
        started.append(start_build(*arguments))
        return started[-1]

    monkeypatch.setattr(watching, "start_build", start)
    write_pages(tmp_path / "guides", {"one.md": "# One"})
    settings = replace(load_settings(None, {}), index=tmp_path / "index")
    watcher = Watcher(settings, [tmp_path / "guides"])
    watcher._prepare()
    started[0].kill()
    started[0].wait()
    watcher._rebuild()
    assert [guide.title for guide in open_index(settings.index).guides()] == ["One"]
    watcher.start()
    watcher.stop()
    assert all(process.poll() is not None for process in started)
