"""Codes of reporting upward: channels, modes, messages, answers (domain.md 2.4–2.7)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Channel(models.TextChoices):
    """What is about persons travels by a way of its own and is never mixed with the rest."""

    BODIES = "bodies", _("records of bodies")
    PERSONS = "persons", _("records of persons (restricted)")


class Mode(models.TextChoices):
    """How a batch reaches the platform (GB/T 39443: file mode and service mode)."""

    FILE = "file", _("by file")
    SERVICE = "service", _("by the service")


class ReportAct(models.TextChoices):
    """What a message says of a record."""

    REPORT = "report", _("new record")
    UPDATE = "update", _("update")
    WITHDRAW = "withdraw", _("withdrawal")


class ItemState(models.TextChoices):
    """Where one version of a record stands on its way up."""

    WAITING = "waiting", _("to be sent")
    UNFIT = "unfit", _("does not fit the format")
    SENT = "sent", _("in a batch")
    ACCEPTED = "accepted", pgettext_lazy("report", "accepted")
    REFUSED = "refused", _("refused")
    REPLACED = "replaced", _("replaced by a newer version")


class ReportState(models.TextChoices):
    """Where a batch stands."""

    PREPARED = "prepared", _("waits for its release")
    RELEASED = "released", _("released, answer awaited")
    SENDING = "sending", _("on its way")
    STOPPED = "stopped", _("stopped, the platform is to be asked")
    ANSWERED = "answered", _("answered")
    DROPPED = "dropped", _("put back")


class Answer(models.TextChoices):
    """What the platform said of one record of a batch."""

    NONE = "", _("no answer yet")
    ACCEPTED = "accepted", pgettext_lazy("report", "accepted")
    KNOWN = "known", _("there already")
    REFUSED = "refused", _("refused")
    DROPPED = "dropped", _("put back")


#: The platform has it.
TAKEN = (Answer.ACCEPTED, Answer.KNOWN)
#: The record is no longer in force: the message takes it away.
GONE = frozenset({"2", "3", "4", "5"})
