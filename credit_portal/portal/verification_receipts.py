"""`/verify/`: the receipt of a report. Says whether it was received, on which day, and whether that
day stands in the log; what was reported is not in it, and nobody learns whose it is."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from credit_portal.common.templatetags import _dates
from credit_portal.ledger import receipt as receipts
from credit_portal.ledger import receipt_keys
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger.merkle import LogError
from credit_portal.ledger.note import encode, parse_verifier
from credit_portal.ledger.receipt import Place, Receipt
from credit_portal.portal.verification import BAD, GOOD, PUBLIC, WARN, Answer


def verify(found: Receipt) -> Answer:
    """1 signature and commitment, 2 the commitment in its day, 3 the day in the log. The first that
    fails is the verdict."""
    answer = Answer()
    opened = _signed(answer, found)
    if opened is None:
        return answer
    day, cm = opened
    said = _dates.long_date(day, with_weekday=False)
    received = _("A report was received on %(day)s") % {"day": said}
    if found.place is None:
        return answer.say(
            WARN,
            received,
            _("The portal signed it. Its place in the public log comes once the day is over: fetch"
              " the file again by the receipt, so that it holds without the portal's word."),
        )  # fmt: skip
    if not _placed(answer, found.place, day, cm):
        return answer
    return answer.say(
        GOOD,
        received,
        _("It is one of %(count)d commitments of that day, and the day stands in the public log as"
          " entry %(n)d. What was reported is not shown by this, nor by whom.")
        % {"count": found.place.size, "n": found.place.proof.index + 1},
    )  # fmt: skip


def _signed(answer: Answer, found: Receipt) -> tuple[date, bytes] | None:
    title = _("The receipt is signed by this portal, and its digests give what was signed")
    own = receipt_keys.verifier()
    figures = [
        (_("Key of receipts"), own.line()), (_("Receipt"), found.note),
        (_("Salt"), encode(found.salt)), (_("Digest of the code"), encode(found.code)),
        (_("Digest of the content"), encode(found.content)),
    ]  # fmt: skip
    try:
        opened = receipts.opened(found, own)
    except LogError:
        answer.step(title, False, *figures)
        answer.say(
            BAD,
            _("This receipt is not genuine, or it was changed"),
            _("The portal did not sign this. If you are sure that it is as you downloaded it, tell"
              " a supervisory body."),
        )  # fmt: skip
        return None
    answer.step(title, True, *figures)
    return opened


def _placed(answer: Answer, place: Place, day: date, cm: bytes) -> bool:
    index = answer.index = place.proof.index
    figures = [(_("Cryptographic commitment"), encode(cm)), (_("Entry"), place.entry.decode())]
    figures += [(_("Path, step %(n)d") % {"n": n}, encode(one))
                for n, one in enumerate(place.path, 1)]  # fmt: skip
    figures.append((_("Head"), place.proof.note))
    try:
        receipts.check_day(place, day, cm)
        receipts.check_log(place, parse_verifier(ledger.verifier_line()))
        is_good = index < ledger.signed_size(using=PUBLIC)
        is_good = is_good and ledger.entry(index, using=PUBLIC) == place.entry
    except LogError:
        is_good = False
    title = _("The day stands in the public log, and the report in its day")
    answer.step(title, is_good, *figures)
    if not is_good:
        answer.say(
            BAD,
            _("Receipt and log do not agree"),
            _("The receipt is signed, but its place in the log does not hold. Most likely the file"
              " was changed. If not, tell a supervisory body."),
        )  # fmt: skip
    return is_good


def key_line() -> str:
    """The key of receipts as one line; "" while this installation has none."""
    return receipt_keys.verifier().line() if receipt_keys.exists() else ""
