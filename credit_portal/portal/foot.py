"""What the foot of a government site must carry, from settings; what is empty is left out.

Host and undertaker, filing numbers and the identification code: 《国务院办公厅关于印发政府网站
发展指引的通知》（国办发〔2017〕47号）, part 7 (foot of pages); ICP filing: 《互联网信息服务管理
办法》 art. 12; filing with the police: 《计算机信息网络国际联网安全保护管理办法》 art. 12.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.urls import reverse

from credit_portal.common.i18n import is_english

ICP = "https://beian.miit.gov.cn/"
POLICE = "https://beian.mps.gov.cn/#/query/webSearch?code="
#: The digits of a number such as 辽公网安备 21010202000001号.
DIGITS = re.compile(r"[0-9]{8,16}")


def imprint() -> dict[str, Any]:
    """Host, undertaker, contact and numbers, each "" when the settings do not give it."""
    language = "EN" if is_english() else "ZH"
    police = settings.FOOT_POLICE_NUMBER
    digits = DIGITS.search(police)
    return {
        "host": _either("FOOT_HOST", language),
        "undertaker": _either("FOOT_UNDERTAKER", language),
        "contact": _either("FOOT_CONTACT", language),
        "icp": settings.FOOT_ICP_NUMBER,
        "icp_url": "" if settings.DEMO else ICP,
        "police": police,
        "police_url": "" if settings.DEMO or not digits else POLICE + digits[0],
        "code": settings.FOOT_SITE_CODE,
        "mistakes": settings.FOOT_MISTAKES_URL or reverse("portal:about", args=["contact"]),
    }


def _either(name: str, language: str) -> str:
    return str(getattr(settings, f"{name}_{language}") or getattr(settings, f"{name}_ZH"))
