"""A generation that was replaced, in a process whose objects no garbage collection visits, as in a server's worker."""

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from index.build import BuildOptions, build
from index.storage.caching import cached
from search import Searcher, open_index

QUESTIONS = """
## Interview questions

| Question | Strong answer | Difficulty |
|---|---|---|
| How does a broker keep messages of {0}? | It writes them to a log on a disk. | easy |
| What does {0} cost? | Memory and disk. | hard |
"""
GUIDES = {
    "Kafka": "A log of messages for consumers, unlike a Redis cache.",
    "Redis": "Keys in memory: a cache or a broker of messages, unlike Kafka. Serverless functions read it.",
    "Queues": "A broker keeps messages until consumers of Kafka acknowledge them.",
}


def write_guide(folder: Path, title: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    front_matter = f"---\ntitle: {title}\ntags: [messages]\naliases: [{title[0]} store]\n---\n"
    (folder / f"{title.lower()}.md").write_text(f"{front_matter}\n{text}\n{QUESTIONS.format(title)}")


def ask_everything(searcher: Searcher) -> None:
    """Ask an index everything that fills a cache, of its documents and of names that it has not."""
    for query in ("kafka log", "brokr messages", '"keys in memory" -cost', "mess*", "messagelog", "K store", "zebra"):
        searcher.search(query, {"kind": ["guide", "question"]}, facets=("kind", "tag"), explain=True)
        searcher.search(query, {"updated": ["2026"]}, sort="difficulty")
        searcher.best(query)
        searcher.suggest(query[:3])
        searcher.query_terms(query, "en")
    for hit in searcher.search("").hits:
        for kind in ("skill", "question"):
            searcher.related(document=hit.id, kind=kind, floor=0)
    searcher.related(skills=["kafka", "redis"])
    searcher.related(text="We run Kafka and Redis.")
    for name in ("redis", "Serverless", "kafak"):
        with suppress(GuidedexError):
            searcher.related(skill=name, kind="question", floor=0)
        with suppress(GuidedexError):
            searcher.guide(name)
    assert all((searcher.guides(), searcher.skills(), searcher.guide_lists()))
    assert not searcher.problems


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Disable the collector in the block, all objects before it frozen."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@pytest.mark.parametrize("engine", ["arrays", "whoosh"])
def test_a_replaced_generation_is_freed_without_a_collection(tmp_path: Path, engine: str) -> None:
    guides, index, options = tmp_path / "guides", tmp_path / "index", BuildOptions(engine=engine)
    for title, text in GUIDES.items():
        write_guide(guides, title, text)
    build([guides], index, options)
    searcher = open_index(index)
    ask_everything(searcher)
    with nothing_collected():
        ask_everything(searcher)
        live = searcher._current()
        parts = (live, live.documents, live.names, live.names._keys, live.facets, live.engine, live.recommender)
        alive = [weakref.ref(part) for part in (*parts, live.vocabulary("en"))]
        del live, parts
        write_guide(guides, "Streams", "Messages flow.")
        build([guides], index, options)
        ask_everything(searcher)
        assert [part() for part in alive] == [None] * len(alive)


class Squares:
    """Counts the squares it works out."""

    n_worked_out = 0

    @cached(2)
    def of(self, number: int) -> int:
        self.n_worked_out += 1
        return number * number


def test_each_object_keeps_the_last_results_of_its_own() -> None:
    squares, others = Squares(), Squares()
    assert [squares.of(number) for number in (2, 3, 2, 3)] == [4, 9, 4, 9]
    assert (squares.n_worked_out, others.n_worked_out) == (2, 0)
    assert [others.of(2), squares.of(4), squares.of(2)] == [4, 16, 4]
    assert (squares.n_worked_out, others.n_worked_out) == (4, 1)


def test_a_cached_method_can_be_called_where_nothing_else_holds_its_object() -> None:
    assert Squares().of(3) == 9
    of = Squares().of
    assert of(3) == 9
