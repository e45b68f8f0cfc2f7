"""Which endings of files are read, and what to do about documents with other ones."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec

EXECUTED = (".qmd", ".rmd")
MARKDOWN = (".md", ".markdown", ".mdx", ".mkd", ".mkdn", ".mdown", ".mdwn", ".mdoc", *EXECUTED)
HTML = (".html", ".htm")
NOTEBOOKS = (".ipynb",)
RST = (".rst",)
TEXT = (".txt",)
RECORDS = (".jsonl",)

_RENDERED = "index the rendered HTML"
_SAVED = "save as Markdown or HTML"

SKIPPED: Mapping[str, str] = {
    ".rst": "pip install 'guidedex[rst]'",
    **dict.fromkeys((".adoc", ".asciidoc", ".asc", ".org", ".textile", ".wiki", ".mediawiki", ".creole"), _RENDERED),
    **dict.fromkeys((".njk", ".liquid", ".hbs", ".ejs", ".pug", ".haml", ".erb", ".astro", ".svelte"), _RENDERED),
    **dict.fromkeys((".tex", ".typ", ".pod", ".dita", ".xhtml"), _RENDERED),
    **dict.fromkeys((".pdf", ".docx", ".doc", ".odt", ".rtf", ".epub"), _SAVED),
}
"""What to do about documents that are not read, by their ending. By hand."""


@cache
def accepted_endings() -> tuple[str, ...]:
    """Return the endings of the files that are read; reStructuredText needs docutils, an extra."""
    rst = RST if find_spec("docutils") else ()
    return (*MARKDOWN, *HTML, *NOTEBOOKS, *rst, *TEXT, *RECORDS)


def advice(skipped: Mapping[str, int]) -> list[str]:
    """Return a line for each ending of skipped files, most files first: what was found, and what to do.

    >>> advice({".adoc": 14, ".org": 1})
    ['14 .adoc: index the rendered HTML', '1 .org: index the rendered HTML']
    """
    by_number = sorted(skipped.items(), key=lambda item: (-item[1], item[0]))
    return [f"{number:,} {ending}: {SKIPPED[ending]}" for ending, number in by_number]
