"""Names of rules and settings that are no more: a configuration that has one still runs, and is told so."""

from pathlib import Path

import pytest

from search.gaps import GapSettings, find_gaps
from search.gaps.rules import RULES
from search.gaps.settings import RETIRED_RULES, RETIRED_SETTINGS
from tests.gaps.conftest import GuidesOf
from tests.gaps.test_rules import TODAY, page
from web.options import gap_settings
from web.settings.keys import RETIRED_GAP_KEYS
from web.settings.load import load_settings

FILES = {"a.md": page("Alpha", body="TODO: write it."), "b.md": page("Beta")}


@pytest.mark.parametrize("name", RETIRED_RULES)
def test_a_retired_rule_is_left_out_and_the_report_says_why(guides_of: GuidesOf, name: str) -> None:
    report = find_gaps(guides_of(FILES), today=TODAY, rules=[name, "placeholder"])
    assert (report.rules, report.by_rule) == (("placeholder",), {"placeholder": 1})
    (sentence,) = report.retired
    assert name in sentence
    assert RETIRED_RULES[name] in sentence


@pytest.mark.parametrize("settings", [{"rules": ("orphan-guide",)}, {"leave_out": {"orphan-guide": ("blog",)}}])
def test_a_retired_rule_of_the_settings_is_told_too(guides_of: GuidesOf, settings: dict[str, object]) -> None:
    report = find_gaps(guides_of(FILES), today=TODAY, settings=GapSettings(**settings))  # type: ignore[arg-type]
    assert len(report.retired) == 1


def test_a_finding_of_a_retired_rule_in_a_baseline_is_gone(guides_of: GuidesOf) -> None:
    report = find_gaps(guides_of(FILES), today=TODAY, known={"orphan-guide/a", "placeholder/elsewhere"})
    assert report.gone == ("orphan-guide/a", "placeholder/elsewhere")


def test_retired_keys_are_accepted_and_told(guides_of: GuidesOf, tmp_path: Path) -> None:
    config = tmp_path / "guidedex.yaml"
    config.write_text("gaps: {" + ", ".join(f"{key}: 3" for key in RETIRED_SETTINGS) + "}", encoding="utf-8")
    report = find_gaps(guides_of(FILES), today=TODAY, settings=gap_settings(load_settings(config)))
    assert len(report.retired) == len(RETIRED_SETTINGS)


def test_every_retired_key_is_read() -> None:
    assert RETIRED_GAP_KEYS.keys() == RETIRED_SETTINGS.keys()


def test_no_rule_is_retired_and_in_use() -> None:
    assert not RETIRED_RULES.keys() & RULES.keys()
    assert set(RETIRED_SETTINGS.values()) <= RETIRED_RULES.keys()
