"""Patterns of files to leave out, as in ``.gitignore``, matched in bounded time.

A pattern such as ``*a*a*a*b`` becomes a regular expression that backtracks at every ``*``. Between two ``*`` the first
place that fits is as good as any other, so each such part is made atomic; what stays ambiguous is bounded and reported.
"""

import errno
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pathspec

from corpus.problems import Problem

IGNORE_FILES = (".gitignore", ".guidedexignore")

RULE_PATTERN = "ignore-pattern"

MAX_BYTES = 1_000_000
MAX_PATTERNS = 2_000
"""Bytes and patterns of an ignore file that are read; every path of the folder is compared with each. By hand."""

MAX_PATTERN = 500
"""Characters of a pattern. By hand."""

MAX_STARS = 8
MAX_AMBIGUOUS_STARS = 3
"""Runs of ``*`` in a pattern, and those that are not made atomic. By hand: common patterns have three."""

MAX_FOLDER_STARS = 2
"""``**`` in a pattern. By hand; each multiplies the time by the depth of the folder."""

MAX_PATH = 4_096
"""Characters of a path that is compared with patterns: the longest that Linux opens. By hand."""

_STAR = r"\[\^/\]\*"
_LITERAL = r"(?:\\.|[^\\\[\](){}*+?.|^$/]|(?:\[\^/\]|\[(?!\^)(?:\\.|[^\]\\])+\])(?![*+?]))+"
_BETWEEN_STARS = re.compile(rf"(?:{_STAR})+(?P<literal>{_LITERAL})(?={_STAR})")
_STARS = re.compile(rf"(?:{_STAR}){{2,}}")


def ignore_specs(
    entries: Sequence["os.DirEntry[str]"], folder: str, problems: list[Problem]
) -> "list[tuple[str, pathspec.GitIgnoreSpec]]":
    """Return the patterns of the ignore files in one folder, each with the folder that it is relative to."""
    specs = []
    for entry in entries:
        if entry.name in IGNORE_FILES and (entry.is_symlink() or entry.is_file()):
            path = f"{folder}{entry.name}"
            try:
                data = _data(entry)
            except OSError as error:
                message = f"the patterns cannot be read, and nothing is left out by them: {error.strerror}"
                problems.append(Problem(path, 0, RULE_PATTERN, message, "make the file readable"))
                continue
            if len(data) > MAX_BYTES:
                problems.append(_problem(path, 0, f"only its first {MAX_BYTES:,} bytes are read"))
            specs.append((folder, ignore_spec(data.decode("utf-8", "replace").splitlines(), path, problems)))
    return specs


def _data(entry: "os.DirEntry[str]") -> bytes:
    """Return the first bytes of an ignore file; raise OSError for a link, which git does not follow there either."""
    if entry.is_symlink():
        raise OSError(errno.ELOOP, "it is a link")
    with Path(entry.path).open("rb") as file:
        return file.read(MAX_BYTES + 1)


def ignore_spec(lines: Iterable[str], path: str, problems: list[Problem]) -> "pathspec.GitIgnoreSpec":
    """Return the patterns of ``lines``; those that could take too long are left out and added to ``problems``."""
    patterns: list[str] = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        if len(patterns) >= MAX_PATTERNS:
            problems.append(_problem(path, number, f"only its first {MAX_PATTERNS:,} patterns are used"))
            break
        if reason := _excess(line):
            problems.append(_problem(path, number, f"the pattern “{line[:60]}” is not used: {reason}"))
        else:
            patterns.append(line)
    spec = pathspec.GitIgnoreSpec.from_lines(patterns)
    return pathspec.GitIgnoreSpec([_linear(pattern) for pattern in spec.patterns])


def _n_ambiguous(pattern: str) -> int:
    """Return the number of runs of ``*`` of a pattern that backtrack into each other."""
    compiled = pathspec.GitIgnoreSpec.from_lines([pattern]).patterns
    regexes = [one.regex.pattern for one in compiled if one.regex is not None]
    return max((_linear_regex(str(regex)).count("[^/]*") for regex in regexes), default=0)


def _problem(path: str, line: int, message: str) -> Problem:
    return Problem(path, line, RULE_PATTERN, message, "name folders instead, or use fewer and simpler patterns")


def _excess(pattern: str) -> str:
    """Return what makes a pattern too costly, "" for a common one."""
    if len(pattern) > MAX_PATTERN:
        return f"it is longer than {MAX_PATTERN} characters"
    if pattern.count("**") > MAX_FOLDER_STARS:
        return f"it has more than {MAX_FOLDER_STARS} “**”"
    if len(re.findall(r"\*+", pattern)) > MAX_STARS:
        return f"it has more than {MAX_STARS} “*”"
    if pattern.count("*") > MAX_AMBIGUOUS_STARS and _n_ambiguous(pattern) > MAX_AMBIGUOUS_STARS:
        return "it has too many “*” beside brackets"
    return ""


def _linear(pattern: Any) -> Any:
    """Return a pattern that does not backtrack between two ``*`` of one name."""
    regex = pattern.regex
    if regex is None or regex.pattern.count("[^/]*") < 2:
        return pattern
    return type(pattern)(re.compile(_linear_regex(regex.pattern)), pattern.include)


def _linear_regex(regex: str) -> str:
    return _BETWEEN_STARS.sub(r"(?>[^/]*?\g<literal>)", _STARS.sub("[^/]*", regex))
