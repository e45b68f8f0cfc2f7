"""What is found in steps, each of which needs the answers to some searches: those of several go in one request."""

from collections.abc import Generator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

Dsl = Mapping[str, Any]

Found = TypeVar("Found")

Steps = Generator[Sequence[Dsl], Sequence[Any], Found]
"""Yields the searches of each step, is sent their answers in order, and returns what was found."""


def in_step(several: Sequence[Steps[Found]]) -> Steps[list[Found]]:
    """Find what each of ``several`` finds; the first steps of all are one step, and so are the second ones."""
    found: dict[int, Found] = {}
    answers: dict[int, Any] = dict.fromkeys(range(len(several)))  # a generator is started with None
    while answers:
        asked: dict[int, Sequence[Dsl]] = {}
        for number, of_number in answers.items():
            try:
                asked[number] = several[number].send(of_number)
            except StopIteration as ended:
                found[number] = ended.value
        answered = iter((yield [search for of_number in asked.values() for search in of_number]) if asked else ())
        answers = {number: list(islice(answered, len(searches))) for number, searches in asked.items()}
    return [found[number] for number in range(len(several))]
