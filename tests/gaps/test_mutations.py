"""Defects planted in a clean corpus: each is found once, at its file and line, and nothing else is."""

from collections import Counter
from collections.abc import Collection
from random import Random

import pytest

from search.gaps import RULES, find_gaps
from tests.gaps.clean import BREAKERS, SEARCHES, TODAY, Defect, break_corpus, clean_corpus, demand_of
from tests.gaps.conftest import GuidesOf

pytestmark = pytest.mark.contract

N_CORPORA = 20
N_DEFECTS = 10


def reported(guides_of: GuidesOf, files: dict[str, list[str]], rules: Collection[str] = ("all",)) -> Counter[Defect]:
    guides = guides_of({path: "\n".join(lines) + "\n" for path, lines in files.items() if path != SEARCHES})
    report = find_gaps(guides, today=TODAY, rules=rules, demand=demand_of(files))
    return Counter(Defect(finding.rule, finding.path, finding.line) for finding in report.findings)


def broken(seed: int) -> tuple[dict[str, list[str]], list[Defect]]:
    """Return a corpus with N_DEFECTS defects, and these."""
    files = clean_corpus(1000 + seed)
    return files, break_corpus(files, Random(seed), N_DEFECTS)


@pytest.mark.parametrize("seed", range(3))
def test_a_clean_corpus_has_no_findings(guides_of: GuidesOf, seed: int) -> None:
    assert not reported(guides_of, clean_corpus(seed))


@pytest.mark.parametrize("seed", range(N_CORPORA))
def test_each_planted_defect_is_found_once_and_nothing_else(guides_of: GuidesOf, seed: int) -> None:
    files, planted = broken(seed)
    assert reported(guides_of, files) == Counter(planted)


def test_every_way_of_breaking_is_used_and_breaks_every_rule() -> None:
    used: set[str] = set()
    planted: set[str] = set()
    for seed in range(N_CORPORA):
        planted |= {defect.rule for defect in broken(seed)[1]}
        ways = Random(seed)
        ways.sample(range(24), 24)
        used |= {breaker.__name__ for breaker, _ in ways.sample(BREAKERS, N_DEFECTS)}
    assert used == {breaker.__name__ for breaker, _ in BREAKERS}
    assert planted == RULES.keys()


@pytest.mark.parametrize("silent", sorted(RULES))
def test_a_rule_that_says_nothing_is_noticed(guides_of: GuidesOf, silent: str) -> None:
    corpora = (broken(seed) for seed in range(N_CORPORA))
    files, planted = next(found for found in corpora if any(defect.rule == silent for defect in found[1]))
    missed = Counter(planted) - reported(guides_of, files, RULES.keys() - {silent})
    assert {defect.rule for defect in missed} == {silent}
