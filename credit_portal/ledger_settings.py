"""Settings of the public ledger."""

import sys

from credit_portal.env import env_bool, env_int, env_list, env_str

TESTING = env_bool("TESTING", "pytest" in sys.modules)
LEDGER_ORIGIN = env_str("LEDGER_ORIGIN", "localhost/credit-portal")
LEDGER_MEMORY = "" if TESTING else env_str("LEDGER_MEMORY")  # a file, see ledger.memory
#: The signer's own record of what it signed last; no other process may write it.
SIGNER_MEMORY = "" if TESTING else env_str("SIGNER_MEMORY")
#: Witnesses that are asked to co-sign: "URL verifier-key", separated by commas.
LEDGER_WITNESSES = env_list("LEDGER_WITNESSES")
#: Entries that no checkpoint has covered for so many minutes degrade /readyz (security.md F16).
LEDGER_ALARM_MINUTES = env_int("LEDGER_ALARM_MINUTES", 10)
#: Code of the body that publishes what concerns natural persons (security.md 1.4).
PUBLISHING_OFFICE_CODE = env_str("PUBLISHING_OFFICE_CODE", "11210100FT0000013W")
