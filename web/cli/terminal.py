"""Writing to a terminal, a pipe or a file: text with styles, JSON, progress."""

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

Progress = Callable[[str, int, int], None]
"""What a build tells of itself: the stage, and how much of how much is done."""

MOST_COLUMNS = 100
_CONTROL = dict.fromkeys((*range(9), *range(11, 32), *range(127, 160)))
_MARK = re.compile(r"<mark>(.*?)</mark>", re.DOTALL)


def plain(text: str) -> str:
    """Return ``text`` without control characters: content may not steer the terminal."""
    return text.translate(_CONTROL)


def styled(text: str, **styles: Any) -> str:
    """Return ``text`` in a style where a person with colours is reading, else as it is."""
    text = plain(text)
    return click.style(text, **styles) if colours() else text


def colours() -> bool:
    """Return whether standard output shows styles; $NO_COLOR says no (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def highlighted(snippet: str) -> str:
    """Return a snippet (escaped, with ``<mark>``) as text, marked words bold where that shows."""
    parts = _MARK.split(" ".join(snippet.split()))
    texts = [html.unescape(part) for part in parts]
    return "".join(
        styled(part, bold=True, fg="yellow") if number % 2 else plain(part) for number, part in enumerate(texts)
    )


def say(text: str = "", indent: int = 0) -> None:
    """Write a line, wrapped to the terminal's width; the last column stays free."""
    margin = " " * indent
    for line in _wrapped(text, columns() - indent):
        click.echo(f"{margin}{line}".rstrip(), color=True)


def note(text: str) -> None:
    """Write a line beside the answer, to standard error."""
    click.echo(plain(text), err=True)


def say_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def columns() -> int:
    return max(20, min(shutil.get_terminal_size().columns - 1, MOST_COLUMNS))


def count(number: int, name: str) -> str:
    """Return ``1 guide``, ``1,200 guides``, ``3 queries``."""
    plural = f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"
    return f"{number:,} {name if number == 1 else plural}"


@contextmanager
def progress_bars(quiet: bool = False) -> Iterator[Progress | None]:
    """Yield what shows progress on standard error; None unless that is a terminal."""
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
    """Return ``text`` in lines of at most ``width`` columns (longer words apart).

    Styles have no width.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if len(click.unstyle(paragraph)) <= width:
            lines.append(paragraph)
            continue
        line = ""
        for word in paragraph.split(" "):
            longer = f"{line} {word}" if line else word
            if line and len(click.unstyle(longer)) > width:
                lines.append(line)
                longer = word
            line = longer
        lines.append(line)
    return lines
