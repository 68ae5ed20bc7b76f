"""Filing a complaint as it is usually written with REST framework: the baseline of P11.

A model serializer with choices, a row of the outbox in the same transaction, the row answered.
Deliberately not the portal's own way.
"""

from typing import Any

from django.db import connections, models, transaction
from rest_framework import generics, permissions, renderers, serializers

from complaints.codes import Purpose
from integrity_files.codes import BreachCategory
from tests.bench.typical import BenchBody


class BenchComplaint(models.Model):
    """A complaint."""

    receipt = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    category = models.CharField(max_length=3, choices=BreachCategory.choices)
    title = models.CharField(max_length=200)
    facts = models.TextField(max_length=10_000)
    accused = models.CharField(max_length=200)
    who = models.CharField(max_length=10)
    body = models.ForeignKey(BenchBody, on_delete=models.PROTECT, null=True)
    state = models.CharField(max_length=10, default="received", db_index=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.receipt


class BenchMessage(models.Model):
    """A row of the outbox."""

    complaint = models.ForeignKey(BenchComplaint, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.kind


class ComplaintSerializer(serializers.ModelSerializer[BenchComplaint]):
    """In and out."""

    class Meta:
        model = BenchComplaint
        exclude = ("body",)
        read_only_fields = ("state", "created_at")

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> BenchComplaint:
        """The complaint with its body, and the message about it."""
        named = BenchBody._default_manager.filter(name_zh=validated_data["accused"]).first()
        made = BenchComplaint._default_manager.create(body=named, **validated_data)
        BenchMessage._default_manager.create(complaint=made, kind="received")
        return made


class ComplaintCreate(generics.CreateAPIView):  # type: ignore[type-arg]
    """File a complaint."""

    queryset = BenchComplaint._default_manager.all()
    serializer_class = ComplaintSerializer
    permission_classes = [permissions.AllowAny]
    authentication_classes: list[Any] = []
    throttle_classes: list[Any] = []
    renderer_classes = [renderers.JSONRenderer]


def fill() -> None:
    """Make the tables."""
    with connections["owner"].schema_editor() as editor:
        for model in (BenchBody, BenchComplaint, BenchMessage):
            editor.create_model(model)
