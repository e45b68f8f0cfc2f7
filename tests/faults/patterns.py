"""Regular expressions of the four packages, and those whose time may grow faster than their text.

A pattern backtracks polynomially where one stretch of text can be shared out in many ways: a repetition within a
repetition (``(a+)+b``), two neighbouring repetitions of the same characters (``a*[ab]*c``), or, where a text is
searched, a repetition that runs over the beginnings of other matches (``<[^>]*>`` in ``<<<<``). A repetition counts
when it has no bound, or one above ``MAX_BOUND``.
"""

import ast
import importlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

ROOT = Path(__file__).parents[2]
PACKAGES = ("corpus", "index", "search", "web")

MAX_BOUND = 1_000
"""Repetitions from which on a bound is none. By hand: a thousand steps at each place are a microsecond for each."""

SAMPLE = [chr(code) for code in range(128)] + list("\x85\xa0éß中？ٳ…’“–·\u2028\u3000")
"""Characters that stand for all: two repetitions overlap when both take one of them."""

SEARCHING = frozenset({"search", "finditer", "findall", "sub", "subn", "split"})
FUNCTIONS = SEARCHING | {"compile", "match", "fullmatch"}

_CONSTANT = re.compile(r"\b(_?[A-Z][A-Z0-9_]+)\b(?:\.(\w+)|(\s*[:=]))?")

REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)

Item = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Use:
    """A regular expression at a place of the sources; ``searches`` unless it is only matched at a given place."""

    module: str
    name: str
    """The name of the module's constant, or ``line`` and the number of the line for a pattern within a function."""
    pattern: str
    flags: int
    searches: bool


@cache
def uses() -> tuple[Use, ...]:
    """Return the regular expressions of all modules, in order of module and name."""
    found = [use for path in _sources() for use in (*_constants(_module(path)), *_in_functions(path))]
    return tuple(sorted(set(found), key=lambda use: (use.module, use.name, use.pattern)))


def _sources() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _constants(module: str) -> Iterator[Use]:
    """Yield the compiled patterns that a module keeps under a name, alone or in a tuple."""
    if module.endswith("__main__"):
        return
    for name, value in vars(importlib.import_module(module)).items():
        values = value if isinstance(value, tuple) else (value,)
        for at, pattern in enumerate(values):
            if isinstance(pattern, re.Pattern) and isinstance(pattern.pattern, str):
                label = f"{name}[{at}]" if isinstance(value, tuple) else name
                searches = isinstance(value, tuple) or bool(
                    _methods_by_name().get(name, {"search"}) - {"match", "fullmatch"}
                )
                yield Use(module, label, pattern.pattern, pattern.flags, searches)


@cache
def _methods_by_name() -> dict[str, set[str]]:
    """Return the methods that are called on each constant of any module; passing one on counts as a search."""
    methods: dict[str, set[str]] = {}
    for path in _sources():
        for name, method, bound in _CONSTANT.findall(path.read_text("utf-8")):
            methods.setdefault(name, set()).update({method or "search"} if not bound else ())
    return methods


