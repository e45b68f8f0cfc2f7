"""Related content: lists, reasons, silence."""

import itertools
from pathlib import Path

import numpy as np
import pytest

from corpus.problems import GuidedexError
from index.build import build
from index.related.scales import WEIGHT_SCALE
from index.storage.generations import open_generation
from search import Searcher, open_index
from search.related.concepts import Concepts
from search.unknown_names import UnknownDocument, UnknownSkill

GUIDES = {
    "kafka": (
        "Kafka",
        "[Message Queues]",
        "A log of partitions. Consumers commit offsets to the broker; see [queues](queues.md).",
    ),
    "queues": (
        "Message Queues",
        "[]",
        "A broker keeps messages until consumers acknowledge them. Kafka is a log instead.",
    ),
    "redis": ("Redis", "[]", "Keys in memory with an expiry; a cache, a lock, or a broker of small streams."),
    "caching": (
        "Caching",
        "[Redis]",
        "Keep answers in memory until they expire. Keys, expiry and eviction decide the hit ratio.",
    ),
    "bread": ("Sourdough", "[]", "Flour, water and salt; knead, proof overnight, bake hot."),
}

QUESTION = """
## Interview questions

| Question | Strong answer | Difficulty |
|---|---|---|
| {0} | {1} | easy |
"""


def write_guides(folder: Path, extra: str = "", front: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    for slug, (title, related, text) in GUIDES.items():
        question = QUESTION.format(f"What do you know of {title}?", text.split(".")[0])
        front_matter = f"---\ntitle: {title}\nrelated: {related}\n{front if slug == 'kafka' else ''}---\n"
        (folder / f"{slug}.md").write_text(f"{front_matter}\n{text}\n{extra}\n{question}")
    return folder


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("related")
    build([write_guides(folder / "guides")], folder / "index")
    return open_index(folder / "index")


def test_what_a_guide_lists_links_and_mentions_is_a_reason_of_its_own(searcher: Searcher) -> None:
    hit = searcher.related(skill="kafka").hits[0]
    assert hit.title == "Message Queues"
    assert [reason.kind for reason in hit.reasons][:2] == ["listed", "link"]
    back = searcher.related(skill="queues").hits[0]
    assert back.title == "Kafka"
    assert back.reasons[0].text == "Message Queues mentions Kafka"


def test_shared_concepts_stand_in_both(searcher: Searcher) -> None:
    hit = next(hit for hit in searcher.related(skill="caching").hits if hit.id == "redis")
    reason = next(reason for reason in hit.reasons if reason.kind == "concepts")
    for slug in ("caching", "redis"):
        text = " ".join(GUIDES[slug]).lower()
        assert all(term[:4].lower() in text for term in reason.terms)


def test_what_is_near_nothing_has_an_empty_list_and_says_so(searcher: Searcher) -> None:
    page = searcher.related(skill="bread")
    assert (page.hits, page.below_threshold) == ((), True)
    for slug in ("kafka", "queues", "redis", "caching"):
        assert "bread" not in [hit.id for hit in searcher.related(skill=slug).hits]


def test_floor_zero_shows_all_that_share_anything(searcher: Searcher) -> None:
    assert len(searcher.related(skill="kafka", floor=0, limit=10).hits) >= len(searcher.related(skill="kafka").hits)


def test_questions_of_a_skill_and_the_skill_of_a_question(searcher: Searcher) -> None:
    assert searcher.related(skill="redis", kind="question").hits[0].skill == "Redis"
    question = searcher.related(skill="redis", kind="question").hits[0].id
    assert searcher.related(document=question, kind="skill").hits[0].id == "redis"
    assert all(hit.kind == "question" for hit in searcher.related(document=question).hits)


def test_a_text_is_related_to_what_it_names(searcher: Searcher) -> None:
    hits = searcher.related(text="We run Kafka, and keep hot keys in Redis.").hits
    assert {hit.id for hit in hits[:2]} == {"kafka", "redis"}
    assert hits[0].reasons[0].kind == "mention"
    page = searcher.related(text="")
    assert (page.hits, page.below_threshold) == ((), True)


def test_several_skills_give_what_is_near_them_and_none_of_them(searcher: Searcher) -> None:
    ids = [hit.id for hit in searcher.related(skills=["kafka", "caching"]).hits]
    assert ids
    assert not {"kafka", "caching"} & set(ids)


def test_editors_pin_and_exclude(tmp_path: Path) -> None:
    front = "related_pin: [Caching]\nrelated_exclude: [Message Queues]\n"
    build([write_guides(tmp_path / "guides", front=front)], tmp_path / "index")
    hits = open_index(tmp_path / "index").related(skill="kafka").hits
    assert hits[0].id == "caching"
    assert hits[0].reasons[0].kind == "pin"
    assert "queues" not in [hit.id for hit in hits]


def test_unknown_names_and_mixed_questions_are_errors(searcher: Searcher) -> None:
    with pytest.raises(UnknownSkill, match="nearest: Kafka"):
        searcher.related(skill="kafak")
    with pytest.raises(UnknownDocument):
        searcher.related(document="nothing#here")
    with pytest.raises(GuidedexError, match="one of skill, document, skills and text, found 2"):
        searcher.related(skill="kafka", text="x")
    with pytest.raises(GuidedexError, match="unknown kind 'row'"):
        searcher.related(skill="kafka", kind="row")


def test_concepts_of_a_unit_are_stored_in_order_and_their_cosines_are_those_of_dense_vectors(tmp_path: Path) -> None:
    build([write_guides(tmp_path / "guides")], tmp_path / "index")
    generation = open_generation(tmp_path / "index")
    concepts = Concepts(generation)
    units = [concepts.of_unit(unit) for unit in range(len(generation.array("unit_rows")))]
    dense = np.zeros((len(units), len(generation.array("concept_idf"))))
    for unit, vector in enumerate(units):
        assert (np.diff(vector.concepts) > 0).all()
        dense[unit, vector.concepts] = vector.weights / WEIGHT_SCALE
    for unit, other in itertools.combinations(range(len(units)), 2):
        assert np.isclose(concepts.cosine(units[unit], units[other]), dense[unit] @ dense[other])
    assert concepts.cosine(units[0], concepts.of_text("?")) == concepts.share(units[0], concepts.of_text("?")) == 0
