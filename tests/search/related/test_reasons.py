"""Words that reasons name."""

from pathlib import Path

import pytest

from index.build import build
from search import Searcher, open_index

FILLER = ("Bread wants time", "Rivers carry sand", "Whales sing at night", "Clocks run late", "Snow melts in May")


def built(folder: Path, text: str) -> Searcher:
    folder.mkdir(exist_ok=True)
    (folder / "bank.md").write_text(text)
    build([folder], folder / "index")
    return open_index(folder / "index")


def named(searcher: Searcher, text: str) -> tuple[str, ...]:
    """Return the words that join a text and the nearest question."""
    hit = searcher.related(text=text, kind="question", floor=0).hits[0]
    return next(reason.terms for reason in hit.reasons if reason.kind == "concepts")


def bank(*questions: tuple[str, str]) -> str:
    others = [(f"{text}, does it?", f"{text}, and that is all there is to say.") for text in FILLER]
    return "# Bank\n\n" + "\n".join(f"## {title}\n\n{answer}\n" for title, answer in (*questions, *others))


@pytest.mark.parametrize(
    ("text", "whole", "parts"),
    [
        ("Node.js is js", "Node.js", {"js", "node"}),
        ("a dead-letter queue of letters", "dead-letter", {"letters", "dead"}),
        ("std::vector, no vector", "std::vector", {"vector", "std"}),
        ("Start-Sleep will sleep", "Start-Sleep", {"sleep", "start"}),
    ],
)
def test_a_reason_names_a_compound_and_not_its_parts_too(
    text: str, whole: str, parts: set[str], tmp_path: Path
) -> None:
    searcher = built(tmp_path, bank(("What is it about?", f"It is about {text}, {text} and {whole}.")))
    words = named(searcher, f"{text}, and {text} again")
    assert whole in words
    assert not parts & set(words)


@pytest.mark.parametrize("subject", ["fragment", "reducer", "portal"])
def test_in_a_bank_of_one_page_words_that_all_questions_say_are_no_subject(subject: str, tmp_path: Path) -> None:
    rest = [(f"What are {name}?", f"We define {name} as usual.") for name in ("props", "hooks", "effects", "refs")]
    searcher = built(tmp_path, bank((f"What is a {subject}?", f"We define a {subject} as usual."), *rest))
    assert named(searcher, f"define what we define, and one {subject}") == (subject,)
