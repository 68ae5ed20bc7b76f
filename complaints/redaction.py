"""Finding in a text what would tell who wrote it, and putting a word in its place.

A proposal for people: whoever dispatches reads the result, whoever reports sees what was found.
Recall comes before precision: a number too many is put back by hand, one too few is out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What was found."""

    ID_NUMBER = "id_number", pgettext_lazy("found in a text", "Identity number")
    MOBILE = "mobile", pgettext_lazy("found in a text", "Mobile number")
    CARD = "card", pgettext_lazy("found in a text", "Bank card or account")
    LANDLINE = "landline", pgettext_lazy("found in a text", "Telephone number")
    EMAIL = "email", pgettext_lazy("found in a text", "E-mail address")
    ADDRESS = "address", pgettext_lazy("found in a text", "Home address")
    NAME = "name", pgettext_lazy("found in a text", "Name")


#: What stands in its place; a case text is Chinese whatever the language of the page.
IN_PLACE = {
    Kind.ID_NUMBER: "【身份证号】", Kind.MOBILE: "【手机号】", Kind.CARD: "【银行账号】",
    Kind.LANDLINE: "【电话】", Kind.EMAIL: "【邮箱】", Kind.ADDRESS: "【住址】",
    Kind.NAME: "【姓名】",
}  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """One place in the text as it was given: characters `start` to `end` (not included)."""

    kind: Kind
    start: int
    end: int


@dataclass(frozen=True)
class Redacted:
    """The text with words in place of what was found, and where that stood."""

    text: str
    findings: tuple[Finding, ...]


#: Wide forms are read as the plain ones; each stands for one character, so that places hold.
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_SAID = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
_BREAK = r"[ .·\-]?"
_MOBILE = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_BREAK})?1{_BREAK}[3-9](?:{_BREAK}\d){{9}}(?!\d)")
_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_ID = re.compile(
    r"(?<![\dA-Za-z])[1-9]\d{5}[ -]?"
    rf"(?:(?:19|20)\d{{2}}{_DAY}[ -]?\d{{3}}[\dXx]|\d{{2}}{_DAY}\d{{3}})(?![\dA-Za-z])"
)
_DIGITS = re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)")
_ACCOUNT = re.compile(r"(?:[账帐]号|[账帐]户|卡号)[为是:： ]{0,3}(\d(?:[ -]?\d){7,29})")
_LANDLINE = re.compile(r"(?<!\d)[(]?0\d{2,3}[)]?[ -]?[2-9]\d{2,3}[ -]?\d{4}(?:-\d{1,6})?(?!\d)")
_LOCAL = re.compile(r"(?:电话|座机|固话|号码)[为是:： ]{0,3}([2-9]\d{2,3}[ -]?\d{4})(?!\d)")
#: Lengths: RFC 5321 section 4.5.3.1.1 and RFC 1035 section 2.3.4. Every repetition has its
#: bound, so that no text, however it was made, costs more than its length.
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_N = r"[一二三四五六七八九十\d]{1,4}"
_HOUSE = rf"{_N}(?:号楼|号院|号|弄|栋|幢|座)"
_HOME = re.compile(
    rf"(?:{_HOUSE}){{0,4}}{_N}(?:单元|门)(?:{_N}(?:室|号|户)?)?|{_HOUSE}{_N}(?:室|户)"
    r"|(?<![\d-])\d{1,3}-\d{1,2}-(?!19|20)\d{3,4}(?![\d-])"
)
_LIVES = re.compile(
    r"(?:我住|家住|住在|住址|家庭地址|通讯地址|联系地址)[在于为是:： ]{0,3}"
    r"([^，。；;,\n!?！？]{4,60})"
)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|司徒|端木|夏侯|长孙|宇文|轩辕"
_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程"
    "苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤关佟那单栾温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿焦左柳"
)
_BEFORE_NAME = re.compile(
    r"(?:我叫|我名叫|名字[叫是为]|姓名[是为叫:： ]{1,3}|联系人[是为:： ]{1,3}|署名[是为:： ]{1,3}"
    r"|(?:举报|投诉|反映|来电|申请)人[是为叫:： ]{1,3}|本人姓名[是为:： ]{0,3})"
)
_HAN = "[\\u4e00-\\u9fff·]"
_NAME = re.compile(rf"(?:(?:{_COMPOUND})|[{_SINGLE}]){_HAN}{{1,2}}|{_HAN}{{2,3}}")
#: With these goes on the sentence, not the name.
_GOES_ON = set("是住在的来今年电手身和与及于从为有要想我家男女现因向对被，。")


def find(text: str) -> tuple[Finding, ...]:
    """What the text tells about its writer, in the order of the text; no two overlap."""
    covered, taken = bytearray(len(text)), []
    for found in _all(text.translate(_WIDE)):
        place = slice(found.start, found.end)
        if not any(covered[place]):
            covered[place] = b"\1" * (found.end - found.start)
            taken.append(found)
    return tuple(sorted(taken, key=lambda one: one.start))


def redact(text: str) -> Redacted:
    """The text with what `find` finds replaced."""
    findings, parts, at = find(text), [], 0
    for one in findings:
        parts += [text[at : one.start], IN_PLACE[one.kind]]
        at = one.end
    return Redacted("".join([*parts, text[at:]]), findings)


def _all(text: str) -> Iterator[Finding]:
    """Everything, what is surest first: it wins where two overlap."""
    yield from _of(Kind.EMAIL, _EMAIL, text)
    yield from _of(Kind.ID_NUMBER, _ID, text)
    yield from _of(Kind.CARD, _ACCOUNT, text, 1)
    yield from (one for one in _of(Kind.CARD, _DIGITS, text) if _luhn(text[one.start : one.end]))
    yield from _of(Kind.MOBILE, _MOBILE, text.translate(_SAID))
    yield from _of(Kind.LANDLINE, _LANDLINE, text)
    yield from _of(Kind.LANDLINE, _LOCAL, text, 1)
    yield from _of(Kind.ADDRESS, _LIVES, text, 1)
    yield from _of(Kind.ADDRESS, _HOME, text)
    yield from _names(text)


def _of(kind: Kind, pattern: re.Pattern[str], text: str, group: int = 0) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield Finding(kind, match.start(group), match.end(group))


def _names(text: str) -> Iterator[Finding]:
    """Names that are given as such, and wherever they stand again."""
    names = {name for match in _BEFORE_NAME.finditer(text) if (name := _name(text, match.end()))}
    lengths = sorted({len(name) for name in names}, reverse=True)
    at = 0
    while lengths and at < len(text):
        found = next((n for n in lengths if text[at : at + n] in names), 0)
        if found:
            yield Finding(Kind.NAME, at, at + found)
        at += found or 1


def _name(text: str, start: int) -> str:
    """The name that begins there; empty when none does."""
    found = _NAME.match(text, start)
    name = found.group() if found else ""
    while len(name) > 2 and name[-1] in _GOES_ON:
        name = name[:-1]
    return name


def _luhn(number: str) -> bool:
    """The check of card numbers (ISO/IEC 7812-1 annex B)."""
    digits = [int(one) for one in reversed(number) if one.isdigit()]
    doubled = sum(sum(divmod(2 * one, 10)) for one in digits[1::2])
    return (sum(digits[::2]) + doubled) % 10 == 0
