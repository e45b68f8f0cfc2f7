"""Hostile queries: Unicode, control characters, operators, unclosed quotes and brackets, ten thousand words."""

import random
from collections.abc import Callable, Iterator, Sequence

ALPHABET = 'abc "-:*OR()?!+#./\\\x00\u200b\u202eé設kind:skill: \n\t~^{}[]<>&|🚀\ud800'
OPENERS = ('"', '-"', "(", "[", "{", 'kind:"', "skill:", "updated:>=", "-", "--", "OR ", "*", "lang:", "\\", "`", "'")
SCRIPTS = (
    (0x0E01, 0x0E5B), (0x0E81, 0x0EDF), (0x0F00, 0x0FDA), (0x1000, 0x109F), (0x1780, 0x17F9), (0x0590, 0x05F4),
    (0x0600, 0x06FF), (0xAC00, 0xD7A3), (0x0900, 0x0DFF), (0x1E00, 0x1EFF), (0xFF01, 0xFFEE), (0x0300, 0x036F),
)  # fmt: skip
"""Code points of Thai, Lao, Tibetan, Burmese, Khmer, Hebrew, Arabic, Hangul, Indic, Latin, full width and accents."""
PARTS = (
    "1", "a", "A", "aB", "un'", "l'", ".", "1.", "1/", ":", "5GB", "MHz", "s", "ø", "½", "는", "에서", "្ក", "ເ", "'",
    "ـ", "%", " %", "min", "tls1.", "3.11",
)  # fmt: skip
"""Parts of words of which a rule looks at the next one."""
MAX_WORDS = 10_000


def hostile_strings(n: int, words: Sequence[str], seed: int) -> Iterator[str]:
    """Yield ``n`` strings, the same for the same seed; some are made of ``words``, an index's most common first."""
    rng = random.Random(seed)
    kinds: tuple[Callable[[random.Random, Sequence[str]], str], ...] = (
        _characters, _any_code_points, _unclosed, _many_words, _misspelt, _operators, _joined, _unspaced, _scripts,
        _repeated,
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


def _scripts(rng: random.Random, words: Sequence[str]) -> str:
    """Return letters, marks and digits of one script or two, in any order."""
    ranges = rng.choices(SCRIPTS, k=rng.randint(1, 2))
    characters = [chr(rng.randint(*rng.choice(ranges))) for _ in range(rng.randint(1, 400))]
    return "".join(characters if rng.random() < 0.5 else [*characters, " ", *rng.choices(words, k=3)])


def _repeated(rng: random.Random, words: Sequence[str]) -> str:
    """Return one word of a few parts, up to two thousand times each."""
    n_times = rng.randint(1, 2_000) if rng.random() < 0.2 else rng.randint(1, 20)
    return "".join(rng.choices(PARTS, k=rng.randint(1, 4))) * n_times + rng.choice(words)
