"""What the rules know of a site before they judge a page: templates, editions, kinds of pages, answers in code."""

from pathlib import Path

import pytest

from search.gaps import find_gaps
from search.gaps.pages.kinds import are_family
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, WORDS, findings_of, page, questions
from web.source_files import FilesOfSources


@pytest.mark.parametrize("tag", ["{% include x %}", "{{ site.title }}", "{{< param x >}}", "{{ date | year }}"])
def test_a_variable_is_a_left_over_only_where_no_template_fills_it_in(
    tmp_path: Path, guides_of: GuidesOf, tag: str
) -> None:
    files = {"a.md": page("Alpha", body="Ask {{ name }} first."), "b.md": page("Beta")}
    assert len(findings_of(guides_of, "placeholder", files)) == 1
    guides = guides_of({**files, "c.md": page("Gamma", body=f"{tag}\n\nText.")})
    assert not find_gaps(guides, today=TODAY, rules=["placeholder"], files=FilesOfSources([tmp_path])).findings


@pytest.mark.parametrize(
    "text",
    [
        "(TODO, IN_PROGRESS, DONE)",
        "[TODO | DONE]",
        "{/* TODO: later */}",
        "{# TODO: later #}",
        "[add one]\n\n[add one]: b.md",
    ],
)
def test_states_comments_and_links_by_reference_are_no_left_overs(guides_of: GuidesOf, text: str) -> None:
    assert not findings_of(guides_of, "placeholder", {"a.mdx": page("Alpha", body=f"First.\n\nThe {text} here.")})


def test_blanks_of_a_page_to_be_copied_are_meant(guides_of: GuidesOf) -> None:
    letter = "Dear [your name],\n\n[Your company] and [insert the date] and [add a place]."
    assert not findings_of(guides_of, "placeholder", {"letter.md": page("Letter", body=letter)})
    assert findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body="Dear [your name], hello.")})


def test_the_notes_of_one_file_are_one_finding(guides_of: GuidesOf) -> None:
    notes = "\n\n".join(f"TODO: part {i}.\n\nFIXME: also {i}.\n\n[TBD {i}]" for i in range(3))
    (finding,) = findings_of(guides_of, "placeholder", {"a.md": page("Alpha", body=notes)})
    assert len(finding.evidence) == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [("Is a JWT secure?", "Is a JWT not secure?"), ("Why should you cache it?", "Why shouldn't you cache it?"),
     ("How do you enable the proxy cache?", "How do you disable the proxy cache?")],
)  # fmt: skip
def test_a_question_and_its_negation_are_two(guides_of: GuidesOf, one: str, other: str) -> None:
    answers = "The token is signed and read by all who hold it."
    files = {name: page(name, body=questions((asked, answers, "Easy"))) for name, asked in (("x", one), ("y", other))}
    assert not findings_of(guides_of, "duplicate-question", {f"{name}.md": text for name, text in files.items()})


def test_versions_of_a_page_are_no_duplicates(guides_of: GuidesOf) -> None:
    asked = questions(("How does a broker keep messages of one customer in order?", "Keys choose partitions.", "Easy"))
    body = f"## Order\n\n{WORDS * 2}\n\n{asked}"
    paths = ("docs/v1.0/order.md", "docs/v2.0/order.md", "docs/v1.0/b.md", "docs/v2.0/b.md")
    files = {
        path: page("Order" if "order" in path else "Beta", body=body if "order" in path else "B.") for path in paths
    }
    for rule in ("duplicate-question", "duplicate-section", "boilerplate"):
        assert not findings_of(guides_of, rule, files), rule


def test_editions_of_a_page_are_no_duplicates(guides_of: GuidesOf) -> None:
    asked = questions(("How does a broker keep messages of one customer in order?", "Keys choose partitions.", "Easy"))
    editions = {f"spec{edition}.md": page("Spec", f"slug: spec{edition}\n", asked) for edition in ("", "_2_0")}
    assert not findings_of(guides_of, "duplicate-question", editions)


def test_tutorials_of_a_family_share_text_by_intent(guides_of: GuidesOf) -> None:
    text = "Install the {} client, set the address of the server, and send one event to see that it works."
    names = ("Go", "Rust", "Java", "Ruby")
    family = {f"install-{name.lower()}.md": page(name, body=f"{text.format(name)} {name} has more.") for name in names}
    assert are_family(guides_of(family))
    assert not findings_of(guides_of, "boilerplate", family)


@pytest.mark.parametrize("answer", ["```js\nlet x = 1;\n```", "![a picture](x.png)", "| a | b |\n|---|---|\n| 1 | 2 |"])
def test_a_question_that_code_a_picture_or_a_table_answers_is_answered(guides_of: GuidesOf, answer: str) -> None:
    body = f"## Questions\n\n### How do you declare a variable?\n\n{answer}\n\n### What is hoisting?\n\nMoving up.\n"
    assert not findings_of(guides_of, "unanswered-question", {"questions.md": page("Interview questions", body=body)})


@pytest.mark.parametrize(("front", "is_found"), [("category: Tutorials\n", True), ("", False)])
def test_a_page_of_another_type_lacks_nothing(guides_of: GuidesOf, front: str, is_found: bool) -> None:
    def outline(*titles: str) -> str:
        return "\n\n".join(f"## {title}\n\n{WORDS}" for title in titles)

    whole = outline("Goal", "Steps", "What you have learned")
    files = {f"t/part-{i}.md": page(f"Part {i}", front, whole) for i in range(9)}
    files |= {"t/videos.md": page("Videos", front, outline("Talks")), "t/index.md": page("Tutorials")}
    assert not findings_of(guides_of, "missing-section", files)
    files["t/part-9.md"] = page("Part 9", front, outline("Goal", "Steps"))
    found = [(finding.path, finding.subject) for finding in findings_of(guides_of, "missing-section", files)]
    assert found == ([("t/part-9.md", "What you have learned")] if is_found else [])
