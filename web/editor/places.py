"""Places of findings as the editors' page shows them: the text around a line, and the address that opens it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from web.settings import Settings
from web.source_files import FilesOfSources, files_of

CONTEXT_LINES = 2
"""Lines before and after the one that a finding is about. By hand."""

MAX_LINE_LETTERS = 300
"""Letters of a line that are shown. By hand: a paragraph of a guide is often one line."""

MAX_EVIDENCE = 20
"""Places of a finding that the page lists. By hand."""

WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of a file; ``is_meant`` where the finding is about it."""

    number: int
    text: str
    is_meant: bool


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """A place with its text, and the address that opens it, "" without one."""

    path: str
    line: int
    text: str
    address: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding of the report, what it means for readers, its place and the lines around that, and its evidence."""

    finding: Mapping[str, Any]
    meaning: str
    place: ShownPlace
    context: tuple[ShownLine, ...]
    evidence: tuple[ShownPlace, ...]
    n_evidence: int


class Places:
    """The places in the sources of an index, each file read once; for one request."""

    def __init__(self, settings: Settings) -> None:
        self._pattern = settings.file_url
        self._files: FilesOfSources | None = files_of(settings.index)
        self._lines: dict[str, Sequence[str]] = {}

    def shown(self, finding: Mapping[str, Any], meaning: str) -> ShownFinding:
        path, line = finding["path"], finding["line"]
        evidence = finding["evidence"]
        if [(place["path"], place["line"]) for place in evidence] == [(path, line)]:
            evidence = []  # the context has it
        return ShownFinding(
            finding,
            meaning,
            ShownPlace(path, line, "", self.address(path, line)),
            self.context(path, line),
            tuple(self._place(place) for place in evidence[:MAX_EVIDENCE]),
            len(evidence),
        )

    def _place(self, place: Mapping[str, Any]) -> ShownPlace:
        path, line = place["path"], place["line"]
        return ShownPlace(path, line, place["text"], self.address(path, line))

    def context(self, path: str, line: int) -> tuple[ShownLine, ...]:
        """Return the lines around one, without empty ones at the ends; none where the file has no such line."""
        lines = self._lines_of(path)
        if not 0 < line <= len(lines):
            return ()
        first, last = max(1, line - CONTEXT_LINES), min(len(lines), line + CONTEXT_LINES)
        while first < line and not lines[first - 1].strip():
            first += 1
        while last > line and not lines[last - 1].strip():
            last -= 1
        return tuple(ShownLine(n, _short(lines[n - 1]), n == line) for n in range(first, last + 1))

    def _lines_of(self, path: str) -> Sequence[str]:
        if path not in self._lines:
            text = self._files.text(path) if path and self._files else ""
            self._lines[path] = text.split("\n") if text else ()
        return self._lines[path]

    def address(self, path: str, line: int) -> str:
        """Return the address that opens a file at a line by the setting, "" without the setting or the file.

        On the web the path is that in the repository; for an editor it is that on this machine.
        """
        file = self._files.file(path) if path and self._pattern and self._files else None
        if file is None or self._files is None:
            return ""
        is_web = self._pattern.startswith(WEB)
        name = self._files.repository_path(path) if is_web else file.as_posix()
        before, _, after = self._pattern.partition("{path}")
        if before.endswith("/") and not before.endswith("://"):
            name = name.lstrip("/")
        return f"{before}{quote(name)}{after}".replace("{line}", str(line or 1))


def _short(line: str) -> str:
    text = line.rstrip().expandtabs(4)
    return text if len(text) <= MAX_LINE_LETTERS else text[: MAX_LINE_LETTERS - 1] + "…"
