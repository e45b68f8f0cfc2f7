"""The query log: the rows it stores, the personal data it does not, and the failures it survives."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

from corpus.problems import GuidedexError
from search.gaps.demand import Demand
from search.query_log import QueryLog, filters_text, logged_demand, may_log, normalised
from tests.gaps.log_cost import lost_seconds, record_milliseconds

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
    ("query", "logged"),
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
def test_nothing_that_names_a_person_is_kept(query: str, logged: str) -> None:
    assert normalised(query) == logged


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
    hours = {row[0] for row in rows(path)}
    assert path.stat().st_size <= 128 * 1024
    assert max(hours).startswith("2026-07-26")
    assert len(hours) < 60


def test_what_waits_is_bounded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.query_log.MAX_PENDING", 3)
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


@pytest.mark.server
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


def test_a_log_of_an_older_version_is_taken_over(path: Path) -> None:
    path.parent.mkdir()
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE searches (hour TEXT, query TEXT, count INTEGER)")
    database.execute("INSERT INTO searches VALUES ('2026-05-28T19', 'kafka', 4)")
    database.commit()
    database.close()
    log = QueryLog(path, now=Clock())
    log.record("kafka", 2)
    log.close()
    assert rows(path) == [("2026-05-28T19", "kafka", "", 0, 4, 0), ("2026-05-28T20", "kafka", "", 2, 1, 0)]
    assert logged_demand(path) == (Demand("kafka", 5, 0, 0),)


def test_a_page_of_rubbish_in_the_file_is_no_end_of_logging(path: Path) -> None:
    log = QueryLog(path, now=Clock())
    for i in range(300):
        log.record(f"query {i} and some words that fill a page of the file", i)
    log.close()
    data = bytearray(path.read_bytes())
    assert len(data) > 3 * 4096
    data[4096:] = b"\xa5" * (len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(GuidedexError, match="move it away"):
        logged_demand(path)
    log = QueryLog(path, now=Clock())
    log.record("kafka", 1)
    log.flush()
    log.close()
    assert [row[1] for row in rows(path)] == ["kafka"]


def test_a_log_that_another_program_holds_says_so(log: QueryLog, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log.record("kafka", 1)
    log.flush()
    monkeypatch.setattr("search.query_log.BUSY_SECONDS", 0.01)
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(GuidedexError, match="no other program holds it"):
        logged_demand(path)
    holder.close()


_FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from search.query_log import QueryLog, logged_demand
path = Path(sys.argv[1])
log = QueryLog(path)
log.record("before", 1)
log.flush()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (24_000, resource.RLIM_INFINITY))
for i in range(2000):
    log.record(f"query {i} and some words that fill the disk", i)
log.flush()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.close()
print(len(logged_demand(path)), log.dropped)
"""


def test_a_full_disk_keeps_searches_waiting_and_damages_nothing(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout.split() == ["2001", "0"]
    assert "cannot write the query log" in done.stderr
    assert not list(path.parent.glob("*.damaged-*"))


@pytest.mark.server
@pytest.mark.parametrize("alive", [0.8, 1.3])
def test_a_killed_server_loses_a_second_of_searches_at_most(path: Path, alive: float) -> None:
    assert lost_seconds(path, alive) <= 1.0


def test_recording_takes_less_than_a_tenth_of_a_millisecond(path: Path) -> None:
    assert median(record_milliseconds(path, 2000)) < 0.1
