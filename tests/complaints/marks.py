"""Marks that tell who reported, and the places where they may not turn up."""

from __future__ import annotations

import base64
import io
import logging
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg2
import redis
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from ops.cluster import SUPERUSER
from tests.files import samples
from tests.observability.canary import of_redis

#: One for each field of an identity, one for the metadata of files, one for what anybody may read.
NAME, FIRM, ADDRESS, METADATA, FACTS = (f"marke{uuid4().hex}" for _field in range(5))
MAIL, MOBILE, ID_NUMBER = f"{uuid4().hex}@example.org", "13977766655", "210102199003079876"
IDENTITY = {
    "name": NAME, "firm": FIRM, "address": ADDRESS, "email": MAIL, "mobile": MOBILE,
    "id_number": ID_NUMBER,
}  # fmt: skip
MARKS = [*IDENTITY.values(), METADATA]
#: What a browser tells of whoever sits before it.
CLIENT, AGENT, REFERER, COOKIE = "203.0.113.77", *(f"marke{uuid4().hex}" for _header in range(3))
HEADERS: dict[str, str] = {
    "User-Agent": AGENT, "Referer": f"https://{REFERER}.example/", "Cookie": f"c={COOKIE}",
    "X-Forwarded-For": CLIENT, "X-Real-IP": CLIENT, "Forwarded": f"for={CLIENT}",
}  # fmt: skip
OF_CLIENT = [CLIENT, AGENT, REFERER, COOKIE]


def files() -> list[SimpleUploadedFile]:
    """A picture, a document and a text whose metadata name their author (samples.SECRET is METADATA
    while they are made)."""
    made = {"a.jpg": samples.picture(), "a.pdf": samples.pdf(), "a.docx": samples.docx()}
    return [SimpleUploadedFile(name, content) for name, content in made.items()]


def forms_of(mark: str) -> list[bytes]:
    """How a mark may stand somewhere: plain, in hexadecimal, in base 64 at any offset, wide."""
    plain = mark.encode()
    based = [base64.b64encode(b"x" * n + plain)[4:-4] for n in range(3)]
    return [plain, plain.hex().encode(), mark.encode("utf-16-le"), *based]


def hits(content: bytes, marks: Iterable[str] = tuple(MARKS)) -> list[str]:
    """Which of the marks stand in it, in any form."""
    return [mark for mark in marks if any(form in content for form in forms_of(mark))]


def unpacked(content: bytes) -> bytes:
    """A file with the parts that it packs, so that marks in them are found."""
    if content[:2] != b"PK":
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(archive.read(name) for name in archive.namelist())


def ask(statement: str) -> Any:
    """One value that the tests' own database server gives its superuser."""
    owner = connections.settings["owner"]
    link = psycopg2.connect(
        dbname="postgres", user=SUPERUSER, host=owner["HOST"], port=owner["PORT"] or None
    )
    link.autocommit = True
    with closing(link), link.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0] if cursor.description else None


def log_file() -> str:
    """The file of the write-ahead log that is written now."""
    return str(ask("select pg_walfile_name(pg_current_wal_lsn())"))


class Disk:
    """What the server has on disk of the test's database, and its log from now on."""

    def __init__(self) -> None:
        self.folder = Path(ask("show data_directory"))
        self.first = log_file()

    def content(self) -> tuple[bytes, bytes]:
        """Files of the database, and the log since."""
        ask("checkpoint")
        name = settings.DATABASES["default"]["NAME"]
        number = ask(f"select oid from pg_database where datname = '{name}'")
        tables = sorted((self.folder / "base" / str(number)).iterdir())
        last = log_file()
        logs = [
            path
            for path in sorted((self.folder / "pg_wal").iterdir())
            if len(path.name) == len(last) and self.first <= path.name <= last
        ]
        return _joined(tables), _joined(logs)


def _broker() -> str:
    address: str = settings.CELERY_BROKER_URL
    return address.replace("virtual_host", "db")


def plant(mark: str) -> None:
    """Put a mark into each place outside of the database, so that it must be found there."""
    link = redis.Redis.from_url(_broker().replace("redis+socket://", "unix://"))
    link.lpush("planted", base64.b64encode(mark.encode()))
    mail.send_mail("planted", mark, None, ["planted@example.org"])
    folder = Path(settings.MEDIA_ROOT) / "planted"
    folder.mkdir(parents=True)
    (folder / "planted").write_text(mark)
    logging.getLogger("planted").error("%s", mark)


def everywhere(disk: Disk, log: str) -> dict[str, bytes]:
    """Whatever stands on disk, in the broker with its messages, in mails and in the log."""
    tables, written = disk.content()
    letters = "".join(
        f"{one.subject} {one.body} {getattr(one, 'alternatives', '')}" for one in mail.outbox
    )
    files = sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    return {
        "tables": tables, "write-ahead log": written, "mail": letters.encode(),
        "log": log.encode(), "broker": of_redis(_broker()).encode(),
        "files": b"".join(str(one).encode() + unpacked(one.read_bytes()) for one in files),
    }  # fmt: skip


def _joined(paths: Iterable[Path]) -> bytes:
    return b"".join(path.read_bytes() for path in paths if path.is_file())
