"""A citizen follows a search by e-mail and by feed, and holds what he kept against the ledger."""

from __future__ import annotations

import email
import email.policy
import re
import urllib.request
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Browser, Page

from commitments.models import Commitment
from credit_portal.common import clock
from credit_portal.notices import executor
from credit_portal.notices.models_follow import Follower
from tests.commitments import scenes
from tests.journeys import steps
from tests.journeys.running import Portal, wait_for

pytestmark = [pytest.mark.committed, pytest.mark.browser]
ADDRESS = "reader@example.org"
QUESTION = "/search/?q=%E5%85%BB%E8%80%81"
OLD, NEW = "建成三个社区养老服务中心", "养老助餐点全部开放"
ENTRY = "{http://www.w3.org/2005/Atom}entry/{http://www.w3.org/2005/Atom}title"


def publish(portal: Portal, bodies: dict[str, Any], title: str) -> str:
    """The reference of a promise, as soon as its proof is served."""
    people, due = bodies["people"], clock.today() + timedelta(days=40)
    row = scenes.registered(
        people["officer"], people["approver"], bodies["post"], title_zh=title, due_on=due
    )

    def is_proven() -> bool:
        ref = Commitment.objects.get(pk=row.pk).ref
        return bool(ref) and portal.get(f"/api/v1/records/{ref}/proof/")[0] == 200

    wait_for(f"the proof of {title}", is_proven)
    return str(Commitment.objects.get(pk=row.pk).ref)


def mail(portal: Portal, words: str) -> tuple[EmailMessage, str]:
    """The citizen's mail whose text has these words, and its text, once the worker has sent it."""
    found: list[tuple[EmailMessage, str]] = []

    def has_come() -> bool:
        for file in (portal.folder / "mail").glob("*.log"):
            letter = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            assert isinstance(letter, EmailMessage)
            body = letter.get_body(("plain",))
            if letter["To"] == ADDRESS and body is not None and words in body.get_content():
                found.append((letter, body.get_content()))
        return bool(found)

    wait_for(f"a mail with {words}", has_come)
    return found[0]


def feed(portal: Portal) -> list[str]:
    """Titles of the search as Atom, without the state that stands before each."""
    status, text = portal.get(f"{QUESTION}&format=atom")
    assert status == 200
    titles = [one.text or "" for one in ElementTree.fromstring(text).findall(ENTRY)]
    return [re.sub(r"^\[\S+\] ", "", one) for one in titles]


def subscribe(page: Page, portal: Portal) -> None:
    """From the search to the confirmed address."""
    steps.visit(page, portal, QUESTION)
    page.locator(".list-head a[href*='/follow/']").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    page.locator("#id_email").fill(ADDRESS)
    page.locator("main form button.main").click()
    page.wait_for_url("**/follow/sent/")
    steps.check_accessible(page)
    text = mail(portal, "确认前不会发送更新")[1]
    (link,) = re.findall(r"http\S+/follow/confirm/\S+", text)
    page.goto(link)
    steps.check_accessible(page)
    page.locator("main form button.main").click()
    page.wait_for_load_state()
    steps.check_accessible(page)
    assert "您已关注此内容" in page.locator("main").inner_text()


def end_with_one_click(page: Page, digest: EmailMessage) -> None:
    """What a mail program does when its owner presses its button (RFC 8058)."""
    assert digest["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    (door,) = re.findall(r"<(http[^>]+)>", digest["List-Unsubscribe"])
    form = urlencode({"List-Unsubscribe": "One-Click"}).encode()
    with urllib.request.urlopen(door, form, timeout=10) as answer:
        assert (answer.status, answer.url) == (200, door)
        said = answer.read().decode()
    assert "已停止发送" in said, said
    assert not Follower.objects.exists()
    page.goto(door)
    steps.check_accessible(page)
    assert "已停止发送" in page.locator("main").inner_text()


def follow(page: Page, portal: Portal, bodies: dict[str, Any]) -> None:
    """Subscribe, be told of what is new and of nothing else, end it."""
    subscribe(page, portal)
    publish(portal, bodies, NEW)
    clock.advance_to(clock.now() + timedelta(days=12))  # past every holiday
    assert executor.tell_news() == 1  # what beat does each minute
    digest, text = mail(portal, NEW)
    assert OLD not in text
    assert set(feed(portal)) == {OLD, NEW}
    end_with_one_click(page, digest)


def ask(page: Page, portal: Portal, text: str = "", proof: Path | None = None) -> tuple[str, str]:
    """Tone and words of the verdict of `/verify/`."""
    page.goto(f"{portal.url}/verify/")
    page.locator("#id_text").fill(text)
    if proof is not None:
        page.locator("#id_proof").set_input_files(proof)
    page.locator("main form button.main").click()
    verdict = page.locator(".verdict")
    tone = (verdict.get_attribute("class") or "").removeprefix("verdict ")
    return tone, verdict.inner_text()


def kept(page: Page, portal: Portal, ref: str, folder: Path) -> tuple[Path, str]:
    """The proof file that the record offers, and what its QR code says."""
    page.goto(f"{portal.url}/records/{ref}/")
    printed = page.locator(".proof-mark a[href*='/verify/']").get_attribute("href") or ""
    with page.expect_download() as waiting:
        page.locator(".proof a[href*='format=tlog-proof']").click()
    file = folder / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"{ref}-v1.tlog-proof"
    return file, f"{portal.url}{printed}"


def check_words(page: Page, portal: Portal, ref: str, folder: Path) -> None:
    """What is genuine, forged, unknown or no proof at all is told apart, in words."""
    file, code = kept(page, portal, ref, folder)
    bad = folder / "altered.tlog-proof"
    swapped = re.sub(r"(?<= )\S+\n$", lambda signature: signature[0].swapcase(), file.read_text())
    bad.write_text(swapped)
    cases: list[tuple[str, Path | None, str, str]] = [
        ("", file, "good", "这条记录没有被改动过"),
        (ref.lower(), None, "good", "这条记录没有被改动过"),
        (code, None, "good", "这条记录没有被改动过"),
        (re.sub("h=[0-9a-f]+", f"h={'0' * 32}", code), None, "bad", "伪造"),
        ("", bad, "bad", "签名系伪造或已损坏"),
        ("停车位一百个", None, "bad", "无法识别"),
    ]
    for text, proof, tone, words in cases:
        found = ask(page, portal, text, proof)
        assert (found[0], words in found[1]) == (tone, True), (text, found)
        steps.check_new(page, f"verdict {tone}")


def test_a_citizen_follows_and_verifies(
    page: Page, browser: Browser, portal: Portal, bodies: dict[str, Any], tmp_path: Path
) -> None:
    ref = publish(portal, bodies, OLD)
    check_words(page, portal, ref, tmp_path)
    plain = browser.new_context(java_script_enabled=False, locale="zh-CN")
    check_words(plain.new_page(), portal, ref, tmp_path)
    plain.close()
    follow(page, portal, bodies)
