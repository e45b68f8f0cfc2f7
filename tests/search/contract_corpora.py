"""Random documents, and random queries of every form over any documents, for the engine contract."""

import random
from collections.abc import Sequence
from typing import Any

from corpus.document import Document

WORDS = """
    cache caches caching redis kafka queue queues limit limits limiting rate api apis node js server servers index
    indexes lock locks thread threads deploy deploying deployment the what is how not and docker container containers
""".split()  # noqa: SIM905 - words read better as a text
ODD = """
    C++ C# .NET Node.js CI/CD TCP/IP HTTP/2 k8s std::vector snake_case v1.2.3 ASP.NET naïve Übung 検索エンジン
    => R rm -rf
""".split()  # noqa: SIM905
GERMAN = "Speicher speichern gespeichert Abfrage Abfragen arbeiten cache caches server".split()  # noqa: SIM905

DIFFICULTIES = ("", "easy", "medium", "hard")
TAGS = ("backend", "data", "cloud native")
KINDS = ("guide", "section", "question", "faq", "row")


def random_records(seed: int, n: int = 80) -> list[dict[str, Any]]:
    """Return records with a small vocabulary, so that queries match many of them, in guides of two languages."""
    rng = random.Random(seed)
    return [_record(rng, number) for number in range(n)]


def _record(rng: random.Random, number: int) -> dict[str, Any]:
    lang = rng.choice(("en", "en", "en", "de"))
    kind = KINDS[number % len(KINDS)]
    guide = f"g{rng.randrange(8)}"
    return {
        "id": f"d{number:03}",
        "kind": kind,
        "guide": f"d{number:03}" if kind == "guide" else guide,
        "title": _text(rng, lang, 1, 4),
        "text": _text(rng, lang, 0, 40),
        "answer": _text(rng, lang, 0, 12) if kind == "question" else "",
        "code": _text(rng, lang, 0, 5) if rng.random() < 0.2 else "",
        "aliases": [_text(rng, lang, 1, 2)] if rng.random() < 0.2 else [],
        "skill": f"{guide} skill",
        "category": rng.choice(("Backend", "Data", "")),
        "difficulty": rng.choice(DIFFICULTIES),
        "tags": rng.sample(TAGS, rng.randrange(3)),
        "lang": lang,
    }


def _text(rng: random.Random, lang: str, min_words: int, max_words: int) -> str:
    words = [*(GERMAN if lang == "de" else WORDS), *ODD]
    weights = [1 / (1 + place % 30) for place in range(len(words))]
    return " ".join(rng.choices(words, weights, k=rng.randint(min_words, max_words)))


def random_queries(documents: Sequence[Document], seed: int, n: int) -> list[str]:
    """Return ``n`` queries, each form in turn, mostly of words that the documents contain."""
    rng = random.Random(seed)
    texts = [words for document in documents if len(words := f"{document.title} {document.text}".split()) > 3]
    return [FORMS[number % len(FORMS)](rng, texts) for number in range(n)]


def _run(rng: random.Random, texts: Sequence[Sequence[str]], min_words: int, max_words: int) -> list[str]:
    words = rng.choice(texts)
    first = rng.randrange(len(words) - 2)
    return [word.strip("\"'-*:") or "a" for word in words[first : first + rng.randint(min_words, max_words)]]


def _word(rng: random.Random, texts: Sequence[Sequence[str]]) -> str:
    return _run(rng, texts, 1, 1)[0]


def _words(rng: random.Random, texts: Sequence[Sequence[str]]) -> str:
    return " ".join(_word(rng, texts) for _ in range(rng.randint(1, 5)))


def _typo(rng: random.Random, texts: Sequence[Sequence[str]]) -> str:
    word = max((_word(rng, texts) for _ in range(5)), key=len)
    place = rng.randrange(len(word))
    swapped = word[:place] + word[place + 1 : place + 2] + word[place : place + 1] + word[place + 2 :]
    return rng.choice((word[:place] + word[place + 1 :], word[:place] + "q" + word[place:], swapped))


FORMS = (
    _word,
    _words,
    lambda rng, texts: " ".join(_run(rng, texts, 8, 25)),
    lambda rng, texts: f'"{" ".join(_run(rng, texts, 2, 3))}"',
    lambda rng, texts: f'{_word(rng, texts)} "{" ".join(_run(rng, texts, 2, 4))}" {_word(rng, texts)}',
    lambda rng, texts: f"{_words(rng, texts)} -{_word(rng, texts)}",
    lambda rng, texts: f'{_words(rng, texts)} -"{" ".join(_run(rng, texts, 2, 2))}" -{_word(rng, texts)}',
    lambda rng, texts: f"{_word(rng, texts)} OR {_word(rng, texts)} {_word(rng, texts)}",
    lambda rng, texts: f'"{" ".join(_run(rng, texts, 2, 2))}" OR {_word(rng, texts)} OR absentword',
    lambda rng, texts: f"{_word(rng, texts)} {_word(rng, texts)[:3]}*",
    lambda rng, texts: f"{_word(rng, texts)[:2]}* -{_word(rng, texts)[:4]}*",
    lambda rng, texts: _words(rng, texts)[:-1],
    _typo,
    lambda rng, texts: f"{_typo(rng, texts)} {_word(rng, texts)}",
    lambda rng, texts: "".join(_run(rng, texts, 2, 2)),
    lambda rng, texts: f"{_words(rng, texts)} kind:{rng.choice(KINDS)}",
    lambda rng, texts: f"{_words(rng, texts)} difficulty:easy difficulty:Hard kind:question",
    lambda rng, texts: f"{_words(rng, texts)} lang:{rng.choice(('de', 'all'))}",
    lambda rng, texts: f"{(word := _word(rng, texts))} {word} {_word(rng, texts)} {word}",
    lambda rng, texts: f"{_word(rng, texts)} absentword",
    lambda rng, texts: rng.choice(texts)[0] + " " + rng.choice(texts)[0],
    lambda rng, texts: (
        f'{rng.choice(("?", "*", "REST:", "x OR", "-", "~^2", "((", "[a TO b]", "NOT"))} {_words(rng, texts)} "'
    ),
    lambda rng, texts: f"-{_word(rng, texts)}",
    lambda rng, texts: " ".join(_run(rng, texts, 2, 3)).upper(),
)
"""Words, sentences, phrases, exclusions, OR, prefixes, half words, typos, words run together, fields, noise."""
