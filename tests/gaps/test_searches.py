"""Findings about searches: what the site may not be about, and few results that are the right ones."""

from collections.abc import Callable, Sequence

import pytest

from search.gaps import Demand, Finding, find_gaps
from search.gaps.text.vocabulary import Vocabulary
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, page

FILES = {
    "kafka.md": page("Kafka", "tags: [streams]\n", body="A broker keeps logs.\n\n## Consumer lag\n\nRead `max.poll`."),
    "redis.md": page("Redis", body="Keys expire; a multi-node cluster has many."),
}
Unanswered = Callable[[Sequence[Demand]], tuple[Finding, ...]]


@pytest.fixture
def unanswered(guides_of: GuidesOf) -> Unanswered:
    """Return a function that returns the findings for searches without results."""

    def call(demand: Sequence[Demand]) -> tuple[Finding, ...]:
        guides = guides_of(FILES)
        return find_gaps(guides, today=TODAY, demand=demand, search=lambda _: 0, rules=["unanswered-search"]).findings

    return call


def test_searches_for_what_no_guide_speaks_of_are_one_finding_that_comes_last(unanswered: Unanswered) -> None:
    strange = [Demand(name, 500 - i) for i, name in enumerate(("bluetooth", "kafka on zos", "pizza", "xylophone"))]
    findings = unanswered([*strange, Demand("broker keys", 3)])
    assert [finding.subject for finding in findings] == ["broker keys", "bluetooth"]
    assert findings[1].message == (
        "readers searched 1,994 times for 4 things of which no guide speaks: "
        "'bluetooth', 'kafka on zos', 'pizza', 'xylophone'"
    )
    assert [place.text for place in findings[1].evidence][:2] == ["bluetooth (500)", "kafka on zos (499)"]


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("kafka tutorial", True),
        ("example of kafka", True),
        ("kafka loop", True),
        ("kafka pricing", False),
        ("tutorial", False),
    ],
)
def test_a_name_with_a_word_for_its_kind_has_found_the_guide_of_that_name(
    guides_of: GuidesOf, query: str, is_found: bool
) -> None:
    report = find_gaps(
        guides_of(FILES),
        today=TODAY,
        demand=[Demand(query, 9)],
        search=lambda _: 0,
        best_guide=lambda _: "kafka",
        rules=["unanswered-search"],
    )
    assert bool(report.findings) != is_found


@pytest.mark.parametrize("n", [1, 2, 3, 9])
def test_a_few_of_them_stay_apart_and_say_which_word_no_guide_has(unanswered: Unanswered, n: int) -> None:
    findings = unanswered([Demand(f"kafka z{i}x", 10 + i) for i in range(n)])
    assert len(findings) == (n if n <= 2 else 1)
    if n <= 2:
        assert findings[0].fix.endswith(f"no guide has 'z{n - 1}x': is the site about it?")
        assert findings[0].confidence < 1


@pytest.mark.parametrize(
    ("query", "unknown"),
    [
        ("how to expire keys in redis", ()),
        ("streams", ()),
        ("multi node", ()),
        ("multinode", ()),
        ("consumer-lag", ()),
        ("max.poll", ()),
        ("max.sleep", ("max.sleep",)),
        ("redis vs memcached", ("memcached",)),
        ("redis 使い方", ()),
        ("", ()),
    ],
)
def test_words_are_known_in_each_of_their_forms(guides_of: GuidesOf, query: str, unknown: tuple[str, ...]) -> None:
    assert Vocabulary(guides_of(FILES)).unknown(query) == unknown


@pytest.mark.parametrize(
    ("query", "is_weak"),
    [("consumer lag", False), ("kafka", False), ("lag of consumers", False), ("broker", True), ("consumer logs", True)],
)
def test_few_results_are_enough_where_one_is_about_what_was_searched(
    guides_of: GuidesOf, query: str, is_weak: bool
) -> None:
    guides = guides_of(FILES)
    (kafka,) = (guide.id for guide in guides if guide.title == "Kafka")
    report = find_gaps(
        guides,
        today=TODAY,
        demand=[Demand(query, 40)],
        search=lambda _: 1,
        best_guide=lambda _: kafka,
        rules=["weak-search"],
    )
    assert bool(report.findings) == is_weak


@pytest.mark.parametrize(("n", "is_weak"), [(1, True), (2, True), (3, False), (8, False)])
def test_what_a_guide_has_again_and_again_it_does_not_speak_of_in_passing(
    guides_of: GuidesOf, n: int, is_weak: bool
) -> None:
    guides = guides_of({"a.md": page("Errors", body="We return an Exit Code here. Then more. " * n)})
    report = find_gaps(
        guides,
        today=TODAY,
        demand=[Demand("exit code", 40)],
        search=lambda _: 1,
        best_guide=lambda _: guides[0].id,
        rules=["weak-search"],
    )
    assert bool(report.findings) == is_weak
