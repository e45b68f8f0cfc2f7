"""Defects planted in a clean corpus: each is found once, at its file and line, and nothing else is."""

from collections import Counter
from random import Random

import pytest

from search.gaps import find_gaps
from tests.gaps.clean import BREAKERS, TODAY, Defect, break_corpus, clean_corpus
from tests.gaps.conftest import GuidesOf

N_CORPORA = 20
N_DEFECTS = 10


def found_in(guides_of: GuidesOf, files: dict[str, list[str]]) -> Counter[Defect]:
    guides = guides_of({path: "\n".join(lines) + "\n" for path, lines in files.items()})
    report = find_gaps(guides, today=TODAY, rules=["all"])
    return Counter(Defect(finding.rule, finding.path, finding.line) for finding in report.findings)


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_corpus_has_no_findings(guides_of: GuidesOf, seed: int) -> None:
    assert not found_in(guides_of, clean_corpus(seed))


@pytest.mark.parametrize("seed", range(N_CORPORA))
def test_each_planted_defect_is_found_once_and_nothing_else(guides_of: GuidesOf, seed: int) -> None:
    files = clean_corpus(1000 + seed)
    planted = break_corpus(files, Random(seed), N_DEFECTS)
    assert found_in(guides_of, files) == Counter(planted)


def test_every_way_of_breaking_is_used() -> None:
    used: set[str] = set()
    for seed in range(N_CORPORA):
        ways = Random(seed)
        ways.sample(range(24), 24)
        used |= {breaker.__name__ for breaker, _ in ways.sample(BREAKERS, N_DEFECTS)}
    assert used == {breaker.__name__ for breaker, _ in BREAKERS}
