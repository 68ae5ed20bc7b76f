"""`/verify/`: holds what somebody brings against the ledger, and says it in words, then in full.

Every check is computed anew from the stored log and the text on display; none rests on a flag.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.common.templatetags import _dates
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.checkpoint import Checkpoint, open_checkpoint
from credit_portal.ledger.merkle import LogError, leaf_hash, verify_consistency, verify_inclusion
from credit_portal.ledger.note import Verifier, encode, parse_verifier
from credit_portal.ledger.outside import committed
from credit_portal.portal.verify_input import DIGEST, Asked, Kept
from credit_portal.publishing import selectors
from credit_portal.publishing.models import Disclosure, Displayed, Removal

GOOD, WARN, BAD = "good", "warn", "bad"
PUBLIC = "public_read"


@dataclass(frozen=True, slots=True)
class Step:
    """One check: what was done, whether it held (None: only told), and its figures."""

    title: str
    is_good: bool | None
    details: Sequence[tuple[str, str]] = ()


@dataclass(slots=True)
class Answer:
    """The verdict in words, and every step that led to it."""

    tone: str = GOOD
    headline: str = ""
    text: str = ""
    ref: str = ""
    is_shown: bool = False
    index: int | None = None
    steps: list[Step] = field(default_factory=list)

    def say(self, tone: str, headline: str, text: str = "") -> Answer:
        """Set the verdict."""
        self.tone, self.headline, self.text = tone, headline, text
        return self

    def step(self, title: str, is_good: bool | None, *details: tuple[str, str]) -> None:
        """Add a step."""
        self.steps.append(Step(title, is_good, details))


def verify(asked: Kept | Asked, document: Any = None, *, has_document: bool = False) -> Answer:
    """The answer to a kept proof (with the document that goes with it) or to a reference."""
    if isinstance(asked, Asked):
        return _reference(asked)
    if has_document:
        asked = Kept(asked.proof, asked.leaf, document, has_document=True)
    return _kept(asked)


def damaged() -> Answer:
    """For what could not be read."""
    return Answer().say(
        BAD,
        _("This cannot be read as a proof, a reference or a code"),
        _("The file may be damaged or cut off, or it is something else. Take the proof file as it"
          " was downloaded, or type the record's reference, such as SY-C2026-0001234S."),
    )  # fmt: skip


# -- a kept proof ---------------------------------------------------------------------------------


def _kept(kept: Kept) -> Answer:
    """1 signature, 2 place in its tree, 3 continuation to the newest head, 4 text, 5 what became
    of the record. The first that fails is the verdict."""
    answer, own = Answer(), _verifier()
    origin = kept.proof.note.partition("\n")[0]
    if origin != own.name:
        answer.step(_("The log that the proof names"), False, (_("Log"), origin[:200]))
        return answer.say(
            WARN,
            _("This proof belongs to another log"),
            _("It names the log “%(origin)s”. This site can only answer for its own, “%(own)s”.")
            % {"origin": origin[:200], "own": own.name},
        )
    head = _signature(answer, kept, own)
    if head is None or not _placed(answer, kept, head) or not _continues(answer, head, own):
        return answer
    version = selectors.version_at(kept.proof.index)
    if version is None:
        return answer.say(
            GOOD,
            _("A true entry, but not of a record"),
            _("Entry %(n)d belongs to the ledger's own business, such as a table of codes.")
            % {"n": kept.proof.index + 1},
        )
    answer.ref = version.ref
    if not _text_agrees(answer, kept, version):
        return answer
    return _life(answer, version)


def _signature(answer: Answer, kept: Kept, own: Verifier) -> Checkpoint | None:
    title = _("The head in the proof is signed by this ledger's key")
    try:
        head = open_checkpoint(kept.proof.note, [own])
    except LogError:
        answer.step(title, False, (_("Verifier key"), own.line()))
        answer.say(
            BAD,
            _("The signature is forged or damaged"),
            _("The signed head in this file was not signed by the key of this ledger. Do not rely"
              " on what came with it."),
        )  # fmt: skip
        return None
    answer.step(title, True, (_("Verifier key"), own.line()), (_("Head"), kept.proof.note))
    return head


def _placed(answer: Answer, kept: Kept, head: Checkpoint) -> bool:
    """Whether the path leads from the entry, as this log has it, to the root that was signed."""
    index = answer.index = kept.proof.index
    title = _("The path leads from the entry to the signed root")
    newest = ledger.head(using=PUBLIC)
    if not 0 <= index < newest.size or head.size > newest.size:
        answer.step(title, False, (_("Entries in the ledger now"), str(newest.size)))
        answer.say(BAD, _("The proof names more entries than the ledger has"), _report())
        return False
    entry = ledger.entry(index, using=PUBLIC)
    hashed = leaf_hash(entry)
    details = [(_("Entry"), entry.decode()), (_("Leaf hash"), encode(hashed))]
    details += [(_("Path, step %(n)d") % {"n": n}, encode(one))
                for n, one in enumerate(kept.proof.path, 1)]  # fmt: skip
    details.append((_("Root"), encode(head.root)))
    try:
        verify_inclusion(hashed, index, head.size, kept.proof.path, head.root)
        is_good = kept.leaf is None or kept.leaf == entry
    except LogError:
        is_good = False
    answer.step(title, is_good, *details)
    if not is_good:
        answer.say(
            BAD,
            _("The proof does not fit the ledger"),
            _("Its path does not lead from entry %(n)d to the signed head. Most likely the file was"
              " changed. If you are sure that it is as you downloaded it, tell a supervisory body:"
              " the ledger would have been changed.") % {"n": index + 1},
        )  # fmt: skip
    return is_good


def _continues(answer: Answer, head: Checkpoint, own: Verifier) -> bool:
    """Whether the newest head begins with the tree of the proof's."""
    newest = open_checkpoint(ledger.head(using=PUBLIC).note, [own])
    path = ledger.consistency(head.size, newest.size, using=PUBLIC)
    try:
        verify_consistency(head.size, newest.size, head.root, newest.root, path)
        is_good = True
    except LogError:
        is_good = False
        answer.say(BAD, _("The ledger no longer continues what was signed"), _report())
    answer.step(
        _("The newest head continues the one in the proof"),
        is_good,
        (_("Entries then, and now"), f"{head.size} → {newest.size}"),
        *((_("Path, step %(n)d") % {"n": n}, encode(one)) for n, one in enumerate(path, 1)),
        (_("Newest root"), encode(newest.root)),
    )
    return is_good


