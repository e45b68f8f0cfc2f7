"""The rules on real guides and questions."""

import time
from pathlib import Path

import pytest

from corpus.reader import read
from search.gaps import find_gaps
from tests.gaps.questions import labelled_pairs, question_measures


@pytest.mark.real_data
@pytest.mark.slow
def test_the_stubs_of_a_large_site_are_one_finding(real_data: Path) -> None:
    guides = read([real_data / "guides" / "freecodecamp_guide" / "raw"]).guides
    start = time.perf_counter()
    report = find_gaps(guides, today="2026-06-15")
    seconds = time.perf_counter() - start
    stubs = [finding for finding in report.findings if "style guide will help ensure" in finding.message]
    assert len(stubs) == 1
    assert len(stubs[0].evidence) >= 1400
    assert len(report.findings) < 50
    assert seconds < 60


@pytest.mark.real_data
def test_duplicate_questions_are_found_as_precisely_as_promised(real_data: Path) -> None:
    assert len(labelled_pairs()) == 200
    measures = question_measures(real_data)
    everything, banks = measures["pairs of questions, all"], measures["pairs of questions, interview banks"]
    assert everything.precision >= 0.9, everything.wrong
    assert everything.recall >= 0.8, everything.wrong
    assert banks.recall >= 0.9, banks.wrong
