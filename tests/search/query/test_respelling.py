"""What is corrected, and what is named as missing."""

from pathlib import Path

import pytest

from search import Searcher
from search.query.known_words import LISTS, is_known_word
from tests.corpora import searcher_over

TEXTS = (
    "Test the rest of the best tests.",
    "A nest was warm; the handle of a socket updated the graph.",
    "Closure over a member, and team after team.",
    "Kubernetes schedules containers; a container has a scheduler.",
    "Per part and per page, soon enough, each and every stars.",
    "Managed connections reach the database.",
    "A plank, a flank and flanks; planks are flank.",
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    records = [{"id": f"d{n}", "title": f"Note {n}", "text": text} for n, text in enumerate(TEXTS)]
    return searcher_over(tmp_path_factory.mktemp("respelling"), records)


@pytest.mark.parametrize(
    "word",
    """
    jest wasm nuxt perl beam dart ember rocket sass candle grape outdated winter spoon stairs clojure beach horse vault
    swift bash pnpm sneaking
    """.split(),  # noqa: SIM905 - words read better as a text
)
def test_a_name_or_a_common_word_that_is_missing_is_named_and_never_replaced(searcher: Searcher, word: str) -> None:
    page = searcher.search(f"containers {word} ")
    assert page.relaxed is not None
    assert (page.relaxed.step, page.relaxed.text) == (
        "drop",
        f"Nothing says “{word}”: the other words were searched.",
    )
    assert [hit.id for hit in page.hits] == ["d3"]
    assert searcher.search(f"{word} ").total == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("kuberntes", "kubernetes"),
        ("kubernetse", "kubernetes"),
        ("conatiners", "containers"),
        ("shceduler", "scheduler"),
        ("databse", "database"),
        ("conections", "connections"),
        ("clozure", "closure"),
        ("upadted", "updated"),
        ("jubernetes", "kubernetes"),
        ("oscket", "socket"),
    ],
)
def test_a_typo_of_a_name_or_word_is_corrected(searcher: Searcher, typed: str, meant: str) -> None:
    page = searcher.search(f"{typed} ")
    assert page.relaxed is not None
    assert (page.relaxed.step, page.relaxed.query.strip()) == ("typo", meant)


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    records = [
        {"id": "oauth", "title": "OAuth", "aliases": ["OAuth 2"], "text": "A web socket holds a connection pool."},
        {"id": "valkey", "title": "Valkey", "text": "Continuous delivery, with an event loop."},
        {"id": "caching", "title": "Caching", "text": "A red test, and the rest of the tests."},
        {"id": "reactor", "title": "Reactor", "text": "A thread that runs a loop of events; an old continent."},
    ]
    return searcher_over(tmp_path_factory.mktemp("named"), records)


@pytest.mark.parametrize(
    ("typed", "meant", "first"),
    [
        ("oath", "OAuth", "oauth"), ("oath 2", "OAuth 2", "oauth"), ("valley", "Valkey", "valkey"),
        ("coaching", "Caching", "caching"), ("rector", "Reactor", "reactor"),
    ],
)  # fmt: skip
def test_a_common_word_alone_is_a_name_one_edit_away(named: Searcher, typed: str, meant: str, first: str) -> None:
    page = named.search(typed)
    assert page.relaxed is not None
    assert (page.relaxed.step, page.relaxed.query, page.hits[0].id) == ("typo", meant, first)
    assert named.search(page.relaxed.original).relaxed is not None


@pytest.mark.parametrize("typed", ["how valley", "docker valley", "jest", "teaching", "volley", "swift"])
def test_a_common_word_is_no_name_beside_others_nor_two_edits_away(named: Searcher, typed: str) -> None:
    assert named.search(typed).total == 0


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("web socked", "web socket"), ("connection poll", "connection pool"), ("evens loop", "event loop"),
        ("continous delivery", "continuous delivery"),
    ],
)  # fmt: skip
def test_a_typo_that_is_another_word_is_known_by_its_neighbours(named: Searcher, typed: str, meant: str) -> None:
    page = named.search(typed)
    assert page.relaxed is not None
    assert (page.relaxed.step, page.relaxed.query) == ("typo", meant)


@pytest.mark.parametrize("typed", ["web pole", "loop socked", "the pole", "connection swift"])
def test_a_common_word_beside_others_is_never_replaced(named: Searcher, typed: str) -> None:
    word = next(word for word in typed.split() if word in {"pole", "socked", "swift"})
    assert word in str(named.search(typed).relaxed)
    assert word in (getattr(named.search(typed).relaxed, "query", "") or typed)


@pytest.mark.parametrize("query", ["test tset ", "soon sooon per ", "tests tets "])
def test_nothing_is_corrected_into_another_word_of_the_query(searcher: Searcher, query: str) -> None:
    page = searcher.search(query)
    assert page.relaxed is not None
    assert page.relaxed.query == query


@pytest.mark.parametrize("word", ["eachh", "averi", "evrey"])
def test_nothing_is_corrected_into_a_stop_word(searcher: Searcher, word: str) -> None:
    assert "every" not in (searcher.search(f"{word} ").suggestion or "")


def test_a_word_that_begins_alike_comes_before_a_commoner_one_that_does_not(searcher: Searcher) -> None:
    assert searcher.search("plbnk ").suggestion == "plank "
    assert searcher.search("qontainer ").suggestion == "container "
    assert searcher.search("qlank ").total == searcher.search("qlanks ").total == 0


