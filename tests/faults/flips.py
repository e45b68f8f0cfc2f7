"""One bit flipped in every file of an index, and what ``check``, a search and a server make of it.

python -m tests.faults.flips [SECONDS]
"""

import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient

from index.build import build, check
from index.storage.generations import CURRENT, current_build
from web.app import INDEX_SOURCE, create_app
from web.settings import QueryLogSettings, Settings

GUIDES = Path(__file__).parents[2] / "corpus" / "guides"
N_FLIPS = 300
SEED = 19

ADDRESSES = (
    "/search?q=cache",
    "/search?q=kafka+consumer+lag&difficulty=hard",
    "/api/v1/search?q=%22rate+limiting%22&facets=kind",
    "/api/v1/search?q=kubernets&explain=true",
    "/api/v1/suggest?q=re",
    "/api/v1/skills",
    "/api/v1/skills/redis/related",
    "/api/v1/skills/docker/related?kind=question",
    "/guides/sql",
    "/questions",
)
"""Pages that read every part of an index."""


@dataclass(frozen=True, slots=True)
class Flip:
    """One flipped bit, and what came of it.

    ``wrong`` counts answers below 500 that differ from the right one after the files were verified, ``failed``
    those of status 500 at any time.
    """

    file: str
    is_found: bool
    is_red: bool
    is_searched: bool
    wrong: int
    failed: int


def flips(index: Path, n_flips: int, seed: int = SEED) -> Iterator[Flip]:
    """Flip bits, one at a time, in the files of ``index`` in turn, and mend each afterwards."""
    generator = random.Random(seed)
    live = index / current_build(index)
    right = right_answers(index)
    files = sorted(path for path in index.rglob("*") if path.is_file() and path.stat().st_size)
    generator.shuffle(files)
    for number in range(n_flips):
        path = files[number % len(files)]
        sound = path.read_bytes()
        path.write_bytes(flipped(sound, generator))
        try:
            yield _flip(index, path, path.parent == live or path.name == "CURRENT", right)
        finally:
            path.write_bytes(sound)


def right_answers(index: Path) -> dict[str, list[tuple[int, bytes]]]:
    """Return the answers of each build of ``index``, all of which are sound."""
    live, right = current_build(index), {}
    for path in index.glob("*/manifest.json"):
        (index / CURRENT).write_text(path.parent.name)
        right[path.parent.name] = _answers(_client(index))
    (index / CURRENT).write_text(live)
    return right


def flipped(data: bytes, generator: random.Random) -> bytes:
    """Return ``data`` with one bit flipped."""
    changed = bytearray(data)
    changed[generator.randrange(len(data))] ^= 1 << generator.randrange(8)
    return bytes(changed)


def _flip(index: Path, path: Path, is_served: bool, right: Mapping[str, Sequence[tuple[int, bytes]]]) -> Flip:
    client = _client(index)
    before = _answers(client)
    client.application.extensions[INDEX_SOURCE].verify()
    after = _answers(client)
    ready = client.get("/readyz")
    good = right.get(ready.get_json().get("build_id"), after)
    return Flip(
        file=str(path.relative_to(index)),
        is_found=check(index).status == 2,
        is_red=ready.status_code == 503 or not is_served,
        is_searched=all(status != 503 for status, _ in after),
        wrong=sum(given != due for given, due in zip(after, good, strict=True) if given[0] < 500),
        failed=sum(status == 500 for status, _ in [*before, *after]),
    )


def _client(index: Path) -> FlaskClient:
    return create_app(Settings(index=index, query_log=QueryLogSettings(enabled=False))).test_client()


def _answers(client: FlaskClient) -> list[tuple[int, bytes]]:
    """Return status and body of every address; pages of errors have the id of their request, and so no body here."""
    answers = [client.get(address) for address in ADDRESSES]
    return [(answer.status_code, answer.data if answer.status_code == 200 else b"") for answer in answers]


def built(folder: Path, names: str = "*.md") -> Path:
    """Return an index of shipped guides with two builds."""
    guides, index = folder / "guides", folder / "index"
    guides.mkdir()
    for path in GUIDES.glob(names):
        shutil.copy(path, guides)
    for aliases in ("zebra", "okapi"):
        (guides / "animals.md").write_text(f"---\ntitle: Animals\naliases: [{aliases}]\n---\n")
        build([guides], index)
    return index


@contextmanager
def silent() -> Iterator[None]:
    """Log nothing: a server logs a line for each flip that it finds."""
    logger = logging.getLogger("guidedex")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


def run(budget_seconds: float) -> list[dict[str, object]]:
    """Return the figures of ``N_FLIPS`` flips, or of as many as the budget allows, as rows of a table."""
    ends = time.monotonic() + budget_seconds
    done = []
    with tempfile.TemporaryDirectory() as folder, silent():
        for flip in flips(built(Path(folder)), N_FLIPS):
            done.append(flip)
            if time.monotonic() > ends:
                break
    return [
        {"what": "bits flipped in the files of an index", "figure": len(done), "of": N_FLIPS},
        _row("not found by check", done, [not flip.is_found for flip in done]),
        _row("not red at /readyz", done, [not flip.is_red for flip in done]),
        _row("wrong answers after the verification", done, [flip.wrong for flip in done]),
        _row("answers of status 500", done, [flip.failed for flip in done]),
        _row("flips after which some search was not answered", done, [not flip.is_searched for flip in done]),
    ]


def _row(what: str, done: Sequence[Flip], counts: Sequence[int]) -> dict[str, object]:
    which = Counter({flip.file: count for flip, count in zip(done, counts, strict=True) if count})
    return {"what": what, "figure": sum(counts), "which": dict(which.most_common(5))}


if __name__ == "__main__":
    for row in run(float(sys.argv[1]) if len(sys.argv) > 1 else 300):
        print(row)
