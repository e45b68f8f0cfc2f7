"""The queries of the benchmark: titles, questions, judged queries and texts, whole, half typed and misspelt."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

from tests.bench.documents import sample_of

SEED = 7
SEARCHES = ("short", "long", "page", "prefix", "typo")
RELATED = ("related skills", "related questions")
KINDS = (*SEARCHES, *RELATED)
SHORT = (1, 4)
LONG = (10, 25)
"""Words of a query of each kind."""


def queries_for(source: Path, said: Sequence[str], number: int) -> dict[str, list[str]]:
    """Return at most ``number`` queries of every kind, for the documents in ``source``.

    ``said`` are queries that people wrote. No kind repeats another's, so that each is new to a fresh process.
    """
    rng = random.Random(SEED)
    documents = sample_of(source, 12 * number, rng)
    titles = [str(document.get("title", "")).split() for document in documents]
    texts = [str(document.get("text") or document.get("answer") or "").split() for document in documents]
    judged = [query.split() for query in rng.sample(said, len(said))]
    short = _either(_first_words(titles, SHORT, rng), _of_length(judged, SHORT), 4 * number, rng)
    long = _either(_first_words(texts, LONG, rng), _of_length(judged, LONG), number, rng)
    half = [query[: max(3, len(query) - rng.randint(1, 3))].split()[-1] for query in short[2 * number :]]
    words = {
        word: None for query in reversed(short) for word in query.split() if word.isalpha() and 5 <= len(word) <= 12
    }
    return {
        "short": short[:number],
        "long": long,
        "page": short[number : 2 * number],
        "prefix": [word for word in half if len(word) >= 3][:number],
        "typo": [misspelt(word, rng) for word in words][:number],
        "related skills": _ids(documents, "guide")[:number],
        "related questions": _ids(documents, "question")[:number],
    }


def judged_queries(data: Path) -> list[str]:
    """Return the texts of all judged queries and known items, each once."""
    paths = sorted([*data.glob("search/*/queries.jsonl"), *data.glob("guides/*/queries.jsonl")])
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(str(json.loads(line)["text"]) for line in lines))


def misspelt(word: str, rng: random.Random) -> str:
    """Return ``word``, of at least three letters, with two neighbours inside it or at its end exchanged."""
    places = [place for place in range(1, len(word) - 1) if word[place] != word[place + 1]]
    place = rng.choice(places or [1])
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _first_words(texts: Sequence[Sequence[str]], bounds: tuple[int, int], rng: random.Random) -> list[str]:
    least, most = bounds
    return [" ".join(words[: rng.randint(least, most)]) for words in texts if len(words) >= least]


def _of_length(queries: Sequence[Sequence[str]], bounds: tuple[int, int]) -> list[str]:
    return [" ".join(words) for words in queries if bounds[0] <= len(words) <= bounds[1]]


def _either(some: Sequence[str], others: Sequence[str], number: int, rng: random.Random) -> list[str]:
    """Return ``number`` different queries, half of them from each where both have so many."""
    half = number // 2
    found = dict.fromkeys([*others[:half], *some])
    chosen = list(found)[:number]
    rng.shuffle(chosen)
    return chosen


def _ids(documents: Sequence[dict[str, object]], kind: str) -> list[str]:
    return [str(document["id"]) for document in documents if (document.get("kind") or "guide") == kind]
