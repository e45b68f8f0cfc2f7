"""Whose name a query is, and what that adds to the documents that are called so."""

from pathlib import Path

import pytest

from search.answer.answer import ask
from search.answer.naming import EXACT_NAME, Naming, with_words_corrected
from search.generation import OpenGeneration
from search.query.parse import parse
from search.query.respelling import Correction
from tests.corpora import searcher_over

RECORDS = (
    {"id": "kubernetes", "title": "Kubernetes", "text": "pods", "aliases": ["K8s"]},
    {"id": "kafka", "title": "Apache Kafka", "text": "logs of kafka", "skill": "Kafka"},
    {"id": "not-null", "title": 'What does "NOT NULL" mean?', "text": "a constraint", "kind": "question"},
    {"id": "apac", "title": "Apac", "text": "a region", "kind": "question"},
)


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> OpenGeneration:
    return searcher_over(tmp_path_factory.mktemp("naming"), RECORDS)._current()


def naming(text: str, live: OpenGeneration) -> Naming:
    return ask(parse(text), {}, live).naming


def called(naming: Naming, live: OpenGeneration) -> dict[str, int]:
    rows, bonuses = naming.rows.tolist(), naming.bonus.tolist()
    return {live.documents.id_of(row): bonus for row, bonus in zip(rows, bonuses, strict=True)}


def test_a_title_adds_more_than_an_alias(live: OpenGeneration) -> None:
    by_title, by_alias = naming("kubernetes", live), naming("k8s", live)
    assert by_title.kind == by_alias.kind == "whole"
    assert called(by_title, live) == {"kubernetes": 4 * EXACT_NAME}
    assert called(by_alias, live) == {"kubernetes": 3 * EXACT_NAME}


@pytest.mark.parametrize("text", ["js", ".js", "Node.js", "NodeJS", "node js", "C.I."])
def test_of_titles_with_one_key_the_one_written_as_typed_adds_most(tmp_path: Path, text: str) -> None:
    titles = (".js", "js", "Node.js", "NodeJS", "Node js", "CI", "C.I.")
    records = [{"id": f"d{n}", "title": title, "text": "signs"} for n, title in enumerate(titles)]
    assert searcher_over(tmp_path, records).search(text).hits[0].title.lower() == text.lower()


def test_the_beginning_of_a_guides_name_adds_less_than_any_whole_name(live: OpenGeneration) -> None:
    begun = naming("kuber", live)
    assert (begun.kind, begun.is_whole) == ("begun", False)
    assert called(begun, live) == {"kubernetes": EXACT_NAME - len("kubernetes")}


def test_a_questions_title_may_begin_a_guides_name(live: OpenGeneration) -> None:
    begun = naming("apac", live)
    assert (begun.kind, begun.is_whole) == ("begun", True)
    assert called(begun, live) == {"kafka": EXACT_NAME - len("apachekafka")}


def test_a_misspelt_name_is_replaced_by_the_name_as_its_guide_writes_it(live: OpenGeneration) -> None:
    misspelt = naming("kuberntes", live)
    assert misspelt.kind == "misspelt"
    assert misspelt.replacement == parse("Kubernetes")
    assert called(misspelt, live) == {"kubernetes": 4 * EXACT_NAME}


def test_words_that_the_index_has_are_no_misspelt_name(live: OpenGeneration) -> None:
    assert naming("pods", live).kind == "nobody"
    assert naming('"kuberntes"', live).kind == "nobody"


def test_a_pasted_name_is_asked_again_without_operators(live: OpenGeneration) -> None:
    asked = ask(parse('what does "not null" mean'), {}, live)
    assert asked.naming.kind == "whole"
    assert asked.query == parse('what does "not null" mean', operators=False)
    assert called(asked.naming, live) == {"not-null": 2 * EXACT_NAME}


def test_a_query_that_is_a_name_once_its_words_are_corrected_is_that_name(live: OpenGeneration) -> None:
    nobody = naming("logs", live)
    assert nobody.kind == "nobody"
    corrected = with_words_corrected(nobody, "kavka", [Correction("kavka", "kafka", "typo")], live)
    assert (corrected.kind, corrected.reason) == ("misspelt", "called “kafka”")
    assert "kafka" in called(corrected, live)
    assert with_words_corrected(nobody, "kavka", [Correction("kavka", "logs", "typo")], live).kind == "nobody"
