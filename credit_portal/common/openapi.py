"""What every operation of the OpenAPI document has in common: its refusals and its limits."""

from typing import Any

from credit_portal.common.problems import PROBLEM

TEXT = {"type": "string"}
FAULT = {
    "type": "object",
    "required": ["field", "code", "detail"],
    "properties": {"field": TEXT, "code": TEXT, "detail": TEXT},
}
SHAPE = {
    "type": "object",
    "description": "A refusal (RFC 9457); `code` is stable, `detail` is for people.",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "code": TEXT,
        "detail": TEXT,
        "field": TEXT,
        "errors": {"type": "array", "items": FAULT},
    },
}
REFUSED = {
    "description": "Refused",
    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
#: Of every answer that a client's allowance counts (draft-ietf-httpapi-ratelimit-headers).
LIMITS = {
    "RateLimit-Policy": {
        "description": "The allowance: `q` requests in `w` seconds.",
        "schema": {"type": "string", "examples": ['"client";q=600;w=60']},
    },
    "RateLimit": {
        "description": "What is left of it: `r` requests; all are there again in `t` seconds.",
        "schema": {"type": "string", "examples": ['"client";r=599;t=1']},
    },
}
BUSY = {
    "description": "Too many requests",
    "headers": {
        "Retry-After": {
            "description": "Come back after so many seconds.",
            "schema": {"type": "integer"},
        },
        **{name: {"$ref": f"#/components/headers/{name}"} for name in LIMITS},
    },
    "content": REFUSED["content"],
}
METHODS = {"get", "post", "put", "patch", "delete"}
CONDITIONS = {"name": "If-None-Match", "in": "header", "schema": TEXT, "required": False}


def describe_refusals(result: dict[str, Any], generator: Any, **_more: Any) -> dict[str, Any]:
    """Give every operation its refusals, every read its 304, every input its exact members."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = SHAPE
    result["components"]["headers"] = LIMITS
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    for methods in result["paths"].values():
        for method in METHODS & set(methods):
            _complete(method, methods[method])
    return result


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation["responses"]["default"] = REFUSED
    operation["responses"]["429"] = BUSY
    for answer in operation["responses"].values():
        if answer is not REFUSED and answer is not BUSY:
            answer.setdefault("headers", {}).update(
                {name: {"$ref": f"#/components/headers/{name}"} for name in LIMITS}
            )
    for given in operation.get("parameters", []):
        is_text = given["in"] == "query" and given["schema"].get("type") == "string"
        if is_text and given["name"] != "cursor":
            given["schema"].setdefault("minLength", 1)
    if method == "get":
        operation["responses"]["304"] = {"description": "Not modified"}
        operation.setdefault("parameters", []).append(CONDITIONS)
