"""What an endpoint takes: one description that checks requests and writes the OpenAPI document."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import quote_plus, unquote_to_bytes

from rapidfuzz import process

from corpus.problems import GuidedexError

MAX_PAIRS = 200
"""Most ``name=value`` pairs that a query string may hold."""

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
    pattern_words: str = ""
    """What ``pattern`` accepts, in words."""
    max_values: int = 100

    @property
    def absent(self) -> Any:
        """The value where none is given."""
        return () if self.many else self.default

    def accepted(self) -> str:
        """Return what the parameter accepts, in words."""
        words = self._accepted_value()
        return f"{words}; repeat the parameter for several" if self.many else words

    def _accepted_value(self) -> str:
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.type == "boolean":
            return "one of true, false, 1, 0"
        if self.type in ("integer", "number"):
            noun = "an integer" if self.type == "integer" else "a number"
            return f"{noun} from {self.minimum:,.15g} to {self.maximum:,.15g}"
        if self.pattern:
            return self.pattern_words
        return f"text of at most {self.max_length:,} characters" if self.max_length else "text"


@dataclass(frozen=True, slots=True)
class ParameterProblem:
    """Why one parameter was refused."""

    parameter: str
    found: str
    accepted: str

    def to_json(self) -> dict[str, str]:
        return {"parameter": self.parameter, "found": self.found, "accepted": self.accepted}


class ParameterError(GuidedexError):
    """A request whose parameters were refused; ``refusals`` has one for each."""

    def __init__(self, refusals: Sequence[ParameterProblem]) -> None:
        self.refusals = tuple(refusals)
        super().__init__("; ".join(_sentence(refusal) for refusal in self.refusals))


def _sentence(refusal: ParameterProblem) -> str:
    return f"{refusal.parameter}: found {refusal.found}, accepted is {refusal.accepted}"


def read_pairs(query_string: bytes) -> list[tuple[str, str]]:
    """Return the pairs of a query string, in order; those without a name are left out.

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
        shown = name.decode("ascii", "backslashreplace")[:80]
        refusal = ParameterProblem(shown, "bytes that are not UTF-8", "percent-encoded UTF-8")
        raise ParameterError([refusal]) from error


def read_query(
    parameters: Sequence[Parameter], pairs: Iterable[tuple[str, str]], *, strict: bool = True
) -> dict[str, Any]:
    """Return the value of every parameter; those not asked for have their default.

    A parameter with ``many`` gives a tuple without repeats, in order of first appearance. Unless
    ``strict``, names that no parameter has are left out.

    Raises: ParameterError with everything that was wrong.
    """
    known = {parameter.name: parameter for parameter in parameters}
    given: dict[str, list[str]] = {}
    for name, value in pairs:
        given.setdefault(name, []).append(value)
    refusals = [unknown_name(name, known) for name in given if name not in known and strict]
    values = {name: parameter.absent for name, parameter in known.items()}
    for name, texts in given.items():
        if name in known:
            try:
                values[name] = _read_one(known[name], texts)
            except ParameterError as error:
                refusals += error.refusals
    if refusals:
        raise ParameterError(refusals)
    return values


def unknown_name(name: str, known: Iterable[str]) -> ParameterProblem:
    """Return the refusal of a name that is not known, with the nearest one that is."""
    names = list(known)
    nearest = process.extractOne(name[:100], names, score_cutoff=60)
    hint = f" (did you mean {nearest[0]}?)" if nearest else ""
    return ParameterProblem(name[:100], "an unknown name", ", ".join(names) + hint if names else "none")


def _read_one(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        if len(texts) > parameter.max_values:
            found = f"{len(texts)} values"
            raise _refused(parameter, found, f"at most {parameter.max_values} values")
        return tuple(dict.fromkeys(_value(parameter, text) for text in texts))
    if len(texts) > 1:
        raise _refused(parameter, f"{len(texts)} values", "one value")
    return _value(parameter, texts[0])


def _value(parameter: Parameter, text: str) -> Any:
    if parameter.type == "boolean":
        if text not in TRUE + FALSE:
            raise _refused(parameter, quoted(text))
        return text in TRUE
    if parameter.type in ("integer", "number"):
        return check_value(parameter, _number(parameter, text))
    return check_value(parameter, text)


def _number(parameter: Parameter, text: str) -> float:
    plain = r"-?[0-9]{1,15}" if parameter.type == "integer" else r"-?[0-9]{1,15}(\.[0-9]{1,15})?"
    if not re.fullmatch(plain, text):
        raise _refused(parameter, quoted(text))
    return int(text) if parameter.type == "integer" else float(text)


def check_value(parameter: Parameter, value: Any) -> Any:
    """Return ``value``, of the parameter's own type, when it is in range.

    Raises: ParameterError otherwise.
    """
    if isinstance(value, str):
        _check_text(parameter, value)
    elif not _is_in_range(parameter, value):
        raise _refused(parameter, str(value))
    return value


def _is_in_range(parameter: Parameter, value: float) -> bool:
    least = -math.inf if parameter.minimum is None else parameter.minimum
    most = math.inf if parameter.maximum is None else parameter.maximum
    return math.isfinite(value) and least <= value <= most


def _check_text(parameter: Parameter, text: str) -> None:
    if parameter.max_length and len(text) > parameter.max_length:
        raise _refused(parameter, f"{len(text):,} characters")
    if parameter.choices and text not in parameter.choices:
        nearest = process.extractOne(text[:100], parameter.choices, score_cutoff=60)
        hint = f" (did you mean {nearest[0]}?)" if nearest else ""
        raise _refused(parameter, quoted(text), parameter.accepted() + hint)
    if parameter.pattern and not re.fullmatch(parameter.pattern, text):
        raise _refused(parameter, quoted(text))


def _refused(parameter: Parameter, found: str, accepted: str = "") -> ParameterError:
    return ParameterError([ParameterProblem(parameter.name, found, accepted or parameter.accepted())])


def quoted(text: str) -> str:
    """Return ``text`` in quotation marks, cut where it is long."""
    return f"“{cut(text, 80)}”"


def cut(text: str, most: int) -> str:
    """Return ``text``, or its first ``most`` characters and an ellipsis."""
    return text if len(text) <= most else f"{text[:most]}…"


def canonical_query(parameters: Sequence[Parameter], values: Mapping[str, Any]) -> str:
    """Return the one query string that asks for ``values``: names in order, no defaults.

    Two requests that must be answered alike have the same canonical query.
    """
    pairs = [
        f"{p.name}={quote_plus(_written(value))}"
        for p in sorted(parameters, key=_name)
        if values[p.name] != p.absent
        for value in (sorted(values[p.name]) if p.many else (values[p.name],))
    ]
    return "&".join(pairs)


_name = attrgetter("name")


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
