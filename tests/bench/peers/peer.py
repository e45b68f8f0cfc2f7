"""What every measured library can do, and how its user would make words of a query."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import ClassVar, NamedTuple, Protocol

TITLE_BOOST = 2.0
"""What a word in the title counts in peers whose speed is measured; ranking is measured at each one's best."""

_WORD = re.compile(r"\w+")
_TEXT_FIELDS = ("text", "answer", "why_asked", "code")
_LIST_FIELDS = ("aliases", "headings")


class Flat(NamedTuple):
    """A document as libraries without our fields take it."""

    id: str
    title: str
    text: str


class Peer(Protocol):
    """A library under measurement; used by one thread, in a process of its own where time is taken."""

    name: ClassVar[str]
    package: ClassVar[str]
    """The distribution whose version is reported, "" for one that comes with Python."""
    most_documents: ClassVar[int]
    """A larger collection is not given to it: it would take the whole time of the run."""
    boost: float = TITLE_BOOST
    """What a word in the title counts; Guidedex has its own weights."""

    def build(self, source: Path, folder: Path) -> None:
        """Index ``source``, a ``.jsonl`` file of documents, in the new folder ``folder``."""

    def open(self, folder: Path) -> None:
        """Open what ``build`` made."""

    def best(self, query: str, k: int) -> list[str]:
        """Return the ids of the best ``k`` documents, best first."""

    def page(self, query: str) -> str:
        """Return the first page, ten hits with snippets, and facets where the library counts them."""

    def near(self, word: str) -> list[str] | None:
        """Return the best ten for a word with one typo; None where the library has no such search."""
        return None

    def begun(self, words: str) -> list[str] | None:
        """Return the best ten for words of which the last is half typed; None where there is no such search."""
        return None

    def related(self, id_: str, kind: str) -> list[str] | None:
        """Return what is related to a document, of a kind; None where there is no such search."""
        return None


def flat(values: dict[str, object]) -> Flat:
    """Return a line of a ``.jsonl`` file of documents as title and text."""
    parts = [str(values[name]) for name in _TEXT_FIELDS if values.get(name)]
    for name in _LIST_FIELDS:
        several = values.get(name)
        parts += [str(value) for value in several] if isinstance(several, list | tuple) else []
    return Flat(str(values["id"]), str(values.get("title", "")), "\n".join(parts))


def read_flat(source: Path) -> Iterator[Flat]:
    """Yield the documents of a ``.jsonl`` file."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            yield flat(json.loads(line))


def query_words(query: str) -> list[str]:
    """Return the words of a query without stop words, in lower case; all of them when nothing else is said."""
    words = _WORD.findall(query.lower())
    return [word for word in words if word not in _stop_words()] or words


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    """Return scikit-learn's list, read without importing the rest, which would count as memory of a library."""
    found = find_spec("sklearn")
    assert found
    assert found.origin
    path = Path(found.origin).parent / "feature_extraction" / "_stop_words.py"
    words: frozenset[str] = run_path(str(path))["ENGLISH_STOP_WORDS"]
    return words
