"""Restore the cells of table rows that were joined when a page was copied as text.

"LayerResponsibility" is two headings: a capital follows a small letter without a space. Such a place is
a *seam*. Words that occur elsewhere on the page distinguish a seam from a name such as GraphQL.
"""

import re
from collections.abc import Collection, Sequence
from itertools import pairwise

from corpus.difficulty import DIFFICULTIES
from corpus.questions.tables import is_column, is_difficulty_column

_TOKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_CAMEL_NAMES = frozenset(
    {"javascript", "typescript", "graphql", "github", "gitlab", "devops", "oauth", "postgresql"}
    | {"mysql", "nodejs", "mongodb", "dynamodb", "youtube", "linkedin", "websocket", "websockets"}
)
_DIFFICULTY = re.compile(rf"(?:{'|'.join(sorted(DIFFICULTIES))})$", re.IGNORECASE)
_MIN_WORD = 3
"""Letters of the shortest word that a seam between small letters splits off; by hand."""

_MAX_WORD = 100
_MAX_NAME = 30
"""Letters of a word and of a name that are searched for seams; bounds the work on hostile text. By hand."""

NAME_SCORE = 9
"""Score of a seam before a known name; ``_score`` gives more only to a seam before a level, 11; by hand."""


def known_words(lines: Sequence[str]) -> frozenset[str]:
    """Return the words of ``lines`` in lower case, and names with inner capitals (gRPC, GraphQL) also unchanged."""
    words = {word for line in lines for word in _WORD.findall(line)}
    return frozenset({word.lower() for word in words} | {word for word in words if _has_capitals_inside(word)})


def _has_capitals_inside(word: str) -> bool:
    return any(character.isupper() for character in word[1:]) and any(character.islower() for character in word)


def split_table(lines: Sequence[str], known: Collection[str]) -> tuple[tuple[str, ...], ...] | None:
    """Return the cells of the header line and of each row below it, None for lines that are no table.

    Every row has as many cells as the header; cells are empty where no seam was found.
    """
    if len(lines) < 2:
        return None
    header = _spaced(lines[0]) or _header(lines[0], known)
    if header is None or len(header) < 2:
        return None
    rows = [_spaced(line, len(header)) or _row(line, len(header), known) for line in lines[1:]]
    # Most rows must split, else the first line is no header.
    split_rows = [row for row in rows if row is not None]
    if len(split_rows) * 2 <= len(rows):
        return None
    filled = (row or _filled([line], len(header)) for row, line in zip(rows, lines[1:], strict=True))
    return (header, *filled)


