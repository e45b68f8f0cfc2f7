"""Code and comments are taken out of prose as they always were, and in linear time."""

import random
import re

from search.gaps.text.prose import _without_code, _without_comments

PARTS = ("`", "`", "``", "a", "b ", "<code>", "</code>", "<pre a>", "</pre>")


def by_patterns(line: str) -> str:
    line = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", " ", line)
    return re.sub(r"<(code|pre|kbd|samp|tt)\b[^>]*>.*?</\1>", " ", line)


def test_code_is_found_as_by_backtracking_patterns():
    rng = random.Random(1)
    for _ in range(5_000):
        line = "".join(rng.choices(PARTS, k=rng.randint(1, 14)))
        assert _without_code(line) == by_patterns(line), line


def by_cutting(line: str, inside: bool) -> tuple[str, bool]:
    texts = []
    while line:
        if inside:
            _, mark, line = line.partition("-->")
            inside = not mark
        else:
            text, mark, line = line.partition("<!--")
            texts.append(text)
            inside = bool(mark)
    return " ".join(texts), inside


def test_comments_are_found_as_by_cutting_the_line():
    rng = random.Random(1)
    for _ in range(5_000):
        line = "".join(rng.choices(("<!--", "-->", "a ", "-", "<!", ">"), k=rng.randint(0, 10)))
        for end_mark in ("", "-->"):
            text, is_open = by_cutting(line, bool(end_mark))
            assert _without_comments(line, end_mark) == (text, "-->" if is_open else ""), (line, end_mark)


def test_comments_of_mdx_and_jinja_are_no_prose():
    assert _without_comments("a {/* TODO */} b {# TODO #} c {#id}", "") == ("a   b   c {#id}", "")
    assert _without_comments("a {/* TODO", "") == ("a ", "*/}")
