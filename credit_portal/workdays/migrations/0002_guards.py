"""The public may read the calendar and the rules; a version of a rule is never rewritten."""

from django.db import migrations

from credit_portal.common.db import AppGrant, PublicRead

NOTICE_COLUMNS = ("id", "year", "title_zh", "title_en", "number", "url", "loaded_at")


class Migration(migrations.Migration):
    dependencies = [("workdays", "0001_initial"), ("common", "0001_initial")]
    operations = [
        PublicRead("workdays_calendarday"),
        PublicRead("workdays_calendarversion"),
        PublicRead("workdays_holidaynotice", NOTICE_COLUMNS),
        PublicRead("workdays_deadlinerule"),
        AppGrant("workdays_calendarday", "SELECT, INSERT, UPDATE"),
        AppGrant("workdays_calendarversion", "SELECT, INSERT, UPDATE"),
        AppGrant("workdays_holidaynotice", "SELECT, INSERT, UPDATE"),
        # a version is closed by its last day, nothing else in it ever changes
        AppGrant("workdays_deadlinerule", "SELECT, INSERT, UPDATE (effective_to)"),
    ]
