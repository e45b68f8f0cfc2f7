"""Parameters of endpoints: one description checks requests and generates the OpenAPI document."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any
from urllib.parse import quote_plus, unquote_to_bytes

from corpus.nearest_names import misspelt_name
from corpus.problems import GuidedexError

MAX_PAIRS = 200
"""Maximum of ``name=value`` pairs in a query string. By hand."""

MAX_NAME_CHARS = 100
"""Characters of an unknown name that a problem repeats. By hand."""

MAX_QUOTED_CHARS = 80
"""Characters of a rejected value that a message quotes. By hand."""

TRUE, FALSE = ("1", "true"), ("0", "false")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query string, or one member of a JSON body."""

    name: str
    description: str
    type: str = "string"
    """``string``, ``integer``, ``number`` or ``boolean``, as JSON Schema names them."""
    default: Any = None
    many: bool = False
    minimum: float | None = None
    maximum: float | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    pattern_description: str = ""
    """Completes "accepted is …" for values that match ``pattern``."""
    max_values: int = 100
    absent_value: Any = field(init=False, repr=False, compare=False)
    """The value when the request does not contain the parameter."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "absent_value", () if self.many else self.default)

    def accepted(self) -> str:
        """Return a description of the accepted values, such as "an integer from 1 to 100"."""
        description = self._accepted_value()
        return f"{description}; repeat the parameter for several" if self.many else description

    def _accepted_value(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.type == "boolean":
            return "one of true, false, 1, 0"
        if self.type in ("integer", "number"):
            noun = "an integer" if self.type == "integer" else "a number"
            return f"{noun} from {self.minimum:,.15g} to {self.maximum:,.15g}"
        if self.pattern:
            return self.pattern_description
        return f"text of at most {self.max_length:,} characters" if self.max_length else "text"


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """One rejected parameter: what was found, and what is accepted."""

    parameter: str
    found: str
    accepted: str


class ParameterError(GuidedexError):
    """A request was rejected for its parameters; ``problems`` has one item for each."""

    def __init__(self, problems: Sequence[ParameterProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(_message(problem) for problem in self.problems))


def _message(problem: ParameterProblem) -> str:
    return f"{problem.parameter}: found {problem.found}, accepted is {problem.accepted}"


def read_pairs(query_string: bytes) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of a query string, in order; pairs without a name are left out.

    Raises: ParameterError for text that is not UTF-8 and for more than ``MAX_PAIRS`` pairs.
    """
    parts = [part for part in query_string.split(b"&") if part]
    if len(parts) > MAX_PAIRS:
        found = f"{len(parts):,} parameters"
        raise ParameterError([ParameterProblem("query string", found, f"at most {MAX_PAIRS}")])
    pairs = [part.partition(b"=")[::2] for part in parts]
    return [(_text(name, name), _text(value, name)) for name, value in pairs if name]


def _text(raw: bytes, name: bytes) -> str:
    try:
        return unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        shown = name.decode("ascii", "backslashreplace")[:MAX_QUOTED_CHARS]
        problem = ParameterProblem(shown, "bytes that are not UTF-8", "percent-encoded UTF-8")
        raise ParameterError([problem]) from error


def read_query(
    parameters: Sequence[Parameter], pairs: Iterable[tuple[str, str]], *, strict: bool = True
) -> dict[str, Any]:
    """Return the checked value of every parameter by name; absent ones have their default.

    A parameter with ``many`` has a tuple without duplicates, in order of first appearance.

    Args:
        strict: whether unknown names are an error; otherwise they are ignored.
    Raises: ParameterError with all problems.
    """
    known = {parameter.name: parameter for parameter in parameters}
    texts_by_name: dict[str, list[str]] = {}
    for name, text in pairs:
        texts_by_name.setdefault(name, []).append(text)
    problems = [unknown_name(name, known) for name in texts_by_name if name not in known and strict]
    values = {name: parameter.absent_value for name, parameter in known.items()}
    for name, texts in texts_by_name.items():
        if name in known:
            try:
                values[name] = _value_of(known[name], texts)
            except ParameterError as error:
                problems += error.problems
    if problems:
        raise ParameterError(problems)
    return values


