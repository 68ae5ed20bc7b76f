"""A body with 50,000 breach records against one with 5: its pages, in process, whole middleware.

One record of each body goes the whole way through the services; the others are copies of it, set by
set: leads, records and displayed rows, whose guards rest meanwhile. What is asked for:

- the public page of the body, the public list filtered by it, the public page of one record,
- the staff list as the body's own officer sees it, and the staff page of one record.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.test import Client as Browser
from django.test.utils import override_settings

from credit_portal.directory.models import Organisation
from integrity_files.models import Record
from tests import factories
from tests.bench.cases import copies, lists
from tests.bench.cases.people import body, run_sql
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way
from tests.integrity_files import record_scenes

FEW, MOST = 5, 50_000
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
PAGES = ("body page", "public list", "public record", "staff list", "staff record")
TABLES = ("publishing_displayed", "integrity_files_lead", "integrity_files_record")
COLUMNS = (
    "select column_name from information_schema.columns where table_name = %s"
    " order by ordinal_position"
)
REF = "'SY-B2020-' || lpad((%(from)s + n)::text, 7, '0') || 'X'"
MINUTES = "- n * interval '1 minute'"
COPIES: dict[str, dict[str, str]] = {
    "integrity_files_lead": {"id": "md5('lead' || (%(from)s + n))::uuid"},
    "integrity_files_record": {
        "id": "md5('record' || (%(from)s + n))::uuid",
        "lead_id": "md5('lead' || (%(from)s + n))::uuid",
        "created_at": f"t.created_at {MINUTES}",
        "paper_key": "t.paper_key || n",
        "ref": REF,
        "rec": "md5((%(from)s + n)::text)",
        "severity": "(array['minor', 'general', 'serious'])[n %% 3 + 1]",
    },
    "publishing_displayed": {
        "rec": "md5((%(from)s + n)::text)",
        "ref": REF,
        "disclosure_id": "gen_random_uuid()",
        "published_at": f"t.published_at {MINUTES}",
        "severity": "(array['minor', 'general', 'serious'])[n %% 3 + 1]",
        "category": "'B' || lpad((n %% 20 + 1)::text, 2, '0')",
    },
}


class Stage:
    """Two bodies of one city, one with few records and one with many."""

    def __init__(self, rows: int) -> None:
        self.city = body(1)
        self.office = factories.organisation(name_zh="示例信用办", kind="credit_office")
        self.people = [self._user(f"credit{n}", f"credit_{name}", self.office)
                       for n, name in enumerate(("officer", "reviewer"))]  # fmt: skip
        sizes = (FEW, max(FEW + 1, rows))
        made = [self._record(number) for number in range(len(sizes))]
        run_sql(copies.FREE.format(table=TABLES[0]), alias="owner")
        for table in TABLES[1:]:
            run_sql(f"alter table {table} disable trigger user", alias="owner")
        for number, (row, size) in enumerate(zip(made, sizes, strict=True)):
            for table in TABLES[1:] + TABLES[:1]:
                self._copy(table, row, size - 1, number * 1_000_000)
        for table in TABLES:
            run_sql(f"vacuum analyze {table}", alias="owner")
        self.few, self.many = made

    def _user(self, name: str, role: str, home: Organisation) -> Any:
        over = self.city if home == self.office else home
        return factories.user(
            username=name, role=role, organisation=home, title="科员", granted_on=over
        )

    def _record(self, number: int) -> Record:
        home = factories.organisation(name_zh=f"示例局{number + 10:03}", parent=self.city)
        filer = self._user(f"filer{number}", "filer", home)
        officer, reviewer = self.people
        return record_scenes.displayed(officer, reviewer, filer, home)

    def _copy(self, table: str, row: Record, number: int, start: int) -> None:
        names = [name for (name,) in run_sql(COLUMNS, [table])]
        values = ", ".join(COPIES[table].get(name, f't."{name}"') for name in names)
        quoted = ", ".join(f'"{name}"' for name in names)
        run_sql(
            f"insert into {table} ({quoted}) select {values} from {table} t,"
            " generate_series(1, %(count)s) n where t.organisation_id = %(body)s",
            {"count": number, "body": row.organisation_id, "from": start},
            alias="owner",
        )


class Asking(lists.Client):
    """Somebody signed in, or nobody; each request comes from another address."""

    def __init__(self, user: Any = None) -> None:
        super().__init__()
        self.cookie = ""
        if user is not None:
            browser = Browser()
            browser.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            self.cookie = f"{name}={browser.cookies[name].value}"

    def environ(self, path: str, query: str) -> dict[str, Any]:
        """With the cookie of the session."""
        return {**super().environ(path, query), "HTTP_COOKIE": self.cookie}


def start(rows: int) -> Sequence[Way]:
    """Seed, and see that both bodies' pages name what they should."""
    stage = Stage(min(rows, MOST))
    ways = []
    for page in PAGES:
        for label, row in (("few", stage.few), ("many", stage.many)):
            ways.append(_way(f"{page}, {label}", _ask(page, row), row.ref))
    return ways


def _ask(page: str, row: Record) -> Callable[[], bytes]:
    filer = row.statement.writer
    client = Asking(filer if page.startswith("staff") else None)
    slug = row.organisation.slug
    path, query = {
        "body page": (f"/organisations/{slug}/", ""),
        "public list": ("/breaches/", f"body={slug}"),
        "public record": (f"/records/{row.ref}/", ""),
        "staff list": ("/staff/records/", ""),
        "staff record": (f"/staff/records/{row.pk}/", ""),
    }[page]
    return lambda: client.get(path, query)


def _way(name: str, ask: Callable[[], bytes], ref: str) -> Way:
    if ref.encode() not in ask():
        raise Mismatch(f"{name} does not show {ref}")

    def step() -> float:
        ask()
        return 1

    return Way(name, step)


@contextmanager
def surroundings() -> Iterator[None]:
    """Files go somewhere that is gone afterwards; styles need no collecting."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}
    with (
        TemporaryDirectory() as folder,
        override_settings(MEDIA_ROOT=folder, DEMO=False, STORAGES=storages),
    ):
        yield


CASE = Case(
    name="body",
    title="pages of a body with 50,000 records against one with 5",
    unit="pages",
    goals=tuple(Goal(page, f"{page}, many", f"{page}, few", 1.5, slower=True) for page in PAGES),
    start=start,
    surroundings=surroundings,
)
