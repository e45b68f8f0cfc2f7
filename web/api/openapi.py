"""The OpenAPI 3.1 document, generated from the description that checks requests."""

import re
import types
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from web.api.endpoints import ENDPOINTS, Endpoint
from web.http.limits import MAX_ADDRESS, MAX_HEAD, MAX_HEADERS
from web.http.parameters import Parameter
from web.version import software_version

BY_THE_SERVER = "Answered by the server, without a problem document."
"""How the answers are described that a request gets before it reaches the application."""

Schema = dict[str, Any]
PRIMITIVES: Mapping[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    dict: {"type": "object"},
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "request_id"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "request_id": {"type": "string"},
        "nearest": {"type": "array", "items": {"type": "string"}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parameter", "found", "accepted"],
                "properties": {
                    "parameter": {"type": "string"},
                    "found": {"type": "string"},
                    "accepted": {"type": "string"},
                },
            },
        },
    },
}


def openapi(title: str, server: str) -> Schema:
    """Return the whole document.

    Args:
        title: title of the site.
        server: URL that the paths are relative to, such as ``/api/v1``.
    """
    schemas: Schema = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for endpoint in ENDPOINTS:
        operation = _operation(endpoint, schemas)
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{title}: search and related content",
            "version": software_version(),
            "description": "Members are only ever added within v1; nothing is renamed or removed.",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"editors": {"type": "http", "scheme": "bearer"}}},
    }


def _operation(endpoint: Endpoint, schemas: Schema) -> Schema:
    names = re.findall(r"\{(\w+)\}", endpoint.path)
    operation: Schema = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [_in_path(name) for name in names] + [_in_query(parameter) for parameter in endpoint.parameters],
        "responses": _responses(endpoint, bool(names), schemas),
    }
    if endpoint.is_for_editors:
        operation["security"] = [{"editors": []}]
    if endpoint.body:
        content = {"application/json": {"schema": _body_schema(endpoint)}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _in_path(name: str) -> Schema:
    description = "May hold `/`, as `%2F` or as it stands."
    schema = {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "description": description, "schema": schema}


def _in_query(parameter: Parameter) -> Schema:
    return {
        "name": parameter.name,
        "in": "query",
        "description": parameter.description,
        "schema": _value_schema(parameter),
    }


def _value_schema(parameter: Parameter) -> Schema:
    schema: Schema = {"type": parameter.type}
    bounds = (("minimum", parameter.minimum), ("maximum", parameter.maximum))
    schema |= {name: bound for name, bound in bounds if bound is not None}
    if parameter.max_length:
        schema["maxLength"] = parameter.max_length
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.pattern:
        schema["pattern"] = f"^{parameter.pattern}$"
    if parameter.many:
        return {"type": "array", "items": schema, "maxItems": parameter.max_values}
    if parameter.default is not None:
        schema["default"] = parameter.default
    return schema


def _body_schema(endpoint: Endpoint) -> Schema:
    members = {parameter.name: _value_schema(parameter) for parameter in endpoint.body}
    for parameter in endpoint.body:
        members[parameter.name]["description"] = parameter.description
        if parameter.many:
            members[parameter.name]["minItems"] = 1
    return {
        "type": "object",
        "properties": members,
        "additionalProperties": False,
        "oneOf": [{"required": [name]} for name in endpoint.body_one_of],
    }


def _responses(endpoint: Endpoint, has_path_name: bool, schemas: Schema) -> Schema:
    """Return the responses by status; problems have the schema ``Problem``."""
    problems = {"400": "A parameter was refused; `errors` names it and what is accepted."}
    if has_path_name or endpoint.body:
        problems["404"] = "No such skill or document; `nearest` are the names most like it."
    if endpoint.body:
        problems |= {
            "408": "A body that did not come in time.",
            "413": "A body of more than 1 MB.",
            "415": "A body that is not JSON.",
        }
    if endpoint.is_for_editors:
        problems["401"] = "Without the editors' token."
    problems["414"] = f"{BY_THE_SERVER} An address of more than {MAX_ADDRESS:,} bytes."
    problems["429"] = "More requests than the site allows; `Retry-After` says when to come back."
    problems["431"] = f"{BY_THE_SERVER} More than {MAX_HEADERS} headers, or {MAX_HEAD:,} bytes with the address."
    problems["503"] = "There is no index yet, and `detail` says what to run; or too many ask at once."
    content = {endpoint.media_type: {"schema": _result_schema(endpoint, schemas)}}
    responses: Schema = {"200": {"description": endpoint.summary, "content": content}}
    if endpoint.method == "GET" and not endpoint.is_for_editors:
        responses["304"] = {"description": "What `If-None-Match` names is still true."}
    reference = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for status, description in problems.items():
        content = {"application/problem+json": reference}
        is_problem = not description.startswith(BY_THE_SERVER)
        responses[status] = {"description": description, **({"content": content} if is_problem else {})}
    return responses


def _result_schema(endpoint: Endpoint, schemas: Schema) -> Schema:
    if endpoint.media_type != "application/json":
        return {"type": "string"}
    base = _schema_of(endpoint.result, schemas)
    if not endpoint.members:
        return base
    members = {name: _schema_of(kind, schemas) for name, kind in endpoint.members}
    added = {"type": "object", "required": sorted(members), "properties": members}
    return added if endpoint.result is dict else {"allOf": [base, added]}


def _schema_of(kind: Any, schemas: Schema) -> Schema:
    """Return the schema of a type; dataclasses are added to ``schemas`` and referred to.

    Raises: TypeError for a type that has no schema.
    """
    if kind in PRIMITIVES:
        return dict(PRIMITIVES[kind])
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_schema(kind, schemas)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [_schema_of(argument, schemas) for argument in arguments]}
    if origin in (tuple, Sequence):
        return {"type": "array", "items": _schema_of(arguments[0], schemas)}
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _schema_of(arguments[1], schemas)}
    raise TypeError(f"no schema for {kind!r}; the types of search.results are accepted")


def _dataclass_schema(kind: type, schemas: Schema) -> Schema:
    name = kind.__name__
    if name not in schemas:
        schemas[name] = {}  # so that a dataclass that contains itself ends the recursion
        hints = get_type_hints(kind)
        members = [field.name for field in fields(kind)]
        schemas[name] = {
            "type": "object",
            # Only explain=true adds an explanation.
            "required": [member for member in members if member != "explanation"],
            "properties": {member: _schema_of(hints[member], schemas) for member in members},
        }
    return {"$ref": f"#/components/schemas/{name}"}
