"""The parameters of the sheets as seeded, what the application may do to them, and that the
public reads them."""

from django.db import migrations

from credit_portal.common.db import AppGrant, Guard, PublicRead

SEED = """
insert into publishing_livelihoodfield (code, label_zh, label_en, source, effective_from) values
 ('employment', '就业', 'Employment', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('property_management', '物业', 'Property management', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('schooling', '就学', 'Schooling', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('family_planning', '生育支持与托育', 'Childbirth support and childcare',
  '沈阳市政务诚信建设方案；原称“计生”，名称由本门户设定', '2017-01-01'),
 ('elderly_care', '养老', 'Elderly care', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('disability_assistance', '助残', 'Disability assistance', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('poverty_alleviation', '防返贫帮扶', 'Help against falling back into poverty',
  '沈阳市政务诚信建设方案；原称“扶贫”，名称由本门户设定', '2017-01-01'),
 ('medical_insurance', '医保', 'Medical insurance', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('housing', '住房', 'Housing', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('travel', '出行', 'Travel', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('parking', '停车', 'Parking', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('fire_theft_prevention', '防火防盗', 'Fire and theft prevention', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('military_support', '拥军优属', 'Support for military and families', '沈阳市政务诚信建设方案', '2017-01-01'),
 ('convenience_services', '便民服务', 'Convenience services', '沈阳市政务诚信建设方案', '2017-01-01');
insert into publishing_comparisonnumber (code, value, source, effective_from) values
 ('small', 5, '本门户设定', '2017-01-01'),
 ('middle', 10, '本门户设定', '2017-01-01'),
 ('large', 20, '本门户设定', '2017-01-01'),
 ('entries', 60, '本门户设定', '2017-01-01'),
 ('high_from', 90, '本门户设定', '2017-01-01'),
 ('fair_from', 70, '本门户设定', '2017-01-01');
"""
BACK = "delete from publishing_livelihoodfield; delete from publishing_comparisonnumber;"


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("publishing", "0005_livelihood"), ("common", "__first__")]

    operations = [
        migrations.RunSQL(SEED, BACK),
        Guard("publishing_livelihoodfield", "publishing_comparisonnumber"),
        AppGrant("publishing_livelihoodfield", "SELECT, INSERT"),
        AppGrant("publishing_comparisonnumber", "SELECT, INSERT"),
        PublicRead("publishing_livelihoodfield"),
        PublicRead("publishing_comparisonnumber"),
    ]
