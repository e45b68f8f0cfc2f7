"""``guidedex new`` writes a draft for its author to fill in."""

import json
from pathlib import Path

import pytest

from corpus.reader import ReadOptions, read
from search.gaps import find_gaps
from web.cli.main import run
from web.new_guide import guide_text, sections_for_category, slug_from_title
from web.settings import Settings


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_guide_is_a_draft_until_its_author_says_otherwise() -> None:
    assert run(["new", "Service Mesh", "--category", "Backend"]) == 0
    path = Path("service-mesh.md")
    assert read([path], ReadOptions(today="2100-01-01")).guides == ()
    reading = read([path], ReadOptions(today="2100-01-01", drafts=True))
    assert reading.problems == ()
    (guide,) = reading.guides
    assert (guide.title, guide.category, guide.slug) == ("Service Mesh", "Backend", "service-mesh")
    assert len(guide.questions) == len(guide.faqs) == 1
    left = find_gaps(reading.guides, rules=["placeholder"], today="2026-01-01").findings
    assert sum(len(finding.evidence) for finding in left) >= 6


@pytest.mark.parametrize("title", ['A: "quoted" # title', "- [x]", "null", "naïve ☃", "{{ a }}", "yes"])
def test_any_title_is_read_back_as_it_was(title: str) -> None:
    Path("guide.md").write_text(guide_text(title, "", "2026-06-30", ("Core",)), encoding="utf-8")
    (guide,) = read([Path("guide.md")], ReadOptions(drafts=True, today="2026-12-31")).guides
    assert (guide.title, guide.updated) == (title, "2026-06")


def test_a_file_that_is_there_stays_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    Path("kafka.md").write_text("mine")
    assert run(["new", "Kafka"]) == 2
    assert "cannot write kafka.md: it is there already" in capsys.readouterr().err
    assert Path("kafka.md").read_text() == "mine"


def test_a_title_without_letters_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "…"]) == 2
    assert "no letter and no digit" in capsys.readouterr().err


def test_it_is_written_where_the_site_keeps_its_guides() -> None:
    Path("content").mkdir()
    Path("guidedex.yaml").write_text("sources: [content]\n")
    assert run(["new", "C#"]) == 0
    assert Path("content/csharp.md").exists()


@pytest.mark.parametrize(("title", "slug"), [("C++", "cpp"), ("../../etc/passwd", "etcpasswd"), ("R&D", "r-and-d")])
def test_a_name_is_a_name_and_no_path(title: str, slug: str) -> None:
    assert slug_from_title(title) == slug


def test_the_sections_are_those_that_the_site_asks_of_the_category() -> None:
    wanted = {"sections": ({"names": ("Overview", "Intro")}, {"names": ("Pitfalls",)}), "categories": ("Backend",)}
    settings = Settings(page_types={"skill": wanted})
    assert sections_for_category(settings, "Backend") == ("Overview", "Pitfalls")
    assert "Core concepts" in sections_for_category(settings, "Frontend")


def test_programs_are_told_where_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["new", "Kafka", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"path": "kafka.md", "title": "Kafka"}


def test_a_guide_that_cannot_be_written_is_named_with_the_reason(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").write_text("a file")
    assert run(["new", "Mesh", "--to", "taken/sub"]) == 2
    assert "cannot make the folder taken/sub: " in capsys.readouterr().err
    Path("mesh.md").mkdir()
    assert run(["new", "Mesh"]) == 2
    error = capsys.readouterr().err
    assert "cannot write mesh.md: " in error
    assert "Errno" not in error
