"""How many bytes of the disk an original and its cleaned copy take."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """After the status of operators."""

    dependencies = [("complaints", "0008_sight")]

    operations = [
        migrations.AddField(
            model_name="sealedoriginal", name="size", field=models.BigIntegerField(default=0)
        ),
        migrations.AlterField(
            model_name="sealedoriginal", name="made_on", field=models.DateField(db_index=True)
        ),
    ]
