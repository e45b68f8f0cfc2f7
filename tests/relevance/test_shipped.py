"""Readers of the shipped guides find what they look for, by name, by question, with a typo, and while typing."""

import random
import string
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from index.analysis import name_key
from index.build import build
from search import Searcher, open_index
from search.results import Skill
from tests.relevance.pins import GUIDES, Pin, lost, read_pins
from tests.relevance.typing_titles import jumps

PINS = read_pins()
SEED = 20261124
EDITS_OF_A_NAME = 20


def test_there_are_pins_and_no_query_is_pinned_twice() -> None:
    assert len(PINS) >= 60
    assert len({(pin.query, str(pin.filters)) for pin in PINS}) == len(PINS)


def test_every_pinned_id_is_a_document(shipped: Searcher) -> None:
    for pin in PINS:
        for id_ in pin.in_top:
            assert shipped.document(id_).id == id_


@pytest.mark.parametrize("pin", PINS, ids=[pin.query for pin in PINS])
def test_a_pinned_search_finds_its_hit(shipped: Searcher, pin: Pin) -> None:
    assert not lost(shipped, pin), pin.comment


def test_every_name_and_alias_finds_its_guide_first(shipped: Searcher) -> None:
    skills = shipped.skills()
    assert len(skills) == len(list(GUIDES.glob("*.md")))
    missed = {
        name: skill.slug
        for skill in skills
        for name in _names(skill)
        if not _found(shipped, name, skill.slug, places=1)
    }
    assert not missed


def test_a_pasted_question_finds_a_document_of_that_very_title_first(shipped: Searcher) -> None:
    titles = [hit.title for hit in shipped.search("", {"kind": ["question", "faq"]}, limit=10_000).hits]
    assert len(titles) >= 400
    missed = [title for title in titles if not _finds_title(shipped, title)]
    assert len(missed) <= 0.005 * len(titles), missed


def test_a_name_with_one_edit_finds_its_guide_among_the_first_three(shipped: Searcher) -> None:
    draw = random.Random(SEED)
    names = [(name, skill.slug) for skill in shipped.skills() for name in _names(skill) if len(name) >= 5]
    edited = [(_edited(name, draw), name, slug) for name, slug in names for _ in range(EDITS_OF_A_NAME)]
    missed = [(typed, name) for typed, name, slug in edited if not _found(shipped, typed, slug, places=3)]
    assert len(missed) <= 0.05 * len(edited), f"{len(missed)} of {len(edited)}: {missed}"


def test_a_guide_among_the_first_three_stays_there_while_its_title_is_typed(shipped: Searcher) -> None:
    titles = [(skill.title, skill.slug) for skill in shipped.skills()]
    broken = [title for title, slug in titles if jumps(_first_three(shipped), title, slug)]
    assert len(broken) <= 0.05 * len(titles), broken


@pytest.mark.real_data
def test_topics_among_the_first_three_stay_there_while_they_are_typed(real_data: Path, tmp_path: Path) -> None:
    searcher = _topics(real_data, tmp_path)
    skills = searcher.skills()
    assert len(skills) > 500
    first_three = _first_three(searcher)
    chosen = random.Random(SEED).sample([(skill.title, skill.slug) for skill in skills], 300)
    broken = [title for title, slug in chosen if jumps(first_three, title, slug)]
    assert len(broken) <= 0.05 * len(chosen), f"{len(broken)} of {len(chosen)}: {broken}"


def test_a_list_jumps_when_a_document_leaves_its_first_three() -> None:
    lists = {"jav": ["a", "java"], "java": ["java"]}
    assert not jumps(lists.__getitem__, "java", "java")
    assert jumps(lists.__getitem__, "java", "a")
    assert not jumps(lists.__getitem__, "java", "never there")


def _names(skill: Skill) -> tuple[str, ...]:
    return (skill.title, *skill.aliases)


def _found(searcher: Searcher, typed: str, slug: str, places: int) -> bool:
    return slug in [hit.id for hit in searcher.search(typed, limit=places).hits]


def _first_three(searcher: Searcher) -> Callable[[str], Sequence[str]]:
    return lambda typed: [hit.id for hit in searcher.search(typed, limit=3).hits]


def _finds_title(searcher: Searcher, title: str) -> bool:
    hits = searcher.search(title, limit=1).hits
    return bool(hits) and name_key(hits[0].title) == name_key(title)


def _edited(name: str, draw: random.Random) -> str:
    """Return ``name`` with a letter left out, doubled by another, replaced, or swapped with the next."""
    at = draw.randrange(len(name))
    letter = draw.choice(string.ascii_lowercase)
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    edits = (name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :], swapped)
    return draw.choice([edit for edit in edits if edit != name])


def _topics(data: Path, folder: Path) -> Searcher:
    build([data / "guides" / "github_explore_topics" / "raw"], folder)
    return open_index(folder)
