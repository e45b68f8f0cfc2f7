"""The build pipeline: from sources to a published generation."""

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import chain
from pathlib import Path

from corpus.document import Document
from corpus.guide import Guide
from corpus.problems import GuidedexError, Problem
from corpus.processes import gc_paused, in_subprocess
from corpus.reader import Cache, Reading, ReadOptions, read, with_anchor_style
from index.beside import damage_beside, unknown_files
from index.cluster.address import ACCEPTED, address_of, is_address
from index.cluster.client import Cluster
from index.cluster.mapping import LAYOUT
from index.cluster.mirror import damage_in_cluster, is_mirror, write_address
from index.cluster.publishing import Publication
from index.cluster.rows import searched_rows
from index.documents import documents_of
from index.last_build import LastBuild, last_build
from index.links import Resolver
from index.lookups import pin_problems, synonyms, write_copies, write_facets, write_names, write_versions
from index.matrix.counts import CHUNK, count, token_stream
from index.options import SiteOptions
from index.reading_cache import ReadingCache
from index.related.boilerplate import find_boilerplate
from index.related.closeness import Meanings
from index.searched import write_searched
from index.sources import SOURCES, Sources, changed_since, recorded_sources
from index.storage.codec import to_line
from index.storage.generations import (
    IndexDamaged,
    current_build,
    damage,
    format_of_another_version,
    open_generation,
)
from index.storage.plain_files import staged
from index.storage.writing import BeforeLive, GenerationWriter, writing

ENGINES = ("arrays", "whoosh")
"""Engines on one machine; the other one is the address of a cluster."""

