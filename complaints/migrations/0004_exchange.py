"""Orders of the other platform and their results; selected answers are withdrawn by two people."""
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from credit_portal.common.db import AppGrant


class Migration(migrations.Migration):

    dependencies = [
        ('complaints', '0003_vault'),
        ('directory', '0004_succession_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlatformNonce',
            fields=[
                ('digest', models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ('sent_at', models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name='publicanswer',
            name='withdraw_proposer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicanswer',
            name='withdraw_reason_zh',
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name='publicanswer',
            name='withdrawer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='publicanswer',
            name='withdrawn_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='workorder',
            name='due_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='workorderresult',
            name='way',
            field=models.CharField(blank=True, choices=[('file', 'file'), ('http', 'http')], max_length=4),
        ),
        migrations.AddIndex(
            model_name='workorderresult',
            index=models.Index(condition=models.Q(('sent_at', None)), fields=['id'], name='work_order_waiting'),
        ),
        migrations.AddConstraint(
            model_name='publicanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdraw_proposer__isnull', False), ('withdrawer__isnull', False), ('withdrawn_on__isnull', False), models.Q(('withdrawer', models.F('withdraw_proposer')), _negated=True), models.Q(('withdraw_reason_zh', ''), _negated=True)), _connector='OR'), name='public_answer_withdrawn_by_two'),
        ),
        migrations.AddConstraint(
            model_name='workorderresult',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('sent_at', None), ('way', '')), models.Q(('sent_at__isnull', False), models.Q(('way', ''), _negated=True)), _connector='OR'), name='work_order_result_left'),
        ),
        AppGrant("complaints_platformnonce", "SELECT, INSERT, DELETE"),
    ]
