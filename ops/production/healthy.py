"""Health check of the web container: exit 0 when /healthz answers 200."""

from __future__ import annotations

import http.client
import sys


def healthy(host: str = "127.0.0.1", port: int = 8000) -> bool:
    """Whether the web server answers. X-Forwarded-Proto avoids the redirect to https."""
    link = http.client.HTTPConnection(host, port, timeout=5)
    try:
        headers = {"Host": "localhost", "X-Forwarded-Proto": "https"}
        link.request("GET", "/healthz", headers=headers)
        return link.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


if __name__ == "__main__":
    sys.exit(0 if healthy() else 1)
