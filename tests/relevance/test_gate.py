"""The gate of relevance notices a loss, and nothing else."""

import json
import shutil
from pathlib import Path

import pytest

from search import Searcher
from tests.relevance.gate import ACCEPTED, changes, failures, main, read_judged, scores_of
from tests.relevance.pins import GUIDES, lost, open_shipped, read_pins

pytestmark = pytest.mark.contract

JUDGED = read_judged()


def test_a_hundred_queries_are_judged_with_the_places_that_answer_them() -> None:
    assert len(JUDGED) >= 110
    assert len({query.id for query in JUDGED}) == len(JUDGED)
    assert all(2 <= len(query.grades) <= 12 and set(query.grades.values()) <= {1, 2, 3} for query in JUDGED)


def test_every_judged_id_is_a_document(shipped: Searcher) -> None:
    for query in JUDGED:
        for id_ in query.grades:
            assert shipped.document(id_).id == id_


def test_the_run_of_today_is_not_worse_than_the_accepted_one(shipped: Searcher) -> None:
    scores = scores_of(shipped, JUDGED)
    accepted = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    assert accepted.keys() == scores.keys(), "run: python -m tests.relevance.gate --accept"
    assert not failures(scores, accepted, []), changes(scores, accepted)


def test_a_fall_of_the_mean_by_more_than_a_hundredth_fails() -> None:
    accepted = {"a": 1.0, "b": 0.5}
    assert failures({"a": 0.97, "b": 0.5}, accepted, [])
    assert not failures({"a": 0.985, "b": 0.5}, accepted, [])
    assert not failures({"a": 0.9, "b": 0.6}, accepted, [])


def test_a_new_query_of_high_score_does_not_hide_a_fall() -> None:
    assert failures({"a": 0.9, "new": 1.0}, {"a": 0.95}, [])


def test_a_lost_pin_fails_whatever_the_mean() -> None:
    assert failures({"a": 1.0}, {"a": 0.5}, ["'c++' finds csharp"]) == ["pin lost: 'c++' finds csharp"]


def test_a_run_without_anything_accepted_fails() -> None:
    assert failures({"a": 1.0}, {}, [])


def test_changes_begin_with_the_greatest_loss() -> None:
    lines = changes({"a": 0.9, "b": 0.2, "c": 0.5, "d": 1.0}, {"a": 0.8, "b": 0.7, "c": 0.5, "e": 0.3})
    assert [line.split()[-1] for line in lines] == ["b", "a", "d", "e"]
    assert lines[0].split()[0] == "-0.5000"


def test_guides_without_one_of_them_fail_by_mean_and_by_pins(shipped: Searcher, tmp_path: Path) -> None:
    shutil.copytree(GUIDES, tmp_path / "guides")
    (tmp_path / "guides" / "rest-api.md").unlink()
    poorer = open_shipped(tmp_path / "index", tmp_path / "guides")
    lost_pins = [words for words in (lost(poorer, pin) for pin in read_pins()) if words]
    reasons = failures(scores_of(poorer, JUDGED), scores_of(shipped, JUDGED), lost_pins)
    of_the_guide = [pin for pin in read_pins() if any(id_.startswith("rest-api#") for id_ in pin.in_top)]
    assert len(of_the_guide) == 2
    assert sum("rest-api#" in words and " at none of 10" in words for words in lost_pins) == 2
    assert reasons[-1].startswith("mean nDCG@10 falls by")


def test_the_command_notices_a_lower_score_than_accepted_and_accepts_when_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "accepted.json"
    assert main(["--accept"], path) == 0
    accepted = json.loads(path.read_text(encoding="utf-8"))
    worst = min(accepted, key=accepted.__getitem__)
    planted = {**accepted, worst: accepted[worst] + 0.011 * len(accepted)}
    path.write_text(json.dumps(planted), encoding="utf-8")
    capsys.readouterr()
    assert main([], path) == 1
    printed = capsys.readouterr()
    assert worst in printed.out
    assert "falls by 0.0110" in printed.err
