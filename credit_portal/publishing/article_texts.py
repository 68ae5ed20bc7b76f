"""What an edition says: its fields read from a form, checked, and carried on to the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from credit_portal.common import markup
from credit_portal.common.actors import Actor
from credit_portal.common.errors import Invalid
from credit_portal.files import services as files
from credit_portal.publishing.models.article import (
    LONGEST,
    ArticleEdition,
    ArticleFile,
    EditionAct,
)

PURPOSE = "article"
MOST_FILES = 20
LANGUAGES = ("zh", "en")
DAYS = ("dated", "force_from", "force_until", "until")
FIELDS = (
    *(f"{name}_{language}" for name in ("title", "summary", "body", "organ")
      for language in LANGUAGES),
    "number_zh", "source_url", *DAYS,
)  # fmt: skip


def words(value: Any, field: str, most: int, *, needed: bool = True) -> str:
    """A text without blanks around it. Raises Invalid ("words_missing", "words_long")."""
    text = str(value or "").replace("\r\n", "\n").strip()
    if "\x00" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise Invalid("words_bad", _("There is a character that cannot be stored."), field=field)
    if needed and not text:
        raise Invalid("words_missing", _("Please fill this in."), field=field)
    if len(text) > most:
        raise Invalid("words_long", _("At most %(most)s characters.") % {"most": most}, field=field)
    return text


def write(edition: ArticleEdition, texts: Mapping[str, Any]) -> None:
    """Set the fields of FIELDS, `reason` of a change and `erase_previous` of a correction (whether
    the text it replaces was wrong about a person or must not stay public). A field that is not
    given stays.

    Raises Invalid, with the field that it speaks of.
    """
    for name in (one for one in FIELDS if one in texts):
        if name in DAYS:
            setattr(edition, name, texts[name] or None)
        else:
            needed = name in ("title_zh", "body_zh")
            setattr(edition, name, words(texts[name], name, _longest(name), needed=needed))
    if edition.act != EditionAct.PUBLISH and "reason" in texts:
        edition.reason = words(texts["reason"], "reason", 1000)
    if edition.act == EditionAct.CORRECT and "erase_previous" in texts:
        edition.erase_previous = bool(texts["erase_previous"])
    _check(edition)


def _longest(name: str) -> int:
    return LONGEST.get(name.rpartition("_")[0], 500)


def _check(edition: ArticleEdition) -> None:
    if edition.source_url and not edition.source_url.lower().startswith(("http://", "https://")):
        raise Invalid(
            "source_bad", _("An address begins with https:// or http://."), field="source_url"
        )
    if edition.force_from and edition.force_until and edition.force_until < edition.force_from:
        raise Invalid(
            "force_order", _("It cannot end before it begins."), field="force_until"
        )  # fmt: skip
    if edition.title_en and not edition.body_en:
        raise Invalid("english_half", _("An English title needs an English text."), field="body_en")
    for language in LANGUAGES:
        if bad := markup.bad_links(getattr(edition, f"body_{language}")):
            raise Invalid(
                "link_bad",
                _("A link leads nowhere: %(address)s. It begins with https:// or with /.")
                % {"address": bad[0][:100]},
                field=f"body_{language}",
            )


def copy(old: ArticleEdition, new: ArticleEdition) -> None:
    """Let the next edition begin with what the last one says."""
    for name in FIELDS:
        setattr(new, name, getattr(old, name))


def carry(old: ArticleEdition, new: ArticleEdition) -> None:
    """The files of the last edition, named by rows of the next."""
    ArticleFile.objects.bulk_create(
        ArticleFile(edition=new, file_id=one.file_id, position=one.position)
        for one in old.files.all()
    )


def attach(edition: ArticleEdition, uploads: Sequence[Any], actor: Actor) -> None:
    """Store uploads and show them behind the others. Raises Invalid ("files_many", `file_…`)."""
    count = edition.files.count()
    if count + len(uploads) > MOST_FILES:
        raise Invalid(
            "files_many", _("At most %(most)s files.") % {"most": MOST_FILES}, field="uploads"
        )
    for place, upload in enumerate(uploads, count + 1):
        stored = files.store(upload=upload, owner=actor, purpose=PURPOSE)
        ArticleFile.objects.create(edition=edition, file=stored, position=place)


def is_key(text: str) -> bool:
    """Whether a text is the key of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
