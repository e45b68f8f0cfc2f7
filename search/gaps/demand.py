"""What readers asked for: searches and how often, from the query log or an exported file."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.problems import GuidedexError
from index.analysis import fold, raw_words, whole_form

MAX_BYTES = 64 * 1024 * 1024

QUERY_COLUMNS = (
    "query", "queries", "top queries", "search query", "search queries", "search term",
    "search terms", "search", "term", "keyword", "keywords", "q", "search string", "site search",
    "suchanfragen", "häufigste suchanfragen", "suchbegriff", "requêtes",
    "requêtes les plus fréquentes", "consultas", "consultas principales",
)  # fmt: skip
COUNT_COLUMNS = (
    "count", "searches", "search count", "searchcount", "total searches", "impressions",
    "event count", "total unique searches", "volume", "search volume", "number of searches", "times",
    "total", "nb searches", "nbsearches", "impressionen", "impresiones", "anzahl",
)  # fmt: skip
CLICK_COLUMNS = ("clicks", "click count", "clickcount", "total clicks", "klicks", "clics")
RESULT_COLUMNS = (
    "results", "total results", "result count", "resultcount", "results count", "nb hits",
    "nbhits", "hits", "num results", "number of results", "found", "treffer", "résultats", "resultados",
)  # fmt: skip


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
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise GuidedexError(f"cannot read demand from {name}: it is empty; it needs a header and rows")
    rows = csv.reader(io.StringIO("\n".join(lines)), delimiter=_delimiter(lines[0]))
    columns = _columns(next(rows), name)
    return joined(_demands(rows, columns, name))


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
    words = [whole_form(match.group()) for match in raw_words(query)]
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
    """Return the text of a file as spreadsheets save it: UTF-8, or UTF-16 with a mark."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise GuidedexError(
            f"cannot read demand from {name}: byte {error.start} is not UTF-8; save it as UTF-8 CSV"
        ) from error


def _delimiter(header: str) -> str:
    return max(",;\t|", key=header.count)


def _columns(header: Sequence[str], name: str) -> _Columns:
    names = [" ".join(fold(cell).replace("_", " ").split()) for cell in header]
    query = _column(names, QUERY_COLUMNS)
    if query is None:
        found = ", ".join(repr(cell) for cell in header[:8])
        raise GuidedexError(
            f"cannot read demand from {name}: no column of searches among {found}; "
            "name one 'query', and if you have them 'count', 'clicks' and 'results'"
        )
    return _Columns(
        query,
        _column(names, COUNT_COLUMNS),
        _column(names, CLICK_COLUMNS),
        _column(names, RESULT_COLUMNS),
    )


def _column(names: Sequence[str], accepted: Sequence[str]) -> int | None:
    """Return the column of the first accepted name that the header has."""
    folded = (fold(name) for name in accepted)
    return next((names.index(name) for name in folded if name in names), None)


def _demands(rows: Iterator[list[str]], columns: _Columns, name: str) -> Iterator[Demand]:
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
    digits = "".join(text.split()).replace("<", "")
    if digits.count(".") == 1 and len(digits.split(".")[1]) != 3:
        digits = digits.split(".")[0]
    digits = digits.replace(",", "").replace(".", "")
    if not digits.isdigit():
        raise GuidedexError(f"cannot read demand from {where}: {text!r} is not a number")
    return int(digits)
