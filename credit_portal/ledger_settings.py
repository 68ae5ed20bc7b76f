"""Settings of the public ledger."""

import sys

from credit_portal.env import env_bool, env_str

TESTING = env_bool("TESTING", "pytest" in sys.modules)
LEDGER_ORIGIN = env_str("LEDGER_ORIGIN", "localhost/credit-portal")
LEDGER_MEMORY = "" if TESTING else env_str("LEDGER_MEMORY")  # a file, see ledger.memory
#: Code of the body that publishes what concerns natural persons (security.md 1.4).
PUBLISHING_OFFICE_CODE = env_str("PUBLISHING_OFFICE_CODE", "11210100FT0000013W")
