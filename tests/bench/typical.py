"""The list endpoint as it is usually written with REST framework: the baseline of P1.

Joined tables with the indexes that Django makes by itself, a nested serializer, page numbers with
an exact count, django-filter. Deliberately not the portal's own way.
"""

from typing import Any

from django.db import connections, models
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import generics, pagination, permissions, renderers, serializers


class BenchBody(models.Model):
    """A public body."""

    slug = models.CharField(max_length=80, unique=True)
    name_zh = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.slug


class BenchSector(models.Model):
    """A field of life."""

    code = models.CharField(max_length=40, unique=True)

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.code


class BenchRecord(models.Model):
    """A record with what a list row shows."""

    ref = models.CharField(max_length=24, unique=True)
    body = models.ForeignKey(BenchBody, on_delete=models.CASCADE)
    sector = models.ForeignKey(BenchSector, on_delete=models.CASCADE)
    title_zh = models.TextField()
    title_en = models.TextField()
    category = models.CharField(max_length=40)
    outcome = models.CharField(max_length=24)
    due_on = models.DateField(null=True)
    until = models.DateField(null=True)
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return self.ref


class BodySerializer(serializers.ModelSerializer[BenchBody]):
    """Nested in each row."""

    class Meta:
        model = BenchBody
        fields = ("slug", "name_zh", "name_en")


class SectorSerializer(serializers.ModelSerializer[BenchSector]):
    """Nested in each row."""

    class Meta:
        model = BenchSector
        fields = ("code",)


class RecordSerializer(serializers.ModelSerializer[BenchRecord]):
    """A row."""

    body = BodySerializer()
    sector = SectorSerializer()

    class Meta:
        model = BenchRecord
        exclude = ("id", "until")


class Pages(pagination.PageNumberPagination):
    """Twenty rows and a count."""

    page_size = 20


class RecordList(generics.ListAPIView):  # type: ignore[type-arg]
    """Records of a body, newest first."""

    queryset = BenchRecord._default_manager.select_related("body", "sector").order_by(
        "-published_at", "-ref"
    )
    serializer_class = RecordSerializer
    pagination_class = Pages
    filter_backends = [DjangoFilterBackend]
    filterset_fields = ("body__slug", "sector__code", "category", "outcome")
    permission_classes = [permissions.AllowAny]
    authentication_classes: list[Any] = []
    throttle_classes: list[Any] = []
    renderer_classes = [renderers.JSONRenderer]


FILL = """
insert into bench_benchbody (slug, name_zh, name_en)
  select organisation_slug, min(organisation_name_zh), min(organisation_name_en)
    from publishing_displayed group by 1;
insert into bench_benchsector (code) select distinct sector from publishing_displayed;
insert into bench_benchrecord (ref, body_id, sector_id, title_zh, title_en, category, outcome,
    due_on, until, published_at, updated_at, version)
  select d.ref, b.id, s.id, d.title_zh, d.title_en, d.category, d.outcome, d.due_on, d.until,
         d.published_at, d.updated_at, d.version
    from publishing_displayed d
    join bench_benchbody b on b.slug = d.organisation_slug
    join bench_benchsector s on s.code = d.sector;
analyze bench_benchbody; analyze bench_benchsector; analyze bench_benchrecord;
"""


def fill() -> None:
    """Make the tables and copy what is displayed into them."""
    owner = connections["owner"]
    with owner.schema_editor() as editor:
        for model in (BenchBody, BenchSector, BenchRecord):
            editor.create_model(model)
    with owner.cursor() as cursor:
        cursor.execute(FILL)
