"""P2: one public record by the API, in process through the WSGI handler, against a point read.

The limit reads the displayed row by its reference, prepared, on a bare cursor; the API's answer has
the versions and their legal bases besides. Subjects are the records that were really published;
the table is filled up around them.
"""

from collections.abc import Sequence

import orjson

from credit_portal.ledger import selectors as ledger
from credit_portal.publishing.models import Displayed
from tests.bench.cases import lists
from tests.bench.cases.lists import Bare, Client
from tests.bench.figures import Goal, Mismatch
from tests.bench.harness import Case, Way

LIMIT, API = "point read, prepared", "record API"
PREPARE = """
prepare point (text) as
select ref, kind, published_at, updated_at, until, document from publishing_displayed
 where ref = $1"""


def start(rows: int) -> Sequence[Way]:
    """Seed, compare documents, prewarm."""
    lists.seed(rows)
    signed = Displayed.objects.filter(disclosure__leaf_index__lt=ledger.head().size)
    refs = list(signed.order_by("rec").values_list("ref", flat=True))
    client, bare = Client(), Bare()
    bare.cursor.execute(PREPARE)

    def point(ref: str) -> tuple[object, ...]:
        bare.cursor.execute("execute point (%s)", (ref,))
        found: tuple[object, ...] = bare.cursor.fetchone()
        return found

    def ask(ref: str) -> bytes:
        return client.get(f"/api/v1/records/{ref}/")

    for ref in refs:
        answer = orjson.loads(ask(ref))
        if answer["document"] != orjson.loads(str(point(ref)[5])) or not answer["versions"]:
            raise Mismatch(f"{ref} is not answered as it was published")
    return [lists.way(LIMIT, point, refs), lists.way(API, ask, refs)]


CASE = Case(
    name="record",
    title="one record by the public API, one process, P2",
    unit="records",
    goals=(Goal("P2", API, LIMIT, 0.08),),
    start=start,
    surroundings=lists.links,
    stage=lists.STAGE,
)
