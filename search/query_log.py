"""The query log: searches counted by the hour in SQLite, with nothing that identifies a reader.

A row is a normalised query, its filters, the least number of results it had in that hour, how often it was searched and
how often a result was followed. No address, user id, session or minute is stored. Recording only counts in memory; a
thread writes the counts to the file twice a second.
"""

import logging
import re
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.problems import GuidedexError
from search.gaps.demand import Demand, merge_spellings

VERSION = 1
"""Version of the file format, in ``PRAGMA user_version``."""

MAX_QUERY = 200
"""Characters of a logged query; by hand."""

SECONDS_BETWEEN_WRITES = 0.5
"""By hand; a killed server loses at most a second of searches (`python -m tests.gaps.log_cost`)."""

MAX_PENDING = 10_000
"""Different rows that wait in memory while the file cannot be written; by hand."""

BUSY_SECONDS = 5.0
"""Time to wait for a lock that another program holds; by hand."""

PAGE_BYTES = 4096
"""The page size of SQLite, by which ``max_bytes`` is turned into ``PRAGMA max_page_count``."""

FULL, THINNED = 0.9, 0.75
"""Shares of ``max_bytes``: a log that fills the first is thinned to the second; by hand."""

ASSISTANT = {"client": ("assistant",)}
"""The filters under which searches of assistants are counted, apart from those of people."""

DAYS_SEEN = 7
"""Days with searches, within ``keep_days``, that the log must have seen before an older day expires; by hand.

A clock that is wrong by years is put right within a week, and has then deleted nothing.
"""

MAX_FILTERS = 1_000
"""Characters of logged filters; by hand."""

ROWS_PER_PAGES = 50
"""One row is added for so many pages of the log before its size is looked at; the largest takes three. By hand."""

MIN_PAGES = 16
"""The least ``max_page_count``, whatever ``max_bytes`` is; by hand."""

_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|\b[A-Za-z0-9_-]{32,}\b|(?:\+?\d[\s().-]{0,2}){9,}")
_COLUMNS = {"hour": "''", "query": "''", "filters": "''", "results": "0", "count": "1", "clicks": "0"}
"""The columns of the table, each with the SQL value that fills it when an older log lacks the column."""


_SCHEMA = """
CREATE TABLE IF NOT EXISTS searches (
  hour TEXT NOT NULL, query TEXT NOT NULL, filters TEXT NOT NULL, results INTEGER NOT NULL,
  count INTEGER NOT NULL, clicks INTEGER NOT NULL, PRIMARY KEY (hour, query, filters)
) WITHOUT ROWID
"""
_DAYS = "CREATE TABLE IF NOT EXISTS days (number INTEGER PRIMARY KEY AUTOINCREMENT, day TEXT NOT NULL UNIQUE)"
"""The days that searches were made on, numbered in the order in which the log saw them, whatever the clock was."""

_FIRST_DAYS = """
INSERT INTO days (day) SELECT DISTINCT substr(hour, 1, 10) FROM searches
WHERE NOT EXISTS (SELECT 1 FROM days) ORDER BY 1
"""
"""Fills the table for a log that has none."""

_EXPIRED_DAYS = """
SELECT day FROM days WHERE day < :oldest AND number <
  (SELECT number FROM days WHERE day BETWEEN :oldest AND :today ORDER BY number DESC LIMIT 1 OFFSET :n_seen - 1)
"""
"""The days before ``oldest`` that the log saw before the last ``n_seen`` days from then to ``today``."""

_THIN = """
DELETE FROM searches WHERE (hour, query, filters) IN (
  SELECT hour, query, filters FROM (
    SELECT hour, query, filters,
      row_number() OVER (PARTITION BY hour ORDER BY count + clicks DESC, query, filters) AS place FROM searches
    WHERE hour IN (SELECT hour FROM searches GROUP BY hour HAVING count(*) > ?))
  WHERE place > ?)
"""
"""Keeps the most frequent rows of each hour."""

_ADD = """
INSERT INTO searches VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (hour, query, filters) DO UPDATE SET
  results = min(results, excluded.results),
  count = count + excluded.count, clicks = clicks + excluded.clicks
"""

log = logging.getLogger(__name__)

Key = tuple[str, str, str]
Row = tuple[str, str, str, int, int, int]


@dataclass(slots=True)
class _Tally:
    """Counts that wait to be written; ``results`` holds the least number of results."""

    count: Counter[Key] = field(default_factory=Counter)
    clicks: Counter[Key] = field(default_factory=Counter)
    results: dict[Key, int] = field(default_factory=dict)

    def rows(self) -> list[Row]:
        """Return the rows of the table, by key; a click without a search counts as one result."""
        keys = self.count.keys() | self.clicks.keys()
        return [(*key, self.results.get(key, 1), self.count[key], self.clicks[key]) for key in sorted(keys)]


def may_log(headers: Mapping[str, str]) -> bool:
    """Tell whether the headers of a request allow logging: not with ``DNT: 1`` or ``Sec-GPC: 1``."""
    return headers.get("DNT") != "1" and headers.get("Sec-GPC") != "1"


