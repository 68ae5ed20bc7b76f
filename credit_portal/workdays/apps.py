"""Registration of the workdays app."""

from django.apps import AppConfig


class WorkdaysConfig(AppConfig):
    """Configuration of credit_portal.workdays."""

    name = "credit_portal.workdays"
    label = "workdays"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the audit verbs."""
        from credit_portal.audit import verbs

        verbs.register(
            {
                "workdays.load_year": ("载入年度放假安排", "loaded the holidays of a year"),
                "workdays.revise_rule": ("修订期限规则", "revised a time limit"),
                "workdays.end_rule": ("终止期限规则", "ended a time limit"),
            }
        )
