"""The static export: answers of the API, partials, pages and data files."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from corpus.problems import GuidedexError
from search.searcher import open_index
from tests.corpora import write_records
from tests.web.conftest import GUIDES
from web.cli.main import run
from web.export import MANIFEST, MAX_RELATED, export_files, write_export


@pytest.fixture
def files(app: Flask, small_index: Path) -> dict[str, bytes]:
    return dict(export_files(app, open_index(small_index), {"json": "{}"}))


def test_files_of_the_api_are_its_answers_byte_for_byte(client: FlaskClient, files: dict[str, bytes]) -> None:
    assert files["skills.json"] == client.get("/api/v1/skills").data
    for slug in ("rate-limiting", "apis/rest", "apis/rest/related"):
        path = f"/api/v1/skills/{quote(slug, safe='')}"
        assert files[f"skills/{slug}.json"] == client.get(path).data
        for kind in ("skill", "question"):
            body = client.get(f"{path}/related?kind={kind}&limit={MAX_RELATED}").data
            assert files[f"related/{kind}/{slug}.json"] == body


def test_every_skill_has_every_file(client: FlaskClient, files: dict[str, bytes]) -> None:
    for skill in client.get("/api/v1/skills").get_json()["skills"]:
        expected = {f"{folder}/{skill['slug']}.{ending}" for folder, ending in FOLDERS}
        assert expected <= set(files)


FOLDERS = (
    *(("skills", "json"), ("related/skill", "json"), ("related/question", "json")),
    *(("partials/skill", "html"), ("partials/question", "html")),
)


def test_the_data_file_says_by_slug_what_is_related_and_why(files: dict[str, bytes]) -> None:
    data = json.loads(files["data/guidedex.json"])
    first = data["rate-limiting"]["related_skills"][0]
    assert (first["id"], first["url"]) == ("caching", "/guides/caching")
    assert first["reasons"]
    assert data["caching"]["related_questions"] == []


def test_hub_pages_lead_to_each_other_and_hold_every_question(app: Flask, small_index: Path, files: dict) -> None:
    index = html.fromstring(files["questions/index.html"])
    for link in index.xpath("//main//a/@href"):
        page = html.fromstring(files[f"questions/{link}"])
        guide = open_index(small_index).guide(link.removesuffix(".html"))
        assert [heading.get("id") for heading in page.iter("h2")] == [question.anchor for question in guide.questions]
    sheet = index.xpath("//link[@rel='stylesheet']/@href")[0]
    assert os.path.normpath(f"questions/{sheet}") == "site.css"


def test_the_first_page_says_that_search_is_not_there(files: dict[str, bytes]) -> None:
    assert b"Search is not among them" in files["index.html"]


def test_a_second_export_touches_nothing_and_takes_away_what_is_gone(tmp_path: Path) -> None:
    first = write_export(tmp_path, iter([("a.json", b"1"), ("b/c.json", b"2")]), 1, "x")
    assert (first.files, first.written, first.removed) == (2, 2, 0)
    (tmp_path / "own.txt").write_text("kept")
    second = write_export(tmp_path, iter([("a.json", b"1")]), 1, "y")
    assert (second.files, second.written, second.removed) == (1, 0, 1)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["a.json", MANIFEST, "own.txt"]
    assert not (tmp_path / "b" / "c.json").exists()


def test_an_export_that_was_cut_short_can_be_run_again(tmp_path: Path) -> None:
    def cut() -> Iterator[tuple[str, bytes]]:
        yield "a.json", b"1"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_export(tmp_path / "out", cut(), 1, "x")
    again = write_export(tmp_path / "out", iter([("a.json", b"1"), ("b.json", b"2")]), 1, "x")
    assert (again.files, again.written) == (2, 1)


@pytest.mark.parametrize("place", ["notes", "notes/site", "notes/a/b"])
def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path, place: str) -> None:
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(GuidedexError, match=r"notes is a file; name a folder$"):
        write_export(tmp_path / place, [("a", b"new")], 1, "1")
    assert (tmp_path / "notes").read_text() == "mine"


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")
    with pytest.raises(GuidedexError, match=r"no export\.json of an earlier export"):
        write_export(tmp_path, iter([("index.html", b"theirs")]), 1, "x")
    assert (tmp_path / "index.html").read_text() == "mine"


@pytest.mark.parametrize("name", ["../out.json", "/etc/x", "a//b", "a/../../b", "a\0b", "a\\..\\b"])
def test_no_file_leaves_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(GuidedexError, match="no file of that name"):
        write_export(tmp_path / "inside", iter([(name, b"x")]), 1, "x")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "inside" / MANIFEST]


def test_the_list_of_an_export_cannot_remove_what_lies_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "mine.txt").write_text("kept")
    (tmp_path / "site" / MANIFEST).write_text('{"files": ["../mine.txt"]}')
    with pytest.raises(GuidedexError):
        write_export(tmp_path / "site", iter([]), 0, "x")
    assert (tmp_path / "mine.txt").exists()


def test_the_command_writes_all_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["build", str(GUIDES), "--json"]) == 0
    capsys.readouterr()
    assert run(["export", "public", "--json"]) == 0
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert report["written"] == report["files"] == len(json.loads(Path("public", MANIFEST).read_bytes())["files"])
    assert "set site.url_pattern" in captured.err
    assert Path("public/editors/gaps.html").exists()
    assert run(["export", "public", "--no-gaps"]) == 0
    assert "0 written, 2 removed" in " ".join(capsys.readouterr().out.split())


def test_an_index_of_records_alone_is_not_exported(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    records = [{"id": "a", "title": "A", "text": "a", "kind": "section"}]
    assert run(["build", str(write_records(tmp_path / "source", records)), "--json"]) == 0
    assert run(["export", "public"]) == 2
    assert "it holds no guide" in capsys.readouterr().err


def test_records_have_files_and_no_hub_page(tmp_path: Path, capsys, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    records = [{"id": "a", "title": "A", "text": "a"}]
    records.append({"id": "a#q", "title": "What is a?", "text": "b", "kind": "question", "guide": "a"})
    assert run(["build", str(write_records(tmp_path / "source", records)), "--json"]) == 0
    assert run(["export", "public"]) == 0
    assert json.loads(Path("public/skills/a.json").read_bytes())["title"] == "A"
    assert [path.name for path in Path("public/questions").iterdir()] == ["index.html"]


def test_a_page_reads_the_old_file_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_export(tmp_path, iter([("a.json", b"old")]), 1, "b")
    monkeypatch.setattr(Path, "replace", lambda *_: full_disk())
    with pytest.raises(GuidedexError, match=r"cannot export to .*No space left"):
        write_export(tmp_path, iter([("a.json", b"new")]), 1, "b")
    assert (tmp_path / "a.json").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", MANIFEST]


def full_disk() -> None:
    raise OSError(28, "No space left on device")


def test_files_of_an_export_that_was_cut_short_are_removed_by_the_next(tmp_path: Path) -> None:
    def cut_short() -> Iterator[tuple[str, bytes]]:
        yield "a.json", b"1"
        raise GuidedexError("ended")

    with pytest.raises(GuidedexError, match="ended"):
        write_export(tmp_path, cut_short(), 1, "b")
    (tmp_path / ".export-99").write_bytes(b"half")
    report = write_export(tmp_path, iter([("b.json", b"2")]), 1, "b")
    assert report.removed == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.json", MANIFEST]


def test_a_link_in_the_folder_is_not_followed_out_of_it(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "out"
    write_export(folder, iter([("a.json", b"1")]), 1, "b")
    (folder / "skills").symlink_to(outside)
    with pytest.raises(GuidedexError, match="no file of that name"):
        write_export(folder, iter([("skills/a.json", b"1")]), 1, "b")
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("files", ["abc", {"a": 1}, [1], None])
def test_an_odd_list_of_an_earlier_export_removes_nothing(tmp_path: Path, files: object) -> None:
    (tmp_path / "a").write_text("mine")
    (tmp_path / MANIFEST).write_text(json.dumps({"files": files}))
    with pytest.raises(GuidedexError, match="name an empty folder"):
        write_export(tmp_path, iter([("b.json", b"1")]), 1, "b")
    assert (tmp_path / "a").read_text() == "mine"
