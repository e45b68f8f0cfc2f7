import pytest

from corpus.frontmatter.fields import Metadata, read_fields
from corpus.frontmatter.split import split_frontmatter
from corpus.page import Page


def fields(front_matter: str, **names: str) -> Metadata:
    return read_fields(split_frontmatter(f"---\n{front_matter}\n---\n", "a.md"), "a.md", names)


@pytest.mark.parametrize("name", ["tags", "tag", "Tags", "keywords", "Subjects"])
@pytest.mark.parametrize("value", ["[a, b]", "a, b", "'a,b'", "\n  - a\n  - b"])
def test_tags_have_many_names_and_are_a_list_or_a_text_with_commas(name: str, value: str) -> None:
    assert fields(f"{name}: {value}").tags == ("a", "b")


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("display_name: Node.js", "title", "Node.js"),
        ("title: on", "title", "on"),
        ("shortTitle: K8s", "skill", "K8s"),
        ("categories: [Data, Other]", "category", "Data"),
        ("short_description: Some words.", "summary", "Some words."),
        ("description: >-\n  Some\n  words.", "summary", "Some words."),
        ("lastmod: 2026-06-30T10:00:00Z", "updated", "2026-06-30"),
        ("lastUpdated: June 2026", "updated", "2026-06"),
        ("date: 2026-01-02", "updated", "2026-01-02"),
        ("language: pt_BR", "lang", "pt-BR"),
        ("relatedSkills: A, B", "related", ("A", "B")),
        ("permalink: /guides/a/", "url", "/guides/a/"),
        ("url: https://kafka.apache.org", "url", ""),
        ("canonical: https://ex.org/a", "url", "https://ex.org/a"),
        ("question: What is a pod?", "title", "What is a pod?"),
        ("slug: /My Guide/", "slug", "my-guide"),
    ],
)
def test_sites_names_for_a_field_become_ours(line: str, field: str, value: object) -> None:
    assert getattr(fields(line), field) == value


def test_the_exacter_name_goes_before_the_vaguer() -> None:
    meta = fields("date: 2020-01-01\nupdated: 2026-01-01\ndescription: B\nsummary: A")
    assert (meta.updated, meta.date, meta.summary) == ("2026-01-01", "2020-01-01", "A")


def test_nested_fields_of_other_generators_are_found() -> None:
    meta = fields("taxonomies:\n  tags: [a]\nextra:\n  updated: 2026-02-03\nsitemap:\n  disable: true")
    assert (meta.tags, meta.updated, meta.hidden) == (("a",), "2026-02-03", True)


def test_old_addresses_are_no_names() -> None:
    meta = fields("aliases: [k8s, CI/CD, /old/place, guides/k8s/, old.html, 'https://ex.org/k']")
    assert meta.aliases == ("k8s", "CI/CD")
    assert meta.old_addresses == ("/old/place", "guides/k8s/", "old.html", "https://ex.org/k")


@pytest.mark.parametrize(
    "line",
    ["draft: true", "draft: yes", "published: false", "noindex: true", "search: false",
     "robots: noindex, follow", "sitemap: false", "hidden: on"],
)  # fmt: skip
def test_drafts_and_hidden_pages_say_so_in_many_ways(line: str) -> None:
    assert fields(line).hidden


@pytest.mark.parametrize("line", ["draft: false", "published: 2020-01-01", "search: true", "a: b"])
def test_other_pages_are_shown(line: str) -> None:
    assert not fields(line).hidden


def test_a_date_that_is_none_is_reported_where_it_stands() -> None:
    problem = fields("title: A\nupdated: last week").problems[0]
    assert (problem.rule, problem.line) == ("bad-date", 3)


@pytest.mark.parametrize("date", ["2026-02-30", "2026-13", "0000", "31 June 2026"])
@pytest.mark.parametrize("name", ["updated", "date", "expires"])
def test_a_day_that_no_calendar_has_is_reported_once_and_not_taken(name: str, date: str) -> None:
    meta = fields(f"title: A\n{name}: {date}")
    assert (meta.updated, meta.date, meta.expires) == ("", "", "")
    assert [(problem.rule, problem.line) for problem in meta.problems] == [("bad-date", 3)]


def test_a_site_names_its_own_fields() -> None:
    meta = fields("titel: A\nstichworte: x, y", titel="title", stichworte="tags")
    assert (meta.title, meta.tags) == ("A", ("x", "y"))


def test_each_field_knows_its_line() -> None:
    assert dict(fields("title: A\nrelated: [B]\nextra:\n  updated: 2026").fields) == {
        "title": 2, "related": 3, "updated": 5,
    }  # fmt: skip


def test_a_name_of_too_many_characters_is_cut_and_reported() -> None:
    meta = read_fields(
        Page({"title": "a" * 400, "related": ["b", "c" * 301]}, {("title",): 2, ("related",): 3}), "a.md"
    )
    assert (meta.title, [len(name) for name in meta.related]) == ("a" * 300, [1, 300])
    assert [(problem.line, problem.rule) for problem in meta.problems] == [(2, "field-too-long"), (3, "field-too-long")]


def test_a_list_of_too_many_names_is_cut_and_reported() -> None:
    meta = read_fields(Page({"tags": [f"t{n}" for n in range(1_001)]}, {("tags",): 5}), "a.md")
    assert len(meta.tags) == 1_000
    assert [(problem.line, problem.message) for problem in meta.problems] == [
        (5, "the field tags has 1,001 values; the first 1,000 were read")
    ]
