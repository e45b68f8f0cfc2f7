"""Text to Query."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query.parse import MAX_CHARACTERS, MAX_WORDS, AnyOf, Phrase, Query, Word, make_word, parse


def wanted(query: Query) -> list[str]:
    return [word.text for word in query.words]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rate limiting", ["rate", "limiting"]),
        ("What is a process?", ["What", "is", "a", "process"]),
        ("REST: when to use", ["REST", "when", "to", "use"]),
        ('"rate limiter', ["rate", "limiter"]),
        ("NOT NULL", ["NOT", "NULL"]),
        ("rm -rf", ["rm", "-rf"]),
        ("git log --oneline", ["git", "log", "--oneline"]),
        ("std::vector", ["std::vector"]),
        ("a OR", ["a", "OR"]),
        ("SELECT A OR B", ["SELECT", "A", "OR", "B"]),
        ("*", []),
        ("?", []),
        ("-", []),
        ('""', []),
    ],
)
def test_what_is_no_operator_is_text(text: str, words: list[str]) -> None:
    query = parse(text)
    assert wanted(query) == words
    assert not query.excluded
    assert not query.filters


def test_quotes_make_a_phrase() -> None:
    (phrase,) = parse('"rate limiting"').wanted
    assert isinstance(phrase, Phrase)
    assert [word.whole for word in phrase.words] == ["rate", "limiting"]


def test_a_minus_excludes_beside_a_wanted_word_and_the_page_says_so() -> None:
    query = parse("react -native")
    assert [operand.text for operand in query.excluded] == ["native"]
    assert "native" in query.notices[0]


@pytest.mark.parametrize("text", ["-native", "react -js", "react --native"])
def test_a_minus_alone_or_before_few_letters_excludes_nothing(text: str) -> None:
    assert not parse(text).excluded


def test_or_joins_its_neighbours_in_a_query_that_is_not_shouted() -> None:
    first, second = parse('kafka OR "message queue" latency').wanted
    assert isinstance(first, AnyOf)
    assert [type(operand) for operand in first.operands] == [Word, Phrase]
    assert isinstance(second, Word)


@pytest.mark.parametrize(
    ("text", "n_operands"),
    [
        ("TCP OR UDP", 1),
        ("東京 OR 大阪", 1),
        ("東京 OR 大阪 ホテル", 2),
        ("REST OR SOAP API", 2),
        ("HTTP OR GRPC OR AMQP", 1),
        ('"TCP" OR "UDP"', 1),
        ("KUBERNETES OR NOMAD", 1),
        ("КЭШ OR БРОКЕР", 1),
    ],
)
def test_or_joins_words_that_are_all_capitals_by_nature(text: str, n_operands: int) -> None:
    wanted = parse(text).wanted
    assert len(wanted) == n_operands
    assert isinstance(wanted[0], AnyOf)


@pytest.mark.parametrize(
    "text", ["SELECT A OR B", "WHERE MESSAGE IS NULL OR EMPTY", "OR", "OR TCP", "TCP OR", "A OR OR"]
)
def test_or_is_a_word_in_shouted_text_and_at_either_end(text: str) -> None:
    assert not any(isinstance(operand, AnyOf) for operand in parse(text).wanted)


def test_fields_filter_and_other_names_are_words() -> None:
    query = parse('caching kind:question skill:"REST API" http:cache')
    assert dict(query.filters) == {"kind": ("question",), "skill": ("REST API",)}
    assert wanted(query) == ["caching", "http", "cache"]


def test_a_star_makes_a_prefix_and_the_last_word_is_open() -> None:
    assert parse("rate lim*").words[-1].is_prefix
    assert [word.is_open for word in parse("rate lim").words] == [False, True]
    assert not parse("rate lim ").words[-1].is_open
    assert not parse("rate limiting?").words[-1].is_open


def test_what_is_cut_is_said() -> None:
    query = parse("word " * 1000)
    assert len(query.text) == MAX_CHARACTERS
    assert "2,000" in query.notices[0]


@pytest.mark.parametrize(
    "text", ["設" * 1500, '"' + "word " * 390 + '" ' + "設" * 40, "ab/cd " * 300, "a OR " * 390 + "by-word " * 9]
)
def test_words_of_phrases_and_parts_of_what_is_written_together_count_one_by_one(text: str) -> None:
    query = parse(text)
    assert sum(max(1, len(word.parts)) for word in query.words) <= MAX_WORDS
    assert query.notices[-1] == f"Only the first {MAX_WORDS} words were searched."


@pytest.mark.parametrize("shape", ["{} ", "-{} ", '"{}" ', "{} OR ", '"{} ' + "a " * 90 + '" ', "kind:guide {} "])
def test_no_more_words_are_made_than_are_looked_for(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = []

    def make(token: str, start: int = 0) -> Word | None:
        tokens.append(token)
        return make_word(token, start)

    monkeypatch.setattr("search.query.parse.make_word", make)
    monkeypatch.setattr("search.query.parse._kept_word", make)
    parse("".join(shape.format(f"word{n}") for n in range(400)))
    assert len(tokens) <= MAX_WORDS + MAX_WORDS * shape.startswith("-")


def test_filters_behind_words_that_are_too_many_still_filter() -> None:
    assert parse("a " * 200 + "kind:question").filters == {"kind": ("question",)}


@given(st.text(alphabet=st.characters(), max_size=300))
def test_every_string_is_a_query(text: str) -> None:
    query = parse(text)
    assert len(query.text) <= MAX_CHARACTERS
    assert all(word.whole for word in query.words)


@given(
    st.lists(st.sampled_from(['"', "-", "OR", "kind:", "a", "*", "(", "kafka", ":", "skill:x", " ", '-"']), max_size=30)
)
def test_operators_in_any_order_are_a_query(pieces: list[str]) -> None:
    parse(" ".join(pieces))
    parse("".join(pieces))
