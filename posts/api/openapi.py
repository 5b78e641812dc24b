"""The OpenAPI 3.1 document (spec.openapis.org/oas/v3.1.1), made of the table of operations."""

import re
from functools import cache
from http import HTTPStatus
from typing import Any

import msgspec
from msgspec import Struct

from posts import __version__
from posts.api.errors import PROBLEM_TYPE, Problem
from posts.api.operations import OPERATIONS, Operation
from posts.models import TokenScope

SCHEMA_REFERENCE = "#/components/schemas/{name}"
PATH_PARAMETER = re.compile(r"<str:(\w+)>")
# Statuses of errors that every operation may end with.
COMMON_ERRORS = (400, 401, 405, 406, 429, 503)
DESCRIPTION = (
    "What readers see, as JSON; with a token, drafts too, and writing. Answers to GET have a strong ETag: "
    "send it as If-None-Match. Lists go on at the address in `next`. Errors are problems (RFC 9457)."
)
PICTURE_SCHEMA = {
    "type": "object",
    "required": ["image"],
    "properties": {
        "image": {"type": "string", "contentMediaType": "application/octet-stream"},
        "alt": {"type": "string", "description": "For the Markdown that is answered."},
    },
}


@cache
def build_schemas() -> tuple[dict[type[Struct], Any], dict[str, Any]]:
    """Return the schema of each type that the operations name, and the components that these refer to."""
    types: list[type[Struct]] = [Problem]
    for operation in OPERATIONS:
        types += [operation.query, *operation.results.values(), *([operation.body] if operation.body else [])]
    unique = list(dict.fromkeys(types))
    schemas, components = msgspec.json.schema_components(unique, ref_template=SCHEMA_REFERENCE)
    return dict(zip(unique, schemas, strict=True)), components


def build_openapi_document(server: str) -> dict[str, Any]:
    """Return the document of the API at the address `server`."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        path = "/" + PATH_PARAMETER.sub(r"{\1}", operation.path)
        paths.setdefault(path, {})[operation.method.lower()] = describe_operation(operation)
    queries = {operation.query.__name__ for operation in OPERATIONS}
    components = {name: schema for name, schema in build_schemas()[1].items() if name not in queries}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Transmission", "version": __version__, "description": DESCRIPTION},
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": f"Made in the admin. Scopes: {', '.join(TokenScope.values)}.",
                }
            },
        },
    }


def describe_operation(operation: Operation) -> dict[str, Any]:
    """Return the Operation Object of `operation`."""
    described: dict[str, Any] = {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": [*describe_path_parameters(operation), *describe_query(operation)],
        "responses": describe_responses(operation),
        # Without a scope a token is welcome, and shows more.
        "security": [{"token": []}] if operation.scope else [{}, {"token": []}],
    }
    if operation.scope:
        described["description"] = f"Takes a token with the scope `{operation.scope}`."
    if operation.body:
        described["requestBody"] = describe_body("application/json", build_schemas()[0][operation.body])
    if operation.takes_picture:
        described["requestBody"] = describe_body("multipart/form-data", PICTURE_SCHEMA)
    return described


def describe_body(media_type: str, schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def describe_path_parameters(operation: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in PATH_PARAMETER.findall(operation.path)
    ]


def describe_query(operation: Operation) -> list[dict[str, Any]]:
    """Return the Parameter Objects of the members of the operation's query."""
    component = build_schemas()[1][operation.query.__name__]
    required = component.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": schema}
        for name, schema in component["properties"].items()
    ]


def describe_responses(operation: Operation) -> dict[str, Any]:
    """Return the Responses Object: the results, and the errors, all of which have one form."""
    schemas = build_schemas()[0]
    responses = {
        str(status): describe_response(status, "application/json", schemas[schema])
        for status, schema in operation.results.items()
    }
    errors = {
        *COMMON_ERRORS,
        *operation.errors,
        *((403,) if operation.scope or operation.name == "list_posts" else ()),
    }
    for status in sorted(errors):
        responses[str(status)] = describe_response(status, PROBLEM_TYPE, schemas[Problem])
    return responses


def describe_response(status: int, media_type: str, schema: Any) -> dict[str, Any]:
    return {"description": HTTPStatus(status).phrase, "content": {media_type: {"schema": schema}}}
