"""Hostile texts that related content is asked for: processor time by size.

python -m tests.faults.texts
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from index.build import build
from search import Searcher, open_index
from web.options import SHIPPED_GUIDES

SIZES = (10_000, 60_000)
"""Characters of a text; the HTTP API takes a million bytes of body."""

ALLOWED_GROWTH = 15.0
"""For six times the text: n log n gives 7.2, the square 36."""

FLOOR_SECONDS = 0.02
"""Processor time below which a ratio says nothing. By hand."""

TEXTS: Mapping[str, str] = {
    "paths": "a/", "brackets": "[", "names": "Go ", "names of guides": "Kafka Rate Limiting C++ ", "one letter": "x",
    "CJK": "漢字", "emoji": "😀", "Thai": "ภาษา", "Korean": "한국", "Arabic": "سلام", "hyphens": "a-", "dots": "a.",
    "underscores": "_a", "code": "`", "tags": "<a ", "anchors": "{#a", "stars": "*a", "digits": "1.", "plus": "c++ ",
    "capitals": "GoGo", "parentheses": "(", "headings": "\n# a", "mail": "a@a.", "quotes": '"a ', "accents": "é",
}  # fmt: skip
"""What each text repeats."""


def text_of(kind: str, size: int) -> str:
    """Return a text of a kind with ``size`` characters."""
    unit = TEXTS[kind]
    return (unit * (size // len(unit) + 1))[:size]


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time of work, the lesser of two times, as another process may slow one down."""
    times = []
    for _ in range(2):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return min(times)


def growth(searcher: Searcher, kind: str, sizes: Sequence[int] = SIZES) -> float:
    """Return the time of the largest text of a kind as a multiple of that of the smallest."""
    small, large = (seconds(partial(searcher.related, text=text_of(kind, size))) for size in (sizes[0], sizes[-1]))
    return large / max(small, FLOOR_SECONDS)


@contextmanager
def shipped() -> Iterator[Searcher]:
    """Give a searcher over the guides that ship."""
    with tempfile.TemporaryDirectory() as folder:
        build([SHIPPED_GUIDES], Path(folder))
        yield open_index(folder)


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of all kinds, or of as many as the budget allows, as rows of a table."""
    ends, found = time.monotonic() + budget_seconds, {}
    with shipped() as searcher:
        for kind in TEXTS:
            found[kind] = growth(searcher, kind)
            if time.monotonic() > ends:
                break
    worst = max(found, key=lambda kind: found[kind])
    n_fast = sum(ratio > ALLOWED_GROWTH for ratio in found.values())
    return [
        {"what": "hostile texts to relate", "figure": len(found), "of": len(TEXTS)},
        {"what": "texts that grow faster than n log n", "figure": n_fast},
        {"what": f"greatest growth for six times the text, {worst}", "figure": round(found[worst], 1)},
    ]


if __name__ == "__main__":
    for row in run(600):
        print(row)
