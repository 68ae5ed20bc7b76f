"""A JSON column that keeps the one spelling of its document, byte by byte."""

from typing import Any

import orjson
from django.db import models

from credit_portal.publishing import documents


class CanonicalJSONField(models.TextField):  # type: ignore[type-arg]
    """Python dict outside, RFC 8785 text inside: SQL can hash it and hand it on unparsed."""

    description = "JSON document kept as RFC 8785 text"

    def from_db_value(self, value: str | None, expression: object, connection: object) -> Any:
        """Parse what the column holds."""
        return None if value is None else orjson.loads(value)

    def to_python(self, value: Any) -> Any:
        """Parse text, leave documents as they are."""
        return orjson.loads(value) if isinstance(value, str) else value

    def get_prep_value(self, value: Any) -> Any:
        """Spell the document; text is taken as already canonical."""
        if value is None or isinstance(value, str):
            return value
        return documents.canonical(value)

    def value_to_string(self, obj: models.Model) -> str:
        """The canonical text, for serialisers."""
        return str(self.get_prep_value(self.value_from_object(obj)))
