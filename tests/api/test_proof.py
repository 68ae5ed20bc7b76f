"""The proof door: what it answers convinces a stranger with the log's key alone."""

import orjson
import pytest
from django.test import Client

from credit_portal.ledger import checkpoint, leaf, merkle
from credit_portal.ledger.note import decode, parse_verifier
from tests.api.support import code, get
from tests.portal.support import put

pytestmark = pytest.mark.django_db


@pytest.fixture
def refs(bureau: object, officer: object, approver: object) -> list[str]:
    """Five records, so that paths have steps."""
    return [put(bureau, officer, approver, f"第{number}件事").ref for number in range(5)]


def _log_key() -> object:
    return parse_verifier(Client().get("/ledger/key").content.decode().strip())


def test_the_json_proof_verifies(refs: list[str]) -> None:
    for ref in refs:
        proof = get(f"records/{ref}/proof/").json()
        entry = proof["leaf"].encode()
        head = checkpoint.open_checkpoint(proof["checkpoint"], [_log_key()])  # type: ignore[list-item]
        path = [decode(step) for step in proof["path"]]
        assert merkle.leaf_hash(entry) == decode(proof["leaf_hash"])
        merkle.verify_inclusion(merkle.leaf_hash(entry), proof["index"], head.size, path, head.root)
        found = leaf.parse(entry)
        document = orjson.loads(proof["doc"])
        assert leaf.commitment(decode(proof["salt"]), document) == decode(found.cm)
        assert document == get(f"records/{ref}/").json()["document"]


def test_the_file_verifies_offline(refs: list[str]) -> None:
    as_json = get(f"records/{refs[3]}/proof/").json()
    answer = get(f"records/{refs[3]}/proof/?format=tlog-proof")
    assert answer["Content-Type"].startswith("text/plain")
    assert f"{refs[3]}-v1.tlog-proof" in answer["Content-Disposition"]
    proof = checkpoint.parse_proof(answer.content.decode())
    hashed = merkle.leaf_hash(as_json["leaf"].encode())
    proof.verify(hashed, [_log_key()])  # type: ignore[list-item]
    assert (proof.index, proof.extra) == (as_json["index"], decode(as_json["salt"]))
    with pytest.raises(merkle.LogError):
        proof.verify(merkle.leaf_hash(b"another"), [_log_key()])  # type: ignore[list-item]


def test_the_file_is_also_had_by_its_type(refs: list[str]) -> None:
    by_type = get(f"records/{refs[0]}/proof/", Accept="text/plain")
    by_name = get(f"records/{refs[0]}/proof/?format=tlog-proof")
    assert by_type.content == by_name.content
    assert code(get("records/none/proof/", Accept="text/plain"), 404) == "not_found"
    assert code(get(f"records/{refs[0]}/proof/?format=exe"), 400) == "invalid_choice"
