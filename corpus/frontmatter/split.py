"""Split a text into front matter, in YAML, TOML or JSON, and the body below it."""

import json
import re
import tomllib
from datetime import date, datetime, time
from typing import Any

from corpus.frontmatter import bounded_yaml
from corpus.page import Page, Place, Value
from corpus.plain_text import well_formed
from corpus.problems import Problem

RULE_INVALID = "front-matter-invalid"
RULE_UNCLOSED = "front-matter-without-end"
RULE_DUPLICATE = "duplicate-key"

MAX_KEY_DISTANCE = 20_000
"""Characters of JSON in which the next key is looked for; by hand: it names a line, no more."""

_FENCES = {"---": ("---", "..."), "+++": ("+++",)}
_YAML_START = re.compile(r"""\s*(?:#|["']?[\w$@.][^\n:]{0,100}:(?:\s|$))""")
_TOML_START = re.compile(r"""\s*(?:#|\[|["']?[\w][\w."' -]{0,100}=)""")
_JSON_START = re.compile(r'\{\s*"')
_SIMPLE_FIELD = re.compile(r"([A-Za-z_][\w .-]{0,60}?)\s*[:=](?:\s+(.*)|)$")
_TOML_TABLE = re.compile(r"\s*(\[{1,2})\s*([\w.\"'-]+)\s*\]")
_TOML_KEY = re.compile(r"""\s*["']?([\w-]+)["']?\s*=""")
_TEXT_SCALARS = (datetime, date, time)


def split_frontmatter(text: str, path: str) -> Page:
    """Return the front matter and the body of ``text``; without front matter, the whole text is the body.

    Lines of the body end in ``\\n``. Front matter that cannot be parsed is a Problem; its simple ``key: value``
    lines are still read.
    """
    text = _one_newline(text.removeprefix("\ufeff"))
    # Front matter may follow blank lines; ``start`` is the beginning of the first line with text.
    start = len(text) - len(text.lstrip())
    start = text.rfind("\n", 0, start) + 1
    first_line = text.count("\n", 0, start) + 1
    if _JSON_START.match(text, start):
        page = _json(text, start, first_line, path)
        return page or Page(body=text)
    opener = text[start : start + 3]
    if opener in _FENCES and not text[start + 3 : _line_end(text, start)].strip():
        page = _fenced(text, start, first_line, opener, path)
        return page or Page(body=text)
    return Page(body=text)


def _one_newline(text: str) -> str:
    """Return ``text`` with ``\\n`` at line ends; a carriage return inside a line stays."""
    if "\r" not in text:
        return text
    text = text.replace("\r\n", "\n")
    return text if "\n" in text else text.replace("\r", "\n")


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _fenced(text: str, start: int, line: int, opener: str, path: str) -> Page | None:
    """Return the page whose opening fence is at ``start``, None where the fence is a thematic break."""
    begin = _line_end(text, start) + 1
    close = _closing(text, begin, _FENCES[opener])
    inner = text[begin : close[0] if close else None]
    looks_like = _YAML_START if opener == "---" else _TOML_START
    if inner.strip() and not looks_like.match(inner):
        return None
    if close is None:
        return _unclosed(text, begin, line, opener, path) if inner.strip() else None
    values, lines, problems = _parse(inner, line + 1, opener, path)
    if values is None:
        return None
    body_start = close[1]
    body_line = line + 1 + text.count("\n", begin, body_start)
    body = text[body_start:].replace("\r", "\n")
    return Page(values, lines, body, body_line, problems=tuple(problems))


def _closing(text: str, begin: int, fences: tuple[str, ...]) -> tuple[int, int] | None:
    """Return the positions of the closing line and of the body, None for unclosed front matter.

    The body may begin on the closing line, after a lone carriage return or with a heading.
    """
    position = begin
    while position < len(text):
        end = _line_end(text, position)
        fence = next((f for f in fences if text.startswith(f, position)), None)
        if fence:
            rest = text[position + len(fence) : end]
            if not rest.strip(f"{fence[0]} \t\r"):  # Hugo also takes a longer line
                return position, min(end + 1, len(text))
            after = rest.lstrip(" \t")
            if rest[0] == "\r" or (after.startswith("#") and rest[0] in " \t"):
                return position, end - len(after.lstrip("\r"))
        position = end + 1
    return None


def _unclosed(text: str, begin: int, line: int, opener: str, path: str) -> Page:
    """Return the page of unclosed front matter: its leading ``key: value`` lines are fields, the rest is the body."""
    position, last = begin, begin
    while position < len(text):
        end = _line_end(text, position)
        written = text[position:end]
        if not written.strip() or not (written[0] in " \t-#" or _SIMPLE_FIELD.match(written.rstrip())):
            break
        position = last = end + 1
    values, lines = _simple_fields(text[begin:last], line + 1)
    problem = Problem(
        path,
        line,
        RULE_UNCLOSED,
        f"the front matter opened by {opener} never ends",
        f"add a line with {opener} after the last field",
    )
    body_line = line + 1 + text.count("\n", begin, last)
    return Page(values, lines, text[last:].replace("\r", "\n"), body_line, problems=(problem,))


_Parsed = tuple[dict[str, Value] | None, dict[Place, int], list[Problem]]


def _parse(inner: str, line: int, opener: str, path: str) -> _Parsed:
    return _toml(inner, line, path) if opener == "+++" else _yaml(inner, line, path)


