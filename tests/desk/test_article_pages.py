"""The desk of articles: a draft by form, the preview, the acts, files, refusals beside fields."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from credit_portal.publishing.models import Article, ArticleEdition
from credit_portal.publishing.services import publish_all
from tests.api.support import Staff

pytestmark = pytest.mark.django_db
FORM = {
    "section": "notices", "title_zh": "关于放假安排的通知（示例）",
    "body_zh": "放假三天。<script>alert(1)</script>", "until": "2030-01-01",
}  # fmt: skip


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found is not None, name
    return found[1]


def post(client: Client, url: str, name: str, **data: Any) -> Any:
    """An act with the version that the page shows."""
    page = client.get(url).content.decode()
    return client.post(f"{url}{name}/", {"version": hidden(page, "version"), **data})


def drafted_once(desk: Client) -> str:
    """The address of a draft; what does not fit is refused, and twice is once."""
    refused = desk.post("/staff/articles/new/", {**FORM, "body_zh": "[a](ftp://x)"})
    assert refused.status_code == 422 and "ftp://x" in refused.content.decode()
    upload = SimpleUploadedFile("附件.txt", b"no such kind")
    assert desk.post("/staff/articles/new/", {**FORM, "uploads": [upload]}).status_code == 422
    sent = {**FORM, "idempotency_key": "k1"}
    first, again = (desk.post("/staff/articles/new/", sent) for _time in range(2))
    assert first.status_code == 302 and first["Location"] == again["Location"]
    assert Article.objects.count() == 1
    return str(first["Location"])


def correct(desk: Client, url: str) -> None:
    """A correction says whether the old text goes; the answer can be changed before approval."""
    reason = {"reason": "写错"}
    assert post(desk, url, "correct", **reason).status_code == 422  # the question must be answered
    given = {**FORM, **reason, "title_zh": "再改（示例）", "erase_previous": "yes"}
    onward = post(desk, url, "correct", **reason, erase_previous="no")["Location"]
    changed = desk.get(onward).content.decode()
    assert re.search(r'value="no"[^>]*checked', changed)
    assert desk.post(onward, {**given, "version": hidden(changed, "version")}).status_code == 302
    assert "从公开处撤下" in desk.get(url).content.decode()


def test_from_the_form_to_the_public(credit_officer: Any, credit_reviewer: Any) -> None:
    desk, other = (
        Staff.at_the_desk(one).client for one in (credit_officer, credit_reviewer)
    )  # fmt: skip
    url = drafted_once(desk)
    page = desk.get(url).content.decode()
    assert "公众将看到" in page and "&lt;script&gt;" in page and "<script>alert" not in page
    assert post(desk, url, "submit").status_code == 302
    assert post(desk, url, "take_back").status_code == 302
    changed = desk.get(f"{url}change/").content.decode()
    data = {
        **FORM,
        "title_en": "",
        "version": hidden(changed, "version"),
        "title_zh": "改过（示例）",
    }
    assert desk.post(f"{url}change/", data).status_code == 302
    assert post(desk, url, "submit").status_code == 302
    page = other.get(url).content.decode()
    stale = other.post(f"{url}approve/", {"version": "1", "digest": hidden(page, "digest")})
    assert stale.status_code in (409, 412, 422)
    done = post(other, url, "approve", digest=hidden(page, "digest"))
    assert done.status_code == 302 and done["Location"] == url
    publish_all()
    edition = ArticleEdition.objects.select_related("article").get()
    assert edition.state == "approved"
    public = Client().get(f"/records/{edition.article.ref}/").content.decode()
    assert "改过（示例）" in public and "<script>alert" not in public
    correct(desk, url)
    assert post(desk, url, "give_up").status_code == 302
    assert post(desk, url, "withdraw", removal="error", reason="重复").status_code == 302
    assert "撤回" in other.get(url).content.decode()
    listed = desk.get("/staff/articles/?q=改过&state=submitted").content.decode()
    assert "改过（示例）" in listed
