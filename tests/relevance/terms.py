"""Lists of technical words, each of which must find the document with that title first, not one of a similar title.

Each list has an index of its own, in which every word of the list is the title of one small document.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from search import Searcher
from tests.corpora import searcher_over

SEPARATOR = re.compile(r"(?<=\w)[ ./-](?=\w)")

ALIASES = {
    "Kubernetes": ["k8s", "kube"],
    "Internationalization": ["i18n"],
    "Accessibility": ["a11y"],
    "PostgreSQL": ["postgres"],
    "React": ["reactjs"],
}

ROWS = [
    tuple(line.split("\t")) for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()[1:]
]
"""Guidedex's own list: pairs of a spelling and the title that it must find."""

TITLED_LISTS: Mapping[str, float] = {"tags_and_topics": 0.01, "curated": 0.0, "confusable_groups": 0.0}
"""Lists from other sources, and the share of each that may miss."""


def titled(titles: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return one small record for each title, with its aliases."""
    return [
        {"id": f"t{n}", "title": title, "text": f"About {title}.", "aliases": ALIASES.get(title, [])}
        for n, title in enumerate(titles)
    ]


def own_titles(folder: Path) -> Searcher:
    """Return a searcher over the titles of Guidedex's own list."""
    return searcher_over(folder, titled(dict.fromkeys(title for _, title in ROWS)))


def missed_rows(folder: Path) -> list[str]:
    """Return the spellings of Guidedex's own list that do not find their title first."""
    searcher = own_titles(folder)
    return [f"{written} ({title})" for written, title in ROWS if first_title(searcher, written) != title]


def missed_titles(words: Sequence[str], folder: Path) -> dict[str, str]:
    """Return the words that do not find the document with that title first, each with the title that it finds.

    "node js", "nodejs" and "node.js" are one word, so that each may find any of the three; "c♯" is C#.
    """
    searcher = searcher_over(folder, titled(words))
    first_titles = {word: first_title(searcher, word) for word in words}
    return {word: title for word, title in first_titles.items() if _joined(title) != _joined(word)}


def misspelt(words: Sequence[str], folder: Path) -> list[str]:
    """Return the words whose first hit does not contain them in this spelling; each word has a document of its own."""
    texts = {f"m{n}": f"People write {word} in a text like this." for n, word in enumerate(words)}
    searcher = searcher_over(folder, [{"id": id_, "title": f"Note {id_}", "text": text} for id_, text in texts.items()])
    first = {word: searcher.search(word, limit=1).hits for word in words}
    return [word for word, hits in first.items() if not hits or word.lower() not in texts[hits[0].id].lower()]


def first_title(searcher: Searcher, written: str) -> str:
    hits = searcher.search(written, limit=1).hits
    return hits[0].title if hits else ""


def words_of(path: Path) -> list[str]:
    """Return the words of a list, without repetitions that differ in case alone."""
    column = 1 if path.stem == "confusable_groups" else 0
    unique: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        for word in line.split("\t")[column].split(" | "):
            unique.setdefault(word.casefold(), word)
    return list(unique.values())


def _joined(word: str) -> str:
    return SEPARATOR.sub("", word).replace("♯", "#")
