"""Read folders and files into guides, records and problems. A bad file never stops the others."""

import hashlib
import multiprocessing
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from corpus.assemble import AssembledGuide, assemble
from corpus.dates import is_after
from corpus.document import Document
from corpus.files import (
    FileState,
    SourceFile,
    bounded_lines,
    included_file,
    list_files,
    open_regular,
    read_bounded,
)
from corpus.formats.chunks import shown_of_chunks
from corpus.formats.decoding import binary_kind, decoded
from corpus.formats.endings import EXECUTED, HTML, NOTEBOOKS, RECORDS, RST, TEXT
from corpus.formats.html import is_template, read_html
from corpus.formats.includes import PartOf, with_origins, with_parts
from corpus.formats.jsonl import read_records
from corpus.formats.notebooks import read_notebook
from corpus.formats.pasted_text import read_pasted_text
from corpus.formats.rst import read_rst
from corpus.formats.written_fields import with_written_fields
from corpus.frontmatter.split import split_frontmatter
from corpus.guide import Guide
from corpus.identity.generators import heading_style
from corpus.identity.guides import with_identity
from corpus.identity.versions import VERSIONS
from corpus.page import Page
from corpus.problems import Problem
from corpus.processes import gc_paused
from corpus.slugs import split_name

RULE_BINARY = "binary-file"
RULE_EMPTY = "empty-file"
RULE_DUPLICATE = "duplicate-id"

NEVER = "9999-12-31"
"""A ``today`` on which every dated page is published and no page has expired."""

_CHUNK_FILES = 64
"""Files per task of a worker process; by hand."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Options of reading; a reading depends on them and on the files alone."""

    drafts: bool = False
    """Include drafts, hidden pages, future pages and names that begin with a dot."""
    today: str = NEVER
    """An ISO date; pages published later or expired earlier are left out."""
    max_bytes: int = 16 * 1024 * 1024
    """Size limit of a file, or of one line of a ``.jsonl`` file; a larger one becomes a Problem."""
    field_names: Mapping[str, str] = field(default_factory=dict)
    """A site's names of front-matter fields, mapped to Guidedex's names."""
    ignore: tuple[str, ...] = ()
    """Patterns as in ``.gitignore``, in addition to the ignore files of the source."""
    default_lang: str = "en"
    anchors: str = ""
    """The style of the anchors of headings, see ``corpus.heading_slugs``; "" for that of the site's generator."""
    inline_tags: bool = False
    """Read ``#tags`` in the text of Markdown files."""
    versions: tuple[str, ...] = VERSIONS
    """Names of folders of versions, newest first; see ``corpus.identity.versions``."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The content of all sources."""

    guides: tuple[Guide, ...]
    """In order of id."""
    records: tuple[Document, ...]
    """In order of id."""
    problems: tuple[Problem, ...]
    """In order of path and line."""
    files: int
    """Number of files read."""
    ignored: int
    """Number of drafts, hidden, future and expired pages, and of files that a pattern or a leading dot leaves out."""
    states: Mapping[str, FileState] = field(default_factory=dict, compare=False)
    """The state of each file before it was read, by ``SourceFile.key``."""
    skipped: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The number of documents that are not read, by the ending of their names."""


@dataclass(frozen=True, slots=True)
class FileReading:
    """The content of one file; the guide's slug, language and category may still depend on other files."""

    path: str
    guide: Guide | None = None
    records: tuple[Document, ...] = ()
    problems: tuple[Problem, ...] = ()
    marked_hidden: bool = False
    """The page is a draft, a fragment, or marked as hidden by its front matter."""
    date: str = ""
    """ISO date of publication, "" for none."""
    expires: str = ""
    """ISO date after which the page is hidden, "" for none."""
    hidden: bool = False
    """The page is left out under the options that it was read with."""
    digest: str = ""
    """SHA-256 of the bytes that were parsed, "" for a file that could not be read."""
    parts: tuple[str, ...] = ()
    """The paths of the files whose text is a part of the page, and "" if one was not found or gave only lines."""

    def is_hidden(self, options: ReadOptions) -> bool:
        """Return whether the page is left out on the day ``options.today``."""
        expired = options.today != NEVER and is_after(options.today, self.expires)
        return not options.drafts and (self.marked_hidden or expired or is_after(self.date, options.today))


class Cache(Protocol):
    """A store of file readings by path and digest of the parsed bytes."""

    def get(self, path: str, digest: str) -> FileReading | None:
        """Return the reading of a file with this path and this digest, None for an unknown one."""
        ...

    def put(self, reading: FileReading) -> None: ...