def _text_agrees(answer: Answer, kept: Kept, version: Disclosure) -> bool:
    """Whether the entry commits to the document brought along, by the proof's own salt."""
    title = _("The entry commits to exactly this document")
    if not kept.has_document:
        answer.step(_("No document came with the proof: only its entry was checked"), None)
        return True
    found = _opens(kept.proof.extra, kept.document, bytes(version.cm))
    salt = encode(kept.proof.extra) if kept.proof.extra else "–"
    answer.step(
        title, found, (_("Salt"), salt), (_("Cryptographic commitment"), encode(bytes(version.cm)))
    )
    if not found:
        answer.say(
            BAD,
            _("The document is not the one that was published"),
            _("The proof is genuine, but the document differs from what entry %(n)d commits to: at"
              " least one character, or the salt, was changed.") % {"n": version.leaf_index + 1},
        )  # fmt: skip
    return found


# -- a reference, or a printed page ---------------------------------------------------------------


def _reference(asked: Asked) -> Answer:
    answer = Answer(ref=asked.ref)
    found = selectors.lookup(asked.ref)
    if found is None:
        return answer.say(
            WARN,
            _("Nothing was ever published under this reference"),
            _("%(ref)s is written as a reference should be, but no record bears it. Compare it"
              " with the page you have.") % {"ref": asked.ref},
        )  # fmt: skip
    versions = selectors.versions(found.rec)
    wanted = asked.version or versions[-1].seq
    version = next((one for one in versions if one.seq == wanted), None)
    if version is None or not bytes(version.leaf_hash).hex().startswith(asked.digest):
        answer.step(_("Version and digest of the page"), False, (_("Digest"), asked.digest or "–"))
        return answer.say(
            BAD,
            _("The page does not come from this record"),
            _("Version or digest do not belong to %(ref)s. The page may be forged: compare it with"
              " the record itself.") % {"ref": asked.ref},
        )  # fmt: skip
    if asked.digest:
        answer.step(_("Version and digest of the page"), True, (_("Digest"), asked.digest))
    return _life(answer, version) if _stands(answer, version, found) else answer


