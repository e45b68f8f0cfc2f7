"""A query that names a guide beside other words looks in that guide first."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from search import Searcher
from tests.corpora import searcher_over


def part(id_: str, guide: str, title: str, text: str) -> Mapping[str, str]:
    return {"id": f"{guide}#{id_}", "kind": "section", "guide": guide, "skill": guide, "title": title, "text": text}


RECORDS = (
    {"id": "terraform", "title": "Terraform", "aliases": ["tf"], "text": "Terraform plans what a cloud looks like."},
    part("locks", "terraform", "Two engineers at once", "The backend takes a lock, and the second one waits."),
    part("plans", "terraform", "Plans", "A plan says what will be made."),
    part("faq", "ansible", "Terraform or not?", "Terraform keeps a state."),
    part("lease", "redis", "A lock that expires", "A lock with a lease is let go in time."),
    {"id": "redis", "title": "Redis", "text": "Keeps keys in memory."},
    {"id": "rate-limiting", "title": "Rate limiting", "text": "Refuses callers."},
    part("tokens", "rate-limiting", "Buckets", "A bucket holds tokens."),
    *({"id": f"n{n}", "title": f"Note {n}", "text": "About a lock, a bucket or tokens."} for n in range(8)),
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
    ],
)
def test_what_the_guide_says_of_the_other_words_comes_first(searcher: Searcher, query: str, first: str) -> None:
    assert searcher.search(query).hits[0].id == first


def test_a_name_alone_lifts_no_part_and_neither_do_words_beside_no_name(searcher: Searcher) -> None:
    for query in ("terraform", "rate limiting", "bucket tokens"):
        for hit in searcher.search(query, explain=True).hits:
            assert "guide" not in {part.source for part in hit.explanation}


def test_what_a_part_inherits_is_explained_and_sums_to_the_score(searcher: Searcher) -> None:
    first, *others = searcher.search("terraform lock", explain=True).hits
    assert [part.source for part in first.explanation].count("guide") == 1
    for hit in (first, *others):
        assert sum(part.value for part in hit.explanation) == pytest.approx(hit.score, abs=1e-6)


def test_a_part_that_says_nothing_but_the_name_inherits_nothing(searcher: Searcher) -> None:
    plans = searcher.search("terraform lock", {"skill": ["terraform"]}, limit=20, explain=True).hits
    assert not [hit for hit in plans if hit.id == "terraform#plans" and "guide" in {p.source for p in hit.explanation}]


def test_a_name_that_many_guides_share_names_none(tmp_path: Path) -> None:
    records = [
        record
        for n in range(40)
        for record in (
            {"id": f"g{n}", "title": "Introduction", "text": "A start."},
            part("a", f"g{n}", "Locks", "A lock."),
        )
    ]
    hits = searcher_over(tmp_path, records).search("introduction lock", explain=True).hits
    assert hits
    assert "guide" not in {part.source for hit in hits for part in hit.explanation}
