"""JSON bodies of requests: read within limits, checked like the query string's parameters."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from web.http.parameters import (
    Parameter,
    ParameterError,
    ParameterProblem,
    check_value,
    quoted,
    unknown_name,
)

MAX_BYTES = 1_000_000
TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
}


def read_object(raw: bytes) -> Mapping[str, Any]:
    """Return the JSON object that ``raw`` holds.

    Raises: ParameterError when it is not UTF-8, not JSON, nested too deeply, another value, or names a member twice.
    """
    try:
        value = json.loads(raw.decode("utf-8"), object_pairs_hook=_members, parse_constant=_refuse_constant)
        # A lone surrogate is JSON, but no text that could be searched or sent back.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused("bytes that are not UTF-8") from error
    except UnicodeEncodeError as error:
        raise _refused("half of a surrogate pair") from error
    except RecursionError as error:
        raise _refused("JSON that is nested too deeply") from error
    except ValueError as error:
        raise _refused(f"text that is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise _refused(f"a JSON {_type_name(value)}")
    return value


def _members(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return the members of an object; of two with one name, JSON does not say which one counts."""
    times = Counter(name for name, _ in pairs)
    refusals = [ParameterProblem(name[:100], f"{n} values", "one value") for name, n in times.items() if n > 1]
    if refusals:
        raise ParameterError(refusals)
    return dict(pairs)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _refused(found: str) -> ParameterError:
    return ParameterError([ParameterProblem("body", found, "a JSON object in UTF-8")])


def read_body(parameters: Sequence[Parameter], body: Mapping[str, Any], one_of: Sequence[str] = ()) -> dict[str, Any]:
    """Return the value of every member; those not given have their default.

    Args:
        one_of: names of which exactly one must be given.
    Raises: ParameterError with everything that was wrong.
    """
    known = {parameter.name: parameter for parameter in parameters}
    refusals = [unknown_name(name, known) for name in body if name not in known]
    given = [name for name in one_of if name in body]
    if one_of and len(given) != 1:
        found = " and ".join(given) or "none of them"
        refusals.append(ParameterProblem("body", found, "exactly one of " + ", ".join(one_of)))
    values = {}
    for name, parameter in known.items():
        try:
            values[name] = _member(parameter, body[name]) if name in body else parameter.default
        except ParameterError as error:
            refusals += error.refusals
    if refusals:
        raise ParameterError(refusals)
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
    is_stray_boolean = isinstance(value, bool) and parameter.type != "boolean"
    if isinstance(value, TYPES[parameter.type]) and not is_stray_boolean:
        return value
    found = f"{_type_name(value)} {quoted(json.dumps(value, ensure_ascii=False))}"
    raise ParameterError([ParameterProblem(parameter.name, found, parameter.accepted())])


def _type_name(value: Any) -> str:
    names = ((bool, "boolean"), (str, "string"), ((int, float), "number"), (list, "array"), (dict, "object"))
    return next((name for kind, name in names if isinstance(value, kind)), "null")