def stacked_table(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the header and rows of a table with one cell on each line; () for other lines.

    Only tables of questions and projects with a level column are recognised. The table ends at the first row
    without a level.
    """
    width = next((at for at, line in enumerate(lines) if not is_column(line)), len(lines))
    level = next((at for at, line in enumerate(lines[:width]) if is_difficulty_column(line)), -1)
    if width < 3 or level < 0:
        return ()
    rows = [tuple(lines[:width])]
    for at in range(width, len(lines) - width + 1, width):
        if not _DIFFICULTY.match(lines[at + level]):
            break
        rows.append(tuple(lines[at : at + width]))
    return tuple(rows) if len(rows) > 1 else ()


def _spaced(line: str, width: int = 0) -> tuple[str, ...] | None:
    """Return the cells of a line with tabs, bars or runs of spaces between them, None without any."""
    for mark in (r"\t", r"\|", r"\s{2,}"):
        cells = tuple(cell.strip() for cell in re.split(mark, line.strip().strip("|")))
        if len(cells) > 1 and (width or mark != r"\s{2,}" or all(map(_may_be_header, cells))):
            return _filled(list(cells), width) if width else cells
    return None


def _may_be_header(cell: str) -> bool:
    return 0 < len(cell) <= 40 and cell[-1] not in ".?!:;,"


def _header(line: str, known: Collection[str]) -> tuple[str, ...] | None:
    """Return the cells of a joined header line, None where a cell would not begin as a heading does."""
    if len(line) > 120 or line.rstrip()[-1:] in ".?!:;,":
        return None
    seams = [seam for seam, score in _seams(line, known) if score > 0]
    cells = _cut(line, seams)
    return cells if all(cell[:1].isupper() or _has_capitals_inside(cell.split()[0]) for cell in cells) else None


def _row(line: str, width: int, known: Collection[str]) -> tuple[str, ...] | None:
    """Return the cells of one joined row, None for a row without any seam."""
    # Score by position of seam. Seams between small letters count only where capitals give too few.
    seams = dict(_seams(line, known))
    if len(seams) < width - 1:
        for seam, score in _hidden_seams(line, known):
            seams.setdefault(seam, score)
    best = sorted(seams, key=lambda seam: (-seams[seam], seam))[: width - 1]
    cells = list(_cut(line, sorted(best)))
    if len(cells) < 2:
        return None
    return _filled(cells, width)


def _filled(cells: list[str], width: int) -> tuple[str, ...]:
    """Return ``width`` cells with empty ones added at the end, or before a level in the last cell."""
    missing = width - len(cells)
    at = len(cells) - 1 if len(cells) > 1 and _DIFFICULTY.match(cells[-1]) else len(cells)
    return tuple((cells[:at] + [""] * missing + cells[at:])[:width])


def _cut(line: str, seams: Sequence[int]) -> tuple[str, ...]:
    edges = [0, *seams, len(line)]
    return tuple(line[a:b].strip() for a, b in pairwise(edges))


def _seams(line: str, known: Collection[str]) -> list[tuple[int, int]]:
    """Return (position, score) of each capital or known name that follows another word without a space."""
    seams: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(line):
        names = _names_in(line, token.start(), token.end(), known)
        seams += [(start, NAME_SCORE) for start, _ in names if start > token.start()]
        seams += [
            (at, _score(line, token.start(), at, token.end(), known))
            for at in range(token.start() + 1, token.end())
            if _is_seam(line, at) and not any(start <= at < end for start, end in names)
        ]
    return sorted(seams)


def _names_in(line: str, start: int, end: int, known: Collection[str]) -> list[tuple[int, int]]:
    """Return (start, end) of the known names with inner capitals that end a word of ``line[start:end]``."""
    names = []
    for word in _WORD.finditer(line, start, end):
        first = max(word.start(), word.end() - _MAX_NAME)
        at = next((at for at in range(first, word.end() - 1) if line[at : word.end()] in known), -1)
        if at >= 0 and _has_capitals_inside(line[at : word.end()]):
            names.append((at, word.end()))
    return names


def _is_seam(line: str, at: int) -> bool:
    """Return whether ``line[at]`` is a capital after a small letter, a digit, an end mark, or an acronym."""
    before, character, after = line[at - 1], line[at], line[at + 1 : at + 2]
    if not character.isupper():
        return False
    if before.islower() or before.isdigit() or before in ")?!.%”\"'’]":
        return True
    return before.isupper() and after.islower()


def _score(line: str, start: int, at: int, end: int, known: Collection[str]) -> int:
    """Return how likely a cell begins at ``line[at]`` within the token ``line[start:end]``; weights by hand."""
    left, right = _last_word(line[start:at]), _first_word(line[at:end])
    score = 3 if line[at - 1] in "?)!" else 1 if line[at - 1].islower() else 0
    # "GraphQL", "JavaScript": one word that is written with a capital inside.
    joined = left + right
    if joined in known or joined in _CAMEL_NAMES:
        score -= 6
    if at + len(right) == len(line) and _DIFFICULTY.match(line[at:]):
        score += 4
    return score + 2 * (left in known) + 2 * (right in known)


def _hidden_seams(line: str, known: Collection[str]) -> list[tuple[int, int]]:
    """Return (position, score) of each place where an unknown word splits into two known ones.

    The score is the length of the shorter of the two.
    """
    unknown = (match for match in _WORD.finditer(line) if match.group().lower() not in known)
    return [
        (match.start() + at, min(at, len(word) - at))
        for match in unknown
        for word in [match.group().lower()]
        for at in range(_MIN_WORD, min(len(word), _MAX_WORD) - _MIN_WORD + 1)
        if word[:at] in known and word[at:] in known
    ]


def _last_word(text: str) -> str:
    words = _WORD.findall(text)
    return words[-1].lower() if words else ""


def _first_word(text: str) -> str:
    match = _WORD.search(text)
    return match.group().lower() if match else ""
