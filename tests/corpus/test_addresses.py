import json
import re
import tomllib
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.addresses import RULE_UNSAFE, SCHEMES, safe_address
from corpus.document import Document
from corpus.formats.jsonl import read_records
from corpus.problems import Problem
from corpus.reader import ReadOptions, read_file
from index.documents import documents_of
from index.options import SiteOptions
from tests.corpus.reading import guide_of
from tests.hostile_addresses import SAFE, UNSAFE

PINNED = ("nh3", "markdown-it-py", "lxml", "jinja2", "markupsafe", "flask", "werkzeug")
"""Packages that sanitise, escape or redirect."""


@pytest.mark.parametrize("text", UNSAFE)
def test_an_address_with_any_other_scheme_is_none(text: str) -> None:
    assert safe_address(text) == ""


@pytest.mark.parametrize("text", SAFE)
def test_a_sound_address_comes_back_as_it_is(text: str) -> None:
    assert safe_address(text) == text


@pytest.mark.parametrize("text", ["//ex.org/a", r"\\ex.org/a", r"/\ex.org/a", "///ex.org/a", "\t/\n/ex.org/a"])
def test_a_host_without_a_scheme_is_https(text: str) -> None:
    assert safe_address(text) == "https://ex.org/a"


@given(st.text(st.sampled_from("javscriptdhx:/\\#?&;%\t\n\0\u00a0 19A")))
def test_what_comes_back_is_safe_whoever_reads_it_and_stays_as_it_is(text: str) -> None:
    address = safe_address(text)
    assert safe_address(address) == address
    scheme = re.match(r"([^/\\?#:]+):", address)
    assert scheme is None or scheme.group(1).lower() in SCHEMES
    assert not re.match(r"[/\\]{2}", address)


@pytest.mark.parametrize("field", ["permalink", "canonical", "canonical_url", "url", "path"])
@pytest.mark.parametrize("text", UNSAFE)
def test_front_matter_with_an_unsafe_address_is_a_problem_at_its_line(field: str, text: str) -> None:
    data = f"---\ntitle: A\n{field}: {json.dumps(text)}\n---\n\nText.\n"
    reading = read_file(data.encode(), "a.md", ReadOptions())
    assert reading.guide is not None
    assert reading.guide.url == ""
    assert [(p.rule, p.path, p.line) for p in reading.problems] == [(RULE_UNSAFE, "a.md", 3)]
    assert reading.problems[0].message.isprintable()


def test_the_next_field_with_an_address_is_taken_for_an_unsafe_one() -> None:
    reading = read_file(b"---\npermalink: data:a\nurl: /b\n---\nText.\n", "a.md", ReadOptions())
    assert reading.guide is not None
    assert reading.guide.url == "/b"
    assert [(p.rule, p.line) for p in reading.problems] == [(RULE_UNSAFE, 2)]


def test_the_canonical_address_of_an_html_page_is_safe_or_a_problem() -> None:
    html = (
        b'<html><head><link rel="canonical" href="javascript://%0aalert(1)"></head><body><h1>A</h1><p>B.</body></html>'
    )
    reading = read_file(html, "a.html", ReadOptions())
    assert reading.guide is not None
    assert reading.guide.url == ""
    assert [p.rule for p in reading.problems] == [RULE_UNSAFE]


@pytest.mark.parametrize("text", UNSAFE)
def test_a_record_with_an_unsafe_address_comes_without_it_and_with_a_problem(text: str) -> None:
    line = json.dumps({"id": "a", "title": "A", "url": text}).encode()
    problem, record = read_records([line], "a.jsonl", 10_000)
    assert isinstance(problem, Problem)
    assert (problem.rule, problem.path, problem.line) == (RULE_UNSAFE, "a.jsonl", 1)
    assert isinstance(record, Document)
    assert record.url == ""


@pytest.mark.parametrize("pattern", ["javascript:{slug}", "{lang}:{slug}", "data:{path}", "java\tscript:{slug}"])
def test_a_pattern_that_makes_unsafe_addresses_makes_none(pattern: str) -> None:
    guide = replace(guide_of("---\nslug: a\n---\n# A\n## B\nText.\n"), lang="en")
    urls = [document.url for document in documents_of([guide], site=SiteOptions(url_pattern=pattern))]
    assert urls == ["/guides/a", "/guides/a#b"]


@pytest.mark.parametrize("name", PINNED)
def test_the_versions_that_safety_relies_on_are_required_and_installed(name: str) -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    (least,) = [d.partition(">=")[2].partition(",")[0] for d in project["dependencies"] if d.startswith(f"{name}>=")]
    assert numbers(version(name)) >= numbers(least)


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(".")]
