"""Lists that show different things: near-duplicates once, few questions of one guide, guides about everything late."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from index.build import build
from search import Searcher, open_index
from search.related.recommend import MAX_PER_GUIDE
from tests.corpora import write_pages

LOG = "Partitions of an event log keep messages; consumers commit an offset to the broker."
GUIDES: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "kafka": (
        "Kafka",
        "A broker keeps messages in a log until consumers read partitions by offset.",
        (
            "How does a consumer commit the offset of a partition?",
            "How does a broker copy a partition to a follower?",
            "How long does a partition keep a message for a consumer?",
            "How does a consumer group share a partition?",
            "How does a producer choose a partition of a message?",
        ),
    ),
    "a/event-log": ("Event log", LOG, ("What is an offset of an event log?",)),
    "b/event-log": ("Event log", LOG, ("What is an offset of an event log?",)),
    "rabbit": (
        "Queues",
        "A queue hands messages of a broker to consumers, which acknowledge them.",
        ("When does a broker send a message to a consumer again?",),
    ),
    "bread": ("Sourdough", "Flour, water and salt; knead, proof overnight, bake hot.", ()),
}
TABLE = "## Interview questions\n\n| Question | Strong answer | Difficulty |\n|---|---|---|\n"


def searcher_over_guides(folder: Path, pages: Mapping[str, str]) -> Searcher:
    write_pages(folder / "guides", {f"{slug}.md": page for slug, page in pages.items()})
    build([folder / "guides"], folder / "index")
    return open_index(folder / "index")


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    pages = {}
    for slug, (title, text, questions) in GUIDES.items():
        rows = "".join(f"| {question} | {text} | easy |\n" for question in questions)
        pages[slug] = f"---\ntitle: {title}\n---\n\n{text}\n\n{TABLE}{rows}" if rows else f"# {title}\n\n{text}\n"
    return searcher_over_guides(tmp_path_factory.mktemp("variety"), pages)


@pytest.mark.parametrize(
    "asked",
    [
        {"skill": "kafka"},
        {"skills": ["kafka", "rabbit"]},
        {"text": "Our broker keeps messages in partitions of an event log."},
        {"skill": "kafka", "kind": "question"},
        {"text": "What is the offset of an event log?", "kind": "question"},
    ],
)
def test_of_two_documents_with_the_same_content_a_list_shows_one(searcher: Searcher, asked: dict[str, object]) -> None:
    guides = [hit.id.partition("#")[0] for hit in searcher.related(**asked, floor=0, limit=20).hits]  # type: ignore[arg-type]
    assert len({"a/event-log", "b/event-log"} & set(guides)) == 1


def test_a_copy_of_a_document_is_near_it(searcher: Searcher) -> None:
    assert searcher.related(document="a/event-log", floor=0).hits[0].id == "b/event-log"


def test_questions_of_other_guides_come_after_three_of_one_and_the_rest_of_those_last(searcher: Searcher) -> None:
    hits = searcher.related(skill="rabbit", kind="question", floor=0, limit=20).hits
    is_kafka = [hit.id.startswith("kafka#") for hit in hits]
    n_kafka = len(GUIDES["kafka"][2])
    assert (len(hits), sum(is_kafka), MAX_PER_GUIDE) == (7, n_kafka, 3)
    assert is_kafka[-2:] == [True, True]
    assert sum(is_kafka[:-2]) == MAX_PER_GUIDE


def test_a_guide_near_every_other_one_comes_after_a_guide_near_one(tmp_path: Path) -> None:
    subjects = {"alpha": "amber arch", "bravo": "bell birch", "carol": "cedar chalk", "delta": "dagger daisy"}
    pages = {"everything": "# Everything\n\n" + " ".join(f"See {words}." for words in subjects.values())}
    for name, words in subjects.items():
        first, second = words.split()
        pages[f"{name}1"] = f"# {name}1\n\nAbout {first} and {second}: atlas{name} with harbour{name}. Own{name}one."
        pages[f"{name}2"] = (
            f"# {name}2\n\nAbout {second} and {first}: bridge{name} with meadow{name}. Own{name}two, more{name}."
        )
    searcher = searcher_over_guides(tmp_path, pages)
    for name in subjects:
        ids = [hit.id for hit in searcher.related(skill=f"{name}1", floor=0).hits]
        assert ids[:2] == [f"{name}2", "everything"]
