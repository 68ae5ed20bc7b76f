"""A page from its kept frame is the page that its template alone makes, whoever asks for it."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.template import TemplateSyntaxError, engines
from django.test import Client, RequestFactory
from django.utils import translation

from credit_portal.common import frames, loading
from credit_portal.portal import caching
from tests.bench import plain
from tests.portal.support import commitment
from tests.publishing.support import publish

HOSTILE = "<script>alert('x')</script>&\"'{{ 7|add:7 }}\ue0f5"
PLACES = (
    "/records/", "/en/records/", "/records/?body={slug}", "/records/?body=nobody", "/commitments/",
    "/commitments/?due=week&sort=due", "/breaches/", "/en/breaches/?severity=serious", "/search/",
    "/search/?q=%3Cscript%3Ealert", "/search/?q=%22%26%27%EE%83%B5",
    "/records/?cursor=&kind=%3Ci%3E",
)  # fmt: skip


def both(client: Client, place: str) -> list[str]:
    """The page from a frame just made, from a kept one, and by its template alone."""
    caching.forget()
    found = [client.get(place).content.decode() for _time in range(2)]
    caching.forget()
    with plain.plainly():
        return [*found, client.get(place).content.decode()]


@pytest.mark.django_db
def test_every_list_is_what_its_template_says(
    client: Client, bureau: Any, officer: Any, approver: Any
) -> None:
    for number in range(22):
        document = commitment(bureau, f"{HOSTILE}{number}")
        publish(bureau, officer, approver, kind="commitment", document=document)
    for elder in ("", "1"):
        client.cookies["elder"] = elder
        for place in PLACES:
            pages = both(client, place.format(slug=bureau.slug))
            assert len(set(pages)) == 1, place
            assert "<script>alert" not in pages[0], place
    first = client.get("/records/").content.decode()
    assert len(set(both(client, first.split('rel="next" href="')[1].split('"')[0]))) == 1


@pytest.mark.django_db
def test_the_frame_knows_nobody_who_asks(client: Client, officer: Any) -> None:
    before = client.get("/records/").content.decode()
    client.force_login(officer)
    assert client.get("/records/").content.decode() == before
    assert officer.username not in before


@pytest.mark.django_db
def test_what_passes_is_no_part_of_the_frame(client: Client, settings: Any) -> None:
    settings.DEMO = True
    loading._known.clear()
    calm = client.get("/records/").content.decode()
    loading.keep(41)
    loading._known.clear()
    assert '<progress max="100" value="41">' in client.get("/records/").content.decode()
    loading.keep(loading.DONE)
    loading._known.clear()
    assert client.get("/records/").content.decode() == calm


def request(path: str = "/") -> HttpRequest:
    """A request of nobody."""
    return RequestFactory().get(path)


def test_only_fixed_values_stand_outside_of_places(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    text = (
        "{% load kept %}<{{ title }}|{{ secret }}|{{ request.path }}>"
        "{% place %}{{ secret }}{% endplace %}"
    )
    made = engines["django"].from_string(text)
    monkeypatch.setattr(frames, "get_template", lambda _name: made)
    frames.forget()
    with translation.override("en"):
        pages = [
            frames.render(request(), "t", {"title": "&", "secret": one}, ("title",)).content
            for one in ("<a>", "\ue0f5")
        ]
    frames.forget()
    assert [page.decode() for page in pages] == ["<&amp;||>&lt;a&gt;", "<&amp;||>\ue0f5"]


def test_a_place_in_a_kept_part_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = '{% load kept %}{% kept "odd" %}{% place %}x{% endplace %}{% endkept %}'
    made = engines["django"].from_string(text)
    monkeypatch.setattr(frames, "get_template", lambda _name: made)
    frames.forget()
    with pytest.raises(TemplateSyntaxError, match="kept part"):
        frames.render(request(), "t", {}, ())
    frames.forget()
