"""JSON bodies: parsed within limits, every member checked."""

import pytest

from web.http.bodies import read_body, read_object
from web.http.parameters import Parameter, ParameterError

TEXT = Parameter("text", "", max_length=10)
SKILLS = Parameter("skills", "", many=True, max_values=3)
LIMIT = Parameter("limit", "", "integer", 5, minimum=1, maximum=100)
FLOOR = Parameter("floor", "", "number", minimum=0, maximum=1)
ALL = (TEXT, SKILLS, LIMIT, FLOOR)


def problems(body: dict[str, object], one_of: tuple[str, ...] = ()) -> dict[str, str]:
    with pytest.raises(ParameterError) as caught:
        read_body(ALL, body, one_of)
    return {problem.parameter: problem.found for problem in caught.value.problems}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b'"text"',
        b"\xff\xfe",
        b'{"floor": NaN}',
        b'{"text": "\\ud800"}',
        b'{"text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"limit": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_object_of_ordinary_text_is_refused(raw: bytes) -> None:
    with pytest.raises(ParameterError, match="body"):
        read_object(raw)


def test_a_member_that_is_given_twice_is_refused_by_its_name() -> None:
    with pytest.raises(ParameterError, match="text: found 2 values, accepted is one value"):
        read_object(b'{"text": "a", "limit": 1, "text": "b"}')


def test_members_not_given_have_their_default() -> None:
    expected = {"text": "a", "skills": None, "limit": 5, "floor": None}
    assert read_body(ALL, {"text": "a"}) == expected


def test_members_of_another_type_are_refused_with_what_they_are() -> None:
    assert problems({"text": {}, "skills": {}}) == {"text": "object “{}”", "skills": "object"}
    found = problems({"text": 3, "skills": "a", "limit": True, "floor": "0.5"})
    assert found == {
        "text": "number “3”",
        "skills": "string",
        "limit": "boolean “true”",
        "floor": 'string “"0.5"”',
    }


def test_a_number_may_be_written_as_an_integer() -> None:
    assert read_body(ALL, {"floor": 1})["floor"] == 1


def test_lists_have_one_to_so_many_values() -> None:
    assert read_body(ALL, {"skills": ["a", "b"]})["skills"] == ("a", "b")
    assert problems({"skills": []}) == {"skills": "0 values"}
    assert problems({"skills": ["a"] * 4}) == {"skills": "4 values"}


def test_exactly_one_of_the_alternatives_is_taken() -> None:
    assert problems({"limit": 1}, ("text", "skills")) == {"body": "none of them"}
    assert problems({"text": "a", "skills": ["b"]}, ("text", "skills")) == {"body": "text and skills"}


def test_unknown_members_are_refused() -> None:
    assert problems({"txt": "a"}) == {"txt": "an unknown name"}
