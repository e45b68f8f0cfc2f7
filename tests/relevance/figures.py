"""Relevance by the thousand: ``python -m tests.relevance.figures`` prints each figure and its limit.

Counted are names and aliases that find their guide first, names with one random edit that find it among the first
three, missing words that are taken for others, lists that jump while a title is typed, pasted questions, and technical
words. Figures on ``GUIDEDEX_DATA`` are left out without it. Exit status 1 when a figure exceeds its limit; ``--missed``
prints the queries that missed.
"""

import argparse
import os
import random
import string
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.analysis import name_key
from index.build import build
from search import Searcher, open_index
from search.results import Skill
from tests.relevance import terms
from tests.relevance.pins import open_shipped
from tests.relevance.typing_titles import jumps

SEED = 20261124
EDITS_OF_A_NAME = 20
MISSING_WORDS = Path(__file__).with_name("missing_words.txt")
FRAMES = ("{}", "how do I test with {}")
TYPED_TOPICS = 300


@dataclass(frozen=True, slots=True)
class Figure:
    """The queries that did not find their target, and how many of them are allowed."""

    what: str
    n_asked: int
    missed: Sequence[str]
    max_missed: float
    """The limit of misses: a count where it is an int, else a share of the queries."""

    def __bool__(self) -> bool:
        return len(self.missed) <= self.n_allowed

    @property
    def n_allowed(self) -> int:
        return self.max_missed if isinstance(self.max_missed, int) else int(self.max_missed * self.n_asked)

    def __str__(self) -> str:
        found = 100 * (1 - len(self.missed) / max(1, self.n_asked))
        what = f"{self.what:58} {self.n_asked:6,} asked {len(self.missed):4} missed {found:7.2f} %"
        return f"{what}  at most {self.n_allowed} missed" + ("" if self else "  FAILS")


def names_first(searcher: Searcher, where: str = "shipped guides") -> Figure:
    """Count the names and aliases that do not find their guide first."""
    names = _names(searcher.skills())
    missed = [f"{name} ({slug})" for name, slug in names if not _found(searcher, name, slug, places=1)]
    return Figure(f"{where}: names and aliases, first", len(names), missed, 0)


def edited_names(searcher: Searcher, where: str = "shipped guides") -> Figure:
    """Count the names of five letters and more that with one random edit do not find their guide in the first three."""
    draw = random.Random(SEED)
    names = [(name, slug) for name, slug in _names(searcher.skills()) if len(name) >= 5]
    edits = [(edited(name, draw), name, slug) for name, slug in names for _ in range(EDITS_OF_A_NAME)]
    missed = [f"{typed} ({name})" for typed, name, slug in edits if not _found(searcher, typed, slug, places=3)]
    return Figure(f"{where}: one edit of a name, in the first three", len(edits), missed, 0.0107)


def missing_words(searcher: Searcher, where: str = "shipped guides") -> Figure:
    """Count the names of tools and everyday words, which the guides lack, that are taken for another word."""
    words = MISSING_WORDS.read_text(encoding="utf-8").split()
    pages = {word: [searcher.search(frame.format(word), limit=0) for frame in FRAMES] for word in words}
    replaced = [
        f"{word} -> {page.relaxed.query}"
        for word, of_word in pages.items()
        for page in of_word
        if page.relaxed and page.relaxed.query and word not in page.relaxed.query.split()
    ]
    return Figure(f"{where}: missing words, not replaced", len(words), replaced, 3)


def typed_titles(searcher: Searcher, where: str = "shipped guides") -> Figure:
    """Count the titles whose guide leaves the first three hits while more is typed; of many titles, a sample."""
    titles = [(skill.title, skill.slug) for skill in searcher.skills()]
    if len(titles) > TYPED_TOPICS:
        titles = random.Random(SEED).sample(titles, TYPED_TOPICS)
    missed = [title for title, slug in titles if jumps(_first_three(searcher), title, slug)]
    return Figure(f"{where}: titles typed letter by letter", len(titles), missed, 0.05)


