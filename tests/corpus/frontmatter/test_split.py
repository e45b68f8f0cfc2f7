import pytest

from corpus.frontmatter.split import split_frontmatter
from corpus.page import Page


def rules(page: Page) -> list[tuple[str, int]]:
    return [(problem.rule, problem.line) for problem in page.problems]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: A\n---\nBody\n",
        "\ufeff---\ntitle: A\n---\nBody\n",
        "---\r\ntitle: A\r\n---\r\nBody\r\n",
        "---  \ntitle: A\n---  \nBody\n",
        "---\ntitle: A\n...\nBody\n",
        "---\ntitle: A # comment\n# another\n---\nBody\n",
        "---\ntitle: A\t\t\n---\nBody\n",
        "---\ntitle:\tA\n---\nBody\n",
        '+++\ntitle = "A"\n+++\nBody\n',
        '\n\n+++\ntitle = "A"\n+++        \nBody\n',
        '{"title": "A"}\nBody\n',
        '{\n  "title": "A",\n  "tags": ["x"]\n}\n\nBody\n',
    ],
)
def test_every_kind_of_front_matter_gives_its_title_and_leaves_the_body(text: str) -> None:
    page = split_frontmatter(text, "a.md")
    assert page.values["title"] == "A"
    assert page.body.strip() == "Body"
    assert page.problems == ()


@pytest.mark.parametrize("closing", ["---\r## Head\n", "--- ## Head\n", "---\r\n## Head\n"])
def test_a_heading_on_the_closing_line_belongs_to_the_body(closing: str) -> None:
    page = split_frontmatter(f"---\r\ntitle: A\r\n{closing}", "a.md")
    assert page.values == {"title": "A"}
    assert page.body.strip() == "## Head"


def test_the_body_knows_the_line_at_which_it_begins() -> None:
    page = split_frontmatter("\n---\ntitle: A\n---\none\ntwo\n", "a.md")
    assert (page.body_line, page.line(1)) == (5, 6)
    assert page.lines[("title",)] == 3


@pytest.mark.parametrize(
    "text", ["Just text\n", "# Heading\n", "---\nA rule above, not a field.\n\n---\nMore\n", "", "---\n"]
)
def test_a_page_without_front_matter_is_all_body(text: str) -> None:
    page = split_frontmatter(text, "a.md")
    assert page.values == {}
    assert page.body == text
    assert page.problems == ()


def test_front_matter_that_never_ends_is_reported_and_its_fields_are_kept() -> None:
    page = split_frontmatter("---\ntitle: A\ntags: [x]\n\nBody text.\n", "a.md")
    assert rules(page) == [("front-matter-without-end", 1)]
    assert page.values == {"title": "A", "tags": "[x]"}
    assert page.body.strip() == "Body text."


def test_yaml_that_does_not_parse_names_its_line_and_keeps_simple_fields() -> None:
    page = split_frontmatter("---\ntitle: Kafka: a log\nskill: Kafka\n---\nBody\n", "a.md")
    assert rules(page) == [("front-matter-invalid", 2)]
    assert page.values == {"title": "Kafka: a log", "skill": "Kafka"}
    assert page.body == "Body\n"


def test_toml_that_does_not_parse_names_its_line() -> None:
    page = split_frontmatter('+++\ntitle = "A"\ntags = [\n+++\nBody\n', "a.md")
    assert page.problems[0].rule == "front-matter-invalid"
    assert page.values["title"] == "A"


def test_json_that_does_not_parse_is_reported_and_the_text_kept() -> None:
    page = split_frontmatter('{"title": "A",\n "b": }\nBody\n', "a.md")
    assert rules(page) == [("front-matter-invalid", 2)]
    assert "Body" in page.body


def test_a_key_given_twice_is_a_problem_at_its_second_line() -> None:
    assert rules(split_frontmatter("---\na: 1\nb: 2\na: 3\n---\n", "a.md")) == [("duplicate-key", 4)]


def test_toml_keeps_nested_tables_dates_and_the_lines_of_keys() -> None:
    page = split_frontmatter("+++\ntitle = 'A'\ndate = 2026-03-01\n[extra]\nupdated = 2026-04-02\n+++\n", "a.md")
    assert page.values["date"] == "2026-03-01"
    assert page.values["extra"] == {"updated": "2026-04-02"}
    assert page.lines[("extra", "updated")] == 5


@pytest.mark.parametrize("kind", ["---\na: {}\n---\n", "+++\na = {}\n+++\n", '{{"a": {}}}\n'])
def test_nesting_of_ten_thousand_levels_is_a_problem_and_no_crash(kind: str) -> None:
    page = split_frontmatter(kind.format("[" * 10_000 + "]" * 10_000), "a.md")
    assert [problem.rule for problem in page.problems] == ["front-matter-invalid"]


@pytest.mark.parametrize("closing", ["---", "-----", "----------  "])
def test_front_matter_may_end_in_a_longer_line(closing: str) -> None:
    page = split_frontmatter(f"---\ntitle: A\n{closing}\n\nText\n", "a.md")
    assert (page.values, page.body.strip(), page.problems) == ({"title": "A"}, "Text", ())


def test_a_heading_underlined_below_a_break_is_no_front_matter() -> None:
    assert split_frontmatter("---\nTitle of the page\n-----------------\n\nText\n", "a.md").values == {}
