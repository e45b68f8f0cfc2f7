"""Searches of readers and their counts, from the query log or an exported file."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import dropwhile
from pathlib import Path

from corpus.problems import GuidedexError
from index.analysis import fold, tokenize, whole_form
from search.gaps.demand_columns import CLICK_COLUMNS, COUNT_COLUMNS, OTHER_COLUMNS, QUERY_COLUMNS, RESULT_COLUMNS

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of a demand file; by hand."""

MAX_SAMPLED_ROWS = 50
"""Rows read to tell whether a column holds queries or numbers. By hand."""

_PARENTHESES = re.compile(r"\([^)]{0,300}\)|（[^）]{0,300}）")
_NUMBER = re.compile(r"[\d.,'’\s<>%]+")
_SEPARATORS = re.compile(r"[\s'’\u066c]+")
_DECIMALS = re.compile(r"[.,](?:\d{1,2}|\d{4,})?$")
"""The last separator with the digits behind it, unless these are three: then it separates thousands."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A query and how often it was searched.

    ``results`` is the smallest number of results that it had, and ``clicks`` the number of results that were opened;
    both are None where the source has no such column.
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
    """Return the searches of an exported file.

    Raises: GuidedexError if it cannot be read, is over 64 MiB, or is no CSV with a column of queries.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise GuidedexError(f"cannot read demand from {path}: over {MAX_BYTES >> 20} MiB; export fewer rows")
        data = path.read_bytes()
    except OSError as error:
        raise GuidedexError(f"cannot read demand from {path}: {error.strerror}") from error
    return parse_demand(_decoded(data, str(path)), str(path))


def parse_demand(text: str, name: str = "the file") -> tuple[Demand, ...]:
    """Return the searches of CSV text, the most frequent first, the spellings of a query merged.

    The columns of search consoles and search services are recognised, with any of the delimiters ``,;\\t|``. Without
    a column of counts each row is one search. ``name`` is the file named in errors.
    """
    lines = list(dropwhile(_is_preamble, text.splitlines()))
    if not lines:
        raise GuidedexError(f"cannot read demand from {name}: it is empty; it needs a header and rows")
    header, *rows = _rows(lines, name)
    return merge_spellings(_demands(rows, _columns(header, rows, name), name))


def _rows(lines: Sequence[str], name: str) -> list[list[str]]:
    """Return the header and the rows of CSV lines.

    Raises: GuidedexError for a quote that never ends: it would swallow the rows that follow.
    """
    text, delimiter = "\n".join(lines), _delimiter(lines[0])
    strict = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        return list(strict)
    except csv.Error as error:
        if "end of data" in str(error):
            message = f"a quote that is opened after row {_n_rows(text, delimiter)} never ends; close it"
            raise GuidedexError(f"cannot read demand from {name}: {message}") from error
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise GuidedexError(f"cannot read demand from {name}: {error}; save it as UTF-8 CSV") from error
    # Where quotes are out of order, one that goes on over lines has swallowed rows.
    swallowed = next((number for number, row in enumerate(rows) if any("\n" in cell for cell in row)), None)
    if swallowed is not None:
        message = f"a quote that is opened after row {swallowed} goes on over the next line; close it"
        raise GuidedexError(f"cannot read demand from {name}: {message}")
    return rows


def _n_rows(text: str, delimiter: str) -> int:
    """Return the number of whole rows before a quote that never ends."""
    n_rows = 0
    with suppress(csv.Error):
        for _ in csv.reader(io.StringIO(text), delimiter=delimiter, strict=True):
            n_rows += 1
    return n_rows


def unread_columns(path: Path) -> tuple[str, ...]:
    """Return the columns of numbers in a file of searches that are not known, and so not read."""
    lines = list(dropwhile(_is_preamble, _decoded(path.read_bytes(), str(path)).splitlines()))
    header, *rows = _rows(lines[: MAX_SAMPLED_ROWS + 1], str(path))
    known = {fold(name) for names in (QUERY_COLUMNS, COUNT_COLUMNS, CLICK_COLUMNS, RESULT_COLUMNS) for name in names}
    known |= {fold(name) for name in OTHER_COLUMNS}
    return tuple(
        cell.strip()
        for column, cell in enumerate(header)
        if not any(_column_name(cell) == name or _column_name(cell).endswith(f" {name}") for name in known)
        and _holds_numbers(rows, column)
    )


def _is_preamble(line: str) -> bool:
    """Tell whether a line above the header is blank or a comment; below the header, ``#`` begins a query."""
    return not line.strip() or line.startswith("#") or line.lower().startswith("sep=")


def merge_spellings(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Return one demand per search key, in its commonest spelling, the most frequent first and equals by query."""
    spellings: dict[str, list[Demand]] = defaultdict(list)
    for demand in demands:
        if key := search_key(demand.query):
            spellings[key].append(demand)
    totals = [_total(same) for same in spellings.values()]
    return tuple(sorted(totals, key=lambda demand: (-demand.count, demand.query)))


def search_key(query: str) -> str:
    """Return the common key of the spellings of a query: case, accents, blanks and punctuation are folded."""
    forms = [whole_form(match.group()) for match in tokenize(query)]
    return " ".join(form for form in forms if form) or " ".join(fold(query).split())


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
    """Return the text of a file in an encoding that spreadsheets write: UTF-8, or UTF-16 with or without a mark."""
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
    names = [_column_name(cell) for cell in header]
    candidates = _matching_columns(names, QUERY_COLUMNS)
    queries = [column for column in candidates if not _holds_numbers(rows, column)] or candidates
    if not queries:
        columns = ", ".join(repr(cell) for cell in header[:8])
        raise GuidedexError(
            f"cannot read demand from {name}: no column of searches among {columns}; "
            "name one 'query', and if you have them 'count', 'clicks' and 'results'"
        )

    def numbers(accepted: Sequence[str]) -> int | None:
        return next((column for column in _matching_columns(names, accepted) if column != queries[0]), None)

    return _Columns(queries[0], numbers(COUNT_COLUMNS), numbers(CLICK_COLUMNS), numbers(RESULT_COLUMNS))


def _column_name(cell: str) -> str:
    return " ".join(_PARENTHESES.sub(" ", fold(cell)).replace("_", " ").split())


def _matching_columns(names: Sequence[str], accepted: Sequence[str]) -> list[int]:
    """Return the columns with an accepted name, in the order of ``accepted``; without one, the columns whose name ends
    in one, such as ``Last 28 days Clicks``."""
    folded = [fold(name) for name in accepted]
    exact = [names.index(name) for name in folded if name in names]
    return exact or [i for name in folded for i, column in enumerate(names) if column.endswith(f" {name}")]


def _holds_numbers(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Tell whether a column holds numbers alone: one called ``Searches`` may hold queries or their counts."""
    cells = [row[column].strip() for row in rows[:MAX_SAMPLED_ROWS] if column < len(row) and row[column].strip()]
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
    """Return the number in a cell, thousands separators removed; None where the column or the cell is empty."""
    if column is None:
        return None
    text = cells.get(column, "").strip()
    if not text or text in ("-", "–", "(not set)"):
        return None
    digits = _DECIMALS.sub("", _SEPARATORS.sub("", text).strip("<>~"))
    digits = digits.replace(",", "").replace(".", "")
    if not digits.isdecimal():
        raise GuidedexError(f"cannot read demand from {where}: {text!r} is not a number")
    return int(digits)
