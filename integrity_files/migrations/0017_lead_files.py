"""Leads that grow out of complaints, and the files that come with them."""

import credit_portal.common.ids
import django.db.models.deletion
from django.db import migrations, models

from credit_portal.common.db import AppGrant


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_guards'),
        ('integrity_files', '0016_consequences_guards'),
    ]

    operations = [
        migrations.AlterField(
            model_name='lead',
            name='origin',
            field=models.CharField(choices=[('broken', 'a commitment found broken'), ('void', 'a commitment found void'), ('document', 'a document of another organ'), ('hand', 'noticed by the credit office'), ('complaint', 'a complaint found true')], max_length=12, verbose_name='Origin'),
        ),
        migrations.CreateModel(
            name='LeadFile',
            fields=[
                ('id', models.UUIDField(default=credit_portal.common.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('added_on', models.DateField()),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='integrity_files.lead')),
            ],
            options={
                'ordering': ('added_on', 'id'),
            },
        ),
        AppGrant("integrity_files_leadfile", "SELECT, INSERT"),
    ]
