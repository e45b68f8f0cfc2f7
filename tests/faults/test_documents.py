"""Hostile documents take time in proportion to their size; ``python -m tests.faults`` takes more kinds to 1 MB."""

import pytest

from tests.faults.documents import KINDS, MAX_SECONDS, WORST, in_order, measured, repeated, warm_up

pytestmark = pytest.mark.contract

SMALL, LARGE = 5_000, 20_000

FLOOR = 0.1
"""Processor time that counts as none: a busy machine takes it for nothing."""

ALLOWED_GROWTH = 10
"""For four times the text: n log n gives 4.6, the square 16."""

TESTED = (
    "anchors-unclosed", "anchors-unclosed-lines", "heading-of-blanks", "headings-growing", "headings-of-links",
    "headings-subsections",
    "emphasis-mixed", "code-lengths", "links-unclosed-title", "lists-one-line", "quotes-one-line", "tables-columns",
    "tables-short-rows", "html-headings", "html-div", "html-comments", "html-attributes", "html-formatting-distinct",
    "shortcodes-open", "placeholders-todo", "callouts-blanks", "yaml-slug", "yaml-bomb", "json-keys-late",
    "toml-dotted", "ignore-stars", "mdx-braces", "page-headings-closed", "page-attributes-distinct", "pasted-tabs",
    "records-nested",
)  # fmt: skip
"""Kinds that once took the square of their length or more, and one of each reader."""


@pytest.fixture(scope="module", autouse=True)
def _warm():
    warm_up()


def growth(name: str) -> float:
    small, large = (measured(KINDS[name], size, MAX_SECONDS).seconds for size in (SMALL, LARGE))
    return large / max(small, FLOOR)


@pytest.mark.parametrize("name", TESTED)
def test_a_hostile_document_takes_time_in_proportion_to_its_size(name):
    # A second time where it seems not to: another process may have slowed it down.
    assert growth(name) <= ALLOWED_GROWTH or growth(name) <= ALLOWED_GROWTH


def test_there_are_at_least_96_kinds_and_each_has_its_size():
    assert len(KINDS) >= 96
    sizes = {name: len(kind.make(SMALL)) for name, kind in KINDS.items()}
    assert {name for name, size in sizes.items() if not SMALL / 2 < size < SMALL * 1.2} == set()


def test_a_run_begins_with_the_slowest_and_deals_all_kinds():
    order = in_order()
    assert (tuple(order[: len(WORST)]), sorted(order)) == (WORST, sorted(KINDS))


def test_a_repeated_document_ends_with_its_tail():
    assert repeated("ab", "<", ">")(8) == "<ababab>"