def test_a_near_word_is_offered_for_a_missing_one(searcher: Searcher) -> None:
    page = searcher.search("containers gripe ")
    assert page.relaxed is not None
    assert "gripe" in page.relaxed.text
    assert page.suggestion is None or page.suggestion.startswith("containers gr")
    assert searcher.search("containers warmm ").suggestion == "containers warm "
    assert searcher.search("ward ").suggestion == "warm "


@pytest.mark.parametrize(
    "query",
    [
        "containers ward ",
        "a plane of containers",
        "kubernetes nest of a graps",
        "docker ",
        "rocket ",
        "nuxt ",
        "the nest of a planet ",
    ],
)
def test_nothing_is_offered_that_helps_nobody(searcher: Searcher, query: str) -> None:
    assert searcher.search(query).suggestion is None


@pytest.mark.parametrize(
    ("name", "near"),
    [("wark", "warm"), ("plask", "plank"), ("graps", "graph"), ("teax", "team"), ("datarate", "database")],
)
def test_a_name_that_is_near_a_word_by_other_letters_is_not_replaced_and_the_word_offered(
    searcher: Searcher, name: str, near: str
) -> None:
    page = searcher.search(f"{name} ")
    assert (page.total, page.suggestion) == (0, f"{near} ")
    page = searcher.search(f"{name} vs kubernetes ")
    assert (getattr(page.relaxed, "query", "") or name).startswith(name)
    assert page.suggestion is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("wram", "warm"), ("warrm", "warm"), ("plnk", "plank"), ("teamm", "team"), ("grahp", "graph"),
        ("conection", "connections"), ("connainner", "container"),
    ],
)  # fmt: skip
def test_a_slip_of_the_fingers_is_corrected_however_short(searcher: Searcher, typed: str, meant: str) -> None:
    page = searcher.search(f"{typed} ")
    assert page.relaxed is not None
    assert page.relaxed.query.strip() == meant


@pytest.mark.parametrize("typed", ["plotly", "buildkite", "contentful"])
def test_a_proper_name_that_is_missing_is_no_form_of_another_word(tmp_path: Path, typed: str) -> None:
    text = "Plots, contents, and a build kit; buildkit"
    searcher = searcher_over(tmp_path, [{"id": "a", "title": "Note", "text": text}])
    assert searcher.search(f"{typed} ").total == 0
    assert searcher.search("plotting ").total == 1


@pytest.mark.parametrize("typed", ["activemq", "wxwidgets", "queuejs", "shardkv"])
def test_a_name_made_of_a_known_word_and_more_is_no_typo_of_it(tmp_path: Path, typed: str) -> None:
    records = [{"id": "a", "title": "Parts", "text": "active widgets queue shard"}]
    page = searcher_over(tmp_path, records).search(f"{typed} ")
    assert page.total == 0


@pytest.mark.parametrize("typed", ["rsync", "grep", "wget", "nmap", "chmod", "hapi", "hbase", "isort"])
def test_commands_and_names_that_begin_otherwise_are_never_replaced(tmp_path: Path, typed: str) -> None:
    text = "Resync a grey map; fget, chord, the api, a base, and a sort."
    searcher = searcher_over(tmp_path, [{"id": "a", "title": "Note", "text": text}])
    assert searcher.search(f"{typed} ").total == 0


def test_the_lists_of_known_words_are_sorted_and_disjoint() -> None:
    names, commands = ((LISTS / name).read_text(encoding="utf-8").split() for name in ("names.txt", "commands.txt"))
    assert names == sorted(set(names))
    assert commands == sorted(set(commands) - set(names))
    assert is_known_word("outdated", "en-GB")
    assert not is_known_word("outdated", "de")
    assert is_known_word("pnpm", "de")
    assert not is_known_word("kuberntes", "en")


@pytest.mark.parametrize(
    "frame", ["how do I test the {} by the socket", "{} vs graph", "a member with a {} for the plank"]
)
@pytest.mark.parametrize(
    ("typed", "meant"), [("kuberntes", "kubernetes"), ("databsae", "database"), ("scheduller", "scheduler")]
)
def test_a_long_typo_is_corrected_beside_words_that_no_document_has_with_it(
    searcher: Searcher, frame: str, typed: str, meant: str
) -> None:
    page = searcher.search(frame.format(typed))
    assert page.relaxed is not None
    assert page.relaxed.query == frame.format(meant)
    assert page.relaxed.original


@pytest.mark.parametrize("name", ["knst", "raph", "grapl", "plonk", "tems"])
def test_a_short_unknown_word_is_corrected_only_where_a_document_has_the_other_words_too(
    searcher: Searcher, name: str
) -> None:
    page = searcher.search(f"{name} vs kubernetes containers")
    assert page.relaxed is not None
    assert (page.relaxed.step, page.hits[0].id) == ("drop", "d3")
    assert f"Nothing says “{name}”" in page.relaxed.text


def test_a_typo_with_the_stem_of_another_word_by_chance_is_corrected_beside_others(tmp_path: Path) -> None:
    records = [
        {"id": "a", "title": "Replicas", "text": "Eventual consistency of the replicas."},
        {"id": "b", "title": "Sets", "text": "A set consists of members; a cache of keys."},
    ]
    page = searcher_over(tmp_path, records).search("consistancy vs cache")
    assert page.relaxed is not None
    assert page.relaxed.query == "consistency vs cache"
