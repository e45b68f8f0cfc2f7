"""Rows of a table that lost the borders between their cells when a page was copied as text.

"LayerResponsibility" is two headings: a capital follows a small letter without a space. Words that
stand elsewhere on the page tell such a seam from a name like GraphQL.
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
_LEVEL = re.compile(rf"(?:{'|'.join(sorted(DIFFICULTIES))})$", re.IGNORECASE)
_MIN_WORD = 3
"""Letters of a word that a seam between small letters may split off."""


_MAX_WORD = 100
_MAX_NAME = 30
SURE = 9
"""More than any seam between two words scores."""


def vocabulary(lines: Sequence[str]) -> frozenset[str]:
    """Return the words of ``lines`` in lower case, and names with capitals inside (gRPC, GraphQL) as they stand."""
    said = {word for line in lines for word in _WORD.findall(line)}
    return frozenset({word.lower() for word in said} | {word for word in said if _has_capitals_inside(word)})


def _has_capitals_inside(word: str) -> bool:
    return any(character.isupper() for character in word[1:]) and any(character.islower() for character in word)


def split_table(lines: Sequence[str], known: Collection[str]) -> tuple[tuple[str, ...], ...] | None:
    """Return the cells of a header line and its rows, None where the lines are no table.

    Every row has as many cells as the header; where a seam cannot be found a cell is empty.
    """
    if len(lines) < 2:
        return None
    header = _spaced(lines[0]) or _header(lines[0], known)
    if header is None or len(header) < 2:
        return None
    rows = [_spaced(line, len(header)) or _row(line, len(header), known) for line in lines[1:]]
    found = [row for row in rows if row is not None]
    if len(found) * 2 <= len(rows):
        return None
    filled = (row or _filled([line], len(header)) for row, line in zip(rows, lines[1:], strict=True))
    return (header, *filled)


def stacked_table(lines: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return the header and rows of a table whose cells stand one below the other; () where there is none.

    Its columns are those of a table of questions or projects; it ends where a row would have no level.
    """
    width = next((at for at, line in enumerate(lines) if not is_column(line)), len(lines))
    level = next((at for at, line in enumerate(lines[:width]) if is_difficulty_column(line)), -1)
    if width < 3 or level < 0:
        return ()
    rows = [tuple(lines[:width])]
    for at in range(width, len(lines) - width + 1, width):
        if not _LEVEL.match(lines[at + level]):
            break
        rows.append(tuple(lines[at : at + width]))
    return tuple(rows) if len(rows) > 1 else ()


def _spaced(line: str, width: int = 0) -> tuple[str, ...] | None:
    """Return the cells of a line that tabs or bars still part."""
    for mark in (r"\t", r"\|", r"\s{2,}"):
        cells = tuple(cell.strip() for cell in re.split(mark, line.strip().strip("|")))
        if len(cells) > 1 and (width or mark != r"\s{2,}" or all(map(_may_be_header, cells))):
            return _filled(list(cells), width) if width else cells
    return None


def _may_be_header(cell: str) -> bool:
    return 0 < len(cell) <= 40 and cell[-1] not in ".?!:;,"


def _header(line: str, known: Collection[str]) -> tuple[str, ...] | None:
    if len(line) > 120 or line.rstrip()[-1:] in ".?!:;,":
        return None
    seams = [seam for seam, score in _seams(line, known) if score > 0]
    cells = _cut(line, seams)
    return cells if all(cell[:1].isupper() or _has_capitals_inside(cell.split()[0]) for cell in cells) else None


def _row(line: str, width: int, known: Collection[str]) -> tuple[str, ...] | None:
    """Return the cells of one row, None where too little tells them apart."""
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
    """Return ``cells`` with empty ones added; a level at the end keeps its place."""
    missing = width - len(cells)
    at = len(cells) - 1 if len(cells) > 1 and _LEVEL.match(cells[-1]) else len(cells)
    return tuple((cells[:at] + [""] * missing + cells[at:])[:width])


def _cut(line: str, seams: Sequence[int]) -> tuple[str, ...]:
    edges = [0, *seams, len(line)]
    return tuple(line[a:b].strip() for a, b in pairwise(edges))


def _seams(line: str, known: Collection[str]) -> list[tuple[int, int]]:
    """Return where a capital or a known name follows without a space, with how surely a cell begins there."""
    seams: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(line):
        names = _names_in(line, token.start(), token.end(), known)
        seams += [(start, SURE) for start, _ in names if start > token.start()]
        seams += [
            (at, _score(line, token.start(), at, token.end(), known))
            for at in range(token.start() + 1, token.end())
            if _is_seam(line, at) and not any(start <= at < end for start, end in names)
        ]
    return sorted(seams)


def _names_in(line: str, start: int, end: int, known: Collection[str]) -> list[tuple[int, int]]:
    """Return where names with capitals inside end the words of a token that is longer than they are."""
    found = []
    for word in _WORD.finditer(line, start, end):
        first = max(word.start(), word.end() - _MAX_NAME)
        at = next((at for at in range(first, word.end() - 1) if line[at : word.end()] in known), -1)
        if at >= 0 and _has_capitals_inside(line[at : word.end()]):
            found.append((at, word.end()))
    return found


def _is_seam(line: str, at: int) -> bool:
    before, here, after = line[at - 1], line[at], line[at + 1 : at + 2]
    if not here.isupper():
        return False
    if before.islower() or before.isdigit() or before in ")?!.%”\"'’]":
        return True
    return before.isupper() and after.islower()


def _score(line: str, start: int, at: int, end: int, known: Collection[str]) -> int:
    left, right = _last_word(line[start:at]), _first_word(line[at:end])
    score = 3 if line[at - 1] in "?)!" else 1 if line[at - 1].islower() else 0
    whole = left + right
    if whole in known or whole in _CAMEL_NAMES:
        score -= 6
    if at + len(right) == len(line) and _LEVEL.match(line[at:]):
        score += 4
    return score + 2 * (left in known) + 2 * (right in known)


def _hidden_seams(line: str, known: Collection[str]) -> list[tuple[int, int]]:
    """Return where two known words run into one that is not known."""
    unknown = (found for found in _WORD.finditer(line) if found.group().lower() not in known)
    return [
        (found.start() + at, min(at, len(word) - at))
        for found in unknown
        for word in [found.group().lower()]
        for at in range(_MIN_WORD, min(len(word), _MAX_WORD) - _MIN_WORD + 1)
        if word[:at] in known and word[at:] in known
    ]


def _last_word(text: str) -> str:
    found = _WORD.findall(text)
    return found[-1].lower() if found else ""


def _first_word(text: str) -> str:
    found = _WORD.search(text)
    return found.group().lower() if found else ""
