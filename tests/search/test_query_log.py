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
from search.query_log import DAYS_SEEN, QueryLog, _quota, filters_text, logged_demand, may_log, normalised
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


def test_a_process_that_goes_to_another_folder_still_writes_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other").mkdir()
    monkeypatch.chdir(tmp_path)
    log = QueryLog(Path("queries.db"), now=Clock())
    log.record("kafka", 3)
    monkeypatch.chdir(tmp_path / "other")
    log.close()
    assert len(rows(tmp_path / "queries.db")) == 1
    assert list((tmp_path / "other").iterdir()) == []


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


def queries(path: Path) -> list[object]:
    return [row[1] for row in rows(path)]


def logged(path: Path, clock: Clock, seconds: float, *texts: str, **options: int) -> None:
    """Log queries at a time of the clock."""
    clock.now = seconds
    log = QueryLog(path, now=clock, **options)
    for text in texts:
        log.record(text, 1)
    log.close()


def test_old_rows_go_when_later_days_have_been_logged(path: Path) -> None:
    clock = Clock()
    logged(path, clock, NOON, "old", keep_days=30)
    for day in range(DAYS_SEEN):
        logged(path, clock, NOON + (31 + day) * DAY, "new", keep_days=30)
        assert ("old" in queries(path)) == (day < DAYS_SEEN - 1)


@pytest.mark.parametrize("years", [10, 1, -1, -10])
def test_a_clock_that_jumps_and_comes_back_deletes_nothing(path: Path, years: int) -> None:
    clock = Clock()
    for day in range(20):
        logged(path, clock, NOON + day * DAY, f"day {day}")
    for hour in range(0, 48, 6):
        logged(path, clock, NOON + 20 * DAY + years * 365 * DAY + hour * 3600, f"jumped {hour}")
    logged(path, clock, NOON + 21 * DAY, "back")
    assert len(queries(path)) == 20 + 8 + 1


def test_a_log_without_a_list_of_days_gets_one(path: Path) -> None:
    clock = Clock()
    for day in range(10):
        logged(path, clock, NOON + day * DAY, f"day {day}", keep_days=30)
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE days")
    database.close()
    logged(path, clock, NOON + 33.5 * DAY, "new", keep_days=30)
    assert queries(path) == [f"day {day}" for day in range(4, 10)] + ["new"]


FLOOD_LIMIT = 512 * 1024


def flood(log: QueryLog, n: int) -> None:
    for i in range(n):
        log.record(f"flood {i} of many different words that nobody ever searched for", 0)
        if i % 1000 == 0:
            log.flush()
    log.flush()


def test_a_flood_of_queries_costs_the_rare_ones_of_its_own_hour(path: Path) -> None:
    clock = Clock()
    history = [f"query {i}" for i in range(200)]
    for hour in range(10):
        logged(path, clock, NOON + hour * 3600, *history)
    clock.now = NOON + 10 * 3600
    log = QueryLog(path, max_bytes=FLOOD_LIMIT, now=clock)
    for _ in range(2):
        log.record("often", 1)
    flood(log, 8_000)
    log.close()
    kept = queries(path)
    assert path.stat().st_size <= FLOOD_LIMIT
    assert [kept.count(query) for query in history] == [10] * 200
    assert "often" in kept
    assert log.dropped == 0


def test_a_batch_greater_than_the_log_is_thinned_too(path: Path) -> None:
    log = QueryLog(path, max_bytes=64 * 1024, now=Clock())
    for i in range(800):
        log.record(f"{i} " + "漢" * 190, 0, {"tag": ["x" * 900]})
    log.close()
    assert path.stat().st_size <= 64 * 1024
    assert 0 < len(queries(path)) < 100


@pytest.mark.parametrize(
    ("sizes", "n_rows", "quota"),
    [([], 0, 0), ([5], 3, 3), ([5], 5, 5), ([1, 2, 90], 43, 40), ([4, 4], 1, 0), ([50, 1, 50], 41, 20)],
)
def test_the_quota_is_the_greatest_that_fits(sizes: list[int], n_rows: int, quota: int) -> None:
    assert _quota(sizes, n_rows) == quota


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
for i in range(300):
    log.record(f"history {i}", 1)
log.flush()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (48_000, resource.RLIM_INFINITY))
for i in range(2000):
    log.record(f"query {i} and some words that fill the disk", i)
log.flush()
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
log.close()
print(len(logged_demand(path)), log.dropped)
"""


def test_a_full_disk_keeps_history_and_searches_that_wait_and_damages_nothing(path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _FULL_DISK, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert done.stdout.split() == ["2301", "0"]
    assert "cannot write the query log" in done.stderr
    assert not list(path.parent.glob("*.damaged-*"))


@pytest.mark.server
@pytest.mark.parametrize("alive", [0.8, 1.3])
def test_a_killed_server_loses_a_second_of_searches_at_most(path: Path, alive: float) -> None:
    assert lost_seconds(path, alive) <= 1.0


def test_recording_takes_less_than_a_tenth_of_a_millisecond(path: Path) -> None:
    assert median(record_milliseconds(path, 2000)) < 0.1


@pytest.mark.parametrize("text", ["kaf\ud800ka", "\udfff", "a\x00b", "a\x1b[2Jb", "=1+1", "\u202ea"])
def test_searches_of_any_characters_are_written_with_those_that_wait_with_them(
    log: QueryLog, path: Path, text: str
) -> None:
    log.record("kafka", 1)
    log.record(text, 1)
    log.record("redis", 1, {"kind": [text]})
    log.flush()
    queries = [demand.query for demand in logged_demand(path)]
    assert len(queries) == 2
    assert "kafka" in queries


@pytest.mark.parametrize("values", ["'q', '', 'x', 'y', 'z'", "5, '', 9e300, 9e300, 0", "'q', '', 1, 1, x'ff'"])
def test_a_log_with_values_of_other_types_is_read(log: QueryLog, path: Path, values: str) -> None:
    log.record("kafka", 1)
    log.flush()
    with sqlite3.connect(path) as database:
        database.execute(f"INSERT INTO searches VALUES ('2026-11-30T10', {values})")
    database.close()
    found = logged_demand(path)
    assert {demand.query for demand in found} > {"kafka"}
    assert all(isinstance(number, int) for demand in found for number in (demand.count, demand.clicks, demand.results))
