"""All rules by name, in the order in which they run and are listed."""

from search.gaps.rule import Rule
from search.gaps.rules import (
    boilerplate,
    broken_link,
    broken_related,
    difficulty_gap,
    duplicate_question,
    missing_guide,
    missing_section,
    no_questions,
    one_way_related,
    placeholder,
    stale_guide,
    unanswered_question,
    unanswered_search,
    uncovered_topic,
    weak_search,
)

RULES: dict[str, Rule] = {
    module.RULE.name: module.RULE
    for module in (
        missing_guide,
        unanswered_search,
        broken_related,
        broken_link,
        placeholder,
        boilerplate,
        duplicate_question,
        missing_section,
        no_questions,
        unanswered_question,
        difficulty_gap,
        uncovered_topic,
        one_way_related,
        stale_guide,
        weak_search,
    )
}
