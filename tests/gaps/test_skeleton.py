"""What is known of a skill before its guide is written."""

from pathlib import Path

import pytest

from corpus.reader import ReadOptions, read
from search.gaps.demand import Demand
from search.gaps.finding import Place
from search.gaps.skeleton import KnownSkill, known_skill, notes
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import page, questions
from web.cli.main import run

FILES = {
    "a.md": page("Alpha", "category: Backend\nrelated: [Docker]\n", "Ship it with Docker."),
    "b.md": page("Beta", "category: DevOps\n", "See [Docker](docker.md)."),
    "c.md": page("Gamma", "category: Backend\n", questions(("How does Docker isolate a process?", "It does.", "Easy"))),
}
DEMAND = (
    Demand("docker", 40),
    Demand("how to prune docker images", 12),
    Demand("dockerize", 9),
    Demand("kafka", 90),
)


def test_what_guides_and_readers_say_is_gathered(guides_of: GuidesOf) -> None:
    known = known_skill("Docker", guides_of(FILES), demand=DEMAND)
    assert known.category == "Backend"
    assert known.related == ("Alpha", "Beta", "Gamma")
    assert [(place.path, place.line) for place in known.places] == [("a.md", 4), ("b.md", 6), ("a.md", 7)]
    assert [(place.path, place.text) for place in known.question_places] == [
        ("c.md", "How does Docker isolate a process?")
    ]
    assert [demand.query for demand in known.searches] == ["docker", "how to prune docker images"]


def test_a_search_that_asks_is_a_heading() -> None:
    known = KnownSkill("Docker", searches=DEMAND[:2])
    assert known.searched_questions == ("How to prune docker images?",)


def test_a_skill_that_nobody_names_is_known_by_its_title_alone(guides_of: GuidesOf) -> None:
    known = known_skill("Erlang", guides_of(FILES), demand=DEMAND)
    assert known == KnownSkill("Erlang")
    assert notes(known) == []
    assert known_skill("Erlang", ()) == KnownSkill("Erlang")


def test_notes_are_a_comment_whatever_the_guides_say() -> None:
    places = (Place("a.md", 3, "Docker --> <b>here</b> --"), Place("b.md", 0, "--!> too"))
    text = "\n".join(notes(KnownSkill("Do-->cker", places=places)))
    assert text.startswith("<!--\n")
    assert text.count("--") == 2
    assert text.endswith("\n-->")
    assert "- a.md:3: Docker" in text


def test_a_new_guide_begins_with_what_is_known(
    guides_of: GuidesOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guides_of(FILES)
    monkeypatch.chdir(tmp_path)
    assert run(["build", ".", "--index", "build/index"]) == 0
    assert run(["new", "Docker", "--index", "build/index", "--to", "drafts"]) == 0
    (guide,) = read([tmp_path / "drafts"], ReadOptions(drafts=True, today="2100-01-01")).guides
    assert (guide.category, guide.related) == ("Backend", ("Alpha", "Beta", "Gamma"))
    assert "- c.md:10: How does Docker isolate a process?" in guide.body
    assert not any("isolate" in section.text for section in guide.sections)
