"""Is a word with a minus an option of a command (``java -jar``), or to be left out (``java -spring``)?"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from corpus.plain_text import word_set
from search.query.known_words import is_known_word

OPTIONS = Path(__file__).parent / "word_lists" / "options.txt"
"""Options with one dash and three letters or more, a line for each command: see the README beside it."""

SAME_OPTIONS = {"tofu": "terraform", "g++": "gcc", "clang": "gcc", "clang++": "gcc", "cc": "gcc", "pwsh": "powershell"}

CLUSTERING = word_set(
    """
    awk cat chmod chown cp curl cut df diff du grep head kill ln ls lsof mkdir mv netstat ps rm rsync scp sed sort ss
    ssh tail tar tr uniq unzip wc wget xargs zip
    """
)
"""Commands whose options are single letters that are written together: ``tar -xzf``. By hand."""

MAX_CLUSTER = 6
"""Letters of such options, each of which stands there once; by hand."""


def is_option(name: str, words_before: Iterable[str], occurs: Callable[[str], object] | None) -> bool:
    """Return whether ``-name`` is an option of one of the ``words_before`` it; all are folded.

    So it is, too, where a document has ``-name``, and where none has ``name``, so that there is nothing to leave out.

    Args:
        occurs: whether a document contains a surface; None where that is not known.
    """
    if occurs and (occurs(f"-{name}") or not occurs(name.replace("-", ""))):
        return True
    for word in words_before:
        if name in _options().get(SAME_OPTIONS.get(word, word), ()):
            return True
        if word in CLUSTERING and _is_cluster(name):
            return True
    return False


def _is_cluster(name: str) -> bool:
    """Return whether ``name`` is no word but a few letters: ``tulpn``; ``sort -heap`` leaves out heaps."""
    is_of_letters = name.isalpha() and len(set(name)) == len(name) <= MAX_CLUSTER
    return is_of_letters and not is_known_word(name, "en")


@cache
def _options() -> Mapping[str, frozenset[str]]:
    """Return the options of each command, folded."""
    lines = map(str.split, OPTIONS.read_text(encoding="utf-8").lower().splitlines())
    return {command: frozenset(options) for command, *options in lines}
