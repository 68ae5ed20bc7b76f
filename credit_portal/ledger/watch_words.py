"""What the stand-alone verifier says, in English and Chinese. Pure (docs/ledger.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .watch import Finding, Report

LANGUAGES = ("en", "zh")
LEVELS = {
    "fault": ("FAULT", "异常"),
    "note": ("note", "提示"),
    "unchecked": ("NOT CHECKED", "未能核验"),
}
_WHO = ("{ref}entry {entry} (record {rec})", "{ref}第{entry}条（记录 {rec}）")
WORDS: dict[str, tuple[str, str]] = {
    # the log
    "head": ("M1 the signed head is not good: {why}", "M1 签名的账本首部无效：{why}"),
    "witness": ("M1 a witness's co-signature is not good: {why}", "M1 见证方会签无效：{why}"),
    "witnesses": (
        "M1 {found} of the {needed} witnesses asked for have co-signed the head",
        "M1 要求{needed}家见证方会签，实有{found}家",
    ),
    "shrunk": (
        "M2 the log has shrunk from {old} to {new} entries",
        "M2 账本由{old}条减为{new}条",
    ),
    "forked": (
        "M2 two signed heads of {size} entries have different roots: the log shows two histories",
        "M2 同为{size}条的两个签名首部根值不同：账本出现两种历史",
    ),
    "root": (
        "M2 the entries do not give the tree that is signed, or it does not continue the one seen"
        " before: {why}",
        "M2 由各条目算得的树与签名首部不符，或未延续上次所见账本：{why}",
    ),
    "entry": ("M7 an entry is not well formed: {why}", "M7 条目格式有误：{why}"),
    "chain": (
        "M7 the chain of record {rec} is broken at entry {entry}",
        "M7 记录 {rec} 的版本链在第{entry}条断裂",
    ),
    "order": (
        "M7 entry {entry}: a “{act}” cannot come here in the life of record {rec}",
        "M7 第{entry}条：记录 {rec} 此时不应出现“{act}”",
    ),
    "time": ("M7 time goes back at entry {entry}", "M7 第{entry}条的时间早于之前条目"),
    "unreadable": ("what was served cannot be right: {why}", "所得内容不成立：{why}"),
    "missing_resource": ("{why}", "{why}"),
    # the records
    "missing": (
        "M4 SILENTLY REMOVED: by the log it is on display ({act}, {at}), the site does not show"
        " it: " + _WHO[0],
        "M4 被悄然撤下：账本载明应在公示期内（{act}，{at}），网站却未公示：" + _WHO[1],
    ),
    "overdue": (
        "M5 still on display after its last day {until}: " + _WHO[0],
        "M5 公示期已于{until}届满仍在公示：" + _WHO[1],
    ),
    "shown_removed": (
        "M5 on display although the log says it was removed: " + _WHO[0],
        "M5 账本载明已撤下，网站仍在公示：" + _WHO[1],
    ),
    "shown_old": (
        "M3 an earlier version is on display instead of the latest: " + _WHO[0],
        "M3 公示的不是最新版本：" + _WHO[1],
    ),
    "unknown_leaf": (
        "M3 the site names entry {entry} for {ref}, which is not what the log has there",
        "M3 网站称{ref}对应第{entry}条，账本该条并非如此",
    ),
    "opening": (
        "M3 ALTERED: text and salt do not open the commitment in the log: " + _WHO[0],
        "M3 内容被改动：文本与盐值不能打开账本中的承诺值：" + _WHO[1],
    ),
    "two_texts": (
        "M3 ALTERED: the text on display is not the one that is handed out as proof: " + _WHO[0],
        "M3 内容被改动：公示文本与供核验的文本不一致：" + _WHO[1],
    ),
    "columns": (
        "M3 ALTERED: lists show what the text does not say ({names}): " + _WHO[0],
        "M3 内容被改动：列表所示与正文不符（{names}）：" + _WHO[1],
    ),
    "name": (
        "M3 the reference belongs to another record, or has changed: " + _WHO[0],
        "M3 编号属于另一条记录或已被更换：" + _WHO[1],
    ),
    "disorder": ("M3 entry {entry} is told twice or out of order", "M3 第{entry}条重复或次序有误"),
    "unopened": (
        "M3 on display, but text and salt are not handed out: " + _WHO[0],
        "M3 正在公示而未提供文本与盐值：" + _WHO[1],
    ),
    "left_open": (
        "M5 its display has ended, but its text is still handed out: " + _WHO[0],
        "M5 公示已结束，文本仍可取得：" + _WHO[1],
    ),
    "unexplained": (
        "M6 removed ({act}, {at}) without an account of why: " + _WHO[0],
        "M6 已撤下（{act}，{at}）而无撤下说明：" + _WHO[1],
    ),
    "basis": (
        "M6 removed on a basis that is unknown or not the logged one ({basis}): " + _WHO[0],
        "M6 撤下依据不明或与账本不一致（{basis}）：" + _WHO[1],
    ),
    "notice": (
        "M6 the notice of removal does not open its entry: " + _WHO[0],
        "M6 撤下告知不能打开对应条目：" + _WHO[1],
    ),
    "removal": (
        "M6 the account of the removal differs from log or notice: " + _WHO[0],
        "M6 撤下说明与账本或告知不一致：" + _WHO[1],
    ),
    "early": (
        "M6 ended as if its period were over, before its last day: " + _WHO[0],
        "M6 未到期而以期满为由撤下：" + _WHO[1],
    ),
    "codes": (
        "M6 the table of legal grounds is not the one that the log fixes; a changed table is"
        " logged with the next publication",
        "M6 依据代码表与账本所固定的不一致（代码表变更随下一次公示入账）",
    ),
    "change": (
        "M8 the feed of changes tells something else than the log: " + _WHO[0],
        "M8 变更清单与账本不一致：" + _WHO[1],
    ),
    "untold": (
        "M8 the feed of changes leaves out " + _WHO[0],
        "M8 变更清单遗漏：" + _WHO[1],
    ),
    "unsigned": (
        "M8 entry {entry} ({ref}) of {at} stands under no signed head after ten minutes",
        "M8 第{entry}条（{ref}，{at}）逾十分钟未纳入签名首部",
    ),
    "undated": (
        "M8 entry {entry} ({ref}) waits for its signed head with no date, or one to come: {at}",
        "M8 第{entry}条（{ref}）待纳入签名首部，而无日期或日期在将来：{at}",
    ),
    # notes
    "key_unpinned": (
        "the key was taken from the site itself ({key}): compare it with one published elsewhere,"
        " and give it with --key",
        "公钥取自网站自身（{key}）：请与他处公布的公钥核对，并以 --key 指定",
    ),
    "log_only": (
        "records were not checked: the address is that of a log. Give the site's address",
        "未核验记录：所给为账本地址。请改用网站地址",
    ),
}
SUMMARY = {
    0: (
        "OK: {records} records, {entries} entries; everything agrees",
        "通过：记录{records}条，账本{entries}条，全部相符",
    ),
    1: ("NOT IN ORDER: {faults} faults", "不通过：发现{faults}处异常"),
    2: ("INCOMPLETE: something could not be checked", "未完成：部分内容未能核验"),
}


def sentence(finding: Finding, language: str = "en") -> str:
    """A finding in words."""
    which = LANGUAGES.index(language)
    values: dict[str, Any] = {"rec": "?", "until": "?", **finding.values}
    ref = values.get("ref") or ""
    values["ref"] = f"{ref} " if ref and "rec" in finding.values else ref
    values["entry"] = int(values.get("index", -1)) + 1
    return f"{LEVELS[finding.level][which]}  {WORDS[finding.code][which].format(**values)}"


def lines(report: Report, language: str = "en") -> Iterator[str]:
    """A report in words, the summary last."""
    for finding in report.findings:
        yield sentence(finding, language)
    faults = sum(one.level == "fault" for one in report.findings)
    text = SUMMARY[report.status][LANGUAGES.index(language)]
    yield text.format(faults=faults, **{"records": 0, "entries": 0, **report.figures})


def as_json(report: Report) -> dict[str, Any]:
    """A report in full, for programs."""
    findings = [
        {"level": one.level, "code": one.code, **one.values, "text": sentence(one)}
        for one in report.findings
    ]
    return {
        "at": report.at,
        "status": report.status,
        "figures": report.figures,
        "findings": findings,
    }