def normalised(query: str) -> str:
    """Return a query as it is logged: blanks collapsed, lower case, cut to ``MAX_QUERY``, without personal data.

    E-mail addresses, telephone and card numbers, and tokens of 32 characters or more are replaced by ``…``. A query of
    nothing else becomes empty and is not logged.
    """
    text = _PERSONAL.sub("…", " ".join(query[: 4 * MAX_QUERY].split()).lower())[:MAX_QUERY].strip()
    return "" if not text.strip("… ") else _storable(text)


def filters_text(filters: Mapping[str, Sequence[str]] | None) -> str:
    """Return filters in one canonical form: ``kind=question,section lang=en``."""
    by_name = sorted((filters or {}).items())
    text = " ".join(f"{name}={','.join(sorted(values))}" for name, values in by_name if values)
    return _storable(text[:MAX_FILTERS])


def _storable(text: str) -> str:
    """Return ``text`` with ``?`` for lone surrogates, which the file cannot hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


class QueryLog:
    """Counts finished searches in the file at ``path``; recording never raises and never waits.

    Days older than ``keep_days`` are deleted, once searches of ``DAYS_SEEN`` later days were logged: a clock that jumps
    deletes nothing. When the file would exceed ``max_bytes``, the hours with the most rows lose their rarest ones, so
    that a flood of queries costs its own hours alone. Nothing is deleted because the disk is full.
    """

    def __init__(
        self,
        path: Path,
        keep_days: int = 90,
        max_bytes: int = 64 * 1024 * 1024,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.path = path.absolute()  # searches are written later, when the process may be in another folder
        self.dropped = 0
        """Searches that were lost since the start."""
        self._keep_days = keep_days
        self._max_bytes = max_bytes
        self._now = now
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._tally = _Tally()
        self._stopping = threading.Event()
        self._writer: threading.Thread | None = None
        self._warned = False

    def record(
        self,
        query: str,
        results: int,
        filters: Mapping[str, Sequence[str]] | None = None,
        *,
        clicked: bool = False,
    ) -> None:
        """Count a finished search, or with ``clicked`` a followed result of one."""
        text = normalised(query)
        if not text or self._stopping.is_set():
            return
        key = (_hour(self._now()), text, filters_text(filters))
        with self._lock:
            if len(self._tally.count) + len(self._tally.clicks) >= MAX_PENDING:
                self.dropped += 1
                return
            if clicked:
                self._tally.clicks[key] += 1
            else:
                self._tally.count[key] += 1
                self._tally.results[key] = min(results, self._tally.results.get(key, results))
            if self._writer is None:
                self._start()

    def flush(self) -> None:
        """Write the pending counts; those that cannot be written stay pending."""
        with self._writing:
            with self._lock:
                tally, self._tally = self._tally, _Tally()
            if rows := tally.rows():
                self._try_to_write(tally, rows)

    def _try_to_write(self, tally: _Tally, rows: Sequence[Row]) -> None:
        """Write ``rows``, those of ``tally``, or put ``tally`` back; a damaged file is replaced first."""
        try:
            self._write(rows)
            self._warned = False
        except (sqlite3.OperationalError, GuidedexError, OSError) as error:
            self._put_back(tally, error)
        except sqlite3.DatabaseError as error:
            self._replace_damaged(error)
            self._put_back(tally, error)

    def close(self) -> None:
        """Stop the writer thread and write the pending counts."""
        self._stopping.set()
        if self._writer is not None:
            self._writer.join(timeout=BUSY_SECONDS + 1)
        self.flush()

    def _start(self) -> None:
        self._writer = threading.Thread(target=self._run, name="query-log", daemon=True)
        self._writer.start()

    def _run(self) -> None:
        while not self._stopping.wait(SECONDS_BETWEEN_WRITES):
            self.flush()

    def _write(self, rows: Sequence[Row]) -> None:
        with _opened(self.path) as database:
            max_pages = max(MIN_PAGES, self._max_bytes // PAGE_BYTES)
            database.execute(f"PRAGMA max_page_count = {max_pages}")
            with database:
                database.execute("BEGIN IMMEDIATE")
                database.execute(_DAYS)
                database.execute(_FIRST_DAYS)
                days = {row[0][:10] for row in rows}
                database.executemany("INSERT OR IGNORE INTO days (day) VALUES (?)", [(day,) for day in sorted(days)])
                self._forget_expired(database)
                n_at_once = max(1, max_pages // ROWS_PER_PAGES)
                for start in range(0, len(rows), n_at_once):
                    database.executemany(_ADD, rows[start : start + n_at_once])
                    if _used_pages(database) > FULL * max_pages:
                        _thin(database, int(THINNED * max_pages))

    def _forget_expired(self, database: sqlite3.Connection) -> None:
        now = self._now()
        bounds = {
            "oldest": _hour(now - timedelta(days=self._keep_days).total_seconds())[:10],
            "today": _hour(now)[:10],
            "n_seen": max(1, min(DAYS_SEEN, self._keep_days)),
        }
        expired = database.execute(_EXPIRED_DAYS, bounds).fetchall()
        for (day,) in expired:
            database.execute("DELETE FROM searches WHERE hour >= ? AND hour < ?", (day, f"{day}U"))
            database.execute("DELETE FROM days WHERE day = ?", (day,))

    def _put_back(self, tally: _Tally, error: Exception) -> None:
        """Add ``tally`` to the pending counts, or drop it where they would exceed ``MAX_PENDING``."""
        if not self._warned:
            log.warning("cannot write the query log %s: %s; trying again", self.path, error)
            self._warned = True
        with self._lock:
            if len(self._tally.count) + len(tally.count) > MAX_PENDING:
                self.dropped += sum(tally.count.values())
                return
            self._tally.count += tally.count
            self._tally.clicks += tally.clicks
            for key, results in tally.results.items():
                self._tally.results[key] = min(results, self._tally.results.get(key, results))

    def _replace_damaged(self, error: Exception) -> None:
        """Move a damaged file aside; the next write creates a new one."""
        aside = self.path.with_name(f"{self.path.name}.damaged-{int(self._now())}")
        log.warning("the query log %s is damaged (%s); it is now %s", self.path, error, aside.name)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        if self.path.exists():
            self.path.replace(aside)


def logged_demand(path: Path, since: str = "", filters: str = "") -> tuple[Demand, ...]:
    """Return the searches with these filters since an ISO date, the most frequent first.

    Args:
        filters: as ``filters_text`` writes them; by default the searches of people without any.
    Raises: GuidedexError when there is no log, or it cannot be read.
    """
    if not path.exists():
        raise GuidedexError(f"cannot read the query log {path}: there is none; `guidedex serve` makes it")
    try:
        with _opened(path) as database:
            rows = database.execute(
                "SELECT CAST(query AS TEXT) AS text, CAST(total(count) AS INTEGER), CAST(total(clicks) AS INTEGER),"
                " CAST(min(results) AS INTEGER) FROM searches WHERE hour >= ? AND filters = ? GROUP BY text",
                (since, filters),
            ).fetchall()
    except sqlite3.Error as error:
        raise GuidedexError(f"cannot read the query log {path}: {error}; {_remedy(error)}") from error
    return merge_spellings(Demand(query, max(1, count), clicks, results) for query, count, clicks, results in rows)


def _remedy(error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return "try again when no other program holds it"
    return "if it is damaged, move it away: the server begins a new one"


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a log; an older one is converted to this version, a missing one is created.

    Raises: GuidedexError for a log of a later version.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(path, timeout=BUSY_SECONDS)
    try:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version > VERSION:
            raise GuidedexError(
                f"cannot use the query log {path}: format {version}, this version reads {VERSION}; "
                "update guidedex, or move the file away"
            )
        if version < VERSION:
            _create_table(database)
        database.execute("PRAGMA synchronous = NORMAL")
        yield database
    finally:
        database.close()


def _create_table(database: sqlite3.Connection) -> None:
    """Create the table of this version, with the rows of an older one."""
    database.execute("PRAGMA journal_mode = WAL")
    with database:
        database.execute("BEGIN IMMEDIATE")
        known = {row[1] for row in database.execute("PRAGMA table_info(searches)")}
        is_older = bool(known) and known != _COLUMNS.keys()
        if is_older:
            database.execute("ALTER TABLE searches RENAME TO older")
        database.execute(_SCHEMA)
        if {"hour", "query"} <= known and is_older:
            values = ", ".join(name if name in known else default for name, default in _COLUMNS.items())
            database.execute(f"INSERT OR IGNORE INTO searches SELECT {values} FROM older WHERE query <> ''")  # noqa: S608
        if is_older:
            database.execute("DROP TABLE older")
        database.execute(f"PRAGMA user_version = {VERSION}")


def _used_pages(database: sqlite3.Connection) -> int:
    n_pages, n_free = (
        int(database.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "freelist_count")
    )
    return n_pages - n_free


def _thin(database: sqlite3.Connection, max_pages: int) -> None:
    """Delete the rarest rows of the hours with the most rows, until the rest fits ``max_pages``.

    No hour keeps more rows than the quota, the greatest with which the rest fits; hours with fewer rows lose none.
    """
    while (n_used := _used_pages(database)) > max_pages:
        sizes = [row[0] for row in database.execute("SELECT count(*) FROM searches GROUP BY hour")]
        quota = _quota(sizes, sum(sizes) * max_pages // n_used)
        if quota:
            database.execute(_THIN, (quota, quota))
        elif sizes:  # more hours than rows that fit
            database.execute("DELETE FROM searches WHERE hour = (SELECT min(hour) FROM searches)")
        else:
            return


def _quota(sizes: Sequence[int], n_rows: int) -> int:
    """Return the greatest quota with which hours of these sizes keep at most ``n_rows`` rows."""
    left = n_rows
    for place, size in enumerate(sorted(sizes)):
        share = left // (len(sizes) - place)
        if size > share:
            return share
        left -= size
    return max(sizes, default=0)


def _hour(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H")
