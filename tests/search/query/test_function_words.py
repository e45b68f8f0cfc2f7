"""Stop words that are the subject of a query, and those that are half of another word."""

from pathlib import Path

import pytest

from search import Searcher
from search.answer.answer import ask, plan_of
from search.query.parse import parse
from tests.corpora import searcher_over

RECORDS = (
    {"id": "login", "title": "Login pages", "text": "A login by session."},
    {"id": "log-in", "title": "Sessions", "text": "Users log in with a password."},
    {"id": "log", "title": "The log", "text": "A log of changes, in order. The log of Kafka."},
    {"id": "backoff", "title": "Retries", "text": "A backoff between retries."},
    {"id": "rollback", "title": "Releases", "text": "A rollback restores the last release."},
    {"id": "rolled", "title": "Deploys", "text": "The deploy was rolled back."},
    {"id": "timeout", "title": "Limits", "text": "A timeout ends the request; it takes time to go out."},
    {"id": "setup", "title": "First steps", "text": "The setup of a cluster."},
    {"id": "shutdown", "title": "Signals", "text": "A clean shutdown."},
    {"id": "foreach", "title": "Lists", "text": "foreach visits every member."},
    {"id": "redis", "title": "Redis", "text": "A cache."},
    {"id": "vs", "title": "Visual Studio", "aliases": ["VS"], "text": "An editor."},
    {"id": "cv", "title": "Resume tips", "text": "What to write."},
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("function_words"), RECORDS)


def searched(text: str, searcher: Searcher) -> list[str]:
    """Return the words of ``text`` that are searched or missing."""
    live = searcher._current()
    planned = plan_of(ask(parse(text), {}, live), live)
    return [*[clause.shown for clause in planned.plan.clauses], *[word.typed for word in planned.missing]]


@pytest.mark.parametrize(
    ("query", "subject"),
    [
        ("when should I use any in typescript", "any"),
        ("what does having do in sql", "having"),
        ("where vs having", "where"),
        ("where vs having", "having"),
        ("why is this undefined", "this"),
        ("what is this in javascript", "this"),
        ("what does in do in python", "in"),
        ("how to use with in python", "with"),
        ("what is the difference between is and like", "like"),
        ("how do I write a for loop in bash", "for"),
        ("how does the in operator work", "in"),
        ("what does all mean in sql", "all"),
        ("is it better to use if or switch", "if"),
        ("how to filter rows with NOT in a query", "NOT"),
        ("typescript any", "any"),
        ("can i use put instead of post", "put"),
        ("what does get mean in http", "get"),
        ("what does find do in linux", "find"),
        ("what does make do", "make"),
        ("which is better less or more", "less"),
        ("how does the more command work", "more"),
        ("why do I need try in kotlin", "try"),
        ("what is the use statement for in php", "use"),
        ("how does group by work", "by"),
        ("the use of with in python", "with"),
        ("meaning of like in sql", "like"),
        ("at least once delivery of messages", "once"),
        ("how does exactly once delivery work", "once"),
        ("what is make", "make"),
        ("not in vs not exists", "not"),
        ("when do rows come back sorted without ORDER BY in sql", "BY"),
        ("what is the difference between union and union all", "all"),
    ],
)
def test_a_stop_word_that_is_the_subject_is_searched(searcher: Searcher, query: str, subject: str) -> None:
    assert subject in searched(query, searcher)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("who uses redis", ["redis"]),
        ("what is the use of redis", ["redis"]),
        ("how do I do this in redis", ["redis"]),
        ("is there any way to cache with redis", ["cache", "redis"]),
        ("what does redis do with a cache", ["redis", "cache"]),
        ("where is the cache", ["cache"]),
        ("redis vs cache", ["redis", "cache"]),
        ("how to fix this in redis", ["redis", "fix"]),
        ("what is the best way to get more redis", ["redis"]),
        ("how do I make and use a cache", ["cache"]),
        ("how should I try to use redis", ["redis"]),
        ("who can show me redis by example", ["redis"]),
        ("because of this in redis", ["redis"]),
        ("a list of all redis", ["list", "redis"]),
        ("differences between redis and cache", ["redis", "cache"]),
    ],
)
def test_other_stop_words_are_left_out(searcher: Searcher, query: str, words: list[str]) -> None:
    assert searched(query, searcher) == words


def test_stop_words_that_are_left_out_are_said_and_glue_is_not(searcher: Searcher) -> None:
    assert searcher.search("who uses redis").notices == ("Searched without the common words “who”, “uses”.",)
    assert searcher.search("what is the cache of redis").notices == ()
    assert not any("“not”" in notice for notice in searcher.search("not in vs not exists").notices)


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("log in", {"login", "log-in"}),
        ("how do users log in", {"login", "log-in"}),
        ("login", {"login", "log-in"}),
        ("back off", {"backoff"}),
        ("roll back", {"rollback"}),
        ("rolled back", {"rollback", "rolled"}),
        ("time out", {"timeout"}),
        ("set up", {"setup"}),
        ("how to set up a cluster", {"setup"}),
        ("shut down", {"shutdown"}),
        ("for each", {"foreach"}),
        ("log ins", {"login"}),
        ("roll backs", {"rollback"}),
        ("time outs", {"timeout"}),
    ],
)
def test_words_in_two_parts_are_one_word(searcher: Searcher, query: str, first: set[str]) -> None:
    hits = [hit.id for hit in searcher.search(query).hits]
    assert set(hits[: len(first)]) == first


@pytest.mark.parametrize("query", ["log in kafka", "changes of the log in order"])
def test_a_preposition_before_another_word_is_no_half(searcher: Searcher, query: str) -> None:
    assert "log" in searched(query, searcher)
    assert searcher.search(query).hits[0].id == "log"


def test_vs_compares_and_is_an_editor_only_alone(searcher: Searcher) -> None:
    assert searched("redis vs cache", searcher) == ["redis", "cache"]
    assert searcher.search("vs").hits[0].id == "vs"
    assert "vs" in searched("vs code", searcher)


@pytest.mark.parametrize("query", ["cv", "CV tips", "curriculum vitae"])
def test_a_cv_is_a_resume(searcher: Searcher, query: str) -> None:
    assert searcher.search(query).hits[0].id == "cv"


def test_a_quoted_stop_word_is_searched(searcher: Searcher) -> None:
    assert "who" in searched('"who" uses redis', searcher)


def test_words_in_two_parts_are_the_word_that_has_only_its_plural(tmp_path: Path) -> None:
    texts = {"outs": "Timeouts of a pool.", "chance": "A useRouter of users.", "user": "A user is locked out."}
    searcher = searcher_over(tmp_path, [{"id": id_, "title": "Note", "text": text} for id_, text in texts.items()])
    assert [hit.id for hit in searcher.search("time out").hits] == ["outs"]
    assert next(hit.id for hit in searcher.search("lock a user out").hits) == "user"
