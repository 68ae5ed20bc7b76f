"""Reading persons: matched by id or by the blind index, never by name alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.common import crypto
from credit_portal.common.actors import Actor
from credit_portal.common.errors import NotFound
from credit_portal.directory import citizen_number, policies
from credit_portal.directory.models import Appointment, Organisation, Person

ID_NUMBER_INDEX = "person.id_no"


def person_with_number(number: str) -> Person | None:
    """The person with this citizen number, found through the blind index."""
    digest = crypto.blind_index(ID_NUMBER_INDEX, citizen_number.normalise(number))
    return Person.objects.filter(id_number_index=digest).first()


def id_number_aad(person: Person) -> str:
    """What binds a sealed number to its place: table|column|row|version (security.md 5)."""
    return f"directory_person|id_number_sealed|{person.pk}|1"


def open_id_number(person: Person) -> str:
    """The whole number, "" when none is kept. Only for services that write it on the trail."""
    if person.id_number_sealed is None:
        return ""
    blob = bytes(person.id_number_sealed)
    return crypto.unseal("civil_servant_id", blob, id_number_aad(person)).decode()


def masked_id_number(person: Person) -> str:
    """First six and last four of the number for internal pages, "" when none is kept."""
    return citizen_number.mask(open_id_number(person)) if person.id_number_sealed else ""


def has_sealed_numbers() -> bool:
    """Whether any citizen number is stored, which only the present keyring opens."""
    return Person.objects.filter(id_number_sealed__isnull=False).exists()


def persons_within(actor: Actor, verb: str) -> QuerySet[Person]:
    """Persons who hold or held a post in a body of the actor's scope; for the keeper of the whole
    directory also those without any post. In the order of names."""
    rows = Person.objects.annotate(posts_held=Count("appointments"))
    paths = actor.organisation_paths(verb)
    if not paths:
        return rows.none()
    if "/" in paths:
        return rows.order_by("name", "pk")
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(post__organisation__path__startswith=path)
    held = Appointment.objects.filter(scope).values("person_id")
    return rows.filter(pk__in=held).order_by("name", "pk")


def may_see_person(actor: Actor, person: Person, verb: str) -> bool:
    """Whether the person stands in the actor's scope of this verb."""
    return persons_within(actor, verb).filter(pk=person.pk).exists()


def person_for(actor: Actor, pk: UUID) -> Person:
    """One person of the actor's scope. Raises NotFound."""
    found = persons_within(actor, policies.PERSONS).filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", _("There is no such entry, or it is not yours to see."))
    return found


def persons_called(actor: Actor, name: str) -> QuerySet[Person]:
    """Persons of the actor's scope whose name contains the text."""
    rows = persons_within(actor, policies.PERSONS)
    return rows.filter(name__icontains=name.strip()) if name.strip() else rows


def namesakes(name: str, organisation: Organisation) -> list[Person]:
    """Persons of exactly this name who hold or held a post in the body. Shown, never merged."""
    rows = Person.objects.filter(name=name.strip(), appointments__post__organisation=organisation)
    return list(rows.distinct().order_by("pk"))


def terms_of_person(person: Person) -> QuerySet[Appointment]:
    """Every post the person holds or held, the newest first."""
    rows = Appointment.objects.filter(person=person)
    return rows.select_related("post__organisation", "person").order_by("-starts_on", "-pk")


def bodies_of_person(person: Person, day: date) -> list[Organisation]:
    """The bodies whose file the person's is on a day: where he holds a post; after the last one
    ended, the body of that last one. Empty for somebody never appointed by then."""
    begun = list(terms_of_person(person).filter(starts_on__lte=day))
    holds = [row for row in begun if row.ends_on is None or row.ends_on >= day]
    if not holds and begun:
        last = max(row.ends_on for row in begun if row.ends_on is not None)
        holds = [row for row in begun if row.ends_on == last]
    return list({row.post.organisation_id: row.post.organisation for row in holds}.values())


def names_of_persons(ids: Iterable[str]) -> dict[str, str]:
    """Names by id, for the histories that keep only ids."""
    rows = Person.objects.filter(pk__in=set(ids)).values_list("pk", "name")
    return {str(pk): name for pk, name in rows}
