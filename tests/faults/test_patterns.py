"""No regular expression of the packages takes more than linear time, but for those that are listed with a reason."""

import re

import pytest

from tests.faults.patterns import ambiguities, uses

SHORT = "the text is cut to less than 1,000 characters before"
QUERY = "a query has at most 2,000 characters"
PAIRS = "quotes pair up, so that an attempt ends at one of the next tags"
ALLOWED = {
    "corpus.dates _WEEKDAY": SHORT,
    "corpus.formats.metadata_lines _MARKUP": SHORT,
    "corpus.formats.metadata_lines _UPDATED": SHORT,
    "corpus.frontmatter.split _TOML_START": "matched at one place only, under another name",
    "corpus.frontmatter.split _YAML_START": "matched at one place only, under another name",
    "corpus.formats.ignore_files _BETWEEN_STARS": SHORT,
    "corpus.markdown.callouts _QUOTED": "the title takes the rest of the line at once",
    "corpus.markdown.html_bounds TAG": PAIRS,
    "corpus.render TAG": PAIRS,
    "web.pages.guides TAG": PAIRS,
    "corpus.markdown.html_fragments _TOKEN": PAIRS,
    "corpus.questions.answers _DIFFICULTY_NOTE": SHORT,
    "corpus.questions.labels _ANSWER_LABEL": SHORT,
    "corpus.questions.labels _ANSWER_PREFIX": SHORT,
    "corpus.questions.labels _CITATION": "plain text has single blanks",
    "corpus.questions.labels _LEVEL_AFTER": SHORT,
    "corpus.render _DEAD_LINK": "sanitised HTML closes every link, and links do not nest",
    "index.analysis.compounds _PART": "an attempt stops after nine numbers, and gives none of them back",
    "index.analysis.forms _NUMBER": "searched in one token at a time",
    "index.analysis.tokens _TOKEN": "parts of a token begin with different characters; see the kinds slashes and dots",
    "index.analysis.names _ZEROES": "searched in one token at a time",
    "search.gaps.text.mentions _LINKS": "measured by the kinds brackets-open and html-angle",
    "search.gaps.text.mentions _SENTENCE_BREAK": "searched in one line at a time",
    "search.gaps.text.mentions _SENTENCE_END": "searched in one line at a time",
    "search.query.parse _PIECE": QUERY,
    "search.query_log _PERSONAL": QUERY,
    "web.cli.terminal _MARK": "a snippet closes every mark, and marks do not nest",
    "web.pages.marking _TAG_OR_TEXT": "sanitised HTML has whole tags only",
}


def test_patterns_are_found_in_all_packages():
    found = uses()
    assert {use.module.split(".")[0] for use in found} == {"corpus", "index", "search", "web"}
    assert len(found) > 150


@pytest.mark.parametrize("use", uses(), ids=lambda use: f"{use.module} {use.name[:40]}")
def test_a_pattern_takes_linear_time_or_is_listed_with_a_reason(use):
    reasons = ambiguities(use.pattern, use.flags, searches=use.searches)
    assert not reasons or f"{use.module} {use.name}" in ALLOWED, (reasons, use.pattern)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(a+)+b", "nested repetition"),
        ("(?:a|b*)*c", "nested repetition"),
        ("a*[ab]*c", "neighbouring repetitions"),
        (r"\s*:?\s*$", "neighbouring repetitions"),
        ("<[^>]*>", "repetition over other beginnings"),
        (r"\]\([^)]*\)", "repetition over other beginnings"),
        ("<(b)>.*?</b>", "repetition over other beginnings"),
        (r"\s+$", "repetition over other beginnings"),
    ],
)
def test_a_pattern_that_backtracks_is_recognised(pattern, reason):
    assert reason in ambiguities(pattern)


@pytest.mark.parametrize("pattern", ["<[^<>]*>", "x(?:-a+)*b", "xa*b*c", r"\b[a-z]{1,40}\b", "a*+[ab]*"])
def test_a_pattern_of_linear_time_is_not_reported(pattern):
    assert ambiguities(pattern, re.NOFLAG) == []


def test_a_repetition_at_the_beginning_counts_only_where_a_text_is_searched():
    assert ambiguities("a*b*c", searches=False) == []
    assert ambiguities("a*b*c") == ["repetition over other beginnings"]
