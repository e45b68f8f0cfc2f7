"""How long a typo must be to be corrected although no document has the corrected word beside the others of its query.

``python -m tests.relevance.fit_typos INDEX ...`` prints a line for each index and each length that ``MIN_SURE`` may
have: how many words with a random edit, beside three unrelated words, are corrected, and how many names of topics that
neither the index nor a list of known words has are replaced by another word. The topics are those of ``GUIDEDEX_DATA``.
"""

import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from index.analysis import stem
from search import Searcher, open_index
from search.query.known_words import is_known_word
from tests.relevance.figures import SEED, edited

FRAME = "how do I set up {} in production"
LENGTHS = (4, 5, 6, 7, 8, 99)
MIN_LETTERS, MIN_DF = 4, 5
N_WORDS, N_NAMES = 240, 400
TOPICS = "guides/github_explore_topics/aliases.tsv"


def typos(searcher: Searcher, draw: random.Random) -> list[tuple[str, str]]:
    """Return typos that begin as their words do, each with the word, which some documents have."""
    live = searcher._current()
    words = [term for term in live.generation.lines("terms") if _is_plain(term) and live.engine.df(term) >= MIN_DF]
    edits = [(edited(word, draw), word) for word in draw.sample(words, min(N_WORDS, len(words)))]
    return [(typed, word) for typed, word in edits if typed[:1] == word[0] and _is_unknown(typed, searcher)]


def unknown_names(searcher: Searcher, topics: Path, draw: random.Random) -> list[str]:
    """Return names of topics, of one word, that nothing knows."""
    names = {name for line in topics.read_text(encoding="utf-8").splitlines() for name in line.lower().split("\t")}
    unknown = sorted(name for name in names if _is_plain(name) and _is_unknown(name, searcher))
    return draw.sample(unknown, min(N_NAMES, len(unknown)))


def _is_plain(word: str) -> bool:
    return word.isalpha() and word.isascii() and len(word) >= MIN_LETTERS


def _is_unknown(word: str, searcher: Searcher) -> bool:
    return not is_known_word(word, "en") and not searcher._current().engine.df(word)


def replacement(searcher: Searcher, word: str) -> set[str]:
    """Return the stems of the query that is searched where ``word`` is corrected in it; none where it stays."""
    page = searcher.search(FRAME.format(word), limit=0)
    words = page.relaxed.query.lower().split() if page.relaxed else []
    return set() if word in words else {*map(stem, words)}


def lines(index: str, topics: Path) -> Iterator[str]:
    """Yield what is measured on an index, a line for each length."""
    draw = random.Random(SEED)
    edits = typos(open_index(index), draw)
    names = unknown_names(open_index(index), topics, draw)
    for length in LENGTHS:
        searcher = open_index(index)  # a searcher keeps its plans
        with mock.patch("search.answer.answer.MIN_SURE", length):
            n_corrected = sum(stem(word) in replacement(searcher, typed) for typed, word in edits)
            n_replaced = sum(bool(replacement(searcher, name)) for name in names)
        yield f"{index}  {length:2}  corrected {n_corrected} of {len(edits)}, replaced {n_replaced} of {len(names)}"


def main() -> None:
    topics = Path(os.environ["GUIDEDEX_DATA"], TOPICS)
    for index in sys.argv[1:]:
        for line in lines(index, topics):
            print(line, flush=True)


if __name__ == "__main__":
    main()
