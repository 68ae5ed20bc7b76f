"""Settings of the API and of its OpenAPI document."""

from typing import Any

from credit_portal.env import env_int, env_str

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "credit_portal.accounts.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["credit_portal.common.bodies.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["credit_portal.common.bodies.OrjsonParser"],
    "DEFAULT_PAGINATION_CLASS": "credit_portal.common.lists.CursorPage",
    "DEFAULT_FILTER_BACKENDS": ["credit_portal.common.lists.StrictFilterBackend"],
    "DEFAULT_METADATA_CLASS": "credit_portal.common.bodies.Methods",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["credit_portal.common.throttle.ClientThrottle"],
    "DEFAULT_THROTTLE_RATES": {"client": env_str("API_RATE", "600/min")}
    | {"form": env_str("FORM_RATE", "30/hour")},
    "NUM_PROXIES": env_int("TRUSTED_PROXIES", 0),
    "EXCEPTION_HANDLER": "credit_portal.common.problems.handler",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Credit Portal API",
    "DESCRIPTION": "Public records of government integrity, their proofs, and the staff acts.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "CommitmentState": "commitments.codes.State",
        "CommitmentCategory": "commitments.codes.Category",
        "ComplaintPurpose": "complaints.codes.Purpose",
        "QueryPurpose": "integrity_files.codes_letters.QueryPurpose",
        "BreachCategory": "integrity_files.codes.BreachCategory",
        "CommitmentOutcome": "commitments.codes.Outcome",
        "VerificationState": "commitments.codes.VerificationState",
        "ChangeKind": "commitments.codes_change.ChangeKind",
        "ChangeGround": "commitments.codes_change.ChangeGround",
        "ClockGround": "commitments.codes_clocks.Ground",
        "ProposedOutcome": "commitments.api.serializers.PROPOSED",
        "OrganisationKind": "credit_portal.directory.models.Organisation.Kind",
        "DivisionKind": "credit_portal.directory.models.Division.Kind",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "credit_portal.common.openapi.describe_refusals",
    ],
}
