"""JSON bodies of requests: parsed within limits and checked like query parameters."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from web.http.parameters import (
    MAX_NAME_CHARS,
    Parameter,
    ParameterError,
    ParameterProblem,
    check_value,
    quoted,
    unknown_name,
)

MAX_BODY_BYTES = 1_000_000
"""Part of the API's contract, as 413 tells it. By hand."""

JSON_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


def read_object(raw: bytes) -> Mapping[str, Any]:
    """Return the JSON object in ``raw``.

    Raises: ParameterError unless ``raw`` is UTF-8, is valid JSON, is not nested too deeply, is an object, and
        has no member twice.
    """
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse_constant)
        # JSON allows a lone surrogate, but it cannot be encoded, so neither searched nor sent back.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise _body_error("bytes that are not UTF-8") from error
    except UnicodeEncodeError as error:
        raise _body_error("half of a surrogate pair") from error
    except RecursionError as error:
        raise _body_error("JSON that is nested too deeply") from error
    except ValueError as error:
        raise _body_error(f"text that is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise _body_error(f"a JSON {_type_name(value)}")
    return value


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of an object; a repeated name is an error, since JSON leaves open which value counts."""
    counts = Counter(name for name, _ in pairs)
    problems = [
        ParameterProblem(name[:MAX_NAME_CHARS], f"{n} values", "one value") for name, n in counts.items() if n > 1
    ]
    if problems:
        raise ParameterError(problems)
    return dict(pairs)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _body_error(found: str) -> ParameterError:
    return ParameterError([ParameterProblem("body", found, "a JSON object in UTF-8")])


def read_body(parameters: Sequence[Parameter], body: Mapping[str, Any], one_of: Sequence[str] = ()) -> dict[str, Any]:
    """Return the checked value of every parameter by name; absent ones have their default.

    Args:
        one_of: names of members of which exactly one must be present.
    Raises: ParameterError with all problems.
    """
    known = {parameter.name: parameter for parameter in parameters}
    problems = [unknown_name(name, known) for name in body if name not in known]
    present = [name for name in one_of if name in body]
    if one_of and len(present) != 1:
        found = " and ".join(present) or "none of them"
        problems.append(ParameterProblem("body", found, "exactly one of " + ", ".join(one_of)))
    values = {}
    for name, parameter in known.items():
        try:
            values[name] = _member(parameter, body[name]) if name in body else parameter.default
        except ParameterError as error:
            problems += error.problems
    if problems:
        raise ParameterError(problems)
    return values


def _member(parameter: Parameter, value: Any) -> Any:
    if not parameter.many:
        return check_value(parameter, _typed(parameter, value))
    accepted = f"an array of 1 to {parameter.max_values} values, each {parameter.type}"
    if not isinstance(value, list) or not 1 <= len(value) <= parameter.max_values:
        found = f"{len(value)} values" if isinstance(value, list) else _type_name(value)
        raise ParameterError([ParameterProblem(parameter.name, found, accepted)])
    return tuple(check_value(parameter, _typed(parameter, item)) for item in value)


def _typed(parameter: Parameter, value: Any) -> Any:
    """Return ``value`` if it has the parameter's JSON type."""
    # In Python, bool is a subclass of int.
    is_stray_boolean = isinstance(value, bool) and parameter.type != "boolean"
    if isinstance(value, JSON_TYPES[parameter.type]) and not is_stray_boolean:
        return value
    found = f"{_type_name(value)} {quoted(json.dumps(value, ensure_ascii=False))}"
    raise ParameterError([ParameterProblem(parameter.name, found, parameter.accepted())])


def _type_name(value: Any) -> str:
    names = ((bool, "boolean"), (str, "string"), ((int, float), "number"), (list, "array"), (dict, "object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")
