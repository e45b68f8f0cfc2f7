"""Seconds from an edit to the page that shows it, under ``guidedex serve --watch``: ``python -m tests.bench.watching``.

The folder named is copied first. Each edit adds a word to another guide, and the page is asked for until it finds it.
"""

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median
from urllib.request import urlopen

from tests.web.running import PATIENCE, serving

N_EDITS = 5
ASK_SECONDS = 0.01
WAITING_SECONDS = 3.0
"""Between two edits: an editor's pause, in which the process of the next build starts."""


def copied(source: Path, folder: Path, number: int) -> list[Path]:
    """Copy ``number`` guides of ``source``, evenly chosen, into ``folder``, and return their paths there."""
    paths = sorted(source.rglob("*.md"))
    chosen = list(islice(paths, 0, None, max(1, len(paths) // number)))[:number]
    for path in chosen:
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    return [folder / path.relative_to(source) for path in chosen]


def seconds_until_shown(port: int, guide: Path, word: str) -> float:
    """Add ``word`` to a guide, and return the seconds until the search page has it."""
    guide.write_text(guide.read_text(encoding="utf-8") + f"\nNow about {word}.\n", encoding="utf-8")
    began = time.monotonic()
    while time.monotonic() < began + PATIENCE:
        with urlopen(f"http://127.0.0.1:{port}/search?q={word}", timeout=PATIENCE) as answer:
            if f"<mark>{word}</mark>" in answer.read().decode():
                return time.monotonic() - began
        time.sleep(ASK_SECONDS)
    raise TimeoutError(f"{word} was not shown within {PATIENCE} s")


def measure(source: Path, number: int) -> Iterator[float]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as work:  # a build may still be running
        guides = copied(source, Path(work) / "guides", number)
        with serving(Path(work), "--watch", "guides") as server:
            for i in range(N_EDITS):
                time.sleep(WAITING_SECONDS)
                guide = guides[(i + 1) * len(guides) // (N_EDITS + 1)]
                yield seconds_until_shown(server.port, guide, f"zyzzy{'abcde'[i]}x")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="a folder of guides")
    parser.add_argument("--guides", type=int, default=500)
    options = parser.parse_args(arguments)
    seconds = sorted(measure(options.source, options.guides))
    print(f"{options.guides} guides: {median(seconds):.2f} s median, {seconds[-1]:.2f} s at most")


if __name__ == "__main__":
    main()
