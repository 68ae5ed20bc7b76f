"""How an API token is kept: 256 random bits need no slow hash, SHA-256 finds them by index."""

import hashlib

PREFIX = "gip_"  # lets secret scanners recognise a token that leaked


def digest(secret: str) -> bytes:
    """SHA-256 of the token as sent, 32 bytes."""
    return hashlib.sha256(secret.encode()).digest()
