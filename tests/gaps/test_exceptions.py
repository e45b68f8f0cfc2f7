"""What is meant and what is an exception: rules that compare pages with each other leave the habits of a site alone."""

from pathlib import Path

import pytest

from search.gaps import find_gaps
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_grouping import words
from tests.gaps.test_rules import TODAY, findings_of, page, questions
from web.source_files import FilesOfSources

LONG = " ".join(words(i) for i in range(2))
PAGES = {f"docs/p{i}.md": page(f"Page {i}", body=LONG) for i in range(12)}


@pytest.mark.parametrize("asked", ["What is it?", "What is next?", "Objectives", "Why?"])
def test_a_question_that_means_nothing_apart_from_its_page_is_no_duplicate(guides_of: GuidesOf, asked: str) -> None:
    files = {f"{name}.md": page(name, body=questions((asked, words(7, 9), "Easy"))) for name in ("Alpha", "Beta")}
    assert not findings_of(guides_of, "duplicate-question", files)


@pytest.mark.parametrize("n_guides", [2, 3, 4, 9])
def test_a_question_that_many_guides_ask_is_the_heading_of_a_template(guides_of: GuidesOf, n_guides: int) -> None:
    asked = "How does a broker keep the messages of one customer in order?"
    files = {f"g{i}.md": page(f"Guide {i}", body=questions((asked, "By keys.", "Easy"))) for i in range(n_guides)}
    assert bool(findings_of(guides_of, "duplicate-question", files)) == (n_guides <= 3)


ASKED = questions(("How does a broker keep messages of one customer in order?", "Keys choose partitions.", "Easy"))


@pytest.mark.parametrize(
    ("paths", "title"),
    [(("en/order.md", "pcm/order.md"), "Order"), (("order.md", "faq.md"), ""), (("order.md", "overview.md"), "")],
    ids=["an edition", "a page of questions", "an overview"],
)
def test_pages_that_repeat_a_question_by_intent_have_no_duplicates(
    guides_of: GuidesOf, paths: tuple[str, ...], title: str
) -> None:
    files = {path: page(title or path, body=ASKED) for path in paths}
    assert not findings_of(guides_of, "duplicate-question", files)


COPY = f"\n\n{words(5, 60)}"
COPIES = ("a/one.md", "b/two.md")
OTHERS = {f"c/{i}.md": page(f"Other {i}", body=words(i + 20)) for i in range(9)}


@pytest.mark.parametrize("folder", ["api/", ""])
def test_pages_of_one_kind_share_a_sentence_by_intent(guides_of: GuidesOf, folder: str) -> None:
    text = "The {} command waits until the page has it and passes it on to the next command in the chain."
    names = ("Quux", "Xyzzy", "Plugh", "Fred")
    kind = {
        f"{folder}{name}.md": page(name, body=f"{text.format(name)}\n\n{words(i + 50)}") for i, name in enumerate(names)
    }
    rooted = {path.removeprefix("c/"): body for path, body in OTHERS.items()}
    assert bool(findings_of(guides_of, "boilerplate", kind | rooted)) == (not folder)


def test_lists_of_short_names_that_no_guide_has_are_one_finding(guides_of: GuidesOf) -> None:
    names = ("building", "leading", "paid", "found", "metrics")
    files = {f"{i}.md": page(f"Guide {i}", f"related: [{names[i % 5]}, {names[(i + 1) % 5]}]\n") for i in range(20)}
    (finding,) = findings_of(guides_of, "missing-guide", files)
    assert finding.message == "5 of the 5 names that guides list as related are of no guide: are they tags?"


def test_a_name_that_several_guides_link_is_a_missing_guide(guides_of: GuidesOf) -> None:
    files = {
        f"{i}.md": page(f"Guide {i}", body=f"[Terraform](terraform.md) and [on]({(i + 1) % 4}.md)") for i in range(4)
    }
    (finding,) = find_gaps(guides_of(files), today=TODAY, rules=["missing-guide"]).findings
    assert finding.message == "Terraform has no guide; 4 guides link it"


def test_a_few_pages_that_moved_are_broken_links_each(guides_of: GuidesOf) -> None:
    files = {f"b/topic-{i}.md": page(f"Topic {i}") for i in range(8)}
    files["a.md"] = page("Alpha", body="[see](topic-1.md) and [that](topic-2.md)")
    assert len(find_gaps(guides_of(files), today=TODAY, rules=["broken-link"]).findings) == 2