MAX_PARALLEL = 500_000
"""Documents up to which steps run in two processes at once. By hand: a million in one process take 7.5 GiB
(tests/bench/NOTES.md)."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The result of ``check``: status 0 sound, 1 the corpus or a setting has changed since, 2 damaged."""

    status: int
    messages: tuple[str, ...]
    build_id: str = ""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    read: ReadOptions = field(default_factory=ReadOptions)
    site: SiteOptions = field(default_factory=SiteOptions)
    engine: str = "arrays"
    processes: int = 1
    meaning: str = ""
    """The model that documents are encoded with: ``on`` for that of the extra, the folder of another, "" for none."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: ``files`` counts those read, ``ignored`` those left out, ``documents`` each kind."""

    files: int
    guides: int
    documents: Mapping[str, int]
    questions: int
    problems: tuple[Problem, ...]
    problems_by_rule: Mapping[str, int]
    ignored: int
    skipped: Mapping[str, int]
    """Documents that are not read, by the ending of their names."""
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

    A file that cannot be read is a problem of the report and stops nothing.

    Raises: GuidedexError when a source is missing, when nothing can be read, when another build holds the
        index or when the disk refuses; the live generation then stays as it is.
    """
    options = options or BuildOptions()
    options = replace(options, read=with_anchor_style(options.read, sources))
    check_engine(options.engine)
    _check_meaning(options.meaning)
    started = time.perf_counter()
    with _publishing(options.engine) as publication, writing(index) as writer:
        if publication:
            write_address(index, publication.cluster.address)
        cache = ReadingCache(index, options.read)
        reading = _read(sources, options, progress, cache)
        documents = documents_of(reading.guides, reading.records, options.site)
        problems = (*reading.problems, *pin_problems(options.site.pins, documents))
        reading = replace(reading, problems=problems)
        paths = tuple(source.resolve() for source in sources)
        recorded = Sources(paths, options.read, options.site, reading.states, options.meaning)
        with staged(index / SOURCES, recorded.to_json()), cache.saving():
            build_id = write_generation(writer, reading, documents, options, progress, last_build(index), publication)
    kinds = Counter(document.kind for document in documents)
    return BuildReport(
        files=reading.files,
        guides=kinds["guide"],
        documents=dict(sorted(kinds.items())),
        questions=kinds["question"],
        problems=reading.problems,
        problems_by_rule=dict(sorted(Counter(p.rule for p in reading.problems).items())),
        ignored=reading.ignored,
        skipped=reading.skipped,
        seconds=round(time.perf_counter() - started, 3),
        build_id=build_id,
    )


def check_engine(engine: str) -> None:
    """Raise GuidedexError unless this version builds for ``engine``."""
    if engine in ENGINES:
        return
    if is_address(engine):
        address_of(engine)
        return
    raise GuidedexError(
        f"cannot build for the engine {engine!r}: this version builds for {', '.join(ENGINES)}, {ACCEPTED}"
    )


def write_generation(
    writer: GenerationWriter,
    reading: Reading,
    documents: Sequence[Document],
    options: BuildOptions,
    progress: Progress | None = None,
    last: LastBuild | None = None,
    publication: Publication | None = None,
) -> str:
    """Write every file of a generation, publish it, and return its build id.

    What ``last`` has already is not worked out again; the bytes are those of a whole build.
    """
    report = (lambda done, total: progress("analysing", done, total)) if progress else None
    in_parallel = options.processes > 1 and CHUNK < len(documents) <= MAX_PARALLEL
    # Each ``in_subprocess`` starts work that the lines below it do not wait for, and ends with it done.
    digest = CorpusDigest()
    known_guides = _write_known(writer, "guides", digest.lines(reading.guides), last)
    with in_subprocess(lambda: _write_shared_texts(writer, reading.guides, last, known_guides), in_parallel) as shared:
        writer.write_lines("ids", [document.id for document in documents])
        known = _write_known(writer, "documents", digest.lines(documents), last)
        tokens = token_stream(documents, options.processes, report, known, last.tokens if last else None)
        with in_subprocess(lambda: _write_lookups(writer, documents, reading.guides), in_parallel):
            counts = count(documents, tokens, last.surfaces if last else None)
        writer.write_json("site", asdict(options.site))
        writer.write_json("problems", [asdict(problem) for problem in reading.problems])
        writer.write_json("synonyms", synonyms(reading.guides, reading.records, options.site))
        of_meaning, meanings = _write_meaning(writer, documents, options, progress, last)
        with in_subprocess(
            lambda: write_searched(writer, documents, counts, options.engine, options.site.boosts), in_parallel
        ):
            from index.related.write import write_related

            resolver = Resolver(reading.guides, options.site.base_url, options.site.url_pattern)
            of_last = last.generation if last else None
            write_related(writer, counts, documents, resolver, shared(), in_parallel, meanings, of_last)
    facts = {
        "engine": engine_name(options.engine),
        **({"layout": LAYOUT} if is_address(options.engine) else {}),
        "corpus": digest.hexdigest(),
        "documents": len(documents),
        "guides": len(reading.guides),
        "terms": counts.n_terms,
        **of_meaning,
    }
    return writer.publish(facts, _bringing_to_cluster(writer, publication, progress) if publication else None)


def engine_name(engine: str) -> str:
    """Return an engine as manifests name it: without an address, which is beside the generations."""
    return "opensearch" if is_address(engine) else engine


@contextmanager
def _publishing(engine: str) -> Iterator[Publication | None]:
    """Hold the index of a cluster during a build for it."""
    if not is_address(engine):
        yield None
        return
    publication = Publication(Cluster(address_of(engine)))
    with publication.building():
        yield publication


def _bringing_to_cluster(writer: GenerationWriter, publication: Publication, progress: Progress | None) -> BeforeLive:
    """Return what brings a generation to the cluster before it goes live on this machine."""

    def bring(build_id: str, folder: Path) -> None:
        report = (lambda done, total: progress("loading", done, total)) if progress else None
        publication.publish(build_id, folder, searched_rows(writer), report)

    return bring


def _write_known(writer: GenerationWriter, name: str, lines: Iterable[bytes], last: LastBuild | None) -> dict[int, int]:
    """Write lines one by one: all lines at once would take as much memory as what they are made of.

    Returns: for the row of each line that is also in ``last``, its row there.
    """
    rows = last.rows(name) if last else {}
    known: dict[int, int] = {}

    def noting_known() -> Iterator[bytes]:
        for row, line in enumerate(lines):
            if line in rows:
                known[row] = rows[line]
            yield line

    writer.write_lines(name, noting_known())
    return known


def _write_shared_texts(
    writer: GenerationWriter, guides: Sequence[Guide], last: LastBuild | None, known: Mapping[int, int]
) -> Mapping[str, frozenset[str]]:
    """Write the keys of all texts of guides, and return the texts that each guide shares with others."""
    found = find_boilerplate(guides, last=last.text_keys if last else None, known=known)
    for name in ("starts", "stop_words", "masked", "names"):
        writer.write_array(f"text_{name}", getattr(found.keys, name))
    return found.by_guide


class CorpusDigest:
    """The SHA-256 of everything read from the sources: of the lines of its guides, then of its documents."""

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def lines(self, values: Iterable[Guide] | Iterable[Document]) -> Iterator[bytes]:
        """Yield the line of each value, and add it to the digest; an empty line ends them."""
        for value in values:
            line = to_line(value)
            self._digest.update(line + b"\n")
            yield line
        self._digest.update(b"\n")

    def hexdigest(self) -> str:
        return self._digest.hexdigest()


def check(index: Path, meaning: str = "") -> CheckReport:
    """Return whether all files of the index are as they were written, and its sources as they were read.

    Where documents are encoded, or the setting ``meaning`` says so, also whether vectors and model belong together.
    Files in the folder that are no part of an index are named in the messages, and change no status. Of an index that
    another version wrote, the only message is the command that builds it again.

    Raises: IndexMissing.
    """
    if message := format_of_another_version(index):
        return CheckReport(2, (message,), current_build(index))
    try:
        build_id = current_build(index)
        damages = (*damage(index), *damage_beside(index), *damage_in_cluster(index))
        corpus = "" if damages else open_generation(index).text("corpus")
    except IndexDamaged as error:
        build_id, damages = "", (str(error),)
    unknown = unknown_files(index)
    if damages:
        return CheckReport(2, (*damages, *unknown), build_id)
    if is_mirror(index):
        return CheckReport(0, ("its sources are on the machine that built it", *unknown), build_id)
    try:
        changed = _digest_of_sources(index) != corpus
    except (GuidedexError, OSError, ValueError, KeyError) as error:
        return CheckReport(1, (f"the sources cannot be compared: {error}", *unknown), build_id)
    differences = [*([changed_since(index)] if changed else []), *_meaning_problems(index, meaning)]
    return CheckReport(1 if differences else 0, (*differences, *unknown), build_id)


def _meaning_problems(index: Path, setting: str) -> list[str]:
    """Return what is wrong with the vectors of the live generation; nothing where there are none and are to be none."""
    generation = open_generation(index)
    if not setting and not generation.manifest.get("meaning"):
        return []
    from index.meaning.opening import meaning_problem

    problem = meaning_problem(generation, setting)
    return [problem] if problem else []


def _read(sources: Sequence[Path], options: BuildOptions, progress: Progress | None, cache: Cache) -> Reading:
    report = (lambda done, total: progress("reading", done, total)) if progress else None
    reading = read(sources, options.read, processes=options.processes, progress=report, cache=cache)
    if not reading.guides and not reading.records:
        names = ", ".join(str(source) for source in sources)
        problems = reading.problems
        first = f"; first of {len(problems)} problems: {problems[0]}" if problems else ""
        raise GuidedexError(f"found no guide to index in {names}{first}")
    return reading


def _write_lookups(writer: GenerationWriter, documents: Sequence[Document], guides: Sequence[Guide]) -> None:
    write_facets(writer, documents)
    write_versions(writer, documents, guides)
    write_copies(writer, documents, guides)
    write_names(writer, documents)


def _check_meaning(setting: str) -> None:
    """Raise GuidedexError unless documents can be encoded, where they are to be: nothing has been read yet."""
    if setting:
        from index.meaning.encoder import encoder_of
        from index.meaning.models import model_of

        encoder_of(model_of(setting))


def _write_meaning(
    writer: GenerationWriter,
    documents: Sequence[Document],
    options: BuildOptions,
    progress: Progress | None,
    last: LastBuild | None,
) -> tuple[dict[str, str], Meanings | None]:
    """Write the vectors of documents; return what the manifest says of them, and the vectors."""
    if not options.meaning:
        return {}, None
    from index.meaning.models import model_of
    from index.meaning.vectors import document_vectors, last_vectors, scale

    report = (lambda done, total: progress("encoding", done, total)) if progress else None
    model = model_of(options.meaning)
    known = last_vectors(last.generation, model) if last else None
    vectors = document_vectors(documents, model, options.processes, known, report)
    writer.write_array("meaning_vectors", vectors.coded)
    writer.write_array("meaning_keys", vectors.keys)
    return {"meaning": model.digest}, Meanings(vectors.coded, scale(vectors.coded.shape[1]) ** 2)


def _digest_of_sources(index: Path) -> str:
    sources = recorded_sources(index)
    reading = read(sources.paths, sources.read)
    documents = documents_of(reading.guides, reading.records, sources.site)
    digest = CorpusDigest()
    deque(chain(digest.lines(reading.guides), digest.lines(documents)), maxlen=0)
    return digest.hexdigest()
