"""Counts and lists in words."""

import doctest

import search.wording
from search.wording import enumerated, quoted


def test_the_examples_of_the_docstrings_hold() -> None:
    result = doctest.testmod(search.wording)
    assert (result.attempted, result.failed) == (2, 0)


def test_the_last_of_several_words_follows_an_and() -> None:
    assert [enumerated(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


def test_each_word_is_quoted_once() -> None:
    assert quoted(["a", "b", "a"], " or ") == "“a” or “b”"
