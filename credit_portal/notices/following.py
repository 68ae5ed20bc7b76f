"""Following by e-mail: asked for by anybody, confirmed by whoever reads the address, ended by him.

Nobody learns from the form whether an address follows already: the answer and the rows touched
are alike, and only the mail differs. Audit rows name what is followed by kind, never the address.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Sum
from django.utils.translation import gettext_lazy as _

from credit_portal.audit.services import record
from credit_portal.common import clock, crypto
from credit_portal.common.actors import Actor
from credit_portal.common.db import lock, take_turns
from credit_portal.common.errors import Invalid, NotFound
from credit_portal.notices import follow_sources, outside, quiet, rendering
from credit_portal.notices.models_follow import Follow, Follower, Rhythm
from credit_portal.notices.models_outside import OutsideNotice, OutsideState

CONFIRM, KNOWN, DIGEST = "follow_confirm", "follow_known", "follow_digest"
SEALED = "contact"


def address_of(follower: Follower) -> str:
    """The address in clear, for the moment of sending."""
    return crypto.unseal(SEALED, bytes(follower.address), _place(follower.pk)).decode()


def _place(key: UUID) -> str:
    return f"notices_follower|address|{key}|1"


def next_digest(rhythm: str, after: datetime, rules: quiet.Rules | None = None) -> datetime:
    """When the mail of a rhythm falls due next: at FOLLOW_DIGEST_AT of a working day; the weekly
    one on FOLLOW_DIGEST_WEEKDAY (1 Monday … 7 Sunday), a rest day moves it on."""
    weekday = settings.FOLLOW_DIGEST_WEEKDAY if rhythm == Rhythm.WEEKLY else None
    return (rules or quiet.Rules()).digest_slot(after, settings.FOLLOW_DIGEST_AT, weekday)


@transaction.atomic
def ask(*, actor: Actor, email: str, kind: str, target: str, rhythm: str, language: str) -> Follow:
    """Note that somebody asks for news at an address, and send it one mail about that.

    The mail asks to confirm, or says that this is followed already; above FOLLOW_MAILS_A_DAY none
    is sent. Nothing is told before the owner of the address confirms, and asking again prolongs
    nothing. Raises NotFound for a kind that cannot be followed.
    """
    source = follow_sources.source(kind)
    follower = _follower(email, rendering.known_language(language))
    wish = Follow(
        follower=follower, kind=kind, target=target, rhythm=rhythm, language=follower.language,
        seen=source.head(), asked_at=clock.now(),
    )  # fmt: skip
    follower.follows.filter(_stale()).delete()
    Follow.objects.bulk_create([wish], ignore_conflicts=True)
    follow = Follow.objects.get(follower=follower, kind=kind, target=target)
    if follow.confirmed_at is None:
        follow.rhythm, follow.language = rhythm, rendering.known_language(language)
        follow.save(update_fields=["rhythm", "language"])
    _write(follower, follow)
    record("notices.follow_ask", actor=None, target=follow, new={"kind": kind, "rhythm": rhythm})
    return follow


def _follower(email: str, language: str) -> Follower:
    """The follower of an address, made when there is none, and locked."""
    index = crypto.blind_index("follower", email)
    made = Follower(address_index=index, language=language, created_at=clock.now())
    made.address = crypto.seal(SEALED, email.encode(), _place(made.pk))
    made.reader_index = crypto.blind_index("reader", mailbox(email))
    take_turns(int.from_bytes(made.reader_index[:8], "big", signed=True))
    for _try in range(3):  # one that was just being deleted, or has to be, is made anew
        Follower.objects.bulk_create([made], ignore_conflicts=True)
        rows = Follower.objects.select_for_update()
        found = rows.filter(address_index=index).first()
        if found is not None and not _is_idle(found):
            return found
        if found is not None:
            _forget(found)
    raise NotFound("not_found", _("Please send the form again."))


def mailbox(email: str) -> str:
    """The address without what many servers pass over: quotes, and "+tag" before the @."""
    local, at, domain = email.rpartition("@")
    plain = local.replace('"', "").replace("\\", "")
    return f"{plain.partition('+')[0] or plain}{at}{domain}"


def _write(follower: Follower, follow: Follow) -> None:
    """One mail about what was asked, as long as the day's number for this mailbox lasts."""
    today = clock.today()
    same = Follower.objects.filter(reader_index=bytes(follower.reader_index), mails_on=today)
    if (same.aggregate(n=Sum("mails"))["n"] or 0) >= settings.FOLLOW_MAILS_A_DAY:
        return
    sent = follower.mails if follower.mails_on == today else 0
    follower.mails_on, follower.mails = today, sent + 1
    follower.save(update_fields=["mails_on", "mails"])
    outside.tell(
        email=address_of(follower),
        template=CONFIRM if follow.confirmed_at is None else KNOWN,
        context={"follow": str(follow.pk), "kind": follow.kind, "target": follow.target},
        language=follow.language,
        dedupe_key=f"follow:{follow.pk}:{today}:{sent}",
        follower=follower.pk,
    )


def waiting(follow_id: UUID) -> Follow:
    """What a link of a confirmation names, confirmed or not. Raises NotFound once it was ended or
    was left unconfirmed for FOLLOW_CONFIRM_DAYS."""
    found = Follow.objects.select_related("follower").filter(pk=follow_id).first()
    if found is None or (found.confirmed_at is None and found.asked_at < _oldest()):
        sentence = _("This link is out of date. Please ask for the mails again.")
        raise NotFound("link_out_of_date", sentence)
    return found


