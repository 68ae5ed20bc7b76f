"""Several threads of one process doing the same at once."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections


def at_once(act: Callable[[], Any], count: int) -> list[Any]:
    """What each thread's call gave, or the exception that it raised; connections are closed."""
    results: list[Any] = []
    start = threading.Barrier(count)

    def run() -> None:
        try:
            start.wait()
            results.append(act())
        except Exception as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
