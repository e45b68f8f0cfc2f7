"""Reasons of hits in words for readers."""

import pytest

from search import Searcher
from tests.corpora import searcher_over

RECORDS = (
    {"id": "title", "title": "Event-driven architecture", "text": "Events. Driven by an architecture."},
    {"id": "text", "title": "Queues", "text": "An event-driven architecture, and one more event driven architecture."},
    {"id": "apart", "title": "Events", "text": "An event is driven. A Node.js stream; nodejs streams."},
    {"id": "clause", "title": "设置", "text": "用户可以在设置页面中修改通知选项"},
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("reasons"), RECORDS)


@pytest.mark.parametrize(
    ("query", "reasons"),
    [
        (
            '"event-driven architecture"',
            {
                "title": ["called exactly this", "“event-driven architecture” in the title"],
                "text": ["“event-driven architecture” in 2 places"],
            },
        ),
        ('"driven architecture" queues', {"text": ["“driven architecture” in 2 places", "“queues” in the title"]}),
        ('"node js stream"', {"apart": ["“node js stream” once"]}),
        ('"设置页面"', {"clause": ["“设置页面” once"]}),
        ('"driven event"', {"apart": ["“driven” once", "“Events” in the title"]}),
    ],
)
def test_the_reason_of_a_quoted_phrase_is_the_phrase(
    searcher: Searcher, query: str, reasons: dict[str, list[str]]
) -> None:
    found = {hit.id: [reason.text for reason in hit.reasons] for hit in searcher.search(query).hits}
    for id_, of_hit in reasons.items():
        assert sorted(found[id_]) == sorted(of_hit), id_


def test_a_quoted_phrase_is_one_contribution_to_the_score(searcher: Searcher) -> None:
    for hit in searcher.search('"event-driven architecture" queues', explain=True).hits:
        assert [part.term for part in hit.explanation].count("event-driven architecture") == 1
        assert sum(part.value for part in hit.explanation) == pytest.approx(hit.score, abs=1e-6)
