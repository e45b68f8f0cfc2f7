"""Hostile queries: Unicode, control characters, operators, unclosed quotes and brackets, ten thousand words."""

import random
from collections.abc import Callable, Iterator, Sequence

ALPHABET = 'abc "-:*OR()?!+#./\\\x00\u200b\u202eé設kind:skill: \n\t~^{}[]<>&|🚀\ud800'
OPENERS = ('"', '-"', "(", "[", "{", 'kind:"', "skill:", "updated:>=", "-", "--", "OR ", "*", "lang:", "\\", "`", "'")
MAX_WORDS = 10_000


def hostile_strings(n: int, words: Sequence[str], seed: int) -> Iterator[str]:
    """Yield ``n`` strings, the same for the same seed; some are made of ``words``, an index's most common first."""
    rng = random.Random(seed)
    kinds: tuple[Callable[[random.Random, Sequence[str]], str], ...] = (
        _characters, _any_code_points, _unclosed, _many_words, _misspelt, _operators, _joined, _unspaced,
    )  # fmt: skip
    for number in range(n):
        yield kinds[number % len(kinds)](rng, words)


def _characters(rng: random.Random, words: Sequence[str]) -> str:
    return "".join(rng.choices(ALPHABET, k=rng.randint(1, 60)))


def _any_code_points(rng: random.Random, words: Sequence[str]) -> str:
    return "".join(chr(rng.randrange(0x110000)) for _ in range(rng.randint(1, 200)))


def _unclosed(rng: random.Random, words: Sequence[str]) -> str:
    drawn = rng.choices(words, k=rng.randint(1, 40))
    return " ".join(rng.choice(OPENERS) * rng.randint(0, 3) + word for word in drawn)


def _many_words(rng: random.Random, words: Sequence[str]) -> str:
    """Return words, half of them from the hundred most common; every tenth string has ten thousand."""
    n_words = MAX_WORDS if rng.random() < 0.1 else rng.randint(20, 400)
    return " ".join(rng.choice(words[:100] if rng.random() < 0.5 else words) for _ in range(n_words))


def _misspelt(rng: random.Random, words: Sequence[str]) -> str:
    """Return words with a rare letter inserted, few of which are in the vocabulary."""
    made = []
    for word in rng.choices(words, k=rng.randint(1, 150)):
        place = rng.randrange(len(word))
        made.append(word[:place] + rng.choice("qxzj") + word[place:])
    return " ".join(made)


def _operators(rng: random.Random, words: Sequence[str]) -> str:
    shapes = ("{0}*", "-{0}", "{0} OR {1}", '"{0} {1}"', '-"{0} {1}"', "{0}:{1}", "kind:{0}", "skill:{0}", "{0}")
    common = words[:200]
    clauses = [rng.choice(shapes).format(rng.choice(common), rng.choice(common)) for _ in range(rng.randint(1, 150))]
    return " ".join(clauses)


def _joined(rng: random.Random, words: Sequence[str]) -> str:
    return rng.choice(("/", "-", ".", "::", "_", "")).join(rng.choices(words, k=rng.randint(2, 200)))


def _unspaced(rng: random.Random, words: Sequence[str]) -> str:
    return "".join(chr(rng.randrange(0x3041, 0x9FFF)) for _ in range(rng.randint(1, 1000)))
