"""Counts and lists in words."""

import shlex
from collections.abc import Iterable, Sequence


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "guide"), counted(1200, "guide"), counted(3, "query")
    ('1 guide', '1,200 guides', '3 queries')
    """
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"


def enumerated(words: Sequence[str]) -> str:
    """Return words as a list in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def quoted(words: Iterable[str], separator: str = ", ") -> str:
    """Return each of ``words`` once in quotation marks, with ``separator`` between them."""
    return separator.join(f"“{word}”" for word in dict.fromkeys(words))


_SPECIAL = frozenset('"\\$`!')
"""Characters that a shell does not take as they are between double quotes; ``!`` in an interactive one."""


def shell_word(text: str) -> str:
    r"""Return ``text`` as one word of a shell's command, whoever wrote it; without control characters, on one line.

    >>> shell_word("Service Mesh"), shell_word('x"; rm -rf ~ #'), shell_word("$(id)"), shell_word("-rf")
    ('"Service Mesh"', '\'x"; rm -rf ~ #\'', "'$(id)'", '-- "-rf"')
    """
    line = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    word = shlex.quote(line) if _SPECIAL & set(line) else f'"{line}"'
    return f"-- {word}" if line.startswith("-") else word
