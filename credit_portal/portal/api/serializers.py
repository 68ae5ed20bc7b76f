"""Shapes of the public API: declared for the schema; rows of records are sent as stored."""

from typing import Any

from rest_framework import serializers

from credit_portal.directory import models as directory

TEXT_OR_NULL: dict[str, Any] = {"allow_null": True}


class RowBody(serializers.Serializer[Any]):
    """The body of a record, as it was named at publication."""

    slug = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class RecordRow(serializers.Serializer[Any]):
    """A record in a list, as stored at publication; each kind may add members of its own."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    sector = serializers.CharField()
    category = serializers.CharField()
    outcome = serializers.CharField()
    division = serializers.CharField()
    organisation = RowBody()
    due_on = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class Basis(serializers.Serializer[Any]):
    """A legal basis."""

    code = serializers.CharField(source="pk")
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class RowBasis(serializers.Serializer[Any]):
    """A legal basis in a row of a list."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()


class Version(serializers.Serializer[Any]):
    """One version of a record and its place in the ledger."""

    seq = serializers.IntegerField()
    act = serializers.CharField()
    at = serializers.DateTimeField()
    basis = Basis()
    leaf_index = serializers.IntegerField()


class Record(serializers.Serializer[Any]):
    """A public record."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    url = serializers.URLField(help_text="Page for people")
    proof = serializers.URLField()
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    until = serializers.DateField(allow_null=True, help_text="Last day of display")
    document = serializers.DictField(help_text="What was approved, published and is proven")
    versions = Version(many=True)


class Proof(serializers.Serializer[Any]):
    """What it takes to verify a record with tools that we did not write."""

    ref = serializers.CharField()
    version = serializers.IntegerField()
    index = serializers.IntegerField()
    salt = serializers.CharField(help_text="base64")
    doc = serializers.CharField(help_text="the document, in its one spelling (RFC 8785)")
    leaf = serializers.CharField(help_text="the ledger entry (RFC 8785)")
    leaf_hash = serializers.CharField(help_text="base64")
    path = serializers.ListField(child=serializers.CharField(help_text="base64"))
    checkpoint = serializers.CharField()


class Reason(serializers.Serializer[Any]):
    """Kind of reason of a removal."""

    code = serializers.CharField()
    name = serializers.CharField()


class Removed(serializers.Serializer[Any]):
    """What stays of a record that is no longer public: kind of reason, date and basis."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()
    ref = serializers.CharField()
    act = serializers.CharField()
    removed_at = serializers.DateTimeField()
    reason = Reason()
    basis = Basis()


class OrganisationRow(serializers.ModelSerializer[directory.Organisation]):
    """A public body in a list."""

    # `parent` is also an attribute of every field, which DRF keeps apart and the stubs do not.
    parent: Any = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    division = serializers.CharField(source="division_id", allow_null=True)

    class Meta:
        model = directory.Organisation
        fields: tuple[str, ...] = (
            "slug",
            "code",
            "code_is_fictional",
            "name_zh",
            "name_en",
            "kind",
            "division",
            "parent",
            "active",
            "is_demo",
        )
        extra_kwargs = {"code": TEXT_OR_NULL}


class DatedName(serializers.Serializer[Any]):
    """A name, its time and the document of the change; an empty end is open."""

    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    basis = serializers.CharField()


class Succession(serializers.Serializer[Any]):
    """Another body with which a succession connects this one, its document and day."""

    slug = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    kind = serializers.CharField()
    whole = serializers.BooleanField()
    effective_on = serializers.DateField()
    document_number = serializers.CharField()
    document_title = serializers.CharField()
    document_organ = serializers.CharField()


class Inherited(serializers.Serializer[Any]):
    """How many records were taken over from a body, and what became of them."""

    predecessor = serializers.CharField(source="inherited_from")
    total = serializers.IntegerField(source="n")
    open = serializers.IntegerField()
    kept = serializers.IntegerField()
    broken = serializers.IntegerField()
    oldest = serializers.DateTimeField()


class Organisation(OrganisationRow):
    """A public body with all its names, its predecessors and successors, and outcome counts."""

    names = DatedName(many=True)
    records = serializers.IntegerField(help_text="Records of every kind on display, without texts")
    outcomes = serializers.DictField(
        child=serializers.IntegerField(), help_text="Commitments on display by outcome"
    )
    predecessors = Succession(many=True)
    successors = Succession(many=True)
    inherited = Inherited(many=True)

    class Meta(OrganisationRow.Meta):
        fields = (
            *OrganisationRow.Meta.fields, "names", "records", "outcomes", "predecessors",
            "successors", "inherited",
        )  # fmt: skip


class Division(serializers.ModelSerializer[directory.Division]):
    """An administrative division."""

    parent: Any = serializers.CharField(source="parent_id", allow_null=True)

    class Meta:
        model = directory.Division
        fields = ("code", "name_zh", "name_en", "level", "kind", "parent", "is_fictional")


class Change(serializers.Serializer[Any]):
    """A publication, or a removal with its tombstone only."""

    index = serializers.IntegerField(source="cursor")
    ref = serializers.CharField()
    act = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField()
    until = serializers.DateField(
        allow_null=True, help_text="Last day of display: drop your copy after it"
    )
    removed_at = serializers.DateTimeField(allow_null=True)


class Changes(serializers.Serializer[Any]):
    """Changes in ledger order."""

    next_since = serializers.IntegerField(
        allow_null=True, help_text="What to ask with next time; stays while nothing changes"
    )
    more = serializers.BooleanField(help_text="Whether to ask again at once")
    results = Change(many=True)


class Deadline(serializers.Serializer[Any]):
    """A computed due day."""

    start = serializers.DateField()
    unit = serializers.CharField()
    count = serializers.IntegerField()
    roll = serializers.BooleanField()
    due = serializers.DateField()
    raw_due = serializers.DateField()
    provisional = serializers.BooleanField()
    explanation = serializers.DictField()
