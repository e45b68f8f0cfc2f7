"""Findings with one cause are one finding: ``--rules all`` is a page of actions on any site."""

from collections.abc import Mapping

import pytest

from search.gaps import GapSettings
from search.gaps.finding import Gap, Place, Share
from search.gaps.grouping import MAX_SEPARATE_GAPS, Grouping, grouped
from search.gaps.site import Site
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, findings_of, page, questions

SOME = MAX_SEPARATE_GAPS + 5


def words(i: int, n: int = 30) -> str:
    """Return a sentence that no other number has."""
    return " ".join(f"w{i}x{j}" for j in range(n)) + "."


def linked(files: Mapping[str, str]) -> dict[str, str]:
    """Return the files with one that links them all."""
    links = "\n".join(f"- [to it]({name})" for name in files)
    return {**files, "a-hub.md": page("Hub", body=links)}


def gap(name: str, *keys: str, waiting: int = 1) -> Gap:
    shares = tuple(Share("folder", (key,), 4) for key in keys)
    return Gap((name,), Place(f"{name}.md", 1), name, waiting=waiting, shares=shares)


SITE = Site((), GapSettings(), TODAY)


def groups(gaps: list[Gap], **fields: object) -> dict[str, list[str]]:
    """Return the keys of the gaps in each group of more than one, and of those that stay alone."""
    grouping = Grouping("folder", "{n} of {of}", "mend {first.message}", more_than=1, **fields)  # type: ignore[arg-type]
    return {gap.key[0]: [atom.key[0] for atom in gap.atoms()] for gap in grouped(gaps, [grouping], SITE)}


def test_a_gap_that_two_groups_could_have_is_in_the_larger_one() -> None:
    gaps = [gap("a", "x", "y"), gap("b", "x"), gap("c", "y"), gap("d", "y")]
    assert groups(gaps) == {"y": ["a", "c", "d"], "b": ["b"]}


def test_what_is_left_of_a_group_is_still_one_when_it_is_large_enough() -> None:
    gaps = [gap("a", "x", "y"), gap("b", "x"), gap("e", "x"), gap("c", "y"), gap("d", "y"), gap("f", "y")]
    assert groups(gaps) == {"y": ["a", "c", "d", "f"], "x": ["b", "e"]}


def test_a_small_part_of_what_could_have_it_in_common_is_no_group() -> None:
    gaps = [gap("a", "x"), gap("b", "x")]
    assert groups(gaps, min_ratio=0.5) == {"x": ["a", "b"]}
    assert groups(gaps, min_ratio=0.6) == {"a": ["a"], "b": ["b"]}


def test_gaps_that_do_not_differ_in_what_counts_are_no_group() -> None:
    gaps = [gap("a", "x"), gap("b", "x")]
    assert set(groups(gaps, differs=lambda gap: "same")) == {"a", "b"}


def test_a_group_says_what_is_in_it_the_most_waited_for_first() -> None:
    grouping = Grouping("folder", "{n} of {of}", "mend {first.message}", more_than=1)
    (one,) = grouped([gap("a", "x"), gap("b", "x", waiting=7)], [grouping], SITE)
    assert (one.message, one.fix, one.key) == ("2 of 4", "mend b", ("x",))
    assert [place.text for place in one.evidence] == ["b", "a"]


@pytest.mark.parametrize("n", [2, 3])
def test_groups_are_grouped_by_what_they_share(n: int) -> None:
    folder = Grouping("folder", "{n}", "", more_than=1, fields={"shares": (Share("site", ("all",)),)})
    site = Grouping("site", "{n} folders with {atoms} gaps", "", more_than=2)
    gaps = [gap(f"{folder}{i}", folder) for folder in "xyz"[:n] for i in range(2)]
    assert [gap.message for gap in grouped(gaps, [folder, site], SITE)] == (
        ["2", "2"] if n == 2 else ["3 folders with 6 gaps"]
    )


def returned(n: int) -> dict[str, str]:
    """Return guides in pairs that list each other, by path."""
    return {f"p{i}.md": page(f"Pair {i}", f"related: [Pair {i ^ 1}]\n") for i in range(2 * n)}


def test_lists_that_are_not_returned_are_one_finding_per_guide_and_one_when_they_are_many(guides_of: GuidesOf) -> None:
    few = {f"{i}.md": page(f"Guide {i}", "related: [Hub]\n") for i in range(4)} | {"h.md": page("Hub")}
    (finding,) = findings_of(guides_of, "one-way-related", few | returned(5))
    assert (finding.path, len(finding.evidence)) == ("h.md", 4)
    many = {f"n{i}.md": page(f"Next {i}", f"related: [Next {i + 1}]\n") for i in range(SOME)}
    many |= {f"n{SOME}.md": page(f"Next {SOME}")}
    (finding,) = findings_of(guides_of, "one-way-related", many | returned(2 * SOME))
    assert finding.message.startswith(f"{SOME + 4} related guides of {SOME + 1} guides")


