"""What related lists promise about text that is shared, guides that are strange, and corpora that grow."""

import random
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from index.build import build
from search import Searcher, open_index
from search.distribution import HUB, changes, distribution
from search.related.recommend import MIN_ONE_WORD
from tests.relevance.pins import GUIDES as SHIPPED

pytestmark = pytest.mark.contract

Lists = Mapping[str, Sequence[str]]
Edit = Callable[[str, str], str]

BREAD = """---
title: Sourdough Bread
---
Flour, water and salt are all that a loaf needs. Feed the starter until it doubles, mix the dough, and let it
rise before you add the salt.

## Kneading and proofing

Fold the dough every half hour. Shape it, put it into a floured basket, and leave it overnight.

## Baking

Heat the oven with an iron pot inside. Bake it covered, then uncovered until the crust is dark.
"""


def filler(n_words: int = 300) -> str:
    """Return sentences of made-up words that no guide has."""
    rng = random.Random(4)
    syllables = ["bra", "cto", "fli", "gor", "hune", "jask", "mol", "plen", "quor", "tris", "vex", "wum"]
    words = ["".join(rng.choices(syllables, k=3)) for _ in range(n_words)]
    return "\n\n".join(" ".join(words[i : i + 12]).capitalize() + "." for i in range(0, n_words, 12))


def built(folder: Path, edit: Edit = lambda name, text: text, leave_out: str = "") -> Searcher:
    """Return the index of the shipped guides, each as ``edit`` gives it."""
    (folder / "guides").mkdir(parents=True)
    for path in sorted(SHIPPED.glob("*.md")):
        if path.stem != leave_out:
            (folder / "guides" / path.name).write_text(edit(path.stem, path.read_text(encoding="utf-8")))
    build([folder / "guides"], folder / "index")
    return open_index(folder / "index")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return built(tmp_path_factory.mktemp("shipped"))


def similarity(lists: Lists, others: Lists) -> float:
    """Return the mean Jaccard similarity of lists by id, without those that are empty in both."""
    pairs = [({*ids}, {*others[id_]}) for id_, ids in lists.items() if ids or others[id_]]
    shares = [len(ids & other_ids) / len(ids | other_ids) for ids, other_ids in pairs]
    return sum(shares) / len(shares)


def test_the_same_words_in_every_guide_change_no_list(shipped: Searcher, tmp_path: Path) -> None:
    everywhere = built(tmp_path, lambda _, text: f"{text}\n## About these guides\n\n{filler()}\n")
    assert similarity(shipped.guide_lists(), everywhere.guide_lists()) >= 0.95


def test_the_same_words_in_half_of_the_guides_make_no_neighbours(shipped: Searcher, tmp_path: Path) -> None:
    chosen = set(sorted(shipped.guide_lists())[::2])
    added = f"\n## About these guides\n\n{filler()}\n\nTerraform is what we write about in all of these guides.\n"
    half = built(tmp_path, lambda name, text: text + added * (name in chosen))
    made_up = set(filler().lower().replace(".", "").split())
    assert similarity(shipped.guide_lists(), half.guide_lists()) >= 0.95
    for id_ in chosen:
        before = {hit.id for hit in shipped.related(skill=id_).hits}
        for hit in half.related(skill=id_).hits:
            terms = {term.lower() for reason in hit.reasons for term in reason.terms}
            assert not terms & made_up
            assert hit.id in before or terms != {"terraform"}


def test_a_guide_about_something_else_has_no_list_and_is_on_none(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "guides")
    (tmp_path / "guides" / "bread.md").write_text(BREAD)
    build([tmp_path / "guides"], tmp_path / "index")
    searcher = open_index(tmp_path / "index")
    page = searcher.related(skill="bread")
    assert (page.hits, page.below_threshold) == ((), True)
    assert not [id_ for id_, shown in searcher.guide_lists().items() if "bread" in shown]
    assert searcher.related(skill="bread", floor=0).hits


def test_one_word_of_its_title_does_not_relate_a_guide_to_a_text_about_something_else(tmp_path: Path) -> None:
    folder = tmp_path / "guides"
    folder.mkdir()
    (folder / "bread.md").write_text(BREAD)
    for name, about in {"Feed": "readers of news", "Iron": "bundling of scripts", "Docker": "containers"}.items():
        (folder / f"{name}.md").write_text(f"---\ntitle: {name}\n---\n{name} is a program for {about}.\n")
    (folder / "podman.md").write_text("---\ntitle: Podman\n---\nA program for containers, like Docker.\n")
    build([folder], tmp_path / "index")
    searcher = open_index(tmp_path / "index")
    page = searcher.related(skill="bread")
    assert (page.hits, page.below_threshold) == ((), True)
    assert {hit.id for hit in searcher.related(skill="bread", floor=0).hits} >= {"feed", "iron"}
    assert searcher.related(skill="podman").hits[0].id == "docker"


def test_one_guide_more_leaves_most_lists_in_their_order(shipped: Searcher, tmp_path: Path) -> None:
    for added in ("rate-limiting", "java"):
        before = built(tmp_path / added, leave_out=added)
        n_changed = 0
        for change in changes(before, shipped):
            if change.before and change.after:
                others = [id_ for id_ in change.after if id_ != added]
                n_changed += others[: len(change.before)] != list(change.before[: len(others)])
        assert 0 < n_changed <= len(before.guide_lists()) / 4


def test_lists_do_not_depend_on_the_order_of_files(shipped: Searcher, tmp_path: Path) -> None:
    renamed = built(tmp_path / "a").guide_lists()
    assert renamed == shipped.guide_lists()
    assert not changes(shipped, shipped)


def test_every_shipped_guide_is_on_some_list_and_none_on_most(shipped: Searcher) -> None:
    spread = distribution(shipped.guide_lists())
    assert (spread.guides, spread.empty, spread.on_none, spread.hubs) == (30, 0, (), ())


def test_the_distribution_names_who_is_on_no_list_and_who_is_on_many() -> None:
    lists = {f"g{i}": ["hub"] for i in range(9)} | {"hub": ["g0"], "strange": []}
    spread = distribution(lists)
    assert (spread.guides, spread.empty, spread.share) == (11, 1, round(10 / 11, 3))
    assert spread.on_none == tuple(f"g{i}" for i in range(1, 9))
    assert spread.hubs == (("hub", 9),)
    assert f"more than {HUB} times as many (hub)" in str(spread)
    assert distribution({}).share == 0


def test_every_question_near_another_says_why_and_not_by_a_word_that_may_be_another_one_elsewhere(
    shipped: Searcher,
) -> None:
    questions = shipped.search("", {"kind": ["question"]}, limit=1000).hits
    assert len(questions) > 250
    n_shown = 0
    for question in questions:
        for hit in shipped.related(document=question.id).hits:
            n_shown += 1
            is_same = any(reason.kind == "same" for reason in hit.reasons)
            n_words = max((len(reason.terms) for reason in hit.reasons), default=0)
            min_words = 1 if hit.skill == question.skill or hit.score >= MIN_ONE_WORD else 2
            assert is_same or n_words >= min_words
    assert n_shown > 3 * len(questions)
    asked = next(hit for hit in questions if "vector search returns two results" in hit.title)
    assert "C++" not in {hit.skill for hit in shipped.related(document=asked.id).hits}
    assert "C++" in {hit.skill for hit in shipped.related(document=asked.id, floor=0).hits}
