"""What readers type finds what documents write: plurals, quantities, camelCase, and words of many languages."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from search import Searcher
from tests.corpora import searcher_over


def over(folder: Path, texts: Sequence[str]) -> Searcher:
    """Return a searcher over one record for each text; its id is the text."""
    return searcher_over(folder, [{"id": text, "title": f"Note {n}", "text": text} for n, text in enumerate(texts)])


def found(searcher: Searcher, query: str) -> list[str]:
    return [hit.id for hit in searcher.search(query).hits]


@pytest.fixture(scope="module")
def quantities(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    texts = (
        "it waits 100ms", "it waits for 100 ms", "it waits 100m", "a disk of 5GB", "5 GB of disk",
        "the 30-minute limit", "a limit of 30 min", "3px", "15 GB", "10k users", "10 k of users", "2GHz", "2 MHz",
        "only 1.5GB are free on it", "1h30m later",
    )  # fmt: skip
    return over(tmp_path_factory.mktemp("quantities"), texts)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("100ms", {"it waits 100ms", "it waits for 100 ms"}), ("100 ms", {"it waits 100ms", "it waits for 100 ms"}),
        ("5GB", {"a disk of 5GB", "5 GB of disk"}), ("5 gb", {"5 GB of disk"}),
        ("10k", {"10k users", "10 k of users"}), ("10 k", {"10k users", "10 k of users"}),
        ("1.5 GB", {"only 1.5GB are free on it"}), ("2 GHz", {"2GHz"}), ("3 px", {"3px"}), ("1h30m", {"1h30m later"}),
        ("30min", {"a limit of 30 min"}),
        ('"100 ms"', {"it waits 100ms", "it waits for 100 ms"}), ('"10 k"', {"10k users", "10 k of users"}),
    ],
)  # fmt: skip
def test_a_quantity_is_found_however_it_is_written(quantities: Searcher, query: str, first: set[str]) -> None:
    assert set(found(quantities, query)[: len(first)]) == first


@pytest.mark.parametrize("query", ["200ms", "100mm", "7GB", "5TB", "2.5GB", "4px"])
def test_a_quantity_is_never_taken_for_another_one(quantities: Searcher, query: str) -> None:
    assert found(quantities, query) == []


@pytest.mark.parametrize(
    ("texts", "queries"),
    [
        (
            ("a 15-minute wait", "wait 15 min", "15 minutes later", "after 15mins"),
            ("15-minute", "15 min", "15 minutes", "15min", "15 mins", '"15 minutes"'),
        ),
        (
            ("for 5s", "for 5 sec", "5 seconds", "a 5-second pause"),
            ("5s", "5 s", "5 sec", "5 seconds", "5-second", "5secs"),
        ),
        (("2 hours", "a 2-hour talk", "2h", "2 hrs"), ("2h", "2 hours", "2hrs", "2-hour", '"2 hrs"')),
        (("500ms", "500 milliseconds", "500 ms", "a 500-millisecond wait"), ("500 ms", "500ms", "500 milliseconds")),
        (("16GB", "16 gigabytes", "16-GB card"), ("16 GB", "16gb", "16 gigabytes", "16 gigabyte")),
        (("99.9%", "99.9 percent", "99.9 %"), ("99.9%", "99.9 percent", "99.9 %", '"99.9 percent"')),
        (("a 50% share", "50 percent of it", "50 % of it", "it is 50 %."), ("50%", "50 percent", "50 %", '"50%"')),
    ],
)  # fmt: skip
def test_a_unit_is_found_in_each_of_its_spellings(tmp_path: Path, texts: Sequence[str], queries: Sequence[str]) -> None:
    searcher = over(tmp_path, (*texts, "a quarter of 25ms", "others"))
    for query in queries:
        assert {*found(searcher, query)[: len(texts)]} == {*texts}, query


@pytest.mark.parametrize(
    ("texts", "queries"),
    [
        (
            ("the tls1.3 handshake", "a TLS 1.3 handshake", "TLS-1.3 handshake"),
            ('"tls1.3 handshake"', '"TLS 1.3 handshake"', "tls1.3 handshake", "tls 1.3 handshake"),
        ),
        (
            ("a python3.11 venv", "a Python 3.11 venv"),
            ("python3.11 venv", "python 3.11", "python3.11", '"python 3.11 venv"'),
        ),
        (("vue3 routers", "Vue 3 routers"), ("vue3", "vue 3", '"vue3 routers"', '"vue 3 routers"')),
        (("a Python 3.11 venv",), ("python3.11", "python3.11 venv", '"python3.11"')),
        (("a python3.11 venv",), ("python 3.11", "python3", '"python 3.11"')),
    ],
)  # fmt: skip
def test_a_name_is_found_with_its_version_beside_it_or_joined(
    tmp_path: Path, texts: Sequence[str], queries: Sequence[str]
) -> None:
    searcher = over(tmp_path, (*texts, "the handshake", "venv 3.12", "routers"))
    for query in queries:
        assert {*found(searcher, query)[: len(texts)]} == {*texts}, query


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    texts = (
        "class RateLimiterFactory", "an XMLHttpRequest is sent", "app.UseCors()", "JavaScript", "Java", "GitHub", "Git",
        "getURLPath(), of a url", "TypeScript", "a type", "a script",
    )  # fmt: skip
    return over(tmp_path_factory.mktemp("names"), texts)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("limiter factory", ["class RateLimiterFactory"]), ("limiters", ["class RateLimiterFactory"]),
        ("http request", ["an XMLHttpRequest is sent"]), ("cors", ["app.UseCors()"]),
        ("url path", ["getURLPath(), of a url"]), ("getUrlPath", ["getURLPath(), of a url"]),
        ("java", ["Java"]), ("JavaScript", ["JavaScript"]), ("git", ["Git"]), ("type", ["a type"]),
        ("script", ["a script"]),
        ("JavaSript", ["JavaScript"]), ("GitHb", ["GitHub"]), ("RateLimitrFactory", ["class RateLimiterFactory"]),
        ("rateLimi", ["class RateLimiterFactory"]),
    ],
)  # fmt: skip
def test_parts_of_camel_case_are_found_and_names_are_whole(names: Searcher, query: str, ids: list[str]) -> None:
    assert found(names, query) == ids


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("서버에서 실행", "서버는"), ("API를 호출", "api"), ("dell'utente nuovo", "utente"),
        ("dov'errore manca", "errore"), ("com'utile", "utile"), ("quand'utente", "utente"),
        ("l’utilisateur", "l'utilisateur"), ("on s’y perd", "y"), ("j'y vais", "j’y"),
        ("ការរក្សាទុកទិន្នន័យ", "ទិន្នន័យ"), ("ຖານຂໍ້ມູນຂອງລະບົບ", "ລະບົບ"), ("ဒေတာဘေ့စ်ကို", "ဒေတာ"),
        ("الكِتَابُ هنا", "الكتاب"),
        ("کتاب", "كتاب"), ("année ٢٠٢٦", "2026"), ("Søren", "soeren"), ("Soeren", "Søren"), ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"), ("Kırmızı", "KIRMIZI"), ("several VMs", "vm"), ("indices", "index"),
        ("a ½ inch", "1/2"),
    ],
)  # fmt: skip
def test_a_word_is_found_in_another_form_of_it(tmp_path: Path, text: str, query: str) -> None:
    assert found(over(tmp_path, [text, "quite another note"]), query) == [text]


@pytest.mark.parametrize(
    ("text", "query"),
    [("io streams", "ios"), ("12 eggs", "1/2"), ("port 8020", "80/20"), ("247 items", "24/7"), ("169", "16:9")],
)
def test_a_word_is_not_its_neighbour(tmp_path: Path, text: str, query: str) -> None:
    assert text not in found(over(tmp_path, [text, "quite another note"]), query)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("the CI fails", "cis"), ("QA tests", "qas"), ("a PA speaks", "pas"), ("many CIs", "ci"),
        ("one directrix", "directrices"), ("its termini", "terminus"), ("a fulcrum and foci", "focus"),
        ("two oases", "oasis"), ("a calyx of calices", "calix"), ("the medium", "media"), ("one datum", "data"),
        ("a PM plans", "pms"), ("one person", "people"), ("many people", "persons"), ("an FD leaks", "fds"),
    ],
)  # fmt: skip
def test_an_unknown_word_is_the_other_number_of_one_that_documents_have(tmp_path: Path, text: str, query: str) -> None:
    assert found(over(tmp_path, [text, "quite another note"]), query) == [text]


@pytest.mark.parametrize(
    ("text", "query"),
    [("io streams", "ios"), ("gi joe", "gis"), ("an IO stream", "ios"), ("ca 5 years", "cas"), ("an AW page", "aws")],
)
def test_a_word_in_s_is_no_plural_of_a_word_in_small_letters_nor_a_name_one(
    tmp_path: Path, text: str, query: str
) -> None:
    assert found(over(tmp_path, [text, "quite another note"]), query) == []


AMOUNTS = (
    "it costs 15 €",
    "it costs €15",
    "it costs 15€",
    "EUR 15 a year",
    "15 EUR a year",
    "it is 15 €.",
    "$15 a year",
    "at 15",
)


@pytest.mark.parametrize("query", ["15 €", "€15", "15€", "15 EUR", "15EUR", "EUR 15", '"15 €"', '"€15"', "€ 15"])
def test_an_amount_of_money_is_found_however_it_is_written(tmp_path: Path, query: str) -> None:
    assert {*found(over(tmp_path, AMOUNTS), query)[:6]} == {*AMOUNTS[:6]}


@pytest.mark.parametrize(("query", "other"), [("15€", "$15 a year"), ("$15", "it costs €15"), ("£15", "it costs 15€")])
def test_an_amount_is_none_in_another_currency(tmp_path: Path, query: str, other: str) -> None:
    assert other not in found(over(tmp_path, AMOUNTS), query)


@pytest.mark.parametrize("query", ["front-end", "frontend", '"front end"'])
def test_a_compound_is_not_marked_in_another_with_a_part_of_it(tmp_path: Path, query: str) -> None:
    searcher = over(tmp_path, ("the back-end and the front-end differ", "frontend code", "nothing"))
    marked = {mark for hit in searcher.search(query).hits for mark in re.findall("<mark>(.*?)</mark>", hit.snippet)}
    assert marked <= {"front-end", "frontend"}
    assert "front-end" in marked


@pytest.mark.parametrize(
    ("query", "ids"),
    [("media", ["media queries"]), ("medium", ["a medium size"]), ("person", ["one person", "people"])],
)
def test_a_word_comes_before_the_other_number_of_it(tmp_path: Path, query: str, ids: Sequence[str]) -> None:
    searcher = over(tmp_path, ("media queries", "a medium size", "people", "one person", "a persona"))
    assert found(searcher, query) == ids
