"""A report while it is typed: page after page, in hidden fields of the page and nowhere else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import get_language

from complaints import redaction
from complaints.web_forms import (
    IDENTITY,
    NAMED,
    BodyForm,
    ContactForm,
    DetailsForm,
    FactsForm,
    PageForm,
    PostForm,
    WantForm,
    WhoForm,
)
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import posts_of

PAGES: dict[str, type[PageForm]] = {
    "want": WantForm, "body": BodyForm, "post": PostForm, "facts": FactsForm,
    "details": DetailsForm, "who": WhoForm, "contact": ContactForm,
}  # fmt: skip
FIELDS = {name: tuple(form.base_fields) for name, form in PAGES.items()}
#: Texts in which numbers and addresses are looked for.
TEXTS = ("title", "facts", "accused")
#: What travels beside the pages: the challenge and the receipt.
BESIDE = ("receipt", "token")


class Report:
    """What was typed so far. Nothing in it is believed: every page is checked again at each step
    and before it is filed."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data.copy()
        if self.data.get("who") != NAMED:
            for name in IDENTITY:
                self.data.pop(name, None)
        self._forms: dict[str, PageForm] = {}
        self._pages: list[str] = []

    def pages(self) -> list[str]:
        """The pages that this report has, in order."""
        if not self._pages:
            self._pages = self._found_pages()
        return self._pages

    def _found_pages(self) -> list[str]:
        left_out, body = set(), self.body()
        if body is None or not posts_of(body).exists():
            left_out.add("post")
        if self.data.get("who") != NAMED:
            left_out.add("contact")
        return [name for name in PAGES if name not in left_out]

    def body(self) -> Organisation | None:
        """The body that was named, once its page is right."""
        if not self.data.get("accused"):
            return None
        form = self.form("body")
        return form.cleaned_data["body"] if form.is_valid() else None

    def form(self, name: str) -> PageForm:
        """The form of a page with what was typed."""
        if name not in self._forms:
            self._forms[name] = PAGES[name](self.data, **self._more(name))
        return self._forms[name]

    def blank(self, name: str) -> PageForm:
        """The same before it is checked: to be filled in, or changed."""
        typed = {field: self.data[field] for field in FIELDS[name] if field in self.data}
        return PAGES[name](initial=typed, **self._more(name))

    def _more(self, name: str) -> dict[str, Any]:
        return {"body": self.body()} if name == "post" else {}

    def first_wrong(self) -> str | None:
        """The first page that is not right yet."""
        return next((name for name in self.pages() if not self.form(name).is_valid()), None)

    def hidden(self, beside: str = "") -> list[tuple[str, str]]:
        """All that was typed but for the page that is shown, for hidden fields."""
        shown = FIELDS.get(beside, ())
        names = [one for fields in FIELDS.values() for one in fields if one not in shown]
        return [
            (name, str(self.data[name])) for name in (*names, *BESIDE) if self.data.get(name, "")
        ]

    def put(self, name: str, value: str) -> None:
        """Set one of the fields."""
        self.data[name] = value
        if name not in BESIDE:
            self._forms.clear()
            self._pages = []

    def mask(self) -> None:
        """Mask what would tell who somebody is."""
        for name in TEXTS:
            self.put(name, redaction.redact(str(self.data.get(name, ""))).text)

    def findings(self) -> list[dict[str, str]]:
        """What would tell who somebody is: `kind` in words, and the `text` itself."""
        texts = [str(self.data.get(name, "")) for name in TEXTS]
        return [
            {"kind": str(one.kind.label), "text": text[one.start : one.end]}
            for text in texts
            for one in redaction.find(text)
        ]

    # -- what the service takes, once every page is right ----------------------------------------

    def facts(self) -> dict[str, Any]:
        """Fields of the case."""
        given = {name: self.form(name).cleaned_data for name in self.pages()}
        body, facts, details = given["body"], given["facts"], given["details"]
        return {
            "purpose": given["want"]["purpose"], "category": given["want"]["category"],
            "title_zh": facts["title"], "facts_zh": facts["facts"],
            "accused_zh": "" if body["body"] else body["accused"],
            "division_id": body["division"] or None,
            **{name: details[name] for name in FIELDS["details"]},
            "is_anonymous": given["who"]["who"] != NAMED, "is_secret": True,
            "may_publish": given["who"]["may_publish"],
            "language": get_language() or "zh-hans",
        }  # fmt: skip

    def identity(self) -> dict[str, str]:
        """Who reports; empty of somebody anonymous."""
        if "contact" not in self.pages():
            return {}
        data = self.form("contact").cleaned_data
        return {name: data[name] for name in IDENTITY if data[name]}

    def may_call(self) -> bool:
        """Whether the hotline may call back at the number that was given."""
        if "contact" not in self.pages():
            return False
        return bool(self.form("contact").cleaned_data["may_call"])

    def accused(self) -> dict[str, UUID | None]:
        """Body and post, as the service takes them."""
        body = self.body()
        post = self.form("post").cleaned_data["post"] if "post" in self.pages() else ""
        return {
            "accused_id": body.pk if body else None,
            "accused_post_id": UUID(post) if post else None,
        }
