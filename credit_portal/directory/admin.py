"""The directory in Django's admin: to look at. Persons are seen only as holders of posts."""

from django.contrib import admin

from credit_portal.common.admin import ReadOnlyAdmin
from credit_portal.directory.models import Appointment, Division, Organisation, Post


@admin.register(Division)
class DivisionAdmin(ReadOnlyAdmin):
    """Administrative divisions."""

    list_display = ("code", "name_zh", "name_en", "level", "is_fictional")
    list_filter = ("level", "is_fictional")
    search_fields = ("code", "name_zh", "name_en")


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyAdmin):
    """Public bodies."""

    list_display = ("name_zh", "code", "kind", "parent", "active")
    list_select_related = ("parent",)
    list_filter = ("kind", "active")
    search_fields = ("name_zh", "name_en", "code")


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    """Posts of bodies."""

    list_display = ("title_zh", "organisation", "is_principal", "is_public", "active")
    list_select_related = ("organisation",)
    list_filter = ("is_principal", "is_public")
    search_fields = ("title_zh", "title_en", "organisation__name_zh")


@admin.register(Appointment)
class AppointmentAdmin(ReadOnlyAdmin):
    """Who held which post when."""

    list_display = ("post", "person", "kind", "starts_on", "ends_on")
    list_select_related = ("post", "person")
    list_filter = ("kind",)
    search_fields = ("post__title_zh", "post__organisation__name_zh")
