"""The query log: what it keeps, what it never keeps, and what it survives."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from search.gaps.demand import Demand
from search.query_log import QueryLog, filters_text, logged_demand, may_log, normalised

DAY = 86_400.0
NOON = 1_780_000_000.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "log" / "queries.db"


class Clock:
    now = NOON

    def __call__(self) -> float:
        return self.now


def rows(path: Path) -> list[tuple[object, ...]]:
    database = sqlite3.connect(path)
    try:
        return database.execute("SELECT * FROM searches ORDER BY 1, 2, 3").fetchall()
    finally:
        database.close()


@pytest.fixture
def log(path: Path) -> Iterator[QueryLog]:
    log = QueryLog(path, now=Clock())
    yield log
    log.close()


def test_searches_are_counted_by_the_hour(log: QueryLog, path: Path) -> None:
    for results in (4, 2):
        log.record("Rate  Limiting", results)
    log.record("rate limiting", 9, clicked=True)
    log.record("kafka", 0, {"kind": ["question", "faq"]})
    log.flush()
    assert rows(path) == [
        ("2026-05-28T20", "kafka", "kind=faq,question", 0, 1, 0),
        ("2026-05-28T20", "rate limiting", "", 2, 2, 1),
    ]


def test_the_same_hour_is_one_row_however_often_it_is_written(log: QueryLog, path: Path) -> None:
    for results in (5, 1):
        log.record("kafka", results)
        log.flush()
    assert [row[3:] for row in rows(path)] == [(1, 2, 0)]


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("mail ada@example.org about it", "mail … about it"),
        ("call +49 170 1234567", "call …"),
        ("4111 1111 1111 1111", ""),
        ("0123456789abcdef0123456789abcdef", ""),
        ("  Two\n Lines ", "two lines"),
        ("ipv6 2001 and http 404", "ipv6 2001 and http 404"),
        ("x" * 31 + " " + "word " * 100, ("x" * 31 + " " + "word " * 100)[:200].strip()),
    ],
)
def test_nothing_that_names_a_person_is_kept(query: str, kept: str) -> None:
    assert normalised(query) == kept


def test_a_reader_may_opt_out() -> None:
    assert may_log({})
    assert not may_log({"DNT": "1"})
    assert not may_log({"Sec-GPC": "1"})


def test_filters_have_one_form() -> None:
    assert filters_text({"lang": ["en"], "kind": ["b", "a"], "tag": []}) == "kind=a,b lang=en"


def test_old_rows_go(path: Path) -> None:
    clock = Clock()
    log = QueryLog(path, keep_days=30, now=clock)
    log.record("old", 1)
    log.flush()
    clock.now = NOON + 31 * DAY
    log.record("new", 1)
    log.close()
    assert [row[1] for row in rows(path)] == ["new"]


def test_a_full_log_forgets_the_oldest_hours(path: Path) -> None:
    clock = Clock()
    log = QueryLog(path, keep_days=3650, max_bytes=128 * 1024, now=clock)
    for day in range(60):
        clock.now = NOON + day * DAY
        for i in range(40):
            log.record(f"query {i} of day {day} and some words to fill a page", i)
        log.flush()
    log.close()
    kept = {row[0] for row in rows(path)}
    assert path.stat().st_size <= 128 * 1024
    assert max(kept).startswith("2026-07-26")
    assert len(kept) < 60


def test_what_waits_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.query_log.MOST_PENDING", 3)
    monkeypatch.setattr("search.query_log.SECONDS_BETWEEN_WRITES", 60)
    log = QueryLog(path, now=Clock())
    for i in range(5):
        log.record(f"query {i}", 1)
    assert log.dropped == 2
    log.close()


def test_a_locked_log_keeps_searches_waiting(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.query_log.BUSY_SECONDS", 0.01)
    log = QueryLog(path, now=Clock())
    log.record("first", 1)
    log.flush()
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN IMMEDIATE")
    log.record("second", 1)
    log.flush()
    blocker.execute("ROLLBACK")
    blocker.close()
    log.close()
    assert [row[1] for row in rows(path)] == ["first", "second"]


def test_a_damaged_log_is_moved_aside_and_a_new_one_begun(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    log = QueryLog(path, now=Clock())
    log.record("kafka", 1)
    log.flush()
    log.close()
    assert [row[1] for row in rows(path)] == ["kafka"]
    assert list(path.parent.glob("*.damaged-*"))


def test_demand_is_read_back_without_filtered_searches(log: QueryLog, path: Path) -> None:
    log.record("zig", 0)
    log.record("zig", 0)
    log.record("kafka", 3, {"kind": ["question"]})
    log.flush()
    assert logged_demand(path) == (Demand("zig", 2, 0, 0),)
    assert logged_demand(path, since="2026-06") == ()


def test_a_log_that_cannot_be_read_is_an_error_that_says_what_to_do(path: Path) -> None:
    with pytest.raises(GuidedexError, match="there is none"):
        logged_demand(path)
    path.parent.mkdir()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(GuidedexError, match="move it away"):
        logged_demand(path)


def test_a_log_of_a_later_version_is_refused(log: QueryLog, path: Path) -> None:
    log.record("kafka", 1)
    log.flush()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(GuidedexError, match="format 9, this version reads 1"):
        logged_demand(path)


_SERVER = """
import sys, time
from pathlib import Path
from search.query_log import QueryLog
log = QueryLog(Path(sys.argv[1]))
for i in range(50):
    log.record(f"query {i}", i)
while not Path(sys.argv[1]).exists():
    time.sleep(0.01)
log.flush()
print("written", flush=True)
while True:
    log.record("and more", 1)
"""


def test_a_killed_server_leaves_a_sound_log(path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"written\n"
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert len([d for d in logged_demand(path) if d.query.startswith("query")]) == 50


def test_recording_takes_no_time_to_speak_of(path: Path) -> None:
    log = QueryLog(path)
    start = time.perf_counter()
    for i in range(2000):
        log.record(f"how do I limit the rate of requests {i % 50}", 3, {"kind": ["question"]})
    assert (time.perf_counter() - start) / 2000 < 0.001
    log.close()
