"""The legal grounds by code, and the generation row. Changed by migration only, in pairs."""

from typing import Any
from uuid import uuid4

from django.db import migrations

CODES = [
    ("C01", "更正失实内容", "Correction of inaccurate content",
     "《中华人民共和国政府信息公开条例》第四十一条",
     "Regulations on the Disclosure of Government Information, art. 41"),
    ("E01", "公示期届满", "End of the display period",
     "《信用修复管理办法》（国家发展改革委令第36号）",
     "Measures for Credit Repair (NDRC order 36)"),
    ("N01", "异议标注", "Mark of an accepted objection",
     "《信用修复管理办法》（国家发展改革委令第36号）；国办发〔2020〕49号",
     "Measures for Credit Repair (NDRC order 36); State Council General Office (2020) no. 49"),
    ("P01", "依法主动公开政府信息", "Disclosure of government information by duty",
     "《中华人民共和国政府信息公开条例》第十九条、第二十条",
     "Regulations on the Disclosure of Government Information, arts. 19 and 20"),
    ("P02", "公开政务承诺及兑现情况", "Disclosure of government commitments and how they are kept",
     "《优化营商环境条例》第三十一条；国发〔2016〕76号",
     "Regulations on Optimising the Business Environment, art. 31;"
     " State Council (2016) no. 76"),
    ("P03", "公示政务失信记录", "Display of a government breach record",
     "国发〔2016〕76号；国办发〔2020〕49号；发改财金〔2023〕1103号",
     "State Council (2016) no. 76; State Council General Office (2020) no. 49;"
     " NDRC (2023) no. 1103"),
    ("R01", "信用修复", "Credit repair",
     "《信用修复管理办法》（国家发展改革委令第36号）",
     "Measures for Credit Repair (NDRC order 36)"),
    ("S01", "系统记载的事实状态", "Factual status stated by the system",
     "《中华人民共和国政府信息公开条例》第二十六条",
     "Regulations on the Disclosure of Government Information, art. 26"),
    ("V01", "恢复公示", "Display restored",
     "《中华人民共和国政府信息公开条例》第二十六条",
     "Regulations on the Disclosure of Government Information, art. 26"),
    ("W01", "异议成立撤回", "Withdrawn, objection upheld",
     "国办发〔2020〕49号；《信用修复管理办法》（国家发展改革委令第36号）",
     "State Council General Office (2020) no. 49; Measures for Credit Repair (NDRC order 36)"),
    ("W02", "依裁判或复议决定撤回", "Withdrawn by judgment or review decision",
     "《中华人民共和国行政诉讼法》《中华人民共和国行政复议法》",
     "Administrative Litigation Law; Administrative Reconsideration Law"),
    ("W03", "依法删除个人信息", "Personal information erased",
     "《中华人民共和国个人信息保护法》第四十七条",
     "Personal Information Protection Law, art. 47"),
    ("W04", "误公开撤回", "Withdrawn, published by mistake",
     "《中华人民共和国政府信息公开条例》第十四条至第十六条",
     "Regulations on the Disclosure of Government Information, arts. 14 to 16"),
    ("W05", "依据的文书撤销或变更撤回", "Withdrawn, the document it rests on was revoked or changed",
     "《中华人民共和国行政处罚法》第四十八条（其他文书参照）",
     "Administrative Penalty Law, art. 48 (other documents by analogy)"),
    ("X01", "紧急隐藏", "Emergency removal",
     "《中华人民共和国个人信息保护法》第五十七条",
     "Personal Information Protection Law, art. 57"),
]


def seed(apps: Any, schema_editor: Any) -> None:
    """Insert the codes and the one generation row."""
    alias = schema_editor.connection.alias
    basis = apps.get_model("publishing", "Basis")
    fields = ("code", "name_zh", "name_en", "source_zh", "source_en")
    basis.objects.using(alias).bulk_create(
        basis(**dict(zip(fields, row, strict=True))) for row in CODES
    )
    generation = apps.get_model("publishing", "Generation")
    generation.objects.using(alias).create(id=1, value=0, stamp=uuid4().hex)


def unseed(apps: Any, schema_editor: Any) -> None:
    """Take them out again."""
    alias = schema_editor.connection.alias
    apps.get_model("publishing", "Basis").objects.using(alias).all().delete()
    apps.get_model("publishing", "Generation").objects.using(alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_guards")]
    operations = [migrations.RunPython(seed, unseed)]
