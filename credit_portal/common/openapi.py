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
METHODS = {"get", "post", "put", "patch", "delete"}
CONDITIONS = {"name": "If-None-Match", "in": "header", "schema": TEXT, "required": False}


def describe_refusals(result: dict[str, Any], generator: Any, **_more: Any) -> dict[str, Any]:
    """Give every operation its refusals, every read its 304, every input its exact members."""
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = SHAPE
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False
    for methods in result["paths"].values():
        for method in METHODS & set(methods):
            _complete(method, methods[method])
    return result


def _complete(method: str, operation: dict[str, Any]) -> None:
    operation["responses"]["default"] = REFUSED
    for given in operation.get("parameters", []):
        is_text = given["in"] == "query" and given["schema"].get("type") == "string"
        if is_text and given["name"] != "cursor":
            given["schema"].setdefault("minLength", 1)
    if method == "get":
        operation["responses"]["304"] = {"description": "Not modified"}
        operation.setdefault("parameters", []).append(CONDITIONS)
