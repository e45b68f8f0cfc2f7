"""Folders and files as guides, records and problems; the first bad file stops nothing."""

import codecs
import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from corpus.assemble import Assembled, assemble
from corpus.dates import is_after
from corpus.document import Document
from corpus.files import (
    SourceFile,
    bounded_lines,
    list_files,
    open_regular,
    read_bounded,
)
from corpus.formats.html import read_html
from corpus.formats.jsonl import read_records
from corpus.formats.pasted_text import read_pasted_text
from corpus.frontmatter.split import split_frontmatter
from corpus.guide import Guide
from corpus.identity import named
from corpus.page import Page
from corpus.problems import Problem
from corpus.processes import gc_paused
from corpus.slugs import split_name

RULE_BINARY = "binary-file"
RULE_ENCODING = "not-utf-8"
RULE_DUPLICATE = "duplicate-id"

NEVER = "9999-12-31"
"""The day on which everything dated is published, and nothing taken down."""

_CHUNK = 64
"""Files that a worker process reads at a time."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How files are read."""

    drafts: bool = False
    """Take in drafts, hidden pages, pages of the future and names that begin with a dot."""
    today: str = NEVER
    """An ISO date; pages dated later are left out."""
    max_bytes: int = 16 * 1024 * 1024
    """A larger file is a Problem; of a ``.jsonl`` file, a longer line."""
    field_names: Mapping[str, str] = field(default_factory=dict)
    """A site's own names of front-matter fields, to ours."""
    ignore: tuple[str, ...] = ()
    """Patterns as in ``.gitignore``, besides those of the source's own ignore files."""
    default_lang: str = "en"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read."""

    guides: tuple[Guide, ...]
    """In order of id."""
    records: tuple[Document, ...]
    """In order of id."""
    problems: tuple[Problem, ...]
    """In order of path and line."""
    files: int
    """Files read."""
    ignored: int
    """Drafts, hidden and future pages, and files that a pattern or a dot leaves out."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """What one file holds, before other files say what its slug and language are."""

    path: str
    guide: Guide | None = None
    records: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    hides: bool = False
    """It says that it is not to be found."""
    date: str = ""
    """When it is to be published, "" if it does not say."""
    expires: str = ""
    """When it is to be taken down."""
    hidden: bool = False
    """It is left out, by what it says or by the day of its reading."""

    def is_hidden(self, options: ReadOptions) -> bool:
        """Return whether the page is left out on a given day."""
        gone = bool(self.expires) and options.today != NEVER and is_after(options.today, self.expires)
        return not options.drafts and (self.hides or gone or is_after(self.date, options.today))


class Cache(Protocol):
    """Remembers what files were read as."""

    def get(self, path: str, data: bytes) -> FileReading | None:
        """Return what a file with these bytes was read as, None when that is not known."""
        ...

    def put(self, path: str, data: bytes, reading: FileReading) -> None: ...


def read(
    sources: Sequence[Path],
    options: ReadOptions | None = None,
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cache: Cache | None = None,
) -> Reading:
    """Return the guides, records and problems of ``sources``, each a folder or a file.

    The result depends on what the files hold and on their paths below their source, and not on
    ``processes`` or ``cache``, which spares files that it knows. ``progress`` is called with the files
    read so far and the number of all.

    Raises: GuidedexError for a source that does not exist, or that holds no guide.
    """
    options = options or ReadOptions()
    listing = list_files([Path(source) for source in sources], options.ignore, hidden=options.drafts)
    readings = []
    with gc_paused():
        for reading in _read_spared(listing.files, options, processes, cache):
            readings.append(reading)
            if progress:
                progress(len(readings), len(listing.files))
    shown = [reading for reading in readings if not reading.hidden]
    guides, records, clashes = _identified(shown, options.default_lang)
    problems = [*listing.problems, *clashes]
    for reading in readings:
        problems += () if reading.hidden else reading.problems
    hidden = len(readings) - len(shown)
    return Reading(guides, records, tuple(sorted(problems)), len(readings), listing.ignored + hidden)


def read_file(data: bytes, path: str, options: ReadOptions) -> FileReading:
    """Return the guide that the bytes of one file make; depends on nothing but its arguments."""
    if b"\0" in data[:4096] and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        fix = "leave it out with a pattern in .guidedexignore"
        problem = Problem(path, 0, RULE_BINARY, "this is a binary file, not text", fix)
        return FileReading(path, problems=(problem,))
    text, problems = _decoded(data, path)
    assembled = _assembled(text, path, options)
    problems += assembled.problems
    reading = FileReading(path, assembled.guide, (), problems, assembled.hidden, assembled.date, assembled.expires)
    return replace(reading, hidden=reading.is_hidden(options))


def _assembled(text: str, path: str, options: ReadOptions) -> Assembled:
    suffix = split_name(path.rpartition("/")[2])[1].lower()
    if suffix in (".html", ".htm"):
        page: Page = read_html(text, path)
    elif suffix == ".txt":
        page = read_pasted_text(text, path)
    else:
        page = split_frontmatter(text, path)
    return assemble(page, path, options.field_names, mdx=suffix == ".mdx")


def _decoded(data: bytes, path: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text of a file; bytes that are not UTF-8 are read as Windows-1252 and reported."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace"), ()
    try:
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8; it was read as Windows-1252"
        problem = Problem(path, line, RULE_ENCODING, message, "save the file as UTF-8")
    return _mixed(data), (problem,)


def _mixed(data: bytes) -> str:
    """Return bytes as UTF-8 where they are UTF-8 and as Windows-1252 elsewhere."""
    escaped = data.decode("utf-8-sig", "surrogateescape")
    return "".join(
        bytes([ord(c) - 0xDC00]).decode("cp1252", "replace") if "\udc80" <= c <= "\udcff" else c for c in escaped
    )


def _read_one(file: SourceFile, options: ReadOptions) -> FileReading:
    if file.path.lower().endswith(".jsonl"):
        return _read_records(file, options)
    data = read_bounded(file, options.max_bytes)
    if isinstance(data, Problem):
        return FileReading(file.path, problems=(data,))
    return read_file(data, file.path, options)


def _read_records(file: SourceFile, options: ReadOptions) -> FileReading:
    opened = open_regular(file)
    if isinstance(opened, Problem):
        return FileReading(file.path, problems=(opened,))
    records: list[Document] = []
    problems: list[Problem] = []
    with opened:
        lines = bounded_lines(opened, options.max_bytes)
        for value in read_records(lines, file.path, options.max_bytes, options.default_lang):
            if isinstance(value, Problem):
                problems.append(value)
            else:
                records.append(value)
    return FileReading(file.path, None, tuple(records), tuple(problems))


def _read_spared(
    files: Sequence[SourceFile], options: ReadOptions, processes: int, cache: Cache | None
) -> Iterator[FileReading]:
    """Yield what each file holds, in the order of ``files``; what ``cache`` knows is not parsed."""
    if cache is None:
        yield from _read_all(files, options, processes)
        return
    known: dict[str, FileReading] = {}
    unknown: list[SourceFile] = []
    for file in files:
        data = _cacheable(file, options)
        reading = cache.get(file.path, data) if data is not None else None
        if reading:
            known[file.path] = reading
        else:
            unknown.append(file)
    fresh = _read_all(unknown, options, processes)
    for file in files:
        if file.path in known:
            yield known[file.path]
            continue
        reading = next(fresh)
        data = _cacheable(file, options)
        if data is not None:
            cache.put(file.path, data, reading)
        yield reading


def _cacheable(file: SourceFile, options: ReadOptions) -> bytes | None:
    if file.path.lower().endswith(".jsonl"):
        return None
    data = read_bounded(file, options.max_bytes)
    return None if isinstance(data, Problem) else data


def _read_chunk(task: tuple[Sequence[SourceFile], ReadOptions]) -> list[FileReading]:
    files, options = task
    return [_read_one(file, options) for file in files]


def _read_all(files: Sequence[SourceFile], options: ReadOptions, processes: int) -> Iterator[FileReading]:
    """Yield what each file holds, in the order of ``files``."""
    if processes < 2 or len(files) <= _CHUNK:
        for file in files:
            yield _read_one(file, options)
        return
    tasks = [(files[at : at + _CHUNK], options) for at in range(0, len(files), _CHUNK)]
    context = multiprocessing.get_context(_start_method())
    with context.Pool(min(processes, len(tasks))) as pool:
        for chunk in pool.imap(_read_chunk, tasks):
            yield from chunk


def _start_method() -> str:
    """Return how worker processes start: copies of this one are quick, but not beside threads."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if alone else "spawn"