def test_lists_that_lead_on_in_one_direction_are_meant(guides_of: GuidesOf) -> None:
    onward = {f"n{i}.md": page(f"Next {i}", f"related: [Next {i + 1}]\n") for i in range(9)}
    assert not findings_of(guides_of, "one-way-related", onward | {"n9.md": page("Next 9")} | returned(9))


def test_old_guides_are_one_finding_when_they_are_many(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", f"updated: {2000 + i}\n") for i in range(SOME)}
    (finding,) = findings_of(guides_of, "stale-guide", files | {"new.md": page("New", "updated: 2026-05\n")})
    assert finding.evidence[0].text == "2000"
    assert len(finding.evidence) == SOME


def test_lists_that_hold_tags_are_one_finding_beside_what_is_wanted_most(guides_of: GuidesOf) -> None:
    tags = [f"tag{a}{b}" for a in "abcdef" for b in "ghijkl"]
    files = {f"{i}.md": page(f"Guide {i}", f"related: [{', '.join(tags[i : i + 12])}]\n") for i in range(25)}
    files["0.md"] = page("Guide 0", f"related: [Docker, {', '.join(tags[:12])}]\n")
    files |= {f"{i}.md": page(f"Guide {i}", body="See [Terraform](terraform.md).") for i in (1, 2)}
    findings = findings_of(guides_of, "missing-guide", files)
    (tags_finding,) = (finding for finding in findings if finding.subject == "related")
    assert "are they tags?" in tags_finding.message
    assert len(tags_finding.evidence) == len(tags)
    assert {finding.subject for finding in findings} == {"related", "Docker", "Terraform"}


def test_one_slip_of_several_guides_is_one_finding(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", "related: [Microservice]\n") for i in range(4)}
    (finding,) = findings_of(guides_of, "broken-related", files | {"m.md": page("Microservices")})
    assert finding.message.startswith("4 guides list 'Microservice'; no guide is called that")
    assert [place.path for place in finding.evidence] == ["0.md", "1.md", "2.md", "3.md"]


def test_guides_that_list_themselves_are_one_finding_when_they_are_many(guides_of: GuidesOf) -> None:
    files = {f"{i}.md": page(f"Guide {i}", f"related: [Guide {i}]\n") for i in range(SOME)}
    (finding,) = findings_of(guides_of, "broken-related", files)
    assert finding.message == f"{SOME} guides list themselves as related"


def test_skills_that_one_guide_each_asks_for_are_one_finding_when_they_are_many(guides_of: GuidesOf) -> None:
    names = [f"Q{a}{b}zk" for a in "abcde" for b in "fghij"]
    files = {f"{i}.md": page(f"Guide {i}", f"related: [{name}, Hub, Guide {i + 1}]\n") for i, name in enumerate(names)}
    files |= {"h.md": page("Hub"), "25.md": page("Guide 25")}
    (finding,) = findings_of(guides_of, "missing-guide", files)
    assert finding.message == "25 skills without a guide are asked for by one guide each"


def test_open_questions_of_one_guide_are_one_finding(guides_of: GuidesOf) -> None:
    rows = [(f"Why {i}?", "So." if i < 9 else "", "Easy") for i in range(16)]
    (finding,) = findings_of(guides_of, "unanswered-question", {"a.md": page("Alpha", body=questions(*rows))})
    assert finding.message == "7 of the 16 questions of 'Alpha' have no answer"


def test_open_questions_here_and_there_are_one_finding_when_they_are_many(guides_of: GuidesOf) -> None:
    files = {
        f"{i}.md": page(f"Guide {i}", body=questions(("Why?", "So.", "Easy"), (f"How {i}?", "", "Easy")))
        for i in range(SOME)
    }
    (finding,) = findings_of(guides_of, "unanswered-question", files)
    assert finding.message == f"{SOME} questions of {SOME} guides have no answer"


def test_a_guide_whose_questions_are_asked_elsewhere_is_one_finding(guides_of: GuidesOf) -> None:
    rows = [(f"How does w{i}a keep w{i}b of w{i}c?", f"{words(i, 9)}", "Easy") for i in range(8)]
    files = {"all.md": page("All", body=questions(*rows))}
    files |= {f"{i}.md": page(f"Guide {i}", body=questions(row)) for i, row in enumerate(rows)}
    (finding,) = findings_of(guides_of, "duplicate-question", files)
    assert finding.message == "8 questions of 'All' are asked in 8 other guides too"
    assert (finding.path, len(finding.evidence)) == ("all.md", 8)
