"""The pipeline: sources to a published generation."""

import hashlib
import json
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from corpus.document import Document
from corpus.guide import Guide
from corpus.problems import GuidedexError, Problem
from corpus.processes import gc_paused, in_subprocess
from corpus.reader import Cache, Reading, ReadOptions, read
from index.documents import documents_of
from index.last_build import LastStream, last_stream
from index.lookups import pin_problems, synonyms, write_facets, write_names
from index.matrix.counts import CHUNK, Counts, count, read_words
from index.matrix.postings import make_postings
from index.options import SiteOptions
from index.reading_cache import ReadingCache
from index.related.boilerplate import find_boilerplate
from index.storage.codec import to_line
from index.storage.generations import (
    SOURCES,
    CheckReport,
    GenerationWriter,
    current_build,
    damage,
    open_generation,
    staged,
    writing,
)

ENGINES = ("arrays", "whoosh")

MANY = 500_000
"""More documents than this are worked on by one process at a time: two would need more memory than there may be."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    read: ReadOptions = field(default_factory=ReadOptions)
    site: SiteOptions = field(default_factory=SiteOptions)
    engine: str = "arrays"
    processes: int = 1


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build found and made; ``files`` counts those read, ``ignored`` those left out."""

    files: int
    guides: int
    documents: Mapping[str, int]
    questions: int
    problems: tuple[Problem, ...]
    problems_by_rule: Mapping[str, int]
    ignored: int
    seconds: float
    build_id: str


