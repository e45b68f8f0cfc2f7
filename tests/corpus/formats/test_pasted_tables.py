import pytest

from corpus.formats.pasted_tables import known_words, split_table

KNOWN = known_words(["A partition keeps an order of records and GraphQL reads offset values"])


def test_cells_part_where_a_capital_follows_without_a_space() -> None:
    lines = [
        "LayerResponsibilityKafka angle",
        "EdgeTLS, routing, WAFRate limits and more",
        "DataDurabilityRetention, offsets",
    ]
    assert split_table(lines, KNOWN) == (
        ("Layer", "Responsibility", "Kafka angle"),
        ("Edge", "TLS, routing, WAF", "Rate limits and more"),
        ("Data", "Durability", "Retention, offsets"),
    )


def test_a_name_with_a_capital_inside_is_no_seam() -> None:
    lines = ["ToolUse", "GraphQL serversReading", "JavaScript codeWriting"]
    assert split_table(lines, KNOWN) == (
        ("Tool", "Use"), ("GraphQL servers", "Reading"), ("JavaScript code", "Writing"),
    )  # fmt: skip


def test_two_known_words_that_ran_together_part_where_no_capital_tells() -> None:
    lines = [
        "QuestionWhy askedStrong answerDifficulty",
        "What is an offset?Shows whether they know recordsoffset values in a partitionEasy",
    ]
    table = split_table(lines, KNOWN)
    assert table is not None
    assert table[1] == (
        "What is an offset?", "Shows whether they know records", "offset values in a partition", "Easy",
    )  # fmt: skip


def test_a_cell_that_cannot_be_found_is_empty_and_a_level_keeps_its_column() -> None:
    lines = ["QuestionWhy askedStrong answerDifficulty", "What is it?Checks basics zzzqqqHard"]
    table = split_table(lines, KNOWN)
    assert table is not None
    assert (table[1][0], table[1][3]) == ("What is it?", "Hard")


@pytest.mark.parametrize("mark", ["\t", " | "])
def test_tabs_and_bars_part_cells_too(mark: str) -> None:
    assert split_table([f"A{mark}B", f"1{mark}2"], KNOWN) == (("A", "B"), ("1", "2"))


def test_lines_of_prose_are_no_table() -> None:
    assert split_table(["This is a line of text.", "And another one."], KNOWN) is None
    assert split_table(["Roses are red", "violets are blue"], KNOWN) is None
    assert split_table(["OneLine"], KNOWN) is None
