"""Refit the weights of ``search.gaps.text.answered_elsewhere``: ``python -m tests.gaps.fit_answered``.

The model is fitted on web threads with rewordings outside the labelled sample, a third of them without the thread that
they reword, and on the labelled pairs of interview banks with one answer of each removed. The first figures are
cross-validated, with the topics and questions of the tested pairs left out of the fit; the next ones leave out a whole
set. Recall is of all pairs, candidates or not.
"""

import os
import random
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from search.gaps.rules.duplicate_question import AskedQuestion
from search.gaps.text.answered_elsewhere import Margins, candidates
from tests.gaps.questions import Pair, bank_questions, labelled_pairs, thread_questions, thread_rewordings

N_DRAWS, N_FOLDS = 5, 5
REWORDED_SHARE = 2 / 3
"""Share of the threads with a rewording in each draw: about that of the labelled sample."""

ORPHAN_SHARE = 1 / 3
"""Share of the rewordings whose thread is removed. By hand: most open questions are answered nowhere."""

THRESHOLDS = (0.2, 0.3, 0.4, 0.5, 0.6)

WEB, BANKS = "web threads", "interview banks"


@dataclass(frozen=True, slots=True)
class Example:
    """A pair with its label; ``about`` are the topics or questions that it must not share with another fold."""

    pair: Pair
    margins: Margins | None
    """None where the pair was not even a candidate."""
    same: bool
    origin: str
    about: frozenset[str]
    open: str
    """The question without an answer; "" where the pair was not even a candidate."""
    draw: int = 0


def topic(id_: str) -> str:
    """Return the thread of a web question or rewording; another question is its own topic."""
    return id_.split("-R")[0] if id_.startswith("stackfaq/") else id_


def examples(data: Path) -> Iterator[Example]:
    """Yield the pairs to fit on."""
    sample = {id_ for pair in labelled_pairs() for id_ in pair}
    rewordings: dict[str, list[AskedQuestion]] = defaultdict(list)
    for asked in thread_rewordings(data):
        if asked.guide.slug not in sample:
            rewordings[topic(asked.guide.slug)].append(asked)
    banks, threads = list(bank_questions(data)), list(thread_questions(data))
    for seed in range(N_DRAWS):
        rng = random.Random(seed)
        drawn = [rng.choice(same) for _, same in sorted(rewordings.items()) if rng.random() < REWORDED_SHARE]
        gone = {topic(asked.guide.slug) for asked in drawn if rng.random() < ORPHAN_SHARE}
        left = [asked for asked in threads if asked.guide.slug not in gone]
        reworded = {frozenset((a.guide.slug, topic(a.guide.slug))) for a in drawn} - {
            frozenset((a.guide.slug, topic(a.guide.slug))) for a in drawn if topic(a.guide.slug) in gone
        }
        drawn_examples = (
            *thread_examples([*banks, *left, *drawn], reworded),
            *_bank_examples([*_without_answers(banks, rng), *threads]),
        )
        yield from (replace(example, draw=seed) for example in drawn_examples)


def thread_examples(asked: Sequence[AskedQuestion], reworded: Collection[Pair]) -> Iterator[Example]:
    """Yield the candidates with a web thread, and the rewordings that are no candidates."""
    by_pair = {pair: (*rest,) for pair, *rest in _candidates(asked) if any(id_.startswith("stackfaq/") for id_ in pair)}
    for pair in sorted({*by_pair, *reworded}, key=sorted):
        open_, margins = by_pair.get(pair, ("", None))
        yield Example(pair, margins, pair in reworded, WEB, frozenset(map(topic, pair)), open_)


def _bank_examples(asked: Sequence[AskedQuestion]) -> Iterator[Example]:
    labelled = labelled_pairs()
    for pair, open_, margins in _candidates(asked):
        if pair in labelled:
            yield Example(pair, margins, labelled[pair], BANKS, pair, open_)


def _candidates(asked: Sequence[AskedQuestion]) -> Iterator[tuple[Pair, str, Margins]]:
    ids = [a.guide.slug for a in asked]
    for pair in candidates([a.question.text for a in asked], [a.question.answer for a in asked]):
        yield frozenset((ids[pair.open], ids[pair.answered])), ids[pair.open], pair.margins