@gc_paused()
def build(
    sources: Sequence[Path],
    index: Path,
    options: BuildOptions | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Read ``sources`` and publish a generation of ``index``.

    Raises: GuidedexError when a source is missing, when nothing can be read, when another build holds the
        index or when the disk refuses; the generation that is live stays so. Bad files are problems.
    """
    options = options or BuildOptions()
    check_engine(options.engine)
    started = time.perf_counter()
    with writing(index) as writer:
        cache = ReadingCache(index, options.read)
        reading = _read(sources, options, progress, cache)
        documents = documents_of(reading.guides, reading.records, options.site)
        problems = (*reading.problems, *pin_problems(options.site.pins, documents))
        reading = replace(reading, problems=problems)
        with staged(index / SOURCES, _what_was_read(sources, options)), cache.saving():
            build_id = write_generation(writer, reading, documents, options, progress, last_stream(index))
    kinds = Counter(document.kind for document in documents)
    return BuildReport(
        files=reading.files,
        guides=kinds["guide"],
        documents=dict(sorted(kinds.items())),
        questions=kinds["question"],
        problems=reading.problems,
        problems_by_rule=dict(sorted(Counter(p.rule for p in reading.problems).items())),
        ignored=reading.ignored,
        seconds=round(time.perf_counter() - started, 3),
        build_id=build_id,
    )


def check_engine(engine: str) -> None:
    """Raise GuidedexError unless this version builds for ``engine``."""
    if engine in ENGINES:
        return
    is_coming = engine.startswith("opensearch:")
    why = "OpenSearch is not available in this version, which" if is_coming else "this version"
    raise GuidedexError(f"cannot build for the engine {engine!r}: {why} builds for {', '.join(ENGINES)}")


def write_generation(
    writer: GenerationWriter,
    reading: Reading,
    documents: Sequence[Document],
    options: BuildOptions,
    progress: Progress | None = None,
    last: LastStream | None = None,
) -> str:
    """Write everything that an index holds, publish it, and return its build id.

    Documents that ``last`` holds are not analysed again; the bytes are those of a whole build.
    """
    report = (lambda done, total: progress("analysing", done, total)) if progress else None
    in_parallel = options.processes > 1 and CHUNK < len(documents) <= MANY
    with in_subprocess(lambda: find_boilerplate(reading.guides).by_guide, in_parallel) as shared:
        corpus, known = _write_what_was_read(writer, reading, documents, last)
        words = read_words(documents, options.processes, report, known, last.raw if last else None)
        with in_subprocess(lambda: _write_what_they_are_called(writer, documents), in_parallel):
            counts = count(documents, words)
        writer.write_json("site", options.site.to_json())
        writer.write_json("problems", [asdict(problem) for problem in reading.problems])
        writer.write_json("synonyms", synonyms(reading.guides, reading.records, options.site))
        with in_subprocess(lambda: _write_what_is_searched(writer, documents, counts, options), in_parallel):
            from index.related.write import write_related

            write_related(writer, counts, documents, reading.guides, shared(), in_parallel)
    return writer.publish(
        {
            "engine": options.engine,
            "corpus": corpus,
            "documents": len(documents),
            "guides": len(reading.guides),
            "terms": counts.n_terms,
        }
    )


def _write_what_was_read(
    writer: GenerationWriter, reading: Reading, documents: Sequence[Document], last: LastStream | None
) -> tuple[str, dict[int, int]]:
    """Write guides and documents, line by line: all lines at once would take as much memory as the documents do.

    Returns: the digest of the corpus, and which documents ``last`` holds, in which row of it.
    """
    known: dict[int, int] = {}

    def looked_up(lines: Iterable[bytes], rows: Mapping[bytes, int]) -> Iterator[bytes]:
        for i, line in enumerate(lines):
            if line in rows:
                known[i] = rows[line]
            yield line

    digest = CorpusDigest()
    writer.write_lines("ids", [document.id for document in documents], look_up=True)
    writer.write_lines("guides", digest.lines(reading.guides))
    writer.write_lines("documents", looked_up(digest.lines(documents), last.row_of_line if last else {}))
    return digest.hexdigest(), known


class CorpusDigest:
    """The SHA-256 of all that was read from the sources: of its guides, then of its documents."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def lines(self, values: Iterable[Guide] | Iterable[Document]) -> Iterator[bytes]:
        """Yield each value as a line that counts; an empty one ends them."""
        for value in values:
            line = to_line(value)
            self._digest.update(line + b"\n")
            yield line
        self._digest.update(b"\n")

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def check(index: Path) -> CheckReport:
    """Compare the live generation with its manifest and with the sources that it was built from.

    Raises: IndexMissing.
    """
    build_id = current_build(index)
    damages = damage(index)
    if damages:
        return CheckReport(2, damages, build_id)
    try:
        changed = _digest_of_sources(index) != open_generation(index).manifest["corpus"]
    except (GuidedexError, OSError, ValueError, KeyError) as error:
        return CheckReport(1, (f"the sources cannot be compared: {error}",), build_id)
    if changed:
        message = f"the sources have changed since; run `guidedex build --index {index}`"
        return CheckReport(1, (message,), build_id)
    return CheckReport(0, (), build_id)


def _read(sources: Sequence[Path], options: BuildOptions, progress: Progress | None, cache: Cache) -> Reading:
    report = (lambda done, total: progress("reading", done, total)) if progress else None
    reading = read(sources, options.read, processes=options.processes, progress=report, cache=cache)
    if not reading.guides and not reading.records:
        names = ", ".join(str(source) for source in sources)
        problems = reading.problems
        first = f"; first of {len(problems)} problems: {problems[0]}" if problems else ""
        raise GuidedexError(f"found no guide to index in {names}{first}")
    return reading


def _write_what_they_are_called(writer: GenerationWriter, documents: Sequence[Document]) -> None:
    write_facets(writer, documents)
    write_names(writer, documents)


def _write_what_is_searched(
    writer: GenerationWriter, documents: Sequence[Document], counts: Counts, options: BuildOptions
) -> None:
    _write_postings(writer, documents, counts, options)
    _write_stream(writer, counts)


def _write_postings(
    writer: GenerationWriter, documents: Sequence[Document], counts: Counts, options: BuildOptions
) -> None:
    postings = make_postings(counts, options.site.boosts)
    writer.write_lines("terms", counts.terms, look_up=True)
    if options.engine == "whoosh":
        from index.whoosh_writer import write_whoosh

        write_whoosh(writer.folder, documents, counts, postings)
        return
    writer.write_array("posting_starts", postings.starts)
    writer.write_array("posting_docs", postings.doc)
    writer.write_array("posting_impacts", postings.impact)
    writer.write_array("idf", postings.idf)
    writer.write_array("position_starts", postings.position_starts)
    writer.write_array("positions", postings.position)
    writer.write_array("doc_starts", counts.doc_starts)


def _write_stream(writer: GenerationWriter, counts: Counts) -> None:
    """Write the raw words of every document in order, so that hits need no second analysis."""
    raw = counts.raw
    writer.write_lines("words", raw.words)
    writer.write_array("word_lengths", np.array([len(word) for word in raw.words], np.uint32))
    writer.write_array("stream_words", raw.stream)
    writer.write_array("stream_starts", raw.starts)
    writer.write_array("stream_fields", np.concatenate([[0], np.cumsum(raw.lengths.ravel(), dtype=np.int64)]))
    writer.write_array("term_word_starts", counts.term_word_starts)
    writer.write_array("term_words", counts.term_words)


def _what_was_read(sources: Sequence[Path], options: BuildOptions) -> bytes:
    remembered: dict[str, Any] = {
        "sources": [str(source.resolve()) for source in sources],
        "read": asdict(options.read),
        "site": options.site.to_json(),
    }
    return json.dumps(remembered, indent=1, sort_keys=True).encode()


def _digest_of_sources(index: Path) -> str:
    remembered = json.loads((index / SOURCES).read_bytes())
    options = ReadOptions(**remembered["read"])
    options = replace(options, ignore=tuple(options.ignore))
    reading = read([Path(source) for source in remembered["sources"]], options)
    site = SiteOptions.from_json(remembered["site"])
    documents = documents_of(reading.guides, reading.records, site)
    digest = CorpusDigest()
    deque(chain(digest.lines(reading.guides), digest.lines(documents)), maxlen=0)
    return digest.hexdigest()