def _stands(answer: Answer, version: Disclosure, found: Displayed | Removal) -> bool:
    """Whether text and entry of a version agree, and the entry stands under the newest head."""
    answer.index = version.leaf_index
    is_good = _opened_now(answer, version, found) and _stands_in_log(answer, version)
    if not is_good:
        answer.say(BAD, _("Record and ledger do not agree"), _report())
    return is_good


def _opened_now(answer: Answer, version: Disclosure, found: Displayed | Removal) -> bool:
    title = _("The entry commits to exactly the text shown here")
    opening = getattr(version, "opening", None)
    is_shown = isinstance(found, Displayed)
    if isinstance(found, Displayed) and found.version == version.seq:
        document, salt = found.document, bytes(opening.salt) if opening else None
    elif is_shown and opening is not None:
        document, salt = opening.document, bytes(opening.salt)
    elif isinstance(found, Removal) and found.salt and found.disclosure_id == version.pk:
        title = _("The entry commits to exactly the notice of removal")
        document, salt = found.notice, bytes(found.salt)
    else:
        answer.step(
            _("The text of this version is no longer shown, so it cannot be compared"), None
        )
        return True
    is_good = _opens(salt, document, bytes(version.cm))
    shown = encode(salt) if salt else "–"
    answer.step(
        title,
        is_good,
        (_("Salt"), shown),
        (_("Cryptographic commitment"), encode(bytes(version.cm))),
    )
    return is_good


def _stands_in_log(answer: Answer, version: Disclosure) -> bool:
    title = _("The entry stands under the newest signed head")
    own = _verifier()
    proof = ledger.proof(version.leaf_index, using=PUBLIC)
    entry = ledger.entry(version.leaf_index, using=PUBLIC)
    hashed = leaf_hash(entry)
    try:
        head = open_checkpoint(proof.checkpoint, [own])
        verify_inclusion(hashed, version.leaf_index, head.size, proof.path, head.root)
        is_good = hashed == bytes(version.leaf_hash)
    except LogError:
        is_good = False
    path = [(_("Path, step %(n)d") % {"n": n}, encode(one)) for n, one in enumerate(proof.path, 1)]
    answer.step(
        title,
        is_good,
        (_("Entry"), entry.decode()),
        (_("Leaf hash"), encode(hashed)),
        *path,
        (_("Head"), proof.checkpoint),
        (_("Verifier key"), own.line()),
    )
    return is_good


# -- what became of it ----------------------------------------------------------------------------


def _life(answer: Answer, version: Disclosure) -> Answer:
    """Displayed now, superseded, or removed: said of a version whose entry is proven."""
    found = selectors.lookup(version.ref)
    words = {"n": version.leaf_index + 1, "day": _day(version.at), "version": version.seq}
    stands = _("It stands in the public ledger as entry %(n)d since %(day)s.") % words
    if isinstance(found, Removal):
        words |= {"removed": _day(found.removed_at), "basis": localized(found.basis, "name")}
        return answer.say(
            WARN,
            _("This record was removed on %(removed)s") % words,
            f"{stands} "
            + _("It is genuine, but no longer on display: %(basis)s. What it said may no longer be"
                " held against anybody.") % words,
        )  # fmt: skip
    answer.is_shown = isinstance(found, Displayed)
    if isinstance(found, Displayed) and found.version != version.seq:
        words |= {"newer": found.version, "newer_day": _day(found.updated_at)}
        return answer.say(
            WARN,
            _("Genuine, but there is a later version"),
            f"{stands} "
            + _("Version %(version)d was followed by version %(newer)d of %(newer_day)s, which"
                " alone holds now.") % words,
        )  # fmt: skip
    return answer.say(
        GOOD,
        _("This record has not been altered"),
        f"{stands} " + _("It is version %(version)d, and it is on display now.") % words,
    )


def digest_of(version: Disclosure) -> str:
    """The digest that a printed page carries: the beginning of the leaf hash, hex."""
    return bytes(version.leaf_hash).hex()[:DIGEST]


def _opens(salt: bytes | None, document: Any, commitment: bytes) -> bool:
    try:
        return salt is not None and committed(salt, document) == commitment
    except LogError:
        return False


def _report() -> str:
    return _(
        "This must not happen. Keep what you have and tell a supervisory body; the stand-alone"
        " verifier shows the same without this site's help."
    )


def _day(moment: Any) -> str:
    return _dates.long_date(moment, with_weekday=False)


def _verifier() -> Verifier:
    return parse_verifier(ledger.verifier_line())
