"""What readers asked for: searches and how often, from the query log or an exported file."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from corpus.problems import GuidedexError
from index.analysis import fold, tokenize, whole_form

MAX_BYTES = 64 * 1024 * 1024

QUERY_COLUMNS = (
    "query", "queries", "top queries", "search query", "search queries", "search term",
    "search terms", "search", "term", "keyword", "keywords", "q", "search string", "site search",
    "suchanfragen", "häufigste suchanfragen", "suchbegriff", "requêtes",
    "requêtes les plus fréquentes", "consultas", "consultas principales", "label",
)  # fmt: skip
COUNT_COLUMNS = (
    "count", "searches", "search count", "searchcount", "total searches", "impressions",
    "event count", "total unique searches", "volume", "search volume", "number of searches", "times",
    "total", "nb searches", "nbsearches", "impressionen", "impresiones", "anzahl", "queries", "nb visits",
)  # fmt: skip
CLICK_COLUMNS = ("clicks", "click count", "clickcount", "total clicks", "klicks", "clics")
RESULT_COLUMNS = (
    "results", "total results", "result count", "resultcount", "results count", "nb hits",
    "nbhits", "hits", "num results", "number of results", "found", "treffer", "résultats", "resultados",
)  # fmt: skip


LOOKED_AT = 50
"""Rows that tell whether a column holds searches or numbers."""

_ASIDE = re.compile(r"\([^)]*\)")
_NUMBER = re.compile(r"[\d.,\s<%]+")
_DECIMALS = re.compile(r"[.,](?:\d{1,2}|\d{4,})?$")
"""What follows the last separator, unless it is three digits: then that separates thousands."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A search and how often it was made.

    ``results`` is the least number of results that it had, and ``clicks`` how often one was
    followed; both are None where the source does not say.
    """

    query: str
    count: int = 1
    clicks: int | None = None
    results: int | None = None


@dataclass(frozen=True, slots=True)
class _Columns:
    query: int
    count: int | None
    clicks: int | None
    results: int | None


def load_demand(path: Path) -> tuple[Demand, ...]:
    """Return the searches of an exported file; raises ``GuidedexError`` when it cannot be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise GuidedexError(f"cannot read demand from {path}: over {MAX_BYTES >> 20} MiB; export fewer rows")
        data = path.read_bytes()
    except OSError as error:
        raise GuidedexError(f"cannot read demand from {path}: {error.strerror}") from error
    return parse_demand(_decoded(data, str(path)), str(path))


def parse_demand(text: str, name: str = "the file") -> tuple[Demand, ...]:
    """Return the searches of CSV text, the most frequent first, spellings of one search joined.

    The columns of search consoles and search services are recognised, whatever the delimiter.
    Without a column of counts each row is one search.
    """
    lines = list(dropwhile(_is_preamble, text.splitlines()))
    if not lines:
        raise GuidedexError(f"cannot read demand from {name}: it is empty; it needs a header and rows")
    try:
        header, *rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]))
    except csv.Error as error:
        raise GuidedexError(f"cannot read demand from {name}: {error}; save it as UTF-8 CSV") from error
    return joined(_demands(rows, _columns(header, rows, name), name))


def _is_preamble(line: str) -> bool:
    """Tell whether a line above the header says who exported the file, or nothing; below it, ``#`` is a search."""
    return not line.strip() or line.startswith("#") or line.lower().startswith("sep=")


def joined(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Return one demand per search, the most frequent first; the commonest spelling stands for
    all."""
    spellings: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        if key := search_key(demand.query):
            spellings[key].append(demand)
    found = [_total(same) for same in spellings.values()]
    return tuple(sorted(found, key=lambda demand: (-demand.count, demand.query)))


def search_key(query: str) -> str:
    """Return what the spellings of one search share: case, accents, blanks and punctuation
    folded."""
    words = [whole_form(match.group()) for match in tokenize(query)]
    return " ".join(word for word in words if word) or " ".join(fold(query).split())


def _total(same: Sequence[Demand]) -> Demand:
    clicks = [demand.clicks for demand in same if demand.clicks is not None]
    results = [demand.results for demand in same if demand.results is not None]
    commonest = max(same, key=lambda demand: (demand.count, demand.query))
    return Demand(
        " ".join(commonest.query.split()),
        sum(demand.count for demand in same),
        sum(clicks) if clicks else None,
        min(results) if results else None,
    )


def _decoded(data: bytes, name: str) -> str:
    """Return the text of a file as spreadsheets save it: UTF-8, or UTF-16."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    if b"\0" in data[:4] and encoding != "utf-16":
        encoding = "utf-16-le" if data[1:2] == b"\0" else "utf-16-be"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise GuidedexError(
            f"cannot read demand from {name}: byte {error.start} is not UTF-8; save it as UTF-8 CSV"
        ) from error


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _columns(header: Sequence[str], rows: Sequence[Sequence[str]], name: str) -> _Columns:
    names = [" ".join(_ASIDE.sub(" ", fold(cell)).replace("_", " ").split()) for cell in header]
    named = _named(names, QUERY_COLUMNS)
    queries = [column for column in named if not _holds_numbers(rows, column)] or named
    if not queries:
        found = ", ".join(repr(cell) for cell in header[:8])
        raise GuidedexError(
            f"cannot read demand from {name}: no column of searches among {found}; "
            "name one 'query', and if you have them 'count', 'clicks' and 'results'"
        )

    def numbers(accepted: Sequence[str]) -> int | None:
        return next((column for column in _named(names, accepted) if column != queries[0]), None)

    return _Columns(queries[0], numbers(COUNT_COLUMNS), numbers(CLICK_COLUMNS), numbers(RESULT_COLUMNS))


def _named(names: Sequence[str], accepted: Sequence[str]) -> list[int]:
    """Return the columns of accepted names, in the order of those; then columns whose name ends in one: ``Last 28 days
    Clicks``."""
    folded = [fold(name) for name in accepted]
    whole = [names.index(name) for name in folded if name in names]
    return whole or [i for name in folded for i, found in enumerate(names) if found.endswith(f" {name}")]


def _holds_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Tell whether a column holds numbers alone, as one called ``ReplayedSearches`` may."""
    cells = [row[column].strip() for row in rows[:LOOKED_AT] if column < len(row) and row[column].strip()]
    return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)


def _demands(rows: Iterable[Sequence[str]], columns: _Columns, name: str) -> Iterator[Demand]:
    for number, row in enumerate(rows, 2):
        cells = dict(enumerate(row))
        query = cells.get(columns.query, "").strip()
        if not query:
            continue
        where = f"{name}, row {number}"
        count = _number(cells, columns.count, where)
        yield Demand(
            query,
            1 if count is None else count,
            _number(cells, columns.clicks, where),
            _number(cells, columns.results, where),
        )


def _number(cells: dict[int, str], column: int | None, where: str) -> int | None:
    """Return the number of a cell, None when there is no such cell; separators of thousands are
    read."""
    if column is None:
        return None
    text = cells.get(column, "").strip()
    if not text or text in ("-", "–", "(not set)"):
        return None
    digits = _DECIMALS.sub("", "".join(text.split()).replace("<", ""))
    digits = digits.replace(",", "").replace(".", "")
    if not digits.isdecimal():
        raise GuidedexError(f"cannot read demand from {where}: {text!r} is not a number")
    return int(digits)
