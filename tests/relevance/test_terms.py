"""Technical words are words: each finds the document of that title first, and never its neighbour's.

Every word is looked for in an index where each of its set is the title of one small document.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from search import Searcher
from tests.corpora import searcher_over

HERE = Path(__file__).parent
SEPARATOR = re.compile(r"(?<=\w)[ ./-](?=\w)")

ALIASES = {
    "Kubernetes": ["k8s", "kube"],
    "Internationalization": ["i18n"],
    "Accessibility": ["a11y"],
    "PostgreSQL": ["postgres"],
    "React": ["reactjs"],
}

ROWS = [tuple(line.split("\t")) for line in (HERE / "terms.tsv").read_text(encoding="utf-8").splitlines()[1:]]

END_OF_A_SENTENCE = {"/etc/passwd."}
"""Mined with the dot that ended a sentence, which is no part of the word: any text with the path will do."""


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    return searcher_over(tmp_path_factory.mktemp("terms"), _titled(dict.fromkeys(title for _, title in ROWS)))


def test_there_are_a_hundred_and_fifty_forms_each_written_once() -> None:
    assert len(ROWS) >= 150
    assert len({written for written, _ in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("written", "title"), ROWS)
def test_a_written_form_finds_its_title_first(titled: Searcher, written: str, title: str) -> None:
    assert _first(titled, written) == title


@pytest.mark.real_data
def test_each_tag_and_topic_finds_the_document_titled_so_first(real_data: Path, tmp_path: Path) -> None:
    words = _words(real_data / "terms" / "tags_and_topics.tsv")
    assert len(words) > 700
    missed = _missed(searcher_over(tmp_path, _titled(words)), words)
    assert len(missed) <= 0.01 * len(words), f"{len(missed)} of {len(words)}: {missed}"


@pytest.mark.real_data
def test_each_curated_word_finds_the_document_titled_so_first(real_data: Path, tmp_path: Path) -> None:
    words = _words(real_data / "terms" / "curated.tsv")
    assert len(words) > 240
    assert not _missed(searcher_over(tmp_path, _titled(words)), words)


@pytest.mark.real_data
def test_words_that_are_easily_confused_each_find_their_own_title(real_data: Path, tmp_path: Path) -> None:
    lines = (real_data / "terms" / "confusable_groups.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(lines) == 30
    words = list(dict.fromkeys(word for line in lines for word in line.split("\t")[1].split(" | ")))
    assert not _missed(searcher_over(tmp_path, _titled(words)), words)


@pytest.mark.real_data
def test_each_mined_word_finds_a_text_that_spells_it_so(real_data: Path, tmp_path: Path) -> None:
    words = _words(real_data / "terms" / "mined_from_text.tsv")
    assert len(words) > 1000
    assert set(_misspelt(words, tmp_path)) <= END_OF_A_SENTENCE


def _misspelt(words: Sequence[str], folder: Path) -> list[str]:
    """Return the words whose first hit, among one sentence for each, does not contain them so spelled."""
    texts = {f"m{n}": f"People write {word} in a text like this." for n, word in enumerate(words)}
    records = [{"id": id_, "title": f"Note {id_}", "text": text} for id_, text in texts.items()]
    searcher = searcher_over(folder, records)
    first = {word: searcher.search(word, limit=1).hits for word in words}
    return [word for word, hits in first.items() if not hits or word.lower() not in texts[hits[0].id].lower()]


def _titled(titles: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return one small record for each title, with its aliases."""
    return [
        {"id": f"t{n}", "title": title, "text": f"About {title}.", "aliases": ALIASES.get(title, [])}
        for n, title in enumerate(titles)
    ]


def _missed(searcher: Searcher, words: Sequence[str]) -> dict[str, str]:
    """Return the words that do not find the document titled so first, and the title that each finds.

    "node js", "nodejs" and "node.js" are one word, so that each may find any of the three; "c♯" is C#.
    """
    found = {word: _first(searcher, word) for word in words}
    return {word: title for word, title in found.items() if _joined(title) != _joined(word)}


def _joined(word: str) -> str:
    return SEPARATOR.sub("", word).replace("♯", "#")


def _first(searcher: Searcher, written: str) -> str:
    hits = searcher.search(written, limit=1).hits
    return hits[0].title if hits else ""


def _words(path: Path) -> list[str]:
    """Return the words of the first column; case alone makes no other word."""
    unique: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        word = line.split("\t")[0]
        unique.setdefault(word.casefold(), word)
    return list(unique.values())
