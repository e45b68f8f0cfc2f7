"""Read a Jupyter notebook: its Markdown cells as Markdown, its code cells as fenced code. Outputs are left out."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from corpus.frontmatter.split import split_frontmatter
from corpus.page import Page
from corpus.plain_text import well_formed
from corpus.problems import Problem

RULE = "notebook-invalid"

_TICKS = re.compile(r"`{3,}")
_LANGUAGE = re.compile(r"[\w+#.-]{1,30}")

Cell = tuple[str, str]
"""The kind of a cell and its source."""


def read_notebook(text: str, path: str) -> Page:
    """Return the cells of a notebook as Markdown; front matter may stand in its first cell.

    Lines of the body have the lines of the file that hold them, as far as the file has one string a line.
    """
    try:
        notebook = json.loads(text)
        cells = list(_cells(notebook))
    except (ValueError, RecursionError, TypeError, AttributeError, LookupError) as error:
        fix = "open it in Jupyter and save it again"
        return Page(problems=(Problem(path, 0, RULE, f"the notebook does not parse: {error!r}", fix),))
    language = _language(notebook)
    blocks = [_block(kind, source, language) for kind, source in cells]
    body = "\n\n".join(blocks)
    page = split_frontmatter(body, path)
    lines = _lines_of(text, body)
    problems = tuple(replace(problem, line=_at(lines, problem.line - 1)) for problem in page.problems)
    places = {place: _at(lines, line - 1) for place, line in page.lines.items()}
    return replace(page, lines=places, body_line=1, line_map=tuple(lines[page.body_line - 1 :]), problems=problems)


def _cells(notebook: Any) -> Iterator[Cell]:
    """Yield the cells that readers see, and a raw first one, which may be front matter."""
    cells = notebook["cells"] if "cells" in notebook else notebook["worksheets"][0]["cells"]
    for at, cell in enumerate(cells):
        source = cell.get("source", cell.get("input", ""))
        source = well_formed(source if isinstance(source, str) else "".join(map(str, source))).strip("\n")
        kind = str(cell.get("cell_type", ""))
        if kind == "heading":
            yield "markdown", f"{'#' * int(cell.get('level', 1))} {source}"
        elif source.strip() and (kind in ("markdown", "code") or (at == 0 and source.startswith("---"))):
            yield kind, source


def _language(notebook: Any) -> str:
    metadata = notebook.get("metadata") or {}
    info = metadata.get("language_info") or metadata.get("kernelspec") or {}
    language = str(info.get("name") if "language" not in info else info["language"])
    return language if _LANGUAGE.fullmatch(language) else "python"


def _block(kind: str, source: str, language: str) -> str:
    if kind != "code":
        return source
    fence = "`" * max(3, 1 + max((len(run) for run in _TICKS.findall(source)), default=0))
    return f"{fence}{language}\n{source}\n{fence}"


def _lines_of(text: str, body: str) -> list[int]:
    """Return the line of the file for each line of the body: that of its string, else of the line before."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        written = line.strip().removesuffix(",")
        if written.startswith('"'):
            places.setdefault(written.removesuffix('"').removesuffix("\\n"), []).append(number)
    lines: list[int] = []
    last = 1
    for line in body.split("\n"):
        found = places.get(json.dumps(line, ensure_ascii=False)[:-1]) or places.get(json.dumps(line)[:-1]) or []
        following = bisect_right(found, last)
        last = found[following] if line and following < len(found) else last
        lines.append(last)
    return lines


def _at(lines: list[int], index: int) -> int:
    return lines[min(max(index, 0), len(lines) - 1)] if lines else 0
