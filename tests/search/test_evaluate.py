"""The measures against an independent computation, and the files of judgements that they read."""

import doctest
from pathlib import Path

import numpy as np
import pytest

import search.evaluate
from corpus.problems import GuidedexError
from search.evaluate import JudgedQuery, evaluate_queries, evaluate_related, measure, ndcg, read_qrels
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


def naive_measures(ranked: list[str], relevant: set[str], k: int) -> dict[str, float]:
    """Return the measures of a ranking whose documents are relevant or not, each by its definition alone."""
    ranks = [ranked.index(id_) + 1 for id_ in relevant if id_ in ranked]
    gain = sum(1 / np.log2(rank + 1) for rank in ranks if rank <= k)
    ideal = sum(1 / np.log2(rank + 1) for rank in range(1, min(len(relevant), k) + 1))
    precisions = [sum(other <= rank for other in ranks) / rank for rank in ranks]
    return {
        f"ndcg@{k}": gain / ideal,
        "map": sum(precisions) / len(relevant),
        f"mrr@{k}": max([1 / rank for rank in ranks if rank <= k], default=0.0),
        "recall@100": len(ranks) / len(relevant),
    }


@pytest.mark.parametrize("k", [1, 2, 10])
def test_measures_of_related_content_are_those_of_a_naive_computation(tmp_path: Path, k: int) -> None:
    topics = ("kafka stream log", "kafka log retention", "redis cache memory", "redis memory eviction", "kafka cache")
    records = [{"id": f"d{n}", "title": topic, "text": f"A {topic} is kept."} for n, topic in enumerate(topics)]
    searcher = searcher_over(tmp_path, records)
    judged = {"d0": {"d1", "d3"}, "d2": {"d3", "d4"}, "d4": {"d0", "d1", "d2"}, "d1": {"absent"}}
    path = tmp_path / "related.tsv"
    rows = [f"{id_}\t{other}" for id_, relevant in judged.items() for other in sorted(relevant)]
    path.write_text("\n".join(["doc_id\trelated_id", *rows, ""]))
    rankings = {id_: [hit.id for hit in searcher.related(document=id_, limit=100, floor=0.0).hits] for id_ in judged}
    assert any(len(ranked) > 2 for ranked in rankings.values())
    measures = [naive_measures(rankings[id_], relevant, k) for id_, relevant in judged.items()]
    means = {name: sum(measure[name] for measure in measures) / len(judged) for name in measures[0]}
    assert 0 < means[f"ndcg@{k}"] < 1
    assert evaluate_related(searcher, path, k) == pytest.approx({"queries": 4, **means}, abs=1e-6)


def test_judgements_of_an_unknown_document_are_an_error(tmp_path: Path) -> None:
    searcher = searcher_over(tmp_path, ANIMALS)
    path = tmp_path / "related.tsv"
    path.write_text("doc_id\trelated_id\nabsent\tcat\n")
    with pytest.raises(GuidedexError, match="absent"):
        evaluate_related(searcher, path)