def _identified(
    readings: Iterable[FileReading], default_lang: str
) -> tuple[tuple[Guide, ...], tuple[Document, ...], list[Problem]]:
    """Return guides and records in order of id; of two with one id the second is a Problem."""
    readings = list(readings)
    guides_named = named([reading.guide for reading in readings if reading.guide], default_lang)
    places: dict[str, str] = {}
    guides: list[Guide] = []
    problems: list[Problem] = []
    for guide in guides_named:
        line = dict(guide.fields).get("slug", 0)
        if _is_new(guide.id, guide.path, line, places, problems):
            guides.append(guide)
    records: list[Document] = []
    for reading in readings:
        for record in reading.records:
            records += [record] * _is_new(record.id, reading.path, record.line, places, problems)
    guides.sort(key=lambda guide: guide.id)
    records.sort(key=lambda record: record.id)
    return tuple(guides), tuple(records), problems


def _is_new(id_: str, path: str, line: int, places: dict[str, str], problems: list[Problem]) -> bool:
    first = places.setdefault(id_, f"{path}:{line}" if line else path)
    if first == (f"{path}:{line}" if line else path):
        return True
    message = f"the id “{id_}” is already taken by {first}"
    problems.append(Problem(path, line, RULE_DUPLICATE, message, "give it another slug or id"))
    return False
