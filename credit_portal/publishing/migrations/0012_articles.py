"""News, notices, policies and help as a published kind; the office ends the display of its own
words."""

import credit_portal.common.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0004_succession_guards"),
        ("files", "0002_guards"),
        ("publishing", "0011_tallies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=credit_portal.common.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "section",
                    models.CharField(
                        choices=[
                            ("news", "Integrity news"),
                            ("notices", "Notices"),
                            ("alerts", "Risk alerts"),
                            ("cases", "Culture and cases"),
                            ("policies", "Policies and laws"),
                            ("standards", "Standards"),
                            ("help", "Help"),
                        ],
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("ref", models.CharField(blank=True, max_length=24)),
                ("rec", models.CharField(blank=True, max_length=32)),
            ],
            options={
                "ordering": ("-created_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="ArticleEdition",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=credit_portal.common.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("publish", "First publication"),
                            ("update", "New facts"),
                            ("correct", "Correction"),
                            ("withdraw", "Withdrawal"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waiting for approval"),
                            ("approved", "Approved"),
                            ("given_up", "Given up"),
                        ],
                        default="draft",
                        max_length=10,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
                ("title_zh", models.CharField(max_length=200, verbose_name="Title in Chinese")),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=200, verbose_name="Title in English"),
                ),
                (
                    "summary_zh",
                    models.CharField(blank=True, max_length=500, verbose_name="Summary in Chinese"),
                ),
                (
                    "summary_en",
                    models.CharField(blank=True, max_length=500, verbose_name="Summary in English"),
                ),
                ("body_zh", models.TextField(max_length=40000, verbose_name="Text in Chinese")),
                (
                    "body_en",
                    models.TextField(blank=True, max_length=40000, verbose_name="Text in English"),
                ),
                (
                    "number_zh",
                    models.CharField(blank=True, max_length=100, verbose_name="Document number"),
                ),
                (
                    "organ_zh",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Issuing organ in Chinese"
                    ),
                ),
                (
                    "organ_en",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="Issuing organ in English"
                    ),
                ),
                ("dated", models.DateField(null=True, verbose_name="Date of the document")),
                ("force_from", models.DateField(null=True, verbose_name="In force from")),
                ("force_until", models.DateField(null=True, verbose_name="In force until")),
                (
                    "source_url",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="Address of the source"
                    ),
                ),
                ("until", models.DateField(null=True, verbose_name="Last day of display")),
                (
                    "removal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("period_ended", "the display period ended"),
                            ("repaired", "credit repair was granted"),
                            ("objection_upheld", "an objection was upheld"),
                            ("court", "a court or review decision requires it"),
                            ("ground_gone", "the document it rests on was revoked or changed"),
                            ("error", "it was published by mistake"),
                            ("personal_data", "personal information must be erased"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reason", models.TextField(blank=True, max_length=1000, verbose_name="Reason")),
                ("erase_previous", models.BooleanField(default=False)),
                ("back", models.TextField(blank=True, max_length=1000)),
                ("drafter_title", models.CharField(blank=True, max_length=200)),
                ("drafted_on", models.DateField()),
                ("submitted_at", models.DateTimeField(null=True)),
                ("approver_title", models.CharField(blank=True, max_length=200)),
                ("decided_at", models.DateTimeField(null=True)),
                ("doc_sha", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "ordering": ("article", "-number"),
            },
        ),
        migrations.CreateModel(
            name="ArticleFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=credit_portal.common.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ("edition", "position", "id"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_foreign_approver",
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act__in", ("annotate", "withdraw", "repair", "restore")), _negated=True
                    ),
                    ("kind__in", ("article",)),
                    models.Q(
                        ("automatic", True),
                        models.Q(
                            models.Q(("act", "restore"), ("basis", "X01")),
                            ("act", "annotate"),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("approver_organisation_id__isnull", False),
                        models.Q(
                            ("approver_organisation_id", models.F("organisation_id")), _negated=True
                        ),
                    ),
                    _connector="OR",
                ),
                name="decision_foreign_approver",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.organisation",
                verbose_name="Office",
            ),
        ),
        migrations.AddField(
            model_name="articleedition",
            name="approver",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="articleedition",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="editions",
                to="publishing.article",
            ),
        ),
        migrations.AddField(
            model_name="articleedition",
            name="drafter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="articlefile",
            name="edition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="publishing.articleedition",
            ),
        ),
        migrations.AddField(
            model_name="articlefile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(fields=["organisation", "-created_at", "-id"], name="article_of"),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "section__in",
                        ["news", "notices", "alerts", "cases", "policies", "standards", "help"],
                    )
                ),
                name="article_section",
            ),
        ),
        migrations.AddIndex(
            model_name="articleedition",
            index=models.Index(
                condition=models.Q(("state__in", ("draft", "submitted"))),
                fields=["state", "submitted_at"],
                name="article_edition_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.UniqueConstraint(
                fields=("article", "number"), name="article_edition_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("draft", "submitted"))),
                fields=("article",),
                name="article_edition_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__in", ["publish", "update", "correct", "withdraw"]),
                    ("state__in", ["draft", "submitted", "approved", "given_up"]),
                    models.Q(("title_zh", ""), _negated=True),
                    models.Q(("body_zh", ""), _negated=True),
                ),
                name="article_edition_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("force_until", None),
                    ("force_from", None),
                    ("force_until__gte", models.F("force_from")),
                    _connector="OR",
                ),
                name="article_edition_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("act", "withdraw"),
                        ("removal__in", ["error", "ground_gone", "personal_data", "court"]),
                    ),
                    models.Q(models.Q(("act", "withdraw"), _negated=True), ("removal", "")),
                    _connector="OR",
                ),
                name="article_edition_removal",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.CheckConstraint(
                condition=models.Q(("act", "correct"), ("erase_previous", False), _connector="OR"),
                name="article_edition_erases",
            ),
        ),
        migrations.AddConstraint(
            model_name="articleedition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approver__isnull", False),
                        ("decided_at__isnull", False),
                        ("doc_sha__regex", "^[0-9a-f]{64}$"),
                        ("state", "approved"),
                        models.Q(("approver", models.F("drafter")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "approved"), _negated=True),
                        ("approver", None),
                        ("decided_at", None),
                        ("doc_sha", ""),
                    ),
                    _connector="OR",
                ),
                name="article_edition_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="articlefile",
            constraint=models.UniqueConstraint(
                fields=("edition", "file"), name="article_file_once"
            ),
        ),
    ]
