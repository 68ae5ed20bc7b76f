"""Start and stop the provider."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.journeys.running import ROOT, free_port

CLIENT, SECRET = "portal", "a secret of the tests: % & +"


def _write_key(folder: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "key.pem").write_bytes(pem)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def provider(folder: Path, return_address: str, **environment: str) -> Iterator[str]:
    """The issuer's address of a provider that knows the portal as client."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}/o"
    _write_key(folder)
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.provider.serve",
            str(port),
            CLIENT,
            SECRET,
            return_address,
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PROVIDER_FOLDER": str(folder),
            "PROVIDER_ISSUER": issuer,
            "PYTHONPATH": str(ROOT),
            **environment,
        },
    )
    try:
        begun = time.monotonic()
        while not _answers(f"{issuer}/.well-known/openid-configuration"):
            assert process.poll() is None, "the provider stopped"
            assert time.monotonic() - begun < 60, "the provider does not answer"
            time.sleep(0.2)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)
