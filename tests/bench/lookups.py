"""Speed of related content: look-ups by skill, by document, and for texts, in CPU time."""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from search import Searcher, open_index
from tests.bench.documents import sample_of

SEED = 11
N_ASKED = 200
ROUNDS = 3
"""Each look-up is made so often; the fastest counts, as other work on the machine only ever adds."""

Row = Mapping[str, Any]


def lookup_times(source: Path, index: Path) -> dict[str, tuple[float, float]]:
    """Return median and 95th percentile in milliseconds of each kind of look-up in the index of ``source``."""
    searcher = open_index(index)
    by_kind: dict[str, list[Row]] = {}
    for document in filter(_says_something, sample_of(source)):
        by_kind.setdefault(str(document.get("kind") or "guide"), []).append(document)
    return {kind: _quantiles(ask, asked) for kind, (ask, asked) in _asked(searcher, by_kind).items()}


def _asked(
    searcher: Searcher, by_kind: Mapping[str, Sequence[Row]]
) -> Mapping[str, tuple[Callable[[Any], Any], Sequence[Any]]]:
    rng = random.Random(SEED)
    guides, questions = (
        rng.sample(found, min(N_ASKED, len(found))) for found in (by_kind["guide"], by_kind.get("question", []))
    )
    ids, question_ids = ([document["id"] for document in found] for found in (guides, questions))
    texts = [" ".join(str(document.get("text") or "").split()[:300]) for document in guides]
    several = [[document["id"] for document in rng.sample(guides, min(3, len(guides)))] for _ in range(N_ASKED)]
    return {
        "skill to skills": (lambda id_: searcher.related(skill=id_), ids),
        "skill to questions": (lambda id_: searcher.related(skill=id_, kind="question"), ids),
        "question to questions": (lambda id_: searcher.related(document=id_), question_ids),
        "question to skills": (lambda id_: searcher.related(document=id_, kind="skill"), question_ids),
        "three skills": (lambda skills: searcher.related(skills=skills), several),
        "text of 300 words": (lambda text: searcher.related(text=text), texts),
    }


def _says_something(document: Row) -> bool:
    """Tell whether a record is indexed at all."""
    return bool(document.get("title") or document.get("text"))


def _quantiles(ask: Callable[[Any], Any], asked: Sequence[Any]) -> tuple[float, float]:
    best = [float("inf")] * len(asked)
    for _ in range(ROUNDS):
        for i, one in enumerate(asked):
            started = time.process_time()
            ask(one)
            best[i] = min(best[i], (time.process_time() - started) * 1e3)
    best.sort()
    return (round(best[len(best) // 2], 3), round(best[int(0.95 * (len(best) - 1))], 3)) if best else (0.0, 0.0)
