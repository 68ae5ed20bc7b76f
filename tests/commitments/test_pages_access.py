"""Who sees which page: own 200, foreign 404, not allowed 403, anonymous to the sign-in."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.commitments import scenes

INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\sstyle=|\son[a-z]+=|<style", re.IGNORECASE)


def address(name: str, *args: Any) -> str:
    """Path of a commitments page."""
    return reverse(f"commitments:{name}", args=args)


@pytest.mark.parametrize("name", ["board", "new", "export", "approve-many"])
def test_nobody_in_particular_is_sent_to_the_sign_in(client: Client, db: None, name: str) -> None:
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


def test_a_case_is_not_shown_without_sign_in(client: Client, submitted: Any) -> None:
    for url in (address("case", submitted.pk), address("edit", submitted.pk)):
        assert client.get(url).status_code == 302


@pytest.mark.parametrize("who", ["officer", "colleague", "approver"])
def test_a_body_sees_its_own_case(client: Client, request: Any, submitted: Any, who: str) -> None:
    client.force_login(request.getfixturevalue(who))
    assert client.get(address("case", submitted.pk)).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "stranger_approver", "credit_officer", "auditor"])
def test_others_get_404_for_what_is_not_theirs(
    client: Client, request: Any, submitted: Any, who: str
) -> None:
    client.force_login(request.getfixturevalue(who))
    for name in ("case", "edit"):
        assert client.get(address(name, submitted.pk)).status_code == 404
    assert client.post(address("act", submitted.pk, "approve")).status_code == 404


def test_the_credit_office_sees_what_is_registered(
    client: Client, credit_officer: Any, registered: Any
) -> None:
    client.force_login(credit_officer)
    assert client.get(address("case", registered.pk)).status_code == 200


def test_roles_without_filing_get_403(client: Client, approver: Any, draft: Any) -> None:
    client.force_login(approver)
    assert client.get(address("new")).status_code == 403
    assert client.get(address("edit", draft.pk)).status_code == 403
    assert client.post(address("act", draft.pk, "submit")).status_code == 403


def test_a_filer_may_not_approve(
    client: Client, colleague: Any, approver: Any, submitted: Any
) -> None:
    client.force_login(colleague)
    assert client.get(address("approve-many")).status_code == 403
    given = {"doc_sha": scenes.seen(submitted, approver)}
    assert client.post(address("act", submitted.pk, "approve"), given).status_code == 403
    submitted.refresh_from_db()
    assert submitted.state == "submitted"


def test_an_unknown_act_is_404(client: Client, officer: Any, draft: Any) -> None:
    client.force_login(officer)
    assert client.post(address("act", draft.pk, "burn")).status_code == 404
    assert client.post(address("act", uuid4(), "submit")).status_code == 404


@pytest.mark.parametrize(("prefix", "language"), [("", "zh-Hans"), ("/en", "en")])
def test_every_page_names_its_language_and_has_nothing_inline(
    client: Client, request: Any, draft: Any, prefix: str, language: str
) -> None:
    client.force_login(request.getfixturevalue("officer"))
    standing = request.getfixturevalue("standing")
    urls = [
        address("board"),
        address("new"),
        address("edit", draft.pk),
        address("case", draft.pk),
        address("case", standing.pk),
    ]
    for url in urls:
        answer = client.get(prefix + url)
        page = answer.content.decode()
        assert f'<html lang="{language}"' in page
        assert INLINE.findall(page) == []
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]


def test_english_readers_stay_in_english(client: Client, officer: Any, draft: Any) -> None:
    client.force_login(officer)
    chinese = address("case", draft.pk)
    page = client.get(f"/en{chinese}").content.decode()
    links = re.findall(r'(?:href|action)="(/[^"]*/staff/[^"]*|/staff/commitments[^"]*)"', page)
    assert links
    here = [link for link in links if not link.startswith("/en/")]
    # the way to the other language is the only one that leaves
    assert here == [chinese]


def test_links_of_the_work_list_keep_the_language(
    client: Client, approver: Any, submitted: Any
) -> None:
    client.force_login(approver)
    page = client.get("/en/staff/").content.decode()
    assert f'href="/en/staff/commitments/{submitted.pk}/"' in page
