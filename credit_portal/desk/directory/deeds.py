"""What can be done to the directory on the desk, each deed with its form and its service.

A deed either takes effect at once, when the keeper of reference data does it and it is small, or
becomes a change that a second person confirms (`kinds`): everything about the structure, and
everything that a body's own staff propose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common.actors import Actor
from credit_portal.desk.directory import forms, post_forms
from credit_portal.directory import services
from credit_portal.directory.models import Appointment, Organisation, Post
from credit_portal.directory.services.appointments import rewrites_end
from credit_portal.directory.services.organisations import CONTACT, OTHER_NAMES, renames
from credit_portal.directory.uscc import is_fictional

Values = dict[str, Any]
Target = Organisation | Post | Appointment | None


@dataclass(frozen=True)
class Deed:
    """One deed. `apply(target, values, actor, reason)` writes it; `initial(target)` is what stands
    there before; `two(target, values)` whether the keeper alone may not do it; `staff` whether the
    body's own staff may propose it; `offered(target)` whether it makes sense now."""

    code: str
    on: str
    title: Any
    hint: Any
    form: type[forms.DeedForm]
    apply: Callable[[Any, Values, Actor, str], Any]
    initial: Callable[[Any], Values] = lambda target: {}
    two: Callable[[Any, Values], bool] = lambda target, values: True
    staff: bool = True
    offered: Callable[[Any], bool] = lambda target: True
    tone: str = ""


def body_of(target: Target) -> Organisation | None:
    """The body that a deed on this target concerns; None for a new one at the root."""
    if isinstance(target, Appointment):
        return target.post.organisation
    if isinstance(target, Post):
        return target.organisation
    return target


def _of(*names: str) -> Callable[[Any], Values]:
    return lambda target: {name: getattr(target, name) for name in names}


def _at_once(target: Any, values: Values) -> bool:
    return False


def _active(target: Any) -> bool:
    return bool(target.active)


