"""Values of facets as they are counted and selected."""

from pathlib import Path

import pytest

from search.facets import FACETS
from tests.corpora import searcher_over
from tests.search.clicks import clicked

SPELLED = (
    {"id": "a", "title": "Cache", "category": "Backend", "tags": ["AWS", "aws", "Ops"], "skill": "Caching"},
    {"id": "b", "title": "Cache keys", "category": "backend", "tags": ["aws"], "skill": "caching"},
    {"id": "c", "title": "Cache misses", "category": "Backend", "tags": ["OPS", "ops"], "skill": "CACHING"},
    {"id": "d", "title": "Zwischenspeicher", "lang": "pt-BR", "text": "cache", "tags": ["straße"]},
    {"id": "e", "title": "Cache hits", "lang": "pt-br", "tags": ["STRASSE"]},
)


def test_values_that_differ_in_case_alone_are_one_value_in_the_commonest_spelling(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, SPELLED)
    page = searcher.search("cache", {"lang": ["all"]}, facets=FACETS)
    counts = {name: {count.value: count.count for count in page.facets[name]} for name in FACETS}
    assert counts["category"] == {"Backend": 3}
    assert counts["tag"] == {"aws": 2, "OPS": 2, "STRASSE": 2}
    assert counts["skill"] == {"CACHING": 3}
    assert counts["lang"] == {"en": 3, "pt-BR": 2}


@pytest.mark.parametrize("query", ["cache", "", "cache keys", "the cache misses", "zwischenspeicher"])
@pytest.mark.parametrize("lang", ["all", "en", "PT-br"])
def test_every_count_is_the_number_of_results_after_the_click(tmp_path: Path, query: str, lang: str) -> None:
    searcher = searcher_over(tmp_path, SPELLED)
    page = searcher.search(query, {"lang": [lang]}, facets=FACETS)
    clicks = [(name, count) for name in FACETS for count in page.facets[name]]
    assert clicks
    for name, count in clicks:
        assert searcher.search(query, clicked({"lang": [lang]}, name, count)).total == count.count, (name, count)


CHOSEN = (
    {"id": "q1", "title": "Queue", "text": "queue limits", "category": "a", "tags": ["x", "y"], "skill": "one"},
    {"id": "q2", "title": "Queues", "text": "queue limits", "category": "b", "tags": ["y"], "skill": "two"},
    {"id": "q3", "title": "A queue", "text": "queue", "category": "b", "tags": ["x"], "skill": "one", "lang": "de"},
    {"id": "q4", "title": "Limits", "text": "limits", "category": "c", "tags": [], "skill": "three", "lang": "fr"},
    {"id": "q5", "title": "Limits of queues", "text": "queue limits", "category": "c", "tags": ["z"], "skill": "two"},
)


@pytest.mark.parametrize("query", ["queue", "queue limits", "", "lang:all limits", "queue category:b"])
@pytest.mark.parametrize(
    "chosen",
    [
        {"category": ["b"]},
        {"category": ["a", "c"]},
        {"tag": ["x"]},
        {"tag": ["Y", "z"], "lang": ["all"]},
        {"skill": ["two"], "category": ["b"]},
        {"lang": ["de"]},
        {"lang": ["en", "fr"], "tag": ["x"]},
        {"kind": ["guide"], "lang": ["all"]},
        {"category": ["nothing"]},
    ],
)
def test_a_further_value_counts_the_results_of_all_that_are_chosen(
    tmp_path_factory: pytest.TempPathFactory, query: str, chosen: dict[str, list[str]]
) -> None:
    searcher = searcher_over(tmp_path_factory.mktemp("chosen"), CHOSEN)
    page = searcher.search(query, chosen, facets=FACETS)
    for name in FACETS:
        for count in page.facets[name]:
            if not count.selected:
                assert searcher.search(query, clicked(chosen, name, count)).total == count.count, (name, count)


def test_a_copy_of_a_chosen_document_adds_nothing(tmp_path: Path) -> None:
    text = "A queue holds messages until a consumer takes them, in order, and the broker keeps every one of them."
    records = [
        {"id": "a", "title": "Queue", "text": text, "category": "one"},
        {"id": "b", "title": "Queue", "text": text, "category": "two"},
        {"id": "c", "title": "Queue depth", "text": "queue", "category": "two"},
    ]
    searcher = searcher_over(tmp_path, records)
    counts = searcher.search("queue", {"category": ["one"]}, facets=("category",)).facets["category"]
    both = searcher.search("queue", {"category": ["one", "two"]}).total
    assert [count.count for count in counts if count.value == "two"] == [both]


@pytest.mark.parametrize("lang", ["de", "xx", "zh-TW", "EN", "en"])
@pytest.mark.parametrize("query", ["cache keys", "the keys of a cache", "caches", "keyes", "-hits cache", ""])
def test_a_site_in_one_language_counts_it_as_it_is_after_the_click(tmp_path: Path, query: str, lang: str) -> None:
    records = [
        {"id": "a", "title": "Caches", "text": "The keys of one."},
        {"id": "b", "title": "A cache key", "text": "What the key of it is."},
        {"id": "c", "title": "The", "text": "Hits, and a cache."},
        {"id": "d", "title": "Key hits", "text": "Nothing else."},
    ]
    searcher = searcher_over(tmp_path, records)
    for count in searcher.search(query, {"lang": [lang]}, facets=("lang",)).facets["lang"]:
        assert searcher.search(query, {"lang": [count.value]}).total == count.count, count
    assert searcher.search(f"{query} lang:{lang}").total in (0, searcher.search(query).total)


def test_a_filter_leaves_the_order_and_the_scores_of_the_results_as_they_are(tmp_path: Path) -> None:
    records = [
        {"id": f"g{i}", "title": "Queue" if i % 7 == 0 else "Guide", "text": "queue " * (i % 5) + "limit " * (i % 3),
         "category": "odd" if i % 2 else "even"}
        for i in range(60)
    ]  # fmt: skip
    searcher = searcher_over(tmp_path, records)
    whole = searcher.search("queue limits", limit=60)
    for category in ("odd", "even"):
        filtered = searcher.search("queue limits", {"category": [category]}, limit=60)
        assert [(h.id, h.score) for h in filtered.hits] == [
            (h.id, h.score) for h in whole.hits if h.category == category
        ]


def test_what_is_selected_together_is_the_sum_of_its_parts(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, SPELLED)
    page = searcher.search("cache", {"category": ["backend"]}, facets=("skill", "category"))
    assert [(count.value, count.count, count.selected) for count in page.facets["category"]] == [("Backend", 3, True)]
    both = searcher.search("cache", {"lang": ["en", "pt-BR"]}, facets=("lang",))
    assert both.total == sum(count.count for count in both.facets["lang"]) == 5
