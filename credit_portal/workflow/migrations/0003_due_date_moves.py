import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="deadline",
            name="moved_by",
            field=models.CharField(blank=True, db_default="", default="", max_length=60),
        ),
        migrations.CreateModel(
            name="DueDateMove",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=60)),
                ("old_due_on", models.DateField()),
                ("due_on", models.DateField()),
                ("was_provisional", models.BooleanField()),
                ("provisional", models.BooleanField()),
                ("at", models.DateTimeField()),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="workflow.deadline",
                    ),
                ),
            ],
            options={
                'constraints': [models.UniqueConstraint(
                fields=("deadline", "act"), name="duedatemove_once"
            )],"ordering": ["id"]},
        ),
    ]
