"""The documents of the benchmark: all real ones, and larger collections made from them.

A larger collection contains the real documents, followed by made ones. A made document has a title and a text as long
as those of a random real document. Their words are runs of 8 to 24 consecutive words of the real documents, so that
frequencies and neighbouring words are realistic. A word that occurs only once or twice in the real documents gets the
number of the copy as a suffix: a larger collection has more rare words, which would turn into common ones without it.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from corpus.document import Document
from corpus.guide import Guide
from corpus.reader import ReadOptions, read
from index.documents import documents_of
from index.storage.codec import to_line

SEED = 20_260_601
RARE = 2
"""Occurrences up to which a word is rare, and gets the suffix."""

RUN = (8, 24)
"""Fewest and most words of a run."""
_FACETS = ("kind", "category", "difficulty", "lang")


@lru_cache(maxsize=1)
def real_documents(data: Path, processes: int = 1) -> list[Document]:
    """Return the documents of every set of guides, questions and judged searches, ids prefixed with the set's name."""
    documents: list[Document] = []
    for source in _sources(data):
        reading = read([source], ReadOptions(), processes=processes)
        name = source.parent.name
        documents += [_named(document, name) for document in documents_of(reading.guides, reading.records)]
    return documents


def _sources(data: Path) -> list[Path]:
    folders = sorted([*data.glob("guides/*/raw"), *data.glob("questions/*/raw")])
    return [*folders, *sorted(data.glob("search/*/docs.jsonl"))]


def _named(document: Document, name: str) -> Document:
    return replace(document, id=f"{name}:{document.id}", guide=f"{name}:{document.guide}", url="")


def enlarged(real: Sequence[Document], n_documents: int, seed: int = SEED) -> Iterator[Document]:
    """Yield ``n_documents`` documents: a random sample of the real ones, or all of them followed by made ones."""
    if n_documents <= len(real):
        chosen = sorted(random.Random(seed).sample(range(len(real)), n_documents))
        yield from (real[i] for i in chosen)
        return
    yield from real
    yield from islice(_made(real, seed), n_documents - len(real))


def _made(real: Sequence[Document], seed: int) -> Iterator[Document]:
    rng = random.Random(seed)
    streams = (_Stream(document.title for document in real), _Stream(_text(document) for document in real))
    number = 0
    while True:
        model = real[rng.randrange(len(real))]
        copy = number // len(real) + 1
        title, text = (
            stream.words(rng, n_words, copy)
            for stream, n_words in zip(streams, (_length(model.title), _length(_text(model))), strict=True)
        )
        facets = {name: getattr(model, name) for name in _FACETS}
        id_ = f"made:{number}"
        yield Document(id=id_, guide=id_, title=title, text=text, skill=model.skill, tags=model.tags, **facets)
        number += 1


def _text(document: Document) -> str:
    parts = (document.text, document.answer, document.why_asked, document.code)
    return "\n".join(part for part in parts if part)


def _length(text: str) -> int:
    return text.count(" ") + 1 if text else 0


class _Stream:
    """The concatenated words of many texts, from which runs are drawn."""

    def __init__(self, texts: Iterable[str]) -> None:
        interned: dict[str, str] = {}  # one string object for each distinct word, to save memory
        self._words = [interned.setdefault(word, word) for text in texts for word in text.split()]
        counts = Counter(self._words)
        self._rare = {word for word, n in counts.items() if n <= RARE}

    def words(self, rng: random.Random, n_words: int, copy: int) -> str:
        """Return ``n_words`` words made of runs, rare words with ``copy`` as suffix."""
        words: list[str] = []
        while len(words) < n_words:
            start = rng.randrange(len(self._words))
            words += self._words[start : start + rng.randint(*RUN)]
        return " ".join(f"{word}{copy}" if word in self._rare else word for word in words[:n_words])


def whole_guides(guides: Iterable[Guide]) -> Iterator[Document]:
    """Yield each guide as a single document with the text of all its parts."""
    for guide in guides:
        parts = documents_of([guide])
        lines = [part.title if part.kind != "guide" else "" for part in parts]
        texts = [_text(part) for part in parts if part.kind != "row"]
        yield Document(
            id=guide.id,
            kind="guide",
            guide=guide.id,
            title=guide.title,
            text="\n".join(text for text in (*texts, *lines) if text),
            aliases=guide.aliases,
            lang=guide.lang,
        )


def write_documents(documents: Iterable[Document], path: Path) -> Path:
    """Write ``documents`` as a ``.jsonl`` file and return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        for document in documents:
            out.write(to_line(document) + b"\n")
    return path


def sample_documents(path: Path, number: int, rng: random.Random) -> list[dict[str, object]]:
    """Return at most ``number`` random documents of a ``.jsonl`` file, without loading the others."""
    with path.open(encoding="utf-8") as lines:
        n_documents = sum(1 for _ in lines)
    drawn = set(rng.sample(range(n_documents), min(number, n_documents)))
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for row, line in enumerate(lines) if row in drawn]
