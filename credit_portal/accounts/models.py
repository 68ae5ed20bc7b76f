"""Users, the roles granted to them over part of the tree of bodies, and API tokens."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.accounts.managers import UserManager
from credit_portal.accounts.powers import Powers
from credit_portal.common import clock
from credit_portal.common.ids import uuid7
from credit_portal.directory.models import Organisation, Person, Post

__all__ = [
    "ApiToken",
    "DeputyRequest",
    "FactorReset",
    "Invitation",
    "Language",
    "Lockout",
    "ProviderLink",
    "Role",
    "RoleGrant",
    "SignIn",
    "StaffSession",
    "User",
]


class Language(models.TextChoices):
    """Languages of the portal; the names are written in themselves."""

    CHINESE = "zh-hans", "简体中文"
    ENGLISH = "en", "English"


class User(AbstractBaseUser):
    """Somebody who signs in. Fulfils `common.actors.Actor`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(_("user name"), max_length=60, unique=True)
    display_name = models.CharField(_("display name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.CHINESE
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="users"
    )
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT)
    #: Whose hand was last on what says who this is (name, body, post): he proposes no role for it.
    entered_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(editable=False)

    #: Whether a sign-in proof of the last minutes stands behind this instance: set per request
    #: by the middleware, by commands for their actors, never from an API token (accounts.fresh).
    fresh: bool = False

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]

    class Meta:
        ordering = ["username"]
        constraints = [
            models.UniqueConstraint(Lower("username"), name="user_username_folded"),
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="user_email_folded"
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_active=True, person__isnull=False),
                name="user_one_account_per_person",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new account is dated by the portal's clock."""
        if self._state.adding and self.created_at is None:
            self.created_at = clock.now()
        super().save(*args, **kwargs)

    @property
    def powers(self) -> Powers:
        """What this user may do today, read once per instance; an instance lives one request."""
        if "_powers" not in self.__dict__:
            self.__dict__["_powers"] = Powers.of(self)
        powers: Powers = self.__dict__["_powers"]
        return powers

    @property
    def is_staff(self) -> bool:
        """Whether Django's admin lets him in: derived from his roles, never stored."""
        return self.is_active and self.powers.sees_admin

    @property
    def title(self) -> str:
        """The post held, or the roles; never a name, because audit rows keep it for ever.

        In a capacity (see `accounts.capacity`) it says for whom he acts: "副科长（代理局长）".
        """
        own = str(self.post) if self.post is not None else self.powers.names_zh or "无岗位"
        return str(self.__dict__.get("_capacity", "%s") % own)

    @property
    def title_en(self) -> str:
        """The post in English with the capacity; "" where the post has no English title."""
        own = self.post.title_en if self.post is not None else ""
        return str(self.__dict__.get("_capacity_en", "%s") % own) if own else ""

    def may(self, verb: str, organisation: Organisation | None = None) -> bool:
        """Whether the verb is granted over this body; with None, whether over any body at all."""
        return self.powers.may(verb, organisation)

    def organisation_paths(self, verb: str) -> list[str]:
        """Paths of the subtrees over which the verb is granted; "/" stands for every body."""
        return self.powers.paths(verb)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's admin only shows, and only reference data or accounts (see policies)."""
        return self.is_active and self.is_staff and self.powers.sees_in_admin(perm)

    def has_module_perms(self, app_label: str) -> bool:
        """Whether the admin index lists the app."""
        return self.has_perm(f"{app_label}.view_{app_label}")

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read again, powers included."""
        self.__dict__.pop("_powers", None)
        super().refresh_from_db(*args, **kwargs)


class Role(models.Model):
    """A kind of duty. What each may do is in `policies`; who has it, in RoleGrant."""

    class Duty(models.TextChoices):
        """Classes of roles that one person never combines (security.md S8)."""

        BUSINESS = "business", _("business")
        SECURITY = "security", _("security administration")
        SYSTEM = "system", _("system administration")
        AUDIT = "audit", _("audit")

    code = models.CharField(primary_key=True, max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    summary_zh = models.CharField(max_length=200)
    summary_en = models.CharField(max_length=200)
    duty = models.CharField(max_length=10, choices=Duty, default=Duty.BUSINESS)
    everywhere = models.BooleanField(default=False)
    cools = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class RoleGrant(models.Model):
    """A role given to a user over a body and all below it, between two days (both included).

    A grant by administrators has no effect until a second one confirms it. `organisation` may be
    empty only for roles that hold everywhere.
    """

    class Origin(models.TextChoices):
        """How the grant came about."""

        ADMINISTRATORS = "administrators", _("two administrators")
        FIRST = "first_administrators", _("set-up of the portal")
        DEMO = "demo", _("demonstration")

    class Kind(models.TextChoices):
        """In what capacity the role is exercised."""

        REGULAR = "regular", _("regular duty")
        PRESIDING = "presiding", pgettext_lazy("duty", "presiding")
        ACTING = "acting", pgettext_lazy("duty", "acting")
        SECONDED = "seconded", pgettext_lazy("duty", "seconded")
        DELEGATED = "delegated", pgettext_lazy("duty", "deputy")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="grants")
    duty = models.CharField(max_length=10, choices=Role.Duty, default=Role.Duty.BUSINESS)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="grants"
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REGULAR)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    stands_in_for = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="deputies"
    )
    origin = models.CharField(max_length=24, choices=Origin, default=Origin.ADMINISTRATORS)
    granted_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="grants_given"
    )
    granted_at = models.DateTimeField(editable=False)
    seconded_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="grants_seconded"
    )
    seconded_at = models.DateTimeField(null=True)
    effective_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="grants_revoked"
    )
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-granted_at", "-id"]
        indexes = [
            models.Index(fields=["user"], condition=Q(revoked_at=None), name="grant_current_user"),
            models.Index(
                fields=["role", "organisation"],
                condition=Q(revoked_at=None),
                name="grant_current_role",
            ),
            models.Index(
                fields=["ends_on"],
                condition=Q(revoked_at=None, reminded_at=None),
                name="grant_ending",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(granted_by=None) | ~Q(granted_by=F("user")),
                name="grant_not_to_oneself",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None)
                | (~Q(seconded_by=F("granted_by")) & ~Q(seconded_by=F("user"))),
                name="grant_seconded_by_another",
            ),
            models.CheckConstraint(
                condition=Q(origin="administrators", granted_by__isnull=False)
                | Q(origin__in=["first_administrators", "demo"], granted_by=None),
                name="grant_says_its_origin",
            ),
            models.CheckConstraint(
                condition=Q(seconded_by=None, seconded_at=None)
                | Q(seconded_by__isnull=False, seconded_at__isnull=False),
                name="grant_seconded_with_time",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="grant_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(kind="regular") | Q(ends_on__isnull=False),
                name="grant_for_a_time_ends",
            ),
            models.CheckConstraint(
                condition=(Q(kind="delegated") & Q(stands_in_for__isnull=False))
                | (~Q(kind="delegated") & Q(stands_in_for=None)),
                name="grant_deputy_names_basis",
            ),
            models.CheckConstraint(
                condition=Q(seconded_at=None)
                | Q(effective_at__isnull=False, effective_at__gte=F("seconded_at")),
                name="grant_effective_once_seconded",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(revoked_at=None, ends_on=None),
                nulls_distinct=False,
                name="grant_open_once",
            ),
            ExclusionConstraint(
                name="grant_duties_apart",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("duty", RangeOperators.NOT_EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_id} of {self.user_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A new grant is dated and copies its role's duty for the exclusion constraint."""
        if self._state.adding:
            self.duty = self.role.duty
            self.granted_at = self.granted_at or clock.now()
        super().save(*args, **kwargs)

    @property
    def is_pending(self) -> bool:
        """Given by one administrator, waiting for the second."""
        return (
            self.origin == self.Origin.ADMINISTRATORS
            and self.seconded_by_id is None
            and self.revoked_at is None
        )

    @property
    def state(self) -> str:
        """One word: pending, revoked, ended, cooling, later or open (see `states`)."""
        now = clock.now()
        if self.revoked_at is not None:
            return "revoked"
        if self.is_pending:
            return "pending"
        if self.ends_on is not None and self.ends_on < now.date():
            return "ended"
        if self.effective_at is not None and self.effective_at > now:
            return "cooling"
        return "later" if self.starts_on > now.date() else "open"


class ApiToken(models.Model):
    """A key for programs. Only the SHA-256 of its 256 random bits is kept."""

    class Scope(models.TextChoices):
        """What the token may be used for, at most what its user may do."""

        READ = "read", pgettext_lazy("scope", "read")
        WRITE = "write", pgettext_lazy("scope", "read and write")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(scopes__len__gt=0) & Q(scopes__contained_by=["read", "write"]),
                name="token_scopes_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.user_id})"


from credit_portal.accounts.models_duties import DeputyRequest, Invitation  # noqa: E402
from credit_portal.accounts.models_sign_in import (  # noqa: E402
    FactorReset,
    Lockout,
    ProviderLink,
    SignIn,
    StaffSession,
)
