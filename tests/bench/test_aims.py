"""What is aimed at, computed from figures."""

from typing import Any

import pytest

from tests.bench.aims import MILLION, Row, rows
from tests.bench.printing import aims as print_aims
from tests.bench.queries import KINDS


def speed(library: str, n_documents: int, seconds: float, milliseconds: float) -> dict[str, Any]:
    times = {kind: {"median_ms": milliseconds, "p95_ms": 2 * milliseconds} for kind in KINDS}
    same = {"open_ms": 20.0, "build_mb": 4096, "size_mb": 10.0, "search_mb": 100}
    return {
        "library": library,
        "n_documents": n_documents,
        "build_seconds": seconds,
        "cold": times,
        "warm": times,
        **same,
    }


FIGURES = {
    "speed": [
        speed("guidedex", 10_000, 9.0, 9.0),
        speed("guidedex", 50_000, 4.0, 0.5),
        speed("tantivy-py", 50_000, 2.0, 0.5),
        speed("guidedex", MILLION, 90.0, 30.0),
    ],
    "replaced": {"documents": 50_000, "seconds": 10.0},
    "startup": {"search_ms": 250.0, "numpy_ms": 100.0},
    "editing": {"guides": 4749, "whole_seconds": 6.0, "edited_seconds": 0.9},
    "http": {"empty": 4000, "json, distinct": 900, "json, repeated": 5000},
    "quality": {
        "guidedex": {"cacm": 0.5, "cranfield": 0.396, "mean": 0.448},
        "tantivy-py": {"cacm": 0.4, "cranfield": 0.4, "mean": 0.4},
        "bm25s": {"cacm": 0.45, "cranfield": 0.3, "mean": 0.375},
    },
    "related": {
        "guidedex": {"one": {"ndcg": 0.4}, "other": {"ndcg": 0.3}},
        "cosine": {"one": {"ndcg": 0.2}, "other": {"ndcg": 0.31}},
        "stemmed cosine": {"one": {"ndcg": 0.3}, "other": {"ndcg": 0.1}},
        "shared tags": {"one": None, "other": {"ndcg": 0.2}},
    },
}


def named(found: list[Row], part: str, peer: str = "") -> Row:
    (row,) = [row for row in found if part in row.what and peer in row.peer]
    return row


def test_every_aim_is_a_row_and_what_was_not_measured_is_neither_met_nor_missed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = rows({})
    assert len(found) == 32
    assert {(row.value, row.ratio, row.is_met, row.is_goal_met) for row in found} == {(None, None, None, None)}
    print_aims(found)
    assert capsys.readouterr().out.count("not measured") == 32


def test_a_row_compares_with_the_peer_that_it_names_at_50000_documents() -> None:
    found = rows(FIGURES)
    assert len(found) == 32
    equal = named(found, "1 to 4 words, warm, median, 50,000")
    assert (equal.ratio, equal.is_met) == (1.0, True)
    in_place, alone = [row for row in found if row.what.startswith("building 50,000")]
    assert (in_place.peer, in_place.ratio, in_place.is_met) == ("tantivy-py and scikit-learn", 0.4, True)
    assert (alone.peer, alone.ratio, alone.is_met) == ("tantivy-py", 2.0, None)
    assert named(found, "half-typed").is_met
    assert named(found, "from the shell").ratio == 2.5


def test_shares_and_absolute_figures_are_judged_by_their_own_limits() -> None:
    found = rows(FIGURES)
    edited = named(found, "one guide was edited of 4,749")
    assert edited.ratio == pytest.approx(0.15)
    assert (edited.is_met, edited.is_goal_met) == (True, True)
    distinct, repeated = (named(found, f"HTTP search, {kind}") for kind in ("distinct", "repeated"))
    assert (distinct.is_met, distinct.is_goal_met, repeated.is_met) == (True, False, True)
    assert [named(found, f"{kind}, p95, a million").is_met for kind in ("short", "long")] == [False, False]
    assert named(found, "memory to build a million").value == 4.0


def test_ranking_is_compared_with_the_best_peer_and_its_weakest_set_with_that_sets_best() -> None:
    found = rows(FIGURES)
    mean, weakest = named(found, "ranking, mean"), named(found, "weakest set (cranfield)")
    assert (mean.peer, mean.is_met, mean.is_goal_met) == ("tantivy-py", True, True)
    assert (weakest.ratio, weakest.is_met, weakest.is_goal_met) == (0.396 / 0.4, True, False)
    content, worst = named(found, "related content, mean"), named(found, "weakest set (other)")
    assert content.ratio == pytest.approx(0.35 / 0.305)
    assert content.is_met
    assert worst.is_met is False
