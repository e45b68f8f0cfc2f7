"""Output of subcommands: styled and wrapped text, JSON, progress bars."""

import html
import json
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from search.results import to_json

Progress = Callable[[str, int, int], None]
"""A callback ``(stage, n_done, n_total)``."""

MAX_COLUMNS = 100  # by hand; longer lines are hard to read
_CONTROL = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}
_CONTROL_IN_JSON = {code: f"\\u{code:04x}" for code in range(127, 160)}
"""Control characters that ``json.dumps`` leaves as they are."""

_STYLE = f"\ue000{secrets.token_hex(8)}"
"""The escape character of our own styles until a text is printed: what content brings is told apart by it."""

_MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def plain(text: str) -> str:
    """Return ``text`` with control characters written out: content could send commands to the terminal with them.

    >>> plain("\\x1b[2Jred")
    '\\\\x1b[2Jred'
    """
    return text.translate(_CONTROL)


def _shown(text: str) -> str:
    """Return ``text`` for the terminal: control characters written out, apart from those of ``styled``."""
    return plain(text).replace(_STYLE, "\x1b")


def styled(text: str, **styles: Any) -> str:
    """Return ``text`` in a style where standard output is a terminal with colours, else plain; only for the functions
    of this module that print."""
    text = plain(text)
    return click.style(text, **styles).replace("\x1b", _STYLE) if has_colours() else text


def has_colours() -> bool:
    """Return whether standard output shows styles; $NO_COLOR switches them off (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def highlighted(snippet: str) -> str:
    """Return a snippet (escaped HTML with ``<mark>``) as text, marked words styled."""
    parts = _MARK.split(" ".join(snippet.split()))
    texts = [html.unescape(part) for part in parts]
    return "".join(
        styled(part, bold=True, fg="yellow") if number % 2 else plain(part) for number, part in enumerate(texts)
    )


def print_line(text: str = "", indent: int = 0) -> None:
    """Print a paragraph, wrapped to the terminal's width; the last column stays free."""
    margin = " " * indent
    for line in _wrapped(_shown(text), n_columns() - indent):
        click.echo(f"{margin}{line}".rstrip(), color=True)


def print_text(text: str) -> None:
    """Print a text with its own line ends as it is, control characters written out."""
    click.echo(_shown(text), nl=False, color=True)


def print_data(text: str) -> None:
    """Print data of a file format: as it is into a file or pipe, control characters written out on a terminal."""
    click.echo(plain(text) if sys.stdout.isatty() else text, nl=False)


def note(text: str) -> None:
    """Print a line to standard error, so that standard output holds the answer alone."""
    click.echo(plain(text), err=True)


def print_json(value: Any) -> None:
    click.echo(json_text(json.dumps(value, ensure_ascii=False, indent=1, default=to_json)))


def json_text(text: str) -> str:
    """Return JSON with the same values, in which no control character is left as it is."""
    return text.translate(_CONTROL_IN_JSON)


def n_columns() -> int:
    return max(20, min(shutil.get_terminal_size().columns - 1, MAX_COLUMNS))


@contextmanager
def progress_bars(quiet: bool = False) -> Iterator[Progress | None]:
    """Yield a callback that draws progress bars on standard error; None unless that is a terminal."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    bars = _Bars()
    try:
        yield bars.show
    finally:
        bars.close()


class _Bars:
    """One bar per stage, each closed when the next begins."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def show(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self.close()
            self._stage = stage
            self._bar = click.progressbar(length=total, label=f"{stage.capitalize():<10}", file=sys.stderr).__enter__()
        self._bar.update(done - self._bar.pos)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None


def _wrapped(text: str, width: int) -> list[str]:
    """Return ``text`` in lines of at most ``width`` columns; a longer word has a line of its own.

    ANSI codes count as no columns.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if len(click.unstyle(paragraph)) <= width:
            lines.append(paragraph)
            continue
        line = ""
        for word in paragraph.split(" "):
            extended = f"{line} {word}" if line else word
            if line and len(click.unstyle(extended)) > width:
                lines.append(line)
                extended = word
            line = extended
        lines.append(line)
    return lines
