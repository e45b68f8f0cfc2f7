import pytest

from corpus.formats.metadata_lines import fields_in_line, stated_fields


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("20 min read · Updated June 2026", {"updated": "2026-06"}),
        ("Last updated on 30 June 2026.", {"updated": "2026-06-30"}),
        ("Related skills: REST API, CI/CD.", {"related": ["REST API", "CI/CD"]}),
        ("Use it. Related skills: A, and B.", {"related": ["A", "B"]}),
        ("Backend · Skill guide", {"category": "Backend", "kind": "Skill guide"}),
        ("Nothing is expected here.", {}),
        ("Updated whenever needed", {}),
    ],
)
def test_a_line_says_what_it_says_of_its_page(line: str, expected: dict[str, object]) -> None:
    assert fields_in_line(line) == expected


def test_only_the_first_lines_count_and_the_first_of_a_kind() -> None:
    lines = ["Updated May 2026", "Updated June 2026", *["Text"] * 100, "Related skills: A, B"]
    assert stated_fields("\n\n".join(lines)) == {"updated": "2026-05"}
