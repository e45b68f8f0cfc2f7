"""An index that is rebuilt while other processes search it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from index.build import build
from index.storage.generations import current_build
from search import Searcher, open_index
from tests.corpora import ANIMALS, write_records

pytestmark = pytest.mark.contract

PATIENCE = 60
STOP = "stop"


def number_of(searcher: Searcher) -> int:
    """Return the number of the generation that answers; asserts that the documents of every generation are found."""
    assert {"cat", "dog", "mouse"} <= {hit.id for hit in searcher.search("cat").hits}
    return int(searcher.search("generation").hits[0].title.removeprefix("Generation "))


def search_in_a_loop(index: Path, reopens: bool, pipe: Connection) -> None:
    """Search until ``STOP`` comes; answer any other message with the generation that answers now and the number of
    searches before. An error, or a generation older than the last, ends the process.
    """
    searcher = open_index(index)
    n_searches, seen = 0, 0
    while True:
        question = pipe.recv() if pipe.poll() else ""
        if question == STOP:
            return
        searcher = open_index(index) if reopens else searcher
        number = number_of(searcher)
        assert number >= seen, f"generation {number} answers after {seen}"
        if question:
            pipe.send((number, n_searches))
        n_searches, seen = n_searches + 1, number


class Reader:
    """A process that searches an index in a loop."""

    def __init__(self, index: Path, reopens: bool) -> None:
        context = get_context("spawn")
        self._pipe, other_end = context.Pipe()
        self.process = context.Process(target=search_in_a_loop, args=(index, reopens, other_end), daemon=True)
        self.process.start()
        other_end.close()

    def now(self) -> tuple[int, int]:
        """Return the generation that answers a search begun now, and how many searches were made before it.

        Raises: EOFError when a search failed.
        """
        self._pipe.send("now")
        assert self._pipe.poll(PATIENCE), "the process does not answer"
        answer: tuple[int, int] = self._pipe.recv()
        return answer

    def stop(self) -> None:
        with suppress(BrokenPipeError):  # it ended with an error, which it printed
            self._pipe.send(STOP)
        self.process.join(PATIENCE)
        self._pipe.close()


@contextmanager
def readers(index: Path, number: int) -> Iterator[list[Reader]]:
    """Start processes that search; every second opens the index anew for each search."""
    started = [Reader(index, reopens=bool(at % 2)) for at in range(number)]
    try:
        yield started
    finally:
        for reader in started:
            reader.stop()


def build_number(index: Path, number: int) -> None:
    """Build a corpus whose only hit for "generation" has the number in its title."""
    record = {"id": "number", "title": f"Generation {number}", "text": "It is built while others search."}
    build([write_records(index.parent / f"source-{number}", (*ANIMALS, record))], index)


def rebuild_while_searched(index: Path, n_generations: int, n_readers: int) -> None:
    """Assert that no search fails, and that no old generation answers once a build has returned."""
    build_number(index, 1)
    with readers(index, n_readers) as started:
        before = [reader.now()[1] for reader in started]
        for number in range(2, n_generations + 1):
            build_number(index, number)
            assert [reader.now()[0] for reader in started] == [number] * n_readers
        after = [reader.now()[1] for reader in started]
    assert all(later - earlier > 2 * n_generations for earlier, later in zip(before, after, strict=True))
    assert [reader.process.exitcode for reader in started] == [0] * n_readers
    assert (index / current_build(index)).is_dir()


def test_no_search_fails_or_is_stale_while_the_index_is_rebuilt(tmp_path: Path) -> None:
    rebuild_while_searched(tmp_path / "index", n_generations=5, n_readers=2)


@pytest.mark.slow
def test_no_search_fails_or_is_stale_over_many_generations(tmp_path: Path) -> None:
    rebuild_while_searched(tmp_path / "index", n_generations=60, n_readers=4)
