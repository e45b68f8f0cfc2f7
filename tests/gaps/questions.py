"""Measures of the rule ``duplicate-question`` on labelled pairs of interview and web questions."""

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.guide import Guide, Question
from search.gaps.rules.duplicate_question import AskedQuestion, duplicates
from tests.gaps.measures import LABELLED, Measures

BANKS = ("sudheerj_react", "yangshun_frontend", "h5bp_frontend", "thirty_seconds")

Pair = frozenset[str]


def labelled_pairs() -> dict[Pair, bool]:
    """Return the pairs of ids, and whether they ask the same."""
    rows = (LABELLED / "questions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = (row.split("\t") for row in rows)
    return {frozenset((one, other)): same == "1" for one, other, same in pairs}


def question_measures(data: Path) -> dict[str, Measures]:
    """Return the measures on the pairs from interview banks, from web threads, and on all.

    The rule sees every question of the banks and the threads, and the sample's paraphrases.
    """
    pairs = labelled_pairs()
    asked = list(_asked(data, frozenset(id_ for pair in pairs for id_ in pair)))
    found = {frozenset((same.one.guide.slug, same.other.guide.slug)) for same in duplicates(asked, "en")}
    web = {pair for pair in pairs if any(id_.startswith("stackfaq/") for id_ in pair)}
    samples = {"interview banks": pairs.keys() - web, "web threads": web, "all": pairs.keys()}
    return {f"pairs of questions, {name}": _measures(pairs, found, sample) for name, sample in samples.items()}


def _measures(pairs: dict[Pair, bool], found: set[Pair], sample: set[Pair]) -> Measures:
    same = {pair for pair in sample if pairs[pair]}
    reported = found & sample
    wrong = tuple(" = ".join(sorted(pair)) for pair in sorted(reported ^ same, key=sorted))
    return Measures(len(same), len(reported), len(reported & same), wrong)


def _asked(data: Path, sample: frozenset[str]) -> Iterator[AskedQuestion]:
    yield from bank_questions(data)
    yield from thread_questions(data)
    yield from (asked for asked in thread_rewordings(data) if asked.guide.slug in sample)


def bank_questions(data: Path) -> Iterator[AskedQuestion]:
    """Yield the English questions of the interview banks."""
    for bank in BANKS:
        for row in _rows(data / "questions" / bank / "questions.jsonl"):
            if row["lang"] == "en":
                yield _asked_once(row["id"], row["question"], row["answer"])


def thread_questions(data: Path) -> Iterator[AskedQuestion]:
    """Yield the questions of web threads, with their answers."""
    for row in _rows(data / "search" / "stackfaq" / "docs.jsonl"):
        yield _asked_once(f"stackfaq/{row['id']}", row["title"], row["text"])


def thread_rewordings(data: Path) -> Iterator[AskedQuestion]:
    """Yield other wordings of the web threads' questions; ``stackfaq/T1-R0`` is one of ``stackfaq/T1``."""
    for row in _rows(data / "search" / "stackfaq" / "queries.jsonl"):
        yield _asked_once(f"stackfaq/{row['id']}", row["text"], "")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _asked_once(id_: str, text: str, answer: str) -> AskedQuestion:
    """Return a question in a guide of its own."""
    plain = text.replace("`", "").replace("*", "")
    guide = Guide(slug=id_, title=id_, skill=id_, path=f"{id_}.md")
    return AskedQuestion(guide, Question(text=plain, anchor="q", answer=answer), frozenset())