def read(
    sources: Sequence[Path],
    options: ReadOptions | None = None,
    *,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
    cache: Cache | None = None,
) -> Reading:
    """Return the guides, records and problems of ``sources``, each a folder or a file.

    The result depends only on the content of the files, their paths below the source, ``options``, and the generator's
    configuration where ``options`` do not name its style of anchors.
    ``processes`` and ``cache`` only save time: files that ``cache`` knows are not parsed again.
    ``progress`` is called with the number of files read so far and the number of all files.

    Raises: GuidedexError for a source that does not exist, or that holds no file with an accepted suffix.
    """
    sources = [Path(source) for source in sources]
    options = with_anchor_style(options or ReadOptions(), sources)
    listing = list_files(sources, options.ignore, hidden=options.drafts)
    readings = []
    with gc_paused():
        for reading in _read_with_cache(listing.files, options, processes, cache):
            readings.append(reading)
            if progress:
                progress(len(readings), len(listing.files))
    readings = list(_without_parts(readings, options))
    shown = [reading for reading in readings if not reading.hidden]
    guides, records, duplicates = _with_unique_ids(shown, options)
    problems = [*listing.problems, *duplicates]
    for reading in readings:
        problems += () if reading.hidden else reading.problems
    hidden = len(readings) - len(shown)
    states = {
        file.key: FileState(file.size, file.mtime_ns, reading.digest)
        for file, reading in zip(listing.files, readings, strict=True)
    }
    skipped = dict(sorted(listing.skipped.items()))
    return Reading(guides, records, tuple(sorted(problems)), len(readings), listing.ignored + hidden, states, skipped)


def with_anchor_style(options: ReadOptions, sources: Sequence[Path]) -> ReadOptions:
    """Return ``options`` with the style of anchors of the site's generator, unless they name one."""
    return options if options.anchors else replace(options, anchors=heading_style(sources))


def _without_parts(readings: Sequence[FileReading], options: ReadOptions) -> Iterator[FileReading]:
    """Yield the readings with those hidden that are parts of other pages, unless front matter makes them pages.

    Pages that only include each other all stay.
    """
    parts = {part for reading in readings for part in reading.parts}
    of_pages = {part for reading in readings if reading.path not in parts for part in reading.parts}
    for reading in readings:
        is_part = reading.path in of_pages and not options.drafts and not _has_front_matter(reading)
        yield replace(reading, hidden=True) if is_part else reading


def _has_front_matter(reading: FileReading) -> bool:
    """Return whether the file states fields; those of a rendered page have no lines."""
    return reading.guide is not None and any(line for _, line in reading.guide.fields)


def read_file(data: bytes, path: str, options: ReadOptions, part_of: PartOf = lambda _, __: None) -> FileReading:
    """Return the reading of one file from its bytes; the result depends on nothing but the arguments.

    ``part_of`` finds the files that it includes.
    """
    if kind := binary_kind(data):
        fix = "leave it out with a pattern in .guidedexignore"
        problem = Problem(path, 0, RULE_BINARY, f"this is {kind}, not text", fix)
        return FileReading(path, problems=(problem,))
    text, problems = decoded(data, path)
    if not text.strip() and split_name(path.rpartition("/")[2])[0] != "_index":  # Hugo lists such a folder
        fix = "write it, or leave it out with a pattern in .guidedexignore"
        problems += (Problem(path, 0, RULE_EMPTY, "there is nothing in this file", fix),)
    whole = with_parts(text, path, part_of)
    assembled = _assembled(whole.text, whole.origins, path, options)
    problems += (*whole.problems, *assembled.problems)
    reading = FileReading(
        path,
        assembled.guide,
        (),
        problems,
        assembled.hidden,
        assembled.date,
        assembled.expires,
        parts=whole.parts,
    )
    return replace(reading, hidden=True) if reading.is_hidden(options) else reading


def _assembled(text: str, origins: tuple[int, ...], path: str, options: ReadOptions) -> AssembledGuide:
    suffix = split_name(path.rpartition("/")[2])[1].lower()
    if suffix in HTML:
        page: Page = read_html(text, path)
    elif suffix in NOTEBOOKS:
        page = read_notebook(text, path)
    elif suffix in RST:
        page = read_rst(text, path)
    elif suffix in TEXT:
        page = read_pasted_text(text, path)
    else:
        page = split_frontmatter(text, path)
        if suffix in EXECUTED:
            page = replace(page, body=shown_of_chunks(page.body))
        page = with_written_fields(page, path, inline_tags=options.inline_tags)
    page = with_origins(page, origins)
    assembled = assemble(page, path, options.field_names, mdx=suffix == ".mdx", anchor_style=options.anchors)
    return replace(assembled, hidden=True) if suffix in HTML and is_template(text) else assembled


def _read_one(file: SourceFile, options: ReadOptions) -> FileReading:
    if _has_records(file):
        return _read_records(file, options)
    data = read_bounded(file, options.max_bytes)
    if isinstance(data, Problem):
        return FileReading(file.path, problems=(data,))
    reading = read_file(data, file.path, options, lambda target, path: _part(file, target, path, options.max_bytes))
    return replace(reading, digest=hashlib.sha256(data).hexdigest())


