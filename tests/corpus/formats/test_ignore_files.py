"""Patterns of ignore files leave out what they always did, in bounded time."""

import random
import time
from pathlib import Path

import pathspec
import pytest

from corpus.formats.ignore_files import MAX_PATTERNS, ignore_spec
from corpus.problems import Problem
from corpus.reader import read

PARTS = ("*", "*", "a", "b", "/", "?", "[ab]", "[!a]", "**", "\\*", ".", "a*b*")


def patterns(n: int) -> list[str]:
    rng = random.Random(2)
    return ["".join(rng.choices(PARTS, k=rng.randint(1, 8))) for _ in range(n)]


def test_a_pattern_matches_the_same_paths_as_without_bounds():
    rng = random.Random(3)
    n_compared = 0
    for pattern in patterns(1_000):
        problems: list[Problem] = []
        spec = ignore_spec([pattern], ".gitignore", problems)
        if problems:
            continue
        unbounded = pathspec.GitIgnoreSpec.from_lines([pattern])
        for _ in range(5):
            path = "".join(rng.choices(("a", "b", "/", "*", ".", "ab"), k=rng.randint(1, 10))).strip("/") or "a"
            assert spec.match_file(path) == unbounded.match_file(path), (pattern, path)
            n_compared += 1
    assert n_compared > 3_000


@pytest.mark.parametrize("pattern", ["*a*a*a*b", "*a" * 8 + "b", "*?a*?a*?b", "**/*a*a*a*b", "*[a]*[a]*[a]*b"])
def test_stars_do_not_backtrack_into_each_other(pattern):
    spec = ignore_spec([pattern], ".gitignore", [])
    started = time.process_time()
    for path in ("a" * 255, "/".join(["a" * 255] * 15), "a/" * 1_000 + "a"):
        assert not spec.match_file(path)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize("pattern", ["*a" * 9 + "b", "**/a/**/a/**/b", "a" * 501, "*[!b]*[!b]*[!b]*[!b]*b"])
def test_a_pattern_that_is_too_costly_is_reported_with_its_line(pattern, tmp_path: Path):
    (tmp_path / ".gitignore").write_text(f"# comment\n{pattern}\n", "utf-8")
    (tmp_path / "guide.md").write_text("# Guide\n", "utf-8")
    problems = read([tmp_path]).problems
    assert [(p.path, p.line, p.rule) for p in problems] == [(".gitignore", 2, "ignore-pattern")]


def test_patterns_beyond_the_bound_are_reported():
    problems: list[Problem] = []
    ignore_spec([f"a{n}" for n in range(MAX_PATTERNS + 1)], ".gitignore", problems)
    assert [(p.line, p.rule) for p in problems] == [(MAX_PATTERNS + 1, "ignore-pattern")]
