"""The public part of the directory: divisions, bodies and their names, titles of posts; no persons."""

from django.db import migrations

from credit_portal.common.db import PublicRead


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [
        PublicRead("directory_division"),
        PublicRead("directory_organisation"),
        PublicRead("directory_organisationname"),
        PublicRead("directory_post"),
        PublicRead("directory_formeraddress"),
    ]