def _oldest() -> datetime:
    return clock.now() - timedelta(days=settings.FOLLOW_CONFIRM_DAYS)


def _stale() -> Q:
    """What nobody confirmed in time."""
    return Q(confirmed_at=None, asked_at__lt=_oldest())


@transaction.atomic
def confirm(*, actor: Actor, follow_id: UUID) -> Follow:
    """Let the news begin. Twice is once. Raises NotFound for a link out of date, Invalid above
    FOLLOW_MOST things followed by one address."""
    follower = lock(Follower, waiting(follow_id).follower_id)
    follow = waiting(follow_id)
    if follow.confirmed_at is not None:
        return follow
    if follower.follows.exclude(confirmed_at=None).count() >= settings.FOLLOW_MOST:
        sentence = _("This address follows as much as one address can. End something first.")
        raise Invalid("follows_too_much", sentence)
    follow.confirmed_at = clock.now()
    follow.due_at = next_digest(follow.rhythm, follow.confirmed_at)
    follow.save(update_fields=["confirmed_at", "due_at"])
    follower.language = follow.language
    follower.save(update_fields=["language"])
    record("notices.follow_confirm", actor=None, target=follow, new={"kind": follow.kind})
    return follow


@transaction.atomic
def change_rhythm(*, actor: Actor, follower_id: UUID, follow_id: UUID, rhythm: str) -> Follow:
    """Tell news of one thing in another rhythm from its next mail on. Raises NotFound, Invalid."""
    if rhythm not in Rhythm.values:
        raise Invalid("unknown_rhythm", _("Choose daily or weekly."), field="rhythm")
    follow = _own(follower_id, follow_id)
    if follow.rhythm != rhythm:
        old, follow.rhythm = follow.rhythm, rhythm
        follow.due_at = next_digest(rhythm, clock.now())
        follow.save(update_fields=["rhythm", "due_at"])
        record(
            "notices.follow_rhythm", actor=None, target=follow,
            old={"rhythm": old}, new={"rhythm": rhythm},
        )  # fmt: skip
    return follow


def _own(follower_id: UUID, follow_id: UUID) -> Follow:
    lock(Follower, follower_id)
    return lock(Follow.objects.filter(follower=follower_id, confirmed_at__isnull=False), follow_id)


@transaction.atomic
def stop(*, actor: Actor, follower_id: UUID, follow_id: UUID) -> None:
    """End one thing; with the last one confirmed the address is deleted. Raises NotFound."""
    follow = _own(follower_id, follow_id)
    record("notices.follow_stop", actor=None, target=follow, old={"kind": follow.kind})
    follow.delete()
    if not Follow.objects.filter(follower=follower_id, confirmed_at__isnull=False).exists():
        _forget(Follower.objects.get(pk=follower_id))


@transaction.atomic
def stop_all(*, actor: Actor, follower_id: UUID) -> int:
    """End everything and delete the address; what waits for it is not sent. Twice is once.

    Returns how many things were ended.
    """
    follower = Follower.objects.select_for_update().filter(pk=follower_id).first()
    if follower is None:
        return 0
    count = follower.follows.count()
    record("notices.follow_stop_all", actor=None, target=follower, old={"count": count})
    _forget(follower)
    return count


def _forget(follower: Follower) -> None:
    """Delete the follower, his address, and the address of every mail that waits for it."""
    rows = OutsideNotice.objects.filter(follower=follower, state=OutsideState.PENDING)
    rows.update(state=OutsideState.FAILED, address=None, last_error="switched_off")
    follower.delete()


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed within FOLLOW_CONFIRM_DAYS, and addresses left with nothing.

    An address for which nothing was ever confirmed goes so many days after it was first given,
    whatever was asked for since. Returns how many addresses were deleted.
    """
    Follow.objects.filter(_stale()).delete()
    mine = Follow.objects.filter(follower=OuterRef("pk"))
    old, hour = Q(created_at__lt=_oldest()), Q(created_at__lt=clock.now() - timedelta(hours=1))
    confirmed = Exists(mine.filter(confirmed_at__isnull=False))
    idle = Follower.objects.filter((old & ~Q(confirmed)) | (hour & ~Q(Exists(mine))))
    return sum(map(_forget_idle, list(idle.values_list("pk", flat=True)[:500])))


@transaction.atomic
def _forget_idle(key: UUID) -> int:
    """Delete an address that follows nothing, unless it was asked for again meanwhile."""
    follower = Follower.objects.select_for_update(skip_locked=True).filter(pk=key).first()
    if follower is None or (follower.follows.exists() and not _is_idle(follower)):
        return 0
    _forget(follower)
    return 1


def _is_idle(follower: Follower) -> bool:
    """Whether nothing was confirmed for an address in the days it had for that."""
    if follower.created_at >= _oldest():
        return False
    return not follower.follows.filter(confirmed_at__isnull=False).exists()


def figures() -> dict[str, int]:
    """How many addresses follow, how many things by rhythm, how many wait for a confirmation."""
    rows = Follow.objects.exclude(confirmed_at=None)
    return {
        "followers": rows.values("follower").distinct().count(),
        **{rhythm: rows.filter(rhythm=rhythm).count() for rhythm in Rhythm.values},
        "waiting": Follow.objects.filter(confirmed_at=None).count(),
    }