def _without_answers(banks: Sequence[AskedQuestion], rng: random.Random) -> Iterator[AskedQuestion]:
    """Yield the questions of the banks, one of each labelled pair without its answer."""
    dropped: set[str] = set()
    for pair in sorted(map(sorted, labelled_pairs())):
        if not dropped & set(pair):
            dropped.add(rng.choice(pair))
    for asked in banks:
        blank = asked.guide.slug in dropped
        yield replace(asked, question=replace(asked.question, answer="")) if blank else asked


def fit(sample: Sequence[Example]) -> LogisticRegression:
    """Return the model of a sample in which each origin weighs the same."""
    sample = [example for example in sample if example.margins is not None]
    n_of = {origin: sum(e.origin == origin for e in sample) for origin in (WEB, BANKS)}
    weights = np.array([1 / n_of[example.origin] for example in sample])
    margins = np.array([example.margins for example in sample])
    model = LogisticRegression(C=10.0)
    return model.fit(margins, [example.same for example in sample], sample_weight=weights * len(sample) / weights.sum())


def _folds(sample: Sequence[Example]) -> list[frozenset[str]]:
    """Return the topics in folds; those that labelled pairs join are in one."""
    joined: dict[str, set[str]] = {}
    for example in sample:
        if example.origin == BANKS:
            group = set(example.about).union(*(joined.get(t, ()) for t in example.about))
            joined.update(dict.fromkeys(group, group))
        else:
            for name in example.about:
                joined.setdefault(name, {name})
    groups = sorted({min(group): group for group in joined.values()}.items())
    random.Random(0).shuffle(groups)
    return [frozenset().union(*(group for _, group in groups[i::N_FOLDS])) for i in range(N_FOLDS)]


def _probabilities(model: Any, tested: Sequence[Example]) -> Iterator[tuple[Example, float]]:
    known = [example for example in tested if example.margins is not None]
    if known:
        probabilities = model.predict_proba(np.array([example.margins for example in known]))[:, 1]
        yield from zip(known, map(float, probabilities), strict=True)
    yield from ((example, 0.0) for example in tested if example.margins is None)


def cross_validated(sample: Sequence[Example]) -> Iterator[tuple[Example, float]]:
    """Yield examples with the probability that a model gives which saw none of their topics."""
    for held in _folds(sample):
        model = fit([example for example in sample if not example.about & held])
        yield from _probabilities(model, [example for example in sample if example.about <= held])


def set_left_out(sample: Sequence[Example], origin: str) -> Iterator[tuple[Example, float]]:
    """Yield the examples of an origin with the probability that a model of the other origin gives."""
    model = fit([example for example in sample if example.origin != origin])
    yield from _probabilities(model, [example for example in sample if example.origin == origin])


def _print_figures(name: str, results: Sequence[tuple[Example, float]]) -> None:
    for origin in (WEB, BANKS):
        of_origin = [(example, p) for example, p in results if example.origin == origin]
        n_same = sum(example.same for example, _ in of_origin)
        best = list(_best(of_origin))
        for threshold in THRESHOLDS if of_origin else ():
            n_found = sum(p >= threshold for _, p in best)
            n_right = sum(example.same and p >= threshold for example, p in best)
            figures = f"precision {n_right / max(1, n_found):.3f}, recall {n_right / n_same:.3f}"
            print(f"{name}, {origin}, from {threshold}: {figures}")


def _best(results: Sequence[tuple[Example, float]]) -> Iterator[tuple[Example, float]]:
    """Yield the most probable pair of each open question, as the rule does."""
    likeliest: dict[tuple[int, str], tuple[Example, float]] = {}
    for example, p in results:
        key = (example.draw, example.open)
        if example.open and p > likeliest.get(key, (example, 0.0))[1]:
            likeliest[key] = (example, p)
    yield from likeliest.values()


def main() -> None:
    """Print the figures of the model on unseen pairs, then its weights."""
    sample = list(examples(Path(os.environ["GUIDEDEX_DATA"])))
    _print_figures("topics left out", list(cross_validated(sample)))
    for origin in (WEB, BANKS):
        _print_figures("set left out", list(set_left_out(sample, origin)))
    model = fit(sample)
    weights = ", ".join(f"{weight:.2f}" for weight in model.coef_[0])
    print(f"WEIGHTS = ({weights})\nINTERCEPT = {model.intercept_[0]:.2f}")


if __name__ == "__main__":
    main()