def unknown_name(name: str, known: Iterable[str]) -> ParameterProblem:
    """Return the problem of an unknown name, with the nearest known one."""
    names = list(known)
    accepted = ", ".join(names) + _hint(name, names) if names else "none"
    return ParameterProblem(name[:MAX_NAME_CHARS], "an unknown name", accepted)


def _hint(text: str, accepted: Sequence[str]) -> str:
    """Return `` (did you mean …?)``, empty if nothing accepted is similar to ``text``."""
    near = misspelt_name(text[:MAX_NAME_CHARS], accepted)
    return f" (did you mean {near}?)" if near else ""


def _value_of(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        if len(texts) > parameter.max_values:
            raise _error(parameter, f"{len(texts)} values", f"at most {parameter.max_values} values")
        return tuple(dict.fromkeys(_parsed(parameter, text) for text in texts))
    if len(texts) > 1:
        raise _error(parameter, f"{len(texts)} values", "one value")
    return _parsed(parameter, texts[0])


def _parsed(parameter: Parameter, text: str) -> Any:
    if parameter.type == "boolean":
        if text not in TRUE + FALSE:
            raise _error(parameter, quoted(text))
        return text in TRUE
    if parameter.type in ("integer", "number"):
        return check_value(parameter, _number(parameter, text))
    return check_value(parameter, text)


def _number(parameter: Parameter, text: str) -> float:
    # Stricter than int() and float(): no spaces, exponents, NaN or non-ASCII digits; a double holds 15 digits exactly.
    pattern = r"-?[0-9]{1,15}" if parameter.type == "integer" else r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
    if not re.fullmatch(pattern, text):
        raise _error(parameter, quoted(text))
    return int(text) if parameter.type == "integer" else float(text)


def check_value(parameter: Parameter, value: Any) -> Any:
    """Return ``value``, which has the parameter's type, if the parameter accepts it.

    Raises: ParameterError otherwise.
    """
    if isinstance(value, str):
        _check_text(parameter, value)
    elif not _is_in_range(parameter, value):
        raise _error(parameter, str(value))
    return value


def _is_in_range(parameter: Parameter, value: float) -> bool:
    minimum = -math.inf if parameter.minimum is None else parameter.minimum
    maximum = math.inf if parameter.maximum is None else parameter.maximum
    return math.isfinite(value) and minimum <= value <= maximum


def _check_text(parameter: Parameter, text: str) -> None:
    if parameter.max_length and len(text) > parameter.max_length:
        raise _error(parameter, f"{len(text):,} characters")
    if parameter.choices and text not in parameter.choices:
        raise _error(parameter, quoted(text), parameter.accepted() + _hint(text, parameter.choices))
    if parameter.pattern and not re.fullmatch(parameter.pattern, text):
        raise _error(parameter, quoted(text))


def _error(parameter: Parameter, found: str, accepted: str = "") -> ParameterError:
    return ParameterError([ParameterProblem(parameter.name, found, accepted or parameter.accepted())])


def quoted(text: str) -> str:
    """Return ``text`` in quotation marks, cut after ``MAX_QUOTED_CHARS`` characters."""
    return f"“{cut(text, MAX_QUOTED_CHARS)}”"


def cut(text: str, max_length: int) -> str:
    """Return ``text``, or its first ``max_length`` characters and an ellipsis."""
    return text if len(text) <= max_length else f"{text[:max_length]}…"


def canonical_query(parameters: Sequence[Parameter], values: Mapping[str, Any]) -> str:
    """Return the canonical query string of ``values``: names and repeated values sorted, defaults left out.

    Requests with equal values have the same canonical query, however their query strings were written.
    """
    given = [parameter for parameter in parameters if values[parameter.name] != parameter.absent_value]
    pairs = [
        f"{p.name}={quote_plus(_serialised(value))}"
        for p in sorted(given, key=_name)
        for value in (sorted(values[p.name]) if p.many else (values[p.name],))
    ]
    return "&".join(pairs)


_name = attrgetter("name")


def _serialised(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
