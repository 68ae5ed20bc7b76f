"""The directory and the two rule sets as seeded; versions are only added; the public reads them."""

from typing import Any

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PublicRead
from integrity_files.rules_catalogue import ITEMS, SEEDED_FROM
from integrity_files.rules_display import RULES, SETS

TABLES = (
    "integrity_files_displayruleset",
    "integrity_files_displayrule",
    "integrity_files_catalogueitem",
)


def seed(apps: Any, schema_editor: Any) -> None:
    """Insert what is known of both orders, and the items."""
    alias = schema_editor.connection.alias

    def insert(model: str, rows: list[dict[str, Any]]) -> None:
        table = apps.get_model("integrity_files", model)
        table.objects.using(alias).bulk_create(table(**row) for row in rows)

    insert("DisplayRuleSet", [vars(one) for one in SETS])
    rules = [{**vars(one), "position": n} for n, one in enumerate(RULES, 1)]
    for row in rules:
        row["rule_set_id"] = row.pop("rule_set")
    insert("DisplayRule", rules)
    insert("CatalogueItem", [_item(one) for one in ITEMS])
    schema_editor.execute("set constraints all immediate")


def _item(rule: Any) -> dict[str, Any]:
    told = {name: value for name, value in vars(rule).items() if name != "category"}
    return {
        **told,
        "category_id": rule.category,
        "sources": list(rule.sources),
        "severities": list(rule.severities),
        "fields": list(rule.fields),
        "subject_kind": rule.subject_kind,
        "effective_from": SEEDED_FROM,
        "source": "本门户设定，依据见法律依据栏",
        "confidence": "design",
    }


def unseed(apps: Any, schema_editor: Any) -> None:
    """Take them out again."""
    alias = schema_editor.connection.alias
    for model in ("CatalogueItem", "DisplayRule", "DisplayRuleSet"):
        apps.get_model("integrity_files", model).objects.using(alias).all().delete()


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("integrity_files", "0003_catalogue"), ("common", "__first__")]

    operations = [
        migrations.RunPython(seed, unseed),
        Guard(*TABLES),
        AppGrant("integrity_files_displayruleset", "SELECT"),
        AppGrant("integrity_files_displayrule", "SELECT"),
        AppGrant("integrity_files_catalogueitem", "SELECT, INSERT"),
        *[PublicRead(table) for table in (*TABLES, "integrity_files_category")],
    ]
