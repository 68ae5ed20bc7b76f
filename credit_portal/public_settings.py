"""Settings of the public site: its name, and what its foot must carry."""

from pathlib import Path

from credit_portal.env import env_bool, env_str

SITE_NAME_ZH = env_str("SITE_NAME_ZH", "信用沈阳")
SITE_NAME_EN = env_str("SITE_NAME_EN", "Credit Shenyang")

_DEMO = env_bool("DEMO", default=False)


def _foot(name: str, example: str) -> str:
    """A part of the foot; in demonstration mode a value that is visibly invented."""
    return env_str(name, example if _DEMO else "")


FOOT_HOST_ZH = _foot("FOOT_HOST_ZH", "示例市人民政府（演示，非真实单位）")
FOOT_HOST_EN = _foot("FOOT_HOST_EN", "Example City People's Government (demonstration, not real)")
FOOT_UNDERTAKER_ZH = _foot("FOOT_UNDERTAKER_ZH", "示例市信用管理办公室（演示）")
FOOT_UNDERTAKER_EN = _foot("FOOT_UNDERTAKER_EN", "Example City Credit Office (demonstration)")
FOOT_CONTACT_ZH = _foot("FOOT_CONTACT_ZH", "电话 000-00000000（示例）")
FOOT_CONTACT_EN = _foot("FOOT_CONTACT_EN", "telephone 000-00000000 (example)")
FOOT_ICP_NUMBER = _foot("FOOT_ICP_NUMBER", "示例ICP备00000000号")
FOOT_POLICE_NUMBER = _foot("FOOT_POLICE_NUMBER", "示例公网安备00000000000000号")
FOOT_SITE_CODE = _foot("FOOT_SITE_CODE", "0000000000（示例）")
#: Where "find a mistake on this site" leads: the national service's address for this site, else
#: our own page of contacts.
FOOT_MISTAKES_URL = env_str("FOOT_MISTAKES_URL", "")

#: While this file exists only reading goes on (docs/operations.md); "" switches that off.
MAINTENANCE_FILE = env_str(
    "MAINTENANCE_FILE", str(Path(__file__).resolve().parent.parent / ".run" / "maintenance")
)
