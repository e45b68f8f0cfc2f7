"""Output of subcommands: styled and wrapped text, JSON, progress bars."""

import html
import json
import os
import re
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
_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def plain(text: str) -> str:
    """Return ``text`` without control characters, with which content could send commands to the terminal."""
    return text.translate(_CONTROL)


def styled(text: str, **styles: Any) -> str:
    """Return ``text`` with ANSI codes of a style where standard output is a terminal with colours, else plain."""
    text = plain(text)
    return click.style(text, **styles) if has_colours() else text


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
    for line in _wrapped(text, n_columns() - indent):
        click.echo(f"{margin}{line}".rstrip(), color=True)


def note(text: str) -> None:
    """Print a line to standard error, so that standard output holds the answer alone."""
    click.echo(plain(text), err=True)


def print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=to_json))


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
