"""The queries of the benchmark: from titles, texts and judged queries; whole, half typed and misspelt."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

from tests.bench.documents import sample_documents

SEED = 7
SEARCHES = ("short", "long", "page", "prefix", "typo")
RELATED = ("related skills", "related questions")
KINDS = (*SEARCHES, *RELATED)
SHORT = (1, 4)
LONG = (10, 25)
"""Fewest and most words of a short and of a long query."""


def queries_for(source: Path, human_queries: Sequence[str], number: int) -> dict[str, list[str]]:
    """Return at most ``number`` queries of every kind for the documents in ``source``.

    ``human_queries`` are queries that people wrote. No query is of two kinds, so that each is new to a fresh process.
    """
    rng = random.Random(SEED)
    documents = sample_documents(source, 12 * number, rng)
    titles = [str(document.get("title", "")).split() for document in documents]
    texts = [str(document.get("text") or document.get("answer") or "").split() for document in documents]
    judged = [query.split() for query in rng.sample(human_queries, len(human_queries))]
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
    """Return the distinct texts of all judged queries and known items."""
    paths = sorted([*data.glob("search/*/queries.jsonl"), *data.glob("guides/*/queries.jsonl")])
    lines = [line for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return list(dict.fromkeys(str(json.loads(line)["text"]) for line in lines))


def misspelt(word: str, rng: random.Random) -> str:
    """Return ``word``, of at least three letters, with two adjacent letters swapped; the first letter stays."""
    places = [place for place in range(1, len(word) - 1) if word[place] != word[place + 1]]
    place = rng.choice(places or [1])
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _first_words(texts: Sequence[Sequence[str]], bounds: tuple[int, int], rng: random.Random) -> list[str]:
    least, most = bounds
    return [" ".join(words[: rng.randint(least, most)]) for words in texts if len(words) >= least]


def _of_length(queries: Sequence[Sequence[str]], bounds: tuple[int, int]) -> list[str]:
    return [" ".join(words) for words in queries if bounds[0] <= len(words) <= bounds[1]]


def _either(some: Sequence[str], others: Sequence[str], number: int, rng: random.Random) -> list[str]:
    """Return at most ``number`` distinct queries in random order, half of them from ``others`` where it has enough."""
    distinct = dict.fromkeys([*others[: number // 2], *some])
    queries = list(distinct)[:number]
    rng.shuffle(queries)
    return queries


def _ids(documents: Sequence[dict[str, object]], kind: str) -> list[str]:
    return [str(document["id"]) for document in documents if (document.get("kind") or "guide") == kind]