def pasted_questions(searcher: Searcher, where: str = "shipped guides", max_missed: float = 0.005) -> Figure:
    """Count the English questions that, pasted as a query, do not find a document of the same title first."""
    filters = {"kind": ["question", "faq"], "lang": ["en"]}
    titles = [hit.title for hit in searcher.search("", filters, limit=100_000).hits]
    missed = [title for title in titles if not _finds_title(searcher, title)]
    return Figure(f"{where}: questions, pasted", len(titles), missed, max_missed)


def technical_words(work: Path) -> Figure:
    """Count the spellings in Guidedex's own list of words that do not find their title first."""
    return Figure("150 technical words and their forms", len(terms.ROWS), terms.missed_rows(work), 0)


def foreign_words(data: Path, work: Path) -> Iterator[Figure]:
    """Yield for each list of technical words the number that do not find the document with that title or text."""
    for name, max_missed in terms.TITLED_LISTS.items():
        words = terms.words_of(data / "terms" / f"{name}.tsv")
        missed = terms.missed_titles(words, work / name)
        yield Figure(f"{name}: titles, first", len(words), [f"{w} -> {t}" for w, t in missed.items()], max_missed)
    words = terms.words_of(data / "terms" / "mined_from_text.tsv")
    yield Figure("mined_from_text: so spelled in the first hit", len(words), terms.misspelt(words, work / "m"), 0.01)


def of_guides_and_banks(data: Path, work: Path) -> Iterator[Figure]:
    """Yield the figures of foreign guides, and of each bank of interview questions."""
    build([data / "guides" / "github_explore_topics" / "raw"], work / "topics")
    yield typed_titles(open_index(work / "topics"), "github_explore_topics")
    for bank in sorted(path for path in (data / "questions").iterdir() if (path / "raw").is_dir()):
        build([bank / "raw"], work / bank.name)
        yield pasted_questions(open_index(work / bank.name), bank.name, max_missed=1)


def figures(data: Path | None, work: Path) -> Iterator[Figure]:
    shipped = open_shipped(work / "shipped")
    counted: tuple[Callable[[Searcher], Figure], ...] = (
        names_first,
        edited_names,
        missing_words,
        typed_titles,
        pasted_questions,
    )
    yield from (count(shipped) for count in counted)
    yield technical_words(work / "fixture")
    if data:
        yield from of_guides_and_banks(data, work)
        yield from foreign_words(data, work)


def _names(skills: Iterable[Skill]) -> list[tuple[str, str]]:
    return [(name, skill.slug) for skill in skills for name in (skill.title, *skill.aliases)]


def _found(searcher: Searcher, typed: str, slug: str, places: int) -> bool:
    return slug in [hit.id for hit in searcher.search(typed, limit=places).hits]


def _first_three(searcher: Searcher) -> Callable[[str], Sequence[str]]:
    return lambda typed: [hit.id for hit in searcher.search(typed, limit=3).hits]


def _finds_title(searcher: Searcher, title: str) -> bool:
    hits = searcher.search(title, limit=1).hits
    return bool(hits) and name_key(hits[0].title) == name_key(title)


def edited(name: str, draw: random.Random) -> str:
    """Return ``name`` with a letter deleted, inserted, replaced, or swapped with the next."""
    at = draw.randrange(len(name))
    letter = draw.choice(string.ascii_lowercase)
    swapped = name[:at] + name[at + 1 : at + 2] + name[at] + name[at + 2 :]
    edits = (name[:at] + name[at + 1 :], name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :], swapped)
    return draw.choice([edit for edit in edits if edit != name])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.relevance.figures")
    parser.add_argument("--missed", action="store_true", help="name what was missed")
    options = parser.parse_args(arguments)
    data = os.environ.get("GUIDEDEX_DATA")
    failed = False
    with tempfile.TemporaryDirectory() as work:
        for figure in figures(Path(data) if data else None, Path(work)):
            print(figure, flush=True)
            if options.missed:
                print(*(f"    {missed}" for missed in figure.missed), sep="\n", end="\n" if figure.missed else "")
            failed |= not figure
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
