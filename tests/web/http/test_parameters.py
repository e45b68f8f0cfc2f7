"""Query strings: strict parsing, problems in words, one canonical form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.http.parameters import (
    Parameter,
    ParameterError,
    canonical_query,
    read_pairs,
    read_query,
)

LIMIT = Parameter("limit", "", "integer", 10, minimum=1, maximum=100)
KIND = Parameter("kind", "", many=True, choices=("guide", "question"))
QUERY = Parameter("q", "", default="", max_length=20)
EXPLAIN = Parameter("explain", "", "boolean", False)
FLOOR = Parameter("floor", "", "number", minimum=0, maximum=1)
ALL = (LIMIT, KIND, QUERY, EXPLAIN, FLOOR)


def read(query_string: bytes) -> dict[str, object]:
    return read_query(ALL, read_pairs(query_string))


def problems(query_string: bytes) -> dict[str, tuple[str, str]]:
    with pytest.raises(ParameterError) as caught:
        read(query_string)
    return {p.parameter: (p.found, p.accepted) for p in caught.value.problems}


def test_what_is_not_asked_for_has_its_default() -> None:
    assert read(b"") == {"limit": 10, "kind": (), "q": "", "explain": False, "floor": None}


def test_values_have_their_own_types() -> None:
    values = read(b"limit=7&kind=guide&kind=question&kind=guide&explain=1&floor=0.25&q=a+b%2Bc")
    assert values == {
        "limit": 7,
        "kind": ("guide", "question"),
        "q": "a b+c",
        "explain": True,
        "floor": 0.25,
    }


def test_an_unknown_name_is_refused_with_the_nearest_known_one() -> None:
    found, accepted = problems(b"limt=3")["limt"]
    assert found == "an unknown name"
    assert "did you mean limit?" in accepted


def test_an_unknown_choice_is_refused_with_the_nearest_known_one() -> None:
    found, accepted = problems(b"kind=guides")["kind"]
    assert found == "“guides”"
    assert "one of guide, question" in accepted
    assert "did you mean guide?" in accepted


@pytest.mark.parametrize("text", ["0", "101", "-1", "abc", "", "1.5", "1e2", "٣", "9" * 40, " 5"])
def test_an_integer_out_of_range_or_of_another_shape_is_refused(text: str) -> None:
    encoded = text.encode().replace(b" ", b"%20")
    assert problems(b"limit=" + encoded)["limit"][1] == "an integer from 1 to 100"


@pytest.mark.parametrize("text", [b"nan", b"inf", b"1.01", b"-0.1", b"1e-1"])
def test_a_number_out_of_range_or_of_another_shape_is_refused(text: bytes) -> None:
    assert problems(b"floor=" + text)["floor"][1] == "a number from 0 to 1"


def test_a_single_parameter_that_is_repeated_is_refused() -> None:
    assert problems(b"limit=1&limit=1")["limit"] == ("2 values", "one value")


def test_a_text_that_is_too_long_is_refused_with_its_length() -> None:
    found, accepted = problems(b"q=" + b"x" * 21)["q"]
    assert (found, accepted) == ("21 characters", "text of at most 20 characters")


def test_everything_that_is_wrong_is_said_at_once() -> None:
    assert set(problems(b"limit=0&kind=x&explain=maybe&nope=1")) == {
        "limit",
        "kind",
        "explain",
        "nope",
    }


def test_bytes_that_are_not_utf_8_are_refused_by_the_name_of_their_parameter() -> None:
    assert problems(b"q=%ff%fe")["q"][0] == "bytes that are not UTF-8"


def test_more_pairs_than_anyone_needs_are_refused() -> None:
    assert "query string" in problems(b"&".join(b"kind=guide" for _ in range(201)))


def test_lenient_reading_passes_over_unknown_names() -> None:
    assert read_query((LIMIT,), read_pairs(b"utm_source=x&limit=3"), strict=False) == {"limit": 3}


def test_two_spellings_of_one_request_have_one_canonical_query() -> None:
    first = canonical_query(ALL, read(b"kind=question&kind=guide&limit=10&q=a%20b&explain=true"))
    other = canonical_query(ALL, read(b"explain=1&q=a+b&kind=guide&kind=question&kind=guide"))
    assert first == other == "explain=true&kind=guide&kind=question&q=a+b"


@given(st.binary(max_size=200))
def test_every_query_string_is_read_or_refused(query_string: bytes) -> None:
    try:
        values = read(query_string)
    except ParameterError:
        return
    again = read(canonical_query(ALL, values).encode())
    assert again == {**values, "kind": tuple(sorted(values["kind"]))}
