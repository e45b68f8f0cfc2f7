"""Words that are spelled right whether or not a document contains them: common English ones, and names of tools."""

import gzip
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent / "word_lists"


def is_known_word(word: str, lang: str) -> bool:
    """Return whether ``word``, a surface, is a name, or common in ``lang`` where that is English."""
    return is_known_name(word) or (lang.startswith("en") and word in _english())


def is_known_name(word: str) -> bool:
    """Return whether ``word``, a surface, is the name of a tool, or of the command that runs it."""
    return is_proper_name(word) or word in _commands()


def is_proper_name(word: str) -> bool:
    """Return whether ``word``, a surface, is the name of a language, a tool, a service or a maker."""
    return word in _names()


@cache
def _english() -> frozenset[str]:
    return frozenset(gzip.decompress((LISTS / "english.txt.gz").read_bytes()).decode().split())


@cache
def _names() -> frozenset[str]:
    return frozenset((LISTS / "names.txt").read_text(encoding="utf-8").split())


@cache
def _commands() -> frozenset[str]:
    return frozenset((LISTS / "commands.txt").read_text(encoding="utf-8").split())
