"""What most guides in a language contain joins none of them; English has a list of such words."""

from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from index.related.function_words import function_words
from search import Searcher
from tests.corpora import searcher_over

TEXTS = {
    "de": ("der Ofen und das Brot", "der Hund und das Fell", "der Fluss und das Boot", "der Wald und das Holz"),
    "es": ("el horno de la casa", "el perro de la casa", "el río de la villa", "el bosque de la villa"),
    "en": ("an oven with bread", "a dog with fur", "a river with a boat", "a forest with wood"),
}


def test_a_function_word_is_in_half_of_the_guides_of_a_language_and_in_five() -> None:
    counts = csr_array(np.array([[1, 1, 1, 0]] * 3 + [[3, 0, 1, 0]] * 3 + [[0, 1, 0, 1]] * 4 + [[0, 1, 1, 1]]))
    words = function_words(counts, ["de"] * 6 + ["es"] * 4 + ["de"], np.arange(10))
    assert words.language.tolist() == [0] * 6 + [1] * 4 + [0]
    assert words.are_words.tolist() == [[True, False, True, False], [False] * 4]
    assert words.without(counts).toarray()[0].tolist() == [0, 1, 0, 0]
    assert words.without(counts).toarray()[10].tolist() == [0, 1, 0, 1]
    assert words.of_any_language.tolist() == [True, False, True, False]
    assert not function_words(counts, ["en"] * 11, np.arange(11)).are_words.any()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    subjects = (("Kafka partition broker", "Kafka broker topic"), ("Redis cache expiry", "Redis cache eviction"))
    records = [
        {"id": f"{lang}{n}{half}", "title": f"{texts[n].split()[1]} {n}{half}", "lang": lang,
         "text": f"{texts[n]}. {subjects[n % 2][half]}. {texts[(n + 1) % 4]}."}
        for lang, texts in TEXTS.items() for n in range(4) for half in (0, 1)
    ]  # fmt: skip
    return searcher_over(tmp_path_factory.mktemp("languages"), records)


@pytest.mark.parametrize("lang", TEXTS)
def test_function_words_are_no_reasons_in_any_language(site: Searcher, lang: str) -> None:
    reasons = [
        term
        for n in range(4)
        for half in (0, 1)
        for hit in site.related(document=f"{lang}{n}{half}").hits
        for reason in hit.reasons
        for term in reason.terms
    ]
    assert reasons
    assert not {"und", "der", "das", "el", "de", "la", "with"} & set(reasons)


def test_a_text_of_function_words_is_related_to_nothing(site: Searcher) -> None:
    assert site.related(text="Und der eine und das andere, der und die und das und dem.").hits == ()


def test_a_pair_of_characters_is_a_reason_and_not_its_clause(tmp_path: Path) -> None:
    texts = ("一个金矿是怎么工作的", "金矿的工作", "河流的船", "森林的木头", "猫在睡觉", "狗在叫")
    records = [{"id": f"d{n}", "title": f"说明 {n}", "text": text, "lang": "zh"} for n, text in enumerate(texts)]
    hits = searcher_over(tmp_path, records).related(document="d0", floor=0).hits
    terms = [term for hit in hits for reason in hit.reasons for term in reason.terms]
    assert "金矿" in terms
    assert max(map(len, terms)) == 2
