"""``guidedex`` in a process of its own: searches are not held up, and its memory goes back to the system."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from corpus.problems import GuidedexError
from web.parent_process import environment
from web.settings import Settings

Process = subprocess.Popen[str]


def start(subcommand: str, settings: Settings, *arguments: str, module: str = "web.cli") -> Process:
    """Start a subcommand, which writes JSON, on the index of ``settings``; it ends with this process."""
    command = [
        sys.executable,
        "-P",
        "-m",
        module,
        subcommand,
        "--json",
        "--index",
        settings.engine or str(settings.index),
    ]
    command += ["--config", str(settings.file)] if settings.file else []
    pipe = subprocess.PIPE
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [*command, *arguments],
        stdin=subprocess.DEVNULL if module == "web.cli" else pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=environment(),
        start_new_session=True,
    )


def start_build(settings: Settings, sources: Sequence[Path] = ()) -> Process:
    """Start a build, which imports what it needs and then waits until ``result_of`` is asked for."""
    return start("build", settings, "--", *map(str, sources), module="web.cli.waiting")


def result_of(process: Process, timeout: float | None = None) -> Any:
    """Wait for a process, and return what it wrote.

    Raises: GuidedexError with the process's message if it failed; TimeoutError, the process then killed.
    """
    try:
        output, errors = process.communicate("\n" if process.stdin else None, timeout=timeout)
    except subprocess.TimeoutExpired as error:
        process.kill()
        process.communicate()
        raise TimeoutError from error
    if process.returncode:
        raise GuidedexError(errors.strip().removeprefix("guidedex: ") or "guidedex was ended")
    try:
        return json.loads(output)
    except ValueError as error:
        raise GuidedexError(f"guidedex wrote no JSON but {output[:40]!r}") from error
