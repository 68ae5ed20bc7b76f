"""A notice for 2027 as tests enter it. The real one had not been published; days are invented."""

from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.files import samples

TEXT_2027 = """一、元旦：1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""
FIELDS_2027: dict[str, Any] = {
    "year": "2027",
    "title_zh": "国务院办公厅关于2027年部分节假日安排的通知",
    "title_en": "Notice on the holiday arrangements of 2027",
    "number": "国办发明电〔2026〕示例号",
    "issued_on": "2026-11-05",
    "url": "https://www.gov.cn/example/2027",
    "days": TEXT_2027,
    "reason": "国务院办公厅已公布2027年放假安排",
}


def _span(name: str, first: str, last: str) -> list[tuple[date, str, str]]:
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    count = (end - day).days + 1
    return [(day + timedelta(n), "放假", name) for n in range(count)]


DAYS_2027 = [
    *_span("元旦", "2027-01-01", "2027-01-03"),
    *_span("春节", "2027-02-05", "2027-02-11"),
    (date(2027, 1, 31), "上班", "春节"),
    (date(2027, 2, 20), "上班", "春节"),
    *_span("国庆节", "2027-10-01", "2027-10-07"),
    (date(2027, 9, 26), "上班", "国庆节"),
    (date(2027, 10, 9), "上班", "国庆节"),
]


def pdf() -> SimpleUploadedFile:
    """The notice as a small file."""
    return SimpleUploadedFile("notice.pdf", samples.pdf(), content_type="application/pdf")
