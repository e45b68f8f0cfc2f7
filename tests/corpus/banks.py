"""Recall and precision of question finding, in generated banks of all formats and in real banks.

``python -m tests.corpus.banks [FOLDER]`` prints the table. FOLDER contains banks, each with a ``raw`` folder and
``questions.jsonl``, the questions that an independent script found in it.
"""

import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.guide import Guide, Question
from corpus.reader import ReadOptions, read
from corpus.slugs import heading_anchor
from tests.corpus.reading import guide_of

DIFFICULTIES = ("Easy", "Medium", "Hard")

POOL: Mapping[str, str] = {
    "What is a closure?": "A function with its *lexical* scope.\n\nIt is used for:\n\n- privacy\n- currying",
    "Explain closures": "They remember variables.\n\n```js\nfunction f() {\n  // # no heading\n}\n```",
    "Difference between `==` and `===`": "The first coerces.\n\n| op | coerces |\n|---|---|\n| `==` | yes |",
    "How does the event loop work?": "It takes tasks from a queue. Why? Because the stack must be empty.",
    "Why would you use a CDN?": "It is **closer** to users.\n\n**Note:** caching matters.",
    "Describe the box model.": "Content, padding, border and margin.\n\n![Box](box.png)",
    "What is `this` in JavaScript?": "The object that a function is called on.\n\n> A quote on it.",
    "Write a function that reverses a string": "Walk it backwards.\n\n```python\ns[::-1]\n```",
    "What is the difference between C++ and C#?": "See [the manual](https://example.org/c).",
    "When should you use Redux": "When state is shared widely.",
    "Is JavaScript single-threaded?": "Yes, with one call stack.",
    "How would you optimize a slow query?": "First run `EXPLAIN`.\n\nThen add an index.",
    "Which port does HTTPS use?": "Port 443, by default.",
    "What happens when you type a URL into a browser?": "DNS, TCP, TLS, HTTP, rendering.",
}
"""Questions and tasks, with answers of every shape."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format of question banks, an entry of ``banks.yaml``."""

    each: str
    head: str = "# Web Interview Questions\n\n"
    contents: str = ""
    foot: str = ""
    path: str = "README.md"
    topic: str | None = None
    marked_only: bool = False
    """Only questions with a question mark: the format gives no way to recognise tasks."""

    @property
    def has_difficulty(self) -> bool:
        return "{level}" in self.each + self.contents

    @property
    def has_answer(self) -> bool:
        return any(name in self.each for name in ("{a}", "{indented}", "{short}"))

    def questions(self) -> list[str]:
        return [question for question in POOL if question.endswith("?") or not self.marked_only]

    def text(self) -> str:
        numbered = list(enumerate(self.questions(), 1))
        contents = "".join(_filled(self.contents, n, question) for n, question in numbered)
        return (
            self.head
            + contents
            + "\n" * bool(contents)
            + "".join(_filled(self.each, n, question) for n, question in numbered)
            + self.foot
        )


def _filled(row: str, n: int, question: str) -> str:
    answer = POOL[question]
    return row.format(
        n=n,
        q=question,
        bare=question.replace("`", ""),
        a=answer,
        indented=answer.replace("\n", "\n    "),
        quoted=answer.replace("\n", "\n> "),
        short=answer.split("\n")[0],
        level=DIFFICULTIES[n % 3],
        anchor=heading_anchor(question),
    )


def _formats() -> dict[str, Format]:
    formats = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return {name: Format(**values) for name, values in formats.items()}


FORMATS: Mapping[str, Format] = _formats()


@dataclass(frozen=True, slots=True)
class Score:
    """Recall and precision of the questions found in one bank, with the texts that differ."""

    expected: int
    recall: float
    precision: float
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


def key(question: str) -> str:
    """Return a question without code marks, tags and punctuation, which independent lists drop."""
    bare = re.sub(r"<[^<>]*>", "", question.replace("`", "").casefold())
    return "".join(character for character in bare if character.isalnum() or character in "+#")


def score(expected: Collection[str], found: Collection[str]) -> Score:
    """Compare questions as sets of their keys."""
    known, ours = {key(text): text for text in expected}, {key(text): text for text in found}
    n_common = len(known.keys() & ours.keys())
    return Score(
        len(known),
        n_common / len(known),
        n_common / max(1, len(ours)),
        tuple(known[k] for k in sorted(known.keys() - ours.keys())),
        tuple(ours[k] for k in sorted(ours.keys() - known.keys())),
    )


def all_questions(guide: Guide) -> tuple[Question, ...]:
    return (*guide.questions, *guide.faqs)


def of_format(name: str) -> Score:
    form = FORMATS[name]
    questions = all_questions(guide_of(form.text().encode(), form.path))
    return score(form.questions(), [question.text for question in questions])


def of_bank(folder: Path, *, without: str = "") -> Score:
    """Return the score of the English questions of a real bank against its independent list, without templates.

    ``without`` is the path of a file that the independent list leaves out.
    """
    lines = (folder / "questions.jsonl").read_text("utf-8").split("\n")
    parsed = [json.loads(line) for line in lines if line]
    found = [
        question.text
        for guide in read([folder / "raw"], ReadOptions(today="9999")).guides
        if guide.lang == "en" and "_template" not in guide.path and guide.path != without
        for question in guide.questions
    ]
    return score([row["question"] for row in parsed if row["lang"] == "en"], found)


def table(folder: Path | None) -> Iterator[str]:
    yield f"{'bank':36} {'questions':>9} {'recall':>7} {'precision':>9}"
    scores = {name: of_format(name) for name in FORMATS}
    banks = sorted(p for p in folder.iterdir() if (p / "questions.jsonl").is_file()) if folder else []
    scores |= {bank.name: of_bank(bank) for bank in banks}
    for name, result in scores.items():
        yield f"{name:36} {result.expected:9} {result.recall:7.3f} {result.precision:9.3f}"
        yield from (f"    missing: {text}" for text in result.missing)
        yield from (f"    extra:   {text}" for text in result.extra)


if __name__ == "__main__":
    print("\n".join(table(Path(sys.argv[1]) if len(sys.argv) > 1 else None)))