def _in_functions(path: Path) -> Iterator[Use]:
    """Yield the literal patterns that are given to functions of ``re`` inside functions."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in FUNCTIONS):
            continue
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re" and node.args):
            continue
        first = node.args[0]
        if isinstance(first, ast.Constant) and isinstance(first.value, str) and node.func.attr != "compile":
            yield Use(_module(path), f"line {first.value}", first.value, 0, node.func.attr in SEARCHING)


def ambiguities(pattern: str, flags: int = 0, *, searches: bool = True) -> list[str]:
    """Return the reasons for which a pattern may take more than linear time, [] for one that does not.

    >>> ambiguities("(a+)+b"), ambiguities("a*[ab]*c", searches=False), ambiguities("<[^>]*>")
    (['nested repetition'], ['neighbouring repetitions'], ['repetition over other beginnings'])
    >>> ambiguities("<[^<>]*>")
    []
    """
    parsed = parser.parse(pattern, flags)
    reasons: list[str] = []
    sequence = list(parsed)
    _check(sequence, parsed.state.flags | flags, reasons)
    if searches and _runs_over_beginnings(sequence, parsed.state.flags | flags):
        reasons.append("repetition over other beginnings")
    return sorted(set(reasons))


def _check(sequence: Sequence[Item], flags: int, reasons: list[str]) -> None:
    """Add the reasons of one sequence and of all sequences within it."""
    flat = _flat(sequence)
    for at, item in enumerate(flat):
        if _is_unbounded(item):
            body = list(item[1][2])
            if _has_repetition(body) and not _is_separated(body, flags):
                reasons.append("nested repetition")
            if _has_overlapping_neighbour(flat, at, flags):
                reasons.append("neighbouring repetitions")
        for inner in _sequences_in(item):
            _check(inner, flags, reasons)


def _flat(sequence: Sequence[Item]) -> list[Item]:
    """Return a sequence with groups that stand once replaced by what is in them; atomic groups stay whole."""
    flat: list[Item] = []
    for op, value in sequence:
        if op is codes.SUBPATTERN:
            flat += _flat(list(value[3]))
        else:
            flat.append((op, value))
    return flat


def _sequences_in(item: Item) -> Iterator[list[Item]]:
    op, value = item
    if op in REPEATS:
        yield list(value[2])
    elif op is codes.BRANCH:
        yield from (list(branch) for branch in value[1])
    elif op is codes.ATOMIC_GROUP:
        yield list(value)
    elif op in (codes.ASSERT, codes.ASSERT_NOT):
        yield list(value[1])
    elif op is codes.SUBPATTERN:
        yield list(value[3])


def _is_unbounded(item: Item) -> bool:
    op, value = item
    return op in (codes.MAX_REPEAT, codes.MIN_REPEAT) and value[1] > MAX_BOUND


def _has_repetition(sequence: Sequence[Item]) -> bool:
    return any(
        _is_unbounded(item) or any(_has_repetition(inner) for inner in _sequences_in(item)) for item in _flat(sequence)
    )


def _is_separated(body: Sequence[Item], flags: int) -> bool:
    """Tell whether each turn of a repetition begins with a character that the repetitions inside it cannot take."""
    flat = _flat(body)
    if _is_nullable(flat[0]):
        return False
    rest: set[str] = set()
    for item in flat[1:]:
        rest |= _characters(item, flags)
    return not _is_unbounded(flat[0]) and not (_characters(flat[0], flags) & rest)


def _has_overlapping_neighbour(flat: Sequence[Item], at: int, flags: int) -> bool:
    """Tell whether the repetition at ``at`` meets another one of the same characters, and something after both."""
    here = _characters(flat[at], flags)
    for other in range(at + 1, len(flat)):
        item = flat[other]
        if _is_unbounded(item) and here & _characters(item, flags) and other + 1 < len(flat):
            return True
        if not _is_nullable(item) and not (_is_unbounded(item) and here & _characters(item, flags)):
            return False
    return False


def _runs_over_beginnings(sequence: Sequence[Item], flags: int) -> bool:
    """Tell whether a repetition takes all that stands before it, so that every place begins a long attempt."""
    flat = _flat(sequence)
    before: list[set[str]] = []
    if flat and flat[0] == (codes.AT, codes.AT_BEGINNING):
        if not flags & re.MULTILINE:
            return False
        before.append({"\n"})
    for at, item in enumerate(flat):
        if item[0] is codes.BRANCH:
            branches = ([*flat[:at], *branch, *flat[at + 1 :]] for branch in item[1][1])
            return any(_runs_over_beginnings(branch, flags) for branch in branches)
        if item[0] in (codes.ASSERT, codes.ASSERT_NOT):
            if item[0] is codes.ASSERT_NOT and item[1][0] < 0 and not before and at + 1 < len(flat):
                # Not after a character of the first repetition: its run begins in one place only.
                barred = _characters(item[1][1][0], flags) if list(item[1][1]) else set()
                if _is_unbounded(flat[at + 1]) and _characters(flat[at + 1], flags) <= barred:
                    before.append(_characters(flat[at + 1], flags))
            continue
        characters = _characters(item, flags)
        is_last = all(following[0] in REPEATS and _is_nullable(following) for following in flat[at + 1 :])
        takes_before = all(characters & earlier for earlier in before)
        is_barred = (
            bool(before) and len(before) == 1 and before[0] == characters and flat[at - 1][0] is codes.ASSERT_NOT
        )
        is_unbounded = item[0] in REPEATS and item[1][1] > MAX_BOUND
        if is_unbounded and takes_before and not is_last and not is_barred:
            return True
        if item[0] is not codes.AT and not _is_nullable(item):
            before.append(characters)
    return False


def _is_nullable(item: Item) -> bool:
    op, value = item
    if op in REPEATS:
        return bool(value[0] == 0) or all(map(_is_nullable, value[2]))
    if op in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return True
    if op is codes.BRANCH:
        return any(all(map(_is_nullable, branch)) for branch in value[1])
    if op is codes.SUBPATTERN:
        return all(map(_is_nullable, value[3]))
    if op is codes.ATOMIC_GROUP:
        return all(map(_is_nullable, value))
    return False


def _characters(item: Item, flags: int) -> set[str]:
    """Return the characters of ``SAMPLE`` that an item takes anywhere."""
    op, value = item
    if op is codes.LITERAL:
        return _cased({chr(value)}, flags)
    if op is codes.NOT_LITERAL:
        return set(SAMPLE) - {chr(value)}
    if op is codes.ANY:
        return set(SAMPLE) - (set() if flags & re.DOTALL else {"\n"})
    if op is codes.IN:
        return _in_set(value, flags)
    if op is codes.CATEGORY:
        return set(_in_category(value))
    if op in (codes.ASSERT, codes.ASSERT_NOT, codes.AT):
        return set()
    if op is codes.GROUPREF:
        return set(SAMPLE)
    return {character for inner in _sequences_in(item) for part in inner for character in _characters(part, flags)}


def _cased(characters: set[str], flags: int) -> set[str]:
    return characters | {c.swapcase() for c in characters} if flags & re.IGNORECASE else characters


def _in_set(items: Sequence[Item], flags: int) -> set[str]:
    taken: set[str] = set()
    for op, value in items:
        if op is codes.LITERAL:
            taken.add(chr(value))
        elif op is codes.RANGE:
            taken |= {c for c in SAMPLE if value[0] <= ord(c) <= value[1]}
        elif op is codes.CATEGORY:
            taken |= _in_category(value)
    taken = _cased(taken, flags)
    return set(SAMPLE) - taken if items and items[0][0] is codes.NEGATE else taken


_CATEGORIES = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
    codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


@cache
def _in_category(category: Any) -> frozenset[str]:
    return frozenset({character for character in SAMPLE if re.match(_CATEGORIES[category], character)})