@pytest.mark.parametrize(("n_posts", "n_found"), [(1, 0), (6, 6)])
def test_links_of_old_posts_are_left_alone_unless_the_site_is_a_blog(
    guides_of: GuidesOf, n_posts: int, n_found: int
) -> None:
    posts = {
        f"blog/post-{i}.md": page(f"Post {i}", body=f"[gone](gone-{i}.md) [on](post-{(i + 1) % n_posts}.md)")
        for i in range(n_posts)
    }
    guides = guides_of({**posts, **{f"{i}.md": page(f"Guide {i}") for i in range(4)}})
    report = find_gaps(guides, today=TODAY, rules=["broken-link"])
    assert sum(len(finding.evidence) or 1 for finding in report.findings) == n_found


def test_pages_with_a_number_before_their_name_are_there(guides_of: GuidesOf) -> None:
    files = {f"routes/(2)guides/({i}){name}.md": page(name) for i, name in enumerate(("routing", "testing", "styling"))}
    files["routes/a.md"] = page("Alpha", body="[see](/guides/routing), [that](/guides/testing)")
    findings = find_gaps(guides_of(files), today=TODAY, rules=["broken-link"]).findings
    assert all(finding.confidence < 0.5 for finding in findings)


COPIED_TEXT = " ".join(words(i) for i in range(50, 54))


@pytest.mark.parametrize(("top", "is_found"), [("tokens/", False), ("", True)])
def test_pages_below_one_part_of_the_site_share_a_sentence_by_intent(
    guides_of: GuidesOf, top: str, is_found: bool
) -> None:
    said = "Your context and your style decide how you use {} in the code that you write."
    files = {
        f"{top}{folder}/{name.lower()}.md": page(name, body=f"{said.format(name)} {words(i + 20)}")
        for i, (folder, name) in enumerate((("a", "Flexing"), ("b", "Opacity"), ("c", "Ordering")))
    }
    paths = {finding.path for finding in findings_of(guides_of, "boilerplate", {**PAGES, **files})}
    assert bool(paths & files.keys()) == is_found


@pytest.mark.parametrize(
    ("title", "is_found"), [("Arguments", False), ("Return value", False), ("Accessibility", True)]
)
def test_a_command_without_arguments_lacks_no_section(guides_of: GuidesOf, title: str, is_found: bool) -> None:
    def body(i: int) -> str:
        titles = ("Purpose", "When", "Beside", *(() if i == 5 else (title,)))
        return "\n\n".join(f"## {heading}\n\n{words(i * 9 + at)}" for at, heading in enumerate(titles))

    files = {f"{i}.md": page(f"Guide {i}", "category: Commands\n", body=body(i)) for i in range(14)}
    assert bool(findings_of(guides_of, "missing-section", files)) == is_found


@pytest.mark.parametrize(
    ("field", "n_dated", "is_found"),
    [
        ("updated", 13, True),
        ("last_updated", 13, True),
        ("updated", 9, False),
        ("updated", 0, False),
        ("date", 13, False),
    ],
)
def test_a_site_keeps_its_dates_or_nothing_is_stale(
    guides_of: GuidesOf, tmp_path: Path, field: str, n_dated: int, is_found: bool
) -> None:
    files = {f"{i}.md": page(f"Guide {i}", f"{field}: 2026-05-01\n" if i < n_dated else "") for i in range(14)}
    files |= {"old.md": page("Old", f"{field}: 2019-05-01\n")}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    report = find_gaps(guides_of(files), today=TODAY, rules=["stale-guide"], files=FilesOfSources([tmp_path]))
    assert ("old.md" in {finding.path for finding in report.findings}) == is_found


@pytest.mark.parametrize(
    "asked", ["- What do you keep?\n- Why do you ask?", "- What do you keep in mind when you begin?"]
)
def test_questions_to_think_about_are_not_compared_with_answered_ones(guides_of: GuidesOf, asked: str) -> None:
    answered = questions(*((f"Why {i}?", "So it is.", "Easy") for i in range(6)))
    body = f"{answered}\n\n## Questions to think about\n\n{asked}\n"
    assert not findings_of(guides_of, "unanswered-question", {"a.md": page("Alpha", body=body)})


def test_names_in_a_field_of_questions_are_none(guides_of: GuidesOf) -> None:
    body = questions(*((f"Why {i}?", "So it is.", "Easy") for i in range(6)))
    files = {"a.md": page("Alpha", "questions:\n  - team-chat\n  - admins\n", body=body)}
    assert not findings_of(guides_of, "unanswered-question", files)
