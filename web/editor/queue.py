"""The queue of content gaps, worked out by a process of its own while searches go on."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

from corpus.problems import GuidedexError
from web.settings import Settings

FRESH_SECONDS = 60
"""How long a report is shown again; what readers search meanwhile waits so long."""

PATIENCE_SECONDS = 300
MOST_KEPT = 4

Report = dict[str, Any]
Run = Callable[[Sequence[str]], str]


@dataclass(frozen=True, slots=True)
class _Kept:
    build_id: str
    made: float
    report: Report


class Queue:
    """Reports of ``guidedex gaps``, each kept for a minute; safe to share among threads."""

    def __init__(self, settings: Settings, run: Run | None = None) -> None:
        self._settings = settings
        self._run = run or run_command
        self._one = Lock()
        self._kept: dict[str, _Kept] = {}

    def report(self, build_id: str, rules: str = "") -> Report:
        """Return the report on an index, as ``guidedex gaps --json`` writes it.

        Args:
            rules: ``all``, or names by commas; empty for those of the settings.
        Raises: GuidedexError with what the command said when it could not run.
        """
        with self._one:
            kept = self._kept.get(rules)
            if kept is None or kept.build_id != build_id or time.monotonic() - kept.made > FRESH_SECONDS:
                report: Report = json.loads(self._run(self._command(rules)))
                kept = _Kept(build_id, time.monotonic(), report)
                self._kept.pop(rules, None)
                self._kept = dict([*self._kept.items(), (rules, kept)][-MOST_KEPT:])
            return kept.report

    def _command(self, rules: str) -> list[str]:
        command = ["gaps", "--json", "--index", str(self._settings.index)]
        command += ["--config", str(self._settings.file)] if self._settings.file else []
        return [*command, "--rules", rules] if rules else command


def run_command(arguments: Sequence[str]) -> str:
    """Return what ``guidedex`` writes when it is called with ``arguments``."""
    command = [sys.executable, "-P", "-m", "web.cli", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise GuidedexError(f"the queue was not ready after {PATIENCE_SECONDS} s; run `guidedex gaps`") from error
    if done.returncode:
        raise GuidedexError(done.stderr.strip().removeprefix("guidedex: ") or "guidedex gaps was ended")
    return done.stdout
