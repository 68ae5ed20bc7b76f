"""Settings of the public site: its name, what its foot must carry, following by e-mail."""

from datetime import time

from credit_portal.env import env_int, env_str

SITE_NAME_ZH = env_str("SITE_NAME_ZH", "信用沈阳")
SITE_NAME_EN = env_str("SITE_NAME_EN", "Credit Shenyang")

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
