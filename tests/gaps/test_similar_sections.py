"""Sections that say the same in three ways."""

import pytest

from search.gaps.text.similar_sections import COPIED, SAME_TOPIC, TEMPLATED, similar_sections
from tests.gaps.conftest import GuidesOf
from tests.gaps.sections import found_kinds, planted, section_measures
from tests.gaps.test_grouping import words
from tests.gaps.test_rules import findings_of, page

LOG = (
    "A log is a sequence of records that is only ever appended to. Each record has an offset, and a reader keeps the "
    "offset that it has come to. Old records go when they are past their age, or when the log outgrows its size."
)
LOG_TOO = (
    "Readers of a log remember how far they came: an offset. Nothing is ever appended in the middle, and records past "
    "an age, or beyond a size, are deleted in the order in which the log got them."
)


def kinds(guides_of: GuidesOf, files: dict[str, str]) -> list[tuple[str, list[str]]]:
    return [(a.kind, [part.guide.path for part in a.parts]) for a in similar_sections(guides_of(files))]


def body(text: str) -> str:
    return f"## What it is\n\n{text}"


def test_what_two_guides_share_is_copied(guides_of: GuidesOf) -> None:
    files = {"a.md": page("Alpha", body=body(LOG)), "b.md": page("Beta", body=body(f"{LOG} And so on."))}
    assert kinds(guides_of, files) == [(COPIED, ["a.md", "b.md"])]


def test_what_many_share_but_for_the_name_is_a_template(guides_of: GuidesOf) -> None:
    files = {f"{n}.md": page(n, body=body(LOG.replace("A log", n))) for n in ("Alpha", "Beta", "Gamma")}
    assert kinds(guides_of, files) == [(TEMPLATED, ["Alpha.md", "Beta.md", "Gamma.md"])]


def test_other_words_on_one_thing_are_the_same_topic(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", body=body(words(i))) for i in range(12)}
    files |= {"a.md": page("Alpha", body=body(LOG)), "b.md": page("Beta", body=body(LOG_TOO))}
    assert kinds(guides_of, files) == [(SAME_TOPIC, ["a.md", "b.md"])]


def test_sections_of_one_guide_and_its_translations_are_not_compared(guides_of: GuidesOf) -> None:
    twice = page("Alpha", body=f"## One\n\n{LOG}\n\n## Two\n\n{LOG}")
    assert not kinds(guides_of, {"a.md": twice, "es/a.md": twice.replace("---\n\n", "lang: es\n---\n\n", 1)})


def test_lists_of_the_same_links_are_not_copied(guides_of: GuidesOf) -> None:
    books = "\n".join(f"- [The Long Title of Book {i} on Systems](https://example.org/{i})" for i in "abcdefgh")
    assert not kinds(guides_of, {n: page(n, body=body(books)) for n in ("a.md", "b.md")})


def test_a_few_words_are_nothing_to_compare(guides_of: GuidesOf) -> None:
    assert not kinds(guides_of, {n: page(n, body=body("See the docs for more of it.")) for n in ("a.md", "b.md")})


def test_the_order_of_guides_does_not_matter(guides_of: GuidesOf) -> None:
    guides = guides_of(planted(1).files)
    assert similar_sections(guides[::-1]) == similar_sections(guides)


@pytest.mark.parametrize("seed", range(4))
def test_planted_sections_are_told_apart(guides_of: GuidesOf, seed: int) -> None:
    sample = planted(seed)
    measures = section_measures(sample.kinds, found_kinds(guides_of(sample.files)))
    assert all(m.n_labelled >= 8 for m in measures.values())
    macro_f1 = sum(m.f1 for m in measures.values()) / len(measures)
    assert macro_f1 >= 0.9, {kind: (m.precision, m.recall) for kind, m in measures.items()}


def test_a_copied_section_is_found_with_both_places(guides_of: GuidesOf) -> None:
    files = {"a.md": page("Alpha", body=body(LOG)), "b.md": page("Beta", body=body(LOG))}
    (finding,) = findings_of(guides_of, "duplicate-section", files)
    assert finding.message == "the section 'What it is' stands in b.md too"
    assert [(place.path, place.line) for place in finding.evidence] == [("a.md", 5), ("b.md", 5)]


def test_a_template_is_left_to_the_rule_that_reports_it(guides_of: GuidesOf) -> None:
    files = {f"{n}.md": page(n, body=body(LOG)) for n in ("Alpha", "Beta", "Gamma")}
    assert not findings_of(guides_of, "duplicate-section", files)
    assert findings_of(guides_of, "boilerplate", files)


def test_many_copied_sections_are_one_finding(guides_of: GuidesOf) -> None:
    files = {f"{i}{n}.md": page(f"Guide {i} {n}", body=body(words(i, 60))) for i in range(25) for n in "ab"}
    (finding,) = findings_of(guides_of, "duplicate-section", files)
    assert len(finding.evidence) == 25