# -- bodies --------------------------------------------------------------------------------------
def _edit_body(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    changed = {name: value for name, value in values.items() if getattr(body, name) != value}
    return services.edit_organisation(actor=actor, organisation=body, reason=reason, **changed)


def _renamed(body: Organisation, values: Values) -> bool:
    return any(renames(name, getattr(body, name), value) for name, value in values.items())


def _identity(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    given = {**values, "code": values["code"] or None}
    given["code_is_fictional"] = is_fictional(values["code"] or "")
    changed = {name: value for name, value in given.items() if getattr(body, name) != value}
    return services.edit_organisation(actor=actor, organisation=body, reason=reason, **changed)


def _identity_now(body: Organisation) -> Values:
    return {"code": body.code or "", "kind": body.kind, "division": body.division}


def _rename(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    return services.rename(actor=actor, organisation=body, reason=reason, **values)


def _correct_name(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    return services.correct_name(actor=actor, organisation=body, reason=reason, **values)


def _name_now(body: Organisation) -> Values:
    row = body.names.filter(valid_to__isnull=True).get()
    names = {"name_zh": row.name_zh, "name_en": row.name_en}
    return {"name_id": str(row.pk), **names, "valid_from": row.valid_from, "basis": row.basis}


def _move(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    return services.move(actor=actor, organisation=body, reason=reason, **values)


def _close(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    return services.close_organisation(actor=actor, organisation=body, reason=reason, **values)


def _reopen(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    return services.reopen_organisation(actor=actor, organisation=body, reason=reason, **values)


def _create(target: None, values: Values, actor: Actor, reason: str) -> Any:
    code = values["code"] or ""
    return services.create_organisation(
        actor=actor, reason=reason, code_is_fictional=is_fictional(code), **values
    )


def _new_post(body: Organisation, values: Values, actor: Actor, reason: str) -> Any:
    return services.create_post(actor=actor, organisation=body, reason=reason, **values)


# -- posts and appointments ----------------------------------------------------------------------
def _edit_post(post: Post, values: Values, actor: Actor, reason: str) -> Any:
    return services.edit_post(actor=actor, post=post, reason=reason, **values)


def _abolish(post: Post, values: Values, actor: Actor, reason: str) -> Any:
    return services.edit_post(actor=actor, post=post, reason=reason, active=False)


def _appoint(post: Post, values: Values, actor: Actor, reason: str) -> Any:
    return services.appoint(actor=actor, post=post, reason=reason, **values)


def _heads(post: Post, values: Values) -> bool:
    return post.is_principal and values["kind"] == Appointment.Kind.REGULAR


def _ends_by_two(row: Appointment, values: Values) -> bool:
    """Whether ending is no small deed: of who heads a body, or told of days that are past."""
    return bool(row.post.is_principal) or rewrites_end(row.ends_on, values["ends_on"])


def _correct_by_two(row: Appointment, values: Values) -> bool:
    heads = _heads(row.post, values) or _heads(row.post, {"kind": row.kind})
    return heads or rewrites_end(row.ends_on, values["ends_on"])


def _end(row: Appointment, values: Values, actor: Actor, reason: str) -> Any:
    return services.end_appointment(actor=actor, appointment=row, reason=reason, **values)


def _correct(row: Appointment, values: Values, actor: Actor, reason: str) -> Any:
    return services.correct_appointment(actor=actor, appointment=row, reason=reason, **values)


DEEDS: tuple[Deed, ...] = (
    Deed(
        "create", "root", _("Enter a new body"),
        _("A second administrator confirms it; then it stands in the tree and in public."),
        forms.CreateForm, _create, staff=False,
    ),
    Deed(
        "rename", "body", _("Enter a new name"),
        _("The body is called otherwise from a day on; the old name stays and leads here."),
        forms.RenameForm, _rename, initial=_of("name_zh", "name_en"), offered=_active,
    ),
    Deed(
        "correct-name", "body", _("Put a wrong name right"),
        _("The body was never called so: a slip when it was entered."),
        forms.CorrectNameForm, _correct_name, initial=_name_now,
    ),
    Deed(
        "contact", "body", _("Change contact details"),
        _("Address, telephone, web site, office hours."),
        forms.ContactForm, _edit_body, initial=_of(*CONTACT), two=_at_once,
        offered=_active,
    ),
    Deed(
        "names", "body", _("Change short or English name"),
        _("A missing English name is supplied at once; whatever else takes two people."),
        forms.OtherNamesForm, _edit_body, initial=_of(*OTHER_NAMES), two=_renamed,
        offered=_active,
    ),
    Deed(
        "identity", "body", _("Change code, kind or division"),
        _("The old code goes on leading to the body."),
        forms.IdentityForm, _identity, initial=_identity_now, offered=_active,
    ),
    Deed(
        "post", "body", _("Add a post"), _("Promises and duties belong to posts."),
        post_forms.NewPostForm, _new_post, offered=_active,
        two=lambda body, values: bool(values["is_principal"] or values["is_public"]),
    ),
    Deed(
        "move", "body", _("Put under another superior"),
        _("With all bodies below it, from a day on."),
        forms.MoveForm, _move, initial=_of("parent"), staff=False, offered=_active,
    ),
    Deed(
        "close", "body", _("Close the body"),
        _("It stays in the directory with its last day; appointments end with it."),
        forms.CloseForm, _close, staff=False, offered=_active, tone="red",
    ),
    Deed(
        "reopen", "body", _("Open the body again"), _("When it was closed by mistake."),
        forms.ReopenForm, _reopen, staff=False, offered=lambda body: not body.active,
    ),
    Deed(
        "appoint", "post", _("Register an appointment"),
        _("Regular, acting, presiding, delegated or seconded, from a day on."),
        post_forms.AppointForm, _appoint, two=_heads, offered=_active,
    ),
    Deed(
        "titles", "post", _("Change the titles"), _("Records already published keep the old one."),
        post_forms.TitlesForm, _edit_post, initial=_of("title_zh", "title_en"), two=_at_once,
        offered=_active,
    ),
    Deed(
        "marks", "post", _("Principal post, public naming"),
        _("Who answers for the body, and whether he may be named in public."),
        post_forms.MarksForm, _edit_post, initial=_of("is_principal", "is_public"), staff=False,
        offered=_active,
    ),
    Deed(
        "abolish", "post", _("Abolish the post"), _("Once nobody holds it any more."),
        post_forms.AbolishForm, _abolish, two=lambda post, values: bool(post.is_principal),
        offered=_active, tone="red",
    ),
    Deed(
        "end", "appointment", _("End the appointment"), _("The last day counts as in office."),
        post_forms.EndForm, _end, initial=_of("ends_on"), two=_ends_by_two,
    ),
    Deed(
        "correct", "appointment", _("Put the appointment right"),
        _("When days, capacity or document were entered wrongly."),
        post_forms.CorrectAppointmentForm, _correct,
        initial=_of("kind", "starts_on", "ends_on", "basis"),
        two=_correct_by_two,
    ),
)  # fmt: skip
BY_CODE: Mapping[str, Deed] = {deed.code: deed for deed in DEEDS}
