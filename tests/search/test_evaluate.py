"""The measures against an independent computation, and the files of judgements that they read."""

import doctest
from pathlib import Path

import numpy as np
import pytest

import search.evaluate
from corpus.problems import GuidedexError
from search.evaluate import JudgedQuery, evaluate_queries, measure, ndcg, read_qrels
from tests.corpora import ANIMALS, searcher_over


def test_the_examples_of_the_docstrings_hold() -> None:
    result = doctest.testmod(search.evaluate)
    assert result.attempted >= 4
    assert result.failed == 0


def test_ndcg_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import ndcg_score

    rng = np.random.default_rng(5)
    for _ in range(50):
        grades = rng.integers(0, 4, 12).astype(float)
        if not grades.any():
            continue
        order = rng.permutation(12)
        ranked = [str(i) for i in order]
        scores = np.empty(12)
        scores[order] = np.arange(12, 0, -1)
        expected = ndcg_score([grades], [scores], k=10)
        assert ndcg(ranked, {str(i): grade for i, grade in enumerate(grades)}, 10) == pytest.approx(expected)


def test_a_query_without_results_counts_zero() -> None:
    queries = [JudgedQuery("a", "a", {"x": 1.0}), JudgedQuery("b", "b", {"x": 1.0})]
    means = measure(queries, lambda query: ["x"] if query.id == "a" else [])
    assert means == {"queries": 2, "ndcg@10": 0.5, "map": 0.5, "mrr@10": 0.5, "recall@100": 0.5}


def test_files_are_read_unjudged_queries_left_out_and_excluded_ids_skipped(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, ANIMALS)
    queries, qrels = tmp_path / "queries.jsonl", tmp_path / "qrels.tsv"
    queries.write_text('{"id": 1, "text": "cat", "exclude": ["cat"]}\n{"id": 2, "text": "dog"}\n')
    qrels.write_text("query_id\tdoc_id\tgrade\n1\tdog\t1\n1\tmouse\t2\n")
    means = evaluate_queries(searcher, queries, qrels)
    assert means["queries"] == 1
    assert 0 < means["ndcg@10"] <= 1
    assert means["recall@100"] == 1


@pytest.mark.parametrize(
    ("line", "message"),
    [("1\tdog", r"qrels\.tsv:2: expected 3 columns.*found 2"), ("1\tdog\tgood", r"qrels\.tsv:2: expected a number")],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "qrels.tsv"
    path.write_text(f"query_id\tdoc_id\tgrade\n{line}\n")
    with pytest.raises(GuidedexError, match=message):
        read_qrels(path)
