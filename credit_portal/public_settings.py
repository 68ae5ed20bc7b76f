"""Settings of the public site: its name, and what its foot must carry."""

from credit_portal.env import env_str

SITE_NAME_ZH = env_str("SITE_NAME_ZH", "信用沈阳")
SITE_NAME_EN = env_str("SITE_NAME_EN", "Credit Shenyang")
