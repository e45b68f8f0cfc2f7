"""What SARIF 2.1.0 allows in the objects that reports are made of, as a JSON schema.

Written from the specification (OASIS, Static Analysis Results Interchange Format 2.1.0, sections 3.4, 3.11,
3.13, 3.14, 3.18, 3.19, 3.27 to 3.30, 3.49 and 3.50). An object may have properties that the standard names and
a report leaves out; here they are refused, so that what is not checked is not written.
"""

from typing import Any

LEVEL = {"enum": ["none", "note", "warning", "error"]}
BAG = {"type": "object", "properties": {"tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True}}}
TEXT = {"type": "string", "minLength": 1}


def _object(required: tuple[str, ...], **properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name.replace("schema_", "$schema"): shape for name, shape in properties.items()},
        "required": list(required),
        "additionalProperties": False,
    }


def _list(shape: dict[str, Any], unique: bool = False) -> dict[str, Any]:
    return {"type": "array", "items": shape, "uniqueItems": unique}


MESSAGE = _object(("text",), text=TEXT, markdown=TEXT)

ARTIFACT_LOCATION = _object(
    ("uri",), uri={"type": "string", "format": "uri-reference", "pattern": r"^[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+$"}
)

REGION = _object(("startLine",), startLine={"type": "integer", "minimum": 1})

PHYSICAL_LOCATION = _object(("artifactLocation",), artifactLocation=ARTIFACT_LOCATION, region=REGION)

LOCATION = _object(
    ("physicalLocation",), id={"type": "integer", "minimum": -1}, physicalLocation=PHYSICAL_LOCATION, message=MESSAGE
)

RESULT = _object(
    ("ruleId", "message"),
    ruleId=TEXT,
    ruleIndex={"type": "integer", "minimum": -1},
    level=LEVEL,
    message=MESSAGE,
    locations=_list(LOCATION),
    relatedLocations=_list(LOCATION, unique=True),
    partialFingerprints={"type": "object", "additionalProperties": {"type": "string"}},
    properties=BAG,
)

RULE = _object(
    ("id",),
    id=TEXT,
    shortDescription=MESSAGE,
    defaultConfiguration=_object((), enabled={"type": "boolean"}, level=LEVEL),
)

RUN = _object(
    ("tool", "results"),
    tool=_object(("driver",), driver=_object(("name",), name=TEXT, rules=_list(RULE, unique=True))),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    results=_list(RESULT),
)

LOG = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    **_object(
        ("version", "runs"),
        schema_={"type": "string", "format": "uri"},
        version={"const": "2.1.0"},
        runs=_list(RUN),
    ),
}
