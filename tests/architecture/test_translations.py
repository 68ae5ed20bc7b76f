"""Every sentence of the interface has its Chinese, with the same placeholders, and is compiled.

Sentences are found without gettext: in Python by the syntax tree, in templates by what Django
itself hands to xgettext (`templatize`).
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
from django.utils.translation.template import templatize

from tests.architecture.sources import ROOT, short, sources

LOCALE = ROOT / "locale/zh_Hans/LC_MESSAGES"
#: Functions of django.utils.translation: the positions of context, sentence and plural.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
CALL = re.compile(r"\b(_|n?p?gettext)\(")
#: Context ("" for none), sentence, plural ("" for none), and where it stands.
Found = tuple[str, str, str, str]


def _names(tree: ast.Module) -> dict[str, str]:
    """What the functions are called in a module."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in FUNCTIONS
    }


def _sentence(function: str, node: ast.Call, where: str) -> Found | None:
    def text(position: int | None) -> str:
        if position is None:
            return ""
        argument = node.args[position]
        return str(argument.value) if isinstance(argument, ast.Constant) else ""

    context, sentence, plural = FUNCTIONS[function]
    found = (text(context), text(sentence), text(plural), where)
    return found if found[1] else None


def in_python() -> Iterator[Found]:
    """Sentences of the Python sources."""
    for path, tree in sources().items():
        names = _names(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                function = names.get(node.func.id)
                found = function and _sentence(function, node, f"{short(path)}:{node.lineno}")
                if found:
                    yield found


def in_templates() -> Iterator[Found]:
    """Sentences of the templates."""
    for path in sorted((ROOT / "templates").rglob("*.html")) + sorted(
        (ROOT / "templates").rglob("*.txt")
    ):
        yield from _of_template(path)


def _of_template(path: Path) -> Iterator[Found]:
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for match in CALL.finditer(code):
        name = "gettext" if match[1] == "_" else match[1]
        found = _sentence(name, _call(code, match.start()), short(path))
        if found:
            yield found


def _call(code: str, start: int) -> ast.Call:
    """The call that begins at `start`; its end is the first bracket that makes it whole."""
    end = start
    while True:
        end = code.index(")", end) + 1
        try:
            tree = ast.parse(code[start:end].replace("\n", "\\n"), mode="eval")
        except SyntaxError:
            continue
        assert isinstance(tree.body, ast.Call)
        return tree.body


def catalogue() -> dict[tuple[str, str], polib.POEntry]:
    """The Chinese sentences by context and English."""
    return {(one.msgctxt or "", one.msgid): one for one in polib.pofile(LOCALE / "django.po")}


def test_the_search_finds_sentences_of_every_sort() -> None:
    python, pages = list(in_python()), list(in_templates())
    assert len(python) > 300
    assert len(pages) > 300
    for found in (python, pages):
        assert any(context for context, *_rest in found)
        assert any(plural for _context, _sentence, plural, _where in found)


def test_every_sentence_has_its_chinese() -> None:
    known = catalogue()
    bare = []
    for context, sentence, plural, where in [*in_python(), *in_templates()]:
        entry = known.get((context, sentence))
        texts = [] if entry is None else _texts(entry, bool(plural))
        if not texts or not all(texts):
            bare.append(f"{where}: {context}|{sentence}")
    assert bare == []


def _texts(entry: polib.POEntry, plural: bool) -> list[str]:
    return list(entry.msgstr_plural.values()) if plural else [entry.msgstr]


def test_placeholders_are_the_same_in_both_languages() -> None:
    other = []
    for entry in catalogue().values():
        wanted = set(PLACEHOLDER.findall(entry.msgid))
        allowed = wanted | set(PLACEHOLDER.findall(entry.msgid_plural or ""))
        for text in filter(None, [entry.msgstr, *entry.msgstr_plural.values()]):
            has = set(PLACEHOLDER.findall(text))
            if not wanted <= has <= allowed:
                other.append(f"{entry.msgid!r}: {text!r}")
    assert other == []


def test_nothing_is_fuzzy() -> None:
    assert [one.msgid for one in polib.pofile(LOCALE / "django.po") if one.fuzzy] == []


def test_the_compiled_catalogue_is_fresh() -> None:
    def content(entries: polib.POFile | polib.MOFile) -> dict[tuple[str, str], object]:
        return {
            (one.msgctxt or "", one.msgid): dict(one.msgstr_plural) or one.msgstr
            for one in entries
            if one.msgstr or any(one.msgstr_plural.values())
        }

    fresh = content(polib.pofile(LOCALE / "django.po"))
    assert content(polib.mofile(LOCALE / "django.mo")) == fresh
