"""Baselines: findings that are known."""

from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from search.gaps import Finding, GapReport
from search.gaps.baseline import load_baseline, without_known
from search.gaps.formats import render_json


def finding(id_: str, rank: int) -> Finding:
    return Finding(id_, "placeholder", "error", "a.md", rank, id_, rank=rank)


REPORT = GapReport((finding("placeholder/a/x", 1), finding("placeholder/a/y", 2)), {"placeholder": 2})


@pytest.mark.parametrize("text", [render_json(GapReport(REPORT.findings[:1])), '{"known": ["placeholder/a/x"]}'])
def test_a_report_or_a_list_of_ids_is_a_baseline(tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    report = without_known(REPORT, load_baseline(path))
    assert [(f.id, f.rank) for f in report.findings] == [("placeholder/a/y", 1)]
    assert (report.known, report.by_rule) == (1, {"placeholder": 1})


@pytest.mark.parametrize("text", ["", "[]", '{"known": 3}', '{"known": [3]}', "{"])
def test_what_is_no_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GuidedexError, match="cannot read the baseline"):
        load_baseline(path)


def test_a_baseline_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GuidedexError, match="No such file"):
        load_baseline(tmp_path / "none.json")
