"""Settings of the public site: its name, what its foot must carry, following by e-mail."""

import sys
from datetime import time
from pathlib import Path

from credit_portal.env import env_bool, env_int, env_str

BASE_DIR = Path(__file__).resolve().parent.parent

SITE_NAME_ZH = env_str("SITE_NAME_ZH", "信用沈阳")
SITE_NAME_EN = env_str("SITE_NAME_EN", "Credit Shenyang")

# -- open data -----------------------------------------------------------------------------------
TESTING = env_bool("TESTING", "pytest" in sys.modules)
#: Folder of the bulk files, shared by worker and web; empty keeps none.
OPEN_DATA_ROOT = env_str("OPEN_DATA_ROOT", "" if TESTING else str(BASE_DIR / ".run" / "open-data"))
#: A workbook holds at most so many rows (a sheet of Excel has 1,048,576); CSV holds all.
OPEN_DATA_XLSX_ROWS = env_int("OPEN_DATA_XLSX_ROWS", 200_000)
#: nginx (ops/nginx/portal.conf) hands the files out once the portal has allowed it; else the portal
#: does, which holds one of its processes for as long as a download takes.
OPEN_DATA_BY_FRONT = env_bool("OPEN_DATA_BY_FRONT", False)
OPEN_DATA_PUBLISHER_ZH = env_str("OPEN_DATA_PUBLISHER_ZH", f"{SITE_NAME_ZH}政务诚信公开平台")
OPEN_DATA_PUBLISHER_EN = env_str("OPEN_DATA_PUBLISHER_EN", f"{SITE_NAME_EN}, government integrity")
OPEN_DATA_LICENCE_ZH = env_str(
    "OPEN_DATA_LICENCE_ZH", "知识共享 署名 4.0 国际许可协议（CC BY 4.0）：可自由使用，须注明来源"
)
OPEN_DATA_LICENCE_EN = env_str(
    "OPEN_DATA_LICENCE_EN",
    "Creative Commons Attribution 4.0 International (CC BY 4.0): free use, naming the source",
)
OPEN_DATA_LICENCE_URL = env_str(
    "OPEN_DATA_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/"
)
#: An address that nobody confirmed is deleted after so many days.
FOLLOW_CONFIRM_DAYS = env_int("FOLLOW_CONFIRM_DAYS", 7)
#: So many mails a day one address gets because a form asked for them, whoever sends the form.
FOLLOW_MAILS_A_DAY = env_int("FOLLOW_MAILS_A_DAY", 5)
#: So many things one address may follow.
FOLLOW_MOST = env_int("FOLLOW_MOST", 100)
#: Lines of one mail; the rest stands behind a link to all.
FOLLOW_ITEMS = env_int("FOLLOW_ITEMS", 50)
#: When mails fall due, Beijing time; the weekly one on this weekday (1 Monday … 7 Sunday).
FOLLOW_DIGEST_AT = time.fromisoformat(env_str("FOLLOW_DIGEST_AT", "08:30"))
FOLLOW_DIGEST_WEEKDAY = env_int("FOLLOW_DIGEST_WEEKDAY", 1)

# -- foot and maintenance -------------------------------------------------------------------------
_DEMO = env_bool("DEMO", default=False)


def _example(text: str) -> str:
    """What stands there in demonstration mode, visibly invented; else nothing."""
    return text if _DEMO else ""


FOOT_HOST_ZH = env_str("FOOT_HOST_ZH", _example("示例市人民政府（演示，非真实单位）"))
FOOT_HOST_EN = env_str("FOOT_HOST_EN", _example("Example City Government (demonstration)"))
FOOT_UNDERTAKER_ZH = env_str("FOOT_UNDERTAKER_ZH", _example("示例市信用管理办公室（演示）"))
FOOT_UNDERTAKER_EN = env_str("FOOT_UNDERTAKER_EN", _example("Example City Credit Office (demo)"))
FOOT_CONTACT_ZH = env_str("FOOT_CONTACT_ZH", _example("电话 000-00000000（示例）"))
FOOT_CONTACT_EN = env_str("FOOT_CONTACT_EN", _example("telephone 000-00000000 (example)"))
FOOT_ICP_NUMBER = env_str("FOOT_ICP_NUMBER", _example("示例ICP备00000000号"))
FOOT_POLICE_NUMBER = env_str("FOOT_POLICE_NUMBER", _example("示例公网安备00000000000000号"))
FOOT_SITE_CODE = env_str("FOOT_SITE_CODE", _example("0000000000（示例）"))
#: Where "find a mistake on this site" leads: the national service's address for this site, else
#: our own page of contacts.
FOOT_MISTAKES_URL = env_str("FOOT_MISTAKES_URL", "")

#: While this file exists only reading goes on (docs/operations.md); "" switches that off.
MAINTENANCE_SWITCH = env_str("MAINTENANCE_SWITCH", str(BASE_DIR / ".run" / "maintenance"))
