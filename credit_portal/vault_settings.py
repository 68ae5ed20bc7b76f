"""Settings of the vault, the process that alone opens what reporters sealed (docs/vault.md)."""

from pathlib import Path

from credit_portal.env import env_int, env_list, env_str

BASE_DIR = Path(__file__).resolve().parent.parent

#: Where the vault answers; the folder is its own.
VAULT_SOCKET = env_str("VAULT_SOCKET", str(BASE_DIR / ".run" / "vault-socket" / "vault"))
#: The public keys, written by the vault, read by everybody who seals.
VAULT_PUBLIC_KEY = env_str("VAULT_PUBLIC_KEY", str(BASE_DIR / ".run" / "vault-key" / "public.key"))
#: The private keys; no process but the vault may read this folder (mode 0700).
VAULT_FOLDER = env_str("VAULT_FOLDER", str(BASE_DIR / ".run" / "vault"))
#: Users of the system that may ask besides the vault's own, by number: the web's, in containers.
VAULT_PEERS = [int(one) for one in env_list("VAULT_PEERS")]
#: Seconds that somebody waits for an answer of the vault.
VAULT_TIMEOUT = env_int("VAULT_TIMEOUT", 3)
#: So long after its confirmation an unsealing may be carried out.
UNSEAL_MINUTES = env_int("UNSEAL_MINUTES", 30)
#: So many identities, and so many numbers to call back, are opened in an hour at most: what
#: somebody who took over the web could reach before it is noticed.
VAULT_IDENTITIES_AN_HOUR = env_int("VAULT_IDENTITIES_AN_HOUR", 20)
VAULT_NUMBERS_AN_HOUR = env_int("VAULT_NUMBERS_AN_HOUR", 200)
#: So many MB may all reporters together store in a day, originals and cleaned copies.
REPORT_FILES_MB_A_DAY = env_int("REPORT_FILES_MB_A_DAY", 4096)
