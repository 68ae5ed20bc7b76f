"""Shapes of the public API: declared for the schema, filled from what is displayed."""

from typing import Any

from django.db.models import Count
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from credit_portal.common.errors import NotFound
from credit_portal.directory import models as directory_models
from credit_portal.directory import selectors as directory
from credit_portal.publishing import selectors as publishing
from credit_portal.publishing.models import Displayed, Removal

NOT_FOUND = _("There is no such public record.")


class Gone(NotFound):
    """It was public once; the answer names kind of reason, date and basis (design.md 2.7)."""

    status = 410


class RecordRow(serializers.Serializer[Any]):
    """A record in a list, as stored at publication."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    title_zh = serializers.CharField()
    title_en = serializers.CharField()
    organisation = serializers.CharField(help_text="Public address of the body")
    outcome = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    published_at = serializers.DateTimeField()


class Version(serializers.Serializer[Any]):
    """One version of a record and its place in the ledger."""

    seq = serializers.IntegerField()
    act = serializers.CharField()
    at = serializers.DateTimeField()
    basis = serializers.CharField()
    leaf_index = serializers.IntegerField()


class Record(serializers.Serializer[Any]):
    """A public record."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    url = serializers.URLField()
    proof = serializers.URLField()
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    until = serializers.DateField(allow_null=True)
    document = serializers.JSONField()
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


class OrganisationRow(serializers.ModelSerializer[directory_models.Organisation]):
    """A public body in a list."""

    parent = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    division = serializers.CharField(source="division_id", allow_null=True)

    class Meta:
        model = directory_models.Organisation
        fields = ("slug", "code", "code_is_fictional", "name_zh", "name_en", "kind", "division",
                  "parent", "active", "is_demo")


class DatedName(serializers.Serializer[Any]):
    """A name and its time."""

    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)


class Organisation(OrganisationRow):
    """A public body with its names and outcome counts."""

    names = DatedName(many=True)
    outcomes = serializers.DictField(child=serializers.IntegerField())

    class Meta(OrganisationRow.Meta):
        fields = (*OrganisationRow.Meta.fields, "names", "outcomes")


class Division(serializers.ModelSerializer[directory_models.Division]):
    """An administrative division."""

    parent = serializers.CharField(source="parent_id", allow_null=True)

    class Meta:
        model = directory_models.Division
        fields = ("code", "name_zh", "name_en", "level", "kind", "parent")


class Change(serializers.Serializer[Any]):
    """A publication, or a removal with its tombstone only."""

    index = serializers.IntegerField()
    ref = serializers.CharField()
    act = serializers.CharField()
    at = serializers.DateTimeField()
    version = serializers.IntegerField()
    removed_at = serializers.DateTimeField(allow_null=True)


class Changes(serializers.Serializer[Any]):
    """Changes in ledger order."""

    next_since = serializers.IntegerField()
    results = Change(many=True)


class Deadline(serializers.Serializer[Any]):
    """A computed due day."""

    due = serializers.DateField()
    provisional = serializers.BooleanField()
    explanation = serializers.JSONField()


def find_record(ref: str) -> Displayed:
    """The displayed record; raises NotFound, or Gone with the reason, date and basis."""
    found = publishing.lookup(ref)
    if isinstance(found, Removal):
        sentence = _("Removed on %(day)s: %(reason)s (basis %(basis)s).") % {
            "day": found.removed_at.date().isoformat(),
            "reason": found.get_reason_display(),
            "basis": found.basis_id,
        }
        raise Gone("gone", sentence)
    if found is None:
        raise NotFound("not_found", NOT_FOUND)
    return found


def record_body(request: Request, found: Displayed) -> dict[str, Any]:
    """JSON of a record."""
    address = request.build_absolute_uri(f"/records/{found.ref}/")
    return {
        "ref": found.ref,
        "kind": found.kind,
        "url": address,
        "proof": request.build_absolute_uri(f"{request.path}proof/"),
        "published_at": found.published_at,
        "updated_at": found.updated_at,
        "until": found.until,
        "document": found.document,
        "versions": [_version(version) for version in publishing.versions(found.rec)],
    }


def _version(version: Any) -> dict[str, Any]:
    return {
        "seq": version.seq,
        "act": version.act,
        "at": version.at,
        "basis": version.basis_id,
        "leaf_index": version.leaf_index,
    }


def organisation_body(found: directory_models.Organisation) -> dict[str, Any]:
    """JSON of a body; names oldest first."""
    body = dict(OrganisationRow(found).data)
    names = directory.former_names(found, using="public_read")
    body["names"] = DatedName(names, many=True).data
    counts = publishing.published(organisation=found).order_by().values_list("outcome")
    body["outcomes"] = dict(counts.annotate(count=Count("rec")))
    return body


def changes_body(since: int, limit: int) -> dict[str, Any]:
    """JSON of the change feed after a leaf index."""
    found = publishing.changes_since(since, limit)
    last = found[-1].cursor if found else since
    return {"next_since": last, "results": [_change(change) for change in found]}


def _change(change: publishing.Change) -> dict[str, Any]:
    return {
        "index": change.cursor,
        "ref": change.ref,
        "act": change.act,
        "at": change.at,
        "version": change.version,
        "removed_at": change.removed_at,
    }
