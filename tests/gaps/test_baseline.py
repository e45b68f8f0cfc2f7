"""Baselines and waivers: findings that are known, alone and in groups."""

from collections.abc import Collection
from pathlib import Path

import pytest

from corpus.problems import GuidedexError
from search.gaps import GapReport, GapSettings, Waiver, find_gaps
from search.gaps.baseline import load_baseline
from search.gaps.formats import render_json
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, page

LINKS = {
    "a.md": page("Alpha", body="[one](b.md#one)\n[two](b.md#two)\n[three](b.md#three)"),
    "b.md": page("Beta"),
}
GROUP = "broken-link/guide:/a"
PARTS = ("broken-link/b/one", "broken-link/b/two", "broken-link/b/three")


def report(
    guides_of: GuidesOf, files: dict[str, str] = LINKS, known: Collection[str] = (), **settings: object
) -> GapReport:
    chosen = GapSettings(**settings)  # type: ignore[arg-type]
    return find_gaps(guides_of(files), settings=chosen, today=TODAY, rules=["broken-link"], known=known)


def two_links(guides_of: GuidesOf, known: Collection[str]) -> GapReport:
    """Return the report after one of three broken links of a guide was mended: two are no group."""
    return report(guides_of, LINKS | {"a.md": page("Alpha", body="[one](b.md#one)\n[two](b.md#two)")}, known)


def ids(found: GapReport) -> list[str]:
    return [finding.id for finding in found.findings]


def test_links_of_one_guide_are_one_finding_as_long_as_they_are_several(guides_of: GuidesOf) -> None:
    assert ids(report(guides_of)) == [GROUP]
    assert sorted(ids(two_links(guides_of, ()))) == sorted(PARTS[:2])


@pytest.mark.parametrize("known", [(GROUP,), PARTS])
def test_a_group_is_known_by_its_id_or_by_those_of_all_its_parts(guides_of: GuidesOf, known: tuple[str, ...]) -> None:
    found = report(guides_of, known=known)
    assert (found.findings, found.known, found.gone) == ((), 1, ())


def test_a_group_with_a_part_that_is_new_is_new(guides_of: GuidesOf) -> None:
    found = report(guides_of, known=PARTS[:2])
    assert (ids(found), found.known, found.gone) == ([GROUP], 0, ())


@pytest.mark.parametrize("known", [(GROUP,), PARTS[:2]])
def test_what_is_left_of_a_known_group_stays_known(guides_of: GuidesOf, known: tuple[str, ...]) -> None:
    found = two_links(guides_of, known)
    assert (found.findings, found.known, found.gone) == ((), 2, ())


def test_ids_that_no_finding_has_any_more_are_told(guides_of: GuidesOf) -> None:
    found = two_links(guides_of, [*PARTS, "broken-links/of/old", "missing-guide/docker"])
    assert not found.findings
    assert found.gone == (PARTS[2], "broken-links/of/old"), "and not that of a rule that did not run"


def test_a_waiver_of_a_part_or_of_a_group_is_told_when_nothing_has_its_id(guides_of: GuidesOf) -> None:
    waivers = tuple(Waiver(id_, "soon", "2999-01-01") for id_ in (GROUP, "broken-link/gone"))
    found = report(guides_of, waivers=waivers)
    assert (found.findings, found.waived, found.gone) == ((), 1, ("broken-link/gone",))


def test_the_others_are_ranked_from_one_and_counted(guides_of: GuidesOf) -> None:
    files = LINKS | {"c.md": page("Gamma", body="[gone](b.md#gone)\n[x](b.md#x)")}
    every = find_gaps(guides_of(files), today=TODAY, rules=["broken-link"])
    found = report(guides_of, files, known=[every.findings[0].id])
    assert [finding.rank for finding in found.findings] == [1, 2]
    assert (found.known, found.by_rule) == (1, {"broken-link": 2})


@pytest.mark.parametrize("is_report", [True, False])
def test_a_report_or_a_list_of_ids_is_a_baseline(guides_of: GuidesOf, tmp_path: Path, is_report: bool) -> None:
    path = tmp_path / "known.json"
    text = render_json(report(guides_of)) if is_report else f'{{"known": ["{GROUP}"]}}'
    path.write_text(text, encoding="utf-8")
    assert load_baseline(path) == {GROUP}


@pytest.mark.parametrize("text", ["", "[]", '{"known": 3}', '{"known": [3]}', "{"])
def test_what_is_no_baseline_is_an_error(tmp_path: Path, text: str) -> None:
    path = tmp_path / "known.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(GuidedexError, match="cannot read the baseline"):
        load_baseline(path)


def test_a_baseline_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GuidedexError, match="No such file"):
        load_baseline(tmp_path / "none.json")
