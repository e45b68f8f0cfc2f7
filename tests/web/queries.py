"""Queries as readers type them, made from the guides that are searched: the same ones in every run."""

import random
from collections.abc import Callable, Sequence

from search.searcher import Searcher

SEED = 20_260_601
N_QUERIES = 300

Change = Callable[[random.Random, list[str]], str]


def some_queries(searcher: Searcher) -> list[str]:
    """Return 300 different queries: words, names, questions, typos, half a word, operators, nonsense."""
    chance = random.Random(SEED)
    titles = [hit.title for hit in searcher.search("", {"lang": ["all"]}, limit=5_000).hits]
    found: dict[str, None] = {}
    while len(found) < N_QUERIES:
        change = CHANGES[len(found) % len(CHANGES)]
        query = change(chance, chance.choice(titles).split())
        if query.strip():
            found[query] = None
    return list(found)


def _some(chance: random.Random, words: Sequence[str]) -> str:
    return " ".join(chance.sample(words, min(len(words), chance.randint(1, 4))))


def _typo(chance: random.Random, words: Sequence[str]) -> str:
    word = max(words, key=len)
    at = chance.randrange(len(word))
    return word[:at] + word[at + 1 :]


CHANGES: tuple[Change, ...] = (
    _some,
    lambda chance, words: chance.choice(words),
    lambda chance, words: " ".join(words),
    lambda chance, words: " ".join(words).lower().rstrip("?"),
    lambda chance, words: _some(chance, words)[:-2],
    _typo,
    lambda chance, words: f'"{" ".join(words[:2])}" {words[-1]}',
    lambda chance, words: f"{words[0]} OR {words[-1]}",
    lambda chance, words: f"{' '.join(words)} -{chance.choice(words)}",
    lambda chance, words: f"kind:question {chance.choice(words)}",
    lambda chance, words: f"{words[-1][:4]}*",
    lambda chance, words: "".join(chance.choices("abc +&#%<>\"'?*:é", k=chance.randint(2, 12))),
)