def _yaml(inner: str, line: int, path: str) -> _Parsed:
    """Return the fields of YAML front matter, None for prose between two thematic breaks."""
    try:
        loaded = _load_yaml(inner)
    except bounded_yaml.YamlError as error:
        return _simple_fields_with_problem(inner, line, error.line, str(error), "YAML", path)
    if isinstance(loaded.value, list) or (loaded.value and isinstance(loaded.value, str)):
        return None, {}, []
    problems = [
        Problem(path, line + at, RULE_DUPLICATE, f"the key “{key}” is given twice", "keep one")
        for key, at in loaded.duplicates
    ]
    values = loaded.value if isinstance(loaded.value, dict) else {}
    return values, {place: line + at for place, at in loaded.lines.items()}, problems


def _load_yaml(inner: str) -> bounded_yaml.YamlDocument:
    """Return ``inner`` loaded, with tabs expanded to spaces where YAML rejects them."""
    try:
        return bounded_yaml.load(inner)
    except bounded_yaml.YamlError:
        if "\t" not in inner:
            raise
    return bounded_yaml.load(inner.expandtabs(4))


def _toml(inner: str, line: int, path: str) -> _Parsed:
    if len(inner) > bounded_yaml.MAX_CHARACTERS:
        message = f"longer than {bounded_yaml.MAX_CHARACTERS:,} characters"
        return _simple_fields_with_problem(inner, line, 0, message, "TOML", path)
    try:
        loaded = tomllib.loads(inner)
    except (ValueError, RecursionError) as error:
        match = re.search(r"\(at line (\d+)", str(error))
        at = int(match.group(1)) - 1 if match else 0
        is_deep = isinstance(error, RecursionError)
        message = "nested too deep" if is_deep else str(error).partition(" (at ")[0]
        return _simple_fields_with_problem(inner, line, at, message, "TOML", path)
    value = _as_text(loaded)
    return value if isinstance(value, dict) else {}, _toml_lines(inner, line), []


def _json(text: str, start: int, line: int, path: str) -> Page | None:
    """Return the page that begins with a JSON object, None for JSON of another type.

    JSON that does not parse is a Problem, and the whole text is the body.
    """
    try:
        loaded, end = json.JSONDecoder().raw_decode(text[: start + bounded_yaml.MAX_CHARACTERS], start)
    except (ValueError, RecursionError) as error:
        at = error.lineno if isinstance(error, json.JSONDecodeError) else line
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
        if len(text) - start > bounded_yaml.MAX_CHARACTERS:
            reason = f"{reason}, or it is longer than {bounded_yaml.MAX_CHARACTERS:,} characters"
        problem = Problem(path, at, RULE_INVALID, f"the JSON front matter does not parse: {reason}")
        return Page(body=text, problems=(problem,))
    value = _as_text(loaded)
    if not isinstance(value, dict):
        return None
    body_line = line + text.count("\n", start, end)
    return Page(value, _json_lines(text[start:end], list(value), line), text[end:].replace("\r", "\n"), body_line)


def _json_lines(written: str, keys: list[str], first: int) -> dict[Place, int]:
    """Return the line of each of ``keys``, which are written in this order; ``json`` does not report them."""
    lines: dict[Place, int] = {}
    position, line = 0, first
    for key in keys:
        at = written.find(json.dumps(key), position, position + MAX_KEY_DISTANCE)
        if at >= 0:
            line += written.count("\n", position, at)
            position = at
        lines[(key,)] = line
    return lines


def _simple_fields_with_problem(inner: str, line: int, at: int, reason: str, kind: str, path: str) -> _Parsed:
    values, lines = _simple_fields(inner, line)
    message = f"the {kind} front matter does not parse: {reason}"
    fix = f"correct the {kind}; quote values that hold “: ” or start with a special character"
    return values, lines, [Problem(path, line + at, RULE_INVALID, message, fix)]


def _simple_fields(inner: str, line: int) -> tuple[dict[str, Value], dict[Place, int]]:
    """Return the fields on unindented lines of their own, and the line of each; the first of a name wins."""
    values: dict[str, Value] = {}
    lines: dict[Place, int] = {}
    for at, written in enumerate(inner[: bounded_yaml.MAX_CHARACTERS].splitlines()):
        field = _SIMPLE_FIELD.match(written.rstrip()[:2000])
        if field and field.group(1) not in values:
            values[field.group(1)] = (field.group(2) or "").strip().strip("\"'")
            lines[(field.group(1),)] = line + at
    return values, lines


def _as_text(value: Any, depth: int = 0) -> Value:
    """Return ``value`` with every scalar as text in the form that an author writes."""
    if depth > bounded_yaml.MAX_DEPTH:
        return ""
    if isinstance(value, dict):
        return {well_formed(str(key)): _as_text(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_text(item, depth + 1) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, _TEXT_SCALARS):
        return value.isoformat()
    return "" if value is None else well_formed(str(value))


def _toml_lines(inner: str, line: int) -> dict[Place, int]:
    """Return the line of each table and key; ``tomllib`` does not report them."""
    lines: dict[Place, int] = {}
    table: Place = ()
    counts: dict[str, int] = {}
    for at, written in enumerate(inner.splitlines()):
        if header := _TOML_TABLE.match(written):
            name = header.group(2)
            table = tuple(part.strip("\"'") for part in name.split("."))
            if header.group(1) == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*table, counts[name])
            lines.setdefault(table, line + at)
        elif key := _TOML_KEY.match(written):
            lines.setdefault((*table, key.group(1)), line + at)
    return lines
