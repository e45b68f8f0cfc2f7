"""The queue of content gaps, computed by a process of its own so that searches are not held up."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from corpus.problems import GuidedexError
from web.command import result_of, start
from web.settings import Settings

FRESH_SECONDS = 60
"""Age until which a report is reused; newer searches of readers appear only in the next one. By hand."""

TIMEOUT_SECONDS = 300
"""By hand."""

MAX_REPORTS = 4
"""Reports kept at once, for different sets of rules. By hand."""

Report = dict[str, Any]
Run = Callable[..., Report]
"""Takes the arguments of ``guidedex gaps``."""


@dataclass(frozen=True, slots=True)
class _CachedReport:
    build_id: str
    created: float
    report: Report


class Queue:
    """Reports of ``guidedex gaps``, each reused for a minute; thread-safe."""

    def __init__(self, settings: Settings, run: Run | None = None) -> None:
        self._settings = settings
        self._run = run or self._gaps
        self._lock = Lock()  # one report is computed at a time
        self._reports: dict[str, _CachedReport] = {}

    def report(self, build_id: str, rules: str = "") -> Report:
        """Return the report on an index, as ``guidedex gaps --json`` writes it.

        Args:
            rules: ``all``, or names separated by commas; empty for the rules of the settings.
        Raises: GuidedexError with the command's message if it fails.
        """
        with self._lock:
            cached = self._reports.get(rules)
            if cached is None or cached.build_id != build_id or time.monotonic() - cached.created > FRESH_SECONDS:
                report = self._run("--rules", rules) if rules else self._run()
                cached = _CachedReport(build_id, time.monotonic(), report)
                self._reports.pop(rules, None)
                self._reports = dict([*self._reports.items(), (rules, cached)][-MAX_REPORTS:])
            return cached.report

    def _gaps(self, *arguments: str) -> Report:
        try:
            report: Report = result_of(start("gaps", self._settings, *arguments), TIMEOUT_SECONDS)
        except TimeoutError as error:
            raise GuidedexError(f"the queue was not ready after {TIMEOUT_SECONDS} s; run `guidedex gaps`") from error
        return report
