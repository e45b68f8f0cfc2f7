"""Whatever lies at the files of an index, each command answers in one clear line, and ``build`` mends it."""

import json
import os
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from web.cli.main import run

pytestmark = pytest.mark.contract

PAGE = "---\ntitle: Kafka\nrelated: [Docker]\n---\n\nA log. See [Docker](docker.md).\n"
COMMANDS = {
    "check": ["check"],
    "search": ["search", "kafka"],
    "related": ["related", "kafka"],
    "gaps": ["gaps"],
    "fix": ["gaps", "--fix"],
    "export": ["export", "out"],
    "check as JSON": ["check", "--json"],
}

Change = Callable[[Path], None]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    (folder / "guides").mkdir()
    (folder / "guides" / "kafka.md").write_text(PAGE)
    assert run(["build", str(folder / "guides"), "--index", str(folder / "index"), "--json"]) == 0
    return folder


@pytest.fixture
def index(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(built / "index", tmp_path / "index")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "index"


def bytes_of(data: bytes) -> Change:
    def change(path: Path) -> None:
        path.write_bytes(data)

    return change


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "mine.txt").write_text("kept")


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def circle(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("/no/such/folder/file")


def device(path: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def array_of(change: Change) -> Change:
    """Return a change of the first array of the live generation."""

    def write(path: Path) -> None:
        change(min((path.parent / path.read_text()).glob("*.npy")))

    return write


def with_values(**values: Any) -> Change:
    def change(path: Path) -> None:
        recorded = json.loads(path.read_bytes())
        recorded.update(values)
        path.write_text(json.dumps({name: value for name, value in recorded.items() if value is not None}))

    return change


def manifest_of(change: Callable[[Any], Any]) -> Change:
    """Return a change of the manifest whose digest is right, as another program would write it."""

    def write(path: Path) -> None:
        manifest = json.loads((path.parent / path.read_text() / "manifest.json").read_bytes())
        data = json.dumps(change(manifest)).encode()
        build_id = sha256(data).hexdigest()[:16]
        (path.parent / path.read_text()).rename(path.parent / build_id)
        (path.parent / build_id / "manifest.json").write_bytes(data)
        path.write_text(build_id)

    return write


ODD_CURRENT: dict[str, Change] = {
    "not UTF-8": bytes_of(b"\xff\xfe\x00"),
    "empty": bytes_of(b""),
    "elsewhere": bytes_of(b"../../etc"),
    "NUL": bytes_of(b"a\0b"),
    "long": bytes_of(b"a" * 100_000),
    "a folder": folder,
    "a pipe": pipe,
    "a link in a circle": circle,
    "a device": device,
    "unknown": bytes_of(b"0123456789abcdef"),
    "an array is a folder": array_of(folder),
    "an array is a pipe": array_of(pipe),
    "an array is a device": array_of(device),
    "an array is a link in a circle": array_of(circle),
    "manifest is a list": manifest_of(lambda _: [1]),
    "manifest of a later version": manifest_of(lambda manifest: manifest | {"format": {"a": 1}}),
    "files are a list": manifest_of(lambda manifest: manifest | {"files": ["a"]}),
    "files have no digest": manifest_of(lambda manifest: manifest | {"files": {"site.json": 3}}),
    "files elsewhere": manifest_of(lambda manifest: manifest | {"files": {"../CURRENT": [16, ""]}}),
    "no files": manifest_of(lambda manifest: manifest | {"files": {}}),
    "no engine": manifest_of(lambda manifest: {k: v for k, v in manifest.items() if k != "engine"}),
    "odd engine": manifest_of(lambda manifest: manifest | {"engine": [1]}),
}
ODD_SOURCES: dict[str, Change] = {
    "not UTF-8": bytes_of(b"\xff\xfe{}"),
    "not JSON": bytes_of(b"{"),
    "deep": bytes_of(b"[" * 100_000),
    "a list": bytes_of(b"[1]"),
    "a folder": folder,
    "a pipe": pipe,
    "a device": device,
    "no sources": with_values(sources=None),
    "text as sources": with_values(sources="abc"),
    "NUL in sources": with_values(sources=["a\0b"]),
    "a later version": with_values(read={"drafts": False, "later": 1}),
    "odd types": with_values(read={"drafts": "yes", "max_bytes": "many"}),
    "odd site": with_values(site=[1]),
    "odd files": with_values(files={"a": 3}),
}


def answers(index: Path, capfd: pytest.CaptureFixture[str], command: str) -> tuple[int, str]:
    capfd.readouterr()
    status = run([COMMANDS[command][0], "--index", str(index), *COMMANDS[command][1:]])
    out, err = capfd.readouterr()
    assert "Traceback" not in out + err
    return status, out + err


@pytest.mark.parametrize("change", ODD_CURRENT.values(), ids=ODD_CURRENT)
def test_an_index_that_cannot_be_opened_is_one_line_of_each_command_and_mended(
    index: Path, capfd: pytest.CaptureFixture[str], change: Change
) -> None:
    change(index / "CURRENT")
    for command in COMMANDS:
        status, text = answers(index, capfd, command)
        assert status == 2, (command, text)
        assert "guidedex build" in " ".join(text.split())
        assert command.startswith("check") or len(text.strip().splitlines()) == 1, text
    assert_build_mends(index, capfd)


@pytest.mark.parametrize("change", ODD_SOURCES.values(), ids=ODD_SOURCES)
def test_sources_that_cannot_be_read_are_one_line_of_the_commands_that_need_them(
    index: Path, capfd: pytest.CaptureFixture[str], change: Change
) -> None:
    change(index / "sources.json")
    for command, expected in {"check": 2, "fix": 2, "search": 0, "related": 0, "gaps": 0}.items():
        status, text = answers(index, capfd, command)
        assert status == expected, (command, text)
        if expected:
            assert "cannot tell what" in text
            assert "guidedex build" in text
    assert_build_mends(index, capfd)


@pytest.mark.parametrize("name", ["LOCK", "readings.cache", "CACHEDIR.TAG"])
@pytest.mark.parametrize(
    "change",
    [folder, pipe, circle, nowhere, bytes_of(b"\xff\xfe")],
    ids=["a folder", "a pipe", "a link in a circle", "a link to nowhere", "not UTF-8"],
)
def test_what_lies_beside_a_sound_index_is_mended(
    index: Path, capfd: pytest.CaptureFixture[str], name: str, change: Change
) -> None:
    change(index / name)
    assert answers(index, capfd, "search")[0] == 0
    assert_build_mends(index, capfd)


def test_a_manifest_without_its_corpus_is_damage_that_check_finds(
    index: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    manifest_of(lambda manifest: {k: v for k, v in manifest.items() if k != "corpus"})(index / "CURRENT")
    status, text = answers(index, capfd, "check")
    assert (status, "no text 'corpus'" in " ".join(text.split())) == (2, True)
    assert_build_mends(index, capfd)


def test_a_folder_in_the_place_of_a_file_is_moved_aside_with_all_in_it(
    index: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder(index / "LOCK")
    assert_build_mends(index, capfd)
    assert (index / "LOCK.moved-1" / "mine.txt").read_text() == "kept"


def assert_build_mends(index: Path, capfd: pytest.CaptureFixture[str]) -> None:
    guides = index.parent / "guides"
    guides.mkdir()
    (guides / "kafka.md").write_text(PAGE)
    assert run(["build", str(guides), "--index", str(index), "--json"]) == 0, capfd.readouterr().err
    assert answers(index, capfd, "check")[0] == 0
    assert answers(index, capfd, "search")[0] == 0
