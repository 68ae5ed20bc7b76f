"""Parts of DOCX and XLSX without the people who worked on them.

Names of authors stand in tracked changes, comments, lists of persons, the path under which a
workbook was saved, and marks of the editing session (ECMA-376 part 1, 17.13, 17.15.1.70, 18.7.2;
[MS-DOCX] 2.5, [MS-XLSX] 2.6). Names and prefixes of elements stay as they are written, since
other attributes refer to them.
"""

from __future__ import annotations

import io
from xml.sax.handler import feature_namespaces
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from defusedxml.sax import make_parser

#: Attributes that name a person; their place stays, since some are required.
_PEOPLE = frozenset(
    {"author", "initials", "userName", "displayName", "userId", "lastModifiedBy", "lastEditedBy"}
)
#: Attributes that tell when somebody worked on it.
_MOMENTS = frozenset({"dateUtc", "dT"})
#: Elements whose words or address name a person or his computer.
_NAMING, _PATHS, _SESSIONS = "author", "absPath", "rsids"
OTHER_DATA = "customxml/"


class _Nameless(XMLGenerator):
    """Writes what is read, but for the names."""

    def __init__(self, out: io.BytesIO, *, empty: bool) -> None:
        super().__init__(out, encoding="utf-8", short_empty_elements=True)
        self._empty, self._skipped, self._naming = empty, 0, 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - SAX
        local = _local(name)
        if self._skipped or local == _SESSIONS:
            self._skipped += 1
            return
        self._naming += local == _NAMING
        super().startElement(name, AttributesImpl(self._kept(local, attrs)))

    def endElement(self, name: str) -> None:  # noqa: N802 - SAX
        if self._skipped:
            self._skipped -= 1
            return
        self._naming -= _local(name) == _NAMING
        super().endElement(name)

    def characters(self, content: str) -> None:
        if not (self._skipped or self._naming or self._empty):
            super().characters(content)

    def _kept(self, local: str, attrs: AttributesImpl) -> dict[str, str]:
        names = {_local(name) for name in attrs.getNames()}
        kept = {}
        for name, value in attrs.items():
            short = _local(name)
            if short.startswith("rsid") or short in _MOMENTS:
                continue
            if short == "date" and "author" in names:
                continue
            is_name = short in _PEOPLE or (local, short) == (_PATHS, "url")
            is_data = self._empty and not name.startswith(("xmlns", "ds:"))
            kept[name] = "" if is_name or is_data else value
        return kept


def without_names(part: str, content: bytes) -> bytes:
    """The part, well-formed XML without a DTD, written anew without names; what other programs
    keep in the file (`customXml/`) without its words. Raises SAXException, DefusedXmlException."""
    out = io.BytesIO()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, False)
    parser.setContentHandler(_Nameless(out, empty=part.lower().startswith(OTHER_DATA)))
    parser.parse(io.BytesIO(content))
    return out.getvalue()


def _local(name: str) -> str:
    return name.rpartition(":")[2]
