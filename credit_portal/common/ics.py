"""Calendars in RFC 5545: all-day events with stable UIDs, the same bytes for the same facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from icalendar import Alarm, Calendar, Event

PRODUCT = "-//Government Integrity Portal//Due dates//ZH"


@dataclass(frozen=True)
class Day:
    """One due date. `key` is unique and stays the same when the date moves; `stamp` is the moment
    of its last change, so that calendars know which copy is newer."""

    key: str
    on: date
    title: str
    text: str
    path: str
    stamp: datetime
    alarm_days: int | None = None
    tentative: bool = False


def calendar_of(name: str, days: Iterable[Day], base: str, note: str = "") -> bytes:
    """The calendar; `base` is the address of the portal, without a slash at its end; `note` says
    what stands in it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    if note:
        calendar.add("x-wr-caldesc", note)
    for day in days:
        calendar.add_component(_event(day, base))
    return bytes(calendar.to_ical())


def _event(day: Day, base: str) -> Event:
    event = Event()
    event.add("uid", f"{day.key}@{urlsplit(base).hostname or 'portal'}")
    event.add("dtstamp", day.stamp)
    event.add("dtstart", day.on)
    event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.title)
    event.add("description", day.text)
    event.add("url", f"{base}{day.path}")
    event.add("transp", "TRANSPARENT")
    event.add("status", "TENTATIVE" if day.tentative else "CONFIRMED")
    if day.alarm_days is not None:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", day.title)
        alarm.add("trigger", -timedelta(days=day.alarm_days))
        event.add_component(alarm)
    return event


def answer(request: HttpRequest, body: bytes) -> HttpResponseBase:
    """The calendar with its ETag; 304 when the client has these very bytes."""
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response
