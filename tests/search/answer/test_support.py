"""The parts of one guide vouch for each other's words: a query that names a guide beside other words looks in it."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from search import Searcher
from tests.corpora import searcher_over


def part(id_: str, guide: str, title: str, text: str) -> Mapping[str, str]:
    return {
        "id": f"{guide}#{id_}", "kind": "section", "guide": guide, "skill": guide, "title": title, "text": text,
        "guide_title": guide.replace("-", " ").capitalize(),
    }  # fmt: skip


NOTES = (
    "Yeast makes the dough rise.", "A hull of oak lasts.", "The kiln is fired twice.", "Sheep graze above the fence.",
    "Ink dries on linen.", "A sail is cut from cloth.", "Bees leave the hive at noon.", "The river bends at the mill.",
)  # fmt: skip
RECORDS = (
    {"id": "terraform", "title": "Terraform", "aliases": ["tf"], "text": "Terraform plans what a cloud looks like."},
    part("locks", "terraform", "Two engineers at once", "The backend takes a lock, and the second one waits."),
    part("plans", "terraform", "Plans", "A plan says what will be made."),
    part("faq", "ansible", "Terraform or not?", "Terraform keeps a state."),
    part("lease", "redis", "A lock that expires", "A lock with a lease is let go in time."),
    {"id": "redis", "title": "Redis", "text": "Keeps keys in memory."},
    {"id": "rate-limiting", "title": "Rate limiting", "text": "Refuses callers."},
    part("tokens", "rate-limiting", "Buckets", "A bucket holds tokens."),
    *({"id": f"n{n}", "title": f"Note {n}", "text": text} for n, text in enumerate(NOTES)),
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("scope"), RECORDS)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("terraform lock", "terraform#locks"),
        ("tf lock", "terraform#locks"),
        ("terrafrom lock", "terraform#locks"),
        ("lock redis", "redis#lease"),
        ("rate limiting bucket", "rate-limiting#tokens"),
        ("tokens in rate limiting", "rate-limiting#tokens"),
    ],
)
def test_what_the_guide_says_of_the_other_words_comes_first(searcher: Searcher, query: str, first: str) -> None:
    assert searcher.search(query).hits[0].id == first


def test_one_word_alone_supports_no_part(searcher: Searcher) -> None:
    for query in ("terraform", "lock", "tokens"):
        for hit in searcher.search(query, explain=True).hits:
            assert "guide" not in {part.source for part in hit.explanation}


def test_what_the_guide_gives_is_explained_and_sums_to_the_score(searcher: Searcher) -> None:
    first, *others = searcher.search("terraform lock", explain=True).hits
    assert [part.source for part in first.explanation].count("guide") == 1
    for hit in (first, *others):
        assert sum(part.value for part in hit.explanation) == pytest.approx(hit.score, abs=1e-6)


def test_scores_fall_from_hit_to_hit(searcher: Searcher) -> None:
    for query in ("terraform lock", "rate limiting bucket", "tf", "plan of a cloud"):
        scores = [hit.score for hit in searcher.search(query, limit=50).hits]
        assert scores == sorted(scores, reverse=True)
        assert scores


def test_documents_without_a_guide_in_common_support_nothing(tmp_path: Path) -> None:
    records = [{"id": f"g{n}", "title": f"Lock {n}", "text": "An introduction."} for n in range(40)]
    hits = searcher_over(tmp_path, records).search("introduction lock", explain=True).hits
    assert hits
    assert "guide" not in {part.source for hit in hits for part in hit.explanation}
