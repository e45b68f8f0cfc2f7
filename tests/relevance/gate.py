"""The gate of relevance: the effect of a change on judged searches of the shipped guides.

    python -m tests.relevance.gate             compare with the last accepted run; exit status 1 when it is worse
    python -m tests.relevance.gate --accept    accept this run, with which later runs are compared

A run is worse when the mean nDCG@10 falls by more than ``MAX_FALL``, or when a pin of ``shipped.yaml`` is lost.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean

import yaml

from search import Searcher
from search.evaluate import JudgedQuery, judged_ids, ndcg
from tests.relevance.pins import HERE, lost, open_shipped, read_pins

K = 10
MAX_FALL = 0.01
MIN_CHANGE = 0.0005
"""Changes below this are rounding, and not printed."""

ACCEPTED = HERE / "accepted.json"

Scores = Mapping[str, float]


FILES = (HERE / "judged.yaml", HERE / "readers.yaml")
"""Searches by subject, and those that a reader with a problem would type."""


def read_judged(paths: Sequence[Path] = FILES) -> list[JudgedQuery]:
    """Return the judged queries; a query is its own id."""
    values = [value for path in paths for value in yaml.safe_load(path.read_text(encoding="utf-8"))]
    return [JudgedQuery(value["query"], value["query"], value["grades"]) for value in values]


def scores_of(searcher: Searcher, judged: Sequence[JudgedQuery]) -> dict[str, float]:
    """Return nDCG@10 of each query, to four digits."""
    return {query.id: round(_ndcg(searcher, query), 4) for query in judged}


def _ndcg(searcher: Searcher, query: JudgedQuery) -> float:
    return ndcg(judged_ids(searcher.search(query.text, limit=K).hits, query.grades), query.grades, K)


def changes(scores: Scores, accepted: Scores) -> list[str]:
    """Return a line for each query that is new, gone or changed; the greatest loss first."""
    common = sorted(scores.keys() & accepted.keys(), key=lambda query: (scores[query] - accepted[query], query))
    lines = [
        f"{scores[query] - accepted[query]:+.4f}  {accepted[query]:.4f} -> {scores[query]:.4f}  {query}"
        for query in common
        if abs(scores[query] - accepted[query]) >= MIN_CHANGE
    ]
    lines += [f"    new  {scores[query]:.4f}  {query}" for query in sorted(scores.keys() - accepted.keys())]
    lines += [f"   gone  {accepted[query]:.4f}  {query}" for query in sorted(accepted.keys() - scores.keys())]
    return lines


def failures(scores: Scores, accepted: Scores, lost_pins: Sequence[str]) -> list[str]:
    """Return the reasons why a run is worse than the accepted one; empty when it is not.

    Means are taken over the queries of both runs, so that new queries neither hide a loss nor cause one.
    """
    reasons = [f"pin lost: {pin}" for pin in lost_pins]
    common = scores.keys() & accepted.keys()
    if not common:
        return [*reasons, "no query was accepted before; run with --accept"]
    fall = fmean(accepted[query] for query in common) - fmean(scores[query] for query in common)
    if fall > MAX_FALL:
        reasons.append(f"mean nDCG@{K} falls by {fall:.4f}, more than {MAX_FALL}")
    return reasons


def main(arguments: Sequence[str] | None = None, accepted_path: Path = ACCEPTED) -> int:
    """Print what changed and return the exit status: 0, or 1 when the run is worse than the accepted one."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.gate")
    parser.add_argument("--accept", action="store_true", help="take this run as the one to compare with")
    accept = parser.parse_args(arguments).accept
    with tempfile.TemporaryDirectory() as folder:
        searcher = open_shipped(Path(folder))
        scores = scores_of(searcher, read_judged())
        lost_pins = [words for words in (lost(searcher, pin) for pin in read_pins()) if words]
    accepted = json.loads(accepted_path.read_text(encoding="utf-8")) if accepted_path.exists() else {}
    print(*changes(scores, accepted), f"mean nDCG@{K} {fmean(scores.values()):.4f} of {len(scores)} queries", sep="\n")
    if accept:
        accepted_path.write_text(json.dumps(scores, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        accepted = scores
    reasons = failures(scores, accepted, lost_pins)
    print(*reasons, sep="\n", file=sys.stderr, end="\n" if reasons else "")
    return 1 if reasons else 0


if __name__ == "__main__":
    sys.exit(main())