def _part(file: SourceFile, target: str, including: str, max_bytes: int) -> tuple[str, str] | None:
    """Return the path and the text of a file that ``file`` or a part of it includes, None for none."""
    part = included_file(file, target, including)
    data = read_bounded(part, max_bytes) if part else b""
    if part is None or isinstance(data, Problem) or binary_kind(data):
        return None
    return part.path, decoded(data, part.path)[0]


def _has_records(file: SourceFile) -> bool:
    return file.path.lower().endswith(RECORDS)


def digest_of(file: SourceFile, max_bytes: int) -> str:
    """Return the digest that the reading of a file as it is now would have; nothing is parsed."""
    if _has_records(file):
        stream = open_regular(file)
        if isinstance(stream, Problem):
            return ""
        with stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    data = read_bounded(file, max_bytes)
    return "" if isinstance(data, Problem) else hashlib.sha256(data).hexdigest()


def _read_records(file: SourceFile, options: ReadOptions) -> FileReading:
    stream = open_regular(file)
    if isinstance(stream, Problem):
        return FileReading(file.path, problems=(stream,))
    records: list[Document] = []
    problems: list[Problem] = []
    digest = hashlib.sha256()

    def hashed(lines: Iterable[bytes]) -> Iterator[bytes]:
        for line in lines:
            digest.update(line)
            yield line

    with stream:
        lines = hashed(bounded_lines(stream, options.max_bytes))
        for record in read_records(lines, file.path, options.max_bytes, options.default_lang):
            if isinstance(record, Problem):
                problems.append(record)
            else:
                records.append(record)
    return FileReading(file.path, None, tuple(records), tuple(problems), digest=digest.hexdigest())


def _read_with_cache(
    files: Sequence[SourceFile], options: ReadOptions, processes: int, cache: Cache | None
) -> Iterator[FileReading]:
    """Yield the reading of each file in the order of ``files``; readings in ``cache`` are not made again."""
    if cache is None:
        yield from _read_all(files, options, processes)
        return
    known: dict[SourceFile, FileReading] = {}
    unknown: list[SourceFile] = []
    for file in files:
        reading = None if _has_records(file) else cache.get(file.path, digest_of(file, options.max_bytes))
        if reading:
            known[file] = reading
        else:
            unknown.append(file)
    # ``_read_all`` yields in the order of ``unknown``, so the two streams merge in the order of ``files``.
    fresh = _read_all(unknown, options, processes)
    for file in files:
        if file in known:
            yield known[file]
            continue
        reading = next(fresh)
        cache.put(reading)
        yield reading


def _read_chunk(task: tuple[Sequence[SourceFile], ReadOptions]) -> list[FileReading]:
    files, options = task
    return [_read_one(file, options) for file in files]


def _read_all(files: Sequence[SourceFile], options: ReadOptions, processes: int) -> Iterator[FileReading]:
    """Yield the reading of each file in the order of ``files``."""
    if processes < 2 or len(files) <= _CHUNK_FILES:
        for file in files:
            yield _read_one(file, options)
        return
    tasks = [(files[at : at + _CHUNK_FILES], options) for at in range(0, len(files), _CHUNK_FILES)]
    context = multiprocessing.get_context(_start_method())
    with context.Pool(min(processes, len(tasks))) as pool:
        for chunk in pool.imap(_read_chunk, tasks):
            yield from chunk


def _start_method() -> str:
    """Return how worker processes start: fork is quick, but unsafe while other threads run."""
    is_single_threaded = sys.platform == "linux" and threading.active_count() == 1
    return "fork" if is_single_threaded else "spawn"


def _with_unique_ids(
    readings: Iterable[FileReading], options: ReadOptions
) -> tuple[tuple[Guide, ...], tuple[Document, ...], list[Problem]]:
    """Return guides and records in order of id; the second of two with the same id becomes a Problem."""
    readings = list(readings)
    assembled = [reading.guide for reading in readings if reading.guide]
    identified_guides = with_identity(assembled, options.default_lang, options.versions)
    # The place, ``path:line``, of the first guide or record with each id.
    owners: dict[str, str] = {}
    guides: list[Guide] = []
    problems: list[Problem] = []
    for guide in identified_guides:
        line = dict(guide.fields).get("slug", 0)
        if _is_new(guide.id, guide.path, line, owners, problems):
            guides.append(guide)
    records: list[Document] = []
    for reading in readings:
        for record in reading.records:
            records += [record] * _is_new(record.id, reading.path, record.line, owners, problems)
    guides.sort(key=lambda guide: guide.id)
    records.sort(key=lambda record: record.id)
    return tuple(guides), tuple(records), problems


def _is_new(id_: str, path: str, line: int, owners: dict[str, str], problems: list[Problem]) -> bool:
    """Return whether no other place owns ``id_``; otherwise add a Problem."""
    place = f"{path}:{line}" if line else path
    owner = owners.setdefault(id_, place)
    if owner == place:
        return True
    message = f"the id “{id_}” is already taken by {owner}"
    problems.append(Problem(path, line, RULE_DUPLICATE, message, "give it another slug or id"))
    return False
